"""The parts of the app that touch files and threads, without a screen."""

import argparse
import asyncio
import threading
import time
from contextlib import aclosing
from pathlib import Path

import pytest

from analyzers.errors import AssistantError
from analyzers.facts import Code, Diagnosis, Event, Failed, Intake, Problem
from tests.tui.fakes import DIAGNOSIS, NAME, REPORT, SOURCE, Broken, Chatty, Stuck, Whole, problem
from tui.commands import app
from tui.editor import editor_command
from tui.options import add_common
from tui.pump import Pump, in_thread
from tui.sheets import Kind, lay_out
from tui.submission import interpret
from tui.tour import lay_down

# --- what it is opened with -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "command", "last"),
    [
        ("run python x.py --fast -q", ("python", "x.py", "--fast", "-q"), False),
        ("--session s.json --last run x.py --last", ("python", "x.py", "--last"), True),
        ("run -- python -X dev x.py", ("python", "-X", "dev", "x.py"), False),
        ("run -m shop.till", ("python", "-m", "shop.till"), False),
        ("step x.py --last", ("python", "x.py", "--last"), False),
        ("x.py --last", (), True),
    ],
)
def test_a_program_behind_run_is_run_with_its_own_options(
    line: str, command: tuple[str, ...], last: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever knows `debugassist run` types `debugassist app run`; what follows is the program's."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "x.py").write_text("print(1)\n")
    parser = argparse.ArgumentParser()
    app.configure(parser)
    add_common(parser)

    args = parser.parse_args(app.with_program(line.split()))
    found = app.problem_of(args.files)

    assert found is not None
    assert (found.command, args.last) == (command, last)


def test_a_file_that_is_called_run_is_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "run").write_text("x = (\n")

    found = app.problem_of(app.with_program(["run"]))

    assert found is not None
    assert not found.command


# --- what is laid out -----------------------------------------------------------------------------


def test_files_outside_the_workspace_are_not_read(tmp_path: Path) -> None:
    """A report may name any file; only its own lines of it are shown."""
    (tmp_path / "secret.py").write_text("password = 1\n" * 20)
    inside = tmp_path / "inside"
    inside.mkdir()
    report = REPORT.replace("/usr/lib/python3.11/functools.py", str(tmp_path / "secret.py"))
    chain = DIAGNOSIS.traceback
    assert chain is not None
    frames = tuple(
        frame
        if frame.file == NAME
        else type(frame)(file=str(tmp_path / "secret.py"), line=frame.line, code="call()")
        for frame in chain.final.frames
    )
    raised = type(chain.final)(type="TypeError", frames=frames)
    answer = Diagnosis(cause="", decision=DIAGNOSIS.decision, traceback=type(chain)(chain=(raised,)))

    sheets = lay_out(problem(inside, report), answer)

    assert all("password" not in "\n".join(sheet.lines) for sheet in sheets.sheets)
    assert any("call()" in sheet.lines for sheet in sheets.sheets)


def test_of_a_stack_without_end_only_the_ends_are_looked_for(tmp_path: Path) -> None:
    """Each file that is not here costs a search: thirty thousand of them, pasted, kept the source from being shown."""
    chain = DIAGNOSIS.traceback
    assert chain is not None
    frame = type(chain.final.frames[0])
    frames = tuple(frame(file=f"/srv/m{number}.py", line=1, code="call()") for number in range(2_000))
    raised = type(chain.final)(type="TypeError", frames=frames)
    answer = Diagnosis(cause="", decision=DIAGNOSIS.decision, traceback=type(chain)(chain=(raised,)))

    names = {sheet.name for sheet in lay_out(problem(tmp_path), answer).sheets}

    assert {"/srv/m0.py", "/srv/m1999.py"} <= names
    assert len(names) < 500


def test_the_sheet_to_look_at_first_holds_the_finding(tmp_path: Path) -> None:
    (tmp_path / "a_first.py").write_text("x = 1\n")
    sheets = lay_out(problem(tmp_path), DIAGNOSIS)

    assert sheets.first is not None
    assert (sheets.first.sheet, sheets.first.line) == (NAME, 14)
    assert sheets.sheets[0].name == NAME


@pytest.mark.parametrize(
    ("command", "name"),
    [
        (("python", "shop/till.py", "a.txt"), "shop/till.py"),
        (("python", "-X", "dev", "-m", "shop.till"), "shop/till.py"),
        (("pytest", "shop/till.py::test_sum[1]"), "shop/till.py"),
        (("python", "../outside.py"), None),
    ],
)
def test_a_program_is_on_show_before_and_after_it_has_run_well(
    tmp_path: Path, command: tuple[str, ...], name: str | None
) -> None:
    """Nothing failed, so no report names it: without its file there is nothing to edit and to watch."""
    inside = tmp_path / "inside"
    (inside / "shop").mkdir(parents=True)
    (inside / "shop" / "till.py").write_text("print(1)\n")
    (inside / "a.txt").write_text("data\n")
    (tmp_path / "outside.py").write_text("password = 1\n")
    run = Problem(command=command, workspace=str(inside))

    for answer in (None, Diagnosis(cause="it ran to its end", decision=DIAGNOSIS.decision)):
        assert [sheet.name for sheet in lay_out(run, answer).sheets] == ([name] if name else [])


