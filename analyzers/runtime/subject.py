"""Which exception of a report is the one to explain?

Mostly the last. But a group only holds what went wrong, a pool of processes hands on what its worker raised, and
an exception raised `from` another one retells it: there the program's own code failed earlier.
"""

import ast
from collections.abc import Callable

from analyzers.deferred import dataclass
from analyzers.facts import Link, Raised, Traceback
from analyzers.runtime.crash import Site
from analyzers.runtime.report import quoted

SitesOf = Callable[[Raised, int | None], list[Site]]
"""From an exception and its index in the chain to the frames that stand in the workspace."""

_DEEPEST = 6  # groups within groups, reports within reports
_MOST_MEMBERS = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """The exception to explain, its sites, the sites that led to them, and what became of it."""

    raised: Raised
    sites: list[Site]
    callers: tuple[Site, ...] = ()
    became: tuple[str, ...] = ()


def subject(traceback: Traceback, sites_of: SitesOf) -> Subject:
    """Return the exception of a report that its own code failed with."""
    return _of(traceback, sites_of, _DEEPEST, inner=False)


def _of(traceback: Traceback, sites_of: SitesOf, depth: int, *, inner: bool) -> Subject:
    chain = traceback.chain
    number = len(chain) - 1
    if not chain[number].frames and not chain[number].members:
        number = next((n for n in range(number, -1, -1) if chain[n].frames), number)

    def sites_at(index: int) -> list[Site]:
        return sites_of(chain[index], None if inner else index - len(chain))

    sites = sites_at(number)
    callers: tuple[Site, ...] = ()
    became: tuple[str, ...] = ()
    while True:
        raised = chain[number]
        held = _within(raised, chain[number - 1] if number else None, sites_of, depth)
        if held is not None:
            return Subject(
                raised=held.raised,
                sites=held.sites,
                callers=(*callers, *_before(sites, held), *held.callers),
                became=(*held.became, *_told(raised, held), *became),
            )
        if not number or chain[number - 1].link is not Link.CAUSE or not _retells(raised, sites):
            break
        earlier = sites_at(number - 1)
        if not earlier:
            break
        if sites:
            same = (raised.type, raised.message) == (chain[number - 1].type, chain[number - 1].message)
            how = "handed on" if same else f"turned into {_words(raised)}"
            became = (f"it was {how} at {sites[-1].where}", *became)
        callers = (*callers, *_above(sites, earlier))
        number, sites = number - 1, earlier
    return Subject(raised=chain[number], sites=sites, callers=callers, became=became)


def _within(raised: Raised, cause: Raised | None, sites_of: SitesOf, depth: int) -> Subject | None:
    """Return what a group holds, or what another process reports as the cause, where it is of the workspace."""
    if depth <= 0:
        return None
    inner: tuple[Traceback, ...] = raised.members[:_MOST_MEMBERS]
    if cause is not None and cause.type.rpartition(".")[2].lstrip("_") == "RemoteTraceback":
        from analyzers.traceback import read

        remote = read(cause.message).subject
        inner = () if remote is None else (remote,)
    for each in inner:
        found = _of(each, sites_of, depth - 1, inner=True)
        if found.sites:
            return found
    return None


def _retells(raised: Raised, sites: list[Site]) -> bool:
    """Whether an exception was raised on purpose, by the program or a library, or is what Python makes of another one."""
    if raised.message.endswith("raised StopIteration"):  # by a generator or a coroutine, which must not
        return True
    if not sites or sites[-1].frame != len(raised.frames) - 1:
        return True
    return isinstance(sites[-1].statement, ast.Raise)


def _above(sites: list[Site], earlier: list[Site]) -> tuple[Site, ...]:
    """Return the sites that called the function in which the earlier exception was caught."""
    first = earlier[0]
    for index, site in enumerate(sites):
        if (site.source.path, site.function) == (first.source.path, first.function):
            return tuple(sites[:index])
    return tuple(sites)


def _before(sites: list[Site], held: Subject) -> tuple[Site, ...]:
    inner = {(site.source.path, site.line) for site in held.sites}
    return tuple(site for site in sites if (site.source.path, site.line) not in inner)


def _told(raised: Raised, held: Subject) -> tuple[str, ...]:
    """Say what held the exception, and what else it held."""
    if not raised.members:
        return ("it was raised in another process and handed on",)
    others = [each.final for each in raised.members if each.final is not held.raised]
    words = [f"it is part of {_words(raised)}"]
    words += [f"the group also holds {_words(each)}" for each in others[:5]]
    if len(others) > 5:
        words.append(f"and {len(others) - 5} more")
    return tuple(words)


def _words(raised: Raised) -> str:
    message = f": {quoted(raised.message, 120)}" if raised.message else ""
    return f"`{raised.type}`{message}"
