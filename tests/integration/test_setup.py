"""Does setup write what was chosen, leave the rest alone, and does doctor then say how things are?"""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from tests.integration.command import debugassist
from tools.configuration import (
    Configuration,
    KnowledgeConfiguration,
    ModelsConfiguration,
    Reach,
    Use,
    load,
    parse,
)
from tools.doctor import Health
from tools.reachable import examine_helpers, left_runners
from tools.settings import with_key


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("", '[models]\nuse = "local"\n'),
        ("[router]\nfloor = 0.5 # mine\n", '[router]\nfloor = 0.5 # mine\n\n[models]\nuse = "local"\n'),
        ('# top\n[models]\nuse = "none" # why\n', '# top\n[models]\nuse = "local" # why\n'),
        ("[models]\nsteps = 3\n[router]\n", '[models]\nuse = "local"\nsteps = 3\n[router]\n'),
        ('[models]\nuse = """\nnone"""\nsteps = 3\n', '[models]\nuse = "local"\nsteps = 3\n'),
    ],
)
def test_one_key_is_set_and_the_rest_left_alone(text: str, wanted: str) -> None:
    assert with_key(text, "models", "use", "local") == wanted
    assert parse(wanted).models.use is Use.LOCAL


def test_a_list_over_several_lines_is_replaced_whole() -> None:
    text = '[models]\nwriter = [\n  "ollama:a",  # mine\n  "ollama:b",\n]\nsteps = 3\n'
    assert with_key(text, "models", "writer", ["ollama:c"]) == '[models]\nwriter = ["ollama:c"]\nsteps = 3\n'


def test_what_the_options_say_is_written(tmp_path: Path, own_home: Path) -> None:
    done = debugassist("setup", "--models", "local", "--knowledge", "network", folder=tmp_path)
    assert (own_home / ".config" / "debugassist" / "config.toml").exists()
    assert (load().models.use, load().knowledge.use) == (Use.LOCAL, Reach.NETWORK)
    assert "stackoverflow may be asked" in " ".join(done.stdout.split())
    assert done.returncode == 1  # a model may be asked, and no server answers
    assert "ollama serve" in done.stdout


def test_without_anybody_to_ask_it_says_so(tmp_path: Path) -> None:
    done = debugassist("setup", folder=tmp_path)
    assert done.returncode == 2
    assert "nobody to ask" in done.stderr


def test_nothing_is_allowed_unless_chosen(tmp_path: Path) -> None:
    done = debugassist("doctor", "--format", "json", folder=tmp_path)
    parts = {each["part"]: each for each in json.loads(done.stdout)["findings"]}
    assert parts["network"]["detail"].startswith("not allowed")
    assert parts["cloud"]["detail"].startswith("not allowed")
    assert parts["knowledge"]["step"].startswith("`debugassist index add")


def test_a_wrong_address_of_a_server_is_said_though_models_are_off(tmp_path: Path) -> None:
    done = debugassist("doctor", "--format", "json", folder=tmp_path, env={"OLLAMA_HOST": "here:there"})
    parts = {each["part"]: each for each in json.loads(done.stdout)["findings"]}
    assert "`OLLAMA_HOST` cannot be 'here:there'" in parts["ollama"]["detail"]
    assert "OLLAMA_HOST=127.0.0.1:11434" in parts["ollama"]["step"]


def test_models_that_a_killed_server_has_left_are_found(tmp_path: Path) -> None:
    for number, words, parent in (
        (7, "/usr/bin/ollama\0runner\0--model\0x", 1),
        (8, "/usr/bin/ollama\0runner\0--model\0x", 9),  # its server lives
        (9, "/usr/bin/ollama\0serve", 1),
        (10, "", 1),
    ):
        folder = tmp_path / str(number)
        folder.mkdir()
        (folder / "cmdline").write_text(words)
        (folder / "stat").write_text(f"{number} (a) b) S {parent} 1 1")
    (tmp_path / "11").mkdir()
    assert left_runners(tmp_path) == [7]


def test_a_gateway_is_named(tmp_path: Path) -> None:
    done = debugassist(
        "doctor", "--format", "json", folder=tmp_path, env={"ANTHROPIC_BASE_URL": "https://u:p@gate.example"}
    )
    parts = {each["part"]: each for each in json.loads(done.stdout)["findings"]}
    assert parts["cloud"]["detail"].endswith("asked at gate.example)")


def test_a_teams_server_that_does_not_answer_is_said() -> None:
    shared = KnowledgeConfiguration(server="http://127.0.0.1:9")
    [part] = [each for each in examine_helpers(Configuration(knowledge=shared)) if each.part == "knowledge"]
    assert part.health is Health.BROKEN
    assert "no Chroma server answers at http://127.0.0.1:9" in part.detail


@pytest.fixture
def ollama() -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:  # the library's name
            body = json.dumps({"models": [{"name": "qwen2.5-coder:1.5b"}]}).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            return

    server = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_a_model_that_is_set_and_not_there_is_named(ollama: str) -> None:
    def found(use: Use, *writer: str) -> tuple[Health, str]:
        models = ModelsConfiguration(use=use, ollama=ollama, writer=writer, reasoner=())
        [part] = [each for each in examine_helpers(Configuration(models=models)) if each.part == "ollama"]
        return part.health, part.step

    assert found(Use.LOCAL) == (Health.OK, "")
    assert found(Use.LOCAL, "ollama:other:1b") == (Health.MISSING, "`ollama pull other:1b`")
    assert found(Use.NONE) == (Health.MISSING, "`debugassist setup --models local`")
