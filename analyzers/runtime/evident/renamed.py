"""Was an attribute given another name, and is it asked for by its old one in several places?"""

import ast
from collections.abc import Iterator

from analyzers.deferred import regex
from analyzers.deferred import replace as changed
from analyzers.facts import Edit
from analyzers.runtime.crash import Crash
from analyzers.runtime.evident.found import Evident
from analyzers.runtime.index import Index
from analyzers.runtime.report import attribute_span, edit

_ABSENT = regex(r"^'(\w+)' object has no attribute '(\w+)'")


def attribute(crash: Crash) -> Iterator[Evident]:
    """Every use of an attribute that no object of the class has; one alone of those that it has shares a word with it."""
    found = _ABSENT.search(crash.message) if crash.type == "AttributeError" else None
    classes = Index.of(crash.sources).classes.get(found[1], ()) if found is not None else ()
    if found is None or len(classes) != 1:
        return
    _, cls = classes[0]
    known, asked = _attributes(cls), found[2]
    words = set(asked.split("_"))
    uses = [
        (where, node)
        for where in crash.sources.values()
        if not where.partial
        for node in where.nodes
        if isinstance(node, ast.Attribute) and node.attr == asked and isinstance(node.ctx, ast.Load)
    ]
    beside = {
        node.attr
        for where, use in uses
        for statement in [where.statement(use.lineno)]
        if statement is not None
        for node in where.parts(statement)
        if isinstance(node, ast.Attribute)
    }
    close = [
        name for name in known - beside if words & set(name.split("_")) - {"is", "has", "get", "set", "to"}
    ]
    if len(uses) < 2 or len(close) != 1 or asked in known:
        return
    new = close[0]
    edits = tuple(Edit(attribute_span(where, node), new) for where, node in uses)
    for where, node in uses:
        span = attribute_span(where, node)
        fix = edit(where, span.start, span.end, new, f"use `{new}` everywhere", "renamed-attribute")
        yield Evident(where, node, changed(fix, edits=edits), f"a `{cls.name}` has `{new}`, and no `{asked}`")


def _attributes(cls: ast.ClassDef) -> set[str]:
    """The fields that a class declares and the attributes that its methods set."""
    found = {
        one.target.id
        for one in cls.body
        if isinstance(one, ast.AnnAssign) and isinstance(one.target, ast.Name)
    }
    return found | {
        node.attr
        for node in ast.walk(cls)
        if isinstance(node, ast.Attribute)
        and isinstance(node.ctx, ast.Store)
        and isinstance(node.value, ast.Name)
        and node.value.id == "self"
    }
