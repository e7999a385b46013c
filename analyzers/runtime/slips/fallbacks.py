"""What stands in for a value that may be missing, empty or zero, and which step is only taken where it can be?"""

import ast
from collections.abc import Iterator

from analyzers.deferred import regex
from analyzers.logic.edits import Candidate
from analyzers.logic.edits.lines import own_lines, unit
from analyzers.logic.edits.maker import ATOMS
from analyzers.logic.edits.scope import Scope
from analyzers.logic.program import Program, own_expressions
from analyzers.runtime.slips.about import About
from analyzers.runtime.slips.change import Changes

_AT_LEAST = regex(r"requires at least (two|one|\w+) data point")
_PLAIN = (ast.Name, ast.Attribute, ast.Subscript, ast.Call)
_SIMPLE = (ast.Expr, ast.Assign, ast.AugAssign, ast.Delete)


def edits(program: Program, statement: ast.stmt, scope: Scope, about: About) -> Iterator[Candidate]:
    """Yield edits that put something in the place of what is missing, or leave out the step that needs it."""
    for maker in (
        _instead,
        _quotient,
        _gone_already,
        _only_if,
        _otherwise,
        _read_whole,
        _still_open,
        _deeper,
        _too_few,
    ):
        for changes, kind, weight in maker(program, statement, scope, about):
            yield Candidate(program.path, tuple(sorted(changes)), statement.lineno, kind, weight)


def _instead(program: Program, statement: ast.stmt, scope: Scope, about: About) -> Iterator[Changes]:
    """None, or an empty text, is worked with as if it were a value."""
    del scope
    empty = about.type == "ValueError" and about.message.rstrip().endswith(("''", "float: ", "float:"))
    if not empty and not about.says("NoneType"):
        return
    for node in own_expressions(statement):
        if not isinstance(node, _PLAIN) or not isinstance(getattr(node, "ctx", ast.Load()), ast.Load):
            continue
        text, place = program.source(node), _place(program, node)
        if place is None or (empty and place != "argument"):
            continue
        hurt = 1.3 if ast.unparse(node) in about.hurt else 1.0
        for value, weight in (("0", 0.4), ('""', 0.3), ("[]", 0.2), ("{}", 0.2)):
            whole = f"{text} or {value}"
            if place == "operand":
                whole = f"({whole})"
            yield ((program.start(node), program.end(node), whole),), "fallback", weight * hurt


def _place(program: Program, node: ast.expr) -> str | None:
    """Where a value is needed that has to be one: as an argument, an operand, a key to put things in order by."""
    parent = program.parents.get(node)
    match parent:
        case ast.Call(func=called) if called is not node:
            return "argument"
        case ast.FormattedValue() | ast.Lambda() | ast.Tuple() | ast.Return() | ast.Assign() | ast.keyword():
            return "whole"
        case ast.For(iter=gone) | ast.comprehension(iter=gone) if gone is node:
            return "operand" if isinstance(parent, ast.comprehension) else "whole"
        case ast.BinOp() | ast.Compare() | ast.UnaryOp():
            return "operand"
        case ast.Attribute() | ast.Subscript() if isinstance(node, ast.Call):
            return "operand"
        case _:
            return None


def _quotient(program: Program, statement: ast.stmt, scope: Scope, about: About) -> Iterator[Changes]:
    """What is divided by may be nothing."""
    del scope
    if about.type not in ("ZeroDivisionError", "InvalidOperation", "DivisionByZero"):
        return
    for node in own_expressions(statement):
        if not isinstance(node, ast.BinOp) or not isinstance(node.op, ast.Div | ast.FloorDiv | ast.Mod):
            continue
        if isinstance(node.right, ast.Constant):
            continue
        text, below = program.source(node), program.source(node.right)
        match node.right:
            case ast.Call(func=ast.Name(id="len"), args=[items]):
                test = program.source(items)
            case _:
                test = below
        parent = program.parents.get(node)
        alone = isinstance(parent, ast.Return | ast.Assign | ast.Call | ast.keyword | ast.Lambda)
        for value, weight in (("0", 0.5), ("0.0", 0.4), ("None", 0.2)):
            whole = f"{text} if {test} else {value}"
            whole = whole if alone else f"({whole})"
            yield ((program.start(node), program.end(node), whole),), "quotient", weight
        whole_of = _around(program, node)
        if whole_of is not node:
            text, start, end = program.source(whole_of), program.start(whole_of), program.end(whole_of)
            for value, weight in (("None", 0.35), ("0", 0.35), ("0.0", 0.2)):
                yield ((start, end, f"{text} if {test} else {value}"),), "quotient", weight
        grouped = below if isinstance(node.right, ATOMS) else f"({below})"
        start, end = program.start(node.right), program.end(node.right)
        if program.text[start - 1 : start] != "(" or isinstance(node.right, ATOMS):
            yield ((start, end, f"max({below}, 1)"),), "quotient", 0.35
            yield ((start, end, f"({grouped} or 1)"),), "quotient", 0.35


