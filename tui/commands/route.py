"""Which kind of problem is a text, how sure is that, and what did every stage say?"""

import argparse
import json
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from analyzers.deferred import replace
from analyzers.errors import InputError, ToolError, UsageError
from analyzers.facts import Decision, Problem, Route, Stage
from analyzers.text import clean, visible
from tui.console import emit
from tui.exits import Exit

if TYPE_CHECKING:
    from assistant.router.cascade import Cascade

_ROUTES = tuple(route.value for route in Route)


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options of `debugassist route`."""
    parser.description = "Say which kind of problem a text is: syntax, runtime, logic or unclear."
    parser.add_argument("files", nargs="*", metavar="FILE", help="a file to route; default: standard input")
    parser.add_argument("-t", "--text", metavar="TEXT", help="route this text instead")
    parser.add_argument("--why", action="store_true", help="show the opinion of every stage")
    parser.add_argument(
        "--jsonl",
        action="store_true",
        help='route a stream: one JSON object with an "input" per line in, one decision per line out',
    )
    parser.add_argument(
        "--correct", metavar="ROUTE", choices=_ROUTES, help="remember that this text belongs to ROUTE"
    )
    parser.add_argument(
        "--stages", metavar="A,B,…", help="ask these stages, in this order, instead of the configured ones"
    )
    parser.add_argument("--json", action="store_true", help="print the decision as JSON")


def run(args: argparse.Namespace) -> int:
    """Route what was given and return 0.

    Raises UsageError for options that do not go together, InputError when there is nothing to route.
    """
    if args.jsonl:
        if args.text or args.correct:
            raise UsageError("`--jsonl` goes with neither `--text` nor `--correct`")
        return _stream(args)
    problem = _problem(args)
    if args.correct:
        return _correct(problem, Route(args.correct))
    cascade = _cascade(args, problem.workspace, everyone=args.why or args.json)
    decision = _decide(problem, cascade)
    if args.json or getattr(args, "format", "text") == "json":
        emit(json.dumps(record(decision), ensure_ascii=False))
    else:
        emit("\n".join(lines(decision, why=args.why, model=_silence(cascade))))
    return Exit.OK


def lines(decision: Decision, *, why: bool, model: str = "") -> Iterator[str]:
    """Yield the decision as lines for people; `model` says why the model stage abstained."""
    kind = f", kind {decision.kind}" if decision.kind else ""
    yield f"{decision.route.value} ({decision.confidence:.0%}, decided by {decision.stage.value}{kind})"
    for signal in decision.signals:
        yield f"  - {visible(signal.what)} -> {signal.route.value}"
    if decision.question:
        yield f"  ? {decision.question}"
    for note in decision.notes:
        yield f"  note: {visible(note)}"
    if not why:
        return
    yield ""
    yield "what every stage says"
    opinions = {opinion.stage: opinion for opinion in decision.opinions}
    for stage in Stage:
        if stage is Stage.DEFAULT:
            continue
        opinion = opinions.get(stage)
        if opinion is None:
            absent = model if stage is Stage.MODEL else "it has nothing to go by"
            yield f"  {stage.value:<10} abstains: {absent}"
            continue
        yield f"  {stage.value:<10} {opinion.route.value} ({opinion.confidence:.0%})"
        for signal in opinion.signals:
            yield f"             - {visible(signal.what)} -> {signal.route.value} ({signal.strength:.2f})"


def record(decision: Decision) -> dict[str, Any]:
    """Return the decision as JSON values."""
    return {
        "route": decision.route.value,
        "confidence": round(decision.confidence, 4),
        "stage": decision.stage.value,
        "kind": decision.kind,
        "reasons": [signal.what for signal in decision.signals],
        "question": decision.question,
        "notes": list(decision.notes),
        "stages": {
            opinion.stage.value: {"route": opinion.route.value, "confidence": round(opinion.confidence, 4)}
            for opinion in decision.opinions
        },
    }


def _decide(problem: Problem, cascade: "Cascade") -> Decision:
    from analyzers.traceback import read
    from assistant.router.cascade import decide_with

    return decide_with(cascade, problem, read(problem.text))


def _cascade(args: argparse.Namespace, workspace: str, *, everyone: bool) -> "Cascade":
    """Return the configured cascade, with the order of `--stages` where it is given."""
    from assistant.router.cascade import configured
    from tools.configuration import STAGES, load

    cascade = replace(configured(load(workspace or ".")), everyone=everyone)
    if not args.stages:
        return cascade
    names = [name.strip() for name in args.stages.split(",")]
    known = [stage.value for stage in STAGES]
    if wrong := [name for name in names if name not in known]:
        raise UsageError(f"there is no stage `{wrong[0]}`", f"the stages are {', '.join(known)}")
    return replace(cascade, order=tuple(dict.fromkeys(map(Stage, names))))


def _silence(cascade: "Cascade") -> str:
    if Stage.MODEL not in cascade.order:
        return "it is switched off"
    if cascade.model is None:
        return "no language model is connected: the configuration switches none on"
    return cascade.model.abstained or "it has nothing to go by"


def _problem(args: argparse.Namespace) -> Problem:
    if args.text is not None:
        return Problem(text=clean(args.text))
    from tools.intake import from_files, from_stream

    if args.files:
        return from_files(args.files, stream=sys.stdin.buffer)
    if sys.stdin is None or sys.stdin.isatty():
        raise UsageError("there is nothing to route", "pipe a text, name a file, or give one with `--text`")
    return from_stream(sys.stdin.buffer)


def _correct(problem: Problem, route: Route) -> int:
    from assistant.router.corrections import add

    text = problem.text or "\n".join(code.text for code in problem.code)
    if not text.strip():
        raise InputError("there is no text to remember")
    try:
        where = add(text, route)
    except OSError as error:
        raise ToolError(f"the correction could not be stored: {error}", "check XDG_STATE_HOME") from error
    emit(f"remembered as {route.value} in {where}")
    return Exit.OK


def _stream(args: argparse.Namespace) -> int:
    """Route line by line, so that a stream of any length needs no more memory than its longest line."""
    names = args.files or ["-"]
    cascade = _cascade(args, ".", everyone=args.why)
    for name in names:
        try:
            stream = sys.stdin if name == "-" else open(name, encoding="utf-8", errors="replace")  # noqa: SIM115, PTH123
        except OSError as error:
            raise InputError(f"cannot read `{name}`: {error.strerror}") from error
        with stream:
            for number, line in enumerate(stream, 1):
                if line.strip():
                    emit(json.dumps(_answer(line, f"{name}:{number}", cascade), ensure_ascii=False))
    return Exit.OK


def _answer(line: str, place: str, cascade: "Cascade") -> dict[str, Any]:
    try:
        case = json.loads(line)
        text = case if isinstance(case, str) else case["input"]
        if not isinstance(text, str):
            raise TypeError("`input` is no text")
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        return {"error": f"{place}: {type(error).__name__}: {error}"}
    answer = record(_decide(Problem(text=clean(text)), cascade))
    if not cascade.everyone:
        del answer["stages"]
    identity = case.get("id") if isinstance(case, dict) else None
    return {"id": identity, **answer} if identity is not None else answer
