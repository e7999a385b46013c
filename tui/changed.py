"""Do the tests that belong to what was changed pass? What the pre-push hook asks.

The tests run once, as they are, in the working tree. Only a failure of theirs refuses a push: no test, no
runner, too little time or a fault of ours let it pass, and say so.
"""

import os
import sys
from argparse import Namespace
from collections.abc import Collection
from pathlib import Path

from analyzers.dependents import dependent_tests
from analyzers.errors import AssistantError
from tui.commands.check import HOOK_DEFECT
from tui.console import emit, narrate
from tui.exits import Exit

_FAILED = 1  # exit code of pytest and unittest when tests failed


def related(changed: Collection[str]) -> tuple[str, ...]:
    """Return the test files that belong to changed paths, as they are called from the current folder."""
    from tools.changes import sources
    from tools.git import top
    from tools.testing.listing import operand

    folder = top()
    tests = dependent_tests(changed, sources())
    return tuple(operand(os.path.relpath(Path(folder, path)), ".") for path in tests)


def before_push(args: Namespace) -> int:
    """Read what git is about to push from stdin, run its tests, and return 113 when one of them fails."""
    from tools.changes import pushed
    from tools.git import top

    try:
        tests = related(pushed(sys.stdin))
        if not tests:
            return Exit.OK
        names = f"{len(tests)} test file{'s' if len(tests) > 1 else ''}"
        if not args.quiet:
            narrate(f"debugassist: running {names} of what is pushed")
        output = _failure(tests, Path(top()), args)
    except AssistantError as error:
        narrate(f"warning: the tests were not run: {error.message}")
        return Exit.OK
    if not output:
        return Exit.OK
    _explain(output, args)
    narrate("push anyway: git push --no-verify")
    return HOOK_DEFECT


def _failure(tests: tuple[str, ...], folder: Path, args: Namespace) -> str:
    """What failing tests printed; empty when they pass or cannot be run."""
    import asyncio

    from tools.interpreter import find
    from tools.process import Limits, run

    python = args.python or find(folder)
    limits = Limits(seconds=args.time_limit)
    # Git names the repository to its hooks; tests that use git must find their own.
    env = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}

    def ask(*words: str) -> tuple[int, str, bool]:
        done = asyncio.run(run([python, *words], env=env, limits=limits, stdin=b""))
        return done.code, done.stdout + done.stderr, done.timed_out

    has_pytest = ask("-c", "import pytest")[0] == 0
    runner = ("-m", "pytest", "-q") if has_pytest else ("-m", "unittest", "-q")
    code, output, timed_out = ask(*runner, *tests)
    if timed_out:
        narrate(f"warning: the tests took longer than {args.time_limit:g} s and were stopped")
    elif code not in (0, _FAILED, 5):  # 5: no test was collected
        narrate(f"warning: the tests could not be run: {runner[1]} ended with exit code {code}")
    return output if code == _FAILED and not timed_out else ""


def _explain(output: str, args: Namespace) -> None:
    from assistant.diagnose import Assistant
    from tools.intake import from_text
    from tui.report import report

    try:
        problem = from_text(output)
        report(Assistant().run(problem), args, problem)
    except AssistantError:
        emit(output)
