"""What do statements that choose do: `switch`, `case`, `try`?"""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from analyzers.dryrun.lower.reading import Reader, Statements, child, line, named, text, type_name
from analyzers.dryrun.program import Block, Do, Expression, Handler, Statement, Switch, Try

if TYPE_CHECKING:
    from tree_sitter import Node

Found = Iterable[Statement]


def _switch(reader: Reader, node: "Node") -> Found:
    subject = child(node, "value", "condition")
    if node.type == "switch_expression" and any(
        each.type == "switch_rule" for each in named(child(node, "body") or node)
    ):
        yield from _switch_rules(reader, node)
        return
    body = child(node, "body") or node
    cases: list[tuple[tuple[Expression, ...] | None, tuple[Statement, ...]]] = []
    for each in named(body):
        if each == subject:
            continue
        labels = [inner for inner in named(each) if inner.type in ("switch_label", "constant_pattern")]
        value = child(each, "value")
        if each.type == "expression_case" and value is not None:
            wanted: tuple[Expression, ...] | None = tuple(map(reader.expression, named(value)))
            rest = [inner for inner in named(each) if inner != value]
        elif labels:
            inner_values = [
                deep
                for label in labels
                for deep in (named(label) or ([] if label.type == "switch_label" else [label]))
            ]
            wanted = tuple(map(reader.expression, inner_values)) or None
            rest = [inner for inner in named(each) if inner not in labels]
        else:
            wanted = (reader.expression(value),) if value is not None else None
            rest = [inner for inner in named(each) if inner != value]
        if each.type in ("switch_section", "switch_rule") and labels and not wanted:
            wanted = None
        done = tuple(
            done
            for inner in rest
            for done in (reader.body(inner) if inner.type == "statement_list" else reader.statements(inner))
        )
        cases.append((wanted, done))
    test = reader.expression(subject) if subject is not None else None
    yield Switch(test, tuple(cases), falls=reader.language not in ("go",), line=line(node))


def _switch_rules(reader: Reader, node: "Node") -> Found:
    cases: list[tuple[tuple[Expression, ...] | None, tuple[Statement, ...]]] = []
    for each in named(child(node, "body") or node):
        inside = named(each)
        wanted = tuple(map(reader.expression, named(inside[0]))) or None
        cases.append((wanted, tuple(done for inner in inside[1:] for done in reader.statements(inner))))
    yield Switch(reader.field(node, "condition"), tuple(cases), falls=False, line=line(node))


def _case(reader: Reader, node: "Node") -> Found:
    """`case` of Ruby."""
    subject = child(node, "value")
    cases: list[tuple[tuple[Expression, ...] | None, tuple[Statement, ...]]] = []
    for each in named(node):
        if each.type == "when":
            wanted = tuple(
                reader.expression(named(inner)[0]) for inner in each.children_by_field_name("pattern")
            )
            cases.append((wanted, reader.body(child(each, "body"))))
        elif each.type == "else":
            cases.append((None, reader.body(each)))
    yield Switch(
        reader.expression(subject) if subject is not None else None,
        tuple(cases),
        falls=False,
        line=line(node),
    )


def _try(reader: Reader, node: "Node") -> Found:
    handlers: list[Handler] = []
    final: tuple[Statement, ...] = ()
    for each in named(node):
        if each.type in ("catch_clause", "rescue"):
            handlers.append(_handler(reader, each))
        elif each.type in ("finally_clause", "ensure"):
            inner = child(each, "body") or (named(each)[0] if named(each) else None)
            final = reader.body(each) if each.type == "ensure" else reader.body(inner)
    if node.type == "begin":
        own = [each for each in named(node) if each.type not in ("rescue", "ensure", "else")]
        body = tuple(done for each in own for done in reader.statements(each))
    else:
        body = reader.body(child(node, "body"))
        resources = child(node, "resources")
        if resources is not None:
            body = (Do(reader.dark(resources)), *body)
    yield (
        Try(body, tuple(handlers), final, line=line(node))
        if handlers or final
        else Block(body, line=line(node))
    )


def _handler(reader: Reader, node: "Node") -> Handler:
    listed = next(
        (
            each
            for each in named(node)
            if each.type in ("catch_formal_parameter", "catch_declaration", "exceptions", "type_list")
        ),
        None,
    )
    name = child(node, "parameter", "name", "variable")
    types: tuple[str, ...] = ()
    if listed is not None:
        kinds = next((each for each in named(listed) if each.type == "catch_type"), listed)
        types = tuple(
            type_name(each)
            for each in named(kinds)
            if each.type != "identifier" or listed.type == "catch_declaration"
        )
        if listed.type == "catch_declaration":
            types = (type_name(child(listed, "type")),)
        name = name or child(listed, "name")
    given = child(node, "parameters")
    if given is not None and named(given):
        types = (type_name(child(named(given)[0], "type")),)
        inner = child(named(given)[0], "declarator")
        name = named(inner)[-1] if inner is not None and named(inner) else inner
    return Handler(types, text(name).strip("$=> "), reader.body(child(node, "body")))


BRANCHES: Statements = {
    "switch_statement": _switch, "switch_expression": _switch, "expression_switch_statement": _switch, "case": _case,
    "try_statement": _try, "try_with_resources_statement": _try, "begin": _try,
}  # fmt: skip
