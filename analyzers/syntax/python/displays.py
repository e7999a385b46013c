"""Which display or comprehension has lost its brackets or its order: a dict without braces, `[for x in xs]`?"""

from collections.abc import Iterator

from analyzers.syntax.python.site import Candidate, Change, Site, Target, insert, swap
from analyzers.syntax.python.tokens import CLOSERS, NAME, NUMBER, OP, OPENERS, STRING, Token


def candidates(site: Site) -> Iterator[Candidate]:
    """Yield repairs of displays and comprehensions near the error."""
    for target in site.targets:
        tokens = target.statement.tokens
        for place, token in site.near(target.statement):
            if token.text in ("(", "[") and token.kind == OP:
                closer = _closer(tokens, place)
                if closer is not None:
                    yield from _pairs(target, place, closer)
                    yield from _comprehension(site, target, place, closer)


def _closer(tokens: list[Token], opener: int) -> int | None:
    depth = 0
    for place in range(opener, len(tokens)):
        depth += (tokens[place].text in OPENERS) - (tokens[place].text in CLOSERS)
        if not depth:
            return place
    return None


def _pairs(target: Target, opener: int, closer: int) -> Iterator[Candidate]:
    """`f("a": 1, "b": 2)`, `[1: "a"]`: pairs of keys and values stand in braces."""
    tokens = target.statement.tokens
    pairs: list[int] = []  # where their keys stand
    stop, depth, begins = closer, 0, True
    for place in range(opener + 1, closer):
        token = tokens[place]
        if begins and token.kind in (STRING, NUMBER, NAME) and tokens[place + 1].text == ":":
            pairs.append(place)
        depth += (token.text in OPENERS) - (token.text in CLOSERS)
        begins = not depth and token.text == ","
        if begins and pairs and [one.text for one in tokens[place + 2 : place + 3]] == ["="]:
            stop = place  # what follows is an argument by name
            break
    if not pairs or any(tokens[place].kind == NAME for place in pairs):
        return
    if opener and tokens[opener - 1].ends_operand:
        if tokens[opener].text == "(":
            changes = (insert(tokens[pairs[0]].start, "{"), insert(tokens[stop].start, "}"))
            yield Candidate("braces-missing", changes, target.cost - 2.5)
    elif stop == closer and pairs[0] == opener + 1:
        changes = (swap(tokens[opener], "{"), swap(tokens[closer], "}"))
        yield Candidate("bracket-mismatched", changes, target.cost - 2.5)


def _comprehension(site: Site, target: Target, opener: int, closer: int) -> Iterator[Candidate]:
    """`[for x in xs]` has no item; `[x for x in xs if c else y]` has its choice at the wrong end."""
    tokens = target.statement.tokens
    inner = tokens[opener + 1 : closer]
    texts = [one.text for one in inner]
    if len(inner) > 3 and texts[0] == "for" and texts[2] == "in" and inner[1].kind == NAME:
        yield Candidate("item-missing", (insert(inner[0].start, inner[1].text + " "),), target.cost - 2.5)
    outer: list[int] = []  # indexes of what no bracket within holds
    depth = 0
    for place, text in enumerate(texts):
        depth -= text in CLOSERS
        if not depth and text in ("for", "if", "else", ","):
            outer.append(place)
        depth += text in OPENERS
    if [texts[place] for place in outer] == ["for", "if", "else"] and outer[0]:
        loop, choice = outer[0], outer[1]
        item = site.text[inner[0].start : inner[loop - 1].end]
        head = site.text[inner[loop].start : inner[choice - 1].end]
        condition = site.text[inner[choice].start : inner[-1].end]
        turned = Change(inner[0].start, inner[-1].end, f"{item} {condition} {head}")
        yield Candidate("choice-misplaced", (turned,), target.cost - 2.5)
