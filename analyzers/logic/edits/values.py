"""Which constant, name or attribute was meant?"""

import ast
from collections.abc import Iterator

from analyzers.logic.edits.maker import Made, Maker

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
    ("degrees", "radians"),
    ("gcd", "lcm"),
    ("nlargest", "nsmallest"),
    ("mean", "median", "mode"),
    ("stdev", "pstdev", "variance", "pvariance"),
    ("zip", "zip_longest"),
    ("weekday", "isoweekday"),
    ("isdigit", "isdecimal", "isnumeric"),
    ("update", "intersection_update", "difference_update"),
    ("removeprefix", "removesuffix"),
    ("partition", "rpartition"),
    ("split", "rsplit"),
)
_SUMMED = frozenset(["sum", "len"])
"""Functions that are taken for the others of their family less often than `min` is for `max`."""
_PARTS: tuple[tuple[str, ...], ...] = (
    ("seconds", "days", "total_seconds()"),
    ("hour", "minute", "second"),
    ("year", "month", "day"),
    ("st_mtime", "st_ctime", "st_atime"),
    ("stem", "name", "suffix"),
    ("numerator", "denominator"),
    ("real", "imag"),
)
"""Attributes of the standard library that are taken for one another."""


_UNITS = (
    (10, 100, 1000),
    (7, 24, 60, 1440, 3600, 86400),
    (1000, 1024),
    (7, 12, 30, 31, 365, 366),
    (26, 65, 97),
)
"""Numbers that are taken for one another."""


class Values(Maker):
    """Edits of constants, names and attributes."""

    def constant(self, node: ast.Constant) -> Iterator[Made]:
        """Yield other constants."""
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

    def number(self, node: ast.Constant, value: int) -> Iterator[Made]:
        """Yield other numbers."""
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
        for units in _UNITS:
            if value in units:
                for unit in units:
                    tried.setdefault(str(unit), 0.12)
        if value >= 99:
            tried.setdefault("float('inf')", 0.2)
            tried |= dict.fromkeys(_turned(str(value)), 0.3)
        if small:
            for text, weight in tried.items():
                if text != str(value):
                    grouped = f"({text})" if text.startswith("-") and self.needs_group(node) else text
                    yield self.replace(node, grouped, "constant", weight)
        for name in (*self.scope.variables, *self.scope.globals):
            yield self.replace(node, name, "constant to name", 0.1 if value in (0, 1) else 0.07)

    def needs_group(self, node: ast.AST) -> bool:
        """Whether a negative number needs parentheses in its place."""
        return isinstance(self.program.parents.get(node), ast.BinOp | ast.UnaryOp | ast.Attribute)

    def is_docstring(self, node: ast.Constant) -> bool:
        """Whether nothing uses the constant."""
        return isinstance(self.program.parents.get(node), ast.Expr)

    def _is_searched(self, node: ast.Constant) -> bool:
        """Whether something is looked for in the constant: `c in "aeiou"`."""
        around = self.program.parents.get(node)
        return (
            isinstance(around, ast.Compare)
            and around.comparators == [node]
            and isinstance(around.ops[0], ast.In | ast.NotIn)
        )

    def string(self, node: ast.Constant, value: str) -> Iterator[Made]:
        """Yield other strings."""
        own = self.program.source(node)
        if own.startswith(('"""', "'''")) or len(value) > 200:
            return
        quote = own[-1]
        tried: dict[str, float] = dict.fromkeys(self.scope.strings, 0.3)
        if value.isidentifier():  # a key or a name of something, which another function says, too
            tried = {**dict.fromkeys(self.scope.words, 0.12), **tried}
        if value == "":
            tried[f"{quote} {quote}"] = 0.5
        else:
            tried[f"{quote}{quote}"] = 0.4
        if own[0] == quote and value.isalpha() and self._is_searched(node):  # the letters that are looked for
            tried[f"{quote}{value}{value.swapcase()}{quote}"] = 0.22
            tried.update({f"{quote}{changed}{quote}": 0.05 for changed in (value.lower(), value.upper())})
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

    def name(self, node: ast.Name) -> Iterator[Made]:
        """Yield other names."""
        scope, name = self.scope, node.id
        parent = self.program.parents.get(node)
        called = isinstance(parent, ast.Call) and parent.func is node
        if called:
            for family in _FAMILIES:
                if name in family:
                    for other in family:
                        if other != name:
                            alike = not _SUMMED & {name, other}
                            yield self.replace(node, other, "function", 0.5 if alike else 0.3)
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
        own = self.is_own(node)
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
            if own:
                weight *= 0.4
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

    def is_own(self, node: ast.Name) -> bool:
        """Whether a name is the parameter of a lambda around it: it is there to be read."""
        return any(
            isinstance(around, ast.Lambda) and any(item.arg == node.id for item in around.args.args)
            for around in self.program.ancestors(node)
        )

    def attribute(self, node: ast.Attribute) -> Iterator[Made]:
        """Yield other attributes and methods."""
        parent = self.program.parents.get(node)
        called = isinstance(parent, ast.Call) and parent.func is node
        start, end = self.program.end(node) - len(node.attr), self.program.end(node)
        seen = {node.attr}
        for family in _FAMILIES if called else ():
            if node.attr in family:
                for other in family:
                    if other in seen or _takes_one(other) and _is_generator(parent):
                        continue
                    seen.add(other)
                    yield (start, end, other, "method", 0.45)
        for parts in _PARTS if not called else ():
            if node.attr in parts:
                for other in parts:
                    if other not in seen:
                        seen.add(other)
                        yield (start, end, other, "attribute", 0.3)
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


def _turned(digits: str) -> list[str]:
    """A number with two digits that stand beside each other exchanged."""
    return [
        digits[:place] + digits[place + 1] + digits[place] + digits[place + 2 :]
        for place in range(len(digits) - 1)
        if digits[place] != digits[place + 1] and (place or digits[1] != "0")
    ]


def _takes_one(method: str) -> bool:
    return method in ("append", "appendleft", "add", "insert")


def _is_generator(call: ast.AST | None) -> bool:
    """Whether a call is given a generator, which nobody keeps as one item."""
    return isinstance(call, ast.Call) and any(isinstance(given, ast.GeneratorExp) for given in call.args)
