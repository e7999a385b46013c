"""What are the functions, classes and objects of a rehearsed program?"""

import ast
from collections.abc import Mapping
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
    elsewhere: "dict[str, Scope]" = field(
        default_factory=dict
    )  # where names live that are global or nonlocal
    local: frozenset[str] = frozenset()  # bound somewhere in the function
    yielded: list[Any] | None = None
    owner: "Class | None" = None  # of the method that runs
    comprehension: bool = False
    where: str = ""  # what stands before the qualified names of what is defined here

    @property
    def around(self) -> "Scope":
        """The scope that what is defined here sees: a class body is none."""
        return self.outer if "@class" in self.names and self.outer is not None else self

    def holder(self, name: str) -> "Scope":
        """Return the scope in which a name is bound from here."""
        return self.elsewhere.get(name, self)

    def enclosing(self, name: str) -> "Scope":
        """Return the scope of the nearest function that has a name of its own, from here outwards."""
        here = self
        while name not in here.local and name not in here.names and here.outer is not None:
            here = here.outer
        return here.holder(name)


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
    declared: dict[str, bool]  # global names; False: nonlocal
    generator: bool
    shares: bool  # it changes what others may see
    owner: "Class | None" = None
    reads: frozenset[str] = frozenset()  # names, where it is a generator
    where: str = ""  # what stands before its name in a qualified one
    kind: str = ""  # staticmethod, classmethod, property

    def __call__(self, *arguments: Any, **keywords: Any) -> Any:
        """Call it, as a library function does that was given it."""
        return self.machine.call_function(self, list(arguments), keywords)

    def __repr__(self) -> str:
        raise GaveUp  # its address


@dataclass(slots=True, eq=False)
class Class:
    """A class of the program."""

    name: str
    base: "Class | None"
    names: dict[str, Any]
    where: str = ""  # what stands before the qualified names of its methods

    def __repr__(self) -> str:
        return f"<class '__main__.{self.where[:-1] or self.name}'>"

    def find(self, name: str, otherwise: Any = None) -> Any:
        """Return what the class or one of its bases calls so."""
        here: Class | None = self
        while here is not None:
            if name in here.names:
                return here.names[name]
            here = here.base
        return otherwise

    def within(self, other: "Class") -> bool:
        """Whether it is the other class or derived from it."""
        return self is other or (self.base is not None and self.base.within(other))


@dataclass(slots=True, eq=False)
class Instance:
    """An object of a class of the program."""

    made_by: Class
    names: dict[str, Any] = field(default_factory=dict)

    def __repr__(self) -> str:
        raise GaveUp  # only the machine can ask it

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

    def __repr__(self) -> str:
        raise GaveUp  # its address


@dataclass(slots=True, eq=False)
class Handed:
    """A library function that the program hands to another: it is called as if the program called it."""

    machine: "Machine"
    function: Any

    def __call__(self, *arguments: Any, **keywords: Any) -> Any:
        """Call it, within all limits."""
        return self.machine.call(self.function, list(arguments), keywords)


@dataclass(slots=True, eq=False)
class Module:
    """A module that the rehearsal knows; what else it has is unknown."""

    names: Mapping[str, Any]
