"""What does a loop miss: its header line, blank lines, the last link, both ends, that its items come one at a time?"""

import ast
from collections.abc import Callable, Iterator

from analyzers.logic.edits import Candidate
from analyzers.logic.edits.lines import insertion, own_lines, unit
from analyzers.logic.edits.scope import Scope
from analyzers.logic.program import Program
from analyzers.runtime.slips.about import About
from analyzers.runtime.slips.change import Changes


def edits(program: Program, statement: ast.stmt, scope: Scope, about: About) -> Iterator[Candidate]:
    """Yield the edits of a loop, or of what begins one."""
    del scope
    for maker in _MAKERS:
        for changes, kind, weight in maker(program, statement, about):
            yield Candidate(program.path, tuple(sorted(changes)), statement.lineno, kind, weight)


def _asynchronous(program: Program, statement: ast.stmt, about: About) -> Iterator[Changes]:
    """What comes one at a time is waited for: `async for`, `async with`; and what does not is not."""
    start = program.start(statement)
    asked = about.says("does not support the context manager protocol") and "def __aenter__" in program.text
    if (
        isinstance(statement, ast.With)
        and asked
        or isinstance(statement, ast.For)
        and about.says("'async_generator' object is not iterable")
        or isinstance(statement, ast.With)
        and about.says("asynchronous context manager protocol", "__aenter__", "(missed 'async')")
    ):
        yield ((start, start, "async "),), "awaited", 4.0
    elif (
        isinstance(statement, ast.AsyncFor)
        and about.says("requires an object with __aiter__")
        or isinstance(statement, ast.AsyncWith)
        and about.says("does not support the asynchronous context manager")
    ):
        yield ((start, start + len("async "), ""),), "awaited", 4.0


def _last_link(program: Program, statement: ast.stmt, about: About) -> Iterator[Changes]:
    """A walk to the last link goes on to what is not there, where something is to be hung on behind it."""
    if "NoneType" not in about.message or not isinstance(statement, ast.While):
        return
    match statement.test:
        case (
            ast.Name(id=name)
            | ast.Compare(
                left=ast.Name(id=name),
                ops=[ast.IsNot() | ast.NotEq()],
                comparators=[ast.Constant(value=None)],
            )
        ):
            pass
        case _:
            return
    block = program.block(statement)
    for after in block[block.index(statement) + 1 :][:2]:
        match after:
            case ast.Assign(targets=[ast.Attribute(value=ast.Name(id=walker), attr=link)]) if walker == name:
                end = program.start(statement.test) + len(name)
                yield ((end, end, f".{link}"),), "end of loop", 3.0


def _both(program: Program, statement: ast.stmt, about: About) -> Iterator[Changes]:
    """A loop goes on while either of two indices is inside, and uses both."""
    if about.type != "IndexError" or not isinstance(statement, ast.While):
        return
    match statement.test:
        case ast.BoolOp(
            op=ast.Or(),
            values=[ast.Compare(left=ast.Name()) as first, ast.Compare(left=ast.Name()) as second],
        ):
            between = program.text[program.end(first) : program.start(second)]
            place = program.end(first) + between.find("or")
            yield ((place, place + 2, "and"),), "and/or", 2.0


def _ends(program: Program, statement: ast.stmt, about: About) -> Iterator[Changes]:
    """Each of several bounds lets the length itself through."""
    if about.type != "IndexError" or not isinstance(statement, ast.If | ast.While):
        return
    changes = []
    for node in ast.walk(statement.test):
        match node:
            case ast.Compare(
                ops=[*_, ast.LtE()], comparators=[*_, ast.Call(func=ast.Name(id="len")) as length]
            ):
                place = program.text.rfind("<=", program.start(node), program.start(length))
                changes.append((place, place + 2, "<"))
    if len(changes) > 1:
        yield tuple(changes), "compare", 3.0


