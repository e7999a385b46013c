"""What does the screen show of a program that stands still? Its sources, calls and names, ready to be drawn."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from analyzers.facts import Frame, StateFrame, Variable
from analyzers.ownership import is_library
from tools.debugger.protocol import Breakpoint, Stopped, Watched
from tools.workspace import Workspace
from tui.breakpoints import break_mark
from tui.highlight import language_of
from tui.sheets import Kind, Mark, Place, Sheet, Sheets
from tui.stack import Call, Stack

Held = tuple[str, int | None]

_SAID = 4  # values written under the line the program stands at
_LONGEST = 60  # characters of one of them
_PLAIN = frozenset(
    ["int", "float", "bool", "str", "bytes", "NoneType", "complex", "bytearray", "memoryview", "range", "slice",
     "function", "method", "generator", "coroutine", "module", "type", "decimal.Decimal", "fractions.Fraction",
     "uuid.UUID", "datetime.date", "datetime.time", "datetime.datetime", "datetime.timedelta", "datetime.timezone"]
)  # fmt: skip  # nothing in them could be opened


def sheets_of(
    stop: Stopped | None,
    breakpoints: Iterable[Breakpoint],
    workspace: Workspace,
    first: str = "",
    values: Sequence[Variable] = (),
) -> Sheets:
    """Return the files of the calls and breakpoints, with where the program stands and its values there.

    `first` is a file to show before anything has run. Reads files of the workspace only.
    """
    frames = stop.frames if stop is not None else ()
    marks: dict[str, list[Mark]] = {}
    for frame in frames[:-1]:
        if frame.line is not None:
            marks.setdefault(frame.file, []).append(Mark(line=frame.line, kind=Kind.FRAME))
    if frames and (here := frames[-1]).line is not None:
        marks.setdefault(here.file, []).append(_here(here, stop, values))
    for point in breakpoints:
        if point.line:
            marks.setdefault(point.file, []).append(break_mark(point.line, point.condition))
    order = [frame.file for frame in reversed(frames)] or [first]
    sheets: dict[str, Sheet] = {}
    names: dict[str, str] = {}
    for path in dict.fromkeys([*order, *marks]):
        found = workspace.find(path) if path else None
        text = workspace.read(path) if found is not None else None
        if found is None or text is None:
            continue
        name = workspace.relative(found)
        lines = tuple(text.split("\n")[:-1] if text.endswith("\n") else text.split("\n"))
        names[path] = names[str(found)] = name
        sheets[name] = Sheet(
            name=name,
            lines=lines,
            numbers=tuple(range(1, len(lines) + 1)),
            language=language_of(name),
            marks=tuple(marks.get(path, ())),
            file=str(found),
        )
    place = None
    if frames and frames[-1].file in names:
        place = Place(names[frames[-1].file], frames[-1].line or 1)
    elif not frames and sheets:
        place = Place(next(iter(sheets)), 1)
    return Sheets(sheets=tuple(sheets.values()), names=tuple(names.items()), first=place)


def _here(frame: Frame, stop: Stopped | None, values: Sequence[Variable]) -> Mark:
    """The line the program stands at: what failed, or the values of the names that it uses."""
    words = []
    if stop is not None and stop.traceback is not None:
        final = stop.traceback.final
        words.append(f"{final.type}: {final.message}" if final.message else final.type)
    used = [one for one in values if _is_used(one.name, frame.code)]
    words += [f"{one.name} = {_short(one.repr)}" for one in used[:_SAID]]
    return Mark(line=frame.line or 1, kind=Kind.CRASH, label="  ".join(words))


def _is_used(name: str, code: str) -> bool:
    parts = "".join(character if character.isalnum() or character == "_" else " " for character in code)
    return name in parts.split()


def _short(text: str) -> str:
    text = text.replace("\n", "⏎")
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def stack_of(stop: Stopped, sheets: Sheets) -> tuple[Stack, ...]:
    """Return the calls at a stop, deepest first; each call's place in the sheets."""
    calls = tuple(
        Call(
            file=frame.file,
            line=frame.line,
            function=frame.function,
            code=frame.code,
            place=sheets.line(frame.file, frame.line) if frame.line is not None else None,
            own=not is_library(frame.file),
            state=StateFrame(file=frame.file, line=frame.line or 0, function=frame.function),
        )
        for frame in reversed(stop.frames)
    )
    return (Stack(title=title_of(stop), calls=calls, notes=stop.notes),)


def title_of(stop: Stopped) -> str:
    """Return in a few words why the program stands."""
    if stop.traceback is not None:
        final = stop.traceback.final
        return f"{final.type}: {final.message}".partition("\n")[0].removesuffix(": ") or str(stop.why)
    if stop.raised is not None:
        return f"raised {stop.raised.type}"
    if stop.returned is not None:
        return f"returned {_short(stop.returned.repr)}"
    return str(stop.why)


def held_by(variables: Sequence[Variable], prints: Mapping[str, int]) -> dict[str, Held]:
    """Return what tells whether names hold something else: the text, and a number for what it leaves out."""
    return {one.name: (one.repr, prints.get(one.name)) for one in variables}


def marked_changes(
    before: Mapping[str, Held], now: Mapping[str, Held], variables: Sequence[Variable]
) -> tuple[Variable, ...]:
    """Return the variables, those flagged `changed` that hold something else than before."""
    return tuple(
        replace(one, flags=(*one.flags, "changed"))
        if before and before.get(one.name) != now[one.name]
        else one
        for one in variables
    )


def opens(variable: Variable) -> bool:
    """Whether there may be more to see inside a value."""
    return bool(variable.parts) or (
        variable.type not in ("", *_PLAIN) and variable.size != 0 and "secret" not in variable.flags
    )


def watched_as_variables(watched: Sequence[Watched]) -> tuple[Variable, ...]:
    """Return watched expressions as the variables pane shows names."""
    found = []
    for one in watched:
        if isinstance(one.value, Variable):
            flags = (*one.value.flags, "changed") if one.changed else one.value.flags
            found.append(replace(one.value, name=one.expression, flags=flags))
        else:
            found.append(Variable(name=one.expression, type="", repr=f"({one.value.reason})"))
    return tuple(found)
