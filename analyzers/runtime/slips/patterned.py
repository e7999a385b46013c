"""What is done to a value everywhere else before it is used so, and not here?

The other calls of a function convert, clean or take a part of what they hand over; the other look-ups in a table make
their key first; the other loops that set the same names go over its pairs. What is written round the value there is
written round it here (consistency of clones, as in Li et al., "CP-Miner", OSDI 2004, though of single expressions).
"""

import ast
import builtins
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache

from analyzers.logic.edits import Candidate
from analyzers.logic.edits.maker import ATOMS
from analyzers.logic.edits.scope import Scope
from analyzers.logic.program import Program, own_expressions
from analyzers.runtime.slips.about import About
from analyzers.runtime.slips.change import put

_CONVERTS = frozenset(
    ["str", "int", "float", "list", "tuple", "dict", "set", "Path", "Decimal", "len", "sorted"]
)
_COMMON = frozenset({*dir(builtins), *dir(list), *dir(dict), *dir(str), *dir(set)})  # used for anything
_LONGEST = 40  # characters that are written round a value
_MOST = 3  # patterns of one place
_PLAIN = (ast.Name, ast.Attribute, ast.Subscript, ast.Call, ast.BinOp)
_Use = tuple[str, str, int]  # what is used, as what, and at which position
_Round = tuple[str, str]  # the text before and behind a value


def edits(program: Program, statement: ast.stmt, scope: Scope, about: About) -> Iterator[Candidate]:
    """Yield edits that write round a value of a statement what is written round it in other places of its kind."""
    del scope
    if about.type in ("NameError", "UnboundLocalError", "ImportError", "ModuleNotFoundError"):
        return
    for node, use in _places(statement):
        others = _patterns(program).get(use)
        if others is None or not isinstance(node, _PLAIN):
            continue
        own = set(_rounds(program, node))
        for pattern, number in others.most_common(_MOST):
            if pattern in own:
                continue
            text = program.source(node)
            whole = text if isinstance(node, ATOMS) or pattern[1][:1] == ")" else f"({text})"
            weight = 3.0 if pattern[0].rstrip("(") in _CONVERTS else 0.8 if number < 2 else 1.5
            change = put(program, node, f"{pattern[0]}{whole}{pattern[1]}")
            yield Candidate(program.path, change, node.lineno, "like the others", weight)


def _places(within: ast.AST) -> Iterator[tuple[ast.expr, _Use]]:
    """The values that a statement hands over, looks up or goes over, and what that makes comparable with others."""
    nodes = own_expressions(within) if isinstance(within, ast.stmt) else ast.walk(within)
    if isinstance(within, ast.For):
        yield within.iter, ("for", ast.unparse(within.target), 0)
    for node in nodes:
        match node:
            case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name), args=args, keywords=words) if (
                name not in _COMMON
            ):
                for place, one in enumerate(args):
                    yield one, ("call", name, place)
                for word in words:
                    if word.arg is not None:
                        yield word.value, ("call", f"{name} {word.arg}", 0)
            case ast.Subscript(value=ast.Name(id=name) | ast.Attribute(attr=name), slice=key):
                yield key, ("key", name, 0)
            case ast.ListComp() | ast.GeneratorExp() | ast.SetComp() | ast.DictComp():
                for loop in node.generators:
                    yield loop.iter, ("for", ast.unparse(loop.target), 0)
            case _:
                pass


@lru_cache(maxsize=8)
def _patterns(program: Program) -> dict[_Use, Counter[_Round]]:
    """What is written round the values of a program, by what they are used as."""
    found: dict[_Use, Counter[_Round]] = {}
    for statement in program.statements():
        for node, use in _places(statement):
            if rounds := list(_rounds(program, node)):
                found.setdefault(use, Counter()).update(rounds)
    return found


def _rounds(program: Program, node: ast.expr) -> Iterator[_Round]:
    """What is written round each value that an expression is made from, the nearest first."""
    start, end = program.start(node), program.end(node)
    inner = _within(node)
    while inner is not None:
        before, behind = program.text[start : program.start(inner)], program.text[program.end(inner) : end]
        if len(before) + len(behind) > _LONGEST or "\n" in before + behind:
            return
        yield before, behind
        inner = _within(inner)


def _within(node: ast.expr) -> ast.expr | None:
    """The value that an expression converts, cleans, takes a part of, or adds a number to."""
    match node:
        case ast.Call(func=ast.Name(), args=[inner], keywords=[]) if not isinstance(
            inner, ast.Constant | ast.Starred
        ):
            return inner
        case ast.Call(func=ast.Attribute(value=inner), args=[] | [ast.Constant()], keywords=[]):
            return inner
        case (
            ast.Subscript(value=inner, slice=ast.Constant() | ast.Slice())
            | ast.Attribute(value=inner)
            | ast.Starred(value=inner)
            | ast.Await(value=inner)
            | ast.BinOp(
                left=inner,
                op=ast.Add() | ast.Sub() | ast.Div() | ast.FloorDiv() | ast.Mod(),
                right=ast.Constant(),
            )
        ):
            return inner
        case _:
            return None
