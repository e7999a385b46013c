"""Which of the edits that keep a program from failing is likely the one its author would make?

Many edits make an exception go away, and most of them are wrong. A conditional logit over the survivors of one crash
weighs how people slip (the kind), how suspicious the line is, and how many others survive; its weights come from
`benchmarks/crash_ranking.py`, which fits them to the tuned half of the fixtures alone.
"""

import math
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from itertools import islice

from analyzers.deferred import dataclass, field, regex, replace
from analyzers.facts import Suspect
from analyzers.logic.edits import Candidate
from analyzers.logic.edits.lines import neighbours
from analyzers.logic.likeness import echo
from analyzers.logic.plausible import puts_constant, sizes, unused
from analyzers.logic.program import Program
from analyzers.runtime.behaviour import as_before, calls_other, course, said
from analyzers.runtime.crash import Crash
from analyzers.runtime.families import told as family_of
from analyzers.runtime.faulty import MOST_LINES, in_order
from analyzers.runtime.weights import KINDS, OFFERED, SURVIVOR

_NUMBER = regex(r"(?:map\(|\[|.*\btype=)?(int|float)\b")
_FAINT = 0.06  # suspicion of a line that nothing but having run speaks against
KEPT = 0.3  # of the chance of a line without an edit, where some survivor is surely right
_SOUND_BEFORE = 6.0  # taken from the score of another unit for values of which some were right as they were
_NOT_FOR_READERS = 4.0  # taken from the score of an edit that has an object printed as Python shows it
_ADDRESS = regex(r" at 0x[0-9a-f]+>")
_MOST_ALIKE = 8  # edits with one output: what more of them leave is what is left once a step is not taken
_BESIDE_IT = "lines put in beside it let the program run to its end"
_BESIDE = 0.3  # of the chance of lines that are put in, for the other line that they would be beside
_REASON = "an edit here lets the program run to its end"


@dataclass(frozen=True, slots=True, kw_only=True)
class Survivor:
    """An edit with which the program ends without a failure."""

    candidate: Candidate
    program: Program
    explained: bool = False  # an explainer proposed it
    output: str | None = None  # what the program then prints, where that is known
    lines: Mapping[str, Mapping[int, int]] = field(default_factory=dict)  # how often each line then runs

    @property
    def line(self) -> tuple[str, int]:
        """The line that the edit is about."""
        return self.candidate.path, self.candidate.line


@dataclass(frozen=True, slots=True, kw_only=True)
class Undone:
    """What trying the edits showed."""

    survivors: tuple[Survivor, ...] = ()
    before: str | None = None  # what the program prints until it fails, where that is known
    lines: Mapping[str, Mapping[int, int]] = field(default_factory=dict)  # how often each runs until then
    tried: int = 0
    total: int = 0

    @property
    def said(self) -> str:
        """How far the search came, for people."""
        return f"{self.tried} of {self.total} edits tried, {len(self.survivors)} let it run to its end"


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """A survivor, and how likely it is the author's own edit."""

    survivor: Survivor
    chance: float
    shared: float = 0.0  # the chance of others with which the program prints the same

    @property
    def sure(self) -> bool:
        """Whether what it makes of the program is likely enough to be offered as a fix."""
        return self.chance + self.shared >= OFFERED


def one_each(survivors: Sequence[Survivor]) -> tuple[Survivor, ...]:
    """Return the survivors that make different programs, however they are written.

    Of the same ones an explainer's edit is kept, and the commonest slip that it is; else they would share its chance.
    """
    import ast

    kept: dict[tuple[str, str], Survivor] = {}
    for one in survivors:
        key = one.candidate.path, ast.dump(ast.parse(one.candidate.apply(one.program.text)))
        old = kept.get(key, one)
        likelier = max(old, one, key=lambda each: each.candidate.weight).candidate
        first = old if old.explained >= one.explained else one
        line = first.candidate.line if first.explained else likelier.line
        candidate = replace(first.candidate, kind=likelier.kind, line=line, weight=likelier.weight)
        kept[key] = replace(first, candidate=candidate)
    return tuple(kept.values())


def choose(
    tried: Undone,
    crash: Crash,
    suspicion: Mapping[tuple[str, int], float],
    roots: Collection[tuple[str, int]] = (),
) -> tuple[Chosen, ...]:
    """Return the survivors, likeliest first; `roots` are the lines at which the bad value was made."""
    survivors = tried.survivors
    scores = [
        math.fsum(SURVIVOR.get(name, 0.0) * value for name, value in told.items())
        + KINDS.get(one.candidate.kind, 0.0)
        - _SOUND_BEFORE * _rescales_sound(one, tried)
        - _NOT_FOR_READERS * _shows_an_object(one, tried)
        for one, told in zip(survivors, features(tried, crash, suspicion, roots), strict=True)
    ]
    total = math.fsum(math.exp(score) for score in scores) + 1.0  # 1.0: none of them is right
    chances = [math.exp(score) / total for score in scores]
    alike: dict[str, float] = {}
    prints = Counter(one.output or "" for one in survivors)
    borne_out = {one.output or "" for one in survivors if one.explained}
    for one, chance in zip(survivors, chances, strict=True):
        few = prints[one.output or ""] <= _MOST_ALIKE or (one.output or "") in borne_out
        if few and _says_more(one, tried):
            alike[one.output or ""] = alike.get(one.output or "", 0.0) + chance
    chosen = [
        Chosen(
            survivor=one,
            chance=chance,
            shared=max(0.0, alike.get(one.output or "", 0.0) - chance) if _says_more(one, tried) else 0.0,
        )
        for one, chance in zip(survivors, chances, strict=True)
    ]
    return tuple(sorted(chosen, key=lambda one: -one.chance))


