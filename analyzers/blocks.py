"""Which lines of a mixed text are a person's words, which are code, and which are a tool's report?

People paste code fenced, indented, behind `>>>`, with line numbers, or bare between two sentences. The split
is made line by line from cheap evidence, then smoothed: a blank or doubtful line belongs to what surrounds it.
"""

import re
import textwrap
from collections.abc import Iterable

from analyzers.deferred import dataclass, regex
from analyzers.facts import Code
from analyzers.language import decide_language, language_of_tag
from analyzers.lines import Part, part_of_line, word_count
from analyzers.snippets import snippet_language

# Of a longer text only the two ends are split: the middle of a log is neither prose nor code.
MAX_LINES = 4_000
_MAX_WHOLE = 400
_FEW = 40  # lines, of which each may be tried with the parsers
_PARSED = frozenset(
    ("python", "javascript", "typescript", "java", "csharp", "go", "rust", "c", "cpp", "php", "ruby")
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A run of lines of one part; `text` is without fences, prompts and line numbers."""

    part: Part
    text: str
    start: int  # 0-based line in the whole text
    end: int  # one past the last line
    language: str = ""
    certain: bool = False  # marked as code by its writer: a fence, a prompt, line numbers


_FENCE = regex(
    r"^\s{0,3}(?:> ?)?(`{3,}|~{3,})\s*\{?\.?([\w+#.-]*)|^\s*\[code(?:=(\w+))?\]\s*$", re.IGNORECASE
)
_FENCE_END = regex(r"^\s*\[/code\]\s*$", re.IGNORECASE)
_PROMPT = regex(r"^\s*(?:>>>|\.\.\.|In \[\d*\]:|\s{3,}\.{3}:|irb\(\w+\):\S+[>*]|iex\(\d+\)>)(?: |$)(.*)")
_NUMBERED = regex(r"^\s{0,6}(\d{1,5})(?:\s?[|:.)]|\t|\s)(.*)$")

# As Python prints a warning: its text goes on in the next lines, and nobody wrote them to ask about it.
_WARNED = regex(r"^\S.*:\d+: \w*Warning: \S")
_LONGEST_WARNING = 12

# Words alone, above or under what they are about, and what people cry; what begins as a statement does is neither.
_HEADLINE = regex(r"^[^\W\d]\w*(?:[ ,'’-]+\w+)+[?!. ]*$")
_CRY = regex(
    r"^(?:segfaults?|crash(?:es|ed)?|hangs?|fails|freezes|stuck|help|why|broken)[?!. ]*$", re.IGNORECASE
)
_STATEMENT = regex(
    r"^(?:end|sub|program|implicit|dim|function|procedure|module|begin|print|echo|puts|return|yield|del|delete|import|from"
    r"|raise|throw|use|include|require|goto|while|if|for|foreach|else|elif|unless|until|do|loop|try|with|not|lambda|assert"
    r"|global|class|def|new|await|case|switch|match|package|attr_\w+)\b",
    re.IGNORECASE,
)

_COMMANDS = frozenset(
    ("ruby", "bash", "shell", "perl", "powershell", "elixir", "tcl")
)  # words alone are calls there

_OPENERS = ("{", "[", "(")
_CLOSERS = ("}", "]", ")")


def split(text: str, reports: Iterable[tuple[int, int]] = ()) -> tuple[Block, ...]:
    """Return the text as blocks in order; `reports` are line ranges already known to be reports."""
    lines = text.split("\n")
    if len(lines) > MAX_LINES:
        half = MAX_LINES // 2
        return (*_split(lines[:half], 0, ()), *_split(lines[-half:], len(lines) - half, ()))
    reports = tuple(reports)
    whole = None if reports else _whole(text, lines)
    return (whole,) if whole is not None else _split(lines, 0, reports)


def _whole(text: str, lines: list[str]) -> Block | None:
    """Return the text as one piece of code where it is nothing else: long strings in it may look like anything."""
    if (
        not 2 <= len(lines) <= _MAX_WHOLE
        or (_may_be_fenced(text) and _FENCE.search(text))
        or part_of_line(text.lstrip("\n").split("\n")[0]) is not Part.CODE
        or _is_remark(text.rstrip().split("\n")[-1], lines)
    ):
        return None
    language = decide_language(text)
    if language not in _PARSED:
        return None
    from analyzers.parses import parse

    verdict = parse(text, language)
    if verdict is None or not verdict.ok or verdict.spoken:
        return None
    if language != "python" and sum(part_of_line(line) is Part.PROSE for line in lines) * 4 > len(lines):
        return None  # a lenient parser takes sentences for names
    return Block(part=Part.CODE, text=text, start=0, end=len(lines), language=language)


def find_code(text: str, reports: Iterable[tuple[int, int]] = ()) -> tuple[Code, ...]:
    """Return the pieces of code in a mixed text, with the language where it can be told."""
    return tuple(
        Code(text=block.text, language=block.language, first_line=block.start + 1)
        for block in split(text, reports)
        if block.part is Part.CODE
    )


def _split(lines: list[str], offset: int, reports: Iterable[tuple[int, int]]) -> tuple[Block, ...]:
    kinds: list[Part | None] = [None] * len(lines)
    fixed = [False] * len(lines)
    for start, end in reports:
        for number in range(max(start, 0), min(end, len(lines))):
            kinds[number], fixed[number] = Part.REPORT, True
    blocks = [*_fenced(lines, kinds, fixed), *_prompted(lines, kinds, fixed), *_numbered(lines, kinds, fixed)]
    for number, line in enumerate(lines):
        if not fixed[number]:
            kinds[number] = part_of_line(line)
    _warnings(lines, kinds, fixed)
    _smooth(lines, kinds, fixed)
    blocks.extend(_runs(lines, kinds, fixed))
    blocks.sort(key=lambda block: block.start)
    if offset:
        blocks = [
            Block(
                part=block.part,
                text=block.text,
                start=block.start + offset,
                end=block.end + offset,
                language=block.language,
                certain=block.certain,
            )
            for block in blocks
        ]
    return tuple(blocks)


def _may_be_fenced(text: str) -> bool:
    """Whether there can be a fence, asked without compiling what reads them."""
    return "```" in text or "~~~" in text or "[code" in text.lower()


def _fenced(lines: list[str], kinds: list[Part | None], fixed: list[bool]) -> list[Block]:
    blocks: list[Block] = []
    number = 0 if _may_be_fenced("\n".join(lines)) else len(lines)
    while number < len(lines):
        opening = _FENCE.match(lines[number]) if not fixed[number] else None
        if opening is None:
            number += 1
            continue
        mark, tag = opening[1] or "", opening[2] or opening[3] or ""
        end = number + 1
        while end < len(lines) and not (
            lines[end].strip().removeprefix(">").strip().startswith(mark)
            if mark
            else _FENCE_END.match(lines[end])
        ):
            end += 1
        inside = lines[number + 1 : end]
        body = "\n".join(inside)
        language = language_of_tag(tag)
        part = Part.CODE if language else _majority(inside)
        if part is Part.CODE and not _is_session(inside):
            blocks.append(
                Block(
                    part=part,
                    text=body,
                    start=number + 1,
                    end=end,
                    language=language or decide_language(body),
                    certain=True,
                )
            )
            for covered in range(number, min(end + 1, len(lines))):
                kinds[covered], fixed[covered] = None, True
        elif part is not Part.CODE:
            for covered in range(number + 1, end):
                kinds[covered], fixed[covered] = Part.REPORT, True
            kinds[number], fixed[number] = None, True
            if end < len(lines):
                kinds[end], fixed[end] = None, True
        number = end + 1
    return blocks


def _is_session(lines: list[str]) -> bool:
    for line in lines:
        if line.lstrip().startswith((">>> ", '"""', "'''")):
            return line.lstrip().startswith(">>> ")  # and no example in a docstring
    return False


def _majority(lines: list[str]) -> Part:
    """A fence without a language holds code or some tool's output."""
    parts = [part_of_line(line) for line in lines]
    code, report = parts.count(Part.CODE), parts.count(Part.REPORT)
    return Part.CODE if code > report and code >= parts.count(Part.PROSE) else Part.REPORT


def _prompted(lines: list[str], kinds: list[Part | None], fixed: list[bool]) -> list[Block]:
    blocks: list[Block] = []
    number = 0
    while number < len(lines):
        prompt = _PROMPT.match(lines[number]) if not fixed[number] else None
        if prompt is None or lines[number].lstrip().startswith("..."):
            number += 1
            continue
        start, code = number, []
        while number < len(lines) and (prompt := _PROMPT.match(lines[number])):
            code.append(prompt[1])
            kinds[number], fixed[number] = None, True
            number += 1
        body = "\n".join(code)
        blocks.append(
            Block(
                part=Part.CODE,
                text=body,
                start=start,
                end=number,
                language="python"
                if ">>>" in lines[start] or "In [" in lines[start]
                else decide_language(body),
                certain=True,
            )
        )
        while number < len(lines) and lines[number].strip() and not _PROMPT.match(lines[number]):
            if part_of_line(lines[number]) is Part.PROSE:
                break
            kinds[number], fixed[number] = Part.REPORT, True
            number += 1
    return blocks


def _numbered(lines: list[str], kinds: list[Part | None], fixed: list[bool]) -> list[Block]:
    """Runs of at least three lines that carry consecutive numbers, as copied out of an editor."""
    blocks = []
    number = 0
    while number < len(lines):
        first = _NUMBERED.match(lines[number]) if not fixed[number] else None
        if first is None:
            number += 1
            continue
        start, expected, code = number, int(first[1]), []
        while number < len(lines) and not fixed[number]:
            match = _NUMBERED.match(lines[number]) or re.match(r"^\s*(\d{1,5})()$", lines[number])
            if match is None or int(match[1]) != expected:
                break
            code.append(match[2])
            expected += 1
            number += 1
        if len(code) >= 3 and sum(part_of_line(line) is Part.CODE for line in code) * 2 >= sum(
            bool(line.strip()) for line in code
        ):
            body = textwrap.dedent("\n".join(code))
            blocks.append(
                Block(
                    part=Part.CODE,
                    text=body,
                    start=start,
                    end=number,
                    language=decide_language(body),
                    certain=True,
                )
            )
            for covered in range(start, number):
                kinds[covered], fixed[covered] = None, True
        number = max(number, start + 1)
    return blocks


def _warnings(lines: list[str], kinds: list[Part | None], fixed: list[bool]) -> None:
    """Take all lines of a warning for a report."""
    left = 0
    for number, line in enumerate(lines):
        left = _LONGEST_WARNING if _WARNED.match(line) else left - 1 if left and line.strip() else 0
        if left and not fixed[number]:
            kinds[number], fixed[number] = Part.REPORT, True


def _smooth(lines: list[str], kinds: list[Part | None], fixed: list[bool]) -> None:
    """Give blank and doubtful lines the part of what surrounds them; an indented line follows the one above."""
    previous: Part | None = None
    following: list[Part | None] = [None] * len(lines)
    upcoming: Part | None = None
    for number in range(len(lines) - 1, -1, -1):
        following[number] = upcoming
        if kinds[number] is not None:
            upcoming = kinds[number]
    _enclose(lines, kinds, fixed)
    for number, line in enumerate(lines):
        if fixed[number]:
            previous = kinds[number] or previous
            continue
        if kinds[number] is None:
            after = following[number]
            if not line.strip():
                kinds[number] = previous if previous is after else None
            elif {previous, after} == {None, Part.CODE} and _is_remark(
                line, lines, "".join(lines[number + 1 : number + 2])
            ):
                kinds[number] = Part.PROSE
            elif previous is Part.CODE and (line[:1] in " \t)]}" or after is Part.CODE):
                kinds[number] = Part.CODE
            elif previous is Part.REPORT and (line[:1].isspace() or after is Part.REPORT):
                kinds[number] = Part.REPORT
            elif (
                previous is None
                and _HEADLINE.match(line)
                and not "".join(lines[number + 1 : number + 2]).strip()
            ):
                kinds[number] = Part.PROSE
            else:
                kinds[number] = after if previous is None and after is not None else previous or Part.PROSE
        elif (
            kinds[number] is Part.PROSE
            and previous is Part.CODE
            and line[:1].isspace()
            and following[number] is Part.CODE
        ):
            kinds[number] = Part.CODE  # a comment's second line, a line of a long string
        if kinds[number] is not None:
            previous = kinds[number]


def _is_remark(line: str, lines: list[str], below: str = "") -> bool:
    """Whether a line that could be anything is a remark, where it stands above all code or under all of it."""
    if below[:1].isspace() and below.strip():
        return False  # it heads a block
    if _CRY.match(line):
        return True
    if not _HEADLINE.match(line) or _STATEMENT.match(line):
        return False
    return decide_language("\n".join(lines)) not in _COMMANDS


def _enclose(lines: list[str], kinds: list[Part | None], fixed: list[bool]) -> None:
    """Take for code what reads like words but is indented between a line that opens a bracket and code below."""
    number = 0
    while number < len(lines):
        if fixed[number] or kinds[number] is not Part.CODE or not lines[number].rstrip().endswith(_OPENERS):
            number += 1
            continue
        margin = len(lines[number]) - len(lines[number].lstrip())
        end = number + 1
        while (
            end < len(lines)
            and not fixed[end]
            and (not lines[end].strip() or len(lines[end]) - len(lines[end].lstrip()) > margin)
        ):
            end += 1
        if end < len(lines) and lines[end].lstrip().startswith(_CLOSERS):
            for inside in range(number + 1, end):
                if kinds[inside] is Part.PROSE:
                    kinds[inside] = Part.CODE
        number += 1


def _runs(lines: list[str], kinds: list[Part | None], fixed: list[bool]) -> list[Block]:
    blocks = []
    number = 0
    while number < len(lines):
        part = kinds[number]
        if part is None:
            number += 1
            continue
        start = number
        while number < len(lines) and kinds[number] is part:
            number += 1
        body = "\n".join(lines[start:number])
        if not body.strip():
            continue
        language = decide_language(body) if part is Part.CODE else ""
        if part is Part.CODE and not language and number - start < 2 and not fixed[start]:
            language = snippet_language(body) if len(lines) <= _FEW else ""
            part = Part.PROSE if word_count(body) > 3 and not language else part
        blocks.append(Block(part=part, text=body, start=start, end=number, language=language))
    return blocks
