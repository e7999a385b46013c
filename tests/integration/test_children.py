"""Every process that we start is known, is told in docs/security.md, and is not waited for for ever."""

import ast
import re
import sys
from functools import cache
from pathlib import Path

import pytest

from analyzers.errors import ToolMissing, ToolTimeout
from tools import compiler, git, interpreter

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "security.md").read_text(encoding="utf-8").partition("## Every process")[2]
SOURCES = [
    path for layer in ("analyzers", "assistant", "tools", "tui") for path in (ROOT / layer).rglob("*.py")
]
STARTS = {
    "subprocess.run", "subprocess.Popen", "subprocess.call", "subprocess.check_output", "subprocess.check_call", "os.fork",
    "os.posix_spawn", "os.posix_spawnp", "os.system", "os.popen", "asyncio.create_subprocess_exec", "context.Process",
    "asyncio.create_subprocess_shell", "ProcessPoolExecutor", "stdio_client", "pty.fork", "pty.spawn", "os.forkpty",
}  # fmt: skip
LAST_WORDS = {name.rpartition(".")[2] for name in STARTS}
UNLIMITED = {"tui/app.py", "assistant/evals/retrieval.py"}  # as the page says


@cache
def starts(path: Path) -> tuple[tuple[str, ast.Call], ...]:
    """The calls in a file that start a process."""
    calls = (
        (ast.unparse(node.func), node)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and getattr(node.func, "attr", getattr(node.func, "id", "")) in LAST_WORDS
    )
    return tuple((name, call) for name, call in calls if name in STARTS)


def test_every_place_that_starts_a_process_is_on_the_page() -> None:
    places = {str(path.relative_to(ROOT)) for path in SOURCES if starts(path)}
    told = set(re.findall(r"`((?:analyzers|assistant|tools|tui)/[\w/]+\.py)`", PAGE))

    assert places == told


def test_every_run_has_a_limit() -> None:
    endless = {
        str(path.relative_to(ROOT))
        for path in SOURCES
        for name, call in starts(path)
        if name == "subprocess.run" and not any(word.arg == "timeout" for word in call.keywords)
    }

    assert endless == UNLIMITED


def test_no_process_goes_through_a_shell() -> None:
    assert not [
        path
        for path in SOURCES
        for _, call in starts(path)
        if any(word.arg == "shell" for word in call.keywords)
    ]


@pytest.fixture
def sleeper(tmp_path: Path) -> Path:
    """A program that never answers."""
    program = tmp_path / "bin" / "git"
    program.parent.mkdir()
    program.write_text(f"#!{sys.executable}\nimport time\ntime.sleep(60)\n")
    program.chmod(0o755)
    return program


def test_a_git_that_hangs_is_ended(sleeper: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(sleeper.parent), prepend=":")
    monkeypatch.setattr(git, "_LIMIT", 0.3)

    with pytest.raises(ToolTimeout):
        git.top()


def test_an_interpreter_that_hangs_has_no_version(sleeper: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(interpreter, "_PATIENCE", 0.3)

    assert interpreter.version(str(sleeper)) is None


def test_an_interpreter_that_never_answers_is_given_up(
    sleeper: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compiler, "_LIMIT", 0.3)

    with compiler.Compiler(str(sleeper), (3, 12)) as asked, pytest.raises(ToolMissing):
        asked.judge("x = 1\n")
