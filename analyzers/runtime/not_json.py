"""Which value has no form in JSON, and how would it be given one?"""

import ast
import re
from collections.abc import Generator

from analyzers.facts import Fix, Variable
from analyzers.runtime.crash import Answer, Ask, Asking, Crash, Evaluate, Finding, Trail, seen
from analyzers.runtime.index import Index
from analyzers.runtime.report import (
    CONFIRMED,
    ask,
    diagnostic,
    edit,
    hypothesis,
    known,
    plain_expression,
    quoted,
)
from analyzers.runtime.source import Source

_MESSAGE = re.compile(r"Object of type (\w+) is not JSON serializable")
_CALLS = frozenset(["dump", "dumps"])
_MOST_ASKED = 16  # values that are looked into
_DEEPEST = 3  # levels below what is written
_CODE = "not-json"
_FORMS = {
    **dict.fromkeys(("set", "frozenset", "deque", "dict_keys", "dict_values", "range", "map", "filter", "zip"), "list"),
    **dict.fromkeys(("datetime", "date", "time", "timedelta", "Decimal", "Fraction", "UUID", "PosixPath", "WindowsPath", "Path"), "str"),
    **dict.fromkeys(("int64", "int32", "float64", "float32", "bool_"), "lambda value: value.item()"),
    "ndarray": "lambda value: value.tolist()",
}  # fmt: skip
"""What `default=` makes of a value of each type."""


def explain(crash: Crash) -> Asking:
    """Explain a TypeError of the standard library's JSON writer."""
    found = _MESSAGE.search(crash.message)
    site = crash.site
    if found is None or site is None:
        return None
    call = _writing(site.source, site.line)
    if call is None:
        return None
    kind, given = found[1], call.args[0]
    cause = f"JSON has no form for a `{kind}`"
    hypotheses = []
    place = (yield from _place_of(crash, given, kind)) if plain_expression(given) else None
    if place is not None:
        expression, held = place
        cause = f"{quoted(expression)} is a `{kind}`, for which JSON has no form"
        claim = f"{quoted(expression)} is a `{kind}`"
        hypotheses = [hypothesis(_CODE, claim, CONFIRMED, seen(expression, held, site))]
    return Finding(
        cause=cause,
        diagnostic=diagnostic(
            _CODE, cause, crash, given, "written here", help="convert it first, or give `default=`"
        ),
        hypotheses=tuple(hypotheses),
        fixes=tuple(_with_default(site.source, call, kind, crash)),
        trails=(
            Trail(
                given,
                -1,
                f"type:{kind}",
                0.8,
                element=place is None or place[0] != site.source.segment(given),
            ),
        ),
        crash_weight=0.6,
    )


def _writing(source: Source, line: int) -> ast.Call | None:
    """The call on the line that writes JSON."""
    for node in source.nodes:
        if (
            isinstance(node, ast.Call)
            and node.lineno <= line <= (node.end_lineno or node.lineno)
            and node.args
            and _is_of_json(source, node.func)
        ):
            return node
    return None


def _is_of_json(source: Source, function: ast.expr) -> bool:
    if isinstance(function, ast.Attribute):
        return function.attr in _CALLS and getattr(function.value, "id", "") == "json"
    imported = {
        alias.asname or alias.name
        for node in source.nodes
        if isinstance(node, ast.ImportFrom) and node.module == "json"
        for alias in node.names
        if alias.name in _CALLS
    }
    return isinstance(function, ast.Name) and function.id in imported


def _place_of(
    crash: Crash, given: ast.expr, kind: str
) -> Generator[Ask, Answer, tuple[str, Variable] | None]:
    """The expression of the first value of the type, looked for level by level in what is written."""
    source = crash.sites[-1].source
    held = known((yield ask(-1, source, given)))
    if held is None:
        return None
    level = [(source.segment(given), held)]
    left = _MOST_ASKED
    for _ in range(_DEEPEST):
        below = []
        for expression, value in level:
            if _last(value.type) == kind:
                return expression, value
            for part in value.parts:
                if not part.name.startswith("["):
                    continue  # an attribute: JSON does not look at it
                inner = f"{expression}{part.name}"
                if _last(part.type) == kind:
                    return inner, part
                if _last(part.type) in ("dict", "list", "tuple") and left:
                    left -= 1
                    looked = known((yield Evaluate(inner, -1)))
                    below += [(inner, looked)] if looked is not None else []
        level = below
    return None


def _last(name: str) -> str:
    return name.rpartition(".")[2]


def _with_default(source: Source, call: ast.Call, kind: str, crash: Crash) -> list[Fix]:
    """Say what becomes of such values; nothing where the call says so already or the type is unknown."""
    if any(keyword.arg in ("default", "cls", None) for keyword in call.keywords):
        return []
    form = _FORMS.get(kind) or ("vars" if kind in Index.of(crash.sources).classes else "")
    if not form:
        return []
    last = max(
        (*call.args, *(keyword.value for keyword in call.keywords)), key=lambda one: source.span(one).end
    )
    end = source.span(last).end
    return [edit(source, end, end, f", default={form}", f"write it as {form} gives it", _CODE)]
