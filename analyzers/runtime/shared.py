"""Is a part of an object the very list or dictionary that every object of its class shares, and was it changed?

`self.values = DEFAULTS` gives each object the module's own dictionary: what one puts in, all see.
"""

import ast
from collections.abc import Iterator
from typing import Any  # what a literal holds

from analyzers.deferred import dataclass
from analyzers.facts import Variable
from analyzers.runtime.crash import Asking, Crash, Evaluate, Finding, seen
from analyzers.runtime.index import Index, bindings
from analyzers.runtime.kinds import IN_PLACE
from analyzers.runtime.locate import failing
from analyzers.runtime.report import (
    CONFIRMED,
    ask,
    diagnostic,
    hypothesis,
    known,
    plain_expression,
    replace,
    shown,
    suspect,
)
from analyzers.runtime.source import Source

_CONTAINERS = frozenset(
    ["list", "dict", "set", "defaultdict", "deque", "Counter", "OrderedDict", "bytearray"]
)
_CHANGING = frozenset([*IN_PLACE, "pop", "popitem", "remove", "discard"])
_CODE = "shared"


@dataclass(frozen=True, slots=True)
class _Shared:
    """An attribute that is given a container of the module as it is."""

    source: Source
    value: ast.Name  # `DEFAULTS` in `self.values = DEFAULTS`
    change: ast.AST  # what can change the attribute's value in place, in the same class
    written: Any  # what the container holds as it is written


def explain(crash: Crash) -> Asking:
    """Explain an exception about a container's contents by what was put into or taken from it through another object."""
    site = crash.site
    if site is None or not crash.ours or site.statement is None:
        return None
    index = Index.of(crash.sources)
    for subscript in failing(site, ast.Subscript):
        node = subscript.value.value if isinstance(subscript.value, ast.Subscript) else subscript.value
        if not isinstance(node, ast.Attribute) or not plain_expression(node):
            continue
        shared = _shared(index, node.attr)
        if shared is None or shared.source is not site.source:
            continue  # the container's name must be known where it stopped
        same = known((yield Evaluate(f"{site.source.segment(node)} is {shared.value.id}")))
        held = known((yield ask(-1, site.source, node)))
        if same is None or same.repr != "True" or held is None or held.type not in _CONTAINERS:
            continue
        part = _part(site.source, node)
        inner = None if part is None else known((yield ask(-1, site.source, part)))
        if not _has_lost(crash, shared.written, held, part, inner):
            continue  # shared on purpose, perhaps: what is missing was never there
        name, container = shown(site.source, node), shared.value.id
        place = f"{shared.source.path}:{shared.value.lineno}"
        cause = (
            f"{name} is `{container}` itself, which {place} gives to every object:"
            f" {shown(shared.source, shared.change)} at line {getattr(shared.change, 'lineno', 0)} can change it for all"
        )
        return Finding(
            cause=cause,
            diagnostic=diagnostic(_CODE, cause, crash, node, f"the same object as `{container}`"),
            hypotheses=(
                hypothesis(
                    _CODE, f"{name} holds {held.repr}", CONFIRMED, seen(site.source.segment(node), held, site)
                ),
            ),
            fixes=(
                replace(
                    shared.source,
                    shared.value,
                    f"{container}.copy()",
                    f"give each object a copy of `{container}`",
                    _CODE,
                ),
            ),
            suspects=(
                suspect(shared.source, shared.value, 0.8, f"`{container}` is shared here, not copied"),
            ),
            crash_weight=0.4,
        )
    return None


def _shared(index: Index, attribute: str) -> _Shared | None:
    """How an attribute shares a container, where it is given only that and its value is changed in place."""
    given = index.attributes.get(attribute, [])
    if len(given) != 1 or given[0].how != "is" or not isinstance(given[0].value, ast.Name):
        return None
    source, value = given[0].source, given[0].value
    function = source.function_at(value.lineno)
    owner = None if function is None else source.class_of(function)
    if function is None or owner is None or bindings(source, function, value.id):
        return None
    if given[0].statement not in function.body:
        return None  # only where something holds
    own = bindings(source, source.tree, value.id)
    if len(own) != 1 or not isinstance(own[0].value, ast.List | ast.Dict):
        return None
    try:
        written = ast.literal_eval(own[0].value)
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        return None
    change = next(_changes(owner, attribute), None)
    return None if change is None else _Shared(source, value, change, written)


def _part(source: Source, node: ast.Attribute) -> ast.Subscript | None:
    """The item with a constant key that is taken of an attribute, if one is."""
    parent = source.parents.get(node)
    constant = isinstance(parent, ast.Subscript) and isinstance(parent.slice, ast.Constant)
    return parent if isinstance(parent, ast.Subscript) and constant else None


def _has_lost(
    crash: Crash, written: Any, held: Variable, part: ast.Subscript | None, inner: Variable | None
) -> bool:
    """Whether what is missing now is there as the container is written."""
    if crash.type == "KeyError":
        return isinstance(written, dict) and crash.message in map(repr, written)
    if isinstance(written, list) and held.size is not None and part is None:
        return len(written) > held.size
    if part is None or inner is None or not isinstance(written, dict | list):
        return False
    key: Any = part.slice.value if isinstance(part.slice, ast.Constant) else None
    try:
        return repr(written[key]) != inner.repr
    except (LookupError, TypeError):
        return False


def _changes(owner: ast.ClassDef, attribute: str) -> Iterator[ast.AST]:
    """What changes an attribute's value in place, in the methods of a class."""
    for node in ast.walk(owner):
        match node:
            case ast.Call(func=ast.Attribute(value=ast.Attribute(attr=name), attr=method)):
                if name == attribute and method in _CHANGING:
                    yield node
            case ast.Subscript(value=ast.Attribute(attr=name), ctx=ast.Store() | ast.Del()):
                if name == attribute:
                    yield node
