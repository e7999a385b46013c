"""Does a statement hold by itself, whatever else is wrong with the text? What lets one defect of several be judged."""

from analyzers.syntax.python.layout import Statement
from analyzers.syntax.python.site import Site

_AFTER_IF = "if _:\n  pass\n"
_AFTER_TRY = "try:\n  pass\n"
_OPENINGS = {"elif": _AFTER_IF, "else": _AFTER_IF, "except": _AFTER_TRY, "finally": _AFTER_TRY}

_STUBS = {"def": "def _():", "async": "async def _():", "class": "class _:", "for": "for _ in ():", "while": "while 0:",
          "elif": "elif 0:", "else": "else:", "try": "try:", "finally": "finally:", "except": "except ValueError:",
          "match": "match 0:", "case": "case 0:"}  # fmt: skip


def stub(statement: Statement) -> str:
    """Return the least that may stand in a statement's place, a header in that of a header."""
    return _STUBS.get(statement.word, "if 0:") if statement.opens_block else "pass"


def statement_range(site: Site, first: int, last: int) -> tuple[int, int]:
    """Return the range of characters, in whole lines, of the statements that hold two offsets."""
    layout = site.layout
    begin, end = layout.line_of(first), layout.line_of(last)
    for place in (layout.index_at(begin), layout.index_at(end)):
        one = site.statements[place]
        if one.last >= begin and one.first <= end:
            begin, end = min(begin, one.first), max(end, one.last)
    return layout.line_start(begin), layout.line_end(end)


def alone(text: str) -> str:
    """Return the lines of one statement as a module of their own, with what it needs round it."""
    lines = text.split("\n")
    margin = len(lines[0]) - len(lines[0].lstrip())
    lines = [line[margin:] if not line[:margin].strip() else line.lstrip() for line in lines]
    word = lines[0].split(" ")[0].split(":")[0]
    opens = lines[-1].split("#")[0].rstrip().endswith(":")
    rows = [*_OPENINGS.get(word, "").split("\n")[:-1], *lines]
    if word == "case":
        rows = ["match _:", *(" " + row for row in rows)]
    if opens:
        rows.append("  case _: pass" if word == "match" else "  pass")
    if lines[0].startswith("@"):
        rows.append("def _(): pass")
    elif word == "try":
        rows.append("finally: pass")
    kind = "async def" if "await" in text or "async" in text else "def"
    inner = "\n".join("  " + row for row in rows)
    return f"{kind} _():\n while _:\n{inner}\n"
