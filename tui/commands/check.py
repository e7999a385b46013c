"""Does what is about to be committed parse?

The staged content is read, not the working tree. Exit code 1 means a proved defect; when the assistant itself
fails it says so on stderr and exits with 0, because a commit must never be blocked by a broken tool.
"""

import os
import sys
from argparse import SUPPRESS, ArgumentParser, Namespace
from collections.abc import Iterable, Iterator
from contextlib import nullcontext
from typing import TYPE_CHECKING, NamedTuple

from analyzers.errors import AssistantError, InputError, UsageError
from analyzers.gate import Refusal, conflict, language_of, refusal
from tui.console import colourful, emit, narrate, width
from tui.exits import Exit
from tui.options import FORMATS

if TYPE_CHECKING:
    from analyzers.facts import Diagnosis, Diagnostic
    from analyzers.syntax.python.verdict import Target

MAX_BYTES = 2_000_000  # larger files are data, not source; CPython needs seconds for them
HOOK_DEFECT = 113  # what the hook script reads as a defect: no interpreter fails with it by itself
_ATTRIBUTE = "debugassist"
_SKIPPED_FOLDERS = frozenset((".git", ".hg", ".venv", "venv", "node_modules", "__pycache__", ".tox", ".nox"))

_EXAMPLES = """\
examples:
  debugassist check                 what is staged, as the next commit would hold it
  debugassist check app.py src/     files and folders, as they lie on disk
  debugassist check --fix           repair what is staged; `debugassist undo` takes it back

Python, JSON and TOML are judged by their own parsers, every text by its merge conflict marks. A file that is
broken on purpose is left out with a line in .gitattributes: `tests/data/*.py -debugassist`
"""


class Content(NamedTuple):
    """A file to check, or the reason why it is not."""

    path: str
    data: bytes
    skipped: str = ""


class Defect(NamedTuple):
    """A file with what its parser says against it."""

    path: str
    text: str
    language: str
    refusal: Refusal


def configure(parser: ArgumentParser) -> None:
    """Add the files and the form of the answer."""
    parser.epilog = _EXAMPLES
    parser.add_argument(
        "files", nargs="*", metavar="FILE", help="files or folders on disk; default: what is staged"
    )
    parser.add_argument(
        "--format",
        choices=FORMATS,
        default="text",
        help="text for people, json for programs, the rest for code scanners, CI services and editors",
    )
    parser.add_argument(
        "--fix",
        action="store_true",
        help="repair what can be repaired; what is certain is staged again, the rest is for you to look at",
    )
    parser.add_argument("--hook", action="store_true", help=SUPPRESS)


def run(args: Namespace) -> int:
    """Check, print each defect, and return 1 (as a hook 113) when there is one."""
    from tools.active import active_compiler

    with active_compiler() or nullcontext() as compiler:
        return _run(args, None if compiler is None else compiler.target)


def _run(args: Namespace, target: "Target | None") -> int:
    try:
        defects = list(_defects(_on_disk(args.files) if args.files else _staged(), args, target))
        if defects:
            defects = _meant(defects, staged=not args.files)
    except (UsageError, InputError):
        raise
    except Exception as error:  # noqa: BLE001  # the hook must not block a commit for our own failure
        _warn(f"nothing was checked: {error if isinstance(error, AssistantError) else repr(error)}")
        return Exit.OK
    if args.format == "json":
        _print_json(defects, target)
    elif args.format != "text":
        from pathlib import Path

        from tui.report import annotated

        answers = [_answer(defect, _diagnostics(defect, target)) for defect in defects]
        emit(annotated(answers, args.format, str(Path.cwd())))
    elif defects:
        _print(defects, args, target)
    left = bool(defects)
    if defects and args.fix:
        from tui.commands.mended import left_broken

        left = left_broken([(one.path, one.text, one.language) for one in defects], args, target)
    if not left:
        return Exit.OK
    if args.hook:
        narrate(
            "see the repair: debugassist check --fix, or debugassist fix FILE; commit anyway: git commit --no-verify"
        )
    return HOOK_DEFECT if args.hook else Exit.PROBLEM


def _staged() -> Iterator[Content]:
    from tools.git import contents, staged

    for file, data in contents(staged(), MAX_BYTES):
        yield Content(file.path, data or b"", "" if data is not None else "too large")


def _on_disk(names: Iterable[str]) -> Iterator[Content]:
    for name in names:
        if os.path.isdir(name):  # noqa: PTH112  # pathlib costs a hook ten milliseconds
            for folder, folders, files in os.walk(name):
                folders[:] = sorted(folder for folder in folders if folder not in _SKIPPED_FOLDERS)
                for file in sorted(files):
                    path = os.path.join(folder, file)  # noqa: PTH118
                    if language_of(path) and os.path.isfile(path):  # noqa: PTH113
                        yield _read(path)
        else:
            yield _read(name)


def _read(path: str) -> Content:
    try:
        with open(path, "rb") as file:  # noqa: PTH123
            data = file.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise InputError(f"`{path}` cannot be read: {reason.lower()}") from error
    return Content(path, data, "too large" if len(data) > MAX_BYTES else "")


