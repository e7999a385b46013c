"""The shipped models belong to the shipped exemplars, and say nothing when they do not."""

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.router import semantic


@pytest.fixture
def fresh() -> Iterator[None]:
    """What was loaded before does not count."""
    semantic.load_head.cache_clear()
    yield
    semantic.load_head.cache_clear()


@pytest.mark.usefixtures("fresh")
def test_the_head_was_trained_on_the_exemplars_beside_it() -> None:
    assert semantic.load_head() is not None


@pytest.mark.usefixtures("fresh")
def test_a_head_of_other_exemplars_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Vectors of one set of exemplars say nothing about another."""
    other = tmp_path / "exemplars.jsonl"
    other.write_bytes(semantic.EXEMPLARS.read_bytes() + b"{}\n")
    monkeypatch.setattr(semantic, "EXEMPLARS", other)
    assert semantic.load_head() is None


def test_every_route_has_enough_exemplars_in_many_shapes() -> None:
    """One tone or length of text must not stand for a route."""
    lines = [json.loads(line) for line in semantic.EXEMPLARS.read_text(encoding="utf-8").splitlines()]
    for route, count in Counter(line["label"] for line in lines).items():
        long = sum(len(line["input"]) > 90 for line in lines if line["label"] == route)
        assert count >= 200, route
        assert long >= 10, route
