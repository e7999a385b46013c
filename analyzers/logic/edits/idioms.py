"""Which way of the language or its library was taken for its twin, or left out?

The last item that goes with the first one, groups of what was not sorted, results in the order in which they came, words
compared by their letters where a list says their order, a function beside the one that was imported, a condition that
was to be asked again.
"""

import ast
from collections.abc import Iterator, Mapping

from analyzers.logic.edits import Candidate
from analyzers.logic.edits.lines import Made, behind, own_lines, unit
from analyzers.logic.edits.maker import ATOMS
from analyzers.logic.edits.scope import Scope
from analyzers.logic.program import Program, own_expressions

_TWINS: tuple[tuple[str, ...], ...] = (
    ("bisect_left", "bisect_right"), ("insort_left", "insort_right"), ("ceil", "floor"), ("nlargest", "nsmallest"),
    ("product", "permutations", "combinations", "combinations_with_replacement"), ("mean", "median", "fmean"),
    ("stdev", "pstdev"), ("variance", "pvariance"), ("copy", "deepcopy"), ("takewhile", "dropwhile"),
    ("gcd", "lcm"), ("match", "fullmatch", "search"),
)  # fmt: skip
"""Functions that one module has side by side."""
_FEW = 3  # lists that may say an order
_MOST = 6  # other members of an enumeration, other tuples


def edits(program: Program, statement: ast.stmt, scope: Scope) -> Iterator[Candidate]:
    """Yield the candidates that put in the idiom that was meant."""
    made = [make(program, statement, scope) for make in _MAKERS]
    for changes, kind, weight in (item for items in made for item in items):
        yield Candidate(program.path, tuple(sorted(changes)), statement.lineno, kind, weight)


def _put(program: Program, node: ast.AST, text: str, kind: str, weight: float) -> Made:
    return ((program.start(node), program.end(node), text),), kind, weight


def _ring(program: Program, statement: ast.stmt, _scope: Scope) -> Iterator[Made]:
    """Behind the last item comes the first one: `range(len(x) - 1)` with `x[i + 1]`, and pairs of neighbours."""
    for loop in (statement, *own_expressions(statement)):
        for target, source in _loops(loop):
            match target, source:
                case (
                    ast.Name(id=name),
                    ast.Call(
                        func=ast.Name(id="range"),
                        args=[
                            *_,
                            ast.BinOp(
                                left=ast.Call() as size, op=ast.Sub(), right=ast.Constant(value=1)
                            ) as stop,
                        ],
                    ),
                ):
                    changes = [(program.start(stop), program.end(stop), program.source(size))]
                    for part in ast.walk(loop):
                        match part:
                            case ast.Subscript(
                                value=owner,
                                slice=ast.BinOp(
                                    left=ast.Name(id=place), op=ast.Add(), right=ast.Constant(value=1)
                                ) as after,
                            ) if place == name and program.source(size) == f"len({program.source(owner)})":
                                text = f"({program.source(after)}) % {program.source(size)}"
                                changes.append((program.start(after), program.end(after), text))
                    if len(changes) > 1:
                        yield tuple(changes), "closed to a ring", 0.35
                case _, ast.Call(
                    func=ast.Name(id="zip"), args=[first, ast.Subscript(value=held) as rest]
                ) if program.source(first) == program.source(held) and program.source(rest).replace(
                    " ", ""
                ).endswith("[1:]"):
                    text = f"{program.source(rest)} + {program.source(first)}[:1]"
                    yield _put(program, rest, text, "closed to a ring", 0.35)
                case _, ast.Call(func=ast.Name(id="pairwise"), args=[items]):
                    text = f"[*{program.source(items)}, *{program.source(items)}[:1]]"
                    yield _put(program, items, text, "closed to a ring", 0.35)


def _loops(node: ast.AST) -> Iterator[tuple[ast.expr, ast.expr]]:
    """What a loop or the parts of a comprehension set, and what they go through."""
    match node:
        case ast.For(target=target, iter=source):
            yield target, source
        case ast.ListComp() | ast.GeneratorExp() | ast.SetComp() | ast.DictComp():
            for one in node.generators:
                yield one.target, one.iter


