"""Which name was meant: one that is set and never read, one that hides a builtin, a result that is thrown away?"""

import ast
import builtins
from collections.abc import Iterator
from functools import lru_cache

from analyzers.logic.edits import Candidate
from analyzers.logic.edits.lines import LOOPS, insertion, own_lines
from analyzers.logic.edits.scope import Scope
from analyzers.logic.program import Function, Program, own_expressions
from analyzers.runtime.similar import similar
from analyzers.runtime.slips.about import About
from analyzers.runtime.slips.change import Changes

_MAKES_ANEW = frozenset(
    ["strip", "lower", "upper", "title", "replace", "split", "sorted", "int", "float", "str", "list", "set", "dict",
     "tuple", "Decimal", "Path", "loads", "strptime", "round", "union", "difference", "intersection", "reversed"]
)  # fmt: skip
_BUILTINS = frozenset(name for name in dir(builtins) if name[0].islower())


def edits(program: Program, statement: ast.stmt, scope: Scope, about: About) -> Iterator[Candidate]:
    """Yield edits of the names of a statement."""
    for maker in (
        _never_read,
        _constant_never_read,
        _thrown_away,
        _hides_builtin,
        _in_place,
        _result_lost,
        _not_kept,
        _same_key,
        _misnamed,
        _without_default,
    ):
        for changes, kind, weight in maker(program, statement, scope, about):
            yield Candidate(program.path, tuple(sorted(changes)), statement.lineno, kind, weight)


def _never_read(program: Program, statement: ast.stmt, scope: Scope, about: About) -> Iterator[Changes]:
    """A function works something out and then goes on with something else."""
    del about
    function = program.function(statement)
    if function is None:
        return
    yield from _under_its_name(program, statement, function)
    read, stored = _uses(function)
    made = {name for name, line in stored if line < statement.lineno}
    given = [name for name in scope.parameters if name not in ("self", "cls")]
    spare = [
        name
        for name in dict.fromkeys((*scope.variables, *given))
        if (name in made or name in given) and name not in read and name[0] != "_"
    ]
    for name in spare[:3]:
        for node in own_expressions(statement):
            parent = program.parents.get(node)
            used = isinstance(parent, ast.Call) and node in parent.args
            used = used or isinstance(parent, ast.For | ast.comprehension) and parent.iter is node
            loaded = isinstance(getattr(node, "ctx", ast.Load()), ast.Load)
            called = isinstance(parent, ast.Call) and parent.func is node
            if loaded and used and isinstance(node, ast.Constant) and name in given:
                yield ((program.start(node), program.end(node), name),), "name never read", 0.8
            if loaded and not called and not isinstance(node, ast.Constant):
                if isinstance(node, ast.Name):
                    yield ((program.start(node), program.end(node), name),), "name never read", 0.85
                elif used:
                    yield ((program.start(node), program.end(node), name),), "name never read", 0.6


def _under_its_name(program: Program, statement: ast.stmt, function: Function) -> Iterator[Changes]:
    """What a decorator is given to keep a function under is not read: the function's own name is."""
    outer = program.function(function)
    if not isinstance(outer, Function):
        return
    read = _uses(outer)[0]
    spare = [one.arg for one in outer.args.args if one.arg not in read and one.arg not in ("self", "cls")]
    for node in own_expressions(statement):
        match node:
            case ast.Subscript(slice=ast.Attribute(value=ast.Name(), attr="__name__") as key) if (
                len(spare) == 1
            ):
                yield ((program.start(key), program.end(key), spare[0]),), "name never read", 4.0


def _constant_never_read(
    program: Program, statement: ast.stmt, scope: Scope, about: About
) -> Iterator[Changes]:
    """A module gives something a name, and its functions write out another value."""
    del scope
    if program.function(statement) is None or about.type not in (
        "TypeError",
        "ValueError",
        "KeyError",
        "IndexError",
    ):
        return
    spare = [name for name in _names_of_module(program) if name not in _read_anywhere(program)]
    for node in own_expressions(statement) if spare else ():
        if isinstance(node, ast.Constant) and not isinstance(node.value, bool) and node.value is not None:
            for name in spare[:3]:
                yield ((program.start(node), program.end(node), name),), "name never read", 0.6


@lru_cache(maxsize=16)
def _names_of_module(program: Program) -> tuple[str, ...]:
    return tuple(
        target.id
        for one in program.tree.body
        if isinstance(one, ast.Assign)
        for target in one.targets
        if isinstance(target, ast.Name) and not target.id.startswith("__")
    )


