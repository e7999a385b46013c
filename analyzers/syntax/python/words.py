"""Which word is misspelt, doubled, split, run together or foreign?"""

from collections.abc import Iterator

from analyzers.syntax.python.gaps import missing
from analyzers.syntax.python.roles import is_name, is_stranger
from analyzers.syntax.python.site import Candidate, Change, Site, Target, insert, replace_token, swap
from analyzers.syntax.python.tokens import (
    BUILTINS,
    CLAUSES,
    COMPOUND,
    CONSTANTS,
    KEYWORDS,
    NAME,
    NUMBER,
    OP,
    STRING,
    Token,
)
from analyzers.syntax.words import distance

FOREIGN = {
    "function": "def",
    "func": "def",
    "fun": "def",
    "fn": "def",
    "define": "def",
    "sub": "def",
    "void": "def",
    "proc": "def",
    "procedure": "def",
    "method": "def",
    "elseif": "elif",
    "elsif": "elif",
    "elif": "else",
    "else": "elif",
    "foreach": "for",
    "until": "while not",
    "unless": "if not",
    "catch": "except",
    "rescue": "except",
    "throw": "raise",
    "raises": "raise",
    "using": "import",
    "include": "import",
    "require": "import",
    "imports": "import",
    "otherwise": "else",
    "switch": "match",
    "when": "if",
    "NULL": "None",
    "null": "None",
    "extends": "",
    "equals": "==",
    "xor": "^",
    "mod": "%",
    "div": "//",
    "default": "case _",
}
_DROPPED_BEFORE_NAME = frozenset(
    [
        "var",
        "let",
        "const",
        "int",
        "float",
        "double",
        "string",
        "str",
        "char",
        "bool",
        "boolean",
        "auto",
        "long",
        "static",
        "public",
        "private",
        "protected",
        "final",
        "my",
        "local",
        "dim",
        "set",
        "new",
        "Integer",
        "String",
        "byte",
        "void",
    ]
)
_FILLERS = frozenset({"then", "do", "begin", "Then", "THEN", "Do"})
_MISTAKEN = {"is": ("in",), "if": ("in", "is"), "in": ("is", "if"), "or": ("for",), "form": ("from",), "it": ("if",),
             "as": ("is",), "of": ("in", "or", "if"), "at": ("as",), "to": ("in",)}  # fmt: skip


def candidates(site: Site) -> Iterator[Candidate]:
    """Yield repairs of words."""
    for target in site.targets:
        yield from _misspelt(site, target)
        yield from _merged_or_split(site, target)
        yield from missing(site, target)
        yield from _surplus(site, target)
        yield from _as_names(site, target)
        yield from _order(site, target)


def _misspelt(site: Site, target: Target) -> Iterator[Candidate]:
    statement, _index, cost = target
    tokens = statement.tokens
    for place, token in site.near(statement):
        if token.kind != NAME:
            continue
        word = token.text
        first = place == 0
        for meant in _MISTAKEN.get(word, ()):
            yield Candidate("keyword-wrong", (swap(token, meant),), cost + 1.5)
        if word in FOREIGN and (first or word not in ("else", "elif")):
            meant = FOREIGN[word]
            follows = tokens[place + 1] if place + 1 < len(tokens) else None
            if word == "else" and (follows is None or follows.text == ":"):
                continue
            if word == "elif" and not (follows is None or follows.text == ":"):
                continue
            if word == "else" and follows is not None and follows.text == "if":
                yield Candidate("keyword-foreign", (Change(token.start, follows.end, "elif"),), cost - 1.0)
            taken = 0.0 if site.knows(word) else -0.7
            yield Candidate("keyword-foreign", (swap(token, meant),), cost + taken + (0.0 if first else 1.2))
        if word in KEYWORDS:
            if word in ("True", "False", "None"):
                continue
            for meant in near_keywords(word):
                yield Candidate("keyword-wrong", (replace_token(site, token, meant),), cost + 3.0)
            continue
        known = is_name(site, word)
        if place and tokens[place - 1].kind == NUMBER and tokens[place - 1].end == token.start:
            continue  # `2nd` is one word
        for meant in near_keywords(word):
            block = meant in COMPOUND and statement.opens_block
            extra = -1.0 if first and (block or meant not in COMPOUND) else 0.6 if first else 0.3
            if word.lower() == meant.lower():
                extra -= 0.4
            yield Candidate(
                "keyword-misspelt", (replace_token(site, token, meant),), cost + extra + 1.5 * known
            )


