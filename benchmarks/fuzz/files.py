"""Which files that we keep ourselves, and which forms of answers, does the fuzzer start from?"""

import os
import tempfile
from pathlib import Path

from hypothesis import strategies as st

from benchmarks.fuzz import inputs

PROGRAM = "def total(prices):\n    amount = 0\n    for price in prices:\n        amount = price\n    return amount\n"
EDIT = {
    "type": "object",
    "properties": {"path": {"type": "string"}, "old": {"type": "string"}, "new": {"type": "string"}},
    "required": ["path", "old", "new"],
}
PROPOSALS = (
    {"edits": [{"path": "a.py", "old": "amount = price", "new": "amount += price"}]},
    {"edits": [{"path": "a.py", "old": "return amount", "new": "return amount + 1"}, {"path": "b.py", "old": "", "new": "x"}]},
)  # fmt: skip
CONFIGURATION = """\
[router]
order = ["structure", "keyword", "semantic"]
off = ["model"]
floor = 0.4
[router.thresholds]
structure = 0.9
[models]
use = "local"
writer = ["ollama:qwen2.5-coder:7b"]
budget = 0.1
[models.prices]
"x" = [1.0, 2.0]
[knowledge]
use = "network"
"""
NOTEBOOK = {
    "nbformat": 4,
    "cells": [
        {"cell_type": "markdown", "source": ["# a"]},
        {
            "cell_type": "code",
            "source": ["%load_ext x\n", "f(0)"],
            "outputs": [
                {"output_type": "stream", "text": "x"},
                {"output_type": "error", "ename": "E", "evalue": "v", "traceback": ["Traceback", "E: v"]},
            ],
        },
    ],
}
WORDS = """## Why `main` fails

`total` is **not** *set*, see a.py:3 and [a page](https://example.org/x "x").
It goes on\\
here &amp; <b>there</b>.

1. one
   - in it

     more
2. two

> said
> > twice

```python
def f():

    return 1
```

| a | b |
|---|:-:|
| 1 | `2` |

![picture](x.png)
***
    code
Under
=====
"""
PAGE = (
    "<html><head><title>t</title><style>a</style></head><body><div class='question js-question' data-questionid='1' "
    "data-score='3'><div class='s-prose js-post-body'><p>why &amp; how</p><pre><code>x = 1\n</code></pre></div>"
    "<a class='post-tag'>python</a></div><div class='answer accepted-answer' data-answerid='2' data-score='5'>"
    "<div class='s-prose js-post-body'><p>because</p></div></div></body></html>"
)
_JOURNAL = {
    "title": "a fix",
    "root": "/nowhere",
    "files": [{"path": "/nowhere/a.py", "before": "eA==", "after": "0" * 64}],
}
_CORRECTION = {"input": "KeyError: 1", "label": "runtime"}
_ENTRY = {
    "model": "m",
    "role": "writer",
    "read": 1,
    "written": 2,
    "cached": 0,
    "kept": 0,
    "seconds": 0.1,
    "money": 0.01,
}
_COUNTED = {"what": "problem", "route": "runtime", "stage": "structure", "code": "", "verified": 1}
_DOCUMENT = {"id": "1", "title": "t", "body": "b", "answer": "a", "votes": 1, "tags": ["x"], "origin": "file"}
_MANIFEST = {"format": 1, "model": "m", "count": 1, "dense": True, "files": [["a", 1]]}
_WAITS = {"wait": {"search": 1.0}, "quota_remaining": 3, "at": 1.0}
_CASE = {"id": "1", "input": "KeyError: 1", "label": "runtime"}
_SESSION = {
    "problems": [{"problem": {"text": "KeyError: 1"}, "ended": "stopped", "when": 1.0}],
    "shown": 0,
    "form": 1,
}
_LOOKS = {"theme": "x", "share": [1, 0], "problems": True, "beside": False}


