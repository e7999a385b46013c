"""Which container was set up too small, turned round, empty of what is looked up, or with elements of the wrong shape?"""

import ast
from collections.abc import Iterator

from analyzers.logic.edits import Candidate
from analyzers.logic.edits.maker import Made, Maker
from analyzers.logic.edits.scope import Scope
from analyzers.logic.program import Program, own_expressions
from analyzers.runtime.slips.about import About
from analyzers.runtime.slips.change import Changes


def edits(program: Program, statement: ast.stmt, scope: Scope, about: About) -> Iterator[Candidate]:
    """Yield edits of how containers are made and filled."""
    maker = _Displays(program, statement, scope)
    for node in own_expressions(statement):
        for changes, kind, weight in maker.of(node, about):
            line = _last_entry(node) if kind == "entry added" else node.lineno
            yield Candidate(program.path, tuple(sorted(changes)), line, kind, weight)
    for changes, kind, weight in maker.absent_keys(about):
        yield Candidate(program.path, tuple(sorted(changes)), statement.lineno, kind, weight)
    for changes, kind, weight in maker.none(about):
        yield Candidate(program.path, tuple(sorted(changes)), statement.lineno, kind, weight)


_COUNTED_ALREADY = 0.05  # weight of a first entry where all counters were made before


class _Displays(Maker):
    """Makes the edits of displays, sizes and elements."""

    def of(self, node: ast.expr, about: About) -> Iterator[Changes]:
        """Yield the edits of one expression."""
        match node:
            case ast.ListComp(elt=elt, generators=[ast.comprehension(iter=over)]):
                inner = _size(elt)
                outer = _size(over) or over
                if inner is not None and ast.unparse(inner) != ast.unparse(outer):
                    yield (self._swap(inner, outer), "sizes swapped", 1.2)
            case ast.GeneratorExp() if not isinstance(self.program.parents.get(node), ast.Call):
                text = self.program.source(node)[1:-1]
                yield ((self.replace(node, f"[{text}]", "", 0)[:3],), "made a list", 0.7)
            case ast.Call(
                func=ast.Attribute(attr="append" | "add" | "put" | "appendleft"), args=[ast.Name(id=name)]
            ):
                yield from self._whole(node, node.args[0], name)
            case ast.Call(func=ast.Name(id="heappush"), args=[_, ast.Name(id=name)]):
                yield from self._whole(node, node.args[1], name)
            case ast.Tuple(elts=elts) if isinstance(node.ctx, ast.Load) and len(elts) > 1:
                yield from self._as_own_class(node, about)
            case ast.Dict(values=parts) | ast.List(elts=parts) | ast.Tuple(elts=parts) if _is_read(node):
                yield from self._in_quotes(parts)
                yield from self._entry(node, parts, about)
            case ast.Call(func=ast.Name(id="range"), args=args):
                last = args[0] if len(args) == 1 else args[1]
                text = self.program.source(last)
                if about.type in ("IndexError", "KeyError"):
                    written = isinstance(last, ast.Constant)
                    yield (
                        (self.replace(last, f"{text} - 1", "", 0)[:3],),
                        "range bound",
                        0.1 if written else 0.5,
                    )
                    yield (
                        (self.replace(last, f"{text} + 1", "", 0)[:3],),
                        "range bound",
                        0.1 if written else 0.4,
                    )
            case ast.BinOp(op=ast.Mult(), left=ast.List(), right=size) if about.type == "IndexError":
                text = self.program.source(size)
                whole = size.value if isinstance(size, ast.Constant) and isinstance(size.value, int) else None
                larger = f"({text} + 1)" if whole is None else str(whole + 1)
                weight = 3.0 if self._counted_from_one() else 0.9
                yield ((self.replace(size, larger, "", 0)[:3],), "size", weight)

    def _counted_from_one(self) -> bool:
        """Whether some loop of the program counts from one."""
        return any(
            isinstance(node, ast.Call)
            and getattr(node.func, "id", "") == "range"
            and len(node.args) > 1
            and isinstance(node.args[0], ast.Constant)
            and node.args[0].value == 1
            for node in self.program.parents
        )

    def _in_quotes(self, parts: list[ast.expr]) -> Iterator[Changes]:
        """A number among numbers stands in quotes."""
        numbers = [one for one in parts if isinstance(one, ast.Constant) and type(one.value) in (int, float)]
        for one in parts:
            text = one.value if isinstance(one, ast.Constant) and isinstance(one.value, str) else ""
            if len(numbers) > 1 and text.replace(".", "", 1).lstrip("-").isdigit():
                yield ((self.replace(one, text, "", 0)[:3],), "number in quotes", 1.0)

    def _entry(self, node: ast.expr, parts: list[ast.expr], about: About) -> Iterator[Changes]:
        """A table or a list of names lacks the one that is looked up."""
        if about.type not in ("KeyError", "ValueError") or not about.key or not parts:
            return
        texts = [one for one in parts if isinstance(one, ast.Constant) and isinstance(one.value, str)]
        there = texts + [one for one in getattr(node, "keys", ()) if isinstance(one, ast.Constant)]
        if any(str(one.value).strip().casefold() == about.key.strip().casefold() for one in there):
            return  # it is there, in another form
        end = self.program.end(node) - 1
        comma = "" if self.program.text[:end].rstrip().endswith(",") else ", "
        if isinstance(node, ast.Dict):
            keys = [key for key in node.keys if isinstance(key, ast.Constant) and isinstance(key.value, str)]
            named = [one for one in parts if isinstance(one, ast.Name)]
            for name in (*about.functions, *about.classes):
                if len(named) == len(parts) and about.key.casefold() in name.casefold():
                    yield ((end, end, f"{comma}{about.key!r}: {name}"),), "entry added", 0.9
            for name in about.unread if len(named) == len(parts) else ():
                yield ((end, end, f"{comma}{about.key!r}: {name}"),), "entry added", 0.7
            lists = [one for one in parts if isinstance(one, ast.List)]
            if len(keys) == len(parts) == len(lists):
                yield ((end, end, f"{comma}{about.key!r}: []"),), "entry added", 0.3
        elif len(texts) == len(parts):
            yield ((end, end, f"{comma}{about.key!r}"),), "entry added", 0.35

    def _swap(self, one: ast.expr, other: ast.expr) -> tuple[tuple[int, int, str], ...]:
        return (
            self.replace(one, self.program.source(other), "", 0)[:3],
            self.replace(other, self.program.source(one), "", 0)[:3],
        )

    def _whole(self, node: ast.Call, argument: ast.expr, name: str) -> Iterator[Changes]:
        """A part of an element is kept where the loop takes whole elements apart."""
        for around in self.program.ancestors(node):
            if isinstance(around, ast.For) and isinstance(around.target, ast.Tuple):
                names = [one.id for one in around.target.elts if isinstance(one, ast.Name)]
                if name in names and len(names) == len(around.target.elts):
                    text = f"({', '.join(names)})"
                    yield ((self.replace(argument, text, "", 0)[:3],), "whole element", 0.6)

    def _as_own_class(self, node: ast.Tuple, about: About) -> Iterator[Changes]:
        if not isinstance(self.statement, ast.Return):
            return
        owner = next((one for one in self.program.ancestors(node) if isinstance(one, ast.ClassDef)), None)
        if owner is not None and about.says("'tuple'"):
            parts = ", ".join(self.program.source(one) for one in node.elts)
            yield ((self.replace(node, f"{owner.name}({parts})", "", 0)[:3],), "made an object", 0.9)

    def absent_keys(self, about: About) -> Iterator[Changes]:
        """The first entry of a key is not made before it is changed."""
        statement = self.statement
        if about.type != "KeyError":
            return
        match statement:
            case ast.AugAssign(target=ast.Subscript() as target, op=operator, value=value):
                base, key = self.program.source(target.value), self.program.source(target.slice)
                sign = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*"}.get(type(operator))
                if sign:
                    start = {"*": "1"}.get(sign, "0")
                    text = f"{base}[{key}] = {base}.get({key}, {start}) {sign} {self.grouped(value)}"
                    weight = _COUNTED_ALREADY if self._prepared(target.value) else 0.8
                    yield ((self.replace(statement, text, "", 0)[:3],), "first entry", weight)
            case ast.Expr(value=ast.Call(func=ast.Attribute(value=ast.Subscript() as item, attr=method))):
                base, key = self.program.source(item.value), self.program.source(item.slice)
                empty = {"append": "[]", "extend": "[]", "add": "set()", "update": "{}"}.get(method)
                if empty:
                    text = f"{base}.setdefault({key}, {empty})"
                    yield ((self.replace(item, text, "", 0)[:3],), "first entry", 0.8)
            case ast.Assign(
                targets=[ast.Subscript() as target], value=ast.BinOp(left=ast.Subscript() as left)
            ) if self.program.source(target) == self.program.source(left):
                base, key = self.program.source(left.value), self.program.source(left.slice)
                for start in ("0", '""', "[]"):
                    text = f"{base}.get({key}, {start})"
                    yield (
                        (self.replace(left, text, "", 0)[:3],),
                        "first entry",
                        0.8 if start == "0" else 0.4,
                    )
            case ast.Assign(value=ast.Dict(keys=[])) | ast.AnnAssign(value=ast.Dict(keys=[])):
                assert statement.value is not None
                for name in self.scope.parameters[:4]:
                    for start in ("None", "0"):
                        text = f"{{{name}: {start}}}"
                        yield ((self.replace(statement.value, text, "", 0)[:3],), "initial value", 0.35)
                names = {one.id for one in ast.walk(self.program.tree) if isinstance(one, ast.Name)}
                for kind in ("list", "int", "set"):
                    if "defaultdict" in names:
                        yield (
                            (self.replace(statement.value, f"defaultdict({kind})", "", 0)[:3],),
                            "first entry",
                            0.5,
                        )

    def _prepared(self, container: ast.expr) -> bool:
        """Whether a counter of each key that was thought of is made where the container is."""
        for node in self.program.parents:
            match node:
                case ast.Assign(targets=[target], value=ast.Dict(keys=[_, _, *_]) | ast.DictComp()) if (
                    ast.unparse(target) == ast.unparse(container)
                ):
                    return True
        return False

    def none(self, about: About) -> Iterator[Changes]:
        """What is None was meant to be an empty container, or zero, until it is set."""
        if not about.says("None"):
            return
        statement = self.statement
        value = getattr(statement, "value", None)
        fills = ("[]", "{}", "0", '""')
        if isinstance(statement, ast.Assign | ast.AnnAssign):
            if isinstance(value, ast.Constant) and value.value is None:
                for text in fills:
                    yield ((self.replace(value, text, "", 0)[:3],), "initial value", 0.3)
            if isinstance(value, ast.Name) and value.id in self.scope.parameters and self.scope.is_method:
                for text in fills:
                    yield ((self.replace(value, f"{value.id} or {text}", "", 0)[:3],), "absent argument", 0.9)
        for node in own_expressions(statement):
            if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "get" and len(node.args) == 1:
                close = self.program.end(node) - 1
                beside = {"[]": "list", "{}": "dict", "0": "int", '""': "str"}
                for text in (*fills, "False"):
                    fits = about.says("unsupported operand", "concatenate") and about.says(
                        f"'{beside.get(text)}'"
                    )
                    weight = 2.0 if fits else 0.1 if text == "False" else 0.35
                    yield (((close, close, f", {text}"),), "default", weight)


def _last_entry(node: ast.expr) -> int:
    """The line of the entry behind which another one is added."""
    parts = node.values if isinstance(node, ast.Dict) else getattr(node, "elts", [])
    return int(parts[-1].lineno) if parts else node.lineno


def _is_read(node: ast.expr) -> bool:
    return isinstance(getattr(node, "ctx", ast.Load()), ast.Load)


def _size(node: ast.expr) -> ast.expr | None:
    """How many elements a row has: of `[0] * n`, `[... for _ in range(n)]` or `range(n)`."""
    match node:
        case ast.BinOp(op=ast.Mult(), left=ast.List(), right=size):
            return size
        case ast.ListComp(
            generators=[ast.comprehension(iter=ast.Call(func=ast.Name(id="range"), args=[size]))]
        ):
            return size
        case ast.Call(func=ast.Name(id="range"), args=[size]):
            return size
    return None


__all__ = ["Made", "edits"]
