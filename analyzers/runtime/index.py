"""Where in the workspace is a name defined, called, stored or returned?

Built once per crash over the sources that take part; everything is looked up by bare name, then narrowed
by scope, import or class where the source says which.
"""

import ast
from collections import defaultdict
from collections.abc import Iterator, Mapping

from analyzers.deferred import dataclass, field
from analyzers.runtime.source import Function, Scope, Source, inside, module_name

_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


@dataclass(frozen=True, slots=True)
class Held:
    """A node together with the source it stands in."""

    source: Source
    node: ast.AST

    @property
    def line(self) -> int:
        """The node's first line."""
        return int(getattr(self.node, "lineno", 1))


@dataclass(frozen=True, slots=True, kw_only=True)
class Binding:
    """One way in which a name or attribute gets a value."""

    source: Source
    statement: ast.AST  # what does it
    value: ast.expr | None  # what it is computed from, None where that is not an expression
    how: str = "is"  # "is", "item" (an element of value), "part:N" (its N-th part), "rest" (a list of some), "augmented", "with", ...


@dataclass
class Index:
    """The definitions, calls and stores of every source of a crash."""

    sources: Mapping[str, Source]
    functions: dict[str, list[tuple[Source, Function]]] = field(default_factory=lambda: defaultdict(list))
    classes: dict[str, list[tuple[Source, ast.ClassDef]]] = field(default_factory=lambda: defaultdict(list))
    calls: dict[str, list[tuple[Source, ast.Call]]] = field(default_factory=lambda: defaultdict(list))
    attributes: dict[str, list[Binding]] = field(default_factory=lambda: defaultdict(list))
    items: dict[str, list[tuple[Source, ast.Subscript]]] = field(default_factory=lambda: defaultdict(list))
    modules: dict[str, Source] = field(default_factory=dict)

    @classmethod
    def of(cls, sources: Mapping[str, Source]) -> "Index":
        """Return the index of some sources."""
        index = cls(sources)
        for source in sources.values():
            index.modules[module_name(source.path)] = source
            for node in source.nodes:
                index._add(source, node)
        return index

    def _add(self, source: Source, node: ast.AST) -> None:
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                self.functions[node.name].append((source, node))
            case ast.ClassDef():
                self.classes[node.name].append((source, node))
                for statement in node.body:
                    for target, value, how in _targets(statement):
                        if isinstance(target, ast.Name):
                            binding = Binding(source=source, statement=statement, value=value, how=how)
                            self.attributes[target.id].append(binding)
            case ast.Call(func=ast.Name(id=name)) | ast.Call(func=ast.Attribute(attr=name)):
                self.calls[name].append((source, node))
            case ast.Subscript(ctx=ast.Store(), value=ast.Name(id=name) | ast.Attribute(attr=name)):
                self.items[name].append((source, node))
            case ast.stmt() | ast.comprehension():
                for target, value, how in _targets(node):
                    if isinstance(target, ast.Attribute):
                        binding = Binding(source=source, statement=node, value=value, how=how)
                        self.attributes[target.attr].append(binding)

    def module(self, name: str, importer: Source | None = None, level: int = 0) -> Source | None:
        """Return the workspace's source of a module, as one of its files imports it."""
        if level and importer is not None:
            base = importer.path.replace("\\", "/").split("/")[:-1]
            base = base[: len(base) - (level - 1)] if level > 1 else base
            name = ".".join([part for part in [module_name("/".join(base)) if base else "", name] if part])
        if name in self.modules:
            return self.modules[name]
        tail = [source for known, source in self.modules.items() if known.endswith("." + name)]
        return tail[0] if len(tail) == 1 else None

    def callable_of(self, source: Source, call: ast.Call) -> tuple[Source, Function | ast.ClassDef] | None:
        """Return the workspace's function or class that a call most surely calls, None when unsure."""
        func = call.func
        if isinstance(func, ast.Name):
            return self.resolve(source, func)
        if isinstance(func, ast.Attribute):
            owner = func.value
            if isinstance(owner, ast.Name):
                if owner.id in ("self", "cls"):
                    own = source.class_of(call)
                    found = self.method(source, own, func.attr) if own else None
                    if found:
                        return found
                imported = imported_as(source, owner.id)
                if imported is not None:
                    module = self.module(imported[0], source, imported[2])
                    if module is None:
                        return None
                    named = [node for node in module.tree.body if getattr(node, "name", "") == func.attr]
                    if named and isinstance(named[-1], ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                        return module, named[-1]
                    return None
            methods = [
                (where, function)
                for where, function in self.functions.get(func.attr, ())
                if isinstance(where.parents.get(function), ast.ClassDef)
            ]
            if len(methods) == 1 and func.attr not in _BUILTIN_METHODS:
                return methods[0]
        return None

    def resolve(self, source: Source, name: ast.Name) -> tuple[Source, Function | ast.ClassDef] | None:
        """Return the function or class of the workspace that a name stands for at its place."""
        scope: ast.AST = source.scope(name)
        while True:
            for node in inside(list(scope.body) if not isinstance(scope, ast.Lambda) else []):  # type: ignore[attr-defined]  # every other scope has a body
                if isinstance(node, _DEFINITIONS) and node.name == name.id:
                    return source, node
            if isinstance(scope, ast.Module):
                break
            scope = source.scope(scope)
        imported = imported_as(source, name.id)
        if imported is not None and imported[1]:
            module = self.module(imported[0], source, imported[2])
            if module is not None:
                for node in module.tree.body:
                    if isinstance(node, _DEFINITIONS) and node.name == imported[1]:
                        return module, node
        return None

    def method(self, source: Source, owner: ast.ClassDef, name: str) -> tuple[Source, Function] | None:
        """Return a class's method, looked up through those of its bases that the workspace defines."""
        for where, cls in self.lineage(source, owner):
            for node in cls.body:
                if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name == name:
                    return where, node
        return None

    def lineage(self, source: Source, owner: ast.ClassDef) -> Iterator[tuple[Source, ast.ClassDef]]:
        """Yield a class and its bases as far as the workspace defines them."""
        pending, known = [(source, owner)], set()
        while pending:
            where, cls = pending.pop(0)
            if id(cls) in known:
                continue
            known.add(id(cls))
            yield where, cls
            for base in cls.bases:
                name = (
                    base.id
                    if isinstance(base, ast.Name)
                    else base.attr
                    if isinstance(base, ast.Attribute)
                    else ""
                )
                pending += self.classes.get(name, ())

    def whole_lineage(self, source: Source, owner: ast.ClassDef) -> bool:
        """Return whether every base of a class is defined in the workspace, so that nothing is inherited unseen."""
        for _, cls in self.lineage(source, owner):
            for base in cls.bases:
                name = getattr(base, "id", getattr(base, "attr", ""))
                if name not in self.classes and name != "object":
                    return False
            if cls.keywords or cls.decorator_list:
                return False
        return True


def imported_as(source: Source, name: str) -> tuple[str, str, int] | None:
    """Return (module, member, level) of the import that binds a name in a file; member is empty for a module."""
    for node in source.nodes:
        if isinstance(node, ast.ImportFrom):
            for alias in node.names:
                if (alias.asname or alias.name) == name:
                    return node.module or "", alias.name, node.level
        elif isinstance(node, ast.Import):
            for alias in node.names:
                if (alias.asname or alias.name.split(".")[0]) == name:
                    return alias.name if alias.asname else alias.name.split(".")[0], "", 0
    return None


def bindings(source: Source, scope: Scope, name: str) -> list[Binding]:
    """Return the ways in which a scope gives a name its values, in the order of the text."""
    if isinstance(scope, ast.Lambda):
        return []
    found: list[Binding] = []
    for node in inside(list(scope.body)):
        for target, value, how in _targets(node):
            if isinstance(target, ast.Name) and target.id == name:
                found.append(Binding(source=source, statement=node, value=value, how=how))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) and node.name == name:
            found.append(Binding(source=source, statement=node, value=None, how="definition"))
        elif isinstance(node, ast.Import | ast.ImportFrom):
            found += [
                Binding(source=source, statement=node, value=None, how="import")
                for alias in node.names
                if (alias.asname or alias.name.split(".")[0]) == name
            ]
        elif isinstance(node, ast.ExceptHandler) and node.name == name:
            found.append(Binding(source=source, statement=node, value=None, how="except"))
        elif isinstance(node, ast.MatchAs | ast.MatchStar) and node.name == name:
            found.append(Binding(source=source, statement=node, value=None, how="match"))
    found.sort(key=lambda binding: getattr(binding.statement, "lineno", 0))
    return found


