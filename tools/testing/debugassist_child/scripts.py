"""How are a script's own checks seen one by one: its unittests, doctests, asserts and exit code?"""

import ast
import os
import sys
import threading
import types

from debugassist_child import recorder as recording
from debugassist_child import sources

EXIT = "the program's own exit"


def watch(recorder, order=()):
    """Have unittest and doctest tell the recorder of each test; unittests named in `order` come first, as given."""
    _watch_unittest(recorder, list(order))
    _watch_doctest(recorder)


def run(plan, recorder):
    """Run a script or a module as `__main__`, as plain Python would, and record each check that it makes.

    Needs `watch` before. Never raises what the program raises.
    """
    sys.argv = [plan.get("script") or plan["module"], *plan["args"]]
    in_threads = []
    threading.excepthook = in_threads.append  # else a thread would fail and the program still end well
    recorder.begin(EXIT)
    status, failure = "passed", None
    try:
        if plan.get("script"):
            _run_file(os.path.abspath(plan["script"]), recorder, plan)
        else:
            _run_module(plan["module"])
    except recording.Enough:
        raise
    except SystemExit as stopped:
        if stopped.code not in (None, 0):
            status = "failed"
            text = stopped.code if isinstance(stopped.code, str) else "exit code %s" % (stopped.code,)
            failure = recorder.describe(stopped, stopped.__traceback__)
            failure["message"] = str(text)[: recording.TEXT]
    except BaseException as error:  # code of the user
        status = recording.status_of(error)
        failure = recorder.describe(error, error.__traceback__)
    if status == "passed" and in_threads:
        status = "error"
        failure = recorder.describe(in_threads[0].exc_value, in_threads[0].exc_traceback)
    while recorder.depth > 1:  # a check inside was cut short
        recorder.depth -= 1
    if status == "failed" and recorder.inner_failed and failure["type"] == "SystemExit":
        status, failure = "passed", None  # it only repeats what the checks inside have said
    if not recorder.depth:  # a runner has closed what was open
        recorder.begin(EXIT)
    recorder.end(status, failure)


def _run_file(path, recorder, plan):
    sys.path[0:0] = [os.path.dirname(path)]
    module = types.ModuleType("__main__")
    module.__file__ = path
    module.__builtins__ = __builtins__
    module.__loader__ = None
    sys.modules["__main__"] = module
    if recorder.trace or plan.get("apart"):
        tree = ast.parse(sources.source_of(path), path)
        if any(isinstance(node, ast.Assert) for node in ast.walk(tree)):
            tree = _Checks().visit(tree)
            module.__dict__["__debugassist_check__"] = _Check(recorder)
        exec(compile(ast.fix_missing_locations(tree), path, "exec", dont_inherit=True), module.__dict__)
    else:
        exec(sources.code_of(path), module.__dict__)


def _run_module(name):
    import runpy

    sys.path[0:0] = [os.getcwd()]
    if name == "doctest":  # run as a module it would define its runner again, unwatched
        import doctest

        sys.exit(doctest._test())
    runpy.run_module(name, run_name="__main__", alter_sys=True)


class _Checks(ast.NodeTransformer):
    """Turns every assert of a script into a test of its own, after which the script goes on."""

    def visit_Assert(self, node):
        guard = ast.Call(
            func=ast.Name(id="__debugassist_check__", ctx=ast.Load()),
            args=[ast.Constant(node.lineno)],
            keywords=[],
        )
        return ast.copy_location(
            ast.With(items=[ast.withitem(context_expr=guard, optional_vars=None)], body=[node]), node
        )


class _Check:
    """Closes the running test at an assert and opens the next one."""

    def __init__(self, recorder):
        self.recorder = recorder
        self.count = {}

    def __call__(self, line):
        self.line = line
        return self

    def __enter__(self):
        return self

    def __exit__(self, kind, error, tb):
        if error is not None and not isinstance(error, AssertionError):
            return False
        recorder = self.recorder
        number = self.count[self.line] = self.count.get(self.line, 0) + 1
        if recorder.depth != 1:  # inside a unittest or a doctest, which is the test then
            return False
        recorder.name = "assert at line %d, %d" % (self.line, number)
        if error is None:
            recorder.end("passed")
        else:
            recorder.inner_failed = True
            recorder.end("failed", recorder.describe(error, tb))
        recorder.begin(EXIT)
        return True


