"""Values are described safely, shortly, and without secrets."""

import array
import collections
import copy
import dataclasses
import datetime
import decimal
import enum
import pathlib
from collections.abc import Callable
from typing import Any, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.debugger.inside.masking import Masker, secret_name, secret_value
from tools.debugger.inside.prints import print_of
from tools.debugger.inside.values import Describer


class Colour(enum.Enum):
    RED = 1


class Point(NamedTuple):
    x: int
    y: int


@dataclasses.dataclass
class Order:
    number: int
    lines: list[int]


class Plain:
    def __init__(self) -> None:
        self.name = "ann"
        self.password = "hunter2hunter2"


class Slotted:
    __slots__ = ("left", "unset")

    def __init__(self) -> None:
        self.left = 3


class Own(list):  # type: ignore[type-arg]  # any list
    def __repr__(self) -> str:
        raise RuntimeError("called")


def described(value: object, name: str = "value") -> dict[str, Any]:
    return Describer(Masker()).variable(name, value)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "None"),
        (1.5, "1.5"),
        ("ann", "'ann'"),
        (b"ab", "b'ab'"),
        ([1, "a", None], "[1, 'a', None]"),
        ((1,), "(1,)"),
        ({}, "{}"),
        (set(), "set()"),
        ({"a": [1]}, "{'a': [1]}"),
        (frozenset({1}), "frozenset({1})"),
        (Colour.RED, "Colour.RED"),
        (Point(1, 2), "Point(x=1, y=2)"),
        (Order(7, [1]), "Order(number=7, lines=[1])"),
        (Own([1]), "Own([1])"),
        (collections.OrderedDict(a=1), "OrderedDict({'a': 1})"),
        (datetime.date(2024, 2, 29), "datetime.date(2024, 2, 29)"),
        (decimal.Decimal("1.50"), "Decimal('1.50')"),
        (pathlib.PurePosixPath("/a"), "PurePosixPath('/a')"),
        (ValueError("bad", 3), "ValueError('bad', 3)"),
        (Plain(), "<Plain object>"),
        (int, "<class 'int'>"),
        (range(3), "range(0, 3)"),
        (len, "<built-in function len>"),
        (collections.deque([1, [2]], maxlen=3), "deque([1, [2]], maxlen=3)"),
        (array.array("i", [1, 2]), "array('i', [1, 2])"),
        ({"a": 1}.keys(), "dict_keys(['a'])"),
        ({"a": 1}.items(), "dict_items([('a', 1)])"),
        (memoryview(b"abc"), "<memoryview of 3 bytes>"),
        (10**30, str(10**30)),
        pytest.param(1 << 100_000, "<int of 100001 bits>", id="huge"),
    ],
)
def test_the_text_of_a_value(value: object, text: str) -> None:
    assert described(value)["repr"] == text


@pytest.mark.parametrize(
    ("value", "flag"),
    [
        (None, "none"),
        ([], "empty"),
        ("", "empty"),
        (float("nan"), "nan"),
        ([1.0, float("nan")], "holds-nan"),
        ({"a": float("nan")}, "holds-nan"),
        (float("inf"), "inf"),
        ("x" * 200_000, "large"),
        (iter([]), "exhausted"),
    ],
)
def test_what_is_remarkable_is_flagged(value: object, flag: str) -> None:
    assert flag in described(value)["flags"]


def test_a_finished_generator_is_flagged() -> None:
    generator = (x for x in [1])
    list(generator)

    assert "exhausted" in described(generator)["flags"]


def test_attributes_and_slots_are_parts() -> None:
    assert [part["name"] for part in described(Plain())["parts"]] == ["name", "password"]
    assert [part["repr"] for part in described(Slotted())["parts"]] == ["3"]


@pytest.mark.parametrize(
    ("value", "parts"),
    [
        (frozenset({7}), [("{0}", "7")]),
        ({"a": 1}.values(), [("{0}", "1")]),
        (collections.deque([7, "b"]), [("[0]", "7"), ("[1]", "'b'")]),
        (array.array("i", [7]), [("[0]", "7")]),
    ],
)
def test_items_without_keys_are_parts_too(value: object, parts: list[tuple[str, str]]) -> None:
    assert [(part["name"], part["repr"]) for part in described(value)["parts"]] == parts


def _changed(value: Any, change: Callable[[Any], object]) -> bool:
    before = print_of(value)
    assert print_of(copy.deepcopy(value)) == before  # a copy holds the same
    change(value)
    return print_of(value) != before


