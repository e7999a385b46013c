"""Which of the edits that pass every test is the repair that was meant?

An edit may pass the tests and be wrong all the same. What tells: how common the mistake is that it undoes, how small
it is, whether what the program answered near the passing tests stays, whether it breaks down near the tests, and
how many other edits, found independently, behave as it does.
"""

import ast
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log

from analyzers.logic.callers import aside
from analyzers.logic.edits import Candidate
from analyzers.logic.guesses import apt, guessed, unordered
from analyzers.logic.likeness import echo, uneven
from analyzers.logic.neighbours import Question
from analyzers.logic.program import Program
from analyzers.logic.roles import cured, repeated_roles, senseless
from analyzers.syntax.python.tokens import lex

Answers = tuple[str, ...]

# Drawn from a fit (softmax over the rivals of one program) towards what was expected: the programs are few.
WEIGHTS: Mapping[str, float] = {
    "weight": 1.8,
    "suspicion": 0.4,
    "kept": 1.3,
    "kept_failing": -0.4,
    "breaks": -2.0,
    "agrees": 1.0,
    "order": 1.1,
    "odd": -1.0,
    "echo": 0.6,
    "uneven": -1.3,
    "removed": -0.35,
    "added": 0.0,
    "unused": -1.05,
    "idle": -1.5,  # not fitted: nobody's repair leaves a parameter without use
    "filled": 1.5,  # not fitted: nobody makes a value for nothing
    "places": -0.3,
    "repeated": -0.8,
    "senseless": -1.5,
    "cured": 1.2,  # right six times of six
    "guessed": -0.55,
    "apt": 0.7,
    "unordered": -1.5,  # never right, of 32
    "novel": 0.0,  # says nothing of which rival, but of whether any is right: see `assistant.comparing`
    "aside": -0.8,  # not fitted: a step that one caller takes and all of them lack
    "carried": 1.2,  # not fitted: too few of the programs have a loop that forgets
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Rival:
    """An edit that passes every test, and what the changed program answers to the questions."""

    candidate: Candidate
    suspicion: float  # 0 to 1, of its line
    answers: Answers  # empty: it was not asked


def features(
    rivals: Sequence[Rival],
    questions: Sequence[Question],
    before: Answers,
    programs: Mapping[str, Program],
) -> list[dict[str, float]]:
    """Return what is known of each rival, in their order."""
    asked = [number for number in range(len(questions)) if any(rival.answers for rival in rivals)]
    usual = [_usual(rivals, number) for number in asked]
    kinds = {
        _make(rival.answers[number])
        for number in asked
        if questions[number].seen
        for rival in rivals
        if rival.answers
    }
    beside = aside([rival.candidate for rival in rivals], programs)
    return [
        {
            **_features(rival, questions, before, programs, asked, usual, kinds),
            "aside": float(known),
        }
        for rival, known in zip(rivals, beside, strict=True)
    ]


def _features(
    rival: Rival,
    questions: Sequence[Question],
    before: Answers,
    programs: Mapping[str, Program],
    asked: Sequence[int],
    usual: Sequence[Counter[str]],
    kinds: set[str],
) -> dict[str, float]:
    candidate = rival.candidate
    program = programs[candidate.path]
    kept: list[float] = []
    kept_failing: list[float] = []
    breaks: list[float] = []
    agrees: list[float] = []
    odd: list[float] = []
    order: list[float] = []
    for number, votes in zip(asked, usual, strict=True) if rival.answers else ():
        answer, old = rival.answers[number], before[number] if before else ""
        if questions[number].seen:
            continue
        base = questions[number].reorders
        if base is not None:
            order.append(answer == rival.answers[base])
        if old.startswith("="):
            (kept if questions[number].passed else kept_failing).append(answer == old)
        total = sum(votes.values())
        agrees.append(votes[answer] / total if total else 0.0)
        fine = sum(count for said, count in votes.items() if said.startswith("="))
        if fine * 2 >= total:
            breaks.append(not answer.startswith("="))
        if answer.startswith("=") and kinds:
            odd.append(_make(answer) not in kinds)
    removed, added = sizes(candidate, program)
    return {
        "weight": log(max(candidate.weight, 1e-3)),
        "suspicion": log(0.1 + rival.suspicion),
        "kept": _mean(kept, 0.5),
        "kept_failing": _mean(kept_failing, 0.5),
        "breaks": _mean(breaks, 0.0),
        "agrees": _mean(agrees, 0.5),
        "order": _mean(order, 0.5),
        "odd": _mean(odd, 0.0),
        "echo": echo(candidate, program),
        "uneven": float(uneven(candidate, program)),
        "removed": log(1 + removed),
        "added": log(1 + added),
        "unused": float(unused(candidate, program)),
        "idle": float(idle(candidate, program)),
        "filled": float(filled(candidate, program)),
        "places": float(len(candidate.edits) - 1),
        "repeated": float(repeated_roles(candidate, program)),
        "senseless": float(senseless(candidate, program)),
        "cured": float(cured(candidate, program)),
        "apt": float(apt(candidate)),
        "guessed": float(guessed(candidate, program)),
        "unordered": float(unordered(candidate, program)),
        "novel": log(1 + novel(candidate, program)),
        "carried": float(carried(candidate, program)),
    }


def score(found: Mapping[str, float], weights: Mapping[str, float] = WEIGHTS) -> float:
    """Return how plausible a rival is; only differences mean something."""
    return sum(weight * found[name] for name, weight in weights.items())


def _usual(rivals: Sequence[Rival], number: int) -> Counter[str]:
    """What the rivals answer to one question; edits of one line that agree count as one."""
    votes = {
        (rival.candidate.line, rival.answers[number])
        for rival in rivals
        if rival.answers and rival.answers[number]
    }
    return Counter(answer for _, answer in votes)


def _make(answer: str) -> str:
    """The kind of value that an answer is: by its first letter."""
    if not answer.startswith("="):
        return answer[:1]
    head = answer[1:2]
    if head.isdigit() or head == "-":
        return "number"
    return {"'": "text", '"': "text", "T": "bool", "F": "bool"}.get(head, head)


def sizes(candidate: Candidate, program: Program) -> tuple[int, int]:
    """How many characters of words an edit takes away and adds; what only moves counts as neither."""
    before: Counter[str] = Counter()
    after: Counter[str] = Counter()
    for start, end, text in candidate.edits:
        before.update(token.text for token in lex(program.text[start:end]))
        after.update(token.text for token in lex(text))
    gone, fresh = before - after, after - before
    return (
        sum(len(word.strip()) * count for word, count in gone.items()),
        sum(len(word.strip()) * count for word, count in fresh.items()),
    )


def novel(candidate: Candidate, program: Program) -> int:
    """Return how many words, numbers and texts an edit puts in that the program does not have.

    What is taken from the program is exchanged in so many ways that some pass by accident; a new word seldom does.
    """
    known = _words(program.text)
    return sum(len(_words(text) - known) for _, _, text in candidate.edits)


def _words(text: str) -> set[str]:
    return {token.text for token in lex(text) if token.text[:1].isalnum() or token.text[:1] in "_'\""}


def unused(candidate: Candidate, program: Program) -> int:
    """Return how many variables and attributes functions used before an edit and do not use with it.

    A program reads what it makes: an edit that leaves something without use takes away more than a slip.
    """
    try:
        changed = ast.parse(candidate.apply(program.text))
    except (SyntaxError, ValueError, RecursionError):
        return 0
    return len(_used(program.tree) - _used(changed))


def filled(candidate: Candidate, program: Program) -> int:
    """Return 1 where an edit reads a variable, a parameter or a constant of the module that nothing read before."""
    before = _unread(program.tree)
    if not before:
        return 0
    try:
        changed = ast.parse(candidate.apply(program.text))
    except (SyntaxError, ValueError, RecursionError):
        return 0
    made = _made(changed)
    return int(any(one in made for one in before - _unread(changed)))


def _unread(tree: ast.AST) -> set[tuple[str, str]]:
    """What functions make or are given and do not read, and constants of the module that nothing reads."""
    found = {("", name) for name in _constants(tree)} - {
        ("", part.id)
        for part in ast.walk(tree)
        if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Load)
    }
    read: set[tuple[str, str]] = set()
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            read |= {
                (function.name, part.id)
                for part in ast.walk(function)
                if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Load)
            }
    return found | {one for one in _made(tree) - read if one[0]}


