"""How does the rest of a program spell a word, and does anything spell it so?

Where the program says nothing, the words of Python's own manual and the letters that follow one another in them do.
"""

import ast
import math
import re
from collections import Counter
from functools import cache

from analyzers.runtime.crash import Crash

_MUCH_LIKELIER = 5.0  # in logarithms, of the letters of one word against those of another
_RIGHTED = 2.5  # of the weight of an edit that makes a word of what is none
_WRONGED = 0.1  # of the weight of an edit that does the opposite


def clipped(crash: Crash, key: str, other: str) -> bool:
    """Return whether a key is but a part of the one that is asked for, and neither sources nor data spell it."""
    if other == key or not (key.endswith(other) or key.startswith(other)):
        return False
    spelt = re.compile(rf"(?<!\w){re.escape(other)}(?!\w)")
    texts = [source.text for source in crash.sources.values()]
    texts += [part.decode("utf-8", "replace") for part in crash.data.values()]
    return not any(spelt.search(text) for text in texts)


def votes(crash: Crash, word: str) -> int:
    """Return how often a word is used in the sources, as a key, a name, an attribute or a keyword."""
    return sum(
        word
        in (
            getattr(node, "value", None),
            getattr(node, "id", ""),
            getattr(node, "attr", ""),
            getattr(node, "arg", ""),
        )
        for source in crash.sources.values()
        for node in source.nodes
        if isinstance(node, ast.Constant | ast.Name | ast.Attribute | ast.keyword | ast.arg)
    )


def righted(old: str, new: str) -> float:
    """Return how much likelier it makes an edit that it exchanges one spelling for another: 1 where that says nothing."""
    one, two = old.lower(), new.lower()
    if not (one.isalpha() and two.isalpha() and min(len(one), len(two)) > 3) or one in two or two in one:
        return 1.0
    known, triples, pairs = _manual()
    if (one in known) is not (two in known):
        return _RIGHTED if two in known else _WRONGED
    if one in known or not known:
        return 1.0
    gained = _spelt(two, triples, pairs) - _spelt(one, triples, pairs)
    return _RIGHTED if gained > _MUCH_LIKELIER else _WRONGED if gained < -_MUCH_LIKELIER else 1.0


@cache
def _manual() -> tuple[frozenset[str], Counter[str], Counter[str]]:
    """The words of the manual that comes with Python, and how often letters follow one another in them."""
    try:
        from pydoc_data.topics import topics
    except ImportError:  # some systems leave it out
        return frozenset(), Counter(), Counter()
    words = frozenset(re.findall(r"[a-z]{3,}", " ".join(topics.values()).lower()))
    framed = [f"^{word}$" for word in words]
    triples = Counter(word[at : at + 3] for word in framed for at in range(len(word) - 2))
    pairs = Counter(word[at : at + 2] for word in framed for at in range(len(word) - 1))
    return words, triples, pairs


def _spelt(word: str, triples: Counter[str], pairs: Counter[str]) -> float:
    """How likely the letters of a word follow one another, as a logarithm, each triple counted a tenth more."""
    framed = f"^{word}$"
    parts = [framed[at : at + 3] for at in range(len(framed) - 2)]
    return math.fsum(math.log((triples[part] + 0.1) / (pairs[part[:2]] + 3)) for part in parts)
