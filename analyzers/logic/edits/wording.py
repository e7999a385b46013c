"""Is a text taken apart, cleaned, matched or written in another way than was meant?

Numbers that stay texts, a separator left at the end, a pattern that takes too much, a field without its digits.
"""

import ast
import re
from collections.abc import Iterator
from itertools import combinations, pairwise

from analyzers.logic.edits import Candidate
from analyzers.logic.edits.lines import Made
from analyzers.logic.edits.scope import Scope, kind_of
from analyzers.logic.program import Program, own_expressions

_MATCHES = ("match", "fullmatch", "search", "findall")
_TEXTS = frozenset(
    ["strip", "lstrip", "rstrip", "lower", "upper", "replace", "join", "sub", "format", "title", "capitalize", "input"]
)  # fmt: skip
_FORMS = ("NFC", "NFD", "NFKC", "NFKD")
_FORMATS = (":02d", ":.2f", ":.1f", ":02x", ":,")
_ENTRIES = 7  # of a table of which two may have been exchanged


def edits(program: Program, statement: ast.stmt, scope: Scope) -> Iterator[Candidate]:
    """Yield the candidates that read or write a text as was meant."""
    for node in own_expressions(statement):
        if isinstance(getattr(node, "ctx", None), ast.Store | ast.Del):
            continue
        for make in _OF_NODE:
            for changes, kind, weight in make(program, node, scope):
                yield Candidate(program.path, tuple(sorted(changes)), node.lineno, kind, weight)


def _put(program: Program, node: ast.AST, text: str, kind: str, weight: float) -> Made:
    return ((program.start(node), program.end(node), text),), kind, weight


def _numbers(program: Program, node: ast.expr, _scope: Scope) -> Iterator[Made]:
    """The pieces of a text are texts: `"10" < "9"`."""
    match node:
        case ast.Call(func=ast.Attribute(attr="split" | "rsplit" | "splitlines")):
            parent = program.parents.get(node)
            if not isinstance(parent, ast.Attribute | ast.Expr):
                text = program.source(node)
                yield _put(program, node, f"[int(part) for part in {text}]", "conversion", 0.15)
                yield _put(program, node, f"[part.strip() for part in {text}]", "conversion", 0.12)
                yield _put(program, node, f"[part for part in {text} if part]", "conversion", 0.12)


def _cleaned(program: Program, node: ast.expr, scope: Scope) -> Iterator[Made]:
    """What a text has at its ends, and the words in it rather than the text."""
    text, parent = program.source(node), program.parents.get(node)
    match node:
        case ast.Call(func=ast.Attribute(attr=name) | ast.Name(id=name)) if name in _TEXTS:
            if not isinstance(parent, ast.Attribute | ast.Expr):
                for mark in _marks(scope):
                    yield _put(program, node, f"{text}.strip({mark})", "text", 0.12)
        case ast.Name() | ast.Attribute() | ast.Subscript() if isinstance(parent, ast.BinOp):
            texts = (
                kind_of(parent.left) == "str"
                or kind_of(parent.right) == "str"
                or (isinstance(parent.left, ast.BinOp) and kind_of(parent.left.right) == "str")
            )
            for mark in _marks(scope) if texts and isinstance(parent.op, ast.Add) else ():
                for method in ("rstrip", "lstrip"):
                    yield _put(program, node, f"{text}.{method}({mark})", "text", 0.1)
        case ast.Name() | ast.Attribute() if isinstance(parent, ast.Compare) and parent.comparators == [node]:
            if isinstance(parent.ops[0], ast.In | ast.NotIn):
                yield _put(program, node, f"{text}.split()", "text", 0.1)
    match node, parent:
        case ast.Name() | ast.Attribute() | ast.Subscript(), ast.Call(
            func=ast.Attribute(attr="startswith" | "endswith"), args=[given]
        ) if given is node:
            for mark in _marks(scope):
                yield _put(program, node, f"{text} + {mark}", "text", 0.1)


def _marks(scope: Scope) -> list[str]:
    """Single signs that the function writes."""
    return [text for text in scope.strings if len(text) == 3 and not text[1].isalnum() and text[1] != " "][:4]


