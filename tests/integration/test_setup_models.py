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


def test_a_model_that_cannot_be_fetched_leaves_the_rest_to_be_done(
    own: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without a network nothing is fetched, and what the server has already is as good as before."""

    def no_network(path: str, body: Body) -> Said:
        if path == "/api/pull":
            return Said(pieces=(b'{"error": "pull model manifest: no such host"}\n',))
        return answer(path, body)

    with server(no_network) as (host, _):
        own.write_text(f'[models]\nollama = "{host}"\n')
        assert main(["setup", "--pull", "coder:7b", "--writer", "coder:7b", "--reasoner", "coder:7b"]) == 4
    told = capsys.readouterr()
    assert "no such host" in told.err
    assert "`debugassist-writer:7b` is made from `coder:7b`" in told.err
    assert "ollama" in told.out, "how everything is comes last"
    assert load().models.reasoner[0] == "ollama:coder:7b"
    assert load().models.reasoner[1:] == ("anthropic:claude-haiku-5-5", "anthropic:claude-sonnet-5-5")


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        ("none\nlocal\nno\n\nno\n", ("none", "", "", "")),
        (
            "local\ncoder:7b\ncoder:7b\ncoder:3b\nlocal\nno\n\nno\n",
            ("local", "coder:7b", "coder:7b", "coder:3b"),
        ),
    ],
)
def test_who_wants_models_is_asked_which(
    said: str,
    wanted: tuple[str, ...],
    own: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr("sys.stdin", StringIO(said))
    args = Namespace(pull="", writer="", reasoner="")
    tags = Said(pieces=(b'{"models": [{"name": "coder:3b"}]}',))
    with server(lambda _, __: tags) as (host, _):
        text = f'[models]\nollama = "{host}"\n'
        own.write_text(text)
        _ask(args)
    assert (args.models, args.pull, args.writer, args.reasoner) == wanted
    assert own.read_text() == text
    assert ("has coder:3b" in capsys.readouterr().out) == (wanted[0] == "local")


def test_nobody_is_asked_for_models_of_a_server_that_is_not_there(
    own: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    own.write_text('[models]\nollama = "http://127.0.0.1:9"\n')
    monkeypatch.setattr("sys.stdin", StringIO("local\nlocal\nno\n\nno\n"))
    args = Namespace(pull="", writer="", reasoner="")
    _ask(args)
    assert (args.pull, args.writer, args.reasoner) == ("", "", "")
    assert "start `ollama serve`" in capsys.readouterr().out


class Screen(StringIO):
    """A terminal that keeps what is written to it."""

    def isatty(self) -> bool:
        return True


def test_how_far_a_download_is_stays_on_one_line_of_a_terminal(
    own: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A line for each percent would push everything else off the screen."""

    def slow(path: str, body: Body) -> Said:
        if path != "/api/pull":
            return answer(path, body)
        rows = [f'{{"status": "pulling a1", "completed": {done}, "total": 50}}\n' for done in range(51)]
        return Said(
            pieces=tuple(row.encode() for row in rows) + (b'{"error": "no room"}\n',),
            kind="application/x-ndjson",
        )

    screen = Screen()
    monkeypatch.setattr("sys.stderr", screen)
    monkeypatch.setenv("TERM", "xterm")
    with server(slow) as (host, _):
        own.write_text(f'[models]\nollama = "{host}"\n')
        main(["setup", "--pull", "coder:7b"])
    written = screen.getvalue()
    assert "coder:7b: pulling a1 48 %" in written
    left = [line.rpartition("\x1b[K")[2] for line in written.split("\n")]
    assert [line for line in left if "pulling" in line] == ["coder:7b: pulling a1 100 %"]
    assert any("no room" in line for line in left)
