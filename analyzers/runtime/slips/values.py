"""Which expression of a statement was meant to be converted, called, awaited or looked up differently?"""

import ast
from collections.abc import Iterator

from analyzers.logic.edits import Candidate
from analyzers.logic.edits.maker import Made, Maker
from analyzers.logic.edits.scope import Scope
from analyzers.logic.program import Program, own_expressions
from analyzers.runtime.kinds import kind_of
from analyzers.runtime.similar import similar
from analyzers.runtime.slips.about import About
from analyzers.runtime.slips.converting import conversions
from analyzers.runtime.slips.wrapping import may_wrap

_PLAIN = (ast.Name, ast.Attribute, ast.Subscript, ast.Call)
_MOST_KEYS = 8
_WHOLE = (
    "non-int of type 'float'",
    "indices must be integers",
    "'float' object cannot be interpreted",
    "Unknown format code 'd'",
)
_WRITTEN_SO = 0.1  # of the conversion of a number in the program's text, which could have been written so
_PREDICATES = frozenset(name for name in dir(str) if name.startswith("is"))


def edits(program: Program, statement: ast.stmt, scope: Scope, about: About) -> Iterator[Candidate]:
    """Yield edits of the single expressions of a statement."""
    maker = _Values(program, statement, scope)
    for node in own_expressions(statement):
        for start, end, text, kind, weight in maker.of(node, about):
            yield Candidate(program.path, ((start, end, text),), node.lineno, kind, weight)


