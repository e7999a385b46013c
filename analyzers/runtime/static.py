"""What can be answered from the report and the sources alone, without running anything?"""

import ast
from collections.abc import Generator

from analyzers.facts import Variable
from analyzers.runtime.crash import Answer, Ask, Crash, Evaluate, Finding, Unknown

_NOT_RUN = Unknown("the program was not run")


def finish(asking: Generator[Ask, Answer, Finding], crash: Crash) -> Finding:
    """Drive an explainer to its end with answers from the report alone."""
    try:
        question = next(asking)
        while True:
            question = asking.send(answer(question, crash))
    except StopIteration as ended:
        result: Finding = ended.value
        return result


def answer(question: Ask, crash: Crash) -> Answer:
    """Return what the report says: the values of locals that it prints, nothing else."""
    if not isinstance(question, Evaluate) or not crash.sites:
        return _NOT_RUN
    text = crash.sites[question.site].variables.get(question.expression)
    if text is None:
        return _NOT_RUN
    return variable(question.expression, text)


def variable(name: str, text: str) -> Variable | Unknown:
    """Return a variable from its printed repr; Unknown when the repr does not say the type."""
    if len(text) > 20_000:
        return Unknown("the printed value is too long")
    try:
        value = ast.literal_eval(text)
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return Unknown("the printed value does not say what it is")
    parts: tuple[Variable, ...] = ()
    if isinstance(value, dict):
        parts = tuple(
            Variable(name=f"[{key!r}]", type=type(item).__name__, repr=repr(item))
            for key, item in value.items()
        )
    return Variable(
        name=name,
        type=type(value).__name__,
        repr=text,
        size=len(value) if isinstance(value, str | bytes | list | dict | set | tuple) else None,
        parts=parts,
    )
