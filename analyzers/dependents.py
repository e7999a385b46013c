"""Which tests belong to what was changed? Follows imports from the test files to the changed modules."""

import ast
from collections.abc import Collection, Iterator, Mapping
from pathlib import PurePosixPath

_ROOTS = ("", "src/", "lib/", "python/")  # folders whose content is imported without naming them


def dependent_tests(changed: Collection[str], sources: Mapping[str, str]) -> tuple[str, ...]:
    """Return the test files that are changed, or that import a changed module directly or through others.

    `sources` maps every Python file, as a path from the top with `/` between folders, to its text; a file that
    does not parse counts as importing nothing. A changed `conftest.py` concerns every test at its side and below.
    """
    modules = {name: path for path in sources for name in _names(path)}
    users: dict[str, set[str]] = {}
    for path, text in sources.items():
        for imported in _imported(path, text, modules):
            users.setdefault(imported, set()).add(path)
    touched, waiting = set(changed), list(changed)
    while waiting:
        for user in users.get(waiting.pop(), ()):
            if user not in touched:
                touched.add(user)
                waiting.append(user)
    shared = [PurePosixPath(path).parent for path in touched if path.endswith("conftest.py")]
    return tuple(
        path
        for path in sorted(sources)
        if is_test(path)
        and (path in touched or any(PurePosixPath(path).is_relative_to(folder) for folder in shared))
    )


def is_test(path: str) -> bool:
    """Return whether a path is named as pytest and unittest expect test files to be."""
    name = path.rpartition("/")[2]
    return name.endswith(".py") and (name.startswith("test_") or name.endswith("_test.py"))


def _names(path: str) -> Iterator[str]:
    """The dotted names under which a file can be imported."""
    for root in _ROOTS:
        if path.startswith(root):
            parts = path.removeprefix(root).removesuffix(".py").split("/")
            yield ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
    if is_test(path) or "/" not in path:
        return
    # A script finds its neighbours by their bare names.
    yield path.rpartition("/")[2].removesuffix(".py")


def _imported(path: str, text: str, modules: Mapping[str, str]) -> Iterator[str]:
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return
    package = path.split("/")[:-1]
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names):
                for alias in names:
                    yield from _files(alias.name, modules)
            case ast.ImportFrom(module=module, names=names, level=level):
                base = ".".join(package[: len(package) - level + 1]) if level else ""
                start = ".".join(part for part in (base, module) if part)
                yield from _files(start, modules)
                for alias in names:
                    yield from _files(f"{start}.{alias.name}", modules)
            case _:
                continue


def _files(name: str, modules: Mapping[str, str]) -> Iterator[str]:
    """The file of a module, and those of the packages around it, which importing it runs."""
    while name:
        if name in modules:
            yield modules[name]
        name = name.rpartition(".")[0]
