"""Does a fix make the whole command pass, and does the command fail again when the fix is taken back?"""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from time import perf_counter

from analyzers.facts import Fix, Status
from tools.process import Limits
from tools.sandbox import Sandbox, sandbox
from tools.testing.plan import Plan

_SECONDS = 60.0  # of one run of the whole command: what the candidates were tried with may be a part of it
_LIMITS = Limits(seconds=_SECONDS, memory=4_000_000_000, file_size=200_000_000)
_LEAST, _SLOWER = (
    3.0,
    5.0,
)  # seconds, and times what the command takes with the fix, until it is said not to end


class Critic:
    """Checks each fix on a copy that is as the workspace is."""

    def __init__(
        self, workspace: Path, plan: Plan, folder: str = "", added: Mapping[str, str] | None = None
    ) -> None:
        self.workspace = workspace
        self.plan = plan
        self.folder = folder  # that the command is run in; empty: the workspace
        self.added = added or {}  # files that only copies have
        # Seen with the first fix: the program without a fix is the same each time.
        self._fails_without: bool | None = None
        self._limits = _LIMITS

    async def check(self, fix: Fix, changed: Mapping[str, str]) -> Fix:
        """Return the fix with the status that running the command with it, and then without it, gives.

        `changed` are the files that the fix changes, as they are with it.
        """
        command = "the stated expectation" if self.added else f"`{' '.join(self.plan.command[1:])}`"
        with sandbox(self.workspace) as box:
            for name, text in self.added.items():
                box.write(name, text)
            originals = {box.path(path): box.path(path).read_bytes() for path in changed}
            for path, text in changed.items():
                box.write(path, text)
            started = perf_counter()
            with_fix = await self._passes(box)
            if with_fix is None:  # it failed at nothing: a long suite refutes no fix
                late = f"{command} did not end within {_SECONDS:g} s with it"
                return replace(fix, status=Status.UNVERIFIED, check=late)
            if not with_fix:
                return replace(fix, status=Status.REFUTED, check=f"{command} still fails with it")
            # A program that never ends without the fix need not be waited for long.
            seconds = min(_SECONDS, _LEAST + _SLOWER * (perf_counter() - started))
            self._limits = replace(_LIMITS, seconds=seconds)
            for place, original in originals.items():
                place.write_bytes(original)
            if self._fails_without is None:
                self._fails_without = not await self._passes(box)
            self._limits = _LIMITS
            if not self._fails_without:
                return replace(
                    fix,
                    status=Status.UNVERIFIED,
                    check=f"{command} passes without it as well: the check is worthless",
                )
        return replace(
            fix, status=Status.VERIFIED, check=f"{command} passes with it and fails again without it"
        )

    async def _passes(self, box: Sandbox) -> bool | None:
        """Whether the command passes in a copy; None where it does not end."""
        finished = await box.run(self.plan.command, cwd=self.folder, limits=self._limits)
        return None if finished.timed_out else finished.code == 0
