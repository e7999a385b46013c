"""What does a question say should be true: "`mean([1, 2])` returns 1, should be 1.5"?"""

import ast
import re
from dataclasses import dataclass

_VALUE = r"(?P<{name}>`[^`\n]+`|\"[^\"\n]*\"|'[^'\n]*'|[\[({{][^\n]*?[\])}}]|[-+]?\d[\d._]*(?:e[-+]?\d+)?|True|False|None)"
_GIVES = r"(?:returns?|returned|gives?|gave|is|was|yields?|outputs?|evaluates to|comes out as|i get|we get|get|got)(?:\s{1,4}(?:me|us|back|out))?"
_SHOULD = (
    r"(?:should(?: have)?(?: be| been| return(?:ed)?| give[n]?| yield| equal)?|must be|ought to be|instead of|"
    r"rather than|expected(?: is| was)?:?|(?:but )?i (?:want|expect)(?:ed)?|(?:but )?expect(?:ed|s|ing)?:?)"
)
_FIRST = re.compile(
    rf"{_GIVES}\s{{1,4}}{_VALUE.format(name='got')}(?:\s{{1,4}}(?:for|from|with|on)\s{{1,4}}\S[^\n]{{0,80}}?)?[\s,;:.()-]{{0,8}}"
    rf"(?:but|and|while|when)?\s{{0,4}}(?:it\s{{1,4}})?{_SHOULD}\s{{1,4}}(?:it\s{{1,4}}to\s{{1,4}}be\s{{1,4}})?"
    rf"{_VALUE.format(name='wanted')}",
    re.IGNORECASE,
)
_LAST = re.compile(
    rf"{_SHOULD}\s{{1,4}}{_VALUE.format(name='wanted')}[\s,;:.()-]{{0,8}}(?:but|and|while)?\s{{0,4}}"
    rf"(?:(?:it|i)\s{{1,4}})?(?:{_GIVES}\s{{1,4}})?"
    rf"{_VALUE.format(name='got')}",
    re.IGNORECASE,
)
_CALLED = re.compile(r"(?<![\w.])[^\W\d][\w.]*\(")
_MOST = 4_000  # characters of a question that are read
_LONGEST_CALL = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a question states."""

    call: str = ""  # the expression that it speaks of; empty: it names none
    got: str = ""
    wanted: str = ""

    @property
    def expectation(self) -> str:
        """Return what should be true as an expression; empty where the question does not say enough."""
        return f"{self.call} == {self.wanted}" if self.call and self.wanted else ""


def asked(question: str) -> Asked | None:
    """Return what a question says is and should be, or None when it says no such thing."""
    text = question[:_MOST]
    found = _FIRST.search(text) or _LAST.search(text)
    if found is None:
        return None
    got, wanted = _value(found["got"]), _value(found["wanted"])
    if not wanted or got == wanted:
        return None
    calls = [call for call in calls_in(text) if call not in (got, wanted)]
    before = [call for call in calls if text.find(call) < found.start() + len(found[0])]
    return Asked(call=(before or calls or [""])[-1 if before else 0], got=got, wanted=wanted)


def _value(text: str) -> str:
    """A value as Python source, or an empty string when it is none."""
    inner = text.strip("`").rstrip(".,;") if text[:1] == "`" else text.rstrip(".,;")
    try:
        return ast.unparse(ast.parse(inner.strip(), mode="eval"))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ""


def calls_in(text: str) -> list[str]:
    """Return the calls that a text writes out, as far as their brackets go; of a long text, its beginning."""
    found = []
    for match in _CALLED.finditer(text[:_MOST]):
        depth, at = 1, match.end()
        end = min(len(text), at + _LONGEST_CALL)
        while depth and at < end:
            depth += (text[at] in "([{") - (text[at] in ")]}")
            at += 1
        if depth:
            continue
        piece = text[match.start() : at]
        try:
            tree = ast.parse(piece, mode="eval")
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            continue
        if isinstance(tree.body, ast.Call):
            found.append(piece)
    return found
