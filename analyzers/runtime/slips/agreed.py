"""Which part of a program does not do as those beside it do?

A keyword beside the fields of its template, a call beside names of functions, an argument beside one that is cleaned.
"""

import ast
import string
from collections.abc import Callable, Iterator

from analyzers.deferred import regex
from analyzers.logic.edits import Candidate
from analyzers.logic.edits.lines import insertion, own_lines
from analyzers.logic.edits.scope import Scope
from analyzers.logic.program import Function, Program
from analyzers.runtime.similar import similar
from analyzers.runtime.slips.about import About
from analyzers.runtime.slips.change import Changes, by_expression, put

_NUMBERS = regex(r"(?:,|_)?(?:\.\d+)?[bcdeEfFgGnoxX%]$")
_UNEXPECTED = regex(r"(\w+)\(\) got an unexpected keyword argument '(\w+)'")
_OWN_BRACES = regex(r"(?<!\{)\{(?=[\s\"'\\]|[\w-]+:\s)[^{}]*\}(?!\})")  # of text that is no field
_CLEANS = frozenset(["strip", "lower", "upper", "casefold", "title", "capitalize", "rstrip", "lstrip"])
_INSTEAD = frozenset(["default", "fallback", "otherwise", "missing", "empty", "or_else", "alternative"])


def edits(program: Program, statement: ast.stmt, scope: Scope, about: About) -> Iterator[Candidate]:
    """Yield the edits that make a part of a statement agree with what stands beside it."""
    del scope
    yield from _handed_back(program, statement, about)
    yield from _async_like_its_siblings(program, statement, about)
    yield from by_expression(_MAKERS, program, statement, about)


def _handed_back(program: Program, statement: ast.stmt, about: About) -> Iterator[Candidate]:
    """What decorates a class or function gives it back, and not only takes note of it."""
    function = program.function(statement)
    if function is None or statement is not function.body[-1] or not about.says("'NoneType'"):
        return
    parameters, span = function.args.args, own_lines(program, statement)
    if len(parameters) != 1 or span is None or any(isinstance(one, ast.Return) for one in ast.walk(function)):
        return
    maker = program.function(function)
    given = isinstance(maker, Function) and any(
        isinstance(one, ast.Return) and getattr(one.value, "id", "") == function.name
        for one in ast.walk(maker)
    )
    outer = maker.name if given and isinstance(maker, Function) else function.name
    decorators = [
        one.func if isinstance(one, ast.Call) else one
        for owner in (*about.functions.values(), *about.classes.values())
        for one in owner.decorator_list
    ]
    if any(outer == getattr(one, "id", getattr(one, "attr", "")) for one in decorators):
        line = insertion(program, span[1], program.indentation(statement), f"return {parameters[0].arg}")
        yield Candidate(program.path, (line,), statement.lineno, "missing return", 5.0)


def _fields(template: str) -> set[str]:
    """The names that a template for `format` has places for."""
    try:
        return {
            name.partition(".")[0].partition("[")[0]
            for _, name, _, _ in string.Formatter().parse(template)
            if name
        }
    except ValueError:
        return set()


def _keyword_of_a_template(program: Program, node: ast.expr, about: About) -> Iterator[Changes]:
    """A value is given under a name that the template has no place for, and the place has another name."""
    match node:
        case ast.Call(func=ast.Attribute(attr="format" | "format_map"), keywords=words) if (
            about.key.isidentifier()
        ):
            templates = [one for one in about.strings if about.key in _fields(one)]
            spare = [
                one
                for one in words
                if one.arg is not None and not any(one.arg in _fields(text) for text in templates)
            ]
            if templates and len(spare) == 1 and spare[0].arg is not None:
                start = program.start(spare[0])
                yield ((start, start + len(spare[0].arg), about.key),), "keyword of a template", 4.0


def _called_beside_names(program: Program, node: ast.expr, about: About) -> Iterator[Changes]:
    """Among functions that are kept to be called later, one is called at once."""
    match node:
        case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name), args=[], keywords=[]):
            pass
        case _:
            return
    if not about.says("not callable") or name not in about.functions:
        return
    parent = program.parents.get(node)
    beside: list[ast.expr] = []
    match parent:
        case ast.Dict(values=parts) | ast.List(elts=parts) | ast.Tuple(elts=parts):
            beside = [one for one in parts if one is not node]
        case ast.Call(func=called, args=args) if node in args:
            place, text = args.index(node), ast.unparse(called)
            beside = [
                one.args[place]
                for one in program.parents
                if isinstance(one, ast.Call)
                and one is not parent
                and len(one.args) > place
                and ast.unparse(one.func) == text
            ]
    if any(_names_a_function(one, about) for one in beside):
        yield put(program, node, program.source(node.func)), "not called", 5.0


