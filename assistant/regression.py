"""Does a test written from what the user expects fail before the fix, and pass after?"""

import ast
from pathlib import Path

from analyzers.errors import InputError
from analyzers.facts import Fix
from analyzers.logic.expectation import tests_of
from analyzers.logic.program import Program
from assistant.diagnose import Task
from tools.process import Limits
from tools.sandbox import Sandbox, sandbox
from tools.testing.plan import Plan
from tools.workspace import write_new

_LIMITS = Limits(seconds=30.0, memory=2_000_000_000, file_size=100_000_000)


async def write_test(task: Task, plan: Plan, program: Program, fix: Fix | None, changed: str) -> str:
    """Write the expectations as tests; return what running them showed, for people.

    `changed` is the program's text with the fix. Raises InputError when the file cannot be written.
    """
    target = Path(task.settings.write_test)
    root = task.workspace.root
    if not target.is_relative_to(root):
        raise InputError(f"`{target}` lies outside the workspace `{root}`")
    named = str(target.relative_to(root))
    text = tests_of(Path(program.path).stem, _defined(program), task.problem.expects)
    with sandbox(root) as box:
        box.write(named, text)
        before = await _passes(box, plan, program, named)
        after = False
        if fix is not None:
            box.write(program.path, changed)
            after = await _passes(box, plan, program, named)
    if before:
        return f"no test was written: it would pass as the program is, so `{named}` would be worthless"
    write_new(target, text)
    seen = (
        "passes with fix 1" if after else "does not pass with fix 1" if fix is not None else "no fix is known"
    )
    return f"wrote `{named}`: it was seen to fail, and {seen}"


def _defined(program: Program) -> frozenset[str]:
    """The names that a module gives to those that import it."""
    found: set[str] = set()
    for statement in program.tree.body:
        match statement:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                found.add(name)
            case ast.Assign(targets=targets):
                found |= {target.id for target in targets if isinstance(target, ast.Name)}
            case ast.Import(names=aliases) | ast.ImportFrom(names=aliases):
                found |= {(alias.asname or alias.name).partition(".")[0] for alias in aliases}
    return frozenset(found)


async def _passes(box: Sandbox, plan: Plan, program: Program, named: str) -> bool:
    command = (*plan.interpreter, "-m", "pytest", "-q", "-p", "no:cacheprovider", named)
    folder = str(box.path(program.path).parent)
    known = box.environment().get("PYTHONPATH", "")
    path = f"{folder}:{known}" if known else folder
    finished = await box.run(command, limits=_LIMITS, env={"PYTHONPATH": path})
    return finished.code == 0 and not finished.timed_out
