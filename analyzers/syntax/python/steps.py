"""Which candidates for one defect does CPython accept, and which of them is the likeliest?

Candidates are costed first and compiled in the order of their cost, so that the first one accepted is the best.
They are compiled within a window: the top-level statements round the error, provided that CPython
says of them alone what it says of the whole text.
"""

import re
from collections.abc import Callable, Iterator
from itertools import islice
from typing import NamedTuple

from analyzers.deferred import regex
from analyzers.syntax.python import (
    blocks,
    braces,
    brackets,
    displays,
    exhaustive,
    groups,
    heads,
    imports,
    legacy,
    operators,
    pasted,
    rules,
    scopes,
    signatures,
    strangers,
    strings,
    talk,
    texts,
    words,
)
from analyzers.syntax.python.layout import Layout
from analyzers.syntax.python.local import alone, statement_range
from analyzers.syntax.python.ranking import Ranking, parsed
from analyzers.syntax.python.site import Candidate, Change, Site, apply
from analyzers.syntax.python.verdict import Judge, Verdict, judge

_ALTERNATIVES = 3  # accepted candidates kept beside the best
_SLACK = 5.0  # nats that an alternative may cost more than the best
_SURE = 3.5  # below this cost an accepted candidate ends the search; above it every single token is tried
_LONGEST_LINE = 20_000
_LONGEST_WINDOW = 1_200_000
_MOST_CANDIDATES = 2_000  # of one generator
_EFFORT_OF_A_CANDIDATE = 500  # what costing one takes, in characters compiled
_HUGE = 100_000  # characters; the statement round a change is compiled first where a text is longer
_MOST_ALONE = 24  # candidates whose statement is compiled by itself
_WHOLE = 6_000  # characters up to which the text is its own window
_UNCLOSED = "was never closed"
_EVERYWHERE = frozenset(
    {"legacy", "paste-typographic", "paste-entities", "paste-prompt", "comment-foreign", "braces-foreign"}
)
_OF_BLOCKS = ("indent", "tabs", "clause", "body", "handler", "paste", "comment", "definition", "braces")
_LONGEST_ALONE = 4_000  # characters
_TOP_LEVEL = regex(r"^(?!(?:else|elif|except|finally)\b)[^\s#)\]}]", re.MULTILINE)

Generator = Callable[[Site], Iterator[Candidate]]
TARGETED: tuple[Generator, ...] = (
    brackets.candidates,
    blocks.candidates,
    operators.candidates,
    words.candidates,
    strings.candidates,
    legacy.candidates,
    pasted.candidates,
    rules.candidates,
    scopes.candidates,
    braces.candidates,
    groups.candidates,
    heads.candidates,
    texts.candidates,
    displays.candidates,
    signatures.candidates,
    imports.candidates,
    strangers.candidates,
    talk.candidates,
)
EXHAUSTIVE: tuple[Generator, ...] = (exhaustive.candidates,)
OF_MEANING: tuple[Generator, ...] = (
    blocks.candidates,
    rules.candidates,
    scopes.candidates,
    pasted.candidates,
)


class Step(NamedTuple):
    """One accepted candidate, in the coordinates of the text it was found in."""

    candidate: Candidate
    cost: float
    before: Verdict  # what CPython said, in whole-text lines
    text: str  # the whole text that the step leads to
    complete: bool  # whether the text then compiles


class Budget:
    """The effort that is left."""

    __slots__ = ("_judge", "left")

    def __init__(self, effort: int, ask: Judge = judge) -> None:
        self.left = effort
        self._judge = ask

    def judge(self, text: str) -> Verdict | None:
        """Return the compiler's verdict and pay for it."""
        self.left -= len(text) + 200
        return self._judge(text)


