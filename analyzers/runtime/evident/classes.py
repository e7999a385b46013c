"""Which part that Python looks for does a class or a decorator of the program leave out?"""

import ast
from collections.abc import Iterator

from analyzers.deferred import regex
from analyzers.deferred import replace as changed
from analyzers.facts import Edit, Span
from analyzers.runtime.crash import Crash
from analyzers.runtime.evident.found import Evident
from analyzers.runtime.index import Index, returns
from analyzers.runtime.report import insert_line
from analyzers.runtime.source import Function, Source

_UNHASHABLE = regex(r"unhashable type: '([\w.]+)'")
_OF_A_THREAD = regex(
    r"'_?_?thread\w*\._?local' object has no attribute '(\w+)'|'(?:\w+\.)?_?local' object has no attribute '(\w+)'"
)
_BY_NAME = frozenset(["KeyError", "AttributeError", "ValueError", "LookupError", "RuntimeError"])


def equal_without_hash(crash: Crash) -> Iterator[Evident]:
    """A class says when two of it are equal, which takes its hash away, and is put in a set or used as a key."""
    found = _UNHASHABLE.search(crash.message)
    if crash.type != "TypeError" or found is None:
        return
    for source, owner in Index.of(crash.sources).classes.get(found[1].rpartition(".")[2], ()):
        methods = {one.name: one for one in owner.body if isinstance(one, ast.FunctionDef)}
        same = methods.get("__eq__")
        if same is None or "__hash__" in methods or source.partial:
            continue
        parts = _compared(same)
        if parts:
            indent = " " * source.column(same.lineno, same.col_offset)
            what = f"self.{parts[0]}" if len(parts) == 1 else f"({', '.join(f'self.{one}' for one in parts)})"
            text = f"\n{indent}def __hash__(self):\n{indent}    return hash({what})"
            after = (same.end_lineno or same.lineno) + 1
            fix = insert_line(
                source, after, text, "give it a hash that fits its equality", "equal-without-hash"
            )
            yield Evident(source, same, fix, f"`{owner.name}` defines `__eq__`, and so has no hash")


def _compared(same: ast.FunctionDef) -> list[str]:
    """The attributes by which two objects are compared."""
    return list(
        dict.fromkeys(
            one.attr
            for one in ast.walk(same)
            if isinstance(one, ast.Attribute)
            and isinstance(one.value, ast.Name)
            and one.value.id == "self"
            and one.attr[:2] != "__"
        )
    )


def unnamed_wrapper(crash: Crash) -> Iterator[Evident]:
    """A decorator returns a function of its own under its own name, and something goes by the names of functions."""
    if crash.type not in _BY_NAME or not any(
        isinstance(node, ast.Attribute) and node.attr == "__name__" and isinstance(node.ctx, ast.Load)
        for source in crash.sources.values()
        for node in source.nodes
    ):
        return
    from analyzers.logic.program import Program
    from analyzers.runtime.slips.imported import named

    for source in crash.sources.values():
        for outer in () if source.partial else source.functions:
            inner = next((one for one in outer.body if isinstance(one, ast.FunctionDef)), None)
            given = [one.arg for one in outer.args.args]
            returned = any(
                getattr(one.value, "id", "") == getattr(inner, "name", None) for one in returns(outer)
            )
            if (
                inner is None
                or not returned
                or inner.decorator_list
                or len(given) != 1
                or not _calls(inner, given[0])
            ):
                continue
            name, imported = named(Program(source.path, source.text), "functools", "wraps")
            indent = " " * source.column(inner.lineno, inner.col_offset)
            fix = insert_line(
                source,
                inner.lineno,
                f"{indent}@{name}({given[0]})",
                f"keep the name of `{given[0]}`",
                "unnamed-wrapper",
            )
            edits = (
                *(Edit(Span(source.path, start, end), text) for start, end, text in imported),
                *fix.edits,
            )
            fix = changed(fix, edits=edits)
            yield Evident(
                source, inner, fix, f"what `{outer.name}` returns is called `{inner.name}`, whatever it wraps"
            )


def _calls(function: Function, name: str) -> bool:
    return any(
        isinstance(one, ast.Call) and getattr(one.func, "id", "") == name for one in ast.walk(function)
    )


def of_one_thread(crash: Crash) -> Iterator[Evident]:
    """An attribute of a `threading.local` is set once, where the module is loaded: no other thread has it."""
    found = _OF_A_THREAD.search(crash.message)
    if found is None:
        return
    missing = found[1] or found[2]
    for source in crash.sources.values():
        for node in () if source.partial else source.tree.body:
            match node:
                case ast.Assign(targets=[ast.Attribute(value=ast.Name(id=kept), attr=name)], value=value) if (
                    name == missing
                ):
                    made = _made(source, kept)
                    if made is None or not isinstance(made.value, ast.Call):
                        continue
                    base = source.segment(made.value.func)
                    text = f"class _Local({base}):\n    def __init__(self):\n        self.{name} = {source.segment(value)}\n\n\n{kept} = _Local()"
                    start, end = source.span(made), source.span(node)
                    fix = insert_line(source, made.lineno, "", "give it to each thread", "of-one-thread")
                    edits = (Edit(start, text), Edit(end, ""))
                    yield Evident(
                        source,
                        node,
                        changed(fix, edits=edits),
                        f"only the thread that loads the module has `{kept}.{name}`",
                    )


def _made(source: Source, name: str) -> ast.Assign | None:
    """The statement of a module that makes the local of this name."""
    return next(
        (
            one
            for one in source.tree.body
            if isinstance(one, ast.Assign)
            and isinstance(one.targets[0], ast.Name)
            and one.targets[0].id == name
        ),
        None,
    )