def _around(program: Program, node: ast.expr) -> ast.expr:
    """The largest call or operation round a quotient, where that is a whole value of its own."""
    around = node
    while isinstance(parent := program.parents.get(around), ast.BinOp | ast.Call | ast.UnaryOp):
        if isinstance(parent, ast.Call) and getattr(parent.func, "id", "") not in (
            "round",
            "int",
            "float",
            "abs",
        ):
            break
        around = parent
    return around


def _gone_already(program: Program, statement: ast.stmt, scope: Scope, about: About) -> Iterator[Changes]:
    """What is taken out is not there any more."""
    del scope
    start, end = program.start(statement), program.end(statement)
    match statement:
        case ast.Delete(targets=[ast.Subscript(value=table, slice=key)]) if about.type == "KeyError":
            text = f"{program.source(table)}.pop({program.source(key)}, None)"
            yield ((start, end, text),), "default", 0.6
    for node in own_expressions(statement):
        match node:
            case ast.Call(func=ast.Attribute(attr="pop"), args=[_]) if about.type == "KeyError":
                close = program.end(node) - 1
                for value in ("None", "0", "[]"):
                    yield ((close, close, f", {value}"),), "default", 0.35


def _only_if(program: Program, statement: ast.stmt, scope: Scope, about: About) -> Iterator[Changes]:
    """A step is taken whether or not it can be."""
    del scope
    span = own_lines(program, statement)
    if span is None or not isinstance(statement, _SIMPLE) or "\n" in program.source(statement):
        return
    row = program.source(statement)
    here, step = program.indentation(statement), unit(program)
    for test in dict.fromkeys(_tests(program, statement, about)):
        text = f"if {test}:\n{here}{step}{row}"
        yield ((program.start(statement), program.end(statement), text),), "only if", 0.3


def _tests(program: Program, statement: ast.stmt, about: About) -> Iterator[str]:
    """What has to hold for a statement not to fail as it did."""
    for node in own_expressions(statement):
        match node:
            case ast.Call(func=ast.Attribute(value=items, attr="remove" | "index"), args=[thing]) if (
                about.type in ("ValueError", "KeyError")
            ):
                yield f"{program.source(thing)} in {program.source(items)}"
            case ast.Subscript(value=table, slice=key) if about.type == "KeyError":
                yield f"{program.source(key)} in {program.source(table)}"
            case ast.Subscript(value=items, slice=key) if about.type == "IndexError":
                if isinstance(key, ast.Constant | ast.UnaryOp):
                    yield program.source(items)
                else:
                    yield f"{program.source(key)} < len({program.source(items)})"
            case ast.Call(func=ast.Attribute(value=items, attr="pop" | "popleft")) if (
                about.type == "IndexError"
            ):
                yield program.source(items)
            case ast.Call(func=ast.Attribute(value=ast.Name(id="os" | "shutil")), args=[path, *_]) if (
                about.type == "FileNotFoundError"
            ):
                yield f"os.path.exists({program.source(path)})"
            case ast.Attribute(value=ast.Name() | ast.Attribute() as owner) if about.says("NoneType"):
                if ast.unparse(owner) in about.hurt or isinstance(owner, ast.Name):
                    yield f"{program.source(owner)} is not None"
            case ast.Name(ctx=ast.Load()) if about.says("NoneType") and node.id in about.hurt:
                yield f"{node.id} is not None"
            case ast.BinOp(op=ast.Div() | ast.FloorDiv() | ast.Mod(), right=below) if (
                about.type == "ZeroDivisionError" and not isinstance(below, ast.Constant)
            ):
                yield program.source(below)


def _otherwise(program: Program, statement: ast.stmt, scope: Scope, about: About) -> Iterator[Changes]:
    """The last of several cases was meant for everything that is left."""
    del scope
    if not isinstance(statement, ast.If) or statement.orelse:
        return
    start = program.start(statement)
    stop = program.start(statement.body[0])
    head = program.text[start:stop]
    if head.startswith("elif") and (about.says("None") or about.type in ("UnboundLocalError", "NameError")):
        colon = program.text.find(":", program.end(statement.test))
        yield ((start, colon, "else"),), "other case", 0.6


