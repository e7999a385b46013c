"""Which places does a diagnosis point at, one by one, as tools that annotate code want them?"""

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePath
from typing import Literal

from analyzers.diff import name_of
from analyzers.facts import Applicability, Diagnosis, Diagnostic, Fix, Label, Status
from tui.render.snippet import Listing, listings

Level = Literal["error", "warning", "note"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """A part of a file; lines and columns count from 1, the end is one past the last character.

    `line` is 0 where only the file is known, `path` is empty where not even that is.
    """

    path: str
    line: int = 0
    column: int = 0
    end_line: int = 0
    end_column: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A part of a file and the text that takes its place."""

    region: Region
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """One finding at one place."""

    code: str  # of the diagnostic: "syntax/unclosed-bracket"
    level: Level
    message: str
    region: Region
    related: tuple[tuple[Region, str], ...] = ()
    notes: tuple[str, ...] = ()
    help: str = ""
    fixes: tuple[tuple[str, tuple[Change, ...]], ...] = ()  # title and changes; only what was verified


def spots(diagnoses: Iterable[Diagnosis], root: str = "") -> tuple[Spot, ...]:
    """Return every finding of the diagnoses; paths below `root` become relative to it, with `/`."""
    return tuple(spot for diagnosis in diagnoses for spot in _of(diagnosis, root))


def _of(diagnosis: Diagnosis, root: str) -> Iterable[Spot]:
    shown = listings(diagnosis.code)
    unclaimed = [fix for fix in diagnosis.fixes if _worth_showing(fix)]
    for number, found in enumerate(diagnosis.diagnostics):
        mine = [fix for fix in unclaimed if fix.code == found.code or not number]
        unclaimed = [fix for fix in unclaimed if fix not in mine]
        told = (diagnosis.cause,) if not number and diagnosis.cause not in ("", found.message) else ()
        yield _spot(found, told + found.notes, diagnosis, mine, shown, root)
    if not diagnosis.diagnostics and diagnosis.cause and diagnosis.traceback is not None:
        yield Spot(
            code=f"{diagnosis.decision.route}/report",
            level="error",
            message=diagnosis.cause,
            region=_crash(diagnosis, root),
        )


def _spot(
    found: Diagnostic,
    notes: tuple[str, ...],
    diagnosis: Diagnosis,
    fixes: list[Fix],
    shown: dict[str, Listing],
    root: str,
) -> Spot:
    region = _region(found.primary, shown, root) if found.primary else _crash(diagnosis, root)
    return Spot(
        code=found.code,
        level="note" if found.code.startswith("unclear/") else "error",
        message=found.message,
        region=region,
        related=tuple((_region(label, shown, root), label.text) for label in found.secondary),
        notes=notes,
        help=found.help,
        fixes=tuple(
            (
                fix.title,
                tuple(
                    Change(region=_region(Label(edit.span), shown, root), text=edit.text)
                    for edit in fix.edits
                ),
            )
            for fix in fixes
        ),
    )


def _worth_showing(fix: Fix) -> bool:
    """A tool may apply what it is given without showing the check: only proved fixes go there."""
    return fix.status is Status.VERIFIED and fix.applicability is not Applicability.DISPLAY


def _region(label: Label, shown: dict[str, Listing], root: str) -> Region:
    path = relative(label.span.path, root)
    listing = shown.get(label.span.path)
    if listing is None:
        return Region(path=path)
    line, column = listing.lines.position(label.span.start)
    end_line, end_column = listing.lines.position(label.span.end)
    return Region(
        path=path,
        line=listing.number(line),
        column=column + 1,
        end_line=listing.number(end_line),
        end_column=end_column + 1,
    )


def _crash(diagnosis: Diagnosis, root: str) -> Region:
    """Where the first suspect is, or where the report says that it happened."""
    for suspect in diagnosis.suspects[:1]:
        return Region(path=relative(suspect.path, root), line=suspect.line, end_line=suspect.line)
    traceback = diagnosis.traceback
    frame = (traceback.crash or traceback.final.location) if traceback is not None else None
    if frame is None:
        return Region(path="")
    line = frame.line or 0
    return Region(path=relative(frame.file, root), line=line, end_line=line)


def relative(path: str, root: str) -> str:
    """Return the path from `root` with `/` between its parts; as it is when it lies elsewhere."""
    name = name_of(path)
    if root and PurePath(name).is_absolute():
        prefix = root.rstrip(os.sep) + os.sep
        name = name.removeprefix(prefix)
    return name.replace(os.sep, "/").removeprefix("./")
