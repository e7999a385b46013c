"""Which literal text must be there before a cue can match?

Compiling all the cues costs a fifth of a cold decision, and most texts hold few of them. So each cue has its needles: of
every text that its pattern matches, one is a part, in lower case. They are taken from the parsed patterns once
(`python -m benchmarks.train_needles`) and shipped; without them every pattern is compiled.
"""

import json
import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any  # the parser's trees are untyped
from zlib import crc32

DATA = Path(__file__).with_name("needles.json")
_SHORTEST = 2  # characters: a single letter is everywhere


class Cue:
    """A pattern that is compiled when a text first holds one of its needles."""

    def __init__(self, pattern: str) -> None:
        self._pattern = pattern
        self._needles = _shipped().get(key(pattern), ())
        self._compiled: re.Pattern[str] | None = None

    def search(self, text: str, lowered: str) -> re.Match[str] | None:
        """Return the first match in a text, whose lower case is given along."""
        if self._needles and not any(needle in lowered for needle in self._needles):
            return None
        return self.compiled.search(text)

    @property
    def compiled(self) -> re.Pattern[str]:
        """The pattern, ready to be used."""
        if self._compiled is None:
            self._compiled = re.compile(self._pattern, re.IGNORECASE | re.MULTILINE)
        return self._compiled


def key(pattern: str) -> str:
    """Return what a pattern's needles are kept under: another pattern has none."""
    return f"{crc32(pattern.encode()):08x}"


@cache
def _shipped() -> dict[str, list[str]]:
    try:
        found: dict[str, list[str]] = json.loads(DATA.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found


def needles_of(pattern: str) -> list[str] | None:
    """Return texts of which one is in everything that a case-insensitive pattern matches; None where there are none."""
    from re import _parser  # type: ignore[attr-defined]  # the standard library's own, used when data are made only

    found = _of_sequence(_parser.parse(pattern))
    return None if found is None else sorted(found)


def _of_sequence(items: Sequence[tuple[Any, Any]]) -> set[str] | None:
    """The best choice among the parts that every match must have."""
    options: list[set[str]] = []
    run = ""
    for kind, value in items:
        if str(kind) == "LITERAL":
            run += chr(value).lower()
            continue
        if len(run) >= _SHORTEST:
            options.append({run})
        run = ""
        found = _of_part(str(kind), value)
        if found is not None:
            options.append(found)
    if len(run) >= _SHORTEST:
        options.append({run})
    return max(options, key=lambda option: (min(map(len, option)), -len(option)), default=None)


def _of_part(kind: str, value: Any) -> set[str] | None:
    if kind == "SUBPATTERN":
        return _of_sequence(value[3])
    if kind in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
        return _of_sequence(value[2]) if value[0] else None
    if kind == "ATOMIC_GROUP":
        return _of_sequence(value)
    if kind == "BRANCH":
        found = [_of_sequence(one) for one in value[1]]
        return None if None in found else {needle for one in found if one is not None for needle in one}
    return None
