"""Which data file of the workspace fails in just the way that the program's did, and how does it read otherwise?"""

import re
from collections.abc import Mapping

from analyzers.runtime.report import quoted

_AROUND = 30  # characters shown on each side of a place
_C1 = re.compile(rb"[\x80-\x9f]")  # control characters in Latin-1, letters and quotes in cp1252


def failing_json(
    files: Mapping[str, bytes], message: str, line: int, column: int
) -> tuple[str, str, int] | None:
    """Return the only file that is not JSON for this reason at this place: its path, what is wrong, and the line.

    None when no file, or more than one, fails like that.
    """
    import json

    found: list[tuple[str, str, int]] = []
    for path, content in files.items():
        try:
            text = content.decode("utf-8-sig")
            json.loads(text)
        except json.JSONDecodeError as error:
            if (error.msg, error.lineno, error.colno) == (message, line, column):
                found.append((path, *_reason(text, error.pos, line)))
        except (UnicodeDecodeError, RecursionError, MemoryError):
            continue
    return found[0] if len(found) == 1 else None


def _reason(text: str, position: int, line: int) -> tuple[str, int]:
    """Say what is wrong at a place of a JSON text, and on which line."""
    before, rest = text[:position].rstrip(), text[position:].lstrip()
    if not text.strip():
        return "it is empty", 1
    if before.endswith(",") and rest[:1] in ("}", "]") and rest:
        where = before.count("\n") + 1
        return f"the comma at the end of line {where} is followed by `{rest[0]}`", where
    if rest.startswith("'"):
        return f"it has single quotes on line {line}", line
    if rest.startswith(("//", "/*", "#")):
        return f"it has a comment on line {line}", line
    if not rest:
        return "it ends too early", line
    return f"it has {quoted(rest[:_AROUND])} there", line


def failing_text(
    files: Mapping[str, bytes], codec: str, byte: int, position: int
) -> tuple[str, bytes] | None:
    """Return the only file that cannot be decoded because of this byte at this place, with its bytes."""
    found: list[tuple[str, bytes]] = []
    for path, content in files.items():
        try:
            content.decode(codec)
        except UnicodeDecodeError as error:
            if error.start == position and content[position] == byte:
                found.append((path, content))
        except LookupError:
            return None
    return found[0] if len(found) == 1 else None


def fitting(content: bytes, position: int) -> tuple[str, str]:
    """Return an encoding in which the bytes are a text, and how the place reads in it; both empty when none is."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        codec = "utf-16"
    elif b"\0" in content:
        return "", ""
    else:
        codec = "cp1252" if _C1.search(content) else "latin-1"
    try:
        text = content.decode(codec)
    except UnicodeDecodeError:
        return "", ""
    at = 0 if codec == "utf-16" else position
    start = text.rfind("\n", 0, at) + 1
    line = text[max(start, at - _AROUND) : at + _AROUND].partition("\n")[0]
    return codec, line.strip()
