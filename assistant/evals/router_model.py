"""Is a small model right more often, where it is asked for the route, than the ways without it?

Without it a text that the stages are unsure of goes where they lean, or takes the default path, which is `unclear`.
"""

from collections.abc import Sequence

from analyzers.facts import Decision, Route, Stage
from assistant.evals.harness import Record, Table
from assistant.evals.measures import mcnemar, share_data, share_text


def part(decision: Decision, without: Route) -> Record:
    """Return what a prediction says of the model's part in it: where the text goes without it, or why it said nothing."""
    if any(opinion.stage is Stage.MODEL for opinion in decision.opinions):
        return {"without_model": without.value}
    return {"model_failed": decision.notes[-1]} if decision.notes else {}


def score(pairs: Sequence[tuple[Record, Record]]) -> Record:
    """Return how often each way is right on the texts that a model answered; nothing where it was never wanted."""
    asked = [
        (case["label"], seen["label"], seen["without_model"])
        for case, seen in pairs
        if "without_model" in seen
    ]
    failed = sum("model_failed" in seen for _, seen in pairs)
    if not asked and not failed:
        return {}
    ways = {
        "model": [said == label for label, said, _ in asked],
        "stages": [said == label for label, _, said in asked],
        "default": [label == Route.UNCLEAR.value for label, *_ in asked],
    }
    return {
        "failed": failed,
        **{name: share_data(sum(right), len(asked)) for name, right in ways.items()},
        "chance": {name: _chance(ways["model"], ways[name]) for name in ("stages", "default")},
    }


def _chance(model: Sequence[bool], other: Sequence[bool]) -> float:
    pairs = list(zip(model, other, strict=True))
    return mcnemar(
        sum(mine and not theirs for mine, theirs in pairs),
        sum(theirs and not mine for mine, theirs in pairs),
    )


def table(data: Record) -> Table:
    """Return the comparison for people."""
    total = data["model"]["total"]
    late = f", {data['failed']} more were not answered" if data["failed"] else ""
    names = {"model": "with the model", "stages": "the stages alone", "default": "the default path"}
    return Table(
        title=f"the {total} texts that the model was asked about{late}",
        header=("who decides", "right", "by chance"),
        rows=tuple(
            (
                text,
                share_text(data[name]["hits"], total),
                f"p = {data['chance'][name]:.3f}" if name in data["chance"] else "",
            )
            for name, text in names.items()
        ),
    )
