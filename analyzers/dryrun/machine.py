"""Works a lowered program through: scopes, calls, classes, and what may stop it.

Nothing of the outside can be reached: what a file, clock, user or unknown library would give is unknown. Where
the next step depends on the unknown, either both ways are harmless and what they touch becomes unknown too, or
the dry run gives up.
"""

import copy
from collections.abc import Iterable, Sequence
from typing import Any  # the values of a program may be anything

from analyzers.dryrun.program import Call, Expression, Leave, Let, Name, Raise, Return, Send, Statement
from analyzers.dryrun.scopes import parts, scope_this
from analyzers.dryrun.units import Define, Lambda, Parameter, Program, Structure
from analyzers.dryrun.values import (
    GLOBAL,
    NOTHING,
    TRAITS,
    UNDEFINED,
    UNKNOWN,
    Cell,
    Class,
    Function,
    GaveUp,
    Instance,
    Promise,
    Scope,
    Stopped,
    room,
)

MAX_STEPS = 30_000
_MAX_DEPTH = 90
_MAX_BITS = 1_024
_ITEMS_OF_A_STEP = 64


class Returned(BaseException):
    """A function gives back a value."""

    def __init__(self, value: Any, scope: Scope) -> None:
        self.value = value
        self.scope = scope


class Left(BaseException):
    """A loop is left, or goes on with the next round."""

    def __init__(self, again: bool, label: str) -> None:
        self.again = again
        self.label = label


