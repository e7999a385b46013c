"""Which servers of the Model Context Protocol has the user named, and which of their tools are allowed?"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from analyzers.errors import InputError

_NAME = re.compile(r"[a-z][a-z0-9-]{0,29}")


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerConfiguration:
    """One server, started as a program or reached at an address."""

    name: str
    command: tuple[str, ...] = ()
    url: str = ""
    tools: tuple[str, ...] = ()  # those that models may call; no other is ever offered to one
    seconds: float = 30.0  # for the start, and for one call
    memory: int = 2_000  # megabytes for each process of a program that is started
    environment: tuple[
        str, ...
    ] = ()  # names of our variables that the program is given besides the usual few
    token: str = ""  # the name of a variable: its value is the bearer token for the address


def servers_of(tables: Mapping[str, Any], named: str) -> tuple[ServerConfiguration, ...]:
    """Return the servers of the table `servers` of a file. Raises InputError, naming the key."""
    return tuple(_server(name, table, named) for name, table in tables.items())


def _server(name: str, table: object, named: str) -> ServerConfiguration:
    where = f"{named}: `servers.{name}`"
    if not _NAME.fullmatch(name):
        raise InputError(f"{where} is no name of a server", "use small letters, digits and `-`")
    if not isinstance(table, dict):
        raise InputError(f"{where} is a table", f"write `[servers.{name}]` and its keys below")
    values: dict[str, Any] = {}
    for key, value in table.items():
        if key not in _READERS:
            raise InputError(
                f"{where} has no key `{key}`", f"its keys are {', '.join(f'`{one}`' for one in _READERS)}"
            )
        read, wanted = _READERS[key]
        try:
            values[key] = read(value)
        except (TypeError, ValueError):
            raise InputError(f"{where}: `{key}` cannot be {value!r}", f"it is {wanted}") from None
    server = ServerConfiguration(name=name, **values)
    if bool(server.command) == bool(server.url):
        raise InputError(f"{where} needs either a `command` or a `url`", "name one of the two")
    return server


def _texts(value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(one, str) and one for one in value):
        raise TypeError
    return tuple(value)


def _address(value: object) -> str:
    if not isinstance(value, str) or not value.startswith(("http://", "https://")):
        raise ValueError
    return value


def _variable(value: object) -> str:
    if not isinstance(value, str) or not value.isidentifier():
        raise ValueError
    return value


def _seconds(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value <= 600:
        raise ValueError
    return float(value)


def _megabytes(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 16 <= value <= 1_000_000:
        raise ValueError
    return value


_READERS: dict[str, tuple[Callable[[object], object], str]] = {
    "command": (_texts, "a list: the program and its arguments"),
    "url": (_address, "an address that begins with http:// or https://"),
    "tools": (_texts, "a list of names of tools"),
    "seconds": (_seconds, "a number of seconds up to 600"),
    "memory": (_megabytes, "a whole number of megabytes, at least 16"),
    "environment": (lambda value: tuple(map(_variable, _texts(value))), "a list of names of variables"),
    "token": (_variable, "the name of a variable"),
}
