"""What do statements do?"""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from analyzers.dryrun.lower.branches import BRANCHES
from analyzers.dryrun.lower.patterns import pattern
from analyzers.dryrun.lower.reading import Reader, Statements, child, line, marks, named, text
from analyzers.dryrun.program import (
    Block,
    Call,
    Do,
    Each,
    Expression,
    If,
    Later,
    Leave,
    Literal,
    Loop,
    Matches,
    Name,
    Put,
    Raise,
    Return,
    Sequence,
    Statement,
    Unary,
)

if TYPE_CHECKING:
    from tree_sitter import Node

Found = Iterable[Statement]


def _expression(reader: Reader, node: "Node") -> Found:
    for each in named(node):
        yield from reader.statements(each)


def _block(reader: Reader, node: "Node") -> Found:
    yield Block(reader.body(node), line=line(node))


def _if(reader: Reader, node: "Node") -> Found:
    before: tuple[Statement, ...] = ()
    initial = child(node, "initializer")
    if initial is not None:
        before = reader.statements(initial)
    test = reader.field(node, "condition")
    then = reader.body(child(node, "consequence", "body"))
    others = node.children_by_field_name("alternative")
    other: tuple[Statement, ...] = ()
    for each in reversed(others):
        inner = named(each)
        if each.type in ("elsif", "else_if_clause"):
            nested = If(
                reader.field(each, "condition"),
                reader.body(child(each, "consequence", "body")),
                _alternative(reader, each) or other,
                line=line(each),
            )
            other = (nested,)
        elif each.type == "else_clause":
            other = tuple(done for part in inner for done in reader.statements(part))
        else:
            other = reader.body(each)
    found = If(test, then, other, line=line(node))
    yield Block((*before, found), line=line(node)) if before else found


def _alternative(reader: Reader, node: "Node") -> tuple[Statement, ...]:
    inner = child(node, "alternative")
    if inner is None:
        return ()
    if inner.type == "elsif":
        return (
            If(
                reader.field(inner, "condition"),
                reader.body(child(inner, "consequence")),
                _alternative(reader, inner),
                line=line(inner),
            ),
        )
    return reader.body(inner)


def _modified(reader: Reader, node: "Node") -> Found:
    """`x if y` and its like in Ruby."""
    test, body = reader.field(node, "condition"), reader.statements(child(node, "body"))
    if node.type.startswith("unless"):
        test = Unary("!", test, line=line(node))
    if node.type.startswith(("while", "until")):
        yield Loop((), test if node.type.startswith("while") else Unary("!", test), (), body, line=line(node))
    else:
        yield If(test, body, (), line=line(node))


def _unless(reader: Reader, node: "Node") -> Found:
    test = Unary("!", reader.field(node, "condition"), line=line(node))
    other = child(node, "alternative")
    yield If(test, reader.body(child(node, "consequence")), reader.body(other), line=line(node))


def _while(reader: Reader, node: "Node", label: str = "") -> Found:
    test = reader.field(node, "condition")
    if node.type == "until":
        test = Unary("!", test)
    yield Loop((), test, (), reader.block(child(node, "body")), label=label, line=line(node))


def _do(reader: Reader, node: "Node", label: str = "") -> Found:
    test = reader.field(node, "condition")
    yield Loop((), test, (), reader.block(child(node, "body")), after=True, label=label, line=line(node))


def _loop(reader: Reader, node: "Node", label: str = "") -> Found:
    yield Loop((), None, (), reader.block(child(node, "body")), label=label, line=line(node))


def _for(reader: Reader, node: "Node", label: str = "") -> Found:
    holder = node
    if reader.language == "go":
        clause = next((each for each in named(node) if each.type != "block"), None)
        if clause is None:
            yield from _loop(reader, node, label)
            return
        if clause.type == "range_clause":
            yield _ranged(reader, clause, node, label)
            return
        if clause.type != "for_clause":
            yield Loop(
                (),
                reader.expression(clause),
                (),
                reader.block(child(node, "body")),
                label=label,
                line=line(node),
            )
            return
        holder = clause
    starts = [
        each for name in ("initializer", "init", "initialize") for each in holder.children_by_field_name(name)
    ]
    condition = child(holder, "condition")
    steps = [each for name in ("increment", "update") for each in holder.children_by_field_name(name)]
    yield Loop(
        tuple(done for each in starts for done in reader.statements(each)),
        None if condition is None or condition.type == "empty_statement" else _test(reader, condition),
        tuple(reader.expression(each) for each in steps),
        reader.block(child(node, "body")),
        label=label,
        line=line(node),
    )


def _test(reader: Reader, node: "Node") -> Expression:
    inner = named(node)
    return (
        reader.expression(inner[0])
        if node.type == "expression_statement" and inner
        else reader.expression(node)
    )


def _ranged(reader: Reader, clause: "Node", node: "Node", label: str) -> Statement:
    left = child(clause, "left")
    targets = [pattern(reader, each) for each in named(left)] if left is not None else []
    target: Expression | None
    if len(targets) == 2:
        target, how = Sequence(tuple(targets)), "pairs"
    else:
        target, how = (targets[0] if targets else None), "keys"
    return Each(
        target, reader.field(clause, "right"), reader.block(child(node, "body")), how, label, line=line(node)
    )


