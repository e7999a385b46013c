"""Values that are one and the same where two were meant."""

import ast
import re
from collections.abc import Callable, Iterator

from analyzers.logic.pitfalls.found import Pitfall
from analyzers.logic.pitfalls.reading import (
    CONSUMERS,
    ONCE,
    at,
    changes,
    gives,
    reads,
    swap,
)
from analyzers.logic.program import Function, Program


def _repeated(program: Program, node: ast.AST) -> Iterator[Pitfall]:
    match node:
        case ast.BinOp(
            left=ast.List(elts=[(ast.List() | ast.Dict() | ast.Set() | ast.BinOp(left=ast.List())) as item]),
            op=ast.Mult(),
            right=times,
        ):
            cure = f"[{program.source(item)} for _ in range({program.source(times)})]"
            yield at(
                program, node, "same-object", "every item is the same object: a change of one shows in all", 0.95,
                edits=swap(program, node, cure), title="make a new one for each",
            )  # fmt: skip


def _shared_default(program: Program, node: ast.AST) -> Iterator[Pitfall]:
    if not isinstance(node, Function):
        return
    places = (*node.args.posonlyargs, *node.args.args)
    named = list(zip(reversed(places), reversed(node.args.defaults), strict=False))
    named += [
        (name, value)
        for name, value in zip(node.args.kwonlyargs, node.args.kw_defaults, strict=True)
        if value
    ]
    for argument, default in named:
        kept = any(changes(part, argument.arg) or gives(part, argument.arg) for part in node.body)
        if isinstance(default, ast.List | ast.Dict | ast.Set) and kept:
            yield at(
                program, default, "shared-default", f"the default of `{node.name}` is made once and shared by all calls", 0.9,
                help="let the default be `None`, and make a new one inside where it is `None`",
            )  # fmt: skip


def _shared_attribute(program: Program, node: ast.AST) -> Iterator[Pitfall]:
    if not isinstance(node, ast.ClassDef):
        return
    text = program.source(node)
    for statement in node.body:
        match statement:
            case ast.Assign(
                targets=[ast.Name(id=name)], value=(ast.List() | ast.Dict() | ast.Set()) as value
            ):
                changed = re.search(
                    rf"self\.{name}(?:\.(?:append|add|update|extend|insert)\(|\[[^\]\n]*\] *[+*-]?=(?!=))",
                    text,
                )
                if changed and f"self.{name} =" not in text:
                    yield at(
                        program, value, "shared-attribute", f"`{name}` belongs to the class: all its objects share this one", 0.9,
                        help=f"make it in `__init__`: `self.{name} = {program.source(value)}`",
                    )  # fmt: skip


def _second_name(program: Program, node: ast.AST) -> Iterator[Pitfall]:
    body = getattr(node, "body", None)
    if not isinstance(body, list):
        return
    for index, statement in enumerate(body):
        match statement:
            case ast.Assign(targets=[ast.Name(id=new)], value=ast.Name(id=old) as value) if new != old:
                later = body[index + 1 :]
                used = any(changes(part, new) for part in later) and any(reads(part, old) for part in later)
                if used and _is_container(program, old):
                    yield at(
                        program, value, "second-name", f"`{new}` is another name for the object `{old}`, not a copy of it", 0.85,
                        edits=swap(program, value, f"{old}.copy()"), title="copy it",
                    )  # fmt: skip


def _is_container(program: Program, name: str) -> bool:
    return any(
        isinstance(node, ast.Assign)
        and isinstance(node.value, ast.List | ast.Dict | ast.Set | ast.ListComp | ast.DictComp)
        and any(isinstance(target, ast.Name) and target.id == name for target in node.targets)
        for node in ast.walk(program.tree)
    )


def _late_bound(program: Program, node: ast.AST) -> Iterator[Pitfall]:
    if not isinstance(node, ast.For) or not isinstance(node.target, ast.Name):
        return
    name = node.target.id
    for inner in ast.walk(node):
        if not isinstance(inner, ast.Lambda) or name in {argument.arg for argument in inner.args.args}:
            continue
        kept = isinstance(
            program.parents.get(inner), ast.Call | ast.Dict | ast.List | ast.Assign | ast.keyword
        )
        caller = program.parents.get(inner)
        at_once = (
            isinstance(caller, ast.Call)
            and isinstance(caller.func, ast.Name)
            and caller.func.id in (CONSUMERS | ONCE)
        )
        if (
            kept
            and not at_once
            and any(isinstance(part, ast.Name) and part.id == name for part in ast.walk(inner.body))
        ):
            yield at(
                program, inner, "late-bound", f"`{name}` is looked up when the lambda is called: all of them see its last value", 0.85,
                help=f"keep today's value as a default: `lambda {name}={name}: ...`",
            )  # fmt: skip


RULES: tuple[Callable[[Program, ast.AST], Iterator[Pitfall]], ...] = (
    _repeated,
    _shared_default,
    _shared_attribute,
    _second_name,
    _late_bound,
)
