"""Which parts of a line of source get which colour?

A reader, not a parser: it must be right on code that does not parse, and quick on a file of any size. One pass
notes in which lines a string or comment of several lines is still open; each line is then split when it is shown.
"""

import re
from enum import StrEnum
from functools import cache

from analyzers.deferred import dataclass

_LONGEST = 2_000  # characters of a line that are coloured; what is longer was not written by a person


class Token(StrEnum):
    """What a part of a line is, as far as colour goes."""

    KEYWORD = "keyword"
    CONSTANT = "constant"
    STRING = "string"
    COMMENT = "comment"
    NUMBER = "number"
    CALL = "call"
    DEFINITION = "definition"
    DECORATOR = "decorator"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Grammar:
    keywords: str
    constants: str = "true false null"
    comment: str = "//"
    blocks: tuple[tuple[str, str], ...] = (("/*", "*/"),)  # what may run over several lines
    quotes: str = "\"'"
    definers: str = "class func fn function def interface enum struct trait type"


_C = "if else for while do switch case default break continue return goto sizeof typedef struct enum union const"
_C += " static extern void int char float double long short unsigned signed auto volatile register inline"
_PYTHON = _Grammar(
    keywords="and as assert async await break case class continue def del elif else except finally for from global"
    " if import in is lambda match nonlocal not or pass raise return try type while with yield",
    constants="True False None self cls __name__ NotImplemented Ellipsis",
    comment="#",
    blocks=(('"""', '"""'), ("'''", "'''")),
    definers="def class",
)
_SCRIPT = _Grammar(
    keywords="async await break case catch class const continue debugger default delete do else export extends"
    " finally for function if implements import in instanceof interface let new of return static super switch"
    " throw try type typeof var void while with yield enum as",
    constants="true false null undefined NaN this",
    blocks=(("/*", "*/"), ("`", "`")),
)
_JAVA = _Grammar(
    keywords="abstract assert boolean break byte case catch char class const continue default do double else enum"
    " extends final finally float for if implements import instanceof int interface long native new package private"
    " protected public record return short static super switch synchronized throw throws try var void volatile while"
    " using namespace string bool foreach in is out ref async await",
    constants="true false null this",
)
_GRAMMARS = {
    "python": _PYTHON,
    "javascript": _SCRIPT,
    "typescript": _SCRIPT,
    "tsx": _SCRIPT,
    "java": _JAVA,
    "csharp": _JAVA,
    "kotlin": _JAVA,
    "go": _Grammar(
        keywords="break case chan const continue default defer else fallthrough for func go goto if import interface"
        " map package range return select struct switch type var",
        constants="true false nil iota",
        blocks=(("/*", "*/"), ("`", "`")),
    ),
    "rust": _Grammar(
        keywords="as async await break const continue crate dyn else enum extern fn for if impl in let loop match mod"
        " move mut pub ref return static struct super trait type unsafe use where while",
        constants="true false self Self None Some Ok Err",
        quotes='"',
    ),
    "c": _Grammar(keywords=_C, constants="NULL true false"),
    "cpp": _Grammar(
        keywords=_C
        + " class namespace new delete public private protected template this throw try catch typename"
        " using virtual override constexpr nullptr",
        constants="NULL nullptr true false",
    ),
    "ruby": _Grammar(
        keywords="alias and begin break case class def do else elsif end ensure for if in module next not or redo rescue"
        " retry return self super then undef unless until when while yield require",
        constants="true false nil",
        comment="#",
        blocks=(),
        definers="def class module",
    ),
    "php": _Grammar(
        keywords="abstract as break case catch class const continue default do echo else elseif extends final finally fn"
        " for foreach function global if implements include instanceof interface namespace new print private protected"
        " public require return static switch throw trait try use var while yield",
        constants="true false null",
    ),
    "bash": _Grammar(
        keywords="case do done elif else esac fi for function if in local return select then until while export",
        constants="",
        comment="#",
        blocks=(),
    ),
    "json": _Grammar(keywords="", comment="", blocks=(), quotes='"'),
    "yaml": _Grammar(keywords="", constants="true false null yes no", comment="#", blocks=()),
    "toml": _Grammar(keywords="", constants="true false", comment="#", blocks=()),
}
_BY_SUFFIX = {
    "py": "python", "pyi": "python", "pyw": "python", "js": "javascript", "mjs": "javascript", "cjs": "javascript",
    "jsx": "javascript", "ts": "typescript", "tsx": "tsx", "java": "java", "kt": "kotlin", "cs": "csharp", "go": "go",
    "rs": "rust", "c": "c", "h": "c", "cc": "cpp", "cpp": "cpp", "hpp": "cpp", "cxx": "cpp", "rb": "ruby",
    "php": "php", "sh": "bash", "bash": "bash", "json": "json", "yml": "yaml", "yaml": "yaml", "toml": "toml",
}  # fmt: skip


def language_of(path: str) -> str:
    """Return the language that a file's name tells, or an empty string."""
    return _BY_SUFFIX.get(path.rpartition(".")[2].lower(), "")


