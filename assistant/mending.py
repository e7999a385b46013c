"""Which defects of a check can be repaired where they lie, and what may be staged again?

A repair that keeps the program's meaning for certain is staged again; a plausible one is only written into the work
tree, for its author to look at. A file of which only a part is staged is left alone: to stage it would commit what
its author holds back.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from analyzers.errors import AssistantError
from analyzers.facts import Applicability, Fix, Status

if TYPE_CHECKING:
    from analyzers.syntax.python.verdict import Target


class Outcome(StrEnum):
    """What was done about a broken file."""

    STAGED = "staged"  # repaired in the work tree and in the index
    WRITTEN = "written"  # repaired in the work tree only
    LEFT = "left"  # nothing was touched


@dataclass(frozen=True, slots=True, kw_only=True)
class Mended:
    """A broken file, what was done about it, and why no more."""

    path: str
    outcome: Outcome
    why: str = ""
    fix: Fix | None = None
    text: str = ""  # what the fix points into


def mend(
    broken: Iterable[tuple[str, str, str]], *, staged: bool, target: "Target | None" = None
) -> list[Mended]:
    """Repair files, given as path, text and language; the repairs together are one step for `undo`.

    Paths start at the top of the work tree where the texts are `staged` content, else at the current folder. `target` is the Python
    that is to run them, when it is not ours.
    """
    files = list(broken)
    root, held_back, index = _ground([path for path, _, _ in files], staged=staged)
    found = [_repaired(path, text, language, held_back, target) for path, text, language in files]
    chosen = [one for one in found if one.outcome is not Outcome.LEFT]
    if not chosen:
        return found
    if failed := _write(chosen, root):
        return [one if one not in chosen else replace(one, outcome=Outcome.LEFT, why=failed) for one in found]
    safe = [one for one in chosen if one.fix is not None and one.fix.applicability is Applicability.SAFE]
    if not staged or not safe:
        return found
    if failed := index or _stage([one.path for one in safe], root):
        return [one if one not in safe else replace(one, why=failed) for one in found]
    return [one if one not in safe else replace(one, outcome=Outcome.STAGED) for one in found]


def _ground(paths: list[str], *, staged: bool) -> tuple[Path, frozenset[str], str]:
    """Return where paths start, which files differ from what is staged, and why the index cannot be written."""
    if not staged:
        return Path.cwd(), frozenset(), ""
    from tools.git import changed_since_staged, index_is_temporary, top

    why = "this commit takes single files, so the repair cannot join it" if index_is_temporary() else ""
    root = top()
    return Path(root), changed_since_staged(paths, root), why


def _repaired(
    path: str, text: str, language: str, held_back: frozenset[str], target: "Target | None"
) -> Mended:
    from analyzers.syntax import repair

    if not language:
        return Mended(path=path, outcome=Outcome.LEFT, why="only you can choose a side")
    found = repair(text, path, language, target=target)
    fix = found.fixes[0] if found.fixes else None
    if fix is None or found.text is None or fix.status is not Status.VERIFIED:
        return Mended(path=path, outcome=Outcome.LEFT, why="no repair was found")
    if fix.applicability is Applicability.DISPLAY:
        return Mended(
            path=path, outcome=Outcome.LEFT, why="the repair needs something of you", fix=fix, text=text
        )
    if path in held_back:
        why = "it has changes that are not staged"
        return Mended(path=path, outcome=Outcome.LEFT, why=why, fix=fix, text=text)
    return Mended(path=path, outcome=Outcome.WRITTEN, fix=fix, text=text)


def _write(chosen: list[Mended], root: Path) -> str:
    """Write the repairs, all or none; return why not."""
    from tools.patch import apply

    fixes = [one.fix for one in chosen if one.fix is not None]
    whole = replace(
        fixes[0],
        title=fixes[0].title if len(fixes) == 1 else f"repair {len(fixes)} files",
        edits=tuple(edit for fix in fixes for edit in fix.edits),
    )
    try:
        apply(whole, {one.path: one.text for one in chosen}, root, inside=False)
    except AssistantError as error:
        return error.message
    return ""


def _stage(paths: list[str], root: Path) -> str:
    from tools.git import stage

    try:
        stage(paths, str(root))
    except AssistantError as error:
        return error.message
    return ""
