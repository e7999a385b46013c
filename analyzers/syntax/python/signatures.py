"""What is wrong in the head of a function: its parameters as another language declares them, its arrow?"""

from collections.abc import Iterator, Sequence
from itertools import islice, pairwise

from analyzers.deferred import regex
from analyzers.syntax.python.layout import Statement
from analyzers.syntax.python.site import Candidate, Change, Site, Target, insert
from analyzers.syntax.python.tokens import CLOSERS, KEYWORDS, NAME, OP, OPENERS, STRING, Token

_NAMES = r"([^\W\d]\w*(?:\s*,\s*[^\W\d]\w*)*)"
_LAMBDAS = (
    (regex(rf"\blambda\s*(?:\(\s*{_NAMES}\s*\)|{_NAMES})\s*(?:[,:;]?\s*return\b|[-=]\s*>|;)\s*"), -3.0),
    (regex(rf"(?<=[=(,] )\(?{_NAMES}()\)?\s*[=-]>\s*"), -2.0),
)
_LONGEST, _MOST = 1_000, 4  # characters of a statement, and arrows in it, that are looked at
_TYPES = frozenset(
    {"int", "str", "float", "bool", "list", "dict", "set", "tuple", "bytes", "string", "String", "double", "char", "var",
     "object", "Any", "Optional", "long", "boolean", "const", "let", "auto"}
)  # fmt: skip


def candidates(site: Site) -> Iterator[Candidate]:
    """Yield repairs of the heads of functions near the error."""
    for target in site.targets:
        yield from _lambdas(site, target)
        tokens = target.statement.tokens
        begin = next((n for n, one in enumerate(tokens[:2]) if one.text == "def"), None)
        if begin is None or len(tokens) < begin + 5:
            continue
        if tokens[begin + 2].text != "(":
            if tokens[begin + 3].text == "(" and tokens[begin + 2].kind == OP:  # `def f = (x):`
                surplus = Change(tokens[begin + 1].end, tokens[begin + 3].start, "")
                yield Candidate("stray", (surplus,), target.cost - 1.0)
            continue
        yield from _arrow(site, target, begin + 2)
        yield from _parameters(target, begin + 2)


def _lambdas(site: Site, target: Target) -> Iterator[Candidate]:
    """`lambda x, return x`, `lambda x => x`, `x => x`: between parameters and value stands another mark than a colon."""
    begin, end = target.statement.start, target.statement.end
    for pattern, own in _LAMBDAS:
        for found in islice(pattern.finditer(site.text, begin, min(end, begin + _LONGEST)), _MOST):
            put = Change(found.start(), found.end(), f"lambda {found[1] or found[2]}: ")
            yield Candidate("lambda-foreign", (put,), target.cost + own)


def _arrow(site: Site, target: Target, opener: int) -> Iterator[Candidate]:
    """`def f(x) int:`: what is returned stands behind an arrow."""
    tokens = target.statement.tokens
    depth = 0
    for place in range(opener, len(tokens) - 1):
        depth += (tokens[place].text in OPENERS) - (tokens[place].text in CLOSERS)
        if depth:
            continue
        right = tokens[place + 1]
        if right.kind == NAME and (right.text not in KEYWORDS or right.text == "None"):
            gap = " " if site.text[tokens[place].end : right.start] else ""
            arrow = insert(tokens[place].end, " ->" + ("" if gap else " "))
            yield Candidate("arrow-missing", (arrow,), target.cost - 2.0)
            if not target.statement.opens_block:
                ends = (arrow, insert(target.statement.end, ":"))
                yield Candidate("arrow-missing", ends, target.cost - 1.0)
        return


