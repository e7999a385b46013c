"""What do Elixir and Erlang print: `** (KeyError) message`, then the stack, newest call first?"""

import re
from collections.abc import Iterator, Sequence

from analyzers.facts import Frame, Raised, Traceback

_HEAD = re.compile(r"(?:.*?\s)?\*\* \((?:(exit|throw|stop)\)|([A-Z][\w.]*)\)) ?(.*)$")
_PLACE = re.compile(r"\s+(?:\(([\w.-]+)(?: [\w.+-]+)?\) )?(\S+?\.(?:exs?|erl|eex|heex)):(\d+): (.+)$")
_BARE = re.compile(
    r"\s+(?:\(([\w.-]+)(?: [\w.+-]+)?\) )?([A-Z:_a-z][\w.!?:\"]*[\w!?\"]\(.*\)|[A-Z:][\w.!?]*/\d+)$"
)


def read(lines: Sequence[str]) -> Iterator[Traceback]:
    """Yield the reports that stand in lines without wrapping."""
    position = 0
    while position < len(lines):
        match = _HEAD.match(lines[position]) if "** (" in lines[position] else None
        if match is None:
            position += 1
            continue
        report = _report(lines, position, match)
        yield report
        position = report.end


def _report(lines: Sequence[str], start: int, match: re.Match[str]) -> Traceback:
    texts = [match[3]]
    position = start + 1
    while position < len(lines) and position < start + 60 and _frame(lines[position]) is None:
        texts.append(lines[position])
        position += 1
    if position == len(lines) or position == start + 60:  # no stack: one line is all there is
        texts, position = texts[:1], start + 1
    frames: list[Frame] = []
    while position < len(lines) and (frame := _frame(lines[position])):
        frames.append(frame)
        position += 1
    frames.reverse()
    raised = Raised(type=match[1] or match[2], message="\n".join(texts).rstrip(), frames=tuple(frames))
    return Traceback(chain=(raised,), language="elixir", style="elixir", start=start, end=position)


def _frame(line: str) -> Frame | None:
    match = _PLACE.match(line)
    if match is not None:
        return Frame(file=match[2], line=int(match[3]), function=match[4])
    bare = _BARE.match(line)
    return None if bare is None else Frame(file="", function=bare[2].partition("(")[0])
