"""Would a generator that waits yield what it yields when it is worked through at once?

Yes, as long as nothing that it reads changes before the last item is asked for.
"""

from collections import deque
from collections.abc import Iterator
from typing import Any  # the values of a program may be anything

from analyzers.rehearsal.allowed import GaveUp
from analyzers.rehearsal.objects import Function, Instance, Scope

_ABSENT = object()


class Held:
    """What a generator reads, as it is when its function is called."""

    def __init__(self, function: Function, scope: Scope) -> None:
        self.outer = scope.outer
        self.free = {name: _found(name, self.outer) for name in function.reads - scope.names.keys()}
        values = [*scope.names.values(), *self.free.values()]
        self.contents = [(value, _content(value)) for value in values]
        self.machine = function.machine
        self.weight = sum(len(content) for _, content in self.contents)

    def same(self) -> bool:
        """Whether all of it is still as it was."""
        return all(_found(name, self.outer) is value for name, value in self.free.items()) and all(
            len(before) == len(now := _content(value))
            and all(one is other for one, other in zip(before, now, strict=True))
            for value, before in self.contents
        )

    def waited(self, items: list[Any]) -> Iterator[Any]:
        """Yield items one by one; raise GaveUp when what they were made of has changed."""
        for item in (*items, _ABSENT):
            self.machine.strain(self.weight)
            if not self.same():
                raise GaveUp
            if item is not _ABSENT:
                yield item


def _found(name: str, scope: Scope | None) -> Any:
    while scope is not None:
        scope = scope.holder(name)
        if name in scope.names:
            return scope.names[name]
        scope = scope.outer
    return _ABSENT


def _content(value: Any) -> list[Any]:
    held = value.names if isinstance(value, Instance) else value
    if isinstance(held, dict):
        return [*held.keys(), *held.values()]
    return list(held) if isinstance(held, (list, set, deque)) else []
