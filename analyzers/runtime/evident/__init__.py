"""Which change does the rest of the program speak for: another name that fits its place, a mark that is never set?

Each of these was seen on the stack of the crash and proves nothing by itself: it makes its line suspicious, and the
change is tried.
"""

from collections.abc import Callable, Iterator

from analyzers.runtime.crash import Crash
from analyzers.runtime.evident import (
    bounds,
    caching,
    classes,
    handed,
    kept,
    managers,
    order,
    packed,
    recursion,
    renamed,
    usual,
    values,
)
from analyzers.runtime.evident.found import Evident

_FINDERS: tuple[Callable[[Crash], Iterator[Evident]], ...] = (
    values.namesakes, recursion.own_part, recursion.never_marked, bounds.length_as_index, bounds.half_a_guard,
    bounds.one_too_many, values.entered, recursion.marked_too_late, caching.coarse_key, order.tied,
    renamed.attribute, kept.outdated, recursion.nothing_to_change, recursion.asks_itself, packed.native,
    managers.undecorated, handed.not_called, handed.only_the_day,
    handed.cached_and_changed, classes.equal_without_hash, classes.unnamed_wrapper, classes.of_one_thread,
    usual.pitfall,
)  # fmt: skip


def evident(crash: Crash) -> Iterator[Evident]:
    """Yield the changes that the program itself speaks for."""
    if crash.site is None:
        return
    near = crash.ours or crash.type == "RecursionError"  # the limit is met anywhere
    for find in _FINDERS if near else (usual.pitfall, classes.equal_without_hash):
        yield from find(crash)


__all__ = ["Evident", "evident"]