def near_keywords(word: str) -> list[str]:
    """Return the keywords that a word may be a slip for: one step away, or two for long ones."""
    if len(word) > 11:
        return []
    lower = word.lower()
    limit = 2 if len(word) > 4 else 1
    found = []
    for keyword in sorted(KEYWORDS):
        if abs(len(keyword) - len(word)) > limit or keyword == word:
            continue
        if len(keyword) == 2 and lower != keyword and not (set(lower) & set(keyword)):
            continue
        if keyword.lower() == lower or distance(lower, keyword.lower(), limit) <= limit:
            found.append(keyword)
    return found


def _merged_or_split(site: Site, target: Target) -> Iterator[Candidate]:
    statement, _, cost = target
    for place, token in site.near(statement):
        if token.kind == NAME and token.text not in KEYWORDS:
            yield from _split(site, token, cost, first=place == 0)
    for place, left, right in site.gaps(target):
        if (
            left.kind != NAME
            or right.kind != NAME
            or right.start - left.end > 2
            or "\n" in site.text[left.end : right.start]
        ):
            continue
        joined = left.text + right.text
        if joined in KEYWORDS:
            yield Candidate("word-split", (Change(left.end, right.start, ""),), cost - 1.0)
        elif site.names.get(joined):
            yield Candidate("word-split", (Change(left.end, right.start, ""),), cost + 0.3)
        elif left.text not in KEYWORDS and right.text not in KEYWORDS:
            apart = -1.0 if _is_one_name(site, statement.tokens, place) else 5.0
            if site.names.get(f"{left.text}_{right.text}"):
                apart = -1.5
            elif is_stranger(site, left.text) and is_stranger(site, right.text) and left.text not in FOREIGN:
                apart = min(apart, 0.8)
            yield Candidate("word-split", (Change(left.end, right.start, "_"),), cost + apart)
        elif near_keywords(joined) and left.text not in KEYWORDS and right.text not in KEYWORDS:
            meant = near_keywords(joined)[0]
            yield Candidate("word-split", (Change(left.start, right.end, meant),), cost + 1.5)


def _is_one_name(site: Site, tokens: list[Token], place: int) -> bool:
    """Whether two words side by side are one: `axis.set title(`, `for round number in range(`."""
    texts = [token.text for token in tokens[max(place - 2, 0) : place + 4]]
    if place > 1 and texts[0] == "." and texts[3:4] == ["("]:
        return tokens[place].text not in BUILTINS and not site.names.get(tokens[place].text, 0) > 1
    return place > 1 and texts[0] == "for" and texts[3:6] == ["in", "range", "("]


def _split(site: Site, token: Token, cost: float, *, first: bool) -> Iterator[Candidate]:
    word = token.text
    cost += 1.5 * (site.names.get(word, 0) > 1)
    for value in CONSTANTS:  # `linenoNone`
        if word.endswith(value) and len(word) > len(value) + 1:
            name = word.removesuffix(value)
            known = -1.5 if site.names.get(name) else 0.3
            yield Candidate("assignment-missing", (insert(token.end - len(value), "="),), cost + known)
    if site.message.startswith("positional argument follows keyword") and word.endswith(("self", "cls")):
        cut = word.rindex("self" if word.endswith("self") else "cls")  # `pathself.path` for `path=self.path`
        if cut and site.text[token.end : token.end + 1] == ".":
            yield Candidate("assignment-missing", (insert(token.start + cut, "="),), cost - 3.0)
    half = len(word) // 2
    if half > 1 and word[:half] == word[half:] and word[:half].isidentifier():  # `namename` for `name=name`
        yield Candidate("assignment-missing", (insert(token.start + half, "="),), cost - 1.5)
    for keyword in sorted(KEYWORDS):
        if word.startswith(keyword) and len(word) > len(keyword):
            rest = word[len(keyword) :]
            if rest.isidentifier() or rest.isdigit():
                known = bool(site.names.get(rest)) or rest in KEYWORDS or rest in BUILTINS or rest.isdigit()
                known = known or rest.startswith("__")
                extra = (0.0 if known else 1.2) + (0.0 if first else 0.8)
                yield Candidate("words-joined", (swap(token, f"{keyword} {rest}"),), cost + extra)
        if word.endswith(keyword) and len(word) > len(keyword):
            rest = word[: -len(keyword)]
            if rest.isidentifier():
                known = bool(site.names.get(rest)) or rest in KEYWORDS or rest in BUILTINS
                yield Candidate(
                    "words-joined", (swap(token, f"{rest} {keyword}"),), cost + (0.2 if known else 1.6)
                )