def _names_a_function(node: ast.expr, about: About) -> bool:
    name = getattr(node, "id", getattr(node, "attr", ""))
    return isinstance(node, ast.Lambda) or name in about.functions


def _heading(program: Program, node: ast.expr, about: About) -> Iterator[Changes]:
    """A word stands in a column of numbers, with the form of a number."""
    match node:
        case ast.FormattedValue(
            value=ast.Constant(value=str()),
            format_spec=ast.JoinedStr(values=[ast.Constant(value=str() as form)]),
        ) if about.says("Unknown format code"):
            plain = _NUMBERS.sub("", form)
            start = program.text.find(":" + form, program.end(node.value))
            if plain != form and start >= 0:
                new = ":" + plain if plain else ""
                yield ((start, start + 1 + len(form), new),), "form of a text", 5.0


def _cleaned_like_its_sibling(program: Program, node: ast.expr, about: About) -> Iterator[Changes]:
    """One of two things is cleaned before they are used together, and the other one is not."""
    if about.type not in ("KeyError", "ValueError", "IndexError", "LookupError"):
        return
    match node:
        case ast.Call(args=parts) | ast.Tuple(elts=parts) | ast.List(elts=parts):
            pass
        case ast.Compare(left=left, comparators=[right]):
            parts = [left, right]
        case _:
            return
    tails = dict.fromkeys(filter(None, (_cleaning(program, one) for one in parts)))
    if len(tails) != 1:
        return
    for one in parts:
        if isinstance(one, ast.Name | ast.Attribute | ast.Subscript) and not _cleaning(program, one):
            yield put(program, one, program.source(one) + next(iter(tails))), "like the others", 2.5


def _cleaning(program: Program, node: ast.expr) -> str:
    """The calls at the end of an expression that clean a text: `.strip().lower()`."""
    inner = node
    while True:
        match inner:
            case ast.Call(func=ast.Attribute(value=within, attr=name)) if name in _CLEANS:
                inner = within
            case _:
                break
    return program.text[program.end(inner) : program.end(node)] if inner is not node else ""


def _misspelt_keyword(program: Program, node: ast.expr, about: About) -> Iterator[Changes]:
    """A function is given a keyword that is nearly one of its parameters, perhaps long before it is called."""
    found = _UNEXPECTED.search(about.message)
    if about.type != "TypeError" or found is None:
        return
    function = about.functions.get(found[1])
    if function is None and found[1] == "__init__":
        return
    known = [one.arg for one in (*function.args.args, *function.args.kwonlyargs)] if function else []
    wanted = next(iter(similar(found[2], known)), "")
    if not wanted:
        return
    match node:
        case ast.Call(keywords=words):
            for word in words:
                if word.arg == found[2]:
                    start = program.start(word)
                    yield ((start, start + len(found[2]), wanted),), "key renamed", 4.0
        case ast.Dict(keys=keys):
            for key in keys:
                if isinstance(key, ast.Constant) and key.value == found[2]:
                    quote = program.source(key)[0]
                    yield put(program, key, f"{quote}{wanted}{quote}"), "key renamed", 4.0


def _between_conditions(program: Program, node: ast.expr, about: About) -> Iterator[Changes]:
    """Conditions of a query are joined by a word, columns by a comma."""
    if about.type != "OperationalError" or not about.says("syntax error"):
        return
    match node:
        case ast.Call(func=ast.Attribute(value=ast.Constant(value=str() as between) as sign, attr="join")):
            where = any("where" in one.lower() for one in about.strings)
            for other, weight in ((" AND ", 4.0 if where else 1.0), (", ", 1.0)):
                if between.strip().upper() != other.strip():
                    yield put(program, sign, f'"{other}"'), "separator", weight


def _from_nought(program: Program, node: ast.expr, about: About) -> Iterator[Changes]:
    """Places are counted from one to the length, and the first place is nought."""
    match node:
        case ast.Call(
            func=ast.Name(id="range"),
            args=[ast.Constant(value=1), ast.BinOp(left=size, op=ast.Add(), right=ast.Constant(value=1))],
        ) if about.type == "IndexError":
            change = (program.start(node.args[0]), program.end(node.args[1]), program.source(size))
            yield (change,), "counted from nought", 2.5


