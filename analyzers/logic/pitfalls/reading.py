"""What the rules of Python ask of a syntax tree."""

import ast

from analyzers.logic.edits.lines import insertion, own_lines
from analyzers.logic.pitfalls.found import Pitfall
from analyzers.logic.program import Function, Program, is_docstring

Edits = tuple[tuple[int, int, str], ...]
"""Spans and their new texts."""

CHANGE_IN_PLACE = frozenset(
    {"sort", "append", "extend", "reverse", "insert", "remove", "clear", "update", "add", "discard"}
)
ONCE = frozenset({"map", "filter", "zip", "reversed", "enumerate", "iter"})
CONSUMERS = frozenset(
    ["list", "tuple", "set", "sorted", "sum", "max", "min", "len", "any", "all", "dict", "next", "join"]
)


def at(program: Program, node: ast.AST, name: str, message: str, weight: float, **more: object) -> Pitfall:
    """Return a pitfall at a node; `more` are further fields, or another span."""
    values: dict[str, object] = {"start": program.start(node), "end": program.end(node)} | more
    return Pitfall(name=name, message=message, weight=weight, **values)  # type: ignore[arg-type]  # its fields


def swap(program: Program, node: ast.AST, text: str) -> tuple[tuple[int, int, str], ...]:
    """Return the edits that put a text in a node's place."""
    return ((program.start(node), program.end(node), text),)


def put_first(program: Program, function: Function, text: str) -> tuple[int, int, str] | None:
    """Return the edit that puts lines at the top of a function, behind its docstring; None where no line is free there."""
    body = function.body
    first = body[1] if is_docstring(body[0]) and len(body) > 1 else body[0]
    span = own_lines(program, first)
    free = span is not None and first.lineno > function.lineno
    return (
        insertion(program, span[0], program.indentation(first), text) if free and span is not None else None
    )


def sound(program: Program, edits: Edits) -> Edits:
    """Return edits with which the program is another one and still Python; else none."""
    text = program.text
    for start, end, new in sorted(edits, reverse=True):
        text = text[:start] + new + text[end:]
    try:
        return edits if ast.dump(ast.parse(text)) != ast.dump(program.tree) else ()
    except (SyntaxError, ValueError, RecursionError):
        return ()


def changes(statement: ast.stmt, name: str) -> bool:
    """Tell whether a statement changes the object of this name in place."""
    for node in ast.walk(statement):
        match node:
            case ast.Call(func=ast.Attribute(value=ast.Name(id=owner), attr=method)):
                if owner == name and method in CHANGE_IN_PLACE:
                    return True
            case ast.Subscript(value=ast.Name(id=owner), ctx=ast.Store() | ast.Del()) if owner == name:
                return True
    return False


def gives(statement: ast.stmt, name: str) -> bool:
    """Tell whether a function hands out the object of this name."""
    return any(
        isinstance(node, ast.Return) and isinstance(node.value, ast.Name) and node.value.id == name
        for node in ast.walk(statement)
    )


def sets(statement: ast.stmt, name: str) -> bool:
    """Tell whether a statement gives the name a value."""
    return any(
        isinstance(node, ast.Name) and node.id == name and isinstance(node.ctx, ast.Store)
        for node in ast.walk(statement)
    )


def reads(statement: ast.stmt, name: str) -> bool:
    """Tell whether a statement reads the name."""
    return any(
        isinstance(node, ast.Name) and node.id == name and isinstance(node.ctx, ast.Load)
        for node in ast.walk(statement)
    )
