"""What are the functions, classes and objects of a rehearsed program?"""

import ast
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any  # the values of a program may be anything

from analyzers.rehearsal.allowed import GaveUp

if TYPE_CHECKING:
    from analyzers.rehearsal.machine import Machine


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

    def __repr__(self) -> str:
        if self.made_by.find("__repr__") is not None:
            raise GaveUp  # only the machine can ask it
        return f"<{self.made_by.name} object>"

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
