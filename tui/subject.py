"""What is a problem called on screen? In a few words: a command, an exception and its place, files."""

from analyzers.facts import Diagnosis, Problem
from analyzers.text import clean


def subject(problem: Problem, diagnosis: Diagnosis | None = None) -> str:
    """Return what a problem is called on screen."""
    if problem.expects:
        return clean(f"{problem.paths[0].rpartition('/')[2]}: {' and '.join(problem.expects)}")
    if problem.command:
        return clean(" ".join(word.rpartition("/")[2] or word for word in problem.command))
    if diagnosis is not None and diagnosis.traceback is not None:
        crash = diagnosis.traceback.final.location or diagnosis.traceback.crash
        at = f" at {crash.file.rpartition('/')[2]}:{crash.line}" if crash else ""
        return clean(f"{diagnosis.traceback.final.type.rpartition('.')[2]}{at}")
    if paths := problem.paths or tuple(code.path for code in problem.code if code.path):
        return clean(", ".join(path.rpartition("/")[2] for path in paths[:3]))
    lines = problem.text.count("\n") + 1
    return f"{problem.intake} · {lines} {'line' if lines == 1 else 'lines'}"