@lru_cache(maxsize=16)
def _read_anywhere(program: Program) -> frozenset[str]:
    return frozenset(
        node.id for node in program.parents if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)
    )


def _thrown_away(program: Program, statement: ast.stmt, scope: Scope, about: About) -> Iterator[Changes]:
    """A value is converted or cleaned, and the result goes nowhere: it was to take the place of the value."""
    del scope, about
    match statement:
        case ast.Expr(value=ast.Call(func=function, args=args) as call):
            named: list[ast.expr] = [
                one for one in args if isinstance(one, ast.Name | ast.Attribute | ast.Subscript)
            ]
            if isinstance(function, ast.Attribute) and function.attr in _MAKES_ANEW and not named:
                named = [function.value]
            makes = getattr(function, "attr", getattr(function, "id", ""))
            if len(named) == 1 and (
                makes in _MAKES_ANEW or makes.startswith(("from", "parse", "to_", "as_"))
            ):
                start = program.start(call)
                yield ((start, start, f"{program.source(named[0])} = "),), "result kept", 0.9


@lru_cache(maxsize=64)
def _uses(function: Function) -> tuple[frozenset[str], frozenset[tuple[str, int]]]:
    """The names that a function reads, and those that it sets, with the lines."""
    names = [node for node in ast.walk(function) if isinstance(node, ast.Name)]
    return (
        frozenset(node.id for node in names if isinstance(node.ctx, ast.Load)),
        frozenset((node.id, node.lineno) for node in names if isinstance(node.ctx, ast.Store)),
    )


def _hides_builtin(program: Program, statement: ast.stmt, scope: Scope, about: About) -> Iterator[Changes]:
    """A variable has the name of a builtin or a function, which is called further on."""
    del scope
    if not about.says("not callable", "referenced before", "not associated"):
        return
    root: ast.AST = program.function(statement) or program.tree
    names, called = list[ast.arg](), set[str]()
    if isinstance(root, Function) and statement is root.body[0] and about.says("not callable"):
        called = {getattr(node.func, "id", "") for node in ast.walk(root) if isinstance(node, ast.Call)}
        names = [one for one in root.args.args if one.arg in called & _BUILTINS]
    for given in names:  # a parameter: its function is called with values, not by that name
        changes = [(program.end(given) - len(given.arg), program.end(given), f"{given.arg}_")]
        if given.annotation is None:
            yield (*changes, *_renamed(program, root, given.arg)), "builtin hidden", 2.0
    target = statement.targets[0] if isinstance(statement, ast.Assign) else None
    if isinstance(target, ast.Name) and (target.id in _BUILTINS or target.id in about.functions):
        yield tuple(_renamed(program, root, target.id)), "builtin hidden", 2.0


def _renamed(program: Program, root: ast.AST, name: str) -> Iterator[tuple[int, int, str]]:
    """The edits that give a variable another name wherever it is not called."""
    for node in ast.walk(root):
        if isinstance(node, ast.Name) and node.id == name:
            parent = program.parents.get(node)
            if not (isinstance(parent, ast.Call) and parent.func is node):
                yield program.start(node), program.end(node), f"{name}_"


def _in_place(program: Program, statement: ast.stmt, scope: Scope, about: About) -> Iterator[Changes]:
    """The result of a method that changes its object is kept: it is None."""
    del scope
    if about.attribute in ("sort", "reverse"):
        return  # the object has no such method
    for node in own_expressions(statement):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        if isinstance(program.parents.get(node), ast.Expr):
            continue
        if node.func.attr in ("shuffle", "heapify") and len(node.args) == 1:
            yield from _then_used(program, statement, node)
        if node.func.attr not in ("sort", "reverse"):
            continue
        base = program.source(node.func.value)
        given = [program.source(one) for one in (*node.args, *node.keywords)]
        if node.func.attr == "sort":
            text = f"sorted({', '.join([base, *given])})"
        else:
            text = f"list(reversed({base}))"
        yield ((program.start(node), program.end(node), text),), "result of a change in place", 1.0


def _then_used(program: Program, statement: ast.stmt, call: ast.Call) -> Iterator[Changes]:
    """What a function changes in its place is to be used afterwards, rather than what the function returns."""
    text, thing, here = program.source(call), program.source(call.args[0]), program.indentation(statement)
    match statement:
        case ast.Assign(targets=[target], value=value) if value is call:
            kept = program.source(target)
            after = "" if kept == thing else f"\n{here}{kept} = {thing}"
        case ast.Return(value=value) if value is call:
            after = f"\n{here}return {thing}"
        case _:
            return
    start, end = program.start(statement), program.end(statement)
    yield ((start, end, text + after),), "result of a change in place", 1.0


