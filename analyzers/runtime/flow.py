"""Why did the program end itself: a raise, an assertion, a container changed in its loop, a loop that ran out?"""

import ast

from analyzers.deferred import replace as changed
from analyzers.facts import Fix, Hypothesis, Suspect
from analyzers.runtime.crash import Asking, Crash, Finding, Site, Trail, seen
from analyzers.runtime.index import Index
from analyzers.runtime.locate import failing
from analyzers.runtime.report import (
    CONFIRMED,
    ask,
    diagnostic,
    hypothesis,
    known,
    plain_expression,
    quoted,
    replace,
    shown,
    suspect,
)
from analyzers.runtime.source import inside

_ROOM = 60  # characters of a call that are shown


def explain_runtime(crash: Crash) -> Finding | None:
    """Explain a RuntimeError."""
    message = crash.message
    site = crash.site
    if site is None:
        return None
    if (
        "changed size during iteration" in message
        or "mutated during iteration" in message
        or "keys changed during iteration" in message
    ):
        return _changed(crash)
    if "generator raised StopIteration" in message:
        return Finding(
            cause="a generator let `StopIteration` out, which Python turns into a RuntimeError",
            diagnostic=diagnostic(
                "stop-iteration-in-generator",
                "a generator let `StopIteration` out",
                crash,
                help="give `next` a default or return from the generator",
            ),
            crash_weight=0.7,
        )
    if "asyncio.run() cannot be called" in message or "event loop is already running" in message:
        return Finding(
            cause="an event loop is already running in this thread",
            diagnostic=diagnostic(
                "loop-already-running",
                "an event loop is already running in this thread",
                crash,
                help="await the coroutine where the loop runs",
            ),
            crash_weight=0.7,
        )
    return _raise_or_library(crash)


def _changed(crash: Crash) -> Finding:
    site = crash.sites[-1]
    source = site.source
    loop = site.statement
    suspects: list[Suspect] = []
    fixes: list[Fix] = []
    name = "a container"
    if isinstance(loop, ast.For):
        subject = loop.iter
        base = subject
        if isinstance(subject, ast.Call) and isinstance(subject.func, ast.Attribute):
            base = subject.func.value
        name = shown(source, base)
        text = source.segment(base)
        for node in inside(loop.body):
            changes = (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr
                in ("pop", "remove", "add", "discard", "update", "clear", "setdefault", "popitem", "append")
                and source.segment(node.func.value) == text
            ) or (
                isinstance(node, ast.Subscript)
                and isinstance(node.ctx, ast.Store | ast.Del)
                and source.segment(node.value) == text
            )
            if changes:
                suspects.append(
                    suspect(source, node, 0.6, f"{name} is changed here while it is iterated over")
                )
        if not suspects:
            suspects += [
                suspect(source, node, 0.75, f"an item of {name} is read here")
                for node in inside(loop.body)
                if isinstance(node, ast.Subscript) and source.segment(node.value) == text
            ]
        fixes.append(
            replace(
                source,
                subject,
                f"list({source.segment(subject)})",
                "iterate over a copy",
                "changed-while-iterating",
            )
        )
    return Finding(
        cause=f"{name} is changed while a loop goes over it",
        diagnostic=diagnostic(
            "changed-while-iterating",
            f"{name} is changed while a loop goes over it",
            crash,
            loop.iter if isinstance(loop, ast.For) else None,
            "goes over this",
        ),
        fixes=tuple(fixes),
        suspects=tuple(suspects),
        crash_weight=0.7,
    )


