"""Which problems were solved here, and how?

When a fix is accepted, what failed and what cured it are written down in a file beside the knowledge: a line costs
nothing, and the next `debugassist index add --solved` makes it findable, for the whole team where a server is named.
"""

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path

from analyzers.deferred import replace
from analyzers.diff import unified
from analyzers.errors import AssistantError
from analyzers.facts import Decision, Diagnosis, Fix, Route, Stage
from tools.knowledge.document import Document, Documents, Origin
from tools.knowledge.results import default_folder, exists

_NAME = "solved.jsonl"
_MAX_DIFF = 8000


def solved(diagnosis: Diagnosis, fix: Fix, diff: str) -> Document:
    """Return what is worth keeping of a problem whose fix was accepted."""
    raised = None if diagnosis.traceback is None else diagnosis.traceback.final
    title = f"{raised.type}: {raised.message}".strip(": ") if raised is not None else diagnosis.cause
    frames = () if raised is None else raised.frames[-2:]
    body = [diagnosis.cause, *(f"{frame.function}: {frame.code}" for frame in frames if frame.code)]
    number = hashlib.sha256(f"{title}\0{diff}".encode()).hexdigest()[:16]
    return Document(
        id=f"solved/{number}",
        title=" ".join(title.split())[:300],
        body="\n".join(body),
        answer=f"{fix.title} ({fix.status}: {fix.check})\n{diff[:_MAX_DIFF]}",
        url=f"solved:{number}",
        origin=Origin.SOLVED,
    )


def note(fix: Fix, texts: Mapping[str, str], diagnosis: Diagnosis | None = None, root: str = "") -> None:
    """Write down what was wrong and what cured it, where there is knowledge of ours or of a team; never fails.

    `root` is the workspace, and no more of a file's name is kept than stands below it.
    """
    from tools.configuration import load

    try:
        knowledge = load().knowledge
    except AssistantError:
        return
    folder = Path(knowledge.folder).expanduser() if knowledge.folder else default_folder()
    if not (exists(folder) or knowledge.server):
        return
    cause = f"{fix.code.partition('/')[2].replace('-', ' ')}: {fix.title}".strip(": ")
    decision = Decision(route=Route.SYNTAX, confidence=1.0, stage=Stage.STRUCTURE)
    with suppress(OSError):  # the fix is written: that is what was asked for
        known = diagnosis or Diagnosis(cause=cause, decision=decision)
        edits = tuple(
            replace(each, span=replace(each.span, path=_named(each.span.path, root))) for each in fix.edits
        )
        diff = unified(replace(fix, edits=edits), {_named(path, root): text for path, text in texts.items()})
        remember(solved(known, fix, diff), folder)


def _named(path: str, root: str) -> str:
    """Return a file's name below the workspace, or the last part of it: where a home lies is nobody else's business."""
    inside = path.removeprefix(f"{root.rstrip('/')}/") if root else path
    return inside.rpartition("/")[2] if inside.startswith("/") else inside


def remember(document: Document, folder: Path) -> None:
    """Write a solved problem down. Raises OSError."""
    Documents(folder / _NAME).append([document])


def read(folder: Path) -> Iterator[Document]:
    """Yield what was written down."""
    yield from Documents(folder / _NAME)
