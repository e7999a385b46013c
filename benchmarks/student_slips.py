"""How do learners slip where brackets, blocks and texts meet? The kinds that no pattern can make."""

import re

from analyzers.syntax.python.tokens import CLOSERS, COMMENT, KEYWORDS, NAME, NEWLINE, OPENERS, STRING, Token
from benchmarks.defect_kinds import KINDS, Ground

_TYPOS = {
    "return": "retrun retunr reutrn retrn returm rturn", "else": "esle eles els elese", "while": "whlie wihle whille wile",
    "import": "improt imoprt imort", "def": "fed deff dfe", "class": "calss clas clss", "for": "fro ofr forr",
    "elif": "elfi elsif ellif", "from": "form fom", "lambda": "lamda lamba", "except": "expect exept excpet",
    "finally": "finaly", "continue": "contine cotinue", "break": "brake breka", "with": "wiht wtih", "yield": "yeild",
    "raise": "riase rasie", "and": "adn nad", "in": "ni inn", "if": "fi iff", "try": "tyr", "not": "nto", "is": "si",
    "None": "none", "global": "globl", "assert": "asert", "as": "sa", "or": "ro",
}  # fmt: skip
_TONGUES = {
    "if": "si wenn se", "else": "sinon sonst altrimenti sino", "for": "pour für para per", "while": "tantque solange mientras",
    "return": "retourner retourne devolver ritorna", "def": "fonction funktion funcion", "in": "dans en",
    "and": "et und e", "or": "ou oder", "not": "pas nicht non", "class": "classe klasse clase", "import": "importer importiere",
    "elif": "sinonsi", "try": "essayer versuche", "break": "abbrechen",
}  # fmt: skip
_PROSE = (
    "Here is my code so far:", "this part does not work", "I get an error on the next line", "Step 2: compute the result",
    "Now we print the result.", "TODO finish this", "output:", "The answer should be 42", "Thanks for any help!",
    "What am I doing wrong?", "-----------------", "1. read the input", "my solution", "Exercise 3", "end of program",
)  # fmt: skip


def _margin(line: str) -> str:
    return line[: len(line) - len(line.lstrip())]


def _block_end(lines: list[str], header: int) -> int:
    """Return the index behind the last line of the block under a header."""
    end = last = header + 1
    while end < len(lines) and (
        not lines[end].strip() or len(_margin(lines[end])) > len(_margin(lines[header]))
    ):
        last = end + 1 if lines[end].strip() else last
        end += 1
    return last


def _pair_of(tokens: list[Token], place: int) -> int | None:
    """Return the index of the bracket that closes the one at an index."""
    depth = 0
    for at in range(place, len(tokens)):
        depth += (tokens[at].text in OPENERS) - (tokens[at].text in CLOSERS)
        if not depth:
            return at
    return None


def _texts(ground: Ground) -> list[Token]:
    """Return the plain texts of one line."""
    return [t for t in ground.tokens if t.kind == STRING and t.text[0] in "\"'" and t.text[-3:] not in ('"""', "'''")]  # fmt: skip


def body_beside(ground: Ground) -> str | None:
    """`if x > 3 print(x)`: the one line of a body beside its header, without the colon."""
    places = [
        n for n in ground.headers() if _block_end(ground.lines, n) == n + 2 and (n + 1) not in ground.inner
    ]
    if not places:
        return None
    number = ground.rng.choice(places)
    header, body = ground.lines[number].rstrip(), ground.lines[number + 1].strip()
    mark = ground.rng.choice(["", "", ",", ";"])
    return "\n".join(
        [*ground.lines[:number], f"{header.removesuffix(':')}{mark} {body}", *ground.lines[number + 2 :]]
    )


def end_word(ground: Ground) -> str | None:
    """A block is closed by a word."""
    headers = ground.headers()
    if not headers:
        return None
    number = ground.rng.choice(headers)
    word = ground.lines[number].split()[0].strip(":(")
    said = ground.rng.choice(["end", "end", f"end{word}", f"end {word}", "}", "end;", "fi", "done", "next i"])
    end = _block_end(ground.lines, number)
    return "\n".join([*ground.lines[:end], _margin(ground.lines[number]) + said, *ground.lines[end:]])


