"""Which slip was made in a regular expression?

Too much or too little repetition, a point that stands for any character, a sign or a fraction that numbers have, letters
of one case only, an end that is not held fast, alternatives that reach too far.
"""

import ast
import re
import warnings
from collections.abc import Iterator

from analyzers.deferred import dataclass
from analyzers.logic.edits import Candidate
from analyzers.logic.edits.scope import Scope
from analyzers.logic.program import Program

_CALLS = frozenset(["match", "fullmatch", "search", "findall", "finditer", "sub", "subn", "split", "compile"])
_WITH_TEXT = frozenset(["sub", "subn"])  # flags would be taken for a count
_TOKEN = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\{\d*,?\d*\}|\(\?[:=!<P][^)\s]?|.", re.DOTALL)
_LITERAL = re.compile(r"(?P<prefix>[rR]?)(?P<quote>\"|')(?P<body>(?:\\.|(?!(?P=quote))[^\\\n])*)(?P=quote)")
_REPEATS = "*+?{"
_FLAGS = {"re.IGNORECASE": 0.2, "re.MULTILINE": 0.1, "re.DOTALL": 0.1}
_MOST = 80  # characters of a pattern


@dataclass(frozen=True, slots=True, kw_only=True)
class _Token:
    text: str
    start: int
    end: int


Change = tuple[int, int, str, float]  # span in the pattern, what stands there instead, how common the slip is


def edits(program: Program, statement: ast.stmt, scope: Scope) -> Iterator[Candidate]:
    """Yield the candidates for the patterns that a statement hands to `re`."""
    del scope
    for node in ast.walk(statement):
        if not isinstance(node, ast.Call) or not _is_of_re(node.func) or not node.args:
            continue
        pattern = node.args[0]
        text = program.source(pattern) if isinstance(pattern, ast.Constant) else ""
        literal = _LITERAL.fullmatch(text) if len(text) <= _MOST else None
        if literal is None:
            continue
        if not literal["prefix"] and "\\" in literal["body"].replace("\\\\", ""):
            continue  # an escape of the text, not of the pattern
        start = program.start(pattern) + literal.start("body")
        seen = {literal["body"]}
        for first, last, text, weight in _changes(literal["body"]):
            made = literal["body"][:first] + text + literal["body"][last:]
            if made not in seen and _compiles(made):
                seen.add(made)
                change = (start + first, start + last, text)
                yield Candidate(program.path, (change,), pattern.lineno, "pattern", weight)
        yield from _flagged(program, node)


def _is_of_re(function: ast.expr) -> bool:
    return (
        isinstance(function, ast.Attribute)
        and isinstance(function.value, ast.Name)
        and function.value.id == "re"
        and function.attr in _CALLS
    )


def _compiles(pattern: str) -> bool:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            re.compile(pattern)
    except (re.error, RecursionError, OverflowError):
        return False
    return True


def _changes(pattern: str) -> Iterator[Change]:
    tokens = [
        _Token(text=found[0], start=found.start(), end=found.end()) for found in _TOKEN.finditer(pattern)
    ]
    for index, token in enumerate(tokens):
        after = tokens[index + 1].text if index + 1 < len(tokens) else ""
        if token.text[0] in _REPEATS and (index or token.text != "?"):
            yield from _repetition(token, after)
        else:
            yield from _item(token, after)
    yield from _ends(pattern)
    yield from _numbers(pattern, tokens)


def _repetition(token: _Token, after: str) -> Iterator[Change]:
    start, end = token.start, token.end
    if token.text in ("*", "+"):
        if after != "?":
            yield end, end, "?", 0.3
        yield start, end, "+" if token.text == "*" else "*", 0.2
        if after == "?":
            yield end, end + 1, "", 0.15
        yield start, end, "", 0.06
    elif token.text == "?":
        yield start, end, "*", 0.12
        yield start, end, "", 0.1
    elif found := re.fullmatch(r"\{(\d*)(,?)(\d*)\}", token.text):
        low, comma, high = found.groups()
        numbers = [int(one) if one else None for one in (low, high)]
        for place, number in enumerate(numbers):
            for step in (1, -1) if number is not None else ():
                other = [low, high]
                other[place] = str(max(0, (number or 0) + step))
                yield start, end, f"{{{other[0]}{comma}{other[1]}}}", 0.15
        if not comma:
            yield start, end, f"{{{low},}}", 0.15
            yield start, end, f"{{1,{low}}}", 0.12


