"""The fixes that explainers propose, as edits that are tried like all others."""

from collections.abc import Mapping, Sequence

from analyzers.facts import Fix
from analyzers.logic.edits import Candidate
from analyzers.logic.edits.lines import edited_line
from analyzers.logic.program import Program
from analyzers.runtime.crash import Crash
from analyzers.runtime.incoming import CODE as TEXT_FROM_OUTSIDE
from analyzers.runtime.spelling import righted

_OTHER_CASE = 3.0  # weight of a fix that changes capitals alone
_WHERE_READ = "converted where read"  # of explained ones, those that turn text into a number where it came in
EXPLAINED = "explained"  # the kind of an edit that an explainer proposed


def proposed_edits(programs: Mapping[str, Program], proposed: Sequence[Fix], crash: Crash) -> list[Candidate]:
    """Return the fixes that explainers propose, as candidates: those of a single file."""
    found = []
    at_fault = {one.fix.edits: int(getattr(one.node, "lineno", 0)) for one in crash.evident}
    for fix in proposed:
        paths = {edit.span.path for edit in fix.edits}
        program = programs.get(next(iter(paths), ""))
        if len(paths) != 1 or program is None:
            continue
        edits = tuple(sorted((edit.span.start, edit.span.end, edit.text) for edit in fix.edits))
        line = at_fault.get(fix.edits) or edited_line(program.lines, *_main_edit(program, edits))
        kind = _WHERE_READ if fix.code == f"runtime/{TEXT_FROM_OUTSIDE}" else EXPLAINED
        weight = _OTHER_CASE if _in_other_case(program, edits) else 0.8 * _spelling(program, edits)
        found.append(Candidate(program.path, edits, line, kind, weight))
    return found


def _in_other_case(program: Program, edits: Sequence[tuple[int, int, str]]) -> bool:
    """Whether a name is only written with other capitals: nobody means another one, as they do in a format."""
    [(start, end, text), *more] = edits
    old = program.text[start:end]
    return not more and old != text and old.casefold() == text.casefold() and "%" not in text


def _spelling(program: Program, edits: tuple[tuple[int, int, str], ...]) -> float:
    """How much likelier a fix is because of how it spells a word."""
    [(start, end, text), *more] = edits
    return 1.0 if more else righted(program.text[start:end].strip("\"'"), text.strip("\"'"))


def _main_edit(program: Program, edits: Sequence[tuple[int, int, str]]) -> tuple[int, int, str]:
    """The edit that a fix is about: not the one that imports what the others need."""
    imports = ("import ", "from ")
    for start, end, text in edits:
        row = program.lines.line(program.lines.position(start)[0]).lstrip()
        if not (text.startswith(imports) or row.startswith(imports)):
            return start, end, text
    return edits[0]
