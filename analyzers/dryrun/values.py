"""Which values does the dry run know, and how may it end?"""

from dataclasses import dataclass, field
from typing import Any  # the values of a program may be anything

from analyzers.dryrun.units import Lambda, Structure

SCRIPTS = ("javascript", "typescript")  # one language, to whoever runs it
_ROOM = 10_000


class Stopped(Exception):
    """Something stops the program, unless it handles that."""

    def __init__(self, name: str, line: int = 0, value: Any = None, wild: bool = False) -> None:
        self.name = name
        self.line = line
        self.value = value
        self.wild = wild  # undefined behaviour: it may go on all the same
        self.undeclared = False  # a name that the text does not declare: the text may not be all there is


class Exited(BaseException):
    """The program ends itself."""


class GaveUp(BaseException):
    """What happens next depends on something unknown."""


class Endless(BaseException):
    """A loop comes back to a state that it had before, or goes away from what would end it."""


def room(size: int) -> int:
    """Return the length of a text or list; raise GaveUp where it is more than is worked through."""
    if size > _ROOM:
        raise GaveUp
    return size


class _Mark:
    """A value of which there is one."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __repr__(self) -> str:
        return self.name

    def __copy__(self) -> "_Mark":
        return self

    def __deepcopy__(self, _: object) -> "_Mark":
        return self


UNKNOWN = _Mark("unknown")
NOTHING = _Mark("nothing")  # null, nil, None
UNDEFINED = _Mark("undefined")
GLOBAL = _Mark("global")  # what `this` is in a plain function


class Unsigned(int):
    """A whole number that may not fall below zero."""


class Char(str):
    """One character, where that is a type of its own."""


class Fixed(list[Any]):
    """An array whose length never changes."""


class Buffer(Fixed):
    """An array of characters in C; a literal may not be written to."""

    literal = False


class Nil(list[Any]):
    """A slice that was never made."""


class NilMap(dict[Any, Any]):
    """A map of Go that was never made: it can be read, not written."""


class Default(dict[Any, Any]):
    """A map that makes what is missing."""

    empty: Any = UNKNOWN


class Tuple(list[Any]):
    """Several values at once."""


@dataclass(slots=True, eq=False)
class Cell:
    """A variable."""

    value: Any
    type: str = ""
    constant: bool = False
    ready: bool = True


@dataclass(slots=True, eq=False)
class Pointer:
    """An item of an array, or a variable, that is pointed to."""

    items: Any  # a list, or a Cell
    offset: Any = 0  # of a map: its key


@dataclass(slots=True, eq=False)
class Entry:
    """The place of a key in a map of Rust, whether it is there or not."""

    items: dict[Any, Any]
    key: Any


@dataclass(slots=True, eq=False)
class Some:
    """A present value of an optional one, or a success."""

    value: Any


@dataclass(slots=True, eq=False)
class Failed:
    """A failure that is a value."""

    value: Any


@dataclass(slots=True, eq=False)
class Promise:
    """A value that comes later; `error` is what stopped it."""

    value: Any
    error: Stopped | None = None


@dataclass(slots=True, eq=False)
class Channel:
    """A queue between goroutines."""

    room: int
    queue: list[Any] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class Scope:
    """The names of a block."""

    outer: "Scope | None"
    cells: dict[str, Cell] = field(default_factory=dict)
    this: Any = None  # of a method
    owner: "Class | None" = None
    function: bool = False
    block: Any = None  # what a method of Ruby was given to yield to

    def find(self, name: str) -> Cell | None:
        """Return the variable of that name, or None."""
        scope: Scope | None = self
        while scope is not None:
            cell = scope.cells.get(name)
            if cell is not None:
                return cell
            scope = scope.outer
        return None


@dataclass(slots=True, eq=False)
class Function:
    """A function of the program."""

    code: Lambda
    scope: Scope
    owner: "Class | None" = None
    this: Any = None  # bound


@dataclass(slots=True, eq=False)
class Class:
    """A class of the program."""

    code: Structure
    scope: Scope
    bases: list["Class"] = field(default_factory=list)
    methods: dict[str, list[Function]] = field(default_factory=dict)
    statics: dict[str, Cell] = field(default_factory=dict)
    whole: bool = True  # everything that it has is in the text

    def find(self, name: str) -> list[Function]:
        """Return the methods of that name, its own or inherited."""
        if name in self.methods:
            return self.methods[name]
        for base in self.bases:
            if found := base.find(name):
                return found
        return []

    def static(self, name: str) -> Cell | None:
        """Return the class variable of that name."""
        if name in self.statics:
            return self.statics[name]
        for base in self.bases:
            if (found := base.static(name)) is not None:
                return found
        return None

    def all_known(self) -> bool:
        """Whether a member that is not found does not exist."""
        return self.whole and all(base.all_known() for base in self.bases)

    def within(self, name: str) -> bool:
        """Whether the class or one it is derived from is called so."""
        return self.code.name == name or any(base.within(name) for base in self.bases)


@dataclass(slots=True, eq=False)
class Instance:
    """An object of a class of the program."""

    made_by: Class
    fields: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True, eq=False)
class Thing:
    """A namespace, type or function of the language itself, by name."""

    name: str


@dataclass(slots=True, eq=False)
class Fault:
    """An exception of the language's own kinds."""

    name: str
    message: Any = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Traits:
    """How a language behaves where languages differ."""

    whole: bool = True  # two whole numbers divide to a whole number
    zero: str = ""  # raised when a whole number is divided by zero
    item: str = ""  # raised for an index that is not there; empty: nothing is raised
    key: str = ""  # raised for a key that is not there; empty: nothing is raised
    null: str = ""  # raised for a member of nothing
    entry: str = "main"  # empty: the text itself is the program
    this: bool = False  # members are reached without naming the object
    dynamic: bool = False  # names are looked up while it runs
    exact: bool = True  # calls give as many values as are taken
    copies: bool = False  # arrays are copied when handed on
    missing: Any = NOTHING  # what is read where nothing is


TRAITS: dict[str, Traits] = {
    "javascript": Traits(whole=False, null="TypeError", entry="", dynamic=True, exact=False, missing=UNDEFINED),
    "typescript": Traits(whole=False, null="TypeError", entry="", dynamic=True, exact=False, missing=UNDEFINED),
    "php": Traits(whole=False, zero="DivisionByZeroError", null="Error", entry="", dynamic=True, exact=False, copies=True),
    "ruby": Traits(zero="ZeroDivisionError", null="NoMethodError", entry="", dynamic=True),
    "java": Traits(zero="ArithmeticException", item="IndexOutOfBoundsException", null="NullPointerException", this=True),
    "csharp": Traits(zero="DivideByZeroException", item="ArgumentOutOfRangeException", key="KeyNotFoundException", null="NullReferenceException", entry="Main", this=True),
    "go": Traits(zero="panic", item="panic", null="panic"),
    "rust": Traits(zero="panic", item="panic", key="panic", null="panic"),
    "c": Traits(zero="SIGFPE", item="wild", null="SIGSEGV"),
    "cpp": Traits(zero="SIGFPE", item="wild", null="SIGSEGV", this=True),
}  # fmt: skip
