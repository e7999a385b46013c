"""How is the screen kept as a picture? SVG that asks nobody for anything: no web fonts, no names that change."""

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from textual.app import App


def picture(app: "App[Any]") -> str:
    """Return what is on screen as SVG."""
    svg = app.export_screenshot(title="debugassist")
    svg = re.sub(r"@font-face \{.*?\}", "", svg, flags=re.DOTALL)
    svg = svg.replace("Fira Code, monospace", "Fira Code, Menlo, Consolas, DejaVu Sans Mono, monospace")
    svg = re.sub(r"terminal-\d+", "terminal", svg)
    return re.sub(r"^\s+$", "", svg, flags=re.MULTILINE)
