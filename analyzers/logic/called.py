"""Which functions of the program does a check call, itself and through others?"""

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from analyzers.logic.program import Function, Program

Find = Callable[[str], Program | None]  # a file of the workspace by its path there
_MAX_CALLED = 16
_DEPTH = 2  # calls between a function that the check names and one that is still looked at
_HOPS = 3  # imports between a name and its definition


@dataclass(frozen=True, slots=True, kw_only=True)
class Called:
    """A function that runs when the check does."""

    program: Program
    node: Function
    distance: int  # 0: the check's own expression calls it
    caller: str = ""  # the function that calls it; empty: the test does


def called(program: Program, check: ast.stmt, find: Find) -> tuple[Called, ...]:
    """Return the functions that a check calls, nearest first; those of the tests themselves are left out."""
    found: dict[int, Called] = {}
    queue: list[tuple[Program, ast.AST, int, str]] = [(program, check, 0, "")]
    queue += [(program, part, 1, "") for part in _prepared(program, check)]
    programs = [program, *_imported(program, find, _HOPS)]
    while queue:
        where, part, distance, caller = queue.pop(0)
        fresh = []
        for other, node in _uses(where, part, programs, find):
            if other not in programs:
                programs.append(other)
            if id(node) not in found and not node.name.startswith("test"):
                found[id(node)] = Called(program=other, node=node, distance=distance, caller=caller)
                fresh.append((other, node, distance + 1, node.name))
        if distance < _DEPTH:
            queue += fresh
        queue.sort(key=lambda item: item[2])
        if len(found) >= _MAX_CALLED:
            break
    return tuple(found.values())


def _imported(program: Program, find: Find, hops: int) -> Iterator[Program]:
    """The files of the workspace that a file imports; those too that a package hands on."""
    for statement in ast.walk(program.tree):
        names: list[tuple[str, int]] = []
        match statement:
            case ast.Import(names=aliases):
                names = [(alias.name, 0) for alias in aliases]
            case ast.ImportFrom(module=module, names=aliases, level=level):
                names = [(module or "", level)]
                names += [(f"{module}.{alias.name}" if module else alias.name, level) for alias in aliases]
        for name, level in names:
            found = _load(program, name, level, find) if name else None
            if found is not None:
                yield found
                if found.path.endswith("__init__.py") and hops:
                    yield from _imported(found, find, hops - 1)


def _prepared(program: Program, check: ast.stmt) -> Iterator[ast.AST]:
    """What makes the values that a check looks at: earlier statements of the test, `setUp`, its fixtures."""
    around = program.function(check)
    body = around.body if around is not None else program.tree.body
    wanted = {node.id for node in ast.walk(check) if isinstance(node, ast.Name)}
    for statement in reversed([one for one in body if one.lineno < check.lineno]):
        if isinstance(statement, Function | ast.ClassDef | ast.Import | ast.ImportFrom):
            continue
        names = {node.id for node in ast.walk(statement) if isinstance(node, ast.Name)}
        if names & wanted:
            wanted |= names
            yield statement
    if around is None:
        return
    fixtures = {argument.arg for argument in around.args.args} | {"setUp", "setUpClass", "setup_method"}
    for function in ast.walk(program.tree):
        if isinstance(function, Function) and function.name in fixtures:
            yield from function.body


def _uses(
    program: Program, part: ast.AST, programs: list[Program], find: Find
) -> Iterator[tuple[Program, Function]]:
    """The functions that a piece of code calls by name, by module and name, or as a method."""
    methods: set[str] = set()
    for node in ast.walk(part):
        if isinstance(node, ast.Name):
            yield from _defined(program, node.id, find, _HOPS)
        elif isinstance(node, ast.Attribute):
            methods.add(node.attr)
            module = _module(program, node.value, find)
            if module is not None:
                yield from _defined(module, node.attr, find, _HOPS)
    for other in dict.fromkeys((*programs, program)):
        for function in ast.walk(other.tree):
            if (
                isinstance(function, Function)
                and function.name in methods
                and isinstance(other.parents[function], ast.ClassDef)
            ):
                yield other, function


def _defined(program: Program, name: str, find: Find, hops: int) -> Iterator[tuple[Program, Function]]:
    """What a name of a module stands for: a function, or what makes an object of a class."""
    for statement in program.tree.body:
        match statement:
            case ast.FunctionDef() | ast.AsyncFunctionDef() if statement.name == name:
                yield program, statement
            case ast.ClassDef() if statement.name == name:
                for inner in statement.body:
                    if isinstance(inner, Function) and inner.name in ("__init__", "__post_init__", "__new__"):
                        yield program, inner
            case ast.ImportFrom(names=aliases) if hops:
                for alias in aliases:
                    if (alias.asname or alias.name) in (name, "*"):
                        module = _load(program, statement.module or "", statement.level, find)
                        if module is not None:
                            yield from _defined(
                                module, name if alias.name == "*" else alias.name, find, hops - 1
                            )


def _module(program: Program, node: ast.expr, find: Find) -> Program | None:
    """The file that an expression such as `shop.cart` names as a module."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.insert(0, node.attr)
        node = node.value
    if not isinstance(node, ast.Name):
        return None
    dotted = ".".join([node.id, *parts])
    for statement in ast.walk(program.tree):
        match statement:
            case ast.Import(names=aliases):
                for alias in aliases:
                    if dotted == (alias.asname or alias.name):
                        return _load(program, alias.name, 0, find)
            case ast.ImportFrom(names=aliases):
                for alias in aliases:
                    if dotted == (alias.asname or alias.name):
                        name = f"{statement.module}.{alias.name}" if statement.module else alias.name
                        return _load(program, name, statement.level, find)
    return None


def _load(program: Program, module: str, level: int, find: Find) -> Program | None:
    """The file of a module, as the importing file would find it: beside it, above it, or under `src`."""
    folder = PurePosixPath(program.path).parent
    tail = PurePosixPath(*module.split(".")) if module else PurePosixPath()
    if level:
        for _ in range(level - 1):
            folder = folder.parent
        bases = [folder]
    else:
        bases = [folder, *folder.parents, PurePosixPath("src")]
    for base in bases:
        for path in (f"{base / tail}.py", str(base / tail / "__init__.py")):
            found = find(path)
            if found is not None:
                return found
    return None
