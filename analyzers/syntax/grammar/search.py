"""Which candidates make a broken text parse? Tried in the order of their cost, one defect after another.

The search is best-first: a way's cost is the sum of its steps' and of what each mistake costs in itself. A candidate
that leaves nothing skipped or invented ends a way; one that leaves less is a step on it.
"""

import heapq
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import count, islice, pairwise
from math import inf
from typing import NamedTuple

from analyzers.syntax.candidate import Candidate, Change, apply
from analyzers.syntax.grammar import candidates as general
from analyzers.syntax.grammar import data, markup, near
from analyzers.syntax.grammar.ground import Ground
from analyzers.syntax.grammar.ranking import cost, features, likeness
from analyzers.syntax.grammar.tokens import read, unmatched
from analyzers.syntax.grammar.trees import STRICTER, Fault, Trials, Verdict, judge
from analyzers.text import Lines

EFFORT = 2_500_000  # characters parsed before the search gives up
_MOST_DEFECTS = 6
_MOST_TRIED = 700
_TRIED_ALONE = 200  # candidates after which one that helps is followed, though none does it all
_WEIGHED = (
    0,
    600,
    2 * _MOST_TRIED,
)  # ranges of candidates of which the token model is asked one after the other
_LIKELY = 2.0  # nats up to which a repair of a known mistake is believed before any other token is thought of
_SWAY = 4.0  # nats that the token model usually speaks for a candidate at most
_MOST_CANDIDATES = 6_000  # of one source
_EFFORT_OF_A_CANDIDATE = 120  # in characters parsed
_EFFORT_OF_A_TEXT = 60_000  # what costing the candidates for one takes
_EFFORT_OF_A_CHARACTER = 4  # what reading a text in search of candidates takes
_APART = 5  # lines between what is wrong by one mistake and by another
_AFTER_MENDED = 1.0  # nats beyond a candidate that mends one of several mistakes, for one that mends all
_DOUBTFUL = 6.0  # nats from which on the mistake may as well lie farther off
_GLANCE = 120  # candidates from farther off that are looked at then
_FOLLOWED = (1, 3, 2)  # ways followed at each depth; one beyond
_CONTEXTUAL = frozenset(
    ("bash", "yaml", "html")
)  # what a mark is, the scanner decides by what stands round it
_OPTIONS = 3  # steps of a text that are kept
_MISTAKE = 2.0  # nats for each mistake beyond the first
_UNFINISHED = 2.0  # nats that the rest of an unfinished way costs at least


class Step(NamedTuple):
    """An accepted candidate and the text it leads to."""

    candidate: Candidate
    before: str
    text: str


class _Option(NamedTuple):
    """A candidate that helps, its cost, and what the parser then says."""

    price: float
    candidate: Candidate
    text: str
    verdict: Verdict


class _Order:
    """The candidates for a text in the order of their cost, found once however often they are gone through."""

    def __init__(self, ground: Ground, *, glance: bool) -> None:
        self._found: list[tuple[float, Candidate]] = []
        self._more = islice(ordered(ground, glance=True), _GLANCE) if glance else ordered(ground)

    def candidates(self) -> Iterator[tuple[float, Candidate]]:
        """Yield candidates with their costs, likeliest first."""
        yield from self._found
        for one in self._more:
            self._found.append(one)
            yield one


def solve(name: str, text: str, verdict: Verdict, effort: int) -> list[Step]:
    """Return the steps to a text that parses; to one that is less broken where no way leads all the way."""
    farthest: list[Step] = []
    orders: dict[tuple[str, bool], _Order] = {}
    for patience, share in ((_TRIED_ALONE, 0.5), (_MOST_TRIED, 1.0)):
        steps, left = _walk(name, text, verdict, int(effort * share), patience, orders)
        effort -= int(effort * share) - left
        if steps and not judge(name, steps[-1].text).faults:
            return steps
        farthest = max(farthest, steps, key=len)
    return farthest


