"""What is handed on in another form than is asked for, and what classes leave out: only where all signs are there."""

import pytest

from tests.unit.runtime.test_evident_keys import proposed

METHOD = """
class Pupil:
    def gpa(self):
        return 3.5

    def report(self):
        return honours(self.gpa)  # outer


def honours(gpa):
    return gpa >= 3  # here
"""
DAY = """
def after(moment):
    return moment.second  # here


def plan(now):
    return after(now.date())  # outer
"""
CACHED = """
from functools import lru_cache


@lru_cache(maxsize=None)
def steps(path):
    return path.split(".")


def assign(path):
    found = steps(path)
    return found.pop()  # here


assign("a.b")  # outer
"""
EQUAL = """
class Version:
    def __init__(self, key):
        self.key = key

    def __eq__(self, other):
        return self.key == other.key


seen = {Version(1)}  # here
"""
WRAPPED = """
REGISTRY = {}


def command(func):
    REGISTRY[func.__name__] = func
    return func


def logged(func):
    def wrapper(*args):
        return func(*args)
    return wrapper


@command
@logged
def stats():
    pass


REGISTRY["stats"]()  # here
"""
THREADS = """
import threading

_local = threading.local()
_local.stack = []


def push(one):
    _local.stack.append(one)  # here
"""
MANAGED = """
import os


def inside(folder):
    os.chdir(folder)
    yield folder


with inside(".") as here:  # here
    pass
"""
COMPARED = "TypeError: '>=' not supported between instances of 'method' and 'int'"
NO_TIME = "AttributeError: 'datetime.date' object has no attribute 'second'"
EMPTY = "IndexError: pop from empty list"
NO_HASH = "TypeError: unhashable type: 'Version'"
NO_NAME = "KeyError: 'stats'"
NO_STACK = "AttributeError: '_thread._local' object has no attribute 'stack'"
NO_WITH = "TypeError: 'generator' object does not support the context manager protocol"


@pytest.mark.parametrize(
    ("text", "error", "frames", "wanted"),
    [
        (METHOD, COMPARED, [("outer", "report"), ("here", "honours")], "honours(self.gpa())"),
        (DAY, NO_TIME, [("outer", "plan"), ("here", "after")], "return after(now)"),
        (CACHED, EMPTY, [("outer", "<module>"), ("here", "assign")], "found = steps(path).copy()"),
        (EQUAL, NO_HASH, [("here", "<module>")], "    def __hash__(self):\n        return hash(self.key)\n"),
        (WRAPPED, NO_NAME, [("here", "<module>")], "    @wraps(func)\n    def wrapper"),
        (THREADS, NO_STACK, [("here", "push")], "class _Local(threading.local):\n    def __init__(self):\n        self.stack = []\n\n\n_local = _Local()\n"),
        (MANAGED, NO_WITH, [("here", "<module>")], "from contextlib import contextmanager\n\n\n@contextmanager\ndef inside"),
    ],
)  # fmt: skip
def test_what_a_program_speaks_for(text: str, error: str, frames: list[tuple[str, str]], wanted: str) -> None:
    texts, _ = proposed(text, error, *frames, outer=False)

    assert any(wanted in one for one in texts)


@pytest.mark.parametrize(
    ("text", "error", "frames", "never"),
    [
        (METHOD.replace("def gpa", "def mean"), COMPARED, [("outer", "report"), ("here", "honours")], "self.gpa()"),
        (DAY.replace("now.date()", "now.date"), NO_TIME, [("outer", "plan"), ("here", "after")], "after(now)"),
        (CACHED.replace("@lru_cache(maxsize=None)\n", ""), EMPTY, [("outer", "<module>"), ("here", "assign")], ".copy()"),
        (CACHED.replace("steps(path)\n    return found", "list(steps(path))\n    return found"), EMPTY, [("outer", "<module>"), ("here", "assign")], ".copy()"),
        (EQUAL.replace("__eq__", "same"), NO_HASH, [("here", "<module>")], "def __hash__(self):\n        return hash(self.key)"),
        (WRAPPED.replace("func.__name__", "'stats'"), NO_NAME, [("here", "<module>")], "@wraps"),
        (WRAPPED.replace("return func(*args)", "return None"), NO_NAME, [("here", "<module>")], "@wraps"),
        (THREADS.replace("_local.stack = []", "_local.other = []"), NO_STACK, [("here", "push")], "class _Local"),
        (MANAGED.replace("def inside", "@managed\ndef inside"), NO_WITH, [("here", "<module>")], "contextmanager"),
        (MANAGED.replace("yield folder", "return folder"), NO_WITH, [("here", "<module>")], "contextmanager"),
    ],
)  # fmt: skip
def test_sound_code_that_looks_alike_is_left_alone(
    text: str, error: str, frames: list[tuple[str, str]], never: str
) -> None:
    texts, _ = proposed(text, error, *frames, outer=False)

    assert not any(never in one for one in texts)
