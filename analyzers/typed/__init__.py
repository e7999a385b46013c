"""What would the compiler of a typed language refuse in code that is well formed?

Read from the syntax tree alone, and only what holds whatever libraries are used: values against the types they
are declared to have, calls against functions of the same text, members against classes of the same text, names
out of their scope. What is not declared in the text is not judged.
"""

from analyzers.facts import Route

LANGUAGES = frozenset(("java", "csharp", "go", "rust", "c", "cpp", "typescript", "javascript"))
MAX_CHARS = 20_000
_MAX_NODES = 8_000


def find_refusal(code: str, language: str) -> tuple[Route, str, str] | None:
    """Return route, kind and what is refused, or None when nothing is."""
    if language not in LANGUAGES or len(code) > MAX_CHARS:
        return None
    from analyzers.parses import tree_of
    from analyzers.typed.checks import CHECKS
    from analyzers.typed.declared import collect

    root = tree_of(code, language)
    if root is None or root.has_error or root.descendant_count > _MAX_NODES:
        return None
    declared = collect(root, language)
    for check in CHECKS:
        found = check(declared)
        if found is not None:
            return Route.SYNTAX, found[0], found[1]
    return None
