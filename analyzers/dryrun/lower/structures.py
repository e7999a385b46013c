"""What are classes, structs, records and enumerations made of?"""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from analyzers.dryrun.lower.functions import function
from analyzers.dryrun.lower.patterns import pattern
from analyzers.dryrun.lower.reading import Reader, child, line, marks, named, text, type_name
from analyzers.dryrun.program import Assign, Do, Let, Member, Name, Statement
from analyzers.dryrun.units import Field, Lambda, Structure

if TYPE_CHECKING:
    from tree_sitter import Node
from analyzers.dryrun.lower.variables import declared, variables

Found = Iterable[Statement]


def structure(reader: Reader, node: "Node") -> Structure | None:
    """Return what a class, struct, record or enumeration is made of."""
    body = child(node, "body")
    name = text(child(node, "name"))
    heritage = [
        each
        for each in named(node)
        if each.type
        in (
            "class_heritage",
            "superclass",
            "super_interfaces",
            "base_list",
            "base_class_clause",
            "base_clause",
            "class_interface_clause",
        )
    ]
    bases = tuple(
        type_name(inner)
        for each in heritage
        for inner in _based_on(each)
        if inner.type not in ("access_specifier", "comment")
    )
    fields: list[Field] = []
    methods: list[Lambda] = []
    constructors: list[Lambda] = []
    inner_classes: list[Structure] = []
    constants: list[str] = []
    properties: set[str] = set()
    plain = child(node, "type_parameters") is None and not any(
        "annotation" in text(each)[:1] or text(each).startswith("@") for each in named(node)
    )
    for each in named(body) if body is not None else []:
        each = child(each, "member") or each
        if each.type in _METHODS:
            made = function(reader, each)
            if each.type == "constructor_declaration" or made.name in (
                "constructor",
                "initialize",
                "__construct",
                name,
            ):
                constructors.append(_initialised(reader, each, made, fields))
            else:
                methods.append(made)
                if {"get", "set"} & set(marks(each)):
                    properties.add(made.name)
        elif each.type in CLASSES:
            found = structure(reader, each)
            if found is not None:
                inner_classes.append(found)
        elif each.type in (
            "enum_constant",
            "enum_member_declaration",
            "enum_variant",
            "enumerator",
            "enum_case",
        ):
            constants.append(text(child(each, "name")))
        elif each.type == "call" or (each.type == "identifier" and reader.language == "ruby"):
            if text(child(each, "method")) in ("attr_accessor", "attr_reader", "attr_writer"):
                listed = child(each, "arguments")
                fields.extend(
                    Field("@" + text(arg).strip(":"), "accessor", None)
                    for arg in (named(listed) if listed else ())
                )
            elif text(each) not in ("private", "public", "protected"):
                plain = False
        elif each.type not in ("access_specifier", "static_initializer", "index_signature", "alias"):
            members = list(_fields(reader, each))
            fields.extend(members)
            plain = plain and (
                bool(members)
                or each.type
                in ("const_declaration", "type_definition", "method_signature", "field_declaration")
            )
    if node.type in ("record_declaration", "struct_item") or child(node, "parameters") is not None:
        plain = plain and node.type != "record_declaration"
        listed = child(node, "parameters") or next(
            (each for each in named(node) if each.type == "parameter_list"), None
        )
        fields.extend(
            Field(text(child(each, "name")), type_name(child(each, "type")), None)
            for each in (named(listed) if listed is not None else ())
        )
    return Structure(
        name,
        bases,
        tuple(fields),
        tuple(methods),
        tuple(constructors),
        tuple(inner_classes),
        tuple(constants),
        plain,
        frozenset(properties),
        line=line(node),
    )


def _based_on(node: "Node") -> "list[Node]":
    inside = named(node)
    return [
        deep
        for each in inside
        for deep in (named(each) if each.type in ("type_list", "extends_clause") else [each])
    ]


