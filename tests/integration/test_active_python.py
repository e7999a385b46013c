"""Code is judged by the Python that is to run it, active or the folder's own, which may know less than ours."""

import shutil
import sys
from pathlib import Path

import pytest

from analyzers.facts import Code, Done, Problem, Route
from assistant.diagnose import Assistant, Settings
from assistant.evals.syntax import predict
from tools.active import active_compiler
from tools.intake import from_text
from tui.cli import main

WALRUS = "if (n := 3) > 2:\n    print(n)\n"
_OLD = f"""#!{sys.executable}
import json, sys
while head := sys.stdin.buffer.readline():
    text = sys.stdin.buffer.read(int(head)).decode()
    line = next((n for n, row in enumerate(text.split("\\n"), 1) if ":=" in row), 0)
    print(json.dumps(["SyntaxError", "invalid syntax", line, 7, line, 9] if line else None), flush=True)
"""


@pytest.fixture
def environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An active environment whose Python stands for one that has no `:=`."""
    home = tmp_path / "env"
    (home / "bin").mkdir(parents=True)
    (home / "pyvenv.cfg").write_text("home = /usr/bin\nversion = 3.7.9\n")
    (home / "bin" / "python").write_text(_OLD)
    (home / "bin" / "python").chmod(0o755)
    monkeypatch.setenv("VIRTUAL_ENV", str(home))
    monkeypatch.chdir(tmp_path)
    return home


def test_check_refuses_what_the_active_python_refuses(
    environment: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("a.py").write_text(WALRUS)
    Path("b.py").write_text("n = 3\n")

    assert main(["check", "a.py", "b.py"]) == 1
    said = capsys.readouterr()
    assert "needs Python 3.8" in " ".join(said.out.split())
    assert "1 file does not parse" in said.err


async def test_the_path_and_the_evaluation_ask_it_too(environment: Path) -> None:
    problem = Problem(code=(Code(text=WALRUS, path="a.py", language="python"),))
    events = [event async for event in Assistant(Settings()).diagnose(problem, Route.SYNTAX)]

    assert isinstance(events[-1], Done)
    assert events[-1].diagnosis.diagnostics[0].code == "syntax/newer-python"
    assert predict({"lang": "python", "code": WALRUS})["kind"] == "syntax/newer-python"


@pytest.mark.parametrize(
    "said", ["", "version = here\n", f"version = {sys.version_info[0]}.{sys.version_info[1]}.0\n"]
)
def test_an_environment_of_our_version_or_of_none_is_not_asked(environment: Path, said: str) -> None:
    (environment / "pyvenv.cfg").write_text(said)

    assert active_compiler() is None


def _own(environment: Path) -> None:
    """Make the environment a folder's own, which nobody has activated."""
    environment.rename(environment.with_name(".venv"))


def test_a_folders_own_environment_says_its_version_and_the_python_on_path_is_asked(
    environment: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Who works in a folder with a `.venv` means that Python, and its code is judged as it will be run."""
    installed = tmp_path_factory.mktemp("bin") / "python3.7"
    shutil.copy(environment / "bin" / "python", installed)
    _own(environment)

    compiler = active_compiler({"PATH": str(installed.parent)})

    assert compiler is not None
    with compiler:
        assert compiler.target.version == (3, 7)
        assert compiler.target.ask(WALRUS) is not None


def test_nothing_that_lies_in_the_folder_is_started(environment: Path) -> None:
    """A stranger's repository may hold a `.venv`, and PATH may lead into it."""
    (environment / "bin" / "python").rename(environment / "bin" / "python3.7")
    _own(environment)
    inside = str(environment.with_name(".venv") / "bin")

    assert active_compiler({}) is None
    assert active_compiler({"PATH": inside}) is None
    assert active_compiler({"PATH": f".venv/bin:{inside}"}) is None


def test_an_environment_above_the_repository_is_not_the_folders_own(environment: Path) -> None:
    inner = environment.parent / "project"
    (inner / ".git").mkdir(parents=True)
    _own(environment)

    assert active_compiler({"PATH": "/nowhere"}, str(inner)) is None


def test_a_shim_of_a_version_manager_is_no_python(environment: Path, tmp_path: Path) -> None:
    shims = tmp_path / "manager" / "shims"
    shims.mkdir(parents=True)
    shutil.copy(environment / "bin" / "python", shims / "python3.7")
    _own(environment)

    assert active_compiler({"PATH": str(shims)}) is None


async def test_the_version_that_a_question_names_counts_for_code_that_came_along(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", "/nowhere")
    code = "def f(x):\n    match x:\n        case 1:\n            return 5\n"
    for said, found in (
        ("python 3.8 says SyntaxError", True),
        ("python 3.14 says SyntaxError", False),
        ("SyntaxError", False),
    ):
        problem = from_text(f"{said}, why\n\n```python\n{code}```\n")
        events = [event async for event in Assistant(Settings()).diagnose(problem, Route.SYNTAX)]
        last = events[-1]
        assert isinstance(last, Done)
        codes = {each.code for each in last.diagnosis.diagnostics}
        assert ("syntax/newer-python" in codes) is found
