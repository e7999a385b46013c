"""Launcher: makes the four layers importable from their own folder first, then runs the command line.

In the wheel the layers live in `_debugassist/` beside this file; in a checkout they lie beside it. Either
way that folder goes first on `sys.path`, so a user's own `tools/` or `tui/` is never taken for ours.
"""

import os
import sys

# Without pathlib, whose import would cost every run of the hook a tenth of its budget.
_HERE = os.path.dirname(os.path.realpath(__file__))  # noqa: PTH120
_LAYERS = os.path.join(_HERE, "_debugassist")  # noqa: PTH118
sys.path.insert(0, _LAYERS if os.path.isdir(_LAYERS) else _HERE)  # noqa: PTH112


def main() -> int:
    """Run the command line and return its exit code."""
    from tui.cli import main as run

    return run()


if __name__ == "__main__":
    sys.exit(main())
