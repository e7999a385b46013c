"""How does a program that was started as ever stop for somebody at its terminal?

The prompt is a process of its own, so that nothing it needs is loaded into the program. It is started at the first
stop, in a process group of its own that takes the terminal while the program stands, and ends with the program.
"""

from __future__ import annotations

import _signal  # type: ignore[import-not-found]  # as in C: the module `signal` may be a file of the program
import os
import sys

from . import hooks
from .channel import Channel

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_OWN = os.path.dirname(os.path.abspath(__file__))
_THEIRS = (200, 201)  # the numbers of the prompt's ends of the pipes, in its own process
_SCRIPT = "DEBUGASSIST_COMMANDS"  # a file with commands, where there is no terminal


def set_trace(frame: Any) -> None:
    """Stop at a frame of the program."""
    if _connected("breakpoint"):
        stepper = hooks.STATE.stepper
        if not stepper.lock.locked():
            stepper.stop("call", frame, [])


def post_mortem(error: BaseException | None) -> None:
    """Look back at an exception."""
    if error is None:
        _say("there is no exception to look back at")
    elif _connected("post mortem"):
        hooks.strip(error)
        hooks.STATE.stopped = False
        hooks.stop("exception", error, "")


def install() -> None:
    """Look back at every exception that ends the program or one of its threads, once it has been printed."""
    previous = sys.excepthook

    def hook(kind: Any, error: Any, trace: Any) -> None:
        previous(kind, error, trace)
        if isinstance(error, Exception):
            _later(error)

    sys.excepthook = hook
    threading: Any = sys.modules.get("threading")
    if threading is not None and hasattr(threading, "excepthook"):
        before = threading.excepthook

        def thread_hook(args: Any) -> None:
            before(args)
            if isinstance(args.exc_value, Exception):
                _later(args.exc_value)

        threading.excepthook = thread_hook


def _later(error: Exception) -> None:
    if _there_is_somebody():
        post_mortem(error)


def _connected(what: str) -> bool:
    """Connect with a prompt, which may have been done before; False when nobody can be asked."""
    state = hooks.STATE
    if getattr(state, "channel", None) is not None:
        if state.pid != os.getpid():
            _say(f"a {what} in a forked process is passed over")
            return False
        if state.stepper is not None:
            return True
        _say(f"this {what} is passed over: `debugassist run` stops at failures; with `-i`, also here")
        return False
    if not sys.executable or not _there_is_somebody():
        _say(f"there is no terminal, so this {what} is passed over")
        return False
    _connect()
    return True


def _connect() -> None:
    state = hooks.STATE
    state.pid, state.own = os.getpid(), _OWN
    state.modules, state.path = dict(sys.modules), [each for each in sys.path if type(each) is str]
    state.number = 0
    commands, messages = os.pipe(), os.pipe()
    launcher = os.path.join(_top(), "debugassist.py")
    words = [sys.executable, launcher, "--attach", f"{state.pid},{_THEIRS[0]},{_THEIRS[1]}"]
    actions = [(os.POSIX_SPAWN_DUP2, messages[0], _THEIRS[0]), (os.POSIX_SPAWN_DUP2, commands[1], _THEIRS[1])]
    prompt = os.posix_spawn(sys.executable, words, os.environ, file_actions=actions, setpgroup=0)
    for theirs in (messages[0], commands[1]):
        os.close(theirs)
    channel = Channel(commands[0], messages[1], prompt, (_THEIRS[1], _THEIRS[0]))
    os.register_at_fork(after_in_child=channel.forked)
    state.channel = channel
    hooks.load()
    hooks.prepare()
    number = getattr(_signal, "SIGRTMAX", 0)
    if number:
        try:
            _signal.signal(number - 2, hooks.interrupted)
            state.number = number - 2
        except ValueError:  # not in the main thread, which then learns of breakpoints at its next stop
            pass
    threading: Any = sys.modules.get("threading")
    if threading is not None:
        threading.settrace(state.stepper.trace)


def _top() -> str:
    """The folder of the launcher: beside the layers in a checkout, above them where we are installed."""
    layers = os.path.dirname(os.path.dirname(os.path.dirname(_OWN)))
    return layers if os.path.isfile(os.path.join(layers, "debugassist.py")) else os.path.dirname(layers)


def _there_is_somebody() -> bool:
    if os.environ.get(_SCRIPT):
        return True
    try:
        os.close(os.open("/dev/tty", os.O_RDWR | os.O_NOCTTY))
    except OSError:
        return False
    return True


def _say(text: str) -> None:
    stream = sys.__stderr__
    if stream is not None:
        try:
            stream.write(f"debugassist: {text}\n")
            stream.flush()
        except (OSError, ValueError):
            return
