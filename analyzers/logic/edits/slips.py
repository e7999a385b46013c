"""Which part of the language was taken to do something else than it does?

An empty value for a missing one, a set of characters for a prefix, an order for all parts of a key, an index for one
that comes round: slips that are common and that no exchange of one word undoes.
"""

import ast
import re
from collections.abc import Iterator

from analyzers.logic.edits import Candidate
from analyzers.logic.edits.lines import Made
from analyzers.logic.edits.scope import Scope, kind_of
from analyzers.logic.program import Program, own_expressions


def edits(program: Program, statement: ast.stmt, scope: Scope) -> Iterator[Candidate]:
    """Yield the candidates that say what was meant."""
    made = [make(program, node, scope) for node in own_expressions(statement) for make in _OF_NODE]
    for changes, kind, weight in (item for items in made for item in items):
        yield Candidate(program.path, tuple(sorted(changes)), statement.lineno, kind, weight)


def _with_argument(program: Program, node: ast.Call, text: str) -> tuple[tuple[int, int, str], ...]:
    """The edits that give a call one more argument; a lone generator then needs parentheses of its own."""
    close = program.end(node) - 1
    for given in node.args:
        if isinstance(given, ast.GeneratorExp) and program.end(given) == program.end(node):
            start = program.start(given)
            return (start, start, "("), (close, close, f"), {text}")
    comma = ", " if node.args or node.keywords else ""
    return ((close, close, f"{comma}{text}"),)


def _put(program: Program, node: ast.AST, text: str, kind: str, weight: float) -> Made:
    return ((program.start(node), program.end(node), text),), kind, weight


def _missing(program: Program, node: ast.expr, scope: Scope) -> Iterator[Made]:
    """Nothing, empty and zero are three things; so are a key that is absent and one without a value."""
    del scope
    source = program.source
    parent = program.parents.get(node)
    decides = isinstance(parent, ast.If | ast.While | ast.IfExp) and parent.test is node
    decides = decides or isinstance(parent, ast.BoolOp)
    match node:
        case ast.UnaryOp(op=ast.Not(), operand=ast.Name() | ast.Attribute() | ast.Subscript() as asked):
            yield _put(program, node, f"{source(asked)} is None", "missing or empty", 0.45)
            yield _put(program, node, f"{source(asked)} == 0", "missing or empty", 0.12)
        case ast.Name() | ast.Attribute() | ast.Subscript() if decides:
            if isinstance(parent, ast.BoolOp) and isinstance(parent.op, ast.Or) and parent.values[0] is node:
                rest = " or ".join(source(value) for value in parent.values[1:])
                text = f"{source(node)} if {source(node)} is not None else {rest}"
                whole = f"({text})" if isinstance(program.parents[parent], ast.expr) else text
                yield _put(program, parent, whole, "missing or empty", 0.4)
            yield _put(program, node, f"{source(node)} is not None", "missing or empty", 0.4)
        case ast.Compare(
            left=asked, ops=[ast.Is() | ast.IsNot() as op], comparators=[ast.Constant(value=None)]
        ):
            plain = source(asked) if isinstance(op, ast.IsNot) else f"not {source(asked)}"
            yield _put(program, node, plain, "missing or empty", 0.35)
            word = "not in" if isinstance(op, ast.Is) else "in"
            for key, owner in _looked_up(program, node, asked):
                yield _put(program, node, f"{key} {word} {owner}", "missing key", 0.35)


def _looked_up(program: Program, node: ast.AST, asked: ast.expr) -> Iterator[tuple[str, str]]:
    """The key and the table that a value comes from by `get`."""
    if isinstance(asked, ast.Name):
        asked = _value_of(program, node, asked)
    match asked:
        case ast.Call(func=ast.Attribute(value=owner, attr="get"), args=[key, *_]):
            yield program.source(key), program.source(owner)


