"""How is one defect of a very long text repaired without looking at all of it again and again?

The blocks round the defect (what stands between blank lines at the outermost indentation there) are repaired as a text
of their own; the whole is parsed once more to see that it is now sound. Where the parser complains at the end of the
text only, brackets and indentation say where they part.
"""

from collections.abc import Iterator

from analyzers.syntax.candidate import Change
from analyzers.syntax.grammar.search import Step, solve
from analyzers.syntax.grammar.tokens import CLOSERS, MARK, OPENERS, read
from analyzers.syntax.grammar.trees import Verdict, judge
from analyzers.text import Lines

WIDE = 60_000  # characters from which a text is repaired in parts
HUGE = 1_000_000  # characters from which only the parser reads a text as a whole, where it finds the place
_REACH = 250  # lines to each side within which blocks begin and end
_MOST_DEFECTS = 4
_LASTING = 3  # lines of the same indentation that are off together


def solve_wide(name: str, text: str, verdict: Verdict, effort: int) -> list[Step]:
    """Return the steps to a text that parses; none where its parts do not lead there."""
    steps: list[Step] = []
    while verdict.faults and len(steps) < _MOST_DEFECTS:
        found = next(
            (
                lifted
                for place in _places(name, text, verdict)
                if (lifted := _in_part(name, text, place, effort))
                and len(judge(name, lifted[-1].text).faults) < len(verdict.faults)
            ),
            [],
        )
        if not found:
            return []
        steps += found
        text = found[-1].text
        verdict = judge(name, text)
    return [] if verdict.faults else steps


def _places(name: str, text: str, verdict: Verdict) -> Iterator[int]:
    """Lines (0-based) near which the first defect may be, likeliest first."""
    lines = Lines(text)
    first = lines.position(verdict.faults[0].start)[0] - 1
    told = not verdict.stuck and first < text.count("\n") - 1
    if told:
        yield first
    if told and len(text) > HUGE:
        return
    astray = _astray(name, text)
    if astray is not None:
        yield astray


def _in_part(name: str, text: str, line: int, effort: int) -> list[Step]:
    """The steps that repair the blocks round a line, as steps of the whole text."""
    start, end = _blocks(text, line)
    part = text[start:end]
    verdict = judge(name, part)
    if not verdict.faults or end - start > WIDE:
        return []
    steps = solve(name, part, verdict, effort)
    if not steps or judge(name, steps[-1].text).faults:
        return []
    head, tail = text[:start], text[end:]
    return [
        Step(
            step.candidate._replace(
                changes=tuple(
                    Change(one.start + start, one.end + start, one.text) for one in step.candidate.changes
                )
            ),
            head + step.before + tail,
            head + step.text + tail,
        )
        for step in steps
    ]


def _blocks(text: str, line: int) -> tuple[int, int]:
    """The range of the block that holds a line, with the one before and the one behind it."""
    rows = text.split("\n")
    low, high = max(0, line - _REACH), min(len(rows), line + _REACH)
    held = [
        index for index in range(low, high) if rows[index].strip() and rows[index].strip()[0] not in "})]"
    ]
    outermost = min((_indent(rows[index]) for index in held), default=0)
    begins = [
        index
        for index in held
        if _indent(rows[index]) == outermost and (index == 0 or not rows[index - 1].strip())
    ]
    before = [index for index in begins if index <= line]
    after = [index for index in begins if index > line]
    first = before[-2] if len(before) > 1 else before[0] if before else low
    last = after[1] if len(after) > 1 else after[0] if after else high
    start = sum(len(row) + 1 for row in rows[:first])
    return start, min(len(text), start + sum(len(row) + 1 for row in rows[first:last]))


def _indent(row: str) -> int:
    return len(row) - len(row.lstrip())


def _astray(name: str, text: str) -> int | None:
    """The first line that is in more or fewer brackets than lines of its indentation were before, and stays so."""
    usual: dict[int, int] = {}
    off: dict[int, list[int]] = {}
    depth, previous = 0, -1
    rows = text.split("\n")
    for token in read(name, text).tokens:
        row = token.line - 1
        if row != previous and token.text not in CLOSERS:
            indent = _indent(rows[row])
            if usual.setdefault(indent, depth) != depth:
                off.setdefault(indent, []).append(row)
                if len(off[indent]) >= _LASTING:
                    return min(found[0] for found in off.values() if found)
            else:
                off.pop(indent, None)
        previous = row
        if token.kind == MARK:
            depth += (token.text in OPENERS) - (token.text in CLOSERS)
    return None
