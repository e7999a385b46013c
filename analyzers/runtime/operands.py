"""Why does this operation not work on these values?"""

import ast
import re
from collections.abc import Callable, Generator

from analyzers.facts import Fix, Hypothesis, Suspect
from analyzers.runtime.crash import Answer, Ask, Asking, Crash, Finding, Trail, seen
from analyzers.runtime.index import Index
from analyzers.runtime.kinds import kind_of, possible
from analyzers.runtime.locate import failing
from analyzers.runtime.none import explain_none
from analyzers.runtime.report import (
    CONFIRMED,
    ask,
    diagnostic,
    edit,
    function_name_span,
    hypothesis,
    known,
    plain_expression,
    replace,
    shown,
    suspect,
)

_OPERAND = re.compile(r"unsupported operand type\(s\) for (\S+?)(?: or pow\(\))?: '([^']+)' and '([^']+)'")
_ORDER = re.compile(r"'([<>]=?)' not supported between instances of '([^']+)' and '([^']+)'")
_CONCATENATE = re.compile(r"can only concatenate (\w+) \(not \"?([\w.]+)\"?\) to (\w+)")
_UNARY = re.compile(r"bad operand type for (unary .|abs\(\)): '([^']+)'")
_NO_SUBSCRIPT = re.compile(r"'([^']+)' object (?:is not subscriptable|is unsubscriptable)")
_NO_STORE = re.compile(r"'([^']+)' object does not support item (assignment|deletion)")
_NOT_CALLABLE = re.compile(r"'([^']+)' object is not callable")
_NOT_ITERABLE = re.compile(
    r"(?:'([^']+)' object is not (?:iterable|an iterator)|cannot unpack non-iterable (\S+) object|argument of type '([^']+)' is not (?:iterable|a container or iterable))"
)
_UNHASHABLE = re.compile(r"unhashable type: '([^']+)'")
_INDICES = re.compile(
    r"(string|list|tuple|byte|str) indices must be integers(?: or slices)?,? ?(?:not (?:'?([\w.]+)'?))?"
)
_NO_LEN = re.compile(r"object of type '([^']+)' has no len\(\)")
_NOT_INTEGER = re.compile(r"'([^']+)' object cannot be interpreted as an integer")
_JOIN = re.compile(r"sequence item (\d+): expected (?:str|a bytes-like object) instance, (\S+) found")
_NEEDS = re.compile(
    r"(?:must be|expected) (?:a |an )?(?:real number|str|string|number|bytes|int|path-like|a string or a real number)[\w ,'()-]*, ?(?:not|got) '?(NoneType|[\w.]+)'?"
)
_CONVERT = re.compile(r"(int|float|complex)\(\) argument must be a string[^']*'([^']+)'")

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
_ORDERS = {"<": ast.Lt, ">": ast.Gt, "<=": ast.LtE, ">=": ast.GtE}
_ITERATED_BY = frozenset(
    {
        "list",
        "tuple",
        "set",
        "sum",
        "sorted",
        "min",
        "max",
        "any",
        "all",
        "enumerate",
        "zip",
        "map",
        "filter",
        "dict",
        "join",
        "extend",
        "update",
        "iter",
        "next",
        "reversed",
        "frozenset",
        "Counter",
        "deque",
        "array",
    }
)


def explain(crash: Crash) -> Asking:
    """Explain a TypeError that is about the values of an operation."""
    if crash.site is None or not crash.ours:
        return None
    for pattern, explainer in (
        (_OPERAND, _binary),
        (_CONCATENATE, _concatenation),
        (_ORDER, _ordering),
        (_UNARY, _single),
        (_NO_SUBSCRIPT, _subscript),
        (_NO_STORE, _subscript),
        (_NOT_CALLABLE, _callable),
        (_NOT_ITERABLE, _iterable),
        (_UNHASHABLE, _unhashable),
        (_INDICES, _indices),
        (_NO_LEN, _argument),
        (_NOT_INTEGER, _argument),
        (_JOIN, _join),
        (_CONVERT, _argument),
        (_NEEDS, _argument),
    ):
        if found := pattern.search(crash.message):
            asking = explainer(crash, found)
            return asking if asking is None or isinstance(asking, Finding) else (yield from asking)
    return None


def _binary(crash: Crash, found: re.Match[str]) -> Asking:
    operator, left, right = found[1].rstrip("="), found[2], found[3]
    kinds = _OPERATORS.get(operator, ())
    nodes = _operations(crash, kinds, augmented=found[1].endswith("=") and operator in _OPERATORS)
    return (yield from _two(crash, nodes, left, right, f"`{found[1]}`"))


