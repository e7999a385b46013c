"""Where did this None come from?

Serves every explainer that meets a `None` where something else was needed. That the value was None is
proved by the message of the exception; each step back is taken only where the source leaves one way.
"""

import ast
from collections.abc import Generator

from analyzers.facts import Evidence, Fix, Hypothesis, Label, Suspect
from analyzers.runtime.crash import Answer, Ask, Crash, Finding, Site, Trail, read_from
from analyzers.runtime.index import (
    Index,
    bindings,
    falls_through,
    option_without_default,
    parameters,
    returns,
    yields,
)
from analyzers.runtime.kinds import IN_PLACE, NONE_WHEN_ABSENT, possible
from analyzers.runtime.report import (
    CONFIRMED,
    INCONCLUSIVE,
    ask,
    diagnostic,
    edit,
    function_name_span,
    hypothesis,
    known,
    label,
    plain_expression,
    quoted,
    replace,
    shown,
    suspect,
)
from analyzers.runtime.returning import missing_return
from analyzers.runtime.source import Function, Source, inside
from analyzers.runtime.unmatched import why


def explain_none(
    crash: Crash, nodes: list[ast.expr], use: str, code: str, whole: ast.AST
) -> Generator[Ask, Answer, Finding]:
    """Return the finding for a None that was used as something else; `nodes` are the parts that may be it.

    `use` says what was attempted, as the end of a sentence: "has no attribute `total`".
    """
    site = crash.sites[-1]
    node = yield from _which(crash, nodes)
    if node is None:
        return Finding(
            cause=f"something that is `None` {use}",
            diagnostic=diagnostic(
                code, f"a value is `None` and {use}", crash, whole, "one of the values here is None"
            ),
            trails=tuple(Trail(one, -1, "none", 0.7) for one in nodes),
            crash_weight=0.4,
        )
    index = Index.of(crash.sources)
    told = _story(crash, index, site, node)
    name = shown(site.source, node)
    cause = f"{name} is `None`, which {use}" if not told.reason else f"{name} is `None`: {told.reason}"
    searched = yield from _searched(site, node)
    if searched:
        cause = f"{name} is `None` where {searched}"
    if told.lead:
        cause = f"{told.lead}, so {name} is `None`"
    unfit = yield from why(site, node)
    return Finding(
        cause=cause,
        diagnostic=diagnostic(
            code,
            f"{name} is `None`, which {use}",
            crash,
            node,
            "this is None",
            secondary=told.labels,
            notes=(unfit,) if unfit else (),
            help=told.help,
        ),
        hypotheses=(
            hypothesis(
                "none-value",
                f"{name} is `None`",
                CONFIRMED,
                Evidence(expression=site.source.segment(node), value="None", where=site.where),
            ),
            *told.hypotheses,
        ),
        fixes=told.fixes,
        trails=(Trail(node, -1, "none"),),
        suspects=(*told.suspects, *_guards(site, node)),
        crash_weight=0.55,
    )


def _searched(site: Site, node: ast.expr) -> Generator[Ask, Answer, str]:
    """Say which text a search on the failing line was given, where it can be told."""
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
        return ""
    of_module = getattr(node.func.value, "id", "") == "re"
    if node.func.attr not in ("search", "match", "fullmatch") or len(node.args) != 1 + of_module:
        return ""
    text = node.args[-1]
    if not plain_expression(text):
        return ""
    held = known((yield ask(-1, site.source, text)))
    return f"{shown(site.source, text)} is {quoted(held.repr, 80)}" if held and held.type == "str" else ""


def _which(crash: Crash, nodes: list[ast.expr]) -> Generator[Ask, Answer, ast.expr | None]:
    candidates = [node for node in nodes if possible(node, "none")]
    if len(candidates) == 1:
        return candidates[0]
    site = crash.sites[-1]
    for node in candidates:
        if plain_expression(node):
            answer = known((yield ask(-1, site.source, node)))
            if answer is not None and answer.type == "NoneType":
                return node
    texts = {site.source.segment(node) for node in candidates}
    return candidates[0] if len(texts) == 1 else None


def _guards(site: Site, node: ast.expr) -> list[Suspect]:
    """Return the conditions on the value that stand before its use, and let a None through."""
    source = site.source
    function = site.definition
    if function is None or not isinstance(node, ast.Name | ast.Attribute):
        return []
    text = source.segment(node)
    found: list[Suspect] = []
    for one in inside(function.body):
        if not isinstance(one, ast.While | ast.If) or one.lineno > site.line:
            continue
        if any(source.segment(part) == text for part in ast.walk(one.test) if isinstance(part, type(node))):
            over = isinstance(one, ast.While) and (one.end_lineno or one.lineno) < site.line
            found.append(suspect(source, one.test, 0.9 if over else 0.5, f"this condition is about `{text}`"))
    return found


