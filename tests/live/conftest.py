"""A real server with a real small model, and a real browser, for the tests of this folder only: `make test-live`.

Without DEBUGASSIST_LIVE they are left out. With it each skip says why, and a run in which every test of the model was
skipped fails: else nobody would notice that nothing is tested any more.
"""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.live.browser import prepare_browser
from tests.live.ollama_server import NotHere, ollama_server

_WANTED = "DEBUGASSIST_LIVE"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave the tests out where nobody asked for them."""
    if not os.environ.get(_WANTED):
        skip = pytest.mark.skip(reason="`make test-live` runs it")
        for item in items:
            if "tests/live/" in item.nodeid:
                item.add_marker(skip)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fail a run that was asked for and in which nothing ran."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if not os.environ.get(_WANTED) or reporter is None:
        return
    asked = {item.nodeid for item in session.items if "host" in getattr(item, "fixturenames", ())}
    if asked and not any(one.nodeid in asked for one in reporter.stats.get("passed", ())):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.fixture(scope="session")
def host() -> Iterator[str]:
    """The address of a server that has the model."""
    try:
        with ollama_server() as url:
            yield url
    except NotHere as reason:
        pytest.skip(str(reason))


@pytest.fixture(scope="session")
def chromium() -> Path:
    """The program of a real browser."""
    try:
        return prepare_browser()
    except NotHere as reason:
        pytest.skip(str(reason))
