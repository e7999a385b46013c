"""Which lines are odd beside their like in the same program, whatever stopped it?

An entry unlike the other entries of its table, a tuple with fewer parts than all others that go the same way, a key
that is cleaned everywhere but here, a value that is worked out and not used: sound programs have few of these.
"""

import ast
import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator

from analyzers.facts import Suspect
from analyzers.runtime.crash import Crash
from analyzers.runtime.source import Function, Source, inside
from analyzers.runtime.tables import last_name, odd_entries, unconverted

Ran = Callable[[Source, ast.AST], bool]
"""Whether a node of a source ran, as far as that is known."""

_ENTRY, _FITTING_ENTRY = 0.3, 0.8  # the second where the failure is about the kind of thing that the entry is
_NOT_CALLED = 0.9
_ALWAYS = 0.9
_NOT_USED = 0.7
_INTO_ITSELF = 0.65
_PARTS = 0.8
_KEY = 0.75
_AS_IT_COMES = 0.85
_SPOKEN_FOR = 0.85
_MAKERS = frozenset(("int", "float", "str", "list", "tuple", "set", "dict", "sorted", "len", "sum", "max", "min", "round",
                     "reversed", "abs", "bool", "zip", "map", "filter"))  # fmt: skip
_OF_TEXT = frozenset(("strip", "lstrip", "rstrip", "lower", "upper", "capitalize", "zfill", "ljust", "rjust", "splitlines",
                      "casefold"))  # fmt: skip
_PUTS = frozenset(("append", "add", "appendleft", "put", "put_nowait"))
_EXPECTED = r"values? to unpack \(expected (\d+)(?:, got (\d+))?\)"


def oddities(crash: Crash, ran: Ran, hurt: Collection[str] = ()) -> list[Suspect]:
    """Return the odd lines of the sources of a crash, each once, of those that ran; `hurt` are the expressions with bad values."""
    found = [*_uncalled(crash), *_entries(crash), *_unused(crash), *_always(crash)]
    if crash.type == "RecursionError":
        found += _into_itself(crash)
    if crash.type == "ValueError":
        found += _unpacked(crash)
    if crash.type in ("TypeError", "ValueError"):
        found += _as_they_come(crash, {last_name(one) for one in hurt})
    if crash.type == "KeyError":
        found += [
            (source, node, _KEY, f"everywhere else the key is `{form}`")
            for source, node, form in raw_keys(crash)
        ]
    found += [
        (one.source, one.node, _SPOKEN_FOR, one.reason)
        for one in crash.evident
        if one.fix.code != "runtime/thrown-away"  # looked at above, with the methods of the program in mind
    ]
    strongest: dict[tuple[str, int], Suspect] = {}
    for source, node, score, reason in found:
        if not source.partial and ran(source, node):
            one = Suspect(path=source.path, line=node.lineno, score=score, reasons=(reason,))  # type: ignore[attr-defined]  # all have a place
            known = strongest.setdefault((one.path, one.line), one)
            if known.score < score:
                strongest[one.path, one.line] = one
    return list(strongest.values())


def _always(crash: Crash) -> "Iterator[Odd]":
    """The conditions of loops and branches that are always one way."""
    from analyzers.logic.pitfalls.conditions import one_way

    for source in crash.sources.values():
        for node in source.nodes:
            if isinstance(node, ast.While | ast.If) and (so := one_way(node.test)) is not None:
                yield (
                    source,
                    node.test,
                    _ALWAYS,
                    f"`{source.segment(node.test)}` is {'always' if so else 'never'} so",
                )


Odd = tuple[Source, ast.AST, float, str]


def _uncalled(crash: Crash) -> Iterator[Odd]:
    """The conditions of the crashing function that name a method and do not call it: always true."""
    site = crash.site
    function = None if site is None else site.definition
    if site is None or function is None:
        return
    methods = {
        one.name for source in crash.sources.values() for one in source.functions if source.class_of(one)
    }
    predicates = methods | {name for name in dir(str) if name.startswith("is")}
    stored = {
        node.attr
        for source in crash.sources.values()
        for node in source.nodes
        if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store)
    }
    for node in inside(function.body):
        match node:
            case ast.If(test=ast.Attribute(attr=name)) | ast.While(test=ast.Attribute(attr=name)):
                if name in predicates - stored:
                    yield site.source, node, _NOT_CALLED, "the method is named, not called"


def _entries(crash: Crash) -> Iterator[Odd]:
    """Entries of tables that differ from all others of their table."""
    for source in crash.sources.values():
        for node in source.nodes:
            if isinstance(node, ast.Dict | ast.List | ast.Tuple):
                for entry, _ in odd_entries(node):
                    kind = type(entry.value).__name__ if isinstance(entry, ast.Constant) else ""
                    about = bool(kind) and f"'{kind}'" in crash.message
                    yield (
                        source,
                        entry,
                        _FITTING_ENTRY if about else _ENTRY,
                        "this entry is unlike the others",
                    )


