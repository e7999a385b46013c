"""Which names, constants, conditions and statements does a function offer to build an edit from?"""

import ast
import builtins
from collections.abc import Iterator

from analyzers.deferred import dataclass
from analyzers.logic.program import Function, Program

_BUILTINS = frozenset(dir(builtins))

Options = tuple[int, tuple[tuple[str, str], ...]]
"""How many positional arguments a function must have, and those it need not have, with their defaults."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """What is at hand in one function, or at the top of a module."""

    variables: tuple[str, ...]  # parameters and assigned names, in the order of appearance
    parameters: tuple[str, ...]
    globals: tuple[str, ...]  # assigned at the top of the module
    callables: tuple[str, ...]  # functions and classes of the module
    single: tuple[str, ...]  # functions of the module that take one value, other than this one
    attributes: tuple[str, ...]  # attribute names read or written in the module, on anything
    methods: tuple[str, ...]  # called as methods
    numbers: tuple[str, ...]  # constants as source text
    strings: tuple[str, ...]
    words: tuple[str, ...]  # strings of the whole module that are single words
    conditions: tuple[str, ...]  # of the function's ifs and whiles
    kinds: dict[str, str]  # variable -> "int", "str", "list", ... where its assignments say so
    returns: tuple[str, ...]  # texts of returned expressions
    keys: tuple[str, ...]  # what `key=` is in calls of the module
    options: dict[str, Options]  # functions and methods of the module with arguments that need not be given
    unused: frozenset[str]  # parameters and variables that nothing reads
    is_method: bool

    @classmethod
    def of(cls, program: Program, function: Function | None) -> "Scope":
        """Gather what a function offers; None stands for the module's own statements."""
        root: ast.AST = function or program.tree
        names: dict[str, None] = {}
        parameters: list[str] = []
        around: ast.AST | None = function
        while isinstance(around, Function):
            parameters += [item.arg for item in _arguments(around)]
            around = program.function(around)
        names |= dict.fromkeys(parameters)
        conditions, returns = [], []
        kinds: dict[str, str] = {}
        for node in ast.walk(root):
            match node:
                case ast.Name(id=name, ctx=ast.Store()):
                    names.setdefault(name)
                case ast.If(test=test) | ast.While(test=test) | ast.IfExp(test=test):
                    conditions.append(program.source(test))
                case ast.Return(value=ast.expr() as value):
                    returns.append(program.source(value))
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                kind = kind_of(node.value)
                if kind:
                    kinds.setdefault(node.targets[0].id, kind)
            elif isinstance(node, ast.For) and isinstance(node.target, ast.Name) and _is_range(node.iter):
                kinds[node.target.id] = "int"
        if function is not None:
            outer = program.function(function)
            while outer is not None:  # an inner function sees the names of those around it
                names |= dict.fromkeys(
                    node.id
                    for node in ast.walk(outer)
                    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
                )
                outer = program.function(outer)
        top = program.tree.body
        callables = [node.name for node in top if isinstance(node, Function | ast.ClassDef)]
        global_names = [
            target.id
            for node in top
            if isinstance(node, ast.Assign)
            for target in node.targets
            if isinstance(target, ast.Name)
        ]
        attributes: dict[str, None] = {}
        methods: dict[str, None] = {}
        numbers: dict[str, None] = {}
        strings: dict[str, None] = {}
        for node in program.parents:
            if isinstance(node, ast.Attribute):
                called = isinstance(program.parents.get(node), ast.Call) and (
                    program.parents[node].func is node  # type: ignore[attr-defined]  # a call
                )
                (methods if called else attributes).setdefault(node.attr)
        for node in top:
            if isinstance(node, ast.ImportFrom):
                callables += [alias.asname or alias.name for alias in node.names if alias.name.islower()]
            elif isinstance(node, ast.ClassDef):
                for part in node.body:
                    if isinstance(part, Function) and not part.name.startswith("__"):
                        methods.setdefault(part.name)
        for name in _members(program.tree):
            attributes.setdefault(name)
        for node in ast.walk(root):
            if isinstance(node, ast.Constant) and not isinstance(node.value, bool):
                if isinstance(node.value, int | float):
                    numbers.setdefault(program.source(node))
                elif isinstance(node.value, str) and len(node.value) <= 30 and not _is_loose(program, node):
                    strings.setdefault(program.source(node))
        first = function.args.args[0].arg if function is not None and function.args.args else ""
        return cls(
            variables=tuple(name for name in names if name not in ("self", "cls", "_")),
            parameters=tuple(name for name in parameters if name not in ("self", "cls")),
            globals=tuple(name for name in global_names if name not in names),
            callables=tuple(callables),
            single=tuple(
                node.name
                for node in top
                if isinstance(node, Function) and len(node.args.args) == 1 and node is not function
            )[:6],
            attributes=tuple(attributes),
            methods=tuple(methods),
            numbers=tuple(numbers)[:12],
            strings=tuple(strings)[:12],
            words=tuple(dict.fromkeys(_words(program)))[:20],
            conditions=tuple(dict.fromkeys(conditions))[:12],
            kinds=kinds,
            returns=tuple(dict.fromkeys(returns))[:12],
            keys=tuple(dict.fromkeys(_keys(program)))[:6],
            options=dict(_options(program)),
            unused=frozenset(names) - _read(root) - {"self", "cls", "_"}
            if function is not None
            else frozenset(),
            is_method=first == "self",
        )


