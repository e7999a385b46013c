"""Into which names does a value go that is taken apart?"""

from typing import TYPE_CHECKING

from analyzers.dryrun.lower.reading import Reader, child, line, marks, named, text, type_name
from analyzers.dryrun.program import Assign, Dark, Expression, Literal, Make, Name, Sequence, Spread, Table

if TYPE_CHECKING:
    from tree_sitter import Node

_LISTS = frozenset(("array_pattern", "tuple_pattern", "left_assignment_list", "list_literal", "expression_list", "slice_pattern", "destructured_parameter", "structured_binding_declarator"))  # fmt: skip


def pattern(reader: Reader, node: "Node | None") -> Expression:
    """Return a pattern: names, places, literals that must be equal, and forms of those."""
    if node is None:
        return Dark(names=frozenset())
    if node.type in _LISTS:
        inside = named(node)
        if reader.language == "go" and len(inside) == 1:
            return pattern(reader, inside[0])
        return Sequence(tuple(pattern(reader, each) for each in inside), line=line(node))
    match node.type:
        case "identifier" | "shorthand_property_identifier_pattern" | "variable_name":
            return Name(text(node).lstrip("$"), line=line(node))
        case "_" | "remaining_field_pattern":
            return Name("_")
        case "object_pattern":
            return _object(reader, node)
        case "assignment_pattern" | "object_assignment_pattern":
            return Assign(
                pattern(reader, child(node, "left")), "", reader.field(node, "right"), line=line(node)
            )
        case "rest_pattern" | "rest_assignment" | "splat_parameter":
            return Spread(pattern(reader, named(node)[0])) if named(node) else Dark(names=frozenset())
        case "tuple_struct_pattern":
            inside = named(node)
            return Make(text(inside[0]), tuple(pattern(reader, each) for each in inside[1:]), line=line(node))
        case (
            "match_pattern"
            | "reference_pattern"
            | "mut_pattern"
            | "ref_pattern"
            | "parenthesized_pattern"
            | "constant_pattern"
            | "pattern"
        ):
            inside = [each for each in named(node) if each.type != "mutable_specifier"]
            return pattern(reader, inside[0]) if inside else Name("_")
        case "reference_declarator" | "pointer_declarator" | "array_declarator" | "init_declarator":
            return pattern(reader, child(node, "declarator") or named(node)[-1])
        case (
            "string_literal"
            | "integer_literal"
            | "boolean_literal"
            | "char_literal"
            | "float_literal"
            | "null_literal"
        ):
            return reader.expression(node)
        case "scoped_identifier":
            return Literal(type_name(node).rpartition("::")[2])
        case "pair" if reader.language == "php":
            return Sequence(tuple(pattern(reader, each) for each in named(node)))
        case "by_ref":
            return pattern(reader, named(node)[0])
        case "discard":
            return Name("_")
    return reader.expression(node)


def _object(reader: Reader, node: "Node") -> Expression:
    pairs: list[tuple[Expression, Expression]] = []
    for each in named(node):
        match each.type:
            case "shorthand_property_identifier_pattern":
                pairs.append((Literal(text(each)), Name(text(each), line=line(each))))
            case "object_assignment_pattern":
                left = child(each, "left")
                pairs.append((Literal(text(left)), pattern(reader, each)))
            case "pair_pattern":
                key = child(each, "key")
                if key is None or key.type == "computed_property_name":
                    return reader.dark(node)
                pairs.append((Literal(text(key).strip("\"'")), pattern(reader, child(each, "value"))))
            case "rest_pattern":
                inner = Spread(pattern(reader, named(each)[0]))
                pairs.append((inner, inner))
            case _:
                return reader.dark(node)
    return Table(tuple(pairs), line=line(node))


def is_wild(node: "Node") -> bool:
    """Whether a pattern takes whatever is there."""
    return text(node).strip() == "_" and not marks(node)[1:]
