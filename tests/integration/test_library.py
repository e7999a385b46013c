"""`import debugassist` answers programs, notebooks and pytest, and leaves their process as it was."""

import subprocess
import sys
import textwrap
from pathlib import Path
from typing import Any

import pytest

from tests.integration.model_servers import message, server

ROOT = Path(__file__).resolve().parents[2]
REPORT = "Traceback (most recent call last):\n  File \"app.py\", line 3, in <module>\nKeyError: 'colour'\n"


def python(folder: Path, program: str) -> "subprocess.CompletedProcess[str]":
    """Run a program that finds `debugassist` as an installed module would be found: after its own folder."""
    (folder / "main.py").write_text(
        f"import sys\nsys.path.append({str(ROOT)!r})\nREPORT = {REPORT!r}\n" + textwrap.dedent(program)
    )
    return subprocess.run(
        [sys.executable, "main.py"], cwd=folder, capture_output=True, text=True, timeout=120, check=False
    )


def test_a_program_asks_and_gets_typed_answers(tmp_path: Path) -> None:
    done = python(
        tmp_path,
        """
        import debugassist
        decision = debugassist.route(REPORT)
        assert decision.route is debugassist.facts.Route.RUNTIME and decision.confidence > 0.5
        [traceback] = debugassist.parse(REPORT)
        assert (traceback.final.type, traceback.crash.line) == ("KeyError", 3)
        repaired = debugassist.repair("def f(:\\n    pass\\n")
        assert repaired.code == "def f():\\n    pass\\n" and repaired.fixes[0].status == "verified"
        fine = debugassist.repair("x = 1\\n")
        assert fine.code == "x = 1\\n" and fine.diagnostics == ()
        diagnosis = debugassist.diagnose(REPORT)
        assert "colour" in diagnosis.cause and diagnosis.decision.route == "runtime"
        """,
    )

    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("offline", ["", "1"])
def test_models_are_asked_as_far_as_the_users_file_says(
    offline: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with server(lambda *_: message("There is no key `'colour'`.")) as (url, asked):
        file = tmp_path / "config.toml"
        file.write_text(
            f'[models]\nuse = "cloud"\nanthropic = "{url}"\nwriter = ["anthropic:claude-haiku-5-5"]\nreasoner = []\n'
        )
        monkeypatch.setenv("DEBUGASSIST_CONFIG", str(file))
        monkeypatch.setenv("DEBUGASSIST_OFFLINE", offline)
        monkeypatch.setenv("ANTHROPIC_BASE_URL", url)
        monkeypatch.setenv("ANTHROPIC_API_KEY", "k")
        done = python(tmp_path, "import debugassist\ndebugassist.diagnose(REPORT)\n")
    assert (done.returncode, bool(asked)) == (0, not offline), done.stderr


def test_a_program_of_the_caller_is_run_only_when_named(tmp_path: Path) -> None:
    (tmp_path / "shop.py").write_text("prices = {'apple': 3}\nprint(prices['pear'])\n")
    done = python(
        tmp_path,
        """
        import debugassist
        diagnosis = debugassist.diagnose(command=["python", "shop.py"], workspace=".")
        assert diagnosis.snapshot.frames[-1].line == 2, diagnosis
        print("nothing of the program's output is mixed in")
        """,
    )

    assert (done.returncode, done.stdout) == (0, "nothing of the program's output is mixed in\n"), done.stderr


def test_the_process_that_asks_keeps_its_own_modules(tmp_path: Path) -> None:
    """A program may have packages called as ours are, and needs none of our dependencies."""
    for name in ("tools", "tui", "analyzers", "assistant"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "__init__.py").write_text("MINE = True\n")
    done = python(
        tmp_path,
        """
        path = list(sys.path)
        import debugassist, tools, tui, analyzers
        debugassist.diagnose(REPORT)
        assert tools.MINE and tui.MINE and analyzers.MINE and sys.path == path
        theirs = {name.partition(".")[0] for name in sys.modules}
        assert not theirs & {"msgspec", "numpy", "textual", "tree_sitter", "asyncio"}, theirs
        """,
    )

    assert (done.returncode, done.stderr) == (0, "")


def test_what_cannot_be_answered_is_an_error_with_the_next_step(tmp_path: Path) -> None:
    done = python(
        tmp_path,
        """
        import debugassist
        try:
            debugassist.diagnose("  ")
        except debugassist.DebugassistError as error:
            print(error, "/", error.hint)
        print(debugassist.route(REPORT).route)
        """,
    )

    assert done.stdout.startswith("there is nothing to explain: the input is empty / see")
    assert done.stdout.endswith("\nruntime\n")  # the worker lives on


def test_a_fork_has_a_worker_of_its_own_and_none_is_left(tmp_path: Path) -> None:
    done = python(
        tmp_path,
        """
        import os
        import debugassist
        debugassist.route(REPORT)
        if os.fork() == 0:
            assert debugassist.route(REPORT).route == "runtime"
            sys.exit(0)
        assert os.wait()[1] == 0
        from debugassist import diagnose
        assert "colour" in diagnose(REPORT).cause
        import gc
        print(debugassist._embedded("client")._worker.process.pid)
        """,
    )

    assert done.returncode == 0, done.stderr
    assert not Path("/proc", done.stdout.strip()).exists()


def test_pytest_ends_its_report_with_the_causes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD")
    (tmp_path / "test_cart.py").write_text(
        "def test_total():\n    prices = {'apple': 3}\n    assert prices['pear'] == 3\n\n\ndef test_fine():\n    pass\n"
    )
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--color=no"]

    plain = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False)
    told = subprocess.run(
        [*command, "--debugassist"], cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False
    )

    assert "debugassist" not in plain.stdout
    section = told.stdout.partition("= debugassist =")[2]
    assert "test_cart.py::test_total" in section
    assert "`'pear'`" in section or "pear" in section
    assert told.returncode == 1


def test_a_notebook_explains_the_cell_that_failed(capsys: pytest.CaptureFixture[str]) -> None:
    from IPython.core.interactiveshell import InteractiveShell

    shell: Any = InteractiveShell()  # type: ignore[no-untyped-call]  # IPython has few types
    shell.run_line_magic("load_ext", "debugassist")
    shell.run_cell("prices = {'apple': 3}\nprices['pear']")
    capsys.readouterr()

    shell.run_line_magic("debugassist", "")

    told = capsys.readouterr().out
    assert "pear" in told
    assert "route: runtime" in told
