"""Does a test written from what is expected fail before the fix, and pass after?"""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from analyzers.errors import InputError
from analyzers.facts import Problem
from analyzers.logic.comparison import Comparison
from analyzers.logic.expectation import tests_of
from analyzers.logic.program import Program
from analyzers.logic.standing import given_by, imports_for, imports_from, standing
from tools.process import Limits
from tools.sandbox import Sandbox, sandbox
from tools.testing.plan import Plan
from tools.workspace import Workspace, write_new

_LIMITS = Limits(seconds=30.0, memory=2_000_000_000, file_size=100_000_000)
_FAILED = 1  # pytest's exit code for tests that ran and failed; others say that they could not run


def tests_for(problem: Problem, program: Program, checks: Sequence[tuple[Program, Comparison]]) -> str:
    """Return the tests that a problem asks for, or nothing where its checks cannot stand alone.

    What the user stated comes first; else it is what the failing `checks` compared, each with the file that it
    stands in. `program` is the file that is at fault.
    """
    if problem.expects:
        return tests_of(imports_from(program, problem.expects), problem.expects)
    stated: dict[str, str] = {}
    for file, comparison in checks:
        text = standing(comparison, given_by(file, program))
        if text:
            stated.setdefault(text, imports_for(file, program, text))
    imports = dict.fromkeys(row for rows in stated.values() for row in rows.split("\n"))
    return tests_of("\n".join(imports), tuple(stated)) if stated else ""


async def write_test(
    target: Path,
    workspace: Workspace,
    plan: Plan,
    text: str,
    folders: Sequence[str],
    mended: Mapping[str, str],
) -> str:
    """Write tests that were seen to fail; return what running them showed, for people.

    `folders` are where the tests import from, relative to the workspace; `mended` the files that the first fix changes. Raises InputError when the file cannot
    be written.
    """
    root = workspace.root
    if not target.is_relative_to(root):
        raise InputError(f"`{target}` lies outside the workspace `{root}`")
    named = str(target.relative_to(root))
    if not text:
        return (
            f"no test was written to `{named}`: what fails needs more of its test than a call and its value"
        )
    with sandbox(root) as box:
        box.write(named, text)
        before = await _ended(box, plan, folders, named)
        after = False
        if mended:
            for path, changed in mended.items():
                box.write(path, changed)
            after = await _ended(box, plan, folders, named) == 0
    if before == 0:
        return f"no test was written: it would pass as the program is, so `{named}` would be worthless"
    if before != _FAILED:
        return f"no test was written: `{named}` could not be run outside its test"
    write_new(target, text)
    seen = "passes with fix 1" if after else "does not pass with fix 1" if mended else "no fix is known"
    return f"wrote `{named}`: it was seen to fail, and {seen}"


async def _ended(box: Sandbox, plan: Plan, folders: Sequence[str], named: str) -> int | None:
    """Pytest's exit code for one file; None when its time was up."""
    command = (*plan.interpreter, "-m", "pytest", "-q", "-p", "no:cacheprovider", named)
    known = box.environment().get("PYTHONPATH", "")
    paths = [*(str(box.path(folder)) for folder in dict.fromkeys(folders)), *filter(None, [known])]
    finished = await box.run(command, limits=_LIMITS, env={"PYTHONPATH": os.pathsep.join(paths)})
    return None if finished.timed_out else finished.code
