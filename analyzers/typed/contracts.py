"""Which promises between types does a text break: interfaces, abstract methods, constructors, `static`, `private`?"""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from analyzers.typed.declared import Class, Declared, arguments_of, callee, text

if TYPE_CHECKING:
    from tree_sitter import Node

Found = tuple[str, str]

_METHODS = frozenset(
    (
        "method_declaration",
        "method_definition",
        "function_definition",
        "property_declaration",
        "public_field_definition",
    )
)
_NAMES = frozenset(("type_identifier", "identifier"))


def unkept(declared: Declared) -> Found | None:
    """A class lacks a method that it promised; in C++ that is refused where an object of it is made."""
    if declared.language not in ("java", "csharp", "typescript", "cpp"):
        return None
    lacking: dict[str, str] = {}
    for owner in declared.classes.values():
        bases = _bases(owner)
        abstract = owner.abstract or "abstract" in owner.node.type or "interface" in owner.node.type
        if (abstract and declared.language != "cpp") or any(base not in declared.classes for base in bases):
            continue
        wanted = set(_wanted(owner, declared)) - set(_given(owner, declared))
        if wanted and declared.language != "cpp":
            return "type", f"`{owner.name}` lacks `{min(wanted)}`, which it promises"
        if wanted:
            lacking[owner.name] = min(wanted)
    for node in declared.nodes if lacking else ():
        kind = (
            text(node.child_by_field_name("type")) if node.type in ("declaration", "new_expression") else ""
        )
        plain = node.type == "new_expression" or any(
            each.type == "identifier"
            or (
                each.type == "init_declarator" and text(each.child_by_field_name("declarator")).isidentifier()
            )
            for each in node.children_by_field_name("declarator")
        )
        if kind in lacking and plain:
            return "type", f"`{kind}` lacks `{lacking[kind]}` and cannot be made"
    return None


def _bases(owner: Class) -> list[str]:
    found: list[str] = []
    for each in owner.node.named_children:
        if each.type in (
            "superclass",
            "super_interfaces",
            "base_list",
            "base_class_clause",
            "class_heritage",
            "extends_interfaces",
            "extends_type_clause",
        ):
            stack = list(each.named_children)
            while stack:
                inner = stack.pop()
                if inner.type in _NAMES:
                    found.append(text(inner))
                elif inner.type in (
                    "generic_type",
                    "generic_name",
                    "template_type",
                    "qualified_name",
                    "qualified_identifier",
                ):
                    found.append(text(inner))  # of elsewhere, as far as we can tell
                else:
                    stack.extend(inner.named_children)
    return found


def _line(owner: Class, declared: Declared, depth: int = 0) -> Iterator[Class]:
    """Yield a class and everything that it is derived from."""
    yield owner
    for base in _bases(owner) if depth < 8 else ():
        if base in declared.classes:
            yield from _line(declared.classes[base], declared, depth + 1)


def _wanted(owner: Class, declared: Declared) -> Iterator[str]:
    for each in _line(owner, declared):
        for member, bare in _methods(each):
            if bare:
                yield member


def _given(owner: Class, declared: Declared) -> Iterator[str]:
    for each in _line(owner, declared):
        for member, bare in _methods(each):
            if not bare:
                yield member


def _methods(owner: Class) -> Iterator[tuple[str, bool]]:
    """Yield the methods of a class, and whether each is only promised."""
    interface = "interface" in owner.node.type
    body = owner.node.child_by_field_name("body")
    for each in body.named_children if body is not None else ():
        if (
            each.type == "abstract_method_signature"
            or each.type == "method_signature"
            and "?" not in [inner.type for inner in each.children]
        ):
            yield text(each.child_by_field_name("name")), True
        elif (
            each.type == "field_declaration"
            and "virtual" in text(each)
            and re.search(r"=\s*0\s*;?$", text(each))
        ):
            match = re.search(r"(\w+)\s*\(", text(each))
            if match:
                yield match[1], True
        elif each.type in _METHODS or each.type == "field_declaration":
            name = each.child_by_field_name("name")
            inner = each.child_by_field_name("declarator")
            while name is None and inner is not None:
                name, inner = (
                    (inner if inner.type in ("field_identifier", "identifier") else None),
                    inner.child_by_field_name("declarator"),
                )
            said = " ".join(text(one) for one in each.children if "modifier" in one.type)
            bare = each.child_by_field_name("body") is None and (interface or "abstract" in said.split())
            if (
                each.type in ("method_declaration", "method_definition", "function_definition")
                or not interface
            ):
                yield text(name), bare and each.type == "method_declaration"