def _unused(crash: Crash) -> Iterator[Odd]:
    """Statements that work something out, which nothing uses; the one that failed never came to that."""
    failed = None if crash.site is None else crash.site.statement
    for source in crash.sources.values():
        for node in source.nodes:
            if isinstance(node, ast.Expr) and node is not failed and _only_makes(node, source, crash):
                yield source, node, _NOT_USED, "the value of this is not used"


def _only_makes(statement: ast.Expr, source: Source, crash: Crash) -> bool:
    """Whether a statement has a value and most likely no effect."""
    match statement.value:
        case ast.Compare() | ast.BinOp() | ast.Subscript() | ast.Attribute():
            return True
        case ast.Call(func=ast.Name(id=name)) if name in _MAKERS:
            return True
        case ast.Call(
            func=ast.Name(id=name)
        ):  # an object that a function makes last of all, and does not return
            parent = source.parents.get(statement)
            last = isinstance(parent, Function) and parent.body[-1] is statement
            return last and any(one.name == name for each in crash.sources.values() for one in each.classes)
        case ast.Call(func=ast.Attribute(attr=name)):
            own = any(one.name == name for each in crash.sources.values() for one in each.functions)
            return name in _OF_TEXT and not own
    return False


def _into_itself(crash: Crash) -> Iterator[Odd]:
    """Statements that put an object among what it holds itself."""
    for source in crash.sources.values():
        for node in source.nodes:
            match node:
                case ast.Expr(
                    value=ast.Call(func=ast.Attribute(value=ast.Attribute(value=owner)), args=[argument])
                ) if ast.dump(owner) == ast.dump(argument):
                    yield source, node, _INTO_ITSELF, "an object is put among what it holds"


def _as_they_come(crash: Crash, names: Collection[str]) -> Iterator[Odd]:
    """Items that are kept as they come under the name of a bad value, where others of their row are converted."""
    for source in crash.sources.values():
        for node in source.nodes:
            for item, name, function in unconverted(node):
                if name in names:
                    yield source, item, _AS_IT_COMES, f"others beside it are converted by `{function}`"


def _unpacked(crash: Crash) -> Iterator[Odd]:
    """Tuples that are handed on with another number of parts than is unpacked, where others have the right one."""
    found = re.search(_EXPECTED, crash.message)
    if found is None:
        return
    wanted, given = int(found[1]), int(found[2]) if found[2] else None
    handed = [
        (source, node)
        for source in crash.sources.values()
        for node in source.nodes
        if isinstance(node, ast.Tuple) and _handed_on(source, node)
    ]
    if any(len(node.elts) == wanted for _, node in handed):
        for source, node in handed:
            count = len(node.elts)
            if count == given if given is not None else count > wanted:
                yield source, node, _PARTS, f"this has {count} parts where {wanted} are unpacked"


def _handed_on(source: Source, node: ast.Tuple) -> bool:
    """Whether a tuple is put into something, yielded or returned."""
    match source.parents.get(node):
        case ast.Call(func=ast.Attribute(attr=name)):
            return name in _PUTS
        case ast.Yield() | ast.Return():
            return True
    return False


def raw_keys(crash: Crash) -> Iterator[tuple[Source, ast.expr, str]]:
    """Yield the look-ups by a parameter as it came, in containers whose other look-ups all put it through a function first.

    With each comes what the others do, the key standing as `…`.
    """
    uses: dict[str, list[tuple[Source, ast.expr, str]]] = defaultdict(list)
    for source in crash.sources.values():
        for node in source.nodes:
            match node:
                case ast.Subscript(value=ast.Name(id=name) | ast.Attribute(attr=name), slice=key):
                    uses[name].append((source, node, _form(source, node, key)))
                case ast.Call(
                    func=ast.Attribute(
                        attr="get" | "pop", value=ast.Name(id=name) | ast.Attribute(attr=name)
                    ),
                    args=[key, *_],
                ):
                    uses[name].append((source, node, _form(source, node, key)))
    for found in uses.values():
        forms = [form for _, _, form in found if "…" in form]
        if len(forms) >= 2 and len(set(forms)) == 1:
            for source, node, form in found:
                if form == "raw":
                    yield source, node, forms[0]


def _form(source: Source, node: ast.AST, key: ast.expr) -> str:
    """What is done to a name before it is looked up; "raw" when it is a parameter as it came; else empty."""
    function = source.scope(node)
    if isinstance(key, ast.Name) and isinstance(function, Function):
        given = {one.arg for one in ast.walk(function.args) if isinstance(one, ast.arg)}
        values = [
            one.value
            for one in inside(list(function.body))
            if isinstance(one, ast.Assign) and ast.unparse(one.targets[0]) == key.id
        ]
        if not values:
            return "raw" if key.id in given else ""
        key = values[0] if len(values) == 1 else key
    match key:
        case ast.Call(func=ast.Attribute(attr=name, value=ast.Name()), args=[]):
            return f"….{name}()"
        case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name), args=[ast.Name()], keywords=[]):
            return f"{name}(…)"
    return ""