def _too_few(program: Program, statement: ast.stmt, scope: Scope, about: About) -> Iterator[Changes]:
    """A statistic is asked of fewer values than it needs."""
    del scope
    found = _AT_LEAST.search(about.message)
    if about.type != "StatisticsError" or not (
        found or about.says("no mean for empty", "no median for empty")
    ):
        return
    least = {"two": " > 1", "at": ""}.get(found[1] if found else "at", "")
    for node in own_expressions(statement):
        match node:
            case ast.Call(
                func=ast.Attribute(value=ast.Name(id="statistics")) | ast.Name(), args=[items, *_]
            ) if isinstance(items, ast.Name | ast.Attribute | ast.Subscript):
                text = program.source(items)
                test = f"len({text}){least}" if least else text
                alone = isinstance(
                    program.parents.get(node), ast.Return | ast.Assign | ast.Call | ast.keyword | ast.Dict
                )
                for value, weight in (("0", 0.5), ("0.0", 0.4), ("None", 0.2)):
                    whole = f"{program.source(node)} if {test} else {value}"
                    whole = whole if alone else f"({whole})"
                    yield ((program.start(node), program.end(node), whole),), "quotient", weight


def _read_whole(program: Program, statement: ast.stmt, scope: Scope, about: About) -> Iterator[Changes]:
    """What is read from a file is still to come when the file has been closed."""
    del scope
    if not about.says("closed file"):
        return
    opened = {
        item.optional_vars.id
        for around in program.ancestors(statement)
        if isinstance(around, ast.With)
        for item in around.items
        if isinstance(item.optional_vars, ast.Name)
    }
    for node in own_expressions(statement):
        text = program.source(node)
        if isinstance(node, ast.Name) and node.id in opened and isinstance(node.ctx, ast.Load):
            for form in (f"{text}.readlines()", f"list({text})", f"{text}.read()"):
                yield ((program.start(node), program.end(node), form),), "read at once", 0.6
        elif isinstance(node, ast.GeneratorExp) and text.startswith("("):
            yield ((program.start(node), program.end(node), f"[{text[1:-1]}]"),), "read at once", 0.7
        elif isinstance(node, ast.Call) and any(
            isinstance(one, ast.Name) and one.id in opened for one in node.args
        ):
            yield ((program.start(node), program.end(node), f"list({text})"),), "read at once", 0.6


def _still_open(program: Program, statement: ast.stmt, scope: Scope, about: About) -> Iterator[Changes]:
    """What a function hands out has been closed by it."""
    del scope
    function, span = program.function(statement), own_lines(program, statement)
    match statement:
        case ast.Expr(value=ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr="close"))) if (
            about.says("closed") and function is not None and span is not None
        ):
            given = [one for one in ast.walk(function) if isinstance(one, ast.Return)]
            if any(getattr(one.value, "id", "") == name for one in given):
                yield ((*span, ""),), "statement dropped", 4.0


def _deeper(program: Program, statement: ast.stmt, scope: Scope, about: About) -> Iterator[Changes]:
    """A key is looked up one level too high: it is a key of what another key holds."""
    del scope
    if about.type != "KeyError" or not about.key:
        return
    for node in own_expressions(statement):
        match node:
            case ast.Subscript(value=base, slice=ast.Constant(value=key)) if key == about.key:
                end = program.end(base)
                for outer in list(dict.fromkeys(_holders(program, about.key)))[:4]:
                    yield ((end, end, f"[{outer}]"),), "item of it", 0.5


def _holders(program: Program, key: str) -> Iterator[str]:
    """The texts of the keys under which a program keeps tables that have a key, or looks tables up."""

    def holds(table: ast.expr) -> bool:
        keys = table.keys if isinstance(table, ast.Dict) else ()
        return any(isinstance(one, ast.Constant) and one.value == key for one in keys)

    for node in program.parents:
        match node:
            case ast.Dict():
                pairs = zip(node.keys, node.values, strict=True)
                yield from (
                    program.source(name)
                    for name, value in pairs
                    if isinstance(name, ast.Constant) and holds(value)
                )
            case ast.Subscript(
                value=ast.Subscript(slice=ast.Constant() as outer), slice=ast.Constant(value=inner)
            ):
                if isinstance(outer.value, str) and isinstance(inner, str):
                    yield program.source(outer)
