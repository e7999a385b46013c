"""Well-formed code without a report: would it be refused, be stopped, run for ever, or run to its end?

A compiler's refusal is read from what the text declares (`analyzers.doom`, `analyzers.typed`); what happens after
that is worked through on paper (`analyzers.rehearsal` for Python, `analyzers.dryrun` for other languages).
"""

import re
import textwrap

from analyzers.deferred import regex, replace
from analyzers.facts import Route, Signal, Stage
from analyzers.parses import Parse
from assistant.router.opinion import Chances, Opinion, mostly
from assistant.router.view import Piece, View

_TOLD = 0.75  # how much of its strength a finding keeps beside words: people shorten what they show
_MOST_TOLD = 0.8
_STOPS = 0.93
_WILD = 0.62  # the language does not say what happens past the end of an array
_UNDECLARED = 0.66  # the text may not be all there is
_ENDLESS = 0.93
_ENDS = 0.88
_SLIPPED = 0.9
_ENDS_TOLD = 0.7
_ALONE: Chances = (0.1, 0.2, 0.52, 0.18)  # of bare code of which nothing more is known
_IDLE: Chances = (0.05, 0.1, 0.5, 0.35)  # of bare code that only declares things
_FEW_LINES = 2
_PLAIN: Chances = (0.04, 0.06, 0.3, 0.6)  # of bare code in which nothing could go wrong
_BESIDE_WORDS: Chances = (0.1, 0.34, 0.52, 0.04)
_STRINGS = regex(r"\"[^\"\n]*\"|'[^'\n]*'|`[^`]*`|//[^\n]*|#[^\n]*|=>|->|=\s*\(")
_LIVELY = regex(
    r"[<>%/+-]|^[ \t]*\w+\.[a-z]\w*(?:\(\))?;?[ \t]*$|[=!]=|\w\[|\]\s*\[|\b(?:if|for|while|until|unless|switch|case|match|when|foreach|loop|round|range|floor|ceil|random\w*"
    r"|(?:sort|append|push|insert|remove|delete|del|add|map|filter|reduce|pop|reverse)\w*!?)\b",
    re.MULTILINE,
)


def foresee(verdicts: list[tuple[Piece, Parse]], seen: View) -> Opinion:
    """Return what becomes of code that parses; at least that a syntax problem is unlikely."""
    languages = sorted({code.language for code, _ in verdicts})
    parses = _signal(Route.LOGIC, f"the {' and '.join(languages)} code parses", 0.5)
    told = bool(seen.words.strip())
    idle = False
    for code, _ in verdicts:
        found = _refused(code, told=told) or _worked_through(code, told=told)
        if not isinstance(found, Opinion) or found.kind == "result":
            found = _slipped(code, told=told) or found
        if isinstance(found, Opinion) and found.kind == "result" and not told and _is_plain(code.text):
            return _nothing_to_go_by(*found.signals, parses)
        if isinstance(found, Opinion):
            return replace(found, signals=(*found.signals, parses))
        idle = idle or found is not None
    if not told and idle and all(_is_plain(code.text) for code, _ in verdicts):
        return _nothing_to_go_by(parses)
    chances = _BESIDE_WORDS if told else _IDLE if idle else _ALONE
    return Opinion(stage=Stage.STRUCTURE, chances=chances, signals=(parses,))


def unforeseen() -> Opinion:
    """Return what is known of bare code that nobody can read: as a rule it starts, and something is wrong."""
    signal = _signal(Route.LOGIC, "code without a message, of a language that is not read", 0.5)
    return Opinion(stage=Stage.STRUCTURE, chances=_ALONE, signals=(signal,))


def _is_plain(code: str) -> bool:
    """Whether a few lines hold nothing that could be wrong without knowing what they are for: no choice, loop or index."""
    short = sum(bool(line.strip()) for line in code.split("\n")) <= _FEW_LINES
    return short and _LIVELY.search(_STRINGS.sub('""', code)) is None


