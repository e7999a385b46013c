"""Where do attributes, items and the parts of expressions get their values?"""

import ast

from analyzers.deferred import dataclass
from analyzers.runtime.index import (
    Binding,
    bindings,
)
from analyzers.runtime.kinds import possible
from analyzers.runtime.slice.calls import SPECIAL
from analyzers.runtime.slice.names import Names
from analyzers.runtime.slice.steps import PASSED_ON, Step, moved_to, rest, then


@dataclass
class Parts(Names):
    """Follows attributes, subscripts, displays, comprehensions and operations."""

    def _attribute(self, step: Step, node: ast.Attribute) -> None:
        stores = list(self.index.attributes.get(node.attr, ()))
        owner = step.source.class_of(node) if getattr(node.value, "id", "") in ("self", "cls") else None
        if owner is not None:
            family = {id(cls) for _, cls in self.index.lineage(step.source, owner)}
            own = [
                one
                for one in stores
                if id(one.source.parents.get(one.statement)) in family
                or id(one.source.class_of(one.statement)) in family
                or getattr(getattr(_target(one), "value", None), "id", "") not in ("self", "cls")
            ]
            stores = own or stores
        stores = [one for one in stores if not self._field_is_given(one, node.attr)]
        usable = [
            one
            for one in stores
            if one.value is None or one.how != "is" or step.shape or possible(one.value, step.bad)
        ]
        for one in usable:
            self._bound(step, one, 1 / max(len(usable), 1) ** 0.5, node)
        self._dataclass_field(step, node.attr)
        self._mutations_of_attribute(step, node.attr)
        properties = [
            (where, function)
            for where, function in self.index.functions.get(node.attr, ())
            if any(
                getattr(one, "id", getattr(one, "attr", "")) in ("property", "cached_property")
                for one in function.decorator_list
            )
        ]
        for where, function in properties:
            self._returned(step, ast.Call(func=node, args=[], keywords=[]), where, function)
        if isinstance(node.value, ast.Name) and not stores:
            from analyzers.runtime.index import imported_as

            imported = imported_as(step.source, node.value.id)
            if imported is not None:
                name = ".".join(part for part in imported[:2] if part)
                module = self.index.module(name, step.source, imported[2]) or self.index.module(
                    imported[1], step.source, imported[2]
                )
                if module is not None:
                    remote = bindings(module, module.tree, node.attr)
                    for one in remote:
                        self._bound(step, one, 1 / len(remote) ** 0.5, node)
                    self._mutations(step, node.attr, module.tree, module)

    def _mutations_of_attribute(self, step: Step, name: str) -> None:
        for source in self.index.sources.values():
            self._mutations(step, name, source.tree, source)

    def _field_is_given(self, binding: Binding, name: str) -> bool:
        """Return whether a class-level default is never used, as every constructor call gives the field."""
        cls = binding.source.parents.get(binding.statement)
        if not isinstance(cls, ast.ClassDef) or not isinstance(binding.statement, ast.AnnAssign):
            return False
        fields = _fields(cls)
        calls = [call for _, call in self.index.calls.get(cls.name, ())]
        return bool(calls) and all(
            any(keyword.arg in (name, None) for keyword in call.keywords)
            or len(call.args) > fields.index(name)
            for call in calls
        )

    def _dataclass_field(self, step: Step, name: str) -> None:
        """A field of a dataclass or named tuple gets what its constructor is called with."""
        for cls_name, entries in self.index.classes.items():
            for _, cls in entries:
                fields = _fields(cls)
                if name not in fields or any(getattr(one, "name", "") == "__init__" for one in cls.body):
                    continue
                position = fields.index(name)
                found = []
                for where, call in self.index.calls.get(cls_name, ()):
                    value = next((k.value for k in call.keywords if k.arg == name), None)
                    if value is None and position < len(call.args):
                        value = call.args[position]
                    if value is not None and (step.shape or possible(value, step.bad)):
                        found.append((where, call, value))
                for where, call, value in found:
                    share = 1 / len(found) ** 0.5
                    self._note(
                        moved_to(step, where),
                        call,
                        step.weight * share * PASSED_ON,
                        f"`{name}` is set here",
                        "passed-on",
                    )
                    self._on(step, value, share, source=where, site=None)

    def _subscript(self, step: Step, node: ast.Subscript) -> None:
        key = node.slice
        if isinstance(key, ast.Slice):
            share = 0.8 if step.bad in ("length", "empty") else 0.5
            self._note(step, node, step.weight * share, "the part is cut out here", "computed")
            self._on(step, node.value, 0.8)
            for bound in (key.lower, key.upper):
                self._on(step, bound, 0.3, bad="value", shape="")
            return
        shape = "item"
        if isinstance(key, ast.Constant):
            shape = f"part:{key.value!r}" if isinstance(key.value, int) else f"item:{key.value!r}"
        elif isinstance(key, ast.UnaryOp) and isinstance(key.operand, ast.Constant):
            shape = f"part:-{key.operand.value!r}"
        self._on(step, node.value, shape=then(step.shape, shape.replace("/", "|")))

    def _operation(self, step: Step, node: ast.BinOp) -> None:
        own = self.index.functions.get(SPECIAL.get(type(node.op), ""), ())
        if step.bad != "value" and own:
            for where, function in own:
                self._returned(
                    step, ast.Call(func=node, args=[], keywords=[]), where, function, 0.9 / len(own) ** 0.5
                )
        names = [part for part in (node.left, node.right) if not isinstance(part, ast.Constant)]
        self._note(step, node, step.weight * 0.75, "the value is computed here", "computed")
        for part in names:
            self._on(step, part, 0.75 if len(names) == 1 else 0.6, bad="value")

    def _built(
        self, step: Step, node: ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp, item: ast.expr
    ) -> None:
        if step.shape.startswith("keys") and isinstance(node, ast.DictComp):
            self._on(step, node.key, shape=rest(step.shape))
            return
        if step.shape:
            self._on(step, item, shape=rest(step.shape))
            return
        chosen = any(generator.ifs for generator in node.generators)
        if isinstance(node, ast.GeneratorExp) and step.bad in ("empty", "zero", "length"):
            self._note(step, node, step.weight, "this can be gone through only once", "computed")
            return
        self._note(step, node, step.weight * (0.9 if chosen else 0.55), "the value is built here", "computed")
        if step.bad in ("empty", "length", "zero", "key", "content"):
            for generator in node.generators:
                self._on(
                    step,
                    generator.iter,
                    0.55 if chosen else 0.8,
                    bad="content" if step.bad == "key" else step.bad,
                )

    def _display(self, step: Step, node: ast.Dict | ast.List | ast.Tuple | ast.Set) -> None:
        shape = step.shape
        if not shape:
            start = not (node.keys if isinstance(node, ast.Dict) else node.elts)
            telling = step.bad.startswith("type:") or step.bad == "none"
            share = 1.0 if telling else 0.4 if start else 0.6
            self._note(step, node, step.weight * share, "the value is written here", "literal")
            if step.bad in ("key", "length", "content") and not start:
                entries = node.values if isinstance(node, ast.Dict) else node.elts
                self._note(step, entries[-1], step.weight * share * 0.95, "it ends here", "literal")
            return
        kind, _, position = shape.split("/")[0].partition(":")
        if isinstance(node, ast.Dict):
            named = [
                value
                for key, value in zip(node.keys, node.values, strict=True)
                if not position or (isinstance(key, ast.Constant) and repr(key.value) == position)
            ]
            if kind == "keys":
                named = [key for key in node.keys if key is not None]
            self._several(step, named, rest(shape))
        elif kind == "part" and position.lstrip("-").isdigit():
            places = list(node.elts)
            if -len(places) <= int(position) < len(places):
                self._put(step, places[int(position)], rest(shape))
                self._on(step, places[int(position)], shape=rest(shape))
        else:
            self._several(step, list(node.elts), rest(shape))

    def _put(self, step: Step, node: ast.expr, shape: str, ways: int = 1) -> None:
        """A value of the wrong type is put into something as it is: here it could have been converted."""
        if (
            not shape
            and step.bad.startswith("type:")
            and isinstance(node, ast.Subscript | ast.Name | ast.Attribute)
        ):
            share = 0.75 if ways == 1 else 0.5
            self._note(step, node, step.weight * share, "the value is put in here", "passed-on")

    def _several(self, step: Step, nodes: list[ast.expr], shape: str) -> None:
        nodes = [node for node in nodes if shape or possible(node, step.bad)]
        for node in nodes:
            self._put(step, node, shape, len(nodes))
            self._on(step, node, 1.0 if len(nodes) == 1 else max(1 / len(nodes), 0.3), shape=shape)


def _fields(cls: ast.ClassDef) -> list[str]:
    return [
        one.target.id
        for one in cls.body
        if isinstance(one, ast.AnnAssign) and isinstance(one.target, ast.Name)
    ]


def _target(binding: Binding) -> ast.AST | None:
    targets = getattr(binding.statement, "targets", None)
    return targets[0] if targets else getattr(binding.statement, "target", None)
