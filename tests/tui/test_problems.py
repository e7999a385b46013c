"""Problems stay: in the list, over the end of the app, and in session files."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from analyzers.facts import Diagnostic, Problem, Routed
from tests.tui.conftest import NARROW, Opener, Screen
from tests.tui.fakes import (
    DECISION,
    DIAGNOSIS,
    FAILED,
    NAME,
    REPORT,
    SOURCE,
    UNVERIFIED,
    VERIFIED,
    Scripted,
    Stuck,
    Whole,
    problem,
)
from tests.tui.test_editing import until
from tools import sessions
from tools.patch import apply
from tools.sessions import Kept, Looks, Session
from tui.history import History, Outcome, outcome_of
from tui.investigation import Phase


def other(folder: Path) -> Problem:
    return replace(problem(folder), text=REPORT.replace("yen", "pfund"))


async def two_problems(screen: Screen, folder: Path) -> None:
    await screen.finished()
    screen.app.main.start(other(folder))
    await screen.finished()


async def test_the_list_shows_what_became_of_each(open_app: Opener, tmp_path: Path) -> None:
    async with open_app(problem(tmp_path)) as screen:
        await two_problems(screen, tmp_path)
        await screen.press("0")

        shown = screen.flow("#problems")
        assert shown.count("TypeError at till.py:14") == 2
        assert shown.count("fix verified · runtime") == 2
        assert screen.app.main.pane_name == "problems"

        await screen.press("2", "a")
        assert "fixed · runtime" in screen.flow("#problems")

        await screen.press("0", "0")
        assert not screen.app.main.problems.display


async def test_the_time_of_a_problem_stands_under_its_words(open_app: Opener, tmp_path: Path) -> None:
    """At the edge it looks like a problem of its own."""
    async with open_app(problem(tmp_path)) as screen:
        await screen.finished()
        await screen.press("0")

        times = [line for line in screen.text("#problems").split("\n") if re.search(r"\d\d:\d\d", line)]
        assert times
        assert all(re.match(r"│? ? {2}\S", line) and not re.match(r"│? ?\d", line) for line in times), times


async def test_an_earlier_problem_is_shown_again_without_running_anything(
    open_app: Opener, tmp_path: Path
) -> None:
    assistant = Whole()
    async with open_app(problem(tmp_path), assistant) as screen:
        await two_problems(screen, tmp_path)
        await screen.press("0", "down", "enter")
        await screen.finished()

        assert "yen" in screen.text("#output") or "yen" in screen.app.main.output.copied()
        assert "pfund" not in screen.app.main.output.copied()
        assert "rate_of returns nothing" in screen.flow("#diagnosis")
        assert len(assistant.problems) == 2


async def test_j_and_k_walk_through_problems(open_app: Opener, tmp_path: Path) -> None:
    async with open_app(problem(tmp_path)) as screen:
        await two_problems(screen, tmp_path)
        await screen.press("J")
        await screen.finished()
        assert screen.app.main.state.problem == problem(tmp_path)

        await screen.press("K")
        await screen.finished()

        assert screen.app.main.state.problem == other(tmp_path)


async def test_leaving_a_problem_stops_its_work_and_says_so(open_app: Opener, tmp_path: Path) -> None:
    stuck = Stuck()
    async with open_app(problem(tmp_path), stuck) as screen:
        await screen.pilot.pause(0.2)
        screen.app.main.start(other(tmp_path))
        await screen.pilot.pause(0.2)
        assert outcome_of(screen.app.main.history.kept[0]) is Outcome.STOPPED

        await screen.press("escape")

        assert [outcome_of(one) for one in screen.app.main.history.kept] == [Outcome.STOPPED] * 2


async def test_a_failure_is_kept_as_one(open_app: Opener, tmp_path: Path) -> None:
    async with open_app(problem(tmp_path), Scripted(Routed(DECISION), FAILED)) as screen:
        await screen.finished()

        assert outcome_of(screen.app.main.history.kept[0]) is Outcome.FAILED


async def test_doing_it_again_makes_no_second_entry(open_app: Opener, tmp_path: Path) -> None:
    async with open_app(problem(tmp_path)) as screen:
        await screen.finished()
        await screen.press("R")
        await screen.finished()

        assert len(screen.app.main.history.kept) == 1


async def test_a_session_file_brings_problems_back(open_app: Opener, tmp_path: Path) -> None:
    file = tmp_path / "mine.json"
    async with open_app(problem(tmp_path), session=file) as screen:
        await two_problems(screen, tmp_path)
        await until(screen, lambda: file.exists() and len(sessions.load(file).problems) == 2)
        await screen.press("J")
        await screen.finished()
        await until(screen, lambda: sessions.load(file).shown == 0)
    assert file.stat().st_mode & 0o777 == 0o600

    assistant = Whole()
    async with open_app(None, assistant, session=file) as screen:
        await until(screen, lambda: screen.app.main.state.phase is Phase.DONE)
        await screen.press("0")

        assert screen.app.main.state.problem == problem(tmp_path)
        assert "✗ 14" in screen.text("#source")
        assert "BEFORE" in screen.text("#problems")
        assert not assistant.problems


async def test_what_broke_off_is_there_the_next_time(open_app: Opener, tmp_path: Path) -> None:
    """A connection that drops ends the app without a word; what it was at must not be lost with it."""
    file = tmp_path / "mine.json"
    async with open_app(problem(tmp_path), Stuck(), session=file) as screen:
        await until(screen, lambda: file.exists() and len(sessions.load(file).problems) == 1)
        left = file.read_bytes()
    file.write_bytes(left)

    assistant = Whole()
    async with open_app(None, assistant, session=file) as screen:
        await until(screen, lambda: screen.app.main.state.phase is Phase.STOPPED)
        await screen.press("0")
        assert "interrupted" in screen.flow("#problems")
        assert "before anything was found" in screen.flow("#diagnosis")
        assert not assistant.problems

        await screen.press("R")
        await screen.finished()
        assert "fix verified" in screen.flow("#problems")
        assert "interrupted" not in screen.flow("#problems")


def test_an_answer_is_not_given_up_for_work_that_broke_off(tmp_path: Path) -> None:
    """Nor for what is still being worked on, in this app or in another one beside it."""
    file = tmp_path / "mine.json"
    answered = Kept(problem=problem(tmp_path), diagnosis=DIAGNOSIS, when=1.0)
    sessions.store(Session(problems=(answered,)), file)

    begun = Kept(problem=problem(tmp_path), when=2.0)
    sessions.store(Session(problems=(begun,), shown=0), file)
    assert sessions.load(file).problems == (answered,)
    assert sessions.load(file).shown == 0

    stopped = replace(begun, ended="stopped")
    sessions.store(Session(problems=(stopped,)), file)
    assert sessions.load(file).problems == (stopped,)


async def test_the_folder_s_own_session_is_offered_on_the_first_screen(
    open_app: Opener, tmp_path: Path
) -> None:
    from tools.intake import workspace_of

    here = str(workspace_of(Path.cwd()))
    kept = Kept(problem=problem(tmp_path), diagnosis=DIAGNOSIS, when=sessions.now())
    sessions.store(Session(problems=(kept,)), sessions.automatic(here))
    async with open_app(None) as screen:
        await until(screen, lambda: "go on" in screen.text("Welcome"))
        assert "TypeError at till.py:14" in screen.text("Welcome")
        await screen.press("up", "enter")
        await screen.finished()

        assert "rate_of returns nothing" in screen.flow("#diagnosis")

    async with open_app(None) as screen:  # from the list: the cursor is on the latest
        await until(screen, lambda: "go on" in screen.text("Welcome"))
        await screen.press("escape", "0", "enter")
        await screen.finished()

        assert "rate_of returns nothing" in screen.flow("#diagnosis")


async def test_a_damaged_session_is_set_aside_and_a_named_one_is_refused(
    open_app: Opener, tmp_path: Path
) -> None:
    start = problem(tmp_path)
    own = sessions.automatic(str(tmp_path))
    own.parent.mkdir(parents=True)
    own.write_text("{")
    async with open_app(start) as screen:
        await screen.finished()
        await until(screen, lambda: own.exists() and len(sessions.load(own).problems) == 1)
        assert own.with_suffix(".damaged").read_text() == "{"
        assert any("is damaged; it was set aside as" in toast for toast in screen.toasts())

    named = tmp_path / "named.json"
    named.write_text("{")
    async with open_app(start, session=named) as screen:
        await screen.finished()
        assert any("no session of the app" in toast for toast in screen.toasts())
    assert named.read_text() == "{"


async def test_where_nothing_can_be_written_it_is_said_once_and_no_fix_is_applied_that_could_not_be_undone(
    open_app: Opener, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A home that is read-only: a container, another account."""
    start = problem(tmp_path)
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "file" / "state"))
    before = (tmp_path / "till.py").read_text()
    async with open_app(start) as screen:
        await screen.finished()
        await until(screen, lambda: any("problems are not kept" in toast for toast in screen.toasts()))
        await screen.press("a", "R")
        await screen.finished()

        toasts = [" ".join(toast.split()) for toast in screen.toasts()]
        assert sum("problems are not kept" in toast for toast in toasts) == 1
        assert any("not applied: what would take it back cannot be kept in" in toast for toast in toasts)
    assert (tmp_path / "till.py").read_text() == before


