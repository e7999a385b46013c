"""Which operator was meant, and in which order and grouping do the operands belong?"""

import ast
import re
from collections.abc import Iterator

from analyzers.logic.edits import Candidate
from analyzers.logic.edits.maker import Made, Maker
from analyzers.logic.edits.scope import kind_of
from analyzers.logic.program import Program

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
_LOW, _HIGH = ast.Add | ast.Sub, ast.Mult | ast.Div | ast.FloorDiv | ast.Mod


class Operators(Maker):
    """Edits of comparisons, arithmetic and conditions."""

    def compare(self, node: ast.Compare) -> Iterator[Made]:
        """Yield other comparisons."""
        left = node.left
        for operator, right in zip(node.ops, node.comparators, strict=True):
            text, swaps = _COMPARE[type(operator)]
            place = self.between(left, right, text)
            if place is not None:
                for swap, weight in swaps:
                    number = isinstance(right, ast.Constant) and not isinstance(right.value, str)
                    if number and swap in ("in", "not in"):
                        continue
                    yield (*place, swap, "compare", weight)
                if len(node.ops) == 1 and not isinstance(operator, ast.Eq | ast.NotEq | ast.Is | ast.IsNot):
                    changed = self.swapped(left, right, place)
                    yield self.replace(node, changed, "operands swapped", 0.25)
            if isinstance(right, ast.Name | ast.Attribute) and not isinstance(
                operator, ast.In | ast.NotIn | ast.Is | ast.IsNot
            ):
                yield self.replace(right, f"-{self.program.source(right)}", "sign", 0.1)
            left = right
        yield self.replace(node, f"not ({self.program.source(node)})", "negate", 0.2)

    def swapped(self, left: ast.AST, right: ast.AST, place: tuple[int, int]) -> str:
        """Return two operands in the other order."""
        program = self.program
        middle = program.text[program.end(left) : program.start(right)]
        if "(" in middle or ")" in middle:
            middle = f" {program.text[place[0] : place[1]]} "
            return f"({program.source(right)}){middle}({program.source(left)})"
        return f"{program.source(right)}{middle}{program.source(left)}"

    def binary(self, node: ast.BinOp) -> Iterator[Made]:
        """Yield other operators, orders and groupings of arithmetic."""
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
        if isinstance(node.op, ast.FloorDiv):
            left, right = self.grouped(node.left), self.grouped(node.right)
            yield self.replace(node, f"-(-{left} // {right})", "rounded up", 0.35)
        yield self.replace(node, self.grouped(node.left), "operand dropped", 0.3)
        yield self.replace(node, self.grouped(node.right), "operand dropped", 0.25)
        yield from self.regroup(node)

    def regroup(self, node: ast.BinOp) -> Iterator[Made]:
        """Put the parentheses where they were meant: a + b / c becomes (a + b) / c, and the other way."""
        program = self.program
        low, high = _LOW, _HIGH
        if isinstance(node.op, low) and isinstance(node.right, ast.BinOp) and isinstance(node.right.op, high):
            head = program.text[program.start(node) : program.start(node.right)]
            chain: ast.expr = node.right
            while isinstance(chain, ast.BinOp) and isinstance(chain.op, high):
                first, tail = (
                    program.source(chain.left),
                    program.text[program.end(chain.left) : program.end(node.right)],
                )
                if head.count("(") == head.count(")") and tail.count("(") == tail.count(")"):
                    yield self.replace(node, f"({head}{first}){tail}", "grouping", 0.5)
                chain = chain.left
        yield from self.ungrouped(node)
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

    def ungrouped(self, node: ast.BinOp) -> Iterator[Made]:
        """Take a sum's parentheses away, or a divisor into them: a * (b + c) / d becomes a * b + c, a * (b + c / d)."""
        source = self.program.source
        match node:
            case ast.BinOp(
                left=one,
                op=ast.Mult(),
                right=ast.BinOp(left=two, op=ast.Add() | ast.Sub() as sign, right=three),
            ):
                operator = "+" if isinstance(sign, ast.Add) else "-"
                text = f"{source(one)} * {self.grouped(two)} {operator} {self.grouped(three)}"
                around = isinstance(self.program.parents.get(node), ast.BinOp | ast.UnaryOp)
                yield self.replace(node, f"({text})" if around else text, "grouping", 0.4)
        match node.left:
            case ast.BinOp(
                left=one, op=first, right=ast.BinOp(left=two, op=ast.Add() | ast.Sub() as sign, right=three)
            ):
                if isinstance(first, _HIGH) and isinstance(node.op, _HIGH):
                    operator = "+" if isinstance(sign, ast.Add) else "-"
                    inner = f"{source(two)} {operator} {self.grouped(three)} {_BINARY[type(node.op)][0]}"
                    text = f"{source(one)} {_BINARY[type(first)][0]} ({inner} {self.grouped(node.right)})"
                    yield self.replace(node, text, "grouping", 0.4)
        if isinstance(node.op, ast.Mult):
            for part in (node.left, node.right):
                if isinstance(part, ast.Name):
                    yield self.replace(node, f"{part.id} * {source(node)}", "operand added", 0.1)

    def boolean(self, node: ast.BoolOp) -> Iterator[Made]:
        """Yield edits of `and` and `or`."""
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
        """Return a condition's text as a part of another one."""
        text = self.program.source(node)
        return f"({text})" if isinstance(node, ast.BoolOp | ast.IfExp | ast.Lambda) else text

    def unary(self, node: ast.UnaryOp) -> Iterator[Made]:
        """Yield edits of `not` and of a sign."""
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


def augmented(program: Program, statement: ast.AugAssign) -> Iterator[Candidate]:
    """Yield the edits of `x += 1`: another operator, or none."""
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
    if operator == "+":  # a text that grows at its beginning
        target, value = program.source(statement.target), program.source(statement.value)
        whole = (program.start(statement), program.end(statement), f"{target} = {value} + {target}")
        yield Candidate(program.path, (whole,), statement.lineno, "operator", 0.2)


_SWAPS = dict(_BINARY.values())
