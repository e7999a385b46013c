"""What frames a region of the screen? A titled border, and words where there is nothing to show yet."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import Static

from tui.themes import PLAIN


class Pane(Vertical):
    """A region with a number, a title, and one of four states: empty, loading, failed, full."""

    DEFAULT_CSS = """
    Pane {
        border: round $edge;
        border-title-color: $muted;
        border-subtitle-color: $muted;
        background: $surface;
        padding: 0;
        & > .pane--words { padding: 1 2; color: $muted; height: auto; }
        &.-failed > .pane--words { color: $error; }
    }
    """
    ALLOW_MAXIMIZE = True
    ALLOW_SELECT = False  # the frame alone: it is a line to be drawn
    TITLE: ClassVar[str] = ""
    NUMBER: ClassVar[int] = 0
    EMPTY: ClassVar[str] = ""  # what this pane will show, and how to fill it
    HELP_TEXT: ClassVar[str] = ""
    HINTS: ClassVar[tuple[tuple[str, str, str], ...]] = ()  # (key, what it does, action) for the hint line

    def compose(self) -> ComposeResult:
        """The words; the content comes when there is something to show."""
        yield Static(Content(self.EMPTY), classes="pane--words", markup=False)

    def on_mount(self) -> None:
        """Title the border."""
        self.retitle()
        self.body_hidden()

    def on_focus(self) -> None:
        """The keyboard is here, in a pane that has nothing to show yet."""
        self._frame(strong=True)

    def on_blur(self) -> None:
        """The keyboard has gone elsewhere."""
        self._frame(strong=False)

    def on_descendant_focus(self) -> None:
        """The keyboard is in this pane."""
        self._frame(strong=True)

    def on_descendant_blur(self) -> None:
        """The keyboard has gone elsewhere, or from one part of this pane to another."""
        if pane_of(self.screen.focused) is not self:
            self._frame(strong=False)

    def notify_style_update(self) -> None:
        """Another theme has another colour for the frame."""
        super().notify_style_update()
        if self._strong:
            self._frame(strong=True)

    def _frame(self, *, strong: bool) -> None:
        """Show whether the keyboard is here. Not by `:focus-within`: that styles everything inside anew, at every key."""
        self._strong = strong
        if strong:
            colour = self.app.theme_variables["primary"]
            self.styles.border = ("heavy" if self.app.theme == PLAIN else "round", colour)
            self.styles.border_title_color = colour
            self.styles.border_title_style = "bold"
        else:
            for rule in ("border_top", "border_right", "border_bottom", "border_left", "border_title_color"):
                self.styles.clear_rule(rule)
            self.styles.clear_rule("border_title_style")
            self._refresh_frame()  # a rule that is cleared paints nothing

    def _refresh_frame(self) -> None:
        """Paint the frame, and nothing that is inside."""
        width, height = self.outer_size
        if width > 1 and height > 1:
            left, top = -self.content_offset.x, -self.content_offset.y  # regions begin inside the frame
            self.refresh(
                Region(left, top, width, 1),
                Region(left, top + height - 1, width, 1),
                Region(left, top + 1, 1, height - 2),
                Region(left + width - 1, top + 1, 1, height - 2),
            )

    _strong = False
    _titled: tuple[int, str, str] | None = None

    def watch_has_focus(self, _has_focus: bool) -> None:
        """Style nothing anew, nor what is inside: the frame shows where the keyboard is, and is drawn by hand."""

    def render_lines(self, crop: Region) -> list[Strip]:
        """Draw the frame: its rows are all the same but for the first and the last."""
        last = self.outer_size.height - 1
        rows = [y if y in (0, last) else 1 for y in crop.line_range]
        drawn = {y: super(Pane, self).render_lines(Region(crop.x, y, crop.width, 1))[0] for y in set(rows)}
        return [drawn[y] for y in rows]

    def body(self) -> Widget | None:
        """Return the widget that shows the content, once it is there."""
        return None

    def copied(self) -> str:
        """Return what the copy key takes from this pane."""
        return ""

    def body_hidden(self) -> None:
        """Hide the content while only words are shown."""
        if (body := self.body()) is not None:
            body.display = False

    def retitle(self, more: str = "", below: str = "") -> None:
        """Set the border's title and subtitle; foreign text is safe in both."""
        if (self.NUMBER, more, below) == self._titled:  # each title that is set draws the whole pane
            return
        self._titled = (self.NUMBER, more, below)
        title = Content.assemble((f" {self.NUMBER} ", "dim"), self.TITLE, f" {more} " if more else " ")
        self.border_title = title
        self.border_subtitle = Content(f" {below} ") if below else Content("")

    def say(self, words: str | Content, *, failed: bool = False) -> None:
        """Show words instead of content."""
        self.set_class(failed, "-failed")
        note = self.query_one(".pane--words", Static)
        note.update(Content(words) if isinstance(words, str) else words)
        note.display = True
        self.body_hidden()

    def show_body(self) -> None:
        """Show the content instead of words; the keyboard goes over to it."""
        self.set_class(False, "-failed")
        self.query_one(".pane--words", Static).display = False
        if (body := self.body()) is not None:
            body.display = True
            if self.has_focus:
                self.screen.set_focus(body)

    def focus_body(self) -> None:
        """Put the keyboard into this pane, at once: the keys that follow are meant for it."""
        body = self.body()
        if body is not None and body.display:
            self.screen.set_focus(body)
        else:
            self.can_focus = True
            self.screen.set_focus(self)


def pane_of(widget: Widget | None) -> Pane | None:
    """Return the pane that a widget is in, or None."""
    node = widget
    while node is not None and not isinstance(node, Pane):
        node = node.parent if isinstance(node.parent, Widget) else None
    return node
