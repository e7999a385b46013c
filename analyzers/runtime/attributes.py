"""Why does this object not have that attribute?"""

import ast
import re

from analyzers.deferred import replace as replace_fields
from analyzers.facts import Edit, Evidence, Fix, Hypothesis, Suspect
from analyzers.runtime.crash import Asking, Crash, Finding, Module, Place, Trail, read_from, seen
from analyzers.runtime.index import Index
from analyzers.runtime.locate import failing
from analyzers.runtime.mangled import explain_mangled
from analyzers.runtime.members import (
    ELSEWHERE,
    builtin,
    class_members,
    misspelt_store,
    module_members,
    stored,
    uses,
)
from analyzers.runtime.none import explain_none
from analyzers.runtime.report import (
    CONFIRMED,
    ask,
    attribute_span,
    diagnostic,
    edit,
    hypothesis,
    known,
    label,
    plain_expression,
    quoted,
    shown,
    suspect,
)
from analyzers.runtime.similar import kin, similar
from analyzers.runtime.source import Source

_OBJECT = re.compile(r"'([^']*)' object has no attribute '([^']*)'")
_CLASS = re.compile(r"type object '([^']*)' has no attribute '([^']*)'")
_MODULE = re.compile(r"(?:partially initialized )?module '([^']*)' has no attribute '([^']*)'")
_HINT = re.compile(r"Did you mean: '(\w+)'\?")


def explain(crash: Crash) -> Asking:
    """Explain an AttributeError."""
    site = crash.site
    if site is None:
        return None
    message = crash.message
    if found := _MODULE.search(message):
        return (yield from _module(crash, found[1], found[2]))
    if found := _CLASS.search(message) or _OBJECT.search(message):
        owner, name = found[1], found[2]
        if (mangled := explain_mangled(crash, owner, name)) is not None:
            return mangled
    else:
        return None
    nodes = failing(site, ast.Attribute, lambda node: node.attr == name) if crash.ours else []
    if not nodes:
        return None
    if owner == "NoneType":
        receivers = [node.value for node in nodes]
        return (
            yield from explain_none(
                crash, receivers, f"has no attribute `{name}`", "attribute-of-none", nodes[0]
            )
        )
    return (yield from _object(crash, nodes, owner, name))


def _renamed(source: Source, node: ast.Attribute, other: str) -> Fix:
    """Use another attribute, wherever the file reads the unknown one from what has the same name."""
    owner = ast.unparse(node.value)
    places = [
        attribute_span(source, each)
        for each in source.nodes
        if isinstance(each, ast.Attribute)
        and each.attr == node.attr
        and isinstance(each.ctx, ast.Load)
        and ast.unparse(each.value) == owner
    ]
    first = attribute_span(source, node)
    fix = edit(source, first.start, first.end, other, f"use `{other}`", "misspelt-attribute")
    return replace_fields(
        fix, edits=tuple(Edit(span, other) for span in sorted(places, key=lambda one: one.start))
    )


