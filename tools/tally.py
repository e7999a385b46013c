"""What has the assistant done here, day by day? Numbers for `debugassist stats`, in the user's own state folder.

A line for each problem, and for each fix that was applied or taken back: kinds and counts, no text of anything. Nothing is
sent anywhere. `DEBUGASSIST_STATS=0` keeps none. A file that cannot be written is no reason to stop; a line that cannot be
read counts nothing.
"""

import os
from collections.abc import Iterator
from contextlib import suppress
from enum import StrEnum
from pathlib import Path
from typing import Any

_SWITCH = "DEBUGASSIST_STATS"


class What(StrEnum):
    """What is counted."""

    PROBLEM = "problem"  # an answer was given
    APPLIED = "applied"  # a fix was accepted: it was put into files
    UNDONE = "undone"  # and taken back
    CORRECTED = "corrected"  # the user said that the route was wrong


def folder() -> Path:
    """Return where the days' files are."""
    base = os.environ.get("XDG_STATE_HOME") or os.path.join(os.path.expanduser("~"), ".local", "state")  # noqa: PTH111, PTH118  # never raises
    return Path(base) / "debugassist" / "tally"


def count(what: What, **kinds: str | int) -> None:
    """Note that something was done."""
    if os.environ.get(_SWITCH) == "0":
        return
    import json
    from time import strftime

    with suppress(OSError):
        place = folder()
        place.mkdir(parents=True, exist_ok=True, mode=0o700)
        path = place / f"{strftime('%Y-%m-%d')}.jsonl"
        # One write to a file opened for appending: processes do not mix their lines.
        end = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            os.write(end, json.dumps({"what": what.value, **kinds}).encode() + b"\n")
        finally:
            os.close(end)


def lines() -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield every line that was written with its day, the oldest first."""
    import json

    for path in sorted(folder().glob("????-??-??.jsonl")):
        with suppress(OSError):
            for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
                with suppress(ValueError, RecursionError):
                    record = json.loads(line)
                    if isinstance(record, dict):
                        yield path.stem, record