def _keys(program: Program) -> Iterator[str]:
    """What values are put in order by, anywhere in the module."""
    for node in program.parents:
        if isinstance(node, ast.keyword) and node.arg == "key":
            yield program.source(node.value)


def _words(program: Program) -> Iterator[str]:
    for node in program.parents:
        match node:
            case ast.Constant(value=str() as text) if text.isidentifier() and not _is_loose(program, node):
                yield program.source(node)


def _options(program: Program) -> Iterator[tuple[str, Options]]:
    for node in program.parents:
        if isinstance(node, Function) and node.args.defaults:
            args = [*node.args.posonlyargs, *node.args.args]
            bound = isinstance(program.parents.get(node), ast.ClassDef) and args[0].arg in ("self", "cls")
            first = len(args) - len(node.args.defaults)
            named = (item.arg for item in args[first:])
            defaults = tuple(zip(named, map(program.source, node.args.defaults), strict=True))
            yield node.name, (first - bound, defaults)


def _read(root: ast.AST) -> frozenset[str]:
    return frozenset(
        node.id for node in ast.walk(root) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)
    ) | frozenset(
        node.target.id
        for node in ast.walk(root)
        if isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name)
    )


def _members(tree: ast.AST) -> Iterator[str]:
    """Names that classes declare and that are read as attributes: properties and annotated fields."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.ClassDef):
            continue
        for part in node.body:
            match part:
                case ast.FunctionDef(decorator_list=[ast.Name(id="property" | "cached_property")]):
                    yield part.name
                case ast.AnnAssign(target=ast.Name(id=name)):
                    yield name


def _is_range(node: ast.expr) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "range"


def _arguments(function: Function) -> list[ast.arg]:
    args = function.args
    found = [*args.posonlyargs, *args.args, *args.kwonlyargs]
    return found + [item for item in (args.vararg, args.kwarg) if item is not None]


def _is_loose(program: Program, node: ast.Constant) -> bool:
    """Whether a string is a docstring or a piece of an f-string."""
    parent = program.parents.get(node)
    return isinstance(parent, ast.Expr | ast.JoinedStr | ast.FormattedValue)


def kind_of(value: ast.expr) -> str:
    """Return the type that an expression surely has, by its form, or an empty string."""
    match value:
        case ast.Constant(value=held):
            return type(held).__name__ if held is not None else ""
        case ast.List() | ast.ListComp():
            return "list"
        case ast.Dict() | ast.DictComp():
            return "dict"
        case ast.Set() | ast.SetComp():
            return "set"
        case ast.Tuple():
            return "tuple"
        case ast.JoinedStr():
            return "str"
        case ast.Compare() | ast.UnaryOp(op=ast.Not()):
            return "bool"
        case ast.UnaryOp(op=ast.USub()):
            return kind_of(value.operand)
        case ast.Call(func=ast.Name(id=name)):
            return _RESULTS.get(name, "")
        case ast.BinOp(left=left, right=right):
            left_kind, right_kind = kind_of(left), kind_of(right)
            if left_kind in ("list", "str") and isinstance(value.op, ast.Mult):
                return left_kind
            if isinstance(value.op, ast.Div):
                return "float"
            return left_kind if left_kind == right_kind else ""
        case _:
            return ""


_RESULTS = {
    "len": "int",
    "int": "int",
    "ord": "int",
    "sum": "",
    "str": "str",
    "list": "list",
    "sorted": "list",
    "dict": "dict",
    "set": "set",
    "tuple": "tuple",
    "float": "float",
    "bool": "bool",
    "defaultdict": "dict",
    "Counter": "dict",
    "deque": "deque",
}
