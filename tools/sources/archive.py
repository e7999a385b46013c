"""Which pages does a Kiwix ZIM archive hold?

Questions of Stack Exchange sites are taken apart as the archives lay them out; of other archives each page is one
document. The archive's licence goes with every page.
"""

from collections.abc import Iterator
from hashlib import md5
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from analyzers.errors import InputError, ToolMissing
from tools.knowledge.document import Document, Origin
from tools.knowledge.lock import Progress
from tools.sources.html import VOID, text_of


def read(path: Path, progress: Progress, tags: tuple[str, ...] = (), score: int = 0) -> Iterator[Document]:
    """Yield the pages of an archive. Raises ToolMissing without libzim, InputError for a file that is no archive."""
    try:
        from libzim.reader import Archive
    except ImportError as error:
        raise ToolMissing(
            "ZIM archives need libzim", "install it with `pip install 'debugassist[knowledge]'`"
        ) from error
    try:
        archive: Any = Archive(path)
        count = int(archive.all_entry_count)
    except (RuntimeError, OSError, UnicodeDecodeError) as error:
        # Some of the library's messages go on for lines, with bytes of the archive in them.
        said = str(error).partition("\n")[0]
        raise InputError(f"{path} is no whole ZIM archive: {said}", "fetch it again") from error
    if archive.has_checksum and not _intact(archive, path, progress):
        raise InputError(f"{path} is damaged: its bytes are not those of its checksum", "fetch it again")
    name = _metadata(archive, "Name") or path.stem
    licence = _metadata(archive, "License") or _metadata(archive, "Licence")
    source = _metadata(archive, "Source")
    for number in range(count):
        try:
            entry = archive._get_entry_by_id(number)  # the only way to walk an archive
            if entry.is_redirect or not (item := entry.get_item()).mimetype.startswith("text/html"):
                continue
            markup = bytes(item.content).decode("utf-8", "replace")
        except (RuntimeError, KeyError, UnicodeDecodeError) as error:
            raise InputError(f"{path} is damaged at entry {number:,}: {error}", "fetch it again") from error
        document = _question(markup, entry.path, entry.title, name, licence, source)
        if number % 500 == 499:
            progress(number + 1, f"read entries (of {count:,}):")
        if document is None and not (source or "").count("stack") and not entry.path.startswith(_LISTS):
            document = _page(markup, entry.path, entry.title, name, licence, source)
        if document is not None and document.votes >= score and (not tags or set(tags) & set(document.tags)):
            yield document


def _intact(archive: Any, path: Path, progress: Progress) -> bool:
    """Whether the bytes are those of the checksum at the archive's end: what is wrong inside is often read as it is."""
    if archive.is_multipart:
        return bool(archive.check())
    with path.open("rb") as file:
        file.seek(_WHERE_THE_CHECKSUM_IS)
        end = int.from_bytes(file.read(8), "little")
        file.seek(0)
        total = md5(usedforsecurity=False)
        for number in range(-(-end // _BLOCK)):
            total.update(file.read(min(_BLOCK, end - number * _BLOCK)))
            if number % 64 == 63:
                progress(number + 1, f"checked MB (of {end // _BLOCK:,}):")
        return file.read(16) == total.digest()


_WHERE_THE_CHECKSUM_IS = 72
_BLOCK = 1 << 20
_LISTS = ("questions", "tags", "users", "about", "api/")


def _metadata(archive: Any, name: str) -> str:
    try:
        return bytes(archive.get_metadata(name)).decode("utf-8", "replace")
    except (RuntimeError, KeyError):
        return ""


def _question(markup: str, path: str, title: str, name: str, licence: str, source: str) -> Document | None:
    if not path.startswith("questions/"):
        return None
    parts = _Question()
    parts.feed(markup)
    if not parts.number:
        return None
    best = max(parts.answers, key=lambda answer: (answer[0], answer[1]), default=(False, 0, ""))
    site = (source or f"https://{name}").removeprefix("https://").removeprefix("http://").strip("/")
    return Document(
        id=f"{site}/{parts.number}",
        title=title,
        body=text_of(parts.body),
        answer=text_of(best[2]),
        url=f"https://{site}/q/{parts.number}",
        licence=licence or "CC BY-SA",
        origin=Origin.ARCHIVE,
        votes=parts.score,
        tags=tuple(parts.tags),
    )


def _page(markup: str, path: str, title: str, name: str, licence: str, source: str) -> Document | None:
    text = text_of(markup)
    if len(text) < 40:
        return None
    return Document(
        id=f"{name}/{path}",
        title=title,
        body=text,
        url=f"{source.rstrip('/')}/{path}" if source.startswith("http") else f"zim://{name}/{path}",
        licence=licence,
        origin=Origin.ARCHIVE,
    )


class _Question(HTMLParser):
    """The question and the answers of one page: posts by their marks, each body with its own markup."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.number = ""
        self.score = 0
        self.tags: list[str] = []
        self.body = ""
        self.answers: list[tuple[bool, int, str]] = []  # accepted, score, body
        self._depth = 0
        self._body: tuple[int, list[str]] | None = None  # where it began, and what it holds
        self._answer: tuple[bool, int] | None = None
        self._tag = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = {name: value or "" for name, value in attrs}
        classes = named.get("class", "").split()
        if self._body is not None:
            self._body[1].append(self.get_starttag_text() or "")
        elif named.get("id") == "question" or "data-questionid" in named:
            self.number, self.score = named.get("data-questionid", ""), _number(named.get("data-score"))
        elif "data-answerid" in named:
            accepted = "accepted-answer" in classes or named.get("itemprop") == "acceptedAnswer"
            self._answer = (accepted, _number(named.get("data-score")))
        elif "js-post-body" in classes:
            self._body = (self._depth, [])
        elif "post-tag" in classes:
            self._tag = True
        if tag not in VOID:
            self._depth += 1

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            self._depth -= 1
        self._tag = False
        if self._body is None:
            return
        begin, parts = self._body
        if self._depth > begin:
            parts.append(f"</{tag}>")
            return
        self._body = None
        if self._answer is None:
            self.body = "".join(parts)
        else:
            self.answers.append((*self._answer, "".join(parts)))

    def handle_data(self, data: str) -> None:
        if self._body is not None:
            self._body[1].append(data)
        elif self._tag:
            self.tags.append(data.strip())

    def handle_entityref(self, name: str) -> None:
        self.handle_data(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self.handle_data(f"&#{name};")


def _number(text: str | None) -> int:
    try:
        return int(text or "0")
    except ValueError:
        return 0
