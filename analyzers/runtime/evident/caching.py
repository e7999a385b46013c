"""Does a cache give what was made for other arguments, because its key leaves one of them out?"""

import ast
from collections.abc import Iterator

from analyzers.deferred import replace as changed
from analyzers.facts import Edit
from analyzers.runtime.crash import Crash
from analyzers.runtime.evident.found import Evident
from analyzers.runtime.index import bindings, parameters
from analyzers.runtime.report import replace, shown
from analyzers.runtime.source import Function, Source, inside

_MISSED = frozenset(["KeyError", "IndexError", "AttributeError", "TypeError", "ValueError"])
_ASKS = frozenset(["get", "get_or_make", "get_or_create", "get_or_set", "get_or_compute", "setdefault"])
_NO_IDENTITY = frozenset(  # parameters that say how something is made or kept, and not what
    ["default", "timeout", "ttl", "refresh", "force", "retries", "verbose", "debug", "log", "logger", "session", "client", "max_age"]
)  # fmt: skip


def coarse_key(crash: Crash) -> Iterator[Evident]:
    """What is kept under a key is made of a parameter that the key leaves out: `rows(table, columns)` kept by `table`."""
    if crash.type not in _MISSED:
        return
    for source in crash.sources.values():
        for function in () if source.partial else source.functions:
            for key in _keys(source, function):
                missing = _left_out(source, function, key)
                if missing:
                    text = _with(source, key, missing)
                    title = f"keep it by {' and '.join(f'`{one}`' for one in missing)} too"
                    fix = replace(source, key, text, title, "coarse-key")
                    same = [one for one in _same(function, key) if one is not key]
                    if same:
                        fix = changed(
                            fix, edits=(*fix.edits, *(Edit(source.span(one), text) for one in same))
                        )
                    named = " and ".join(f"`{one}`" for one in missing)
                    reason = f"the key {shown(source, key)} leaves out {named}, of which what is kept is made"
                    yield Evident(source, key, fix, reason)
                    break


def one_for_all(crash: Crash) -> Iterator[Evident]:
    """A decorator keeps the results of all functions in one table, by their arguments alone."""
    if crash.type not in _MISSED:
        return
    for source in crash.sources.values():
        for outer in () if source.partial else source.functions:
            names = parameters(outer)
            inner = next(
                (one for one in outer.body if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef)), None
            )
            if inner is None or len(names) != 1 or _times_used(crash, outer.name) < 2:
                continue
            keys = list(_shared_keys(source, outer, inner))
            spoken = {one.id for key in keys for one in ast.walk(key) if isinstance(one, ast.Name)}
            if not keys or names[0] in spoken:
                continue
            edits = tuple(
                Edit(source.span(key), f"({names[0]}, {source.segment(key)})") for key in dict.fromkeys(keys)
            )
            fix = replace(source, keys[0], "", f"keep it by `{names[0]}` too", "coarse-key")
            reason = f"all functions that `{outer.name}` wraps keep their results in one table, by their arguments alone"
            yield Evident(source, keys[0], changed(fix, edits=edits), reason)


def _times_used(crash: Crash, name: str) -> int:
    """How many functions a decorator is put on."""
    return sum(
        getattr(one, "id", getattr(one, "attr", "")) == name
        for source in crash.sources.values()
        for function in source.functions
        for one in function.decorator_list
    )


def _shared_keys(source: Source, outer: Function, inner: Function) -> Iterator[ast.expr]:
    """The keys by which a wrapper looks something up in a table that is no wrapper's own."""
    for node in inside(inner.body):
        match node:
            case ast.Subscript(value=ast.Name(id=table), slice=key):
                pass
            case ast.Compare(left=key, ops=[ast.In() | ast.NotIn()], comparators=[ast.Name(id=table)]):
                pass
            case ast.Call(
                func=ast.Attribute(value=ast.Name(id=table), attr="get" | "setdefault"), args=[key, *_]
            ):
                pass
            case _:
                continue
        if (
            bindings(source, inner, table)
            or bindings(source, outer, table)
            or not bindings(source, source.tree, table)
        ):
            continue
        made = bindings(source, inner, key.id) if isinstance(key, ast.Name) else []
        if len(made) == 1 and made[0].how == "is" and made[0].value is not None:
            yield made[0].value
            return
        if not made:
            arguments = {one.arg for one in ast.walk(inner.args) if isinstance(one, ast.arg)}
            used = {one.id for one in ast.walk(key) if isinstance(one, ast.Name)}
            if used & arguments:
                yield key


