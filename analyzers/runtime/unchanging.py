"""What is set on an object that cannot be changed: a named tuple, a frozen data class, a property without a setter?"""

import ast
import re
from collections.abc import Iterator

from analyzers.facts import Applicability, Edit, Fix, Span
from analyzers.runtime.crash import Asking, Crash, Finding, Site, seen
from analyzers.runtime.index import Index
from analyzers.runtime.report import (
    CONFIRMED,
    ask,
    attribute_span,
    diagnostic,
    hypothesis,
    known,
    plain_expression,
    quoted,
    suspect,
)
from analyzers.runtime.source import Source

_SET = re.compile(r"can't set attribute|has no setter|cannot assign to field")
_TIGHT = (
    ast.Name,
    ast.Attribute,
    ast.Subscript,
    ast.Constant,
    ast.Call,
)  # need no brackets behind an operator
_WEIGHT = 0.7  # of the line that sets it


def explain(crash: Crash) -> Asking:
    """Explain an AttributeError or FrozenInstanceError of something that is set."""
    site = crash.site
    if site is None or not _SET.search(crash.message):
        return None
    target = next(_targets(site.statement), None)
    if target is None or not plain_expression(target.value):
        return None
    held = known((yield ask(-1, site.source, target.value)))
    if held is None:
        return None
    kind = held.type.rpartition(".")[2]
    owner = next((node for _, node in Index.of(crash.sources).classes.get(kind, ())), None)
    if crash.type == "FrozenInstanceError":
        if "cannot assign to field" not in crash.message:
            return None  # another library's: its objects are not copied like this
        what, fixes = "a frozen data class", _copied(site, target, "replace")
    elif any(part.name == "_fields" for part in held.parts) or _is_named_tuple(crash, kind):
        what, fixes = "a named tuple", _copied(site, target, "_replace")
    elif owner is not None and (behind := _behind(owner, target.attr)):
        what, fixes = "", _stored(site, owner, target, behind)
    else:
        return None
    name = quoted(site.source.segment(target.value))
    cause = (
        f"{name} is a `{kind}`, {what}: `{target.attr}` of it cannot be set"
        if what
        else f"`{target.attr}` of `{kind}` is a property that can only be read"
    )
    claim = f"{name} is a `{kind}`"
    return Finding(
        cause=cause,
        diagnostic=diagnostic("read-only", cause, crash, target, "set here"),
        hypotheses=(
            hypothesis("read-only", claim, CONFIRMED, seen(site.source.segment(target.value), held, site)),
        ),
        fixes=tuple(fixes),
        suspects=(suspect(site.source, target, _WEIGHT, "what cannot be changed is set here"),),
        crash_weight=_WEIGHT,
    )


def _targets(statement: ast.stmt | None) -> Iterator[ast.Attribute]:
    match statement:
        case ast.Assign(targets=[ast.Attribute() as target]):
            yield target
        case (
            ast.AugAssign(target=ast.Attribute() as target) | ast.AnnAssign(target=ast.Attribute() as target)
        ):
            yield target


def _is_named_tuple(crash: Crash, kind: str) -> bool:
    """Whether a class is made by `namedtuple` or `NamedTuple` in the workspace."""
    for source in crash.sources.values():
        for node in source.nodes:
            match node:
                case ast.Call(func=function, args=[ast.Constant(value=name), *_]) if name == kind:
                    if _last(function) in ("namedtuple", "NamedTuple"):
                        return True
                case ast.ClassDef(name=name, bases=bases) if name == kind:
                    if any(_last(base) == "NamedTuple" for base in bases):
                        return True
    return False


def _last(node: ast.expr) -> str:
    return str(getattr(node, "attr", getattr(node, "id", "")))