def _initialised(reader: Reader, node: "Node", made: Lambda, fields: list[Field]) -> Lambda:
    """Return a constructor that also does what is written before its body."""
    before: list[Statement] = []
    listed = next((each for each in named(node) if each.type == "field_initializer_list"), None)
    for each in named(listed) if listed is not None else []:
        inside = named(each)
        values = named(inside[-1])
        if len(values) == 1:
            before.append(
                Do(
                    Assign(Member(Name("this"), text(inside[0])), "", reader.expression(values[0])),
                    line=line(each),
                )
            )
    promoted = child(node, "parameters")
    for each in named(promoted) if promoted is not None else []:
        modified = any("accessibility" in inner.type or "visibility" in inner.type for inner in named(each))
        if modified:
            name = text(child(each, "pattern", "name")).lstrip("$")
            fields.append(Field(name, type_name(child(each, "type")), None))
            before.append(Do(Assign(Member(Name("this"), name), "", Name(name)), line=line(each)))
    return Lambda(made.name, made.parameters, (*before, *made.body), line=made.line)


def _fields(reader: Reader, node: "Node") -> Iterable[Field]:
    said = " ".join([*marks(node), *(text(each) for each in node.children if "modifier" in each.type)])
    static = "static" in said
    if node.type in ("const_declaration",):
        for each in named(node):
            if each.type == "const_element":
                yield Field(text(named(each)[0]), "", reader.expression(named(each)[-1]), True)
        return
    if node.type == "property_declaration" and reader.language == "csharp":
        computed = child(node, "value") is not None and any(
            each.type == "arrow_expression_clause" for each in named(node)
        )
        value = child(node, "value")
        made = reader.expression(value) if value is not None and not computed else None
        yield Field(
            text(child(node, "name")), "dark" if computed else type_name(child(node, "type")), made, static
        )
        return
    if node.type == "assignment" and reader.language == "ruby":
        yield Field(text(child(node, "left")), "", reader.field(node, "right"), True)
        return
    kind = type_name(child(node, "type"))
    direct = child(node, "property", "name")
    if direct is not None and node.type != "property_declaration":
        value = child(node, "value")
        yield Field(text(direct), kind, reader.expression(value) if value is not None else None, static)
        return
    for each in _declarators(node):
        found = list(_let_or_declared(reader, node, each, kind))
        for let in found:
            if isinstance(let, Let) and isinstance(let.target, Name):
                yield Field(let.target.name, let.type, let.value, static)


def _declarators(node: "Node") -> "list[Node]":
    found = node.children_by_field_name("declarator")
    if not found:
        found = [each for each in named(node) if each.type in ("variable_declaration", "property_element")]
    return list(found)


def _let_or_declared(reader: Reader, node: "Node", each: "Node", kind: str) -> Found:
    if each.type == "variable_declaration":
        yield from variables(reader, each)
    elif each.type == "variable_declarator":
        value = child(each, "value")
        yield Let(
            pattern(reader, child(each, "name")),
            kind,
            reader.expression(value) if value is not None else None,
        )
    elif each.type == "property_element":
        value = child(each, "default_value")
        name = Name(text(child(each, "name")).lstrip("$"))
        yield Let(name, kind or "mixed", reader.expression(value) if value is not None else None)
    else:
        default = child(node, "default_value")
        for let in declared(reader, node, each, kind):
            if isinstance(let, Let) and default is not None and let.value is None:
                yield Let(let.target, let.type, reader.expression(default), line=let.line)
            else:
                yield let


_METHODS = frozenset(
    (
        "method_definition",
        "method_declaration",
        "constructor_declaration",
        "function_definition",
        "method",
        "singleton_method",
        "compact_constructor_declaration",
    )
)


CLASSES = frozenset(
    (
        "class_declaration",
        "class_specifier",
        "struct_specifier",
        "enum_declaration",
        "enum_specifier",
        "record_declaration",
        "struct_declaration",
        "interface_declaration",
        "class",
        "enum_item",
        "trait_declaration",
    )
)
