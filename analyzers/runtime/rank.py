"""Which lines are most likely at fault, all evidence together?

The crash line, the explainer's own suspects, the origins of the bad values and the callers on the stack are
put on one scale; a line that several of them name gains a little from each.
"""

from collections.abc import Iterable

from analyzers.facts import Suspect
from analyzers.runtime.crash import Crash, Finding
from analyzers.runtime.index import Index
from analyzers.runtime.slice import Slicer

_MOST = 10
_SHARED = 0.12  # what a further, independent reason adds to a line, of what is left to certainty
_CALLER = 0.22  # the caller of the crashing function; half of it for each step further out


def rank(
    crash: Crash,
    finding: Finding,
    more: Iterable[Suspect] = (),
    *,
    origins: Iterable[Suspect] | None = None,
) -> tuple[Suspect, ...]:
    """Return the suspicious lines, most suspicious first.

    `origins` are the lines that a recorded run shows the bad values to come from; without them they are looked
    for in the sources. `more` are suspects from elsewhere, such as lines whose change was seen to help.
    """
    suspects: list[Suspect] = [*finding.suspects, *more]
    if crash.site is not None:
        site = crash.site
        suspects.append(
            Suspect(
                path=site.source.path,
                line=_line(crash),
                score=finding.crash_weight,
                reasons=("the program stopped here",),
            )
        )
        weight = _CALLER
        known = {(site.source.path, site.line)}
        for caller in reversed(crash.sites[:-1]):
            if (caller.source.path, caller.line) in known:
                continue
            known.add((caller.source.path, caller.line))
            suspects.append(
                Suspect(path=caller.source.path, line=caller.line, score=weight, reasons=("on the stack",))
            )
            weight /= 2
            if weight < 0.02:
                break
    if origins is not None:
        suspects += origins
    elif finding.trails and crash.sites:
        slicer = Slicer(crash, Index.of(crash.sources))
        for trail in finding.trails:
            suspects += [
                Suspect(
                    path=origin.source.path,
                    line=origin.line,
                    score=min(origin.weight, 1.0),
                    reasons=(origin.reason,),
                )
                for origin in slicer.follow(trail)
                if not origin.source.partial
            ]
    return merged(suspects)


def merged(suspects: Iterable[Suspect]) -> tuple[Suspect, ...]:
    """Return one suspect per line, most suspicious first."""
    lines: dict[tuple[str, int], Suspect] = {}
    for one in suspects:
        key = one.path, one.line
        old = lines.get(key)
        if old is None:
            lines[key] = one
            continue
        high, low = max(old.score, one.score), min(old.score, one.score)
        reasons = tuple(
            dict.fromkeys(
                (*old.reasons, *one.reasons) if old.score >= one.score else (*one.reasons, *old.reasons)
            )
        )
        fresh = len(reasons) > len(old.reasons)
        score = high + (1 - high) * low * _SHARED if fresh else high
        lines[key] = Suspect(path=one.path, line=one.line, score=round(score, 4), reasons=reasons[:4])
    ordered = sorted(lines.values(), key=lambda one: (-one.score, one.path, one.line))
    return tuple(ordered[:_MOST])


def _line(crash: Crash) -> int:
    assert crash.site is not None
    return crash.site.line
