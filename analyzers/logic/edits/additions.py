"""Which statement was forgotten: a step, a jump, a result, a case at the beginning?"""

import ast
from collections.abc import Iterator

from analyzers.logic.edits.conditions import guarded
from analyzers.logic.edits.lines import LOOPS, Made, insertion, own_lines, unit
from analyzers.logic.edits.scope import Scope
from analyzers.logic.program import Function, Program, is_docstring


def additions(program: Program, statement: ast.stmt, scope: Scope) -> Iterator[Made]:
    """Yield what adds a statement before this one, or at the end of the block that it closes."""
    span = own_lines(program, statement)
    function = program.function(statement)
    if span is None or isinstance(statement, Function):
        return
    here = program.indentation(statement)
    block = program.block(statement)
    places = [span[0]]
    if block[-1] is statement and not isinstance(
        statement, ast.Return | ast.Break | ast.Continue | ast.Raise
    ):
        places.append(span[1])
    stuck = _stuck(program, statement)
    yield from _after(program, statement, scope, span[1], here)
    yield from guarded(program, statement, scope, span)
    for place in places:
        for text, weight in _insertions(program, statement, function, scope, at_end=place != span[0]):
            target = text.partition(" ")[0]
            if target in stuck:
                weight = min(0.6, weight * stuck[target])
            yield (insertion(program, place, here, text),), "statement added", weight


def _after(program: Program, statement: ast.stmt, scope: Scope, place: int, here: str) -> Iterator[Made]:
    """What a statement calls for behind it: the first entry of a table, the other case of an `if`."""
    match statement:
        case ast.Assign(
            targets=[ast.Name(id=name)],
            value=ast.BinOp(left=ast.List(elts=[_]), op=ast.Mult()) | ast.ListComp() | ast.Dict(keys=[]),
        ):
            table = isinstance(statement.value, ast.ListComp)
            entry = f"{name}[0][0]" if table and isinstance(statement.value.elt, ast.BinOp) else f"{name}[0]"  # type: ignore[attr-defined]  # a list comprehension
            for value, weight in (
                ("1", 0.3),
                ("0", 0.2),
                ("True", 0.2),
                *((n, 0.06) for n in scope.parameters[:3]),
            ):
                yield (insertion(program, place, here, f"{entry} = {value}"),), "first entry added", weight
        case ast.If(orelse=[]):
            function = program.function(statement)
            step = unit(program)
            for text, weight in _known_steps(program, function, scope):
                row = f"else:\n{step}{text}"
                yield (insertion(program, place, here, row),), "other case added", weight * 0.5


def _insertions(
    program: Program, statement: ast.stmt, function: Function | None, scope: Scope, *, at_end: bool
) -> Iterator[tuple[str, float]]:
    loop = any(isinstance(node, LOOPS) for node in program.ancestors(statement))
    seen = {program.source(other) for other in program.block(statement)}
    for text, weight in _known_steps(program, function, scope):
        if text not in seen:
            seen.add(text)
            yield text, weight
    for name in scope.variables[:8]:
        kind = scope.kinds.get(name)
        if loop and kind in ("int", None):
            for text, weight in ((f"{name} += 1", 0.12), (f"{name} -= 1", 0.1)):
                if text not in seen:
                    yield text, weight if kind == "int" else weight * 0.5
        if kind in ("list", "set", "deque"):
            adder = "add" if kind == "set" else "append"
            for other in scope.variables[:8]:
                if other != name and scope.kinds.get(other) not in ("list", "set", "dict"):
                    yield f"{name}.{adder}({other})", 0.1
    if not at_end:
        yield from _saved(statement, scope)
    step = unit(program)
    if loop:
        yield "break", 0.12 if at_end else 0.03
        yield "continue", 0.08 if at_end else 0.03
        for condition in scope.conditions[:5]:
            yield f"if {condition}:\n{step}continue", 0.03
            yield f"if {condition}:\n{step}break", 0.03
    if function is None:
        return
    if at_end:
        direct = program.parents[statement] is function
        if _only_tells(program, statement):
            yield "return", 0.3
            for value in dict.fromkeys((*scope.returns, "False", "None")):
                yield f"return {value}", 0.4
            yield "continue" if loop else "pass", 0.3
        for value in dict.fromkeys((*scope.variables, *scope.returns, "True", "False")):
            yield f"return {value}", 0.4 if direct else 0.12
    first = (
        function.body[1] if len(function.body) > 1 and is_docstring(function.body[0]) else function.body[0]
    )
    if statement is first and not at_end:
        yield from _guards(scope, step)
        yield from _refusals(program, scope, step)


def _stuck(program: Program, statement: ast.stmt) -> dict[str, float]:
    """Names that the condition of the loop around reads and nothing in the loop changes, and how odd that is."""
    loop = next((node for node in program.ancestors(statement) if isinstance(node, LOOPS)), None)
    if not isinstance(loop, ast.While):
        return {}
    read = {node.id for node in ast.walk(loop.test) if isinstance(node, ast.Name)}
    changed = {
        node.id for node in ast.walk(loop) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    }
    owners = {
        node.value.id
        for node in ast.walk(loop)
        if isinstance(node, ast.Attribute | ast.Subscript) and isinstance(node.value, ast.Name)
    }
    stuck = read - changed - owners
    return dict.fromkeys(stuck, 2.0 if read & changed else 5.0)


