"""What do we know of what others solved? Add to it, search it, look after it."""

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Self

from analyzers.errors import InputError, UsageError
from tui.console import emit, is_capable, narrate, width
from tui.exits import Exit

if TYPE_CHECKING:
    from tools.configuration import KnowledgeConfiguration
    from tools.knowledge.document import Document
    from tools.knowledge.lock import Progress
    from tools.knowledge.results import Found
    from tools.knowledge.store import Store

_EXAMPLES = """\
examples:
  debugassist index add --library requests pandas      docstrings of the versions that are installed
  debugassist index add --catalogue --solved           our own causes, and what was solved here
  debugassist index add Posts.xml --tag python --score 3
  debugassist index add stackoverflow.com_en.zim threads.jsonl
  debugassist index add --jobs 8 Posts.xml             or --scheduler tcp://host:8786, a Dask cluster
  debugassist index add --ask "KeyError: 'price'"      the live site; only with `use = "network"`
  debugassist index search "why is my list empty after sort"

A run that was broken off, or killed, is taken up by the same command. Nothing is indexed twice.
"""


def configure(parser: ArgumentParser) -> None:
    """Add what can be done with the knowledge."""
    parser.epilog = _EXAMPLES
    does = parser.add_subparsers(dest="verb", metavar="add|status|search|remove|rebuild", required=True)
    add = does.add_parser("add", help="add documents", allow_abbrev=False)
    add.add_argument(
        "files", nargs="*", metavar="FILE", help="JSONL, `Posts.xml` (or its .7z), or a Kiwix .zim"
    )
    add.add_argument(
        "--library", nargs="+", default=[], metavar="NAME", help="docstrings of installed libraries"
    )
    add.add_argument("--python", default="", metavar="PROGRAM", help="the Python they are installed for")
    add.add_argument("--catalogue", action="store_true", help="the causes that the assistant itself knows")
    add.add_argument(
        "--solved",
        action="store_true",
        help="problems whose fixes were accepted here, and answers that the network gave",
    )
    add.add_argument("--ask", default="", metavar="TEXT", help="what Stack Exchange finds for a text")
    add.add_argument(
        "--tag", action="append", default=[], metavar="TAG", help="of a dump or an archive: only these"
    )
    add.add_argument(
        "--score", type=int, default=0, metavar="N", help="of a dump or an archive: at least this"
    )
    add.add_argument("--site", default="stackoverflow.com", metavar="HOST", help="that a dump is of")
    status = does.add_parser("status", help="say what is there and how it is", allow_abbrev=False)
    search = does.add_parser("search", help="find documents", allow_abbrev=False)
    search.add_argument("text", nargs="+", help="an error message or a question; `-` reads it from a pipe")
    search.add_argument("-n", "--limit", type=int, default=5, metavar="N", help="at most so many (5)")
    remove = does.add_parser("remove", help="remove documents", allow_abbrev=False)
    remove.add_argument("ids", nargs="*", metavar="ID", help="as `search --format json` names them")
    remove.add_argument("--origin", default="", metavar="NAME", help="all that come from there: see `status`")
    rebuild = does.add_parser("rebuild", help="make the index anew from the documents", allow_abbrev=False)
    for each in (add, status, search, remove, rebuild):
        each.add_argument("--folder", default="", metavar="FOLDER", help="where the knowledge lies")
        each.add_argument("--server", default="", metavar="URL", help="a Chroma server that is shared")
        each.add_argument("--words-only", action="store_true", help="without vectors: quicker, finds less")
    for each in (add, rebuild):
        each.add_argument("--jobs", type=int, default=1, metavar="N", help="processes that make vectors (1)")
        each.add_argument(
            "--scheduler", default="", metavar="URL", help="a Dask scheduler, such as tcp://host:8786"
        )
    for each in (status, search):
        each.add_argument("--format", choices=("text", "json"), default="text", help="json for programs")


