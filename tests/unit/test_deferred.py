"""A deferred class is a data class and a deferred pattern a pattern, to everybody who asks."""

import copy
import dataclasses
import importlib
import pickle
import re
from pathlib import Path
from typing import Any

import msgspec
import pytest

from analyzers import deferred
from analyzers.deferred import dataclass, field, regex, replace

_ROOT = Path(__file__).parents[2]


def _point(by: Any) -> Any:
    @by(frozen=True, slots=True)
    class Point:
        x: int
        y: int = 2
        more: tuple[int, ...] = ()

    return Point


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """One that pickle can find."""

    name: str
    size: int = 1


@dataclass(slots=True)
class Base:
    """One that changes, with a default made for each."""

    items: list[int] = field(default_factory=list)
    count: int = 0

    def __post_init__(self) -> None:
        self.count += 1


@dataclass(slots=True)
class Derived(Base):
    """One with the fields of another."""

    name: str = ""


@pytest.mark.parametrize("by", [dataclasses.dataclass, deferred.dataclass])
def test_a_frozen_class_behaves_as_the_standard_one(by: Any) -> None:
    """Built by place and by name, compared, hashed, shown, matched, refused a change."""
    point = _point(by)
    one: Any = point(1, more=(3,))
    assert (one.x, one.y, one.more) == (1, 2, (3,))
    assert one == point(1, 2, (3,))
    assert one != point(1)
    assert one != (1, 2, (3,))
    assert hash(one) == hash(point(1, 2, (3,)))
    assert repr(one).endswith("Point(x=1, y=2, more=(3,))")
    assert not hasattr(one, "__dict__")
    assert point.__match_args__ == ("x", "y", "more")
    with pytest.raises(dataclasses.FrozenInstanceError):
        one.x = 5
    with pytest.raises(dataclasses.FrozenInstanceError):
        del one.x
    for wrong in ((), (1, 2, 3, 4)):
        with pytest.raises(TypeError):
            point(*wrong)
    assert all(dataclasses.is_dataclass(each) for each in (one, point))
    assert [entry.name for entry in dataclasses.fields(one)] == ["x", "y", "more"]
    assert dataclasses.asdict(one) == {"x": 1, "y": 2, "more": (3,)}
    assert dataclasses.replace(one, y=9) == replace(one, y=9) == point(1, 9, (3,))
    assert msgspec.json.decode(msgspec.json.encode(one), type=point) == one


def test_copies_and_pickles_are_equal() -> None:
    """Frozen classes with slots survive copying, although nothing can be set on them."""
    kept = Kept(name="a")
    assert copy.copy(kept) == copy.deepcopy(kept) == pickle.loads(pickle.dumps(kept)) == kept
    with pytest.raises(TypeError):
        Kept("a")  # type: ignore[call-arg]  # by name only


def test_defaults_are_made_for_each_object_and_fields_inherited() -> None:
    """No two objects share a list; a derived class has the fields of its base first."""
    one, other = Derived([7], name="n"), Derived()
    other.items.append(1)
    assert (one.items, one.count, one.name) == ([7], 1, "n")
    assert (other.items, Base().items) == ([1], [])
    assert [entry.name for entry in dataclasses.fields(Derived)] == ["items", "count", "name"]
    with pytest.raises(TypeError):
        hash(one)


def test_a_pattern_is_compiled_when_first_used() -> None:
    """It offers what a compiled one does, and refuses a wrong text only then."""
    late = regex(r"(\d+)-(?P<b>\d+)", re.IGNORECASE)
    assert "match" not in vars(late)
    found = late.search("x 1-22")
    assert found
    assert found["b"] == "22"
    assert (late.sub("n", "1-2 3-4"), late.findall("1-2"), late.groups) == ("n n", [("1", "2")], 2)
    with pytest.raises(re.error):
        regex("(").match("")


def test_every_pattern_of_ours_compiles() -> None:
    """What is compiled late must be found wrong here, not at a user's."""
    count = 0
    for path in sorted(_ROOT.glob("a*/**/*.py")) + sorted(_ROOT.glob("t[ou]*/**/*.py")):
        if "= regex(" in path.read_text("utf-8"):
            name = ".".join(path.relative_to(_ROOT).with_suffix("").parts).removesuffix(".__init__")
            found = vars(importlib.import_module(name)).values()
            late = [value for value in found if isinstance(value, type(regex("")))]
            assert [value.pattern for value in late]
            count += len(late)
    assert count > 80
