"""In which forms can an answer leave the app? A report or a picture, in a file of the current folder."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from analyzers.errors import InputError
from analyzers.facts import Diagnosis

FORMS: tuple[tuple[str, str, str], ...] = (
    ("md", "Markdown", "for an issue or a chat"),
    ("html", "HTML", "a page of its own"),
    ("svg", "picture", "of this screen, as SVG"),
    ("json", "data", "as JSON, for programs"),
)


def report(diagnosis: Diagnosis, form: str) -> str:
    """Return the report in one of the forms that are made of the diagnosis alone."""
    return _renderers()[form](diagnosis)


def write(text: str, form: str, folder: Path) -> Path:
    """Write to a new file named by the time. Raises InputError when that is not possible."""
    stem = f"debugassist-{datetime.now():%Y%m%d-%H%M%S}"
    for number in range(100):
        path = folder / f"{stem}{f'-{number}' if number else ''}.{form}"
        try:
            with path.open("x", encoding="utf-8", errors="backslashreplace") as file:
                file.write(text)
        except FileExistsError:
            continue
        except OSError as error:
            raise InputError(f"cannot write `{path}`: {error.strerror or error}", "y copies it") from error
        return path
    raise InputError(f"there are a hundred reports of this second in `{folder}`", "wait a moment")


def _renderers() -> dict[str, Callable[[Diagnosis], str]]:
    from tui.render import html, markdown, structured

    return {"md": markdown.render, "html": html.render, "json": structured.render}
