"""Which operator is misspelt, doubled, stray or of another language?"""

import re
from collections.abc import Iterator

from analyzers.syntax.python.calls import calls
from analyzers.syntax.python.commas import commas, is_target
from analyzers.syntax.python.lines import assignments, joined_lines
from analyzers.syntax.python.marks import exchanged, numbers
from analyzers.syntax.python.site import (
    Candidate,
    Change,
    Site,
    Target,
    insert,
    replace_token,
    swap,
)
from analyzers.syntax.python.tokens import CLOSERS, JUNK, NAME, OP, OPENERS, STRING, Token

_PAIRS = {
    ("=", "<"): "<=",
    ("=", ">"): ">=",
    ("=", "="): "==",
    ("!", "="): "!=",
    ("=", "!"): "!=",
    ("<", "="): "<=",
    (">", "="): ">=",
    ("==", "="): "==",
    ("!=", "="): "!=",
    ("=", "=="): "==",
    ("<=", "="): "<=",
    (">=", "="): ">=",
    ("+", "="): "+=",
    ("-", "="): "-=",
    ("*", "="): "*=",
    ("/", "="): "/=",
    ("%", "="): "%=",
    ("|", "="): "|=",
    (":", "="): ":=",
    ("=", ":"): ":=",
    ("<", ">"): "!=",
    ("-", ">"): "->",
    ("=", "->"): "->",
    ("=>", ""): "->",
    ("&", "&"): "and",
    ("|", "|"): "or",
    ("&", "&&"): "and",
    ("*", "*"): "**",
    ("/", "/"): "//",
    (":", ":"): ":",
    (".", "."): ".",
    (",", ","): ",",
    ("~", "="): "!=",
    ("=", "+"): "+=",
    ("=", "-"): "-=",
    ("=", "*"): "*=",
    ("=", "/"): "/=",
}
_AUGMENTED = frozenset({"+=", "-=", "*=", "/=", "//=", "%=", "**=", ">>=", "<<=", "&=", "|=", "^=", "@="})
_CONDITIONS = frozenset({"if", "elif", "while", "assert", "return", "not", "and", "or"})
_WORDS_FOR = {"<>": "!=", "=<": "<="}


def candidates(site: Site) -> Iterator[Candidate]:
    """Yield repairs of commas, operators and stray marks."""
    for target in site.targets:
        yield from _equals(site, target)
        yield from _pairs(site, target)
        yield from commas(site, target)
        yield from _stray(site, target)
        yield from exchanged(site, target)
        yield from numbers(site, target)
        yield from joined_lines(site, target)
        yield from assignments(site, target)
        yield from _ternary(site, target)
        yield from _condition_first(site, target)
        yield from _half_comparison(site, target)
        yield from calls(site, target)


_COMPARISONS = frozenset({"<", ">", "<=", ">=", "==", "!="})


def _half_comparison(site: Site, target: Target) -> Iterator[Candidate]:
    """`a > 1 and < 5`: the left side stands only once."""
    statement, _, cost = target
    tokens = statement.tokens
    for place, left, right in site.gaps(target):
        if left.text not in ("and", "or", "not") or right.text not in _COMPARISONS:
            continue
        signs = [at for at in range(place - 2, 0, -1) if tokens[at].text in _COMPARISONS]
        if not signs:
            continue
        begin = signs[0]
        depth = 0
        while begin > 0:
            one = tokens[begin - 1]
            depth += (one.text in CLOSERS) - (one.text in OPENERS)
            if depth < 0 or (not depth and (one.is_keyword or one.text in ("=", ",", ":"))):
                break
            begin -= 1
        operand = site.text[tokens[begin].start : tokens[signs[0] - 1].end]
        if operand:
            yield Candidate("operand-missing", (insert(right.start, operand + " "),), cost - 1.5)


def _in_group(tokens: list[Token], place: int) -> bool:
    """Whether `(name = call(...))` stands in brackets that are no call's, and something is done with it."""
    if place < 3 or tokens[place - 2].text != "(" or tokens[place - 1].kind != NAME:
        return False
    if (
        not (tokens[place - 3].is_keyword or tokens[place - 3].kind == OP)
        or tokens[place - 3].text in CLOSERS
    ):
        return False
    depth = 1
    for at in range(place + 1, len(tokens)):
        depth += (tokens[at].text in OPENERS) - (tokens[at].text in CLOSERS)
        if not depth:
            called = any(one.text == "(" for one in tokens[place + 2 : at])
            return called and at + 1 < len(tokens) and tokens[at + 1].text not in (":", ")", "and", "or")
    return False


