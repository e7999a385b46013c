"""Which small changes would take the failure away, beyond what its explainer proposed?

Each repair answers one well-known slip and is proposed only where its signs are all there. They are tried by
running the program, so a wrong one costs time and nothing else; those that would merely hide the failure - a
guard, a default, a deleted line - are left out.
"""

import ast
import re
from collections.abc import Callable, Iterator
from itertools import islice

from analyzers.facts import Applicability, Code, Edit, Fix, Span, Suspect
from analyzers.runtime.conversions import Places, calls_at, date_format, nodes_at, number_of_text, split_parts
from analyzers.runtime.crash import Crash, Finding
from analyzers.runtime.index import Index, bindings, falls_through, parameters, returns
from analyzers.runtime.locate import failing
from analyzers.runtime.report import edit, function_name_span, insert_line, replace
from analyzers.runtime.similar import similar
from analyzers.runtime.source import Source, inside

_MOST_FILES = 6  # that are searched for pitfalls
_USUAL = 0.85  # weight of a pitfall that hardly ever is what was meant


def mend(crash: Crash, finding: Finding, suspects: tuple[Suspect, ...]) -> tuple[Fix, ...]:
    """Return repairs for a crash, the surest first; `suspects` are the ranked lines."""
    site = crash.site
    if site is None:
        return ()
    places = [
        (crash.sources[one.path], one.line)
        for one in suspects[:8]
        if one.path in crash.sources and not crash.sources[one.path].partial
    ]
    found: list[Fix] = []
    repairs = _REPAIRS if crash.ours or crash.type == "ValueError" else (_pitfalls,)
    for repair in repairs:
        found += repair(crash, places)
    return tuple(fix for fix in found if fix not in finding.fixes)


def _await(crash: Crash, places: Places) -> Iterator[Fix]:
    """A coroutine is used as if it were its result: await the call that made it."""
    if "coroutine" not in crash.message:
        return
    index = Index.of(crash.sources)
    for source, line in places:
        for call in calls_at(source, line):
            made = index.callable_of(source, call)
            inside_async = isinstance(source.function_at(line), ast.AsyncFunctionDef)
            unawaited = inside_async and not isinstance(source.parents.get(call), ast.Await)
            if unawaited and made and isinstance(made[1], ast.AsyncFunctionDef):
                wrapped = isinstance(source.parents.get(call), ast.Attribute | ast.Subscript | ast.BinOp)
                text = f"await {source.segment(call)}"
                yield replace(
                    source, call, f"({text})" if wrapped else text, "await the coroutine", "missing-await"
                )


def _nonlocal(crash: Crash, places: Places) -> Iterator[Fix]:
    """A closure changes a name of the function around it."""
    del places
    site = crash.site
    found = re.search(r"local variable '(\w+)'", crash.message)
    if site is None or found is None or site.definition is None:
        return
    function, source = site.definition, site.source
    outer = source.scope(function)
    if not isinstance(outer, ast.FunctionDef | ast.AsyncFunctionDef):
        return
    if bindings(source, outer, found[1]) or found[1] in parameters(outer):
        body = function.body[0]
        indent = " " * source.column(body.lineno, body.col_offset)
        yield insert_line(
            source,
            body.lineno,
            f"{indent}nonlocal {found[1]}",
            f"declare `{found[1]}` nonlocal",
            "local-hides-global",
        )


def _called(crash: Crash, places: Places) -> Iterator[Fix]:
    """A condition names a method and does not call it."""
    predicates = {name for name in dir(str) if name.startswith("is")} | {
        one.name for source in crash.sources.values() for one in source.functions if source.class_of(one)
    }
    for source, line in places:
        statement = source.statement(line)
        test = statement.test if isinstance(statement, ast.If | ast.While) else None
        if isinstance(test, ast.Attribute) and test.attr in predicates:
            end = source.span(test).end
            yield edit(source, end, end, "()", "call the method", "method-not-called")


def _decorator_returns(crash: Crash, places: Places) -> Iterator[Fix]:
    """A decorator ends without returning the function it was given."""
    for source, line in places:
        function = source.function_at(line)
        if function is None or returns(function) or falls_through(function.body) is None:
            continue
        names = parameters(function)
        returned = any(
            isinstance(one.value, ast.Name) and one.value.id == function.name
            for other in source.functions
            for one in returns(other)
        )
        used = any(
            getattr(decorator, "id", "") == function.name
            for other in crash.sources.values()
            for each in other.functions
            for decorator in each.decorator_list
        )
        if len(names) == 1 and (returned or used):
            last = function.body[-1]
            offset = source.lines.end(last.end_lineno or last.lineno)
            indent = " " * source.column(last.lineno, last.col_offset)
            text = f"\n{indent}return {names[0]}"
            yield edit(source, offset, offset, text, f"return `{names[0]}`", "none-from-missing-return")