def _watch_unittest(recorder, order):
    import unittest

    def run(self, test):
        rank = {name: index for index, name in enumerate(order)}
        cases = sorted(_cases(test), key=lambda case: rank.get(case.id(), len(rank)))
        total = unittest.TestResult()
        for case in cases:
            result = _Result(recorder)
            # A suite of its own runs the fixtures of class and module around it.
            _reset_depth(recorder)
            unittest.TestSuite([case]).run(result)
            result.close(case.id())
            total.testsRun += 1
            total.failures += result.failures
            total.errors += result.errors
        return total

    unittest.TextTestRunner.run = run
    if not recorder.trace:  # nobody reads the differences that an assertion works out
        unittest.case.difflib = types.SimpleNamespace(ndiff=lambda *lines: ())
        unittest.case.pprint = types.SimpleNamespace(pformat=lambda value: "")


def _reset_depth(recorder):
    """A runner's tests are the tests: what ran before them was only loading."""
    recorder.depth = 0


def _cases(suite):
    import unittest

    if isinstance(suite, unittest.TestSuite):
        for part in suite:
            for case in _cases(part):
                yield case
    else:
        yield suite


def _Result(recorder):
    import unittest

    class Result(unittest.TestResult):
        """Tells the recorder of each test."""

        status = "passed"
        failure = None
        begun = False

        def startTest(self, test):
            unittest.TestResult.startTest(self, test)
            self.begun = True
            recorder.begin(test.id())

        def note(self, status, error):
            if self.failure is None:
                self.status = status
                self.failure = recorder.describe(error[1], error[2])

        # The tracebacks that unittest would format take longer than most tests.
        def addFailure(self, test, err):
            self.failures.append((test, ""))
            self.note(recording.status_of(err[1]), err)

        def addError(self, test, err):
            self.errors.append((test, ""))
            self.note(recording.status_of(err[1]), err)

        def addSubTest(self, test, subtest, err):
            if err is not None:
                self.failures.append((test, ""))
                self.note(recording.status_of(err[1]), err)

        def addSkip(self, test, reason):
            unittest.TestResult.addSkip(self, test, reason)
            self.status = "skipped"

        def addUnexpectedSuccess(self, test):
            unittest.TestResult.addUnexpectedSuccess(self, test)
            self.status = "failed"
            self.failure = {"type": "AssertionError", "message": "unexpected success", "frames": []}

        def close(self, name):
            """Tell the recorder the outcome once the fixtures around the test have run too."""
            if not self.begun:
                recorder.begin(name)
            if self.failure is not None:
                recorder.inner_failed = True
            recorder.end(self.status, self.failure)

    return Result()


def _watch_doctest(recorder):
    import doctest

    original_run = doctest.DocTestRunner.run

    def run(self, test, *args, **kwargs):
        if recorder.depth <= 1:
            recorder.depth = 0
            self.debugassist_open = True
        return original_run(self, test, *args, **kwargs)

    def start(self, out, test, example):
        recorder.begin("%s, example at line %d" % (test.name, (test.lineno or 0) + example.lineno + 1))

    def success(self, out, test, example, got):
        recorder.end("passed")

    def failure(self, out, test, example, got):
        recorder.inner_failed = True
        recorder.end("failed", _doctest_failure(test, example, "expected %r, got %r" % (example.want, got)))

    def unexpected(self, out, test, example, exc_info):
        recorder.inner_failed = True
        found = recorder.describe(exc_info[1], exc_info[2])
        recorder.end(recording.status_of(exc_info[1]), found)

    doctest.DocTestRunner.run = run
    doctest.DocTestRunner.report_start = start
    doctest.DocTestRunner.report_success = success
    doctest.DocTestRunner.report_failure = failure
    doctest.DocTestRunner.report_unexpected_exception = unexpected


def _doctest_failure(test, example, message):
    line = (test.lineno or 0) + example.lineno + 1
    return {
        "type": "AssertionError",
        "message": message[: recording.TEXT],
        "frames": [[test.filename or "", line, test.name]],
    }
