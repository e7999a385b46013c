"""Is everything that is said of a crash true? Each stated fact, evaluated again where the program stopped.

`python -m benchmarks.crash_facts [DIR...]` runs crashing programs, diagnoses them, then runs them once more under a
few lines of its own that share nothing with the debugger, and evaluates there what the diagnosis claims. It prints
each cause for reading, and every claim that did not hold; it returns 1 when there is one.
"""

import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from shutil import copytree, ignore_patterns
from typing import Any

from analyzers.facts import Diagnosis, Done, Problem
from assistant.diagnose import Assistant, Settings
from tools.configuration import Configuration

_TUNED = Path(__file__).resolve().parents[1] / "fixtures" / "crashes" / "tune"
_NAME = r"`((?:[^`])+)`"
# What a sentence claims, and the expression that is true if it is so; {0}, {1} are the parts in backticks.
_CLAIMS = (
    (rf"{_NAME} is `None`", "({0}) is None"),
    (rf"{_NAME} is an? `([\w.]+)`(?! and is)", "type({0}).__name__ == {1!r}.rpartition('.')[2]"),
    (rf"{_NAME} has (\d+) items?\b", "len({0}) == {1}"),
    (rf"{_NAME} has no key {_NAME}", "({1}) not in ({0})"),
    (rf"{_NAME} has the key {_NAME}", "({1}) in ({0})"),
    (rf"{_NAME} has no attribute {_NAME}", "not hasattr({0}, {1!r})"),
    (rf"{_NAME} is empty", "not len({0})"),
    (rf"{_NAME} is zero", "({0}) == 0"),
    (r"there is no index (-?\d+)$", "True"),
)
_CALLS = re.compile(r"\w\(|\bawait\b|\byield\b|:=")
_HARNESS = r"""
import json, os, runpy, sys, traceback
asked, words = json.loads(sys.argv[1]), sys.argv[2:]
sys.path.insert(0, os.getcwd())
error = None
try:
    sys.argv = words
    if words[0] == "-m":
        sys.argv = words[1:]
        runpy.run_module(words[1], run_name="__main__", alter_sys=True)
    else:
        sys.argv = words
        runpy.run_path(words[0], run_name="__main__")
except BaseException as raised:
    error = raised
frames = []
step = error.__traceback__ if error else None
while step is not None:
    frames.append((os.path.relpath(step.tb_frame.f_code.co_filename), step.tb_lineno, step.tb_frame))
    step = step.tb_next
answers = []
for path, line, expression in asked:
    own = [f for f in frames if f[:2] == (path, line)] if path else [f for f in frames if not f[0].startswith("..")]
    if not own:
        answers.append(["nowhere", ""])
        continue
    frame = own[-1][2]
    try:
        value = eval(expression, {**frame.f_globals, **frame.f_locals})
        answers.append(["is", repr(value)[:2000]])
    except Exception as failed:
        answers.append(["fails", type(failed).__name__])
print("\n" + json.dumps(answers), file=sys.__stdout__)
"""


@dataclass(frozen=True, slots=True)
class Fact:
    """One claim: what was said, and what has to be so where."""

    said: str
    path: str
    line: int
    expression: str
    value: str  # the repr that it must have; abbreviated ones only as far as they go


@dataclass(frozen=True, slots=True)
class Checked:
    """What became of the facts of one diagnosis."""

    cause: str
    facts: int
    false: tuple[str, ...]


def main(folders: list[str]) -> int:
    """Check every program below the folders; the tuned half of the fixtures when none is named."""
    false = facts = 0
    for root in map(Path, folders or [str(_TUNED)]):
        for run in sorted(root.rglob("run.json")):
            case = json.loads(run.read_text())
            if "pytest" in case["entry"]:
                continue  # its frames are gone when the run has ended
            checked = check(run.parent, case["entry"])
            print(f"{run.parent.name}: {checked.cause}")
            for line in checked.false:
                print(f"    FALSE: {line}")
            facts += checked.facts
            false += len(checked.false)
    print(f"{facts} facts, {false} of them false")
    return 1 if false else 0


