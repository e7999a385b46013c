"""What does a model's answer cost? US dollars for a million tokens, as they were published on a day.

The table was gathered from secondary sources; the user's own `models.prices` goes before it.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from assistant.models.provider import Usage

AS_OF = "2026-10-10"
_MILLION = 1_000_000


@dataclass(frozen=True, slots=True)
class Price:
    """US dollars for a million tokens."""

    read: float
    written: float
    cached: float  # tokens that the server had kept
    kept: float  # tokens that the server keeps for a few minutes

    def of(self, usage: Usage) -> float:
        """Return what an answer costs."""
        parts = (
            usage.read * self.read,
            usage.written * self.written,
            usage.cached * self.cached,
            usage.kept * self.kept,
        )
        return sum(parts) / _MILLION


FREE = Price(0.0, 0.0, 0.0, 0.0)


def _usual(read: float, written: float, cached: float = 0.1) -> Price:
    return Price(read, written, read * cached, read * 1.25)


# Claude Haiku 5.5 is dearer for questions beyond 100,000 tokens; ours are far shorter.
TABLE = {
    "claude-haiku-5-5": _usual(0.10, 0.50),
    "claude-sonnet-5-5": _usual(2.00, 10.00, 0.05),
    "claude-opus-5-5": _usual(4.00, 20.00, 0.05),
    "claude-sonnet-5": _usual(2.00, 10.00),
    "claude-opus-5": _usual(5.00, 25.00),
    "claude-opus-4-8": _usual(5.00, 25.00),
    "claude-opus-4-7": _usual(5.00, 25.00),
    "claude-opus-4-6": _usual(5.00, 25.00),
    "claude-opus-4-5": _usual(5.00, 25.00),
    "claude-sonnet-4-6": _usual(3.00, 15.00),
    "claude-haiku-4-5": _usual(1.00, 5.00),
}


def price_of(model: str, leaves: bool, own: Iterable[tuple[str, float, float]] = ()) -> Price | None:
    """Return a model's price; None when it is not known, nothing for what runs on this machine."""
    for name, read, written in own:
        if name == model:
            return _usual(read, written, 1.0)
    if not leaves:
        return FREE
    return TABLE.get(model)
