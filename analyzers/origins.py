"""Where did a bad value come from, by what really ran? A dynamic backward slice over a recorded run.

The record says which lines ran in which call, in order. Going backwards from the failing expression, the line that
last gave a name its value is thus known, not guessed: so is the call a value was returned from, and the line that
returned it (Korel and Laski, "Dynamic program slicing", 1988; narrowed to one bad value).
"""

import ast
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from analyzers.runtime.index import Binding, argument_for, bindings, default_of, parameters, yields
from analyzers.runtime.kinds import NONE_WHEN_ABSENT, possible
from analyzers.runtime.source import Function, Source, inside

_MOST_STEPS = 300
_PASSED_ON = 0.35  # what a line keeps that only hands the value on
_NESTED = ("<listcomp>", "<setcomp>", "<dictcomp>", "<genexpr>", "<lambda>")
_TAKES = ("pop", "popitem", "remove", "discard", "clear", "popleft")
_END = 1 << 62


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One call of a function, or the run of a module's body."""

    number: int
    path: str  # as `sources` name it
    function: str
    first: int  # the line the function's code begins at
    caller: int  # number of the calling call; -1 when it is not recorded
    line: int  # where the caller stood
    owner: int  # identity of the first argument
    start: int  # position in the order of lines
    result: str  # name of the type it returned; empty while it runs


@dataclass(frozen=True, slots=True, kw_only=True)
class Store:
    """A line that changed an object."""

    at: int  # position in the order of lines
    call: int
    line: int
    owner: int  # identity of the object
    how: str  # "attr", "item", "del" or "call"
    base: str  # the names that led to it
    name: str  # attribute, key or method


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """A recorded run up to its failure."""

    calls: Mapping[int, Call]
    lines: Mapping[int, tuple[tuple[int, int], ...]]  # of each call: (position, line), in order
    stores: tuple[Store, ...]
    frames: tuple[int, ...]  # calls of the frames at the failure, outermost first; -1: not recorded
    whole: bool = True  # nothing had to be forgotten


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """A line on the way of the bad value; the most telling ones weigh most."""

    path: str
    line: int
    function: str
    what: str
    weight: float
    root: bool = False  # the value was made here, not handed on


@dataclass(frozen=True, slots=True, kw_only=True)
class _Step:
    node: ast.expr
    call: int
    at: int  # when the statement began
    until: int  # when its call went on to the next line
    bad: str
    weight: float
    shape: tuple[str, ...] = ()  # "item" or "item:KEY": which part of the value is meant, outermost first
    depth: int = 0


