"""An evaluation survives whatever a case does, and hands no label to what predicts."""

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from analyzers.errors import InputError
from assistant.evals.harness import Evaluation, Record, Report, predictions, read_cases


def _predict(case: Record) -> Record:
    match case.get("do"):
        case "raise":
            raise ValueError("a case of bad luck")
        case "hang":
            while True:
                time.sleep(1)
        case "die":
            os._exit(7)
        case "spawn":
            child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
            Path(case["note"]).write_text(str(child.pid))
            child.wait()
    return {"saw": sorted(case)}


def _score(cases: Sequence[Record], results: Sequence[Record]) -> Report:
    return Report(tables=(), data={"cases": len(cases), "results": len(results)})


EVALUATION = Evaluation(predict=_predict, score=_score, inputs=("do", "note"))


def _results(*cases: Record, timeout: float = 20.0) -> list[Record]:
    return list(predictions(EVALUATION, cases, jobs=2, timeout=timeout))


def test_a_label_never_reaches_the_prediction() -> None:
    assert _results({"id": "a", "do": "", "label": "runtime"}) == [{"id": "a", "saw": ["do", "id"]}]


def test_predictions_come_in_the_order_of_the_cases() -> None:
    names = [str(number) for number in range(40)]

    assert [result["id"] for result in _results(*({"id": name} for name in names))] == names


def test_a_case_that_raises_costs_only_itself() -> None:
    bad, good = _results({"id": "a", "do": "raise"}, {"id": "b"})

    assert bad == {"id": "a", "error": "ValueError: a case of bad luck"}
    assert "error" not in good


def test_a_case_that_kills_its_process_costs_only_itself() -> None:
    results = _results({"id": "a", "do": "die"}, *({"id": str(number)} for number in range(6)))

    assert results[0] == {"id": "a", "error": "the worker ended with code 7"}
    assert not any("error" in result for result in results[1:])


def test_a_case_that_hangs_is_ended_at_its_time_limit() -> None:
    started = time.monotonic()
    hung, good = _results({"id": "a", "do": "hang"}, {"id": "b"}, timeout=0.3)

    assert hung == {"id": "a", "error": "exceeded the time limit of 0.3 s"}
    assert "error" not in good
    assert time.monotonic() - started < 10


def test_what_a_hanging_case_has_started_ends_with_it(tmp_path: Path) -> None:
    note = tmp_path / "pid"
    _results({"id": "a", "do": "spawn", "note": str(note)}, timeout=1.0)

    pid = int(note.read_text())
    for _ in range(50):
        if not _running(pid):
            return
        time.sleep(0.1)
    pytest.fail("the child of a case that was ended still runs")


def _running(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def test_every_malformed_line_is_named(tmp_path: Path) -> None:
    path = tmp_path / "cases.jsonl"
    path.write_text('{"id": "a"}\n\nnot json\n[1]\n{"input": "x"}\n{"id": 5}\n')

    read = read_cases([path], lambda case: "odd" if case["id"] == "5" else "")

    assert [case["id"] for case in read.cases] == ["a"]
    assert [line.removeprefix(f"{path}:").split(":")[0] for line in read.malformed] == ["3", "4", "5", "6"]
    assert read.malformed[2] == f"{path}:5: `id` is missing or no text"


def test_a_folder_stands_for_the_files_in_it(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "b.jsonl").write_text('{"id": "b"}\n')
    (tmp_path / "a.jsonl").write_text('{"id": "a"}\n')

    assert [case["id"] for case in read_cases([tmp_path]).cases] == ["a", "b"]


def test_a_file_that_cannot_be_read_is_an_input_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot read the cases"):
        read_cases([tmp_path / "absent.jsonl"])
