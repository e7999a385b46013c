"""Is what all callers of a function lack put into the function rather than into one of them?"""

from analyzers.logic.callers import aside
from analyzers.logic.edits import Candidate
from analyzers.logic.program import Program

EDITOR = """\
class Editor:
    def change(self, text):
        self.done.append(text)

    def insert(self, text):
        self.change(text)

    def delete(self, text):
        self.change(text[1:])

    def undo(self):
        self.undone.append(self.done.pop())
"""


def _put(line: int, text: str) -> Candidate:
    start = sum(len(row) + 1 for row in EDITOR.split("\n")[: line - 1])
    return Candidate("editor.py", ((start, start, f"        {text}\n"),), line, "statement added", 0.1)


def _aside(*candidates: Candidate) -> list[bool]:
    return aside(candidates, {"editor.py": Program("editor.py", EDITOR)})


def test_a_step_that_two_callers_lack_belongs_to_what_they_call() -> None:
    """The tests see one caller; nobody forgets the same step twice."""
    assert _aside(_put(6, "self.count += 1"), _put(3, "self.count += 1")) == [True, False]


def test_another_step_says_nothing() -> None:
    assert _aside(_put(6, "self.count = 1"), _put(3, "self.count += 1")) == [False, False]


def test_a_function_with_one_caller_is_no_better_a_place() -> None:
    alone = EDITOR.replace("        self.change(text[1:])", "        self.done.remove(text)")
    found = aside(
        [_put(6, "self.count += 1"), _put(3, "self.count += 1")],
        {"editor.py": Program("editor.py", alone)},
    )

    assert found == [False, False]


def test_a_function_whose_caller_sees_to_it_is_no_place() -> None:
    """What `undo` has kept would be lost in what it calls."""
    program = EDITOR + "        self.change('')\n"
    steps = [_put(3, "self.undone.clear()"), _put(6, "self.undone.clear()")]

    assert aside(steps, {"editor.py": Program("editor.py", program)}) == [True, False]
