"""What do scopes and forms hold: the object whose method runs, everything inside of a form?"""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any  # the values of a program may be anything

from analyzers.dryrun.program import Expression, Statement
from analyzers.dryrun.units import Define, Lambda
from analyzers.dryrun.values import (
    Class,
    Scope,
)


def scope_this(scope: Scope) -> Any:
    """Return the object whose method runs."""
    found: Scope | None = scope
    while found is not None:
        if found.this is not None:
            return found.this
        found = found.outer
    return None


def scope_owner(scope: Scope) -> Class | None:
    """Return the class whose method runs."""
    found: Scope | None = scope
    while found is not None:
        if found.owner is not None:
            return found.owner
        found = found.outer
    return None


def parts(node: Any) -> Iterator[Any]:
    """Yield every expression and statement inside of others."""
    stack = list(node) if isinstance(node, (tuple, list)) else [node]
    while stack:
        each = stack.pop()
        if isinstance(each, tuple):
            stack.extend(each)
        elif is_dataclass(each) and not isinstance(each, type):
            if isinstance(each, (Expression, Statement)):
                yield each
            if isinstance(each, Define):
                continue
            stack.extend(getattr(each, part.name) for part in fields(each))


def fits(code: Lambda, count: int) -> bool:
    """Whether a function takes so many values."""
    wanted = [each for each in code.parameters if not each.block]
    least = sum(each.default is None and not each.rest for each in wanted)
    return least <= count and (count <= len(wanted) or any(each.rest for each in wanted))