def _concatenation(crash: Crash, found: re.Match[str]) -> Asking:
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


def _ordering(crash: Crash, found: re.Match[str]) -> Asking:
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
        lambda call: (
            getattr(call.func, "id", getattr(call.func, "attr", "")) in ("sorted", "sort", "min", "max")
        ),
    )
    if not calls:
        return None
    call = calls[0]
    subject = call.args[0] if call.args else call.func.value if isinstance(call.func, ast.Attribute) else call
    bad = "none" if "NoneType" in (found[2], found[3]) else "value"
    return Finding(
        cause=f"{shown(site.source, subject)} yields a `{found[2]}` and a `{found[3]}`, which have no order",
        diagnostic=diagnostic(
            "no-order",
            f"a `{found[2]}` and a `{found[3]}` cannot be put in order",
            crash,
            call,
            "compares values of both types",
        ),
        trails=tuple(Trail(part, -1, bad, 0.9) for part in (subject, *_keys(call))),
        crash_weight=0.45,
    )


def _keys(call: ast.Call) -> list[ast.expr]:
    found = []
    for keyword in call.keywords:
        if keyword.arg == "key":
            found.append(keyword.value.body if isinstance(keyword.value, ast.Lambda) else keyword.value)
    return found


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
        for node, kind in ((first, left), (second, right)):
            if plain_expression(node) and not isinstance(node, ast.Constant):
                held = known((yield ask(-1, source, node)))
                if held is not None and held.type == kind:
                    hypotheses.append(
                        hypothesis(
                            "wrong-type",
                            f"{shown(source, node)} is a `{kind}`",
                            CONFIRMED,
                            seen(source.segment(node), held, site),
                        )
                    )
        fixes = _conversions(crash, whole, first, second, left, right)
    numbers = ("int", "float", "Decimal", "complex")
    odd_left = left == "str" and right in numbers and "+" not in operation
    trails = (
        Trail(first, -1, f"type:{left}", _share(left, right, numbers)),
        Trail(second, -1, f"type:{right}", _share(right, left, numbers)),
    )
    del odd_left
    return Finding(
        cause=cause,
        diagnostic=diagnostic(
            "unfit-operands", words, crash, whole, f"`{left}` {operation.strip('`')} `{right}`"
        ),
        hypotheses=tuple(hypotheses),
        fixes=tuple(fixes),
        trails=trails,
        crash_weight=0.55,
    )


def _share(own: str, other: str, numbers: tuple[str, ...]) -> float:
    """Return how likely the operand of one type is the odd one beside the other."""
    if own in ("str", "list", "tuple", "dict") and other in numbers:
        return 1.0
    return 0.25 if own in numbers and other in ("str", "list", "tuple", "dict") else 0.6


def _conversions(
    crash: Crash, whole: ast.AST, first: ast.expr, second: ast.expr, left: str, right: str
) -> list[Fix]:
    source = crash.sites[-1].source
    fixes: list[Fix] = []
    literal_text = any(
        isinstance(part, ast.Constant | ast.JoinedStr) and kind_of(part) == "str"
        for node in (first, second)
        for part in ast.walk(node)
    )
    text_side, number_side = (first, second) if left == "str" else (second, first)
    kinds = {left, right}
    if kinds == {"str", "int"} or kinds == {"str", "float"}:
        number = (kinds - {"str"}).pop()
        to_text = replace(
            source,
            number_side,
            f"str({source.segment(number_side)})",
            "convert the number to text",
            "unfit-operands",
        )
        to_number = replace(
            source,
            text_side,
            f"{number}({source.segment(text_side)})",
            "convert the text to a number",
            "unfit-operands",
        )
        if isinstance(number_side, ast.BinOp | ast.IfExp | ast.BoolOp | ast.Compare) or not literal_text:
            fixes = (
                [to_number]
                if not literal_text and _numeric(whole, source)
                else [to_number, to_text]
                if not literal_text
                else [to_text]
            )
        else:
            fixes = [to_text]
        if isinstance(whole, ast.AugAssign) and not literal_text:
            fixes = [to_number]
        if isinstance(text_side, ast.Constant | ast.JoinedStr):
            fixes = [to_text]
        if isinstance(whole, ast.AugAssign) and number_side is whole.target:
            fixes = [fix for fix in fixes if fix is not to_text]
        origin = text_side
        if isinstance(origin, ast.Name) and not literal_text:
            fixes = _at_origin(crash, origin, number) + fixes
    elif kinds == {"list", "tuple"} and isinstance(whole, ast.BinOp):
        wanted, odd = (left, second)
        fixes = [
            replace(
                source, odd, f"{wanted}({source.segment(odd)})", f"convert to a {wanted}", "unfit-operands"
            )
        ]
    elif left == "list" and right not in ("list", "NoneType"):
        fixes = [
            replace(source, second, f"[{source.segment(second)}]", "add a list of one item", "unfit-operands")
        ]
    elif kinds == {"Decimal", "float"} or kinds == {"decimal.Decimal", "float"}:
        odd = first if left == "float" else second
        fixes = [
            replace(
                source, odd, f"Decimal(str({source.segment(odd)}))", "convert to `Decimal`", "unfit-operands"
            )
        ]
    return fixes[:3]


