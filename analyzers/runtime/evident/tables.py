"""Is a table smaller than the loops that fill it, does a search begin behind the end, is a file read again from its end?"""

import ast
from collections.abc import Iterator

from analyzers.runtime.crash import Crash
from analyzers.runtime.evident.found import Evident
from analyzers.runtime.locate import failing
from analyzers.runtime.report import edit, insert_line, replace, shown
from analyzers.runtime.source import Function, Source, inside

_READS = frozenset(["read", "readlines"])


def too_small(crash: Crash) -> Iterator[Evident]:
    """An index runs to `n`, over `range(n + 1)` or by `<= n`, in a table that was made with `n` entries."""
    site = crash.site
    if crash.type != "IndexError" or site is None or site.definition is None:
        return
    body = site.definition.body
    for subscript in failing(site, ast.Subscript):
        name, indices = _indices(subscript)
        for made in inside(body):
            match made:
                case ast.Assign(targets=[ast.Name(id=table)], value=value) if table == name:
                    sizes = _sizes(value)
                case _:
                    continue
            for size, index in zip(sizes, indices, strict=False):
                if isinstance(index, ast.Name) and _runs_to(body, index.id, ast.unparse(size)):
                    text = f"{site.source.segment(size)} + 1"
                    parent = site.source.parents.get(size)
                    text = f"({text})" if isinstance(parent, ast.BinOp) else text
                    fix = replace(site.source, size, text, "make it one larger", "table-too-small")
                    reason = f"{shown(site.source, size)} entries are made here, and `{index.id}` runs up to {shown(site.source, size)} itself"
                    yield Evident(site.source, size, fix, reason)


def _indices(subscript: ast.Subscript) -> tuple[str, list[ast.expr]]:
    """The name of a table and the indices that are asked for, the outer one first."""
    found: list[ast.expr] = []
    node: ast.expr = subscript
    while isinstance(node, ast.Subscript):
        found.insert(0, node.slice)
        node = node.value
    return getattr(node, "id", ""), found


def _sizes(value: ast.expr) -> list[ast.expr]:
    """How many entries a table is made with, its rows first."""
    match value:
        case (
            ast.BinOp(left=ast.List(elts=[_]), op=ast.Mult(), right=size)
            | ast.BinOp(left=size, op=ast.Mult(), right=ast.List(elts=[_]))
        ):
            return [size]
        case ast.ListComp(
            elt=elt, generators=[ast.comprehension(iter=ast.Call(func=ast.Name(id="range"), args=[size]))]
        ):
            return [size, *_sizes(elt)]
    return []


def _runs_to(body: list[ast.stmt], index: str, size: str) -> bool:
    """Whether a loop has an index run up to a size, and not up to one less."""
    for node in inside(body):
        match node:
            case ast.For(target=ast.Name(id=name), iter=ast.Call(func=ast.Name(id="range"), args=args)) if (
                name == index
            ):
                last = args[0] if len(args) == 1 else args[1]
                if ast.unparse(last) == f"{size} + 1":
                    return True
            case ast.While(test=ast.Compare(left=ast.Name(id=name), ops=[ast.LtE()], comparators=[last])):
                if name == index and ast.unparse(last) == size:
                    return True
    return False


def next_one(crash: Crash) -> Iterator[Evident]:
    """A loop over all indices asks for the one behind each: `xs[i + 1]` in `for i in range(len(xs))`."""
    site = crash.site
    if crash.type != "IndexError" or site is None:
        return
    for subscript in failing(site, ast.Subscript):
        match subscript.slice:
            case ast.BinOp(left=ast.Name(id=index), op=ast.Add(), right=ast.Constant(value=int() as step)):
                pass
            case _:
                continue
        rows = site.source.segment(subscript.value)
        for loop in site.source.nodes:
            match loop:
                case ast.For(
                    target=ast.Name(id=name),
                    iter=ast.Call(
                        func=ast.Name(id="range"),
                        args=[*_, ast.Call(func=ast.Name(id="len"), args=[of]) as length],
                    ),
                ) if (
                    name == index
                    and site.source.segment(of) == rows
                    and loop.lineno <= site.line <= (loop.end_lineno or 0)
                ):
                    fix = replace(
                        site.source,
                        length,
                        f"{site.source.segment(length)} - {step}",
                        f"stop {step} earlier",
                        "next-one",
                    )
                    yield Evident(
                        site.source,
                        loop,
                        fix,
                        f"`{index}` runs to the last index, and `{rows}[{index} + {step}]` is asked for",
                    )


