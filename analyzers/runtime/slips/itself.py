"""What does an object ask for, that asks for itself: a property, `__getattr__`, `__setattr__` without an end?"""

import ast
from collections.abc import Iterator

from analyzers.logic.edits import Candidate
from analyzers.logic.edits.lines import insertion, own_lines
from analyzers.logic.edits.scope import Scope
from analyzers.logic.program import Function, Program, own_expressions
from analyzers.runtime.slips.about import About
from analyzers.runtime.slips.change import Changes

_BEGINS = {  # what an attribute is at first of which this is asked
    **dict.fromkeys(("get", "setdefault", "pop", "update", "items", "keys", "values"), "{}"),
    **dict.fromkeys(("append", "extend", "insert"), "[]"),
    "add": "set()",
}


def edits(program: Program, statement: ast.stmt, scope: Scope, about: About) -> Iterator[Candidate]:
    """Yield the edits of a statement that end the asking."""
    del scope
    function = program.function(statement)
    if about.type != "RecursionError" or not isinstance(function, Function):
        return
    owner = program.parents.get(function)
    if not isinstance(owner, ast.ClassDef):
        return
    for changes, kind, weight in (
        *_sets_itself(program, statement, function),
        *_never_set(program, statement, function, owner, about),
    ):
        yield Candidate(program.path, tuple(sorted(changes)), statement.lineno, kind, weight)
    for node in own_expressions(statement):
        for changes, kind, weight in _behind(program, node, function, owner, about):
            yield Candidate(program.path, tuple(sorted(changes)), node.lineno, kind, weight)


def _behind(
    program: Program, node: ast.expr, function: Function, owner: ast.ClassDef, about: About
) -> Iterator[Changes]:
    """A property, or `__getattr__`, asks for itself instead of for what is kept behind it."""
    match node:
        case ast.Attribute(value=ast.Name(id="self"), attr=name) if name[:1] != "_":
            own = name == function.name and bool(function.decorator_list)
            unset = function.name == "__getattr__" and name not in about.stored
            kept = next((one for one in (f"_{name}", f"__{name}") if one in about.stored | about.loaded), "")
            if kept and (own or unset):
                yield (_renamed(program, node, kept),), "attribute renamed", 4.0
            elif own:
                uses = [one for one in _accessors(owner, name) if one.attr == name]
                if any(isinstance(one.ctx, ast.Store) for one in uses):  # else nothing would set what is read
                    yield tuple(_renamed(program, one, f"_{name}") for one in uses), "attribute renamed", 4.0


def _accessors(owner: ast.ClassDef, name: str) -> Iterator[ast.Attribute]:
    """The attributes of `self` in the methods of a property."""
    for method in owner.body:
        if isinstance(method, ast.FunctionDef) and method.name == name and method.decorator_list:
            for node in ast.walk(method):
                if isinstance(node, ast.Attribute) and getattr(node.value, "id", "") == "self":
                    yield node


def _renamed(program: Program, node: ast.Attribute, name: str) -> tuple[int, int, str]:
    end = program.end(node)
    return end - len(node.attr), end, name


def _sets_itself(program: Program, statement: ast.stmt, function: Function) -> Iterator[Changes]:
    """`__setattr__` that sets an attribute asks for itself."""
    if function.name != "__setattr__":
        return
    names = [one.arg for one in function.args.args]
    match statement:
        case ast.Assign(targets=[ast.Attribute(value=ast.Name(id="self"))]) if len(names) == 3:
            text = f"super().__setattr__({names[1]}, {names[2]})"
            yield ((program.start(statement), program.end(statement), text),), "protocol", 3.0


def _never_set(
    program: Program, statement: ast.stmt, function: Function, owner: ast.ClassDef, about: About
) -> Iterator[Changes]:
    """`__getattr__` uses an attribute that `__init__` does not set, and so is asked for that one too."""
    span = own_lines(program, statement)
    if function.name != "__init__" or statement is not function.body[-1] or span is None:
        return
    here = program.indentation(statement)
    for name, value in _asked(owner).items():
        if name not in about.stored:
            yield (insertion(program, span[1], here, f"self.{name} = {value}"),), "set up", 4.0


def _asked(owner: ast.ClassDef) -> dict[str, str]:
    """The attributes of its own that `__getattr__` of a class uses, with what they must be at first."""
    known = {getattr(one, "name", "") for one in owner.body}
    known |= {getattr(target, "id", "") for one in owner.body for target in getattr(one, "targets", ())}
    found: dict[str, str] = {}
    for method in owner.body:
        if isinstance(method, ast.FunctionDef) and method.name == "__getattr__":
            for node in ast.walk(method):
                match node:
                    case ast.Attribute(
                        value=ast.Attribute(value=ast.Name(id="self"), attr=name), attr=how
                    ) if how in _BEGINS:
                        found.setdefault(name, _BEGINS[how])
                    case (
                        ast.Subscript(value=ast.Attribute(value=ast.Name(id="self"), attr=name))
                        | ast.Compare(
                            ops=[ast.In() | ast.NotIn()],
                            comparators=[ast.Attribute(value=ast.Name(id="self"), attr=name)],
                        )
                    ):
                        found.setdefault(name, "{}")
    return {name: value for name, value in found.items() if name not in known}
