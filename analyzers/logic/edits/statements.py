"""Which statement is missing, superfluous, in the wrong place or in the wrong order?"""

import ast
from collections.abc import Iterator

from analyzers.logic.edits import Candidate
from analyzers.logic.edits.additions import additions
from analyzers.logic.edits.conditions import conditions
from analyzers.logic.edits.lines import LOOPS, Made, insertion, own_lines, reindented
from analyzers.logic.edits.scope import Scope, kind_of
from analyzers.logic.program import Function, Program, is_docstring

_JUMPS = (ast.Return, ast.Break, ast.Continue, ast.Raise)
_SIMPLE = (
    ast.Assign,
    ast.AugAssign,
    ast.Expr,
    ast.Return,
    ast.Break,
    ast.Continue,
    ast.Delete,
    ast.AnnAssign,
)


def edits(program: Program, statement: ast.stmt, scope: Scope) -> Iterator[Candidate]:
    """Yield the candidates that move, remove, add or replace whole statements at one statement."""
    if is_docstring(statement) or isinstance(statement, ast.Import | ast.ImportFrom | ast.ClassDef):
        return
    made: list[Iterator[Made]] = [make(program, statement, scope) for make in _IN_PLACE]
    if own_lines(program, statement) is not None:
        made += [make(program, statement) for make in (_remove, _swap, _dedent, _indent, _into_loop)]
        made.append(additions(program, statement, scope))
    for changes, kind, weight in (item for items in made for item in items):
        yield Candidate(program.path, tuple(sorted(changes)), statement.lineno, kind, weight)


def _remove(program: Program, statement: ast.stmt) -> Iterator[Made]:
    span = own_lines(program, statement)
    if span is None or isinstance(statement, Function):
        return
    weight = 0.25 if isinstance(statement, ast.Expr | ast.AugAssign | ast.Break | ast.Continue) else 0.12
    if isinstance(statement, ast.Return):
        weight = 0.1
    if isinstance(statement, ast.If):
        weight = 0.15
        if not statement.orelse:  # the body without its condition
            first, last = statement.body[0], statement.body[-1]
            body = own_lines(program, first), own_lines(program, last)
            if body[0] and body[1]:
                text = program.text[body[0][0] : body[1][1]]
                moved = reindented(text, program.indentation(first), program.indentation(statement))
                if moved is not None:
                    yield ((span[0], span[1], moved),), "condition dropped", 0.2
    if len(program.block(statement)) == 1:
        if isinstance(statement, ast.Pass):
            return
        yield (
            ((span[0], span[1], f"{program.indentation(statement)}pass\n"),),
            "statement deleted",
            weight * 0.6,
        )
    else:
        yield ((span[0], span[1], ""),), "statement deleted", weight


def _following(program: Program, statement: ast.stmt) -> ast.stmt | None:
    block = program.block(statement)
    index = next(number for number, other in enumerate(block) if other is statement)
    return block[index + 1] if index + 1 < len(block) else None


def _swap(program: Program, statement: ast.stmt) -> Iterator[Made]:
    following = _following(program, statement)
    if following is None or is_docstring(following):
        return
    one, two = own_lines(program, statement), own_lines(program, following)
    if one is None or two is None or isinstance(statement, Function) or isinstance(following, Function):
        return
    if isinstance(following, _JUMPS):  # the statement would never be reached
        return
    texts = [program.text[slice(*span)] for span in (one, two)]
    texts = [text if text.endswith("\n") else text + "\n" for text in texts]
    middle = program.text[one[1] : two[0]]
    simple = isinstance(statement, _SIMPLE) and isinstance(following, _SIMPLE)
    weight = 0.35 if simple else 0.2
    if isinstance(statement, ast.If) and isinstance(statement.body[-1], _JUMPS):
        weight = 0.08  # a guard stands before what it guards
    yield ((one[0], two[1], texts[1] + middle + texts[0]),), "statements swapped", weight
    if isinstance(statement, ast.Assign) and isinstance(following, ast.Assign):
        left, right = statement.targets, following.targets
        if len(left) == len(right) == 1:  # both at once: a, b = b, a + b
            targets = f"{program.source(left[0])}, {program.source(right[0])}"
            values = f"{program.source(statement.value)}, {program.source(following.value)}"
            if "\n" not in values:
                row = f"{program.indentation(statement)}{targets} = {values}\n"
                yield ((one[0], two[1], row),), "assigned at once", 0.4


