"""Which statement is missing: a return, a guard, a call of the base class, a declaration?"""

import ast
import re
from collections.abc import Iterator

from analyzers.logic.edits import Candidate
from analyzers.logic.edits.lines import LOOPS, insertion, neighbours, own_lines, unit
from analyzers.logic.edits.scope import Scope
from analyzers.logic.program import Function, Program, is_docstring
from analyzers.runtime.index import falls_through
from analyzers.runtime.slips.about import About
from analyzers.runtime.slips.change import Changes
from analyzers.runtime.slips.walks import past_the_end


def head_end(statement: ast.stmt) -> int:
    """Return the last line of a statement without the block that it opens."""
    body = getattr(statement, "body", None)
    if isinstance(body, list) and body:
        return max(statement.lineno, int(body[0].lineno) - 1)
    return statement.end_lineno or statement.lineno


def edits(program: Program, statement: ast.stmt, scope: Scope, about: About) -> Iterator[Candidate]:
    """Yield edits that add a statement, or a condition, at a statement."""
    for maker in (_returns, _guards, _conditions, _ends, _base_call, _declared, _first_value, _decorated):
        for changes, kind, weight in maker(program, statement, scope, about):
            edits_made = tuple(sorted(changes))
            line = _line(program, statement, edits_made)
            if kind == "declared outside":
                line = about.line  # where the name was seen to be one of the function's own
            if kind == "first value" and statement is not program.block(statement)[0]:
                line = neighbours(program.lines, edits_made[0][0])[0]  # beside the other first values
            yield Candidate(program.path, edits_made, line, kind, weight)


def _line(program: Program, statement: ast.stmt, made: tuple[tuple[int, int, str], ...]) -> int:
    """The line that an edit is about: the one after which lines are added, where they end a block."""
    start, end, text = made[0]
    line = program.lines.position(start)[0]
    if start == end and "\n" in text:
        return statement.lineno if line <= statement.lineno else statement.end_lineno or line
    return line


def _returns(program: Program, statement: ast.stmt, scope: Scope, about: About) -> Iterator[Changes]:
    """A function ends without giving back what it made."""
    function = program.function(statement)
    if function is None or not about.says("None", "NoneType"):
        return
    last = function.body[-1]
    if statement is last or statement is falls_through(function.body):
        if isinstance(statement, ast.Expr) and not is_docstring(statement):
            value = statement.value
            printed = isinstance(value, ast.Call) and getattr(value.func, "id", "") == "print"
            start = program.start(statement)
            if printed and isinstance(value, ast.Call) and len(value.args) == 1:
                text = f"return {program.source(value.args[0])}"
                yield ((start, program.end(statement), text),), "missing return", 1.5
            elif not printed:
                yield ((start, start, "return "),), "missing return", 0.9
        if isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name):
            start = program.start(statement)
            text = f"return {program.source(statement.value)}"
            yield ((start, program.end(statement), text),), "missing return", 0.5
    if statement is last and not isinstance(statement, ast.Return | ast.Raise):
        span = own_lines(program, statement)
        if span is None or _seeks(statement):
            return
        indent = program.indentation(statement)
        names = [name for name in scope.variables if name not in ("self", "cls")]
        changed = {
            node.value.id
            for node in ast.walk(function)
            if isinstance(node, ast.Attribute | ast.Subscript)
            and isinstance(node.value, ast.Name)
            and isinstance(node.ctx, ast.Store)
        }
        stored = [name for name in names if name not in scope.parameters or name in changed]
        first = function.args.args[0].arg if function.args.args else ""
        if first == "cls" and not isinstance(program.parents.get(function), ast.ClassDef):
            names.append("cls")  # a decorator of classes
        for name in dict.fromkeys((*scope.returns, *names, "self")):
            if name == "self" and not scope.is_method:
                continue
            weight = 0.8 if name in stored else 0.6 if name.isidentifier() else 0.35
            if isinstance(last, ast.Assign) and program.source(last.targets[0]) == name and "[" in name:
                weight = 2.5  # given back elsewhere, and made just now
            if (
                name not in stored
                and getattr(getattr(getattr(last, "value", None), "func", None), "id", "") == "print"
            ):
                weight = 0.1  # what is printed was to be given back, not what was given
            yield (insertion(program, span[1], indent, f"return {name}"),), "missing return", weight
        for node in function.body:
            if isinstance(node, Function):
                yield (insertion(program, span[1], indent, f"return {node.name}"),), "missing return", 0.9
    # A branch that calls itself, or another, and forgets to hand the result on.
    if (
        isinstance(statement, ast.Expr)
        and isinstance(statement.value, ast.Call)
        and getattr(statement.value.func, "id", getattr(statement.value.func, "attr", "")) == function.name
    ):
        start = program.start(statement)
        yield ((start, start, "return "),), "missing return", 0.9


