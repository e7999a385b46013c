"""Which form of a value do the libraries call for that take it: a date, an exact number, what JSON knows, a path?

Each edit answers a message of the standard library; all of them turn one value into the form that the message asks for.
"""

import ast
from collections.abc import Iterator

from analyzers.logic.edits import Candidate
from analyzers.logic.edits.lines import insertion, own_lines
from analyzers.logic.edits.maker import Maker
from analyzers.logic.edits.scope import Scope
from analyzers.logic.program import Program, own_expressions
from analyzers.runtime.slips.about import About
from analyzers.runtime.slips.change import Changes, Edit
from analyzers.runtime.slips.imported import named

_PLAIN = (ast.Name, ast.Attribute, ast.Subscript, ast.Call)
_AS_JSON = {
    "set": ("sorted({})", "list({})"),
    "frozenset": ("sorted({})", "list({})"),
    "dict_keys": ("list({})",),
    "dict_values": ("list({})",),
    "date": ("{}.isoformat()", "str({})"),
    "datetime": ("{}.isoformat()", "str({})"),
    "Decimal": ("float({})", "str({})"),
    "bytes": ("{}.decode()",),
}
_WIDER = {
    "match": "search",
    "fullmatch": "match",
    "mkdir": "makedirs",
    "reader": "DictReader",
    "DictReader": "reader",
}


def edits(program: Program, statement: ast.stmt, scope: Scope, about: About) -> Iterator[Candidate]:
    """Yield edits that put a value of a statement into the form that a library asks for."""
    maker = _Libraries(program, statement, scope)
    for node in own_expressions(statement):
        if isinstance(getattr(node, "ctx", ast.Load()), ast.Load):
            for changes, kind, weight in maker.of(node, about):
                yield Candidate(program.path, tuple(sorted(changes)), node.lineno, kind, weight)
    for changes, kind, weight in maker.folders(about):
        yield Candidate(program.path, tuple(sorted(changes)), statement.lineno, kind, weight)


