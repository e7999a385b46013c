"""Which other part of the program belongs into an expression, or stands there in its place?

A product without its second factor, a share where the rest was meant, a key that lacks a part, a comparison that looks
at one side only: what is missing is a name, an attribute or a comparison that the program has at hand.
"""

import ast
import re
from collections.abc import Iterator

from analyzers.logic.edits import Candidate
from analyzers.logic.edits.maker import ATOMS
from analyzers.logic.edits.scope import Scope, kind_of
from analyzers.logic.program import Program, own_expressions

_HELD = ("list", "dict", "set", "tuple", "bool", "deque", "str")
_MOST = 8  # names that are tried in one place
_SUMS = ast.Add | ast.Sub
_PRODUCTS = ast.Mult | ast.Div | ast.FloorDiv
_OPPOSITES = (
    ("left", "right"), ("first", "last"), ("start", "end"), ("begin", "end"), ("low", "high"), ("lo", "hi"),
    ("min", "max"), ("width", "height"), ("rows", "cols"), ("row", "col"), ("x", "y"), ("head", "tail"), ("next", "prev"),
    ("source", "target"), ("src", "dst"), ("old", "new"), ("before", "after"), ("top", "bottom"), ("r", "c"), ("i", "j"),
    ("upper", "lower"), ("a", "b"), ("one", "two"),
)  # fmt: skip
_OPPOSITE = {one: two for pair in _OPPOSITES for one, two in (pair, pair[::-1])}


def edits(program: Program, statement: ast.stmt, scope: Scope) -> Iterator[Candidate]:
    """Yield the candidates that put another part of the program into an expression of a statement."""
    for node in own_expressions(statement):
        if isinstance(getattr(node, "ctx", None), ast.Store | ast.Del):
            continue
        for make in _OF_NODE:
            for text, kind, weight in make(program, node, scope):
                change = (program.start(node), program.end(node), text)
                yield Candidate(program.path, (change,), node.lineno, kind, weight)


Put = tuple[str, str, float]
"""What stands in the place of an expression, kind and weight."""


def _grouped(program: Program, node: ast.expr) -> str:
    text = program.source(node)
    return text if isinstance(node, ATOMS) else f"({text})"


def _names(node: ast.AST) -> list[str]:
    return list(dict.fromkeys(part.id for part in ast.walk(node) if isinstance(part, ast.Name)))


def _numbers(scope: Scope) -> list[str]:
    """Variables that may be numbers."""
    return [name for name in scope.variables if scope.kinds.get(name) not in _HELD]


def _operand(program: Program, node: ast.expr, scope: Scope) -> Iterator[Put]:
    """A sum or a product that lacks a part, wherever it stands."""
    parent = program.parents.get(node)
    if not isinstance(node, ast.Name | ast.Attribute | ast.Subscript | ast.BinOp) or kind_of(node) in _HELD:
        return
    inner = isinstance(
        parent, ast.Call | ast.Compare | ast.Subscript | ast.Slice | ast.GeneratorExp | ast.ListComp
    )
    inner = inner or isinstance(parent, ast.Tuple | ast.IfExp | ast.keyword | ast.DictComp)
    if not inner or getattr(parent, "func", None) is node or getattr(parent, "value", None) is node:
        return
    text = program.source(node)
    if scope.kinds.get(text) in _HELD:
        return
    held = isinstance(parent, ast.GeneratorExp | ast.ListComp | ast.DictComp)
    for attribute in _beside(node, scope):
        for sign, weight in (("*", 0.2), ("+", 0.12), ("-", 0.08)):
            yield f"{text} {sign} {attribute}", "operand added", weight
    used = set(_names(node))
    for name in _numbers(scope)[:_MOST]:
        if name not in used:
            yield f"{text} + {name}", "operand added", 0.07
            yield f"{_product(program, node)} * {name}", "operand added", 0.05
            yield f"{text} - {name}", "operand added", 0.05
    if held or isinstance(node, ast.BinOp) and isinstance(node.op, ast.Sub):
        yield f"{_grouped(program, node)} ** 2", "operand added", 0.08


def _product(program: Program, node: ast.expr) -> str:
    high = isinstance(node, ast.BinOp) and isinstance(node.op, _PRODUCTS)
    return program.source(node) if high else _grouped(program, node)


def _beside(node: ast.expr, scope: Scope) -> list[str]:
    """Other attributes of what an attribute is taken of, as the module names them."""
    if not isinstance(node, ast.Attribute) or not isinstance(node.value, ast.Name) or node.value.id == "self":
        return []
    return [f"{node.value.id}.{name}" for name in scope.attributes[: _MOST + 1] if name != node.attr]


