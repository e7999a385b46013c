"""Which types, functions, variables and classes does a text of a typed language declare?"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tree_sitter import Node

_FUNCTIONS = frozenset(
    (
        "method_declaration",
        "function_declaration",
        "function_item",
        "function_definition",
        "local_function_statement",
    )
)
_PARAMETERS = frozenset(
    ("formal_parameter", "parameter", "parameter_declaration", "required_parameter", "optional_parameter")
)
_CLASSES = frozenset(
    ("class_declaration", "interface_declaration", "class_specifier", "struct_specifier", "struct_declaration",
     "abstract_class_declaration", "record_declaration", "enum_declaration")
)  # fmt: skip
_MEMBERS = frozenset(
    ("field_declaration", "method_declaration", "property_declaration", "function_definition", "property_signature",
     "public_field_definition", "method_definition", "method_signature", "constructor_declaration", "constant_declaration")
)  # fmt: skip
_BLOCKS = frozenset(
    ("block", "statement_block", "compound_statement", "class_body", "declaration_list", "field_declaration_list",
     "for_statement", "enhanced_for_statement", "foreach_statement", "for_each_statement", "for_range_loop", "if_statement",
     "switch_block", "catch_clause", "lambda_expression", "closure_expression", "arrow_function", "func_literal",
     "for_expression", "match_arm", "for_in_statement", "expression_case", "default_case", "type_switch_statement",
     "expression_switch_statement", "switch_statement", "switch_section", "try_with_resources_statement", "using_statement",
     "switch_rule", "interface_body", "enum_body", "constructor_declaration", "if_expression", "while_expression", "while_statement",
     "communication_case", "select_statement", "case_statement", "function_expression", "method_definition", "let_condition",
     "switch_block_statement_group", "switch_case", "lambda", "anonymous_method_expression", "switch_expression_arm",
     "property_declaration", "accessor_declaration", "impl_item", "trait_item", "mod_item", "template_declaration") + tuple(_FUNCTIONS)
)  # fmt: skip
_TYPE = {
    "str": re.compile(r"^(?:const )?(?:std::)?(?:String|string|&(?:'\w+ )?str|char ?\*|const char ?\*)\??$"),
    "int": re.compile(r"^(?:const )?(?:int|long|short|byte|Int|uint|ulong|[iu](?:8|16|32|64|128|size)|u?int(?:8|16|32|64)(?:_t)?|size_t|Integer|Long|long long|unsigned(?: int| long)?)$"),
    "float": re.compile(r"^(?:const )?(?:double|float|f32|f64|float32|float64|decimal|Double|Float)$"),
    "bool": re.compile(r"^(?:const )?(?:bool|boolean|Boolean)$"),
    "number": re.compile(r"^number$"),
}  # fmt: skip
_LITERALS = {
    "string_literal": "str", "interpreted_string_literal": "str", "raw_string_literal": "str", "string": "str",
    "template_string": "str", "interpolated_string_expression": "str", "verbatim_string_literal": "str",
    "decimal_integer_literal": "int", "integer_literal": "int", "int_literal": "int", "hex_integer_literal": "int",
    "decimal_floating_point_literal": "float", "real_literal": "float", "float_literal": "float",
    "true": "bool", "false": "bool", "boolean_literal": "bool", "bool_literal": "bool",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter: its type as written, and whether it may be left out or stand for several."""

    type: str
    loose: bool


@dataclass(frozen=True, slots=True)
class Function:
    """A function of the text."""

    node: "Node"
    name: str
    parameters: tuple[Parameter, ...]
    returns: str


@dataclass(slots=True)
class Class:
    """A class, struct or interface of the text."""

    node: "Node"
    name: str
    bases: bool
    abstract: bool
    members: dict[str, str] = field(default_factory=dict)  # name -> type as written
    private: set[str] = field(default_factory=set)
    optional: set[str] = field(default_factory=set)


