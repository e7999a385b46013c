"""Which colon, body or indentation is missing or wrong?"""

from collections.abc import Iterator

from analyzers.syntax.python.site import Candidate, Change, Site, Target, insert, swap
from analyzers.syntax.python.tokens import CLAUSES, KEYWORDS, NAME

_MISTAKEN_COLONS = frozenset({";", ",", ".", "=", "->", ":=", "{", "-"})
_PARTNERS = {
    "else": frozenset({"if", "elif", "for", "while", "try", "except"}),
    "elif": frozenset({"if", "elif"}),
    "except": frozenset({"try", "except"}),
    "finally": frozenset({"try", "except", "else"}),
}
_LOOK_BACK = 60  # statements


def candidates(site: Site) -> Iterator[Candidate]:
    """Yield repairs of colons, bodies and indentation."""
    yield from _colons(site)
    message = site.message
    if site.verdict.kind == "TabError" or "\t" in site.layout.margin(site.statement.first):
        yield from _tabs(site)
    if message.startswith("expected an indented block"):
        yield from _missing_body(site)
    elif message.startswith("unexpected indent"):
        yield from _too_deep(site)
    elif message.startswith("unindent"):
        yield from _between_levels(site)
    elif "outside" in message or "not properly in loop" in message:
        yield from _outside(site)
    elif site.statement.word in CLAUSES and site.offset <= site.statement.tokens[0].end:
        yield from _orphan(site)
    elif message.startswith("expected 'except'"):
        yield from _try_alone(site)


# --- colons -------------------------------------------------------------------------------------


def _colons(site: Site) -> Iterator[Candidate]:
    for statement, index, cost in site.targets:
        tokens = statement.tokens
        last = tokens[-1]
        header = statement.is_header or (
            statement.word in ("match", "case") and len(tokens) > 1 and site.body_follows(index)
        )
        if header and last.text != ":":
            body = site.body_follows(index)
            if last.text in _MISTAKEN_COLONS:
                yield Candidate("colon-missing", (swap(last, ":"),), cost + (0.3 if body else 1.5))
            if len(statement.unclosed) == 0:
                yield Candidate("colon-missing", (insert(last.end, ":"),), cost + (0.0 if body else 1.0))
        if header:
            for place, left, right in site.gaps(right_target := _as_target(site, index)):
                starts = right.starts_operand or (right.kind == NAME and right.text in KEYWORDS)
                follows = left.ends_operand or left.text in ("else", "try", "finally", "except")
                if starts and follows and not site.inside(right_target.statement, place):
                    yield Candidate("colon-missing", (insert(left.end, ":"),), cost + 1.8)
            for token in tokens[:-1]:
                if token.text == "::":
                    yield Candidate("colon-extra", (swap(token, ":"),), cost)
        elif last.text == ":" and len(tokens) > 1 and not site.body_follows(index):
            yield Candidate("colon-extra", (swap(last, ""),), cost + 1.0)
        if len(tokens) > 2 and last.text == ":" and tokens[-2].text in (":", ";", ",", ".", ")"):
            if tokens[-2].text != ")":
                yield Candidate("colon-extra", (swap(tokens[-2], ""),), cost + 0.5)


def _as_target(site: Site, index: int) -> Target:
    return Target(site.statements[index], index, 0.0)


# --- indentation --------------------------------------------------------------------------------


def _shift(site: Site, first: int, last: int, margin: str) -> tuple[Change, ...]:
    """Return the changes that give statement `first` a margin and move those up to `last` along with it."""
    statements, layout = site.statements, site.layout
    old = site.margin(statements[first])
    end = statements[last].last
    changes = []
    for line in range(statements[first].first, end + 1):
        if line in site.string_lines or not layout.line(line).strip():
            continue
        start = layout.line_start(line)
        here = layout.margin(line)
        moved = margin + here[len(old) :] if here.startswith(old) else _moved(here, old, margin)
        if moved != here:
            changes.append(Change(start, start + len(here), moved))
    return tuple(changes)