def braces(ground: Ground) -> str | None:
    """A block in braces, one or all of a definition's."""
    headers = ground.headers()
    if not headers:
        return None
    chosen = headers if ground.rng.random() < 0.4 else [ground.rng.choice(headers)]
    lines = list(ground.lines)
    for number in sorted(chosen, reverse=True):
        end = _block_end(lines, number)
        put = lines[number].rstrip().removesuffix(":") + ground.rng.choice([" {", " {", ": {"])
        lines[end:end] = [_margin(lines[number]) + "}"]
        lines[number] = put
    return "\n".join(lines)


def unquote(ground: Ground) -> str | None:
    """A text of words without its quotes."""
    found = [t for t in _texts(ground) if re.fullmatch(r".\w+(?: [\w,.!?:]+)+.", t.text)]
    return ground.replace(token := ground.rng.choice(found), token.text[1:-1]) if found else None


def odd_quotes(ground: Ground) -> str | None:
    """A quote too few, too many, of another kind, or curled on one side."""
    found = _texts(ground)
    if not found:
        return None
    token = ground.rng.choice(found)
    quote, body = token.text[-1], token.text[1:-1]
    other = "'" if quote == '"' else '"'
    return ground.replace(
        token,
        ground.rng.choice(
            [
                quote + body, quote + body, body + quote, body + quote, quote + body + other, quote * 2 + body + quote,
                quote + body + quote * 2, f"''{body}''", f"“{body}”", f"“{body}{quote}", f"{quote}{body}”", f"`{body}`",
                f"´{body}´", f"‘{body}’", f"«{body}»", f"„{body}“", f"{quote}{body} {other}", f"\\{quote}{body}\\{quote}",
            ]
        ),
    )  # fmt: skip


def break_text(ground: Ground) -> str | None:
    """A text goes on in the next line."""
    found = [t for t in _texts(ground) if " " in t.text[2:-2]]
    if not found:
        return None
    token = ground.rng.choice(found)
    place = ground.rng.choice(
        [n for n, c in enumerate(token.text) if c == " " and 1 < n < len(token.text) - 2]
    )
    line = ground.lines[ground.text.count("\n", 0, token.start)]
    return ground.replace(
        token,
        token.text[: place + 1] + "\n" + ground.rng.choice(["", _margin(line)]) + token.text[place + 1 :],
    )


def odd_docstring(ground: Ground) -> str | None:
    """Three quotes that are two, four, or of two kinds."""
    token = ground.pick(
        lambda t: t.kind == STRING and t.text[:3] == t.text[-3:] and t.text[:3] in ('"""', "'''")
    )
    if token is None:
        return None
    quote, body = token.text[0], token.text[3:-3]
    other = "'" if quote == '"' else '"'
    return ground.replace(
        token,
        ground.rng.choice(
            [
                quote * 3 + body + quote * 2, quote * 2 + body + quote * 3, quote * 3 + body + quote * 4,
                quote * 3 + body + other * 3, quote * 3 + body, body + quote * 3, quote * 2 + body + quote * 2,
                quote + body + quote, "“““" + body + "”””", quote * 3 + body + quote,
            ]
        ),
    )  # fmt: skip


def odd_f_string(ground: Ground) -> str | None:
    """A text with values in it: a brace or quote amiss, or the letter elsewhere."""
    token = ground.pick(
        lambda t: (
            t.kind == STRING and t.text[0] == "f" and t.text[-3:] not in ('"""', "'''") and "{" in t.text
        )
    )
    if token is None:
        return None
    text, quote = token.text, token.text[-1]
    other = "'" if quote == '"' else '"'
    opening = [n for n, c in enumerate(text) if c == "{"]
    closing = [n for n, c in enumerate(text) if c == "}"]
    place, end = ground.rng.choice(opening), ground.rng.choice(closing)
    return ground.replace(
        token,
        ground.rng.choice(
            [
                text[:end] + text[end + 1 :], text[:place] + text[place + 1 :], text[:-1], text[0] + text[2:], "f " + text[1:],
                text[1:] + "f", text[:-1] + other, text[1:-1] + quote, text.replace(other, quote), text[:end] + ")" + text[end + 1 :],
                text[:place] + "{" + text[place:], text[:place] + "(" + text[place + 1 :], text[:place] + "${" + text[end:],
            ]
        ),
    )  # fmt: skip


