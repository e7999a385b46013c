"""How are functions, classes and names of a rehearsed program kept and called?"""

import ast
from collections import deque
from collections.abc import Callable
from time import thread_time
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
    calls_back,
    exhausts,
)
from analyzers.rehearsal.bounds import certain, check_call, size, small
from analyzers.rehearsal.objects import Bound, Class, Function, Handed, Instance, Scope

MAX_STEPS = 6_000
_MAX_EFFORT = 1_000_000  # items that library functions are given to look at
_MAX_SECONDS = 1.0  # of the processor, whatever was counted
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

    def __init__(self, most: int = MAX_STEPS, *, guess: bool = True) -> None:
        self.most = most
        self.guess = guess  # what the unknown is taken for where a choice hangs on it
        self.steps = 0
        self.effort = 0
        self.began = thread_time()
        self.calls: list[tuple[str, int, Scope]] = []  # function, line of the call, its names
        self.line = 1
        self.printed: list[str] = []
        self.wrote = 0  # characters
        self.rounds: dict[int, int] = {}  # most rounds of a loop, by its line
        self.stuck: Loop | None = None  # in which it was when it had gone too far
        self.touched = False  # something unknown has come up
        self.guessed = False  # a choice hung on something unknown
        self.strange: dict[int, Any] = {}  # what the unknown was given and may have changed, by identity
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
        self.count()
        self.line = getattr(node, "lineno", self.line)

    def count(self) -> None:
        """Count a step."""
        self.steps += 1
        if self.steps > self.most:
            raise Unfinished

    def strain(self, effort: int) -> None:
        """Add up what library functions are given to do, which takes time without being steps."""
        self.effort += effort
        if self.effort > _MAX_EFFORT or thread_time() - self.began > _MAX_SECONDS:
            raise GaveUp

    def made(self, value: Any) -> Any:
        """Return what a library function has made, when it is not too much."""
        small(value)
        self.strain(size(value))
        return value

    def guard(self, work: Callable[..., Any], *arguments: Any, **keywords: Any) -> Any:
        """Do something on plain values; what it raises is what the program raises."""
        try:
            return work(*arguments, **keywords)
        except (RecursionError, MemoryError):
            raise GaveUp from None
        except (Exception, SystemExit) as error:  # noqa: BLE001 - whatever it is, it is the program's
            raise self.fail(refused.named(error, arguments)) from None

    def fail(self, error: BaseException, *, compared: bool = False) -> Raised:
        """Return the exception that the program raises here."""
        return Raised(error, self.trail(), compared=compared)

    def trail(self) -> tuple[Place, ...]:
        """Return where the program is: the module first, the deepest call last."""
        names = ["<module>", *(name for name, _, _ in self.calls)]
        lines = [*(line for _, line, _ in self.calls), self.line]
        scopes = [self.module, *(scope for _, _, scope in self.calls)]
        return tuple(
            Place(name, line, scope.names) for name, line, scope in zip(names, lines, scopes, strict=True)
        )

    def look_up(self, name: str, scope: Scope) -> Any:
        """Return the value of a name."""
        here: Scope | None = scope
        while here is not None:
            here = here.holder(name)
            if name in here.names:
                return here.names[name]
            if name in here.local:
                raise self.fail(refused.unbound(name, free=here is not scope))
            here = here.outer
        if name in BUILTINS:
            return BUILTINS[name]
        import builtins

        if name in OUTSIDE:
            return UNKNOWN
        if hasattr(builtins, name) or name.startswith("__"):
            raise GaveUp
        raise self.fail(NameError(f"name '{name}' is not defined", name=name))

    def knows(self, name: str, scope: Scope) -> bool:
        """Whether the program has a name of its own, wherever it is bound."""
        here: Scope | None = scope
        while here is not None:
            here = here.holder(name)
            if name in here.names or name in here.local:
                return True
            here = here.outer
        return False

    def bind(self, name: str, value: Any, scope: Scope) -> None:
        """Bind a name where its scope says."""
        scope.holder(name).names[name] = value

    def unbind(self, name: str, scope: Scope) -> None:
        """Forget a name."""
        scope.holder(name).names.pop(name, None)

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
            return self._let_out([*arguments, *keywords.values()])
        self.count()
        if isinstance(function, type) and issubclass(function, BaseException):
            return self.guard(function, *arguments, **keywords)
        if not callable(function):
            raise self.fail(refused.not_callable(function))
        if isinstance(function, Handed):
            return function(*arguments, **keywords)
        owner = getattr(function, "__self__", None)
        if id(function) not in CALLABLE and not isinstance(owner, PLAIN):
            raise GaveUp
        if any(each is UNKNOWN for each in (*arguments, *keywords.values())):
            if isinstance(owner, (list, dict, set)):
                raise GaveUp  # kept in a container, it would come back
            return UNKNOWN
        if any(isinstance(each, (Instance, Class)) for each in (*arguments, *keywords.values())):
            return self._foreign(function, arguments, keywords)
        if calls_back(function):
            arguments = [self._handed(each) for each in arguments]
            keywords = {name: self._handed(each) for name, each in keywords.items()}
        if exhausts(function, arguments):
            arguments = [self._all(each) for each in arguments]
        self.strain(check_call(function, arguments, keywords))
        if not certain(function, owner, arguments):
            return UNKNOWN
        return self.made(self.guard(function, *arguments, **keywords))

    def _let_out(self, values: list[Any]) -> Any:
        """What the unknown is given may be different afterwards, and then is unknown too."""
        for value in values:
            changed = value.target if isinstance(value, Bound) else value
            if isinstance(changed, (list, dict, set, deque, Instance)):
                self.strange[id(changed)] = changed
            elif isinstance(changed, Function):
                self.guessed = True  # whether it is called
        return UNKNOWN

    def _handed(self, value: Any) -> Any:
        ours = isinstance(value, (Function, Bound, Class, Instance, Handed))
        return Handed(self, value) if callable(value) and not ours and value is not UNKNOWN else value

    def _all(self, value: Any) -> Any:
        """The items of an iterator, which may be without end; anything else as it is."""
        if not hasattr(value, "__next__") or isinstance(value, (Instance, Class)):
            return value
        from analyzers.rehearsal.comparing import iterate

        return list(iterate(self, value))

    def _foreign(self, function: Any, arguments: list[Any], keywords: dict[str, Any]) -> Any:
        """A library function is given an object of the program: a few cases are known."""
        first = arguments[0] if arguments else None
        if isinstance(first, Instance) and len(arguments) == 1 and not keywords:
            if function in (str, repr):
                return self.text(first, ("__str__", "__repr__")[function is repr :])
            if function in (len, iter):
                method = first.made_by.find(f"__{function.__name__}__")
                if method is not None:
                    return self.call_function(method, [first], {})
                raise self.fail(refused.not_iterable(first) if function is iter else refused.no_length(first))
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

    def text(self, value: Instance, names: tuple[str, ...] = ("__str__", "__repr__")) -> Any:
        """Return an object as a text, by the first of some methods that it has; unknown where it has none."""
        method = next(filter(None, map(value.made_by.find, names)), None)
        if method is None:
            return UNKNOWN  # where it is in the memory
        said = self.call_function(method, [value], {})
        if said is not UNKNOWN and not isinstance(said, str):
            raise self.fail(TypeError(f"{names[0]} returned non-string (type {refused.type_name(said)})"))
        return said

    def call_function(self, function: Function, arguments: list[Any], keywords: dict[str, Any]) -> Any:
        """Call a function of the program."""
        elsewhere = {
            name: self.module if everywhere else function.scope.enclosing(name)
            for name, everywhere in function.declared.items()
        }
        scope = Scope(
            outer=function.scope,
            elsewhere=elsewhere,
            local=function.local,
            owner=function.owner,
            where=f"{_called(function)}.<locals>.",
        )
        self._bind_arguments(function, arguments, dict(keywords), scope)
        if len(self.calls) >= _MAX_DEPTH:
            raise GaveUp
        line = self.line
        self.calls.append((function.name, line, scope))
        try:
            value = (
                self._generated(function, scope) if function.generator else self._returned(function, scope)
            )
        finally:
            self.calls.pop()
        self.line = line
        return value

    def _returned(self, function: Function, scope: Scope) -> Any:
        from analyzers.rehearsal.expressions import evaluate
        from analyzers.rehearsal.statements import execute

        if isinstance(function.body, ast.expr):
            return evaluate(self, function.body, scope)
        try:
            execute(self, function.body, scope)
        except Returned as returned:
            return returned.value
        return None

    def _generated(self, function: Function, scope: Scope) -> Any:
        """The generator that a call makes.

        Its body is worked through at once, where in truth it waits to be asked: so one that prints, fails or has no
        end is given up, as it hangs on who asks how often. (One that changes what others see is not even called.)
        """
        from analyzers.rehearsal.waiting import Held

        scope.yielded = []
        held = Held(function, scope)
        printed = len(self.printed)
        try:
            self._returned(function, scope)
        except (Raised, Unfinished, Endless):
            raise GaveUp from None
        if function.shares or len(self.printed) > printed:
            raise GaveUp
        return held.waited(scope.yielded)

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
            if keywords:
                raise GaveUp  # which of several mistakes is told first
            raise self.fail(
                refused.too_many(_called(function), positional, len(function.defaults), len(arguments))
            )
        accepted = {*positional, *(each.arg for each in spec.kwonlyargs)}
        rest: dict[str, Any] = {}
        for name, value in keywords.items():
            if any(name == each.arg for each in spec.posonlyargs):
                raise GaveUp
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
                    required = zip(spec.kwonlyargs, function.keyword_defaults, strict=True)
                    lacking = [
                        each.arg for each, other in required if other is GaveUp and each.arg not in names
                    ]
                    raise self.fail(refused.missing(_called(function), "keyword-only", lacking))
                names[argument.arg] = default

    def _make(self, made_by: Class, arguments: list[Any], keywords: dict[str, Any]) -> Instance:
        instance = Instance(made_by)
        start = made_by.find("__init__")
        if start is not None:
            given = self.call_function(start, [instance, *arguments], keywords)
            if given is not None and given is not UNKNOWN:
                raise self.fail(TypeError(f"__init__() should return None, not '{refused.type_name(given)}'"))
        elif arguments or keywords:
            raise self.fail(TypeError(f"{made_by.name}() takes no arguments"))
        return instance


def _called(function: Function) -> str:
    """The name of a function as the interpreter's messages have it."""
    return f"{function.owner.where if function.owner is not None else function.where}{function.name}"
