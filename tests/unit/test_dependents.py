"""Only the tests that import what was changed need to run; none that does may be missed."""

import pytest

from analyzers.dependents import dependent_tests

PROJECT = {
    "src/shop/__init__.py": "",
    "src/shop/prices.py": "RATE = 2\n",
    "src/shop/cart.py": "from .prices import RATE\n",
    "src/shop/mail.py": "import smtplib\n",
    "src/shop/broken.py": "def (:\n",
    "tests/conftest.py": "import pytest\n",
    "tests/test_cart.py": "from shop.cart import total\n",
    "tests/test_mail.py": "def test():\n    from shop import mail\n",
    "tests/deep/test_all.py": "import shop\n",
    "scripts/job.py": "import helper\n",
    "scripts/helper.py": "",
    "scripts/job_test.py": "import job\n",
}


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        (["src/shop/prices.py"], ["tests/test_cart.py"]),  # through another module
        (["src/shop/mail.py"], ["tests/test_mail.py"]),  # imported inside a function, by its package
        (["tests/test_mail.py"], ["tests/test_mail.py"]),
        (["src/shop/__init__.py"], ["tests/deep/test_all.py", "tests/test_cart.py", "tests/test_mail.py"]),
        (["tests/conftest.py"], ["tests/deep/test_all.py", "tests/test_cart.py", "tests/test_mail.py"]),
        (["scripts/helper.py"], ["scripts/job_test.py"]),  # scripts import their neighbours
        (["README.md"], []),
        (["src/shop/broken.py"], []),
    ],
)
def test_the_tests_that_belong_to_a_change(changed: list[str], expected: list[str]) -> None:
    assert list(dependent_tests(changed, PROJECT)) == expected


def test_modules_that_import_each_other_end() -> None:
    circle = {"a.py": "import b\n", "b.py": "import a\n", "test_a.py": "import a\n"}

    assert dependent_tests(["b.py"], circle) == ("test_a.py",)
