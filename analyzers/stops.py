"""Which slips stop a program whatever its input is, as its text alone shows?

For what working code through on paper does not know: memory given back twice, a lock taken twice, a moment that its
format does not fit. Each is a pattern, or two that must both be there, and what must not be there.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_C = ("c", "cpp")
_SCRIPTS = ("javascript",)


@dataclass(frozen=True, slots=True)
class Slip:
    """How a slip is recognised; `unless` is a pattern that clears the whole text of it."""

    languages: tuple[str, ...]
    what: str
    pattern: str
    unless: str = ""


# Between two uses of a name nothing is assigned to it and no block begins or ends.
_STRAIGHT = r"(?:(?!\b\1\s*=[^=]|[{}])(?s:.))*?"

_SLIPS = (
    Slip(_C, "memory is given back twice", r"\bfree\((\w+)\);" + _STRAIGHT + r"\bfree\(\1\);"),
    Slip(_C, "`NULL` is handed over as text", r"\b(\w+)\s*=\s*(?:NULL|nullptr);" + _STRAIGHT + r"\b(?:strlen|strcpy|strcat|strcmp|puts|fputs|fgets|atoi|strdup)\(\s*\1\b"),
    Slip(("cpp",), "what was moved away is used", r"=\s*std::move\((\w+)\);" + _STRAIGHT + r"\b\1->", unless=r"shared_ptr"),
    Slip(("go",), "a wait for what nobody reports as done", r"\bsync\.WaitGroup\b(?s:.)*\.Add\((?s:.)*\.Wait\(\)", unless=r"\.Done\(\)|\.Go\(|\.Done\b"),
    Slip(("go",), "a lock is taken twice", r"^[ \t]*(\w+(?:\.\w+)*)\.Lock\(\)[ \t]*\n[ \t]*\1\.Lock\(\)"),
    Slip(_SCRIPTS, "a circle is turned into JSON", r"^\s*(\w+)\.\w+\s*=\s*\1;?$(?s:.)*\bJSON\.stringify\(\1\b"),
    Slip(_SCRIPTS, "`this` is used before `super()`", r"\bclass \w+ extends [^{\n]+\{(?:(?!\bclass )(?s:.))*?\bconstructor\([^)]*\)\s*\{(?:(?!\bsuper\b)[^{}])*\bthis\."),
    Slip(_SCRIPTS, "a rejection that nobody handles", r"\bPromise\.reject\(", unless=r"\bcatch\b|\.then\(|\bawait\b|allSettled|unhandledrejection"),
    Slip(_SCRIPTS, "a `BigInt` and a number in one sum", r"(?<![\w.])\d+n\s*[-+*/%]\s*\d+(?![\w.])|(?<![\w.])\d+\s*[-+*/%]\s*\d+n\b"),
    Slip(("rust",), "what is borrowed to be changed is borrowed again", r"\blet (?:mut )?\w+ = (\w+)\.borrow_mut\(\);\s*\n\s*let (?:mut )?\w+ = \1\.borrow(?:_mut)?\(\);"),
)  # fmt: skip


def find_stop(code: str, language: str) -> str | None:
    """Return what stops the program, in words, or None."""
    for slip in _SLIPS:
        if language not in slip.languages or (slip.unless and re.search(slip.unless, code)):
            continue
        if re.search(slip.pattern, code, re.MULTILINE):
            return slip.what
    by_language = {"java": (_unsorted, _no_member), "python": (_misfit_moments, _no_column)}
    return next((what for look in by_language.get(language, ()) for what in look(code)), None)


def _unsorted(code: str) -> Iterator[str]:
    """A sorted collection of Java needs things that can be compared, or a comparator."""
    sorted_ones = r"\b(?:TreeSet|PriorityQueue|TreeMap)<(\w+)[^>\n]*>\s+\w+\s*=\s*new \w+<[^>\n]*>\(\)"
    for match in re.finditer(sorted_ones, code):
        if re.search(rf"\b(?:class|record) {match[1]}\b(?![^{{]*\bComparable\b)", code):
            yield f"`{match[1]}` cannot be compared, and a sorted collection holds it"


def _no_member(code: str) -> Iterator[str]:
    """Java's `valueOf` of a name that the enumeration does not have, letter for letter."""
    for match in re.finditer(r"\benum (\w+)\s*\{([^{}()]*)\}", code):
        members = set(re.findall(r"\w+", match[2].split(";")[0]))
        for name in re.findall(rf"\b{match[1]}\.valueOf\(\"([^\"]*)\"\)", code):
            if name not in members:
                yield f"`{match[1]}` has no `{name}`"


def _misfit_moments(code: str) -> Iterator[str]:
    """Python's `strptime` of a written moment that does not have the form of its format."""
    from datetime import datetime

    text = r"(?:\"([^\"\\\n]*)\"|'([^'\\\n]*)')"
    for match in re.finditer(rf"\bstrptime\(\s*{text}\s*,\s*{text}\s*\)", code):
        moment, form = match[1] or match[2] or "", match[3] or match[4] or ""
        try:
            datetime.strptime(moment, form)
        except (ValueError, re.error):
            yield f"`{moment}` does not have the form `{form}`"


def _no_column(code: str) -> Iterator[str]:
    """A column that a written table does not have, and that nothing adds."""
    for match in re.finditer(r"\b(\w+)\s*=\s*pd\.DataFrame\(\s*\{([^{}]*)\}\s*\)", code):
        table, rest = re.escape(match[1]), code[match.end() :]
        columns = set(re.findall(r"[\"']([^\"'\n]+)[\"']\s*:", match[2]))
        if not columns or re.search(
            rf"\b{table}\s*=|\b{table}\.(?:columns|rename|insert|assign|loc)\b", rest
        ):
            continue
        for name in re.findall(rf"\b{table}\[[\"']([^\"'\n]+)[\"']\](?!\s*=[^=])", rest):
            if name not in columns and not re.search(
                rf"\b{table}\[[\"']{re.escape(name)}[\"']\]\s*=[^=]", rest
            ):
                yield f"the table has no column `{name}`"
