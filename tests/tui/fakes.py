"""A problem, its whole diagnosis, and assistants that give it: the real protocol, no real work."""

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import replace
from pathlib import Path

from analyzers.facts import (
    Applicability,
    Code,
    Decision,
    Diagnosis,
    Diagnostic,
    Done,
    Edit,
    Event,
    Evidence,
    Failed,
    Fix,
    FixChecked,
    FixProposed,
    Found,
    Frame,
    Hypothesis,
    Intake,
    Known,
    Label,
    Printed,
    Problem,
    Raised,
    Route,
    Routed,
    Signal,
    Snapshot,
    Source,
    Span,
    Stage,
    StateFrame,
    Status,
    StepFinished,
    StepProgress,
    StepStarted,
    Suspect,
    Traceback,
    Variable,
    Verdict,
)

NAME = "till.py"
SOURCE = '''"""Adds up what is in a till."""

RATES = {"eur": 1.0, "usd": 0.9}


def rate_of(currency):
    if currency in RATES:
        return RATES[currency]


def total(coins):
    amount = 0
    for value, currency in coins:
        amount += value * rate_of(currency)
    return amount


print(total([(2, "eur"), (5, "yen")]))
'''
REPORT = """Traceback (most recent call last):
  File "till.py", line 18, in <module>
    print(total([(2, "eur"), (5, "yen")]))
  File "/usr/lib/python3.11/functools.py", line 40, in wrapper
    return call(*args)
  File "/usr/lib/python3.11/functools.py", line 55, in call
    return inner(*args)
  File "till.py", line 14, in total
    amount += value * rate_of(currency)
TypeError: unsupported operand type(s) for *: 'int' and 'NoneType'
"""
_CRASH = "amount += value * rate_of(currency)"


def _span(text: str) -> Span:
    start = SOURCE.index(text)
    return Span(NAME, start, start + len(text))


def _variable(name: str, kind: str, shown: str, *flags: str) -> Variable:
    return Variable(name=name, type=kind, repr=shown, flags=flags)


_AT = SOURCE.index("\n\n\ndef total")
VERIFIED = Fix(
    title="return 0.0 for a currency without a rate",
    edits=(Edit(Span(NAME, _AT, _AT), "\n    return 0.0"),),
    applicability=Applicability.UNSAFE,
    status=Status.VERIFIED,
    check="ran `python till.py` on a copy: exit 0",
)
UNVERIFIED = Fix(
    title="count an unknown rate as 1",
    edits=(Edit(_span("rate_of(currency)\n    return"), "(rate_of(currency) or 1)\n    return"),),
    applicability=Applicability.UNSAFE,
    check="not run",
)
DECISION = Decision(
    route=Route.RUNTIME,
    confidence=0.98,
    stage=Stage.STRUCTURE,
    signals=(Signal(Stage.STRUCTURE, Route.RUNTIME, "the report ends in `TypeError`", 0.98),),
)
FINDING = Diagnostic(
    code="runtime/none-operand",
    message="`rate_of(currency)` is `None`",
    primary=Label(_span("rate_of(currency)\n"), "this is `None`"),
    secondary=(Label(_span("if currency in RATES:"), "when this is false, nothing is returned"),),
    help="return a rate for every currency",
)
TRACEBACK = Traceback(
    chain=(
        Raised(
            type="TypeError",
            message="unsupported operand type(s) for *: 'int' and 'NoneType'",
            frames=(
                Frame(file=NAME, line=18, function="<module>", code='print(total([(2, "eur"), (5, "yen")]))'),
                Frame(
                    file="/usr/lib/python3.11/functools.py",
                    line=40,
                    function="wrapper",
                    code="return call(*args)",
                ),
                Frame(
                    file="/usr/lib/python3.11/functools.py",
                    line=55,
                    function="call",
                    code="return inner(*args)",
                ),
                Frame(file=NAME, line=14, function="total", code=_CRASH),
            ),
        ),
    ),
    style="cpython",
)
SNAPSHOT = Snapshot(
    frames=(
        StateFrame(file=NAME, line=18, function="<module>", variables=(_variable("RATES", "dict", "{...}"),)),
        StateFrame(
            file=NAME,
            line=14,
            function="total",
            variables=(
                Variable(
                    name="coins",
                    type="list",
                    repr="[(2, 'eur'), (5, 'yen')]",
                    size=2,
                    parts=(_variable("[0]", "tuple", "(2, 'eur')"), _variable("[1]", "tuple", "(5, 'yen')")),
                ),
                _variable("currency", "str", "'yen'"),
            ),
            expressions=(_variable("rate_of(currency)", "NoneType", "None", "none"),),
        ),
    )
)
DIAGNOSIS = Diagnosis(
    cause="`rate_of` returns nothing for `'yen'`, so `total` multiplies by `None`",
    decision=DECISION,
    traceback=TRACEBACK,
    diagnostics=(FINDING,),
    hypotheses=(
        Hypothesis(
            code="runtime/none-from-missing-return",
            claim="`rate_of` can end without a `return`",
            verdict=Verdict.CONFIRMED,
            evidence=(Evidence(expression="rate_of(currency)", value="None", where="till.py:14 in total"),),
        ),
        Hypothesis(code="runtime/other", claim="`value` is no number", verdict=Verdict.REJECTED),
    ),
    snapshot=SNAPSHOT,
    suspects=(Suspect(path=NAME, line=7, score=0.9, reasons=("falls through",)),),
    fixes=(VERIFIED, UNVERIFIED),
    sources=(
        Source(title="Why is it None", url="https://example.org/q/1", score=0.8, licence="CC BY-SA 4.0"),
    ),
    code=(Code(text=SOURCE, path=NAME, language="python"),),
    notes=("the program was not run",),
)


