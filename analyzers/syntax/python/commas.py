"""Where is a comma, an operator or an equals sign missing between two values?"""

from collections.abc import Iterator

from analyzers.deferred import regex
from analyzers.syntax.python.layout import Statement
from analyzers.syntax.python.roles import is_stranger
from analyzers.syntax.python.site import (
    Candidate,
    Change,
    Site,
    Target,
    insert,
    insert_between,
)
from analyzers.syntax.python.tokens import CLOSERS, CONSTANTS, KEYWORDS, NAME, NUMBER, OPENERS, STRING, Token

_SIGNS = frozenset({"+", "-", "*", "/", "//", "%", "**"})
_OF_STRINGS = frozenset(
    {"format", "join", "split", "strip", "replace", "upper", "lower", "startswith", "endswith"}
)
_FILLERS = frozenset({"then", "do", "begin"})
_ASKS = regex(
    r"is[a-z_]+$|has_?[a-z]+$|callable$|startswith$|endswith$|exists$|any$|all$"
)  # answers yes or no
_TYPES = frozenset({"int", "str", "float", "bool", "list", "dict", "set", "tuple", "bytes"})


def commas(site: Site, target: Target) -> Iterator[Candidate]:
    """Yield a comma, a colon, an operator or an equals sign between values that stand side by side."""
    statement, _, cost = target
    for place, left, right in site.gaps(target):
        bare = left.text in ("*", "/") and place > 1 and statement.tokens[place - 2].text in ("(", ",")
        if bare and right.kind == NAME and statement.word in ("def", "async", "lambda"):
            yield Candidate("comma-missing", (insert(left.end, ","),), cost)
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
        later = _assigns(statement.tokens[place:])
        if not bracket and place < 8 and not later and is_target(statement.tokens[:place]):
            strange = [one.kind == NAME and is_stranger(site, one.text) for one in (left, right)]
            unknown = (
                4.0 if all(strange) else 2.0 * strange[0] + 0.5 * strange[1]
            )  # a name that is never read, a value that is none
            yield Candidate(
                "assignment-missing", (insert_between(site, left, right, "="),), cost - 1.0 + unknown
            )
        if right.text in ("*", "**", "-", "(", "["):
            extra += 1.0
        glued = left.end == right.start and right.kind == NAME and right.text not in KEYWORDS
        called = site.text[right.end : right.end + 1] == "("
        method = left.kind == STRING and called and right.text in _OF_STRINGS and not broken
        if method or (glued and (left.text in CLOSERS or (left.kind == STRING and called))):
            yield Candidate("operator-missing", (Change(left.end, right.start, "."),), cost - 2.0)
        annotated = (
            bracket == "(" and left.kind == NAME and place > 1 and statement.tokens[place - 2].text == ":"
        )
        if annotated and (right.kind in (STRING, NUMBER) or right.text in CONSTANTS):
            yield Candidate("assignment-missing", (insert_between(site, left, right, "="),), cost - 1.5)
        if left.text in ("self", "cls") and right.kind == NAME and not broken:
            yield Candidate("operator-missing", (Change(left.end, right.start, "."),), cost - 2.5)
        if left.kind == NUMBER and left.text.endswith(".") and not broken:
            yield Candidate("mark-exchanged", (Change(left.end - 1, left.end, ","),), cost - 1.5)
        yield Candidate("comma-missing", (insert(left.end, ","),), cost + extra)
        if bracket == "{" and not broken:
            yield Candidate("colon-missing-in-dict", (insert(left.end, ":"),), cost + 0.7)
        condition = in_condition(site, statement, place)
        if condition and not broken and right.text not in ("*", "**", "-", "(", "["):
            yield from _compared(site, statement.tokens, place, cost)
        if left.kind == STRING or right.kind == STRING:
            plus = insert_between(site, left, right, "+")
            summed = -2.5 if _sums(statement.tokens, place) or (right.text == "str" and called) else 0.0
            summed += 2.5 * condition
            yield Candidate("operator-missing", (plus,), cost + summed + (0.6 if not broken else 2.0))
        if left.kind == NUMBER and right.kind == NAME and left.end == right.start:
            yield Candidate("operator-missing", (insert(left.end, "*"),), cost - 1.5)
        elif not broken and not condition and _calculates(site, statement, place):
            sums = any(token.text in ("+", "-") for token in statement.tokens)
            scaled = left.kind == NUMBER or right.kind == NUMBER
            scaled = scaled or _is_item(statement.tokens, place)
            for sign, price in (("*", -0.5 * scaled), ("+", 0.0 if sums or scaled else -0.3)):
                put = insert_between(site, left, right, sign)
                yield Candidate("operator-missing", (put,), cost + price)
        typed = right.text in _TYPES or (right.text[:1].isupper() and not right.text.isupper())
        if place == 1 and left.kind == NAME and right.kind == NAME and typed and not bracket:
            within = any(
                one.word == "class" for one in site.statements[max(target.number - 12, 0) : target.number]
            )
            yield Candidate("colon-missing", (insert(left.end, ":"),), cost + (-1.5 if within else 1.0))
    # a comma lost in several places of one display, or in all of one line
    row = [
        insert(left.end, ",")
        for place, left, right in site.gaps(target)
        if left.ends_operand and right.starts_operand and right.start > left.end
        and "\n" not in site.text[left.end : right.start] and site.inside(statement, place)
    ]  # fmt: skip
    if len(row) > 1:
        yield Candidate("comma-missing", tuple(row), cost + 0.8)
    lost = [
        insert(left.end, ",")
        for place, left, right in site.gaps(target)
        if left.ends_operand and right.starts_operand and "\n" in site.text[left.end : right.start]
        and site.inside(statement, place) and not (left.kind == STRING == right.kind)
    ]  # fmt: skip
    if len(lost) > 1:
        yield Candidate("comma-missing", tuple(lost), cost + 0.5)