@dataclass
class Follower:
    """Follows values backwards through one recorded run."""

    trace: Trace
    sources: Mapping[str, Source]
    found: list[Origin] = field(default_factory=list)
    _pending: list[_Step] = field(default_factory=list)
    _seen: set[tuple[int, int, int, str, tuple[str, ...]]] = field(default_factory=set)
    _children: dict[int, list[Call]] = field(default_factory=lambda: defaultdict(list))

    def __post_init__(self) -> None:
        for call in self.trace.calls.values():
            self._children[call.caller].append(call)

    def follow(self, node: ast.expr, frame: int, bad: str, weight: float = 1.0) -> tuple[Origin, ...]:
        """Return the lines that an expression's value came from, nearest first.

        `frame` is an index among the frames at the failure, `bad` says what is wrong with the value:
        "none", "empty", "zero", "length", "key", "type:NAME" or "value".
        """
        self.found, self._pending, self._seen = [], [], set()
        number = self.trace.frames[frame]
        while number in self.trace.calls and self.trace.calls[number].function in _NESTED:
            number = self.trace.calls[number].caller
        lines = self.trace.lines.get(number, ())
        if not lines or self.trace.calls[number].path not in self.sources:
            return ()
        self._push(_Step(node=node, call=number, at=lines[-1][0], until=_END, bad=bad, weight=weight))
        for _ in range(_MOST_STEPS):
            if not self._pending:
                break
            self._follow(self._pending.pop(0))
        return tuple(self.found)

    # --- one step

    def _push(self, step: _Step) -> None:
        key = (id(step.node), step.call, step.at, step.bad, step.shape)
        if key not in self._seen and step.weight > 0.02 and step.depth < 60:
            self._seen.add(key)
            self._pending.append(step)

    def _on(self, step: _Step, node: ast.expr, share: float = 1.0, *, bad: str = "") -> None:
        """Go on with another expression of the same statement."""
        self._push(
            replace(step, node=node, weight=step.weight * share, bad=bad or step.bad, depth=step.depth + 1)
        )

    def _note(self, step: _Step, line: int, what: str, share: float = 1.0, *, root: bool = False) -> None:
        call = self.trace.calls[step.call]
        self.found.append(
            Origin(
                path=call.path,
                line=line,
                function=call.function,
                what=what,
                weight=round(step.weight * share, 4),
                root=root,
            )
        )

    def _follow(self, step: _Step) -> None:
        node = step.node
        if not step.shape and not possible(node, step.bad):
            return
        match node:
            case ast.Name():
                self._name(step, node.id)
            case ast.Attribute():
                self._attribute(step, node)
            case ast.Subscript():
                key = repr(node.slice.value) if isinstance(node.slice, ast.Constant) else ""
                self._push(
                    replace(
                        step,
                        node=node.value,
                        shape=(f"item:{key}" if key else "item", *step.shape),
                        depth=step.depth + 1,
                    )
                )
            case ast.Call():
                self._call(step, node)
            case ast.Await() | ast.NamedExpr() | ast.Starred():
                self._on(step, node.value)
            case ast.IfExp():
                self._on(step, node.body, 0.5)
                self._on(step, node.orelse, 0.5)
            case ast.BoolOp():
                for value in node.values:
                    self._on(step, value, 1 / len(node.values) ** 0.5)
            case ast.UnaryOp():
                self._on(step, node.operand)
            case ast.Constant():
                self._note(step, node.lineno, "the value is written here", root=True)
            case ast.Dict() | ast.List() | ast.Tuple() | ast.Set():
                self._display(step, node)
            case ast.ListComp() | ast.SetComp() | ast.GeneratorExp() | ast.DictComp():
                self._comprehension(step, node)
            case ast.BinOp():
                self._note(step, node.lineno, "the value is computed here", 0.8, root=True)
                self._on(step, node.left, 0.45, bad="value")
                self._on(step, node.right, 0.45, bad="value")
            case _:
                self._note(step, node.lineno, "the value is computed here", 0.8, root=True)

    def _display(self, step: _Step, node: ast.Dict | ast.List | ast.Tuple | ast.Set) -> None:
        if not step.shape:
            self._note(step, node.lineno, "the value is written here", root=True)
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
            self._push(
                replace(
                    step,
                    node=part,
                    shape=inner,
                    weight=step.weight / len(parts) ** 0.5,
                    depth=step.depth + 1,
                )
            )

    def _comprehension(
        self, step: _Step, node: ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp
    ) -> None:
        if step.shape:
            element = node.value if isinstance(node, ast.DictComp) else node.elt
            self._push(replace(step, node=element, shape=step.shape[1:], depth=step.depth + 1))
            return
        self._note(step, node.lineno, "the value is built here", root=True)
        if step.bad in ("empty", "length", "zero"):
            for generator in node.generators:
                self._on(step, generator.iter, 0.6)

    # --- names

    def _name(self, step: _Step, name: str) -> None:
        call = self.trace.calls[step.call]
        source = self.sources[call.path]
        looped = _loop_of(source, step.node, name)
        if looped is not None:
            self._push(replace(step, node=looped, shape=("item", *step.shape), depth=step.depth + 1))
            return
        function = self._definition(call)
        own = bindings(source, function if function is not None else source.tree, name)
        outer = function is not None and any(
            isinstance(one, ast.Global | ast.Nonlocal) and name in one.names
            for one in inside(list(function.body))
        )
        if function is None or ((own or name in parameters(function)) and not outer):
            if self._bound(step, own, name):
                return
            if function is not None and name in parameters(function):
                self._mutated(step, name)
                self._parameter(step, call, function, name)
            return
        for other in self._enclosing(step, call, name):
            moved = replace(step, call=other.number, at=step.at, depth=step.depth + 1)
            other_source = self.sources[other.path]
            definition = self._definition(other)
            scope = definition if definition is not None else other_source.tree
            if self._bound(moved, bindings(other_source, scope, name), name):
                return
            if definition is not None and name in parameters(definition):
                self._parameter(moved, other, definition, name)
                return

    def _enclosing(self, step: _Step, call: Call, name: str) -> Iterator[Call]:
        """The calls whose names a function sees: functions around it, those that declare the name global, its module."""
        source = self.sources[call.path]
        around: list[Call] = []
        for other in self.trace.calls.values():
            if other.path != call.path or other.number == call.number or other.start > step.at:
                continue
            definition = self._definition(other)
            if definition is None:
                if other.function == "<module>":
                    around.append(other)
                continue
            declares = any(
                isinstance(one, ast.Global) and name in one.names for one in inside(list(definition.body))
            )
            mine = self._definition(call)
            if declares or (mine is not None and _is_inside(source, mine, definition)):
                around.append(other)
        around.sort(key=lambda other: (other.function == "<module>", -other.start))
        yield from around[:50]

    def _bound(self, step: _Step, found: list[Binding], name: str) -> bool:
        """Follow the binding of a name that ran last before the step; whether there is one."""
        by_line: dict[int, list[Binding]] = defaultdict(list)
        for binding in found:
            for line in _lines_of(binding.statement):
                by_line[line].append(binding)
        lines = self.trace.lines.get(step.call, ())
        position = bisect_left(lines, (step.at, 0))
        for index in range(position - 1, -1, -1):
            at, line = lines[index]
            if line not in by_line:
                continue
            binding = by_line[line][-1]
            until = lines[index + 1][0] if index + 1 < len(lines) else _END
            moved = replace(step, at=at, until=until, depth=step.depth + 1)
            self._mutated(step, name)
            if binding.value is None:
                self._decorated(moved, binding.statement)
                return True
            if not isinstance(binding.value, ast.Constant):
                self._note(moved, line, f"`{name}` gets its value here", _PASSED_ON)
            if binding.how == "augmented":
                self._note(moved, line, f"`{name}` is changed here", 0.5)
                self._push(replace(moved, node=binding.value, weight=step.weight * 0.6, bad="value"))
                return self._bound(replace(moved, weight=step.weight * 0.7), found, name) or True
            shape = step.shape
            for part in reversed(binding.how.split("-")):
                if part == "item":
                    shape = ("item", *shape)
                elif part.startswith("part:"):
                    shape = ("item" + part[4:], *shape)
            self._push(replace(moved, node=binding.value, shape=shape))
            return True
        return False

    def _decorated(self, step: _Step, statement: ast.AST) -> None:
        """A decorated function is whatever its outermost decorator returned."""
        decorators = getattr(statement, "decorator_list", ())
        for call in reversed(self._children.get(step.call, ())):
            if decorators and step.at < call.start <= step.until and call.result:
                function = self._definition(call)
                if function is not None:
                    self._returned(step, call, function)
                return

    def _mutated(self, step: _Step, base: str) -> None:
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
            moved = self._at(step, store)
            takes = store.how == "del" or store.name in _TAKES
            if not step.shape:
                self._note(moved, store.line, f"`{base}` is changed here", 0.6 if takes else 0.4)
                continue
            if wanted and store.how == "item" and store.name not in ("", wanted):
                continue
            for value in self._stored(moved, store):
                self._push(
                    replace(
                        moved, node=value, shape=step.shape[1:], weight=step.weight * (1 if wanted else 0.8)
                    )
                )

    def _stored(self, step: _Step, store: Store) -> Iterator[ast.expr]:
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

    def _at(self, step: _Step, store: Store) -> _Step:
        lines = self.trace.lines.get(store.call, ())
        position = bisect_left(lines, (store.at + 1, 0))
        until = lines[position][0] if position < len(lines) else _END
        return replace(step, call=store.call, at=store.at, until=until, depth=step.depth + 1)

    # --- attributes, parameters, calls

    def _attribute(self, step: _Step, node: ast.Attribute) -> None:
        call = self.trace.calls[step.call]
        function = self._definition(call)
        owner = 0
        base = ast.unparse(node.value)
        if function is not None and parameters(function)[:1] == [base]:
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
        self._mutated(step, ast.unparse(node))
        for store in (exact or candidates)[-1:]:
            if store.call not in self.trace.calls or self.trace.calls[store.call].path not in self.sources:
                continue
            moved = replace(self._at(step, store), weight=step.weight * (1 if exact else 0.7))
            self._note(moved, store.line, f"`{node.attr}` gets its value here", _PASSED_ON)
            for value in self._stored(moved, store):
                self._push(replace(moved, node=value))
            return
        if not self._generated(step, node, owner):
            self._class_attribute(step, node)

    def _generated(self, step: _Step, node: ast.Attribute, owner: int) -> bool:
        """An attribute that the generated `__init__` of a data class has set: follow what it was given."""
        for call in sorted(self.trace.calls.values(), key=lambda one: -one.start):
            if call.function != "__init__" or call.path in self.sources or call.start > step.at:
                continue
            caller = self.trace.calls.get(call.caller)
            if (owner and call.owner != owner) or caller is None or caller.path not in self.sources:
                continue
            statement = self.sources[caller.path].statement(call.line)
            for made in ast.walk(statement or ast.Module(body=[], type_ignores=[])):
                if not isinstance(made, ast.Call):
                    continue
                fields = self._fields(_called(made))
                if node.attr not in fields:
                    continue
                moved = self._before(step, caller.number, call.start)
                position = list(fields).index(node.attr)
                given = next((word.value for word in made.keywords if word.arg == node.attr), None)
                if given is None and position < len(made.args):
                    given = made.args[position]
                if given is not None:
                    self._note(moved, made.lineno, f"`{node.attr}` is passed here", _PASSED_ON)
                    self._push(replace(moved, node=given))
                    return True
        return False

    def _fields(self, name: str) -> dict[str, ast.AnnAssign]:
        """The annotated fields of a class, those of its bases first."""
        for source in self.sources.values():
            for one in source.classes:
                if one.name == name:
                    fields: dict[str, ast.AnnAssign] = {}
                    for base in one.bases:
                        if isinstance(base, ast.Name) and base.id != name:
                            fields |= self._fields(base.id)
                    for part in one.body:
                        if isinstance(part, ast.AnnAssign) and isinstance(part.target, ast.Name):
                            fields[part.target.id] = part
                    return fields
        return {}

    def _class_attribute(self, step: _Step, node: ast.Attribute) -> None:
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
                if self._bound(moved, bindings(source, source.tree, node.attr), node.attr):
                    return
            elif any(one.name == call.function and _begins(one) == call.first for one in source.classes):
                owner = next(one for one in source.classes if _begins(one) == call.first)
                moved = replace(step, call=call.number, weight=step.weight * 0.7, depth=step.depth + 1)
                if self._bound(moved, bindings(source, owner, node.attr), node.attr):
                    return

    def _parameter(self, step: _Step, call: Call, function: Function, name: str) -> None:
        caller = self.trace.calls.get(call.caller)
        if caller is None or caller.path not in self.sources:
            return
        source = self.sources[caller.path]
        statement = source.statement(call.line)
        owner = source_class(self.sources[call.path], function)
        names = {function.name, owner} if function.name == "__init__" and owner else {function.name}
        calls = [
            node
            for node in ast.walk(statement or ast.Module(body=[], type_ignores=[]))
            if isinstance(node, ast.Call) and node.lineno <= call.line <= (node.end_lineno or node.lineno)
        ]
        named = [node for node in calls if _called(node) in names] or (calls if len(calls) == 1 else [])
        moved = self._before(step, caller.number, call.start)
        for node in named[:1]:
            value = argument_for(function, node, name, bound=bool(owner) and not _is_static(function))
            if value is not None:
                self._note(moved, node.lineno, f"`{name}` is passed here", _PASSED_ON)
                self._push(replace(moved, node=value))
                return
            default = default_of(function, name)
            if default is not None:
                here = replace(step, depth=step.depth + 1)
                self._note(here, default.lineno, f"the default of `{name}` is used", root=True)
                self._note(moved, node.lineno, f"`{name}` is not passed here", 0.5)
                return
            self._note(moved, node.lineno, f"`{name}` is passed here", 0.5)
            for argument in (
                *node.args,
                *(keyword.value for keyword in node.keywords if keyword.arg is None),
            ):
                if isinstance(argument, ast.Starred) or argument not in node.args:
                    self._push(
                        replace(moved, node=argument, shape=("item", *step.shape), weight=step.weight * 0.7)
                    )
            return
        if statement is not None:
            self._note(moved, call.line, "the call is made here", 0.4)

    def _before(self, step: _Step, number: int, start: int) -> _Step:
        """A step moved to the line at which a call was made."""
        lines = self.trace.lines.get(number, ())
        position = bisect_left(lines, (start, 0))
        at = lines[position - 1][0] if position else start
        until = lines[position][0] if position < len(lines) else _END
        return replace(step, call=number, at=at, until=until, depth=step.depth + 1)

    def _call(self, step: _Step, node: ast.Call) -> None:
        name = _called(node)
        inner = [
            call
            for call in self._children.get(step.call, ())
            if step.at < call.start <= step.until
            and node.lineno <= call.line <= (node.end_lineno or node.lineno)
        ]
        matching = [call for call in inner if call.function == name] or [
            call for call in inner if call.function == "__init__" and name[:1].isupper()
        ]
        if not matching and len(inner) == 1 and name not in _KNOWN:
            matching = inner
        if not matching:
            self._outside(step, node, name)
            return
        call = matching[-1]
        function = self._definition(call)
        if call.function == "__init__" or function is None:
            self._note(step, node.lineno, "the object is made here", 0.6, root=True)
            return
        self._returned(step, call, function)

    def _returned(self, step: _Step, call: Call, function: Function) -> None:
        lines = self.trace.lines.get(call.number, ())
        if call.path not in self.sources or not lines:
            return
        source = self.sources[call.path]
        suspends = yields(function)
        for index in range(len(lines) - 1, max(-1, len(lines) - 40), -1):
            at, line = lines[index]
            statement = source.statement(line)
            until = lines[index + 1][0] if index + 1 < len(lines) else _END
            moved = replace(step, call=call.number, at=at, until=until, depth=step.depth + 1)
            if suspends:
                given = [one.value for one in suspends if one.lineno == line and one.value is not None]
                if given and step.shape:
                    self._note(moved, line, "the value is yielded here", _PASSED_ON)
                    self._push(replace(moved, node=given[0], shape=step.shape[1:]))
                    return
                continue
            if isinstance(statement, ast.Return):
                if statement.value is None:
                    self._note(moved, line, f"`{call.function}` returns nothing here", root=True)
                    return
                self._note(moved, line, f"`{call.function}` returns it here", _PASSED_ON)
                self._push(replace(moved, node=statement.value))
                return
            if call.result == "NoneType" and index == len(lines) - 1:
                break
        if call.result == "NoneType":
            last = replace(step, call=call.number, depth=step.depth + 1)
            self._note(
                last, lines[-1][1], f"`{call.function}` ends here without returning a value", root=True
            )
            self._note(last, function.lineno, f"`{call.function}` can end without a value", 0.5)

    def _outside(self, step: _Step, node: ast.Call, name: str) -> None:
        """A call of something that is not recorded: a builtin or a library."""
        self._note(step, node.lineno, f"`{name or 'the call'}` gives the value here", 0.9, root=True)
        arguments = [*node.args, *(keyword.value for keyword in node.keywords)]
        for argument in arguments:
            self._on(step, argument, 0.45 / len(arguments) ** 0.5, bad="value")
        if isinstance(node.func, ast.Attribute):
            absent = step.bad == "none" and name in NONE_WHEN_ABSENT
            self._on(step, node.func.value, 0.6 if absent else 0.45, bad="key" if absent else "value")

    def _definition(self, call: Call) -> Function | None:
        source = self.sources.get(call.path)
        if source is None or call.function == "<module>":
            return None
        for function in source.functions:
            if function.name == call.function and call.first in (_begins(function), function.lineno):
                return function
        return None


