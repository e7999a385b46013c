"""Where did a bad value come from, by what really ran? A dynamic backward slice over a recorded run.

The record says which lines ran in which call, in order. Going backwards from the failing expression, the line that
last gave a name its value is thus known, not guessed: so is the call a value was returned from, and the line that
returned it (Korel and Laski, "Dynamic program slicing", 1988; narrowed to one bad value).
"""

import ast
from bisect import bisect_left
from collections import defaultdict

from analyzers.deferred import replace
from analyzers.origins.objects import Objects
from analyzers.origins.steps import END, PASSED_ON, Step
from analyzers.origins.syntax import (
    called,
    covers,
    is_static,
    is_written,
    lines_of,
    loop_of,
    source_class,
)
from analyzers.origins.trace import Call, Carrier, Origin
from analyzers.runtime.index import Binding, argument_for, bindings, default_of, parameters, yields
from analyzers.runtime.kinds import NONE_WHEN_ABSENT, possible
from analyzers.runtime.source import Function, inside

_MOST_STEPS = 300
_REPEATED = ("type:str", "type:list", "type:tuple", "type:bytes")  # also what a sum or a product of it is
_NESTED = ("<listcomp>", "<setcomp>", "<dictcomp>", "<genexpr>", "<lambda>")
# fmt: off
_KNOWN = frozenset(("map", "filter", "sorted", "max", "min", "sum", "list", "tuple", "set", "dict", "any", "all", "zip",
                    "enumerate", "isinstance", "len", "print"))
# fmt: on


