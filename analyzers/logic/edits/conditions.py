"""Which condition was meant: another, a stricter, a safer one, or one where there is none?"""

import ast
from collections.abc import Iterator, Sequence

from analyzers.logic.edits.lines import Made, own_lines, reindented, unit
from analyzers.logic.edits.scope import Scope
from analyzers.logic.program import Program


def conditions(program: Program, statement: ast.stmt, scope: Scope) -> Iterator[Made]:
    """Yield what changes the condition of an `if` or a `while`, or its kind."""
    if not isinstance(statement, ast.If | ast.While):
        return
    test = statement.test
    start, end = program.start(test), program.end(test)
    text = program.source(test)
    if not isinstance(test, ast.Compare | ast.UnaryOp):
        yield (
            ((start, end, f"not ({text})" if isinstance(test, ast.BoolOp) else f"not {text}"),),
            "negate",
            0.5,
        )
    grouped = f"({text})" if isinstance(test, ast.BoolOp | ast.IfExp | ast.NamedExpr) else text
    extra = {other: 0.2 for other in scope.conditions if other != text}
    extra |= {part: 0.12 for part in _parts(program, statement) if part not in (text, *extra)}
    for name in scope.variables[:10]:
        extra |= {name: 0.12, f"not {name}": 0.12}
        kind = scope.kinds.get(name)
        if kind in (None, "int"):
            extra |= {
                f"{name} > 0": 0.08,
                f"{name} >= 0": 0.08,
                f"{name} is not None": 0.08,
                f"{name} is None": 0.05,
            }
    for left in scope.variables[:6]:
        for right in scope.variables[:6]:
            if left < right:
                extra |= {f"{left} == {right}": 0.05, f"{left} != {right}": 0.08}
                extra |= {f"{left} < {right}": 0.06, f"{left} > {right}": 0.06}
    whole = f"({text})" if isinstance(test, ast.IfExp | ast.NamedExpr) else text
    for guard, refused, weight in _safe(program, test, scope):
        yield ((start, end, f"{guard} and {grouped}"),), "condition added", weight
        if isinstance(statement, ast.If):
            yield ((start, end, f"{refused} or {whole}"),), "condition added", weight
    for other, weight in extra.items():
        part = f"({other})" if " or " in other or " if " in other else other
        either = f"({other})" if " and " in other or " if " in other else other
        if isinstance(statement, ast.While):
            yield ((start, end, f"{part} and {grouped}"),), "condition added", weight * 0.8
        else:
            yield ((start, end, f"{grouped} and {part}"),), "condition added", weight
            yield ((start, end, f"{text} or {either}"),), "condition added", weight * 0.8
        if other in scope.conditions:
            yield ((start, end, other),), "condition replaced", weight * 0.5
    yield from _chain(program, statement)
    word = program.text[program.start(statement) : start].strip()
    place = program.start(statement)
    if word == "if":
        yield ((place, place + 2, "while"),), "if/while", 0.2 if not statement.orelse else 0.02
        if _is_after_if(program, statement):
            yield ((place, place + 2, "elif"),), "if/elif", 0.5
    elif word == "while":
        yield ((place, place + 5, "if"),), "if/while", 0.1
    elif word == "elif":
        yield ((place, place + 4, "if"),), "if/elif", 0.5
    if statement.orelse and isinstance(statement, ast.If) and not isinstance(statement.orelse[0], ast.If):
        yield from _branches_swapped(program, statement)


def _parts(program: Program, statement: ast.stmt) -> list[str]:
    """What the conditions of the function around are made of: the other cases' share of a test is forgotten in one."""
    found: dict[str, None] = {}
    for node in ast.walk(program.function(statement) or program.tree):
        if isinstance(node, ast.BoolOp):
            found |= dict.fromkeys(map(program.source, node.values))
    return [part for part in found if "\n" not in part][:12]


