"""Which slip of a word or a sign would explain a crash: a bound, a name, a kind of key, brackets left out?"""

import ast
import re
from collections.abc import Iterator

from analyzers.facts import Applicability, Edit, Fix, Span
from analyzers.runtime.conversions import Places, calls_at, nodes_at
from analyzers.runtime.crash import Crash
from analyzers.runtime.index import Index, bindings, parameters
from analyzers.runtime.report import edit, function_name_span, insert_line, replace
from analyzers.runtime.similar import similar
from analyzers.runtime.source import inside


def declared_nonlocal(crash: Crash, places: Places) -> Iterator[Fix]:
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


def called(crash: Crash, places: Places) -> Iterator[Fix]:
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


def abstract_name(crash: Crash, places: Places) -> Iterator[Fix]:
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


def only_parameter(crash: Crash, places: Places) -> Iterator[Fix]:
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


def bound(crash: Crash, places: Places) -> Iterator[Fix]:
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


def key_type(crash: Crash, places: Places) -> Iterator[Fix]:
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


def boundary(crash: Crash, places: Places) -> Iterator[Fix]:
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
