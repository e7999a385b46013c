"""Does the failure go away with a fix? The same command, run on a changed copy of the workspace."""

from collections.abc import AsyncGenerator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from analyzers.errors import ToolError
from analyzers.facts import Fix, Status
from analyzers.runtime.crash import Crash
from assistant.diagnose import Task
from assistant.paths.runtime import applied
from assistant.steady import IN_THREAD, Steadiness, last_exception

if TYPE_CHECKING:
    from tools.interpreter import Launch
    from tools.process import Finished

_AT_LEAST = 10.0  # seconds for one run with a fix
_SLOWER = 10.0


async def verified(
    task: Task,
    program: "Launch",
    crash: Crash,
    fixes: tuple[Fix, ...],
    seconds: float,
    steady: Steadiness | None = None,
) -> AsyncGenerator[Fix]:
    """Yield fixes with the status that running the program with each shows, up to the first that works.

    `seconds` is how long the program ran before it failed; a changed one gets a multiple of that. `steady` says whether
    it fails each time: else a run without a failure shows nothing, or has to be made with more than one hash seed.
    """
    try:
        for fix in fixes:
            checked = await _checked(
                task, program, crash, fix, max(_AT_LEAST, seconds * _SLOWER), steady or Steadiness()
            )
            yield checked
            if checked.status is Status.VERIFIED:
                return
    except ToolError as error:
        for fix in fixes:
            yield replace(fix, status=Status.UNVERIFIED, check=error.message)


async def _checked(
    task: Task,
    program: "Launch",
    crash: Crash,
    fix: Fix,
    seconds: float,
    steady: Steadiness,
) -> Fix:
    from tools.process import Limits
    from tools.sandbox import sandbox

    limits = Limits(
        seconds=min(task.settings.time_limit, seconds), memory=4_000_000_000, file_size=200_000_000
    )

    folder = task.problem.folder or ""

    async def run(*commands: Sequence[str], limits: Limits = limits, seed: str = task.seed) -> "Finished":
        with sandbox(task.workspace.root, seed=seed) as box:  # anew: what a run leaves may change the next
            for path in {edit.span.path for edit in fix.edits}:
                own = replace(fix, edits=tuple(edit for edit in fix.edits if edit.span.path == path))
                box.write(path, applied(crash.sources[path].text, own))
            for command in commands[:-1]:
                await box.run(command, cwd=folder, limits=limits, stdin=b"")
            return await box.run(commands[-1], cwd=folder, limits=limits, stdin=b"")

    status, what = _judged(await run(program.command), crash)
    for seed in steady.others if status is Status.VERIFIED else ():
        status, said = _judged(await run(program.command, seed=seed), crash)
        if status is not Status.VERIFIED:
            what = f"with PYTHONHASHSEED={seed} {said}"
            break
    checked = None
    if task.settings.check and status is Status.VERIFIED:
        from tools.interpreter import launch

        further = launch(
            task.settings.check,
            task.workspace.root,
            interpreter=task.settings.interpreter,
            folder=task.problem.folder,
        )
        longer = replace(limits, seconds=task.settings.time_limit)
        checked = await run(
            program.command, further.command, limits=longer
        )  # it may read what the program made
    command = " ".join(task.problem.command)
    if checked is not None:
        status = Status.VERIFIED if checked.code == 0 else Status.REFUTED
        what += f"; `{' '.join(task.settings.check)}` {'passes' if checked.code == 0 else 'fails'}"
    if status is Status.VERIFIED and not steady.always:
        status, what = (
            Status.UNVERIFIED,
            f"{what}; but without it, it may do so, too",
        )
    return replace(fix, status=status, check=f"`{command}` on a changed copy: {what}")


def _judged(done: "Finished", crash: Crash) -> tuple[Status, str]:
    if done.code == 0 and IN_THREAD in done.stderr:
        return Status.REFUTED, "then fails in a thread"
    if done.code == 0:
        return Status.VERIFIED, f"ends without a failure, where `{crash.type}` stopped it before"
    last = last_exception(done)
    if getattr(done, "timed_out", False):
        return Status.REFUTED, "does not end in time"
    if last == "EOFError" and crash.type != "EOFError":
        return Status.UNVERIFIED, "waits for input, which the copy does not have"
    if not last:
        return Status.UNVERIFIED, f"leaves with exit code {done.code} and no exception"
    again = "still" if last == crash.type else "then"
    return Status.REFUTED, f"{again} fails with `{last}`"