def _moved(here: str, old: str, new: str) -> str:
    """Return a margin moved by as much as another one, when the two do not begin alike."""
    return " " * max(len(here.expandtabs()) + len(new.expandtabs()) - len(old.expandtabs()), 0)


def _block_end(site: Site, index: int) -> int:
    """Return the index of the last statement nested under one."""
    base = site.statements[index].indent
    end = index
    while end + 1 < len(site.statements) and site.statements[end + 1].indent > base:
        end += 1
    return end


# How far a body goes that lost its indentation: one statement, up to a blank line, a definition, or the end.
_EXTENT_COSTS = {
    "def": (0.9, 0.5, 0.0, 0.3),
    "class": (1.0, 0.6, 0.2, 0.0),
    "for": (0.5, 0.6, 0.8, 1.0),
    "while": (0.8, 0.5, 0.6, 0.8),
    "if": (0.2, 0.7, 1.0, 1.2),
}
_ENDS = frozenset({"return", "raise", "break", "continue"})


def _extents(site: Site, index: int) -> Iterator[tuple[int, float]]:
    """Yield how far a misplaced block starting at an index may go, with a cost for each choice."""
    word = site.statements[index - 1].word if index else "if"
    costs = _EXTENT_COSTS.get("def" if word == "async" else word, _EXTENT_COSTS["if"])
    base = site.statements[index].indent
    ended = None  # the first statement behind which nothing of the same block is reached
    for end, cost in _extent_choices(site, index, costs):
        if ended is None:
            ended = next(
                (
                    place
                    for place in range(index, end + 1)
                    if site.statements[place].indent == base and site.statements[place].word in _ENDS
                ),
                None,
            )
        if ended is not None:
            cost += -0.5 if end == ended else 1.2 if end > ended else 0.0
        yield end, cost


def _extent_choices(
    site: Site, index: int, costs: tuple[float, float, float, float]
) -> Iterator[tuple[int, float]]:
    statements = site.statements
    base = statements[index].indent
    own: int = _block_end(site, index)
    yield own, costs[0]
    loop = _loop_end(site, index)
    if loop is not None:
        yield loop, -0.6
    end = own
    seen = {own}
    blank: int | None = None
    definition: int | None = None
    while end + 1 < len(statements) and statements[end + 1].indent >= base and end < index + 400:
        following = statements[end + 1]
        if following.indent == base:
            gap = following.first - statements[end].last > 1
            if gap and blank is None:
                blank = end
            if following.word in ("def", "class", "@", "async") or (
                following.word == "if" and "__name__" in (t.text for t in following.tokens)
            ):
                definition = end
                break
        end = _block_end(site, end + 1)
    for choice, cost in ((blank, costs[1]), (definition, costs[2]), (end, costs[3])):
        if choice is not None and choice not in seen:
            seen.add(choice)
            yield choice, cost
    # every statement of the same level is a possible last one: what follows may belong outside
    step = 0
    end = own
    while step < 6 and end + 1 < len(statements) and statements[end + 1].indent == base:
        end = _block_end(site, end + 1)
        step += 1
        if end not in seen:
            seen.add(end)
            yield end, costs[0] + 0.5


def _loop_end(site: Site, index: int) -> int | None:
    """Return where the body of a loop above an index ends: with the last line that uses what the loop is about."""
    if not index:
        return None
    statements = site.statements
    header, base = statements[index - 1], statements[index].indent
    tokens = header.tokens
    if header.word == "for":
        stop = next((place for place, token in enumerate(tokens) if token.text == "in"), 0)
        names = {token.text for token in tokens[1:stop] if token.kind == NAME}
    elif header.word == "while":
        names = {token.text for token in tokens[1:] if token.kind == NAME and token.text not in KEYWORDS}
    else:
        return None
    last = None
    end = index
    while end < len(statements) and statements[end].indent >= base and end < index + 40:
        one = statements[end]
        if one.word in ("def", "class", "import", "from") or (
            end > index and one.indent == base and one.is_header and one.word in ("while", "for")
        ):
            break
        used = {token.text for token in one.tokens if token.kind == NAME}
        assigned = one.tokens[0].text in names and len(one.tokens) > 1
        if (header.word == "for" and used & names) or (
            header.word == "while" and (assigned or one.word in ("break", "continue"))
        ):
            last = _block_end(site, end)
        end += 1
    return last


