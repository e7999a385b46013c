"""What does a class of the program lack that Python asks of it: an iterator, a hash, a default of its own, its base?"""

import ast
from collections.abc import Iterator

from analyzers.logic.edits import Candidate
from analyzers.logic.edits.lines import insertion, own_lines, unit
from analyzers.logic.edits.scope import Scope
from analyzers.logic.program import Function, Program, own_expressions
from analyzers.runtime.slips.about import About
from analyzers.runtime.slips.change import Changes
from analyzers.runtime.slips.imported import named

_SIGNS = {"add": " +: ", "mul": " *: "}


def edits(program: Program, statement: ast.stmt, scope: Scope, about: About) -> Iterator[Candidate]:
    """Yield edits that give a class what it lacks."""
    del scope
    for maker in (_iterator, _ended, _managed, _hash, _own_default, _base, _ordered, _object, _reflected):
        for changes, kind, weight in maker(program, statement, about):
            yield Candidate(program.path, tuple(sorted(changes)), statement.lineno, kind, weight)


def _ended(program: Program, statement: ast.stmt, about: About) -> Iterator[Changes]:
    """`__next__` gives None where it has nothing more to give, and so never ends."""
    function, span = program.function(statement), own_lines(program, statement)
    if function is None or function.name != "__next__" or span is None or "NoneType" not in about.message:
        return
    if statement is function.body[-1] and isinstance(statement, ast.If | ast.For | ast.While):
        here = program.indentation(statement)
        yield (insertion(program, span[1], here, "raise StopIteration"),), "protocol", 6.0


def _managed(program: Program, statement: ast.stmt, about: About) -> Iterator[Changes]:
    """What is to be a context manager gives its value once and goes on: it yields."""
    function = program.function(statement)
    if (
        not isinstance(statement, ast.Return)
        or function is None
        or about.type not in ("TypeError", "AttributeError")
    ):
        return
    named_so = any(
        ast.unparse(one).rpartition(".")[2] in ("contextmanager", "asynccontextmanager")
        for one in getattr(function, "decorator_list", ())
    )
    if named_so and not any(isinstance(one, ast.Yield | ast.YieldFrom) for one in ast.walk(function)):
        start = program.start(statement)
        yield ((start, start + len("return"), "yield"),), "protocol", 6.0


def _iterator(program: Program, statement: ast.stmt, about: About) -> Iterator[Changes]:
    """`__iter__` gives back something that can be gone through, but is no iterator."""
    function = program.function(statement)
    inside = function is not None and function.name == "__iter__" and about.says("non-iterator")
    if inside and isinstance(statement, ast.Return) and statement.value is not None:
        value = statement.value
        text = f"iter({program.source(value)})"
        yield ((program.start(value), program.end(value), text),), "protocol", 1.0


def _hash(program: Program, statement: ast.stmt, about: About) -> Iterator[Changes]:
    """A class says when two objects are equal, and so has no hash unless it says that too."""
    if not isinstance(statement, Function) or statement.name != "__eq__" or not about.says("unhashable"):
        return
    span = own_lines(program, statement)
    names = dict.fromkeys(
        node.attr
        for node in ast.walk(statement)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "self"
        if node.attr != "__class__"
    )
    if span is None or not names:
        return
    parts = ", ".join(f"self.{name}" for name in names)
    whole = f"({parts})" if len(names) > 1 else parts
    text = f"def __hash__(self):\n{unit(program)}return hash({whole})"
    indent = program.indentation(statement)
    start, end, rows = insertion(program, span[1], indent, text)
    yield ((start, end, f"\n{rows}"),), "protocol", 1.0


def _own_default(program: Program, statement: ast.stmt, about: About) -> Iterator[Changes]:
    """A field of a dataclass needs a default of its own for each object, or comes too early to have none."""
    owner = program.parents.get(statement)
    if not isinstance(statement, ast.AnnAssign) or not isinstance(owner, ast.ClassDef):
        return
    value = statement.value
    if about.says("mutable default") and value is not None:
        match value:
            case ast.List(elts=[]):
                factory = "list"
            case ast.Dict(keys=[]):
                factory = "dict"
            case ast.Call(func=ast.Name(id="list" | "dict" | "set" as factory), args=[]):
                pass
            case ast.List() | ast.Dict() | ast.Set() | ast.Call():
                factory = f"lambda: {program.source(value)}"
            case _:
                return
        name, imported = named(program, "dataclasses", "field")
        text = f"{name}(default_factory={factory})"
        yield ((program.start(value), program.end(value), text), *imported), "protocol", 1.0
    kind = program.source(statement.annotation).partition("[")[0].lower()
    absent = about.says("NoneType") and isinstance(value, ast.Constant) and value.value is None
    if absent and value is not None and kind in ("list", "dict", "set"):
        name, imported = named(program, "dataclasses", "field")
        text = f"{name}(default_factory={kind})"
        yield ((program.start(value), program.end(value), text), *imported), "protocol", 0.9
    if about.says("non-default argument") and value is None:
        end = program.end(statement)
        for default in ("None", "0", '""'):
            yield ((end, end, f" = {default}"),), "default given", 0.4


