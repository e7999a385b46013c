"""Does an edit take away what the program says in the same place elsewhere, or put in what nobody writes?

A slip is seldom made twice: `points[1]` as the third argument of `enter` is probably no slip where another call has it
too. Programs repeat themselves so much that a model of one file tells its slips (Ray et al. 2016, "On the Naturalness
of Buggy Code"); here a model of which words stand in which role.
"""

import ast
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise

from analyzers.logic.edits import Candidate
from analyzers.logic.program import Program

Role = tuple[str, ...]
_MOST = 2
_DIRECTION = {ast.Lt: 1, ast.LtE: 1, ast.Gt: -1, ast.GtE: -1}
_SELF = (ast.Sub, ast.Div, ast.FloorDiv, ast.Mod)


def repeated_roles(candidate: Candidate, program: Program) -> int:
    """Return how many things, two at most, an edit takes from a role in which they stand elsewhere too."""
    before, after = _read(program.text)[0], _read(candidate.apply(program.text))[0]
    return min(_MOST, sum(0 < after[said] < count for said, count in before.items())) if after else 0


def senseless(candidate: Candidate, program: Program) -> int:
    """Return how much an edit puts in that has no use: `a - a`, `1 <= n >= 9`, `x + 0`, equal branches.

    A method that says the opposite of what it is called for counts twice.
    """
    _, useless, opposite = _read(candidate.apply(program.text))
    _, before, already = _read(program.text)
    return 2 * (opposite > already) or int(useless > before)


def cured(candidate: Candidate, program: Program) -> int:
    """Return 1 where an edit gives a use to something that has none as it is: two branches that say the same."""
    return int(_read(candidate.apply(program.text))[1] < _read(program.text)[1])


@lru_cache(maxsize=64)  # the same few dozen changed programs are looked at up to three times
def _read(text: str) -> tuple[Counter[tuple[Role, str]], int, int]:
    """What stands in which role, how much has no use, how much says the opposite; nothing of what is no program."""
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError):
        return Counter(), 0, 0
    nodes = list(ast.walk(tree))
    useless = sum(map(_is_senseless, nodes)) + sum(map(_same_either_way, nodes)) + sum(map(_idle_rows, nodes))
    useless += sum(map(_forgets, nodes)) + sum(map(_is_loose, nodes))
    return Counter(_roles(tree)), useless, sum(map(_says_the_opposite, nodes))


def _roles(tree: ast.AST) -> Iterator[tuple[Role, str]]:
    """What stands where: arguments by function and place, indices by what is indexed, operands by their partner."""
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=function, args=args, keywords=keywords):
                name = _root(function)
                for place, argument in enumerate(args):
                    yield ("argument", name, str(place)), ast.unparse(argument)
                for keyword in keywords:
                    yield ("keyword", name, keyword.arg or ""), ast.unparse(keyword.value)
                yield ("arguments", name), str(len(args))
                if isinstance(function, ast.Attribute):
                    yield ("method", _root(function.value)), function.attr
            case ast.Subscript(value=held, slice=index):
                depth = 0
                while isinstance(held, ast.Subscript):
                    held, depth = held.value, depth + 1
                for word in _words(index) or {ast.unparse(index)}:
                    yield ("index", _root(held), str(depth)), word
            case ast.Attribute(value=value, attr=name):
                yield ("attribute", _root(value)), name
            case ast.Compare(left=first, ops=operators, comparators=others):
                for left, operator, right in zip((first, *others), operators, others, strict=False):
                    word, other, kind = _root(left), ast.unparse(right), type(operator).__name__
                    yield ("compared", word), kind
                    yield ("compared with", word), other
                    yield ("compared to", other), word
                    yield ("comparison", word, other), kind
            case ast.BinOp(left=left, op=operator, right=right):
                word, other, kind = _root(left), ast.unparse(right), type(operator).__name__
                yield ("operand", word, kind), other
                yield ("operator", word, other), kind
                yield ("left of", _root(right)), word
            case ast.AugAssign(target=grown, op=operator, value=value):
                yield ("grows by", _root(grown)), type(operator).__name__
                yield ("grown", _root(grown)), ast.unparse(value)
            case ast.Assign(targets=targets, value=value):
                for target in targets:
                    yield ("set", _root(target)), ast.unparse(value)
            case ast.Return(value=ast.expr() as value):
                yield ("returned",), ast.unparse(value)


def _root(node: ast.AST) -> str:
    """The word that an expression is about."""
    while isinstance(node, ast.Subscript | ast.Call):
        node = node.func if isinstance(node, ast.Call) else node.value
    match node:
        case ast.Attribute(attr=name) | ast.Name(id=name):
            return name
        case _:
            return type(node).__name__


def _words(node: ast.AST) -> set[str]:
    parts = list(ast.walk(node))
    names = {part.id for part in parts if isinstance(part, ast.Name)}
    return names | {part.attr for part in parts if isinstance(part, ast.Attribute)}


