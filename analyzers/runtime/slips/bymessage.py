"""Which one change does a message ask for: of a method, a test, a pattern, the way in which something is kept?"""

import ast
from collections.abc import Callable, Iterator

from analyzers.deferred import regex
from analyzers.logic.edits import Candidate
from analyzers.logic.edits.scope import Scope
from analyzers.logic.program import Program
from analyzers.runtime.slips.about import About
from analyzers.runtime.slips.change import Changes, by_expression, put
from analyzers.runtime.slips.imported import named

_NO_GROUP = regex(r"invalid group reference (\d+)")
_OF_TEXTS = frozenset(
    ["lower", "upper", "strip", "split", "replace", "startswith", "endswith", "title", "zfill", "isdigit"]
)


def edits(program: Program, statement: ast.stmt, scope: Scope, about: About) -> Iterator[Candidate]:
    """Yield the edits of a statement that a message asks for."""
    del scope
    for maker in (_pieces, _until_empty, _as_list, _kept_by_itself):
        for changes, kind, weight in maker(program, statement, about):
            yield Candidate(program.path, tuple(sorted(changes)), statement.lineno, kind, weight)
    yield from by_expression(_MAKERS, program, statement, about)


def _pieces(program: Program, statement: ast.stmt, about: About) -> Iterator[Changes]:
    """A text cannot be changed in place: a new one is put together from what stands before and behind."""
    match statement:
        case ast.Assign(
            targets=[ast.Subscript(value=ast.Name(id=name), slice=ast.Name() | ast.Constant() as at)],
            value=value,
        ) if about.says("'str' object does not support item assignment"):
            here = program.source(at)
            text = f"{name} = {name}[:{here}] + {program.source(value)} + {name}[{here} + 1:]"
            yield put(program, statement, text), "taken apart", 3.0


def _until_empty(program: Program, statement: ast.stmt, about: About) -> Iterator[Changes]:
    """A queue is asked for ever, and has nothing more to give."""
    if about.type != "Empty" or not isinstance(statement, ast.While):
        return
    for node in ast.walk(ast.Module(statement.body, [])):
        match statement.test, node:
            case ast.Constant(value=True | 1), ast.Call(
                func=ast.Attribute(value=queue, attr="get_nowait" | "get")
            ):
                text = f"not {program.source(queue)}.empty()"
                yield put(program, statement.test, text), "end of loop", 6.0


def _as_list(program: Program, statement: ast.stmt, about: About) -> Iterator[Changes]:
    """The first of what is collected under a key is kept as it is, and the next is appended to it."""
    around = program.parents.get(statement)
    if about.attribute != "append" and not about.says("not iterable", "has no len"):
        return
    match statement, around:
        case ast.Assign(targets=[ast.Subscript() as kept], value=value), ast.If(body=[_], orelse=[_]):
            added = f"{program.source(kept)}.append("
            if added in program.source(around) and not isinstance(value, ast.List | ast.ListComp):
                yield put(program, value, f"[{program.source(value)}]"), "container", 6.0


def _kept_by_itself(program: Program, statement: ast.stmt, about: About) -> Iterator[Changes]:
    """A class that lists its fields, and was to have an `__init__` made of them."""
    if not isinstance(statement, ast.ClassDef) or not about.says(f"{statement.name}() takes no arguments"):
        return
    fields = [one for one in statement.body if isinstance(one, ast.AnnAssign)]
    made = any(getattr(one, "name", "") == "__init__" for one in statement.body)
    if fields and not made and not statement.decorator_list:
        name, imported = named(program, "dataclasses", "dataclass")
        start, here = program.start(statement), program.indentation(statement)
        yield ((start, start, f"@{name}\n{here}"), *imported), "decorated", 6.0


def _matches(program: Program, node: ast.expr, about: About) -> Iterator[Changes]:
    """`findall` gives texts; what is asked of matches is there with `finditer`."""
    match node:
        case ast.Attribute(attr="findall") if about.attribute in ("group", "groups", "start", "end", "span"):
            end = program.end(node)
            yield ((end - len("findall"), end, "finditer"),), "method", 6.0


