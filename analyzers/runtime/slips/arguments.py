"""What was a call to be given: the items of a list one by one, an entry by name, no more than there is?"""

import ast
from collections.abc import Callable, Iterator

from analyzers.logic.edits import Candidate
from analyzers.logic.edits.scope import Scope
from analyzers.logic.program import Function, Program
from analyzers.runtime.similar import similar
from analyzers.runtime.slips.about import About
from analyzers.runtime.slips.change import Changes, by_expression, put
from analyzers.runtime.slips.imported import named

_BY_NAME = frozenset(["substitute", "format", "format_map"])


def edits(program: Program, statement: ast.stmt, scope: Scope, about: About) -> Iterator[Candidate]:
    """Yield the edits of the calls of a statement."""
    del scope
    for changes, kind, weight in _at_least_one(program, statement, about):
        yield Candidate(program.path, tuple(sorted(changes)), statement.lineno, kind, weight)
    yield from by_expression(_MAKERS, program, statement, about)


def _one_by_one(program: Program, node: ast.expr, about: About) -> Iterator[Changes]:
    """A function that takes any number of values is given a list of them, or a table of its parameters."""
    if about.type != "TypeError" or not isinstance(node, ast.Call) or node.keywords or len(node.args) != 1:
        return
    function = about.functions.get(getattr(node.func, "id", getattr(node.func, "attr", "")))
    given = node.args[0]
    if function is None or isinstance(given, ast.Starred | ast.Constant):
        return
    start = program.start(given)
    if function.args.vararg is not None and about.says("'list'", "'tuple'", "'set'"):
        yield ((start, start, "*"),), "taken apart", 3.0
    elif about.says("missing") and f"{function.name}()" in about.message:
        yield ((start, start, "**"),), "taken apart", 1.5
        yield ((start, start, "*"),), "taken apart", 1.0


def _first_of(program: Program, node: ast.expr, about: About) -> Iterator[Changes]:
    """`most_common(1)` gives a list of one pair."""
    match node:
        case ast.Call(func=ast.Attribute(attr="most_common"), args=[ast.Constant(value=1)]) if about.says(
            "to unpack"
        ):
            end = program.end(node)
            yield ((end, end, "[0]"),), "item of it", 4.0


def _by_item(program: Program, node: ast.expr, about: About) -> Iterator[Changes]:
    """Items are asked for as attributes, attributes as items; an element of XML keeps its attributes apart."""
    match node:
        case ast.Call(func=ast.Name(id="attrgetter") | ast.Attribute(attr="attrgetter") as called) if (
            about.says("'dict' object has no attribute", "'tuple' object has no attribute")
        ):
            name, imported = named(program, "operator", "itemgetter")
            yield put(program, called, name, *imported), "item for attribute", 3.0
        case ast.Call(func=ast.Name(id="itemgetter") | ast.Attribute(attr="itemgetter") as called) if (
            about.says("object is not subscriptable")
        ):
            name, imported = named(program, "operator", "attrgetter")
            yield put(program, called, name, *imported), "attribute for item", 3.0
        case ast.Subscript(value=owner, slice=ast.Constant(value=str()) as key) if about.says(
            "element indices must be integers"
        ):
            text = f"{program.source(owner)}.get({program.source(key)})"
            yield put(program, node, text), "attribute for item", 4.0


def _no_more(program: Program, node: ast.expr, about: About) -> Iterator[Changes]:
    """More is drawn than there is."""
    match node:
        case ast.Call(func=ast.Name(id="sample") | ast.Attribute(attr="sample"), args=[items, number]) if (
            about.says("Sample larger than population")
        ):
            text = f"min({program.source(number)}, len({program.source(items)}))"
            yield put(program, number, text), "clamped", 3.0


def _group(program: Program, node: ast.expr, about: About) -> Iterator[Changes]:
    """A group is asked for that the pattern does not have."""
    match node:
        case ast.Call(
            func=ast.Attribute(attr="group"), args=[ast.Constant(value=int() as number) as given]
        ) if about.says("no such group") and number > 0:
            yield put(program, given, str(number - 1)), "index", 2.0


