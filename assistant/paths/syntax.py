"""The syntax path: what cannot be parsed, where the true mistake is, and a repair that was checked."""

import re
import sys
from collections.abc import AsyncGenerator, Iterator
from contextlib import nullcontext
from pathlib import Path
from time import perf_counter

from analyzers.deferred import regex, replace
from analyzers.facts import (
    Code,
    Diagnosis,
    Diagnostic,
    Done,
    Event,
    Fix,
    FixChecked,
    FixProposed,
    Found,
    Frame,
    HandedBack,
    Route,
    Status,
    StepFinished,
    StepStarted,
    Timing,
    Traceback,
)
from analyzers.language import language_of_path, programs_in
from analyzers.reports.refusals import Refused, marked_lines
from analyzers.syntax import repair
from analyzers.syntax.python.verdict import Target, judge_as
from analyzers.syntax.result import Repair
from analyzers.text import number_of
from assistant.diagnose import Task
from assistant.paths.refused import advised, files, is_quoted, places, told
from tools.active import active_compiler, compiler_of_version

_PYTHON = frozenset({"python", "pytest"})
_VERSION = regex(r"\b[Pp]ython ?(?:version )?3\.([89]|1[0-4])\b")
_OF_FORM = regex(
    r"\b(?:expected|unexpected|expecting|missing|unterminated|unclosed|unbalanced|mismatched (?:closing|bracket|tag)|stray|parse|syntax|illegal start|reached end|does not name a type)\b",
    re.IGNORECASE,
)
_COMPILE_ERRORS = frozenset({"SyntaxError", "IndentationError", "TabError"})


async def follow(task: Task) -> AsyncGenerator[Event]:
    """Yield the mistakes found in the code at hand, and the repairs that passed; hand back what parses."""
    started = perf_counter()
    yield StepStarted("parse", "looking for what cannot be parsed")
    refused = places(task)
    sources = _sources(task, refused)
    location = _location(task)
    subject = task.reading.subject
    if not sources and subject is not None and location is not None and location.code:
        yield Done(_of_quoted(task, subject, location))
        return
    broken: list[Code] = []
    diagnostics: list[Diagnostic] = []
    fixes: list[Fix] = []
    notes: list[str] = []
    unchecked: list[str] = []
    for code, found in _repairs(sources, _stated_version(task)):
        if not found.diagnostics:
            unchecked += found.notes
            continue
        broken.append(code)
        diagnostics += found.diagnostics
        notes += found.notes
        for diagnostic in found.diagnostics:
            yield Found(diagnostic)
        for fix in found.fixes:
            yield FixProposed(replace(fix, status=Status.UNVERIFIED, check=""))
            yield FixChecked(fix)
            fixes.append(fix)
    rest = _unseen(refused, broken)
    if rest:
        more, shown = told(task, rest, sources)
        broken += [code for code in shown if all(code.path != one.path for one in broken)]
        diagnostics += more
        for diagnostic in more:
            yield Found(diagnostic)
        for fix in advised(task, rest, shown):
            yield FixProposed(fix)
            yield FixChecked(fix)
            fixes.append(fix)
    elapsed = perf_counter() - started
    yield StepFinished("parse", elapsed, f"{number_of(len(sources), 'piece')} of code, {len(broken)} broken")
    if sources and not diagnostics and not _said(task, python=False):
        names = ", ".join(code.path or "the code" for code in sources)
        note = "; ".join(unchecked) or f"{names} parses"
        yield HandedBack(replace(task.problem, notes=(*task.problem.notes, note)), note)
        return
    alone = None
    if not sources and not diagnostics and subject is None and not _said(task):
        from assistant.paths.alone import answer

        alone = answer(task)
    yield Done(
        alone
        or Diagnosis(
            cause=_cause(task, diagnostics),
            decision=task.decision,
            traceback=task.reading.subject,
            others=task.reading.tracebacks[:-1],
            diagnostics=tuple(diagnostics),
            fixes=tuple(fixes),
            code=tuple(broken),
            notes=(*task.problem.notes, *notes, *_missing(task, sources, refused)),
            timings=(Timing(step="parse", seconds=elapsed),),
        )
    )


def _unseen(refused: tuple[Refused, ...], broken: list[Code]) -> tuple[Refused, ...]:
    """What a tool refuses and grammars cannot see; what it says of the form follows from what they have found."""
    return tuple(one for one in refused if not (broken and _OF_FORM.search(one.message)))