def unfit_in_go(declared: Declared) -> Found | None:
    """A literal of a struct is given where an interface of the text is wanted, and lacks one of its methods."""
    if declared.language != "go":
        return None
    wanted = {
        text(node.child_by_field_name("name")): {
            text(each.child_by_field_name("name")) for each in kind.named_children if each.type == "method_elem"
        }
        for node in declared.nodes
        if node.type == "type_spec" and (kind := node.child_by_field_name("type")) is not None and kind.type == "interface_type"
        and all(each.type == "method_elem" for each in kind.named_children)
    }  # fmt: skip
    if not wanted or not any(wanted.values()):
        return None
    methods = _methods_of_go(declared)
    for target, value in _handed_in_go(declared):
        pointer = value.type == "unary_expression"
        literal = value.child_by_field_name("operand") if pointer else value
        if literal is None or literal.type != "composite_literal" or target not in wanted:
            continue
        name = text(literal.child_by_field_name("type"))
        if not any(
            node.type == "type_spec"
            and text(node.child_by_field_name("name")) == name
            and "struct" in text(node)
            for node in declared.nodes
        ):
            continue
        own = {method for method, by_pointer in methods.get(name, ()) if pointer or not by_pointer}
        embeds = any(
            node.type == "field_declaration" and not node.children_by_field_name("name")
            for node in declared.nodes
        )
        if wanted[target] - own and not embeds:
            return "type", f"`{name}` lacks `{min(wanted[target] - own)}` of `{target}`"
    return None


def _methods_of_go(declared: Declared) -> dict[str, list[tuple[str, bool]]]:
    found: dict[str, list[tuple[str, bool]]] = {}
    for node in declared.nodes:
        if node.type == "method_declaration":
            receiver = re.search(r"(\*?)\s*(\w+)\s*\)$", text(node.child_by_field_name("receiver")))
            if receiver:
                found.setdefault(receiver[2], []).append(
                    (text(node.child_by_field_name("name")), bool(receiver[1]))
                )
    return found


def _handed_in_go(declared: Declared) -> Iterator[tuple[str, "Node"]]:
    for node in declared.nodes:
        if node.type == "var_spec":
            value = node.child_by_field_name("value")
            if value is not None and value.named_child_count == 1:
                yield text(node.child_by_field_name("type")), value.named_children[0]
        elif node.type == "call_expression":
            functions = declared.functions.get(callee(node), [])
            for parameter, given in zip(
                functions[0].parameters if len(functions) == 1 else (), arguments_of(node) or (), strict=False
            ):
                yield parameter.type, given
        elif node.type == "composite_literal" and text(node.child_by_field_name("type")).startswith("[]"):
            body = node.child_by_field_name("body")
            for each in body.named_children if body is not None else ():
                if each.type == "literal_element" and each.named_children:
                    yield text(node.child_by_field_name("type"))[2:], each.named_children[0]


def unmade(declared: Declared) -> Found | None:
    """An object is made with more or fewer values than any constructor of its class takes."""
    if declared.language not in ("java", "csharp", "typescript"):
        return None
    for node in declared.nodes:
        if node.type not in ("object_creation_expression", "new_expression"):
            continue
        owner = declared.classes.get(
            text(node.child_by_field_name("type") or node.child_by_field_name("constructor"))
        )
        given = arguments_of(node) if node.child_by_field_name("arguments") is not None else []
        if (
            owner is None
            or owner.bases
            or given is None
            or owner.node.type not in ("class_declaration", "struct_declaration")
        ):
            continue
        if owner.node.type == "struct_declaration" and not given:
            continue
        takes = list(_constructors(owner))
        if not takes:
            takes = [(0, 0)]
        if not any(least <= len(given) <= most for least, most in takes):
            return "type", f"no constructor of `{owner.name}` takes {len(given)} values"
    return None


def _constructors(owner: Class) -> Iterator[tuple[int, int]]:
    if any(each.type == "parameter_list" for each in owner.node.named_children):
        yield 0, 99
    body = owner.node.child_by_field_name("body")
    for each in body.named_children if body is not None else ():
        if each.type == "constructor_declaration" or (
            each.type == "method_definition" and text(each.child_by_field_name("name")) == "constructor"
        ):
            listed = each.child_by_field_name("parameters")
            parameters = (
                [one for one in listed.named_children if "comment" not in one.type]
                if listed is not None
                else []
            )
            loose = sum("=" in text(one) or one.type == "optional_parameter" for one in parameters)
            many = any("..." in text(one) or "params " in text(one) for one in parameters)
            yield len(parameters) - loose - many, 99 if many else len(parameters)