@dataclass(slots=True)
class Declared:
    """Everything that a text declares."""

    root: "Node"
    language: str
    nodes: list["Node"]
    functions: dict[str, list[Function]] = field(default_factory=dict)
    variables: dict[str, set[str]] = field(default_factory=dict)  # name -> the types it is declared with
    scopes: dict[str, list[tuple[int, int]]] = field(
        default_factory=dict
    )  # name -> byte ranges where it is visible
    classes: dict[str, Class] = field(default_factory=dict)

    def type_of_name(self, name: str) -> str:
        """Return the type of a variable where all its declarations agree, else an empty string."""
        types = self.variables.get(name, set())
        return next(iter(types)) if len(types) == 1 else ""

    def kind(self, node: "Node | None", depth: int = 0) -> str:
        """Return the kind of a value: a basic one, the name of a class of the text, or an empty string."""
        if node is None or depth > 8:
            return ""
        if node.type in _LITERALS:
            found = _LITERALS[node.type]
            return "number" if self.language == "typescript" and found in ("int", "float") else found
        if node.type in ("number_literal", "number"):
            if self.language == "typescript":
                return "number"
            return "float" if re.search(r"[.eE]", text(node)) and not text(node).startswith("0x") else "int"
        if node.type == "parenthesized_expression" and node.named_child_count == 1:
            return self.kind(node.named_children[0], depth + 1)
        if node.type == "identifier":
            return self.kind_of_type(self.type_of_name(text(node)))
        if node.type in ("method_invocation", "invocation_expression", "call_expression"):
            called = callee(node)
            found_functions = self.functions.get(called, []) if called else []
            return self.kind_of_type(found_functions[0].returns) if len(found_functions) == 1 else ""
        if node.type == "object_creation_expression":
            made = node.child_by_field_name("type")
            return self.kind_of_type(text(made)) if made is not None else ""
        if node.type == "cast_expression":
            target = node.child_by_field_name("type")
            return self.kind_of_type(text(target)) if target is not None else ""
        if node.type == "binary_expression":
            return self._combined(node, depth)
        return ""

    def _combined(self, node: "Node", depth: int) -> str:
        operator = node.child_by_field_name("operator")
        if operator is None or text(operator) not in ("+", "-", "*", "/", "%"):
            return ""
        left = self.kind(node.child_by_field_name("left"), depth + 1)
        right = self.kind(node.child_by_field_name("right"), depth + 1)
        if not left or not right:
            return ""
        if "str" in (left, right):
            return (
                "str" if text(operator) == "+" and self.language in ("java", "csharp", "typescript") else ""
            )
        if {left, right} <= {"int", "float", "number"}:
            return "number" if "number" in (left, right) else "float" if "float" in (left, right) else "int"
        return ""

    def kind_of_type(self, written: str) -> str:
        """Return the kind that a type stands for."""
        written = " ".join(written.split())
        for kind, pattern in _TYPE.items():
            if pattern.match(written):
                return kind
        return written if written in self.classes else ""


def text(node: "Node | None") -> str:
    """Return a node's text; none, of no node."""
    return "" if node is None else (node.text or b"").decode("utf-8", "replace")


def callee(node: "Node") -> str:
    """Return the name of a function that is called by its bare name, else an empty string."""
    if node.type == "method_invocation":
        name = node.child_by_field_name("name")
        return text(name) if name is not None and node.child_by_field_name("object") is None else ""
    function = node.child_by_field_name("function")
    return text(function) if function is not None and function.type == "identifier" else ""


def arguments_of(node: "Node") -> list["Node"] | None:
    """Return the arguments of a call, or None when some of them are spread or named."""
    listed = node.child_by_field_name("arguments")
    if listed is None:
        return None
    found = []
    for child in listed.named_children:
        if child.type in ("comment", "line_comment", "block_comment"):
            continue
        if child.type == "argument":
            if child.child_by_field_name("name") is not None or child.named_child_count != 1:
                return None
            child = child.named_children[0]
        if "spread" in child.type or child.type == "variadic_argument":
            return None
        found.append(child)
    return found


def collect(root: "Node", language: str) -> Declared:
    """Walk the tree once and note what it declares."""
    declared = Declared(root, language, list(_walk(root)))
    for node in declared.nodes:
        if node.type in _CLASSES:
            _class(declared, node)
    for node in declared.nodes:
        if node.type in _FUNCTIONS:
            _function(declared, node)
        if node.type in _PARAMETERS:
            for name in _names(node):
                _declare(declared, name, _written(node), node)
        for name, written in _variables(node):
            _declare(declared, name, written, node)
    return declared


def _walk(root: "Node") -> Iterator["Node"]:
    stack = [root]
    while stack:
        node = stack.pop()
        yield node
        stack.extend(reversed(node.children))


def _written(node: "Node") -> str:
    for name in ("type", "returns", "return_type", "result"):
        found = node.child_by_field_name(name)
        if found is not None:
            return text(found).lstrip(":").strip()
    return ""


def _names(node: "Node") -> list[str]:
    found = [child for name in ("name", "pattern") for child in node.children_by_field_name(name)]
    declarator = node.child_by_field_name("declarator")
    if declarator is not None:
        found.extend(each for each in _walk(declarator) if each.type == "identifier")
        found = found[:1]
    return [text(each) for each in found if each.type == "identifier"]


def _declare(declared: Declared, name: str, written: str | None, node: "Node") -> None:
    types = declared.variables.setdefault(name, set())
    if written is not None:
        types.add(written)
    scope = node.parent
    while scope is not None and scope.type not in _BLOCKS:
        scope = scope.parent
    scope = scope or declared.root
    if (
        scope.type in ("block", "compound_statement")
        and scope.parent is not None
        and scope.parent.type in _CLASSES
    ):
        scope = scope.parent
    declared.scopes.setdefault(name, []).append((scope.start_byte, scope.end_byte))


