"""What the app knows, without a screen: events become state, state becomes words, rows and marks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzers.facts import (
    Applicability,
    Decision,
    Diagnosis,
    Diagnostic,
    Done,
    Edit,
    Evidence,
    Failed,
    Fix,
    FixChecked,
    FixProposed,
    Found,
    Frame,
    HandedBack,
    Hypothesis,
    Problem,
    Raised,
    Route,
    Routed,
    Snapshot,
    Span,
    Stage,
    StateFrame,
    Status,
    StepFinished,
    StepProgress,
    StepStarted,
    Traceback,
    Verdict,
)
from tui.difference import RowKind, apply_edits, rows
from tui.findings import entries, parse_place
from tui.highlight import Highlighter, Token, language_of
from tui.investigation import Investigation, Part, Phase
from tui.labels import label_rows, shift_of
from tui.pieces import Tone, in_code
from tui.sheets import Kind, Mark, Sheet, Sheets, shown, shown_column, with_edits
from tui.stack import stacks

DECISION = Decision(route=Route.SYNTAX, confidence=0.9, stage=Stage.STRUCTURE)


def _fix(text: str, old: str, new: str, *, status: Status = Status.UNVERIFIED) -> Fix:
    start = text.index(old)
    edits = (Edit(Span("a.py", start, start + len(old)), new),)
    return Fix(title="mend it", edits=edits, applicability=Applicability.SAFE, status=status)


def _sheet(text: str, *marks: Mark) -> Sheet:
    lines = tuple(text.split("\n"))
    return Sheet(name="a.py", lines=lines, numbers=tuple(range(1, len(lines) + 1)), marks=marks)


# --- events become state --------------------------------------------------------------------------


def test_a_checked_fix_takes_the_place_of_the_proposed_one() -> None:
    state = Investigation()
    fix = _fix("x = (1", "1", "1)")
    state.take(FixProposed(fix))
    state.take(FixChecked(_fix("x = (1", "1", "1)", status=Status.VERIFIED)))

    assert [one.status for one in state.fixes] == [Status.VERIFIED]


def test_the_step_going_on_is_the_latest_that_has_not_ended() -> None:
    state = Investigation(phase=Phase.WORKING)
    state.take(StepStarted("run", "running the program"))
    state.take(StepStarted("check"))
    state.take(StepProgress("check", 3, 9))
    assert state.step is not None
    assert (state.step.name, state.step.done, state.step.total) == ("check", 3, 9)

    state.take(StepFinished("check", 0.1))

    assert state.step.name == "run"


def test_progress_of_a_step_that_never_started_is_still_shown() -> None:
    state = Investigation()
    state.take(StepProgress("search", 1))

    assert state.step is not None
    assert state.step.name == "search"


def test_a_problem_handed_back_forgets_the_first_findings() -> None:
    state = Investigation(problem=Problem(text="a"), decision=DECISION)
    state.take(Found(Diagnostic(code="x/y", message="wrong")))
    parts = state.take(HandedBack(Problem(text="b"), "the file parses after all"))

    assert state.diagnostics == []
    assert state.decision is None
    assert state.at_hand == Problem(text="b")
    assert state.problem == Problem(text="a")  # what the user gave, to be worked on again
    assert Part.FINDINGS in parts


def test_done_ends_every_step_and_replaces_what_was_found_on_the_way() -> None:
    state = Investigation(phase=Phase.WORKING)
    state.take(StepStarted("run"))
    state.take(Found(Diagnostic(code="x/y", message="a guess")))
    state.take(Done(Diagnosis(cause="known", decision=DECISION)))

    assert state.phase is Phase.DONE
    assert state.step is None
    assert state.diagnostics == []


def test_stopping_keeps_what_was_found() -> None:
    state = Investigation(phase=Phase.WORKING)
    state.take(Found(Diagnostic(code="x/y", message="wrong")))
    state.stop()

    assert state.phase is Phase.STOPPED
    assert len(state.diagnostics) == 1


def test_a_failure_is_a_phase_of_its_own() -> None:
    state = Investigation(phase=Phase.WORKING)
    state.take(Routed(DECISION))
    state.take(Failed("no interpreter", "install one"))

    assert state.phase is Phase.FAILED
    words = "".join(text for entry in entries(state, Sheets()) for text, _ in entry.pieces)
    assert "no interpreter" in words
    assert "install one" in words


# --- state becomes words --------------------------------------------------------------------------


def test_confirmed_evidence_is_said_before_rejected() -> None:
    state = Investigation()
    state.take(Found(Hypothesis(code="a", claim="not this", verdict=Verdict.REJECTED)))
    state.take(Found(Hypothesis(code="b", claim="this", verdict=Verdict.CONFIRMED)))
    words = ["".join(text for text, _ in entry.pieces) for entry in entries(state, Sheets())]

    assert words[1].endswith("this")
    assert words[2].endswith("not this")


def test_a_program_that_reads_is_led_to_where_it_is_given_something() -> None:
    """The app has the keyboard: a program that it runs finds nothing to read."""
    raised = Raised(type="EOFError", message="EOF when reading a line", frames=())
    diagnosis = Diagnosis(cause="c", decision=DECISION, traceback=Traceback(chain=(raised,)))
    state = Investigation.ended(Problem(command=("python", "ask.py")), diagnosis, Phase.DONE)
    said = ["".join(text for text, _ in entry.pieces) for entry in entries(state, Sheets())]

    assert any("d goes through it" in words for words in said)


def test_evidence_leads_to_the_line_it_names() -> None:
    sheets = Sheets(sheets=(_sheet("a\nb"),), names=(("a.py", "a.py"),))
    found = Hypothesis(
        code="a",
        claim="x",
        verdict=Verdict.CONFIRMED,
        evidence=(Evidence(expression="x", value="1", where="a.py:2 in f"),),
    )
    state = Investigation()
    state.take(Found(found))

    [_, entry] = entries(state, sheets)
    assert entry.place is not None
    assert entry.place.line == 2


@pytest.mark.parametrize("where", ["source", "", "a.py", "elsewhere.py:3", "a.py:x in f"])
def test_evidence_that_names_no_line_leads_nowhere(where: str) -> None:
    sheets = Sheets(sheets=(_sheet("a\nb"),), names=(("a.py", "a.py"),))

    assert parse_place(where, sheets) is None


def test_backticks_become_code_and_a_lone_one_stays() -> None:
    assert in_code("a `b` c", Tone.PLAIN) == (("a ", Tone.PLAIN), ("b", Tone.CODE), (" c", Tone.PLAIN))
    assert in_code("it` s", Tone.PLAIN) == (("it` s", Tone.PLAIN),)


# --- fixes become rows ----------------------------------------------------------------------------


def test_a_diff_shows_the_change_with_both_line_numbers_and_what_changed_in_the_line() -> None:
    text = "one\ntwo\nthree = (1\nfour\n"
    found = rows(_fix(text, "(1", "(1)"), lambda _: text)

    [old] = [row for row in found if row.kind is RowKind.OLD]
    [new] = [row for row in found if row.kind is RowKind.NEW]
    assert (old.old, old.text, new.new, new.text) == (3, "three = (1", 3, "three = (1)")
    assert [new.text[start:end] for start, end in new.changed] == [")"]


def test_a_diff_of_a_file_that_is_not_at_hand_says_so() -> None:
    found = rows(_fix("x", "x", "y"), lambda _: None)

    assert found[1].kind is RowKind.GAP
    assert "not at hand" in found[1].text


@given(st.text("ab\n", max_size=60), st.text("ab\n", max_size=10), st.data())
def test_a_diff_read_back_gives_both_texts(text: str, new: str, data: st.DataObject) -> None:
    """Old rows and unchanged ones are the text before; new rows and unchanged ones, the text after."""
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    fix = Fix(title="x", edits=(Edit(Span("a", start, end), new),), applicability=Applicability.SAFE)
    after = apply_edits(text, fix.edits).split("\n")
    before = text.split("\n")
    for row in rows(fix, lambda _: text):
        if row.old is not None:
            assert before[row.old - 1] == row.text
        if row.new is not None:
            assert after[row.new - 1] == row.text
    removed = {row.old for row in rows(fix, lambda _: text) if row.kind is RowKind.OLD}
    added = {row.new for row in rows(fix, lambda _: text) if row.kind is RowKind.NEW}
    kept = [line for number, line in enumerate(before, 1) if number not in removed]
    assert kept == [line for number, line in enumerate(after, 1) if number not in added]


def test_an_applied_fix_marks_its_lines_and_drops_older_marks() -> None:
    text = "a = 1\nb = (2\nc = 3"
    before = Sheets(sheets=(_sheet(text, Mark(line=2, kind=Kind.DEFECT)),), names=(("a.py", "a.py"),))
    after = with_edits(before, _fix(text, "(2", "(2)"), lambda _: text)

    assert after.sheets[0].lines[1] == "b = (2)"
    assert [(mark.line, mark.kind) for mark in after.sheets[0].marks] == [(2, Kind.CHANGED)]


# --- labels ---------------------------------------------------------------------------------------


def test_a_label_stands_right_of_its_pointer_where_there_is_room() -> None:
    mark = Mark(line=1, kind=Kind.DEFECT, start=4, end=7, label="wrong")

    assert label_rows("x = abc", mark, 40, 0) == [("    ▔▔▔ wrong", True)]


def test_a_label_stands_left_of_a_pointer_at_the_right_edge() -> None:
    line = "x = 1" + " " * 28 + "abc"
    mark = Mark(line=1, kind=Kind.DEFECT, start=33, end=36, label="wrong")
    [(row, pointing)] = label_rows(line, mark, 38, 0)

    assert row.endswith("wrong ▔▔▔")
    assert row.index("▔") == 33
    assert pointing


def test_a_pointer_stands_under_its_text_after_wide_characters() -> None:
    """A terminal draws them two cells wide."""
    mark = Mark(line=1, kind=Kind.DEFECT, start=7, end=10, label="wrong")
    [(row, _)] = label_rows('"名前" + abc', mark, 40, 0)

    assert row == " " * 9 + "▔▔▔ wrong"


def test_a_pointer_may_stand_behind_the_end_of_its_line() -> None:
    mark = Mark(line=1, kind=Kind.DEFECT, start=5, end=6, label="missing")

    assert label_rows("f(1, ", mark, 40, 0) == [("     ▔ missing", True)]


def test_a_long_label_is_wrapped_under_its_line_and_stays_in_view() -> None:
    mark = Mark(line=1, kind=Kind.DEFECT, start=4, end=7, label="a long story " * 5)
    found = label_rows("x = abc", mark, 30, 0)

    assert len(found) > 1
    assert all(len(row) <= 30 and not pointing for row, pointing in found)


def test_a_line_is_shifted_only_when_what_is_marked_lies_beyond_the_edge() -> None:
    near = Mark(line=1, kind=Kind.DEFECT, start=4, end=7)
    far = Mark(line=1, kind=Kind.DEFECT, start=90, end=95)

    assert shift_of("x" * 100, [near], 40) == 0
    assert 0 < shift_of("x" * 100, [far], 40) <= 90


@given(st.text(st.characters(codec="utf-8"), max_size=80).map(lambda text: text.replace("\n", "")), st.data())
def test_a_column_is_drawn_where_the_line_before_it_ends(line: str, data: st.DataObject) -> None:
    """Tabs and escaped characters widen a line; a pointer must widen with it."""
    column = data.draw(st.integers(0, len(line)))

    assert shown(line).startswith(shown(line[:column]).rstrip(" ")) or "\t" in line
    assert shown_column(line, column) <= len(shown(line))


# --- colours --------------------------------------------------------------------------------------


def _tokens(text: str, language: str = "python") -> list[list[tuple[str, Token]]]:
    lines = tuple(text.split("\n"))
    reader = Highlighter(lines, language)
    return [[(line[a:b], token) for a, b, token in reader.parts(n)] for n, line in enumerate(lines)]


def test_a_string_of_several_lines_is_a_string_in_each() -> None:
    found = _tokens('x = """one\nif two\nthree""" + y')

    assert found[1] == [("if two", Token.STRING)]
    assert found[2] == [('three"""', Token.STRING)]