def _is_called(program: Program, node: ast.AST) -> bool:
    parent = program.parents.get(node)
    return isinstance(parent, ast.Call) and parent.func is node


def _rest(program: Program, node: ast.expr, scope: Scope) -> Iterator[Put]:
    """What is left of a whole, where a part was taken: `total - part`, `1 - rate`."""
    parent = program.parents.get(node)
    text = program.source(node)
    match node:
        case ast.BinOp(op=ast.Mult() | ast.Div() | ast.FloorDiv()) if isinstance(
            parent, ast.Return | ast.Assign | ast.Call | ast.ListComp | ast.GeneratorExp
        ):
            whole = _first_factor(node)
            if isinstance(whole, ast.Name | ast.Attribute | ast.Subscript):
                yield f"{program.source(whole)} - {text}", "rest", 0.15
                yield f"{program.source(whole)} + {text}", "rest", 0.1
        case ast.Name() if isinstance(parent, ast.BinOp) and isinstance(parent.op, ast.Mult):
            yield f"(1 - {text})", "rest", 0.1
            yield f"(1 + {text})", "rest", 0.1
        case ast.BinOp(op=ast.Div()) if isinstance(parent, ast.BinOp) and isinstance(parent.op, ast.Mult):
            yield f"(1 - {text})", "rest", 0.15
            yield f"(1 + {text})", "rest", 0.1
    match node, parent:
        case ast.BinOp(op=ast.Div(), left=ast.BinOp(left=of, op=ast.Mult(), right=part)), _:
            below = program.source(node.right)
            share = f"{program.source(part)} / {below}"
            yield f"{_grouped(program, of)} * (1 - {share})", "rest", 0.12
        case ast.Name(), (
            ast.Call() | ast.BinOp(op=ast.Mult()) | ast.Assign() | ast.Return() | ast.Subscript()
        ):
            if not _is_called(program, node) and scope.kinds.get(text) not in _HELD:
                for name in _numbers(scope)[:_MOST]:
                    if name != text:
                        yield f"({name} - {text})", "rest", 0.06
    match node:
        case ast.BinOp(
            left=ast.BinOp(left=one, op=ast.Mult(), right=two), op=ast.Add() | ast.Sub() as sign, right=three
        ):
            mark = "+" if isinstance(sign, ast.Add) else "-"
            left, right, last = (_grouped(program, part) for part in (one, two, three))
            yield f"{_grouped(program, one)} * ({right} {mark} {last})", "grouping", 0.4
            yield f"({left} {mark} {last}) * {_grouped(program, two)}", "grouping", 0.3


def _first_factor(node: ast.expr) -> ast.expr:
    while isinstance(node, ast.BinOp) and isinstance(node.op, _PRODUCTS):
        node = node.left
    return node


def _other(program: Program, node: ast.expr, scope: Scope) -> Iterator[Put]:
    """An expression where a variable, or another expression of the function, was meant; a part of a sum that is one.

    What a repair needs stands mostly in the program already (Barr et al. 2014, "The plastic surgery hypothesis").
    """
    parent = program.parents.get(node)
    if isinstance(parent, ast.Expr | ast.Attribute | ast.keyword | ast.FormattedValue | ast.Starred):
        return
    if not isinstance(node, _DONORS) or _is_called(program, node):
        return
    own = set(_names(node))
    plain = isinstance(node, ast.Name)
    for name in scope.variables[:_MOST] if not plain and not isinstance(parent, ast.Return) else ():
        yield name, "expression to name", 0.1 if name not in own else 0.05
    if isinstance(parent, ast.BinOp) and isinstance(parent.op, _SUMS) and not plain:
        yield "1", "expression to constant", 0.1
    text = program.source(node)
    kind = kind_of(node)
    for donor, held in _donors(program, node).items():
        if donor != text and (not kind or not held or kind == held):
            said = f"({donor})" if isinstance(parent, ast.BinOp | ast.UnaryOp) and " " in donor else donor
            yield said, "other expression", 0.05


_DONORS = (ast.Name, ast.Attribute, ast.Subscript, ast.Call, ast.BinOp)
_LONG = 30  # characters of an expression that is taken over
_GIVEN = 24  # expressions that a function gives


def _donors(program: Program, node: ast.expr) -> dict[str, str]:
    """Short expressions of the function around, with the types that they surely have."""
    function = program.function(node)
    found: dict[str, str] = {}
    for other in ast.walk(function) if function is not None else ():
        if isinstance(other, _DONORS[1:]) and isinstance(getattr(other, "ctx", None) or ast.Load(), ast.Load):
            if _is_called(program, other) or isinstance(program.parents.get(other), ast.Expr):
                continue
            text = program.source(other)
            if len(text) <= _LONG and "\n" not in text:
                found.setdefault(text, kind_of(other))
    return dict(list(found.items())[:_GIVEN])


