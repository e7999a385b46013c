"""What does the library ask for: text and no bytes, a group in full, a function and its arguments?

Each maker answers one message by the change that fits it, in one expression.
"""

import ast
from collections.abc import Callable, Iterator

from analyzers.logic.edits import Candidate
from analyzers.logic.edits.scope import Scope
from analyzers.logic.program import Program
from analyzers.runtime.slips.about import About
from analyzers.runtime.slips.change import Changes, by_expression, put
from analyzers.runtime.slips.imported import named

_NARROW = frozenset(["latin-1", "latin1", "iso-8859-1", "ascii", "us-ascii", "cp1252"])
_UNITS = {"hours": "3600", "hour": "3600", "minutes": "60", "minute": "60"}
_TAKE_VALUES = frozenset(
    [
        "print",
        "str",
        "repr",
        "len",
        "int",
        "float",
        "sorted",
        "list",
        "tuple",
        "set",
        "dict",
        "sum",
        "append",
        "write",
    ]
)
_NOT_CALLED = ("object is not callable", "the first argument must be callable")


def edits(program: Program, statement: ast.stmt, scope: Scope, about: About) -> Iterator[Candidate]:
    """Yield the edits of the expressions of a statement."""
    del scope
    yield from by_expression(_MAKERS, program, statement, about)


def _group_in_full(program: Program, node: ast.expr, about: About) -> Iterator[Changes]:
    """A group of `groupby` is gone as soon as the next one begins, and has no length."""
    if not isinstance(node, ast.Name):
        return
    change = put(program, node, f"list({node.id})"), "read at once"
    match program.parents.get(node):
        case ast.Call(func=ast.Name(id="len")) if about.says("_grouper"):
            yield *change, 6.0
        case ast.DictComp(value=kept) if kept is node and _is_group(program, node):
            yield *change, 4.0
        case ast.Tuple(elts=[_, *kept]) | ast.Call(func=ast.Attribute(attr="append"), args=kept) if (
            node in kept and _is_group(program, node)
        ):
            yield *change, 1.5
        case ast.Assign(value=kept) if kept is node and _is_group(program, node):
            yield *change, 1.5


def _is_group(program: Program, node: ast.Name) -> bool:
    """Whether a loop around a name gives it the groups of `groupby`."""
    return any(
        isinstance(one, ast.For | ast.comprehension) and _groups(one.iter, one.target, node.id)
        for around in program.ancestors(node)
        for one in (around, *getattr(around, "generators", ()))
    )


def _groups(over: ast.expr, target: ast.expr, name: str) -> bool:
    match over, target:
        case ast.Call(func=called), ast.Tuple(elts=[_, ast.Name(id=group)]):
            return getattr(called, "id", getattr(called, "attr", "")) == "groupby" and group == name
    return False


def _wider_encoding(program: Program, node: ast.expr, about: About) -> Iterator[Changes]:
    """A narrow encoding has no form for a character: every text has one in UTF-8."""
    if about.type != "UnicodeEncodeError":
        return
    match node:
        case ast.Call(args=[ast.Constant(value=str() as name) as given], func=ast.Attribute(attr="encode")):
            if name.lower() in _NARROW:
                changes = list(
                    put(program, given, '"utf-8"' if program.source(given)[0] == '"' else "'utf-8'")
                )
                around = program.parents.get(node)
                while around is not None and not isinstance(around, ast.stmt):
                    changes += _said_too(program, around, name) if isinstance(around, ast.JoinedStr) else ()
                    around = program.parents.get(around)
                yield tuple(changes), "encoding", 4.0


def _said_too(program: Program, text: ast.JoinedStr, name: str) -> Iterator[tuple[int, int, str]]:
    """The name of the encoding, where a text says it too."""
    start, end = program.start(text), program.end(text)
    at = program.text.find(name + "'", start, end)
    if at >= 0 and program.text[at - 1] not in "'\"":
        yield at, at + len(name), "utf-8"


def _percent_signs(program: Program, node: ast.expr, about: About) -> Iterator[Changes]:
    """A per cent sign in a settings file is a reference, unless the parser is told that there are none."""
    match node:
        case ast.Call(
            func=ast.Name(id="ConfigParser") | ast.Attribute(attr="ConfigParser"), keywords=words
        ) if about.type.rpartition(".")[2].startswith("Interpolation"):
            if not any(one.arg == "interpolation" for one in words):
                close = program.end(node) - 1
                comma = ", " if node.args or words else ""
                yield ((close, close, f"{comma}interpolation=None"),), "option", 4.0


