"""How does one server answer requests at once: which process forks which, and what does each one wait for?

A lane is a process that answers one request after another, each in a forked child. Cold lanes have only
imported the test runner and foreign modules; a child of theirs loads program and tests itself. Warm lanes have
collected the tests with pytest, and a child of theirs only swaps the code of a changed function.
"""

import ctypes
import gc
import io
import json
import os
import select
import signal
import sys
import time

from debugassist_child import (
    batches,
    functions,
    guard,
    loading,
    probes,
    pytests,
    recorder,
    scripts,
    sources,
    state,
    surveys,
)
from debugassist_child.board import Board

MEMORY = 1500000000  # bytes that a child may have beyond what its lane has
MEMORY_OF_MANY = 700000000  # for one that tries many candidates: those that grow without end fail sooner
MEMORY_UNCHANGED = 4000000000  # for the program as it is, whose hundred threads may reserve as much
OUTPUT = 20000  # bytes of what a program prints that are told


def main(text):
    """Serve until the pipes are closed."""
    config = json.loads(text)
    root = config["root"]
    os.chdir(config["cwd"])
    _silence()
    surveys.install()
    sources.install(root)
    sources.watch_writes(root)
    guard.install()
    sources.preload(config["preload"])
    config["pytest"] = config["plan"]["runner"] == "pytest"
    if config["pytest"]:
        if not pytests.load():
            _write(
                config["cold"][0][1], {"ready": False, "missing": True, "error": "pytest is not installed"}
            )
            return
    else:
        import doctest
        import unittest

        assert doctest
        assert unittest
    sources.compile_all(config["sources"])
    sys.dont_write_bytecode = True
    gc.collect()
    gc.freeze()
    if config["warm"] and config["pytest"] and os.fork() == 0:
        _follow()
        _keep(config["warm"], config["cold"])
        _warm(config)
        os._exit(0)
    _keep(config["cold"], config["warm"])
    lane = _spread(config["cold"])
    if lane is not None:
        _serve(lane, lambda *asked: _cold(config, *asked), config["folders"])
    os._exit(0)


def _follow():
    """Have the kernel end this process with the one that forked it, where the kernel can."""
    try:
        ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG
    except (AttributeError, OSError):
        pass


def _silence():
    """The program's output must not reach ours; it reads an empty input."""
    null = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(null, descriptor)


def _keep(ours, others):
    for pair in others:
        for descriptor in pair:
            if all(descriptor not in own for own in ours):
                os.close(descriptor)


def _spread(pairs):
    """Fork one process per lane; return the lane of this process, None in the one that only waits for them."""
    children = []
    for pair in pairs:
        pid = os.fork()
        if pid == 0:
            _follow()
            for other in pairs:
                if other is not pair:
                    os.close(other[0])
                    os.close(other[1])
            return pair
        children.append(pid)
    for pair in pairs:
        os.close(pair[0])
        os.close(pair[1])
    for pid in children:
        os.waitpid(pid, 0)
    return None


def _warm(config):
    """Collect once, then serve from inside pytest's loop."""
    first = config["warm"][0][1]

    def serve(plugin):
        sources.wrote = False  # by pytest or a plugin, for themselves: every child finds it so
        held = functions.Functions(config["root"])
        before = state.State(config["root"])
        gc.collect()
        gc.freeze()
        imported = [list(place) for place in loaded.ran]
        for pair in config["warm"]:
            _write(pair[1], {"ready": True, "tests": list(plugin.items), "at_import": imported})
        lane = _spread(config["warm"])
        if lane is not None:
            _serve(lane, lambda *asked: _hot(config, plugin, held, before, *asked), config["folders"])
        os._exit(0)

    loaded = loading.Loading(config["root"])
    if config["changing"]:
        loaded.install()
    plugin = pytests.Plugin(config["root"], serve)
    try:
        pytests.main(config["plan"]["args"], plugin, rewrite=config["rewrite"])
    except BaseException as error:  # code of the user: conftest, plugins
        plugin.collect_errors.append("%s: %s" % (type(error).__name__, error))
    text = "\n".join(plugin.collect_errors)[-4000:]
    for pair in config["warm"]:
        _write(pair[1], {"ready": False, "error": text})
    return first


