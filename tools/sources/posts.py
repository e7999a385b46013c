"""Which answered questions does the official dump of a Stack Exchange site hold?

`Posts.xml` has a row for each post, questions before their answers. They are staged in a small database, with a
mark of how far the reading has come, so that a run that was killed goes on from there. The rows are many millions:
memory stays small whatever the size.
"""

import shutil
import sqlite3
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, cast
from xml.etree import ElementTree

from analyzers.errors import InputError, ToolError, ToolMissing
from tools.knowledge.document import Document, Origin
from tools.knowledge.lock import Progress
from tools.sources.html import text_of

_INVENTED = 1_000_000_000  # newer dumps hold posts with such ids that nobody wrote
_STEP = 5000  # rows between two marks
_SCHEMA = """
CREATE TABLE IF NOT EXISTS question (
    id INTEGER PRIMARY KEY, title TEXT, body TEXT, tags TEXT, score INTEGER, licence TEXT, accepted INTEGER);
CREATE TABLE IF NOT EXISTS answer (parent INTEGER PRIMARY KEY, id INTEGER, score INTEGER, body TEXT, accepted INTEGER);
CREATE TABLE IF NOT EXISTS mark (name TEXT PRIMARY KEY, value INTEGER);
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Which questions are wanted."""

    tags: tuple[str, ...] = ()  # at least one of them; empty: any
    score: int = 0  # the least
    answered: bool = True  # only those with an answer


def read(
    path: Path, staging: Path, choice: Choice, progress: Progress, site: str = "stackoverflow.com"
) -> Iterator[Document]:
    """Yield the questions of a dump with their best answers; `.7z` archives are read through `7z`.

    Raises InputError for a file that is no dump, ToolMissing without `7z`, ToolError when the disk is full.
    """
    staging.parent.mkdir(parents=True, exist_ok=True)
    try:
        base = sqlite3.connect(staging)
        base.executescript(_SCHEMA)
        if not base.execute("SELECT value FROM mark WHERE name = 'whole'").fetchone():
            with _opened(path) as stream:
                _stage(base, stream, path, choice, progress)
        yield from _joined(base, choice, site)
        base.close()
    except sqlite3.Error as error:
        raise ToolError(f"the dump cannot be staged: {error}", f"make room, or remove {staging}") from error
    staging.unlink(missing_ok=True)


@contextmanager
def _opened(path: Path) -> Iterator[IO[bytes]]:
    if path.suffix != ".7z":
        try:
            with path.open("rb") as stream:
                yield stream
        except OSError as error:
            raise InputError(f"the dump cannot be read: {error}", "name its `Posts.xml`") from error
        return
    program = shutil.which("7z") or shutil.which("7zz")
    if program is None:
        raise ToolMissing("a `.7z` archive needs the program `7z`", "install it, or unpack the archive first")
    with subprocess.Popen([program, "x", "-so", str(path), "Posts.xml"], stdout=subprocess.PIPE) as process:
        try:
            yield cast("IO[bytes]", process.stdout)
        finally:
            process.kill()


def _stage(
    base: sqlite3.Connection, stream: IO[bytes], path: Path, choice: Choice, progress: Progress
) -> None:
    row = base.execute("SELECT value FROM mark WHERE name = 'last'").fetchone()
    done = int(row[0]) if row else 0
    seen = 0
    last = done
    try:
        events = ElementTree.iterparse(stream, events=("start", "end"))  # noqa: S314  # expat resolves no entities of files
        _, root = next(events)
        if root.tag != "posts":
            raise InputError(f"{path} holds `{root.tag}`, not posts", "name the `Posts.xml` of a dump")
        for event, element in events:
            if event != "end" or element.tag != "row":
                continue
            seen += 1
            number = int(element.get("Id", "0"))
            if done < number < _INVENTED:
                _keep(base, number, element.attrib, choice)
                last = number
            root.clear()
            if seen % _STEP == 0:
                _mark(base, "last", last)
                progress(seen, "read posts:")
    except (ElementTree.ParseError, StopIteration, ValueError, OverflowError, LookupError) as error:
        _mark(base, "last", last)
        raise InputError(f"{path} is damaged after {seen:,} posts: {error}", "fetch it again") from error
    _mark(base, "last", last)
    _mark(base, "whole", 1)
    progress(seen, "read posts:")


def _keep(base: sqlite3.Connection, number: int, post: dict[str, str], choice: Choice) -> None:
    score = int(post.get("Score", "0"))
    if post.get("PostTypeId") == "1":
        tags = [tag for tag in post.get("Tags", "").replace("<", "|").replace(">", "|").split("|") if tag]
        if score < choice.score or (choice.tags and not set(tags) & set(choice.tags)):
            return
        base.execute(
            "INSERT OR REPLACE INTO question VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                number,
                post.get("Title", ""),
                text_of(post.get("Body", "")),
                " ".join(tags),
                score,
                post.get("ContentLicense", "CC BY-SA"),
                int(post.get("AcceptedAnswerId", "0")),
            ),
        )
    elif post.get("PostTypeId") == "2":
        parent = int(post.get("ParentId", "0"))
        asked = base.execute("SELECT accepted FROM question WHERE id = ?", (parent,)).fetchone()
        if asked is None:
            return
        base.execute(
            "INSERT INTO answer VALUES (?, ?, ?, ?, ?) ON CONFLICT (parent) DO UPDATE SET id = excluded.id, "
            "score = excluded.score, body = excluded.body, accepted = excluded.accepted "
            "WHERE excluded.accepted > accepted OR (excluded.accepted = accepted AND excluded.score > score)",
            (parent, number, score, text_of(post.get("Body", "")), int(asked[0] == number)),
        )


def _mark(base: sqlite3.Connection, name: str, value: int) -> None:
    base.execute("INSERT OR REPLACE INTO mark VALUES (?, ?)", (name, value))
    base.commit()


def _joined(base: sqlite3.Connection, choice: Choice, site: str) -> Iterator[Document]:
    kind = "JOIN" if choice.answered else "LEFT JOIN"
    rows: Sequence[str] = (
        "question.id",
        "title",
        "question.body",
        "answer.body",
        "tags",
        "question.score",
        "licence",
    )
    query = (
        f"SELECT {', '.join(rows)} FROM question {kind} answer ON parent = question.id ORDER BY question.id"  # noqa: S608  # constants
    )
    for number, title, body, answer, tags, score, licence in base.execute(query):
        yield Document(
            id=f"{site}/{number}",
            title=title,
            body=body,
            answer=answer or "",
            url=f"https://{site}/q/{number}",
            licence=licence,
            origin=Origin.DUMP,
            votes=score,
            tags=tuple(tags.split()),
        )
