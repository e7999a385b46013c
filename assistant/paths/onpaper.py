"""What does code that came with a question do, worked through on paper, where nothing may be run?

Python only, and only what hangs on nothing outside the code: then the exception, the loop that never ends or the
wrong value is known without a run, and an edit that mends it can be tried in the same way.
"""

import textwrap
from collections.abc import Iterator, Sequence
from math import exp
from time import process_time

from analyzers.deferred import regex, replace
from analyzers.facts import (
    Code,
    Diagnosis,
    Diagnostic,
    Evidence,
    Fix,
    Hypothesis,
    Label,
    Span,
    Suspect,
    Traceback,
    Verdict,
)
from analyzers.logic.asked import calls_in
from analyzers.logic.comparison import Comparison, short
from analyzers.logic.edits import Candidate
from analyzers.logic.expected import STEPS, Expected, expectations
from analyzers.logic.paper import MOST_SURVIVORS, Repair, passing_by, ranked, search
from analyzers.logic.pitfalls import pitfalls
from analyzers.logic.program import Program
from analyzers.rehearsal import Outcome, rehearse
from analyzers.rehearsal.machine import Loop
from analyzers.rehearsal.report import report_of
from analyzers.text import Lines
from assistant.diagnose import Task
from assistant.fixes import fix_of

NOTE = "nothing was run: the code was worked through on paper"
_SECONDS = 2.0  # of processor time for the search
_NAMES = frozenset({"NameError", "UnboundLocalError", "ImportError", "ModuleNotFoundError"})
_EXCEPTION = regex(r"\b[A-Z]\w*(?:Error|Exception|Warning|Iteration)\b")
_MOST_PIECES = 8  # of code
_MOST_CALLS = 3  # of a question
_MOST_SHOWN = 2
_MOST_SUSPECTS = 5
_MOST_LINES, _LONGEST_LINE = 10, 200  # of an output that is shown
_SMALL = 2_000  # characters of code whose language its looks did not tell
_HELP = "run the check that fails to find the line and a fix: `debugassist logic FILE --expect 'f(3) == 6'`"
_CLOSE = 0.5  # in score: so near to the best that it may be the one that was meant


def stopped(task: Task) -> tuple[Task, Traceback] | None:
    """Return the report that the code would end in, and the task with the code as that report names it."""
    text = _said(task)
    named = set(_EXCEPTION.findall(text)) if _spoken(task) else set()
    for code in _pieces(task):
        for piece in (
            code,
            *(replace(code, text=f"{code.text}\n{call}") for call in calls_in(text)[:_MOST_CALLS]),
        ):
            outcome = rehearse(piece.text, most=STEPS)
            report = None if outcome is None else report_of(outcome, piece)
            if outcome is None or report is None or outcome.compared:
                continue
            if named and outcome.exception not in named:
                continue  # it is not what the question is about
            if not named and outcome.exception in _NAMES and _spoken(task):
                continue  # people leave out what they think does not matter
            notes = (*task.problem.notes, NOTE)
            return replace(task, problem=replace(task.problem, code=(piece,), notes=notes)), report
    return None


def ending(task: Task) -> Diagnosis | None:
    """Return where code of another language stops, as far as that is known on paper."""
    from analyzers.dryrun import dry_run

    for code in task.problem.code[:_MOST_PIECES]:
        end = dry_run(code.text, code.language)
        if end is None or not end.name or end.guessed or end.name_only or end.wild or end.compared:
            continue
        span = Span(code.path, *Lines(code.text).written(end.line))
        cause = f"worked through on paper, the code stops here with `{end.name}`"
        return Diagnosis(
            cause=cause,
            decision=task.decision,
            diagnostics=(Diagnostic(code="runtime/stops", message=cause, primary=Label(span)),),
            code=(code,),
            notes=(*task.problem.notes, NOTE),
        )
    return None


def _said(task: Task) -> str:
    return f"{task.problem.question}\n{task.problem.text}".strip()


def _spoken(task: Task) -> bool:
    """Whether more was handed over than the code itself."""
    shown = sum(len("".join(code.text.split())) for code in task.problem.code)
    return bool(task.problem.question) or len("".join(task.problem.text.split())) > shown + 12


