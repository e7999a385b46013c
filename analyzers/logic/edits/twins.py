"""Which statement was forgotten that goes with one that is there?

The value that a comparison has just found better, what was gathered when the loop ends,
the other case of a choice, the check of all before the first is changed.
"""

import ast
from collections.abc import Iterator, Sequence

from analyzers.logic.edits import Candidate
from analyzers.logic.edits.lines import LOOPS, Made, behind, insertion, own_lines, reindented, unit
from analyzers.logic.edits.parallel import names_of
from analyzers.logic.edits.scope import Scope
from analyzers.logic.program import Function, Program, is_docstring

_STEPS = ast.Assign | ast.AugAssign | ast.Expr
_JUMPS = ast.Return | ast.Break | ast.Continue | ast.Raise
_MOST = 8  # names that are tried in one place
_FEW = 3  # rows in a run that is taken over


def edits(program: Program, statement: ast.stmt, scope: Scope) -> Iterator[Candidate]:
    """Yield the candidates that add what goes with a statement."""
    if (
        is_docstring(statement)
        or program.function(statement) is None
        or own_lines(program, statement) is None
    ):
        return
    for make in _MAKERS:
        for changes, kind, weight in make(program, statement, scope):
            yield Candidate(program.path, tuple(sorted(changes)), statement.lineno, kind, weight)


def _found_better(program: Program, statement: ast.stmt, scope: Scope) -> Iterator[Made]:
    """`if value > best:` says that `best` is to become `value`; what the round before had is kept for the next."""
    match statement:
        case ast.If(test=test, body=body):
            for part in ast.walk(test):
                match part:
                    case ast.Compare(
                        left=left,
                        ops=[ast.Lt() | ast.LtE() | ast.Gt() | ast.GtE() | ast.NotEq()],
                        comparators=[right],
                    ):
                        for target, value in ((right, left), (left, right)):
                            if not isinstance(target, ast.Name | ast.Attribute | ast.Subscript):
                                continue
                            text = f"{program.source(target)} = {program.source(value)}"
                            if own_lines(program, body[-1]) and not isinstance(body[-1], _JUMPS):
                                yield behind(program, body[-1], text), "found better", 0.3
        case (
            ast.For(target=ast.Name(id=item)) | ast.While(body=[ast.Assign(targets=[ast.Name(id=item)]), *_])
        ):
            stored = {
                part.id
                for part in ast.walk(statement)
                if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store)
            }
            last = statement.body[-1]
            read = dict.fromkeys(name for one in statement.body for name in names_of(one))
            for name in read:
                if name in scope.variables and name not in stored and own_lines(program, last):
                    weight = 0.4 if "prev" in name or "last" in name else 0.1
                    yield behind(program, last, f"{name} = {item}"), "kept for the next round", weight


def _since(program: Program, statement: ast.stmt, _scope: Scope) -> Iterator[Made]:
    """What is measured from the last time on needs the last time set anew."""
    function = program.function(statement)
    for node in ast.walk(statement) if isinstance(statement, ast.Assign | ast.AugAssign) else ():
        match node:
            case ast.BinOp(left=now, op=ast.Sub(), right=ast.Attribute(value=ast.Name(id="self")) as since):
                name = program.source(since)
                stored = any(
                    isinstance(part, ast.Attribute)
                    and isinstance(part.ctx, ast.Store)
                    and program.source(part) == name
                    for part in ast.walk(function or program.tree)
                )
                if not stored:
                    text = f"{name} = {program.source(now)}"
                    yield behind(program, statement, text), "kept for the next round", 0.4


