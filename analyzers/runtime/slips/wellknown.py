"""Which change does everybody make who has met this message before?

Each maker answers one message by the one change that fits it: what a container of this kind calls the method, how its
items become keys, how a text becomes a date or a row of characters.
"""

import ast
from collections.abc import Callable, Iterator

from analyzers.deferred import regex
from analyzers.logic.edits import Candidate
from analyzers.logic.edits.scope import Scope
from analyzers.logic.program import Function, Program, own_expressions
from analyzers.runtime.slips.about import About
from analyzers.runtime.slips.change import Changes, put
from analyzers.runtime.slips.imported import named

_FIELD = regex(r"\{([A-Za-z_]\w*)[^{}]*\}")
_OF_DATES = frozenset(["strftime", "year", "month", "day", "weekday", "isoformat", "isoweekday", "toordinal"])
_OF_MOMENTS = frozenset(["hour", "minute", "second", "date", "time", "timestamp", "astimezone"])
_WRITES = frozenset(["write", "writelines", "writerow", "writerows", "writeheader", "dump"])
_ADDS_TO = frozenset(["log", "append", "add", "record", "note", "save_line", "write_line", "track"])


def edits(program: Program, statement: ast.stmt, scope: Scope, about: About) -> Iterator[Candidate]:
    """Yield the edits of a statement that a message is known for."""
    del scope
    for maker in (_for_writing, _second_base):
        for changes, kind, weight in maker(program, statement, about):
            yield Candidate(program.path, tuple(sorted(changes)), statement.lineno, kind, weight)
    for node in own_expressions(statement):
        for makes in _MAKERS:
            for changes, kind, weight in makes(program, node, about):
                yield Candidate(program.path, tuple(sorted(changes)), node.lineno, kind, weight)


def _dashed(program: Program, node: ast.expr, about: About) -> Iterator[Changes]:
    """`args.dry-run` is a difference: options with a dash become attributes with an underscore."""
    match node:
        case ast.BinOp(left=ast.Attribute(attr=first) as left, op=ast.Sub(), right=ast.Name(id=second)) if (
            first == about.attribute
        ):
            owner = program.source(left.value)
            yield put(program, node, f"{owner}.{first}_{second}"), "attribute renamed", 2.0


def _added(program: Program, node: ast.expr, about: About) -> Iterator[Changes]:
    """A number is added to like a list."""
    match node:
        case ast.Call(func=ast.Attribute(value=owner, attr="append" | "add" as how), args=[given]):
            if (
                about.owner in ("int", "float")
                and about.attribute == how
                and isinstance(program.parents.get(node), ast.Expr)
            ):
                text = f"{program.source(owner)} += {program.source(given)}"
                yield put(program, node, text), "operator", 4.0


def _from_the_left(program: Program, node: ast.expr, about: About) -> Iterator[Changes]:
    """The first of a queue is taken by another method than that of a list, and a queue has no slices."""
    match node:
        case ast.Call(func=ast.Attribute(value=owner, attr="pop"), args=[ast.Constant(value=0)]):
            if about.says("pop() takes no arguments", "pop expected at least 1"):
                text = f"{program.source(owner)}.popleft()"
                yield put(program, node, text), "method", 2.0
        case ast.Subscript(value=owner, slice=ast.Slice()) if about.says(
            "sequence index must be integer, not 'slice'"
        ):
            yield put(program, owner, f"list({program.source(owner)})"), "made a list", 2.0
        case ast.Subscript(value=owner, slice=ast.Constant(value=int())) if about.says(
            "'set' object is not subscriptable"
        ):
            yield put(program, owner, f"sorted({program.source(owner)})"), "made a list", 1.5


