"""How is a candidate edit said and shown to a person?"""

from collections.abc import Mapping

from analyzers.facts import Applicability, Edit, Fix, Span
from analyzers.logic.edits import Candidate
from analyzers.logic.program import Program

_LONG = 60


def fix_of(candidate: Candidate, program: Program) -> Fix:
    """Return a candidate as a fix that is yet to be checked."""
    return Fix(
        title=title_of(candidate, program),
        edits=tuple(
            Edit(Span(candidate.path, start, end), text) for start, end, text in narrowed(candidate, program)
        ),
        applicability=Applicability.UNSAFE,
        proposer="search",
        code="logic/failing-check",
    )


def fix_between(programs: Mapping[str, Program], changed: Mapping[str, str]) -> Fix:
    """Return what makes files of a program what they are to be, as one fix that is yet to be checked."""
    from difflib import SequenceMatcher

    edits: list[Edit] = []
    lines: list[int] = []
    for path, text in sorted(changed.items()):
        program = programs[path]
        old, new = program.text.splitlines(keepends=True), text.splitlines(keepends=True)
        starts = [*program.lines.starts, len(program.text)]
        for tag, first, last, begin, end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
            if tag == "equal":
                continue
            span = (min(starts[first], len(program.text)), min(starts[last], len(program.text)))
            for start, stop, put in narrowed_edits(((*span, "".join(new[begin:end])),), program):
                edits.append(Edit(Span(path, start, stop), put))
                lines.append(first + 1)
    where = (
        f"line {lines[0]}" if len(lines) == 1 else f"lines {', '.join(map(str, lines[:-1]))} and {lines[-1]}"
    )
    return Fix(
        title=f"change {where}",
        edits=tuple(edits),
        applicability=Applicability.UNSAFE,
        proposer="search",
        code="logic/failing-check",
    )


def narrowed(candidate: Candidate, program: Program) -> tuple[tuple[int, int, str], ...]:
    """Return a candidate's edits without the text that they only repeat at either end."""
    return narrowed_edits(candidate.edits, program)


def narrowed_edits(
    edits: tuple[tuple[int, int, str], ...], program: Program
) -> tuple[tuple[int, int, str], ...]:
    """Return edits without the text that they only repeat at either end."""
    made = []
    for start, end, text in edits:
        old = program.text[start:end]
        head = 0
        while head < min(len(old), len(text)) and old[head] == text[head]:
            head += 1
        tail = 0
        while tail < min(len(old), len(text)) - head and old[-1 - tail] == text[-1 - tail]:
            tail += 1
        made.append((start + head, end - tail, text[head : len(text) - tail]))
    return tuple(made)


def title_of(candidate: Candidate, program: Program) -> str:
    """Return what an edit does, as an instruction."""
    start, end, text = candidate.edits[0]
    old, new = (" ".join(part.split()) for part in (program.text[start:end], text))
    line = program.lines.position(start)[0]
    if len(candidate.edits) > 1 or max(len(old), len(new)) > _LONG:
        return f"change line {line} ({candidate.kind})"
    if old == new:  # nothing but the blanks differ
        return f"indent `{old}` {'less' if len(text) < end - start else 'more'} at line {line}"
    if not old:
        return f"insert `{new}` at line {line}"
    if not new:
        return f"remove `{old}` from line {line}"
    return f"replace `{old}` by `{new}` at line {line}"


def doing(title: str) -> str:
    """Return an instruction as what somebody does: `replace` becomes `replacing`."""
    verb, _, rest = title.partition(" ")
    return f"{verb.removesuffix('e')}ing {rest}".rstrip()