class _Libraries(Maker):
    """Makes the edits of single expressions."""

    def of(self, node: ast.expr, about: About) -> Iterator[Changes]:
        """Yield edits, kind and weight of what is made of one expression."""
        if isinstance(node, _PLAIN) and not self._is_part(node):
            yield from self._dated(node, about)
            yield from self._exact(node, about)
            yield from self._known_to_json(node, about)
        if isinstance(node, ast.Constant):
            yield from self._number(node, about)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            yield from self._wider(node, node.func, about)
        if isinstance(node, ast.Call):
            yield from self._option(node, about)
            yield from self._last_day(node, about)
            yield from self._of_a_class(node, about)

    def _is_part(self, node: ast.expr) -> bool:
        """Whether something is only called or looked into, or is a module or a class."""
        parent = self.program.parents.get(node)
        if isinstance(parent, ast.Attribute | ast.keyword) or (
            isinstance(parent, ast.Call | ast.Subscript) and getattr(parent, "func", None) is node
        ):
            return not isinstance(parent, ast.keyword)
        return isinstance(node, ast.Name) and node.id[:1].isupper() and not node.id.isupper()

    def _put(self, node: ast.AST, text: str, kind: str, weight: float, *more: Edit) -> Changes:
        return ((self.program.start(node), self.program.end(node), text), *more), kind, weight

    def _dated(self, node: ast.expr, about: About) -> Iterator[Changes]:
        """A day is no moment, a moment has a time zone or has none, a text is neither."""
        text = self.program.source(node)
        called = getattr(getattr(node, "func", None), "attr", "")
        if about.says("offset-naive"):
            zone, imported = named(self.program, "datetime", "timezone")
            if isinstance(node, ast.Call) and called in ("now", "utcnow") and not node.args:
                assert isinstance(node.func, ast.Attribute)
                owner = self.program.source(node.func.value)
                yield self._put(node, f"{owner}.now({zone}.utc)", "time zone", 0.9, *imported)
            if (
                isinstance(node, ast.Call)
                and called in ("utcfromtimestamp", "fromtimestamp")
                and len(node.args) == 1
            ):
                assert isinstance(node.func, ast.Attribute)
                owner, stamp = self.program.source(node.func.value), self.program.source(node.args[0])
                text_of = f"{owner}.fromtimestamp({stamp}, {zone}.utc)"
                yield self._put(node, text_of, "time zone", 0.9, *imported)
            weight = 0.5 if called in ("fromisoformat", "strptime", "combine", "now", "utcnow") else 0.25
            yield self._put(node, f"{text}.replace(tzinfo={zone}.utc)", "time zone", weight * 0.8, *imported)
            yield self._put(node, f"{text}.replace(tzinfo=None)", "time zone", weight)
        day = about.says("datetime.date'", "to datetime.date", "datetime.date and")
        if day and about.says("datetime.datetime"):
            yield self._put(node, f"{text}.date()", "day of a moment", 0.6)
            if called == "today" and text.startswith("date."):
                yield self._put(node, "datetime.now()", "day of a moment", 0.3)
        if about.says("datetime") and about.says("'str'", "and str", "str and"):
            for kind in ("date", "datetime"):
                if about.says(f"datetime.{kind}'", f"datetime.{kind}"):
                    name, imported = named(self.program, "datetime", kind)
                    yield self._put(node, f"{name}.fromisoformat({text})", "text of a date", 0.5, *imported)
            yield self._put(node, f"{text}.isoformat()", "text of a date", 0.2)

    def _exact(self, node: ast.expr, about: About) -> Iterator[Changes]:
        """Exact numbers and floats do not mix, nor do paths and texts."""
        text = self.program.source(node)
        if about.says("Decimal"):
            name, imported = named(self.program, "decimal", "Decimal")
            if not text.startswith(name):
                yield self._put(node, f"{name}(str({text}))", "exact number", 0.5, *imported)
                yield self._put(node, f"float({text})", "exact number", 0.25)
        if about.says("'str' and 'str'") and about.says("for /:"):
            name, imported = named(self.program, "pathlib", "Path")
            yield self._put(node, f"{name}({text})", "path", 0.7, *imported)

    def _known_to_json(self, node: ast.expr, about: About) -> Iterator[Changes]:
        """JSON has no sets, no dates and no objects of the program."""
        if not about.says("not JSON serializable", "keys must be str"):
            return
        kind = about.message.partition("Object of type ")[2].partition(" ")[0]
        text = self.program.source(node)
        for form in _AS_JSON.get(kind, ("{}.__dict__",) if kind in about.classes else ("str({})",)):
            yield self._put(node, form.format(text), "known to JSON", 0.4)
        called = getattr(getattr(node, "func", None), "attr", "")
        if isinstance(node, ast.Call) and called in ("dump", "dumps"):
            close = self.program.end(node) - 1
            for option in ("default=str", "default=vars" if kind in about.classes else "default=list"):
                yield ((close, close, f", {option}"),), "known to JSON", 0.4

    def _last_day(self, node: ast.Call, about: About) -> Iterator[Changes]:
        """A month is shorter than the one that the day was taken from."""
        if not about.says("day is out of range for month", "day is out of range"):
            return
        given = {one.arg: one.value for one in node.keywords if one.arg}
        match node:
            case ast.Call(func=ast.Attribute(value=old, attr="replace")) if (
                "month" in given or "year" in given
            ):
                start = self.program.source(old)
                day = self.program.source(given["day"]) if "day" in given else f"{start}.day"
                year = self.program.source(given["year"]) if "year" in given else f"{start}.year"
                month = self.program.source(given["month"]) if "month" in given else f"{start}.month"
                at = (
                    (self.program.start(given["day"]), self.program.end(given["day"]))
                    if "day" in given
                    else None
                )
            case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name), args=[one, two, three, *_]) if (
                name in ("date", "datetime")
            ):
                year, month, day = (self.program.source(part) for part in (one, two, three))
                at = (self.program.start(three), self.program.end(three))
            case _:
                return
        name, imported = named(self.program, "calendar", "monthrange")
        text = f"min({day}, {name}({year}, {month})[1])"
        close = self.program.end(node) - 1
        put = (*at, text) if at is not None else (close, close, f", day={text}")
        # Another year alone leaves two days that people mean: the last of February, and the first of March.
        yield ((put, *imported), "clamped", 0.8 if "month" in given or at is not None else 0.1)

    def _of_a_class(self, node: ast.Call, about: About) -> Iterator[Changes]:
        """Whether something is a subclass can be asked of classes alone."""
        if not about.says("issubclass() arg 1 must be a class"):
            return
        match node:
            case ast.Call(func=ast.Name(id="issubclass"), args=[thing, _]):
                text = f"isinstance({self.program.source(thing)}, type) and {self.program.source(node)}"
                joined = isinstance(parent := self.program.parents.get(node), ast.BoolOp) and isinstance(
                    parent.op, ast.And
                )
                plain = joined or isinstance(parent, ast.If | ast.While | ast.comprehension | ast.Return)
                yield self._put(node, text if plain else f"({text})", "condition added", 0.9)

    def _number(self, node: ast.Constant, about: About) -> Iterator[Changes]:
        """A number stands in quotes, or is a float among exact numbers."""
        if isinstance(node.value, str) and about.type in ("TypeError", "KeyError"):
            plain = node.value.strip().lstrip("-").replace(".", "", 1)
            if plain.isdigit() and not isinstance(self.program.parents.get(node), ast.JoinedStr):
                yield self._put(node, node.value.strip(), "number in quotes", 0.6)
        if isinstance(node.value, float) and about.says("Decimal"):
            name, imported = named(self.program, "decimal", "Decimal")
            text = self.program.source(node)
            yield self._put(node, f'{name}("{text}")', "exact number", 0.8, *imported)

    def _wider(self, node: ast.Call, function: ast.Attribute, about: About) -> Iterator[Changes]:
        """A sister of the function that was called does what was meant."""
        other = _WIDER.get(function.attr)
        if other is None:
            return
        end = self.program.end(function)
        change = end - len(function.attr), end, other
        owner = self.program.source(function.value)
        if function.attr in ("match", "fullmatch") and about.says("None"):
            yield (change,), "method", 1.5
        if owner == "csv" and about.type in ("TypeError", "KeyError", "AttributeError"):
            yield (change,), "method", 0.5
        if function.attr == "mkdir" and about.type in ("FileExistsError", "FileNotFoundError"):
            close = self.program.end(node) - 1
            comma = ", " if node.args or node.keywords else ""
            if owner == "os":
                yield (change, (close, close, f"{comma}exist_ok=True")), "folder", 0.7
            else:
                yield ((close, close, f"{comma}parents=True, exist_ok=True"),), "folder", 0.7
                yield ((close, close, f"{comma}exist_ok=True"),), "folder", 0.6

    def _option(self, node: ast.Call, about: About) -> Iterator[Changes]:
        """A library hands out text, or nothing, unless it is told otherwise."""
        name = getattr(node.func, "attr", getattr(node.func, "id", ""))
        close = self.program.end(node) - 1
        given = {keyword.arg for keyword in node.keywords}
        if name == "add_argument" and not given & {"type", "action"} and about.type in _OF_TEXT:
            for kind in ("int", "float"):
                yield ((close, close, f", type={kind}"),), "option", 0.5
        if name == "add_argument" and "default" not in given and about.says("None"):
            for value in ("0", '""', "[]"):
                yield ((close, close, f", default={value}"),), "option", 0.3
        if name == "makedirs" and "exist_ok" not in given and about.type == "FileExistsError":
            yield ((close, close, ", exist_ok=True"),), "folder", 0.8
        if name == "zip" and about.says("zip()"):
            for keyword in node.keywords:
                if keyword.arg == "strict":
                    yield (
                        ((self.program.end(node.args[-1]), self.program.end(keyword), ""),),
                        "option",
                        0.4,
                    )

    def folders(self, about: About) -> Iterator[Changes]:
        """The folder of a file that is written is not there yet."""
        span = own_lines(self.program, self.statement)
        if about.type != "FileNotFoundError" or span is None:
            return
        indent = self.program.indentation(self.statement)
        for node in own_expressions(self.statement):
            if not isinstance(node, ast.Call):
                continue
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            mode = (
                node.args[1].value
                if name == "open" and len(node.args) > 1 and isinstance(node.args[1], ast.Constant)
                else ""
            )
            lines = []
            if name == "open" and isinstance(mode, str) and set(mode) & set("wax") and node.args:
                path = node.args[0]
                text = self.program.source(path)
                match path:
                    case ast.Call(func=ast.Attribute(attr="join"), args=[folder, _]):
                        lines.append(f"os.makedirs({self.program.source(folder)}, exist_ok=True)")
                    case ast.BinOp(left=folder, op=ast.Div()):
                        lines.append(f"{self.program.source(folder)}.mkdir(parents=True, exist_ok=True)")
                lines.append(f"os.makedirs(os.path.dirname({text}), exist_ok=True)")
                lines.append(f"{text}.parent.mkdir(parents=True, exist_ok=True)")
            elif name in ("write_text", "write_bytes") and isinstance(node.func, ast.Attribute):
                text = self.program.source(node.func.value)
                lines.append(f"{text}.parent.mkdir(parents=True, exist_ok=True)")
            for line in lines:
                if not line.startswith("os.") or named(self.program, "os", "makedirs")[0] == "os.makedirs":
                    yield (insertion(self.program, span[0], indent, line),), "folder", 0.6


_OF_TEXT = ("TypeError", "KeyError", "IndexError", "ValueError")
