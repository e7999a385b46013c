"""When does the program stop for the person who debugs it: breakpoints, steps, pauses?

The trace function costs what it must: while the program only runs on and no breakpoint is set, nothing is traced in
the main thread; otherwise calls are looked at, and lines only in code that can meet a breakpoint or a step.
"""

from __future__ import annotations

import _thread
import dis
import os
import sys

from . import system
from .breaks import NOTHING, Breaks, matches

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from .breaks import Break

CONTINUE, STEP, NEXT, RETURN, UNTIL = "continue", "step", "next", "return", "until"
_SUSPENDS = 0x20 | 0x80 | 0x200  # generators, coroutines, asynchronous generators
_LIBRARY = os.path.dirname(os.__file__) + os.sep


class Stepper:
    """The trace function, what it waits for, and what is done when that comes."""

    def __init__(self, state: Any) -> None:
        self.state = state
        self.breaks = Breaks()
        self.watches = {}  # type: dict[str, str | None]  # expressions, and the text of the value last seen
        self.lock = _thread.allocate_lock()
        self.how = CONTINUE
        self.thread = 0  # which one is stepped in
        self.frame: Any = None  # where the step began, or where it has returned to
        self.file = ""  # where it began
        self.line = 0
        self.everywhere = False  # step into libraries as well
        self.raises = False  # stop where an exception is raised, caught or not
        self.raising: Any = None  # the frame that an exception is leaving
        self.returned: Any = None  # a function that was stepped out of, and what it returned
        self.seen: Any = None  # the exception that was stopped at last
        self.entered = {}  # type: dict[int, list[Break]]  # frames of functions with a breakpoint, not yet at a line
        self.mines = {}  # type: dict[str, bool]
        self.main = _thread.get_ident()
        self.leaving = False  # the program is to end
        self.pausing = False  # asked to stop before it had gone on
        self.rearm = False  # the main thread is to be traced again

    # --- stopping

    def __enter__(self) -> None:
        """Stand: one thread at a time, and a request to pause waits."""
        self.lock.acquire()

    def __exit__(self, *_: object) -> None:
        """Go on; a request to pause that came too early is repeated."""
        self.lock.release()
        if self.pausing:
            self.pausing = False
            system.kill(system.getpid(), self.state.number)

    def stop(self, why: str, frame: Any, hits: list[Break], error: BaseException | None = None) -> None:
        """Tell that the program stands at a frame, and do as told until it is to go on."""
        with self:
            if any(each.number not in self.breaks.all and not each.once for each in hits):
                return  # removed while this thread waited for its turn
            returned, self.returned = self.returned, None
            self.how, self.frame, self.raising = CONTINUE, None, None
            extra = {
                "breaks": [each.number for each in hits],
                "notes": [f"the condition of breakpoint {each.number} cannot be told: {each.trouble}"
                          for each in hits if each.trouble],
            }  # type: dict[str, Any]  # fmt: skip
            self.state.dialogue.converse(why, frame, returned, error, extra)

    def go(self, how: str, frame: Any, line: int = 0) -> None:
        """Wait for what ends a step that begins at a frame."""
        self.how, self.frame, self.line = how, frame, line
        self.thread = _thread.get_ident()
        self.file = frame.f_code.co_filename if frame is not None else ""
        self.raising = None
        if how == CONTINUE:
            self.frame = None
        if how == UNTIL and frame is not None and not line:
            self.line = frame.f_lineno + 1

    def detach(self) -> None:
        """Wait for nothing any more."""
        self.breaks.clear(0)
        self.how, self.frame, self.raises = CONTINUE, None, False

    def apply(self, frame: Any = None) -> None:
        """Trace what there is to wait for, from here and from a frame and its callers on."""
        main = self._main_thread()
        if not self.awaits():
            if main:
                sys.settrace(None)
            return
        if not main and self.breaks.all and self.state.number:  # the main thread may have run on untraced
            self.rearm = True
            system.kill(system.getpid(), self.state.number)
        while frame is not None:
            if not frame.f_code.co_filename.startswith(self.state.own):
                frame.f_trace = self.local
            frame = frame.f_back
        sys.settrace(self.trace)

    def awaits(self) -> bool:
        """Whether there is anything to wait for."""
        return self.how != CONTINUE or bool(self.breaks.all) or self.raises

    def interrupt(self, frame: Any) -> None:
        """Stop where the main thread is, unless the program stands already."""
        while frame is not None and frame.f_code.co_filename.startswith(self.state.own):
            frame = frame.f_back
        if self.rearm:
            self.rearm = False
            self.apply(frame)
        elif self.lock.locked():  # told to go on, and to stop again before it could
            self.pausing = True
        else:
            self.stop("pause", frame, [])

    def _main_thread(self) -> bool:
        return _thread.get_ident() == self.main

    # --- tracing

    def trace(self, frame: Any, event: str, arg: Any) -> Any:
        """The trace function for calls."""
        code = frame.f_code
        found = self.breaks.known.get(code)
        if found is None:
            found = self.breaks.of(code)
        if found is NOTHING and self.how == CONTINUE and not self.raises:
            return None  # nearly always, so it comes first
        lines, functions = found
        if functions and event == "call" and frame.f_lineno == code.co_firstlineno:
            here = [each for each in functions if matches(each, frame)]
            if here:
                self.entered[id(frame)] = here
                return self.local
        if lines or self.raises and self.mine(code.co_filename):
            return self.local
        if self.how == STEP and _thread.get_ident() == self.thread and self._looked_at(frame):
            return self.local
        return None

    def local(self, frame: Any, event: str, arg: Any) -> Any:
        """The trace function for what happens in one call."""
        if event == "line":
            if self.raising is frame:  # it was handled
                self.raising = None
            hits = self.entered.pop(id(frame), None) if self.entered else None
            line = frame.f_lineno
            at = self.breaks.of(frame.f_code)[0].get(line)
            if at or hits:
                hits = self.breaks.hit((hits or []) + (at or []), frame)
            if hits:
                self.stop("breakpoint", frame, hits)
            elif self.how != CONTINUE and _thread.get_ident() == self.thread and self._arrived(frame, line):
                self.stop("step", frame, [])
            return self.local
        if event == "exception":
            self.raising = frame
            if self.raises and arg[1] is not self.seen and isinstance(arg[1], Exception):
                self._raised(frame, arg)
        elif event == "return":
            self.entered.pop(id(frame), None)
            if frame is self.frame and _thread.get_ident() == self.thread:
                self._left(frame, arg)
        return self.local

    def _arrived(self, frame: Any, line: int) -> bool:
        code = frame.f_code
        if not line or code.co_name == "<module>" and not code.co_names and code.co_consts == (None,):
            return False  # an empty file
        if self.how == STEP:
            return self._looked_at(frame)
        if frame is not self.frame or self.how == RETURN:
            return False
        return self.how == NEXT or line >= self.line

    def _raised(self, frame: Any, arg: Any) -> None:
        kind, error, _ = arg
        if kind in (StopIteration, StopAsyncIteration, GeneratorExit) or not self.mine(
            frame.f_code.co_filename
        ):
            return
        self.seen = error
        self.stop("raise", frame, [], error)

    def _left(self, frame: Any, value: Any) -> None:
        """The call that is stepped through has ended: go on in the nearest of its callers that is looked at."""
        raising = self.raising is frame and value is None
        if not raising and _suspended(frame):
            return
        caller = frame.f_back
        while caller is not None and not self._looked_at(caller):
            caller = caller.f_back
        if not raising:
            self.returned = (frame.f_code.co_name, value)
        self.frame = caller
        if caller is None:
            self.how = CONTINUE
            self.returned = None
            return
        if self.how == RETURN and not raising:
            self.stop("step", caller, [])
            return
        if self.how in (RETURN, UNTIL):
            self.how = NEXT
        caller.f_trace = self.local

    def _looked_at(self, frame: Any) -> bool:
        return frame.f_code.co_filename == self.file or self.mine(frame.f_code.co_filename)

    def mine(self, file: str) -> bool:
        """Whether a file is the program's own rather than a library's."""
        found = self.mines.get(file)
        if found is None:
            found = self.mines[file] = self._mine(file)
        return found

    def _mine(self, file: str) -> bool:
        if file.startswith(self.state.own):
            return False
        if self.everywhere:
            return True
        if file.startswith("<"):
            return bool(self.state.text) and file in ("<string>", "<stdin>")
        path = system.realpath(file)
        if "site-packages" in path or "dist-packages" in path:
            return False
        return not path.startswith((_LIBRARY, system.realpath(_LIBRARY) + os.sep))


def _suspended(frame: Any) -> bool:
    """Whether a generator or coroutine has only been left for a while."""
    code = frame.f_code
    if not code.co_flags & _SUSPENDS or frame.f_lasti < 0:
        return False
    return not dis.opname[code.co_code[frame.f_lasti]].startswith("RETURN")