def _result_lost(program: Program, statement: ast.stmt, scope: Scope, about: About) -> Iterator[Changes]:
    """A search that calls itself in a loop throws away what was found."""
    del scope
    function = program.function(statement)
    if function is None or not about.says("None") or not isinstance(statement, ast.Expr):
        return
    call = statement.value
    name = getattr(call.func, "id", getattr(call.func, "attr", "")) if isinstance(call, ast.Call) else ""
    if name == function.name and any(isinstance(one, LOOPS) for one in program.ancestors(statement)):
        here = program.indentation(statement)
        step = "    " if "\t" not in here else "\t"
        text = f"found = {program.source(call)}\n{here}if found is not None:\n{here}{step}return found"
        yield ((program.start(statement), program.end(statement), text),), "missing return", 0.95


def _not_kept(program: Program, statement: ast.stmt, scope: Scope, about: About) -> Iterator[Changes]:
    """What a call makes is thrown away, where the same function puts such things into a list."""
    del scope, about
    function = program.function(statement)
    if function is None or not isinstance(statement, ast.Expr) or not isinstance(statement.value, ast.Call):
        return
    if isinstance(statement.value.func, ast.Attribute):
        return  # most likely called for what it does
    start, end = program.start(statement), program.end(statement)
    keepers = {
        program.source(node.func)
        for node in ast.walk(function)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in ("append", "add", "appendleft", "put")
    }
    for keeper in sorted(keepers):
        yield ((start, end, f"{keeper}({program.source(statement.value)})"),), "result kept", 0.7


def _same_key(program: Program, statement: ast.stmt, scope: Scope, about: About) -> Iterator[Changes]:
    """A parameter is looked up as it came, where everything else puts it through a function first."""
    forms = [form for path, line, form in about.raw_keys if (path, line) == (program.path, statement.lineno)]
    span = own_lines(program, statement)
    if not forms or span is None:
        return
    own = forms[0].partition("(")[0] in about.functions and scope.is_method
    for name in sorted({one.id for one in own_expressions(statement) if isinstance(one, ast.Name)}):
        if name in scope.parameters and name not in ("self", "cls"):
            made = forms[0].replace("…", name)
            if own and not made.startswith(f"{name}."):
                made = f"self.{made}"
            text = f"{name} = {made}"
            yield (insertion(program, span[0], program.indentation(statement), text),), "same key", 0.85


def _misnamed(program: Program, statement: ast.stmt, scope: Scope, about: About) -> Iterator[Changes]:
    """A method is spelt otherwise than those who call it, or the class above, have it."""
    del scope
    if not isinstance(statement, Function) or not isinstance(program.parents.get(statement), ast.ClassDef):
        return
    wanted = about.attribute if about.type == "AttributeError" else about.function
    missed = about.type in ("AttributeError", "NotImplementedError") and wanted not in ("", statement.name)
    if missed and similar(wanted, [statement.name]):
        start = program.text.find(statement.name, program.start(statement))
        yield ((start, start + len(statement.name), wanted),), "method renamed", 0.9


def _without_default(program: Program, statement: ast.stmt, scope: Scope, about: About) -> Iterator[Changes]:
    """The first, smallest or largest of nothing is asked for; or None takes part."""
    del scope
    for node in own_expressions(statement):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
            continue
        text, name = program.source(node), node.func.id
        if name == "next" and len(node.args) == 1 and about.type == "StopIteration":
            argument = program.source(node.args[0])
            yield ((program.start(node), program.end(node), f"next({argument}, None)"),), "default", 0.6
        if name in ("min", "max"):
            if len(node.args) == 1 and about.type == "ValueError":
                given = [program.source(one) for one in (*node.args, *node.keywords)]
                for value in ("None", "0", '""'):
                    whole = (
                        f"{name}({', '.join(given)}, default={value})"  # a lone generator keeps its brackets
                    )
                    yield ((program.start(node), program.end(node), whole),), "default", 0.35
            if len(node.args) == 2 and about.says("None"):
                first, second = (program.source(one) for one in node.args)
                for kept, absent in ((first, second), (second, first)):
                    changed = f"{kept} if {absent} is None else {text}"
                    yield ((program.start(node), program.end(node), changed),), "other value", 0.5