def _mode(program: Program, node: ast.expr, about: About) -> Iterator[Changes]:
    """A file is opened for bytes where text goes in or comes out, or the other way round."""
    match node:
        case ast.Call(
            func=ast.Name(id="open") | ast.Attribute(attr="open" | "fdopen"), args=args, keywords=words
        ):
            modes = [*args[:2], *(one.value for one in words if one.arg == "mode")]
        case _:
            return
    for given in modes:
        match given:
            case ast.Constant(value=str() as mode) if mode and set(mode) <= set("rwabx+t"):
                quote = program.source(given)[0]
                if "b" in mode and about.says("should return strings, not bytes", "is required, not 'str'"):
                    yield put(program, given, quote + mode.replace("b", "") + quote), "mode of a file", 4.0
                elif "b" not in mode and about.says("argument must be str, not bytes"):
                    yield (
                        put(program, given, f"{quote}{mode.replace('t', '')}b{quote}"),
                        "mode of a file",
                        4.0,
                    )


def _nothing_in_a_sum(program: Program, node: ast.expr, about: About) -> Iterator[Changes]:
    """One of the values that are added up is missing, and counts as nothing."""
    match node:
        case ast.Call(
            func=ast.Name(id="sum"), args=[ast.GeneratorExp(elt=value) | ast.ListComp(elt=value), *_]
        ) if about.says("'NoneType'") and isinstance(value, ast.Name | ast.Attribute | ast.Subscript):
            yield put(program, value, f"{program.source(value)} or 0"), "fallback", 2.5


def _item_at_hand(program: Program, node: ast.expr, about: About) -> Iterator[Changes]:
    """`rows[number]` in a loop over `enumerate(rows, 1)`: the item is at hand."""
    match node:
        case ast.Subscript(value=rows, slice=ast.Name(id=number)) if about.type == "IndexError":
            for loop in program.ancestors(node):
                match loop:
                    case ast.For(
                        target=ast.Tuple(elts=[ast.Name(id=counter), ast.Name(id=item)]),
                        iter=ast.Call(func=ast.Name(id="enumerate"), args=[over, *more], keywords=words),
                    ) if counter == number and (more or words):
                        if program.source(over) == program.source(rows):
                            yield put(program, node, item), "item of it", 3.0


def _in_a_loop_already(program: Program, node: ast.expr, about: About) -> Iterator[Changes]:
    """What is running in an event loop waits for a coroutine, and starts no second loop; and it waits for nothing else."""
    match node:
        case ast.Call(func=ast.Attribute(attr="run" | "run_until_complete"), args=[given]) if about.says(
            "running event loop", "already running"
        ) and isinstance(program.function(node), ast.AsyncFunctionDef):
            alone = isinstance(program.parents.get(node), ast.stmt)
            text = f"await {program.source(given)}"
            yield put(program, node, text if alone else f"({text})"), "awaited", 4.0
        case ast.Await(value=given) if about.says("can't be used in 'await' expression"):
            called = getattr(given, "func", given)
            own = getattr(called, "id", getattr(called, "attr", "")) in about.functions
            weight = 4.0 if own or not isinstance(called, ast.Name) else 1.0
            yield put(program, node, program.source(given)), "not awaited", weight


def _in_parts(program: Program, node: ast.expr, about: About) -> Iterator[Changes]:
    """A function is to be handed over with its arguments, and is called instead."""
    parent = program.parents.get(node)
    match node, parent:
        case ast.Call(func=called, args=[_, *_] as given, keywords=[]), ast.Call(
            func=ast.Name(id=taker) | ast.Attribute(attr=taker)
        ) if about.says(*_NOT_CALLED) and node in parent.args and taker not in _TAKE_VALUES:
            texts = ", ".join(program.source(one) for one in given)
            yield put(program, node, f"{program.source(called)}, {texts}"), "not called", 2.0
            yield put(program, node, f"lambda: {program.source(node)}"), "not called", 1.0