def improve(text: str, verdict: Verdict, budget: Budget, *, whole: bool = False) -> list[Step]:
    """Return the accepted candidates for the first error of a text, likeliest first."""
    if verdict.hopeless:
        return []
    start, end = (0, len(text)) if whole else _window(text, verdict, budget)
    begin = _offset_of_line(text, verdict.line)
    if end - start > _LONGEST_WINDOW or max(text.find("\n", begin), begin) - begin > _LONGEST_LINE:
        return []
    if text.find("\n", begin) < 0 and len(text) - begin > _LONGEST_LINE:
        return []
    site = _site(text, verdict, start, end)
    if site is None:
        return []
    ranking = Ranking(site)
    accepted: list[Step] = []
    tried: set[str] = set()
    alone_left = _MOST_ALONE
    # where the text parses no mark or word is missing: its statements stand in the wrong place
    parses = parsed(site.text) is not None and judge(site.text) is not None
    for generators in (OF_MEANING,) if parses else (TARGETED, EXHAUSTIVE):
        costed: list[tuple[float, int, Candidate]] = []
        for generator in generators:
            for candidate in islice(generator(site), _MOST_CANDIDATES):
                if candidate.changes:
                    budget.left -= _EFFORT_OF_A_CANDIDATE
                    costed.append((ranking.cost(candidate), len(costed), candidate))
        costed.sort()
        for cost, _, candidate in costed:
            done = any(step.complete for step in accepted)
            slack = _SLACK if done else 2 * _SLACK
            if accepted and cost > accepted[0].cost + (
                0.0 if done and len(accepted) > _ALTERNATIVES else slack
            ):
                break  # what an accepted one means may have made it dearer than those still to come
            if budget.left <= 0:
                break
            changed = apply(site.text, candidate.changes)
            if changed in tried or changed == site.text:
                continue
            tried.add(changed)
            if len(changed) > _HUGE and not _fits(changed, candidate, budget):
                continue
            after = budget.judge(changed)
            penalty = 0.0 if after is None else _progress(site, candidate, after)
            if penalty is None and after is not None and alone_left:
                alone_left -= 1
                penalty = _holds_alone(site, candidate, after, budget)
            if penalty is None:
                continue
            if candidate.kind in _EVERYWHERE and not whole and (start, end) != (0, len(text)):
                return improve(text, verdict, budget, whole=True)  # where there is one, there are more
            if after is None:
                penalty = ranking.afterthought(changed, candidate)
            everything = text[:start] + changed + text[end:]
            complete = after is None and (len(everything) == len(changed) or budget.judge(everything) is None)
            moved = Candidate(
                candidate.kind,
                tuple(Change(c.start + start, c.end + start, c.text) for c in candidate.changes),
                candidate.cost,
            )
            accepted.append(Step(moved, cost + penalty, verdict, everything, complete))
            accepted.sort(key=lambda step: step.cost)
        if accepted and accepted[0].cost < _SURE:
            break
    if not accepted and not whole and "string" in verdict.message and (start, end) != (0, len(text)):
        return improve(text, verdict, budget, whole=True)  # its quotes may be missing far above
    return accepted


def _site(text: str, verdict: Verdict, start: int, end: int) -> Site | None:
    """Return the site of an error within a window, or None when there is no statement in it."""
    skipped = text.count("\n", 0, start)
    layout = Layout(text[start:end])
    if not layout.statements:
        return None
    return Site(layout, verdict._replace(line=verdict.line - skipped, end_line=verdict.end_line - skipped))


def all_candidates(text: str, verdict: Verdict) -> tuple[Site, list[Candidate]] | None:
    """Return every candidate for the first error of a text, in no order: what the weights are learnt from."""
    site = _site(text, verdict, 0, len(text))
    if site is None:
        return None
    found = (candidate for generator in (*TARGETED, *EXHAUSTIVE) for candidate in generator(site))
    return site, [candidate for candidate in found if candidate.changes]


