"""Was the thing that makes or fetches a value stored, instead of what it gives when it is called?

`self.lock = threading.Lock` is noticed at `with self.lock`, and mended where it was stored: a call at the use would
make another lock each time.
"""

import ast
import re
from collections.abc import Iterator

from analyzers.facts import Variable
from analyzers.runtime.crash import Asking, Crash, Finding, seen
from analyzers.runtime.index import Binding, Index, bindings, parameters
from analyzers.runtime.locate import failing
from analyzers.runtime.report import (
    CONFIRMED,
    ask,
    diagnostic,
    edit,
    hypothesis,
    known,
    plain_expression,
    shown,
    suspect,
)
from analyzers.runtime.source import Source

_KINDS = frozenset(["builtin_function_or_method", "function", "method", "type", "ABCMeta", "EnumMeta"])
_MESSAGE = re.compile(r"'(?:builtin_function_or_method|function|method|type|ABCMeta)'")
_CODE = "uncalled"


def explain(crash: Crash) -> Asking:
    """Explain a TypeError or AttributeError of a function or class that stands where its value should."""
    site = crash.site
    if site is None or not crash.ours or not _MESSAGE.search(crash.message):
        return None
    if crash.message.startswith("type object"):
        return None  # a class that lacks an attribute may be meant as a class
    for node in _used(crash):
        if not plain_expression(node):
            continue
        held = known((yield ask(-1, site.source, node)))
        places = list(_stored(crash, node, held)) if held is not None and held.type in _KINDS else []
        if held is None or len(places) != 1:
            continue
        source, value = places[0]
        name, whole = shown(site.source, node), shown(source, value)
        cause = f"{name} is {whole} itself, which was stored at {source.path}:{value.lineno} and not called"
        end = source.span(value).end
        return Finding(
            cause=cause,
            diagnostic=diagnostic(_CODE, cause, crash, node, "not what a call of it gives"),
            hypotheses=(
                hypothesis(
                    _CODE,
                    f"{name} is a `{held.type}`",
                    CONFIRMED,
                    seen(site.source.segment(node), held, site),
                ),
            ),
            fixes=(edit(source, end, end, "()", "call it where it is stored", _CODE),),
            suspects=(suspect(source, value, 0.95, f"{whole} is stored here, not called"),),
            crash_weight=0.3,
        )
    return None


def _used(crash: Crash) -> Iterator[ast.expr]:
    """Names and attributes of the failing line that are asked for more than a function or class has."""
    site = crash.sites[-1]
    statement = site.statement
    if isinstance(statement, ast.With | ast.AsyncWith):
        yield from (item.context_expr for item in statement.items)
    for attribute in failing(site, ast.Attribute):
        yield attribute.value
    for subscript in failing(site, ast.Subscript):
        yield subscript.value
    for operation in failing(site, ast.BinOp):
        yield from (operation.left, operation.right)


def _stored(crash: Crash, node: ast.expr, held: Variable) -> Iterator[tuple[Source, ast.expr]]:
    """Where a name or an attribute is given something as it is, by its name; nothing where it may be something else."""
    found: list[Binding] = []
    source = crash.sites[-1].source
    if isinstance(node, ast.Name):
        scope = source.scope(node)
        if isinstance(scope, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) and node.id in parameters(
            scope
        ):
            return  # each call gives it something else
        found = bindings(source, scope, node.id) or bindings(source, source.tree, node.id)
    elif isinstance(node, ast.Attribute):
        found = Index.of(crash.sources).attributes.get(node.attr, [])
    for one in found:
        if one.how != "is" or not isinstance(one.value, ast.Name | ast.Attribute):
            return
        if not _is_shown(held.repr, getattr(one.value, "attr", getattr(one.value, "id", ""))):
            return
        yield one.source, one.value


def _is_shown(text: str, name: str) -> bool:
    """Whether a value's repr names what was stored: `<built-in function len>`, `<class 'main.Engine'>`."""
    own = re.search(r"(?:function|method|class) '?([\w.]+)", text)
    return own is not None and own[1].rpartition(".")[2] in (name, _OTHER_NAMES.get(name, name))


_OTHER_NAMES = {"Lock": "allocate_lock"}
"""What the standard library's own functions are called where their repr says another name."""
