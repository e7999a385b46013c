"""Where is a comma, an operator or an equals sign missing between two values?"""

from collections.abc import Iterator

from analyzers.syntax.python.layout import Statement
from analyzers.syntax.python.site import (
    Candidate,
    Site,
    Target,
    insert,
    insert_between,
)
from analyzers.syntax.python.tokens import KEYWORDS, NAME, NUMBER, OPENERS, STRING, Token


def commas(site: Site, target: Target) -> Iterator[Candidate]:
    """Yield a comma, a colon, an operator or an equals sign between values that stand side by side."""
    statement, _, cost = target
    for place, left, right in site.gaps(target):
        operand = left.ends_operand and (right.starts_operand or right.text in ("*", "**", "-"))
        if not operand or (right.text in OPENERS and left.kind == NAME and right.start == left.end):
            continue
        bracket = site.inside(statement, place)
        broken = "\n" in site.text[left.end : right.start]
        if left.kind == STRING and right.kind == STRING:
            if bracket:
                yield Candidate("comma-missing", (insert(left.end, ","),), cost + (0.4 if broken else 1.5))
            continue
        extra = (-0.6 if broken else 0.0) if bracket else _tuple_cost(statement, place)
        later = any(token.text == "=" for token in statement.tokens[place:])
        if not bracket and place < 8 and not later and is_target(statement.tokens[:place]):
            yield Candidate("assignment-missing", (insert_between(site, left, right, "="),), cost - 1.0)
        if right.text in ("*", "**", "-", "(", "["):
            extra += 1.0
        yield Candidate("comma-missing", (insert(left.end, ","),), cost + extra)
        if bracket == "{" and not broken:
            yield Candidate("colon-missing-in-dict", (insert(left.end, ":"),), cost + 0.7)
        if left.kind == STRING or right.kind == STRING:
            plus = insert_between(site, left, right, "+")
            summed = -1.0 * any(token.text == "+" for token in statement.tokens)
            yield Candidate("operator-missing", (plus,), cost + summed + (0.6 if not broken else 2.0))
        if left.kind == NUMBER and right.kind == NAME and left.end == right.start:
            yield Candidate("operator-missing", (insert(left.end, "*"),), cost + 0.5)
    # a comma lost in several places of one display
    lost = [
        insert(left.end, ",")
        for place, left, right in site.gaps(target)
        if left.ends_operand and right.starts_operand and "\n" in site.text[left.end : right.start]
        and site.inside(statement, place) and not (left.kind == STRING == right.kind)
    ]  # fmt: skip
    if len(lost) > 1:
        yield Candidate("comma-missing", tuple(lost), cost + 0.5)


def _tuple_cost(statement: Statement, place: int) -> float:
    """Return what it costs to see items of a tuple without brackets."""
    if statement.word == "assert":
        return -0.5
    if statement.word in ("import", "from", "global", "nonlocal", "del", "for", "return", "yield"):
        return 1.0
    return 1.0 if any(token.text == "=" for token in statement.tokens) and place > 1 else 3.5


def is_target(tokens: list[Token]) -> bool:
    """Whether tokens name something that can be assigned to."""
    if not tokens or tokens[0].kind != NAME or tokens[0].text in KEYWORDS or tokens[-1].text == ")":
        return False
    return all(token.kind in (NAME, NUMBER, STRING) or token.text in (".", "[", "]", ",") for token in tokens)