def parameters(function: Function | ast.Lambda) -> list[str]:
    """Return the names of a function's parameters, stars without their stars."""
    args = function.args
    names = [argument.arg for argument in (*args.posonlyargs, *args.args, *args.kwonlyargs)]
    return names + [argument.arg for argument in (args.vararg, args.kwarg) if argument]


def option_without_default(function: Function, name: str) -> ast.Call | None:
    """Return the decorator that gives a parameter its value from the command line and says None by default."""
    for one in function.decorator_list:
        if (
            not isinstance(one, ast.Call)
            or getattr(one.func, "attr", getattr(one.func, "id", "")) != "option"
        ):
            continue
        names = [
            str(text.value).lstrip("-").replace("-", "_")
            for text in one.args
            if isinstance(text, ast.Constant) and isinstance(text.value, str)
        ]
        given = [keyword.value for keyword in one.keywords if keyword.arg == "default"]
        if name in names and given and isinstance(given[0], ast.Constant) and given[0].value is None:
            return one
    return None


def default_of(function: Function, name: str) -> ast.expr | None:
    """Return the default value of a parameter."""
    args = function.args
    positional = [*args.posonlyargs, *args.args]
    for argument, default in zip(reversed(positional), reversed(args.defaults), strict=False):
        if argument.arg == name:
            return default
    for argument, kw_default in zip(args.kwonlyargs, args.kw_defaults, strict=True):
        if argument.arg == name:
            return kw_default
    return None


