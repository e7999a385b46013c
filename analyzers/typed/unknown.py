"""Which names of a whole program does nothing declare, so that a compiler stops at them?

Only for programs with their entry point in the text, and only for names that neither an import nor the language
could bring: lower-case variables and functions.
"""

import re
from typing import TYPE_CHECKING

from analyzers.typed.declared import Declared, text

if TYPE_CHECKING:
    from tree_sitter import Node

Found = tuple[str, str]

_PREDECLARED = {
    "go": frozenset(["append", "cap", "clear", "close", "complex", "copy", "delete", "imag", "len", "make", "max", "min", "new", "panic", "print", "println", "real", "recover", "true", "false", "iota", "nil", "string", "int", "int8", "int16", "int32", "int64", "uint", "uint8", "uint16", "uint32", "uint64", "byte", "rune", "float32", "float64", "bool", "error", "any", "uintptr", "complex64", "complex128", "comparable", "_", "init", "main"]),
    "java": frozenset(["length", "super", "this", "args", "var", "record", "yield", "sealed", "permits", "out", "err", "in"]),
    "rust": frozenset(["self", "Self", "super", "crate", "std", "core", "alloc", "main", "drop", "panic", "println", "vec", "format", "matches", "env"]),
}  # fmt: skip
_JAVA_UTIL = frozenset(
    ("List", "ArrayList", "LinkedList", "Map", "HashMap", "TreeMap", "LinkedHashMap", "Set", "HashSet", "TreeSet", "LinkedHashSet", "Scanner", "Arrays", "Collections", "Random", "Stack", "Queue", "Deque", "ArrayDeque", "PriorityQueue", "Iterator", "Optional", "Date", "Calendar", "UUID", "Objects", "StringJoiner", "Comparator")
)  # fmt: skip
_RUST_STD = frozenset(
    ("HashMap", "HashSet", "BTreeMap", "BTreeSet", "VecDeque", "BinaryHeap", "Rc", "RefCell", "Arc", "Mutex")
)
_GO_PACKAGES = frozenset(("fmt", "strings", "strconv", "os", "time", "math", "sort", "errors", "sync", "log", "bufio", "io", "bytes", "json", "http", "context", "regexp", "rand", "filepath"))  # fmt: skip


def undeclared(declared: Declared) -> Found | None:
    """Return a name that a compiler would not find."""
    code = text(declared.root)
    match declared.language:
        case "go":
            return _in_go(declared, code)
        case "java":
            return _in_java(declared, code)
        case "rust":
            return _in_rust(declared, code)
    return None


def _in_go(declared: Declared, code: str) -> Found | None:
    if not re.search(r"^package main\b", code, re.MULTILINE) or "func main()" not in code:
        return None
    imported = {
        path.rpartition("/")[2]
        for path in re.findall(r"^\s*(?:import\s+)?(?:\w+\s+)?\"([\w./-]+)\"", code, re.MULTILINE)
    }
    aliases = set(re.findall(r"^\s*(?:import\s+)?(\w+)\s+\"[\w./-]+\"", code, re.MULTILINE))
    known = (
        _PREDECLARED["go"]
        | imported
        | aliases
        | set(declared.variables)
        | set(declared.functions)
        | set(declared.classes)
    )
    known |= {
        text(name)
        for node in declared.nodes
        if node.type
        in ("type_spec", "type_parameter_declaration", "labeled_statement", "const_spec", "type_alias")
        for name in node.named_children
        if "identifier" in name.type or name.type == "label_name"
    }
    for node in declared.nodes:
        if node.type != "identifier" or node.parent is None:
            continue
        name = text(node)
        if name in known or node.parent.type in (
            "keyed_element",
            "literal_element",
            "parameter_declaration",
            "function_declaration",
            "package_clause",
            "import_spec",
            "labeled_statement",
            "method_declaration",
        ):
            continue
        if (
            node.parent.type == "selector_expression"
            and name not in _GO_PACKAGES
            and name[:1].islower()
            and len(name) > 12
        ):
            continue
        if (
            node.parent.type == "selector_expression"
            and node.parent.child_by_field_name("operand") == node
            and name in _GO_PACKAGES
        ):
            return "name", f"`{name}` is used and not imported"
        if node.parent.type != "selector_expression":
            return "name", f"nothing declares `{name}`"
    return None


def _in_java(declared: Declared, code: str) -> Found | None:
    if not re.search(r"\bstatic\s+(?:public\s+)?void\s+main\s*\(", code) or "{" not in code:
        return None
    imports = re.findall(r"^\s*import\s+(?:static\s+)?([\w.*]+)\s*;", code, re.MULTILINE)
    if not any(each.startswith("java.util") or each.endswith("*") for each in imports):
        names = {each.rpartition(".")[2] for each in imports} | set(declared.classes)
        for node in declared.nodes:
            if (
                node.type == "type_identifier"
                and text(node) in _JAVA_UTIL - names
                and node.parent is not None
                and node.parent.type != "scoped_type_identifier"
            ):
                return "name", f"`{text(node)}` is not imported"
    if (
        any(made.bases for made in declared.classes.values())
        or "static *" in code
        or re.search(r"import\s+static", code)
    ):
        return None
    members = {member for made in declared.classes.values() for member in made.members}
    known = _PREDECLARED["java"] | set(declared.variables) | members | set(declared.classes)
    for node in declared.nodes:
        if (
            node.type == "identifier"
            and node.parent is not None
            and _is_variable(node)
            and text(node) not in known
            and re.match(r"[a-z]", text(node))
        ):
            return "name", f"nothing declares `{text(node)}`"
        if node.type == "method_invocation" and node.child_by_field_name("object") is None:
            name = text(node.child_by_field_name("name"))
            if name not in members and name not in declared.functions and not _inside_anonymous(node):
                return "name", f"nothing declares `{name}`"
    return None


def _is_variable(node: "Node") -> bool:
    parent = node.parent
    if parent is None:
        return False
    if parent.type in (
        "binary_expression",
        "unary_expression",
        "update_expression",
        "argument_list",
        "return_statement",
        "array_access",
        "parenthesized_expression",
        "ternary_expression",
    ):
        return True
    if parent.type in ("assignment_expression", "variable_declarator"):
        return node not in (parent.child_by_field_name("name"),)
    return parent.type == "method_invocation" and parent.child_by_field_name("object") == node


def _inside_anonymous(node: "Node") -> bool:
    inner = node.parent
    while inner is not None:
        if inner.type == "object_creation_expression" and any(
            each.type == "class_body" for each in inner.named_children
        ):
            return True
        inner = inner.parent
    return False


def _in_rust(declared: Declared, code: str) -> Found | None:
    if not re.search(r"^fn main\(\)", code, re.MULTILINE):
        return None
    brought = set(re.findall(r"\w+", " ".join(re.findall(r"\buse\s+([^;]+);", code))))
    for node in declared.nodes:
        if node.type not in ("identifier", "type_identifier") or text(node) not in _RUST_STD:
            continue
        holder = node.parent
        path = text(holder) if holder is not None and "scoped" in holder.type else text(node)
        if (
            text(node) not in brought
            and path.startswith(text(node))
            and text(node) not in declared.classes
            and "use std::collections::*" not in code
        ):
            return "name", f"`{text(node)}` is not imported"
    return None