def _surplus(site: Site, target: Target) -> Iterator[Candidate]:
    statement, _index, cost = target
    tokens = statement.tokens
    for place, left, right in site.gaps(target):
        if left.kind == NAME and left.text == right.text:
            extra = -4.0 if left.text in KEYWORDS else 1.0
            yield Candidate("surplus-word", (Change(left.end, right.end, ""),), cost + extra)
    for place, token in site.near(statement):
        if token.text in _FILLERS and token.kind == NAME and place:
            colon = "" if statement.opens_block else ":"
            changes = (Change(tokens[place - 1].end, token.end, colon),)
            truth = {"true": "True", "false": "False"}.get(tokens[place - 1].text)
            if truth is not None and place == 2:  # `while true do`
                changes = (Change(tokens[1].start, token.end, truth + colon),)
            yield Candidate("keyword-foreign", changes, cost - 0.5)
    if statement.word == "case":  # either pattern
        either = tuple(swap(token, "|") for token in tokens if token.text == "or")
        if either:
            yield Candidate("keyword-wrong", either, cost - 2.5)
    for place, left, right in site.gaps(target):
        if left.text == "is" and right.text in ("==", "!=", "<", ">", "<=", ">=", "in", "="):
            yield Candidate("surplus-word", (Change(left.start, right.start, ""),), cost - 0.5)
        if left.text in ("and", "or", "not", "in", "is") and right.text in (":", ")", "]", ",") and place > 1:
            yield Candidate("surplus-word", (Change(tokens[place - 2].end, left.end, ""),), cost + 0.3)
    first = tokens[0]
    if (
        first.kind == NAME
        and first.text in _DROPPED_BEFORE_NAME
        and len(tokens) > 1
        and tokens[1].kind == NAME
    ):
        if len(tokens) == 2:
            yield Candidate(
                "declaration-foreign",
                (Change(first.start, tokens[1].start, ""), insert(tokens[1].end, " = None")),
                cost + 1.0,
            )
        yield Candidate("declaration-foreign", (Change(first.start, tokens[1].start, ""),), cost - 0.5)
        if len(tokens) > 2 and tokens[2].text == "(":
            yield Candidate("keyword-foreign", (swap(first, "def"),), cost - 0.3)
    for place, left, right in site.gaps(target):
        if (
            left.text in ("new", "each", "await", "async", "return", "print", "int", "str")
            and right.kind == NAME
            and place > 1
        ):
            yield Candidate(
                "surplus-word",
                (Change(left.start, right.start, ""),),
                cost + {"new": 0.0, "each": -2.5}.get(left.text, 2.5),
            )
    if (
        first.text in ("else", "finally", "try")
        and len(tokens) > 1
        and tokens[1].text != ":"
        and statement.opens_block
    ):
        yield Candidate("surplus-word", (Change(first.end, tokens[-1].start, ""),), cost + 3.0)


