"""Which expression, put together from what the function has at hand, could stand in the place of another?

No pattern of a known slip: an entry for its key, a length for a number, a call of a function of the program, a
comparison for a verdict. There are many, and each is unlikely, so they are tried when nothing likelier passes; what
shares its words with the expression that it replaces, or with its line, comes first.
"""

import ast
from collections.abc import Iterator

from analyzers.logic.edits import Candidate
from analyzers.logic.edits.maker import ATOMS
from analyzers.logic.edits.scope import Scope, kind_of
from analyzers.logic.program import Function, Program, own_expressions

_BASE = 0.012
_MOST = 9  # values that terms are made of
_CALLED = 6  # functions of the program
_SLOTS = (ast.Name, ast.Constant, ast.Attribute, ast.Subscript, ast.BinOp, ast.Call)
_NUMBERS = ("int", "float", "bool")
_HOLDERS = ("list", "dict", "set", "tuple", "str", "deque")
_ROUND = ("100", "60", "10", "1000", "12", "24", "7", "26")

Term = tuple[str, float]
"""An expression and how likely its form is, beside others."""


def composed(program: Program, statement: ast.stmt, scope: Scope) -> Iterator[Candidate]:
    """Yield the candidates that put a composed expression in the place of one of a statement's own."""
    if isinstance(statement, Function | ast.ClassDef | ast.Import | ast.ImportFrom):
        return
    near = _words(statement)
    values = _values(program, statement, scope, near)
    calls = list(_calls(program, statement, values))
    for node in own_expressions(statement):
        if not isinstance(node, _SLOTS) or not _is_slot(program, node):
            continue
        own, words = program.source(node), _words(node)
        for text, share in _terms(program, node, values, scope, calls):
            if text == own:
                continue
            used = set(_names(text))
            share *= 3.0 if used & words else 1.0
            share *= 1.7 if used <= near else 1.0
            change = (program.start(node), program.end(node), _grouped(program, node, text))
            yield Candidate(program.path, (change,), node.lineno, "composed", _BASE * share)


def _is_slot(program: Program, node: ast.expr) -> bool:
    """Whether an expression is read as a value: no target, no callee, no piece of a text, no annotation."""
    parent = program.parents.get(node)
    match parent:
        case ast.JoinedStr() | ast.Expr() | ast.AnnAssign(annotation=ast.expr()):
            return False
        case ast.Attribute() if isinstance(node, ast.Name) and node.id == "self":
            return False
        case ast.Call(func=callee) if callee is node:
            return False
    return not isinstance(getattr(node, "ctx", None), ast.Store | ast.Del)


def _terms(
    program: Program, node: ast.expr, values: list[str], scope: Scope, calls: list[str]
) -> Iterator[Term]:
    own = program.source(node)
    plain = isinstance(node, ast.Name | ast.Attribute | ast.Subscript)
    kinds = scope.kinds
    holders = [value for value in values if kinds.get(value) not in _NUMBERS]
    numbers = [value for value in values if kinds.get(value) not in _HOLDERS]
    if _is_verdict(program, node):
        yield from _verdicts(values, holders, _texts(program))
        yield from ((call, 0.8) for call in calls)
        return
    if isinstance(program.parents.get(node), ast.Attribute):  # its methods are to stay
        yield from ((f"{held}[{key}]", 0.5) for held in holders for key in values if key != held)
        return
    for held in holders:
        yield f"len({held})", 1.0
        for key in numbers:
            if key != held:
                yield f"{held}[{key}]", 1.0
                yield f"{held}[{key} - 1]", 0.5
                yield f"{held}[{key} + 1]", 0.4
        for place in ("0", "-1"):
            yield f"{held}[{place}]", 0.6
        for key in numbers[:5]:
            if key != held:
                yield f"{held}[{key}:]", 0.4
                yield f"{held}[:{key}]", 0.4
                yield f"{held}[{key} + 1:]", 0.2
    if isinstance(node, ast.BinOp | ast.Call | ast.Name | ast.Subscript) and "\n" not in own:
        whole = (
            f"({own})" if isinstance(node, ast.BinOp) and not isinstance(node.op, ast.Mult | ast.Div) else own
        )
        for value in values[:_MOST]:
            if value != own:
                yield f"{value} + {own}", 0.12
                yield f"{own} + {value}", 0.12
                yield f"{own} - {value}", 0.12
                yield f"{value} - {whole}", 0.08
                yield f"{whole} * {value}", 0.08
        for held in holders[:4]:
            for key in numbers[:4] if held != own else ():
                if key not in (held, own):
                    yield f"{own} + {held}[{key}]", 0.15
                    yield f"{own} + {held}[{key}:]", 0.3
    if plain and kind_of(node) == "":
        for word in scope.words:
            yield f"{own}[{word}]", 0.8
        for method in scope.methods[:8]:
            yield f"{own}.{method}()", 0.5
    for held in holders[:5]:
        for name in scope.attributes[:10]:
            if held != "self" and not held.startswith("self."):
                yield f"{held}.{name}", 0.5
    yield from ((call, 1.0) for call in calls)
    for function in ("sum", "max", "min", "abs", "sorted"):
        yield from (
            (f"{function}({value})", 0.3) for value in (holders if function != "abs" else numbers)[:5]
        )
    for one in numbers:
        for other in numbers:
            if one != other:
                for sign in "-+*":
                    if sign == "-" or one < other:
                        yield f"{one} {sign} {other}", 0.3
                yield f"{one} // {other}", 0.2
                yield f"{one} % {other}", 0.2
                yield f"max({one}, {other})", 0.2 if one < other else 0.0
                yield f"min({one}, {other})", 0.2 if one < other else 0.0
        yield f"{one} - 1", 0.3
        yield f"{one} + 1", 0.3
    if isinstance(node, ast.Name | ast.Constant) and kind_of(node) in ("", "int"):
        yield from ((number, 0.4) for number in _ROUND)