def _list_of_generator(crash: Crash, places: Places) -> Iterator[Fix]:
    """A generator expression is gone through twice: make it a list."""
    if crash.type not in ("ValueError", "ZeroDivisionError", "IndexError", "StopIteration", "TypeError"):
        return
    for source, line in places:
        for node in nodes_at(source, line):
            if isinstance(node, ast.GeneratorExp) and not isinstance(source.parents.get(node), ast.Call):
                inner = source.segment(node)[1:-1]
                yield replace(
                    source,
                    node,
                    f"[{inner}]",
                    "make it a list, which can be gone through twice",
                    "exhausted-iterator",
                )
            if (
                isinstance(node, ast.Call)
                and getattr(node.func, "id", "")
                in (
                    "map",
                    "filter",
                    "zip",
                    "iter",
                    "reversed",
                )
                and isinstance(source.parents.get(node), ast.Assign | ast.Return)
            ):
                yield replace(
                    source,
                    node,
                    f"list({source.segment(node)})",
                    "make it a list, which can be gone through twice",
                    "exhausted-iterator",
                )


def _bound(crash: Crash, places: Places) -> Iterator[Fix]:
    """An index runs one too far because of the bound of a range, a comparison or a first value."""
    if crash.type != "IndexError":
        return
    for source, line in places:
        for node in nodes_at(source, line):
            match node:
                case ast.Call(func=ast.Name(id="range"), args=args) if args:
                    stop = args[0] if len(args) == 1 else args[1]
                    longer = isinstance(stop, ast.BinOp) and isinstance(stop.op, ast.Add)
                    one = isinstance(stop, ast.BinOp) and getattr(stop.right, "value", 0) == 1
                    if longer and one and isinstance(stop, ast.BinOp):
                        yield replace(
                            source,
                            stop,
                            source.segment(stop.left),
                            "end the range one earlier",
                            "range-too-long",
                        )
                case ast.Compare(ops=[ast.LtE()], comparators=[ast.Call(func=ast.Name(id="len")) as length]):
                    text = f"{source.segment(node.left)} < {source.segment(length)}"
                    yield replace(
                        source,
                        node,
                        text,
                        "use `<`: the last index is one less than the length",
                        "range-too-long",
                    )
                case ast.Assign(value=ast.Call(func=ast.Name(id="len")) as length):
                    yield replace(
                        source,
                        length,
                        f"{source.segment(length)} - 1",
                        "start at the last index",
                        "range-too-long",
                    )


def _is_alphabet(source: Source, node: ast.expr) -> bool:
    """Whether a sequence is letters: those of the module `string`, or a text that a name is given."""
    if isinstance(node, ast.Name):
        own = bindings(source, source.scope(node), node.id) or bindings(source, source.tree, node.id)
        values = [one.value for one in own if one.how == "is" and one.value is not None]
        return (
            len(own) == 1
            and len(values) == 1
            and not isinstance(values[0], ast.Name)
            and _is_alphabet(source, values[0])
        )
    if isinstance(node, ast.Attribute):
        return getattr(node.value, "id", "") == "string"
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def _ring(crash: Crash, places: Places) -> Iterator[Fix]:
    """So many places on from a letter of an alphabet: where that leads beyond the end, one begins anew."""
    del places
    site = crash.site
    if crash.type != "IndexError" or site is None:
        return
    source = site.source
    for subscript in failing(site, ast.Subscript):
        match subscript.slice:
            case ast.BinOp(op=ast.Add(), left=ast.Call(func=ast.Attribute(value=owner, attr="index"))):
                whole = source.segment(subscript.value)
                if source.segment(owner) == whole and _is_alphabet(source, owner):
                    text = f"({source.segment(subscript.slice)}) % len({whole})"
                    yield replace(source, subscript.slice, text, "begin anew behind the end", "ring")


def _abstract_name(crash: Crash, places: Places) -> Iterator[Fix]:
    """A method that was to be implemented is there under a misspelt name."""
    del places
    found = re.search(r"abstract class '?(\w+)'? .*?methods? '?(\w+)'?", crash.message)
    if found is None:
        return
    for source, cls in Index.of(crash.sources).classes.get(found[1], ()):
        for method in cls.body:
            if isinstance(method, ast.FunctionDef) and similar(found[2], [method.name]):
                span = function_name_span(source, method)
                yield edit(source, span.start, span.end, found[2], f"name it `{found[2]}`", "abstract-class")


