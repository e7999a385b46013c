"""Which single refusals can be read from what a text declares?"""

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from analyzers.typed.assigned import changed_constant, unassigned
from analyzers.typed.contracts import hidden_in_ts, out_of_static, unfit_in_go, unkept, unmade
from analyzers.typed.declared import Declared, Function, arguments_of, callee, text
from analyzers.typed.flow import awaits_outside, declared_twice, missing_return, unhandled, unused_in_go
from analyzers.typed.moves import changed_behind_reference, misfit_result, used_after_move
from analyzers.typed.unknown import undeclared

if TYPE_CHECKING:
    from tree_sitter import Node

Found = tuple[str, str]  # kind, what

_BASIC = frozenset(("str", "int", "float", "bool", "number"))
_WORDS = {
    "str": "text",
    "int": "a whole number",
    "float": "a fraction",
    "bool": "a truth value",
    "number": "a number",
}
_CALLS = frozenset(("method_invocation", "invocation_expression", "call_expression"))
_STRICT = frozenset(("java", "csharp", "rust"))  # a fraction is no whole number, a truth value no number
_ITEM = re.compile(
    r"^(?:[\w.]+::)?(?:List|ArrayList|LinkedList|Set|HashSet|Collection|Queue|Deque|Stack|vector|set)<\s*([\w:]+)\s*>$"
)
_ADDERS = frozenset(("add", "Add", "push", "push_back", "offer", "insert"))
_STD = re.compile(r"(?<![\w:.>])(cout|cin|cerr|endl|vector|string|map|unordered_map|set|pair|sort|unique_ptr|make_unique)\b(?=\s*(?:<|<<|>>|;|\w|\())")  # fmt: skip
_OWN_TYPE = r"\b(?:class|struct|typedef|using)\b[^;{{]*\b{}\b"


def _clash(declared: Declared, target: str, value: str) -> bool:
    """Whether a value of one kind is refused where another is wanted."""
    if not target or not value or target == value:
        return False
    if target in _BASIC and value in _BASIC:
        pair = {target, value}
        if "str" in pair:
            return not (declared.language in ("c", "cpp") and "bool" in pair)
        if declared.language in ("c", "cpp"):
            return False
        if target == "int" and value == "float":
            return declared.language != "typescript"
        if target == "float" and value == "int":
            return declared.language == "rust"
        return declared.language in _STRICT or declared.language in ("go", "typescript")
    if target in declared.classes and value in declared.classes:
        return not declared.classes[value].bases and declared.language != "typescript"
    if value in declared.classes or target in declared.classes:
        other = declared.classes[value if value in declared.classes else target]
        return (
            not other.bases
            and (value in _BASIC or target in _BASIC)
            and declared.language not in ("cpp", "c")
        )
    return False


def _say(kind: str) -> str:
    return _WORDS.get(kind, f"`{kind}`")


def _values(declared: Declared) -> Found | None:
    """A value does not fit the type that its variable is declared to have."""
    for node in declared.nodes:
        if node.type not in ("variable_declarator", "init_declarator", "let_declaration", "var_spec"):
            continue
        value = node.child_by_field_name("value")
        if value is None and node.type == "variable_declarator" and node.named_child_count == 2:
            value = node.named_children[1]
        if value is not None and value.type == "expression_list":
            value = value.named_children[0] if value.named_child_count == 1 else None
        holder: Node | None = node if node.type != "init_declarator" else node.parent
        if node.type == "variable_declarator" and node.child_by_field_name("type") is None:
            holder = node.parent
        typed = holder.child_by_field_name("type") if holder is not None else None
        plain = node.child_by_field_name("declarator")
        if typed is None or value is None or (plain is not None and plain.type != "identifier"):
            continue
        said = text(typed).lstrip(":").strip()
        wrong = _misfits(declared, said, value)
        if wrong:
            return "type", f"an item of `{said}` is {wrong}"
        target = declared.kind_of_type(said)
        if _clash(declared, target, declared.kind(value)) or _misshapen(declared, target, value):
            return "type", f"{_say(declared.kind(value))} is given where {_say(target)} is declared"
    return None