def _made(tree: ast.AST) -> set[tuple[str, str]]:
    """What functions make or are given, and the constants of the module."""
    found = {("", name) for name in _constants(tree)}
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            for part in ast.walk(function):
                match part:
                    case ast.arg(arg=name) | ast.Name(id=name, ctx=ast.Store()) if not name.startswith("_"):
                        found.add((function.name, name))
    return found


def _constants(tree: ast.AST) -> set[str]:
    return {
        target.id
        for one in getattr(tree, "body", ())
        if isinstance(one, ast.Assign)
        for target in one.targets
        if isinstance(target, ast.Name) and target.id.isupper()
    }


def idle(candidate: Candidate, program: Program) -> int:
    """Return how many parameters functions read before an edit and do not read with it."""
    try:
        changed = ast.parse(candidate.apply(program.text))
    except (SyntaxError, ValueError, RecursionError):
        return 0
    return len(_read_parameters(program.tree) - _read_parameters(changed))


def _read_parameters(tree: ast.AST) -> set[tuple[str, str]]:
    found = set()
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            own = {part.arg for part in ast.walk(function.args) if isinstance(part, ast.arg)}
            read = {
                part.id
                for part in ast.walk(function)
                if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Load)
            }
            found |= {(function.name, name) for name in own & read}
    return found


