"""Which known trap does a statement fall into, and what takes it out?"""

import ast
from collections.abc import Iterator

from analyzers.logic.edits import Candidate
from analyzers.logic.edits.lines import Made, insertion, own_lines, unit
from analyzers.logic.edits.scope import Scope
from analyzers.logic.program import Function, Program, is_docstring, own_expressions


def edits(program: Program, statement: ast.stmt, scope: Scope) -> Iterator[Candidate]:
    """Yield the candidates that undo a trap in one statement."""
    made = [make(program, statement) for make in _TRAPS]
    scoped = (_alias(program, statement, scope), _wrong_end(program, statement, scope))
    for changes, kind, weight in (item for items in (*made, *scoped) for item in items):
        yield Candidate(program.path, tuple(sorted(changes)), statement.lineno, kind, weight)


def _shared_rows(program: Program, statement: ast.stmt) -> Iterator[Made]:
    """[[0] * n] * m makes one row m times."""
    for node in own_expressions(statement):
        match node:
            case ast.BinOp(op=ast.Mult(), left=ast.List(elts=[item]), right=count):
                if isinstance(item, ast.List | ast.ListComp | ast.Dict | ast.Set | ast.Call | ast.BinOp):
                    text = f"[{program.source(item)} for _ in range({program.source(count)})]"
                    yield ((program.start(node), program.end(node), text),), "shared rows", 0.95


def _mutable_default(program: Program, statement: ast.stmt) -> Iterator[Made]:
    """A default made once is shared by all calls."""
    if not isinstance(statement, Function):
        return
    args = statement.args
    positional = [*args.posonlyargs, *args.args]
    pairs = list(zip(positional[len(positional) - len(args.defaults) :], args.defaults, strict=True))
    pairs += [(a, d) for a, d in zip(args.kwonlyargs, args.kw_defaults, strict=True) if d is not None]
    body = statement.body
    first = body[1] if is_docstring(body[0]) and len(body) > 1 else body[0]
    span = own_lines(program, first)
    for argument, default in pairs:
        fresh = isinstance(default, ast.List | ast.Dict | ast.Set | ast.ListComp)
        if isinstance(default, ast.Call) and isinstance(default.func, ast.Name):
            fresh = default.func.id in ("list", "dict", "set", "defaultdict", "deque")
        if fresh and span is not None:
            step = unit(program)
            guard = f"if {argument.arg} is None:\n{step}{argument.arg} = {program.source(default)}"
            put = insertion(program, span[0], program.indentation(first), guard)
            yield ((program.start(default), program.end(default), "None"), put), "mutable default", 0.95


def _bad_choice(program: Program, statement: ast.stmt) -> Iterator[Made]:
    """x == 1 or 2 is always true."""
    for node in own_expressions(statement):
        if not isinstance(node, ast.BoolOp) or not isinstance(node.values[0], ast.Compare):
            continue
        first = node.values[0]
        if len(first.ops) != 1 or not isinstance(first.ops[0], ast.Eq | ast.NotEq):
            continue
        rest = node.values[1:]
        if all(isinstance(value, ast.Constant | ast.Name | ast.Attribute) for value in rest):
            values = ", ".join(program.source(value) for value in (first.comparators[0], *rest))
            word = "in" if isinstance(first.ops[0], ast.Eq) else "not in"
            text = f"{program.source(first.left)} {word} ({values})"
            yield ((program.start(node), program.end(node), text),), "always-true choice", 0.95


def _alias(program: Program, statement: ast.stmt, scope: Scope) -> Iterator[Made]:
    """Two names of one list: a change through one shows through the other."""
    value = getattr(statement, "value", None)
    if not isinstance(statement, ast.Assign | ast.Return) or not isinstance(
        value, ast.Name | ast.Attribute | ast.Subscript
    ):
        return
    if isinstance(value, ast.Subscript) and isinstance(value.slice, ast.Slice):
        return
    text = program.source(value)
    span = (program.start(value), program.end(value))
    kind = scope.kinds.get(text, "")
    if kind in ("int", "str", "float", "bool", "tuple"):
        return
    for made, weight in (
        (f"{text}[:]", 0.3),
        (f"{text}.copy()", 0.25),
        (f"[row[:] for row in {text}]", 0.12),
    ):
        yield ((*span, made),), "copy", weight if isinstance(statement, ast.Assign) else weight * 0.6