def run(args: Namespace) -> int:
    """Do what was asked; `search` ends with 1 when nothing was found, `status` when something is damaged."""
    from tools.configuration import load
    from tools.knowledge.bulk import Hands
    from tools.knowledge.store import Store
    from tui.models import stay_here

    configuration = load().knowledge
    asked = configuration.api if getattr(args, "ask", "") else ""
    stay_here(args.server or configuration.server, getattr(args, "scheduler", ""), asked)
    jobs, scheduler = getattr(args, "jobs", 1), getattr(args, "scheduler", "")
    folder = args.folder or configuration.folder
    store = Store(
        Path(folder).expanduser() if folder else None,
        server=args.server or configuration.server,
        meaning=not args.words_only,
        hands=Hands(jobs=max(1, jobs), scheduler=scheduler),
    )
    try:
        match args.verb:
            case "add":
                return _add(store, args, configuration)
            case "status":
                return _status(store, args)
            case "search":
                return _search(store, args)
            case "remove":
                return _remove(store, args)
            case _:
                with _Shown(quiet=args.quiet) as progress:
                    count = store.rebuild(progress)
                narrate(f"{_counted(count)} indexed in {store.folder}")
                return Exit.OK
    finally:
        store.close()


def _add(store: "Store", args: Namespace, configuration: "KnowledgeConfiguration") -> int:
    if not (args.files or args.library or args.catalogue or args.solved or args.ask):
        raise UsageError("there is nothing to add", "name files or a source: `debugassist index add --help`")
    with _Shown(quiet=args.quiet) as progress:
        changed = store.add(_documents(store, args, configuration, progress), progress)
        seen = progress.done
    narrate(f"{_counted(changed)} added or changed, {max(0, seen - changed):,} were there already")
    if store.note:
        narrate(f"note: {store.note}")
    return Exit.OK


def _documents(
    store: "Store", args: Namespace, configuration: "KnowledgeConfiguration", progress: "Progress"
) -> "Iterator[Document]":
    for name in args.files:
        yield from _of_file(Path(name), store, args, progress)
    if args.library:
        from tools.interpreter import find
        from tools.sources import libraries

        for library in libraries.installed(args.library, args.python or find(Path.cwd())):
            yield from libraries.read(library, progress)
    if args.catalogue:
        from tools.sources import catalogue

        yield from catalogue.read()
    if args.solved:
        from tools.knowledge.document import Documents
        from tools.sources import solved

        yield from solved.read(store.folder)
        yield from Documents(store.folder / "asked.jsonl")
    if args.ask:
        yield from _asked(args.ask, store, configuration, args.tag)


def _of_file(path: Path, store: "Store", args: Namespace, progress: "Progress") -> "Iterator[Document]":
    if not path.is_file():
        raise InputError(f"there is no file `{path}`", "name a dump, an archive, or documents as JSONL")
    if path.suffix == ".zim":
        from tools.sources import archive

        yield from archive.read(path, progress, tuple(args.tag), args.score)
    elif path.suffix in (".xml", ".7z"):
        import hashlib

        from tools.sources import posts

        choice = posts.Choice(tags=tuple(args.tag), score=args.score)
        key = hashlib.sha256(f"{path.resolve()}\0{path.stat().st_size}\0{choice}".encode()).hexdigest()[:12]
        yield from posts.read(path, store.folder / f"dump-{key}.sqlite", choice, progress, args.site)
    else:
        yield from _lines(path)


def _lines(path: Path) -> "Iterator[Document]":
    import json

    from tools.knowledge.document import from_json

    with path.open(encoding="utf-8", errors="replace") as stream:
        for number, line in enumerate(stream, 1):
            if not line.strip():
                continue
            try:
                record = json.loads(line)
                if not isinstance(record, dict):
                    raise ValueError("no object")  # noqa: TRY004  # reported like the rest
                yield from_json(record)
            except (ValueError, RecursionError) as error:
                narrate(f"{path}:{number}: {error}")


