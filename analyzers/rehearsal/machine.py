"""How are functions, classes and names of a rehearsed program kept and called?"""

import ast
from collections.abc import Callable
from typing import Any  # the values of a program may be anything

from analyzers.rehearsal import refused
from analyzers.rehearsal.allowed import (
    BUILTINS,
    CALLABLE,
    OUTSIDE,
    PLAIN,
    UNKNOWN,
    GaveUp,
    Place,
    Raised,
    Unfinished,
    check_call,
    small,
)
from analyzers.rehearsal.objects import Bound, Class, Function, Instance, Scope

MAX_STEPS = 6_000
_MAX_DEPTH = 60
_NOTED = 3  # first rounds of a loop


class Returned(BaseException):
    """A function has returned."""

    def __init__(self, value: Any) -> None:
        self.value = value


class Endless(BaseException):
    """A loop has come back to the state that it had a round before."""


class Loop:
    """A loop that runs while something holds, and what that hangs on at the start of each round."""

    def __init__(self, line: int, names: tuple[str, ...]) -> None:
        self.line = line
        self.rounds = 0
        self.names = names
        self.values: dict[str, list[Any]] = {name: [] for name in names}

    def begin(self, names: dict[str, Any]) -> None:
        """Note the start of a round: the values of the first few, and the last."""
        self.rounds += 1
        for name, kept in self.values.items():
            if isinstance(names.get(name), (int, float, str)):
                del kept[_NOTED:]
                kept.append(names[name])

    def course(self, name: str) -> str:
        """Return the values of a name at the start of the rounds, as a text."""
        *first, last = map(repr, self.values[name])
        return ", ".join(first) + ("" if not first else ", " if self.rounds <= _NOTED else ", …, ") + last


