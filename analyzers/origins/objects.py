"""What was an attribute of an object given: by a line that set it, where the object was made, or in its class?"""

import ast
from abc import abstractmethod

from analyzers.deferred import replace
from analyzers.origins.containers import Containers
from analyzers.origins.records import fields_of, parts_of
from analyzers.origins.steps import END, PASSED_ON, Step
from analyzers.origins.syntax import begins, called, covers
from analyzers.origins.trace import Store
from analyzers.runtime.index import Binding, bindings, parameters


class Objects(Containers):
    """Follows attributes to what they were given."""

    @abstractmethod
    def bound(self, step: Step, found: list[Binding], name: str) -> bool:
        """Follow the binding of a name that ran last before the step; return whether there is one."""

    def attribute(self, step: Step, node: ast.Attribute) -> None:
        """Go on with what an attribute was given last: by a line of the run, where its object was made, in the class."""
        call = self.trace.calls[step.call]
        function = self.definition(call)
        owner = 0
        base = ast.unparse(node.value)
        first = function is not None and parameters(function)[:1] == [base]
        if function is not None and first and not bindings(self.sources[call.path], function, base):
            owner = call.owner
        else:
            owner = next(
                (s.owner for s in reversed(self.trace.stores) if s.call == step.call and s.base == base), 0
            )
        candidates = [
            store
            for store in self.trace.stores
            if store.how == "attr" and store.name == node.attr and store.at < step.at
        ]
        exact = [store for store in candidates if store.owner == owner] if owner else []
        self.mutated(step, ast.unparse(node))
        if (
            step.bad == "none" and not exact
        ):  # of several objects, the one that was given what ended without a value
            candidates = [store for store in candidates if self._given_nothing(store)] or candidates
        for store in (exact or candidates)[-1:]:
            if store.call not in self.trace.calls or self.trace.calls[store.call].path not in self.sources:
                continue
            moved = replace(self.at(step, store), weight=step.weight * (1 if exact else 0.7))
            self.note(moved, store.line, f"`{node.attr}` gets its value here", PASSED_ON)
            for value in self.stored(moved, store):
                self.push(replace(moved, node=value))
            return
        if not self._generated(step, node, owner) and not self._named_part(step, node.attr):
            self._class_attribute(step, node)

    def _given_nothing(self, store: Store) -> bool:
        """Whether a call of the line that set an attribute returned None."""
        end = next((at for at, _ in self.trace.lines.get(store.call, ()) if at > store.at), END)
        return any(
            call.result == "NoneType" and call.function != "__init__" and store.at < call.start <= end
            for call in self._children.get(store.call, ())
        )

    def _named_part(self, step: Step, name: str) -> bool:
        """A part of a named tuple: follow what the last one was given that was made before."""
        made = [
            (at, number, call, call.args[place])
            for path, source in self.sources.items()
            for call in source.nodes
            if isinstance(call, ast.Call)
            for parts in [parts_of(self.sources, called(call))]
            if name in parts
            for place in [parts.index(name)]
            if place < len(call.args) and not any(isinstance(one, ast.Starred) for one in call.args)
            for number, ran in self.trace.lines.items()
            if self.trace.calls[number].path == path
            for at, line in ran
            if at < step.at and covers(call, line)
        ]
        if not made:
            return False
        at, number, call, given = max(made, key=lambda one: one[0])
        moved = self.before(step, number, at + 1)
        self.note(moved, call.lineno, f"`{name}` is passed here", PASSED_ON)
        self.push(replace(moved, node=given))
        return True

    def _generated(self, step: Step, node: ast.Attribute, owner: int) -> bool:
        """An attribute that the generated `__init__` of a data class has set: follow what it was given."""
        for call in sorted(self.trace.calls.values(), key=lambda one: -one.start):
            if call.function != "__init__" or call.path in self.sources or call.start > step.at:
                continue
            caller = self.trace.calls.get(call.caller)
            if (owner and call.owner != owner) or caller is None or caller.path not in self.sources:
                continue
            statement = self.sources[caller.path].statement(call.line)
            for made in ast.walk(statement or ast.Module(body=[], type_ignores=[])):
                if not isinstance(made, ast.Call) or not covers(made, call.line):
                    continue
                fields = fields_of(self.sources, called(made))
                if node.attr not in fields:
                    continue
                moved = self.before(step, caller.number, call.start)
                position = list(fields).index(node.attr)
                given = next((word.value for word in made.keywords if word.arg == node.attr), None)
                if given is None and position < len(made.args):
                    given = made.args[position]
                if given is not None:
                    self.note(moved, made.lineno, f"`{node.attr}` is passed here", PASSED_ON)
                    self.push(replace(moved, node=given))
                    return True
        return False

    def _class_attribute(self, step: Step, node: ast.Attribute) -> None:
        """A value written in a class's body, or in a module that is used by its name."""
        for call in self.trace.calls.values():
            source = self.sources.get(call.path)
            if source is None or call.start > step.at:
                continue
            if call.function == "<module>" and isinstance(node.value, ast.Name):
                name = call.path.replace("\\", "/").rpartition("/")[2].removesuffix(".py")
                if name != node.value.id:
                    continue
                moved = replace(step, call=call.number, depth=step.depth + 1)
                if self.bound(moved, bindings(source, source.tree, node.attr), node.attr):
                    return
            elif any(one.name == call.function and begins(one) == call.first for one in source.classes):
                owner = next(one for one in source.classes if begins(one) == call.first)
                moved = replace(step, call=call.number, weight=step.weight * 0.7, depth=step.depth + 1)
                if self.bound(moved, bindings(source, owner, node.attr), node.attr):
                    return
