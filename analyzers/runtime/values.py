"""Why is this value refused: a text that is no number, parts that do not fit, a division by zero?"""

import ast
import re

from analyzers.facts import Fix, Hypothesis, Variable
from analyzers.runtime.crash import Asking, Crash, Finding, Trail, seen
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
    value_in,
)
from analyzers.runtime.source import Source
from analyzers.runtime.unpacking import unpack

_ROUNDING = 1e-6  # as far as rounding leads out of what a function is defined for
_INT = re.compile(r"invalid literal for int\(\) with base (\d+): (.*)", re.DOTALL)
_FLOAT = re.compile(r"could not convert string to float: (.*)", re.DOTALL)
_UNPACK = re.compile(
    r"(not enough values to unpack|too many values to unpack) \(expected (?:at least )?(\d+)(?:, got (\d+))?"
)
_ABSENT = re.compile(
    r"list\.remove\(x\): x not in list|(.+) is not in (?:list|deque)|tuple\.index|substring not found|is not in list"
)
_EMPTY = re.compile(
    r"(min|max)\(\) (?:arg is an empty sequence|iterable argument is empty)|arg is an empty sequence"
)
_TIME = re.compile(r"time data (.+) does not match format (.+)")
_REMAINS = re.compile(r"unconverted data remains: (.*)")
_ENUM = re.compile(r"(.+) is not a valid (\w+)")


def explain(crash: Crash) -> Asking:
    """Explain a ValueError."""
    site = crash.site
    if site is None:
        return None
    message = crash.message
    if found := _INT.search(message):
        return (yield from _number(crash, "int", found[2]))
    if found := _FLOAT.search(message):
        return (yield from _number(crash, "float", found[1]))
    if found := _UNPACK.search(message):
        return (yield from unpack(crash, found))
    if (
        "math domain error" in message
        or "expected a nonnegative input" in message
        or "expected a positive input" in message
        or "expected a number in range from -1" in message
    ):
        return (yield from _domain(crash))
    if _EMPTY.search(message):
        return _empty(crash)
    if _ABSENT.search(message):
        return _absent(crash)
    if found := _TIME.search(message):
        return _time(crash, found)
    return _refused(crash)


def _number(crash: Crash, kind: str, text: str) -> Asking:
    site = crash.sites[-1]
    source = site.source
    calls = (
        failing(
            site,
            ast.Call,
            lambda call: (
                getattr(call.func, "id", getattr(call.func, "attr", "")) in (kind, "map", "astype", "array")
                and bool(call.args)
            ),
        )
        if crash.ours
        else []
    )
    value = quoted(text.strip())
    reason = ""
    fixes: list[Fix] = []
    literal = value_in(text.strip())
    if isinstance(literal, str):
        bare = literal.strip()
        if not bare:
            reason = "it is empty" if not literal else "it is only white space"
        elif kind == "int" and re.fullmatch(r"[+-]?\d+\.\d*", bare):
            reason = "it has a decimal point"
        elif re.fullmatch(r"[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?", bare):
            reason = "it has thousands separators"
        elif re.fullmatch(r"[+-]?\d+,\d+", bare):
            reason = "it has a decimal comma"
        elif re.fullmatch(r"[$€£]\s*[\d.,]+", bare):
            reason = "it has a currency sign"
        elif re.fullmatch(r"[\d.]+\s*%", bare):
            reason = "it has a percent sign"
        elif not any(letter.isdigit() for letter in bare):
            reason = "it has no digits"
    direct = [call for call in calls if getattr(call.func, "id", "") == kind]
    node = direct[0].args[0] if len(direct) == 1 and direct[0].args else None
    if (
        node is not None and reason == "it has a decimal point" and bare[-1:].isdigit()
    ):  # else it ends a sentence
        if bare.partition(".")[2].strip("0"):  # a whole number would lose what stands behind the point
            fix = replace(source, direct[0].func, "float", "read it as a `float`", "unparsable-number")
        else:
            text = f"float({source.segment(node)})"
            fix = replace(source, node, text, "convert through `float`", "unparsable-number")
        fixes.append(fix)
    if node is not None and reason in ("it has thousands separators",):
        fixes.append(
            replace(
                source,
                node,
                f'{source.segment(node)}.replace(",", "")',
                "drop the separators",
                "unparsable-number",
            )
        )
    trails = tuple(Trail(call.args[-1], -1, "value", 0.8 / len(calls)) for call in calls if call.args)
    suffix = f": {reason}" if reason else ""
    hypotheses: list[Hypothesis] = []
    if node is not None and plain_expression(node):
        held = known((yield ask(-1, source, node)))
        if held is not None:
            hypotheses.append(
                hypothesis(
                    "unparsable-number",
                    f"{shown(source, node)} is {value}",
                    CONFIRMED,
                    seen(source.segment(node), held, site),
                )
            )
    return Finding(
        cause=f"the text {value} is not {'an integer' if kind == 'int' else 'a number'}{suffix}",
        diagnostic=diagnostic(
            "unparsable-number",
            f"the text {value} cannot be converted by `{kind}`",
            crash,
            node or (calls[0] if calls else None),
            "this text",
            notes=(reason,) if reason else (),
        ),
        hypotheses=tuple(hypotheses),
        fixes=tuple(fixes),
        trails=trails,
        crash_weight=0.6,
    )