def _wrong_end(program: Program, statement: ast.stmt, scope: Scope) -> Iterator[Made]:
    """A queue is filled at one end and emptied at the other."""
    for node in own_expressions(statement):
        match node:
            case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr="pop"), args=[]):
                end = program.end(node)
                kind = scope.kinds.get(name)
                if kind == "deque":
                    yield ((program.end(node.func) - 3, end, "popleft()"),), "wrong end", 0.95
                elif kind == "list" and any(word in name.lower() for word in ("queue", "todo", "pending")):
                    yield ((end - 1, end - 1, "0"),), "wrong end", 0.8


_INPLACE = (
    "sort",
    "reverse",
    "append",
    "extend",
    "insert",
    "remove",
    "add",
    "update",
    "clear",
    "discard",
    "shuffle",
)


def _lost_result(program: Program, statement: ast.stmt) -> Iterator[Made]:
    """x = x.sort() keeps None; return x.append(y) returns it."""
    value = getattr(statement, "value", None)
    match value:
        case ast.Call(func=ast.Attribute(value=base, attr=name)) if name in _INPLACE:
            pass
        case _:
            return
    call, owner = program.source(value), program.source(base)
    if isinstance(statement, ast.Assign):
        yield ((program.start(statement), program.end(statement), call),), "result of a change in place", 0.9
    elif isinstance(statement, ast.Return) and own_lines(program, statement) is not None:
        indent = program.indentation(statement)
        text = f"{call}\n{indent}return {owner}"
        yield ((program.start(statement), program.end(statement), text),), "result of a change in place", 0.9
        if name == "sort":
            arguments = ", ".join([owner, *map(program.source, [*value.args, *value.keywords])])
            yield (
                ((program.start(value), program.end(value), f"sorted({arguments})"),),
                "result of a change in place",
                0.8,
            )
        elif name == "append" and len(value.args) == 1:
            text = f"{owner} + [{program.source(value.args[0])}]"
            yield ((program.start(value), program.end(value), text),), "result of a change in place", 0.5


def _late_binding(program: Program, statement: ast.stmt) -> Iterator[Made]:
    """A function made in a loop sees the loop's last value."""
    bound = [
        name for node in program.ancestors(statement) if isinstance(node, ast.For) for name in _turning(node)
    ]
    for node in own_expressions(statement):
        if isinstance(node, ast.ListComp | ast.DictComp | ast.SetComp | ast.GeneratorExp):
            bound += [name for item in node.generators for name in _names(item.target)]
    places: list[tuple[ast.Lambda | Function, int, bool]] = []
    for node in own_expressions(statement):
        if isinstance(node, ast.Lambda):
            colon = program.start(node.body)
            colon = program.text.rfind(":", 0, colon)
            places.append((node, colon, _has_arguments(node.args)))
    if isinstance(statement, Function):
        close = program.text.find(")", program.lines.offset(statement.lineno))
        places.append((statement, close, _has_arguments(statement.args)))
    for function, place, filled in places:
        used = {item.id for item in ast.walk(function) if isinstance(item, ast.Name)}
        own = {item.arg for item in ast.walk(function.args) if isinstance(item, ast.arg)}
        free = [name for name in bound if name in used and name not in own]
        if free:
            text = ", ".join(f"{name}={name}" for name in free)
            lead = ", " if filled else " " if isinstance(function, ast.Lambda) else ""
            yield ((place, place, lead + text),), "late binding", 0.9


def _turning(loop: ast.For) -> list[str]:
    """The names that each round of a loop sets anew."""
    targets = [
        target
        for part in loop.body
        for node in ast.walk(part)
        if isinstance(node, ast.Assign)
        for target in node.targets
    ]
    return list(dict.fromkeys(name for target in (loop.target, *targets) for name in _names(target)))


def _names(target: ast.expr) -> list[str]:
    """The variables that a target sets."""
    parts = [node for node in ast.walk(target) if isinstance(node, ast.Name)]
    return [part.id for part in parts if isinstance(part.ctx, ast.Store)]


def _has_arguments(args: ast.arguments) -> bool:
    return bool(args.args or args.posonlyargs or args.kwonlyargs or args.vararg or args.kwarg)


def _changed_while_read(program: Program, statement: ast.stmt) -> Iterator[Made]:
    """A loop over a list that the loop itself shortens or grows skips items."""
    if not isinstance(statement, ast.For):
        return
    base: ast.expr = statement.iter
    if (
        isinstance(base, ast.Call)
        and isinstance(base.func, ast.Attribute)
        and base.func.attr in ("items", "keys")
    ):
        owner = program.source(base.func.value)
    else:
        owner = program.source(base)
    for node in ast.walk(statement):
        changed = None
        match node:
            case ast.Call(func=ast.Attribute(value=value, attr=name)):
                if name in (*_INPLACE, "pop", "popitem"):
                    changed = program.source(value)
            case ast.Delete(targets=[ast.Subscript(value=value)]):
                changed = program.source(value)
        if changed == owner:
            text = f"list({program.source(statement.iter)})"
            yield (
                ((program.start(statement.iter), program.end(statement.iter), text),),
                "changed while iterated",
                0.9,
            )
            return


