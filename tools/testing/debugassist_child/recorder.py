"""Which lines did each test execute, how did it end, and what was the program called with?"""

import json
import os
import sys
import threading
import time

from debugassist_child import guard

BAD = ("failed", "error", "hung")  # statuses of a test that did not pass
TEXT = 2000  # characters of a message that are kept
FRAMES = 40
EVENTS = 200_000  # lines of a run that are counted, where counting them is an extra
CALLS = 400  # calls from tests into the program that are kept
_ARGUMENT = 400  # characters of the repr of one argument
_OWN = os.path.dirname(os.path.abspath(__file__)) + os.sep


class TimeUp(BaseException):
    """A test has used up its time. No `except Exception` of a program swallows it."""


class Enough(BaseException):
    """What is left to run decides nothing any more."""


class Recorder:
    """Receives the beginning and the end of every test and writes a record of it to a pipe.

    In a traced run the lines of files under `root` are recorded per test. With `limits` each test has its own time,
    in seconds by name, "" for all others. Where tests nest (a doctest run by a unittest), the outermost one counts.
    """

    def __init__(self, out, root, trace=False, limits=None):
        self.out = out
        self.root = root.rstrip(os.sep) + os.sep
        self.trace = trace
        self.limits = limits
        self.name = None
        self.depth = 0
        self.tracer = Tracer(self.root) if trace else None
        self.inner_failed = False
        self.known = None  # tests whose failure does not end the run; None: no failure does
        self.overtime = False
        self.hung = 0  # tests so far that did not end
        self.started = 0.0
        self.programs = 0  # that were started before the test
        self.coverage = None  # a tracer of the whole run

    def cover(self):
        """Count the lines of the whole run from here on, as long as that costs little."""
        self.coverage = Tracer(self.root, most=EVENTS)
        self.coverage.start()

    def begin(self, name):
        self.depth += 1
        if self.depth > 1:
            return
        self.name = name
        self.programs = guard.started
        if self.limits is not None:
            self.write({"begin": name})
            # Where one test never ends, others rarely do either, and each would wait as long.
            self.arm(self.limits.get(name, self.limits.get("", 5.0)) / (1 + 4 * self.hung))
            self.started = time.process_time()
        if self.trace:
            self.tracer.start()

    def end(self, status, failure=None):
        self.depth -= 1
        if self.depth:
            return
        record = {"test": self.name, "status": status}
        self.hung += status == "hung"
        if self.limits is not None:
            self.arm(0)
            self.overtime = False
            record["seconds"] = time.process_time() - self.started
            record["anew"] = guard.started > self.programs
        if self.trace:
            self.tracer.stop()
            record["lines"] = self.tracer.take_lines()
            record["calls"] = self.tracer.take_calls()
        if failure is not None:
            record["failure"] = failure
        self.name = None
        self.write(record)
        if self.known is not None and status in BAD and record["test"] not in self.known:
            self.finish()

    def describe(self, error, tb):
        """Return what is said of an exception."""
        return failure_of(error, tb, self.root)

    def interrupt(self):
        """Record the test at work as one that never ends."""
        if self.name is not None:
            self.depth = 1
            self.end("hung", {"type": "TimeUp", "message": "", "frames": frames_here(self.root)})

    def write(self, record):
        data = (json.dumps(record) + "\n").encode()
        view = memoryview(data)
        while view:
            view = view[os.write(self.out, view) :]

    def finish(self):
        if self.coverage is not None:
            self.coverage.stop()
            self.write({"lines": self.coverage.take_lines()})
        if self.trace:
            self.write({"modules": foreign_modules(self.root)})
        self.write({"end": True})
        os._exit(0)

    def arm(self, seconds):
        """Let the time of the process run out; the signal's handler decides what that means."""
        import signal

        signal.setitimer(signal.ITIMER_PROF, seconds, 0.5 if seconds else 0)
        signal.setitimer(signal.ITIMER_REAL, seconds * 4 + 1 if seconds else 0, 0.5 if seconds else 0)


