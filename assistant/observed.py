"""What does a watcher learn of a problem? Its spans are made of the same events that every front end consumes."""

from collections.abc import AsyncGenerator
from contextlib import aclosing

from analyzers.facts import (
    Diagnosis,
    Done,
    Event,
    Failed,
    FixChecked,
    Problem,
    Routed,
    Status,
    StepFinished,
    StepStarted,
)
from tools.observing import NOTHING, Attributes, Nothing, span
from tools.observing.spans import Span


async def observed(events: AsyncGenerator[Event], problem: Problem) -> AsyncGenerator[Event]:
    """Yield the same events, with a span round all of them and one round each step."""
    known: Attributes = {
        "gen_ai.operation.name": "invoke_agent",
        "gen_ai.agent.name": "debugassist",
        "debugassist.intake": problem.intake.value,
    }
    with span("invoke_agent debugassist", known) as whole:
        step: Span | Nothing = NOTHING
        try:
            async with aclosing(events):
                async for event in events:
                    match event:
                        case StepStarted(step=name):
                            step.end()
                            step = span(f"step {name}", {"debugassist.step": name})
                        case StepFinished():
                            step.end()
                        case Routed(decision=decision):
                            whole.set(
                                {
                                    "debugassist.route": decision.route.value,
                                    "debugassist.confidence": round(decision.confidence, 3),
                                    "debugassist.stage": decision.stage.value,
                                }
                            )
                        case FixChecked(fix=fix):
                            with span("fix checked", {"debugassist.fix.status": fix.status.value}):
                                pass
                        case Done(diagnosis=diagnosis):
                            whole.set(_told(diagnosis))
                        case Failed():
                            whole.fail("Failed")
                        case _:
                            pass
                    yield event
        finally:
            step.end()


def _told(diagnosis: Diagnosis) -> Attributes:
    cost = diagnosis.cost
    told: dict[str, str | int | float | bool | tuple[str, ...]] = {
        "debugassist.codes": tuple(dict.fromkeys(found.code for found in diagnosis.diagnostics)),
        "debugassist.fixes.verified": sum(fix.status is Status.VERIFIED for fix in diagnosis.fixes),
        "debugassist.fixes.refuted": sum(fix.status is Status.REFUTED for fix in diagnosis.fixes),
        "debugassist.sources": len(diagnosis.sources),
    }
    if cost is not None:
        told |= {
            "gen_ai.usage.input_tokens": cost.read,
            "gen_ai.usage.output_tokens": cost.written,
            "debugassist.cost.dollars": cost.money,
        }
    return told