def _conditions(program: Program, node: ast.expr, scope: Scope) -> Iterator[Put]:
    """A comparison that looks at one side of two, at one field of two, or past what was given for it."""
    parent = program.parents.get(node)
    whole = isinstance(parent, ast.Return | ast.If | ast.While | ast.IfExp | ast.Lambda | ast.comprehension)
    if not whole or not isinstance(
        node, ast.Compare | ast.BoolOp | ast.Name | ast.Attribute | ast.Call | ast.UnaryOp
    ):
        return
    if isinstance(parent, ast.IfExp) and parent.test is not node or isinstance(parent, ast.Lambda):
        return
    if isinstance(parent, ast.comprehension) and parent.iter is node:
        return
    text = program.source(node)
    both = f"({text})" if isinstance(node, ast.BoolOp) and isinstance(node.op, ast.Or) else text
    verdict = isinstance(node, ast.Compare | ast.BoolOp)
    parts = node.values if isinstance(node, ast.BoolOp) else [node]
    for part in parts if verdict else ():
        for twin in _turned(program, part, scope):
            if twin not in text:
                yield f"{both} and {twin}", "other side", 0.2
                yield f"{text} or {twin}", "other side", 0.12
    names = [name for name in _names(node) if name in scope.variables][:3]
    for other in sorted(scope.unused & {*scope.parameters})[:3]:
        for name in names:
            for sign in ("<", "<=", ">", ">=", "==", "!="):
                yield f"{both} and {name} {sign} {other}", "condition added", 0.1
    if isinstance(parent, ast.comprehension):
        for name in _names(parent.target):
            for attribute in scope.attributes[:_MOST]:
                if f"{name}.{attribute}" not in text and f"{name}." in text:
                    yield f"{both} and not {name}.{attribute}", "condition added", 0.1
                    yield f"{both} and {name}.{attribute}", "condition added", 0.08


def _turned(program: Program, node: ast.expr, scope: Scope) -> Iterator[str]:
    """The same comparison the other way round, of opposite names, or of another field."""
    if not isinstance(node, ast.Compare) or len(node.ops) != 1:
        return
    text = program.source(node)
    names = [name for name in _names(node) if name in scope.variables]
    if len(names) == 2:
        yield _renamed(text, {names[0]: names[1], names[1]: names[0]})
    words = dict.fromkeys(re.findall(r"[^\W\d]\w*", text))
    known = {*scope.variables, *scope.attributes}
    mapping = {word: _OPPOSITE[word] for word in words if word in _OPPOSITE and _OPPOSITE[word] in known}
    if mapping:
        yield _renamed(text, mapping)
    match node:
        case ast.Compare(left=ast.Attribute(attr=one), comparators=[ast.Attribute(attr=two)]) if one == two:
            for attribute in scope.attributes[:_MOST]:
                if attribute != one:
                    yield re.sub(rf"\.{one}\b", f".{attribute}", text)


def _renamed(text: str, mapping: dict[str, str]) -> str:
    return re.sub(r"[^\W\d]\w*", lambda found: mapping.get(found[0], found[0]), text)


def _opposite(program: Program, node: ast.expr, scope: Scope) -> Iterator[Put]:
    """The other of two, though the program has no such word yet."""
    match node:
        case ast.Attribute(value=owner, attr=name) if name in _OPPOSITE and not _is_called(program, node):
            if _OPPOSITE[name] not in scope.attributes and len(name) > 1:
                yield f"{program.source(owner)}.{_OPPOSITE[name]}", "attribute", 0.2


_ROUNDS = (
    "7",
    "10",
    "12",
    "24",
    "26",
    "60",
    "100",
    "360",
)  # after which hours, letters and angles begin anew


def _suffixes(program: Program, node: ast.expr) -> list[int]:
    """The lengths of what a statement puts behind a part of a text."""
    statement = program.statement(node)
    texts = [
        part.value
        for part in (own_expressions(statement) if statement is not None else ())
        if isinstance(part, ast.Constant) and isinstance(part.value, str)
    ]
    return sorted({len(text) for text in texts if len(text) > 1})


