"""Which everyday way of calling the standard library was meant?

Each maker answers one message of Python: a module is called where its member was meant, text is hashed, a file
is opened to be read. Most people make each of these once.
"""

import ast
from collections.abc import Callable, Iterator

from analyzers.deferred import regex
from analyzers.logic.edits import Candidate
from analyzers.logic.edits.lines import own_lines, unit
from analyzers.logic.edits.scope import Scope
from analyzers.logic.program import Function, Program, own_expressions
from analyzers.runtime.slips.about import About
from analyzers.runtime.slips.change import Changes, put
from analyzers.runtime.slips.imported import named

_COMPOUND = (ast.For, ast.AsyncFor, ast.While, ast.If, ast.With, ast.AsyncWith, ast.Try, ast.Match)
_NO_CLASS_MEMBER = regex(r"type object '(?:(\w+)\.)?(\w+)' has no attribute '(\w+)'")
_NEEDS_BYTES = ("bytes-like object is required", "must be encoded before hashing", "memoryview: a bytes-like")
_GOT_BYTES = ("a bytes-like object is required, not 'str'", "must be str, not bytes", "can't concat str to bytes", "first arg must be bytes")  # fmt: skip
_STARTS = ("check_output", "run", "Popen", "getoutput")
_IS_TEXT = frozenset(["text", "encoding", "universal_newlines", "errors"])


def edits(program: Program, statement: ast.stmt, scope: Scope, about: About) -> Iterator[Candidate]:
    """Yield the edits of a statement that a message of Python asks for."""
    del scope
    for node in own_expressions(statement):
        for maker in _OF_EXPRESSIONS:
            for changes, kind, weight in maker(program, node, about):
                yield Candidate(program.path, tuple(sorted(changes)), node.lineno, kind, weight)
    for of_statement in (_from_behind, _ended):
        for changes, kind, weight in of_statement(program, statement, about):
            yield Candidate(program.path, changes, statement.lineno, kind, weight)


def _of_the_module(program: Program, node: ast.expr, about: About) -> Iterator[Changes]:
    """A module is taken for its member of the same name: `datetime.now()`, `pprint(data)`."""
    match node:
        case ast.Attribute(value=ast.Name(id=owner) as module, attr=attr) if (
            about.module and attr == about.attribute
        ):
            for member in dict.fromkeys(
                (about.module.rpartition(".")[2], *(("date",) if owner == "datetime" else ()))
            ):
                yield put(program, module, f"{owner}.{member}"), "attribute added", 0.9
        case ast.Call(func=ast.Name(id=owner) as called) if about.says("'module' object is not callable"):
            yield put(program, called, f"{owner}.{owner}"), "attribute added", 0.9


def _of_the_class(program: Program, node: ast.expr, about: About) -> Iterator[Changes]:
    """A class is taken for the module that it comes from: `datetime.datetime.now()` after `from datetime import datetime`."""
    found = _NO_CLASS_MEMBER.search(about.message)
    match node:
        case ast.Attribute(value=ast.Name(id=owner), attr=attr) if (
            found and attr == found[3] and owner == found[2]
        ):
            if attr == owner:
                yield put(program, node, owner), "attribute dropped", 0.95
            elif found[1]:
                name, imported = named(program, found[1], attr)
                yield put(program, node, name, *imported), "attribute dropped", 0.9


def _encoded(program: Program, node: ast.expr, about: About) -> Iterator[Changes]:
    """Text is given where bytes are asked for, or bytes are read where text is worked with."""
    match node:
        case ast.Call(
            args=[
                ast.Name()
                | ast.Attribute()
                | ast.Constant(value=str())
                | ast.BinOp()
                | ast.JoinedStr()
                | ast.Call() as given,
                *_,
            ]
        ) if about.says(*_NEEDS_BYTES):
            text = program.source(given)
            text = f"({text})" if isinstance(given, ast.BinOp) else text
            yield put(program, given, f"{text}.encode()"), "encoded", 0.6
            if isinstance(given, ast.Constant) and not program.source(given)[:1].isalpha():
                yield put(program, given, f"b{program.source(given)}"), "encoded", 0.5
    match node:
        case ast.Call(func=ast.Attribute(attr=name), keywords=keywords) if (
            name in _STARTS
            and about.says(*_GOT_BYTES)
            and not _IS_TEXT.intersection(one.arg or "" for one in keywords)
        ):
            close = program.end(node) - 1
            yield ((close, close, ", text=True"),), "encoded", 0.8


