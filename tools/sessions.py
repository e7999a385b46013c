"""What was worked on here before? Problems with their answers, in files from which work is taken up again.

A file holds what programs printed and what their names held, so it is the user's alone to read (0600), like the state
folder that the automatic ones are in. A damaged automatic file is set aside: it is a convenience, never a reason to fail.
"""

import json
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from math import isfinite
from pathlib import Path

from analyzers.deferred import dataclass, field, replace
from analyzers.errors import InputError, ToolError
from analyzers.facts import Cost, Diagnosis, Problem
from tools.rewriting import put

_KEPT = 30  # problems in a file
_LONGEST = 1_000_000  # characters of a problem's text; of a longer one the end is kept
_ELSEWHERE = "XDG_STATE_HOME may name another folder; `remember = false` keeps nothing"
_FORM = 1  # of the file; another one is not read


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """A question about a diagnosis, and what was said to it: words, and whose they are."""

    question: str
    said: tuple[tuple[str, str], ...] = ()
    cost: Cost | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A problem, its answer if it came to one, and what became of it."""

    problem: Problem
    diagnosis: Diagnosis | None = None
    ended: str = ""  # "stopped", "failed", "interrupted": when there is no answer, and no work either
    asked: tuple[Answered, ...] = ()  # questions about the answer
    fixed: tuple[str, ...] = ()  # titles of the fixes that were applied and stayed
    when: float = 0.0  # seconds since the epoch

    @property
    def open(self) -> bool:
        """Whether the work has not come to its end, as far as is known here."""
        return self.diagnosis is None and self.ended in ("", "interrupted")


@dataclass(frozen=True, slots=True, kw_only=True)
class Looks:
    """How the user likes the screen."""

    theme: str = ""
    share: tuple[float, float] = (0.0, 0.0)  # steps by which the source is wider and higher
    problems: bool = False  # whether the list of problems stays open
    beside: bool = False  # whether a fix is shown side by side


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """Problems, the oldest first, which of them is on show, the looks, and what the debugger is to do."""

    problems: tuple[Kept, ...] = ()
    shown: int | None = None
    looks: Looks = field(default_factory=Looks)
    breakpoints: tuple[tuple[str, int], ...] = ()  # file and line
    conditions: tuple[tuple[str, int, str], ...] = ()  # of those that have one
    watches: tuple[str, ...] = ()  # expressions that are shown at every stop
    form: int = _FORM


def folder() -> Path:
    """Return the folder of what the app remembers."""
    state = os.environ.get("XDG_STATE_HOME") or os.path.join(os.path.expanduser("~"), ".local", "state")  # noqa: PTH111, PTH118  # never raises
    return Path(state) / "debugassist" / "sessions"


def automatic(workspace: str) -> Path:
    """Return the file of a workspace's own session."""
    place = str(Path(workspace).resolve())
    import hashlib

    return folder() / f"{hashlib.sha256(place.encode('utf-8', 'replace')).hexdigest()[:16]}.json"


def load(path: Path) -> Session:
    """Return the session in a file. Raises InputError when it cannot be read or is none."""
    import msgspec

    try:
        session = msgspec.json.decode(path.read_bytes(), type=Session)
    except OSError as error:
        raise InputError(f"cannot read `{path}`: {error.strerror or error}") from error
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise InputError(f"`{path}` is no session of the app: {error}", "name another file") from error
    if session.form != _FORM:
        raise InputError(f"`{path}` is a session of another version", "name another file")
    return session


def remembered(path: Path, say: Callable[[str], None] = lambda _: None) -> Session:
    """Return the session of an automatic file; empty when there is none, set aside and said when it is damaged."""
    if not path.exists():
        return Session()
    try:
        return load(path)
    except InputError:
        aside = path.with_suffix(".damaged")
        with suppress(OSError):
            path.replace(aside)
            say(f"what was kept of this folder's problems is damaged; it was set aside as `{aside}`")
        return Session()


def store(session: Session, path: Path) -> None:
    """Write a session, beside what another app has written to the same file meanwhile.

    Raises ToolError when it cannot be written.
    """
    import msgspec

    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with _alone(path):
            put(path, msgspec.json.encode(_joined(session, remembered(path))))
    except (OSError, UnicodeEncodeError) as error:
        why = (error.strerror if isinstance(error, OSError) else "") or error
        raise ToolError(f"problems are not kept: cannot write `{path}`: {why}", _ELSEWHERE) from error


def identity(problem: Problem) -> tuple[object, ...]:
    """Return what makes two problems the same one: not the state of its files, which is meant to change."""
    pasted = () if problem.paths or problem.command else (problem.text, problem.code)
    return (
        problem.command,
        problem.folder if problem.command else "",
        problem.paths,
        problem.expects,
        pasted,
    )


def _joined(ours: Session, there: Session) -> Session:
    """Our session with the problems that only the file knows, in the order of time; the last of them are kept.

    An answer is not given up for work that has not come to one: that may break off, or be that of the other app.
    """
    ended = {identity(one.problem): one for one in there.problems if not one.open}
    kept = tuple(
        _shortened(ended.get(identity(one.problem), one) if one.open else one) for one in ours.problems
    )
    shown = None if ours.shown is None else kept[ours.shown]
    known = {identity(one.problem) for one in kept}
    others = [one for one in there.problems if identity(one.problem) not in known]
    problems = sorted((*kept, *others), key=lambda one: one.when)[-_KEPT:]
    place = next((number for number, one in enumerate(problems) if one is shown), None)
    return replace(ours, problems=tuple(problems), shown=place)


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Keep other apps from writing the file while it is read and written anew; where locks are unknown, do not."""
    try:
        import fcntl
    except ImportError:  # Windows
        yield
        return
    with path.with_suffix(".lock").open("wb") as stream:
        fcntl.flock(stream, fcntl.LOCK_EX)
        yield


def looks() -> Looks:
    """Return how the screen looked last; what cannot be read is as if it had never been set."""
    with suppress(OSError, ValueError, TypeError, KeyError, OverflowError, RecursionError):
        found = json.loads((folder() / "looks.json").read_text(encoding="utf-8"))
        wider, higher = (float(steps) if isfinite(steps) else 0.0 for steps in found["share"])
        return Looks(
            theme=str(found["theme"]),
            share=(wider, higher),
            problems=bool(found["problems"]),
            beside=bool(found["beside"]),
        )
    return Looks()


def store_looks(liked: Looks) -> None:
    """Remember how the screen looks. Raises ToolError when it cannot be written."""
    from dataclasses import asdict

    path = folder() / "looks.json"
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        put(path, json.dumps(asdict(liked)).encode())
    except OSError as error:
        raise ToolError(f"cannot write `{path}`: {error.strerror or error}") from error


def now() -> float:
    """Return the time at which something is kept."""
    return time.time()


def _shortened(kept: Kept) -> Kept:
    text = kept.problem.text
    if len(text) <= _LONGEST:
        return kept
    note = f"only the last {_LONGEST:,} characters of the text were kept"
    problem = replace(kept.problem, text=text[-_LONGEST:], notes=(*kept.problem.notes, note))
    return replace(kept, problem=problem)
