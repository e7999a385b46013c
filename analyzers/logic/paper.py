"""Which small edit makes a piece of code do what its writer expected, worked through on paper?

Nothing is run: every candidate is rehearsed. What is searched is what `analyzers.logic.edits` knows, likeliest first;
what survives is ranked as the search that does run programs ranks it.
"""

import ast
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from analyzers.logic.edits import Candidate, candidates
from analyzers.logic.expected import STEPS, Expected
from analyzers.logic.neighbours import Question, Seen, near_calls
from analyzers.logic.plausible import Rival, features, score
from analyzers.logic.program import Program
from analyzers.rehearsal import Outcome, rehearse
from analyzers.rehearsal.bounds import shown
from analyzers.rehearsal.machine import Loop

_MOST_CANDIDATES = 1_500
MOST_SURVIVORS = 12
_MOST_QUESTIONS = 24
_ENOUGH = 3  # answers


class Repair(NamedTuple):
    """An edit with which what was expected comes out."""

    candidate: Candidate
    outcome: Outcome
    score: float  # only differences mean something
    why: str = ""  # what was wrong, where that is known


def search(program: Program, expected: Expected, lines: frozenset[int]) -> Iterator[Repair | None]:
    """Yield None for every candidate that does not help, and what does; the caller ends it when time is up."""
    tests = {
        line
        for statement in program.tree.body
        if isinstance(statement, ast.Assert)
        for line in range(statement.lineno, (statement.end_lineno or statement.lineno) + 1)
    }
    pool = sorted(candidates(program, lines - tests), key=lambda one: -one.weight)
    seen = {program.text}
    for candidate in pool[:_MOST_CANDIDATES]:
        text = candidate.apply(program.text)
        if text in seen:
            continue
        seen.add(text)
        outcome = expected.rehearsed(text)
        helps = outcome is not None and outcome.sure and expected.met(outcome)
        yield Repair(candidate, outcome, 0.0) if helps and outcome is not None else None


def passing_by(program: Program, loop: Loop) -> Candidate | None:
    """Return the edit for a loop that waits for a number to be met exactly, which goes past it."""
    for node in ast.walk(program.tree):
        if not isinstance(node, ast.While) or node.lineno != loop.line:
            continue
        match node.test:
            case ast.Compare(
                left=ast.Name(id=name) as left,
                ops=[ast.NotEq()],
                comparators=[ast.Constant(value=int() | float() as end) as right],
            ):
                first, last = loop.values[name][0], loop.values[name][-1]
                if isinstance(first, int | float) and isinstance(last, int | float) and first != end:
                    sign = ">" if first > end else "<"
                    text = program.text[program.end(left) : program.start(right)].replace("!=", sign)
                    edit = (program.end(left), program.start(right), text)
                    if (first > end) != (last > end):
                        return Candidate(program.path, (edit,), node.lineno, "comparison", 1.0)
    return None


def ranked(found: Sequence[Repair], program: Program, call: str) -> list[Repair]:
    """Return repairs by plausibility, the best first. `call` is the call that went wrong, if one is known."""
    questions = _questions(program, call)
    before = _answers(program.text, questions)
    kept = found[:MOST_SURVIVORS]
    rivals = [
        Rival(
            candidate=one.candidate,
            suspicion=0.5,
            answers=_answers(one.candidate.apply(program.text), questions),
        )
        for one in kept
    ]
    known = features(rivals, questions, before, {program.path: program})
    told = [
        (one._replace(score=score(facts)), rival)
        for one, rival, facts in zip(kept, rivals, known, strict=True)
    ]
    real = [one for one, rival in told if not _is_makeshift(before, rival.answers)]
    return sorted(real or [one for one, _ in told], key=lambda one: -one.score)


def _is_makeshift(before: Sequence[str], after: Sequence[str]) -> bool:
    """Whether an edit only makes the answer fit: all answers become the same, or are moved by the same amount."""
    if _constant(after) and not _constant(before):
        return True
    try:
        pairs = [(float(old[1:]), float(new[1:])) for old, new in zip(before, after, strict=True)]
    except ValueError:
        return False
    moved = {new - old for old, new in pairs}
    scaled = {new / old if old else 0.0 for old, new in pairs if old or new}
    return len(set(pairs)) >= _ENOUGH and (len(moved) == 1 or len(scaled) == 1) and moved != {0.0}


def _constant(answers: Sequence[str]) -> bool:
    """Whether a function has stopped to look at what it is given."""
    told = [answer for answer in answers if answer != "?"]
    return len(told) >= _ENOUGH and len(set(told)) == 1


def _questions(program: Program, call: str) -> list[Question]:
    """Questions near the call that went wrong, where its arguments are plain values."""
    try:
        node = ast.parse(call.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name)):
        return []
    name = node.func.id
    function = next(
        (each for each in program.tree.body if isinstance(each, ast.FunctionDef) and each.name == name), None
    )
    if function is None:
        return []
    given = dict(zip((each.arg for each in function.args.args), map(ast.unparse, node.args), strict=False))
    given |= {each.arg: ast.unparse(each.value) for each in node.keywords if each.arg}
    try:
        for text in given.values():
            ast.literal_eval(text)
    except (ValueError, SyntaxError, TypeError):
        return []
    seen = Seen(file=program.path, function=name, arguments=tuple(given.items()), passed=False)
    return near_calls([seen])[:_MOST_QUESTIONS]


def _answers(text: str, questions: Sequence[Question]) -> tuple[str, ...]:
    """What the code answers to each question: `=` and the value, or the name of the exception."""
    return tuple(_answer(rehearse(text, ask=question.shown, most=STEPS)) for question in questions)


def _answer(outcome: Outcome | None) -> str:
    if outcome is None or not outcome.sure or outcome.unfinished or outcome.endless:
        return "?"
    return outcome.exception or "=" + shown(outcome.value)
