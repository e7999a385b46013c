"""What do all stages look at? One problem, split once into words, code and reports."""

from dataclasses import dataclass

from analyzers.blocks import Block, Part, split
from analyzers.facts import Code, Problem
from analyzers.traceback import Reading

MAX_CHARS = 120_000  # the head and the tail of a longer text are looked at
_MAX_CODES = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """A problem as the stages see it."""

    text: str  # everything, shortened
    words: str  # what a person wrote
    report: str  # what tools printed
    codes: tuple[Code, ...]  # pieces of code
    certain: bool  # the code was given or marked as code, not guessed
    reading: Reading

    @property
    def bare_code(self) -> bool:
        """Whether there is code and nothing else."""
        return bool(self.codes) and not self.words.strip() and not self.report.strip()


def view(problem: Problem, reading: Reading) -> View:
    """Split a problem into what its stages need."""
    text = problem.text
    if len(text) > MAX_CHARS:
        text = text[: MAX_CHARS // 2] + "\n" + text[-MAX_CHARS // 2 :]
        ranges: tuple[tuple[int, int], ...] = ()
    else:
        ranges = tuple((found.start, found.end) for found in reading.tracebacks)
    blocks = split(text, ranges)
    found = tuple(block for block in blocks if block.part is Part.CODE)
    given = tuple(code for code in problem.code if code.text.strip())
    # Intake may have found the same blocks already.
    held = {code.text.strip() for code in given}
    codes = given + tuple(_code(block) for block in found if block.text.strip() not in held)
    words = "\n".join(block.text for block in blocks if block.part is Part.PROSE)
    if problem.question and problem.question not in words:
        words = problem.question + "\n" + words
    return View(
        text=text,
        words=words,
        report="\n".join(block.text for block in blocks if block.part is Part.REPORT),
        codes=codes[:_MAX_CODES],
        certain=bool(given) or any(block.certain for block in found) or (bool(found) and not words.strip()),
        reading=reading,
    )


def _code(block: Block) -> Code:
    return Code(text=block.text, language=block.language, first_line=block.start + 1)
