"""In which order should the router's stages be asked?

Every order of the stages is measured on the same cases: how often it is right, and what it costs, which is the
time of the stages that it asks before one decides. Preferred is the cheapest of those that are as good as the
best, give or take what chance would do (`_LEVEL`).
"""

from collections.abc import Mapping, Sequence
from itertools import permutations
from typing import TYPE_CHECKING

from analyzers.facts import Stage
from assistant.evals.harness import Record, Table
from assistant.evals.measures import share_data, share_text
from assistant.router.view import View

if TYPE_CHECKING:
    from assistant.evals.router_asked import Asked

STAGES = (Stage.STRUCTURE, Stage.KEYWORD, Stage.SEMANTIC)
_LEVEL = 0.005  # a share of the cases in which orders may differ and still count as equally good


def measure(seen: View, asked: "Asked") -> dict[str, Record]:
    """Return for each order the route it ends at and its cost in milliseconds."""
    from assistant.router.cascade import Cascade, decide_on

    found: dict[str, Record] = {}
    ended: dict[str, tuple[Stage, ...]] = {}
    for order in permutations(STAGES):
        decision = decide_on(Cascade(order=order), seen, asked.functions)
        said = [opinion.stage for opinion in decision.opinions]
        ended[name(order)] = order[: order.index(said[-1]) + 1] if said else order
        found[name(order)] = {"label": decision.route.value}
    for key, reached in ended.items():  # by now every stage was asked, with and without the keywords
        costs = (
            asked.cost(stage, after_keywords=Stage.KEYWORD in reached[:number])
            for number, stage in enumerate(reached)
        )
        found[key]["ms"] = round(sum(costs), 3)
    return found


def name(order: Sequence[Stage]) -> str:
    """Return an order as one word for each stage."""
    return " > ".join(stage.value for stage in order)


def score(pairs: Sequence[tuple[Record, Record]]) -> Record:
    """Return accuracy and mean cost of each order, the one to prefer, and the one that ships."""
    from assistant.router.cascade import Cascade

    told = [(case, seen["orders"]) for case, seen in pairs if seen.get("orders")]
    if not told:
        return {}
    rows: dict[str, Record] = {}
    for key in told[0][1]:
        right = sum(case["label"] == orders[key]["label"] for case, orders in told)
        cost = sum(float(orders[key]["ms"]) for _, orders in told) / len(told)
        rows[key] = {"accuracy": share_data(right, len(told)), "ms": cost}
    shipped = name([stage for stage in Cascade().order if stage in STAGES])
    return {"rows": rows, "preferred": preferred(rows), "shipped": shipped}


def preferred(rows: Mapping[str, Record]) -> str:
    """Return the cheapest order among those that are as good as the best."""
    best = max(row["accuracy"]["share"] for row in rows.values())
    level = [key for key, row in rows.items() if row["accuracy"]["share"] >= best - _LEVEL]
    return min(level, key=lambda key: float(rows[key]["ms"]))


def table(data: Record) -> Table:
    """Return the comparison for people, best first."""
    ranked = sorted(data["rows"].items(), key=lambda item: (-item[1]["accuracy"]["share"], item[1]["ms"]))
    return Table(
        title="orders of the stages",
        header=("order", "right", "mean time", ""),
        rows=tuple(
            (
                key,
                share_text(row["accuracy"]["hits"], row["accuracy"]["total"]),
                f"{row['ms']:.1f} ms",
                ", ".join(word for word in ("preferred", "shipped") if data[word] == key),
            )
            for key, row in ranked
        ),
    )