async def test_after_a_line_is_sent_the_keys_are_those_of_the_diagnosis_though_the_list_had_them(
    open_app: Opener, tmp_path: Path
) -> None:
    async with open_app(problem(tmp_path)) as screen:
        await screen.finished()
        await screen.press("0", "i")
        screen.app.main.ask.load_text("E   assert 1 == 2")
        await screen.press("enter")
        await screen.finished()

        await screen.press("J")

        assert screen.app.main.ask.text == ""
        assert screen.app.main.history.shown == 0


async def test_nothing_is_kept_when_the_user_does_not_want_it(open_app: Opener, tmp_path: Path) -> None:
    async with open_app(problem(tmp_path), remember=False) as screen:
        await screen.finished()
        await screen.press("T", "0")

    assert not sessions.folder().exists()


async def test_the_looks_come_back(open_app: Opener, tmp_path: Path) -> None:
    async with open_app(problem(tmp_path)) as screen:
        await screen.finished()
        await screen.press("greater_than_sign", "T", "0")
        await until(screen, lambda: sessions.looks().problems)
    liked = sessions.looks()
    assert liked == Looks(theme="debugassist-light", share=(1, 0), problems=True)

    async with open_app(problem(tmp_path), looks=liked) as screen:
        await screen.finished()

        assert screen.app.theme == "debugassist-light"
        assert screen.app.main.share == (1.0, 0.0)
        assert screen.app.main.problems.display


