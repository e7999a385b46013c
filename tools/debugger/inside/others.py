"""What are the other threads and the waiting tasks of a program doing that does not come to its end?"""

from __future__ import annotations

import _thread
import sys

from . import static

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from .stop import Stop

_MOST = 20


def others(stop: Stop) -> list[dict[str, Any]]:
    """Each other thread and each waiting task, with the deepest call of the program's own in it."""
    found = []  # type: list[dict[str, Any]]
    for who, frames in [*_threads(), *_tasks()]:
        own = [frame for frame in frames if stop.of_program(frame)]
        if own and len(found) < _MOST:
            code = own[-1].f_code
            found.append(
                {"who": who, "file": code.co_filename, "line": own[-1].f_lineno, "function": code.co_name}
            )
    return found


def thread_name(number: int) -> str:
    """The name of a thread; empty when threading does not know it."""
    threading: Any = sys.modules.get("threading")
    held = static.instance_dict(threading).get("_active") if threading is not None else None
    thread = held.get(number) if type(held) is dict else None
    name = static.instance_dict(thread).get("_name") if thread is not None else None
    return name if type(name) is str else ""


def _threads() -> Iterator[tuple[str, list[Any]]]:
    here = _thread.get_ident()
    for number, frame in sys._current_frames().items():
        if number != here:
            frames = []  # type: list[Any]
            deeper = frame  # type: Any
            while deeper is not None and len(frames) < 1000:
                frames.append(deeper)
                deeper = deeper.f_back
            yield f"thread {thread_name(number) or number}", frames[::-1]


def _tasks() -> Iterator[tuple[str, list[Any]]]:
    """The tasks of asyncio that wait: where each of their coroutines stands, outermost first."""
    module: Any = sys.modules.get("asyncio.tasks")
    if module is None:
        return
    held = static.instance_dict(module)
    for group in (held.get("_all_tasks"), held.get("_scheduled_tasks"), held.get("_eager_tasks")):
        try:
            tasks = list(group) if group is not None else []
        except RuntimeError:  # changed by another thread
            continue
        for task in tasks:
            if task.done():
                continue
            frames = []  # type: list[Any]
            coroutine = task.get_coro()
            while coroutine is not None and len(frames) < 1000:
                frame = getattr(coroutine, "cr_frame", None) or getattr(coroutine, "gi_frame", None)
                if frame is None:
                    break
                frames.append(frame)
                coroutine = getattr(coroutine, "cr_await", None) or getattr(coroutine, "gi_yieldfrom", None)
            yield f"task {task.get_name()}", frames