def checked(code: Code, fix: Fix) -> Fix:
    """Return a fix with what the changed code does on paper, where that can be told."""
    text = code.text
    for edit in sorted(fix.edits, key=lambda one: -one.span.start):
        text = text[: edit.span.start] + edit.text + text[edit.span.end :]
    outcome = rehearse(textwrap.dedent(text), most=STEPS)
    if outcome is None or outcome.unfinished or not outcome.sure or not (outcome.busy or outcome.exception):
        return fix
    if outcome.exception in _NAMES:
        return fix  # it hangs on what was left out
    if outcome.exception:
        end = f"it ends in `{outcome.exception}` at line {outcome.line}"
    else:
        end = f"it runs to its end{_prints(outcome)}"
    return replace(fix, check=f"{NOTE}; with this change {end}")


def answered(task: Task, diagnosis: Diagnosis) -> Diagnosis:
    """Return the diagnosis with what the code does instead of what was expected, and the edits that mend it."""
    if diagnosis.hypotheses or diagnosis.suspects or task.reading.subject is not None:
        return diagnosis
    for code in _pieces(task):
        try:
            program = Program(code.path, code.text)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            continue
        wanted = list(expectations(program, _said(task)))
        for expected in wanted:
            outcome = expected.rehearsed(code.text)
            if outcome is None or not outcome.sure or expected.met(outcome):
                continue
            if outcome.unfinished and outcome.loop is None:
                continue  # it has much to do
            if expected.ask and outcome.exception in _NAMES:
                continue  # what is asked for speaks of other things than the code
            others = [each for each in wanted if each is not expected]
            return _told(diagnosis, code, program, expected, others, outcome)
    return diagnosis


def with_output(task: Task, diagnosis: Diagnosis) -> Diagnosis:
    """Return the diagnosis with what the code prints, where nothing says what it should print."""
    if diagnosis.hypotheses or diagnosis.suspects or task.reading.subject is not None:
        return diagnosis
    for code in _pieces(task):
        outcome = rehearse(code.text, most=STEPS)
        if outcome is None or not outcome.sure or outcome.exception or outcome.unfinished:
            continue
        if not outcome.endless and outcome.printed.strip():
            shown = Hypothesis(
                code="logic/prints",
                claim="worked through on paper, this is what the code prints",
                verdict=Verdict.CONFIRMED,
                evidence=(Evidence(expression="the output", value=_cut(outcome.printed), where="on paper"),),
            )
            return replace(diagnosis, hypotheses=(shown,))
    return diagnosis


def _cut(text: str) -> str:
    """The first lines of a text."""
    lines = text.strip("\n").split("\n")
    more = f"\n... {len(lines) - _MOST_LINES} more lines" if len(lines) > _MOST_LINES else ""
    return "\n".join(line[:_LONGEST_LINE] for line in lines[:_MOST_LINES]) + more


def _told(
    diagnosis: Diagnosis,
    code: Code,
    program: Program,
    expected: Expected,
    others: Sequence[Expected],
    outcome: Outcome,
) -> Diagnosis:
    comparison = expected.comparison(outcome)
    repairs = _cures(code, program, expected) or _repairs(program, expected, others)
    if outcome.loop is not None:
        repairs = _leaving(program, expected, outcome.loop) or repairs[: len(repairs) == 1]
    best = repairs[0].score if repairs else 0.0
    close = [one for one in repairs if best - one.score < _CLOSE]
    cause = comparison.sentence("the question") if comparison is not None else _stuck(outcome)
    line = outcome.loop.line if outcome.loop is not None else close[0].candidate.line if close else 0
    return replace(
        diagnosis,
        cause=cause,
        diagnostics=(
            Diagnostic(
                code="logic/wrong-value" if comparison is not None else "logic/never-ends",
                message=cause,
                primary=_label(program, line, outcome) if line else None,
                notes=(*(one.why for one in close[:1] if one.why), NOTE),
                help="" if repairs else _HELP,
            ),
        ),
        hypotheses=(_evidence(comparison),) if comparison is not None and comparison.got else (),
        suspects=_suspects(repairs, best),
        fixes=tuple(_fix(one, program, expected, comparison, len(close)) for one in close[:_MOST_SHOWN]),
        code=(code,),
    )


def _cures(code: Code, program: Program, expected: Expected) -> list[Repair]:
    """The cures of the code's pitfalls with which it comes out: better known than any edit that is found."""
    found = []
    for pitfall in pitfalls(code):
        if not pitfall.edits:
            continue
        line = program.lines.position(pitfall.edits[0][0])[0]
        candidate = Candidate(program.path, pitfall.edits, line, pitfall.name, pitfall.weight)
        outcome = expected.rehearsed(candidate.apply(program.text))
        if outcome is not None and outcome.sure and expected.met(outcome):
            found.append(Repair(candidate, outcome, pitfall.weight, pitfall.message))
    return found[:1]


