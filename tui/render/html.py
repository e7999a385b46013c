"""How does a diagnosis read in a browser? The Markdown report as one page that loads nothing and runs nothing."""

from html import escape

from analyzers.facts import Diagnosis
from analyzers.text import visible
from tui.render import markdown

_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
:root {{ color-scheme: light dark; --edge: #8884; --add: #1f7a4533; --del: #c2323c33; }}
body {{ font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }}
pre, code {{ font-family: ui-monospace, Menlo, Consolas, "DejaVu Sans Mono", monospace; font-size: 0.9em; }}
pre {{ border: 1px solid var(--edge); border-radius: 6px; padding: 0.8rem; overflow-x: auto; line-height: 1.35; }}
h3 {{ margin-top: 2rem; border-bottom: 1px solid var(--edge); }}
.add, .del {{ display: inline-block; min-width: 100%; }}
.add {{ background: var(--add); }}
.del {{ background: var(--del); }}
</style>
</head>
<body>
{body}</body>
</html>
"""


def render(diagnosis: Diagnosis) -> str:
    """Return the report as a page of its own."""
    from markdown_it import MarkdownIt

    # What is foreign is code or escaped in the Markdown already; without raw HTML nothing can break out of it.
    reader = MarkdownIt("commonmark", {"html": False, "highlight": _coloured})
    body = str(reader.render(markdown.render(diagnosis, folded=False)))
    return _PAGE.format(title=escape(visible(diagnosis.cause.replace("\n", " "))), body=body)


def _coloured(text: str, language: str, _: str) -> str:
    """The lines of a difference told apart by colour as well; anything else as it is."""
    if language != "diff":
        return escape(text)
    return "\n".join(_coloured_line(line) for line in text.split("\n"))


def _coloured_line(line: str) -> str:
    kind = {"+": "add", "-": "del"}.get(line[:1], "")
    if not kind or line.startswith(("+++ ", "--- ")):
        return escape(line)
    return f'<span class="{kind}">{escape(line)}</span>'
