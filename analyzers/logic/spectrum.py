"""How suspicious is a line, judged by which tests execute it and which of them fail?

Formulas: Tarantula (Jones, Harrold, Stasko 2002), Ochiai (Abreu, Zoeteweij, van Gemund 2007), DStar with an
exponent of two (Wong, Debroy, Gao, Li 2014).
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable
from enum import StrEnum
from math import sqrt

Line = tuple[str, int]


class Formula(StrEnum):
    """How counts become suspicion."""

    OCHIAI = "ochiai"
    DSTAR = "dstar"
    TARANTULA = "tarantula"


def suspicion(
    runs: Iterable[tuple[bool, Collection[Line]]], formula: Formula = Formula.OCHIAI
) -> dict[Line, float]:
    """Return the suspicion, 0 to 1, of every line that a failing test executes.

    `runs` holds, for each test, whether it failed and the lines that it executed.
    """
    failed_with: Counter[Line] = Counter()
    passed_with: Counter[Line] = Counter()
    failed = passed = 0
    for bad, lines in runs:
        if bad:
            failed += 1
            failed_with.update(lines)
        else:
            passed += 1
            passed_with.update(lines)
    score = _FORMULAS[formula]
    raw = {line: score(count, passed_with[line], failed, passed) for line, count in failed_with.items()}
    top = max(raw.values(), default=0.0)
    return {line: value / top for line, value in raw.items()} if top else raw


def _ochiai(failed_here: int, passed_here: int, failed: int, _passed: int) -> float:
    return failed_here / sqrt(failed * (failed_here + passed_here))


def _dstar(failed_here: int, passed_here: int, failed: int, _passed: int) -> float:
    return failed_here**2 / max(passed_here + failed - failed_here, 0.5)


def _tarantula(failed_here: int, passed_here: int, failed: int, passed: int) -> float:
    bad = failed_here / failed
    good = passed_here / passed if passed else 0.0
    return bad / (bad + good)


_FORMULAS: dict[Formula, Callable[[int, int, int, int], float]] = {
    Formula.OCHIAI: _ochiai,
    Formula.DSTAR: _dstar,
    Formula.TARANTULA: _tarantula,
}
