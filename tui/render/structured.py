"""How does a diagnosis read for programs? JSON of the vocabulary's own classes, with a schema number.

`schema` changes when a field is taken away or changes its meaning; fields may be added under the same number.
"""

from typing import Any

from analyzers.diff import unified
from analyzers.facts import Diagnosis, Event

SCHEMA = 1

# Names of the events in the stream; a class name is an implementation, these are a promise.
_NAMES = {
    "Routed": "routed",
    "StepStarted": "step-started",
    "StepProgress": "step-progress",
    "StepFinished": "step-finished",
    "Found": "found",
    "FixProposed": "fix-proposed",
    "FixChecked": "fix-checked",
    "Printed": "printed",
    "Said": "said",
    "Spent": "spent",
    "HandedBack": "handed-back",
    "Known": "known",
    "Done": "done",
    "Failed": "failed",
}


def render(diagnosis: Diagnosis) -> str:
    """Return one JSON document: `schema`, `diagnosis`, and a unified diff per fix in `patches`."""
    import msgspec

    document = {"schema": SCHEMA, "diagnosis": diagnosis, "patches": patches(diagnosis)}
    return msgspec.json.format(msgspec.json.encode(document), indent=2).decode() + "\n"


def schema() -> str:
    """Return the JSON Schema of the document."""
    import msgspec

    fields = [("schema", int), ("diagnosis", Diagnosis), ("patches", list[str])]
    document = msgspec.defstruct("Report", fields)
    return msgspec.json.format(msgspec.json.encode(msgspec.json.schema(document)), indent=2).decode() + "\n"


def render_failure(message: str, hint: str) -> str:
    """Return the JSON document for an assistant that could not go on."""
    import msgspec

    document = {"schema": SCHEMA, "error": {"message": message, "hint": hint}}
    return msgspec.json.format(msgspec.json.encode(document), indent=2).decode() + "\n"


def render_event(event: Event) -> str:
    """Return an event as one line of JSON: `event` names it, the rest are its fields."""
    import msgspec

    fields: dict[str, Any] = msgspec.to_builtins(event)  # a dataclass becomes a dict by definition
    return (
        msgspec.json.encode({"schema": SCHEMA, "event": _NAMES[type(event).__name__]} | fields).decode()
        + "\n"
    )


def patches(diagnosis: Diagnosis) -> list[str]:
    """Return the fixes as unified diffs, in the order of `fixes`."""
    texts = {code.path: code.text for code in diagnosis.code}
    return [unified(fix, texts) for fix in diagnosis.fixes]
