"""Which words do the app, the command line and the models' tools use to debug a program step by step?"""

from dataclasses import dataclass
from enum import StrEnum

from analyzers.facts import Frame, Traceback, Variable
from analyzers.runtime.crash import Unknown
from tools.debugger.outcome import Outcome, Why


class How(StrEnum):
    """How a stopped program goes on."""

    CONTINUE = "continue"  # to the next breakpoint, failure or end
    STEP = "step"  # to the next line that runs, in whichever function of the program
    NEXT = "next"  # to the next line of the current function, or of its caller
    RETURN = "return"  # until the current function has returned
    UNTIL = "until"  # to a line of the current function further on: out of a loop


@dataclass(frozen=True, slots=True, kw_only=True)
class Breakpoint:
    """Where to stop: a line of a file, or the beginning of a function."""

    file: str = ""
    line: int = 0
    function: str = ""  # `name`, `Class.name`, `module.name`; in `file`, where one is given
    condition: str = ""  # an expression; with a `!` in front it is run as the program's own code
    once: bool = False
    number: int = 0  # given when it is set
    hits: int = 0

    @property
    def where(self) -> str:
        """The place in words."""
        if self.line:
            return f"{self.file}:{self.line}"
        return f"{self.function} in {self.file}" if self.file else self.function


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """A watched expression at a stop."""

    expression: str
    value: Variable | Unknown
    before: str = ""  # its text at the last stop
    changed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Stopped:
    """The program stands still and can be asked."""

    why: Why
    frames: tuple[Frame, ...] = ()  # outermost first
    frame: int = -1  # index of the frame that is looked at first
    thread: str = ""
    breakpoints: tuple[int, ...] = ()  # numbers of those that were hit
    returned: Variable | None = None  # what the function that was stepped out of returned, under its name
    raised: Variable | None = None  # the exception just raised
    traceback: Traceback | None = None  # of a failure: there is nothing left to step through
    subject: str = ""  # the test that failed
    watched: tuple[Watched, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def failed(self) -> bool:
        """Whether this is a look back at a failure rather than a stop on the way."""
        return self.traceback is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """The program has ended."""

    outcome: Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceText:
    """Lines of a file."""

    file: str
    first: int  # number of the first of them
    lines: tuple[str, ...]
    line: int  # the one that is meant


@dataclass(frozen=True, slots=True, kw_only=True)
class Thread:
    """A thread of the program and where it is; only the current one stands still."""

    name: str
    current: bool
    frames: tuple[Frame, ...]


__all__ = [
    "Breakpoint",
    "Ended",
    "How",
    "Outcome",
    "SourceText",
    "Stopped",
    "Thread",
    "Unknown",
    "Watched",
    "Why",
]
