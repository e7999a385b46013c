"""What does a Jupyter notebook hold: the errors its cells ended in, and their code?"""

import json
from typing import Any


def read_notebook(text: str) -> tuple[str, str] | None:
    """Return the reports and the code of a notebook's text, or None when it is no notebook.

    Reports stand in the order of the cells, so the last error is the last one shown. Lines for the shell and for
    the kernel (`!ls`, `%timeit`) are no Python and become comments.
    """
    try:
        notebook = json.loads(text)
        cells = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
        reports = [report for cell in cells for report in _reports(cell)]
        code = [_code(_joined(cell["source"])) for cell in cells]
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    return "\n\n".join(reports), "\n\n".join(code) + "\n"


def _reports(cell: dict[str, Any]) -> list[str]:
    return [
        _joined(output["traceback"], "\n")
        for output in cell.get("outputs", ())
        if output["output_type"] == "error"
    ]


def _joined(lines: str | list[str], by: str = "") -> str:
    """A notebook keeps text as one string or as a list of lines."""
    return lines if isinstance(lines, str) else by.join(lines)


def _code(source: str) -> str:
    if source.startswith("%%"):  # a whole cell in another language
        return "\n".join(f"# {line}" for line in source.split("\n"))
    return "\n".join(
        f"{line[: len(line) - len(line.lstrip())]}pass  # {line.lstrip()}"
        if line.lstrip()[:1] in ("%", "!")
        else line
        for line in source.split("\n")
    )
