"""A coroutine that nothing awaits is named where it is made, and only where the source says which it is."""

import pytest

from tests.unit.runtime.crashes import crash, explained

HEAD = "async def get():\n    return [1]\n\nasync def main(given):\n    "
TYPE = "TypeError: 'coroutine' object is not "


@pytest.mark.parametrize(
    ("body", "error", "fixed"),
    [
        ("return get()[0]  # here", TYPE + "subscriptable", "(await get())"),
        (
            "return get().pop()  # here",
            "AttributeError: 'coroutine' object has no attribute 'pop'",
            "(await get())",
        ),
        ("for x in get():  # here\n        pass", TYPE + "iterable", "await get()"),
        ("return len(get())  # here", "TypeError: object of type 'coroutine' has no len()", "await get()"),
        (
            "return 1 + get()  # here",
            "TypeError: unsupported operand type(s) for +: 'int' and 'coroutine'",
            "await get()",
        ),
        ("x = get()\n    return x[0]  # here", TYPE + "subscriptable", "await get()"),
    ],
)
def test_the_call_is_named_and_awaited(body: str, error: str, fixed: str) -> None:
    found = explained(crash(HEAD + body, error, ("here", "main")))

    assert found.cause.startswith("`get()` gives a coroutine, which is not awaited at main.py:")
    assert [fix.edits[0].text for fix in found.fixes] == [fixed]


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ("return given[0]  # here", TYPE + "subscriptable"),
        ("return given.a.pop()  # here", "AttributeError: 'coroutine' object has no attribute 'pop'"),
    ],
)
def test_of_a_coroutine_from_elsewhere_only_the_value_is_named(body: str, error: str) -> None:
    found = explained(crash(HEAD + body, error, ("here", "main")))

    assert "given" in found.cause
    assert not found.fixes


def test_outside_of_async_functions_no_await_is_proposed() -> None:
    found = explained(
        crash(
            "async def get():\n    return 1\n\ndef main():\n    get()[0]  # here",
            TYPE + "subscriptable",
            ("here", "main"),
        )
    )

    assert not found.fixes
    assert "asyncio.run" in found.diagnostic.help


def test_an_attribute_called_coroutine_is_no_coroutine() -> None:
    error = "AttributeError: 'list' object has no attribute 'coroutine'"

    found = explained(crash(HEAD + "return given.coroutine  # here", error, ("here", "main")))

    assert found.diagnostic.code == "runtime/no-such-attribute"