_OTHER = {ast.Lt: ("<", "<="), ast.LtE: ("<=", "<"), ast.Gt: (">", ">="), ast.GtE: (">=", ">")}


def _chain(program: Program, statement: ast.If | ast.While) -> Iterator[Made]:
    """Cases in the wrong order, and the same wrong boundary in each of them."""
    parent = program.parents[statement]
    if not isinstance(statement, ast.If) or isinstance(parent, ast.If) and parent.orelse == [statement]:
        return
    cases = [statement]
    while len(cases[-1].orelse) == 1 and isinstance(cases[-1].orelse[0], ast.If):
        cases.append(cases[-1].orelse[0])
    if len(cases) < 2:
        return
    texts = [(program.start(case.test), program.end(case.body[-1])) for case in cases]
    for index, one in enumerate(texts):
        for two in texts[index + 1 :]:
            if program.indentation(cases[0].body[0]) == program.indentation(cases[-1].body[0]):
                whole = program.text
                yield (
                    ((one[0], one[1], whole[two[0] : two[1]]), (two[0], two[1], whole[one[0] : one[1]])),
                    "cases swapped",
                    0.3,
                )
    yield from _unreachable(program, cases, texts)
    for kind, (old, new) in _OTHER.items():
        changes = []
        for case in cases:
            match case.test:
                case ast.Compare(left=left, ops=[op], comparators=[right]) if isinstance(op, kind):
                    begin = program.end(left)
                    between = program.text[begin : program.start(right)]
                    if between.strip() == old:
                        place = begin + between.index(old)
                        changes.append((place, place + len(old), new))
        if len(changes) > 1:
            yield tuple(changes), "compare everywhere", 0.6


def _unreachable(
    program: Program, cases: Sequence[ast.If], texts: Sequence[tuple[int, int]]
) -> Iterator[Made]:
    """A case that an earlier, wider one always takes first: the narrow ones belong before the wide ones."""
    ranks = list(range(len(cases)))
    for later in range(len(cases)):
        for earlier in range(later):
            if _implies(cases[later].test, cases[earlier].test) and not _implies(
                cases[earlier].test, cases[later].test
            ):
                ranks.remove(later)
                ranks.insert(ranks.index(earlier), later)
                break
    if ranks == list(range(len(cases))):
        return
    changes = [
        (*texts[place], program.text[texts[rank][0] : texts[rank][1]])
        for place, rank in enumerate(ranks)
        if place != rank
    ]
    yield tuple(changes), "case that is never reached", 0.95


def _implies(narrow: ast.expr, wide: ast.expr) -> bool:
    """Whether one condition on a value holds only where another on the same value does."""
    match narrow, wide:
        case ast.BoolOp(op=ast.And(), values=values), _:
            return any(ast.dump(value) == ast.dump(wide) or _implies(value, wide) for value in values)
        case (
            ast.Compare(left=one, ops=[first], comparators=[ast.Constant(value=int() | float() as low)]),
            ast.Compare(left=two, ops=[second], comparators=[ast.Constant(value=int() | float() as high)]),
        ):
            pass
        case _:
            return False
    match one, two:
        case (
            ast.BinOp(left=a, op=ast.Mod(), right=ast.Constant(value=int() as m)),
            ast.BinOp(left=b, op=ast.Mod(), right=ast.Constant(value=int() as n)),
        ) if m and n and isinstance(first, ast.Eq) and isinstance(second, ast.Eq):
            return ast.dump(a) == ast.dump(b) and low == high == 0 and m % n == 0
    if ast.dump(one) != ast.dump(two):
        return False
    match first, second:
        case ((ast.Gt() | ast.GtE()), (ast.Gt() | ast.GtE())):
            return low > high or low == high and isinstance(first, ast.Gt)
        case ((ast.Lt() | ast.LtE()), (ast.Lt() | ast.LtE())):
            return low < high or low == high and isinstance(first, ast.Lt)
    return False


