"""Which single token, put in or exchanged anywhere near the error, makes the text natural again?"""

from collections.abc import Iterator

from analyzers.syntax.python.model import LINE, symbols, token_model
from analyzers.syntax.python.site import Candidate, Change, Site, Target, insert_between, replace_token
from analyzers.syntax.python.tokens import CLOSERS, NAME, NEWLINE, OP, OPENERS, Token

_INSERTED = (
    ",", "=", ".", "+", ":", "-", "*", "/", "%", "==", "in", "and", "or", "not", "is", "if", "else", "for", "as",
    "import", "<", ">", "(", ")", "[", "]", "lambda", "return", "def", "class", "from", "!=", "+=", "<=", ">=",
    "while", "elif", "except", "with", "await", "async", "raise", "yield", "{", "}", "|", "&", "None",
)  # fmt: skip
_REPLACED = (
    ",",
    "=",
    ".",
    ":",
    "+",
    "==",
    "in",
    "and",
    "or",
    "is",
    "as",
    "import",
    "if",
    "for",
    "def",
    "(",
    ")",
    "[",
    "]",
)
_KEPT = 120
_NEAR = 14  # tokens before the error


def candidates(site: Site) -> Iterator[Candidate]:
    """Yield the insertions and exchanges of one token that the token model finds most natural."""
    model = token_model()
    found: list[tuple[float, int, Candidate]] = []
    for target in site.targets:
        tokens = target.statement.tokens
        words = [LINE, LINE, *symbols(tokens), LINE, LINE]
        stop = next((n for n, t in enumerate(tokens) if t.start > site.reach), len(tokens))
        first = max(stop - _NEAR, 0)
        for place in range(first, min(stop + 2, len(tokens) + 1)):
            around = words[max(place - 1, 0) : place + 2]
            behind = words[place + 2 : place + 5]
            plain = model.cost([*around, *behind])
            for text in _INSERTED:
                cost = model.cost([*around, text, *behind]) - plain
                change = _insertion(site, target, place, text)
                if change is not None:
                    kind = "keyword-missing" if text.isalpha() else "token-missing"
                    apart = text == "." and change.end > change.start  # nobody writes blanks round a dot
                    extra = 1.5 * apart
                    found.append(
                        (cost + extra, len(found), Candidate(kind, (change,), target.cost + 2.2 + extra))
                    )
        for place in range(first, min(stop + 1, len(tokens))):
            token = tokens[place]
            word = token.kind == NAME
            if token.kind not in (OP, NAME) or (word and (not token.is_keyword or not place)):
                continue
            around = words[max(place - 1, 0) : place + 2]
            behind = words[place + 3 : place + 6]
            plain = model.cost([*around, token.text, *behind])
            for text in _REPLACED:
                if text == token.text or (word and not text.isalpha()):
                    continue
                cost = model.cost([*around, text, *behind]) - plain + 1.0
                change = replace_token(site, token, text)
                found.append((cost, len(found), Candidate("token-wrong", (change,), target.cost + 3.5)))
    found.sort()
    for _, _, candidate in found[:_KEPT]:
        yield candidate


def _insertion(site: Site, target: Target, place: int, text: str) -> Change | None:
    tokens = target.statement.tokens
    if place == 0:
        if text in CLOSERS or text in (",", ".", ":"):
            return None
        edge = Token(NEWLINE, "", tokens[0].start, tokens[0].start)
        return insert_between(site, edge, tokens[0], text)._replace(
            start=tokens[0].start, end=tokens[0].start, text=text + (" " if text.isalpha() else "")
        )
    left = tokens[place - 1]
    if place == len(tokens):
        edge = Token(NEWLINE, "", left.end, left.end)
        if text in OPENERS:
            return None
        change = insert_between(site, left, edge, text)
        return change._replace(text=text if not text.isalpha() else f" {text}")
    right = tokens[place]
    if text in OPENERS:
        return insert_between(site, left, right, ",")._replace(start=right.start, end=right.start, text=text)
    if text in CLOSERS:
        return insert_between(site, left, right, ",")._replace(text=text)
    return insert_between(site, left, right, text)
