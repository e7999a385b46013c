"""Which part of a key, a value or a case was forgotten?

A table whose key leaves out what the entry depends on, a record where one of its fields was meant, an order that says
nothing of ties, a repetition that was to be passed over, the other case of a choice, the other edge of a table.
"""

import ast
from collections.abc import Iterator

from analyzers.logic.edits import Candidate
from analyzers.logic.edits.lines import Made, insertion, own_lines, reindented, unit
from analyzers.logic.edits.scope import Scope, kind_of
from analyzers.logic.program import Function, Program, own_expressions

_PLAIN = (ast.Name, ast.Attribute, ast.Subscript)
_JUMPS = (ast.Return, ast.Break, ast.Continue, ast.Raise)


def edits(program: Program, statement: ast.stmt, scope: Scope) -> Iterator[Candidate]:
    """Yield the candidates that put in what was forgotten."""
    made = [make(program, statement, scope) for make in _MAKERS]
    for changes, kind, weight in (item for items in made for item in items):
        yield Candidate(program.path, tuple(sorted(changes)), statement.lineno, kind, weight)


def _put(program: Program, node: ast.AST, text: str, kind: str, weight: float) -> Made:
    return ((program.start(node), program.end(node), text),), kind, weight


def _wider_key(program: Program, statement: ast.stmt, scope: Scope) -> Iterator[Made]:
    """What is remembered under a key depends on more than the key: it is looked up and kept under both."""
    function = program.function(statement)
    for node in own_expressions(statement) if function is not None else ():
        match node:
            case ast.Compare(left=key, ops=[ast.In() | ast.NotIn()], comparators=[owner]):
                pass
            case _:
                continue
        if not isinstance(key, (*_PLAIN, ast.Tuple, ast.Call)) or not isinstance(owner, _PLAIN):
            continue
        text, table = program.source(key), program.source(owner)
        places = _keys_of(program, function, table, text)  # type: ignore[arg-type]  # there is a function
        if len(places) < 2:
            continue
        used = {part.id for part in ast.walk(key) if isinstance(part, ast.Name)} | {table}
        for name in scope.variables[:10]:
            if name in used or scope.kinds.get(name) in ("list", "dict", "set", "deque"):
                continue
            wider = (
                f"{text[:-1].rstrip(', ')}, {name})" if isinstance(key, ast.Tuple) else f"({text}, {name})"
            )
            yield (
                tuple((*place, wider) for place in places),
                "key widened",
                0.3 if name in scope.parameters else 0.2,
            )


def _keys_of(program: Program, function: Function, table: str, key: str) -> list[tuple[int, int]]:
    """Where a function looks up or keeps something under a key of a table."""
    found = []
    for node in ast.walk(function):
        match node:
            case ast.Compare(left=asked, ops=[ast.In() | ast.NotIn()], comparators=[owner]):
                pass
            case ast.Subscript(value=owner, slice=asked):
                pass
            case ast.Call(
                func=ast.Attribute(value=owner, attr="add" | "get" | "discard" | "remove" | "pop"),
                args=[asked, *_],
            ):
                pass
            case _:
                continue
        if program.source(owner) == table and program.source(asked) == key:
            found.append((program.start(asked), program.end(asked)))
    return sorted(found)


def _field(program: Program, statement: ast.stmt, scope: Scope) -> Iterator[Made]:
    """A record stands where one of its fields was meant."""
    fields = _fields(program, program.function(statement) or program.tree)
    for node in own_expressions(statement):
        if not isinstance(node, ast.Name) or not isinstance(node.ctx, ast.Load) or node.id not in fields:
            continue
        parent = program.parents.get(node)
        if isinstance(
            parent, ast.Attribute | ast.Subscript | ast.JoinedStr | ast.FormattedValue | ast.Starred
        ):
            continue
        if isinstance(parent, ast.Call) and parent.func is node:
            continue
        for tail in fields[node.id]:
            yield _put(program, node, f"{node.id}{tail}", "field taken", 0.15)
        for attribute in scope.attributes[:6]:
            if (
                any(tail.startswith(".") for tail in fields[node.id])
                and f".{attribute}" not in fields[node.id]
            ):
                yield _put(program, node, f"{node.id}.{attribute}", "field taken", 0.05)


def _fields(program: Program, root: ast.AST) -> dict[str, dict[str, None]]:
    """The fields that are taken of each variable: attributes that are not called, and constant keys."""
    found: dict[str, dict[str, None]] = {}
    for node in ast.walk(root):
        match node:
            case ast.Attribute(value=ast.Name(id=name), attr=field):
                parent = program.parents.get(node)
                if name != "self" and not (isinstance(parent, ast.Call) and parent.func is node):
                    found.setdefault(name, {}).setdefault(f".{field}")
            case ast.Subscript(value=ast.Name(id=name), slice=ast.Constant() as key):
                found.setdefault(name, {}).setdefault(f"[{program.source(key)}]")
                if key.value in (0, 1):
                    found[name].setdefault(f"[{1 - key.value}]")
    return found