class Machine:
    """One run of one program."""

    def __init__(self, program: Program) -> None:
        from analyzers.dryrun.evaluation import EVALUATE
        from analyzers.dryrun.statements import EXECUTE

        self._evaluate, self._execute = EVALUATE, EXECUTE
        self.program = program
        self.language = program.language
        self.traits = TRAITS[program.language]
        self.top = Scope(None, function=True, this=GLOBAL)
        self.classes: dict[str, Class] = {}
        self.line = 0
        self.steps = 0
        self.acted = False  # something was computed, printed or called
        self.guessed = (
            False  # something unknown was met on the way: what is not seen to fail may fail all the same
        )
        self.helped = False  # somebody else may act meanwhile: a goroutine, a thread
        self.compared = False  # an assertion about a result did not hold
        self.pending: list[tuple[Any, list[Any]]] = []
        self.rejected: dict[int, Stopped] = {}  # failures of promises that nobody waits for
        self.freed: dict[int, Any] = {}  # given back to the system, by identity
        self._foreign: dict[int, Any] = {}
        self._depth = 0
        self._midway: list[Any] = []  # what the call half as deep as may be was given

    def run(self) -> None:
        """Work the program through; how it ends is told by what is raised."""
        from analyzers.dryrun.statements import hoist

        hoist(self, self.program.body, self.top)
        entry = self._entry()
        if entry is None:
            self.execute(self.program.body, self.top)
            if self.traits.entry and all(
                isinstance(each, (Let, Define, Structure)) for each in self.program.body
            ):
                self.acted = False  # declarations, and nothing that would begin
        else:
            self._globals()
            self.call(entry, [UNKNOWN] * len(entry.code.parameters), None, entry.code.line)
        for function, arguments in self.pending[:20]:
            self.call(function, arguments, None, self.line)
        for error in self.rejected.values():
            raise error

    def _globals(self) -> None:
        """Make the variables outside of all functions."""

        self.execute(self.program.body, self.top)

    def _entry(self) -> Function | None:
        if self.program.fragment:
            return self._framed()
        wanted = self.traits.entry
        if not wanted:
            return None
        cell = self.top.cells.get(wanted)
        if cell is not None and isinstance(cell.value, Function):
            return cell.value
        for made in self.classes.values():
            for method in made.methods.get(wanted, ()):
                if method.code.static:
                    return method
        return None  # statements may stand by themselves

    def _framed(self) -> Function | None:
        """Return the function that was put round a fragment of statements."""
        found = [each.value for name in ("x", "X") if (each := self.top.cells.get(name)) is not None]
        found += [
            method
            for made in self.classes.values()
            for name in ("x", "X", "main", "Main")
            for method in made.methods.get(name, ())
        ]
        return next((each for each in found if isinstance(each, Function)), None)

    def evaluate(self, node: Expression, scope: Scope) -> Any:
        """Return the value of an expression, or raise what stops it."""
        self.step(node.line)
        value = self._evaluate[type(node)](self, node, scope)
        if isinstance(value, (str, list, dict)):
            self.steps += room(len(value)) // _ITEMS_OF_A_STEP  # what is done with it goes through all of it
        elif isinstance(value, int) and value.bit_length() > _MAX_BITS:
            raise GaveUp
        return value

    def execute(self, body: Sequence[Statement], scope: Scope) -> None:
        """Work statements through, one after the other."""
        for statement in body:
            self.step(statement.line)
            self._execute[type(statement)](self, statement, scope)

    # What is known of a value, and what no longer is

    def step(self, line: int) -> None:
        """Count one step of work."""
        self.steps += 1
        if line:
            self.line = line
        if self.steps > MAX_STEPS:
            raise GaveUp

    def stop(self, name: str, *, wild: bool = False, value: Any = None) -> Stopped:
        """Return what stops the program here."""
        return Stopped(name, self.line, value, wild)

    def undeclared(self, name: str) -> Stopped:
        """Return what a name stops that nothing declares."""
        stopped = self.stop(name)
        stopped.undeclared = True
        return stopped

    def foreign(self, value: Any) -> bool:
        """Whether somebody unknown has had a hand on a value."""
        return id(value) in self._foreign

    def give(self, *values: Any) -> None:
        """Hand values to somebody unknown: what they hold is not known any more."""
        stack = list(values)
        while stack:
            value = stack.pop()
            if isinstance(value, Cell):
                value.value = UNKNOWN
            if not isinstance(value, (list, dict, Instance)) or id(value) in self._foreign:
                continue
            self._foreign[id(value)] = value
            self.guessed = True
            inside: Iterable[Any] = (
                value.values()
                if isinstance(value, dict)
                else value.fields.values()
                if isinstance(value, Instance)
                else value
            )
            stack.extend(inside)

    def skip(self, body: Sequence[Any], scope: Scope) -> None:
        """Pass over what may or may not be done; give up where that could change the way."""
        self.guessed = True
        for node in parts(body):
            if isinstance(node, (Return, Leave, Raise)):
                raise GaveUp
            if isinstance(node, Call) and isinstance(node.function, Name):
                cell = scope.find(node.function.name)
                if cell is None or isinstance(cell.value, Function):
                    raise GaveUp
            if isinstance(node, Send) and node.name in _ENDING:
                raise GaveUp
            if isinstance(node, Name):
                self.forget(node.name, scope)

    def forget(self, name: str, scope: Scope) -> None:
        """Take a variable's value, and what it holds, for unknown."""
        cell = scope.find(name)
        if cell is None:
            this = scope_this(scope)
            if isinstance(this, Instance) and (name == "this" or name in this.fields):
                self.give(this)
            return
        if isinstance(cell.value, (Function, Class)):
            return
        self.give(cell.value)
        if not cell.constant:
            cell.value = UNKNOWN

    # Functions

    def function(self, code: Lambda, scope: Scope, owner: Class | None = None) -> Function:
        """Return a function that remembers where it was made."""
        return Function(code, scope, owner, scope_this(scope) if code.arrow else None)

    def call(
        self, function: Any, arguments: list[Any], this: Any, line: int, cells: Sequence[Cell | None] = ()
    ) -> Any:
        """Return what a function of the program gives back."""
        if not isinstance(function, Function):
            from analyzers.dryrun.calling import call_value

            return call_value(self, function, arguments, this, line)
        code = function.code
        if code.lazy:
            self.give(*arguments)
            return UNKNOWN
        self._depth += 1
        if self._depth == _MAX_DEPTH // 2:
            self._midway = arguments
        if self._depth > _MAX_DEPTH:
            self._depth = 0
            raise self._too_deep(arguments)
        scope = Scope(
            function.scope,
            function=not code.block,
            this=function.this if code.arrow else this,
            owner=function.owner,
        )
        try:
            self.bind(code.parameters, arguments, scope, code, cells)
            return self._body(code, scope)
        finally:
            self._depth -= 1

    def _too_deep(self, arguments: list[Any]) -> BaseException:
        """Nothing that is written is as large as the depth of the calls, and nothing shrinks: so nothing will end them."""
        shrinks = any(_size(now) < _size(then) for then, now in zip(self._midway, arguments, strict=False))
        endless = self.program.largest < _MAX_DEPTH - 10 and not shrinks
        return Stopped("StackOverflow", self.line) if endless else GaveUp()

    def _body(self, code: Lambda, scope: Scope) -> Any:
        from analyzers.dryrun.statements import hoist

        ends = scope.cells["defer!"] = Cell([])
        value: Any = UNDEFINED if self.language in ("javascript", "typescript") else NOTHING
        failure: Stopped | None = None
        try:
            hoist(self, code.body, scope)
            self.execute(code.body, scope)
        except Returned as returned:
            if code.block and not code.returns and returned.scope is not scope:
                raise
            value = returned.value
        except Stopped as stopped:
            if not code.waits:
                if ends.value:
                    raise GaveUp from None  # `recover` may be called
                raise
            failure = stopped
        for late in ends.value:
            late()
        if code.returns:
            from analyzers.dryrun.types import convert

            value = convert(self, code.returns, value)
        if failure is not None:
            self.rejected[id(failure)] = failure
        return (
            Promise(value, failure)
            if code.waits and self.language in ("javascript", "typescript", "csharp")
            else value
        )

    def bind(
        self,
        parameters: Sequence[Parameter],
        arguments: list[Any],
        scope: Scope,
        code: Lambda | None = None,
        cells: Sequence[Cell | None] = (),
    ) -> None:
        """Give parameters their values."""
        from analyzers.dryrun.patterns import assign_pattern
        from analyzers.dryrun.types import convert

        wanted = [each for each in parameters if not each.block]
        least = sum(each.default is None and not each.rest for each in wanted)
        lacking = len(arguments) < least
        surplus = len(arguments) > len(wanted) and not any(each.rest for each in wanted)
        if code is not None and not code.block and not code.arrow:
            if self.language == "ruby" and (lacking or surplus):
                raise self.stop("ArgumentError")
            if self.language == "php" and lacking:
                raise self.stop("ArgumentCountError")
        if (
            code is not None
            and code.block
            and len(wanted) > 1
            and len(arguments) == 1
            and isinstance(arguments[0], list)
        ):
            arguments = list(arguments[0])
        missing = UNDEFINED if not self.traits.exact and self.language != "php" else NOTHING
        for number, parameter in enumerate(parameters):
            if parameter.block:
                value: Any = UNKNOWN
            elif parameter.rest:
                value = list(arguments[number:])
            elif number < len(arguments) and (
                arguments[number] is not UNDEFINED or parameter.default is None
            ):
                value = arguments[number]
            elif parameter.default is not None:
                value = self.evaluate(parameter.default, scope)
            else:
                value = missing
            shared = cells[number] if number < len(cells) else None
            if shared is not None and parameter.type.endswith("&") and isinstance(parameter.target, Name):
                scope.cells[parameter.target.name] = shared
                continue
            if self.language == "php":
                self._accept(parameter.type, value)
            assign_pattern(
                self,
                parameter.target,
                convert(self, parameter.type, self.handed(value, parameter.type)),
                scope,
                parameter.type,
                new=True,
            )

    def _accept(self, type: str, value: Any) -> None:
        """A type of PHP is checked when a value comes in."""
        nothing = value is NOTHING and type in ("int", "float", "string", "array", "bool")
        number = (
            type in ("int", "float")
            and isinstance(value, str)
            and not value.strip().replace(".", "", 1).lstrip("-").isdigit()
        )
        if nothing or number or (type == "array" and isinstance(value, (str, int, float))):
            raise self.stop("TypeError")

    def handed(self, value: Any, type: str = "") -> Any:
        """Return a value as it arrives elsewhere: a copy, where values are."""
        if self.traits.copies and isinstance(value, (list, dict)) and not self.foreign(value):
            return copy.copy(value)
        if (
            self.language in ("go", "c", "cpp")
            and isinstance(value, Instance)
            and value.made_by.code.name == type.removeprefix("struct ")
        ):
            made = Instance(value.made_by, dict(value.fields))
            if self.foreign(value):
                self.give(made)
            return made
        return value


def _size(value: Any) -> float:
    """How far a value is from nothing."""
    if isinstance(value, (int, float)):
        return abs(value)
    return len(value) if isinstance(value, (str, list, dict)) else 0


_ENDING = frozenset(("exit", "Exit", "abort", "Fatal", "Fatalf", "exitProcess"))
