"""How well are tracebacks read: the final exception, every frame, the chain, the number of reports?"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from time import perf_counter
from typing import Any

from analyzers.facts import Raised, Traceback
from assistant.evals.harness import HELD_BACK, Evaluation, Record, Report, Table, needs_text
from assistant.evals.measures import percentile, share_data, share_text


def predict(case: Record) -> Record:
    """Return the exceptions of the last report in `input`, and how many reports the text holds."""
    from analyzers.text import clean
    from analyzers.traceback import read

    started = perf_counter()
    reading = read(clean(case["input"]))
    elapsed = (perf_counter() - started) * 1000
    subject = reading.subject
    return {
        "exceptions": [] if subject is None else exceptions(subject),
        "n_tracebacks": len(reading.tracebacks),
        "style": "" if subject is None else subject.style,
        "ms": round(elapsed, 3),
    }


def exceptions(report: Traceback) -> list[Record]:
    """Return the chain of a report as plain records, the final exception last."""
    return [_exception(raised) for raised in report.chain]


def _exception(raised: Raised) -> Record:
    return {
        "type": raised.type,
        "message": raised.message,
        "frames": [
            {"file": frame.file, "line": frame.line, "function": frame.function} for frame in raised.frames
        ],
    }


def problem(case: Record) -> str:
    """Return what is wrong with a case, or an empty string."""
    expect = case.get("expect")
    if not isinstance(expect, dict) or not isinstance(expect.get("exceptions"), list):
        return needs_text(case, "input") or "`expect.exceptions` is missing or no list"
    wrong = next((text for text in map(_exception_problem, expect["exceptions"]) if text), "")
    return needs_text(case, "input") or wrong


def _exception_problem(exception: Any) -> str:  # as it stands in a stranger's file
    if not isinstance(exception, dict) or not isinstance(exception.get("type"), str):
        return "an expected exception has no `type`"
    if not isinstance(exception.get("frames", []), list):
        return "the `frames` of an expected exception are no list"
    return ""


_Check = Callable[[Record, Record], bool | None]


def _types(expect: Record, seen: Record) -> bool:
    return _final(expect).get("type") == _final(seen).get("type")


def _messages(expect: Record, seen: Record) -> bool | None:
    if not expect["exceptions"] or "message" not in _final(expect):
        return None
    return bool(_final(expect)["message"] == _final(seen).get("message"))


def _frames(expect: Record, seen: Record) -> bool | None:
    if expect["exceptions"] and "frames" not in _final(expect):
        return None
    return _places(_final(expect)) == _places(_final(seen))


def _chains(expect: Record, seen: Record) -> bool:
    """Every exception of the chain: type, message and frames, as far as the case states them."""
    if len(expect["exceptions"]) != len(seen["exceptions"]):
        return False
    return all(
        wanted["type"] == got["type"]
        and wanted.get("message", got["message"]) == got["message"]
        and ("frames" not in wanted or _places(wanted) == _places(got))
        for wanted, got in zip(expect["exceptions"], seen["exceptions"], strict=True)
    )


def _counts(expect: Record, seen: Record) -> bool | None:
    return None if "n_tracebacks" not in expect else bool(expect["n_tracebacks"] == seen["n_tracebacks"])


def _exact(expect: Record, seen: Record) -> bool:
    """The final exception and every one of its frames: what the floors are about."""
    return (
        _types(expect, seen) and _messages(expect, seen) is not False and _frames(expect, seen) is not False
    )


_CHECKS: dict[str, _Check] = {
    "exact": _exact,
    "type": _types,
    "message": _messages,
    "frames": _frames,
    "chain": _chains,
    "reports": _counts,
}


def _final(record: Record) -> Record:
    last: Record = record["exceptions"][-1] if record["exceptions"] else {}
    return last


def _places(exception: Record) -> list[tuple[Any, Any, Any]]:
    return [
        (frame.get("file"), frame.get("line"), frame.get("function")) for frame in exception.get("frames", [])
    ]


def score(cases: Sequence[Record], predictions: Sequence[Record]) -> Report:
    """Return the share of cases read exactly, in all, per family of styles, and what fell short."""
    families: dict[str, dict[str, list[bool]]] = defaultdict(lambda: defaultdict(list))
    misses: list[tuple[str, str, str]] = []
    for case, prediction in zip(cases, predictions, strict=True):
        seen = {"exceptions": [], "n_tracebacks": 0} | prediction
        results = {name: check(case["expect"], seen) for name, check in _CHECKS.items()}
        family = str(case.get("family") or case.get("style") or "all")
        for name, result in results.items():
            if result is not None:
                families[family][name].append(result)
        if HELD_BACK not in case and not all(result in (True, None) for result in results.values()):
            short = ", ".join(name for name, result in results.items() if result is False)
            misses.append((case["id"], str(prediction.get("error") or prediction.get("style", "")), short))
    times = [prediction["ms"] for prediction in predictions if "ms" in prediction]
    totals = {name: _sum(per[name] for per in families.values()) for name in _CHECKS}
    means = [sum(per["exact"]) / len(per["exact"]) for per in families.values() if per["exact"]]
    mean = sum(means) / len(means) if means else 0.0
    return Report(
        tables=(
            Table(
                title="read right, in all (95 % interval)",
                header=("", "share"),
                rows=(
                    *((name, share_text(*totals[name])) for name in _CHECKS),
                    ("mean over families", f"{mean:.1%}"),
                ),
            ),
            Table(
                title="per family",
                header=("family", "cases", *_CHECKS),
                rows=tuple(_family_row(name, families[name]) for name in sorted(families)),
            ),
            Table(title="fell short", header=("case", "read as", "wrong"), rows=tuple(misses)),
            Table(
                title="time",
                header=("p50 ms", "p95 ms"),
                rows=((f"{percentile(times, 0.5):.2f}", f"{percentile(times, 0.95):.2f}"),),
            ),
        ),
        data={
            "accuracy": {name: share_data(*totals[name]) for name in _CHECKS},
            "mean_over_families": mean,
            "families": {
                name: {check: share_data(*_sum([results])) for check, results in families[name].items()}
                for name in sorted(families)
            },
            "misses": [{"id": name, "style": style, "wrong": wrong} for name, style, wrong in misses],
            "ms": {"p50": percentile(times, 0.5), "p95": percentile(times, 0.95)},
        },
    )


def _sum(lists: Iterable[list[bool]]) -> tuple[int, int]:
    everything = [result for results in lists for result in results]
    return sum(everything), len(everything)


def _family_row(name: str, results: dict[str, list[bool]]) -> tuple[str, ...]:
    cells = (f"{sum(results[check])}/{len(results[check])}" if results[check] else "-" for check in _CHECKS)
    return (name, str(len(results["exact"])), *cells)


EVALUATION = Evaluation(
    predict=predict,
    score=score,
    inputs=("input",),
    problem=problem,
    fixtures="fixtures/tracebacks",
    timeout=20.0,
)