def _parameters(target: Target, opener: int) -> Iterator[Candidate]:
    """`f(x int)`, `f(int x)`, `f(float x = 1)`: a parameter's type stands behind a colon."""
    tokens = target.statement.tokens
    pairs: list[tuple[Token, Token]] = []
    annotated = any(one.text in (":", "->") for one in tokens[opener:-1])
    depth = 0
    for place in range(opener, len(tokens) - 2):
        depth += (tokens[place].text in OPENERS) - (tokens[place].text in CLOSERS)
        if not depth:
            break
        left, right, after = tokens[place : place + 3]
        beside = left.kind == NAME == right.kind and not {left.text, right.text} & KEYWORDS
        if (
            depth == 1
            and beside
            and tokens[place - 1].text in ("(", ",")
            and after.text in (",", ")", "=", "[")
        ):
            pairs.append((left, right))
    quoted = [
        one
        for before, one in pairwise(tokens[opener:])
        if before.text in ("(", ",") and one.kind == STRING and one.text[1:-1].isidentifier()
    ]
    if quoted:  # `def f("x"):`
        bare = tuple(Change(one.start, one.end, one.text[1:-1]) for one in quoted)
        yield Candidate("quotes-surplus", bare, target.cost - 2.0)
    between = [
        one
        for left, one, right in zip(tokens[opener:], tokens[opener + 1 :], tokens[opener + 2 :], strict=False)
        if left.kind == right.kind == NAME and one.text in ("and", ";", ".", "&")
    ]
    if between:  # `def f(x and y):`
        commas = tuple(Change(one.start - (one.text == "and"), one.end, ",") for one in between)
        yield Candidate("mark-exchanged", commas, target.cost - 2.0)
    before = [pair for pair in pairs if _is_type(pair[0])]
    behind = [pair for pair in pairs if _is_type(pair[1]) and not _is_type(pair[0])]
    if before and len(before) == len(pairs):
        dropped = tuple(Change(left.start, right.start, "") for left, right in pairs)
        yield Candidate("declaration-foreign", dropped, target.cost - 3.0 + 2.5 * annotated)
        turned = tuple(Change(left.start, right.end, f"{right.text}: {left.text}") for left, right in pairs)
        yield Candidate("declaration-foreign", turned, target.cost - 1.0 - 1.5 * annotated)
    elif behind and len(behind) == len(pairs):
        colons = tuple(insert(left.end, ":") for left, _ in pairs)
        yield Candidate("annotation-colon", colons, target.cost - 2.0)


def arities(statements: Sequence[Statement]) -> dict[str, tuple[int, int]]:
    """Return the fewest and the most arguments of each function whose head can be read, of methods as `.name`.

    Those that take any number, are decorated or are defined more than once are left out.
    """
    found: dict[str, tuple[int, int]] = {}
    seen: set[str] = set()
    decorated = False
    owner = ""  # the class that the statement stands in, and how deep its head stands
    depth = 0
    for place, statement in enumerate(statements):
        tokens = statement.tokens
        if owner and statement.indent <= depth:
            owner = ""
        if statement.word == "class" and len(tokens) > 1:
            owner, depth = tokens[1].text, statement.indent
            fields = _fields(statements, place)
            if fields is not None and owner not in seen:
                found[owner] = fields
        begin = next((n for n, one in enumerate(tokens[:2]) if one.text == "def"), None)
        plain = begin is not None and len(tokens) > begin + 3 and tokens[begin + 2].text == "("
        if (
            begin is not None
            and plain
            and not (statement.unclosed or statement.extra or statement.mismatched)
        ):
            sizes = _sizes(tokens[begin + 2 :])
            method = tokens[begin + 3].text == "self"
            name = "." * method + tokens[begin + 1].text
            if sizes is None or decorated or name in seen:
                found.pop(name, None)
            else:
                found[name] = (sizes[0] - method, sizes[1] - method)
                if owner and name == ".__init__":
                    found[owner] = found.pop(name)
                    name = owner
            seen.add(name)
        decorated = statement.word == "@"
    return found


def _fields(statements: Sequence[Statement], place: int) -> tuple[int, int] | None:
    """Return how many fields of a dataclass have no default, and in all; None for a class of another kind."""
    head = statements[place]
    above = statements[place - 1].tokens if place else ()
    if len(head.tokens) != 3 or [one.text for one in above[:2]] != ["@", "dataclass"] or len(above) > 2:
        return None
    fewest = most = 0
    level = None
    for one in statements[place + 1 :]:
        if one.indent <= head.indent:
            break
        level = one.indent if level is None else level
        texts = [token.text for token in one.tokens]
        if one.indent != level or len(texts) < 3 or texts[1] != ":":
            continue
        if {"ClassVar", "InitVar", "KW_ONLY", "init"} & set(texts):
            return None
        most += 1
        fewest += "=" not in texts
    return (fewest, most) if most else None


def _sizes(tokens: list[Token]) -> tuple[int, int] | None:
    """Return how many parameters a head has without a default, and in all; None where they are not counted."""
    fewest = most = depth = 0
    for place, token in enumerate(tokens):
        depth += (token.text in OPENERS) - (token.text in CLOSERS)
        if not depth:
            return fewest, most
        if depth == 1 and token.text in ("*", "**", "/") and tokens[place - 1].text in ("(", ","):
            return None
        if depth == 1 and token.kind == NAME and tokens[place - 1].text in ("(", ","):
            fewest, most = fewest + 1, most + 1
        fewest -= depth == 1 and token.text == "="
    return None


def _is_type(token: Token) -> bool:
    return token.text in _TYPES or (token.text[:1].isupper() and not token.text.isupper())