def _grouped(program: Program, statement: ast.stmt, _scope: Scope) -> Iterator[Made]:
    """`groupby` puts together what stands side by side: what it is given has to be sorted by the same key."""
    for node in own_expressions(statement):
        match node:
            case ast.Call(
                func=ast.Name(id="groupby") | ast.Attribute(attr="groupby", value=ast.Name(id="itertools")),
                args=[items, *given],
            ) if not (isinstance(items, ast.Call) and program.source(items.func) == "sorted"):
                keys = [*given, *(one.value for one in node.keywords if one.arg == "key")]
                by = f", key={program.source(keys[0])}" if keys else ""
                yield _put(program, items, f"sorted({program.source(items)}{by})", "sorted for groups", 0.6)


def _in_turn(program: Program, statement: ast.stmt, _scope: Scope) -> Iterator[Made]:
    """`as_completed` gives the results in the order in which they come, not in that of the tasks."""
    for node in own_expressions(statement):
        match node:
            case ast.Call(
                func=ast.Name(id="as_completed") | ast.Attribute(attr="as_completed"), args=[tasks, *_]
            ):
                yield _put(program, node, program.source(tasks), "in the order of the tasks", 0.6)
            case ast.Call(func=ast.Attribute(attr="imap_unordered") as method):
                place = program.end(method)
                yield ((place - len("_unordered"), place, ""),), "in the order of the tasks", 0.6


def _by_place(program: Program, statement: ast.stmt, _scope: Scope) -> Iterator[Made]:
    """Words that a list puts in order are compared, and sorted, by their places in it."""
    orders = _orders(program)
    for node in own_expressions(statement) if orders else ():
        for name, form in orders.items():
            match node:
                case ast.Compare(
                    left=left, ops=[ast.Lt() | ast.LtE() | ast.Gt() | ast.GtE()], comparators=[right]
                ):
                    if isinstance(left, ast.Constant | ast.Call) or isinstance(right, ast.Call):
                        continue
                    changes = tuple(
                        (program.start(one), program.end(one), form.format(program.source(one)))
                        for one in (left, right)
                        if program.source(one) != name
                    )
                    if len(changes) > 1:
                        yield changes, "compared by its place", 0.4
                case ast.Lambda(body=ast.Attribute() | ast.Subscript() | ast.Name() as body):
                    yield _put(program, body, form.format(program.source(body)), "compared by its place", 0.2)
                case ast.Call(func=ast.Name(id="sorted" | "min" | "max"), args=[_], keywords=[]):
                    key = f"{name}.index" if ".index" in form else f"{name}.get"
                    close = program.end(node) - 1
                    yield ((close, close, f", key={key}"),), "compared by its place", 0.15


def _orders(program: Program) -> Mapping[str, str]:
    """Constants of the module that may say an order, or such names that it imports, and how a word's place is read."""
    found: dict[str, str] = {}
    for one in program.tree.body:
        match one:
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.List(elts=items) | ast.Tuple(elts=items)):
                if len(items) > 1 and all(
                    isinstance(item, ast.Constant) and isinstance(item.value, str) for item in items
                ):
                    found[name] = f"{name}.index({{}})"
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Dict(values=[_, _, *_] as values)):
                if all(isinstance(value, ast.Constant) and isinstance(value.value, int) for value in values):
                    found[name] = f"{name}[{{}}]"
            case ast.ImportFrom(names=names):
                for item in names:
                    name = item.asname or item.name
                    if name.isupper() and f"{name}[" in program.text:
                        found[name] = f"{name}[{{}}]"
                    elif name.isupper() and len(name) > 1:
                        found[name] = f"{name}.index({{}})"
    return dict(list(found.items())[:_FEW])


def _imported(program: Program, statement: ast.stmt, _scope: Scope) -> Iterator[Made]:
    """The function beside the one that was imported, in the import and wherever it is used."""
    imports = {
        alias.name: alias
        for one in program.tree.body
        if isinstance(one, ast.ImportFrom)
        for alias in one.names
        if not alias.asname
    }
    used = {one.id for one in own_expressions(statement) if isinstance(one, ast.Name)} & set(imports)
    for name in sorted(used):
        uses = [one for one in ast.walk(program.tree) if isinstance(one, ast.Name) and one.id == name]
        for twin in next((family for family in _TWINS if name in family), ()):
            if twin == name:
                continue
            here = () if twin in imports else (imports[name],)
            yield (
                tuple(sorted((program.start(one), program.end(one), twin) for one in (*here, *uses))),
                "imported twin",
                0.35,
            )


