"""Of the edits that keep a program from failing, the likeliest is chosen, and none where all are unlikely."""

from analyzers.facts import Suspect
from analyzers.logic.edits import Candidate
from analyzers.logic.program import Program
from analyzers.runtime.choice import Chosen, Survivor, Undone, choose, one_each, ranked
from tests.unit.runtime.crashes import crash

TEXT = "counts = {}\ncounts['a'] += 1  # here\nprint('done')\n"
CRASH = crash(TEXT, "KeyError: 'a'", ("here", "<module>"))
SUSPICION = {("main.py", 2): 0.5, ("main.py", 1): 0.3}


def survivor(line: int, kind: str, weight: float, output: str = "done\n") -> Survivor:
    edit = Candidate("main.py", ((0, 0, ""),), line, kind, weight)
    return Survivor(candidate=edit, program=Program("main.py", TEXT), output=output)


def test_what_people_often_get_wrong_is_likelier() -> None:
    tried = Undone(survivors=(survivor(1, "name", 0.1), survivor(2, "first entry", 0.8)), before="")

    chosen = choose(tried, CRASH, SUSPICION)

    assert [one.survivor.candidate.kind for one in chosen] == ["first entry", "name"]
    assert sum(one.chance for one in chosen) < 1


def test_an_edit_that_changes_what_was_printed_before_the_failure_is_unlikely() -> None:
    """What ran well is to stay as it is."""
    same, other = survivor(2, "default", 0.3, "a\nb\n"), survivor(2, "default", 0.3, "x\nb\n")

    chosen = choose(Undone(survivors=(other, same), before="a\n"), CRASH, SUSPICION)

    assert chosen[0].survivor is same


def test_lines_keep_their_places_as_far_as_no_edit_is_likely() -> None:
    suspects = tuple(Suspect(path="main.py", line=line, score=0.5, reasons=("why",)) for line in (2, 1))
    unlikely = (Chosen(survivor=survivor(3, "name", 0.1), chance=0.05),)
    likely = (Chosen(survivor=survivor(1, "first entry", 0.8), chance=0.9),)

    lines = {("main.py", 2): 0.5, ("main.py", 1): 0.3}

    assert [one.line for one in ranked(unlikely, suspects, lines)] == [2, 1, 3]
    assert ranked(likely, suspects, lines)[0].line == 1
    assert "why" in ranked(likely, suspects, lines)[0].reasons


def test_edits_that_make_the_same_program_are_one() -> None:
    """What an explainer and the search both come to, with other spaces, must not share its chance."""

    def edit(text: str, kind: str, weight: float, *, explained: bool) -> Survivor:
        candidate = Candidate("main.py", ((9, 11, text),), 1, kind, weight)
        return Survivor(candidate=candidate, program=Program("main.py", TEXT), explained=explained)

    found = one_each(
        [
            edit("{ 'a': 0 }", "first entry", 0.9, explained=False),
            edit("{'a': 0}", "explained", 0.8, explained=True),
            edit("{'a': 1}", "constant", 0.1, explained=False),
        ]
    )

    assert [(one.candidate.kind, one.candidate.edits[0][2], one.explained) for one in found] == [
        ("first entry", "{'a': 0}", True),
        ("constant", "{'a': 1}", False),
    ]


def test_few_edits_with_one_output_speak_for_each_other_and_many_for_a_step_that_is_left_out() -> None:
    few = Undone(survivors=tuple(survivor(2, "default", 0.3) for _ in range(3)), before="")
    many = Undone(survivors=tuple(survivor(2, "default", 0.3) for _ in range(12)), before="")

    assert all(one.shared > one.chance for one in choose(few, CRASH, SUSPICION))
    assert not any(one.shared for one in choose(many, CRASH, SUSPICION))
