"""Which calls led to the failure? The exceptions of a diagnosis and the calls under each, ready to be shown."""

from analyzers.deferred import dataclass
from analyzers.facts import Diagnosis, Raised, StateFrame, Traceback, Variable
from analyzers.ownership import is_library
from tui.sheets import Place, Sheets

_HEAD = 40  # calls shown of a stack that is deeper than head and tail together
_TAIL = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One call of a stack; `own` when its file is the user's, `state` when its names are known."""

    file: str
    line: int | None
    function: str
    code: str = ""
    place: Place | None = None
    own: bool = True
    state: StateFrame | None = None
    left_out: int = 0  # when not 0, this stands for so many calls


@dataclass(frozen=True, slots=True, kw_only=True)
class Stack:
    """An exception, or a stop, with its calls, deepest first."""

    title: str
    link: str = ""
    calls: tuple[Call, ...] = ()
    notes: tuple[str, ...] = ()


def stacks(diagnosis: Diagnosis, sheets: Sheets) -> tuple[Stack, ...]:
    """Return the stacks of a diagnosis: of the final exception first, then of what led to it."""
    states = list(diagnosis.snapshot.frames) if diagnosis.snapshot else []
    found: list[Stack] = []
    if diagnosis.traceback is not None:
        found += _of_report(diagnosis.traceback, sheets, states)
    if states and not any(call.state for stack in found for call in stack.calls):
        calls = tuple(
            Call(
                file=frame.file,
                line=frame.line,
                function=frame.function,
                place=sheets.line(frame.file, frame.line),
                own=not is_library(frame.file),
                state=frame,
            )
            for frame in reversed(states)
        )
        found.insert(0, Stack(title="where the program stood", calls=_shorten(calls)))
    return tuple(found)


def _of_report(report: Traceback, sheets: Sheets, states: list[StateFrame]) -> list[Stack]:
    found: list[Stack] = []
    for raised in reversed(report.chain):
        link = f"which followed as {raised.link}" if raised.link else ""
        found.append(
            Stack(
                title=f"{raised.type}: {raised.message}".partition("\n")[0].removesuffix(": "),
                link=link,
                calls=_calls(raised, sheets, states if raised is report.final else []),
                notes=raised.notes,
            )
        )
        for member in raised.members:
            found += _of_report(member, sheets, [])
    return found


def _calls(raised: Raised, sheets: Sheets, states: list[StateFrame]) -> tuple[Call, ...]:
    frames = (*raised.frames, *((raised.location,) if raised.location else ()))
    state_of = _pair([(frame.line, frame.function) for frame in frames], states)
    calls: list[Call] = []
    for index in range(len(frames) - 1, -1, -1):
        frame = frames[index]
        place = sheets.line(frame.file, frame.line) if frame.line is not None else None
        state = state_of.get(index)
        if state is None and frame.variables:
            values = tuple(Variable(name=name, type="", repr=value) for name, value in frame.variables)
            state = StateFrame(
                file=frame.file, line=frame.line or 0, function=frame.function, variables=values
            )
        calls.append(
            Call(
                file=frame.file,
                line=frame.line,
                function=frame.function,
                code=frame.code,
                place=place,
                own=not is_library(frame.file),
                state=state,
            )
        )
    return _shorten(tuple(calls))


def _pair(frames: list[tuple[int | None, str]], states: list[StateFrame]) -> dict[int, StateFrame]:
    """Match reported frames with inspected ones from the deepest up, by line and function."""
    found: dict[int, StateFrame] = {}
    at = len(states) - 1
    for index in range(len(frames) - 1, -1, -1):
        line, function = frames[index]
        probe = at
        while probe >= 0 and (
            states[probe].line != line
            or states[probe].function.rpartition(".")[2] != function.rpartition(".")[2]
        ):
            probe -= 1
        if probe >= 0:
            found[index] = states[probe]
            at = probe - 1
    return found


def _shorten(calls: tuple[Call, ...]) -> tuple[Call, ...]:
    if len(calls) <= _HEAD + _TAIL:
        return calls
    gap = Call(file="", line=None, function="", own=False, left_out=len(calls) - _HEAD - _TAIL)
    return (*calls[:_HEAD], gap, *calls[-_TAIL:])
