"""A cue is never left out for lack of a needle."""

import json
import re
from pathlib import Path

import pytest

from assistant.router.cues import DENIALS, ENGLISH, OTHER
from assistant.router.needles import DATA, Cue, key, needles_of

_PATTERNS = [*(pattern for _, pattern in DENIALS), *(pattern for *_, pattern in (*ENGLISH, *OTHER))]
_TUNE = Path(__file__).parents[3] / "fixtures" / "routing" / "tune"


def test_the_shipped_needles_are_those_of_the_cues() -> None:
    made = {key(pattern): needles for pattern in _PATTERNS if (needles := needles_of(pattern)) is not None}

    assert json.loads(DATA.read_text(encoding="utf-8")) == made
    assert len(made) > 0.9 * len(_PATTERNS)


def test_every_cue_finds_what_its_pattern_finds() -> None:
    texts = [
        json.loads(line)["text" if "text" in json.loads(line) else "input"][:3_000]
        for path in sorted(_TUNE.glob("*.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()[::3]
    ]
    lowered = [text.lower() for text in texts]
    found = 0
    for pattern in _PATTERNS:
        compiled, cue = re.compile(pattern, re.IGNORECASE | re.MULTILINE), Cue(pattern)
        for text, low in zip(texts, lowered, strict=True):
            match = compiled.search(text)
            found += match is not None
            again = cue.search(text, low)
            assert (match and match.span()) == (again and again.span())
    assert found > len(texts)


@pytest.mark.parametrize(
    ("pattern", "needles"),
    [
        (r"seg(?:mentation)? ?faults?", ["fault"]),
        (r"\b(?:cat|dogs?)\b.*x", ["cat", "dog"]),
        (r"(?:a|bc)+\d", None),
        (r"(?:foo)?bar|baz(?=qux)", ["bar", "baz"]),
        (r"[ab]cd", ["cd"]),
    ],
)
def test_needles_are_a_part_of_every_match(pattern: str, needles: list[str] | None) -> None:
    assert needles_of(pattern) == needles
