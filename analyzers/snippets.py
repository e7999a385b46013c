"""Is a line or two without any mark code, and in which language?

A longer text shows its language by its shape. Of a line like `total = sum([1, 2` only the parsers can tell: the
first likely language whose parser takes it, or the likeliest when none does.
"""

import re

from analyzers.deferred import regex

_MAX_LINES = 3
_MAX_CHARS = 300
_ALWAYS = ("python", "javascript")
_TRIED = frozenset(
    ("python", "javascript", "typescript", "java", "csharp", "go", "rust", "c", "cpp", "ruby", "php")
)
# What only code has: a call, an assignment, an index, a statement's end or its first word.
_STRONG = regex(
    r"\w\(|(?<![=!<>])=(?!=|>)|[\w)\]}]\[|;\s*$|^\s*(?:print|return|if|for|while|def|class|import|let|const|var|int|float|double|char|bool|string|String|puts|echo|else|try)\b(?=[\s:\"'])|^\s*(?:nil|null|None|undefined)\.\w+",
    re.MULTILINE,
)
_WEAK = regex(r"^[\[({\"'\d].*(?:[-+*/]|[=!<>]=).*[\])}\"'\d]\s*$")  # an operator between literals
_NO_CODE = regex(
    r"://|^\s*\d+(?:\.\d+){2,}|[?…!]\s*$|[a-z]\.\s*$|^\s*(?:[$>#%=]\s?|\.{1,2}/|--?\w|[:;]-?[()DPp]\s*$)|\w@\w+\.\w|\w'(?:t|s|re|ve|ll|d|m)\b"
    r"|^\s*(?:git|npm|npx|yarn|pip\d?|docker|cd|ls|sudo|curl|make|cargo|brew|apt(?:-get)?|kubectl|python\d?|node|mvn|gradle)\s"
)
_MESSAGE = regex(
    r"\b\w*(?:Error|Exception|Warning|Failure)\b\s*(?::|\(|$)|\b(?:error|warning|fatal|note)\s*(?:\w+\s*)?:"
    r"|\b(?:says|said|returns|returned|gives|gave|prints|shows|does|doesn|fails|failed|got|works|wants?|wanted|should|expected|received|wrong|instead|why|missing)\b",
    re.IGNORECASE,
)
_STRINGS = regex(r"\"[^\"\n]*(?:\"|$)|(?<!\w)'[^'\n]*(?:'|$)|`[^`\n]*`")
_BARE_WORD = regex(r"(?<![\w.])[^\W\d]\w+\b(?!\s*[=;:{}+\-*/<>]|[.(\[,)\]])")
_KEYWORDS = frozenset(
    ("for", "in", "if", "else", "elif", "while", "def", "class", "return", "import", "from", "as", "is", "not", "and", "or", "print", "puts", "echo", "let", "const", "var", "val", "int", "string", "float", "double", "bool", "boolean", "char", "void", "public", "static", "final", "function", "func", "fn", "fun", "new", "true", "false", "none", "null", "nil", "try", "except", "catch", "throw", "raise", "with", "lambda", "yield", "pass", "break", "continue", "async", "await", "do", "end", "then", "switch", "case", "match", "mut", "select", "where", "insert", "into", "update", "delete", "create", "table", "set", "values", "order", "by", "group", "use", "package", "struct", "enum", "unless", "begin", "i", "x", "n")
)  # fmt: skip


def snippet_language(text: str) -> str:
    """Return the language of a line or two of bare code, or an empty string when they are no code."""
    if len(text) > _MAX_CHARS or text.strip().count("\n") >= _MAX_LINES or not _is_code(text):
        return ""
    likely = _likely(text)
    if likely and likely[0][0] not in _TRIED and likely[0][1] >= 2.0:
        return likely[0][0]
    return parsed_language(text) or next(
        (language for language, _ in likely if language in _TRIED), _ALWAYS[0]
    )


def parsed_language(text: str) -> str:
    """Return the likeliest language whose parser takes a piece of code, or an empty string."""
    from analyzers.parses import parse

    for language in dict.fromkeys(
        (*(language for language, _ in _likely(text) if language in _TRIED), *_ALWAYS)
    ):
        verdict = parse(text, language)
        if verdict is not None and verdict.ok:
            return language
    return ""


def _likely(text: str) -> list[tuple[str, float]]:
    from analyzers.language import scores

    return sorted(scores(text).items(), key=lambda item: -item[1])


def _is_code(text: str) -> bool:
    """Whether every line has a sign of code and none reads like a sentence, a message, a command or data."""
    from analyzers.lines import Part, part_of_line

    lines = [line for line in text.split("\n") if line.strip()]
    plain = _STRINGS.sub('""', text)
    if not lines or _MESSAGE.search(plain) or _is_data(text):
        return False
    for line in lines:
        bare = _STRINGS.sub('""', line)
        if _NO_CODE.search(bare) or part_of_line(line) is Part.REPORT or _words(bare) > 1:
            return False
    return bool(_STRONG.search(text) or _WEAK.search(text.strip()))


def _is_data(text: str) -> bool:
    import json

    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def _words(line: str) -> int:
    """Count the words of a line that no programming language reserves and no sign of code touches."""
    return sum(word.lower() not in _KEYWORDS for word in _BARE_WORD.findall(line))
