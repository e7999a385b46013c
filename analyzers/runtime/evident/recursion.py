"""Why does a recursion not get smaller: is it given the whole again, or is nothing marked as seen?"""

import ast
from collections.abc import Iterator
from itertools import pairwise

from analyzers.deferred import replace as changed
from analyzers.facts import Edit, Span
from analyzers.runtime.crash import Crash, Site
from analyzers.runtime.evident.found import Evident, argument, calls_of
from analyzers.runtime.index import parameters
from analyzers.runtime.report import edit, insert_line, replace
from analyzers.runtime.source import Function, Source, inside

_STORES = frozenset(["add", "append", "appendleft", "update", "extend", "setdefault", "insert"])
_READERS = frozenset(["len", "print", "sorted", "set", "list", "dict", "tuple", "frozenset", "sum", "max", "min", "bool", "repr", "str", "any", "all", "id", "isinstance", "iter", "reversed", "enumerate", "zip"])  # fmt: skip


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
                ) if marks in names and not _is_filled(crash, marks, function.name):
                    for call in calls_of(site, function):
                        mark = next(
                            (
                                name
                                for name in names
                                if getattr(argument(call, function, name), "id", "") == thing
                            ),
                            None,
                        )
                        how = _how_to_mark(crash, marks)
                        place = None if mark is None else _where_to_mark(function, test, mark == thing)
                        if mark is not None and how and place is not None:
                            line, beside = place
                            indent = " " * site.source.column(beside.lineno, beside.col_offset)
                            text = indent + how.format(marks, mark)
                            title = f"note that `{mark}` was seen"
                            fix = insert_line(site.source, line, text, title, "never-marked")
                            reason = f"nothing is ever put into `{marks}`, which is asked for what was seen"
                            yield Evident(site.source, beside, fix, reason)
                            return


def marked_too_late(crash: Crash) -> Iterator[Evident]:
    """A function asks whether something was seen, and notes that it was only after it has gone on to the others."""
    if crash.type != "RecursionError":
        return
    for site, function in _repeated(crash):
        source = site.source
        going_on = next(
            (one for one in function.body if one.lineno <= site.line <= (one.end_lineno or 0)), None
        )
        if going_on is None:
            continue
        for asked in inside(function.body):
            if not isinstance(asked, ast.Compare) or not isinstance(asked.ops[0], ast.In | ast.NotIn):
                continue
            thing, marks = ast.unparse(asked.left), ast.unparse(asked.comparators[0])
            for late in function.body:
                match late:
                    case ast.Expr(
                        value=ast.Call(func=ast.Attribute(value=kept, attr="add" | "append"), args=[mark])
                    ):
                        pass
                    case _:
                        continue
                if late.lineno <= going_on.lineno or (ast.unparse(mark), ast.unparse(kept)) != (thing, marks):
                    continue
                line = source.lines.offset(late.lineno)
                after = source.lines.offset((late.end_lineno or late.lineno) + 1)
                before = source.lines.offset(going_on.lineno)
                text = source.text[line:after]
                moved = text if text.endswith("\n") else f"{text}\n"
                title = f"note that `{thing}` was seen before going on"
                fix = edit(source, before, before, moved, title, "marked-too-late")
                fix = changed(fix, edits=(*fix.edits, Edit(Span(source.path, line, after), "")))
                yield Evident(
                    source, late, fix, f"`{thing}` is noted in `{marks}` only after going on from it"
                )
                return


