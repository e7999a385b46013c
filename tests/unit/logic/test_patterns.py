"""Which slips in regular expressions are undone?"""

import ast
import re
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzers.logic.edits import patterns
from analyzers.logic.edits.scope import Scope
from analyzers.logic.program import Program


def changed(text: str) -> Iterator[str]:
    program = Program("main.py", text)
    for statement in program.statements():
        for candidate in patterns.edits(program, statement, Scope.of(program, None)):
            yield candidate.apply(text)


@pytest.mark.parametrize(
    ("wrong", "meant"),
    [
        (r"re.findall(r'<b>(.*)</b>', x)", r"re.findall(r'<b>(.*?)</b>', x)"),
        (r"re.findall(r'\d+', x)", r"re.findall(r'-?\d+', x)"),
        (r"re.findall(r'\d', x)", r"re.findall(r'\d+', x)"),
        (r"re.search(r'v\d+.\d+', x)", r"re.search(r'v\d+\.\d+', x)"),
        (r"re.search(r'[a-z]+', x)", r"re.search(r'[A-Za-z]+', x)"),
        (r"re.search(r'[a-z]+', x)", r"re.search(r'[a-z]+', x, re.IGNORECASE)"),
        (r"re.sub('a', 'b', x)", r"re.sub('a', 'b', x, flags=re.IGNORECASE)"),
        (r"re.match(r'[a-z]+', x)", r"re.match(r'[a-z]+$', x)"),
        (r"re.match(r'^cat|dog$', x)", r"re.match(r'^(?:cat|dog)$', x)"),
        (r"re.match(r'\d{4}-\d{2}', x)", r"re.match(r'\d{4}-\d{1,2}', x)"),
        (r"re.findall(r'\d+', x)", r"re.findall(r'\d+(?:\.\d+)?', x)"),
        (r"re.findall(r'cat', x)", r"re.findall(r'\bcat\b', x)"),
    ],
)
def test_the_pattern_that_was_meant_is_tried(wrong: str, meant: str) -> None:
    assert f"y = {meant}\n" in changed(f"y = {wrong}\n")


@pytest.mark.parametrize(
    "text",
    ["y = x.match(r'a')\n", "y = re.match('a\\tb', x)\n", "y = re.match(p, x)\n", "y = re.escape('a')\n"],
)
def test_what_is_no_pattern_or_is_written_with_escapes_is_left_alone(text: str) -> None:
    assert not any("'a+" in one or "a?" in one for one in changed(text))


@given(st.from_regex(r"[\[\](){}.*+?|^$\\\\a-z0-9 -]{0,30}", fullmatch=True))
def test_what_is_proposed_is_a_program_with_a_pattern(pattern: str) -> None:
    text = f"y = re.search(r'{pattern}', x)\n"
    try:
        ast.parse(text)
    except SyntaxError:
        return
    for one in changed(text):
        call = ast.parse(one).body[0].value  # type: ignore[attr-defined]  # an assignment, as above
        assert call.args[0].value != pattern or len(call.args) > 2
        if call.args[0].value != pattern:
            re.compile(call.args[0].value)


def test_a_pattern_put_together_of_many_escapes_costs_no_time() -> None:
    text = "y = re.search(r'" + r"\d-" * 20 + "' r'x', x)\n"

    assert list(changed(text)) is not None  # it took minutes
