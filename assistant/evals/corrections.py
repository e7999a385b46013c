"""Do the user's own corrections help the router, on the cases and on each other?

Each correction is routed with all the others and without any: a text that was corrected is no proof for itself.
"""

from collections.abc import Sequence

from analyzers.facts import Problem, Route
from analyzers.text import clean
from analyzers.traceback import read
from assistant.evals.harness import Record, Table
from assistant.evals.measures import share_text

_MOST = 100  # of the latest corrections


def measure(pairs: Sequence[tuple[Record, Record]]) -> Record | None:
    """Return what the corrections change on cases and on each other, or None when there are none."""
    from assistant.router.corrections import load, texts

    stored = texts()[-_MOST:]
    if not stored:
        return None
    vectors = load()[-_MOST:]
    alone = [_route(text, ()) is route for text, route in stored]
    others = [
        _route(text, (*vectors[:index], *vectors[index + 1 :])) is route
        for index, (text, route) in enumerate(stored)
    ]
    told = [
        (case["label"] == seen.get("label"), case["label"] == seen["uncorrected"])
        for case, seen in pairs
        if "uncorrected" in seen
    ]
    return {
        "stored": len(stored),
        "each_other": {"with": sum(others), "without": sum(alone), "total": len(stored)},
        "cases": {
            "with": sum(right for right, _ in told),
            "without": sum(right for _, right in told),
            "total": len(told),
        },
    }


def table(data: Record) -> Table:
    """Return the table for people."""
    rows = [
        (
            name,
            share_text(part["with"], part["total"]),
            share_text(part["without"], part["total"]),
            _verdict(part),
        )
        for name, part in (("the cases", data["cases"]), ("each other", data["each_other"]))
    ]
    return Table(
        title=f"your {data['stored']} corrections, used on",
        header=("", "right with them", "right without", "they"),
        rows=tuple(rows),
    )


def _verdict(part: Record) -> str:
    gained = part["with"] - part["without"]
    return f"help ({gained:+d})" if gained > 0 else f"harm ({gained:+d})" if gained else "change nothing"


def _route(text: str, corrections: tuple[tuple[Route, dict[int, float]], ...]) -> Route:
    from assistant.router.cascade import Cascade, decide_with

    text = clean(text)
    return decide_with(Cascade(corrections=corrections), Problem(text=text), read(text)).route
