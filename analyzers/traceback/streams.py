"""Which lines of a text belong together once what a log, a terminal or a mail put before them is taken off?

No list of known wrappers is kept. The prefix is learnt: where a line of a stack (`File "x.py", line 3`)
stands behind something that its format does not put there, that something, with times generalised, is taken
off every line that has it. What stays in it (a container, a process id) tells interleaved streams apart.
"""

import re
from collections.abc import Sequence

from analyzers.deferred import dataclass, regex

# Where a line of a stack begins, in any format; what stands before it other than blanks is a wrapping.
_STACK = regex(
    r'File "[^"\n]+", line \d'
    r"|(?P<head>[A-Z]\w*(?:\.\w+)* {2,}Traceback \(most recent call last\)|[╭┌]─+ Traceback"
    r"|={3,} (?:FAILURES|ERRORS|test session starts|short test summary info) ={3,}|_{3,} \S.* _{3,}$"
    r"|(?:\+ )?(?:Exception Group )?Traceback \(most recent call last\)"
    r"|goroutine \d+ \[|thread '[^']*' (?:\(\d+\) )?panicked at|stack backtrace:$)"
    r"|at (?:async )?[\w$.<>/\[\] #`|+]+ ?\("
    r"|at (?:async )?(?:file:|node:|https?:|/|[A-Za-z]:\\)\S*:\d+:\d+"
    r"|(?:\d+: )?from \S+:\d+:in [`']"
    r"|(?:/|\w:)\S*\.go:\d+ \+0x"
    r"|#\d+ +(?:0x[0-9a-f]+ in |.*\(\d+\): |\S.* \((?:package|dart|file):\S+:\d+|.*\) at \S+:\d+$)"
    r"|(?:\([\w.-]+ [\w.+-]+\) )?[\w./-]+\.(?:exs?|erl):\d+: \S"
    r"|==\d+== +(?:at|by) 0x"
    r"|(?<!\S)E   +\S|(?<!\S)(?:Cell|Input) In ?\[\d+\]|<ipython-input-\d"
    r"|[^\s@]*@https?://\S+:\d+:\d+$"
    r"|[\w:]+(?:\(.*\))? called at \S+ line \d"
)
_TIME = regex(
    r"\d{4}[-/.]\d\d[-/.]\d\d(?:[T ]\d\d:\d\d:\d\d(?:[.,]\d+)?(?: ?(?:Z|[+-]\d\d:?\d\d|UTC))?)?"
    r"|\d\d:\d\d:\d\d(?:[.,]\d+)?|\d+\.\d{3,}|\d{10,}|\d+(?:\.\d+)?m?s\b"
)
_ANY_TIME = r"\d[\d:.,/TZ+-]*(?:[T ]\d\d:\d\d:\d\d[\d.,]*(?: ?(?:Z|[+-]\d\d:?\d\d|UTC))?)?(?:m?s\b)?"
_NATURAL = frozenset(" \t|+E")  # marks that formats themselves put before a line of a stack


@dataclass(frozen=True, slots=True)
class Stream:
    """Lines that one program wrote, unwrapped, and the number of each in the text they come from."""

    lines: list[str]
    numbers: list[int]


def holds_stack(text: str) -> bool:
    """Tell whether a line of a stack stands anywhere in a text."""
    return _STACK.search(text) is not None


def streams(lines: Sequence[str], numbers: Sequence[int]) -> list[Stream]:
    """Separate and unwrap lines; the lines that are not wrapped stay together as one stream."""
    found: list[Stream] = []
    rest = list(range(len(lines)))
    for _ in range(32):  # so many programs write one log at most; the others are read as they stand
        pattern = _learn(lines, rest)
        if pattern is None:
            break
        taken: list[tuple[int, str]] = []
        left: list[int] = []
        for index in rest:
            match = pattern.match(lines[index])
            if match is None:
                left.append(index)
            else:
                taken.append((index, lines[index][match.end() :]))
        margin = _margin([body for _, body in taken if body.strip()])
        found.append(Stream([body[margin:] for _, body in taken], [numbers[index] for index, _ in taken]))
        rest = left
    found.append(Stream([lines[index] for index in rest], [numbers[index] for index in rest]))
    return found


def _margin(bodies: Sequence[str]) -> int:
    """Return how many blanks stand before every line: blanks of the wrapping, unless it ends with a tab."""
    if bodies and all(body[0] == "\t" for body in bodies):
        return 1
    return min((len(body) - len(body.lstrip(" ")) for body in bodies), default=0)


def _learn(lines: Sequence[str], rest: Sequence[int]) -> re.Pattern[str] | None:
    """Return a pattern of the first prefix that stands before a line of a stack and on a line near it.

    A logger may put its prefix before the first line of a report alone, so a first line must be followed at
    once by a line that has it, or soon by a stack that has; between the others, lines of other programs may
    stand. What counts up from line to line, as line numbers do, is learnt from the very next line only.
    """
    refused: set[str] = set()
    barred = not any("+-" in line or "+ Ex" in line for line in lines)  # no exception group draws bars itself
    for place, index in enumerate(rest):
        line = lines[index]
        match = _STACK.search(line)
        if match is None or match.start() == 0:
            continue
        prefix = line[: match.start()].rstrip()
        if len(prefix) > 200 or (_NATURAL.issuperset(prefix) and not (prefix == "|" and barred)):
            continue
        shape = _TIME.sub("\0", prefix)
        if shape in refused:
            continue
        pattern = _pattern(shape)
        if match["head"]:
            following = [lines[other] for other in rest[place + 1 : place + 9]]
            if (
                following[:1]
                and pattern.match(following[0])
                or any(_bears(pattern, other) for other in following)
            ):
                return pattern
        elif any(pattern.match(lines[other]) for other in _around(rest, place)):
            return pattern
        counted = _pattern(re.sub(r"\d+", "\1", shape))
        if rest[place + 1 : place + 2] and counted.match(lines[rest[place + 1]]):
            return counted
        refused.add(shape)
    return None


def _bears(pattern: re.Pattern[str], line: str) -> bool:
    """Tell whether a line of a stack stands right behind the prefix."""
    match = pattern.match(line)
    return match is not None and _STACK.match(line[match.end() :].lstrip()) is not None


def _around(rest: Sequence[int], place: int) -> list[int]:
    return [*rest[max(0, place - 8) : place], *rest[place + 1 : place + 9]]


def _pattern(shape: str) -> re.Pattern[str]:
    """Turn a prefix into a pattern: times may differ, the number of blanks too, and a blank line may be bare."""
    text = re.sub(r"(?:\\?\s)+", r"\\s+", re.escape(shape))
    text = text.replace("\0", _ANY_TIME).replace("\1", r"\d+")
    return re.compile(text + (r"(?=\s|$)" if shape[-1].isalnum() else ""))
