"""What has the user, or the workspace, asked for?

Two files are read. The user's own, `config.toml` in the XDG configuration folder, may set everything. The
workspace's, the table `tool.debugassist` of its `pyproject.toml`, comes with code that somebody else may have
written: it may only say how problems are routed, and never switches on a model or names a server.
"""

import os
from collections.abc import Callable, Mapping
from contextlib import suppress
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analyzers.deferred import dataclass, field, replace
from analyzers.errors import InputError
from analyzers.facts import Stage

if TYPE_CHECKING:
    from tools.outside.configured import ServerConfiguration

ANTHROPIC = "https://api.anthropic.com"
_MAX_BYTES = 1_000_000
_TABLE = b"[tool.debugassist"
_FROM_WORKSPACE = ("router",)


class Use(StrEnum):
    """How far models may be used."""

    NONE = "none"
    LOCAL = "local"  # on this machine
    CLOUD = "cloud"  # elsewhere too; what is sent there is redacted first


@dataclass(frozen=True, slots=True, kw_only=True)
class RouterConfiguration:
    """Changes to the cascade that ships; what is empty stays as shipped."""

    order: tuple[Stage, ...] = ()  # the stages asked, first one first
    off: tuple[Stage, ...] = ()  # stages that take no part
    thresholds: tuple[tuple[Stage, float], ...] = ()  # from which confidence a stage decides alone
    floor: float | None = None  # the pooled chance below which the answer is `unclear`


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelsConfiguration:
    """Whether models may be asked, which ones for what, where they are, and what they may take.

    A ladder names models as `vendor:model`, the cheapest first.
    """

    use: Use = Use.NONE
    ollama: str = field(default_factory=lambda: _ollama())
    anthropic: str = field(default_factory=lambda: _anthropic())
    router: str = "qwen2.5-coder:1.5b"
    writer: tuple[str, ...] = ("ollama:qwen2.5-coder:7b", "anthropic:claude-haiku-5-5")
    reasoner: tuple[str, ...] = (
        "ollama:qwen2.5-coder:7b",
        "anthropic:claude-haiku-5-5",
        "anthropic:claude-sonnet-5-5",
    )
    seconds: float = 60.0  # for one answer
    problem_seconds: float = 180.0  # for all answers about one problem
    steps: int = 8  # answers in one conversation with tools
    budget: float = 0.20  # US dollars for one problem
    day_budget: float = 2.00  # US dollars for one day
    prices: tuple[tuple[str, float, float], ...] = ()  # model, US dollars per million tokens read and written
    record: str = ""  # a file that every conversation is written to


class Reach(StrEnum):
    """How far the search for what others solved may go."""

    NONE = "none"
    LOCAL = "local"  # what was indexed
    NETWORK = "network"  # Stack Exchange too; what is sent there is redacted first


@dataclass(frozen=True, slots=True, kw_only=True)
class KnowledgeConfiguration:
    """Where what others solved may be looked for."""

    use: Reach = Reach.LOCAL
    folder: str = ""  # empty: the user's own
    server: str = ""  # the address of a Chroma server that a team shares
    site: str = "stackoverflow"
    api: str = "https://api.stackexchange.com/2.3"
    key: str = ""  # of the API; empty: `STACKEXCHANGE_KEY`


@dataclass(frozen=True, slots=True, kw_only=True)
class AppConfiguration:
    """What the full-screen app may do."""

    remember: bool = True  # problems with their answers, and how the screen looks, for the next time


@dataclass(frozen=True, slots=True, kw_only=True)
class Configuration:
    """Everything that can be set in a file."""

    router: RouterConfiguration = field(default_factory=RouterConfiguration)
    models: ModelsConfiguration = field(default_factory=ModelsConfiguration)
    knowledge: KnowledgeConfiguration = field(default_factory=KnowledgeConfiguration)
    app: AppConfiguration = field(default_factory=AppConfiguration)
    servers: tuple["ServerConfiguration", ...] = ()  # whose tools models may call


