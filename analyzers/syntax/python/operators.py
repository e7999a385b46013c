"""Which comma, operator or mark is missing, doubled, stray or of another language?"""

import re
from collections.abc import Iterator

from analyzers.syntax.python.layout import Statement
from analyzers.syntax.python.site import (
    Candidate,
    Change,
    Site,
    Target,
    insert,
    insert_between,
    replace_token,
    swap,
)
from analyzers.syntax.python.tokens import CLOSERS, JUNK, KEYWORDS, NAME, NUMBER, OP, OPENERS, STRING, Token

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
_CONDITIONS = frozenset({"if", "elif", "while", "assert", "return", "not", "and", "or"})
_WORDS_FOR = {"<>": "!=", "=<": "<="}


def candidates(site: Site) -> Iterator[Candidate]:
    """Yield repairs of commas, operators and stray marks."""
    for target in site.targets:
        yield from _equals(site, target)
        yield from _pairs(site, target)
        yield from _commas(site, target)
        yield from _stray(site, target)
        yield from _exchanged(site, target)
        yield from _numbers(site, target)
        yield from _joined_lines(site, target)
        yield from _targets(site, target)
        yield from _ternary(site, target)


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
        if bracket:
            yield Candidate("equals-for-walrus", (swap(token, ":="),), cost + 4.0)
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
        if token.text == ":" and site.inside(statement, place) == "(" and tokens[place - 1].kind == NAME:
            after = tokens[place + 1] if place + 1 < len(tokens) else token
            yield Candidate("colon-for-equals", (Change(token.start, after.start, "="),), cost + 0.8)
        if token.text == ":" and place == 1 and tokens[0].kind == NAME and len(tokens) > 2:
            yield Candidate("colon-for-equals", (Change(tokens[0].end, token.end, " ="),), cost + 2.0)


def _pairs(site: Site, target: Target) -> Iterator[Candidate]:
    statement, _, cost = target
    for place, left, right in site.gaps(target):
        if left.kind not in (OP, JUNK) or right.kind not in (OP, JUNK):
            continue
        if (meant := _PAIRS.get((left.text, right.text))) and right.start - left.end <= 1:
            both = Token(OP, "", left.start, right.end)
            assigns = meant == "==" and _is_target(statement.tokens[: place - 1]) and not statement.is_header
            if assigns and not site.inside(statement, place):
                yield Candidate("stray", (Change(left.end, right.end, ""),), cost - 1.0)
                cost += 2.5
            yield Candidate("operator-misspelt", (replace_token(site, both, meant),), cost - 0.5)
            third = statement.tokens[place + 1] if place + 1 < len(statement.tokens) else None
            if third is not None and third.text == "=" and meant in ("==", "!="):
                three = Token(OP, "", left.start, third.end)
                yield Candidate("operator-misspelt", (replace_token(site, three, meant),), cost - 0.5)
        if left.text == right.text and left.text in ("+", "-") and right.start == left.end:
            yield from _increment(site, target, place)
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
    if following is not None and following.start == token.end:
        if token.text == following.text and token.text in "&|":
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


def _increment(site: Site, target: Target, place: int) -> Iterator[Candidate]:
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


def _commas(site: Site, target: Target) -> Iterator[Candidate]:
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
        if not bracket and place < 8 and not later and _is_target(statement.tokens[:place]):
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


def _is_target(tokens: list[Token]) -> bool:
    """Whether tokens name something that can be assigned to."""
    if not tokens or tokens[0].kind != NAME or tokens[0].text in KEYWORDS or tokens[-1].text == ")":
        return False
    return all(token.kind in (NAME, NUMBER, STRING) or token.text in (".", "[", "]", ",") for token in tokens)