def _value_of(program: Program, node: ast.AST, name: ast.Name) -> ast.expr:
    """The first value that the function gives a name, alone or in a row of names; else the name."""
    for other in ast.walk(program.function(node) or program.tree):
        match other:
            case ast.Assign(targets=[ast.Name(id=one)], value=value) if one == name.id:
                return value
            case ast.Assign(targets=[ast.Tuple(elts=names)], value=ast.Tuple(elts=values)) if len(
                names
            ) == len(values):
                for target, value in zip(names, values, strict=True):
                    if isinstance(target, ast.Name) and target.id == name.id:
                        return value
    return name


def _order(program: Program, node: ast.expr, scope: Scope) -> Iterator[Made]:
    """`reverse` turns every part of a key around; a key may turn one; some values have an order of their own."""
    match node:
        case ast.Call(func=ast.Name(id="sorted" | "min" | "max") | ast.Attribute(attr="sort")):
            pass
        case _:
            return
    named = {keyword.arg: keyword for keyword in node.keywords}
    name = node.func.id if isinstance(node.func, ast.Name) else "sort"
    if name in ("sorted", "sort") and "reverse" not in named:
        yield _with_argument(program, node, "reverse=True"), "argument added", 0.5
    if "key" not in named:
        for said, weight in (*((known, 0.3) for known in scope.keys), *_KEYS):
            yield _with_argument(program, node, f"key={said}"), "order", weight
        return
    key = named["key"].value
    for known in scope.keys:
        if known != program.source(key):
            yield _put(program, key, known, "order", 0.25)
    if not isinstance(key, ast.Lambda):
        return
    parts = key.body.elts if isinstance(key.body, ast.Tuple) else [key.body]
    turned = named.get("reverse")
    for part in parts:
        text = program.source(part)
        negated = text[1:] if text.startswith("-") else f"-{text}"
        if isinstance(part, ast.BinOp | ast.BoolOp | ast.IfExp | ast.Compare):
            negated = f"-({text})"
        change = (program.start(part), program.end(part), negated)
        yield (change,), "order", 0.35
        if turned is not None and len(parts) > 1:
            start = program.text.rfind(",", 0, program.start(turned))
            yield (change, (start, program.end(turned), "")), "order", 0.5
    if turned is not None and len(parts) > 2:  # all but one are turned, as `reverse` did, and one is not
        start = program.text.rfind(",", 0, program.start(turned))
        for kept in parts:
            signs = tuple((program.start(one), program.start(one), "-") for one in parts if one is not kept)
            yield (*signs, (start, program.end(turned), "")), "order", 0.4
    if len(parts) == 1 and node.args or isinstance(node.func, ast.Attribute):
        body = program.source(key.body)
        argument = key.args.args[0].arg if key.args.args else ""
        if argument and body != argument:
            yield _put(program, key.body, f"({body}, {argument})", "order", 0.15)


_KEYS = (
    ("len", 0.15),
    ("str.lower", 0.12),
    ("lambda item: item[1]", 0.15),
    ("lambda item: item[0]", 0.06),
    ("lambda item: -item[1]", 0.08),
    ("abs", 0.05),
    ("int", 0.12),
)


def _round(program: Program, node: ast.expr, scope: Scope) -> Iterator[Made]:
    """An index, an hour or a letter that comes round at the end."""
    match node:
        case ast.BinOp(op=ast.Add() | ast.Sub()) if kind_of(node) not in ("str", "list", "tuple"):
            pass
        case _:
            return
    text, parent = program.source(node), program.parents.get(node)
    if isinstance(parent, ast.BinOp | ast.Slice) or "\n" in text:
        return
    if isinstance(parent, ast.Subscript) and parent.slice is node:
        yield _put(program, node, f"({text}) % len({program.source(parent.value)})", "comes round", 0.25)
    elif isinstance(parent, ast.Assign | ast.Return | ast.Call | ast.keyword):
        sizes = [number for number in scope.numbers if number.isdigit() and int(number) > 1]
        sizes += [
            name for name in (*scope.parameters, *scope.globals) if scope.kinds.get(name, "int") == "int"
        ]
        for size in sizes[:8]:
            yield _put(program, node, f"({text}) % {size}", "comes round", 0.06)
        if isinstance(parent, ast.Assign):
            for owner in _indexed_by(program, program.source(parent.targets[0])):
                yield _put(program, node, f"({text}) % len({owner})", "comes round", 0.3)


