"""Which expression was meant: another operator, constant, name, argument, index or bound?"""

import ast
import re
from collections.abc import Iterator

from analyzers.logic.edits import Candidate
from analyzers.logic.edits.scope import Scope, kind_of
from analyzers.logic.program import Program, own_expressions

Edit = tuple[int, int, str]

_COMPARE = {
    ast.Lt: ("<", (("<=", 1.0), (">", 0.7), (">=", 0.5), ("!=", 0.25), ("==", 0.15))),
    ast.LtE: ("<=", (("<", 1.0), (">=", 0.7), (">", 0.5), ("==", 0.2), ("!=", 0.15))),
    ast.Gt: (">", ((">=", 1.0), ("<", 0.7), ("<=", 0.5), ("!=", 0.25), ("==", 0.15))),
    ast.GtE: (">=", ((">", 1.0), ("<=", 0.7), ("<", 0.5), ("==", 0.2), ("!=", 0.15))),
    ast.Eq: ("==", (("!=", 0.8), ("<=", 0.45), (">=", 0.45), ("<", 0.2), (">", 0.2), ("in", 0.2))),
    ast.NotEq: ("!=", (("==", 0.8), ("<", 0.35), (">", 0.35), ("<=", 0.2), (">=", 0.2), ("not in", 0.15))),
    ast.In: ("in", (("not in", 0.8), ("==", 0.2))),
    ast.NotIn: ("not in", (("in", 0.8), ("!=", 0.2))),
    ast.Is: ("is", (("is not", 0.7), ("==", 0.6))),
    ast.IsNot: ("is not", (("is", 0.7), ("!=", 0.6))),
}
_BINARY = {
    ast.Add: ("+", (("-", 0.9), ("*", 0.5), ("/", 0.1), ("//", 0.1), ("|", 0.1), ("%", 0.1))),
    ast.Sub: ("-", (("+", 0.9), ("*", 0.2), ("%", 0.15), ("//", 0.15), ("/", 0.15))),
    ast.Mult: ("*", (("+", 0.5), ("/", 0.5), ("**", 0.5), ("//", 0.4), ("-", 0.3), ("%", 0.1))),
    ast.Div: ("/", (("//", 0.9), ("*", 0.6), ("%", 0.4), ("-", 0.1), ("+", 0.1))),
    ast.FloorDiv: ("//", (("/", 0.8), ("%", 0.7), ("*", 0.3), ("-", 0.15))),
    ast.Mod: ("%", (("//", 0.8), ("/", 0.4), ("*", 0.15), ("+", 0.1), ("-", 0.1))),
    ast.Pow: ("**", (("*", 0.8), ("^", 0.1))),
    ast.BitXor: ("^", (("**", 0.6), ("&", 0.6), ("|", 0.6))),
    ast.BitAnd: ("&", (("|", 0.8), ("^", 0.5), ("and", 0.1))),
    ast.BitOr: ("|", (("&", 0.8), ("^", 0.5), ("or", 0.1), ("-", 0.2))),
    ast.LShift: ("<<", ((">>", 0.8),)),
    ast.RShift: (">>", (("<<", 0.8),)),
}
_PRECEDENCE = {
    "or": 1, "and": 2, "|": 4, "^": 5, "&": 6, "<<": 7, ">>": 7, "+": 8, "-": 8,
    "*": 9, "/": 9, "//": 9, "%": 9, "**": 11,
}  # fmt: skip

_FAMILIES: tuple[tuple[str, ...], ...] = (
    ("min", "max", "sum", "len"),
    ("any", "all"),
    ("sorted", "reversed", "list", "set", "tuple"),
    ("int", "float", "round", "str"),
    ("floor", "ceil", "round", "trunc", "int"),
    ("append", "extend", "insert", "appendleft", "add"),
    ("pop", "popleft", "remove"),
    ("heappush", "heappop"),
    ("add", "discard", "remove", "update"),
    ("upper", "lower", "capitalize", "title", "swapcase"),
    ("isupper", "islower", "isalpha", "isdigit", "isalnum", "isspace", "istitle"),
    ("startswith", "endswith"),
    ("strip", "lstrip", "rstrip"),
    ("split", "rsplit", "splitlines", "partition"),
    ("find", "rfind", "index", "rindex", "count"),
    ("keys", "values", "items"),
    ("get", "setdefault", "pop"),
    ("union", "intersection", "difference", "symmetric_difference"),
    ("issubset", "issuperset", "isdisjoint"),
    ("ljust", "rjust", "center"),
    ("product", "permutations", "combinations", "combinations_with_replacement"),
    ("bisect_left", "bisect_right"),
    ("most_common", "elements"),
    ("sin", "cos", "tan"),
    ("log", "log2", "log10"),
)
_WRAPPERS = (
    ("abs", 0.25), ("int", 0.2), ("len", 0.2), ("str", 0.15), ("list", 0.15), ("sorted", 0.25), ("set", 0.2),
    ("round", 0.1), ("float", 0.08), ("sum", 0.1), ("max", 0.05), ("min", 0.05), ("tuple", 0.05), ("bool", 0.05),
)  # fmt: skip
_TAILS = (
    (".copy()", 0.1),
    (".strip()", 0.15),
    (".lower()", 0.2),
    (".upper()", 0.05),
    ("[:]", 0.15),
    ("[::-1]", 0.15),
)
_ATOMS = (
    ast.Name,
    ast.Constant,
    ast.Call,
    ast.Subscript,
    ast.Attribute,
    ast.List,
    ast.Tuple,
    ast.Dict,
    ast.Set,
)


