"""With which models is the assistant measured? None, unless the person who measures says so.

What is set here before the workers are forked is what they find.
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from assistant.evals.harness import Record, Table

if TYPE_CHECKING:
    from analyzers.facts import Diagnosis
    from tools.configuration import Configuration

_OURS = ("rules", "search", "")
_measured: list["Configuration"] = []


def measure_with(configuration: "Configuration") -> None:
    """Use the models of a configuration in every prediction from here on; its routing is not used."""
    from tools.configuration import Configuration

    _measured[:] = [replace(Configuration(), models=configuration.models)]


def measured() -> "Configuration":
    """Return the configuration that predictions use: as shipped, but for the models."""
    from tools.configuration import Configuration

    return _measured[0] if _measured else Configuration()


def leaves() -> bool:
    """Whether predictions may ask models that are elsewhere."""
    return measured().models.use.value == "cloud"


def names() -> tuple[str, ...]:
    """Return the models that may be asked, for a report to name them."""
    models = measured().models
    if models.use.value == "none":
        return ()
    ladder = dict.fromkeys((f"ollama:{models.router}", *models.writer, *models.reasoner))
    return tuple(name for name in ladder if leaves() or not name.startswith("anthropic:"))


def patience(answers: int) -> float:
    """Return the seconds that models may take for so many answers; they have their own limits for each.

    A case is given them on top of its time: a slow model costs time, never the answer that is there without it.
    """
    return answers * measured().models.problem_seconds if names() else 0.0


def part(diagnosis: "Diagnosis", proposer: str) -> Record:
    """Return what a prediction says of the models' part in it; nothing where they had none."""
    if not names():
        return {}
    cost = diagnosis.cost
    return {
        "proposer": proposer,
        "questions": cost.questions if cost else 0,
        "tokens": cost.read + cost.written if cost else 0,
        "money": round(cost.money, 6) if cost else 0.0,
        "model_notes": list(diagnosis.notes[-4:]),
    }


def added(pairs: Iterable[tuple[Record, bool | None]]) -> tuple[Table, ...]:
    """Return a table of what each proposer has contributed: predictions, and whether each is right."""
    if not names():
        return ()
    counts: dict[str, list[bool | None]] = {}
    money = tokens = questions = 0.0
    for prediction, right in pairs:
        if prediction.get("proposer"):
            counts.setdefault(str(prediction["proposer"]), []).append(right)
        money += prediction.get("money", 0.0)
        tokens += prediction.get("tokens", 0)
        questions += prediction.get("questions", 0)
    rows = [
        (
            name,
            str(len(rights)),
            str(sum(one is True for one in rights)),
            str(sum(one is False for one in rights)),
        )
        for name, rights in sorted(counts.items(), key=lambda item: (item[0] not in _OURS, item[0]))
    ]
    total = ("all questions", f"{questions:.0f}", f"{tokens:.0f} tokens", f"${money:.4f}")
    header = ("proposed by", "fixes", "right", "wrong")
    return (Table(title="what each rung adds", header=header, rows=(*rows, total)),)
