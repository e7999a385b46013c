"""How are many candidates tried in one child, one after another, without one of them spoiling the next?

Functions get their code back and the state is put back after each; a script starts each time with modules of its
own. Where that fails the child ends with the word `stop`, and what is left goes to a fresh one. The caller tries
what passed once more in a child that has run nothing else.
"""

import os
import signal
import sys

from debugassist_child import recorder as recording
from debugassist_child import reloads, scripts, sources, state

_GRACE = 0.5  # seconds of the processor after which a candidate that swallows its time-out ends the child


class Verdicts:
    """Takes the place of the recorder: keeps how each test ended and nothing else."""

    trace = False

    def __init__(self, known):
        self.known = known  # names of the tests that failed before
        self.clear()

    def clear(self):
        self.good, self.bad = set(), set()
        self.name, self.depth = None, 0
        self.inner_failed = False

    def begin(self, name):
        self.depth += 1
        if self.depth == 1:
            self.name = name

    def end(self, status, failure=None):
        self.depth -= 1
        if self.depth:
            return
        if status in recording.BAD:
            self.bad.add(self.name)
            # What has used up its time once does so in the next test as well, and that ends the whole child.
            if self.name not in self.known or status == "hung":
                raise recording.Enough
        else:
            self.good.add(self.name)

    def describe(self, error, tb):
        """What nobody reads takes no time."""
        return {"type": type(error).__name__, "message": "", "frames": []}


class Clock:
    """Ends a candidate that takes too long: first by an exception, then with the whole child."""

    def __init__(self, cpu, wall):
        self.cpu, self.wall = cpu, wall
        self.running = self.late = False
        signal.signal(signal.SIGPROF, self._ring)
        signal.signal(signal.SIGALRM, self._ring)

    def _ring(self, number, frame):
        if not self.running:
            return
        if self.late:
            os._exit(71)
        self.late = True
        raise recording.TimeUp

    def start(self):
        self.running, self.late = True, False
        signal.setitimer(signal.ITIMER_VIRTUAL, self.cpu + _GRACE)  # nothing handles it: it kills
        signal.setitimer(signal.ITIMER_PROF, self.cpu, _GRACE / 2)
        signal.setitimer(signal.ITIMER_REAL, self.wall, _GRACE)

    def stop(self):
        self.running = False
        for timer in (signal.ITIMER_PROF, signal.ITIMER_REAL, signal.ITIMER_VIRTUAL):
            signal.setitimer(timer, 0)


def functions(plugin, held, before, request, write):
    """Try changed functions on collected tests; `before` is the state that the lane was in."""
    verdicts = plugin.recorder = Verdicts(set(request["failing"]))
    names = list(request["failing"]), list(request["passing"])

    def run(change):
        try:
            if "text" in change:
                fits = reloads.reload(held, change["path"], change["text"])
            else:
                fits = held.replace(change["path"], change["first"], change["name"], change["source"])
        except (recording.TimeUp, recording.Enough):
            raise
        except BaseException:  # no Python, or code of the user that runs while it is loaded
            return "text" in change  # a program that does not load passes no test
        if not fits:
            return False
        if plugin.run_all(names[0]):
            plugin.run_all(names[1], until_failure=True)
        return True

    def undo():
        held.put_back()
        return before.put_back()

    _each(request, verdicts, run, undo, write, before.whole)


def programs(config, request, write):
    """Try changed files by running a script that imports them."""
    verdicts = Verdicts(set(request["failing"]))
    root = config["root"].rstrip(os.sep) + os.sep
    loaded = set(sys.modules)
    before = state.State(config["root"])
    scripts.watch(verdicts, request["failing"])

    def run(change):
        sources.change(change["files"])
        scripts.run(config["plan"], verdicts)
        return True

    def undo():
        sources.reset()
        for name in [name for name in sys.modules if name not in loaded]:
            file = getattr(sys.modules[name], "__file__", None)
            if not isinstance(file, str) or os.path.abspath(file).startswith(root):
                del sys.modules[name]
        before.modules = len(sys.modules)
        return before.put_back()

    _each(request, verdicts, run, undo, write, True)


def _each(request, verdicts, run, undo, write, whole):
    clock = Clock(request["cpu"], request["wall"])
    for number, change in enumerate(request["changes"]):
        verdicts.clear()
        record = {"n": number, "refused": False}
        clock.start()
        try:
            record["refused"] = not run(change)
        except BaseException:  # code of the user, a time-out, the first test that must not fail
            verdicts.bad.add("")
        clock.stop()
        wanted = (*request["failing"], *request["passing"])
        record["passed"] = not verdicts.bad and verdicts.good.issuperset(wanted) and not record["refused"]
        record["fixed"] = [name for name in request["failing"] if name in verdicts.good - verdicts.bad]
        record["hung"] = clock.late
        clean = undo() and not sources.wrote
        room = write(record)
        if sources.wrote:
            write({"wrote": True})
        if not (clean and whole and room):
            write({"stop": True})
            return
