"""Which lines put a value into a container, or took it out?"""

import ast
from collections.abc import Iterator
from dataclasses import replace

from analyzers.origins.steps import Step, Steps
from analyzers.origins.trace import Store
from analyzers.runtime.kinds import possible

_TAKES = ("pop", "popitem", "remove", "discard", "clear", "popleft")


class Containers(Steps):
    """Follows values into lists, dictionaries and the like."""

    def display(self, step: Step, node: ast.Dict | ast.List | ast.Tuple | ast.Set) -> None:
        """Go on with the elements of a display that are meant."""
        if not step.shape:
            self.note(step, node.lineno, "the value is written here", root=True)
            return
        key = step.shape[0].partition(":")[2]
        if isinstance(node, ast.Dict):
            parts = [
                value
                for name, value in zip(node.keys, node.values, strict=True)
                if not key or (isinstance(name, ast.Constant) and repr(name.value) == key)
            ]
        elif key.lstrip("-").isdigit() and -len(node.elts) <= int(key) < len(node.elts):
            parts = [node.elts[int(key)]]
        else:
            parts = list(node.elts)
        inner = step.shape[1:]
        parts = [part for part in parts if inner or possible(part, step.bad)]
        for part in parts:
            self.push(
                replace(
                    step,
                    node=part,
                    shape=inner,
                    weight=step.weight / len(parts) ** 0.5,
                    depth=step.depth + 1,
                )
            )

    def comprehension(
        self, step: Step, node: ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp
    ) -> None:
        """Go on with what a comprehension's elements are made from, or note that it makes the value."""
        if step.shape:
            element = node.value if isinstance(node, ast.DictComp) else node.elt
            self.push(replace(step, node=element, shape=step.shape[1:], depth=step.depth + 1))
            return
        self.note(step, node.lineno, "the value is built here", root=True)
        if step.bad in ("empty", "length", "zero"):
            for generator in node.generators:
                self.on(step, generator.iter, 0.6)

    def mutated(self, step: Step, base: str) -> None:
        """The lines that changed a container decide what is in it."""
        if not step.shape and step.bad not in ("key", "empty", "length", "zero", "content"):
            return
        known = {store.owner for store in self.trace.stores if store.call == step.call and store.base == base}
        latest: dict[tuple[int, int], Store] = {}
        for store in self.trace.stores:
            if store.owner in known and store.at < step.until and store.how in ("item", "call", "del"):
                latest[store.call, store.line] = store
        wanted = step.shape[0].partition(":")[2] if step.shape else ""
        for store in latest.values():
            if store.call not in self.trace.calls or self.trace.calls[store.call].path not in self.sources:
                continue
            moved = self.at(step, store)
            takes = store.how == "del" or store.name in _TAKES
            if not step.shape:
                self.note(moved, store.line, f"`{base}` is changed here", 0.6 if takes else 0.4)
                continue
            if wanted and store.how == "item" and store.name not in ("", wanted):
                continue
            for value in self.stored(moved, store):
                self.push(
                    replace(
                        moved, node=value, shape=step.shape[1:], weight=step.weight * (1 if wanted else 0.8)
                    )
                )

    def stored(self, step: Step, store: Store) -> Iterator[ast.expr]:
        """What a line puts into the object it changes."""
        statement = self.sources[self.trace.calls[store.call].path].statement(store.line)
        if statement is None:
            return
        if store.how in ("attr", "item") and isinstance(
            statement, ast.Assign | ast.AnnAssign | ast.AugAssign
        ):
            targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
            for target in targets:
                if isinstance(target, ast.Tuple | ast.List) and isinstance(
                    statement.value, ast.Tuple | ast.List
                ):
                    for part, value in zip(target.elts, statement.value.elts, strict=False):
                        if isinstance(part, ast.Attribute) and part.attr == store.name:
                            yield value
                elif statement.value is not None:
                    yield statement.value
        elif store.how == "call":
            for node in ast.walk(statement):
                if not isinstance(node, ast.Call) or not node.args or store.name in _TAKES:
                    continue
                if isinstance(node.func, ast.Attribute) and node.func.attr == store.name:
                    yield node.args[-1]
