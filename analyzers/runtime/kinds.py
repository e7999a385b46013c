"""What kind of value can an expression make, as far as its syntax and the builtins tell?"""

import ast

# What calls of the standard library return, by the last part of the callee's name. Only what holds for every
# receiver that has such a method, or for the builtin of that name.
RETURNS = {
    "input": "str",
    "str": "str",
    "repr": "str",
    "format": "str",
    "strip": "str",
    "lstrip": "str",
    "rstrip": "str",
    "upper": "str",
    "lower": "str",
    "title": "str",
    "capitalize": "str",
    "join": "str",
    "strftime": "str",
    "len": "int",
    "int": "int",
    "ord": "int",
    "hash": "int",
    "id": "int",
    "float": "float",
    "list": "list",
    "sorted": "list",
    "split": "list",
    "splitlines": "list",
    "readlines": "list",
    "dict": "dict",
    "set": "set",
    "tuple": "tuple",
    "range": "range",
    "enumerate": "enumerate",
    "zip": "zip",
    "map": "map",
    "filter": "filter",
    "bool": "bool",
    "isinstance": "bool",
    "startswith": "bool",
    "endswith": "bool",
    "print": "NoneType",
    "bytes": "bytes",
    "encode": "bytes",
}
# Methods of the builtin containers that change their receiver and return None.
IN_PLACE = {
    "sort": "list",
    "reverse": "list",
    "append": "list",
    "extend": "list",
    "insert": "list",
    "clear": "",
    "update": "",
    "add": "set",
    "discard": "set",
    "remove": "",
}
# Calls that return None when they find nothing.
NONE_WHEN_ABSENT = {
    "get": "the key is missing",
    "getenv": "the variable is not set",
    "match": "the pattern does not match",
    "search": "the pattern is not found",
    "fullmatch": "the pattern does not match",
    "which": "the program is not found",
    "fetchone": "there is no row left",
    "find": "nothing is found",
    "first": "there is no first one",
    "getattr": "the attribute is missing",
    "find_spec": "the module is not found",
    "group": "the group took no part in the match",
}


def kind_of(node: ast.expr) -> str:
    """Return the name of the type an expression surely evaluates to, or an empty string."""
    match node:
        case ast.Constant():
            return type(node.value).__name__
        case ast.JoinedStr():
            return "str"
        case ast.List() | ast.ListComp():
            return "list"
        case ast.Dict() | ast.DictComp():
            return "dict"
        case ast.Set() | ast.SetComp():
            return "set"
        case ast.Tuple():
            return "tuple"
        case ast.GeneratorExp():
            return "generator"
        case ast.Lambda():
            return "function"
        case ast.Compare() | ast.UnaryOp(op=ast.Not()):
            return "bool" if isinstance(node, ast.UnaryOp) or len(node.ops) == 1 and _plain(node) else ""
        case ast.Call(func=ast.Name(id=name)) if name in RETURNS:
            return RETURNS[name]
        case ast.Call(func=ast.Attribute(attr=name, value=ast.Constant(value=str()))) if name in RETURNS:
            return RETURNS[name]
        case ast.BinOp(op=ast.Mod(), left=ast.Constant(value=str())):
            return "str"
    return ""


def possible(node: ast.expr, bad: str) -> bool:
    """Return whether an expression may evaluate to a value that is bad in the given way."""
    if bad in ("value", "length", "content", "key"):
        return not (
            bad in ("length", "content", "key") and isinstance(node, ast.Constant) and node.value is None
        )
    kind = kind_of(node)
    if bad == "none":
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") in IN_PLACE:
            return True
        return kind in ("", "NoneType") and not isinstance(node, ast.BinOp)
    if bad.startswith("type:"):
        wanted = bad[5:]
        return not kind or kind == wanted or (kind == "bool" and wanted == "int")
    if bad == "zero":
        if isinstance(node, ast.Constant):
            return not isinstance(node.value, str | bytes) and node.value is not None and not node.value
        return kind in ("", "int", "float", "bool", "list", "dict", "set", "tuple", "str")
    if bad == "empty":
        if isinstance(node, ast.Constant):
            return node.value in ("", b"")
        if isinstance(node, ast.List | ast.Tuple | ast.Set):
            return not node.elts
        if isinstance(node, ast.Dict):
            return not node.keys
    return True


def _plain(node: ast.Compare) -> bool:
    return isinstance(node.ops[0], ast.In | ast.NotIn | ast.Is | ast.IsNot)
