"""Why can this value not be used like that: called, subscripted, gone through?"""

import ast
import re
from collections.abc import Generator

from analyzers.facts import Fix, Hypothesis, Suspect
from analyzers.runtime import lazy
from analyzers.runtime.crash import Answer, Ask, Asking, Crash, Finding, Trail, seen
from analyzers.runtime.index import Index
from analyzers.runtime.kinds import kind_of
from analyzers.runtime.locate import failing
from analyzers.runtime.none import explain_none
from analyzers.runtime.report import (
    CONFIRMED,
    ask,
    diagnostic,
    edit,
    hypothesis,
    known,
    plain_expression,
    replace,
    shown,
    suspect,
)
from analyzers.runtime.source import Source

_ITERATED_BY = frozenset(
    {
        "list",
        "tuple",
        "set",
        "sum",
        "sorted",
        "min",
        "max",
        "any",
        "all",
        "enumerate",
        "zip",
        "map",
        "filter",
        "dict",
        "join",
        "extend",
        "update",
        "iter",
        "next",
        "reversed",
        "frozenset",
        "Counter",
        "deque",
        "array",
    }
)


def single(crash: Crash, found: re.Match[str]) -> Asking:
    """Explain a value of a type that a one-sided operation does not take."""
    site = crash.sites[-1]
    if "abs" in found[1]:
        parts = [
            call.args[0]
            for call in failing(site, ast.Call, lambda call: getattr(call.func, "id", "") == "abs")
            if call.args
        ]
    else:
        parts = [one.operand for one in failing(site, ast.UnaryOp)]
    return (yield from odd(crash, parts, found[2], f"cannot be used with {found[1]}", "unfit-operands"))


def subscript(crash: Crash, found: re.Match[str]) -> Asking:
    """Explain a value that cannot be subscripted."""
    site = crash.sites[-1]
    kind = found[1]
    store = found.lastindex == 2
    context = (ast.Store | ast.Del) if store else ast.Load
    subscripts = failing(
        site,
        ast.Subscript,
        lambda one: isinstance(one.ctx, context) or isinstance(site.source.parents.get(one), ast.AugAssign),
    )
    use = f"does not support item {found[2]}" if store else "cannot be subscripted"
    finding = yield from odd(crash, [one.value for one in subscripts], kind, use, "not-subscriptable")
    if finding is not None and kind in lazy.KINDS and len(subscripts) == 1 and not store:
        return extended(finding, lazy.listed(crash, subscripts[0].value, "not-subscriptable"), 0.6)
    if (
        finding is not None
        and kind in ("builtin_function_or_method", "method", "function")
        and len(subscripts) == 1
    ):
        one = subscripts[0]
        source = site.source
        start, end = source.span(one.value).end, source.span(one).end
        inner = source.text[start:end].strip()[1:-1]
        return extended(
            finding,
            (edit(source, start, end, f"({inner})", "call it with parentheses", "not-subscriptable"),),
            0.85,
        )
    return finding


def called(crash: Crash, found: re.Match[str]) -> Asking:
    """Explain a value that cannot be called."""
    site = crash.sites[-1]
    source = site.source
    kind = found[1]
    calls = failing(site, ast.Call)
    calls = [call for call in calls if kind_of(call.func) in ("", kind)]
    if site.mark is None and len(calls) > 1:
        import builtins

        own = [
            call
            for call in calls
            if not (isinstance(call.func, ast.Name) and hasattr(builtins, call.func.id))
            or _rebound(source, getattr(call.func, "id", ""))
        ]
        calls = own if len(own) == 1 else calls
    finding = yield from odd(crash, [call.func for call in calls], kind, "cannot be called", "not-callable")
    if finding is None or len(calls) != 1:
        return finding
    func = calls[0].func
    suspects: list[Suspect] = []
    fixes: list[Fix] = []
    if isinstance(func, ast.Name):
        import builtins

        from analyzers.runtime.index import bindings

        for scope in (source.scope(func), source.tree):
            suspects += [
                suspect(source, one.statement, 0.85, f"`{func.id}` is given another value here")
                for one in bindings(source, scope, func.id)
                if one.how != "definition" and (hasattr(builtins, func.id) or one.how == "is")
            ]
    if isinstance(func, ast.Attribute) and kind in (
        "int",
        "float",
        "str",
        "list",
        "dict",
        "bool",
        "tuple",
        "NoneType",
        "set",
    ):
        span_end = source.span(func).end
        call_end = source.span(calls[0]).end
        if not calls[0].args and not calls[0].keywords:
            fixes.append(
                edit(source, span_end, call_end, "", "read the attribute without calling it", "not-callable")
            )
    if kind in ("int", "float", "str", "tuple", "list") and isinstance(
        func, ast.Constant | ast.Tuple | ast.BinOp | ast.List
    ):
        end = source.span(func).end
        if kind in ("int", "float"):
            fixes.append(edit(source, end, end, " *", "multiply explicitly", "not-callable"))
        else:
            fixes.append(edit(source, end, end, ",", "separate the items with a comma", "not-callable"))
    if kind in ("list", "dict", "tuple") and len(calls[0].args) == 1 and not calls[0].keywords:
        end, stop = source.span(func).end, source.span(calls[0]).end
        fixes.append(
            edit(
                source,
                end,
                stop,
                f"[{source.segment(calls[0].args[0])}]",
                "use square brackets",
                "not-callable",
            )
        )
    return extended(finding, tuple(fixes), finding.crash_weight, tuple(suspects))


