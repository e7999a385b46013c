"""What do literals mean: numbers, text, lists, tables, ranges?"""

import re
from typing import TYPE_CHECKING

from analyzers.dryrun.lower.reading import Expressions, Reader, child, line, marks, named, text, type_name
from analyzers.dryrun.program import (
    Array,
    Chars,
    Expression,
    Literal,
    Make,
    Name,
    Sequence,
    Spread,
    Table,
    Text,
)
from analyzers.dryrun.units import Lambda
from analyzers.dryrun.values import NOTHING, UNDEFINED, Char

if TYPE_CHECKING:
    from tree_sitter import Node

_SUFFIX = re.compile(r"(?:[uUlLfFdDmMnN]|[iu](?:8|16|32|64|size|128)|f(?:32|64))+$")
_ESCAPES = {
    "n": "\n",
    "t": "\t",
    "r": "\r",
    "0": "\0",
    "\\": "\\",
    "'": "'",
    '"': '"',
    "`": "`",
    "$": "$",
    "#": "#",
}
_ESCAPE = re.compile(r"\\(?:([0-9ntr\\'\"`$#])|x([0-9a-fA-F]{2})|u\{?([0-9a-fA-F]{4})\}?|(.))", re.DOTALL)
_QUOTES = re.compile(r"^(?:[a-zA-Z@$]{0,2}(\"\"\"|'''|\"|'|`))(.*)\1$", re.DOTALL)
_CONTENT = frozenset(
    ("string_fragment", "string_content", "escape_sequence", "string_literal_content", "interpreted_string_literal_content", "raw_string_literal_content", "multiline_string_fragment", "heredoc_content", "nowdoc_string", "raw_string_content")
)  # fmt: skip


def _number(reader: Reader, node: "Node") -> Expression:
    written = text(node).replace("_", "").replace("'", "")
    if not written.lower().startswith("0x"):
        written = _SUFFIX.sub("", written)
    try:
        if re.match(r"0[xX]", written):
            value: float = int(re.sub(r"[uUlLnN]+$", "", written), 16)
        elif re.match(r"0[bB]", written):
            value = int(written, 2)
        elif re.fullmatch(r"\d+", written) and "float" not in node.type and "real" not in node.type:
            value = int(written)
            if text(node)[-1:] in "fFdD" and reader.language in ("java", "csharp"):
                value = float(value)
        else:
            value = float(written)
            if reader.language in ("javascript", "typescript") and value.is_integer():
                value = int(value)
    except ValueError:
        return reader.dark(node)
    if isinstance(value, int):
        reader.largest = max(reader.largest, value)
    return Literal(value, line=line(node))


def unescaped(written: str) -> str:
    """Return the text that a literal with escapes stands for."""

    def replace(match: re.Match[str]) -> str:
        if match[1]:
            return _ESCAPES.get(match[1], match[1])
        if match[2] or match[3]:
            return chr(int(match[2] or match[3], 16))
        return str(match[4])

    return _ESCAPE.sub(replace, written)


def _string(reader: Reader, node: "Node") -> Expression:
    pieces = named(node)
    if any(each.type not in _CONTENT for each in pieces):
        return _interpolated(reader, node)
    if pieces:
        value = "".join(
            unescaped(text(each)) if each.type == "escape_sequence" else text(each) for each in pieces
        )
    else:
        match = _QUOTES.match(text(node))
        value = match[2] if match else ""
    if reader.language == "c":
        return Chars(value, line=line(node))
    return Literal(value, line=line(node))


def _interpolated(reader: Reader, node: "Node") -> Expression:
    parts: list[Expression] = []
    for piece in named(node):
        if piece.type in _CONTENT:
            parts.append(Literal(unescaped(text(piece))))
        elif piece.type in ("template_substitution", "interpolation"):
            inner = [
                each
                for each in named(piece)
                if each.type != "interpolation_brace" and "format" not in each.type
            ]
            parts.extend(reader.expression(each) for each in inner[:1])
        elif piece.type != "interpolation_start":
            parts.append(reader.expression(piece))
    return Text(tuple(parts), line=line(node))


def _character(reader: Reader, node: "Node") -> Expression:
    value = unescaped(text(node).strip("'").removeprefix("L'")) or "'"
    if reader.language in ("c", "cpp", "go"):
        return Literal(ord(value[0]), line=line(node))
    return Literal(Char(value[0]), line=line(node))


def _true(_: Reader, node: "Node") -> Expression:
    return Literal(True, line=line(node))


