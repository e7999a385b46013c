"""When is a fix that passes every check not shown as the fix?"""

from dataclasses import replace

from analyzers.logic.edits import Candidate
from analyzers.logic.edits.pairs import is_early_exit
from assistant.comparing import Compared, Ranked, belief, chance, doubt, is_open
from assistant.repair import Survivor


def compared(score: float, *answers: str) -> Compared:
    edit = Candidate("prog.py", ((0, 1, "x"),), 1, "test", 0.5)
    return Compared(survivor=Survivor(edit, 0.5), score=score, features={}, answers=answers)


def test_what_is_clearly_the_best_is_not_doubted() -> None:
    ranked = Ranked(ranked=(compared(2.0, "=1"), compared(0.5, "=2")))

    assert doubt(ranked) == ""
    assert not is_open(ranked)


def test_what_leaves_an_order_to_chance_is_doubted_whatever_else_passes() -> None:
    """It passed in this run; in the next one a set of words may be gone through in another order."""
    best = replace(compared(5.0, "=1"), features={"unordered": 1.0})

    assert "chance" in doubt(Ranked(ranked=(best,)))


def test_two_that_behave_differently_and_are_as_plausible_are_doubted() -> None:
    assert "as plausible" in doubt(Ranked(ranked=(compared(2.0, "=1"), compared(1.95, "=2"))))


def test_two_ways_to_write_one_repair_are_not_doubted() -> None:
    assert doubt(Ranked(ranked=(compared(2.0, "=1"), compared(1.95, "=1"), compared(0.1, "=2")))) == ""


def test_many_lesser_rivals_that_behave_differently_take_the_belief_of_the_best() -> None:
    """Each is far behind; that one of them was meant is likelier than that the first was."""
    several = [compared(1.0, f"={number}") for number in range(2, 7)]

    assert "differently" in doubt(Ranked(ranked=(compared(2.5, "=1"), *several)))
    assert doubt(Ranked(ranked=(compared(2.5, "=1"), several[0]))) == ""


def test_an_edit_that_puts_in_a_word_of_its_own_is_believed_sooner() -> None:
    """What is exchanged within the program passes by accident more often."""
    first, rival = compared(2.0, "=1"), compared(1.4, "=2")

    assert doubt(Ranked(ranked=(first, rival)))
    assert doubt(Ranked(ranked=(replace(first, features={"novel": 0.69}), rival))) == ""


def test_the_chance_grows_with_the_distance_to_the_rivals() -> None:
    near, far = (Ranked(ranked=(compared(2.0, "=1"), compared(score, "=2"))) for score in (1.5, 0.0))

    assert 0.0 == chance(Ranked()) < chance(near) < chance(far) < 1.0
    assert 0.0 == belief(Ranked()) < belief(near) < belief(far) < 1.0


def test_what_hardly_anybody_does_is_doubted() -> None:
    ranked = Ranked(ranked=(compared(-3.0, "=1"),))

    assert doubt(ranked)
    assert is_open(ranked)


def test_the_search_goes_on_where_the_best_is_no_plain_slip() -> None:
    assert is_open(Ranked(ranked=(compared(0.0, "=1"),)))
    assert not is_open(Ranked())


def test_an_answer_of_its_own_for_some_inputs_is_an_early_exit() -> None:
    guard = Candidate("a.py", ((0, 0, "if not n:\\n    return 0\\n"),), 1, "statement added", 0.1)
    step = Candidate("a.py", ((0, 0, "n += 1\\n"),), 1, "statement added", 0.1)

    assert is_early_exit(guard)
    assert not is_early_exit(step)
