"""Which text of a program - a format, a pattern, a statement of SQL - does not fit what it is used for?"""

import ast
import re
from collections.abc import Iterator

from analyzers.deferred import regex
from analyzers.logic.edits import Candidate
from analyzers.logic.edits.maker import Made, Maker
from analyzers.logic.edits.scope import Scope
from analyzers.logic.program import Program, own_expressions
from analyzers.runtime.dates import date_formats, lengthened
from analyzers.runtime.similar import similar
from analyzers.runtime.slips.about import About

_CHOICE = regex(r"\((?:\?P<\w+>)?(?:\w+\|)+\w+\)")
_MARKS = regex(r"\(\s*\?(?:\s*,\s*\?)*\s*\)")

_TYPES = ("list", "tuple", "dict", "str", "set", "int", "float")


def edits(program: Program, statement: ast.stmt, scope: Scope, about: About) -> Iterator[Candidate]:
    """Yield edits of the texts of a statement."""
    maker = _Texts(program, statement, scope)
    for node in own_expressions(statement):
        for start, end, text, kind, weight in maker.of(node, about):
            yield Candidate(program.path, ((start, end, text),), node.lineno, kind, weight)


class _Texts(Maker):
    """Makes the edits inside of texts, and of what is read from them."""

    def of(self, node: ast.expr, about: About) -> Iterator[Made]:
        """Yield start, end, text, kind and weight of each edit of one expression."""
        match node:
            case ast.Constant(value=str()):
                yield from self._fields(node, about)
                yield from self._pattern(node, about)
                yield from self._marks(node, about)
                yield from self._percent(node, about)
                yield from self._dollar(node, about)
                yield from self._column(node, about)
                yield from self._date(node, about)
            case ast.Call(func=ast.Attribute(attr="load" | "loads", value=ast.Name(id="json"))):
                yield from self._numbered(node, about, 0.6)
            case ast.Subscript(slice=ast.Constant(value=str())) if self._handed_on(node):
                yield from self._numbered(node, about, 0.5)
            case ast.Call(func=ast.Attribute(value=ast.Name(id="re"))) if about.type in (
                "error",
                "PatternError",
            ):
                yield from self._escaped(node)
            case ast.Call(func=ast.Name(id="isinstance"), args=[_, ast.Name(id="float" | "int") as kind]):
                yield self.replace(kind, "(int, float)", "type widened", 0.5)
        match node:
            case ast.Call(func=ast.Name(id="isinstance"), args=[_, ast.Name(id=name) as kind]) if (
                name in _TYPES
            ):
                for other in _TYPES:
                    if other != name:
                        yield self.replace(kind, other, "type named", 0.25)
                        yield self.replace(kind, f"({name}, {other})", "type widened", 0.2)

    def _handed_on(self, node: ast.Subscript) -> bool:
        parent = self.program.parents.get(node)
        return isinstance(parent, ast.Call | ast.Return | ast.Assign | ast.keyword)

    def _numbered(self, node: ast.expr, about: About, weight: float) -> Iterator[Made]:
        """JSON has made texts of the numbers that were keys."""
        if about.type == "KeyError" and about.message.strip().lstrip("-").isdigit():
            text = f"{{int(key): value for key, value in {self.program.source(node)}.items()}}"
            yield self.replace(node, text, "keys converted", 4 * weight if about.alike else weight)

    def _escaped(self, node: ast.Call) -> Iterator[Made]:
        """What is put into a pattern is text, whose signs mean themselves."""
        for part in ast.walk(node.args[0]) if node.args else ():
            match part:
                case ast.Call(func=ast.Attribute(value=ast.Constant(), attr="join"), args=[words]):
                    text = f"map(re.escape, {self.program.source(words)})"
                    yield self.replace(words, text, "escaped", 0.9)
                case ast.FormattedValue(value=value, conversion=-1, format_spec=None):
                    yield self.replace(value, f"re.escape({self.program.source(value)})", "escaped", 0.8)
                case ast.Name() | ast.Attribute() | ast.Subscript() if isinstance(
                    self.program.parents.get(part), ast.BinOp | ast.Call
                ) and not self._is_called(part):
                    yield self.replace(part, f"re.escape({self.program.source(part)})", "escaped", 0.7)

    def _is_called(self, node: ast.AST) -> bool:
        parent = self.program.parents.get(node)
        return isinstance(parent, ast.Call) and parent.func is node

    def _date(self, node: ast.Constant, about: About) -> Iterator[Made]:
        """A date has another format than it is read by; those tried read the text that failed."""
        form, fitting = date_formats(about.message) if about.says("does not match format") else ("", ())
        text = self.program.source(node)
        weight = 0.95
        for changed in fitting if node.value == form and form in text else ():
            yield self.replace(node, text.replace(form, changed), "date format", weight)
            weight *= 0.6
        rest = about.message.partition("unconverted data remains: ")[2]
        if rest and isinstance(node.value, str) and "%" in node.value and "\\" not in text:
            for changed in lengthened(node.value, rest) if node.value in text else ():
                yield self.replace(node, text.replace(node.value, changed), "date format", 0.7)

    def _fields(self, node: ast.Constant, about: About) -> Iterator[Made]:
        """A field of a format is called otherwise by what fills it."""
        if about.type != "KeyError" or not about.key or "{" + about.key not in str(node.value):
            return
        source = self.program.source(node)
        place = source.find("{" + about.key) + 1
        start = self.program.start(node) + place
        names = [
            keyword.arg
            for call in ast.walk(self.program.tree)
            if isinstance(call, ast.Call)
            for keyword in call.keywords
            if keyword.arg
        ]
        for name in dict.fromkeys((*similar(about.key, names), *similar(about.key, about.strings))):
            if name.isidentifier():
                yield (start, start + len(about.key), name, "key renamed", 0.9)

    def _pattern(self, node: ast.Constant, about: About) -> Iterator[Made]:
        """A pattern lists the words that it takes, and another one came."""
        if not about.says("None"):
            return
        source = self.program.source(node)
        for found in _CHOICE.finditer(source):
            named = re.match(r"\(\?P<\w+>", found[0])
            start = self.program.start(node) + found.start()
            yield (
                start,
                start + len(found[0]),
                f"{named[0] if named else '('}\\w+)",
                "pattern widened",
                0.35,
            )

    def _marks(self, node: ast.Constant, about: About) -> Iterator[Made]:
        """A statement of SQL has a placeholder too many or too few."""
        if not about.says("values for", "bindings", "columns", "parameters"):
            return
        source = self.program.source(node)
        for found in _MARKS.finditer(source):
            start = self.program.start(node) + found.start()
            count = found[0].count("?")
            for other in (count + 1, count - 1):
                if other:
                    text = f"({', '.join('?' * other)})"
                    yield (start, start + len(found[0]), text, "placeholders", 0.9)

    def _percent(self, node: ast.Constant, about: About) -> Iterator[Made]:
        """A per cent sign that is meant as such begins a field."""
        found = re.search(
            r"unsupported format character '.' \(0x\w+\) at index (\d+)|incomplete format", about.message
        )
        source = self.program.source(node)
        if found is None or "%" not in source:
            return
        for sign in re.finditer(r"%(?![%(\w.\-+# ]*[a-zA-Z%])|%(?=[,.;:) ]|['\"]$)", source):
            start = self.program.start(node) + sign.start()
            yield (start, start + 1, "%%", "per cent sign", 0.9)

    def _dollar(self, node: ast.Constant, about: About) -> Iterator[Made]:
        """A dollar that is meant as such begins a placeholder."""
        if not about.says("Invalid placeholder in string"):
            return
        source = self.program.source(node)
        for sign in re.finditer(r"\$(?![\w${])", source):
            start = self.program.start(node) + sign.start()
            yield (start, start + 1, "$$", "dollar sign", 0.9)

    def _column(self, node: ast.Constant, about: About) -> Iterator[Made]:
        """A statement of SQL names a column that its table does not have."""
        found = re.search(r"no such column: (?:\w+\.)?(\w+)", about.message)
        source = self.program.source(node)
        if found is None or re.search(r"\bcreate\s+table\b", source, re.IGNORECASE):
            return
        columns = [
            name
            for text in about.strings
            for table in re.findall(r"create\s+table[^(]*\((.*)\)", text, re.IGNORECASE | re.DOTALL)
            for name in re.findall(r"(?:^|,)\s*(\w+)", table)
        ]
        near = similar(found[1], columns)
        for place in re.finditer(rf"\b{re.escape(found[1])}\b", source):
            start = self.program.start(node) + place.start()
            for name in dict.fromkeys(columns):
                if name != found[1] and not re.search(rf"\b{name}\b", source):
                    weight = 0.9 if name in near else 0.35
                    yield (start, start + len(found[1]), name, "key renamed", weight)