def _false(_: Reader, node: "Node") -> Expression:
    return Literal(False, line=line(node))


def _boolean(_: Reader, node: "Node") -> Expression:
    return Literal(text(node).lower() == "true", line=line(node))


def _nothing(_: Reader, node: "Node") -> Expression:
    return Literal(NOTHING, line=line(node))


def _undefined(_: Reader, node: "Node") -> Expression:
    return Literal(UNDEFINED, line=line(node))


def _symbol(_: Reader, node: "Node") -> Expression:
    return Literal(Symbol(text(node).strip(":").strip('"')), line=line(node))


class Symbol(str):
    """A symbol of Ruby: like text as a key, but no text."""


def _sequence(reader: Reader, node: "Node") -> Expression:
    return Sequence(tuple(map(reader.expression, named(node))), line=line(node))


def _fixed(reader: Reader, node: "Node") -> Expression:
    return Sequence(tuple(map(reader.expression, named(node))), fixed=True, line=line(node))


def _words(_: Reader, node: "Node") -> Expression:
    return Sequence(tuple(Literal(text(each)) for each in named(node)), line=line(node))


def _rust_array(reader: Reader, node: "Node") -> Expression:
    length = child(node, "length")
    if length is None:
        return _fixed(reader, node)
    first = reader.expression(named(node)[0])
    if not isinstance(first, Literal):
        return reader.dark(node)
    return Array((reader.expression(length),), first.value, line=line(node))


def _object(reader: Reader, node: "Node") -> Expression:
    pairs: list[tuple[Expression, Expression]] = []
    for each in named(node):
        key, value = child(each, "key"), child(each, "value")
        if each.type == "pair" and key is not None:
            pairs.append((_key(reader, key), reader.expression(value) if value else _name_of(key)))
        elif each.type == "shorthand_property_identifier":
            pairs.append((Literal(text(each)), reader.expression(each)))
        elif each.type == "method_definition" and not {"get", "set"} & set(marks(each)):
            from analyzers.dryrun.lower.functions import function

            made = function(reader, each)
            pairs.append((Literal(made.name), made))
        elif each.type in ("spread_element", "hash_splat_argument"):
            inner = Spread(reader.expression(named(each)[0]))
            pairs.append((inner, inner))
        else:
            return reader.dark(node)
    return Table(tuple(pairs), line=line(node))


def _name_of(key: "Node") -> Expression:
    return Name(text(key).rstrip(":"), line=line(key))


def _key(reader: Reader, key: "Node") -> Expression:
    if key.type in ("property_identifier", "private_property_identifier"):
        return Literal(text(key))
    if key.type == "hash_key_symbol":
        return Literal(Symbol(text(key)))
    if key.type == "computed_property_name":
        return reader.expression(named(key)[0])
    return reader.expression(key)


def _php_array(reader: Reader, node: "Node") -> Expression:
    entries = named(node)
    if any("=>" in marks(each) for each in entries):
        pairs: list[tuple[Expression, Expression]] = []
        for each in entries:
            inside = named(each)
            if len(inside) != 2:
                return reader.dark(node)
            pairs.append((reader.expression(inside[0]), reader.expression(inside[1])))
        return Table(tuple(pairs), line=line(node))
    return Sequence(tuple(reader.expression(named(each)[0]) for each in entries), line=line(node))


def _array_creation(reader: Reader, node: "Node") -> Expression:
    if reader.language == "php":
        return _php_array(reader, node)
    given = next((each for each in named(node) if "initializer" in each.type), None)
    if given is not None:
        return reader.expression(given)
    sizes = node.children_by_field_name("dimensions")
    if reader.language == "csharp":
        found = child(node, "type")
        rank = child(found, "rank") if found is not None else None
        sizes = named(rank) if rank is not None else []
    else:
        sizes = [inner for each in sizes for inner in named(each)]
    if not sizes:
        return reader.dark(node)
    written = type_name(child(node, "type"))
    return Array(tuple(map(reader.expression, sizes)), empty_of(written), written, line=line(node))


def empty_of(type: str) -> object:
    """Return what a place of a type holds before anything is put there."""
    if re.match(
        r"(?:int|long|short|byte|Int\w*|uint|ulong|u?int\d*|u?int\d*_t|size_t|unsigned|char|rune|uintptr)\b",
        type,
    ):
        return 0
    if re.match(r"(?:double|float\d*|decimal)\b", type):
        return 0.0
    if re.match(r"bool", type):
        return False
    return NOTHING


