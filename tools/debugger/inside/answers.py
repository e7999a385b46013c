"""How are commands about a stopped program received and answered? Of a recorded run only what it recorded is asked."""

from __future__ import annotations

from .allowed import Raises, Refused
from .others import others
from .stop import Stop

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class Answers:
    """Answers over the channel: without pdb, whose loading takes as long as to record a small program."""

    def __init__(self, stop: Stop) -> None:
        self.stop = stop

    def serve(self) -> None:
        """Answer commands until the program is to go on, or nobody is there any more."""
        self.cmdloop()

    def cmdloop(self, intro: Any = None) -> None:
        """Receive and answer."""
        channel = self.stop.state.channel
        while True:
            command = channel.receive()
            if command is None or self.resumes(command):
                return
            try:
                answer = self.answer(command)
            except Exception as error:  # noqa: BLE001  # said to the one who asked
                answer = {"unknown": f"the debugger failed: {type(error).__name__}: {error}"}
            if not channel.send({"id": command.get("id"), "answer": answer}):
                return

    def answer(self, command: dict[str, Any]) -> Any:
        """Answer one command: `{"do": NAME, ...}` is answered by the method `ask_NAME`."""
        name = str(command.get("do"))
        handler = getattr(self, "ask_" + name, None)
        if handler is None:
            return {"unknown": f"there is no command `{name}`"}
        try:
            return handler(command)
        except Refused as refused:
            return {"unknown": self.stop.describer.masker.mask(str(refused))}
        except Raises as raises:
            text = self.stop.describer.masker.mask(f"it raises {raises}")
            return {"unknown": text, "raises": True}

    def resumes(self, command: dict[str, Any]) -> bool:
        """Whether a command lets the program go on."""
        # Of an interactive session too, when the program fails before it can be stepped through: a missing script.
        return command.get("do") in ("resume", "go", "detach", "leave")

    def ask_trace(self, command: dict[str, Any]) -> Any:
        """What a watched run recorded."""
        watcher = self.stop.state.watcher
        if watcher is None:
            return {"unknown": "not recorded"}
        return watcher.recorded([place.frame for place in self.stop.places])


__all__ = ["Answers", "Stop", "others"]
