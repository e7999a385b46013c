"""What does the person who debugs a stopped program ask, and how does it go on? One protocol for every front end.

Each command is `{"do": NAME, ...}`, answered by the method `ask_NAME` of `Dialogue` or `Inspector`; `go` lets the
program run on. Only `run`, and conditions that begin with `!`, execute code that may do anything: they are for what
a person typed, never for what a model asked.
"""

from __future__ import annotations

import _signal  # type: ignore[import-not-found]  # as in C: the module `signal` may be a file of the program
import _thread
import dis
import sys

from . import hooks, pure, static, system
from .allowed import Raises, Refused, parse
from .inspector import Inspector
from .others import thread_name
from .stepper import CONTINUE, NEXT, STEP
from .stop import Names, Stop
from .values import LONG

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from .stepper import Stepper

_WATCH_SECONDS = 0.2
_MAX_LINES = 2_000


class _Bound:
    def method(self) -> None: ...


_Method: Any = type(_Bound().method)


def converse(
    why: str,
    frame: Any,
    returned: tuple[str, Any] | None = None,
    error: BaseException | None = None,
    extra: dict[str, Any] | None = None,
) -> None:
    """Tell that the program stands at a frame, answer until it is to go on, and trace what is awaited.

    Raises nothing but SystemExit, when the program is told to leave.
    """
    state = hooks.STATE
    if system.getpid() != state.pid:
        return
    sys.settrace(None)
    stepper = state.stepper
    try:
        _flush()
        stop = Stop(state, None, frame)
        event = stop.event(why, _thread_name(_thread.get_ident()))
        event.update(extra or {})
        event.update(extras(stop))
        if error is not None:
            event["raised"] = stop.describer.variable("exception", error)
        if returned is not None:
            stop.describer.learn(returned[0], returned[1])
            event["returned"] = stop.describer.variable(returned[0], returned[1], LONG)
        if state.channel.send(event):
            with hooks.Standard():
                dialogue = Dialogue(stop)
            dialogue.serve()
        else:
            stepper.detach()
    except Exception:  # noqa: BLE001  # a defect of ours must not change what the program does
        hooks.defect()
    stepper.apply(frame)
    if stepper.leaving:
        stepper.leaving = False
        raise SystemExit(1)