def _equals(site: Site, target: Target) -> Iterator[Candidate]:
    statement, _, cost = target
    tokens = statement.tokens
    condition = statement.word in _CONDITIONS or statement.word in ("else",)
    signs = [place for place, token in site.near(statement) if token.text == "="]
    compared: list[Change] = []
    for place in signs:
        token = tokens[place]
        bracket = site.inside(statement, place)
        if condition or place > 1:
            wanted = condition or any(t.text in ("if", "and", "or", "not") for t in tokens[:place])
            compared.append(swap(token, "=="))
            named = bracket == "(" and tokens[place - 2].text in ("(", ",") and tokens[place - 1].kind == NAME
            extra = (-1.0 if wanted else 2.0) + 2.5 * (named and not condition)
            yield Candidate("equals-for-comparison", (swap(token, "=="),), cost + extra)
        if bracket == "{":
            before = tokens[place - 1]
            colon = Change(before.end, token.end, ":")
            yield Candidate("equals-for-colon", (colon,), cost + 0.3)
        if bracket or (place == 2 and statement.word in ("while", "if", "elif")):
            fresh = place == 2 and _is_fresh(site, statement.tokens)
            fresh = fresh or (condition and _in_group(tokens, place))
            yield Candidate("equals-for-walrus", (swap(token, ":="),), cost + (-3.0 if fresh else 4.0))
        if bracket == "(" and tokens[place - 1].kind == STRING and len(tokens[place - 1].text) > 2:
            name = tokens[place - 1].text[1:-1]
            if name.isidentifier():
                yield Candidate("keyword-argument-quoted", (swap(tokens[place - 1], name),), cost + 0.5)
    if len(compared) > 1 and condition:
        yield Candidate("equals-for-comparison", tuple(compared), cost - 1.2)
    for place, token in site.near(statement):
        if token.text in ("==", ":=") and place:
            kind = "comparison-for-equals"
            simple = place == 1 or not site.inside(statement, place)
            if site.inside(statement, place) == "(" and tokens[place - 2].text in ("(", ","):
                simple = tokens[place - 1].kind == NAME
            yield Candidate(
                kind, (swap(token, "="),), cost + (1.0 if simple or statement.word == "def" else 2.0)
            )
        next_text = tokens[place + 1].text if place + 1 < len(tokens) else ""
        if token.text == "=" and site.inside(statement, place) == "(" and next_text in (",", ")"):
            text = tokens[place - 1].text in (
                "sep",
                "end",
                "newline",
                "delimiter",
                "quotechar",
                "prefix",
                "suffix",
            )
            yield Candidate("keyword-missing", (insert(token.end, '""' if text else "None"),), cost - 0.5)
        if token.text == ":" and site.inside(statement, place) == "(" and tokens[place - 1].kind == NAME:
            after = tokens[place + 1] if place + 1 < len(tokens) else token
            yield Candidate("colon-for-equals", (Change(token.start, after.start, "="),), cost + 0.8)
        if token.text == ":" and place == 1 and tokens[0].kind == NAME and len(tokens) > 2:
            yield Candidate("colon-for-equals", (Change(tokens[0].end, token.end, " ="),), cost + 2.0)


def _is_fresh(site: Site, tokens: list[Token]) -> bool:
    """Whether `while line = file.readline()` gives a name its first value: nothing above knows it."""
    name = tokens[1]
    first = next(one for one in site.layout.tokens if one.text == name.text)
    return name.kind == NAME and first.start == name.start and any(one.text == "(" for one in tokens[3:])


def _pairs(site: Site, target: Target) -> Iterator[Candidate]:
    statement, _, cost = target
    for place, left, right in site.gaps(target):
        if left.kind not in (OP, JUNK) or right.kind not in (OP, JUNK):
            continue
        if (meant := _PAIRS.get((left.text, right.text))) and right.start - left.end <= 1:
            both = Token(OP, "", left.start, right.end)
            assigns = meant == "==" and is_target(statement.tokens[: place - 1]) and not statement.is_header
            if assigns and not site.inside(statement, place):
                yield Candidate("stray", (Change(left.end, right.end, ""),), cost - 1.0)
                cost += 2.5
            yield Candidate("operator-misspelt", (replace_token(site, both, meant),), cost - 0.5)
            third = statement.tokens[place + 1] if place + 1 < len(statement.tokens) else None
            if third is not None and third.text == "=" and meant in ("==", "!="):
                three = Token(OP, "", left.start, third.end)
                yield Candidate("operator-misspelt", (replace_token(site, three, meant),), cost - 0.5)
        joined = left.text + right.text
        if (left.text, right.text) not in _PAIRS and joined in _AUGMENTED:  # `>> =`
            yield Candidate("operator-misspelt", (Change(left.start, right.end, joined),), cost - 2.5)
        if left.text == "=" and right.text in _AUGMENTED:  # `= +=`
            yield Candidate("operator-misspelt", (Change(left.start, right.start, ""),), cost - 0.5)
        if left.text == right.text and left.text in ("+", "-") and right.start == left.end:
            yield from _increment(target, place)
    changes = [_foreign(site, statement.tokens, place) for place in range(len(statement.tokens))]
    found = tuple(change for change in changes if change is not None)
    if found:
        yield Candidate("operator-foreign", found, cost - 0.8)
        if len(found) > 1:
            yield from (Candidate("operator-foreign", (one,), cost + 0.4) for one in found)


