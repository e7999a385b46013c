"""What is a model told of a diagnosis? The facts alone, shortest first, each piece of foreign text in its block."""

from collections.abc import Iterator

from analyzers.facts import Diagnosis, Status, Verdict
from analyzers.text import Lines
from analyzers.wording import places
from assistant.models.data import block

_AROUND = 12  # lines shown on either side of a place
_MOST_FRAMES = 8
_MOST_VALUES = 10


def sheet(diagnosis: Diagnosis) -> str:
    """Return the facts of a diagnosis for a model to read."""
    return "\n".join(_facts(diagnosis))


def sources(diagnosis: Diagnosis, most: int = 6_000) -> str:
    """Return the parts of the sources that the diagnosis is about, with the numbers of their lines."""
    wanted: dict[str, set[int]] = {}
    for path, line, _ in places(diagnosis):
        wanted.setdefault(path, set()).update(range(line - _AROUND, line + _AROUND + 1))
    for suspect in diagnosis.suspects[2:5]:
        wanted.setdefault(suspect.path, set()).update(range(suspect.line - 4, suspect.line + 5))
    blocks: list[str] = []
    for code in diagnosis.code:
        if not wanted and len(blocks) < 1:
            wanted = {code.path: set(range(1, 80))}
        lines = Lines(code.text)
        count = len(lines.starts)
        shown = sorted(number for number in wanted.get(code.path, ()) if 1 <= number <= count)
        if shown:
            text = "\n".join(f"{number:4} {lines.line(number)}" for number in shown)
            blocks.append(block(f"source of {code.path or 'the code'}", text, most))
    return "\n".join(blocks)


def _facts(diagnosis: Diagnosis) -> Iterator[str]:
    yield block("cause", diagnosis.cause, 600)
    for path, line, code in places(diagnosis):
        yield block("place", f"{path}:{line}: {code}", 400)
    for found in diagnosis.diagnostics[:3]:
        told = [text for text in (*found.notes, found.help) if text]
        if told:
            yield block("note", "\n".join(told), 800)
    for hypothesis in diagnosis.hypotheses:
        if hypothesis.verdict is Verdict.CONFIRMED:
            facts = "\n".join(
                f"{fact.expression} = {fact.value}  ({fact.where})" for fact in hypothesis.evidence
            )
            yield block("evidence", f"{hypothesis.claim}\n{facts}", 1_200)
    for fix in diagnosis.fixes[:2]:
        if fix.status is Status.VERIFIED:
            yield block("verified fix", f"{fix.title}\n{fix.check}", 500)


def stack(diagnosis: Diagnosis) -> str:
    """Return the stack and the values at the stop, deepest call last."""
    traceback = diagnosis.traceback
    rows: list[str] = []
    if traceback is not None:
        frames = traceback.final.frames[-_MOST_FRAMES:]
        rows += [f"{frame.file}:{frame.line} in {frame.function}: {frame.code}" for frame in frames]
        rows.append(f"{traceback.final.type}: {traceback.final.message[:600]}")
    if diagnosis.snapshot is not None and diagnosis.snapshot.frames:
        last = diagnosis.snapshot.frames[-1]
        values = (*last.expressions, *last.variables)[:_MOST_VALUES]
        rows += [f"{one.name} = {one.repr[:160]} ({one.type})" for one in values]
    return block("stack and values", "\n".join(rows), 4_000) if rows else ""
