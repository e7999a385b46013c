"""Where can a program fail, and how is each of these places watched without being in the way?"""

from __future__ import annotations

import _signal  # type: ignore[import-not-found]  # as in C: the module `signal` is not loaded
import _thread
import atexit
import os
import sys

from . import system

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from .channel import Channel


class State:
    """What the hooks share."""

    channel: Channel
    pid: int
    own: str  # the folder of these files
    modules: dict[str, Any]  # what was loaded before the program began
    path: list[str]  # where the standard library and installed packages are
    number: int  # of the signal that asks where the program is
    watcher: Any = None  # records what runs, when asked for
    interactive = False  # somebody steps through the program
    stepper: Any = None  # stops it then: a `Stepper`
    dialogue: Any = None  # the module of that name, once it is loaded
    inspecting: Any = None  # the module `answers`, once it is loaded
    answers: Any = None  # the class that answers what is asked of a stop
    stop: Any = None  # what is looked at: a `Stop`
    inner: Any = None  # the frame of ours that runs the program
    text = b""  # of the program, when it has no file
    stopped = False  # only the first failure is looked into
    ballast: Any = None  # room to work in when the program has used up its memory
    later: tuple[Any, ...] = ()  # a failure that did not end the program: why, exception, who


STATE = State()
_BUSY = 0.0001  # seconds that a thread which never waits may keep us from the interpreter
_BALLAST = 32_000_000  # bytes; what looking into a failure needs


def install(channel: Channel, dump: int, number: int, own: str) -> None:
    """Watch for failures of every kind; costs nothing until one happens."""
    STATE.channel, STATE.pid, STATE.own, STATE.number = channel, system.getpid(), own, number
    STATE.modules = dict(sys.modules)
    STATE.ballast = bytes(_BALLAST)  # zeroes that nobody has read take address space only
    os.set_inheritable(dump, False)
    import faulthandler  # a builtin module: no file of the program can take its place

    faulthandler.enable(dump, all_threads=True)
    _signal.signal(number, interrupted)
    os.register_at_fork(after_in_child=channel.forked)
    atexit.register(_leaving)
    original = _thread._excepthook

    def thread_failed(args: Any) -> None:
        original(args)
        if args.exc_type is not SystemExit:
            name = getattr(args.thread, "name", None)
            postpone("thread", args.exc_value, name if type(name) is str else "")

    _thread._excepthook = thread_failed
    threading: Any = sys.modules.get("threading")
    if threading is not None and threading.excepthook is original:
        threading.excepthook = thread_failed
    sys.meta_path.insert(0, _Watch())


def watch(root: str) -> None:
    """Record what runs in the files of a folder, from here on."""
    with Standard():
        import ast  # needed while the program runs, whatever it does to its modules

        from . import watch as watching

    del ast
    STATE.watcher = watching.Watcher(root, STATE.own)
    STATE.watcher.start()


def enter() -> None:
    """Let the person who steps through the program say where to stop, before its first line."""
    if not STATE.interactive:
        return
    load()
    prepare()
    with Standard():
        threading = __import__("threading")
    threading.settrace(STATE.stepper.trace)
    if os.environ.get("PYTHONBREAKPOINT") != "0":
        sys.breakpointhook = STATE.dialogue.here
    if _signal.getsignal(_signal.SIGINT) is _signal.default_int_handler:
        _signal.signal(_signal.SIGINT, interrupted)
    STATE.stepper.stop("entry", None, [])


def prepare() -> None:
    """Load what stops a program."""
    with Standard():
        from . import dialogue, stepper

    STATE.dialogue = dialogue
    STATE.stepper = stepper.Stepper(STATE)
    threading: Any = sys.modules.get("threading")
    if threading is not None:
        STATE.stepper.main = threading.main_thread().ident


class _Watch:
    """Sees which modules get imported, and adds a hook to those that swallow exceptions.

    A module is changed when the next one of its package is looked for: by then it is complete, and no frame of
    ours stands in the traceback of an import that fails.
    """

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> None:
        add = _ADD.get(name)
        if add is not None:
            try:
                add()
            except Exception:  # noqa: BLE001  # a module of the program that has this name
                return


def _add_unittest() -> None:
    from . import unittests

    unittests.add(sys.modules["unittest.result"])