def _seeks(statement: ast.stmt) -> bool:
    """Whether a loop looks for one of what it goes through: behind it, there is none, and none to be returned."""
    if not isinstance(statement, ast.For):
        return False
    targets = {one.id for one in ast.walk(statement.target) if isinstance(one, ast.Name)}
    return any(
        isinstance(node, ast.Return)
        and node.value is not None
        and any(isinstance(one, ast.Name) and one.id in targets for one in ast.walk(node.value))
        for node in ast.walk(statement)
    )


def _guards(program: Program, statement: ast.stmt, scope: Scope, about: About) -> Iterator[Changes]:
    """Nothing is done for what is empty, zero or absent."""
    if about.type not in (
        "ZeroDivisionError",
        "IndexError",
        "AttributeError",
        "TypeError",
        "ValueError",
        "KeyError",
        "IsADirectoryError",
        "JSONDecodeError",
    ):
        return
    function = program.function(statement)
    span = own_lines(program, statement)
    if span is None or isinstance(statement, Function | ast.ClassDef):
        return
    here, step = program.indentation(statement), unit(program)
    in_loop = any(isinstance(node, LOOPS) for node in program.ancestors(statement))
    tests = [name for name in _tested(statement, about) if name]
    leaves = ["continue"] if in_loop else []
    if function is not None:
        values = dict.fromkeys((*scope.returns[:3], "None", "0", "[]"))
        values |= dict.fromkeys(scope.parameters[-2:])
        if "True" in scope.returns:
            values = {"False": None, **values}
        leaves += [f"return {value}" for value in values if "(" not in value or len(value) < 20]
        leaves += ["return"]
    conditions = [f"not {name}" for name in tests[:4]] + list(_bounds(statement, about))[:2]
    for condition in conditions:
        for leave in leaves:
            weight = 0.16 if leave == "continue" else 0.12
            yield (insertion(program, span[0], here, f"if {condition}:\n{step}{leave}"),), "guard", weight


def _tested(statement: ast.stmt, about: About) -> Iterator[str]:
    """The texts of expressions at the failing statement whose emptiness or absence makes it fail."""
    for node in ast.walk(statement):
        match node:
            case ast.BinOp(op=ast.Div() | ast.FloorDiv() | ast.Mod(), right=right) if (
                about.type == "ZeroDivisionError"
            ):
                if isinstance(right, ast.Call) and getattr(right.func, "id", "") == "len" and right.args:
                    yield ast.unparse(right.args[0])
                else:
                    yield ast.unparse(right)
            case ast.Subscript(value=value) if about.type == "IndexError":
                yield ast.unparse(value)
            case ast.Call(func=ast.Attribute(attr="pop" | "popleft", value=value)):
                yield ast.unparse(value)
            case ast.Call(func=ast.Name(id="int" | "float"), args=[one]) if about.type == "ValueError":
                yield ast.unparse(one)
            case ast.Call(func=ast.Attribute(attr="loads"), args=[one]) if about.type == "JSONDecodeError":
                yield f"{ast.unparse(one)}.strip()"
            case ast.Call(func=ast.Name(id="max" | "min"), args=[one]) if about.type == "ValueError":
                yield ast.unparse(one)
            case ast.Attribute(value=value) | ast.Subscript(value=value) if about.says("None"):
                if isinstance(value, ast.Name | ast.Attribute):
                    yield ast.unparse(value)
            case ast.Name() if ast.unparse(node) in about.hurt:
                yield node.id


def _bounds(statement: ast.stmt, about: About) -> Iterator[str]:
    """Conditions under which a statement cannot but fail: an index past the end, a folder instead of a file."""
    for node in ast.walk(statement):
        match node:
            case ast.Subscript(value=value, slice=ast.Name() | ast.BinOp() | ast.Attribute() as key) if (
                about.type == "IndexError"
            ):
                yield f"{ast.unparse(key)} >= len({ast.unparse(value)})"
            case ast.Call(args=[ast.Name(id=path), *_]) if about.type == "IsADirectoryError":
                yield f"os.path.isdir({path})"


