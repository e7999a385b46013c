"""Which construct was taken for another that looks like it?

A list for a tuple, an item for an attribute, a call for a look-up, a class for its object, text for bytes, one
exception for another.
"""

import ast
from collections.abc import Iterator

from analyzers.logic.edits import Candidate
from analyzers.logic.edits.maker import Made, Maker
from analyzers.logic.edits.scope import Scope
from analyzers.logic.program import Program, own_expressions
from analyzers.runtime.slips.about import About
from analyzers.runtime.unchanging import is_own

_MODES = {"r": ("w", "a", "r+"), "w": ("r", "w+"), "a": ("a+", "r"), "rb": ("wb",), "wb": ("rb",)}
_QUOTES = ("'", '"')


def edits(program: Program, statement: ast.stmt, scope: Scope, about: About) -> Iterator[Candidate]:
    """Yield edits that put the other construct in a statement."""
    maker = _Mistaken(program, statement, scope)
    for node in own_expressions(statement):
        for start, end, text, kind, weight in maker.of(node, about):
            yield Candidate(program.path, ((start, end, text),), node.lineno, kind, weight)
    if isinstance(statement, ast.Try):
        for handler in statement.handlers:
            for start, end, text, kind, weight in maker.caught(handler, about):
                yield Candidate(program.path, ((start, end, text),), handler.lineno, kind, weight)
    if isinstance(statement, ast.Assign):
        for start, end, text, kind, weight in maker.stored(statement, about):
            yield Candidate(program.path, ((start, end, text),), statement.lineno, kind, weight)


