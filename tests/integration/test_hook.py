"""The hook refuses a broken commit, keeps the hook that was there, and never stands in the way otherwise."""

import os
import subprocess
from pathlib import Path

import pytest

from tests.integration.command import debugassist, git, repository

GOOD = "x = 1\n"
BROKEN = "def f(:\n    pass\n"


@pytest.fixture
def repo(tmp_path: Path) -> Path:
    return repository(tmp_path / "repo")


def _install(folder: Path) -> None:
    done = debugassist("hook", "install", folder=folder)
    assert done.returncode == 0, done.stderr


def _commit(
    folder: Path, content: str, env: dict[str, str] | None = None
) -> "subprocess.CompletedProcess[str]":
    (folder / "a.py").write_text(content)
    git("add", "a.py", folder=folder)
    return git("commit", "-q", "-m", "change", folder=folder, env=env)


def _hook(path: Path, body: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{body}\n")
    path.chmod(0o755)
    return path


def test_a_broken_commit_is_refused_and_a_good_one_made(repo: Path) -> None:
    _install(repo)

    refused = _commit(repo, BROKEN)
    made = _commit(repo, GOOD)

    assert refused.returncode == 1
    assert "a.py:1:" in refused.stdout + refused.stderr
    assert "--no-verify" in refused.stderr
    assert (made.returncode, made.stdout, made.stderr) == (0, "", "")


def test_committing_all_and_single_paths_is_checked_too(repo: Path) -> None:
    """Git gives those hooks an index of their own."""
    _install(repo)
    assert _commit(repo, GOOD).returncode == 0
    (repo / "a.py").write_text(BROKEN)

    assert git("commit", "-a", "-m", "x", folder=repo).returncode == 1
    assert git("commit", "a.py", "-m", "x", folder=repo).returncode == 1


def test_installing_twice_changes_nothing(repo: Path) -> None:
    _hook(repo / ".git" / "hooks" / "pre-commit", "exit 0")
    _install(repo)
    before = {path.name: path.read_bytes() for path in (repo / ".git" / "hooks").iterdir()}
    _install(repo)

    assert {path.name: path.read_bytes() for path in (repo / ".git" / "hooks").iterdir()} == before


def test_the_earlier_hook_runs_first_and_its_refusal_counts(repo: Path) -> None:
    _hook(repo / ".git" / "hooks" / "pre-commit", "echo earlier ran >&2\nexit 7")
    _install(repo)

    done = _commit(repo, BROKEN)

    assert done.returncode != 0
    assert "earlier ran" in done.stderr
    assert "a.py" not in done.stderr + done.stdout


def test_the_earlier_hook_may_stage_and_is_followed_by_ours(repo: Path) -> None:
    _hook(repo / ".git" / "hooks" / "pre-commit", "echo 'def f(:' > a.py; git add a.py")
    _install(repo)

    assert _commit(repo, GOOD).returncode == 1


def test_an_earlier_hook_that_git_ignored_stays_ignored(repo: Path) -> None:
    hook = _hook(repo / ".git" / "hooks" / "pre-commit", "exit 7")
    hook.chmod(0o644)
    _install(repo)

    assert _commit(repo, GOOD).returncode == 0


def test_uninstalling_puts_the_earlier_hook_back(repo: Path) -> None:
    hook = _hook(repo / ".git" / "hooks" / "pre-commit", "exit 0")
    before = hook.read_bytes()
    names = sorted(path.name for path in hook.parent.iterdir())
    _install(repo)

    assert debugassist("hook", "uninstall", folder=repo).returncode == 0
    assert hook.read_bytes() == before
    assert os.access(hook, os.X_OK)
    assert sorted(path.name for path in hook.parent.iterdir()) == names


def test_uninstalling_without_an_earlier_hook_leaves_none(repo: Path) -> None:
    _install(repo)

    assert debugassist("hook", "uninstall", folder=repo).returncode == 0
    assert not (repo / ".git" / "hooks" / "pre-commit").exists()
    assert _commit(repo, BROKEN).returncode == 0


def test_uninstalling_leaves_a_foreign_hook_alone(repo: Path) -> None:
    hook = _hook(repo / ".git" / "hooks" / "pre-commit", "exit 0")
    before = hook.read_bytes()

    done = debugassist("hook", "uninstall", folder=repo)

    assert hook.read_bytes() == before
    assert "another hook" in done.stdout


def test_a_linked_hook_is_kept_as_a_link(repo: Path) -> None:
    script = _hook(repo / "scripts" / "hook", "exit 7")
    hook = repo / ".git" / "hooks" / "pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.symlink_to("../../scripts/hook")
    _install(repo)

    assert _commit(repo, GOOD).returncode != 0
    assert script.read_text().endswith("exit 7\n")
    debugassist("hook", "uninstall", folder=repo)
    assert hook.is_symlink()


def test_two_earlier_hooks_are_not_sorted_out_by_guessing(repo: Path) -> None:
    hook = _hook(repo / ".git" / "hooks" / "pre-commit", "exit 0")
    _install(repo)
    _hook(hook, "echo somebody else")

    done = debugassist("hook", "install", folder=repo)

    assert done.returncode == 2
    assert "two earlier hooks" in done.stderr
    assert "somebody else" in hook.read_text()


@pytest.mark.parametrize("value", ["githooks", "absolute"])
def test_the_configured_folder_is_honoured(repo: Path, tmp_path: Path, value: str) -> None:
    folder = tmp_path / "shared" if value == "absolute" else repo / value
    git("config", "core.hooksPath", str(folder) if value == "absolute" else value, folder=repo)
    (repo / "deep").mkdir()

    done = debugassist("hook", "install", folder=repo / "deep")

    assert done.returncode == 0
    assert (folder / "pre-commit").is_file()
    assert ("several repositories" in done.stderr) == (value == "absolute")
    assert _commit(repo, BROKEN).returncode == 1


def test_a_worktree_is_checked_by_the_hook_of_its_repository(repo: Path, tmp_path: Path) -> None:
    git("worktree", "add", "-q", str(tmp_path / "tree"), folder=repo)
    _install(tmp_path / "tree")

    assert (repo / ".git" / "hooks" / "pre-commit").is_file()
    assert _commit(tmp_path / "tree", BROKEN).returncode == 1
    assert _commit(tmp_path / "tree", GOOD).returncode == 0
    assert _commit(repo, BROKEN).returncode == 1


def test_a_submodule_has_a_hook_of_its_own(repo: Path, tmp_path: Path) -> None:
    other = repository(tmp_path / "other")
    git("-c", "protocol.file.allow=always", "submodule", "add", "-q", str(other), "module", folder=repo)
    _install(repo / "module")

    assert (repo / ".git" / "modules" / "module" / "hooks" / "pre-commit").is_file()
    assert _commit(repo / "module", BROKEN).returncode == 1


def test_odd_folder_names_do_not_break_the_script(tmp_path: Path) -> None:
    odd = repository(tmp_path / 'it\'s $HOME `x` "odd"')
    _install(odd)

    assert _commit(odd, BROKEN).returncode == 1


def _lose_interpreter(repo: Path) -> Path:
    hook = repo / ".git" / "hooks" / "pre-commit"
    lines = [
        "python=/nowhere/python" if line.startswith("python=") else line
        for line in hook.read_text().split("\n")
    ]
    hook.write_text("\n".join(lines))
    return hook


def test_without_the_assistant_the_commit_is_made_and_that_is_said(repo: Path, tmp_path: Path) -> None:
    _install(repo)
    _lose_interpreter(repo)

    done = _commit(repo, BROKEN, env={"PATH": "/usr/bin:/bin"})

    assert done.returncode == 0
    assert "not found, so this commit was not checked" in done.stderr


def test_the_assistant_on_the_path_steps_in(repo: Path, tmp_path: Path) -> None:
    _install(repo)
    _lose_interpreter(repo)
    _hook(tmp_path / "bin" / "debugassist", '[ "$*" = "check --hook" ] && exit 113')

    assert _commit(repo, GOOD, env={"PATH": f"{tmp_path / 'bin'}:/usr/bin:/bin"}).returncode == 1


@pytest.mark.parametrize("body", ["exit 1", "exit 4", "kill -9 $$"])
def test_a_failing_assistant_does_not_stop_the_commit(repo: Path, tmp_path: Path, body: str) -> None:
    _install(repo)
    _lose_interpreter(repo)
    _hook(tmp_path / "bin" / "debugassist", body)

    done = _commit(repo, BROKEN, env={"PATH": f"{tmp_path / 'bin'}:/usr/bin:/bin"})

    assert done.returncode == 0
    assert "the check itself failed" in done.stderr


def test_modules_of_the_users_repository_do_not_shadow_ours(repo: Path) -> None:
    for name in ("tui", "tools", "analyzers", "debugassist", "argparse", "json", "subprocess"):
        (repo / f"{name}.py").write_text("raise SystemExit('shadowed')\n")
    _install(repo)

    refused = _commit(repo, BROKEN)

    assert refused.returncode == 1
    assert "a.py:1:" in refused.stdout + refused.stderr


def test_status_says_what_is_there(repo: Path) -> None:
    before = debugassist("hook", "status", folder=repo)
    _install(repo)
    after = debugassist("hook", "status", folder=repo)

    assert (before.returncode, after.returncode) == (1, 0)
    assert before.stdout.startswith("not installed")
    assert after.stdout.startswith("installed")


def test_outside_a_repository_there_is_nothing_to_install(tmp_path: Path) -> None:
    done = debugassist(
        "hook", "install", folder=tmp_path, env={"GIT_CEILING_DIRECTORIES": str(tmp_path.parent)}
    )

    assert done.returncode == 2
