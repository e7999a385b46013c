"""What has been spent: on this problem, and today?

Every answer is a line of the day's file in the XDG state folder. A file that cannot be written is no reason to stop;
a line that cannot be read counts nothing.
"""

import json
import os
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from analyzers.facts import Cost
from assistant.models.provider import Usage


def folder() -> Path:
    """Return where the days' files are."""
    base = os.environ.get("XDG_STATE_HOME") or os.path.join(os.path.expanduser("~"), ".local", "state")  # noqa: PTH111, PTH118  # never raises
    return Path(base) / "debugassist" / "ledger"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One answer, or one question that went wrong and was paid for all the same."""

    model: str
    role: str
    usage: Usage
    money: float = 0.0
    again: bool = False
    known: bool = True  # what it took; not of one that was stopped before the server said anything of that


@dataclass(slots=True)
class Ledger:
    """The entries of one problem, or of a question about it, and the day's sum before it."""

    budget: float  # US dollars for the problem
    day_budget: float  # US dollars for the day
    before: float = 0.0  # US dollars that the problem has cost already
    entries: list[Entry] = field(default_factory=list)

    @property
    def money(self) -> float:
        """What these entries have cost."""
        return sum(entry.money for entry in self.entries)

    def left(self) -> float:
        """Return what may still be spent on this problem today; other processes spend from the day as well."""
        return min(self.budget - self.before - self.money, self.day_budget - spent_today())

    def enter(self, entry: Entry) -> None:
        """Note an answer."""
        self.entries.append(entry)
        if not entry.again and entry.known:
            _write(entry)

    def cost(self) -> Cost | None:
        """Return what everything so far took; None when no model was asked."""
        if not self.entries:
            return None
        return Cost(
            models=tuple(dict.fromkeys(entry.model for entry in self.entries)),
            questions=len(self.entries),
            again=sum(entry.again for entry in self.entries),
            unknown=sum(not entry.known for entry in self.entries),
            read=sum(entry.usage.read + entry.usage.cached + entry.usage.kept for entry in self.entries),
            written=sum(entry.usage.written for entry in self.entries),
            seconds=sum(entry.usage.seconds for entry in self.entries),
            money=self.money,
            today=spent_today(),
            budget=self.budget,
            before=self.before,
        )


def spent_today() -> float:
    """Return what today's answers have cost, in US dollars, whoever asked on this account."""
    total = 0.0
    with suppress(OSError):
        for line in _today().read_text(encoding="utf-8", errors="replace").splitlines():
            with suppress(ValueError, KeyError, TypeError, RecursionError, OverflowError):
                total += max(0.0, float(json.loads(line)["money"]))
    return total


def _today() -> Path:
    return folder() / f"{date.today().isoformat()}.jsonl"


def _write(entry: Entry) -> None:
    usage = entry.usage
    line = json.dumps(
        {
            "model": entry.model,
            "role": entry.role,
            "read": usage.read,
            "written": usage.written,
            "cached": usage.cached,
            "kept": usage.kept,
            "seconds": round(usage.seconds, 3),
            "money": round(entry.money, 8),
        }
    )
    with suppress(OSError):
        path = _today()
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        # One write to a file opened for appending: processes do not mix their lines.
        end = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            os.write(end, line.encode() + b"\n")
        finally:
            os.close(end)
