"""Why is an attribute missing that is asked for by a name put together at run time: under which name was it set?"""

import ast
import re
from collections.abc import Iterator

from analyzers.facts import Suspect
from analyzers.runtime.crash import Asking, Crash, Finding, Trail, seen
from analyzers.runtime.index import Index, bindings
from analyzers.runtime.locate import failing
from analyzers.runtime.report import (
    CONFIRMED,
    ask,
    diagnostic,
    hypothesis,
    known,
    plain_expression,
    shown,
    suspect,
)
from analyzers.runtime.similar import similar
from analyzers.runtime.source import Source

_MISSING = re.compile(r"'([^']*)' object has no attribute '([^']*)'")
_CODE = "attribute-by-name"


def explain(crash: Crash) -> Asking:
    """Explain an AttributeError of `getattr` by a near name that the object has, and by where such names are made."""
    site, found = crash.site, _MISSING.search(crash.message)
    if site is None or found is None or not crash.ours:
        return None
    owner, name = found[1], found[2]
    if failing(site, ast.Attribute, lambda node: node.attr == name):
        return None
    calls = failing(
        site, ast.Call, lambda call: getattr(call.func, "id", "") == "getattr" and len(call.args) == 2
    )
    if (
        len(calls) != 1
        or isinstance(calls[0].args[1], ast.Constant)
        or not plain_expression(calls[0].args[0])
    ):
        return None
    given, asked = calls[0].args
    held = known((yield ask(-1, site.source, given)))
    if held is None or held.type.rpartition(".")[2] != owner.rpartition(".")[2]:
        return None
    close = similar(name, [part.name for part in held.parts if part.name.isidentifier()])
    if not close:
        return None
    cause = f"{shown(site.source, given)} has `{close[0]}`, and is asked for `{name}`"
    return Finding(
        cause=cause,
        diagnostic=diagnostic(_CODE, cause, crash, calls[0], f"asks for `{name}`"),
        hypotheses=(
            hypothesis(
                "misspelt-attribute",
                f"it has `{close[0]}`, not `{name}`",
                CONFIRMED,
                seen(site.source.segment(given), held, site),
            ),
        ),
        suspects=tuple(_set_by_name(crash)),
        trails=(Trail(asked, -1, "value", 0.5),),
        crash_weight=0.5,
    )


def _set_by_name(crash: Crash) -> Iterator[Suspect]:
    """The lines that set attributes by a name, and those that make the name."""
    index = Index.of(crash.sources)
    for source in crash.sources.values():
        for node in source.nodes:
            match node:
                case ast.Call(func=ast.Name(id="setattr"), args=[_, key, _]):
                    pass
                case ast.Subscript(value=ast.Attribute(attr="__dict__"), slice=key, ctx=ast.Store()):
                    pass
                case _:
                    continue
            yield suspect(source, node, 0.5, "attributes are set by their names here")
            yield from (
                suspect(*made, 0.75, "the name under which it is set is made here")
                for made in _made(index, source, key)
            )


def _made(index: Index, source: Source, key: ast.expr) -> Iterator[tuple[Source, ast.AST]]:
    if isinstance(key, ast.Name):
        yield from (
            (one.source, one.statement)
            for one in bindings(source, source.scope(key), key.id)
            if one.how == "is"
        )
    elif isinstance(key, ast.Attribute):
        yield from ((one.source, one.statement) for one in index.attributes.get(key.attr, ()))
    elif isinstance(key, ast.JoinedStr | ast.BinOp):
        yield source, key
