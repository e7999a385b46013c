"""What do all stages look at? One problem, split once into words, code and reports."""

import re
from enum import StrEnum

from analyzers.blocks import Block, split
from analyzers.deferred import dataclass, regex, replace
from analyzers.facts import Problem
from analyzers.lines import Part
from analyzers.traceback import Reading

MAX_CHARS = 120_000  # the head and the tail of a longer text are looked at
_MAX_CODES = 8
_MAX_COMMENTED = 8_000  # characters of code in which comments are looked for
_COMMENT = regex(r"(?:^|\s)(?:#(?![!\w])|//|--\s)\s*(.+)$|/\*+(.*?)\*/", re.MULTILINE)
_SCRIPT = regex(r"#!\S*?(?:/env(?: -\S+)* +|/)([A-Za-z_]+)[\d.]*[ \t]*$", re.MULTILINE)
_MAX_SCRIPT = 200  # characters of its first line
_INTERPRETERS = {"python": "python", "node": "javascript", "perl": "perl", "ruby": "ruby", "php": "php"}
_FEW = 2
_PAIR = regex(r"(?:^|\s)[a-z][\w./-]*=(?:\"[^\"]*\"|[^\s=;,(){}$]+)(?=\s|$)")
_COMMAND = regex(r"[ \t]*(?:[A-Za-z_]\w*=[^\s\"']*[ \t]+)+[\w./-]+(?:[ \t]+[^\s=]+)*[ \t]*$")
_MAX_LINE = 1_000
_FOR_TOOLS = regex(r"(?:noqa|type:|pylint|eslint|mypy|prettier|@ts-|nolint|clang-|SPDX|Copyright|https?://)")


class Texture(StrEnum):
    """What a text is made of: what a stage says of a log is worth something else than what it says of a sentence."""

    BARE = "bare"  # code and not a word
    NOTED = "noted"  # code with comments
    REPORT = "report"  # what a tool printed, and nothing else
    COVERED = "covered"  # what a tool printed, and words
    CODE = "code"  # code and words
    WORDS = "words"


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A piece of code, and whether its writer marked or gave it as such."""

    text: str
    language: str
    certain: bool
    whole: bool = False  # it is all of a file, which ends where it ends


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """A problem as the stages see it."""

    text: str  # everything, shortened
    words: str  # what a person wrote
    report: str  # what tools printed
    codes: tuple[Piece, ...]
    comments: str  # what a person wrote inside the code, where nothing else was written
    spoken: frozenset[int]  # 0-based lines of the text that a person wrote
    reading: Reading

    @property
    def said(self) -> str:
        """What the writer says: around the code, or else in its comments."""
        return self.words if self.words.strip() else self.comments

    @property
    def bare_code(self) -> bool:
        """Whether there is code and nothing else."""
        return bool(self.codes) and not self.words.strip() and not self.report.strip()

    @property
    def texture(self) -> Texture:
        """What the text is made of."""
        if self.report.strip():
            return Texture.COVERED if self.words.strip() else Texture.REPORT
        if not self.codes:
            return Texture.WORDS
        if self.words.strip():
            return Texture.CODE
        return Texture.NOTED if self.comments.strip() else Texture.BARE


def view(problem: Problem, reading: Reading) -> View:
    """Split a problem into what its stages need."""
    text = problem.text
    if len(text) > MAX_CHARS:
        text = text[: MAX_CHARS // 2] + "\n" + text[-MAX_CHARS // 2 :]
        ranges: tuple[tuple[int, int], ...] = ()
    else:
        ranges = tuple((found.start, found.end) for found in reading.tracebacks)
    blocks = split(text, ranges)
    if not ranges and not problem.question:
        blocks = _as_log(text) or _as_snippet(text, _as_file(text, blocks))
    words = "\n".join(block.text for block in blocks if block.part is Part.PROSE)
    if problem.question and problem.question not in words:
        words = problem.question + "\n" + words
    codes = _pieces(problem, blocks, alone=not words.strip())[:_MAX_CODES]
    if not words.strip() and len(codes) == 1 and not codes[0].language:
        codes = (replace(codes[0], language=_parsed(codes[0].text)),)
    return View(
        text=text,
        words=words,
        report="\n".join(block.text for block in blocks if block.part is Part.REPORT),
        codes=codes,
        comments="" if words.strip() else "\n".join(_comments(code.text) for code in codes).strip(),
        spoken=frozenset(
            number for block in blocks if block.part is Part.PROSE for number in range(block.start, block.end)
        ),
        reading=reading,
    )


def _parsed(code: str) -> str:
    from analyzers.snippets import parsed_language

    return parsed_language(code) if len(code) <= _MAX_COMMENTED and code.strip().count("\n") else ""


def _as_snippet(text: str, blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """Return a line or two of bare code as code, where the split has not seen what it is."""
    if len(blocks) > 2 or any(block.certain or block.language for block in blocks):
        return blocks
    from analyzers.snippets import snippet_language

    language = snippet_language(text)
    if not language:
        return blocks
    whole = Block(part=Part.CODE, text=text.strip("\n"), start=0, end=text.count("\n") + 1, language=language)
    return (whole,)


def _as_file(text: str, blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """Return a whole file as code, where the split took lines of it for prose: a script by its first line, or Python."""
    parts = {block.part for block in blocks}
    if parts != {Part.CODE, Part.PROSE} or any(block.certain for block in blocks):
        return blocks
    script = _SCRIPT.match(text.lstrip()[:_MAX_SCRIPT])
    if script is not None and blocks[-1].part is Part.CODE:
        language = _INTERPRETERS.get(script[1], "bash")
    elif any(block.language == "python" for block in blocks) and _is_python(text):
        language = "python"
    else:
        return blocks
    whole = Block(part=Part.CODE, text=text.strip("\n"), start=0, end=text.count("\n") + 1, language=language)
    return (whole,)


def _as_log(text: str) -> tuple[Block, ...]:
    """Return lines of `name=value` as the log that they are: such a line looks like code.

    A shell's command behind its settings (`cc=gcc flags=-O2 make all`) is code.
    """
    lines = [line for line in text.split("\n") if line.strip()]
    if len(lines) < _FEW or any(len(_PAIR.findall(line)) < _FEW for line in lines):
        return ()
    if all(_COMMAND.match(line[:_MAX_LINE]) for line in lines):
        return ()
    return (Block(part=Part.REPORT, text=text, start=0, end=text.count("\n") + 1),)


def _is_python(text: str) -> bool:
    from analyzers.parses import compiles

    return len(text) <= _MAX_COMMENTED and compiles(text) is None


def _comments(code: str) -> str:
    """Return the sentences in the comments of code, without those that are meant for tools."""
    found = (match[1] or match[2] or "" for match in _COMMENT.finditer(code[:_MAX_COMMENTED]))
    return "\n".join(
        text.strip() for text in found if " " in text.strip() and not _FOR_TOOLS.match(text.strip())
    )


def _pieces(problem: Problem, blocks: tuple[Block, ...], *, alone: bool) -> tuple[Piece, ...]:
    """Return the code that was given and the code found in the text; intake may have found the same blocks."""
    found = tuple(
        Piece(text=block.text, language=block.language, certain=block.certain or alone)
        for block in blocks
        if block.part is Part.CODE
    )
    held = {piece.text.strip() for piece in found}
    given = tuple(
        Piece(
            text=code.text,
            language=code.language,
            certain=bool(code.path) or not problem.text.strip(),
            whole=bool(code.path),
        )
        for code in problem.code
        if code.text.strip() and code.text.strip() not in held
    )
    return given + found
