"""Which small step that everybody forgets once is missing, or stands in the wrong place?

A percentage taken for a share, a case that counts on one side, the oldest entry for the newest, the last point of a name
for the first, steps and terms in another order, a table filled from the wrong end, a node visited twice, a bracket that
closes before it opens, pages that count from one.
"""

import ast
from collections.abc import Iterator

from analyzers.logic.edits import Candidate
from analyzers.logic.edits.lines import LOOPS, Made, behind, insertion, own_lines, stepped, unit
from analyzers.logic.edits.scope import Scope
from analyzers.logic.program import Program, is_docstring, own_expressions

_ASKING = frozenset(["count", "find", "rfind", "index", "startswith", "endswith"])
_MOST = 4  # names, attributes or defaults that are tried in one place


def edits(program: Program, statement: ast.stmt, scope: Scope) -> Iterator[Candidate]:
    """Yield the candidates that take the step that is missing, or put it where it belongs."""
    made = [make(program, statement, scope) for make in _MAKERS]
    made += [make(program, node, scope) for node in own_expressions(statement) for make in _OF_NODE]
    for changes, kind, weight in (item for items in made for item in items):
        yield Candidate(program.path, tuple(sorted(changes)), statement.lineno, kind, weight)


def _put(program: Program, node: ast.AST, text: str, kind: str, weight: float) -> Made:
    return ((program.start(node), program.end(node), text),), kind, weight


def _share(program: Program, node: ast.expr, scope: Scope) -> Iterator[Made]:
    """Hundredths, and months of a year: `1 + rate` where the rate is in percent."""
    parent = program.parents.get(node)
    match node, parent:
        case ast.Name(id=name, ctx=ast.Load()), ast.BinOp(op=ast.Add() | ast.Sub() | ast.Mult()):
            text = f"{name} / 100"
            if name in scope.parameters and scope.kinds.get(name) not in ("str", "list", "dict", "tuple"):
                whole = isinstance(parent.op, ast.Add | ast.Sub) or parent.left is node
                yield _put(program, node, text if whole else f"({text})", "hundredths", 0.12)
        case ast.BinOp(op=ast.Div(), right=ast.Constant(value=100)), _:
            yield _put(program, node, f"{program.source(node)} / 12", "a month's part", 0.12)


def _times(program: Program, node: ast.expr, scope: Scope) -> Iterator[Made]:
    """A sum of prices that leaves out how many there are of each."""
    parent = program.parents.get(node)
    match node:
        case ast.Attribute(value=ast.Name(id=owner), attr=name, ctx=ast.Load()) if owner != "self":
            own = isinstance(parent, ast.AugAssign | ast.GeneratorExp | ast.ListComp)
            if not own or isinstance(parent, ast.AugAssign) and parent.value is not node:
                return
            for other in [one for one in scope.attributes if one != name][:_MOST]:
                yield _put(program, node, f"{owner}.{name} * {owner}.{other}", "times another part", 0.15)


def _case(program: Program, node: ast.expr, _scope: Scope) -> Iterator[Made]:
    """Both sides are looked at in small letters."""
    match node:
        case ast.Call(
            func=ast.Attribute(value=ast.Name() | ast.Attribute() as text, attr=name),
            args=[ast.Name() | ast.Attribute() as part],
            keywords=[],
        ) if name in _ASKING:
            lower = f"{program.source(text)}.lower().{name}({program.source(part)}.lower())"
            yield _put(program, node, lower, "either case", 0.2)


def _oldest(program: Program, node: ast.expr, _scope: Scope) -> Iterator[Made]:
    """`popitem` takes the newest entry; the oldest one is at the other end."""
    match node:
        case ast.Call(func=ast.Attribute(attr="popitem", value=table), args=[], keywords=[]):
            close = program.end(node) - 1
            if "OrderedDict" in program.text:
                yield ((close, close, "last=False"),), "argument added", 0.5
            else:
                held = program.source(table)
                yield _put(program, node, f"{held}.pop(next(iter({held})))", "the oldest one", 0.4)
        case ast.Call(func=ast.Attribute(attr="setdefault", value=table), args=[key, value]) if isinstance(
            program.parents.get(node), ast.Expr
        ):
            text = f"{program.source(table)}[{program.source(key)}] = {program.source(value)}"
            yield _put(program, node, text, "assignment", 0.3)


def _cut(program: Program, node: ast.expr, _scope: Scope) -> Iterator[Made]:
    """A text is cut once, at the first or at the last mark."""
    match node:
        case ast.Subscript(
            value=ast.Call(func=ast.Attribute(value=text, attr="split"), args=[mark], keywords=[]),
            slice=ast.Constant(value=0) | ast.Constant(value=1) | ast.UnaryOp() as place,
        ):
            held, at, index = program.source(text), program.source(mark), program.source(place)
            yield _put(program, node, f"{held}.rsplit({at}, 1)[{index}]", "cut once", 0.3)
            if index != "0":
                yield _put(program, node, f"{held}.split({at}, 1)[{index}]", "cut once", 0.3)


def _steps(program: Program, node: ast.expr, _scope: Scope) -> Iterator[Made]:
    """Two steps of a chain in the other order: what the first one makes, the second one must not take for its own."""
    match node:
        case ast.Call(
            func=ast.Attribute(value=ast.Call(func=ast.Attribute(value=held)) as inner),
        ):
            first = program.text[program.end(held) : program.end(inner)]
            second = program.text[program.end(inner) : program.end(node)]
            if first.strip() != second.strip():
                change = (program.end(held), program.end(node), second + first)
                yield (change,), "steps swapped", 0.35