def nothing_to_change(crash: Crash) -> Iterator[Evident]:
    """A recursion replaces a value by another, goes on wherever it finds the old one, and both are the same: `fill(grid, x, y, old, new)`."""
    if crash.type != "RecursionError":
        return
    for _, function in _repeated(crash):
        names = set(parameters(function))
        compared = {
            side.id
            for node in inside(function.body)
            if isinstance(node, ast.Compare) and isinstance(node.ops[0], ast.Eq | ast.NotEq)
            for side in (node.left, *node.comparators)
            if isinstance(side, ast.Name) and side.id in names
        }
        stored = {
            one for node in inside(function.body) for one in _put(node, function.name) if one in names
        } - compared
        if len(compared) != 1 or len(stored) != 1:
            continue
        old, new = compared.pop(), stored.pop()
        for site in crash.sites:
            for call in calls_of(site, function) if site.definition is not function else ():
                before, after = argument(call, function, old), argument(call, function, new)
                statement = site.source.statement(call.lineno)
                if before is None or after is None or not isinstance(statement, ast.Expr | ast.Return):
                    continue
                if statement.value is not call or statement.lineno != statement.end_lineno:
                    continue
                source = site.source
                test = f"{source.segment(before)} != {source.segment(after)}"
                if isinstance(statement, ast.Expr):
                    start = source.span(statement).start
                    indent = " " * source.column(statement.lineno, statement.col_offset)
                    text = f"if {test}:\n{indent}    "
                    fix = edit(source, start, start, text, f"go on only if `{test}`", "nothing-to-change")
                    reason = f"`{function.name}` goes on for ever where `{old}` and `{new}` are the same"
                    yield Evident(source, statement, fix, reason)
                    return


def asks_itself(crash: Crash) -> Iterator[Evident]:
    """A `__getattr__` reads an attribute of its object, which is not there yet while the object is copied or unpickled."""
    if crash.type != "RecursionError":
        return
    for site, function in _repeated(crash):
        if function.name != "__getattr__" or len(parameters(function)) != 2:
            continue
        this, name = parameters(function)
        source = site.source
        read = next(
            (
                one
                for one in inside(function.body)
                if isinstance(one, ast.Attribute)
                and isinstance(one.value, ast.Name)
                and one.value.id == this
                and one.lineno == site.line
            ),
            None,
        )
        first = _first(function)
        if read is not None and first.lineno > function.lineno:
            indent = " " * source.column(first.lineno, first.col_offset)
            text = f"{indent}if {name} == {read.attr!r}:\n{indent}    raise AttributeError({name})"
            title = f"say that there is no `{read.attr}`, instead of asking for it again"
            fix = insert_line(source, first.lineno, text, title, "asks-itself")
            reason = f"where `{read.attr}` is not set yet, this calls `__getattr__` again"
            yield Evident(source, read, fix, reason)


def _put(node: ast.AST, itself: str) -> Iterator[str]:
    """The names whose values a node puts somewhere, by a function other than `itself`."""
    match node:
        case ast.Assign(targets=[ast.Subscript()], value=ast.Name(id=name)):
            yield name
        case ast.Expr(value=ast.Call(func=called, args=args)) if (
            getattr(called, "id", getattr(called, "attr", "")) != itself
        ):
            yield from (one.id for one in args[-1:] if isinstance(one, ast.Name))


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


def _where_to_mark(function: Function, test: ast.Compare, same: bool) -> tuple[int, ast.stmt] | None:
    """The line before which to mark, and a statement with its indentation; None where no place is right.

    What a function asks about itself it may mark only once it has asked: else it finds its own mark and ends at once.
    """
    if not same:
        first = _first(function)
        return (first.lineno, first) if first.lineno > function.lineno else None
    for statement, after in pairwise(function.body):
        if (
            isinstance(statement, ast.If)
            and statement.test is test
            and isinstance(test.ops[0], ast.In)
            and not statement.orelse
            and isinstance(statement.body[-1], ast.Return | ast.Raise)
            and after.lineno > (statement.end_lineno or statement.lineno)
            and statement.lineno > function.lineno
        ):
            return (statement.end_lineno or statement.lineno) + 1, statement
    return None


def _is_filled(crash: Crash, name: str, recursive: str) -> bool:
    """Whether anything in the sources is put into what has a name, or may be: by a function that it is handed to."""
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
                case ast.Call(func=called, args=args, keywords=keywords):
                    given = [*args, *(one.value for one in keywords)]
                    by = getattr(called, "id", getattr(called, "attr", ""))
                    if (
                        by != recursive
                        and by not in _READERS
                        and any(isinstance(one, ast.Name) and one.id == name for one in given)
                    ):
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
