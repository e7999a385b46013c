"""Do the two configuration files say what they may say, and nothing more?"""

from pathlib import Path

import pytest

from analyzers.errors import InputError
from analyzers.facts import Stage
from tools.configuration import Configuration, Use, load, parse


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "own.toml"
    monkeypatch.setenv("DEBUGASSIST_CONFIG", str(path))
    return path


def test_without_files_everything_is_as_shipped(own: Path, tmp_path: Path) -> None:
    assert load(tmp_path) == Configuration()


def test_the_users_file_switches_models_on(own: Path) -> None:
    own.write_text('[models]\nuse = "local"\nrouter = "tiny"\n')
    models = load().models
    assert (models.use, models.router) == (Use.LOCAL, "tiny")


def test_the_workspace_may_change_the_routing(own: Path, tmp_path: Path) -> None:
    own.write_text('[router]\nfloor = 0.5\noff = ["model"]\n')
    (tmp_path / "pyproject.toml").write_text("[tool.debugassist.router]\nfloor = 0.2\n")
    router = load(tmp_path).router
    assert (router.floor, router.off) == (0.2, (Stage.MODEL,))


@pytest.mark.parametrize("table", ['models]\nuse = "local"', 'models]\nollama = "http://evil.example"'])
def test_the_workspace_may_switch_nothing_on(own: Path, tmp_path: Path, table: str) -> None:
    (tmp_path / "pyproject.toml").write_text(f"[tool.debugassist.{table}\n")
    with pytest.raises(InputError, match="not for a workspace to set"):
        load(tmp_path)


def test_a_foreign_pyproject_is_not_even_parsed(own: Path, tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_bytes(b"\xff not TOML [")
    assert load(tmp_path) == Configuration()


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("[routers]\n", "routers"),
        ("[router]\nlevel = 1\n", "level"),
        ('[router]\norder = ["magic"]\n', "router.order"),
        ('[router]\norder = ["keyword", "keyword"]\n', "router.order"),
        ("[router]\nfloor = 7\n", "router.floor"),
        ("[router]\nfloor = true\n", "router.floor"),
        ("[router.thresholds]\nstructure = 'high'\n", "router.thresholds"),
        ('[models]\nuse = "yes"\n', "models.use"),
        ("[models]\nollama = 3\n", "models.ollama"),
        ("[router]\nfloor = nan\n", "router.floor"),
        ("models = 3\n", "models"),
        ("[models\n", "cannot be read"),
    ],
)
def test_what_cannot_be_is_named_with_its_file(text: str, named: str) -> None:
    with pytest.raises(InputError, match=f"mine.toml.*{named}") as caught:
        parse(text, "mine.toml")
    assert caught.value.hint


def test_thresholds_are_kept_by_stage() -> None:
    assert parse("[router.thresholds]\nstructure = 0.9\nkeyword = 1.5\n").router.thresholds == (
        (Stage.STRUCTURE, 0.9),
        (Stage.KEYWORD, 1.5),
    )


@pytest.mark.parametrize(
    ("named", "address"),
    [
        ("", "http://127.0.0.1:11434"),
        ("127.0.0.1:8080", "http://127.0.0.1:8080"),
        ("0.0.0.0", "http://127.0.0.1:11434"),
        (":8080", "http://127.0.0.1:8080"),
        ("[::1]:8080", "http://[::1]:8080"),
        ("[::1]", "http://[::1]:11434"),
        ("models.example", "http://models.example:11434"),
        ("https://models.example/", "https://models.example:443"),
        ("models.example:56789/path/", "http://models.example:56789/path"),
        ("::1", "http://[::1]:11434"),
        ("127.0.0.1:", "http://127.0.0.1:11434"),
        ("http://somebody:secret@models.example:1", "http://models.example:1"),
        ("localhost:abc", "http://127.0.0.1:11434"),  # nobody asks there
    ],
)
def test_the_server_is_where_its_own_variable_says(
    named: str, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever runs Ollama at another port has set it for Ollama's own client."""
    monkeypatch.setenv("OLLAMA_HOST", named)

    assert load().models.ollama == address
    assert parse('[models]\nollama = "http://127.0.0.1:9"\n').models.ollama == "http://127.0.0.1:9"


@pytest.mark.parametrize("named", ["localhost:abc", "localhost:99999", "http://[x"])
def test_an_address_that_is_none_is_said_to_whoever_uses_models(
    named: str, own: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OLLAMA_HOST", named)
    own.write_text('[models]\nuse = "local"\n')
    with pytest.raises(InputError, match="`OLLAMA_HOST` cannot be"):
        load()

    own.write_text('[models]\nuse = "local"\nollama = "http://127.0.0.1:9"\n')
    assert load().models.ollama == "http://127.0.0.1:9"


@pytest.mark.parametrize(
    ("named", "address"),
    [
        ("", "https://api.anthropic.com"),
        ("https://gateway.example/anthropic/", "https://gateway.example/anthropic"),
        ("http://127.0.0.1:4000", "http://127.0.0.1:4000"),
    ],
)
def test_a_gateway_is_where_the_clients_own_variable_says(
    named: str, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Past a gateway that somebody has set nothing is sent."""
    monkeypatch.setenv("ANTHROPIC_BASE_URL", named)
    assert load().models.anthropic == address
    assert parse('[models]\nanthropic = "https://a.example"\n').models.anthropic == "https://a.example"


@pytest.mark.parametrize(
    "named", ["http://gateway.example", "gateway.example", "ftp://127.0.0.1", "https://", "https://x:y"]
)
def test_a_key_is_sent_to_no_address_in_the_clear(
    named: str, own: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(InputError, match=r"`models\.anthropic` cannot be"):
        parse(f'[models]\nanthropic = "{named}"\n')
    monkeypatch.setenv("ANTHROPIC_BASE_URL", named)
    own.write_text('[models]\nuse = "local"\n')
    assert load().models.anthropic == "https://api.anthropic.com"
    own.write_text('[models]\nuse = "cloud"\n')
    with pytest.raises(InputError, match="`ANTHROPIC_BASE_URL` cannot be"):
        load()