def _terms(program: Program, node: ast.expr, _scope: Scope) -> Iterator[Made]:
    """Lists and texts that are put together in another order."""
    match node:
        case ast.BinOp(left=ast.BinOp(left=one, op=ast.Add(), right=two), op=ast.Add(), right=three):
            if not any(isinstance(part, ast.List) for part in (one, two, three)):
                return
            parts = [program.source(part) for part in (one, two, three)]
            for order in ((0, 2, 1), (2, 0, 1), (1, 0, 2), (1, 2, 0), (2, 1, 0)):
                text = " + ".join(parts[place] for place in order)
                yield _put(program, node, text, "terms in another order", 0.25)


def _from_the_end(program: Program, node: ast.expr, _scope: Scope) -> Iterator[Made]:
    """The same numbers from the last to the first: what a step changes, the steps behind it do not read yet."""
    match node:
        case ast.Call(func=ast.Name(id="range"), args=[start, stop]):
            text = f"range({_moved(program, stop, -1)}, {_moved(program, start, -1)}, -1)"
            yield _put(program, node, text, "from the end", 0.3)


def _moved(program: Program, node: ast.expr, step: int) -> str:
    """An expression one more or one less; `n` for `n + 1` less one."""
    match node:
        case ast.BinOp(left=left, op=ast.Add() | ast.Sub() as sign, right=ast.Constant(value=1)):
            if (1 if isinstance(sign, ast.Add) else -1) + step == 0:
                return program.source(left)
    return stepped(program, node, program.source(node), step)


def _rounded_up(program: Program, node: ast.expr, _scope: Scope) -> Iterator[Made]:
    """One more than the whole rounds is one too many where nothing is left."""
    match node:
        case ast.BinOp(
            left=ast.BinOp(left=all_, op=ast.FloorDiv(), right=each),
            op=ast.Add(),
            right=ast.Constant(value=1),
        ):
            whole = program.source(all_)
            whole = whole if isinstance(all_, ast.Name | ast.Call | ast.Attribute) else f"({whole})"
            yield _put(program, node, f"-(-{whole} // {program.source(each)})", "rounded up", 0.45)


def _else_the_same(program: Program, node: ast.expr, scope: Scope) -> Iterator[Made]:
    """What a table does not say stays as it is."""
    match node:
        case ast.Subscript(value=table, slice=ast.Name(id=key), ctx=ast.Load()):
            for name in [one for one in scope.parameters if one != key][:_MOST] + [key]:
                text = f"{program.source(table)}.get({key}, {name})"
                yield _put(program, node, text, "get", 0.1)


def _pages(program: Program, statement: ast.stmt, _scope: Scope) -> Iterator[Made]:
    """A slice whose two ends are counted from one, or from nought."""
    for node in own_expressions(statement):
        match node:
            case ast.Slice(lower=ast.expr() as low, upper=ast.expr() as high):
                pass
            case _:
                continue
        for name in sorted(_names(low) & _names(high)):
            for step in (-1, 1):
                changes = []
                for part in (*ast.walk(low), *ast.walk(high)):
                    if not isinstance(part, ast.Name) or part.id != name:
                        continue
                    whole: ast.expr = part
                    parent = program.parents.get(part)
                    match parent:
                        case ast.BinOp(left=left, op=ast.Add() | ast.Sub(), right=ast.Constant(value=1)):
                            whole = parent if left is part else part
                    text, start, end = _moved(program, whole, step), program.start(whole), program.end(whole)
                    within = (
                        isinstance(program.parents.get(whole), ast.BinOp) and program.text[start - 1] != "("
                    )
                    changes.append((start, end, f"({text})" if within and " " in text else text))
                yield tuple(changes), "counted from another end", 0.25


def _names(node: ast.AST) -> set[str]:
    return {part.id for part in ast.walk(node) if isinstance(part, ast.Name)}


def _visited(program: Program, statement: ast.stmt, scope: Scope) -> Iterator[Made]:
    """What calls itself for its neighbours does nothing for a node that is done already."""
    function = program.function(statement)
    if function is None or own_lines(program, statement) is None:
        return
    body = [one for one in function.body if not is_docstring(one)]
    if not body or body[0] is not statement or f"{function.name}(" not in program.source(function)[5:]:
        return
    for node in ast.walk(function):
        match node:
            case ast.Call(
                func=ast.Attribute(value=place, attr="append" | "add"), args=[ast.Name(id=name)]
            ) if name in scope.parameters:
                text = f"if {name} in {program.source(place)}:\n{unit(program)}return"
                start = own_lines(program, statement)
                assert start is not None  # asked before
                yield (insertion(program, start[0], program.indentation(statement), text),), "visited", 0.3


def _too_early(program: Program, statement: ast.stmt, _scope: Scope) -> Iterator[Made]:
    """A count that falls below nought in between is no balance, though it comes back to nought."""
    function, loop = program.function(statement), program.parents.get(statement)
    if function is None or not isinstance(loop, LOOPS) or loop.body[-1] is not statement:
        return
    if own_lines(program, statement) is None:
        return
    asks = any(
        isinstance(one, ast.Return)
        and (isinstance(one.value, ast.Compare) or isinstance(getattr(one.value, "value", None), bool))
        for one in ast.walk(function)
    )
    for node in ast.walk(statement) if asks else ():
        match node:
            case ast.AugAssign(target=ast.Name(id=name), op=ast.Sub()):
                text = f"if {name} < 0:\n{unit(program)}return False"
                yield behind(program, statement, text), "too early", 0.3


_MAKERS = (_pages, _visited, _too_early)
_OF_NODE = (
    _share,
    _times,
    _case,
    _oldest,
    _cut,
    _steps,
    _terms,
    _from_the_end,
    _rounded_up,
    _else_the_same,
)