def _numeric(whole: ast.AST, source: object) -> bool:
    del source
    return not (isinstance(whole, ast.BinOp) and isinstance(whole.op, ast.Add))


def _at_origin(crash: Crash, name: ast.Name, number: str) -> list[Fix]:
    """Convert where the text is read: `x = input()` becomes `x = int(input())`."""
    from analyzers.runtime.index import bindings

    source = crash.sites[-1].source
    own = bindings(source, source.scope(name), name.id) or bindings(source, source.tree, name.id)
    if (
        len(own) == 1
        and isinstance(own[0].value, ast.Call)
        and own[0].how == "is"
        and kind_of(own[0].value) == "str"
    ):
        value = own[0].value
        return [
            replace(
                source,
                value,
                f"{number}({source.segment(value)})",
                "convert where the text is read",
                "unfit-operands",
            )
        ]
    return []


def _single(crash: Crash, found: re.Match[str]) -> Asking:
    site = crash.sites[-1]
    if "abs" in found[1]:
        parts = [
            call.args[0]
            for call in failing(site, ast.Call, lambda call: getattr(call.func, "id", "") == "abs")
            if call.args
        ]
    else:
        parts = [one.operand for one in failing(site, ast.UnaryOp)]
    return (yield from _odd(crash, parts, found[2], f"cannot be used with {found[1]}", "unfit-operands"))


def _subscript(crash: Crash, found: re.Match[str]) -> Asking:
    site = crash.sites[-1]
    kind = found[1]
    store = found.lastindex == 2
    context = (ast.Store | ast.Del) if store else ast.Load
    subscripts = failing(
        site,
        ast.Subscript,
        lambda one: isinstance(one.ctx, context) or isinstance(site.source.parents.get(one), ast.AugAssign),
    )
    use = f"does not support item {found[2]}" if store else "cannot be subscripted"
    finding = yield from _odd(crash, [one.value for one in subscripts], kind, use, "not-subscriptable")
    if (
        finding is not None
        and kind in ("builtin_function_or_method", "method", "function")
        and len(subscripts) == 1
    ):
        one = subscripts[0]
        source = site.source
        start, end = source.span(one.value).end, source.span(one).end
        inner = source.text[start:end].strip()[1:-1]
        return _with(
            finding,
            (edit(source, start, end, f"({inner})", "call it with parentheses", "not-subscriptable"),),
            0.85,
        )
    return finding


