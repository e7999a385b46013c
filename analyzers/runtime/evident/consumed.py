"""Is a row handed on whole although its first part, which said to whom, has been used up?"""

import ast
from collections.abc import Iterator

from analyzers.runtime.crash import Crash
from analyzers.runtime.evident.found import Evident
from analyzers.runtime.index import bindings
from analyzers.runtime.report import edit, shown
from analyzers.runtime.source import inside


def used_up(crash: Crash) -> Iterator[Evident]:
    """A call on the stack is given all parts of a row, the first of which chose what is called: `run[parts[0]](parts)`."""
    for site in crash.sites[:-1]:
        function = site.definition
        if function is None or site.statement is None:
            continue
        calls = [one for one in ast.walk(site.statement) if isinstance(one, ast.Call)]
        chosen = set(_choosing(function.body))
        for call in calls:
            for given in call.args:
                whole = given.value if isinstance(given, ast.Starred) else given
                if (
                    not isinstance(whole, ast.Name)
                    or whole.id not in chosen
                    or isinstance(call.func, ast.Attribute)
                ):
                    continue
                if len(bindings(site.source, function, whole.id)) > 1:
                    continue
                end = site.source.span(whole).end
                fix = edit(site.source, end, end, "[1:]", "hand on what is left of it", "used-up")
                reason = f"the first part of {shown(site.source, whole)} chose what is called, and is handed on with the rest"
                yield Evident(site.source, call, fix, reason)


def _choosing(body: list[ast.stmt]) -> Iterator[str]:
    """The names whose first item is looked up in a table."""
    for node in inside(body):
        match node:
            case ast.Subscript(slice=by) if not isinstance(by, ast.Constant):
                pass
            case ast.Call(func=ast.Attribute(attr="get"), args=[by, *_]):
                pass
            case ast.Call(func=ast.Name(id="getattr"), args=[_, by, *_]):
                pass
            case ast.Compare(left=by, ops=[ast.In() | ast.NotIn()]):
                pass
            case _:
                continue
        for part in ast.walk(by):
            match part:
                case ast.Subscript(value=ast.Name(id=name), slice=ast.Constant(value=0)):
                    yield name
