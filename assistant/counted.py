"""Which answers were given, day by day? Each is counted by its kind when it is there."""

from collections.abc import AsyncGenerator
from contextlib import aclosing

from analyzers.facts import Done, Event, Status
from tools.tally import What, count


async def counted(events: AsyncGenerator[Event]) -> AsyncGenerator[Event]:
    """Yield the same events, and count the answer."""
    async with aclosing(events):
        async for event in events:
            if isinstance(event, Done):
                answer = event.diagnosis
                count(
                    What.PROBLEM,
                    route=answer.decision.route.value,
                    stage=answer.decision.stage.value,
                    code=answer.diagnostics[0].code if answer.diagnostics else "",
                    verified=int(any(fix.status is Status.VERIFIED for fix in answer.fixes)),
                )
            yield event
