"""Which form of a well-formed text is too new for an older Python?"""

import ast
import warnings
from typing import NamedTuple


class Needs(NamedTuple):
    """The form of a text that needs the newest Python."""

    version: tuple[int, int]
    what: str
    line: int


_FORMS: dict[str, tuple[tuple[int, int], str]] = {
    "NamedExpr": ((3, 8), "an assignment inside an expression, `:=`,"),
    "Match": ((3, 10), "a `match` statement"),
    "TryStar": ((3, 11), "`except*`"),
    "TypeAlias": ((3, 12), "a `type` statement"),
    "TypeVar": ((3, 12), "a type parameter in brackets"),
    "TypeVarTuple": ((3, 12), "a type parameter in brackets"),
    "ParamSpec": ((3, 12), "a type parameter in brackets"),
    "TemplateStr": ((3, 14), "a template string"),
}


def newest(text: str) -> Needs | None:
    """Return the newest form of a text, the first of its kind, or None when none is newer than Python 3.7."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    found = [
        Needs(form[0], form[1], getattr(node, "lineno", 1))
        for node in ast.walk(tree)
        if (form := _form(node)) is not None
    ]
    return min(found, key=lambda one: ((-one.version[0], -one.version[1]), one.line), default=None)


def _form(node: ast.AST) -> tuple[tuple[int, int], str] | None:
    known = _FORMS.get(type(node).__name__)
    if known is not None:
        return known
    match node:
        case ast.arguments(posonlyargs=[_, *_]):
            return (3, 8), "a parameter by position only, `/`,"
        case ast.FunctionDef() | ast.ClassDef() | ast.AsyncFunctionDef() if any(
            not _plain(one) for one in node.decorator_list
        ):
            return (3, 9), "a decorator that is no name or call"
        case ast.Subscript(slice=ast.Tuple(elts=elements)) if any(
            isinstance(e, ast.Starred) for e in elements
        ):
            return (3, 11), "an unpacking `*` in an index"
    return None


def _plain(node: ast.expr) -> bool:
    """Whether a decorator is a dotted name, called or not."""
    if isinstance(node, ast.Call):
        node = node.func
    while isinstance(node, ast.Attribute):
        node = node.value
    return isinstance(node, ast.Name)
