"""What in a program may make one run differ from the next: the order of sets, chance, the clock?

A cheap look at the sources alone. What is found says only that it is worth running the program twice.
"""

import ast
from collections.abc import Iterator, Mapping

from analyzers.facts import Suspect
from analyzers.runtime.source import Source

ORDER, CHANCE, CLOCK = "order", "chance", "clock"

_IN_SOME_ORDER = frozenset(["list", "tuple", "iter", "enumerate", "next", "zip", "map", "join", "deque"])
_WHATEVER_ORDER = frozenset(["sorted", "len", "sum", "any", "all", "min", "max", "set", "frozenset", "bool"])
_ASKED = frozenset(  # of a set: what it holds, and what else it should
    ["add", "discard", "remove", "clear", "update", "difference_update", "intersection_update", "issubset", "issuperset",
     "isdisjoint", "symmetric_difference_update"]
)  # fmt: skip
_NUMBERED = frozenset(["hash", "id"])
_NEVER_SEEDED = frozenset(["secrets", "uuid"])
_BY_CHANCE = _NEVER_SEEDED | {"random"}
_WITH_CHANCE = frozenset(["numpy", "torch"])
_DRAWN = frozenset(
    ["random", "rand", "randn", "randint", "randperm", "normal", "multinomial", "bernoulli", "rand_like", "randn_like",
     "default_rng", "nn"]
)  # fmt: skip
_SEEDS = frozenset(["seed", "Random", "manual_seed", "default_rng", "RandomState"])
_NOW = frozenset(["now", "today", "utcnow", "time", "time_ns", "monotonic", "perf_counter", "getpid"])


def varying(sources: Mapping[str, Source]) -> frozenset[str]:
    """Return which of `ORDER`, `CHANCE` and `CLOCK` the sources of a program use."""
    found: set[str] = set()
    drawn: set[str] = set()  # the modules that draw by chance
    seeded: set[str] = set()
    for source in sources.values():
        modules = _modules_of_chance(source)
        if _order_matters(source):
            found.add(ORDER)
        for node in source.nodes:
            match node:
                case ast.Import() | ast.ImportFrom():
                    drawn |= _imported(node)
                case ast.Attribute(attr="urandom"):
                    drawn.add("os")
                case ast.Call(func=ast.Name(id=name)) if name in _NUMBERED:
                    found.add(ORDER)
                case ast.Call(func=ast.Attribute(attr=name)) if name in _NOW:
                    found.add(CLOCK)
                case ast.Call(func=func, args=[_, *_]):
                    seeded.add(_seeded(func, modules))
            if isinstance(node, ast.Attribute | ast.Name):
                drawn.add(_module_of(node, modules))
    return frozenset(found | {CHANCE} if drawn - seeded - {""} else found)


def _imported(node: ast.Import | ast.ImportFrom) -> set[str]:
    """The modules of chance that an import names: most are there for nothing else."""
    names = [one.name for one in node.names] if isinstance(node, ast.Import) else [node.module or ""]
    return {name.partition(".")[0] for name in names} & _BY_CHANCE


def _modules_of_chance(source: Source) -> dict[str, str]:
    """What the names of a file that lead to chance stand for: `np.random` is numpy's, `rng.random` anybody's."""
    found: dict[str, str] = {}
    for node in source.nodes:
        if isinstance(node, ast.Import):
            for one in node.names:
                found[one.asname or one.name.partition(".")[0]] = one.name.partition(".")[0]
        elif isinstance(node, ast.ImportFrom) and node.module:
            for one in node.names:
                found[one.asname or one.name] = node.module.partition(".")[0]
    return {name: module for name, module in found.items() if module in _BY_CHANCE | _WITH_CHANCE}


def _module_of(node: ast.expr, modules: Mapping[str, str]) -> str:
    """The module that draws, where a name or attribute draws by chance."""
    match node:
        case ast.Attribute(value=ast.Name(id=name), attr=attr) if modules.get(name) in _WITH_CHANCE:
            return modules[name] if attr in _DRAWN else ""
        case ast.Name(id=name) if modules.get(name) in _WITH_CHANCE and name in _DRAWN:
            return modules[name]
    return ""