def out_of_static(declared: Declared) -> Found | None:
    """A static method reaches for what only an object has."""
    if declared.language not in ("java", "csharp"):
        return None
    for owner in declared.classes.values():
        if owner.bases:
            continue
        body = owner.node.child_by_field_name("body")
        members = list(body.named_children) if body is not None else []
        own = {name for each in members if not _is_static(each) for name in _member_names(each)}
        own -= {name for each in members if _is_static(each) for name in _member_names(each)}
        for each in members:
            if each.type == "method_declaration" and _is_static(each):
                found = _reached(each, own, declared)
                if found:
                    return "name", f"`{found}` belongs to an object, and the method is static"
    return None


def _is_static(node: "Node") -> bool:
    said = " ".join(text(each) for each in node.children if "modifier" in each.type)
    return "static" in said.split() or "const" in said.split()


def _member_names(node: "Node") -> Iterator[str]:
    if node.type in ("method_declaration", "property_declaration"):
        yield text(node.child_by_field_name("name"))
    elif node.type == "field_declaration":
        for each in node.named_children:
            declarators = each.named_children if each.type == "variable_declaration" else [each]
            yield from (
                text(one.child_by_field_name("name"))
                for one in declarators
                if one.type == "variable_declarator"
            )


def _reached(method: "Node", own: set[str], declared: Declared) -> str:
    stack = list(method.named_children)
    while stack:
        node = stack.pop()
        if node.type in ("class_body", "lambda_expression"):
            continue
        stack.extend(node.named_children)
        name = text(node)
        if node.type == "method_invocation" and node.child_by_field_name("object") is None:
            name = text(node.child_by_field_name("name"))
            if name in own:
                return name
        if node.type != "identifier" or name not in own or node.parent is None:
            continue
        parent = node.parent
        member = parent.type in (
            "field_access",
            "member_access_expression",
            "method_invocation",
            "argument",
            "name_colon",
            "assignment_expression",
        ) and (parent.child_by_field_name("field") == node or parent.child_by_field_name("name") == node)
        initialised = (
            parent.type == "assignment_expression"
            and parent.parent is not None
            and "initializer" in parent.parent.type
        )
        local = any(
            method.start_byte <= start and node.start_byte < end and start <= node.start_byte
            for start, end in declared.scopes.get(name, ())
        )
        called = parent.type == "invocation_expression"
        if (
            not member
            and not initialised
            and not local
            and (
                called
                or parent.type
                not in ("variable_declarator", "parameter", "formal_parameter", "type_argument_list")
            )
        ):
            return name
    return ""


def hidden_in_ts(declared: Declared) -> Found | None:
    """A private member of a TypeScript class is named outside of it."""
    if declared.language != "typescript":
        return None
    hidden = {name: set(_hidden(owner)) for name, owner in declared.classes.items()}
    made: dict[str, set[str]] = {}
    for node in declared.nodes:
        value = node.child_by_field_name("value") if node.type == "variable_declarator" else None
        if value is not None and value.type == "new_expression":
            made.setdefault(text(node.child_by_field_name("name")), set()).add(
                text(value.child_by_field_name("constructor"))
            )
    for node in declared.nodes:
        target = node.child_by_field_name("object") if node.type == "member_expression" else None
        kinds = made.get(text(target), set()) if target is not None and target.type == "identifier" else set()
        if len(kinds) != 1:
            continue
        owner = declared.classes.get(next(iter(kinds)))
        name = text(node.child_by_field_name("property"))
        if (
            owner is not None
            and name in hidden[owner.name]
            and not owner.node.start_byte <= node.start_byte < owner.node.end_byte
        ):
            return "name", f"`{name}` of `{owner.name}` is private"
    return None


def _hidden(owner: Class) -> Iterator[str]:
    stack = list(owner.node.named_children)
    while stack:
        node = stack.pop()
        said = [text(each) for each in node.named_children if each.type == "accessibility_modifier"]
        if said and said[0] in ("private", "protected"):
            yield text(node.child_by_field_name("name") or node.child_by_field_name("pattern"))
        if node.type in ("class_body", "method_definition", "formal_parameters"):
            stack.extend(node.named_children)