def _object(crash: Crash, nodes: list[ast.Attribute], owner: str, name: str) -> Asking:
    site = crash.sites[-1]
    source = site.source
    node = nodes[0]
    one = len(nodes) == 1 or len({source.segment(each.value) for each in nodes}) == 1
    index = Index.of(crash.sources)
    receiver = shown(source, node.value) if one else "a value"
    message = f"{receiver} is a `{owner}`, which has no attribute `{name}`"
    short = owner.rpartition(".")[2]
    classes = index.classes.get(short, [])
    hypotheses: list[Hypothesis] = []
    fixes: tuple[Fix, ...] = ()
    suspects: list[Suspect] = []
    trails: tuple[Trail, ...] = ()
    seen_names: list[str] = []
    if hint := _HINT.search(crash.message):
        seen_names.append(hint[1])
    if one and plain_expression(node.value):
        held = known((yield ask(-1, source, node.value)))
        if held is not None:
            seen_names += [part.name for part in held.parts if part.name.isidentifier()]
            hypotheses.append(
                hypothesis(
                    "wrong-type",
                    f"{receiver} is a `{held.type}`",
                    CONFIRMED,
                    seen(source.segment(node.value), held, site),
                )
            )
    if len(classes) == 1:
        where, cls = classes[0]
        members = class_members(index, where, cls)
        close = similar(name, [*members, *seen_names]) or kin(name, [*members, *seen_names])
        stores = [
            each for each in index.attributes.get(name, ()) if each.source.class_of(each.statement) is cls
        ]
        definition = label(where, _name_node(where, cls), f"`{short}` is defined here")
        if stores and not misspelt_store(index, close):
            # The class does set it, but not on the path that was taken.
            store = stores[0]
            method = store.source.function_at(getattr(store.statement, "lineno", 1))
            inside_of = f" in `{method.name}`" if method is not None else ""
            hypotheses.append(
                hypothesis(
                    "attribute-not-yet-set",
                    f"`{name}` is assigned{inside_of}, which has not happened to this object",
                    CONFIRMED,
                    Evidence(
                        expression=f"{short}.{name}",
                        value=f"assigned at line {getattr(store.statement, 'lineno', 1)}",
                        where=read_from(store.source, getattr(store.statement, "lineno", 1)),
                    ),
                )
            )
            initial = next((m for m in cls.body if getattr(m, "name", "") == "__init__"), None)
            suspects += [
                suspect(store.source, store.statement, 0.5, f"`{name}` is set here"),
                suspect(
                    where,
                    initial.body[-1] if isinstance(initial, ast.FunctionDef) else cls,
                    0.5,
                    f"`{short}` does not set `{name}` when it is made",
                ),
            ]
            cause = f"this `{short}` has no `{name}` at this point; `{name}` is assigned{inside_of}"
            fixes = ()
        elif close:
            fixes = tuple(_renamed(source, node, other) for other in close) if one else ()
            hypotheses.append(
                hypothesis(
                    "misspelt-attribute",
                    f"`{short}` has `{close[0]}`, not `{name}`",
                    CONFIRMED,
                    Evidence(
                        expression=f"{short}.{close[0]}", value="defined", where=read_from(where, cls.lineno)
                    ),
                )
            )
            cause = f"`{short}` has no attribute `{name}`; it has `{close[0]}`"
            for each in index.attributes.get(close[0], ()):
                if misspelt_store(index, close) and one:
                    target = stored(each, close[0])
                    if target is not None:
                        span = attribute_span(each.source, target)
                        fixes = (
                            edit(
                                each.source, span.start, span.end, name, f"set `{name}`", "misspelt-attribute"
                            ),
                            *fixes,
                        )
                suspects.append(suspect(each.source, each.statement, 0.45, f"`{close[0]}` is set here"))
                if misspelt_store(index, close) or (uses(crash, name) > 1 and uses(crash, close[0]) <= 1):
                    suspects[-1] = suspect(
                        each.source,
                        each.statement,
                        0.9,
                        f"`{close[0]}` is set here, everything else says `{name}`",
                    )
            for held_in, function in index.functions.get(close[0], ()):
                suspects.append(suspect(held_in, function, 0.3, f"`{close[0]}` is defined here"))
        else:
            cause = f"`{short}` has no attribute `{name}`"
            fixes = ()
            initial = next((m for m in cls.body if getattr(m, "name", "") == "__init__"), cls)
            called = isinstance(source.parents.get(node), ast.Call)
            weight = 0.35 if called else 0.5
            suspects.append(suspect(where, initial, weight, f"`{short}` does not set `{name}`"))
            trails = (Trail(node.value, -1, "value", 0.6),)
        return Finding(
            cause=cause,
            diagnostic=diagnostic(
                "no-such-attribute", message, crash, node, f"no `{name}` here", secondary=(definition,)
            ),
            hypotheses=tuple(hypotheses),
            fixes=fixes,
            suspects=tuple(suspects),
            trails=trails or (Trail(node.value, -1, "value", 0.45),),
            crash_weight=0.6 if close or isinstance(source.parents.get(node), ast.Call) else 0.48,
        )
    kind = builtin(short)
    members = [member for member in dir(kind) if member[:2] != "__"] if kind else []
    instead = ELSEWHERE.get((short, name))
    close = (instead,) if instead else similar(name, [*members, *seen_names]) or kin(name, seen_names)
    if hint and not close:
        close = (hint[1],)
    help_text = ""
    fixes = ()
    if one and close:
        span = attribute_span(source, node)
        fixes = tuple(
            edit(source, span.start, span.end, other, f"use `{other}`", "misspelt-attribute")
            for other in close[:2]
        )
        hypotheses.append(
            hypothesis(
                "misspelt-attribute",
                f"`{short}` has `{close[0]}`, not `{name}`",
                CONFIRMED,
                Evidence(
                    expression=f"{short}.{close[0]}",
                    value="exists",
                    where="builtins" if close[0] in members else site.where,
                ),
            )
        )
    elif one and instead == "" and name in ("length", "size"):
        value = source.segment(node.value)
        parent = source.parents.get(node)
        whole: ast.AST = parent if isinstance(parent, ast.Call) and parent.func is node else node
        span = source.span(whole)
        fixes = (edit(source, span.start, span.end, f"len({value})", "use `len`", "misspelt-attribute"),)
        help_text = "use `len(...)`"
    confused = not close and not fixes
    return Finding(
        cause=f"{receiver} is a `{owner}`, which has no attribute `{name}`"
        + (f"; it has `{close[0]}`" if close else ""),
        diagnostic=diagnostic("no-such-attribute", message, crash, node, f"no `{name}` here", help=help_text),
        hypotheses=tuple(hypotheses),
        fixes=fixes,
        trails=(Trail(node.value, -1, f"type:{short}", 1.0 if confused else 0.4),) if one else (),
        crash_weight=0.5 if confused else 0.75,
    )


