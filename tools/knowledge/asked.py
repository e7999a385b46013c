"""What does a search mean, as vectors? Made beside the search for its words: the model and SQLite let each other run."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from analyzers.errors import ToolError
from tools.knowledge.query import Query

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Made = tuple["NDArray[np.float32] | None", str]  # one or two vectors, or why there are none


@contextmanager
def meanwhile(query: Query | None, throughput: bool) -> "Iterator[Callable[[], Made]]":
    """Begin to make the vectors of a query, and give what waits for them; None is searched by words alone."""
    if query is None or not query.text:
        yield lambda: (None, "")
        return
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(1) as beside:
        yield beside.submit(made, query, throughput).result


def made(query: Query, throughput: bool) -> "Made":
    """Return the vectors of a query, the short one of a report's message last, or why there are none."""
    import numpy as np

    from tools.embedding import embedder

    try:
        model = embedder(throughput)
        # One after another: together the short one would be padded.
        texts = dict.fromkeys([query.text, query.message or query.text])
        return np.concatenate([model.embed([text]) for text in texts]), ""
    except ToolError as error:
        return None, error.message