def trace_of(recorded: Mapping[str, Any], path_of: Callable[[str], str]) -> Trace:
    """Read the record of a run; `path_of` gives the name that the sources have for a file, or an empty string."""
    paths = {
        number: path_of(file) for number, file in zip(recorded["numbers"], recorded["files"], strict=True)
    }
    calls: dict[int, Call] = {}
    for number, file, function, first, caller, line, owner, start, _, result in recorded["calls"]:
        calls[number] = Call(
            number=number,
            path=paths.get(file, ""),
            function=function,
            first=first,
            caller=caller,
            line=line,
            owner=owner,
            start=start,
            result=result,
        )
    lines: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for position, packed in enumerate(recorded["log"], recorded["dropped"]):
        lines[packed >> 20].append((position, packed & 0xFFFFF))
    return Trace(
        calls=calls,
        lines={number: tuple(ran) for number, ran in lines.items()},
        stores=tuple(
            Store(at=at, call=call, line=line, owner=owner, how=how, base=base, name=name)
            for at, call, line, owner, how, base, name in recorded["stores"]
        ),
        frames=tuple(recorded["frames"]),
        whole=not recorded["dropped"],
    )


def source_class(source: Source, function: Function) -> str:
    """Return the name of the class a function is a method of, or an empty string."""
    parent = source.parents.get(function)
    return parent.name if isinstance(parent, ast.ClassDef) else ""


