"""Which name of its own protocol did a class miss: `__next__`, what `__slots__` lists, what `__eq__` takes?"""

import ast
from collections.abc import Callable, Iterator

from analyzers.deferred import regex
from analyzers.logic.edits import Candidate
from analyzers.logic.edits.lines import insertion, own_lines, unit
from analyzers.logic.edits.scope import Scope
from analyzers.logic.program import Function, Program
from analyzers.runtime.slips.about import About
from analyzers.runtime.slips.change import Changes

_OPERATORS = frozenset(
    [
        f"__{one}__"
        for one in ("add", "sub", "mul", "truediv", "neg", "and", "or", "getitem", "enter", "iter", "radd")
    ]
)
_NO_ITERATOR = regex(r"iter\(\) returned non-iterator of type '(\w+)'|'(\w+)' object is not an iterator")


def edits(program: Program, statement: ast.stmt, scope: Scope, about: About) -> Iterator[Candidate]:
    """Yield the edits of a statement of a class."""
    del scope
    for maker in _OF_STATEMENTS:
        for changes, kind, weight in maker(program, statement, about):
            yield Candidate(program.path, tuple(sorted(changes)), statement.lineno, kind, weight)


def _next(program: Program, statement: ast.stmt, about: About) -> Iterator[Changes]:
    """The method that gives the next item has the name that it had in Python 2."""
    found = _NO_ITERATOR.search(about.message)
    owner = program.parents.get(statement)
    if found is None or not isinstance(owner, ast.ClassDef) or owner.name not in found.groups():
        return
    if isinstance(statement, ast.FunctionDef) and statement.name in ("next", "_next_", "__next", "get_next"):
        start = program.text.find(statement.name, program.start(statement))
        yield ((start, start + len(statement.name), "__next__"),), "method renamed", 4.0


def _slot(program: Program, statement: ast.stmt, about: About) -> Iterator[Changes]:
    """A class lists its attributes, and not this one."""
    if not about.owner or not isinstance(program.parents.get(statement), ast.ClassDef):
        return
    match statement:
        case ast.Assign(
            targets=[ast.Name(id="__slots__")], value=ast.Tuple(elts=parts) | ast.List(elts=parts)
        ) if parts:
            last = program.end(parts[-1])
            yield ((last, last, f', "{about.attribute}"'),), "entry added", 3.0


def _same_class(program: Program, statement: ast.stmt, about: About) -> Iterator[Changes]:
    """Two objects are compared, and the other one may be anything."""
    function = program.function(statement)
    owner = program.parents.get(function) if function is not None else None
    if about.type != "AttributeError" or function is None or function.name != "__eq__":
        return
    names = [one.arg for one in function.args.args]
    if (
        isinstance(statement, ast.Return)
        and statement.value is not None
        and len(names) == 2
        and isinstance(owner, ast.ClassDef)
    ):
        start = program.start(statement.value)
        yield ((start, start, f"isinstance({names[1]}, {owner.name}) and "),), "condition added", 3.0


def _field_order(program: Program, statement: ast.stmt, about: About) -> Iterator[Changes]:
    """A field without a default stands behind one that has one."""
    owner = program.parents.get(statement)
    if not about.says("non-default argument") or not isinstance(owner, ast.ClassDef):
        return
    if not isinstance(statement, ast.AnnAssign) or statement.value is not None:
        return
    before = [
        one
        for one in owner.body
        if isinstance(one, ast.AnnAssign) and one.value is not None and one.lineno < statement.lineno
    ]
    span, place = own_lines(program, statement), own_lines(program, before[0]) if before else None
    if span is not None and place is not None:
        rows = program.source(statement)
        added = insertion(program, place[0], program.indentation(statement), rows)
        yield (added, (*span, "")), "statement moved", 3.0


def _receiver(program: Program, statement: ast.stmt, about: About) -> Iterator[Changes]:
    """An attribute that every object is to have is set on a name of its own, in `__init__`."""
    function = program.function(statement)
    if not about.owner or not isinstance(function, Function) or function.name != "__init__":
        return
    match statement:
        case ast.Assign(targets=[ast.Name(id=name) as target]) if name == about.attribute:
            start = program.start(target)
            yield ((start, start, "self."),), "name to attribute", 8.0


def _returned(program: Program, statement: ast.stmt, about: About) -> Iterator[Changes]:
    """`__init__` returns nothing, `__str__` a text, and an operator what it has made."""
    function = program.function(statement)
    if function is None:
        return
    value = getattr(statement, "value", None)
    if isinstance(statement, ast.Return) and value is not None:
        if about.says("__init__() should return None") and function.name == "__init__":
            yield ((program.start(statement), program.end(statement), "return"),), "return", 4.0
        elif about.says("returned non-string") and function.name in ("__str__", "__repr__"):
            yield (
                ((program.start(value), program.end(value), f"str({program.source(value)})"),),
                "type conversion",
                4.0,
            )
    elif isinstance(statement, ast.Expr) and "NoneType" in about.message and function.name in _OPERATORS:
        owner = program.parents.get(function)
        made = getattr(getattr(value, "func", None), "id", "")
        if isinstance(owner, ast.ClassDef) and made == owner.name:
            start = program.start(statement)
            yield ((start, start, "return "),), "missing return", 4.0


def _summed(program: Program, statement: ast.stmt, about: About) -> Iterator[Changes]:
    """`sum` begins with 0, to which a class has to know how to add itself."""
    owner, span = program.parents.get(statement), own_lines(program, statement)
    if not isinstance(statement, ast.FunctionDef) or statement.name != "__add__" or span is None:
        return
    if isinstance(owner, ast.ClassDef) and about.says(f"'int' and '{owner.name}'"):
        step = unit(program)
        text = f"\ndef __radd__(self, other):\n{step}return self if other == 0 else self + other"
        start, end, rows = insertion(program, span[1], program.indentation(statement), text.lstrip("\n"))
        yield ((start, end, f"\n{rows}"),), "protocol", 1.5


_OF_STATEMENTS: tuple[Callable[[Program, ast.stmt, About], Iterator[Changes]], ...] = (
    _next, _slot, _same_class, _field_order, _receiver, _returned,
    _summed,
)  # fmt: skip
