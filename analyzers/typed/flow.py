"""What would a compiler refuse that follows a function's statements: ends without a value, unused, unhandled?"""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from analyzers.typed.declared import Declared, text

if TYPE_CHECKING:
    from tree_sitter import Node

Found = tuple[str, str]
_FUNCTIONS = frozenset(
    ["function_declaration", "function_expression", "arrow_function", "method_definition", "generator_function",
     "generator_function_declaration", "method_declaration", "lambda_expression", "local_function_statement",
     "anonymous_method_expression"]
)  # fmt: skip

_ENDING = frozenset(
    ("return_statement", "throw_statement", "return_expression", "goto_statement", "yield_statement")
)
_LOOPS = frozenset(
    ("while_statement", "for_statement", "do_statement", "loop_expression", "while_expression")
)
_BROKEN = _LOOPS | {  # what a `break` without a name leaves
    "enhanced_for_statement", "foreach_statement", "for_in_statement", "for_expression", "switch_statement",
    "switch_expression", "expression_switch_statement", "type_switch_statement", "select_statement",
}  # fmt: skip
_INNER = frozenset(
    ("lambda_expression", "func_literal", "arrow_function", "function_expression", "class_declaration", "class_body", "local_function_statement", "function_declaration", "closure_expression", "anonymous_method_expression")
)  # fmt: skip
_NO_VALUE = re.compile(
    r"^(?:void|Task|ValueTask|never|any|unknown|undefined|IEnumerable\b.*|IEnumerator\b.*|Promise<void>|Promise<any>|asserts .*|)$|\bvoid\b|\bundefined\b"
)
# What throws an exception that Java wants handled, and which.
_CHECKED = {
    "FileReader": "FileNotFoundException", "FileInputStream": "FileNotFoundException", "FileOutputStream": "FileNotFoundException", "FileWriter": "IOException",
    "PrintWriter": "FileNotFoundException", "RandomAccessFile": "FileNotFoundException", "URL": "MalformedURLException", "Socket": "IOException", "ServerSocket": "IOException",
}  # fmt: skip
_CHECKED_CALLS = re.compile(
    r"^(?:Thread\.sleep|TimeUnit\.\w+\.sleep|Files\.(?:read\w*|write\w*|lines|copy|move|delete|create\w*|list|walk|new\w*|size)|Class\.forName|DriverManager\.getConnection|ImageIO\.(?:read|write))$"
)
_UNCHECKED = re.compile(
    r"(?:Runtime|NullPointer|IllegalArgument|IllegalState|IndexOutOfBounds|UnsupportedOperation|Arithmetic|ClassCast|NumberFormat|ConcurrentModification|NoSuchElement|InputMismatch|UncheckedIO|Security|ArrayStore|EmptyStack|DateTime)\w*$|Error$"
)


def missing_return(declared: Declared) -> Found | None:
    """A function that promises a value can reach its end without one."""
    if declared.language not in ("java", "csharp", "go", "typescript"):
        return None
    for functions in declared.functions.values():
        for function in functions:
            body = function.node.child_by_field_name("body")
            if body is None or body.type not in ("block", "statement_block") or not function.returns:
                continue
            modifiers = " ".join(
                text(each)
                for each in function.node.children
                if "modifier" in each.type or each.type == "async"
            )
            if (
                _NO_VALUE.search(function.returns)
                or "yield return" in text(body)
                or "*" in [each.type for each in function.node.children]
            ):
                continue
            if declared.language == "csharp" and "async" in modifiers and function.returns == "Task":
                continue
            if declared.language == "typescript" and not _returns_plain(function.returns):
                continue
            if goes_through(body, declared.language):
                return "type", f"`{function.name}` can end without a value"
    return None


def _returns_plain(written: str) -> bool:
    return re.fullmatch(r"(?:string|number|boolean)(?:\[\])?", written.strip()) is not None


