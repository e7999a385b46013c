"""What would a fix change, is it proved, and may I have it? The diff pane."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.content import Content
from textual.style import Style
from textual.widget import Widget
from textual.widgets import Static

from analyzers.facts import Applicability, Fix, Status
from tui.difference import Row, RowKind
from tui.findings import Tone, in_code
from tui.sheets import shown, shown_column
from tui.widgets.diagnosis import in_tones
from tui.widgets.lines import LinesView
from tui.widgets.pane import Pane

_SIGNS = {RowKind.OLD: "-", RowKind.NEW: "+", RowKind.SAME: " ", RowKind.FILE: " ", RowKind.GAP: "⋮"}
STATUS_MARKS = {Status.VERIFIED: "✓", Status.REFUTED: "✗", Status.UNVERIFIED: "·"}
STATUS_STYLES = {Status.VERIFIED: "$success", Status.REFUTED: "$error", Status.UNVERIFIED: "$warning"}


class DiffView(LinesView):
    """Rows of an inline diff."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "diff--old", "diff--new", "diff--old-part", "diff--new-part", "diff--file", "diff--same",
    }  # fmt: skip
    DEFAULT_CSS = """
    DiffView {
        & > .diff--old { background: $error 18%; }
        & > .diff--new { background: $success 18%; }
        & > .diff--old-part { background: $error 50%; text-style: bold; }
        & > .diff--new-part { background: $success 45%; text-style: bold; }
        & > .diff--file { color: $primary; text-style: bold; }
        & > .diff--same { color: $muted; }
    }
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id, cursor=False)
        self._rows: tuple[Row, ...] = ()

    def show_rows(self, rows: tuple[Row, ...]) -> None:
        """Show another diff."""
        self._rows = rows
        numbers = [number for row in rows for number in (row.old, row.new) if number is not None]
        self._digits = len(str(max(numbers, default=1)))
        self.reload()
        first = next((n for n, row in enumerate(rows) if row.kind in (RowKind.OLD, RowKind.NEW)), 0)
        self.show_row(first, centre=True)

    def row_count(self) -> int:
        """Rows of the diff."""
        return len(self._rows)

    def row_text(self, row: int) -> str:
        """The line of code."""
        return shown(self._rows[row].text)

    def signed(self, row: int) -> str:
        """A row as a unified diff has it."""
        this = self._rows[row]
        return f"--- {this.text}" if this.kind is RowKind.FILE else f"{_SIGNS[this.kind]}{this.text}"

    def row_content(self, row: int) -> Content:
        """The line with its changed parts picked out."""
        this = self._rows[row]
        content = Content(self.row_text(row))
        match this.kind:
            case RowKind.FILE:
                return content.stylize(self._component("diff--file"))
            case RowKind.SAME | RowKind.GAP:
                return content.stylize(self._component("diff--same"))
            case RowKind.OLD | RowKind.NEW:
                look = self._component(f"diff--{this.kind}-part")
                for start, end in this.changed:
                    content = content.stylize(
                        look, shown_column(this.text, start), shown_column(this.text, end)
                    )
        return content

    def row_style(self, row: int) -> Style | None:
        """Red or green under a changed line; the sign says the same without colour."""
        kind = self._rows[row].kind
        return self._component(f"diff--{kind}") if kind in (RowKind.OLD, RowKind.NEW) else None

    def row_gutter(self, row: int) -> list[tuple[str, Style]]:
        """Both line numbers and the sign."""
        this = self._rows[row]
        if this.kind is RowKind.FILE:
            return [(" ", self._component("lines--gutter"))]
        old = "" if this.old is None else str(this.old)
        new = "" if this.new is None else str(this.new)
        numbers = f" {old:>{self._digits}} {new:>{self._digits}} "
        return [(numbers, self._component("lines--gutter")), (f"{_SIGNS[this.kind]} ", Style())]


class DiffPane(Pane):
    """One fix at a time: title, status with what was run, the change, and how to apply it."""

    DEFAULT_CSS = """
    DiffPane {
        & > .diff--head { height: auto; padding: 0 1; max-height: 6; }
        & > DiffView { height: 1fr; }
    }
    """
    TITLE = "fix"
    NUMBER = 6
    EMPTY = "A fix is shown here as a diff, with what was run to prove it."
    HELP_TEXT = (
        "A proposed change. It is verified, refuted or unverified; nothing is applied unless you press `a`."
    )
    HINTS: ClassVar[tuple[tuple[str, str, str], ...]] = (
        ("a", "apply", "screen.apply"),
        ("u", "undo", "screen.undo"),
        ("{ }", "other fix", "screen.fix(1)"),
        ("y", "copy", "screen.copy"),
    )

    def compose(self) -> ComposeResult:
        """Words, the head, the diff."""
        yield from super().compose()
        yield Static(classes="diff--head", markup=False)
        yield DiffView()

    def body(self) -> Widget | None:
        """The diff."""
        return self.query_one(DiffView)

    def body_hidden(self) -> None:
        """Hide the head as well."""
        super().body_hidden()
        self.query_one(".diff--head").display = False

    def copied(self) -> str:
        """The diff as text."""
        view = self.query_one(DiffView)
        return "\n".join(view.signed(row) for row in range(view.row_count()))

    def show_fix(self, fix: Fix, rows: tuple[Row, ...], index: int, count: int, *, applied: bool) -> None:
        """Show a fix, the rows of its diff, and whether it has been applied."""
        self.show_body()
        head = self.query_one(".diff--head", Static)
        head.display = True
        status = Content(f"{STATUS_MARKS[fix.status]} {fix.status}").stylize(
            f"bold {STATUS_STYLES[fix.status]}"
        )
        parts = [status, Content("  "), in_tones(in_code(fix.title, Tone.STRONG))]
        if fix.check:
            parts += [Content("\n  "), in_tones(in_code(fix.check, Tone.QUIET))]
        head.update(Content("").join([*parts, _offer(fix, applied=applied)]))
        self.query_one(DiffView).show_rows(rows)
        by = "" if fix.proposer == "rules" else f"proposed by {fix.proposer}"
        self.retitle(f"{index + 1} of {count}" if count > 1 else "", by)


def _offer(fix: Fix, *, applied: bool) -> Content:
    if applied:
        return Content("\n  applied · u takes it back").stylize("$success")
    if fix.applicability is Applicability.DISPLAY:
        return Content("\n  has placeholders: to read, not to apply").stylize("$muted")
    if fix.status is Status.REFUTED:
        return Content("\n  the check failed: a applies it all the same, after asking").stylize("$muted")
    ask = "" if fix.status is Status.VERIFIED else ", after asking"
    return Content(f"\n  a applies it{ask}").stylize("$muted")
