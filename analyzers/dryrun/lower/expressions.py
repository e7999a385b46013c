"""What do expressions mean?"""

from typing import TYPE_CHECKING

from analyzers.dryrun.lower.calls import CALLS
from analyzers.dryrun.lower.literals import LITERALS
from analyzers.dryrun.lower.reading import Expressions, Reader, child, line, marks, named, text, type_name
from analyzers.dryrun.program import (
    Address,
    Assign,
    Binary,
    Choice,
    Convert,
    Dark,
    Expression,
    Follow,
    IsA,
    Item,
    Literal,
    Matches,
    Member,
    Name,
    Part,
    Raise,
    Range,
    Sequence,
    Spread,
    Step,
    Unary,
)
from analyzers.dryrun.values import NOTHING

if TYPE_CHECKING:
    from tree_sitter import Node

_WORD_OPERATORS = {"and": "&&", "or": "||", "not": "!"}


def _first(reader: Reader, node: "Node") -> Expression:
    inside = named(node)
    return reader.expression(inside[0]) if inside else reader.dark(node)


def _name(_: Reader, node: "Node") -> Expression:
    return Name(text(node).lstrip("$"), line=line(node))


def _this(reader: Reader, node: "Node") -> Expression:
    return Name("self" if reader.language == "rust" else "this", line=line(node))


def _field_of_self(_: Reader, node: "Node") -> Expression:
    return Member(Name("this", line=line(node)), text(node), line=line(node))


def _operator(node: "Node") -> str:
    found = child(node, "operator")
    sign = text(found) if found is not None else next(iter(marks(node)), "")
    return _WORD_OPERATORS.get(sign, sign)


def _binary(reader: Reader, node: "Node") -> Expression:
    left, right = child(node, "left"), child(node, "right")
    if left is None or right is None:
        return reader.dark(node)
    operator = _operator(node)
    if operator in ("is", "instanceof"):
        return IsA(reader.expression(left), type_name(right), line=line(node))
    return Binary(operator, reader.expression(left), reader.expression(right), line=line(node))


def _unary(reader: Reader, node: "Node") -> Expression:
    inner = child(node, "operand", "argument") or (named(node)[-1] if named(node) else None)
    operator = _operator(node)
    if operator in ("++", "--"):
        return Step(reader.expression(inner), 1 if operator == "++" else -1, False, line=line(node))
    value = reader.expression(inner)
    if operator == "*" and reader.language in ("go", "rust", "c", "cpp"):
        return Follow(value, line=line(node))
    if operator == "&":
        return Address(value, line=line(node))
    return Unary(operator, value, line=line(node))


def _step(reader: Reader, node: "Node") -> Expression:
    inner = child(node, "argument", "operand") or named(node)[0]
    signs = [each for each in marks(node) if each in ("++", "--")]
    if not signs:  # C# writes `x!` in the same form
        return reader.expression(inner)
    after = node.children[-1].type in ("++", "--")
    return Step(reader.expression(inner), 1 if signs[0] == "++" else -1, after, line=line(node))


def _assign(reader: Reader, node: "Node") -> Expression:
    left, right = child(node, "left"), child(node, "right")
    operator = (text(child(node, "operator")) or next((each for each in marks(node) if "=" in each), "="))[
        :-1
    ]
    target = reader.expression(left)
    if reader.language == "go" and left is not None and right is not None:
        target, value = _several(reader, left), _several(reader, right)
        return Assign(target, operator.rstrip(":"), value, line=line(node))
    return Assign(target, operator, reader.expression(right), line=line(node))


def _several(reader: Reader, node: "Node") -> Expression:
    parts = named(node)
    if node.type != "expression_list":
        return reader.expression(node)
    if len(parts) == 1:
        return reader.expression(parts[0])
    return Sequence(tuple(map(reader.expression, parts)), fixed=True, line=line(node))


def _choice(reader: Reader, node: "Node") -> Expression:
    test = reader.field(node, "condition")
    then = child(node, "consequence", "body")
    other = reader.field(node, "alternative")
    if then is None:
        return Binary("||", test, other, line=line(node))  # `?:` of PHP
    return Choice(test, reader.expression(then), other, line=line(node))


