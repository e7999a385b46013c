"""Why do these two values not fit one operation?"""

import ast
import re

from analyzers.facts import Fix, Hypothesis
from analyzers.origins.syntax import begins
from analyzers.runtime.crash import Asking, Crash, Finding, Trail, seen
from analyzers.runtime.gathered import added_up
from analyzers.runtime.index import Index
from analyzers.runtime.kinds import kind_of
from analyzers.runtime.locate import failing
from analyzers.runtime.none import explain_none
from analyzers.runtime.report import (
    CONFIRMED,
    ask,
    diagnostic,
    hypothesis,
    known,
    plain_expression,
    shown,
    suspect,
)
from analyzers.runtime.unfit import conversions, is_moment

_OPERATORS: dict[str, tuple[type[ast.operator], ...]] = {
    "+": (ast.Add,),
    "-": (ast.Sub,),
    "*": (ast.Mult,),
    "/": (ast.Div,),
    "//": (ast.FloorDiv,),
    "%": (ast.Mod,),
    "**": (ast.Pow,),
    "@": (ast.MatMult,),
    "&": (ast.BitAnd,),
    "|": (ast.BitOr,),
    "^": (ast.BitXor,),
    "<<": (ast.LShift,),
    ">>": (ast.RShift,),
}


_PUTS_IN_ORDER = frozenset(
    [
        "sorted",
        "sort",
        "min",
        "max",
        "heappush",
        "heappop",
        "heapify",
        "heappushpop",
        "nsmallest",
        "nlargest",
        "insort",
    ]
)
_ORDERS = {"<": ast.Lt, ">": ast.Gt, "<=": ast.LtE, ">=": ast.GtE}


def binary(crash: Crash, found: re.Match[str]) -> Asking:
    """Explain two operands that an operator does not take."""
    operator, left, right = found[1].rstrip("="), found[2], found[3]
    kinds = _OPERATORS.get(operator, ())
    nodes = _operations(crash, kinds, augmented=found[1].endswith("=") and operator in _OPERATORS)
    if operator == "divmod()":
        calls = failing(crash.sites[-1], ast.Call, lambda call: getattr(call.func, "id", "") == "divmod")
        nodes = [(call, call.args[0], call.args[1]) for call in calls if len(call.args) == 2]
    if not nodes:
        return added_up(crash, found)
    return (yield from _two(crash, nodes, left, right, f"`{found[1]}`"))


def concatenation(crash: Crash, found: re.Match[str]) -> Asking:
    """Explain a concatenation of text, bytes or lists with something else."""
    nodes = _operations(crash, (ast.Add,), augmented=None)
    return (yield from _two(crash, nodes, found[3], found[2], "`+`"))


def _operations(
    crash: Crash, kinds: tuple[type[ast.operator], ...], augmented: bool | None
) -> list[tuple[ast.AST, ast.expr, ast.expr]]:
    site = crash.sites[-1]
    found: list[tuple[ast.AST, ast.expr, ast.expr]] = []
    if augmented is not True:
        found += [
            (one, one.left, one.right)
            for one in failing(site, ast.BinOp, lambda one: isinstance(one.op, kinds))
        ]
    if augmented is not False:
        found += [
            (one, one.target, one.value)
            for one in failing(site, ast.AugAssign, lambda one: isinstance(one.op, kinds))
        ]
    return found


def ordering(crash: Crash, found: re.Match[str]) -> Asking:
    """Explain a comparison or a sort of values that have no order."""
    site = crash.sites[-1]
    operator = _ORDERS[found[1]]
    pairs: list[tuple[ast.AST, ast.expr, ast.expr]] = []
    for one in failing(site, ast.Compare, lambda node: any(isinstance(op, operator) for op in node.ops)):
        lefts = [one.left, *one.comparators]
        pairs += [
            (one, lefts[i], right)
            for i, right in enumerate(one.comparators)
            if isinstance(one.ops[i], operator)
        ]
    if pairs:
        return (yield from _two(crash, pairs, found[2], found[3], f"`{found[1]}`"))
    calls = failing(
        site,
        ast.Call,
        lambda call: getattr(call.func, "id", getattr(call.func, "attr", "")) in _PUTS_IN_ORDER,
    )
    if not calls:
        return None
    call = calls[0]
    if found[2] == found[3]:
        own = _no_order(crash, call, found[1], found[2])
        if own is not None:
            return own
    subject = call.args[0] if call.args else call.func.value if isinstance(call.func, ast.Attribute) else call
    bad = "none" if "NoneType" in (found[2], found[3]) else "value"
    kinds = ["none"] if bad == "none" else [f"type:{kind}" for kind in dict.fromkeys((found[2], found[3]))]
    keys = _keys(call)
    share = 0.8 / len(kinds) ** 0.5
    inside = [Trail(one, -1, kind, share) for kind in kinds for one in keys] or [
        Trail(subject, -1, kind, share, element=True) for kind in kinds
    ]
    return Finding(
        cause=f"{shown(site.source, subject)} yields a `{found[2]}` and a `{found[3]}`, which have no order",
        diagnostic=diagnostic(
            "no-order",
            f"a `{found[2]}` and a `{found[3]}` cannot be put in order",
            crash,
            call,
            "compares values of both types",
        ),
        trails=(*(Trail(part, -1, bad, 0.9) for part in (subject, *keys)), *inside),
        crash_weight=0.45,
    )


