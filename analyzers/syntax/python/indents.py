"""Which line stands too deep, too shallow, or outside of the block it belongs to?"""

from collections.abc import Iterator

from analyzers.syntax.python.bodies import extents
from analyzers.syntax.python.layout import Statement, width
from analyzers.syntax.python.margins import PARTNERS, block_end, levels, shift
from analyzers.syntax.python.site import Candidate, Change, Site, insert

_LOOK_BACK = 60  # statements


def too_deep(site: Site) -> Iterator[Candidate]:
    """Yield repairs of a line that is indented although no block begins above it."""
    statements, index = site.statements, site.index
    found = statements[index]
    if not index:
        end: int = index
        while end + 1 < len(statements) and statements[end + 1].indent >= found.indent:
            end += 1
        below = site.next_indent(index)
        right = found.indent % 4 != 0 and below is not None and below % 4 == 0  # the lines below stand right
        yield Candidate("indent-extra", shift(site, index, end, ""), 1.0 * right)
        yield Candidate("indent-extra", shift(site, index, index, ""), -0.5 if right else 0.5)
        return
    run: int = index
    while run + 1 < len(statements) and statements[run + 1].indent >= found.indent:
        run += 1
    before = statements[index - 1]
    step = len(site.layout.unit.expandtabs())
    if (
        index > 1
        and statements[index - 2].opens_block
        and statements[index - 2].indent + step == found.indent
    ):
        first = shift(site, index - 1, index - 1, site.margin(found))  # the first line of a body
        yield Candidate("indent-uneven", first, -0.8)
    for rank, (level, margin) in enumerate(levels(site, index)):
        if level >= found.indent:
            continue
        base = 0.0 if level == before.indent else 1.5 + 0.5 * rank
        if _is_method(found):
            base = 0.0 if _has_method_at(site, index, level) else base + 1.5
        near = -0.7 if found.indent - level < 3 else 0.0
        own = block_end(site, index)
        yield Candidate("indent-extra", shift(site, index, run, margin), base + near + 0.3 * (run > own))
        if own != run:
            yield Candidate("indent-extra", shift(site, index, own, margin), base + near + 0.4)
        if index != own:
            alone = _alone_fits(site, index, level)
            yield Candidate("indent-extra", shift(site, index, index, margin), base + near + alone)
    # or the lines before are the ones that stand too far left
    start = index - 1
    for _ in range(12):
        if start < 0 or statements[start].indent >= found.indent:
            break
        one = statements[start]
        opens = start + 1 < len(statements) and one.opens_block
        if opens and statements[start + 1].indent == found.indent + len(site.layout.unit.expandtabs()):
            yield Candidate("indent-missing", shift(site, start, start, site.margin(found)), -0.5)
        if one.word in ("def", "class") and not any(token.text == "self" for token in one.tokens[:5]):
            break
        changes = shift(site, start, index - 1, site.margin(found))
        above = statements[start - 1].indent if start else -1
        cost = 1.0 + 0.25 * (index - start) + (0 if above >= found.indent else 1.2)
        gap = statements[start].first - statements[start - 1].last if start else 9
        if start == index - 1 and above == found.indent and gap < 3 and one.word not in ("def", "class"):
            cost -= 1.8  # the lines above and below it stand alike
        elif above == found.indent and gap < 3 and run > index and _are_level(site, start, index):
            cost -= 1.5
        yield Candidate("indent-missing", changes, cost)
        start -= 1


def _is_method(statement: Statement) -> bool:
    return statement.word in ("def", "async") and any(
        one.text in ("self", "cls") for one in statement.tokens[:5]
    )


def _has_method_at(site: Site, index: int, level: int) -> bool:
    """Whether a method of the same class stands at a level above a statement."""
    above = (one for one in site.statements[max(index - 4 * _LOOK_BACK, 0) : index] if one.indent == level)
    return any(_is_method(one) for one in above)


def _are_level(site: Site, start: int, stop: int) -> bool:
    """Whether statements stand side by side, none of which opens a block."""
    row = site.statements[start:stop]
    return len({one.indent for one in row}) == 1 and not any(one.is_header for one in row)


def _earlier(site: Site) -> Iterator[Candidate]:
    """A line above may be the one that is misplaced: the first of a body, or a header that stands too far left."""
    statements, index = site.statements, site.index
    found = statements[index]
    step = len(site.layout.unit.expandtabs())
    margin = site.margin(found)
    start = index - 1
    while (
        start > 0
        and statements[start].indent > found.indent
        and not (statements[start - 1].opens_block and statements[start - 1].indent == found.indent - step)
    ):
        start -= 1
    above = statements[start - 1]
    begins_body = start > 0 and above.opens_block and above.indent == found.indent - step
    if begins_body and statements[start].indent != found.indent:
        yield Candidate("indent-uneven", shift(site, start, index - 1, margin), -0.8 + 0.2 * (index - start))
    for place in range(index - 1, max(index - _LOOK_BACK, 0), -1):
        one = statements[place]
        if one.indent >= found.indent:
            continue
        below = site.next_indent(place)
        if one.opens_block and below == found.indent + step and statements[place - 1].indent >= found.indent:
            defines = ("def", "class", "async", "@")
            dear = 1.5 * (one.word in defines and found.word not in defines)
            yield Candidate("indent-missing", shift(site, place, place, margin), -0.8 + dear)
        break