def _conditions(program: Program, statement: ast.stmt, scope: Scope, about: About) -> Iterator[Changes]:
    """A condition lacks the part that keeps the rest from failing."""
    tests: list[ast.expr] = []
    if isinstance(statement, ast.If | ast.While):
        tests.append(statement.test)
    if isinstance(statement, ast.Return) and isinstance(statement.value, ast.Compare | ast.BoolOp):
        tests.append(statement.value)
    tests += [node.test for node in ast.walk(statement) if isinstance(node, ast.IfExp)][:2]
    for test in tests:
        start, end = program.start(test), program.end(test)
        text = program.source(test)
        plain = text if not isinstance(test, ast.BoolOp) or isinstance(test.op, ast.And) else f"({text})"
        parts: dict[str, float] = {}
        for node in ast.walk(test):
            match node:
                case ast.Subscript(value=value, slice=key) if about.type == "IndexError":
                    base, place = ast.unparse(value), ast.unparse(key)
                    if not isinstance(key, ast.Slice | ast.Constant):
                        parts[f"{place} < len({base})"] = 0.6
                        parts[f"{place} >= 0"] = 0.2
                    parts[base] = 0.5
                case ast.Subscript(value=value, slice=key) if about.type == "KeyError":
                    parts[f"{ast.unparse(key)} in {ast.unparse(value)}"] = 0.5
                case ast.Call(func=ast.Attribute(attr="pop" | "popleft", value=value)):
                    parts[ast.unparse(value)] = 0.6
                case ast.Attribute(value=value) if about.says("None") and isinstance(
                    value, ast.Name | ast.Attribute
                ):
                    parts[ast.unparse(value)] = 0.4
                case ast.Compare(left=left, comparators=[right]) if about.says("None"):
                    for one in (left, right):
                        if isinstance(one, ast.Name | ast.Attribute):
                            parts[f"{ast.unparse(one)} is not None"] = 0.3
        for hurt in about.hurt if about.says("None") else ():
            if hurt in scope.variables or (hurt.startswith("self.") and scope.is_method):
                parts.setdefault(f"{hurt} is not None", 0.4)
        # A branch that leaves treats what cannot be looked at like what fails the test; any other one needs it to pass.
        leaves = isinstance(statement, ast.If) and isinstance(
            statement.body[-1], ast.Return | ast.Raise | ast.Continue | ast.Break
        )
        for part, weight in parts.items():
            share = 0.7 if leaves else 1.0
            yield ((start, end, f"{part} and {plain}"),), "condition added", weight * share
            if isinstance(statement, ast.If):
                opposite = (
                    part.replace(" is not None", " is None") if " is not None" in part else f"not {part}"
                )
                if part.isidentifier() or "." in part or " is not None" in part:
                    yield (
                        ((start, end, f"{opposite} or {text}"),),
                        "condition added",
                        weight * (1.0 if leaves else 0.6),
                    )


def _ends(program: Program, statement: ast.stmt, scope: Scope, about: About) -> Iterator[Changes]:
    """A loop or a recursion goes one step too far because of how its end is tested."""
    del scope
    if not isinstance(statement, ast.If | ast.While):
        return
    test = statement.test
    if about.type == "RecursionError":
        match test:
            case ast.Compare(left=left, ops=[ast.Eq()], comparators=[ast.Constant(value=int() as number)]):
                for text in (f"<= {number}", f"<= {number + 1}"):
                    changed = f"{program.source(left)} {text}"
                    yield ((program.start(test), program.end(test), changed),), "end of recursion", 0.6
    if isinstance(statement, ast.While) and about.says("None"):
        yield from past_the_end(program, statement)
        for node in statement.body:
            match node:
                case ast.Assign(
                    targets=[ast.Name(id=name)], value=ast.Attribute(value=ast.Name(id=other)) as step
                ):
                    if name == other and any(
                        isinstance(one, ast.Name) and one.id == name for one in ast.walk(test)
                    ):
                        text = program.source(test)
                        changed = re.sub(rf"\b{name}\b", program.source(step), text, count=1)
                        yield ((program.start(test), program.end(test), changed),), "end of loop", 0.4


def _base_call(program: Program, statement: ast.stmt, scope: Scope, about: About) -> Iterator[Changes]:
    """An `__init__` leaves out that of the base class."""
    del scope
    function = program.function(statement)
    if function is None or function.name != "__init__" or statement is not function.body[0]:
        return
    owner = program.parents.get(function)
    if not isinstance(owner, ast.ClassDef) or "super" in program.source(function):
        return
    span = own_lines(program, statement)
    for base in owner.bases:
        name = getattr(base, "id", getattr(base, "attr", ""))
        above = about.classes.get(name)
        made = (
            []
            if above is None
            else [one for one in above.body if isinstance(one, ast.FunctionDef) and one.name == "__init__"]
        )
        if span is not None and (made or above is None):
            wanted = [one.arg for one in made[0].args.args[1:]] if made else []
            own = [one.arg for one in function.args.args[1:]]
            given = [one for one in wanted if one in own]
            needed = len(wanted) - len(made[0].args.defaults) if made else 0
            for args in dict.fromkeys((tuple(given), tuple(own[: len(wanted)]), tuple(own[:needed]))):
                text = f"super().__init__({', '.join(args)})"
                here = program.indentation(statement)
                fits = not set(args) - set(wanted) or not wanted
                yield (insertion(program, span[0], here, text),), "base class set up", 1.0 if fits else 0.3