async def test_on_a_narrow_screen_the_list_has_it_to_itself(open_app: Opener, tmp_path: Path) -> None:
    async with open_app(problem(tmp_path), size=NARROW) as screen:
        await screen.finished()
        await screen.press("0")
        assert screen.app.main.problems.region.width == 80
        await screen.press("escape")

        assert not screen.app.main.problems.display
        assert screen.app.main.source.region.width == 80


def test_what_comes_back_stands_before_what_has_come_meanwhile(tmp_path: Path) -> None:
    past = (
        Kept(problem=problem(tmp_path), diagnosis=DIAGNOSIS),
        Kept(problem=other(tmp_path), diagnosis=DIAGNOSIS),
    )
    history = History()
    history.begin(other(tmp_path), 1.0)
    history.recall(past)

    assert [one.when for one in history.kept] == [0.0, 1.0]
    assert (history.past, history.shown) == (1, 1)


def test_of_a_text_too_long_the_end_is_kept(tmp_path: Path) -> None:
    long = Kept(problem=Problem(text="x" * 2_000_000 + "end"))
    sessions.store(Session(problems=(long,)), tmp_path / "s.json")
    [kept] = sessions.load(tmp_path / "s.json").problems

    assert len(kept.problem.text) == 1_000_000
    assert kept.problem.text.endswith("xend")
    assert any("characters of the text were kept" in note for note in kept.problem.notes)


