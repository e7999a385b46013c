"""Does a repaired text make sense? What its syntax tree holds that people hardly ever write.

A candidate that compiles can still be nonsense: `len(args != 2)`, `input, "Name: "`, code behind a `return`. Each
oddity is counted; how much one weighs is learnt together with the other features of the ranking.
"""

import ast
from collections.abc import Iterable, Mapping
from types import MappingProxyType

ODDITIES = ("arity", "compared", "idle", "dead", "kinds", "unbound", "shapes", "naming")
# Builtins with the fewest and the most arguments by position that they take.
_ARITY = {
    "len": (1, 1), "ord": (1, 1), "chr": (1, 1), "abs": (1, 1), "repr": (1, 1), "hash": (1, 1), "id": (1, 1),
    "callable": (1, 1), "any": (1, 1), "all": (1, 1), "input": (0, 1), "bool": (0, 1), "float": (0, 1),
    "list": (0, 1), "tuple": (0, 1), "set": (0, 1), "frozenset": (0, 1), "next": (1, 2), "isinstance": (2, 2),
    "issubclass": (2, 2), "hasattr": (2, 2), "getattr": (2, 3), "setattr": (3, 3), "delattr": (2, 2), "divmod": (2, 2),
    "range": (1, 3), "enumerate": (1, 2), "str": (0, 2), "int": (0, 2), "sum": (1, 2), "sorted": (1, 1),
    "reversed": (1, 1), "round": (1, 2), "globals": (0, 0), "locals": (0, 0), "map": (2, 9), "filter": (2, 2),
    "open": (1, 4), "hex": (1, 1), "bin": (1, 1), "oct": (1, 1), "pow": (2, 3), "vars": (0, 1), "dir": (0, 1),
}  # fmt: skip
# Functions that nobody gives a truth value.
_NO_TRUTH = frozenset(
    {"len", "ord", "chr", "int", "float", "abs", "sum", "range", "hex", "bin", "sorted", "open", "input", "enumerate",
     "list", "tuple", "set", "round", "isinstance", "hasattr", "getattr", "iter", "next", "join", "append", "split",
     "strip", "lower", "upper", "startswith", "endswith", "replace", "format"}
)  # fmt: skip
_LITERALS = (ast.Constant, ast.List, ast.Dict, ast.Set, ast.Tuple, ast.JoinedStr, ast.ListComp, ast.DictComp)
_LEAVES = (ast.Return, ast.Raise, ast.Break, ast.Continue)
_SCALARS = (int, float, bool, type(None))


def oddities(
    tree: ast.Module, known: Iterable[str], arities: Mapping[str, tuple[int, int]] = MappingProxyType({})
) -> tuple[int, ...]:
    """Return how many of each of `ODDITIES` a tree holds.

    `known` are names that are bound outside of it, `arities` the fewest and the most arguments of the text's own
    functions, methods with a dot before them.
    """
    counts = dict.fromkeys(ODDITIES, 0)
    calls: dict[str, dict[int, int]] = {}
    for node in ast.walk(tree):
        match node:
            case ast.Call():
                _call(node, counts, calls)
                counts["arity"] += _misfits(node, arities)
            case ast.Subscript(value=value, slice=index):
                counts["compared"] += isinstance(index, ast.BoolOp)
                counts["kinds"] += isinstance(value, ast.Constant) and not isinstance(
                    value.value, str | bytes
                )
                counts["kinds"] += isinstance(value, ast.Set | ast.Lambda)
            case ast.BinOp(left=left, op=op, right=right):
                counts["kinds"] += _unlike(left, right) and not isinstance(op, ast.Mod | ast.Mult)
            case ast.Compare():
                _compare(node, counts)
            case ast.Attribute(value=ast.Constant(value=value)):
                counts["kinds"] += not isinstance(value, str | bytes)
            case ast.UnaryOp(op=ast.USub() | ast.UAdd() | ast.Invert(), operand=operand):
                counts["kinds"] += isinstance(operand, _LITERALS) and not _is_number(operand)
            case ast.Expr():
                counts["idle"] += _is_idle(node.value)
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                counts["naming"] += node.name[:1].isupper()
            case ast.ClassDef():
                counts["naming"] += node.name[:1].islower() and not node.name.islower()
                counts["kinds"] += sum(isinstance(base, ast.Constant | ast.Tuple) for base in node.bases)
            case ast.Assign(targets=[_, *others]):
                counts["kinds"] += sum(isinstance(one, ast.Tuple | ast.List) for one in others)
            case ast.AnnAssign(annotation=ast.Constant(value=value)):
                counts["kinds"] += not isinstance(value, str | type(None))
            case ast.If(test=test) | ast.While(test=test) | ast.IfExp(test=test):
                counts["kinds"] += isinstance(test, ast.Tuple | ast.Set | ast.Lambda | ast.JoinedStr)
            case ast.For(iter=over) | ast.comprehension(iter=over):
                counts["kinds"] += isinstance(over, ast.Compare | ast.BoolOp | ast.Lambda) or _is_number(over)
            case ast.GeneratorExp(
                elt=ast.Name(id=item), generators=[ast.comprehension(target=ast.Name(id=name), ifs=[])]
            ):
                counts["kinds"] += item == name  # it makes what it is given
            case ast.Starred(value=ast.Constant() | ast.Compare()):
                counts["kinds"] += 1
        for body in (getattr(node, "body", None), getattr(node, "orelse", None)):
            if isinstance(body, list):
                counts["dead"] += sum(_leaves(one) for one in body[:-1])
    counts["unbound"] = _unbound(tree, known)
    counts["shapes"] = sum(_uneven(sizes) for sizes in calls.values())
    return tuple(counts[name] for name in ODDITIES)


