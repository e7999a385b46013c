"""What does the assistant itself know about causes? Its own page of diagnostics, one document per code."""

import re
from collections.abc import Iterator
from pathlib import Path

from tools.knowledge.document import Document, Origin

_ROW = re.compile(r"^\|\s*(`[a-z]+/[^|]*)\|\s*([^|]+?)\s*\|", re.MULTILINE)
_CODE = re.compile(r"`([a-z]+/[a-z0-9-]+)`")
_PAGE = Path(__file__).resolve().parents[2] / "docs" / "diagnostics.md"


def read(page: Path = _PAGE) -> Iterator[Document]:
    """Yield the findings that the page explains; nothing when this installation has no page."""
    try:
        text = page.read_text(encoding="utf-8")
    except OSError:
        return
    told: dict[str, list[str]] = {}
    for codes, says in _ROW.findall(text):
        for code in _CODE.findall(codes):
            told.setdefault(code, []).append(says)
    for code, rows in told.items():
        yield Document(
            id=f"debugassist/{code}",
            title=code.partition("/")[2].replace("-", " "),
            body="\n".join(rows),
            url=f"docs/diagnostics.md#{code.replace('/', '')}",
            licence="MIT",
            origin=Origin.CATALOGUE,
            tags=(code.partition("/")[0],),
        )