class _Mistaken(Maker):
    """Makes the edits of single expressions."""

    def of(self, node: ast.expr, about: About) -> Iterator[Made]:
        """Yield start, end, text, kind and weight of each edit of one expression."""
        text = self.program.source(node)
        match node:
            case ast.Tuple(elts=[_, *_], ctx=ast.Load()) if about.says("'tuple' object"):
                inner = text[1:-1] if text.startswith("(") else text
                yield self.replace(node, f"[{inner.rstrip().rstrip(',')}]", "list for tuple", 0.7)
            case ast.List(elts=[_, *_], ctx=ast.Load()) if about.says("unhashable type: 'list'"):
                comma = "," if len(node.elts) == 1 else ""
                yield self.replace(node, f"({text[1:-1]}{comma})", "tuple for list", 0.7)
            case ast.BinOp(op=ast.BitXor()) if about.says(" for ^: "):
                place = self.between(node.left, node.right, "^")
                if place:
                    yield (*place, "**", "operator", 0.9)
            case ast.BinOp(op=ast.Add()) if about.says("for +: 'set' and 'set'", "for +: 'dict' and 'dict'"):
                yield self.replace(node, self.program.source(node).replace("+", "|"), "operator", 0.9)
            case ast.Call(func=ast.Name() | ast.Attribute() as function, args=[factor], keywords=[]) if (
                about.says("'float' object is not callable", "'int' object is not callable")
            ):
                product = f"{self.program.source(function)} * {self.grouped(factor)}"
                yield self.replace(node, product, "product for call", 0.4)
            case ast.Call(func=ast.Name(id="int"), args=[digits], keywords=[]) if about.says("with base 10"):
                for base in ("16", "2", "0"):
                    end = self.program.end(digits)
                    yield (end, end, f", {base}", "base", 0.5 if base == "16" else 0.3)
            case ast.Call(func=ast.Name() | ast.Attribute() as function, args=[key], keywords=[]) if (
                about.says(
                    "'dict' object is not callable",
                    "'list' object is not callable",
                    "'tuple' object is not callable",
                    "defaultdict' object is not callable",
                )
            ):
                shut = self.program.end(node) - 1
                opened = self.program.text.find("(", self.program.end(function))
                if text.endswith(")") and self.program.text[opened + 1 : shut].strip():
                    yield self.replace(
                        node,
                        f"{self.program.source(function)}[{self.program.source(key)}]",
                        "index for call",
                        0.7,
                    )
            case ast.Subscript(value=base, slice=ast.Constant(value=str() as key)) if (
                about.says("not subscriptable", "item assignment") and key.isidentifier()
            ):
                yield self.replace(node, f"{self.program.source(base)}.{key}", "attribute for item", 0.7)
            case ast.Attribute(value=base, attr=name) if (
                about.says("'dict' object") and name == about.attribute
            ):
                known = any(name in one for one in (about.keys, about.strings)) or f"'{name}': " in about.seen
                text = f'{self.program.source(base)}["{name}"]'
                yield self.replace(node, text, "item for attribute", 3.0 if known else 0.8)
            case ast.Call(func=ast.Name(id=name), args=[argument]) if name in about.classes and about.says(
                "not a valid"
            ):
                given = self.program.source(argument)
                for key in (given, f"{given}.upper()"):
                    yield self.replace(node, f"{name}[{key}]", "look-up for call", 0.5)
            case ast.Attribute(value=ast.Name(id=name) as owner) if name in about.classes and about.says(
                "'self'"
            ):
                yield self.replace(owner, f"{name}()", "object for class", 0.6)
            case ast.Call(func=ast.Name(id="open"), args=[_, ast.Constant(value=str() as mode)]) if (
                about.says("not writable", "not readable", "bytes-like", "must be str, not bytes")
            ):
                for other in _MODES.get(mode, ()):
                    yield self.replace(node.args[1], f'"{other}"', "mode", 0.5)
            case ast.Name() | ast.Call() | ast.Attribute() | ast.Subscript() if about.says(
                "bytes"
            ) and isinstance(getattr(node, "ctx", ast.Load()), ast.Load):
                called = isinstance(
                    self.program.parents.get(node), ast.Call | ast.Attribute
                ) and text.endswith("code")
                for tail in (
                    (".encode()", ".decode()") if not called and not text.endswith(("code()", "code")) else ()
                ):
                    yield self.replace(node, f"{text}{tail}", "text for bytes", 0.45)
            case ast.Constant(value=str()) if "\n" not in text and isinstance(
                self.program.parents.get(node), ast.List | ast.Tuple | ast.Set
            ):
                yield from self._joined(node, text)
        if (
            isinstance(node, ast.Call)
            and about.says("but")
            and about.says("positional argument")
            and node.args
        ):
            yield from self._without_last(node, about)

    def _joined(self, node: ast.Constant, text: str) -> Iterator[Made]:
        """Two texts with no comma between them are one."""
        quote = text[:1]
        middle = text.find(f"{quote} {quote}", 1)
        if quote in _QUOTES and middle > 0:
            yield self.replace(node, f"{text[: middle + 1]},{text[middle + 1 :]}", "comma", 0.9)

    def _without_last(self, node: ast.Call, about: About) -> Iterator[Made]:
        """A call passes one argument too many."""
        name = getattr(node.func, "id", getattr(node.func, "attr", ""))
        if name and f"{name}()" in about.message:
            start = (
                self.program.end(node.args[-2]) if len(node.args) > 1 else self.program.start(node.args[0])
            )
            yield (start, self.program.end(node.args[-1]), "", "argument dropped", 0.35)

    def caught(self, handler: ast.ExceptHandler, about: About) -> Iterator[Made]:
        """A handler waits for another exception than the one that comes."""
        kind = handler.type
        if kind is None or not about.type.isidentifier() or about.type in ast.unparse(kind):
            return
        if isinstance(kind, ast.Tuple):
            close = self.program.end(kind) - 1
            yield (close, close, f", {about.type}", "exception caught", 0.35)
        elif isinstance(kind, ast.Name | ast.Attribute):
            yield self.replace(kind, about.type, "exception caught", 0.3)
            yield self.replace(kind, f"({self.program.source(kind)}, {about.type})", "exception caught", 0.35)

    def stored(self, statement: ast.Assign, about: About) -> Iterator[Made]:
        """A field of an object that cannot change is set: a changed copy was meant."""
        match statement.targets:
            case [ast.Attribute(value=ast.Attribute() as owner, attr=field)] if about.says(
                "can't set attribute", "no setter"
            ):
                holder, value = self.program.source(owner), self.program.source(statement.value)
                yield self.replace(
                    statement, f"{holder} = {holder}._replace({field}={value})", "changed copy", 0.6
                )
            case [ast.Attribute(value=ast.Name(id=name), attr=field)]:
                value = self.program.source(statement.value)
                if name != "self" and not is_own(self.program.function(statement) or self.program.tree, name):
                    return  # others hold the object too
                if about.type == "AttributeError" and about.says("can't set attribute", "no setter"):
                    yield self.replace(
                        statement, f"{name} = {name}._replace({field}={value})", "changed copy", 0.6
                    )
                if about.type == "FrozenInstanceError" and name == "self":
                    text = f'object.__setattr__(self, "{field}", {value})'
                    yield self.replace(statement, text, "changed copy", 0.6)
                elif about.type == "FrozenInstanceError":
                    yield self.replace(
                        statement, f"{name} = replace({name}, {field}={value})", "changed copy", 0.6
                    )
