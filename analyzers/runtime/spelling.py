"""How does the rest of a program spell a word, and does anything spell it so?"""

import ast
import re

from analyzers.runtime.crash import Crash


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
