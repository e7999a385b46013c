"""Which keys and columns do the data files have that a program reads? Only small files of the workspace that it names."""

import ast
import json
from collections.abc import Iterable, Iterator
from pathlib import Path

from analyzers.logic.program import Program
from tools.workspace import read_source

_MOST_FILES = 6
_MOST_SIZE = 200_000  # bytes
_MOST_NAMES = 60
_ROWS = (".csv", ".tsv", ".txt", ".dat")


def names_in_data(root: Path, programs: Iterable[Program]) -> tuple[str, ...]:
    """Return the keys of JSON objects and the first row of tables, in the order in which they stand in the files."""
    names: dict[str, None] = {}
    for path in list(dict.fromkeys(_files(root, programs)))[:_MOST_FILES]:
        text = read_source(path)
        if text is None:
            continue
        if path.suffix == ".json":
            try:
                names |= dict.fromkeys(_keys(json.loads(text)))
            except (ValueError, RecursionError):
                continue
        elif path.suffix in _ROWS:
            first = text.lstrip("\ufeff").partition("\n")[0]
            mark = max(",;\t|", key=first.count)
            names |= dict.fromkeys(cell.strip().strip('"') for cell in first.split(mark) if mark in first)
    return tuple(name for name in names if name and len(name) < 40 and name.isprintable())[:_MOST_NAMES]


def _files(root: Path, programs: Iterable[Program]) -> Iterator[Path]:
    """The files that a program's texts name, looked for in the workspace alone."""
    for program in programs:
        for node in ast.walk(program.tree):
            if not isinstance(node, ast.Constant) or not isinstance(node.value, str):
                continue
            name = node.value
            if not name.endswith((".json", *_ROWS)) or len(name) > 200 or "\0" in name:
                continue
            for path in (root / name, (root / program.path).parent / name):
                inside = path.resolve().is_relative_to(root.resolve())
                if inside and path.is_file() and path.stat().st_size < _MOST_SIZE:
                    yield path


def _keys(value: object, depth: int = 0) -> Iterator[str]:
    if isinstance(value, dict) and depth < 6:
        for key, below in value.items():
            yield key
            yield from _keys(below, depth + 1)
    elif isinstance(value, list) and depth < 6:
        for below in value[:3]:
            yield from _keys(below, depth + 1)
