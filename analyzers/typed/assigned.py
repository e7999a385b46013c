"""Which variables are read before they have a value, and which constants are given a second one?"""

import re
from typing import TYPE_CHECKING

from analyzers.typed.declared import Declared, text
from analyzers.typed.flow import goes_through

if TYPE_CHECKING:
    from tree_sitter import Node

Found = tuple[str, str]

_LOOPS = frozenset(
    ("while_statement", "for_statement", "enhanced_for_statement", "foreach_statement", "do_statement")
)
_OPAQUE = frozenset(
    (
        "switch_expression",
        "switch_statement",
        "try_statement",
        "try_with_resources_statement",
        "labeled_statement",
    )
)
_INNER = frozenset(
    ("lambda_expression", "class_body", "local_function_statement", "anonymous_method_expression")
)


class _Read(Exception):
    """The variable is read before it has a value."""


def unassigned(declared: Declared) -> Found | None:
    """Java and C# refuse to read a local variable that may have no value (definite assignment)."""
    if declared.language not in ("java", "csharp"):
        return None
    for node in declared.nodes:
        statement = node.parent
        if (
            node.type != "variable_declarator"
            or statement is None
            or node.child_by_field_name("value") is not None
        ):
            continue
        if declared.language == "csharp":
            if node.named_child_count != 1 or statement.parent is None:
                continue
            statement = statement.parent
        if (
            statement.type not in ("local_variable_declaration", "local_declaration_statement")
            or statement.parent is None
            or statement.parent.type != "block"
        ):
            continue
        name, has = text(node.child_by_field_name("name")), False
        following = statement.next_named_sibling
        try:
            while following is not None and not has:
                has = _after(following, name, declared.language)
                following = following.next_named_sibling
        except _Read:
            return "name", f"`{name}` may have no value when it is read"
    return None


def _after(node: "Node", name: str, language: str) -> bool:
    """Whether the variable has a value after a node; raises _Read where it is read without one."""
    if node.type in _INNER:
        return False
    if node.type in _OPAQUE:
        return re.search(rf"\b{re.escape(name)}\s*=[^=]", text(node)) is not None or not goes_through(
            node, language
        )
    if node.type == "if_statement":
        condition, then, other = (
            node.child_by_field_name(each) for each in ("condition", "consequence", "alternative")
        )
        if condition is not None and _after(condition, name, language):
            return True
        first = then is not None and (_after(then, name, language) or not goes_through(then, language))
        second = other is not None and (_after(other, name, language) or not goes_through(other, language))
        return first and second
    if node.type in _LOOPS:
        return _after_loop(node, name, language)
    if node.type == "assignment_expression":
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        plain = (
            "=" in [each.type for each in node.children] or text(node.child_by_field_name("operator")) == "="
        )
        if left is not None and text(left) == name and plain:
            if right is not None:
                _after(right, name, language)
            return True
    if node.type == "argument" and re.match(r"(?:out|ref)\b", text(node)):
        return re.search(rf"\b{re.escape(name)}\b", text(node)) is not None
    if node.type == "identifier":
        parent = node.parent
        member = (
            parent is not None
            and parent.type in ("field_access", "member_access_expression", "method_invocation")
            and (parent.child_by_field_name("field") == node or parent.child_by_field_name("name") == node)
        )
        if text(node) == name and not member:
            raise _Read
        return False
    has = False
    for each in node.named_children:
        has = has or _after(each, name, language)
        if each.type.endswith("statement") and not goes_through(each, language):
            return True
    return has


def _after_loop(node: "Node", name: str, language: str) -> bool:
    condition = node.child_by_field_name("condition")
    for each in node.named_children:
        if each.type == "block" or each == node.child_by_field_name("body"):
            continue
        if _after(each, name, language):
            return True
    body = node.child_by_field_name("body")
    inside = body is not None and _after(body, name, language)
    return inside and (
        node.type == "do_statement" or condition is None or text(condition).strip("() ") == "true"
    )


def changed_constant(declared: Declared) -> Found | None:
    """A constant of C, C++ or C# is given another value."""
    if declared.language not in ("c", "cpp", "csharp"):
        return None
    names = {name for node in declared.nodes for name in _constants(node)}
    for node in declared.nodes if names else ():
        target = None
        if node.type == "assignment_expression":
            target = node.child_by_field_name("left")
        elif node.type in ("update_expression", "postfix_unary_expression", "prefix_unary_expression") and (
            "++" in text(node) or "--" in text(node)
        ):
            target = node.child_by_field_name("argument") or node.named_children[0]
        name = text(target)
        if name in names and len(declared.scopes.get(name, ())) <= 1:
            return "type", f"`{name}` is constant and is given another value"
    return None


def _constants(node: "Node") -> list[str]:
    """Return the names that a declaration makes constant; what a pointer points to does not count."""
    if node.type == "declaration" and any(
        each.type == "type_qualifier" and text(each) == "const" for each in node.children
    ):
        declarators = [
            each for each in node.children_by_field_name("declarator") if each.type == "init_declarator"
        ]
        inner = [each.child_by_field_name("declarator") for each in declarators]
        return [text(each) for each in inner if each is not None and each.type == "identifier"]
    if node.type in ("field_declaration", "local_declaration_statement") and any(
        text(each) == "const" for each in node.children
    ):
        return re.findall(r"(\w+)\s*=[^=]", text(node))[:1]
    return []
