"""What became of a program, in the words of the vocabulary rather than in the probe's JSON?"""

import re
from enum import StrEnum
from pathlib import Path
from typing import Any

from analyzers.deferred import dataclass
from analyzers.facts import Frame as ReportFrame
from analyzers.facts import Link, Raised, StateFrame, Traceback, Variable
from analyzers.runtime.crash import Place, Unknown

# What reading JSON of another form raises: numbers as large as 1e999, and nesting without end, among it.
MALFORMED = (LookupError, TypeError, ValueError, AttributeError, OverflowError, RecursionError)
INSIDE = str(Path(__file__).with_name("inside"))  # what runs in the user's interpreter


class Why(StrEnum):
    """How a run came to its end, or to a stop."""

    EXITED = "exited"  # by itself, with the code
    EXCEPTION = "exception"  # an uncaught exception ended the program
    EXIT = "exit"  # the program caught the exception itself, and left with a failure because of it
    THREAD = "thread"  # an exception ended one of its threads
    TASK = "task"  # an exception ended an asyncio task or callback that nobody waited for
    TEST = "test"  # a test failed
    TIME = "time"  # it did not end in time
    ENTRY = "entry"  # an interactive session: the program is about to begin
    BREAKPOINT = "breakpoint"  # one that was set
    CALL = "call"  # the program calls `breakpoint()` or `debugassist.set_trace()`
    STEP = "step"  # a step has ended
    PAUSE = "pause"  # it was asked to stop
    RAISE = "raise"  # an exception was raised, which may yet be caught
    SIGNAL = "signal"  # a signal ended it: a crash of C code, or somebody's kill


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of the program so far."""

    why: Why
    code: int | None = None  # exit code, negative for a signal; None while it is stopped
    traceback: Traceback | None = None
    subject: str = ""  # the test or thread that failed
    signal: str = ""  # "SIGSEGV", ...
    failed_tests: tuple[str, ...] = ()
    python: str = ""
    cwd: str = ""  # the program's own, which it may have changed
    notes: tuple[str, ...] = ()
    stdout: str = ""  # of a captured run that has ended
    stderr: str = ""
    seconds: float = 0.0

    @property
    def failed(self) -> bool:
        """Whether anything went wrong."""
        return self.why is not Why.EXITED or self.code != 0


def stopped(message: dict[str, Any], failed_tests: tuple[str, ...], notes: tuple[str, ...]) -> Outcome:
    """JSON of a stop, as facts. Raises one of `MALFORMED` where it is none."""
    chain = tuple(_raised(raised) for raised in message["chain"])
    subject = str(message["who"])
    why = Why(message["why"])
    if not chain:  # out of time: a stack without an exception
        chain = (
            Raised(type="", message="", frames=tuple(_report_frame(frame) for frame in message["frames"])),
        )
    notes += tuple(_doing(other, str(message["cwd"])) for other in message.get("others", ()))
    if message.get("earlier"):
        notes += (_earlier(message["earlier"], str(message["cwd"])),)
    return Outcome(
        why=why,
        traceback=Traceback(chain=chain, style="live", subject=subject),
        subject=subject,
        failed_tests=failed_tests,
        python=str(message["python"]),
        cwd=str(message["cwd"]),
        notes=(*notes, "the program caught this error itself, and left because of it")
        if why is Why.EXIT
        else notes,
    )


def _doing(other: dict[str, Any], cwd: str) -> str:
    """What another thread or task is doing, in words."""
    path = Path(other["file"])
    if cwd and path.is_relative_to(cwd):
        path = path.relative_to(cwd)
    return f"meanwhile {other['who']} is at {path}:{other['line']} in `{other['function']}`"


def _earlier(message: dict[str, Any], cwd: str) -> str:
    """What ended a thread or a task before the program itself was stopped: often the cause of that."""
    final = _raised(message["chain"][-1])
    what = f"thread `{message['who']}`" if message["why"] == "thread" else "a task"
    said = f"{final.type}: {final.message}" if final.message else final.type
    own = [frame for frame in final.frames if cwd and Path(frame.file).is_relative_to(cwd)]
    where = ""
    if own:
        where = f", at {Path(own[-1].file).relative_to(cwd)}:{own[-1].line} in `{own[-1].function}`"
    return f"before that, `{said}` ended {what}{where}: what comes later may follow from it"


def frames_of(message: dict[str, Any]) -> tuple[ReportFrame, ...]:
    """Return the frames of a stop that no exception brought about, or of a thread."""
    return tuple(_report_frame(frame) for frame in message["frames"])


def _raised(raised: dict[str, Any]) -> Raised:
    members = tuple(
        Traceback(chain=tuple(_raised(each) for each in chain), style="live")
        for chain in raised.get("members", ())
    )
    location = raised.get("location")
    return Raised(
        type=str(raised["type"]),
        message=str(raised["message"]),
        frames=tuple(_report_frame(frame) for frame in raised["frames"]),
        notes=tuple(map(str, raised["notes"])),
        location=_report_frame(location) if location else None,
        link=Link(raised["link"]) if raised["link"] else None,
        members=members,
    )


def _report_frame(frame: dict[str, Any]) -> ReportFrame:
    mark = None
    if "mark" in frame:
        first, start, last, end = frame["mark"]
        if first == last == frame["line"]:
            mark = (max(0, start - frame["indent"]), max(0, end - frame["indent"]))
    return ReportFrame(
        file=str(frame["file"]),
        line=_number(frame["line"]),
        function=str(frame["function"]),
        code=str(frame.get("code", "")),
        mark=mark,
    )


def _number(line: Any) -> int | None:
    return None if line is None else int(line)


def state_frame(frame: dict[str, Any]) -> StateFrame:
    """Return a frame of a snapshot from the probe's JSON. Raises one of `MALFORMED`."""
    return StateFrame(
        file=str(frame["file"]),
        line=int(frame["line"]),
        function=str(frame["function"]),
        variables=tuple(variable_of(each) for each in frame.get("variables", ())),
        expressions=tuple(variable_of(each) for each in frame.get("expressions", ())),
        mark=tuple(frame["mark"]) if "mark" in frame else None,
    )


