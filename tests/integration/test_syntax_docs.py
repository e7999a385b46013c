"""Every code of a syntax finding is explained in the documentation."""

from pathlib import Path

from analyzers.syntax.explain import _WORDS

_DOCS = Path(__file__).parents[2] / "docs" / "diagnostics.md"


def test_every_code_is_documented() -> None:
    text = _DOCS.read_text(encoding="utf-8")

    assert [kind for kind in _WORDS if f"`syntax/{kind}`" not in text] == []
