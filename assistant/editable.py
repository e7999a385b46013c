"""Which sources of a crash may be edited, and what do they import from elsewhere?"""

from collections.abc import Mapping
from pathlib import Path

from analyzers.logic.program import Program
from analyzers.logic.subject import is_test_file
from analyzers.runtime.crash import Crash


def programs_of(crash: Crash) -> dict[str, Program]:
    """Return the sources that may be edited, by path: not what tests them, unless it failed itself."""
    found: dict[str, Program] = {}
    tested = crash.site is not None and not is_test_file(crash.site.source.path)
    for path, source in crash.sources.items():
        if tested and is_test_file(path):
            continue
        if source.partial or not Path(path).name.endswith(".py"):
            continue
        try:
            found[path] = Program(path, source.text)
        except (SyntaxError, ValueError, RecursionError):
            continue
    return found


def foreign(programs: Mapping[str, Program], root: Path) -> list[str]:
    """Return the modules from elsewhere that the sources import: loaded once, rather than by each changed program."""
    import ast

    names: dict[str, None] = {}
    for program in programs.values():
        for node in ast.walk(program.tree):
            if isinstance(node, ast.Import):
                names |= dict.fromkeys(one.name for one in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                names.setdefault(node.module)
    own = {Path(path).parts[0].removesuffix(".py") for path in programs} | {
        Path(path).stem for path in programs
    }
    return [
        name
        for name in names
        for top in [name.partition(".")[0]]
        if top not in own and not any((root / part).exists() for part in (top, f"{top}.py"))
    ]
