"""Paths and frames as a person wants to see them."""

import pytest

from tui.render.places import is_library, short


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
