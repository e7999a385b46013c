"""Which lines say something of the code instead of being code: prose, a block's end in words, a remark?

A comment is never chosen because it is short: what speaks for talk is counted (words side by side that the text
knows as no names, words that only language needs), and so is what speaks for code (calls, assignments, keywords
where they belong).
"""

import re
from collections.abc import Iterator
from itertools import pairwise

from analyzers.deferred import regex
from analyzers.syntax.python.site import Candidate, Change, Site, insert
from analyzers.syntax.python.tokens import BUILTINS, KEYWORDS
from analyzers.syntax.python.words import near_keywords

_WORD = regex(r"[^\W\d_]+(?:['’][a-z]+)?")
_SPOKEN = (
    "the a an this that these those it its you your we our i i'm my me he she they there here what why how when where "
    "which who of to on at by be are was were been am has have had do does did don't doesn't can't won't should would "
    "could can will must may so then than also now next first please thanks help step exercise answer output error "
    "because about into only just each every all any some no yes but solution end start"
)
_LANGUAGE = frozenset(_SPOKEN.split())
_SOFT = frozenset(
    {"in", "is", "and", "or", "not", "for", "if", "from", "as", "with", "while", "else"}
)  # of language too
_CODE = regex(r"[^\W\d]\w*\(|[^\W\d]\w+\.\w\w|[=!<>]=|\w\[|_\w|(?<![=!<>])=(?!=)|[-+*/%]=|->|\\|[{}@]|[\"]")
_QUOTED = regex(r"""(?<!\w)"[^"]*"|(?<!\w)'[^']*'(?!\w)|["']{3}""")
_BULLET = regex(r"\s*(?:\d{1,3}[.)]|[-*•])\s+(?=[^\W\d])")
_STATEMENT = regex(
    r"\s*(?:from\s+\S+\s+import\b|[\w.]+(?:\[[^\]]*\])?\s*(?:[-+*/%|&]?=(?!=)|\()|[\"'@({\[]|[\w.]+\s*:\s*[\w\[\]., |]+=)"
)
_LEFT_OUT = regex(r"[\[(<]?\s*(?:\.{2,}|…)|.*(?:\.{3,}|…)\s*[\])>]?$")  # `... the rest ...`
_MARKS = ("#", "//", "--", "/*", "<!--", ";;")  # a comment's already
_RULE = regex(r"\s*([-=*_~#])\1{3,}\s*$")
_END = regex(
    r"^[ \t]*(?:end[ _]?(?:if|for|while|def|class|function|func|sub|loop|try|with|switch|procedure|program|of\b.*)?"
    r"|fi|done|esac|wend|next(?:[ \t]+\w+)?|pass[ \t]+end)[ \t]*[;.]?[ \t]*$",
    re.IGNORECASE,
)
_REMARK = regex(
    r"(?<=[\w)\]}'\":])(?:[ \t]+(?:<?-+>?|//+|\\\\+|/\*|<!--|;+|%+|[*]+)[ \t]*|[ \t]{2,})(?=[^\W\d_])"
)
_MOST_PLACES = 4
_LONGEST_ROW = 400  # characters that are read: patterns may take the square of them
_SURE = -6.0
_DEAR = 0.6  # a line is code unless something speaks against it


def candidates(site: Site) -> Iterator[Candidate]:
    """Yield the lines near the error, or ends of them, as comments."""
    layout = site.layout
    line = layout.line_of(site.offset)
    for number in {line, site.statement.first, max(line - 1, 1)}:
        row = layout.line(number)[:_LONGEST_ROW]
        if number in site.string_lines or row.lstrip().startswith(_MARKS):
            continue
        start = layout.line_start(number)
        yield from _ends(site, number, row)
        within = _within(site, number)
        cost = likeness(site, row)
        if cost is not None:
            inside = number in layout.depths and not within
            margin = len(row) - len(row.lstrip())
            own = _SURE if within else max(cost + 1.5 * inside, _SURE)
            yield Candidate("comment-prose", (insert(start + margin, "# "),), own)
        for match in list(_REMARK.finditer(row))[:_MOST_PLACES]:
            said = likeness(site, row[match.end() :], whole=False)
            mark = row[match.start() : match.end()].strip()
            if said is None and not mark:
                continue
            own = min(said if said is not None else 1.5, 1.5 if mark else 2.0)
            put = Change(start + match.start(), start + match.end(), "  # ")
            if mark:  # it is the mark that is wrong
                at = start + row.index(mark, match.start())
                put = Change(at, at + len(mark), "#" if row[at - start + len(mark)] == " " else "# ")
            yield Candidate("comment-prose", (put,), max(own, -3.0))


