"""Which keys do what? The bindings that our own classes declare: one table for help, palette and documentation."""

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from textual.app import App
    from textual.binding import Binding
    from textual.dom import DOMNode


def bindings_of(*nodes: "DOMNode") -> Iterator["Binding"]:
    """Yield the described bindings that the classes of these nodes declare, base classes first."""
    from textual.binding import Binding

    for node in nodes:
        for cls in reversed(type(node).__mro__):
            if cls.__module__.startswith("tui."):
                for binding in cls.__dict__.get("BINDINGS", ()):
                    if isinstance(binding, Binding) and binding.description:
                        yield binding


def keys_of(app: "App[Any]", binding: "Binding") -> str:
    """Return the keys of a binding as they are written on screen."""
    first, *others = (replace(binding, key=key.strip()) for key in binding.key.split(","))
    return " ".join(
        app.get_key_display(one) for one in (first, *(replace(other, key_display=None) for other in others))
    )
