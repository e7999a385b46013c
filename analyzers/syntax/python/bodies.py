"""Where does the body of a block begin and end that has lost its indentation?"""

from collections.abc import Iterator

from analyzers.syntax.python.margins import block_end, shift
from analyzers.syntax.python.site import Candidate, Site, insert
from analyzers.syntax.python.tokens import CLAUSES, KEYWORDS, NAME

# How far a body goes that lost its indentation: one statement, up to a blank line, a definition, or the end.
_EXTENT_COSTS = {
    "def": (0.9, 0.5, 0.0, 0.3),
    "class": (1.0, 0.6, 0.2, 0.0),
    "for": (0.5, 0.6, 0.8, 1.0),
    "while": (0.8, 0.5, 0.6, 0.8),
    "if": (0.2, 0.7, 1.0, 1.2),
}
_ENDS = frozenset({"return", "raise", "break", "continue"})


def extents(site: Site, index: int) -> Iterator[tuple[int, float]]:
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
    own: int = block_end(site, index)
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
        end = block_end(site, end + 1)
    for choice, cost in ((blank, costs[1]), (definition, costs[2]), (end, costs[3])):
        if choice is not None and choice not in seen:
            seen.add(choice)
            yield choice, cost
    # every statement of the same level is a possible last one: what follows may belong outside
    step = 0
    end = own
    while step < 6 and end + 1 < len(statements) and statements[end + 1].indent == base:
        end = block_end(site, end + 1)
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
            last = block_end(site, end)
        end += 1
    return last


def missing_body(site: Site) -> Iterator[Candidate]:
    """Yield indentations for a body that has none, and a placeholder for one that is not there."""
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
    step = len(site.layout.unit.expandtabs())
    if (
        header_index
        and found.indent == header.indent >= step
        and statements[header_index - 1].indent >= header.indent
    ):
        outer = next(
            (one for one in statements[header_index - 1 :: -1] if one.indent == header.indent - step), None
        )
        if outer is not None:  # or the header stands too deep
            yield Candidate("indent-extra", shift(site, header_index, header_index, site.margin(outer)), 1.4)
    if not dedented:
        margins = [inner]
        after = site.next_indent(block_end(site, index))
        for level in {site.next_indent(index), after}:
            if level is not None and level > header.indent and " " * level != inner and "\t" not in inner:
                margins.insert(0, " " * level)
        for rank, margin in enumerate(margins):
            alone = _alone(site, index, len(margin.expandtabs()))
            if alone is not None:
                yield Candidate("indent-missing", shift(site, index, index, margin), alone + 0.7 * rank)
            for end, cost in extents(site, index):
                changes = shift(site, index, end, margin)
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