def explain_assertion(crash: Crash) -> Asking:
    """Explain an AssertionError raised by the program's own assert."""
    site = crash.site
    if site is None or not crash.ours or not isinstance(site.statement, ast.Assert):
        return _raise_or_library(crash)
    test = site.statement.test
    source = site.source
    hypotheses: list[Hypothesis] = []
    parts = [
        part
        for part in ast.walk(test)
        if isinstance(part, ast.Name | ast.Attribute | ast.Subscript) and plain_expression(part)
    ]
    for part in parts[:4]:
        held = known((yield ask(-1, source, part)))
        if held is not None:
            hypotheses.append(
                hypothesis(
                    "assertion-operand",
                    f"{shown(source, part)} is {quoted(held.repr)}",
                    CONFIRMED,
                    seen(source.segment(part), held, site),
                )
            )
    return Finding(
        cause=f"the assertion {shown(source, test, 80)} does not hold",
        diagnostic=diagnostic(
            "assertion", f"the assertion {shown(source, test, 80)} does not hold", crash, test, "is false"
        ),
        hypotheses=tuple(hypotheses),
        trails=tuple(Trail(part, -1, "value", 0.7) for part in parts[:4]),
        crash_weight=0.3,
    )


def explain_stop(crash: Crash) -> Finding | None:
    """Explain a StopIteration: `next` on an iterator that has nothing left."""
    site = crash.site
    if site is None or not crash.ours:
        return None
    source = site.source
    calls = failing(
        site, ast.Call, lambda call: getattr(call.func, "id", "") == "next" and len(call.args) == 1
    )
    if not calls:
        return None
    iterator = calls[0].args[0]
    return Finding(
        cause=f"{shown(source, iterator)} has nothing left to give",
        diagnostic=diagnostic(
            "exhausted-iterator",
            f"{shown(source, iterator)} has nothing left to give",
            crash,
            iterator,
            "exhausted",
            help="give `next` a default",
        ),
        trails=(Trail(iterator, -1, "empty", 0.8),),
        crash_weight=0.6,
    )


def explain_raise(crash: Crash) -> Asking:
    """Explain an exception that the program or a library raised on purpose, by the one value that is None if there is one."""
    finding = _raise_or_library(crash)
    if finding is None or crash.type != "TypeError":
        return finding
    site = crash.sites[-1]
    absent = []
    for trail in finding.trails:
        if trail.site == -1 and plain_expression(trail.node):
            held = known((yield ask(-1, site.source, trail.node)))
            if held is not None and held.type == "NoneType":
                absent.append((trail, held))
    if len(absent) != 1:
        return finding
    [(trail, held)] = absent
    text = f"{shown(site.source, trail.node)} is `None`"
    evidence = seen(site.source.segment(trail.node), held, site)
    return changed(
        finding,
        cause=f"{finding.cause}; {text}",
        hypotheses=(*finding.hypotheses, hypothesis("none-value", text, CONFIRMED, evidence)),
        trails=(changed(trail, bad="none", weight=1.0), *(one for one in finding.trails if one is not trail)),
        crash_weight=0.4,
    )


def explain_unfinished(crash: Crash) -> Finding | None:
    """Explain a NotImplementedError."""
    site = crash.site
    if site is None or site.definition is None or not crash.ours:
        return _raise_or_library(crash)
    function = site.definition
    owner = site.source.class_of(function)
    suspects: list[Suspect] = []
    cause = f"`{function.name}` is not implemented"
    if owner is not None:
        index = Index.of(crash.sources)
        for known_classes in index.classes.values():
            for where, cls in known_classes:
                bases = [getattr(base, "id", getattr(base, "attr", "")) for base in cls.bases]
                if owner.name in bases and not any(
                    getattr(node, "name", "") == function.name for node in cls.body
                ):
                    suspects.append(
                        suspect(where, cls, 0.7, f"`{cls.name}` does not define `{function.name}`")
                    )
                    from analyzers.runtime.similar import similar

                    suspects += [
                        suspect(where, node, 0.9, f"`{node.name}` does not override `{function.name}`")
                        for node in cls.body
                        if isinstance(node, ast.FunctionDef) and similar(function.name, [node.name])
                    ]
        cause = (
            f"`{owner.name}.{function.name}` is left to subclasses, and the object's class does not define it"
        )
    return Finding(
        cause=cause,
        diagnostic=diagnostic("not-implemented", cause, crash),
        suspects=tuple(suspects),
        crash_weight=0.4,
    )