def _header(program: Program, statement: ast.stmt, about: About) -> Iterator[Changes]:
    """The first row of a table says what its columns are, and is read like the others."""
    span = own_lines(program, statement)
    said = about.says("invalid literal for int()", "could not convert string to float", "ConversionSyntax")
    quoted = about.message.rpartition(": ")[2].strip("'\"")
    if not said or any(one.isdigit() for one in quoted) or not quoted.strip() or span is None:
        return
    match statement:
        case ast.Assign(
            targets=[ast.Name(id=name)],
            value=ast.Call(func=ast.Attribute(value=ast.Name(id="csv"), attr="reader")),
        ):
            text = f"next({name}, None)"
            yield (insertion(program, span[1], program.indentation(statement), text),), "first line", 2.0
        case ast.With(
            items=[
                ast.withitem(context_expr=ast.Call(func=ast.Name(id="open")), optional_vars=ast.Name(id=name))
            ]
        ):
            within = own_lines(program, statement.body[0])
            if within is not None:
                inner = program.indentation(statement.body[0])
                yield (insertion(program, within[0], inner, f"next({name}, None)"),), "first line", 1.0


def _blank(program: Program, statement: ast.stmt, about: About) -> Iterator[Changes]:
    """A blank line of a text has no parts."""
    if (
        not about.says("got 0)")
        or not isinstance(statement, ast.For)
        or not isinstance(statement.target, ast.Name)
    ):
        return
    span = own_lines(program, statement.body[0])
    if span is not None:
        text = f"if not {statement.target.id}.strip():\n{unit(program)}continue"
        yield (insertion(program, span[0], program.indentation(statement.body[0]), text),), "guard", 3.0


def _as_it_is(program: Program, statement: ast.stmt, about: About) -> Iterator[Changes]:
    """Characters that are not in the alphabet stay as they are."""
    loop = program.parents.get(statement)
    span = own_lines(program, statement)
    if not about.says("substring not found") or not isinstance(loop, ast.For) or span is None:
        return
    match statement, loop.target:
        case ast.AugAssign(target=ast.Name(id=out)), ast.Name(id=one):
            for node in ast.walk(statement):
                match node:
                    case ast.Call(
                        func=ast.Attribute(value=alphabet, attr="index"), args=[ast.Name(id=given)]
                    ) if given == one:
                        step = unit(program)
                        test = f"if {one} not in {program.source(alphabet)}:\n{step}{out} += {one}\n{step}continue"
                        yield (
                            (insertion(program, span[0], program.indentation(statement), test),),
                            "guard",
                            3.0,
                        )
                        return


def _begun(program: Program, statement: ast.stmt, about: About) -> Iterator[Changes]:
    """A generator is sent something before it waits for it."""
    span = own_lines(program, statement)
    if not about.says("just-started generator") or span is None:
        return
    match statement:
        case ast.Assign(targets=[ast.Name(id=name)], value=ast.Call(func=ast.Name(id=made))) if (
            made in about.functions
        ):
            yield (
                (insertion(program, span[1], program.indentation(statement), f"next({name})"),),
                "set up",
                4.0,
            )


def _inside_first(program: Program, statement: ast.stmt, about: About) -> Iterator[Changes]:
    """A condition looks at an item before, or without, asking whether its index is inside."""
    if about.type != "IndexError" or not isinstance(statement, ast.While | ast.If):
        return
    test = statement.test
    values = test.values if isinstance(test, ast.BoolOp) and isinstance(test.op, ast.And) else [test]
    bounds = [one for one in values if isinstance(one, ast.Compare) and "len(" in program.source(one)]
    for node in ast.walk(values[0]):
        match node:
            case ast.Subscript(
                value=ast.Name() | ast.Attribute() as rows, slice=ast.Name() | ast.BinOp() as at
            ):
                inside = f"{program.source(at)} < len({program.source(rows)})"
                if any(program.source(one) == inside for one in bounds) and len(values) > 1:
                    rest = " and ".join(
                        program.source(one) for one in values if program.source(one) != inside
                    )
                    text = f"{inside} and {rest}"
                    yield ((program.start(test), program.end(test), text),), "operands swapped", 4.0
                elif not bounds and len(values) == 1 and not isinstance(values[0], ast.BoolOp):
                    start = program.start(test)
                    yield ((start, start, f"{inside} and "),), "condition added", 1.5
                return


_MAKERS: tuple[Callable[[Program, ast.stmt, About], Iterator[Changes]], ...] = (
    _asynchronous, _last_link, _both, _ends, _header, _blank, _as_it_is, _begun, _inside_first,
)  # fmt: skip
