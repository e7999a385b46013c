"""What is a step of the slice, and how does it go on?"""

import ast

from analyzers.deferred import dataclass, field
from analyzers.runtime.crash import Crash
from analyzers.runtime.index import (
    Index,
)
from analyzers.runtime.source import Source

PASSED_ON = 0.35  # what a line keeps that only hands the value on


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """A line on the way of the bad value."""

    source: Source
    node: ast.AST
    weight: float
    reason: str
    kind: str  # "literal", "falls-through", "call", "passed-on", "condition", ...
    sure: bool  # there was no other way up to here

    @property
    def line(self) -> int:
        """The line of the node."""
        return int(getattr(self.node, "lineno", 1))


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """An expression whose value may be the bad one, and how it was come to."""

    source: Source
    node: ast.expr
    bad: str
    weight: float
    sure: bool
    site: int | None  # the frame this runs in, None when it is not on the stack
    shape: str = ""  # "item", "part:N": what of the value is bad rather than the value itself
    depth: int = 0


@dataclass
class Walk:
    """Steps that are still to be taken, and the lines that were met."""

    crash: Crash
    index: Index
    origins: list[Origin] = field(default_factory=list)
    _pending: list[Step] = field(default_factory=list)
    _seen: set[tuple[int, str, str]] = field(default_factory=set)

    def _push(self, step: Step) -> None:
        key = (id(step.node), step.bad, step.shape)
        if key not in self._seen and step.weight > 0.01 and step.depth < 24:
            self._seen.add(key)
            self._pending.append(step)

    def _note(self, step: Step, node: ast.AST, weight: float, reason: str, kind: str) -> None:
        self.origins.append(
            Origin(source=step.source, node=node, weight=weight, reason=reason, kind=kind, sure=step.sure)
        )

    def _on(self, step: Step, node: ast.expr | None, share: float = 1.0, **changes: object) -> None:
        """Go on with another expression; `share` below one says that it is not the only way."""
        if node is None:
            return
        values: dict[str, object] = {
            "source": step.source,
            "bad": step.bad,
            "weight": step.weight * share,
            "sure": step.sure and share == 1.0,
            "site": step.site,
            "shape": step.shape,
            "depth": step.depth + 1,
        }
        values.update(changes)
        self._push(Step(node=node, **values))  # type: ignore[arg-type]  # the fields of a step

    def _conditions(self, step: Step, node: ast.AST, share: float) -> None:
        """The nearest condition that decides whether a node runs."""
        parent = step.source.parents.get(node)
        while parent is not None and not isinstance(
            parent, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
        ):
            if isinstance(parent, ast.If | ast.While):
                self._note(step, parent, step.weight * share, "this condition decides it", "condition")
                return
            parent = step.source.parents.get(parent)


def then(shape: str, outer: str) -> str:
    """Return a shape with one more part outside."""
    return f"{outer}/{shape}" if shape else outer


def rest(shape: str) -> str:
    """Return a shape without its outermost part."""
    return shape.partition("/")[2]


def moved_to(step: Step, source: Source) -> Step:
    """Return a step that goes on in another source."""
    if step.source is source:
        return step
    return Step(
        source=source,
        node=step.node,
        bad=step.bad,
        weight=step.weight,
        sure=step.sure,
        site=None,
        shape=step.shape,
        depth=step.depth,
    )


def short(node: ast.AST) -> str:
    """Return an expression in a few words."""
    try:
        text = " ".join(ast.unparse(node).split())
    except (AttributeError, ValueError, RecursionError):
        return ""
    return text if len(text) <= 40 else text[:37] + "..."


def flat(target: ast.expr, how: str) -> list[tuple[ast.Name, str]]:
    """Return the names of a target, each with how it gets its value."""
    if isinstance(target, ast.Name):
        return [(target, how)]
    if isinstance(target, ast.Tuple | ast.List):
        return [pair for place, part in enumerate(target.elts) for pair in flat(part, f"{how}-part:{place}")]
    return []
