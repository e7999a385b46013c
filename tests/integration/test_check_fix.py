"""`check --fix`: repairs what is staged in real repositories, and never commits what its author held back."""

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.integration.command import LAUNCHER, debugassist, git, repository

CERTAIN = "if x\n    pass\n"  # a colon is missing: there is one way to mean it
MENDED = "if x:\n    pass\n"
PLAUSIBLE = "print(max(3, 4)\nx = 1\n"
UNCLEAR = "def f(:\n    ]] = = 3 (\n"


@pytest.fixture
def repo(tmp_path: Path) -> Path:
    return repository(tmp_path / "repo")


def _staged(folder: Path, path: str) -> str:
    return git("show", f":{path}", folder=folder).stdout


def _put(folder: Path, path: str, text: str) -> None:
    (folder / path).parent.mkdir(parents=True, exist_ok=True)
    (folder / path).write_text(text)
    git("add", "--", path, folder=folder)


def test_a_certain_repair_is_staged_again_and_the_commit_goes_on(repo: Path) -> None:
    debugassist("hook", "install", "--fix", folder=repo)
    _put(repo, "a.py", CERTAIN)

    done = git("commit", "-q", "-m", "x", folder=repo)

    assert done.returncode == 0, done.stderr
    assert "repaired and staged again" in done.stderr
    assert git("show", "HEAD:a.py", folder=repo).stdout == MENDED
    assert (repo / "a.py").read_text() == MENDED
    assert git("status", "--porcelain", folder=repo).stdout == ""


def test_a_plausible_repair_is_only_written_and_the_commit_refused(repo: Path) -> None:
    debugassist("hook", "install", "--fix", folder=repo)
    _put(repo, "a.py", PLAUSIBLE)

    done = git("commit", "-q", "-m", "x", folder=repo)

    assert done.returncode == 1
    assert "not staged" in done.stderr
    assert "max(3, 4))" in (repo / "a.py").read_text()
    assert _staged(repo, "a.py") == PLAUSIBLE


def test_a_partly_staged_file_is_left_alone(repo: Path) -> None:
    """To stage it whole would commit what its author holds back."""
    _put(repo, "a.py", CERTAIN)
    (repo / "a.py").write_text(CERTAIN + "secret = 1\n")

    done = debugassist("check", "--fix", folder=repo)

    assert done.returncode == 1
    assert "changes that are not staged" in done.stderr
    assert (repo / "a.py").read_text() == CERTAIN + "secret = 1\n"
    assert _staged(repo, "a.py") == CERTAIN


def test_a_staged_file_that_is_gone_is_left_alone(repo: Path) -> None:
    _put(repo, "a.py", CERTAIN)
    (repo / "a.py").unlink()

    assert debugassist("check", "--fix", folder=repo).returncode == 1
    assert not (repo / "a.py").exists()


def test_what_cannot_be_repaired_is_said(repo: Path) -> None:
    _put(repo, "a.py", CERTAIN)
    _put(repo, "b.py", UNCLEAR)

    done = debugassist("check", "--fix", folder=repo)

    assert done.returncode == 1
    assert _staged(repo, "a.py") == MENDED
    assert _staged(repo, "b.py") == UNCLEAR


def test_odd_names_and_a_call_from_below_the_top(repo: Path) -> None:
    """A name with the marks of a pattern stages no other file."""
    _put(repo, "in here/*.py", CERTAIN)
    (repo / "in here" / "other.py").write_text("not = staged\n")

    done = debugassist("check", "--fix", folder=repo / "in here")

    assert done.returncode == 0, done.stderr
    assert _staged(repo, "in here/*.py") == MENDED
    assert "?? " in git("status", "--porcelain", folder=repo).stdout


def test_committing_all_takes_the_repair_along(repo: Path) -> None:
    debugassist("hook", "install", "--fix", folder=repo)
    _put(repo, "a.py", MENDED)
    git("commit", "-q", "-m", "x", folder=repo)
    (repo / "a.py").write_text(CERTAIN + "y = 2\n")

    done = git("commit", "-a", "-m", "y", folder=repo)

    assert done.returncode == 0, done.stderr
    assert git("show", "HEAD:a.py", folder=repo).stdout == MENDED + "y = 2\n"
    assert git("status", "--porcelain", folder=repo).stdout == ""


