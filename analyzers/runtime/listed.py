"""Is the file that was not found in the folder whose listing gave its bare name?"""

import ast
from collections.abc import Generator, Iterator

from analyzers.deferred import dataclass
from analyzers.facts import Evidence, Fix, Hypothesis, Suspect
from analyzers.runtime.crash import Answer, Ask, Crash, Exists, Place, Site
from analyzers.runtime.report import (
    CONFIRMED,
    ask,
    hypothesis,
    known,
    plain_expression,
    quoted,
    replace,
    suspect,
    value_in,
)
from analyzers.runtime.source import Source

_LISTS = frozenset(["listdir"])
_ORDERS = frozenset(["sorted", "reversed", "list", "set", "filter", "enumerate"])
_CODE = "bare-name"
_MOST_KNOWN = 10  # names whose value is looked at


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """The folder that a bare name came from, and what that makes of the crash."""

    cause: str
    hypothesis: Hypothesis
    fix: Fix
    suspect: Suspect


@dataclass(frozen=True, slots=True, kw_only=True)
class _Listing:
    name: str  # of the variable that goes over the names
    folder: ast.expr
    join: str  # how the program would call `os.path.join`, empty where it cannot


def bare_name(crash: Crash, path: str) -> Generator[Ask, Answer, Listed | None]:
    """Return where a name without a folder was listed, None where that is not seen."""
    for index in range(len(crash.sites) - 1, -1, -1):
        site = crash.sites[index]
        for listing in _listings(site):
            uses = _uses(site, listing.name)
            if not uses or not plain_expression(listing.folder):
                continue
            folder = yield from _value(crash, index, listing.folder)
            if folder is None:
                continue
            answer = yield Exists(folder)
            if not isinstance(answer, Place) or path not in answer.names:
                continue
            source = site.source
            text = source.segment(listing.folder)
            whole = (
                f"{listing.join}({text}, {listing.name})"
                if listing.join
                else f"{text} + '/' + {listing.name}"
            )
            return Listed(
                cause=f"; it is in {quoted(folder)}, whose listing gives names without their folder",
                hypothesis=hypothesis(
                    _CODE,
                    f"the folder {quoted(folder)} has `{path}`",
                    CONFIRMED,
                    Evidence(expression=f"listdir({folder!r})", value=path, where="file system"),
                ),
                fix=replace(source, uses[0], whole, "join the name with its folder", _CODE),
                suspect=suspect(source, uses[0], 0.9, "the name is used without its folder"),
            )
    return (yield from _at_hand(crash, path))


def _at_hand(crash: Crash, path: str) -> Generator[Ask, Answer, Listed | None]:
    """The name came from another function; a folder that the failing one knows by name has the file."""
    site = crash.site
    if site is None:
        return None
    source, index = site.source, crash.sites.index(site)
    opened = [
        argument
        for node in source.nodes
        if isinstance(node, ast.Call) and node.lineno <= site.line <= (node.end_lineno or node.lineno)
        for argument in node.args[:1]
        if isinstance(argument, ast.Name | ast.Attribute | ast.Subscript) and plain_expression(argument)
    ]
    for argument in opened:
        if (yield from _text(index, source, argument)) != (path, False):
            continue
        for node in _known_at(site)[:_MOST_KNOWN]:
            if source.segment(node) == source.segment(argument):
                continue
            folder, is_path = yield from _text(index, source, node)
            if not folder:
                continue
            answer = yield Exists(folder)
            if isinstance(answer, Place) and path in answer.names:
                return _joined(source, node, argument, path, folder, is_path=is_path)
    return None


def _known_at(site: Site) -> list[ast.expr]:
    """The names and attributes of its own object that a function works with."""
    function = site.source.function_at(site.line)
    found: dict[str, ast.expr] = {}
    for node in ast.walk(function) if function is not None else ():
        if (isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)) or (
            isinstance(node, ast.Attribute) and getattr(node.value, "id", "") == "self"
        ):
            found.setdefault(site.source.segment(node), node)
    return list(found.values())


def _text(index: int, source: Source, node: ast.expr) -> Generator[Ask, Answer, tuple[str, bool]]:
    """The text of a string or path, empty for anything else, and whether it is a path."""
    held = known((yield ask(index, source, node)))
    if held is None:
        return "", False
    is_path = held.type.endswith("Path")
    written = held.repr.partition("(")[2].removesuffix(")") if is_path else held.repr
    text = value_in(written)  # what is cut or masked is none
    return (text, is_path) if isinstance(text, str) and (is_path or held.type == "str") else ("", False)


