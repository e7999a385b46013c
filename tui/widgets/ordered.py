"""In which order do keys take effect? In the order they were pressed, however fast.

A printable key is handled where the focus is; any other one travels up to the app, which looks up its binding and comes
back. Meanwhile the next letter is already in the text: what is typed fast, or ahead, would come out in another order.
"""

from textual import events
from textual.widgets import Input, TextArea


class Ordered(TextArea):
    """A text area that carries out its own bindings at once."""

    async def _on_key(self, event: events.Key) -> None:
        """Carry out the key's binding, where it is one of this text area's; the rest is the text area's own handler's."""
        await _carry_out(self, event)


class OrderedLine(Input):
    """An input of one line that carries out its own bindings at once."""

    async def _on_key(self, event: events.Key) -> None:
        """Carry out the key's binding, where it is one of this line's; the rest is the line's own handler's."""
        await _carry_out(self, event)


async def _carry_out(field: TextArea | Input, event: events.Key) -> None:
    for binding in field._bindings.key_to_bindings.get(event.key, ()):
        event.prevent_default()
        event.stop()
        await field.app.run_action(binding.action, field)
        return