def problem(folder: Path, text: str = REPORT) -> Problem:
    """Return the problem, its file lying in a folder."""
    (folder / NAME).write_text(SOURCE)
    return Problem(text=text, workspace=str(folder), intake=Intake.STDIN)


class Answering:
    """Answers questions from the facts, as the assistant does where no model is set up."""

    async def follow_up(
        self,
        question: str,
        problem: Problem,
        diagnosis: Diagnosis,
        earlier: tuple[tuple[str, str], ...] = (),
        spent: float = 0.0,
    ) -> AsyncGenerator[Event]:
        """Yield what the real assistant yields."""
        from assistant.diagnose import Assistant

        async for event in Assistant().follow_up(question, problem, diagnosis, earlier, spent):
            yield event


class Scripted(Answering):
    """An assistant that says what it is told to."""

    def __init__(self, *events: Event) -> None:
        self._events = events

    async def diagnose(self, problem: Problem, route: Route | None = None) -> AsyncGenerator[Event]:
        """Yield the events."""
        for event in self._events:
            yield event


class Whole(Answering):
    """An assistant that finds out everything, and remembers the routes that it was asked to take."""

    def __init__(self) -> None:
        self.routes: list[Route | None] = []
        self.problems: list[Problem] = []

    async def diagnose(self, problem: Problem, route: Route | None = None) -> AsyncGenerator[Event]:
        """Yield what a real run yields."""
        self.routes.append(route)
        self.problems.append(problem)
        yield StepStarted("route", "deciding what kind of problem this is")
        yield StepFinished("route", 0.001)
        yield Routed(DECISION)
        if problem.command:
            yield Printed("stdout", "counting\n")
            yield Printed("stderr", REPORT)
        yield Found(FINDING)
        yield StepStarted("check", "checking the fix")
        yield StepProgress("check", 1, 2)
        yield FixProposed(VERIFIED)
        yield FixChecked(VERIFIED)
        yield StepFinished("check", 0.1)
        yield Done(DIAGNOSIS)


class Stuck(Answering):
    """An assistant that finds one thing and then waits for ever."""

    def __init__(self) -> None:
        self.cancelled = False

    async def diagnose(self, problem: Problem, route: Route | None = None) -> AsyncGenerator[Event]:
        """Yield a decision and a finding; never end."""
        yield Routed(DECISION)
        yield Found(FINDING)
        yield StepStarted("run", "running the program")
        try:
            await asyncio.sleep(3600)
        finally:
            self.cancelled = True


class Pondering(Answering):
    """An assistant whose answer stands, and whose model never comes to an end."""

    async def diagnose(self, problem: Problem, route: Route | None = None) -> AsyncGenerator[Event]:
        """Yield what is known without a model; never end."""
        yield Routed(DECISION)
        yield Known(DIAGNOSIS)
        yield StepStarted("word", "asking a model for a sentence")
        await asyncio.sleep(3600)


class Trying(Answering):
    """An assistant that knows the cause at once, and tries edits until it is told to end."""

    def __init__(self) -> None:
        self.ends = asyncio.Event()

    async def diagnose(self, problem: Problem, route: Route | None = None) -> AsyncGenerator[Event]:
        """Yield what is known after the run; the fix comes when it may."""
        yield Routed(DECISION)
        yield Known(replace(DIAGNOSIS, fixes=()))
        yield StepStarted("search", "trying what would undo common slips, on a copy")
        while not self.ends.is_set():
            await asyncio.sleep(0.01)
        yield Done(DIAGNOSIS)


class Chatty(Answering):
    """An assistant whose program prints without end."""

    async def diagnose(self, problem: Problem, route: Route | None = None) -> AsyncGenerator[Event]:
        """Yield output for as long as it is asked for."""
        yield Routed(DECISION)
        number = 0
        while True:
            number += 1
            yield Printed("stdout", f"line {number}\n")
            if number % 100 == 0:
                await asyncio.sleep(0)


class Broken(Answering):
    """An assistant with a defect."""

    async def diagnose(self, problem: Problem, route: Route | None = None) -> AsyncGenerator[Event]:
        """Yield a decision, then fail."""
        yield Routed(DECISION)
        raise RuntimeError("[/nobody] expected this")


FAILED = Failed("the interpreter `python3.1` is missing", "set one with `--python`")
