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
                edits=_made_inside(program, node, argument, default), title="make a new one for each call",
            )  # fmt: skip


def _made_inside(
    program: Program, function: Function, argument: ast.arg, default: ast.expr
) -> tuple[tuple[int, int, str], ...]:
    body = function.body[1:] if ast.get_docstring(function) is not None else function.body
    if argument.annotation is not None or not body or body[0].lineno == function.lineno:
        return ()  # the annotation would have to say that it may be None; or all stands on one line
    first = program.start(body[0])
    indent = " " * (first - program.text.rfind("\n", 0, first) - 1)
    lines = f"if {argument.arg} is None:\n{indent}    {argument.arg} = {program.source(default)}\n{indent}"
    return ((program.start(default), program.end(default), "None"), (first, first, lines))


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
                        edits=_made_in_init(program, node, name, value), title="make one for each object",
                    )  # fmt: skip


def _made_in_init(
    program: Program, owner: ast.ClassDef, name: str, value: ast.expr
) -> tuple[tuple[int, int, str], ...]:
    for method in owner.body:
        if isinstance(method, ast.FunctionDef) and method.name == "__init__" and method.args.args:
            body = method.body[1:] if ast.get_docstring(method) is not None else method.body
            if not body or body[0].lineno == method.lineno:
                return ()
            first = program.start(body[0])
            indent = " " * (first - program.text.rfind("\n", 0, first) - 1)
            line = f"{method.args.args[0].arg}.{name} = {program.source(value)}\n{indent}"
            return ((first, first, line),)
    return ()


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
                edits=_kept_now(program, inner, name), title=f"keep the value that `{name}` has now",
            )  # fmt: skip


def _kept_now(program: Program, function: ast.Lambda, name: str) -> tuple[tuple[int, int, str], ...]:
    given = function.args
    if given.vararg or given.kwarg or given.kwonlyargs:
        return ()
    head = program.text[program.start(function) : program.start(function.body)]
    place = program.start(function) + head.rindex(":")
    before = head[len("lambda") : head.rindex(":")].strip()
    return ((place, place, f", {name}={name}" if before else f" {name}={name}"),)


RULES: tuple[Callable[[Program, ast.AST], Iterator[Pitfall]], ...] = (
    _repeated,
    _shared_default,
    _shared_attribute,
    _second_name,
    _late_bound,
)