def _hashable(program: Program, node: ast.expr, about: About) -> Iterator[Changes]:
    """Lists are no members of a set: tuples of the same items are."""
    match node:
        case (
            ast.Call(func=ast.Name(id="set" | "Counter" | "frozenset"), args=[rows])
            | ast.Call(func=ast.Attribute(attr="fromkeys"), args=[rows, *_])
        ) if about.says("unhashable type: 'list'"):
            yield put(program, rows, f"map(tuple, {program.source(rows)})"), "keys converted", 3.0


def _fields(program: Program, node: ast.expr, about: About) -> Iterator[Changes]:
    """Fields with names are filled in by name."""
    if about.type != "KeyError":
        return
    match node:
        case ast.Call(func=ast.Attribute(value=template, attr="format"), args=[_, *_] as given, keywords=[]):
            text = _text_of(program, template)
            names = list(dict.fromkeys(_FIELD.findall(text)))
            if len(names) == len(given):
                change = tuple(
                    (program.start(one), program.start(one), f"{name}=")
                    for name, one in zip(names, given, strict=True)
                )
                yield change, "argument passed", 1.5


def _text_of(program: Program, node: ast.expr) -> str:
    """A text that is written out, or that a name is given once."""
    if isinstance(node, ast.Name):
        made = [
            one.value
            for one in ast.walk(program.tree)
            if isinstance(one, ast.Assign) and getattr(one.targets[0], "id", "") == node.id
        ]
        node = made[0] if len(made) == 1 else node
    return str(node.value) if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def _as_date(program: Program, node: ast.expr, about: About) -> Iterator[Changes]:
    """A text is asked for what a date has."""
    if about.owner != "str" or about.attribute not in _OF_DATES | _OF_MOMENTS:
        return
    name, imported = named(program, "datetime", "datetime" if about.attribute in _OF_MOMENTS else "date")
    match node:
        case ast.Attribute(value=ast.Name() | ast.Attribute() | ast.Subscript() as owner, attr=attr) if (
            attr == about.attribute
        ):
            yield (
                put(program, owner, f"{name}.fromisoformat({program.source(owner)})", *imported),
                "text of a date",
                0.7,
            )
        case ast.Constant(value=str() as text) if text[:4].isdigit() and text[4:5] == "-":
            yield (
                put(program, node, f"{name}.fromisoformat({program.source(node)})", *imported),
                "text of a date",
                0.7,
            )


def _characters(program: Program, node: ast.expr, about: About) -> Iterator[Changes]:
    """A text cannot be changed in place: its characters in a list can."""
    if not about.says("'str' object does not support item assignment"):
        return
    parent = program.parents.get(node)
    match parent:
        case ast.Assign(
            targets=[ast.Attribute()], value=ast.BinOp(left=ast.Constant(value=str()), op=ast.Mult())
        ) if parent.value is node:
            yield put(program, node, f"list({program.source(node)})"), "type conversion", 4.0
        case ast.Assign(targets=[ast.Name(id=name)], value=value) if value is node and not isinstance(
            node, ast.Constant | ast.List
        ):
            function = program.function(node)
            changes = list(put(program, node, f"list({program.source(node)})"))
            for one in ast.walk(function) if function is not None else ():
                if (
                    isinstance(one, ast.Return)
                    and getattr(one.value, "id", "") == name
                    and one.value is not None
                ):
                    changes += put(program, one.value, f'"".join({name})')
            yield tuple(changes), "type conversion", 3.0


def _one_less(program: Program, node: ast.expr, about: About) -> Iterator[Changes]:
    """A function calls itself with the very number that its end is tested for."""
    function = program.function(node)
    if about.type != "RecursionError" or function is None or not isinstance(node, ast.Call):
        return
    if getattr(node.func, "id", getattr(node.func, "attr", "")) != function.name:
        return
    names = [one.arg for one in function.args.args]
    names = names[1:] if names[:1] == ["self"] else names
    tested = {
        one.left.id
        for part in ast.walk(function)
        if isinstance(part, ast.If | ast.IfExp)
        for one in ast.walk(part.test)
        if isinstance(one, ast.Compare)
        and isinstance(one.left, ast.Name)
        and isinstance(one.comparators[0], ast.Constant)
        and isinstance(one.comparators[0].value, int)
    }
    for name, given in zip(names, node.args, strict=False):
        if isinstance(given, ast.Name) and given.id == name and name in tested:
            yield put(program, given, f"{name} - 1"), "smaller argument", 4.0


