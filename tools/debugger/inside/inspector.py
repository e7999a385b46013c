"""Which frame of a failed program is looked at, and what is answered there? pdb's post mortem, without a terminal."""

from __future__ import annotations

import io
import pdb  # noqa: T100  # it is what this is made of
from types import TracebackType

from . import pure, whereabouts
from .allowed import Refused
from .answers import Answers
from .stop import Names, Stop
from .values import LONG

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import FrameType
    from typing import Any

    from .raised import Place


class Inspector(Answers, pdb.Pdb):
    """Python's own debugger on the stack of a stop.

    The stack and the frame that is looked at are pdb's. Its commands come as JSON over the channel, not from the
    program's standard input, and none of them runs code of the program.
    """

    def __init__(self, stop: Stop) -> None:
        # Streams of its own, so that it touches none of the program's; no handler of Ctrl-C; no `.pdbrc`.
        Answers.__init__(self, stop)
        pdb.Pdb.__init__(self, stdin=io.StringIO(), stdout=io.StringIO(), nosigint=True, readrc=False)
        self.raised = -1  # whose stack it is: an index into the chain of exceptions
        self.reset()  # which imports; later, an import might find a file of the program

    def serve(self) -> None:
        """Answer commands until the program is to go on, or nobody is there any more."""
        self.interaction(None, _trace(self.stop.places))

    # --- what pdb does at a terminal

    def interaction(self, frame: FrameType | None, traceback: TracebackType | None) -> None:
        """Look at a stack until the program is to go on."""
        self.setup(frame, traceback)
        self.cmdloop()
        self.forget()

    def setup(self, f: FrameType | None, tb: TracebackType | None) -> None:
        """Take a stack; an error found before anything ran has none."""
        self.forget()
        if tb is not None:
            super().setup(f, tb)

    def forget(self) -> None:
        """Let go of the stack; since 3.12 pdb would look into the frame's global names first."""
        self.curframe = None
        super().forget()

    def print_stack_entry(self, *_: Any) -> None:
        """Say nothing where pdb shows the frame that it has moved to: the answer does."""

    def set_convenience_variable(self, *_: Any) -> None:
        """Leave the program's global names alone, where pdb keeps `$_frame` since 3.12."""

    def error(self, msg: str) -> None:
        """Answer what pdb complains of."""
        raise Refused(msg[:1].lower() + msg[1:])

    # --- commands

    def ask_evaluate(self, command: dict[str, Any]) -> dict[str, Any]:
        """The value of an expression in a frame, which becomes the current one; by default where we are."""
        if command.get("frame") is not None:
            self.select(command["frame"], command.get("raised", -1))
        if self.curframe is None:
            raise Refused("there is no such frame")
        expression = command["expression"]
        value = pure.evaluate(expression, Names(self.curframe))
        name = expression.rpartition(".")[2] if "secret" not in expression else expression
        describer = self.stop.describer
        describer.learn(name, value)
        described = describer.variable(name, value, LONG)
        described["name"] = expression
        return described

    def ask_snapshot(self, command: dict[str, Any]) -> list[dict[str, Any]]:
        """Every frame of the exception that ended the program, with its values."""
        return [self.stop.state_of(index) for index in range(len(self.stop.places))]

    def ask_up(self, command: dict[str, Any]) -> dict[str, Any]:
        """Go towards the caller; the frame that is current then."""
        return self._moved(self.do_up, command)

    def ask_down(self, command: dict[str, Any]) -> dict[str, Any]:
        """Go towards the place that failed; the frame that is current then."""
        return self._moved(self.do_down, command)

    def ask_module(self, command: dict[str, Any]) -> dict[str, Any]:
        """Where a module would come from."""
        return whereabouts.module(command["name"])

    def ask_exists(self, command: dict[str, Any]) -> dict[str, Any]:
        """Whether a path exists."""
        return whereabouts.exists(command["path"])

    def select(self, index: int, raised: int = -1) -> None:
        """Make a frame of an exception's stack the current one; raises Refused when there is none."""
        chain = self.stop.chain
        if chain and not -len(chain) <= raised < len(chain):
            raise Refused("there is no such exception")
        places = chain[raised][2] if chain else self.stop.places
        if not -len(places) <= index < len(places):
            raise Refused("there is no such frame")
        if raised != self.raised:
            self.setup(None, _trace(places))
            self.raised = raised
        self._select_frame(index % len(places))  # what `up` and `down` call

    def _moved(self, move: Any, command: dict[str, Any]) -> dict[str, Any]:
        if not self.stack:
            raise Refused("there is no frame")
        move(str(int(command.get("count", 1))))
        return {"frame": self.curindex, "raised": self.raised}


def _trace(places: list[Place]) -> TracebackType | None:
    """A traceback of just these frames: without ours, and without the middle of a stack that is too deep."""
    trace = None
    for place in reversed(places):
        trace = TracebackType(trace, place.frame, place.lasti, place.line)
    return trace