def test_marks_say_each_thing_once(tmp_path: Path) -> None:
    sheets = lay_out(problem(tmp_path), DIAGNOSIS)
    marks = sheets.sheets[0].marks

    assert len({(mark.line, mark.label) for mark in marks if mark.label}) == len(
        [m for m in marks if m.label]
    )
    assert {mark.kind for mark in marks if mark.line == 14} >= {Kind.DEFECT}


def test_a_pasted_block_keeps_the_line_numbers_it_had() -> None:
    sheets = lay_out(Problem(code=(Code(text="x = 1\ny = 2", first_line=40, language="python"),)))

    assert sheets.sheets[0].numbers == (40, 41)


# --- what was typed -------------------------------------------------------------------------------


def test_run_makes_a_command_and_nothing_else_does(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)

    assert interpret("run python 'a b.py' -x").command == ("python", "a b.py", "-x")
    assert interpret("!pytest -q").command == ("pytest", "-q")
    assert interpret("running python a.py fails").command == ()
    assert interpret(f"run python\n{REPORT}").command == ()


def test_a_path_is_opened_and_a_text_is_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / NAME).write_text(SOURCE)

    assert interpret(NAME).paths == (NAME,)
    assert interpret("why is it None").intake is Intake.PASTE


@pytest.mark.parametrize("line", ["run", "run 'open", "open", "open nowhere.log"])
def test_a_line_that_cannot_be_used_is_refused_with_a_hint(line: str) -> None:
    with pytest.raises(AssistantError):
        interpret(line)


@pytest.mark.parametrize(
    ("editor", "expected"),
    [
        ("vim", ["vim", "+7", "a.py"]),
        ("/usr/bin/nano -w", ["/usr/bin/nano", "-w", "+7", "a.py"]),
        ("code", ["code", "--wait", "--goto", "a.py:7"]),
        ("hx", ["hx", "a.py:7"]),
        ("ed", ["ed", "a.py"]),
        ("", ["vi", "+7", "a.py"]),
    ],
)
def test_editors_open_at_the_line(editor: str, expected: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.setenv("EDITOR", editor)

    assert editor_command("a.py", 7) == expected


def test_the_tour_program_fails_as_the_tour_says(tmp_path: Path) -> None:
    import subprocess
    import sys

    path = lay_down(tmp_path / "tour")
    done = subprocess.run([sys.executable, str(path)], capture_output=True, text=True, check=False)

    assert "IndexError" in done.stderr
    assert "order = orders[index]" in done.stderr


# --- events from another thread -------------------------------------------------------------------


async def _all(pump: Pump) -> list[Event]:
    found: list[Event] = []
    async with aclosing(pump.batches()) as batches:
        async for batch in batches:
            found += batch
    return found


async def test_all_events_arrive_in_order(tmp_path: Path) -> None:
    one = problem(tmp_path)
    expected = [event async for event in Whole().diagnose(one)]

    assert await _all(Pump(lambda: Whole().diagnose(one))) == expected


async def test_a_defect_becomes_a_failure_that_is_said(tmp_path: Path) -> None:
    [*_, last] = await _all(Pump(lambda: Broken().diagnose(problem(tmp_path))))

    assert isinstance(last, Failed)
    assert "RuntimeError" in last.message


async def test_closing_cancels_what_waits(tmp_path: Path) -> None:
    stuck = Stuck()
    pump = Pump(lambda: stuck.diagnose(problem(tmp_path)))
    async with aclosing(pump.batches()) as batches:
        async for _ in batches:
            break
    pump.join(5.0)

    assert stuck.cancelled


async def test_a_program_that_prints_without_end_is_held_back(tmp_path: Path) -> None:
    """The screen takes what it can show; the rest waits in the program, not in memory."""
    pump = Pump(lambda: Chatty().diagnose(problem(tmp_path)))
    sizes: list[int] = []
    async with aclosing(pump.batches()) as batches:
        async for batch in batches:
            sizes.append(len(batch))
            if len(sizes) == 5:
                break
            await asyncio.sleep(0.1)
    pump.join(5.0)

    assert max(sizes) <= 1_001
    assert sum(sizes) > 1_000


async def test_a_computation_elsewhere_leaves_the_loop_free(tmp_path: Path) -> None:
    """Each wait of the loop stays short while another thread is busy in Python."""
    busy = threading.Event()

    def compute() -> int:
        end = time.monotonic() + 0.5
        total = 0
        while time.monotonic() < end:
            total += 1
        busy.set()
        return total

    task = asyncio.ensure_future(in_thread(compute))
    worst = 0.0
    while not busy.is_set():
        before = time.monotonic()
        await asyncio.sleep(0.001)
        worst = max(worst, time.monotonic() - before)
    assert await task > 0

    assert worst < 0.4


async def test_an_error_in_a_thread_reaches_the_caller() -> None:
    def fail() -> None:
        raise OSError("no room")

    with pytest.raises(OSError, match="no room"):
        await in_thread(fail)


@pytest.mark.parametrize(
    ("names", "program"),
    [
        (("shop.py", "test_shop.py", "notes.txt"), "shop.py"),
        (("shop.py", "app.py"), "app.py"),
        (("one.py", "two.py"), ""),
        ((), ""),
    ],
)
def test_the_program_of_a_folder(names: tuple[str, ...], program: str) -> None:
    from tui.submission import likely_program

    assert likely_program(names) == program
