"""What does a report of another language say, where its sources are not analysed?"""

from analyzers.facts import Diagnostic, Traceback
from analyzers.runtime.crash import Finding
from analyzers.runtime.report import quoted


def told(traceback: Traceback) -> Finding:
    """Return the exception and the place in words, and nothing beyond the report."""
    final, crash = traceback.final, traceback.crash
    where = ""
    if crash is not None:
        line = f":{crash.line}" if crash.line else ""
        function = f" in `{crash.function}`" if crash.function else ""
        where = f" at {crash.file}{line}{function}"
    message = f": {quoted(final.message, 200)}" if final.message else ""
    cause = f"`{final.type}`{message}{where}"
    first = traceback.chain[0]
    notes = (
        (f"it began with `{first.type}`: {quoted(first.message, 160)}",) if len(traceback.chain) > 1 else ()
    )
    return Finding(cause=cause, diagnostic=Diagnostic(code="runtime/uncaught", message=cause, notes=notes))
