"""What does the tour say next? One line over the input, as far as the user has come."""

from textual.content import Content
from textual.widgets import Static

from tui.pieces import Tone, in_code
from tui.widgets.diagnosis import in_tones


class Guide(Static):
    """The words of one step."""

    DEFAULT_CSS = """
    Guide { display: none; height: auto; padding: 0 1; background: $boost; color: $foreground; }
    """

    def __init__(self) -> None:
        super().__init__(Content(""), markup=False)

    def show_step(self, number: int, of: int, words: str) -> None:
        """Show a step; what is in backticks is a key."""
        head = Content(f"tour {number}/{of} ").stylize("bold $accent")
        self.update(head.append(in_tones(in_code(words, Tone.PLAIN))))
        self.display = True
        # Seen on a busy machine: what was laid out just then kept the height of the words before.
        self.call_after_refresh(self.refresh, layout=True)

    def end(self) -> None:
        """Say nothing any more."""
        self.display = False