def _each(reader: Reader, node: "Node", label: str = "") -> Found:
    left, right = child(node, "left", "pattern", "name", "declarator"), child(node, "right", "value")
    if right is not None and right.type == "in":
        right = named(right)[0]
    how = "keys" if reader.language in ("javascript", "typescript") and "in" in marks(node) else "items"
    target = pattern(reader, left)
    yield Each(
        target, reader.expression(right), reader.block(child(node, "body")), how, label, line=line(node)
    )


def _foreach(reader: Reader, node: "Node", label: str = "") -> Found:
    """`foreach` of PHP."""
    if reader.language != "php":
        yield from _each(reader, node, label)
        return
    inside = named(node)
    how = "pairs" if inside[1].type == "pair" else "items"
    yield Each(
        pattern(reader, inside[1]),
        reader.expression(inside[0]),
        reader.block(child(node, "body")),
        how,
        label,
        line=line(node),
    )


def _labelled(reader: Reader, node: "Node") -> Found:
    inside = named(node)
    label, body = text(inside[0]), inside[-1]
    handler = _LOOPS.get(body.type)
    if handler is None:
        yield from reader.statements(body)
    else:
        yield from handler(reader, body, label)


def _return(reader: Reader, node: "Node") -> Found:
    inside = named(node)
    if not inside:
        yield Return(None, line=line(node))
    elif inside[0].type == "argument_list":
        listed = named(inside[0])
        value = (
            reader.expression(listed[0])
            if len(listed) == 1
            else Sequence(tuple(map(reader.expression, listed)))
        )
        yield Return(value, line=line(node))
    else:
        yield Return(reader.expression(inside[0]), line=line(node))


def _leave(_: Reader, node: "Node") -> Found:
    inside = named(node)
    label = (
        text(inside[0]).lstrip("'")
        if inside and inside[0].type in ("statement_identifier", "identifier", "label_name", "label")
        else ""
    )
    yield Leave("continue" in node.type or node.type == "next", label, line=line(node))


def _throw(reader: Reader, node: "Node") -> Found:
    inside = named(node)
    yield Do(Raise(reader.expression(inside[0]) if inside else None, line=line(node)), line=line(node))


def _later(reader: Reader, node: "Node") -> Found:
    yield Later(reader.expression(named(node)[0]), node.type == "defer_statement", line=line(node))


def _put(reader: Reader, node: "Node") -> Found:
    yield Put(reader.field(node, "channel"), reader.field(node, "value"), line=line(node))


def _echo(reader: Reader, node: "Node") -> Found:
    inside = [
        inner
        for each in named(node)
        for inner in (named(each) if each.type == "sequence_expression" else [each])
    ]
    yield Do(Call(Name("echo"), tuple(map(reader.expression, inside)), line=line(node)), line=line(node))


def _exit(_: Reader, node: "Node") -> Found:
    yield Do(Call(Name("exit"), (), line=line(node)), line=line(node))


def _lock(reader: Reader, node: "Node") -> Found:
    inside = named(node)
    for each in inside[:-1]:
        yield from reader.statements(each)
    yield Block(reader.body(inside[-1]), line=line(node))


def _nothing(_: Reader, __: "Node") -> Found:
    return ()


def _rust_if(reader: Reader, node: "Node") -> Found:
    test = reader.field(node, "condition")
    other = child(node, "alternative")
    inner = named(other)[0] if other is not None and other.type == "else_clause" else other
    found = If(test, reader.body(child(node, "consequence")), reader.statements(inner), line=line(node))
    yield Block((found,), line=line(node)) if isinstance(test, Matches) else found


def _assertion(reader: Reader, node: "Node") -> Found:
    inside = named(node)
    failing = Do(Raise(Literal("assertion"), "AssertionError", line=line(node)), line=line(node))
    if reader.language == "java":
        return  # not checked unless that is asked for
    yield If(Unary("!", reader.expression(inside[0])), (failing,), (), line=line(node))


_LOOPS: dict[str, Callable[[Reader, "Node", str], Found]] = {
    "while_statement": _while, "while": _while, "until": _while, "while_expression": _while, "do_statement": _do, "loop_expression": _loop,
    "for_statement": _for, "for_in_statement": _each, "enhanced_for_statement": _each, "for_range_loop": _each, "for_expression": _each, "for": _each,
    "foreach_statement": _foreach,
}  # fmt: skip


def _unlabelled(handler: Callable[[Reader, "Node", str], Found]) -> Callable[[Reader, "Node"], Found]:
    return lambda reader, node: handler(reader, node, "")


STATEMENTS: Statements = {
    "expression_statement": _expression, "global_statement": _expression, "local_declaration_statement": _expression, "static_modifier": _nothing,
    "block": _block, "statement_block": _block, "compound_statement": _block, "statement_list": _block, "colon_block": _block, "then": _block, "do": _block,
    "if_statement": _if, "if": _if, "if_modifier": _modified, "unless_modifier": _modified, "while_modifier": _modified, "until_modifier": _modified, "unless": _unless,
    "if_expression": _rust_if, "labeled_statement": _labelled, "return_statement": _return, "return": _return, "return_expression": _return,
    "break_statement": _leave, "continue_statement": _leave, "break": _leave, "next": _leave, "break_expression": _leave, "continue_expression": _leave,
    "throw_statement": _throw,
    **BRANCHES, "go_statement": _later, "defer_statement": _later, "send_statement": _put,
    "echo_statement": _echo, "exit_statement": _exit, "lock_statement": _lock, "using_statement": _lock, "synchronized_statement": _lock, "assert_statement": _assertion,
    **{name: _unlabelled(handler) for name, handler in _LOOPS.items()},
}  # fmt: skip
