"""How fast is routing, stage by stage, warm and cold?"""

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from time import process_time

from analyzers.facts import Problem, Stage
from analyzers.traceback import read
from assistant.router.cascade import Cascade, decide_with
from assistant.router.semantic import forget
from benchmarks.figures import Figure

_REPORT = (
    "".join(f"2024-05-01 10:00:{second:02} INFO  handled request {second} in 12 ms\n" for second in range(60))
    + "Traceback (most recent call last):\n"
    + "".join(
        f'  File "/app/shop/layer{depth}.py", line {depth + 3}, in call\n    return inner(x)\n'
        for depth in range(19)
    )
    + "KeyError: 'price'\n"
)
_QUESTION = "My list is empty after the loop although I append in every round, what do I overlook?"
_COLD = """
import sys; sys.path.insert(0, {root!r})
from time import process_time
started = process_time()
from analyzers.facts import Problem
from analyzers.traceback import read
from assistant.router import decide
decide(Problem(text={text!r}), read({text!r}))
print(process_time() - started)
"""


def figures() -> Iterator[Figure]:
    """Yield the times of a decision in milliseconds."""
    cheap = Cascade(order=(Stage.STRUCTURE, Stage.KEYWORD))
    reading = read(_REPORT)
    problem = Problem(text=_REPORT)
    yield Figure(
        name="route a 100-line report: structure and keyword",
        value=_warm(lambda: decide_with(cheap, problem, reading)),
        unit="ms CPU",
        budget="5 ms",
    )
    question = Problem(text=_QUESTION)
    nothing = read("")

    def afresh() -> object:
        forget()
        return decide_with(Cascade(), question, nothing)

    yield Figure(
        name="route a question, all stages, warm",
        value=_warm(afresh),
        unit="ms CPU",
        budget="20 ms",
    )
    yield Figure(name="route a traceback, cold", value=_cold(_REPORT), unit="ms CPU", budget="")
    yield Figure(
        name="route a question, cold, embedding model loaded",
        value=_cold(_QUESTION),
        unit="ms CPU",
        budget="400 ms",
    )


def _warm(work: Callable[[], object], rounds: int = 30) -> float:
    for _ in range(6):  # the embedding model is loaded again, for speed, when it is asked often
        work()
    times = []
    for _ in range(rounds):
        started = process_time()
        work()
        times.append(process_time() - started)
    return median(times) * 1000


def _cold(text: str, rounds: int = 3) -> float:
    code = _COLD.format(root=str(Path(__file__).parents[1]), text=text)
    return 1000 * median(
        float(subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout)
        for _ in range(rounds)
    )


if __name__ == "__main__":
    started = process_time()
    for figure in figures():
        print(f"{figure.name}: {figure.value:.2f} {figure.unit}")
    print(f"{process_time() - started:.1f} s")