def print_statement(ground: Ground) -> str | None:
    """A call without its brackets, or with one of them."""
    places = []
    for at, token in enumerate(ground.all[:-1]):
        first = not at or ground.all[at - 1].kind == NEWLINE
        if token.kind == NAME and token.text not in KEYWORDS and first and ground.all[at + 1].text == "(":
            end = _pair_of(ground.all, at + 1)
            if end and end > at + 2 and (end + 1 == len(ground.all) or ground.all[end + 1].kind == NEWLINE):
                places.append((ground.all[at + 1], ground.all[end]))
    if not places:
        return None
    opener, closer = ground.rng.choice(places)
    text, inner = ground.text, ground.text[opener.end : closer.start]
    put = ground.rng.choice([f" {inner}", f" {inner}", f"{inner}", f" {inner})", f"({inner}", f": {inner}", f" = ({inner})", f"[{inner})", f"{{{inner}}}", f" <{inner}>", f"({inner}]"])  # fmt: skip
    return text[: opener.start] + put + text[closer.end :]


def typo(ground: Ground, everywhere: bool = False) -> str | None:
    """A word of the language with its letters in another order, one missing, or in capitals."""
    token = ground.pick(lambda t: t.kind == NAME and t.text in _TYPOS)
    if token is None:
        return None
    forms = [*_TYPOS[token.text].split(), token.text.capitalize(), token.text.upper()]
    return _instead(ground, token, ground.rng.choice(forms), everywhere)


def typo_throughout(ground: Ground) -> str | None:
    """The same word misspelt each time."""
    return typo(ground, everywhere=True)


def other_tongue(ground: Ground) -> str | None:
    """A word of the language in one's own."""
    token = ground.pick(lambda t: t.kind == NAME and t.text in _TONGUES)
    if token is None:
        return None
    return _instead(ground, token, ground.rng.choice(_TONGUES[token.text].split()), ground.rng.random() < 0.4)


def _instead(ground: Ground, token: Token, word: str, everywhere: bool) -> str | None:
    if not everywhere:
        return ground.replace(token, word)
    same = [t for t in ground.tokens if t.kind == NAME and t.text == token.text]
    text = ground.text
    for one in reversed(same):
        text = text[: one.start] + word + text[one.end :]
    return text if len(same) > 1 else None


def no_handler(ground: Ground) -> str | None:
    """A `try` whose handler is forgotten."""
    places = [n for n, line in enumerate(ground.lines) if re.match(r" *try:$", line)]
    if not places:
        return None
    number = ground.rng.choice(places)
    end = _block_end(ground.lines, number)
    last = _block_end(ground.lines, end) if end < len(ground.lines) else end
    return "\n".join([*ground.lines[:end], *ground.lines[last:]])


def swap_closers(ground: Ground) -> str | None:
    """Two closing brackets in the wrong order."""
    pairs = [
        (a, b)
        for a, b in zip(ground.all, ground.all[1:], strict=False)
        if a.text in CLOSERS and b.text in CLOSERS and a.text != b.text and a.end == b.start
    ]
    if not pairs:
        return None
    left, right = ground.rng.choice(pairs)
    return ground.text[: left.start] + right.text + left.text + ground.text[right.end :]


def unclosed_over_lines(ground: Ground) -> str | None:
    """A bracket over several lines is never closed, or its end has another shape."""
    places = []
    for at, token in enumerate(ground.all):
        end = _pair_of(ground.all, at) if token.text in OPENERS else None
        if end and "\n" in ground.text[token.start : ground.all[end].start]:
            places.append(ground.all[end])
    if not places:
        return None
    token = ground.rng.choice(places)
    return ground.replace(token, ground.rng.choice(["", "", "", *(c for c in CLOSERS if c != token.text)]))


def comma(ground: Ground) -> str | None:
    """Between arguments or items stands nothing, or another mark."""
    token = ground.pick(lambda t: t.text == ",")
    return (
        ground.replace(token, ground.rng.choice(["", "", "", "", ".", ";", ",,", " and"])) if token else None
    )


def pair(ground: Ground) -> str | None:
    """Between a key and its value stands another mark."""
    depth: list[str] = []
    places = []
    for token in ground.tokens:
        if token.text in OPENERS:
            depth.append(token.text)
        elif token.text in CLOSERS and depth:
            depth.pop()
        elif token.text == ":" and depth[-1:] == ["{"]:
            places.append(token)
    return ground.replace(ground.rng.choice(places), ground.rng.choice(["", " =", " =>", "::", ";", ",", " ->"])) if places else None  # fmt: skip


