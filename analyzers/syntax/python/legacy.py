"""Which forms of Python 2 stand in the text, and how are they said in Python 3?"""

import re
from collections.abc import Iterator

from analyzers.syntax.python.layout import Statement
from analyzers.syntax.python.site import Candidate, Change, Site, insert, swap
from analyzers.syntax.python.tokens import CLOSERS, JUNK, KEYWORDS, NAME, NUMBER, OPENERS, STRING, Token


def candidates(site: Site) -> Iterator[Candidate]:
    """Yield the conversion of every Python 2 form of the text at once, and of the one at the error."""
    here = list(_convert(site, site.statement))
    if not here:
        return
    everywhere = [change for statement in site.statements for change in _convert(site, statement)]
    yield Candidate("legacy", tuple(sorted(everywhere)), -1.5)
    yield Candidate("legacy", tuple(sorted(here)), -0.5)


def _convert(site: Site, statement: Statement) -> Iterator[Change]:
    tokens = statement.tokens
    # `if x: print y` and `else: print y` hold a second statement behind the colon
    start = 0
    depth = 0
    starts = [0]
    for place, token in enumerate(tokens[:-1]):
        depth += (token.text in OPENERS) - (token.text in CLOSERS)
        if not depth and token.text in (":", ";"):
            starts.append(place + 1)
    for number, start in enumerate(starts):
        stop = len(tokens)
        if number + 1 < len(starts):
            stop = starts[number + 1] - (1 if tokens[starts[number + 1] - 1].text in ";:" else 0)
        part = tokens[start:stop]
        if not part:
            continue
        word = part[0].text
        if word == "print":
            yield from _print(site, part)
        elif word == "exec":
            yield from _exec(part)
        elif word == "raise":
            yield from _raise(site, part)
        elif word == "except":
            yield from _except(site, part, ended=stop < len(tokens) or tokens[-1].text == ":")
        elif word == "def":
            yield from _tuple_parameters(site, statement)
    yield from _tuple_lambdas(tokens)
    quoted: list[Token] = []
    for place, token in enumerate(tokens):
        if token.text == "<>":
            yield swap(token, "!=")
        elif token.kind == NUMBER:
            plain = token.text.rstrip("lL")
            if re.fullmatch(r"0[0-7]{2,}", plain):
                yield swap(token, "0o" + plain.lstrip("0")) if plain.strip("0") else swap(token, "0")
            elif plain != token.text:
                yield swap(token, plain)
        elif token.kind == STRING and token.text[:2].lower() == "ur":
            yield Change(token.start, token.start + 2, "r")
        elif token.kind == JUNK and token.text == "`":
            quoted.append(token)
    for opener, closer in zip(quoted[::2], quoted[1::2], strict=False):
        inner = site.text[opener.end : closer.start]
        if not inner.strip("` \t") or "\n" in inner:
            continue  # the fence of a pasted block
        yield swap(opener, "repr(")
        yield swap(closer, ")")


def _print(site: Site, part: list[Token]) -> Iterator[Change]:
    word, rest = part[0], part[1:]
    if not rest:
        yield insert(word.end, "()")
        return
    if rest[0].text in ("=", ".", ",", ")", "+=", ":", "==", "]", "in", "is"):
        return
    if rest[0].text == "(" and _closes_at_end(rest):
        return
    end = rest[-1].end
    if rest[0].text == ">>":
        commas = list(_top_level_commas(rest))
        stop = commas[0].start if commas else end
        file = site.text[rest[1].start : stop] if len(rest) > 1 else ""
        if not file:
            return
        if not commas:
            yield Change(word.end, end, f"(file={file})")
            return
        tail = ", end=' '" if rest[-1].text == "," and len(commas) > 1 else ""
        close = rest[-1].start if tail else end
        yield Change(word.end, _after_blanks(site, commas[0].end), "(")
        yield Change(close, end, f"{tail}, file={file})")
        return
    if rest[-1].text == "," and len(rest) > 1:
        yield Change(word.end, rest[0].start, "(")
        yield Change(rest[-1].start, end, ", end=' ')")
        return
    yield Change(word.end, rest[0].start, "(")
    yield insert(end, ")")


def _after_blanks(site: Site, offset: int) -> int:
    while site.text[offset : offset + 1] in (" ", "\t"):
        offset += 1
    return offset


def _closes_at_end(tokens: list[Token]) -> bool:
    """Whether the bracket that comes first closes with the last token."""
    depth = 0
    for place, token in enumerate(tokens):
        depth += (token.text in OPENERS) - (token.text in CLOSERS)
        if not depth:
            return place == len(tokens) - 1
    return True


def _top_level_commas(tokens: list[Token]) -> Iterator[Token]:
    depth = 0
    for token in tokens:
        depth += (token.text in OPENERS) - (token.text in CLOSERS)
        if not depth and token.text == ",":
            yield token