def test_a_keyword_in_a_string_or_comment_is_none() -> None:
    assert _tokens('x = "if" # for')[0] == [('"if"', Token.STRING), ("# for", Token.COMMENT)]


def test_an_unclosed_quote_ends_with_its_line() -> None:
    """Broken code is what is read here."""
    found = _tokens("x = 'oops\nif y: pass")

    assert found[1][0] == ("if", Token.KEYWORD)


def test_a_definition_shows_keyword_and_name() -> None:
    assert _tokens("def f(x):")[0] == [("def", Token.KEYWORD), ("f", Token.DEFINITION)]


def test_a_block_comment_of_another_language_runs_over_lines() -> None:
    found = _tokens("int x; /* one\ntwo */ return x;", "c")

    assert found[1][0] == ("two */", Token.COMMENT)
    assert ("return", Token.KEYWORD) in found[1]


@pytest.mark.parametrize(
    ("path", "language"), [("a.py", "python"), ("b/c.TSX", "tsx"), ("Makefile", ""), ("x.", "")]
)
def test_the_language_is_told_by_the_name(path: str, language: str) -> None:
    assert language_of(path) == language


@given(
    st.text(max_size=200),
    st.sampled_from(["python", "javascript", "c", "ruby", "bash", "json", "rust", "", "x"]),
)
def test_parts_lie_within_the_line_and_do_not_overlap(text: str, language: str) -> None:
    lines = tuple(text.split("\n"))
    reader = Highlighter(lines, language)
    for index, line in enumerate(lines):
        last = 0
        for start, end, _ in reader.parts(index):
            assert last <= start <= end <= len(line)
            last = end