def _own_default(program: Program, node: ast.expr, about: About) -> Iterator[Changes]:
    """A function has a parameter for what is missing, and does not use it."""
    match node:
        case ast.Subscript(value=owner, ctx=ast.Load()) if about.says("'NoneType'"):
            pass
        case ast.Attribute(value=owner, ctx=ast.Load()) if about.says("'NoneType'"):
            pass
        case ast.Subscript(value=owner, ctx=ast.Load()) if about.type in ("KeyError", "IndexError"):
            pass
        case _:
            return
    function = program.function(node)
    if not isinstance(function, Function):
        return
    used = {one.id for one in ast.walk(function) if isinstance(one, ast.Name)}
    given = [one.arg for one in (*function.args.args, *function.args.kwonlyargs)]
    spare = next((one for one in given if one in _INSTEAD and one not in used), None)
    parent = program.parents.get(node)
    if spare is None or not isinstance(parent, ast.Return | ast.Assign):
        return
    text, base = program.source(node), program.source(owner)
    if about.type == "KeyError" and isinstance(node, ast.Subscript):
        key = program.source(node.slice)
        yield put(program, node, f"{base}.get({key}, {spare})"), "default", 5.0
    elif isinstance(owner, ast.Name | ast.Attribute):
        test = f"{base} is not None" if about.says("'NoneType'") else base
        yield put(program, node, f"{text} if {test} else {spare}"), "default", 5.0


def _made_like_its_sibling(program: Program, node: ast.expr, about: About) -> Iterator[Changes]:
    """A class is handed on where another call of the same function makes an object of it."""
    match node:
        case ast.Call(func=called, args=args) if any(getattr(one, "id", "") in about.classes for one in args):
            text = ast.unparse(called)
        case _:
            return
    for other in program.parents:
        if other is node or not isinstance(other, ast.Call) or ast.unparse(other.func) != text:
            continue
        for given, beside in zip(args, other.args, strict=False):
            match given, beside:
                case ast.Name(id=name), ast.Call(func=ast.Name(id=made) as maker) if (
                    made in about.classes and name in about.classes
                ):
                    rest = program.text[program.end(maker) : program.end(beside)]
                    yield put(program, given, f"{name}{rest}"), "made an object", 4.0


def _made_at_all(program: Program, node: ast.expr, about: About) -> Iterator[Changes]:
    """A class is handed on where an object of it is worked with."""
    match node, program.parents.get(node):
        case ast.Name(id=name, ctx=ast.Load()), ast.Call() as call if (
            name in about.classes and node in call.args
        ):
            taker = getattr(call.func, "id", getattr(call.func, "attr", ""))
            if taker in about.functions | about.classes.keys() and about.says(
                "'self'", "positional argument"
            ):
                yield put(program, node, f"{name}()"), "made an object", 2.0


def _async_like_its_siblings(program: Program, statement: ast.stmt, about: About) -> Iterator[Candidate]:
    """Of functions that are kept together and waited for, one cannot be."""
    if not isinstance(statement, ast.FunctionDef) or not about.says("can't be used in 'await' expression"):
        return
    for node in program.parents:
        match node:
            case ast.List(elts=parts) | ast.Tuple(elts=parts) | ast.Dict(values=parts) | ast.Call(args=parts):
                names = [one.id for one in parts if isinstance(one, ast.Name)]
            case _:
                continue
        others = [about.functions.get(one) for one in names if one != statement.name]
        if statement.name in names and any(isinstance(one, ast.AsyncFunctionDef) for one in others):
            start = program.start(statement)
            yield Candidate(program.path, ((start, start, "async "),), statement.lineno, "awaited", 4.0)
            return


def _braces(program: Program, node: ast.expr, about: About) -> Iterator[Changes]:
    """A template holds text with braces of its own, of a stylesheet or of JSON, which are to be doubled."""
    match node:
        case ast.Constant(value=str() as text) if about.type in ("KeyError", "ValueError", "IndexError"):
            pass
        case _:
            return
    if isinstance(program.parents.get(node), ast.JoinedStr) or (
        about.type == "KeyError" and f"{{{about.key}" not in text
    ):
        return
    start, end = program.start(node), program.end(node)
    changes = [
        (start + place, start + place + 1, brace * 2)
        for found in _OWN_BRACES.finditer(program.text[start:end])
        for place, brace in ((found.start(), "{"), (found.end() - 1, "}"))
    ]
    if changes:
        yield tuple(changes), "placeholders", 4.0


_MAKERS: tuple[Callable[[Program, ast.expr, About], Iterator[Changes]], ...] = (
    _keyword_of_a_template, _called_beside_names, _heading, _cleaned_like_its_sibling, _misspelt_keyword,
    _between_conditions, _from_nought, _own_default, _braces, _made_like_its_sibling, _made_at_all,
)  # fmt: skip
