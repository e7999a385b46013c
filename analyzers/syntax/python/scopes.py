"""What stands where the compiler does not let it stand, in a text that parses: `break`, `await`, `global`?"""

from collections.abc import Iterator, Sequence

from analyzers.syntax.python.site import Candidate, Change, Site, insert, swap
from analyzers.syntax.python.tokens import CLOSERS, KEYWORDS, NAME, OPENERS, Token
from analyzers.syntax.words import distance

_OWN_CODE = "this is a module's or a class's own code"
_NO_LOOP = "there is none round it in the same function, class or module"
# What is said where no repair can be known: a pattern of the compiler's whole message, what is wrong, what to do.
TOLD = (
    (r"'return' outside function", f"`return` leaves a function, and {_OWN_CODE}", "indent it into one; `sys.exit()` ends a program"),
    (r"'yield' outside function", f"`yield` belongs in a function, and {_OWN_CODE}", "indent it into one"),
    (r"'await' outside function", f"`await` belongs in a function, and {_OWN_CODE}", "put it into an `async def`, and start that with `asyncio.run`"),
    (r"'break' outside loop", f"`break` ends a loop, and {_NO_LOOP}", "indent it into the loop, or put the block into one"),
    (r"'continue' not properly in loop", f"`continue` goes on with a loop, and {_NO_LOOP}", "indent it into the loop, or put the block into one"),
    (r"'return' with value in async generator", "a function that yields and is `async` returns no value", "yield the value, or leave `return` bare"),
    (r"keyword argument repeated(: \w+)?", "an argument is given twice by its name", "leave one out, or write the name that was meant"),
    (r"name capture '\w+' makes remaining patterns unreachable", "a bare name matches everything, so no pattern behind it is ever reached", "put it last, or compare with a literal or a dotted name"),
    (r"wildcard makes remaining patterns unreachable", "`_` matches everything, so no pattern behind it is ever reached", "put it last"),
    (r"starred assignment target must be in a list or tuple", "a starred name takes the rest of several names, and stands alone", "put a comma behind it"),
    (r"multiple starred expressions in assignment", "only one of the names on the left may take the rest", "take the star from the others"),
)  # fmt: skip
_FEATURES = ("annotations", "division", "print_function", "unicode_literals", "absolute_import", "with_statement",
             "generator_stop", "generators", "nested_scopes", "barry_as_FLUFL")  # fmt: skip


def candidates(site: Site) -> Iterator[Candidate]:
    """Yield repairs of statements that their surroundings do not allow."""
    message = site.message
    if "outside async function" in message or message.startswith("asynchronous comprehension"):
        yield from _async(site)
    elif message == "'await' outside function":
        yield from _waiting_module(site)
    elif message.startswith(("'break' outside loop", "'continue' not properly in loop")):
        yield from _without_loop(site)
    elif (
        message.endswith(("before global declaration", "before nonlocal declaration"))
        or "prior to" in message
    ):
        yield from _declaration(site)
    elif message.startswith(("no binding for nonlocal", "nonlocal declaration not allowed")):
        first = site.statement.tokens[0]
        yield Candidate("rule-nonlocal", (swap(first, "global"),), -0.5)
    elif message.startswith("future feature"):
        for token in site.statement.tokens[3:]:
            for name in _FEATURES:
                if distance(token.text, name, 2) in (1, 2):
                    yield Candidate("keyword-misspelt", (swap(token, name),), -0.5)


def _waiting_module(site: Site) -> Iterator[Candidate]:
    """`await main()` at the top of a module: what runs it there is `asyncio.run`.

    Only a call that is all of the statement is wrapped: of `await main() or other()` it would be too much.
    """
    tokens = site.statement.tokens
    place = next((n for n, one in enumerate(tokens) if one.text == "await"), 0)
    whole = place == 0 or (place == 2 and tokens[1].text == "=")
    if not whole or not _is_call(tokens[place + 1 :]) or site.margin(site.statement):
        return
    changes = [
        Change(tokens[place].start, tokens[place + 1].start, "asyncio.run("),
        insert(tokens[-1].end, ")"),
    ]
    if site.names.get("asyncio", 0) == 0:
        first = site.statements[0]
        if len(first.tokens) == 1 and first.tokens[0].kind == "string" and len(site.statements) > 1:
            first = site.statements[1]
        changes.insert(0, insert(first.start, "import asyncio\n"))
    yield Candidate("await-alone", tuple(changes), 0.0)


def _is_call(tokens: Sequence[Token]) -> bool:
    """Whether tokens are one call and nothing else: `main()`, `app.run(x)`, `make()(1)`."""
    depth = 0
    before = ""
    for token in tokens:
        if depth == 0 and not (
            (token.text in ("(", "[", ".") and before)
            or (token.kind == NAME and token.text not in KEYWORDS and before in ("", "."))
        ):
            return False
        depth += (token.text in OPENERS) - (token.text in CLOSERS)
        before = token.text
    return before == ")" and depth == 0


def _without_loop(site: Site) -> Iterator[Candidate]:
    """A block round it was meant to be a loop, or there is none: then `return` leaves the function."""
    statements = site.statements
    level = site.statement.indent
    blocks = 0
    for place in range(site.index - 1, -1, -1):
        one = statements[place]
        if one.indent >= level:
            continue
        level = one.indent
        blocks += 1
        if one.word in ("def", "async"):
            yield Candidate("loop-missing", (swap(site.statement.tokens[0], "return"),), 1.2)
            return
        if one.word == "class":
            return
        if one.word == "if" and blocks > 1:
            yield Candidate("loop-mistaken", (swap(one.tokens[0], "while"),), 0.8 + 0.4 * (blocks - 2))


def _async(site: Site) -> Iterator[Candidate]:
    found = site.statement
    for place in range(site.index, -1, -1):
        one = site.statements[place]
        if one.word == "def" and (one.indent < found.indent or place == site.index):
            yield Candidate("rule-async", (insert(one.start, "async "),), -0.5)
            return
    for token in found.tokens:
        if token.text == "await":
            yield Candidate("surplus-word", (Change(token.start, token.end + 1, ""),), 1.0)
    if site.statement.word == "async":
        first = site.statement.tokens
        yield Candidate("surplus-word", (Change(first[0].start, first[1].start, ""),), 1.0)


def _declaration(site: Site) -> Iterator[Candidate]:
    """The declaration moves to the top of its function."""
    found = site.statement
    for place in range(site.index - 1, -1, -1):
        one = site.statements[place]
        if one.word in ("def", "async") and one.indent < found.indent and place + 1 < site.index:
            first = site.statements[place + 1]
            target = first
            if len(first.tokens) == 1 and first.tokens[0].kind == "string" and place + 2 < site.index:
                target = site.statements[place + 2]
            text = site.text[found.start : found.end]
            start = site.layout.line_start(found.first)
            end = min(site.layout.line_end(found.last) + 1, len(site.text))
            changes = (insert(target.start, f"{text}\n{site.margin(target)}"), Change(start, end, ""))
            yield Candidate("definition-moved", changes, -0.5)
            return
