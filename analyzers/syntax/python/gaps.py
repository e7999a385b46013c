"""Which word is missing: a keyword, the brackets of a definition, the rest of an import?"""

import sys
from collections.abc import Iterator

from analyzers.syntax.python.site import Candidate, Change, Site, Target, insert, replace_token, swap
from analyzers.syntax.python.tokens import CLOSERS, COMPOUND, KEYWORDS, NAME, OP, STRING, Token

_HEADER_WORDS = ("def", "if", "for", "while", "class", "elif", "with", "else")


def missing(site: Site, target: Target) -> Iterator[Candidate]:
    """Yield the words that a statement lacks."""
    statement, index, cost = target
    tokens = statement.tokens
    first = tokens[0]
    body = site.body_follows(index)
    texts = [token.text for token in tokens]
    if body and first.text not in COMPOUND and first.text not in KEYWORDS:
        colon = "" if statement.opens_block else ":"
        ends = (insert(statement.end, colon),) if colon else ()
        # a call-like line over a body is a definition; a comparison is a condition
        for word in _HEADER_WORDS:
            if first.text.startswith(word):
                continue  # `def__init__` has its word
            call = len(tokens) > 1 and tokens[1].text == "(" and tokens[-2 if not colon else -1].text == ")"
            extra = 0.5
            if word == "def":
                extra = -0.5 if call else 2.0
                extra += 2.0 * first.text.lstrip("_")[:1].isupper()
            elif word == "for":
                extra = -0.8 if "in" in texts else 3.0
            elif word in ("if", "while", "elif"):
                extra = {"if": 0.0, "while": 1.0, "elif": 1.2}[word] + (1.0 if call else 0.0)
            elif word == "with":
                extra = -0.5 if "as" in texts else 2.5
            elif word == "class":
                extra = -0.6 if first.text.lstrip("_")[:1].isupper() else 2.5
                extra += 3.5 * (
                    call and any(one.kind == NAME and one.text[:1].islower() for one in tokens[2:])
                )
            elif word == "else":
                continue
            yield Candidate(
                "keyword-missing",
                (insert(first.start, word + " "), *ends),
                cost + extra + (2.0 if colon else 0.0),
            )
    if first.text == ":" and len(tokens) == 1:
        yield Candidate("keyword-missing", (insert(first.start, "else"),), cost)
        yield Candidate("keyword-missing", (insert(first.start, "try"),), cost + 0.5)
        yield Candidate("keyword-missing", (insert(first.start, "finally"),), cost + 0.8)
        yield Candidate("keyword-missing", (insert(first.start, "except"),), cost + 1.0)
    if first.text == "def" and len(tokens) > 1 and tokens[1].kind == NAME:
        if "(" not in texts:
            ending = tokens[-1].start if statement.opens_block else statement.end
            if len(tokens) == 2 and not statement.opens_block:
                yield Candidate("bracket-unopened", (insert(tokens[1].end, "("),), cost - 0.5)
            if len(tokens) <= 3:
                yield Candidate("parameters-missing", (insert(tokens[1].end, "()"),), cost - 1.0)
            else:
                rest = tokens[2]
                yield Candidate(
                    "parameters-missing", (Change(tokens[1].end, rest.start, "("), insert(ending, ")")), cost
                )
        elif len(tokens) > 3 and tokens[2].kind == NAME:
            yield Candidate("word-split", (Change(tokens[1].end, tokens[2].start, "_"),), cost)
            yield Candidate("surplus-word", (Change(tokens[1].start, tokens[2].start, ""),), cost + 1.5)
    if first.text == "def" and len(tokens) > 1 and tokens[1].text == "(":
        yield Candidate("name-missing", (insert(first.end, " function"),), cost + 3.0)
    if first.text == "for" and "in" not in texts and len(tokens) > 2:
        end = 1  # behind the names of the loop
        while end + 2 < len(tokens) and tokens[end + 1].text == "," and tokens[end + 2].kind == NAME:
            end += 2
        yield Candidate("keyword-missing", (spaced(site, tokens[end].end, "in"),), cost - 0.5)
        for place, token in site.near(statement):
            if (
                token.text in ("=", ":", ",", "of", "to", "from", "on", "is", "-")
                and place > 1
                and place < len(tokens) - 1
            ):
                yield Candidate(
                    "keyword-wrong", (replace_token(site, token, "in"),), cost - 0.2 + 0.2 * place
                )
    for place, token in site.near(statement):
        if token.text != "for" or place == 0:
            continue
        end = place + 1  # `[x for x items]`: behind the names of the loop
        while end + 1 < len(tokens) and tokens[end].kind == NAME and tokens[end + 1].text == ",":
            end += 2
        if end + 1 < len(tokens) and tokens[end].ends_operand and tokens[end + 1].starts_operand:
            yield Candidate("keyword-missing", (spaced(site, tokens[end].end, "in"),), cost - 0.5)
    for place, left, right in site.gaps(target):  # `[f(x) x in items]`
        looped = right.kind == NAME and left.ends_operand and texts[place + 1 : place + 2] in (["in"], [","])
        if looped and site.inside(statement, place) and "for" not in texts[:place] and "in" in texts[place:]:
            yield Candidate("keyword-missing", (spaced(site, left.end, "for"),), cost - 1.5)
    for place, left, right in site.gaps(target):
        if left.text == "|" and right.text in (":", "=", ",", ")", "]"):  # `-> str | :`
            yield Candidate("keyword-missing", (insert(left.end, " None"),), cost - 1.5)
    if first.text == "from" and "import" not in texts:
        for place, left, right in site.gaps(target):
            if place > 1 and left.kind == NAME and right.kind in (NAME, OP) and right.start > left.end:
                yield Candidate("keyword-missing", (insert(left.end, " import"),), cost - 0.5)
    if "import" in texts[1:] and first.kind == NAME and first.text not in KEYWORDS and "from" not in texts:
        yield Candidate("keyword-missing", (insert(first.start, "from "),), cost - 0.8)
    if first.text == "import" and "from" in texts:
        place = texts.index("from")
        names = site.text[tokens[1].start : tokens[place - 1].end] if place > 1 else ""
        module = site.text[tokens[place].end : statement.end].strip()
        if names and module:
            yield Candidate(
                "import-reversed",
                (Change(first.start, statement.end, f"from {module} import {names}"),),
                cost - 0.5,
            )
    if first.text == "import" and "import" in texts[1:]:
        yield Candidate("keyword-wrong", (swap(first, "from"),), cost - 0.3)
    if first.text == "from" and texts[-1] == "import" and len(tokens) > 2:
        yield Candidate("token-missing", (insert(tokens[-1].end, " *"),), cost - 1.0)
    if texts[:2] == ["from", "import"]:
        yield Candidate("surplus-word", (Change(first.start, tokens[1].start, ""),), cost - 0.5)
        relative = 0.5 if tokens[2:3] and tokens[2].text in sys.stdlib_module_names else -0.8
        relative -= 1.0 * ("from ." in site.text)
        yield Candidate("token-missing", (insert(first.end, " ."),), cost + relative)
    if first.text in ("with", "except", "import", "from"):
        for place, left, right in site.gaps(target):
            if (
                left.ends_operand
                and right.kind == NAME
                and right.text not in KEYWORDS
                and "\n" not in site.text[left.end : right.start]
            ):
                listed = first.text in ("from", "import") and "," in texts and len(right.text) > 2
                extra = 1.0 if listed else -1.8 + 0.1 * place
                yield Candidate("keyword-missing", (insert(left.end, " as"),), cost + extra)
    for place, token in site.near(statement):
        if token.text == "if" and place and not statement.is_header and "else" not in texts[place:]:
            stop = _operand_end(tokens, place)
            part = tokens[place - 1].kind == STRING and " " in (
                tokens[place - 1].text[-2:-1],
                tokens[place - 1].text[1:2],
            )
            otherwise = '""' if part else "None"  # what ends in a blank is put before something
            yield Candidate("else-missing", (insert(tokens[stop].end, f" else {otherwise}"),), cost + 1.5)
            for after in range(place + 2, stop + 1):
                if tokens[after - 1].ends_operand and tokens[after].starts_operand:
                    yield Candidate(
                        "keyword-missing", (spaced(site, tokens[after - 1].end, "else"),), cost - 0.5
                    )


def _operand_end(tokens: list[Token], place: int) -> int:
    """Return the index of the last token before a comma or the bracket that closes round an index."""
    depth = 0
    for index in range(place + 1, len(tokens)):
        text = tokens[index].text
        depth += (text in ("(", "[", "{")) - (text in CLOSERS)
        if depth < 0 or (not depth and text in (",", ":")):
            return index - 1
    return len(tokens) - 1


def spaced(site: Site, offset: int, word: str) -> Change:
    """Return the insertion of a word with blanks round it."""
    right = "" if site.text[offset : offset + 1].isspace() else " "
    return insert(offset, f" {word}{right}")
