"""Which texts must not be shown, because they are, or look like, secrets?"""

from __future__ import annotations

import os
import re

from . import system

MASK = "***"

# Names that hold nothing else, and names that do in a compound (`api_token`) but alone may be a parser's token.
_NAME = re.compile(
    r"pass(?:word|wd|phrase|code)|(?:^|_)(?:pwd|pass)(?:$|_)|secret(?!ar)|credential|private_?key|api_?key|"
    r"access_?key|secret_?key|signing_?key|encryption_?key|(?:api|auth|access|refresh|bearer|bot|session|csrf|id|"
    r"jwt|oauth|github|gitlab|slack|npm|pypi|hf|personal)_?token|connection_?string|(?:^|_)dsn(?:$|_)|"
    r"database_?url|authorization|session_?(?:id|key)|set_?cookie|(?:^|_)(?:ssn|cvv|otp)(?:$|_)",
    re.IGNORECASE,
)
_NAME_MAYBE = re.compile(
    r"(?:^|_)(?:token|auth|key|cookie|salt|pin|jwt|bearer)(?:$|_)|token$|^tok$", re.IGNORECASE
)
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")

# Shapes that services publish for their keys, and whatever stands between user and host of a URL.
_SHAPE = re.compile(
    r"(?:(?<![A-Za-z0-9])|(?<=\\[nrt]))(?:"  # the start of a word, or an escape before it: `task-...` is no `sk-...`
    r"(?:AKIA|ASIA|AGPA|AROA)[0-9A-Z]{16}"
    r"|gh[pousr]_[A-Za-z0-9]{20,255}|github_pat_[A-Za-z0-9_]{20,255}|glpat-[A-Za-z0-9_-]{16,64}"
    r"|(?:sk|pk|rk)[-_](?=[a-z_-]{0,40}[0-9A-Z])(?:live|test|proj|ant)?[-_]?[A-Za-z0-9_-]{16,200}"
    r"|xox[abeoprs]-[A-Za-z0-9-]{10,250}|AIza[0-9A-Za-z_-]{35}|npm_[A-Za-z0-9]{36}|hf_[A-Za-z0-9]{20,64}"
    r"|pypi-[A-Za-z0-9_-]{16,250}|SG\.[A-Za-z0-9_-]{16,64}\.[A-Za-z0-9_-]{16,64}"
    r"|eyJ[A-Za-z0-9_-]{6,2000}\.[A-Za-z0-9_-]{4,4000}(?:\.[A-Za-z0-9_-]{0,2000})?)"
    r"|-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----[A-Za-z0-9+/=\s\\]{0,8000}(?:-----END [A-Z ]{0,30}PRIVATE KEY-----)?"
    r"|(?<=[Bb]earer )[A-Za-z0-9._~+/=-]{8,2000}|(?<=[Bb]asic )[A-Za-z0-9+/=]{12,2000}"
    r"|(?<=://)[^\s:/@'\"]{0,200}:[^\s/@'\"]{1,300}(?=@)"
)
_ASSIGNED = re.compile(
    r"((?:password|passwd|pwd|secret|api_?key|access_?key|auth_?token|access_?token|token)[\"']?\s{0,3}[=:]\s{0,3}[\"']?)"
    r"([^\s\"'&;,)}\]]{4,300})",
    re.IGNORECASE,
)
_DENSE = re.compile(r"[A-Za-z0-9+_-]{32,512}={0,2}")
_FOLDERS = ("PWD", "OLDPWD")  # the working directory, not a password
_PATH = re.compile(r"(?:~|\.\.?|[A-Za-z]:)?[/\\]")  # how a path begins that is not a bare name
_SHORTEST = 5  # a known secret shorter than this would blank out ordinary words


def secret_name(name: str) -> bool:
    """Whether whatever text is held under this name is a secret."""
    return bool(_NAME.search(_CAMEL.sub("_", name[:200].replace("-", "_"))))


def secret_value(name: str, value: str) -> bool:
    """Whether a text held under a name is a secret, by the name or by its own shape."""
    if not value or name in _FOLDERS or _is_path(value):
        return False
    if secret_name(name):
        return True
    if _NAME_MAYBE.search(_CAMEL.sub("_", name[:200])):
        mixed = any(c.isdigit() for c in value[:64]) and any(c.isalpha() for c in value[:64])
        return len(value) >= 6 and mixed and not any(c.isspace() for c in value[:256])
    return False


def _is_path(value: str) -> bool:
    """Whether a text is a path, or a list of paths, of this machine: where a secret is kept is none itself.

    A key may begin with a slash too, so that the folder at least has to be there.
    """
    if not _PATH.match(value) or len(value) > 4096 or "\0" in value:
        return False
    for path in value.split(os.pathsep):
        whole = system.expanduser(path)
        folder = os.path.dirname(whole.rstrip("/"))
        if path and not system.lexists(whole) and (folder in ("", "/") or not system.isdir(folder)):
            return False
    return True


class Masker:
    """Blanks out the secrets of the environment, those met so far, and whatever looks like one."""

    def __init__(self) -> None:
        self.known = set()  # type: set[str]
        try:
            for name, value in list(os.environ.items()):
                if secret_value(name, value) or _NAME_MAYBE.search(name) and not _is_path(value):
                    self.learn(value)
        except Exception:  # noqa: BLE001  # the program may have put anything in its place
            return

    def learn(self, value: str) -> None:
        """Remember a secret, so that it is blanked out wherever it turns up."""
        if _SHORTEST <= len(value) <= 10_000 and not value.isalpha() or len(value) >= 12:
            self.known.add(value)
            escaped = repr(value)[1:-1]
            if escaped != value:
                self.known.add(escaped)

    def mask(self, text: str) -> str:
        """The text without secrets."""
        for value in self.known:
            if value in text:
                text = text.replace(value, MASK)
        if len(text) < 4:
            return text
        text = _SHAPE.sub(MASK, text)
        text = _ASSIGNED.sub(_mask_assigned, text)
        return _DENSE.sub(_mask_dense, text)

    def found(self, text: str) -> list[str]:
        """The secrets in a text, each as it stands there."""
        secrets = [value for value in self.known if value in text]
        secrets += [found.group() for found in _SHAPE.finditer(text)]
        secrets += [found.group(2) for found in _ASSIGNED.finditer(text) if MASK in _mask_assigned(found)]
        secrets += [found.group() for found in _DENSE.finditer(text) if _mask_dense(found) == MASK]
        return secrets


def _mask_assigned(found: re.Match[str]) -> str:
    before = re.split(r"\W", found.string[max(0, found.start() - 20) : found.start()])[-1]
    name = before + re.split(r"\W", found.group(1))[0]
    if name in _FOLDERS or _is_path(found.group(2)):
        return found.group()
    return found.group(1) + MASK


def _mask_dense(found: re.Match[str]) -> str:
    """Random letters of both cases and digits, as keys are; words, numbers and hexadecimal sums stay."""
    text = found.group()
    digits = sum(c.isdigit() for c in text)
    upper = sum(c.isupper() for c in text)
    lower = sum(c.islower() for c in text)
    if digits < 3 or upper < 3 or lower < 3 or len(set(text)) < 18:
        return text
    return MASK
