"""Conditions that are always one way, names that are other names."""

import ast
from collections.abc import Callable, Iterator

from analyzers.logic.pitfalls.found import Pitfall
from analyzers.logic.pitfalls.reading import (
    at,
    reads,
    swap,
)
from analyzers.logic.program import Function, Program


def _condition(program: Program, node: ast.AST) -> Iterator[Pitfall]:
    match node:
        case ast.Compare(
            left=left, ops=[ast.Is() | ast.IsNot() as op], comparators=[ast.Constant(value=value) as right]
        ):
            if value is not None and not isinstance(value, bool) and value is not ...:
                sign = "==" if isinstance(op, ast.Is) else "!="
                yield at(
                    program, node, "identity", "`is` asks for the same object, not for an equal value", 0.8,
                    edits=swap(program, node, f"{program.source(left)} {sign} {program.source(right)}"), title=f"write `{sign}`",
                )  # fmt: skip
        case ast.BoolOp(
            op=ast.Or(), values=[ast.Compare(left=left, ops=[ast.Eq()], comparators=[first]), *others]
        ):
            if others and all(isinstance(other, ast.Constant) and other.value for other in others):
                values = ", ".join(program.source(value) for value in (first, *others))
                yield at(
                    program, node, "always-true", f"`or {program.source(others[0])}` is true whatever `{program.source(left)}` is", 0.95,
                    edits=swap(program, node, f"{program.source(left)} in ({values})"), title="compare with each of them",
                )  # fmt: skip
        case ast.Compare(
            ops=[ast.Eq() | ast.NotEq()], comparators=[ast.Constant(value=float(value)) as right], left=left
        ):
            if value != int(value) and any(isinstance(part, ast.BinOp) for part in ast.walk(left)):
                yield at(
                    program, node, "float-equality", "results of float arithmetic are seldom exactly equal", 0.7,
                    help=f"`math.isclose({program.source(left)}, {program.source(right)})`",
                )  # fmt: skip


def one_way(test: ast.AST) -> bool | None:
    """Return whether a condition is always (True) or never so (False), whatever its names hold; else None."""
    match test:
        case ast.Compare(
            left=ast.Call(func=ast.Name(id="len")), ops=[ast.GtE() | ast.Lt() as sign], comparators=[ast.Constant(value=0)]
        ):  # fmt: skip
            return isinstance(sign, ast.GtE)
        case ast.BoolOp(op=ast.Or(), values=[ast.Compare(ops=[ast.Eq()]), *others]):
            return True if all(isinstance(other, ast.Constant) and other.value for other in others) else None
    return None


def _length_of_any(program: Program, node: ast.AST) -> Iterator[Pitfall]:
    """A length is never below zero: `len(x) >= 0` is always so, `len(x) < 0` never."""
    if isinstance(node, ast.Compare) and (so := one_way(node)) is not None:
        how, meant = ("always", ">") if so else ("never", "==")
        yield at(
            program, node, f"always-{so}".lower(), f"`{program.source(node)}` is {how} so: a length is zero or more", 0.9,
            edits=swap(program, node, f"{program.source(node.left)} {meant} 0"), title=f"write `{meant} 0`",
        )  # fmt: skip


def _plus_turned(program: Program, node: ast.AST) -> Iterator[Pitfall]:
    match node:
        case ast.Assign(
            targets=[ast.Name() as target], value=ast.UnaryOp(op=ast.UAdd() | ast.USub()) as value
        ):
            start, sign = program.start(value), program.text[program.start(value)]
            follows = program.text[start + 1 : start + 2]
            turned = program.text[start - 1 : start] == "=" and (sign == "+" or follows == " ")
            if turned and _bound_before(program, target):
                yield at(
                    program, node, "turned-operator", f"`={sign}` assigns the value with a sign, it does not {'add to' if sign == '+' else 'take from'} `{target.id}`", 0.95,
                    edits=((start - 1, start + 1, f"{sign}="),), title=f"write `{sign}=`",
                )  # fmt: skip