def edits(program: Program, statement: ast.stmt, scope: Scope) -> Iterator[Candidate]:
    """Yield the candidates that change an expression of one statement."""
    maker = _Maker(program, statement, scope)
    for node in own_expressions(statement):
        if _is_written(program, node) or _is_annotation(program, statement, node):
            continue
        for start, end, text, kind, weight in maker.of(node):
            yield Candidate(program.path, ((start, end, text),), node.lineno, kind, weight)
    if isinstance(statement, ast.AugAssign):
        yield from _augmented(program, statement)
    yield from _everywhere(program, statement, maker)


def _is_written(program: Program, node: ast.expr) -> bool:
    """Whether a node is (part of) a target whose change would only rename something, or a piece of an f-string."""
    if isinstance(node, ast.JoinedStr):
        return True
    return isinstance(program.parents.get(node), ast.JoinedStr)


def _is_annotation(program: Program, statement: ast.stmt, node: ast.expr) -> bool:
    if isinstance(statement, ast.AnnAssign):
        return node is statement.annotation or statement.annotation in program.ancestors(node)
    if not isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef):
        return False
    defaults = [item for item in (*statement.args.defaults, *statement.args.kw_defaults) if item is not None]
    around = {node, *program.ancestors(node)}
    return not any(default in around for default in defaults)


