"""What was forgotten where something is absent: a filter, another value, a look-up, the call that sets it?"""

import ast
from collections.abc import Iterator

from analyzers.logic.edits import Candidate
from analyzers.logic.edits.lines import LOOPS, insertion, own_lines, unit
from analyzers.logic.edits.scope import Scope
from analyzers.logic.program import Program, own_expressions
from analyzers.runtime.slips.about import About
from analyzers.runtime.slips.change import Changes


def edits(program: Program, statement: ast.stmt, scope: Scope, about: About) -> Iterator[Candidate]:
    """Yield edits that treat what is absent."""
    here = about.path == program.path and statement.lineno <= about.line <= (statement.end_lineno or 0)
    makers = [_other_value, _held_in, _made, _not_restored, _from_the_start]
    if here:
        makers += [_filtered, _not_a_key, _set_up]
    for maker in makers:
        for changes, kind, weight in maker(program, statement, scope, about):
            yield Candidate(program.path, tuple(sorted(changes)), statement.lineno, kind, weight)


def _filtered(program: Program, statement: ast.stmt, scope: Scope, about: About) -> Iterator[Changes]:
    """A comprehension takes elements that it cannot work with."""
    del scope
    if about.type not in (
        "ValueError",
        "TypeError",
        "AttributeError",
        "IndexError",
        "ZeroDivisionError",
        "KeyError",
    ):
        return
    for node in own_expressions(statement):
        if not isinstance(node, ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp):
            continue
        last = node.generators[-1]
        if last.ifs:
            continue
        element = node.value if isinstance(node, ast.DictComp) else node.elt
        names = {one.id for one in ast.walk(last.target) if isinstance(one, ast.Name)}
        tests: dict[str, float] = {}
        for part in ast.walk(element):
            match part:
                case ast.Call(func=ast.Name(id="int" | "float" | "log"), args=[value, *_]):
                    tests[program.source(value)] = 0.5
                case ast.Call(func=ast.Attribute(), args=[ast.Name() as value]):
                    tests[program.source(value)] = 0.4
                case ast.Attribute(value=ast.Name(id=name)) if name in names and about.says("None"):
                    tests[name] = 0.4
                case ast.BinOp(op=ast.Div() | ast.Mod(), right=right):
                    tests[program.source(right)] = 0.4
                case ast.Subscript(value=base, slice=ast.Constant(value=int())) if about.type == "IndexError":
                    tests[program.source(base)] = 0.4
                case ast.Subscript(value=base, slice=key) if about.type == "KeyError":
                    tests[f"{program.source(key)} in {program.source(base)}"] = 0.4
                case ast.Name(id=name) if name in names and about.says("None") and name in about.hurt:
                    tests[f"{name} is not None"] = 0.5
        for test, weight in tests.items():
            if any(name in test for name in names):
                end = program.end(last.iter)
                yield ((end, end, f" if {test}"),), "filter added", weight


def _other_value(program: Program, statement: ast.stmt, scope: Scope, about: About) -> Iterator[Changes]:
    """A value that may be absent is used at once; a parameter that nothing uses tells what stands in for it."""
    if not about.says("None") or not isinstance(statement, ast.Assign | ast.Return):
        return
    value = statement.value
    if not isinstance(value, ast.Call) or len(value.args) != 1 or not isinstance(value.args[0], ast.Name):
        return
    function = program.function(statement)
    used = {
        one.id
        for one in ast.walk(function or program.tree)
        if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Load)
    }
    spare = [name for name in scope.parameters if name not in used and name not in ("self", "cls")]
    text, name = program.source(value), value.args[0].id
    for other, weight in (*((one, 0.7) for one in spare), ("None", 0.25)):
        yield (
            ((program.start(value), program.end(value), f"{text} if {name} else {other}"),),
            "other value",
            weight,
        )


def _held_in(program: Program, statement: ast.stmt, scope: Scope, about: About) -> Iterator[Changes]:
    """The name of a thing is handed on instead of the thing that a dictionary holds under it."""
    if about.type not in ("AttributeError", "TypeError") or not about.says("'str'", "'int'", "str object"):
        return
    tables = [name for name in (*scope.variables, *scope.globals) if scope.kinds.get(name) == "dict"]
    for node in own_expressions(statement):
        if not isinstance(node, ast.Call):
            continue
        for argument in node.args:
            if isinstance(argument, ast.Name):
                for table in dict.fromkeys(tables):
                    if table != argument.id:
                        start, end = program.start(argument), program.end(argument)
                        yield ((start, end, f"{table}.get({argument.id})"),), "looked up", 0.35
                        yield ((start, end, f"{table}[{argument.id}]"),), "looked up", 0.3


def _not_a_key(program: Program, statement: ast.stmt, scope: Scope, about: About) -> Iterator[Changes]:
    """What is no key is passed over, or answered with nothing."""
    del scope
    function = program.function(statement)
    span = own_lines(program, statement)
    if about.type != "KeyError" or span is None:
        return
    step = unit(program)
    loop = next((one for one in program.ancestors(statement) if isinstance(one, LOOPS)), None)
    for node in own_expressions(statement):
        if not isinstance(node, ast.Subscript) or isinstance(node.slice, ast.Constant | ast.Slice):
            continue
        test = f"if {program.source(node.slice)} not in {program.source(node.value)}:"
        indent = program.indentation(statement)
        if loop is not None:
            yield (insertion(program, span[0], indent, f"{test}\n{step}continue"),), "guard", 0.15
        if function is not None:
            yield (insertion(program, span[0], indent, f"{test}\n{step}return None"),), "guard", 0.12
            before = own_lines(program, loop) if isinstance(loop, ast.stmt) else None
            if before is not None and isinstance(loop, ast.While):
                outer = program.indentation(loop)
                yield (insertion(program, before[0], outer, f"{test}\n{step}return None"),), "guard", 0.14


