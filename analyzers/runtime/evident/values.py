"""Which other value was at hand: the variable of a parameter's own name, the object that `__enter__` should return?"""

import ast
from collections.abc import Iterator

from analyzers.runtime.crash import Crash
from analyzers.runtime.evident.found import Evident, argument, calls_of
from analyzers.runtime.index import Index, bindings, parameters, returns, yields
from analyzers.runtime.report import edit, replace
from analyzers.runtime.source import Function, Source


def namesakes(crash: Crash) -> Iterator[Evident]:
    """A parameter is given something else although a variable of just its name is at hand: `pay(week, …)` beside `hours`."""
    for caller, called in zip(crash.sites, crash.sites[1:], strict=False):
        function = called.definition
        if (
            function is None
            or caller.definition is None
            or called.statement is None
            or caller.definition is function
        ):
            continue
        used = _names(called.statement)
        for call in calls_of(caller, function):
            passed = _names(call)
            for name in parameters(function):
                given = argument(call, function, name)
                if not isinstance(given, ast.Name) or name in passed or name not in used:
                    continue
                made = [one.value for one in bindings(caller.source, caller.definition, given.id)]
                if any(name in _names(value) for value in made if value is not None):
                    continue  # it was made from the namesake: a neighbour of a row, a frame within a frame
                own = bindings(caller.source, caller.definition, name)
                if any(
                    getattr(one.statement, "lineno", 0) < call.lineno for one in own
                ) or name in parameters(caller.definition):
                    fix = replace(caller.source, given, name, f"pass `{name}`", "namesake")
                    reason = f"`{function.name}` calls this `{name}`, and there is a `{name}` here that it is not given"
                    yield Evident(caller.source, given, fix, reason)


def _names(node: ast.AST) -> set[str]:
    return {one.id for one in ast.walk(node) if isinstance(one, ast.Name)}


def entered(crash: Crash) -> Iterator[Evident]:
    """What `with … as` gave a name is None, and the `__enter__` of its class returns nothing."""
    site = crash.site
    if "NoneType" not in crash.message or site is None or site.statement is None:
        return
    used = _names(site.statement)
    index = Index.of(crash.sources)
    node: ast.AST | None = site.statement
    while node is not None:
        for item in node.items if isinstance(node, ast.With) else ():
            if not isinstance(item.optional_vars, ast.Name) or item.optional_vars.id not in used:
                continue
            for where, enter in _enters(site.source, item.context_expr, index):
                if not returns(enter) and not yields(enter) and enter.body[-1].lineno > enter.lineno:
                    last = enter.body[-1]
                    offset = where.lines.end(last.end_lineno or last.lineno)
                    indent = " " * where.column(last.lineno, last.col_offset)
                    receiver = next(iter(parameters(enter)), "self")
                    fix = edit(
                        where,
                        offset,
                        offset,
                        f"\n{indent}return {receiver}",
                        f"return `{receiver}`",
                        "enter-returns",
                    )
                    yield Evident(
                        where,
                        last,
                        fix,
                        "`__enter__` ends here without a return, so the name after `as` is None",
                    )
        node = site.source.parents.get(node)


def _enters(source: Source, made: ast.expr, index: Index) -> Iterator[tuple[Source, Function]]:
    """The `__enter__` of the class whose object an expression makes, by itself or in a function that returns one."""
    found = index.callable_of(source, made) if isinstance(made, ast.Call) else None
    if found is None:
        return
    if isinstance(found[1], ast.ClassDef):
        method = index.method(found[0], found[1], "__enter__")
        if method is not None:
            yield method
        return
    for back in returns(found[1]):
        value = back.value
        if isinstance(value, ast.Name):
            own = bindings(found[0], found[1], value.id)
            value = own[0].value if len(own) == 1 and own[0].how == "is" else None
        if isinstance(value, ast.Call):
            inner = index.callable_of(found[0], value)
            if inner is not None and isinstance(inner[1], ast.ClassDef):
                method = index.method(inner[0], inner[1], "__enter__")
                if method is not None:
                    yield method
