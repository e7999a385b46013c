"""Which tests need nothing of pytest but to be called? Its hooks take longer than most tests.

A test function whose parameters all come from parametrisation, or a method of a `unittest.TestCase`, which sets itself up.
"""

import inspect
import os
import unittest


def is_plain(item, root):
    """Whether a test can be called without fixtures, marks or what its class or module sets up; `root` ends in a slash."""
    import pytest

    case = getattr(item, "cls", None)
    if type(item) is not pytest.Function and not _is_case(item, case):
        return False
    function = getattr(item.function, "__func__", item.function)
    if inspect.iscoroutinefunction(function) or hasattr(function, "hypothesis"):
        return False
    callspec = getattr(item, "callspec", None)
    params = callspec.params if callspec else {}
    asked = set(inspect.signature(item.function).parameters)
    if asked - set(params) - {"self"} or set(params) - asked:
        return False
    info = getattr(item, "_fixtureinfo", None)
    definitions = getattr(info, "name2fixturedefs", {})
    for name in set(item.fixturenames) - set(params) - {"request"}:
        # What installed plugins wrap around every test does not decide how it ends; a fixture of the workspace may, and so
        # does what pytest makes of `setup_method` and its like.
        if name not in definitions or "xunit_setup" in name or "unittest_setup_method" in name:
            return False
        if any(_is_ours(found.func, root) for found in definitions[name]):
            return False
    if any(mark.name != "parametrize" for mark in item.iter_markers()):
        return False
    return not item.config.getini("usefixtures")


def call(item):
    """Call a plain test. Raises what it raises."""
    if issubclass(item.cls or object, unittest.TestCase):
        item.cls(item.function.__name__).debug()
        return
    function = item.function
    if item.cls is not None:
        function = getattr(item.cls(), function.__name__)
    callspec = getattr(item, "callspec", None)
    function(**(callspec.params if callspec else {}))


def _is_case(item, case):
    """Whether a test is a method of a class whose instances set up and tear down all that there is."""
    if type(item).__name__ != "TestCaseFunction" or not issubclass(case, unittest.TestCase):
        return False
    for name in ("run", "debug", "__call__", "setUpClass", "tearDownClass"):
        own, usual = getattr(case, name), getattr(unittest.TestCase, name)
        if getattr(own, "__func__", own) is not getattr(usual, "__func__", usual):
            return False  # asynchronous ones among them
    marks = ("__unittest_skip__", "__unittest_expecting_failure__")
    return not any(getattr(thing, mark, False) for thing in (case, item.function) for mark in marks)


def _is_ours(function, root):
    code = getattr(function, "__code__", None)
    return code is None or os.path.abspath(code.co_filename).startswith(root)
