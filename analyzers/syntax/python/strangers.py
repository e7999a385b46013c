"""Which word, that the text knows as no name, stands where only a keyword can? `wenn x > 3:`, `for x dans y:`, `retrun`.

Which keyword it is to be is asked of the
token model; a word that stands so more than once is the same slip each time.
"""

from collections.abc import Iterator

from analyzers.syntax.python.model import LINE, symbols, token_model
from analyzers.syntax.python.roles import role, uses
from analyzers.syntax.python.site import Candidate, Site, swap
from analyzers.syntax.python.tokens import BUILTINS, NAME, NUMBER, OP, Token
from analyzers.syntax.python.words import FOREIGN, near_keywords

_BETWEEN = ("in", "and", "or", "is", "if", "else", "as", "import", "not in", "is not")
_ALONE = ("else", "try", "finally")
_HEADS = ("if", "while", "for", "elif", "with", "except", "def", "class")
_STARTS = ("return", "import", "from", "raise", "del", "assert", "yield", "global")
_NEEDS = {"import": {"from"}, "as": {"import", "from", "with", "except"}}  # what else stands in the statement
_TIMES = frozenset({"x", "X"})
_READ = 6  # symbols behind a word that say what it is
_DEAR = 0.35  # of each nat by which another keyword would be more natural
_MOST = 4  # keywords that are tried


def candidates(site: Site) -> Iterator[Candidate]:
    """Yield keywords in the place of words that are none, once and wherever the word stands so."""
    for target in site.targets:
        tokens = target.statement.tokens
        for place, token in site.near(target.statement):
            here = role(target.statement, place)
            if not here or token.text in FOREIGN or token.text in BUILTINS:
                continue
            if here == "between" and token.text in _TIMES and _is_product(tokens, place):
                yield Candidate("operator-foreign", (swap(token, "*"),), target.cost - 1.0)
            places = uses(site, token.text)
            if any(not use.role for use in places):
                continue  # it is a name elsewhere
            if here == "start" and not near_keywords(token.text) and not site.knows(tokens[place + 1].text):
                continue  # two strangers side by side are talk
            for meant, own in _meant(tokens, place, here):
                for alike in (places, [use for use in places if use.role == here]):
                    if len(alike) > 1:
                        everywhere = tuple(swap(use.token, meant) for use in alike)
                        yield Candidate("keyword-foreign", everywhere, target.cost + own - 0.5)
                yield Candidate("keyword-foreign", (swap(token, meant),), target.cost + own)


def _is_product(tokens: list[Token], place: int) -> bool:
    """Whether numbers, names or brackets stand on both sides."""
    left, right = tokens[place - 1], tokens[place + 1]
    return left.kind in (NAME, NUMBER, OP) and right.kind in (NAME, NUMBER, OP)


def _meant(tokens: list[Token], place: int, here: str) -> list[tuple[str, float]]:
    """Return the keywords that a word may be meant for, each with its cost."""
    near = set(near_keywords(tokens[place].text))
    behind = symbols(tokens[place + 1 : place + 1 + _READ])
    before = [LINE, LINE, LINE, *symbols(tokens[:place])][-3:]
    texts = {token.text for token in tokens}
    choices = {"alone": _ALONE, "head": _HEADS, "start": _STARTS, "between": _BETWEEN}[here]
    found = []
    for word in choices:
        if (word == "for" and "in" not in texts) or not texts & _NEEDS.get(word, texts):
            continue
        cost = token_model().cost([*before, *word.split(), *behind])
        found.append((cost - 4.0 * (word in near), word))
    found.sort()
    own = -0.5 if here == "alone" else 1.0 - 1.5 * (found[0][1] in near)  # nothing else can be meant
    return [(word, own + _DEAR * (cost - found[0][0])) for cost, word in found[:_MOST]]