def _rescales_sound(one: Survivor, tried: Undone) -> bool:
    """Whether an edit gives another unit to values on a line that had gone well with others before it failed."""
    path, line = one.line
    return one.candidate.kind == "unit" and tried.lines.get(path, {}).get(line, 0) > 1


def _shows_an_object(one: Survivor, tried: Undone) -> bool:
    """Whether an edit makes a program print where an object lies in memory, as nobody means to."""
    return len(_ADDRESS.findall(one.output or "")) > len(_ADDRESS.findall(tried.before or ""))


def _says_more(one: Survivor, tried: Undone) -> bool:
    """Whether a program prints something once it no longer fails, so that printing the same says something."""
    return one.output is not None and len(one.output) > len(tried.before or "")


def features(
    tried: Undone,
    crash: Crash,
    suspicion: Mapping[tuple[str, int], float],
    roots: Collection[tuple[str, int]] = (),
) -> list[dict[str, float]]:
    """Return what speaks for and against each survivor, by name."""
    site = crash.site
    failed = None if site is None else (site.source.path, site.line)
    stack = {(one.source.path, one.line) for one in crash.sites[:-1]} - {failed}
    likeliest = next(iter(suspicion), None)
    crowd = Counter(one.line for one in tried.survivors)
    outputs = [one.output for one in tried.survivors if one.output is not None]
    whole = {_place(one.candidate) for one in tried.survivors if _made(one.candidate) == "int"}
    found = []
    for one in tried.survivors:
        candidate, program = one.candidate, one.program
        early = candidate.kind == "type conversion" and one.line != failed
        removed, added = sizes(candidate, program)
        told = {
            "one": 1.0,
            "weight": math.log(max(candidate.weight, 0.001)),
            "suspicion": math.log(_FAINT + suspicion.get(one.line, 0.0)),
            "crash line": float(one.line == failed),
            "first": float(one.line == likeliest),
            "crowd": math.log(crowd[one.line]),
            "all": math.log(len(tried.survivors)),
            "stack": float(one.line in stack),
            "early": float(early),
            "explained": float(one.explained),
            "root": float(one.line in roots and one.line != failed),
            "echo": echo(candidate, program),
            "removed": math.log1p(removed),
            "added": math.log1p(added),
            "unused": float(unused(candidate, program)),
            "constant": float(puts_constant(candidate)),
            "callee": float(calls_other(candidate, program)),
            "given": float(_on_parameter(candidate, program)),
            "broader": float(_made(candidate) == "float" and _place(candidate) in whole),
            **family_of(
                candidate.kind, here=one.line == failed, root=one.line in roots and one.line != failed
            ),
            **course(as_before(one.lines, candidate, program), tried.lines, failed, one.line),
        }
        if one.output is not None and tried.before is not None:
            told |= said(one.output, tried.before, outputs)
        found.append(told)
    return found


def _on_parameter(candidate: Candidate, program: Program) -> bool:
    """Whether an edit works on a parameter: the function may be right, and what it was given wrong."""
    import ast

    start, end, _ = candidate.edits[0]
    name = program.text[start:end]
    if not name.isidentifier():
        return False
    return any(
        name in {one.arg for one in ast.walk(region.node.args) if isinstance(one, ast.arg)}
        for region in [program.region(candidate.line)]
        if region is not None
    )


def _beside(one: Survivor) -> list[tuple[str, int]]:
    """The other line beside which an edit puts lines in: what is missing belongs to either of them."""
    [(start, end, text), *more] = one.candidate.edits
    if more or start != end or not text.endswith("\n"):
        return []
    return [(one.line[0], line) for line in neighbours(one.program.lines, start) if line != one.line[1]]


def _place(candidate: Candidate) -> tuple[str, int, int]:
    return candidate.path, candidate.edits[0][0], candidate.edits[-1][1]


def _made(candidate: Candidate) -> str:
    """The number that an edit makes of something, or of each of its parts."""
    found = _NUMBER.match(candidate.edits[0][2])
    return found[1] if found is not None else ""


def ranked(
    chosen: Sequence[Chosen], suspects: Sequence[Suspect], lines: Mapping[tuple[str, int], float]
) -> tuple[Suspect, ...]:
    """Return the suspicious lines once more, with what the survivors say about them.

    `lines` says how likely each line is at fault before any edit was tried, likeliest first. A line is as likely as its
    edits are, and, as far as none of them may be right, as it was before.
    """
    chances: dict[tuple[str, int], float] = {}
    for one in chosen:
        chances[one.survivor.line] = chances.get(one.survivor.line, 0.0) + one.chance
    none = max(0.0, 1.0 - math.fsum(chances.values()))
    for one in chosen:
        for line in _beside(one.survivor):
            chances[line] = chances.get(line, 0.0) + _BESIDE * one.chance
    for line, share in islice(lines.items(), MOST_LINES):
        chances[line] = chances.get(line, 0.0) + share * (none + KEPT * (1 - none))
    edited = {one.survivor.line for one in chosen}
    beside = {line for one in chosen for line in _beside(one.survivor)} - edited
    reasons = dict.fromkeys(edited, (_REASON,)) | dict.fromkeys(beside, (_BESIDE_IT,))
    return in_order(chances, suspects, reasons)
