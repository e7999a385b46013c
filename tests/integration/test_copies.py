"""Is a copy that is used again as the folder is, whatever a program has done to it?"""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from analyzers.errors import ToolError
from tools.copies import Copy, borrowed, copies_kept
from tools.sandbox import sandbox


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    (folder / "src").mkdir(parents=True)
    (folder / "src" / "a.py").write_text("a = 1\n")
    (folder / "b.txt").write_text("b\n")
    (folder / "b.txt").chmod(0o664)
    (folder / "link").symlink_to("b.txt")
    return folder


def tree(folder: Path) -> dict[str, object]:
    """All that can be told of a folder: names, contents, modes, where links lead."""
    return {
        str(path.relative_to(folder)): str(path.readlink())
        if path.is_symlink()
        else (
            "folder" if path.is_dir() else (path.read_bytes(), path.stat().st_mode, path.stat().st_mtime_ns)
        )
        for path in folder.rglob("*")
    }


def change_without_a_trace(root: Path) -> None:
    """As long as before, and dated back."""
    path = root / "src" / "a.py"
    before = path.stat()
    path.write_text("a = 2\n")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def make_a_link_of_it(root: Path) -> None:
    (root / "b.txt").unlink()
    (root / "b.txt").symlink_to(root.parent / "secret")


def make_a_folder_of_it(root: Path) -> None:
    (root / "b.txt").unlink()
    (root / "b.txt" / "deep").mkdir(parents=True)


def make_a_link_of_the_folder(root: Path) -> None:
    (root / "src").rename(root / "moved")
    (root / "src").symlink_to(root / "moved")


@pytest.mark.parametrize(
    "harm",
    [
        lambda root: root,
        change_without_a_trace,
        make_a_link_of_it,
        make_a_folder_of_it,
        make_a_link_of_the_folder,
        lambda root: (root / "src" / "a.py").unlink(),
        lambda root: (root / "b.txt").chmod(0o600),
        lambda root: (root / "link").unlink(),
        lambda root: (root / "new").mkdir(),
        lambda root: (root / "src" / "new.py").write_text("new\n"),
        lambda root: (root / "src" / "b.py").hardlink_to(root / "src" / "a.py"),
    ],
)
def test_what_a_program_did_to_a_copy_is_put_right(
    harm: Callable[[Path], object], project: Path, tmp_path: Path
) -> None:
    (tmp_path / "secret").write_text("of somebody else\n")
    with copies_kept():
        with sandbox(project) as box:
            first = box.root
            harm(box.root)
        with sandbox(project) as box:
            assert box.root == first
            assert tree(box.root) == tree(project)
            assert not any((box.scratch / "home").iterdir())
    assert (tmp_path / "secret").read_text() == "of somebody else\n"
    assert not first.exists()


def test_what_has_changed_in_the_folder_is_in_the_copy(project: Path) -> None:
    with copies_kept():
        with sandbox(project):
            pass
        (project / "src" / "a.py").write_text("a = 3\n")
        (project / "b.txt").unlink()
        (project / "c.txt").write_text("c\n")
        with sandbox(project) as box:
            assert tree(box.root) == {name: what for name, what in tree(project).items() if name != "link"}
            assert box.left_out == ("link",)  # it leads nowhere


def test_two_at_once_have_a_copy_each(project: Path) -> None:
    with copies_kept(), sandbox(project) as one, sandbox(project) as other:
        assert one.root != other.root
        assert tree(one.root) == tree(other.root)


def test_a_copy_is_used_for_its_own_folder_only(project: Path, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    with copies_kept():
        with sandbox(project) as box:
            first = box.root
        with sandbox(tmp_path / "other") as box:
            assert box.root != first
            assert tree(box.root) == {}


def test_what_is_not_changed_is_not_written_again(project: Path, tmp_path: Path) -> None:
    copy = Copy(project, tmp_path / "home" / "copy")
    copy.root.parent.mkdir()
    copy.renew()
    before = (copy.root / "src" / "a.py").stat()
    copy.renew()
    assert (copy.root / "src" / "a.py").stat() == before


def test_what_cannot_be_copied_is_said_and_leaves_nothing(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temporary"))
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr("tools.copies.MAX_FILES", 1)
    with pytest.raises(ToolError, match="too large to copy"), sandbox(project):
        pass
    assert not any((tmp_path / "temporary").iterdir())


def test_a_folder_that_grew_too_large_leaves_no_copy(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temporary"))
    (tmp_path / "temporary").mkdir()
    with copies_kept():
        with borrowed(project):
            pass
        monkeypatch.setattr("tools.copies.MAX_FILES", 1)
        with pytest.raises(ToolError, match="too large to copy"), borrowed(project):
            pass
        assert not any((tmp_path / "temporary").iterdir())


def test_what_is_added_to_a_copy_of_a_folder_without_files_is_gone(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with copies_kept():
        with borrowed(tmp_path / "empty") as copy:
            (copy.root / "made").write_text("by a program\n")
        with borrowed(tmp_path / "empty") as again:
            assert again is copy
            assert tree(again.root) == {}


def test_a_folder_that_nobody_may_look_into_is_left_out(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scandir = os.scandir

    def scan(folder: str) -> object:  # the user of the tests may look into everything
        if folder == str(project / "closed"):
            raise PermissionError(folder)
        return scandir(folder)

    (project / "closed").mkdir()
    monkeypatch.setattr("tools.copies.os.scandir", scan)
    with borrowed(project) as copy:
        assert copy.left_out == ("closed",)
        assert not (copy.root / "closed").exists()
        assert (copy.root / "src" / "a.py").exists()


def make_deep(folder: Path) -> None:
    """Folders in one another, more than Python's stack holds."""
    at = os.open(folder, os.O_RDONLY)
    for _ in range(1500):
        os.mkdir("d", dir_fd=at)  # no path is that long
        inner = os.open("d", os.O_RDONLY, dir_fd=at)
        os.close(at)
        at = inner
    os.close(at)


def test_folders_in_folders_without_end_are_deleted(project: Path) -> None:
    """A program that makes folders for ever would else be the last that is ever diagnosed."""
    with copies_kept():
        with borrowed(project) as copy:
            make_deep(copy.root)
        with borrowed(project) as copy:
            assert tree(copy.root) == tree(project)


def test_what_a_killed_process_left_stops_nobody(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    dead = tmp_path / "debugassist-copy-99999999-left"
    dead.mkdir()
    make_deep(dead)

    with borrowed(project) as copy:
        assert tree(copy.root) == tree(project)
    assert not dead.exists()
