"""How is a model made that words a cause as we want it? Out of another one, with our instructions built in."""

from assistant.advice.words import INSTRUCTIONS
from assistant.models.data import RULE
from assistant.models.ollama_chat import create

NAME = "debugassist-writer"
_PARAMETERS = {"temperature": 0, "num_predict": 120}


def name_of(base: str) -> str:
    """Return what the writer made from a model is called; the tag keeps saying how large it is."""
    _, _, tag = base.rpartition("/")[2].partition(":")
    return f"{NAME}:{tag or 'latest'}"


def modelfile(base: str) -> str:
    """Return the Modelfile for `ollama create`, for whoever makes it by hand."""
    rows = [f"FROM {base}", *(f"PARAMETER {name} {value}" for name, value in _PARAMETERS.items())]
    return "\n".join([*rows, f'SYSTEM """{INSTRUCTIONS} {RULE}"""']) + "\n"


async def build(base: str, host: str) -> str:
    """Make the writer on the server and return its name. Raises ModelError."""
    name = name_of(base)
    await create(name, base, host, f"{INSTRUCTIONS} {RULE}", parameters=_PARAMETERS)
    return name