def _missing_body(site: Site) -> Iterator[Candidate]:
    statements = site.statements
    index = site.index
    named = site.message.rpartition(" on line ")[2]
    header_index = index - 1
    if named.isdigit():
        header_index = min(site.layout.index_at(int(named)), len(statements) - 1)
    if header_index == index:  # nothing follows the header
        yield _placeholder(site, header_index, 0.5)
        return
    if header_index < 0:
        return
    header, found = statements[header_index], statements[index]
    inner = site.margin(header) + site.layout.unit
    dedented = found.indent < header.indent or found.word in CLAUSES
    definition = found.word in ("def", "class", "@", "async")
    method = header.word == "class" and found.word in ("def", "@", "async")
    if not dedented:
        margins = [inner]
        after = site.next_indent(_block_end(site, index))
        for level in {site.next_indent(index), after}:
            if level is not None and level > header.indent and " " * level != inner and "\t" not in inner:
                margins.insert(0, " " * level)
        for rank, margin in enumerate(margins):
            alone = _alone(site, index, len(margin.expandtabs()))
            if alone is not None:
                yield Candidate("indent-missing", _shift(site, index, index, margin), alone + 0.7 * rank)
            for end, cost in _extents(site, index):
                changes = _shift(site, index, end, margin)
                if definition and not method:
                    cost += 2.5
                if method:
                    cost -= 0.4 * (end - index > 3)
                yield Candidate("indent-missing", changes, cost + 0.7 * rank)
    yield _placeholder(site, header_index, 0.5 if dedented else 1.0 if definition and not method else 4.0)


def _alone(site: Site, index: int, level: int) -> float | None:
    """Return what it costs to move one statement to a level and leave the rest, if the rest would fit."""
    below = site.next_indent(index)
    if below is None or below <= site.statements[index].indent:
        return None
    if site.statements[index].opens_block:
        return (
            -0.8 if below == level + len(site.layout.unit.expandtabs()) else None if below <= level else 1.5
        )
    return -0.8 if below == level else None


def _placeholder(site: Site, header_index: int, cost: float) -> Candidate:
    header = site.statements[header_index]
    line = f"\n{site.margin(header)}{site.layout.unit}pass"
    return Candidate("body-missing", (insert(site.layout.line_end(header.last), line),), cost)


def _levels(site: Site, index: int) -> list[tuple[int, str]]:
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


def _too_deep(site: Site) -> Iterator[Candidate]:
    statements, index = site.statements, site.index
    found = statements[index]
    if not index:
        end: int = index
        while end + 1 < len(statements) and statements[end + 1].indent >= found.indent:
            end += 1
        yield Candidate("indent-extra", _shift(site, index, end, ""), 0.0)
        yield Candidate("indent-extra", _shift(site, index, index, ""), 0.5)
        return
    run: int = index
    while run + 1 < len(statements) and statements[run + 1].indent >= found.indent:
        run += 1
    before = statements[index - 1]
    for rank, (level, margin) in enumerate(_levels(site, index)):
        if level >= found.indent:
            continue
        base = 0.0 if level == before.indent else 1.5 + 0.5 * rank
        near = -0.7 if found.indent - level < 3 else 0.0
        own = _block_end(site, index)
        yield Candidate("indent-extra", _shift(site, index, run, margin), base + near + 0.3 * (run > own))
        if own != run:
            yield Candidate("indent-extra", _shift(site, index, own, margin), base + near + 0.4)
        if index != own:
            alone = _alone_fits(site, index, level)
            yield Candidate("indent-extra", _shift(site, index, index, margin), base + near + alone)
    # or the lines before are the ones that stand too far left
    start = index - 1
    for _ in range(12):
        if start < 0 or statements[start].indent >= found.indent:
            break
        one = statements[start]
        opens = start + 1 < len(statements) and one.opens_block
        if opens and statements[start + 1].indent == found.indent + len(site.layout.unit.expandtabs()):
            yield Candidate("indent-missing", _shift(site, start, start, site.margin(found)), -0.5)
        if one.word in ("def", "class") and not any(token.text == "self" for token in one.tokens[:5]):
            break
        changes = _shift(site, start, index - 1, site.margin(found))
        above = statements[start - 1].indent if start else -1
        yield Candidate(
            "indent-missing", changes, 1.0 + 0.25 * (index - start) + (0 if above >= found.indent else 1.2)
        )
        start -= 1


