"""Was the same thing asked of the same model before?

Answers are kept by the sum of everything they depend on, each in a file of its own in the XDG cache folder. The
oldest go when there are too many. A cache that cannot be read or written is no cache, and no error.
"""

import hashlib
import json
import os
from contextlib import suppress
from pathlib import Path
from typing import Any

_MOST = 5_000  # answers
_EVERY = 100  # writes between two looks at their number


def folder() -> Path:
    """Return where answers are kept."""
    base = os.environ.get("XDG_CACHE_HOME") or os.path.join(os.path.expanduser("~"), ".cache")  # noqa: PTH111, PTH118  # never raises
    return Path(base) / "debugassist" / "answers"


def key(*parts: object) -> str:
    """Return the sum of everything an answer depends on."""
    text = json.dumps(parts, ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()


def get(of: str) -> Any | None:
    """Return the answer kept under a key, or None."""
    try:
        return json.loads(_path(of).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return None


def put(of: str, answer: Any) -> None:
    """Keep an answer, JSON values only."""
    path = _path(of)
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        try:
            draft.write_text(json.dumps(answer, ensure_ascii=False), encoding="utf-8")
            draft.replace(path)
        finally:
            draft.unlink(missing_ok=True)
        if int(of[:8], 16) % _EVERY == 0:
            _forget()


def _path(of: str) -> Path:
    return folder() / of[:2] / f"{of}.json"


def _forget() -> None:
    kept = sorted(folder().glob("*/*.json"), key=lambda path: path.stat().st_mtime, reverse=True)
    for path in kept[_MOST:]:
        path.unlink(missing_ok=True)