class Highlighter:
    """Splits the lines of one text into coloured parts, each when it is asked for."""

    __slots__ = ("_grammar", "_language", "_lines", "_open")

    def __init__(self, lines: tuple[str, ...], language: str) -> None:
        self._lines = lines
        self._language = language
        self._grammar = _GRAMMARS.get(language)
        self._open = _open_blocks(lines, language) if self._grammar and self._grammar.blocks else {}

    def bytes_of(self, index: int) -> list[tuple[int, int, str]]:
        """Return the parts of a line counted in bytes of UTF-8, as a text area wants them."""
        line, parts = self._lines[index], self.parts(index)
        if line.isascii():
            return [(start, end, str(token)) for start, end, token in parts]
        return [
            (len(line[:start].encode()), len(line[:end].encode()), str(token)) for start, end, token in parts
        ]

    def parts(self, index: int) -> list[tuple[int, int, Token]]:
        """Return the (start, end, token) parts of the line with this 0-based index, in order."""
        if self._grammar is None:
            return []
        line = self._lines[index][:_LONGEST]
        parts: list[tuple[int, int, Token]] = []
        start = 0
        if closer := self._open.get(index):
            kind = Token.COMMENT if closer == "*/" else Token.STRING
            end = line.find(closer)
            start = len(line) if end < 0 else end + len(closer)
            parts.append((0, start, kind))
        for match in _line_pattern(self._language).finditer(line, start):
            group = match.lastgroup
            if group == "definition":
                parts.append((*match.span("definer"), Token.KEYWORD))
                parts.append((*match.span("name"), Token.DEFINITION))
            elif group:
                parts.append((match.start(), match.end(), Token(group)))
        return parts


def _open_blocks(lines: tuple[str, ...], language: str) -> dict[int, str]:
    """Return, for each line that begins inside a string or comment of several lines, what closes it."""
    grammar = _GRAMMARS[language]
    closers = dict(grammar.blocks)
    starts = tuple(closers)
    pattern = _block_pattern(language)
    found: dict[int, str] = {}
    closer = ""
    for index, line in enumerate(lines):
        start = 0
        if closer:
            found[index] = closer
            end = line.find(closer)
            if end < 0:
                continue
            start, closer = end + len(closer), ""
        if not any(opener in line for opener in starts):
            continue
        for match in pattern.finditer(line, start):
            opener = match["open"]
            if opener and match["rest"] is not None:
                closer = closers[opener]
                break
    return found


@cache
def _block_pattern(language: str) -> re.Pattern[str]:
    """Match what may hold an opener, and an opener; `rest` is set when it is not closed in the line."""
    grammar = _GRAMMARS[language]
    closed = "|".join(
        rf"{re.escape(opener)}(?:(?!{re.escape(closer)}).)*{re.escape(closer)}"
        for opener, closer in grammar.blocks
    )
    openers = "|".join(re.escape(opener) for opener, _ in grammar.blocks)
    return re.compile(rf"(?:{closed})|(?P<open>{openers})(?P<rest>.*)|{_quoted(grammar)}{_comment(grammar)}")


@cache
def _line_pattern(language: str) -> re.Pattern[str]:
    grammar = _GRAMMARS[language]
    strings = [
        rf"{re.escape(opener)}(?:(?!{re.escape(closer)}).)*(?:{re.escape(closer)})?"
        for opener, closer in grammar.blocks
        if opener != "/*"
    ]
    comments = [r"/\*(?:(?!\*/).)*(?:\*/)?"] if ("/*", "*/") in grammar.blocks else []
    if grammar.comment:
        comments.append(re.escape(grammar.comment) + ".*")
    prefix = r"(?:\b[rbufRBUF]{1,2})?" if language == "python" else ""
    pieces = [
        rf"(?P<comment>{'|'.join(comments)})" if comments else "",
        rf"(?P<string>{prefix}(?:{'|'.join([*strings, _quoted(grammar)])}))",
        r"(?P<decorator>^\s*@[\w.]+)",
        _definition(grammar) if grammar.keywords else "",
        rf"\b(?P<keyword>{'|'.join(grammar.keywords.split())})\b" if grammar.keywords else "",
        rf"\b(?P<constant>{'|'.join(grammar.constants.split())})\b" if grammar.constants else "",
        r"(?P<number>\b(?:0[xXbBoO][\da-fA-F_]+|\d[\d_]*(?:\.\d[\d_]*)?(?:[eE][+-]?\d+)?)\w*)",
        r"(?P<call>\b\w+(?=\())",
        r"\w+",
    ]
    return re.compile("|".join(piece for piece in pieces if piece))


def _definition(grammar: _Grammar) -> str:
    return rf"(?P<definition>\b(?P<definer>{'|'.join(grammar.definers.split())})\s+(?P<name>\w+))"


def _quoted(grammar: _Grammar) -> str:
    return "|".join(rf"{quote}(?:[^{quote}\\]|\\.)*{quote}?" for quote in grammar.quotes)


def _comment(grammar: _Grammar) -> str:
    return f"|{re.escape(grammar.comment)}.*" if grammar.comment else ""
