"""How are cases measured: read, predicted in parallel under a time limit, scored?

An evaluation is data (`Evaluation`): which fields of a case are input, how one case is predicted, how all
predictions are scored. `predict` is handed the input fields alone, so that no label can leak into it. Every
case runs in a worker process that can be killed: one that hangs or crashes costs that case, not the run.
"""

import json
import os
import signal
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from time import monotonic
from typing import Any

from analyzers.errors import InputError

Record = dict[str, Any]  # one line of JSON: a case or a prediction, whose fields differ by evaluation

_GRACE = 2.0  # seconds an interrupted worker has to end its own children before it is killed


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A part of a report for people."""

    title: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What a run measured: tables for people, the same as JSON values for programs."""

    tables: tuple[Table, ...]
    data: Record


_FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"  # ours: a user's folder may be called the same
HELD_BACK = "held_back"  # what marks a case that is counted and never named


@dataclass(frozen=True, slots=True)
class Cases:
    """The usable cases of one or more files, and what is wrong with each unusable line."""

    cases: tuple[Record, ...] = ()
    malformed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """Everything the harness must know of one kind of evaluation."""

    predict: Callable[[Record], Record]  # from the input fields of a case (and its id) to a prediction
    score: Callable[[Sequence[Record], Sequence[Record]], Report]  # cases and predictions, in the same order
    inputs: tuple[str, ...]  # the fields `predict` may see, besides `id`
    problem: Callable[[Record], str] = lambda _: ""  # what is wrong with a case; empty when nothing is
    fixtures: str = ""  # our own cases, a folder of the checkout, measured when no cases are named
    identity: str = "id"  # the field of a prediction that names its case
    timeout: float = 60.0  # seconds for one case unless the user says otherwise, what models take left aside
    answers: int = 1  # to how many problems one prediction is the answer, at most: each may ask models
    load: Callable[[Namespace], Cases] | None = None  # for cases that are no JSONL; gets the parsed options
    configure: Callable[[ArgumentParser], None] | None = None  # adds options of its own
    finish: Callable[[Namespace, Sequence[Record], Sequence[Record], Report], None] | None = None


def read_cases(
    paths: Sequence[str | Path], problem: Callable[[Record], str] = lambda _: "", text: str = "id"
) -> Cases:
    """Return the cases of JSONL files; a folder stands for every `*.jsonl` below it.

    `text` is the field that must be a non-empty string or a number. Raises InputError for a file that cannot
    be read.
    """
    cases: list[Record] = []
    malformed: list[str] = []
    for path in _files(paths):
        try:
            lines = path.read_text(encoding="utf-8-sig").split("\n")
        except (OSError, UnicodeDecodeError) as error:
            raise InputError(f"cannot read the cases in `{path}`: {error}") from error
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            case, wrong = _case(line, text)
            wrong = wrong or problem(case)
            if wrong:
                malformed.append(f"{path}:{number}: {wrong}")
            else:
                cases.append(case | {HELD_BACK: True} if is_held_back(path) else case)
    return Cases(tuple(cases), tuple(malformed))


def is_held_back(path: Path) -> bool:
    """Whether a file of ours is of the half that is only ever measured: of its cases none is named."""
    found = path.resolve()
    inside = found.relative_to(_FIXTURES).parts if found.is_relative_to(_FIXTURES) else ()
    return any(
        part in ("test", "fresh") or part.startswith(("test.", "test_")) or part.endswith("-test.jsonl")
        for part in inside
    )


def _files(paths: Sequence[str | Path]) -> Iterator[Path]:
    for path in map(Path, paths):
        if path.is_dir():
            yield from sorted(path.rglob("*.jsonl"))
        else:
            yield path


def _case(line: str, identity: str) -> tuple[Record, str]:
    try:
        case = json.loads(line)
    except (ValueError, RecursionError) as error:
        return {}, f"not JSON: {error}"
    if not isinstance(case, dict):
        return {}, "not a JSON object"
    if isinstance(case.get(identity), int):
        case[identity] = str(case[identity])
    if not case.get(identity) or not isinstance(case[identity], str):
        return {}, f"`{identity}` is missing or no text"
    return case, ""


def needs_text(case: Record, *names: str) -> str:
    """Return what is wrong when a field is missing or no text, else an empty string."""
    return next(
        (f"`{name}` is missing or no text" for name in names if not isinstance(case.get(name), str)), ""
    )


