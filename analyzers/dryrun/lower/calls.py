"""What do calls mean, and what is made by `new`?"""

from typing import TYPE_CHECKING

from analyzers.dryrun.lower.reading import Expressions, Reader, child, line, marks, named, text, type_name
from analyzers.dryrun.program import (
    Call,
    Cases,
    Convert,
    Dark,
    Do,
    Expression,
    Literal,
    Make,
    Member,
    Name,
    Raise,
    Return,
    Send,
    Sequence,
    Steps,
)
from analyzers.dryrun.units import Lambda, Parameter

if TYPE_CHECKING:
    from tree_sitter import Node

_BUILT_BY_MACRO = frozenset(("println", "print", "eprintln", "eprint", "format", "panic", "vec", "assert", "assert_eq", "assert_ne", "unreachable", "todo", "unimplemented", "dbg", "write", "writeln"))  # fmt: skip


def _arguments(reader: Reader, node: "Node") -> tuple[Expression, ...]:
    listed = child(node, "arguments", "argument") or next(
        (each for each in node.named_children if "argument" in each.type), None
    )
    if listed is None:
        return ()
    found: list[Expression] = []
    for each in named(listed):
        if each.type == "block_argument":
            found.append(_block_argument(each))
            continue
        if each.type == "argument":
            inside = named(each)
            each = inside[-1] if inside else each
        found.append(reader.expression(each))
    if reader.language == "ruby" and any(
        each.type in ("pair", "hash_splat_argument") for each in named(listed)
    ):
        return tuple(
            Dark(frozenset(), line=line(node)) if each.type == "pair" else value
            for each, value in zip(named(listed), found, strict=True)
        )
    return tuple(found)


def _block_argument(node: "Node") -> Expression:
    inside = named(node)
    if inside and inside[0].type == "simple_symbol":
        name = text(inside[0]).lstrip(":")

        body = Return(Send(Name("it"), name, (), line=line(node)), line=line(node))
        return Lambda("", (Parameter(Name("it")),), (body,), arrow=True, block=True, line=line(node))
    return Dark(names=frozenset())


def _call(reader: Reader, node: "Node") -> Expression:
    function = child(node, "function")
    if function is None:
        return reader.dark(node)
    while function.type in ("generic_function", "parenthesized_expression") and named(function):
        function = child(function, "function") or named(function)[0]
    arguments = _arguments(reader, node)
    if function.type == "template_function":
        name = text(child(function, "name"))
        if name.endswith("_cast") and arguments:
            target = type_name(child(function, "arguments")).strip("<> ")
            return Convert(target, arguments[0], name != "static_cast", line=line(node))
        return Make(type_name(function), arguments, line=line(node))
    if reader.language == "go" and text(function) in ("make", "new"):
        return _made_in_go(reader, node)
    called = reader.expression(function)
    if isinstance(called, Member):
        return (
            Send(called.owner, called.name, arguments, called.safe, line=line(node))
            if not called.static
            else Call(called, arguments, line=line(node))
        )
    return Call(called, arguments, line=line(node))


def _made_in_go(reader: Reader, node: "Node") -> Expression:
    inside = named(child(node, "arguments") or node)
    if not inside:
        return reader.dark(node)
    return Make("make " + type_name(inside[0]), tuple(map(reader.expression, inside[1:])), line=line(node))


def _method(reader: Reader, node: "Node") -> Expression:
    """A method's call in Java and PHP."""
    owner, name = child(node, "object", "scope"), text(child(node, "name"))
    arguments = _arguments(reader, node)
    if owner is None:
        return Call(Name(name, line=line(node)), arguments, line=line(node))
    if owner.type in ("relative_scope", "super"):
        return reader.dark(node)
    if child(node, "scope") is not None:
        return Call(
            Member(reader.expression(owner), name, static=True, line=line(node)), arguments, line=line(node)
        )
    return Send(reader.expression(owner), name, arguments, node.type.startswith("nullsafe"), line=line(node))


