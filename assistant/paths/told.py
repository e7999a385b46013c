"""What does a report of a failing test say, when nothing may be run?"""

import ast
from dataclasses import dataclass

from analyzers.facts import (
    Code,
    Diagnosis,
    Diagnostic,
    Evidence,
    Frame,
    Hypothesis,
    Label,
    Raised,
    Span,
    Suspect,
    Traceback,
    Verdict,
)
from analyzers.logic.comparison import Comparison, check_at, compared, short
from analyzers.logic.program import Program, is_docstring
from analyzers.logic.subject import is_test_file
from assistant.diagnose import Task
from tools.workspace import Workspace

_HELP = "run it under inspection to find the line and a fix: `debugassist test`"
_HELP_NOTHING = (
    "run the check that fails: `debugassist test`, or `debugassist logic FILE --expect 'f(3) == 6'`"
)

_HELP_UNSAID = "say what it should do and what it does instead"
_HELP_UNSAID_PYTHON = (
    "say what it should do, `debugassist logic FILE --expect 'f(3) == 6'`, or run it under inspection, "
    "`debugassist run FILE`"
)

_REFUTED = ("AssertionError", "Failed", "")  # what a check raises itself


class _Sources:
    """The files of the workspace that were looked at, parsed."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.programs: dict[str, Program] = {}

    def named(self, name: str) -> Program | None:
        """Return the file that a report calls by this name."""
        path = self.workspace.find(name)
        text = None if path is None else self.workspace.read(name)
        return None if path is None or text is None else self._parsed(self.workspace.relative(path), text)

    def at(self, path: str) -> Program | None:
        """Return the file at exactly this path of the workspace."""
        if path in self.programs:
            return self.programs[path]
        try:
            there = (self.workspace.root / path).is_file()
        except (OSError, ValueError):
            there = False
        return self.named(path) if there else None

    def _parsed(self, path: str, text: str) -> Program | None:
        if path not in self.programs:
            try:
                self.programs[path] = Program(path, text)
            except (SyntaxError, ValueError, RecursionError, MemoryError):
                return None
        return self.programs[path]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Failure:
    """A failing check as the report has it, with its source where the workspace has that."""

    cause: str
    where: str = ""
    line: int = 0
    comparison: Comparison | None = None
    program: Program | None = None
    check: ast.stmt | None = None


def diagnosis_of(task: Task) -> Diagnosis:
    """Return what the report and the sources say: the check, the values, and the lines that could make them."""
    subject = task.reading.subject
    if subject is None or subject.language != "python":
        from assistant.paths.elsewhere import failing

        foreign = failing(task)
        if foreign is not None:
            return foreign
        if _bare(task):
            return _unsaid(task)
    sources = _Sources(task.workspace)
    failure = _of_example(task.problem.text, sources) if subject is None else _of_traceback(subject, sources)
    hypotheses: tuple[Hypothesis, ...] = ()
    ranked: tuple[Suspect, ...] = ()
    label = None
    if failure.comparison is not None and failure.comparison.got:
        hypotheses = (_evidence(failure.comparison, failure.where),)
    if failure.program is not None and failure.check is not None:
        from analyzers.logic.called import called
        from analyzers.logic.suspects import suspects

        label = label_of(failure.program, failure.line)
        ranked = suspects(called(failure.program, failure.check, sources.at))
    diagnostic = Diagnostic(
        code="logic/failing-check",
        message=failure.cause,
        primary=label,
        help=_HELP if failure.where else _HELP_NOTHING,
    )
    return Diagnosis(
        cause=failure.cause,
        decision=task.decision,
        traceback=subject,
        others=task.reading.tracebacks[:-1],
        diagnostics=(diagnostic,),
        hypotheses=hypotheses,
        suspects=ranked,
        code=tuple(
            Code(text=program.text, path=path, language="python")
            for path, program in sources.programs.items()
        ),
        notes=task.problem.notes,
    )


def _bare(task: Task) -> bool:
    """Whether code came without a word, or with no more than its comments."""
    from assistant.router.view import Texture, view

    if task.problem.question:
        return False
    return view(task.problem, task.reading).texture in (Texture.BARE, Texture.NOTED)


def _unsaid(task: Task) -> Diagnosis:
    """What is known of code that nothing was said of: whether it parses, and how to say what it should do."""
    from analyzers.parses import parse

    code = task.problem.code
    verdicts = [parse(piece.text, piece.language) for piece in code]
    ask = _HELP_UNSAID_PYTHON if any(piece.language == "python" for piece in code) else _HELP_UNSAID
    cause = "no check came with the code that says what it should do"
    if verdicts and all(verdict is not None and verdict.ok and not verdict.spoken for verdict in verdicts):
        languages = " and ".join(dict.fromkeys(piece.language for piece in code))
        cause = f"the {languages} code parses; no check came with it that says what it should do"
    return Diagnosis(
        cause=cause,
        decision=task.decision,
        diagnostics=(Diagnostic(code="unclear/question", message="more is needed", help=ask),),
        code=code,
    )


def _of_traceback(subject: Traceback, sources: _Sources) -> _Failure:
    raised = subject.final
    frame = _check_frame(raised)
    name = short(subject.subject.partition(" ")[0] or (frame.function if frame is not None else ""))
    first = short(raised.message.split("\n", 1)[0])
    cause = f"`{name}` fails" if name else "a check fails"
    cause += f" with `{raised.type}`" + (f": {first}" if first else "")
    if frame is None:
        return _Failure(cause=cause)
    where = f"{frame.file}:{frame.line} in {frame.function}"
    program, line = sources.named(frame.file), frame.line or 1
    known = program
    if program is None:
        line = 1
        try:
            program = Program(frame.file, frame.code)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return _Failure(cause=cause, where=where)
    check = check_at(program, line)
    if check is None:
        return _Failure(cause=cause, where=where)
    # What stopped the program on the way to its result says nothing of the result.
    stopped = raised.type.rpartition(".")[2] not in _REFUTED and raised.frames[-1] is not frame
    comparison = None if stopped else compared(program, check, raised.message)
    return _Failure(
        cause=comparison.sentence() if comparison is not None else cause,
        where=f"{program.path}:{frame.line} in {frame.function}",
        line=check.lineno,
        comparison=comparison,
        program=known,
        check=check,
    )


def _check_frame(raised: Raised) -> Frame | None:
    """The deepest frame of a test, else the deepest of all."""
    own = tuple(frame for frame in raised.frames if is_test_file(frame.file) and frame.line is not None)
    frames = own or raised.frames
    return frames[-1] if frames else None


def _of_example(text: str, sources: _Sources) -> _Failure:
    from analyzers.logic.examples import failed_examples

    example = next(failed_examples(text), None)
    if example is None:
        return _Failure(cause="by what is told, the program runs and does something else than was meant")
    program = sources.named(example.file)
    try:
        check = ast.parse(example.comparison.expression).body[0]
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        check = None
    file = program.path if program is not None else example.file
    return _Failure(
        cause=example.comparison.sentence("the example"),
        line=example.line,
        where=f"{file}:{example.line}" + (f" in {example.name}" if example.name else ""),
        comparison=example.comparison,
        program=program,
        check=check,
    )


def _evidence(comparison: Comparison, where: str) -> Hypothesis:
    """The two values, as facts that can be looked up again."""
    expected = f"{comparison.relation} {comparison.wanted}" if comparison.relation not in ("", "==") else ""
    return Hypothesis(
        code="logic/wrong-value",
        claim=f"the report shows what `{short(comparison.expression)}` gave",
        verdict=Verdict.CONFIRMED,
        evidence=(
            Evidence(expression="expected", value=expected or comparison.wanted.strip("`"), where=where),
            Evidence(expression=comparison.expression, value=comparison.got, where=where),
        ),
    )


def label_of(program: Program, line: int) -> Label | None:
    """Return the place of a check: its whole text when it is one statement, else its line."""
    if not 1 <= line <= len(program.lines.starts):
        return None
    start, _ = program.lines.written(line)
    check = check_at(program, line)
    whole = isinstance(check, ast.Assert | ast.Expr) and check.lineno == line and not is_docstring(check)
    end = program.end(check) if whole and check is not None else program.lines.end(line)
    return Label(Span(program.path, start, end), "the check that fails")
