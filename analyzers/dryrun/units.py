"""Which functions and types does a program declare, and what is a program as a whole?"""

from dataclasses import dataclass

from analyzers.dryrun.program import Expression, Statement


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter, perhaps with a default, perhaps taking all the rest."""

    target: Expression
    type: str = ""
    default: Expression | None = None
    rest: bool = False
    block: bool = False


@dataclass(frozen=True, slots=True)
class Lambda(Expression):
    """A function, method, lambda or block."""

    name: str
    parameters: tuple[Parameter, ...]
    body: tuple["Statement", ...]
    returns: str = ""
    arrow: bool = False  # has no `this` of its own
    waits: bool = False  # asynchronous
    lazy: bool = False  # a generator
    block: bool = False  # `return` in it leaves the function around it
    static: bool = False


@dataclass(frozen=True, slots=True)
class Define(Statement):
    """A function that gets a name."""

    function: Lambda
    owner: str = ""  # the type it is a method of, where that is said at the function


@dataclass(frozen=True, slots=True)
class Field:
    """A variable of a type or of its objects."""

    name: str
    type: str
    value: Expression | None
    static: bool = False


@dataclass(frozen=True, slots=True)
class Structure(Statement):
    """A class, struct, record or enumeration."""

    name: str
    bases: tuple[str, ...]
    fields: tuple[Field, ...]
    methods: tuple[Lambda, ...]
    constructors: tuple[Lambda, ...] = ()
    inner: tuple["Structure", ...] = ()
    constants: tuple[str, ...] = ()  # of an enumeration
    plain: bool = True  # everything it has is known: no bases from elsewhere, nothing generated
    properties: frozenset[str] = frozenset()  # methods that are read like fields


@dataclass(frozen=True, slots=True)
class Program:
    """What a text declares and does."""

    language: str
    body: tuple[Statement, ...]
    largest: int = 0  # the largest whole number that is written in it
    fragment: bool = False  # cut out of something: unknown names prove nothing
    known: frozenset[str] = frozenset()  # imported names
