"""What do declarations make known: variables, functions, classes, imports?"""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from analyzers.dryrun.lower.functions import declarator, function
from analyzers.dryrun.lower.reading import Reader, Statements, child, line, named, text, type_name
from analyzers.dryrun.lower.structures import CLASSES, structure
from analyzers.dryrun.lower.variables import VARIABLES
from analyzers.dryrun.program import Dark, Expression, Let, Literal, Name, Statement
from analyzers.dryrun.units import Define, Field, Lambda, Parameter, Structure

if TYPE_CHECKING:
    from tree_sitter import Node

Found = Iterable[Statement]


def _function(reader: Reader, node: "Node") -> Found:
    if node.type == "function_definition" and reader.language == "cpp" and declarator(node) is None:
        return
    made = function(reader, node)
    owner, _, name = made.name.rpartition("::")
    if owner:
        made = _renamed(made, name)
    receiver = child(node, "receiver")
    if receiver is not None and named(receiver):
        given = named(receiver)[0]
        owner = type_name(child(given, "type")).lstrip("*").partition("[")[0]
        this = Parameter(Name(text(child(given, "name")) or "_"), type_name(child(given, "type")))
        made = Lambda(made.name, (this, *made.parameters), made.body, made.returns, line=made.line)
    yield Define(made, owner, line=line(node))


def _renamed(made: Lambda, name: str) -> Lambda:
    return Lambda(name, made.parameters, made.body, made.returns, static=made.static, line=made.line)


def _class(reader: Reader, node: "Node") -> Found:
    found = structure(reader, node)
    if found is not None:
        yield found


def _go_type(_: Reader, node: "Node") -> Found:
    for each in named(node):
        kind = child(each, "type")
        if each.type != "type_spec" or kind is None or kind.type != "struct_type":
            continue
        listed = named(kind)[0] if named(kind) else None
        fields: list[Field] = []
        plain = child(each, "type_parameters") is None
        for member in named(listed) if listed is not None else []:
            names = member.children_by_field_name("name")
            plain = plain and bool(names)
            fields.extend(Field(text(name), type_name(child(member, "type")), None) for name in names)
        yield Structure(text(child(each, "name")), (), tuple(fields), (), plain=plain, line=line(each))


def _impl(reader: Reader, node: "Node") -> Found:
    owner = type_name(child(node, "type")).partition("<")[0]
    for each in named(child(node, "body") or node):
        if each.type != "function_item":
            continue
        made = function(reader, each)
        listed = child(each, "parameters")
        own = any(inner.type == "self_parameter" for inner in (named(listed) if listed is not None else ()))
        if own:
            made = Lambda(
                made.name,
                (Parameter(Name("self")), *made.parameters),
                made.body,
                made.returns,
                line=made.line,
            )
        yield Define(made, owner, line=line(each))


def _typedef(reader: Reader, node: "Node") -> Found:
    inner = child(node, "type")
    name = text(child(node, "declarator"))
    if inner is None or child(inner, "body") is None:
        return
    found = structure(reader, inner)
    if found is not None:
        yield Structure(
            name,
            (),
            found.fields,
            found.methods,
            found.constructors,
            constants=found.constants,
            line=found.line,
        )
        if found.name and found.name != name:
            yield found


def _define(reader: Reader, node: "Node") -> Found:
    """A constant of the preprocessor; one that is no plain number stays unknown."""
    written = text(child(node, "value")).strip().strip("()")
    value: Expression = Literal(int(written)) if written.isdigit() else Dark(names=frozenset())
    if written.isdigit():
        reader.largest = max(reader.largest, int(written))
    yield Let(Name(text(child(node, "name"))), "", value, line=line(node))


def _import(reader: Reader, node: "Node") -> Found:
    stack = [node]
    while stack:
        found = stack.pop()
        if found.type in ("identifier", "name", "namespace_name"):
            reader.known.add(text(found))
        if found.type == "interpreted_string_literal":
            reader.known.add(text(found).strip('"').rpartition("/")[2])
        stack.extend(found.named_children)
    return ()


def _inside(reader: Reader, node: "Node") -> Found:
    """What a namespace, an export or a conditional of the preprocessor holds."""
    for each in named(child(node, "body", "declaration", "value") or node):
        yield from reader.statements(each)


def _export(reader: Reader, node: "Node") -> Found:
    inner = child(node, "declaration", "value")
    if inner is not None:
        yield from reader.statements(inner)


def _nothing(_: Reader, __: "Node") -> Found:
    return ()


DECLARATIONS: Statements = {
    **VARIABLES,
    "function_declaration": _function, "generator_function_declaration": _function, "function_definition": _function, "method_declaration": _function,
    "function_item": _function, "method": _function, "local_function_statement": _function, "singleton_method": _function,
    **dict.fromkeys(sorted(CLASSES), _class), "abstract_class_declaration": _class, "struct_item": _class,
    "type_declaration": _go_type, "impl_item": _impl, "type_definition": _typedef, "preproc_def": _define,
    "import_statement": _import, "import_declaration": _import, "use_declaration": _import, "using_directive": _import, "namespace_use_declaration": _import, "using_declaration": _import,
    "namespace_declaration": _inside, "namespace_definition": _inside, "file_scoped_namespace_declaration": _nothing, "export_statement": _export,
    "package_clause": _nothing, "package_declaration": _nothing, "preproc_include": _nothing, "interface_item": _nothing, "type_alias_declaration": _nothing, "declare_statement": _nothing,
    "trait_item": _nothing, "attribute_item": _nothing, "preproc_call": _nothing, "ambient_declaration": _nothing, "annotation_type_declaration": _nothing, "type_item": _nothing,
}  # fmt: skip
