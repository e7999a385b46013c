"""Does a sentence say of each thing what the facts say of it?

A sentence in the very words of the facts may still turn them round: `a` is a `str` and `b` a `list`, where it was the
other way. So each of its clauses must be a part of one clause of the facts: the same words in the same order, no code and no
number of it left out, and a no where that has one. Of what no fact names none may say more than that it fails (`match.group(1)`
is not `None` where `match` is, and `1 / total` gives nothing where `total` is zero). In doubt it is none: right sentences that are built
otherwise are refused.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

_BOUNDARY = re.compile(
    r"[,;:]|\b(?:and|but|so|because|which|where|while|when|since|as|then|therefore|yet|though|although)\b"
)
_PLACE = re.compile(r"\b[Ll]ines? \d+|[\w./\\-]+\.\w+:\d+|\b(?:at|in|of) [\w/\\-]+\.[a-z]{1,4}\b")
_TOKEN = re.compile(r"`[^`]+`|-?\d+(?:\.\d+)?|[A-Za-z_']+")
_EMPTY = frozenset(
    _TOKEN.findall(
        "a an the it its they them this that these those there here is are was were be been being has have had having do "
        "does did to of in on at by with from for s hold holds contain contains"
    )
)
_FAILS = frozenset(
    _TOKEN.findall("fail crash stop line program code place error exception")
)  # may be said of any line
_TELLS = frozenset(
    _TOKEN.findall("give call return run pass make get ask show reach find take need want lead")
)
_SAME = {"gave": "give", "given": "give", "took": "take", "taken": "take", "found": "find", "began": "begin"}


@dataclass(frozen=True, slots=True)
class _Clause:
    tokens: tuple[str, ...]
    denies: bool

    def holds(self, other: "_Clause") -> bool:
        """Whether another clause says a part of this one, and nothing else."""
        if self.denies != other.denies or not set(filter(_is_exact, self.tokens)) <= set(other.tokens):
            return False
        rest = iter(self.tokens)
        return all(token in rest for token in other.tokens)


def turned_round(
    sentence: str, subject: str, told: Iterable[str], negations: frozenset[str], lines: Iterable[str] = ()
) -> str:
    """Return the clause that joins what no fact joins so, or an empty string.

    `subject` is the code that the facts are about, which clauses may name or leave out; `told` are the facts in words,
    `lines` the texts of the lines that they are about: where they name no code but "a line", such a line, or the word that
    begins it, may stand for it.
    """
    facts = [clause for text in told for clause, _ in _clauses(text, subject, negations)]
    known = {token for clause in facts for token in clause.tokens}
    own: set[str] = set()
    if not subject and stem("line") in known:
        own = {f"`{''.join(part.split())}`" for line in lines for part in (line, *line.split()[:1])}
    for clause, text in _clauses(sentence, subject, negations):
        spoken = _Clause(tuple(token for token in clause.tokens if token in known), clause.denies)
        beyond = [token for token in clause.tokens if token not in known | own]
        if spoken.tokens or spoken.denies:
            bad = any(map(_tells, beyond)) or not any(fact.holds(spoken) for fact in facts)
        else:
            bad = not _only_fails(beyond)
        if bad:
            return text.strip()
    return ""


def _clauses(text: str, subject: str, negations: frozenset[str]) -> Iterable[tuple[_Clause, str]]:
    codes: list[str] = []

    def masked(code: re.Match[str]) -> str:
        codes.append(code[0])
        return f" `{len(codes) - 1}` "

    for part in _BOUNDARY.split(_PLACE.sub(" ", re.sub(r"`[^`]+`", masked, text))):
        tokens, denies = [], False
        for token in _TOKEN.findall(part):
            if token.startswith("`"):
                code = "".join(codes[int(token[1:-1])].split())
                tokens += [code] if code != "".join(f"`{subject}`".split()) else []
            elif (word := token.lower()) in negations or word.endswith("n't"):
                denies = True
            elif word not in _EMPTY:
                tokens.append(stem(_SAME.get(word, word)))
        if tokens or denies:
            yield _Clause(tuple(tokens), denies), re.sub(r"`(\d+)`", lambda at: codes[int(at[1])], part)


def _tells(token: str) -> bool:
    """Whether a word, code or number says something of its own, for which there must be a fact."""
    return _is_exact(token) or token in _TELLS_STEMS


def _only_fails(tokens: list[str]) -> bool:
    """Whether a clause in which nothing of the facts stands says no more than that something fails, or where that is."""
    exact = [token for token in tokens if _is_exact(token)]
    words = [token for token in tokens if not _is_exact(token)]
    return len(exact) <= 1 and all(token[0] == "`" for token in exact) and _FAILS_STEMS.issuperset(words)


def _is_exact(token: str) -> bool:
    return token[0] in "`-0123456789"


def stem(word: str) -> str:
    """A word without what tense and number hang on to it; two forms of one word need only fall together."""
    for ending in ("ing", "ies", "ed", "es", "s", "e", "y"):
        if word.endswith(ending) and len(word) > len(ending) + 2:
            return word.removesuffix(ending)
    return word


_FAILS_STEMS, _TELLS_STEMS = frozenset(map(stem, _FAILS)), frozenset(map(stem, _TELLS))
