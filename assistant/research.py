"""What did others find out about this problem? Sources for a diagnosis, from what was indexed, or live with leave.

Of what lies here words alone are searched, in milliseconds: loading vectors would cost a pipe ten times its budget;
the server of a team, where one is set, is asked for what lies near, which costs them. A source is cited
only when the message of the failure, or nearly all words of the question, stand in it: a wrong citation is worse
than none.
"""

from itertools import chain, zip_longest
from pathlib import Path
from typing import TYPE_CHECKING

from analyzers.deferred import replace
from analyzers.errors import AssistantError, ToolError
from analyzers.facts import Diagnosis, Problem, Route, Source
from tools.observing import tool

if TYPE_CHECKING:
    from tools.configuration import KnowledgeConfiguration
    from tools.knowledge.query import Query
    from tools.knowledge.results import Found

_MOST = 3
_MESSAGE = 0.5  # share of the message's pairs of words that stand in a source that is cited
_NEAR_BEST = 0.75  # of the best one's share
_WORDS = 0.7  # share of a question's words
_FEWEST = 3  # words without which a question says too little


def goes_out(configuration: "KnowledgeConfiguration") -> bool:
    """Whether a server may have to be waited for."""
    return bool(configuration.server) or configuration.use.value == "network"


def researched(
    diagnosis: Diagnosis, problem: Problem, configuration: "KnowledgeConfiguration", *, offline: bool
) -> Diagnosis:
    """Return the diagnosis with the sources that speak of the same; never raises for a failing search."""
    from assistant.router.cascade import is_here
    from tools.configuration import Reach
    from tools.knowledge.results import default_folder, exists

    folder = Path(configuration.folder).expanduser() if configuration.folder else default_folder()
    network = configuration.use is Reach.NETWORK and not offline
    server = configuration.server if not offline or is_here(configuration.server) else ""
    if diagnosis.sources or configuration.use is Reach.NONE or not (exists(folder) or server or network):
        return diagnosis
    asked = _query(diagnosis, problem)
    if asked is None:
        return diagnosis
    notes: list[str] = []
    here = _local(asked, folder, notes) if exists(folder) else []
    sources = _fitting(asked, _merged(here, _shared(asked, server, notes) if server else []))
    if not sources and network:
        sources = _live(asked, folder, configuration, notes)
    return replace(diagnosis, sources=sources, notes=(*diagnosis.notes, *notes))


def _query(diagnosis: Diagnosis, problem: Problem) -> "Query | None":
    """Return what is worth looking up: the failure as it was reported, or the question."""
    from tools.knowledge.query import query

    traceback = diagnosis.traceback
    if traceback is not None and traceback.final.type:
        final = traceback.final
        frame = final.frames[-1] if final.frames else None
        lines = (
            [f'  File "{frame.file}", line {frame.line}, in {frame.function}', f"    {frame.code}"]
            if frame
            else []
        )
        library = _library(frame.file) if frame else ""
        return query("\n".join([*lines, f"{final.type}: {final.message}".rstrip(": ")]), library=library)
    text = problem.question or (problem.text if diagnosis.decision.route is not Route.SYNTAX else "")
    return query(text[:4000]) if text.strip() else None


def _library(file: str) -> str:
    """Return the library that a file belongs to, by where it lies."""
    for folder in ("site-packages/", "dist-packages/"):
        _, found, rest = file.replace("\\", "/").rpartition(folder)
        if found:
            return rest.partition("/")[0].removesuffix(".py")
    return ""


def _local(asked: "Query", folder: Path, notes: list[str]) -> "list[Found]":
    from tools.knowledge import manifest
    from tools.knowledge.store import Store

    store = Store(folder, meaning=False, careful=True)
    try:
        with tool("search_knowledge"):
            found = store.search(asked, _MOST * 3)
    except ToolError as error:
        notes.append(f"what others solved was not searched: {error.message}")
        return []
    finally:
        store.close()
    if store.note and store.note != manifest.UNFINISHED:
        notes.append(store.note)
    return found


def _shared(asked: "Query", server: str, notes: list[str]) -> "list[Found]":
    """Ask the server of a team, which is sent the query's vectors alone."""
    from tools.knowledge.afar import near

    try:
        with tool("search_shared", {"server.address": server}):
            return near(server, asked, _MOST * 3)
    except ToolError as error:
        notes.append(f"what the team solved was not searched: {error.message}")
        return []


def _merged(here: "list[Found]", there: "list[Found]") -> "list[Found]":
    """Return the documents of both by turns, the best first, each once."""
    turns = chain.from_iterable(zip_longest(here, there))
    return list({one.document.id: one for one in turns if one is not None}.values())


def _fitting(asked: "Query", found: "list[Found]") -> tuple[Source, ...]:
    from tools.knowledge.ranking import coverage, overlap

    if asked.message:
        shares = [overlap(asked.message, one.document) for one in found]
        least = max(_MESSAGE, _NEAR_BEST * max(shares, default=0.0))
        kept = [one for one, share in zip(found, shares, strict=True) if share >= least]
    else:
        kept = [one for one in found if coverage(asked.text, one.document, _FEWEST) >= _WORDS]
    return tuple(one.source() for one in kept[:_MOST])


def _live(
    asked: "Query", folder: Path, configuration: "KnowledgeConfiguration", notes: list[str]
) -> tuple[Source, ...]:
    """Ask the site, redacted; what it says is kept beside the knowledge, to be indexed with the next addition."""
    from tools.knowledge.document import Documents
    from tools.knowledge.results import Found
    from tools.redaction import Redactor
    from tools.sources.exchange import Exchange

    redactor = Redactor()
    if not redactor.able:
        notes.append("the network was not searched: what would redact the question is not installed")
        return ()
    exchange = Exchange(
        folder / "exchange", site=configuration.site, key=configuration.key, url=configuration.api
    )
    try:
        text = redactor.redact(asked.message or asked.text)
        with tool("search_network", {"server.address": configuration.api}):
            documents = exchange.search(text)
        Documents(folder / "asked.jsonl").append(documents)
    except (AssistantError, OSError) as error:
        notes.append(f"the network was not searched: {getattr(error, 'message', error)}")
        return ()
    finally:
        exchange.close()
    return _fitting(asked, [Found(document=each, score=1.0 / rank) for rank, each in enumerate(documents, 1)])