def _json(program: Program, node: ast.expr, about: About) -> Iterator[Changes]:
    """`load` takes a file and `loads` a text."""
    match node:
        case ast.Call(func=ast.Attribute(attr="loads") as called, args=[_]) if about.says(
            "not TextIOWrapper", "not BufferedReader"
        ):
            end = program.end(called)
            yield ((end - 1, end, ""),), "method", 3.0
        case ast.Call(func=ast.Attribute(attr="load") as called, args=[given]) if about.says(
            "has no attribute 'read'"
        ):
            end = program.end(called)
            yield ((end, end, "s"),), "method", 3.0
            yield put(program, given, f"open({program.source(given)})"), "opened", 0.6
        case ast.Call(
            func=ast.Attribute(value=ast.Name(id="csv"), attr="reader" | "DictReader"), args=[given, *_]
        ) if about.says("iterator should return strings"):
            yield put(program, given, f'open({program.source(given)}, newline="")'), "opened", 0.5


def _mode(program: Program, node: ast.expr, about: About) -> Iterator[Changes]:
    """A file is opened without saying that it is to be written."""
    match node:
        case ast.Call(func=ast.Name(id="open") | ast.Attribute(attr="open"), args=args, keywords=[]) if (
            about.says("not writable") and len(args) == isinstance(node.func, ast.Name)
        ):
            close = program.end(node) - 1
            comma = ", " if args else ""
            for mode, weight in (("w", 0.8), ("a", 0.5)):
                yield ((close, close, f'{comma}"{mode}"'),), "mode of a file", weight


def _ordered_by(program: Program, node: ast.expr, about: About) -> Iterator[Changes]:
    """What to put in order by is named, and not a function that gives it."""
    if not about.says("'str' object is not callable"):
        return
    match node:
        case ast.Call(
            func=ast.Name(id="sorted" | "min" | "max") | ast.Attribute(attr="sort"), keywords=keywords
        ):
            for word in keywords:
                if word.arg == "key" and isinstance(word.value, ast.Name | ast.Attribute | ast.Constant):
                    field = program.source(word.value)
                    yield put(program, word.value, f"lambda one: one[{field}]"), "looked up", 0.8
                    yield put(program, word.value, f"lambda one: getattr(one, {field})"), "looked up", 0.7


def _drawn(program: Program, node: ast.expr, about: About) -> Iterator[Changes]:
    """Something is drawn by its number from what has no numbers."""
    match node:
        case ast.Call(
            func=ast.Attribute(attr="choice" | "choices" | "sample" | "shuffle" as how), args=[items, *_]
        ):
            pass
        case _:
            return
    text = program.source(items)
    if about.says("Population must be a sequence", "'set' object is not subscriptable", "'dict_keys' object"):
        yield put(program, items, f"sorted({text})"), "made a list", 6.0
    elif about.type == "KeyError" and how.startswith("choice"):
        yield put(program, items, f"list({text})"), "made a list", 4.0


def _neutral(program: Program, node: ast.expr, about: About) -> Iterator[Changes]:
    """Nothing is folded: begin with what changes nothing."""
    match node:
        case ast.Call(func=ast.Name(id="reduce") | ast.Attribute(attr="reduce"), args=[how, _]) if about.says(
            "with no initial value"
        ):
            said = ast.unparse(how)
            first = "1" if "*" in said or "mul" in said else "set()" if "|" in said else "0"
            close = program.end(node) - 1
            yield ((close, close, f", {first}"),), "default", 3.0


def _gathered(program: Program, node: ast.expr, about: About) -> Iterator[Changes]:
    """`gather` takes what it waits for one by one."""
    match node:
        case ast.Call(
            func=ast.Attribute(attr="gather"),
            args=[ast.List() | ast.ListComp() | ast.Name() | ast.GeneratorExp() as given],
        ) if about.says(
            "unhashable type: 'list'", "An asyncio.Future, a coroutine or an awaitable is required"
        ):
            start = program.start(given)
            yield ((start, start, "*"),), "taken apart", 0.95


def _one_value(program: Program, node: ast.expr, about: About) -> Iterator[Changes]:
    """What is formatted may be a tuple, which `%` takes for several values."""
    match node:
        case ast.BinOp(op=ast.Mod(), right=ast.Name() | ast.Attribute() | ast.Subscript() as value) if (
            about.says("not all arguments converted", "not enough arguments for format string")
        ):
            yield put(program, value, f"({program.source(value)},)"), "taken apart", 2.0


def _in_order(program: Program, node: ast.expr, about: About) -> Iterator[Changes]:
    """What is put in order by may be missing: put what has none last."""
    if not about.says("'NoneType'") or not about.says("not supported between"):
        return
    match node:
        case ast.Call(
            func=ast.Name(id="sorted" | "min" | "max") | ast.Attribute(attr="sort"), keywords=keywords
        ):
            for word in keywords:
                if word.arg == "key" and isinstance(word.value, ast.Lambda):
                    body = word.value.body
                    for part in body.elts if isinstance(body, ast.Tuple) else [body]:
                        if isinstance(part, ast.Attribute | ast.Subscript | ast.Call | ast.Name):
                            text = program.source(part)
                            yield put(program, part, f"({text} is None, {text})"), "fallback", 0.9


