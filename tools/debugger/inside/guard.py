"""What must hold of values before anything is done to them, so that no code of the program runs, and not for long?"""

from __future__ import annotations

from . import libraries, static, system
from .allowed import Raises, Refused

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

_MAX_STEPS = 200_000  # evaluated nodes, rounds of a comprehension, items compared
MAX_ITEMS = 2_000_000  # of a container that is walked by C code

SCALARS = frozenset([type(None), bool, int, float, complex, str, bytes, type(...), range])
CONTAINERS = (dict, list, tuple, set, frozenset)
VIEWS: tuple[Any, ...] = (type({}.keys()), type({}.values()), type({}.items()))


class Guard:
    """Counts the work of one evaluation, and refuses what is not known to be harmless."""

    def __init__(self, deadline: float) -> None:
        self.deadline = deadline
        self.steps = 0

    def spend(self, steps: int = 1) -> None:
        self.steps += steps
        if self.steps > _MAX_STEPS or system.monotonic() > self.deadline:
            raise Refused("it would take too long")

    def walk(self, value: Any) -> Iterator[Any]:
        """The items of a builtin container, counted."""
        for base in (dict, list, tuple, str, bytes, set, frozenset, range, *VIEWS, *libraries.rows()):
            if static.is_a(value, base) and keeps(value, base, "__iter__"):
                for item in base.__iter__(value):
                    self.spend()
                    yield item
                return
        raise Refused(f"iterating over `{static.short_name(type(value))}` is not known to be harmless")

    def plain(self, value: Any) -> Any:
        """The value, if it is builtin to the leaves; raises Refused otherwise."""
        stack = [value]
        while stack:
            held = stack.pop()
            if type(held) in SCALARS or libraries.known_repr(type(held)) and type(held) is not slice:
                continue
            if type(held) is dict:
                self.spend(len(held))
                stack.extend(held.keys())
                stack.extend(held.values())
            elif type(held) in CONTAINERS or type(held) in VIEWS:
                self.spend(len(held))
                stack.extend(held)
            else:
                raise Refused(f"`{static.short_name(type(held))}` has code of its own")
        return value

    def key(self, value: Any) -> Any:
        """A value that can be looked up by code that is known."""
        if type(value) is tuple:
            return tuple(self.key(part) for part in value)
        if type(value) not in SCALARS and not libraries.known_repr(type(value)):
            if type(value) in CONTAINERS and type(value) is not frozenset:
                raise Raises(f"TypeError: unhashable type `{type(value).__name__}`")
            raise Refused(f"`{static.short_name(type(value))}` has code of its own")
        return value

    def simple_keys(self, container: Any) -> None:
        """Raise Refused unless no key of the container has code of its own for being compared."""
        base = dict if static.is_a(container, dict) else type(container)
        length = base.__len__(container)
        if length > MAX_ITEMS * 5:
            raise Refused("the container is too large to look into")
        for key in base.__iter__(container):
            if type(key) not in SCALARS:
                if type(key) is tuple and all(type(part) in SCALARS for part in key):
                    continue
                if static.lookup(type(key), "__eq__") is object.__dict__["__eq__"] or libraries.known_repr(
                    type(key)
                ):
                    continue
                raise Refused("the container has keys with code of their own")

    def bound(self, size: int) -> None:
        """Raise Refused when a result or an operand would be too large."""
        if size > MAX_ITEMS:
            raise Refused("it would be too large")

    def attempt(self, operation: Callable[[], Any]) -> Any:
        """Do an operation on builtin operands; what it raises becomes words."""
        try:
            return operation()
        except (Refused, Raises):
            raise
        except Exception as error:  # noqa: BLE001  # any builtin exception may come of it
            raise Raises(f"{type(error).__name__}: {error!s:.200}") from None


def keeps(value: Any, base: type, name: str) -> bool:
    """Whether a value's class leaves an operation to its builtin base, or to the standard library's C code."""
    found = static.lookup(type(value), name)
    return found is static.class_dict(base).get(name) or type(value) in _known_subclasses()


def own_code(value: Any, name: str) -> bool:
    """Whether a value's class has Python code for an operation."""
    return type(static.lookup(type(value), name)) is static.FunctionType


def _known_subclasses() -> tuple[Any, ...]:
    return tuple(libraries.loaded("collections", name) for name in ("OrderedDict", "defaultdict", "Counter"))