def _leaves(node: ast.stmt) -> bool:
    """Whether nothing behind a statement can run: it leaves, or it is a loop without an end."""
    if isinstance(node, ast.While) and isinstance(node.test, ast.Constant) and node.test.value:
        return not any(isinstance(one, ast.Break) for one in ast.walk(node))
    return isinstance(node, _LEAVES)


def _call(node: ast.Call, counts: dict[str, int], calls: dict[str, dict[int, int]]) -> None:
    name = ""
    match node.func:
        case ast.Name(id=name):
            pass
        case ast.Attribute(attr=name):
            pass
        case _ if isinstance(node.func, _LITERALS):
            counts["kinds"] += 1
    counts["kinds"] += len(node.args) == 1 and isinstance(node.args[0], ast.Tuple) and not node.args[0].elts
    starred = any(isinstance(one, ast.Starred) for one in node.args) or any(
        k.arg is None for k in node.keywords
    )
    if isinstance(node.func, ast.Name) and name in _ARITY and not starred:
        fewest, most = _ARITY[name]
        counts["arity"] += not fewest <= len(node.args) <= most
    if name in _NO_TRUTH:
        counts["compared"] += sum(isinstance(one, ast.Compare | ast.BoolOp) for one in node.args)
    if name and not starred:
        sizes = calls.setdefault(ast.dump(node.func), {})
        size = len(node.args)
        sizes[size] = sizes.get(size, 0) + 1


def _misfits(node: ast.Call, arities: Mapping[str, tuple[int, int]]) -> bool:
    """Whether one of the text's own functions is called with fewer or more arguments than it takes."""
    match node.func:
        case ast.Name(id=name):
            pass
        case ast.Attribute(value=ast.Name(id="self"), attr=attribute):
            name = "." + attribute
        case _:
            return False
    if name not in arities or any(isinstance(one, ast.Starred) for one in node.args):
        return False
    fewest, most = arities[name]
    named = sum(one.arg is not None for one in node.keywords)
    open_ended = named < len(node.keywords)
    return len(node.args) + named > most or (not open_ended and len(node.args) + named < fewest)


def _uneven(sizes: dict[int, int]) -> bool:
    """Whether one call of a function stands alone with its number of arguments among others that agree."""
    return len(sizes) == 2 and min(sizes.values()) == 1 and max(sizes.values()) > 1


def _compare(node: ast.Compare, counts: dict[str, int]) -> None:
    sides = [node.left, *node.comparators]
    for op, left, right in zip(node.ops, sides, sides[1:], strict=False):
        if isinstance(op, ast.Is | ast.IsNot):
            counts["kinds"] += isinstance(right, ast.Constant) and isinstance(right.value, int | str | float)
            counts["kinds"] -= isinstance(right, ast.Constant) and isinstance(right.value, bool)
        elif isinstance(op, ast.In | ast.NotIn):
            counts["kinds"] += isinstance(right, ast.Constant) and not isinstance(right.value, str | bytes)
        elif isinstance(op, ast.Lt | ast.Gt | ast.LtE | ast.GtE):
            counts["kinds"] += sum(
                isinstance(one, ast.Constant) and isinstance(one.value, bool | type(None))
                for one in (left, right)
            )
    mixed = {isinstance(op, ast.In | ast.NotIn | ast.Is | ast.IsNot) for op in node.ops}
    counts["kinds"] += len(mixed) > 1  # `a in b > 2`


def _unlike(left: ast.expr, right: ast.expr) -> bool:
    """Whether two literals can never be operands of one operator."""
    kinds = [_kind(left), _kind(right)]
    return "" not in kinds and kinds[0] != kinds[1]


def _kind(node: ast.expr) -> str:
    match node:
        case ast.Constant(value=str()) | ast.JoinedStr():
            return "text"
        case ast.Constant(value=bytes()):
            return "bytes"
        case ast.Constant(value=value) if isinstance(value, _SCALARS):
            return "number"
        case ast.Tuple() | ast.List() | ast.Dict() | ast.Lambda():
            return type(node).__name__
    return ""


def _is_number(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, int | float | complex)


def _is_idle(node: ast.expr) -> bool:
    """Whether an expression that stands as a statement does nothing."""
    match node:
        case ast.Call() | ast.Await() | ast.Yield() | ast.YieldFrom() | ast.NamedExpr():
            return False
        case ast.Constant(value=value):
            return not (isinstance(value, str) or value is ...)
        case ast.ListComp(elt=ast.Call()):
            return False
        case ast.BoolOp(values=values):
            return not isinstance(values[-1], ast.Call)
    return True


def _unbound(tree: ast.Module, known: Iterable[str]) -> int:
    """Return how many names are read that nothing binds."""
    bound: set[str] = set(known)
    read: set[str] = set()
    for node in ast.walk(tree):
        match node:
            case ast.Name(id=name, ctx=ast.Load()):
                read.add(name)
            case ast.Name(id=name):
                bound.add(name)
            case ast.arg(arg=name) | ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                bound.add(name)
            case ast.ClassDef(name=name):
                bound.add(name)
            case ast.alias(name=name, asname=asname):
                bound.add(asname or name.split(".")[0])
            case (
                ast.ExceptHandler(name=str(name))
                | ast.MatchAs(name=str(name))
                | ast.MatchStar(name=str(name))
            ):
                bound.add(name)
            case ast.Global(names=names) | ast.Nonlocal(names=names):
                bound.update(names)
    return len(read - bound)
