"""How often does the router send a problem the right way, and does it know how sure it may be?"""

from argparse import ArgumentParser, Namespace
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from time import perf_counter

from analyzers.facts import Problem, Route, Stage
from analyzers.text import clean
from analyzers.traceback import read
from assistant.evals import corrections, router_model, router_orders
from assistant.evals.harness import HELD_BACK, Evaluation, Record, Report, Table, needs_text
from assistant.evals.measures import percentile, share_data, share_text, wilson
from assistant.evals.models import measured

ROUTES = tuple(route.value for route in Route)
_STAGES = (Stage.STRUCTURE, Stage.SEMANTIC, Stage.KEYWORD)
_BINS = 10
_COVERAGES = (0.2, 0.4, 0.6, 0.8, 0.9, 1.0)
_SHOWN_MISTAKES = 10


def predict(case: Record) -> Record:
    """Route one text, and say what each stage alone and the cascade without each stage would have said."""
    from assistant.evals.router_asked import Asked
    from assistant.router.cascade import Cascade, configured, decide_on
    from assistant.router.corrections import load as load_corrections
    from assistant.router.view import view

    asked = Asked()
    started = perf_counter()
    text = clean(case["input"])
    seen = view(Problem(text=text), read(text))
    decision = decide_on(configured(measured(), offline=True), seen, asked.functions)
    seconds = perf_counter() - started
    alone = {stage.value: asked.functions[stage](seen, ()) for stage in _STAGES}
    full = Cascade()
    without = {
        stage.value: decide_on(
            Cascade(order=tuple(each for each in full.order if each is not stage)), seen, asked.functions
        ).route.value
        for stage in _STAGES
    }
    told = (
        {"uncorrected": decide_on(Cascade(corrections=()), seen, asked.functions).route.value}
        if load_corrections()
        else {}
    )
    return {
        "id": case["id"],
        "label": decision.route.value,
        "confidence": round(decision.confidence, 4),
        "stage": decision.stage.value,
        "reasons": [signal.what for signal in decision.signals],
        "latency_ms": round(seconds * 1000, 3),
        "stages": {
            name: {"label": opinion.route.value, "confidence": round(opinion.confidence, 4)}
            if opinion
            else None
            for name, opinion in alone.items()
        },
        "without": without,
        "orders": router_orders.measure(seen, asked),
        **router_model.part(decision, decide_on(full, seen, asked.functions).route),
        **told,
    }


def problem_of(case: Record) -> str:
    """Return what is wrong with a case, or an empty string."""
    wrong = needs_text(case, "input", "label")
    if not wrong and case["label"] not in ROUTES:
        wrong = f"`label` is `{case['label']}`, which is none of {', '.join(ROUTES)}"
    return wrong


def score(cases: Sequence[Record], predictions: Sequence[Record]) -> Report:
    """Return accuracy in all its parts, calibration, the stages' shares and the worst mistakes."""
    pairs = list(zip(cases, predictions, strict=True))
    right = [case["label"] == seen.get("label") for case, seen in pairs]
    confidences = [float(seen.get("confidence", 0.0)) for _, seen in pairs]
    latencies = [float(seen["latency_ms"]) for _, seen in pairs if "latency_ms" in seen]
    error, reliability = calibration(right, confidences)
    parts = _parts(pairs)
    f1 = macro_f1(pairs)
    clear = [seen.get("label") for case, seen in pairs if case["label"] != "unclear"]
    false_unclear = sum(label == "unclear" for label in clear)
    risk = risk_at_coverage(right, confidences)
    data: Record = {
        "accuracy": share_data(sum(right), len(right)),
        "macro_f1": f1,
        "ece": error,
        "false_unclear": share_data(false_unclear, len(clear)),
        "parts": {name: share_data(hits, total) for name, (hits, total) in parts.items()},
        "confusion": {
            truth: Counter(str(seen.get("label")) for case, seen in pairs if case["label"] == truth)
            for truth in ROUTES
        },
        "reliability": reliability,
        "risk_coverage": risk,
        "stages": _stages(pairs),
        "latency_ms": {"p50": percentile(latencies, 0.5), "p95": percentile(latencies, 0.95)},
        "mistakes": _mistakes(pairs),
        "orders": router_orders.score(pairs),
        "corrections": corrections.measure(pairs),
        "model": router_model.score(pairs),
    }
    return Report(tables=tuple(_tables(data)), data=data)


