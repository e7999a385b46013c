"""What is made in one place and used in another, each by a rule of its own: an index, a bound, a name, a method?"""

import ast
from collections.abc import Callable, Iterator

from analyzers.logic.edits import Candidate
from analyzers.logic.edits.scope import Scope
from analyzers.logic.program import Function, Program, own_expressions
from analyzers.runtime.slips.about import About
from analyzers.runtime.slips.change import Changes, put

_FORMS = frozenset(["lower", "upper", "strip", "title", "casefold", "capitalize"])


def edits(program: Program, statement: ast.stmt, scope: Scope, about: About) -> Iterator[Candidate]:
    """Yield the edits after which the two places agree."""
    del scope
    for maker in _MAKERS:
        for changes, kind, weight in maker(program, statement, about):
            yield Candidate(program.path, tuple(sorted(changes)), statement.lineno, kind, weight)


def _place_of_the_last(program: Program, statement: ast.stmt, about: About) -> Iterator[Changes]:
    """The number of items is kept as the place of the one that was appended just before."""
    function = program.function(statement)
    if about.type != "IndexError" or function is None:
        return
    appended = {
        program.source(node.func.value)
        for node in ast.walk(function)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "append"
        and node.lineno < statement.lineno
    }
    for node in own_expressions(statement):
        match node:
            case ast.Call(func=ast.Name(id="len"), args=[items]) if program.source(items) in appended:
                if isinstance(
                    program.parents.get(node), ast.Call | ast.Assign | ast.Tuple | ast.Dict | ast.Return
                ):
                    yield put(program, node, f"{program.source(node)} - 1"), "off by one", 3.0


def _bound_of_the_next(program: Program, statement: ast.stmt, about: About) -> Iterator[Changes]:
    """A condition asks whether this place is inside, for the sake of the next one."""
    if about.type != "IndexError":
        return
    taken = [node for node in ast.walk(statement) if isinstance(node, ast.Subscript)]
    for node in own_expressions(statement):
        match node:
            case ast.Compare(
                left=ast.Name() as at,
                ops=[ast.Lt()],
                comparators=[ast.Call(func=ast.Name(id="len"), args=[items])],
            ):
                ahead = f"{at.id} + 1"
                rows = program.source(items)
                if any(
                    program.source(one.value) == rows and program.source(one.slice) == ahead for one in taken
                ):
                    yield put(program, at, ahead), "range bound", 5.0


def _under_another_name(program: Program, statement: ast.stmt, about: About) -> Iterator[Changes]:
    """What is None at first is never set again, and what was to set it has a name that nothing else reads."""
    function = program.function(statement)
    if function is None or "None" not in about.message or not isinstance(statement, ast.Assign):
        return
    names = [node for node in ast.walk(function) if isinstance(node, ast.Name)]
    nothing = {
        name for one in ast.walk(function) if isinstance(one, ast.Assign) for name in _set_to_none(one)
    }
    target = statement.targets[0]
    if not isinstance(target, ast.Name) or target.id in nothing or program.parents.get(statement) is function:
        return
    for name in sorted(nothing):
        stored = [one for one in names if one.id == name and isinstance(one.ctx, ast.Store)]
        if len(stored) == 1 and any(one.id == name and isinstance(one.ctx, ast.Load) for one in names):
            uses = [one for one in names if one.id == target.id]
            block = program.block(statement)
            if all(any(one in ast.walk(row) for row in block) for one in uses):
                yield tuple((program.start(one), program.end(one), name) for one in uses), "name", 4.0


def _in_its_form(program: Program, statement: ast.stmt, about: About) -> Iterator[Changes]:
    """Keys are put in in small letters, or without the white space around them, and looked up as they come."""
    function = program.function(statement)
    if about.type != "KeyError" or function is None:
        return
    tables = {
        program.source(node.value)
        for node in own_expressions(statement)
        if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Name)
    }
    for table in sorted(tables):
        asked = [
            program.end(node) - 1
            for node in ast.walk(function)
            if isinstance(node, ast.Subscript)
            and isinstance(node.slice, ast.Name)
            and program.source(node.value) == table
        ]
        for form in _forms(program, table):
            yield tuple((end, end, f".{form}()") for end in asked), "text cleaned", 8.0


def _forms(program: Program, table: str) -> Iterator[str]:
    """What is done to the keys under which a table is filled."""
    found: dict[str, None] = {}
    for node in program.parents:
        match node:
            case ast.Subscript(
                value=kept, slice=ast.Call(func=ast.Attribute(attr=form), args=[]), ctx=ast.Store()
            ) if form in _FORMS and program.source(kept) == table:
                found[form] = None
    yield from found


def _set_to_none(statement: ast.Assign) -> Iterator[str]:
    for target in statement.targets:
        pairs = [(target, statement.value)]
        if isinstance(target, ast.Tuple) and isinstance(statement.value, ast.Tuple):
            pairs = list(zip(target.elts, statement.value.elts, strict=False))
        for one, value in pairs:
            if isinstance(one, ast.Name) and isinstance(value, ast.Constant) and value.value is None:
                yield one.id


def _asked_of_the_base(program: Program, statement: ast.stmt, about: About) -> Iterator[Changes]:
    """A class answers by another name what its base leaves to it."""
    owner = program.parents.get(statement)
    wanted = about.function.rpartition(".")[2]
    if about.type != "NotImplementedError" or not isinstance(statement, Function) or not wanted:
        return
    if not isinstance(owner, ast.ClassDef) or not owner.bases or statement.name[:1] == "_":
        return
    methods = [one.name for one in owner.body if isinstance(one, Function) and one.name[:1] != "_"]
    bases = [ast.unparse(one) for one in owner.bases]
    asked = [one for one in program.parents if isinstance(one, ast.ClassDef) and one.name in bases]
    known = {one.name for base in asked for one in base.body if isinstance(one, Function)}
    if (
        wanted in known
        and wanted not in methods
        and [one for one in methods if one not in known] == [statement.name]
    ):
        start = program.text.index(statement.name, program.start(statement) + len("def"))
        yield ((start, start + len(statement.name), wanted),), "method renamed", 5.0


def _pair_among_pairs(program: Program, statement: ast.stmt, about: About) -> Iterator[Changes]:
    """One entry of a table is a number in brackets where the others are tuples."""
    if not about.says("non-iterable int", "non-iterable float", "not subscriptable"):
        return
    for node in own_expressions(statement):
        rows = (
            node.values
            if isinstance(node, ast.Dict)
            else node.elts
            if isinstance(node, ast.List | ast.Tuple)
            else []
        )
        sizes = {len(one.elts) for one in rows if isinstance(one, ast.Tuple)}
        odd = [one for one in rows if not isinstance(one, ast.Tuple)]
        if len(sizes) == 1 and len(rows) > 2 and len(odd) == 1:
            end = program.end(odd[0])
            if program.text[end : end + 1] == ")":
                yield ((end, end, ", 0" * (sizes.pop() - 1)),), "tuple of one", 3.0


_MAKERS: tuple[Callable[[Program, ast.stmt, About], Iterator[Changes]], ...] = (
    _place_of_the_last, _bound_of_the_next, _under_another_name, _asked_of_the_base, _pair_among_pairs, _in_its_form,
)  # fmt: skip