def _bound_before(program: Program, target: ast.Name) -> bool:
    """Whether the name may have a value already where it is assigned."""
    return any(
        isinstance(each, ast.arg)
        and each.arg == target.id
        or isinstance(each, ast.Name)
        and each.id == target.id
        and isinstance(each.ctx, ast.Store)
        and each.lineno < target.lineno
        for each in ast.walk(program.tree)
    )


def _last_not_looked_at(program: Program, node: ast.AST) -> Iterator[Pitfall]:
    """A binary search over both ends that stops while one item is left."""
    match node:
        case ast.While(
            test=ast.Compare(left=ast.Name(id=low), ops=[ast.Lt()], comparators=[ast.Name(id=high)]) as test
        ):
            middle = next(
                (
                    each.targets[0].id
                    for each in ast.walk(node)
                    if isinstance(each, ast.Assign)
                    and isinstance(each.targets[0], ast.Name)
                    and isinstance(each.value, ast.BinOp)
                    and isinstance(each.value.op, ast.FloorDiv)
                    and {part.id for part in ast.walk(each.value.left) if isinstance(part, ast.Name)}
                    == {low, high}
                    and not any(isinstance(part, ast.Subscript | ast.Call) for part in ast.walk(each.value))
                ),
                "",
            )
            steps = {
                (each.targets[0].id, ast.unparse(each.value))
                for each in ast.walk(node)
                if isinstance(each, ast.Assign) and isinstance(each.targets[0], ast.Name)
            }
            wanted = {(low, f"{middle} + 1"), (high, f"{middle} - 1")}
            if middle and wanted <= steps and not _read_after(program, node, {low, high, middle}):
                sign = program.text.index("<", program.end(test.left))
                yield at(
                    program, test, "stops-early", f"the search stops when `{low}` and `{high}` meet: the item where they meet is never looked at", 0.9,
                    edits=((sign, sign + 1, "<="),), title="go on while they are equal",
                )  # fmt: skip


def _read_after(program: Program, loop: ast.While, names: set[str]) -> bool:
    """Whether something behind a loop looks at what one of these came to."""
    body = getattr(program.parents.get(loop), "body", [])
    later = body[body.index(loop) + 1 :] if loop in body else []
    return any(reads(statement, name) for statement in later for name in names)


def _never_reached(program: Program, node: ast.AST) -> Iterator[Pitfall]:
    """A branch whose condition holds only where an earlier branch of the same chain was taken."""
    if not isinstance(node, ast.If) or _is_elif(program, node):
        return
    earlier = [node.test]
    while len(node.orelse) == 1 and isinstance(node.orelse[0], ast.If):
        node = node.orelse[0]
        for before in earlier:
            if implies(node.test, before):
                yield at(
                    program, node.test, "never-reached", f"where `{program.source(node.test)}` holds, `{program.source(before)}` holds too and is asked first: this branch is never taken", 0.95,
                    help="ask this first",
                )  # fmt: skip
                break
        earlier.append(node.test)


def _is_elif(program: Program, node: ast.If) -> bool:
    parent = program.parents.get(node)
    return isinstance(parent, ast.If) and parent.orelse == [node]


