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
    if language == "go" and (doom := _unused_in_go(code)) is not None:
        return doom
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
    ("go", r"^\s*(?:for|if|func|switch|else)\b[^{}\n]*\n\s*\{", "grammar", "an opening brace on a line of its own"),
    ("java", r"^\s*(?:const|let|var x\b|elif\b|def )", "grammar", "a word of another language"),
)  # fmt: skip

_GO_IMPORT = re.compile(r"^\s*import\s+\"([\w./-]+)\"\s*$|^\s+\"([\w./-]+)\"\s*$", re.MULTILINE)
_GO_NAME = re.compile(r"^\s*(\w+)\s*:=|^\s*var\s+(\w+)\b", re.MULTILINE)


def _unused_in_go(code: str) -> Doom | None:
    """Go refuses an import or a local name that nothing uses."""
    if not re.search(r"^package\s+\w+", code, re.MULTILINE):
        return None
    for match in _GO_IMPORT.finditer(code):
        path = match[1] or match[2]
        if not re.search(rf"\b{re.escape(path.rpartition('/')[2])}\.", code):
            return Doom(Route.SYNTAX, "name", f"`{path}` is imported and not used", 0.88)
    for match in _GO_NAME.finditer(code):
        name = match[1] or match[2]
        if name != "_" and len(re.findall(rf"\b{name}\b", code)) == 1:
            return Doom(Route.SYNTAX, "name", f"`{name}` is declared and not used", 0.85)
    return None


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
    kinds = _kinds(tree)
    for node in ast.walk(tree):
        if (doom := _literal_failure(node, kinds)) is not None:
            return doom
    missing = _undefined(tree, table)
    complete = any(isinstance(node, (ast.FunctionDef, ast.Import, ast.ImportFrom)) for node in tree.body)
    if missing:
        return Doom(Route.RUNTIME, "name", f"nothing defines `{missing}`", 0.7 if complete else 0.5)
    return None


def _literal_failure(node: ast.AST, kinds: dict[str, str]) -> Doom | None:
    if isinstance(node, ast.BinOp):
        if (
            isinstance(node.op, (ast.Div, ast.FloorDiv, ast.Mod))
            and _is_zero(node.right)
            and _kind(node.left, kinds) != "str"
        ):
            return Doom(Route.RUNTIME, "exception", f"division by zero in line {node.lineno}", 0.9)
        if isinstance(node.op, (ast.Add, ast.Sub)):
            pair = {_kind(node.left, kinds), _kind(node.right, kinds)}
            if "str" in pair and pair & {"number", "list", "none"}:
                return Doom(
                    Route.RUNTIME,
                    "exception",
                    f"text and a {(pair - {'str'}).pop()} added in line {node.lineno}",
                    0.9,
                )
    if (
        isinstance(node, ast.Compare)
        and len(node.ops) == 1
        and isinstance(node.ops[0], (ast.Lt, ast.Gt, ast.LtE, ast.GtE))
    ):
        if {_kind(node.left, kinds), _kind(node.comparators[0], kinds)} == {"str", "number"}:
            return Doom(Route.RUNTIME, "exception", f"text compared with a number in line {node.lineno}", 0.9)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and len(node.args) == 1:
        argument = node.args[0]
        if (
            node.func.id in ("int", "float")
            and isinstance(argument, ast.Constant)
            and isinstance(argument.value, str)
        ):
            try:
                float(argument.value)
            except ValueError:
                return Doom(Route.RUNTIME, "exception", f"text that is no number in line {node.lineno}", 0.9)
        if node.func.id == "len" and _kind(argument, kinds) == "number":
            return Doom(Route.RUNTIME, "exception", f"length of a number in line {node.lineno}", 0.9)
    return None


def _is_zero(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, (int, float)) and node.value == 0


_RESULTS = {
    "input": "str",
    "str": "str",
    "len": "number",
    "int": "number",
    "float": "number",
    "list": "list",
    "print": "none",
}


def _kind(node: ast.expr, kinds: dict[str, str]) -> str:
    """Return "str", "number", "list" or "none" where the text alone says so, else an empty string."""
    match node:
        case ast.Constant(value=bool()):
            return ""
        case ast.Constant(value=str()) | ast.JoinedStr():
            return "str"
        case ast.Constant(value=int() | float()):
            return "number"
        case ast.List():
            return "list"
        case ast.Name(id=name):
            return kinds.get(name, "")
        case ast.Call(func=ast.Name(id=name)):
            return _RESULTS.get(name, "")
        case ast.BinOp(op=ast.Add(), left=left, right=right):
            either = {_kind(left, kinds), _kind(right, kinds)}
            return "str" if "str" in either else either.pop() if len(either) == 1 else ""
        case _:
            return ""


def _kinds(tree: ast.Module) -> dict[str, str]:
    """Return the kind of every name that is bound exactly once, by a plain assignment at the top level."""
    bound: dict[str, int] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            bound[node.id] = bound.get(node.id, 0) + 1
        elif isinstance(node, ast.arg):
            bound[node.arg] = bound.get(node.arg, 0) + 2
    kinds: dict[str, str] = {}
    for statement in tree.body:
        match statement:
            case ast.Assign(targets=[ast.Name(id=name)], value=value) if bound.get(name) == 1:
                kinds[name] = _kind(value, kinds)
    return kinds


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
