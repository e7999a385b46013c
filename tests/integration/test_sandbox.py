"""Does a program in the sandbox leave everything outside alone?"""

import sys
from pathlib import Path

import pytest

from analyzers.errors import ToolError
from tools.process import Limits
from tools.sandbox import sandbox


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    (folder / "src").mkdir(parents=True)
    (folder / "src" / "a.py").write_text("print('a')\n")
    (folder / ".git").mkdir()
    (folder / ".git" / "config").write_text("secret")
    return folder


async def python(box: object, code: str) -> tuple[int, str, str]:
    done = await box.run([sys.executable, "-c", code], limits=Limits(seconds=20))  # type: ignore[attr-defined]
    return done.code, done.stdout, done.stderr


async def test_what_a_program_writes_stays_in_the_copy(workspace: Path) -> None:
    with sandbox(workspace) as box:
        await python(box, "open('src/a.py', 'w').write('gone'); open('new', 'w')")

    assert (workspace / "src" / "a.py").read_text() == "print('a')\n"
    assert not (workspace / "new").exists()


async def test_the_copy_is_deleted_afterwards(workspace: Path) -> None:
    with sandbox(workspace) as box:
        copy = box.root

    assert not copy.exists()


async def test_version_control_is_not_copied(workspace: Path) -> None:
    with sandbox(workspace) as box:
        assert not (box.root / ".git").exists()


async def test_home_is_not_the_users(workspace: Path) -> None:
    with sandbox(workspace) as box:
        _, out, _ = await python(box, "from pathlib import Path; print(Path.home())")

        assert Path(out.strip()).is_relative_to(box.scratch)


async def test_there_is_no_network(workspace: Path) -> None:
    code = "import socket; socket.create_connection(('192.0.2.1', 80), timeout=5)"
    with sandbox(workspace) as box:
        exit_code, _, err = await python(box, code)

    assert exit_code != 0
    assert "unreachable" in err.lower() or "switched off" in err


async def test_a_link_that_leads_outside_is_left_out(workspace: Path, tmp_path: Path) -> None:
    (tmp_path / "outside").write_text("secret")
    (workspace / "link").symlink_to(tmp_path / "outside")
    with sandbox(workspace) as box:
        assert box.left_out == ("link",)
        assert not (box.root / "link").exists()


async def test_nothing_is_written_outside_the_copy(workspace: Path) -> None:
    with sandbox(workspace) as box, pytest.raises(ToolError, match="outside"):
        box.write("../../escaped", "x")


def test_what_a_program_added_can_be_deleted_with_what_it_changed(tmp_path: Path) -> None:
    (tmp_path / "kept.py").write_text("x = 1\n")
    with sandbox(tmp_path) as box:
        box.write("new/own.py", "y = 2\n")
        (box.root / "made").mkdir()
        (box.root / "made" / "a.txt").write_text("a")
        (box.root / "new" / "b.txt").write_text("b")
        (box.root / "kept.py").write_text("x = 12\n")

        box.restore(added=True)

        names = sorted(str(one.relative_to(box.root)) for one in box.root.rglob("*") if one.is_file())
        assert names == ["kept.py", "new/own.py"]
        assert (box.root / "kept.py").read_text() == "x = 1\n"
        assert not (box.root / "made").exists()
