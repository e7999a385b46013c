"""Which call has lost its brackets?"""

from collections.abc import Iterator

from analyzers.syntax.python.commas import in_condition
from analyzers.syntax.python.site import Candidate, Change, Site, Target, insert
from analyzers.syntax.python.tokens import BUILTINS, CLOSERS, KEYWORDS, NAME, NUMBER, OPENERS, STRING, Token
from analyzers.syntax.words import distance


def calls(site: Site, target: Target) -> Iterator[Candidate]:
    """Yield brackets round what follows a function's name: `input "Name: "`."""
    statement, _, cost = target
    tokens = statement.tokens
    for place, left, right in site.gaps(target):
        gap = site.text[left.end : right.start]
        if (
            left.kind != NAME
            or left.text in KEYWORDS
            or left.text in ("print", "exec")
            or "\n" in gap
            or not right.starts_operand
        ):
            continue
        if (
            right.text in OPENERS
            or right.text in ("...", "not", "None", "lambda", "~")
            or (place > 1 and tokens[place - 2].text in ("def", "class", "import"))
            or statement.word in ("class", "def", "async", "except", "import", "from", "global", "del")
        ):
            continue
        if place == 1 and place + 1 < len(tokens) and tokens[place + 1].text == "=":
            continue  # `int x = 5`
        meant = _misspelt(site, left) if place == 1 else ""
        if meant:
            whole = (Change(left.start, right.start, f"{meant}("), insert(tokens[-1].end, ")"))
            yield Candidate("call-brackets", whole, cost - 2.0)
        extra = _likely(site, tokens, place)
        if extra > 0 and in_condition(site, statement, place):
            extra += 2.0  # there a comparison is lost more often
        if site.inside(statement, place) and not _is_module(site, tokens[max(place - 3, 0) : place - 2]):
            extra += 2.5 if _are_alike(tokens, place) else 1.0  # there a comma is lost more often
        for end, more in _ends(tokens, place):
            changes = (Change(left.end, right.start, "("), insert(tokens[end].end, ")"))
            yield Candidate("call-brackets", changes, cost + extra + more)


def _misspelt(site: Site, name: Token) -> str:
    """Return the function that a name is a slip of, when nothing else has that name."""
    if len(name.text) < 4 or name.text in BUILTINS or site.names.get(name.text, 0) > 2:
        return ""
    near = (
        one
        for one in ("print", "input", "range", "open", "import")
        if distance(name.text.lower(), one, 1) <= 1
    )
    return next((one for one in near if one != "import"), "")


def _likely(site: Site, tokens: list[Token], place: int) -> float:
    """Return what it costs to take a name for that of a function that is called."""
    left, right = tokens[place - 1], tokens[place]
    name = left.text
    attribute = place > 1 and tokens[place - 2].text == "."
    called = ("." if attribute else "") + name in site.called
    if called:
        return -1.2
    if name in site.values and not attribute:
        return 4.5
    if name in BUILTINS and name[:1].islower() and not attribute:
        return -1.5
    if right.kind == NUMBER and attribute and not _is_module(site, tokens[place - 3 : place - 2]):
        return 2.5
    if attribute:
        return 1.5 if place > 2 and tokens[place - 3].text == "self" else 0.3
    if place == 1 and right.kind == NAME:
        return 4.0
    literal = right.kind in (STRING, NUMBER)
    return 1.0 if literal and place == 1 else 1.6 if name[:1].isupper() else 2.5


def _are_alike(tokens: list[Token], place: int) -> bool:
    """Whether the values on both sides of an index begin with the same name: `(code.name code.line)`."""
    first = place - 1
    while first > 1 and tokens[first - 1].text == ".":
        first -= 2
    return first < place - 1 and tokens[first].text == tokens[place].text


def _is_module(site: Site, root: list[Token]) -> bool:
    """Whether what stands before a dot was imported."""
    imported = (one for one in site.statements if one.word in ("import", "from"))
    return any(one.text == token.text for statement in imported for one in statement.tokens for token in root)


def _ends(tokens: list[Token], place: int) -> Iterator[tuple[int, float]]:
    """Yield the indexes of the tokens that the arguments may end with."""
    depth = 0
    for index in range(place, len(tokens)):
        text = tokens[index].text
        if text in OPENERS:
            depth += 1
        elif text in CLOSERS:
            depth -= 1
            if depth < 0:
                yield index - 1, 0.0
                return
        elif not depth and index > place:
            if text == ":":
                yield index - 1, 0.0
                return
            if text == ",":
                yield index - 1, 1.0
            elif text in ("if", "for", "and", "or", "in", "==", "!=", "<", ">", "+", "-", "*", "/"):
                yield index - 1, 1.2
    yield len(tokens) - 1, 0.0
