"""Which of several verified fixes would the author have made? A model may say; it must say it twice.

The fixes are shown last one first, and in their own order. A model that names a place rather than a fix contradicts
itself, and then the order stays as it was. One that takes the first fix, though it is shown last, need not be asked again:
models lean to what they read first (Zheng et al., *Judging LLM-as-a-Judge*, 2023).
"""

from dataclasses import replace

from analyzers.diff import unified
from analyzers.facts import Diagnosis, Fix, Status
from assistant.advice.sheet import sheet, sources
from assistant.models.data import RULE, block
from assistant.models.desk import Desk, Role, Rung
from assistant.models.provider import Message, Request, Speaker

_INSTRUCTIONS = (
    "Several changes of a program were run and all pass. Say which one its author most likely meant: the one that is "
    "right for every input and in the style of the code around it. Answer with its number."
)
_MOST = 4


async def chosen(diagnosis: Diagnosis, desk: Desk) -> Diagnosis:
    """Return the diagnosis with the fix first that a model prefers, where it is sure."""
    verified = [fix for fix in diagnosis.fixes if fix.status is Status.VERIFIED][:_MOST]
    if len(verified) < 2 or not desk.rungs(Role.REASONER):
        return diagnosis
    texts = {code.path: code.text for code in diagnosis.code}
    facts = f"{sheet(replace(diagnosis, fixes=()))}\n{sources(diagnosis, 3_000)}"

    async def attempt(rung: Rung) -> tuple[Fix, str] | None:
        named = await _asked(desk, rung, facts, verified[::-1], texts)
        if named is verified[0] or named is await _asked(desk, rung, facts, verified, texts):
            return named, rung.name
        return None

    preferred = await desk.climb(Role.REASONER, attempt)
    if preferred is None or preferred[0] is verified[0]:
        return diagnosis
    fix, name = preferred
    rest = tuple(one for one in diagnosis.fixes if one is not fix)
    return replace(
        diagnosis,
        fixes=(fix, *rest),
        notes=(*diagnosis.notes, f"`{name}` prefers this fix to `{verified[0].title}`; both are verified"),
    )


async def _asked(desk: Desk, rung: Rung, facts: str, fixes: list[Fix], texts: dict[str, str]) -> Fix:
    shown = "\n".join(
        block(f"change {number}", unified(fix, texts), 1_500) for number, fix in enumerate(fixes, 1)
    )
    schema = {
        "type": "object",
        "properties": {"number": {"type": "integer", "enum": list(range(1, len(fixes) + 1))}},
        "required": ["number"],
        "additionalProperties": False,
    }
    request = Request(
        system=f"{_INSTRUCTIONS}\n{RULE}",
        messages=(Message(speaker=Speaker.USER, text=f"{facts}\n{shown}"),),
        schema=schema,
        max_tokens=40,
    )
    reply = await desk.ask(rung, Role.REASONER, request)
    return fixes[int(reply.value["number"]) - 1]
