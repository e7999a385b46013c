"""Will a piece of well-formed code certainly be stopped, as far as its text alone shows?

For Python: a name that nothing defines, an operation on literals that cannot work, a loop that nothing ends.
For languages with a compiler: a literal of the wrong type. Only what holds whatever the input is said.
"""

import ast
import builtins
import re
import symtable
import textwrap
import warnings
from dataclasses import dataclass

from analyzers.facts import Route

MAX_CHARS = 40_000


@dataclass(frozen=True, slots=True)
class Doom:
    """Why the code cannot run as it stands."""

    route: Route
    kind: str
    what: str
    strength: float


def find_doom(code: str, language: str) -> Doom | None:
    """Return the first certain failure, or None."""
    if len(code) > MAX_CHARS:
        return None
    if language == "python":
        return _in_python(textwrap.dedent(code))
    for doomed_language, pattern, kind, what in _MISTYPED:
        if doomed_language == language and (match := re.search(pattern, code, re.MULTILINE)):
            return Doom(Route.SYNTAX, kind, f"{what}: `{match[0].strip()[:60]}`", 0.88)
    return None


_MISTYPED = (
    ("java", r"\b(?:int|long|double|boolean|char)\s+\w+\s*=\s*\"[^\"]*\"\s*;", "type", "a string for a number"),
    ("java", r"\bString\s+\w+\s*=\s*-?\d+(?:\.\d+)?\s*;", "type", "a number for a string"),
    ("java", r"\bint\s+\w+\s*=\s*-?\d+\.\d+\s*;", "type", "a fraction for a whole number"),
    ("csharp", r"\b(?:int|long|double|bool|char)\s+\w+\s*=\s*\"[^\"]*\"\s*;", "type", "a string for a number"),
    ("csharp", r"\bstring\s+\w+\s*=\s*-?\d+(?:\.\d+)?\s*;", "type", "a number for a string"),
    ("typescript", r"\b(?:let|const|var)\s+\w+\s*:\s*number\s*=\s*[\"'`]", "type", "a string for a number"),
    ("typescript", r"\b(?:let|const|var)\s+\w+\s*:\s*(?:string|boolean)\s*=\s*-?\d", "type", "a number for another type"),
    ("rust", r"\blet\s+(?:mut\s+)?\w+\s*:\s*[iu](?:8|16|32|64|size)\s*=\s*\"", "type", "a string for a number"),
    ("rust", r"\blet\s+(?:mut\s+)?\w+\s*:\s*String\s*=\s*\"[^\"]*\"\s*;", "type", "a literal for a `String`"),
    ("go", r"\bvar\s+\w+\s+int\s*=\s*\"", "type", "a string for a number"),
    ("go", r"\bvar\s+\w+\s+string\s*=\s*\d", "type", "a number for a string"),
    ("cpp", r"\b(?:int|double|float)\s+\w+\s*=\s*\"", "type", "a string for a number"),
    ("c", r"\bstring\s+\w+\s*=", "name", "C has no type `string`"),
)  # fmt: skip

_KNOWN = frozenset(dir(builtins)) | {
    "__file__",
    "__name__",
    "__doc__",
    "__annotations__",
    "__builtins__",
    "__spec__",
}


def _in_python(code: str) -> Doom | None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(code)
            table = symtable.symtable(code, "<code>", "exec")
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    for node in ast.walk(tree):
        if (doom := _literal_failure(node)) is not None:
            return doom
    missing = _undefined(tree, table)
    complete = any(isinstance(node, (ast.FunctionDef, ast.Import, ast.ImportFrom)) for node in tree.body)
    if missing:
        return Doom(Route.RUNTIME, "name", f"nothing defines `{missing}`", 0.7 if complete else 0.5)
    return None


def _literal_failure(node: ast.AST) -> Doom | None:
    if isinstance(node, ast.BinOp):
        if (
            isinstance(node.op, (ast.Div, ast.FloorDiv, ast.Mod))
            and _number(node.right) == 0
            and not _text(node.left)
        ):
            return Doom(Route.RUNTIME, "exception", f"division by zero in line {node.lineno}", 0.9)
        if isinstance(node.op, ast.Add) and (
            (_text(node.left) and _number(node.right) is not None)
            or (_number(node.left) is not None and _text(node.right))
            or (_text(node.left) and _is_len(node.right))
        ):
            return Doom(Route.RUNTIME, "exception", f"text plus a number in line {node.lineno}", 0.92)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        if node.func.id in ("int", "float") and len(node.args) == 1 and _text(node.args[0]):
            try:
                float(ast.literal_eval(node.args[0]))
            except ValueError:
                return Doom(Route.RUNTIME, "exception", f"text that is no number in line {node.lineno}", 0.9)
        if node.func.id == "len" and len(node.args) == 1 and _number(node.args[0]) is not None:
            return Doom(Route.RUNTIME, "exception", f"length of a number in line {node.lineno}", 0.92)
    return None


def _is_len(node: ast.expr) -> bool:
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in ("len", "int", "sum")
    )


def _text(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def _number(node: ast.expr) -> float | None:
    if (
        isinstance(node, ast.Constant)
        and isinstance(node.value, (int, float))
        and not isinstance(node.value, bool)
    ):
        return float(node.value)
    return None


def _undefined(tree: ast.Module, table: symtable.SymbolTable) -> str:
    """Return a name that is read at the top level and that nothing in the text binds, or an empty string."""
    if any(isinstance(node, ast.ImportFrom) and node.names[0].name == "*" for node in ast.walk(tree)):
        return ""
    bound = {
        symbol.get_name()
        for scope in _scopes(table)
        for symbol in scope.get_symbols()
        if (symbol.is_assigned() or symbol.is_imported() or symbol.is_namespace())
        and (scope.get_type() == "module" or symbol.is_declared_global())
    }
    for scope in _scopes(table):
        for symbol in scope.get_symbols():
            name = symbol.get_name()
            if symbol.is_referenced() and symbol.is_global() and name not in bound and name not in _KNOWN:
                return name
    return ""


def _scopes(table: symtable.SymbolTable) -> list[symtable.SymbolTable]:
    scopes, found = [table], []
    while scopes:
        scope = scopes.pop()
        found.append(scope)
        scopes.extend(scope.get_children())
    return found