def raised_here(crash: Crash, statement: ast.Raise) -> Finding:
    """Return the finding for the program's own raise: the condition that led to it, and its values."""
    site = crash.sites[-1]
    source = site.source
    suspects: list[Suspect] = []
    trails: list[Trail] = []
    condition = source.parents.get(statement)
    while condition is not None and not isinstance(
        condition, ast.If | ast.FunctionDef | ast.AsyncFunctionDef | ast.Module
    ):
        condition = source.parents.get(condition)
    words = ""
    if isinstance(condition, ast.If):
        in_body = any(statement is node for node in inside(condition.body))
        if in_body:
            words = f": {shown(source, condition.test, 70)} was true"
            suspects.append(suspect(source, condition, 0.35, "this condition led to the raise"))
        else:
            words = f": {shown(source, condition.test, 70)} was not true"
            suspects.append(suspect(source, condition, 0.3, "this condition led to the raise"))
        for part in ast.walk(condition.test):
            if not isinstance(part, ast.Name | ast.Attribute) or not isinstance(part.ctx, ast.Load):
                continue
            whole = not isinstance(source.parents.get(part), ast.Attribute | ast.Call)
            if whole or isinstance(part, ast.Attribute):
                trails.append(Trail(part, -1, "value", 0.7))
    if len(crash.sites) > 1 and crash.sites[-2].raised == site.raised:
        caller = crash.sites[-2]
        suspects.append(suspect(caller.source, caller.line, 0.45, "the call that was refused"))
    message = quoted(crash.message, 120) if crash.message else f"`{crash.type}`"
    cause = f"`{crash.type}` was raised by a `raise` at {source.path}:{site.line}{words}"
    return Finding(
        cause=cause,
        diagnostic=diagnostic(
            "raised-by-program",
            f"a `raise` of the source raised `{crash.type}`: {message}",
            crash,
            statement,
            "raised here",
        ),
        suspects=tuple(suspects),
        trails=tuple(trails[:4]),
        crash_weight=0.3,
    )


def _raise_or_library(crash: Crash) -> Finding | None:
    site = crash.site
    if site is None:
        return None
    if crash.ours and isinstance(site.statement, ast.Raise):
        return raised_here(crash, site.statement)
    trails: list[Trail] = []
    for call in failing(site, ast.Call)[:3]:
        trails += [
            Trail(argument, -1, "value", 0.6)
            for argument in (*call.args[:3], *(k.value for k in call.keywords[:3]))
            if not isinstance(argument, ast.Starred)
        ]
    if not trails:
        trails = [
            Trail(part, -1, "value", 0.5) for part in _operands(site) if not isinstance(part, ast.Constant)
        ]
    what = quoted(crash.message, 160) if crash.message else f"`{crash.type}`"
    if not crash.type:
        cause = "the program was stopped, and the report does not say by what"
    elif crash.library:
        cause = f"`{_called(site, crash.library) or crash.library}` failed with {crash.type}" + (
            f": {what}" if crash.message else ""
        )
    else:
        cause = f"`{crash.type}` stopped the program" + (f": {what}" if crash.message else "")
    return Finding(
        cause=cause,
        diagnostic=diagnostic("failed-call", cause, crash),
        trails=tuple(trails[:6]),
        crash_weight=0.6,
    )


def _called(site: Site, library: str) -> str:
    """The call of the statement that went into a library, as it is written; empty where it may have been another."""
    calls = failing(site, ast.Call)
    inner = {id(part) for call in calls for part in ast.walk(call) if part is not call}
    outer = [call for call in calls if id(call) not in inner]
    if len(outer) != 1:
        return ""
    function = outer[0].func
    named = library in (getattr(function, "id", ""), getattr(function, "attr", ""))
    text = ast.unparse(outer[0])
    return text if (named or site.mark is not None) and len(text) <= _ROOM else ""


def _operands(site: Site) -> list[ast.expr]:
    """What the operation works on that may have failed."""
    found: list[ast.expr] = []
    for one in failing(site, ast.Compare)[:1]:
        found += [one.left, *one.comparators]
    for two in failing(site, ast.BinOp)[:1]:
        found += [two.left, two.right]
    return found[:4]
