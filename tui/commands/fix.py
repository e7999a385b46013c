"""How are files that do not parse repaired? Shown as a diff; written only on request."""

from argparse import ArgumentParser, Namespace
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

from analyzers.errors import InputError
from analyzers.facts import Applicability, Fix
from tui.console import emit, emit_bytes, narrate
from tui.exits import Exit

if TYPE_CHECKING:
    from analyzers.syntax.python.verdict import Target

_RELATED = frozenset(
    ("scss", "less", "vue", "svelte", "xml", "svg")
)  # other languages than their kin with a grammar

_EXAMPLES = """\
examples:
  debugassist fix broken.py            say what is wrong and show the repair
  debugassist fix -v broken.py         also why the parser complained elsewhere
  debugassist fix --diff *.py | git apply
  debugassist fix --apply broken.py    write it; `debugassist undo` takes it back

Every repair shown was checked: the whole file parses with it. One that needs a placeholder of you, such as
`pass` for a missing body, is written only with `--all`.
"""


def configure(parser: ArgumentParser) -> None:
    """Add the files and what is to be done with them."""
    parser.epilog = _EXAMPLES
    parser.add_argument(
        "--python",
        metavar="PROGRAM",
        default="",
        help="the Python that is to run the files, and that must accept the repairs; default: the environment's",
    )
    parser.add_argument("files", nargs="+", metavar="FILE", help="sources that may be broken")
    what = parser.add_mutually_exclusive_group()
    what.add_argument(
        "--diff", action="store_true", help="print the repairs as one unified diff, nothing else"
    )
    what.add_argument("--apply", action="store_true", help="write the repairs into the files")
    what.add_argument("--all", action="store_true", help="write them, those with placeholders too")


def run(args: Namespace) -> int:
    """Repair the files; 0 when every file parses in the end, 1 when a problem is left or only shown."""
    from tools.compiler import compiler_of
    from tools.interpreter import find, launch, version

    here = Path.cwd()
    python = launch((args.python, "-c", ""), here).python if args.python else find(here)
    if (
        args.python and version(args.python) is None
    ):  # not asked in its place: the repairs would not be checked by it
        raise InputError(f"`{args.python}` is no Python that starts", "name another interpreter")
    left = 0
    with compiler_of(python) or nullcontext() as compiler:
        for name in args.files:
            left += _file(name, args, None if compiler is None else compiler.target)
    return Exit.PROBLEM if left else Exit.OK


def _file(name: str, args: Namespace, target: "Target | None") -> int:
    """Return 1 when a file is left broken, else 0."""
    from analyzers.diff import unified
    from analyzers.syntax import repair
    from analyzers.text import Lines, visible
    from tools.workspace import MAX_BYTES, read_source

    path = Path(name)
    text = read_source(path)
    if text is None:
        raise InputError(
            f"cannot read `{name}` as text", f"name a source file of at most {MAX_BYTES // 10**6} MB"
        )
    language = _language(path, text)
    found = repair(text, name, language, target=target)
    if found.unchecked:
        narrate(visible(f"{name}: not checked: {found.notes[0]}"))
        return 0
    if found.well_formed:
        if not args.diff:
            narrate(visible(f"{name}: parses, nothing to repair"))
        return 0
    lines = Lines(text)
    fix = found.fixes[0] if found.text is not None and found.fixes else None
    if args.diff:
        if fix is None:
            narrate(visible(f"{name}: {found.diagnostics[0].message}: no repair was found"))
        else:
            from tools.rewriting import difference

            try:
                emit_bytes(difference(fix, path))
            except InputError as error:  # the other files have diffs
                narrate(visible(f"{name}: {error.message}; {error.hint}"))
        return 1
    for one in found.diagnostics:
        line, column = (found.line or 1, 0) if one.primary is None else lines.position(one.primary.span.start)
        emit(visible(f"{name}:{line}:{column + 1}: {one.message} [{one.code}]"))
        if args.quiet:
            continue
        for label in one.secondary if args.verbose else ():
            row, at = lines.position(label.span.start)
            emit(visible(f"  {label.text}: line {row}, column {at + 1}"))
        for note in one.notes if args.verbose else ():
            emit(visible(f"  note: {note}"))
        if one.help:
            emit(visible(f"  help: {one.help}"))
    if fix is None:
        narrate(visible(f"{name}: no repair was found"))
        return 1
    if not args.quiet:
        emit(visible_diff(unified(fix, {name: text})))
    if not (args.apply or args.all):
        narrate(visible(f"{name}: {fix.status.value}: {fix.check}; `--apply` writes it"))
        return 1
    return _write(fix, name, text, everything=args.all)


def _language(path: Path, text: str) -> str:
    """Return the language of a file; a name that no grammar has where its extension says nothing that is known."""
    from analyzers.language import decide_language, language_of_path

    suffix = path.suffix.lower().lstrip(".")
    if suffix in _RELATED:
        return suffix
    named = language_of_path(path.name)
    if named and suffix != "h":
        return named
    first = text.partition("\n")[0]
    if first.startswith("#!") and "python" in first:
        return "python"
    guessed = decide_language(text)
    if suffix == "h":  # C and C++ share it
        return guessed if guessed == "cpp" else named
    return (guessed or "python") if suffix in ("", "txt") else suffix


def _write(fix: Fix, name: str, text: str, *, everything: bool) -> int:
    from analyzers.text import visible
    from tools.patch import apply
    from tools.sources.solved import note

    if fix.applicability is Applicability.DISPLAY and not everything:
        narrate(
            visible(f"{name}: not written: the repair needs something of you; `--all` writes it as shown")
        )
        return 1
    apply(fix, {name: text}, Path.cwd(), inside=False)
    note(fix, {name: text})
    narrate(visible(f"{name}: repaired; `debugassist undo` takes it back"))
    return 0


def visible_diff(diff: str) -> str:
    """Return a diff with control characters made visible, line by line."""
    from analyzers.text import visible

    return "\n".join(visible(line) for line in diff.split("\n"))