def _only_parameter(crash: Crash, places: Places) -> Iterator[Fix]:
    """A keyword is unknown and a single parameter is left that nothing is passed for."""
    del places
    site = crash.site
    found = re.search(r"got an unexpected keyword argument '(\w+)'", crash.message)
    if found is None or site is None or site.statement is None:
        return
    index = Index.of(crash.sources)
    for call in calls_at(site.source, site.line):
        keyword = next((one for one in call.keywords if one.arg == found[1]), None)
        target = index.callable_of(site.source, call)
        if keyword is None or target is None:
            continue
        function = target[1]
        if isinstance(function, ast.ClassDef):
            method = index.method(target[0], function, "__init__")
            if method is None:
                continue
            function = method[1]
        names = parameters(function)
        names = names[1:] if names[:1] in (["self"], ["cls"]) else names
        free = [name for name in names[len(call.args) :] if name not in {one.arg for one in call.keywords}]
        if len(free) == 1:
            start = site.source.span(keyword).start
            yield Fix(
                title=f"pass it as `{free[0]}`",
                edits=(Edit(Span(site.source.path, start, start + len(found[1])), free[0]),),
                applicability=Applicability.UNSAFE,
                code="runtime/unexpected-keyword",
            )


def _key_type(crash: Crash, places: Places) -> Iterator[Fix]:
    """Numbers are looked up among texts, or texts among numbers."""
    if crash.type != "KeyError":
        return
    text = crash.message.strip()
    number = re.fullmatch(r"-?\d+", text) is not None
    digits = re.fullmatch(r"(['\"])-?\d+\1", text) is not None
    if not number and not digits:
        return
    for source, line in places:
        for node in nodes_at(source, line):
            if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Name):
                stored = isinstance(node.ctx, ast.Store)
                name = "int" if number == stored else "str"
                yield replace(
                    source,
                    node.slice,
                    f"{name}({source.segment(node.slice)})",
                    f"use `{name}` keys",
                    "key-of-other-type",
                )


def _boundary(crash: Crash, places: Places) -> Iterator[Fix]:
    """A search that found nothing leaves out the case of equality."""
    if "NoneType" not in crash.message:
        return
    for source, line in places[:5]:
        statement = source.statement(line)
        if not isinstance(statement, ast.If) or statement.lineno != line:
            continue
        if not any(isinstance(one, ast.Return) and one.value is not None for one in inside(statement.body)):
            continue
        for node in ast.walk(statement.test):
            if (
                isinstance(node, ast.Compare)
                and len(node.ops) == 1
                and isinstance(node.ops[0], ast.Lt | ast.Gt)
            ):
                operator = "<=" if isinstance(node.ops[0], ast.Lt) else ">="
                text = f"{source.segment(node.left)} {operator} {source.segment(node.comparators[0])}"
                yield replace(source, node, text, f"use `{operator}`", "boundary")


def _pitfalls(crash: Crash, places: Places) -> Iterator[Fix]:
    """A way of writing that almost always means something else, anywhere in the program: its usual cure."""
    del places
    from analyzers.logic.pitfalls import pitfalls

    for source in islice(crash.sources.values(), _MOST_FILES):
        if source.partial:
            continue
        for found in pitfalls(Code(text=source.text, path=source.path, language="python")):
            if found.edits and found.weight >= _USUAL:
                yield Fix(
                    title=found.title,
                    edits=tuple(
                        Edit(Span(source.path, start, end), text) for start, end, text in found.edits
                    ),
                    applicability=Applicability.UNSAFE,
                    code=f"runtime/{found.name}",
                )


def _unclosed(crash: Crash, places: Places) -> Iterator[Fix]:
    """Data end too early, and what writes them never closes its file."""
    from analyzers.logic.program import Program
    from analyzers.runtime.slips.reading import CUT, unclosed

    del places
    sources = [one for one in crash.sources.values() if not one.partial] if crash.type in CUT else []
    for source in sources:
        program = Program(source.path, source.text)
        for statement in program.statements():
            for made in unclosed(program, statement, 1.0):
                edits = tuple(Edit(Span(source.path, start, end), text) for start, end, text in made.edits)
                yield Fix(
                    title="close the file once it is written",
                    edits=edits,
                    applicability=Applicability.UNSAFE,
                    code="runtime/unclosed-file",
                )


_REPAIRS: tuple[Callable[[Crash, Places], Iterator[Fix]], ...] = (
    _await, _nonlocal, _called, _decorator_returns, _abstract_name, _only_parameter, _list_of_generator,
    date_format, number_of_text, split_parts, _bound, _ring, _key_type, _boundary, _unclosed, _pitfalls,
)  # fmt: skip