def _alone_fits(site: Site, index: int, level: int) -> float:
    """Return what it costs to move a statement to a level without what is nested under it."""
    below = site.next_indent(index)
    fits = below == level + len(site.layout.unit.expandtabs()) and site.statements[index].opens_block
    return -1.5 if fits else 1.5


def _between_levels(site: Site) -> Iterator[Candidate]:
    statements, index = site.statements, site.index
    # CPython names the line behind the one it stumbles over when the text ends there
    found = statements[index]
    own = _block_end(site, index)
    run = own
    while run + 1 < len(statements) and statements[run + 1].indent == found.indent:
        run = _block_end(site, run + 1)
    for level, margin in _levels(site, index):
        distance = abs(level - found.indent)
        base = 0.35 * distance
        yield Candidate(
            "indent-uneven", _shift(site, index, run, margin), base + (0.0 if run == own else 0.3)
        )
        if run != own:
            yield Candidate("indent-uneven", _shift(site, index, own, margin), base + 0.5)
        if own != index:
            alone = _alone_fits(site, index, level)
            yield Candidate("indent-uneven", _shift(site, index, index, margin), base + alone)
    start = index - 1
    for _ in range(8):
        if start < 0 or statements[start].indent <= found.indent:
            break
        if start and statements[start - 1].indent < statements[start].indent:
            changes = _shift(site, start, index - 1, site.margin(found))
            yield Candidate("indent-uneven", changes, 1.4 + 0.1 * (index - start))
        start -= 1


def _outside(site: Site) -> Iterator[Candidate]:
    """`return` outside a function, `break` outside a loop: the lines belong into the block above."""
    statements, index = site.statements, site.index
    found = statements[index]
    start = index
    for back in range(9):
        start = index - back
        if start < 1 or statements[start].indent < found.indent:
            break
        if statements[start].indent > found.indent:
            continue
        for rank, (level, margin) in enumerate(_levels(site, start)):
            if level <= statements[start].indent:
                continue
            above = statements[start - 1].indent > found.indent
            cost = 0.4 + 0.5 * rank + 0.15 * back + (0.0 if above else 0.9)
            ends = {_block_end(site, index): 0.0}
            for end, extra in _extents(site, index):
                ends.setdefault(end, extra + 0.4)
            for end, extra in ends.items():
                yield Candidate("indent-missing", _shift(site, start, end, margin), cost + extra)
        if found.word in ("def", "class"):
            break