def _asked(
    text: str, store: "Store", configuration: "KnowledgeConfiguration", tags: list[str]
) -> "Iterator[Document]":
    from tools.configuration import Reach, user_file
    from tools.redaction import Redactor
    from tools.sources.exchange import Exchange

    if configuration.use is not Reach.NETWORK:
        raise UsageError(
            "the network is switched off", f'write `use = "network"` under `[knowledge]` in {user_file()}'
        )
    exchange = Exchange(
        store.folder / "exchange", site=configuration.site, key=configuration.key, url=configuration.api
    )
    try:
        yield from exchange.search(Redactor().redact(text), tags)
    finally:
        exchange.close()


def _status(store: "Store", args: Namespace) -> int:
    status = store.status()
    if args.format == "json":
        import msgspec

        emit(msgspec.json.format(msgspec.json.encode({"schema": 1, "status": status}, enc_hook=str)).decode())
    else:
        vectors = "words only" if status.vectors is None else "words and vectors"
        emit(f"{_counted(status.documents)}, {vectors}, {status.bytes / 1e6:,.1f} MB in {status.folder}")
        for name, count in status.origins:
            emit(f"  {name:<15} {count:>9,}")
        if store.server:
            emit(f"  {store.shared():,} vectors of a whole team at {store.server}")
        if status.note:
            emit(f"note: {status.note}")
    return Exit.PROBLEM if status.note not in ("", "empty", "being written") else Exit.OK


def _search(store: "Store", args: Namespace) -> int:
    from tools.knowledge.query import query

    words = " ".join(args.text)
    text = sys.stdin.read() if words == "-" and sys.stdin is not None else words
    found = store.search(query(text), max(1, args.limit))
    if args.format == "json":
        import msgspec

        emit(msgspec.json.format(msgspec.json.encode({"schema": 1, "found": found})).decode())
    else:
        for row in _rows(found):
            emit(row)
    if store.note:
        narrate(f"note: {store.note}")
    if not found:
        narrate("nothing was found")
    return Exit.OK if found else Exit.PROBLEM


def _rows(found: "list[Found]") -> Iterator[str]:
    from analyzers.text import visible
    from tui.render.ink import wrap

    for one in found:
        source = one.source()
        licence = f" ({source.licence})" if source.licence else ""
        yield f"{source.score:.2f}  {visible(source.title)}{visible(licence)}"
        yield f"      {visible(source.url or one.document.id)}"
        yield from wrap(visible(source.excerpt), width(sys.stdout), indent=" " * 6, first=" " * 6)


def _remove(store: "Store", args: Namespace) -> int:
    if not (args.ids or args.origin):
        raise UsageError("nothing was named", "name ids, or `--origin NAME`")
    ids = list(args.ids) + (store.of_origin(args.origin) if args.origin else [])
    store.close()
    with _Shown(quiet=args.quiet) as progress:
        count = store.remove(ids, progress)
    narrate(f"{_counted(count)} removed")
    return Exit.OK if count else Exit.PROBLEM


def _counted(count: int) -> str:
    return f"{count:,} document{'s' * (count != 1)}"


class _Shown:
    """Progress on a terminal in one line that is written over, to a pipe in a line now and then."""

    def __init__(self, *, quiet: bool) -> None:
        self.quiet = quiet
        self.done = 0
        self._last = 0.0
        self._terminal = is_capable(sys.stderr)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._terminal and self._last:
            sys.stderr.write("\r\x1b[K")

    def __call__(self, done: int, what: str) -> None:
        """Show a step."""
        if what == "indexed":
            self.done = done
        every = 0.2 if self._terminal else 10.0
        if self.quiet or monotonic() - self._last < every:
            return
        first, self._last = not self._last, monotonic()
        text = f"{what} {done:,}" if done else what
        if self._terminal:
            sys.stderr.write(f"\r\x1b[K{text[: max(20, width(sys.stderr) - 1)]}")
            sys.stderr.flush()
        elif not first or not done:
            narrate(text)
