"""How likely is each line of a crashing program the one at fault, before any edit was tried?

A conditional logit over its lines: how suspicious what the debugger knows makes a line and for which reasons, what kind
of statement it is, and where it stands from the one that failed. The weights are those of `benchmarks/crash_lines.py`,
which fits them to the tuned half of the fixtures and measures them on batches of authors that were left out.
"""

import ast
import math
from collections.abc import Collection, Iterator, Mapping, Sequence

from analyzers.facts import Suspect
from analyzers.logic.subject import is_test_file
from analyzers.runtime.crash import Crash
from analyzers.runtime.line_weights import LINE
from analyzers.runtime.source import Source

Line = tuple[str, int]

MOST_LINES = 10  # that are told
_ALIKE = "where programs stop like this, such a line is often at fault"
_LESS = "nothing speaks for this line but where it stands and what it does"
_OFTEN = 0.1  # how likely a line is that stands out
_FAINT = 0.03  # suspicion of a line that nothing speaks against
_STRONG = 0.6  # suspicion from which on a little more says much more
_MOST = 20_000  # lines that are weighed
_REASONS: Mapping[str, tuple[str, ...]] = {  # what the words of a reason say
    "handed": ("is passed here", "gets its value here", "returns it here", "is put in here", "hands it on"),
    "computed": ("is computed here", "is built here"),
    "library": ("gives the value here",),
    "no return": ("without a return", "ends here", "the end of"),
    "odd": (
        "unlike the others",
        "everywhere else",
        "others beside",
        "is not used",
        "not called",
        "parts where",
    ),
    "round": ("goes round", "is the function that repeats", "end the recursion"),
    "default": ("the default of", "is not passed here"),
    "refused": ("was refused",),
    "bound": ("is bound here", "only bound inside", "is not declared", "does not set"),
}
_STATEMENTS: Mapping[str, tuple[type[ast.stmt], ...]] = {
    "assigns": (ast.Assign, ast.AnnAssign, ast.AugAssign),
    "returns": (ast.Return,),
    "tests": (ast.If, ast.While),
    "loops": (ast.For, ast.AsyncFor),
    "defines function": (ast.FunctionDef, ast.AsyncFunctionDef),
    "defines class": (ast.ClassDef,),
    "imports": (ast.Import, ast.ImportFrom),
    "calls": (ast.Expr,),
    "raises": (ast.Raise, ast.Assert),
    "guards": (ast.Try, ast.With, ast.AsyncWith),
}
_TYPES = {
    "KeyError": "key",
    "AttributeError": "attribute",
    "TypeError": "type",
    "ValueError": "value",
    "IndexError": "index",
    "NameError": "name",
    "UnboundLocalError": "name",
    "ImportError": "name",
    "ModuleNotFoundError": "name",
    "RecursionError": "recursion",
}
_OF_A_TEST = 1.5  # in logarithms: that a test is wrong, where something that it tests has failed


def likely(crash: Crash, suspects: Sequence[Suspect], ran: Collection[Line] = ()) -> dict[Line, float]:
    """Return how likely each line of the sources of a crash is at fault, likeliest first; together they are 1.

    `suspects` are the ranked lines, `ran` those that are known to have run; empty when that is not known.
    """
    found = facts(crash, suspects, ran)
    scores = {
        line: math.fsum(LINE.get(name, 0.0) * value for name, value in told.items())
        for line, told in found.items()
    }
    if crash.site is not None and not is_test_file(crash.site.source.path):
        scores = {line: score - _OF_A_TEST * is_test_file(line[0]) for line, score in scores.items()}
    top = max(scores.values(), default=0.0)
    powers = {line: math.exp(score - top) for line, score in scores.items()}
    total = math.fsum(powers.values())
    return {line: power / total for line, power in sorted(powers.items(), key=lambda pair: -pair[1])}


