"""What is an entry of a list made of? Pieces of text, each meant in some way."""

from enum import StrEnum


class Tone(StrEnum):
    """How a piece of text is meant."""

    PLAIN = "plain"
    STRONG = "strong"
    STRESSED = "stressed"
    QUIET = "quiet"
    GOOD = "good"
    BAD = "bad"
    DOUBT = "doubt"
    CODE = "code"
    LINK = "link"


Piece = tuple[str, Tone]


def in_code(text: str, tone: Tone) -> tuple[Piece, ...]:
    """Return a sentence split at its backticks: what stands between them is code."""
    parts = text.split("`")
    if len(parts) % 2 == 0:
        return ((text, tone),)
    return tuple((part, Tone.CODE if index % 2 else tone) for index, part in enumerate(parts) if part)