def _other_neighbour(program: Program, statement: ast.stmt) -> Iterator[Made]:
    """A look at the item before where the item behind was meant, or the other way."""
    for node in own_expressions(statement):
        match node:
            case ast.BoolOp(op=ast.And(), values=[ast.Compare() as guard, *rest]):
                pass
            case _:
                continue
        for part in (one for value in rest for one in ast.walk(value)):
            match part:
                case ast.Subscript(
                    value=base,
                    slice=ast.BinOp(
                        left=ast.Name(id=name), op=ast.Sub() | ast.Add() as sign, right=ast.Constant(value=1)
                    ),
                ):
                    back = isinstance(sign, ast.Sub)
                    owner = program.source(base)
                    limit = f"{name} + 1 < len({owner})" if back else f"{name} > 0"
                    turned = f"{owner}[{name} {'+' if back else '-'} 1]"
                    yield (
                        (
                            (program.start(guard), program.end(guard), limit),
                            (program.start(part), program.end(part), turned),
                        ),
                        "other neighbour",
                        0.35,
                    )


def _forgotten_twin(program: Program, statement: ast.stmt) -> Iterator[Made]:
    """A case that was written for all but one of several functions that take the same."""
    span = own_lines(program, statement)
    if span is None or not isinstance(statement, ast.If) or statement.orelse or len(statement.body) != 1:
        return
    around = program.function(statement)
    defined = {node.name: len(node.args.args) for node in program.tree.body if isinstance(node, Function)}
    read = _names_read(program.tree)
    here = _names_read(around) if around is not None else read
    text = program.text[span[0] : span[1]]
    for node in ast.walk(statement.test):
        match node:
            case ast.Call(func=ast.Name(id=name) as function) if name in defined:
                alike = [one for one in defined if defined[one] == defined[name] and one not in here]
                for other in sorted(alike)[:6]:
                    start = program.start(function) - span[0]
                    twin = text[:start] + other + text[start + len(name) :]
                    put = twin if twin.endswith("\n") else twin + "\n"
                    yield ((span[1], span[1], put),), "case added", 0.25 if other in read else 0.45


def _own_cell(program: Program, statement: ast.stmt) -> Iterator[Made]:
    """Two loops over the steps to a neighbour also take the step that stays where it is."""
    names = []
    for node in program.ancestors(statement):
        match node:
            case ast.For(target=ast.Name(id=name), iter=steps) if _around_zero(steps):
                names.append(name)
    span = own_lines(program, statement)
    inner = program.parents.get(statement)
    if len(names) != 2 or span is None or not isinstance(inner, ast.For) or inner.body[-1] is not statement:
        return
    moves = f"{names[1]} or {names[0]}"
    if isinstance(statement, ast.If):
        start, end = program.start(statement.test), program.end(statement.test)
        own = program.source(statement.test)
        rest = f"({own})" if isinstance(statement.test, ast.BoolOp) else own
        yield ((start, end, f"({moves}) and {rest}"),), "own cell left out", 0.6
    here, step = program.indentation(inner.body[0]), unit(program)
    skip = f"if not ({moves}):\n{step}continue"
    place = own_lines(program, inner.body[0])
    if place is not None:
        yield (insertion(program, place[0], here, skip),), "own cell left out", 0.4


def _around_zero(steps: ast.expr) -> bool:
    """Whether these are the steps -1, 0 and 1."""
    try:
        match steps:
            case ast.Tuple() | ast.List():
                return sorted(ast.literal_eval(steps)) == [-1, 0, 1]
            case ast.Call(func=ast.Name(id="range"), args=[first, last]):
                return (ast.literal_eval(first), ast.literal_eval(last)) == (-1, 2)
    except (ValueError, TypeError):
        pass
    return False


def _names_read(tree: ast.AST) -> frozenset[str]:
    return frozenset(node.id for node in ast.walk(tree) if isinstance(node, ast.Name))


_TRAPS = (
    _other_neighbour,
    _forgotten_twin,
    _own_cell,
    _shared_rows,
    _mutable_default,
    _bad_choice,
    _lost_result,
    _late_binding,
    _changed_while_read,
)
