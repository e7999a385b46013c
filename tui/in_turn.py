"""When is a key pressed? When the one before it has done what it does.

Textual hands every key to whatever has the focus as it arrives, and looks up what the key means once it has come all the way
back up. Over a slow line keys come in bunches: of `/rate` the letters would be commands, since the search gets the
keyboard only afterwards, and one of them changes a file. So a key waits until the one before it has been through.
"""

from collections import deque
from functools import partial
from typing import TYPE_CHECKING

from textual import events
from textual.app import App
from textual.message import Message

if TYPE_CHECKING:
    from textual.timer import Timer

_AT_ONCE = 0.01  # seconds between two keys that nobody has typed
_PATIENCE = 0.3  # seconds for one key, should its way up have been cut off


class Through(Message):
    """Follows a key on its way up, and arrives when all it passed are done with it."""

    def __init__(self, key: events.Key) -> None:
        super().__init__()
        self.key = key


class InTurn(App[None]):
    """An app that presses keys one after the other."""

    def __init__(self) -> None:
        super().__init__()
        self._waiting: deque[events.Key] = deque()
        self._pressed: events.Key | None = None  # and is still on its way
        self._patience: Timer | None = None

    @property
    def is_pasting(self) -> bool:
        """Whether the key that is pressed came together with one behind it: some terminals do not say what is pasted."""
        if self._pressed is None or not self._waiting:
            return False
        return self._waiting[0].time - self._pressed.time < _AT_ONCE

    async def on_event(self, event: events.Event) -> None:
        """Let a key wait for its turn."""
        if isinstance(event, events.Key) and not event.is_forwarded:
            self._waiting.append(event)
            await self._press_next()
        else:
            await super().on_event(event)

    async def on_through(self, message: Through) -> None:
        """The key before has done what it does."""
        await self._go_on(message.key)

    async def _go_on(self, key: events.Key) -> None:
        if key is self._pressed:
            self._end_turn()
            await self._press_next()

    async def _press_next(self) -> None:
        while self._waiting and self._pressed is None:
            key = self._pressed = self._waiting.popleft()
            target = self.focused or self.screen
            await super().on_event(key)
            if target.post_message(Through(key)):
                self._patience = self.set_timer(_PATIENCE, partial(self._go_on, key))
            else:  # it has just been closed
                self._end_turn()

    def _end_turn(self) -> None:
        self._pressed = None
        if self._patience is not None:
            self._patience.stop()
            self._patience = None