def _left_over(program: Program, statement: ast.stmt, _scope: Scope) -> Iterator[Made]:
    """What a loop gathers and hands over at each change is handed over once more at the end."""
    if not isinstance(statement, LOOPS) or statement.orelse:
        return
    stored = {
        part.id
        for part in ast.walk(statement)
        if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store)
    }
    told: dict[str, None] = {}
    step = unit(program)
    for one in ast.walk(statement):
        if not isinstance(one, ast.Expr | ast.AugAssign | ast.Assign):
            continue
        text = program.source(one)
        if "\n" in text or len(text) > 100 or text in told:
            continue
        told[text] = None
        names = [name for name in dict.fromkeys(names_of(one)) if name in stored]
        names += sorted(stored - {*names}) if names else []
        if not names:
            continue
        hands_over = isinstance(one, ast.Expr) and isinstance(one.value, ast.Call | ast.Yield)
        weight = (0.2 if hands_over else 0.08) * (0.4 if one in statement.body else 1.0)
        yield behind(program, statement, text), "left over", weight
        yield from _of_the_last(program, statement, one, weight)
        for name in names[:4]:
            yield behind(program, statement, f"if {name}:\n{step}{text}"), "left over", weight
            if hands_over and isinstance(one.value, ast.Call):
                head = program.source(one.value.func)
                yield (
                    behind(program, statement, f"if {name}:\n{step}{head}({name})"),
                    "left over",
                    weight / 2,
                )


def _of_the_last(program: Program, loop: ast.stmt, one: ast.stmt, weight: float) -> Iterator[Made]:
    """The same, where the loop goes by places: behind it, the item at hand is the last one, if there is any."""
    if not isinstance(loop, ast.For) or not isinstance(loop.target, ast.Name):
        return
    for node in ast.walk(one):
        if not isinstance(node, ast.Subscript) or loop.target.id not in names_of(node.slice):
            continue
        items = program.source(node.value)
        text = program.source(one).replace(program.source(node), f"{items}[-1]")
        yield behind(program, loop, text), "left over", weight
        yield behind(program, loop, f"if {items}:\n{unit(program)}{text}"), "left over", weight


def _other_case(program: Program, statement: ast.stmt, scope: Scope) -> Iterator[Made]:
    """Where something is added in one case, it begins anew or is added as it is in the other one."""
    match statement:
        case ast.If(orelse=[], body=body) if not isinstance(body[-1], _JUMPS):
            pass
        case _:
            return
    step = unit(program)
    loop = next((one for one in program.ancestors(statement) if isinstance(one, LOOPS)), None)
    item = loop.target.id if isinstance(loop, ast.For) and isinstance(loop.target, ast.Name) else ""
    for one in body:
        match one:
            case ast.AugAssign(target=target, op=ast.Add()):
                name = program.source(target)
                for value, weight in _begun(program, statement, name).items():
                    text = f"else:\n{step}{name} = {value}"
                    yield behind(program, statement, text), "other case added", weight
                if item:
                    yield (
                        behind(program, statement, f"else:\n{step}{name} += {item}"),
                        "other case added",
                        0.2,
                    )
                yield behind(program, statement, f"else:\n{step}{name} += 1"), "other case added", 0.08
                yield behind(program, statement, f"else:\n{step}{name} -= 1"), "other case added", 0.06
            case ast.Expr(value=ast.Call(func=ast.Attribute(attr="append" | "add") as function)) if item:
                text = f"else:\n{step}{program.source(function)}({item})"
                yield behind(program, statement, text), "other case added", 0.15
    del scope


def _begun(program: Program, statement: ast.stmt, name: str) -> dict[str, float]:
    """The values from which a name may begin anew, and how likely each is: the one that the function gives it first."""
    values = {
        program.source(one.value): 0.3
        for one in ast.walk(program.function(statement) or program.tree)
        if isinstance(one, ast.Assign) and isinstance(one.value, ast.Constant)
        if name in map(program.source, one.targets)
    }
    return values or {"0": 0.2}


