"""What is said of a broken text that no small change mends? What stands in the way, and what could stand there."""

import re
from time import process_time

from analyzers.facts import Diagnostic, Label, Span
from analyzers.syntax.candidate import Change, insert
from analyzers.syntax.grammar.tokens import BROKEN, MARK, NAME, OPENERS, Token
from analyzers.syntax.grammar.trees import STRICTER, Fault, Trials, Verdict

_ELSEWHERE = {  # what makes brackets stand for something else: patterns, prose, branches of which one is compiled
    **dict.fromkeys(("bash", "html", "yaml"), ""),
    **dict.fromkeys(("javascript", "typescript", "tsx"), r"/"),
    **dict.fromkeys(("c", "cpp", "csharp"), r"# (?:else|elif)\b"),
    "rust": r"' [()\[\]{}] '",
    "ruby": r"[/%]",
    "php": r"\? >",
}
_LONGEST = 30  # characters of a token that are shown
_MOST_TOLD = 6
_TORN = 3  # lines; a longer fault is no token
_MOST_TRIED = 60
_LONGEST_TEXT = 60_000  # characters
_LONGEST_TRIED = 5_000  # characters; each of the tokens tried may cost a parse of them all
_LONGEST_TIME = 0.5  # seconds of CPU for all of them: where much is broken, a parse is slow
_INNER = re.compile(r"[#@$]")  # in tokens that begin directives and parts of texts, which the table merges in
_CONTEXTUAL = frozenset(("bash", "yaml", "html"))  # what may stand there, their scanners decide
_EXAMPLES = {"a name": "x", "a text": '""', "a number": "1"}
_OPERATOR = re.compile(r"[-+*/%<>=!&|^~?.:@]+$")
_PLAIN = frozenset(
    (",", ";", ")", "]", "}", ".", ":", "=", "=>", "->", "::", ":=")
)  # told themselves, not as operators
_CLASSES = (("identifier", "a name"), ("string", "a text"), ("number", "a number"), ("integer", "a number"))
_TOKEN = re.compile(r"\w+|[^\w\s]")


def unmended(name: str, text: str, verdict: Verdict, path: str, notes: tuple[str, ...]) -> Diagnostic:
    """Return the finding for a text of a language that is broken and was not repaired."""
    fault = _innermost(verdict)
    at = min(fault.start, len(text))
    while at < min(fault.end, len(text)) - 1 and text[at].isspace():
        at += 1
    found = _TOKEN.search(text, at)
    token = found[0] if found is not None and not text[at : found.start()].strip() else ""
    missing = fault.missing
    behind = text[:at].rstrip()
    left = re.search(r"(?:\w+|[^\w\s])$", behind[-_LONGEST:])
    where = f" behind `{left[0]}`" if left is not None else ""
    silent = verdict.stuck or missing == STRICTER or name in _CONTEXTUAL or len(text) > _LONGEST_TEXT
    trials = Trials(name, "" if silent else text)
    if (
        name == "yaml" and text.count("\n", at, fault.end) > _TORN
    ):  # it ends where the parser gave up, near the mistake
        at = text.rfind("\n", 0, len(text[: fault.end].rstrip())) + 1
        message = "the yaml parser cannot read on from near here"
        token = ""
    elif missing == STRICTER:
        message = f"a compiler or reader of {name} refuses this"
    elif missing and not missing[0].isalpha():
        message = f"the {name} parser expects `{missing}` here{where and ','}{where}"
    elif token and not silent and _has_no_place(trials.expected(len(behind)), token):
        message = f"`{token[:_LONGEST]}` cannot stand here{where}"
    elif token:
        message = f"the {name} parser fails at `{token[:_LONGEST]}`{where and ','}{where}"
    else:
        message = f"the text ends too early{where}"
    could = () if silent or len(text) > _LONGEST_TRIED else _expected(trials, verdict, len(behind), len(text))
    return Diagnostic(
        code="syntax/invalid",
        message=message,
        primary=Label(Span(path, at, at + len(token) if token and not missing else at)),
        notes=(*notes, "no small change was found that makes it parse"),
        help=f"what can stand here: {', '.join(could)}" if could else "",
    )


def _has_no_place(expected: frozenset[str], word: str) -> bool:
    """Whether the grammar's table is known at a place and has nothing in it that begins as a word does."""
    if word[0].isdigit():
        kinds: tuple[str, ...] = ("number", "int", "float", "literal", "digit")
    elif word[0].isalpha() or word[0] == "_":
        kinds = ("identifier", "name", "word", "type", word)
    else:
        kinds = ("string", "char", "text", "quote", word) if word in "\"'`" else (word,)
    return bool(expected) and not any(kind in one for kind in kinds for one in expected)


def _expected(trials: Trials, verdict: Verdict, end: int, length: int) -> tuple[str, ...]:
    """Return in plain words what takes the parser further behind an offset; nothing where that says little.

    Its table merges states, so each token that it names is also tried, and must be read without a fault.
    """
    told: dict[str, None] = {}
    operators = 0
    until = process_time() + _LONGEST_TIME
    for one in sorted(trials.expected(end))[:_MOST_TRIED]:
        plain = next((words for part, words in _CLASSES if part in one), "") if trials.is_class(one) else ""
        written = _EXAMPLES.get(plain, one)
        if (not plain and trials.is_class(one)) or plain in told or (not plain and _INNER.search(one)):
            continue
        if process_time() > until:
            return ()  # half a list would pass for the whole
        after = trials.judge((insert(end, f" {written} "),))
        if len(after.faults) > len(verdict.faults) or after.skipped >= max(verdict.skipped, 1):
            continue
        if not _is_read(after, verdict, end, written):
            cut = Change(
                end, length, f" {written}"
            )  # what follows may make the parser give up what it had read
            if not _is_read(trials.judge((cut,)), verdict, end, written):
                continue
        if not plain and one not in _PLAIN and _OPERATOR.match(one):
            operators += 1
        else:
            told[plain or f"`{one}`"] = None
    words = (*told, *(("an operator",) if operators else ()))
    return words if len(words) <= _MOST_TOLD else ()


def _is_read(after: Verdict, before: Verdict, end: int, word: str) -> bool:
    """Whether a word put in behind an offset was read, and nothing before it was given up or invented for it."""
    last = end + 1 + len(word)
    return all(
        fault.start > last
        or (fault.start == last and fault.missing)
        or (fault.end < end and fault in before.faults)
        for fault in after.faults
    )


def bracket_notes(name: str, tokens: list[Token], unmatched: dict[str, int]) -> tuple[str, ...]:
    """Return what is said of the brackets; nothing where some may be no brackets, or stand in a string left open."""
    code = " ".join(token.text for token in tokens if token.kind in (MARK, NAME))
    doubtful = name in _ELSEWHERE and re.search(_ELSEWHERE[name], code) is not None
    if doubtful or any(token.kind == BROKEN for token in tokens):
        return ()
    return tuple(
        f"{abs(left):,} `{opener if left > 0 else OPENERS[opener]}` without a partner"
        for opener, left in unmatched.items()
        if left
    )


def _innermost(verdict: Verdict) -> Fault:
    """Return the fault that most likely holds the mistake: the first of those with no other inside them."""
    return next(
        one
        for one in verdict.faults
        if not any(
            one.start <= other.start
            and other.end <= one.end
            and other.end - other.start < one.end - one.start
            for other in verdict.faults
        )
    )