def _keyword(program: Program, node: ast.expr, about: About) -> Iterator[Changes]:
    """What a text is filled with has a name much like the missing one."""
    if about.type != "KeyError" or not about.key.isidentifier():
        return
    match node:
        case ast.Call(func=ast.Attribute(attr=how), keywords=words) if how in _BY_NAME:
            names = [one.arg for one in words if one.arg]
            for name in similar(about.key, names)[:1]:
                word = next(one for one in words if one.arg == name)
                start = program.start(word)
                yield ((start, start + len(name), about.key),), "keyword renamed", 4.0


def _of_nothing(program: Program, node: ast.expr, about: About) -> Iterator[Changes]:
    """A key is there, and holds None: the default of `get` does not help."""
    if "NoneType" not in about.message:
        return
    match node:
        case ast.Call(
            func=ast.Attribute(value=owner, attr="get"),
            args=[key, ast.Dict(keys=[]) | ast.List(elts=[]) | ast.Constant(value="") as empty],
        ):
            text = f"({program.source(owner)}.get({program.source(key)}) or {program.source(empty)})"
            yield put(program, node, text), "fallback", 1.5


def _to_bytes(program: Program, node: ast.expr, about: About) -> Iterator[Changes]:
    """Text is joined to bytes."""
    match node:
        case ast.BinOp(
            op=ast.Add(), right=ast.Name() | ast.Attribute() | ast.Call() | ast.JoinedStr() as right
        ) if about.says("can't concat str to bytes"):
            yield put(program, right, f"{program.source(right)}.encode()"), "text for bytes", 2.0


def _named_once(program: Program, node: ast.expr, about: About) -> Iterator[Changes]:
    """`super()` is bound to the object already; keyword arguments as part of a key are put in order first."""
    match node:
        case ast.Call(
            func=ast.Attribute(value=ast.Call(func=ast.Name(id="super"), args=[])),
            args=[ast.Name(id="self" | "cls") as own, *more],
            keywords=words,
        ) if about.says("positional argument"):
            end = program.start(more[0]) if more else program.start(words[0]) if words else program.end(own)
            yield ((program.start(own), end, ""),), "argument dropped", 6.0
        case ast.Name(id=name) if about.says("unhashable type: 'dict'"):
            function = program.function(node)
            given = function.args.kwarg if isinstance(function, Function) else None
            if given is not None and given.arg == name and isinstance(program.parents.get(node), ast.Tuple):
                yield put(program, node, f"tuple(sorted({name}.items()))"), "container", 4.0


def _summed(program: Program, node: ast.expr, about: About) -> Iterator[Changes]:
    """Texts are added up that are numbers."""
    match node:
        case ast.Call(
            func=ast.Name(id="sum" | "max" | "min" as how), args=[ast.Name() | ast.Attribute() as given]
        ) if about.says("'int' and 'str'") and how == "sum":
            text = program.source(given)
            yield put(program, given, f"map(int, {text})"), "type conversion", 0.9
            yield put(program, given, f"map(float, {text})"), "type conversion", 0.7


def _itself(program: Program, node: ast.expr, about: About) -> Iterator[Changes]:
    """A function is called where it is only to be named."""
    match node:
        case ast.Call(func=ast.Name(id=name) as called, args=[], keywords=[]) if about.says(
            f"{name}() missing"
        ) and isinstance(program.parents.get(node), ast.Dict | ast.List | ast.Tuple | ast.keyword | ast.Call):
            yield ((program.end(called), program.end(node), ""),), "called later", 2.0


def _as_the_others(program: Program, node: ast.expr, about: About) -> Iterator[Changes]:
    """In a table of methods one is called when the table is made."""
    del about
    match node, program.parents.get(node):
        case ast.Call(func=ast.Attribute() as called, args=[], keywords=[]), ast.Dict(values=beside):
            others = [one for one in beside if one is not node]
            if others and all(isinstance(one, ast.Attribute) for one in others):
                yield ((program.end(called), program.end(node), ""),), "called later", 4.0


