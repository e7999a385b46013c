"""Why did these functions call each other until the stack was full?

What is claimed is what the frames and the source prove: which functions repeat, that a call stands under no
condition at all, and, in a stopped program, that a function was given the very same objects again.
"""

import ast
from collections.abc import Generator, Iterator

from analyzers.facts import Evidence, Hypothesis, Suspect
from analyzers.runtime.crash import Answer, Ask, Asking, Crash, Evaluate, Finding, Site
from analyzers.runtime.index import bindings, yields
from analyzers.runtime.report import CONFIRMED, diagnostic, hypothesis, known, suspect
from analyzers.runtime.source import Function, inside

_COMPARED = 12  # calls of one function whose arguments are compared
_MOST_PARAMETERS = 4
_SIMPLE = (ast.Expr, ast.Return, ast.Assign, ast.AugAssign, ast.AnnAssign)
_HARMLESS = (ast.Pass, ast.Import, ast.ImportFrom, ast.Global, ast.Nonlocal, ast.FunctionDef, ast.ClassDef)


def explain_recursion(crash: Crash) -> Asking:
    """Explain a RecursionError: which functions call each other, and what would have stopped them."""
    counts: dict[tuple[str, str], int] = {}
    for site in crash.sites:
        counts[site.source.path, site.function] = counts.get((site.source.path, site.function), 0) + 1
    circle = [site for site in crash.sites if counts[site.source.path, site.function] > 2]
    if not circle:
        return None
    names = tuple(dict.fromkeys(_name(site) for site in reversed(circle)))
    suspects: list[Suspect] = []
    told: set[tuple[str, str]] = set()
    for site in reversed(circle[-40:]):
        if (site.source.path, site.function) in told:
            continue
        told.add((site.source.path, site.function))
        suspects.append(suspect(site.source, site.line, 0.6, f"`{_name(site)}` goes round here"))
        if site.definition is not None and not site.function.startswith("<"):
            suspects += _conditions(site, site.definition, names)
    who = (
        f"`{names[0]}` calls itself"
        if len(names) == 1
        else f"{', '.join(f'`{name}`' for name in names[:4])} call each other"
    )
    cause = f"{who} until the limit of the stack is reached"
    site = circle[-1]
    itself = _property_of_itself(site.definition)
    if itself is not None:
        suspects.insert(0, suspect(site.source, itself, 0.9, "the property reads itself"))
    hypotheses = [
        hypothesis(
            "endless-recursion",
            cause,
            CONFIRMED,
            Evidence(
                expression="frames of the same function", value=str(max(counts.values())), where=site.where
            ),
        )
    ]
    again = yield from _same_again(crash, circle)
    if again is not None:
        cause = f"{cause}: {again.claim}"
        hypotheses.append(again)
    return Finding(
        cause=cause,
        diagnostic=diagnostic("endless-recursion", cause, crash, None, "called again here"),
        hypotheses=tuple(hypotheses),
        suspects=tuple(suspects),
        crash_weight=0.45,
    )


def _name(site: Site) -> str:
    """The function that a frame belongs to: a comprehension's frame is part of the function around it."""
    if site.function.startswith("<") and site.function != "<lambda>":
        around = site.source.function_at(site.line)
        if around is not None:
            return around.name
    return site.function


def _conditions(site: Site, function: Function, names: tuple[str, ...]) -> list[Suspect]:
    """Return the conditions under which a function leaves, or the function where there provably is none."""
    source = site.source
    called = _always(function, names)
    if called:
        return [
            suspect(source, function, 0.55, f"`{function.name}` calls `{called}` again under no condition")
        ]
    exits = [
        node
        for node in inside(function.body)
        if isinstance(node, ast.If)
        and any(isinstance(part, ast.Return | ast.Raise) for part in inside(node.body))
    ]
    found = [suspect(source, node, 0.66, "this condition can end the recursion") for node in exits[:3]]
    return found or [suspect(source, function, 0.5, f"`{function.name}` is the function that repeats")]


def _always(function: Function, names: tuple[str, ...]) -> str:
    """Return which of the functions every call of this one calls, empty when that is not proved."""
    if isinstance(function, ast.AsyncFunctionDef) or yields(function):
        return ""
    receiver = function.args.args[0].arg if function.args.args else ""
    for statement in function.body:
        if isinstance(statement, _HARMLESS):
            continue
        if not isinstance(statement, _SIMPLE):
            return ""
        for node in _unconditional(statement):
            if isinstance(node, ast.Call):
                func = node.func
                own = isinstance(func, ast.Attribute) and getattr(func.value, "id", "") == receiver == "self"
                called = func.id if isinstance(func, ast.Name) else func.attr if own else ""  # type: ignore[attr-defined]  # `own` is an attribute
                if called in names:
                    return called
    return ""


def _unconditional(node: ast.AST) -> Iterator[ast.AST]:
    """Yield the parts of a statement that are evaluated whenever it is, as far as its form says."""
    yield node
    match node:
        case ast.IfExp():
            yield from _unconditional(node.test)
        case ast.BoolOp():
            yield from _unconditional(node.values[0])
        case ast.Compare():
            yield from _unconditional(node.left)
            yield from _unconditional(node.comparators[0])
        case ast.Lambda() | ast.GeneratorExp() | ast.ListComp() | ast.SetComp() | ast.DictComp():
            return
        case _:
            for child in ast.iter_child_nodes(node):
                yield from _unconditional(child)


def _same_again(crash: Crash, circle: list[Site]) -> Generator[Ask, Answer, Hypothesis | None]:
    """Ask a stopped program whether one of the functions was given the very same objects twice."""
    deepest = next((site for site in reversed(circle) if _parameters(site)), None)
    if deepest is None:
        return None
    names = _parameters(deepest)
    calls = [
        index
        for index in range(-1, -len(crash.sites) - 1, -1)
        if (crash.sites[index].source.path, crash.sites[index].function)
        == (deepest.source.path, deepest.function)
    ]
    seen: dict[tuple[str, ...], int] = {}
    for steps, index in enumerate(calls[:_COMPARED]):
        held: list[str] = []
        for name in names:
            answer = known((yield Evaluate(f"id({name})", index)))
            if answer is None:
                return None
            held.append(answer.repr)
        before = seen.setdefault(tuple(held), steps)
        if before != steps:
            distance = steps - before
            which = " and ".join(f"`{name}`" for name in names)
            later = "in its next call" if distance == 1 else f"{distance} of its calls further down"
            claim = f"`{deepest.function}` is given the same {which} again {later}"
            evidence = tuple(
                Evidence(expression=f"id({name})", value=value, where=deepest.where)
                for name, value in zip(names, held, strict=True)
            )
            return hypothesis("same-arguments-again", claim, CONFIRMED, *evidence)
    return None


def _parameters(site: Site) -> tuple[str, ...]:
    """Return the parameters of a frame's function where they still hold what was passed, else nothing."""
    function = site.definition
    if function is None or site.function != function.name:
        return ()
    given = function.args
    names = tuple(one.arg for one in (*given.posonlyargs, *given.args, *given.kwonlyargs))
    rebound = any(bindings(site.source, function, name) for name in names)
    if given.vararg or given.kwarg or rebound or len(names) > _MOST_PARAMETERS:
        return ()
    return names


def _property_of_itself(function: Function | None) -> ast.AST | None:
    if function is None or not function.decorator_list:
        return None
    for node in inside(function.body):
        if (
            isinstance(node, ast.Attribute)
            and node.attr == function.name
            and getattr(node.value, "id", "") == "self"
        ):
            return node
    return None
