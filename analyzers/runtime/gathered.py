"""Which element of what is added up does not fit the others?"""

import ast
import re

from analyzers.runtime.crash import Crash, Finding, Trail
from analyzers.runtime.locate import failing
from analyzers.runtime.report import diagnostic, shown

_ADDS_UP = frozenset(["sum", "fsum", "mean", "fmean", "median", "prod", "accumulate", "reduce"])


def added_up(crash: Crash, found: re.Match[str]) -> Finding | None:
    """Explain a sum of elements that cannot be added to one another; the match holds operator and both types."""
    site = crash.sites[-1]
    calls = failing(
        site, ast.Call, lambda call: getattr(call.func, "id", getattr(call.func, "attr", "")) in _ADDS_UP
    )
    if not calls or not calls[0].args:
        return None
    call = calls[0]
    elements = (
        call.args[1] if getattr(call.func, "id", "") == "reduce" and len(call.args) > 1 else call.args[0]
    )
    kind = found[2] if found[3] in ("int", "float") else found[3]
    bad = "none" if kind == "NoneType" else f"type:{kind.rpartition('.')[2]}"
    name = shown(site.source, elements)
    text = f"an element of {name} is {'`None`' if bad == 'none' else f'a `{kind}`'}, which cannot be added up"
    return Finding(
        cause=text,
        diagnostic=diagnostic("unfit-operands", text, crash, elements, f"holds a `{kind}`"),
        trails=(Trail(elements, -1, bad, 0.9, element=True),),
        crash_weight=0.45,
    )