def _variables(node: "Node") -> Iterator[tuple[str, str | None]]:
    """Yield name and type as written of the variables that a node declares; None: the node may declare it."""
    match node.type:
        case "variable_declarator":
            parent = node.parent
            written = _written(node) or (_written(parent) if parent is not None else "")
            name = node.child_by_field_name("name")
            if name is not None and name.type == "identifier":
                if node.child_by_field_name("dimensions") is not None:
                    written += "[]"
                yield text(name), "" if written in ("var", "let", "const") else written
        case "var_spec" | "const_spec":
            for name in node.children_by_field_name("name"):
                yield text(name), _written(node)
        case "short_var_declaration" | "range_clause":
            left = node.child_by_field_name("left")
            for name in left.named_children if left is not None else ():
                if name.type == "identifier":
                    yield text(name), ""
        case "let_declaration":
            pattern = node.child_by_field_name("pattern")
            for name in _walk(pattern) if pattern is not None else ():
                if name.type == "identifier":
                    yield text(name), _written(node)
        case "declaration" | "field_declaration" if node.child_by_field_name("declarator") is not None:
            for declarator in node.children_by_field_name("declarator"):
                plain = declarator
                if plain.type == "init_declarator":
                    plain = plain.child_by_field_name("declarator") or plain
                if plain.type in ("identifier", "field_identifier"):
                    yield text(plain), _written(node)
                elif plain.type != "variable_declarator":
                    for each in _walk(plain):
                        if each.type == "identifier":
                            yield text(each), ""
                            break
        case "property_declaration" | "enum_constant" | "enum_member_declaration":
            name = node.child_by_field_name("name")
            if name is not None:
                yield text(name), _written(node)
        case _ if "pattern" in node.type or node.type in (
            "foreach_statement", "enhanced_for_statement", "for_range_loop", "catch_formal_parameter", "catch_declaration",
            "inferred_parameters", "implicit_parameter", "resource", "declaration_expression", "enumerator", "for_in_statement",
            "for_expression", "closure_parameters", "lambda_expression", "arrow_function", "receive_statement", "let_condition",
            "parameter_list", "const_item", "static_item", "match_pattern", "type_switch_statement", "preproc_def",
        ):  # fmt: skip
            for each in _walk(node):
                if each.type == "identifier":
                    yield text(each), None


def _function(declared: Declared, node: "Node") -> None:
    name = node.child_by_field_name("name")
    holder = node
    if name is None:
        declarator = node.child_by_field_name("declarator")
        while declarator is not None and declarator.type != "function_declarator":
            declarator = declarator.child_by_field_name("declarator")
        if declarator is None:
            return
        holder, name = declarator, declarator.child_by_field_name("declarator")
    listed = holder.child_by_field_name("parameters")
    if name is None or listed is None:
        return
    parameters: list[Parameter] = []
    for child in listed.named_children:
        if child.type == "self_parameter":
            continue
        if child.type not in _PARAMETERS:
            if "comment" not in child.type:
                parameters.append(Parameter("", True))
            continue
        written = text(child)
        loose = (
            child.type == "optional_parameter" or "=" in written or "..." in written or "params " in written
        )
        count = len(child.children_by_field_name("name")) if declared.language == "go" else 1
        if not (written == "void" and not child.named_children[1:]):
            parameters.extend([Parameter(_written(child), loose)] * max(count, 1))
    if node.child_by_field_name("type_parameters") is not None:
        parameters = [Parameter("", each.loose) for each in parameters]
    pointer = node.child_by_field_name("declarator")
    returns = _written(node) + (" *" if pointer is not None and pointer.type == "pointer_declarator" else "")
    declared.functions.setdefault(text(name), []).append(
        Function(node, text(name), tuple(parameters), returns)
    )


def _class(declared: Declared, node: "Node") -> None:
    name = node.child_by_field_name("name")
    body = node.child_by_field_name("body")
    if name is None or body is None:
        return
    modifiers = " ".join(text(child) for child in node.children if child.type in ("modifiers", "modifier"))
    bases = any(
        child.type in ("superclass", "super_interfaces", "base_class_clause", "base_list", "class_heritage", "extends_type_clause", "extends_interfaces")
        for child in node.children
    )  # fmt: skip
    made = Class(
        node,
        text(name),
        bases or "partial" in modifiers or node.child_by_field_name("type_parameters") is not None,
        "abstract" in modifiers or "interface" in node.type or node.type.startswith("abstract"),
    )
    hidden = node.type == "class_specifier" or declared.language == "csharp"
    for child in body.named_children:
        if child.type == "access_specifier":
            hidden = text(child) != "public"
        if child.type not in _MEMBERS:
            continue
        said = " ".join(text(each) for each in child.children if "modifier" in each.type)
        for member, written in _members(child):
            made.members[member] = written
            if "private" in said or (
                hidden and "public" not in said and "internal" not in said and "protected" not in said
            ):
                made.private.add(member)
            if "?" in [text(each) for each in child.children] or "=" in [
                text(each) for each in child.children
            ]:
                made.optional.add(member)
    declared.classes[made.name] = made


def _members(node: "Node") -> Iterator[tuple[str, str]]:
    name = node.child_by_field_name("name")
    if name is not None:
        yield text(name), _written(node)
        return
    for each in _walk(node):
        if each.type in ("identifier", "field_identifier") and (
            each.parent is not None
            and each.parent.type
            in (
                "variable_declarator",
                "field_declaration",
                "function_declarator",
                "init_declarator",
                "array_declarator",
                "pointer_declarator",
            )
        ):
            yield text(each), _written(node)
            if each.parent.type == "function_declarator":
                return