def _is_verdict(program: Program, node: ast.expr) -> bool:
    """Whether a constant truth is given back or kept."""
    parent = program.parents.get(node)
    return (
        isinstance(node, ast.Constant)
        and isinstance(node.value, bool)
        and isinstance(parent, ast.Return | ast.Assign)
    )


def _texts(program: Program) -> list[str]:
    """Short texts that are written anywhere in the module."""
    found = [
        program.source(node)
        for node in program.constants.values()
        if isinstance(node.value, str) and len(node.value) <= 12
    ]
    return [text for text in dict.fromkeys(found) if text[:1] in "'\"" and "\n" not in text][:8]


def _verdicts(values: list[str], holders: list[str], texts: list[str]) -> Iterator[Term]:
    """What may be true or not."""
    for one in values:
        yield f"not {one}", 2.0
        yield f"bool({one})", 0.6
        for other in values:
            if one < other:
                yield f"{one} == {other}", 1.5
                yield f"{one} != {other}", 1.0
            if one != other:
                yield f"{one} <= {other}", 0.7
                yield f"{one} < {other}", 0.7
        for number in ("0", "1"):
            yield f"{one} == {number}", 1.0
            yield f"{one} > {number}", 0.6
    for held in holders:
        for value in (*values, *texts):
            if value != held:
                yield f"{value} in {held}", 1.5
                yield f"{value} not in {held}", 0.7


def _calls(program: Program, statement: ast.stmt, values: list[str]) -> Iterator[str]:
    """Calls of the program's own functions, also of the one around, with values at hand."""
    functions = [node for node in program.tree.body if isinstance(node, Function)]
    for node in functions[:_CALLED]:
        count = len(node.args.args) - len(node.args.defaults)
        if count == 1:
            yield from (f"{node.name}({value})" for value in values)
        elif count == 2:
            yield from (f"{node.name}({one}, {two})" for one in values for two in values if one != two)
    around = next((node for node in program.ancestors(statement) if isinstance(node, ast.ClassDef)), None)
    for part in around.body if around is not None else ():
        if not isinstance(part, Function) or part.name.startswith("__"):
            continue
        wanted = len(part.args.args) - len(part.args.defaults)
        if any(isinstance(one, ast.Name) and one.id == "property" for one in part.decorator_list):
            continue
        if wanted == 1:
            yield f"self.{part.name}()"
        elif wanted == 2:
            given = [value for value in values if not value.startswith("self.")]
            yield from (f"self.{part.name}({value})" for value in given)
            for held in [value for value in values if value.startswith("self.")][:4]:  # another of its kind
                yield from (f"{held}.{part.name}({value})" for value in given[:4])
                yield from (f"{held} is not None and {held}.{part.name}({value})" for value in given[:4])


def _values(program: Program, statement: ast.stmt, scope: Scope, near: set[str]) -> list[str]:
    """Names and attributes of `self` that can be read, those of the statement first, then entries it reads."""
    found = list(scope.variables)
    if scope.is_method:
        around = next((node for node in program.ancestors(statement) if isinstance(node, ast.ClassDef)), None)
        for node in ast.walk(around) if around is not None else ():
            match node:
                case ast.Attribute(value=ast.Name(id="self"), attr=name, ctx=ast.Store()):
                    found.append(f"self.{name}")
    found = list(dict.fromkeys(found))
    found.sort(key=lambda value: value.rpartition(".")[2] not in near)
    function = program.function(statement)
    entries = dict.fromkeys(
        program.source(node)
        for node in (ast.walk(function) if function is not None else ())
        if isinstance(node, ast.Subscript)
        and not isinstance(node.slice, ast.Slice)
        and isinstance(node.ctx, ast.Load)
    )
    short = [entry for entry in entries if len(entry) <= 30 and "\n" not in entry]
    return [*found[:_MOST], *short[:3]]


def _words(node: ast.AST) -> set[str]:
    """The names that an expression or a statement's head is made of."""
    parts = [node] if isinstance(node, ast.expr) else list(own_expressions(node))  # type: ignore[arg-type]
    found = set()
    for part in parts:
        for inner in ast.walk(part):
            match inner:
                case ast.Name(id=name) | ast.Attribute(attr=name):
                    found.add(name)
    return found - {"self"}


def _names(text: str) -> list[str]:
    return [
        node.id if isinstance(node, ast.Name) else node.attr
        for node in ast.walk(ast.parse(text, mode="eval"))
        if isinstance(node, ast.Name | ast.Attribute)
        and not (
            isinstance(node, ast.Name) and node.id in ("self", "len", "max", "min", "sum", "abs", "bool")
        )
    ]


def _grouped(program: Program, node: ast.expr, text: str) -> str:
    """An expression's text as it can stand in the place of another."""
    if isinstance(ast.parse(text, mode="eval").body, ATOMS):
        return text
    alone = ast.Return | ast.Assign | ast.Call | ast.keyword | ast.List | ast.Tuple | ast.AugAssign
    parent = program.parents.get(node)
    if isinstance(parent, alone) or isinstance(parent, ast.Subscript) and parent.slice is node:
        return text
    return f"({text})"