def _exec(part: list[Token]) -> Iterator[Change]:
    word, rest = part[0], part[1:]
    if not rest or rest[0].text in ("(", "=", ".", ","):
        return
    yield Change(word.end, rest[0].start, "(")
    depth = 0
    for place, token in enumerate(rest):
        depth += (token.text in OPENERS) - (token.text in CLOSERS)
        if not depth and token.text == "in" and place:
            yield Change(rest[place - 1].end, token.end, ",")
            break
    yield insert(rest[-1].end, ")")


def _raise(site: Site, part: list[Token]) -> Iterator[Change]:
    commas = list(_top_level_commas(part))
    if not commas:
        return
    end = part[-1].end
    start = _after_blanks(site, commas[0].end)
    if len(commas) == 1:
        inner = site.text[start:end]
        if inner.startswith("(") and _closes_at_end([t for t in part if t.start >= start]):
            yield Change(commas[0].start, start, "")  # a tuple gives the arguments
            return
        yield Change(commas[0].start, start, "(")
        yield insert(end, ")")
        return
    value = site.text[start : commas[1].start].strip()
    trace = site.text[commas[1].end : end].strip()
    call = "" if value == "None" else f"({value})"
    yield Change(commas[0].start, end, f"{call}.with_traceback({trace})")


def _except(site: Site, part: list[Token], *, ended: bool) -> Iterator[Change]:
    commas = list(_top_level_commas(part))
    if len(commas) != 1 or not ended:
        return
    behind = [token for token in part if token.start > commas[0].start and token.text != ":"]
    if len(behind) > 2 and behind[0].text == "(" and behind[-1].text == ")":  # its arguments are taken apart
        names = site.text[behind[0].start : behind[-1].end]
        yield Change(commas[0].start, behind[-1].end, " as error")
        margin = site.layout.margin(site.layout.line_of(part[0].start)) + site.layout.unit
        line_end = site.layout.line_end(site.layout.line_of(behind[-1].end))
        yield insert(line_end, f"\n{margin}{names} = error.args")
        return
    if len(behind) != 1 or behind[0].kind != NAME or behind[0].text in KEYWORDS:
        return
    name = behind[0].text
    if name[:1].isupper():  # two exceptions rather than a name for one
        first = part[1]
        yield insert(first.start, "(")
        yield insert(behind[0].end, ")")
        return
    yield Change(commas[0].start, _after_blanks(site, commas[0].end), " as ")


def _tuple_lambdas(tokens: list[Token]) -> Iterator[Change]:
    """`lambda (k, v): v` takes one parameter, whose items are looked up."""
    for place, token in enumerate(tokens[:-2]):
        if token.text != "lambda" or tokens[place + 1].text != "(":
            continue
        stop = next((at for at in range(place + 1, len(tokens)) if tokens[at].text == ")"), None)
        if stop is None or stop + 1 >= len(tokens) or tokens[stop + 1].text != ":":
            continue
        names = [one.text for one in tokens[place + 2 : stop] if one.text != ","]
        if not names or any(not name.isidentifier() for name in names):
            continue
        if len(names) == 1 and tokens[stop - 1].text != ",":  # brackets round a plain parameter
            yield Change(tokens[place + 1].start, tokens[stop].end, names[0])
            continue
        whole = "_".join(names) if len(names) > 1 else f"{names[0]}_"
        yield Change(tokens[place + 1].start, tokens[stop].end, whole)
        depth = 0
        for at in range(stop + 2, len(tokens)):
            one = tokens[at]
            depth += (one.text in OPENERS) - (one.text in CLOSERS)
            if depth < 0 or (not depth and one.text == ","):
                break
            if one.text in names and tokens[at - 1].text != ".":
                yield swap(one, f"{whole}[{names.index(one.text)}]")


def _tuple_parameters(site: Site, statement: Statement) -> Iterator[Change]:
    tokens = statement.tokens
    depth = 0
    for place, token in enumerate(tokens):
        if token.text == "(" and depth == 1 and tokens[place - 1].text in ("(", ","):
            stop = place
            inner = 0
            while stop < len(tokens):
                inner += (tokens[stop].text == "(") - (tokens[stop].text == ")")
                if not inner:
                    break
                stop += 1
            if stop == len(tokens):
                return
            names = [t.text for t in tokens[place:stop] if t.kind == NAME]
            written = site.text[token.start : tokens[stop].end]
            name = "_".join(names) or "items"
            yield Change(token.start, tokens[stop].end, name)
            margin = site.margin(statement) + site.layout.unit
            line_end = site.layout.line_end(statement.last)
            if statement.opens_block:
                yield insert(line_end, f"\n{margin}{written} = {name}")
        depth += (token.text in OPENERS) - (token.text in CLOSERS)
        if not depth and token.text == ")":
            return  # what follows are no parameters