def _member(reader: Reader, node: "Node") -> Expression:
    owner = child(node, "object", "expression", "argument", "operand", "value", "scope", "path")
    name = child(node, "property", "field", "name")
    if name is None:
        return reader.dark(node)
    if owner is None:
        return Name(text(name), line=line(node))
    signs = marks(node)
    safe = "?." in signs or "?->" in signs or child(node, "optional_chain") is not None
    static = "::" in signs
    value = reader.expression(owner)
    if static and reader.language in ("rust", "cpp"):
        value = Name(type_name(owner), line=line(node))
    if reader.language in ("c", "cpp", "go") and "->" in signs:
        value = Follow(value, line=line(node))
    return Member(value, text(name).lstrip("$"), safe, static, line=line(node))


def _conditional(reader: Reader, node: "Node") -> Expression:
    """`a?.b` and `a?[b]` of C#: the rest hangs on the condition."""
    owner, rest = reader.field(node, "condition"), named(node)[-1]
    if rest.type == "member_binding_expression":
        return Member(owner, text(child(rest, "name")), True, line=line(node))
    return reader.dark(node)


def _item(reader: Reader, node: "Node") -> Expression:
    inside = named(node)
    owner = child(node, "object", "array", "expression", "argument", "operand") or inside[0]
    index = child(node, "index", "subscript", "indices")
    if index is None and len(inside) > 1:
        index = inside[-1]
    if index is not None and index.type in ("bracketed_argument_list", "subscript_argument_list"):
        listed = named(index)
        if len(listed) != 1:
            return reader.dark(node)
        index = listed[0]
    if reader.language == "rust":
        owner, index = inside[0], inside[1]
    where = None if index is None else reader.expression(index)
    if reader.language == "ruby" and len(inside) > 2:
        return reader.dark(node)
    if isinstance(where, Range):
        return Part(reader.expression(owner), where.start, where.end, line=line(node))
    return Item(reader.expression(owner), where, child(node, "optional_chain") is not None, line=line(node))


def _part(reader: Reader, node: "Node") -> Expression:
    start, end = child(node, "start"), child(node, "end")
    return Part(
        reader.field(node, "operand"),
        reader.expression(start) if start is not None else None,
        reader.expression(end) if end is not None else None,
        line=line(node),
    )


def _range(reader: Reader, node: "Node") -> Expression:
    inside = named(node)
    signs = marks(node)
    open_ends = len(inside) < 2
    if reader.language == "ruby":
        begin, end = child(node, "begin"), child(node, "end")
        closed = ".." in signs
    else:
        closed = "..=" in signs
        begin = inside[0] if inside and not (open_ends and node.children[0].type.startswith("..")) else None
        end = inside[-1] if not open_ends or (inside and begin is None) else None
    start = reader.expression(begin) if begin is not None else Literal(0, line=line(node))
    return Range(start, reader.expression(end) if end is not None else None, closed, line=line(node))


def _spread(reader: Reader, node: "Node") -> Expression:
    return Spread(_first(reader, node), line=line(node))


def _cast(reader: Reader, node: "Node") -> Expression:
    target, value = child(node, "type"), child(node, "value", "left")
    inside = named(node)
    if reader.language in ("typescript", "javascript"):
        return reader.expression(inside[0])
    checked = node.type not in ("as_expression",)
    return Convert(
        type_name(target or child(node, "right") or inside[-1]),
        reader.expression(value or inside[-1]),
        checked,
        line=line(node),
    )


def _assertion(reader: Reader, node: "Node") -> Expression:
    return Convert(type_name(child(node, "type")), reader.field(node, "operand"), line=line(node))


def _is_a(reader: Reader, node: "Node") -> Expression:
    value, pattern = child(node, "left", "expression"), child(node, "right", "pattern")
    if pattern is None:
        return reader.dark(node)
    name = text(child(node, "name"))
    if pattern.type == "declaration_pattern":
        name, pattern = text(child(pattern, "name")), child(pattern, "type") or pattern
    if pattern.type == "constant_pattern" and "null" in text(pattern):
        return Binary("==", reader.expression(value), Literal(NOTHING), line=line(node))
    if pattern.type == "negated_pattern" and "null" in text(pattern):
        return Binary("!=", reader.expression(value), Literal(NOTHING), line=line(node))
    return IsA(reader.expression(value), type_name(pattern), name, line=line(node))


def _throw(reader: Reader, node: "Node") -> Expression:
    inside = named(node)
    return Raise(reader.expression(inside[0]) if inside else None, line=line(node))


