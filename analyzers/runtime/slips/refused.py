"""What does the language or its library refuse, and what does it take in its place?

Each maker answers one message by the change that fits it: a pattern's sign, a name that is not there yet, a result that
is still to come.
"""

import ast
from collections.abc import Callable, Iterator

from analyzers.deferred import regex
from analyzers.logic.edits import Candidate
from analyzers.logic.edits.scope import Scope
from analyzers.logic.program import Function, Program
from analyzers.runtime.slips.about import About
from analyzers.runtime.slips.change import Changes, by_expression, put
from analyzers.runtime.slips.imported import named

_PATTERNS = frozenset(
    ["split", "sub", "subn", "match", "search", "fullmatch", "findall", "finditer", "compile"]
)
_SIGNS = regex(r"[+*?|()\[\]{}.^$]{1,3}")
_CONFLICT = regex(r"conflicting option strings?: (-\w)\b")
_EXCEPTION = regex(r"(?:Error|Exception|Warning|Exit)$")
_TOLD = frozenset(["message", "msg", "error", "text"])


def edits(program: Program, statement: ast.stmt, scope: Scope, about: About) -> Iterator[Candidate]:
    """Yield the edits of the expressions of a statement, and of what it defines."""
    del scope
    for changes, kind, weight in _annotation(program, statement, about):
        yield Candidate(program.path, tuple(sorted(changes)), statement.lineno, kind, weight)
    for changes, kind, weight in _goes_round(program, statement, about):
        yield Candidate(program.path, tuple(sorted(changes)), statement.lineno, kind, weight)
    yield from by_expression(_MAKERS, program, statement, about)


def _annotation(program: Program, statement: ast.stmt, about: About) -> Iterator[Changes]:
    """A class names itself, or one further down, in an annotation, where it is not known yet."""
    if about.type != "NameError" or not isinstance(statement, Function | ast.AnnAssign):
        return
    name = about.message.partition("'")[2].partition("'")[0]
    if name not in about.classes:
        return
    if isinstance(statement, ast.AnnAssign):
        given = [statement.annotation]
    else:
        parameters = (*statement.args.posonlyargs, *statement.args.args, *statement.args.kwonlyargs)
        given = [
            one for one in (*(each.annotation for each in parameters), statement.returns) if one is not None
        ]
    changes = [
        edit
        for one in given
        if any(isinstance(part, ast.Name) and part.id == name for part in ast.walk(one))
        for edit in put(program, one, f'"{program.source(one)}"')
    ]
    if changes:
        yield tuple(changes), "name in quotes", 5.0


def _goes_round(program: Program, statement: ast.stmt, about: About) -> Iterator[Changes]:
    """A place in a row of fixed length is moved on, and has to begin again after the last one."""
    match statement:
        case ast.AugAssign(
            target=ast.Name() | ast.Attribute() as place, op=ast.Add(), value=ast.Constant() as step
        ):
            text = program.source(place)
        case _:
            return
    if about.type != "IndexError":
        return
    fixed = {
        ast.unparse(target)
        for one in program.parents
        if isinstance(one, ast.Assign)
        and isinstance(one.value, ast.BinOp)
        and isinstance(one.value.op, ast.Mult)
        if isinstance(one.value.left, ast.List)
        for target in one.targets
    }
    rows = {
        program.source(one.value)
        for one in program.parents
        if isinstance(one, ast.Subscript)
        and program.source(one.slice) == text
        and ast.unparse(one.value) in fixed
        and isinstance(one.ctx, ast.Store)
    }
    for row in sorted(rows):
        whole = f"{text} = ({text} + {program.source(step)}) % len({row})"
        yield put(program, statement, whole), "goes round", 2.5


