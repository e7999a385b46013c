"""Is an index sound, where what was sealed cannot tell?

One that was not finished is tried in a child. The databases are written to after sealing too, so their pages are
looked at one by one: that reads them whole, which only whoever asks how the index is waits for.
"""

import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

_PROBE_TIME = 120.0  # seconds
_DATABASES = ("words.sqlite", "vectors/chroma.sqlite3")
_ROOT = Path(__file__).resolve().parents[2]  # where `tools` is imported from


def opens(index: Path) -> bool:
    """Return whether an unfinished index can be opened: tried in a child, since a cut graph aborts the process."""
    probe = (
        "import sys; from pathlib import Path; from tools.knowledge import dense, lexical; "
        "index = Path(sys.argv[1]); "
        "wrong = lexical.Lexical(index / 'words.sqlite').check(); "
        "wrong = wrong or (dense.version() and dense.embedded(index / 'vectors').probe()); "
        "sys.exit(1 if wrong else 0)"
    )
    command = [sys.executable, "-c", probe, str(index.resolve())]
    try:
        ended = subprocess.run(command, cwd=_ROOT, capture_output=True, timeout=_PROBE_TIME, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return ended.returncode == 0


def broken(index: Path) -> str:
    """Return which database of an index has pages that cannot be right, or an empty string."""
    for name in _DATABASES:
        path = index / name
        if not path.exists():
            continue
        try:
            with closing(
                sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=30.0)
            ) as base:
                found = str(base.execute("PRAGMA quick_check(1)").fetchone()[0])
        except sqlite3.Error as error:
            found = str(error)
        if found != "ok":
            return f"`{name}` is damaged: {found.splitlines()[-1]}"
    return ""
