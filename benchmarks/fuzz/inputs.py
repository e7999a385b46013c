"""Which inputs does a fuzzer try? Real ones, cut, doubled, mixed with each other and with what parsers stumble over.

Strategies of Hypothesis, so that what fails is shrunk to its shortest form.
"""

import json
from collections.abc import Sequence
from functools import cache
from typing import Any

from hypothesis import strategies as st

from benchmarks.figures import ROOT

_MOST = 60_000  # characters of one input
_ODD = (
    "", "\0", "\r", "\r\n", "\n\n", "\t", "\x1b[31m", "\x1b]0;x\x07", "\x08", "\u202e", "\ufeff", "\ud800", "𝒳", "é", "İ",
    "\x85", "\u2028", "(", ")", "[", "]", "{", "}", "'", '"', '"""', "`", "\\", "#", "/*", "*/", "//", "<!--", "=", ":", ",",
    ";", "%s", "%n", "{0}", "$x", "${", "&&", "-", "->", "...", "9" * 40, "-1", "1e999", "0x", "NaN", "null", "None",
    "Traceback (most recent call last):", '  File "a.py", line 3, in f', "    at f (/a/b.js:3:4)", "Caused by: ",
    "ValueError: x", "SyntaxError: invalid syntax", "E   assert 1 == 2", "    ~~~^^^", "  | ", "  +-+---- 1 ----",
    "Error: ", "panic: ", "../../etc/passwd", "C:\\a\\b.py", "file:///a", "http://[", "def f(", "class A:", "if x:", "else:",
    "return", "lambda", "f'{", "match x:", "[[a]]", "[a.b]", 'a = """', "<a href='", "&#x110000;", "&amp", "</", "[" * 2_000,
    "{" * 2_000, '{"a":' * 2_000, "(" * 500, " " * 500, "a" * 2_000, "- " * 500, "not " * 300, ".a" * 1_000,
)  # fmt: skip


@cache
def cases(*patterns: str) -> tuple[dict[str, Any], ...]:
    """Return the fixtures that may be looked at, of JSONL files below `fixtures`."""
    return tuple(
        json.loads(line)
        for pattern in patterns
        for path in sorted((ROOT / "fixtures").glob(pattern))
        for line in path.read_text(encoding="utf-8").splitlines()
        if line.strip()
    )


@st.composite
def texts(draw: st.DrawFn, seeds: Sequence[str], odd: Sequence[str] = _ODD) -> str:
    """A seed with a few changes, or nothing real at all."""
    text = draw(st.one_of(st.sampled_from(seeds), st.text(max_size=200)))
    for _ in range(draw(st.integers(0, 5))):
        at = draw(st.integers(0, 1 << 16)) % (len(text) + 1)
        span = draw(st.sampled_from((0, 1, 1, 2, 5, 40, 400)))
        match draw(st.integers(0, 6)):
            case 0:
                text = text[:at] + text[at + span :]
            case 1:
                text = text[:at] + draw(st.sampled_from(odd)) + text[at:]
            case 2:
                text = text[:at] + draw(st.text(max_size=8)) + text[at + span :]
            case 3:
                text = (
                    text[:at] + text[at : at + span] * draw(st.sampled_from((2, 3, 50))) + text[at + span :]
                )
            case 4:
                other = draw(st.sampled_from(seeds))
                there = draw(st.integers(0, 1 << 16)) % (len(other) + 1)
                text = text[:at] + other[there : there + max(span, 40)] + text[at:]
            case 5:
                text = text[:at]
            case _:
                rows = text.split("\n")
                row = at % len(rows)
                text = "\n".join((*rows[:row], *rows[row + 1 :], rows[row]))
    return text[:_MOST]


def encoded(seeds: Sequence[str]) -> st.SearchStrategy[bytes]:
    """Texts as bytes, in encodings that are met, some of them broken."""
    encodings = st.sampled_from(
        ("utf-8", "utf-8", "utf-8-sig", "utf-16", "utf-16-be", "utf-32", "cp1252", "latin-1")
    )
    made = st.builds(lambda text, name: text.encode(name, "replace"), texts(seeds), encodings)
    cut = st.builds(
        lambda data, at, more: data[: at % (len(data) + 1)] + more + data[at % (len(data) + 1) :],
        made,
        st.integers(0, 1 << 16),
        st.binary(max_size=6),
    )
    return st.one_of(made, cut, st.binary(max_size=300))


values = st.recursive(
    st.one_of(
        st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=12), st.sampled_from(_ODD[:40])
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4), st.dictionaries(st.text(max_size=8), inner, max_size=4)
    ),
    max_leaves=8,
)


@st.composite
def documents(draw: st.DrawFn, seeds: Sequence[Any]) -> Any:
    """A JSON value like one of the seeds, with some of its parts replaced by others, or gone."""
    document = json.loads(json.dumps(draw(st.sampled_from(seeds))))
    for _ in range(draw(st.integers(0, 3))):
        path: list[Any] = []
        inner = document
        while isinstance(inner, dict | list) and inner and (not path or draw(st.booleans())):
            keys = list(inner) if isinstance(inner, dict) else list(range(len(inner)))
            path.append(draw(st.sampled_from(keys)))
            inner = inner[path[-1]]
        if not path:
            return draw(values)
        holder = document
        for key in path[:-1]:
            holder = holder[key]
        if draw(st.integers(0, 4)):
            holder[path[-1]] = draw(values)
        else:
            del holder[path[-1]]
    return document


def serialised(seeds: Sequence[Any]) -> st.SearchStrategy[str]:
    """Documents as JSON, and such texts damaged."""
    written = [json.dumps(seed) for seed in seeds]
    return st.one_of(documents(seeds).map(json.dumps), texts(written), values.map(json.dumps))
