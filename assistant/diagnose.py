"""The only way in: a problem goes in, events come out, the last of them is the diagnosis.

The app, the plain printer, JSON and every other front end consume the same events; none has logic of its
own. A path that finds its route wrong hands the problem back with what it learnt, once; where two have and no new
one is named, the safe path says what is known.
"""

from collections.abc import AsyncGenerator, Callable, Iterator
from contextlib import aclosing, suppress
from time import perf_counter
from typing import TYPE_CHECKING

from analyzers.deferred import dataclass, field, replace
from analyzers.errors import AssistantError
from analyzers.facts import (
    Decision,
    Diagnosis,
    Done,
    Event,
    Failed,
    HandedBack,
    Problem,
    Route,
    Routed,
    Signal,
    Stage,
    StepFinished,
    StepStarted,
)
from analyzers.traceback import Reading, read
from tools.observing import watched
from tools.workspace import Workspace

if TYPE_CHECKING:
    from tools.configuration import Configuration


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What the user allows and how long things may take."""

    offline: bool = True  # no socket but loopback
    interpreter: str = ""  # the user's Python; empty: found from the workspace
    time_limit: float = 60.0  # seconds for one run of the user's program under inspection
    check: tuple[str, ...] = ()  # a further command, such as the tests, that a fix of a crash must pass
    configuration: "Configuration | None" = None  # None: what the user's file and the workspace's say
    write_test: str = ""  # a file to write the stated expectations to, as tests
    capture: bool = False  # the program's output becomes `Printed` events instead of going to the terminal
    show_prompts: bool = False  # nothing is sent to a model; what would be is part of the answer
    counted: bool = False  # the answer is a line of `debugassist stats`


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """A routed problem with everything a path needs to work on it."""

    problem: Problem
    decision: Decision
    reading: Reading  # the tracebacks found in the problem's text
    workspace: Workspace
    settings: Settings = field(default_factory=Settings)
    tried: tuple[Route, ...] = ()  # whose paths have worked on the problem before
    seed: str = "0"  # of the hashes of texts, with which a program is run on copies


Path = Callable[[Task], AsyncGenerator[Event]]
"""A specialist: it emits events and ends with `Done`, or with `HandedBack` when its route is wrong."""


class Assistant:
    """Routes a problem, follows the path for its route, and emits what happens on the way."""

    def __init__(self, settings: Settings | None = None) -> None:
        self.settings = settings or Settings()

    def diagnose(self, problem: Problem, route: Route | None = None) -> AsyncGenerator[Event]:
        """Yield what happens while the problem is worked on; the last event is `Done` or `Failed`.

        Closing or cancelling the generator ends every child process and request it has started.
        With `route` given the router's decision is overruled, as by a user who knows better.
        """
        events = self._work(problem, route)
        if problem.command:
            events = _with_copies_kept(events)
        if watched():
            from assistant.observed import observed

            events = observed(events, problem)
        if self.settings.counted:
            from assistant.counted import counted

            events = counted(events)
        return events

    async def _work(self, problem: Problem, route: Route | None) -> AsyncGenerator[Event]:
        from assistant.router import decide
        from assistant.router.cascade import configured

        try:
            configuration = _configuration(self.settings, problem)
            cascade = configured(
                configuration, offline=True
            )  # what its model reads is not redacted: it stays here
            tried: list[Route] = []
            overruled = False
            why = ""  # the path before has found that its route is wrong
            while True:
                started = perf_counter()
                yield StepStarted("route", "deciding what kind of problem this is")
                reading = read(problem.text)
                decision = decide(problem, reading, Route.UNCLEAR if overruled else route, cascade)
                if why and route is not None and not overruled:
                    decision = replace(
                        decision, signals=(Signal(Stage.STRUCTURE, route, why, 1.0), *decision.signals)
                    )
                yield StepFinished("route", perf_counter() - started)
                yield Routed(decision)
                task = Task(
                    problem=problem,
                    decision=decision,
                    reading=reading,
                    workspace=Workspace.at(problem.workspace or "."),
                    settings=self.settings,
                    tried=tuple(tried),
                )
                handed: HandedBack | None = None
                answer: Diagnosis | None = None
                advising = _is_advised(configuration)
                async with aclosing(_follow(task)) as events:
                    async for event in events:
                        if isinstance(event, Done):
                            event = Done(await _cited(event.diagnosis, task, configuration))
                            if advising:
                                answer = event.diagnosis
                                break
                        yield event
                        if isinstance(event, HandedBack):
                            handed = event
                            break
                if answer is not None:
                    async with aclosing(_advised(task, answer, configuration)) as events:
                        async for event in events:
                            yield event
                if handed is None:
                    return
                problem, route, why = handed.problem, handed.route, handed.reason
                # Two paths found that the problem is not theirs, and it has nowhere new to go: say what is known, and ask.
                tried.append(decision.route)
                overruled = len(tried) > 1 and (route is None or route in tried)
        except AssistantError as error:
            yield Failed(error.message, error.hint)

    async def follow_up(
        self,
        question: str,
        problem: Problem,
        diagnosis: Diagnosis,
        earlier: tuple[tuple[str, str], ...] = (),
        spent: float = 0.0,
    ) -> AsyncGenerator[Event]:
        """Yield what is known to a question about a diagnosis: facts, then a model's words where one is set up.

        `earlier` are the questions before it with their answers, which took `spent` US dollars.
        """
        from assistant.advice.follow import followed
        from assistant.models.desk import Desk

        try:
            models = _configuration(self.settings, problem).models
            desk = Desk(
                models,
                offline=self.settings.offline,
                show=self.settings.show_prompts,
                folder=problem.workspace,
                before=spent + (diagnosis.cost.money if diagnosis.cost else 0.0),
            )
            async with aclosing(followed(question, problem, diagnosis, desk, earlier)) as events:
                async for event in events:
                    yield event
        except AssistantError as error:
            yield Failed(error.message, error.hint)

    def run(self, problem: Problem, route: Route | None = None) -> Iterator[Event]:
        """Yield the same events to a caller that has no event loop.

        A problem without a command starts no process and waits for nothing, so its events are driven by hand:
        importing asyncio would cost a pipe half of its time budget.
        """
        from assistant.blocking import drive, drive_with_loop
        from assistant.research import goes_out

        assistant, waits = self, bool(problem.command)
        if not waits:
            with suppress(AssistantError):  # `diagnose` meets it again, and says it
                configuration = _configuration(self.settings, problem)
                assistant = Assistant(replace(self.settings, configuration=configuration))  # read once
                waits = _is_advised(configuration) or goes_out(configuration.knowledge)
        events = assistant.diagnose(problem, route)
        return drive_with_loop(events) if waits else drive(events)


def _configuration(settings: Settings, problem: Problem) -> "Configuration":
    from tools.configuration import load

    return settings.configuration or load(problem.workspace or ".")


async def _with_copies_kept(events: AsyncGenerator[Event]) -> AsyncGenerator[Event]:
    """One copy of the workspace serves all who run the program in it, one after another."""
    from tools.copies import copies_kept

    with copies_kept():
        async with aclosing(events):
            async for event in events:
                yield event


def _is_advised(configuration: "Configuration") -> bool:
    return configuration.models.use.value != "none"


def _advised(task: Task, answer: Diagnosis, configuration: "Configuration") -> AsyncGenerator[Event]:
    from assistant.advice.advise import advised
    from assistant.models.desk import Desk

    settings = task.settings
    desk = Desk(
        configuration.models,
        offline=settings.offline,
        show=settings.show_prompts,
        folder=str(task.workspace.root),
    )
    return advised(task, answer, desk)


async def _cited(answer: Diagnosis, task: Task, configuration: "Configuration") -> Diagnosis:
    from assistant.research import goes_out, researched

    knowledge, offline = configuration.knowledge, task.settings.offline
    if not goes_out(knowledge):
        return researched(answer, task.problem, knowledge, offline=offline)
    import asyncio  # a server may take its time, and the screen must live on

    return await asyncio.to_thread(researched, answer, task.problem, knowledge, offline=offline)


def _follow(task: Task) -> AsyncGenerator[Event]:
    match task.decision.route:
        case Route.SYNTAX:
            from assistant.paths.syntax import follow
        case Route.RUNTIME:
            from assistant.paths.runtime import follow
        case Route.LOGIC:
            from assistant.paths.logic import follow
        case Route.UNCLEAR:
            from assistant.paths.unclear import follow
    return follow(task)


__all__ = ["Assistant", "Done", "Path", "Settings", "Task"]
