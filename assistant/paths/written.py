"""What does code that came with a question show by itself, where nothing may be run?"""

from analyzers.deferred import replace
from analyzers.facts import Applicability, Code, Diagnosis, Diagnostic, Edit, Fix, Label, Span
from analyzers.logic.pitfalls import pitfalls
from analyzers.logic.pitfalls.found import Pitfall
from assistant.diagnose import Task
from assistant.paths.onpaper import checked

_MOST = 3
_STOPS = frozenset({"past-the-end", "gets-shorter", "changed-while-looping"})
_UNVERIFIED = "nothing was run: what the code should do is not known"


def with_pitfalls(task: Task, diagnosis: Diagnosis) -> Diagnosis:
    """Return the diagnosis with the pitfalls of the code at hand, where no failing check says more."""
    if diagnosis.hypotheses or diagnosis.suspects or task.reading.subject is not None:
        return diagnosis
    found = [(pitfall, code) for code in task.problem.code for pitfall in pitfalls(code)][:_MOST]
    if not found:
        return diagnosis
    return replace(
        diagnosis,
        cause=found[0][0].message,
        diagnostics=tuple(_diagnostic(pitfall, code) for pitfall, code in found),
        fixes=tuple(_fix(pitfall, code) for pitfall, code in found if pitfall.edits),
        code=tuple(dict.fromkeys(code for _, code in found)),
    )


def beside(task: Task, diagnosis: Diagnosis) -> Diagnosis:
    """Return the diagnosis of a crash that came without its traceback, with the pitfalls of its code behind the rest.

    What runs past the end of something stands first where nothing else is known: it stops programs.
    """
    found = [(pitfall, code) for code in task.problem.code for pitfall in pitfalls(code)]
    found = sorted(found, key=lambda each: each[0].name not in _STOPS)[:_MOST]
    if not found:
        return diagnosis
    stops = not diagnosis.diagnostics and found[0][0].name in _STOPS
    named = diagnosis.diagnostics if diagnosis.diagnostics or stops else (_unnamed(diagnosis),)
    return replace(
        diagnosis,
        cause=found[0][0].message if stops else diagnosis.cause,
        diagnostics=(*named, *(_diagnostic(pitfall, code) for pitfall, code in found)),
        fixes=tuple(_fix(pitfall, code) for pitfall, code in found if pitfall.edits),
        code=tuple(dict.fromkeys((*(code for _, code in found), *diagnosis.code))),
    )


def _unnamed(diagnosis: Diagnosis) -> Diagnostic:
    return Diagnostic(code="runtime/stopped", message=diagnosis.cause)


def cautions(code: Code) -> tuple[Diagnostic, ...]:
    """Return what is known to go wrong with the way a piece of code is written."""
    return tuple(_diagnostic(pitfall, code) for pitfall in pitfalls(code)[:_MOST])


def _diagnostic(pitfall: Pitfall, code: Code) -> Diagnostic:
    return Diagnostic(
        code=f"logic/{pitfall.name}",
        message=pitfall.message,
        primary=Label(Span(code.path, pitfall.start, pitfall.end)),
        help=pitfall.help,
    )


def _fix(pitfall: Pitfall, code: Code) -> Fix:
    fix = Fix(
        title=pitfall.title,
        edits=tuple(Edit(Span(code.path, start, end), text) for start, end, text in pitfall.edits),
        applicability=Applicability.UNSAFE,
        check=_UNVERIFIED,
        code=f"logic/{pitfall.name}",
    )
    return checked(code, fix) if code.language == "python" else fix
