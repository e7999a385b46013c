"""How far does a regular expression fit a text that it does not match, and what does it want there?

The longest beginning of the pattern that matches is looked for: what follows it in the pattern is wanted, and what
follows in the text is found instead. Only short texts and patterns that cannot take long are tried.
"""

import ast
import re
import warnings
from collections.abc import Generator
from math import inf

from analyzers.deferred import dataclass
from analyzers.facts import Variable
from analyzers.runtime.crash import Answer, Ask, Site
from analyzers.runtime.index import bindings, parameters
from analyzers.runtime.report import ask, known, plain_expression, quoted
from analyzers.runtime.source import Source

_MOST_TEXT, _MOST_PATTERN = 200, 200  # characters
_MOST_WAYS = 2e7  # in which the repeated parts of a pattern can share a text
_ATOM = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|[^\\\[()|]", re.DOTALL)
_QUANTIFIER = re.compile(r"(?:[*+?]|\{\d*,?\d*\})[?+]?")
_METHODS = frozenset(["match", "search", "fullmatch"])


@dataclass(frozen=True, slots=True)
class Stop:
    """Where a pattern stops to fit."""

    fits: str  # the part of the text that the beginning of the pattern matches
    wanted: str  # the next part of the pattern; empty where only an end was wanted
    rest: str  # of the text


def why(site: Site, node: ast.expr) -> Generator[Ask, Answer, str]:
    """Say why a search gave the None of a node, where pattern and text are known; else nothing."""
    source = site.source
    call = node if isinstance(node, ast.Call) else _bound_to(source, node)
    if call is None or not isinstance(call.func, ast.Attribute) or call.func.attr not in _METHODS:
        return ""
    of_module = getattr(call.func.value, "id", "") == "re"
    if len(call.args) != 1 + of_module or call.keywords:
        return ""
    pattern = _pattern(source, call.args[0] if of_module else call.func.value)
    text = call.args[-1]
    if pattern is None or not plain_expression(text) or _is_bound_later(source, text, call):
        return ""
    held = _text(known((yield ask(-1, source, text))))
    stop = None if held is None else stops(pattern, held, call.func.attr)
    if stop is None:
        return ""
    start = f"fits {quoted(repr(stop.fits))} and then" if stop.fits else "begins with what is not there: it"
    found = quoted(repr(stop.rest[:20])) if stop.rest else "the end of the text"
    wants = f"wants `{stop.wanted}`" if stop.wanted else "wants the end"
    return f"the pattern {start} {wants}, where {found} stands"


def stops(pattern: str, text: str, how: str) -> Stop | None:
    """Return where a pattern stops to fit a text that it does not match; None where that is not clear.

    `how` is the name of the method: match, search or fullmatch.
    """
    if len(text) > _MOST_TEXT or len(pattern) > _MOST_PATTERN:
        return None
    ends = _parts(pattern)
    if ends is None or _ways_of(pattern, max(2, len(text))) > _MOST_WAYS:
        return None
    whole = _compiled(pattern)
    if whole is None or getattr(whole, how)(text) is not None:
        return None
    for number in range(len(ends) - 1, -1, -1):
        made = _compiled(pattern[: ends[number]])
        if made is None:
            return None
        found = made.search(text) if how == "search" else made.match(text)
        if found is None:
            continue
        if how == "search" and not found[0]:
            return None  # nothing of it is anywhere
        following = ends[number + 1] if number + 1 < len(ends) else ends[number]
        wanted = pattern[ends[number] : following]
        return Stop(found[0], "" if wanted in ("$", "\\Z") else wanted, text[found.end() :])
    return None


def _parts(pattern: str) -> list[int] | None:
    """The ends of the beginnings of a pattern that hold whole parts, from none to all; None with a choice at the top."""
    ends, at, depth = [0], 0, 0
    while at < len(pattern):
        letter = pattern[at]
        if letter in "()":
            depth += 1 if letter == "(" else -1
            at += 1
        elif letter == "|":
            if not depth:
                return None
            at += 1
        else:
            atom = _ATOM.match(pattern, at)
            if atom is None:
                return None
            at = atom.end()
        quantifier = _QUANTIFIER.match(pattern, at)
        if letter != "(" and quantifier is not None:
            at = quantifier.end()
        if depth == 0:
            ends.append(at)
    return ends


def _ways_of(pattern: str, length: int) -> float:
    """In how many ways the repeated parts of a pattern can share a text of some length; no end where that is not known."""
    from re import _parser  # type: ignore[attr-defined]  # the standard library's own

    try:
        with warnings.catch_warnings(action="ignore"):
            tree = _parser.parse(pattern)
    except (re.error, RecursionError, OverflowError):
        return inf
    return _ways(tree, length, inside=False)


def _ways(tree: object, length: int, *, inside: bool) -> float:
    ways = 1.0
    for kind, value in tree:  # type: ignore[attr-defined]  # the parser's trees are untyped
        match str(kind):
            case "MAX_REPEAT":
                if inside:
                    return inf
                ways *= min(value[1] - value[0], length) + 1
                ways *= _ways(value[2], length, inside=True)
            case "SUBPATTERN":
                ways *= _ways(value[3], length, inside=inside)
            case "BRANCH" if not inside:
                ways *= sum(_ways(one, length, inside=inside) for one in value[1])
            case "LITERAL" | "NOT_LITERAL" | "ANY" | "IN" | "AT" | "CATEGORY" | "RANGE":
                pass
            case _:  # lazy ones would stop early, references and conditions depend on more
                return inf
    return ways


def _compiled(pattern: str) -> re.Pattern[str] | None:
    try:
        with warnings.catch_warnings(action="ignore"):
            return re.compile(pattern)
    except (re.error, RecursionError, OverflowError):
        return None


def _bound_to(source: Source, node: ast.expr) -> ast.Call | None:
    """The call that the only binding of a name holds."""
    if not isinstance(node, ast.Name):
        return None
    own = bindings(source, source.scope(node), node.id)
    value = own[0].value if len(own) == 1 and own[0].how == "is" else None
    return value if isinstance(value, ast.Call) else None


def _is_bound_later(source: Source, text: ast.expr, call: ast.Call) -> bool:
    """Whether a name of the text gets another value behind the search: what it holds now is not what was searched."""
    names = {part.id for part in ast.walk(text) if isinstance(part, ast.Name)}
    return any(
        getattr(one.statement, "lineno", 0) >= call.lineno
        for name in names
        for one in bindings(source, source.scope(call), name)
    )


def _pattern(source: Source, node: ast.expr) -> str | None:
    """The text of a pattern that is written where it is used, or once under a name; None with flags."""
    if isinstance(node, ast.Name):
        scope = source.scope(node)
        if isinstance(scope, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) and node.id in parameters(
            scope
        ):
            return None
        own = bindings(source, scope, node.id) or bindings(source, source.tree, node.id)
        if len(own) != 1 or own[0].how != "is" or own[0].value is None:
            return None
        node = own[0].value
    if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "compile" and len(node.args) == 1:
        node = node.args[0] if not node.keywords else node
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def _text(held: Variable | None) -> str | None:
    """The whole text of a value that is one."""
    if held is None or held.type != "str":
        return None
    try:
        text = ast.literal_eval(held.repr)
    except (ValueError, SyntaxError):
        return None
    return text if isinstance(text, str) and held.size == len(text) else None