def test_a_commit_of_single_files_is_refused_with_the_repair_written(repo: Path) -> None:
    """Git throws that commit's index away, so what is staged in it would be undone."""
    debugassist("hook", "install", "--fix", folder=repo)
    _put(repo, "a.py", MENDED)
    git("commit", "-q", "-m", "x", folder=repo)
    (repo / "a.py").write_text(CERTAIN + "y = 2\n")

    done = git("commit", "a.py", "-m", "y", folder=repo)

    assert done.returncode == 1
    assert "single files" in done.stderr
    assert (repo / "a.py").read_text() == MENDED + "y = 2\n"


def test_windows_line_ends_are_kept(repo: Path) -> None:
    git("config", "core.autocrlf", "true", folder=repo)
    (repo / "a.py").write_bytes(CERTAIN.replace("\n", "\r\n").encode())
    git("add", "a.py", folder=repo)

    assert debugassist("check", "--fix", folder=repo).returncode == 0
    assert (repo / "a.py").read_bytes() == MENDED.replace("\n", "\r\n").encode()
    assert _staged(repo, "a.py") == MENDED


def test_an_unresolved_conflict_is_for_its_author(repo: Path) -> None:
    text = "a\n<<<<<<< HEAD\nb\n=======\nc\n>>>>>>> other\n"
    _put(repo, "notes.cfg", text)

    done = debugassist("check", "--fix", folder=repo)

    assert done.returncode == 1
    assert "only you can choose" in done.stderr
    assert (repo / "notes.cfg").read_text() == text


def test_files_on_disk_are_repaired_and_taken_back_together(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text(CERTAIN)
    (tmp_path / "b.py").write_text(PLAUSIBLE)

    assert debugassist("check", "--fix", "a.py", "b.py", folder=tmp_path).returncode == 0
    assert (tmp_path / "a.py").read_text() == MENDED
    assert debugassist("undo", folder=tmp_path).returncode == 0
    assert (tmp_path / "a.py").read_text() == CERTAIN
    assert (tmp_path / "b.py").read_text() == PLAUSIBLE


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "real.py").write_text(CERTAIN)
    (tmp_path / "link.py").symlink_to("real.py")

    assert debugassist("fix", "--apply", "link.py", folder=tmp_path).returncode == 0
    assert (tmp_path / "link.py").is_symlink()
    assert (tmp_path / "real.py").read_text() == MENDED


def test_undo_after_a_fix_that_was_killed_halfway(tmp_path: Path) -> None:
    """One file was written, the other was not yet: only the first is brought back."""
    (tmp_path / "a.py").write_text(CERTAIN)
    (tmp_path / "b.py").write_text(PLAUSIBLE)
    debugassist("check", "--fix", "a.py", "b.py", folder=tmp_path)
    (tmp_path / "b.py").write_text(PLAUSIBLE)

    assert debugassist("undo", folder=tmp_path).returncode == 0
    assert (tmp_path / "a.py").read_text() == CERTAIN


_LOOP = """
import sys
sys.path.insert(0, sys.argv[1])
from pathlib import Path
from analyzers.facts import Applicability, Edit, Fix, Span
from tools.patch import apply
while True:
    for old, new in (("a", "b"), ("b", "a")):
        edit = Edit(Span("f.txt", 0, 200_000), new * 200_000)
        fix = Fix(title="t", edits=(edit,), applicability=Applicability.SAFE)
        apply(fix, {}, sys.argv[2], journal=Path(sys.argv[2]) / "journal")
        print(flush=True)
"""


@pytest.mark.parametrize("delay", [0.0, 0.003, 0.008, 0.015])
def test_a_kill_at_any_moment_leaves_the_file_whole(tmp_path: Path, delay: float) -> None:
    path = tmp_path / "f.txt"
    path.write_text("a" * 200_000)
    with subprocess.Popen(
        [sys.executable, "-c", _LOOP, str(LAUNCHER.parent), str(tmp_path)], stdout=subprocess.PIPE
    ) as child:
        assert child.stdout is not None
        child.stdout.readline()  # it has begun
        time.sleep(delay)
        child.send_signal(signal.SIGKILL)
    text = path.read_text()
    assert text in ("a" * 200_000, "b" * 200_000)
