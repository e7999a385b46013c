"""Is something worked out once and kept, and not worked out anew after what it was made of has changed?"""

import ast
from collections.abc import Iterator

from analyzers.deferred import dataclass
from analyzers.deferred import replace as changed
from analyzers.runtime.crash import Crash
from analyzers.runtime.evident.found import Evident
from analyzers.runtime.report import edit, insert_line
from analyzers.runtime.source import Function, Source, blocks, inside

_MISSED = frozenset(["KeyError", "IndexError", "ValueError", "AttributeError", "TypeError", "StopIteration"])
_CHANGES = frozenset(["append", "add", "update", "extend", "insert", "remove", "discard", "pop", "popitem", "clear",
                      "appendleft", "popleft", "setdefault", "sort", "reverse"])  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Kept:
    """An attribute that is made where it is empty, and what tells that it is."""

    name: str
    empty: str  # the source of the value that has it made anew
    parts: frozenset[str]  # the attributes of the object that it is made of
    maker: Function


def outdated(crash: Crash) -> Iterator[Evident]:
    """A method changes what a kept result was made of and does not drop the result, as another way does."""
    if crash.type not in _MISSED:
        return
    for source in crash.sources.values():
        for owner in () if source.partial else source.classes:
            methods = [one for one in owner.body if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef)]
            for kept in _kept(methods):
                found = [
                    (statement, part)
                    for method in methods
                    if method is not kept.maker and method.name not in ("__init__", "__new__")
                    for statement, part in _changing(method, kept)
                ]
                if found:
                    yield _dropped(source, kept, found)


def _kept(methods: list[Function]) -> Iterator[_Kept]:
    """The attributes that a method makes of others where they are empty: `if self._x is None: self._x = …`."""
    for method in methods:
        for node in inside(method.body):
            if not isinstance(node, ast.If):
                continue
            match node.test:
                case ast.Compare(left=ast.Attribute(value=ast.Name(id="self"), attr=name), ops=[ast.Is()],
                                 comparators=[ast.Constant(value=None)]):  # fmt: skip
                    empty = "None"
                case ast.UnaryOp(op=ast.Not(), operand=ast.Attribute(value=ast.Name(id="self"), attr=name)):
                    empty = _begun(methods, name)
                case _:
                    continue
            if not empty or not any(_own(one, name, ast.Store) for one in inside(node.body)):
                continue
            parts = {
                one.attr
                for one in inside(node.body)
                if isinstance(one, ast.Attribute) and _own(one, one.attr, ast.Load) and one.attr != name
            } - {one.name for one in methods}
            if parts:
                yield _Kept(name, empty, frozenset(parts), method)


def _begun(methods: list[Function], name: str) -> str:
    """What an attribute begins with, where that is false: it is made anew where it is `empty`."""
    for method in methods:
        for node in inside(method.body) if method.name == "__init__" else ():
            match node:
                case ast.Assign(
                    targets=[target], value=ast.Constant() | ast.Dict() | ast.List() as value
                ) if _own(target, name, ast.Store) and not getattr(
                    value, "keys", getattr(value, "elts", getattr(value, "value", 0))
                ):
                    return ast.unparse(value)
    return ""


def _own(node: ast.AST, name: str, how: type[ast.expr_context]) -> bool:
    match node:
        case ast.Attribute(value=ast.Name(id="self"), attr=attr, ctx=context):
            return attr == name and isinstance(context, how)
    return False


def _changing(method: Function, kept: _Kept) -> Iterator[tuple[ast.stmt, str]]:
    """The statements of a method that change a part and are not followed, or led, by one that drops what is kept."""
    yield from _in_block(method.body, kept, dropped=False)


def _in_block(block: list[ast.stmt], kept: _Kept, *, dropped: bool) -> Iterator[tuple[ast.stmt, str]]:
    dropped = dropped or any(_drops(one, kept) for one in block)
    for statement in block if not dropped else ():
        for body in _bodies(statement):
            yield from _in_block(body, kept, dropped=False)
        if not list(blocks(statement)) and (part := _changed(statement, kept.parts)):
            yield statement, part


def _bodies(statement: ast.stmt) -> Iterator[list[ast.stmt]]:
    for name in ("body", "orelse", "finalbody"):
        body = getattr(statement, name, [])
        if isinstance(body, list) and body and isinstance(body[0], ast.stmt):
            yield body
    for handler in getattr(statement, "handlers", []):
        yield handler.body


def _drops(statement: ast.stmt, kept: _Kept) -> bool:
    """Whether a statement, run whatever the case, sets what is kept or calls something of the object that might."""
    if isinstance(statement, ast.If | ast.For | ast.While | ast.Try | ast.Match):
        return False
    for one in inside([statement]):
        if _own(one, kept.name, ast.Store) or _own(one, kept.name, ast.Del):
            return True
        match one:
            case ast.Call(func=ast.Attribute(value=ast.Name(id="self"))):
                return True  # of its own: `self._invalidate()`
            case ast.Call(func=ast.Attribute(value=owner, attr="clear")) if _own(owner, kept.name, ast.Load):
                return True
    return False


def _changed(statement: ast.stmt, parts: frozenset[str]) -> str:
    """The attribute among `parts` that a simple statement changes, or an empty string."""
    changed_here: list[ast.expr] = []
    match statement:
        case ast.Assign(targets=targets) | ast.Delete(targets=targets):
            changed_here += targets
        case ast.AugAssign(target=target):
            changed_here.append(target)
    match getattr(statement, "value", None):
        case ast.Call(func=ast.Attribute(value=owner, attr=how)) if how in _CHANGES:
            changed_here.append(owner)
    for node in changed_here:
        while isinstance(node, ast.Subscript):
            node = node.value
        if isinstance(node, ast.Attribute) and node.attr in parts and ast.unparse(node.value) == "self":
            return node.attr
    return ""


def _dropped(source: Source, kept: _Kept, found: list[tuple[ast.stmt, str]]) -> Evident:
    """The change that drops what is kept after each of the statements."""
    title = f"make `self.{kept.name}` anew after that"
    fixes = []
    for statement, _ in found:
        indent = " " * source.column(statement.lineno, statement.col_offset)
        after = (statement.end_lineno or statement.lineno) + 1
        text = f"{indent}self.{kept.name} = {kept.empty}"
        if isinstance(statement, ast.Return) and statement.value is not None:
            start, end = source.span(statement).start, source.span(statement.value).start
            fixes.append(edit(source, start, end, "result = ", title, "outdated"))
            text += f"\n{indent}return result"
        fixes.append(insert_line(source, after, text, title, "outdated"))
    edits = sorted((one for fix in fixes for one in fix.edits), key=lambda one: one.span.start)
    statement, part = found[0]
    reason = f"`self.{part}` changes here, and `self.{kept.name}`, which was made of it, is kept"
    return Evident(source, statement, changed(fixes[0], edits=tuple(edits)), reason)
