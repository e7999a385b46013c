"""Which lines make or leave out something for no reason that the program shows?

Nobody makes a value for nothing: where a part of what a loop unpacks is never read, the line that reads the other parts
is the likelier to be wrong; so is one that sets what is never read, or forgets in each round what it gathered.
"""

import ast
from collections.abc import Iterator

from analyzers.logic.program import Function, Program

_LOOPS = (ast.For, ast.AsyncFor)
_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.GeneratorExp, ast.DictComp)


def oddities(program: Program) -> dict[int, list[str]]:
    """Return what is odd, by the line that it makes suspicious."""
    found: dict[int, list[str]] = {}
    for node in ast.walk(program.tree):
        makers = [_unread_part(node), _twice(node)]
        if isinstance(node, Function):
            makers += [_unread(node), _unread_argument(node)]
        for line, said in (item for made in makers for item in made):
            found.setdefault(line, []).append(said)
    return found


def _unread_part(node: ast.AST) -> Iterator[tuple[int, str]]:
    """`for price, count in items: total += price`: the count was to be read, where the price is."""
    if isinstance(node, _LOOPS):
        targets, body = [node.target], list(node.body)
    elif isinstance(node, _COMPREHENSIONS):
        targets = [
            generator.target for generator in node.generators if isinstance(generator.target, ast.Tuple)
        ]
        body = [node]  # type: ignore[list-item]  # walked over only
    else:
        return
    parts = {
        name.id
        for target in targets
        if isinstance(target, ast.Tuple)
        for name in ast.walk(target)
        if isinstance(name, ast.Name)
    }
    reads = [
        part
        for statement in body
        for part in ast.walk(statement)
        if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Load) and part.id in parts
    ]
    read = {part.id for part in reads}
    unread = sorted(name for name in parts - read if not name.startswith("_"))
    if unread and read:
        for line in sorted({part.lineno for part in reads}):
            yield line, f"`{unread[0]}` is unpacked beside what is read here, and never read"


def _unread(function: Function) -> Iterator[tuple[int, str]]:
    """`rest = total - paid` and no word of `rest` after that."""
    read = _read(function)
    outer = {
        name
        for node in ast.walk(function)
        if isinstance(node, ast.Global | ast.Nonlocal)
        for name in node.names
    }
    for node in ast.walk(function):
        match node:
            case ast.Assign(targets=[ast.Name(id=name)]) if name not in read | outer and not name.startswith(
                "_"
            ):
                yield node.lineno, f"`{name}` is set and never read"


def _unread_argument(function: Function) -> Iterator[tuple[int, str]]:
    """A function of one statement that does not read all that it is given."""
    given = [item.arg for item in function.args.args if item.arg not in ("self", "cls")]
    unread = [name for name in given if name not in _read(function) and not name.startswith("_")]
    last = function.body[-1]
    if len(unread) == 1 and len(given) > 1 and isinstance(last, ast.Return) and last.value is not None:
        yield last.lineno, f"`{unread[0]}` is given and never read"


def _twice(node: ast.AST) -> Iterator[tuple[int, str]]:
    """`a.x == a.x`, `x - x`: both sides say the same."""
    match node:
        case (
            ast.Compare(left=left, comparators=[right])
            | ast.BinOp(left=left, op=ast.Sub() | ast.Div() | ast.FloorDiv() | ast.Mod(), right=right)
        ):
            if not isinstance(left, ast.Constant) and ast.dump(left) == ast.dump(right):
                yield node.lineno, "both sides say the same"


def _read(function: Function) -> frozenset[str]:
    grown = {
        node.target.id
        for node in ast.walk(function)
        if isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name)
    }
    return frozenset(
        node.id
        for node in ast.walk(function)
        if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Store)
    ) | frozenset(grown)
