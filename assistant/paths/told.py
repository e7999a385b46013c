"""What does a report of a failing test say, when nothing may be run?"""

from analyzers.facts import Diagnosis, Diagnostic
from assistant.diagnose import Task


def diagnosis_of(task: Task) -> Diagnosis:
    """Return what the report alone says: the check, the values, and how to have the fault looked for."""
    subject = task.reading.subject
    if subject is None:
        message = "the program runs and does something else than was meant"
        help_text = (
            "run the check that fails: `debugassist test`, or `debugassist logic FILE --expect 'f(3) == 6'`"
        )
    else:
        first = _first(subject.final.message)
        name = f"`{subject.subject}` fails" if subject.subject else "a check fails"
        message = f"{name}: {subject.final.type}" + (f": {first}" if first else "")
        help_text = "run it under inspection to find the line: `debugassist test`"
    return Diagnosis(
        cause=message,
        decision=task.decision,
        traceback=subject,
        others=task.reading.tracebacks[:-1],
        diagnostics=(Diagnostic(code="logic/failing-check", message=message, help=help_text),),
        notes=task.problem.notes,
    )


def _first(message: str) -> str:
    """The first line of a message, which the stack shows whole; all of it when that line only announces more."""
    line = message.strip().partition("\n")[0].rstrip()
    return (" ".join(message.split()) if line.endswith(":") else line)[:300]
