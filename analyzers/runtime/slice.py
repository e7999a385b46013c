"""Which lines could have produced the bad value? A static backward slice, ranked.

Follows a value from where it hurt back through names, parameters to the callers on the stack, returns,
attributes, items and defaults, to the expressions that can make a value of the bad kind (Weiser 1981,
narrowed to the values that can be bad). Each step shares its weight among the ways that remain.
"""

import ast
from dataclasses import dataclass, field, replace

from analyzers.runtime.crash import Crash, Site, Trail
from analyzers.runtime.index import (
    Binding,
    Index,
    argument_for,
    bindings,
    default_of,
    falls_through,
    parameters,
    returns,
    yields,
)
from analyzers.runtime.kinds import NONE_WHEN_ABSENT, possible
from analyzers.runtime.locate import marked
from analyzers.runtime.source import Function, Scope, Source, inside

_MAX_STEPS = 600
_PASSED_ON = 0.35  # what a line keeps that only hands the value on


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
class _Step:
    source: Source
    node: ast.expr
    bad: str
    weight: float
    sure: bool
    site: int | None  # the frame this runs in, None when it is not on the stack
    shape: str = ""  # "item", "part:N": what of the value is bad rather than the value itself
    depth: int = 0


@dataclass
class Slicer:
    """Follows trails through the sources of one crash."""

    crash: Crash
    index: Index
    origins: list[Origin] = field(default_factory=list)
    _pending: list[_Step] = field(default_factory=list)
    _seen: set[tuple[int, str, str]] = field(default_factory=set)

    def follow(self, trail: Trail) -> list[Origin]:
        """Return the lines that a bad value may have come from, in the order they were met."""
        if not self.crash.sites:
            return []
        site = trail.site % len(self.crash.sites)
        self.origins, self._pending, self._seen = [], [], set()
        self._push(
            _Step(
                source=self.crash.sites[site].source,
                node=trail.node,
                bad=trail.bad,
                weight=trail.weight,
                sure=True,
                site=site,
            )
        )
        steps = 0
        while self._pending and steps < _MAX_STEPS:
            steps += 1
            self._step(self._pending.pop(0))
        return self.origins

    def _push(self, step: _Step) -> None:
        key = (id(step.node), step.bad, step.shape)
        if key not in self._seen and step.weight > 0.01 and step.depth < 24:
            self._seen.add(key)
            self._pending.append(step)

    def _note(self, step: _Step, node: ast.AST, weight: float, reason: str, kind: str) -> None:
        self.origins.append(
            Origin(source=step.source, node=node, weight=weight, reason=reason, kind=kind, sure=step.sure)
        )

    def _on(self, step: _Step, node: ast.expr | None, share: float = 1.0, **changes: object) -> None:
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
        self._push(_Step(node=node, **values))  # type: ignore[arg-type]  # the fields of a step

    # --- one step ---------------------------------------------------------------------------

    def _step(self, step: _Step) -> None:
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
                self._note(step, node, weight, f"`{_short(step.source, node)}` is written here", "literal")
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
                self._on(step, node.value, shape=_then(step.shape, "item"))
            case ast.Yield() | ast.YieldFrom():
                return
            case _:
                self._note(step, node, step.weight * 0.8, "the value is computed here", "computed")

    def _operation(self, step: _Step, node: ast.BinOp) -> None:
        own = self.index.functions.get(_SPECIAL.get(type(node.op), ""), ())
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
        self, step: _Step, node: ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp, item: ast.expr
    ) -> None:
        if step.shape.startswith("keys") and isinstance(node, ast.DictComp):
            self._on(step, node.key, shape=_rest(step.shape))
            return
        if step.shape:
            self._on(step, item, shape=_rest(step.shape))
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

    def _display(self, step: _Step, node: ast.Dict | ast.List | ast.Tuple | ast.Set) -> None:
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
            self._several(step, named, _rest(shape))
        elif kind == "part" and position.lstrip("-").isdigit():
            places = list(node.elts)
            if -len(places) <= int(position) < len(places):
                self._on(step, places[int(position)], shape=_rest(shape))
        else:
            self._several(step, list(node.elts), _rest(shape))

    def _several(self, step: _Step, nodes: list[ast.expr], shape: str) -> None:
        nodes = [node for node in nodes if shape or possible(node, step.bad)]
        for node in nodes:
            if (
                not shape
                and step.bad.startswith("type:")
                and isinstance(node, ast.Subscript | ast.Name | ast.Attribute)
            ):
                share = 1.0 if len(nodes) == 1 else 0.7
                self._note(step, node, step.weight * share * 0.75, "the value is put in here", "passed-on")
            self._on(step, node, 1.0 if len(nodes) == 1 else max(1 / len(nodes), 0.3), shape=shape)

    # --- names ------------------------------------------------------------------------------

    def _name(self, step: _Step, node: ast.Name) -> None:
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

    def _comprehension(self, step: _Step, node: ast.Name) -> Binding | None:
        parent = step.source.parents.get(node)
        while parent is not None and not isinstance(parent, ast.stmt):
            if isinstance(parent, ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp):
                for generator in parent.generators:
                    for target, how in _flat(generator.target, "item"):
                        if target.id == node.id and target is not node:
                            return Binding(
                                source=step.source, statement=generator.iter, value=generator.iter, how=how
                            )
            parent = step.source.parents.get(parent)
        return None

    def _local(self, step: _Step, node: ast.Name, scope: Scope, found: list[Binding]) -> None:
        line = self._line_in(step, node)
        reaching = _reaching(found, line, step.source, node)
        is_parameter = not isinstance(scope, ast.Module | ast.ClassDef) and node.id in parameters(scope)
        ways = len(reaching) + is_parameter
        killed = is_parameter and any(_always(step.source, scope, one, line) for one in reaching)
        if killed:
            is_parameter, ways = False, ways - 1
        for binding in reaching:
            self._bound(step, binding, 1 / max(ways, 1) ** 0.5, node)
        self._mutations(step, node.id, scope)
        if is_parameter and not isinstance(scope, ast.Lambda | ast.Module | ast.ClassDef):
            self._parameter(step, node.id, scope, 1.0 if ways == 1 else 0.7)
        elif is_parameter and isinstance(scope, ast.Lambda):
            self._lambda(step, scope, node.id)

    def _line_in(self, step: _Step, node: ast.AST) -> int:
        return int(getattr(node, "lineno", 0))

    def _lambda(self, step: _Step, scope: ast.Lambda, name: str) -> None:
        """A lambda given to `sorted`, `map` or `filter` receives the elements of the other argument."""
        parent = step.source.parents.get(scope)
        if isinstance(parent, ast.keyword):
            parent = step.source.parents.get(parent)
        if isinstance(parent, ast.Call):
            position = parameters(scope).index(name)
            others = [one for one in parent.args if one is not scope]
            if isinstance(parent.func, ast.Attribute) and parent.func.attr == "sort":
                self._on(step, parent.func.value, shape=_then(step.shape, "item"))
            elif others:
                self._on(step, others[min(position, len(others) - 1)], shape=_then(step.shape, "item"))

    def _global(self, step: _Step, node: ast.Name) -> None:
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

    def _bound(self, step: _Step, binding: Binding, share: float, name: ast.AST) -> None:
        site = step.site if binding.source is step.source else None
        if binding.value is None:
            if isinstance(binding.statement, ast.FunctionDef) and step.bad == "none":
                self._decorated(_moved(step, binding.source), binding.statement, share)
            return
        if binding.how == "augmented":
            self._note(
                _moved(step, binding.source),
                binding.statement,
                step.weight * share * (0.8 if isinstance(binding.value, ast.Constant) else 0.5),
                "the value is changed here",
                "computed",
            )
            self._on(step, binding.value, share * 0.5, source=binding.source, site=site)
            return
        if possible(binding.value, step.bad) or binding.how != "is" or step.shape:
            simple = isinstance(binding.value, ast.Constant) and binding.how == "is"
            if not simple:
                moved = _moved(step, binding.source)
                self._note(
                    moved,
                    binding.statement,
                    step.weight * share * _PASSED_ON,
                    f"`{_short(step.source, name)}` gets its value here",
                    "passed-on",
                )
            shape = step.shape
            if binding.how.startswith(("item", "part")):
                for part in reversed(binding.how.replace("item-part", "item/part").split("/")):
                    shape = _then(shape, part)
            self._on(step, binding.value, share, source=binding.source, site=site, shape=shape)

    def _decorated(self, step: _Step, function: ast.FunctionDef, share: float) -> None:
        """A decorated name holds what its outermost decorator returned."""
        if not function.decorator_list:
            return
        decorator = function.decorator_list[0]
        if isinstance(decorator, ast.Call):
            made = self.index.callable_of(step.source, decorator)
            if made is None or isinstance(made[1], ast.ClassDef):
                return
            where, factory = made
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

    def _mutations(self, step: _Step, name: str, scope: Scope, source: Source | None = None) -> None:
        """Items stored into, appended to or taken from a container decide what it holds."""
        source = source or step.source
        container = step.shape or step.bad in ("key", "empty", "length", "zero", "content")
        if not container:
            return
        moved = _moved(step, source)
        for where, subscript in self.index.items.get(name, ()):
            if where is source:
                statement = source.parents.get(subscript)
                value = statement.value if isinstance(statement, ast.Assign | ast.AnnAssign) else None
                if step.shape.startswith("keys"):
                    self._on(step, subscript.slice, 0.7, source=source, shape=_rest(step.shape))
                elif step.shape and value is not None:
                    position = step.shape.split("/")[0].partition(":")[2]
                    key = subscript.slice
                    same = isinstance(key, ast.Constant) and repr(key.value) == position
                    if not position or same or not isinstance(key, ast.Constant):
                        self._on(step, value, 0.8, source=source, shape=_rest(step.shape))
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
                    self._on(step, call.args[-1], 0.9, source=source, shape=_rest(step.shape))
                elif method in ("extend", "update") and step.shape and call.args:
                    self._on(step, call.args[0], 0.7, source=source)
                elif not step.shape:
                    self._note(moved, call, step.weight * 0.5, f"`{name}` is changed here", "mutation")
                    self._conditions(moved, call, 0.4)

    def _conditions(self, step: _Step, node: ast.AST, share: float) -> None:
        """The nearest condition that decides whether a node runs."""
        parent = step.source.parents.get(node)
        while parent is not None and not isinstance(
            parent, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
        ):
            if isinstance(parent, ast.If | ast.While):
                self._note(step, parent, step.weight * share, "this condition decides it", "condition")
                return
            parent = step.source.parents.get(parent)

    # --- calls ------------------------------------------------------------------------------

    def _parameter(self, step: _Step, name: str, function: Function, share: float) -> None:
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
                if function.name in _SPECIAL.values() and isinstance(exact, ast.BinOp):
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
                        shape = _then(step.shape, "item")
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
                        moved = _Step(
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
                            step.weight * share * _PASSED_ON,
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
                    _moved(step, where),
                    call,
                    step.weight * part * _PASSED_ON,
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

    def _call(self, step: _Step, node: ast.Call) -> None:
        found = self.index.callable_of(step.source, node)
        if found is not None and not isinstance(found[1], ast.ClassDef):
            self._returned(step, node, *found)
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

    def _library(self, step: _Step, node: ast.Call) -> None:
        name = getattr(node.func, "id", getattr(node.func, "attr", ""))
        receiver = node.func.value if isinstance(node.func, ast.Attribute) else None
        shape = step.shape
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
            rest = _rest(shape)
            if name in ("reversed", "sorted", "list", "tuple", "set", "iter") and node.args:
                self._on(step, node.args[0])
            elif name == "filter" and len(node.args) > 1:
                self._on(step, node.args[1])
            elif name == "enumerate" and node.args and rest.startswith("part:1"):
                self._on(step, node.args[0], shape=_then(_rest(rest), "item"))
            elif name == "zip" and rest.startswith("part:"):
                position = int(rest.split("/")[0][5:])
                if position < len(node.args):
                    self._on(step, node.args[position], shape=_then(_rest(rest), "item"))
            elif name == "items" and receiver is not None and rest.startswith("part:"):
                kind = "keys" if rest.startswith("part:0") else "item"
                self._on(step, receiver, shape=_then(_rest(rest), kind))
            elif name in ("values", "keys") and receiver is not None:
                self._on(step, receiver, shape=_then(rest, "item" if name == "values" else "keys"))
            elif name == "map" and len(node.args) > 1 and isinstance(node.args[0], ast.Name):
                made = self.index.resolve(step.source, node.args[0])
                if made and not isinstance(made[1], ast.ClassDef):
                    self._returned(step, node, made[0], made[1], 1.0, rest)
            return
        if name in _CONTAINERS and not node.args:
            self._note(step, node, step.weight * 0.3, "it starts empty here", "literal")
            return
        weight = 0.9 if step.bad in ("none", "type", "value") or step.bad.startswith("type:") else 0.7
        if step.bad == "type:str" or (step.bad == "none" and name in NONE_WHEN_ABSENT):
            weight = 0.6  # it does what it is for; what is made of its result matters more
        self._note(
            step,
            node,
            step.weight * weight,
            f"`{_short(step.source, node.func)}(...)` is called here",
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

    def _returned(
        self,
        step: _Step,
        call: ast.Call,
        source: Source,
        function: Function,
        share: float = 1.0,
        shape: str | None = None,
    ) -> None:
        moved = _moved(step, source)
        own = yields(function)
        shape = step.shape if shape is None else shape
        if own:
            rest = _rest(shape)
            for one in own:
                if isinstance(one, ast.YieldFrom):
                    self._on(step, one.value, share, source=source, site=None)
                elif one.value is not None and shape:
                    self._on(step, one.value, share / len(own) ** 0.5, source=source, site=None, shape=rest)
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
            weight = step.weight * share * (1.0 if only or stub else 0.95)
            self._note(moved, end, weight, f"`{function.name}` ends here without a return", "falls-through")
            if end is not function.body[-1] or isinstance(end, ast.If):
                last = function.body[-1]
                if last is not end:
                    self._note(moved, last, weight * 0.4, f"`{function.name}` ends here", "passed-on")
            inner = end
            while isinstance(inner, ast.For | ast.While | ast.With | ast.If) and inner.body:
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

    def _missed(self, step: _Step, function: Function, given: ast.Return, weight: float) -> None:
        """Conditions that would have returned something else, had they held."""
        for node in inside(function.body):
            if isinstance(node, ast.If) and given not in node.body:
                if any(isinstance(one, ast.Return) and one is not given for one in inside(node.body)):
                    self._note(
                        replace(step, weight=weight),
                        node,
                        weight * 0.85,
                        "had this held, it would be another value",
                        "condition",
                    )

    # --- attributes and items ---------------------------------------------------------------

    def _attribute(self, step: _Step, node: ast.Attribute) -> None:
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

    def _mutations_of_attribute(self, step: _Step, name: str) -> None:
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

    def _dataclass_field(self, step: _Step, name: str) -> None:
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
                        _moved(step, where),
                        call,
                        step.weight * share * _PASSED_ON,
                        f"`{name}` is set here",
                        "passed-on",
                    )
                    self._on(step, value, share, source=where, site=None)

    def _subscript(self, step: _Step, node: ast.Subscript) -> None:
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
            shape = f"part:{key.value}" if isinstance(key.value, int) else f"item:{key.value!r}"
        elif isinstance(key, ast.UnaryOp) and isinstance(key.operand, ast.Constant):
            shape = f"part:-{key.operand.value}"
        self._on(step, node.value, shape=_then(step.shape, shape.replace("/", "|")))


# --- helpers ------------------------------------------------------------------------------------


_CONTAINERS = ("deque", "dict", "list", "set", "Counter", "OrderedDict", "tuple", "bytearray")

_SPECIAL: dict[type[ast.operator], str] = {
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


def _fields(cls: ast.ClassDef) -> list[str]:
    return [
        one.target.id
        for one in cls.body
        if isinstance(one, ast.AnnAssign) and isinstance(one.target, ast.Name)
    ]


def _then(shape: str, outer: str) -> str:
    return f"{outer}/{shape}" if shape else outer


def _rest(shape: str) -> str:
    return shape.partition("/")[2]


def _moved(step: _Step, source: Source) -> _Step:
    if step.source is source:
        return step
    return _Step(
        source=source,
        node=step.node,
        bad=step.bad,
        weight=step.weight,
        sure=step.sure,
        site=None,
        shape=step.shape,
        depth=step.depth,
    )


def _short(source: Source, node: ast.AST) -> str:
    try:
        text = " ".join(ast.unparse(node).split())
    except (AttributeError, ValueError, RecursionError):
        return ""
    return text if len(text) <= 40 else text[:37] + "..."


def _flat(target: ast.expr, how: str) -> list[tuple[ast.Name, str]]:
    if isinstance(target, ast.Name):
        return [(target, how)]
    if isinstance(target, ast.Tuple | ast.List):
        return [pair for place, part in enumerate(target.elts) for pair in _flat(part, f"{how}-part:{place}")]
    return []


def _target(binding: Binding) -> ast.AST | None:
    targets = getattr(binding.statement, "targets", None)
    return targets[0] if targets else getattr(binding.statement, "target", None)


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


def _may_call(index: Index, source: Source, call: ast.Call, function: Function) -> bool:
    found = index.callable_of(source, call)
    return found is None or found[1] is function or isinstance(found[1], ast.ClassDef)


def _reaching(found: list[Binding], line: int, source: Source, node: ast.AST) -> list[Binding]:
    """Return the bindings that may reach a use: not the ones a later one on the same straight path replaces."""
    inner = source.parents.get(node)
    loop_start = line
    while inner is not None and not isinstance(inner, ast.FunctionDef | ast.AsyncFunctionDef | ast.Module):
        if isinstance(inner, ast.For | ast.While | ast.AsyncFor):
            loop_start = min(loop_start, inner.lineno)
            loop_end = inner.end_lineno or inner.lineno
            break
        inner = source.parents.get(inner)
    else:
        loop_end = line
    own = _statement_of(source, node)
    before = [
        one for one in found if getattr(one.statement, "lineno", 0) <= line and one.statement is not own
    ]
    within_own = [one for one in found if one.statement is own and one.how in ("item", "with")]
    if isinstance(own, ast.Assign | ast.AugAssign | ast.AnnAssign) and loop_end > line:
        within_own += [one for one in found if one.statement is own]
    later = [one for one in found if line < getattr(one.statement, "lineno", 0) <= loop_end]
    # The last binding in a block that also encloses the use hides all before it.
    enclosing = _ancestors(source, node)
    kept: list[Binding] = []
    for one in reversed(before):
        kept.append(one)
        block = source.parents.get(one.statement)
        if one.how in ("is", "with") and block in enclosing and not _is_branch(source, one.statement, node):
            break
    return list(reversed(kept)) + [one for one in within_own if one not in kept] + later


def _ancestors(source: Source, node: ast.AST) -> set[ast.AST]:
    found: set[ast.AST] = set()
    current: ast.AST | None = node
    while current is not None:
        found.add(current)
        current = source.parents.get(current)
    return found


def _is_branch(source: Source, statement: ast.AST, use: ast.AST) -> bool:
    """Return whether a statement and a use stand in different arms of the same compound statement."""
    parent = source.parents.get(statement)
    arms = [getattr(parent, field, None) for field in ("body", "orelse", "finalbody")]
    above = _ancestors(source, use)
    for arm in arms:
        if isinstance(arm, list) and statement in arm:
            return not any(one in above for one in arm)
    return False


def _statement_of(source: Source, node: ast.AST) -> ast.AST | None:
    current: ast.AST | None = node
    while current is not None and not isinstance(current, ast.stmt):
        current = source.parents.get(current)
    return current


def _always(source: Source, scope: Scope, binding: Binding, line: int) -> bool:
    """Return whether a binding surely replaces a parameter before a line."""
    return (
        source.parents.get(binding.statement) is scope
        and getattr(binding.statement, "lineno", 0) < line
        and binding.how == "is"
    )