def _module(crash: Crash, module: str, name: str) -> Asking:
    site = crash.sites[-1]
    nodes = failing(site, ast.Attribute, lambda node: node.attr == name) if crash.ours else []
    node = nodes[0] if nodes else None
    hypotheses: list[Hypothesis] = []
    suspects: list[Suspect] = []
    fixes: tuple[Fix, ...] = ()
    local = Index.of(crash.sources).module(module)
    answer = yield Module(module)
    place = answer if isinstance(answer, Place) else None
    cause = f"module `{module}` has no attribute `{name}`"
    members: tuple[str, ...] = ()
    if "partially initialized" in crash.message:
        return _circular(crash, module, name, node)
    if local is not None:
        members = module_members(local)
        suspects.append(suspect(local, 1, 0.2, f"`{module}` is this file"))
    elif place is not None:
        members = place.names
    shadow = _shadow(crash, module)
    if shadow is not None:
        cause = f"`{module}` is the file `{shadow.path}` here, which hides the module of the standard library"
        suspects = [suspect(shadow, 1, 0.85, f"this file hides the standard library's `{module}`")]
        hypotheses.append(
            hypothesis(
                "shadowed-module",
                f"`{shadow.path}` hides the standard library's `{module}`",
                CONFIRMED,
                Evidence(expression=f"import {module}", value=shadow.path, where=site.where),
            )
        )
    close = similar(name, members)
    if close and node is not None:
        span = attribute_span(site.source, node)
        fixes = tuple(
            edit(site.source, span.start, span.end, other, f"use `{other}`", "misspelt-attribute")
            for other in close
        )
        cause = f"module `{module}` has no `{name}`; it has `{close[0]}`"
        origin = local.path if local is not None else place.path if place else module
        hypotheses.append(
            hypothesis(
                "misspelt-attribute",
                f"`{module}` has `{close[0]}`, not `{name}`",
                CONFIRMED,
                Evidence(expression=f"{module}.{close[0]}", value="defined", where=origin),
            )
        )
    return Finding(
        cause=cause,
        diagnostic=diagnostic(
            "no-such-attribute",
            f"module `{module}` has no attribute `{name}`",
            crash,
            node,
            f"no `{name}` here",
        ),
        hypotheses=tuple(hypotheses),
        fixes=fixes,
        suspects=tuple(suspects),
        crash_weight=0.8,
    )


def _circular(crash: Crash, module: str, name: str, node: ast.AST | None) -> Finding:
    from analyzers.runtime.imports import import_suspects

    return Finding(
        cause=f"`{module}` is still being imported when `{name}` is taken from it",
        diagnostic=diagnostic(
            "circular-import",
            f"module `{module}` is only partly loaded and has no `{name}` yet",
            crash,
            node,
            "used too early",
            help="break the circle: import inside the function that needs it, or move what both need elsewhere",
        ),
        hypotheses=(
            hypothesis(
                "circular-import",
                f"`{module}` was being imported when it was used",
                CONFIRMED,
                Evidence(
                    expression=quoted(crash.message, 120),
                    value="partially initialized",
                    where=crash.sites[-1].where,
                ),
            ),
        ),
        suspects=import_suspects(crash),
        crash_weight=0.5,
    )


def _shadow(crash: Crash, module: str) -> Source | None:
    import sys

    if module.split(".")[0] not in sys.stdlib_module_names:
        return None
    for path, source in crash.sources.items():
        if path.rpartition("/")[2] == f"{module}.py":
            return source
    return None


def _name_node(source: Source, cls: ast.ClassDef) -> ast.AST:
    """Return something that stands for a class without covering all of its body."""
    del source
    stand_in = ast.Name(id=cls.name)
    stand_in.lineno = stand_in.end_lineno = cls.lineno
    stand_in.col_offset = cls.col_offset
    stand_in.end_col_offset = cls.col_offset + len("class ") + len(cls.name.encode())
    return stand_in
