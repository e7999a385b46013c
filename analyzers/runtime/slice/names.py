"""Where does a name get its value?"""

import ast

from analyzers.deferred import dataclass
from analyzers.runtime.index import (
    Binding,
    bindings,
    parameters,
    returns,
)
from analyzers.runtime.kinds import possible
from analyzers.runtime.slice.library import Library
from analyzers.runtime.slice.reaching import always, reaching_bindings
from analyzers.runtime.slice.steps import PASSED_ON, Step, flat, moved_to, rest, short, then
from analyzers.runtime.source import Scope, Source


@dataclass
class Names(Library):
    """Follows names to their bindings, and containers to what changes them."""

    def _name(self, step: Step, node: ast.Name) -> None:
        scope: Scope = step.source.scope(node)
        comprehension = self._comprehension(step, node)
        if comprehension is not None:
            self._bound(step, comprehension, 1.0, node)
            return
        while True:
            if isinstance(scope, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
                is_global = any(
                    isinstance(one, ast.Global | ast.Nonlocal) and node.id in one.names
                    for one in ast.walk(scope)
                )
                found = [] if is_global else bindings(step.source, scope, node.id)
                if not is_global and (found or node.id in parameters(scope)):
                    self._local(step, node, scope, found)
                    return
            if isinstance(scope, ast.Module):
                break
            scope = step.source.scope(scope)
        self._global(step, node)

    def _comprehension(self, step: Step, node: ast.Name) -> Binding | None:
        parent = step.source.parents.get(node)
        while parent is not None and not isinstance(parent, ast.stmt):
            if isinstance(parent, ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp):
                for generator in parent.generators:
                    for target, how in flat(generator.target, "item"):
                        if target.id == node.id and target is not node:
                            return Binding(
                                source=step.source, statement=generator.iter, value=generator.iter, how=how
                            )
            parent = step.source.parents.get(parent)
        return None

    def _local(self, step: Step, node: ast.Name, scope: Scope, found: list[Binding]) -> None:
        line = self._line_in(step, node)
        reaching = reaching_bindings(found, line, step.source, node)
        is_parameter = not isinstance(scope, ast.Module | ast.ClassDef) and node.id in parameters(scope)
        ways = len(reaching) + is_parameter
        killed = is_parameter and any(always(step.source, scope, one, line) for one in reaching)
        if killed:
            is_parameter, ways = False, ways - 1
        for binding in reaching:
            self._bound(step, binding, 1 / max(ways, 1) ** 0.5, node)
        self._mutations(step, node.id, scope)
        if is_parameter and not isinstance(scope, ast.Lambda | ast.Module | ast.ClassDef):
            self._parameter(step, node.id, scope, 1.0 if ways == 1 else 0.7)
        elif is_parameter and isinstance(scope, ast.Lambda):
            self._lambda(step, scope, node.id)

    def _line_in(self, step: Step, node: ast.AST) -> int:
        return int(getattr(node, "lineno", 0))

    def _global(self, step: Step, node: ast.Name) -> None:
        source = step.source
        found = bindings(source, source.tree, node.id)
        for function in source.functions:
            if any(isinstance(one, ast.Global) and node.id in one.names for one in ast.walk(function)):
                found += bindings(source, function, node.id)
        imports = [binding for binding in found if binding.how == "import"]
        found = [binding for binding in found if binding.how != "import"]
        for binding in found:
            self._bound(step, binding, 1 / max(len(found), 1) ** 0.5, node)
        self._mutations(step, node.id, source.tree)
        for binding in imports:
            if isinstance(binding.statement, ast.ImportFrom):
                module = self.index.module(binding.statement.module or "", source, binding.statement.level)
                member = next(
                    (a.name for a in binding.statement.names if (a.asname or a.name) == node.id), node.id
                )
                if module is not None:
                    remote = bindings(module, module.tree, member)
                    for one in remote:
                        self._bound(step, one, 1 / len(remote) ** 0.5, node)
                    self._mutations(step, member, module.tree, module)

    def _bound(self, step: Step, binding: Binding, share: float, name: ast.AST) -> None:
        site = step.site if binding.source is step.source else None
        if binding.value is None:
            if isinstance(binding.statement, ast.FunctionDef) and step.bad == "none":
                self._decorated(moved_to(step, binding.source), binding.statement, share)
            return
        if binding.how == "augmented":
            self._note(
                moved_to(step, binding.source),
                binding.statement,
                step.weight * share * (0.8 if isinstance(binding.value, ast.Constant) else 0.5),
                "the value is changed here",
                "computed",
            )
            self._on(step, binding.value, share * 0.5, source=binding.source, site=site)
            return
        if binding.how == "with" and self._entered(step, binding, share):
            return
        if possible(binding.value, step.bad) or binding.how != "is" or step.shape:
            simple = isinstance(binding.value, ast.Constant) and binding.how == "is"
            if not simple:
                moved = moved_to(step, binding.source)
                self._note(
                    moved,
                    binding.statement,
                    step.weight * share * PASSED_ON,
                    f"`{short(name)}` gets its value here",
                    "passed-on",
                )
            shape = step.shape
            if binding.how.startswith(("item", "part")):
                for part in reversed(binding.how.replace("-part:", "/part:").split("/")):
                    shape = shape if part == "rest" else then(shape, part)
            self._on(step, binding.value, share, source=binding.source, site=site, shape=shape)

    def _entered(self, step: Step, binding: Binding, share: float) -> bool:
        """What `with` gives a name is what `__enter__` returns; whether that is a method of the workspace."""
        value = binding.value
        made = self.index.callable_of(binding.source, value) if isinstance(value, ast.Call) else None
        if made is None or not isinstance(made[1], ast.ClassDef):
            return False
        found = self.index.method(made[0], made[1], "__enter__")
        if found is not None:
            assert isinstance(value, ast.Call)
            self._returned(step, value, found[0], found[1], share)
        return found is not None

    def _decorated(self, step: Step, function: ast.FunctionDef, share: float) -> None:
        """A decorated name holds what its outermost decorator returned."""
        if not function.decorator_list:
            return
        decorator = function.decorator_list[0]
        if isinstance(decorator, ast.Call):
            made = self.index.callable_of(step.source, decorator)
            if made is None or isinstance(made[1], ast.ClassDef):
                return
            where, factory = made[0], made[1]
            for one in returns(factory):
                if isinstance(one.value, ast.Name):
                    inner = self.index.resolve(where, one.value)
                    if inner is not None and not isinstance(inner[1], ast.ClassDef):
                        self._returned(step, decorator, inner[0], inner[1], share)
        elif isinstance(decorator, ast.Name):
            found = self.index.resolve(step.source, decorator)
            if found is not None and not isinstance(found[1], ast.ClassDef):
                call = ast.copy_location(ast.Call(func=decorator, args=[], keywords=[]), decorator)
                self._returned(step, call, found[0], found[1], share)

    def _mutations(self, step: Step, name: str, scope: Scope, source: Source | None = None) -> None:
        """Items stored into, appended to or taken from a container decide what it holds."""
        source = source or step.source
        container = step.shape or step.bad in ("key", "empty", "length", "zero", "content")
        if not container:
            return
        moved = moved_to(step, source)
        for where, subscript in self.index.items.get(name, ()):
            if where is source:
                statement = source.parents.get(subscript)
                value = statement.value if isinstance(statement, ast.Assign | ast.AnnAssign) else None
                if step.shape.startswith("keys"):
                    self._on(step, subscript.slice, 0.7, source=source, shape=rest(step.shape))
                elif step.shape and value is not None:
                    position = step.shape.split("/")[0].partition(":")[2]
                    key = subscript.slice
                    same = isinstance(key, ast.Constant) and repr(key.value) == position
                    if not position or same or not isinstance(key, ast.Constant):
                        self._on(step, value, 0.8, source=source, shape=rest(step.shape))
                if not step.shape or value is None or not isinstance(value, ast.Constant):
                    computed = isinstance(subscript.slice, ast.Call | ast.BinOp | ast.JoinedStr | ast.IfExp)
                    share = 0.8 if computed and step.bad == "key" else 0.5
                    self._note(
                        moved, subscript, step.weight * share, f"an item of `{name}` is set here", "mutation"
                    )
        for method in (
            "append",
            "add",
            "insert",
            "extend",
            "update",
            "setdefault",
            "pop",
            "remove",
            "clear",
            "popleft",
        ):
            for where, call in self.index.calls.get(method, ()):
                if where is not source or not isinstance(call.func, ast.Attribute):
                    continue
                owner = call.func.value
                if getattr(owner, "id", getattr(owner, "attr", "")) != name:
                    continue
                if method in ("append", "add", "insert") and step.shape and call.args:
                    self._on(step, call.args[-1], 0.9, source=source, shape=rest(step.shape))
                elif method in ("extend", "update") and step.shape and call.args:
                    self._on(step, call.args[0], 0.7, source=source)
                elif not step.shape:
                    self._note(moved, call, step.weight * 0.5, f"`{name}` is changed here", "mutation")
                    self._conditions(moved, call, 0.4)
