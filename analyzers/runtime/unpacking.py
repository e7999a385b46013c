"""Why are there more or fewer values than names?"""

import ast
import re

from analyzers.facts import Fix, Hypothesis, Suspect
from analyzers.runtime.crash import Asking, Crash, Finding, Trail, seen
from analyzers.runtime.index import Index, returns
from analyzers.runtime.locate import failing
from analyzers.runtime.report import (
    CONFIRMED,
    ask,
    diagnostic,
    hypothesis,
    known,
    plain_expression,
    replace,
    shown,
    suspect,
)

_INNER = ("<listcomp>", "<setcomp>", "<dictcomp>", "<genexpr>")


def unpack(crash: Crash, found: re.Match[str]) -> Asking:
    """Explain a ValueError about the number of values to unpack."""
    site = crash.sites[-1]
    source = site.source
    statement = site.statement
    values: list[ast.expr] = []
    element = False
    if isinstance(statement, ast.Assign) and any(
        isinstance(one, ast.Tuple | ast.List) for one in statement.targets
    ):
        values.append(statement.value)
    elif isinstance(statement, ast.For | ast.AsyncFor) and isinstance(statement.target, ast.Tuple | ast.List):
        values.append(statement.iter)
        element = True
    else:
        for one in failing(
            site, ast.comprehension, lambda part: isinstance(part.target, ast.Tuple | ast.List)
        ):
            values.append(one.iter)
            element = True
    few = found[1].startswith("not")
    expected, got = found[2], found[3]
    suspects: list[Suspect] = []
    fixes: list[Fix] = []
    index = Index.of(crash.sources)
    value = values[0] if values else None
    cause = f"{expected} names are to be filled and there are {'fewer' if few else 'more'} values" + (
        f": {got}" if got else ""
    )
    hypotheses: list[Hypothesis] = []
    if value is not None and len(values) == 1:
        whose = f"an item of {shown(source, value)}" if element else shown(source, value)
        number = got or ("fewer" if few else "more")
        cause = f"{whose} has {number}{' values' if not got else ' value' + 's' * (got != '1')} where {expected} are unpacked"
        if isinstance(value, ast.Call):
            made = index.callable_of(source, value)
            if made is not None and not isinstance(made[1], ast.ClassDef):
                suspects += [
                    suspect(made[0], given, 0.6, f"returns {len(given.value.elts)} values")
                    for given in returns(made[1])
                    if isinstance(given.value, ast.Tuple) and len(given.value.elts) != int(expected)
                ]
        if element and not isinstance(value, ast.Call) and plain_expression(value):
            outside = (
                site.function in _INNER and len(crash.sites) > 1
            )  # what is gone through is the outer frame's
            held = known((yield ask(-2 if outside else -1, source, value)))
            if held is not None:
                hypotheses.append(
                    hypothesis(
                        "unpack-count",
                        f"{shown(source, value)} is a `{held.type}`",
                        CONFIRMED,
                        seen(source.segment(value), held, site),
                    )
                )
                if held.type == "dict" and expected == "2":
                    span = source.span(value)
                    fixes.append(
                        replace(
                            source,
                            value,
                            f"{source.text[span.start : span.end]}.items()",
                            "iterate over `.items()`",
                            "unpack-count",
                        )
                    )
                elif held.type in ("list", "tuple") and expected == "2":
                    fixes.append(
                        replace(
                            source,
                            value,
                            f"enumerate({source.segment(value)})",
                            "number the items",
                            "unpack-count",
                        )
                    )
    return Finding(
        cause=cause,
        diagnostic=diagnostic(
            "unpack-count",
            f"{expected} values are expected and there are {got or ('fewer' if few else 'more')}",
            crash,
            value,
            "unpacked here",
        ),
        hypotheses=tuple(hypotheses),
        fixes=tuple(fixes),
        trails=tuple(Trail(one, -1, "length", 0.9) for one in values),
        suspects=tuple(suspects),
        crash_weight=0.55,
    )
