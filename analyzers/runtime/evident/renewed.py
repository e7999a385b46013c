"""Is something that should begin anew each time kept: a row that was handed on, a field that a reset leaves out?"""

import ast
from collections.abc import Iterator

from analyzers.runtime.crash import Crash
from analyzers.runtime.evident.found import Evident
from analyzers.runtime.report import insert_line
from analyzers.runtime.source import Function, Source, inside

_ADDS = frozenset(["append", "extend", "add", "insert", "update", "setdefault", "appendleft"])
_PUTS = frozenset(["append", "add", "appendleft", "put"])
_CHANGES = _ADDS | {"pop", "popleft", "popitem", "remove", "discard", "clear", "sort", "reverse"}
_RESETS = frozenset(["reset", "clear", "restart", "start", "begin", "new_game", "start_over", "reinit", "init", "setup", "begin_round"])  # fmt: skip
_SHARED = frozenset(["KeyError", "IndexError", "ValueError", "TypeError", "AttributeError", "RuntimeError"])


def handed_on(crash: Crash) -> Iterator[Evident]:
    """A container that is filled piece by piece is put into another one, and the next pieces go into the same."""
    if crash.type not in _SHARED:
        return
    for source in crash.sources.values():
        for owner in () if source.partial else source.classes:
            methods = [one for one in owner.body if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef)]
            for name, empty in _begun(methods):
                renewed = any(
                    _is_own(one, name, ast.Store) or _cleared(one, name)
                    for method in methods
                    if method.name != "__init__"
                    for one in inside(method.body)
                )
                if renewed or not any(
                    _filled(one, name) for method in methods for one in inside(method.body)
                ):
                    continue
                for method in methods:
                    for one in inside(method.body):
                        if (put := _put(one, name)) is not None:
                            yield _renew(source, put, f"self.{name}", empty)


def _begun(methods: list[Function]) -> Iterator[tuple[str, str]]:
    """The attributes that begin as an empty container, and how that is written."""
    for method in methods:
        for node in inside(method.body) if method.name == "__init__" else ():
            match node:
                case ast.Assign(
                    targets=[ast.Attribute(value=ast.Name(id="self"), attr=name)],
                    value=ast.List(elts=[]) | ast.Dict(keys=[]) | ast.Call(args=[], keywords=[]) as value,
                ) if not isinstance(value, ast.Call) or getattr(value.func, "id", "") in (
                    "list",
                    "dict",
                    "set",
                ):
                    yield name, ast.unparse(value)


def _is_own(node: ast.AST, name: str, how: type[ast.expr_context]) -> bool:
    match node:
        case ast.Attribute(value=ast.Name(id="self"), attr=attr, ctx=context):
            return attr == name and isinstance(context, how)
    return False


def _cleared(node: ast.AST, name: str) -> bool:
    match node:
        case ast.Call(func=ast.Attribute(value=owner, attr="clear")):
            return _is_own(owner, name, ast.Load)
        case ast.Delete(targets=[ast.Subscript(value=owner)]):
            return _is_own(owner, name, ast.Load)
    return False


def _filled(node: ast.AST, name: str) -> bool:
    match node:
        case ast.Call(func=ast.Attribute(value=owner, attr=how)) if how in _ADDS:
            return _is_own(owner, name, ast.Load)
        case ast.Subscript(value=owner, ctx=ast.Store()):
            return _is_own(owner, name, ast.Load)
    return False


def _put(node: ast.AST, name: str) -> ast.Expr | None:
    """The statement that puts the container itself into another one."""
    match node:
        case ast.Expr(value=ast.Call(func=ast.Attribute(value=other, attr=how), args=[given])) if (
            how in _PUTS
        ):
            if _is_own(given, name, ast.Load) and not _is_own(other, name, ast.Load):
                return node
    return None


def _renew(source: Source, put: ast.stmt, name: str, empty: str) -> Evident:
    indent = " " * source.column(put.lineno, put.col_offset)
    after = (put.end_lineno or put.lineno) + 1
    fix = insert_line(
        source, after, f"{indent}{name} = {empty}", f"begin a new `{name}` after that", "not-renewed"
    )
    return Evident(
        source, put, fix, f"`{name}` is put in here, and goes on being filled: no new one is begun"
    )


def left_out(crash: Crash) -> Iterator[Evident]:
    """A method that starts an object over sets again what `__init__` sets, all but something."""
    for source in crash.sources.values():
        for owner in () if source.partial else source.classes:
            methods = {one.name: one for one in owner.body if isinstance(one, ast.FunctionDef)}
            init = methods.get("__init__")
            if init is None:
                continue
            first = _set(init)
            given = {one.arg for one in (*init.args.args, *init.args.kwonlyargs)}
            state = {
                name: node
                for name, node in first.items()
                if _changes(methods, name)
                and not any(
                    isinstance(one, ast.Name) and one.id in given - {"self"} for one in ast.walk(node.value)
                )
            }
            for method in methods.values():
                again = _set(method) if method.name.strip("_") in _RESETS else {}
                same = [name for name in again if name in first and _same(first[name], again[name])]
                if not same or any(_calls_own(method)):
                    continue
                cleared = {name for name in state if any(_cleared(one, name) for one in inside(method.body))}
                missing = [name for name in state if name not in again and name not in cleared]
                if 0 < len(missing) <= 2:
                    last = again[same[-1]]
                    yield _also(source, last, [state[name] for name in missing], method.name)


def _set(method: Function) -> dict[str, ast.Assign]:
    """The attributes of its own that a method sets in every case."""
    found = {}
    for statement in method.body:
        match statement:
            case ast.Assign(targets=[ast.Attribute(value=ast.Name(id="self"), attr=name)]):
                found[name] = statement
    return found


def _same(one: ast.Assign, other: ast.Assign) -> bool:
    return ast.dump(one.value) == ast.dump(other.value)


def _calls_own(method: Function) -> Iterator[bool]:
    for node in inside(method.body):
        match node:
            case ast.Call(func=ast.Attribute(value=ast.Name(id="self"))):
                yield True


def _changes(methods: dict[str, ast.FunctionDef], name: str) -> bool:
    """Whether something but `__init__` and what starts over changes an attribute."""
    for method in methods.values():
        if method.name == "__init__" or method.name.strip("_") in _RESETS:
            continue
        for node in inside(method.body):
            match node:
                case ast.Call(func=ast.Attribute(value=owner, attr=how)) if how in _CHANGES:
                    if _is_own(owner, name, ast.Load):
                        return True
                case ast.Subscript(value=owner, ctx=ast.Store() | ast.Del()) if _is_own(
                    owner, name, ast.Load
                ):
                    return True
            if _is_own(node, name, ast.Store):
                return True
    return False


def _also(source: Source, last: ast.Assign, missing: list[ast.Assign], method: str) -> Evident:
    indent = " " * source.column(last.lineno, last.col_offset)
    text = "\n".join(f"{indent}{' '.join(source.segment(one).split())}" for one in missing)
    named = " and ".join(f"`{source.segment(one.targets[0])}`" for one in missing)
    fix = insert_line(
        source, (last.end_lineno or last.lineno) + 1, text, f"set {named} anew too", "not-reset"
    )
    return Evident(source, last, fix, f"`{method}` sets anew what `__init__` sets, all but {named}")
