"""Is a list wanted where something gives its items one by one, or without an order by place?"""

import ast

from analyzers.facts import Fix
from analyzers.runtime.crash import Crash
from analyzers.runtime.index import bindings, parameters
from analyzers.runtime.report import insert_line, replace
from analyzers.runtime.source import Source

KINDS = frozenset(
    ["generator", "map", "filter", "zip", "enumerate", "reversed", "list_reverseiterator", "dict_keys", "dict_values",
     "dict_items", "odict_keys", "odict_values", "odict_items", "list_iterator", "islice", "chain"]
)  # fmt: skip


def listed(crash: Crash, part: ast.expr, code: str) -> tuple[Fix, ...]:
    """Return the fix that makes a list of what `part` holds: where its name is bound, if it is bound once, else here.

    A function that is given it does so at its top, and so for all uses.
    """
    source = crash.sites[-1].source
    if isinstance(part, ast.Name) and (first := _top(source, part)) is not None:
        row = source.line(first.lineno)
        indent = row[: len(row) - len(row.lstrip())]
        text = f"{indent}{part.id} = list({part.id})"
        return (insert_line(source, first.lineno, text, f"make a list of `{part.id}` first", code),)
    if isinstance(part, ast.Name):
        own = bindings(source, source.scope(part), part.id)
        if len(own) == 1 and own[0].how == "is" and isinstance(own[0].value, ast.Call | ast.GeneratorExp):
            part = own[0].value
    text = f"list({source.segment(part)})"
    if isinstance(part, ast.GeneratorExp):
        text = f"[{source.segment(part)[1:-1]}]"
        parent = source.parents.get(part)
        if (
            isinstance(parent, ast.Call)
            and parent.args == [part]
            and source.span(parent).end == source.span(part).end
        ):
            text = f"({text})"  # its brackets are those of the call
    return (replace(source, part, text, "make a list of it", code),)


def _top(source: Source, name: ast.Name) -> ast.stmt | None:
    """The first statement of the function that has a name as a parameter and never binds it again."""
    scope = source.scope(name)
    if not isinstance(scope, ast.FunctionDef | ast.AsyncFunctionDef):
        return None
    if name.id not in parameters(scope) or bindings(source, scope, name.id):
        return None
    body = scope.body
    first = body[1] if len(body) > 1 and ast.get_docstring(scope) is not None else body[0]
    return None if first.lineno == scope.lineno or getattr(first, "decorator_list", []) else first
