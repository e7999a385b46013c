"""How many values were meant: in a tuple, on the left of an assignment, in a call, in what a wrapper hands on?"""

import ast
import re
from collections.abc import Iterator

from analyzers.logic.edits import Candidate
from analyzers.logic.edits.lines import insertion, own_lines
from analyzers.logic.edits.scope import Scope
from analyzers.logic.program import Function, Program, own_expressions
from analyzers.runtime.index import falls_through
from analyzers.runtime.slips.about import About
from analyzers.runtime.slips.change import Changes

_WANT_VALUES = frozenset(
    ["print", "len", "str", "int", "float", "repr", "list", "sum", "sorted", "set", "tuple", "dict"]
)


def edits(program: Program, statement: ast.stmt, scope: Scope, about: About) -> Iterator[Candidate]:
    """Yield edits that change how many values there are."""
    del scope
    for maker in (
        _nothing_of_all,
        _unpacked,
        _of_one,
        _formatted,
        _later,
        _handed_on,
        _need_not,
        _passed_through,
    ):
        for changes, kind, weight in maker(program, statement, about):
            yield Candidate(program.path, tuple(sorted(changes)), statement.lineno, kind, weight)


def _nothing_of_all(program: Program, statement: ast.stmt, about: About) -> Iterator[Changes]:
    """A function gives back a row of values, or, where it finds nothing, a single None."""
    function = program.function(statement)
    if function is None or not about.says("unpack", "NoneType"):
        return
    sizes = [
        len(node.value.elts)
        for node in ast.walk(function)
        if isinstance(node, ast.Return) and isinstance(node.value, ast.Tuple)
    ]
    if not sizes:
        return
    text = f"return {', '.join(['None'] * sizes[0])}"
    if isinstance(statement, ast.Return):
        value = statement.value
        if value is None or isinstance(value, ast.Constant):
            start, end = program.start(statement), program.end(statement)
            yield ((start, end, text),), "shape", 0.9
    span = own_lines(program, statement)
    if span is not None and statement is function.body[-1] and falls_through(function.body) is not None:
        yield (insertion(program, span[1], program.indentation(statement), text),), "shape", 0.7


def _unpacked(program: Program, statement: ast.stmt, about: About) -> Iterator[Changes]:
    """More, or fewer, names stand on the left than there are values."""
    if not about.says("to unpack"):
        return
    targets = [node for node in own_expressions(statement) if isinstance(node, ast.Tuple | ast.List)]
    for target in targets:
        if not isinstance(target.ctx, ast.Store) or not target.elts:
            continue
        last = target.elts[-1]
        end = program.end(last)
        if about.says("too many"):
            yield ((end, end, ", _"),), "unpacked", 0.5
            yield ((end, end, ", *_"),), "unpacked", 0.45
            first = program.start(target.elts[0])
            yield ((first, first, "_, "),), "unpacked", 0.3
            if isinstance(last, ast.Name):
                yield ((program.start(last), program.start(last), "*"),), "unpacked", 0.4
        elif len(target.elts) > 1:
            for number, one in enumerate(target.elts):
                before = number and program.end(target.elts[number - 1])
                start = before or program.start(one)
                stop = program.end(one) if number else program.start(target.elts[1])
                yield ((start, stop, ""),), "unpacked", 0.3


def _of_one(program: Program, statement: ast.stmt, about: About) -> Iterator[Changes]:
    """Parentheses round one value make no tuple of it."""
    if about.type not in ("TypeError", "ValueError", "ProgrammingError", "InterfaceError"):
        return
    for node in own_expressions(statement):
        if not isinstance(node, ast.Call):
            continue
        for argument in (*node.args, *(keyword.value for keyword in node.keywords)):
            if isinstance(argument, ast.Tuple | ast.GeneratorExp):
                continue
            start, end = program.start(argument), program.end(argument)
            around = program.text[start - 1 : start] + program.text[end : end + 1]
            if around == "()" and (start - 1 > program.end(node.func)):
                yield ((end, end, ","),), "tuple of one", 0.9


def _formatted(program: Program, statement: ast.stmt, about: About) -> Iterator[Changes]:
    """`"%s %s" % a, b` formats with the first value alone."""
    if not about.says("format string"):
        return
    for node in own_expressions(statement):
        elements = (
            node.elts if isinstance(node, ast.Tuple) else node.args if isinstance(node, ast.Call) else []
        )
        for one in elements[:-1]:
            if isinstance(one, ast.BinOp) and isinstance(one.op, ast.Mod):
                start, end = program.start(one.right), program.end(elements[-1])
                inner = program.text[start:end]
                yield ((start, end, f"({inner})"),), "format", 0.9