def ollama_address(named: str) -> str:
    """Return the address of the server that Ollama's own variable `OLLAMA_HOST` names, as its client reads it.

    A server that listens everywhere is asked on this machine. Raises InputError.
    """
    if not named.strip():
        return "http://127.0.0.1:11434"
    from ipaddress import IPv6Address
    from urllib.parse import urlsplit

    scheme, _, place = named.strip().rpartition("://")
    with suppress(ValueError):
        place = f"[{IPv6Address(place)}]"
    try:
        parts = urlsplit(f"{scheme or 'http'}://{place}")
        host, port = parts.hostname or "", parts.port
        if any(character.isspace() for character in host):
            raise ValueError("a host has no blanks")
    except ValueError as error:
        hint = "set it as in `OLLAMA_HOST=127.0.0.1:11434`, or not at all"
        raise InputError(f"`OLLAMA_HOST` cannot be {named.rpartition('@')[2]!r}: {error}", hint) from None
    host = "127.0.0.1" if host in ("", "0.0.0.0", "::") else f"[{host}]" if ":" in host else host  # noqa: S104  # nothing is bound here
    usual = {"http": 80, "https": 443}.get(scheme.lower(), 11434)
    return f"{parts.scheme}://{host}:{port or usual}{parts.path.rstrip('/')}"


def _ollama() -> str:
    try:
        return ollama_address(os.environ.get("OLLAMA_HOST", ""))
    except InputError:  # `load` says it to whoever uses models
        return ollama_address("")


def anthropic_address(named: str) -> str:
    """Return the address that the variable `ANTHROPIC_BASE_URL` of Anthropic's own client names, or Anthropic's.

    Who sends everything through a gateway wants nothing sent past it. The key goes with each question, so elsewhere it
    must be `https`. Raises InputError.
    """
    from urllib.parse import urlsplit

    address = named.strip().rstrip("/")
    if not address:
        return ANTHROPIC
    try:
        parts = urlsplit(address)
        here = parts.hostname in ("localhost", "127.0.0.1", "::1")
        whole = bool(parts.hostname) and parts.port != 0 and not (parts.query or parts.fragment)
    except ValueError:
        whole = False
    if not whole or parts.scheme not in ("https", *(("http",) if here else ())):
        hint = "it is an address as `https://host/path`; `http` only on this machine"
        raise InputError(f"`ANTHROPIC_BASE_URL` cannot be {address.rpartition('@')[2]!r}", hint)
    return address


def _anthropic() -> str:
    try:
        return anthropic_address(os.environ.get("ANTHROPIC_BASE_URL", ""))
    except InputError:  # `load` says it to whoever uses models elsewhere
        return ANTHROPIC


def _gateway(value: object) -> str:
    try:
        return anthropic_address(_word(value))
    except InputError as error:
        raise ValueError from error


def user_file() -> Path:
    """Return the user's configuration file, which need not exist; `DEBUGASSIST_CONFIG` names another."""
    named = os.environ.get("DEBUGASSIST_CONFIG")
    folder = os.environ.get("XDG_CONFIG_HOME") or os.path.join(os.path.expanduser("~"), ".config")  # noqa: PTH111, PTH118  # never raises
    return Path(named) if named else Path(folder) / "debugassist" / "config.toml"


def load(workspace: str | Path | None = None) -> Configuration:
    """Return what the two files say, the workspace's word last where it has one.

    Raises InputError, naming the file and the key, for what cannot be read or is not allowed there.
    """
    configuration = Configuration()
    own = user_file()
    if (content := _content(own)) is not None:
        tables = _tables(own, content)
        configuration = _joined(configuration, tables, own)
        if configuration.models.use is not Use.NONE and "ollama" not in tables.get("models", {}):
            ollama_address(os.environ.get("OLLAMA_HOST", ""))
        if configuration.models.use is Use.CLOUD and "anthropic" not in tables.get("models", {}):
            anthropic_address(os.environ.get("ANTHROPIC_BASE_URL", ""))
    if workspace is None:
        return configuration
    project = Path(workspace) / "pyproject.toml"
    content = _content(project)
    if content is None or _TABLE not in content:  # parsing is dearer than looking
        return configuration
    tables = _tables(project, content).get("tool", {}).get("debugassist", {})
    for name in tables:
        if name not in _FROM_WORKSPACE:
            hint = f"set it in {own}: a workspace may only say how problems are routed"
            raise InputError(f"{project}: `tool.debugassist.{name}` is not for a workspace to set", hint)
    return _joined(configuration, tables, project)


def parse(text: str, named: str = "config.toml") -> Configuration:
    """Return the configuration that a TOML text of the user's own file sets. Raises InputError."""
    return _joined(Configuration(), _tables(Path(named), text.encode(errors="surrogatepass")), Path(named))


def _content(path: Path) -> bytes | None:
    try:
        if not path.is_file():  # a pipe would be waited for
            return None
        with path.open("rb") as stream:
            return stream.read(_MAX_BYTES)
    except OSError:
        return None


