"""A program is run, explained from its live state, and a fix is tried on a copy."""

from pathlib import Path

import pytest

from analyzers.facts import Diagnosis, Done, FixProposed, HandedBack, Known, Problem, Route, Status
from analyzers.traceback import read
from assistant.blocking import drive, drive_with_loop
from assistant.diagnose import Assistant, Settings, Task
from assistant.paths.runtime import follow
from tools.workspace import Workspace


def diagnosed(folder: Path, text: str, *arguments: str) -> Diagnosis:
    (folder / "main.py").write_text(text)
    problem = Problem(command=("python", "main.py", *arguments), workspace=str(folder))
    events = list(Assistant(Settings(capture=True, time_limit=20)).run(problem))
    assert isinstance(events[-1], Done)
    return events[-1].diagnosis


def test_a_fix_is_verified_by_running_the_program_with_it(tmp_path: Path) -> None:
    text = "names = ['b', 'a']\nfor name in names.sort():\n    print(name)\n"

    found = diagnosed(tmp_path, text)

    assert found.fixes[0].status is Status.VERIFIED
    assert found.fixes[0].edits[0].text == "sorted(names)"
    assert (tmp_path / "main.py").read_text() == text


def test_a_fix_that_does_not_help_is_refuted(tmp_path: Path) -> None:
    found = diagnosed(tmp_path, "totl = 0\nprint(total / 0)\ntotal = 1\n")

    assert {fix.status for fix in found.fixes} <= {Status.REFUTED}


def test_a_fix_after_which_a_thread_fails_is_none(tmp_path: Path) -> None:
    """The exit code of a program says nothing of its threads."""
    text = (
        "import threading\n\n\ndef work(sizes, more):\n    sizes.append(sizes[0] + more)\n\n\nlabel = 'x'\n"
        "print(labl)\none = threading.Thread(target=work, args=([1], label))\none.start()\none.join()\n"
    )

    found = diagnosed(tmp_path, text)

    assert Status.VERIFIED not in {fix.status for fix in found.fixes}


def test_live_values_are_evidence(tmp_path: Path) -> None:
    found = diagnosed(tmp_path, "def f(xs, i):\n    return xs[i]\n\n\nf([1, 2, 3], 3)\n")

    assert found.cause == "`xs` has 3 items, so there is no index 3"
    assert found.snapshot is not None


def test_no_keys_are_announced_where_the_source_writes_none(tmp_path: Path) -> None:
    text = "def grouped(rows):\n    groups = {}\n    for name, value in rows:\n        groups[name].append(value)\n\n\ngrouped([('a', 1)])\n"
    found = diagnosed(tmp_path, text)

    assert found.cause == "`groups` has no key `'a'`"
    assert [note for one in found.diagnostics for note in one.notes if note.endswith(": ")] == []


def test_the_cause_and_its_values_are_known_before_edits_are_tried(tmp_path: Path) -> None:
    """The search for a fix may take half a minute; what the program held is there when it stops."""
    (tmp_path / "main.py").write_text("def f(xs, i):\n    return xs[i]\n\n\nf([1, 2, 3], 3)\n")
    problem = Problem(command=("python", "main.py"), workspace=str(tmp_path))
    events = list(Assistant(Settings(capture=True, time_limit=20)).run(problem))

    at = next(n for n, event in enumerate(events) if isinstance(event, Known))
    assert not any(isinstance(event, FixProposed) for event in events[:at])
    known = events[at]
    assert isinstance(known, Known)
    assert known.diagnosis.cause == "`xs` has 3 items, so there is no index 3"
    assert known.diagnosis.snapshot is not None
    assert isinstance(events[-1], Done)
    assert events[-1].diagnosis.snapshot == known.diagnosis.snapshot


def test_a_program_that_works_is_said_to_work(tmp_path: Path) -> None:
    assert diagnosed(tmp_path, "print(1)\n").cause == "the program ran to its end and nothing failed"


def test_an_exit_code_without_an_exception_is_said_plainly(tmp_path: Path) -> None:
    found = diagnosed(tmp_path, "import os\nos._exit(3)\n")

    assert "exit code 3" in found.cause


def test_where_a_none_was_made_is_found_by_a_recorded_run(tmp_path: Path) -> None:
    text = (
        "class Store:\n    def __init__(self):\n        self.items = {}\n\n"
        "    def put(self, key, value):\n        self.items[key] = value\n\n"
        "    def get(self, key):\n        return self.items.get(key)\n\n\n"
        "store = Store()\nstore.put('a', 1)\nprint(store.get('b') + 1)\n"
    )

    found = diagnosed(tmp_path, text)

    assert ("main.py", 9) in [(one.path, one.line) for one in found.suspects[:2]]


