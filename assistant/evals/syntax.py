"""How well is broken code repaired: the line, a repair that parses, the author's own repair?"""

from collections import defaultdict
from collections.abc import Sequence
from contextlib import nullcontext
from time import perf_counter

from assistant.evals.harness import HELD_BACK, Evaluation, Record, Report, Table, needs_text
from assistant.evals.measures import percentile, share_data, share_text
from assistant.evals.models import added, leaves, measured, names, part
from tools.active import active_compiler

_MEASURES = ("line", "parses", "tree")


def predict(case: Record) -> Record:
    """Return the true line of the defect, the repaired code or null, and what is said of it."""
    from analyzers.syntax import repair

    if names():
        return _advised(case)
    with active_compiler() or nullcontext() as compiler:
        target = None if compiler is None else compiler.target
        started = perf_counter()
        found = repair(case["code"], "", case.get("lang") or "python", target=target)
    elapsed = (perf_counter() - started) * 1000
    best = next(iter(found.fixes), None)
    return {
        "line": found.line,
        "fixed_code": found.text,
        "status": best.status.value if best is not None and found.text is not None else "unverified",
        "explanation": "; ".join(one.message for one in found.diagnostics) or "the code parses",
        "kind": found.diagnostics[0].code if found.diagnostics else "",
        "ms": round(elapsed, 3),
    }


def _advised(case: Record) -> Record:
    """The same with models: they may add a repair where there is none, or choose between several."""
    from analyzers.facts import Code, Done, Problem, Route, Status
    from analyzers.proposal import applied
    from analyzers.text import Lines
    from assistant.diagnose import Assistant, Settings

    started = perf_counter()
    code = Code(text=case["code"], language=case.get("lang") or "python")
    settings = Settings(configuration=measured(), offline=not leaves())
    events = list(Assistant(settings).run(Problem(code=(code,)), Route.SYNTAX))
    if not events or not isinstance(events[-1], Done):
        return {"line": None, "fixed_code": None, "status": "unverified", "explanation": "", "ms": 0.0}
    answer = events[-1].diagnosis
    best = next((fix for fix in answer.fixes if fix.status is Status.VERIFIED), None)
    primary = answer.diagnostics[0].primary if answer.diagnostics else None
    place = best.edits[0].span.start if best is not None else primary.span.start if primary else None
    return {
        "line": Lines(code.text).position(place)[0] if place is not None else None,
        "fixed_code": applied(code.text, best.edits) if best is not None else None,
        "status": best.status.value if best is not None else "unverified",
        "explanation": answer.cause,
        "kind": answer.diagnostics[0].code if answer.diagnostics else "",
        "ms": round((perf_counter() - started) * 1000, 3),
        **part(answer, best.proposer if best is not None else ""),
    }


def problem(case: Record) -> str:
    """Return what is wrong with a case, or an empty string."""
    if not isinstance(case.get("fixed", ""), str):
        return "`fixed` is no text"
    return needs_text(case, "code")


def same_tree(language: str, left: str, right: str) -> bool:
    """Whether two texts have the same syntax tree, positions and comments aside."""
    if language == "python":
        import ast

        try:
            return ast.dump(ast.parse(left)) == ast.dump(ast.parse(right))
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return False
    from analyzers.syntax.grammar.trees import same_tree as same

    return same(language, left, right)


def score(cases: Sequence[Record], predictions: Sequence[Record]) -> Report:
    """Return the shares of right lines, of repairs that parse and of the author's own trees, per language."""
    hits: dict[str, dict[str, list[bool]]] = defaultdict(lambda: defaultdict(list))
    misses: list[tuple[str, ...]] = []
    judged: list[tuple[Record, bool | None]] = []
    for case, prediction in zip(cases, predictions, strict=True):
        language = str(case.get("lang") or "python")
        results = hits[language]
        fixed = prediction.get("fixed_code")
        results["parses"].append(fixed is not None)
        short = [] if fixed is not None else ["parses"]
        if isinstance(case.get("edit_line"), int):
            results["line"].append(prediction.get("line") == case["edit_line"])
            short += [] if results["line"][-1] else ["line"]
        if isinstance(case.get("fixed"), str):
            results["tree"].append(fixed is not None and same_tree(language, fixed, case["fixed"]))
            short += [] if results["tree"][-1] else ["tree"]
            judged.append((prediction, results["tree"][-1] if fixed is not None else None))
        if short and HELD_BACK not in case:
            said = str(prediction.get("error") or prediction.get("kind", ""))
            misses.append((case["id"], said, ", ".join(short)))
    times = [prediction["ms"] for prediction in predictions if "ms" in prediction]
    totals = {
        name: (
            sum(sum(results[name]) for results in hits.values()),
            sum(len(results[name]) for results in hits.values()),
        )
        for name in _MEASURES
    }
    return Report(
        tables=(
            Table(
                title="repaired, in all (95 % interval)",
                header=("", "share"),
                rows=tuple((name, share_text(*totals[name])) for name in _MEASURES),
            ),
            *added(judged),
            Table(
                title="per language",
                header=("language", "cases", *_MEASURES),
                rows=tuple(
                    (language, str(len(results["parses"])), *(_share(results[name]) for name in _MEASURES))
                    for language, results in sorted(hits.items())
                ),
            ),
            Table(title="fell short", header=("case", "said", "what"), rows=tuple(misses)),
            Table(
                title="time",
                header=("", "ms"),
                rows=tuple((f"p{p}", f"{percentile(times, p / 100):.1f}") for p in (50, 95)) if times else (),
            ),
        ),
        data={
            **{name: share_data(*totals[name]) for name in _MEASURES},
            "languages": {
                language: {name: share_data(sum(results[name]), len(results[name])) for name in _MEASURES}
                for language, results in hits.items()
            },
            "ms": {f"p{p}": percentile(times, p / 100) for p in (50, 95)} if times else {},
        },
    )


def _share(results: list[bool]) -> str:
    return f"{sum(results) / len(results):.0%}" if results else "-"


EVALUATION = Evaluation(
    predict=predict,
    score=score,
    inputs=("lang", "code"),
    problem=problem,
    fixtures="fixtures/syntax",
    timeout=30.0,
)
