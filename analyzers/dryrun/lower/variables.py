"""Which variables do declarations make, of which types, with which values?"""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from analyzers.dryrun.lower.literals import empty_of
from analyzers.dryrun.lower.patterns import pattern
from analyzers.dryrun.lower.reading import Reader, Statements, child, line, marks, named, text, type_name
from analyzers.dryrun.program import Array, Call, Dark, Do, Expression, Let, Make, Name, Sequence, Statement

if TYPE_CHECKING:
    from tree_sitter import Node

Found = Iterable[Statement]


def variables(reader: Reader, node: "Node") -> Found:
    """Variables of JavaScript, Java and C#."""
    constant = "const" in marks(node)
    hoisted = node.type == "variable_declaration" and "var" in marks(node)
    kind = type_name(child(node, "type"))
    for each in named(node):
        if each.type == "variable_declaration":  # `using var`, fields of C#
            yield from variables(reader, each)
        if each.type != "variable_declarator":
            continue
        name, value = child(each, "name"), child(each, "value")
        if value is None and reader.language == "csharp" and len(named(each)) > 1:
            value = named(each)[-1]
        written = type_name(child(each, "type")) or kind
        if child(each, "dimensions") is not None:
            written += "[]"
        made = reader.expression(value) if value is not None else None
        yield Let(pattern(reader, name), written, made, constant, hoisted, line=line(each))


def _declaration(reader: Reader, node: "Node") -> Found:
    """Variables of C and C++."""
    kind = type_name(child(node, "type"))
    inner = child(node, "type")
    if inner is not None and child(inner, "body") is not None:
        yield from reader.statements(inner)
        kind = text(child(inner, "name"))
    kind = kind.removeprefix("struct ").removeprefix("enum ")
    for each in node.children_by_field_name("declarator"):
        yield from declared(reader, node, each, kind)


def declared(reader: Reader, node: "Node", each: "Node", kind: str) -> Found:
    """Yield the variable that one declarator of C makes."""
    value = child(each, "value") if each.type == "init_declarator" else child(node, "value")
    plain = child(each, "declarator") or each if each.type == "init_declarator" else each
    if plain.type == "function_declarator":
        if reader.language == "cpp" and value is None:
            return  # a function's declaration, or what looks like one
        return
    sizes: list[Expression] = []
    written = kind
    while plain.type in ("pointer_declarator", "reference_declarator", "array_declarator"):
        if plain.type == "array_declarator":
            size = child(plain, "size")
            sizes.insert(0, reader.expression(size) if size is not None else Dark(names=frozenset()))
            written += "[]"
        else:
            written += " *" if plain.type == "pointer_declarator" else " &"
        plain = child(plain, "declarator") or named(plain)[-1]
    made: Expression | None = None
    if value is not None and value.type == "argument_list":
        made = Make(written, tuple(map(reader.expression, named(value))), line=line(each))
    elif value is not None and value.type == "initializer_list" and not sizes:
        made = Make(
            written, (), items=tuple(map(reader.expression, named(value))), named=True, line=line(each)
        )
    elif value is not None:
        made = reader.expression(value)
    if sizes:
        empty = empty_of(kind) if made is not None else None
        array = Array(tuple(sizes), empty, kind, line=line(each))
        made = Call(Name("fill!"), (array, made)) if made is not None else array
    yield Let(pattern(reader, plain), written, made, line=line(each))


def _go_variables(reader: Reader, node: "Node") -> Found:
    for each in named(node):
        if each.type == "var_spec_list":
            yield from _go_variables(reader, each)
            continue
        kind, value = type_name(child(each, "type")), child(each, "value")
        names = each.children_by_field_name("name")
        if value is not None and named(value):
            target: Expression = (
                Sequence(tuple(Name(text(name)) for name in names))
                if len(names) > 1
                else Name(text(names[0]))
            )
            values = named(value)
            made = (
                reader.expression(values[0])
                if len(values) == 1
                else Sequence(tuple(map(reader.expression, values)))
            )
            yield Let(target, kind, made, line=line(each))
            continue
        for name in names:
            length = child(child(each, "type") or each, "length")
            made_empty = None
            if length is not None:
                element = type_name(child(child(each, "type") or each, "element"))
                made_empty = Array((reader.expression(length),), empty_of(element), element, line=line(each))
            yield Let(Name(text(name)), kind, made_empty, line=line(each))


def _short(reader: Reader, node: "Node") -> Found:
    left, right = child(node, "left"), child(node, "right")
    if left is None or right is None:
        return
    values = named(right)
    made = (
        reader.expression(values[0]) if len(values) == 1 else Sequence(tuple(map(reader.expression, values)))
    )
    targets = pattern(reader, left)
    if isinstance(targets, Sequence) and len(values) == 1:
        made = Call(Name("both!"), (made,), line=line(node))
    yield Let(targets, "", made, line=line(node))


def _rust_let(reader: Reader, node: "Node") -> Found:
    value = child(node, "value")
    if child(node, "alternative") is not None:
        yield Do(reader.dark(node))
        return
    kind = type_name(child(node, "type"))
    made = reader.expression(value) if value is not None else None
    yield Let(pattern(reader, child(node, "pattern", "name")), kind, made, line=line(node))


VARIABLES: Statements = {
    "lexical_declaration": variables, "variable_declaration": variables, "local_variable_declaration": variables, "field_declaration": variables,
    "declaration": _declaration, "var_declaration": _go_variables, "const_declaration": _go_variables, "short_var_declaration": _short,
    "let_declaration": _rust_let, "const_item": _rust_let, "static_item": _rust_let,
}  # fmt: skip
