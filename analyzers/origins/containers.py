"""Which lines put a value into a container, or took it out?"""

import ast
from collections.abc import Iterator

from analyzers.deferred import replace
from analyzers.origins.steps import Step, Steps
from analyzers.origins.trace import Store
from analyzers.runtime.kinds import possible

_ITEM_OF = ("get", "pop", "popleft", "popitem", "setdefault")
_ITEM_OF_FIRST = ("next", "max", "min", "choice", "heappop")
_SAME_ITEMS = ("sorted", "list", "tuple", "set", "iter", "reversed", "deque", "copy", "deepcopy", "dict")
_SAME_ITEMS_OF = ("values", "copy")
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

    def handed_on(self, step: Step, node: ast.Call, name: str) -> bool:
        """Follow through a call of a library that only hands on what a container holds; whether it does."""
        receiver = node.func.value if isinstance(node.func, ast.Attribute) else None
        first = node.args[0] if node.args and not isinstance(node.args[0], ast.Starred) else None
        shape, over = step.shape, None
        inner = shape[1:2] == ("item:1",)  # the value of a pair
        match name:
            case _ if name in _ITEM_OF and receiver is not None and step.bad != "none":
                key = f"item:{first.value!r}" if isinstance(first, ast.Constant) else "item"
                over, shape = receiver, (key if name in ("get", "setdefault") else "item", *shape)
            case _ if name in _ITEM_OF_FIRST and first is not None and len(node.args) == 1:
                over, shape = first, ("item", *shape)
            case _ if name in _SAME_ITEMS and first is not None and shape:
                over = first
            case _ if name in _SAME_ITEMS_OF and receiver is not None and shape:
                over = receiver
            case "items" if receiver is not None and inner:
                over, shape = receiver, ("item", *shape[2:])
            case "enumerate" if first is not None and inner:
                over, shape = first, ("item", *shape[2:])
            case "zip" if len(shape) > 1 and shape[1][5:].isdigit() and int(shape[1][5:]) < len(node.args):
                over, shape = node.args[int(shape[1][5:])], ("item", *shape[2:])
        if over is None:
            return False
        self.note(step, node.lineno, f"`{name}` hands it on here", 0.4)
        self.push(replace(step, node=over, shape=shape, weight=step.weight * 0.9, depth=step.depth + 1))
        if name in ("get", "setdefault") and len(node.args) == 2 and possible(node.args[1], step.bad):
            self.on(step, node.args[1], 0.5)
        return True

    def mutated(self, step: Step, base: str) -> None:
        """The lines that changed a container decide what is in it."""
        if not step.shape and step.bad not in ("key", "empty", "length", "zero", "content"):
            return
        known = self._objects(step, base)
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
                if step.shape[1:] or possible(value, step.bad):
                    self.note(moved, store.line, f"`{base}` is given it here", 0.45)
                self.push(
                    replace(
                        moved, node=value, shape=step.shape[1:], weight=step.weight * (1 if wanted else 0.8)
                    )
                )

    def _objects(self, step: Step, base: str) -> set[int]:
        """The objects that a text stood for: in the same call, on the same receiver, else anywhere in the file."""
        calls, here = self.trace.calls, self.trace.calls[step.call]
        named = [store for store in self.trace.stores if store.base == base and store.call in calls]
        known = {store.owner for store in named if store.call == step.call}
        if not known and here.owner and "." in base:
            known = {store.owner for store in named if calls[store.call].owner == here.owner}
        return known or {store.owner for store in named if calls[store.call].path == here.path}

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
