"""What does a self-contained piece of Python do, worked through on paper?

A small interpreter over the syntax tree that knows numbers, text, containers, functions and classes, and nothing
of the outside: no file, clock, module or name of the process can be reached. What depends on anything else is
unknown, and a choice that hangs on the unknown ends the rehearsal without a verdict.
"""

import ast
import warnings
from dataclasses import dataclass

from analyzers.rehearsal.allowed import GaveUp, Raised
from analyzers.rehearsal.machine import Endless, Machine

MAX_CHARS = 20_000

# Failures that hang on the kinds of values and on names, whichever way a choice about the unknown goes.
_WHATEVER = frozenset(("AttributeError", "TypeError", "NameError", "UnboundLocalError"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How the rehearsal ended: with an exception, or by running to its end."""

    exception: str  # the name of its type; empty when the end was reached
    line: int
    compared: bool = False  # an assertion about the result of a call did not hold
    endless: bool = False  # a loop never ends
    busy: bool = False  # the text does more than define things


def rehearse(code: str) -> Outcome | None:
    """Return how dedented code ends, or None when that cannot be told."""
    if len(code) > MAX_CHARS:
        return None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(code)
            compile(
                tree, "", "exec", dont_inherit=True
            )  # what only the compiler refuses, such as a stray `return`
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    busy = any(_acts(statement) for statement in tree.body)
    machine = Machine()
    try:
        machine.run(tree)
    except Raised as raised:
        name = type(raised.error).__name__
        if isinstance(raised.error, (SystemExit, KeyboardInterrupt)):
            return Outcome(exception="", line=machine.line, busy=busy)
        if machine.guessed and name not in _WHATEVER:
            return None
        return Outcome(exception=name, line=raised.line, compared=raised.compared, busy=busy)
    except Endless:
        return Outcome(exception="", line=machine.line, endless=True, busy=busy)
    except (GaveUp, RecursionError, MemoryError):
        return None
    except Exception:  # noqa: BLE001 - an operation that this interpreter gets wrong must not become a claim about the code
        return None
    return None if machine.touched else Outcome(exception="", line=machine.line, busy=busy)


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
