"""A program that is run keeps its streams; its failure is explained, its success is said."""

import json
from argparse import Namespace
from pathlib import Path

import pytest

from tests.integration.command import debugassist, repository
from tui.models import settings_of

CRASH = "import sys\nprint('to stdout')\nprint('to stderr', file=sys.stderr)\nnames = []\nprint(names[int(sys.argv[1])])\n"


@pytest.fixture
def repo(tmp_path: Path) -> Path:
    repo = repository(tmp_path / "repo")
    (repo / "crash.py").write_text(CRASH)
    (repo / "fine.py").write_text("import sys\nprint('read', sys.stdin.read(), sys.argv[1:])\n")
    (repo / "sub").mkdir()
    (repo / "sub" / "where.py").write_text("import os\nprint(os.getcwd())\n")
    return repo


@pytest.mark.parametrize(
    "words",
    [
        ("crash.py", "3"),
        ("--", "python", "crash.py", "3"),
        ("-m", "crash", "3"),
        ("--", "python3", "-X", "dev", "crash.py", "3"),
    ],
)
def test_a_crash_is_explained_however_the_program_is_named(repo: Path, words: tuple[str, ...]) -> None:
    done = debugassist("run", *words, folder=repo)

    assert done.returncode == 1
    assert done.stdout.startswith("to stdout\n")
    assert "to stderr" in done.stderr
    assert "crash.py:5" in done.stdout
    assert "IndexError" in done.stdout


def test_a_program_that_does_not_fail_is_said_to_be_fine(repo: Path) -> None:
    done = debugassist("run", "fine.py", "--format", "-q", folder=repo, stdin="hello")

    assert done.returncode == 0
    assert done.stdout.startswith("read hello ['--format', '-q']\n")


def test_json_is_not_mixed_with_what_the_program_prints(repo: Path) -> None:
    done = debugassist("run", "--format", "json", "crash.py", "3", folder=repo)

    assert json.loads(done.stdout)["diagnosis"]["snapshot"]["frames"]
    assert "to stdout" in done.stderr


def test_a_report_can_be_written_to_a_file(repo: Path) -> None:
    done = debugassist("run", "-o", "report.md", "--format", "markdown", "crash.py", "3", folder=repo)

    assert done.returncode == 1
    assert done.stdout == "to stdout\n"
    assert "IndexError" in (repo / "report.md").read_text()


def test_the_program_runs_where_the_user_stands(repo: Path) -> None:
    done = debugassist("run", "where.py", folder=repo / "sub")

    assert done.stdout.splitlines()[0] == str(repo / "sub")


def test_a_program_that_is_not_there_is_no_crash_of_ours(repo: Path) -> None:
    done = debugassist("run", "nowhere.py", folder=repo)

    assert done.returncode in (1, 3, 4)
    assert "the assistant itself failed" not in done.stderr


def test_a_program_that_is_no_python_is_refused(repo: Path) -> None:
    done = debugassist("run", "--", "true", folder=repo)

    assert done.returncode == 4
    assert "error:" in done.stderr
    assert "the assistant itself failed" not in done.stderr


def test_what_keeps_things_here_counts_behind_the_program_too(capsys: pytest.CaptureFixture[str]) -> None:
    """`run pay.py --show-prompt` sent what its user meant to look at first."""
    given = Namespace(offline=False, show_prompt=False, models=None, budget=None)
    given.program = ["pay.py", "--offline", "--show-prompt"]

    settings = settings_of(given, "")

    assert (settings.offline, settings.show_prompts) == (True, True)
    assert "`--show-prompt` stands behind the program" in capsys.readouterr().err
