"""What does each tool of the server do? The same calls as the command line's, with progress and an end on cancel."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from analyzers.errors import AssistantError, UsageError
from analyzers.facts import (
    Decision,
    Diagnosis,
    Diagnostic,
    Done,
    Failed,
    Fix,
    Problem,
    Route,
    Source,
    StepProgress,
    StepStarted,
    Suspect,
    Traceback,
    Variable,
)

Progress = Callable[[int, str], Awaitable[None]]
_KEPT = 50  # diagnoses of this session that can be read again
_SECONDS = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Repaired:
    """Broken code, repaired."""

    code: str | None  # None when no repair passed its check
    diagnostics: tuple[Diagnostic, ...]
    fixes: tuple[Fix, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluated:
    """What an expression holds where the program failed."""

    expression: str
    value: Variable | None = None
    refused: str = ""  # why there is no value


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What running the command with a change, and without it, showed."""

    status: str  # verified, refuted or unverified
    check: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Localised:
    """Where the fault may be."""

    cause: str
    suspects: tuple[Suspect, ...]
    fixes: tuple[Fix, ...]


@dataclass
class Work:
    """One server's workspace, what it may do there, and what it has found so far."""

    workspace: Path
    may_run: bool = False
    diagnoses: dict[int, Diagnosis] = field(default_factory=dict)  # by number, the last of them

    async def diagnose(self, text: str, code: str, progress: Progress) -> Diagnosis:
        """Explain a report, a log, a question or code; nothing is run."""
        from tools import intake

        if code:
            problem = intake.from_code(code, question=text, workspace=str(self.workspace))
        else:
            problem = intake.from_text(text, workspace=str(self.workspace))
        return await self._follow(problem, None, progress)

    async def route(self, text: str) -> Decision:
        """Decide which kind of problem a text is."""

        def decided() -> Decision:
            from analyzers.traceback import read
            from assistant.router import decide
            from assistant.router.cascade import configured
            from tools.configuration import load
            from tools.intake import from_text

            problem = from_text(text, workspace=str(self.workspace))
            return decide(problem, read(problem.text), cascade=configured(load(self.workspace)))

        return await asyncio.to_thread(decided)

    async def parse(self, text: str) -> tuple[Traceback, ...]:
        """Read every traceback in a text."""
        from analyzers.text import clean
        from analyzers.traceback import read

        return await asyncio.to_thread(lambda: read(clean(text)).tracebacks)

    async def repair(self, code: str, language: str) -> Repaired:
        """Repair code that does not parse."""
        from analyzers.syntax import repair

        found = await asyncio.to_thread(repair, code, "", language)
        repaired = code if found.well_formed else found.text
        return Repaired(code=repaired, diagnostics=found.diagnostics, fixes=found.fixes)

    async def run(self, command: Sequence[str], seconds: float, progress: Progress) -> Diagnosis:
        """Run a program and inspect it where it fails."""
        return await self._follow(self._command(command), None, progress, seconds)

    async def localise(self, command: Sequence[str], seconds: float, progress: Progress) -> Localised:
        """Rank the lines that may make failing tests fail, and look for the change that makes them pass."""
        found = await self._follow(self._command(command), Route.LOGIC, progress, seconds)
        return Localised(cause=found.cause, suspects=found.suspects, fixes=found.fixes)

    async def evaluate(
        self, command: Sequence[str], expressions: Sequence[str], frame: int, seconds: float
    ) -> tuple[Evaluated, ...]:
        """Run a program to its failure and evaluate expressions there, by the allow-list: no code of it is called."""
        from tools.debugger.interactive import debug
        from tools.debugger.protocol import Stopped
        from tools.interpreter import launch
        from tools.process import Limits

        self._command(command)
        program = launch(tuple(command), self.workspace, folder=self.workspace)
        limits = Limits(seconds=seconds)
        async with debug(program, cwd=self.workspace, capture=True, stdin=b"", limits=limits) as debugger:
            state = await debugger.go()
            if not isinstance(state, Stopped) or not state.failed:
                raise UsageError("the program does not fail, so there is no frame to look at")
            index = frame if frame >= 0 else len(state.frames) + frame
            if not 0 <= index < len(state.frames):
                raise UsageError(f"there is no frame {frame}: the stack has {len(state.frames)}")
            found = []
            for expression in expressions:
                value = await debugger.evaluate(expression, index)
                known = isinstance(value, Variable)
                found.append(
                    Evaluated(
                        expression=expression,
                        value=value if isinstance(value, Variable) else None,
                        refused="" if known else str(getattr(value, "reason", "")),
                    )
                )
            return tuple(found)

    async def verify(self, command: Sequence[str], files: dict[str, str], seconds: float) -> Checked:
        """Check a proposed change on a copy: the command must fail without it and pass with it."""
        from assistant.trial import trial

        self._command(command)
        status, check = await trial(self.workspace, command, files, seconds=seconds)
        return Checked(status=status.value, check=check)

    async def search(self, text: str, limit: int) -> tuple[Source, ...]:
        """Search what others already solved, in the store and on the server that the user has set."""

        def found() -> tuple[Source, ...]:
            from tools.configuration import load
            from tools.knowledge.query import query
            from tools.knowledge.results import exists
            from tools.knowledge.store import Store
            from tui.console import narrate
            from tui.models import stay_here

            knowledge = load().knowledge
            folder = Path(knowledge.folder).expanduser() if knowledge.folder else None
            if not (knowledge.server or exists(folder)):
                raise UsageError("there is no knowledge store yet", "`debugassist index add` makes one")
            stay_here(knowledge.server)
            store = Store(folder, server=knowledge.server)
            try:
                store.open()
                sources = tuple(one.source() for one in store.search(query(text), limit))
                if store.note:
                    narrate(f"note: {store.note}")
                return sources
            finally:
                store.close()

        return await asyncio.to_thread(found)

    def _command(self, command: Sequence[str]) -> Problem:
        from tools.intake import from_command

        if not self.may_run:
            raise UsageError(
                "this server may not run programs", "start it with `debugassist mcp --allow-run`"
            )
        if not command:
            raise UsageError("there is no command")
        problem = from_command(list(command), workspace=str(self.workspace))
        return replace(problem, folder=str(self.workspace))

    async def _follow(
        self, problem: Problem, route: Route | None, progress: Progress, seconds: float = _SECONDS
    ) -> Diagnosis:
        from assistant.diagnose import Assistant, Settings
        from tui.models import stays_offline

        settings = Settings(time_limit=seconds, capture=True, offline=stays_offline(), counted=True)
        assistant = Assistant(settings)
        steps = 0
        async with aclosing(assistant.diagnose(problem, route)) as events:
            async for event in events:
                match event:
                    case StepStarted(step=step, detail=detail):
                        steps += 1
                        await progress(steps, detail or step)
                    case StepProgress(step=step, done=done, total=total, detail=detail):
                        await progress(steps, f"{detail or step}: {done}" + (f" of {total}" if total else ""))
                    case Done(diagnosis=diagnosis):
                        number = max(self.diagnoses, default=0) + 1  # one that is forgotten keeps its number
                        self.diagnoses[number] = diagnosis
                        self.diagnoses.pop(number - _KEPT, None)
                        return diagnosis
                    case Failed(message=message, hint=hint):
                        raise AssistantError(message, hint)
                    case _:
                        continue
        raise AssistantError("the work ended without an answer")


def plain(value: Any) -> Any:  # of the vocabulary, to JSON values
    """Return facts as JSON values, by the same rules as `--format json`."""
    import msgspec

    return msgspec.to_builtins(value)
