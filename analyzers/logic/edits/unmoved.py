"""Which name or attribute is read as if it changed, and never does?

The value before this one that stays the first one, a number that every entry is to have for itself, a verdict that
nobody looks at.
"""

import ast
from collections.abc import Iterator

from analyzers.logic.edits import Candidate
from analyzers.logic.edits.lines import LOOPS, Made, behind, insertion, own_lines, unit
from analyzers.logic.edits.scope import Scope
from analyzers.logic.program import Function, Program

_CHANGING = frozenset(
    ["append", "appendleft", "add", "extend", "update", "insert", "pop", "popleft", "popitem", "remove", "discard",
     "clear", "setdefault", "sort", "reverse", "push", "write"]
)  # fmt: skip
_JUMPS = (ast.Return, ast.Break, ast.Continue, ast.Raise)


def edits(program: Program, statement: ast.stmt, scope: Scope) -> Iterator[Candidate]:
    """Yield the candidates that let change what is read as if it did."""
    for make in (_in_loop, _in_class, _unasked, _emptied):
        for changes, kind, weight in make(program, statement, scope):
            yield Candidate(program.path, tuple(sorted(changes)), statement.lineno, kind, weight)


def _in_loop(program: Program, statement: ast.stmt, scope: Scope) -> Iterator[Made]:
    """A loop reads a value that was set before it and is never set in it: each round was to leave it its own."""
    loop = program.parents.get(statement)
    if not isinstance(loop, LOOPS) or loop.body[-1] is not statement or own_lines(program, statement) is None:
        return
    function = program.function(loop)
    before = {
        target.id: one.value
        for one in (program.block(loop) if function is not None else ())
        if isinstance(one, ast.Assign) and one.lineno < loop.lineno
        for target in one.targets
        if isinstance(target, ast.Name)
    }
    read = {
        node.id for node in ast.walk(loop) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)
    }
    still = [name for name in before if name in read and name not in _changed(loop)]
    made = [
        node.id for node in ast.walk(loop) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    ]
    ends = isinstance(statement, _JUMPS)
    for name in still:
        begun = before[name]
        if isinstance(begun, ast.List | ast.Dict | ast.Set | ast.ListComp | ast.Call) and not isinstance(
            begun, ast.Constant
        ):
            weight = 0.1
        else:
            weight = 0.5
        for value in dict.fromkeys(made):
            if value != name and not ends:
                yield behind(program, statement, f"{name} = {value}"), "left as it was", weight
        if isinstance(begun, ast.Constant) and isinstance(begun.value, int) and not ends:
            yield behind(program, statement, f"{name} += 1"), "left as it was", 0.5
    del scope


def _changed(root: ast.AST) -> set[str]:
    """The names that something in a block sets, or changes in place."""
    found = set()
    for node in ast.walk(root):
        match node:
            case ast.Name(id=name, ctx=ast.Store() | ast.Del()):
                found.add(name)
            case ast.Subscript(value=ast.Name(id=name), ctx=ast.Store() | ast.Del()):
                found.add(name)
            case ast.Attribute(value=ast.Name(id=name), ctx=ast.Store()):
                found.add(name)
            case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr=method)) if method in _CHANGING:
                found.add(name)
    return found


def _in_class(program: Program, statement: ast.stmt, scope: Scope) -> Iterator[Made]:
    """An object's number that is read and never goes on: the step after it was used is missing."""
    function = program.function(statement)
    owner = program.parents.get(function) if function is not None else None
    if (
        not scope.is_method
        or not isinstance(owner, ast.ClassDef)
        or function is None
        or function.name == "__init__"
    ):
        return
    last = function.body[-1] is statement
    if not last and not isinstance(statement, ast.Expr | ast.Assign):
        return
    span = own_lines(program, statement)
    if span is None:
        return
    for name in _frozen(owner):
        if not _reads(function, name):
            continue
        text = f"self.{name} += 1"
        if isinstance(statement, _JUMPS):
            put = (insertion(program, span[0], program.indentation(statement), text),)
        elif last or _reads(statement, name):
            put = behind(program, statement, text)
        else:
            continue
        yield put, "left as it was", 0.5


def _frozen(owner: ast.ClassDef) -> list[str]:
    """Attributes that `__init__` sets to a number, and that nothing else in the class sets."""
    first: dict[str, None] = {}
    again: set[str] = set()
    for part in owner.body:
        for node in ast.walk(part):
            match node:
                case ast.Attribute(value=ast.Name(id="self"), attr=name, ctx=ast.Store()):
                    if not (isinstance(part, Function) and part.name == "__init__"):
                        again.add(name)
                case ast.Assign(targets=[ast.Attribute(value=ast.Name(id="self"), attr=name)], value=value):
                    if isinstance(value, ast.Constant) and type(value.value) is int:
                        first.setdefault(name)
    return [name for name in first if name not in again]


def _reads(root: ast.AST, name: str) -> bool:
    return any(isinstance(node, ast.Attribute) and node.attr == name for node in ast.walk(root))


def _unasked(program: Program, statement: ast.stmt, _scope: Scope) -> Iterator[Made]:
    """A call says whether it could be done, and what follows is done all the same."""
    match statement:
        case ast.Expr(value=ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)) as call):
            pass
        case _:
            return
    called = next(
        (node for node in ast.walk(program.tree) if isinstance(node, Function) and node.name == name), None
    )
    function = program.function(statement)
    if called is None or function is None or called is function:
        return
    verdicts = {
        node.value.value
        for node in ast.walk(called)
        if isinstance(node, ast.Return) and isinstance(node.value, ast.Constant)
    }
    if not verdicts & {False, None}:
        return
    own = {program.source(one) for one in ast.walk(function) if isinstance(one, ast.Return) and one.value}
    back = "return False" if any(word in text for text in own for word in ("True", "False")) else "return"
    text = program.source(call)
    step, here = unit(program), program.indentation(statement)
    for said in dict.fromkeys((back, "return False", "return None")):
        whole = f"if not {text}:\n{here}{step}{said}"
        yield ((program.start(statement), program.end(statement), whole),), "verdict asked", 0.4


def _emptied(program: Program, statement: ast.stmt, scope: Scope) -> Iterator[Made]:
    """Something that a change makes out of date is emptied: what could be done again, what was kept for later."""
    function = program.function(statement)
    owner = program.parents.get(function) if function is not None else None
    if (
        not scope.is_method
        or not isinstance(owner, ast.ClassDef)
        or function is None
        or function.name == "__init__"
    ):
        return
    if (
        function.body[-1] is not statement
        or isinstance(statement, _JUMPS)
        or own_lines(program, statement) is None
    ):
        return
    if not any(
        isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store) for node in ast.walk(function)
    ) and not any(isinstance(node, ast.Attribute) and node.attr in _CHANGING for node in ast.walk(function)):
        return
    for part in owner.body:
        if not isinstance(part, Function) or part.name != "__init__":
            continue
        for one in part.body:
            match one:
                case ast.Assign(targets=[ast.Attribute(value=ast.Name(id="self"), attr=name)], value=value):
                    empty = program.source(value)
                    whole = empty in ("[]", "{}", "set()", "None", "deque()")
                    if whole and not _reads(function, name):
                        text = f"self.{name} = None" if empty == "None" else f"self.{name}.clear()"
                        yield behind(program, statement, text), "emptied", 0.25