@pytest.mark.parametrize(
    ("value", "change"),
    [
        ([0] * 1_000, lambda value: value.__setitem__(500, 1)),
        ({"a": [{"b": [1]}]}, lambda value: value["a"][0]["b"].append(2)),
        (Plain(), lambda value: setattr(value, "name", "bob")),
        (Slotted(), lambda value: setattr(value, "left", 4)),
        (collections.deque([1, 2]), lambda value: value.rotate()),
        (array.array("i", [1, 2]), lambda value: value.__setitem__(0, 9)),
        (bytearray(b"ab"), lambda value: value.__setitem__(0, 9)),
        (Order(1, [2]), lambda value: value.lines.clear()),
        (collections.Counter("ab"), lambda value: value.update("a")),
        ({1, 2}, lambda value: value.add(3)),
        ([0] * 10_000, lambda value: value.__setitem__(9_999, 1)),
        ([0] * 10_000, lambda value: value.__setitem__(9_999, False)),
        ([0] * 10_000, lambda value: value.__setitem__(0, [])),
        (dict.fromkeys(range(10_000), ""), lambda value: value.__setitem__(9_999, "x")),
    ],
)
def test_a_change_is_told_wherever_it_is_in_a_value(value: Any, change: Callable[[Any], object]) -> None:
    """The short text leaves out the items behind the first, and what is deep inside."""
    assert _changed(value, change)


def test_a_change_in_an_array_is_told() -> None:
    numpy = pytest.importorskip("numpy")
    assert _changed(numpy.arange(5_000), lambda value: value.__setitem__(3_000, 0))


def test_a_value_that_holds_itself_has_a_print() -> None:
    loop: list[Any] = []
    loop.append(loop)

    assert _changed(loop, lambda value: value.append(1))


def test_a_value_that_holds_itself_ends() -> None:
    loop: list[Any] = []
    loop.append(loop)

    assert described(loop)["repr"] == "[...]"


def test_long_text_is_cut_in_the_middle_and_keeps_its_size() -> None:
    found = described("a b " * 10_000)

    assert found["size"] == 40_000
    assert len(found["repr"]) < 200


@pytest.mark.parametrize(
    "name",
    ["password", "db_password", "PASSWD", "apiKey", "api_key", "clientSecret", "AWS_SECRET_ACCESS_KEY", "auth_token",
     "accessToken", "private_key", "DATABASE_URL", "passphrase", "GITHUB_TOKEN", "session_id"],
)  # fmt: skip
def test_names_of_secrets(name: str) -> None:
    assert secret_name(name)


@pytest.mark.parametrize(
    "name",
    [
        "author",
        "tokens",
        "token_count",
        "passed",
        "passenger",
        "secretary",
        "compass",
        "keyboard",
        "monkey",
        "key",
    ],
)
def test_names_of_no_secrets(name: str) -> None:
    assert not secret_name(name)
    assert not secret_value(name, "plain")


@pytest.mark.parametrize(
    "text",
    [
        "AKIA" + "IOSFODNN7EXAMPLE",
        "ghp_" + "a1B2" * 9,
        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.abcDEF123-_",
        "postgres://app:s3cr3t@db/shop",
        "Authorization: Bearer abcdef123456",
        "password=hunter2hunter2",
        "sk-" + "abcdEFGH1234" * 3,
        "xoxb-" + "1234567890-abcdef",
        "aZ3kQ9xT7bV1mN5pR8sW2yU4cE6gI0jLfHdO",
        "-----BEGIN RSA PRIVATE KEY-----\nMIIEow\n-----END RSA PRIVATE KEY-----",
    ],
)
def test_texts_that_look_like_secrets_are_masked(text: str) -> None:
    shown = Masker().mask(text)

    assert "***" in shown
    assert not any(part in shown for part in ("hunter2", "s3cr3t", "MIIEow", "EXAMPLE", "abcdef123456"))


@pytest.mark.parametrize(
    "text",
    ["9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", "/home/dev/project/source_code/module_name.py",
     "https://example.org/a/b?c=d", "the token is missing", "550e8400-e29b-41d4-a716-446655440000",
     "test_that_something_long_enough_happens_here", "/srv/task-queue-for-everything/sk_learn_models_and_more",
     "/srv/desk_2024_reports_and_more/MSG.a_very_long_attribute_1.another_long_one_2", "PWD=/tmp", "OLDPWD=/usr/lib"],
)  # fmt: skip
def test_ordinary_texts_are_not_masked(text: str) -> None:
    assert Masker().mask(text) == text


