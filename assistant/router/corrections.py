"""Where are the user's own corrections kept, and how are they read back?

One JSON line each, in the XDG state folder. The file is replaced as a whole, so that a crash leaves either the
old or the whole new one; a line that cannot be read is passed over.
"""

import json
import os
from functools import lru_cache
from pathlib import Path
from typing import Any

from analyzers.facts import Problem, Route
from analyzers.traceback import Reading
from tools.tally import What, count

_MAX_KEPT = 500  # the oldest go first
_MAX_CHARS = 8_000  # of one text

Vectors = tuple[tuple[Route, dict[int, float]], ...]


def path() -> Path:
    """Return the file that holds the corrections."""
    state = os.environ.get("XDG_STATE_HOME") or str(Path.home() / ".local" / "state")
    return Path(state) / "debugassist" / "corrections.jsonl"


def add(text: str, route: Route) -> Path:
    """Store that a text belongs to a route, in place of any earlier word on the same text.

    Raises OSError when the state folder cannot be written.
    """
    text = text[:_MAX_CHARS]
    lines = [line for line in _lines() if line["input"] != text]
    lines.append({"input": text, "label": route.value})
    target = path()
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_name(f"{target.name}.{os.getpid()}")
    body = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines[-_MAX_KEPT:])
    draft.write_text(body, encoding="utf-8")
    draft.replace(target)
    count(What.CORRECTED, route=route.value)
    return target


def texts() -> tuple[tuple[str, Route], ...]:
    """Return every text that was corrected, with its route, the latest last."""
    return tuple((line["input"], Route(line["label"])) for line in _lines())


def load() -> Vectors:
    """Return the route and the features of every correction."""
    target = path()
    try:
        stamp = target.stat()
    except OSError:
        return ()
    return _vectors(str(target), stamp.st_mtime_ns, stamp.st_size)


@lru_cache(maxsize=1)
def _vectors(*_: str | int) -> Vectors:  # the file's name, time and size: read again when one has changed
    from assistant.router.features import features
    from assistant.router.view import view

    return tuple(
        (Route(line["label"]), features(view(Problem(text=line["input"]), Reading()))) for line in _lines()
    )


def _lines() -> list[dict[str, Any]]:  # as it stands in the file; only what has both fields is kept
    try:
        text = path().read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return []
    lines = []
    for line in text.splitlines():
        try:
            record = json.loads(line)
            Route(record["label"])
        except (ValueError, KeyError, TypeError, RecursionError):
            continue
        if isinstance(record.get("input"), str):
            lines.append(record)
    return lines