def _ties(program: Program, statement: ast.stmt, scope: Scope) -> Iterator[Made]:
    """An order that says nothing of ties."""
    for node in own_expressions(statement):
        match node:
            case ast.Lambda(args=ast.arguments(args=[ast.arg(arg=item)]), body=body):
                pass
            case _:
                continue
        parent = program.parents.get(node)
        if not isinstance(parent, ast.keyword) or parent.arg != "key":
            continue
        parts = body.elts if isinstance(body, ast.Tuple) else [body]
        said = [program.source(part) for part in parts]
        rests = dict.fromkeys(tail for tail in ("[0]", "[1]") if any(f"{item}[" in part for part in said))
        rests |= dict.fromkeys(
            f".{name}" for name in scope.attributes[:6] if any(f"{item}." in part for part in said)
        )
        for tail in rests:
            if not any(part.lstrip("-") == f"{item}{tail}" for part in said):
                for sign, weight in (("", 0.25), ("-", 0.08)):
                    text = f"({', '.join([*said, f'{sign}{item}{tail}'])})"
                    yield _put(program, body, text, "ties ordered", weight)
        if len(parts) == 1 and "[" not in said[0] and said[0] != item:
            yield _put(program, body, f"({said[0]}, {item})", "ties ordered", 0.25)


def _again(program: Program, statement: ast.stmt, scope: Scope) -> Iterator[Made]:
    """What was seen already, or is empty, was to be passed over in a loop."""
    if not isinstance(statement, ast.For) or not isinstance(statement.target, ast.Name):
        return
    first = statement.body[0]
    place = own_lines(program, first)
    if place is None:
        return
    name, step = statement.target.id, unit(program)
    tests = {f"not {name}": 0.1}
    if kind_of(statement.iter) != "list":
        tests[f"not {name}.strip()"] = 0.06
    for other in scope.variables[:10]:
        if other != name and scope.kinds.get(other) in ("list", "set", "dict", "deque"):
            tests[f"{name} in {other}"] = 0.15
    here = program.indentation(first)
    for test, weight in tests.items():
        yield (insertion(program, place[0], here, f"if {test}:\n{step}continue"),), "passed over", weight


def _else(program: Program, statement: ast.stmt, scope: Scope) -> Iterator[Made]:
    """What follows a case without jumping out of it was to be its other case."""
    del scope
    if not isinstance(statement, ast.If) or statement.orelse or isinstance(statement.body[-1], _JUMPS):
        return
    block = program.block(statement)
    index = next(number for number, other in enumerate(block) if other is statement)
    here, step = program.indentation(statement), unit(program)
    for count in (1, len(block) - index - 1):
        rest = block[index + 1 : index + 1 + count]
        if not rest or isinstance(rest[0], Function):
            return
        first, last = own_lines(program, rest[0]), own_lines(program, rest[-1])
        if first is None or last is None:
            return
        moved = reindented(program.text[first[0] : last[1]].rstrip("\n"), here, here + step)
        if moved is not None:
            yield ((first[0], last[1], f"{here}else:\n{moved}\n"),), "other case", 0.3 if count == 1 else 0.15
        if len(block) - index - 1 == 1:
            return


def _edge(program: Program, statement: ast.stmt, scope: Scope) -> Iterator[Made]:
    """One edge of a table is filled: the other one was forgotten."""
    del scope
    match statement:
        case ast.For(
            target=ast.Name(id=name),
            iter=ast.Call(func=ast.Name(id="range"), args=bounds),
            body=[
                ast.Assign(targets=[ast.Subscript(value=ast.Subscript(value=owner, slice=one), slice=two)])
            ],
        ):
            pass
        case _:
            return
    span = own_lines(program, statement)
    row = statement.body[0]
    texts = program.source(one), program.source(two)
    if span is None or name not in texts:
        return
    table, value = program.source(owner), program.source(row.value)  # type: ignore[attr-defined]  # an assignment
    sizes = dict.fromkeys(
        program.source(argument)
        for node in ast.walk(program.function(statement) or program.tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "range"
        for argument in node.args[-1:]
    )
    start = f"{program.source(bounds[0])}, " if len(bounds) > 1 else ""
    here, step = program.indentation(statement), unit(program)
    for size in list(sizes)[:4]:
        text = f"for {name} in range({start}{size}):\n{step}{table}[{texts[1]}][{texts[0]}] = {value}"
        yield (insertion(program, span[1], here, text),), "other edge", 0.4


_MAKERS = (_wider_key, _field, _ties, _again, _else, _edge)
