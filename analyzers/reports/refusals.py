"""Where do compilers, checkers and interpreters say that they refuse code, and in which words?

Each shape of line is one pattern with named groups; what is read is the place and the tool's own message, nothing is
concluded. The text is known to come from such a tool: these patterns do not decide that it does.
"""

import re
from collections.abc import Iterator
from itertools import islice

from analyzers.deferred import dataclass, regex, replace
from analyzers.reports import searchable
from analyzers.reports.suggested import Suggested, suggested

MAX_REFUSALS = 50  # more are never shown; later ones mostly follow from the first

_FILE = r"(?P<path>(?:[A-Za-z]:)?[^\s:()'\"<>|\[\]]*[^\s:()'\"<>|\[\]]\.\w{1,6})"
_SHAPES = (
    # gcc, clang, javac, swiftc, ghc, mypy: `file:1:2: error: ...`; tsc, csc: `file(1,2): error X1: ...`, `file:1:2 - error ...`
    (
        rf"^(?:[ \t]*\[error\] |e: |ERROR in )?{_FILE}[:(](?P<line>\d+)(?:[:,] ?(?P<column>\d+))?\)?(?: - |: ?|(?<=\)) )(?:fatal |parse )?[Ee]rror"
        r"(?: ?[\w-]*\d+)?(?: \[[\w-]+\])?: ?(?P<message>(?!\[GHC-)\S.*)$"
    ),
    r"^(?:vet: )?[ \t]*(?P<path>[^\s:]+\.go):(?P<line>\d+):(?P<column>\d+): (?P<message>.+)$",
    # rustc, solc; ruff
    r"^(?:(?:error(?:\[E\d+\])?|(?:(?:Parser|Declaration|Type|Compiler)?Error)): |(?=[A-Z]{1,4}\d{3,4} |invalid-syntax: ))(?P<message>.+)\n\s*--> (?P<path>[^\s:]+\.\w{1,6}):(?P<line>\d+):(?P<column>\d+)",
    # Maven; sbt; Scala 3; GHC with a number; Elm; Next; CMake; make; Terraform
    r"^\[ERROR\] (?P<path>\S+):\[(?P<line>\d+),(?P<column>\d+)\] (?P<message>.+)$",
    r"^\[error\] (?P<path>[^\s:]+\.\w{1,6}):(?P<line>\d+):(?P<column>\d+): (?P<message>.+)$",
    (
        r"^-- (?:\[E\d+\] )?[\w ]*Error: (?P<path>[^\s:]+):(?P<line>\d+):(?P<column>\d+) -+\n(?:[ \d]*\|.*\n){1,5}?"
        r" *\|[ ^]*\^\n *\|\s*(?P<message>.+)$"
    ),
    r"^(?P<path>[^\s:]+\.l?hs):(?P<line>\d+):(?P<column>\d+): error: \[GHC-\d+\](?: \[[^\]\n]*\])?\n\s+(?:• )?(?P<message>.+)$",
    r"^-- [A-Z ]+ -+ (?P<path>\S+\.elm)\s*\n\n(?P<message>.+?):?\n(?:.*\n){0,3}?\n(?P<line>\d+)\|",
    r"^(?P<path>\.{0,2}/?[^\s:]+\.\w{1,6}):(?P<line>\d+):(?P<column>\d+)\n(?:Type error|Syntax [Ee]rror|Error): (?P<message>.+)$",
    r"^CMake Error at (?P<path>[^\s:]+):(?P<line>\d+)[^\n]*:\n\s+(?P<message>\S.*(?:\n\n?[ ]{2,}(?!Tried )\S.*){0,2})",
    r"^(?P<path>(?:[^\s:]*[Mm]akefile[^\s:]*|[^\s:]+\.mk)):(?P<line>\d+): \*\*\* (?P<message>.+?)\.?  Stop\.$",
    # Erlang, Elixir, Biome, swc, Babel
    r"^(?P<path>[^\s:]+\.[eh]rl):(?P<line>\d+)(?::(?P<column>\d+))?: (?!Warning)(?P<message>(?!.*(?<!['\"])->).*[^.,\s])$",
    r"^[ \t]*error: (?P<message>.+)\n(?:[ \d]*│.*\n){1,9}?\s*└─ (?P<path>[^\s:]+):(?P<line>\d+)(?::(?P<column>\d+))?",
    r"^(?P<path>[^\s:]+\.\w{1,6}):(?P<line>\d+):(?P<column>\d+) [\w/]+(?: +\w+)? +━+\n[ \t]*\n[ \t]*[×✖] (?P<message>.+)$",
    r"^[ \t]*[×✖] (?P<message>.+)\n[ \t]*╭─\[(?P<path>[^\]:\n]+):(?P<line>\d+):(?P<column>\d+)\]",
    r"^(?:\w+Error: )?SyntaxError: (?P<path>[^\s:]+\.\w{1,6}): (?P<message>.+?) \((?P<line>\d+):\d+\)$",
    r"^[^\w\n]*Error: (?P<message>.+)\n(?:.*\n){0,3}?[^\w\n]*on (?P<path>[^\s:]+\.\w{1,6}) line (?P<line>\d+)",
    r"^e: (?:file://)?(?P<path>\S+?\.kts?):(?: \()?(?P<line>\d+)(?:, |:)(?P<column>\d+)\)?:? (?P<message>.+)$",
    r"^(?P<path>[^\s:]+\.pyi?):(?P<line>\d+):(?P<column>\d+): (?P<message>[A-Z]{1,4}\d{3,4}:? .+|invalid-syntax: .+)$",
    r"(?:Parse|Fatal|Compile) error: +(?P<message>.+?) in (?P<path>\S+) on line (?P<line>\d+)",
    r"^(?:\w+: )?(?P<path>[^\s:]+\.rb):(?P<line>\d+): (?P<message>.*(?:syntax error|unexpected|unterminated|expect).*)$",
    r"^(?P<path>[^\s:]+): (?:line )?(?P<line>\d+): (?P<message>(?:[Ss]yntax error|unexpected EOF).*)$",
    r"^File \"(?P<path>[^\"]+)\", line (?P<line>\d+), characters (?P<column>\d+)-\d+:\n(?:.*\n){0,6}?Error: (?P<message>.+)$",
    r"\[ERROR\] (?P<message>.+)\n(?:[ \t]*\n)+[ \t]+(?P<path>[^\s:]+):(?P<line>\d+):(?P<column>\d+):",
    r"^(?P<message>syntax error) at (?P<path>\S+) line (?P<line>\d+)",
    r"^(?:lua[\w.]*: )?(?P<path>[^\s:]+\.lua):(?P<line>\d+): (?P<message>.+)$",
    r"(?P<path>[^\s:/]+\.\w{1,4}):\(\.text[^)]*\): (?P<message>undefined reference to .+)$",
    r"\*\* \(\w+Error\) (?P<path>[^\s:]+\.exs?):(?P<line>\d+)(?::(?P<column>\d+))?:? (?P<message>.+)$",
)
_SHAPE = tuple(regex(shape, re.MULTILINE) for shape in _SHAPES)
# eslint names the file once, above the rows of its findings
_TABLE = regex(
    r"^(?P<path>\S*[^\s:]\.\w{1,5})\n(?P<rows>(?:[ \t]+\d+:\d+[ \t]+(?:error|warning)[ \t].*\n?)+)",
    re.MULTILINE,
)
_ROW = regex(
    r"^[ \t]+(?P<line>\d+):(?P<column>\d+)\s+error\s+(?P<message>.+?)(?:[ \t]{2,}[\w@/-]+)?$", re.MULTILINE
)
_QUOTED = regex(
    r"\n(?:[ |]*\n){0,2}(?P<gutter> *\d+ ?[|│] ?| *[|│] ?|\d+ |)(?P<code>[^\n]*\S[^\n]*)\n(?: *[|│] ?)?(?P<marks>[ \t]*)[\^~]"
)
_SYMBOL = regex(r"(?:\n(?!.*:\d+: error|\[ERROR\] /).*){0,3}?\n(?:\[ERROR\])?[ \t]+symbol: +(.+)")
_MARKED = regex(r"^(?P<code>[^\n]+)\n(?!~~~)(?=[ \t\d>|│]*[\^~])", re.MULTILINE)
_GUTTER = regex(r"\s*(?:>?\s*\d*\s*[|│]|\d+ (?=\s))?\s*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """One place that a tool refuses."""

    path: str  # as the tool names it
    message: str  # in the tool's words
    line: int | None = None  # 1-based
    column: int | None = None  # 1-based
    code: str = ""  # the source line, where the tool quotes it under a mark
    suggested: Suggested | None = None  # the change that the tool itself names


def find_refusals(text: str) -> tuple[Refused, ...]:
    """Return the refused places in the order of the text, each once."""
    text = searchable(text)
    found = sorted(_places(text), key=lambda item: item[:2])
    ends = [start for start, _, _ in (*found, (len(text), 0, None))][1:]
    told = (
        _with_suggestion(refused, text[end:upto]) for (_, end, refused), upto in zip(found, ends, strict=True)
    )
    once: dict[Refused, Refused] = {}
    for refused in told:
        key = replace(refused, suggested=None)
        if key not in once or once[key].suggested is None:
            once[key] = refused
    return tuple(islice(once.values(), MAX_REFUSALS))


def marked_lines(text: str) -> frozenset[str]:
    """Return the lines under which a tool has put its marks (`^`, `~`), without numbers and margins: it quotes them."""
    return frozenset(without_margin(match["code"]) for match in _MARKED.finditer(searchable(text)))


def without_margin(line: str) -> str:
    """Return a line of code as it is quoted, without the number and the bar before it."""
    found = _GUTTER.match(line)
    return line[found.end() if found else 0 :].strip()


def _with_suggestion(refused: Refused, following: str) -> Refused:
    if refused.line is None:
        return refused
    return replace(
        refused,
        suggested=suggested(refused.message, refused.code, refused.line, refused.column, following),
    )


def _places(text: str) -> Iterator[tuple[int, int, Refused]]:
    """Where each begins and ends, and what it says."""
    taken: set[int] = set()
    for shape in _SHAPE:
        for match in islice(shape.finditer(text), MAX_REFUSALS):
            if match.start() not in taken:
                taken.add(match.start())
                yield match.start(), match.end(), _refused(match, match["path"], text)
    for table in islice(_TABLE.finditer(text), MAX_REFUSALS):
        for row in islice(_ROW.finditer(table["rows"]), MAX_REFUSALS):
            start = table.start("rows")
            yield start + row.start(), start + row.end(), _refused(row, table["path"], "")


def _refused(match: re.Match[str], path: str, text: str) -> Refused:
    groups = match.groupdict()
    line, column = groups.get("line"), groups.get("column")
    quoted = _QUOTED.match(text, match.end())
    code = "" if quoted is None else quoted["code"]
    if column is None and quoted is not None and not quoted["gutter"]:
        column = str(len(quoted["marks"]) + 1)  # javac marks the place below the line only
    return Refused(
        path=path.removeprefix("./"),
        message=" ".join(filter(None, map(str.strip, match["message"].split("\n")))) + _symbol(match, text),
        line=int(line) if line else None,
        column=int(column) if column else None,
        code=code.rstrip(),
    )


def _symbol(match: re.Match[str], text: str) -> str:
    """What javac cannot find: it is named below the quoted line."""
    if match["message"].strip() != "cannot find symbol":
        return ""
    found = _SYMBOL.match(text, match.end())
    return "" if found is None else ": " + " ".join(found[1].split())