def implies(narrow: ast.expr, wide: ast.expr) -> bool:
    """Whether it is plain that `wide` holds wherever `narrow` does; conditions with calls may change between two looks."""
    if any(isinstance(part, ast.Call | ast.NamedExpr | ast.Await) for part in ast.walk(narrow)):
        return False
    if ast.dump(narrow) == ast.dump(wide):
        return True
    match narrow, wide:
        case ast.BoolOp(op=ast.And(), values=parts), _:
            return any(implies(part, wide) for part in parts)
        case _, ast.BoolOp(op=ast.Or(), values=parts):
            return any(implies(narrow, part) for part in parts)
        case (
            ast.Compare(
                left=ast.BinOp(left=a, op=ast.Mod(), right=ast.Constant(value=int(m))),
                ops=[ast.Eq()],
                comparators=[ast.Constant(value=0)],
            ),
            ast.Compare(
                left=ast.BinOp(left=b, op=ast.Mod(), right=ast.Constant(value=int(n))),
                ops=[ast.Eq()],
                comparators=[ast.Constant(value=0)],
            ),
        ):
            return bool(n) and m % n == 0 and ast.dump(a) == ast.dump(b)
        case (
            ast.Compare(left=a, ops=[first], comparators=[ast.Constant(value=int() | float() as m)]),
            ast.Compare(left=b, ops=[second], comparators=[ast.Constant(value=int() | float() as n)]),
        ) if ast.dump(a) == ast.dump(b):
            if isinstance(first, ast.Gt | ast.GtE) and isinstance(second, ast.Gt | ast.GtE):
                return m > n or m == n and not (isinstance(first, ast.GtE) and isinstance(second, ast.Gt))
            if isinstance(first, ast.Lt | ast.LtE) and isinstance(second, ast.Lt | ast.LtE):
                return m < n or m == n and not (isinstance(first, ast.LtE) and isinstance(second, ast.Lt))
            if isinstance(first, ast.Eq):
                return (isinstance(second, ast.Gt) and m > n) or (isinstance(second, ast.Lt) and m < n)
    return False


def _compared_text(program: Program, node: ast.AST) -> Iterator[Pitfall]:
    """What `input` returned, compared with a number."""
    match node:
        case ast.Assign(targets=[ast.Name(id=name)], value=ast.Call(func=ast.Name(id="input")) as call):
            for other in ast.walk(program.tree):
                match other:
                    case ast.Compare(
                        left=ast.Name(id=asked),
                        ops=[ast.Eq() | ast.NotEq()],
                        comparators=[ast.Constant(value=int() | float() as value)],
                    ) if asked == name and not isinstance(value, bool):
                        yield at(
                            program, call, "text-and-number", f"`input` returns a text, which never equals the number {value}", 0.95,
                            edits=swap(program, call, f"int({program.source(call)})"), title="read a number",
                        )  # fmt: skip
                        return


def _local_name(program: Program, node: ast.AST) -> Iterator[Pitfall]:
    """A function that assigns a name of the module, and means the module's."""
    if not isinstance(node, Function):
        return
    declared = {
        name for part in ast.walk(node) if isinstance(part, ast.Global | ast.Nonlocal) for name in part.names
    }
    arguments = {argument.arg for argument in (*node.args.args, *node.args.kwonlyargs)}
    names = [part for part in ast.walk(node) if isinstance(part, ast.Name)]
    read = {part.id for part in names if isinstance(part.ctx, ast.Load)}
    module = {
        target.id
        for statement in program.tree.body
        if isinstance(statement, ast.Assign)
        for target in statement.targets
        if isinstance(target, ast.Name)
    }
    for part in names:
        if isinstance(part.ctx, ast.Store) and part.id in module - declared - arguments - read:
            later = [statement for statement in program.tree.body if statement.lineno > node.lineno]
            if any(
                reads(statement, part.id)
                for statement in later
                if not isinstance(statement, Function | ast.ClassDef)
            ):
                yield at(
                    program, part, "local-name", f"`{part.id}` is a local name here: the module's `{part.id}` stays as it is", 0.85,
                    help=f"declare `global {part.id}`, or return the value",
                )  # fmt: skip
                return


def _chained_frame(program: Program, node: ast.AST) -> Iterator[Pitfall]:
    match node:
        case ast.Assign(
            targets=[
                ast.Subscript(
                    value=ast.Subscript(value=ast.Name(id=owner), slice=ast.Compare() as rows), slice=column
                ) as target
            ]
        ):
            yield at(
                program, target, "copy-changed", f"`{owner}[...]` with a condition is a copy: the assignment changes that, not `{owner}`", 0.9,
                edits=swap(program, target, f"{owner}.loc[{program.source(rows)}, {program.source(column)}]"), title="assign through `loc`",
            )  # fmt: skip


RULES: tuple[Callable[[Program, ast.AST], Iterator[Pitfall]], ...] = (
    _condition,
    _length_of_any,
    _plus_turned,
    _never_reached,
    _last_not_looked_at,
    _compared_text,
    _local_name,
    _chained_frame,
)
