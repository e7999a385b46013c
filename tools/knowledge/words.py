"""Which words of a text are searched for, and how are they spelt?

Code is full of names, so a name is kept whole and also taken apart: `read_csv` gives `read_csv`, `read`, `csv`;
`FileNotFoundError` gives itself, `file`, `not`, `found`, `error`; `pd.DataFrame.loc` each of its parts. What
punctuation means in code is spelt out where it tells languages apart (`c++`, `c#`, `=>`). Prose words lose the
commonest English endings, the same ones on both sides of the search.
"""

import re
from collections.abc import Iterator

_MAX_CHARS = 20_000  # of a document's field; the rest adds noise, not evidence
_MAX_WORD = 64
_WORD = re.compile(r"[^\W_]+(?:[_'][^\W_]+)*|_+[^\W_]+(?:_+[^\W_]+)*_*")
_PIECE = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+|[^\W\d_A-Za-z]+")
_SPELT = (
    ("c++", " c_plus_plus "),
    ("c#", " c_sharp "),
    ("f#", " f_sharp "),
    (".net", " dot_net "),
    ("=>", " fat_arrow "),
)

_STOP = (
    "a an the and or but if of to in on at by for with from as is are was were be been am do does did has have "
    "had i you he she it we they me my your his her its our their this that these those there here what which "
    "who when where why how can could should would will shall may might must not no so than then too very just "
    "into out up down over about after before while because until also get getting got try trying want using use "
    "like some any all please help"
)
STOP = frozenset(_STOP.split())


def words(text: str) -> list[str]:
    """Return the words of a text in their order, repeats included."""
    text = text[:_MAX_CHARS]
    lower = text.lower()
    for sign, spelt in _SPELT:
        if sign in lower:
            text = re.sub(re.escape(sign), spelt, text, flags=re.IGNORECASE)
    return [word for match in _WORD.finditer(text) for word in _forms(match.group())]


def _forms(word: str) -> Iterator[str]:
    if len(word) > _MAX_WORD:
        return
    whole = word.strip("_'").lower()
    if not whole:
        return
    pieces = [piece.lower() for piece in _PIECE.findall(word)]
    if len(pieces) > 1:
        yield whole.replace("'", "")
        for piece in pieces:
            if len(piece) > 1 or not piece.isascii():
                yield stem(piece)
    else:
        yield stem(whole)


def stem(word: str) -> str:
    """Return a word without the commonest English endings; the same word for both of `iterating`, `iterates`."""
    if len(word) < 4 or not word.isascii() or not word.isalpha():
        return word
    for ending, instead in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            word = word[: len(word) - len(ending)] + instead
            break
    if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "aeiouslz":
        word = word[:-1]
    return word[:-1] if len(word) > 4 and word.endswith("e") else word


_ENDINGS = (
    ("ically", "ic"),
    ("ations", "at"),
    ("ation", "at"),
    ("ments", "ment"),
    ("ingly", ""),
    ("ities", "it"),
    ("ness", ""),
    ("sses", "ss"),
    ("ings", ""),
    ("ions", "ion"),
    ("ies", "y"),
    ("ied", "y"),
    ("ing", ""),
    ("ed", ""),
    ("ly", ""),
    ("ss", "ss"),
    ("es", "e"),
    ("s", ""),
)
