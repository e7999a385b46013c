"""Can an index that was not finished be opened at all?"""

import subprocess
import sys
from pathlib import Path

_PROBE_TIME = 120.0  # seconds
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
