"""A defect in a text of ten thousand lines is found and repaired in the blocks round it."""

from time import process_time

import pytest

from analyzers.syntax.grammar.repair import repair_other
from analyzers.syntax.grammar.wide import HUGE, WIDE

BLOCKS = {
    "javascript": "function f{n}(a, b) {{\n  if (a > {n}) {{\n    console.log('big');\n  }}\n  return [a, b];\n}}\n\n",
    "java": "    int f{n}(int a) {{\n        for (int i = 0; i < {n}; i++) {{\n            a += i;\n        }}\n        return a;\n    }}\n\n",
    "go": "func f{n}(a int) int {{\n\tfor i := 0; i < {n}; i++ {{\n\t\ta += i\n\t}}\n\treturn a\n}}\n\n",
    "c": "int f{n}(int a) {{\n    while (a < {n}) {{\n        a++;\n    }}\n    return a;\n}}\n\n",
}


def text_of(language: str) -> str:
    body = "".join(BLOCKS[language].format(n=n) for n in range(900))
    return {"java": f"class Big {{\n{body}}}\n", "go": f"package main\n\n{body}"}.get(language, body)


@pytest.mark.parametrize(
    ("language", "lost"),
    [
        (language, lost)
        for language in BLOCKS
        for lost in (")", "}", " (")
        if (language, lost) != ("go", " (")
    ],
)
def test_a_lost_bracket_is_put_back(language: str, lost: str) -> None:
    text = text_of(language)
    assert len(text) > WIDE
    at = text.index(lost, text.index("f700("))
    number = text.count("\n", 0, at) + 1

    found = repair_other(text[:at] + text[at + len(lost) :], "big", language)

    assert found.line is not None
    assert abs(found.line - number) <= (
        2 if lost == "}" else 0
    )  # a brace of its own line may stand beside it
    assert "".join((found.text or "").split()) == "".join(text.split())


def test_two_defects_far_apart_are_both_repaired() -> None:
    text = text_of("javascript")
    broken = text.replace("f100(a, b)", "f100(a, b").replace("f800(a, b)", "f800(a, b")

    assert repair_other(broken, "big", "javascript").text == text


@pytest.mark.parametrize("language", BLOCKS)
@pytest.mark.parametrize("row", ["}", "{", "x (", "function f( {"])
def test_brackets_by_the_ten_thousand_are_counted_rather_than_searched(language: str, row: str) -> None:
    started = process_time()

    found = repair_other(f"{row}\n" * 20_000, "big", language)

    assert not found.fixes
    assert found.diagnostics or found.notes
    assert process_time() - started < 20  # it took minutes


def test_a_text_of_a_hundred_thousand_lines_is_checked_and_its_defect_mended() -> None:
    text = "".join(BLOCKS["c"].format(n=n) for n in range(17_000))
    assert len(text) > HUGE
    assert text.count("\n") > 100_000
    at = text.index(")", text.index("f12000("))

    assert repair_other(text, "big", "c").well_formed
    assert repair_other(text[:at] + text[at + 1 :], "big", "c").text == text