def doubled(ground: Ground) -> str | None:
    """A word, a mark or a header stands twice."""
    if ground.rng.random() < 0.3 and (headers := ground.headers()):
        number = ground.rng.choice(headers)
        return "\n".join([*ground.lines[: number + 1], *ground.lines[number:]])
    token = ground.pick(
        lambda t: (t.kind == NAME and t.text in KEYWORDS) or t.text in (":", "=", ",", ".", "==", "+")
    )
    return ground.replace(token, token.text + " " * (token.kind == NAME) + token.text) if token else None


def half_finished(ground: Ground) -> str | None:
    """A line whose end is not yet written."""
    places = [
        t
        for t in ground.tokens
        if t.text in ("=", "==", "+", "+=", "in", "and", ".", "return", ",", "(", "import")
    ]
    if not places:
        return None
    token = ground.rng.choice(places)
    end = ground.text.find("\n", token.end)
    rest = ground.text[token.end : end]
    return ground.text[: token.end] + (":" if rest.endswith(":") and ground.rng.random() < 0.5 else "") + ground.text[end:] if end > token.end else None  # fmt: skip


def spaced_name(ground: Ground) -> str | None:
    """A name of two words with a blank or a hyphen, once or each time."""
    token = ground.pick(lambda t: t.kind == NAME and re.fullmatch(r"[a-z]+_[a-z]+", t.text) is not None)
    if token is None:
        return None
    return _instead(ground, token, token.text.replace("_", ground.rng.choice([" ", "-", " "])), ground.rng.random() < 0.4) or ground.replace(token, token.text.replace("_", " "))  # fmt: skip


def prose(ground: Ground) -> str | None:
    """What is said of the code stands in it."""
    said = [t.text.strip("# \t") for t in ground.all if t.kind == COMMENT]
    said = [one for one in said if one.count(" ") > 2] or list(_PROSE)
    line = ground.rng.choice(said if ground.rng.random() < 0.5 else list(_PROSE))
    places = [n for n, one in enumerate(ground.lines) if one.strip() and n not in ground.inner] + [
        len(ground.lines) - 1
    ]
    number = ground.rng.choice(places)
    margin = ground.rng.choice(["", _margin(ground.lines[number])])
    return "\n".join([*ground.lines[:number], margin + line, *ground.lines[number:]])


def fence(ground: Ground) -> str | None:
    """The marks round a piece of code in a chat or a page are pasted along."""
    top, end = ground.rng.choice([("```python", "```"), ("```", "```"), ("```python", ""), ("", "```"), ("python", ""), ("Copy code", "")])  # fmt: skip
    return (top + "\n") * bool(top) + ground.text.rstrip("\n") + "\n" + end + "\n" * bool(end)


def comment_mark(ground: Ground) -> str | None:
    """A remark with another language's mark, or none."""
    marks = [token for token in ground.all if token.kind == COMMENT and len(token.text) > 4]
    if not marks:
        return None
    token = ground.rng.choice(marks)
    body = token.text.lstrip("# ")
    return ground.replace(token, ground.rng.choice([f"// {body}", f"//{body}", f"/* {body} */", f"-- {body}", f"<!-- {body} -->", body, f"% {body}", f"/ {body}", f"\\\\ {body}", f"; {body}"]))  # fmt: skip


def margin_slip(ground: Ground) -> str | None:
    """A line or some stand too far left or right."""
    kind = ground.rng.choice(["line-shifted", "line-shifted", "body-first-line-flat", "run-shifted", "clause-shifted", "tab-mixed"])  # fmt: skip
    return KINDS[kind][1](ground)


def block_flat(ground: Ground) -> str | None:
    """A body stands as deep as its header, which may have lost its colon too."""
    return KINDS[ground.rng.choice(["body-flat", "body-flat", "header-and-body", "body-part-flat"])][1](
        ground
    )


def margins_lost(ground: Ground) -> str | None:
    """A short text, or one top-level body of it, has lost all its margins."""
    if len(ground.lines) > 25 or ground.inner:
        return None
    headers = [n for n in ground.headers() if not _margin(ground.lines[n])]
    if not headers or ground.rng.random() < 0.3:
        return "\n".join(line.lstrip() for line in ground.lines)
    number = ground.rng.choice(headers)
    end = _block_end(ground.lines, number)
    return "\n".join(line.lstrip() if number < n < end else line for n, line in enumerate(ground.lines))