def _dedent(program: Program, statement: ast.stmt) -> Iterator[Made]:
    """Move the last statement of a block behind the block."""
    parent = program.parents[statement]
    block = program.block(statement)
    if not isinstance(parent, (*LOOPS, ast.If, ast.With)) or block[-1] is not statement:
        return
    span, around = own_lines(program, statement), own_lines(program, parent)
    if span is None or around is None or around[1] != span[1]:
        return
    text = program.text[slice(*span)]
    moved = reindented(text, program.indentation(statement), program.indentation(parent))
    if moved is None:
        return
    weight = 0.6 if isinstance(statement, ast.Return) else 0.35
    if len(block) > 1:
        yield ((span[0], span[1], moved),), "moved out of the block", weight
    elif block is getattr(parent, "orelse", None) and isinstance(parent, ast.If):
        place = program.text.rfind("else", 0, span[0])
        start = program.text.rfind("\n", 0, place) + 1
        if program.text[start:place].strip() == "" and place >= program.end(parent.body[-1]):
            yield ((start, span[1], moved),), "moved out of the block", weight * 0.7
            loop = program.parents.get(parent)
            outer = own_lines(program, loop) if isinstance(loop, LOOPS) else None
            if outer is not None and outer[1] == span[1] and isinstance(loop, ast.stmt):
                out = reindented(text, program.indentation(statement), program.indentation(loop))
                if out is not None:  # the verdict of the whole loop, given at its first step
                    yield ((start, span[1], out),), "moved out of the loop", 0.8
    grand = program.parents.get(parent)
    if len(block) > 1 and isinstance(grand, LOOPS):
        outer = own_lines(program, grand)
        if outer is not None and outer[1] == span[1]:
            out = reindented(text, program.indentation(statement), program.indentation(grand))
            if out is not None:
                yield ((span[0], span[1], out),), "moved out of the loop", weight * 0.6


def _indent(program: Program, statement: ast.stmt) -> Iterator[Made]:
    """Move a statement to the end of the block before it."""
    block = program.block(statement)
    index = next(number for number, other in enumerate(block) if other is statement)
    if not index:
        return
    before = block[index - 1]
    span = own_lines(program, statement)
    while isinstance(before, (*LOOPS, ast.If, ast.With)) and span is not None:
        last = (before.orelse if isinstance(before, ast.If) and before.orelse else before.body)[-1]
        inner = program.indentation(last)
        if own_lines(program, last) is None:
            return
        moved = reindented(program.text[slice(*span)], program.indentation(statement), inner)
        if moved is not None:
            yield ((span[0], span[1], moved),), "moved into the block", 0.35
            if isinstance(before, ast.If) and before.orelse:
                return
        before = last