def _callable(crash: Crash, found: re.Match[str]) -> Asking:
    site = crash.sites[-1]
    source = site.source
    kind = found[1]
    calls = failing(site, ast.Call)
    calls = [call for call in calls if kind_of(call.func) in ("", kind)]
    if site.mark is None and len(calls) > 1:
        import builtins

        own = [
            call
            for call in calls
            if not (isinstance(call.func, ast.Name) and hasattr(builtins, call.func.id))
        ]
        calls = own if len(own) == 1 else calls
    finding = yield from _odd(crash, [call.func for call in calls], kind, "cannot be called", "not-callable")
    if finding is None or len(calls) != 1:
        return finding
    func = calls[0].func
    suspects: list[Suspect] = []
    fixes: list[Fix] = []
    if isinstance(func, ast.Name):
        import builtins

        from analyzers.runtime.index import bindings

        for scope in (source.scope(func), source.tree):
            for one in bindings(source, scope, func.id):
                if one.how != "definition" and (hasattr(builtins, func.id) or one.how == "is"):
                    suspects.append(
                        suspect(source, one.statement, 0.85, f"`{func.id}` is given another value here")
                    )
    if isinstance(func, ast.Attribute) and kind in (
        "int",
        "float",
        "str",
        "list",
        "dict",
        "bool",
        "tuple",
        "NoneType",
        "set",
    ):
        span_end = source.span(func).end
        call_end = source.span(calls[0]).end
        if not calls[0].args and not calls[0].keywords:
            fixes.append(
                edit(source, span_end, call_end, "", "read the attribute without calling it", "not-callable")
            )
    if kind in ("int", "float", "str", "tuple", "list") and isinstance(
        func, ast.Constant | ast.Tuple | ast.BinOp | ast.List
    ):
        end = source.span(func).end
        if kind in ("int", "float"):
            fixes.append(edit(source, end, end, " *", "multiply explicitly", "not-callable"))
        else:
            fixes.append(edit(source, end, end, ",", "separate the items with a comma", "not-callable"))
    if kind in ("list", "dict", "tuple") and len(calls[0].args) == 1 and not calls[0].keywords:
        end, stop = source.span(func).end, source.span(calls[0]).end
        fixes.append(
            edit(
                source,
                end,
                stop,
                f"[{source.segment(calls[0].args[0])}]",
                "use square brackets",
                "not-callable",
            )
        )
    return _with(finding, tuple(fixes), finding.crash_weight, tuple(suspects))


def _with(
    finding: Finding, fixes: tuple[Fix, ...], weight: float, suspects: tuple[Suspect, ...] = ()
) -> Finding:
    from dataclasses import replace as changed

    return changed(
        finding, fixes=finding.fixes + fixes, crash_weight=weight, suspects=finding.suspects + suspects
    )


def _iterable(crash: Crash, found: re.Match[str]) -> Asking:
    site = crash.sites[-1]
    kind = found[1] or found[2] or found[3]
    statement = site.statement
    parts: list[ast.expr] = []
    contains = found[3] is not None
    if contains:
        parts = [
            one.comparators[-1]
            for one in failing(site, ast.Compare, lambda node: isinstance(node.ops[-1], ast.In | ast.NotIn))
        ]
    elif found[2]:
        if isinstance(statement, ast.Assign):
            parts = [statement.value]
        elif isinstance(statement, ast.For):
            parts = [statement.iter]
    else:
        if isinstance(statement, ast.For | ast.AsyncFor):
            parts.append(statement.iter)
        parts += [one.iter for one in failing(site, ast.comprehension)] if site.mark is None else []
        for call in failing(
            site,
            ast.Call,
            lambda call: getattr(call.func, "id", getattr(call.func, "attr", "")) in _ITERATED_BY,
        ):
            parts += call.args
        parts += [one.value for one in failing(site, ast.Starred)]
        if isinstance(statement, ast.Assign) and any(
            isinstance(one, ast.Tuple | ast.List) for one in statement.targets
        ):
            parts.append(statement.value)
        if isinstance(statement, ast.AugAssign):
            parts.append(statement.value)
    if site.mark is not None and not contains:
        from analyzers.runtime.locate import marked

        exact = marked(site)
        if exact is not None and any(exact is part for part in parts) or exact is not None and not parts:
            parts = [exact]
    use = (
        "cannot be unpacked"
        if found[2]
        else "cannot be searched with `in`"
        if contains
        else "cannot be iterated over"
    )
    finding = yield from _odd(crash, parts, kind, use, "not-iterable")
    if finding is None or len(parts) != 1:
        return finding
    part, source = parts[0], site.source
    fixes: list[Fix] = []
    if kind == "int" and isinstance(statement, ast.For):
        fixes.append(
            replace(source, part, f"range({source.segment(part)})", "iterate over `range`", "not-iterable")
        )
    if kind in ("method", "builtin_function_or_method", "function"):
        end = source.span(part).end
        fixes.append(edit(source, end, end, "()", "call it", "not-iterable"))
    return _with(finding, tuple(fixes), finding.crash_weight)


