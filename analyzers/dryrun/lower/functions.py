"""What do functions take and do?"""

from typing import TYPE_CHECKING

from analyzers.dryrun.lower.reading import Reader, child, line, marks, named, text, type_name
from analyzers.dryrun.program import Dark, Do, Expression, Name, Return, Statement
from analyzers.dryrun.units import Lambda, Parameter

if TYPE_CHECKING:
    from tree_sitter import Node

_SKIPPED = frozenset(("self_parameter", "attribute_list", "modifiers", "receiver_parameter"))


def function(reader: Reader, node: "Node") -> Lambda:
    """Return what a function, method or lambda is made of."""
    holder = declarator(node) or node
    name = child(holder, "name") or (child(holder, "declarator") if holder is not node else None)
    listed = child(holder, "parameters", "parameter")
    body = child(node, "body")
    if node.type == "lambda" and body is not None and body.type in ("block", "do_block"):
        body = child(body, "body")
    if reader.language == "cpp" and node.type == "lambda_expression":
        inner = child(node, "declarator")
        listed = child(inner, "parameters") if inner is not None else None
    words = marks(node) + [text(each) for each in node.children if "modifier" in each.type]
    said = " ".join(words)
    if body is None and node.type == "anonymous_method_expression":
        body = next((each for each in node.named_children if each.type == "block"), None)
    return Lambda(
        text(name),
        parameters(reader, listed),
        _does(reader, body),
        returns=_result(node),
        arrow=node.type in ("arrow_function", "lambda_expression", "closure_expression", "func_literal")
        and reader.language != "php",
        waits="async" in said.split(),
        lazy="*" in words or node.type.startswith("generator") or _yields(node),
        block=False,
        static="static" in said,
        line=line(node),
    )


def _result(node: "Node") -> str:
    """Return the type that a function gives back, as written; a pointer keeps its star."""
    written = type_name(child(node, "return_type", "returns", "result", "type"))
    inner = child(node, "declarator")
    return written + " *" if inner is not None and inner.type == "pointer_declarator" else written


def _yields(node: "Node") -> bool:
    return node.type in ("method_declaration", "local_function_statement") and "yield return" in text(node)


def declarator(node: "Node") -> "Node | None":
    """Return the part of a function of C that holds its name and parameters."""
    found = child(node, "declarator")
    while found is not None and found.type != "function_declarator":
        found = child(found, "declarator")
    return found


def block_of(reader: Reader, node: "Node") -> Lambda:
    """Return a block of Ruby as a function."""
    return Lambda(
        "",
        parameters(reader, child(node, "parameters")),
        _does(reader, child(node, "body")),
        arrow=True,
        block=True,
        line=line(node),
    )


def _does(reader: Reader, body: "Node | None") -> tuple[Statement, ...]:
    if body is None:
        return ()
    if body.type == "arrow_expression_clause":
        return (Return(reader.expression(named(body)[0]), line=line(body)),)
    if reader.language in ("ruby", "rust"):
        return valued(reader.body(body), body)
    if body.type in ("statement_block", "block", "compound_statement", "constructor_body"):
        return reader.body(body)
    return (Return(reader.expression(body), line=line(body)),)


def valued(body: tuple[Statement, ...], node: "Node") -> tuple[Statement, ...]:
    """Return a body whose last expression, where nothing ends it, is its result."""
    if not body or not isinstance(body[-1], Do):
        return body
    last = named(node)[-1] if named(node) else node
    if last.type == "expression_statement" and text(last).endswith(";"):
        return body
    return (*body[:-1], Return(body[-1].value, line=body[-1].line))


def parameters(reader: Reader, listed: "Node | None") -> tuple[Parameter, ...]:
    """Return the parameters of a list of them."""
    if listed is None:
        return ()
    if listed.type in ("identifier", "implicit_parameter"):
        return (Parameter(Name(text(listed))),)
    found: list[Parameter] = []
    for each in named(listed):
        if each.type in _SKIPPED or text(each) == "void":
            continue
        found.extend(_parameter(reader, each))
    return tuple(found)


def _parameter(reader: Reader, node: "Node") -> list[Parameter]:
    target = child(node, "pattern", "name", "left", "declarator")
    written = type_name(child(node, "type"))
    value = child(node, "value", "default_value", "right")
    match node.type:
        case "identifier" | "array_pattern" | "object_pattern" | "implicit_parameter":
            return [Parameter(_target(reader, node))]
        case (
            "rest_pattern"
            | "splat_parameter"
            | "variadic_parameter"
            | "spread_parameter"
            | "variadic_parameter_declaration"
        ):
            inner = target or named(node)[-1]
            if inner.type == "variable_declarator":
                inner = child(inner, "name") or inner
            return [Parameter(_target(reader, inner), rest=True)]
        case "block_parameter":
            return [Parameter(_target(reader, target or node), block=True)]
        case "keyword_parameter" | "hash_splat_parameter":
            return [Parameter(Dark(reader.dark(node).names), rest=True)]
        case "parameter_declaration" if reader.language == "go":
            names = node.children_by_field_name("name")
            return [Parameter(Name(text(each)), written) for each in names]
    if target is None:
        return [Parameter(_target(reader, node))]
    if target.type == "rest_pattern":
        return [Parameter(_target(reader, named(target)[0]), rest=True)]
    if value is None and "=" in marks(node):  # C# gives the default no name
        value = named(node)[-1]
    kind = written
    while target.type in (
        "pointer_declarator",
        "reference_declarator",
        "array_declarator",
        "variable_declarator",
    ):
        kind += {"pointer_declarator": " *", "reference_declarator": " &", "array_declarator": "[]"}.get(
            target.type, ""
        )
        target = child(target, "declarator", "name") or named(target)[-1]
    default = reader.expression(value) if value is not None else None
    if node.type == "optional_parameter" and default is None:
        default = Dark(names=frozenset())
    if "params" in marks(node) or "params" in [text(each) for each in node.children]:
        return [Parameter(_target(reader, target), rest=True)]
    return [Parameter(_target(reader, target), kind, default)]


def _target(reader: Reader, node: "Node") -> Expression:
    from analyzers.dryrun.lower.patterns import pattern

    return pattern(reader, node)