def _asked_first(program: Program, statement: ast.stmt, _scope: Scope) -> Iterator[Made]:
    """All items are checked before the first is changed: the loop is gone through twice."""
    match statement:
        case ast.For(body=[*before, last], orelse=[]) if before and isinstance(
            last, _STEPS | ast.If | ast.Delete
        ):
            pass
        case _:
            return
    place = next(
        (
            number
            for number, one in enumerate(before, 1)
            if isinstance(one, ast.If) and isinstance(one.body[-1], _JUMPS)
        ),
        0,
    )
    rest = statement.body[place:]
    first, end = own_lines(program, rest[0]), own_lines(program, rest[-1]) if place else None
    if not place or first is None or end is None:
        return
    head = program.text[program.start(statement) : program.start(statement.body[0])].rstrip()
    if "\n" in head:
        return
    here = program.indentation(statement)
    rows = f"{here}{head}\n{program.text[first[0] : end[1]]}"
    yield ((first[0], end[1], rows),), "asked first", 0.25


def _refused(program: Program, statement: ast.stmt, scope: Scope) -> Iterator[Made]:
    """What was looked up may not be there."""
    match statement:
        case ast.Assign(targets=[ast.Name(id=name)], value=ast.Call(func=function)):
            called = function.attr if isinstance(function, ast.Attribute) else ""
        case _:
            return
    tests = [f"not {name}"]
    if called in ("find", "rfind"):
        tests = [f"{name} < 0"]
    elif called in ("get", "pop", "match", "search", "fullmatch"):
        tests = [f"{name} is None"]
    step = unit(program)
    loop = any(isinstance(one, LOOPS) for one in program.ancestors(statement))
    given = [*dict.fromkeys((*scope.parameters[:3], "None", "False", *scope.returns[:3]))]
    for test in tests:
        for value in given:
            if value != name:
                yield behind(program, statement, f"if {test}:\n{step}return {value}"), "refused", 0.08
        if loop:
            yield behind(program, statement, f"if {test}:\n{step}continue"), "refused", 0.1


def _run(program: Program, statement: ast.stmt, scope: Scope) -> Iterator[Made]:
    """Two or three rows that another function of the class has as well; a container that is to be emptied."""
    function = program.function(statement)
    owner = program.parents.get(function) if function is not None else None
    if function is None or not isinstance(owner, ast.ClassDef):
        return
    known = {*scope.variables, *scope.globals, *scope.callables, "self"}
    there = program.source(function)
    span = own_lines(program, statement)
    assert span is not None  # asked before
    for rows in _runs(owner, function):
        texts = [program.source(one) for one in rows]
        if {name for one in rows for name in names_of(one)} <= known and not any(
            text in there for text in texts
        ):
            put = insertion(program, span[0], program.indentation(statement), "\n".join(texts))
            yield (put,), "rows added", 0.08
    if statement is not function.body[-1] and statement is not function.body[0]:
        return
    for name in _containers(owner):
        text = f"self.{name}.clear()"
        if text not in there:
            yield (
                (insertion(program, span[0], program.indentation(statement), text),),
                "statement added",
                0.06,
            )


def _runs(owner: ast.ClassDef, function: Function) -> Iterator[Sequence[ast.stmt]]:
    for other in owner.body:
        if not isinstance(other, Function) or other is function or other.name == "__init__":
            continue
        for node in ast.walk(other):
            block = getattr(node, "body", None)
            if isinstance(block, list):
                for length in range(2, _FEW + 1):
                    for start in range(len(block) - length + 1):
                        rows = block[start : start + length]
                        if all(isinstance(one, _STEPS) and not is_docstring(one) for one in rows):
                            yield rows


def _containers(owner: ast.ClassDef) -> list[str]:
    found: dict[str, None] = {}
    for node in ast.walk(owner):
        match node:
            case ast.Assign(
                targets=[ast.Attribute(value=ast.Name(id="self"), attr=name)],
                value=ast.List() | ast.Dict() | ast.Call(func=ast.Name(id="list" | "dict" | "set" | "deque")),
            ):
                found.setdefault(name)
    return list(found)[:6]