def _indexed_by(program: Program, index: str) -> list[str]:
    """What a variable or an attribute is an index of, anywhere in the module."""
    found: dict[str, None] = {}
    for node in ast.walk(program.tree):
        match node:
            case ast.Subscript(value=owner, slice=ast.Name() | ast.Attribute() as key) if (
                program.source(key) == index
            ):
                found.setdefault(program.source(owner))
    return list(found)[:4]


def _limit(program: Program, node: ast.expr, scope: Scope) -> Iterator[Made]:
    """A value that must not fall below zero."""
    parent = program.parents.get(node)
    if not isinstance(parent, ast.Return | ast.Assign) or parent.value is not node:
        return
    match node:
        case ast.BinOp(op=ast.Sub()):
            yield _put(program, node, f"max(0, {program.source(node)})", "limit", 0.2)
        case ast.Name(id=name) if scope.kinds.get(name) in ("int", "float"):
            yield _put(program, node, f"max(0, {name})", "limit", 0.06)


def _texts(program: Program, node: ast.expr, scope: Scope) -> Iterator[Made]:
    """`strip` takes characters, not a word; `replace` and `split` go on to the end; digits of a format."""
    del scope
    match node:
        case ast.Call(func=ast.Attribute(attr=name) as function, args=arguments):
            start, end = program.end(function) - len(name), program.end(function)
            close = program.end(node) - 1
            if name in _PREFIX and arguments:
                yield ((start, end, _PREFIX[name]),), "text", 0.5
            if (
                name == "replace"
                and len(arguments) == 2
                or name in ("split", "rsplit")
                and len(arguments) == 1
            ):
                yield ((close, close, ", 1"),), "text", 0.25
            if name in ("lower", "upper") and not arguments:
                yield ((start, end, "casefold"),), "text", 0.03
        case ast.Call(func=ast.Name(id="set") as function, args=[_]):
            around = program.parents.get(node)
            if isinstance(around, ast.Call | ast.For | ast.comprehension):
                yield _put(program, function, "dict.fromkeys", "order", 0.35)
        case ast.JoinedStr():
            text = program.source(node)
            for found in re.finditer(r"\.(\d)(?=[fe%]\})", text):
                for digits in {int(found[1]) + 1, int(found[1]) - 1, 2} - {int(found[1]), -1}:
                    place = program.start(node) + found.start(1)
                    yield ((place, place + 1, str(digits)),), "format", 0.3
            for found in re.finditer(r":[^{}:]?([<>^])(?=\d+\w?\})", text):
                place = program.start(node) + found.start(1)
                for other in "<>^".replace(found[1], ""):
                    yield ((place, place + 1, other),), "format", 0.3


_PREFIX = {
    "lstrip": "removeprefix",
    "rstrip": "removesuffix",
    "removeprefix": "lstrip",
    "removesuffix": "rstrip",
}


def _cases(program: Program, node: ast.expr, scope: Scope) -> Iterator[Made]:
    """Two texts that are to be alike but for their case."""
    del scope
    match node:
        case ast.Compare(
            left=left, ops=[ast.Eq() | ast.NotEq() | ast.In() | ast.NotIn()], comparators=[right]
        ):
            pass
        case _:
            return
    plain = ast.Name | ast.Attribute | ast.Subscript | ast.Call
    if isinstance(left, plain) and isinstance(right, plain):
        changes = tuple((program.end(side), program.end(side), ".lower()") for side in (left, right))
        yield changes, "case", 0.15


def _one_after_other(program: Program, node: ast.expr, scope: Scope) -> Iterator[Made]:
    """Parts that count one after another, year before month before day, compared each by itself."""
    del scope
    match node:
        case ast.BoolOp(values=values) if len(values) in (2, 3):
            sides: list[tuple[str, str, str]] = []
            for value in values:
                match value:
                    case ast.Compare(
                        left=left,
                        ops=[ast.Lt() | ast.LtE() | ast.Gt() | ast.GtE() as op],
                        comparators=[right],
                    ):
                        sides.append((program.source(left), _SIGNS[type(op)], program.source(right)))
            if len(sides) == len(values):
                lefts, rights = (", ".join(side[place] for side in sides) for place in (0, 2))
                for sign in dict.fromkeys(side[1] for side in sides):
                    yield _put(program, node, f"({lefts}) {sign} ({rights})", "one after another", 0.5)


