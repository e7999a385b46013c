"""Which lines look like a well-known slip that would explain the crash, read without running anything?

An edit that nobody tried proves nothing; but a base class that is not set up, an attribute that is set and never read
or a number in quotes are rare in sound programs. Only kinds are counted that, on the tuned programs, stood at the
fault in one of five cases or more.
"""

from collections.abc import Mapping, Sequence

from analyzers.deferred import replace
from analyzers.facts import Suspect
from analyzers.logic.program import Program
from analyzers.runtime.crash import Crash, Finding
from analyzers.runtime.slips import about_of, own_slips

_KINDS = frozenset(
    ["result of a change in place", "made an object", "base class set up", "placeholders", "receiver", "set up",
     "end of recursion", "keys converted", "awaited", "split", "sizes swapped", "declared outside", "other value",
     "attribute renamed", "size", "made a list", "whole element", "key renamed", "iteration", "called",
     "number in quotes", "arguments in order", "missing return", "dataclass option"]
)  # fmt: skip
_LEAST = 0.6  # weight of a slip that people make often enough
_SHARE = 0.5  # of what is left to certainty
_MOST = 60_000  # characters of sources that are looked through
_MOST_LINES = 120
_REASON = "this looks like a slip that would explain it"


def with_slips(crash: Crash, finding: Finding, suspects: Sequence[Suspect]) -> tuple[Suspect, ...]:
    """Return the suspicious lines once more, raised where they look like a slip."""
    programs = _programs(crash)
    about = about_of(crash, finding, programs)
    weights: dict[tuple[str, int], float] = {}
    near = [(one.path, one.line) for one in suspects]
    places = [
        *near,
        *((path, one.lineno) for path, program in programs.items() for one in program.statements()),
    ]
    looked_at = list(dict.fromkeys(places))[:_MOST_LINES]
    for path, program in programs.items():
        lines = frozenset(line for file, line in looked_at if file == path)
        for candidate in own_slips(program, lines, about):
            if candidate.kind in _KINDS and candidate.weight >= _LEAST:
                place = path, candidate.line
                weights[place] = max(weights.get(place, 0.0), candidate.weight)
    known = {(one.path, one.line): one for one in suspects}
    for (path, line), weight in weights.items():
        old = known.get((path, line)) or Suspect(path=path, line=line, score=0.0, reasons=())
        score = round(old.score + _SHARE * (1 - old.score) * min(1.0, weight), 4)
        known[path, line] = replace(old, score=score, reasons=(*old.reasons, _REASON)[-4:])
    ordered = sorted(known.values(), key=lambda one: (-one.score, one.path, one.line))
    return tuple(ordered[: max(10, len(suspects))])


def _programs(crash: Crash) -> Mapping[str, Program]:
    found: dict[str, Program] = {}
    left = _MOST
    for path, source in crash.sources.items():
        left -= len(source.text)
        if source.partial or left < 0:
            continue
        try:
            found[path] = Program(path, source.text)
        except (SyntaxError, ValueError, RecursionError):
            continue
    return found