class Dialogue(Inspector):
    """An inspector that also sets breakpoints, runs code, and says how the program goes on."""

    def __init__(self, stop: Stop) -> None:
        super().__init__(stop)
        self.stepper: Stepper = stop.state.stepper
        self.start = _shown(stop, self.stepper)

    def serve(self) -> None:
        """Answer commands; a broken connection lets the program run on, undebugged."""
        number = _signal.SIGINT
        held = None
        if _thread.get_ident() == self.stepper.main:  # a Ctrl-C now is meant for the one who asks
            held = _signal.getsignal(number)
            _signal.signal(number, _signal.SIG_IGN)
        try:
            super().serve()
        finally:
            if held is not None:
                _signal.signal(number, held)

    def setup(self, f: Any, tb: Any) -> None:
        """Take a stack, and stand where the event said."""
        super().setup(f, tb)
        if tb is not None and self.stack and self.raised == -1 and not self.stop.chain:
            self._select_frame(self.start % len(self.stack))

    def resumes(self, command: dict[str, Any]) -> bool:
        """Whether a command lets the program go on."""
        if command.get("do") in ("detach", "leave"):
            self.stepper.detach()
            self.stepper.leaving = command["do"] == "leave"
            return True
        if command.get("do") != "go":
            return super().resumes(command)
        how = str(command.get("how", CONTINUE))
        if self.stop.chain:  # it has failed: there is nothing to step through, but perhaps in the next test
            how = STEP if how in (STEP, NEXT) else CONTINUE
        frame = self.curframe
        if frame is None:
            how = STEP if how in (STEP, NEXT) else CONTINUE
        elif how == STEP and not self.stop.chain:
            frame = self.stop.places[-1].frame
        self.stepper.go(how, None if self.stop.chain else frame, int(command.get("line", 0)))
        return True

    # --- commands

    def ask_break(self, command: dict[str, Any]) -> dict[str, Any]:
        """Set a breakpoint on a line, or on a function; without a file, a line is one of the current file."""
        file, line = str(command.get("file", "")), int(command.get("line", 0))
        if line and not file:
            if self.curframe is None:
                raise Refused("there is no current file")
            file = self.curframe.f_code.co_filename
        added = self.stepper.breaks.add(
            file,
            line,
            str(command.get("function", "")),
            str(command.get("condition", "")).strip(),
            bool(command.get("once")),
        )
        return added.described()

    def ask_clear(self, command: dict[str, Any]) -> list[int]:
        """Remove a breakpoint by its number; 0 means all."""
        return self.stepper.breaks.clear(int(command["number"]))

    def ask_breaks(self, command: dict[str, Any]) -> list[dict[str, Any]]:
        """All breakpoints."""
        return [each.described() for each in self.stepper.breaks.all.values()]

    def ask_watch(self, command: dict[str, Any]) -> dict[str, Any]:
        """Watch an expression from here on; its value in the current frame."""
        expression = str(command["expression"])
        parse(expression)
        shown, described = _watch(self.stop, self.curframe, expression)
        self.stepper.watches[expression] = shown
        return described

    def ask_unwatch(self, command: dict[str, Any]) -> list[str]:
        """Stop to watch an expression, or all when it is empty; those that were let go."""
        expression = str(command.get("expression", ""))
        gone = [each for each in self.stepper.watches if not expression or each == expression]
        if expression and not gone:
            raise Refused(f"`{expression}` is not watched")
        for each in gone:
            del self.stepper.watches[each]
        return gone

    def ask_watches(self, command: dict[str, Any]) -> list[dict[str, Any]]:
        """The watched expressions and their values in the current frame."""
        return [_watch(self.stop, self.curframe, each)[1] for each in self.stepper.watches]

    def ask_run(self, command: dict[str, Any]) -> dict[str, Any]:
        """Execute code as the program itself would, in the current frame; the value, if it is an expression."""
        if command.get("frame") is not None:
            self.select(command["frame"], command.get("raised", -1))
        text = str(command["code"])
        frame = self.curframe
        space = frame.f_globals if frame is not None else sys.modules["__main__"].__dict__
        local = frame.f_locals if frame is not None else space
        try:
            code = compile(text, "<debugger>", "eval", dont_inherit=True)
        except SyntaxError:
            try:
                code = compile(text, "<debugger>", "exec", dont_inherit=True)
            except (SyntaxError, ValueError) as error:
                raise Refused(f"it does not compile: {error}") from None
        main = _thread.get_ident() == self.stepper.main
        if main:  # a Ctrl-C ends what was typed
            _signal.signal(_signal.SIGINT, _signal.default_int_handler)
        try:
            value = eval(code, space, local)  # noqa: S307  # typed by the person at the keyboard
        except BaseException as error:  # noqa: BLE001  # whatever it does is theirs
            raise Raises(f"{static.short_name(type(error))}: {error}") from None
        finally:
            if main:
                _signal.signal(_signal.SIGINT, _signal.SIG_IGN)
            if frame is not None:
                _write_back(frame)
            _flush()
        if code.co_name != "<module>" or value is None:
            return {"done": True}
        self.stop.describer.learn(text, value)
        return self.stop.describer.variable(text, value, LONG)

    def ask_variables(self, command: dict[str, Any]) -> dict[str, Any]:
        """The values of the current frame, or of another of the same stack."""
        if not self.stop.places:
            raise Refused("there is no frame")
        index = int(command.get("frame", self.curindex))
        if not -len(self.stop.places) <= index < len(self.stop.places):
            raise Refused("there is no such frame")
        return self.stop.state_of(index % len(self.stop.places))

    def ask_prints(self, command: dict[str, Any]) -> dict[str, int]:
        """A number for each name of the current frame, which is another one once the name holds something else."""
        if self.curframe is None:
            raise Refused("there is no current frame")
        return self.stop.prints(self.curframe)

    def ask_select(self, command: dict[str, Any]) -> dict[str, Any]:
        """Make a frame the current one."""
        self.select(int(command["frame"]), command.get("raised", -1))
        return {"frame": self.curindex, "raised": self.raised}

    def ask_source(self, command: dict[str, Any]) -> dict[str, Any]:
        """The text round the current line, or of the function or class that an expression holds."""
        expression = str(command.get("expression", ""))
        if expression:
            value = pure.evaluate(
                expression, Names(self.curframe) if self.curframe else lambda _: static.MISSING
            )
            code = _code_of(value)
            if code is None:
                raise Refused(f"`{expression}` has no source that is known")
            ends = [line for line in _all_lines(code) if line]
            file, line = code.co_filename, code.co_firstlineno
            first, last = line, max([*ends, line])
        else:
            if self.curframe is None:
                raise Refused("there is no current frame")
            file, line = self.curframe.f_code.co_filename, self.stack[self.curindex][1]
            around = min(int(command.get("around", 5)), _MAX_LINES)
            first, last = max(1, line - around), line + around
        lines = []
        total = len(self.stop.lines(file))
        for number in range(first, min(last, total, first + _MAX_LINES) + 1):
            text = self.stop.line(file, number).decode("utf-8", "replace")
            lines.append(self.stop.describer.masker.mask(text))
        if not lines:
            raise Refused(f"the text of `{file}` is not known")
        return {"file": file, "first": first, "lines": lines, "line": line}

    def ask_threads(self, command: dict[str, Any]) -> list[dict[str, Any]]:
        """Every thread and where it is."""
        here = _thread.get_ident()
        found = []
        for number, frame in sys._current_frames().items():
            if number == here and self.stop.places:
                frame = self.stop.places[-1].frame
            stop = Stop(self.stop.state, None, frame)
            frames = stop.event("thread", "")["frames"]
            found.append({"name": _thread_name(number), "current": number == here, "frames": frames})
        return found

    def ask_option(self, command: dict[str, Any]) -> dict[str, Any]:
        """Where a step may lead, and whether a raised exception stops the program."""
        if "everywhere" in command:
            self.stepper.everywhere = bool(command["everywhere"])
            self.stepper.mines.clear()
        if "raises" in command:
            self.stepper.raises = bool(command["raises"])
        return {"everywhere": self.stepper.everywhere, "raises": self.stepper.raises}