class _Story:
    """What can be told of the way of a None."""

    def __init__(self) -> None:
        self.reason = ""
        self.lead = ""  # the place at fault in words, where it is proved
        self.help = ""
        self.labels: tuple[Label, ...] = ()
        self.hypotheses: tuple[Hypothesis, ...] = ()
        self.fixes: tuple[Fix, ...] = ()
        self.suspects: tuple[Suspect, ...] = ()


def _story(crash: Crash, index: Index, site: Site, node: ast.expr) -> _Story:
    """Go back while there is one way only, and tell what is found at its end."""
    story = _Story()
    source, current, hops = site.source, node, 0
    via = ""
    depth = len(crash.sites) - 1
    while hops < 8:
        hops += 1
        if isinstance(current, ast.Name):
            scope = source.scope(current)
            if isinstance(scope, ast.Lambda | ast.ClassDef):
                return story
            own = bindings(source, scope, current.id)
            given = not isinstance(scope, ast.Module) and current.id in parameters(scope)
            if given and not own and isinstance(scope, ast.FunctionDef | ast.AsyncFunctionDef):
                option = option_without_default(scope, current.id)
                if option is not None:
                    name = shown(source, option.args[0])
                    story.reason = f"the option {name} at {source.path}:{option.lineno} defaults to `None`"
                    story.suspects = (suspect(source, option, 0.7, f"{name} defaults to `None`"),)
                    return story
            if given and not own and not isinstance(scope, ast.Module) and depth > 0:
                passed = _passed(crash, depth, scope, current.id)
                if passed is None:
                    return story
                depth -= 1
                source, current = crash.sites[depth].source, passed
                via = f"{shown(source, current)} is passed at {source.path}:{current.lineno}"
                story.reason = f"{via}"
                continue
            if given or len(own) != 1 or own[0].how != "is" or own[0].value is None:
                return story
            current = own[0].value
            story.labels = (*story.labels, label(source, current, "the value comes from here"))[-3:]
            continue
        break
    match current:
        case ast.Constant(value=None):
            story.reason = f"`None` is written at {source.path}:{current.lineno}"
            story.suspects = (suspect(source, current, 0.7, "`None` is written here"),)
        case ast.Call():
            _call(story, index, source, current)
        case ast.Attribute() | ast.Subscript():
            pass
    return story


def _passed(
    crash: Crash, depth: int, function: Function | ast.ClassDef | ast.Lambda, name: str
) -> ast.expr | None:
    from analyzers.runtime.index import argument_for

    if not isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
        return None
    if crash.sites[depth].definition is not function or function.decorator_list:
        return None
    caller = crash.sites[depth - 1]
    if caller.statement is None:
        return None
    calls = [
        part
        for part in caller.source.parts(caller.statement, caller.function)
        if isinstance(part, ast.Call)
        and getattr(part.func, "id", getattr(part.func, "attr", "")) == function.name
    ]
    if len(calls) != 1:
        return None
    method = isinstance(crash.sites[depth].source.parents.get(function), ast.ClassDef)
    return argument_for(function, calls[0], name, bound=method)


def _call(story: _Story, index: Index, source: Source, call: ast.Call) -> None:
    text = shown(source, call)
    place = f"{source.path}:{call.lineno}"
    name = getattr(call.func, "attr", getattr(call.func, "id", ""))
    found = index.callable_of(source, call)
    if found is not None and not isinstance(found[1], ast.ClassDef):
        _function(story, index, source, call, found[0], found[1])
        return
    story.reason = f"{text} returned it at {place}"
    evidence = Evidence(expression=source.segment(call), value="None", where=read_from(source, call.lineno))
    if (
        isinstance(call.func, ast.Attribute)
        and name in IN_PLACE
        and name in ("sort", "reverse", "append", "extend")
    ):
        story.reason = f"{text} returned it at {place}, as methods that change their object in place do"
        story.help = f"call `.{name}()` on a line of its own and go on with the object"
        story.hypotheses = (
            hypothesis(
                "none-from-in-place", f"{text} changes its object and returns `None`", CONFIRMED, evidence
            ),
        )
        story.suspects = (suspect(source, call, 0.95, f"`.{name}()` returns None"),)
        story.fixes = _in_place(source, call, name)
    elif isinstance(call.func, ast.Attribute) and name in NONE_WHEN_ABSENT:
        # A function of that name, somewhere else, may as well have forgotten to return.
        story.hypotheses = (
            hypothesis("none-from-absence", f"{text} found nothing and returned `None`", CONFIRMED, evidence),
        )
        story.help = f"handle the case in which `.{name}` finds nothing, or see why it does"
        story.suspects = (suspect(source, call, 0.5, f"{text} returned None"),)


