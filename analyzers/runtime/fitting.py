"""Why does this value not fit its place: as a key, an index, an argument, an item to join?"""

import ast
import re

from analyzers.facts import Fix, Hypothesis
from analyzers.runtime import lazy
from analyzers.runtime.crash import Asking, Crash, Finding, Trail, seen
from analyzers.runtime.kinds import kind_of
from analyzers.runtime.locate import failing
from analyzers.runtime.misuse import extended, odd
from analyzers.runtime.report import (
    CONFIRMED,
    ask,
    diagnostic,
    hypothesis,
    known,
    plain_expression,
    replace,
    shown,
    value_in,
)


def unhashable(crash: Crash, found: re.Match[str]) -> Finding | None:
    """Explain a value that cannot be a key or a member of a set."""
    site = crash.sites[-1]
    kind = found[1]
    parts: list[ast.expr] = []
    parts += [node.slice for node in failing(site, ast.Subscript)]
    for display in failing(site, ast.Dict):
        parts += [key for key in display.keys if key is not None]
    for display_set in failing(site, ast.Set):
        parts += display_set.elts
    for call in failing(
        site,
        ast.Call,
        lambda call: (
            getattr(call.func, "id", getattr(call.func, "attr", ""))
            in (
                "set",
                "frozenset",
                "add",
                "get",
                "setdefault",
                "dict",
                "pop",
                "discard",
                "remove",
                "hash",
                "Counter",
            )
        ),
    ):
        parts += call.args[:1]
    for compare in failing(site, ast.Compare, lambda node: isinstance(node.ops[0], ast.In | ast.NotIn)):
        parts.append(compare.left)
    parts = [part for part in parts if not isinstance(part, ast.Constant)]
    direct = [part for part in parts if kind_of(part) in ("", kind)]
    if not direct:
        return None
    part = direct[0]
    source = site.source
    fixes: list[Fix] = []
    if len(direct) == 1 and kind == "list":
        if isinstance(part, ast.List):
            fixes.append(
                replace(
                    source,
                    part,
                    f"({source.segment(part)[1:-1]}{',' if len(part.elts) == 1 else ''})",
                    "use a tuple",
                    "unhashable",
                )
            )
        elif not _collected(source.parents.get(part)):
            fixes.append(
                replace(source, part, f"tuple({source.segment(part)})", "use a tuple of it", "unhashable")
            )
    return Finding(
        cause=f"a `{kind}` is used where a hashable value is needed: as a key or in a set",
        diagnostic=diagnostic(
            "unhashable",
            f"a `{kind}` cannot be a key or a member of a set",
            crash,
            part if len(direct) == 1 else None,
            "not hashable",
        ),
        fixes=tuple(fixes),
        trails=tuple(Trail(one, -1, f"type:{kind}", 0.7) for one in direct[:2]),
        crash_weight=0.6,
    )


def _collected(node: ast.AST | None) -> bool:
    """Return whether a node is a call that makes keys or members of the items it is given."""
    return isinstance(node, ast.Call) and getattr(node.func, "id", "") in (
        "set",
        "frozenset",
        "Counter",
        "dict",
    )


def index_type(crash: Crash, found: re.Match[str]) -> Asking:
    """Explain a sequence that is indexed with something that is no integer."""
    site = crash.sites[-1]
    source = site.source
    kind = {"string": "str", "byte": "bytes"}.get(found[1], found[1])
    index = found[2] or ""
    nodes = [
        one
        for one in failing(site, ast.Subscript)
        if not isinstance(one.slice, ast.Slice)
        and kind_of(one.slice) in ("", index or kind_of(one.slice))
        and not (isinstance(one.slice, ast.Constant) and isinstance(one.slice.value, int))
    ]
    if not nodes:
        return None
    node = nodes[0]
    one_only = len(nodes) == 1
    fixes: list[Fix] = []
    confused_container = index == "str" or (index == "" and kind_of(node.slice) == "str")
    if one_only and index == "float":
        held = known((yield ask(-1, source, node.slice))) if plain_expression(node.slice) else None
        place = None if held is None else value_in(held.repr)
        if (
            not isinstance(place, float) or place.is_integer()
        ):  # else what it was made by is not what was meant
            fixes.append(_integer(source, node.slice))
    elif one_only and index == "str" and not isinstance(node.slice, ast.Constant):
        fixes.append(
            replace(
                source,
                node.slice,
                f"int({source.segment(node.slice)})",
                "convert the index to an integer",
                "unfit-index",
            )
        )
    evidence: tuple[Hypothesis, ...] = ()
    if one_only and index == "str" and plain_expression(node.slice):
        held = known((yield ask(-1, source, node.slice)))
        text = None if held is None else value_in(held.repr)
        if held is not None and isinstance(text, str) and text.strip().lstrip("-").isdigit():
            confused_container = False  # a position, which nobody has made a number
            name = shown(source, node.slice)
            claim = f"{name} is text that looks like a number"
            evidence = (
                hypothesis("wrong-type", claim, CONFIRMED, seen(source.segment(node.slice), held, site)),
            )
    what = f", not a `{index}`" if index else ""
    return Finding(
        cause=(
            f"{shown(source, node.value)} is a `{kind}`, whose index must be an integer{what}"
            if one_only
            else f"a `{kind}` is indexed with something that is no integer"
        ),
        diagnostic=diagnostic(
            "unfit-index",
            f"a `{kind}` is indexed with a `{index or kind_of(node.slice) or 'value'}`",
            crash,
            node.slice if one_only else node,
            "no integer" if not confused_container else "a key, not a position",
        ),
        hypotheses=evidence,
        fixes=tuple(fixes),
        trails=(
            Trail(node.value, -1, f"type:{kind}", 1.0 if confused_container else 0.4),
            Trail(node.slice, -1, f"type:{index}" if index else "value", 0.3 if confused_container else 1.0),
        ),
        crash_weight=0.5,
    )


