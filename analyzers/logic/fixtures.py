"""What does a test need made before it, where pytest's fixtures of the same file make it?"""

import ast
from collections.abc import Mapping

from analyzers.logic.program import Program

Fixtures = Mapping[str, ast.FunctionDef]


def fixtures_of(program: Program) -> dict[str, ast.FunctionDef]:
    """Return a file's fixtures by name: functions that are marked as one and nothing else, without parameters."""
    found = {}
    for node in program.tree.body:
        match node:
            case ast.FunctionDef(name=name, decorator_list=[mark]) if _is_fixture(mark):
                found[name] = node
    return found


def _is_fixture(mark: ast.expr) -> bool:
    match mark:
        case ast.Call(func=function, args=[], keywords=keywords):
            return _is_fixture(function) and all(one.arg in ("scope", "autouse") for one in keywords)
        case ast.Name(id="fixture") | ast.Attribute(attr="fixture"):
            return True
    return False


def prepared(test: ast.FunctionDef, fixtures: Fixtures) -> list[str] | None:
    """Return the lines that make a test's arguments, or None where a fixture of another place makes one.

    A fixture becomes a function of its own name that is called once, to its first `yield` where it has one.
    """
    rows: list[str] = []
    made: set[str] = {"self"}
    wanted = [item.arg for item in test.args.args if item.arg != "self"]
    if (
        test.args.posonlyargs
        or test.args.kwonlyargs
        or not all(_make(one, fixtures, rows, made) for one in wanted)
    ):
        return None
    return rows


def _make(name: str, fixtures: Fixtures, rows: list[str], made: set[str]) -> bool:
    if name in made:
        return True
    made.add(name)
    fixture = fixtures.get(name)
    if fixture is None:
        return False
    needed = [item.arg for item in fixture.args.args]
    if not all(_make(one, fixtures, rows, made) for one in needed):
        return False
    plain = ast.FunctionDef(
        name=name, args=fixture.args, body=fixture.body, decorator_list=[], returns=None, type_comment=None,
        lineno=1, col_offset=0,
    )  # fmt: skip
    call = f"{name}({', '.join(needed)})"
    yields = any(isinstance(part, ast.Yield) for part in ast.walk(fixture))
    rows += [*ast.unparse(plain).split("\n"), f"{name} = next({call})" if yields else f"{name} = {call}"]
    return True
