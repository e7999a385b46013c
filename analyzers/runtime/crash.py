"""What does an explainer know of a crash, and what may it ask?

Explainers do no I/O. An explainer is a generator: it yields asks and receives answers, and returns a
`Finding`. Whoever drives it answers from a live debugger, or from the report and the sources alone;
what cannot be answered is `Unknown`, and then nothing is claimed that would need the answer.
"""

import ast
from collections.abc import Generator, Mapping
from functools import cached_property
from typing import TYPE_CHECKING

from analyzers.deferred import dataclass, field
from analyzers.facts import Diagnostic, Evidence, Fix, Hypothesis, StateFrame, Suspect, Variable
from analyzers.runtime.source import Function, Source

if TYPE_CHECKING:
    from analyzers.runtime.evident import Evident

# --- asks and answers ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Evaluate:
    """What does this expression hold in the frame of a site? Answered by a Variable."""

    expression: str
    site: int = -1  # index into `Crash.sites`


@dataclass(frozen=True, slots=True)
class Module:
    """Where would this module be imported from? Answered by a Place."""

    name: str


@dataclass(frozen=True, slots=True)
class Exists:
    """Does this path exist, as the program would see it? Answered by a Place."""

    path: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """The question has no answer here, and why."""

    reason: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where a module or path is; empty when it is nowhere."""

    path: str
    names: tuple[str, ...] = ()  # what the module defines, or what lies in the folder


Ask = Evaluate | Module | Exists
Answer = Variable | Place | Unknown
Asking = Generator[Ask, Answer, "Finding | None"]
"""An explainer at work: None when the crash is not what it explains."""

_SPREADING = ("threading", "concurrent", "multiprocessing")

# --- the crash ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Site:
    """One frame that stands in a file of the workspace."""

    source: Source
    line: int
    function: str = ""
    mark: tuple[int, int, int, int] | None = None  # line, column, end line, end column, in characters
    variables: Mapping[str, str] = field(
        default_factory=dict
    )  # reprs of locals, where the report prints them
    frame: int = -1  # index among the frames of the exception, as the debugger counts them
    raised: (
        int | None
    ) = -1  # that exception's index in the chain; None when the debugger cannot be asked of it

    @cached_property
    def statement(self) -> ast.stmt | None:
        """The statement that was running."""
        return self.source.statement(self.line)

    @cached_property
    def definition(self) -> Function | None:
        """The function that was running, None in a module's body."""
        if self.function in ("<module>", ""):
            return None
        return self.source.function_at(self.line)

    @property
    def where(self) -> str:
        """The place in words: `shop/cart.py:12 in total`."""
        inside = f" in {self.function}" if self.function and self.function != "<module>" else ""
        return f"{self.source.path}:{self.line}{inside}"


@dataclass(frozen=True, kw_only=True)
class Crash:
    """An uncaught exception, with the frames and sources that may be read."""

    type: str  # last part of the dotted name
    qualified: str = ""  # as the report prints it
    message: str = ""
    sites: tuple[Site, ...] = ()  # deepest last
    ours: bool = True  # the deepest frame of all is the last site
    library: str = ""  # the function of a library that raised, when not ours
    sources: Mapping[str, Source] = field(
        default_factory=dict
    )  # the workspace's files that take part, by path
    live: bool = False  # answers come from the running program
    entry: str = ""  # the workspace file that was run, when known
    data: Mapping[str, bytes] = field(
        default_factory=dict
    )  # files of the workspace that the sources name, where reading data failed
    became: tuple[str, ...] = ()  # what the exception was turned into or held by before it ended the program
    frames: tuple[StateFrame, ...] = ()  # what the names on the stack held, where the program was stopped

    @property
    def site(self) -> Site | None:
        """The deepest frame in the workspace."""
        return self.sites[-1] if self.sites else None

    @cached_property
    def evident(self) -> "tuple[Evident, ...]":
        """The changes that the program itself speaks for: three steps ask for them, and all sources are gone through."""
        from analyzers.runtime.evident import evident

        return tuple(evident(self))

    @property
    def spread(self) -> bool:
        """Whether the program runs in several threads or processes, of which a record shows the main one alone."""
        named = (
            alias.name if isinstance(node, ast.Import) else node.module or ""
            for source in self.sources.values()
            for node in source.nodes
            if isinstance(node, ast.Import | ast.ImportFrom)
            for alias in node.names
        )
        return any(name.partition(".")[0] in _SPREADING for name in named)


# --- the finding --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Trail:
    """A value whose origin is worth following backwards."""

    node: ast.expr
    site: int  # index into `Crash.sites`
    bad: str  # "none", "type:str", "key", "empty", "zero", "value", "length", ...
    weight: float = 1.0
    element: bool = False  # it is an element of the value that is bad
    text: str = ""  # what it held, where that is text and known


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What an explainer makes of a crash."""

    cause: str  # one sentence, every word of it backed
    diagnostic: Diagnostic
    hypotheses: tuple[Hypothesis, ...] = ()
    fixes: tuple[Fix, ...] = ()
    trails: tuple[Trail, ...] = ()
    suspects: tuple[Suspect, ...] = ()  # lines the explainer itself has reason to suspect
    crash_weight: float = 0.5  # how likely the crash line itself is the fault


def read_from(source: Source, line: int) -> str:
    """Return the place of something read rather than run."""
    return f"{source.path}:{line}, source"


def seen(expression: str, variable: Variable, site: Site) -> Evidence:
    """Return the evidence that an expression held a value at a site."""
    return Evidence(expression=expression, value=variable.repr, where=site.where)
