"""How should values be handed to what is called: one by one, gathered, inside of a list, or as one parameter more?"""

import ast
from collections.abc import Iterator

from analyzers.logic.edits import Candidate
from analyzers.logic.edits.scope import Scope
from analyzers.logic.program import Function, Program, own_expressions
from analyzers.runtime.slips.about import About
from analyzers.runtime.slips.change import Changes
from analyzers.runtime.slips.imported import named

_MAKERS = frozenset(["deque", "list", "set", "tuple", "frozenset", "Counter", "extend", "update", "sorted"])
_EMPTY = {
    "[]": "list", "{}": "dict", "0": "int", "0.0": "float", "''": "str", "set()": "set", "list()": "list", "dict()": "dict",
}  # fmt: skip
_NUMBERS = frozenset(
    [
        "i",
        "j",
        "k",
        "n",
        "idx",
        "index",
        "ind",
        "num",
        "number",
        "count",
        "pos",
        "position",
        "nr",
        "row_number",
    ]
)
_TOO_MANY = (
    "positional argument",
    "expected at most",
    "takes at most",
    "expected 1 argument",
    "takes exactly",
)


def edits(program: Program, statement: ast.stmt, scope: Scope, about: About) -> Iterator[Candidate]:
    """Yield edits of the arguments of a statement's calls, and of the parameters of a function."""
    del scope
    for maker in (_known_by_message, _spread, _gathered, _inside, _one_more, _not_passed):
        for changes, kind, weight in maker(program, statement, about):
            yield Candidate(program.path, tuple(sorted(changes)), statement.lineno, kind, weight)


def _calls(statement: ast.stmt) -> Iterator[ast.Call]:
    yield from (node for node in own_expressions(statement) if isinstance(node, ast.Call))


def _known_by_message(program: Program, statement: ast.stmt, about: About) -> Iterator[Changes]:
    """`dict` takes pairs, `object.__new__` the class alone, and `enumerate` gives the number first."""
    for node in _calls(statement):
        match node:
            case ast.Call(func=ast.Name(id="dict"), args=[keys, values]) if about.says(
                "dict expected at most 1"
            ):
                text = f"zip({program.source(keys)}, {program.source(values)})"
                yield ((program.start(keys), program.end(values), text),), "gathered", 6.0
            case ast.Call(func=ast.Name(id="defaultdict"), args=[made, *_]) if about.says(
                "first argument must be callable"
            ) and (kind := _EMPTY.get(ast.unparse(made))):
                yield ((program.start(made), program.end(made), kind),), "called later", 6.0
            case ast.Call(
                func=ast.Name(id="dict"),
                args=[ast.GeneratorExp(elt=ast.Call() as parted) | ast.ListComp(elt=ast.Call() as parted)],
            ) if (
                about.says("2 is required")
                and getattr(parted.func, "attr", "") == "split"
                and len(parted.args) == 1
            ):
                end = program.end(parted) - 1
                yield ((end, end, ", 1"),), "split", 4.0
            case ast.Call(
                func=ast.Attribute(value=ast.Name(id="csv"), attr="reader" | "DictReader"),
                args=[ast.Name() | ast.Attribute() as lines, *_],
            ) if about.type in ("IndexError", "KeyError") and not about.says("list assignment"):
                end = program.end(lines)
                yield ((end, end, ".splitlines()"),), "split", 0.9
            case ast.Call(func=ast.Attribute(attr="__new__"), args=[kind, *more], keywords=words) if (
                about.says("object.__new__() takes exactly one argument") and (more or words)
            ):
                yield ((program.end(kind), program.end(node) - 1, ""),), "argument dropped", 6.0
            case ast.Call(func=ast.Name(id="sum"), args=[words, ast.Constant(value="")]) if about.says(
                "sum strings"
            ):
                text = f'"".join({program.source(words)})'
                yield ((program.start(node), program.end(node), text),), "joined", 6.0
            case ast.Call(func=ast.Name(id="sum"), args=[ast.Name() as jobs]) if about.says("'Future'"):
                text = f"one.result() for one in {jobs.id}"
                yield ((program.start(jobs), program.end(jobs), text),), "called", 4.0
            case ast.Call(func=ast.Attribute(attr="write"), args=[ast.Name() | ast.Attribute() as given]) if (
                about.says("argument must be str, not")
            ):
                text = f"str({program.source(given)})"
                yield ((program.start(given), program.end(given), text),), "type conversion", 2.5
            case ast.Call(
                func=ast.Attribute(value=ast.Name(id="datetime"), attr="date" | "time" as kind)
            ) if about.says(f"descriptor '{kind}' for 'datetime.datetime'"):
                name, imported = named(program, "datetime", kind)
                yield (
                    ((program.start(node.func), program.end(node.func), name), *imported),
                    "module for class",
                    6.0,
                )
    match statement:
        case ast.For(
            target=ast.Tuple(elts=[ast.Name(id=one), ast.Name(id=number)]) as target,
            iter=ast.Call(func=ast.Name(id="enumerate")),
        ) if number in _NUMBERS and one not in _NUMBERS:
            start, end = program.start(target), program.end(target)
            brackets = program.text[start] == "("
            text = f"({number}, {one})" if brackets else f"{number}, {one}"
            yield ((start, end, text),), "items swapped", 4.0


