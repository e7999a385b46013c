"""Where is work on many pieces done: in this process, in several here, or on a Dask cluster? The same code for all.

Pieces are plain values. Few are under way at once, so that a stream of any size fits into memory; answers come in
the order of the pieces.
"""

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import closing
from functools import partial
from multiprocessing import get_context, parent_process
from pathlib import Path
from threading import Thread
from typing import Any, TypeVar

from analyzers.errors import ToolError, ToolMissing

T = TypeVar("T")
R = TypeVar("R")

_AHEAD = 3  # pieces under way for each worker
_PATIENCE = 15  # seconds for a scheduler to answer
_LAYERS = str(Path(__file__).resolve().parents[1])


def spread(
    work: Callable[[T], R], pieces: Iterable[T], *, jobs: int = 1, scheduler: str = "", apart: bool = False
) -> Iterator[R]:
    """Yield `work(piece)` for each piece, in order; `work` is a function at the top of a module of ours.

    Processes are forked, or with `apart` begun anew: for work or a caller whose libraries do not bear a fork.
    Raises ToolError when the scheduler does not answer or workers are lost, ToolMissing without dask.
    """
    if scheduler:
        yield from _on_cluster(work, pieces, scheduler)
    elif jobs <= 1:
        yield from map(work, pieces)
    else:
        context = get_context("spawn" if apart else "fork")
        with ProcessPoolExecutor(jobs, context, _end_with_the_parent) as pool:
            try:
                yield from _ahead(lambda piece: pool.submit(work, piece), pieces, jobs * _AHEAD)
            except BrokenProcessPool as error:
                raise ToolError(
                    "a process that shared the work was ended", "repeat it with fewer `--jobs`"
                ) from error
            finally:
                pool.shutdown(
                    wait=False, cancel_futures=True
                )  # whoever stops early waits for one piece at most


def _end_with_the_parent() -> None:
    """End this process when the one that began it is gone, however it went: else it would wait for work for ever."""
    parent = parent_process()

    def watch() -> None:
        if parent is not None:
            parent.join()
            os._exit(1)

    Thread(target=watch, daemon=True).start()


def _on_cluster(work: Callable[[T], R], pieces: Iterable[T], scheduler: str) -> Iterator[R]:
    try:
        from distributed import Client
    except ImportError as error:
        raise ToolMissing(
            "a cluster needs dask", "install it with `pip install 'debugassist[cluster]'`"
        ) from error
    try:
        client: Any = Client(  # type: ignore[no-untyped-call]  # as distributed has it
            scheduler, timeout=_PATIENCE, set_as_default=False
        )
    except (OSError, ValueError) as error:
        raise ToolError(
            f"no Dask scheduler answers at {scheduler}", "see that it runs: `dask scheduler`"
        ) from error
    with closing(client):
        workers = client.scheduler_info(n_workers=-1)["workers"]
        if not workers:
            raise ToolError(
                f"the scheduler at {scheduler} has no workers", "start some: `dask worker ADDRESS`"
            )
        there = _there(_LAYERS, work.__module__, work.__qualname__)
        try:
            yield from _ahead(partial(client.submit, there, pure=False), pieces, len(workers) * _AHEAD * 2)
        except Exception as error:
            if type(error).__module__.startswith(("distributed", "dask")):
                raise ToolError(f"the cluster failed: {error}", "look at the log of its workers") from error
            raise


def _there(layers: str, module: str, name: str) -> Callable[[Any], Any]:
    """Return the function for a worker. Nested, so that it is sent whole: the worker need not know our modules."""

    def call(piece: Any) -> Any:
        import importlib
        import sys

        try:
            import debugassist

            found = debugassist._LAYERS
        except ImportError:
            found = layers
        if found not in sys.path:
            sys.path.insert(0, found)
        return getattr(importlib.import_module(module), name)(piece)

    return call


def _ahead(submit: Callable[[Any], Any], pieces: Iterable[Any], most: int) -> Iterator[Any]:
    waiting: deque[Any] = deque()
    for piece in pieces:
        waiting.append(submit(piece))
        if len(waiting) >= most:
            yield waiting.popleft().result()
    while waiting:
        yield waiting.popleft().result()
