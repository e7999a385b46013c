"""Which slips stop a program whatever its input is, as its text alone shows?

For what working code through on paper does not know: memory given back twice, a lock taken twice, a moment that its
format does not fit. Each is a pattern and what must not be there. Only what holds on every way through the text is said.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

_C = ("c", "cpp")
_SCRIPTS = ("javascript",)
_MAX_CHARS = 20_000
_MAX_LOOKED_AT = 20  # tables and collections
_MAX_MOMENT = 60  # characters of a moment and of its format


@dataclass(frozen=True, slots=True)
class Slip:
    """How a slip is recognised: patterns, each found behind the one before; `unless` clears the whole text of it."""

    languages: tuple[str, ...]
    what: str
    patterns: tuple[str, ...]
    unless: str = ""


# What is no code: comments go, and what texts say does not count.
_NO_CODE = re.compile(
    r"//[^\n]*|/\*(?s:.*?)(?:\*/|\Z)|\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*'|`(?:\\(?s:.)|[^`\\])*`"
)
# A statement that nothing makes conditional, and between two uses of a name: no mention of it, no branch, no block.
_STATEMENT = r"(?:\A|[;{}])\s{0,80}"
_STRAIGHT = (
    r"(?:(?!\b\1\b|[{}?#]|&&|\|\||\b(?:if|else|while|for|do|switch|case|default|goto|return|break|continue|exit|abort|throw|try|delete)\b)"
    r"(?s:.)){0,600}?"
)

_SLIPS = (
    Slip(_C, "memory is given back twice", (_STATEMENT + r"free\((\w+)\);" + _STRAIGHT + r"\bfree\(\1\);",)),
    Slip(_C, "`NULL` is handed over as text", (r"(?<![.>\w])(\w+)[ \t]*=[ \t]*(?:NULL|nullptr);" + _STRAIGHT + r"\b(?:strlen|strcpy|strcat|strcmp|puts|fputs|fgets|atoi|strdup)\([ \t]*\1\b",)),
    Slip(("cpp",), "what was moved away is used", (r"=[ \t]*std::move\((\w+)\);" + _STRAIGHT + r"\b\1->",), unless=r"shared_ptr|\boptional\b"),
    Slip(("go",), "a wait for what nobody reports as done", (r"\bsync\.WaitGroup\b", r"\.Add\(", r"\.Wait\(\)"), unless=r"\.Done\b|\.Go\(|&\w"),
    Slip(("go",), "a lock is taken twice", (r"^[ \t]*(\w+(?:\.\w+)*)\.Lock\(\)[ \t]*\n[ \t]*\1\.Lock\(\)",)),
    Slip(_SCRIPTS, "a circle is turned into JSON", (_STATEMENT + r"(\w+)\.\w+[ \t]*=[ \t]*\1;?$" + _STRAIGHT + r"\bJSON\.stringify\(\1\)",), unless=r"\bcatch\b|\btoJSON\b"),
    Slip(_SCRIPTS, "`this` is used before `super()`", (r"\bclass \w+ extends [^{\n]{1,200}\{(?:(?!\bclass )(?s:.)){0,4000}?\bconstructor\([^)]{0,300}\)[ \t]*\{(?:(?!\bsuper\b)[^{}]){0,1000}?\bthis\.",)),
    Slip(_SCRIPTS, "a rejection that nobody handles", (r"^Promise\.reject\(",), unless=r"\bcatch\b|\.then\(|\bawait\b|allSettled|unhandledrejection|unhandledRejection"),
    Slip(_SCRIPTS, "a `BigInt` and a number in one sum", (r"(?<![\w.])\d+n\s*[-+*/%]\s*\d+(?![\w.])|(?<![\w.])\d+\s*[-+*/%]\s*\d+n\b",), unless=r"\bcatch\b"),
    Slip(("rust",), "what is borrowed to be changed is borrowed again", (r"\blet (?:mut )?(?!_ )\w+ = (\w+)\.borrow_mut\(\);[ \t]*\n\s*let (?:mut )?\w+ = \1\.borrow(?:_mut)?\(\);",)),
)  # fmt: skip


def find_stop(code: str, language: str) -> str | None:
    """Return what stops the program, in words, or None; nothing is said of a long text."""
    if len(code) > _MAX_CHARS:
        return None
    plain = _NO_CODE.sub(lambda found: " " if found[0][0] == "/" else '""', code)
    for slip in _SLIPS:
        if language not in slip.languages or (slip.unless and re.search(slip.unless, code)):
            continue
        if _in_order(slip.patterns, plain):
            return slip.what
    by_language = {"java": (_unsorted, _no_member), "python": (_misfit_moments, _no_column)}
    return next((what for look in by_language.get(language, ()) for what in look(code)), None)


def _in_order(patterns: tuple[str, ...], plain: str) -> bool:
    at = 0
    for pattern in patterns:
        found = re.compile(pattern, re.MULTILINE).search(plain, at)
        if found is None:
            return False
        at = found.end()
    return True


def _unsorted(code: str) -> Iterator[str]:
    """A sorted collection of Java needs things that can be compared, or a comparator."""
    sorted_ones = (
        r"\b(?:TreeSet|PriorityQueue|TreeMap)<(\w+)[^>\n]{0,80}>\s+\w+\s*=\s*new \w+<[^>\n]{0,80}>\(\)"
    )
    for match in islice(re.finditer(sorted_ones, code), _MAX_LOOKED_AT):
        if re.search(rf"\b(?:class|record) {match[1]}\b(?![^{{]{{0,400}}\bComparable\b)", code):
            yield f"`{match[1]}` cannot be compared, and a sorted collection holds it"


def _no_member(code: str) -> Iterator[str]:
    """Java's `valueOf` of a name that the enumeration does not have, letter for letter, where nothing catches it."""
    if re.search(r"\bcatch\b|\bassertThrows\b", code):
        return
    members: dict[str, set[str]] = defaultdict(set)
    for match in re.finditer(r"\benum (\w+)\s*\{([^{}()]*)\}", code):
        members[match[1]].update(re.findall(r"\w+", match[2].split(";")[0]))
    for match in re.finditer(r"\b(\w+)\.valueOf\(\"([^\"\n]*)\"\)", code):
        if match[1] in members and match[2] not in members[match[1]]:
            yield f"`{match[1]}` has no `{match[2]}`"


