"""How is a mistake told to a person: what is wrong, where, and what undoes it?"""

from analyzers.facts import Applicability, Diagnostic, Label, Span
from analyzers.syntax.candidate import Candidate, Change

# Kind of candidate: what is wrong (`old` is the text in the way, `new` what belongs there), what to do.
_WORDS: dict[str, tuple[str, str]] = {
    "bracket-unclosed": ("a bracket is opened and never closed: `{new}` is missing", "close it with `{new}`"),
    "bracket-unopened": ("`{pair}` closes a bracket that was never opened", "open it with `{new}`"),
    "bracket-extra": ("the bracket `{old}` has no partner", "remove `{old}`"),
    "bracket-mismatched": ("the bracket `{old}` does not fit its partner", "write `{new}`"),
    "colon-missing": ("a line that begins a block must end with a colon", "put `:` at its end"),
    "colon-extra": ("the colon begins a block, but there is none", "remove it"),
    "colon-for-equals": ("a value is given to a name with `=`, not with `:`", "write `=`"),
    "colon-missing-in-dict": ("a key and its value need a colon between them", "put `:` between them"),
    "block-bare": (
        "a line that begins a block ends with a colon, and the block below it is indented",
        "put `:` at its end and indent the block",
    ),
    "indent-missing": ("these lines must be indented to be part of the block above", "indent them"),
    "indent-extra": (
        "these lines are indented although no block begins above them",
        "take the indentation back",
    ),
    "indent-uneven": ("the indentation fits no block above", "line it up with the block it belongs to"),
    "clause-misplaced": (
        "this clause does not line up with the statement it belongs to",
        "give both the same indentation",
    ),
    "tabs-mixed": ("tabs and spaces are mixed in the indentation", "use one of them throughout"),
    "body-missing": ("the block has no body", "write one; `pass` stands in for it"),
    "handler-missing": ("`try` needs an `except` or a `finally`", "say what is to be done with an exception"),
    "comma-missing": ("a comma is missing between two items", "put `,` between them"),
    "operator-missing": (
        "two values stand side by side with no operator between them",
        "put `{new}` between them",
    ),
    "operator-misspelt": ("`{old}` is no operator", "write `{new}`"),
    "operator-foreign": ("`{old}` is an operator of another language", "write `{new}`"),
    "equals-for-comparison": ("`=` assigns; a comparison is written `==`", "write `==`"),
    "equals-for-colon": ("a key is followed by `:`, not by `=`", "write `:`"),
    "equals-for-walrus": ("an assignment inside an expression is written `:=`", "write `:=`"),
    "comparison-for-equals": ("`{old}` cannot stand here; an assignment is written `=`", "write `=`"),
    "keyword-argument-quoted": ("the name of an argument stands without quotes", "write `{new}`"),
    "assignment-reversed": ("the value stands where the name should", "exchange the two sides"),
    "brace-below": ("the opening brace must stand at the end of the line before", "move it there"),
    "block-foreign": ("a line that begins a block ends with `{{`, not with `{old}`", "write `{new}`"),
    "keyword-case": ("`{old}` is written `{new}` here", "write `{new}`"),
    "string-of-characters": (
        "single quotes hold one character; a text stands in double quotes",
        "write `{new}`",
    ),
    "tag-cut": ("the end of a tag is missing: `{new}`", "put `{new}` here"),
    "mark-doubled": ("a mark stands twice: `{old}`", "write it once"),
    "operator-split": ("a blank parts an operator", "leave the blank out"),
    "keyword-misspelt": ("`{old}` is a misspelt keyword", "write `{new}`"),
    "keyword-wrong": ("`{old}` cannot stand here", "write `{new}`"),
    "keyword-missing": ("a keyword is missing: `{new}`", "put `{new}` here"),
    "keyword-foreign": ("`{old}` is how another language says it", "write `{new}`"),
    "keyword-as-name": (
        "`{name}` is a keyword and cannot be a name",
        "give it another name, such as `{new}`",
    ),
    "declaration-foreign": ("a name is not declared with a type or keyword before it", "leave `{old}` out"),
    "words-joined": ("two words are written as one: `{old}`", "write `{new}`"),
    "word-split": ("a word is written as two", "write it as one"),
    "words-reversed": ("`{old}` is no operator", "write `{new}`"),
    "surplus-word": ("there is a word too many: `{old}`", "leave it out"),
    "name-hyphen": ("a name cannot contain a hyphen", "write `{new}`"),
    "name-digit": ("a name cannot begin with a digit", "write a name such as `{new}`"),
    "name-missing": ("the function has no name", "give it one"),
    "parameters-missing": ("a function's name is followed by brackets", "add them"),
    "import-reversed": ("the module comes first: `from module import name`", "write `{new}`"),
    "else-missing": ("a conditional expression needs an `else`", "say what it is otherwise"),
    "stray": ("`{old}` has no business here", "remove it"),
    "mark-exchanged": ("`{old}` cannot stand here", "write `{new}`"),
    "newline-missing": ("two statements stand on one line", "begin a line of its own"),
    "line-broken": (
        "the statement breaks off at the end of the line",
        "continue it with a backslash or brackets",
    ),
    "number-octal": ("an octal number is written with `0o`", "write `{new}`"),
    "number-zero": ("a number cannot begin with a zero", "write `{new}`"),
    "number-long": ("a number has no suffix in Python 3", "write `{new}`"),
    "number-letter": ("a letter stands for a zero in a number", "write `{new}`"),
    "string-unclosed": ("a string is never closed", "close it with `{new}`"),
    "string-unopened": ("a quote closes a string that was never opened", "open it with `{new}`"),
    "string-mismatched": (
        "a string is closed with another quote than it was opened with",
        "use `{new}` for both",
    ),
    "string-newline": ("a string cannot go on in the next line", "write `\\n` where the line ends"),
    "string-over-lines": ("a string in single quotes cannot go on in the next line", "use triple quotes"),
    "string-backslash": (
        "a backslash in the string is taken for an escape",
        "double it, or put `r` before the string",
    ),
    "string-prefix": ("the prefix does not fit the string", "leave it out"),
    "string-unquoted": ("a text stands without quotes", "put quotes round it"),
    "quote-stray": ("a quote is left over", "remove it"),
    "quote-inside": ("a quote inside the string ends it early", "escape it, or use the other kind"),
    "f-string-brace": ("the braces of the f-string do not match", "write `{new}`"),
    "legacy": ("this is how Python 2 says it", "say it as Python 3 does"),
    "legacy-string": ("the prefix `ur` is gone in Python 3", "write `r`"),
    "paste-typographic": (
        "a typographic character stands where a plain one is wanted",
        "write the plain one",
    ),
    "paste-entities": ("a web page's codes for marks were copied along", "write the marks themselves"),
    "paste-prompt": ("the interpreter's prompts were copied along", "remove them"),
    "paste-numbers": ("line numbers were copied along", "remove them"),
    "paste-diff": ("the marks of a diff were copied along", "remove them"),
    "paste-quote": ("quotation marks of a mail were copied along", "remove them"),
    "paste-indented": ("the whole text is indented", "take the indentation back"),
    "paste-conflict": ("the conflict of a merge was left unresolved", "choose a side and remove the markers"),
    "comment-unclosed": ("a comment is opened and never closed", "close it with `{new}`"),
    "comment-foreign": ("a comment begins with `#`", "write `#`"),
    "comment-prose": ("this line is prose, not code", "make it a comment with `#`"),
    "continuation": ("a backslash must be the last character of its line", "remove what follows it"),
    "definition-moved": ("the statement comes too late or too early", "move it"),
    "rule-async": ("`await` and its like belong in an `async def`", "make the function `async`"),
    "loop-missing": (
        "`{old}` ends a round of a loop, and there is none round it",
        "leave the function with `{new}`",
    ),
    "loop-mistaken": ("`{old}` repeats nothing, and what stands in it needs a loop", "write `{new}`"),
    "await-alone": ("`await` stands outside of every function", "run what it waits for with `asyncio.run`"),
    "rule-await": ("`await` belongs in a function that is `async`", "make the function `async`"),
    "rule-nonlocal": ("there is no enclosing function that binds the name", "say `global`, or bind it there"),
    "rule-argument-order": ("an argument stands behind one that must come last", "change their order"),
    "rule-duplicate": ("an argument is named twice", "give one of them another name"),
    "rule-generator": ("a generator among other arguments needs brackets of its own", "add them"),
    "rule-parentheses": ("brackets are needed here", "add them"),
    "arrow-missing": ("what a function returns is told behind `->`", "put `->` before it"),
    "annotation-colon": ("a name and its type need a colon between them", "put `:` between them"),
    "parentheses-foreign": ("the head of a block stands without brackets here", "leave them out"),
    "braces-missing": ("keys with their values stand in braces", "put `{{` and `}}` round them"),
    "choice-misplaced": (
        "a choice between two values stands before `for`; what follows `for` only leaves items out",
        "write `{new}`",
    ),
    "item-missing": ("a comprehension begins with the item it makes", "write `{new}` before `for`"),
    "bases-missing": ("the base of a class stands in brackets", "put brackets round it"),
    "lambda-foreign": ("a colon stands between a lambda's parameters and its value", "write `{new}`"),
    "line-doubled": ("the line stands twice", "remove one of the two"),
    "colon-early": ("the colon stands at the end of a block's header", "move it there"),
    "quotes-surplus": ("a name stands without quotes", "write `{new}`"),
    "assignment-missing": ("a name and its value need `=` between them", "put `=` between them"),
    "call-brackets": ("a function is called with brackets round its arguments", "add them"),
    "operand-missing": ("a comparison has no left side", "write `{new}` before it"),
    "semicolon-missing": ("a statement ends with `;`", "put `;` at its end"),
    "block-unclosed": ("a block is opened and never closed", "close it with `{new}`"),
    "block-extra": ("`{old}` closes a block that was never opened", "remove it"),
    "comma-trailing": ("a comma stands behind the last item", "remove it"),
    "comment-unknown": ("this format has no comments", "remove it"),
    "quotes-single": ("a string stands in double quotes here", "write `{new}`"),
    "key-unquoted": ("a key stands in double quotes", "write `{new}`"),
    "literal-foreign": ("`{old}` is how another language says it", "write `{new}`"),
    "value-unquoted": ("a text that holds such marks must stand in quotes", "write `{new}`"),
    "space-missing": ("a blank must follow the mark", "write `{new}`"),
    "tag-unclosed": ("a tag is opened and never closed", "close it with `{new}`"),
    "braces-foreign": ("a block is marked by a colon and indentation, not by braces", "write it that way"),
    "loop-foreign": ("a loop over a counter is written with `range`", "write `{new}`"),
    "token-missing": ("`{new}` is missing here", "put `{new}` here"),
    "token-wrong": ("`{old}` cannot stand here", "write `{new}`"),
}
# What needs a person: placeholders to fill in, and a loop whose condition may never change.
_SHOWN = frozenset(
    {"body-missing", "handler-missing", "name-missing", "name-digit", "rule-duplicate", "loop-mistaken"}
)
_SAFE = frozenset(
    {
        "paste-typographic",
        "paste-prompt",
        "paste-numbers",
        "paste-indented",
        "operator-misspelt",
        "number-long",
        "keyword-misspelt",
        "word-split",
        "rule-generator",
        "continuation",
        "comment-foreign",
        "colon-missing",
        "comma-trailing",
        "quotes-single",
        "literal-foreign",
    }
)
_PAIRS = {"(": ")", "[": "]", "{": "}"}
_LONGEST_QUOTE = 40