def _copied(site: Site, target: ast.Attribute, how: str) -> list[Fix]:
    """Rebind the name to a changed copy wherever its fields are set in the function, if the name is used afterwards."""
    source, owner = site.source, target.value
    if not isinstance(owner, ast.Name):
        return []  # what holds it would have to be changed, and may be shared
    scope = source.scope(target)
    body = [node for node in ast.walk(scope) if source.scope(node) is scope]
    sets = [
        (node, found)
        for node in body
        if isinstance(node, ast.stmt)
        for found in _targets(node)
        if isinstance(found.value, ast.Name) and found.value.id == owner.id
    ]
    last = max(node.end_lineno or 0 for node, _ in sets)
    if not is_own(scope, owner.id):
        return []  # others hold the object too
    if not any(isinstance(node, ast.Name) and node.id == owner.id and node.lineno > last for node in body):
        return []  # the copy would be lost
    edits = []
    for node, found in sets:
        if (text := _new_value(source, node, found)) is None:
            return []
        called = f"{owner.id}._replace(" if how == "_replace" else f"replace({owner.id}, "
        edits.append(Edit(source.span(node), f"{owner.id} = {called}{found.attr}={text})"))
    if how == "replace":
        imported = _importing(source)
        if imported is None:
            return []
        edits = [imported, *edits] if imported.text else edits
    return [
        Fix(
            title=f"bind `{owner.id}` to a changed copy",
            edits=tuple(edits),
            applicability=Applicability.UNSAFE,
            code="runtime/read-only",
        )
    ]


def is_own(scope: ast.AST, name: str) -> bool:
    """Whether nobody else needs to see the change: the name is no loop's, and what a caller gave is given back."""
    body = list(ast.walk(scope))
    for node in body:
        if isinstance(node, ast.For | ast.AsyncFor) and any(
            isinstance(part, ast.Name) and part.id == name for part in ast.walk(node.target)
        ):
            return False
    if not isinstance(scope, ast.FunctionDef | ast.AsyncFunctionDef):
        return True
    arguments = scope.args
    given = {one.arg for one in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)}
    returned = any(isinstance(node, ast.Return) and getattr(node.value, "id", "") == name for node in body)
    return name not in given or returned


def _new_value(source: Source, node: ast.stmt, target: ast.Attribute) -> str | None:
    """What an assignment gives the field, as an expression."""
    value = getattr(node, "value", None)
    if value is None:
        return None
    text = source.segment(value)
    if not isinstance(node, ast.AugAssign):
        return text
    sign = (
        source.segment(node).removeprefix(source.segment(target)).removesuffix(text).strip().removesuffix("=")
    )
    return f"{source.segment(target)} {sign} {text if isinstance(value, _TIGHT) else f'({text})'}"


def _importing(source: Source) -> Edit | None:
    """The edit after which `replace` of `dataclasses` is imported: an empty one where it is; None where that is unknown."""
    for node in source.nodes:
        if isinstance(node, ast.ImportFrom) and node.module == "dataclasses":
            end = source.span(node.names[-1]).end
            have = any(alias.name == "replace" and not alias.asname for alias in node.names)
            return Edit(Span(source.path, end, end), "" if have else ", replace")
    return None


def _behind(owner: ast.ClassDef, name: str) -> str:
    """The attribute that a property returns as it is, empty where it does more."""
    for node in owner.body:
        if isinstance(node, ast.FunctionDef) and node.name == name and len(node.body) == 1:
            match node.body[0]:
                case ast.Return(value=ast.Attribute(value=ast.Name(id="self"), attr=behind)):
                    return behind
    return ""


def _stored(site: Site, owner: ast.ClassDef, target: ast.Attribute, behind: str) -> list[Fix]:
    """Inside the class, set the attribute behind the property."""
    inside = site.source.parents.get(site.source.scope(target)) is owner
    if not inside or getattr(target.value, "id", "") != "self":
        return []
    return [
        Fix(
            title=f"set `{behind}`, which the property returns",
            edits=(Edit(attribute_span(site.source, target), behind),),
            applicability=Applicability.UNSAFE,
            code="runtime/read-only",
        )
    ]