def _repairs(sources: list[Code], stated: tuple[int, int] | None) -> Iterator[tuple[Code, Repair]]:
    """Yield each piece of code with its repair, as the Python decides that is spoken of, or else is active."""
    asked = active_compiler() if stated is None else compiler_of_version(stated)
    with asked or nullcontext() as compiler:
        target = None if compiler is None else compiler.target
        if target is None and stated is not None:
            target = Target(stated, judge_as(stated))
        for code in sources:
            yield code, repair(code.text, code.path, code.language or "python", target=target)


def _stated_version(task: Task) -> tuple[int, int] | None:
    """The version of Python that a question names for code that came along, if ours can tell what it refuses."""
    if not task.problem.code or any(
        code.path and not code.path.startswith("<") for code in task.problem.code
    ):
        return None
    said = {int(found[1]) for found in _VERSION.finditer(f"{task.problem.question}\n{task.problem.text}")}
    version = (3, said.pop()) if len(said) == 1 else None
    return version if version is not None and version < sys.version_info[:2] else None


def _location(task: Task) -> Frame | None:
    """Return where the report says that code was refused by its compiler."""
    subject = task.reading.subject
    if subject is None or subject.final.type.rpartition(".")[2] not in _COMPILE_ERRORS:
        return None
    return subject.final.location or (subject.crash if subject.language == "python" else None)


def _sources(task: Task, refused: tuple[Refused, ...]) -> list[Code]:
    """Return the code to look at: what was handed over, and the files that the report or else the command names."""
    marked = marked_lines(task.problem.text) if refused else frozenset()
    sources = [code for code in task.problem.code if not is_quoted(code, refused, marked)]
    sources += [code for code in files(task, refused) if all(code.path != one.path for one in sources)]
    subject, location = task.reading.subject, _location(task)
    if not sources and subject is None:
        return list(_programs(task))
    if subject is None or location is None:
        return sources
    path = task.workspace.find(location.file)
    text = None if path is None else task.workspace.read(location.file)
    if path is not None and text is not None:
        named = task.workspace.relative(path)
        if all(code.path not in (named, location.file) for code in sources):
            language = language_of_path(named) or subject.language
            sources.insert(0, Code(text=text, path=named, language=language))
    return sources


def _programs(task: Task) -> Iterator[Code]:
    """Yield the Python files that a command runs: it has been said that one of them cannot be parsed."""
    problem = task.problem
    for name in programs_in(problem.command):
        named = str(Path(problem.folder or task.workspace.root, name))
        path, text = task.workspace.find(named), task.workspace.read(named)
        if path is not None and text is not None and language_of_path(name) == "python":
            yield Code(text=text, path=task.workspace.relative(path), language="python")


def _of_quoted(task: Task, subject: Traceback, location: Frame) -> Diagnosis:
    """Return what the report says of a file that is not at hand."""
    from assistant.paths.quoted import look

    code, diagnostic, fixes = look(location, subject)
    return Diagnosis(
        cause=diagnostic.message,
        decision=task.decision,
        traceback=subject,
        others=task.reading.tracebacks[:-1],
        diagnostics=(diagnostic,),
        fixes=fixes,
        code=(code,),
        notes=(*task.problem.notes, *_missing(task, [], ())),
    )


def _cause(task: Task, diagnostics: list[Diagnostic]) -> str:
    if diagnostics:
        return diagnostics[0].message
    subject = task.reading.subject
    if subject is not None:
        location = subject.final.location or subject.crash
        where = f" in `{location.file}`, line {location.line}" if location is not None else ""
        return f"`{subject.final.type}`{where}: {subject.final.message}"
    return _said(task) or "the code was refused, but it is not at hand"


def _said(task: Task, *, python: bool = True) -> str:
    """What a compiler says in the text; Python's own verdict can be left out, which is asked anew."""
    from analyzers.reports import find_reports
    from analyzers.runtime.report import quoted

    refused = [
        report
        for report in find_reports(task.problem.text)
        if report.route is Route.SYNTAX and (python or report.tool not in _PYTHON)
    ]
    if not refused:
        return ""
    start = task.problem.text.rfind("\n", 0, refused[0].offset) + 1
    line = task.problem.text[start:].lstrip("\n").partition("\n")[0].strip()
    return f"{refused[0].what}: {quoted(line, 200)}"


def _missing(task: Task, sources: list[Code], refused: tuple[Refused, ...]) -> list[str]:
    if sources:
        return []
    subject = task.reading.subject
    location = None if subject is None else subject.final.location or subject.crash
    if refused and location is None:
        return [f"`{refused[0].path}` is not in the workspace: run this where the file is, or name the file"]
    if location is None:
        return ["no code was handed over: name the file, or paste the code along"]
    return [f"`{location.file}` is not in the workspace: run this where the file is, or name the file"]