def _hot(config, plugin, held, before, request, out, told):
    """In a child of a warm lane: swap the function, run the tests."""
    if "changes" in request:
        gc.disable()
        batches.functions(plugin, held, before, request, told.write)
        _write(out, {"end": True})
        os._exit(0)
    change = request.get("function")
    if change is not None:
        try:
            fits = held.replace(change["path"], change["first"], change["name"], change["source"])
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            fits = False
        if not fits:
            _write(out, {"refused": True})
            return
    if "probes" in request:
        _probe(request, out, told)
        return
    plugin.recorder = _recorder(config, request, out)
    _guarded(plugin.recorder, lambda: _run_items(plugin, request))


def _probe(request, out, told):
    """Ask the program that is loaded here, and end."""
    gc.disable()
    clock = batches.Clock(request["cpu"], request["wall"])
    probes.ask(request, clock, told.write)
    _write(out, {"end": True})
    os._exit(0)


def _run_items(plugin, request):
    known = request.get("failing") or []
    if "limits" in request:
        patience = surveys.Patience(request.get("soon"), always=bool(request.get("trace")))
        plugin.run_until(request.get("tests") or list(plugin.items), patience.is_over)
    elif plugin.run_all(known):
        if plugin.run_all(request.get("passing") or [], until_failure=True):
            plugin.recorder.write({"all": True})


def _cold(config, request, out, told):
    """In a child of a cold lane: put the sources in place, load program and tests, run them."""
    if "changes" in request:
        gc.disable()
        batches.programs(config, request, told.write)
        _write(out, {"end": True})
        os._exit(0)
    sources.change(request.get("files") or {})
    if "probes" in request:
        _cold_probe(config, request, out, told)
        return
    kept = _recorder(config, request, out)
    if not config["pytest"]:
        kept.inner_failed = False
        kept.known = None if request.get("trace") else set(request.get("failing") or ())
        scripts.watch(kept, request.get("failing") or ())
        printed = _Printed() if request.get("observe") else None
        _guarded(kept, lambda: _told(kept, printed, lambda: scripts.run(config["plan"], kept)))
        return

    def serve(plugin):
        plugin.recorder = kept
        _run_items(plugin, request)
        kept.finish()

    plugin = pytests.Plugin(config["root"], serve)
    _guarded(kept, lambda: pytests.main(config["plan"]["args"], plugin, rewrite=False))
    kept.write({"broken": "\n".join(plugin.collect_errors)[-2000:]})


def _cold_probe(config, request, out, told):
    """Load program and tests by what the command runs, then ask."""
    if config["pytest"]:
        plugin = pytests.Plugin(config["root"], lambda plugin: _probe(request, out, told))
        pytests.main(config["plan"]["args"], plugin, rewrite=False)
        return
    verdicts = batches.Verdicts(set(request["failing"]))
    scripts.watch(verdicts, request["failing"])
    clock = batches.Clock(request["load"], request["load"] * 4)
    clock.start()
    try:
        scripts.run(config["plan"], verdicts)
    except BaseException:  # code of the user, a time-out, a test that must not fail
        clock.late = True
    clock.stop()
    _probe(request, out, told)


class _Printed:
    """Keeps what a program prints, instead of standard output."""

    def __init__(self):
        self.bytes = io.BytesIO()
        sys.stdout = io.TextIOWrapper(self.bytes, encoding="utf-8", write_through=True)
        self.wrapper = sys.stdout  # closing it, as dropping it would, closes the bytes too

    def text(self):
        return "" if self.bytes.closed else self.bytes.getvalue()[:OUTPUT].decode("utf-8", "replace")


def _told(kept, printed, action):
    try:
        action()
    finally:
        if printed is not None:
            kept.write({"output": printed.text()})