def _pattern(program: Program, node: ast.expr, _scope: Scope) -> Iterator[Made]:
    """A pattern that takes too much, the wrong part, or a sign for what it stands for."""
    match node:
        case ast.Attribute(attr=name) if name in _MATCHES:
            parent = program.parents.get(node)
            if isinstance(parent, ast.Call) and parent.func is node:
                end = program.end(node)
                for other in _MATCHES[:3]:
                    if other != name:
                        yield ((end - len(name), end, other),), "method", 0.4
            return
        case ast.Constant(value=str() as value) if value in _FORMS:
            plain = (
                "ascii" in program.text
            )  # what has no accents left: the usual form for that is one of its own
            for other in _FORMS:
                if other != value:  # canonical stays canonical, compatible compatible
                    weight = 0.3 if len(other) == len(value) else 0.15
                    weight = 0.45 if plain and other == "NFKD" else weight
                    yield _put(program, node, f'"{other}"', "constant", weight)
            return
        case ast.Constant(value=str() as value) if _is_pattern(program, node, value):
            pass
        case _:
            return
    own, start = program.source(node), program.start(node)
    if own.endswith(('"""', "'''")):
        return
    first = own.index(own[-1]) + 1
    last = len(own) - 1
    for found in re.finditer(r"(?<!\\)[+*](?!\?)", own[first:last]):
        place = start + first + found.start()
        yield ((place + 1, place + 1, "?"),), "pattern", 0.3
        yield ((place, place + 1, "*" if found[0] == "+" else "+"),), "pattern", 0.4
    for found in re.finditer(r"(?<!\\)\.(?![*+?])", own[first:last]):
        place = start + first + found.start()
        yield ((place, place, "\\" if own[0] in "rR" else "\\\\"),), "pattern", 0.4
    for found in re.finditer(r"\\[dwsDWS](?![+*?{])|\](?![+*?{])", own[first:last]):
        place = start + first + found.end()
        yield ((place, place, "+"),), "pattern", 0.3
        yield ((place, place, "*"),), "pattern", 0.12
    if 1 < len(value) < 20 and "(" not in value:
        mark = own[:first]
        yield _put(program, node, f"{mark}(?:{own[first:last]})?{own[-1]}", "pattern", 0.2)
    if not value.startswith("^"):
        yield ((start + first, start + first, "^"),), "pattern", 0.2
    if not value.endswith("$"):
        yield ((start + last, start + last, "$"),), "pattern", 0.25


def _is_pattern(program: Program, node: ast.Constant, value: str) -> bool:
    parent = program.parents.get(node)
    match parent:
        case ast.Call(func=ast.Attribute(value=ast.Name(id="re")), args=[first, *_]):
            return first is node and 0 < len(value) < 120
    return "import re\n" in program.text and any(sign in value for sign in (".*", ".+", "\\", "[^", "(?"))


def _digits(program: Program, node: ast.expr, _scope: Scope) -> Iterator[Made]:
    """A field of a text that lacks its digits or its width."""
    if not isinstance(node, ast.JoinedStr):
        return
    text, start = program.source(node), program.start(node)
    if "\n" in text:
        return
    known = dict.fromkeys((*re.findall(r"(?<=[\w\])])(:[^{}:\"']*\d[^{}:\"']*)\}", text), *_FORMATS))
    for found in re.finditer(r"(?<!\{)\{([^{}:!=\"']+)\}", text):
        place = start + found.end() - 1
        for form in list(known)[:7]:
            yield ((place, place, form),), "format", 0.15
    for found in re.finditer(r":[<>^]?\d+\}", text):
        place = start + found.end() - 1
        for form in (".2f", ".1f", "d"):
            yield ((place, place, form),), "format", 0.12
    for found in re.finditer(r"\{[^{}:]+:(\d)([df])?\}", text):
        place = start + found.start(1)
        yield ((place, place, "0"),), "format", 0.2


def _merged(program: Program, node: ast.expr, _scope: Scope) -> Iterator[Made]:
    """What comes last holds: two tables put together in the wrong order."""
    match node:
        case ast.Dict(keys=keys, values=values) if keys.count(None) > 1:
            spread = [value for key, value in zip(keys, values, strict=True) if key is None]
            for one, two in pairwise(spread):
                changes = (
                    (program.start(one), program.end(one), program.source(two)),
                    (program.start(two), program.end(two), program.source(one)),
                )
                yield changes, "items swapped", 0.5


def _exchanged(program: Program, node: ast.expr, _scope: Scope) -> Iterator[Made]:
    """Two entries of a table with each other's value."""
    if not isinstance(node, ast.Dict) or not 2 <= len(node.values) <= _ENTRIES:
        return
    for one, two in combinations(node.values, 2):
        texts = program.source(one), program.source(two)
        if type(one) is type(two) and texts[0] != texts[1]:
            changes = (
                (program.start(one), program.end(one), texts[1]),
                (program.start(two), program.end(two), texts[0]),
            )
            yield changes, "items swapped", 0.4


def _by_field(program: Program, node: ast.expr, scope: Scope) -> Iterator[Made]:
    """Records are put in order by one of their fields."""
    match node:
        case ast.Call(func=ast.Name(id="min" | "max" | "sorted"), args=[given], keywords=[]) if (
            not isinstance(given, ast.GeneratorExp)
        ):
            close = program.end(node) - 1
            for field in scope.attributes[:6]:
                yield ((close, close, f", key=lambda item: item.{field}"),), "order", 0.1


_OF_NODE = (_numbers, _cleaned, _pattern, _digits, _merged, _exchanged, _by_field)
