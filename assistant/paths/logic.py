"""The logic path: what was expected, what happens instead, which lines make it so, and a fix that was run."""

from collections.abc import AsyncGenerator
from time import perf_counter

from analyzers.facts import Done, Event, StepFinished, StepStarted
from assistant.diagnose import Task


async def follow(task: Task) -> AsyncGenerator[Event]:
    """Yield what localises and repairs a wrong result; without a command nothing is run."""
    if task.problem.command:
        from assistant.paths.tested import follow as follow_tests

        async for event in follow_tests(task):
            yield event
        return
    if task.decision.kind == "hang" and task.reading.subject is not None:
        # Where it was interrupted, and which loop ran there, is read as a crash is.
        from assistant.paths.runtime import follow as follow_stack

        async for event in follow_stack(task):
            yield event
        return
    from assistant.paths.told import diagnosis_of
    from assistant.paths.written import with_pitfalls

    told = diagnosis_of(task)
    if task.problem.code:
        from assistant.paths.onpaper import answered, with_output

        yield StepStarted("paper", "working the code through on paper")
        started = perf_counter()
        told = with_output(task, with_pitfalls(task, answered(task, told)))
        yield StepFinished("paper", perf_counter() - started)
    yield Done(told)
