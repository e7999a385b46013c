"""Which command was typed? The words of the debugger's prompt, their short forms and their help."""

import re
from dataclasses import dataclass
from difflib import get_close_matches

from tools.debugger.protocol import Breakpoint


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """One command of the prompt."""

    name: str
    short: tuple[str, ...] = ()
    argument: str = ""  # as the help shows it
    help: str
    repeats: bool = False  # an empty line does it again


WORDS = (
    Word(name="step", short=("s",), argument="[COUNT]", help="to the next line that runs, also into calls", repeats=True),
    Word(name="next", short=("n",), argument="[COUNT]", help="to the next line here, over calls", repeats=True),
    Word(name="return", short=("r", "finish"), help="until this function returns", repeats=True),
    Word(name="until", short=("unt",), argument="[LINE]", help="to a line further on: out of a loop", repeats=True),
    Word(name="continue", short=("c", "cont"), help="to the next breakpoint, failure or end", repeats=True),
    Word(
        name="break",
        short=("b",),
        argument="[WHERE [if CONDITION]]",
        help="stop at FILE:LINE, LINE or FUNCTION; alone: list",
    ),
    Word(name="tbreak", short=("tb",), argument="WHERE [if CONDITION]", help="the same, for one time"),
    Word(name="clear", short=("cl", "delete"), argument="[NUMBER]", help="remove a breakpoint; alone: all"),
    Word(name="why", help="the cause of the failure that was stopped at"),
    Word(name="where", short=("w", "bt", "stack"), help="the calls that led here"),
    Word(name="up", short=("u",), argument="[COUNT]", help="look at the caller", repeats=True),
    Word(name="down", short=("d",), argument="[COUNT]", help="look at the call made from here", repeats=True),
    Word(name="frame", short=("f",), argument="NUMBER", help="look at a call of `where`"),
    Word(name="list", short=("l",), argument="[LINES]", help="the source around here"),
    Word(name="source", short=("ll",), argument="NAME", help="the source of a function or class"),
    Word(name="vars", short=("v", "locals"), help="what the names here hold"),
    Word(name="print", short=("p", "pp"), argument="EXPRESSION", help="a value in full; runs no code of the program"),
    Word(name="watch", argument="[EXPRESSION]", help="show a value whenever it has changed; alone: list"),
    Word(name="unwatch", argument="[EXPRESSION]", help="no more; alone: none at all"),
    Word(name="threads", help="every thread and where it is"),
    Word(name="catch", argument="on|off", help="stop where an exception is raised, even if it is caught"),
    Word(name="libraries", argument="on|off", help="step into library code as well"),
    Word(name="restart", short=("run",), help="start the program again, with the same breakpoints"),
    Word(name="detach", help="let the program run on, without any stop"),
    Word(name="quit", short=("q", "exit"), help="end the program and leave"),
    Word(name="help", short=("h", "?"), argument="[COMMAND]", help="this list"),
)  # fmt: skip
_BY_NAME = {name: word for word in WORDS for name in (word.name, *word.short)}


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed: a command's name and the rest of the line.

    Beside the names of `WORDS` there are "evaluate" for a bare expression, "execute" for what follows a `!`, "" for
    an empty line and "unknown".
    """

    name: str
    rest: str = ""


def read(line: str, names: frozenset[str] = frozenset()) -> Typed:
    """Return what a line means. A name of the program (`names`) that stands alone wins over a command's short form."""
    text = line.strip()
    if not text or text.startswith("#"):
        return Typed("")
    if text.startswith("!"):
        return Typed("execute", text[1:].strip())
    head, _, rest = text.partition(" ")
    rest = rest.strip()
    word = _BY_NAME.get(head)
    if word is not None and not rest.startswith(("=", ".", "+", "*", "[", "==")):
        if head in names and not rest and head != word.name and len(head) > 1:
            return Typed("evaluate", text)
        return Typed(word.name, rest)
    if re.fullmatch(r"[A-Za-z_]\w*", head) and rest and re.match(r"[\w'\"]", rest) and not _joins(rest):
        return Typed("unknown", head)
    return Typed("evaluate", text)


def _joins(rest: str) -> bool:
    """Whether an expression goes on: `a in b`, `a if b else c`."""
    return rest.split(" ")[0] in ("in", "not", "is", "and", "or", "if", "for")


def nearest(word: str) -> str:
    """Return the command that an unknown word is nearest to; empty when there is none."""
    found = get_close_matches(word, [each.name for each in WORDS], n=1)
    return found[0] if found else ""


def word_of(name: str) -> Word | None:
    """Return a command by its name or short form."""
    return _BY_NAME.get(name)


def breakpoint_of(text: str, *, once: bool = False) -> Breakpoint | str:
    """Return the breakpoint that a text describes, or what is wrong with it.

    `FILE:LINE`, `LINE`, `FUNCTION`, `FILE:FUNCTION`, each with `if CONDITION` or `, CONDITION`.
    """
    match = re.match(r"(?P<where>[^\s,]+)(?:\s+if\s+|\s*,\s*)(?P<condition>.+)", text.strip())
    where, condition = (match["where"], match["condition"].strip()) if match else (text.strip(), "")
    if not where or " " in where:
        return "say where: `FILE:LINE`, a line of this file, or a function; then `if CONDITION`"
    file, colon, place = where.rpartition(":")
    if not colon:
        file, place = "", where
    if place.isdecimal():
        return Breakpoint(file=file, line=int(place), condition=condition, once=once)
    if re.fullmatch(r"[^\W\d]\w*(\.[^\W\d]\w*)*", place):
        if not file and place.endswith(".py"):
            return f"say which line: `{place}:LINE`"
        return Breakpoint(file=file, function=place, condition=condition, once=once)
    return f"`{place}` is neither a line nor a function"
