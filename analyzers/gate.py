"""Is it proved that a file cannot be parsed? Only what a language's own parser refuses counts as proof.

A git hook blocks on proof alone. tree-sitter recovers from errors rather than judging, and stumbles over C macros
and templates, so what only it refuses is a remark. Imports next to nothing: a hook runs it on every commit.
"""

from typing import NamedTuple

_JSON_WITH_COMMENTS = (
    "tsconfig",
    "jsconfig",
    "devcontainer",
    ".eslintrc",
    ".babelrc",
    "settings",
    "launch",
    "tasks",
)
_CONFLICT = (b"<<<<<<< ", b"=======", b">>>>>>> ")


class Refusal(NamedTuple):
    """Why a parser refuses a text, and where (1-based; 0 when it does not say)."""

    message: str
    line: int = 0
    column: int = 0
    by_target: bool = False  # the Python that is to run the text says so; ours does not


def language_of(path: str) -> str:
    """Return the language with a parser that can prove a defect, or an empty string."""
    name = path.rpartition("/")[2].lower()
    extension = name.rpartition(".")[2] if "." in name else ""
    match extension:
        case "py" | "pyi" | "pyw":
            return "python"
        case "toml":
            return "toml"
        case "json":
            return "" if name.startswith(_JSON_WITH_COMMENTS) else "json"
        case _:
            return ""


def refusal(text: str, path: str, language: str) -> Refusal | None:
    """Return why the language's own parser refuses the text, or None when it does not. Never raises."""
    match language:
        case "python":
            return _python(text, path)
        case "json":
            return _json(text)
        case "toml":
            return _toml(text)
        case _:
            return None


def conflict(data: bytes) -> int:
    """Return the line on which an unresolved merge conflict begins, or 0.

    All three marks must stand at the start of a line in order; the middle one alone underlines headings.
    """
    if _CONFLICT[0] not in data or _CONFLICT[2] not in data:
        return 0
    begun, middle = 0, False
    for number, line in enumerate(data.split(b"\n"), 1):
        if line.startswith(_CONFLICT[0]):
            begun, middle = number, False
        elif begun and line.rstrip(b"\r") == _CONFLICT[1]:
            middle = True
        elif begun and middle and line.startswith(_CONFLICT[2]):
            return begun
    return 0


def _python(text: str, path: str) -> Refusal | None:
    from analyzers.syntax.python.verdict import judge

    verdict = judge(text, path)
    if verdict is None or verdict.hopeless:
        return None
    return Refusal(verdict.message, verdict.line, verdict.column)


def _json(text: str) -> Refusal | None:
    import json

    if not text.strip() or text.lstrip().startswith(("//", "/*")):
        return None  # empty on purpose, or JSON with comments
    try:
        json.loads(text)
    except json.JSONDecodeError as error:
        if "//" in text or "/*" in text or "{{" in text or "{%" in text:
            return None  # comments or a template: not meant as plain JSON
        return Refusal(error.msg[:1].lower() + error.msg[1:], error.lineno, error.colno)
    except (RecursionError, ValueError):
        return None
    return None


def _toml(text: str) -> Refusal | None:
    import tomllib

    try:
        tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        if "{{" in text or "{%" in text:
            return None  # a template
        message, _, place = str(error).partition(" (at ")
        numbers = [
            int(word) for word in place.replace(",", " ").replace(")", " ").split() if word.isdecimal()
        ]
        line, column = numbers if len(numbers) == 2 else (0, 0)
        return Refusal(message[:1].lower() + message[1:], line, column)
    except RecursionError:
        return None
    return None