def calibration(right: Sequence[bool], confidences: Sequence[float]) -> tuple[float, list[Record]]:
    """Return the expected calibration error (Naeini et al., 2015, ten equal bins) and the bins."""
    bins: list[Record] = []
    error = 0.0
    for index in range(_BINS):
        low, high = index / _BINS, (index + 1) / _BINS
        inside = [
            (hit, sure)
            for hit, sure in zip(right, confidences, strict=True)
            if low <= sure < high or (index == _BINS - 1 and sure == 1.0)
        ]
        if not inside:
            continue
        accuracy = sum(hit for hit, _ in inside) / len(inside)
        mean = sum(sure for _, sure in inside) / len(inside)
        error += abs(accuracy - mean) * len(inside) / len(right)
        bins.append(
            {"low": low, "high": high, "cases": len(inside), "confidence": mean, "accuracy": accuracy}
        )
    return error, bins


def risk_at_coverage(right: Sequence[bool], confidences: Sequence[float]) -> list[Record]:
    """Return the error rate among the surest share of the cases, for several shares."""
    ranked = sorted(zip(confidences, right, strict=True), key=lambda item: -item[0])
    rows: list[Record] = []
    for coverage in _COVERAGES:
        taken = ranked[: max(1, round(coverage * len(ranked)))]
        rows.append({"coverage": coverage, "risk": 1 - sum(hit for _, hit in taken) / len(taken)})
    return rows


def macro_f1(pairs: Iterable[tuple[Record, Record]]) -> float:
    """Return the mean over the routes that occur of their F1 score."""
    pairs = list(pairs)
    scores = []
    for route in ROUTES:
        truth = sum(case["label"] == route for case, _ in pairs)
        said = sum(seen.get("label") == route for _, seen in pairs)
        both = sum(case["label"] == route == seen.get("label") for case, seen in pairs)
        if truth:
            scores.append(2 * both / (truth + said))
    return sum(scores) / len(scores) if scores else 0.0


def _parts(pairs: Sequence[tuple[Record, Record]]) -> dict[str, tuple[int, int]]:
    """Count hits by label, kind, language and hardness."""
    totals: dict[str, list[bool]] = {}
    for case, seen in pairs:
        hit = case["label"] == seen.get("label")
        names = [f"label {case['label']}"]
        names.extend(f"{name} {case[name]}" for name in ("kind", "lang") if case.get(name))
        if "hard" in case:
            names.append("hard" if case["hard"] else "not hard")
        for name in names:
            totals.setdefault(name, []).append(hit)
    return {name: (sum(hits), len(hits)) for name, hits in sorted(totals.items())}


def _stages(pairs: Sequence[tuple[Record, Record]]) -> Record:
    """How good is each stage alone, how often does it decide, and what is the cascade without it?"""
    rows: Record = {}
    for stage in _STAGES:
        spoke = [
            (case["label"] == said["label"])
            for case, seen in pairs
            if (said := (seen.get("stages") or {}).get(stage.value))
        ]
        decided = [
            case["label"] == seen.get("label") for case, seen in pairs if seen.get("stage") == stage.value
        ]
        without = [case["label"] == (seen.get("without") or {}).get(stage.value) for case, seen in pairs]
        rows[stage.value] = {
            "alone": share_data(sum(spoke), len(spoke)),
            "decided": share_data(sum(decided), len(decided)),
            "cascade_without": share_data(sum(without), len(without)),
        }
    return rows


