"""Does a fix make the whole command pass, and does the command fail again when the fix is taken back?"""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from time import perf_counter

from analyzers.facts import Fix, Status
from tools.process import Limits
from tools.sandbox import Sandbox, sandbox
from tools.testing.plan import Plan, Runner

_SECONDS = 120.0  # of one run of the whole command: what the candidates were tried with may be a part of it
_LIMITS = Limits(seconds=_SECONDS, memory=4_000_000_000, file_size=200_000_000)
_LEAST, _SLOWER = (
    3.0,
    5.0,
)  # seconds, and times what it takes with the fix, until a command is said not to end
_FAILED = 1  # pytest's exit code when tests were run and one failed


class Critic:
    """Checks each fix on a copy that is as the workspace is."""

    def __init__(
        self,
        workspace: Path,
        plan: Plan,
        folder: str = "",
        added: Mapping[str, str] | None = None,
        failing: str = "",
    ) -> None:
        self.workspace = workspace
        self.plan = plan
        self.folder = folder  # that the command is run in; empty: the workspace
        self.added = added or {}  # files that only copies have
        self.failing = failing  # a test that fails without a fix
        # Seen with the first fix: the program without a fix is the same each time.
        self._fails_without: bool | None = None
        self._limits = _LIMITS

    async def check(self, fix: Fix, changed: Mapping[str, str]) -> Fix:
        """Return the fix with the status that running the command with it, and then without it, gives.

        `changed` are the files that the fix changes, as they are with it.
        """
        command = "the stated expectation" if self.added else f"`{self.plan.pasted}`"
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
                self._fails_without = await self._still_fails(box) or not await self._passes(box)
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
        stop = ("-x",) if self.plan.runner is Runner.PYTEST else ()  # one failure says what all would
        finished = await box.run((*self.plan.command, *stop), cwd=self.folder, limits=self._limits)
        return None if finished.timed_out else finished.code == 0

    async def _still_fails(self, box: Sandbox) -> bool:
        """Whether the tests that share the function's name with the failing one fail, which are a part of the command's."""
        function = self.failing.partition("[")[0].rpartition("::")[2]
        chosen = any(word.startswith(("-k", "--deselect")) for word in self.plan.args)
        if self.plan.runner is not Runner.PYTEST or not function.isidentifier() or chosen:
            return False
        words = (*self.plan.command, "-x", "-k", function)
        finished = await box.run(words, cwd=self.folder, limits=self._limits)
        return not finished.timed_out and finished.code == _FAILED
