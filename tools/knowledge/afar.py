"""What does the Chroma server of a team hold that is near to one query?

For a diagnosis, which asks once: a few requests of plain HTTP take far less than importing Chroma's own client
does. `index` and the MCP server, which write or ask more, use the client; see `dense`.
"""

import json
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from analyzers.errors import ToolError
from tools.embedding import MODEL_SHA256
from tools.knowledge.asked import made
from tools.knowledge.document import from_json
from tools.knowledge.query import Query
from tools.knowledge.results import Found

if TYPE_CHECKING:
    from http.client import HTTPConnection

ANSWER = "\tanswer"  # after a document's id: the row of what was answered
COLLECTION = f"debugassist-{MODEL_SHA256[:12]}"  # vectors of another model do not compare
PORT = 8000
_PATH = "/api/v2/tenants/default_tenant/databases/default_database/collections"
_SECONDS = 3.0  # for one answer; who waits has a report in hand already
_MOST_BYTES = 50_000_000
_GOOD, _NOT_FOUND = range(200, 300), 404


def near(server: str, query: Query, limit: int) -> list[Found]:
    """Return the documents nearest to a query, nearest first; none where nobody has added any.

    Only the query's vectors are sent. Raises ToolError where the server does not answer, or there are no vectors.
    """
    vectors, wrong = made(query, throughput=False)
    if vectors is None:
        raise ToolError(wrong)
    with _asked(server) as connection:
        collection = _answer(connection, "GET", f"{_PATH}/{COLLECTION}")
        if collection is None:
            return []
        rows = f"{_PATH}/{collection['id']}"
        asked = {"query_embeddings": vectors.tolist(), "n_results": 2 * limit, "include": ["distances"]}
        cosines = _cosines(_answer(connection, "POST", f"{rows}/query", asked))
        if not cosines:
            return []
        wanted = {"ids": list(cosines), "include": ["documents"]}
        held = _answer(connection, "POST", f"{rows}/get", wanted)
        texts = zip(held["ids"], held["documents"], strict=True)
        found = [
            Found(document=from_json(json.loads(text)), score=cosines[each]) for each, text in texts if text
        ]
    return sorted(found, key=lambda one: -one.score)[:limit]


def answers(server: str) -> None:
    """Raise ToolError, saying why, where no Chroma server answers."""
    with _asked(server) as connection:
        if _answer(connection, "GET", "/api/v2/heartbeat") is None:
            raise ToolError(f"what answers at {server} is no Chroma server")


def _cosines(nearest: dict[str, Any]) -> dict[str, float]:
    """Return the cosine of each document's nearest row."""
    best: dict[str, float] = {}
    for names, distances in zip(nearest["ids"], nearest["distances"], strict=True):
        for name, distance in zip(names, distances, strict=True):
            each = str(name).removesuffix(ANSWER)
            best[each] = max(best.get(each, -1.0), 1.0 - float(distance))
    return best


@contextmanager
def _asked(server: str) -> "Iterator[HTTPConnection]":
    """Give a connection, and turn what fails on it into ToolError."""
    from http.client import HTTPConnection, HTTPException, HTTPSConnection

    try:
        host, port, safe = address(server)
        with closing((HTTPSConnection if safe else HTTPConnection)(host, port, timeout=_SECONDS)) as made:
            yield made
    except (OSError, HTTPException) as error:
        raise ToolError(
            f"no Chroma server answers at {server}: {str(error) or type(error).__name__}"
        ) from error
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise ToolError(
            f"what answers at {server} is no Chroma server that we know: {error}"[:300]
        ) from error


def address(server: str) -> tuple[str, int, bool]:
    """Return host, port, and whether it is spoken to under TLS. Raises ValueError for what is no address."""
    parts = urlsplit(server if "//" in server else f"http://{server}")
    safe = parts.scheme == "https"
    return parts.hostname or "localhost", parts.port or (443 if safe else PORT), safe


def _answer(
    connection: "HTTPConnection", verb: str, path: str, body: object = None
) -> Any:  # JSON, unchecked
    """Return the value of an answer, None where there is nothing at a path. Raises ValueError for a refusal."""
    text = None if body is None else json.dumps(body)
    connection.request(verb, path, text, {"Content-Type": "application/json"})
    response = connection.getresponse()
    data = response.read(_MOST_BYTES)
    if response.status == _NOT_FOUND:
        return None
    if response.status not in _GOOD:
        raise ValueError(f"it refuses with {response.status}")
    return json.loads(data)
