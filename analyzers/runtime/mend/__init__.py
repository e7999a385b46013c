"""Which small changes would take the failure away, beyond what its explainer proposed?

Each repair answers one well-known slip or pitfall and is proposed only where its signs are all there. They are tried by
running the program, so a wrong one costs time and nothing else; those that would merely hide the failure - a
guard, a default, a deleted line - are left out.
"""

from collections.abc import Callable, Iterator

from analyzers.facts import Fix, Suspect
from analyzers.runtime.conversions import Places, date_format, number_of_text, split_parts
from analyzers.runtime.crash import Crash, Finding
from analyzers.runtime.mend import pitfalls, slips

_REPAIRS: tuple[Callable[[Crash, Places], Iterator[Fix]], ...] = (
    pitfalls.spoken_for, pitfalls.awaited, slips.declared_nonlocal, slips.called, pitfalls.decorator_returns, slips.abstract_name,
    slips.only_parameter, pitfalls.list_of_generator, date_format, number_of_text, split_parts, slips.bound,
    pitfalls.ring, slips.key_type, slips.boundary, pitfalls.closed,
)  # fmt: skip


def mend(crash: Crash, finding: Finding, suspects: tuple[Suspect, ...]) -> tuple[Fix, ...]:
    """Return repairs for a crash, the surest first; `suspects` are the ranked lines."""
    site = crash.site
    if site is None:
        return ()
    places = [
        (crash.sources[one.path], one.line)
        for one in suspects[:8]
        if one.path in crash.sources and not crash.sources[one.path].partial
    ]
    found: list[Fix] = []
    repairs = (
        _REPAIRS if crash.ours or crash.type in ("ValueError", "RecursionError") else (pitfalls.spoken_for,)
    )
    for repair in repairs:
        found += repair(crash, places)
    return tuple(fix for fix in found if fix not in finding.fixes)