def goes_through(node: "Node", language: str) -> bool:
    """Whether a statement can be left at its end."""
    kind = node.type
    if kind in _ENDING:
        return False
    if kind in (
        "block",
        "statement_block",
        "statement_list",
        "else_clause",
        "switch_block_statement_group",
        "unsafe_statement",
        "synchronized_statement",
        "labeled_statement",
        "lock_statement",
        "using_statement",
        "checked_statement",
        "finally_clause",
        "catch_clause",
    ):
        return all(goes_through(each, language) for each in node.named_children if _is_statement(each))
    if kind == "expression_statement":
        return not (
            language == "go" and re.match(r"(?:panic|os\.Exit|log\.Fatal\w*)\(", text(node))
        ) and not text(node).startswith(("throw ", "process.exit("))
    if kind == "if_statement":
        then, other = node.child_by_field_name("consequence"), node.child_by_field_name("alternative")
        return other is None or then is None or goes_through(then, language) or goes_through(other, language)
    if kind in _LOOPS:
        return _loop_ends(node, language)
    if kind in (
        "switch_statement",
        "switch_expression",
        "expression_switch_statement",
        "type_switch_statement",
        "select_statement",
    ):
        return _switch_ends(node, language)
    if kind in ("try_statement", "try_with_resources_statement"):
        last = [each for each in node.named_children if each.type == "finally_clause"]
        if last and not goes_through(last[0], language):
            return False
        ways = [
            each for each in node.named_children if each.type in ("catch_clause", "block", "statement_block")
        ]
        return any(goes_through(each, language) for each in ways)
    return True


def _is_statement(node: "Node") -> bool:
    return node.type.endswith(
        ("statement", "block", "list", "expression", "clause", "group")
    ) and not node.type.startswith("parameter")


def _loop_ends(node: "Node", language: str) -> bool:
    condition = node.child_by_field_name("condition")
    always = condition is None or text(condition).strip("() ") == "true"
    if language == "go":
        clause = next((each for each in node.named_children if each.type != "block"), None)
        always = clause is None or (
            clause.type == "for_clause" and clause.child_by_field_name("condition") is None
        )
    if node.type in ("enhanced_for_statement", "foreach_statement") or (
        language != "go" and node.type == "for_statement" and condition is not None and not always
    ):
        return True
    return not always or _is_broken(node)


def _switch_ends(node: "Node", language: str) -> bool:
    if language == "typescript":
        return False  # the cases may be all that there are
    body = node.child_by_field_name("body") or node
    if _is_broken(node):
        return True
    groups = [
        each
        for each in body.named_children
        if "case" in each.type
        or "section" in each.type
        or "group" in each.type
        or "rule" in each.type
        or "default" in each.type
    ]
    if not any(text(each).lstrip().startswith("default") for each in groups):
        return True
    if language == "go":
        return any(
            all(goes_through(each, language) for each in group.named_children if _is_statement(each))
            for group in groups
        )
    return all(goes_through(each, language) for each in groups[-1].named_children if _is_statement(each))


def _is_broken(node: "Node") -> bool:
    """Whether a `break` may leave a loop or switch: its own, or one that names its target from further inside."""
    stack = [(each, True) for each in node.named_children]
    while stack:
        each, own = stack.pop()
        if each.type in _INNER:
            continue
        if each.type in ("break_statement", "break_expression") and (own or each.named_child_count):
            return True
        own = own and each.type not in _BROKEN
        stack.extend((child, own) for child in each.named_children)
    return False


def unhandled(declared: Declared) -> Found | None:
    """Java wants some exceptions caught or declared."""
    if declared.language != "java":
        return None
    for node in declared.nodes:
        name = ""
        if node.type == "object_creation_expression":
            made = text(node.child_by_field_name("type")).rpartition(".")[2]
            name = _CHECKED.get(made, "")
            if made == "Scanner" and "new File(" in text(node):
                name = "FileNotFoundException"
            if made == "PrintWriter" and '"' not in text(node.child_by_field_name("arguments")):
                name = ""
        elif node.type == "method_invocation" and _CHECKED_CALLS.match(text(node).partition("(")[0]):
            name = "an exception"
        elif node.type == "throw_statement" and (match := re.match(r"throw new ([\w.]+)\(", text(node))):
            made = match[1].rpartition(".")[2]
            known = made in (
                "Exception",
                "IOException",
                "FileNotFoundException",
                "InterruptedException",
                "SQLException",
                "ClassNotFoundException",
                "ParseException",
                "TimeoutException",
                "Throwable",
            )
            own = declared.classes.get(made)
            if own is not None and re.search(r"\bextends (?:Exception|IOException)\b", text(own.node)[:200]):
                known = True
            name = made if known and not _UNCHECKED.search(made) else ""
        if name and not _handled(node):
            return "type", f"nothing catches or declares `{name}`"
    return None


def _handled(node: "Node") -> bool:
    inner: Node | None = node
    while inner is not None:
        parent = inner.parent
        if (
            parent is not None
            and parent.type in ("try_statement", "try_with_resources_statement")
            and inner.type in ("block", "resource_specification")
        ) and any(each.type == "catch_clause" for each in parent.named_children):
            return True
        if parent is not None and parent.type in ("method_declaration", "constructor_declaration"):
            return any(each.type == "throws" for each in parent.named_children)
        if parent is not None and parent.type in ("lambda_expression", "static_initializer", "class_body"):
            return parent.type == "lambda_expression"
        inner = parent
    return True  # a fragment: what is around it is not shown