def _inlined(program: Program, statement: ast.stmt, _scope: Scope) -> Iterator[Made]:
    """`n = n * each` in a loop keeps for the next round what was meant for this one: it is said where it is used."""
    match statement:
        case ast.Assign(targets=[ast.Name(id=name)], value=ast.BinOp() as value):
            text = program.source(value)
        case ast.AugAssign(target=ast.Name(id=name), op=ast.Add() | ast.Sub() | ast.Mult(), value=value):
            operator = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*"}[type(statement.op)]
            part = program.source(value)
            text = f"{name} {operator} {part if isinstance(value, ATOMS) else f'({part})'}"
        case _:
            return
    span = own_lines(program, statement)
    loop = next((one for one in program.ancestors(statement) if isinstance(one, ast.For | ast.While)), None)
    if span is None or loop is None or "\n" in text or name not in text:
        return
    block = program.block(statement)
    after = block[block.index(statement) + 1 :]
    uses = [
        part
        for one in after
        for part in ast.walk(one)
        if isinstance(part, ast.Name) and part.id == name and isinstance(part.ctx, ast.Load)
    ]
    if not 1 <= len(uses) <= _FEW:
        return
    changes = [(*span, "")]
    for use in uses:
        whole = isinstance(
            program.parents.get(use), ast.Call | ast.keyword | ast.Return | ast.Assign | ast.Tuple
        )
        changes.append((program.start(use), program.end(use), text if whole else f"({text})"))
    yield tuple(changes), "not carried on", 0.3


def _turned(program: Program, statement: ast.stmt, scope: Scope) -> Iterator[Made]:
    """A sign or a switch that changes with each step that was taken."""
    if own_lines(program, statement) is None or not isinstance(
        statement, ast.Assign | ast.AugAssign | ast.Expr
    ):
        return
    if not any(isinstance(one, ast.For | ast.While) for one in program.ancestors(statement)):
        return
    first = _first_values(program, statement)
    for name, value in first.items():
        if name not in scope.variables:
            continue
        if isinstance(value, bool):
            yield behind(program, statement, f"{name} = not {name}"), "turned round", 0.15
        elif value:
            yield behind(program, statement, f"{name} = -{name}"), "turned round", 0.15


def _first_values(program: Program, statement: ast.stmt) -> dict[str, bool | int | float]:
    """The names of a function that begin as one, minus one or a truth value, or that are multiplied."""
    function = program.function(statement)
    found: dict[str, bool | int | float] = {}
    for one in ast.walk(function) if function is not None else ():
        match one:
            case ast.AugAssign(target=ast.Name(id=name), op=ast.Mult()):
                found.setdefault(name, 1)
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                try:
                    first = ast.literal_eval(value)
                except (ValueError, TypeError, SyntaxError):
                    continue
                if isinstance(first, bool | int | float) and (isinstance(first, bool) or abs(first) == 1):
                    found.setdefault(name, first)
    return found


def _asked_again(program: Program, statement: ast.stmt, _scope: Scope) -> Iterator[Made]:
    """What a loop's condition is about has changed in its midst: it is asked again before the round goes on."""
    parent = program.parents.get(statement)
    if not isinstance(parent, ast.While) or own_lines(program, statement) is None:
        return
    asked = {part.id for part in ast.walk(parent.test) if isinstance(part, ast.Name)}
    match statement:
        case ast.AugAssign(target=ast.Name(id=name)) | ast.Assign(targets=[ast.Name(id=name)]) if (
            name in asked
        ):
            if statement is not parent.body[-1]:
                text = f"if not ({program.source(parent.test)}):\n{unit(program)}break"
                yield behind(program, statement, text), "asked again", 0.25