def _orphan(site: Site) -> Iterator[Candidate]:
    """An `else`, `elif`, `except` or `finally` that stands under nothing it could belong to."""
    statements, index = site.statements, site.index
    found = statements[index]
    partners = _PARTNERS[found.word]
    own = _block_end(site, index)
    tried: set[int] = set()
    lowest: int = 10**6
    for back, place in enumerate(range(index - 1, max(index - _LOOK_BACK, -1), -1)):
        one = statements[place]
        if one.indent >= lowest and one.indent != found.indent:
            continue
        lowest = min(lowest, one.indent)
        if one.word not in partners:
            continue
        margin = site.margin(one)
        if one.indent != found.indent:
            if one.indent in tried:
                continue
            tried.add(one.indent)
            cost = 0.2 + 0.03 * back + 0.12 * abs(one.indent - found.indent)
            whole = _shift(site, index, own, margin)
            body = site.next_indent(index)
            alone = body is not None and body > one.indent
            yield Candidate("clause-misplaced", whole, cost + (0.4 if alone else 0.0))
            if alone:
                fits = body == one.indent + len(site.layout.unit.expandtabs())
                yield Candidate(
                    "clause-misplaced", _shift(site, index, index, margin), cost - (0.3 if fits else 0)
                )
        else:  # lines between the two cut them apart: they belong into the block
            inner = statements[place + 1].indent if place + 1 < index else 0
            if inner > one.indent:
                start = index - 1
                while start > place and statements[start].indent != one.indent:
                    start -= 1
                while start - 1 > place and statements[start - 1].indent == one.indent:
                    start -= 1
                if start > place:
                    margin = site.margin(statements[place + 1])
                    yield Candidate(
                        "indent-missing", _shift(site, start, index - 1, margin), 0.6 + 0.2 * (index - start)
                    )
            break
    levels = _levels(site, index)
    if site.before is not None and len(levels) > 1 and levels[0][0] > found.indent:
        first = index - 1
        yield from _raise_before(site, first)


def _raise_before(site: Site, last: int) -> Iterator[Candidate]:
    """The statement just above may stand too deep or too shallow for the clause below it."""
    found = site.statements[last]
    for level, margin in _levels(site, last)[:3]:
        if level != found.indent:
            yield Candidate("indent-uneven", _shift(site, last, last, margin), 2.5)


def _try_alone(site: Site) -> Iterator[Candidate]:
    statements, index = site.statements, site.index
    place = index - 1
    while place >= 0 and not (
        statements[place].word == "try" and statements[place].indent <= statements[index].indent
    ):
        place -= 1
    if place < 0:
        return
    header = statements[place]
    margin = site.margin(header)
    # a later clause shows how far the body goes
    later = index
    while later < len(statements) and later < index + 40 and statements[later].indent >= header.indent:
        if statements[later].word in ("except", "finally"):
            break
        later += 1
    else:
        later = -1
    if later > index:
        inner = site.margin(statements[place + 1])
        yield Candidate("indent-missing", _shift(site, index, later - 1, inner), 0.3)
        yield Candidate("clause-misplaced", _shift(site, later, _block_end(site, later), margin), 0.8)
    for offset in range(index, min(index + 3, len(statements))):
        if statements[offset].word in ("except", "finally"):
            yield Candidate("clause-misplaced", _shift(site, offset, _block_end(site, offset), margin), 0.3)
            yield Candidate("clause-misplaced", _shift(site, offset, offset, margin), 0.4)
    end = site.layout.line_end(statements[_block_end(site, place)].last)
    handler = f"\n{margin}except Exception:\n{margin}{site.layout.unit}pass"
    yield Candidate("handler-missing", (insert(end, handler),), 4.0)


def _tabs(site: Site) -> Iterator[Candidate]:
    layout = site.layout
    lines = [
        number
        for number in range(1, len(layout.starts) + 1)
        if number not in site.string_lines and layout.line(number).strip()
    ]
    tabbed = [number for number in lines if "\t" in layout.margin(number)]
    spaced = [number for number in lines if layout.margin(number).startswith(" ")]
    for size, cost in ((4, 0.0), (8, 0.5), (2, 1.0)):
        yield Candidate("tabs-mixed", _respaced(site, tabbed, size), cost)
    if len(tabbed) > len(spaced):
        changes = []
        for number in spaced:
            margin = layout.margin(number)
            start = layout.line_start(number)
            tabs = "\t" * round(len(margin.expandtabs(4)) / 4)
            if tabs != margin:
                changes.append(Change(start, start + len(margin), tabs))
        yield Candidate("tabs-mixed", tuple(changes), -0.2)


def _respaced(site: Site, lines: list[int], size: int) -> tuple[Change, ...]:
    changes = []
    for number in lines:
        margin = site.layout.margin(number)
        start = site.layout.line_start(number)
        changes.append(Change(start, start + len(margin), margin.expandtabs(size)))
    return tuple(changes)
