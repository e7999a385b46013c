"""What do models add to an answer, in which order? A fix where there is none, a choice where there are several, words.

Whatever goes wrong with a model is a note: the answer made without it stands.
"""

from collections import deque
from collections.abc import AsyncGenerator, Awaitable, Callable
from dataclasses import replace
from time import perf_counter

from analyzers.errors import AssistantError
from analyzers.facts import (
    Diagnosis,
    Done,
    Event,
    Known,
    Route,
    Said,
    Status,
    StepFinished,
    StepStarted,
    Timing,
)
from assistant.advice.conversation import Emit
from assistant.advice.telling import telling
from assistant.diagnose import Task
from assistant.models.desk import Desk

Step = Callable[[Diagnosis, Emit], Awaitable[Diagnosis]]


async def advised(task: Task, diagnosis: Diagnosis, desk: Desk) -> AsyncGenerator[Event]:
    """Yield the answer as it stands, then what models do about it; the last event is `Done` with what they added."""
    answer = diagnosis
    yield Known(diagnosis)
    for name, detail, step in _steps(task, diagnosis, desk):
        started = perf_counter()
        yield StepStarted(name, detail)
        told: deque[Event] = deque()
        try:
            async for event in telling(step(answer, told.append), told):
                if isinstance(event, Diagnosis):
                    answer = event
                else:
                    yield event
        except AssistantError as error:
            desk.notes.append(f"{name}: {error.message}" + (f"; {error.hint}" if error.hint else ""))
        taken = perf_counter() - started
        yield StepFinished(name, taken)
        answer = replace(answer, timings=(*answer.timings, Timing(step=name, seconds=taken)))
    if answer.explanation is not None:
        yield Said(answer.explanation.text, answer.explanation.proposer)
    yield Done(
        replace(
            answer,
            notes=(*answer.notes, *dict.fromkeys(desk.notes)),
            cost=desk.cost(),
            prompts=tuple(desk.prompts),
        )
    )


def _steps(task: Task, diagnosis: Diagnosis, desk: Desk) -> list[tuple[str, str, Step]]:
    """The steps that make sense for an answer."""
    from assistant.advice import choice, logic, runtime, syntax, words

    fixed = any(fix.status is Status.VERIFIED for fix in diagnosis.fixes)
    steps: list[tuple[str, str, Step]] = []
    runs = bool(task.problem.command)
    # Asking back is no finding: there is nothing to mend, and nothing to word.
    failed = any(not found.code.startswith("unclear/") for found in diagnosis.diagnostics)
    match diagnosis.decision.route:
        case Route.SYNTAX if failed and not fixed:
            steps.append(
                ("propose", "asking a model for a repair", lambda found, _: syntax.mended(found, desk))
            )
        case Route.RUNTIME if failed and runs and not fixed:
            detail = "letting a model look into the stopped program"
            steps.append(("propose", detail, lambda found, emit: runtime.mended(task, found, desk, emit)))
        case Route.LOGIC if failed and runs and not fixed:
            detail = "letting a model look for the cause"
            steps.append(("propose", detail, lambda found, emit: logic.mended(task, found, desk, emit)))
        case _:
            pass
    if fixed:
        steps.append(
            ("choose", "asking a model which fix was meant", lambda found, _: choice.chosen(found, desk))
        )
    if failed and diagnosis.decision.route is not Route.UNCLEAR:
        steps.append(("word", "asking a model for a sentence", lambda found, _: words.worded(found, desk)))
    return steps