def _ruby_call(reader: Reader, node: "Node") -> Expression:
    from analyzers.dryrun.lower.functions import block_of

    receiver, method = child(node, "receiver"), text(child(node, "method")) or "call"
    arguments = _arguments(reader, node)
    block = child(node, "block")
    if block is not None:
        arguments = (*arguments, block_of(reader, block))
    if receiver is None and method == "raise":
        if not arguments:
            return Raise(None, line=line(node))
        if isinstance(arguments[0], Literal):
            return Raise(Make("RuntimeError", arguments[:1]), line=line(node))
        if isinstance(arguments[0], Name):
            return Raise(Make(arguments[0].name, arguments[1:], line=line(node)), line=line(node))
        return Raise(arguments[0], line=line(node))
    if method == "new" and receiver is not None and receiver.type == "constant":
        return Make(text(receiver), arguments, line=line(node))
    if receiver is None:
        return Call(Name(method, line=line(node)), arguments, line=line(node))
    return Send(reader.expression(receiver), method, arguments, "&." in marks(node), line=line(node))


def _make(reader: Reader, node: "Node") -> Expression:
    inside = named(node)
    kind = child(node, "type", "constructor") or (inside[0] if inside else None)
    name = type_name(kind)
    if node.type == "implicit_object_creation_expression":
        return reader.dark(node)
    items: tuple[Expression, ...] = ()
    fields: list[tuple[str, Expression]] = []
    given = child(node, "initializer")
    anonymous = any(each.type in ("class_body", "declaration_list") for each in inside)
    if given is not None:
        for each in named(given):
            left = child(each, "left")
            if each.type == "assignment_expression" and left is not None and left.type == "identifier":
                fields.append((text(left), reader.field(each, "right")))
            elif each.type == "assignment_expression" and left is not None:
                key = next((inner for found in named(left) for inner in named(found)), None)
                pair = (reader.expression(key), reader.field(each, "right"))
                items = (*items, Sequence(pair, fixed=True))
            else:
                items = (*items, reader.expression(each))
    arguments = (
        _arguments(reader, node) if any("argument" in each.type and each != kind for each in inside) else ()
    )
    return Make(name, arguments, tuple(fields), items=items, anonymous=anonymous, line=line(node))


def _macro(reader: Reader, node: "Node") -> Expression:
    """A macro of Rust: what stands in it is read again as the arguments of a call."""
    from analyzers.parses import tree_of

    name = text(child(node, "macro"))
    tree = next((each for each in node.named_children if each.type == "token_tree"), None)
    inner = text(tree)[1:-1].strip()
    if name not in _BUILT_BY_MACRO or tree is None:
        return reader.dark(node)
    if name == "vec" and ";" in inner:
        source = f"fn x() {{ [{inner}] }}"
    else:
        source = f"fn x() {{ {name}({inner}) }}"
    root = tree_of("\n" * (line(node) - 1) + source, "rust")
    if root is None or root.has_error:
        return reader.dark(node)
    body = child(root.named_children[0], "body")
    value = named(body)[0] if body is not None and named(body) else None
    if value is None:
        return reader.dark(node)
    if name == "vec" and ";" in inner:
        return reader.expression(value)
    arguments = _arguments(reader, value)
    if name == "vec":
        return Sequence(arguments, line=line(node))
    if name in ("panic", "unreachable", "todo", "unimplemented"):
        return Raise(Literal("panic"), "panic", line=line(node))
    return Call(Name(name + "!", line=line(node)), arguments, line=line(node))


def _try(reader: Reader, node: "Node") -> Expression:
    """`x?` of Rust."""
    return Send(reader.expression(named(node)[0]), "?", (), line=line(node))


def _constant(reader: Reader, node: "Node") -> Expression:
    inside = named(node)
    return Member(reader.expression(inside[0]), text(inside[-1]), static=True, line=line(node))


def _if(reader: Reader, node: "Node") -> Expression:
    """A choice with a value, in Rust and Ruby."""
    return (
        Steps(reader.statements(node), line=line(node))
        if reader.language == "ruby"
        else _rust_if(reader, node)
    )


def _rust_if(reader: Reader, node: "Node") -> Expression:
    otherwise = child(node, "alternative")
    arms: list[tuple[tuple[Expression, ...] | None, Expression | None, Expression]] = [
        (None, reader.field(node, "condition"), steps(reader, child(node, "consequence")))
    ]
    if otherwise is not None:
        inner = named(otherwise)[0] if otherwise.type == "else_clause" else otherwise
        arms.append((None, None, steps(reader, inner)))
    return Cases(None, tuple(arms), open=True, line=line(node))


