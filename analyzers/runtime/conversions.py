"""Which text has to be read differently: as a number, a date, another number of parts?"""

import ast
import re
from collections.abc import Iterator

from analyzers.facts import Fix
from analyzers.runtime.crash import Crash
from analyzers.runtime.dates import date_formats
from analyzers.runtime.kinds import kind_of
from analyzers.runtime.report import edit, replace
from analyzers.runtime.source import Source

Places = list[tuple[Source, int]]
"""Suspicious lines, the most suspicious first."""


def number_of_text(crash: Crash, places: Places) -> Iterator[Fix]:
    """Text stands where a number is needed: convert it where it is put into what is handed on."""
    kinds = set(re.findall(r"['\"](str|int|float)['\"]", crash.message))
    operation = "unsupported operand" in crash.message or "not supported between" in crash.message
    if crash.type != "TypeError" or "str" not in kinds or not (operation or kinds & {"int", "float"}):
        return
    for source, line in places:
        for node in _put_in(source, line):
            siblings = source.segment(source.parents.get(node) or node)
            kind = "float" if "float(" in siblings and "int(" not in siblings else "int"
            for name in (kind, "float" if kind == "int" else "int"):
                yield replace(
                    source,
                    node,
                    f"{name}({source.segment(node)})",
                    "convert the text where it is read",
                    "unfit-operands",
                )


def _put_in(source: Source, line: int) -> Iterator[ast.expr]:
    """Expressions on a line that are handed on unconverted: values of displays, arguments, elements of a return."""
    for node in nodes_at(source, line):
        parts: list[ast.expr] = []
        if isinstance(node, ast.Dict):
            parts = list(node.values)
        elif isinstance(node, ast.Tuple | ast.List) and isinstance(node.ctx, ast.Load):
            parts = list(node.elts)
        elif (
            isinstance(node, ast.Assign) and kind_of(node.value) == "str" and isinstance(node.value, ast.Call)
        ):
            parts = [node.value]
        for part in parts:
            if (
                isinstance(part, ast.Subscript)
                and not isinstance(part.slice, ast.Slice)
                or isinstance(part, ast.Call)
                and kind_of(part) == "str"
            ):
                yield part


def split_parts(crash: Crash, places: Places) -> Iterator[Fix]:
    """`split` gives another number of parts than there are names."""
    found = re.search(r"(too many|not enough) values to unpack \(expected (\d+)", crash.message)
    site = crash.site
    if found is None or site is None:
        return
    for source, line in places[:3]:
        for call in calls_at(source, line):
            if getattr(call.func, "attr", "") not in ("split", "rsplit") or call.keywords or not call.args:
                continue
            separator = call.args[0]
            if len(call.args) == 1 and isinstance(separator, ast.Constant):
                if separator.value == " ":
                    yield replace(source, separator, "", "split at any white space", "unpack-count")
                if found[1] == "too many" and line == site.line:
                    end = source.span(separator).end
                    yield edit(
                        source,
                        end,
                        end,
                        f", {int(found[2]) - 1}",
                        "stop splitting once every name has its part",
                        "unpack-count",
                    )


def date_format(crash: Crash, places: Places) -> Iterator[Fix]:
    """A date is read by a format that its text does not have."""
    del places
    form, fitting = date_formats(crash.message)
    for changed in fitting:
        for source in crash.sources.values():
            for node in source.nodes:
                written = (
                    source.segment(node) if isinstance(node, ast.Constant) and node.value == form else ""
                )
                if form in written and form:
                    yield replace(
                        source,
                        node,
                        written.replace(form, changed),
                        f"read dates as `{changed}`",
                        "unparsable-date",
                    )


def nodes_at(source: Source, line: int) -> Iterator[ast.AST]:
    """Yield the nodes of the statement at a line."""
    statement = source.statement(line)
    return source.parts(statement) if statement is not None else iter(())


def calls_at(source: Source, line: int) -> list[ast.Call]:
    """Return the calls of the statement at a line."""
    return [node for node in nodes_at(source, line) if isinstance(node, ast.Call)]