def _alone_fits(site: Site, index: int, level: int) -> float:
    """Return what it costs to move a statement to a level without what is nested under it."""
    below = site.next_indent(index)
    fits = below == level + len(site.layout.unit.expandtabs()) and site.statements[index].opens_block
    return -1.5 if fits else 1.5


def between_levels(site: Site) -> Iterator[Candidate]:
    """Yield repairs of a line whose indentation fits no block above."""
    statements, index = site.statements, site.index
    # CPython names the line behind the one it stumbles over when the text ends there
    found = statements[index]
    own = block_end(site, index)
    run = own
    while run + 1 < len(statements) and statements[run + 1].indent == found.indent:
        run = block_end(site, run + 1)
    yield from _earlier(site)
    step = len(site.layout.unit.expandtabs())
    for level, margin in levels(site, index):
        distance = abs(level - found.indent)
        base = 0.35 * distance + (0.8 if level % step else 0.0)
        if found.word == "return" and _of_function(site, index) == level:
            base -= 0.8  # the last line of a function, more often than of a block in it
        if _comment_above(site, index) == level:
            base -= 0.8
        stands = site.next_indent(index) == level and not found.opens_block  # what follows stands right
        yield from _with_body_above(site, index, index if stands else run, level, base)
        yield Candidate("indent-uneven", shift(site, index, run, margin), base + (0.0 if run == own else 0.3))
        if run != own:
            yield Candidate("indent-uneven", shift(site, index, own, margin), base + 0.5)
        if own != index:
            alone = 0.0 if stands else _alone_fits(site, index, level)
            yield Candidate("indent-uneven", shift(site, index, index, margin), base + alone)
    start = index - 1
    for _ in range(8):
        if start < 0 or statements[start].indent <= found.indent:
            break
        if start and statements[start - 1].indent < statements[start].indent:
            changes = shift(site, start, index - 1, site.margin(found))
            yield Candidate("indent-uneven", changes, 1.4 + 0.1 * (index - start))
        start -= 1


def _comment_above(site: Site, index: int) -> int | None:
    """Return how deep the comment stands right above a statement."""
    row = site.layout.line(site.statements[index].first - 1)
    return width(row[: len(row) - len(row.lstrip())]) if row.lstrip().startswith("#") else None


def _with_body_above(site: Site, index: int, run: int, level: int, cost: float) -> Iterator[Candidate]:
    """The lines above were moved along: only together do they stand where a body stands."""
    statements = site.statements
    start = index - 1
    if start < 1:
        return
    inner = statements[start].indent
    while start > 1 and statements[start - 1].indent == inner:
        start -= 1
    header = statements[start - 1]
    step = len(site.layout.unit.expandtabs())
    moved = level - statements[index].indent
    if not header.opens_block or inner == header.indent + step or inner + moved != header.indent + step:
        return
    changes = shift(site, start, run, site.margin(header) + site.layout.unit)
    last = site.layout.margin(header.last)
    if header.last > header.first and width(last) + moved == header.indent:  # `):`
        begin = site.layout.line_start(header.last)
        changes = (Change(begin, begin + len(last), site.margin(header)), *changes)
    yield Candidate("indent-uneven", changes, cost - 0.6)


def _of_function(site: Site, index: int) -> int | None:
    """Return the indentation of the body of the function round a statement."""
    statements = site.statements
    for place in range(index - 1, -1, -1):
        if statements[place].word in ("def", "async") and statements[place].indent < statements[index].indent:
            return statements[place + 1].indent
    return None


def outside(site: Site) -> Iterator[Candidate]:
    """`return` outside a function, `break` outside a loop: the lines belong into the block above."""
    index: int = site.index
    for climbed in range(3):
        yield from _into_block(site, index, 0.3 * climbed)
        above = index - 1
        while above >= 0 and site.statements[above].indent >= site.statements[index].indent:
            above -= 1
        if above < 0 or site.statements[above].word in ("def", "class"):
            return
        index = above


def _into_block(site: Site, index: int, dear: float) -> Iterator[Candidate]:
    """A statement, and those before it on its level, go into the block that ends above them."""
    statements = site.statements
    found = statements[index]
    start = index
    for back in range(9):
        start = index - back
        if start < 1 or statements[start].indent < found.indent:
            break
        if statements[start].indent > found.indent:
            continue
        for rank, (level, margin) in enumerate(levels(site, start)):
            if level <= statements[start].indent:
                continue
            above = statements[start - 1].indent > found.indent
            last = start == index and found.word == "return" and level == _body_above(site, index)
            cost = dear - 1.5 * last + 0.4 + 0.5 * rank + 0.15 * back + (0.0 if above else 0.9)
            ends = {block_end(site, index): 0.0}
            for end, extra in extents(site, index):
                ends.setdefault(end, extra + 0.4)
            for end, extra in ends.items():
                yield Candidate("indent-missing", shift(site, start, end, margin), cost + extra)
        if found.word in ("def", "class"):
            break