def _defects(contents: Iterable[Content], args: Namespace, target: "Target | None") -> Iterator[Defect]:
    for content in contents:
        try:
            skipped, found = _judge(content, target)
        except Exception as error:  # noqa: BLE001  # one file that breaks us must not hide another's defect
            skipped, found = f"the check failed: {error!r}", None
            _warn(f"`{content.path}` was not checked: {error!r}")
        if skipped and args.verbose:
            _warn(f"`{content.path}` was skipped: {skipped}")
        if found is not None:
            yield found


def _judge(content: Content, target: "Target | None") -> tuple[str, Defect | None]:
    if content.skipped:
        return content.skipped, None
    path, data, _ = content
    language = language_of(path)
    if not language:
        line = conflict(data) if not _is_prose(path) and b"\0" not in data[:8192] else 0
        if line:
            shown = data.decode("utf-8", "replace").replace("\r\n", "\n")
            return "", Defect(path, shown, "", Refusal("a merge conflict is not resolved", line, 1))
        return "", None
    text = _decoded(data, language)
    if text is None:
        return "binary", None
    refused = refusal(text, path, language)
    if refused is None and target is not None and language == "python":
        said = target.ask(text)
        refused = None if said is None else Refusal(said.message, said.line, said.column, by_target=True)
    return "", None if refused is None else Defect(path, text, language, refused)


def _is_prose(path: str) -> bool:
    """Documents show conflict marks without having a conflict."""
    return path.lower().endswith((".md", ".rst", ".txt", ".adoc", ".patch", ".diff", ".org", ".tex"))


def _decoded(data: bytes, language: str) -> str | None:
    """The text of a file, or None when it is binary; plain UTF-8 is the cheap and common case."""
    if b"\0" not in data and not (language == "python" and b"coding" in data[:400]):
        try:
            return data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
        except UnicodeDecodeError:
            pass
    from tools.workspace import decode_source

    return decode_source(data)


def _meant(defects: list[Defect], *, staged: bool) -> list[Defect]:
    """Leave out what the repository declares broken on purpose, and what a newer Python accepts."""
    from tools.accepts import newer_python_accepts

    left_out: set[str] = set()
    try:
        from tools.git import attribute_unset

        left_out = attribute_unset(_ATTRIBUTE, [defect.path for defect in defects])
    except AssistantError:
        if staged:
            raise
    return [
        defect
        for defect in defects
        if defect.path not in left_out
        and (defect.refusal.by_target or defect.language != "python" or not newer_python_accepts(defect.text))
    ]


def _print(defects: list[Defect], args: Namespace, target: "Target | None") -> None:
    from tui.render.ink import printable

    for defect in defects:
        for found in _diagnostics(defect, target):
            if args.quiet:
                from analyzers.text import Lines
                from tui.render.snippet import Listing, place

                where = (
                    place(found.primary, Listing(Lines(defect.text)))
                    if found.primary
                    else printable(defect.path)
                )
                emit(f"{where}: {printable(found.message)}")
            else:
                _print_one(defect, found, args)
    if not args.quiet:
        files = len({defect.path for defect in defects})
        narrate(f"{files} file{'s do' if files > 1 else ' does'} not parse")


def _print_one(defect: Defect, found: "Diagnostic", args: Namespace) -> None:
    from tui.render.text import render

    answer = _answer(defect, (found,))
    emit(
        render(answer, colour=colourful(sys.stdout, never=args.no_color), width=width(sys.stdout), quiet=True)
    )


def _answer(defect: Defect, found: "tuple[Diagnostic, ...]") -> "Diagnosis":
    from analyzers.facts import Code, Decision, Diagnosis, Route, Stage

    return Diagnosis(
        cause=found[0].message,
        decision=Decision(route=Route.SYNTAX, confidence=1.0, stage=Stage.STRUCTURE),
        diagnostics=found,
        code=(Code(text=defect.text, path=defect.path, language=defect.language),),
    )


def _print_json(defects: list[Defect], target: "Target | None") -> None:
    import msgspec

    found = [found for defect in defects for found in _diagnostics(defect, target)]
    document = {"schema": 1, "diagnostics": found}
    emit(msgspec.json.format(msgspec.json.encode(document), indent=2).decode())


def _diagnostics(defect: Defect, target: "Target | None") -> "tuple[Diagnostic, ...]":
    """What the syntax specialist says; what the parser said when it says nothing or fails."""
    from analyzers.facts import Diagnostic, Label, Span
    from analyzers.text import Lines

    if defect.language:
        from analyzers.syntax import check

        try:
            if found := check(defect.text, defect.path, defect.language, target=target):
                return found
        except Exception as error:  # noqa: BLE001  # the parser's own word is still good
            _warn(f"`{defect.path}` could not be looked at more closely: {error!r}")
    lines = Lines(defect.text)
    line, column = defect.refusal.line, defect.refusal.column
    start = lines.offset(line, max(column - 1, 0))
    code = "syntax/merge-conflict" if not defect.language else f"syntax/{defect.language}"
    span = Span(defect.path, start, max(start + 1, lines.end(line)) if not defect.language else start + 1)
    return (Diagnostic(code=code, message=defect.refusal.message, primary=Label(span) if line else None),)


def _warn(message: str) -> None:
    from analyzers.text import visible

    narrate(f"warning: {visible(message)}")