def _mistakes(pairs: Sequence[tuple[Record, Record]]) -> list[Record]:
    shown = [pair for pair in pairs if HELD_BACK not in pair[0]]
    wrong = [(case, seen) for case, seen in shown if case["label"] != seen.get("label")]
    wrong.sort(key=lambda pair: -float(pair[1].get("confidence", 0.0)))
    return [
        {
            "id": case["id"],
            "label": case["label"],
            "said": seen.get("label"),
            "confidence": seen.get("confidence"),
            "stage": seen.get("stage"),
            "reasons": (seen.get("reasons") or [])[:2],
            "input": " ".join(str(case["input"]).split())[:90],
        }
        for case, seen in wrong[:_SHOWN_MISTAKES]
    ]


def _tables(data: Record) -> Iterable[Table]:
    accuracy = data["accuracy"]
    low, high = wilson(accuracy["hits"], accuracy["total"])
    latency = data["latency_ms"]
    yield Table(
        title="router",
        header=("measure", "value"),
        rows=(
            ("accuracy", share_text(accuracy["hits"], accuracy["total"])),
            ("95% interval", f"{low:.1%} to {high:.1%}"),
            ("macro F1", f"{data['macro_f1']:.3f}"),
            ("calibration error (ECE)", f"{data['ece']:.3f}"),
            (
                "unclear though clear",
                share_text(data["false_unclear"]["hits"], data["false_unclear"]["total"]),
            ),
            ("time p50 / p95", f"{latency['p50']:.1f} / {latency['p95']:.1f} ms"),
        ),
    )
    yield Table(
        title="confusion (rows: truth)",
        header=("", *ROUTES),
        rows=tuple(
            (truth, *(str(row.get(said, 0)) for said in ROUTES)) for truth, row in data["confusion"].items()
        ),
    )
    yield Table(
        title="parts",
        header=("part", "right"),
        rows=tuple((name, share_text(part["hits"], part["total"])) for name, part in data["parts"].items()),
    )
    yield Table(
        title="stages",
        header=("stage", "alone, when it speaks", "when it decides", "cascade without it"),
        rows=tuple(
            (
                name,
                *(
                    share_text(row[key]["hits"], row[key]["total"])
                    for key in ("alone", "decided", "cascade_without")
                ),
            )
            for name, row in data["stages"].items()
        ),
    )
    yield Table(
        title="reliability",
        header=("confidence", "cases", "mean", "right"),
        rows=tuple(
            (
                f"{row['low']:.1f}-{row['high']:.1f}",
                str(row["cases"]),
                f"{row['confidence']:.3f}",
                f"{row['accuracy']:.3f}",
            )
            for row in data["reliability"]
        ),
    )
    yield Table(
        title="risk against coverage",
        header=("surest share", "wrong"),
        rows=tuple((f"{row['coverage']:.0%}", f"{row['risk']:.1%}") for row in data["risk_coverage"]),
    )
    if data["orders"]:
        yield router_orders.table(data["orders"])
    if data["model"]:
        yield router_model.table(data["model"])
    if data["corrections"]:
        yield corrections.table(data["corrections"])
    yield Table(
        title="most confident mistakes",
        header=("case", "truth", "said", "sure", "stage", "input"),
        rows=tuple(
            (
                row["id"],
                row["label"],
                str(row["said"]),
                str(row["confidence"]),
                str(row["stage"]),
                row["input"],
            )
            for row in data["mistakes"]
        ),
    )


def _configure(parser: ArgumentParser) -> None:
    parser.add_argument("--html", metavar="OUT", help="write one self-contained page with plots")


def _finish(args: Namespace, _: Sequence[Record], __: Sequence[Record], report: Report) -> None:
    if args.html:
        from assistant.evals.router_page import page

        Path(args.html).write_text(page(report.data), encoding="utf-8")


EVALUATION = Evaluation(
    predict=predict,
    score=score,
    inputs=("input",),
    problem=problem_of,
    fixtures="fixtures/routing",
    timeout=20.0,
    configure=_configure,
    finish=_finish,
)
