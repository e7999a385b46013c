"""Paths and frames as a person wants to see them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzers.facts import Frame
from analyzers.ownership import is_library
from tui.render.places import Fold, fold, short


@pytest.mark.parametrize(
    ("file", "expected"),
    [
        ("/home/dev/shop/src/cart.py", "src/cart.py"),
        (
            "/home/dev/shop/.venv/lib/python3.12/site-packages/requests/api.py",
            ".venv/lib/python3.12/site-packages/requests/api.py",
        ),
        ("/opt/venv/lib/python3.12/site-packages/requests/api.py", "requests/api.py"),
        ("/usr/lib/python3/dist-packages/yaml/__init__.py", "yaml/__init__.py"),
        ("/usr/lib/python3.11/json/decoder.py", "json/decoder.py"),
        ("/home/dev/shopping/cart.py", "/home/dev/shopping/cart.py"),
        ("<frozen importlib._bootstrap>", "<frozen importlib._bootstrap>"),
        ("cart.py", "cart.py"),
    ],
)
def test_a_path_is_shown_from_where_it_belongs(file: str, expected: str) -> None:
    assert short(file, "/home/dev/shop/") == expected


@pytest.mark.parametrize(
    ("file", "expected"),
    [
        ("/usr/lib/python3.11/json/decoder.py", True),
        ("C:\\Python311\\Lib\\site-packages\\x.py", True),
        ("node:internal/modules/cjs/loader", True),
        ("/app/node_modules/express/index.js", True),
        ("<frozen runpy>", True),
        ("/app/src/library.py", False),
        ("<string>", False),
        ("", False),
    ],
)
def test_installed_code_is_told_from_the_users(file: str, expected: bool) -> None:
    assert is_library(file) is expected


def _stack(calls: str) -> list[Frame]:
    """One frame for each letter; a capital is library code."""
    return [Frame(file="/usr/lib/" * name.isupper() + "a.py", line=1, function=name) for name in calls]


def _rows(calls: str) -> list[str]:
    return [row.text if row.frame is None else row.frame.function for row in fold(_stack(calls))]


@pytest.mark.parametrize(
    ("calls", "expected"),
    [
        ("", []),
        ("a", ["a"]),
        ("aaa", ["a", "a", "a"]),
        ("aaaab", ["a", "this call repeats 3 more times", "b"]),
        ("mababababz", ["m", "a", "b", "these 2 calls repeat 3 more times", "z"]),
        ("abcabcabcabcab", ["a", "b", "c", "these 3 calls repeat 3 more times", "a", "b"]),
        ("aabaabaabaab", ["a", "a", "b", "these 3 calls repeat 2 more times", "a", "a", "b"]),
        ("ababz", ["a", "b", "a", "b", "z"]),
        (
            "aXaXaXaXz",
            ["a", "1 call in library code", "these 2 calls repeat 3 more times", "z"],
        ),
        ("aXYXYXYXYb", ["a", "8 calls in library code", "b"]),
    ],
)
def test_repeating_calls_take_the_rows_of_one_cycle(calls: str, expected: list[str]) -> None:
    assert _rows(calls) == expected


@given(st.text("abAB", min_size=1, max_size=200))
def test_the_deepest_call_is_shown_and_the_rows_are_few(calls: str) -> None:
    frames = _stack(calls)

    rows = list(fold(frames))

    assert rows[-1] == Fold(frames[-1])
    assert len(rows) <= min(len(frames), 31)


@given(st.text("abc", max_size=100))
def test_everything_is_every_frame(calls: str) -> None:
    frames = _stack(calls)

    assert [row.frame for row in fold(frames, everything=True)] == frames
