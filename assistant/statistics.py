"""What came of the assistant's work, day by day: problems by route, fixes that were accepted, corrections, cost?

Read from what was counted (`tools.tally`) and what models have cost (`assistant.models.ledger`).
"""

import json
from collections import Counter
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from analyzers.facts import Route
from assistant.models import ledger
from tools import tally


@dataclass(slots=True, kw_only=True)
class Day:
    """One day, or several together."""

    day: str
    problems: dict[str, int] = field(default_factory=lambda: dict.fromkeys(map(str, Route), 0))  # by route
    verified: int = 0  # problems with a verified fix
    applied: int = 0
    undone: int = 0
    corrected: int = 0
    questions: int = 0  # that models were asked
    tokens: int = 0
    dollars: float = 0.0

    @property
    def accepted(self) -> int:
        """Fixes that were applied and not taken back."""
        return max(0, self.applied - self.undone)


def days() -> list[Day]:
    """Return the days on which anything was done, the oldest first."""
    found: dict[str, Day] = {}
    for name, record in tally.lines():
        _enter(found.setdefault(name, Day(day=name)), record)
    for path in sorted(ledger.folder().glob("????-??-??.jsonl")):
        day = found.setdefault(path.stem, Day(day=path.stem))
        with suppress(OSError):
            for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
                with suppress(ValueError, TypeError, KeyError, AttributeError, RecursionError, OverflowError):
                    entry = json.loads(line)
                    day.dollars += max(0.0, float(entry["money"]))
                    day.tokens += sum(
                        int(entry.get(kind, 0)) for kind in ("read", "written", "cached", "kept")
                    )
                    day.questions += 1
    return [found[name] for name in sorted(found)]


def total(several: Iterable[Day]) -> Day:
    """Return days together."""
    whole = Day(day="total")
    problems: Counter[str] = Counter(whole.problems)
    for day in several:
        problems.update(day.problems)
        for name in ("verified", "applied", "undone", "corrected", "questions", "tokens", "dollars"):
            setattr(whole, name, getattr(whole, name) + getattr(day, name))
    whole.problems = dict(problems)
    return whole


def _enter(day: Day, record: dict[str, Any]) -> None:
    match record.get("what"):
        case tally.What.PROBLEM:
            route = record.get("route")
            if isinstance(route, str) and route in day.problems:
                day.problems[route] += 1
                day.verified += record.get("verified") == 1
        case tally.What.APPLIED:
            day.applied += 1
        case tally.What.UNDONE:
            day.undone += 1
        case tally.What.CORRECTED:
            day.corrected += 1
        case _:
            pass