def _seeded(func: ast.expr, modules: Mapping[str, str]) -> str:
    """The module whose chance a call settles: one that seeds it, or makes a generator with a seed."""
    match func:
        case ast.Attribute(attr=attr) | ast.Name(id=attr) if attr in _SEEDS:
            root: ast.expr = func
            while isinstance(root, ast.Attribute):
                root = root.value
            module = modules.get(root.id, "") if isinstance(root, ast.Name) else ""
            return "" if module in _NEVER_SEEDED else module
    return ""


def in_some_order(sources: Mapping[str, Source]) -> Iterator[Suspect]:
    """Yield the lines that go through a set, or take one of its items, in the order that it happens to have."""
    for source in sources.values():
        for part in _sets(source):
            if _taken_in_order(source, part):
                yield Suspect(
                    path=source.path,
                    line=part.lineno,
                    score=0.6,
                    reasons=("the items of a set come here in an order that differs from run to run",),
                )


def _order_matters(source: Source) -> bool:
    """Whether a set gets anywhere but where its order says nothing: a set that is only asked what it holds has none."""
    return any(not _settled(source, part) for part in _sets(source))


def _sets(source: Source) -> Iterator[ast.expr]:
    """The expressions whose value is a set, in the order of the text: those that make one, and the names they are given."""
    made = [node for node in source.nodes if isinstance(node, ast.expr) and _makes_set(node)]
    names: set[tuple[object, str]] = set()  # of a scope, or of any object
    for value in made:
        match source.parents.get(value):
            case ast.Assign(targets=targets):
                names |= {_held(source, target) for target in targets}
            case ast.AnnAssign(target=target):
                names.add(_held(source, target))
    for node in source.nodes:
        if isinstance(node, ast.Name | ast.Attribute):
            known = _held(source, node) in names or (source.tree, getattr(node, "id", "")) in names
            if known and isinstance(node.ctx, ast.Load):
                yield node
        elif isinstance(node, ast.expr) and _makes_set(node):
            yield node


def _makes_set(node: ast.expr) -> bool:
    match node:
        case ast.Set(elts=items):  # the numbers of numbers are themselves
            return not all(isinstance(one, ast.Constant) and isinstance(one.value, int) for one in items)
        case ast.SetComp() | ast.Call(func=ast.Name(id="set" | "frozenset")):
            return True
        case ast.BinOp(op=ast.BitAnd() | ast.BitOr() | ast.Sub() | ast.BitXor(), left=left):
            return _makes_set(left)
    return False


def _held(source: Source, target: ast.expr) -> tuple[object, str]:
    """The place that a name or an attribute stands for: of one scope, or of whatever object."""
    if isinstance(target, ast.Name):
        return source.scope(target), target.id
    return "object", getattr(target, "attr", "")


def _taken_in_order(source: Source, part: ast.expr) -> bool:
    """Whether something goes through a set as it comes."""
    parent = source.parents.get(part)
    match parent:
        case ast.For(iter=one):
            return one is part
        case ast.comprehension(iter=one):
            return one is part and not _orderless(source, source.parents[parent])
        case ast.Call(func=ast.Name(id=name), args=[first, *_]) if name in _IN_SOME_ORDER:
            return first is part and not _orderless(source, parent)
        case ast.Call(func=ast.Attribute(attr="join"), args=[first]):
            return first is part
        case ast.Attribute(attr="pop"):
            return isinstance(call := source.parents.get(parent), ast.Call) and not call.args
        case ast.Starred():
            return True
    return False


def _settled(source: Source, part: ast.expr) -> bool:
    """Whether a set is used for what it holds alone: asked, counted, sorted, compared, filled, or kept by a name."""
    parent = source.parents.get(part)
    match parent:
        case ast.Assign() | ast.AnnAssign() | ast.AugAssign() | ast.Compare() | ast.Expr():
            return True
        case ast.If(test=test) | ast.While(test=test) | ast.IfExp(test=test):
            return test is part
        case ast.UnaryOp(op=ast.Not()):
            return True
        case ast.BoolOp() | ast.BinOp():
            return _settled(source, parent)
        case ast.Attribute(attr=name):
            return name in _ASKED
    return _orderless(source, part) or (
        isinstance(parent, ast.comprehension) and _orderless(source, source.parents[parent])
    )


def _orderless(source: Source, node: ast.AST) -> bool:
    """Whether what comes of an expression is the same in whatever order its items came."""
    if isinstance(node, ast.SetComp):
        return True
    match source.parents.get(node):
        case ast.Call(func=ast.Name(id=name), args=[first, *_]):
            return first is node and name in _WHATEVER_ORDER
    return False
