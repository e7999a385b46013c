"""Reads every report of a failure in a text: tracebacks of many languages, tools and loggers."""

from collections.abc import Iterator, Sequence

from analyzers.deferred import dataclass, replace
from analyzers.facts import Traceback


@dataclass(frozen=True, slots=True)
class Reading:
    """The separate reports that a text holds, in the order they stand there."""

    tracebacks: tuple[Traceback, ...] = ()

    @property
    def subject(self) -> Traceback | None:
        """The report that the user most likely means: the last one."""
        return self.tracebacks[-1] if self.tracebacks else None


def read(text: str) -> Reading:
    """Return every report found in a text that `analyzers.text.clean` has cleaned.

    The text is first narrowed to the regions that hold a marker of some format, each region's lines are
    unwrapped, and every format whose marker is there reads what the formats before it have left.
    """
    from analyzers.traceback.regions import regions

    found: list[Traceback] = []
    for first, lines in regions(text):
        found += _region(first, lines)
    return Reading(tuple(sorted(found, key=lambda report: (report.start, report.end))))


def _region(first: int, lines: Sequence[str]) -> Iterator[Traceback]:
    from analyzers.traceback.formats import active
    from analyzers.traceback.indentation import at_margin
    from analyzers.traceback.long_lines import restored, shortened
    from analyzers.traceback.streams import streams

    numbers: Sequence[int] = range(first, first + len(lines))
    if any(sign in line for line in lines for sign in ("\\", "&", "```", "</", "<br", "“")):
        from analyzers.traceback.escaped import unescaped

        pairs = list(unescaped(list(zip(numbers, lines, strict=True))))
        numbers, lines = [number for number, _ in pairs], [line for _, line in pairs]
    short, rests = shortened(lines)
    for stream in streams(short, numbers):
        text = "\n".join(stream.lines)
        plain = at_margin(stream.lines, text)
        free = [(0, len(plain))]
        for reader in active(text):
            left: list[tuple[int, int]] = []
            for start, stop in free:
                at = start
                for report in reader(plain[start:stop]):
                    begin, end = start + report.start, start + report.end
                    whole = restored(report, rests) if rests else report
                    yield replace(
                        whole, start=stream.numbers[begin], end=stream.numbers[max(begin, end - 1)] + 1
                    )
                    left.append((at, begin))
                    at = end
                left.append((at, stop))
            free = [(start, stop) for start, stop in left if start < stop]