def _later(program: Program, statement: ast.stmt, about: About) -> Iterator[Changes]:
    """What should be called later is called at once, and its result is handed on."""
    if not about.says("not callable", "must be callable") or about.says("'list'", "'dict'", "'tuple'"):
        return  # what is called with brackets may be asked for an item of it
    for node in own_expressions(statement):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in _WANT_VALUES:
            continue
        arguments = (
            (*node.args, *(keyword.value for keyword in node.keywords))
            if isinstance(node, ast.Call)
            else node.elts
            if isinstance(node, ast.Tuple | ast.List)
            else node.values
            if isinstance(node, ast.Dict)
            else ()
        )
        for argument in arguments:
            if isinstance(argument, ast.Call):
                start, end = program.start(argument), program.end(argument)
                yield ((start, start, "lambda: "),), "called later", 0.5
                yield ((program.end(argument.func), end, ""),), "called later", 0.35


def _handed_on(program: Program, statement: ast.stmt, about: About) -> Iterator[Changes]:
    """A wrapper takes other arguments than the function that it stands for."""
    outer = program.function(statement)
    if not isinstance(statement, Function) or outer is None or not about.says("argument"):
        return
    given = {one.arg for one in outer.args.args}
    calls = [
        node
        for node in ast.walk(statement)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in given
    ]
    open_, close = _brackets(program, statement)
    if not calls or close <= open_:
        return
    for both in ("*args, **kwargs", "*args"):
        changes = [(open_, close, both)]
        for call in calls:
            start = program.end(call.func) + 1
            changes.append((start, program.end(call) - 1, both))
        old = program.text[open_:close].strip()
        if old != both and all(one[1] >= one[0] for one in changes):
            yield tuple(changes), "handed on", 0.6 if old in ("", "*args", "self") else 0.5


def _brackets(program: Program, function: Function) -> tuple[int, int]:
    """The span between the parentheses of a function's head; empty where it is not plain."""
    start = program.text.find("(", program.start(function)) + 1
    stop = program.start(function.body[0])
    found = re.search(r"\)\s*(->[^:]+)?:\s*$", program.text[start:stop])
    return (start, start + found.start()) if found and start else (0, 0)


def _need_not(program: Program, statement: ast.stmt, about: About) -> Iterator[Changes]:
    """A parameter was meant to have a default: most calls leave it out."""
    if not isinstance(statement, Function) or not about.says("missing"):
        return
    arguments = [*statement.args.posonlyargs, *statement.args.args]
    plain = len(arguments) - len(statement.args.defaults)
    if not plain or f"'{arguments[plain - 1].arg}'" not in about.message:
        return
    if f"{statement.name}()" not in about.message and statement.name != "__init__":
        return
    last = arguments[plain - 1]
    end = program.end(last)
    if statement.name.startswith("__") and statement.name != "__init__":
        return  # Python decides what it is given
    usual = [
        program.source(node.args[-1])
        for node in program.parents
        if isinstance(node, ast.Call)
        and getattr(node.func, "id", getattr(node.func, "attr", "")) == statement.name
        and node.args
        and isinstance(node.args[-1], ast.Constant)
    ]
    sign = "=" if last.annotation is None else " = "
    for number, default in enumerate(
        dict.fromkeys((*usual[:2], "None", "0", '""', "1", "()", "True", "False"))
    ):
        yield ((end, end, f"{sign}{default}"),), "default given", 0.5 if number < 2 else 0.3


def _passed_through(program: Program, statement: ast.stmt, about: About) -> Iterator[Changes]:
    """A function has an argument that the one it calls would take as well, and keeps it to itself."""
    function = program.function(statement)
    if function is None:
        return
    own = [one.arg for one in (*function.args.args, *function.args.kwonlyargs)]
    spare = function.args.kwarg.arg if function.args.kwarg else ""
    read = {one.id for one in ast.walk(function) if isinstance(one, ast.Name)}
    for node in own_expressions(statement):
        if not isinstance(node, ast.Call):
            continue
        close = program.end(node) - 1
        comma = ", " if node.args or node.keywords else ""
        starred = any(isinstance(one, ast.Starred) for one in node.args)
        if spare and spare not in read and starred:
            yield ((close, close, f"{comma}**{spare}"),), "handed on", 0.8
        name = getattr(node.func, "id", getattr(node.func, "attr", ""))
        called = about.functions.get(name)
        if called is None or starred or any(one.arg is None for one in node.keywords):
            continue
        names = [one.arg for one in called.args.args]
        names = names[1:] if names[:1] in (["self"], ["cls"]) else names
        given = {*names[: len(node.args)], *(one.arg for one in node.keywords)}
        may = names[len(names) - len(called.args.defaults) :]
        for one in may:
            if one in own and one not in given:
                yield ((close, close, f"{comma}{one}={one}"),), "handed on", 0.6