def _into_loop(program: Program, statement: ast.stmt) -> Iterator[Made]:
    """A start value set once that belongs in the loop, or in the loop that belongs before it; a step too early."""
    span = own_lines(program, statement)
    if span is None or not isinstance(statement, ast.Assign | ast.AugAssign | ast.Expr):
        return
    text = program.text[slice(*span)]
    parent = program.parents[statement]
    block = program.block(statement)
    here = program.indentation(statement)
    if isinstance(statement, ast.Assign):
        following = _following(program, statement)
        while isinstance(following, ast.Assign):
            following = _following(program, following)
        if isinstance(following, LOOPS):
            inner = program.indentation(following.body[0])
            moved = reindented(text, here, inner)
            place = own_lines(program, following.body[0])
            if moved is not None and place is not None:
                put = insertion(program, place[0], "", moved.rstrip("\n"))
                yield ((span[0], span[1], ""), put), "moved into the loop", 0.35
    if isinstance(parent, (*LOOPS, ast.If, ast.With)) and len(block) > 1 and block is parent.body:
        around = own_lines(program, parent)
        if around is not None and block[0] is statement:
            moved = reindented(text, here, program.indentation(parent))
            if moved is not None:
                put = insertion(program, around[0], "", moved.rstrip("\n"))
                yield (put, (span[0], span[1], "")), "moved before the block", 0.35
        first, last = own_lines(program, block[0]), own_lines(program, block[-1])
        if first is not None and block[0] is not statement and block[1] is not statement:
            put = insertion(program, first[0], "", text.rstrip("\n"))
            yield (put, (span[0], span[1], "")), "statement moved", 0.2
        if last is not None and block[-1] is not statement and block[-2] is not statement:
            put = insertion(program, last[1], "", text.rstrip("\n"))
            yield ((span[0], span[1], ""), put), "statement moved", 0.2


def _assignment(program: Program, statement: ast.stmt, scope: Scope) -> Iterator[Made]:
    if isinstance(statement, ast.AugAssign):
        yield from _operand_added(program, statement.value, program.source(statement.value), scope)
    if not isinstance(statement, ast.Assign) or len(statement.targets) != 1:
        return
    target, value = statement.targets[0], statement.value
    if not isinstance(target, ast.Name | ast.Attribute | ast.Subscript):
        return
    name, text = program.source(target), program.source(value)
    equals = program.text.find("=", program.end(target))
    for operator, weight in (("+=", 0.35), ("-=", 0.15), ("*=", 0.15)):
        yield ((equals, equals + 1, operator),), "operator", weight
    for function in ("max", "min"):
        changed = f"{function}({name}, {text})"
        yield ((program.start(value), program.end(value), changed),), "conversion", 0.15
    if not isinstance(value, ast.Constant | ast.List | ast.Dict | ast.Set):
        yield (
            ((program.start(value), program.end(value), f"{name} + {_operand(value, text)}"),),
            "operand added",
            0.15,
        )
    for other in scope.variables[:10]:
        if other != name and isinstance(value, ast.Constant | ast.Name):
            yield ((program.start(value), program.end(value), f"{other}[0]"),), "initial value", 0.12
    yield from _operand_added(program, value, text, scope)
    following = _following(program, statement)
    match value, following:
        case ast.Constant(), ast.Assign(targets=[_], value=ast.Constant() as second) if (
            program.source(second) == text
        ):
            for other in ("None", "0", "1", "-1", '""', "[]", "True", "False"):
                if other != text:
                    changes = tuple((program.start(one), program.end(one), other) for one in (value, second))
                    yield changes, "initial values", 0.25


def _stricter(program: Program, value: ast.expr, scope: Scope) -> Iterator[Made]:
    """A verdict that looks at one thing where it should look at two."""
    if not isinstance(value, ast.Compare | ast.BoolOp | ast.UnaryOp | ast.Call):
        return
    if isinstance(value, ast.UnaryOp) and not isinstance(value.op, ast.Not):
        return
    start, end, own = program.start(value), program.end(value), program.source(value)
    used = {node.id for node in ast.walk(value) if isinstance(node, ast.Name)} & {*scope.variables, "self"}
    parts = {f"{name}.{attribute}": 0.12 for name in sorted(used) for attribute in scope.attributes[:8]}
    parts |= dict.fromkeys(scope.conditions[:6], 0.1)
    parts |= {name: 0.06 for name in scope.variables[:6] if name not in used}
    whole = f"({own})" if isinstance(value, ast.BoolOp) else own
    for part, weight in parts.items():
        if part != own and not isinstance(value, ast.Call):
            inner = f"({part})" if " or " in part or " and " in part else part
            yield ((start, end, f"{whole} and {inner}"),), "condition added", weight
            yield ((start, end, f"{whole} or {inner}"),), "condition added", weight * 0.6