def _safe(program: Program, test: ast.expr, scope: Scope) -> Iterator[tuple[str, str, float]]:
    """What a condition takes for granted: an index within the list, a key that is there, something to take."""
    told: set[str] = set()
    for node in ast.walk(test):
        found: list[tuple[str, str, float]] = []
        match node:
            case ast.Subscript(value=base, slice=ast.Name() | ast.BinOp() as index):
                owner, at = program.source(base), program.source(index)
                found.append((f"{at} < len({owner})", f"{at} >= len({owner})", 0.3))
                found.append((f"{at} >= 0", f"{at} < 0", 0.2))
                found.append((f"{at} in {owner}", f"{at} not in {owner}", 0.2))
            case ast.Subscript(
                value=ast.Name() | ast.Attribute() as base, slice=ast.Constant() | ast.UnaryOp()
            ):
                owner = program.source(base)
                found.append((owner, f"not {owner}", 0.3))
            case ast.Call(func=ast.Attribute(value=ast.Name() | ast.Attribute() as base)):
                owner = program.source(base)
                found.append((owner, f"not {owner}", 0.3))
            case ast.Attribute(value=ast.Name(id=name)) if name in scope.variables:
                found.append((name, f"not {name}", 0.2))
            case ast.BinOp(op=ast.Mod() | ast.Div() | ast.FloorDiv(), right=ast.Name(id=name)):
                found.append((f"{name} != 0", f"{name} == 0", 0.2))
        for guard, refused, weight in found:
            if guard not in told:
                told.add(guard)
                yield guard, refused, weight


def _is_after_if(program: Program, statement: ast.stmt) -> bool:
    block = program.block(statement)
    index = next(number for number, other in enumerate(block) if other is statement)
    return index > 0 and isinstance(block[index - 1], ast.If) and not block[index - 1].orelse  # type: ignore[attr-defined]  # an if


def _branches_swapped(program: Program, statement: ast.If) -> Iterator[Made]:
    spans = []
    for block in (statement.body, statement.orelse):
        first, last = own_lines(program, block[0]), own_lines(program, block[-1])
        if first is None or last is None:
            return
        spans.append((first[0], last[1]))
    one, two = spans
    texts = [program.text[slice(*span)] for span in spans]
    if all(text.endswith("\n") for text in texts):
        yield ((*one, texts[1]), (*two, texts[0])), "branches swapped", 0.2


def guarded(program: Program, statement: ast.stmt, scope: Scope, span: tuple[int, int]) -> Iterator[Made]:
    """Yield what makes a step, or a loop and the step behind it, one that is taken only sometimes."""
    loop = isinstance(statement, ast.For | ast.While)
    simple = isinstance(statement, ast.Assign | ast.AugAssign | ast.Expr)
    if not (simple or loop) or program.function(statement) is None:
        return
    around = {
        program.source(node.test)
        for node in program.ancestors(statement)
        if isinstance(node, ast.If | ast.While)
    }
    used = {node.id for node in ast.walk(statement) if isinstance(node, ast.Name)}
    tests: dict[str, float] = {}
    for condition in scope.conditions[:6]:
        for part in condition.split(" and "):
            if part not in around and part.count("(") == part.count(")"):
                tests.setdefault(part, 0.12 if loop else 0.08)
    for name in scope.variables[:10] if simple else ():
        if name in used:
            tests |= {name: 0.06, f"{name} is not None": 0.04}
    here, step = program.indentation(statement), unit(program)
    ends = [span[1]]
    block = program.block(statement)
    index = next(number for number, other in enumerate(block) if other is statement)
    if loop and index + 1 < len(block):
        following = own_lines(program, block[index + 1])
        if following is not None:
            ends.insert(0, following[1])
    for end in ends:
        moved = reindented(program.text[span[0] : end].rstrip("\n"), here, here + step)
        if moved is None:
            continue
        for test, weight in tests.items():
            yield ((span[0], end, f"{here}if {test}:\n{moved}\n"),), "condition added", weight
