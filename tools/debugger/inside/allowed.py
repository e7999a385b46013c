"""Which expressions may be evaluated at all, by their form?

An allow-list of syntax nodes, function names and method names. It is checked where the question is asked and once
more where it is answered.
"""

from __future__ import annotations

import ast

MAX_LENGTH = 2_000  # characters of an expression
_MAX_NODES = 200
_MAX_DEPTH = 40


class Refused(Exception):
    """The expression is not allowed, or its value cannot be told without running code of the program."""


class Raises(Exception):
    """Evaluating it raises: the exception in words."""


_NODES = (
    ast.Expression, ast.Constant, ast.Name, ast.Load, ast.Attribute, ast.Subscript, ast.Slice, ast.Tuple,
    ast.List, ast.Set, ast.Dict, ast.BinOp, ast.UnaryOp, ast.BoolOp, ast.Compare, ast.IfExp, ast.Call,
    ast.JoinedStr, ast.FormattedValue, ast.ListComp, ast.SetComp, ast.GeneratorExp, ast.DictComp,
    ast.comprehension, ast.Store, ast.boolop, ast.operator, ast.unaryop, ast.cmpop,
)  # fmt: skip

FUNCTIONS = frozenset(
    [
        "len",
        "type",
        "isinstance",
        "issubclass",
        "callable",
        "id",
        "abs",
        "round",
        "min",
        "max",
        "sum",
        "sorted",
        "reversed",
        "any",
        "all",
        "bool",
        "int",
        "float",
        "str",
        "repr",
        "list",
        "tuple",
        "set",
        "frozenset",
        "dict",
        "range",
        "enumerate",
        "zip",
        "ord",
        "chr",
        "bin",
        "hex",
        "oct",
        "divmod",
        "hasattr",
        "getattr",
        "vars",
    ]
)
_TEXT = (
    "lower upper strip lstrip rstrip split rsplit splitlines startswith endswith find rfind index rindex count "
    "isdigit isalpha isalnum isspace isupper islower isnumeric isdecimal istitle isidentifier isascii isprintable title "
    "capitalize casefold swapcase partition rpartition removeprefix removesuffix replace join"
)
METHODS = {
    str: frozenset((_TEXT + " encode").split()),
    bytes: frozenset(
        [
            "decode",
            "hex",
            "startswith",
            "endswith",
            "find",
            "rfind",
            "index",
            "count",
            "strip",
            "lstrip",
            "rstrip",
            "split",
            "splitlines",
            "isdigit",
            "lower",
            "upper",
        ]
    ),
    dict: frozenset(["keys", "values", "items", "get", "copy"]),
    list: frozenset(["index", "count", "copy"]),
    tuple: frozenset(["index", "count"]),
    set: frozenset(
        [
            "issubset",
            "issuperset",
            "isdisjoint",
            "union",
            "intersection",
            "difference",
            "symmetric_difference",
            "copy",
        ]
    ),
    frozenset: frozenset(
        ["issubset", "issuperset", "isdisjoint", "union", "intersection", "difference", "copy"]
    ),
    int: frozenset(["bit_length"]),
    float: frozenset(["is_integer"]),
    range: frozenset(["index", "count"]),
}  # type: dict[type, frozenset[str]]
_METHOD_NAMES = frozenset().union(*METHODS.values())  # type: frozenset[str]
ENCODINGS = ("utf-8", "utf8", "ascii", "latin-1", "latin1", "cp1252", "utf-16", "utf-8-sig", "utf-32")


def check(expression: str) -> str:
    """Why an expression is refused by its form alone; empty when it is not."""
    try:
        parse(expression)
    except Refused as refused:
        return str(refused)
    return ""


def parse(expression: str) -> ast.Expression:
    """The tree of an expression; raises Refused when its form is not allowed."""
    if len(expression) > MAX_LENGTH:
        raise Refused("the expression is too long")
    try:
        tree = ast.parse(expression.strip(), mode="eval")
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise Refused("it is not one expression") from None
    allow(tree)
    return tree


def allow(tree: ast.AST) -> None:
    """Raise Refused unless every node of a tree is on the list."""
    stack = [(tree, 0)]
    count = 0
    while stack:
        node, depth = stack.pop()
        count += 1
        if count > _MAX_NODES or depth > _MAX_DEPTH:
            raise Refused("the expression is too large")
        _allow_node(node)
        stack.extend((child, depth + 1) for child in ast.iter_child_nodes(node))


def _allow_node(node: ast.AST) -> None:
    kind = type(node).__name__
    if not isinstance(node, _NODES) and kind not in ("Index", "ExtSlice", "Num", "Str", "NameConstant"):
        raise Refused(f"`{kind}` is not allowed")
    if isinstance(node, ast.Name) and node.id.startswith("__"):
        raise Refused(f"the name `{node.id}` is not allowed")
    if isinstance(node, ast.Attribute):
        allow_attribute(node.attr)
    if isinstance(node, ast.FormattedValue) and node.format_spec is not None:
        raise Refused("format specifications are not allowed")
    if isinstance(node, ast.Dict) and None in node.keys:
        raise Refused("unpacking is not allowed")
    if isinstance(node, ast.comprehension) and node.is_async:
        raise Refused("asynchronous comprehensions are not allowed")
    if isinstance(node, ast.Call):
        if any(word.arg is None for word in node.keywords) or any(
            isinstance(part, ast.Starred) for part in node.args
        ):
            raise Refused("unpacking in a call is not allowed")
        if node.keywords:
            raise Refused("keyword arguments are not allowed")
        if isinstance(node.func, ast.Name):
            if node.func.id not in FUNCTIONS:
                raise Refused(f"a call of `{node.func.id}` is not known to be harmless")
        elif isinstance(node.func, ast.Attribute):
            if node.func.attr not in _METHOD_NAMES:
                raise Refused(f"a call of `{node.func.attr}` is not known to be harmless")
        else:
            raise Refused("only functions and methods that are named may be called")


def allow_attribute(name: str) -> None:
    """Raise Refused for names that lead into the interpreter."""
    if name.startswith("__"):
        raise Refused(f"the attribute `{name}` is not allowed")
    if name[:3] in ("gi_", "cr_", "ag_", "tb_", "co_") or name.startswith(("f_", "func_")) and name in _INNER:
        raise Refused(f"the attribute `{name}` is not allowed")


_INNER = ("f_globals", "f_locals", "f_builtins", "f_back", "f_code", "f_trace", "func_globals", "func_code")
