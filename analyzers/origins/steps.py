"""What does every step backwards through a recorded run need?"""

import ast
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping

from analyzers.deferred import dataclass, field, replace
from analyzers.origins.syntax import begins, is_inside
from analyzers.origins.trace import Call, Carrier, Origin, Store, Trace
from analyzers.runtime.source import Function, Source, inside

END = 1 << 62
PASSED_ON = 0.35  # what a line keeps that only hands the value on


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """An expression of a call at one moment, and what is bad about its value."""

    node: ast.expr
    call: int
    at: int  # when the statement began
    until: int  # when its call went on to the next line
    bad: str
    weight: float
    shape: tuple[str, ...] = ()  # "item" or "item:KEY": which part of the value is meant, outermost first
    depth: int = 0
    carrier: int = -1  # the place in `Steps.carriers` of the expression that this comes from


@dataclass
class Steps:
    """The run, the steps still to take, and the lines found so far."""

    trace: Trace
    sources: Mapping[str, Source]
    found: list[Origin] = field(default_factory=list)
    carriers: list[Carrier] = field(default_factory=list)
    _pending: list[Step] = field(default_factory=list)
    _seen: set[tuple[int, int, int, str, tuple[str, ...]]] = field(default_factory=set)
    _children: dict[int, list[Call]] = field(default_factory=lambda: defaultdict(list))

    def __post_init__(self) -> None:
        for call in self.trace.calls.values():
            self._children[call.caller].append(call)

    def push(self, step: Step) -> None:
        """Take a step later, unless it was taken before or hardly matters."""
        key = (id(step.node), step.call, step.at, step.bad, step.shape)
        if key not in self._seen and step.weight > 0.02 and step.depth < 60:
            self._seen.add(key)
            self._pending.append(step)

    def on(self, step: Step, node: ast.expr, share: float = 1.0, *, bad: str = "") -> None:
        """Go on with another expression of the same statement."""
        self.push(
            replace(step, node=node, weight=step.weight * share, bad=bad or step.bad, depth=step.depth + 1)
        )

    def note(self, step: Step, line: int, what: str, share: float = 1.0, *, root: bool = False) -> None:
        """Keep a line; `root` when the value was made there."""
        call = self.trace.calls[step.call]
        self.found.append(
            Origin(
                path=call.path,
                line=line,
                function=call.function,
                what=what,
                weight=round(step.weight * share, 4),
                root=root,
            )
        )

    def at(self, step: Step, store: Store) -> Step:
        """Return the step moved to the line that changed an object."""
        lines = self.trace.lines.get(store.call, ())
        position = bisect_left(lines, (store.at + 1, 0))
        until = lines[position][0] if position < len(lines) else END
        return replace(step, call=store.call, at=store.at, until=until, depth=step.depth + 1)

    def before(self, step: Step, number: int, start: int) -> Step:
        """A step moved to the line at which a call was made."""
        lines = self.trace.lines.get(number, ())
        position = bisect_left(lines, (start, 0))
        at = lines[position - 1][0] if position else start
        until = lines[position][0] if position < len(lines) else END
        return replace(step, call=number, at=at, until=until, depth=step.depth + 1)

    def enclosing(self, step: Step, call: Call, name: str) -> Iterator[Call]:
        """The calls whose names a function sees: functions around it, those that declare the name global, its module."""
        source = self.sources[call.path]
        around: list[Call] = []
        for other in self.trace.calls.values():
            if other.path != call.path or other.number == call.number or other.start > step.at:
                continue
            definition = self.definition(other)
            if definition is None:
                if other.function == "<module>":
                    around.append(other)
                continue
            declares = any(
                isinstance(one, ast.Global) and name in one.names for one in inside(list(definition.body))
            )
            mine = self.definition(call)
            if declares or (mine is not None and is_inside(source, mine, definition)):
                around.append(other)
        around.sort(key=lambda other: (other.function == "<module>", -other.start))
        yield from around[:50]

    def definition(self, call: Call) -> Function | None:
        """Return the function of a call; None for a module's body and for what has no source."""
        source = self.sources.get(call.path)
        if source is None or call.function == "<module>":
            return None
        for function in source.functions:
            if function.name == call.function and call.first in (begins(function), function.lineno):
                return function
        return None
