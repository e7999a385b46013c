"""Why does a recursion not get smaller: is it given the whole again, or is nothing marked as seen?"""

import ast
from collections.abc import Iterator

from analyzers.runtime.crash import Crash, Site
from analyzers.runtime.evident.found import Evident, argument, calls_of
from analyzers.runtime.index import parameters
from analyzers.runtime.report import insert_line, replace
from analyzers.runtime.source import Function, Source, inside

_STORES = frozenset(["add", "append", "update", "extend", "setdefault", "insert"])


def own_part(crash: Crash) -> Iterator[Evident]:
    """A function goes through the parts of what it is given, and hands itself the whole again: `size(node)` for `child`."""
    if crash.type != "RecursionError":
        return
    for site, function in _repeated(crash):
        for call in calls_of(site, function):
            for name in parameters(function):
                given = argument(call, function, name)
                if not isinstance(given, ast.Name) or given.id != name:
                    continue
                part = _part_of(site.source, call, name)
                if part and not any(getattr(one, "id", "") == part for one in ast.walk(call)):
                    fix = replace(
                        site.source, given, part, f"hand on `{part}`, a part of `{name}`", "own-part"
                    )
                    reason = f"`{function.name}` is given `{name}` again, not `{part}`"
                    yield Evident(site.source, given, fix, reason)


def never_marked(crash: Crash) -> Iterator[Evident]:
    """A function asks whether something was seen, hands the collection on to itself, and nothing is ever put in."""
    if crash.type != "RecursionError":
        return
    for site, function in _repeated(crash):
        names = parameters(function)
        for test in inside(function.body):
            match test:
                case ast.Compare(
                    left=ast.Name(id=thing), ops=[ast.In() | ast.NotIn()], comparators=[ast.Name(id=marks)]
                ) if marks in names and not _is_filled(crash, marks):
                    for call in calls_of(site, function):
                        mark = next(
                            (
                                name
                                for name in names
                                if getattr(argument(call, function, name), "id", "") == thing
                            ),
                            None,
                        )
                        first = _first(function)
                        how = _how_to_mark(crash, marks)
                        if mark is not None and how and first.lineno > function.lineno:
                            indent = " " * site.source.column(first.lineno, first.col_offset)
                            text = indent + how.format(marks, mark)
                            title = f"note that `{mark}` was seen"
                            fix = insert_line(site.source, first.lineno, text, title, "never-marked")
                            reason = f"nothing is ever put into `{marks}`, which is asked for what was seen"
                            yield Evident(site.source, first, fix, reason)
                            return


def _repeated(crash: Crash) -> Iterator[tuple[Site, Function]]:
    """The frames, each line once, in which a function calls itself."""
    seen = set[tuple[str, int]]()
    for site in reversed(crash.sites[-40:]):
        key = site.source.path, site.line
        if site.definition is not None and site.function == site.definition.name and key not in seen:
            seen.add(key)
            yield site, site.definition


def _part_of(source: Source, call: ast.Call, name: str) -> str:
    """The variable of the loop around a call that goes through something of a name."""
    node: ast.AST | None = call
    while node is not None and not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
        loops = [node] if isinstance(node, ast.For | ast.comprehension) else getattr(node, "generators", [])
        for loop in loops:
            goes_through = {one.id for one in ast.walk(loop.iter) if isinstance(one, ast.Name)}
            target = loop.target.elts[-1] if isinstance(loop.target, ast.Tuple) else loop.target
            if name in goes_through and isinstance(target, ast.Name):
                return target.id
        node = source.parents.get(node)
    return ""


def _first(function: Function) -> ast.stmt:
    return (
        function.body[1]
        if len(function.body) > 1 and ast.get_docstring(function) is not None
        else function.body[0]
    )


def _is_filled(crash: Crash, name: str) -> bool:
    """Whether anything in the sources is put into what has a name."""
    for source in crash.sources.values():
        for node in source.nodes:
            match node:
                case ast.Call(func=ast.Attribute(value=ast.Name(id=held), attr=how)) if (
                    held == name and how in _STORES
                ):
                    return True
                case ast.Subscript(value=ast.Name(id=held), ctx=ast.Store()) if held == name:
                    return True
                case ast.AugAssign(target=ast.Name(id=held)) if held == name:
                    return True
                case ast.BinOp(op=ast.BitOr() | ast.Add(), left=ast.Name(id=held)) if held == name:
                    return True  # handed on with one more
    return False


def _how_to_mark(crash: Crash, name: str) -> str:
    """How something is put into a collection: by what the sources begin it with, where that is clear."""
    kinds = set[str]()
    for source in crash.sources.values():
        for node in source.nodes:
            match node:
                case ast.Assign(targets=[ast.Name(id=held)], value=value) if held == name:
                    kinds.add(_kind(value))
                case ast.Call(keywords=keywords):
                    kinds |= {_kind(one.value) for one in keywords if one.arg == name}
    ways = {"set": "{}.add({})", "list": "{}.append({})", "dict": "{}[{}] = True"}
    found = kinds & ways.keys()
    return ways[found.pop()] if len(found) == 1 else ""


def _kind(value: ast.expr) -> str:
    match value:
        case ast.Call(func=ast.Name(id="set" | "list" | "dict" as name)):
            return name
        case ast.Set():
            return "set"
        case ast.List():
            return "list"
        case ast.Dict():
            return "dict"
    return ""