async def test_two_apps_in_one_folder_keep_each_others_problems(open_app: Opener, tmp_path: Path) -> None:
    file = tmp_path / "mine.json"
    async with open_app(problem(tmp_path), session=file) as one:
        await one.finished()
        async with open_app(other(tmp_path), session=file) as two:
            await two.finished()
            await until(two, lambda: file.exists() and len(sessions.load(file).problems) == 2)
        await one.press("2", "a")
        await until(one, lambda: any(kept.fixed for kept in sessions.load(file).problems))

    kept = sessions.load(file)
    assert {one.problem.text for one in kept.problems} == {problem(tmp_path).text, other(tmp_path).text}
    assert kept.shown is not None
    assert kept.problems[kept.shown].problem.text == problem(tmp_path).text


async def test_questions_about_the_answer_come_back_with_it(open_app: Opener, tmp_path: Path) -> None:
    file = tmp_path / "mine.json"
    async with open_app(problem(tmp_path), session=file) as screen:
        await screen.finished()
        await screen.press("i")
        screen.app.main.ask.load_text("what is currency?")
        await screen.press("enter")
        await until(screen, lambda: file.exists() and bool(sessions.load(file).problems[0].asked))
    async with open_app(None, session=file, reopen=True) as screen:
        await screen.finished()

        assert "YOU ASKED ? what is currency?" in screen.flow("#diagnosis")


async def test_a_fix_is_taken_back_after_the_work_was_done_again(open_app: Opener, tmp_path: Path) -> None:
    """The answer on show knows nothing of the fix any more; the file and the journal do."""
    async with open_app(problem(tmp_path)) as screen:
        await screen.finished()
        await screen.press("a", "R")
        await screen.finished()
        await screen.press("u")

        assert any("taken back in till.py" in message for message in screen.toasts())
        assert (tmp_path / NAME).read_text() == SOURCE


async def test_a_reopened_problem_says_what_is_applied_and_takes_it_back(
    open_app: Opener, tmp_path: Path
) -> None:
    file = tmp_path / "mine.json"
    async with open_app(problem(tmp_path), session=file) as screen:
        await screen.finished()
        await screen.press("a")
        await until(screen, lambda: file.exists() and bool(sessions.load(file).problems[0].fixed))

    async with open_app(None, session=file) as screen:
        await until(screen, lambda: "applied · u takes it back" in screen.text("#fix"))
        await screen.press("u")
        await screen.finished()

        assert (tmp_path / NAME).read_text() == SOURCE
        assert "a applies it" in screen.text("#fix")
        assert outcome_of(screen.app.main.history.kept[0]) is Outcome.PROVED


async def test_what_another_app_applied_is_taken_back_only_after_a_yes(
    open_app: Opener, tmp_path: Path
) -> None:
    async with open_app(problem(tmp_path)) as screen:
        await screen.finished()
        apply(UNVERIFIED, {}, tmp_path)  # what `debugassist fix` does in another terminal
        changed = (tmp_path / NAME).read_text()
        await screen.press("u")
        assert "count an unknown rate as 1" in screen.text()
        await screen.press("enter")  # the harmless answer
        assert (tmp_path / NAME).read_text() == changed

        await screen.press("u", "y")
        assert (tmp_path / NAME).read_text() == SOURCE


async def test_undo_leaves_other_projects_alone(open_app: Opener, tmp_path: Path) -> None:
    """The last fix of all may be one of another folder, applied from another terminal."""
    here, there = tmp_path / "here", tmp_path / "there"
    for folder in (here, there):
        folder.mkdir()
    async with open_app(problem(here)) as screen:
        await screen.finished()
        await screen.press("a")
        problem(there)
        apply(VERIFIED, {}, there)
        changed = (there / NAME).read_text()
        await screen.press("u")

        assert (here / NAME).read_text() == SOURCE
        assert (there / NAME).read_text() == changed


def test_what_asks_for_more_is_not_called_fine() -> None:
    asks = replace(
        DIAGNOSIS, fixes=(), diagnostics=(Diagnostic(code="unclear/question", message="more is needed"),)
    )

    assert outcome_of(Kept(problem=Problem(text="it is wrong"), diagnosis=asks)) is Outcome.ASKING