def in_condition(site: Site, statement: Statement, place: int) -> bool:
    """Whether an index lies in what is asked by `if`, `while` or `assert`, in no bracket."""
    if statement.word not in ("if", "elif", "while", "assert") or site.inside(statement, place):
        return False
    return statement.word != "assert" or "," not in [token.text for token in statement.tokens[:place]]


def _compared(site: Site, tokens: list[Token], place: int, cost: float) -> Iterator[Candidate]:
    """Yield comparisons of two values side by side in a condition; `and` where one of them is compared already."""
    left, right = tokens[place - 1], tokens[place]
    if left.text in KEYWORDS or (right.text in KEYWORDS and right.text not in CONSTANTS):
        return
    if right.text in _FILLERS or (tokens[0].text == "assert" and right.kind == STRING):
        return  # `if x then:`, and what an assertion says
    if right.text in CONSTANTS:
        yield Candidate("operator-missing", (insert_between(site, left, right, "is"),), cost - 1.0)
        return
    sides = _clause(tokens, place, -1), _clause(tokens, place, 1)
    if any(_compares(part) or any(_ASKS.match(one.text) for one in part) for part in sides):
        yield Candidate("keyword-missing", (insert_between(site, left, right, "and"),), cost - 1.5)
        return
    listed = right.kind == NAME and left.kind == STRING
    for sign, extra in (("in", -1.0 if listed else 0.3), ("==", -0.6), ("!=", 0.2), ("<", 0.4), (">", 0.4)):
        yield Candidate("operator-missing", (insert_between(site, left, right, sign),), cost + extra)


def _clause(tokens: list[Token], place: int, step: int) -> list[Token]:
    """Return the tokens of a condition from an index on, up to `and`, `or`, `not` or its end."""
    found = []
    depth = 0
    at = place if step > 0 else place - 1
    while 0 < at < len(tokens):
        token = tokens[at]
        depth += ((token.text in OPENERS) - (token.text in CLOSERS)) * step
        if not depth and token.text in ("and", "or", "not", ":"):
            break
        if not depth:
            found.append(token)
        at += step
    return found


def _compares(tokens: list[Token]) -> bool:
    return any(token.text in ("==", "!=", "<", ">", "<=", ">=", "in", "is") for token in tokens)


def _sums(tokens: list[Token], place: int) -> bool:
    """Whether the item that an index stands in is a sum: `"a" + b "c"`."""
    for step in (-1, 1):
        depth = 0
        at = place - 1 if step < 0 else place
        while 0 <= at < len(tokens):
            text = tokens[at].text
            if text in OPENERS or text in CLOSERS:
                depth += 1 if (text in OPENERS) != (step < 0) else -1
                if depth < 0:
                    break
            elif not depth and text == "+":
                return True
            elif not depth and text in (",", "=", ":", ";"):
                break
            at += step
    return False


def _assigns(tokens: list[Token]) -> bool:
    """Whether an assignment follows that no bracket holds."""
    depth = 0
    for token in tokens:
        depth += (token.text in OPENERS) - (token.text in CLOSERS)
        if not depth and token.text == "=":
            return True
    return False


def _tuple_cost(statement: Statement, place: int) -> float:
    """Return what it costs to see items of a tuple without brackets."""
    if statement.word == "assert":
        return -0.5
    if statement.word in ("import", "from", "global", "nonlocal", "del", "for", "return", "yield"):
        return 1.0
    if _assigns(statement.tokens[place:]):
        return 0.5
    if not any(token.text == "=" for token in statement.tokens) or place < 2:
        return 3.5
    return 1.0 if _is_listed(statement.tokens) else 2.5


def _is_listed(tokens: list[Token]) -> bool:
    """Whether items stand in a row outside of brackets."""
    depth = 0
    for token in tokens:
        depth += (token.text in OPENERS) - (token.text in CLOSERS)
        if not depth and token.text == ",":
            return True
    return False


def _calculates(site: Site, statement: Statement, place: int) -> bool:
    """Whether an index lies in an expression that is no list: the value of an assignment, or a mere grouping."""
    tokens = statement.tokens
    left, right = tokens[place - 1], tokens[place]
    if any(one.text in KEYWORDS or one.kind == STRING for one in (left, right)):
        return False
    if not site.inside(statement, place):
        told = statement.word == "return" or (place > 2 and any(one.text == "=" for one in tokens[1:place]))
        return told and not _is_listed(tokens)
    if _is_item(tokens, place):
        return True
    depth = 0
    for at in range(place - 1, -1, -1):
        text = tokens[at].text
        depth += (text in CLOSERS) - (text in OPENERS)
        if depth < 0:
            grouped = text == "(" and (not at or not tokens[at - 1].ends_operand)
            return grouped and any(one.text in _SIGNS for one in tokens)
        if not depth and text in (",", ":"):
            return False
    return False


def _is_item(tokens: list[Token], place: int) -> bool:
    """Whether an index lies in the item that a comprehension makes: `sum(price count for …)`."""
    depth = 0
    for at in range(place, len(tokens)):
        text = tokens[at].text
        depth += (text in OPENERS) - (text in CLOSERS)
        if depth < 0 or (not depth and text in (",", ":")):
            return False
        if not depth and text == "for":
            return True
    return False


def is_target(tokens: list[Token]) -> bool:
    """Whether tokens name something that can be assigned to."""
    if not tokens or tokens[0].kind != NAME or tokens[0].text in KEYWORDS or tokens[-1].text == ")":
        return False
    return all(
        token.kind in (NAME, NUMBER, STRING) or token.text in (".", "[", "]", ",", "(", ")")
        for token in tokens
    )