def applicability(candidate: Candidate) -> Applicability:
    """Return how freely a candidate may be applied."""
    if candidate.kind in _SHOWN:
        return Applicability.DISPLAY
    return Applicability.SAFE if candidate.kind in _SAFE else Applicability.UNSAFE


def title(candidate: Candidate, text: str) -> str:
    """Return the candidate in the imperative."""
    return _fill(_WORDS.get(candidate.kind, ("", "change this"))[1], candidate.changes, text)


def diagnose(candidate: Candidate, text: str, span: Span, notes: tuple[str, ...]) -> Diagnostic:
    """Return the finding that an accepted candidate stands for.

    `text` is what its changes point into, `span` the place in the user's own text.
    """
    message, advice = _WORDS.get(candidate.kind, ("this cannot be parsed", "change it"))
    crossed = _mismatched(candidate.changes[0], text) if candidate.kind == "bracket-mismatched" else ""
    return Diagnostic(
        code=f"syntax/{candidate.kind}",
        message=crossed or _fill(message, candidate.changes, text),
        primary=Label(span),
        notes=notes,
        help=_fill(advice, candidate.changes, text),
    )


def _mismatched(change: Change, text: str) -> str:
    """Say which bracket of a pair is the wrong one; nothing where more than it changes."""
    old, new = text[change.start : change.end].strip(), change.text.strip()
    if old in _PAIRS and new in _PAIRS:
        return f"`{old}` opens what `{_PAIRS[new]}` closes"
    openers = {closer: opener for opener, closer in _PAIRS.items()}
    if old in openers and new in openers:
        return f"`{old}` closes what `{openers[new]}` opens"
    return ""


def _fill(words: str, changes: tuple[Change, ...], text: str) -> str:
    """Put the texts of the first change that tells anything into a sentence."""
    first = next((c for c in changes if c.text.strip() or text[c.start : c.end].strip()), changes[0])
    old = text[first.start : first.end].strip()
    new = first.text.strip() or (changes[-1].text.strip() if len(changes) > 1 else "")
    if not old and "{old}" in words:
        later = next((text[c.start : c.end].strip() for c in changes if text[c.start : c.end].strip()), "")
        old = later
    if not new and words == "write `{new}`":
        words = "remove `{old}`"
    pair = _PAIRS.get(new, "")
    return words.format(old=short(old), new=short(new), pair=pair, name=short(old))


def short(text: str) -> str:
    """Return the first line of a text, cut where it is too long to be quoted."""
    line = text.split("\n")[0]
    return line if len(line) <= _LONGEST_QUOTE else line[: _LONGEST_QUOTE - 1] + "…"
