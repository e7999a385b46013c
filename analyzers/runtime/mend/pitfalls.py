"""Which way of writing means something else than it looks: not awaited, gone through twice, never closed, ...?"""

import ast
from collections.abc import Iterator

from analyzers.facts import Applicability, Edit, Fix, Span
from analyzers.runtime.conversions import Places, calls_at, nodes_at
from analyzers.runtime.crash import Crash
from analyzers.runtime.index import Index, bindings, falls_through, parameters, returns
from analyzers.runtime.locate import failing
from analyzers.runtime.report import edit, replace
from analyzers.runtime.source import Source


def awaited(crash: Crash, places: Places) -> Iterator[Fix]:
    """A coroutine is used as if it were its result: await the call that made it."""
    if "coroutine" not in crash.message:
        return
    index = Index.of(crash.sources)
    for source, line in places:
        for call in calls_at(source, line):
            made = index.callable_of(source, call)
            inside_async = isinstance(source.function_at(line), ast.AsyncFunctionDef)
            unawaited = inside_async and not isinstance(source.parents.get(call), ast.Await)
            if unawaited and made and isinstance(made[1], ast.AsyncFunctionDef):
                wrapped = isinstance(source.parents.get(call), ast.Attribute | ast.Subscript | ast.BinOp)
                text = f"await {source.segment(call)}"
                yield replace(
                    source, call, f"({text})" if wrapped else text, "await the coroutine", "missing-await"
                )


def decorator_returns(crash: Crash, places: Places) -> Iterator[Fix]:
    """A decorator ends without returning the function it was given."""
    for source, line in places:
        function = source.function_at(line)
        if function is None or returns(function) or falls_through(function.body) is None:
            continue
        names = parameters(function)
        returned = any(
            isinstance(one.value, ast.Name) and one.value.id == function.name
            for other in source.functions
            for one in returns(other)
        )
        used = any(
            getattr(decorator, "id", "") == function.name
            for other in crash.sources.values()
            for each in other.functions
            for decorator in each.decorator_list
        )
        if len(names) == 1 and (returned or used):
            last = function.body[-1]
            offset = source.lines.end(last.end_lineno or last.lineno)
            indent = " " * source.column(last.lineno, last.col_offset)
            text = f"\n{indent}return {names[0]}"
            yield edit(source, offset, offset, text, f"return `{names[0]}`", "none-from-missing-return")


def list_of_generator(crash: Crash, places: Places) -> Iterator[Fix]:
    """A generator expression is gone through twice: make it a list."""
    if crash.type not in ("ValueError", "ZeroDivisionError", "IndexError", "StopIteration", "TypeError"):
        return
    for source, line in places:
        for node in nodes_at(source, line):
            if isinstance(node, ast.GeneratorExp) and not isinstance(source.parents.get(node), ast.Call):
                inner = source.segment(node)[1:-1]
                yield replace(
                    source,
                    node,
                    f"[{inner}]",
                    "make it a list, which can be gone through twice",
                    "exhausted-iterator",
                )
            if (
                isinstance(node, ast.Call)
                and getattr(node.func, "id", "")
                in (
                    "map",
                    "filter",
                    "zip",
                    "iter",
                    "reversed",
                )
                and isinstance(source.parents.get(node), ast.Assign | ast.Return)
            ):
                yield replace(
                    source,
                    node,
                    f"list({source.segment(node)})",
                    "make it a list, which can be gone through twice",
                    "exhausted-iterator",
                )


def ring(crash: Crash, places: Places) -> Iterator[Fix]:
    """So many places on from a letter of an alphabet: where that leads beyond the end, one begins anew."""
    del places
    site = crash.site
    if crash.type != "IndexError" or site is None:
        return
    source = site.source
    for subscript in failing(site, ast.Subscript):
        match subscript.slice:
            case ast.BinOp(op=ast.Add(), left=ast.Call(func=ast.Attribute(value=owner, attr="index"))):
                whole = source.segment(subscript.value)
                if source.segment(owner) == whole and _is_alphabet(source, owner):
                    text = f"({source.segment(subscript.slice)}) % len({whole})"
                    yield replace(source, subscript.slice, text, "begin anew behind the end", "ring")


def _is_alphabet(source: Source, node: ast.expr) -> bool:
    """Whether a sequence is letters: those of the module `string`, or a text that a name is given."""
    if isinstance(node, ast.Name):
        own = bindings(source, source.scope(node), node.id) or bindings(source, source.tree, node.id)
        values = [one.value for one in own if one.how == "is" and one.value is not None]
        return (
            len(own) == 1
            and len(values) == 1
            and not isinstance(values[0], ast.Name)
            and _is_alphabet(source, values[0])
        )
    if isinstance(node, ast.Attribute):
        return getattr(node.value, "id", "") == "string"
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def closed(crash: Crash, places: Places) -> Iterator[Fix]:
    """Data end too early, and what writes them never closes its file."""
    from analyzers.logic.program import Program
    from analyzers.runtime.slips.reading import CUT, unclosed

    del places
    sources = [one for one in crash.sources.values() if not one.partial] if crash.type in CUT else []
    for source in sources:
        program = Program(source.path, source.text)
        for statement in program.statements():
            for made in unclosed(program, statement, 1.0):
                edits = tuple(Edit(Span(source.path, start, end), text) for start, end, text in made.edits)
                yield Fix(
                    title="close the file once it is written",
                    edits=edits,
                    applicability=Applicability.UNSAFE,
                    code="runtime/unclosed-file",
                )


def spoken_for(crash: Crash, places: Places) -> Iterator[Fix]:
    """What the rest of the program speaks for."""
    del places
    for one in crash.evident:
        yield one.fix
