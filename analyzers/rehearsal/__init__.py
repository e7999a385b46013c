"""What does a self-contained piece of Python do, worked through on paper?

A small interpreter over the syntax tree that knows numbers, text, containers, functions and classes, and nothing
of the outside: no file, clock, module or name of the process can be reached. What depends on anything else is
unknown, and a choice that hangs on the unknown ends the rehearsal without a verdict.
"""

import ast
import warnings
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any  # the values of a program may be anything

from analyzers.rehearsal.allowed import UNKNOWN, GaveUp, Place, Raised, Unfinished
from analyzers.rehearsal.bounds import legible, shown, weight
from analyzers.rehearsal.definitions import mangle
from analyzers.rehearsal.machine import MAX_STEPS, Endless, Loop, Machine

MAX_CHARS = 20_000

# Failures that hang on the kinds of values and on names, whichever way a choice about the unknown goes.
_WHATEVER = frozenset(("AttributeError", "TypeError", "NameError", "UnboundLocalError"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How the rehearsal ended: with an exception, in a loop without end, or by running to its end."""

    exception: str  # the name of its type; empty when the end was reached
    line: int
    message: str = ""
    trail: tuple[Place, ...] = field(default=(), repr=False)  # where it was raised, the module first
    compared: bool = False  # an assertion about the result of a call did not hold
    endless: bool = False  # a loop never ends
    unfinished: bool = False  # more steps than were to be worked through
    rounds: Mapping[int, int] = field(default_factory=dict)  # of `while` loops that were left, by their lines
    loop: Loop | None = None  # in which it was when it never ended or had gone too far
    busy: bool = False  # the text does more than define things
    printed: str = ""
    value: Any = field(default=UNKNOWN, repr=False)  # of the expression that was asked
    sure: bool = True  # nothing hung on the unknown
    names: Mapping[str, Any] = field(default_factory=dict, repr=False)  # of the module, at the end


def rehearse(code: str, *, ask: str = "", until: int | None = None, most: int = MAX_STEPS) -> Outcome | None:
    """Return how dedented code ends, or None when that cannot be told.

    `ask` is an expression whose value is wanted after it, or after the first `until` statements; `most` limits the
    steps that are worked through.
    """
    if len(code) > MAX_CHARS:
        return None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(code)
            asked = ast.parse(ask.strip(), mode="eval").body if ask else None
            # It refuses what parsing does not, such as a stray `return`.
            compile(tree, "", "exec", dont_inherit=True)
        mangle(tree)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    tree.body = tree.body[:until]
    outcome = _worked(Machine(most), tree, asked)
    if outcome is None or outcome.sure or not outcome.exception:
        return outcome
    # What every choice about the unknown leads to is known after all: the other way round it must be the same.
    other = _worked(Machine(most, guess=False), tree, asked)
    same = other is not None and (other.exception, other.line) == (outcome.exception, outcome.line)
    return outcome if same else None


def _worked(machine: Machine, tree: ast.Module, asked: ast.expr | None) -> Outcome | None:
    busy = asked is not None or any(_acts(statement) for statement in tree.body)
    try:
        value = _asked(machine, tree, asked) if asked is not None else UNKNOWN
        if asked is None:
            machine.run(tree)
    except Raised as raised:
        return _raised(machine, raised, busy=busy)
    except (Endless, Unfinished) as end:
        if machine.touched:
            return None  # what is unknown may end it
        return Outcome(
            exception="",
            line=machine.line,
            endless=isinstance(end, Endless),
            unfinished=isinstance(end, Unfinished),
            loop=machine.stuck,
            busy=busy,
            sure=not machine.guessed,
        )
    except (GaveUp, RecursionError, MemoryError):
        return None
    except Exception:  # noqa: BLE001 - an operation that this interpreter gets wrong must not become a claim about the code
        return None
    if machine.touched and (asked is None or not shown(value)):
        return None  # what is printed, or held by the value, is not all known
    return Outcome(
        exception="",
        line=machine.line,
        busy=busy,
        printed="".join(machine.printed),
        value=value,
        rounds=machine.rounds,
        sure=not machine.guessed,
        names=machine.module.names,
    )


def _asked(machine: Machine, tree: ast.Module, asked: ast.expr) -> Any:
    """The value of an expression after the text has run, or has come as far as it does."""
    with suppress(Raised):
        machine.run(tree)
    machine.calls.clear()
    machine.printed.clear()
    return machine.value(asked)


def _raised(machine: Machine, raised: Raised, *, busy: bool) -> Outcome | None:
    name = type(raised.error).__name__
    printed = "".join(machine.printed)
    if isinstance(raised.error, (SystemExit, KeyboardInterrupt)):
        if machine.touched:
            return None
        return Outcome(exception="", line=raised.trail[-1].line, busy=busy, printed=printed)
    if machine.guessed and name not in _WHATEVER:
        return None
    try:
        weight((raised.error,))
        if not legible(raised.error):
            return None
        message = str(raised.error)
    except (GaveUp, Exception):  # noqa: BLE001 - it holds what is unknown, or is an object of the program
        return None
    return Outcome(
        exception=name,
        message=message,
        line=raised.trail[-1].line,
        trail=raised.trail,
        compared=raised.compared,
        busy=busy,
        printed=printed,
        sure=not machine.guessed,
    )


def _acts(statement: ast.stmt) -> bool:
    match statement:
        case ast.Import() | ast.ImportFrom() | ast.FunctionDef() | ast.ClassDef() | ast.AsyncFunctionDef():
            return False
        case ast.Expr(value=ast.Constant()):
            return False
        case ast.Assign() | ast.AnnAssign():
            return any(isinstance(node, ast.Call) for node in ast.walk(statement))
        case _:
            return True