def _up_to(program: Program, node: ast.expr, about: About) -> Iterator[Changes]:
    """A slice goes on to the end where a place to stop has been looked for."""
    del about
    match node:
        case ast.Subscript(slice=ast.Slice(lower=lower, upper=None, step=None) as part) if lower is not None:
            function = program.function(node)
            end = program.end(lower)
            colon = program.text.find(":", end)
            del part
            for name in _places(function) if function is not None and colon >= 0 else ():
                if name not in program.source(lower):
                    yield ((colon + 1, colon + 1, name),), "slice", 0.5


def _places(function: Function) -> list[str]:
    """The names of a function that hold a place which was looked for."""
    return [
        node.targets[0].id
        for node in ast.walk(function)
        if isinstance(node, ast.Assign)
        and isinstance(node.targets[0], ast.Name)
        and isinstance(node.value, ast.Call)
        and getattr(node.value.func, "attr", "") in ("index", "find", "rindex", "rfind")
    ]


_OF_EXPRESSIONS: tuple[Callable[[Program, ast.expr, About], Iterator[Changes]], ...] = (
    _of_the_module, _of_the_class, _encoded, _json, _mode, _ordered_by, _drawn, _neutral, _gathered,
    _one_value, _in_order, _up_to,
)  # fmt: skip


def _from_behind(program: Program, statement: ast.stmt, about: About) -> Iterator[Changes]:
    """What is gone through by number gets shorter on the way: begin with the last one."""
    if about.type != "IndexError":
        return
    match statement:
        case ast.For(
            target=ast.Name(id=number),
            iter=ast.Call(func=ast.Name(id="range"), args=[ast.Call(func=ast.Name(id="len"), args=[items])]),
        ):
            text = program.source(items)
        case _:
            return
    for node in ast.walk(statement):
        match node:
            case ast.Delete(targets=[ast.Subscript(value=owner, slice=ast.Name(id=at))]) if at == number:
                pass
            case ast.Call(func=ast.Attribute(value=owner, attr="pop"), args=[ast.Name(id=at)]) if (
                at == number
            ):
                pass
            case ast.Call(func=ast.Attribute(value=owner, attr="remove")):
                pass
            case _:
                continue
        if program.source(owner) == text:
            yield from _each(program, statement, number, text)
            yield put(program, statement.iter, f"reversed({program.source(statement.iter)})"), "range", 0.95
            return


def _each(program: Program, loop: ast.For, number: str, items: str) -> Iterator[Changes]:
    """The same loop over a copy of what it shortens, item by item; only where it is about the items alone."""
    names = (items.rpartition(".")[2].rstrip("s"), "item", "each", "one")
    item = next((name for name in names if name and name not in program.text.replace(items, "")), "")
    changes = [*put(program, loop.target, item), *put(program, loop.iter, f"list({items})")]
    for node in (part for statement in loop.body for part in ast.walk(statement)):
        if not isinstance(node, ast.Name) or node.id != number:
            continue
        parent = program.parents.get(node)
        around = program.parents.get(parent) if parent is not None else None
        match parent:
            case ast.Subscript(value=owner, ctx=ast.Load()) if program.source(owner) == items:
                changes += put(program, parent, item)
            case ast.Call(func=ast.Attribute(value=owner, attr="pop")) if program.source(owner) == items:
                if not isinstance(around, ast.Expr):
                    return
                changes += put(program, parent, f"{items}.remove({item})")
            case ast.Subscript(value=owner, ctx=ast.Del()) if (
                program.source(owner) == items and around is not None
            ):
                changes += put(program, around, f"{items}.remove({item})")
            case _:
                return
    if item:
        yield tuple(sorted(changes)), "changed while iterated", 1.2


def _ended(program: Program, statement: ast.stmt, about: About) -> Iterator[Changes]:
    """A generator asks for one more than there is: that is its own end."""
    if about.type != "StopIteration" or isinstance(statement, Function | ast.ClassDef):
        return
    function = program.function(statement)
    asks = any(
        isinstance(node, ast.Call) and getattr(node.func, "id", "") == "next" and len(node.args) == 1
        for node in own_expressions(statement)
    )
    if (
        function is None
        or not asks
        or own_lines(program, statement) is None
        or isinstance(statement, _COMPOUND)
    ):
        return
    if any(isinstance(node, ast.Yield | ast.YieldFrom) for node in ast.walk(function)):
        here, step = program.indentation(statement), unit(program)
        row = program.source(statement).replace("\n", f"\n{step}")
        text = f"try:\n{here}{step}{row}\n{here}except StopIteration:\n{here}{step}return"
        yield put(program, statement, text), "exception caught", 0.95