def _spread(program: Program, statement: ast.stmt, about: About) -> Iterator[Changes]:
    """What holds all arguments is passed as the only one, or the other way round."""
    named = about.type in ("KeyError", "IndexError")
    if about.type != "TypeError" and not named:
        return
    for node in _calls(statement):
        formats = getattr(node.func, "attr", "") == "format"
        if named and not formats:
            continue
        for argument in node.args:
            start, end = program.start(argument), program.end(argument)
            if isinstance(argument, ast.Starred):
                if not about.says("'int'", "'NoneType'"):
                    yield ((start, start + 1, ""),), "taken apart", 0.25
            elif argument is node.args[-1] and not isinstance(argument, ast.Constant | ast.JoinedStr):
                lone = program.text[start - 1 : start] + program.text[end - 1 : end]
                text = program.text[start:end]
                if isinstance(argument, ast.GeneratorExp) and program.end(node) == end and lone != "((":
                    yield ((start, end, f"(*{text})"),), "taken apart", 0.4
                    continue
                own = program.function(statement)
                given = own.args if isinstance(own, Function) else None
                for sign, gathered in (("*", given and given.vararg), ("**", given and given.kwarg)):
                    if (
                        gathered
                        and getattr(argument, "id", "") == gathered.arg
                        and about.says("positional arg")
                    ):
                        yield ((start, start, sign),), "taken apart", 6.0
                yield ((start, start, "*"),), "taken apart", 2.0 if _takes_any(program, node) else 0.3
                if isinstance(argument, ast.Name | ast.Attribute | ast.Call | ast.Subscript):
                    yield ((start, start, "**"),), "taken apart", 0.7 if formats else 0.35


def _takes_any(program: Program, call: ast.Call) -> bool:
    """Whether a call hands a function of the program one thing where it takes as many as there are."""
    for one in program.parents:
        if isinstance(one, Function) and one.name == getattr(call.func, "id", ""):
            return one.args.vararg is not None and len(call.args) == len(one.args.args) + 1
    return False


def _gathered(program: Program, statement: ast.stmt, about: About) -> Iterator[Changes]:
    """Values are passed one by one where all of them are asked for as one."""
    if not about.says(*_TOO_MANY, "not iterable"):
        return
    for node in _calls(statement):
        if any(isinstance(one, ast.Starred) for one in node.args):
            continue
        called = getattr(node.func, "id", getattr(node.func, "attr", ""))
        weight = 0.7 if called and called in about.message else 0.3
        for first in range(min(3, len(node.args) - 1)):
            start, end = program.start(node.args[first]), program.end(node.args[-1])
            text = program.text[start:end]
            yield ((start, end, f"({text})"),), "gathered", weight
            yield ((start, end, f"[{text}]"),), "gathered", weight * 0.8
        if len(node.args) > 1:
            last = node.args[-1]
            text = f"({program.source(last)},)"
            yield ((program.start(last), program.end(last), text),), "gathered", weight * 0.7


def _inside(program: Program, statement: ast.stmt, about: About) -> Iterator[Changes]:
    """A container is made of, or filled with, the parts of a value that was meant as a whole."""
    if about.type not in ("TypeError", "ValueError", "KeyError", "AttributeError", "IndexError"):
        return
    for node in _calls(statement):
        name = getattr(node.func, "id", getattr(node.func, "attr", ""))
        if name not in _MAKERS or len(node.args) != 1 or node.keywords:
            continue
        argument = node.args[0]
        if isinstance(argument, ast.Name | ast.Attribute | ast.Tuple | ast.Subscript | ast.Constant):
            text = f"[{program.source(argument)}]"
            yield ((program.start(argument), program.end(argument), text),), "gathered", 0.45


def _one_more(program: Program, statement: ast.stmt, about: About) -> Iterator[Changes]:
    """A function lacks a parameter that it is called with; another one of its name says how it is called."""
    if not isinstance(statement, Function) or not about.says("positional argument", "unexpected keyword"):
        return
    if f"{statement.name}()" not in about.message or statement.args.vararg or statement.args.defaults:
        return
    known = [one.arg for one in statement.args.args]
    names: dict[str, float] = {}
    if about.says("unexpected keyword"):
        names[about.message.rpartition("argument '")[2].partition("'")[0]] = 0.6
    for node in program.parents:
        if isinstance(node, Function) and node.name == statement.name and node is not statement:
            names |= {one.arg: 0.8 for one in node.args.args if one.arg not in known}
        if isinstance(node, ast.Call) and statement.name in (
            getattr(node.func, "id", ""),
            getattr(node.func, "attr", ""),
        ):
            names |= {one.id: 0.4 for one in node.args if isinstance(one, ast.Name) and one.id not in names}
    used = {one.id for one in ast.walk(statement) if isinstance(one, ast.Name)}
    for name in used - set(known):
        if name in names:
            names[name] = 0.9
    names = names or {"*args": 0.3}
    start = program.text.find("(", program.start(statement)) + 1
    place = program.end(statement.args.args[-1]) if statement.args.args else start
    for name, weight in list(names.items())[:4]:
        if name.isidentifier() and name not in known or name == "*args":
            comma = ", " if statement.args.args else ""
            yield ((place, place, f"{comma}{name}"),), "parameter added", weight


def _not_passed(program: Program, statement: ast.stmt, about: About) -> Iterator[Changes]:
    """A function is handed on together with arguments that it does not take."""
    if not about.says("positional argument") or not about.says("were given", "was given"):
        return
    for node in _calls(statement):
        named = [getattr(one, "id", getattr(one, "attr", "")) for one in node.args]
        if len(node.args) < 2 or not any(name and f"{name}()" in about.message for name in named):
            continue
        start, end = program.end(node.args[-2]), program.end(node.args[-1])
        yield ((start, end, ""),), "argument dropped", 0.7
