"""Which lines of a file belong to the program under test, and which to the tests themselves?"""

import ast
from collections.abc import Collection
from pathlib import PurePath

from analyzers.logic.program import Program


def is_test_file(path: str) -> bool:
    """Whether a file holds tests, by the names that pytest and unittest look for."""
    pure = PurePath(path)
    name = pure.name
    return (
        name.startswith(("test_", "tests_"))
        or name.endswith("_test.py")
        or name in ("conftest.py", "tests.py", "test.py")
        or "tests" in pure.parts[:-1]
        or "test" in pure.parts[:-1]
    )


def editable_lines(program: Program) -> frozenset[int]:
    """Return the lines of a file that state the program: no checks, no imports, no documentation."""
    found: set[int] = set()

    def visit(body: list[ast.stmt]) -> None:
        for statement in body:
            if _is_check(statement):
                continue
            found.update(range(statement.lineno, _head_end(statement) + 1))
            for name in ("body", "orelse", "finalbody"):
                visit(getattr(statement, name, []))
            for part in (*getattr(statement, "handlers", ()), *getattr(statement, "cases", ())):
                visit(part.body)

    visit(program.tree.body)
    return frozenset(found)


def names_read(program: Program, executed: Collection[int]) -> frozenset[str]:
    """Return the names and attributes that the executed functions read."""
    read: set[str] = set()
    for node in _executed(program, executed):
        read |= {part.id for part in ast.walk(node) if isinstance(part, ast.Name)}
        read |= {part.attr for part in ast.walk(node) if isinstance(part, ast.Attribute)}
    return frozenset(read)


def loaded_lines(program: Program, executed: Collection[int], read: Collection[str]) -> frozenset[int]:
    """Return the lines that ran when the program was loaded and whose values, `read`, the executed functions use.

    No test runs them, so no test's lines show them: tables, attributes of classes, default values.
    """
    found: set[int] = set()
    for one in _executed(program, executed):
        found |= {part.lineno for part in (*one.args.defaults, *one.args.kw_defaults) if part is not None}
    for statement in program.tree.body:  # functions that ran to make a table, or to fill one
        if isinstance(statement, ast.Assign | ast.AnnAssign | ast.Expr):
            used = {part.id for part in ast.walk(statement) if isinstance(part, ast.Name)}
            for node in program.tree.body:
                if isinstance(node, ast.FunctionDef) and node.name in used and not _is_check(node):
                    found.update(range(node.body[0].lineno, (node.end_lineno or node.lineno) + 1))
    tables = [*program.tree.body]
    tables += [part for node in program.tree.body if isinstance(node, ast.ClassDef) for part in node.body]
    for statement in tables:
        if isinstance(statement, ast.Assign | ast.AnnAssign):
            names = {
                part.id
                for part in ast.walk(statement)
                if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store)
            }
            if not names.isdisjoint(read):
                found.update(range(statement.lineno, (statement.end_lineno or statement.lineno) + 1))
    return frozenset(found)


def _executed(program: Program, executed: Collection[int]) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    return [
        node
        for node in ast.walk(program.tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and any(part.lineno in executed for part in node.body)
    ]


def imported_files(program: Program) -> list[str]:
    """Return the files that may hold what a file imports, relative to the workspace; most of them are not there."""
    here = PurePath(program.path).parent
    around = (here, *here.parents)
    wanted: list[tuple[str, tuple[PurePath, ...]]] = []  # a dotted name, and where it may begin
    for node in ast.walk(program.tree):
        match node:
            case ast.Import(names=names):
                wanted += [(alias.name, (*around, PurePath("src"))) for alias in names]
            case ast.ImportFrom(module=module, names=names, level=level):
                bases = around[level - 1 : level] if level else (*around, PurePath("src"))
                head = f"{module}." if module else ""
                wanted += [(f"{head}{alias.name}", bases) for alias in names]
                wanted += [(module, bases)] if module else []
    found: dict[str, None] = {}
    for name, bases in wanted:
        for base in bases:
            inner = base.joinpath(*name.split("."))
            found |= dict.fromkeys((f"{inner}.py", str(inner / "__init__.py")))
    return list(found)


def _is_check(statement: ast.stmt) -> bool:
    match statement:
        case ast.Assert() | ast.Import() | ast.ImportFrom():
            return True
        case ast.FunctionDef() | ast.AsyncFunctionDef():
            return statement.name.startswith("test")
        case ast.ClassDef():
            bases = [ast.unparse(base) for base in statement.bases]
            return statement.name.startswith("Test") or any("TestCase" in base for base in bases)
        case ast.If(test=ast.Compare(left=ast.Name(id="__name__"))):
            return True
        case ast.Expr(value=ast.Constant(value=str())):
            return True
        case _:
            return False


def _head_end(statement: ast.stmt) -> int:
    body = getattr(statement, "body", None)
    if isinstance(body, list) and body:
        return max(statement.lineno, int(body[0].lineno) - 1)
    return statement.end_lineno or statement.lineno
