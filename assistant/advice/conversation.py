"""How does a model look into a problem, step by step, until it proposes a change that passes?

A bounded loop: the model calls one tool a step, or proposes edits, which are checked at once; what the check says goes
back to it. It ends with a proposal that was verified, or when its steps or its proposals are used up.
"""

import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from analyzers.facts import Applicability, Event, Fix, FixChecked, FixProposed, Status
from analyzers.proposal import MAX_EDITS, Replacement, Unusable, edits_of
from assistant.advice.tools import Toolbox
from assistant.models.data import RULE
from assistant.models.desk import Desk, Role, Rung
from assistant.models.errors import ModelBroken
from assistant.models.provider import Call, Message, Reply, Request, Speaker, Tool

Check = Callable[[Fix], Awaitable[Fix]]
Emit = Callable[[Event], None]
_MAX_PROPOSALS = 3
_EDIT = {
    "type": "object",
    "properties": {
        "path": {"type": "string"},
        "old": {"type": "string"},
        "new": {"type": "string"},
    },
    "required": ["path", "old", "new"],
    "additionalProperties": False,
}
PROPOSE = Tool(
    name="propose",
    description=(
        "Propose the change that mends the cause. `old` is copied exactly from the source, without line numbers; `new` "
        "takes its place. It is run at once, and you are told what that showed."
    ),
    parameters={
        "type": "object",
        "properties": {"why": {"type": "string"}, "edits": {"type": "array", "items": _EDIT}},
        "required": ["why", "edits"],
        "additionalProperties": False,
    },
)
GIVE_UP = Tool(
    name="give_up",
    description="Say that you do not know. Better than a guess.",
    parameters={
        "type": "object",
        "properties": {"why": {"type": "string"}},
        "required": ["why"],
        "additionalProperties": False,
    },
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """What a conversation is about."""

    instructions: str
    opening: str
    texts: Mapping[str, str]  # the files that may be changed
    toolbox: Toolbox
    check: Check
    code: str = ""  # of the diagnostic that a fix answers


async def converse(desk: Desk, rung: Rung, matter: Matter, steps: int, emit: Emit) -> tuple[Fix, ...] | None:
    """Return the proposals of one model, the last of them verified; None when none was. Raises ModelError."""
    messages: list[Message] = [Message(speaker=Speaker.USER, text=matter.opening)]
    tools = (*matter.toolbox.offered, PROPOSE, GIVE_UP)
    tried: list[Fix] = []
    for step in range(steps):
        last = step == steps - 1 or len(tried) >= _MAX_PROPOSALS
        request = Request(
            system=f"{matter.instructions}\n{RULE}",
            messages=tuple(messages),
            tools=(PROPOSE, GIVE_UP) if last else tools,
            max_tokens=900,
        )
        reply = await act(desk, rung, request)
        if not reply.calls:
            messages.append(Message(speaker=Speaker.ASSISTANT, text=reply.text or "..."))
            messages.append(
                Message(speaker=Speaker.USER, text="Call a tool, `propose` a change, or `give_up`.")
            )
            continue
        messages.append(Message(speaker=Speaker.ASSISTANT, text=reply.text, calls=reply.calls))
        for call in reply.calls:
            if call.name == GIVE_UP.name:
                return None
            if call.name != PROPOSE.name:
                said = await matter.toolbox.answer(call)
            elif len(tried) >= _MAX_PROPOSALS:
                return None
            else:
                fix, said = await _tried(call, rung, matter, emit)
                tried += [fix] if fix is not None else []
                if fix is not None and fix.status is Status.VERIFIED:
                    return tuple(tried)
            messages.append(Message(speaker=Speaker.TOOL, text=said, answers=call.id))
    return None


async def _tried(call: Call, rung: Rung, matter: Matter, emit: Emit) -> tuple[Fix | None, str]:
    """A proposal as a fix with its status, and what the model is told of it."""
    try:
        replacements = [
            Replacement(path=str(one["path"]), old=str(one["old"]), new=str(one["new"]))
            for one in list(call.arguments.get("edits") or ())[: MAX_EDITS + 1]
        ]
        edits = edits_of(replacements, matter.texts)
    except (Unusable, KeyError, TypeError) as error:
        return None, f"the proposal was not tried: {error}"
    fix = Fix(
        title=_title(replacements),
        edits=edits,
        applicability=Applicability.UNSAFE,
        proposer=rung.name,
        code=matter.code,
    )
    emit(FixProposed(fix))
    checked = await matter.check(fix)
    emit(FixChecked(checked))
    return checked, f"{checked.status}: {checked.check}"


def _title(replacements: list[Replacement]) -> str:
    """What the change does, in our words: the model's reason is no fact."""
    first = replacements[0]
    old, new = (" ".join(part.split()) for part in (first.old, first.new))
    if len(replacements) == 1 and max(len(old), len(new)) <= 60:
        return f"replace `{old}` by `{new}`" if new else f"remove `{old}`"
    paths = sorted({one.path for one in replacements})
    return f"change {', '.join(f'`{path}`' for path in paths)}"


async def act(desk: Desk, rung: Rung, request: Request) -> Reply:
    """Return a reply with calls of tools, also from a model that is not made for them. Raises ModelError.

    Such a model answers under a JSON Schema that names a tool and its fields, which small ones keep to more surely.
    """
    if rung.provider.vendor != "ollama":
        return await desk.ask(rung, Role.REASONER, request)
    fields: dict[str, Any] = {}
    for tool in request.tools:
        fields |= tool.parameters["properties"]
    told = "\n".join(
        f"{tool.name}({', '.join(tool.parameters['properties'])}): {tool.description}"
        for tool in request.tools
    )
    schema = {
        "type": "object",
        "properties": {"tool": {"type": "string", "enum": [tool.name for tool in request.tools]}} | fields,
        "required": ["tool"],
        "additionalProperties": False,
    }
    flat = replace(
        request,
        system=f'{request.system}\nAnswer with JSON: "tool" and its fields. The tools:\n{told}',
        messages=tuple(_flat(message) for message in request.messages),
        tools=(),
        schema=schema,
    )
    reply = await desk.ask(rung, Role.REASONER, flat)
    value = dict(reply.value)
    name = str(value.pop("tool"))
    called = next((one for one in request.tools if one.name == name), None)
    if called is None:
        raise ModelBroken(f"`{rung.name}` called a tool that there is not")
    wanted = {one: value[one] for one in called.parameters["properties"] if one in value}
    call = Call(id=f"call-{len(request.messages)}", name=name, arguments=wanted)
    return replace(reply, text="", calls=(call,))


def _flat(message: Message) -> Message:
    """A turn without calls: they become its text."""
    if message.calls:
        call = message.calls[0]
        text = json.dumps({"tool": call.name, **call.arguments}, ensure_ascii=False)
        return Message(speaker=Speaker.ASSISTANT, text=text)
    if message.speaker is Speaker.TOOL:
        return Message(speaker=Speaker.USER, text=message.text)
    return message
