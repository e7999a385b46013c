"""What must not leave this machine, and how is it put back into the answer?

Secrets (detect-secrets' detectors, our own masks and shapes, entropy), home folders and the workspace's, the user's and the
machine's name, hosts, e-mail addresses and personal numbers become marks such as `<SECRET_1>`; the same text becomes the same
mark for as long as the redactor lives, and only the redactor knows which. No detector verifies anything: that would send it.
"""

import getpass
import os
import platform
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from tools import shapes
from tools.debugger.inside.masking import MASK, Masker, secret_name, secret_value

_MARK = re.compile(r"<(?:SECRET|NUMBER|HOST|EMAIL|HOME|FOLDER|USER)_\d+>")
_SHORTEST = 4  # characters of a secret: shorter ones would blank out ordinary text
_PLACEHOLDERS = frozenset(
    [
        "",
        "none",
        "null",
        "true",
        "false",
        "changeme",
        "your_password",
        "password",
        "secret",
        "token",
        "xxx",
        MASK,
    ]
)
_ENTROPY = {"HexHighEntropyString": 3.0, "Base64HighEntropyString": 4.5}

_EMAIL = re.compile(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63})*\.[A-Za-z]{2,24}\b")
_URL_HOST = re.compile(r"(?<=://)(?:[^\s/@'\"]{1,300}@)?(\[[0-9A-Fa-f:.]{2,45}\]|[A-Za-z0-9_.-]{1,253})")
_AT_HOST = re.compile(r"(?<=[\w>]@)([A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63})+)(?=[:/\s'\"]|$)")
_IPV4 = re.compile(r"(?<![\w.])(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)(?![\w.])")
_IPV6 = re.compile(r"(?<![\w:.])(?:[0-9A-Fa-f]{1,4}:){3,7}(?::?[0-9A-Fa-f]{1,4}){1,4}(?![\w:])")
# Names of hosts without a scheme: the last part must be one that code does not use for its own names.
_MAC = re.compile(r"(?<![\w:-])(?:[0-9A-Fa-f]{2}[:-]){5}[0-9A-Fa-f]{2}(?![\w:-])")
_UNC_HOST = re.compile(r"(?<![\w\\:])(\\{2}|\\{4})([A-Za-z0-9][\w.-]{1,62})(?=\\{1,2}[\w$.-])")
_BARE_HOST = re.compile(
    r"(?<![\w./@-])(?:"
    r"(?:[A-Za-z0-9-]{1,63}\.){1,6}"
    r"(?:com|net|org|io|dev|cloud|app|internal|corp|lan|intra|intranet|home|local|private|test|de|uk|fr|eu|co)"
    # Rarer, or likelier to be an attribute: only behind two parts or more.
    r"|(?:[A-Za-z0-9-]{1,63}\.){2,6}"
    r"(?:example|localdomain|edu|gov|mil|ai|ca|ch|nl|se|dk|fi|pl|cz|jp|cn|ru|br|au|nz|kr|tr|za|mx)"
    r")(?![\w(-]|\.\w)"
)
_LOCAL_HOSTS = frozenset(["localhost", "127.0.0.1", "0.0.0.0", "::1", "[::1]"])  # noqa: S104  # nothing is bound
_FOLDERS = re.compile(
    r"(?:/home/|/Users/|/export/home/|(?:[A-Za-z]:|(?<=\d>))\\{1,2}(?:Users|[Hh]ome)\\{1,2})"  # behind a host's mark too
    r"(?!Shared\b|runner\b)([^\s/\\:'\"<>|]{1,64})"
)
# `name = "value"`, `"name": "value"`, `name="value"` and what a debugger prints of it; the value may be joined of several texts,
# or be a tuple of them: `auth = ("user", "value")`.
_ASSIGNED = re.compile(
    r"([A-Za-z_][\w-]{1,80})[\"']?\s{0,4}(?::\s{0,3}[\w\[\]., |]{1,40})?\s{0,4}(?:=|:|=>)\s{0,4}([(\[]?)\s{0,4}(?=[rbfu]{0,2}['\"])"
)
_LITERAL = re.compile(r"[rbfu]{0,2}(['\"])((?:\\.|(?!\1).){1,400})\1", re.IGNORECASE)
_JOINED = re.compile(r"\s{0,4}(?:\+\s{0,4})?(?=[rbfu]{0,2}['\"])", re.IGNORECASE)
_LISTED = re.compile(r"\s{0,40}[,+]?\s{0,40}(?=[rbfu]{0,2}['\"])", re.IGNORECASE)
# The same without quotes, as in a `.env` file or a log.
_BARE_ASSIGNED = re.compile(r"(?m)([A-Za-z_][\w-]{1,80})\s{0,2}[=:]\s{0,2}([^\s'\"(){}\[\],;<>]{4,300})")
_EXPRESSION = re.compile(
    r"[A-Za-z_.]+$|[A-Za-z_][\w.]*[\[(]"
)  # code rather than a value, where it is not quoted
_ORDINARY_USERS = frozenset(
    ["root", "user", "admin", "ubuntu", "runner", "vscode", "debian", "test", "nobody"]
)