def _rebound(source: Source, name: str) -> bool:
    """Return whether a file gives a name a value of its own."""
    return any(
        isinstance(node, ast.Name) and node.id == name and isinstance(node.ctx, ast.Store)
        for node in source.nodes
    )


def extended(
    finding: Finding, fixes: tuple[Fix, ...], weight: float, suspects: tuple[Suspect, ...] = ()
) -> Finding:
    """Return a finding with more fixes and suspects."""
    from dataclasses import replace as changed

    return changed(
        finding, fixes=finding.fixes + fixes, crash_weight=weight, suspects=finding.suspects + suspects
    )


def iterated(crash: Crash, found: re.Match[str]) -> Asking:
    """Explain a value that cannot be gone through, unpacked or searched."""
    site = crash.sites[-1]
    kind = found[1] or found[2] or found[3]
    statement = site.statement
    parts: list[ast.expr] = []
    contains = found[3] is not None
    if contains:
        parts = [
            one.comparators[-1]
            for one in failing(site, ast.Compare, lambda node: isinstance(node.ops[-1], ast.In | ast.NotIn))
        ]
    elif found[2]:
        if isinstance(statement, ast.Assign):
            parts = [statement.value]
        elif isinstance(statement, ast.For):
            parts = [statement.iter]
    else:
        if isinstance(statement, ast.For | ast.AsyncFor):
            parts.append(statement.iter)
        parts += [one.iter for one in failing(site, ast.comprehension)] if site.mark is None else []
        for call in failing(
            site,
            ast.Call,
            lambda call: getattr(call.func, "id", getattr(call.func, "attr", "")) in _ITERATED_BY,
        ):
            parts += call.args
        parts += [one.value for one in failing(site, ast.Starred)]
        if isinstance(statement, ast.Assign) and any(
            isinstance(one, ast.Tuple | ast.List) for one in statement.targets
        ):
            parts.append(statement.value)
        if isinstance(statement, ast.AugAssign):
            parts.append(statement.value)
    if site.mark is not None and not contains:
        from analyzers.runtime.locate import marked

        exact = marked(site)
        if isinstance(exact, ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp):
            exact = exact.generators[0].iter
        if exact is not None and any(exact is part for part in parts) or exact is not None and not parts:
            parts = [exact]
    use = (
        "cannot be unpacked"
        if found[2]
        else "cannot be searched with `in`"
        if contains
        else "cannot be iterated over"
    )
    if found[2] and parts and not isinstance(statement, ast.Assign):
        return _elements(crash, parts[0], kind)
    finding = yield from odd(crash, parts, kind, use, "not-iterable")
    if finding is None or len(parts) != 1:
        return finding
    part, source = parts[0], site.source
    fixes: list[Fix] = []
    if kind == "int" and isinstance(statement, ast.For):
        fixes.append(
            replace(source, part, f"range({source.segment(part)})", "iterate over `range`", "not-iterable")
        )
    if kind in ("method", "builtin_function_or_method", "function"):
        end = source.span(part).end
        fixes.append(edit(source, end, end, "()", "call it", "not-iterable"))
    return extended(finding, tuple(fixes), finding.crash_weight)


def _elements(crash: Crash, iterated: ast.expr, kind: str) -> Finding:
    """A loop takes each element apart, and one of them is a single thing."""
    name = shown(crash.sites[-1].source, iterated)
    text = f"an element of {name} is a `{kind}`, which cannot be unpacked"
    return Finding(
        cause=text,
        diagnostic=diagnostic("not-iterable", text, crash, iterated, f"an element is a `{kind}`"),
        trails=(Trail(iterated, -1, f"type:{kind}", 0.9, element=True),),
        crash_weight=0.4,
    )


def odd(
    crash: Crash, parts: list[ast.expr], kind: str, use: str, code: str
) -> Generator[Ask, Answer, Finding | None]:
    """One value of a type that the operation does not take."""
    site = crash.sites[-1]
    source = site.source
    parts = [part for part in parts if kind_of(part) in ("", kind)]
    if not parts:
        return None
    if kind == "NoneType":
        return (yield from explain_none(crash, parts, use, code, parts[0]))
    hypotheses: list[Hypothesis] = []
    if len(parts) > 1:
        for part in parts:
            if plain_expression(part):
                held = known((yield ask(-1, source, part)))
                if held is not None and held.type == kind:
                    parts = [part]
                    break
    part = parts[0]
    one = len(parts) == 1
    if one and plain_expression(part):
        held = known((yield ask(-1, source, part)))
        if held is not None and held.type == kind:
            hypotheses.append(
                hypothesis(
                    "wrong-type",
                    f"{shown(source, part)} is a `{kind}`",
                    CONFIRMED,
                    seen(source.segment(part), held, site),
                )
            )
    suspects: list[Suspect] = []
    index = Index.of(crash.sources)
    for where, cls in index.classes.get(kind.rpartition(".")[2], ())[:1]:
        suspects.append(suspect(where, cls, 0.3, f"`{kind}` is defined here"))
    name = shown(source, part) if one else "a value here"
    return Finding(
        cause=f"{name} is a `{kind}`, which {use}",
        diagnostic=diagnostic(
            code, f"{name} is a `{kind}`, which {use}", crash, part if one else None, f"a `{kind}`"
        ),
        hypotheses=tuple(hypotheses),
        trails=tuple(Trail(each, -1, f"type:{kind}", 0.9 / len(parts) ** 0.5) for each in parts[:3]),
        suspects=tuple(suspects),
        crash_weight=0.5,
    )
