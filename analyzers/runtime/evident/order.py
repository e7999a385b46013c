"""Are pairs put in order whose first parts may be equal, so that their second parts, which have no order, are compared?"""

import ast
from collections.abc import Iterator

from analyzers.deferred import regex
from analyzers.runtime.crash import Crash
from analyzers.runtime.evident.found import Evident
from analyzers.runtime.locate import failing
from analyzers.runtime.report import edit, replace, shown
from analyzers.runtime.source import Source

_SAME_KIND = regex(r"^'[<>]=?' not supported between instances of '([\w.]+)' and '\1'$")
_PUSHES = frozenset(["heappush", "heappushpop", "heapreplace", "put"])
_SORTS = frozenset(["sorted", "min", "max"])


def tied(crash: Crash) -> Iterator[Evident]:
    """Two entries tie, and what stands behind is compared: a number of its own in between settles it."""
    found = _SAME_KIND.search(crash.message)
    if crash.type != "TypeError" or found is None or found[1] == "NoneType":
        return
    for source in crash.sources.values():
        for node in () if source.partial else source.nodes:
            if isinstance(node, ast.Call) and _name(node) in _PUSHES and node.args:
                entry = node.args[-1]
                if isinstance(entry, ast.Tuple) and len(entry.elts) > 1:
                    if (behind := _behind(source, entry, found[1])) is not None:
                        yield behind
                        continue
                    last = source.span(entry.elts[-1]).start
                    number = _counter(source, node) or f"id({source.segment(entry.elts[-1])})"
                    fix = edit(source, last, last, f"{number}, ", "let a number settle what ties", "ties")
                    reason = f"entries whose {shown(source, entry.elts[0])} is equal are told apart by what has no order"
                    yield Evident(source, entry, fix, reason)
    site = crash.site
    calls = (
        []
        if site is None
        else failing(site, ast.Call, lambda call: _name(call) in _SORTS or _name(call) == "sort")
    )
    for call in calls[:1]:
        assert site is not None
        if not call.keywords and _pairs(site.source, call):
            end = site.source.span(call).end - 1
            comma = ", " if call.args else ""
            text = f"{comma}key=lambda pair: pair[0]"
            fix = edit(site.source, end, end, text, "compare the first parts alone", "ties")
            yield Evident(
                site.source,
                call,
                fix,
                "where first parts are equal, second parts without an order are compared",
            )


def _behind(source: Source, entry: ast.Tuple, kind: str) -> Evident | None:
    """Something without an order that stands before what would settle a tie: move it to the end."""
    name = kind.rpartition(".")[2].lower()
    thing = next((one for one in entry.elts[:-1] if source.segment(one).lower().endswith(name)), None)
    if thing is None:
        return None
    others = [one for one in entry.elts if one is not thing]
    text = ", ".join(source.segment(one) for one in (*others, thing))
    title = f"let {shown(source, others[-1])} settle what ties"
    reason = f"{shown(source, thing)}, which has no order, stands before {shown(source, others[-1])}, which has one"
    return Evident(source, entry, replace(source, entry, f"({text})", title, "ties"), reason)


def _pairs(source: Source, call: ast.Call) -> bool:
    """Whether what is sorted is known to be made of tuples."""
    given = call.args[0] if call.args else getattr(call.func, "value", None)
    if isinstance(given, ast.ListComp | ast.GeneratorExp | ast.SetComp):
        return isinstance(given.elt, ast.Tuple)
    if isinstance(given, ast.Call) and _name(given) in ("zip", "items", "enumerate"):
        return True
    name = ast.unparse(given) if given is not None else ""
    return any(
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "append"
        and ast.unparse(node.func.value) == name
        and bool(node.args)
        and isinstance(node.args[0], ast.Tuple)
        for node in source.nodes
    )


def _counter(source: Source, call: ast.Call) -> str:
    """The number of its own that an entry has already, or the next one of a counter that the source has."""
    function = source.function_at(call.lineno)
    for node in ast.walk(function) if function is not None else ():
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Call(func=ast.Name(id="next"))):
                return name
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Dict(keys=keys, values=values)):
                for key, value in zip(keys, values, strict=True):
                    if key is not None and isinstance(value, ast.Call) and _name(value) == "next":
                        return f"{name}[{source.segment(key)}]"
    for node in source.nodes:
        match node:
            case ast.Assign(
                targets=[ast.Name() | ast.Attribute() as target],
                value=ast.Call(
                    func=ast.Attribute(attr="count") | ast.Name(id="count"), args=[] | [ast.Constant()]
                ),
            ):
                return f"next({source.segment(target)})"
    return ""


def _name(call: ast.Call) -> str:
    return str(getattr(call.func, "id", getattr(call.func, "attr", "")))
