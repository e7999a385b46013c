"""What do an editor's variable panes show? Scopes and values by number, opened up one level at a time."""

from collections.abc import Sequence
from typing import Any

from analyzers.facts import Variable
from analyzers.runtime.crash import Unknown
from tools.debugger.interactive import Debugger

_PLAIN = frozenset({"int", "float", "bool", "str", "bytes", "NoneType", "complex"})
_EMPTY = 0  # the number of what cannot be opened


class Values:
    """Numbers for everything that can be opened while the program stands; forgotten when it goes on."""

    def __init__(self, debugger: Debugger) -> None:
        self._debugger = debugger
        self._places: list[tuple[int, str]] = []  # frame, and expression; an empty one stands for its names

    def forget(self) -> None:
        """Numbers are good for one stop."""
        self._places.clear()

    def scope(self, frame: int) -> int:
        """Return the number of a frame's names."""
        return self._number(frame, "")

    async def inside(self, number: int) -> list[dict[str, Any]]:
        """Return what a scope or value holds, as the protocol wants it."""
        if not 1 <= number <= len(self._places):
            return []
        frame, expression = self._places[number - 1]
        if not expression:
            return self._shown(await self._debugger.variables(frame), frame, "")
        value = await self._debugger.evaluate(expression, frame)
        return [] if isinstance(value, Unknown) else self._shown(value.parts, frame, expression)

    def shown(self, value: Variable, frame: int, expression: str) -> dict[str, Any]:
        """Return one value; `expression` leads to it."""
        opens = (
            value.type not in _PLAIN and "secret" not in value.flags and bool(value.parts or value.size != 0)
        )
        return {
            "value": value.repr,
            "type": value.type,
            "variablesReference": self._number(frame, expression) if opens else _EMPTY,
            "evaluateName": expression,
        }

    def _shown(self, values: Sequence[Variable], frame: int, parent: str) -> list[dict[str, Any]]:
        return [
            {"name": value.name} | self.shown(value, frame, _path(parent, value.name)) for value in values
        ]

    def _number(self, frame: int, expression: str) -> int:
        self._places.append((frame, expression))
        return len(self._places)


def _path(parent: str, name: str) -> str:
    if not parent:
        return name
    return parent + name if name.startswith("[") else f"{parent}.{name}"
