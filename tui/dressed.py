"""Which theme does the app wear, and what does that change in how it is drawn?"""

from collections.abc import Sequence

from textual.app import App
from textual.filter import LineFilter

from tui.colourless import Colourless
from tui.legible import Legible
from tui.themes import PLAIN, own_themes, variables


class Dressed(App[None]):
    """An app in one of our themes; with NO_COLOR, in the one that has none."""

    def dress(self, wanted: str) -> None:
        """Wear a theme, if there is such a one."""
        self._colourless = Colourless()
        self._legible = (Legible(sixteen=False), Legible(sixteen=True))
        for theme in own_themes():
            self.register_theme(theme)
        self.theme = wanted if wanted in self.available_themes else "debugassist-dark"

    def validate_theme(self, name: str) -> str:
        """Return the theme that is worn when this one is asked for."""
        return PLAIN if self.no_color and PLAIN in self.available_themes else name

    def get_line_filters(self) -> Sequence[LineFilter]:
        """What takes the colours out, where the theme has none; else what keeps text apart from its ground."""
        if self.theme == PLAIN:
            return [self._colourless]
        sixteen = self.console.color_system == "standard" and not self.is_headless
        return [*super().get_line_filters(), self._legible[sixteen]]

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Colour names that Textual's own themes lack."""
        return variables(dark=self.current_theme.dark)

    def action_next_theme(self) -> None:
        """Try on the next of our themes."""
        if self.no_color:
            self.notify("NO_COLOR is set: there is one theme without colour", markup=False)
            return
        names = [theme.name for theme in own_themes()]
        at = names.index(self.theme) if self.theme in names else -1
        self.theme = names[(at + 1) % len(names)]
