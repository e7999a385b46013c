"""Why is a field of a text not filled in?"""

import ast
import re

from analyzers.facts import Applicability, Edit, Fix, Span
from analyzers.runtime.crash import Crash, Finding, Site
from analyzers.runtime.locate import failing
from analyzers.runtime.report import (
    diagnostic,
    replace,
    suspect,
)
from analyzers.runtime.similar import similar
from analyzers.runtime.source import Source

_NAME = re.compile(r"\w+")
_FIELD = re.compile(r"\{(\w+)(?:[.\[][^{}:!]*)?(?:![rsa])?(?::[^{}]*)?\}")


def templates_with(crash: Crash, site: Site, key: object) -> list[tuple[Source, ast.Constant]]:
    """Return the texts with a field of the missing key's name, when the statement fills in a text."""
    if not isinstance(key, str) or not crash.ours:
        return []
    fills = failing(site, ast.Call, lambda call: getattr(call.func, "attr", "") in ("format", "format_map"))
    percent = failing(site, ast.BinOp, lambda one: isinstance(one.op, ast.Mod))
    if not fills and not percent:
        return []
    field = re.compile(rf"\{{{re.escape(key)}\s*[}}:!.\[]|%\({re.escape(key)}\)")
    return [
        (source, node)
        for source in crash.sources.values()
        for node in source.nodes
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and field.search(node.value)
    ]


def unfilled(crash: Crash, key: str, templates: list[tuple[Source, ast.Constant]], *, sure: bool) -> Finding:
    """A text to be filled in names a field that it is not given."""
    site = crash.sites[-1]
    given = [
        keyword.arg
        for call in failing(site, ast.Call, lambda call: getattr(call.func, "attr", "") == "format")
        for keyword in call.keywords
        if keyword.arg
    ]
    close = similar(key, given) or similar(key, _keyword_names(crash))
    fixes: list[Fix] = []
    places: list[ast.AST | int] = []
    for source, node in templates:
        text = source.segment(node)
        begun = text.find("{" + key)
        places.append(node if begun < 0 else source.lines.position(source.span(node).start + begun)[0])
        if not _NAME.fullmatch(key):
            fixes.append(_doubled(source, node, given))
        elif close and len(re.findall(rf"\b{re.escape(key)}\b", text)) == 1:
            changed = re.sub(rf"\b{re.escape(key)}\b", close[0], text)
            fixes.append(replace(source, node, changed, f"name the field `{close[0]}`", "missing-field"))
    cause = (
        f"a text is filled in that has a field `{key}`, and nothing of that name is given"
        if sure
        else f"the key `{key!r}` is missing; a text that may be filled in here has a field of that name"
    )
    weight = 0.9 if len(templates) == 1 else 0.7
    return Finding(
        cause=cause,
        diagnostic=diagnostic(
            "missing-field", f"there is no value for the field `{key}`", crash, None, "filled in here"
        ),
        fixes=tuple(fixes),
        suspects=tuple(
            suspect(source, place, weight, f"this text has the field `{key}`")
            for (source, _), place in zip(templates, places, strict=True)
        ),
        crash_weight=0.6,
    )


def _doubled(source: Source, node: ast.Constant, given: list[str]) -> Fix:
    """Double the braces of a template, except round the fields that can be filled in.

    Those are what `given` names; where that is not known, whatever could be the name of a variable.
    """
    span = source.span(node)
    text = source.text[span.start : span.end]
    kept = {
        place
        for found in _FIELD.finditer(text)
        if not given or found[1] in given or found[1].isdigit()
        for place in range(*found.span())
    }
    edits = tuple(
        Edit(Span(source.path, span.start + at, span.start + at), brace)
        for at, brace in enumerate(text)
        if brace in "{}" and at not in kept
    )
    return Fix(
        title="double the braces that are text",
        edits=edits,
        applicability=Applicability.UNSAFE,
        code="runtime/braces",
    )


def _keyword_names(crash: Crash) -> list[str]:
    return [
        node.arg
        for source in crash.sources.values()
        for node in source.nodes
        if isinstance(node, ast.keyword) and node.arg
    ]
