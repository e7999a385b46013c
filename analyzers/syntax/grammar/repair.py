"""How is a broken text of a language with a grammar repaired, and how is that told?

The same idea as for Python with tree-sitter as the judge: candidates are costed, parsed in the order of their
cost, and the first that leaves nothing skipped or invented is the best.
"""

from itertools import islice
from typing import NamedTuple

from analyzers.facts import Applicability, Diagnostic, Fix, Label, Span, Status
from analyzers.syntax.candidate import Candidate, apply
from analyzers.syntax.changes import edits_between, first_difference
from analyzers.syntax.explain import applicability, diagnose, title
from analyzers.syntax.grammar import candidates as general
from analyzers.syntax.grammar import data
from analyzers.syntax.grammar.ground import Ground
from analyzers.syntax.grammar.languages import known
from analyzers.syntax.grammar.tokens import Text
from analyzers.syntax.grammar.trees import MOST_FAULTS, Verdict, judge, parser
from analyzers.syntax.result import Repair
from analyzers.text import Lines

MAX_CHARACTERS = 1_000_000
EFFORT = 2_500_000  # characters parsed before the search gives up
_MOST_DEFECTS = 6
_MOST_TRIED = 700
_MOST_CANDIDATES = 6_000  # of one source
_EFFORT_OF_A_CANDIDATE = 60  # in characters parsed
_LONGEST_LINE = 5_000  # characters; longer ones no person wrote
_PER_LINE = 0.35
_FAR = 3.0
_MODEL_WEIGHT = 0.35
_PRIORS = {
    "token-missing": 1.6,
    "token-wrong": 3.0,
    "mark-exchanged": 2.0,
    "keyword-misspelt": 0.6,
    "bracket-extra": 1.6,
    "semicolon-missing": 0.4,
    "string-unclosed": 0.4,
    "comma-missing": 0.9,
    "words-joined": 1.4,
    "quote-stray": 1.6,
}
_DEFAULT_PRIOR = 1.0
_UNPLACED = frozenset({"bracket-unclosed", "block-unclosed"})  # the parser notices far from the mistake
_FREEDOM = (Applicability.DISPLAY, Applicability.UNSAFE, Applicability.SAFE)


class Step(NamedTuple):
    """An accepted candidate and the text it leads to."""

    candidate: Candidate
    before: str
    text: str


def repair_other(text: str, path: str, language: str, *, effort: int | None = None) -> Repair:
    """Return what is wrong with a text and the repairs its grammar accepts; nothing for an unknown language."""
    name = known(language)
    if not name or parser(name) is None:
        return Repair(notes=(f"there is no grammar for {language or 'this language'}",))
    if len(text) > MAX_CHARACTERS:
        return Repair(notes=(f"more than {MAX_CHARACTERS:,} characters: not checked",))
    verdict = judge(name, text)
    if not verdict.faults:
        return Repair()
    if verdict.stuck:
        return Repair(notes=(f"the {name} grammar needs too long for this text: not checked",))
    searchable = max(map(len, text.split("\n"))) <= _LONGEST_LINE and len(verdict.faults) < MOST_FAULTS
    steps = _solve(name, text, verdict, effort or EFFORT) if searchable else []
    lines = Lines(text)
    if not steps or judge(name, steps[-1].text).faults:
        at = _likeliest(text, verdict)
        said = Diagnostic(
            code="syntax/invalid",
            message=f"this is no {name} that its grammar knows",
            primary=Label(Span(path, at, at)),
            notes=("no small change was found that makes it parse",),
        )
        return Repair(diagnostics=(said,), line=lines.position(at)[0])
    fixed = steps[-1].text
    diagnostics = []
    for step in steps:
        line = first_difference(step.before, step.text)
        first = step.candidate.changes[0]
        start = min(first.start, len(text)) if step is steps[0] else lines.offset(line)
        end = min(max(first.end, start), len(text)) if step is steps[0] else start
        diagnostics.append(
            diagnose(step.candidate, step.before, Span(path, start, end), _notes(name, verdict, lines))
        )
    said_more = f", and {len(steps) - 1} more" if len(steps) > 1 else ""
    fix = Fix(
        title=title(steps[0].candidate, text) + said_more,
        edits=edits_between(text, fixed, path),
        applicability=min((applicability(step.candidate) for step in steps), key=_FREEDOM.index),
        status=Status.VERIFIED,
        check=f"parses with tree-sitter's {name} grammar",
        code=diagnostics[0].code,
    )
    return Repair(
        diagnostics=tuple(diagnostics),
        fixes=(fix,),
        text=fixed,
        line=min(first_difference(text, fixed), len(lines.starts)),
    )


