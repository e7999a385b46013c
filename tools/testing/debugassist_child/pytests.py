"""How are pytest's tests collected once and then run in any order, in any number of forked children?"""

import os
import sys
from contextlib import suppress

from debugassist_child import plain
from debugassist_child import recorder as recording


class Plugin:
    """Takes over pytest's loop: `serve(plugin)` is called with everything collected, and runs what it likes."""

    def __init__(self, root, serve):
        self.root = root.rstrip(os.sep) + os.sep
        self.serve = serve
        self.items = {}
        self.collect_errors = []
        self.served = False
        self.recorder = None
        self.plain = {}
        self.status = "passed"
        self.failure = None

    def pytest_load_initial_conftests(self, early_config, parser, args):
        """No test in another process, no lines counted twice: said only to plugins that the user lets pytest load."""
        if early_config.pluginmanager.hasplugin("xdist"):
            args.append("-n0")
        if early_config.pluginmanager.hasplugin("pytest_cov"):
            args.append("--no-cov")
            early_config.known_args_namespace.no_cov = True  # it has read the words already
        yield

    def pytest_runtestloop(self, session):
        if self.served:
            return True
        if session.testsfailed and not session.items:
            return True
        self.served = True
        self.items = {item.nodeid: item for item in session.items}
        self.serve(self)
        return True

    def pytest_collectreport(self, report):
        if report.failed:
            self.collect_errors.append("%s: %s" % (report.nodeid, str(report.longrepr)[-recording.TEXT :]))

    def pytest_internalerror(self, excrepr, excinfo):
        """A defect of a plugin or of ours: told, else nobody would know why nothing was served."""
        self.collect_errors.append(str(excrepr)[-recording.TEXT :])

    def pytest_runtest_makereport(self, item, call):
        """Keep the exception; format nothing, which takes longer than most tests."""
        held = getattr(item, "_excinfo", None)  # where pytest keeps what a unittest has caught itself
        excinfo = held[0] if held else call.excinfo
        if excinfo is None:
            return None
        import pytest

        if isinstance(excinfo.value, (pytest.skip.Exception, pytest.xfail.Exception)):
            return None
        if item.get_closest_marker("xfail") is not None:
            return None
        if self.failure is None:
            error = excinfo.value
            self.status = recording.status_of(error)
            self.failure = self.recorder.describe(error, excinfo.tb)
            _add_doctest(self.failure, error)
            if self.status == "error" and _is_check(error):
                self.status = "failed"
        from _pytest.reports import TestReport

        return TestReport(
            nodeid=item.nodeid,
            location=item.location,
            keywords={},
            outcome="failed",
            longrepr="",
            when=call.when,
            sections=[],
            duration=0.0,
        )

    def pytest_configure(self, config):
        """What is measured need not be run a thousand times: an option of pytest-benchmark, where it is there."""
        if hasattr(config.option, "benchmark_disable"):
            config.option.benchmark_disable = True

    def pytest_runtest_logreport(self, report):
        if report.failed and self.failure is None:
            self.status = "failed"
            self.failure = {"type": "Failed", "message": str(report.longrepr)[: recording.TEXT], "frames": []}
        elif report.skipped and self.status == "passed":
            self.status = "skipped"

    def run(self, name, following=None):
        """Run one test with its fixtures and return its status."""
        item = self.items[name]
        self.status, self.failure = "passed", None
        self.recorder.begin(name)
        direct = self.plain.get(name)
        if direct is None:
            direct = self.plain[name] = not self.recorder.trace and plain.is_plain(item, self.root)
        if direct:
            self._call(item)
            self.recorder.end(self.status, self.failure)
            return self.status
        _clear(item)
        nextitem = self.items[following] if following else None
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=nextitem)
        self.recorder.end(self.status, self.failure)
        return self.status

    def _call(self, item):
        """Call a test that needs nothing of pytest."""
        try:
            plain.call(item)
        except BaseException as error:  # code of the user
            import unittest

            import pytest

            if isinstance(error, (pytest.skip.Exception, unittest.SkipTest)):
                self.status = "skipped"
                return
            self.status = "failed" if _is_check(error) else recording.status_of(error)
            self.failure = self.recorder.describe(error, error.__traceback__)

    def run_until(self, names, over):
        """Run tests one after another until `over(status)` says that what is known is enough."""
        names = [name for name in names if name in self.items]
        for name, following in zip(names, [*names[1:], None]):
            if over(self.run(name, following)):
                return

    def run_all(self, names, until_failure=False):
        """Run tests one after another; return whether none failed."""
        names = [name for name in names if name in self.items]
        fine = True
        for index, name in enumerate(names):
            status = self.run(name, names[index + 1] if index + 1 < len(names) else None)
            if status in ("failed", "error", "hung"):
                fine = False
                if until_failure:
                    return False
        return fine


def _clear(item):
    """Tear down what a test needs nothing of: those called without pytest, or broken off, leave it standing."""
    state = item.session._setupstate
    if set(state.stack) - set(item.listchain()):
        with suppress(Exception):  # of a fixture, whose test has ended
            state.teardown_exact(item)


def _is_check(error):
    import pytest

    return isinstance(error, pytest.fail.Exception) or type(error).__name__ == "DocTestFailure"


def _add_doctest(failure, error):
    if type(error).__name__ == "MultipleDoctestFailures":
        error = error.failures[0]
    example, got = getattr(error, "example", None), getattr(error, "got", None)
    if example is not None and got is not None:
        failure["message"] = "expected %r, got %r" % (example.want, got)


def load():
    """Import pytest ahead; return whether it is there."""
    try:
        import pytest
    except ImportError:
        return False
    import _pytest.assertion.rewrite
    import _pytest.doctest
    import _pytest.junitxml
    import _pytest.unittest  # noqa

    return pytest is not None


def main(arguments, plugin, rewrite):
    """Collect with the user's own configuration and hand the loop to the plugin; return pytest's exit code."""
    import pytest

    args = list(arguments)
    args += ["-p", "no:cacheprovider", "-p", "no:randomly", "-p", "no:faulthandler"]
    if not rewrite:
        args += ["--assert=plain"]
    hook = pytest.hookimpl(tryfirst=True)
    early = pytest.hookimpl(hookwrapper=True)
    plugin.__class__.pytest_load_initial_conftests = early(plugin.__class__.pytest_load_initial_conftests)
    plugin.__class__.pytest_configure = hook(plugin.__class__.pytest_configure)
    plugin.__class__.pytest_runtestloop = hook(plugin.__class__.pytest_runtestloop)
    plugin.__class__.pytest_runtest_makereport = hook(plugin.__class__.pytest_runtest_makereport)
    sys.argv = ["pytest", *arguments]
    if os.getcwd() not in sys.path:
        sys.path.insert(0, os.getcwd())  # as `python -m pytest` has it
    return int(pytest.main(args, plugins=[plugin]))
