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
_BY_CHANCE = frozenset(["random", "secrets", "uuid"])
_NOW = frozenset(["now", "today", "utcnow", "time", "time_ns", "monotonic", "perf_counter", "getpid"])


def varying(sources: Mapping[str, Source]) -> frozenset[str]:
    """Return which of `ORDER`, `CHANCE` and `CLOCK` the sources of a program use."""
    found: set[str] = set()
    seeded = False
    for source in sources.values():
        for node in source.nodes:
            match node:
                case ast.Set() | ast.SetComp():
                    found.add(ORDER)
                case ast.Import(names=names) if any(
                    one.name.partition(".")[0] in _BY_CHANCE for one in names
                ):
                    found.add(CHANCE)
                case ast.ImportFrom(module=str(module)) if module.partition(".")[0] in _BY_CHANCE:
                    found.add(CHANCE)
                case ast.Attribute(attr="random" | "urandom"):
                    found.add(CHANCE)
                case ast.Call(func=ast.Name(id=name)) if name in _SETS | _NUMBERED:
                    found.add(ORDER)
                case ast.Call(func=ast.Attribute(attr=name)) if name in _NOW:
                    found.add(CLOCK)
                case ast.Call(func=ast.Attribute(attr="seed") | ast.Name(id="seed"), args=[_, *_]):
                    seeded = True
                case ast.Call(func=ast.Attribute(attr="Random") | ast.Name(id="Random"), args=[_, *_]):
                    seeded = True
    return frozenset(found - {CHANCE} if seeded else found)


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