def _integer(source: "object", node: ast.expr) -> Fix:
    from analyzers.runtime.source import Source

    assert isinstance(source, Source)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div):
        left, right = source.segment(node.left), source.segment(node.right)
        return replace(source, node, f"{left} // {right}", "divide to an integer with `//`", "unfit-index")
    return replace(source, node, f"int({source.segment(node)})", "convert to an integer", "unfit-index")


def argument(crash: Crash, found: re.Match[str]) -> Asking:
    """Explain an argument of a type that the callee does not take."""
    site = crash.sites[-1]
    kind = found[found.lastindex or 1]
    kind = "NoneType" if kind == "None" else kind
    source = site.source
    length = "len()" in crash.message
    whole = "interpreted as an integer" in crash.message
    convert = found[0].startswith(("int()", "float()", "complex()"))

    def fits(call: ast.Call) -> bool:
        name = getattr(call.func, "id", getattr(call.func, "attr", ""))
        if length:
            return name == "len"
        if convert:
            return bool(name == found[1])
        return not whole or name not in ("int", "float", "str", "len", "print")

    calls = failing(site, ast.Call, fits)
    parts = [
        argument
        for call in calls
        for argument in (*call.args, *(k.value for k in call.keywords))
        if kind_of(argument) in ("", kind) and not isinstance(argument, ast.Starred)
    ]
    if whole:
        parts += [
            one.right
            for one in failing(site, ast.BinOp, lambda one: isinstance(one.op, ast.Mult))
            if not calls
        ]
    use = (
        "has no length"
        if length
        else "cannot be used as an integer"
        if whole
        else f"cannot be converted by `{found[1]}`"
        if convert
        else "is not accepted here"
    )
    finding = yield from odd(crash, parts, kind, use, "unfit-argument")
    if finding is not None and len(parts) == 1 and length and kind in lazy.KINDS:
        return extended(finding, lazy.listed(crash, parts[0], "unfit-argument"), finding.crash_weight)
    if finding is not None and len(parts) == 1 and whole and kind in ("float", "str"):
        return extended(finding, (_integer(source, parts[0]),), finding.crash_weight)
    return finding


def joined(crash: Crash, found: re.Match[str]) -> Finding | None:
    """Explain an item that is no text in a `join`."""
    site = crash.sites[-1]
    source = site.source
    calls = failing(
        site, ast.Call, lambda call: getattr(call.func, "attr", "") == "join" and len(call.args) == 1
    )
    if not calls:
        return None
    argument = calls[0].args[0]
    kind = found[2]
    fixes: list[Fix] = []
    wanted = "bytes" if "bytes-like" in found[0] else "text"
    if wanted == "bytes" and kind == "str":
        if len(calls) == 1 and isinstance(argument, ast.GeneratorExp | ast.ListComp):
            text = f"({source.segment(argument.elt)}).encode()"
            fixes.append(replace(source, argument.elt, text, "encode each item", "unfit-item"))
    elif len(calls) == 1 and kind != "NoneType" and wanted == "text":
        if isinstance(argument, ast.GeneratorExp | ast.ListComp):
            fixes.append(
                replace(
                    source,
                    argument.elt,
                    f"str({source.segment(argument.elt)})",
                    "convert each item to text",
                    "unfit-item",
                )
            )
        else:
            fixes.append(
                replace(
                    source,
                    argument,
                    f"map(str, {source.segment(argument)})",
                    "convert each item to text",
                    "unfit-item",
                )
            )
    bad = "none" if kind == "NoneType" else f"type:{kind}"
    return Finding(
        cause=f"item {found[1]} of {shown(source, argument)} is a `{kind}`, and `join` takes only {wanted}"
        if len(calls) == 1
        else f"`join` met a `{kind}`",
        diagnostic=diagnostic(
            "unfit-item",
            f"`join` takes only {wanted} and met a `{kind}`",
            crash,
            argument,
            f"item {found[1]} is a `{kind}`",
        ),
        fixes=tuple(fixes),
        trails=(Trail(argument, -1, bad, 0.8), Trail(argument, -1, "content", 0.5)),
        crash_weight=0.55,
    )
