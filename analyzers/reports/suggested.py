"""Which change does a compiler or checker itself suggest for what it refuses?

Suggestions come as a name in the message (`did you mean ‘total’?`), as text under the mark (gcc, clang), or as the
line as it should be (rustc). A suggestion changes one line, and only a line that is still as the tool saw it.
"""

import re

from analyzers.deferred import dataclass, regex

_MOST_FOLLOWING = 2_500  # characters behind a refusal in which its suggestion stands
_OPEN, _CLOSE = "[`'\"‘“]", "[`'\"’”]"
_NAMED = regex(
    rf"(?:did you mean(?: to (?:write|use|call|type))?:?|maybe(?: you meant)?|perhaps you meant|similar name exists:|not a keyword; use) ?{_OPEN}([^\W\d][\w.:]*){_CLOSE}",
    re.IGNORECASE,
)
_ALTERNATIVE = regex(
    rf"\A.*\n(?:.*\n){{0,6}}?[^\n]*note: suggested alternatives?:.*\n(?:.*\n){{0,5}}?[^\n]*note: +{_OPEN}([\w:]+){_CLOSE}"
)
# the row of marks and, below it, the text that the tool would put there
_BELOW = regex(
    r"^(?P<gutter> *\| |)(?P<indent>[ \t]*)(?P<marks>[\^~]+)[ \t]*\n(?P=gutter)(?P<place>[ \t]*)(?P<text>[^\s|][^\n]*?)[ \t]*$",
    re.MULTILINE,
)
_HELP = regex(
    r"^(?:[ \t]*= )?help: (?P<why>[^\n]+)\n\s*\|\n(?P<rows>(?:\s*(?:\d+\s+[|+~-]|\|)(?: [^\n]*)?(?:\n|\Z))+)",
    re.MULTILINE,
)
_ROW = regex(r"^\s*(?P<line>\d+)\s+(?P<sign>[|+~-]) (?P<code>.*)$")
_ADDED = regex(r"^\s*\| (?P<marks>[ +~]*[+~][ +~]*)$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggested:
    """A change of one line."""

    line: int  # 1-based
    new: str
    old: str = ""  # what it replaces; empty: it is put in, at the column
    column: int | None = None  # 1-based; None: wherever the old text stands, if it stands there once
    whole: bool = False  # `new` is the line as it should be, `old` as it was
    seen: str = ""  # the whole line as the tool quotes it, if it does
    why: str = ""

    def applied(self, line: str) -> str | None:
        """Return the line with the change, or None where it is not the line that the tool saw."""
        if self.seen and self.seen.strip() != line.strip():
            return None
        if self.whole:
            return self.new if line.strip() == self.old.strip() else None
        at = -1 if self.column is None else self.column - 1
        if self.column is None and line.count(self.old) == 1:
            at = line.index(self.old)
        if not 0 <= at <= len(line) or not line.startswith(self.old, at):
            return None
        return line[:at] + self.new + line[at + len(self.old) :]


def suggested(message: str, code: str, line: int, column: int | None, following: str) -> Suggested | None:
    """Return what a tool suggests for a refusal, or None.

    `code` is the source line as the tool quotes it, if it does; `following` is its text from there on, up to the next refusal.
    """
    following = following[:_MOST_FOLLOWING]
    named = _NAMED.search(message) or _ALTERNATIVE.match(following)
    if named is not None:
        word = _quoted(message) or _word(code, column)
        at = column if column and code.startswith(word, column - 1) else None
        return Suggested(line=line, column=at, old=word, new=named[1], seen=code) if word else None
    below = _BELOW.search(following)
    if below is not None and column is not None:
        return _below(below, code, line, column)
    return _helped(following)


def _word(code: str, column: int | None) -> str:
    found = re.match(r"\w+", code[column - 1 :]) if code and column else None
    return found[0] if found else ""


def _quoted(message: str) -> str:
    """The name that is not known, as a message quotes it: the last one before the suggestion but for that of a type."""
    asked = _NAMED.search(message)
    said = message[: asked.start()] if asked else message
    names = re.findall(rf"(?<!type )(?<!class ){_OPEN}([^\W\d]\w*){_CLOSE}", said)
    return names[-1] if names else ""


def _below(found: re.Match[str], code: str, line: int, column: int) -> Suggested | None:
    if found["text"].startswith(("|", "-", "note", "^", "~")) or not found["gutter"] and not found["place"]:
        return None  # at the margin a tool says something of its own
    place = column + len(found["place"]) - len(found["indent"])
    old = (
        code[column - 1 : column - 1 + len(found["marks"])]
        if place == column and len(found["marks"]) > 1
        else ""
    )
    return Suggested(line=line, column=place, old=old, new=found["text"], seen=code)


def _helped(following: str) -> Suggested | None:
    found = _HELP.search(following)
    if found is None:
        return None
    rows = found["rows"].split("\n")
    removed = [row for row in map(_ROW.match, rows) if row is not None and row["sign"] == "-"]
    added = [row for row in map(_ROW.match, rows) if row is not None and row["sign"] != "-"]
    if len(added) != 1 or len(removed) > 1:
        return None  # several lines change, or a line is taken out
    line, new = int(added[0]["line"]), added[0]["code"]
    why = found["why"].rstrip(":")
    if removed:
        return Suggested(line=line, old=removed[0]["code"], new=new, whole=True, why=why)
    marks = next((row["marks"] for row in map(_ADDED.match, rows) if row is not None), "")
    if not marks or "~" in marks:
        return None
    old = "".join(sign for at, sign in enumerate(new) if marks[at : at + 1] != "+")
    return Suggested(line=line, old=old, new=new, whole=True, why=why)