def _by_its_name(program: Program, node: ast.expr, about: About) -> Iterator[Changes]:
    """Objects are joined that have a name."""
    kind = about.message.rpartition("expected str instance, ")[2].partition(" found")[0]
    match node:
        case ast.Call(func=ast.Attribute(attr="join"), args=[items]) if kind and kind != about.message:
            for made in program.parents:
                if isinstance(made, ast.ClassDef) and made.name == kind:
                    text = program.source(made)
                    for name in ("name", "title", "label", "text"):
                        if f"self.{name}" in text or f"{name}: str" in text:
                            each = f"one.{name} for one in {program.source(items)}"
                            if not isinstance(items, ast.GeneratorExp):
                                yield put(program, items, each), "attribute of it", 4.0


def _made_of_it(program: Program, node: ast.expr, about: About) -> Iterator[Changes]:
    """A plain value is kept where the object was meant that has the attribute which is then asked for."""
    if about.owner not in ("int", "str", "float", "list", "tuple", "bool") or not about.attribute:
        return
    parent, function = program.parents.get(node), program.function(node)
    kept = isinstance(parent, ast.Assign) and isinstance(parent.targets[0], ast.Subscript | ast.Attribute)
    given = isinstance(parent, ast.Call) and getattr(parent.func, "attr", "") in (
        "append",
        "add",
        "put",
        "push",
    )
    if not (kept or given) or not isinstance(node, ast.Name) or not isinstance(function, Function):
        return
    names = {one.arg for one in (*function.args.args, *function.args.kwonlyargs)}
    for made in program.parents:
        if isinstance(made, ast.ClassDef) and f"self.{about.attribute} = " in program.source(made):
            wanted = next(
                (
                    [one.arg for one in method.args.args[1:]]
                    for method in made.body
                    if isinstance(method, ast.FunctionDef) and method.name == "__init__"
                ),
                [],
            )
            if node.id in wanted and names.issuperset(wanted):
                yield put(program, node, f"{made.name}({', '.join(wanted)})"), "made an object", 4.0


def _among_bytes(program: Program, node: ast.expr, about: About) -> Iterator[Changes]:
    """One of the pieces is text where the others are bytes."""
    if not about.says("expected a bytes-like object, str found"):
        return
    match program.parents.get(node):
        case ast.List(elts=parts) | ast.Tuple(elts=parts) if any(
            isinstance(part, ast.Constant) and isinstance(part.value, bytes) for part in parts
        ):
            start = program.start(node)
            match node:
                case ast.Constant(value=str(value)) if value.isascii():
                    yield ((start, start, "b"),), "text for bytes", 4.0
                case ast.JoinedStr() | ast.Name() | ast.Attribute() | ast.Call():
                    yield put(program, node, f"{program.source(node)}.encode()"), "text for bytes", 2.0


def _formatted(program: Program, node: ast.expr, about: About) -> Iterator[Changes]:
    """A text is formatted like a number."""
    if not about.says("Unknown format code"):
        return
    kind = "int" if about.says("code 'd'") else "float"
    match node:
        case ast.FormattedValue(value=value, format_spec=ast.JoinedStr()):
            yield put(program, value, f"{kind}({program.source(value)})"), "type conversion", 1.0
        case ast.Call(func=ast.Name(id="format") | ast.Attribute(attr="format"), args=[value, *_]):
            yield put(program, value, f"{kind}({program.source(value)})"), "type conversion", 1.0


_MAKERS: tuple[Callable[[Program, ast.expr, About], Iterator[Changes]], ...] = (
    _one_by_one, _first_of, _by_item, _no_more, _group, _keyword, _of_nothing, _to_bytes, _among_bytes, _formatted,
    _named_once, _summed, _itself, _made_of_it, _as_the_others, _by_its_name,
)  # fmt: skip


def _at_least_one(program: Program, statement: ast.stmt, about: About) -> Iterator[Changes]:
    """A step that is worked out may come out as nothing."""
    if not about.says("arg 3 must not be zero", "step cannot be zero"):
        return
    match statement:
        case ast.Assign(targets=[ast.Name()], value=ast.BinOp(op=ast.FloorDiv()) | ast.Call() as value):
            yield put(program, value, f"max(1, {program.source(value)})"), "clamped", 3.0