def _misfits(declared: Declared, said: str, value: "Node") -> str:
    """What an item of an array literal is that a TypeScript array of this type does not hold; nothing where all fit."""
    item = said.removesuffix("[]") if said.endswith("[]") else said[6:-1] if said.startswith("Array<") else ""
    if declared.language != "typescript" or not item.isidentifier() or value.type != "array":
        return ""
    target = declared.kind_of_type(item)
    for one in value.named_children:
        if _misshapen(declared, target, one):
            return "an object of another shape"
        if _clash(declared, target, declared.kind(one)):
            return _say(declared.kind(one))
    return ""


def _misshapen(declared: Declared, target: str, value: "Node") -> bool:
    """Whether an object literal lacks members of a TypeScript interface, or has one of another kind."""
    shape = declared.classes.get(target)
    if declared.language != "typescript" or shape is None or shape.bases or value.type != "object":
        return False
    given: set[str] = set()
    for pair in value.named_children:
        key, held = pair.child_by_field_name("key"), pair.child_by_field_name("value")
        if pair.type != "pair" or key is None:
            if pair.type not in ("shorthand_property_identifier", "method_definition"):
                return False
            given.add(text(pair).partition("(")[0])
            continue
        name = text(key).strip("\"'")
        given.add(name)
        wanted = declared.kind_of_type(shape.members.get(name, ""))
        if name not in shape.members or _clash(declared, wanted, declared.kind(held)):
            return True
    return any(name not in given and name not in shape.optional for name in shape.members)


def _calls(declared: Declared) -> Found | None:
    """A call gives a function of the text too many, too few or other values than it takes."""
    for node in declared.nodes:
        if node.type not in _CALLS:
            continue
        name, given = callee(node), arguments_of(node)
        functions = declared.functions.get(name, [])
        if not name or given is None or len(functions) != 1 or name in declared.variables:
            continue
        found = _call(declared, functions[0], given)
        if found is not None:
            return found
    return None


def _call(declared: Declared, function: Function, given: list["Node"]) -> Found | None:
    parameters = function.parameters
    loose = any(each.loose for each in parameters)
    if declared.language == "c" and not parameters:
        return None
    if len(given) > len(parameters) and not loose:
        return "type", f"`{function.name}` is given {len(given)} values and takes {len(parameters)}"
    if len(given) < sum(not each.loose for each in parameters):
        return "type", f"`{function.name}` is given {len(given)} values and takes {len(parameters)}"
    for parameter, value in zip(parameters, given, strict=False):
        target = declared.kind_of_type(parameter.type)
        if not parameter.loose and (
            _clash(declared, target, declared.kind(value)) or _misshapen(declared, target, value)
        ):
            return (
                "type",
                f"`{function.name}` is given {_say(declared.kind(value)) or 'a value'} for {_say(target)}",
            )
    return None


def _returns(declared: Declared) -> Found | None:
    """A function returns something else than it declares."""
    for functions in declared.functions.values():
        for function in functions:
            target = declared.kind_of_type(function.returns)
            body = function.node.child_by_field_name("body")
            if target not in _BASIC or body is None:
                continue
            stack = [body]
            while stack:
                node = stack.pop()
                if node.type == "return_statement" and node.named_child_count == 1:
                    value = node.named_children[0]
                    if value.type == "expression_list" and value.named_child_count == 1:
                        value = value.named_children[0]
                    if _clash(declared, target, declared.kind(value)):
                        return (
                            "type",
                            f"`{function.name}` returns {_say(declared.kind(value))} and declares {_say(target)}",
                        )
                if not any(
                    word in node.type
                    for word in ("lambda", "closure", "arrow", "local_function", "func_literal", "class")
                ):
                    stack.extend(node.children)
    return None