def _verdict(program: Program, value: ast.expr, scope: Scope) -> Iterator[Made]:
    """A verdict that is fixed and should look at what is left."""
    if not isinstance(value, ast.Constant) or not isinstance(value.value, bool):
        return
    start, end = program.start(value), program.end(value)
    numbers = []
    for name in scope.variables[:10]:
        kind = scope.kinds.get(name)
        if kind in ("list", "set", "dict", "deque", "str", None):
            yield ((start, end, f"not {name}"),), "return", 0.25 if kind else 0.1
            yield ((start, end, f"bool({name})"),), "return", 0.08 if kind else 0.04
        if kind in ("int", None):
            numbers.append(name)
            yield ((start, end, f"{name} == 0"),), "return", 0.25 if kind else 0.08
            yield ((start, end, f"{name} > 0"),), "return", 0.08
    for index, left in enumerate(numbers[:5]):
        for right in numbers[index + 1 : 5]:
            yield ((start, end, f"{left} == {right}"),), "return", 0.06


def _operand_added(program: Program, value: ast.expr, text: str, scope: Scope) -> Iterator[Made]:
    """A sum or a product that lacks a part."""
    if not isinstance(value, ast.Name | ast.Call | ast.Subscript | ast.Attribute | ast.BinOp):
        return
    if kind_of(value) in ("list", "dict", "set", "tuple", "bool", "deque"):
        return
    for other in scope.variables[:10]:
        if other == text or scope.kinds.get(other) in ("list", "dict", "set", "bool", "deque"):
            continue
        for operator, weight in (("+", 0.1), ("-", 0.06), ("*", 0.08)):
            grouped = text if operator == "+" else _operand(value, text)
            if isinstance(value, ast.BinOp) and operator == "*":
                grouped = f"({text})"
            changed = f"{grouped} {operator} {other}"
            yield ((program.start(value), program.end(value), changed),), "operand added", weight


def _operand(value: ast.expr, text: str) -> str:
    """The text of a value as a part of arithmetic."""
    plain = isinstance(value, ast.Name | ast.Constant | ast.Call | ast.Subscript | ast.Attribute | ast.BinOp)
    return text if plain else f"({text})"


