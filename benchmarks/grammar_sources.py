"""Which well-formed files of other languages than Python does this machine hold?

They are looked for where systems and packages put them, and in the folders that `--roots` names. A file
belongs to the part to tune on or to the one that is only measured by its name.
"""

import hashlib
import os
import sysconfig
import zipfile
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from analyzers.syntax.grammar.trees import judge

EXTENSIONS = {
    ".js": "javascript", ".mjs": "javascript", ".ts": "typescript", ".tsx": "tsx", ".java": "java", ".go": "go",
    ".rs": "rust", ".c": "c", ".h": "c", ".cpp": "cpp", ".hpp": "cpp", ".cc": "cpp", ".cs": "csharp", ".rb": "ruby",
    ".php": "php", ".json": "json", ".yaml": "yaml", ".yml": "yaml", ".toml": "toml", ".sh": "bash",
    ".html": "html", ".css": "css",
}  # fmt: skip
_ROOTS = ("/usr/lib", "/usr/share", "/usr/include", "/usr/local/lib", "/opt")
_ARCHIVES = ("/usr/lib/jvm",)  # a JDK keeps its own source in `src.zip`
_SMALLEST, _LARGEST = 200, 40_000  # bytes
_LONGEST_LINE = 200  # characters: longer ones are made by machines
_MOST = 250  # files of a language and part
_SKIPPED = (".min.js", ".min.css", ".d.ts", "package-lock.json", ".bundle.js")


def sources(language: str, part: str, roots: Iterable[str] = ()) -> list[tuple[str, str]]:
    """Return names and texts of well-formed files, in an order that only their names decide."""
    chosen: list[tuple[str, str]] = []
    for name, text in _candidates(language, part, tuple(roots)):
        if _is_written(text) and not judge(language, text).faults:
            chosen.append((name, text))
            if len(chosen) == _MOST:
                break
    return chosen


def part_of(path: str) -> str:
    """Return "tune" or "measure" for a file; files of one name stand in the same part."""
    name = path.rpartition("/")[2]
    return "measure" if hashlib.sha256(name.encode()).digest()[1] % 2 else "tune"


def _candidates(language: str, part: str, roots: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    places = (*roots, *_ROOTS, sysconfig.get_path("purelib"))
    found = [path for path in _index(places).get(language, ()) if part_of(path) == part]
    found.sort(key=lambda path: hashlib.sha256(path.encode()).digest())
    seen: set[str] = set()
    for path in found:
        text = _read(path)
        if text and text not in seen:
            seen.add(text)
            yield path, text


@cache
def _index(places: tuple[str, ...]) -> dict[str, list[str]]:
    """Return the files of each language below some folders, and in the archive that a JDK keeps."""
    found: dict[str, list[str]] = {}
    for place in places:
        for folder, folders, names in os.walk(place):
            folders[:] = sorted(name for name in folders if not name.startswith("."))
            for name in sorted(names):
                language = EXTENSIONS.get(os.path.splitext(name)[1])  # noqa: PTH122  # a hundred thousand times
                if language and not name.endswith(_SKIPPED):
                    found.setdefault(language, []).append(f"{folder}/{name}")
    for root in _ARCHIVES:
        for archive in sorted(Path(root).glob("*/lib/src.zip")):
            if archive.is_file():
                names = [
                    f"{archive}!{info.filename}"
                    for info in _opened(str(archive)).infolist()
                    if info.filename.startswith("java.base/java/") and info.file_size <= _LARGEST
                ]
                found.setdefault("java", []).extend(names)
    return found


@cache
def _opened(archive: str) -> zipfile.ZipFile:
    return zipfile.ZipFile(archive)


def _read(path: str) -> str:
    archive, _, member = path.partition("!")
    try:
        if member:
            data = _opened(archive).read(member)
        elif _SMALLEST <= Path(path).stat().st_size <= _LARGEST:
            data = Path(path).read_bytes()
        else:
            return ""
        return data.decode("utf-8").replace("\r\n", "\n")
    except (OSError, UnicodeDecodeError):
        return ""


def _is_written(text: str) -> bool:
    """Whether a person wrote it, as far as its lines tell."""
    lines = text.split("\n")
    return 5 <= len(lines) <= 1200 and max(map(len, lines)) <= _LONGEST_LINE