def _misfit_moments(code: str) -> Iterator[str]:
    """Python's `strptime` of a written moment that does not have the form of its format, where nothing catches it."""
    from datetime import datetime

    if re.search(r"\bexcept\b|\bsuppress\b|[rR]aises\b", code):
        return
    text = rf"(?:\"([^\"\\\n]{{0,{_MAX_MOMENT}}})\"|'([^'\\\n]{{0,{_MAX_MOMENT}}})')"
    calls = re.finditer(rf"^[^#\n]{{0,200}}?\bstrptime\(\s*{text}\s*,\s*{text}\s*\)", code, re.MULTILINE)
    for match in islice(calls, _MAX_LOOKED_AT):
        moment, form = match[1] or match[2] or "", match[3] or match[4] or ""
        try:
            datetime.strptime(moment, form)
        except (ValueError, re.error):
            yield f"`{moment}` does not have the form `{form}`"


def _no_column(code: str) -> Iterator[str]:
    """A column that a written table does not have, and that nothing adds: the table is handed to nobody but `print`."""
    if re.search(r"\bexcept\b|\bsuppress\b|[rR]aises\b|\binplace\b", code):
        return
    tables = re.finditer(r"\b(\w+)\s*=\s*pd\.DataFrame\(\s*(\{[^{}]*\})\s*\)", code)
    for match in islice(tables, _MAX_LOOKED_AT):
        table, rest = re.escape(match[1]), code[match.end() :]
        columns = _written_keys(match[2])
        changed = rf"(?<!print\()\b{table}\b(?![\[.])|\b{table}\.(?:columns|rename|insert|assign|loc)\b"
        if not columns or re.search(changed, rest):
            continue
        added = set(re.findall(rf"\b{table}\[[\"']([^\"'\n]+)[\"']\]\s*=[^=]", rest))
        for name in re.findall(rf"\b{table}\[[\"']([^\"'\n]+)[\"']\]", rest):
            if name not in columns and name not in added:
                yield f"the table has no column `{name}`"


def _written_keys(display: str) -> set[str]:
    """Return the keys of a dictionary that is written out, or nothing where one of them is not a plain text."""
    import ast

    try:
        node = ast.parse(display, mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return set()
    keys = node.keys if isinstance(node, ast.Dict) else []
    written = {key.value for key in keys if isinstance(key, ast.Constant) and isinstance(key.value, str)}
    return written if len(written) == len(keys) else set()