def likeness(site: Site, row: str, *, whole: bool = True) -> float | None:
    """Return what it costs to take a line, or the end of one, for talk; None where it cannot be."""
    if whole and _RULE.match(row):
        return -4.0
    row = _QUOTED.sub('""', row)
    marks = len(_CODE.findall(row))
    stripped = row.strip()
    bullet = _BULLET.match(row)
    words = list(_WORD.finditer(row))
    if whole and words and _LEFT_OUT.match(stripped):
        return 0.5 if "(" in stripped else -1.0
    if len(words) < 2 - (not whole) or marks > 1 or (whole and _is_code(words, row, marks)):
        return None
    lower = [word[0].lower() for word in words]
    beside = sum(
        not row[left.end() : right.start()].strip(" ,;:")
        and left[0] not in KEYWORDS - _SOFT
        and right[0] not in KEYWORDS - _SOFT
        for left, right in pairwise(words)
    )
    if not beside and whole and not bullet:
        return None
    strangers = sum(
        word[0] not in KEYWORDS
        and word[0] not in BUILTINS
        and site.names.get(word[0], 0) <= row.count(word[0])
        for word in words
    )
    spoken = sum(word in _LANGUAGE for word in lower)
    for_talk = 0.7 * beside + 0.6 * strangers + 0.8 * spoken + 1.5 * (bullet is not None)
    for_talk += 0.8 * (stripped[-1] in ".?!") + 0.5 * (
        whole and stripped[-1] == ":" and words[0][0] not in KEYWORDS
    )
    first = words[0][0]
    begins = whole and not bullet
    for_talk += 0.6 * (whole and row.lstrip()[0].isupper() and any(word[0].islower() for word in words[1:]))
    for_code = 1.6 * marks
    for_code += 2.5 * (begins and (first in KEYWORDS or bool(near_keywords(first)) and len(words) < 5))
    for_code += 2.5 * (begins and (first in BUILTINS or site.names.get(first, 0) > row.count(first)))
    for_code += 1.5 * (stripped[-1] in ",)]};" and whole)
    return _DEAR - for_talk + for_code


def _is_code(words: list[re.Match[str]], row: str, marks: int) -> bool:
    """Whether a line begins as a statement does: what could run is never put away."""
    if _STATEMENT.match(row):
        return True
    return words[0][0] in KEYWORDS and (len(words) < 5 or bool(marks) or row.rstrip()[-1] in ":,)]}")


def _within(site: Site, number: int) -> bool:
    """Whether comments stand above and below a line that reads like their middle."""
    layout = site.layout
    beside = [layout.line(n) for n in (number - 1, number + 1) if 0 < n <= len(layout.starts)]
    row = layout.line(number)[:_LONGEST_ROW].strip()
    said = len(beside) == 2 and all(one.lstrip().startswith("#") for one in beside)
    words = re.findall(r"[^\W\d_]+ +[^\W\d_]+", row)
    return said and bool(words) and "=" not in row and row[-1] not in ":,)]}"


def _closes(row: str) -> bool:
    return len(row) < _LONGEST_ROW and _END.match(row) is not None


def _ends(site: Site, number: int, row: str) -> Iterator[Candidate]:
    """`end if`, `done`: what closes a block in other languages, wherever it stands."""
    if not _closes(row):
        return
    layout = site.layout
    rows = [
        n for n in range(1, len(layout.starts) + 1) if n not in site.string_lines and _closes(layout.line(n))
    ]
    marked = [
        insert(layout.line_start(n) + len(layout.line(n)) - len(layout.line(n).lstrip()), "# ") for n in rows
    ]
    yield Candidate("comment-prose", tuple(marked), -4.0 - 0.1 * (len(marked) > 1))
    yield Candidate(
        "comment-prose", tuple(one for n, one in zip(rows, marked, strict=True) if n == number), -4.0
    )
