"""A program that deletes is searched for edits too; what lies outside of its copy stays untouched."""

import sys
from pathlib import Path

import pytest

from tests.integration.test_runtime_path import diagnosed
from tools.sandbox import sandbox
from tools.testing.outcomes import Trial
from tools.testing.plan import plan_of
from tools.testing.server import EXIT, serve


async def tried(workspace: Path, text: str) -> Trial:
    """What running a text in the place of the workspace's program shows."""
    plan = plan_of(("python", "main.py"), workspace, sys.executable)
    assert plan is not None
    with sandbox(workspace) as box:
        path = str(box.root / "main.py")
        async with serve(box, plan, lanes=1, rewrite=False) as server:
            return await server.attempt({path: text}, None, failing=(EXIT,), passing=(), cpu=2.0, wall=10.0)


FORBIDDEN = {
    "a file": "import os; os.remove({file!r})",
    "a file by its path": "import pathlib; pathlib.Path({file!r}).unlink()",
    "a folder": "import shutil; shutil.rmtree({folder!r})",
    "a move into the copy": "import os; os.rename({file!r}, 'mine.txt')",
    "a move out of the copy": "import os; os.replace('main.py', {file!r})",
    "a link into the copy": "import os; os.symlink({folder!r}, 'there'); os.remove('there/kept.txt')",
    "a cut": "import os; os.truncate({file!r}, 0)",
    "rights": "import os; os.chmod({file!r}, 0)",
    "the parent": "import os, signal; os.kill(os.getppid(), signal.SIGTERM)",
}


@pytest.mark.parametrize("line", FORBIDDEN.values(), ids=FORBIDDEN.keys())
async def test_what_lies_outside_of_the_copy_is_not_touched(tmp_path: Path, line: str) -> None:
    workspace, folder = tmp_path / "work", tmp_path / "outside"
    workspace.mkdir()
    folder.mkdir()
    kept = folder / "kept.txt"
    kept.write_text("kept")
    (workspace / "main.py").write_text("raise ValueError\n")
    text = line.format(file=str(kept), folder=str(folder)) + "\n"

    trial = await tried(workspace, text)

    assert not trial.passed
    assert kept.read_text() == "kept"
    assert kept.stat().st_mode & 0o400


async def test_a_program_may_delete_its_own_files(tmp_path: Path) -> None:
    """Those of the copy and of its temporary folder; the workspace keeps what it has."""
    (tmp_path / "main.py").write_text("raise ValueError\n")
    (tmp_path / "old.txt").write_text("old")
    text = (
        "import os, shutil, tempfile\nos.remove('old.txt')\nshutil.rmtree(tempfile.mkdtemp())\n"
        "name = tempfile.mkstemp()[1]\nos.rename(name, name + '.txt')\nos.remove(name + '.txt')\n"
    )

    trial = await tried(tmp_path, text)

    assert trial.passed
    assert (tmp_path / "old.txt").read_text() == "old"


def test_the_fault_of_a_program_that_deletes_is_searched_for(tmp_path: Path) -> None:
    text = (
        "import os, tempfile\n\n\ndef save(path, names):\n    with open(path, 'w') as file:\n"
        "        file.write(', '.join(names))\n\n\npath = os.path.join(tempfile.mkdtemp(), 'names.txt')\n"
        "names = ['b', 'a']\nordered = names.sort()\nsave(path, ordered)\nprint(open(path).read())\nos.remove(path)\n"
    )

    found = diagnosed(tmp_path, text)

    assert found.suspects[0].line == 11
    assert any(timing.step == "search" for timing in found.timings)
