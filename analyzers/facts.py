"""The vocabulary: every value that crosses a layer, as plain frozen data.

One name per concept, used in code, JSON, documentation and on screen alike. The classes are
data classes that cost next to nothing to import, for the sake of git hooks; msgspec reads, writes and
describes the same classes where JSON is needed. Offsets and columns count characters, never bytes.
"""

from enum import StrEnum

from .deferred import dataclass

# --- what came in -------------------------------------------------------------------------------


class Intake(StrEnum):
    """How a problem reached us."""

    STDIN = "stdin"
    FILE = "file"
    CODE = "code"  # given on the command line with -c
    COMMAND = "command"  # a program to run
    HOOK = "hook"  # staged content, from git
    PASTE = "paste"  # typed or pasted into the app


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """A piece of source: a whole file, or a block found inside a mixed text."""

    text: str
    path: str = ""  # as the user named it; empty when it has no file
    language: str = ""  # "python", "javascript", ...; empty when not decided
    first_line: int = 1  # number of the block's first line in whatever it was taken from


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """What the user handed over, cleaned of control sequences, and where it came from."""

    text: str = ""  # report, log, message or mixed paste
    code: tuple[Code, ...] = ()
    paths: tuple[str, ...] = ()
    command: tuple[str, ...] = ()  # empty unless the user asked us to run something
    expects: tuple[str, ...] = ()  # what should be true, as Python expressions over the program at `paths[0]`
    output: str | None = None  # what the program at `paths[0]` should print
    ends: bool = False  # the program at `paths[0]` should come to its end
    question: str = ""
    intake: Intake = Intake.STDIN
    workspace: str = ""  # absolute folder; no file outside it is read because a text names it
    folder: str = ""  # absolute folder that the command is run in; empty: the workspace
    notes: tuple[str, ...] = ()  # what intake decoded, changed or cut


# --- places -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Span:
    """Half-open range of characters in the text of one file."""

    path: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Label:
    """A span with what is to be said about it."""

    span: Span
    text: str = ""


# --- tracebacks ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """One call on a reported stack."""

    file: str
    line: int | None = None  # 1-based
    function: str = ""
    code: str = ""  # the source line as the report shows it, stripped
    mark: tuple[int, int] | None = None  # the part of `code` the report underlines, half-open
    variables: tuple[tuple[str, str], ...] = ()  # names and reprs, where the report prints locals


class Link(StrEnum):
    """Why an exception is followed by the next one in a chain."""

    CAUSE = "cause"  # raise ... from; `Caused by`
    CONTEXT = "context"  # raised while the earlier one was handled


@dataclass(frozen=True, slots=True, kw_only=True)
class Raised:
    """One exception with its frames, deepest last."""

    type: str  # as printed: dotted if printed dotted
    message: str = ""
    frames: tuple[Frame, ...] = ()
    notes: tuple[str, ...] = ()
    location: Frame | None = None  # where a compile-time error points; it has no frame of its own
    link: Link | None = None  # how it led to the next one of the chain
    members: tuple["Traceback", ...] = ()  # of an exception group


@dataclass(frozen=True, slots=True, kw_only=True)
class Traceback:
    """One report: a chain of exceptions, outermost cause first, the final one last."""

    chain: tuple[Raised, ...]
    language: str = "python"
    style: str = ""  # the format that read it: "cpython", "pytest-long", "java", ...
    start: int = 0  # first line of the report in the text, 0-based
    end: int = 0  # one past its last line
    cut: bool = False  # its beginning or its end is missing
    subject: str = ""  # the test, thread or task it belongs to, where the report names one

    @property
    def final(self) -> Raised:
        """The exception that ended the program."""
        return self.chain[-1]

    @property
    def crash(self) -> Frame | None:
        """The deepest frame of the final exception, or of the latest one that has any."""
        return next((raised.frames[-1] for raised in reversed(self.chain) if raised.frames), None)


# --- routing ------------------------------------------------------------------------------------


class Route(StrEnum):
    """Which specialist a problem belongs to."""

    SYNTAX = "syntax"  # the code as given cannot be parsed or compiled
    RUNTIME = "runtime"  # it starts, and something stops it
    LOGIC = "logic"  # it runs and does the wrong thing
    UNCLEAR = "unclear"


