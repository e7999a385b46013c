"""What does a value lack: a bound, its shape, the next item, the other verdict?

A sum that stops one too early, a result that passes a limit, an argument used as it came, one item that fits taken for
all of them.
"""

import ast
from collections.abc import Iterator

from analyzers.logic.edits import Candidate
from analyzers.logic.edits.lines import Made, insertion, own_lines
from analyzers.logic.edits.maker import ATOMS
from analyzers.logic.edits.scope import Scope, kind_of
from analyzers.logic.program import Function, Program, is_docstring, own_expressions

_JUMPS = (ast.Return, ast.Break, ast.Continue, ast.Raise)


def edits(program: Program, statement: ast.stmt, scope: Scope) -> Iterator[Candidate]:
    """Yield the candidates that give a value what it lacks."""
    made = [make(program, statement, scope) for make in _MAKERS]
    for changes, kind, weight in (item for items in made for item in items):
        yield Candidate(program.path, tuple(sorted(changes)), statement.lineno, kind, weight)


def _put(program: Program, node: ast.AST, text: str, kind: str, weight: float) -> Made:
    return ((program.start(node), program.end(node), text),), kind, weight


def _limits(program: Program, statement: ast.stmt, scope: Scope) -> Iterator[Made]:
    """A value that must not pass a bound, is to be near another, or is to be there once."""
    for node in own_expressions(statement):
        parent = program.parents.get(node)
        match node:
            case ast.BinOp(op=ast.Add() | ast.Sub() | ast.Mult()) if (
                isinstance(parent, ast.Return | ast.Assign) and parent.value is node
            ):
                own = program.source(node)
                used = {part.id for part in ast.walk(node) if isinstance(part, ast.Name)}
                bounds = [name for name in (*scope.parameters, *scope.globals) if name not in used]
                attributes = [
                    f"self.{name}" for name in scope.attributes if scope.is_method and name not in own
                ]
                for bound in (*bounds[:6], *attributes[:6]):
                    yield _put(program, node, f"min({own}, {bound})", "limit", 0.08)
            case ast.Compare(left=left, ops=[ast.Eq()], comparators=[right]):
                quotient = any(
                    isinstance(part, ast.BinOp) and isinstance(part.op, ast.Div | ast.Mult)
                    for part in (left, right)
                )
                numbers = any(
                    isinstance(part, ast.Constant) and isinstance(part.value, float) for part in (left, right)
                )
                if quotient or numbers:
                    text = f"abs({program.source(left)} - ({program.source(right)})) < 1e-9"
                    yield _put(program, node, text, "nearly equal", 0.2)
            case ast.BinOp(op=ast.Div()) if (
                isinstance(parent, ast.Return | ast.Assign) and parent.value is node
            ):
                own, below = program.source(node), program.source(node.right)
                if isinstance(parent, ast.Assign) and not isinstance(node.right, ast.Constant):
                    yield _put(program, node, f"{own} if {below} else 0", "guard", 0.15)
                for digits in ("2", "1"):
                    yield _put(program, node, f"round({own}, {digits})", "rounded", 0.1)
            case ast.BinOp(op=ast.FloorDiv()):
                over, under = (
                    program.source(part) if isinstance(part, ATOMS) else f"({program.source(part)})"
                    for part in (node.left, node.right)
                )
                text = f"round({over} / {under})"
                yield _put(program, node, text, "rounded", 0.2)
        listed = isinstance(node, ast.Name | ast.Call | ast.ListComp) and kind_of(node) in ("list", "")
        listed = listed and not isinstance(getattr(node, "ctx", None), ast.Store)
        if listed and isinstance(parent, ast.Return | ast.Assign | ast.For):
            own = program.source(node)
            if scope.kinds.get(own, "list") == "list":
                yield _put(program, node, f"list(dict.fromkeys({own}))", "once", 0.06)
                yield _put(program, node, f"sorted(set({own}))", "once", 0.06)


def _rest(program: Program, statement: ast.stmt, scope: Scope) -> Iterator[Made]:
    """A call of the function itself is to get less than what the function got."""
    del scope
    function = program.function(statement)
    if function is None:
        return
    given = {item.arg for item in function.args.args}
    for node in own_expressions(statement):
        match node:
            case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name), args=arguments) if (
                name == function.name
            ):
                pass
            case _:
                continue
        for argument in arguments:
            if isinstance(argument, ast.Name) and argument.id in given:
                for tail, weight in (
                    ("[1:]", 0.3),
                    ("[:-1]", 0.15),
                    (" - 1", 0.3),
                    (" + 1", 0.2),
                    (" // 2", 0.1),
                ):
                    yield _put(program, argument, f"{argument.id}{tail}", "less to do", weight)


def _prepared(program: Program, statement: ast.stmt, scope: Scope) -> Iterator[Made]:
    """An argument was to be brought into shape before it is used."""
    function = program.function(statement)
    if function is None or statement is not _first(function):
        return
    place = own_lines(program, statement)
    if place is None or any(isinstance(node, Function) for node in program.ancestors(function)):
        return
    here = program.indentation(statement)
    for name in scope.parameters[:4]:
        for form, weight in _SHAPES:
            text = f"{name} = {form.format(name)}"
            yield (insertion(program, place[0], here, text),), "argument prepared", weight


