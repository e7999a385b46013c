"""Where does the line of an edit stand that mends only a part of the checks?"""

from analyzers.facts import Applicability, Edit, Fix, Span
from analyzers.logic.program import Program
from assistant.ranking import Evidence, ranked_lines
from assistant.repair import Progress

TEXT = "def f(a):\n    b = a\n    c = b\n    return c\n"
FIX = Fix(
    title="change line 2",
    edits=(Edit(span=Span(path="prog.py", start=18, end=19), text="0"),),
    applicability=Applicability.UNSAFE,
)


def first(doubted: bool) -> int:
    evidence = Evidence(
        programs={"prog.py": Program("prog.py", TEXT)},
        suspicion={("prog.py", 2): 0.5, ("prog.py", 3): 0.7},
        traps={},
        failing=(),
        passing=(),
    )
    progress = Progress(scores={("prog.py", 2): 0.5, ("prog.py", 3): 0.2})
    return ranked_lines(evidence, progress, (FIX,), partial=True, doubted=doubted)[0].line


def test_a_part_of_a_repair_leads() -> None:
    assert first(doubted=False) == 2


def test_a_doubted_part_stands_behind_a_more_suspicious_line() -> None:
    assert first(doubted=True) == 3