def _add_asyncio() -> None:
    loop: Any = sys.modules["asyncio.base_events"].__dict__["BaseEventLoop"]
    original = loop.call_exception_handler

    def call_exception_handler(self: Any, context: Any) -> None:
        original(self, context)
        error = context.get("exception") if type(context) is dict else None
        if isinstance(error, Exception):
            postpone("task", error, "")

    loop.call_exception_handler = call_exception_handler


_ADD: dict[str, Callable[[], None]] = {"unittest.main": _add_unittest, "asyncio.runners": _add_asyncio}


def strip(error: BaseException) -> None:
    """Take our own frames off the outer end of a traceback."""
    trace = error.__traceback__
    while trace is not None and trace.tb_frame.f_code.co_filename.startswith(STATE.own):
        trace = trace.tb_next
    error.__traceback__ = trace


def uncaught(error: BaseException) -> None:
    """Tell of an exception that ended the program, have it printed as ever, then let it be looked at."""
    sys.last_type, sys.last_value, sys.last_traceback = type(error), error, error.__traceback__
    if sys.version_info >= (3, 12):
        sys.last_exc = error
    if STATE.text and sys.version_info >= (3, 13):  # since then Python shows the lines of such a program
        import linecache

        lines = STATE.text.decode("utf-8", "replace").splitlines(True)
        linecache.cache["<string>"] = (len(lines), None, lines, "<string>")
    ours = system.getpid() == STATE.pid and not STATE.stopped
    told = ours and tell("exception", error, "")
    _print(error)
    if told:
        serve(error)


def _print(error: BaseException) -> None:
    """Have the program's own hook print an exception, as Python does before it ends; raises only SystemExit."""
    hook = getattr(sys, "excepthook", None)
    try:
        if hook is None:
            _complain("sys.excepthook is missing\n", error)
        else:
            hook(type(error), error, error.__traceback__)
    except SystemExit:
        raise
    except BaseException as broken:  # noqa: BLE001  # the program's own hook: say what Python says
        strip(broken)
        _complain("Error in sys.excepthook:\n", broken)
        _complain("\nOriginal exception was:\n", error)
    for name in ("stdout", "stderr"):
        try:
            getattr(sys, name).flush()
        except Exception:  # noqa: BLE001  # closed, missing, or the program's own
            continue


def _complain(text: str, error: BaseException) -> None:
    try:
        sys.stderr.write(text)
        sys.__excepthook__(type(error), error, error.__traceback__)
    except Exception:  # noqa: BLE001  # there is nowhere to say it
        return


def exiting(leaving: SystemExit) -> None:
    """Let an error be looked at that the program caught itself, and answered by leaving with a failure."""
    if leaving.code in (None, 0) or system.getpid() != STATE.pid or STATE.stopped:
        return
    swallowed = leaving.__cause__ or leaving.__context__
    if isinstance(swallowed, Exception):
        strip(swallowed)
        stop("exit", swallowed, "")


def postpone(why: str, error: Any, who: str) -> None:
    """Remember a failure that does not end the program; it is looked at when the program ends."""
    if not STATE.later and system.getpid() == STATE.pid and isinstance(error, BaseException):
        STATE.later = (why, error, who)


def _leaving() -> None:
    if STATE.later and not STATE.stopped and system.getpid() == STATE.pid:
        stop(*STATE.later)


def interrupted(number: int, frame: Any) -> None:
    """The time limit, or a pause: show where the main thread is."""
    if system.getpid() != STATE.pid:
        return
    if STATE.stepper is not None:
        STATE.stepper.interrupt(frame)
    else:
        stop("time", None, "", frame)


def stop(why: str, error: BaseException | None, who: str, frame: Any = None) -> None:
    """Tell of a failure and let it be looked at; only the first time."""
    if not STATE.stopped and system.getpid() == STATE.pid and tell(why, error, who, frame):
        serve(error, frame)


