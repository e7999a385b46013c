"""Which one quote of a line, put in, taken out or exchanged, makes all of its strings whole again?"""

import re
from collections.abc import Iterator

from analyzers.deferred import regex
from analyzers.syntax.python.site import Candidate, Change, Site, insert
from analyzers.syntax.python.tokens import BROKEN, lex

_LONGEST = 400  # characters of a line
_MOST = 90  # lines that are read to see whether their strings are whole
_BEFORE_PREFIXED = regex(r"""(?<=[\w})%.!?])(?=,\s*[rbfRBF]{1,2}["'])""")
# Behind a text: brackets, commas, operators and words that follow a string.
_ENDS = regex(
    r"(?<=[\w.!?:)\]}%>*-])(?=[,)\]}:])|(?<=[\w.!?:)])(?= *(?:%|\+|==|!=)| (?:if|else|in|for|and|or|is|not|as)\b)"
)
# Before a text: what a string follows, with or without blanks of the text's own.
_BEGINS = regex(
    r"(?<=[(\[{,=:+%])(?=\S)|(?<=[(\[{,=:+%] )(?=.)|(?<=[,=+%]  )(?=\S)|(?<=return )(?=\S)|(?<=in )(?=\S)"
)
_GLUED_PREFIX = regex(r"(?<![\w\"'.])[rbfRBF](?=\w)")
_PREFIX = regex(r"(?<![\w\"'])[rbfRBF]{1,2}(?=[^\w\s\"'=,.)(\]:])")


def requoted(site: Site, quote: str, start: int, end: int) -> Iterator[Candidate]:
    """Yield the changes of one quote between two offsets of one line after which no string of it is broken."""
    line = site.text[start:end]
    if len(line) > _LONGEST:
        return
    tried = 0
    for at, length, text, kind, cost in _edits(site, line, quote):
        tried += 1
        if tried > _MOST:
            return
        mended = line[:at] + text + line[at + length :]
        if any(token.kind == BROKEN for token in lex(mended)):
            continue
        change = Change(start + at, start + at + length, text) if length else insert(start + at, text)
        yield Candidate(kind, (change,), cost)


def _edits(site: Site, line: str, quote: str) -> Iterator[tuple[int, int, str, str, float]]:
    """Yield the place, the length of what goes, what comes, the kind and the cost of each change."""
    for match in _BEFORE_PREFIXED.finditer(line):
        yield match.end(), 0, quote, "string-unclosed", -1.5
    for match in _PREFIX.finditer(line):
        sure = line[match.end()] == "{" or site.names.get(match[0], 0) < 2
        yield match.end(), 0, quote, "string-unopened", -0.6 if sure else 0.4
    for match in _GLUED_PREFIX.finditer(
        line
    ):  # `b'a', bother'`: the prefix of its neighbours, or braces to fill
        letter = match[0].lower()
        prefixed = re.search(rf"(?<!\w){letter}[\"']", line) is not None
        word = re.match(r"\w+", line[match.start() :])
        if word is not None and site.names.get(word[0], 0) > 1:
            continue
        if prefixed or (letter == "f" and "{" in line[match.end() :]):
            yield match.end(), 0, quote, "string-unopened", -0.9
    for match in re.finditer(r"(?<!\\)[\"']", line):
        other = '"' if match[0] == "'" else "'"
        yield match.start(), 1, other, "string-mismatched", 0.4
        beside = line[max(match.start() - 1, 0) : match.start()], line[match.end() : match.end() + 1]
        lonely = any(one in "\"'" and one for one in beside) or not line[match.end() :].strip(" ,)]}:")
        yield match.start(), 1, "", "quote-stray", 0.5 if lonely else 1.8
    for match in _ENDS.finditer(line):
        yield match.end(), 0, quote, "string-unclosed", 0.3
    for match in _BEGINS.finditer(line):
        before = line[: match.end()]
        if before.count(quote) % 2 and not re.search("[\"']", before.replace(quote, "")):
            continue  # inside a text
        yield match.end(), 0, quote, "string-unopened", 0.3
