"""What do the facts of a diagnosis say to a question about it? Looked up, never made up.

A question is taken apart into what it names (values, places, codes, exceptions) and what it is about (the route, the
fixes, the cause). Each part has its answer among the facts, or none: an empty result says so.
"""

import builtins
import re
from collections.abc import Iterator

from analyzers.deferred import regex
from analyzers.facts import Diagnosis, Verdict

_CODE = regex(r"`([^`]+)`")
_NAME = regex(r"[A-Za-z_][\w.]*(?:\[[^\]\s]+\]|\([^)\s]*\))*")
_MOST = 8  # facts in an answer
_ROUTE = frozenset(
    {"route", "routed", "sure", "confidence", "stage", "syntax", "runtime", "logic", "path", "kind"}
)
_FIX = frozenset(
    {
        "fix",
        "fixes",
        "fixed",
        "repair",
        "change",
        "changes",
        "safe",
        "apply",
        "applied",
        "verified",
        "refuted",
        "mend",
    }
)
_CAUSE = frozenset(
    {"why", "cause", "reason", "happen", "happens", "happened", "wrong", "crash", "fail", "fails"}
)
_PLACE = frozenset({"where", "line", "place", "file"})
_COMMON = frozenset(
    {
        "a", "an", "and", "are", "as", "at", "be", "by", "can", "come", "comes", "could", "did", "do", "does", "for", "from",
        "get", "give", "gives", "had", "has", "have", "here", "how", "i", "if", "in", "is", "it", "its", "mean", "means", "my", "not",
        "of", "on", "or", "out", "should", "that", "the", "then", "there", "these", "they", "this", "to", "was", "what",
        "when", "which", "who", "will", "with", "would", "you",
    }
)  # fmt: skip
FACTS = "facts"  # whose words an answer is that was looked up


def is_question(text: str) -> bool:
    """Whether a line asks something: it begins or ends with a question mark."""
    line = text.strip()
    return "\n" not in line and len(line) > 1 and (line.startswith("?") or line.endswith("?"))


def facts_about(question: str, diagnosis: Diagnosis) -> tuple[str, ...]:
    """Return what is known to a question, the most telling first; empty when nothing is."""
    text = question.strip().strip("?").strip()
    words = {word.lower() for word in re.findall(r"\w+", text)}
    quoted = set(_CODE.findall(text))
    named = [*quoted, *(name.rstrip(".") for name in _NAME.findall(_CODE.sub(" ", text)))]
    names = [
        name
        for name in dict.fromkeys(named)
        if name in quoted or (name.lower() not in _COMMON and _is_known(name, diagnosis))
    ]
    if not names:  # a variable may be called `i`
        names = [name for name in dict.fromkeys(named) if any(_held(name, diagnosis))]
    found: list[str] = []
    for name in names:
        found += _held(name, diagnosis)
        found += _said(name, diagnosis)
        found += _meaning(name, diagnosis)
    found += _codes(text, diagnosis)
    if words & _PLACE:
        found += _places(diagnosis)
    if words & _FIX:
        found += _fixes(diagnosis)
    if words & _ROUTE:
        found += _route(diagnosis)
    if words & _CAUSE and not found:
        found += _cause(diagnosis)
    return tuple(dict.fromkeys(found))[:_MOST]


def _is_known(name: str, diagnosis: Diagnosis) -> bool:
    """Whether a word is a name of the program's, or of an exception, rather than English."""
    first = re.split(r"[.(\[]", name)[0]
    return hasattr(builtins, name) or any(_mentions(code.text, first) for code in diagnosis.code)


def _held(name: str, diagnosis: Diagnosis) -> Iterator[str]:
    """What a name or expression held, and where that was seen."""
    for frame in reversed(diagnosis.snapshot.frames if diagnosis.snapshot else ()):
        for value in (*frame.expressions, *frame.variables):
            if value.name == name:
                size = f", {value.size} long" if value.size is not None else ""
                yield f"`{name}` is `{value.repr}` ({value.type}{size}) at {frame.file}:{frame.line} in {frame.function}"


def _said(name: str, diagnosis: Diagnosis) -> Iterator[str]:
    """What was found out about a name."""
    for hypothesis in diagnosis.hypotheses:
        if hypothesis.verdict is Verdict.INCONCLUSIVE:
            continue
        facts = [fact for fact in hypothesis.evidence if _mentions(fact.expression, name)]
        if facts or _mentions(hypothesis.claim, name):
            yield f"{hypothesis.verdict}: {hypothesis.claim}"
        for fact in facts:
            where = f" ({fact.where})" if fact.where else ""
            yield (
                f"`{fact.expression}` is `{fact.value}`{where}"
                if fact.value
                else f"`{fact.expression}`{where}"
            )
    for found in diagnosis.diagnostics:
        yield from (label.text for label in found.secondary if label.text and _mentions(label.text, name))
        yield from (note for note in found.notes if _mentions(note, name))


def _meaning(name: str, diagnosis: Diagnosis) -> Iterator[str]:
    """What an exception means."""
    kind = getattr(builtins, name, None)
    if isinstance(kind, type) and issubclass(kind, BaseException) and kind.__doc__:
        yield f"`{name}`: {' '.join(kind.__doc__.split())}"
        raised = diagnosis.traceback.final if diagnosis.traceback else None
        if raised is not None and raised.type.rpartition(".")[2] == name and raised.message:
            yield f"its message here: {raised.message.partition(chr(10))[0]}"


def _codes(text: str, diagnosis: Diagnosis) -> Iterator[str]:
    """What those of our codes mean that a question names."""
    for found in diagnosis.diagnostics:
        if _mentions(text, found.code.rpartition("/")[2]):
            yield found.message
            yield from ([found.help] if found.help else [])


def _places(diagnosis: Diagnosis) -> Iterator[str]:
    texts = {code.path: code for code in diagnosis.code}
    for found in diagnosis.diagnostics:
        if found.primary is not None and (code := texts.get(found.primary.span.path)) is not None:
            line = code.text.count("\n", 0, found.primary.span.start) + code.first_line
            yield f"{code.path or 'the code'}:{line}: {found.primary.text or found.message}"
    if diagnosis.traceback is not None:
        for frame in reversed(diagnosis.traceback.final.frames[-3:]):
            yield f"{frame.file}:{frame.line} in {frame.function}" + (
                f": `{frame.code}`" if frame.code else ""
            )
    for suspect in diagnosis.suspects[:3]:
        why = f": {'; '.join(suspect.reasons)}" if suspect.reasons else ""
        yield f"suspect: {suspect.path}:{suspect.line}{why}"


def _fixes(diagnosis: Diagnosis) -> Iterator[str]:
    for fix in diagnosis.fixes:
        yield f"{fix.title}: {fix.status}" + (f", {fix.check}" if fix.check else "")
    if not diagnosis.fixes:
        yield "no fix is known for this problem"


def _route(diagnosis: Diagnosis) -> Iterator[str]:
    decision = diagnosis.decision
    yield f"{decision.route}, {decision.confidence:.0%} sure, decided by {decision.stage}"
    yield from (f"{signal.stage}: {signal.what}" for signal in decision.signals)


def _cause(diagnosis: Diagnosis) -> Iterator[str]:
    yield diagnosis.cause
    for hypothesis in diagnosis.hypotheses:
        if hypothesis.verdict is Verdict.CONFIRMED:
            yield f"confirmed: {hypothesis.claim}"


def _mentions(text: str, name: str) -> bool:
    """Whether a text names something as a whole word."""
    return re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text) is not None
