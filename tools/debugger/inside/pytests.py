"""PYTEST_DONT_REWRITE. Which test failed, and what did its exception hold at that moment?"""

from __future__ import annotations

import pytest

from . import hooks

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class Plugin:
    """Stops at the first failing test, and lists the others."""

    @pytest.hookimpl(tryfirst=True)
    def pytest_configure(self, config: Any) -> None:
        """Keep the tests in this process, where their exceptions can be looked at."""
        if hasattr(config.option, "dist"):
            config.option.dist = "no"
            config.option.tx = []
            config.option.numprocesses = 0

    @pytest.hookimpl(trylast=True)
    def pytest_exception_interact(self, node: Any, call: Any, report: Any) -> None:
        """Look at an exception that made a test, or the collection of tests, fail."""
        error = call.excinfo.value
        if type(error).__name__ == "CollectError" and error.__cause__ is not None:
            error = error.__cause__  # pytest only retells it
        hooks.stop("test", error, str(getattr(node, "nodeid", "")))

    def pytest_runtest_logreport(self, report: Any) -> None:
        """List what failed."""
        if report.failed:
            hooks.send({"event": "test", "test": str(report.nodeid), "when": str(report.when)})

    def pytest_collectreport(self, report: Any) -> None:
        """List what could not be collected."""
        if report.failed:
            hooks.send({"event": "test", "test": str(report.nodeid), "when": "collect"})
