"""What would the compiler of Rust refuse: values used after they were given away, results of another type, changes behind `&self`?"""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING

from analyzers.typed.declared import Declared, arguments_of, callee, text

if TYPE_CHECKING:
    from tree_sitter import Node

Found = tuple[str, str]

_OWNED = re.compile(
    r"^(?:Vec|String|Box|HashMap|HashSet|BTreeMap|VecDeque|Rc|PathBuf|Option<(?:String|Vec|Box))\b"
)
_MADE = re.compile(r"^(?:vec!|Vec::|String::|HashMap::|Box::|\"[^\"]*\"\.to_(?:string|owned)\(|format!)")


def used_after_move(declared: Declared) -> Found | None:
    """A value is handed to a function that keeps it, or consumed by a loop, and named again later."""
    if declared.language != "rust":
        return None
    code = text(declared.root)
    for node in declared.nodes:
        for name, end in _moves(node, declared, code):
            body = _body_around(node)
            if body is None or _is_apart(node, body):
                continue
            later = next(_later_uses(body, name, end), None)
            if later is not None:
                return "type", f"`{name}` is used after it was moved"
    return None


def _moves(node: "Node", declared: Declared, code: str) -> Iterator[tuple[str, int]]:
    """Yield names that a node gives away, and where that is over."""
    if node.type == "call_expression":
        functions = declared.functions.get(callee(node), [])
        given = arguments_of(node)
        if len(functions) != 1 or given is None:
            return
        for parameter, value in zip(functions[0].parameters, given, strict=False):
            if value.type == "identifier" and _is_owned(parameter.type, code):
                yield text(value), node.end_byte
    elif node.type == "token_tree":  # a macro's arguments are not parsed
        for name, listed in pairwise(node.named_children):
            functions = declared.functions.get(text(name), [])
            inside = listed.named_children
            if listed.type != "token_tree" or len(functions) != 1 or len(functions[0].parameters) != 1:
                continue
            plain = len(inside) == 1 and inside[0].type == "identifier"
            if (
                plain
                and re.fullmatch(r"\(\s*\w+\s*\)", text(listed))
                and _is_owned(functions[0].parameters[0].type, code)
            ):
                yield text(inside[0]), listed.end_byte
    elif node.type == "for_expression":
        source = node.child_by_field_name("value")
        if source is not None and source.type == "identifier" and _is_made(text(source), declared):
            yield text(source), node.end_byte


def _is_owned(written: str, code: str) -> bool:
    if _OWNED.match(written):
        return True
    if not re.fullmatch(r"[A-Z]\w*", written) or not re.search(rf"\b(?:struct|enum) {written}\b", code):
        return False
    derived = re.search(rf"#\[derive\(([^)]*)\)\]\s*(?:pub )?(?:struct|enum) {written}\b", code)
    return derived is None or "Copy" not in derived[1]


def _is_made(name: str, declared: Declared) -> bool:
    return any(
        node.type == "let_declaration"
        and text(node.child_by_field_name("pattern")) == name
        and bool(_MADE.match(text(node.child_by_field_name("value"))))
        for node in declared.nodes
    )


def _body_around(node: "Node") -> "Node | None":
    inner: Node | None = node.parent
    while inner is not None and inner.type not in ("function_item", "closure_expression"):
        inner = inner.parent
    return None if inner is None else inner.child_by_field_name("body")


def _is_apart(node: "Node", body: "Node") -> bool:
    """Whether a node stands in a branch, or leaves the function: then it was not done before what follows."""
    inner: Node | None = node.parent
    while inner is not None and inner != body:
        if inner.type in (
            "if_expression",
            "match_arm",
            "else_clause",
            "closure_expression",
            "return_expression",
        ):
            return True
        inner = inner.parent
    return False


def _later_uses(body: "Node", name: str, end: int) -> Iterator["Node"]:
    """Yield where a name is read after a place, up to its being bound anew."""
    uses: list[Node] = []
    bound = len(body.text or b"") + body.start_byte
    stack = [body]
    while stack:
        node = stack.pop()
        stack.extend(node.named_children)
        if node.start_byte < end or node.type not in (
            "identifier",
            "let_declaration",
            "assignment_expression",
            "token_tree",
        ):
            continue
        if (
            node.type == "let_declaration"
            and text(node.child_by_field_name("pattern")) == name
            or node.type == "assignment_expression"
            and text(node.child_by_field_name("left")) == name
        ):
            bound = min(bound, node.start_byte)
        elif node.type == "identifier" and text(node) == name:
            uses.append(node)
    yield from (node for node in uses if node.start_byte < bound)


def misfit_result(declared: Declared) -> Found | None:
    """A function of Rust ends in a literal where a `String` is promised, or in nothing where a value is."""
    if declared.language != "rust":
        return None
    for functions in declared.functions.values():
        for function in functions:
            body = function.node.child_by_field_name("body")
            if (
                body is None
                or not function.returns
                or function.returns in ("()", "!")
                or not body.named_children
            ):
                continue
            if function.returns == "String" and any(each.type == "string_literal" for each in _ends(body)):
                return "type", f"`{function.name}` gives a literal where a `String` is promised"
            last = [each for each in body.named_children if "comment" not in each.type][-1:]
            if (
                last
                and last[0].type in ("let_declaration", "expression_statement")
                and text(last[0]).endswith(";")
            ):
                inner = last[0].named_children[0] if last[0].named_children else last[0]
                ending = re.match(
                    r"(?:return\b|panic!|loop\b|todo!|unimplemented!|unreachable!|std::process::exit|process::exit)",
                    text(inner),
                )
                if not ending:
                    return "type", f"`{function.name}` ends without the value that it promises"
    return None


def _ends(node: "Node") -> Iterator["Node"]:
    """Yield the expressions whose value a block has."""
    if node.type in ("block", "else_clause"):
        inside = [each for each in node.named_children if "comment" not in each.type]
        if inside and not (inside[-1].type == "expression_statement" and text(inside[-1]).endswith(";")):
            yield from _ends(inside[-1])
    elif node.type == "expression_statement" and node.named_children:
        yield from _ends(node.named_children[0])
    elif node.type == "if_expression":
        for name in ("consequence", "alternative"):
            inner = node.child_by_field_name(name)
            if inner is not None:
                yield from _ends(inner)
    elif node.type == "match_expression":
        body = node.child_by_field_name("body")
        for arm in body.named_children if body is not None else ():
            value = arm.child_by_field_name("value")
            if value is not None:
                yield from _ends(value)
    else:
        yield node


def changed_behind_reference(declared: Declared) -> Found | None:
    """A method that takes `&self` changes a field."""
    if declared.language != "rust":
        return None
    for node in declared.nodes:
        if node.type not in ("assignment_expression", "compound_assignment_expr") or not text(
            node.child_by_field_name("left")
        ).startswith("self."):
            continue
        around = node.parent
        while around is not None and around.type != "function_item":
            around = around.parent
        listed = around.child_by_field_name("parameters") if around is not None else None
        if listed is not None and any(
            each.type == "self_parameter" and text(each) == "&self" for each in listed.named_children
        ):
            return "type", "a field is changed behind `&self`"
    return None
