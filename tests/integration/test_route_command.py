"""`debugassist route`, as a person and as a pipe use it."""

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def route(*arguments: str, given: str = "", state: Path | None = None) -> subprocess.CompletedProcess[str]:
    environment = dict(os.environ)
    if state is not None:
        environment["XDG_STATE_HOME"] = str(state)
    return subprocess.run(
        [sys.executable, str(ROOT / "debugassist.py"), "route", *arguments],
        input=given,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env=environment,
    )


def test_a_piped_report_is_routed_with_its_reason() -> None:
    done = route(given="main.c:3:5: error: expected ';' before 'return'\n")

    assert done.returncode == 0
    assert done.stdout.startswith("syntax (")
    assert "decided by structure" in done.stdout


def test_why_names_every_stage_also_the_absent_model() -> None:
    done = route("--why", "--text", "no errors, but it prints 0")

    assert all(stage in done.stdout for stage in ("structure", "semantic", "keyword", "model"))
    assert "no language model is connected" in done.stdout


def test_a_stream_answers_line_by_line_and_names_bad_lines() -> None:
    done = route(
        "--jsonl",
        given='{"id": "a", "input": "KeyError: \'x\'"}\nnot json\n"it compiles but hangs forever"\n',
    )
    answers = [json.loads(line) for line in done.stdout.splitlines()]

    assert [answer.get("route") for answer in answers] == ["runtime", None, "logic"]
    assert answers[0]["id"] == "a"
    assert answers[1]["error"].startswith("-:2:")


def test_a_correction_is_remembered_and_used(tmp_path: Path) -> None:
    text = "the frobnicator wibbles in the morning"
    route("--correct", "runtime", "--text", text, state=tmp_path)
    done = route("--json", "--text", text, state=tmp_path)
    answer = json.loads(done.stdout)

    assert (answer["route"], answer["stage"]) == ("runtime", "semantic")


def test_a_second_correction_replaces_the_first(tmp_path: Path) -> None:
    for word in ("runtime", "logic"):
        route("--correct", word, "--text", "same text", state=tmp_path)
    lines = (tmp_path / "debugassist" / "corrections.jsonl").read_text(encoding="utf-8").splitlines()

    assert [json.loads(line)["label"] for line in lines] == ["logic"]


def test_a_damaged_line_among_the_corrections_is_passed_over(tmp_path: Path) -> None:
    folder = tmp_path / "debugassist"
    folder.mkdir()
    (folder / "corrections.jsonl").write_text(
        '{"input": 3}\n{broken\n{"input": "abc def", "label": "logic"}\n'
    )

    assert json.loads(route("--json", "--text", "abc def", state=tmp_path).stdout)["route"] == "logic"


def test_control_sequences_do_not_reach_the_screen() -> None:
    done = route("--why", "--text", "wrong \x1b]0;evil\x07 result \u202e instead of 3")

    assert "\x1b" not in done.stdout
    assert "\u202e" not in done.stdout


def test_an_obvious_traceback_loads_nothing_heavy() -> None:
    code = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "from analyzers.facts import Problem\n"
        "from analyzers.traceback import read\n"
        "from assistant.router import decide\n"
        "text = 'Traceback (most recent call last):\\n  File \"a.py\", line 1, in <module>\\nKeyError: 1'\n"
        "decide(Problem(text=text), read(text))\n"
        "print(sorted(set(sys.modules) & {'numpy', 'onnxruntime', 'tokenizers', 'tree_sitter', 'asyncio', 'httpx',\n"
        "    'assistant.router.cues', 'assistant.router.semantic'}))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(ROOT)], capture_output=True, text=True, timeout=60, check=True
    )

    assert done.stdout.strip() == "[]"
