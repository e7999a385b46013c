"""What does a question say should be true: "`mean([1, 2])` returns 1, should be 1.5"?"""

import ast
import re
from dataclasses import dataclass


def _nested(opens: str, closes: str, depth: int = 3) -> str:
    """A pattern for what is between brackets of one kind, which may hold more of it."""
    inner = "" if not depth else f"|{_nested(opens, closes, depth - 1)}"
    return rf"\{opens}(?:[^\{opens}\{closes}\n]{inner})*\{closes}"


_BRACKETED = "|".join(_nested(*pair) for pair in ("[]", "()", "{}"))
_VALUE = (
    rf"(?P<{{name}}>`[^`\n]+`|\"[^\"\n]*\"|'[^'\n]*'|{_BRACKETED.replace('{', '{{').replace('}', '}}')}"
    r"|[-+]?\d[\d._]*+(?:e[-+]?\d++)?+|(?:True|False|None)\b)"  # possessive: `12` must not be read as `1` and `2`
)
_GIVES = r"(?:->|=>|→|==?|returns?|returned|gives?|gave|prints?|printed|shows?|is|was|yields?|outputs?|says?|displays?|equals|evaluates to|comes to|comes out as|i get|we get|get|got)(?:\s{1,4}(?:me|us|back|out|always|only|just|still|now)\b)?"
_SHOULD = (
    r"(?:should(?: have)?(?: be| been| return(?:ed)?| give[n]?| yield| equal)?|must be|ought to be|instead of|"
    r"rather than|(?:expected|correct|desired|right)(?: (?:output|result|value|answer))?(?: is| was| would be| to be)?:?|(?:but )?(?:i )?want(?:ed)?|(?:but )?i expect(?:ed)?|(?:but )?expect(?:ed|s|ing)?:?)"
)
_FIRST = re.compile(
    rf"{_GIVES}\s{{1,4}}{_VALUE.format(name='got')}(?:\s{{1,4}}(?:for|from|with|on)\s{{1,4}}\S[^\n]{{0,80}}?)?[\s,;:.()-]{{0,8}}"
    rf"(?:but|and|while|when)?\s{{0,4}}(?:it\s{{1,4}})?{_SHOULD}\s{{1,4}}(?:it\s{{1,4}}to\s{{1,4}}be\s{{1,4}})?"
    rf"{_VALUE.format(name='wanted')}",
    re.IGNORECASE,
)
_LAST = re.compile(
    rf"{_SHOULD}\s{{1,4}}{_VALUE.format(name='wanted')}[\s,;:.()-]{{1,8}}(?:but|and|while)?\s{{0,4}}"
    rf"(?:(?:it|i)\s{{1,4}})?(?:{_GIVES}\s{{1,4}})?"
    rf"{_VALUE.format(name='got')}",
    re.IGNORECASE,
)
# As a comment says it: `# 5, should be 6`; `# => 6 expected`; `# expected 6`.
_REMARK = re.compile(
    rf"(?:(?:[=-]>|→)?\s{{0,4}}{_VALUE.format(name='got')}[\s,;:.(-]{{0,8}}(?:but\s{{1,4}})?)?"
    rf"(?:(?:but|it|is\s\S+)\s{{1,4}})?(?:{_SHOULD}|wanted|should print)\s{{0,4}}:?\s{{0,4}}{_VALUE.format(name='wanted')}"
    rf"|(?:[=-]>|→)?\s{{0,4}}{_VALUE.format(name='alone')}\s{{1,4}}(?:is\s{{1,4}})?(?:expected|wanted)\b",
    re.IGNORECASE,
)
_WANTED = re.compile(
    r"(?:should (?:be|print|return|give|output|equal|show)|must be|ought to be|expect(?:ed|ing|s)?(?: (?:output|result|value|answer))?(?: (?:is|was|to be))?:?|i want(?:ed)?)\s{1,4}"
    rf"(?:it\s{{1,4}}to\s{{1,4}}be\s{{1,4}}|to\s{{1,4}}get\s{{1,4}})?{_VALUE.format(name='wanted')}(?=\s*(?:[.,;:)!?\n]|$|but\b|and\b|instead\b))",
    re.IGNORECASE,
)
_CALLED = re.compile(r"(?<![\w.])(?<!def )(?<!class )[^\W\d][\w.]*\(")
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


def only_wanted(question: str) -> str:
    """Return the one value that a question expects, without a word of what came instead; empty: there is none."""
    values = {_value(found["wanted"]) for found in _WANTED.finditer(question[:_MOST])}
    return values.pop() if len(values) == 1 else ""


def remarked(comment: str) -> str:
    """Return the value that a comment, without its sign, wants what stands before it to have; empty: it wants none."""
    found = asked(comment)
    if found is not None:
        return found.wanted
    remark = _REMARK.match(comment.strip())
    return _value(remark["wanted"] or remark["alone"]) if remark is not None else ""


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