def _whole_words(program: Program, statement: ast.stmt, _scope: Scope) -> Iterator[Made]:
    """Words are looked for among words, not among letters."""
    for node in own_expressions(statement):
        match node:
            case ast.Compare(left=left, ops=[ast.In() | ast.NotIn()], comparators=[right]) if _is_joined(
                left
            ) or _is_joined(right):
                changes = [
                    (program.start(one), program.end(one), f'f" {{{program.source(one)}}} "')
                    for one in (left, right)
                    if '"' not in program.source(one)
                ]
                if len(changes) < 2:
                    changes = [
                        (program.start(one), program.end(one), f'" " + {program.source(one)} + " "')
                        for one in (left, right)
                    ]
                yield tuple(changes), "whole words", 0.3


def _is_joined(node: ast.expr) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "join"


def _reach(program: Program, statement: ast.stmt, _scope: Scope) -> Iterator[Made]:
    """A slice that ends so many items behind its start; the first parts of a result instead of one."""
    for node in own_expressions(statement):
        match node:
            case ast.Subscript(slice=ast.Slice(lower=ast.expr() as low, upper=ast.expr() as high, step=None)):
                if not isinstance(low, ast.Constant) and not isinstance(high, ast.UnaryOp):
                    text = f"{program.source(low)} + {program.source(high)}"
                    yield _put(program, high, text, "slice of a length", 0.35)
            case ast.Subscript(
                value=ast.Call(), slice=ast.Constant(value=int() as place) as index, ctx=ast.Load()
            ):
                if place > 0:
                    yield _put(program, index, f":{place + 1}", "slice", 0.1)


def _other_member(program: Program, statement: ast.stmt, _scope: Scope) -> Iterator[Made]:
    """Where `== FAILED` says too little: another member of the enumeration too, or all but another."""
    for node in own_expressions(statement):
        match node:
            case ast.Compare(
                ops=[ast.Eq() | ast.NotEq() as op],
                comparators=[ast.Attribute(value=ast.Name(id=owner), attr=name)],
            ) if owner[:1].isupper() and name.isupper():
                others = {
                    one.attr
                    for one in ast.walk(program.tree)
                    if isinstance(one, ast.Attribute) and isinstance(one.value, ast.Name)
                    if one.value.id == owner and one.attr.isupper()
                }
                sign = "!=" if isinstance(op, ast.Eq) else "=="
                inside = "in" if isinstance(op, ast.Eq) else "not in"
                asked = program.source(node.left)
                for other in sorted(others - {name})[:_MOST]:
                    yield _put(program, node, f"{asked} {sign} {owner}.{other}", "all but another", 0.15)
                    text = f"{asked} {inside} ({owner}.{name}, {owner}.{other})"
                    yield _put(program, node, text, "another one too", 0.25)


def _spread(program: Program, statement: ast.stmt, _scope: Scope) -> Iterator[Made]:
    """`f(x, y)` where the pair at hand was meant, which the function hands on as `*pair` elsewhere."""
    function = program.function(statement)
    names = sorted(
        {
            one.value.id
            for one in ast.walk(function)
            if isinstance(one, ast.Starred) and isinstance(one.value, ast.Name)
        }
        if function is not None
        else ()
    )
    for node in own_expressions(statement) if names else ():
        match node:
            case ast.Call(args=[ast.Name() as first, *_, ast.Name() as last], keywords=[]):
                for name in names[:_MOST]:
                    yield ((program.start(first), program.end(last), f"*{name}"),), "pair handed on", 0.25


def _without(program: Program, statement: ast.stmt, _scope: Scope) -> Iterator[Made]:
    """`a.get(key) or b`: what is there and zero, or empty, is there all the same."""
    for node in own_expressions(statement):
        match node:
            case ast.BoolOp(
                op=ast.Or(),
                values=[ast.Call(func=ast.Attribute(value=table, attr="get"), args=[key]), *rest],
            ):
                held, at = program.source(table), program.source(key)
                others = " or ".join(program.source(one) for one in rest)
                text = f"{held}[{at}] if {at} in {held} else {others}"
                whole = f"({text})" if isinstance(program.parents.get(node), ast.expr) else text
                yield _put(program, node, whole, "missing or empty", 0.4)
                if len(rest) == 1:
                    yield _put(program, node, f"{held}.get({at}, {others})", "missing or empty", 0.35)


_MAKERS = (
    _ring,
    _grouped,
    _in_turn,
    _by_place,
    _imported,
    _inlined,
    _turned,
    _asked_again,
    _whole_words,
    _reach,
    _other_member,
    _spread,
    _without,
)
