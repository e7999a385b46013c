"""Why is this index outside its sequence?"""

import ast
import re

from analyzers.facts import Evidence, Fix, Hypothesis, Suspect, Variable
from analyzers.runtime.crash import Asking, Crash, Finding, Site, Trail, seen
from analyzers.runtime.keys import container_of
from analyzers.runtime.locate import failing
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
from analyzers.runtime.source import Source, inside

# A bound that includes the length itself, or goes beyond it.
_TOO_FAR = re.compile(r"len\([^()]*(?:\([^()]*\))?\)\s*\+|<=\s*len\((?![^()]*\)\s*-)|len\([^()]*\)\s*>=")


# What the builtin sequences, deque, array, random.choice and numpy say.
_OF_SEQUENCE = re.compile(
    r"(?:list|tuple|string|bytes|bytearray|deque|range object|array|memoryview) (?:assignment )?index out of range"
    r"|pop (?:from|index)|from an empty|out of bounds for axis"
)


def explain_index(crash: Crash) -> Asking:
    """Explain an IndexError."""
    site = crash.site
    if site is None or not crash.ours:
        return None
    nodes = _looked_up(crash, site) if _OF_SEQUENCE.search(crash.message) else []
    if not nodes:
        return None
    source = site.source
    hypotheses: list[Hypothesis] = []
    suspects: list[Suspect] = []
    trails: list[Trail] = []
    fixes: list[Fix] = []
    notes: list[str] = []
    chosen = nodes[0]
    sure = len(nodes) == 1
    size: int | None = None
    at: Variable | None = None
    for node in nodes:
        container = container_of(node)
        if not plain_expression(container):
            continue
        held = known((yield ask(-1, source, container)))
        index_node = node.slice if isinstance(node, ast.Subscript) else None
        value = None
        if index_node is not None and plain_expression(index_node):
            value = known((yield ask(-1, source, index_node)))
        if held is not None and held.size is not None:
            number = _number(value.repr) if value is not None else 0 if index_node is None else None
            if (
                (index_node is None and held.size == 0)
                or number is not None
                and not -held.size <= number < held.size
            ):
                chosen, sure, size, at = node, True, held.size, value
                hypotheses.append(
                    hypothesis(
                        "index-outside",
                        f"{shown(source, container)} has {held.size} item{'s' * (held.size != 1)}",
                        CONFIRMED,
                        Evidence(
                            expression=f"len({source.segment(container)})",
                            value=str(held.size),
                            where=site.where,
                        ),
                        *(
                            [seen(source.segment(index_node), value, site)]
                            if value is not None and index_node is not None
                            else []
                        ),
                    )
                )
                break
    container = container_of(chosen)
    name = shown(source, container)
    index_node = chosen.slice if isinstance(chosen, ast.Subscript) else None
    cause = f"{name} is shorter than its use here needs" if sure else "an index here is outside its sequence"
    if size is not None:
        wanted = f"index {at.repr}" if at is not None else "an item"
        cause = (
            f"{name} has {size} item{'s' * (size != 1)}, so there is no {wanted}"
            if size
            else f"{name} is empty"
        )
    elif sure and "empty" in crash.message:
        cause = f"{name} is empty"
    if index_node is not None:
        suspects += [
            suspect(where, bound, weight, reason)
            for where, bound, reason, weight in _bounds(source, index_node, container)
        ]
        suspects += _outer_bounds(crash) + _lengths(source, index_node, container)
        if isinstance(index_node, ast.BinOp):
            trails += [
                Trail(part, -1, "value", 0.65)
                for part in (index_node.left, index_node.right)
                if not isinstance(part, ast.Constant)
            ]
        fixes += _bound_fixes(source, site, index_node, container)
        if not isinstance(index_node, ast.Constant):
            trails.append(Trail(index_node, -1, "value", 0.7))
            if isinstance(index_node, ast.BinOp | ast.UnaryOp):
                notes.append(f"the index is {shown(source, index_node)}")
    constant = isinstance(index_node, ast.Constant) or index_node is None
    trails.append(Trail(container, -1, "empty" if size == 0 else "length", 0.9 if constant else 0.5))
    return Finding(
        cause=cause,
        diagnostic=diagnostic(
            "index-outside",
            cause if sure else "an index is outside its sequence",
            crash,
            index_node if index_node is not None and sure else chosen,
            "outside the sequence",
            notes=tuple(notes),
        ),
        hypotheses=tuple(hypotheses),
        fixes=tuple(fixes[:3]),
        trails=tuple(trails),
        suspects=tuple(suspects),
        crash_weight=0.65 if size == 0 or index_node is None else 0.57,
    )