def _item(token: _Token, after: str) -> Iterator[Change]:
    start, end, text = token.start, token.end, token.text
    single = text[0] in "[\\." and text not in ("\\b", "\\B", "\\A", "\\Z") and not text[1:].isdigit()
    if single and (not after or after[0] not in _REPEATS):
        yield end, end, "+", 0.25
        yield end, end, "*", 0.12
        yield end, end, "?", 0.12
    if text == "." and (not after or after[0] not in _REPEATS):
        yield start, end, "\\.", 0.3
    if text.startswith("[") and ("a-z" in text) != ("A-Z" in text):
        yield (
            start,
            end,
            text.replace("a-z", "A-Za-z") if "a-z" in text else text.replace("A-Z", "A-Za-z"),
            0.3,
        )
    if text.startswith("[") and not text.startswith("[^"):
        for more, weight in (("0-9", 0.12), ("_", 0.08), (".", 0.1), ("-", 0.1), (" ", 0.08)):
            if more not in text[1:-1]:
                yield end - 1, end - 1, more, weight
        yield start, end, f"[^{text[1:]}", 0.08
    elif text.startswith("[^"):
        yield start, end, f"[{text[2:]}", 0.08
    if text in ("\\d", "\\w", "\\s", "\\S", "\\W", "\\D"):
        yield start, end, text[0] + text[1].swapcase(), 0.08
    if text == "\\w":
        for wider in ("[\\w-]", "[\\w.]", "[\\w.-]", "[^\\W\\d]"):
            yield start, end, wider, 0.1
    if text == "\\d":
        for wider in ("\\w", "[\\d.]", "[\\d,]"):
            yield start, end, wider, 0.08
    if text == "\\b" or text in "^$":
        yield start, end, "", 0.12
    if text == " ":
        yield start, end, "\\s+", 0.15
        yield start, end, "\\s*", 0.15


def _ends(pattern: str) -> Iterator[Change]:
    """Hold an end fast, or both; let the ends reach over all alternatives."""
    size = len(pattern)
    if not pattern.startswith("^"):
        yield 0, 0, "^", 0.12
    if not pattern.endswith("$"):
        yield size, size, "$", 0.15
    yield 0, size, f"\\b{pattern}\\b", 0.15
    inner = pattern.removeprefix("^").removesuffix("$")
    if "|" in inner and inner != pattern:
        start = pattern.index(inner)
        yield start, start + len(inner), f"(?:{inner})", 0.3


def _numbers(pattern: str, tokens: list[_Token]) -> Iterator[Change]:
    """Numbers may have a sign and a fraction."""
    digits = [token for token in tokens if token.text in ("\\d", "[0-9]")]
    if not digits:
        return
    yield digits[0].start, digits[0].start, "-?", 0.3
    yield digits[0].start, digits[0].start, "[+-]?", 0.1
    last = digits[-1].end + (pattern[digits[-1].end : digits[-1].end + 1] in ("+", "*"))
    yield last, last, "(?:\\.\\d+)?", 0.25


def _flagged(program: Program, call: ast.Call) -> Iterator[Candidate]:
    """Letters of either case, or lines of their own."""
    if any(keyword.arg == "flags" for keyword in call.keywords) or call.keywords:
        return
    name = call.func.attr if isinstance(call.func, ast.Attribute) else ""
    usual = {"compile": 1, "split": 2, "sub": 3, "subn": 3}.get(name, 2)
    if len(call.args) != usual:
        return
    place = program.end(call.args[-1])
    for flag, weight in _FLAGS.items():
        text = f", flags={flag}" if name in (*_WITH_TEXT, "split") else f", {flag}"
        yield Candidate(program.path, ((place, place, text),), call.lineno, "pattern", weight)
