"""How does a syntax tree of one of nine languages become the forms of `program`?

Handlers are found by the type of the node; where languages use one type for different things, the handler
asks for the language.
"""

from typing import TYPE_CHECKING

from analyzers.dryrun.lower.reading import Reader
from analyzers.dryrun.units import Program

if TYPE_CHECKING:
    from tree_sitter import Node

LANGUAGES = frozenset(("javascript", "typescript", "java", "csharp", "go", "rust", "c", "cpp", "ruby", "php"))


def lower(root: "Node", language: str, *, fragment: bool = False) -> Program:
    """Return the program that a tree without errors stands for."""
    reader = Reader(language)
    body = reader.body(root)
    return Program(
        language=language,
        body=body,
        largest=reader.largest,
        fragment=fragment,
        known=frozenset(reader.known),
    )
