"""The rules of the house that no linter knows."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LAYERS = ("analyzers", "assistant", "tools", "tui")
SOURCES = sorted(path for layer in LAYERS for path in (ROOT / layer).rglob("*.py"))
LONGEST = 400  # lines: beyond that a module answers more than one question
VOCABULARY = ROOT / "analyzers" / "facts.py"  # one list of plain data that everybody reads from top to bottom


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_module_says_what_it_answers_and_stays_short(path: Path) -> None:
    text = path.read_text()

    assert ast.get_docstring(ast.parse(text))
    assert path == VOCABULARY or text.count("\n") <= LONGEST
