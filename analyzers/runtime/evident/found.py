"""A change that something in a program speaks for, and what calls of a function pass."""

import ast

from analyzers.deferred import dataclass
from analyzers.facts import Fix
from analyzers.runtime.conversions import calls_at
from analyzers.runtime.crash import Site
from analyzers.runtime.index import parameters
from analyzers.runtime.source import Function, Source


@dataclass(frozen=True, slots=True)
class Evident:
    """A change that something in the program speaks for."""

    source: Source
    node: ast.AST  # what is at fault
    fix: Fix
    reason: str  # said of the line


def argument(call: ast.Call, function: Function, name: str) -> ast.expr | None:
    """Return what a call passes for a parameter."""
    names = parameters(function)
    if isinstance(call.func, ast.Attribute) and names[:1] in (["self"], ["cls"]):
        names = names[1:]
    if any(isinstance(one, ast.Starred) for one in call.args):
        return None
    if name in names and names.index(name) < len(call.args):
        return call.args[names.index(name)]
    return next((one.value for one in call.keywords if one.arg == name), None)


def calls_of(caller: Site, function: Function) -> list[ast.Call]:
    """Return the calls of a function on the line where a frame stands."""
    return [
        call
        for call in calls_at(caller.source, caller.line)
        if getattr(call.func, "id", getattr(call.func, "attr", "")) == function.name
    ]
