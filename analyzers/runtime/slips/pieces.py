"""Which part of an object was meant, or which object round a value: its days, its value, one of its attributes?"""

import ast
from collections.abc import Iterator

from analyzers.logic.edits import Candidate
from analyzers.logic.edits.lines import insertion, own_lines
from analyzers.logic.edits.scope import Scope
from analyzers.logic.program import Function, Program, own_expressions
from analyzers.runtime.slips.about import About
from analyzers.runtime.slips.change import Changes
from analyzers.runtime.slips.imported import named

_PLAIN = (ast.Name, ast.Attribute, ast.Subscript, ast.Call, ast.BinOp)
_SISTERS = {
    "dump": ("dumps",),
    "dumps": ("dump",),
    "load": ("loads",),
    "loads": ("load",),
    "write": ("writelines",),
    "writelines": ("write",),
    "append": ("extend",),
    "extend": ("append",),
    "add": ("update",),
    "update": ("add",),
    "index": ("find",),
    "read": ("readlines",),
    "readline": ("readlines",),
    "execute": ("executemany", "executescript"),
    "executemany": ("execute",),
    "fetchone": ("fetchall",),
    "fetchall": ("fetchone",),
    "popleft": ("pop",),
    "match": ("fullmatch", "search"),
    "search": ("fullmatch", "match"),
}
_SPECIAL = {
    name.replace("_", ""): name
    for name in (
        "__init__", "__str__", "__repr__", "__eq__", "__lt__", "__le__", "__gt__", "__ge__", "__ne__", "__len__",
        "__iter__", "__next__", "__add__", "__sub__", "__mul__", "__truediv__", "__floordiv__", "__mod__", "__neg__",
        "__getitem__", "__setitem__", "__delitem__", "__contains__", "__missing__", "__enter__", "__exit__",
        "__aenter__", "__aexit__", "__aiter__", "__anext__", "__await__", "__call__", "__hash__", "__post_init__",
        "__bool__", "__radd__", "__rmul__", "__iadd__", "__set_name__", "__get__", "__set__", "__delete__",
        "__getattr__", "__setattr__", "__new__", "__init_subclass__", "__format__", "__reversed__", "__int__",
        "__float__", "__index__",
    )
}  # fmt: skip
_MARKS = ('","', '"="', '":"', '";"', '"-"', '"/"', '"\\t"', '", "', '": "', '" - "', '"|"', '" "')
_MOST_FIELDS = 8
_UNITS = ("days", "hours", "minutes", "seconds")


def edits(program: Program, statement: ast.stmt, scope: Scope, about: About) -> Iterator[Candidate]:
    """Yield edits that take a part, or put something round a value."""
    del scope
    for maker in (
        _attribute_of,
        _span_of_time,
        _sister,
        _special,
        _unquoted,
        _rows,
        _separator,
        _as_named,
        _if_there,
    ):
        for changes, kind, weight in maker(program, statement, about):
            yield Candidate(program.path, tuple(sorted(changes)), statement.lineno, kind, weight)


def _values(program: Program, statement: ast.stmt) -> Iterator[ast.expr]:
    """The expressions of a statement whose value is used as it is."""
    for node in own_expressions(statement):
        if not isinstance(node, _PLAIN) or not isinstance(getattr(node, "ctx", ast.Load()), ast.Load):
            continue
        parent = program.parents.get(node)
        if isinstance(parent, ast.Attribute) or getattr(parent, "func", None) is node:
            continue
        yield node


def _attribute_of(program: Program, statement: ast.stmt, about: About) -> Iterator[Changes]:
    """An object stands where one of its attributes was meant."""
    fields: dict[str, None] = {}
    for name in about.message.replace("(", " ").replace('"', "'").replace(" ", "' '").split("'"):
        owner = about.classes.get(name.rpartition(".")[2].strip(".,:"))
        if owner is None:
            continue
        if any("Enum" in ast.unparse(base) for base in owner.bases):
            fields |= {"value": None, "name": None}
        fields |= dict.fromkeys(
            part.target.id
            for part in owner.body
            if isinstance(part, ast.AnnAssign) and isinstance(part.target, ast.Name)
        )
        fields |= dict.fromkeys(
            node.attr
            for node in ast.walk(owner)
            if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store)
        )
    if not fields or about.type not in ("TypeError", "KeyError", "ValueError"):
        return
    for node in _values(program, statement):
        if isinstance(node, ast.BinOp) or isinstance(node, ast.Name) and node.id in about.classes:
            continue
        hurt = 1.3 if ast.unparse(node) in about.hurt else 1.0
        end = program.end(node)
        for field in list(fields)[:_MOST_FIELDS]:
            yield ((end, end, f".{field}"),), "attribute of it", 0.45 * hurt


