"""Why is the divisor zero?"""

import ast
import re

from analyzers.facts import Hypothesis
from analyzers.runtime.crash import Asking, Crash, Finding, Trail, seen
from analyzers.runtime.locate import failing
from analyzers.runtime.report import (
    CONFIRMED,
    ask,
    diagnostic,
    hypothesis,
    known,
    plain_expression,
    shown,
)


def explain_division(crash: Crash) -> Asking:
    """Explain a ZeroDivisionError."""
    site = crash.site
    if site is None or not crash.ours or not re.search(r"division|modulo|divmod", crash.message):
        return None
    source = site.source
    pairs: list[tuple[ast.AST, ast.expr]] = [
        (one, one.right)
        for one in failing(site, ast.BinOp, lambda one: isinstance(one.op, ast.Div | ast.FloorDiv | ast.Mod))
        if not isinstance(one.left, ast.Constant | ast.JoinedStr)
        or not isinstance(getattr(one.left, "value", 0), str)
    ]
    pairs += [
        (one, one.value)
        for one in failing(
            site, ast.AugAssign, lambda one: isinstance(one.op, ast.Div | ast.FloorDiv | ast.Mod)
        )
    ]
    pairs += [
        (call, call.args[1])
        for call in failing(
            site, ast.Call, lambda call: getattr(call.func, "id", "") == "divmod" and len(call.args) == 2
        )
    ]
    pairs = [
        (whole, divisor)
        for whole, divisor in pairs
        if not (isinstance(divisor, ast.Constant) and divisor.value)
    ]
    if not pairs:
        return None
    hypotheses: list[Hypothesis] = []
    whole, divisor = pairs[0]
    sure = len(pairs) == 1
    for each, part in pairs:
        if plain_expression(part):
            held = known((yield ask(-1, source, part)))
            if held is not None and held.repr in ("0", "0.0", "-0.0", "False", "0j"):
                whole, divisor, sure = each, part, True
                hypotheses.append(
                    hypothesis(
                        "zero-divisor",
                        f"{shown(source, part)} is {held.repr}",
                        CONFIRMED,
                        seen(source.segment(part), held, site),
                    )
                )
                break
    name = shown(source, divisor)
    lengths = [
        part.args[0]
        for part in ast.walk(divisor)
        if isinstance(part, ast.Call) and getattr(part.func, "id", "") == "len" and part.args
    ]
    cause = f"{name} is zero, and something is divided by it" if sure else "one of the divisors here is zero"
    if sure and isinstance(divisor, ast.Call) and lengths:
        cause = f"{shown(source, lengths[0])} is empty, so {name} is zero and cannot divide"
    trails = [Trail(part, -1, "empty", 0.9) for part in lengths[:1]] or [
        Trail(part, -1, "zero", 0.9 if sure else 0.5)
        for _, part in (pairs if not sure else [(whole, divisor)])
    ]
    return Finding(
        cause=cause,
        diagnostic=diagnostic(
            "division-by-zero",
            cause,
            crash,
            divisor if sure else whole,
            "this is zero" if sure else "divides by zero",
        ),
        hypotheses=tuple(hypotheses),
        trails=tuple(trails),
        crash_weight=0.75,
    )