def test_a_file_that_does_not_compile_is_handed_to_the_syntax_path(tmp_path: Path) -> None:
    (tmp_path / "main.py").write_text("print((1)\n")
    problem = Problem(command=("python", "main.py"), workspace=str(tmp_path))
    events = list(drive_with_loop(follow(task(problem, tmp_path))))

    assert isinstance(events[-1], HandedBack)
    assert events[-1].route is Route.SYNTAX


def test_a_failing_comparison_is_handed_to_the_logic_path(tmp_path: Path) -> None:
    (tmp_path / "test_one.py").write_text("def test_one():\n    assert 1 + 1 == 3\n")
    problem = Problem(command=("python", "-m", "pytest", "-q"), workspace=str(tmp_path))
    events = list(drive_with_loop(follow(task(problem, tmp_path))))

    assert isinstance(events[-1], HandedBack)
    assert events[-1].route is Route.LOGIC


def test_a_piped_report_is_explained_without_waiting_or_running(tmp_path: Path) -> None:
    (tmp_path / "main.py").write_text("d = {'colour': 1}\nprint(d['color'])\n")
    text = (
        "Traceback (most recent call last):\n"
        "  File \"main.py\", line 2, in <module>\n    print(d['color'])\n"
        "KeyError: 'color'\n"
    )
    [*_, last] = drive(follow(task(Problem(text=text, workspace=str(tmp_path)), tmp_path)))

    assert isinstance(last, Done)
    assert last.diagnosis.fixes[0].status is Status.UNVERIFIED
    assert last.diagnosis.fixes[0].check == "the program was not run"


def test_an_explained_fix_that_leads_is_verified_although_other_edits_run_too(tmp_path: Path) -> None:
    text = (
        "def owed(orders):\n    totals = {}\n    for index in range(len(orders) + 1):\n        name, amount = orders[index]\n"
        "        totals[name] = totals.get(name, 0) + amount\n    return totals\n\nprint(owed([('ada', 3), ('bo', 4)]))\n"
    )
    answer = diagnosed(tmp_path, text)

    assert answer.fixes[0].status is Status.VERIFIED
    assert answer.fixes[0].edits[0].text == "len(orders)"


def test_an_edit_that_may_not_be_meant_is_shown_and_never_called_verified(tmp_path: Path) -> None:
    text = (
        "def fetch(i):\n    if i == 3:\n        return None\n    return {'tags': ['a']}\n\n"
        "rows = [fetch(i) for i in range(5)]\nprint([row['tags'][0] for row in rows])\n"
    )
    answer = diagnosed(tmp_path, text)

    assert answer.fixes
    for fix in answer.fixes:
        assert fix.status is not Status.VERIFIED
        assert "which one was meant is not known" in fix.check


@pytest.mark.parametrize(
    "said",
    [
        "$ ./run.sh\nbash: jq: command not found\n",
        "zsh: command not found: jq\n",
        "zsh:12: command not found: jq\n",
        "fish: Unknown command: jq\nfish: \njq .name\n^~^\n",
        "sh: 1: jq: not found\n",
    ],
)
def test_what_the_shell_or_the_system_says_is_the_answer_where_there_is_no_traceback(
    tmp_path: Path, said: str
) -> None:
    last = list(drive(follow(task(Problem(text=said), tmp_path))))[-1]

    assert isinstance(last, Done)
    assert last.diagnosis.cause == "the shell finds no program `jq`"


def test_the_users_own_file_is_asked_for_not_the_librarys(tmp_path: Path) -> None:
    text = (
        'Traceback (most recent call last):\n  File "/app/worker.py", line 102, in handle\n    json.loads(body)\n'
        '  File "/usr/lib/python3.11/json/decoder.py", line 355, in raw_decode\n    raise JSONDecodeError()\n'
        "json.decoder.JSONDecodeError: Expecting value: line 1 column 1 (char 0)\n"
    )
    last = list(drive(follow(task(Problem(text=text), tmp_path))))[-1]

    assert isinstance(last, Done)
    assert [note for note in last.diagnosis.notes if "/app/worker.py" in note]
    assert not [note for note in last.diagnosis.notes if "decoder.py" in note]


def task(problem: Problem, folder: Path) -> Task:
    from assistant.router import decide

    reading = read(problem.text)
    return Task(
        problem=problem,
        decision=decide(problem, reading, overruled=Route.RUNTIME),
        reading=reading,
        workspace=Workspace.at(folder),
        settings=Settings(capture=True, time_limit=20),
    )