class _Maker:
    """Makes the edits of single nodes."""

    def __init__(self, program: Program, statement: ast.stmt, scope: Scope) -> None:
        self.program = program
        self.statement = statement
        self.scope = scope

    def of(self, node: ast.expr) -> Iterator[tuple[int, int, str, str, float]]:
        """Yield start, end, text, kind and weight of each edit of one node."""
        match node:
            case ast.Compare():
                yield from self.compare(node)
            case ast.BinOp():
                yield from self.binary(node)
            case ast.BoolOp():
                yield from self.boolean(node)
            case ast.UnaryOp():
                yield from self.unary(node)
            case ast.Constant():
                yield from self.constant(node)
            case ast.Name():
                yield from self.name(node)
            case ast.Attribute():
                yield from self.attribute(node)
            case ast.Call():
                yield from self.call(node)
            case ast.Subscript():
                yield from self.subscript(node)
            case ast.IfExp():
                yield from self.conditional(node)
            case ast.List() | ast.Tuple():
                yield from self.sequence(node)
        if isinstance(node, ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp):
            yield from self.comprehension(node)
        if isinstance(getattr(node, "ctx", None), ast.Store | ast.Del):
            return
        yield from self.shift(node)
        yield from self.wrap(node)

    def replace(self, node: ast.AST, text: str, kind: str, weight: float) -> tuple[int, int, str, str, float]:
        return self.program.start(node), self.program.end(node), text, kind, weight

    def between(self, left: ast.AST, right: ast.AST, operator: str) -> tuple[int, int] | None:
        """The span of an operator's text between two nodes."""
        start = self.program.end(left)
        text = self.program.text[start : self.program.start(right)]
        words = r"\s+".join(re.escape(word) for word in operator.split())
        found = re.search(rf"\b{words}\b" if operator[0].isalpha() else words, text)
        return (start + found.start(), start + found.end()) if found else None

    def compare(self, node: ast.Compare) -> Iterator[tuple[int, int, str, str, float]]:
        left = node.left
        for operator, right in zip(node.ops, node.comparators, strict=True):
            text, swaps = _COMPARE[type(operator)]
            place = self.between(left, right, text)
            if place is not None:
                for swap, weight in swaps:
                    if swap in ("in", "not in") and isinstance(right, ast.Constant):
                        if not isinstance(right.value, str):
                            continue
                    yield (*place, swap, "compare", weight)
                if len(node.ops) == 1 and not isinstance(operator, ast.Eq | ast.NotEq | ast.Is | ast.IsNot):
                    changed = self.swapped(left, right, place)
                    yield self.replace(node, changed, "operands swapped", 0.25)
            left = right
        yield self.replace(node, f"not ({self.program.source(node)})", "negate", 0.2)

    def swapped(self, left: ast.AST, right: ast.AST, place: tuple[int, int]) -> str:
        program = self.program
        middle = program.text[program.end(left) : program.start(right)]
        if "(" in middle or ")" in middle:
            middle = f" {program.text[place[0] : place[1]]} "
            return f"({program.source(right)}){middle}({program.source(left)})"
        return f"{program.source(right)}{middle}{program.source(left)}"

    def binary(self, node: ast.BinOp) -> Iterator[tuple[int, int, str, str, float]]:
        program = self.program
        if isinstance(node.op, ast.MatMult):
            return
        text, swaps = _BINARY[type(node.op)]
        if isinstance(node.op, ast.Mod) and kind_of(node.left) == "str":
            return
        place = self.between(node.left, node.right, text)
        if place is None:
            return
        start, end = program.start(node), program.end(node)
        parent = program.parents.get(node)
        inner = program.text[start : place[0]], program.text[place[1] : end]
        for swap, weight in swaps:
            lower = _PRECEDENCE[swap] < _PRECEDENCE[text] and isinstance(parent, ast.BinOp | ast.UnaryOp)
            if kind_of(node.left) in ("str", "list") or kind_of(node.right) in ("str", "list"):
                weight *= 0.2
            changed = f"{inner[0]}{swap}{inner[1]}"
            if _PRECEDENCE[swap] > _PRECEDENCE[text]:  # keep the operands together
                changed = f"{self.grouped(node.left)} {swap} {self.grouped(node.right)}"
            yield (start, end, f"({changed})" if lower else changed, "operator", weight)
        if isinstance(node.op, ast.Sub | ast.Div | ast.FloorDiv | ast.Mod | ast.Pow):
            yield self.replace(node, self.swapped(node.left, node.right, place), "operands swapped", 0.4)
        elif kind_of(node.left) in ("str", "list") or kind_of(node.right) in ("str", "list"):
            yield self.replace(node, self.swapped(node.left, node.right, place), "operands swapped", 0.3)
        elif isinstance(node.op, ast.Add):
            yield self.replace(node, self.swapped(node.left, node.right, place), "operands swapped", 0.12)
        yield self.replace(node, self.grouped(node.left), "operand dropped", 0.3)
        yield self.replace(node, self.grouped(node.right), "operand dropped", 0.25)
        yield from self.regroup(node)

    def regroup(self, node: ast.BinOp) -> Iterator[tuple[int, int, str, str, float]]:
        """Put the parentheses where they were meant: a + b / c becomes (a + b) / c, and the other way."""
        program = self.program
        low, high = ast.Add | ast.Sub, ast.Mult | ast.Div | ast.FloorDiv | ast.Mod
        if isinstance(node.op, low) and isinstance(node.right, ast.BinOp) and isinstance(node.right.op, high):
            first, last = program.source(node.right.left), program.end(node.right)
            head = program.text[program.start(node) : program.start(node.right)]
            tail = program.text[program.end(node.right.left) : last]
            if head.count("(") == head.count(")") and tail.count("(") == tail.count(")"):
                yield self.replace(node, f"({head}{first}){tail}", "grouping", 0.5)
        if isinstance(node.left, ast.BinOp):
            inner = node.left
            lower = isinstance(inner.op, low) and isinstance(node.op, high)
            same = isinstance(inner.op, high) and isinstance(node.op, high)
            if lower or same or isinstance(inner.op, ast.Sub) and isinstance(node.op, low):
                place = self.between(inner.left, inner.right, _BINARY[type(inner.op)][0])
                outer = self.between(inner, node.right, _BINARY[type(node.op)][0])
                if place and outer:
                    first, second, third = map(self.grouped, (inner.left, inner.right, node.right))
                    one, two = program.text[slice(*place)], program.text[slice(*outer)]
                    yield self.replace(
                        node, f"{first} {one} ({second} {two} {third})", "grouping", 0.4 if lower else 0.3
                    )
                    if lower:
                        yield self.replace(node, f"{first} {one} {second} {two} {third}", "grouping", 0.4)

    def grouped(self, node: ast.AST) -> str:
        text = self.program.source(node)
        return text if isinstance(node, _ATOMS) else f"({text})"

    def boolean(self, node: ast.BoolOp) -> Iterator[tuple[int, int, str, str, float]]:
        text, swap = ("and", "or") if isinstance(node.op, ast.And) else ("or", "and")
        program = self.program
        for left, right in zip(node.values, node.values[1:], strict=False):
            place = self.between(left, right, text)
            if place is None:
                continue
            if len(node.values) == 2:
                start, end = program.start(node), program.end(node)
                changed = f"{program.text[start : place[0]]}{swap}{program.text[place[1] : end]}"
                around = isinstance(program.parents.get(node), ast.BoolOp | ast.UnaryOp)
                yield (start, end, f"({changed})" if around else changed, "and/or", 0.9)
            else:
                yield (*place, swap, "and/or", 0.5)
        for value in node.values:
            rest = [other for other in node.values if other is not value]
            kept = f" {text} ".join(self.grouped_in(other) for other in rest)
            yield self.replace(node, kept, "condition dropped", 0.4)
            if isinstance(value, ast.UnaryOp) and isinstance(value.op, ast.Not):
                continue
            yield self.replace(value, f"not ({program.source(value)})", "negate", 0.25)

    def grouped_in(self, node: ast.expr) -> str:
        text = self.program.source(node)
        return f"({text})" if isinstance(node, ast.BoolOp | ast.IfExp | ast.Lambda) else text

    def unary(self, node: ast.UnaryOp) -> Iterator[tuple[int, int, str, str, float]]:
        if isinstance(node.op, ast.Not):
            yield self.replace(node, self.grouped(node.operand), "negate", 0.7)
        elif isinstance(node.op, ast.USub):
            yield self.replace(node, self.program.source(node.operand), "sign", 0.5)
            if isinstance(node.operand, ast.Constant) and isinstance(node.operand.value, int):
                number = -node.operand.value
                for other, weight in ((number - 1, 0.4), (number + 1, 0.5)):
                    yield self.replace(node, str(other), "constant", weight)
                if self.in_place(node):
                    yield self.replace(node, "0", "constant", 0.5)

    def in_place(self, node: ast.AST) -> bool:
        """Whether a node stands for a position: an index or a bound."""
        parent = self.program.parents.get(node)
        return isinstance(parent, ast.Subscript | ast.Slice)

    def constant(self, node: ast.Constant) -> Iterator[tuple[int, int, str, str, float]]:
        value = node.value
        if self.is_docstring(node):
            return
        if isinstance(value, bool):
            yield self.replace(node, str(not value), "constant", 0.8)
            yield self.replace(node, "None", "constant", 0.1)
        elif isinstance(value, int):
            yield from self.number(node, value)
        elif isinstance(value, float):
            tried = {repr(value * 10), repr(value / 10), repr(-value), *self.scope.numbers}
            tried |= {
                repr(round(1 - value, 12)),
                repr(value * 2),
                repr(value / 2),
                repr(value * 100),
                repr(value / 100),
            }
            for text in sorted(tried - {repr(value), self.program.source(node)}):
                yield self.replace(node, text, "constant", 0.2)
        elif value is None:
            for text, weight in (
                ("0", 0.3),
                ("[]", 0.3),
                ("False", 0.3),
                ('""', 0.25),
                ("{}", 0.15),
                ("True", 0.15),
            ):
                yield self.replace(node, text, "constant", weight)
        elif isinstance(value, str):
            yield from self.string(node, value)

    def number(self, node: ast.Constant, value: int) -> Iterator[tuple[int, int, str, str, float]]:
        small = self.program.source(node).isdigit()
        tried: dict[str, float] = {str(value + 1): 0.7, str(value - 1): 0.7}
        if value == 0:
            tried |= {"1": 0.8, "-1": 0.4, "None": 0.15, "float('inf')": 0.12, "float('-inf')": 0.3, "2": 0.2}
        elif value == 1:
            tried |= {"0": 0.8, "2": 0.6, "-1": 0.3}
        else:
            tried |= {"0": 0.25, "1": 0.25, str(value * 10): 0.12, str(value // 10): 0.1, str(value * 2): 0.1}
            tried |= {str(value // 2): 0.1, str(value + 2): 0.1, str(value - 2): 0.1}
        for text in self.scope.numbers:
            tried.setdefault(text, 0.25)
        if small:
            for text, weight in tried.items():
                if text != str(value):
                    grouped = f"({text})" if text.startswith("-") and self.needs_group(node) else text
                    yield self.replace(node, grouped, "constant", weight)
        for name in (*self.scope.variables, *self.scope.globals):
            yield self.replace(node, name, "constant to name", 0.15 if value in (0, 1) else 0.1)

    def needs_group(self, node: ast.AST) -> bool:
        return isinstance(self.program.parents.get(node), ast.BinOp | ast.UnaryOp | ast.Attribute)

    def is_docstring(self, node: ast.Constant) -> bool:
        return isinstance(self.program.parents.get(node), ast.Expr)

    def string(self, node: ast.Constant, value: str) -> Iterator[tuple[int, int, str, str, float]]:
        own = self.program.source(node)
        if own.startswith(('"""', "'''")) or len(value) > 200:
            return
        quote = own[-1]
        tried: dict[str, float] = dict.fromkeys(self.scope.strings, 0.3)
        if value == "":
            tried[f"{quote} {quote}"] = 0.5
        else:
            tried[f"{quote}{quote}"] = 0.4
        if own[0] == quote and "\\" not in own:
            stripped = value.strip()
            for changed, weight in (
                (value.lower(), 0.25), (value.upper(), 0.2), (value.capitalize(), 0.2), (value.title(), 0.1),
                (stripped, 0.35), (value + " ", 0.2), (" " + value, 0.1), (value + "s", 0.05), (value[::-1], 0.15),
            ):  # fmt: skip
                if changed != value and "\n" not in changed and quote not in changed:
                    tried.setdefault(f"{quote}{changed}{quote}", weight)
        if own.strip("'\"") == "," or value in (", ", " "):
            for changed in ('","', '", "', '" "', '"\\n"'):
                tried.setdefault(changed, 0.3)
        for text, weight in tried.items():
            if text != own:
                yield self.replace(node, text, "constant", weight)

    def name(self, node: ast.Name) -> Iterator[tuple[int, int, str, str, float]]:
        scope, name = self.scope, node.id
        parent = self.program.parents.get(node)
        called = isinstance(parent, ast.Call) and parent.func is node
        if called:
            for family in _FAMILIES:
                if name in family:
                    for other in family:
                        if other != name:
                            yield self.replace(node, other, "function", 0.5)
            for other in scope.callables:
                if other != name:
                    yield self.replace(node, other, "function", 0.35)
            return
        if name in scope.callables and name not in scope.variables:
            for other in scope.callables:
                if other != name:
                    yield self.replace(node, other, "function", 0.2)
            return
        store = isinstance(node.ctx, ast.Store)
        for other in (*scope.variables, *scope.globals):
            if other == name:
                continue
            weight = 0.45
            mine, theirs = scope.kinds.get(name, ""), scope.kinds.get(other, "")
            if mine and theirs and mine != theirs:
                weight *= 0.3
            elif mine and mine == theirs:
                weight *= 1.4
            if other in scope.globals:
                weight *= 0.4
            if store:
                weight *= 0.5
            yield self.replace(node, other, "name", weight)
        if not store and name in scope.variables:
            if isinstance(parent, ast.Compare | ast.BinOp | ast.Call | ast.Return):
                for text in ("0", "1"):
                    yield self.replace(node, text, "name to constant", 0.1)
            if scope.is_method:
                for other in scope.attributes:
                    yield self.replace(node, f"self.{other}", "name to attribute", 0.15)
        if name == "self":
            return

    def attribute(self, node: ast.Attribute) -> Iterator[tuple[int, int, str, str, float]]:
        parent = self.program.parents.get(node)
        called = isinstance(parent, ast.Call) and parent.func is node
        start, end = self.program.end(node) - len(node.attr), self.program.end(node)
        seen = {node.attr}
        for family in _FAMILIES if called else ():
            if node.attr in family:
                for other in family:
                    if other not in seen:
                        seen.add(other)
                        yield (start, end, other, "method", 0.45)
        for other in self.scope.methods if called else self.scope.attributes:
            if other not in seen:
                yield (start, end, other, "attribute", 0.2 if called else 0.4)
        if not called and isinstance(node.ctx, ast.Load):
            if isinstance(node.value, ast.Name) and node.value.id == "self":
                for other in self.scope.parameters:
                    yield self.replace(node, other, "attribute to name", 0.2)
            elif isinstance(node.value, ast.Name | ast.Attribute):
                yield self.replace(node, self.program.source(node.value), "attribute dropped", 0.15)
        if not called:
            for other in self.scope.attributes:
                if (
                    isinstance(node.value, ast.Name)
                    and node.value.id != "self"
                    and other in ("next", "left", "right")
                ):
                    yield (end, end, f".{other}", "attribute added", 0.2)

    def call(self, node: ast.Call) -> Iterator[tuple[int, int, str, str, float]]:
        program = self.program
        name = node.func.id if isinstance(node.func, ast.Name) else ""
        if name == "range":
            yield from self.range(node)
        arguments = node.args
        for index, first in enumerate(arguments):
            for second in arguments[index + 1 :]:
                between = program.text[program.end(first) : program.start(second)]
                changed = f"{program.source(second)}{between}{program.source(first)}"
                yield (program.start(first), program.end(second), changed, "arguments swapped", 0.45)
            if len(arguments) > 1 and name != "isinstance":
                start, end = program.start(first), program.end(first)
                if index + 1 < len(arguments):
                    end = program.start(arguments[index + 1])
                else:
                    start = program.end(arguments[index - 1])
                yield (start, end, "", "argument dropped", 0.12)
            if isinstance(first, ast.Starred):
                yield self.replace(first, program.source(first.value), "argument", 0.3)
        for keyword in node.keywords:
            if keyword.arg == "reverse":
                yield self.without_keyword(node, keyword, 0.5)
            elif keyword.arg in ("key", "default", "end", "sep"):
                yield self.without_keyword(node, keyword, 0.2)
        method = node.func.attr if isinstance(node.func, ast.Attribute) else ""
        close = program.end(node) - 1
        if (name == "sorted" or method == "sort") and not any(
            item.arg == "reverse" for item in node.keywords
        ):
            comma = ", " if node.args or node.keywords else ""
            yield (close, close, f"{comma}reverse=True", "argument added", 0.5)
        if name in ("min", "max") and len(arguments) == 1 and not node.keywords:
            yield (close, close, ", default=0", "argument added", 0.2)
        if method == "pop":
            if not arguments:
                yield (close, close, "0", "argument added", 0.5)
            elif isinstance(arguments[0], ast.Constant):
                yield self.replace(arguments[0], "", "argument dropped", 0.5)
        if method == "get" and len(arguments) == 1:
            for text, weight in (("0", 0.4), ("[]", 0.2), ('""', 0.15), ("1", 0.1)):
                yield (close, close, f", {text}", "argument added", weight)
        if method in ("split", "strip", "round") and len(arguments) == 1:
            yield self.replace(arguments[0], "", "argument dropped", 0.25)
        if name == "enumerate" and len(arguments) == 1 and not node.keywords:
            yield (close, close, ", 1", "argument added", 0.4)
        if name == "round" and len(arguments) == 1:
            for digits in ("2", "1", "3"):
                yield (close, close, f", {digits}", "argument added", 0.2)
        if name == "sum" and len(arguments) == 1:
            yield self.replace(node, f"len({program.source(arguments[0])})", "function", 0.05)
        if (
            len(arguments) == 1
            and not node.keywords
            and not isinstance(arguments[0], ast.Starred | ast.GeneratorExp)
        ):
            yield self.replace(node, self.grouped(arguments[0]), "call dropped", 0.25)
        if isinstance(node.func, ast.Attribute) and not arguments and not node.keywords:
            yield self.replace(node, program.source(node.func.value), "call dropped", 0.25)
        if method in ("append", "add", "extend", "insert", "put", "push") and arguments:
            last = arguments[-1]
            for tail, weight in (("[:]", 0.35), (".copy()", 0.2)):
                yield self.replace(last, f"{self.grouped(last)}{tail}", "copy", weight)
        if name in self.scope.callables:
            for parameter in self.scope.variables[:8]:
                comma = ", " if arguments or node.keywords else ""
                yield (close, close, f"{comma}{parameter}", "argument added", 0.12)

    def without_keyword(
        self, node: ast.Call, keyword: ast.keyword, weight: float
    ) -> tuple[int, int, str, str, float]:
        program = self.program
        start, end = program.start(keyword), program.end(keyword)
        before = program.text[program.start(node) : start].rstrip()
        if before.endswith(","):
            start = program.start(node) + len(before) - 1
        return (start, end, "", "argument dropped", weight)

    def range(self, node: ast.Call) -> Iterator[tuple[int, int, str, str, float]]:
        program = self.program
        if len(node.args) == 1:
            [stop] = node.args
            text = program.source(stop)
            yield self.replace(stop, f"1, {text}", "range", 0.45)
            yield self.replace(stop, f"1, {text} + 1", "range", 0.5)
            yield self.replace(stop, f"{text} - 1, -1, -1", "range", 0.35)
            yield self.replace(stop, f"0, {text}, 2", "range", 0.1)
            for name in self.scope.variables:
                yield self.replace(stop, f"{name}, {text}", "range", 0.12)
                yield self.replace(stop, f"{name} + 1, {text}", "range", 0.15)
        elif len(node.args) == 2:
            start, stop = node.args
            end = program.end(node) - 1
            yield (end, end, ", -1", "range", 0.25)
            yield (end, end, ", 2", "range", 0.2)
            yield (program.start(start), program.start(stop), "", "range", 0.25)
            changed = f"{program.source(stop)}, {program.source(start)}, -1"
            yield (program.start(start), program.end(stop), changed, "range", 0.2)
        elif len(node.args) == 3:
            _, stop, step = node.args
            yield (program.end(stop), program.end(step), "", "range", 0.2)

    def subscript(self, node: ast.Subscript) -> Iterator[tuple[int, int, str, str, float]]:
        program = self.program
        key = node.slice
        if isinstance(key, ast.Slice):
            yield from self.slice(node, key)
            return
        load = isinstance(node.ctx, ast.Load)
        if isinstance(key, ast.Constant) and isinstance(key.value, int):
            for text, weight in (("0", 0.4), ("-1", 0.5), ("1", 0.3)):
                if text != str(key.value):
                    yield self.replace(key, text, "index", weight)
        elif load and not isinstance(key, ast.Constant):
            yield self.replace(key, f"-{self.grouped(key)}", "index", 0.1)
            text = program.source(key)
            if isinstance(key, ast.Name | ast.BinOp):
                open_ = program.end(node.value)
                if program.text[open_] == "[":
                    yield (open_, program.end(node), f"[:{text}]", "slice", 0.08)
                    yield (open_, program.end(node), f"[{text}:]", "slice", 0.08)
        if load:
            yield self.replace(node, program.source(node.value), "subscript dropped", 0.12)
            if isinstance(key, ast.Constant | ast.Name) and kind_of(node.value) not in ("list", "str"):
                yield self.replace(
                    node, f"{program.source(node.value)}.get({program.source(key)}, 0)", "get", 0.12
                )
        if isinstance(node.value, ast.Subscript) and not isinstance(node.value.slice, ast.Slice):
            one, two = program.source(node.value.slice), program.source(key)
            if one != two:
                changed = f"{program.source(node.value.value)}[{two}][{one}]"
                yield self.replace(node, changed, "indices swapped", 0.35)

    def slice(self, node: ast.Subscript, key: ast.Slice) -> Iterator[tuple[int, int, str, str, float]]:
        program = self.program
        lower = program.source(key.lower) if key.lower else ""
        upper = program.source(key.upper) if key.upper else ""
        step = program.source(key.step) if key.step else ""
        base = program.source(node.value)

        def made(low: str, high: str, stride: str, weight: float) -> tuple[int, int, str, str, float]:
            text = f"{base}[{low}:{high}{':' + stride if stride else ''}]"
            return self.replace(node, text, "slice", weight)

        if lower:
            yield made("", upper, step, 0.4)
        else:
            yield made("1", upper, step, 0.4)
        if upper:
            yield made(lower, "", step, 0.4)
        else:
            yield made(lower, "-1", step, 0.4)
        if lower and not upper:
            yield made("", lower, step, 0.4)
        if upper and not lower:
            yield made(upper, "", step, 0.4)
        if step:
            yield made(lower, upper, "", 0.3)
            if step != "-1":
                yield made(lower, upper, "-1", 0.1)
        else:
            yield made(lower, upper, "-1", 0.25)
            yield made(lower, upper, "2", 0.1)
        for name in self.scope.variables[:8]:
            if name != base:
                if not lower:
                    yield made(name, upper, step, 0.12)
                if not upper:
                    yield made(lower, name, step, 0.12)
        if isinstance(node.ctx, ast.Load):
            yield self.replace(node, base, "slice dropped", 0.15)

    def conditional(self, node: ast.IfExp) -> Iterator[tuple[int, int, str, str, float]]:
        source = self.program.source
        yield self.replace(
            node, f"{source(node.orelse)} if {source(node.test)} else {source(node.body)}", "negate", 0.6
        )
        yield self.replace(node, self.grouped(node.body), "branch dropped", 0.15)
        yield self.replace(node, self.grouped(node.orelse), "branch dropped", 0.15)

    def sequence(self, node: ast.List | ast.Tuple) -> Iterator[tuple[int, int, str, str, float]]:
        program = self.program
        for first, second in zip(node.elts, node.elts[1:], strict=False):
            between = program.text[program.end(first) : program.start(second)]
            if "(" in between or ")" in between:
                continue
            changed = f"{program.source(second)}{between}{program.source(first)}"
            yield (program.start(first), program.end(second), changed, "items swapped", 0.4)
        if isinstance(node, ast.List) and not node.elts and isinstance(node.ctx, ast.Load):
            for text, weight in (
                ("{}", 0.2),
                ("set()", 0.2),
                ("[0]", 0.2),
                ("[[]]", 0.2),
                ("None", 0.1),
                ('""', 0.1),
            ):
                yield self.replace(node, text, "constant", weight)
            for name in self.scope.variables[:10]:
                yield self.replace(node, f"[{name}]", "initial value", 0.15)
                yield self.replace(node, f"[[{name}]]", "initial value", 0.04)
        elif isinstance(node, ast.List) and len(node.elts) == 1 and isinstance(node.ctx, ast.Load):
            yield self.replace(node, "[]", "constant", 0.3)
            yield self.replace(node, f"[{program.source(node)}]", "nesting", 0.12)
            yield self.replace(node, program.source(node.elts[0]), "nesting", 0.2)

    def comprehension(
        self, node: ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp
    ) -> Iterator[tuple[int, int, str, str, float]]:
        program = self.program
        for generator in node.generators:
            for test in generator.ifs:
                start = program.text.rfind("if", 0, program.start(test))
                if start > program.start(node):
                    yield (start, program.end(test), "", "filter dropped", 0.25)
            if not generator.ifs and isinstance(generator.target, ast.Name):
                end = program.end(generator.iter)
                yield (end, end, f" if {generator.target.id}", "filter added", 0.15)
                for condition in self.scope.conditions[:4]:
                    yield (end, end, f" if {condition}", "filter added", 0.08)
        if isinstance(node, ast.ListComp):
            yield self.replace(node, "{" + program.source(node)[1:-1] + "}", "nesting", 0.12)

    def shift(self, node: ast.expr) -> Iterator[tuple[int, int, str, str, float]]:
        """One more or one less: of a bound, an index, a returned or assigned value, an argument."""
        if isinstance(
            node, ast.Constant | ast.Compare | ast.BoolOp | ast.List | ast.Dict | ast.Set | ast.Lambda
        ):
            return
        if isinstance(node, ast.JoinedStr | ast.ListComp | ast.GeneratorExp | ast.DictComp | ast.SetComp):
            return
        if isinstance(node, ast.Slice | ast.Tuple | ast.Starred | ast.Yield | ast.YieldFrom | ast.Await):
            return
        weight = self.shift_weight(node)
        if not weight:
            return
        if isinstance(node, ast.Name) and self.scope.kinds.get(node.id) in (
            "str",
            "list",
            "dict",
            "set",
            "bool",
        ):
            return
        text = self.program.source(node)
        inner = f"({text})" if isinstance(node, ast.IfExp) else text
        around = isinstance(self.program.parents.get(node), ast.BinOp | ast.UnaryOp)
        for tail in (" + 1", " - 1"):
            if text.endswith(" - 1" if tail == " + 1" else " + 1"):
                continue  # dropping the operand is the same
            changed = f"({inner}{tail})" if around else f"{inner}{tail}"
            yield self.replace(node, changed, "off by one", weight)

    def shift_weight(self, node: ast.expr) -> float:
        program = self.program
        parent = program.parents.get(node)
        match parent:
            case ast.Call(func=ast.Name(id="range")) if parent.func is not node:
                return 0.9
            case ast.Call() if parent.func is not node:
                return 0.15
            case ast.Slice():
                return 0.6
            case ast.Subscript() if parent.slice is node:
                return 0.5
            case ast.Compare():
                return 0.45
            case ast.Return():
                return 0.35
            case ast.Assign() | ast.AugAssign() if parent.value is node:
                return 0.3
            case ast.BinOp():
                return 0.2 if isinstance(parent.op, ast.Mult | ast.Div | ast.FloorDiv | ast.Mod) else 0.06
            case ast.IfExp() if parent.test is not node:
                return 0.15
            case ast.Tuple():
                return 0.15
            case _:
                return 0.0

    def wrap(self, node: ast.expr) -> Iterator[tuple[int, int, str, str, float]]:
        """A missing conversion, copy or order."""
        parent = self.program.parents.get(node)
        if isinstance(
            node, ast.Slice | ast.Starred | ast.JoinedStr | ast.Constant | ast.Lambda | ast.Compare
        ):
            return
        if isinstance(parent, ast.Attribute) or isinstance(parent, ast.Call) and parent.func is node:
            return
        value = isinstance(
            parent, ast.Return | ast.Assign | ast.For | ast.comprehension | ast.Call | ast.Compare
        )
        value = value or isinstance(parent, ast.BinOp | ast.AugAssign | ast.Subscript | ast.Dict | ast.Tuple)
        if not value or getattr(parent, "target", None) is node:
            return
        text = self.program.source(node)
        kind = kind_of(node) or (self.scope.kinds.get(node.id, "") if isinstance(node, ast.Name) else "")
        scale = 1.0 if isinstance(parent, ast.Return | ast.Assign | ast.For) else 0.6
        for name, weight in _WRAPPERS:
            if kind and not _fits(name, kind):
                continue
            yield self.replace(node, f"{name}({text})", "conversion", weight * scale)
        if isinstance(node, _ATOMS):
            for tail, weight in _TAILS:
                if kind and not _fits(tail, kind):
                    continue
                yield self.replace(node, f"{text}{tail}", "conversion", weight * scale)
        if isinstance(parent, ast.Return):
            if kind in ("bool", "") and not (isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not)):
                yield self.replace(node, f"not {self.grouped(node)}", "negate", 0.4)
            if kind in ("int", "float", ""):
                yield self.replace(node, f"-{self.grouped(node)}", "sign", 0.15)
        elif isinstance(parent, ast.BinOp) and isinstance(node, ast.Name):
            yield self.replace(node, f"(-{text})", "sign", 0.05)


_ON_NUMBERS = ("abs", "int", "str", "round", "float")


def _fits(name: str, kind: str) -> bool:
    if kind in ("int", "float", "bool"):
        return name in _ON_NUMBERS
    if kind == "str":
        return name in (
            "int",
            "float",
            "len",
            "list",
            "sorted",
            "set",
            ".strip()",
            ".lower()",
            ".upper()",
            "[::-1]",
        )
    return name not in ("abs", "int", "round", "float", ".strip()", ".lower()", ".upper()", "str")


def _augmented(program: Program, statement: ast.AugAssign) -> Iterator[Candidate]:
    start, end = program.end(statement.target), program.start(statement.value)
    between = program.text[start:end]
    found = re.search(r"(\*\*|//|<<|>>|[-+*/%&|^@])=", between)
    if found is None:
        return
    place = (start + found.start(), start + found.end())
    operator = found[1]
    swaps = dict(_SWAPS.get(operator, ()))
    for swap, weight in swaps.items():
        edit = (*place, f"{swap}=")
        yield Candidate(program.path, (edit,), statement.lineno, "operator", weight)
    yield Candidate(program.path, ((*place, "="),), statement.lineno, "operator", 0.5)


_SWAPS: dict[str, tuple[tuple[str, float], ...]] = {text: swaps for text, swaps in _BINARY.values()}


def _everywhere(program: Program, statement: ast.stmt, maker: _Maker) -> Iterator[Candidate]:
    """Replace a name at every place of a statement at once, where it stands more than once."""
    places: dict[str, list[ast.Name]] = {}
    for node in own_expressions(statement):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node.id in maker.scope.variables:
            places.setdefault(node.id, []).append(node)
    for name, nodes in places.items():
        if len(nodes) < 2 or isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            continue
        for other in maker.scope.variables:
            if other != name:
                changes = sorted((program.start(node), program.end(node), other) for node in nodes)
                yield Candidate(program.path, tuple(changes), statement.lineno, "name everywhere", 0.12)