def _in_place(source: Source, call: ast.Call, name: str) -> tuple[Fix, ...]:
    if not isinstance(call.func, ast.Attribute):
        return ()
    receiver = source.segment(call.func.value)
    parent = source.parents.get(call)
    code = "none-from-in-place"
    if name == "sort":
        inner = source.text[source.span(call.func).end + 1 : source.span(call).end - 1].strip()
        arguments = f"{receiver}, {inner}" if inner else receiver
        return (replace(source, call, f"sorted({arguments})", "use `sorted`, which returns the list", code),)
    if name == "reverse":
        return (replace(source, call, f"list(reversed({receiver}))", "use `reversed`", code),)
    if isinstance(parent, ast.Assign) and len(parent.targets) == 1:
        target = source.segment(parent.targets[0])
        if target == receiver:
            start, end = source.span(parent).start, source.span(call).start
            return (edit(source, start, end, "", "do not assign the result", code),)
        if name == "append" and len(call.args) == 1:
            item = source.segment(call.args[0])
            return (replace(source, call, f"{receiver} + [{item}]", "make a longer list", code),)
    if isinstance(parent, ast.Return) and isinstance(call.func.value, ast.Name):
        indent = " " * source.column(parent.lineno, parent.col_offset)
        text = f"{source.segment(call)}\n{indent}return {receiver}"
        return (replace(source, parent, text, "change the object, then return it", code),)
    return ()


def _function(
    story: _Story, index: Index, source: Source, call: ast.Call, where: Source, function: Function
) -> None:
    text = shown(source, call)
    place = f"{source.path}:{call.lineno}"
    story.reason = f"{text} returned it at {place}"
    if yields(function) or isinstance(function, ast.AsyncFunctionDef) or function.decorator_list:
        return
    own = returns(function)
    end = falls_through(function.body)
    may = [one for one in own if one.value is None or possible(one.value, "none")]
    name = function_name_span(where, function)
    story.labels = (*story.labels, Label(name, "this function returned it"))
    evidence = Evidence(
        expression=source.segment(call), value="None", where=read_from(where, function.lineno)
    )
    if end is not None and not may:
        always = "has no `return`" if not own else "reaches its end without a `return`"
        story.reason = f"{text} returned it, because `{function.name}` {always}"
        story.labels = (
            *story.labels,
            label(where, _header_line(end), "after this the function ends without a return"),
        )
        story.lead = f"`{function.name}` ends at {where.path}:{end.lineno} without returning a value"
        story.help = f"return a value from `{function.name}` on every path"
        story.hypotheses = (
            hypothesis("none-from-missing-return", f"`{function.name}` {always}", CONFIRMED, evidence),
        )
        searching = isinstance(end, ast.For | ast.While) and bool(own)
        weight = 0.5 if searching else 0.85  # a search that ends without a result does so on purpose
        story.suspects = (suspect(where, end, weight, f"`{function.name}` ends here without a return"),)
        story.fixes = missing_return(where, function)
    elif end is not None:
        story.hypotheses = (
            hypothesis(
                "none-from-missing-return",
                f"`{function.name}` reached its end without a `return`",
                INCONCLUSIVE,
                Evidence(
                    expression=f"def {function.name}",
                    value="one path has no `return`",
                    where=read_from(where, getattr(end, "lineno", 1)),
                ),
            ),
        )
        story.fixes = missing_return(where, function)
    elif len(may) == 1:
        one = may[0]
        story.reason = f"{text} returned it, from {where.path}:{one.lineno}"
        if isinstance(one.value, ast.Call):
            inner = _Story()
            _call(inner, index, where, one.value)
            story.hypotheses, story.fixes, story.help = inner.hypotheses, inner.fixes, inner.help
            story.suspects = inner.suspects
        story.labels = (*story.labels, label(where, one, "None is returned here"))
        story.suspects = story.suspects or (suspect(where, one, 0.55, "None is returned here"),)


def _header_line(statement: ast.stmt) -> ast.AST:
    """Return the part of a compound statement that is on its first line."""
    match statement:
        case ast.If() | ast.While():
            return statement.test
        case ast.For() | ast.AsyncFor():
            return statement.iter
        case _:
            return statement
