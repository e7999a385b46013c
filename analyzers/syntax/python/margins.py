"""How are lines moved to another indentation, and which indentations are open?"""

from collections.abc import Iterator

from analyzers.syntax.python.layout import width
from analyzers.syntax.python.site import Candidate, Change, Site
from analyzers.syntax.python.tokens import CLAUSES, STRING

_LOOK_BACK = 60  # statements
# The statements that a clause may belong to.
PARTNERS = {
    "else": frozenset({"if", "elif", "for", "while", "try", "except"}),
    "elif": frozenset({"if", "elif"}),
    "except": frozenset({"try", "except"}),
    "finally": frozenset({"try", "except", "else"}),
}


def shift(site: Site, first: int, last: int, margin: str) -> tuple[Change, ...]:
    """Return the changes that give statement `first` a margin and move those up to `last` along with it."""
    statements, layout = site.statements, site.layout
    old = site.margin(statements[first])
    end = statements[last].last
    changes = []
    along = _docstring_lines(site, first, last)
    for line in range(_with_comments(site, first), end + 1):
        if (line in site.string_lines and line not in along) or not layout.line(line).strip():
            continue
        start = layout.line_start(line)
        here = layout.margin(line)
        moved = margin + here[len(old) :] if here.startswith(old) else _moved(here, old, margin)
        if moved != here:
            changes.append(Change(start, start + len(here), moved))
    return tuple(changes)


def _docstring_lines(site: Site, first: int, last: int) -> set[int]:
    """Return the inner lines of docstrings that stand as deep as the statement, and so have moved along with it."""
    found: set[int] = set()
    for one in site.statements[first : last + 1]:
        if len(one.tokens) > 1 or one.last == one.first or one.tokens[0].kind != STRING:
            continue
        inner = [line for line in range(one.first + 1, one.last + 1) if site.layout.line(line).strip()]
        if min((len(site.layout.margin(line)) for line in inner), default=-1) == one.margin:
            found.update(inner)
    return found


def _with_comments(site: Site, index: int) -> int:
    """Return the line at which the comments above a statement begin that stand as deep as it does."""
    one = site.statements[index]
    margin = site.margin(one)
    floor = site.statements[index - 1].last if index else 0
    line = one.first
    while line - 1 > floor:
        above = site.layout.line(line - 1)
        if not above.lstrip().startswith("#") or site.layout.margin(line - 1) != margin:
            break
        line -= 1
    return line


def _moved(here: str, old: str, new: str) -> str:
    """Return a margin moved by as much as another one, when the two do not begin alike."""
    return " " * max(len(here.expandtabs()) + len(new.expandtabs()) - len(old.expandtabs()), 0)


def block_end(site: Site, index: int) -> int:
    """Return the index of the last statement nested under one."""
    base = site.statements[index].indent
    end = index
    while end + 1 < len(site.statements) and site.statements[end + 1].indent > base:
        end += 1
    return end


def whole_end(site: Site, index: int) -> int:
    """Return the index of the last statement nested under one or under the clauses that go on from it."""
    end = block_end(site, index)
    statements = site.statements
    header = statements[index - 1].word if index else ""
    joined = False
    while end + 1 < len(statements):
        following = statements[end + 1]
        if following.indent != statements[index].indent or following.word not in CLAUSES:
            break
        owners = PARTNERS[following.word]
        if statements[index].word not in owners or (header in owners and not joined):
            break  # the clause may be the header's own
        joined = True
        end = block_end(site, end + 1)
    return end


def unreachable(site: Site, changes: tuple[Change, ...]) -> int:
    """Return how many more statements nothing leads to once lines have moved: behind a `return` of the same block."""
    layout, statements = site.layout, site.statements
    moved = {
        layout.line_of(change.start): width(change.text)
        for change in changes
        if not change.text.strip() and layout.line_start(layout.line_of(change.start)) == change.start
    }
    if not moved:
        return 0
    first = max(layout.index_at(min(moved)) - 1, 0)
    last = min(layout.index_at(max(moved)) + 2, len(statements))
    counts = [0, 0]
    for place in range(first, last - 1):
        one, following = statements[place], statements[place + 1]
        if one.word not in ("return", "raise", "break", "continue") or following.word in CLAUSES:
            continue
        counts[0] += one.indent == following.indent
        counts[1] += moved.get(one.first, one.indent) == moved.get(following.first, following.indent)
    return counts[1] - counts[0]


def levels(site: Site, index: int) -> list[tuple[int, str]]:
    """Return the indentations that are open before a statement, innermost first, with their margins."""
    levels: list[tuple[int, str]] = []
    lowest: int | None = None
    for place in range(index - 1, max(index - 1 - 4 * _LOOK_BACK, -1), -1):
        one = site.statements[place]
        if lowest is None or one.indent < lowest:
            lowest = one.indent
            levels.append((one.indent, site.margin(one)))
            if not lowest:
                break
    if index and site.statements[index - 1].opens_block:
        before = site.statements[index - 1]
        inner = site.margin(before) + site.layout.unit
        levels.insert(0, (len(inner.expandtabs()), inner))
    return levels


def tabs(site: Site) -> Iterator[Candidate]:
    """Yield the text with only spaces, or only tabs, in its indentation."""
    layout = site.layout
    lines = [
        number
        for number in range(1, len(layout.starts) + 1)
        if number not in site.string_lines and layout.line(number).strip()
    ]
    tabbed = [number for number in lines if "\t" in layout.margin(number)]
    spaced = [number for number in lines if layout.margin(number).startswith(" ")]
    for size, cost in ((4, 0.0), (8, 0.5), (2, 1.0)):
        yield Candidate(
            "tabs-mixed", _respaced(site, tabbed, size), cost - 1.2 * _goes_on(site, tabbed, size)
        )
    if len(tabbed) > len(spaced):
        changes = []
        for number in spaced:
            margin = layout.margin(number)
            start = layout.line_start(number)
            tabs = "\t" * round(len(margin.expandtabs(4)) / 4)
            if tabs != margin:
                changes.append(Change(start, start + len(margin), tabs))
        yield Candidate("tabs-mixed", tuple(changes), -0.2)


def _goes_on(site: Site, tabbed: list[int], size: int) -> bool:
    """Whether the one line with tabs stands, with tabs of a size, as the line right above it that opens no block."""
    if len(tabbed) != 1:
        return False
    above = site.statements[max(site.layout.index_at(tabbed[0]) - 1, 0)]
    margin = site.layout.margin(tabbed[0]).expandtabs(size)
    return above.last == tabbed[0] - 1 and not above.opens_block and site.margin(above) == margin


def _respaced(site: Site, lines: list[int], size: int) -> tuple[Change, ...]:
    changes = []
    for number in lines:
        margin = site.layout.margin(number)
        start = site.layout.line_start(number)
        changes.append(Change(start, start + len(margin), margin.expandtabs(size)))
    return tuple(changes)