def _items(declared: Declared) -> Found | None:
    """Something is put into a collection of another type."""
    for node in declared.nodes:
        if node.type not in _CALLS:
            continue
        target, method = _member(node)
        given = arguments_of(node)
        if (
            method not in _ADDERS
            or given is None
            or len(given) != 1
            or target is None
            or target.type != "identifier"
        ):
            continue
        item = _ITEM.match(" ".join(declared.type_of_name(text(target)).split()))
        if item and _clash(declared, declared.kind_of_type(item[1]), declared.kind(given[0])):
            return "type", f"{_say(declared.kind(given[0]))} is put into a collection of `{item[1]}`"
    return None


def _member(node: "Node") -> tuple["Node | None", str]:
    """Return the object and the name of a member that a node reaches for."""
    if node.type == "method_invocation":
        target, name = node.child_by_field_name("object"), node.child_by_field_name("name")
        return target, text(name) if name is not None else ""
    if node.type in ("invocation_expression", "call_expression"):
        function = node.child_by_field_name("function")
        return _member(function) if function is not None else (None, "")
    for before, after in (
        ("object", "field"),
        ("expression", "name"),
        ("argument", "field"),
        ("object", "property"),
    ):
        target, name = node.child_by_field_name(before), node.child_by_field_name(after)
        if target is not None and name is not None:
            return target, text(name)
    return None, ""


def _members(declared: Declared) -> Found | None:
    """A member is private, or its class has none of that name."""
    for node in declared.nodes:
        if node.type not in (
            "method_invocation",
            "field_access",
            "member_access_expression",
            "field_expression",
        ):
            continue
        target, name = _member(node)
        if target is None or target.type != "identifier" or not name:
            continue
        owner = declared.classes.get(declared.type_of_name(text(target)))
        if owner is None or not owner.members:
            continue
        inside = owner.node.start_byte <= node.start_byte < owner.node.end_byte
        if name in owner.private and not inside:
            return "name", f"`{name}` of `{owner.name}` is private"
        if name not in owner.members and not owner.bases and declared.language in ("java", "cpp"):
            if name in (
                "toString",
                "equals",
                "hashCode",
                "getClass",
                "name",
                "ordinal",
                "compareTo",
                "values",
            ):
                continue
            return "name", f"`{owner.name}` has no `{name}`"
    return None


def _abstract(declared: Declared) -> Found | None:
    """An abstract class is made, or a class has an abstract method without being abstract."""
    if declared.language not in ("java", "csharp", "typescript"):
        return None
    for node in declared.nodes:
        if node.type in ("object_creation_expression", "new_expression"):
            made = node.child_by_field_name("type") or node.child_by_field_name("constructor")
            owner = declared.classes.get(text(made)) if made is not None else None
            if (
                owner is not None
                and owner.abstract
                and not any(child.type == "class_body" for child in node.children)
            ):
                return "type", f"`{owner.name}` is abstract and cannot be made"
    for owner in declared.classes.values():
        body = owner.node.child_by_field_name("body")
        if owner.abstract or body is None or "class" not in owner.node.type:
            continue
        for child in body.named_children:
            said = " ".join(text(each) for each in child.children if "modifier" in each.type)
            if child.type == "method_declaration" and re.search(r"\babstract\b", said):
                return "type", f"`{owner.name}` has an abstract method and is not abstract"
    return None