def _walk(
    name: str, text: str, verdict: Verdict, effort: int, patience: int, orders: dict[tuple[str, bool], _Order]
) -> tuple[list[Step], int]:
    """Return the steps of the cheapest way all the way, else of the farthest, and the effort left."""
    number = count()
    ways: list[tuple[float, int, list[Step], str, Verdict]] = [(0.0, 0, [], text, verdict)]
    farthest: list[Step] = []
    followed: dict[int, int] = {}
    seen: set[str] = set()
    while ways:
        spent, _, steps, here, said = heapq.heappop(ways)
        if not said.faults:
            return steps, effort
        depth = len(steps)
        followed[depth] = followed.get(depth, 0) + 1
        most = _FOLLOWED[depth] if depth < len(_FOLLOWED) else 1
        if followed[depth] > most or depth >= _MOST_DEFECTS or here in seen or effort <= 0:
            continue
        seen.add(here)
        options: list[_Option] = []
        for wide in (False, True) if patience < _MOST_TRIED else (True,):
            order = None if options else orders.get((here, wide))
            if order is None:
                effort -= max(_EFFORT_OF_A_TEXT, _EFFORT_OF_A_CHARACTER * len(here))
                order = _Order(Ground(read(name, here), said.faults, wide=wide), glance=bool(options))
                if not options:
                    orders[here, wide] = order
            found, effort = _improve(name, here, said, effort, patience, order)
            options += found
            doubtful = options and not options[-1].verdict.faults and options[-1].price > _DOUBTFUL
            if (options and not doubtful) or effort <= 0:
                break
        so_far = spent + (_MISTAKE - _UNFINISHED if depth else 0.0)
        for option in options:
            taken = [*steps, Step(option.candidate, here, option.text)]
            left = _UNFINISHED if option.verdict.faults else 0.0
            heapq.heappush(
                ways, (so_far + option.price + left, next(number), taken, option.text, option.verdict)
            )
            if len(taken) > len(farthest):
                farthest = taken
    return farthest, effort


