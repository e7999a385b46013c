"""What can the command palette do? Everything that a key can, by name."""

from functools import partial

from textual.binding import Binding
from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.content import Content
from textual.dom import DOMNode

from tui.keys import bindings_of, keys_of
from tui.themes import LOOKS

_LEFT_OUT = frozenset({"cancel", "interrupt", "submit", "close"})


class Commands(Provider):
    """Every described key of the screen, of what is on it and of the app, as a command with its key beside it."""

    async def discover(self) -> Hits:
        """Show all commands before anything is typed."""
        for node, binding in self._bindings():
            name = _name(binding)
            shown = Content.assemble(name, "  ", (keys_of(self.app, binding), "$text-muted"))
            yield DiscoveryHit(shown, partial(self._run, node, binding), text=name)

    async def search(self, query: str) -> Hits:
        """Show the commands whose name matches."""
        matcher = self.matcher(query)
        for node, binding in self._bindings():
            name = _name(binding)
            if (score := matcher.match(name)) > 0:
                key = keys_of(self.app, binding)
                shown = Content.assemble(matcher.highlight(name), "  ", (key, "$text-muted"))
                yield Hit(score, shown, partial(self._run, node, binding), text=name)

        for name, words in LOOKS.items():
            if (score := matcher.match(words)) > 0:
                yield Hit(
                    score, matcher.highlight(words), partial(self._wear, name), help=f"the theme {name}"
                )

    def _bindings(self) -> list[tuple[DOMNode, Binding]]:
        """The commands with what they are of; of several of a kind, those of the first."""
        nodes = {type(node): node for node in (*reversed(self.screen.query("*")), self.app, self.screen)}
        return [
            (node, binding)
            for node in reversed(nodes.values())
            for binding in bindings_of(node)
            if binding.show and binding.action not in _LEFT_OUT
        ]

    async def _run(self, node: DOMNode, binding: Binding) -> None:
        await self.app.run_action(binding.action, node)

    def _wear(self, name: str) -> None:
        self.app.theme = name


def _name(binding: Binding) -> str:
    return binding.description[:1].upper() + binding.description[1:]