def _progress(site: Site, candidate: Candidate, after: Verdict) -> float | None:
    """Return the cost of accepting a candidate that leaves an error further down, or None if it does not."""
    old = site.verdict
    if after.hopeless:
        return None
    added = sum(c.text.count("\n") - site.text.count("\n", c.start, c.end) for c in candidate.changes)
    line = after.line - added
    last = site.layout.line_of(candidate.changes[0].start)
    if after.line < old.line <= last + 1 and _is_lexical(old.message) and not _is_lexical(after.message):
        if site.statement.first <= after.line <= site.statement.last + added:
            return 4.0
        return 0.0  # CPython reads the rest of a file that it cannot parse, and names what breaks its tokens first
    if old.message.endswith(_UNCLOSED) and after.message.endswith(_UNCLOSED) and line < old.line:
        return 0.5 if last >= old.line else None  # of several brackets left open the last is named first
    if line > old.line and line > last:
        return 0.0 if line > site.statement.last + 1 else 1.5
    if line == old.line == last and not added:
        grown = sum(len(c.text) - (c.end - c.start) for c in candidate.changes)
        here = after.column - grown
        if after.column > old.column + 1 and after.message != old.message:
            return 2.0
        if here > max(old.column, candidate.changes[0].start - site.layout.line_start(line) + 1):
            return 2.5
        if after.end_line == old.end_line and after.end_column - grown > old.end_column:
            return 2.5
    return None


def _fits(text: str, candidate: Candidate, budget: "Budget") -> bool:
    """Whether the top-level statement round a change compiles: worth knowing before a huge text is."""
    change = candidate.changes[0]
    if len(candidate.changes) > 1:
        return True
    before = max(text.rfind("\n", 0, change.start), 0)
    while before and not _TOP_LEVEL.match(text, before + 1):
        before = max(text.rfind("\n", 0, before), 0)
    ends = [m.start() for m in islice(_TOP_LEVEL.finditer(text, change.start + len(change.text) + 1), 3)]
    return any(
        end - before < _HUGE and budget.judge(text[before:end]) is None for end in [*ends, len(text)][:3]
    )


def _holds_alone(site: Site, candidate: Candidate, after: Verdict, budget: "Budget") -> float | None:
    """Return the cost of a candidate whose own statement is whole by itself, while another is named by CPython."""
    if candidate.kind.startswith(_OF_BLOCKS) or len(candidate.changes) > 4:
        return None
    start, end = statement_range(site, candidate.changes[0].start, candidate.changes[-1].end)
    if end - start > _LONGEST_ALONE:
        return None
    first, last = site.layout.line_of(start), site.layout.line_of(end)
    added = sum(c.text.count("\n") - site.text.count("\n", c.start, c.end) for c in candidate.changes)
    if first <= after.line <= last + added or not first <= site.verdict.line <= last + 1:
        return None
    local = [Change(c.start - start, c.end - start, c.text) for c in candidate.changes]
    text = site.text[start:end]
    if budget.judge(alone(text)) is None or budget.judge(alone(apply(text, local))) is not None:
        return None
    return 0.5


def _is_lexical(message: str) -> bool:
    return message.startswith(
        ("unmatched", "closing parenthesis", "unterminated", "invalid character", "unindent")
    )


def _window(text: str, verdict: Verdict, budget: Budget) -> tuple[int, int]:
    """Return the range of the text to work in: as small as says the same of the error."""
    if len(text) <= _WHOLE:
        return 0, len(text)
    starts = [match.start() for match in _TOP_LEVEL.finditer(text)]
    line_start = _offset_of_line(text, verdict.line)
    behind = [place for place in starts if place > line_start]
    before = [place for place in starts if place <= line_start]
    for reach in (2, 6):
        start = before[-reach] if len(before) >= reach else 0
        while (
            start and text[:start].rsplit("\n", 2)[-2:-1] and text[:start].rsplit("\n", 2)[-2].startswith("@")
        ):
            start = max(place for place in [0, *before] if place < start)
        end = behind[reach - 1] if len(behind) >= reach else len(text)
        alone = budget.judge(text[start:end])
        skipped = text.count("\n", 0, start)
        if alone is not None and (alone.line + skipped, alone.message) == (verdict.line, verdict.message):
            return start, end
    return 0, len(text)


def _offset_of_line(text: str, line: int) -> int:
    position = 0
    for _ in range(line - 1):
        position = text.find("\n", position) + 1
        if not position:
            return len(text)
    return position