def _as_names(site: Site, target: Target) -> Iterator[Candidate]:
    """A keyword used as a name: it gets a trailing underscore wherever it is used like that."""
    statement, _, cost = target
    for place, token in site.near(statement):
        if (
            token.kind != NAME
            or token.text not in KEYWORDS
            or token.text in ("not", "lambda", "None", "True", "False")
        ):
            continue
        if not _used_as_name(statement.tokens, place):
            continue
        changes = []
        for one in site.statements:
            changes += [
                swap(other, other.text + "_")
                for at, other in enumerate(one.tokens)
                if other.text == token.text and other.kind == NAME and _used_as_name(one.tokens, at)
            ]
        yield Candidate("keyword-as-name", tuple(changes), cost + 1.0)


def _used_as_name(tokens: list[Token], place: int) -> bool:
    """Whether the keyword at an index stands where only a name could."""
    token = tokens[place]
    left = tokens[place - 1] if place else None
    right = tokens[place + 1] if place + 1 < len(tokens) else None
    follows = right is None or (
        right.kind == OP and right.text not in ("(", "[", "{", "-", "~", "...", "*", ":")
    )
    if right is not None and right.text == ":" and left is not None and token.text not in CLAUSES:
        follows = left.text != "lambda" and token.text not in ("try", "lambda")
    if left is not None and left.text == ".":
        return True
    if left is not None and left.text in ("def", "class", "import", "as"):
        return True
    if right is None:
        return (
            left is not None
            and left.kind == OP
            and token.text not in ("pass", "break", "continue", "return", "yield")
        )
    if token.text in ("else", "try", "finally", "yield", "return", "break", "continue", "pass", "raise"):
        if left is None:
            assigned = right.text in ("=", ".", ",") or right.text.endswith("=")
            return assigned and token.text not in ("return", "yield", "raise", "else")
        if token.text in ("yield", "return", "else"):
            return False
    precedes = left is None or left.kind == OP or left.text in KEYWORDS
    return follows and precedes


def _order(site: Site, target: Target) -> Iterator[Candidate]:
    """Words of an operator in the wrong order or number."""
    statement, _, cost = target
    tokens = statement.tokens
    for place, left, right in site.gaps(target):
        pair = (left.text, right.text)
        if pair == ("in", "not"):
            yield Candidate("words-reversed", (Change(left.start, right.end, "not in"),), cost)
        elif pair == ("not", "is"):
            yield Candidate("words-reversed", (Change(left.start, right.end, "is not"),), cost)
        elif pair == ("is", "in"):
            yield Candidate("words-reversed", (Change(left.start, right.end, "in"),), cost)
        elif pair in (("else", "if"), ("els", "if"), ("el", "if"), ("else", "elif"), ("elif", "if")):
            yield Candidate("keyword-foreign", (Change(left.start, right.end, "elif"),), cost - 1.0)
        elif left.text in ("and", "or") and right.text in ("if", "and", "or", "when", "elif", "while"):
            yield Candidate("surplus-word", (Change(left.end, right.end, ""),), cost - 2.5)
        elif pair in (("not", "=="), ("not", "=")):
            yield Candidate("operator-misspelt", (Change(left.start, right.end, "!="),), cost - 2.0)
        elif pair == ("def", "async"):
            yield Candidate("words-reversed", (Change(left.start, right.end, "async def"),), cost)
        elif right.text == "not" and left.ends_operand:
            following = tokens[place + 1] if place + 1 < len(tokens) else right
            single = following.text in CONSTANTS or following.kind == NUMBER
            yield Candidate("keyword-missing", (insert(right.end, " in"),), cost + (0.8 if single else 0.3))
            yield Candidate("keyword-missing", (insert(left.end, " is"),), cost + (0.3 if single else 1.2))
            if following.kind in (NUMBER, STRING):  # what is equal need not be the same
                yield Candidate("operator-misspelt", (swap(right, "!="),), cost - 1.0)
        elif right.text == "then" or (left.text == "lambda" and right.text == ")"):
            yield Candidate("surplus-word", (swap(right, ""),), cost + 1.0)
        elif pair[0] in (">", "<", "=", "==", "!") and right.text in ("than", "to", "equal", "equals"):
            yield Candidate("surplus-word", (Change(left.end, right.end, ""),), cost + 1.0)
    if statement.word == "print" and len(tokens) > 1 and tokens[1].kind == STRING:
        return