class Stage(StrEnum):
    """A step of the router's cascade, in the order of proof."""

    STRUCTURE = "structure"
    SEMANTIC = "semantic"
    KEYWORD = "keyword"
    MODEL = "model"
    DEFAULT = "default"


@dataclass(frozen=True, slots=True)
class Signal:
    """One reason to route: what was seen, by which stage, how strong (0 to 1)."""

    stage: Stage
    route: Route
    what: str
    strength: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """Where a problem goes, how sure that is, and why."""

    route: Route
    confidence: float  # calibrated probability that the route is right
    stage: Stage
    signals: tuple[Signal, ...] = ()
    kind: str = ""  # finer than the route: "type", "name", "linking", "data", "hang", ...
    opinions: tuple["Decision", ...] = ()  # what the other stages said
    question: str = ""  # for `unclear`: the one question that would decide
    notes: tuple[str, ...] = ()  # which stage could not be asked, and why


# --- findings -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnostic:
    """One finding. The message names the problem and stands alone; only `help` says what to do."""

    code: str  # stable and documented: "syntax/unclosed-bracket"
    message: str  # lowercase, no full stop, code in backticks
    primary: Label | None = None  # the smallest text that is wrong
    secondary: tuple[Label, ...] = ()  # what explains it
    notes: tuple[str, ...] = ()  # facts, in order
    help: str = ""


class Verdict(StrEnum):
    """What the evaluated evidence says of a hypothesis."""

    CONFIRMED = "confirmed"
    REJECTED = "rejected"
    INCONCLUSIVE = "inconclusive"


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """A fact that can be looked up again: an expression and what it evaluated to, and where."""

    expression: str
    value: str
    where: str = ""  # "report.py:12 in total", or "source" when read rather than run


@dataclass(frozen=True, slots=True, kw_only=True)
class Hypothesis:
    """A possible cause with its verdict and the evidence that says so."""

    code: str  # stable: "runtime/none-from-missing-return"
    claim: str
    verdict: Verdict
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Variable:
    """A named value at a stop."""

    name: str
    type: str
    repr: str  # shortened, masked, safe to print
    size: int | None = None  # len() where it is known to be harmless
    flags: tuple[str, ...] = ()  # "none", "empty", "nan", "secret", "shadows-builtin", ...
    parts: tuple["Variable", ...] = ()  # attributes or items one level down


@dataclass(frozen=True, slots=True, kw_only=True)
class StateFrame:
    """A frame at a stop: where it stands and what its names hold."""

    file: str
    line: int
    function: str
    variables: tuple[Variable, ...] = ()
    expressions: tuple[Variable, ...] = ()  # the parts of the failing line, as evaluated
    mark: tuple[int, int, int, int] | None = None  # line, column, end line, end column; columns 0-based


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """Program state at a stop, outermost frame first."""

    frames: tuple[StateFrame, ...]
    thread: str = ""
    python: str = ""  # version of the interpreter that ran it