def _only_where(program: Program, statement: ast.stmt, scope: Scope) -> Iterator[Made]:
    """A loop is gone through only while two bounds lie apart."""
    span = own_lines(program, statement)
    if not isinstance(statement, ast.For) or span is None:
        return
    here = program.indentation(statement)
    moved = reindented(program.text[span[0] : span[1]].rstrip("\n"), here, here + unit(program))
    names = [name for name in scope.variables if scope.kinds.get(name) in (None, "int")][:5]
    for index, one in enumerate(names):
        for two in names[index + 1 :]:
            for sign in ("<", "<=", "!=") if moved is not None else ():
                text = f"{here}if {one} {sign} {two}:\n{moved}\n"
                yield ((span[0], span[1], text),), "condition added", 0.05


def _taken_back(program: Program, statement: ast.stmt, scope: Scope) -> Iterator[Made]:
    """What was tried in a place is taken away again; what was looked up moves to the end of its order."""
    match statement:
        case ast.Assign(targets=[ast.Subscript() as place]):
            pass
        case _:
            return
    function = program.function(statement)
    assert function is not None  # asked before
    block = program.block(statement)
    index = next(number for number, other in enumerate(block) if other is statement)
    again = any(
        isinstance(node, ast.Call)
        and function.name in (getattr(node.func, "id", ""), getattr(node.func, "attr", ""))
        for following in block[index + 1 :]
        for node in ast.walk(following)
    )
    if again and own_lines(program, block[-1]) and not isinstance(block[-1], _JUMPS):
        for value in dict.fromkeys(("0", "None", *scope.strings[:4], '""', "False")):
            text = f"{program.source(place)} = {value}"
            yield behind(program, block[-1], text), "taken back", 0.25


def _renewed(program: Program, statement: ast.stmt, _scope: Scope) -> Iterator[Made]:
    """What was asked for moves to the end of its order."""
    function = program.function(statement)
    owner = program.parents.get(function) if function is not None else None
    span = own_lines(program, statement)
    if (
        span is None
        or function is None
        or statement not in function.body
        or "OrderedDict" not in program.text
    ):
        return
    for node in ast.walk(owner or program.tree):
        match node:
            case ast.Subscript(value=ast.Attribute() | ast.Name() as table, slice=ast.Name(id=key)) if (
                key in {item.arg for item in function.args.args}
            ):
                text = f"{program.source(table)}.move_to_end({key})"
                put = insertion(program, span[0], program.indentation(statement), text)
                yield (put,), "statement added", 0.12
                return


def _lowered(program: Program, statement: ast.stmt, scope: Scope) -> Iterator[Made]:
    """What a loop takes is brought into shape first; a row of names is what two tables were taken for."""
    match statement:
        case ast.For(target=ast.Name(id=name), body=[first, *_]):
            place = own_lines(program, first)
            if place is not None and scope.kinds.get(name) != "int":
                for form in ("{}.lower()", "{}.strip()", "abs({})", "int({})"):
                    text = f"{name} = {form.format(name)}"
                    put = insertion(program, place[0], program.indentation(first), text)
                    yield (put,), "item prepared", 0.1


def _exchanged(program: Program, statement: ast.stmt, scope: Scope) -> Iterator[Made]:
    """Two names that were taken for one another in a statement, or in it and the next one."""
    block = program.block(statement)
    index = next(number for number, other in enumerate(block) if other is statement)
    following = block[index + 1 : index + 2]
    groups = [[statement]]
    if following and isinstance(statement, _STEPS) and isinstance(following[0], _STEPS):
        groups.append([statement, following[0]])
    for rows in groups:
        nodes = [
            node
            for one in rows
            if isinstance(one, _STEPS | ast.Return)
            for node in ast.walk(one)
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node.id in scope.variables
        ]
        names = list(dict.fromkeys(node.id for node in nodes))[:4]
        for place, one in enumerate(names):
            for two in names[place + 1 :]:
                other = {one: two, two: one}
                changes = [
                    (program.start(node), program.end(node), other[node.id])
                    for node in nodes
                    if node.id in other
                ]
                if len(changes) > 1:
                    yield tuple(dict.fromkeys(changes)), "names exchanged", 0.15


_MAKERS = (
    _found_better, _since, _left_over, _other_case, _asked_first, _refused, _run, _taken_back, _renewed,
    _lowered, _exchanged, _only_where,
)  # fmt: skip
