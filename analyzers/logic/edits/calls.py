"""Which arguments, indices, bounds, items or branches were meant?"""

import ast
from collections.abc import Iterator

from analyzers.logic.edits.lines import stepped
from analyzers.logic.edits.maker import Made, Maker
from analyzers.logic.edits.scope import kind_of


class Calls(Maker):
    """Edits of calls, subscripts, sequences and comprehensions."""

    def call(self, node: ast.Call) -> Iterator[Made]:
        """Yield edits of a call: its arguments, their order, the call itself."""
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
        if name == "print" and arguments and all(keyword.arg != "end" for keyword in node.keywords):
            for ending, weight in (('" "', 0.2), ('""', 0.15)):
                yield (
                    program.end(node) - 1,
                    program.end(node) - 1,
                    f", end={ending}",
                    "argument added",
                    weight,
                )
        method = node.func.attr if isinstance(node.func, ast.Attribute) else ""
        close = program.end(node) - 1
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
        if method == "split" and not arguments:
            for text in dict.fromkeys(('","', '" "', '"\\n"', *self.scope.strings[:4])):
                yield (close, close, text, "argument added", 0.12)
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

    def without_keyword(self, node: ast.Call, keyword: ast.keyword, weight: float) -> Made:
        """Return the edit that takes a keyword argument out."""
        program = self.program
        start, end = program.start(keyword), program.end(keyword)
        before = program.text[program.start(node) : start].rstrip()
        if before.endswith(","):
            start = program.start(node) + len(before) - 1
        return (start, end, "", "argument dropped", weight)

    def range(self, node: ast.Call) -> Iterator[Made]:
        """Yield edits of the bounds of a range."""
        program = self.program
        if len(node.args) == 1:
            [stop] = node.args
            text = program.source(stop)
            yield self.replace(stop, f"1, {text}", "range", 0.45)
            yield self.replace(stop, f"1, {stepped(program, stop, text, 1)}", "range", 0.5)
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

    def subscript(self, node: ast.Subscript) -> Iterator[Made]:
        """Yield edits of an index."""
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
                table, at = program.source(node.value), program.source(key)
                for default, weight in ((", 0", 0.12), (", []", 0.05), (', ""', 0.04), ("", 0.06)):
                    yield self.replace(node, f"{table}.get({at}{default})", "get", weight)
        if isinstance(node.value, ast.Subscript) and not isinstance(node.value.slice, ast.Slice):
            one, two = program.source(node.value.slice), program.source(key)
            if one != two:
                changed = f"{program.source(node.value.value)}[{two}][{one}]"
                yield self.replace(node, changed, "indices swapped", 0.35)

    def slice(self, node: ast.Subscript, key: ast.Slice) -> Iterator[Made]:
        """Yield edits of the bounds of a slice."""
        program = self.program
        lower = program.source(key.lower) if key.lower else ""
        upper = program.source(key.upper) if key.upper else ""
        step = program.source(key.step) if key.step else ""
        base = program.source(node.value)

        def made(low: str, high: str, stride: str, weight: float) -> Made:
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

    def conditional(self, node: ast.IfExp) -> Iterator[Made]:
        """Yield edits of `a if c else b`."""
        source = self.program.source
        yield self.replace(
            node, f"{source(node.orelse)} if {source(node.test)} else {source(node.body)}", "negate", 0.6
        )
        yield self.replace(node, self.grouped(node.body), "branch dropped", 0.15)
        yield self.replace(node, self.grouped(node.orelse), "branch dropped", 0.15)

    def sequence(self, node: ast.List | ast.Tuple) -> Iterator[Made]:
        """Yield edits of the items of a list or tuple."""
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
    ) -> Iterator[Made]:
        """Yield edits of the filter of a comprehension."""
        program = self.program
        for generator in node.generators:
            for test in generator.ifs:
                start = program.text.rfind("if", 0, program.start(test))
                if start > program.start(node):
                    yield (start, program.end(test), "", "filter dropped", 0.25)
            bare = not program.text[: program.start(generator.iter)].rstrip().endswith("(")
            if bare and not generator.ifs and isinstance(generator.target, ast.Name):
                end = program.end(generator.iter)
                yield (end, end, f" if {generator.target.id}", "filter added", 0.15)
                for condition in self.scope.conditions[:4]:
                    yield (end, end, f" if {condition}", "filter added", 0.08)
        if isinstance(node, ast.ListComp):
            yield self.replace(node, "{" + program.source(node)[1:-1] + "}", "nesting", 0.12)
