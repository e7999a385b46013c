"""What does a message say by itself, when neither the program nor a traceback nor the code came with it?"""

from analyzers.deferred import replace
from analyzers.facts import Diagnosis, Diagnostic
from analyzers.runtime.foreign_causes import worded
from analyzers.runtime.imports import PACKAGES
from analyzers.runtime.messages import told_alone
from analyzers.runtime.report import quoted
from assistant.diagnose import Task

_MORE = "this is what the message alone says: run it with `debugassist run`, or paste the whole traceback"


def answer(task: Task) -> Diagnosis | None:
    """Return the first known message of the problem in plain words, and what to do; None when none is known."""
    alone = told_alone(f"{task.problem.question}\n{task.problem.text}")
    if alone is None:
        return None
    found, match, line = alone
    words = worded(found, match)
    diagnostic = Diagnostic(
        code=f"runtime/message-{found.kind}", message=words, notes=(quoted(line, 160),), help=found.help
    )
    package = PACKAGES.get(match[1].partition(".")[0]) if found.kind == "import" and match.groups() else None
    if package is not None:
        diagnostic = replace(
            diagnostic,
            help=f"the package that brings it is called `{package}`: `python -m pip install {package}`, with the "
            "Python that runs the program",
        )
    return Diagnosis(
        cause=words,
        decision=task.decision,
        diagnostics=(diagnostic,),
        code=task.problem.code,
        notes=(*task.problem.notes, *(() if found.languages == "shell" else (_MORE,))),
    )
