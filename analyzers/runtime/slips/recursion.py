"""Where does a recursion that never ends lack its end: a case for nothing, a mark of what was seen, a smaller argument?"""

import ast
from collections.abc import Iterator

from analyzers.logic.edits import Candidate
from analyzers.logic.edits.lines import insertion, unit
from analyzers.logic.edits.scope import Scope
from analyzers.logic.program import Function, Program, is_docstring, own_expressions
from analyzers.runtime.slips.about import About


def edits(program: Program, statement: ast.stmt, scope: Scope, about: About) -> Iterator[Candidate]:
    """Yield edits after which a function that calls itself comes to an end."""
    del scope
    missing = about.type in ("TypeError", "AttributeError") and about.says("NoneType")
    if missing and isinstance(statement, Function) and statement.name == about.function:
        for changes, weight in _beyond_the_leaves(program, statement):
            yield Candidate(program.path, changes, _first(statement).lineno, "end of recursion", weight)
    if about.type != "RecursionError":
        return
    if isinstance(statement, Function):
        calls = _own_calls(statement)
        for changes, weight in _ends(program, statement, calls) if calls else ():
            line = _first(statement).lineno
            yield Candidate(program.path, changes, line, "end of recursion", weight)
    for changes, weight in _smaller(program, statement):
        yield Candidate(program.path, changes, statement.lineno, "smaller argument", weight)


def _own_calls(function: Function) -> list[ast.Call]:
    return [
        node
        for node in ast.walk(function)
        if isinstance(node, ast.Call)
        and getattr(node.func, "id", getattr(node.func, "attr", "")) == function.name
    ]


def _first(function: Function) -> ast.stmt:
    body = function.body
    return body[1] if len(body) > 1 and is_docstring(body[0]) else body[0]


def _ends(
    program: Program, function: Function, calls: list[ast.Call]
) -> Iterator[tuple[tuple[tuple[int, int, str], ...], float]]:
    """A case in which the function answers at once, as the first thing that it does."""
    first = _first(function)
    if first.lineno == function.lineno:
        return
    tests = _tests(program, function, calls)
    answers = _answers(program, function, calls)
    place = program.lines.starts[first.lineno - 1]
    indent, step = program.indentation(first), unit(program)
    for test, sure in tests[:5]:
        for number, answer in enumerate(answers[:4]):
            text = f"if {test}:\n{step}{answer}"
            yield (insertion(program, place, indent, text),), sure * (0.6 if number == 0 else 0.4)


def _beyond_the_leaves(
    program: Program, function: Function
) -> Iterator[tuple[tuple[tuple[int, int, str], ...], float]]:
    """A function that calls itself for the parts of what it is given is given none at last."""
    first, calls = _first(function), _own_calls(function)
    names = [one.arg for one in function.args.args if one.arg not in ("self", "cls")]
    parts = [
        call
        for call in calls
        for argument in call.args
        if isinstance(argument, ast.Subscript | ast.Attribute)
        and getattr(argument.value, "id", "") in names[:1]
    ]
    if not parts or first.lineno == function.lineno or f"{names[0]} is None" in program.source(function):
        return
    place, indent = program.lines.starts[first.lineno - 1], program.indentation(first)
    for number, answer in enumerate(_answers(program, function, parts)[:3]):
        text = f"if {names[0]} is None:\n{unit(program)}{answer}"
        yield (insertion(program, place, indent, text),), 3.0 if number == 0 else 0.6