def _domain(crash: Crash) -> Asking:
    site = crash.sites[-1]
    source = site.source
    calls = failing(site, ast.Call, lambda call: bool(call.args)) if crash.ours else []
    calls = [
        call
        for call in calls
        if getattr(call.func, "attr", getattr(call.func, "id", ""))
        in (
            "sqrt",
            "log",
            "log2",
            "log10",
            "acos",
            "asin",
            "pow",
            "fmod",
            "factorial",
            "gamma",
            "log1p",
            "acosh",
            "atanh",
        )
    ] or calls
    if not calls:
        return _refused(crash)
    node = calls[0].args[0]
    hypotheses = []
    held = None
    if len(calls) == 1 and plain_expression(node):
        held = known((yield ask(-1, source, node)))
        if held is not None:
            hypotheses.append(
                hypothesis(
                    "outside-domain",
                    f"{shown(source, node)} is {quoted(held.repr)}",
                    CONFIRMED,
                    seen(source.segment(node), held, site),
                )
            )
    what = shown(source, calls[0].func)
    clamped = _clamped(source, calls[0], held) if len(calls) == 1 else ()
    given = f"{quoted(held.repr)}, the value of {shown(source, node)}" if held else "the value it is given"
    return Finding(
        cause=f"{what} is not defined for {given}"
        if len(calls) == 1
        else "a mathematical function is not defined for the value it is given",
        diagnostic=diagnostic(
            "outside-domain", f"{what} is not defined for this value", crash, node, "this value"
        ),
        hypotheses=tuple(hypotheses),
        fixes=clamped,
        trails=(Trail(node, -1, "value", 0.4 if clamped else 0.9),),
        crash_weight=0.85 if clamped else 0.5,
    )


def _clamped(source: Source, call: ast.Call, held: Variable | None) -> tuple[Fix, ...]:
    """Keep a value inside of what a function is defined for, where rounding has led it out by a hair's breadth."""
    name = getattr(call.func, "attr", getattr(call.func, "id", ""))
    value = value_in(held.repr) if held is not None else None
    if not isinstance(value, float):
        return ()
    text = source.segment(call.args[0])
    if name in ("acos", "asin") and 1 < abs(value) < 1 + _ROUNDING:
        form = f"max(-1.0, min(1.0, {text}))"
    elif name == "sqrt" and -_ROUNDING < value < 0:
        form = f"max(0.0, {text})"
    else:
        return ()
    return (replace(source, call.args[0], form, "keep it where the function is defined", "outside-domain"),)


def _empty(crash: Crash) -> Finding:
    site = crash.sites[-1]
    calls = (
        failing(
            site,
            ast.Call,
            lambda call: (
                getattr(call.func, "id", getattr(call.func, "attr", "")) in ("min", "max")
                and len(call.args) == 1
            ),
        )
        if crash.ours
        else []
    )
    node = calls[0].args[0] if calls else None
    name = shown(site.source, node) if node is not None and len(calls) == 1 else "a sequence"
    return Finding(
        cause=f"{name} is empty, so it has no smallest or largest item",
        diagnostic=diagnostic(
            "empty-sequence",
            f"{name} is empty, so it has no smallest or largest item",
            crash,
            node,
            "this is empty",
            help="give `default=`, or make sure it is not empty",
        ),
        trails=tuple(Trail(call.args[0], -1, "empty", 0.9 / len(calls)) for call in calls),
        crash_weight=0.55,
    )


def _absent(crash: Crash) -> Finding | None:
    site = crash.sites[-1]
    calls = (
        failing(
            site,
            ast.Call,
            lambda call: getattr(call.func, "attr", "") in ("remove", "index", "rindex") and bool(call.args),
        )
        if crash.ours
        else []
    )
    call = calls[0] if calls else None
    if call is None or not isinstance(call.func, ast.Attribute):
        return _refused(crash)
    source = site.source
    item, container = call.args[0], call.func.value
    one = len(calls) == 1
    cause = (
        f"{shown(source, item)} is not in {shown(source, container)}"
        if one
        else "what is looked for is not there"
    )
    return Finding(
        cause=cause,
        diagnostic=diagnostic("not-contained", cause, crash, item, "not in there"),
        trails=(Trail(item, -1, "value", 0.6), Trail(container, -1, "content", 0.6)),
        crash_weight=0.6,
    )


def _time(crash: Crash, found: re.Match[str]) -> Finding:
    site = crash.sites[-1]
    calls = failing(
        site, ast.Call, lambda call: getattr(call.func, "attr", "") == "strptime" and len(call.args) == 2
    )
    node = calls[0].args[1] if len(calls) == 1 else None
    trails = [Trail(call.args[0], -1, "value", 0.7) for call in calls] + [
        Trail(call.args[1], -1, "written", 0.75)
        for call in calls
        if not isinstance(call.args[1], ast.Constant)
    ]
    return Finding(
        cause=f"the text {quoted(found[1])} does not have the format {quoted(found[2])}",
        diagnostic=diagnostic(
            "unparsable-date",
            f"the text {quoted(found[1])} does not have the format {quoted(found[2])}",
            crash,
            node,
            "this format",
        ),
        trails=tuple(trails),
        crash_weight=0.6,
    )


def _refused(crash: Crash) -> Finding | None:
    site = crash.sites[-1]
    statement = site.statement
    if crash.ours and isinstance(statement, ast.Raise):
        from analyzers.runtime.flow import raised_here

        return raised_here(crash, statement)
    trails: list[Trail] = []
    if statement is not None:
        calls = failing(site, ast.Call)
        for call in calls[:3]:
            trails += [
                Trail(argument, -1, "value", 0.5)
                for argument in call.args[:3]
                if not isinstance(argument, ast.Starred)
            ]
    called = f"`{crash.library}` refused the value it was given" if crash.library else "a value was refused"
    return Finding(
        cause=f"{called}: {quoted(crash.message, 160)}",
        diagnostic=diagnostic("refused-value", f"{called}: {quoted(crash.message, 160)}", crash),
        trails=tuple(trails[:6]),
        crash_weight=0.6,
    )
