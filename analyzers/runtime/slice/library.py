"""What does a call hand on, of the workspace or of a library?"""

import ast

from analyzers.deferred import dataclass
from analyzers.runtime.kinds import NONE_WHEN_ABSENT
from analyzers.runtime.slice.calls import Calls
from analyzers.runtime.slice.steps import Step, rest, short, then

_HANDED_ON = ("create_task", "ensure_future", "run", "run_until_complete", "shield", "wait_for")
_CONTAINERS = ("deque", "dict", "list", "set", "Counter", "OrderedDict", "tuple", "bytearray")


@dataclass
class Library(Calls):
    """Follows calls, the workspace's own and all others."""

    def _call(self, step: Step, node: ast.Call) -> None:
        found = self.index.callable_of(step.source, node)
        if found is not None and not isinstance(found[1], ast.ClassDef):
            self._returned(step, node, found[0], found[1])
            return
        if isinstance(node.func, ast.Attribute) and found is None:
            named = [
                (where, function)
                for where, function in self.index.functions.get(node.func.attr, ())
                if isinstance(where.parents.get(function), ast.ClassDef)
            ]
            if named and not _known_method(node.func.attr):
                for where, function in named:
                    self._returned(step, node, where, function, 1 / len(named) ** 0.5)
                return
        if found is not None:
            self._note(step, node, step.weight * 0.6, "the object is made here", "computed")
            return
        self._library(step, node)

    def _library(self, step: Step, node: ast.Call) -> None:
        name = getattr(node.func, "id", getattr(node.func, "attr", ""))
        receiver = node.func.value if isinstance(node.func, ast.Attribute) else None
        shape = step.shape
        if name in _HANDED_ON and node.args and isinstance(node.args[0], ast.Call | ast.Name):
            self._on(step, node.args[0])
            return
        if name == "gather" and shape and node.args:
            self._gathered(step, node)
            return
        if shape and receiver is not None and name in ("pop", "popleft", "popitem", "get", "setdefault"):
            self._on(step, receiver, shape=then(shape, "item"))
            return
        if shape and name in (
            "enumerate",
            "zip",
            "reversed",
            "sorted",
            "list",
            "tuple",
            "set",
            "iter",
            "filter",
            "items",
            "values",
            "keys",
            "map",
        ):
            inner = rest(shape)
            if name in ("reversed", "sorted", "list", "tuple", "set", "iter") and node.args:
                self._on(step, node.args[0])
            elif name == "filter" and len(node.args) > 1:
                self._on(step, node.args[1])
            elif name == "enumerate" and node.args and inner.startswith("part:1"):
                self._on(step, node.args[0], shape=then(rest(inner), "item"))
            elif name == "zip" and inner.startswith("part:"):
                position = int(inner.split("/")[0][5:])
                if position < len(node.args):
                    self._on(step, node.args[position], shape=then(rest(inner), "item"))
            elif name == "items" and receiver is not None and inner.startswith("part:"):
                kind = "keys" if inner.startswith("part:0") else "item"
                self._on(step, receiver, shape=then(rest(inner), kind))
            elif name in ("values", "keys") and receiver is not None:
                self._on(step, receiver, shape=then(inner, "item" if name == "values" else "keys"))
            elif name == "map" and len(node.args) > 1 and isinstance(node.args[0], ast.Name):
                made = self.index.resolve(step.source, node.args[0])
                if made and not isinstance(made[1], ast.ClassDef):
                    self._returned(step, node, made[0], made[1], 1.0, inner)
            return
        if name in _CONTAINERS and not node.args:
            self._note(step, node, step.weight * 0.3, "it starts empty here", "literal")
            return
        weight = 0.9 if step.bad in ("none", "type", "value") or step.bad.startswith("type:") else 0.7
        if name == "len" and self.crash.type == "IndexError":
            weight = 1.0  # a length is no index
        if step.bad == "type:str" or (step.bad == "none" and name in NONE_WHEN_ABSENT):
            weight = 0.6  # it does what it is for; what is made of its result matters more
        self._note(
            step,
            node,
            step.weight * weight,
            f"`{short(node.func)}(...)` is called here",
            "call",
        )
        if receiver is not None and name in ("get", "pop", "setdefault") and not shape:
            if len(node.args) > 1:
                self._on(step, node.args[1], 0.8)
            key = repr(node.args[0].value) if node.args and isinstance(node.args[0], ast.Constant) else ""
            self._on(step, receiver, 0.6, shape=f"item:{key}" if key else "item", bad=step.bad)
            if step.bad == "none":
                self._on(step, receiver, 0.5, bad="key", shape="")
        elif receiver is not None and not isinstance(receiver, ast.Constant):
            self._on(step, receiver, 0.5, bad="value", shape="")
        if name not in ("get", "pop", "setdefault"):
            passed = [*node.args, *(keyword.value for keyword in node.keywords)]
            bad = (
                step.bad if name in ("len", "min", "max", "sum", "abs", "round", "int", "float") else "value"
            )
            bad = "empty" if name in ("len", "sum") and step.bad == "zero" else bad
            for argument in passed[:4]:
                self._on(step, argument, 0.6 if len(passed) == 1 else 0.35, bad=bad, shape="")

    def _gathered(self, step: Step, node: ast.Call) -> None:
        """What is waited for together comes back as a list, in the same order."""
        kind, _, place = step.shape.partition("/")[0].partition(":")
        inner = rest(step.shape)
        if kind == "part" and place.isdigit() and int(place) < len(node.args):
            nodes = [node.args[int(place)]]
        else:
            nodes = list(node.args)
        for one in nodes:
            if isinstance(one, ast.Starred):
                self._on(step, one.value, shape=then(inner, "item"))
            else:
                self._on(step, one, 1 / len(nodes) ** 0.5, shape=inner)


def _known_method(name: str) -> bool:
    return name in (
        "get",
        "pop",
        "append",
        "split",
        "strip",
        "join",
        "read",
        "items",
        "keys",
        "values",
        "format",
    )