def _unhashable(crash: Crash, found: re.Match[str]) -> Finding | None:
    site = crash.sites[-1]
    kind = found[1]
    parts: list[ast.expr] = []
    for node in failing(site, ast.Subscript):
        parts.append(node.slice)
    for display in failing(site, ast.Dict):
        parts += [key for key in display.keys if key is not None]
    for display_set in failing(site, ast.Set):
        parts += display_set.elts
    for call in failing(
        site,
        ast.Call,
        lambda call: (
            getattr(call.func, "id", getattr(call.func, "attr", ""))
            in (
                "set",
                "frozenset",
                "add",
                "get",
                "setdefault",
                "dict",
                "pop",
                "discard",
                "remove",
                "hash",
                "Counter",
            )
        ),
    ):
        parts += call.args[:1]
    for compare in failing(site, ast.Compare, lambda node: isinstance(node.ops[0], ast.In | ast.NotIn)):
        parts.append(compare.left)
    parts = [part for part in parts if not isinstance(part, ast.Constant)]
    direct = [part for part in parts if kind_of(part) in ("", kind)]
    if not direct:
        return None
    part = direct[0]
    source = site.source
    fixes: list[Fix] = []
    if len(direct) == 1 and kind == "list":
        if isinstance(part, ast.List):
            fixes.append(
                replace(
                    source,
                    part,
                    f"({source.segment(part)[1:-1]}{',' if len(part.elts) == 1 else ''})",
                    "use a tuple",
                    "unhashable",
                )
            )
        elif not (
            isinstance(source.parents.get(part), ast.Call)
            and getattr(source.parents[part].func, "id", "") in ("set", "frozenset", "Counter", "dict")
        ):  # type: ignore[attr-defined]  # a Call
            fixes.append(
                replace(source, part, f"tuple({source.segment(part)})", "use a tuple of it", "unhashable")
            )
    return Finding(
        cause=f"a `{kind}` is used where a hashable value is needed: as a key or in a set",
        diagnostic=diagnostic(
            "unhashable",
            f"a `{kind}` cannot be a key or a member of a set",
            crash,
            part if len(direct) == 1 else None,
            "not hashable",
        ),
        fixes=tuple(fixes),
        trails=tuple(Trail(one, -1, f"type:{kind}", 0.7) for one in direct[:2]),
        crash_weight=0.6,
    )


def _indices(crash: Crash, found: re.Match[str]) -> Finding | None:
    site = crash.sites[-1]
    source = site.source
    kind = {"string": "str", "byte": "bytes"}.get(found[1], found[1])
    index = found[2] or ""
    nodes = [
        one
        for one in failing(site, ast.Subscript)
        if not isinstance(one.slice, ast.Slice)
        and kind_of(one.slice) in ("", index or kind_of(one.slice))
        and not (isinstance(one.slice, ast.Constant) and isinstance(one.slice.value, int))
    ]
    if not nodes:
        return None
    node = nodes[0]
    one_only = len(nodes) == 1
    fixes: list[Fix] = []
    confused_container = index == "str" or (index == "" and kind_of(node.slice) == "str")
    if one_only and index == "float":
        fixes.append(_integer(source, node.slice))
    elif one_only and index == "str" and not isinstance(node.slice, ast.Constant):
        fixes.append(
            replace(
                source,
                node.slice,
                f"int({source.segment(node.slice)})",
                "convert the index to an integer",
                "unfit-index",
            )
        )
    what = f", not a `{index}`" if index else ""
    return Finding(
        cause=(
            f"{shown(source, node.value)} is a `{kind}`, whose index must be an integer{what}"
            if one_only
            else f"a `{kind}` is indexed with something that is no integer"
        ),
        diagnostic=diagnostic(
            "unfit-index",
            f"a `{kind}` is indexed with a `{index or kind_of(node.slice) or 'value'}`",
            crash,
            node.slice if one_only else node,
            "no integer" if not confused_container else "a key, not a position",
        ),
        fixes=tuple(fixes),
        trails=(
            Trail(node.value, -1, f"type:{kind}", 1.0 if confused_container else 0.4),
            Trail(node.slice, -1, f"type:{index}" if index else "value", 0.3 if confused_container else 1.0),
        ),
        crash_weight=0.5,
    )


def _integer(source: "object", node: ast.expr) -> Fix:
    from analyzers.runtime.source import Source

    assert isinstance(source, Source)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div):
        left, right = source.segment(node.left), source.segment(node.right)
        return replace(source, node, f"{left} // {right}", "divide to an integer with `//`", "unfit-index")
    return replace(source, node, f"int({source.segment(node)})", "convert to an integer", "unfit-index")


