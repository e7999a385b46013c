"""What would a small program do, worked through on paper?

For nine languages, as `rehearsal` does for Python: a program is lowered to a few common forms, which one machine
works through. Nothing is run, and nothing of the outside can be reached; what would come from there is unknown.
"""

from dataclasses import dataclass

from analyzers.dryrun.lower import LANGUAGES, lower

MAX_CHARS = 20_000
_MAX_NODES = 8_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """How a dry run ended."""

    name: str  # of the exception or signal; empty when the end was reached
    line: int
    wild: bool = False  # the language does not say what happens then
    endless: bool = False
    compared: bool = False  # an assertion about a result did not hold
    acted: bool = False  # the text does more than declare things
    guessed: bool = False  # something unknown was met on the way
    name_only: bool = False  # it ends at a name that the text does not declare


def dry_run(code: str, language: str) -> Ending | None:
    """Return how a program ends, or None when that cannot be told."""
    if language not in LANGUAGES or len(code) > MAX_CHARS:
        return None
    from analyzers.dryrun.machine import Left, Machine, Returned
    from analyzers.dryrun.values import Endless, Exited, GaveUp, Stopped
    from analyzers.parses import framed, tree_of

    found = framed(code, language)
    root = tree_of(found[0], language) if found is not None else None
    if found is None or root is None or root.descendant_count > _MAX_NODES:
        return None
    machine: Machine | None = None
    try:
        machine = Machine(lower(root, language, fragment=found[1]))
        machine.run()
    except Stopped as stopped:
        assert machine is not None
        return Ending(
            name=stopped.name,
            line=stopped.line,
            wild=stopped.wild,
            compared=machine.compared,
            acted=True,
            name_only=stopped.undeclared,
        )
    except Endless:
        assert machine is not None
        return Ending(name="", line=machine.line, endless=True, acted=True)
    except Exited:
        assert machine is not None
        return Ending(name="", line=machine.line, acted=True)
    except (
        GaveUp,
        RecursionError,
        MemoryError,
        Returned,
        Left,
    ):  # a stray `return` or `break` is no program's
        return None
    except Exception:  # noqa: BLE001 - an operation that this machine gets wrong must not become a claim about the code
        return None
    return Ending(name="", line=machine.line, acted=machine.acted, guessed=machine.guessed)
