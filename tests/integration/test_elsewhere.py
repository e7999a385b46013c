"""A failing test of another language is shown at its check, with both values."""

from pathlib import Path

from analyzers.facts import Diagnosis, Done, Problem, Route
from assistant.diagnose import Assistant
from tools.intake import from_text

_GO = "--- FAIL: TestSum (0.00s)\n    sum_test.go:3: Sum([1 2 3]) = 5; want 6\n--- FAIL: TestMax (0.00s)\n    sum_test.go:9: got 1, want 2\nFAIL\n"


def _diagnosis(workspace: Path) -> Diagnosis:
    last = list(Assistant().run(Problem(text=_GO, workspace=str(workspace))))[-1]
    assert isinstance(last, Done)
    return last.diagnosis


def test_the_check_is_shown_in_the_users_own_file(tmp_path: Path) -> None:
    (tmp_path / "sum_test.go").write_text(
        "package sum\nfunc TestSum(t *testing.T) {\n\tif got := Sum(xs); got != 6 {\n"
    )
    diagnosis = _diagnosis(tmp_path)

    assert diagnosis.decision.route is Route.LOGIC
    assert diagnosis.cause == "`Sum([1 2 3])` gave `5` where the test expects `6`"
    [diagnostic] = diagnosis.diagnostics
    assert diagnostic.primary is not None
    assert diagnosis.code[0].text[diagnostic.primary.span.start :].startswith("if got := Sum(xs)")
    assert "also failing: `TestMax`" in diagnostic.notes


def test_without_the_file_its_place_is_named(tmp_path: Path) -> None:
    [diagnostic] = _diagnosis(tmp_path).diagnostics

    assert diagnostic.message.endswith("at sum_test.go:3")


def test_a_refusal_stands_where_our_grammar_lets_the_code_through() -> None:
    text = (
        "SELECT name FROM users WHERE COUNT(*) > 1;\n"
        "ERROR:  aggregate functions are not allowed in WHERE\nLINE 1: SELECT name FROM users WHERE COUNT(*) > 1\n"
    )
    last = list(Assistant().run(from_text(text)))[-1]
    assert isinstance(last, Done)

    assert last.diagnosis.decision.route is Route.SYNTAX
    assert last.diagnosis.cause.endswith("`ERROR: aggregate functions are not allowed in WHERE`")
