"""Does a generator function stand in a `with` that lacks the decorator which makes a context manager of it?"""

import ast
from collections.abc import Iterator

from analyzers.facts import Applicability, Edit, Fix, Span
from analyzers.logic.program import Program
from analyzers.runtime.crash import Crash
from analyzers.runtime.evident.found import Evident
from analyzers.runtime.index import Index, yields


def undecorated(crash: Crash) -> Iterator[Evident]:
    """The function that the failing `with` calls yields once, and is no context manager."""
    site = crash.site
    said = "'generator' object does not support the" in crash.message or "__enter__" in crash.message
    if site is None or not said or not isinstance(site.statement, ast.With | ast.AsyncWith):
        return
    from analyzers.runtime.slips.imported import named

    index = Index.of(crash.sources)
    for item in site.statement.items:
        made = (
            index.callable_of(site.source, item.context_expr)
            if isinstance(item.context_expr, ast.Call)
            else None
        )
        if (
            made is None
            or isinstance(made[1], ast.ClassDef)
            or made[1].decorator_list
            or len(yields(made[1])) != 1
        ):
            continue
        source, function = made
        wanted = "asynccontextmanager" if isinstance(function, ast.AsyncFunctionDef) else "contextmanager"
        name, imported = named(Program(source.path, source.text), "contextlib", wanted)
        start = source.span(function).start
        indent = " " * source.column(function.lineno, function.col_offset)
        edits = [Edit(Span(source.path, at, end), text) for at, end, text in imported]
        edits.append(Edit(Span(source.path, start, start), f"@{name}\n{indent}"))
        fix = Fix(
            title=f"make `{function.name}` a context manager",
            edits=tuple(sorted(edits, key=lambda one: one.span.start)),
            applicability=Applicability.UNSAFE,
            code="runtime/no-context-manager",
        )
        yield Evident(
            source, function, fix, f"`{function.name}` yields, and is not decorated with `{wanted}`"
        )