def _nothing_to_go_by(*signals: Signal) -> Opinion:
    plain = _signal(Route.UNCLEAR, "nothing in the code can be seen to go wrong", 0.6)
    return Opinion(stage=Stage.STRUCTURE, chances=_PLAIN, signals=(plain, *signals))


def _refused(code: Piece, *, told: bool) -> Opinion | None:
    """Return what a compiler would say, and what shows without working the code through."""
    from analyzers.doom import find_doom

    if code.language == "python" and (worked := _worked_through(code, told=told)) is not None:
        return worked if isinstance(worked, Opinion) else None
    doom = find_doom(code.text, code.language)
    if doom is None or (doom.kind == "name" and doom.route is Route.RUNTIME and told):
        return None
    strength = doom.strength * _TOLD if told else doom.strength
    return _opinion(doom.route, doom.what, strength, doom.kind)


def _slipped(code: Piece, *, told: bool) -> Opinion | None:
    """Return what is written in a way that almost always means something else, in code that nothing stops."""
    from analyzers.facts import Code
    from analyzers.logic.pitfalls import pitfalls

    for pitfall in pitfalls(Code(text=textwrap.dedent(code.text), language=code.language)):
        return _opinion(Route.LOGIC, pitfall.message, _MOST_TOLD if told else _SLIPPED, "result")
    return None


def _worked_through(code: Piece, *, told: bool) -> Opinion | bool | None:
    """Return what happens when the code runs; True when it only declares things, None when nobody can tell."""
    if code.language == "python":
        return _rehearsed(code, told=told)
    from analyzers.dryrun import dry_run

    ending = dry_run(code.text, code.language)
    if ending is None:
        return None
    if not ending.acted:
        return True
    if ending.endless:
        return _happens("never leaves its loop", ending.line, Route.LOGIC, _ENDLESS, "hang", told=told)
    if not ending.name and ending.guessed:
        return None  # nothing was seen to fail, and not everything was seen
    if not ending.name:
        return _happens(
            "runs to its end", ending.line, Route.LOGIC, _ENDS_TOLD if told else _ENDS, "result", told=told
        )
    if ending.compared:
        return _happens("fails its own comparison", ending.line, Route.LOGIC, _ENDS, "comparison", told=told)
    if ending.name_only:
        if told:
            return None
        return _happens(
            f"ends in `{ending.name}`", ending.line, Route.RUNTIME, _UNDECLARED, "name", told=told
        )
    strength = _WILD if ending.wild else _STOPS
    return _happens(f"ends in `{ending.name}`", ending.line, Route.RUNTIME, strength, "exception", told=told)


def _rehearsed(code: Piece, *, told: bool) -> Opinion | None:
    from analyzers.rehearsal import rehearse

    outcome = rehearse(textwrap.dedent(code.text))
    if outcome is None or outcome.unfinished or not outcome.busy:
        return None
    if outcome.endless:
        return _happens("never leaves its loop", outcome.line, Route.LOGIC, _ENDLESS, "hang", told=told)
    if outcome.exception and not outcome.compared:
        if told and outcome.exception in ("NameError", "UnboundLocalError"):
            return None  # people leave out what they think does not matter
        what = f"ends in `{outcome.exception}`"
        return _happens(what, outcome.line, Route.RUNTIME, _STOPS, "exception", told=told)
    what, kind = "runs to its end", "result"
    if outcome.compared:
        what, kind = "fails its own comparison", "comparison"
    return _happens(what, outcome.line, Route.LOGIC, _ENDS_TOLD if told else _ENDS, kind, told=told)


def _happens(what: str, line: int, route: Route, strength: float, kind: str, *, told: bool) -> Opinion:
    said = f"worked through line by line, the code {what} (line {line})"
    return _opinion(route, said, min(strength, _MOST_TOLD) if told else strength, kind)


def _opinion(route: Route, what: str, strength: float, kind: str) -> Opinion:
    signals = (_signal(route, what, strength),)
    return Opinion(stage=Stage.STRUCTURE, chances=mostly(route, strength), signals=signals, kind=kind)


def _signal(route: Route, what: str, strength: float) -> Signal:
    return Signal(Stage.STRUCTURE, route, what, strength)
