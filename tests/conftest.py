"""Every test is cut off from the machine: its own home, no configuration, no sockets but loopback."""

import gc
import logging
import os
import socket
import warnings
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

_LOOPBACK = ("127.0.0.1", "::1", "localhost")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """Three workers for two cores: a third of the time a test waits, for a child, a screen or a server."""
    return max(1, (os.cpu_count() or 1) * 3 // 2)


def pytest_collection_finish() -> None:
    """Thousands of collected tests are looked through neither by the collector nor by the children that tests fork."""
    gc.collect()
    gc.freeze()


class _Loud(logging.Handler):
    """What would only be written to the log is a warning here, and so an error."""

    def emit(self, record: logging.LogRecord) -> None:
        warnings.warn(record.getMessage(), RuntimeWarning, stacklevel=2)


def pytest_configure() -> None:
    """Nobody reads the log of a test; and no clock fails one: the machine may be busy."""
    settings.register_profile("house", deadline=None)
    settings.load_profile("house")
    logging.getLogger("debugassist").addHandler(_Loud())


@pytest.fixture(scope="session")
def homes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Folders that are still to be made. For a number of its own, pytest would look through all there are, at each test."""
    folder = tmp_path_factory.mktemp("homes")
    return (folder / str(number) for number in count())


@pytest.fixture(autouse=True)
def own_home(homes: Iterator[Path], monkeypatch: pytest.MonkeyPatch) -> Path:
    """HOME and the XDG folders are empty and the test's own."""
    home = next(homes)
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    for name, folder in (("CONFIG", ".config"), ("CACHE", ".cache"), ("STATE", ".state"), ("DATA", ".data")):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(home / folder))
    for name in (
        "NO_COLOR",
        "FORCE_COLOR",
        "DEBUGASSIST_CONFIG",
        "OLLAMA_HOST",
        "ANTHROPIC_BASE_URL",
        "GIT_DIR",
        "GIT_INDEX_FILE",
        "GIT_WORK_TREE",
        "PYTHONBREAKPOINT",
    ):
        monkeypatch.delenv(name, raising=False)
    # What these tests themselves need of plugins costs each pytest that they start two to three seconds.
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    monkeypatch.setenv("GIT_AUTHOR_NAME", "Test")
    monkeypatch.setenv("GIT_AUTHOR_EMAIL", "test@example.org")
    monkeypatch.setenv("GIT_COMMITTER_NAME", "Test")
    monkeypatch.setenv("GIT_COMMITTER_EMAIL", "test@example.org")
    return home


@pytest.fixture(autouse=True)
def shut_sockets(monkeypatch: pytest.MonkeyPatch) -> None:
    """A connection to anywhere but loopback fails the test."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        if isinstance(address, tuple) and address[0] not in _LOOPBACK:
            raise AssertionError(f"a test tried to reach {address}")
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)