def unused_in_go(declared: Declared) -> Found | None:
    """Go refuses an import or a local name that nothing uses."""
    if declared.language != "go" or not text(declared.root).lstrip().startswith(("package", "//", "/*")):
        return None
    for node in declared.nodes:
        if node.type == "import_spec" and node.child_by_field_name("name") is None:
            path = text(node.child_by_field_name("path")).strip('"`')
            name = path.rpartition("/")[2]
            if re.fullmatch(r"[a-z]\w*", name) and not any(
                each.type in ("selector_expression", "qualified_type") and text(each).startswith(name + ".")
                for each in declared.nodes
            ):
                return "name", f"`{path}` is imported and not used"
    read: dict[int, frozenset[str]] = {}  # by function
    for node in declared.nodes:
        if node.type not in ("short_var_declaration", "range_clause", "var_spec"):
            continue
        function = node.parent
        while function is not None and function.type not in (
            "function_declaration",
            "method_declaration",
            "func_literal",
        ):
            function = function.parent
        if function is None:
            continue
        if function.id not in read:
            read[function.id] = frozenset(_read_in(function))
        left = node.child_by_field_name("left")
        names = left.named_children if left is not None else node.children_by_field_name("name")
        for each in names:
            if each.type == "identifier" and text(each) not in read[function.id] | {"_"}:
                return "name", f"`{text(each)}` is declared and not used"
    return None


def _read_in(function: "Node") -> Iterator[str]:
    """Yield the names that are read in a function, not merely given values."""
    stack = [function]
    while stack:
        node = stack.pop()
        stack.extend(node.named_children)
        if node.type != "identifier" or node.parent is None:
            continue
        holder = node.parent
        declares = holder.type in ("var_spec", "const_spec", "parameter_declaration")
        if declares and node in holder.children_by_field_name("name"):
            continue
        if holder.type == "expression_list" and holder.parent is not None:
            outer = holder.parent
            plain = outer.type in ("short_var_declaration", "range_clause") or (
                outer.type == "assignment_statement"
                and text(outer.child_by_field_name("operator")) in ("", "=")
            )  # `x += 1` counts as a use
            if outer.child_by_field_name("left") == holder and plain:
                continue
        yield text(node)


def declared_twice(declared: Declared) -> Found | None:
    """A name is declared twice in one block, where that is refused."""
    if declared.language not in ("javascript", "typescript", "java", "csharp", "c", "cpp", "go"):
        return None
    seen: dict[tuple[int, str], str] = {}
    for node in declared.nodes:
        found = _declares(node)
        if found is None:
            continue
        holder, name, how = found
        before = seen.get((holder, name))
        if before is not None and (how != "var" or before != "var") and not (how == before == "function"):
            return "name", f"`{name}` is declared twice"
        seen[(holder, name)] = how
    return None


def _declares(node: "Node") -> tuple[int, str, str] | None:
    """Return the block, the name and the way in which a node declares a variable."""
    parent = node.parent
    if parent is None or parent.parent is None or node.type not in ("variable_declarator", "init_declarator"):
        return None
    name = node.child_by_field_name("name") or node.child_by_field_name("declarator")
    if name is None or name.type != "identifier":
        return None
    holder = parent.parent
    if (
        parent.type == "variable_declaration"
        and holder.type == "local_declaration_statement"
        and holder.parent is not None
    ):
        holder = holder.parent
    if parent.type not in (
        "lexical_declaration",
        "variable_declaration",
        "local_variable_declaration",
        "declaration",
    ):
        return None
    if holder.type not in ("program", "statement_block", "block", "compound_statement", "constructor_body"):
        return None
    how = (
        "var"
        if parent.type == "variable_declaration"
        and text(parent).startswith("var ")
        and holder.type in ("program", "statement_block")
        else "let"
    )
    return holder.start_byte, text(name), how


def awaits_outside(declared: Declared) -> Found | None:
    """`await` stands in a function that is not `async`; outside of all functions it may be allowed."""
    if declared.language not in ("javascript", "typescript", "csharp"):
        return None
    for node in declared.nodes:
        around = node.parent if node.type == "await_expression" else None
        while around is not None and around.type not in _FUNCTIONS:
            around = around.parent
        if around is not None and not any(text(child) == "async" for child in around.children):
            return "grammar", "`await` in a function that is not `async`"
    return None
