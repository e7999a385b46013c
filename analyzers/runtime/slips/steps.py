"""Which whole step was left out, taken too early, or is one too many?

What is closed while it is still in use, a line that is no record, a folder among files, a message without fields.
"""

import ast
from collections.abc import Callable, Iterator

from analyzers.logic.edits import Candidate
from analyzers.logic.edits.lines import insertion, own_lines, unit
from analyzers.logic.edits.scope import Scope
from analyzers.logic.program import Function, Program, own_expressions
from analyzers.runtime.slips.about import About
from analyzers.runtime.slips.change import Changes, put
from analyzers.runtime.slips.later import CLOSED

_LAST = frozenset(["close", "__exit__", "__del__", "stop", "shutdown", "disconnect", "quit", "__aexit__"])
_METHODS = frozenset(dir(dict))


def edits(program: Program, statement: ast.stmt, scope: Scope, about: About) -> Iterator[Candidate]:
    """Yield the edits of a statement."""
    del scope
    for maker in _MAKERS:
        for changes, kind, weight in maker(program, statement, about):
            yield Candidate(program.path, tuple(sorted(changes)), statement.lineno, kind, weight)


def _closed_too_early(program: Program, statement: ast.stmt, about: About) -> Iterator[Changes]:
    """A method closes what its object goes on working with."""
    match statement:
        case ast.Expr(value=ast.Call(func=ast.Attribute(value=ast.Attribute(), attr="close"), args=[])) if (
            about.says(*CLOSED)
        ):
            function = program.function(statement)
            if function is None or function.name in _LAST:
                return
            if len(program.block(statement)) > 1 and (span := own_lines(program, statement)) is not None:
                yield ((*span, ""),), "closed too early", 4.0


def _no_record(program: Program, statement: ast.stmt, about: About) -> Iterator[Changes]:
    """Of the lines of a text some are blank or comments, and are passed over."""
    loop = program.parents.get(statement)
    if not isinstance(loop, ast.For) or not isinstance(loop.target, ast.Name) or statement not in loop.body:
        return
    line = loop.target.id
    match statement:
        case ast.Assign(
            targets=[ast.Tuple()],
            value=ast.Call(
                func=ast.Attribute(value=row, attr="split"), args=[ast.Constant(value=str()) as sign, *_]
            ),
        ) if about.says("not enough values to unpack") and program.source(row).startswith(line):
            held = about.held(program, loop.target)
            if held is not None and held.type == "str" and held.size == 1:
                return  # the letters of a text, which is no list of lines
            yield _passed_over(program, statement, f"{program.source(sign)} not in {line}")


def _no_file(program: Program, statement: ast.stmt, about: About) -> Iterator[Changes]:
    """Among the entries of a folder there are folders, and they are passed over."""
    loop = program.parents.get(statement)
    if about.type != "IsADirectoryError" or not isinstance(loop, ast.For) or statement not in loop.body:
        return
    for node in own_expressions(statement):
        test = ""
        match node:
            case ast.Call(
                func=ast.Name(id="open"), args=[ast.Name() | ast.Attribute() | ast.Call() as path, *_]
            ):
                modules = {
                    one.name
                    for part in program.tree.body
                    if isinstance(part, ast.Import)
                    for one in part.names
                }
                if "os" in modules or "os.path" in modules:
                    test = f"not os.path.isfile({program.source(path)})"
                elif isinstance(path, ast.Name):
                    test = f"not {path.id}.is_file()"
            case ast.Call(
                func=ast.Attribute(value=ast.Name(id=path), attr="open" | "read_text" | "read_bytes")
            ):
                test = f"not {path}.is_file()"
        if test:
            yield _passed_over(program, statement, test)


def _passed_over(program: Program, statement: ast.stmt, test: str) -> Changes:
    """Go on with the next round before a statement, where a test holds."""
    inner = program.indentation(statement)
    text = f"if {test}:\n{unit(program)}continue"
    start = program.start(statement) - len(inner)
    return (insertion(program, start, inner, text),), "line passed over", 4.0


def _nothing_to_fill_in(program: Program, statement: ast.stmt, about: About) -> Iterator[Changes]:
    """A message that comes without values is no pattern: it is said as it is."""
    if about.type not in ("KeyError", "IndexError", "ValueError"):
        return
    for node in own_expressions(statement):
        match node:
            case ast.Call(
                func=ast.Attribute(value=ast.Name(id=message), attr="format"),
                args=given,
                keywords=words,
            ) if all(isinstance(one, ast.Starred) for one in given) and all(one.arg is None for one in words):
                starred = [one.value for one in given if isinstance(one, ast.Starred)]
                names = [program.source(one) for one in (*starred, *(word.value for word in words))]
                function = program.function(node)
                if not names or function is None:
                    continue
                text = f"{program.source(node)} if {' or '.join(names)} else {message}"
                alone = isinstance(program.parents.get(node), ast.Assign | ast.Return | ast.Call)
                yield put(program, node, text if alone else f"({text})"), "only if", 3.0


