"""Is a value off by one, or does it lack a conversion, a copy or an order?"""

import ast
from collections.abc import Iterator

from analyzers.logic.edits.lines import stepped
from analyzers.logic.edits.maker import ATOMS, Made, Maker
from analyzers.logic.edits.scope import kind_of

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
    ("[1:]", 0.08),
    ("[:-1]", 0.08),
)
_ON_NUMBERS = ("abs", "int", "str", "round", "float")


class Bounds(Maker):
    """Edits that keep an expression and change its value a little."""

    def shift(self, node: ast.expr) -> Iterator[Made]:
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
        parent = self.program.parents.get(node)
        around = isinstance(parent, ast.BinOp | ast.UnaryOp)
        if isinstance(parent, ast.Compare | ast.Return | ast.Assign) and not isinstance(node, ast.BoolOp):
            for factor in (" * 2", " // 2"):
                yield self.replace(node, f"{self.grouped(node)}{factor}", "doubled or halved", 0.06)
        for step in (1, -1):
            if text.endswith(" - 1" if step == 1 else " + 1"):
                continue  # dropping the operand is the same
            changed = stepped(self.program, node, inner, step)
            changed = f"({changed})" if around else changed
            yield self.replace(node, changed, "off by one", weight)

    def shift_weight(self, node: ast.expr) -> float:
        """Return how often the value at this place is off by one; 0.0 where it is not tried."""
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
                return 0.25 if isinstance(node, ast.Name) else 0.4
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

    def wrap(self, node: ast.expr) -> Iterator[Made]:
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
        value = value or isinstance(parent, ast.ListComp | ast.GeneratorExp | ast.SetComp | ast.Starred)
        if not value or getattr(parent, "target", None) is node:
            return
        text = self.program.source(node)
        kind = kind_of(node) or (self.scope.kinds.get(node.id, "") if isinstance(node, ast.Name) else "")
        scale = 1.0 if isinstance(parent, ast.Return | ast.Assign | ast.For) else 0.6
        for name, weight in _WRAPPERS:
            if kind and not _fits(name, kind):
                continue
            yield self.replace(node, f"{name}({text})", "conversion", weight * scale)
        if isinstance(node, ATOMS):
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
        elif isinstance(parent, ast.Call) and kind in ("int", "float", ""):
            yield self.replace(node, f"-{self.grouped(node)}", "sign", 0.12)
        elif isinstance(parent, ast.Tuple) and kind in ("int", "float", "") and isinstance(node, ATOMS):
            yield self.replace(node, f"-{text}", "sign", 0.35 if self.is_queued(parent) else 0.15)
        if isinstance(node, ast.Name) and not isinstance(parent, ast.Assign | ast.Return):
            yield from self.with_unused(node, text)
        for function in self.scope.single:
            yield self.replace(node, f"{function}({text})", "call added", 0.08 * scale)
        if isinstance(node, ast.Name) and node.id not in self.scope.parameters:
            yield from self.descended(node)

    def is_queued(self, entry: ast.Tuple) -> bool:
        """Whether a tuple goes to a heap, which gives the least back first."""
        call = self.program.parents.get(entry)
        name = self.program.source(call.func) if isinstance(call, ast.Call) else ""
        return name.endswith("heappush")

    def descended(self, node: ast.Name) -> Iterator[Made]:
        """Yield the part of a nested value that the function should go into as well, by calling itself."""
        function = self.program.function(self.statement)
        if function is None or function.args.vararg or function.args.kwonlyargs:
            return
        first, *others = [argument.arg for argument in function.args.args] or [""]
        own = function.name
        if first in ("self", "cls") and others:
            own = f"{first}.{own}"
            first, *others = others
        if first:
            passed = ", ".join((node.id, *others))
            yield self.replace(node, f"{own}({passed})", "call added", 0.15)

    def with_unused(self, node: ast.Name, text: str) -> Iterator[Made]:
        """A part of a value that was made and then forgotten."""
        for other in sorted(self.scope.unused - {text}):
            yield self.replace(node, f"{text} * {other}", "operand added", 0.2)
            for part, weight in ((other, 0.15), (f"{other}[0]", 0.06), (f"{other}[1]", 0.06)):
                yield self.replace(node, f"{text} + {part}", "operand added", weight)
            for function in ("max", "min"):
                yield self.replace(node, f"{function}({text}, {other})", "operand added", 0.15)


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
            "[1:]",
            "[:-1]",
        )
    return name not in ("abs", "int", "round", "float", ".strip()", ".lower()", ".upper()", "str")
