"""Does a command fail as things are, and pass with changed files? The check behind somebody else's fix."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from analyzers.facts import Status
from tools.process import Limits


async def trial(
    workspace: Path, command: Sequence[str], changes: Mapping[str, str], *, seconds: float = 60.0
) -> tuple[Status, str]:
    """Return what running a command on a copy of the workspace, with and without changed files, shows.

    `command` may begin with `python`, which stands for the user's interpreter; `changes` maps paths of the
    workspace to their new text. Nothing of the workspace itself is changed. Raises ToolError when a path leads
    outside, or the workspace cannot be copied.
    """
    from tools.interpreter import launch
    from tools.sandbox import sandbox

    words = launch(tuple(command), workspace, folder=workspace).command
    limits = Limits(seconds=seconds, memory=4_000_000_000, file_size=200_000_000)
    named = f"`{' '.join(command)}`"
    with sandbox(workspace) as box:
        before = await box.run(words, limits=limits)
        if before.code == 0 and not before.timed_out:
            return Status.UNVERIFIED, f"{named} passes without it as well: the check is worthless"
        for path, text in changes.items():
            box.write(path, text)
        after = await box.run(words, limits=limits)
    if after.timed_out:
        return Status.REFUTED, f"{named} does not end within {seconds:g} s with it"
    if after.code:
        return Status.REFUTED, f"{named} still fails with it: exit code {after.code}"
    return Status.VERIFIED, f"{named} fails without it and passes with it"
