"""What must hold of any text: nothing well-formed changes, a repair parses, a second one finds nothing."""

import re
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analyzers.diff import apply_edits
from analyzers.syntax import repair
from analyzers.syntax.candidate import Change
from analyzers.syntax.changes import edits_between
from analyzers.syntax.grammar.tokens import Text
from analyzers.syntax.python.layout import Layout
from analyzers.syntax.python.tokens import lex
from analyzers.syntax.python.verdict import compiles

_LINES = (
    "x = [1, 2, 3]",
    "print(f(x, 'é𝒳'))",
    "if x:\n    y = {'a': (1, 2)}\nelse:\n\ty = 2",
    "def f(a, b=1):\n    '''Doc.'''\n    return a + b",
    "for i in range(3):\n    if i == 2:\n        break",
    "class A:\n    def m(self):\n        return self.n",
    "s = \"it's\" + 'a\\'b'",
    "try:\n    g()\nexcept ValueError as e:\n    raise",
)
programs = st.lists(st.sampled_from(_LINES), min_size=1, max_size=6).map(
    lambda parts: "\n".join(parts) + "\n"
)
pieces = st.sampled_from(
    ["", "(", ")", "]", "'", '"', ":", ",", "=", " ", "\t", "\n", "\r\n", "é", "𝒳", "if ", "print ", "\\"]
)


@given(programs)
@settings(deadline=None, max_examples=40)
def test_a_well_formed_text_is_never_changed(text: str) -> None:
    found = repair(text, "a.py")

    assert found.well_formed
    assert found.text is None


@given(programs, st.integers(0, 10_000), st.integers(0, 3), pieces)
@settings(deadline=None, max_examples=60)
def test_a_repair_parses_and_a_second_one_finds_nothing(text: str, place: int, gone: int, put: str) -> None:
    at = place % (len(text) + 1)
    broken = text[:at] + put + text[at + gone :]
    found = repair(broken, "a.py", effort=150_000)

    if found.text is not None:
        assert compiles(found.text)
        assert repair(found.text, "a.py").well_formed
    else:
        assert found.diagnostics or compiles(broken)


@given(programs, st.integers(0, 10_000), st.integers(0, 3), pieces)
@settings(deadline=None, max_examples=60)
def test_the_edits_of_a_fix_lead_to_its_text(text: str, place: int, gone: int, put: str) -> None:
    """Offsets are characters: tabs, line ends of Windows and astral characters must not shift them."""
    text = text.replace("\n", "\r\n") if place % 3 == 0 else text
    at = place % (len(text) + 1)
    broken = text[:at] + put + text[at + gone :]
    found = repair(broken, "a.py", effort=150_000)

    if found.text is not None:
        assert apply_edits(broken, found.fixes[0].edits) == found.text


@given(st.text(alphabet="ab1'\"\\#()[]{}:\n \té𝒳`$", max_size=200))
def test_the_tokens_are_in_order_and_leave_out_only_blanks(text: str) -> None:
    position = 0
    for token in lex(text):
        assert not text[position : token.start].strip(" \t\f")
        assert text[token.start : token.end] == token.text
        position = token.end
    assert not text[position:].strip(" \t\f")


@given(st.text(alphabet="ab('\"[{\n :=,", max_size=200))
def test_every_token_of_code_belongs_to_one_statement(text: str) -> None:
    layout = Layout(text)
    held = [token for one in layout.statements for token in one.tokens]

    assert held == [token for token in layout.tokens if token.kind not in ("newline", "comment", "continued")]


@given(st.text(alphabet="ab\n", max_size=40), st.text(alphabet="ab\n", max_size=40))
def test_edits_between_two_texts_turn_one_into_the_other(before: str, after: str) -> None:
    assert apply_edits(before, edits_between(before, after)) == after


@given(programs, st.integers(0, 10_000))
@settings(deadline=None, max_examples=40)
def test_a_repair_of_a_lost_mark_leaves_no_name_out(text: str, place: int) -> None:
    """Code is never deleted to please the parser."""
    marks = [at for at, character in enumerate(text) if character in "()[]{}:,='\""]
    at = marks[place % len(marks)]
    broken = text[:at] + text[at + 1 :]
    found = repair(broken, "a.py", effort=150_000)

    if found.text is not None:
        kept = Counter(re.findall(r"[^\W\d]\w*", found.text))
        lost = Counter(re.findall(r"[^\W\d]\w*", broken)) - kept
        assert lost.total() <= 1  # one may have been two words, or a slip


@pytest.mark.parametrize(
    "text",
    [
        "(" * 100_000,
        "x = [" + "1, " * 200_000,
        "x = " + "-" * 100_000 + "1",
        '"' * 100_001,
        '"""' + "a\n" * 20_000,
        "$?" * 20_000,
        ":\n" * 10_000,
        "f(x\n" * 2_000,
        "if x\n    y()\n" * 400,
        "x = 'a\n" * 500,
        "`a`\n" * 500,
        "x = 1\n\0\ny = (\n",
        "x = (" * 150 + ")" * 149 + "\n",
        "\ud800 = (",
    ],
    ids=range(14),
)
def test_a_hostile_text_ends_with_an_answer(text: str) -> None:
    """Whatever is handed over, the search is bounded: by what it hands to the compiler, not by a clock."""
    found = repair(text, "a.py", effort=300_000)

    assert found.diagnostics


_C_LINES = (
    "int x = f(a[1], 2.5); /* a\n note */",
    "if (x <= y) { // see below\n    return 'c';\n}",
    'puts("it is\\n");',
    "x->y = z--;",
)


@given(
    st.sampled_from(("c", "javascript", "rust", "css", "bash")),
    st.lists(st.sampled_from(_C_LINES), min_size=1, max_size=4).map("\n".join),
    st.integers(0, 10_000),
    st.integers(0, 3),
    st.sampled_from(("", "}", "\n}", ";", " ", "/", "*/", "/*", "#", "-", ">", "=", "x", "1", '"', "`")),
)
@settings(deadline=None, max_examples=80)
def test_tokens_read_again_round_a_change_are_those_of_the_whole(
    language: str, text: str, place: int, gone: int, put: str
) -> None:
    """The search reads a few tokens anew for each of its hundreds of candidates."""
    at = place % (len(text) + 1)
    changed, tokens = Text(language, text).after(Change(at, min(at + gone, len(text)), put))

    assert tokens == Text(language, changed).tokens
