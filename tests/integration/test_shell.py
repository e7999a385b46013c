"""Completion and `why` work in a real shell on a real terminal."""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pexpect
import pytest

from tests.integration.command import debugassist

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def bash(tmp_path: Path) -> Any:
    """A bash with a prompt of its own that has read what `debugassist shell bash` prints."""
    program = tmp_path / "bin" / "debugassist"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" "{ROOT / "debugassist.py"}" "$@"\n')
    program.chmod(0o755)
    (tmp_path / "words.bash").write_text(debugassist("shell", "bash", folder=tmp_path).stdout)
    (tmp_path / "boom.py").write_text("print({}['colour'])\n")
    env = os.environ | {"PATH": f"{program.parent}:{os.environ['PATH']}", "PS1": "ready> ", "TERM": "dumb"}
    shell = pexpect.spawn(
        "bash", ["--norc", "-i"], cwd=str(tmp_path), env=env, encoding="utf-8", timeout=60, echo=False
    )
    shell.expect_exact("ready> ")
    shell.sendline("source words.bash")
    shell.expect_exact("ready> ")
    yield shell
    shell.close(force=True)


def test_why_explains_the_command_before_it(bash: Any) -> None:
    bash.sendline(f"{sys.executable} boom.py")
    bash.expect_exact("ready> ")
    bash.sendline("why -y")
    bash.expect_exact("ready> ")

    assert "`{}` has no key `'colour'`" in bash.before


def test_why_runs_nothing_without_a_yes(bash: Any) -> None:
    """The command may be one that must not run twice."""
    bash.sendline("echo ran >> ran.txt")
    bash.expect_exact("ready> ")
    bash.sendline("why")
    bash.expect_exact("[y/N] ")
    bash.sendline("n")
    bash.expect_exact("ready> ")
    bash.sendline("wc -l < ran.txt")
    bash.expect_exact("ready> ")

    assert bash.before.split()[-1] == "1"


def test_bash_completes_commands(bash: Any) -> None:
    bash.sendline("COMP_WORDS=(debugassist hook ins); COMP_CWORD=2; _shtab_debugassist; echo ${COMPREPLY[@]}")
    bash.expect_exact("ready> ")

    assert "install" in bash.before.split()


@pytest.mark.parametrize("name", ["bash", "zsh", "fish"])
def test_what_is_printed_is_well_formed(tmp_path: Path, name: str) -> None:
    shell = shutil.which(name)
    if shell is None:
        pytest.skip(f"{name} is not installed here")
    (tmp_path / "words").write_text(debugassist("shell", name, folder=tmp_path).stdout)

    done = subprocess.run([shell, "-n", tmp_path / "words"], capture_output=True, timeout=60, check=False)

    assert (done.returncode, done.stderr) == (0, b"")