def _improve(
    name: str, text: str, verdict: Verdict, effort: int, patience: int, order: _Order
) -> tuple[list[_Option], int]:
    """Return the likeliest candidates that help, one of them complete if there is any, and the effort left."""
    trials = Trials(name, text)
    looks_ahead = name not in _CONTEXTUAL
    partial: list[tuple[float, int, _Option]] = []
    lines = Lines(text)
    apart = patience < _MOST_TRIED and _far(lines, verdict.faults) and not _crossed(name, text)
    last = (
        inf  # the cost up to which candidates are still tried, once one has mended all that is wrong round it
    )
    tried: set[str] = {text}
    for place, (price, candidate) in enumerate(islice(order.candidates(), _MOST_TRIED)):
        effort -= _EFFORT_OF_A_CANDIDATE
        if effort <= 0 or (len(tried) > patience and partial) or price > last:
            break
        if looks_ahead and len(candidate.changes) == 1 and trials.refuses(candidate.changes[0]):
            continue
        changed = apply(text, candidate.changes)
        if changed in tried:
            continue
        tried.add(changed)
        after = trials.judge(candidate.changes)
        effort -= (len(changed) // 4 + 300) * (1 + len(after.faults) // 4)  # recovery costs the parser more
        if after.stuck:
            return [], 0
        option = _Option(price, candidate, changed, after)
        if not after.faults and not judge(name, changed).faults:
            return [*_likeliest(partial), option], effort
        better = _weight(verdict) - _weight(after)
        if better > 0:
            later = after.faults[0].start > verdict.faults[0].start + 2 if after.faults else False
            partial.append((price - 0.5 * better - later, place, option))
            if apart and last == inf and _mends(lines, candidate, verdict, after):
                last = price + _AFTER_MENDED
    return _likeliest(partial), effort


def _far(lines: Lines, faults: Sequence[Fault]) -> bool:
    """Whether faults lie so far apart that they may be those of several mistakes."""
    places = [lines.position(fault.start)[0] for fault in faults]
    return bool(places) and max(places) - min(places) > _APART


def _crossed(name: str, text: str) -> bool:
    """Whether a text opens a bracket too many and closes one of another kind too many.

    Such a pair is one mistake, `f(x}`, however far from each other its two halves are seen.
    """
    depths = unmatched(read(name, text).tokens).values()
    return min(depths) < 0 < max(depths)


def _mends(lines: Lines, candidate: Candidate, before: Verdict, after: Verdict) -> bool:
    """Whether a candidate leaves nothing wrong near it, and changes nothing of what is wrong far from it."""
    first, last = candidate.changes[0].start, candidate.changes[-1].end
    moved = sum(len(change.text) - (change.end - change.start) for change in candidate.changes)

    def back(offset: int) -> int:
        return offset - moved if offset > last else offset

    left = {Fault(back(fault.start), back(fault.end), fault.missing) for fault in after.faults}
    top, bottom = lines.position(first)[0] - _APART, lines.position(last)[0] + _APART
    return left < set(before.faults) and not any(
        top <= lines.position(place)[0] <= bottom for fault in left for place in fault[:2]
    )


def _likeliest(partial: list[tuple[float, int, _Option]]) -> list[_Option]:
    return [option for *_, option in heapq.nsmallest(_OPTIONS, partial)]


def ordered(ground: Ground, *, glance: bool = False) -> Iterator[tuple[float, Candidate]]:
    """Yield the candidates with their costs, likeliest first; what is hopeless is left out.

    What is dear waits until the cheap is used up. First come the likely repairs of known mistakes; only when none of
    them will do, any single token is thought of. The token model is asked of those that come first without it.
    """
    seen: set[tuple[str, tuple[Change, ...]]] = set()
    costs: dict[tuple[str, tuple[Change, ...]], float] = {}
    known = list(_rough(ground, (data.candidates, markup.candidates, general.candidates)))
    if not glance:
        for price, candidate in _fine(ground, [one for one in known if one[0] < _LIKELY + _SWAY], costs):
            if price >= _LIKELY:
                break
            seen.add((candidate.kind, candidate.changes))
            yield price, candidate
    rough = known if glance else sorted([*known, *_rough(ground, (near.candidates,))])
    for first, last in pairwise((0, _GLANCE) if glance else _WEIGHED):
        for price, candidate in _fine(ground, rough[first:last], costs):
            if (candidate.kind, candidate.changes) not in seen:
                yield price, candidate


class _Rough(NamedTuple):
    """A candidate with its cost as far as it is known without the token model."""

    price: float
    number: int
    candidate: Candidate
    measured: tuple[float, ...]


def _rough(ground: Ground, sources: Iterable[Callable[[Ground], Iterator[Candidate]]]) -> list[_Rough]:
    """Return what sources have to offer, cheapest first, each change of a kind once."""
    cheapest: dict[tuple[str, tuple[Change, ...]], Candidate] = {}
    for source in sources:
        for candidate in islice(source(ground), _MOST_CANDIDATES):
            key = (candidate.kind, candidate.changes)
            if key not in cheapest or candidate.cost < cheapest[key].cost:
                cheapest[key] = candidate
    found: list[_Rough] = []
    for candidate in cheapest.values():
        measured = features(ground, candidate)
        found.append(_Rough(cost(candidate.kind, measured), len(found), candidate, measured))
    return sorted(found)


def _fine(
    ground: Ground, rough: Iterable[_Rough], known: dict[tuple[str, tuple[Change, ...]], float]
) -> Iterator[tuple[float, Candidate]]:
    """Yield candidates with the token model's word added, cheapest first; what it said before is `known`.

    It is asked no sooner than a candidate may be next: of those behind it nothing is to be heard that sways so much.
    """
    waiting: list[tuple[float, int, Candidate]] = []
    for one in rough:
        while waiting and waiting[0][0] <= one.price - _SWAY:
            price, _, candidate = heapq.heappop(waiting)
            yield price, candidate
        key = (one.candidate.kind, one.candidate.changes)
        if key not in known:
            known[key] = likeness(ground, one.candidate)
        heapq.heappush(
            waiting, (cost(one.candidate.kind, one.measured, known[key]), one.number, one.candidate)
        )
    while waiting:
        price, _, candidate = heapq.heappop(waiting)
        yield price, candidate


def _weight(verdict: Verdict) -> float:
    if verdict.faults and verdict.faults[0].missing == STRICTER:
        return 0.5
    return len(verdict.faults) + min(verdict.skipped / 40, 10)