def _is_senseless(node: ast.AST) -> bool:
    match node:
        case ast.Compare(left=first, ops=operators, comparators=others):
            sides = [ast.dump(side) for side in (first, *others)]
            directions = {_DIRECTION.get(type(operator), 0) for operator in operators}
            return (
                any(one == two for one, two in pairwise(sides))
                or {1, -1} <= directions
                or all(isinstance(side, ast.Constant) for side in (first, *others))
            )
        case ast.BinOp(op=ast.Add() | ast.Sub(), right=ast.Constant(value=0)):
            return True
        case ast.BinOp(op=ast.Mult() | ast.Div() | ast.FloorDiv() | ast.Mod(), right=ast.Constant(value=1)):
            return True
        case ast.BinOp(
            left=ast.Call(func=ast.Name(id="min" | "max")),
            op=ast.Div(),
            right=ast.Call(func=ast.Name(id="len")),
        ):
            return True
        case ast.BinOp(left=left, op=operator, right=right) if isinstance(operator, _SELF):
            return ast.dump(left) == ast.dump(right)
        case ast.Assign(targets=[target], value=value):
            return ast.unparse(target) == ast.unparse(value)
        case ast.BoolOp(values=values):
            constant = any(isinstance(value, ast.Constant) for value in values[:-1])
            return constant or len({ast.dump(value) for value in values}) < len(values)
        case ast.Call(func=ast.Name(id="min" | "max" | "range" | "zip"), args=[one, two]):
            return ast.dump(one) == ast.dump(two)
        case ast.IfExp(body=one, orelse=two):
            return ast.dump(one) == ast.dump(two)
        case ast.If(test=ast.Constant()):
            return True
        case ast.If(body=body, orelse=[_, *_] as orelse):
            return [ast.dump(part) for part in body] == [ast.dump(part) for part in orelse]
        case _:
            return False


def _same_either_way(node: ast.AST) -> int:
    """How many of a block's conditions decide nothing: what they return is returned behind them as well."""
    body = getattr(node, "body", None)
    return sum(
        isinstance(one, ast.If)
        and not one.orelse
        and isinstance(after, ast.Return)
        and [ast.dump(part) for part in one.body] == [ast.dump(after)]
        for one, after in pairwise(body if isinstance(body, list) else ())
    )


def _idle_rows(node: ast.AST) -> int:
    """How many statements of a block are never reached, or keep under another name what the one before keeps."""
    body = getattr(node, "body", None)
    return sum(
        isinstance(one, ast.Return | ast.Raise | ast.Break | ast.Continue) or _kept_twice(one, after)
        for one, after in pairwise(body if isinstance(body, list) else ())
    )


def _forgets(node: ast.AST) -> int:
    """How many rounds of a loop throw away what the function gathers in it and gives back."""
    match node:
        case ast.FunctionDef(body=[*_, ast.Return(value=ast.Name(id=name))]):
            pass
        case _:
            return 0
    loops = [one for one in node.body if isinstance(one, ast.For | ast.While)]
    return sum(
        isinstance(part, ast.Assign)
        and ast.unparse(part)
        in (f"{name} = []", f"{name} = {{}}", f"{name} = set()", f"{name} = ''", f"{name} = 0")
        for loop in loops
        for part in loop.body
    )


def _is_loose(node: ast.AST) -> bool:
    """Whether a reach of several places begins at one name and ends from another: `range(a, b + 3)`."""
    match node:
        case ast.Call(
            func=ast.Name(id="range"),
            args=[
                ast.Name(id=one),
                ast.BinOp(left=ast.Name(id=other), op=ast.Add(), right=ast.Constant(value=int() as far)),
            ],
        ):
            return one != other and far > 1
        case ast.Slice(
            lower=ast.Name(id=one),
            upper=ast.BinOp(left=ast.Name(id=other), op=ast.Add(), right=ast.Constant(value=int() as far)),
        ):
            return one != other and far > 1
        case _:
            return False


def _kept_twice(one: ast.AST, other: ast.AST) -> bool:
    """Whether two statements give two names the same share of something."""
    match one, other:
        case (
            ast.Assign(targets=[ast.Name(id=first)], value=ast.BinOp() as value),
            ast.Assign(targets=[ast.Name(id=second)], value=ast.BinOp() as again),
        ):
            pass
        case (
            ast.AugAssign(target=ast.Name(id=first), value=ast.Subscript() | ast.BinOp() as value),
            ast.AugAssign(target=ast.Name(id=second), value=ast.Subscript() | ast.BinOp() as again),
        ):
            pass
        case _:
            return False
    return first != second and ast.dump(value) == ast.dump(again)


def _says_the_opposite(node: ast.AST) -> bool:
    """Whether a method of a name that Python gives its meaning returns the opposite of it."""
    match node:
        case ast.FunctionDef(name="__contains__" | "__eq__", body=[*_, ast.Return(value=value)]):
            pass
        case _:
            return False
    match value:
        case ast.Compare(ops=[ast.NotIn() | ast.NotEq()]) | ast.UnaryOp(op=ast.Not()):
            return True
        case _:
            return False