def _foreign(site: Site, tokens: list[Token], place: int) -> Change | None:
    """Return the change of a foreign operator at an index into Python's own."""
    token = tokens[place]
    following = tokens[place + 1] if place + 1 < len(tokens) else None
    if token.text in _WORDS_FOR:
        return swap(token, _WORDS_FOR[token.text])
    touches = following is not None and following.start == token.end
    if following is not None and touches and token.text == following.text and token.text in "&|":
        if (
            place
            and tokens[place - 1].text == ")"
            and following.end < len(site.text)
            and _selects(tokens, place)
        ):
            return Change(token.start, following.end, token.text)  # of a table: `rows[(…) & (…)]`
        return _wordy(site, token.start, following.end, "and" if token.text == "&" else "or")
    if token.text == "!" and (following is None or following.text not in ("=", "==")):
        if (
            place
            and tokens[place - 1].ends_operand
            and following is not None
            and following.text in ("in", "is")
        ):
            return Change(token.start, token.end, "not ")
        return Change(token.start, token.end, "not " if following and following.start == token.end else "not")
    return None


def _selects(tokens: list[Token], place: int) -> bool:
    """Whether an index lies right within the brackets of a look-up."""
    depth = 0
    for at in range(place - 1, 0, -1):
        depth += (tokens[at].text in CLOSERS) - (tokens[at].text in OPENERS)
        if depth < 0:
            return tokens[at].text == "[" and tokens[at - 1].ends_operand
    return False


def _wordy(site: Site, start: int, end: int, word: str) -> Change:
    left = "" if site.text[start - 1 : start].isspace() else " "
    right = "" if site.text[end : end + 1].isspace() else " "
    return Change(start, end, left + word + right)


def _ternary(site: Site, target: Target) -> Iterator[Candidate]:
    """`x = a ? b : c` is a conditional expression of C."""
    statement, _, cost = target
    start = site.text[statement.start : statement.end]
    found = re.match(
        r"(\s*(?:[\w.\[\]]+\s*=|return)\s*\(?)([^?\n]+?)\s*\?\s*([^:\n]+?)\s*:\s*([^\n]+?)(\)?;?)$", start
    )
    if found is not None:
        text = f"{found[1]}{found[3]} if {found[2]} else {found[4]}{found[5]}"
        yield Candidate("operator-foreign", (Change(statement.start, statement.end, text),), cost - 1.0)


def _condition_first(site: Site, target: Target) -> Iterator[Candidate]:
    """`x = if a > b: a else b` has its condition before the value."""
    statement, _, cost = target
    start = site.text[statement.start : statement.end]
    found = re.match(
        r"((?:[\w.\[\]]+\s*=|return)\s*)if\s+([^:\n]+?)\s*:\s*([^:\n]+?)\s+else\s*:?\s*([^:\n]+)$", start
    )
    if found is not None:
        text = f"{found[1]}{found[3]} if {found[2]} else {found[4]}"
        yield Candidate("words-reversed", (Change(statement.start, statement.end, text),), cost - 1.0)


def _increment(target: Target, place: int) -> Iterator[Candidate]:
    tokens = target.statement.tokens
    sign = tokens[place].text
    if place == len(tokens) - 1 or tokens[place + 1].text in (";", ")"):
        yield Candidate(
            "operator-foreign",
            (Change(tokens[place - 1].start, tokens[place].end, f" {sign}= 1"),),
            target.cost - 1,
        )
    if place == 1:
        end = tokens[-1].end
        changes = (Change(tokens[0].start, tokens[1].end, ""), insert(end, f" {sign}= 1"))
        yield Candidate("operator-foreign", changes, target.cost)


def _stray(site: Site, target: Target) -> Iterator[Candidate]:
    statement, _, cost = target
    tokens = statement.tokens
    for place, token in site.near(statement):
        if token.kind == JUNK and not token.text.isspace():
            yield Candidate("stray", (swap(token, ""),), cost + 0.3)
        if token.kind != OP or token.text in OPENERS or token.text in CLOSERS:
            continue
        left = tokens[place - 1] if place else None
        right = tokens[place + 1] if place + 1 < len(tokens) else None
        lonely_left = left is None or (not left.ends_operand and left.text != "...")
        lonely_right = right is None or not (right.starts_operand or right.text in ("-", "+", "*", "**"))
        lonely_right = lonely_right or (token.text == "." and right is not None and right.kind != NAME)
        if (
            lonely_left
            or lonely_right
            or (right is not None and right.kind == OP and right.text not in OPENERS)
        ):
            doubled = (left is not None and left.text == token.text) or (
                right is not None and right.text == token.text
            )
            change = swap(token, "")
            if left is not None and right is not None and site.text[left.end : token.start].isspace():
                change = Change(left.end, token.end, "")
            after_word = left is not None and left.text in (
                "return",
                "print",
                "yield",
                "raise",
                "import",
                "in",
            )
            extra = 0.2 if doubled or after_word else 1.0 if token.text in ",;" else 1.4
            yield Candidate("stray", (change,), cost + extra)
    if tokens[-1].text in (",", ";", ".") and len(tokens) > 1:
        yield Candidate("stray", (swap(tokens[-1], ""),), cost + 0.5)
