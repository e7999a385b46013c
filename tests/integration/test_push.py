"""A push is refused only when a test that belongs to it fails; nothing else stands in its way."""

import subprocess
from pathlib import Path

import pytest

from tests.integration.command import debugassist, git, repository

CART = "def total(prices):\n    return sum(prices)\n"
WRONG = "def total(prices):\n    return sum(prices) + 1\n"
TEST = "from cart import total\n\n\ndef test_total():\n    assert total([1, 2]) == 3\n"


@pytest.fixture
def repo(tmp_path: Path) -> Path:
    folder = repository(tmp_path / "repo")
    other = tmp_path / "other.git"
    assert git("init", "-q", "--bare", str(other), folder=folder).returncode == 0
    git("remote", "add", "origin", str(other), folder=folder)
    (folder / "test_cart.py").write_text(TEST)
    (folder / "test_slow.py").write_text("def test_never():\n    assert False, 'not part of the change'\n")
    _commit(folder, CART)
    assert git("push", "-q", "origin", "HEAD:main", folder=folder).returncode == 0
    done = debugassist("hook", "install", "--pre-push", folder=folder)
    assert done.returncode == 0, done.stderr
    return folder


def _commit(folder: Path, content: str) -> None:
    (folder / "cart.py").write_text(content)
    git("add", "-A", folder=folder)
    assert git("commit", "-q", "-m", "change", folder=folder).returncode == 0


def _push(folder: Path) -> "subprocess.CompletedProcess[str]":
    return git("push", "-q", "origin", "HEAD:main", folder=folder)


def test_a_push_whose_tests_fail_is_refused_and_explained(repo: Path) -> None:
    _commit(repo, WRONG)

    done = _push(repo)

    assert done.returncode == 1
    assert "test_cart.py:5" in done.stdout + done.stderr
    assert "--no-verify" in done.stderr


def test_a_push_whose_tests_pass_goes_on(repo: Path) -> None:
    """`test_slow.py` fails, but imports nothing that is pushed."""
    _commit(repo, CART + "\n\n# more\n")

    done = _push(repo)

    assert done.returncode == 0, done.stderr
    assert "running 1 test file of what is pushed" in done.stderr


def test_a_new_branch_is_compared_with_what_the_remote_has(repo: Path) -> None:
    git("checkout", "-q", "-b", "topic", folder=repo)
    _commit(repo, WRONG)

    assert git("push", "-q", "origin", "topic", folder=repo).returncode == 1


def test_a_deleted_branch_runs_nothing(repo: Path) -> None:
    assert git("push", "-q", "--no-verify", "origin", "HEAD:topic", folder=repo).returncode == 0

    done = git("push", "-q", "origin", ":topic", folder=repo)

    assert (done.returncode, "running" in done.stderr) == (0, False)


def test_the_earlier_hook_sees_the_same_and_runs_first(repo: Path) -> None:
    assert debugassist("hook", "uninstall", "--pre-push", folder=repo).returncode == 0
    hook = repo / ".git" / "hooks" / "pre-push"
    hook.write_text("#!/bin/sh\ncat > seen.txt\n")
    hook.chmod(0o755)
    assert debugassist("hook", "install", "--pre-push", folder=repo).returncode == 0
    _commit(repo, WRONG)

    done = _push(repo)

    assert done.returncode == 1
    assert "refs/heads/main" in (repo / "seen.txt").read_text()


def test_changed_tests_are_chosen_by_hand_too(repo: Path) -> None:
    (repo / "cart.py").write_text(WRONG)

    done = debugassist("test", "--changed", folder=repo)

    assert done.returncode == 1
    assert "cart.py:2" in done.stdout
    assert "not part of the change" not in done.stdout


def test_a_base_that_is_not_there_is_said(repo: Path) -> None:
    done = debugassist("test", "--changed", "nowhere", folder=repo)

    assert done.returncode == 2
    assert "no commit `nowhere`" in done.stderr
