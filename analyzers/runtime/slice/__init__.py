"""Which lines could have produced the bad value? A static backward slice, ranked.

Follows a value from where it hurt back through names, parameters to the callers on the stack, returns,
attributes, items and defaults, to the expressions that can make a value of the bad kind (Weiser 1981,
narrowed to the values that can be bad). Each step shares its weight among the ways that remain."""

import ast

from analyzers.deferred import dataclass
from analyzers.runtime.crash import Trail
from analyzers.runtime.kinds import possible
from analyzers.runtime.slice.parts import Parts
from analyzers.runtime.slice.steps import Origin, Step, short, then

_MAX_STEPS = 600


@dataclass
class Slicer(Parts):
    """Follows trails through the sources of one crash."""

    def follow(self, trail: Trail) -> list[Origin]:
        """Return the lines that a bad value may have come from, in the order they were met."""
        if not self.crash.sites:
            return []
        site = trail.site % len(self.crash.sites)
        self.origins, self._pending, self._seen = [], [], set()
        self._push(
            Step(
                source=self.crash.sites[site].source,
                node=trail.node,
                bad=trail.bad,
                weight=trail.weight,
                sure=True,
                site=site,
                shape="item" if trail.element else "",
            )
        )
        steps = 0
        while self._pending and steps < _MAX_STEPS:
            steps += 1
            self._step(self._pending.pop(0))
        return self.origins

    def _step(self, step: Step) -> None:
        node = step.node
        if not step.shape and not possible(node, step.bad):
            return
        match node:
            case ast.Name():
                self._name(step, node)
            case ast.Attribute():
                self._attribute(step, node)
            case ast.Subscript():
                self._subscript(step, node)
            case ast.Call():
                self._call(step, node)
            case ast.Await():
                self._on(step, node.value)
            case ast.IfExp():
                self._on(step, node.body, 0.5)
                self._on(step, node.orelse, 0.5)
            case ast.BoolOp():
                for value in node.values:
                    self._on(step, value, 1 / len(node.values))
            case ast.NamedExpr():
                self._on(step, node.value)
            case ast.Constant():
                telling = step.bad in ("none", "zero", "empty", "written") or step.bad.startswith("type:")
                weight = step.weight if telling else step.weight * 0.5
                self._note(step, node, weight, f"`{short(node)}` is written here", "literal")
            case ast.BinOp():
                self._operation(step, node)
            case ast.UnaryOp():
                self._on(step, node.operand)
            case ast.Dict() | ast.List() | ast.Tuple() | ast.Set():
                self._display(step, node)
            case ast.ListComp() | ast.SetComp() | ast.GeneratorExp():
                self._built(step, node, node.elt)
            case ast.DictComp():
                self._built(step, node, node.value)
            case ast.Starred():
                self._on(step, node.value, shape=then(step.shape, "item"))
            case ast.Yield() | ast.YieldFrom():
                return
            case _:
                self._note(step, node, step.weight * 0.8, "the value is computed here", "computed")


__all__ = ["Origin", "Slicer"]
