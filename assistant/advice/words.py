"""How would a model say it in one sentence? Only what the facts bear out is taken; the rest stays unseen.

A model below a billion parameters contradicts the facts it is given in half of the cases, so it is not asked.
"""

import re
from dataclasses import replace

from analyzers.facts import Diagnosis, Explanation, Route, Verdict
from analyzers.wording import first_sentence, objection, places
from assistant.models.data import RULE, block
from assistant.models.desk import Desk, Role, Rung
from assistant.models.provider import Message, Request, Speaker

INSTRUCTIONS = (
    "You are given a checked finding about a failing program. Say it again in ONE plain sentence of at most 40 words for "
    "the developer who wrote it: name the line, and say what is so there, in the finding's own words. Keep every `not`, `no` "
    "and `never`. Copy code in backticks exactly. Add nothing that is not given. Advise nothing."
)
# Findings with the sentence that is wanted: small models take the form from them, and wander without. Of the last two each
# is for its own kind of finding: shown that of a test, they speak of tests where there is none.
EXAMPLES = (
    (
        "line 3 of shop.py: `if price > 10`\n`if` begins a block, so its line must end with a colon",
        "On line 3, `if` begins a block, so `if price > 10` must end with a colon.",
    ),
    (
        "line 12 of stock.py: `return shelf[name] * 2`\n`shelf[name]` is `None`, which `*` does not take\nname = 'salt'",
        "Line 12 fails because `shelf[name]` is `None` where `name` is `'salt'`, and `*` does not take `None`.",
    ),
)
RAISED = (
    "line 7 of poll.py: `raise Closed(name)`\n`Closed` was raised by a `raise` at poll.py:7: `name in done` was true",
    "On line 7 `Closed` was raised, because `name in done` was true.",
)
CHECKED = (
    "line 5 of sums.py: `assert total([2, 3]) == 5`\n`total([2, 3])` gave `6` where the test expects `5`",
    "On line 5 the test expects `5` of `total([2, 3])`, and it gave `6`.",
)
_TRIES = 2
_MOST_FACTS = 3
_SIZE = re.compile(r"(?<![\w.])(\d+(?:\.\d+)?)\s*([bm])(?![a-z0-9])", re.IGNORECASE)


async def worded(diagnosis: Diagnosis, desk: Desk) -> Diagnosis:
    """Return the diagnosis with a model's sentence that passed the check; unchanged where none did."""

    async def attempt(rung: Rung) -> Explanation | None:
        if too_small(rung.name):
            desk.notes.append(f"`{rung.name}` is too small to be asked for words")
            return None
        refused = ""
        for _ in range(_TRIES):
            said, wrong = await sentence(diagnosis, desk, rung, refused)
            if not wrong:
                return Explanation(text=said, proposer=rung.name)
            refused = f"\nThe sentence `{said[:200]}` was refused because {wrong}. Say it otherwise."
        desk.notes.append(f"`{rung.name}` said nothing that the facts bear out; the words are ours")
        return None

    explanation = await desk.climb(Role.WRITER, attempt)
    return diagnosis if explanation is None else replace(diagnosis, explanation=explanation)


async def sentence(diagnosis: Diagnosis, desk: Desk, rung: Rung, refused: str = "") -> tuple[str, str]:
    """Return what a model says, and why it may not be shown (empty: it may)."""
    request = Request(system=f"{INSTRUCTIONS}\n{RULE}", messages=asked(diagnosis, refused), max_tokens=120)
    reply = await desk.ask(rung, Role.WRITER, request)
    said = first_sentence(reply.text)
    cut = reply.ended == "length" and said == " ".join(reply.text.split())
    return said, "it did not come to an end" if cut else objection(said, diagnosis)


def asked(diagnosis: Diagnosis, refused: str = "") -> tuple[Message, ...]:
    """Return the conversation that asks for a sentence: the examples, and the finding with what is known beside it.

    Fixes are left out. They are shown beneath in any case, and a model that hears of them invents others.
    """
    messages: list[Message] = []
    # A wrong result is told by its check: what the cause adds is a fix that a search has found, said as a cause.
    checked = diagnosis.decision.route is Route.LOGIC and diagnosis.diagnostics
    for finding, said in (*EXAMPLES, CHECKED if checked else RAISED):
        messages.append(Message(speaker=Speaker.USER, text=block("finding", finding)))
        messages.append(Message(speaker=Speaker.ASSISTANT, text=said))
    rows = [
        f"line {line} of {path or 'the code'}: `{code[:160]}`" for path, line, code in places(diagnosis)[:1]
    ]
    rows.append((diagnosis.diagnostics[0].message if checked else diagnosis.cause)[:400])
    confirmed = [one for one in diagnosis.hypotheses if one.verdict is Verdict.CONFIRMED]
    known = [one.claim for one in confirmed]
    known += [f"{fact.expression} = {fact.value}" for one in confirmed for fact in one.evidence]
    rows += [text[:200] for text in dict.fromkeys(known) if text not in diagnosis.cause][:_MOST_FACTS]
    finding = block("finding", "\n".join(rows), 1_500)
    return (*messages, Message(speaker=Speaker.USER, text=finding + refused))


def too_small(model: str) -> bool:
    """Whether a model's name says that it has less than a billion parameters."""
    found = _SIZE.search(model.replace("-", " ").replace(":", " "))
    if found is None:
        return False
    return float(found[1]) * (1.0 if found[2].lower() == "b" else 0.001) < 1.0