def _tests(program: Program, function: Function, calls: list[ast.Call]) -> list[tuple[str, float]]:
    """Conditions on the parameters under which nothing is left to do, and how much speaks for each."""
    names = [one.arg for one in function.args.args if one.arg not in ("self", "cls")]
    found: dict[str, float] = {}
    for call in calls:
        for argument in call.args:
            match argument:
                case ast.BinOp(left=ast.Name(id=name), op=ast.Sub() | ast.FloorDiv()) if name in names:
                    found |= {f"{name} <= 0": 0.8, f"{name} == 0": 0.9, f"{name} <= 1": 0.7}
                case ast.BinOp(left=ast.Name(id=name), op=ast.Add(), right=ast.Constant()) if name in names:
                    for node in ast.walk(function):
                        if isinstance(node, ast.Subscript) and ast.unparse(node.slice) == name:
                            found[f"{name} >= len({program.source(node.value)})"] = 0.9
                case ast.Subscript(value=ast.Name(id=name), slice=ast.Slice()) if name in names:
                    found |= {f"not {name}": 1.0, f"len({name}) <= 1": 0.7}
                case ast.Attribute(value=ast.Name(id=name)) if name in names:
                    found |= {f"{name} is None": 1.0}
    seen = [
        (program.source(node.func.value), program.source(node.args[0]))
        for node in ast.walk(function)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in ("add", "append")
        and len(node.args) == 1
        and isinstance(node.args[0], ast.Name | ast.Attribute)
    ]
    seen += [
        (program.source(node.value), program.source(node.slice))
        for node in ast.walk(function)
        if isinstance(node, ast.Subscript)
        and isinstance(node.ctx, ast.Store)
        and isinstance(node.slice, ast.Name)
        and node.slice.id in names
    ]
    for store, thing in seen:
        if thing in names:
            found = {f"{thing} in {store}": 1.0, **found}
    for name in names[:2]:
        found.setdefault(f"not {name}", 0.5)
    return sorted(found.items(), key=lambda item: -item[1])


def _answers(program: Program, function: Function, calls: list[ast.Call]) -> list[str]:
    """What the function gives back where nothing is left: what its results are put together from."""
    gives = [
        node.value for node in ast.walk(function) if isinstance(node, ast.Return) and node.value is not None
    ]
    if not gives:
        return ["return"]
    found: dict[str, None] = {}
    for call in calls:
        parent = program.parents.get(call)
        if isinstance(parent, ast.BinOp):
            other = parent.right if parent.left is call else parent.left
            if isinstance(parent.op, ast.Mult):
                found["1"] = None
            elif isinstance(other, ast.List | ast.ListComp):
                found["[]"] = None
            elif isinstance(other, ast.JoinedStr) or (
                isinstance(other, ast.Constant) and isinstance(other.value, str)
            ):
                found['""'] = None
            elif isinstance(parent.op, ast.Add):
                found |= {"0": None, '""': None, "[]": None}
        elif isinstance(parent, ast.Call) and getattr(parent.func, "id", "") in ("max", "min", "sum"):
            found["0"] = None
    for value in gives:
        if isinstance(value, ast.Constant | ast.Name) or isinstance(value, ast.List) and not value.elts:
            found[program.source(value)] = None
    found |= dict.fromkeys(one.arg for one in function.args.args[-1:] if one.arg not in ("self", "cls"))
    found |= {"0": None, "[]": None, "None": None}
    return [f"return {text}" for text in found]


def _smaller(
    program: Program, statement: ast.stmt
) -> Iterator[tuple[tuple[tuple[int, int, str], ...], float]]:
    """The function hands itself the same that it was given."""
    function = program.function(statement)
    if function is None:
        return
    names = [one.arg for one in function.args.args]
    for node in own_expressions(statement):
        if not isinstance(node, ast.Call):
            continue
        if getattr(node.func, "id", getattr(node.func, "attr", "")) != function.name:
            continue
        for argument in node.args:
            if isinstance(argument, ast.Name) and argument.id in names:
                parts = dict.fromkeys(
                    f".{one.attr}"
                    for one in ast.walk(function)
                    if isinstance(one, ast.Attribute)
                    and isinstance(one.value, ast.Name)
                    and one.value.id == argument.id
                )
                end = program.end(argument)
                for text in ("[1:]", "[:-1]", " // 2", " // 10", *list(parts)[:4]):
                    yield ((end, end, text),), 0.4