def _only_tells(program: Program, statement: ast.stmt) -> bool:
    """Whether a case does nothing but print, and the function goes on behind it as if nothing were wrong."""
    case = program.parents[statement]
    if not isinstance(case, ast.If) or case.orelse or program.block(case)[-1] is case:
        return False
    return all(
        isinstance(one, ast.Expr)
        and isinstance(one.value, ast.Call)
        and isinstance(one.value.func, ast.Name)
        and one.value.func.id == "print"
        for one in case.body
    )


def _saved(statement: ast.stmt, scope: Scope) -> Iterator[tuple[str, float]]:
    """A value that has to be kept before it is overwritten."""
    match statement:
        case ast.Assign(targets=[ast.Name(id=name)]):
            for other in scope.variables[:10]:
                if other != name and scope.kinds.get(other) == scope.kinds.get(name):
                    yield f"{other} = {name}", 0.18


def _known_steps(program: Program, function: Function | None, scope: Scope) -> Iterator[tuple[str, float]]:
    """Steps that the function takes elsewhere, then those of other functions that make sense in this one."""
    known = {*scope.variables, *scope.globals, *scope.callables, "self"}
    inside = {id(node) for node in ast.walk(function)} if function is not None else set()
    for node in ast.walk(program.tree):
        if not isinstance(node, ast.Assign | ast.AugAssign | ast.Expr) or is_docstring(node):
            continue
        text = program.source(node)
        if "\n" in text or len(text) >= 80:
            continue
        if function is None or id(node) in inside:
            weight = 0.12
        elif {part.id for part in ast.walk(node) if isinstance(part, ast.Name)} <= known:
            weight = 0.08
        else:
            continue
        yield text, weight
        yield from ((other, weight * 0.7) for other in _renamed(program, node, scope))
        undone = _undone(program, node)
        if undone:
            yield undone, weight * 0.8


def _renamed(program: Program, node: ast.stmt, scope: Scope) -> Iterator[str]:
    """The same step for another value: what is noted of one item is noted of the first one, too."""
    match node:
        case ast.Expr(value=ast.Call(func=function, args=[ast.Name(id=given)], keywords=[])):
            called = program.source(function)
            for name in scope.variables[:8]:
                if name != given and name != called.partition(".")[0]:
                    yield f"{called}({name})"


def _undone(program: Program, node: ast.stmt) -> str:
    """The step that takes a step back: what is lent is given back somewhere else."""
    match node:
        case ast.AugAssign(target=target, op=ast.Add() | ast.Sub() as operator, value=value):
            sign = "-" if isinstance(operator, ast.Add) else "+"
            return f"{program.source(target)} {sign}= {program.source(value)}"
        case ast.Expr(value=ast.Call(func=ast.Attribute(value=owner, attr=name), args=arguments)):
            given = ", ".join(map(program.source, arguments))
            if name in _BACK:
                method, with_arguments = _BACK[name]
                return f"{program.source(owner)}.{method}({given if with_arguments else ''})"
    return ""


_BACK = {
    "append": ("pop", False), "push": ("pop", False), "add": ("discard", True), "pop": ("append", True),
    "remove": ("append", True), "discard": ("add", True),
}  # fmt: skip
"""What undoes a step, and whether it takes the same arguments."""


def _guards(scope: Scope, step: str) -> Iterator[tuple[str, float]]:
    """A forgotten case at the beginning of a function: nothing, one, zero."""
    values = dict.fromkeys(("[]", "0", "None", "False", "True", '""', "1", "-1", *scope.returns[:3]))
    for name in scope.parameters[:4]:
        for value in (name, *values):
            yield f"if not {name}:\n{step}return {value}", 0.18
        for value in dict.fromkeys(("0", "1", name, "False", "True", "None", *scope.returns[:2])):
            for test in (
                f"{name} == 0",
                f"{name} <= 1",
                f"{name} == 1",
                f"{name} < 0",
                f"{name} <= 0",
                f"{name} < 2",
            ):
                yield f"if {test}:\n{step}return {value}", 0.08
            yield f"if {name} is None:\n{step}return {value}", 0.06
            yield f"if len({name}) <= 1:\n{step}return {value}", 0.07
            yield f"if len({name}) == 1:\n{step}return {value}", 0.05
    for index, left in enumerate(scope.parameters[:3]):
        for right in scope.parameters[index + 1 : 3]:
            for value in ("True", "False", "0", left, right):
                yield f"if {left} == {right}:\n{step}return {value}", 0.05
                yield f"if len({left}) != len({right}):\n{step}return {value}", 0.06
            yield f"if {left} > {right}:\n{step}{left}, {right} = {right}, {left}", 0.06


def _refusals(program: Program, scope: Scope, step: str) -> Iterator[tuple[str, float]]:
    """A forgotten refusal, as the module refuses things elsewhere."""
    said = [
        program.source(node) for node in ast.walk(program.tree) if isinstance(node, ast.Raise) and node.exc
    ]
    short = [text for text in said if "\n" not in text and len(text) < 80]
    for text in list(dict.fromkeys(short))[:3]:
        for name in scope.parameters[:4]:
            for test in (f"not {name}", f"{name} < 0", f"{name} <= 0", f"{name} is None"):
                yield f"if {test}:\n{step}{text}", 0.08