def _made(program: Program, statement: ast.stmt, scope: Scope, about: About) -> Iterator[Changes]:
    """An object is made and not set up: the method that sets the attribute is never called."""
    del scope
    span = own_lines(program, statement)
    if about.type != "AttributeError" or not about.attribute or span is None:
        return
    match statement:
        case ast.Assign(targets=[target], value=ast.Call(func=ast.Name(id=name))) if name in about.classes:
            for method in about.classes[name].body:
                if (
                    isinstance(method, ast.FunctionDef)
                    and method.name not in about.loaded
                    and len(method.args.args) == 1
                    and f".{about.attribute} = " in ast.unparse(method)
                    and method.name != "__init__"
                ):
                    text = f"{program.source(target)}.{method.name}()"
                    here = program.indentation(statement)
                    yield (insertion(program, span[1], here, text),), "set up", 0.9


def _from_the_start(program: Program, statement: ast.stmt, scope: Scope, about: About) -> Iterator[Changes]:
    """An `__init__` ends without the attribute that another method of the class sets, or without calling that method."""
    del scope
    function, span = program.function(statement), own_lines(program, statement)
    if about.type != "AttributeError" or not about.attribute or function is None or span is None:
        return
    owner = program.parents.get(function)
    if (
        function.name != "__init__"
        or statement is not function.body[-1]
        or not isinstance(owner, ast.ClassDef)
    ):
        return
    here, this = program.indentation(statement), function.args.args[0].arg if function.args.args else ""
    values: dict[str, None] = {}
    for method in owner.body if this else ():
        if not isinstance(method, ast.FunctionDef) or method is function:
            continue
        for node in ast.walk(method):
            match node:
                case ast.Assign(targets=[ast.Attribute(attr=name)], value=value) if name == about.attribute:
                    if len(method.args.args) == 1 and not method.decorator_list:
                        yield (insertion(program, span[1], here, f"{this}.{method.name}()"),), "set up", 0.6
                    plain = isinstance(value, ast.Constant | ast.List | ast.Dict) or (
                        isinstance(value, ast.Call) and isinstance(value.func, ast.Name) and not value.args
                    )
                    if plain and len(program.source(value)) < 20:
                        values.setdefault(program.source(value))
                case ast.AugAssign(target=ast.Attribute(attr=name)) if name == about.attribute:
                    values.setdefault("0")
    for text in dict.fromkeys((*values, "None")):
        yield (insertion(program, span[1], here, f"{this}.{about.attribute} = {text}"),), "set up", 0.5


def _not_restored(program: Program, statement: ast.stmt, scope: Scope, about: About) -> Iterator[Changes]:
    """An object is made without its `__init__` and given its attributes one by one, except for one."""
    del scope
    function, span = program.function(statement), own_lines(program, statement)
    if about.type != "AttributeError" or not about.attribute or function is None or span is None:
        return
    match statement:
        case ast.Assign(targets=[ast.Attribute(value=ast.Name(id=name))]) if name != "self":
            pass
        case _:
            return
    following = [one for one in program.block(statement) if one.lineno > statement.lineno]
    if any(f"{name}." in program.source(one) and isinstance(one, ast.Assign) for one in following):
        return  # not the last of them
    if "__new__" not in program.source(function):
        return
    values = [
        program.source(node.value)
        for node in program.parents
        if isinstance(node, ast.Assign)
        and isinstance(node.targets[0], ast.Attribute)
        and node.targets[0].attr == about.attribute
        and isinstance(node.value, ast.Constant | ast.List | ast.Dict)
    ]
    for value in dict.fromkeys((*values, "None")):
        text = f"{name}.{about.attribute} = {value}"
        yield (insertion(program, span[1], program.indentation(statement), text),), "attribute set", 0.8


def _set_up(program: Program, statement: ast.stmt, scope: Scope, about: About) -> Iterator[Changes]:
    """An attribute is set by a method that nobody calls."""
    del scope
    span = own_lines(program, statement)
    if about.type != "AttributeError" or not about.attribute or span is None:
        return
    for owner in about.classes.values():
        for method in owner.body:
            if not isinstance(method, ast.FunctionDef) or method.name.startswith("__"):
                continue
            sets = any(
                isinstance(one, ast.Attribute)
                and one.attr == about.attribute
                and isinstance(one.ctx, ast.Store)
                for one in ast.walk(method)
            )
            if not sets or len(method.args.args) - len(method.args.defaults) > 1:
                continue
            begins = any(
                getattr(one, "name", "") == "__init__" for one in owner.body
            )  # which is the place for it
            weight = 0.2 if begins else 0.4 if method.name in about.loaded else 0.8
            for node in ast.walk(statement):
                if isinstance(node, ast.Attribute) and node.attr == about.attribute:
                    text = f"{program.source(node.value)}.{method.name}()"
                    here = program.indentation(statement)
                    yield (insertion(program, span[0], here, text),), "set up", weight
