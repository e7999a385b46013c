"""`%load_ext debugassist` gives IPython and notebooks `%debugassist`: why did the last cell fail?"""

import sys
import traceback
from typing import Any

from .client import DebugassistError, diagnose
from .shown import lines


def load(shell: Any) -> None:  # IPython's shell: it has no types we could name without importing it
    """Register the magic with a shell."""
    shell.register_magic_function(_explain, "line", "debugassist")


def _explain(line: str) -> None:
    error = getattr(sys, "last_value", None)
    if line.strip():
        text = line
    elif error is not None:
        text = "".join(traceback.format_exception(error))
    else:
        print("there is no failed cell; `%debugassist TEXT` explains a text")  # noqa: T201  # how a magic answers
        return
    try:
        answer = diagnose(text)
    except DebugassistError as failure:
        print(f"error: {failure}")  # noqa: T201
        return
    print("\n".join(lines(answer)))  # noqa: T201
