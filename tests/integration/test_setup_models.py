"""Is a model fetched, and the writer made, with what was done said? A scripted server on loopback."""

from argparse import Namespace
from io import StringIO
from pathlib import Path

import pytest

from tests.integration.model_servers import Body, Said, server
from tools.configuration import load
from tui.cli import main
from tui.commands.setup import _ask


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "own.toml"
    monkeypatch.setenv("DEBUGASSIST_CONFIG", str(path))
    monkeypatch.chdir(tmp_path)
    return path


def answer(path: str, body: Body) -> Said:
    if path == "/api/pull":
        lines = (b'{"status": "pulling", "completed": 1, "total": 2}\n', b'{"status": "success"}\n')
        return Said(pieces=lines, kind="application/x-ndjson")
    if path == "/api/create":
        return Said(pieces=(b'{"status": "success"}',))
    return Said(pieces=(b'{"models": []}',))


def test_a_model_is_fetched_and_the_writer_made(own: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with server(answer) as (host, asked):
        own.write_text(f'[models]\nollama = "{host}"\n')
        main(["setup", "--models", "local", "--pull", "coder:7b", "--writer", "coder:7b"])
    made = next(body for path, body in asked if path == "/api/create")
    assert (made["model"], made["from"]) == ("debugassist-writer:7b", "coder:7b")
    assert "ONE plain sentence" in made["system"]
    models = load().models
    assert models.use.value == "local"
    assert models.writer == ("ollama:debugassist-writer:7b", "anthropic:claude-haiku-5-5")
    assert "success" in capsys.readouterr().err


def test_an_absent_server_is_said_with_the_next_step(own: Path, capsys: pytest.CaptureFixture[str]) -> None:
    own.write_text('[models]\nollama = "http://127.0.0.1:9"\n')
    assert main(["setup", "--writer", "coder:7b"]) == 4
    assert "ollama serve" in capsys.readouterr().err


def test_the_modelfile_can_be_had_by_itself(own: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["setup", "--modelfile", "--writer", "coder:7b"]) == 0
    printed = capsys.readouterr().out
    assert printed.startswith("FROM coder:7b\nPARAMETER temperature 0\n")
    assert not own.exists()


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        ("none\nlocal\nno\n\nno\n", ("none", "", "")),
        ("local\ncoder:7b\ncoder:7b\nlocal\nno\n\nno\n", ("local", "coder:7b", "coder:7b")),
    ],
)
def test_who_wants_models_is_asked_which(
    said: str, wanted: tuple[str, str, str], own: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", StringIO(said))
    args = Namespace(pull="", writer="")
    _ask(args)
    assert (args.models, args.pull, args.writer) == wanted
    assert not own.exists()
