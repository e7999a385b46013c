"""What can be said of code that a compiler or checker refuses, and that our grammars let through or cannot see?

The tool's own words, at their place in the file where the workspace has it, else on the line that the tool quotes.
What is added is looked up, never guessed: names of the file that resemble one that is not known.
"""

import re
from collections.abc import Iterator
from difflib import get_close_matches
from os.path import commonprefix

from analyzers.deferred import regex, replace
from analyzers.facts import Applicability, Code, Diagnostic, Edit, Fix, Label, Span
from analyzers.language import language_of_path
from analyzers.reports.refusals import Refused, find_refusals, without_margin
from analyzers.reports.suggested import Suggested
from assistant.diagnose import Task
from tools.workspace import Workspace

MAX_FILES = 5  # that are read because a report names them
MAX_TOLD = 10

_NAME = r"[`'\"‘“]?([^\W\d]\w*)[`'\"’”]?"
_UNKNOWN = regex(
    rf"undefined(?: name| variable| reference to)?:? {_NAME}$|{_NAME} (?:was not declared|is not defined|undeclared|cannot be found)"
    rf"|(?:cannot find|unresolved|unknown) (?:value|function|name|reference|type name|type|identifier|variable):? {_NAME}"
    rf"|unresolved reference:? {_NAME}|use of undeclared identifier {_NAME}",
    re.IGNORECASE,
)
_WORD = regex(r"\w+")
_NUMBERED = regex(r"\d+ [-+~|](?: |$)")  # a line that a tool quotes, or would put there


def places(task: Task) -> tuple[Refused, ...]:
    """Return what the problem's text says is refused; nothing where an interpreter's traceback says it better."""
    subject = task.reading.subject
    if subject is not None and subject.language == "python":
        return ()
    return find_refusals(task.problem.text)


def files(task: Task, refused: tuple[Refused, ...]) -> list[Code]:
    """Return the files of the workspace that are named, in that order."""
    found: dict[str, Code] = {}
    for one in refused:
        path = task.workspace.find(one.path)
        if path is None or len(found) == MAX_FILES:
            continue
        named = task.workspace.relative(path)
        text = task.workspace.read(one.path)
        if text is not None and named not in found:
            found[named] = Code(text=text, path=named, language=language_of_path(named))
    return list(found.values())


def is_quoted(code: Code, refused: tuple[Refused, ...], marked: frozenset[str]) -> bool:
    """Tell whether a piece of the text is nothing but the lines that the report quotes, with their marks.

    `marked` are the lines over the marks, as `marked_lines` gives them.
    """
    if code.path and not code.path.startswith("<"):
        return False  # a file
    quoted = {one.code.strip() for one in refused} | marked
    return all(
        line in quoted
        or line.lstrip("0123456789 |") in quoted
        or without_margin(line) in quoted
        or not line.strip("^~ |")
        or line.startswith(("│", "╵", "╷", "╰", "·"))  # a margin that only tools draw
        or bool(refused and _NUMBERED.match(line))
        for line in map(str.strip, code.text.splitlines())
    )


def told(
    task: Task, refused: tuple[Refused, ...], sources: list[Code]
) -> tuple[list[Diagnostic], list[Code]]:
    """Return the refusals as diagnostics, and the code that they point into."""
    at_hand = {code.path: code for code in sources}
    diagnostics, shown = [], {}
    for one in refused[:MAX_TOLD]:
        path = task.workspace.find(one.path)
        code = None if path is None else at_hand.get(task.workspace.relative(path))
        if code is None and one.code and one.path not in shown:
            code = Code(text=one.code + "\n", path=one.path, first_line=one.line or 1)
        if code is not None:
            shown[code.path] = code
        diagnostics.append(_unlinked(one, code, task.workspace) or _diagnostic(one, code))
    if len(refused) > 1:
        note = f"{len(refused)} places are refused; later ones often follow from the first"
        diagnostics[0] = replace(diagnostics[0], notes=(*diagnostics[0].notes, note))
    return diagnostics, list(shown.values())


def advised(task: Task, refused: tuple[Refused, ...], codes: list[Code]) -> list[Fix]:
    """Return what the tool itself suggests, for the lines that are still as it saw them."""
    at_hand = {code.path: code for code in codes}
    fixes: list[Fix] = []
    for one in refused[:MAX_TOLD]:
        path = task.workspace.find(one.path)
        code = at_hand.get(one.path if path is None else task.workspace.relative(path))
        if code is not None and one.suggested is not None:
            fixes += _fix(one.suggested, code)
    return fixes


def _fix(suggested: Suggested, code: Code) -> Iterator[Fix]:
    lines = code.text.splitlines(keepends=True)
    row = suggested.line - code.first_line
    line = lines[row].rstrip("\r\n") if 0 <= row < len(lines) else ""
    new = suggested.applied(line)
    if new is None or new == line:
        return
    first = len(commonprefix((line, new)))
    last = len(commonprefix((line[first:][::-1], new[first:][::-1])))
    start = sum(map(len, lines[:row]))
    edit = Edit(Span(code.path, start + first, start + len(line) - last), new[first : len(new) - last])
    what = suggested.why or (
        f"replace `{suggested.old}` by `{suggested.new}`" if suggested.old else f"put `{suggested.new}` here"
    )
    yield Fix(
        title=what,
        edits=(edit,),
        applicability=Applicability.UNSAFE,
        check="the tool that refuses the code suggests it; nothing was compiled",
        code="syntax/refused",
    )


def _diagnostic(refused: Refused, code: Code | None) -> Diagnostic:
    label = None if code is None else _label(refused, code)
    place = ":".join(str(part) for part in (refused.path, refused.line, refused.column) if part is not None)
    return Diagnostic(
        code="syntax/refused",
        message=refused.message if label else f"{place}: {refused.message}",
        primary=label,
        notes=_resembling(refused.message, code),
    )


def _unlinked(refused: Refused, code: Code | None, workspace: Workspace) -> Diagnostic | None:
    from assistant.paths.linking import advice, missed, used

    name = missed(refused)
    if not name:
        return None
    return Diagnostic(
        code="syntax/unlinked",
        message=f"`{name}` is used in `{refused.path}`, and the linker finds no definition of it",
        primary=None if code is None else used(name, code),
        help=advice(name, workspace),
    )


def _label(refused: Refused, code: Code) -> Label | None:
    """The word at the place, or the whole line where no column is given; None when the file is another by now."""
    lines = code.text.splitlines(keepends=True)
    row = (refused.line or 0) - code.first_line
    if not 0 <= row < len(lines):
        return None
    line = lines[row].rstrip("\r\n")
    if refused.code and refused.code.strip() != line.strip():
        return None
    start = len(line) - len(line.lstrip())
    end = len(line)
    if refused.column is not None and refused.column <= end:
        start = refused.column - 1
        word = _WORD.match(line, start)
        end = word.end() if word else start + 1
    before = sum(map(len, lines[:row]))
    return Label(Span(code.path, before + start, before + end))


def _resembling(message: str, code: Code | None) -> tuple[str, ...]:
    match = _UNKNOWN.search(message)
    if match is None or code is None:
        return ()
    name = next(group for group in match.groups() if group)
    others = {word for word in _WORD.findall(code.text) if word != name}
    return tuple(f"`{other}` occurs in the file" for other in get_close_matches(name, others, 1, 0.8))
