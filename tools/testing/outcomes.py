"""What does running tests show, and what is a changed program that they are run on?"""

from collections.abc import Mapping
from enum import StrEnum

from analyzers.deferred import dataclass, field


class Ended(StrEnum):
    """How a test ended."""

    PASSED = "passed"
    FAILED = "failed"  # on a comparison
    ERROR = "error"  # on an exception
    HUNG = "hung"
    SKIPPED = "skipped"

    @property
    def bad(self) -> bool:
        """Whether the test did not pass."""
        return self in (Ended.FAILED, Ended.ERROR, Ended.HUNG)


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """What ended a test."""

    type: str
    message: str
    frames: tuple[tuple[str, int, str], ...]  # file, line, function; in the workspace, deepest last


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A call from a test into the program, whose arguments are literals."""

    file: str
    first: int  # line of the function
    function: str
    arguments: tuple[tuple[str, str], ...]  # name and source text


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """One test: how it ended and which lines it executed, how often."""

    name: str
    status: Ended
    seconds: float = 0.0  # of the processor, where each test was watched by itself
    lines: Mapping[str, Mapping[int, int]] = field(default_factory=dict)
    failure: Failure | None = None
    calls: tuple[Call, ...] = ()
    anew: bool = False  # it started a program, which sees what lies on the disk and no change in memory


@dataclass(frozen=True, slots=True, kw_only=True)
class Tracing:
    """What one watched run of tests showed."""

    outcomes: tuple[Outcome, ...]
    modules: tuple[str, ...]  # foreign modules that were loaded
    broken: str = ""  # why the run did not come to its end


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A function as it is to be: the source at its own line numbers, in the class that it belongs to."""

    file: str
    first: int
    name: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """What running the tests on a changed program showed."""

    passed: bool
    fixed: frozenset[str]  # tests that failed before and pass
    refused: bool = False  # it could not be swapped in place
    hung: bool = False
    broken: str = ""
    cpu: float = 0.0  # seconds of the child
    output: str = ""  # what a script printed, where that was asked for
    lines: Mapping[str, Mapping[int, int]] = field(default_factory=dict)  # which ran how often, likewise
    wrote: bool = False  # it, or one tried together with it, changed files of the workspace


@dataclass(frozen=True, slots=True)
class Probe:
    """A question to a loaded program: the source of a function `probe` and the module in whose globals it runs."""

    file: str  # relative to the workspace
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """A changed program: whole sources by path and, where it can be, the same as one changed function."""

    files: Mapping[str, str]
    change: Change | None = None
