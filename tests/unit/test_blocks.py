"""The split of a mixed text into words, code and reports."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzers.blocks import find_code, split
from analyzers.lines import Part, part_of_line


def parts(text: str) -> list[Part]:
    return [block.part for block in split(text)]


def test_code_between_two_sentences_is_found_without_any_mark() -> None:
    text = "my list is empty, why\n\nfor x in rows:\n    out = []\n    out.append(x)\n\nit should have three items"

    assert parts(text) == [Part.PROSE, Part.CODE, Part.PROSE]


def test_a_fence_names_the_language() -> None:
    [code] = find_code("look:\n```js\nlet total = 0\n```\nthanks")

    assert (code.language, code.text, code.first_line) == ("javascript", "let total = 0", 3)


def test_a_fence_without_a_language_may_hold_a_report() -> None:
    text = "it prints\n```\nTraceback (most recent call last):\n  File \"a.py\", line 1, in <module>\nKeyError: 'x'\n```"

    assert find_code(text) == ()


def test_prompts_are_taken_off() -> None:
    [code] = find_code(">>> def half(x):\n...     return x / 2\n>>> half(3)\n1.5")

    assert code.text == "def half(x):\n    return x / 2\nhalf(3)"


def test_line_numbers_are_taken_off() -> None:
    [code] = find_code("7  def half(x):\n8      y = x / 2\n9      return y")

    assert code.text == "def half(x):\n    y = x / 2\n    return y"


def test_numbered_sentences_are_no_code() -> None:
    assert find_code("1. open the page\n2. press the button\n3. nothing happens") == ()


def test_lines_that_a_reader_knows_as_a_report_are_not_split_again() -> None:
    blocks = split("x = 1\ny = 2\nz = 3", reports=[(0, 3)])

    assert [block.part for block in blocks] == [Part.REPORT]


@pytest.mark.parametrize(
    "line",
    ["    at Object.<anonymous> (/srv/a.js:1:2)", "main.c:3:5: error: expected ';'", "E   assert 1 == 2"],
)
def test_a_tools_line_is_a_report(line: str) -> None:
    assert parts(line) == [Part.REPORT]


@given(st.text(max_size=400))
def test_any_text_is_split_in_order(text: str) -> None:
    starts = [block.start for block in split(text)]

    assert starts == sorted(starts)


@given(
    st.lists(
        st.sampled_from(
            ["```", "x = 1", "hello there my friend", ">>> f()", "", "  1 | a = 2", "KeyError: 'x'"]
        ),
        max_size=30,
    )
)
def test_a_block_lies_within_the_text(lines: list[str]) -> None:
    for block in split("\n".join(lines)):
        assert 0 <= block.start < block.end <= len(lines)


@pytest.mark.parametrize(
    "line",
    [
        "hey I have a loop with var i and inside setTimeout(() => console.log(i)) and it prints 3 3 3 instead of 0 1 2",
        "json.dumps(user) gives me {} although both of the fields are set. The class is `class U { int n; }`",
    ],
)
def test_a_sentence_with_code_in_it_is_a_sentence(line: str) -> None:
    """It does not parse, and that says nothing of the writer's code."""
    assert [block.part for block in split(line)] == [Part.PROSE]


def test_a_text_that_is_one_program_is_not_cut_at_its_strings() -> None:
    """Data in a long string may look like a report or like words."""
    code = 'DATA = """name,score\n\nana is here. And bo,\nERROR: none\n"""\n\nfor line in DATA.splitlines():\n    print(line)\n'

    [block] = split(code)

    assert (block.part, block.text, block.language) == (Part.CODE, code, "python")


def test_a_warning_is_a_report_to_its_last_line() -> None:
    text = (
        "/srv/lib/plugin.py:3: PluginDeprecationWarning: The option is unset.\n"
        "The loop will be another one to avoid unexpected behaviour in the future.\n\n"
        "My function returns the wrong number, what is the matter here?\n"
    )
    spoken = [block.text for block in split(text) if block.part is Part.PROSE]

    assert [one.strip() for one in spoken] == [
        "My function returns the wrong number, what is the matter here?"
    ]


_MEAN = {
    "python": "def mean(xs):\n    total = 0\n    for x in xs:\n        total += x\n    return total / len(xs)",
    "java": "int sum(int[] xs) {\n    int s = 0;\n    for (int x : xs) { s += x; }\n    return s;\n}",
    "php": "<?php\n$s = 0;\nforeach ([1, 2] as $x) {\n    $s += $x;\n}\necho $s;",
}


@pytest.mark.parametrize(
    "remark", ["never stops", "should be 7", "stack overflow", "expected 6, got 3", "gives 2"]
)
@pytest.mark.parametrize("language", list(_MEAN))
def test_a_hurried_remark_above_or_under_code_is_words(language: str, remark: str) -> None:
    assert parts(f"{_MEAN[language]}\n\n{remark}") == [Part.CODE, Part.PROSE]
    assert parts(f"{_MEAN[language]}\n{remark}\n") == [Part.CODE, Part.PROSE]
    assert parts(f"{remark}\n{_MEAN[language]}") == [Part.PROSE, Part.CODE]


@pytest.mark.parametrize(
    "code",
    [
        "while True\n    x = input()\n    if x:\n        break",  # a block whose colon is missing
        "total = 3\nx = 4\nprint total",
        "Sub Main\n    x = 1\n    Show(x)\nEnd Sub",
        "x = [1]\nx.append(2)\nx",
        "class A\n  include Comparable\n  def b\n    1\n  end\nend",
    ],
)
def test_a_statement_at_the_edge_of_code_is_no_remark(code: str) -> None:
    assert parts(code) == [Part.CODE]


@pytest.mark.parametrize(
    "line",
    [
        "outputs.append(model(x))",
        "expected.sort()",
        "got.close()",
        "must(err)",
        "expected[0]",
        "want, got := f(), 2",
    ],
)
def test_names_that_are_also_words_are_code(line: str) -> None:
    assert part_of_line(line) is not Part.PROSE


@pytest.mark.parametrize(
    "code",
    ['def greet(name)\n  puts "hello #{name}\nend\ngreet user', "if [ -f x ]; then\n  echo hi\ngit push"],
)
def test_a_command_at_the_end_of_broken_code_is_code(code: str) -> None:
    assert parts(code) == [Part.CODE]
