"""Runs the command line the way a shell does, in a process and a folder of its own."""

import os
import subprocess
import sys
from pathlib import Path

LAUNCHER = Path(__file__).resolve().parents[2] / "debugassist.py"


def debugassist(
    *words: str,
    folder: Path,
    stdin: str | bytes = b"",
    env: dict[str, str] | None = None,
) -> subprocess.CompletedProcess[str]:
    """Run `debugassist` with words, in a folder, with standard input."""
    data = stdin.encode() if isinstance(stdin, str) else stdin
    done = subprocess.run(
        [sys.executable, str(LAUNCHER), *words],
        cwd=folder,
        input=data,
        capture_output=True,
        env=os.environ | (env or {}),
        timeout=60,
        check=False,
    )
    return subprocess.CompletedProcess(
        done.args,
        done.returncode,
        done.stdout.decode("utf-8", "replace"),
        done.stderr.decode("utf-8", "replace"),
    )


def modules(*words: str, folder: Path, stdin: str = "") -> tuple[set[str], str]:
    """Run `debugassist` with words; return the modules it has imported by its end, and its stdout."""
    driver = (
        "import sys; before = set(sys.modules); sys.path.insert(0, sys.argv.pop(1)); import debugassist\n"
        "debugassist.main(); sys.stderr.write('\\n@@' + ' '.join(set(sys.modules) - before))"
    )
    done = subprocess.run(
        [sys.executable, "-I", "-c", driver, str(LAUNCHER.parent), *words],
        cwd=folder,
        input=stdin,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    return set(done.stderr.rpartition("@@")[2].split()), done.stdout


def git(*words: str, folder: Path, env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """Run git in a folder."""
    return subprocess.run(
        ["git", *words],
        cwd=folder,
        capture_output=True,
        text=True,
        env=os.environ | (env or {}),
        timeout=60,
        check=False,
        stdin=subprocess.DEVNULL,
    )


def repository(folder: Path) -> Path:
    """Make a repository with one commit and return its folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for words in (("init", "-q", "-b", "main"), ("commit", "-q", "--allow-empty", "-m", "first")):
        assert git(*words, folder=folder).returncode == 0
    return folder