def check(folder: Path, entry: Sequence[str]) -> Checked:
    """Diagnose a program and evaluate what was said of it."""
    with tempfile.TemporaryDirectory() as temporary:
        root = Path(temporary).resolve() / "program"
        copytree(folder, root, ignore=ignore_patterns("fixed*", "hidden*", "run.json", "__pycache__"))
        diagnosis = _diagnosed(root, tuple(entry))
        if diagnosis is None:
            return Checked("no diagnosis", 0, ("there is none",))
        facts = tuple(_facts(diagnosis))
        answers = _evaluated(root, tuple(entry)[1:], facts)
    false = [
        f"{fact.said}: `{fact.expression}` {' '.join(answer)}, not {fact.value}"
        for fact, answer in zip(facts, answers, strict=True)
        if not holds_up(fact, answer)
    ]
    return Checked(diagnosis.cause, len(facts), tuple(false))


def _diagnosed(root: Path, entry: tuple[str, ...]) -> Diagnosis | None:
    settings = Settings(
        configuration=Configuration(), interpreter=sys.executable, time_limit=20.0, capture=True
    )
    found = None
    for event in Assistant(settings).run(Problem(command=entry, workspace=str(root))):
        if isinstance(event, Done):
            found = event.diagnosis
    return found


def _facts(diagnosis: Diagnosis) -> Iterator[Fact]:
    """The evidence of the hypotheses that hold, then what the sentences say."""
    for one in diagnosis.hypotheses:
        for evidence in one.evidence:
            place = re.fullmatch(r"(.+?):(\d+)(?: in \S+)?", evidence.where)
            again = _is_value(evidence.expression)
            if place and again and one.verdict.value == "confirmed":
                yield Fact(one.claim, place[1], int(place[2]), evidence.expression, evidence.value)
    sentences = [diagnosis.cause, *(one.message for one in diagnosis.diagnostics)]
    sentences += [one.claim for one in diagnosis.hypotheses if one.verdict.value == "confirmed"]
    for sentence in dict.fromkeys(sentences):
        if sentence.startswith("an "):
            continue  # of some element, which has no name
        for pattern, test in _CLAIMS:
            for found in re.finditer(pattern, sentence):
                if not any(_CALLS.search(part) for part in found.groups()):
                    yield Fact(sentence, "", 0, test.format(*found.groups()), "True")


def _is_value(expression: str) -> bool:
    """Whether an expression means the same in another run: no call but of `len`, no identity, no words."""
    if _CALLS.search(expression.removeprefix("len(")):
        return False
    try:
        compile(expression, "<fact>", "eval")
    except SyntaxError:
        return False
    return True


def _evaluated(root: Path, words: tuple[str, ...], facts: tuple[Fact, ...]) -> list[list[Any]]:
    asked = json.dumps([(fact.path, fact.line, fact.expression) for fact in facts])
    done = subprocess.run(
        [sys.executable, "-B", "-c", _HARNESS, asked, *words],
        cwd=root, capture_output=True, text=True, check=False, timeout=60, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    answers: list[list[Any]] = json.loads(done.stdout.rstrip().rpartition("\n")[2] or "[]")
    return answers or [["nowhere", ""]] * len(facts)


def holds_up(fact: Fact, answer: list[Any]) -> bool:
    """Whether what the harness saw is what was said, as far as that is written out."""
    how, value = answer
    if how == "nowhere":
        return True  # another thread, or a frame that has ended: nothing to hold it against
    if fact.value == "exists":
        return bool(how == "is")
    if how != "is":
        return False
    shown = re.split(r"<|\.\.\.|…|\*\*\*", fact.value, maxsplit=1)[0]
    return bool(value == fact.value or (shown != fact.value and value.startswith(shown)))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
