"""Which text stands where a number is formatted, rounded, divided with a rest or made a span of time?"""

import ast
from collections.abc import Iterator
from string import Formatter

from analyzers.deferred import regex
from analyzers.runtime.crash import Asking, Crash, Finding, Site, Trail
from analyzers.runtime.locate import failing
from analyzers.runtime.misuse import odd
from analyzers.runtime.report import ask, diagnostic, known, plain_expression, shown, value_in

_FORMAT = regex(r"^Unknown format code '(.)' for object of type 'str'")
_PERCENT = regex(r"^%\w format: a (?:real )?number is required, not str")
_REST = regex(r"^not all arguments converted during string formatting")
_SPAN = regex(r"^unsupported type for timedelta \w+ component: str")
_REAL = regex(r"^must be real number, not str|^'str' object cannot be interpreted as an integer")
_ROUNDED = regex(r"^type str doesn't define __(\w+)__ method")


def explain(crash: Crash) -> Asking:
    """Explain text that was taken for a number where something else than an operator refused it."""
    site = crash.site
    if site is None or not crash.ours:
        return None
    if _REST.search(crash.message):
        texts: list[ast.expr] = []
        for part in (one.left for one in failing(site, ast.BinOp, lambda one: isinstance(one.op, ast.Mod))):
            held = known((yield ask(-1, site.source, part))) if plain_expression(part) else None
            text = None if held is None else value_in(held.repr)
            if isinstance(text, str) and _is_number(text):
                texts.append(part)
        return (
            yield from odd(crash, texts, "str", "`%` fills in, instead of dividing it", "text-for-number")
        )
    if found := _FORMAT.search(crash.message):
        parts = list(_formatted(site, found[1]))
        return (yield from odd(crash, parts, "str", "cannot be formatted like a number", "text-for-number"))
    if _REAL.search(crash.message):
        mapped = list(_gone_through(site))
        return _element(crash, mapped[0]) if len(mapped) == 1 else None
    for pattern, taken, use in (
        (_PERCENT, _filled_in, "cannot be formatted like a number"),
        (_SPAN, _passed, "cannot be a span of time"),
        (_ROUNDED, _passed, "cannot be rounded"),
    ):
        if pattern.search(crash.message):
            return (yield from odd(crash, list(taken(site)), "str", use, "text-for-number"))
    return None


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _formatted(site: Site, code: str) -> Iterator[ast.expr]:
    """The values whose format ends in a code."""
    statement = site.statement
    for one in () if statement is None else site.source.parts(statement, site.function):
        match one:  # no version of Python marks one value of a text alone
            case ast.FormattedValue(
                value=value, format_spec=ast.JoinedStr(values=[*_, ast.Constant(value=str(form))])
            ) if form.endswith(code):
                yield value
            case ast.Call(func=ast.Name(id="format"), args=[value, ast.Constant(value=str(form))]) if (
                form.endswith(code)
            ):
                yield value
            case ast.Call(func=ast.Attribute(attr="format", value=ast.Constant(value=str(text)))):
                yield from _of_template(one, text, code)


def _of_template(call: ast.Call, text: str, code: str) -> Iterator[ast.expr]:
    named = {word.arg: word.value for word in call.keywords}
    try:
        fields = [(name, form) for _, name, form, _ in Formatter().parse(text) if name is not None]
    except ValueError:
        return
    for place, (name, form) in enumerate(fields):
        if form is None or not form.endswith(code):
            continue
        number = int(name) if name.isdigit() else place if not name else -1
        if name in named:
            yield named[name]
        elif 0 <= number < len(call.args):
            yield call.args[number]


def _gone_through(site: Site) -> Iterator[ast.expr]:
    """What `map` goes through, where a function of a library refused an element."""
    statement = site.statement
    for one in () if statement is None else site.source.parts(statement, site.function):
        if isinstance(one, ast.Call) and _name(one) == "map" and len(one.args) == 2:
            yield one.args[1]


def _element(crash: Crash, elements: ast.expr) -> Finding:
    assert crash.site is not None
    text = f"an element of {shown(crash.site.source, elements)} is a `str`, where a number is needed"
    return Finding(
        cause=text,
        diagnostic=diagnostic("text-for-number", text, crash, elements, "holds text"),
        trails=(Trail(elements, -1, "type:str", 0.9, element=True),),
        crash_weight=0.45,
    )


def _filled_in(site: Site) -> Iterator[ast.expr]:
    for one in failing(site, ast.BinOp, lambda one: isinstance(one.op, ast.Mod)):
        yield from one.right.elts if isinstance(one.right, ast.Tuple) else [one.right]


def _passed(site: Site) -> Iterator[ast.expr]:
    for call in failing(site, ast.Call):
        yield from (*call.args, *(word.value for word in call.keywords))


def _name(call: ast.Call) -> str:
    return str(getattr(call.func, "attr", getattr(call.func, "id", "")))
