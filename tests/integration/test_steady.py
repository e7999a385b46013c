"""A program that fails today and works tomorrow is said to; what is run with one order of a set proves little."""

import os
from pathlib import Path

import pytest

from analyzers.facts import Diagnosis, Done, Problem, Status
from assistant.diagnose import Assistant, Settings

_FIRST_OF_A_SET = """\
AGES = {"cleo": 41, "dora": 12}


def first_of(names):
    return next(iter(names))


print(AGES[first_of({"ann", "bob", "cleo", "dora"})])
"""


def diagnosed(folder: Path, text: str) -> Diagnosis:
    """The diagnosis of a run that failed: one that works is made anew."""
    (folder / "main.py").write_text(text)
    problem = Problem(command=("python", "main.py"), workspace=str(folder))
    for _ in range(40):
        *_, last = Assistant(Settings(capture=True, time_limit=20)).run(problem)
        assert isinstance(last, Done)
        if last.diagnosis.traceback is not None:
            return last.diagnosis
    pytest.fail("it never failed")


def test_the_order_of_a_set_that_decides_is_told(tmp_path: Path) -> None:
    if os.environ.get("PYTHONHASHSEED", "").isdecimal():
        pytest.skip("PYTHONHASHSEED is set")

    found = diagnosed(tmp_path, _FIRST_OF_A_SET)

    [note] = [note for note in found.notes if "PYTHONHASHSEED" in note]
    assert note.startswith("it does not fail each time: with PYTHONHASHSEED=")
    assert ("main.py", 5) in [(one.path, one.line) for one in found.suspects[:3]]


def test_a_fix_that_helps_by_luck_of_the_order_is_not_verified(tmp_path: Path) -> None:
    """Only a fix that does with every order is."""
    found = diagnosed(tmp_path, _FIRST_OF_A_SET)

    for fix in found.fixes:
        assert fix.status is not Status.VERIFIED or "max" in fix.title or ".get" in fix.edits[0].text


def test_no_fix_is_verified_where_chance_decides(tmp_path: Path) -> None:
    found = diagnosed(
        tmp_path, "import random\nusers = {1: 'ann'}\nprint(users.get(random.randint(1, 2)).upper())\n"
    )

    told = (
        "does not fail each time",
        "did not fail again",
    )  # once in many it fails in each unchanged run, not in the recorded one
    assert any(words in note for note in found.notes for words in told) or not found.notes
    assert not any(fix.status is Status.VERIFIED for fix in found.fixes)


def test_what_always_fails_gets_no_note(tmp_path: Path) -> None:
    found = diagnosed(tmp_path, 'tags = {"a", "b"}\nprint(sorted(tags)[2])\n')

    assert not any("each time" in note for note in found.notes)


@pytest.mark.parametrize(
    "text",
    [
        'names = {"a", "b"}\nline = open("/proc/self/fd/0").read()\nprint(sorted(names)[int(line or 7)])\n',
        'import os, random\nhome = os.environ["HOME"]\nif "debugassist-copy" in home:\n    raise OSError(home)\nprint({}[random.random()])\n',
    ],
)
def test_what_fails_differently_on_a_copy_is_not_said_to_be_chance(text: str, tmp_path: Path) -> None:
    found = diagnosed(tmp_path, text)

    assert not any("each time" in note for note in found.notes)


def test_a_crash_in_a_thread_counts_as_a_failure_of_a_run(tmp_path: Path) -> None:
    """The program itself leaves with 0."""
    found = diagnosed(
        tmp_path,
        """\
import threading

names = {"ann", "bob"}
ages = {"ann": 41}


def work():
    print(ages["anne"])


thread = threading.Thread(target=work)
thread.start()
thread.join()
""",
    )

    assert not any("each time" in note or "on a copy" in note for note in found.notes)
    assert any(fix.status is Status.VERIFIED for fix in found.fixes)


def test_what_fails_on_no_copy_is_not_said_to_fail_now_and_then(tmp_path: Path) -> None:
    found = diagnosed(
        tmp_path,
        'import os\nnames = {"a"}\nif "debugassist-copy" not in os.environ["HOME"] and "debugassist" not in os.getcwd():\n'
        "    print({}[next(iter(names))])\n",
    )

    assert not any("each time" in note for note in found.notes)
    assert any(note.startswith("it did not fail on a copy") for note in found.notes)


@pytest.mark.parametrize("names", ["", 'names = {"ann", "bob"}\n'])
def test_what_a_run_makes_does_not_stand_in_the_way_of_the_next(names: str, tmp_path: Path) -> None:
    found = diagnosed(
        tmp_path,
        f'import os\n{names}ages = {{"alpha": 41}}\nkey = "alpa"\nprint(ages[key])\nos.mkdir("made")\n',
    )

    assert any(fix.status is Status.VERIFIED for fix in found.fixes)
    assert not (tmp_path / "made").exists()


def test_what_chance_has_no_say_in_is_verified_by_many_runs(tmp_path: Path) -> None:
    found = diagnosed(tmp_path, 'import random\nages = {"alpha": random.random()}\nprint(ages["alpa"])\n')

    assert not any("each time" in note for note in found.notes)
    assert any(fix.status is Status.VERIFIED for fix in found.fixes)
    assert "steady" in [one.step for one in found.timings]