def _pointer(reader: Reader, node: "Node") -> Expression:
    value = reader.field(node, "argument")
    return Address(value, line=line(node)) if _operator(node) == "&" else Follow(value, line=line(node))


def _reference(reader: Reader, node: "Node") -> Expression:
    return Address(reader.field(node, "value"), line=line(node))


def _let_condition(reader: Reader, node: "Node") -> Expression:
    from analyzers.dryrun.lower.patterns import pattern

    return Matches(reader.field(node, "value"), pattern(reader, child(node, "pattern")), line=line(node))


def _destructured(reader: Reader, node: "Node") -> Expression:
    from analyzers.dryrun.lower.patterns import pattern

    return pattern(reader, node)


def _await(reader: Reader, node: "Node") -> Expression:
    return Unary("await", _first(reader, node), line=line(node))


def _delete(reader: Reader, node: "Node") -> Expression:
    return Unary("delete", _first(reader, node), line=line(node))


def _sequence_expression(reader: Reader, node: "Node") -> Expression:
    parts = [reader.expression(each) for each in named(node)]
    return Binary(",", parts[0], parts[1], line=line(node)) if len(parts) == 2 else reader.dark(node)


def _condition_clause(reader: Reader, node: "Node") -> Expression:
    value = child(node, "value")
    if value is None or value.type == "declaration" or child(node, "initializer") is not None:
        return reader.dark(node)
    return reader.expression(value)


def _rescued(reader: Reader, node: "Node") -> Expression:
    return Dark(reader.dark(node).names, line=line(node))


EXPRESSIONS: Expressions = {
    "identifier": _name, "shorthand_property_identifier": _name, "variable_name": _name, "constant": _name, "name": _name,
    "type_identifier": _name, "namespace_identifier": _name, "field_identifier": _name, "global_variable": _name, "predefined_type": _name,
    "instance_variable": _field_of_self, "class_variable": _field_of_self,
    "this": _this, "this_expression": _this, "self": _this, "super": _name,
    "parenthesized_expression": _first, "expression_list": _several, "argument": _first, "non_null_expression": _first, "checked_expression": _first,
    "condition_clause": _condition_clause, "literal_element": _first, "reference_assignment_expression": _assign, "ref_expression": _first, "error_suppression_expression": _first,
    "binary_expression": _binary, "binary": _binary, "unary_expression": _unary, "unary": _unary, "unary_op_expression": _unary,
    "prefix_unary_expression": _unary, "postfix_unary_expression": _step, "update_expression": _step,
    "inc_statement": _step, "dec_statement": _step,
    "assignment_expression": _assign, "augmented_assignment_expression": _assign, "compound_assignment_expr": _assign, "assignment": _assign,
    "operator_assignment": _assign, "assignment_statement": _assign,
    "ternary_expression": _choice, "conditional_expression": _choice, "conditional": _choice,
    "member_expression": _member, "field_access": _member, "field_expression": _member, "member_access_expression": _member, "selector_expression": _member,
    "scoped_identifier": _member, "qualified_identifier": _member, "nullsafe_member_access_expression": _member, "scoped_property_access_expression": _member,
    "scope_resolution": _member, "conditional_access_expression": _conditional,
    "subscript_expression": _item, "array_access": _item, "element_access_expression": _item, "index_expression": _item, "element_reference": _item,
    "slice_expression": _part, "range_expression": _range, "range": _range,
    "spread_element": _spread, "variadic_unpacking": _spread, "splat_argument": _spread, "variadic_argument": _spread,
    "cast_expression": _cast, "type_cast_expression": _cast, "as_expression": _cast, "satisfies_expression": _cast, "type_assertion": _cast, "type_assertion_expression": _assertion,
    "instanceof_expression": _is_a, "is_pattern_expression": _is_a, "is_expression": _is_a,
    "throw_expression": _throw, "pointer_expression": _pointer, "reference_expression": _reference,
    "let_condition": _let_condition, "array_pattern": _destructured, "object_pattern": _destructured, "left_assignment_list": _destructured, "list_literal": _destructured, "tuple_pattern": _destructured,
    "await_expression": _await, "delete_expression": _delete, "sequence_expression": _sequence_expression,
    "rescue_modifier": _rescued,
    **LITERALS, **CALLS,
}  # fmt: skip