def _bounded(program: Program, node: ast.expr, scope: Scope) -> Iterator[Put]:
    """A value or an index that is held from one side only; a length that is taken of the wrong level."""
    parent, text = program.parents.get(node), program.source(node)
    match node:
        case ast.Call(func=ast.Name(id="min"), args=[_, _]):
            yield f"max(0, {text})", "limit", 0.25
        case ast.Call(func=ast.Name(id="len"), args=[ast.Name() | ast.Attribute() as inner]):
            yield f"len({program.source(inner)}[0])", "index", 0.12
            for name in scope.variables[:_MOST]:
                if name != program.source(inner) and scope.kinds.get(name) in (None, "list"):
                    yield f"len({name}[0])", "index", 0.05
        case ast.Name() if isinstance(parent, ast.Slice) and parent.upper is node:
            for size in _suffixes(program, node):
                yield f"{text} - {size}", "off by one", 0.3
        case ast.Name() if isinstance(parent, ast.Call) and parent.func is not node:
            for default in ("0", "1", '""', "[]"):
                yield f"{text} or {default}", "missing or empty", 0.05
        case ast.Subscript(
            value=ast.Name() | ast.Attribute() as table, slice=ast.Name() | ast.Constant() as key
        ):
            yield f"{program.source(table)}.get({program.source(key)}, {{}})", "get", 0.05
        case ast.BinOp(op=ast.Add() | ast.Sub()) if isinstance(parent, ast.Assign | ast.Return):
            for number in _ROUNDS:
                if number not in scope.numbers:
                    yield f"({text}) % {number}", "comes round", 0.04
    match node:
        case ast.BinOp() | ast.Call() if isinstance(parent, ast.Subscript) and parent.slice is node:
            owner = program.source(parent.value)
            yield f"min({text}, len({owner}) - 1)", "limit", 0.12
            yield f"max({text}, 0)", "limit", 0.12
    if isinstance(node, ast.Name | ast.BinOp | ast.Subscript | ast.Attribute) and isinstance(
        parent, ast.Tuple | ast.Assign | ast.Return
    ):
        around = next((one for one in program.ancestors(node) if isinstance(one, ast.If)), None)
        for other in _compared(around.test) if around is not None else ():
            said = program.source(other)
            if said != text and not isinstance(other, ast.Constant):
                for function in ("max", "min"):
                    yield f"{function}({said}, {text})", "limit", 0.12


def _compared(test: ast.expr) -> Iterator[ast.expr]:
    for node in ast.walk(test):
        if isinstance(node, ast.Compare):
            yield from (node.left, *node.comparators)


def _wider(program: Program, node: ast.expr, scope: Scope) -> Iterator[Put]:
    """A key that is made apart from where it is used, and lacks a part."""
    parent = program.parents.get(node)
    if not isinstance(parent, ast.Assign) or parent.value is not node or len(parent.targets) != 1:
        return
    target = parent.targets[0]
    function = program.function(node)
    if not isinstance(target, ast.Name) or function is None:
        return
    keyed = "key" in target.id or any(
        isinstance(one, ast.Subscript) and isinstance(one.slice, ast.Name) and one.slice.id == target.id
        for one in ast.walk(function)
    )
    if not keyed or isinstance(node, ast.Constant | ast.List | ast.Dict):
        return
    used = set(_names(node))
    inside = program.source(node)
    for name in scope.parameters[:_MOST]:
        if name not in used:
            if isinstance(node, ast.Tuple) and inside.endswith(")"):
                yield f"{inside[:-1].rstrip(', ')}, {name})", "key widened", 0.3
            else:
                yield f"({inside}, {name})", "key widened", 0.3


def _begun(program: Program, node: ast.expr, scope: Scope) -> Iterator[Put]:
    """What a collection begins with, what a range goes on by, a share that is to be a percentage."""
    parent, text = program.parents.get(node), program.source(node)
    match node:
        case ast.Call(func=ast.Name(id="set" | "deque" as made), args=[]) if isinstance(parent, ast.Assign):
            for name in scope.variables[:_MOST]:
                yield f"{{{name}}}" if made == "set" else f"deque([{name}])", "initial value", 0.15
        case ast.Call(func=ast.Name(id="range"), args=[*bounds]) if 1 <= len(bounds) <= 2:
            inner = (
                ", ".join(map(program.source, bounds))
                if len(bounds) == 2
                else f"0, {program.source(bounds[0])}"
            )
            for name in _numbers(scope)[:_MOST]:
                yield f"range({inner}, {name})", "range", 0.1
        case ast.BinOp(op=ast.Div()) if isinstance(
            parent, ast.Return | ast.Assign | ast.Call | ast.FormattedValue
        ):
            yield f"{text} * 100", "percentage", 0.12
            yield f"{text} / 100", "percentage", 0.08
        case ast.Constant(value="") if isinstance(parent, ast.Attribute) and parent.attr == "join":
            for mark in ('","', '", "', '"\\n"', '"-"'):
                yield mark, "constant", 0.3


_OF_NODE = (_operand, _rest, _other, _conditions, _opposite, _bounded, _wider, _begun)