@dataclass(slots=True)
class Redactor:
    """Takes out what must not leave, and puts it back. Lives as long as one conversation."""

    folder: str = ""  # the workspace's: a path says who works where, on what
    marks: dict[str, str] = field(default_factory=dict)  # from the text that was taken out to its mark
    _kept: dict[str, str] = field(default_factory=dict)  # from the mark to the text
    _counts: dict[str, int] = field(default_factory=dict)
    _masker: Masker = field(default_factory=Masker)

    @property
    def able(self) -> bool:
        """Whether the detectors are installed; without them nothing may leave."""
        return bool(_detectors())

    def redact(self, text: str) -> str:
        """Return a text without what must not leave."""
        for secret in self._secrets(text):
            self._mark("SECRET", secret)
        for number in shapes.numbers(text):
            self._mark("NUMBER", number)
        text = self._known(text)
        text = _sub(_EMAIL, text, lambda found: self._mark("EMAIL", found.group()))
        text = _sub(_URL_HOST, text, self._url_host)
        text = _sub(_UNC_HOST, text, lambda found: found.group(1) + self._host(found.group(2)))
        for pattern in (_AT_HOST, _MAC, _IPV6, _IPV4, _BARE_HOST):
            text = _sub(pattern, text, lambda found: self._host(found.group()))
        text = self._homes(text)
        return self._names(text)

    def restore(self, text: str) -> str:
        """Return a text with everything that was taken out put back."""
        return _MARK.sub(lambda found: self._kept.get(found.group(), found.group()), text)

    def _mark(self, kind: str, text: str) -> str:
        if text not in self.marks:
            self._counts[kind] = self._counts.get(kind, 0) + 1
            mark = f"<{kind}_{self._counts[kind]}>"
            self.marks[text] = mark
            self._kept[mark] = text
        return self.marks[text]

    def _known(self, text: str) -> str:
        """Replace what was found so far, the longest first: one secret may hold another."""
        for secret, mark in sorted(self.marks.items(), key=lambda item: -len(item[0])):
            if not mark.startswith(("<HOME", "<FOLDER", "<USER")):
                text = text.replace(secret, mark)
        return text

    def _secrets(self, text: str) -> Iterator[str]:
        masked = [value for value in self._masker.found(text) if not _is_code(value, text)]
        for value in (*masked, *_assigned(text), *shapes.secrets(text), *_detected(text)):
            if len(value) >= _SHORTEST and value.lower() not in _PLACEHOLDERS and not _MARK.fullmatch(value):
                yield value
                # A debugger shows a text as Python writes it.
                escaped = repr(value)[1:-1]
                if escaped != value:
                    yield escaped

    def _url_host(self, found: "re.Match[str]") -> str:
        whole, host = found.group(), found.group(1)
        return whole[: len(whole) - len(host)] + self._host(host)

    def _host(self, name: str) -> str:
        if name.lower() in _LOCAL_HOSTS or name.startswith("127.") or "<" in name:
            return name
        return self._mark("HOST", name)

    def _homes(self, text: str) -> str:
        home = str(Path(os.path.expanduser("~")))  # noqa: PTH111  # never raises
        for kind, path in (("FOLDER", self.folder.rstrip("/\\")), ("HOME", home)):
            if len(path) > 3 and path in text:
                text = re.sub(re.escape(path) + r"(?![\w-])", self._mark(kind, path), text)
        return _sub(_FOLDERS, text, lambda found: self._mark("HOME", found.group()))

    def _names(self, text: str) -> str:
        for name in _own_names():
            if name in text:
                mark = self._mark("USER", name)
                text = re.sub(rf"(?<![\w<]){re.escape(name)}(?!\w)", mark, text)
        return text


def _sub(pattern: "re.Pattern[str]", text: str, change: Any) -> str:
    return pattern.sub(change, text)


@cache
def _own_names() -> tuple[str, ...]:
    """The user's and the machine's name, where they are more than an ordinary word."""
    names: list[str] = []
    try:
        names = [getpass.getuser(), platform.node(), platform.node().partition(".")[0]]
    except (OSError, KeyError, ImportError):
        pass
    return tuple(
        dict.fromkeys(name for name in names if len(name) >= 4 and name.lower() not in _ORDINARY_USERS)
    )


def _is_code(value: str, text: str) -> bool:
    return bool(_EXPRESSION.match(value)) and f"'{value}" not in text and f'"{value}' not in text


def _assigned(text: str) -> Iterator[str]:
    """The values of names that hold secrets."""
    for found in _ASSIGNED.finditer(text):
        name = found.group(1)
        yield from (
            value for value in _literals(text, found.end(), found.group(2)) if secret_value(name, value)
        )
    for found in _BARE_ASSIGNED.finditer(text):
        if secret_name(found.group(1)) and not _EXPRESSION.match(found.group(2)):
            yield found.group(2)


def _literals(text: str, at: int, opened: str) -> Iterator[str]:
    """The texts that a value is made of."""
    while literal := _LITERAL.match(text, at):
        yield literal.group(2)
        more = (_LISTED if opened else _JOINED).match(text, literal.end())
        if more is None:
            return
        at = more.end()


def _detected(text: str) -> Iterable[str]:
    """What the detectors find; each looks at one line at a time."""
    detectors = _detectors()
    for line in text.split("\n"):
        if not line or len(line) > 20_000:
            continue
        for name, detector in detectors:
            for value in detector.analyze_string(line):
                least = _ENTROPY.get(name)
                if value and (least is None or detector.calculate_shannon_entropy(value) > least):
                    yield value


@cache
def _detectors() -> tuple[tuple[str, Any], ...]:
    """Every detector of detect-secrets; none where it is not installed."""
    try:
        from detect_secrets.core.plugins.util import get_mapping_from_secret_type_to_class
    except ImportError:
        return ()
    found: list[tuple[str, Any]] = []
    kinds: Iterable[Any] = get_mapping_from_secret_type_to_class().values()
    for kind in kinds:
        name = kind.__name__
        if name != "IPPublicDetector":  # hosts are ours
            found.append((name, kind(limit=_ENTROPY[name]) if name in _ENTROPY else kind()))
    return tuple(found)
