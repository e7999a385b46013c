"""Where does the body of a block begin and end that has lost its indentation?"""

from collections.abc import Iterator
from itertools import pairwise

from analyzers.syntax.python.layout import Statement
from analyzers.syntax.python.margins import block_end, shift, whole_end
from analyzers.syntax.python.site import Candidate, Site, insert
from analyzers.syntax.python.tokens import CLAUSES, KEYWORDS, NAME, STRING

# How far a body goes that lost its indentation: one statement, up to a blank line, a definition, or the end.
_EXTENT_COSTS = {
    "def": (0.9, 0.5, 0.0, 0.3),
    "class": (1.0, 0.6, 0.2, 0.0),
    "for": (0.5, 0.6, 0.8, 1.0),
    "while": (0.8, 0.5, 0.6, 0.8),
    "if": (0.2, 0.7, 1.0, 1.2),
}
_GUARDED = (0.8, 0.6, 0.5, 0.0)  # below `if __name__ == "__main__":` all the rest of a program stands
_ENDS = frozenset({"return", "raise", "break", "continue"})


def extents(site: Site, index: int) -> Iterator[tuple[int, float]]:
    """Yield how far a misplaced block starting at an index may go, with a cost for each choice."""
    word = site.statements[index - 1].word if index else "if"
    costs = _EXTENT_COSTS.get("def" if word == "async" else word, _EXTENT_COSTS["if"])
    if index and any(token.text == "__name__" for token in site.statements[index - 1].tokens):
        costs = _GUARDED
    base = site.statements[index].indent
    used = _first_use(site, index)
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
        if used is not None:
            cost += -0.7 if end == used else 1.5 if end > used else 0.0
        if site.statements[index - 1].word == "if" and _needed_below(site, index, end):
            cost += 1.2
        if end == index and len(site.statements[index].tokens) == 1 and index + 1 < len(site.statements):
            following = site.statements[index + 1]
            apart = following.word in ("class", "def", "@") and following.first - site.statements[
                index
            ].last > 2 - (following.word == "class")
            alone = site.statements[index].tokens[0].kind == STRING and not apart
            cost += 2.0 * alone  # a docstring is seldom all there is
        yield end, cost


def _needed_below(site: Site, index: int, end: int) -> bool:
    """Whether the next statement needs a name that only the statements up to `end` have bound."""
    statements = site.statements
    if end + 1 >= len(statements) or statements[end + 1].indent != statements[index].indent:
        return False
    made = {
        one.tokens[0].text
        for one in statements[index : end + 1]
        if len(one.tokens) > 2 and one.tokens[1].text == "=" and one.tokens[0].kind == NAME
    }
    if not made:
        return False
    for one in statements[:index]:
        made -= {token.text for token in one.tokens if token.kind == NAME}
    return any(token.text in made for token in statements[end + 1].tokens)


def _first_use(site: Site, index: int) -> int | None:
    """Return the last statement before the first that uses what the header above defines, behind a blank line."""
    if not index:
        return None
    statements = site.statements
    header = statements[index - 1]
    if header.word not in ("def", "class") or len(header.tokens) < 2:
        return None
    name, base = header.tokens[1].text, statements[index].indent
    for place in range(index + 1, min(index + 200, len(statements))):
        one = statements[place]
        if one.indent < base:
            return None
        apart = one.first - statements[place - 1].last > 1 or place + 1 == len(statements)
        outside = one.indent == base and apart and one.word not in _ENDS and not one.is_header
        if outside and any(
            b.text == name and a.text != "." for a, b in pairwise([header.tokens[0], *one.tokens])
        ):
            return place - 1
    return None