def _one_parameter(program: Program, node: ast.expr, about: About) -> Iterator[Changes]:
    """What sorts or filters hands its function one item, which may be a pair."""
    match node:
        case ast.Lambda(args=ast.arguments(args=[_, _, *_] as names, defaults=[])) if about.says(
            "<lambda>() missing"
        ):
            parent = program.parents.get(node)
            if not isinstance(parent, ast.keyword) and getattr(
                getattr(parent, "func", None), "id", ""
            ) not in (
                "map",
                "filter",
            ):
                return
            places = {one.arg: place for place, one in enumerate(names)}
            item = "item" if "item" not in places else "pair"
            changes = [
                edit
                for one in ast.walk(node.body)
                if isinstance(one, ast.Name) and one.id in places
                for edit in put(program, one, f"{item}[{places[one.id]}]")
            ]
            changes.append((program.start(names[0]), program.end(names[-1]), item))
            yield tuple(changes), "parameters", 4.0


def _span_in_units(program: Program, node: ast.expr, about: About) -> Iterator[Changes]:
    """A span of time knows its days and seconds, and no hours."""
    match node:
        case ast.Attribute(attr=unit) if unit in _UNITS and about.says("timedelta' object has no attribute"):
            start, end = program.start(node), program.end(node) - len(unit)
            text = f"{program.text[start:end]}total_seconds()"
            yield put(program, node, f"{text} // {_UNITS[unit]}"), "span of time", 1.5
            yield put(program, node, f"{text} / {_UNITS[unit]}"), "span of time", 1.2


def _same_container(program: Program, node: ast.expr, about: About) -> Iterator[Changes]:
    """Lists are added up from an empty list, tuples from an empty tuple."""
    match node:
        case ast.Call(func=ast.Name(id="sum"), args=[_, ast.List(elts=[]) as start]) if about.says(
            '(not "tuple") to list'
        ):
            yield put(program, start, "()"), "container", 4.0
        case ast.Call(func=ast.Name(id="sum"), args=[_, ast.Tuple(elts=[]) as start]) if about.says(
            '(not "list") to tuple'
        ):
            yield put(program, start, "[]"), "container", 4.0


def _in_the_day(program: Program, node: ast.expr, about: About) -> Iterator[Changes]:
    """The hours of a day begin again after the last."""
    limit = 24 if about.says("hour must be in 0..23") else 60
    if not about.says("hour must be in 0..23", "minute must be in 0..59", "second must be in 0..59"):
        return
    match node, program.parents.get(node):
        case ast.BinOp(op=ast.Add()), ast.Call() | ast.keyword():
            yield put(program, node, f"({program.source(node)}) % {limit}"), "wrapped round", 3.0


def _by_the_shell(program: Program, node: ast.expr, about: About) -> Iterator[Changes]:
    """A whole command line is no program's name: its words are."""
    match node:
        case ast.Call(
            func=ast.Attribute(attr="run" | "Popen" | "check_output" | "call" | "check_call"), args=[given]
        ) if about.type == "FileNotFoundError" and " " in about.message.rpartition(": ")[2]:
            if not any(one.arg == "shell" for one in node.keywords):
                name, imported = named(program, "shlex", "split")
                yield put(program, given, f"{name}({program.source(given)})", *imported), "split", 3.0


def _digits(program: Program, node: ast.expr, about: About) -> Iterator[Changes]:
    """`isdigit` holds for digits that are no numbers, and for no number with a sign."""
    if about.type.rpartition(".")[2] in ("KeyError", "NameError", "AttributeError"):
        return
    match node:
        case ast.Call(func=ast.Attribute(value=text, attr="isdigit")):
            around = program.function(node) or program.tree
            alike = [
                one
                for one in ast.walk(around)
                if isinstance(one, ast.Call)
                and isinstance(one.func, ast.Attribute)
                and one.func.attr == "isdigit"
            ]
            if about.says("invalid literal for int()"):
                changes = [
                    (program.end(one.func) - len("isdigit"), program.end(one.func), "isdecimal")
                    for one in alike
                ]
                yield tuple(changes), "method", 4.0
            elif isinstance(text, ast.Name | ast.Attribute | ast.Subscript):
                end = program.end(text)
                yield ((end, end, '.lstrip("-")'),), "text cleaned", 1.2


_MAKERS: tuple[Callable[[Program, ast.expr, About], Iterator[Changes]], ...] = (
    _group_in_full, _wider_encoding, _percent_signs, _mode, _nothing_in_a_sum, _item_at_hand,
    _in_a_loop_already, _in_parts, _one_parameter, _span_in_units, _same_container, _in_the_day,
    _by_the_shell, _digits,
)  # fmt: skip