def _out_of_scope(declared: Declared) -> Found | None:
    """A name is used where none of its declarations reaches."""
    if declared.language not in ("java", "csharp", "go", "c", "cpp"):
        return None
    code = text(declared.root)
    elsewhere = {"cpp": "template", "java": " extends ", "csharp": " : "}.get(declared.language)
    whole = "main" in code.lower() or declared.language in ("java", "csharp")
    if not whole or (elsewhere and elsewhere in code):
        return None  # what is declared in another file or a base class is visible too
    imported = {path.rpartition("/")[2] for path in re.findall(r"\"([\w./-]+)\"", code)}
    for node in declared.nodes:
        if node.type != "identifier" or node.parent is None:
            continue
        name = text(node)
        ranges = declared.scopes.get(name)
        if (
            not ranges
            or name == "_"
            or name in imported
            or name in declared.functions
            or name in declared.classes
        ):
            continue
        parent = node.parent
        if parent.type in (
            "field_access", "member_access_expression", "method_invocation", "name_colon", "argument", "labeled_statement",
            "scoped_identifier", "qualified_name", "goto_statement", "break_statement", "continue_statement", "selector_expression",
            "annotation", "attribute", "element_value_pair", "method_reference", "type_identifier", "macro_invocation", "token_tree",
            "keyed_element", "literal_element", "pair", "enum_assignment", "qualified_identifier", "object_creation_expression", "initializer_expression", "assignment_expression",
        ) and parent.child_by_field_name("object") != node and parent.child_by_field_name("expression") != node and parent.child_by_field_name("operand") != node:  # fmt: skip
            continue
        if not any(start <= node.start_byte < end for start, end in ranges):
            return "name", f"`{name}` is not known there"
    return None


def _standard(declared: Declared) -> Found | None:
    """A name of the C++ standard library stands without `std::` or a `using`."""
    code = text(declared.root)
    if (
        declared.language != "cpp"
        or "using namespace std" in code
        or "#include <" not in code
        or "main" not in code
    ):
        return None
    bare = re.sub(r"//[^\n]*|/\*(?s:.)*?\*/|\"(?:\\.|[^\"\\\n])*\"|#[^\n]*", "", code)
    for match in _STD.finditer(bare):
        name = match[1]
        own = name in declared.variables or name in declared.functions or name in declared.classes
        if own or f"using std::{name}" in code or re.search(_OWN_TYPE.format(name), bare):
            continue
        return "name", f"`{name}` stands without `std::`"
    return None


def _rust(declared: Declared) -> Found | None:
    """A reference is returned that could come from several, or a struct is printed that cannot be."""
    if declared.language != "rust":
        return None
    for functions in declared.functions.values():
        for function in functions:
            borrowed = [each for each in function.parameters if each.type.startswith("&")]
            if function.returns.startswith("&") and not re.match(r"&'", function.returns):
                own = re.search(r"\(\s*&(?:mut )?self\b", text(function.node))
                if len(borrowed) != 1 and not own and not any("'" in each.type for each in borrowed):
                    return "type", f"nothing says how long the result of `{function.name}` lives"
    code = text(declared.root)
    for match in re.finditer(r"println!\(\"([^\"]*)\",\s*(\w+)\)", code):
        made = re.search(rf"\blet (?:mut )?{match[2]}(?:: \w+)? = (\w+) ?\{{", code)
        if made is None or not re.search(rf"\bstruct {made[1]}\b", code):
            continue
        derived = re.search(rf"#\[derive\(([^)]*)\)\]\s*(?:pub )?struct {made[1]}\b", code)
        wanted = "Debug" if "?" in match[1] else "Display"
        if f"impl fmt::{wanted} for {made[1]}" in code or f"{wanted} for {made[1]}" in code:
            continue
        if "{" in match[1] and (wanted == "Display" or derived is None or "Debug" not in derived[1]):
            return "type", f"`{made[1]}` cannot be printed: it is not `{wanted}`"
    return None


CHECKS: tuple[Callable[[Declared], Found | None], ...] = (
    declared_twice, _standard, _rust, _values, _calls, _returns, _items, _abstract, _members, _out_of_scope,
    missing_return, unhandled, unused_in_go, undeclared, used_after_move,
    unkept, unfit_in_go, unmade, out_of_static, unassigned, changed_constant,
    hidden_in_ts, misfit_result, changed_behind_reference, awaits_outside,
)  # fmt: skip