@pytest.mark.parametrize(
    ("name", "value"),
    [("PWD", "/somewhere/that-was/removed-1"), ("OLDPWD", "/gone/1"), ("SSH_AUTH_SOCK", "/tmp/agent-77.sock"),
     ("PASSWORD_STORE_DIR", "/usr/lib"), ("SSL_KEY", "/etc:/usr/lib"), ("HOME", "/root-7/x"), ("EDITOR", "vi-7-x")],
)  # fmt: skip
def test_paths_and_ordinary_settings_of_the_environment_are_shown(
    name: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, value)
    describer = Describer(Masker())
    describer.learn("environment", {name: value})

    assert describer.masker.mask(f"in {value}/job.py") == f"in {value}/job.py"
    assert describer.variable("environment", {name: value})["repr"] == repr({name: value})


def test_a_secret_that_begins_like_a_path_is_masked() -> None:
    assert described("/x9Kq/27ab+Zz", "password")["repr"] == "***"


def test_a_secret_of_the_environment_is_masked_wherever_it_turns_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHOP_API_TOKEN", "plainwordsecret")

    assert described(["x plainwordsecret y"])["repr"] == "['x *** y']"


def test_a_secret_is_not_half_shown_where_a_long_text_is_cut() -> None:
    text = "x" * 95 + " AKIA" + "IOSFODNN7EXAMPLE" + " y" * 500

    assert "IOSF" not in described(text)["repr"]


def test_secret_items_and_attributes_are_masked() -> None:
    shown = repr(described({"password": "correct horse"})) + repr(described(Plain()))

    assert "correct horse" not in shown
    assert "hunter2" not in shown


@given(
    st.recursive(
        st.none()
        | st.booleans()
        | st.integers()
        | st.floats()
        | st.text(max_size=50)
        | st.binary(max_size=50),
        lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text(max_size=5), inner, max_size=5),
        max_leaves=20,
    )
)
def test_every_plain_value_is_described_shortly(value: object) -> None:
    found = described(value)

    assert len(found["repr"]) <= 400
    assert "unreadable" not in found["repr"]


# --- arrays


def text(value: object) -> str:
    return str(Describer().plain("x", value)["repr"])


def test_an_array_is_shown_by_shape_type_and_missing_values() -> None:
    import numpy

    assert (
        text(numpy.array([[1.0, numpy.nan]])) == "ndarray([[1.0, nan]], shape=(1, 2), dtype=float64, nan=1)"
    )
    assert text(numpy.zeros((300, 40))) == "ndarray(shape=(300, 40), dtype=float64)"
    assert text(numpy.array(5)) == "ndarray(5, shape=(), dtype=int64)"
    assert "nan=1" in text(numpy.array(["2020-01-01", "NaT"], dtype="datetime64[D]"))
    assert "nan=1" in text(numpy.array([{}, None], dtype=object))
    assert text(numpy.ma.array([1, 2], mask=[False, True])).startswith(
        "MaskedArray(shape=(2,), dtype=int64, masked"
    )
    assert text(numpy.float64("nan")) == "float64(nan)"
    assert text(numpy.datetime64("2020-01-01")) == "datetime64('2020-01-01')"


def test_a_subclass_of_an_array_cannot_answer_in_its_place() -> None:
    import numpy

    def trap(*_: object) -> None:
        raise AssertionError("code of the program was run")

    class Trapped(numpy.ndarray):
        pass

    hostile = numpy.array([1.0, numpy.nan]).view(Trapped)
    for name in ("shape", "dtype", "size"):
        setattr(Trapped, name, property(trap))
    for name in ("__ne__", "__array_finalize__", "__array_ufunc__", "__len__", "__repr__", "tolist", "view"):
        setattr(Trapped, name, trap)
    described = Describer().variable("x", hostile)

    assert described["repr"] == "Trapped(shape=(2,), dtype=float64, nan=1)"
    assert described["size"] == 2


@pytest.mark.parametrize("package", ["pandas", "torch"])
def test_frames_and_tensors_are_shown_where_their_package_is_installed(package: str) -> None:
    module = pytest.importorskip(package)
    if package == "pandas":
        frame = module.DataFrame({"a": [1.0, None], ("b", 1): [1, 2]})
        assert text(frame).startswith("DataFrame(2 rows x 2 columns: a, b.1, missing=1")
        assert text(frame["a"]) == "Series(2 rows, dtype=float64, name='a', missing=1)"
        assert Describer().plain("x", module.NaT)["flags"] == ["nan"]
    else:
        assert text(module.tensor([1.0, float("nan")])).startswith(
            "Tensor(shape=(2,), dtype=torch.float32, nan=1"
        )
