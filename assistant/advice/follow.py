"""What is the answer to a question about a diagnosis? First the facts; then a model's words, where they hold.

A model is told the facts and the parts of the sources that the diagnosis is about. What it says is shown only if every
piece of code and every number in it stands in what it was told: block by block, while it goes on writing. Where its
first block does not hold it is told why and asked once more; where a later one does not, the rest stays unseen.
"""

from collections import deque
from collections.abc import AsyncGenerator, Awaitable, Callable
from dataclasses import dataclass
from time import perf_counter

from analyzers.facts import Diagnosis, Event, Problem, Said, Spent, StepFinished, StepStarted
from analyzers.followup import FACTS, facts_about
from analyzers.markdown import blocks
from analyzers.wording import invented
from assistant.advice.sheet import sheet, sources, stack
from assistant.advice.telling import telling
from assistant.advice.words import too_small
from assistant.models.data import RULE, block
from assistant.models.desk import Desk, Role, Rung
from assistant.models.errors import ModelError
from assistant.models.provider import Message, Request, Speaker
from tools.configuration import Use

_INSTRUCTIONS = (
    "A developer asks about a failing program. You are given checked facts and source. Answer the question in at most "
    "120 words, from what you are given alone. Put code in backticks, copied exactly. Say so if the facts do not tell."
)
_TRIES = 2
_Turn = tuple[str, str]  # a question and its answer
NOTHING = (
    "nothing was established about that. Without a model these can be asked: what a name holds (`what is x?`), what an "
    "exception or a code means, where it is, why this route, what speaks for a fix. `debugassist setup` says how to "
    "have a model answer the rest"
)


async def followed(
    question: str, problem: Problem, diagnosis: Diagnosis, desk: Desk, earlier: tuple[_Turn, ...] = ()
) -> AsyncGenerator[Event]:
    """Yield what is known to a question, as `Said`, then what models took; `earlier` are the questions before it.

    What they took is the last word also of an answer that is stopped: whoever stops it hears it.
    """
    facts = facts_about(question, diagnosis)
    if facts:
        yield Said("\n".join(facts), FACTS)
    if desk.configuration.use is not Use.NONE:
        import asyncio

        started = perf_counter()
        yield StepStarted("answer", "asking a model")
        told: deque[Event] = deque()
        attempt = _attempt(question, problem, diagnosis, desk, earlier, told.append)
        answered = False
        try:
            async for event in telling(desk.climb(Role.REASONER, attempt), told):
                if isinstance(event, Event):
                    yield event
                else:
                    answered = bool(event)
        except asyncio.CancelledError:
            if (cost := desk.cost()) is not None:
                yield Spent(cost)
            raise
        yield StepFinished("answer", perf_counter() - started)
        if not answered and desk.notes:
            yield Said("no model's answer can be shown: " + "; ".join(dict.fromkeys(desk.notes)), FACTS)
        if (cost := desk.cost()) is not None:
            yield Spent(cost)
    elif not facts:
        yield Said(NOTHING, FACTS)


@dataclass(slots=True)
class _Held:
    """Shows what of an answer may be shown already: its blocks that have ended and hold, from the first one on."""

    facts: str
    show: Callable[[str], None]
    shown: str = ""
    wrong: str = ""  # why no more of it may be shown

    def take(self, text: str, *, ended: bool = False) -> None:
        """Note that so much has been written, and whether that is all."""
        if not text.startswith(self.shown):  # the server had been busy in the middle
            self.wrong = self.wrong or "it was begun anew"
        if self.wrong:
            return
        known = blocks(text[len(self.shown) :])
        more = ""
        for one in known if ended else known[:-1]:
            if wrong := invented(one, self.facts):
                self.wrong = wrong
                break
            more += one
        self.shown += more
        if more.strip():
            self.show(more)


def _attempt(
    question: str,
    problem: Problem,
    diagnosis: Diagnosis,
    desk: Desk,
    earlier: tuple[_Turn, ...],
    tell: Callable[[Event], None],
) -> Callable[[Rung], Awaitable[bool | None]]:
    """Return what asks one model, and tells what of its answer holds; its result is whether anything did."""
    told = "\n".join(
        part
        for part in (
            sheet(diagnosis),
            stack(diagnosis),
            sources(diagnosis),
            block("report", problem.text, 3_000) if problem.text else "",
        )
        if part
    )
    messages = [Message(speaker=Speaker.USER, text=told)]
    for asked, answer in earlier[-4:]:
        messages += [
            Message(speaker=Speaker.USER, text=asked),
            Message(speaker=Speaker.ASSISTANT, text=answer),
        ]

    async def attempt(rung: Rung) -> bool | None:
        if too_small(rung.name):
            desk.notes.append(f"`{rung.name}` is too small to be asked")
            return None
        wrong = ""
        for _ in range(_TRIES):
            refused = f"\nAn answer was refused because {wrong}." if wrong else ""
            request = Request(
                system=f"{_INSTRUCTIONS}\n{RULE}",
                messages=(*messages, Message(speaker=Speaker.USER, text=question + refused)),
                max_tokens=400,
            )
            held = _Held(f"{told}\n{question}", lambda more: tell(Said(more, rung.name)))
            try:
                reply = await desk.ask(rung, Role.REASONER, request, held.take)
            except ModelError as error:
                if not held.shown.strip():
                    raise
                wrong = error.message
            else:
                cut = reply.ended == "length"
                held.take(reply.text.rstrip(), ended=not cut)
                wrong = held.wrong or ("it did not come to an end" if cut else "")
            if held.shown.strip():
                if wrong:
                    tell(Said(f"the rest of the answer cannot be shown: {wrong}", FACTS))
                return True
        desk.notes.append(f"`{rung.name}` answered, and {wrong or 'said nothing'}")
        return None

    return attempt