def kept() -> st.SearchStrategy[tuple[str, ...]]:
    """The content of each kind of file, as it may be after a crash, a full disk or somebody's editor."""
    return st.tuples(
        *(
            inputs.serialised((seed,))
            for seed in (
                _JOURNAL,
                _CORRECTION,
                _ENTRY,
                _COUNTED,
                _DOCUMENT,
                _MANIFEST,
                _WAITS,
                _CASE,
                _SESSION,
                _LOOKS,
            )
        )
    )


def read_kept(contents: tuple[str, ...]) -> None:
    """Have every kind of file read by its reader; none of them may stop the assistant."""
    from analyzers.errors import InputError
    from assistant.evals.harness import read_cases
    from assistant.models import ledger
    from assistant.router import corrections
    from assistant.statistics import days
    from tools.knowledge import manifest
    from tools.knowledge.document import Documents
    from tools.patch import undo
    from tools.sessions import looks, remembered
    from tools.sources.exchange import Exchange

    journal, correction, entry, counted, document, sealed, waits, case, session, liked = (
        text.encode("utf-8", "replace") for text in contents
    )
    with tempfile.TemporaryDirectory(dir=memory()) as name:
        folder = Path(name)
        before = os.environ.get("XDG_STATE_HOME")
        os.environ["XDG_STATE_HOME"] = name
        try:
            _write(folder / "undo" / "1.json", journal)
            _write(corrections.path(), correction)
            _write(ledger._today(), entry)
            _write(folder / "debugassist" / "tally" / "2024-01-01.jsonl", counted)
            _write(folder / "documents.jsonl", document)
            _write(folder / "manifest.json", sealed)
            _write(folder / "state.json", waits)
            _write(folder / "cases.jsonl", case)
            _write(folder / "session.json", session)
            _write(folder / "debugassist" / "sessions" / "looks.json", liked)
            try:
                undo(journal=folder / "undo")
            except InputError:
                pass
            corrections.texts()
            corrections.load()
            assert ledger.spent_today() >= 0
            days()
            list(Documents(folder / "documents.jsonl"))
            manifest.damage(folder)
            exchange = Exchange(folder)
            exchange._note("search", {})
            read_cases([folder / "cases.jsonl"])
            remembered(folder / "session.json")
            looks()
        finally:
            if before is None:
                del os.environ["XDG_STATE_HOME"]
            else:
                os.environ["XDG_STATE_HOME"] = before


def fixes() -> st.SearchStrategy[tuple[bytes, list[tuple[int, int, str]]]]:
    """A file as bytes, and edits that do not overlap."""
    seeds = (
        PROGRAM,
        PROGRAM.replace("\n", "\r\n"),
        "# -*- coding: latin-1 -*-\nname = 'é'\n",
        "\ufeffx = 1\r\ny = 2\n",
        "",
    )
    edits = st.lists(
        st.tuples(st.integers(0, 200), st.integers(0, 9), st.text(max_size=9)), min_size=1, max_size=3
    )
    return st.tuples(inputs.encoded(seeds), edits)


def apply_and_undo(value: tuple[bytes, list[tuple[int, int, str]]]) -> None:
    """Whatever the file holds: it is refused, or written, and undo brings every byte back."""
    from analyzers.errors import InputError
    from analyzers.facts import Applicability, Edit, Fix, Span
    from tools.patch import apply, undo
    from tools.workspace import decode_source

    data, wanted = value
    text = decode_source(data)
    if text is None:
        return
    edits: list[Edit] = []
    position = 0
    for start, length, new in sorted(wanted):
        start = min(max(start, position), len(text))
        position = min(start + length, len(text))
        edits.append(Edit(Span("a.py", start, position), new))
    fix = Fix(title="x", edits=tuple(edits), applicability=Applicability.UNSAFE)
    with tempfile.TemporaryDirectory(dir=memory()) as name:
        file = Path(name, "a.py")
        file.write_bytes(data)
        try:
            apply(fix, {"a.py": text}, name, journal=Path(name, "journal"))
        except InputError:
            assert file.read_bytes() == data
            return
        undo(name, journal=Path(name, "journal"))
        assert file.read_bytes() == data


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def memory() -> str | None:
    """Return a folder that costs no disk, if the machine has one."""
    return "/dev/shm" if Path("/dev/shm").is_dir() else None
