"""Which share of cases does the assistant get right, and how fast is it?"""

import json
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterable, Sequence
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from analyzers.errors import InputError, UsageError
from assistant.evals.harness import Cases, Evaluation, Record, Report, Table, predictions, read_cases

_ROOT = Path(__file__).resolve().parents[2]  # of a checkout: a wheel holds no fixtures

NAMES = {
    "router": "routing of problems",
    "traceback": "reading of tracebacks",
    "syntax": "repair of syntax errors",
    "bugs": "crashing and wrong programs",
    "retrieval": "search for answers",
}
_WITH_MODELS = ("router", "syntax", "bugs")


def configure(parser: ArgumentParser) -> None:
    """Add one subcommand per evaluation that this installation has."""
    names = parser.add_subparsers(dest="evaluation", metavar="WHAT", required=True)
    for name, summary in NAMES.items():
        module = f"assistant.evals.{name}"
        if find_spec(module) is None:
            continue
        evaluation: Evaluation = import_module(module).EVALUATION
        sub = names.add_parser(name, help=summary, description=f"Measure {summary}.", allow_abbrev=False)
        _add_options(sub, evaluation)
        if evaluation.configure is not None:
            evaluation.configure(sub)


def _add_options(parser: ArgumentParser, evaluation: Evaluation) -> None:
    if evaluation.load is None:
        parser.add_argument(
            "--cases",
            nargs="+",
            metavar="FILE",
            help="JSONL files or folders of them; default: our own fixtures",
        )
    parser.add_argument("--json", action="store_true", help="print the report as JSON")
    parser.add_argument("--predictions", metavar="OUT", help="write one prediction per line to this file")
    parser.add_argument(
        "--jobs", type=_positive, default=0, metavar="N", help="default: one per core; one with models"
    )
    parser.add_argument(
        "--case-timeout",
        type=_seconds,
        default=0.0,
        metavar="SECONDS",
        help=f"for one case; default: {evaluation.timeout:g}, and what models may take",
    )
    parser.add_argument(
        "--models",
        choices=("none", "local", "cloud"),
        default="none",
        help="language models to use; default: none",
    )


def run(args: Namespace) -> int:
    """Measure, print the report, and return 0; a case that fails is a result, not a failure.

    Raises UsageError for what cannot be asked and InputError when there is nothing to measure.
    """
    _choose_models(args)
    evaluation: Evaluation = import_module(f"assistant.evals.{args.evaluation}").EVALUATION
    loaded = _load(evaluation, args)
    for line in loaded.malformed:
        print(line, file=sys.stderr)  # noqa: T201  # narration
    if not loaded.cases:
        raise InputError("there is no usable case", "a case is one JSON object per line; see docs/eval.md")
    results = _predict(evaluation, loaded.cases, args)
    report = evaluation.score(loaded.cases, results)
    errors = sum("error" in result for result in results)
    if args.json:
        counts = {"cases": len(loaded.cases), "malformed": len(loaded.malformed), "errors": errors}
        from assistant.evals.models import names

        head = {"eval": args.evaluation, "models": args.models, "asked": list(names())}
        print(json.dumps(head | counts | report.data, indent=2))  # noqa: T201  # the result
    else:
        print(_text(args, loaded, errors, report))  # noqa: T201  # the result
    if evaluation.finish is not None:
        evaluation.finish(args, loaded.cases, results, report)
    return 0


def _choose_models(args: Namespace) -> None:
    """Set what models the predictions use. Raises UsageError for what cannot be measured."""
    if args.models == "none":
        return
    if args.evaluation not in _WITH_MODELS:
        raise UsageError(
            f"models take no part in `eval {args.evaluation}`",
            "leave `--models` out: the figures are the same",
        )
    from dataclasses import replace

    from assistant.evals.models import measure_with
    from tools.configuration import Use, load
    from tui.models import allowed

    configuration = load()
    models = replace(configuration.models, use=allowed(Use(args.models), configuration.models.use))
    measure_with(replace(configuration, models=models))


def _load(evaluation: Evaluation, args: Namespace) -> Cases:
    if evaluation.load is not None:
        return evaluation.load(args)
    paths: Sequence[str | Path] = args.cases or ()
    if not paths:
        own = _ROOT / evaluation.fixtures
        if not evaluation.fixtures or not own.is_dir():
            raise UsageError("there are no cases to measure", "name them: `--cases FILE`")
        paths = [own]
    return read_cases(paths, evaluation.problem)


def _predict(evaluation: Evaluation, cases: Sequence[Record], args: Namespace) -> list[Record]:
    from assistant.evals.models import names, patience

    # A model's server at home answers one question at a time: what waits for another case would seem slow.
    jobs = args.jobs or (1 if names() else 0)
    limit = args.case_timeout or evaluation.timeout + patience(evaluation.answers)
    results: list[Record] = []
    out = None
    try:
        if args.predictions:
            out = Path(args.predictions).open("w", encoding="utf-8")  # noqa: SIM115  # closed below
        for result in predictions(evaluation, cases, jobs=jobs, timeout=limit):
            results.append(result)
            if out is not None:
                out.write(json.dumps(result) + "\n")
    except OSError as error:
        raise InputError(f"cannot write the predictions: {error}") from error
    finally:
        if out is not None:
            out.close()
    return results


def _text(args: Namespace, loaded: Cases, errors: int, report: Report) -> str:
    from assistant.evals.models import names

    asked = f" ({', '.join(names())})" if names() else ""
    head = f"eval {args.evaluation}: {len(loaded.cases)} cases, models: {args.models}{asked}"
    if loaded.malformed:
        head += f", {len(loaded.malformed)} malformed lines left out"
    if errors:
        head += f", {errors} failed"
    return "\n\n".join([head, *map(_table, report.tables)])


def _table(table: Table) -> str:
    rows = [table.header, *table.rows] if any(table.header) else list(table.rows)
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join([table.title, *(f"  {_row(row, widths)}".rstrip() for row in rows)])


def _row(cells: Iterable[str], widths: Sequence[int]) -> str:
    """Text to the left, numbers to the right."""
    return "  ".join(
        cell.rjust(width) if cell[:1].isdigit() and cell.isascii() else cell.ljust(width)
        for cell, width in zip(cells, widths, strict=True)
    )


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ValueError(text)
    return number


def _seconds(text: str) -> float:
    number = float(text)
    if not 0 < number < float("inf"):
        raise ValueError(text)
    return number
