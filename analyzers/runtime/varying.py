"""What in a program may make one run differ from the next: the order of sets, chance, the clock?

A cheap look at the sources alone. What is found says only that it is worth running the program twice.
"""

import ast
from collections.abc import Iterator, Mapping

from analyzers.facts import Suspect
from analyzers.runtime.source import Source

ORDER, CHANCE, CLOCK = "order", "chance", "clock"

_SETS = frozenset(["set", "frozenset"])
_IN_SOME_ORDER = frozenset(["list", "tuple", "iter", "enumerate", "next", "zip", "map", "join", "deque"])
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
        for node in source.nodes:
            match node:
                case ast.Set() | ast.SetComp():
                    found.add(ORDER)
                case ast.Import() | ast.ImportFrom():
                    drawn |= _imported(node)
                case ast.Attribute(attr="urandom"):
                    drawn.add("os")
                case ast.Call(func=ast.Name(id=name)) if name in _SETS | _NUMBERED:
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
        names = _names_of_sets(source)
        for node in source.nodes:
            part = _taken_in_order(node)
            if part is not None and _is_set(part, names):
                yield Suspect(
                    path=source.path,
                    line=part.lineno,
                    score=0.6,
                    reasons=("the items of a set come here in an order that differs from run to run",),
                )


def _taken_in_order(node: ast.AST) -> ast.expr | None:
    match node:
        case ast.For(iter=part) | ast.comprehension(iter=part):
            return part
        case ast.Call(func=ast.Name(id=name), args=[part, *_]) if name in _IN_SOME_ORDER:
            return part
        case ast.Call(func=ast.Attribute(attr="join"), args=[part]):
            return part
        case ast.Call(func=ast.Attribute(attr="pop", value=part), args=[]):
            return part
    return None


def _names_of_sets(source: Source) -> frozenset[str]:
    """The names and attributes that are given a set somewhere."""
    found: set[str] = set()
    for node in source.nodes:
        if (
            isinstance(node, ast.Assign | ast.AnnAssign)
            and node.value is not None
            and _is_set(node.value, frozenset())
        ):
            for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
                found.add(getattr(target, "id", getattr(target, "attr", "")))
    return frozenset(found - {""})


def _is_set(part: ast.expr, names: frozenset[str]) -> bool:
    match part:
        case ast.Set() | ast.SetComp() | ast.Call(func=ast.Name(id="set" | "frozenset")):
            return True
        case ast.BinOp(op=ast.BitAnd() | ast.BitOr() | ast.Sub() | ast.BitXor(), left=left, right=right):
            return _is_set(left, names) or (_is_set(right, names) and not isinstance(part.op, ast.Sub))
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name in names
    return False
