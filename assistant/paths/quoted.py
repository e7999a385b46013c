"""What can be said of a mistake when all there is of the code is the line that a report quotes?

The line is evidence, not a program: what stands around it is unknown. The report's own words are what is known; the
line is repaired, for display, only where those words come from the line alone.
"""

from dataclasses import replace

from analyzers.facts import Code, Diagnostic, Fix, Frame, Label, Span, Status, Traceback

# Without these an own line says nothing of what was wrong in its file.
_VAGUE = frozenset({"invalid syntax", "invalid decimal literal", "unexpected EOF while parsing"})
_ELSEWHERE = ("outside", "indent", "block", "EOF", "not properly in loop")
_OPEN = tuple("([{,\\=+-*/%|&^~<>.@")  # a line that ends so goes on in the next one


def look(location: Frame, report: Traceback) -> tuple[Code, Diagnostic, tuple[Fix, ...]]:
    """Return the quoted line, what the report says of it, and the repairs that hang on nothing but the line.

    `location` is where the report points, with the line's code.
    """
    text, kind, message = location.code, report.final.type, report.final.message
    code = Code(text=text + "\n", path=location.file, language=report.language, first_line=location.line or 1)
    start, end = (min(place, len(text)) for place in location.mark or (0, len(text)))
    diagnostic = Diagnostic(
        code="syntax/invalid",
        message=f"`{kind}`: {message}" if message else f"`{kind}` was reported",
        primary=Label(Span(location.file, start, end)),
    )
    if report.language != "python" or not _alone(text, message):
        return code, diagnostic, ()
    return code, *_repaired(code, diagnostic)


def _alone(text: str, message: str) -> bool:
    """Whether Python says the very same of the line on its own, and no later line could have a part in it."""
    if message in _VAGUE or any(word in message for word in _ELSEWHERE) or text.rstrip().endswith(_OPEN):
        return False
    from analyzers.syntax.python.verdict import judge

    verdict = judge(text + "\n", "")
    return verdict is not None and verdict.message == message


def _repaired(code: Code, diagnostic: Diagnostic) -> tuple[Diagnostic, tuple[Fix, ...]]:
    """The repairs of the line; a line that begins a block is lent a body."""
    from analyzers.syntax import repair

    body = "    pass\n" if diagnostic.message.endswith("expected ':'") else ""
    found = repair(code.text + body, code.path, code.language)
    end = len(code.text) - 1
    if len(found.diagnostics) != 1:
        return diagnostic, ()
    place = found.diagnostics[0].primary
    if place is None or place.span.end > end:
        return diagnostic, ()
    check = f"`{code.path}` was not at hand: only the line that the report quotes was looked at"
    fixes = tuple(
        replace(fix, status=Status.UNVERIFIED, check=check)
        for fix in found.fixes
        if all(edit.span.end <= end for edit in fix.edits)
    )
    return replace(found.diagnostics[0], notes=()) if fixes else diagnostic, fixes