def _stray(site: Site, target: Target) -> Iterator[Candidate]:
    statement, _, cost = target
    tokens = statement.tokens
    for place, token in site.near(statement):
        if token.kind == JUNK:
            yield Candidate("stray", (swap(token, ""),), cost + 0.3)
        if token.kind != OP or token.text in OPENERS or token.text in CLOSERS:
            continue
        left = tokens[place - 1] if place else None
        right = tokens[place + 1] if place + 1 < len(tokens) else None
        lonely_left = left is None or (not left.ends_operand and left.text != "...")
        lonely_right = right is None or not (right.starts_operand or right.text in ("-", "+", "*", "**"))
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
            yield Candidate(
                "stray", (change,), cost + (0.2 if doubled else 1.0 if token.text in ",;" else 1.4)
            )
    if tokens[-1].text in (",", ";", ".") and len(tokens) > 1:
        yield Candidate("stray", (swap(tokens[-1], ""),), cost + 0.5)


def _exchanged(site: Site, target: Target) -> Iterator[Candidate]:
    """One mark typed for its neighbour on the keyboard or in the mind."""
    statement, _, cost = target
    others = {
        ".": (",",),
        ",": (".", ":"),
        ";": (",", ":"),
        ":": (",", ".", ";"),
        "-": ("_", "="),
        "=": ("-", ":"),
        "->": (".", ":"),
        "?": ("/",),
        "+": ("=",),
        "<": (",",),
        ">": (".", ":"),
        "*": (),
        "/": (),
        "_": (),
    }
    tokens = statement.tokens
    for place, token in site.near(statement):
        if token.kind not in (OP, JUNK):
            continue
        for other in others.get(token.text, ()):
            if other == "_":
                continue
            yield Candidate("mark-exchanged", (swap(token, other),), cost + 1.6)
        if token.text == "-" and 0 < place < len(tokens) - 1:
            left, right = tokens[place - 1], tokens[place + 1]
            if (
                left.kind == NAME
                and right.kind in (NAME, NUMBER)
                and left.end == token.start == right.start - 1
            ):
                yield from _hyphens(site, target, place)
    if statement.opens_block and tokens[-1].start > statement.start:
        return


def _hyphens(site: Site, target: Target, place: int) -> Iterator[Candidate]:
    """A name written with hyphens where Python wants underscores, everywhere it occurs."""
    tokens = target.statement.tokens
    first, last = place - 1, place + 1
    while first >= 2 and tokens[first - 1].text == "-" and tokens[first - 2].kind == NAME:
        first -= 2
    while last + 2 < len(tokens) and tokens[last + 1].text == "-" and tokens[last + 2].kind == NAME:
        last += 2
    written = site.text[tokens[first].start : tokens[last].end]
    changes = []
    at = site.text.find(written)
    while at >= 0:
        changes.append(Change(at, at + len(written), written.replace("-", "_")))
        at = site.text.find(written, at + len(written))
    here = Change(tokens[first].start, tokens[last].end, written.replace("-", "_"))
    yield Candidate("name-hyphen", tuple(changes), target.cost + 0.2)
    if len(changes) > 1:
        yield Candidate("name-hyphen", (here,), target.cost + 1.0)


def _numbers(site: Site, target: Target) -> Iterator[Candidate]:
    statement, _, cost = target
    tokens = statement.tokens
    for place, token in site.near(statement):
        if token.kind != NUMBER:
            continue
        digits = token.text
        following = tokens[place + 1] if place + 1 < len(tokens) else None
        if len(digits) > 1 and digits[0] == "0" and digits.strip("0123456789") in ("", "L", "l"):
            plain = digits.rstrip("lL").lstrip("0") or "0"
            octal = set(plain) <= set("01234567")
            legacy = octal and len(digits) >= 4
            if octal:
                yield Candidate("number-octal", (swap(token, "0o" + plain),), cost + (0.0 if legacy else 1.2))
            yield Candidate("number-zero", (swap(token, plain),), cost + (0.8 if legacy else 0.0))
        elif digits[-1] in "lL":
            yield Candidate("number-long", (swap(token, digits[:-1]),), cost - 1.0)
        if following is not None and following.start == token.end and following.kind == NAME:
            if following.text in ("L", "l"):
                yield Candidate("number-long", (swap(following, ""),), cost - 1.0)
            if place == 0 or (
                tokens[place - 1].text in ("def", "class", "import", "for", ",", "(", "=", ".")
            ):
                name = f"_{digits}{following.text}"
                declared = place and tokens[place - 1].text in ("def", "class", "import")
                yield Candidate(
                    "name-digit",
                    (Change(token.start, following.end, name),),
                    cost + (1.0 if declared else 3.5),
                )
            if following.text[0] in "oO" and digits[0] in "123456789":
                yield Candidate(
                    "number-letter", (Change(token.start, following.end, digits + "0"),), cost + 2.0
                )
        if following is not None and following.text in ("%", "$") and following.start == token.end:
            yield Candidate("stray", (swap(following, ""),), cost + 1.5)


