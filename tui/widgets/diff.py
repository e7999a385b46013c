"""What would a fix change, is it proved, and may I have it? The diff pane."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from analyzers.facts import Applicability, Fix, Status
from tui.difference import Row
from tui.pieces import Tone, in_code
from tui.widgets.diagnosis import in_tones
from tui.widgets.diff_view import LEAST_BESIDE, BesideView, DiffView
from tui.widgets.pane import Pane

STATUS_MARKS = {Status.VERIFIED: "✓", Status.REFUTED: "✗", Status.UNVERIFIED: "·"}
STATUS_STYLES = {Status.VERIFIED: "$success", Status.REFUTED: "$error", Status.UNVERIFIED: "$warning"}
_LOW = 10  # rows; a pane that is lower says less over the change


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
        ("v", "side by side", "screen.beside"),
        ("y", "copy", "screen.copy"),
    )

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._head = (Content(""), Content(""), Content(""))  # what it is, what was run, how to have it
        self.beside = False  # as the user wants it; where there is no room it is line under line all the same

    def compose(self) -> ComposeResult:
        """Words, the head, the diff in both forms."""
        yield from super().compose()
        yield Static(classes="diff--head", markup=False)
        yield DiffView(id="diff-inline")
        yield BesideView(id="diff-beside")

    def body(self) -> Widget | None:
        """The diff, in the form that is on show."""
        return self._beside if self.is_beside else self._inline

    @property
    def is_beside(self) -> bool:
        """Whether it is shown side by side: that is wanted, and there is room."""
        return self.beside and self.size.width - 2 >= LEAST_BESIDE

    @property
    def _inline(self) -> DiffView:
        return self.query_one("#diff-inline", DiffView)

    @property
    def _beside(self) -> BesideView:
        return self.query_one(BesideView)

    def body_hidden(self) -> None:
        """Hide both forms and the head."""
        self._inline.display = self._beside.display = False
        self.query_one(".diff--head").display = False

    def show_body(self) -> None:
        """Show the form that is wanted and has room."""
        super().show_body()
        body = self.body()
        for view in (self._inline, self._beside):
            view.display = view is body

    def set_beside(self, beside: bool) -> None:
        """Show the change side by side, or line under line."""
        self.beside = beside
        self.on_resize()

    def on_resize(self) -> None:
        """The form that has room."""
        focused = self._inline.has_focus or self._beside.has_focus
        if self._inline.display or self._beside.display:
            self.show_body()
            if focused:
                self.focus_body()
            self._draw_head()

    def copied(self) -> str:
        """The diff as text."""
        view = self._inline
        return "\n".join(view.signed(row) for row in range(view.row_count()))

    def show_fix(self, fix: Fix, rows: tuple[Row, ...], index: int, count: int, *, applied: bool) -> None:
        """Show a fix, the rows of its diff, and whether it has been applied."""
        self.show_body()
        self.query_one(".diff--head", Static).display = True
        status = Content(f"{STATUS_MARKS[fix.status]} {fix.status}").stylize(
            f"bold {STATUS_STYLES[fix.status]}"
        )
        title = Content("").join([status, Content("  "), in_tones(in_code(fix.title, Tone.STRONG))])
        self._head = (title, in_tones(in_code(fix.check, Tone.QUIET)), _offer(fix, applied=applied))
        self._draw_head()
        self._inline.show_rows(rows)
        self._beside.show_rows(rows)
        by = "" if fix.proposer == "rules" else f"proposed by {fix.proposer}"
        self.retitle(f"{index + 1} of {count}" if count > 1 else "", by)

    def _draw_head(self) -> None:
        """A line for each part; where there is little room, two that are cut off: the change itself is to be seen."""
        title, check, offer = self._head
        parts = [part for part in (check, offer) if part]
        if self.size.height < _LOW:
            width = max(1, self.size.width - 2)  # without the margin
            below = Content("  ").append(Content(" · ").join(reversed(parts)))
            rows = [row.truncate(width, ellipsis=True) for row in (title, below)]
        else:
            rows = [title, *(Content("  ").append(part) for part in parts)]
        self.query_one(".diff--head", Static).update(Content("\n").join(rows))


def _offer(fix: Fix, *, applied: bool) -> Content:
    if applied:
        return Content("applied · u takes it back").stylize("$success")
    if fix.applicability is Applicability.DISPLAY:
        return Content("has placeholders: to read, not to apply").stylize("$muted")
    if fix.status is Status.REFUTED:
        return Content("the check failed: a applies it all the same, after asking").stylize("$muted")
    ask = "" if fix.status is Status.VERIFIED else ", after asking"
    return Content(f"a applies it{ask}").stylize("$muted")
