"""Of what is a program made, once the spelling of its language no longer matters?

Syntax trees of nine languages are lowered to these few forms (`lower`), and one machine works them through.
What a lowering does not know becomes `Dark`: its value is unknown, and so is every name it mentions afterwards.
"""

from dataclasses import dataclass
from typing import Any  # a literal's value may be anything


@dataclass(frozen=True, slots=True, kw_only=True)
class Expression:
    """Anything that has a value."""

    line: int = 0


@dataclass(frozen=True, slots=True)
class Literal(Expression):
    """A value that is written out."""

    value: Any


@dataclass(frozen=True, slots=True)
class Chars(Expression):
    """A string literal of C: an array of characters that may not be written to."""

    text: str


@dataclass(frozen=True, slots=True)
class Name(Expression):
    """A name that is read, or written to."""

    name: str


@dataclass(frozen=True, slots=True)
class Dark(Expression):
    """Something that is not understood, and the names in it."""

    names: frozenset[str]


@dataclass(frozen=True, slots=True)
class Unary(Expression):
    """A sign before one value."""

    operator: str
    value: Expression


@dataclass(frozen=True, slots=True)
class Binary(Expression):
    """A sign between two values."""

    operator: str
    left: Expression
    right: Expression


@dataclass(frozen=True, slots=True)
class Choice(Expression):
    """`test ? then : other`."""

    test: Expression
    then: Expression
    other: Expression


@dataclass(frozen=True, slots=True)
class Assign(Expression):
    """A value put into a place; that value is its own."""

    target: Expression
    operator: str  # empty for a plain assignment
    value: Expression


@dataclass(frozen=True, slots=True)
class Step(Expression):
    """`x++` and its like."""

    target: Expression
    by: int
    after: bool  # the old value is the result


@dataclass(frozen=True, slots=True)
class Call(Expression):
    """A function called."""

    function: Expression
    arguments: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Send(Expression):
    """A method called on a value."""

    receiver: Expression
    name: str
    arguments: tuple[Expression, ...]
    safe: bool = False


@dataclass(frozen=True, slots=True)
class Member(Expression):
    """A member of a value."""

    owner: Expression
    name: str
    safe: bool = False
    static: bool = False  # `Type::name`


@dataclass(frozen=True, slots=True)
class Item(Expression):
    """An item at an index or key."""

    owner: Expression
    index: Expression | None  # None: the place after the last item
    safe: bool = False


@dataclass(frozen=True, slots=True)
class Part(Expression):
    """A slice."""

    owner: Expression
    start: Expression | None
    end: Expression | None


@dataclass(frozen=True, slots=True)
class Make(Expression):
    """A new value of a type."""

    type: str
    arguments: tuple[Expression, ...]
    fields: tuple[tuple[str, Expression], ...] = ()
    named: bool = False  # given by its fields: no constructor runs
    items: tuple[Expression, ...] = ()
    anonymous: bool = False  # with a body of its own


@dataclass(frozen=True, slots=True)
class Array(Expression):
    """An array of so many empty places."""

    sizes: tuple[Expression, ...]
    empty: Any
    type: str = ""


@dataclass(frozen=True, slots=True)
class Sequence(Expression):
    """Items, one after the other."""

    items: tuple[Expression, ...]
    fixed: bool = False  # its length never changes


@dataclass(frozen=True, slots=True)
class Table(Expression):
    """Keys and their values."""

    pairs: tuple[tuple[Expression, Expression], ...]  # (Spread, Spread) for what is spread
    type: str = ""


@dataclass(frozen=True, slots=True)
class Range(Expression):
    """Whole numbers from one to another."""

    start: Expression
    end: Expression | None
    closed: bool


@dataclass(frozen=True, slots=True)
class Text(Expression):
    """Text with values in it."""

    parts: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Spread(Expression):
    """Items of a list put where single values stand."""

    value: Expression


@dataclass(frozen=True, slots=True)
class Convert(Expression):
    """A value seen as one of another type."""

    type: str
    value: Expression
    checked: bool = True


@dataclass(frozen=True, slots=True)
class IsA(Expression):
    """Whether a value is of a type; it may be given a name."""

    value: Expression
    type: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Raise(Expression):
    """Something raised; again, where nothing is named."""

    value: Expression | None
    type: str = ""


@dataclass(frozen=True, slots=True)
class Address(Expression):
    """A pointer to a place."""

    value: Expression


@dataclass(frozen=True, slots=True)
class Follow(Expression):
    """What a pointer points to."""

    value: Expression


@dataclass(frozen=True, slots=True)
class Matches(Expression):
    """Whether a value has the form of a pattern; the names in it are bound."""

    value: Expression
    pattern: "Expression"


@dataclass(frozen=True, slots=True)
class Steps(Expression):
    """Statements with a value: that of the last expression."""

    body: tuple["Statement", ...]
    result: Expression | None = None


@dataclass(frozen=True, slots=True)
class Cases(Expression):
    """A choice by patterns that has a value; `None` stands for whatever is left."""

    subject: Expression | None
    arms: tuple[tuple[tuple[Expression, ...] | None, Expression | None, Expression], ...]
    open: bool = False  # no arm that fits is no error


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """Anything that is done."""

    line: int = 0


@dataclass(frozen=True, slots=True)
class Let(Statement):
    """A variable that comes into being."""

    target: Expression
    type: str
    value: Expression | None
    constant: bool = False
    hoisted: bool = False  # visible before its line, without a value


@dataclass(frozen=True, slots=True)
class Do(Statement):
    """An expression for what it does."""

    value: Expression


@dataclass(frozen=True, slots=True)
class If(Statement):
    """A choice."""

    test: Expression
    then: tuple[Statement, ...]
    other: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class Loop(Statement):
    """A loop with a test."""

    start: tuple[Statement, ...]
    test: Expression | None
    step: tuple[Expression, ...]
    body: tuple[Statement, ...]
    after: bool = False  # tested after the body
    label: str = ""


@dataclass(frozen=True, slots=True)
class Each(Statement):
    """A loop over items; `target` may be a pair of key and value."""

    target: Expression | None
    source: Expression
    body: tuple[Statement, ...]
    how: str = "items"  # items, keys, pairs
    label: str = ""


@dataclass(frozen=True, slots=True)
class Return(Statement):
    """A function left with a value."""

    value: Expression | None


@dataclass(frozen=True, slots=True)
class Leave(Statement):
    """A loop left, or its next round begun."""

    again: bool  # `continue`
    label: str = ""


@dataclass(frozen=True, slots=True)
class Block(Statement):
    """Statements with names of their own."""

    body: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class Switch(Statement):
    """A choice by equality; `None` stands for what is left."""

    subject: Expression | None
    cases: tuple[tuple[tuple[Expression, ...] | None, tuple[Statement, ...]], ...]
    falls: bool


@dataclass(frozen=True, slots=True)
class Handler:
    """What is done when something of these types is raised."""

    types: tuple[str, ...]  # none: takes everything
    name: str
    body: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class Try(Statement):
    """Statements with handlers."""

    body: tuple[Statement, ...]
    handlers: tuple[Handler, ...]
    final: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class Later(Statement):
    """Done by somebody else meanwhile (`go`), or at the end (`defer`)."""

    value: Expression
    at_end: bool


@dataclass(frozen=True, slots=True)
class Put(Statement):
    """A value sent into a channel."""

    channel: Expression
    value: Expression