def predictions(
    evaluation: Evaluation, cases: Sequence[Record], *, jobs: int = 0, timeout: float = 0.0
) -> Iterator[Record]:
    """Yield one prediction per case, in the order of the cases.

    A case that raises, crashes its worker or exceeds the time-out yields its id and an `error`.
    `jobs` 0 means one per core, `timeout` 0 the evaluation's own.
    """
    jobs = max(1, min(jobs or os.cpu_count() or 1, len(cases)))
    limit = timeout or evaluation.timeout
    done: dict[int, Record] = {}
    following, emitted = 0, 0
    workers = [_Worker(evaluation) for _ in range(jobs)]
    try:
        while emitted < len(cases):
            for worker in workers:
                if worker.index is None and following < len(cases):
                    worker.start(following, _visible(evaluation, cases[following]), limit)
                    following += 1
            for worker in _ready(workers):
                if worker.index is not None:
                    case = cases[worker.index]
                    done[worker.index] = {evaluation.identity: case["id"]} | worker.finish(limit)
                    worker.index = None
            while emitted in done:
                yield done.pop(emitted)
                emitted += 1
    finally:
        for worker in workers:
            worker.stop()


def _visible(evaluation: Evaluation, case: Record) -> Record:
    return {name: case[name] for name in ("id", *evaluation.inputs) if name in case}


def _ready(workers: Sequence["_Worker"]) -> list["_Worker"]:
    """Wait for an answer or a deadline; return the workers that have either."""
    busy = [worker for worker in workers if worker.index is not None]
    patience = max(0.0, min(worker.deadline for worker in busy) - monotonic())
    signs = {worker.pipe for worker in busy} | {worker.process.sentinel for worker in busy}
    seen = set(wait(signs, patience))
    return [
        worker
        for worker in busy
        if worker.pipe in seen or worker.process.sentinel in seen or worker.deadline <= monotonic()
    ]


@dataclass(slots=True)
class _Worker:
    """A process that predicts one case after another, replaced when it has to be killed.

    It is forked: what the parent has imported is there at once, and `predict` needs no pickling. It leads a
    process group, so that what a case started is killed along with it.
    """

    evaluation: Evaluation
    index: int | None = None  # of the case at work
    deadline: float = 0.0
    process: BaseProcess = field(init=False)
    pipe: Connection = field(init=False)

    def __post_init__(self) -> None:
        self._fork()

    def _fork(self) -> None:
        context = get_context("fork")
        self.pipe, far = context.Pipe()
        self.process = context.Process(
            target=_serve, args=(self.evaluation.predict, far, self.pipe), daemon=False
        )
        self.process.start()
        far.close()

    def start(self, index: int, case: Record, limit: float) -> None:
        try:
            self.pipe.send(case)
        except (BrokenPipeError, ConnectionResetError):  # it died between two cases
            self.stop()
            self._fork()
            self.pipe.send(case)
        self.index, self.deadline = index, monotonic() + limit

    def finish(self, limit: float) -> Record:
        """Return the answer, or what went wrong; in the latter case the process is replaced."""
        try:
            if self.pipe.poll():
                answer: Record = self.pipe.recv()
                return answer
        except Exception:  # noqa: BLE001  # a dying worker may leave half a message
            self.process.join(_GRACE)
        if monotonic() < self.deadline:  # no answer and time left: it is dying
            self.process.join(_GRACE)
        wrong = f"exceeded the time limit of {limit:g} s"
        if not self.process.is_alive():
            wrong = f"the worker ended with code {self.process.exitcode}"
        self.stop()
        self._fork()
        return {"error": wrong}

    def stop(self) -> None:
        """End the process and its group: first asking, so that it can end what left the group."""
        if self.index is None:
            with suppress(OSError):
                self.pipe.send(None)
        else:
            _signal(self.process, signal.SIGINT)
        self.process.join(_GRACE)
        _signal(self.process, signal.SIGKILL)
        self.process.join()
        self.pipe.close()


def _signal(leader: BaseProcess, signum: signal.Signals) -> None:
    """Signal a process and its group; the process alone while it has not made the group yet."""
    assert leader.pid is not None
    try:
        os.killpg(leader.pid, signum)
    except ProcessLookupError:
        if leader.is_alive():
            os.kill(leader.pid, signum)


def _serve(predict: Callable[[Record], Record], pipe: Connection, parents: Connection) -> None:
    """Answer cases until there is none left. Runs in the worker process."""
    parents.close()  # else this process itself would keep the pipe open
    os.setsid()
    signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        while (case := pipe.recv()) is not None:
            try:
                answer = predict(case)
                json.dumps(answer)
            except Exception as error:  # noqa: BLE001  # any failure is that case's result, not the run's
                answer = {"error": f"{type(error).__name__}: {error}"[:500]}
            pipe.send(answer)
    except (EOFError, KeyboardInterrupt, BrokenPipeError):
        return