def steps(reader: Reader, node: "Node | None") -> Expression:
    """Return a block with a value."""
    if node is None or node.type not in ("block", "unsafe_block", "then", "body_statement"):
        return reader.expression(node)
    body = reader.body(node)
    inside = named(node)
    if (
        body
        and inside
        and isinstance(body[-1], Do)
        and not (inside[-1].type == "expression_statement" and text(inside[-1]).endswith(";"))
    ):
        return Steps(body[:-1], body[-1].value, line=line(node))
    return Steps(body, line=line(node))


def _match(reader: Reader, node: "Node") -> Expression:
    """`match` of Rust and PHP, `switch` with a value of C# and Java."""
    from analyzers.dryrun.lower.patterns import pattern

    subject = child(node, "value", "condition") or named(node)[0]
    arms: list[tuple[tuple[Expression, ...] | None, Expression | None, Expression]] = []
    body = child(node, "body") or node
    for each in named(body):
        guard: Expression | None = None
        if each.type == "match_arm":
            found = child(each, "pattern")
            if found is None:
                return reader.dark(node)
            condition = child(found, "condition")
            guard = reader.expression(condition) if condition is not None else None
            forms = [inner for inner in named(found) if inner != condition]
            if forms and forms[0].type == "or_pattern":
                forms = named(forms[0])
            wild = not forms
            wanted = None if wild else tuple(pattern(reader, form) for form in forms)
            arms.append((wanted, guard, steps(reader, child(each, "value"))))
        elif each.type == "match_conditional_expression":
            listed = child(each, "conditional_expressions")
            wanted = tuple(map(reader.expression, named(listed))) if listed is not None else ()
            arms.append((wanted, None, reader.field(each, "return_expression")))
        elif each.type == "match_default_expression":
            arms.append((None, None, reader.field(each, "return_expression")))
        elif each.type == "switch_expression_arm":
            inside = named(each)
            if inside[0].type not in ("constant_pattern", "discard") or len(inside) != 2:
                return reader.dark(node)
            wanted = None if inside[0].type == "discard" else (reader.expression(named(inside[0])[0]),)
            arms.append((wanted, None, reader.expression(inside[1])))
        elif each.type == "switch_rule":
            label, result = named(each)[0], named(each)[1:]
            wanted = tuple(map(reader.expression, named(label))) or None
            if not result or result[0].type == "block":
                return reader.dark(node)
            value = named(result[0])[0] if result[0].type == "expression_statement" else result[0]
            arms.append((wanted, None, reader.expression(value)))
        elif each != subject:
            return reader.dark(node)
    return Cases(reader.expression(subject), tuple(arms), line=line(node))


def _break(reader: Reader, node: "Node") -> Expression:
    """`return`, `break` and `continue` where an expression is wanted."""
    return Steps(reader.statements(node), line=line(node))


def _yield(reader: Reader, node: "Node") -> Expression:
    if reader.language != "ruby":
        return reader.dark(node)
    return Call(Name("yield", line=line(node)), _arguments(reader, node), line=line(node))


def _print(reader: Reader, node: "Node") -> Expression:
    return Call(Name("echo", line=line(node)), tuple(map(reader.expression, named(node))), line=line(node))


def _sizeof(reader: Reader, node: "Node") -> Expression:
    return reader.dark(node)


CALLS: Expressions = {
    "call_expression": _call, "invocation_expression": _call, "function_call_expression": _call,
    "method_invocation": _method, "member_call_expression": _method, "nullsafe_member_call_expression": _method, "scoped_call_expression": _method,
    "call": _ruby_call, "object_creation_expression": _make, "new_expression": _make, "implicit_object_creation_expression": _make,
    "macro_invocation": _macro, "try_expression": _try, "class_constant_access_expression": _constant,
    "if_expression": _if, "match_expression": _match, "switch_expression": _match, "block": steps, "unsafe_block": steps,
    "return_expression": _break, "break_expression": _break, "continue_expression": _break, "loop_expression": _break, "while_expression": _break, "for_expression": _break,
    "if": _if, "case": _if, "begin": _if, "unless": _if, "return": _break, "break": _break, "next": _break,
    "yield": _yield, "print_intrinsic": _print, "echo_statement": _print, "sizeof_expression": _sizeof,
}  # fmt: skip