class Machine:
    """Runs a tree; raises Raised when the program fails and GaveUp when that cannot be told."""

    def __init__(self, most: int = MAX_STEPS) -> None:
        self.most = most
        self.steps = 0
        self.calls: list[
            tuple[str, int, Scope, bool]
        ] = []  # function, line of the call, its names, a generator
        self.line = 1
        self.printed: list[str] = []
        self.rounds: dict[int, int] = {}  # most rounds of a loop, by its line
        self.stuck: Loop | None = None  # in which it was when it had gone too far
        self.touched = False  # something unknown has come up
        self.guessed = False  # a choice hung on something unknown
        self.module = Scope(names={"__name__": "__main__"})

    def run(self, tree: ast.Module) -> None:
        """Run a whole text."""
        from analyzers.rehearsal.statements import execute

        execute(self, tree.body, self.module)

    def value(self, expression: ast.expr) -> Any:
        """Return the value of an expression after the text has run."""
        from analyzers.rehearsal.expressions import evaluate

        return evaluate(self, expression, self.module)

    def step(self, node: ast.AST) -> None:
        """Count a step, and remember where the program is."""
        self.steps += 1
        if self.steps > self.most:
            raise Unfinished
        self.line = getattr(node, "lineno", self.line)

    def guard(self, work: Callable[..., Any], *arguments: Any, **keywords: Any) -> Any:
        """Do something on plain values; what it raises is what the program raises."""
        try:
            return work(*arguments, **keywords)
        except (RecursionError, MemoryError):
            raise GaveUp from None
        except Exception as error:  # noqa: BLE001 - whatever it is, it is the program's
            raise self.fail(refused.named(error, arguments)) from None

    def fail(self, error: BaseException, *, compared: bool = False) -> Raised:
        """Return the exception that the program raises here."""
        return Raised(error, self.trail(), compared=compared)

    def trail(self) -> tuple[Place, ...]:
        """Return where the program is: the module first, the deepest call last."""
        names = ["<module>", *(name for name, _, _, _ in self.calls)]
        lines = [*(line for _, line, _, _ in self.calls), self.line]
        scopes = [self.module, *(scope for _, _, scope, _ in self.calls)]
        lazy = [False, *(generator for _, _, _, generator in self.calls)]
        return tuple(
            Place(name, line, scope.names, generator)
            for name, line, scope, generator in zip(names, lines, scopes, lazy, strict=True)
        )

    def look_up(self, name: str, scope: Scope) -> Any:
        """Return the value of a name."""
        here: Scope | None = scope
        while here is not None:
            if name in here.names and not (name in here.shared and here is not self.module):
                return here.names[name]
            if name in here.local and name not in here.shared:
                raise self.fail(
                    UnboundLocalError(
                        f"cannot access local variable '{name}' where it is not associated with a value"
                    )
                )
            here = here.outer
        if name in BUILTINS:
            return BUILTINS[name]
        import builtins

        if name in OUTSIDE:
            return UNKNOWN
        if hasattr(builtins, name) or name.startswith("__"):
            raise GaveUp
        raise self.fail(NameError(f"name '{name}' is not defined", name=name))

    def bind(self, name: str, value: Any, scope: Scope) -> None:
        """Bind a name where its scope says."""
        if name in scope.shared:
            here = scope.outer
            while here is not None and here.outer is not None and name not in here.names:
                here = here.outer
            (here or self.module).names[name] = value
        else:
            scope.names[name] = value

    def call(self, function: Any, arguments: list[Any], keywords: dict[str, Any]) -> Any:
        """Call anything that the program can call."""
        if isinstance(function, Function):
            return self.call_function(function, arguments, keywords)
        if isinstance(function, Bound):
            return self.call_function(function.function, [function.target, *arguments], keywords)
        if isinstance(function, Class):
            return self._make(function, arguments, keywords)
        if isinstance(function, Instance):
            method = function.made_by.find("__call__")
            if method is None:
                raise self.fail(refused.not_callable(function))
            return self.call_function(method, [function, *arguments], keywords)
        if function is UNKNOWN:
            return UNKNOWN
        if isinstance(function, type) and issubclass(function, BaseException):
            return self.guard(function, *arguments, **keywords)
        if not callable(function):
            raise self.fail(refused.not_callable(function))
        owner = getattr(function, "__self__", None)
        if id(function) not in CALLABLE and not isinstance(owner, PLAIN):
            raise GaveUp
        if any(each is UNKNOWN for each in (*arguments, *keywords.values())):
            if isinstance(owner, (list, dict, set)):
                raise GaveUp  # kept in a container, it would come back
            return UNKNOWN
        if any(isinstance(each, (Instance, Class)) for each in (*arguments, *keywords.values())):
            return self._foreign(function, arguments, keywords)
        check_call(function, arguments, keywords)
        result = self.guard(function, *arguments, **keywords)
        if not isinstance(result, (map, filter, zip, enumerate, reversed)):
            small(result)
        return result

    def _foreign(self, function: Any, arguments: list[Any], keywords: dict[str, Any]) -> Any:
        """A library function is given an object of the program: a few cases are known."""
        first = arguments[0]
        if function in (str, repr, len, iter) and isinstance(first, Instance) and len(arguments) == 1:
            names = {
                str: ("__str__", "__repr__"),
                repr: ("__repr__",),
                len: ("__len__",),
                iter: ("__iter__",),
            }
            for name in names[function]:
                method = first.made_by.find(name)
                if method is not None:
                    return self.call_function(method, [first], {})
            if function in (len, iter):
                raise self.fail(refused.not_iterable(first) if function is iter else refused.no_length(first))
            return "<object>"
        if getattr(function, "__name__", "") in (
            "append",
            "add",
            "insert",
            "appendleft",
            "remove",
            "get",
            "pop",
        ):
            return self.guard(function, *arguments, **keywords)
        raise GaveUp

    def call_function(self, function: Function, arguments: list[Any], keywords: dict[str, Any]) -> Any:
        """Call a function of the program."""
        from analyzers.rehearsal.expressions import evaluate
        from analyzers.rehearsal.statements import execute

        scope = Scope(outer=function.scope, local=function.local, owner=function.owner)
        self._bind_arguments(function, arguments, dict(keywords), scope)
        if isinstance(function.body, ast.expr):
            return evaluate(self, function.body, scope)
        if len(self.calls) >= _MAX_DEPTH:
            raise GaveUp
        scope.yielded = [] if function.generator else None
        line = self.line
        self.calls.append((function.name, line, scope, function.generator))
        try:
            execute(self, function.body, scope)
        except Returned as returned:
            return iter(scope.yielded) if scope.yielded is not None else returned.value
        finally:
            self.calls.pop()
        self.line = line
        return iter(scope.yielded) if scope.yielded is not None else None

    def _bind_arguments(
        self, function: Function, arguments: list[Any], keywords: dict[str, Any], scope: Scope
    ) -> None:
        spec = function.arguments
        positional = [each.arg for each in (*spec.posonlyargs, *spec.args)]
        names = scope.names
        names.update(zip(positional, arguments, strict=False))
        extra = arguments[len(positional) :]
        if spec.vararg is not None:
            names[spec.vararg.arg] = tuple(extra)
        elif extra:
            raise self.fail(
                refused.too_many(_called(function), positional, len(function.defaults), len(arguments))
            )
        accepted = {*positional, *(each.arg for each in spec.kwonlyargs)}
        rest: dict[str, Any] = {}
        for name, value in keywords.items():
            if name in names:
                raise self.fail(refused.twice(_called(function), name))
            (names if name in accepted else rest)[name] = value
        if spec.kwarg is not None:
            names[spec.kwarg.arg] = rest
        elif rest:
            raise self.fail(refused.unexpected(_called(function), next(iter(rest))))
        offset = len(positional) - len(function.defaults)
        lacking = [name for name in positional[:offset] if name not in names]
        if lacking:
            raise self.fail(refused.missing(_called(function), "positional", lacking))
        for index, name in enumerate(positional[offset:]):
            names.setdefault(name, function.defaults[index])
        for argument, default in zip(spec.kwonlyargs, function.keyword_defaults, strict=True):
            if argument.arg not in names:
                if default is GaveUp:
                    raise self.fail(refused.missing(_called(function), "keyword-only", [argument.arg]))
                names[argument.arg] = default

    def _make(self, made_by: Class, arguments: list[Any], keywords: dict[str, Any]) -> Instance:
        instance = Instance(made_by)
        start = made_by.find("__init__")
        if start is not None:
            self.call_function(start, [instance, *arguments], keywords)
        elif arguments or keywords:
            raise self.fail(TypeError(f"{made_by.name}() takes no arguments"))
        return instance


def _called(function: Function) -> str:
    """The name of a function as the interpreter's messages have it."""
    return function.name if function.owner is None else f"{function.owner.name}.{function.name}"
