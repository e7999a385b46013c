"""What can the command palette do? Everything that a key can, by name."""

from functools import partial

from textual.binding import Binding
from textual.command import DiscoveryHit, Hit, Hits, Provider

from tui.keys import bindings_of, keys_of
from tui.themes import LOOKS

_LEFT_OUT = frozenset({"cancel", "interrupt"})


class Commands(Provider):
    """Every described key of the screen and the app, as a command with its key beside it."""

    async def discover(self) -> Hits:
        """Show all commands before anything is typed."""
        for binding in self._bindings():
            key = keys_of(self.app, binding)
            yield DiscoveryHit(_name(binding), partial(self._run, binding), help=f"key: {key}")

    async def search(self, query: str) -> Hits:
        """Show the commands whose name matches."""
        matcher = self.matcher(query)
        for binding in self._bindings():
            name = _name(binding)
            if (score := matcher.match(name)) > 0:
                key = keys_of(self.app, binding)
                yield Hit(score, matcher.highlight(name), partial(self._run, binding), help=f"key: {key}")

        for name, words in LOOKS.items():
            if (score := matcher.match(words)) > 0:
                yield Hit(
                    score, matcher.highlight(words), partial(self._wear, name), help=f"the theme {name}"
                )

    def _bindings(self) -> list[Binding]:
        found = bindings_of(self.screen, self.app)
        return [binding for binding in found if binding.action not in _LEFT_OUT]

    async def _run(self, binding: Binding) -> None:
        await self.app.run_action(binding.action, self.screen)

    def _wear(self, name: str) -> None:
        self.app.theme = name


def _name(binding: Binding) -> str:
    return binding.description[:1].upper() + binding.description[1:]
