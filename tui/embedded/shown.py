"""How does a diagnosis read where there is no report? A few lines of plain text."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from analyzers.facts import Diagnosis


def lines(diagnosis: "Diagnosis") -> list[str]:
    """Return the cause, what was found, and the first fix that was not refuted."""
    rows = [diagnosis.cause]
    for found in diagnosis.diagnostics[:3]:
        if found.message != diagnosis.cause:
            rows.append(f"  {found.message}")
        rows += [f"  = note: {note}" for note in found.notes[:3]]
        if found.help:
            rows.append(f"  = help: {found.help}")
    for fix in diagnosis.fixes:
        if fix.status != "refuted":
            rows.append(f"  fix: {fix.title} [{fix.status}]" + (f": {fix.check}" if fix.check else ""))
            break
    rows.append(f"  route: {diagnosis.decision.route} ({diagnosis.decision.confidence:.0%} sure)")
    return [_harmless(row) for row in rows]


def _harmless(row: str) -> str:
    """Foreign text without control sequences."""
    return "".join(character if character.isprintable() else " " for character in row)