def _base(program: Program, statement: ast.stmt, about: About) -> Iterator[Changes]:
    """A method asks itself where it should ask the class above."""
    function = program.function(statement)
    if about.type != "RecursionError" or function is None:
        return
    owner = program.parents.get(function)
    if not isinstance(owner, ast.ClassDef):
        return
    for node in own_expressions(statement):
        match node:
            case ast.Call(func=ast.Attribute(value=ast.Name(id="self" | "cls") as asked, attr=name)) if (
                name == function.name and owner.bases
            ):
                yield ((program.start(asked), program.end(asked), "super()"),), "class above", 0.9
            case ast.Call(func=ast.Name(id="setattr"), args=[ast.Name(id="self"), one, other]):
                text = f"super().__setattr__({program.source(one)}, {program.source(other)})"
                yield ((program.start(node), program.end(node), text),), "class above", 0.9
            case ast.Call(func=ast.Name(id="getattr"), args=[ast.Name(id="self"), one, *_]):
                text = f"super().__getattribute__({program.source(one)})"
                yield ((program.start(node), program.end(node), text),), "class above", 0.5
            case ast.Subscript(value=ast.Name(id="self") as asked) if function.name == "__getitem__":
                for name in _containers(owner):
                    text = f"self.{name}"
                    yield ((program.start(asked), program.end(asked), text),), "class above", 0.7


def _containers(owner: ast.ClassDef) -> list[str]:
    """The attributes of a class that are set to containers."""
    found = []
    for node in ast.walk(owner):
        match node:
            case ast.Assign(
                targets=[ast.Attribute(value=ast.Name(id="self"), attr=name)],
                value=ast.List() | ast.Dict() | ast.Call() | ast.ListComp() | ast.DictComp() | ast.BinOp(),
            ):
                found.append(name)
    return list(dict.fromkeys(found))[:4]


def _ordered(program: Program, statement: ast.stmt, about: About) -> Iterator[Changes]:
    """Objects or dictionaries are put in order, and it is not said by what."""
    if not about.says("not supported between instances of"):
        return
    kinds = about.message.split("'")[3::2]
    by: list[str] = []
    for name in dict.fromkeys(kinds):
        owner = about.classes.get(name)
        if owner is not None:
            by += [f"lambda one: one.{field}" for field in _fields(owner)]
        elif name in ("int", "float", "str"):
            by += ["str", name] if name != "str" else ["str"]
        elif name == "dict":
            by += [f'lambda one: one["{key}"]' for key in about.keys[:5]]
    for node in own_expressions(statement):
        match node:
            case ast.Call(
                func=ast.Attribute(attr="heappush") | ast.Name(id="heappush"),
                args=[heap, ast.Tuple(elts=[_, *_, last])],
            ):
                start = program.start(last)
                yield ((start, start, f"len({program.source(heap)}), "),), "put in order", 0.2
        if not isinstance(node, ast.Call) or any(one.arg == "key" for one in node.keywords):
            continue
        called = getattr(node.func, "id", getattr(node.func, "attr", ""))
        if called in ("sorted", "min", "max", "sort") and len(node.args) <= 1:
            close = program.end(node) - 1
            comma = ", " if node.args or node.keywords else ""
            if len(node.args) == 1 and isinstance(node.args[0], ast.GeneratorExp) and not node.keywords:
                start = program.start(node.args[0])
                if program.end(node.args[0]) > close:  # a lone generator has the call's own brackets
                    inner = program.source(node.args[0])
                    for text in by[:6]:
                        change = (start, close + 1, f"({inner}, key={text})")
                        yield (change,), "put in order", 0.5
                    continue
            for text in by[:6]:
                yield ((close, close, f"{comma}key={text}"),), "put in order", 0.5


def _fields(owner: ast.ClassDef) -> list[str]:
    """The names of the attributes that objects of a class have, as they are set or declared."""
    found = [
        part.target.id
        for part in owner.body
        if isinstance(part, ast.AnnAssign) and isinstance(part.target, ast.Name)
    ]
    found += [
        node.attr
        for node in ast.walk(owner)
        if isinstance(node, ast.Attribute)
        and isinstance(node.ctx, ast.Store)
        and isinstance(node.value, ast.Name)
        and node.value.id == "self"
    ]
    return list(dict.fromkeys(found))


def _object(program: Program, statement: ast.stmt, about: About) -> Iterator[Changes]:
    """A class stands where an object of it was meant."""
    if not about.says("missing 1 required positional argument", "type object", "'type'", "'ABCMeta'"):
        return
    for node in own_expressions(statement):
        if not isinstance(node, ast.Name) or node.id not in about.classes:
            continue
        parent = program.parents.get(node)
        called = isinstance(parent, ast.Call) and (
            parent.func is node or getattr(parent.func, "id", "") in ("isinstance", "issubclass")
        )
        if not called and isinstance(
            parent, ast.Assign | ast.Call | ast.keyword | ast.List | ast.Dict | ast.Return
        ):
            end = program.end(node)
            yield ((end, end, "()"),), "object for class", 0.7


def _reflected(program: Program, statement: ast.stmt, about: About) -> Iterator[Changes]:
    """An operator is known with an object on its left only."""
    span = own_lines(program, statement)
    if not isinstance(statement, Function) or span is None or not about.says("unsupported operand"):
        return
    owner, name = program.parents.get(statement), statement.name.strip("_")
    known = isinstance(owner, ast.ClassDef) and f"and '{owner.name}'" in about.message
    if known and name in ("add", "mul") and _SIGNS[name] in about.message:
        text = f"__r{name}__ = __{name}__"
        start, end, rows = insertion(program, span[1], program.indentation(statement), text)
        yield ((start, end, f"\n{rows}"),), "protocol", 2.0
