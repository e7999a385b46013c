"""Values that are one and the same where two were meant."""

import ast
from collections.abc import Callable, Iterator

from analyzers.logic.edits.lines import unit
from analyzers.logic.pitfalls.found import Pitfall
from analyzers.logic.pitfalls.reading import (
    CONSUMERS,
    ONCE,
    Edits,
    at,
    changes,
    gives,
    put_first,
    reads,
    sets,
    sound,
    swap,
)
from analyzers.logic.program import Function, Program

_GROWING = frozenset(["append", "add", "update", "extend", "insert"])


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


def _one_for_all_keys(program: Program, node: ast.AST) -> Iterator[Pitfall]:
    match node:
        case ast.Call(func=ast.Attribute(value=ast.Name(id="dict"), attr="fromkeys"), args=[keys, value]) if (
            _is_new(value)
        ):
            cure = f"{{key: {program.source(value)} for key in {program.source(keys)}}}"
            yield at(
                program, node, "same-object", "all keys have the same object: a change of one shows in all", 0.95,
                edits=swap(program, node, cure), title="make a new one for each key",
            )  # fmt: skip


def _is_new(value: ast.expr) -> bool:
    """Whether an expression makes a container."""
    match value:
        case ast.List() | ast.Dict() | ast.Set() | ast.ListComp() | ast.SetComp() | ast.DictComp():
            return True
        case ast.Call(func=ast.Name(id=name)):
            return name in (
                "list",
                "dict",
                "set",
                "deque",
                "defaultdict",
                "Counter",
                "OrderedDict",
                "bytearray",
            )
    return False


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
        kept = any(
            changes(part, argument.arg) or gives(part, argument.arg) or _stores(part, argument.arg)
            for part in node.body
        )
        kept = kept and not any(sets(part, argument.arg) for part in node.body)  # `xs = list(xs)`
        if _is_new(default) and kept:
            yield at(
                program, default, "shared-default", f"the default of `{node.name}` is made once and shared by all calls", 0.9,
                help="let the default be `None`, and make a new one inside where it is `None`",
                edits=_made_inside(program, node, argument, default), title="make a new one for each call",
            )  # fmt: skip


def _stores(statement: ast.stmt, name: str) -> bool:
    """Whether a statement keeps the object of this name as an attribute of another one."""
    match statement:
        case (
            ast.Assign(targets=[ast.Attribute()], value=ast.Name(id=kept))
            | ast.AnnAssign(target=ast.Attribute(), value=ast.Name(id=kept))
        ):
            return kept == name
    return False


def _made_inside(program: Program, function: Function, argument: ast.arg, default: ast.expr) -> Edits:
    if argument.annotation is not None:
        return ()  # it would have to say that it may be None
    text = program.source(default)
    put = put_first(program, function, f"if {argument.arg} is None:\n{unit(program)}{argument.arg} = {text}")
    return sound(program, (*swap(program, default, "None"), put)) if put else ()


def _shared_attribute(program: Program, node: ast.AST) -> Iterator[Pitfall]:
    if not isinstance(node, ast.ClassDef):
        return
    for statement in node.body:
        match statement:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                if _is_new(value) and _is_changed_by_objects(program, node, name):
                    yield at(
                        program, value, "shared-attribute", f"`{name}` belongs to the class: all its objects share this one", 0.9,
                        help=f"make it in `__init__`: `self.{name} = {program.source(value)}`",
                        edits=_made_in_init(program, node, name, value), title="make one for each object",
                    )  # fmt: skip


def _is_changed_by_objects(program: Program, owner: ast.ClassDef, name: str) -> bool:
    """Whether methods change a class's attribute through `self`, and nothing shows that it is shared on purpose."""
    changed = False
    for node in ast.walk(program.tree):
        if not isinstance(node, ast.Attribute) or node.attr != name or not isinstance(node.value, ast.Name):
            continue
        if node.value.id in (owner.name, "cls"):
            return False  # the class's own, and meant so
        if node.value.id == "self" and isinstance(node.ctx, ast.Store):
            return False  # each object has one
        around = program.parents.get(node)
        call = program.parents.get(around) if around is not None else None
        grows = isinstance(around, ast.Attribute) and around.attr in _GROWING and isinstance(call, ast.Call)
        stored = isinstance(around, ast.Subscript) and isinstance(around.ctx, ast.Store)
        if node.value.id == "self" and (grows or stored):
            method = next((one for one in owner.body if node in ast.walk(one)), None)
            if method is None or getattr(method, "name", "") == "__init__":
                return False  # a register of all objects, perhaps
            changed = True
    return changed


def _made_in_init(program: Program, owner: ast.ClassDef, name: str, value: ast.expr) -> Edits:
    for method in owner.body:
        if isinstance(method, ast.FunctionDef) and method.name == "__init__" and method.args.args:
            put = put_first(program, method, f"{method.args.args[0].arg}.{name} = {program.source(value)}")
            return sound(program, (put,)) if put else ()
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
    for inner in (part for statement in node.body for part in ast.walk(statement)):
        if not isinstance(inner, ast.Lambda) or not _looks_up(inner, name):
            continue
        caller = program.parents.get(inner)
        if isinstance(caller, ast.keyword):
            caller = program.parents.get(caller)
        called = caller.func if isinstance(caller, ast.Call) else None
        at_once = (
            getattr(called, "id", "") in (CONSUMERS | ONCE)
            or getattr(called, "attr", "") == "sort"
            or called is inner
        )
        statement = next(one for one in program.ancestors(inner) if isinstance(one, ast.stmt))
        kept = isinstance(caller, ast.Call | ast.Dict | ast.List | ast.Assign)
        if kept and not at_once and not isinstance(statement, ast.Return):
            yield at(
                program, inner, "late-bound", f"`{name}` is looked up when the lambda is called: all of them see its last value", 0.85,
                help=f"keep today's value as a default: `lambda {name}={name}: ...`",
                edits=_kept_now(program, inner, name), title=f"keep the value that `{name}` has now",
            )  # fmt: skip


def _looks_up(function: ast.Lambda, name: str) -> bool:
    """Whether a lambda reads a name that is not its own."""
    own = {one.arg for one in ast.walk(function.args) if isinstance(one, ast.arg)}
    own |= {
        one.id
        for one in ast.walk(function.body)
        if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store)
    }
    return name not in own and any(
        isinstance(part, ast.Name) and part.id == name for part in ast.walk(function.body)
    )


def _kept_now(program: Program, function: ast.Lambda, name: str) -> Edits:
    given = function.args
    if given.vararg or given.kwarg or given.kwonlyargs:
        return ()
    last = max((program.end(one) for one in (*given.args, *given.posonlyargs, *given.defaults)), default=None)
    begin = program.start(function) + len("lambda") if last is None else last
    place = program.text.index(":", begin)
    if program.text[begin:place].strip():
        return ()  # a comma or a comment stands there
    return sound(program, ((place, place, f" {name}={name}" if last is None else f", {name}={name}"),))


RULES: tuple[Callable[[Program, ast.AST], Iterator[Pitfall]], ...] = (
    _repeated,
    _one_for_all_keys,
    _shared_default,
    _shared_attribute,
    _second_name,
    _late_bound,
)
