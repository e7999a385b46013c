"""Why did a loop not end? Proves, where it can, that nothing in a `while` changes what its condition reads.

Only what holds for every run is said: the condition reads local names alone, the loop stores none of them, and
nothing in it leaves the loop or hands out an object that the condition looks into.
"""

import ast

from analyzers.facts import Evidence, Label, Suspect
from analyzers.runtime.crash import Crash, Finding, Site, read_from
from analyzers.runtime.report import CONFIRMED, diagnostic, hypothesis, suspect

_PLAIN = (ast.Compare, ast.BoolOp, ast.UnaryOp, ast.BinOp, ast.Name, ast.Constant, ast.operator)
_PLAIN_PARTS = (ast.cmpop, ast.boolop, ast.unaryop, ast.expr_context)
_LEAVES = (ast.Break, ast.Return, ast.Raise, ast.Yield, ast.YieldFrom, ast.Await, ast.Try, ast.Assert)
_SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)


def interrupted(crash: Crash) -> Finding:
    """Explain a KeyboardInterrupt: which loop ran, and whether it could end."""
    running = [(site, loop) for site in reversed(crash.sites) for loop in _loops(site)]
    for site, loop in running:
        finding = _endless(crash, site, loop)
        if finding is not None:
            return finding
    where = f" while {crash.site.where} was running" if crash.site is not None else ""
    text = f"the program was interrupted from outside{where}"
    return Finding(
        cause=text,
        diagnostic=diagnostic("interrupted", text, crash),
        suspects=tuple(suspect(site.source, loop, 0.5, "this loop was running") for site, loop in running),
        crash_weight=0.3,
    )


def _loops(site: Site) -> list[ast.While]:
    """The `while` loops that the interrupted statement of a frame is in, innermost first."""
    found: list[ast.While] = []
    node: ast.AST | None = site.statement
    while node is not None and not isinstance(node, _SCOPES):
        if isinstance(node, ast.While):
            found.append(node)
        node = site.source.parents.get(node)
    return found


def _endless(crash: Crash, site: Site, loop: ast.While) -> Finding | None:
    names = unchanged(loop, site.definition)
    if not names:
        return None
    condition = ast.unparse(loop.test)
    listed = ", ".join(f"`{name}`" for name in names)
    text = f"the condition of `while {condition}` stays as it is: nothing in the loop changes {listed}"
    thrown = [node for node in ast.walk(loop) if _is_thrown_away(node)]
    secondary = tuple(Label(site.source.span(node), "this result is thrown away") for node in thrown)
    suspects: list[Suspect] = [
        suspect(site.source, node, 0.9, "the result of this line is thrown away") for node in thrown
    ]
    suspects.append(suspect(site.source, loop, 0.7, f"nothing in this loop changes {listed}"))
    evidence = Evidence(
        expression=f"assignments to {listed} in the loop",
        value="none",
        where=read_from(site.source, loop.lineno),
    )
    return Finding(
        cause=text,
        diagnostic=diagnostic(
            "endless-loop", text, crash, loop.test, "always as it was before", secondary=secondary
        ),
        hypotheses=(hypothesis("endless-loop", text, CONFIRMED, evidence),),
        suspects=tuple(suspects),
        crash_weight=0.1,
    )


def unchanged(loop: ast.While, function: ast.AST | None) -> tuple[str, ...]:
    """Return the names a loop's condition reads when nothing in the loop can change them, else nothing.

    Outside a function any call could change a name, as could a nested function that declares it `nonlocal`.
    """
    parts = list(ast.walk(loop.test))
    if not all(isinstance(part, (*_PLAIN, *_PLAIN_PARTS)) for part in parts):
        return ()
    names = {part.id for part in parts if isinstance(part, ast.Name)}
    inside = [node for statement in loop.body for node in ast.walk(statement)]
    if any(isinstance(node, (*_LEAVES, *_SCOPES)) for node in inside):
        return ()
    calls = any(isinstance(node, ast.Call) for node in inside)
    if calls and (function is None or not _only_its_own(function, names)):
        return ()
    stored = {node.id for node in inside if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load)}
    # A list compared or tested is changed in place by what gets hold of it; a number is not.
    handed = (
        {node.id for node in inside if isinstance(node, ast.Name)} if _may_be_container(loop.test) else set()
    )
    return () if names & (stored | handed) else tuple(sorted(names))


def _only_its_own(function: ast.AST, names: set[str]) -> bool:
    """Whether the names are local to a function and no function inside it can store them."""
    nodes = list(ast.walk(function))
    if any(isinstance(node, ast.Global | ast.Nonlocal) for node in nodes):
        return False
    own = {node.arg for node in nodes if isinstance(node, ast.arg)}
    own |= {node.id for node in nodes if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load)}
    return names <= own


def _may_be_container(test: ast.expr) -> bool:
    """Whether the condition could read an object that changes in place: all but comparisons with numbers."""
    compared = test.values if isinstance(test, ast.BoolOp) else [test]
    return not all(
        isinstance(one, ast.Compare)
        and any(
            isinstance(part, ast.Constant) and isinstance(part.value, int | float) for part in ast.walk(one)
        )
        for one in compared
    )


def _is_thrown_away(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.BinOp | ast.Compare | ast.UnaryOp)
