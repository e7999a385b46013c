"""What is said of a program that was run and raised nothing: it worked, left by itself, was ended, or went on for ever?"""

from pathlib import Path
from typing import TYPE_CHECKING

from analyzers.facts import (
    Decision,
    Diagnosis,
    Diagnostic,
    Route,
    Signal,
    Snapshot,
    Stage,
    Suspect,
    Timing,
    Traceback,
)
from assistant.diagnose import Task
from assistant.paths.runtime import crash_of

if TYPE_CHECKING:
    from tools.debugger.session import Outcome


def without_crash(
    task: Task, outcome: "Outcome", snapshot: Snapshot | None, timings: tuple[Timing, ...]
) -> Diagnosis:
    """Return the answer when there is no exception to explain: it worked, left by itself, was ended, or went on for ever."""
    from tools.debugger.session import Why

    suspects: tuple[Suspect, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
    decision = task.decision
    if not outcome.failed:
        cause = "the program ran to its end and nothing failed"
    elif outcome.why is Why.TIME:
        cause = f"the program did not end within {task.settings.time_limit:g} s"
        suspects = _loops(task, outcome.traceback)
        if outcome.traceback is not None and outcome.traceback.crash is not None:
            place = outcome.traceback.crash
            cause += f"; it was at {_relative(task, place.file)}:{place.line} in `{place.function}`"
        diagnostics = (Diagnostic(code="runtime/time-limit", message=cause),)
        decision = decided(task, "it did not end in time", "hang", 0.9)
    elif outcome.signal:
        cause = f"signal {outcome.signal} ended the program"
        diagnostics = (Diagnostic(code="runtime/signal", message=cause),)
        decision = decided(task, f"signal {outcome.signal} ended it", "signal", 0.95)
    else:
        cause = f"the program left with exit code {outcome.code} and no exception"
        diagnostics = (Diagnostic(code="runtime/exit-code", message=cause),)
    return Diagnosis(
        cause=cause,
        decision=decision,
        traceback=outcome.traceback if outcome.traceback and outcome.traceback.final.type else None,
        diagnostics=diagnostics,
        snapshot=snapshot,
        suspects=suspects,
        notes=(*task.problem.notes, *outcome.notes),
        timings=timings,
    )


def _loops(task: Task, traceback: Traceback | None) -> tuple[Suspect, ...]:
    """The loops that were running when the time was over, innermost first."""
    import ast

    if traceback is None:
        return ()
    crash = crash_of(task, traceback, live=False)
    found: list[Suspect] = []
    weight = 0.8
    for site in reversed(crash.sites):
        node: ast.AST | None = site.statement
        while node is not None:
            if isinstance(node, ast.While | ast.For):
                found.append(
                    Suspect(
                        path=site.source.path,
                        line=node.lineno,
                        score=weight,
                        reasons=("this loop was running",),
                    )
                )
                weight *= 0.8
            node = site.source.parents.get(node)
    return tuple(found[:10])


def decided(task: Task, what: str, kind: str = "exception", sure: float = 0.99) -> Decision:
    """Return the decision once the program was seen to fail, unless the user made it."""
    if task.decision.confidence == 1.0:
        return task.decision
    return Decision(
        route=Route.RUNTIME,
        confidence=sure,
        stage=Stage.STRUCTURE,
        signals=(Signal(Stage.STRUCTURE, Route.RUNTIME, f"the program was run, and {what}", sure),),
        kind=kind,
        opinions=(task.decision,),
    )


def _relative(task: Task, file: str) -> str:
    return task.workspace.relative(Path(file))