def _body_above(site: Site, index: int) -> int | None:
    """Return how deep the body of the function stands that ends above a statement on the function's own level."""
    statements = site.statements
    for place in range(index - 1, -1, -1):
        if statements[place].indent <= statements[index].indent:
            return statements[place + 1].indent if statements[place].word in ("def", "async") else None
    return None


def orphan(site: Site) -> Iterator[Candidate]:
    """An `else`, `elif`, `except` or `finally` that stands under nothing it could belong to."""
    statements, index = site.statements, site.index
    found = statements[index]
    partners = PARTNERS[found.word]
    own = block_end(site, index)
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
            whole = shift(site, index, own, margin)
            if one.indent < found.indent and one.word in ("try", "if") and _goes_on(site, own):
                begin = shift(site, place, index - 1, site.margin(found))
                yield Candidate("indent-missing", begin, 0.4 + 0.1 * (index - place))
            body = site.next_indent(index)
            alone = body is not None and body > one.indent
            yield Candidate("clause-misplaced", whole, cost + (0.4 if alone else 0.0))
            near = _up_to_gap(site, index, own, one.indent)
            if near is not None:
                yield Candidate("clause-misplaced", shift(site, index, near, margin), cost - 0.2)
            if alone:
                fits = body == one.indent + len(site.layout.unit.expandtabs())
                yield Candidate(
                    "clause-misplaced", shift(site, index, index, margin), cost - (0.3 if fits else 0)
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
                        "indent-missing", shift(site, start, index - 1, margin), 0.6 + 0.2 * (index - start)
                    )
            if site.next_indent(index) != found.indent:
                break  # else its own body says that it stands too deep
    yield from _behind_else(site)
    open_levels = levels(site, index)
    if site.before is not None and len(open_levels) > 1 and open_levels[0][0] > found.indent:
        first = index - 1
        yield from _raise_before(site, first)


def _up_to_gap(site: Site, index: int, own: int, level: int) -> int | None:
    """Return where a clause ends before a blank line, if what follows stands on the level that it goes to."""
    for place in range(index + 1, own):
        following = site.statements[place + 1]
        if following.first - site.statements[place].last > 1:
            return place if following.indent == level else None
    return None


def _goes_on(site: Site, end: int) -> bool:
    """Whether another clause follows on the level of the one that ends at an index."""
    following = site.statements[end + 1] if end + 1 < len(site.statements) else None
    return (
        following is not None
        and following.word in PARTNERS
        and following.indent == site.statements[site.index].indent
    )


def _behind_else(site: Site) -> Iterator[Candidate]:
    """An `elif` or `except` behind the `else`: the `else` block comes last, or the clause begins anew."""
    statements, index, layout = site.statements, site.index, site.layout
    found = statements[index]
    place = index - 1
    while place >= 0 and statements[place].indent > found.indent:
        place -= 1
    if (
        place < 0
        or statements[place].indent != found.indent
        or statements[place].word not in ("else", "finally")
    ):
        return
    last: int = index
    while True:
        end = block_end(site, last)
        following = statements[end + 1] if end + 1 < len(statements) else None
        if following is None or following.indent != found.indent or following.word != found.word:
            break
        last = end + 1
    start, stop = layout.line_start(statements[place].first), layout.line_start(found.first)
    at = layout.line_end(statements[end].last)
    block = site.text[start : layout.line_end(statements[index - 1].last)]
    body = site.next_indent(place)
    crooked = body is not None and body - statements[place].indent != len(layout.unit.expandtabs())
    changes = (Change(start, stop, ""), insert(at, "\n" + block))
    yield Candidate("definition-moved", changes, 2.0 * crooked)
    if found.word == "elif":
        word = found.tokens[0]
        yield Candidate("keyword-wrong", (Change(word.start, word.end, "if"),), 1.5)


def _raise_before(site: Site, last: int) -> Iterator[Candidate]:
    """The statement just above may stand too deep or too shallow for the clause below it."""
    found = site.statements[last]
    for level, margin in levels(site, last)[:3]:
        if level != found.indent:
            yield Candidate("indent-uneven", shift(site, last, last, margin), 2.5)


def try_alone(site: Site) -> Iterator[Candidate]:
    """Yield repairs of a `try` with no clause that ends it."""
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
        yield Candidate("indent-missing", shift(site, index, later - 1, inner), 0.3)
        yield Candidate("clause-misplaced", shift(site, later, block_end(site, later), margin), 0.8)
    for offset in range(index, min(index + 3, len(statements))):
        if statements[offset].word in ("except", "finally"):
            yield Candidate("clause-misplaced", shift(site, offset, block_end(site, offset), margin), 0.3)
            yield Candidate("clause-misplaced", shift(site, offset, offset, margin), 0.4)
    end = site.layout.line_end(statements[block_end(site, place)].last)
    handler = f"\n{margin}except Exception:\n{margin}{site.layout.unit}pass"
    yield Candidate("handler-missing", (insert(end, handler),), 4.0)