def _numbers(program: Program, node: ast.expr, about: About) -> Iterator[Changes]:
    """Members of an enumeration have an order if they are numbers."""
    if not about.says("not supported between instances of"):
        return
    match node:
        case ast.Name(id="Enum") | ast.Attribute(attr="Enum") if isinstance(
            program.parents.get(node), ast.ClassDef
        ):
            name, imported = named(program, "enum", "IntEnum")
            yield put(program, node, name, *imported), "class above", 1.0


def _member(program: Program, node: ast.expr, about: About) -> Iterator[Changes]:
    """A member of an enumeration is asked for by its value, in the brackets that take names."""
    if about.type != "KeyError":
        return
    match node:
        case ast.Subscript(value=ast.Name(id=name), slice=by) if name in about.classes:
            bases = [getattr(one, "id", getattr(one, "attr", "")) for one in about.classes[name].bases]
            if any("Enum" in base or "Flag" in base for base in bases):
                yield put(program, node, f"{name}({program.source(by)})"), "index for call", 1.5


_MAKERS: tuple[Callable[[Program, ast.expr, About], Iterator[Changes]], ...] = (
    _dashed, _added, _from_the_left, _hashable, _fields, _as_date, _characters, _one_less, _numbers, _member,
)  # fmt: skip


def _for_writing(program: Program, statement: ast.stmt, about: About) -> Iterator[Changes]:
    """A file that is written to is opened to be read, and is not there yet."""
    if about.type != "FileNotFoundError" or not isinstance(statement, ast.With):
        return
    for item in statement.items:
        match item:
            case ast.withitem(
                context_expr=ast.Call(func=ast.Name(id="open"), args=[_], keywords=words) as opened,
                optional_vars=ast.Name(id=name),
            ) if not any(one.arg == "mode" for one in words):
                writes = any(
                    isinstance(one, ast.Call)
                    and getattr(one.func, "attr", "") in _WRITES
                    and name in {part.id for part in ast.walk(one) if isinstance(part, ast.Name)}
                    for part in statement.body
                    for one in ast.walk(part)
                )
                function = program.function(statement)
                adds = function is not None and _ADDS_TO.intersection(function.name.split("_"))
                if writes:
                    end = program.end(opened.args[0])
                    mode = "a" if adds else "w"
                    yield ((end, end, f', "{mode}"'),), "mode of a file", 1.5


def _second_base(program: Program, statement: ast.stmt, about: About) -> Iterator[Changes]:
    """`fib(n - 1) + fib(n - 2)` steps over a single end: it needs two."""
    function = program.function(statement)
    if about.type != "RecursionError" or not isinstance(statement, ast.If) or function is None:
        return
    if function.name != about.function or _step(function) < 2:
        return
    match statement.test, statement.body:
        case ast.Compare(
            left=ast.Name(id=name), ops=[ast.Eq()], comparators=[ast.Constant(value=int() as end)]
        ), [ast.Return(value=value)] if value is not None:
            returned = name if end == 0 and ast.unparse(value) == "0" else program.source(value)
            text = f"{name} <= {end + 1}"
            change = (*put(program, statement.test, text), *put(program, value, returned))
            yield change, "second end", 3.0


def _step(function: Function) -> int:
    """The largest number that a function takes off its first parameter where it calls itself."""
    steps = [0]
    for node in ast.walk(function):
        match node:
            case ast.Call(
                func=ast.Name(id=name),
                args=[ast.BinOp(op=ast.Sub(), right=ast.Constant(value=int() as step)), *_],
            ) if name == function.name:
                steps.append(step)
    return max(steps)
