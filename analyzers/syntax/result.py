"""What does a repair come to? The diagnostics, the ranked fixes, and the text they lead to."""

from analyzers.deferred import dataclass
from analyzers.facts import Diagnostic, Fix


@dataclass(frozen=True, slots=True, kw_only=True)
class Repair:
    """The answer of the syntax specialist for one text."""

    diagnostics: tuple[Diagnostic, ...] = ()  # empty when the text is well-formed
    fixes: tuple[Fix, ...] = ()  # best first; each alone makes the whole text parse, if verified
    text: str | None = None  # the text after the best verified fix; None when there is none
    line: int | None = None  # 1-based line of the first true defect
    notes: tuple[str, ...] = ()  # what was given up or left out

    @property
    def well_formed(self) -> bool:
        """Whether the text was checked and there is nothing to repair."""
        return not self.diagnostics and not self.notes

    @property
    def unchecked(self) -> bool:
        """Whether nothing can be said of the text; the notes say why."""
        return not self.diagnostics and bool(self.notes)
