"""Which test of unittest failed, and what did its exception hold at that moment?"""

from __future__ import annotations

from . import hooks

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any


def add(module: Any) -> None:
    """Have every result of unittest show us errors and failures before it does what it does with them."""
    for name in ("addError", "addFailure", "addSubTest"):
        setattr(module.TestResult, name, _seen(getattr(module.TestResult, name), name))


def _seen(original: Callable[..., Any], name: str) -> Callable[..., Any]:
    def method(self: Any, test: Any, *rest: Any) -> Any:
        error = rest[-1]
        if error is not None:
            subject = rest[0] if name == "addSubTest" else test
            identity = getattr(subject, "id", None)
            who = str(identity()) if callable(identity) else ""
            hooks.send({"event": "test", "test": who, "when": "call"})
            hooks.stop("test", error[1], who)
        return original(self, test, *rest)

    return method
