"""What does an edit change of what the program does, and of how it reads?

An edit that keeps a failure from showing often does so by no longer coming to the line that failed, by leaving out
what ran before, or by printing less than its rivals; the edit that was meant goes through the same lines and further.
"""

import math
from collections.abc import Mapping
from statistics import median

from analyzers.logic.edits import Candidate
from analyzers.logic.program import Program

Counts = Mapping[str, Mapping[int, int]]
"""How often which lines of which files ran."""


def as_before(counts: Counts, candidate: Candidate, program: Program) -> dict[str, dict[int, int]]:
    """Return what a changed program ran, under the numbers that the lines had before the edit."""
    found = {path: dict(lines) for path, lines in counts.items()}
    if candidate.path in found:
        moved: dict[int, int] = {}
        for line, count in found[candidate.path].items():
            old = _old_line(line, candidate, program)
            if old:
                moved[old] = max(moved.get(old, 0), count)
        found[candidate.path] = moved
    return found


def _old_line(line: int, candidate: Candidate, program: Program) -> int:
    """The line that a line was before the edit; 0 when the edit put it in."""
    shift = 0
    for start, end, text in candidate.edits:
        (first, column), (last, rest) = program.lines.position(start), program.lines.position(end)
        more = text.count("\n")
        if line < first + shift:
            break
        if column == rest == 0 and (
            not text or text.endswith("\n")
        ):  # whole lines take the place of none or some
            if line < first + shift + more:
                return min(line - shift, last - 1) if last > first else 0
        elif line <= first + shift + more:
            return min(line - shift, last)
        shift += more - (last - first)
    return line - shift


def course(
    now: Counts, before: Counts, failed: tuple[str, int] | None, changed: tuple[str, int]
) -> dict[str, float]:
    """Return how the run with an edit differs from the one that failed, both under the same line numbers.

    Empty when either was not recorded.
    """
    if not now or not before:
        return {}
    ran = {(path, line) for path, lines in before.items() for line in lines}
    runs = {(path, line) for path, lines in now.items() for line in lines}
    told = {
        "gone": len(ran - runs - {changed}) / max(1, len(ran)),
        "further": math.log1p(len(runs - ran)),
    }
    if failed in ran and failed is not None:
        path, line = failed
        told["avoids"] = float(failed not in runs)
        told["fewer"] = float(failed in runs and now[path][line] < before[path][line])
        told["again"] = float(failed in runs and now[path][line] > before[path][line])
    return told


def calls_other(candidate: Candidate, program: Program) -> bool:
    """Whether an edit only has another function called, which need not have to do with what was meant."""
    [(start, end, text), *more] = candidate.edits
    called = program.text[end : end + 1] == "("
    return not more and called and text.isidentifier() and program.text[start:end].isidentifier()


def said(output: str, before: str, rivals: list[str]) -> dict[str, float]:
    """Return how what a changed program prints differs from what it printed until it failed, and from its rivals."""
    usual = median(len(one) for one in rivals)
    return {
        "lost": float(not output.startswith(before)),
        "short": float(len(output) <= len(before)),
        "blank": float("None" in output and "None" not in before),
        "odd": float(any(mark in output and mark not in before for mark in ("nan", "inf", "<", "[]", "{}"))),
        "length": max(-3.0, min(3.0, math.log((1 + len(output)) / (1 + usual)))),
        "agrees": sum(one == output for one in rivals) / len(rivals),
    }
