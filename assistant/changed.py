"""Which function does an edit change, so that the rest of the program need not be loaded again?"""

from analyzers.logic.edits import Candidate
from analyzers.logic.program import Program, Region
from tools.testing.outcomes import Change


def change_of(
    program: Program,
    candidate: Candidate,
    text: str,
    path: str,
    at_import: frozenset[tuple[str, int, str]],
) -> Change | None:
    """The changed function, where the change lies in the body of one that had not run when the tests began."""
    region = program.region(candidate.line)
    if region is None or region.depth > 1 or (path, region.first, region.node.name) in at_import:
        return None
    start, end = program.lines.starts[region.first - 1], program.lines.end(region.last)
    body = program.lines.starts[region.body - 1]
    if any(edit[0] < body or edit[1] > end + 1 for edit in candidate.edits):
        return None
    if region.body == region.node.lineno or any(_beside(one, end, region) for one in candidate.edits):
        return None
    grown = len(text) - len(program.text)
    return Change(
        file=path,
        first=region.first,
        name=region.node.name,
        source=_framed(text[start : end + grown], region),
    )


def _beside(edit: tuple[int, int, str], end: int, region: Region) -> bool:
    """Whether lines are put in behind a function that do not belong to it: another method."""
    start, _, text = edit
    rows = [row for row in text.split("\n") if row.strip()]
    return start > end and any(len(row) - len(row.lstrip()) <= region.node.col_offset for row in rows)


def _framed(source: str, region: Region) -> str:
    """A function's text at its own line numbers, inside the class that its names are mangled by."""
    if not region.depth:
        return "\n" * (region.first - 1) + source
    head = f"class {region.owner}:" if region.owner else "if 1:"
    return "\n" * (region.first - 2) + f"{head}\n{source}"
