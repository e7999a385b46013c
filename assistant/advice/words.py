"""How would a model say it in one sentence? Only what the facts bear out is taken; the rest stays unseen.

A model below a billion parameters contradicts the facts it is given in half of the cases, so it is not asked.
"""

import re
from dataclasses import replace

from analyzers.facts import Diagnosis, Explanation
from analyzers.wording import first_sentence, objection
from assistant.advice.sheet import sheet
from assistant.models.data import RULE
from assistant.models.desk import Desk, Role, Rung
from assistant.models.provider import Message, Request, Speaker

INSTRUCTIONS = (
    "You are given checked facts about a failing program. Say in ONE sentence of at most 40 words why it fails, for the "
    "developer who wrote it. Use only the facts. Put code in backticks, copied exactly. Name the line. Advise nothing but "
    "the verified fix, if there is one. Do not guess."
)
_TRIES = 2
_SIZE = re.compile(r"(?<![\w.])(\d+(?:\.\d+)?)\s*([bm])(?![a-z0-9])", re.IGNORECASE)


async def worded(diagnosis: Diagnosis, desk: Desk) -> Diagnosis:
    """Return the diagnosis with a model's sentence that passed the check; unchanged where none did."""

    async def attempt(rung: Rung) -> Explanation | None:
        if too_small(rung.name):
            desk.notes.append(f"`{rung.name}` is too small to be asked for words")
            return None
        text = sheet(diagnosis)
        for _ in range(_TRIES):
            said, wrong = await sentence(diagnosis, desk, rung, text)
            if not wrong:
                return Explanation(text=said, proposer=rung.name)
            text = f"{sheet(diagnosis)}\nA sentence was refused because {wrong}."
        return None

    explanation = await desk.climb(Role.WRITER, attempt)
    return diagnosis if explanation is None else replace(diagnosis, explanation=explanation)


async def sentence(diagnosis: Diagnosis, desk: Desk, rung: Rung, text: str) -> tuple[str, str]:
    """Return what a model says, and why it may not be shown (empty: it may)."""
    request = Request(
        system=f"{INSTRUCTIONS}\n{RULE}",
        messages=(Message(speaker=Speaker.USER, text=text),),
        max_tokens=120,
    )
    reply = await desk.ask(rung, Role.WRITER, request)
    said = first_sentence(reply.text)
    cut = reply.ended == "length" and said == " ".join(reply.text.split())
    return said, "it did not come to an end" if cut else objection(said, diagnosis)


def too_small(model: str) -> bool:
    """Whether a model's name says that it has less than a billion parameters."""
    found = _SIZE.search(model.replace("-", " ").replace(":", " "))
    if found is None:
        return False
    return float(found[1]) * (1.0 if found[2].lower() == "b" else 0.001) < 1.0
