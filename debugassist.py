"""Launcher: makes the four layers importable from their own folder first, then runs the command line.

In the wheel the layers live in `_debugassist/` beside this file; in a checkout they lie beside it. Either
way that folder goes first on `sys.path`, so a user's own `tools/` or `tui/` is never taken for ours.
"""

import sys
from pathlib import Path

_HERE = Path(__file__).resolve().parent
_LAYERS = _HERE / "_debugassist"
sys.path.insert(0, str(_LAYERS if _LAYERS.is_dir() else _HERE))


def main() -> int:
    """Run the command line and return its exit code."""
    from tui.cli import main as run

    return run()


if __name__ == "__main__":
    sys.exit(main())
