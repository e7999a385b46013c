"""Will well-formed Python code certainly be stopped, or never stop, as far as its text alone shows?

Kinds of values are followed only through names that are bound once, at the top level, by a plain assignment.
Nothing inside a `try` with handlers counts: what fails there may be meant to.
"""

import ast
import builtins
import symtable
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from analyzers.python_clocks import mixed

_KNOWN = frozenset(dir(builtins)) | {
    "__file__",
    "__name__",
    "__doc__",
    "__annotations__",
    "__builtins__",
    "__spec__",
}
_KINDS: dict[str, type] = {
    "str": str,
    "number": int,
    "list": list,
    "dict": dict,
    "tuple": tuple,
    "none": type(None),
}
_RESULTS = {"input": "str", "str": "str", "len": "number", "int": "number", "float": "number", "sum": "number"} | {
    "list": "list", "sorted": "list", "print": "none", "dict": "dict", "tuple": "tuple",
}  # fmt: skip
_RETURNS_NONE = frozenset(("sort", "append", "extend", "reverse", "insert", "clear"))


@dataclass(frozen=True, slots=True)
class Certain:
    """A failure that the text alone shows: its kind, what is said of it, how sure, and whether it is a hang."""

    kind: str
    what: str
    strength: float
    hang: bool = False


@dataclass(frozen=True, slots=True)
class _Scene:
    tree: ast.Module
    values: dict[str, ast.expr]  # names bound once at the top level
    changed: frozenset[str]  # names whose value something may change


