"""What does a call return, and what is passed to it?"""

import ast

from analyzers.deferred import dataclass
from analyzers.runtime.crash import Site
from analyzers.runtime.index import (
    Index,
    argument_for,
    default_of,
    falls_through,
    parameters,
    returns,
    yields,
)
from analyzers.runtime.kinds import possible
from analyzers.runtime.locate import marked
from analyzers.runtime.slice.steps import PASSED_ON, Step, Walk, moved_to, rest, then
from analyzers.runtime.source import Function, Source, inside

SPECIAL: dict[type[ast.operator], str] = {
    ast.Add: "__add__",
    ast.Sub: "__sub__",
    ast.Mult: "__mul__",
    ast.Div: "__truediv__",
    ast.FloorDiv: "__floordiv__",
    ast.Mod: "__mod__",
    ast.Pow: "__pow__",
    ast.MatMult: "__matmul__",
    ast.BitOr: "__or__",
    ast.BitAnd: "__and__",
}


@dataclass
class Calls(Walk):
    """Follows calls to what they return, and parameters to what is passed."""

    def _returned(
        self,
        step: Step,
        call: ast.Call,
        source: Source,
        function: Function,
        share: float = 1.0,
        shape: str | None = None,
    ) -> None:
        moved = moved_to(step, source)
        own = yields(function)
        shape = step.shape if shape is None else shape
        if own:
            part_of = rest(shape)
            for suspended in own:
                if isinstance(suspended, ast.YieldFrom):
                    self._on(step, suspended.value, share, source=source, site=None)
                elif suspended.value is not None and shape:
                    self._on(
                        step,
                        suspended.value,
                        share / len(own) ** 0.5,
                        source=source,
                        site=None,
                        shape=part_of,
                    )
            return
        given = [one for one in returns(function) if one.value is not None]
        bare = [one for one in returns(function) if one.value is None]
        ways: list[ast.Return] = [
            one for one in given if one.value is not None and (shape or possible(one.value, step.bad))
        ]
        end = falls_through(function.body) if step.bad == "none" and not shape else None
        stub = len(function.body) == 1 and isinstance(function.body[0], ast.Pass)
        if step.bad == "none" and not shape:
            for one in bare:
                self._note(
                    moved,
                    one,
                    step.weight * share,
                    f"`{function.name}` returns nothing here",
                    "falls-through",
                )
                self._conditions(moved, one, 0.5)
        if end is not None:
            only = not ways and not bare
            searching = isinstance(end, ast.For | ast.While) and any(
                isinstance(one, ast.Return) for one in inside(end.body)
            )
            weight = step.weight * share * (0.6 if searching else 1.0 if only or stub else 0.95)
            if searching:
                self._missed(moved, function, None, step.weight * share)
            self._note(moved, end, weight, f"`{function.name}` ends here without a return", "falls-through")
            if end is not function.body[-1] or isinstance(end, ast.If):
                last = function.body[-1]
                if last is not end:
                    self._note(moved, last, weight * 0.4, f"`{function.name}` ends here", "passed-on")
            inner = end
            while not searching and isinstance(inner, ast.For | ast.While | ast.With | ast.If) and inner.body:
                inner = inner.body[-1]
            if inner is not end:
                self._note(moved, inner, weight * 0.5, f"the end of `{function.name}`", "passed-on")
            self._note(moved, function, weight * 0.3, f"`{function.name}` is defined here", "passed-on")
        count = len(ways) + (end is not None) + len(bare)
        for one in ways:
            part = share if count == 1 else share * 0.9 / max(count, 1) ** 0.5
            if isinstance(one.value, ast.Constant) and one.value.value is None:
                self._note(
                    moved, one, step.weight * part * 0.6, f"`{function.name}` returns `None` here", "literal"
                )
                self._conditions(moved, one, 0.5)
                self._missed(moved, function, one, step.weight * part)
                continue
            if not isinstance(one.value, ast.Constant):
                self._note(
                    moved, one, step.weight * part * 0.5, f"`{function.name}` returns it here", "passed-on"
                )
            self._on(step, one.value, part, source=source, site=None, shape=shape)
            if isinstance(one.value, ast.Constant):
                self._conditions(moved, one, 0.5)
                self._missed(moved, function, one, step.weight * part)

    def _missed(self, step: Step, function: Function, given: ast.Return | None, weight: float) -> None:
        """Conditions that would have returned something else, had they held."""
        for node in inside(function.body):
            if isinstance(node, ast.If) and given not in node.body and _returns(node, given):
                self._note(step, node, weight * 0.85, "had this held, it would be another value", "condition")

    def _parameter(self, step: Step, name: str, function: Function, share: float) -> None:
        method = isinstance(step.source.parents.get(function), ast.ClassDef) and not any(
            getattr(one, "id", "") == "staticmethod" for one in function.decorator_list
        )
        default = default_of(function, name)
        site = step.site
        if site is not None and site > 0:
            caller = self.crash.sites[site - 1]
            callee = self.crash.sites[site]
            if callee.definition is function and caller.statement is not None:
                owner = step.source.parents.get(function)
                exact = marked(caller)
                if function.name in SPECIAL.values() and isinstance(exact, ast.BinOp):
                    first = parameters(function)[:1] == [name]
                    self._on(
                        step, exact.left if first else exact.right, share, source=caller.source, site=site - 1
                    )
                    return
                calls = calling(caller, function, owner if isinstance(owner, ast.ClassDef) else None)
                if len(calls) >= 1:
                    call = calls[0]
                    value = argument_for(function, call, name, bound=method)
                    starred = [one.value for one in call.args if isinstance(one, ast.Starred)]
                    if value is None and starred:
                        shape = then(step.shape, "item")
                        self._on(
                            step,
                            starred[0],
                            share,
                            source=caller.source,
                            site=site - 1,
                            sure=False,
                            shape=shape,
                        )
                        return
                    if value is not None:
                        moved = Step(
                            source=caller.source,
                            node=value,
                            bad=step.bad,
                            weight=step.weight,
                            sure=step.sure and len(calls) == 1,
                            site=site - 1,
                        )
                        self._note(
                            moved,
                            call,
                            step.weight * share * PASSED_ON,
                            f"`{name}` is passed here",
                            "passed-on",
                        )
                        self._on(step, value, share, source=caller.source, site=site - 1, sure=moved.sure)
                    elif default is not None:
                        self._on(step, default, share)
                    return
        owner = step.source.parents.get(function)
        called = (
            owner.name if isinstance(owner, ast.ClassDef) and function.name == "__init__" else function.name
        )
        calls_found = [
            (where, call)
            for where, call in self.index.calls.get(called, ())
            if _may_call(self.index, where, call, function)
        ]
        values: list[tuple[Source, ast.Call, ast.expr]] = []
        for where, call in calls_found:
            value = argument_for(function, call, name, bound=method)
            value = value if value is not None else default
            if value is not None and (step.shape or possible(value, step.bad)):
                values.append((where, call, value))
        for where, call, value in values:
            part = share if len(values) == 1 else share / len(values) ** 0.5
            if value is not default:
                self._note(
                    moved_to(step, where),
                    call,
                    step.weight * part * PASSED_ON,
                    f"`{name}` is passed here",
                    "passed-on",
                )
            self._on(
                step,
                value,
                part,
                source=step.source if value is default else where,
                site=None,
                sure=step.sure and len(values) == 1,
            )
        if not calls_found and default is not None:
            self._on(step, default, share * 0.8)

    def _lambda(self, step: Step, scope: ast.Lambda, name: str) -> None:
        """A lambda given to `sorted`, `map` or `filter` receives the elements of the other argument."""
        parent = step.source.parents.get(scope)
        if isinstance(parent, ast.keyword):
            parent = step.source.parents.get(parent)
        if isinstance(parent, ast.Call):
            position = parameters(scope).index(name)
            others = [one for one in parent.args if one is not scope]
            if isinstance(parent.func, ast.Attribute) and parent.func.attr == "sort":
                self._on(step, parent.func.value, shape=then(step.shape, "item"))
            elif others:
                self._on(step, others[min(position, len(others) - 1)], shape=then(step.shape, "item"))


def calling(caller: Site, function: Function, owner: ast.ClassDef | None) -> list[ast.Call]:
    """Return the calls of a caller's statement that may have made the frame of a function."""
    exact = marked(caller)
    if isinstance(exact, ast.Call):
        return [exact]
    names = {function.name, owner.name} if owner is not None else {function.name}
    assert caller.statement is not None
    return [
        node
        for node in caller.source.parts(caller.statement, caller.function)
        if isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) in names
    ]


def _may_call(index: Index, source: Source, call: ast.Call, function: Function) -> bool:
    found = index.callable_of(source, call)
    return found is None or found[1] is function or isinstance(found[1], ast.ClassDef)


def _returns(branch: ast.If, given: ast.Return | None) -> bool:
    return any(isinstance(one, ast.Return) and one is not given for one in inside(branch.body))
