"""What do the writer's own words say, cue by cue?"""

import math
from functools import cache

from analyzers.deferred import regex
from analyzers.facts import Route, Signal, Stage
from assistant.router.messages import REFUSALS, STOPS
from assistant.router.needles import Cue
from assistant.router.opinion import ROUTES, Opinion, softmax
from assistant.router.view import View

_HEAD, _END = 1_800, 700  # characters of the writer's words: what goes wrong is said first, or at last
_ENGLISH = frozenset(
    ("the", "is", "a", "an", "to", "and", "of", "i", "it", "in", "my", "when", "but", "this", "that", "not", "with", "for", "on", "are")
)  # fmt: skip
_MOSTLY = 0.15  # share of such words from which a text is English
_TAIL = 800  # of a report nobody wrote words to: its end names the failure
_PRIOR = {Route.SYNTAX: -0.2, Route.RUNTIME: 0.0, Route.LOGIC: 0.2, Route.UNCLEAR: -0.2}
_SCALE = 0.75  # cues are not independent of each other
_WEIGHT_OF_REPORT = 0.5  # what a tool printed was already read by the structure stage
_SHOWN = 5
_QUOTED = 2  # messages of one route that count
_QUOTED_WEIGHT = 2.2


def read(seen: View) -> Opinion | None:
    """Return what the words say, or None when none of them is a cue."""
    words, scale = (
        (seen.said, _SCALE) if seen.said.strip() else (seen.report[-_TAIL:], _SCALE * _WEIGHT_OF_REPORT)
    )
    if len(words) > _HEAD + _END:
        words = f"{words[:_HEAD]}\n{words[-_END:]}"
    votes, signals = weigh(words)
    if not signals:
        return None
    chances = softmax([scale * votes[route] for route in ROUTES])
    signals.sort(key=lambda signal: -signal.strength)
    return Opinion(stage=Stage.KEYWORD, chances=chances, signals=tuple(signals[:_SHOWN]))


def weigh(words: str) -> tuple[dict[Route, float], list[Signal]]:
    """Return the sum of votes for each route, and the signal behind every vote."""
    votes = dict(_PRIOR)
    signals: list[Signal] = []
    words = words.replace("\u2019", "'")
    lowered = words.lower()
    cues = _english() if _is_english(words) else (*_english(), *_others())
    for weights, cue in _denials():
        match = cue.search(words, lowered)
        if match is None:
            continue
        for route, weight in weights.items():
            votes[route] += weight
        gains = max(weights, key=lambda route: weights[route])
        signals.append(_signal(gains, match[0], weights[gains]))
        words = cue.compiled.sub(" ; ", words)
        lowered = words.lower()
    for route, messages in ((Route.SYNTAX, REFUSALS), (Route.RUNTIME, STOPS)):
        quoted = sorted((message for message in messages if message in lowered), key=len, reverse=True)
        for rank, message in enumerate(quoted[:_QUOTED]):
            votes[route] += _QUOTED_WEIGHT / (rank + 1)
            signals.append(_signal(route, message, _QUOTED_WEIGHT))
    for route, weight, cue in cues:
        match = cue.search(words, lowered)
        if match is not None:
            votes[route] += weight
            signals.append(_signal(route, match[0], weight))
    return votes, signals


def _signal(route: Route, phrase: str, weight: float) -> Signal:
    phrase = " ".join(phrase.split())[:60]
    return Signal(Stage.KEYWORD, route, f"says `{phrase}`", round(1 / (1 + math.exp(-weight)), 2))


def _is_english(words: str) -> bool:
    """Whether a text is surely English, so that no phrase of another language needs to be looked for."""
    if any(ord(character) > 0x24F and not 0x2000 <= ord(character) < 0x2100 for character in words[:600]):
        return False
    tokens = _WORD.findall(words[:1_200].lower())
    return sum(token in _ENGLISH for token in tokens) >= max(3, _MOSTLY * len(tokens))


_WORD = regex(r"[^\W\d_]+")
_Cues = tuple[tuple[Route, float, Cue], ...]


@cache
def _denials() -> tuple[tuple[dict[Route, float], Cue], ...]:
    from assistant.router.cues import DENIALS

    return tuple((votes, Cue(pattern)) for votes, pattern in DENIALS)


@cache
def _english() -> _Cues:
    from assistant.router.cues import ENGLISH

    return tuple((route, weight, Cue(pattern)) for route, weight, pattern in ENGLISH)


@cache
def _others() -> _Cues:
    from assistant.router.cues import OTHER

    return tuple((route, weight, Cue(pattern)) for route, weight, pattern in OTHER)