def search_bounds(crash: Crash) -> Iterator[Evident]:
    """A search between two bounds that includes the upper one begins with the length for it."""
    site = crash.site
    if crash.type != "IndexError" or site is None or site.definition is None:
        return
    high = _upper(site.definition)
    for node in inside(site.definition.body) if high else ():
        values: list[tuple[ast.expr, ast.expr]] = []
        match node:
            case ast.Assign(targets=[ast.Tuple(elts=targets)], value=ast.Tuple(elts=parts)) if len(
                targets
            ) == len(parts):
                values = list(zip(targets, parts, strict=True))
            case ast.Assign(targets=[target], value=value):
                values = [(target, value)]
        for target, value in values:
            if (
                getattr(target, "id", "") == high
                and isinstance(value, ast.Call)
                and getattr(value.func, "id", "") == "len"
            ):
                text = f"{site.source.segment(value)} - 1"
                fix = replace(site.source, value, text, "begin at the last index", "search-bounds")
                yield Evident(
                    site.source,
                    value,
                    fix,
                    f"`{high}` is an index that is looked at, and begins behind the last one",
                )


def _upper(function: Function) -> str:
    """The name of the upper bound of a search that looks at it too: `while low <= high`, `high = mid - 1`."""
    highs = [
        node.test.comparators[0].id
        for node in inside(function.body)
        if isinstance(node, ast.While)
        and isinstance(node.test, ast.Compare)
        and isinstance(node.test.ops[0], ast.LtE)
        and isinstance(node.test.comparators[0], ast.Name)
    ]
    for node in inside(function.body):
        match node:
            case ast.Assign(
                targets=[ast.Name(id=name)], value=ast.BinOp(op=ast.Sub(), right=ast.Constant(value=1))
            ) if name in highs:
                return name
    return ""


def read_again(crash: Crash) -> Iterator[Evident]:
    """A file is read to its end twice, and not set back in between: the second time there is nothing."""
    for source in crash.sources.values():
        for function in () if source.partial else source.functions:
            yield from _second(source, function)


def _second(source: Source, function: Function) -> Iterator[Evident]:
    seen: dict[str, ast.stmt] = {}
    for statement in function.body if len(function.body) > 1 else ():
        bodies = statement.body if isinstance(statement, ast.With) else [statement]
        for one in bodies:
            name = next(_whole(one), "")
            if any(isinstance(node, ast.Attribute) and node.attr == "seek" for node in ast.walk(one)):
                seen.clear()
            if name and name in seen:
                indent = " " * source.column(one.lineno, one.col_offset)
                fix = insert_line(
                    source, one.lineno, f"{indent}{name}.seek(0)", "go back to its beginning", "read-again"
                )
                yield Evident(
                    source, one, fix, f"`{name}` was read to its end before, at line {seen[name].lineno}"
                )
            elif name:
                seen[name] = one


def _whole(statement: ast.stmt) -> Iterator[str]:
    """The names of files that a statement reads to their ends."""
    if isinstance(statement, ast.For) and isinstance(statement.iter, ast.Name):
        yield "" if isinstance(statement.target, ast.Tuple) else _file(statement.iter)
    for node in ast.walk(statement):
        match node:
            case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr=how), args=[]) if how in _READS:
                yield name


def _file(name: ast.Name) -> str:
    return (
        name.id if name.id in ("f", "file", "fh", "fp", "handle", "stream", "infile", "source_file") else ""
    )


def left_early(crash: Crash) -> Iterator[Evident]:
    """`__init__` returns before it has set the attribute that is missing."""
    if crash.type != "AttributeError" or "has no attribute" not in crash.message:
        return
    missing = crash.message.rpartition("has no attribute '")[2].partition("'")[0]
    for source in crash.sources.values():
        for function in () if source.partial else source.functions:
            if function.name != "__init__":
                continue
            sets = [
                node.lineno
                for node in inside(function.body)
                if isinstance(node, ast.Attribute)
                and node.attr == missing
                and isinstance(node.ctx, ast.Store)
            ]
            for node in inside(function.body):
                if isinstance(node, ast.Return) and sets and node.lineno < min(sets):
                    span = source.span(node)
                    fix = edit(source, span.start, span.end, "pass", "go on to set the rest", "left-early")
                    yield Evident(
                        source, node, fix, f"`__init__` may return here, before it sets `{missing}`"
                    )
