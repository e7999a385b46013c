"""A command that crashes: the debugger says why; where it proves no fix and tests say what is right, edits are tried against them.

The debugger knows the live values, the search of the logic path knows what each test expects. So the debugger is asked
first, and what the search finds is put beside its answer.
"""

from collections.abc import AsyncGenerator
from contextlib import aclosing

from analyzers.deferred import replace
from analyzers.errors import AssistantError
from analyzers.facts import (
    Diagnosis,
    Done,
    Event,
    Fix,
    Found,
    HandedBack,
    Printed,
    Problem,
    Route,
    Status,
    Suspect,
)
from assistant.diagnose import Task
from tools.testing.plan import Runner, plan_of

_CHANGED = 0.8  # suspicion of a line whose change makes the tests pass
_CHECKING = frozenset({"unittest", "doctest"})  # modules that are run as commands


async def follow(task: Task) -> AsyncGenerator[Event]:
    """Yield what running the command shows, and the search where that proves no fix; hand back as the debugger does."""
    from assistant.paths.live import follow as follow_live

    answer: Diagnosis | None = None
    quiet = Route.LOGIC in task.tried  # the search had run the tests without showing what they print
    async with aclosing(follow_live(task)) as events:
        async for event in events:
            if isinstance(event, Done):
                answer = event.diagnosis
            elif not (quiet and isinstance(event, Printed)):
                yield event
    if answer is None:
        return
    tests = task.settings.check or _tests(task)
    if answer.diagnostics and tests and not _proved(answer.fixes):
        found: Diagnosis | None = None
        async with aclosing(_searched(task, tests)) as events:
            async for event in events:
                if isinstance(event, Done):
                    found = event.diagnosis
                elif not isinstance(event, Found | HandedBack):  # what is wrong has been told
                    yield event
        answer = joined(answer, found)
    yield Done(answer)


def _tests(task: Task) -> tuple[str, ...]:
    """The command, if it runs tests."""
    problem = task.problem
    plan = plan_of(problem.command, task.workspace.root, task.settings.interpreter, problem.folder)
    tests = plan is not None and (plan.runner is Runner.PYTEST or plan.module in _CHECKING)
    return problem.command if tests else ()


async def _searched(task: Task, tests: tuple[str, ...]) -> AsyncGenerator[Event]:
    from assistant.paths.tested import follow as follow_tests

    problem: Problem = replace(task.problem, command=tests)
    searching = replace(task, problem=problem, tried=(*task.tried, Route.RUNTIME))
    try:
        async with aclosing(follow_tests(searching)) as events:
            async for event in events:
                yield event
    except AssistantError:
        return  # such as tests that cannot be loaded: the debugger's answer stands


def joined(first: Diagnosis, second: Diagnosis | None) -> Diagnosis:
    """Return what the debugger found of a crash, with the fixes that the search found."""
    if second is None or not second.fixes:
        return first
    if not first.suspects:
        return replace(second, traceback=first.traceback, decision=first.decision, snapshot=first.snapshot)
    from analyzers.runtime.rank import merged

    second = replace(second, fixes=tuple(_settled(one, first.fixes) for one in second.fixes))
    proved = _proved(second.fixes)
    raised: tuple[Suspect, ...] = tuple(replace(one, score=_CHANGED) for one in second.suspects[:1] if proved)
    known = {code.path for code in second.code}
    tried = {one.edits for one in second.fixes}
    others = (one for one in first.fixes if one.edits not in tried)
    return replace(
        first,
        fixes=second.fixes if proved else (*second.fixes, *others),
        code=(*second.code, *(code for code in first.code if code.path not in known)),
        suspects=merged((*raised, *first.suspects)),
        notes=(*first.notes, *(note for note in second.notes if note not in first.notes)),
        timings=(*first.timings, *second.timings),
    )


def _settled(found: Fix, known: tuple[Fix, ...]) -> Fix:
    """A fix that the search doubts, as what it is once the debugger has thought it likeliest too."""
    likeliest = next((one for one in known if one.status is Status.UNVERIFIED), None)
    agreed = likeliest is not None and likeliest.edits == found.edits
    return replace(found, status=Status.VERIFIED) if agreed and found.status is Status.UNVERIFIED else found


def _proved(fixes: tuple[Fix, ...]) -> bool:
    return any(fix.status is Status.VERIFIED for fix in fixes)
