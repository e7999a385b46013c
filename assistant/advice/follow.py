"""What is the answer to a question about a diagnosis? First the facts; then a model's words, where they hold.

A model is told the facts and the parts of the sources that the diagnosis is about. What it says is shown only if every
piece of code and every number in it stands in what it was told.
"""

from collections.abc import AsyncGenerator, Awaitable, Callable
from time import perf_counter

from analyzers.facts import Diagnosis, Event, Problem, Said, StepFinished, StepStarted
from analyzers.followup import FACTS, facts_about
from analyzers.wording import invented
from assistant.advice.sheet import sheet, sources, stack
from assistant.advice.words import too_small
from assistant.models.data import RULE, block
from assistant.models.desk import Desk, Role, Rung
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
    """Yield what is known to a question, as `Said`; `earlier` are the questions before it."""
    facts = facts_about(question, diagnosis)
    if facts:
        yield Said("\n".join(facts), FACTS)
    if desk.configuration.use is not Use.NONE:
        started = perf_counter()
        yield StepStarted("answer", "asking a model")
        said = await desk.climb(Role.REASONER, _attempt(question, problem, diagnosis, desk, earlier))
        yield StepFinished("answer", perf_counter() - started)
        if said is not None:
            yield Said(*said)
        elif desk.notes:
            yield Said("no model's answer can be shown: " + "; ".join(dict.fromkeys(desk.notes)), FACTS)
    elif not facts:
        yield Said(NOTHING, FACTS)


def _attempt(
    question: str, problem: Problem, diagnosis: Diagnosis, desk: Desk, earlier: tuple[_Turn, ...]
) -> Callable[[Rung], Awaitable[tuple[str, str] | None]]:
    """Return what asks one model."""
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

    async def attempt(rung: Rung) -> tuple[str, str] | None:
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
            reply = await desk.ask(rung, Role.REASONER, request)
            said = reply.text.strip()
            wrong = (
                "it did not come to an end"
                if reply.ended == "length"
                else invented(said, f"{told}\n{question}")
            )
            if said and not wrong:
                return said, rung.name
        desk.notes.append(f"`{rung.name}` answered, and {wrong or 'said nothing'}")
        return None

    return attempt