def _of_the_base(program: Program, node: ast.expr, about: About) -> Iterator[Changes]:
    """`super` is called before a method is asked of it."""
    match node:
        case ast.Attribute(value=ast.Name(id="super") as base) if about.says("'super'", "descriptor"):
            yield put(program, base, "super()"), "called", 6.0


def _fewer_groups(program: Program, node: ast.expr, about: About) -> Iterator[Changes]:
    """What is put in names a group that the pattern does not have."""
    found = _NO_GROUP.search(about.message)
    if (
        found is not None
        and isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and found[1] != "1"
    ):
        text = program.source(node)
        old, new = f"\\{found[1]}", f"\\{int(found[1]) - 1}"
        if old in text:
            yield put(program, node, text.replace(old, new)), "constant", 4.0


def _of_the_loop(program: Program, node: ast.expr, about: About) -> Iterator[Changes]:
    """A comprehension names each item, and uses another name that is not there."""
    match node:
        case ast.ListComp(elt=made) | ast.SetComp(elt=made) | ast.GeneratorExp(elt=made) if (
            about.type == "NameError" or about.says("indices must be integers")
        ):
            targets = [one.target for one in node.generators if isinstance(one.target, ast.Name)]
            missing = [
                one for one in ast.walk(made) if isinstance(one, ast.Name) and f"'{one.id}'" in about.message
            ]
            used = {one.id for one in ast.walk(made) if isinstance(one, ast.Name)}
            for target in targets:
                if missing and target.id not in used:
                    yield put(program, target, missing[0].id), "name", 6.0
                for whole in ast.walk(made):
                    over = {getattr(one.iter, "id", "") for one in node.generators}
                    if not missing and target.id not in used and getattr(whole, "id", None) in over:
                        yield put(program, whole, target.id), "name", 6.0


def _number_of(program: Program, node: ast.expr, about: About) -> Iterator[Changes]:
    """The number of one letter is taken from another letter itself."""
    match node:
        case ast.BinOp(
            left=ast.Name() | ast.Subscript() as letter, op=ast.Sub(), right=ast.Call(func=ast.Name(id="ord"))
        ) if about.says("'str' and 'int'"):
            yield put(program, letter, f"ord({program.source(letter)})"), "type conversion", 6.0


def _waited_for(program: Program, node: ast.expr, about: About) -> Iterator[Changes]:
    """Sleeping stops everything, unless it is asyncio's."""
    match node, program.parents.get(node):
        case ast.Call(func=ast.Attribute(value=ast.Name(id="time"), attr="sleep") as called), ast.Await() if (
            about.says("'await' expression")
        ):
            name, imported = named(program, "asyncio", "sleep")
            yield put(program, called, name, *imported), "awaited", 6.0


def _written_out(program: Program, node: ast.expr, about: About) -> Iterator[Changes]:
    """A number is asked for what only a text can do."""
    match node:
        case ast.Attribute(value=number, attr=how) if (
            about.owner in ("int", "float") and how == about.attribute and how in _OF_TEXTS
        ):
            yield put(program, number, f"str({program.source(number)})"), "type conversion", 3.0


def _made_anew(program: Program, node: ast.expr, about: About) -> Iterator[Changes]:
    """A field of a dataclass has the class itself as its value, where each object was to have one of its own."""
    if not about.says("descriptor", "type object"):
        return
    match node:
        case ast.Call(func=ast.Name(id="field"), keywords=words):
            for word in words:
                if word.arg == "default" and getattr(word.value, "id", "") in ("list", "dict", "set"):
                    start = program.start(word)
                    yield ((start, start + len("default"), "default_factory"),), "option", 6.0


_MAKERS: tuple[Callable[[Program, ast.expr, About], Iterator[Changes]], ...] = (
    _matches, _of_the_base, _fewer_groups, _of_the_loop, _number_of, _waited_for, _written_out, _made_anew,
)  # fmt: skip
