"""Which value was taken for the start of a step, a term or a search: the last one, the first one, nothing?

A date that is made of the one before instead of the first, a sum of two terms where there may be more, a section that
is merged into nothing, one of two places where something may be kept.
"""

import ast
from collections.abc import Iterator

from analyzers.logic.edits import Candidate
from analyzers.logic.edits.lines import LOOPS, Made, insertion, own_lines
from analyzers.logic.edits.scope import Scope
from analyzers.logic.program import Program, own_expressions

_PUT = frozenset(["add", "append", "remove", "discard"])
_MOST = 3  # other places where something may be kept


def edits(program: Program, statement: ast.stmt, scope: Scope) -> Iterator[Candidate]:
    """Yield the candidates that begin where was meant."""
    made = [make(program, statement, scope) for make in (_from_first, _terms, _merged, _elsewhere)]
    for changes, kind, weight in (item for items in made for item in items):
        yield Candidate(program.path, tuple(sorted(changes)), statement.lineno, kind, weight)


def _from_first(program: Program, statement: ast.stmt, scope: Scope) -> Iterator[Made]:
    """Each step is so many times as far from the first value: what is rounded or cut on the way is not carried on."""
    match statement:
        case ast.Assign(
            targets=[ast.Name(id=name) as target], value=ast.Call(args=[ast.Name(id=given) as last, step])
        ):
            if given != name:
                return
        case ast.Expr(
            value=ast.Call(
                func=ast.Attribute(value=ast.Name(id=name) as target, attr="append"),
                args=[
                    ast.Call(
                        args=[ast.Subscript(value=ast.Name(id=given), slice=ast.UnaryOp()) as last, step]
                    )
                ],
            )
        ):
            if given != name:
                return
        case _:
            return
    loop = next((one for one in program.ancestors(statement) if isinstance(one, LOOPS)), None)
    block = program.block(loop) if loop is not None else []
    first = None
    for one in block[: block.index(loop)] if loop is not None else ():
        match one:
            case ast.Assign(targets=[ast.Name(id=held)], value=value) if held == name:
                first = value
    if loop is None or first is None:
        return
    distance, own = program.source(step), own_lines(program, statement)
    if isinstance(statement, ast.Expr):
        match first:
            case ast.List(elts=[start]):
                count = f"len({program.source(target)})"
                yield (
                    (
                        (program.start(last), program.end(last), program.source(start)),
                        (program.start(step), program.end(step), _times(step, distance, count)),
                    ),
                    "from the first one",
                    0.4,
                )
        return
    place = own_lines(program, loop)
    if own is None or place is None or isinstance(first, ast.Constant):
        return
    count = next(one for one in ("steps", "rounds", "taken") if one not in scope.variables)
    yield (
        (
            insertion(program, place[0], program.indentation(loop), f"{count} = 0"),
            insertion(program, own[0], program.indentation(statement), f"{count} += 1"),
            (program.start(last), program.end(last), program.source(first)),
            (program.start(step), program.end(step), _times(step, distance, count)),
        ),
        "from the first one",
        0.3,
    )


def _times(step: ast.expr, text: str, count: str) -> str:
    """A distance so many times."""
    if isinstance(step, ast.Constant) and step.value == 1:
        return count
    return f"{text if isinstance(step, ast.Name | ast.Constant | ast.Attribute) else f'({text})'} * {count}"


def _terms(program: Program, statement: ast.stmt, _scope: Scope) -> Iterator[Made]:
    """A parser takes one further term by calling itself, from the right, or all of them in a loop, from the left."""
    function = program.function(statement)
    if function is None or not isinstance(statement, ast.If | ast.While):
        return
    before = [one for one in function.body if one.lineno < statement.lineno]
    lower = {_called(one.value) for one in before if isinstance(one, ast.Assign)} - {"", function.name}
    word, other = ("if", "while") if isinstance(statement, ast.If) else ("while", "if")
    start = program.start(statement)
    if statement.orelse or program.text[start : start + len(word)] != word:
        return
    for one in ast.walk(statement):
        if not isinstance(one, ast.Call):
            continue
        called = _called(one)
        if called and called == function.name and word == "if":
            twins = sorted(lower)
        elif called in lower and word == "while":
            twins = [function.name]
        else:
            continue
        end = program.end(one.func)
        for twin in twins:
            changes = ((start, start + len(word), other), (end - len(called), end, twin))
            yield changes, "terms from the left" if word == "if" else "terms from the right", 0.4


def _called(node: ast.AST) -> str:
    match node:
        case ast.Call(func=ast.Attribute(value=ast.Name(id="self"), attr=name) | ast.Name(id=name)):
            return name
        case _:
            return ""


def _merged(program: Program, statement: ast.stmt, _scope: Scope) -> Iterator[Made]:
    """What an entry is made of begins with what is there under its key, not with nothing."""
    match statement:
        case ast.Assign(targets=[ast.Subscript(value=table, slice=key)], value=ast.Call(args=args)):
            for one in args:
                if isinstance(one, ast.Dict | ast.List) and program.source(one) in ("{}", "[]"):
                    text = f"{program.source(table)}.get({program.source(key)}, {program.source(one)})"
                    yield ((program.start(one), program.end(one), text),), "what is there already", 0.4


def _elsewhere(program: Program, statement: ast.stmt, _scope: Scope) -> Iterator[Made]:
    """Something may be kept in one of two places, and is looked for in one of them."""
    function = program.function(statement)
    if function is None or not isinstance(statement, ast.If | ast.While | ast.Return | ast.Assign):
        return
    kept: dict[str, dict[str, None]] = {}
    for one in ast.walk(function):
        match one:
            case ast.Call(func=ast.Attribute(value=place, attr=name), args=[item]) if name in _PUT:
                kept.setdefault(program.source(item), {}).setdefault(program.source(place))
            case ast.Compare(left=item, ops=[ast.In() | ast.NotIn()], comparators=[place]):
                kept.setdefault(program.source(item), {}).setdefault(program.source(place))
    for node in own_expressions(statement):
        match node:
            case ast.Compare(left=item, ops=[ast.In() | ast.NotIn() as op], comparators=[place]):
                asked = program.source(item)
                joint, sign = ("or", "in") if isinstance(op, ast.In) else ("and", "not in")
                others = [
                    one for one in kept.get(asked, ()) if one != program.source(place) and "\n" not in one
                ]
                for other in others[:_MOST]:
                    text = f"{program.source(node)} {joint} {asked} {sign} {other}"
                    whole = f"({text})" if isinstance(program.parents.get(node), ast.expr) else text
                    yield ((program.start(node), program.end(node), whole),), "looked for elsewhere too", 0.2
