"""How is text from outside read: a header, a blank line, units round a number, a file that is still being written?"""

import ast
from collections.abc import Iterator

from analyzers.deferred import regex
from analyzers.logic.edits import Candidate
from analyzers.logic.edits.lines import edited_line, insertion, own_lines, unit
from analyzers.logic.edits.scope import Scope
from analyzers.logic.program import Program, own_expressions
from analyzers.runtime.slips.about import About
from analyzers.runtime.slips.change import Changes, put

_UNREAD = regex(r"(?:could not convert string to float|invalid literal for int\(\) with base \d+): (.*)$")
_NUMBER = regex(r"(?P<before>[^\d+\-.]*)(?P<number>[+-]?\d[\d,.]*)(?P<after>\D*)")
_GROUPED = regex(r"[+-]?\d{1,3}(?:([. '_\u00a0\u202f])\d{3})(?:\1\d{3})*")
_THOUSANDS = regex(r"[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_FRACTION = regex(r"\d\.\d*[1-9]")
CUT = ("EOFError", "JSONDecodeError", "UnpicklingError")


def edits(program: Program, statement: ast.stmt, scope: Scope, about: About) -> Iterator[Candidate]:
    """Yield edits of how a statement takes in text."""
    del scope
    for maker in (_cleaned, _parts_cleaned, _last_line, _first_line, _blank_line):
        for changes, kind, weight in maker(program, statement, about):
            line = edited_line(program.lines, *changes[0]) if maker is _blank_line else statement.lineno
            yield Candidate(program.path, tuple(sorted(changes)), line, kind, weight)
    yield from unclosed(program, statement, 0.9 if about.type in CUT else 0.3)


def _cleaned(program: Program, statement: ast.stmt, about: About) -> Iterator[Changes]:
    """A number comes with a sign of money, a unit, or another comma: the text that failed says which."""
    tails = list(_tails(about.message))
    for node in own_expressions(statement) if tails else ():
        match node:
            case ast.Call(func=ast.Name(id="int" | "float" as kind) as reads, args=[value]):
                text, start, end = program.source(value), program.start(value), program.end(value)
                for tail in tails:
                    if tail != "float":
                        unit = any(
                            letter.isalpha() for letter in tail.partition("(")[2]
                        )  # which may mean something
                        yield ((start, end, f"{text}{tail}"),), "text cleaned", 0.4 if unit else 0.7
                    elif kind == "int" and _FRACTION.search(about.message):
                        yield put(program, reads, "float"), "type conversion", 0.8
                    elif kind == "int":
                        yield ((start, end, f"float({text})"),), "type conversion", 0.6


def _parts_cleaned(program: Program, statement: ast.stmt, about: About) -> Iterator[Changes]:
    """A line is split, and its parts keep the blanks round them."""
    if not about.says("NoneType") and about.type not in ("KeyError", "ValueError", "LookupError"):
        return
    match statement:
        case ast.Assign(
            targets=[ast.Tuple()],
            value=ast.Call(func=ast.Attribute(attr="split" | "rsplit"), args=[_, *_]) as value,
        ):
            text = f"[part.strip() for part in {program.source(value)}]"
            yield ((program.start(value), program.end(value), text),), "text cleaned", 0.4


def _tails(message: str) -> Iterator[str]:
    """What, put behind a text, makes the number of it that the message quotes."""
    found = _UNREAD.search(message)
    if found is None:
        return
    quoted = found[1].strip()
    text = quoted[1:-1] if quoted[:1] in ("'", '"') else quoted
    grouped = _GROUPED.fullmatch(text.strip())
    if grouped is not None and grouped[1] != "'":
        yield f'.replace("{grouped[1]}", "")'
    whole = _NUMBER.fullmatch(text.strip())
    if whole is None:
        return
    marks = dict.fromkeys(whole["before"].strip() + whole["after"].strip())
    tail = f'.strip("{"".join(marks)} ")' if marks and not {'"', "\\"} & set(marks) else ""
    if "," in whole["number"]:
        comma = '.replace(",", "")' if _THOUSANDS.fullmatch(whole["number"]) else '.replace(",", ".")'
        yield tail + comma
    elif tail:
        yield tail
    if "invalid literal" in message and "." in whole["number"]:
        yield "float"


def _last_line(program: Program, statement: ast.stmt, about: About) -> Iterator[Changes]:
    r"""A text ends with a line break: `split("\n")` makes an empty line of what comes after."""
    if about.type not in ("ValueError", "IndexError", "TypeError", "KeyError"):
        return
    for node in own_expressions(statement):
        match node:
            case ast.Call(func=ast.Attribute(attr="split", value=base), args=[ast.Constant(value="\n")]):
                start, end, text = program.start(node), program.end(node), program.source(base)
                yield ((start, end, f"{text}.splitlines()"),), "split", 0.45
                yield ((program.end(base), program.end(base), ".strip()"),), "split", 0.45


def _first_line(program: Program, statement: ast.stmt, about: About) -> Iterator[Changes]:
    """The names of the columns are read like the rows below them."""
    if (
        about.type != "ValueError"
        or not isinstance(statement, ast.For)
        or _UNREAD.search(about.message) is None
    ):
        return
    over = statement.iter
    span = own_lines(program, statement)
    text, start, end = program.source(over), program.start(over), program.end(over)
    if isinstance(over, ast.Name) and span is not None:
        line = insertion(program, span[0], program.indentation(statement), f"next({text}, None)")
        yield (line,), "first line", 0.4
    if isinstance(over, ast.Name | ast.Attribute | ast.Call | ast.Subscript):
        yield ((start, end, f"{text}[1:]"),), "first line", 0.35


def _blank_line(program: Program, statement: ast.stmt, about: About) -> Iterator[Changes]:
    """A blank line is read like all others."""
    no_json = about.says("Expecting value: line")  # of nothing JSON says so at once
    if not (about.type in ("ValueError", "IndexError") or no_json) or not isinstance(statement, ast.For):
        return
    span = own_lines(program, statement.body[0])
    if isinstance(statement.target, ast.Name) and span is not None:
        text = f"if not {statement.target.id}.strip():\n{unit(program)}continue"
        place = insertion(program, span[0], program.indentation(statement.body[0]), text)
        yield (place,), "guard", 4.0 if no_json else 0.25


def unclosed(program: Program, statement: ast.stmt, weight: float) -> Iterator[Candidate]:
    """Close a file that is opened for writing and never closed: what reads it finds it empty or cut."""
    match statement:
        case ast.Assign(
            targets=[ast.Name(id=name)],
            value=ast.Call(func=ast.Name(id="open"), args=[_, ast.Constant(value=str() as mode), *_]),
        ) if mode[:1] in ("w", "a", "x"):
            pass
        case _:
            return
    function = program.function(statement)
    inside = program.source(function) if function is not None else program.text
    if f"{name}.close" in inside or f"return {name}" in inside:
        return
    users = [
        one
        for one in program.block(statement)
        if any(isinstance(node, ast.Name) and node.id == name for node in ast.walk(one))
    ]
    span = own_lines(program, users[-1])
    if span is not None:
        line = insertion(program, span[1], program.indentation(statement), f"{name}.close()")
        yield Candidate(program.path, (line,), statement.lineno, "closed", weight)
