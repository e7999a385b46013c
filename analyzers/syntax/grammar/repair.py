"""How is a broken text of a language with a grammar repaired, and how is that told?

The same idea as for Python with tree-sitter as the judge: candidates are costed, parsed in the order of their
cost, and the first that leaves nothing skipped or invented is the best.
"""

from dataclasses import replace

from analyzers.facts import Applicability, Fix, Label, Span, Status
from analyzers.syntax.changes import defect_line, edits_between
from analyzers.syntax.explain import applicability, diagnose, title
from analyzers.syntax.grammar.languages import known
from analyzers.syntax.grammar.pasted import is_copied
from analyzers.syntax.grammar.search import EFFORT, Step, solve
from analyzers.syntax.grammar.tokens import CLOSERS, MARK, OPENERS, Token, read, unmatched
from analyzers.syntax.grammar.trees import MOST_FAULTS, STRICTER, Verdict, judge, parser
from analyzers.syntax.grammar.unmended import bracket_notes, unmended
from analyzers.syntax.grammar.wide import HUGE, WIDE, solve_wide
from analyzers.syntax.result import Repair
from analyzers.text import Lines

MAX_CHARACTERS = 4_000_000
_LONGEST_LINE = 5_000  # characters; longer ones no person wrote
_MOST_OPEN = 40  # brackets; the search closes fewer
_FREEDOM = (Applicability.DISPLAY, Applicability.UNSAFE, Applicability.SAFE)


def repair_other(text: str, path: str, language: str, *, effort: int | None = None) -> Repair:
    """Return what is wrong with a text and the repairs its grammar accepts; nothing for an unknown language."""
    name = known(language)
    if not name or parser(name) is None:
        return Repair(notes=(f"there is no grammar for {language or 'this language'}",))
    if len(text) > MAX_CHARACTERS:
        return Repair(notes=(f"more than {MAX_CHARACTERS:,} characters: not checked",))
    verdict = judge(name, text)
    if not verdict.faults:
        return Repair()
    huge = len(text) > HUGE
    wide = (
        len(text) > WIDE
    )  # where one brace less is a fault in every block behind it, and may take the parser too long
    tokens = [] if huge else read(name, text).tokens
    left_over = unmatched(tokens)
    searchable = (
        sum(map(abs, left_over.values())) <= _MOST_OPEN and max(map(len, text.split("\n"))) <= _LONGEST_LINE
    )
    searchable = searchable and not (huge and verdict.stuck)
    steps = solve_wide(name, text, verdict, effort or EFFORT) if searchable and wide else []
    few = not (verdict.stuck or huge) and (len(verdict.faults) < MOST_FAULTS or is_copied(name, text))
    if searchable and few and not steps:
        steps = solve(name, text, verdict, effort or EFFORT)
    if verdict.stuck and not steps:
        return Repair(notes=(f"the {name} grammar needs too long for this text: not checked",))
    lines = Lines(text)
    if not steps or judge(name, steps[-1].text).faults:
        said = unmended(name, text, verdict, path, bracket_notes(name, tokens, left_over))
        return Repair(
            diagnostics=(said,), line=lines.position(said.primary.span.start)[0] if said.primary else 1
        )
    fixed = steps[-1].text
    diagnostics = []
    for number, step in enumerate(steps):
        first = step.candidate.changes[0]
        start = _original(text, step.before, first.start)
        end = max(start, _original(text, step.before, first.end))
        notes = () if number else _notes(name, verdict, lines, lines.position(start)[0])
        said = diagnose(step.candidate, step.before, Span(path, start, end), notes)
        opener = None if huge else _opener(name, step)
        if opener is not None:
            at = _original(text, step.before, _original(step.before, step.text, opener))
            label = Label(Span(path, at, at + 1), "opened here")
            message = f"`{text[at : at + 1]}` is opened in line {lines.position(at)[0]} and never closed"
            said = replace(said, message=message, secondary=(label,))
        diagnostics.append(said)
    said_more = f", and {len(steps) - 1} more" if len(steps) > 1 else ""
    fix = Fix(
        title=title(steps[0].candidate, text) + said_more,
        edits=edits_between(text, fixed, path),
        applicability=min((applicability(step.candidate) for step in steps), key=_FREEDOM.index),
        status=Status.VERIFIED,
        check=f"parses with tree-sitter's {name} grammar",
        code=diagnostics[0].code,
    )
    return Repair(
        diagnostics=tuple(diagnostics),
        fixes=(fix,),
        text=fixed,
        line=defect_line(text, fixed),
    )


def _notes(name: str, verdict: Verdict, lines: Lines, true_line: int) -> tuple[str, ...]:
    """Return why the parser complains elsewhere; nothing where it points at the mistake itself."""
    if verdict.faults[0].missing == STRICTER:
        return (f"tree-sitter's {name} grammar lets this through; what reads {name} does not",)
    line = lines.position(verdict.faults[0].start)[0]
    if line > true_line:
        return (
            f"the {name} parser complains only about line {line}: until there, what it read could still go on",
        )
    if line < true_line:
        return (
            f"the {name} parser complains about line {line}: what begins there cannot be read to its end",
        )
    return ()


def _original(text: str, changed: str, position: int) -> int:
    """Return where a position of a changed text lies in the text it was before; inside a change, its beginning."""
    shift = 0
    for edit in edits_between(text, changed, ""):
        begins = edit.span.start + shift
        if position < begins:
            break
        if position < begins + len(edit.text):
            return edit.span.start
        shift += len(edit.text) - (edit.span.end - edit.span.start)
    return min(max(position - shift, 0), len(text))


def _opener(name: str, step: Step) -> int | None:
    """Return where the bracket was opened that a candidate closes."""
    change = step.candidate.changes[0]
    if step.candidate.kind != "bracket-unclosed" or change.start != change.end:
        return None
    mark = change.text.strip()[:1]
    target = change.start + change.text.find(mark)
    stack: list[Token] = []
    for token in read(name, step.text).tokens:
        if token.kind != MARK:
            continue
        if token.text in OPENERS:
            stack.append(token)
        elif token.text in CLOSERS:
            if token.start == target:
                return stack[-1].start if stack and stack[-1].text == CLOSERS[mark] else None
            if stack and stack[-1].text == CLOSERS[token.text]:
                stack.pop()
    return None
