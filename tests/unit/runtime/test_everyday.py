"""Slips that everybody makes once: what is said of them, and the fix that comes with it."""

import pytest

from tests.unit.runtime.crashes import crash, explained

CAUGHT = """
def call(tries):
    for number in range(tries):
        try:
            return work(number)
        except OSError as error:
            print(number, error)
    raise RuntimeError(tries, error) from error  # here


call(2)  # outer
"""
UNBOUND = "UnboundLocalError: cannot access local variable 'error' where it is not associated with a value"
PAGE = """
PAGE = '''<h1>{title}</h1>
<style>
h1 { color: red }
p {margin: 0}
</style>{{ as it is }}'''


def page(title):
    return PAGE.format(title=title)  # here


page("a")  # outer
"""


def fixed(text: str, error: str, *frames: tuple[str, str], **more: object) -> tuple[str, list[str]]:
    one = crash(text, error, *frames, **more)  # type: ignore[arg-type]  # the options of a crash
    finding = explained(one)
    texts = []
    for fix in finding.fixes:
        path = fix.edits[0].span.path
        source = one.sources[path].text
        for edit in sorted(fix.edits, key=lambda edit: -edit.span.start):
            source = source[: edit.span.start] + edit.text + source[edit.span.end :]
        texts.append(source)
    return finding.cause, texts


def test_the_name_of_an_exception_ends_with_its_block() -> None:
    cause, [text] = fixed(CAUGHT, UNBOUND, ("outer", "<module>"), ("here", "call"), mark="error")

    assert cause == "`error` is deleted when the `except` block at line 5 ends, and read after it"
    assert "            last_error = error\n            print(number, error)\n" in text
    assert "raise RuntimeError(tries, last_error) from last_error" in text


def test_a_name_that_something_else_binds_too_is_not_put_down_to_the_block() -> None:
    text = CAUGHT.replace("def call(tries):\n", "def call(tries):\n    if tries > 5:\n        error = None\n")
    cause, _ = fixed(text, UNBOUND, ("outer", "<module>"), ("here", "call"), mark="error")

    assert "deleted" not in cause


def test_the_braces_of_a_template_that_are_text_are_doubled_and_no_others() -> None:
    one = crash(PAGE, "KeyError: ' color'", ("outer", "<module>"), ("here", "page"))
    _, [text] = fixed(PAGE, "KeyError: ' color'", ("outer", "<module>"), ("here", "page"))

    assert "<h1>{title}</h1>\n<style>\nh1 {{ color: red }}\np {{margin: 0}}\n" in text
    assert [place.line for place in explained(one).suspects] == [3]


@pytest.mark.parametrize(
    ("value", "curable"), [("1.0000000000000002", True), ("-1.0000000000000002", True), ("1.7", False)]
)
def test_only_what_rounding_has_led_out_is_led_back(value: str, curable: bool) -> None:
    text = "import math\ndef angle(cosine):\n    return math.acos(cosine)  # here\nangle(2)  # outer"
    _, texts = fixed(
        text, "ValueError: math domain error", ("outer", "<module>"), ("here", "angle"), variables=(("cosine", value),)
    )  # fmt: skip

    assert [one.split("\n")[2] for one in texts] == [
        "    return math.acos(max(-1.0, min(1.0, cosine)))  # here"
    ] * curable


def test_a_plain_value_is_set_before_the_import_that_needs_it() -> None:
    text = "from client import get  # here\n\n__version__ = '1'\n"
    error = "ImportError: cannot import name '__version__' from partially initialized module 'main' (most likely due to a circular import)"
    _, texts = fixed(
        text, error, ("here", "<module>"), others={"client.py": "from main import __version__\n"}
    )

    assert texts == ["__version__ = '1'\nfrom client import get  # here\n\n"]


def test_a_key_that_something_has_bitten_a_part_off_is_not_asked_for_in_that_form() -> None:
    text = "def banner(options):\n    return options['banner']  # here\nbanner({'anner': 1})  # outer"
    frames = ("outer", "<module>"), ("here", "banner")
    _, spelt = fixed(text, "KeyError: 'banner'", *frames, variables=(("options", "{'anner': 1}"),))
    _, bitten = fixed(
        text.replace("{'anner': 1}", "read()"), "KeyError: 'banner'", *frames, variables=(("options", "{'anner': 1}"),)
    )  # fmt: skip

    assert any("options['anner']" in one for one in spelt)
    assert bitten == []


def test_a_name_with_two_underscores_belongs_to_the_class_that_sets_it() -> None:
    text = """
class Account:
    def __init__(self):
        self.__balance = 1

    @property
    def balance(self):
        return self.__balance


class Savings(Account):
    def grow(self):
        return self.__balance * 2  # here


Savings().grow()  # outer
"""
    error = "AttributeError: 'Savings' object has no attribute '_Savings__balance'"
    cause, [changed] = fixed(text, error, ("outer", "<module>"), ("here", "grow"))
    _, [named] = fixed(
        text.replace("def balance", "def total"), error, ("outer", "<module>"), ("here", "grow")
    )

    assert (
        cause
        == "`__balance` is set in `Account`, where it is called `_Account__balance`; in `Savings` it stands for `_Savings__balance`"
    )
    assert "return self.balance * 2" in changed
    assert "return self._Account__balance * 2" in named


def test_a_number_that_ends_a_sentence_is_no_fraction() -> None:
    text = "print(int('12.'))  # here"
    _, ends = fixed(text, "ValueError: invalid literal for int() with base 10: '12.'", ("here", "<module>"))
    _, goes_on = fixed(
        text.replace("12.", "12.0"),
        "ValueError: invalid literal for int() with base 10: '12.0'",
        ("here", "<module>"),
    )

    assert not any("float" in one for one in ends)
    assert any("float" in one for one in goes_on)
