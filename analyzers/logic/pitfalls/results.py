"""Results that are thrown away, used up, or None."""

import ast
from collections.abc import Callable, Iterator

from analyzers.logic.going_through import going_through
from analyzers.logic.pitfalls.found import Pitfall
from analyzers.logic.pitfalls.reading import (
    CHANGE_IN_PLACE,
    CONSUMERS,
    at,
    swap,
)
from analyzers.logic.program import Function, Program

_PURE_TEXT = frozenset(
    [
        "replace",
        "strip",
        "lstrip",
        "rstrip",
        "upper",
        "lower",
        "title",
        "capitalize",
        "zfill",
        "ljust",
        "rjust",
        "center",
        "swapcase",
        "format",
    ]
)
_PURE_FRAME = frozenset(
    [
        "dropna",
        "fillna",
        "rename",
        "drop",
        "sort_values",
        "reset_index",
        "set_index",
        "drop_duplicates",
        "astype",
    ]
)
_MEANT_AS_CALLS = CHANGE_IN_PLACE | frozenset(
    [
        "close",
        "commit",
        "start",
        "run",
        "show",
        "save",
        "read",
        "write",
        "flush",
        "join",
        "pop",
        "strip",
        "lower",
        "upper",
        "draw",
        "quit",
        "mainloop",
        "shuffle",
    ]
)


# Functions that are called for their result alone.
_MAKERS = frozenset(
    [
        "jsonify",
        "render_template",
        "render",
        "redirect",
        "len",
        "sum",
        "min",
        "max",
        "sorted",
        "reversed",
        "abs",
        "round",
        "int",
        "float",
        "str",
        "list",
        "dict",
        "tuple",
        "set",
        "bool",
    ]
)


def _of_nothing(program: Program, node: ast.AST) -> Iterator[Pitfall]:
    """A method that changes its object and returns None, whose result is kept."""
    match node:
        case (
            ast.Assign(value=ast.Call(func=ast.Attribute(value=owner, attr=method)) as call)
            | ast.Return(value=ast.Call(func=ast.Attribute(value=owner, attr=method)) as call)
        ):
            if method not in CHANGE_IN_PLACE - {"update", "add", "remove", "insert"} or isinstance(
                owner, ast.Call
            ):
                return
            message = f"`{method}` changes its object and returns None"
            source = program.source(owner)
            edits: tuple[tuple[int, int, str], ...] = ()
            if (
                isinstance(node, ast.Assign)
                and len(node.targets) == 1
                and program.source(node.targets[0]) == source
            ):
                edits = swap(program, node, program.source(call))
            elif method == "sort" and not call.args:
                inner = ", ".join([source, *(program.source(word) for word in call.keywords)])
                edits = swap(program, call, f"sorted({inner})")
            yield at(
                program,
                call,
                "returns-none",
                message,
                0.95,
                edits=edits,
                title="use the object itself, or a function that returns one",
            )
        case ast.Assign(value=ast.Call(keywords=keywords) as call):
            for word in keywords:
                if (
                    word.arg == "inplace"
                    and isinstance(word.value, ast.Constant)
                    and word.value.value is True
                ):
                    yield at(
                        program,
                        call,
                        "returns-none",
                        "with `inplace=True` it changes its object and returns None",
                        0.95,
                    )


def _is_answer(program: Program, node: ast.AST) -> bool:
    """Whether a statement ends a block of a function that returns a value elsewhere."""
    around = program.parents.get(node)
    body = getattr(around, "body", [])
    while around is not None and not isinstance(around, Function | ast.Lambda | ast.ClassDef):
        if isinstance(around, ast.For | ast.While):
            return False
        around = program.parents.get(around)
    if not isinstance(around, Function) or not body or body[-1] is not node:
        return False
    return any(isinstance(part, ast.Return) and part.value is not None for part in ast.walk(around))


def _thrown_away(program: Program, node: ast.AST) -> Iterator[Pitfall]:
    match node:
        case ast.Expr(
            value=ast.Call(func=ast.Attribute(value=ast.Name(id=owner) as name, attr=method)) as call
        ):
            words = {word.arg for word in call.keywords}
            text, frame = (
                method in _PURE_TEXT,
                method in _PURE_FRAME and bool(words) and "inplace" not in words,
            )
            if (text or frame) and owner != "self" and owner not in _imported(program):
                kind = "text" if text else "frame"
                yield at(
                    program, node, "thrown-away", f"`{method}` returns a new {kind} and leaves `{owner}` as it is; the result is thrown away", 0.9,
                    edits=((program.start(name), program.start(name), f"{owner} = "),), title="keep the result",
                )  # fmt: skip
        case ast.Expr(
            value=ast.Call(
                func=ast.Name(id="sorted" | "reversed" as called), args=[ast.Name(id=owner) as name]
            )
        ):
            yield at(
                program, node, "thrown-away", f"`{called}` returns a new sequence and leaves `{owner}` as it is; the result is thrown away", 0.9,
                edits=((program.start(node), program.start(node), "return " if _is_answer(program, node) else f"{owner} = "),), title="keep the result",
            )  # fmt: skip
        case ast.Expr(value=ast.Attribute(attr=attribute) as value) if attribute in _MEANT_AS_CALLS:
            yield at(
                program, value, "not-called", f"`{attribute}` is named and not called", 0.9,
                edits=((program.end(value), program.end(value), "()"),), title="call it",
            )  # fmt: skip


