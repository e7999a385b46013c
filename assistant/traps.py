"""Which of the lines that a failing check runs are written in a way that often means something else?

A trap on the failing path is evidence, elsewhere it is a note.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from analyzers.errors import AssistantError
from analyzers.logic.oddities import oddities
from analyzers.logic.program import Program
from analyzers.logic.traps import traps
from tools.ruff import bug_rules, find_ruff
from tools.sandbox import Sandbox

Line = tuple[str, int]
_BOUNDARY = "a boundary is decided here"  # true of every comparison: no evidence
_RAISED = 1.25  # how much more suspicious a line with a trap is
_ODD = 1.6  # and one that leaves unread what the program makes
_NOTES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Trapped:
    """What is known to go wrong with lines on the failing path, and what is to be said of others."""

    lines: Mapping[Line, tuple[str, ...]]
    odd: frozenset[Line] = frozenset()
    notes: tuple[str, ...] = ()

    def raised(self, suspicion: Mapping[Line, float]) -> dict[Line, float]:
        """Return the suspicion with that of trapped lines raised."""
        scores = {
            line: score * (_ODD if line in self.odd else _RAISED if line in self.lines else 1.0)
            for line, score in suspicion.items()
        }
        top = max(1.0, *scores.values()) if scores else 1.0
        return {line: score / top for line, score in scores.items()}


async def known_traps(
    box: Sandbox, programs: Mapping[str, Program], suspicion: Mapping[Line, float], python: str
) -> Trapped:
    """Return the traps of the files that took part: ours, and those of ruff where it is installed."""
    found: dict[Line, list[str]] = {}
    notes: list[str] = []
    odd = {(path, line) for path, program in programs.items() for line in oddities(program)}
    for path, program in programs.items():
        for number, texts in oddities(program).items():
            if (path, number) in suspicion:
                found.setdefault((path, number), []).extend(texts)
        for statement in program.statements():
            line = (path, statement.lineno)
            said = [text for text in dict.fromkeys(traps(statement)) if text != _BOUNDARY]
            if said and line in suspicion:
                found.setdefault(line, []).extend(said)
    ruff = find_ruff(python)
    if not ruff:
        notes.append("ruff is not installed: its rules for bugs were not asked")
    else:
        try:
            elsewhere = []
            for finding in await bug_rules(ruff, box.root, sorted(programs)):
                line = (finding.path, finding.line)
                text = f"{finding.message} ({finding.code}, ruff)"
                if line in suspicion:
                    found.setdefault(line, []).append(text)
                else:
                    elsewhere.append(f"{finding.path}:{finding.line}, not on the failing path: {text}")
            notes += elsewhere[:_NOTES]
        except AssistantError as error:
            notes.append(f"ruff's rules for bugs were not asked: {error.message}")
    return Trapped(
        lines={line: tuple(texts) for line, texts in found.items()}, odd=frozenset(odd), notes=tuple(notes)
    )