def _recorder(config, request, out):
    trace = bool(request.get("trace"))
    kept = recorder.Recorder(out, config["root"], trace=trace, limits=request.get("limits"))

    def time_is_up(number, frame):
        if kept.overtime:
            kept.interrupt()
            os._exit(0)
        kept.overtime = True
        raise recorder.TimeUp

    kept.overtime = False
    if kept.limits is not None:
        signal.signal(signal.SIGPROF, time_is_up)
        signal.signal(signal.SIGALRM, time_is_up)
    else:
        gc.disable()  # a collection would touch, and so copy, every page shared with the lane
        signal.setitimer(signal.ITIMER_PROF, request.get("cpu", 1.0))
    if request.get("observe"):
        kept.cover()
    return kept


def _guarded(kept, action):
    try:
        action()
    except recorder.Enough:
        pass
    except BaseException as error:  # code of the user
        kept.write({"broken": "%s: %s" % (type(error).__name__, str(error)[:500])})
    kept.finish()


def _serve(lane, answer, folders):
    """Answer requests until the pipe is closed."""
    reader, writer = lane
    told = Board()
    buffer = b""
    while True:
        while b"\n" not in buffer:
            data = os.read(reader, 1 << 16)
            if not data:
                return
            buffer += data
        line, _, buffer = buffer.partition(b"\n")
        request = json.loads(line)
        _write(writer, _one(request, answer, lane, folders, told))


def _one(request, answer, lane, folders, told):
    """Fork a child for one request; return its records and how it ended."""
    told.clear()
    near, far = os.pipe()
    started = time.time()
    pid = os.fork()
    if pid == 0:
        try:
            _follow()
            os.setpgid(0, 0)
            os.close(near)
            for descriptor in lane:
                os.close(descriptor)
            unchanged = MEMORY_UNCHANGED if "limits" in request else MEMORY
            guard.limit(MEMORY_OF_MANY if "changes" in request else unchanged)
            guard.restrict(folders)
            answer(request, far, told)
        finally:
            os._exit(70)
    os.close(far)
    try:
        os.setpgid(pid, pid)
    except OSError:
        pass
    anew = "changes" in request or "probes" in request
    text, late = _read(near, request.get("wall", 10.0) + anew, told if anew else None)
    os.close(near)
    try:
        os.killpg(pid, signal.SIGKILL)
    except OSError:
        pass
    _, status, used = os.wait4(pid, 0)
    records = []
    for line in (told.text() + text).split(b"\n"):
        try:
            records.append(json.loads(line.decode()))
        except ValueError:
            continue
    if records and records[-1].get("end"):
        end = "done"
        records.pop()
    elif late or (os.WIFSIGNALED(status) and os.WTERMSIG(status) in (signal.SIGPROF, signal.SIGXCPU)):
        end = "hung"
    else:
        end = "died"
    cpu = used.ru_utime + used.ru_stime
    return {"id": request["id"], "end": end, "records": records, "seconds": time.time() - started, "cpu": cpu}


def _read(descriptor, seconds, told=None):
    """Read to the end of what a child writes, its own last word included; return it and whether time ran out.

    With `told` the time begins again with each record, there or in what is read.
    """
    parts = []
    known = 0
    deadline = time.time() + seconds
    while True:
        left = deadline - time.time()
        ready = select.select([descriptor], [], [], max(0, left))[0]
        if not ready:
            if told is None or len(told) == known:
                return b"".join(parts), True
            known = len(told)
            deadline = time.time() + seconds
            continue
        data = os.read(descriptor, 1 << 16)
        if not data:
            return b"".join(parts), False
        parts.append(data)
        if told is not None:
            deadline = time.time() + seconds
        if data.endswith(b'{"end": true}\n'):
            return b"".join(parts), False


def _write(descriptor, record):
    view = memoryview((json.dumps(record) + "\n").encode())
    while view:
        view = view[os.write(descriptor, view) :]
