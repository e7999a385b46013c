"""Where would a module come from, and does a path exist, as the program sees it?"""

from __future__ import annotations

import sys

from . import static, system

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def module(name: str) -> dict[str, Any]:
    """Where a module would come from, without importing it or its parents."""
    if not all(part.isidentifier() for part in name.split(".")):
        return {"unknown": "it is not the name of a module"}
    loaded = sys.modules.get(name)
    if loaded is not None:
        held = static.instance_dict(loaded)
        names = [each for each in held if type(each) is str]
        return {"path": text(held.get("__file__")) or "built-in", "names": names[:2000]}
    if name in sys.builtin_module_names:
        return {"path": "built-in", "names": []}
    from importlib.machinery import PathFinder

    where = None
    spec = None
    for index, part in enumerate(name.split(".")):
        full = ".".join(name.split(".")[: index + 1])
        spec = PathFinder.find_spec(full, where)
        if spec is None:
            return {"path": "", "names": []}
        where = list(spec.submodule_search_locations or [])
        if not where and index < name.count("."):
            return {"path": "", "names": []}
    origin = spec.origin if spec is not None else ""
    return {"path": text(origin) or (where[0] if where else ""), "names": []}


def exists(path: str) -> dict[str, Any]:
    """Whether a path exists for the program, and what is there; nothing is opened."""
    try:
        if system.isdir(path):
            return {"path": system.abspath(path), "names": sorted(system.listdir(path))[:1000]}
        if system.lexists(path):
            return {"path": system.abspath(path), "names": []}
    except (OSError, ValueError):
        return {"path": "", "names": []}
    return {"path": "", "names": []}


def text(value: Any) -> str:
    """The value, if it is a string."""
    return value if type(value) is str else ""