def _tables(path: Path, content: bytes) -> dict[str, Any]:
    import tomllib

    try:
        return tomllib.loads(content.decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise InputError(f"{path} cannot be read: {error}", "mend the file, or move it away") from error


def _joined(configuration: Configuration, tables: Mapping[str, Any], path: Path) -> Configuration:
    known = set(Configuration.__annotations__)
    for name, table in tables.items():
        if name not in known:
            raise InputError(f"{path}: there is no table `{name}`", f"the tables are {_listed(known)}")
        if not isinstance(table, dict):
            raise InputError(f"{path}: `{name}` is a table", f"write `[{name}]` and its keys below")
        if name == "servers":
            from tools.outside.configured import servers_of

            configuration = replace(configuration, servers=servers_of(table, str(path)))
            continue
        section = getattr(configuration, name)
        keys = set(type(section).__annotations__)
        for key in table:
            if key not in keys:
                raise InputError(f"{path}: `{name}` has no key `{key}`", f"its keys are {_listed(keys)}")
        values = {key: _value(name, key, value, path) for key, value in table.items()}
        configuration = replace(configuration, **{name: replace(section, **values)})
    return configuration


def _value(table: str, key: str, value: object, path: Path) -> object:
    read, wanted = _READERS.get((table, key)) or (_word, "a text")
    try:
        return read(value)
    except (ValueError, TypeError, KeyError):
        raise InputError(f"{path}: `{table}.{key}` cannot be {value!r}", f"it is {wanted}") from None


def _word(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _truth(value: object) -> bool:
    if not isinstance(value, bool):
        raise TypeError
    return value


def _number(most: float) -> Callable[[object], float]:
    def read(value: object) -> float:
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= most:
            raise ValueError
        return float(value)

    return read


def _stages(value: object) -> tuple[Stage, ...]:
    if not isinstance(value, list) or len(set(value)) != len(value):
        raise ValueError
    return tuple(_stage(name) for name in value)


def _stage(name: object) -> Stage:
    stage = Stage(_word(name))
    if stage not in STAGES:
        raise ValueError
    return stage


def _thresholds(value: object) -> tuple[tuple[Stage, float], ...]:
    if not isinstance(value, dict):
        raise TypeError
    return tuple((_stage(name), _number(2)(least)) for name, least in value.items())


def _ladder(value: object) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise TypeError
    for name in value:
        vendor, colon, model = _word(name).partition(":")
        if not (vendor and colon and model):
            raise ValueError
    return tuple(value)


def _prices(value: object) -> tuple[tuple[str, float, float], ...]:
    if not isinstance(value, dict):
        raise TypeError
    read = _number(10_000)
    pairs = {name: (read(price[0]), read(price[1])) for name, price in value.items() if len(price) == 2}
    if len(pairs) != len(value):
        raise ValueError
    return tuple((name, *pair) for name, pair in pairs.items())


def _count(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= 100:
        raise ValueError
    return value


def _listed(names: set[str]) -> str:
    return ", ".join(f"`{name}`" for name in sorted(names))


STAGES = (Stage.STRUCTURE, Stage.SEMANTIC, Stage.KEYWORD, Stage.MODEL)
"""The stages that can be ordered; the default always comes last."""

_NAMES = ", ".join(f"`{stage}`" for stage in STAGES)
_LADDER = 'a list of models as "vendor:model", the cheapest first'
_READERS: dict[tuple[str, str], tuple[Callable[[object], object], str]] = {
    ("router", "order"): (_stages, f"a list of {_NAMES}, each at most once"),
    ("router", "off"): (_stages, f"a list of {_NAMES}, each at most once"),
    ("router", "thresholds"): (_thresholds, f"a table of {_NAMES} with numbers from 0 to 2; above 1: never"),
    ("router", "floor"): (_number(1), "a number from 0 to 1"),
    ("app", "remember"): (_truth, "true or false"),
    ("knowledge", "use"): (lambda value: Reach(_word(value)), "one of `none`, `local`, `network`"),
    ("models", "use"): (lambda value: Use(_word(value)), "one of `none`, `local`, `cloud`"),
    ("models", "anthropic"): (_gateway, "an address as `https://host/path`; `http` only on this machine"),
    ("models", "writer"): (_ladder, _LADDER),
    ("models", "reasoner"): (_ladder, _LADDER),
    ("models", "seconds"): (_number(3600), "a number of seconds up to 3600"),
    ("models", "problem_seconds"): (_number(36_000), "a number of seconds up to 36000"),
    ("models", "steps"): (_count, "a whole number from 1 to 100"),
    ("models", "budget"): (_number(10_000), "an amount of US dollars"),
    ("models", "day_budget"): (_number(10_000), "an amount of US dollars"),
    ("models", "prices"): (
        _prices,
        "a table of models with [read, written]: US dollars for a million tokens each",
    ),
}
