"""What does a folder hold that a report names, or a commit? Inputs and checks for the fuzzer."""

import os
import tempfile
from pathlib import Path

from hypothesis import strategies as st

from benchmarks.fuzz import inputs
from benchmarks.fuzz.files import PROGRAM, memory
from benchmarks.fuzz.programs import REFUSED

_REPORTS = (
    (
        'Traceback (most recent call last):\n  File "a.py", line 5, in <module>\n    print(total([1, 2])[0])\n'
        '  File "b/c.py", line 2, in total\n    return prices["pear"]\nKeyError: \'pear\'\n'
    ),
    "json.decoder.JSONDecodeError: Expecting ',' delimiter: line 2 column 3 (char 9) while reading data.json",
    'yaml.scanner.ScannerError: mapping values are not allowed here\n  in "data.yaml", line 3, column 8\n',
    "tomllib.TOMLDecodeError: cannot parse settings.toml: Expected '=' after a key (at line 2, column 4)",
    "TypeError: x is not a function\n    at run (app.js:2:9)\n    at Object.<anonymous> (app.js:5:1)\n",
    "why does total([1, 2]) in a.py return 2 and not 3?",
    *(text.replace("src/", "").replace("/a/b.js", "app.js") for text in REFUSED[:7]),
)
_FILES = {
    "a.py": f"from b.c import total\n\n{PROGRAM}\nprint(total([1, 2])[0])\n",
    "b/c.py": "def total(prices):\n    return prices['pear']\n",
    "data.json": '{\n  "a": 1,\n  "b": [1, 2]\n}\n',
    "data.yaml": "a: 1\nb:\n  - 1\n  - 2\n",
    "settings.toml": '[a]\nb = 1\nc = "x"\n',
    "app.js": "function run() {\n  return x();\n}\n\nrun();\n",
    "main.c": "int main(void) {\n    int total = 0;\n\n    return totl;\n}\n",
    "main.rs": 'fn main() {\n    let length = 3;\n    println!("{}", lenght);\n}\n',
    "pyproject.toml": "[project]\nname = 'x'\n",
    ".venv/pyvenv.cfg": "home = /usr/bin\nversion = 3.9.18\n",
}
_CONFLICT = "a\n<<<<<<< HEAD\nb\n=======\nc\n>>>>>>> other\n"


def reported() -> st.SearchStrategy[tuple[str, dict[str, bytes]]]:
    """A report, and the files of the folder that it comes from, some of them damaged."""
    damaged = st.dictionaries(
        st.sampled_from(sorted(_FILES)), inputs.encoded(tuple(_FILES.values())), min_size=1, max_size=3
    )
    return st.tuples(inputs.texts(_REPORTS), damaged)


def explained(value: tuple[str, dict[str, bytes]]) -> None:
    """The report is explained whatever the files hold, and every proposed change fits the file it is for."""
    from analyzers.diff import apply_edits
    from analyzers.errors import InputError
    from analyzers.facts import Done
    from assistant.diagnose import Assistant
    from tools.intake import from_text
    from tools.workspace import Workspace
    from tui.render import markdown, structured
    from tui.render import text as plain

    text, damaged = value
    with tempfile.TemporaryDirectory(dir=memory()) as name:
        for path, data in ({path: text.encode() for path, text in _FILES.items()} | damaged).items():
            file = Path(name, path)
            file.parent.mkdir(exist_ok=True)
            file.write_bytes(data)
        try:
            problem = from_text(text, workspace=name)
        except InputError:
            return
        [found] = [event.diagnosis for event in Assistant().run(problem) if isinstance(event, Done)]
        plain.render(found, colour=False, width=80, quiet=False, verbose=True, root=name)
        markdown.render(found)
        structured.render(found)
        place = Workspace.at(name)
        for fix in found.fixes:
            for path in {edit.span.path for edit in fix.edits} & set(_FILES):
                source = place.read(path)
                edits = tuple(edit for edit in fix.edits if edit.span.path == path)
                assert source is not None
                assert apply_edits(source, edits) != source


def staged() -> st.SearchStrategy[tuple[str, bytes]]:
    """A name, and what a commit would hold under it."""
    names = (
        *_FILES,
        "notes.md",
        "x.cfg",
        "a b\n.py",
        "data.JSON",
        "é.pyi",
        ".vscode/settings.json",
        "Makefile",
    )
    return st.tuples(st.sampled_from(names), inputs.encoded((*_FILES.values(), _CONFLICT)))


def checked(value: tuple[str, bytes]) -> None:
    """The hook judges it, and says what is wrong in every form; a refusal has a message."""
    from tui.commands import check
    from tui.report import annotated

    path, data = value
    _, defect = check._judge(check.Content(path, data), None)
    if defect is None:
        return
    found = check._diagnostics(defect, None)
    assert found[0].message
    answer = check._answer(defect, found)
    for form in ("sarif", "github", "gitlab", "junit", "quickfix"):
        annotated((answer,), form, os.sep)


def environments() -> st.SearchStrategy[tuple[str, bytes]]:
    """What a folder's environment says of itself, and a script."""
    return st.tuples(
        inputs.texts((_FILES[".venv/pyvenv.cfg"], "version_info = 3.12.1.final.0\n")),
        inputs.encoded(
            (
                "#!/usr/bin/env python3\nprint(1)\n",
                "#!/bin/sh\n'''exec' \"/a b/python\" \"$0\" \"$@\"\n' '''\n",
            )
        ),
    )


def looked_up(value: tuple[str, bytes]) -> None:
    """Which Python a folder means is found out without starting anything of it."""
    from tools import active, interpreter

    said, script = value
    with tempfile.TemporaryDirectory(dir=memory()) as name:
        Path(name, ".venv").mkdir()
        Path(name, ".venv", "pyvenv.cfg").write_bytes(said.encode("utf-8", "replace"))
        Path(name, "run").write_bytes(script)
        compiler = active.active_compiler({"PATH": "/nowhere"}, name)
        assert compiler is None
        interpreter._shebang(Path(name, "run"))