def _declared(program: Program, statement: ast.stmt, scope: Scope, about: About) -> Iterator[Changes]:
    """A function sets a name of the scope around it without saying so."""
    function = program.function(statement)
    if about.type != "UnboundLocalError" or function is None or statement is not function.body[0]:
        return
    span = own_lines(program, statement)
    if span is None:
        return
    outer = program.function(function)
    for node in ast.walk(function):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store) and f"'{node.id}'" in about.message:
            word = "global" if node.id in scope.globals else "nonlocal"
            if word == "nonlocal" and (outer is None or not _binds(outer, node.id)):
                return
            here = program.indentation(statement)
            yield (insertion(program, span[0], here, f"{word} {node.id}"),), "declared outside", 0.9
            return


def _binds(function: ast.FunctionDef | ast.AsyncFunctionDef, name: str) -> bool:
    """Whether a function gives a name a value, in its own body or as a parameter."""
    parameters = {one.arg for one in ast.walk(function.args) if isinstance(one, ast.arg)}
    return name in parameters or any(
        isinstance(node, ast.Name) and node.id == name and isinstance(node.ctx, ast.Store)
        for statement in function.body
        if not isinstance(statement, Function)
        for node in ast.walk(statement)
    )


def _first_value(program: Program, statement: ast.stmt, scope: Scope, about: About) -> Iterator[Changes]:
    """A name gets its value in a loop or a branch alone, and that did not come to it."""
    del scope
    if about.type != "UnboundLocalError" or not isinstance(statement, LOOPS + (ast.If, ast.Try, ast.With)):
        return
    name = about.message.partition("'")[2].partition("'")[0]
    function, span = program.function(statement), own_lines(program, statement)
    if function is None or span is None or statement not in function.body:
        return
    stores = [
        node
        for node in ast.walk(statement)
        if isinstance(node, ast.Name) and node.id == name and isinstance(node.ctx, ast.Store)
    ]
    asked = any(
        isinstance(node, ast.Compare)
        and isinstance(node.ops[0], ast.Is | ast.IsNot)
        and isinstance(node.left, ast.Name)
        and node.left.id == name
        for node in program.parents
    )  # a name of its kind is compared with None somewhere
    for value, weight in (
        ("None", 2.5 if asked else 0.8),
        ("0", 0.45),
        ('""', 0.3),
        ("[]", 0.3),
        ("False", 0.3),
    ):
        if name and stores:
            line = insertion(program, span[0], program.indentation(statement), f"{name} = {value}")
            yield (line,), "first value", weight


def _decorated(program: Program, statement: ast.stmt, scope: Scope, about: About) -> Iterator[Changes]:
    """A class or function lacks what its decorator would give it, or a method its receiver."""
    del scope
    if isinstance(statement, ast.ClassDef):
        for one in statement.decorator_list:
            if isinstance(one, ast.Name) and one.id == "dataclass":
                end = program.end(one)
                if about.says("not supported between"):
                    yield ((end, end, "(order=True)"),), "dataclass option", 0.9
                if about.says("unhashable"):
                    yield ((end, end, "(frozen=True)"),), "dataclass option", 0.9
    if isinstance(statement, Function) and isinstance(program.parents.get(statement), ast.ClassDef):
        names = [one.arg for one in statement.args.args]
        start = program.text.find("(", program.start(statement)) + 1
        if (
            names[:1] not in (["self"], ["cls"])
            and not statement.decorator_list
            and about.type == "TypeError"
        ):
            text = "self, " if names else "self"
            yield ((start, start, text),), "receiver", 0.9
        indent = program.indentation(statement)
        line = program.lines.starts[statement.lineno - 1]
        if len(names) == 1 and not statement.decorator_list and about.says("method", "function"):
            yield (insertion(program, line, indent, "@property"),), "decorated", 0.3
        if names[:1] not in (["self"], ["cls"]) and not statement.decorator_list:
            yield (insertion(program, line, indent, "@staticmethod"),), "decorated", 0.3