def _composite(reader: Reader, node: "Node") -> Expression:
    """`T{...}` of Go."""
    kind, body = child(node, "type"), child(node, "body")
    if kind is None or body is None:
        return reader.dark(node)
    entries = named(body)
    keyed = [each for each in entries if each.type == "keyed_element"]
    if kind.type in ("slice_type", "array_type", "implicit_length_array_type"):
        if keyed:
            return reader.dark(node)
        element = type_name(child(kind, "element"))
        items = tuple(_element(reader, each, element) for each in entries)
        return Sequence(items, fixed=kind.type != "slice_type", line=line(node))
    if kind.type == "map_type":
        value = type_name(child(kind, "value"))
        pairs = [
            (_element(reader, named(each)[0], ""), _element(reader, named(each)[1], value)) for each in keyed
        ]
        return Table(tuple(pairs), type_name(kind), line=line(node))
    fields = tuple((text(named(each)[0]), _element(reader, named(each)[1], "")) for each in keyed)
    arguments = () if keyed else tuple(_element(reader, each, "") for each in entries)
    return Make(type_name(kind), arguments, fields, named=True, line=line(node))


def _element(reader: Reader, node: "Node", type: str) -> Expression:
    """Return an item of a composite; its own type may be left out."""
    inner = named(node)[0] if node.type == "literal_element" and named(node) else node
    if inner.type != "literal_value":
        return reader.expression(inner)
    entries = named(inner)
    keyed = [each for each in entries if each.type == "keyed_element"]
    if type.startswith(("[", "map")) or not type:
        if keyed:
            return reader.dark(node)
        return Sequence(tuple(_element(reader, each, "") for each in entries), line=line(node))
    fields = tuple((text(named(each)[0]), _element(reader, named(each)[1], "")) for each in keyed)
    arguments = () if keyed else tuple(_element(reader, each, "") for each in entries)
    return Make(type.lstrip("*"), arguments, fields, named=True, line=line(node))


def _struct(reader: Reader, node: "Node") -> Expression:
    """`T { ... }` of Rust."""
    fields: list[tuple[str, Expression]] = []
    for each in named(child(node, "body") or node):
        if each.type == "shorthand_field_initializer":
            fields.append((text(each), Name(text(each), line=line(each))))
        elif each.type == "field_initializer":
            fields.append((text(child(each, "field")), reader.field(each, "value")))
        else:
            return reader.dark(node)
    return Make(type_name(child(node, "name")), (), tuple(fields), named=True, line=line(node))


def _heredoc(reader: Reader, node: "Node") -> Expression:
    return reader.dark(node)


def _lambda(reader: Reader, node: "Node") -> Lambda:
    from analyzers.dryrun.lower.functions import function

    return function(reader, node)


LITERALS: Expressions = {
    **dict.fromkeys(
        ("number", "integer", "float", "decimal_integer_literal", "hex_integer_literal", "binary_integer_literal", "decimal_floating_point_literal", "number_literal", "int_literal", "float_literal", "integer_literal", "real_literal"),
        _number,
    ),
    **dict.fromkeys(
        ("string", "string_literal", "interpreted_string_literal", "raw_string_literal", "encapsed_string", "template_string", "interpolated_string_expression", "verbatim_string_literal", "concatenated_string", "bare_string"),
        _string,
    ),
    "character_literal": _character, "char_literal": _character, "rune_literal": _character, "character": _character,
    "true": _true, "false": _false, "boolean": _boolean, "boolean_literal": _boolean,
    "null": _nothing, "nil": _nothing, "null_literal": _nothing, "nullptr": _nothing, "undefined": _undefined,
    "simple_symbol": _symbol, "hash_key_symbol": _symbol, "delimited_symbol": _symbol,
    "array": _sequence, "array_expression": _rust_array, "array_initializer": _fixed, "initializer_list": _fixed, "initializer_expression": _fixed,
    "tuple_expression": _fixed, "right_assignment_list": _sequence, "collection_expression": _sequence, "string_array": _words,
    "object": _object, "hash": _object, "array_creation_expression": _array_creation, "implicit_array_creation_expression": _array_creation,
    "composite_literal": _composite, "struct_expression": _struct, "heredoc": _heredoc,
    **dict.fromkeys(
        ("arrow_function", "function_expression", "lambda_expression", "anonymous_function", "func_literal", "closure_expression", "lambda", "anonymous_method_expression", "generator_function"),
        _lambda,
    ),
}  # fmt: skip