@dataclass(frozen=True, slots=True, kw_only=True)
class Suspect:
    """A line that may be at fault, how suspicious it is (0 to 1) and why."""

    path: str
    line: int
    score: float
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A retrieved thread or page."""

    title: str
    url: str
    score: float
    licence: str = ""
    excerpt: str = ""


# --- fixes --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Edit:
    """Replace the characters of a span by a text."""

    span: Span
    text: str


class Applicability(StrEnum):
    """How freely a fix may be applied. In doubt, the lower one."""

    SAFE = "safe"  # keeps the program's meaning: may be applied unasked
    UNSAFE = "unsafe"  # plausible: show the diff and ask
    DISPLAY = "display"  # has placeholders: never applied


class Status(StrEnum):
    """What checking a fix showed."""

    VERIFIED = "verified"
    REFUTED = "refuted"
    UNVERIFIED = "unverified"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fix:
    """A set of edits, what is known of it, and who proposed it."""

    title: str  # imperative: "close the bracket"
    edits: tuple[Edit, ...]
    applicability: Applicability
    status: Status = Status.UNVERIFIED
    check: str = ""  # what was run, or why it could not be checked
    proposer: str = "rules"  # "rules", "search", or a model's name
    code: str = ""  # of the diagnostic it answers


# --- the answer ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """How long a step took."""

    step: str
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What asking models took."""

    models: tuple[str, ...]  # that answered
    questions: int
    again: int = 0  # of them were answered from an earlier time
    unknown: int = 0  # of them were stopped before it was said what they take
    read: int = 0  # tokens of the questions
    written: int = 0  # tokens of the answers
    seconds: float = 0.0
    money: float = 0.0  # US dollars
    today: float = 0.0  # US dollars since midnight, this problem included
    budget: float = 0.0  # US dollars that this problem may cost
    before: float = 0.0  # US dollars that it had cost before these questions


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """A model's words for what was found, after they were checked against it."""

    text: str
    proposer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnosis:
    """The whole answer: the cause in one sentence, and everything that backs it."""

    cause: str
    decision: Decision
    traceback: Traceback | None = None  # the subject
    others: tuple[Traceback, ...] = ()  # further reports in the same text
    diagnostics: tuple[Diagnostic, ...] = ()
    hypotheses: tuple[Hypothesis, ...] = ()
    snapshot: Snapshot | None = None
    suspects: tuple[Suspect, ...] = ()  # most suspicious first
    fixes: tuple[Fix, ...] = ()
    sources: tuple[Source, ...] = ()
    code: tuple[Code, ...] = ()  # the texts that spans point into
    notes: tuple[str, ...] = ()  # what was missing, skipped or cut
    timings: tuple[Timing, ...] = ()
    explanation: Explanation | None = None  # beside the cause, never instead of it
    cost: Cost | None = None  # None: no model was asked
    prompts: tuple[str, ...] = ()  # exactly what models would be sent, where the user wants to see that


# --- what the orchestrator emits while it works -------------------------------------------------


@dataclass(frozen=True, slots=True)
class Routed:
    """The router has decided."""

    decision: Decision


@dataclass(frozen=True, slots=True)
class StepStarted:
    """A piece of work has begun: `step` is a stable name, `detail` is for people."""

    step: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class StepProgress:
    """A piece of work has moved on; `total` is None while unknown."""

    step: str
    done: int
    total: int | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True)
class StepFinished:
    """A piece of work has ended."""

    step: str
    seconds: float
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """A diagnostic or hypothesis, as soon as it is known."""

    finding: Diagnostic | Hypothesis


@dataclass(frozen=True, slots=True)
class FixProposed:
    """A fix that is about to be checked."""

    fix: Fix


@dataclass(frozen=True, slots=True)
class FixChecked:
    """The same fix with the status that checking gave it."""

    fix: Fix


@dataclass(frozen=True, slots=True)
class Printed:
    """Output of the user's own program, where it is not connected to the terminal."""

    stream: str  # "stdout" or "stderr"
    text: str


@dataclass(frozen=True, slots=True)
class Said:
    """A fragment of explanation, streamed."""

    text: str
    proposer: str = "rules"


@dataclass(frozen=True, slots=True)
class Spent:
    """What the models' answer to a question took; that of a diagnosis is in it."""

    cost: Cost


@dataclass(frozen=True, slots=True)
class HandedBack:
    """A path found that its route is wrong; `problem` now holds what it learnt."""

    problem: Problem
    reason: str
    route: Route | None = None  # where the evidence sends it; None: the router decides anew


@dataclass(frozen=True, slots=True)
class Known:
    """The answer as far as it stands, before edits are tried or models asked: nobody has to wait for these."""

    diagnosis: Diagnosis


@dataclass(frozen=True, slots=True)
class Done:
    """The answer. Always the last event, unless the work failed or was cancelled."""

    diagnosis: Diagnosis


@dataclass(frozen=True, slots=True)
class Failed:
    """The assistant itself could not go on: what happened, and the next step to take."""

    message: str
    hint: str = ""


Event = (
    Routed
    | StepStarted
    | StepProgress
    | StepFinished
    | Found
    | FixProposed
    | FixChecked
    | Printed
    | Said
    | Spent
    | HandedBack
    | Known
    | Done
    | Failed
)
