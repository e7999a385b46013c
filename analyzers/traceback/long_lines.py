"""How does a line of a megabyte cost no more than others? Its rest is set aside while the formats read.

Patterns that look for something anywhere in a line take a time that grows with the square of its length.
"""

from collections.abc import Sequence

from analyzers.deferred import regex, replace
from analyzers.facts import Raised, Traceback

_LIMIT = 2_000  # characters; longer than any line that a format must understand as a whole
_TOKEN = regex("\0(\\d+)\0")  # cleaned text holds no NUL


def shortened(lines: Sequence[str]) -> tuple[Sequence[str], list[str]]:
    """Return the lines, with a token in place of whatever is beyond the limit, and what the tokens stand for."""
    rests: list[str] = []
    short: list[str] = []
    for line in lines:
        if len(line) > _LIMIT:
            short.append(f"{line[:_LIMIT]}\0{len(rests)}\0")
            rests.append(line[_LIMIT:])
        else:
            short.append(line)
    return (short, rests) if rests else (lines, rests)


def restored(report: Traceback, rests: Sequence[str]) -> Traceback:
    """Return a report with its messages and notes whole again."""
    return replace(report, chain=tuple(_raised(raised, rests) for raised in report.chain))


def _raised(raised: Raised, rests: Sequence[str]) -> Raised:
    return replace(
        raised,
        type=_text(raised.type, rests),
        message=_text(raised.message, rests),
        notes=tuple(_text(note, rests) for note in raised.notes),
        frames=tuple(
            replace(
                frame,
                file=_text(frame.file, rests),
                function=_text(frame.function, rests),
                code=_text(frame.code, rests),
            )
            for frame in raised.frames
        ),
        members=tuple(restored(member, rests) for member in raised.members),
    )


def _text(text: str, rests: Sequence[str]) -> str:
    return _TOKEN.sub(lambda match: rests[int(match[1])], text) if "\0" in text else text