# --- stacks ---------------------------------------------------------------------------------------


def _report(*frames: Frame) -> Diagnosis:
    report = Traceback(chain=(Raised(type="E", message="m", frames=frames),))
    return Diagnosis(cause="c", decision=DECISION, traceback=report)


def test_calls_are_deepest_first_and_take_their_names_from_the_snapshot() -> None:
    frames = (Frame(file="a.py", line=1, function="<module>"), Frame(file="a.py", line=9, function="f"))
    state = StateFrame(file="/x/a.py", line=9, function="T.f")
    diagnosis = _report(*frames)
    diagnosis = Diagnosis(
        cause="c", decision=DECISION, traceback=diagnosis.traceback, snapshot=Snapshot(frames=(state,))
    )
    [found] = stacks(diagnosis, Sheets())

    assert [call.function for call in found.calls] == ["f", "<module>"]
    assert found.calls[0].state is state
    assert found.calls[1].state is None


def test_a_stack_of_thousands_of_calls_keeps_head_and_tail() -> None:
    frames = tuple(Frame(file="a.py", line=number, function="f") for number in range(1, 3001))
    [found] = stacks(_report(*frames), Sheets())

    assert len(found.calls) < 200
    assert sum(call.left_out or 1 for call in found.calls) == 3000
    assert found.calls[0].line == 3000
    assert found.calls[-1].line == 1


def test_a_stop_without_a_report_still_has_its_frames() -> None:
    state = StateFrame(file="a.py", line=9, function="f")
    diagnosis = Diagnosis(cause="c", decision=DECISION, snapshot=Snapshot(frames=(state,)))
    [found] = stacks(diagnosis, Sheets())

    assert [call.state for call in found.calls] == [state]


def test_members_of_a_group_follow_their_group() -> None:
    member = Traceback(chain=(Raised(type="ValueError", message="inner"),))
    group = Traceback(chain=(Raised(type="ExceptionGroup", message="outer", members=(member,)),))
    found = stacks(Diagnosis(cause="c", decision=DECISION, traceback=group), Sheets())

    assert [stack.title for stack in found] == ["ExceptionGroup: outer", "ValueError: inner"]