def in_order(
    chances: Mapping[Line, float], suspects: Sequence[Suspect], reasons: Mapping[Line, tuple[str, ...]] = {}
) -> tuple[Suspect, ...]:
    """Return the likeliest lines as suspects; `reasons` come before those for which a line was suspected already."""
    known = {(one.path, one.line): one.reasons for one in suspects}
    ordered = sorted(chances.items(), key=lambda pair: -pair[1])[:MOST_LINES]
    return tuple(
        Suspect(
            path=line[0],
            line=line[1],
            score=round(min(0.99, chance), 4),
            reasons=(*reasons.get(line, ()), *known.get(line, ()))[:4]
            or (_ALIKE if chance >= _OFTEN else _LESS,),
        )
        for line, chance in ordered
    )


def spoken_for(crash: Crash, suspects: Sequence[Suspect]) -> tuple[Suspect, ...]:
    """Return the suspects worth telling: where the input was too short, only lines that something speaks for.

    What ended is not in the program, so where a line stands in it says nothing.
    """
    if crash.type != "EOFError":
        return tuple(suspects)
    return tuple(one for one in suspects if one.reasons != (_LESS,))


def facts(
    crash: Crash, suspects: Sequence[Suspect], ran: Collection[Line] = ()
) -> dict[Line, dict[str, float]]:
    """Return what speaks for and against each line, by the names of the weights."""
    known = {(one.path, one.line): (place, one) for place, one in enumerate(suspects)}
    found: dict[Line, dict[str, float]] = {}
    running = {one.definition for one in crash.sites if one.definition is not None}
    depths = {(one.source.path, one.line): depth for depth, one in enumerate(reversed(crash.sites))}
    for source in crash.sources.values():
        for line, entry, statement in _lines(source, known):
            key = source.path, line
            if key not in found and len(found) < _MOST:
                told = _place(key, source, crash, running, depths)
                told["still"] = float(bool(ran) and key not in ran)
                told["entry"] = float(entry)
                for name, types in () if entry else _STATEMENTS.items():
                    told[name] = float(isinstance(statement, types))
                found[key] = told
    for key, (place, suspect) in known.items():
        told = found.setdefault(key, {})
        told |= _reasons(place, suspect, crash)
        told["explained"] = float(not any(told.get(name) for name in ("failed", "caller", *_REASONS)))
    return found


def _lines(source: Source, known: Collection[Line]) -> Iterator[tuple[int, bool, ast.stmt]]:
    """The lines that may be at fault, and whether they are but an entry of a table: statements, entries, suspects."""
    nodes = () if source.partial else source.nodes
    for node in nodes:
        if isinstance(node, ast.stmt) and not _is_text(node):
            yield node.lineno, False, node
    for node in nodes:
        if isinstance(node, ast.Dict | ast.List | ast.Tuple | ast.Set) and node.end_lineno != node.lineno:
            statement = source.statement(node.lineno)
            for part in node.keys if isinstance(node, ast.Dict) else node.elts:
                if part is not None and statement is not None:
                    yield part.lineno, True, statement
    for path, line in known:
        statement = source.statement(line) if path == source.path else None
        if statement is not None:
            yield line, False, statement


def _is_text(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _reasons(place: int, suspect: Suspect, crash: Crash) -> dict[str, float]:
    """What the debugger says of a suspicious line."""
    words = " ".join(suspect.reasons)
    first = float(place == 0)
    return {
        "score": math.log((_FAINT + suspect.score) / _FAINT),
        "strong": 5 * max(0.0, suspect.score - _STRONG),  # on the scale of the others
        "suspect": 1.0,
        "reasons": float(len(suspect.reasons)),
        "first": first,
        f"first, {_TYPES.get(crash.type, 'other')}": first,
        **{name: float(any(mark in words for mark in marks)) for name, marks in _REASONS.items()},
    }


def _place(
    line: Line, source: Source, crash: Crash, running: Collection[object], depths: Mapping[Line, int]
) -> dict[str, float]:
    """Where a line stands from the one that failed."""
    site = crash.site
    function = source.function_at(line[1])
    told = {
        "module": float(function is None),
        "running": float(function is not None and function in running),
    }
    if site is None:
        return told
    failed = float(line == (site.source.path, site.line))
    return told | {
        "file": float(source.path == site.source.path),
        "same function": float(function is not None and function is site.definition),
        "failed": failed,
        f"failed, {_TYPES.get(crash.type, 'other')}": failed,
        "caller": float(depths.get(line, 0) > 0),
        "direct caller": float(depths.get(line) == 1),
    }
