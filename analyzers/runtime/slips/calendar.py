"""Which step over the end of a month, a day or a year was forgotten, which day stands for a moment?"""

import ast
from collections.abc import Callable, Iterator

from analyzers.logic.edits import Candidate
from analyzers.logic.edits.scope import Scope
from analyzers.logic.program import Program, own_expressions
from analyzers.runtime.slips.about import About
from analyzers.runtime.slips.change import Changes, put
from analyzers.runtime.slips.imported import named

_OUTSIDE = ("month must be in 1..12", "day is out of range for month", "hour must be in 0..23", "minute must be in 0..59",
            "second must be in 0..59", "bad month number", "must be in range", "month must be 1..12")  # fmt: skip
_SPANS = {"day": "days", "hour": "hours", "minute": "minutes", "second": "seconds"}
_READS = frozenset(["fromisoformat", "strptime", "fromtimestamp", "combine"])


def edits(program: Program, statement: ast.stmt, scope: Scope, about: About) -> Iterator[Candidate]:
    """Yield the edits of a statement that reckons with dates."""
    del scope
    makers: tuple[Callable[[Program, ast.expr], Iterator[Changes]], ...]
    if about.says(*_OUTSIDE):
        makers = (_next_month, _next_day, _first_month)
    elif about.says("datetime.date") and about.says("datetime.datetime"):
        makers = (_of_one_kind,)
    else:
        return
    for node in own_expressions(statement):
        for maker in makers:
            for changes, kind, weight in maker(program, node):
                yield Candidate(program.path, tuple(sorted(changes)), node.lineno, kind, weight)


def _stepped(node: ast.expr) -> tuple[ast.expr, str, ast.expr] | None:
    match node:
        case ast.BinOp(left=left, op=ast.Add(), right=step):
            return left, "+", step
        case ast.BinOp(left=left, op=ast.Sub(), right=step):
            return left, "-", step
    return None


def _next_month(program: Program, node: ast.expr) -> Iterator[Changes]:
    """`date(year, month + 1, 1)`: after December comes January of the next year."""
    match node:
        case ast.Call(func=ast.Name() | ast.Attribute(), args=[year, month, *_]):
            in_place = True
        case ast.Call(
            func=ast.Attribute(value=moment, attr="replace"),
            args=[],
            keywords=[ast.keyword(arg="month", value=month), *_],
        ):
            in_place, year = False, moment
        case _:
            return
    found = _stepped(month)
    if found is None:
        return
    one, sign, step = program.source(found[0]), found[1], program.source(found[2])
    count = f"{one} {sign} {step} - 1" if (sign, step) != ("+", "1") else one
    whole = one if count == one else f"({count})"
    turned = f"{whole} % 12 + 1"
    if in_place:
        of_year = f"{program.source(year)} + {whole} // 12"
        yield put(program, year, of_year, *put(program, month, turned)), "end of a month", 0.9
    else:
        start = program.start(month) - len("month=")
        text = f"year={program.source(year)}.year + {whole} // 12, month={turned}"
        yield ((start, program.end(month), text),), "end of a month", 0.9


def _next_day(program: Program, node: ast.expr) -> Iterator[Changes]:
    """`day.replace(day=day.day + 1)`: add a span of time instead."""
    match node:
        case ast.Call(
            func=ast.Attribute(value=moment, attr="replace"),
            args=[],
            keywords=[ast.keyword(arg=str() as unit, value=value)],
        ):
            text = program.source(moment)
        case ast.Call(args=[ast.Attribute(value=moment, attr="year"), ast.Attribute(attr="month"), value]):
            text, unit = program.source(moment), "day"
        case _:
            return
    found = _stepped(value)
    if found is None or unit not in _SPANS or program.source(found[0]) != f"{text}.{unit}":
        return
    name, imported = named(program, "datetime", "timedelta")
    span = f"{text} {found[1]} {name}({_SPANS[unit]}={program.source(found[2])})"
    parent = program.parents.get(node)
    wrapped = f"({span})" if isinstance(parent, ast.Attribute | ast.BinOp) else span
    yield put(program, node, wrapped, *imported), "span of time", 0.9


def _first_month(program: Program, node: ast.expr) -> Iterator[Changes]:
    """Months and days are counted from 1: `month = 0` begins before the first."""
    parent = program.parents.get(node)
    if not isinstance(node, ast.Constant) or node.value != 0 or isinstance(node.value, bool):
        return
    match parent:
        case (
            ast.Assign(targets=[ast.Name(id=name) | ast.Attribute(attr=name)])
            | ast.keyword(arg=str() as name)
        ):
            if "month" in name or "day" in name:
                yield put(program, node, "1"), "end of a month", 1.5
        case ast.Call(func=ast.Name(id="range"), args=[first, _]) if first is node:
            yield put(program, node, "1"), "end of a month", 0.5


def _of_one_kind(program: Program, node: ast.expr) -> Iterator[Changes]:
    """A day is read where moments are, or the other way round."""
    match node:
        case ast.Call(func=ast.Attribute(value=ast.Name(id="date" | "datetime") as owner, attr=how)) if (
            how in _READS
        ):
            other, imported = named(program, "datetime", "datetime" if owner.id == "date" else "date")
            if owner.id == "date" or how != "strptime":
                yield put(program, owner, other, *imported), "kind of moment", 0.7
            if owner.id == "datetime":
                end = program.end(node)
                yield ((end, end, ".date()"),), "kind of moment", 0.7
        case ast.Call(func=ast.Attribute(value=ast.Name(id="date"), attr="today")):
            other, imported = named(program, "datetime", "datetime")
            yield put(program, node, f"{other}.now()", *imported), "kind of moment", 0.5
        case ast.Call(func=ast.Attribute(value=ast.Name(id="datetime"), attr="now" | "today" | "utcnow")):
            end = program.end(node)
            yield ((end, end, ".date()"),), "kind of moment", 0.6
        case ast.Call(func=ast.Attribute(value=moment, attr="date"), args=[]):
            yield put(program, node, program.source(moment)), "kind of moment", 0.6
        case ast.Call(func=ast.Name(id="date") as called, args=[_, _, _]):
            other, imported = named(program, "datetime", "datetime")
            yield put(program, called, other, *imported), "kind of moment", 0.5
        case ast.Call(func=ast.Name(id="datetime"), args=[_, _, _]):
            end = program.end(node)
            yield ((end, end, ".date()"),), "kind of moment", 0.5