def _extent_choices(
    site: Site, index: int, costs: tuple[float, float, float, float]
) -> Iterator[tuple[int, float]]:
    statements = site.statements
    base = statements[index].indent
    own: int = whole_end(site, index)
    yield own, costs[0]
    loop = _loop_end(site, index)
    if loop is not None:
        yield loop, -0.6
    end = own
    seen = {own}
    blank: int | None = None
    definition: int | None = None
    methods = _methods_end(site, index)
    if methods is not None:
        seen.add(methods)
        yield methods, -0.8
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
        end = whole_end(site, end + 1)
    for choice, cost in ((blank, costs[1]), (definition, costs[2]), (end, costs[3])):
        if choice is not None and choice not in seen:
            seen.add(choice)
            yield choice, cost
    # every statement of the same level is a possible last one: what follows may belong outside
    step = 0
    end = own
    while step < 6 and end + 1 < len(statements) and statements[end + 1].indent == base:
        end = whole_end(site, end + 1)
        step += 1
        if end not in seen:
            seen.add(end)
            yield end, costs[0] + 0.5


def _methods_end(site: Site, index: int) -> int | None:
    """Return where the methods of a class above an index end: definitions that take `self`, and what is between."""
    statements = site.statements
    if not index or statements[index - 1].word != "class":
        return None
    base = statements[index].indent
    last: int | None = None
    end: int = index
    while end < len(statements) and statements[end].indent >= base and end < index + 400:
        one = statements[end]
        if one.indent == base:
            texts = [token.text for token in one.tokens[:8]]
            method = one.word in ("def", "async") and ("self" in texts or "cls" in texts)
            if one.word in ("def", "async") and not method and not (end and statements[end - 1].word == "@"):
                break
            if one.word in ("class", "import", "from", "if", "for", "while", "with"):
                break
            if method:
                last = block_end(site, end)
        end += 1
    return last


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
        used = {token.text for token in one.tokens if token.kind == NAME} - _bound_inside(one)
        assigned = one.tokens[0].text in names and len(one.tokens) > 1
        fresh = header.word == "for" and used & names and len(one.tokens) > 2 and one.tokens[1].text == "="
        if fresh and one.tokens[0].kind == NAME and not _occurs(statements[:index], one.tokens[0].text):
            names.add(one.tokens[0].text)  # what is made of the item is about it too
        if (header.word == "for" and used & names) or (
            header.word == "while" and (assigned or one.word in ("break", "continue"))
        ):
            top = end
            while top > index and statements[top].indent > base:
                top -= 1
            last = whole_end(site, top)
        end += 1
    return last


def _occurs(statements: list[Statement], name: str) -> bool:
    return any(token.text == name for one in statements for token in one.tokens)


def _bound_inside(statement: Statement) -> set[str]:
    """Return the names that comprehensions of a statement bind for themselves."""
    tokens = statement.tokens
    return {
        after.text
        for before, after in pairwise(tokens)
        if before.text == "for" and before is not tokens[0] and after.kind == NAME
    }


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
            alike = header.word == outer.word == "def" and found.word not in ("def", "class", "@")
            change = shift(site, header_index, header_index, site.margin(outer))
            yield Candidate("indent-extra", change, -1.2 if alike else 1.4)
    if not dedented:
        margins = [inner]
        after = site.next_indent(block_end(site, index))
        for level in {site.next_indent(index), after}:
            if level is not None and level > header.indent and " " * level != inner and "\t" not in inner:
                margins.insert(0, " " * level)
        for rank, margin in enumerate(margins):
            alone = _alone(site, index, len(margin.expandtabs()))
            part = _flat_part(site, index, len(margin.expandtabs()))
            if part is not None:
                yield Candidate("indent-missing", shift(site, index, part, margin), 0.7 * rank - 1.2)
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


def _flat_part(site: Site, index: int, level: int) -> int | None:
    """Return the last statement of a body's flat beginning: the next one stands where it belongs, and too deep here."""
    statements = site.statements
    base = statements[index].indent
    for place in range(index, len(statements) - 1):
        one, below = statements[place], statements[place + 1]
        if one.indent < base or one.indent >= level + (level - base):
            return None
        if below.indent > one.indent and not one.opens_block:
            return place if below.indent == one.indent + level - base else None
    return None


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
    last = header.last
    for number in range(header.last + 1, min(header.last + 30, len(site.layout.starts)) + 1):
        row = site.layout.line(number)  # comments are all the body that there is
        if not row.lstrip().startswith("#") or len(site.layout.margin(number)) <= header.margin:
            break
        last = number
    return Candidate("body-missing", (insert(site.layout.line_end(last), line),), cost)