class _Values(Maker):
    """Makes the edits of single expressions."""

    def of(self, node: ast.expr, about: About) -> Iterator[Made]:
        """Yield start, end, text, kind and weight of each edit of one expression."""
        if isinstance(node, _PLAIN) and isinstance(getattr(node, "ctx", ast.Load()), ast.Load):
            if not self._is_called(node):
                yield from self._converted(node, about)
                yield from self._called(node, about)
            yield from self._awaited(node, about)
        if isinstance(node, _PLAIN) and ast.unparse(node) in about.hurt and about.says("'tuple'", "'list'"):
            for part in ("0", "1", "-1"):
                yield self.replace(node, f"{self.program.source(node)}[{part}]", "item of it", 0.45)
        if isinstance(node, ast.Name) and about.says("'dict'"):
            for key in about.keys[:_MOST_KEYS]:
                weight = 0.6 if key == about.attribute else 0.35
                yield self.replace(node, f"{node.id}[{key!r}]", "item of it", weight)
        if isinstance(node, ast.BinOp) and about.says(*_WHOLE):
            yield self.replace(node, f"int({self.program.source(node)})", "type conversion", 0.6)
        if isinstance(node, ast.BinOp) and about.says("item assignment"):
            yield self.replace(node, f"list({self.program.source(node)})", "type conversion", 0.5)
        if isinstance(node, ast.Attribute):
            yield from self._renamed(node, about)
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield from self._rekeyed(node, node.value, about)
        if isinstance(node, ast.Subscript):
            yield from self._looked_up(node, about)
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div) and about.says("float", "integer"):
            place = self.between(node.left, node.right, "/")
            if place:
                yield (*place, "//", "whole division", 3.0 if about.says("multiply sequence") else 0.6)
        if isinstance(node, ast.Call):
            if about.type == "OverflowError" and getattr(node.func, "attr", "") == "exp" and node.args:
                text = self.program.source(node.args[0])
                yield self.replace(node.args[0], f"min({text}, 700)", "clamped", 0.6)
            length = about.type == "IndexError" and getattr(node.func, "id", "") == "len"
            if length and isinstance(
                self.program.parents.get(node), ast.Call | ast.keyword | ast.Assign | ast.Tuple
            ):
                yield self.replace(node, f"{self.program.source(node)} - 1", "off by one", 0.5)
            yield from self._split(node, about)
            yield from self._argument(node, about)

    def _is_called(self, node: ast.expr) -> bool:
        parent = self.program.parents.get(node)
        if isinstance(parent, ast.Call) and parent.func is node:
            return True
        return isinstance(parent, ast.Attribute | ast.Starred)

    def _converted(self, node: ast.expr, about: About) -> Iterator[Made]:
        around = self.program.parents.get(node)
        if (
            isinstance(around, ast.Subscript)
            and around.value is node
            and not isinstance(around.ctx, ast.Load)
        ):
            return  # what is stored into a converted copy is lost
        text = self.program.source(node)
        hurt = 1.3 if ast.unparse(node) in about.hurt else 1.0
        done = node.func.id if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) else ""
        parent = self.program.parents.get(node)
        nothing = about.says("NoneType")
        searched = nothing and getattr(getattr(parent, "func", None), "attr", "") == "get"
        for wrapper, weight in conversions(about):
            if isinstance(node, ast.Constant) and not isinstance(node.value, str | bytes):
                weight *= _WRITTEN_SO
            if wrapper not in (done, kind_of(node)) and (
                searched or not nothing
            ):  # no conversion makes anything of None
                yield self.replace(node, f"{wrapper}({text})", "type conversion", weight * hurt)
        if searched or about.type in (
            "KeyError",
            "ValueError",
            "AttributeError",
            "IndexError",
            "LookupError",
        ):
            if searched or about.type != "AttributeError":
                blank = about.key.strip() != about.key and about.key.strip() in about.strings
                for tail, weight in (
                    (".strip()", 3.0 if blank else 0.35),
                    (".lower()", 0.3),
                    (".upper()", 0.2),
                    (".title()", 0.1),
                ):
                    if not text.endswith(tail):
                        yield self.replace(node, f"{text}{tail}", "text cleaned", weight * hurt)
            if about.type == "ValueError" and about.says("could not convert", "invalid literal"):
                yield self.replace(node, f'{text}.replace(",", "")', "text cleaned", 0.25)
        ordered = getattr(getattr(parent, "func", None), "id", "") in ("sorted", "max", "min", "list", "dict")
        if (
            isinstance(parent, ast.Call)
            and node in parent.args
            and (about.says("to unpack", "cannot unpack") or ordered)
        ):
            yield self.replace(node, f"{text}.items()", "iteration", 0.3)
        if isinstance(parent, ast.For | ast.comprehension) and parent.iter is node:
            for tail, weight in ((".items()", 0.5), (".values()", 0.5), (".keys()", 0.1)):
                if not isinstance(node, ast.Call):
                    yield self.replace(node, f"{text}{tail}", "iteration", weight)
            if about.type in ("TypeError", "ValueError"):
                yield self.replace(node, f"enumerate({text})", "iteration", 0.35)
                yield self.replace(node, f"range({text})", "iteration", 0.35 if about.says("'int'") else 0.1)
            if about.says("changed size", "mutated during", "changed during"):
                yield self.replace(node, f"list({text})", "iteration", 0.9)
        lazy = done in ("map", "filter", "zip", "iter", "reversed", "enumerate")
        if lazy and not isinstance(parent, ast.For | ast.comprehension | ast.Call):
            yield self.replace(node, f"list({text})", "made a list", 0.6)

    def _called(self, node: ast.expr, about: About) -> Iterator[Made]:
        if isinstance(node, ast.Attribute | ast.Name):
            name = node.attr if isinstance(node, ast.Attribute) else node.id
            known = name in about.functions and name not in about.stored or name in _PREDICATES
            if known or about.says("method", "function"):
                weight = 0.7 if known else 0.3
                yield self.replace(node, f"{self.program.source(node)}()", "called", weight)
        elif (
            isinstance(node, ast.Call) and not node.args and not node.keywords and about.says("not callable")
        ):
            yield self.replace(node, self.program.source(node.func), "not called", 0.7)

    def _awaited(self, node: ast.expr, about: About) -> Iterator[Made]:
        if isinstance(node, ast.Call) and about.says("coroutine", "async_generator", "Task", "Future"):
            parent = self.program.parents.get(node)
            if isinstance(parent, ast.Await):
                return
            function = self.program.function(node)
            if isinstance(function, ast.AsyncFunctionDef):
                text = f"await {self.program.source(node)}"
                alone = isinstance(parent, ast.Assign | ast.Return | ast.Expr)
                name = getattr(node.func, "id", getattr(node.func, "attr", ""))
                known = isinstance(about.functions.get(name), ast.AsyncFunctionDef)
                yield self.replace(node, text if alone else f"({text})", "awaited", 1.0 if known else 0.4)

    def _renamed(self, node: ast.Attribute, about: About) -> Iterator[Made]:
        """An attribute that is set and never read, or read and never set, is likely another one's misspelling."""
        end = self.program.end(node)
        start = end - len(node.attr)
        stored = isinstance(node.ctx, ast.Store)
        if stored and node.attr not in about.loaded:
            others = [name for name in sorted(about.loaded) if name not in about.functions]
            near = similar(node.attr, others)
            wanted = [about.attribute] if about.attribute in about.loaded else []
            for name in dict.fromkeys((*wanted, *near)):
                yield (start, end, name, "attribute renamed", 0.9)
            for name in about.hurt:
                last = name.rpartition(".")[2]
                if last in others and "." in name and last not in near and last.isidentifier():
                    yield (start, end, last, "attribute renamed", 0.5)
        elif not stored:
            known = [*sorted(about.stored), *about.functions]
            weight = 0.9 if node.attr == about.attribute else 0.3
            for name in similar(node.attr, [one for one in known if one != node.attr]):
                yield (start, end, name, "attribute renamed", weight)

    def _rekeyed(self, node: ast.Constant, value: str, about: About) -> Iterator[Made]:
        text = self.program.source(node)
        if text[:1] not in "\"'" or text[:3] in ('"""', "'''"):
            return
        quote = text[0]
        near = similar(value, about.strings) if len(value) < 40 else ()
        clean = (
            about.key == about.key.strip()
        )  # else it is the key that is looked up that is not as it should be
        wanted = (about.key,) if clean and about.key != value and similar(about.key, [value]) else ()
        if isinstance(self.program.parents.get(node), ast.Subscript | ast.Call):
            for name in about.untouched:
                if name not in near and quote not in name:
                    yield self.replace(node, f"{quote}{name}{quote}", "key renamed", 0.5)
        for name in dict.fromkeys((*wanted, *near)):
            if quote not in name and "\\" not in name and name.isprintable():
                alike = name.strip().casefold() == value.strip().casefold()
                weight = 0.9 if name in wanted or value == about.key else 0.6 if alike else 0.3
                yield self.replace(node, f"{quote}{name}{quote}", "key renamed", weight)

    def _looked_up(self, node: ast.Subscript, about: About) -> Iterator[Made]:
        base, key = self.program.source(node.value), self.program.source(node.slice)
        if isinstance(node.slice, ast.Slice):
            return
        if about.type == "IndexError" and not isinstance(node.slice, ast.Constant):
            weight = 0.4 if about.wraps else 0.06
            if _from_its_index(self.program, node):
                weight = 3.0
            wraps = may_wrap(self.program, node)
            if wraps:
                yield self.replace(node.slice, f"({key}) % len({base})", "wrapped round", weight)
            yield self.replace(node.slice, f"{key} - 1", "off by one", 0.5)
            if (
                wraps
                and isinstance(node.value, ast.Subscript)
                and not isinstance(node.value.slice, ast.Slice)
            ):
                rows, row = self.program.source(node.value.value), self.program.source(node.value.slice)
                text = f"{rows}[({row}) % len({rows})][({key}) % len({rows}[0])]"
                yield self.replace(node, text, "wrapped round", weight)
            if isinstance(node.ctx, ast.Load):
                for default in ("None", '""', "0"):
                    text = f"({base}[{key}] if {key} < len({base}) else {default})"
                    yield self.replace(node, text, "default", 0.12)
        if about.type == "IndexError" and isinstance(node.ctx, ast.Load):
            yield from self._long_enough(node, base)
        if about.type in ("KeyError", "TypeError", "ValueError") and isinstance(node.slice, ast.Name):
            for tail in ("[1:]", "[:-1]"):
                yield self.replace(node.slice, f"{key}{tail}", "slice", 0.15)
        if about.type == "KeyError" and isinstance(node.ctx, ast.Load):
            for default, weight in (('""', 0.1), ("0", 0.15), ("None", 0.2), ("[]", 0.15)):
                yield self.replace(node, f"{base}.get({key}, {default})", "default", weight)
            yield self.replace(node, f"{base}.get({key})", "default", 0.15)

    def _long_enough(self, node: ast.Subscript, base: str) -> Iterator[Made]:
        """What is worked out of an item stands for nothing where there are too few."""
        try:
            index = ast.literal_eval(node.slice)
        except ValueError:
            return
        if not isinstance(index, int):
            return
        least = index if index >= 0 else -index - 1
        test = f"len({base}) > {least}" if least else base
        whole: ast.expr = node
        while isinstance(
            parent := self.program.parents.get(whole), ast.BinOp | ast.Call | ast.UnaryOp | ast.Attribute
        ):
            whole = parent
        if isinstance(
            parent,
            ast.Return | ast.Assign | ast.keyword | ast.Lambda | ast.Call | ast.DictComp | ast.ListComp,
        ):
            for default in ("None", "0", '""'):
                text = f"{self.program.source(whole)} if {test} else {default}"
                yield self.replace(whole, text, "default", 0.25)

    def _split(self, node: ast.Call, about: About) -> Iterator[Made]:
        if getattr(node.func, "attr", "") not in ("split", "rsplit") or not isinstance(
            node.func, ast.Attribute
        ):
            return
        parent = self.program.parents.get(node)
        count = 0
        if isinstance(parent, ast.Assign) and isinstance(parent.targets[0], ast.Tuple | ast.List):
            count = len(parent.targets[0].elts)
        text = self.program.source(node)
        base = self.program.source(node.func.value)
        if count and about.type in ("ValueError", "TypeError", "KeyError"):
            for kind in ("int", "float"):
                yield self.replace(node, f"map({kind}, {text})", "type conversion", 0.5)
        if not count and about.type in ("TypeError", "IndexError"):
            for kind in ("int", "float"):
                yield self.replace(node, f"list(map({kind}, {text}))", "type conversion", 0.3)
        if about.says("to unpack"):
            if len(node.args) == 1 and count:
                yield self.replace(
                    node,
                    f"{base}.{node.func.attr}({self.program.source(node.args[0])}, {count - 1})",
                    "split",
                    0.7,
                )
                if count == 2 and isinstance(parent, ast.Assign) and isinstance(parent.targets[0], ast.Tuple):
                    target = parent.targets[0]
                    first, last = (self.program.source(one) for one in target.elts)
                    mark = self.program.source(node.args[0])
                    start, end = self.program.start(target), self.program.end(node)
                    yield (start, end, f"{first}, _, {last} = {base}.partition({mark})", "split", 0.45)
            if node.args:
                yield self.replace(node, f"{base}.split()", "split", 0.4)
            else:
                if count > 1:
                    rest = f"{base}.{node.func.attr}(maxsplit={count - 1})"
                    yield self.replace(node, rest, "split", 0.7)
                for mark in ('","', '"="', '":"', '";"', '"-"', '"/"', '"\\t"', '", "', '" "'):
                    yield self.replace(node, f"{base}.split({mark})", "split", 0.25)
        if about.type == "IndexError" and node.args:
            yield self.replace(node, f"{base}.split()", "split", 0.2)

    def _argument(self, node: ast.Call, about: About) -> Iterator[Made]:
        """A required argument is not passed where something of its name is at hand; an unknown keyword is renamed."""
        name = getattr(node.func, "id", getattr(node.func, "attr", ""))
        function = about.functions.get(name)
        owner = about.classes.get(name)
        if owner is not None:
            made = [one for one in owner.body if isinstance(one, ast.FunctionDef) and one.name == "__init__"]
            function = made[0] if made else None
        if function is None:
            return
        names = [one.arg for one in (*function.args.posonlyargs, *function.args.args)]
        names = names[1:] if names[:1] in (["self"], ["cls"]) else names
        yield from self._in_order(node, names)
        for keyword in node.keywords:
            if keyword.arg and keyword.arg not in names and function.args.kwarg is None:
                for other in names:
                    start = self.program.start(keyword)
                    near = 0.9 if other in similar(keyword.arg, names) else 0.3
                    yield (start, start + len(keyword.arg), other, "keyword renamed", near)
        if about.says("missing") and any(f"'{one}'" in about.message for one in names):
            close = self.program.end(node) - 1
            comma = ", " if node.args or node.keywords else ""
            missing = [one for one in names if f"'{one}'" in about.message]
            for one in missing:
                for have in dict.fromkeys((one, f"self.{one}")):
                    if have in self.scope.variables or have[5:] in about.stored and self.scope.is_method:
                        yield (close, close, f"{comma}{have}", "argument passed", 0.8)
                for have in self.scope.variables:
                    if have != one and have not in {ast.unparse(arg) for arg in node.args}:
                        yield (close, close, f"{comma}{have}", "argument passed", 0.2)

    def _in_order(self, node: ast.Call, names: list[str]) -> Iterator[Made]:
        """Arguments are called as the parameters are, and stand in another order."""
        given = [one.id if isinstance(one, ast.Name) else getattr(one, "attr", "") for one in node.args]
        known = [name for name in given if name in names]
        places = [names.index(name) for name in known]
        if len(known) < 2 or len(set(known)) < len(known) or places == sorted(places):
            return
        if places == [given.index(name) for name in known]:
            return
        order = iter(sorted(known, key=names.index))
        texts = {
            name: self.program.source(one)
            for name, one in zip(given, node.args, strict=True)
            if name in known
        }
        parts = [
            texts[next(order)] if name in known else self.program.source(one)
            for name, one in zip(given, node.args, strict=True)
        ]
        start, end = self.program.start(node.args[0]), self.program.end(node.args[-1])
        yield (start, end, ", ".join(parts), "arguments in order", 1.0)


def _from_its_index(program: Program, node: ast.Subscript) -> bool:
    """Whether a place in a row is worked out from the place at which the row has something: letters that are moved on."""
    function = program.function(node)
    searched = f"{program.source(node.value)}.{{}}("
    around = program.source(function) if function is not None else program.text
    moved = any(isinstance(one, ast.BinOp) and isinstance(one.op, ast.Add) for one in ast.walk(node.slice))
    return moved and any(searched.format(how) in around for how in ("index", "find"))