def _joined_lines(site: Site, target: Target) -> Iterator[Candidate]:
    """Two statements on one line, or one statement on two."""
    statement, index, cost = target
    margin = site.margin(statement)
    for place, left, right in site.gaps(target):
        gap = site.text[left.end : right.start]
        if "\n" in gap or not (left.ends_operand or left.text in ("pass", "break", "continue", "return")):
            continue
        if (
            statement.word in ("import", "from")
            and right.text == "import"
            and "," not in (t.text for t in statement.tokens[:place])
        ):
            continue
        if right.kind == NAME and (gap or left.text in CLOSERS) and not site.inside(statement, place):
            wide = -1.0 if len(gap) > 1 else 0.0
            bare = 3.0 * (_is_target(statement.tokens[:place]) or place == len(statement.tokens) - 1)
            rest = statement.tokens[place:]
            signs = [at for at, token in enumerate(rest[:12]) if token.text in ("=", "+=", "-=")]
            if signs and _is_target(rest[: signs[0]]):
                bare = -2.5
            elif right.text in (
                "import",
                "from",
                "return",
                "raise",
                "def",
                "class",
                "print",
                "with",
                "while",
            ):
                bare -= 1.0
            yield Candidate(
                "newline-missing", (Change(left.end, right.start, "\n" + margin),), cost + 1.2 + wide + bare
            )
    last = statement.tokens[-1]
    if index + 1 < len(site.statements) and not last.ends_operand and last.text not in (":", ",", ";"):
        following = site.statements[index + 1]
        gap = site.text[statement.end : following.start]
        if gap.strip() == "" and gap.count("\n") == 1:
            yield Candidate(
                "line-broken",
                (Change(statement.end, following.start, " \\\n" + margin + "    "),),
                cost - 1.0,
            )
    if index and site.statements[index].tokens[0].text in (
        ".",
        "+",
        "-",
        "*",
        "/",
        "and",
        "or",
        "in",
        "==",
        "%",
        "=",
        ",",
        "if",
        "else",
        "for",
        "is",
        "not",
        "|",
        "&",
        "<",
        ">",
    ):
        before = site.statements[index - 1]
        gap = site.text[before.end : statement.start]
        if gap.strip() == "" and gap.count("\n") == 1 and not before.opens_block:
            newline = before.end + gap.index("\n")
            yield Candidate("line-broken", (insert(newline, " \\"),), cost - 0.5)


def _targets(site: Site, target: Target) -> Iterator[Candidate]:
    """Assignments to what cannot be assigned to."""
    if not site.message.startswith("cannot assign"):
        return
    statement, _, cost = target
    tokens = statement.tokens
    places = [
        place
        for place, token in site.near(statement)
        if token.text == "=" and not site.inside(statement, place)
    ]
    if len(places) == 1 and places[0] + 1 < len(tokens):
        place = places[0]
        left = site.text[tokens[0].start : tokens[place - 1].end]
        right = site.text[tokens[place + 1].start : tokens[-1].end]
        if tokens[place + 1].kind == NAME:
            both = Change(tokens[0].start, tokens[-1].end, f"{right} = {left}")
            yield Candidate("assignment-reversed", (both,), cost + (0.2 if place + 2 == len(tokens) else 1.2))
        if tokens[place - 1].text == ")":
            depth = 0
            for index in range(place - 1, 0, -1):
                depth += (tokens[index].text == ")") - (tokens[index].text == "(")
                if not depth:
                    changes = (swap(tokens[index], "["), swap(tokens[place - 1], "]"))
                    yield Candidate("bracket-mismatched", changes, cost + 0.4)
                    break