_SHAPES = (
    ("abs({})", 0.12), ("{}.lower()", 0.12), ("{}.strip()", 0.12), ("sorted({})", 0.12), ("list({})", 0.08),
    ('{}.replace(" ", "")', 0.08), ("str({})", 0.05), ("int({})", 0.05), ("set({})", 0.04),
)  # fmt: skip


def _first(function: Function) -> ast.stmt:
    """The first statement of a function that does something."""
    told = is_docstring(function.body[0]) and len(function.body) > 1
    return function.body[1] if told else function.body[0]


def _marked(program: Program, statement: ast.stmt, scope: Scope) -> Iterator[Made]:
    """An entry was to be given another mark when all is done: `state[task] = "done"` as before `"open"`."""
    function, place = program.function(statement), own_lines(program, statement)
    if function is None or place is None or isinstance(statement, _JUMPS):
        return
    here = program.indentation(statement)
    told: dict[str, None] = {}
    for node in ast.walk(function):
        match node:
            case ast.Assign(
                targets=[ast.Subscript() | ast.Attribute() as entry], value=ast.Constant() as mark
            ):
                marks = scope.strings if isinstance(mark.value, str) else ("True", "False", "None", "0")
                told |= dict.fromkeys(
                    f"{program.source(entry)} = {other}" for other in marks if other != program.source(mark)
                )
    for text in list(told)[:10]:
        yield (insertion(program, place[1], here, text),), "statement added", 0.1


def _next_item(program: Program, statement: ast.stmt, scope: Scope) -> Iterator[Made]:
    """A sum of neighbours that stops one too early; an entry that is what is missing to a number."""
    del scope
    for node in own_expressions(statement):
        match node:
            case ast.Subscript(
                value=owner, slice=ast.BinOp(left=at, op=ast.Add(), right=ast.Constant(value=int() as step))
            ):
                if isinstance(program.parents.get(node), ast.BinOp | ast.AugAssign):
                    text = program.source(node)
                    following = f"{program.source(owner)}[{program.source(at)} + {step + 1}]"
                    yield _put(program, node, f"{text} + {following}", "operand added", 0.15)
            case ast.Call(
                func=ast.Attribute(value=owner, attr="append"), args=[ast.Constant(value=int()) as given]
            ):
                last, number = f"{program.source(owner)}[-1]", program.source(given)
                for text in (f"{number} - {last}", f"{last} + {number}"):
                    yield _put(program, given, text, "operand added", 0.1)


def _every(program: Program, statement: ast.stmt, scope: Scope) -> Iterator[Made]:
    """One item that fits was taken for all of them, or the other way round."""
    del scope
    block = program.block(statement)
    index = next(number for number, other in enumerate(block) if other is statement)
    match statement, block[index + 1 : index + 2]:
        case (
            ast.For(
                body=[
                    ast.If(test=test, body=[ast.Return(value=ast.Constant(value=bool() as said))], orelse=[])
                ]
            ),
            [ast.Return(value=ast.Constant(value=bool() as other)) as last],
        ) if said is not other:
            [case] = statement.body
        case _:
            return
    first = case.body[0].value  # type: ignore[attr-defined]  # as matched
    turned = [(test, _negated(program, test))]
    if isinstance(test, ast.BoolOp) and isinstance(test.op, ast.And):
        turned.append((test.values[-1], _negated(program, test.values[-1])))
    for part, text in turned:
        yield (
            (
                (program.start(part), program.end(part), text),
                (program.start(first), program.end(first), str(other)),
                (program.start(last.value), program.end(last.value), str(said)),  # type: ignore[arg-type]  # as matched
            ),
            "all or any",
            0.35,
        )


def _negated(program: Program, test: ast.expr) -> str:
    match test:
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            return program.source(operand)
        case ast.Compare(left=left, ops=[ast.In()], comparators=[right]):
            return f"{program.source(left)} not in {program.source(right)}"
        case ast.Compare(left=left, ops=[ast.Eq()], comparators=[right]):
            return f"{program.source(left)} != {program.source(right)}"
        case _:
            return f"not ({program.source(test)})"


def _other_value(program: Program, statement: ast.stmt, scope: Scope) -> Iterator[Made]:
    """What is set here is set to something else elsewhere in the function."""
    match statement:
        case ast.Assign(targets=[target], value=value):
            pass
        case _:
            return
    name, own = program.source(target), program.source(value)
    others = {
        program.source(node.value)
        for node in ast.walk(program.function(statement) or program.tree)
        if isinstance(node, ast.Assign) and len(node.targets) == 1 and program.source(node.targets[0]) == name
    }
    for other in sorted(others - {own, name}):
        if "\n" not in other and other not in scope.variables:
            yield _put(program, value, other, "other value", 0.2)


_MAKERS = (_limits, _rest, _prepared, _marked, _next_item, _every, _other_value)
