"""Which features of a text does the linear model weigh?

Hashed word n-grams and character n-grams (Weinberger et al., 2009), so that no vocabulary is shipped and
misspelt or foreign words still share pieces with known ones. Words of the writer and words that tools printed
are kept apart: "error" means more in a sentence than in a log.
"""

from collections.abc import Iterator
from itertools import pairwise
from zlib import crc32

from analyzers.deferred import regex
from assistant.router.view import View

BUCKETS = 1 << 15
_MAX_WORDS = 160
_MAX_REPORT_LINES = 12

_TOKEN = regex(r"[^\W_]+(?:['’][^\W_]+)?|[?!]")
_DIGITS = regex(r"\d+")
_DENSE = regex(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+")  # scripts without spaces between words


def features(seen: View) -> dict[int, float]:
    """Return bucket -> weight, the weights' squares adding up to one."""
    counts: dict[int, float] = {}
    for name, weight in _named(seen):
        bucket = crc32(name.encode()) % BUCKETS
        counts[bucket] = counts.get(bucket, 0.0) + weight
    norm = sum(weight * weight for weight in counts.values()) ** 0.5 or 1.0
    return {bucket: weight / norm for bucket, weight in counts.items()}


def _named(seen: View) -> Iterator[tuple[str, float]]:
    words = tokens(seen.said)
    yield from _words(words[:_MAX_WORDS], "w", 1.0)
    tail = "\n".join(seen.report.strip().split("\n")[-_MAX_REPORT_LINES:])
    yield from _words(tokens(tail[:2_000])[:_MAX_WORDS], "r", 0.5)
    yield f"@words={_size(len(words))}", 0.7
    if seen.codes:
        yield "@code", 0.7
        if not words:
            yield "@bare-code", 0.7
    if seen.report.strip():
        yield "@report", 0.7
    if "?" in seen.said:
        yield "@question", 0.3


def tokens(text: str) -> list[str]:
    """Return the lower-case words of a text, digits folded, scripts without spaces cut into pairs."""
    found: list[str] = []
    for token in _TOKEN.findall(text.lower().replace("’", "'")):
        if not token.isascii() and _DENSE.search(token):
            found.extend(token[index : index + 2] for index in range(max(len(token) - 1, 1)))
        else:
            found.append(_DIGITS.sub("0", token))
    return found


def _words(words: list[str], prefix: str, weight: float) -> Iterator[tuple[str, float]]:
    for word in words:
        yield f"{prefix}:{word}", weight
        if len(word) > 4:
            padded = f"<{word}>"
            share = weight * 0.4
            for length in (4, 5):
                for index in range(len(padded) - length + 1):
                    yield f"{prefix}#{padded[index : index + length]}", share
    for first, second in pairwise(words):
        yield f"{prefix}:{first} {second}", weight * 0.9
    for first, second, third in zip(words, words[1:], words[2:], strict=False):
        yield f"{prefix}:{first} {second} {third}", weight * 0.6


def _size(count: int) -> str:
    return next(
        (name for limit, name in ((0, "none"), (3, "few"), (10, "line"), (40, "some")) if count <= limit),
        "many",
    )
