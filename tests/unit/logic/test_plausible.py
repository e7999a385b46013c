"""Which of the edits that pass every test is the repair that was meant?"""

from analyzers.logic.edits import Candidate
from analyzers.logic.neighbours import Question
from analyzers.logic.plausible import Rival, features, score
from analyzers.logic.program import Program

TEXT = "def f(a, b):\n    if a < b:\n        return a\n    return b\n"
PROGRAM = Program("prog.py", TEXT)
QUESTIONS = tuple(
    Question(
        file="prog.py", source=f"q{number}", shown=f"f({number}, 1)", passed=number < 3, seen=number == 0
    )
    for number in range(4)
)
BEFORE = ("=1", "=2", "=3", "=4")


def rival(old: str, new: str, answers: tuple[str, ...], weight: float = 0.5) -> Rival:
    start = TEXT.index(old)
    edit = Candidate("prog.py", ((start, start + len(old), new),), 2, "test", weight)
    return Rival(candidate=edit, suspicion=1.0, answers=answers)


def scores(*rivals: Rival) -> list[float]:
    return [score(one) for one in features(rivals, QUESTIONS, BEFORE, {"prog.py": PROGRAM})]


def test_what_was_answered_near_passing_tests_should_stay() -> None:
    keeps, changes = scores(
        rival("a < b", "a <= b", ("=1", "=2", "=3", "=9")), rival("a < b", "a != b", ("=1", "=7", "=8", "=9"))
    )

    assert keeps > changes


def test_breaking_down_near_the_tests_counts_against_an_edit() -> None:
    fine, breaks = scores(
        rival("a < b", "a <= b", ("=1", "=2", "=3", "=9")),
        rival("a < b", "a != b", ("=1", "=2", "=3", "!IndexError")),
    )

    assert fine > breaks


def test_a_name_that_is_no_longer_read_is_counted() -> None:
    program = Program("prog.py", "def f(a, b):\n    return a + b\n")
    edit = Candidate("prog.py", ((24, 29, "a"),), 2, "test", 0.5)
    rivals = [Rival(candidate=edit, suspicion=1.0, answers=())]

    assert edit.apply(program.text) == "def f(a, b):\n    return a\n"
    [found] = features(rivals, QUESTIONS, (), {"prog.py": program})
    assert found["unused"] == 1.0


def test_without_answers_the_kind_of_edit_decides() -> None:
    likely, unlikely = scores(rival("a < b", "a <= b", (), 0.9), rival("a < b", "a >= b", (), 0.1))

    assert likely > unlikely


def test_an_attribute_that_is_no_longer_set_is_counted_and_another_function_is_not() -> None:
    text = "class A:\n    def f(self, n):\n        self.a = max(self.b, n)\n"
    program = Program("prog.py", text)

    def changed(old: str, new: str) -> Rival:
        start = text.index(old)
        edit = Candidate("prog.py", ((start, start + len(old), new),), 3, "test", 0.5)
        return Rival(candidate=edit, suspicion=1.0, answers=())

    rivals = [changed("self.a", "self.b"), changed("max", "min")]
    found = features(rivals, QUESTIONS, (), {"prog.py": program})

    assert [one["unused"] for one in found] == [1.0, 0.0]


def test_a_repair_that_leaves_a_parameter_without_use_comes_last() -> None:
    """Such an edit may pass a single check by its numbers; whoever wrote the parameter meant it to count."""
    text = "def discounted(price, percent):\n    return price - price * percent / 10\n"
    program = Program("prog.py", text)

    def changed(old: str, new: str) -> Rival:
        start = text.rindex(old)
        edit = Candidate("prog.py", ((start, start + len(old), new),), 2, "test", 0.5)
        return Rival(candidate=edit, suspicion=1.0, answers=())

    rivals = [changed("10", "100"), changed("price * percent", "price")]
    found = features(rivals, QUESTIONS, (), {"prog.py": program})

    assert [one["idle"] for one in found] == [0.0, 1.0]
    assert score(found[0]) > score(found[1])


def test_what_is_made_only_where_its_pattern_stands_ranks_before_a_step_more_or_less() -> None:
    """Of two edits of one weight the step fits the few values of a test by accident, the exchange of two loops does not."""
    text = "def f(n):\n    return n * 2\n"
    program = Program("prog.py", text)
    step = Candidate("prog.py", ((21, 26, "n * 2 - 1"),), 2, "off by one", 0.3)
    swap = Candidate("prog.py", ((21, 26, "n * 2 - 1"),), 2, "loops swapped", 0.3)
    rivals = [Rival(candidate=one, suspicion=1.0, answers=()) for one in (step, swap)]

    lower, higher = map(score, features(rivals, QUESTIONS, (), {"prog.py": program}))
    assert lower < higher