def _joined(
    source: Source, folder: ast.expr, name: ast.expr, path: str, where: str, *, is_path: bool
) -> Listed:
    first, second = source.segment(folder), source.segment(name)
    imported = any(
        isinstance(node, ast.Import) and any(one.name in ("os", "os.path") for one in node.names)
        for node in source.nodes
    )
    if is_path:
        whole = f"{first} / {second}"
    else:
        whole = f"os.path.join({first}, {second})" if imported else f"{first} + '/' + {second}"
    return Listed(
        cause=f"; it is in {quoted(where)}, the folder `{first}`",
        hypothesis=hypothesis(
            _CODE,
            f"the folder {quoted(where)} has `{path}`",
            CONFIRMED,
            Evidence(expression=f"listdir({first})", value=path, where="file system"),
        ),
        fix=replace(source, name, whole, "join the name with its folder", _CODE),
        suspect=suspect(source, name, 0.9, "the name is used without its folder"),
    )


def _value(crash: Crash, index: int, folder: ast.expr) -> Generator[Ask, Answer, str | None]:
    """What a folder's expression holds, in the frame or in one that calls it in the same function (a comprehension)."""
    if isinstance(folder, ast.Constant):
        return folder.value if isinstance(folder.value, str) else None
    site = crash.sites[index]
    for outer in range(index, -1, -1):
        if crash.sites[outer].line != site.line or crash.sites[outer].source is not site.source:
            return None
        text, is_path = yield from _text(outer, site.source, folder)
        if text and not is_path:
            return text
    return None


def _listings(site: Site) -> Iterator[_Listing]:
    """Loops and comprehensions around a site's line that go over the names in a folder."""
    for node in site.source.nodes:
        if not isinstance(node, ast.For | ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp):
            continue
        if not node.lineno <= site.line <= (node.end_lineno or node.lineno):
            continue
        loops = (
            [(node.target, node.iter)]
            if isinstance(node, ast.For)
            else [(g.target, g.iter) for g in node.generators]
        )
        for target, over in loops:
            yield from _of_listdir(target, over)
            yield from _of_walk(target, over, site)


def _of_listdir(target: ast.expr, over: ast.expr) -> Iterator[_Listing]:
    target, over = _bare(target, over)
    if not (isinstance(over, ast.Call) and isinstance(target, ast.Name) and len(over.args) == 1):
        return
    name = getattr(over.func, "attr", getattr(over.func, "id", ""))
    if name in _LISTS:
        yield _Listing(name=target.id, folder=over.args[0], join=_join(over.func))


def _of_walk(target: ast.expr, over: ast.expr, site: Site) -> Iterator[_Listing]:
    """`for root, dirs, files in os.walk(top)`, and a loop over `files` inside it."""
    if not (
        isinstance(over, ast.Call) and getattr(over.func, "attr", getattr(over.func, "id", "")) == "walk"
    ):
        return
    if not (isinstance(target, ast.Tuple) and len(target.elts) == 3):
        return
    root, _, files = target.elts
    for node in site.source.nodes:
        if not isinstance(node, ast.For | ast.comprehension) or not isinstance(files, ast.Name):
            continue
        name, inner = _bare(node.target, node.iter)
        if isinstance(name, ast.Name) and isinstance(inner, ast.Name) and inner.id == files.id:
            yield _Listing(name=name.id, folder=root, join=_join(over.func))


def _bare(target: ast.expr, over: ast.expr) -> tuple[ast.expr, ast.expr]:
    """What goes over what, without the calls that only order or number it."""
    while isinstance(over, ast.Call) and (called := getattr(over.func, "id", "")) in _ORDERS and over.args:
        if called == "enumerate" and isinstance(target, ast.Tuple):
            target = target.elts[-1]
        over = over.args[-1 if called == "filter" else 0]
    return target, over


def _join(function: ast.expr) -> str:
    return (
        f"{function.value.id}.path.join"
        if isinstance(function, ast.Attribute) and isinstance(function.value, ast.Name)
        else ""
    )


def _uses(site: Site, name: str) -> list[ast.Name]:
    """Where the name is handed to a call on the line that was running."""
    return [
        argument
        for node in site.source.nodes
        if isinstance(node, ast.Call) and node.lineno <= site.line <= (node.end_lineno or node.lineno)
        for argument in node.args
        if isinstance(argument, ast.Name) and argument.id == name and argument.lineno == site.line
    ]