def _notes(name: str, verdict: Verdict, lines: Lines) -> tuple[str, ...]:
    line = lines.position(verdict.faults[0].start)[0]
    return (f"the {name} parser stumbles on line {line}",)


def _likeliest(text: str, verdict: Verdict) -> int:
    """Return the offset that most likely holds the mistake: an invented token, else the smallest skipped text."""
    missing = [fault for fault in verdict.faults if fault.missing]
    fault = missing[0] if missing else min(verdict.faults, key=lambda one: (one.end - one.start, one.start))
    at = min(fault.start, len(text))
    while at < min(fault.end, len(text)) - 1 and text[at].isspace():
        at += 1
    return at


def _solve(name: str, text: str, verdict: Verdict, effort: int) -> list[Step]:
    """Repair one defect after another while each step leaves less that the parser has to skip or invent."""
    steps: list[Step] = []
    while verdict.faults and len(steps) < _MOST_DEFECTS and effort > 0:
        found = None
        for wide in (False, True):
            found, effort = _improve(name, text, verdict, effort, wide=wide)
            if found is not None or effort <= 0:
                break
        if found is None:
            break
        candidate, verdict = found
        fixed = apply(text, candidate.changes)
        steps.append(Step(candidate, text, fixed))
        text = fixed
    return steps


def _improve(
    name: str, text: str, verdict: Verdict, effort: int, *, wide: bool
) -> tuple[tuple[Candidate, Verdict] | None, int]:
    """Return the likeliest candidate that helps, with what the parser then says, and the effort left."""
    ground = Ground(Text(name, text), verdict.faults, wide=wide)
    costed: list[tuple[float, int, Candidate]] = []
    for source in (data.candidates, general.candidates):
        for candidate in islice(source(ground), _MOST_CANDIDATES):
            effort -= _EFFORT_OF_A_CANDIDATE
            cost = candidate.cost + _PRIORS.get(candidate.kind, _DEFAULT_PRIOR)
            if candidate.kind not in _UNPLACED:
                cost += min(_PER_LINE * ground.distance(candidate), _FAR)
            costed.append((cost, len(costed), candidate))
    costed.sort()
    ranked = [
        (cost + _MODEL_WEIGHT * ground.surprise(candidate), number, candidate)
        for cost, number, candidate in costed[: 2 * _MOST_TRIED]
    ]
    ranked.sort()
    best: tuple[float, Candidate, Verdict] | None = None
    tried: set[str] = {text}
    for cost, _, candidate in ranked[:_MOST_TRIED]:
        if effort <= 0:
            break
        changed = apply(text, candidate.changes)
        if changed in tried:
            continue
        tried.add(changed)
        after = judge(name, changed)
        effort -= (len(changed) + 100) * (1 + len(after.faults) // 4)  # recovery costs the parser far more
        if after.stuck:
            return None, 0
        if not after.faults:
            return (candidate, after), effort
        better = _weight(verdict) - _weight(after)
        later = after.faults[0].start > verdict.faults[0].start + 2
        if better > 0 and (best is None or cost - 0.5 * better - later < best[0]):
            best = cost - 0.5 * better - later, candidate, after
    if best is None or wide is False and best is None:
        return None, effort
    return (best[1], best[2]), effort


def _weight(verdict: Verdict) -> float:
    return len(verdict.faults) + min(verdict.skipped / 40, 10)