_KNOWN = frozenset(
    [
        "map",
        "filter",
        "sorted",
        "max",
        "min",
        "sum",
        "list",
        "tuple",
        "set",
        "dict",
        "any",
        "all",
        "zip",
        "enumerate",
        "isinstance",
        "len",
        "print",
    ]
)


def _called(node: ast.Call) -> str:
    return str(getattr(node.func, "id", getattr(node.func, "attr", "")))


def _is_static(function: Function) -> bool:
    return any(getattr(one, "id", "") == "staticmethod" for one in function.decorator_list)


def _begins(node: Function | ast.ClassDef) -> int:
    return min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])


def _is_inside(source: Source, node: ast.AST, outer: ast.AST) -> bool:
    parent = source.parents.get(node)
    while parent is not None:
        if parent is outer:
            return True
        parent = source.parents.get(parent)
    return False


def _lines_of(statement: ast.AST) -> range:
    """The lines whose running binds what a statement binds."""
    first = int(getattr(statement, "lineno", 0))
    if isinstance(
        statement, ast.For | ast.AsyncFor | ast.With | ast.AsyncWith | ast.FunctionDef | ast.ClassDef
    ):
        return range(first, first + 1)
    return range(first, int(getattr(statement, "end_lineno", first) or first) + 1)


def _loop_of(source: Source, node: ast.AST, name: str) -> ast.expr | None:
    """What the comprehension around a node iterates over to give a name its values."""
    parent = source.parents.get(node)
    while parent is not None and not isinstance(parent, ast.stmt):
        if isinstance(parent, ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp):
            for generator in parent.generators:
                if any(isinstance(one, ast.Name) and one.id == name for one in ast.walk(generator.target)):
                    return None if _is_inside(source, node, generator.iter) else generator.iter
        parent = source.parents.get(parent)
    return None
