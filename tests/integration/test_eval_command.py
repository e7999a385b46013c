"""`debugassist eval` tells people and programs the same, and writes what anyone can score."""

import json
from argparse import ArgumentParser
from pathlib import Path

import pytest

from analyzers.errors import InputError, UsageError
from assistant.evals import retrieval
from assistant.evals.harness import HELD_BACK
from assistant.evals.models import measure_with, patience
from tools.configuration import Configuration, ModelsConfiguration, Use
from tui.cli import main
from tui.commands.eval import configure, run

_CASE = {
    "id": "a",
    "input": 'Traceback (most recent call last):\n  File "a.py", line 3, in f\n    g()\nKeyError: 1\n',
    "expect": {
        "exceptions": [
            {"type": "KeyError", "message": "1", "frames": [{"file": "a.py", "line": 3, "function": "f"}]}
        ],
        "n_tracebacks": 1,
    },
}


def _eval(*words: str) -> int:
    parser = ArgumentParser()
    configure(parser)
    return run(parser.parse_args(["traceback", *words]))


@pytest.fixture
def cases(tmp_path: Path) -> Path:
    path = tmp_path / "cases.jsonl"
    wrong = _CASE | {"id": "b", "input": "all is well"}
    path.write_text(json.dumps(_CASE) + "\n" + json.dumps(wrong) + "\n{}\n")
    return path


def test_the_report_for_programs_has_counts_and_shares(
    cases: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _eval("--cases", str(cases), "--json", "--jobs", "1") == 0

    out, err = capsys.readouterr()
    report = json.loads(out)
    assert (report["cases"], report["malformed"], report["errors"]) == (2, 1, 0)
    assert report["accuracy"]["exact"]["share"] == 0.5
    assert err.startswith(f"{cases}:3: ")


@pytest.mark.parametrize(
    "name", ["test.jsonl", "test_b.jsonl", "test/cases.jsonl", "fresh/cases.jsonl", "queries-test.jsonl"]
)
def test_what_is_held_back_is_counted_and_never_named(
    cases: Path,
    name: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Who knows which cases fail learns from them, and the figure is worth no more."""
    held = tmp_path / "fixtures" / "tracebacks" / name
    held.parent.mkdir(parents=True, exist_ok=True)
    held.write_text(cases.read_text().replace('"b"', '"case-b"'))

    _eval("--cases", str(held), "--jobs", "1")
    assert "case-b" in capsys.readouterr().out  # a user's own, whatever its folder is called

    monkeypatch.setattr("assistant.evals.harness._FIXTURES", tmp_path / "fixtures")
    _eval("--cases", str(held), "--jobs", "1")

    out = capsys.readouterr().out
    assert "50.0% (1/2" in out
    assert "case-b" not in out


def test_a_held_back_query_is_counted_and_never_named() -> None:
    """Retrieval has a table of its own of what was not found first."""
    query = {"id": "q", "query": "why is it so", "relevant_ids": ["a"]}
    missed = {"id": "q", "ranked": ["b"], "ms": 1.0}
    for case, named in ((query, True), (query | {HELD_BACK: True}, False)):
        report = retrieval.score([case], [missed])
        assert any("why is it so" in str(table.rows) for table in report.tables) == named
        assert report.data["mrr"] == 0


def test_the_report_for_people_names_what_fell_short(cases: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _eval("--cases", str(cases), "--jobs", "1")

    out = capsys.readouterr().out
    assert "2 cases, models: none, 1 malformed lines left out" in out
    assert "50.0% (1/2" in out


def test_every_case_has_a_prediction(cases: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    predictions = tmp_path / "out.jsonl"
    _eval("--cases", str(cases), "--jobs", "1", "--predictions", str(predictions))

    first, second = map(json.loads, predictions.read_text().splitlines())
    assert first["exceptions"] == _CASE["expect"]["exceptions"]  # type: ignore[index]  # it is a mapping
    assert (second["id"], second["n_tracebacks"]) == ("b", 0)


def test_an_evaluation_without_models_says_so(cases: Path) -> None:
    with pytest.raises(UsageError, match="models take no part"):
        _eval("--cases", str(cases), "--models", "local")


def test_cases_without_a_usable_line_are_an_input_error(tmp_path: Path) -> None:
    (tmp_path / "empty.jsonl").write_text("nothing\n")

    with pytest.raises(InputError, match="no usable case"):
        _eval("--cases", str(tmp_path / "empty.jsonl"))


def test_what_each_rung_adds_is_in_the_report(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A model that mends what no rule can is named, with how often it was right."""
    from tests.integration.model_servers import chat, in_turn, server

    case = {
        "id": "a",
        "lang": "python",
        "code": "def f(x):\n    return x +\n",
        "fixed": "def f(x):\n    return x + 1\n",
    }
    (tmp_path / "one.jsonl").write_text(json.dumps(case) + "\n")
    repair = json.dumps({"line": 2, "count": 1, "lines": ["    return x + 1"]})
    with server(in_turn(chat(repair))) as (host, _):
        own = tmp_path / "config.toml"
        own.write_text(
            f'[models]\nollama = "{host}"\nreasoner = ["ollama:big-7b"]\nwriter = ["ollama:tiny-0.5b"]\n'
        )
        monkeypatch.setenv("DEBUGASSIST_CONFIG", str(own))
        monkeypatch.setattr("assistant.evals.models._measured", [])
        assert (
            main(
                ["eval", "syntax", "--cases", str(tmp_path / "one.jsonl"), "--models", "local", "--jobs", "1"]
            )
            == 0
        )
    printed = capsys.readouterr().out
    assert "models: local (ollama:" in printed
    assert "what each rung adds" in printed


def test_a_case_is_given_the_time_that_models_may_take(monkeypatch: pytest.MonkeyPatch) -> None:
    """Else a slow model costs the answer that is there without it."""
    monkeypatch.setattr("assistant.evals.models._measured", [])
    assert patience(3) == 0
    measure_with(Configuration(models=ModelsConfiguration(use=Use.LOCAL, problem_seconds=90)))
    assert patience(3) == 270


def test_the_cloud_is_measured_only_where_it_is_switched_on(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["eval", "router", "--models", "cloud"]) == 2
    assert "not switched on" in capsys.readouterr().err