def _imported(program: Program) -> set[str]:
    return {
        (alias.asname or alias.name).partition(".")[0]
        for node in ast.walk(program.tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    }


def _no_return(program: Program, node: ast.AST) -> Iterator[Pitfall]:
    """A function without a `return` of a value, whose result is used."""
    if (
        not isinstance(node, ast.FunctionDef)
        or isinstance(node.body[-1], ast.Pass)
        or _is_stub(node.body[-1])
    ):
        return
    own = [part for part in ast.walk(node) if program.function(part) is node or part is node]
    if any(
        isinstance(part, ast.Yield | ast.YieldFrom | ast.Raise)
        or (isinstance(part, ast.Return) and part.value)
        for part in own
    ):
        return
    if not _answers(node) and not any(_is_used_call(program, call, node) for call in ast.walk(program.tree)):
        return
    last = node.body[-1]
    edits: tuple[tuple[int, int, str], ...] = ()
    made = {
        part.targets[0].id
        for part in node.body
        if isinstance(part, ast.Assign) and isinstance(part.targets[0], ast.Name)
    }
    meant = ""
    if isinstance(last, ast.Expr) and not _is_done_for_effect(last.value):
        start, meant = program.start(last), program.source(last)
        edits = ((start, start, "return "),)
    elif len(made) == 1:
        end, meant = program.end(last), made.pop()
        edits = ((end, end, f"\n{program.indentation(last)}return {meant}"),)
    yield at(
        program, node, "no-return", f"`{node.name}` has no `return`: its result is None", 0.95, end=program.start(node) + len(f"def {node.name}"),
        edits=edits, title=f"return `{meant}`" if edits else "",
        help="" if edits else "end it with `return` and the value",
    )  # fmt: skip


def _answers(function: ast.FunctionDef) -> bool:
    """Whether what it returns is used by whoever calls it through its decorator: a property, the page of a web server."""
    for decorator in function.decorator_list:
        match decorator:
            case ast.Name(id="property" | "cached_property") | ast.Attribute(attr="cached_property"):
                return True
            case ast.Call(
                func=ast.Attribute(attr="route" | "get" | "post" | "put" | "patch" | "delete"),
                args=[ast.Constant(value=str(address)), *_],
            ) if address[:1] in ("", "/"):
                return True
    return False


def _is_done_for_effect(value: ast.expr) -> bool:
    """Whether an expression that stands alone is there for what it does: most calls are."""
    match value:
        case ast.Call(func=ast.Name(id=called)):
            return called not in _MAKERS
        case ast.Call() | ast.Await() | ast.Yield() | ast.YieldFrom() | ast.Constant():
            return True
    return False


def _is_stub(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


def _is_used_call(program: Program, node: ast.AST, function: Function) -> bool:
    method = isinstance(program.parents.get(function), ast.ClassDef)
    match node:
        case ast.Call(func=ast.Name(id=called)) if not method and called == function.name:
            pass
        case ast.Call(func=ast.Attribute(value=ast.Name(id="self"), attr=called)) if (
            method and called == function.name
        ):
            pass
        case _:
            return False
    parent = program.parents.get(node)
    return isinstance(
        parent, ast.Assign | ast.Call | ast.Compare | ast.BinOp | ast.FormattedValue | ast.AugAssign
    )


def _used_up(program: Program, node: ast.AST) -> Iterator[Pitfall]:
    body = getattr(node, "body", None)
    if not isinstance(body, list):
        return
    for index, statement in enumerate(body):
        match statement:
            case ast.Assign(
                targets=[ast.Name(id=name)],
                value=(
                    ast.GeneratorExp() | ast.Call(func=ast.Name(id="map" | "filter" | "zip" | "reversed"))
                ) as value,
            ):
                later = [part for rest in body[index + 1 :] for part in ast.walk(rest)]
                if any(
                    isinstance(part, ast.Name) and part.id == name and isinstance(part.ctx, ast.Store)
                    for part in later
                ):
                    continue
                gone = next(
                    (place for place, rest in enumerate(body) if place > index and going_through(rest, name)),
                    len(body),
                )
                taken = [
                    part for rest in _reached(body[gone:]) for part in _within(rest) if _consumes(part, name)
                ]
                if len(taken) > 1:
                    yield at(
                        program, value, "used-up", f"`{name}` can be gone through once: the second time it is empty", 0.9,
                        edits=swap(program, value, f"list({program.source(value).removeprefix('(').removesuffix(')') if isinstance(value, ast.GeneratorExp) else program.source(value)})"),
                        title="keep its items in a list",
                    )  # fmt: skip


def _reached(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    """The statements of a block, to the first that leaves it, whatever happens."""
    for statement in body:
        yield statement
        if isinstance(statement, ast.Return | ast.Raise | ast.Break | ast.Continue):
            return
        if isinstance(statement, ast.With) and any(isinstance(part, ast.Return) for part in statement.body):
            return


def _within(statement: ast.stmt) -> Iterator[ast.AST]:
    """The nodes of a statement that run with it: a function is run later, perhaps with other values."""
    waiting: list[ast.AST] = [statement]
    while waiting:
        node = waiting.pop()
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda | ast.ClassDef):
            yield node
            waiting += ast.iter_child_nodes(node)


def _consumes(node: ast.AST, name: str) -> bool:
    match node:
        case ast.Call(func=ast.Name(id=called), args=[ast.Name(id=given), *_]):
            return given == name and called in CONSUMERS
        case ast.For(iter=ast.Name(id=given)) | ast.comprehension(iter=ast.Name(id=given)):
            return given == name
    return False


RULES: tuple[Callable[[Program, ast.AST], Iterator[Pitfall]], ...] = (
    _of_nothing,
    _thrown_away,
    _no_return,
    _used_up,
)
