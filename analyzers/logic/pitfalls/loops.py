"""Loops that leave in their first round, skip items, run past the end or never come to one."""

import ast
from collections.abc import Callable, Iterator

from analyzers.logic.pitfalls.found import Pitfall
from analyzers.logic.pitfalls.reading import at, changes, sets, swap
from analyzers.logic.program import Program

_GROWS = frozenset({"append", "insert", "extend"})


def _loop(program: Program, node: ast.AST) -> Iterator[Pitfall]:
    if not isinstance(node, ast.For):
        return
    if isinstance(node.iter, ast.Name | ast.Attribute):
        owner = program.source(node.iter)
        for part in ast.walk(node):
            match part:
                case ast.Call(func=ast.Attribute(value=changed, attr="remove" | "pop" | "insert")) if (
                    program.source(changed) == owner
                ):
                    if not isinstance(program.statement(part), ast.Return) and not _leaves_after(
                        program, part
                    ):
                        yield at(
                            program, part, "changed-while-looping", f"`{owner}` is changed while it is gone through: the item after each removed one is skipped", 0.9,
                            edits=swap(program, node.iter, f"list({owner})"), title="go through a copy",
                        )  # fmt: skip
                        return
    last = node.body[-1]
    match last:
        case ast.If(
            body=[*_, ast.Return(value=ast.Constant())], orelse=[*_, ast.Return(value=ast.Constant())]
        ):
            early = True
        case ast.Return(value=ast.Name(id=name)):
            early = any(changes(part, name) or sets(part, name) for part in node.body[:-1])
        case _:
            early = False
    if early and not any(isinstance(part, ast.Continue) for part in ast.walk(node)):
        yield at(program, last, "first-round", "the loop returns in its first round", 0.9,
                  help="return behind the loop what only holds after all rounds")  # fmt: skip


def _leaves_after(program: Program, node: ast.AST) -> bool:
    statement = program.statement(node)
    block = program.block(statement) if statement is not None else []
    return any(isinstance(other, ast.Break | ast.Return) for other in block)


def _endless(program: Program, node: ast.AST) -> Iterator[Pitfall]:
    if not isinstance(node, ast.While) or any(
        isinstance(part, ast.Call | ast.Attribute | ast.Subscript) for part in ast.walk(node.test)
    ):
        return
    names = {part.id for part in ast.walk(node.test) if isinstance(part, ast.Name)}
    inside = [part for statement in node.body for part in ast.walk(statement)]
    leaves = any(
        isinstance(part, ast.Break | ast.Return | ast.Raise | ast.Yield | ast.Await) for part in inside
    )
    stored = {part.id for part in inside if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store)}
    calls = any(
        isinstance(part, ast.Call)
        and isinstance(part.func, ast.Attribute)
        and isinstance(part.func.value, ast.Name)
        and part.func.value.id in names
        for part in inside
    )
    if names and not leaves and not calls and not names & stored and program.function(node) is None:
        yield at(
            program,
            node.test,
            "endless",
            f"nothing in the loop changes {' or '.join(f'`{name}`' for name in sorted(names))}: it never ends",
            0.95,
        )


def _moves_away(program: Program, node: ast.AST) -> Iterator[Pitfall]:
    """`while n > 0:` whose rounds only add to `n`: what holds at first holds for ever."""
    match node:
        case ast.While(
            test=ast.Compare(left=ast.Name(id=name), ops=[sign], comparators=[ast.Constant(value=int())])
        ):
            pass
        case _:
            return
    inside = [part for statement in node.body for part in ast.walk(statement)]
    if any(isinstance(part, ast.Break | ast.Return | ast.Raise | ast.Yield | ast.Await) for part in inside):
        return
    shared = (part.names for part in ast.walk(program.tree) if isinstance(part, ast.Global | ast.Nonlocal))
    if any(name in names for names in shared):
        return  # something else may change it
    steps = [_step(statement, name) for statement in node.body if sets(statement, name)]
    up = isinstance(sign, ast.Gt | ast.GtE)
    if not steps or not (up or isinstance(sign, ast.Lt | ast.LtE)):
        return
    if all(step > 0 if up else step < 0 for step in steps):
        yield at(
            program, node.test, "moves-away", f"each round {'adds to' if up else 'takes from'} `{name}`: once "
            f"`{program.source(node.test)}` holds it holds for ever, so it never ends the loop", 0.95,
            help="let the rounds count towards the end, or turn the condition",
        )  # fmt: skip


def _step(statement: ast.stmt, name: str) -> int:
    """How much a statement adds to a name, in every round; 0 where that is not written as a number."""
    match statement:
        case ast.AugAssign(op=ast.Add() | ast.Sub() as sign, value=ast.Constant(value=int() as number)):
            pass
        case ast.Assign(
            targets=[ast.Name()],
            value=ast.BinOp(
                left=ast.Name(id=left),
                op=ast.Add() | ast.Sub() as sign,
                right=ast.Constant(value=int() as number),
            ),
        ) if left == name:
            pass
        case _:
            return 0
    return number if isinstance(sign, ast.Add) else -number


def _gets_shorter(program: Program, node: ast.AST) -> Iterator[Pitfall]:
    """`for i in range(len(xs)):` that takes `xs[i]` away: the indices were counted before."""
    match node:
        case ast.For(
            target=ast.Name(id=index),
            iter=ast.Call(
                func=ast.Name(id="range"), args=[ast.Call(func=ast.Name(id="len"), args=[ast.Name(id=owner)])]
            ),
        ):
            pass
        case _:
            return
    taken: ast.AST | None = None
    for part in (part for statement in node.body for part in ast.walk(statement)):
        match part:
            case ast.Call(func=ast.Attribute(value=ast.Name(id=changed), attr=method)) if changed == owner:
                if method in _GROWS:
                    return
                if method == "pop" and any(
                    isinstance(each, ast.Name) and each.id == index for each in part.args
                ):
                    taken = taken or part
            case ast.Delete(targets=[ast.Subscript(value=ast.Name(id=changed), slice=ast.Name(id=at_index))]):
                if changed == owner and at_index == index:
                    taken = taken or part
            case ast.Name(id=changed, ctx=ast.Store()) if changed == owner:
                return
    if taken is None or _leaves_after(program, taken):
        return
    yield at(
        program, taken, "gets-shorter", f"`{owner}` gets shorter, and the indices were counted before: the item after each one "
        "that is taken away is skipped, and the last indices are outside", 0.95,
        help=f"go backwards, `for {index} in reversed(range(len({owner})))`, or make a new list of what is kept",
        edits=swap(program, node.iter, f"reversed(range(len({owner})))"), title="go backwards",
    )  # fmt: skip


RULES: tuple[Callable[[Program, ast.AST], Iterator[Pitfall]], ...] = (
    _loop,
    _endless,
    _moves_away,
    _gets_shorter,
)