def tell(why: str, error: BaseException | None, who: str, frame: Any = None) -> bool:
    """Send what happened; False when nobody listens. Never raises."""
    STATE.stopped = True
    STATE.ballast = None
    trace = sys.gettrace()
    sys.settrace(None)
    interval = sys.getswitchinterval()
    sys.setswitchinterval(_BUSY)
    try:
        STATE.stop = load().Stop(STATE, error, frame)
        event = STATE.stop.event(why, who)
        if why == "time":
            event["others"] = STATE.inspecting.others(STATE.stop)
        if why == "exception" and STATE.later and STATE.later[1] is not error:
            ended, earlier, name = STATE.later
            event["earlier"] = STATE.inspecting.Stop(STATE, earlier, None).event(ended, name)
        if STATE.stepper is not None:
            event.update(STATE.dialogue.extras(STATE.stop))
        return STATE.channel.send(event)
    except Exception:  # noqa: BLE001  # a defect of ours must not change what the program does
        return defect()
    finally:
        sys.setswitchinterval(interval)
        sys.settrace(trace)


def serve(error: BaseException | None, frame: Any = None) -> None:
    """Answer questions until told to go on. Never raises."""
    trace = sys.gettrace()
    sys.settrace(None)
    try:
        with Standard():
            kind = STATE.dialogue.Dialogue if STATE.stepper is not None else STATE.answers
            inspector = kind(STATE.stop)
        if STATE.stepper is not None:
            with STATE.stepper:
                inspector.serve()
        else:
            inspector.serve()
    except Exception:  # noqa: BLE001  # see `tell`
        defect()
    finally:
        sys.settrace(trace)
    if STATE.stepper is not None:
        STATE.stopped = False  # every failure is looked into
        STATE.stepper.apply()


def send(message: dict[str, Any]) -> None:
    """Send an event that is not a stop. Never raises."""
    if system.getpid() == STATE.pid:
        try:
            load()
            STATE.channel.send(message)
        except Exception:  # noqa: BLE001  # see `tell`
            defect()


def load() -> Any:
    """Load everything that looking into a failure needs, so that nothing is imported while it is looked into."""
    if STATE.channel.json is None:
        with Standard():
            import json

            from . import answers, calls, limited

            STATE.inspecting, STATE.answers = answers, answers.Answers
            if STATE.watcher is None:
                from . import inspector

                STATE.answers = inspector.Inspector
        STATE.channel.json = json
        del calls, limited
    return STATE.inspecting


def defect() -> bool:
    """Tell of a failure of ours, which must not become one of the program's."""
    try:
        with Standard():
            import traceback

        STATE.channel.send({"event": "defect", "text": traceback.format_exc()})
    except Exception:  # noqa: BLE001  # nothing more can be done
        return False
    return False


class Standard:
    """While it lasts, imports find the standard library, whatever the program put in front of it.

    `readline` is not found: pdb would load it, and loading it may write to the program's terminal.
    """

    def __enter__(self) -> None:
        self.path = sys.path
        self.lost = [name for name in STATE.modules if name not in sys.modules]
        sys.modules.update({name: STATE.modules[name] for name in self.lost})
        self.hidden = {}  # type: dict[str, Any]
        self.readline: Any = sys.modules.get("readline", self)
        sys.modules["readline"] = None  # type: ignore[assignment]  # the documented way to say so
        library = os.path.dirname(os.__file__)
        for name, module in list(sys.modules.items()):
            if "." not in name and not _standard(module, library) and _stands_in(library, name):
                self.hidden[name] = sys.modules.pop(name)
        self.before = set(sys.modules)
        sys.path = [
            folder
            for folder in STATE.path
            if (folder.startswith(library) or folder.endswith((".zip", "lib-dynload")))
            and "site-packages" not in folder
        ]

    def __exit__(self, *_: object) -> None:
        added = [name for name in list(sys.modules) if name not in self.before]
        own = [folder for folder in list(self.path)[:1] if type(folder) is str]
        sys.path = self.path
        for name in added:  # the program may import files of its own by these names later
            if any(_stands_in(folder, name.partition(".")[0]) for folder in own):
                sys.modules.pop(name, None)
        sys.modules.update(self.hidden)
        for name in self.lost:
            sys.modules.pop(name, None)
        if self.readline is self:
            del sys.modules["readline"]
        else:
            sys.modules["readline"] = self.readline


def _standard(module: Any, library: str) -> bool:
    """Whether a module is what Python loaded by itself, rather than what a program put in its place."""
    if module is None or type(module) is not type(sys):
        return False
    file = module.__dict__.get("__file__")
    return type(file) is not str or (file.startswith(library) and "site-packages" not in file)


def _stands_in(folder: str, name: str) -> bool:
    return system.exists(os.path.join(folder, name + ".py")) or system.isdir(os.path.join(folder, name))
