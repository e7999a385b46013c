"""The pre-commit framework runs our light hook out of a clone of this repository, and installs nothing for it."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.integration.command import git, repository

ROOT = Path(__file__).resolve().parents[2]
PRE_COMMIT = Path(sys.executable).with_name("pre-commit")


@pytest.fixture
def repo(tmp_path: Path) -> Path:
    """A repository whose commits pre-commit checks with the hooks of a copy of this one."""
    ours = tmp_path / "ours"
    for name in ("debugassist.py", ".pre-commit-hooks.yaml", "analyzers", "assistant", "tools", "tui"):
        source = ROOT / name
        copy = shutil.copytree if source.is_dir() else shutil.copy2
        (ours / name).parent.mkdir(parents=True, exist_ok=True)
        copy(source, ours / name)
    repository(ours)
    git("add", "-A", folder=ours)
    assert git("commit", "-q", "-m", "hooks", folder=ours).returncode == 0
    revision = git("rev-parse", "HEAD", folder=ours).stdout.strip()
    folder = repository(tmp_path / "repo")
    (folder / ".pre-commit-config.yaml").write_text(
        f"repos:\n- repo: {ours}\n  rev: {revision}\n  hooks: [{{id: debugassist}}]\n"
    )
    git("add", "-A", folder=folder)
    return folder


def _run(folder: Path) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [PRE_COMMIT, "run"],
        cwd=folder,
        env=os.environ | {"PRE_COMMIT_HOME": str(folder.parent / "cache")},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def test_the_light_hook_refuses_what_does_not_parse_and_passes_the_rest(repo: Path) -> None:
    """What is staged counts: pre-commit puts unstaged changes aside."""
    (repo / "cart.py").write_text("total = sum([1, 2\n")
    (repo / "odd name.json").write_text("{}\n")
    git("add", "-A", folder=repo)
    (repo / "cart.py").write_text("total = sum([1, 2])\n")

    refused = _run(repo)
    git("add", "-A", folder=repo)
    passed = _run(repo)

    assert refused.returncode == 1
    assert "cart.py:1:" in refused.stdout
    assert passed.returncode == 0, passed.stdout
    assert "Passed" in passed.stdout


def test_without_a_python_the_light_hook_lets_the_commit_pass(tmp_path: Path) -> None:
    done = subprocess.run(
        ["/bin/sh", ROOT / "tools" / "pre-commit.sh", "cart.py"],
        cwd=tmp_path,
        env={"PATH": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert done.returncode == 0
    assert "nothing was checked" in done.stderr
