"""Is a text well-formed, what is wrong with it, and what would its author have written?

`check` and `repair` are the two ways in. A well-formed file costs one parse and imports next to nothing,
so that a git hook can afford it; everything else is loaded once something is wrong.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from analyzers.facts import Diagnostic
    from analyzers.syntax.python.verdict import Target
    from analyzers.syntax.result import Repair


def check(
    text: str, path: str = "", language: str = "python", *, target: "Target | None" = None
) -> "tuple[Diagnostic, ...]":
    """Return what is wrong with the text, nothing when it is well-formed or the language is not known.

    `target` is the Python that is to run the text, when it is not ours.
    """
    if language == "python" and target is None:
        from analyzers.syntax.python.verdict import judge

        verdict = judge(text, path)
        if verdict is None or verdict.kind == "TooLarge":  # what was not checked is not called wrong
            return ()
    return repair(text, path, language, target=target).diagnostics


def repair(
    text: str,
    path: str = "",
    language: str = "python",
    *,
    effort: int | None = None,
    target: "Target | None" = None,
) -> "Repair":
    """Return the diagnostics of the text with ranked, checked fixes.

    `effort` limits the search, in characters handed to parsers: a measure of time that is the same on
    every machine. `target` is the Python that is to run the text, when it is not ours. The text is never changed
    where it is well-formed.
    """
    if language == "python":
        from analyzers.syntax.python.repair import repair_python

        return repair_python(text, path, effort=effort, target=target)
    from analyzers.syntax.grammar.repair import repair_other

    return repair_other(text, path, language, effort=effort)