def argument_for(function: Function, call: ast.Call, name: str, *, bound: bool) -> ast.expr | None:
    """Return the expression a call passes for a parameter; `bound` when the first parameter is the receiver."""
    for keyword in call.keywords:
        if keyword.arg == name:
            return keyword.value
    names = [argument.arg for argument in (*function.args.posonlyargs, *function.args.args)]
    if bound:
        names = names[1:]
    if name in names:
        position = names.index(name)
        before = call.args[: position + 1]
        if len(before) > position and not any(isinstance(one, ast.Starred) for one in before):
            return before[position]
    return None


def returns(function: Function) -> list[ast.Return]:
    """Return a function's own return statements."""
    return [node for node in inside(list(function.body)) if isinstance(node, ast.Return)]


def yields(function: Function) -> list[ast.Yield | ast.YieldFrom]:
    """Return a generator function's own yield expressions."""
    return [node for node in inside(list(function.body)) if isinstance(node, ast.Yield | ast.YieldFrom)]


def falls_through(statements: list[ast.stmt]) -> ast.stmt | None:
    """Return the last statement on a path that reaches the end of a body, None when no path does.

    A loop is taken to end, except `while True` without break; a `with` to swallow nothing.
    """
    if not statements:
        return None
    for statement in statements:
        match statement:
            case ast.Return() | ast.Raise() | ast.Break() | ast.Continue():
                return None
    last = statements[-1]
    match last:
        case ast.If():
            if not last.orelse:
                return last
            return falls_through(last.body) or falls_through(last.orelse)
        case ast.With() | ast.AsyncWith():
            return falls_through(last.body)
        case ast.Try():
            if last.finalbody and falls_through(last.finalbody) is None:
                return None
            normal = falls_through(last.orelse) if last.orelse else falls_through(last.body)
            return normal or next(
                (end for handler in last.handlers if (end := falls_through(handler.body))), None
            )
        case ast.While(test=ast.Constant(value=truth)) if truth:
            ends = any(isinstance(node, ast.Break) for node in inside(last.body))
            return last if ends else None
        case ast.Match():
            ends_of = [falls_through(case.body) for case in last.cases]
            irrefutable = any(
                isinstance(case.pattern, ast.MatchAs) and case.pattern.pattern is None and case.guard is None
                for case in last.cases
            )
            return next((end for end in ends_of if end), None if irrefutable else last)
        case _:
            return last


_BUILTIN_METHODS = frozenset(
    name for kind in (str, bytes, list, dict, set, tuple, int, float) for name in dir(kind) if name[0] != "_"
)


def _targets(node: ast.AST) -> Iterator[tuple[ast.expr, ast.expr | None, str]]:
    match node:
        case ast.Assign():
            for target in node.targets:
                yield from _unpacked(target, node.value, "is")
        case ast.AnnAssign():
            if node.value is not None:
                yield node.target, node.value, "is"
        case ast.AugAssign():
            yield node.target, node.value, "augmented"
        case ast.NamedExpr():
            yield node.target, node.value, "is"
        case ast.For() | ast.AsyncFor() | ast.comprehension():
            yield from _unpacked(node.target, node.iter, "item")
        case ast.With() | ast.AsyncWith():
            for item in node.items:
                if item.optional_vars is not None:
                    yield from _unpacked(item.optional_vars, item.context_expr, "with")


def _unpacked(target: ast.expr, value: ast.expr, how: str) -> Iterator[tuple[ast.expr, ast.expr, str]]:
    if isinstance(target, ast.Tuple | ast.List):
        same = isinstance(value, ast.Tuple | ast.List) and len(value.elts) == len(target.elts)
        for position, part in enumerate(target.elts):
            if how == "is" and same and not isinstance(part, ast.Starred):
                yield from _unpacked(part, value.elts[position], "is")  # type: ignore[attr-defined]  # same says so
            elif isinstance(part, ast.Starred):
                yield from _unpacked(part.value, value, "rest" if how == "is" else f"{how}/rest")
            else:
                inner = part
                prefix = "part" if how == "is" else f"{how}-part"
                yield from _unpacked(inner, value, f"{prefix}:{position}")
    else:
        yield target, value, how
