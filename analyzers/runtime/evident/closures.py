"""Does a function that a loop makes and hands on see the loop's last value, is a callback called where it is handed on?"""

import ast
from collections.abc import Iterator

from analyzers.runtime.crash import Crash
from analyzers.runtime.evident.found import Evident
from analyzers.runtime.index import Index, returns, yields
from analyzers.runtime.report import edit, shown
from analyzers.runtime.source import Function, Source, inside

_AT_ONCE = frozenset(  # what calls the functions that it is given before it returns
    ["sorted", "min", "max", "sort", "map", "filter", "sum", "any", "all", "next", "list", "tuple", "reduce", "sub",
     "groupby", "takewhile", "dropwhile", "timeit", "join", "extend", "set", "dict"]
)  # fmt: skip
_STUBS = (ast.Pass, ast.Raise)


def late_binding(crash: Crash) -> Iterator[Evident]:
    """A function made in a loop outlives its round and asks for the names of the loop: by then they are the last ones."""
    for source in crash.sources.values():
        for loop in () if source.partial else source.nodes:
            if not isinstance(loop, ast.For | ast.AsyncFor):
                continue
            names = _changing(loop)
            for made in inside(loop.body):
                if not isinstance(made, ast.Lambda | ast.FunctionDef | ast.AsyncFunctionDef):
                    continue
                free = _free(made, names)
                if free and _outlives(source, loop, made) and not made.args.vararg:
                    yield _bound(source, made, free)


def _changing(loop: ast.For | ast.AsyncFor) -> set[str]:
    """The names that each round of a loop gives a value of its own."""
    targets = [loop.target]
    for one in inside(loop.body):
        targets += one.targets if isinstance(one, ast.Assign) else []
    names = [part for target in targets for part in ast.walk(target) if isinstance(part, ast.Name)]
    return {one.id for one in names if isinstance(one.ctx, ast.Store)}


def _free(made: ast.Lambda | Function, names: set[str]) -> list[str]:
    """The names of the loop that a function reads and does not have of its own."""
    own = {one.arg for one in ast.walk(made.args) if isinstance(one, ast.arg)}
    body = [made.body] if isinstance(made, ast.Lambda) else made.body
    read: dict[str, None] = {}
    for part in body:
        for one in ast.walk(part):
            if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store):
                own.add(one.id)
            elif isinstance(one, ast.Name) and one.id in names:
                read.setdefault(one.id)
    return [name for name in read if name not in own]


def _outlives(source: Source, loop: ast.For | ast.AsyncFor, made: ast.Lambda | Function) -> bool:
    """Whether a function is put somewhere in its round, and nothing there calls it at once."""
    places: list[ast.AST] = [made]
    if not isinstance(made, ast.Lambda):
        places = [
            one
            for one in inside(loop.body)
            if isinstance(one, ast.Name) and one.id == made.name and isinstance(one.ctx, ast.Load)
        ]
    put = False
    for place in places:
        parent = source.parents.get(place)
        if isinstance(parent, ast.keyword):
            parent = source.parents.get(parent)
        if isinstance(parent, ast.Call):
            if parent.func is place or _name(parent) in _AT_ONCE:
                return False
            put = True
        elif isinstance(parent, ast.Dict | ast.List | ast.Tuple | ast.Return | ast.Yield) or (
            isinstance(parent, ast.Assign)
            and any(isinstance(target, ast.Subscript | ast.Attribute) for target in parent.targets)
        ):
            put = not isinstance(parent, ast.Return)
    return put


def _bound(source: Source, made: ast.Lambda | Function, free: list[str]) -> Evident:
    text = ", ".join(f"{name}={name}" for name in free)
    filled = bool(made.args.args or made.args.posonlyargs or made.args.kwonlyargs or made.args.kwarg)
    if isinstance(made, ast.Lambda):
        start = source.span(made).start
        place = source.text.rfind(":", start, source.span(made.body).start)
        lead = ", " if filled else " "
    else:
        opened = source.text.find("(", source.span(made).start + source.segment(made).find(made.name))
        arguments = [*made.args.args, *made.args.defaults]
        last = max((source.span(one).end for one in arguments), default=opened + 1)
        place, lead = last, ", " if filled else ""
    title = f"keep {' and '.join(f'`{name}`' for name in free)} of this round"
    named = " and ".join(f"`{name}`" for name in free)
    fix = edit(source, place, place, lead + text, title, "late-binding")
    return Evident(
        source, made, fix, f"this reads {named} when it is called: by then the loop is at its last round"
    )


def already_called(crash: Crash) -> Iterator[Evident]:
    """What is called was handed on as the result of a function that returns nothing: `on("end", self.finish())`."""
    if "object is not callable" not in crash.message or "NoneType" not in crash.message:
        return
    index = Index.of(crash.sources)
    for source in crash.sources.values():
        for call in () if source.partial else source.nodes:
            parent = source.parents.get(call)
            if not isinstance(call, ast.Call) or not isinstance(
                parent, ast.Call | ast.keyword | ast.Dict | ast.List | ast.Tuple
            ):
                continue
            if getattr(parent, "func", None) is call or _name(parent) == "print":
                continue
            made = _called(source, call, index)
            if made is None or not _returns_nothing(made):
                continue
            start, end = source.span(call.func).end, source.span(call).end
            given = [source.segment(one) for one in (*call.args, *call.keywords)]
            if not given:
                fix = edit(source, start, end, "", f"hand on `{made.name}` itself", "already-called")
            else:
                begin, text = source.span(call).start, f"lambda: {source.segment(call)}"
                fix = edit(source, begin, end, text, "hand on a function that does it", "already-called")
            reason = f"`{made.name}` is called here and returns nothing: {shown(source, call)} hands on None"
            yield Evident(source, call, fix, reason)


def _called(source: Source, call: ast.Call, index: Index) -> Function | None:
    found = index.callable_of(source, call)
    return None if found is None or isinstance(found[1], ast.ClassDef) else found[1]


def _returns_nothing(function: Function) -> bool:
    """Whether a function does something and returns nothing."""
    if isinstance(function, ast.AsyncFunctionDef) or function.decorator_list or yields(function):
        return False
    does = [
        one
        for one in function.body
        if not (isinstance(one, ast.Expr) and isinstance(one.value, ast.Constant))
    ]
    return bool(does) and not isinstance(does[0], _STUBS) and not any(one.value for one in returns(function))


def _name(call: ast.AST) -> str:
    function = getattr(call, "func", None)
    return str(getattr(function, "id", getattr(function, "attr", "")))