def _base_takes_less(program: Program, statement: ast.stmt, about: About) -> Iterator[Changes]:
    """The class above is given what only the class below keeps."""
    if not about.says("__init__() takes"):
        return
    match statement:
        case ast.Expr(
            value=ast.Call(
                func=ast.Attribute(value=ast.Call(func=ast.Name(id="super")), attr="__init__"),
                args=[_, *_] as given,
            )
        ):
            own = program.function(statement) or program.tree
            kept = {
                one.value.id
                for one in ast.walk(own)
                if isinstance(one, ast.Assign)
                and isinstance(one.targets[0], ast.Attribute)
                and isinstance(one.value, ast.Name)
            }
            first = next(
                (place for place, one in enumerate(given) if getattr(one, "id", "") in kept), len(given)
            )
            if 0 < first < len(given):
                span = program.end(given[first - 1]), program.end(given[-1])
                yield ((*span, ""),), "argument dropped", 4.0


def _items_by_name(program: Program, statement: ast.stmt, about: About) -> Iterator[Changes]:
    """The entries of a dictionary are asked for as if they were attributes, all of them."""
    function = program.function(statement)
    if about.owner != "dict" or about.attribute in _METHODS or function is None:
        return
    asked = [
        node
        for node in own_expressions(statement)
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.attr == about.attribute
    ]
    for name in [one.value.id for one in asked if isinstance(one.value, ast.Name)][:1]:
        changes = [
            (program.end(node.value), program.end(node), f"['{node.attr}']")
            for node in ast.walk(function)
            if isinstance(node, ast.Attribute)
            and isinstance(node.value, ast.Name)
            and node.value.id == name
            and isinstance(node.ctx, ast.Load)
            and node.attr not in _METHODS
        ]
        if len(changes) > 1:
            yield tuple(changes), "item for attribute", 4.0


def _visited_with_more(program: Program, statement: ast.stmt, about: About) -> Iterator[Changes]:
    """A method that takes one value is handed on to be called with more."""
    if not about.says("takes exactly one argument (", "expected at most 1 argument"):
        return
    for node in own_expressions(statement):
        if not isinstance(node, ast.Call):
            continue
        function = about.functions.get(getattr(node.func, "id", getattr(node.func, "attr", "")))
        if function is None:
            continue
        parameters = [one.arg for one in function.args.args]
        if isinstance(node.func, ast.Attribute) and parameters[:1] == ["self"]:
            parameters = parameters[1:]
        for name, given in zip(parameters, node.args, strict=False):
            if isinstance(given, ast.Attribute):
                for names in _called_with(function, name)[:1]:
                    text = f"lambda {', '.join(names)}: {program.source(given)}({names[0]})"
                    yield put(program, given, text), "handed on", 4.0


def _called_with(function: Function, name: str) -> list[list[str]]:
    """The names of what a function calls its parameter with."""
    return [
        [one.id for one in node.args if isinstance(one, ast.Name)]
        for node in ast.walk(function)
        if isinstance(node, ast.Call)
        and getattr(node.func, "id", "") == name
        and len(node.args) > 1
        and all(isinstance(one, ast.Name) for one in node.args)
        and len({one.id for one in node.args if isinstance(one, ast.Name)}) == len(node.args)
    ]


def _of_the_class(program: Program, statement: ast.stmt, about: About) -> Iterator[Changes]:
    """A counter of the class is counted up by its bare name."""
    if about.type != "UnboundLocalError":
        return
    match statement:
        case ast.AugAssign(target=ast.Name(id=name) as target):
            for owner in program.ancestors(statement):
                if isinstance(owner, ast.ClassDef) and any(
                    isinstance(one, ast.Assign) and getattr(one.targets[0], "id", "") == name
                    for one in owner.body
                ):
                    weight = 4.0 if f"{owner.name}.{name}" in program.text else 1.0
                    yield put(program, target, f"{owner.name}.{name}"), "name to attribute", weight


_MAKERS: tuple[Callable[[Program, ast.stmt, About], Iterator[Changes]], ...] = (
    _closed_too_early, _no_record, _no_file, _nothing_to_fill_in, _base_takes_less, _items_by_name,
    _visited_with_more, _of_the_class,
)  # fmt: skip
