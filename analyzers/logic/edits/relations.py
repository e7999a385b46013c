"""How was a value meant to relate to another one that is at hand?

What is left of it after whole rounds or above a threshold, its share of another, whether it is among others, whether it
is the same as before, that it is kept with the others.
"""

import ast
from collections.abc import Iterator

from analyzers.logic.edits import Candidate
from analyzers.logic.edits.lines import Made, insertion, own_lines, unit
from analyzers.logic.edits.maker import ATOMS
from analyzers.logic.edits.scope import Scope
from analyzers.logic.program import Program, own_expressions

_HELD = ("list", "dict", "set", "tuple", "deque", "str", "bool")
_MOST = 5  # names or numbers that are tried in one place


def edits(program: Program, statement: ast.stmt, scope: Scope) -> Iterator[Candidate]:
    """Yield the candidates that relate a value of a statement to another one."""
    made = [make(program, statement, scope) for make in _MAKERS]
    for changes, kind, weight in (item for items in made for item in items):
        yield Candidate(program.path, tuple(sorted(changes)), statement.lineno, kind, weight)


def _put(program: Program, node: ast.AST, text: str, kind: str, weight: float) -> Made:
    return ((program.start(node), program.end(node), text),), kind, weight


def _left(program: Program, statement: ast.stmt, scope: Scope) -> Iterator[Made]:
    """What is left after whole rounds, or above a number that the function knows: `minutes % 60`, `income - 20000`."""
    numbers = [text for text in scope.numbers if text.isdigit() and int(text) > 1][:_MOST]
    for node in own_expressions(statement):
        parent = program.parents.get(node)
        if not isinstance(node, ast.Name | ast.Attribute) or not isinstance(node.ctx, ast.Load):
            continue
        if scope.kinds.get(program.source(node)) in _HELD or getattr(parent, "func", None) is node:
            continue
        if not isinstance(
            parent, ast.FormattedValue | ast.BinOp | ast.Call | ast.Return | ast.Assign | ast.AugAssign
        ):
            continue
        if isinstance(parent, ast.BinOp) and isinstance(parent.op, ast.Mod):
            continue
        text = program.source(node)
        for number in numbers:
            yield _put(program, node, _part(parent, f"{text} % {number}"), "remainder", 0.06)
            if isinstance(parent, ast.BinOp | ast.AugAssign):
                yield _put(program, node, _part(parent, f"{text} - {number}"), "remainder", 0.06)


def _part(parent: ast.AST | None, text: str) -> str:
    return f"({text})" if isinstance(parent, ast.BinOp) else text


def _share(program: Program, statement: ast.stmt, scope: Scope) -> Iterator[Made]:
    """A part of what it is taken from, or of another value: `total -= total * discount`, `n * 10 / top`."""
    match statement:
        case ast.AugAssign(target=target, op=ast.Add() | ast.Sub(), value=value):
            text = program.source(value)
            inner = text if isinstance(value, ATOMS) else f"({text})"
            yield _put(program, value, f"{program.source(target)} * {inner}", "share", 0.12)
        case ast.AugAssign(target=target, op=ast.Mult(), value=value):
            yield _put(program, value, f"1 - {program.source(value)}", "share", 0.1)
            yield _put(program, value, f"1 + {program.source(value)}", "share", 0.1)
    for node in own_expressions(statement):
        parent = program.parents.get(node)
        if (
            not isinstance(node, ast.BinOp)
            or not isinstance(node.op, ast.Mult)
            or isinstance(parent, ast.BinOp)
        ):
            continue
        used = {part.id for part in ast.walk(node) if isinstance(part, ast.Name)}
        for name in scope.variables:
            if name not in used and scope.kinds.get(name) not in _HELD:
                for sign in ("/", "//"):
                    weight = 0.08 if name in scope.unused else 0.04
                    yield _put(program, node, f"{program.source(node)} {sign} {name}", "share", weight)


def _among(program: Program, statement: ast.stmt, scope: Scope) -> Iterator[Made]:
    """A case that holds only for what is, or is not yet, among others."""
    if not isinstance(statement, ast.If | ast.While):
        return
    test = program.source(statement.test)
    both = f"({test})" if isinstance(statement.test, ast.BoolOp | ast.IfExp) else test
    groups = [
        name for name in scope.variables if scope.kinds.get(name) in (None, "list", "dict", "set", "deque")
    ]
    groups += [f"self.{name}" for name in scope.attributes if scope.is_method]
    items = [name for name in scope.variables if scope.kinds.get(name) not in _HELD[:5]]
    for item in items[:_MOST]:
        for group in groups[: 2 * _MOST]:
            if item == group or f"in {group}" in test:
                continue
            if not _holds(program, group):
                continue
            for word in ("not in", "in"):
                part = f"{item} {word} {group}"
                yield _put(program, statement.test, f"{part} and {both}", "condition added", 0.08)
                yield _put(program, statement.test, f"{test} or {part}", "condition added", 0.06)


def _holds(program: Program, name: str) -> bool:
    """Whether something is looked up or put in a name anywhere in the file, or it is gone through."""
    return any(
        text in program.text
        for text in (
            f"in {name}:",
            f"in {name}\n",
            f"{name}.append(",
            f"{name}.add(",
            f"{name}[",
            f"in {name} ",
        )
    )


def _same(program: Program, statement: ast.stmt, scope: Scope) -> Iterator[Made]:
    """Nothing is to be done where a value is already what it is to become."""
    match statement:
        case ast.Assign(targets=[ast.Name(id=name)]):
            pass
        case _:
            return
    place = own_lines(program, statement)
    if place is None or program.function(statement) is None:
        return
    here, step = program.indentation(statement), unit(program)
    for other in scope.parameters[:_MOST]:
        for value in ("", " False", f" {other}") if other != name else ():
            text = f"if {name} == {other}:\n{step}return{value}"
            yield (insertion(program, place[1], here, text),), "refused", 0.06


def _kept(program: Program, statement: ast.stmt, scope: Scope) -> Iterator[Made]:
    """What came in is kept with the others: `self.hits.append(now)`."""
    function = program.function(statement)
    place = own_lines(program, statement)
    if function is None or place is None or not scope.is_method or statement not in function.body:
        return
    here = program.indentation(statement)
    given = [*scope.parameters[:3]]
    if len(given) == 2:
        given.append(f"({', '.join(given)})")
    for attribute in scope.attributes[: 2 * _MOST]:
        owner = f"self.{attribute}"
        lists = (
            f"{owner} = []" in program.text
            or f"{owner} = [" in program.text
            or f"{owner}.remove(" in program.text
        )
        sets = f"{owner} = set()" in program.text
        for item in given if lists or sets else ():
            text = f"{owner}.{'add' if sets else 'append'}({item})"
            yield (insertion(program, place[0], here, text),), "statement added", 0.09


def _set_anew(program: Program, statement: ast.stmt, scope: Scope) -> Iterator[Made]:
    """A value that was counted on becomes another one instead: `i = child` for `i += 1`."""
    if isinstance(statement, ast.AugAssign) and isinstance(statement.target, ast.Name):
        for name in scope.variables[: 2 * _MOST]:
            if name != statement.target.id:
                text = f"{statement.target.id} = {name}"
                yield _put(program, statement, text, "assignment", 0.08)


_MAKERS = (_left, _share, _among, _same, _kept, _set_anew)