def _argument(crash: Crash, found: re.Match[str]) -> Asking:
    site = crash.sites[-1]
    kind = found[found.lastindex or 1]
    source = site.source
    length = "len()" in crash.message
    whole = "interpreted as an integer" in crash.message
    convert = found.re is _CONVERT

    def fits(call: ast.Call) -> bool:
        name = getattr(call.func, "id", getattr(call.func, "attr", ""))
        if length:
            return name == "len"
        if convert:
            return bool(name == found[1])
        return not whole or name not in ("int", "float", "str", "len", "print")

    calls = failing(site, ast.Call, fits)
    parts = [
        argument
        for call in calls
        for argument in (*call.args, *(k.value for k in call.keywords))
        if kind_of(argument) in ("", kind) and not isinstance(argument, ast.Starred)
    ]
    if whole:
        parts += [
            one.right
            for one in failing(site, ast.BinOp, lambda one: isinstance(one.op, ast.Mult))
            if not calls
        ]
    use = (
        "has no length"
        if length
        else "cannot be used as an integer"
        if whole
        else f"cannot be converted by `{found[1]}`"
        if convert
        else "is not accepted here"
    )
    finding = yield from _odd(crash, parts, kind, use, "unfit-argument")
    if finding is not None and len(parts) == 1 and whole and kind in ("float", "str"):
        return _with(finding, (_integer(source, parts[0]),), finding.crash_weight)
    return finding


def _join(crash: Crash, found: re.Match[str]) -> Finding | None:
    site = crash.sites[-1]
    source = site.source
    calls = failing(
        site, ast.Call, lambda call: getattr(call.func, "attr", "") == "join" and len(call.args) == 1
    )
    if not calls:
        return None
    argument = calls[0].args[0]
    kind = found[2]
    fixes: list[Fix] = []
    if len(calls) == 1 and kind != "NoneType":
        if isinstance(argument, ast.GeneratorExp | ast.ListComp):
            fixes.append(
                replace(
                    source,
                    argument.elt,
                    f"str({source.segment(argument.elt)})",
                    "convert each item to text",
                    "unfit-item",
                )
            )
        else:
            fixes.append(
                replace(
                    source,
                    argument,
                    f"map(str, {source.segment(argument)})",
                    "convert each item to text",
                    "unfit-item",
                )
            )
    bad = "none" if kind == "NoneType" else f"type:{kind}"
    return Finding(
        cause=f"item {found[1]} of {shown(source, argument)} is a `{kind}`, and `join` takes only text"
        if len(calls) == 1
        else f"`join` met a `{kind}`",
        diagnostic=diagnostic(
            "unfit-item",
            f"`join` takes only text and met a `{kind}`",
            crash,
            argument,
            f"item {found[1]} is a `{kind}`",
        ),
        fixes=tuple(fixes),
        trails=(Trail(argument, -1, bad, 0.8), Trail(argument, -1, "content", 0.5)),
        crash_weight=0.55,
    )


def _odd(
    crash: Crash, parts: list[ast.expr], kind: str, use: str, code: str
) -> Generator[Ask, Answer, Finding | None]:
    """One value of a type that the operation does not take."""
    site = crash.sites[-1]
    source = site.source
    parts = [part for part in parts if kind_of(part) in ("", kind)]
    if not parts:
        return None
    if kind == "NoneType":
        return (yield from explain_none(crash, parts, use, code, parts[0]))
    hypotheses: list[Hypothesis] = []
    if len(parts) > 1:
        for part in parts:
            if plain_expression(part):
                held = known((yield ask(-1, source, part)))
                if held is not None and held.type == kind:
                    parts = [part]
                    break
    part = parts[0]
    one = len(parts) == 1
    if one and plain_expression(part):
        held = known((yield ask(-1, source, part)))
        if held is not None and held.type == kind:
            hypotheses.append(
                hypothesis(
                    "wrong-type",
                    f"{shown(source, part)} is a `{kind}`",
                    CONFIRMED,
                    seen(source.segment(part), held, site),
                )
            )
    suspects: list[Suspect] = []
    index = Index.of(crash.sources)
    for where, cls in index.classes.get(kind.rpartition(".")[2], ())[:1]:
        suspects.append(suspect(where, cls, 0.3, f"`{kind}` is defined here"))
    name = shown(source, part) if one else "a value here"
    return Finding(
        cause=f"{name} is a `{kind}`, which {use}",
        diagnostic=diagnostic(
            code, f"{name} is a `{kind}`, which {use}", crash, part if one else None, f"a `{kind}`"
        ),
        hypotheses=tuple(hypotheses),
        trails=tuple(Trail(each, -1, f"type:{kind}", 0.9 / len(parts) ** 0.5) for each in parts[:3]),
        suspects=tuple(suspects),
        crash_weight=0.5,
    )


__all__ = ["Callable", "explain", "function_name_span", "possible"]
