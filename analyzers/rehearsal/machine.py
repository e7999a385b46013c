"""How are functions, classes and names of a rehearsed program kept and called?"""

import ast
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any  # the values of a program may be anything

from analyzers.rehearsal.allowed import (
    BUILTINS,
    CALLABLE,
    OUTSIDE,
    PLAIN,
    UNKNOWN,
    GaveUp,
    Raised,
    check_call,
    small,
)

MAX_STEPS = 6_000
_MAX_DEPTH = 60


class Returned(BaseException):
    """A function has returned."""

    def __init__(self, value: Any) -> None:
        self.value = value


class Endless(BaseException):
    """A loop has come back to the state that it had a round before."""


@dataclass(slots=True)
class Scope:
    """The names of a module, a function call or a class body."""

    names: dict[str, Any] = field(default_factory=dict)
    outer: "Scope | None" = None  # the enclosing function's, or the module's
    shared: set[str] = field(default_factory=set)  # declared global or nonlocal
    local: frozenset[str] = frozenset()  # bound somewhere in the function
    yielded: list[Any] | None = None
    owner: "Class | None" = None  # of the method that runs


@dataclass(slots=True, eq=False)
class Function:
    """A function of the program; it can be handed to library functions."""

    machine: "Machine"
    name: str
    arguments: ast.arguments
    body: list[ast.stmt] | ast.expr
    scope: Scope
    defaults: list[Any]
    keyword_defaults: list[Any]
    local: frozenset[str]
    generator: bool
    owner: "Class | None" = None
    kind: str = ""  # staticmethod, classmethod, property

    def __call__(self, *arguments: Any, **keywords: Any) -> Any:
        """Call it, as a library function does that was given it."""
        return self.machine.call_function(self, list(arguments), keywords)


@dataclass(slots=True, eq=False)
class Class:
    """A class of the program."""

    name: str
    bases: list["Class"]
    names: dict[str, Any]

    def find(self, name: str) -> Any:
        """Return what the class or one of its bases calls so, or None."""
        if name in self.names:
            return self.names[name]
        for base in self.bases:
            found = base.find(name)
            if found is not None:
                return found
        return None

    def within(self, other: "Class") -> bool:
        """Whether it is the other class or derived from it."""
        return self is other or any(base.within(other) for base in self.bases)


@dataclass(slots=True, eq=False)
class Instance:
    """An object of a class of the program."""

    made_by: Class
    names: dict[str, Any] = field(default_factory=dict)

    def __eq__(self, other: object) -> bool:
        return self._alone("__eq__") and self is other

    def __hash__(self) -> int:
        self._alone("__eq__")
        return id(self)

    def __lt__(self, other: object) -> bool:
        self._alone("__lt__")
        return NotImplemented

    def __gt__(self, other: object) -> bool:
        self._alone("__gt__")
        return NotImplemented

    def __add__(self, other: object) -> Any:
        self._alone("__add__")
        return NotImplemented

    def __radd__(self, other: object) -> Any:
        self._alone("__radd__")
        return NotImplemented

    def _alone(self, name: str) -> bool:
        """A library function compares or adds objects: when their class says how, it is not known here."""
        if self.made_by.find(name) is not None or self.made_by.find("__lt__") is not None:
            raise GaveUp
        return True


@dataclass(slots=True, eq=False)
class Bound:
    """A method with its object."""

    function: Function
    target: Any

    def __call__(self, *arguments: Any, **keywords: Any) -> Any:
        """Call it, as a library function does that was given it."""
        return self.function.machine.call_function(self.function, [self.target, *arguments], keywords)


class Machine:
    """Runs a tree; raises Raised when the program fails and GaveUp when that cannot be told."""

    def __init__(self) -> None:
        self.steps = 0
        self.depth = 0
        self.line = 1
        self.touched = False  # something unknown has come up
        self.guessed = False  # a choice hung on something unknown
        self.module = Scope(names={"__name__": "__main__"})

    def run(self, tree: ast.Module) -> None:
        """Run a whole text."""
        from analyzers.rehearsal.statements import execute

        execute(self, tree.body, self.module)

    def step(self, node: ast.AST) -> None:
        """Count a step, and remember where the program is."""
        self.steps += 1
        if self.steps > MAX_STEPS:
            raise GaveUp
        self.line = getattr(node, "lineno", self.line)

    def guard(self, work: Callable[..., Any], *arguments: Any, **keywords: Any) -> Any:
        """Do something on plain values; what it raises is what the program raises."""
        try:
            return work(*arguments, **keywords)
        except (RecursionError, MemoryError):
            raise GaveUp from None
        except Exception as error:  # noqa: BLE001 - whatever it is, it is the program's
            raise Raised(error, self.line) from None

    def fail(self, error: BaseException) -> Raised:
        """Return the exception that the program raises here."""
        return Raised(error, self.line)

    def look_up(self, name: str, scope: Scope) -> Any:
        """Return the value of a name."""
        here: Scope | None = scope
        while here is not None:
            if name in here.names and not (name in here.shared and here is not self.module):
                return here.names[name]
            if name in here.local and name not in here.shared:
                raise self.fail(UnboundLocalError(name))
            here = here.outer
        if name in BUILTINS:
            return BUILTINS[name]
        import builtins

        if name in OUTSIDE:
            return UNKNOWN
        if hasattr(builtins, name) or name.startswith("__"):
            raise GaveUp
        raise self.fail(NameError(name))

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
                raise self.fail(TypeError("not callable"))
            return self.call_function(method, [function, *arguments], keywords)
        if function is UNKNOWN:
            return UNKNOWN
        if isinstance(function, type) and issubclass(function, BaseException):
            return self.guard(function, *arguments, **keywords)
        if not callable(function):
            raise self.fail(TypeError("not callable"))
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
                raise self.fail(TypeError(f"no {names[function][0]}"))
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
        self.depth += 1
        if self.depth > _MAX_DEPTH:
            raise GaveUp
        scope.yielded = [] if function.generator else None
        line = self.line
        try:
            execute(self, function.body, scope)
        except Returned as returned:
            return iter(scope.yielded) if scope.yielded is not None else returned.value
        finally:
            self.depth -= 1
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
            raise self.fail(TypeError("too many arguments"))
        accepted = {*positional, *(each.arg for each in spec.kwonlyargs)}
        rest: dict[str, Any] = {}
        for name, value in keywords.items():
            if name in names:
                raise self.fail(TypeError(f"two values for {name}"))
            (names if name in accepted else rest)[name] = value
        if spec.kwarg is not None:
            names[spec.kwarg.arg] = rest
        elif rest:
            raise self.fail(TypeError("unexpected keyword"))
        offset = len(positional) - len(function.defaults)
        for index, name in enumerate(positional):
            if name not in names:
                if index < offset:
                    raise self.fail(TypeError(f"nothing given for {name}"))
                names[name] = function.defaults[index - offset]
        for argument, default in zip(spec.kwonlyargs, function.keyword_defaults, strict=True):
            if argument.arg not in names:
                if default is GaveUp:
                    raise self.fail(TypeError(f"nothing given for {argument.arg}"))
                names[argument.arg] = default

    def _make(self, made_by: Class, arguments: list[Any], keywords: dict[str, Any]) -> Instance:
        instance = Instance(made_by)
        start = made_by.find("__init__")
        if start is not None:
            self.call_function(start, [instance, *arguments], keywords)
        elif arguments or keywords:
            raise self.fail(TypeError("takes no arguments"))
        return instance