def certain_failure(code: str) -> Certain | None:
    """Return the first certain failure of dedented code, or None; also None when it does not parse."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(code)
            table = symtable.symtable(code, "<code>", "exec")
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    scene = _Scene(tree, _bound_once(tree), _changed(tree))
    for node in _unguarded(tree):
        for check in _CHECKS:
            found = check(node, scene)
            if found is not None:
                return found
    return _unbound_local(tree) or _undefined(tree, table)


def _unguarded(node: ast.AST) -> Iterator[ast.AST]:
    yield node
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Try) and child.handlers:
            continue
        if isinstance(child, ast.With):
            continue  # it may suppress what is raised inside
        yield from _unguarded(child)


def _operation(node: ast.AST, scene: _Scene) -> Certain | None:
    if not isinstance(node, ast.BinOp):
        return None
    left, right = _kind(node.left, scene), _kind(node.right, scene)
    if isinstance(node.op, (ast.Div, ast.FloorDiv, ast.Mod)) and left != "str" and _zero(node.right, scene):
        return Certain("exception", f"division by zero in line {node.lineno}", 0.9)
    if isinstance(node.op, ast.Add) and left and right and left != right:
        return Certain("exception", f"a {left} and a {right} are added in line {node.lineno}", 0.92)
    if isinstance(node.op, ast.Sub) and "str" in (left, right):
        return Certain("exception", f"text is subtracted in line {node.lineno}", 0.9)
    return None


def _comparison(node: ast.AST, scene: _Scene) -> Certain | None:
    if not isinstance(node, ast.Compare) or not isinstance(node.ops[0], (ast.Lt, ast.Gt, ast.LtE, ast.GtE)):
        return None
    if {_kind(node.left, scene), _kind(node.comparators[0], scene)} == {"str", "number"}:
        return Certain("exception", f"text is compared with a number in line {node.lineno}", 0.9)
    return None


def _moments(node: ast.AST, scene: _Scene) -> Certain | None:
    if not isinstance(node, ast.BinOp | ast.Compare) or not mixed(node, scene.values):
        return None
    return Certain("exception", f"a time with and one without a zone meet in line {node.lineno}", 0.92)


def _call(node: ast.AST, scene: _Scene) -> Certain | None:
    if not isinstance(node, ast.Call):
        return None
    if isinstance(node.func, ast.Attribute):
        kind = _kind(node.func.value, scene)
        if kind and not hasattr(_KINDS[kind], node.func.attr) and kind != "number":
            return Certain("exception", f"a {kind} has no `{node.func.attr}`, line {node.lineno}", 0.92)
        return None
    if not isinstance(node.func, ast.Name) or len(node.args) != 1:
        return None
    argument = node.args[0]
    if (
        node.func.id in ("int", "float")
        and isinstance(argument, ast.Constant)
        and isinstance(argument.value, str)
    ):
        try:
            float(argument.value)
        except ValueError:
            return Certain("exception", f"text that is no number in line {node.lineno}", 0.9)
    if node.func.id in ("len", "sum", "sorted", "max", "min") and _kind(argument, scene) == "number":
        return Certain("exception", f"`{node.func.id}` of a number in line {node.lineno}", 0.9)
    return None


def _item(node: ast.AST, scene: _Scene) -> Certain | None:
    if not isinstance(node, ast.Subscript) or not isinstance(node.value, ast.Name):
        return None
    name = node.value.id
    kind = _kind(node.value, scene)
    if isinstance(node.ctx, ast.Store):
        if kind in ("str", "tuple", "none"):
            return Certain("exception", f"an item of a {kind} is assigned in line {node.lineno}", 0.9)
        return None
    if kind in ("none", "number"):
        return Certain("exception", f"an item of a {kind} is read in line {node.lineno}", 0.88)
    value = scene.values.get(name)
    if name in scene.changed or not isinstance(node.slice, ast.Constant):
        return None
    key = node.slice.value
    if (
        isinstance(value, (ast.List, ast.Tuple))
        and isinstance(key, int)
        and not _starred(value)
        and key >= len(value.elts)
    ):
        return Certain("exception", f"index {key} of {len(value.elts)} items in line {node.lineno}", 0.92)
    if isinstance(value, ast.Dict) and all(isinstance(each, ast.Constant) for each in value.keys):
        keys = {each.value for each in value.keys if isinstance(each, ast.Constant)}
        return None if key in keys else Certain("exception", f"no key {key!r} in line {node.lineno}", 0.92)
    return None


def _iteration(node: ast.AST, scene: _Scene) -> Certain | None:
    if isinstance(node, ast.For) and (kind := _kind(node.iter, scene)) in ("number", "none"):
        return Certain("exception", f"a loop over a {kind} in line {node.lineno}", 0.92)
    return None


def _lost(node: ast.AST, scene: _Scene) -> Certain | None:
    """`xs = xs.sort()` leaves None behind; what is done with it next decides whether that stops the program."""
    match node:
        case ast.Assign(
            targets=[ast.Name(id=name)],
            value=ast.Call(func=ast.Attribute(value=ast.Name(id=same), attr=attr)),
        ) if name == same and attr in _RETURNS_NONE:
            for each in ast.walk(scene.tree):
                match each:
                    case (
                        ast.Subscript(value=ast.Name(id=used))
                        | ast.For(iter=ast.Name(id=used))
                        | ast.Call(func=ast.Name(id="len" | "sum" | "max" | "min"), args=[ast.Name(id=used)])
                    ) if used == name and each.lineno > node.lineno:
                        return Certain("exception", f"`{name}` is None from line {node.lineno} on", 0.9)
    return None


def _recursion(node: ast.AST, _: _Scene) -> Certain | None:
    """A function that always calls itself ends in a RecursionError."""
    if not isinstance(node, ast.FunctionDef) or len(node.body) > 6:
        return None
    for inner in ast.walk(node):
        if isinstance(
            inner,
            (ast.If, ast.IfExp, ast.BoolOp, ast.Try, ast.While, ast.For, ast.Yield, ast.Lambda, ast.Match),
        ):
            return None
    for statement in node.body:
        for inner in ast.walk(statement):
            if (
                isinstance(inner, ast.Call)
                and isinstance(inner.func, ast.Name)
                and inner.func.id == node.name
            ):
                return Certain("exception", f"`{node.name}` calls itself without end", 0.88)
    return None


def _property(node: ast.AST, _: _Scene) -> Certain | None:
    """A property that reads, or whose setter sets, itself ends in a RecursionError once it is used."""
    if not isinstance(node, ast.FunctionDef):
        return None
    for decorator in node.decorator_list:
        getter = isinstance(decorator, ast.Name) and decorator.id in ("property", "cached_property")
        setter = isinstance(decorator, ast.Attribute) and decorator.attr == "setter"
        context = ast.Load if getter else ast.Store if setter else None
        for statement in node.body if context is not None else ():
            if isinstance(statement, ast.If | ast.Try | ast.While | ast.For | ast.With | ast.Match):
                continue  # it may not be reached
            for inner in ast.walk(statement):
                match inner:
                    case ast.Attribute(value=ast.Name(id="self"), attr=attr, ctx=used) if (
                        attr == node.name and context is not None and isinstance(used, context)
                    ):
                        return Certain("exception", f"the property `{attr}` uses itself without end", 0.88)
    return None


def _endless(node: ast.AST, _: _Scene) -> Certain | None:
    """A `while` whose condition reads names that the body never binds, and that nothing leaves."""
    if not isinstance(node, ast.While):
        return None
    inside = list(ast.walk(node))
    if any(isinstance(each, (ast.Break, ast.Return, ast.Raise, ast.Yield, ast.Await)) for each in inside):
        return None
    tested = {each.id for each in ast.walk(node.test) if isinstance(each, ast.Name)}
    if (
        any(isinstance(each, (ast.Call, ast.Attribute, ast.Subscript)) for each in ast.walk(node.test))
        or not tested
    ):
        return None
    bound = {each.id for each in inside if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Store)}
    called = {
        each.func.value.id
        for each in inside
        if isinstance(each, ast.Call)
        and isinstance(each.func, ast.Attribute)
        and isinstance(each.func.value, ast.Name)
    }
    if tested & (bound | called):
        return None
    return Certain("hang", f"nothing ends the loop in line {node.lineno}", 0.9, hang=True)


_CHECKS: tuple[Callable[[ast.AST, _Scene], Certain | None], ...] = (
    _operation, _comparison, _moments, _call, _item, _iteration, _lost, _recursion, _property, _endless,
)  # fmt: skip


def _kind(node: ast.expr, scene: _Scene, depth: int = 0) -> str:
    """Return a name of `_KINDS` where the text alone says what a value is, else an empty string."""
    if depth > 20:
        return ""
    match node:
        case ast.Constant(value=bool()):
            return ""
        case ast.Constant(value=str()) | ast.JoinedStr():
            return "str"
        case ast.Constant(value=int() | float()):
            return "number"
        case ast.Constant(value=None):
            return "none"
        case ast.List() | ast.ListComp():
            return "list"
        case ast.Dict() | ast.DictComp():
            return "dict"
        case ast.Tuple():
            return "tuple"
        case ast.Name(id=name) if name in scene.values:
            return _kind(scene.values[name], scene, depth + 1)
        case ast.Call(func=ast.Name(id=name)) if name not in scene.values:
            return _RESULTS.get(name, "")
        case ast.Call(func=ast.Attribute(value=value, attr=attribute)) if attribute in _RETURNS_NONE:
            return "none" if _kind(value, scene, depth + 1) == "list" else ""
        case ast.BinOp(op=ast.Add(), left=left, right=right):
            first = _kind(left, scene, depth + 1)
            return first if first == _kind(right, scene, depth + 1) else ""
        case _:
            return ""


def _zero(node: ast.expr, scene: _Scene) -> bool:
    if isinstance(node, ast.Name):
        node = scene.values.get(node.id, node)
    return isinstance(node, ast.Constant) and isinstance(node.value, (int, float)) and node.value == 0


def _starred(value: ast.List | ast.Tuple) -> bool:
    return any(isinstance(each, ast.Starred) for each in value.elts)


def _bound_once(tree: ast.Module) -> dict[str, ast.expr]:
    times: dict[str, int] = {}
    for node in ast.walk(tree):
        match node:
            case ast.Name(id=name, ctx=ast.Store() | ast.Del()) | ast.arg(arg=name):
                times[name] = times.get(name, 0) + 1
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name) | ast.AsyncFunctionDef(name=name):
                times[name] = times.get(name, 0) + 1
            case ast.alias(name=name, asname=asname):
                times[asname or name] = times.get(asname or name, 0) + 1
    values: dict[str, ast.expr] = {}
    for statement in tree.body:
        match statement:
            case ast.Assign(targets=[ast.Name(id=name)], value=value) if times.get(name) == 1:
                values[name] = value
    return values


def _changed(tree: ast.Module) -> frozenset[str]:
    """Return names whose value may change in place: an item set, a method called, handed to a call."""
    changed: set[str] = set()
    for node in ast.walk(tree):
        match node:
            case ast.Subscript(value=ast.Name(id=name), ctx=ast.Store() | ast.Del()):
                changed.add(name)
            case ast.Attribute(value=ast.Name(id=name)):
                changed.add(name)
            case ast.Call(args=arguments, func=function):
                if not (
                    isinstance(function, ast.Name)
                    and function.id in ("print", "len", "str", "sum", "sorted", "range")
                ):
                    changed.update(each.id for each in arguments if isinstance(each, ast.Name))
    return frozenset(changed)


def _unbound_local(tree: ast.Module) -> Certain | None:
    """A function that adds to a name of the module without declaring it global reads a local that is not there."""
    top = {
        node.id
        for statement in tree.body
        for node in ast.walk(statement)
        if isinstance(statement, ast.Assign) and isinstance(node, ast.Name)
    }
    for function in tree.body:
        if not isinstance(function, ast.FunctionDef):
            continue
        arguments = {each.arg for each in ast.walk(function.args) if isinstance(each, ast.arg)}
        declared = {
            name
            for node in ast.walk(function)
            if isinstance(node, (ast.Global, ast.Nonlocal))
            for name in node.names
        }
        plain = {
            target.id
            for node in ast.walk(function)
            if isinstance(node, (ast.Assign, ast.For, ast.With, ast.NamedExpr, ast.AnnAssign))
            for target in ast.walk(node)
            if isinstance(target, ast.Name) and isinstance(target.ctx, ast.Store)
        }
        for node in ast.walk(function):
            if isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name):
                name = node.target.id
                if name in top and name not in arguments | declared | plain:
                    return Certain(
                        "exception", f"`{name}` is local to `{function.name}` and has no value", 0.9
                    )
    return None


def _undefined(tree: ast.Module, table: symtable.SymbolTable) -> Certain | None:
    """A name that is read and that nothing in the text binds."""
    if any(isinstance(node, ast.ImportFrom) and node.names[0].name == "*" for node in ast.walk(tree)):
        return None
    scopes = list(_scopes(table))
    bound = {
        symbol.get_name()
        for scope in scopes
        for symbol in scope.get_symbols()
        if (symbol.is_assigned() or symbol.is_imported() or symbol.is_namespace())
        and (scope.get_type() == "module" or symbol.is_declared_global())
    }
    for scope in scopes:
        for symbol in scope.get_symbols():
            name = symbol.get_name()
            if symbol.is_referenced() and symbol.is_global() and name not in bound and name not in _KNOWN:
                whole = any(
                    isinstance(node, (ast.FunctionDef, ast.Import, ast.ImportFrom, ast.ClassDef))
                    for node in tree.body
                )
                return Certain("name", f"nothing defines `{name}`", 0.75 if whole else 0.5)
    return None


def _scopes(table: symtable.SymbolTable) -> Iterator[symtable.SymbolTable]:
    yield table
    for child in table.get_children():
        yield from _scopes(child)
