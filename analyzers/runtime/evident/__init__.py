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
    closures,
    consumed,
    decorated,
    handed,
    kept,
    managers,
    order,
    packed,
    recursion,
    renamed,
    renewed,
    tables,
    usual,
    values,
)
from analyzers.runtime.evident.found import Evident

_OF_THE_STACK: tuple[Callable[[Crash], Iterator[Evident]], ...] = (
    values.namesakes, recursion.own_part, recursion.never_marked, bounds.length_as_index, bounds.half_a_guard,
    bounds.one_too_many, values.entered, recursion.marked_too_late, order.tied, renamed.attribute,
    recursion.nothing_to_change, recursion.asks_itself, packed.native, managers.undecorated, handed.not_called,
    handed.only_the_day, consumed.used_up,
    tables.too_small, tables.next_one, tables.search_bounds,
)  # fmt: skip
_OF_THE_PROGRAM: tuple[Callable[[Crash], Iterator[Evident]], ...] = (  # wherever it failed
    caching.coarse_key, caching.one_for_all, kept.outdated, handed.cached_and_changed, classes.equal_without_hash,
    classes.unnamed_wrapper, classes.of_one_thread, closures.late_binding, closures.already_called,
    renewed.handed_on, renewed.left_out, decorated.returns_nothing,
    decorated.asks_for_itself, decorated.unlike_the_others, tables.read_again, tables.left_early, usual.pitfall,
)  # fmt: skip


def evident(crash: Crash) -> Iterator[Evident]:
    """Yield the changes that the program itself speaks for."""
    if crash.site is None:
        return
    near = crash.ours or crash.type == "RecursionError"  # the limit is met anywhere
    for find in (*_OF_THE_STACK, *_OF_THE_PROGRAM) if near else _OF_THE_PROGRAM:
        yield from find(crash)


__all__ = ["Evident", "evident"]