class Follower(Objects):
    """Follows values backwards through one recorded run."""

    def follow(
        self, node: ast.expr, frame: int, bad: str, weight: float = 1.0, *, element: bool = False
    ) -> tuple[Origin, ...]:
        """Return the lines that an expression's value came from, nearest first.

        `frame` is an index among the frames at the failure, `bad` says what is wrong with the value:
        "none", "empty", "zero", "length", "key", "type:NAME" or "value". `element`: of an element, not of the whole.
        Afterwards `carriers` has the expressions that were the value itself, or held the element, nearest first.
        """
        self.found, self.carriers, self._pending, self._seen = [], [], [], set()
        number = self.trace.frames[frame]
        while number in self.trace.calls and self.trace.calls[number].function in _NESTED:
            number = self.trace.calls[number].caller
        lines = self.trace.lines.get(number, ())
        if not lines or self.trace.calls[number].path not in self.sources:
            return ()
        shape = ("item",) if element else ()
        self.push(
            Step(node=node, call=number, at=lines[-1][0], until=END, bad=bad, weight=weight, shape=shape)
        )
        for _ in range(_MOST_STEPS):
            if not self._pending:
                break
            step = self._pending.pop(0)
            if step.bad == bad and step.shape in ((), shape) and not is_written(step.node):
                step = self._carried(step)
            self._follow(step)
        return tuple(self.found)

    def _carried(self, step: Step) -> Step:
        """Keep an expression that was the value; the step returned says so to those that come from it."""
        if step.carrier >= 0:
            self.carriers[step.carrier] = replace(self.carriers[step.carrier], first=False)
        path = self.trace.calls[step.call].path
        self.carriers.append(Carrier(path=path, node=step.node, element=bool(step.shape)))
        return replace(step, carrier=len(self.carriers) - 1)

    # --- one step

    def _follow(self, step: Step) -> None:
        node = step.node
        if not step.shape and not possible(node, step.bad):
            return
        match node:
            case ast.Name():
                self._name(step, node.id)
            case ast.Attribute():
                self.attribute(step, node)
            case ast.Subscript():
                key = repr(node.slice.value) if isinstance(node.slice, ast.Constant) else ""
                self.push(
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
                self.on(step, node.value)
            case ast.IfExp():
                self.on(step, node.body, 0.5)
                self.on(step, node.orelse, 0.5)
            case ast.BoolOp():
                for value in node.values:
                    self.on(step, value, 1 / len(node.values) ** 0.5)
            case ast.UnaryOp():
                self.on(step, node.operand)
            case ast.Constant():
                self.note(step, node.lineno, "the value is written here", root=True)
            case ast.Dict() | ast.List() | ast.Tuple() | ast.Set():
                self.display(step, node)
            case ast.ListComp() | ast.SetComp() | ast.GeneratorExp() | ast.DictComp():
                self.comprehension(step, node)
            case ast.BinOp():
                if isinstance(node.op, ast.Mult | ast.Add) and step.bad in _REPEATED:
                    self.note(step, node.lineno, "the value is computed here", 0.3)
                    self.on(step, node.left)
                    self.on(step, node.right)
                else:
                    self.note(step, node.lineno, "the value is computed here", 0.8, root=True)
                    self.on(step, node.left, 0.45, bad="value")
                    self.on(step, node.right, 0.45, bad="value")
            case _:
                self.note(step, node.lineno, "the value is computed here", 0.8, root=True)

    # --- names

    def _name(self, step: Step, name: str) -> None:
        call = self.trace.calls[step.call]
        source = self.sources[call.path]
        looped = loop_of(source, step.node, name)
        if looped is not None:
            through, part = looped
            self.push(replace(step, node=through, shape=(*part, *step.shape), depth=step.depth + 1))
            return
        function = self.definition(call)
        own = bindings(source, function if function is not None else source.tree, name)
        outer = function is not None and any(
            isinstance(one, ast.Global | ast.Nonlocal) and name in one.names
            for one in inside(list(function.body))
        )
        if function is None or ((own or name in parameters(function)) and not outer):
            if self.bound(step, own, name):
                return
            if function is not None and name in parameters(function):
                self.mutated(step, name)
                self._parameter(step, call, function, name)
            return
        for other in self.enclosing(step, call, name):
            moved = replace(step, call=other.number, at=step.at, depth=step.depth + 1)
            other_source = self.sources[other.path]
            definition = self.definition(other)
            scope = definition if definition is not None else other_source.tree
            if self.bound(moved, bindings(other_source, scope, name), name):
                return
            if definition is not None and name in parameters(definition):
                self._parameter(moved, other, definition, name)
                return

    def bound(self, step: Step, found: list[Binding], name: str) -> bool:
        """Follow the binding of a name that ran last before the step; whether there is one."""
        by_line: dict[int, list[Binding]] = defaultdict(list)
        for binding in found:
            for line in lines_of(binding.statement):
                by_line[line].append(binding)
        lines = self.trace.lines.get(step.call, ())
        position = bisect_left(lines, (step.at, 0))
        for index in range(position - 1, -1, -1):
            at, line = lines[index]
            if line not in by_line:
                continue
            binding = by_line[line][-1]
            until = lines[index + 1][0] if index + 1 < len(lines) else END
            moved = replace(step, at=at, until=until, depth=step.depth + 1)
            self.mutated(step, name)
            if binding.value is None:
                self._decorated(moved, binding.statement)
                return True
            if not isinstance(binding.value, ast.Constant):
                self.note(moved, line, f"`{name}` gets its value here", PASSED_ON)
            if binding.how == "augmented":
                self.note(moved, line, f"`{name}` is changed here", 0.5)
                self.push(replace(moved, node=binding.value, weight=step.weight * 0.6, bad="value"))
                return self.bound(replace(moved, weight=step.weight * 0.7), found, name) or True
            shape = step.shape
            for part in reversed(binding.how.replace("/", "-").split("-")):
                if part == "item":
                    shape = ("item", *shape)
                elif part.startswith("part:"):
                    shape = ("item" + part[4:], *shape)
            self.push(replace(moved, node=binding.value, shape=shape))
            return True
        return False

    def _decorated(self, step: Step, statement: ast.AST) -> None:
        """A decorated function is whatever its outermost decorator returned."""
        decorators = getattr(statement, "decorator_list", ())
        for call in reversed(self._children.get(step.call, ())):
            if decorators and step.at < call.start <= step.until and call.result:
                function = self.definition(call)
                if function is not None:
                    self._returned(step, call, function)
                return

    # --- parameters, calls

    def _parameter(self, step: Step, call: Call, function: Function, name: str) -> None:
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
            if isinstance(node, ast.Call) and covers(node, call.line)
        ]
        named = (
            [node for node in calls if called(node) in names]
            or [node for node in calls if isinstance(node.func, ast.Call | ast.Subscript)]
            or (calls if len(calls) == 1 else [])
        )
        moved = self.before(step, caller.number, call.start)
        for node in named[:1]:
            value = argument_for(function, node, name, bound=bool(owner) and not is_static(function))
            if value is not None:
                self.note(moved, node.lineno, f"`{name}` is passed here", PASSED_ON)
                self.push(replace(moved, node=value))
                return
            default = default_of(function, name)
            if default is not None:
                here = replace(step, depth=step.depth + 1)
                self.note(here, default.lineno, f"the default of `{name}` is used", root=True)
                self.note(moved, node.lineno, f"`{name}` is not passed here", 0.5)
                return
            self.note(moved, node.lineno, f"`{name}` is passed here", 0.5)
            for argument in (
                *node.args,
                *(keyword.value for keyword in node.keywords if keyword.arg is None),
            ):
                if isinstance(argument, ast.Starred) or argument not in node.args:
                    self.push(
                        replace(moved, node=argument, shape=("item", *step.shape), weight=step.weight * 0.7)
                    )
            return
        if statement is not None:
            self.note(moved, call.line, "the call is made here", 0.4)

    def _call(self, step: Step, node: ast.Call) -> None:
        name = called(node)
        inner = [
            call
            for call in self._children.get(step.call, ())
            if step.at < call.start <= step.until and covers(node, call.line)
        ]
        matching = [call for call in inner if call.function == name] or [
            call for call in inner if call.function == "__init__" and name[:1].isupper()
        ]
        within = {called(part) for part in ast.walk(node) if isinstance(part, ast.Call) and part is not node}
        if (
            not matching and len(inner) == 1 and inner[0].function in _NESTED
        ):  # what it is called in is a call too
            inner = self._children.get(inner[0].number, [])
            matching = [call for call in inner if call.function == name]
        if not matching and len(inner) == 1 and name not in _KNOWN and inner[0].function not in within:
            matching = inner
        if not matching and step.shape:  # a generator was called once, and goes on at every round
            matching = [
                call
                for call in self._children.get(step.call, ())
                if call.function == name and call.start <= step.until and covers(node, call.line)
            ]
        if not matching:
            self._outside(step, node, name)
            return
        call = matching[-1]
        function = self.definition(call)
        if call.function == "__init__" or function is None:
            self.note(step, node.lineno, "the object is made here", 0.6, root=True)
            return
        self._returned(step, call, function)

    def _returned(self, step: Step, call: Call, function: Function) -> None:
        lines = self.trace.lines.get(call.number, ())
        if call.path not in self.sources or not lines:
            return
        source = self.sources[call.path]
        suspends = yields(function)
        for index in range(len(lines) - 1, max(-1, len(lines) - 40), -1):
            at, line = lines[index]
            statement = source.statement(line)
            until = lines[index + 1][0] if index + 1 < len(lines) else END
            moved = replace(step, call=call.number, at=at, until=until, depth=step.depth + 1)
            if suspends:
                if at >= step.until:
                    continue
                given = [one.value for one in suspends if one.lineno == line and one.value is not None]
                if given and step.shape:
                    self.note(moved, line, "the value is yielded here", PASSED_ON)
                    self.push(replace(moved, node=given[0], shape=step.shape[1:]))
                    return
                continue
            if isinstance(statement, ast.Return):
                if statement.value is None:
                    self.note(moved, line, f"`{call.function}` returns nothing here", root=True)
                    return
                self.note(moved, line, f"`{call.function}` returns it here", PASSED_ON)
                self.push(replace(moved, node=statement.value))
                return
            if call.result == "NoneType" and index == len(lines) - 1:
                break
        if call.result == "NoneType":
            last = replace(step, call=call.number, depth=step.depth + 1)
            self.note(last, lines[-1][1], f"`{call.function}` ends here without returning a value", root=True)
            self.note(last, function.lineno, f"`{call.function}` can end without a value", 0.5)

    def _outside(self, step: Step, node: ast.Call, name: str) -> None:
        """A call of something that is not recorded: a builtin or a library."""
        if self.handed_on(step, node, name):
            return
        self.note(step, node.lineno, f"`{name or 'the call'}` gives the value here", 0.9, root=True)
        arguments = [*node.args, *(keyword.value for keyword in node.keywords)]
        for argument in arguments:
            self.on(step, argument, 0.45 / len(arguments) ** 0.5, bad="value")
        if isinstance(node.func, ast.Attribute):
            absent = step.bad == "none" and name in NONE_WHEN_ABSENT
            self.on(step, node.func.value, 0.6 if absent else 0.45, bad="key" if absent else "value")