def _span_of_time(program: Program, statement: ast.stmt, about: About) -> Iterator[Changes]:
    """A number of days is no span of time, and a span of time is no number of days."""
    written = [
        node
        for node in own_expressions(statement)
        if isinstance(node, ast.Constant) and type(node.value) in (int, float)
    ]
    for node in (*_values(program, statement), *written):
        text = program.source(node)
        if about.says("timedelta"):
            whole = f"({text})" if isinstance(node, ast.BinOp) else text
            for part in (".days", ".total_seconds()"):
                yield ((program.start(node), program.end(node), f"{whole}{part}"),), "span of time", 0.4
        if about.says("datetime.date", "datetime.datetime", "timedelta") and about.says("'int'", "'float'"):
            name, imported = named(program, "datetime", "timedelta")
            meant = _unit_named(program, node)
            for unit in _UNITS:
                change = (program.start(node), program.end(node), f"{name}({unit}={text})")
                weight = 3.0 if unit == meant else 0.1 if meant else 0.5 if unit == "days" else 0.3
                yield (change, *imported), "span of time", weight


def _unit_named(program: Program, node: ast.expr) -> str:
    """The unit of time in the name of a value, or of the parameter that it is given for; nothing where none is."""
    words = program.source(node)
    call = program.parents.get(node)
    if isinstance(call, ast.Call) and node in call.args:
        place, called = call.args.index(node), getattr(call.func, "id", getattr(call.func, "attr", ""))
        for made in program.parents:
            if isinstance(made, Function) and (
                made.name == called or made.name == "__init__" and _owner(program, made) == called
            ):
                names = [one.arg for one in made.args.args if one.arg not in ("self", "cls")]
                words += " " + " ".join(names[place : place + 1])
    elif isinstance(call, ast.keyword):
        words += f" {call.arg}"
    return next((unit for unit in _UNITS if unit[:-1] in words.casefold()), "")


def _owner(program: Program, function: ast.AST) -> str:
    return getattr(program.parents.get(function), "name", "")


def _sister(program: Program, statement: ast.stmt, about: About) -> Iterator[Changes]:
    """A method was taken for its sister: one for many, text for a file."""
    if about.type not in (
        "TypeError",
        "ValueError",
        "AttributeError",
        "ProgrammingError",
        "IndexError",
        "KeyError",
    ):
        return
    for node in own_expressions(statement):
        match node:
            case ast.Call(func=ast.Attribute(attr=name) as function) if name in _SISTERS:
                end = program.end(function)
                for other in _SISTERS[name]:
                    yield ((end - len(name), end, other),), "method", 0.35


def _special(program: Program, statement: ast.stmt, about: About) -> Iterator[Changes]:
    """A special method lacks an underscore, or has one in the wrong place."""
    if not isinstance(statement, Function) or not isinstance(program.parents.get(statement), ast.ClassDef):
        return
    del about
    name = statement.name
    bare = name.replace("_", "")
    wanted = "__init__" if bare in ("int", "inti", "innit") and name != "__int__" else _SPECIAL.get(bare, "")
    if wanted and wanted != name and name.count("_") > wanted.strip("_").count("_"):
        start = program.text.find(name, program.start(statement))
        yield ((start, start + len(name), wanted),), "method renamed", 0.95


def _unquoted(program: Program, statement: ast.stmt, about: About) -> Iterator[Changes]:
    """The name of a function or a class stands in quotes."""
    if about.type not in ("TypeError", "AttributeError"):
        return
    for node in own_expressions(statement):
        text = node.value if isinstance(node, ast.Constant) else None
        if isinstance(text, str) and (text in about.functions or text in about.classes):
            yield ((program.start(node), program.end(node), text),), "name in quotes", 0.6