def _no_order(crash: Crash, call: ast.Call, operator: str, kind: str) -> Finding | None:
    """Objects of one class of the workspace are put in order, and the class does not say how."""
    classes = Index.of(crash.sources).classes.get(kind.rpartition(".")[2], ())
    if len(classes) != 1:
        return None
    source, cls = classes[0]
    text = f"objects of `{cls.name}` are put in order with `{operator}`, which `{cls.name}` does not define"
    return Finding(
        cause=text,
        diagnostic=diagnostic("no-order", text, crash, call, f"compares two `{cls.name}`"),
        trails=tuple(Trail(part, -1, "value", 0.4) for part in call.args),
        suspects=tuple(
            suspect(source, line, score, f"`{cls.name}` is defined here")
            for line, score in ((begins(cls), 0.6), (cls.lineno, 0.6))
        ),
        crash_weight=0.45,
    )


def multiplied(crash: Crash, found: re.Match[str]) -> Asking:
    """Explain text or a list that is multiplied by something else than a whole number."""
    site = crash.sites[-1]
    source = site.source
    nodes = _operations(crash, (ast.Mult,), augmented=None)
    if not nodes:
        return None
    whole, first, second = nodes[0]
    text = f"a sequence is multiplied by a `{found[1]}`"
    for node, other in ((first, second), (second, first)):
        if len(nodes) > 1 or not plain_expression(node):
            continue
        held = known((yield ask(-1, source, node)))
        if held is None or held.type not in ("str", "list", "tuple", "bytes"):
            continue
        kind = held.type
        return Finding(
            cause=f"{shown(source, node)} is a `{kind}`, which can only be multiplied by a whole number, "
            f"and {shown(source, other)} is a `{found[1]}`",
            diagnostic=diagnostic("unfit-operands", text, crash, whole, f"`{kind}` * `{found[1]}`"),
            hypotheses=(
                hypothesis(
                    "wrong-type",
                    f"{shown(source, node)} is a `{kind}`",
                    CONFIRMED,
                    seen(source.segment(node), held, site),
                ),
            ),
            trails=(Trail(node, -1, f"type:{kind}", 1.0), Trail(other, -1, f"type:{found[1]}", 0.3)),
            crash_weight=0.45,
        )
    return Finding(
        cause=text,
        diagnostic=diagnostic("unfit-operands", text, crash, whole, f"times a `{found[1]}`"),
        trails=(Trail(first, -1, "value", 0.6), Trail(second, -1, "value", 0.6)),
        crash_weight=0.5,
    )


def _keys(call: ast.Call) -> list[ast.expr]:
    return [
        keyword.value.body if isinstance(keyword.value, ast.Lambda) else keyword.value
        for keyword in call.keywords
        if keyword.arg == "key"
    ]


def _two(
    crash: Crash, nodes: list[tuple[ast.AST, ast.expr, ast.expr]], left: str, right: str, operation: str
) -> Asking:
    """Two operands of unfit types: which operation, which operand is the odd one, where it came from."""
    site = crash.sites[-1]
    source = site.source
    nodes = [
        each
        for each in nodes
        if (not kind_of(each[1]) or kind_of(each[1]) == left)
        and (not kind_of(each[2]) or kind_of(each[2]) == right)
    ]
    if not nodes:
        return None
    whole, first, second = nodes[0]
    if len(nodes) > 1:
        for each in nodes:
            matches = 0
            for node, kind in ((each[1], left), (each[2], right)):
                if plain_expression(node):
                    held = known((yield ask(-1, source, node)))
                    matches += held is not None and held.type == kind
            if matches == 2:
                whole, first, second = each
                nodes = [each]
                break
    if "NoneType" in (left, right):
        sides = [
            node for each in nodes for node, kind in ((each[1], left), (each[2], right)) if kind == "NoneType"
        ]
        other = right if left == "NoneType" else left
        use = (
            f"cannot be used with {operation} and a `{other}`"
            if other != "NoneType"
            else f"cannot be used with {operation}"
        )
        return (yield from explain_none(crash, sides, use, "none-operand", whole))
    one = len(nodes) == 1
    words = f"{operation} does not take a `{left}` and a `{right}`"
    cause = (
        f"{shown(source, first)} is a `{left}` and {shown(source, second)} is a `{right}`, which {operation} does not take"
        if one
        else words
    )
    hypotheses: list[Hypothesis] = []
    fixes: list[Fix] = []
    if one:
        text = None
        for node, kind in ((first, left), (second, right)):
            if plain_expression(node) and not isinstance(node, ast.Constant):
                held = known((yield ask(-1, source, node)))
                if held is not None and held.type == kind:
                    text = held if kind == "str" else text
                    hypotheses.append(
                        hypothesis(
                            "wrong-type",
                            f"{shown(source, node)} is a `{kind}`",
                            CONFIRMED,
                            seen(source.segment(node), held, site),
                        )
                    )
        fixes = conversions(crash, whole, (first, second), (left, right), text)
    numbers = ("int", "float", "Decimal", "complex")
    trails = (
        Trail(first, -1, f"type:{left}", _share(left, right, numbers)),
        Trail(second, -1, f"type:{right}", _share(right, left, numbers)),
    )
    return Finding(
        cause=cause,
        diagnostic=diagnostic(
            "unfit-operands", words, crash, whole, f"`{left}` {operation.strip('`')} `{right}`"
        ),
        hypotheses=tuple(hypotheses),
        fixes=tuple(fixes),
        trails=trails,
        crash_weight=0.9
        if fixes and is_moment(left, right)
        else 0.55,  # the name at the operation tells its unit
    )


def _share(own: str, other: str, numbers: tuple[str, ...]) -> float:
    """Return how likely the operand of one type is the odd one beside the other."""
    if own in ("str", "list", "tuple", "dict") and other in numbers:
        return 1.0
    return 0.25 if own in numbers and other in ("str", "list", "tuple", "dict") else 0.6