def extras(stop: Stop) -> dict[str, Any]:
    """What is told of a stop besides what happened: which frame to look at, and the watched expressions there."""
    stepper = hooks.STATE.stepper
    index = _shown(stop, stepper)
    return {"frame": index, "watches": watched(stop, stepper, index)}


def watched(stop: Stop, stepper: Stepper, index: int) -> list[dict[str, Any]]:
    """The watched expressions in a frame: the value, the text it had at the last stop, and whether that differs."""
    found = []
    frame = stop.places[index].frame if stop.places else None
    for expression, before in list(stepper.watches.items()):
        shown, described = _watch(stop, frame, expression)
        described["before"] = before or ""
        described["changed"] = before != shown
        stepper.watches[expression] = shown
        found.append(described)
    return found


def _watch(stop: Stop, frame: Any, expression: str) -> tuple[str, dict[str, Any]]:
    try:
        if frame is None:
            raise Refused("there is no current frame")
        value = pure.evaluate(expression, Names(frame), _WATCH_SECONDS)
    except Refused as refused:
        return "", {"name": expression, "unknown": stop.describer.masker.mask(str(refused))}
    except Raises as raises:
        return "", {"name": expression, "unknown": stop.describer.masker.mask(f"it raises {raises}")}
    stop.describer.learn(expression.rpartition(".")[2], value)
    described = stop.describer.variable(expression.rpartition(".")[2], value, LONG)
    described["name"] = expression
    return described["repr"], described


def _shown(stop: Stop, stepper: Stepper) -> int:
    """The deepest frame that is the program's own; the deepest of all where there is none."""
    for index in range(len(stop.places) - 1, -1, -1):
        if stepper.mine(stop.places[index].frame.f_code.co_filename):
            return index
    return max(0, len(stop.places) - 1)


def _thread_name(number: int) -> str:
    return thread_name(number) or ("MainThread" if number == hooks.STATE.stepper.main else "")


def _code_of(value: Any) -> Any:
    if static.is_a(value, type):
        for held in static.class_dict(value).values():
            if type(held) is static.FunctionType:
                return held.__code__
        return None
    if type(value) is _Method:
        value = value.__func__
    if type(value) is static.FunctionType:
        held = static.instance_dict(value).get("__wrapped__", value)
        return held.__code__ if type(held) is static.FunctionType else value.__code__
    return None


def _all_lines(code: Any) -> list[int]:
    found = [line for _, line in dis.findlinestarts(code) if line]
    for held in code.co_consts:
        if type(held) is type(code):
            found += _all_lines(held)
    return found


def _write_back(frame: Any) -> None:
    """Have changed local variables take effect; since Python 3.13 they do by themselves."""
    if (
        sys.version_info >= (3, 13) or not frame.f_code.co_flags & 1
    ):  # a module's variables are in a dictionary
        return
    try:
        with hooks.Standard():
            import ctypes

        ctypes.pythonapi.PyFrame_LocalsToFast(ctypes.py_object(frame), ctypes.c_int(0))
    except (ImportError, AttributeError):
        return


def _flush() -> None:
    """Show what the program has printed so far, unless it has put something of its own in place of its streams."""
    wrapper = static.instance_dict(sys.modules["_io"])["TextIOWrapper"]
    for stream in (sys.stdout, sys.stderr):
        if type(stream) is wrapper:
            try:
                stream.flush()
            except (OSError, ValueError):  # closed, or nobody reads it
                continue


def here(*_: Any, **__: Any) -> None:
    """What `breakpoint()` does while somebody steps through the program."""
    stepper = hooks.STATE.stepper
    if system.getpid() == hooks.STATE.pid and not stepper.lock.locked():
        stepper.stop("call", sys._getframe(1), [])
