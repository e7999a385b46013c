"""Are the failures of logs grouped alike in this process, in several, and on a real Dask cluster?"""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from analyzers.errors import ToolError
from assistant import triage
from tests.integration.command import debugassist
from tools.spread import spread


@pytest.fixture
def logs(tmp_path: Path) -> list[Path]:
    paths = []
    for name in range(3):
        lines = []
        for number in range(400):
            function, error = (
                ("total", "KeyError: 'u%d'") if number % 4 else ("refund", "ValueError: bad id %d")
            )
            lines.append(
                f"12:00:00 INFO start {number}\nTraceback (most recent call last):\n"
                f'  File "/srv/{name}/cart.py", line {number}, in {function}\n    x = rows[key]\n{error % number}\n'
            )
        path = tmp_path / f"{name}.log"
        path.write_text("".join(lines))
        paths.append(path)
    return paths


def counts(groups: tuple[triage.Group, ...]) -> list[tuple[str, int, int]]:
    return [(group.type, group.count, len(group.files)) for group in groups]


def test_causes_are_counted_over_all_logs(logs: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(triage, "_PIECE", 10_000)
    monkeypatch.setattr(triage, "_AROUND", 2_000)
    # Each log has a folder of its own, which is part of a call's name as far as the folder above the file.
    for path in logs:
        path.write_text(path.read_text().replace(f"/srv/{path.stem}/", "/srv/shop/"))
    assert counts(triage.triage(logs)) == [("KeyError", 900, 3), ("ValueError", 300, 3)]


def test_every_file_counts_though_only_the_first_are_named(tmp_path: Path) -> None:
    """Logs of many machines have one name in as many folders."""
    for number in range(30):
        log = tmp_path / f"host{number}" / "app.log"
        log.parent.mkdir()
        log.write_text(
            'Traceback (most recent call last):\n  File "/srv/a.py", line 3, in f\n    x[k]\nKeyError: 1\n'
        )
    logs = sorted(tmp_path.glob("*/app.log"))
    assert (
        len(list(triage.bundles(triage.pieces(logs)))) == 1
    )  # each that is handed out costs a cluster milliseconds
    [group] = triage.triage(logs)
    assert (group.in_files, len(group.files), group.first) == (30, 20, f"{tmp_path}/host0/app.log:1")
    said = debugassist("triage", ".", "--no-explain", "--jobs", "1", folder=tmp_path).stdout
    assert "first at host0/app.log:1 and in 29 other files" in said


@pytest.fixture
def cluster() -> Iterator[str]:
    from distributed import LocalCluster

    with LocalCluster(  # type: ignore[no-untyped-call]
        n_workers=2, threads_per_worker=1, host="127.0.0.1", dashboard_address=None
    ) as running:
        yield running.scheduler_address


def test_processes_and_a_cluster_give_the_same_groups(logs: list[Path], cluster: str) -> None:
    here = triage.triage(logs)
    assert triage.triage(logs, jobs=2) == here
    assert triage.triage(logs, scheduler=cluster) == here
    assert sum(group.count for group in here) == 1200


def test_a_scheduler_that_does_not_answer_is_one_clear_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tools.spread._PATIENCE", 1)
    with pytest.raises(ToolError, match="no Dask scheduler answers at tcp://127.0.0.1:9"):
        list(spread(len, [""], scheduler="tcp://127.0.0.1:9"))


def test_the_command_says_how_many_failures_have_which_cause(logs: list[Path], tmp_path: Path) -> None:
    done = debugassist("triage", "0.log", "--format", "json", "--jobs", "1", folder=tmp_path)
    answer = json.loads(done.stdout)
    assert (done.returncode, answer["failures"], answer["causes"]) == (1, 400, 2)
    assert answer["groups"][0]["count"] == 300
    assert "`rows` has no key" in answer["groups"][0]["cause"]
    said = debugassist("triage", ".", "--no-explain", folder=tmp_path)
    assert said.stdout.startswith("1,200 failures of 6 causes in 3 files")
    assert debugassist("triage", "nowhere", folder=tmp_path).returncode == 3
