"""Which failed comparisons can stand in a test of their own, and with which imports?"""

import ast
import builtins
from collections.abc import Sequence

from analyzers.logic.comparison import Comparison
from analyzers.logic.program import Program

_RELATIONS = ("==", "!=", "<", "<=", ">", ">=", "is", "is not", "in", "not in")


def standing(comparison: Comparison, given: frozenset[str]) -> str:
    """Return a comparison as an expectation, or nothing where it needs other names than those that are given."""
    if comparison.relation not in _RELATIONS:
        return ""
    text = f"{comparison.expression} {comparison.relation} {comparison.wanted}"
    try:
        tree = ast.parse(text, mode="eval")
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ""
    names = [node for node in ast.walk(tree) if isinstance(node, ast.Name)]
    own = {node.id for node in names if isinstance(node.ctx, ast.Store)}  # of comprehensions
    needed = {node.id for node in names} - own - set(dir(builtins))
    return text if isinstance(tree.body, ast.Compare) and needed <= given else ""


def given_by(checks: Program, program: Program) -> frozenset[str]:
    """Return the names that a test beside `checks` can have: imported there, and not made by the tests themselves."""
    if checks.path == program.path:
        return defined(program)
    imported = {name for statement in _imports(checks) for name in _bound(statement)}
    if "*" in imported:
        imported |= defined(program)
    made = {node.arg for node in ast.walk(checks.tree) if isinstance(node, ast.arg)}
    made |= {
        node.id
        for node in ast.walk(checks.tree)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    }
    return frozenset(imported - made)


def imports_for(checks: Program, program: Program, text: str) -> str:
    """Return the imports that an expectation needs, as the file of its check has them."""
    if checks.path == program.path:
        return imports_from(program, [text])
    used = {node.id for node in ast.walk(ast.parse(text, mode="eval")) if isinstance(node, ast.Name)}
    return "\n".join(checks.source(one) for one in _imports(checks) if _bound(one) & (used | {"*"}))


def imports_from(program: Program, expects: Sequence[str]) -> str:
    """Return what imports the names of a module that expectations use."""
    trees = [ast.parse(text.strip(), mode="eval") for text in expects]
    used = {node.id for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Name)}
    imported = sorted(used & defined(program))
    module = program.path.rpartition("/")[2].removesuffix(".py")
    return f"from {module} import {', '.join(imported)}" if imported else f"import {module}"


def defined(program: Program) -> frozenset[str]:
    """Return the names that a module gives to those that import it."""
    found: set[str] = set()
    for statement in program.tree.body:
        match statement:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                found.add(name)
            case ast.Assign(targets=targets):
                found |= {target.id for target in targets if isinstance(target, ast.Name)}
            case ast.Import() | ast.ImportFrom():
                found |= _bound(statement)
    return frozenset(found)


def _imports(program: Program) -> list[ast.Import | ast.ImportFrom]:
    return [one for one in program.tree.body if isinstance(one, ast.Import | ast.ImportFrom)]


def _bound(statement: ast.Import | ast.ImportFrom) -> frozenset[str]:
    return frozenset((alias.asname or alias.name).partition(".")[0] for alias in statement.names)
