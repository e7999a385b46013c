"""Data that a program could not read is looked at itself, where it came along or lies in the workspace."""

from pathlib import Path

import pytest

from analyzers.facts import Diagnosis, Done, Route, Status
from assistant.diagnose import Assistant
from tools.intake import from_text

_PASTED = {
    "yaml": (
        "my yaml wont load\n\nservices:\n  web:\n    image: nginx\n     ports:\n      - '80:80'\n",
        "    ports:",
    ),
    "json": (
        'JSON.parse fails on this\n\n{\n  "name": "app",\n  "port": 80\n  "debug": true\n}\n',
        '  "port": 80,',
    ),
    "toml": ('toml wont load\n\n[tool.x]\nname = "a\nsize = 3\n', 'name = "a"'),
}


def _diagnosis(text: str) -> Diagnosis:
    last = list(Assistant().run(from_text(text), Route.RUNTIME))[-1]
    assert isinstance(last, Done)
    return last.diagnosis


def _changed(diagnosis: Diagnosis) -> str:
    text = diagnosis.code[0].text
    for edit in sorted(diagnosis.fixes[0].edits, key=lambda one: -one.span.start):
        text = text[: edit.span.start] + edit.text + text[edit.span.end :]
    return text


@pytest.mark.parametrize("case", _PASTED)
def test_pasted_data_is_repaired(case: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    text, line = _PASTED[case]

    diagnosis = _diagnosis(text)

    assert diagnosis.cause.startswith(f"the {case.upper()} cannot be read")
    assert diagnosis.fixes[0].status is Status.VERIFIED
    assert line in _changed(diagnosis).split("\n")


def test_a_file_that_the_message_names_is_repaired(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("c.yml").write_text("a:\n  b: 1\n   c: 2\n")

    diagnosis = _diagnosis('ScannerError: mapping values are not allowed here in "c.yml", line 3, column 5')

    assert diagnosis.code[0].path == "c.yml"
    assert "  c: 2" in _changed(diagnosis).split("\n")


def test_data_that_is_whole_is_left_in_peace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)

    assert "cannot be read" not in _diagnosis("it fails with this\n\na:\n  b: 1\n  c:\n    - 2\n").cause
    assert "cannot be read" not in _diagnosis("it crashes:\n\nfirst: then\nsecond: now\nthird: that\n").cause


def test_a_file_outside_the_workspace_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "secret.json").write_text('{"key": ')
    (tmp_path / "inside").mkdir()
    monkeypatch.chdir(tmp_path / "inside")

    assert "cannot be read" not in _diagnosis("the config ../secret.json does not load, it crashes").cause


def test_a_file_that_is_only_mentioned_is_not_the_cause(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("setup.json").write_text("{'a': 1,}")
    Path("tsconfig.json").write_text("{ // options\n}")

    for text in (
        "the app crashes with an exception at start, I only changed setup.json",
        "invalid tsconfig.json, the app crashes with an exception",
        "the app crashes with an exception " + "x" * 20_000,
    ):
        assert "cannot be read" not in _diagnosis(text).cause