def carried(candidate: Candidate, program: Program) -> int:
    """Return how many loops forget what they have gathered before an edit and do not with it.

    A value that is set before a loop and set anew in each round, unread, is of no use: the loop was to add to it.
    """
    try:
        changed = ast.parse(candidate.apply(program.text))
    except (SyntaxError, ValueError, RecursionError):
        return 0
    return max(0, len(_forgotten(program.tree)) - len(_forgotten(changed)))


def _forgotten(tree: ast.AST) -> set[tuple[str, str]]:
    """The names that a function sets before a loop and that the loop sets in every round without having read them."""
    found = set()
    for function in ast.walk(tree):
        if not isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        set_before: set[str] = set()
        for statement in function.body:
            if isinstance(statement, ast.For | ast.While):
                found |= {(function.name, name) for name in _set_unread(statement.body) & set_before}
            set_before |= _plainly_set(statement)
    return found


def _set_unread(block: Sequence[ast.stmt]) -> set[str]:
    read: set[str] = set()
    found: set[str] = set()
    for statement in block:
        names = [node for node in ast.walk(statement) if isinstance(node, ast.Name)]
        read |= {node.id for node in names if isinstance(node.ctx, ast.Load)}
        found |= _plainly_set(statement) - read
    return found


def _plainly_set(statement: ast.stmt) -> set[str]:
    targets = statement.targets if isinstance(statement, ast.Assign) else ()
    return {target.id for target in targets if isinstance(target, ast.Name)}


def _used(tree: ast.AST) -> set[tuple[str, str]]:
    """What each function reads of its own variables and of attributes, and which attributes it sets."""
    found = set()
    for function in ast.walk(tree):
        if not isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        parts = list(ast.walk(function))
        own = {part.arg for part in parts if isinstance(part, ast.arg)}
        own |= {part.id for part in parts if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store)}
        called = {id(part.func) for part in parts if isinstance(part, ast.Call)}
        for part in parts:
            match part:
                case ast.Name(id=name, ctx=ast.Load()) if name in own:
                    found.add((function.name, name))
                case ast.Attribute(attr=name, ctx=context) if id(part) not in called:
                    found.add((function.name, f".{name} {type(context).__name__}"))
    return found


def puts_constant(candidate: Candidate) -> bool:
    """Whether what an edit puts in is one of the constants that stand in for anything."""
    return any(
        text.strip() in ("0", "1", "-1", "2", "True", "False", "None", "[]", '""', "''", "{}")
        for _, _, text in candidate.edits
    )


def _mean(values: Sequence[float], default: float) -> float:
    return sum(values) / len(values) if values else default