def _value(program: Program, statement: ast.stmt, scope: Scope) -> Iterator[Made]:
    """Another returned value, another iterated one, a call whose result was dropped."""
    match statement:
        case ast.Return(value=ast.expr() as value):
            start, end = program.start(value), program.end(value)
            own = program.source(value)
            for other in scope.returns:
                if other != own:
                    yield ((start, end, other),), "return", 0.2
            if not isinstance(value, ast.Name):
                for name in scope.variables:
                    yield ((start, end, name),), "return", 0.12
            for text, weight in (
                ("True", 0.08),
                ("False", 0.08),
                ("0", 0.05),
                ("[]", 0.05),
                ("None", 0.08),
                ("-1", 0.05),
            ):
                if text != own:
                    yield ((start, end, text),), "return", weight
            yield from _verdict(program, value, scope)
            yield from _stricter(program, value, scope)
            for name in (*scope.variables[:8], "1"):
                for operator in ("+", "-", "*", "//"):
                    if not (name == "1" and operator != "+"):
                        grouped = (
                            own if isinstance(value, ast.Name | ast.Call | ast.Subscript) else f"({own})"
                        )
                        yield ((start, end, f"{grouped} {operator} {name}"),), "operand added", 0.06
        case ast.Return(value=None):
            place = program.end(statement)
            for name in scope.variables:
                yield ((place, place, f" {name}"),), "return", 0.3
        case ast.For(iter=value):
            start, end = program.start(value), program.end(value)
            own = program.source(value)
            if not (
                isinstance(value, ast.Call) and isinstance(value.func, ast.Name) and value.func.id == "range"
            ):
                for tail, weight in (("[1:]", 0.15), ("[:-1]", 0.15), ("[::-1]", 0.3)):
                    yield ((start, end, own + tail),), "slice", weight
                for function, weight in (
                    ("reversed", 0.35),
                    ("sorted", 0.3),
                    ("list", 0.4 if "." in own else 0.3),
                    ("set", 0.1),
                ):
                    yield ((start, end, f"{function}({own})"),), "conversion", weight
            else:
                yield ((start, end, f"reversed({own})"),), "conversion", 0.3
        case ast.Expr(value=ast.Call(func=function) as call):
            place = program.start(statement)
            called = program.source(function)
            own_function = isinstance(function, ast.Name) and function.id in scope.callables
            if own_function or called.startswith("self."):
                yield ((place, place, "return "),), "return", 0.5
                for name in scope.variables[:10]:
                    yield ((place, place, f"{name} = "),), "result kept", 0.12
                    yield ((place, place, f"{name} += "),), "result kept", 0.15
                yield ((place, place, "yield from "),), "return", 0.1
            elif isinstance(function, ast.Attribute) and isinstance(function.value, ast.Name | ast.Attribute):
                base = program.source(function.value)
                yield ((place, place, f"{base} = "),), "result kept", 0.35
            elif isinstance(function, ast.Name):
                for given in call.args[:1]:
                    if isinstance(given, ast.Name | ast.Attribute | ast.Subscript):
                        yield ((place, place, f"{program.source(given)} = "),), "result kept", 0.25
        case ast.Expr(value=ast.Yield(value=ast.expr() as value)):
            yield ((program.start(value), program.start(value), "from "),), "yield", 0.3
        case ast.Expr(value=ast.YieldFrom(value=value)):
            start = program.start(statement)
            yield ((start, program.start(value), "yield "),), "yield", 0.3


def _jump(program: Program, statement: ast.stmt, scope: Scope) -> Iterator[Made]:
    start, end = program.start(statement), program.end(statement)
    if isinstance(statement, ast.Break):
        yield ((start, end, "continue"),), "break/continue", 0.5
        for value in scope.returns[:5]:
            yield ((start, end, f"return {value}"),), "return", 0.12
    elif isinstance(statement, ast.Continue):
        yield ((start, end, "break"),), "break/continue", 0.5
    elif isinstance(statement, ast.Return) and any(
        isinstance(n, LOOPS) for n in program.ancestors(statement)
    ):
        yield ((start, end, "break"),), "break/continue", 0.15
        yield ((start, end, "continue"),), "break/continue", 0.12
    elif isinstance(statement, ast.Pass):
        loop = any(isinstance(node, LOOPS) for node in program.ancestors(statement))
        for text in ("continue", "break") if loop else ():
            yield ((start, end, text),), "break/continue", 0.3
        for value in scope.returns[:5]:
            yield ((start, end, f"return {value}"),), "return", 0.15


def _loops(program: Program, statement: ast.stmt, _scope: Scope) -> Iterator[Made]:
    """Two loops, one inside the other, in the wrong order."""
    match statement:
        case ast.For(body=[ast.For() as inner]) if not inner.orelse and not statement.orelse:
            names = {node.id for node in ast.walk(statement.target) if isinstance(node, ast.Name)}
            if names.isdisjoint(node.id for node in ast.walk(inner.iter) if isinstance(node, ast.Name)):
                spans = [(program.start(one.target), program.end(one.iter)) for one in (statement, inner)]
                texts = [program.text[slice(*span)] for span in spans]
                yield ((*spans[0], texts[1]), (*spans[1], texts[0])), "loops swapped", 0.4


_IN_PLACE = (_loops, conditions, _assignment, _value, _jump)