class Tracer:
    """Collects executed lines of the files under a folder, and calls that enter the program from a test."""

    def __init__(self, root, most=None):
        self.root = root
        self.left = most  # events until counting ends; None: it goes on
        self.lines = {}
        self.calls = []
        self.seen = set()
        self.wanted = {}  # file name of a code object -> whether it is traced

    def start(self):
        self.lines = {}
        threading.settrace(self._enter)
        sys.settrace(self._enter)

    def stop(self):
        sys.settrace(None)
        threading.settrace(None)

    def take_lines(self):
        lines, self.lines = self.lines, {}
        return {name: {str(line): count for line, count in counts.items()} for name, counts in lines.items()}

    def take_calls(self):
        calls, self.calls = self.calls, []
        return calls

    def _enter(self, frame, event, arg):
        code = frame.f_code
        name = code.co_filename
        wanted = self.wanted.get(name)
        if wanted is None:
            wanted = self.wanted[name] = of_program(name, self.root) and not name.startswith("<")
        if not wanted:
            return None
        counts = self.lines.get(name)
        if counts is None:
            counts = self.lines[name] = {}
        if len(self.seen) < CALLS:
            caller = frame.f_back
            if (
                caller is not None
                and caller.f_code.co_filename != name
                and is_test(caller.f_code.co_filename)
            ):
                self._keep_call(frame)

        def line(frame, event, arg):
            if event == "line":
                number = frame.f_lineno
                counts[number] = counts.get(number, 0) + 1
            return line

        def line_of_some(frame, event, arg):
            self.left -= 1
            if self.left <= 0:
                self.stop()
                return None
            line(frame, event, arg)
            return line_of_some

        if self.left is not None:
            return line_of_some

        return line

    def _keep_call(self, frame):
        """Keep the arguments of a call when their text alone can make them again."""
        code = frame.f_code
        if code.co_name.startswith("<"):
            return
        count = code.co_argcount + code.co_kwonlyargcount
        arguments = []
        for name in code.co_varnames[:count]:
            value = frame.f_locals.get(name)
            text = literal(value)
            if text is None:
                return
            arguments.append([name, text])
        if code.co_flags & 0x0C:  # *args or **kwargs
            return
        call = [code.co_filename, code.co_firstlineno, code.co_name, arguments]
        key = json.dumps(call)
        if key not in self.seen:
            self.seen.add(key)
            self.calls.append(call)


_PLAIN = (int, float, bool, str, bytes, type(None), complex)


def literal(value, depth=0):
    """Return the source text of a value built from literals alone, or None."""
    if type(value) in _PLAIN:
        text = repr(value)
        return text if len(text) <= _ARGUMENT and text not in ("nan", "inf", "-inf") else None
    if depth > 4 or type(value) not in (list, tuple, dict, set) or len(value) > 60:
        return None
    parts = []
    for part in value:
        text = literal(part, depth + 1)
        if text is None:
            return None
        if type(value) is dict:
            held = literal(value[part], depth + 1)
            if held is None:
                return None
            text = text + ": " + held
        parts.append(text)
    inner = ", ".join(parts)
    if len(inner) > _ARGUMENT:
        return None
    if type(value) is list:
        return "[" + inner + "]"
    if type(value) is tuple:
        return "(" + inner + ("," if len(parts) == 1 else "") + ")"
    if type(value) is set:
        return "{" + inner + "}" if parts else "set()"
    return "{" + inner + "}"


def is_test(path):
    """Whether a file holds tests, by the names that pytest and unittest look for."""
    name = os.path.basename(path)
    return name.startswith("test") or name.endswith("_test.py") or name == "conftest.py"


def of_program(name, root):
    """Return whether a file is the user's own: these modules may lie in the same workspace, as packages may."""
    path = os.path.abspath(name)
    return path.startswith(root) and "site-packages" not in path and not path.startswith(_OWN)


def failure_of(error, tb, root):
    """Return what is said of an exception: type, message and the frames in the workspace, deepest last."""
    frames = []
    while tb is not None:
        code = tb.tb_frame.f_code
        if of_program(code.co_filename, root):
            frames.append([code.co_filename, tb.tb_lineno, code.co_name])
        tb = tb.tb_next
    try:
        message = str(error)
    except BaseException:  # code of the user
        message = ""
    if len(frames) > FRAMES:
        frames = frames[: FRAMES // 2] + frames[-FRAMES // 2 :]
    return {"type": type(error).__name__, "message": message[:TEXT], "frames": frames}


def status_of(error):
    """Return the status that an exception gives a test."""
    if isinstance(error, TimeUp):
        return "hung"
    return "failed" if isinstance(error, AssertionError) else "error"


def foreign_modules(root):
    """Return the names of loaded modules that are no part of the workspace, in the order they were loaded."""
    names = []
    for name, module in list(sys.modules.items()):
        file = getattr(module, "__file__", None)
        if file and not os.path.abspath(file).startswith(root) and name != "__main__":
            if not name.startswith("debugassist_child"):
                names.append(name)
    return names


def frames_here(root):
    """Return the frames of the workspace on this thread's stack, deepest last."""
    frames = []
    frame = sys._getframe(1)
    while frame is not None:
        if of_program(frame.f_code.co_filename, root):
            frames.append([frame.f_code.co_filename, frame.f_lineno, frame.f_code.co_name])
        frame = frame.f_back
    return frames[::-1][-FRAMES:]