def _rows(program: Program, statement: ast.stmt, about: About) -> Iterator[Changes]:
    """Rows come as they are unless the reader is told of their names, their marks and their blanks."""
    span = own_lines(program, statement)
    match statement:
        case ast.Assign(
            targets=[target], value=ast.Call(func=ast.Attribute(value=ast.Name(id="sqlite3"), attr="connect"))
        ) if span is not None and about.says("indices must be integers", "no attribute"):
            text = f"{program.source(target)}.row_factory = sqlite3.Row"
            yield (insertion(program, span[1], program.indentation(statement), text),), "option", 0.9
    if about.type not in ("KeyError", "ValueError", "IndexError", "TypeError"):
        return
    for node in own_expressions(statement):
        match node:
            case ast.Call(func=ast.Attribute(value=ast.Name(id="csv"), attr="reader" | "DictReader")):
                close = program.end(node) - 1
                given = {keyword.arg for keyword in node.keywords}
                for option in ('delimiter=";"', 'delimiter="\\t"', 'delimiter="|"', "skipinitialspace=True"):
                    if option.partition("=")[0] not in given:
                        yield ((close, close, f", {option}"),), "option", 0.4
            case ast.Call(func=ast.Name(id="open") | ast.Attribute(attr="open" | "read_text")) if (
                about.type == "KeyError"
            ):
                known = [one for one in node.keywords if one.arg == "encoding"]
                close = program.end(node) - 1
                place = (
                    (program.start(known[0].value), program.end(known[0].value)) if known else (close, close)
                )
                comma = ", " if node.args or node.keywords else ""
                text = '"utf-8-sig"' if known else f'{comma}encoding="utf-8-sig"'
                yield ((*place, text),), "option", 0.4


def _separator(program: Program, statement: ast.stmt, about: About) -> Iterator[Changes]:
    """A line is split at another mark than stands in it."""
    if not about.says("to unpack") and about.type not in ("IndexError", "ValueError"):
        return
    for node in own_expressions(statement):
        match node:
            case ast.Call(
                func=ast.Attribute(attr="split" | "rsplit"), args=[ast.Constant(value=str()) as mark, *_]
            ):
                for other in _MARKS:
                    if ast.literal_eval(other) != mark.value:
                        yield ((program.start(mark), program.end(mark), other),), "split", 0.3


def _as_named(program: Program, statement: ast.stmt, about: About) -> Iterator[Changes]:
    """An attribute of a class is set under a name that nobody reads, and read under another."""
    match statement:
        case (
            ast.Assign(targets=[ast.Name(id=name) as target])
            | ast.AnnAssign(target=ast.Name(id=name) as target)
        ):
            inside = isinstance(program.parents.get(statement), ast.ClassDef)
            if inside and about.attribute and name not in about.loaded and name != about.attribute:
                start, end = program.start(target), program.end(target)
                yield ((start, end, about.attribute),), "attribute renamed", 0.5


def _if_there(program: Program, statement: ast.stmt, about: About) -> Iterator[Changes]:
    """A part is taken of what may not be there."""
    if not about.says("NoneType"):
        return
    for node in own_expressions(statement):
        if not isinstance(node, ast.Attribute | ast.Subscript | ast.Call):
            continue
        base = node.func if isinstance(node, ast.Call) else node
        inner = base.value if isinstance(base, ast.Attribute | ast.Subscript) else None
        parent = program.parents.get(node)
        if not isinstance(inner, ast.Name | ast.Attribute) or isinstance(
            parent, ast.Attribute | ast.Subscript
        ):
            continue
        if getattr(parent, "func", None) is node or not isinstance(
            getattr(node, "ctx", ast.Load()), ast.Load
        ):
            continue
        text, name = program.source(node), program.source(inner)
        alone = isinstance(
            parent, ast.Return | ast.Assign | ast.keyword | ast.Lambda | ast.Call | ast.FormattedValue
        )
        for value, weight in (("None", 0.3), ('""', 0.2), ("0", 0.2), ("[]", 0.1)):
            whole = f"{text} if {name} else {value}"
            whole = whole if alone else f"({whole})"
            yield ((program.start(node), program.end(node), whole),), "other value", weight