def _keys(source: Source, function: Function) -> Iterator[ast.expr]:
    """The expressions by which a function looks up something that outlives it, where it puts what was missing."""
    names = parameters(function)
    for node in inside(function.body):
        match node:
            case ast.Call(func=ast.Attribute(value=kept, attr=how), args=[key, *_]) if how in _ASKS:
                pass
            case ast.Compare(left=key, ops=[ast.In() | ast.NotIn()], comparators=[kept]):
                pass
            case _:
                continue
        root = kept
        while isinstance(root, ast.Attribute | ast.Subscript):
            root = root.value
        own = not isinstance(root, ast.Name) or bindings(source, function, root.id)
        passed = isinstance(kept, ast.Name) and kept.id in names
        if own or passed or not _is_filled(function, ast.unparse(kept), ast.unparse(key), node):
            continue
        if isinstance(key, ast.Name) and key.id not in names:
            made = bindings(source, function, key.id)
            if len(made) != 1 or made[0].how != "is" or made[0].value is None:
                continue
            key = made[0].value
        if isinstance(key, ast.Name | ast.Tuple | ast.JoinedStr | ast.Attribute):
            yield key


def _is_filled(function: Function, kept: str, key: str, asked: ast.AST) -> bool:
    """Whether a function puts something under the key, or hands on what makes it."""
    if isinstance(asked, ast.Call) and getattr(asked.func, "attr", "") != "get":
        return len(asked.args) > 1
    for node in inside(function.body):
        match node:
            case ast.Subscript(value=where, slice=by, ctx=ast.Store()):
                pass
            case ast.Call(
                func=ast.Attribute(value=where, attr="put" | "set" | "add" | "store"), args=[by, _, *_]
            ):
                pass
            case _:
                continue
        if ast.unparse(where) == kept and ast.unparse(by) == key:
            return True
    return False


def _left_out(source: Source, function: Function, key: ast.expr) -> list[str]:
    """The parameters that are handed to what makes the value, and are no part of the key."""
    in_key = {one.id for one in ast.walk(key) if isinstance(one, ast.Name)}
    names = [name for name in parameters(function) if name not in ("self", "cls")]
    if (
        not in_key.intersection(names)
        or function.args.vararg is not None
        and function.args.vararg.arg in in_key
    ):
        return []
    found: dict[str, None] = {}
    for node in ast.walk(function):  # what makes it may be a function within this one
        if not isinstance(node, ast.Call | ast.Subscript) or _within(node, key):
            continue
        parts = (
            [*node.args, *(word.value for word in node.keywords)]
            if isinstance(node, ast.Call)
            else [node.slice]
        )
        for part in parts:
            for one in ast.walk(part):
                if isinstance(one, ast.Name) and one.id in names and one.id not in in_key | _NO_IDENTITY:
                    found.setdefault(one.id)
    called = {getattr(node.func, "id", "") for node in inside(function.body) if isinstance(node, ast.Call)}
    rebound = {name for name in found if bindings(source, function, name)}
    return [name for name in found if name not in called | rebound]


def _within(node: ast.AST, key: ast.expr) -> bool:
    """Whether a node is the key, a part of it, or what looks it up or puts it."""
    return any(one is key for one in ast.walk(node)) or any(one is node for one in ast.walk(key))


def _same(function: Function, key: ast.expr) -> list[ast.expr]:
    """The places of a function where the key is written out once more."""
    if not isinstance(key, ast.Name):
        return []
    return [
        by
        for node in inside(function.body)
        for by in (
            [node.slice]
            if isinstance(node, ast.Subscript)
            else [node.left]
            if isinstance(node, ast.Compare) and isinstance(node.ops[0], ast.In | ast.NotIn)
            else node.args[:1]
            if isinstance(node, ast.Call)
            and getattr(node.func, "attr", "") in _ASKS | {"put", "set", "store"}
            else []
        )
        if isinstance(by, ast.Name) and by.id == key.id
    ]


def _with(source: Source, key: ast.expr, missing: list[str]) -> str:
    more = ", ".join(missing)
    if isinstance(key, ast.Tuple):
        parts = ", ".join(source.segment(part) for part in key.elts)
        return f"({parts}, {more})"
    return f"({source.segment(key)}, {more})"