def _plain_sign(program: Program, node: ast.expr, about: About) -> Iterator[Changes]:
    """A sign that means something in patterns is meant as itself."""
    match node:
        case ast.Call(
            func=ast.Attribute(value=ast.Name(id="re"), attr=name),
            args=[ast.Constant(value=str() as pattern) as given, *_],
        ) if name in _PATTERNS and about.says(
            "nothing to repeat", "unterminated", "missing )", "unbalanced parenthesis"
        ):
            if _SIGNS.fullmatch(pattern):
                quote = program.source(given)[-1]
                text = "".join(f"\\{one}" for one in pattern)
                yield put(program, given, f"r{quote}{text}{quote}"), "escaped", 5.0


def _told_by_error(program: Program, node: ast.expr, about: About) -> Iterator[Changes]:
    """What an exception says is its text."""
    match node:
        case ast.Attribute(value=ast.Name() as error, attr=name) if name == about.attribute and name in _TOLD:
            if _EXCEPTION.search(about.owner) and isinstance(node.ctx, ast.Load):
                yield put(program, node, f"str({error.id})"), "type conversion", 6.0


def _groups_by_name(program: Program, node: ast.expr, about: About) -> Iterator[Changes]:
    """The groups of a match are a row; by their names they are a table."""
    match node, program.parents.get(node):
        case ast.Call(func=ast.Attribute(attr="groups") as called), ast.keyword(arg=None) if about.says(
            "must be a mapping"
        ):
            end = program.end(called)
            yield ((end - len("groups"), end, "groupdict"),), "method", 6.0


def _option_of_its_own(program: Program, node: ast.expr, about: About) -> Iterator[Changes]:
    """A letter is the name of two options of a command line."""
    found = _CONFLICT.search(about.message)
    match node:
        case ast.Constant(value=str() as option) if found is not None and option == found[1]:
            used = {one.value for one in program.constants.values() if isinstance(one.value, str)}
            first = min(
                (place for place, one in program.constants.items() if one.value == option), default=None
            )
            other = option.swapcase()
            if other not in used and first != (program.start(node), program.end(node)):
                quote = program.source(node)[0]
                yield put(program, node, f"{quote}{other}{quote}"), "option", 4.0


def _still_to_come(program: Program, node: ast.expr, about: About) -> Iterator[Changes]:
    """A task is asked for its result before it has one."""
    match node:
        case ast.Call(func=ast.Attribute(value=task, attr="result"), args=[]) if (
            about.type == "InvalidStateError"
        ):
            if isinstance(program.function(node), ast.AsyncFunctionDef):
                parent = program.parents.get(node)
                text = f"await {program.source(task)}"
                alone = isinstance(parent, ast.Assign | ast.Return | ast.Expr)
                yield put(program, node, text if alone else f"({text})"), "awaited", 5.0


def _written_as_json(program: Program, node: ast.expr, about: About) -> Iterator[Changes]:
    """`str` of a table is no JSON."""
    if not about.type.endswith("JSONDecodeError") or not about.says("double quotes"):
        return
    match node:
        case ast.Call(func=ast.Name(id="str" | "repr"), args=[given], keywords=[]):
            name, imported = named(program, "json", "dumps")
            yield put(program, node, f"{name}({program.source(given)})", *imported), "written as JSON", 4.0


def _next_of_several(program: Program, node: ast.expr, about: About) -> Iterator[Changes]:
    """There is no first row; what is gone through afterwards is then empty."""
    match node, program.parents.get(node):
        case ast.Call(func=ast.Name(id="next"), args=[_]), ast.Assign(targets=[target]) if (
            about.type == "StopIteration"
        ):
            text = program.source(target)
            gone_through = any(
                isinstance(one, ast.For | ast.comprehension)
                and program.source(one.iter) == text
                or isinstance(one, ast.Call)
                and getattr(one.func, "id", "") in ("zip", "enumerate", "len", "list")
                and any(program.source(each) == text for each in one.args)
                for one in program.parents
            )
            close = program.end(node) - 1
            if gone_through:
                yield ((close, close, ", []"),), "default", 4.0


_MAKERS: tuple[Callable[[Program, ast.expr, About], Iterator[Changes]], ...] = (
    _plain_sign, _told_by_error, _groups_by_name, _option_of_its_own, _still_to_come, _written_as_json,
    _next_of_several,
)  # fmt: skip
