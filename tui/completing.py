"""How can a line go on that is being typed? Its last word is completed to the names of files, as a shell would do it."""

import os
import re
from contextlib import suppress
from itertools import islice
from pathlib import Path

_MOST = 5_000  # names of a folder that are looked at
_LAST = re.compile(r"(?:[^\s\\]|\\.)*\Z")  # the last word, in which a blank stands behind a backslash


def completions(line: str, folder: Path) -> tuple[str, ...]:
    """Return the line with its last word completed, in each way that there is; names that begin with a dot only after one."""
    if "\n" in line:
        return ()
    at = _LAST.search(line)
    assert at is not None  # an empty word is one
    word = re.sub(r"\\(.)", r"\1", at.group())
    head, _, begun = word.rpartition("/")
    place = f"{head}/" if "/" in word else ""
    found: list[str] = []
    with (
        suppress(OSError, ValueError, RuntimeError),
        os.scandir(folder / Path(place).expanduser()) as entries,
    ):
        found += (
            f"{place}{entry.name}{'/' if entry.is_dir() else ''}"
            for entry in islice(entries, _MOST)
            if entry.name.startswith(begun) and entry.name.startswith(".") <= begun.startswith(".")
        )
    return tuple(line[: at.start()] + re.sub(r"([\s\\'\"])", r"\\\1", one) for one in sorted(found))