def _looked_up(crash: Crash, site: Site) -> list[ast.expr]:
    """Return the parts that may have asked for the item that is not there."""
    if "pop" in crash.message:
        pops = failing(site, ast.Call, lambda call: getattr(call.func, "attr", "") in ("pop", "popleft"))
        return [*pops]
    if "choose from an empty" in crash.message:
        choices = failing(
            site, ast.Call, lambda call: getattr(call.func, "attr", getattr(call.func, "id", "")) == "choice"
        )
        return [*choices]
    store = "assignment" in crash.message

    def fits(one: ast.Subscript) -> bool:
        text = isinstance(one.slice, ast.Constant) and isinstance(one.slice.value, str)
        read_first = isinstance(site.source.parents.get(one), ast.AugAssign)
        fitting = isinstance(one.ctx, ast.Store) == store or (read_first and not store)
        return not isinstance(one.slice, ast.Slice) and fitting and not text

    return [*failing(site, ast.Subscript, fits)]


def _number(text: str) -> int | None:
    try:
        return int(text)
    except ValueError:
        return None


def _bounds(source: Source, index: ast.expr, container: ast.expr) -> list[tuple[Source, ast.AST, str, float]]:
    """Return the loop headers and conditions that let the index run."""
    found: list[tuple[Source, ast.AST, str, float]] = []
    names = {node.id for node in ast.walk(index) if isinstance(node, ast.Name)}
    sequence = source.segment(container)
    parent = source.parents.get(index)
    while parent is not None and not isinstance(parent, ast.FunctionDef | ast.AsyncFunctionDef | ast.Module):
        header: ast.expr | None = None
        target: set[str] = set()
        if isinstance(parent, ast.For | ast.AsyncFor):
            header = parent.iter
            target = {node.id for node in ast.walk(parent.target) if isinstance(node, ast.Name)}
        elif isinstance(parent, ast.While | ast.If):
            header = parent.test
            target = {node.id for node in ast.walk(parent.test) if isinstance(node, ast.Name)}
        elif isinstance(parent, ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp):
            header = parent.generators[0].iter
            target = {node.id for node in ast.walk(parent.generators[0].target) if isinstance(node, ast.Name)}
        if header is not None and names & target:
            text = source.segment(header)
            straight = isinstance(index, ast.Name) and "len(" in text
            far = bool(_TOO_FAR.search(text))
            weight = 0.95 if far else 0.6 if straight or sequence not in text else 0.45
            found.append((source, header, "this decides how far the index runs", weight))
        parent = source.parents.get(parent)
    return found


def _outer_bounds(crash: Crash) -> list[Suspect]:
    """Return the comparisons with a length, one step too wide, that stand round the calls on the stack."""
    found: list[Suspect] = []
    for site in crash.sites[-4:]:
        node: ast.AST | None = site.statement
        while node is not None and not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            if (
                isinstance(node, ast.If | ast.While)
                and _TOO_FAR.search(site.source.segment(node.test))
                or isinstance(node, ast.For)
                and _TOO_FAR.search(site.source.segment(node.iter))
            ):
                found.append(suspect(site.source, node, 0.9, "this lets an index reach the length"))
            node = site.source.parents.get(node)
    return found


def _lengths(source: Source, index: ast.expr, container: ast.expr) -> list[Suspect]:
    """Return the names that are set to the container's length, where the index is computed from others."""
    scope = source.scope(index)
    if isinstance(scope, ast.Lambda) or isinstance(index, ast.Constant):
        return []
    text = f"len({source.segment(container)})"
    return [
        suspect(source, node, 0.6, f"{text} is no index of it")
        for node in inside(list(scope.body))
        if isinstance(node, ast.Assign) and source.segment(node.value) == text
    ]


def _bound_fixes(source: Source, site: Site, index: ast.expr, container: ast.expr) -> list[Fix]:
    """Fixes of loop bounds that run one step too far."""
    fixes: list[Fix] = []
    for _, header, _, _ in _bounds(source, index, container):
        for node in ast.walk(header):
            match node:
                case ast.BinOp(
                    op=ast.Add(), right=ast.Constant(value=1), left=ast.Call(func=ast.Name(id="len"))
                ):
                    fixes.append(
                        replace(
                            source,
                            node,
                            source.segment(node.left),
                            "end the range at the length",
                            "range-too-long",
                        )
                    )
                case ast.Compare(ops=[ast.LtE()], comparators=[ast.Call(func=ast.Name(id="len")) as length]):
                    text = f"{source.segment(node.left)} < {source.segment(length)}"
                    fixes.append(
                        replace(
                            source,
                            node,
                            text,
                            "use `<`: the last index is one less than the length",
                            "range-too-long",
                        )
                    )
                case ast.Call(func=ast.Name(id="range"), args=args) if args:
                    stop = args[0] if len(args) == 1 else args[1]
                    forward = (
                        isinstance(index, ast.BinOp)
                        and isinstance(index.op, ast.Add)
                        and isinstance(index.right, ast.Constant)
                    )
                    own = source.segment(stop) == f"len({source.segment(container)})"
                    if own and forward:
                        step = index.right.value  # type: ignore[attr-defined]  # forward says so
                        span = source.span(stop)
                        fixes.append(
                            edit(
                                source,
                                span.end,
                                span.end,
                                f" - {step}",
                                f"stop {step} earlier",
                                "range-too-long",
                            )
                        )
    del site
    return fixes