def variable_of(variable: dict[str, Any]) -> Variable:
    """Return a value from the probe's JSON. Raises one of `MALFORMED`."""
    return Variable(
        name=str(variable["name"]),
        type=str(variable["type"]),
        repr=str(variable["repr"]),
        size=_number(variable.get("size")),
        flags=tuple(map(str, variable["flags"])),
        parts=tuple(variable_of(part) for part in variable.get("parts", ())),
    )


def place(answer: Any) -> Place | Unknown:
    """Return where something is from the probe's JSON. Raises one of `MALFORMED`."""
    if "path" not in answer:
        return Unknown(str(answer.get("unknown", "no answer")))
    return Place(path=str(answer["path"]), names=tuple(map(str, answer["names"])))


def from_dump(text: str) -> Traceback | None:
    """The stack that the interpreter dumps on a fatal signal: deepest frame first, no values."""
    _, found, rest = text.rpartition(
        "Current thread"
    )  # the last: its forked children may have crashed before it
    if not found:
        _, found, rest = text.partition("Thread ")
    frames: list[ReportFrame] = []
    for line in rest.splitlines()[1:]:
        match = re.match(r'  File "(.*)", line (\d+|\?\?\?) in (.*)', line)
        if match is None:
            break
        number = int(match[2]) if match[2].isdigit() else None
        frames.append(ReportFrame(file=match[1], line=number, function=match[3]))
    ours = [index for index, frame in enumerate(frames) if frame.file.startswith(INSIDE)]
    frames = frames[: ours[0] if ours else None][::-1]
    if not frames:
        return None
    title = re.match(r"Fatal Python error: (.*)", text)
    return Traceback(
        chain=(Raised(type=title[1] if title else "Fatal Python error", frames=tuple(frames)),),
        style="faulthandler",
    )


def from_output(text: str) -> Traceback | None:
    """What the program printed before it ended, where it kept us from seeing more."""
    from analyzers.text import clean
    from analyzers.traceback import read

    try:
        return read(clean(text)).subject
    except NotImplementedError:
        return None