_SIGNS: dict[type[ast.cmpop], str] = {ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">="}


def _reach(program: Program, node: ast.expr, scope: Scope) -> Iterator[Made]:
    """How far a `not` reaches."""
    del scope
    match node:
        case ast.BoolOp(values=[ast.UnaryOp(op=ast.Not(), operand=first), *rest]):
            word = " and " if isinstance(node.op, ast.And) else " or "
            inner = word.join(map(program.source, (first, *rest)))
            yield _put(program, node, f"not ({inner})", "reach of not", 0.35)
        case ast.UnaryOp(op=ast.Not(), operand=ast.BoolOp(values=[first, *rest]) as whole):
            word = " and " if isinstance(whole.op, ast.And) else " or "
            texts = [program.source(value) for value in (first, *rest)]
            yield _put(program, node, f"(not {word.join(texts)})", "reach of not", 0.3)


def _options(program: Program, node: ast.expr, scope: Scope) -> Iterator[Made]:
    """An argument that need not be given: given without need, or forgotten."""
    if not isinstance(node, ast.Call):
        return
    name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
    for keyword in node.keywords:
        if isinstance(keyword.value, ast.Constant) and keyword.arg not in (
            "reverse",
            "key",
            "default",
            "end",
            "sep",
        ):
            end = program.end(keyword)
            start = program.text.rfind(",", 0, program.start(keyword))
            opened = program.text.rfind("(", 0, program.start(keyword))
            yield ((max(start, opened + 1), end, ""),), "argument dropped", 0.3
    options = scope.options.get(name)
    if options is None:
        return
    required, defaults = options
    given = len(node.args)
    if any(isinstance(one, ast.Starred) for one in node.args):
        return
    if given and given > required and not node.keywords:
        last = node.args[-1]
        start = program.end(node.args[-2]) if given > 1 else program.start(last)
        yield (
            ((start, program.end(last), ""),),
            "argument dropped",
            0.4 if isinstance(last, ast.Constant) else 0.2,
        )
    used = {keyword.arg for keyword in node.keywords}
    for place, (argument, default) in enumerate(defaults, required):
        if place < given or argument in used:
            continue
        for value, weight in _other_values(default, argument, scope):
            yield _with_argument(program, node, f"{argument}={value}"), "argument added", weight


def _other_values(default: str, argument: str, scope: Scope) -> Iterator[tuple[str, float]]:
    """What an option could be where it is not what it is without saying."""
    if argument in scope.variables:
        yield argument, 0.35
    match default:
        case "True" | "False":
            yield str(default != "True"), 0.3
        case _ if default.isdigit():
            for value in sorted({int(default) + 1, max(0, int(default) - 1)} - {int(default)}):
                yield str(value), 0.15


def _calendar(program: Program, node: ast.expr, scope: Scope) -> Iterator[Made]:
    """A year is a leap year when 4 divides it, but not 100, or else 400."""
    del scope
    match node:
        case ast.Compare(
            left=ast.BinOp(left=ast.Name(id=year), op=ast.Mod(), right=ast.Constant(value=4 | 100 | 400))
        ):
            pass
        case _:
            return
    around: ast.AST = node
    while isinstance(program.parents.get(around), ast.BoolOp | ast.UnaryOp):
        around = program.parents[around]
    if "y" not in year.lower() or not isinstance(around, ast.expr):
        return
    rule = f"{year} % 4 == 0 and ({year} % 100 != 0 or {year} % 400 == 0)"
    yield _put(program, around, rule, "calendar", 0.4)
    match node:
        case ast.Compare(left=ast.BinOp(right=ast.Constant(value=100)), ops=[ast.NotEq()]):
            yield _put(program, node, f"({program.source(node)} or {year} % 400 == 0)", "calendar", 0.5)


_OF_NODE = (_missing, _order, _round, _limit, _texts, _cases, _reach, _one_after_other, _options, _calendar)
