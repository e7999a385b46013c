"""Completion and `why` work in a real shell on a real terminal: bash, and zsh and fish where they are installed."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pexpect
import pytest

from tests.integration.command import debugassist

ROOT = Path(__file__).resolve().parents[2]
SHELLS = ("bash", "zsh", "fish")
READY = "ready> "
STARTED = {  # without the user's own files
    "bash": ["--norc", "-i"],
    "zsh": ["-f", "-i"],
    "fish": ["--no-config", "-i"],
}
READS = {  # what is printed, as the help says
    "bash": ["PS1='ready> '", "source words"],
    "zsh": ["PS1='ready> '; unsetopt prompt_sp", "autoload -U compinit; compinit -u -D", 'eval "$(<words)"'],
    "fish": ["function fish_prompt; echo -n 'ready> '; end", "source words"],
}


class Shell:
    """A shell that has read what `debugassist shell NAME` prints."""

    def __init__(self, name: str, folder: Path) -> None:
        self.name = name
        found = shutil.which(name)
        if found is None:
            pytest.skip(f"{name} is not installed: apt-get install {name}")
        program = folder / "bin" / "debugassist"
        program.parent.mkdir()
        program.write_text(f'#!/bin/sh\nexec "{sys.executable}" "{ROOT / "debugassist.py"}" "$@"\n')
        program.chmod(0o755)
        (folder / "words").write_text(debugassist("shell", name, folder=folder).stdout)
        (folder / "boom.py").write_text("print({}['colour'])\n")
        env = os.environ | {"PATH": f"{program.parent}:{os.environ['PATH']}", "TERM": "xterm", "PS1": READY}
        self._child = pexpect.spawn(
            found, STARTED[name], cwd=str(folder), env=env, encoding="utf-8", timeout=60, dimensions=(50, 200)
        )
        for number, line in enumerate(READS[name]):
            self._child.sendline(f"{line}; echo re''ad {number}")
            self._child.expect_exact(f"read {number}")

    def run(self, line: str, shown: str = "") -> None:
        """Send a line and wait until this is shown."""
        self._child.sendline(line)
        self._child.expect_exact(shown)

    def complete(self, words: str, wanted: str) -> None:
        """Complete these words, and wait until what is wanted is shown."""
        if self.name == "fish":  # it draws what is typed in pieces; asked, it says the same in one
            self.run(f"complete -C '{words}'", wanted.split()[-1])
            return
        self._child.send(f"{words}\t")
        self._child.expect_exact(wanted.removeprefix(words))
        self._child.send("\x03")

    def close(self) -> None:
        """End it."""
        self._child.close(force=True)


@pytest.fixture
def open_shell(tmp_path: Path) -> Iterator[Callable[[str], Shell]]:
    opened: list[Shell] = []

    def opener(name: str) -> Shell:
        opened.append(Shell(name, tmp_path))
        return opened[-1]

    yield opener
    for shell in opened:
        shell.close()


every = pytest.mark.parametrize("name", SHELLS)


@every
def test_why_explains_the_command_before_it(open_shell: Callable[[str], Shell], name: str) -> None:
    shell = open_shell(name)
    shell.run(f"{sys.executable} boom.py", "KeyError: 'colour'")

    shell.run("why -y", "`{}` has no key `'colour'`")


@every
def test_why_runs_nothing_without_a_yes(
    open_shell: Callable[[str], Shell], tmp_path: Path, name: str
) -> None:
    """The command may be one that must not run twice."""
    shell = open_shell(name)
    shell.run("echo ran >> ran.txt")
    shell.run("why", "[y/N] ")
    shell.run("n")
    shell.run("echo e''nd", "end")

    assert (tmp_path / "ran.txt").read_text() == "ran\n"


@every
def test_commands_options_and_files_are_completed(open_shell: Callable[[str], Shell], name: str) -> None:
    shell = open_shell(name)
    for words, wanted in (
        ("debugassist hook ins", "debugassist hook install"),
        ("debugassist check bo", "debugassist check boom.py"),
        ("debugassist bo", "debugassist boom.py"),
        ("debugassist run python bo", "debugassist run python boom.py"),
        ("debugassist logic --off", "debugassist logic --offline"),
    ):
        shell.complete(words, wanted)


def test_a_program_that_the_shell_does_not_find_is_named(open_shell: Callable[[str], Shell]) -> None:
    """Within `eval` zsh calls itself by another name, which was not on screen before."""
    shell = open_shell("zsh")
    shell.run("nosuchtool", "command not found: nosuchtool")

    shell.run("why -y", "the shell finds no program `nosuchtool`")


@every
def test_what_is_printed_is_well_formed(tmp_path: Path, name: str) -> None:
    shell = shutil.which(name)
    if shell is None:
        pytest.skip(f"{name} is not installed: apt-get install {name}")
    (tmp_path / "words").write_text(debugassist("shell", name, folder=tmp_path).stdout)

    done = subprocess.run([shell, "-n", tmp_path / "words"], capture_output=True, timeout=60, check=False)

    assert (done.returncode, done.stderr) == (0, b"")