def _leaving(program: Program, expected: Expected, loop: Loop) -> list[Repair]:
    """The repair of a loop that goes past what it waits for: other edits that end it say little."""
    candidate = passing_by(program, loop)
    outcome = rehearse(candidate.apply(program.text), most=STEPS) if candidate is not None else None
    if candidate is None or outcome is None or not expected.met(outcome):
        return []
    return [Repair(candidate, outcome, 0.0)]


def _repairs(program: Program, expected: Expected, others: Sequence[Expected]) -> list[Repair]:
    """The edits with which it comes out, of those with which most of the rest comes out too."""
    lines = frozenset(range(1, program.text.count("\n") + 2))
    began = process_time()
    found: list[Repair] = []
    for one in search(program, expected, lines):
        if one is not None:
            found.append(one)
        if process_time() - began > _SECONDS or len(found) >= MOST_SURVIVORS:
            break
    count = [_met(one.candidate.apply(program.text), others) for one in found]
    kept = [one for one, number in zip(found, count, strict=True) if number == max(count)]
    return ranked(kept, program, expected.ask)


def _met(text: str, expected: Sequence[Expected]) -> int:
    outcomes = [each.rehearsed(text) for each in expected]
    return sum(
        outcome is not None and each.met(outcome) for each, outcome in zip(expected, outcomes, strict=True)
    )


def _suspects(repairs: Sequence[Repair], best: float) -> tuple[Suspect, ...]:
    likeliest: dict[tuple[str, int], float] = {}
    for one in repairs:
        place = (one.candidate.path, one.candidate.line)
        likeliest[place] = max(likeliest.get(place, 0.0), exp(one.score - best))
    total = sum(likeliest.values())
    return tuple(
        Suspect(path=path, line=line, score=share / total, reasons=("an edit here gives what was expected",))
        for (path, line), share in sorted(likeliest.items(), key=lambda item: -item[1])[:_MOST_SUSPECTS]
    )


def _fix(
    repair: Repair, program: Program, expected: Expected, comparison: Comparison | None, rivals: int
) -> Fix:
    if comparison is None:
        said = f"it comes to its end{_prints(repair.outcome)}"
    else:
        got = expected.got(repair.outcome) or comparison.wanted
        said = f"`{short(comparison.expression)}` is `{short(got)}`"
    others = f"; {rivals - 1} other edits give that too" if rivals > 2 else ""
    others = "; another edit gives that too" if rivals == 2 else others
    return replace(fix_of(repair.candidate, program), check=f"{NOTE}; with this change {said}{others}")


def _stuck(outcome: Outcome) -> str:
    loop = outcome.loop
    assert loop is not None  # no loop is gone round without being known
    if outcome.endless:
        return f"the loop at line {loop.line} never ends: a round leaves everything as it was before"
    values = "; ".join(f"`{name}` is {loop.course(name)}" for name in loop.names if loop.values[name])
    return f"after {loop.rounds:,} rounds the loop at line {loop.line} still goes on" + (
        f": {values}" if values else ""
    )


def _evidence(comparison: Comparison) -> Hypothesis:
    return Hypothesis(
        code="logic/wrong-value",
        claim=f"worked through on paper, this is what `{short(comparison.expression)}` gives",
        verdict=Verdict.CONFIRMED,
        evidence=(
            Evidence(expression="expected", value=comparison.wanted, where="question"),
            Evidence(expression=comparison.expression, value=comparison.got, where="on paper"),
        ),
    )


def _label(program: Program, line: int, outcome: Outcome) -> Label:
    span = Span(program.path, *program.lines.written(line))
    return Label(span, "this loop" if outcome.loop is not None else "an edit here gives what was expected")


def _pieces(task: Task) -> Iterator[Code]:
    """The pieces of Python, dedented, with the line numbers of what they were taken from."""
    from analyzers.snippets import parsed_language

    for code in task.problem.code[:_MOST_PIECES]:
        language = code.language or (parsed_language(code.text) if len(code.text) < _SMALL else "")
        if language == "python":
            text = "\n" * (code.first_line - 1) + textwrap.dedent(code.text)
            yield Code(text=text, path=code.path or "input", language="python")


def _prints(outcome: Outcome) -> str:
    lines = outcome.printed.strip().split("\n")
    return f" and prints `{short(lines[-1])}`" + (" last" if len(lines) > 1 else "") if lines[-1] else ""
