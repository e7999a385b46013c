"""Does a program fail each time? Run unchanged on a copy with several hash seeds, where its sources give reason to doubt it.

The order of a set of texts, and the number that `hash` gives, differ from run to run unless PYTHONHASHSEED is set. What
depends on it may fail today and work tomorrow; a fix that was run once may then have done nothing.
"""

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

from analyzers.deferred import dataclass
from analyzers.errors import ToolError
from analyzers.runtime.crash import Crash
from analyzers.runtime.varying import CHANCE, ORDER, varying
from assistant.diagnose import Task

if TYPE_CHECKING:
    from tools.interpreter import Launch
    from tools.process import Finished

_SEEDS = ("0", "1", "2", "3", "4", "5")
_FIRST, _FIRST_OF_SETS = 2, 4  # runs before anything speaks for a difference; where sets are used
_SOON = 5.0  # seconds after which a program that fails is not run again for this alone
_QUICK = 1.0  # second within which one that fails is run more often
_SLOWER, _AT_LEAST = 10.0, 5.0
IN_THREAD = "Exception in thread "  # printed by a program that may leave with 0
_LAST_EXCEPTION = re.compile(
    r"^(?:E   )?((?:[A-Za-z_]\w*\.)*[A-Z]\w*(?:Error|Exception|Exit|Interrupt|Iteration|Warning|Fault)?)(?::|$)",
    re.MULTILINE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Steadiness:
    """Whether an unchanged program fails each time."""

    seed: str = "0"  # with which it fails, and with which everything else is to be run
    others: tuple[str, ...] = ()  # with which a fix has to do as well
    always: bool = True  # it failed in each run
    ordered: bool = False  # whether it fails is decided by the hash seed
    note: str = ""


def doubtful(crash: Crash, seconds: float) -> bool:
    """Whether a program that has failed within `seconds` is to be run again unchanged."""
    return seconds <= _SOON and bool(varying(crash.sources))


async def steadiness(task: Task, program: "Launch", crash: Crash, seconds: float) -> Steadiness:
    """Return whether a program that has failed within `seconds` does so each time; runs nothing where none could differ."""
    from tools.sandbox import sandbox

    reasons = varying(crash.sources)
    if os.environ.get("PYTHONHASHSEED", "").isdecimal():  # the user has settled it
        reasons -= {ORDER}
    chance = CHANCE in reasons
    if not reasons or seconds > _SOON:
        return Steadiness(always=not chance)
    from tools.process import Limits

    limits = Limits(seconds=max(_AT_LEAST, seconds * _SLOWER), memory=4_000_000_000, file_size=200_000_000)
    folder = Path(task.problem.folder) if task.problem.folder else ""

    async def fails(seed: str) -> bool:
        with sandbox(task.workspace.root, seed=seed) as box:  # anew: what a run leaves may change the next
            done = await box.run(program.command, cwd=folder, limits=limits, stdin=b"")
        failed = done.code != 0 or IN_THREAD in done.stderr
        if failed and (done.timed_out or last_exception(done) not in ("", crash.type.rpartition(".")[2])):
            raise ToolError("it fails differently on a copy")  # without a network, a terminal or a home
        return failed

    enough = _FIRST_OF_SETS if ORDER in reasons and seconds < _QUICK else _FIRST
    if chance:  # two that fail by chance, and one that does not, are nothing rare: six of each are
        enough = len(_SEEDS)
    failed: dict[str, bool] = {}
    try:
        for seed in _SEEDS:
            failed[seed] = await fails(seed)
            if len(failed) == enough and all(failed.values()):
                return Steadiness(others=_SEEDS[1:enough] if reasons & {ORDER, CHANCE} else ())
        by_seed = ORDER in reasons and not chance and any(failed.values())
        by_seed = by_seed and [await fails(seed) for seed in failed] == list(failed.values())
    except ToolError:
        return Steadiness(always=not chance)  # a copy tells nothing: who verifies fixes says so
    return _unsteady(failed, by_seed, chance)


def _unsteady(failed: dict[str, bool], by_seed: bool, by_chance: bool) -> Steadiness:
    bad = [seed for seed, fails in failed.items() if fails]
    good = [seed for seed in failed if seed not in bad]
    if by_seed:
        return Steadiness(
            seed=bad[0],
            others=(*bad[1:], *good),
            ordered=True,
            note=f"it does not fail each time: with PYTHONHASHSEED={_listed(bad)} it does, with {_listed(good)} it does not, "
            "so the order of a set or what `hash` gives decides",
        )
    what = "chance" if by_chance and bad else "the clock, the order of a set or what a copy lacks"
    said = (
        f"it does not fail each time: of {len(failed)} unchanged runs on a copy {len(bad)} failed"
        if bad
        else f"it did not fail on a copy, where it was run {len(failed)} times unchanged"
    )
    return Steadiness(
        seed=(bad or ["0"])[0],
        always=False,
        note=f"{said}; {what} decides, so no fix can be shown to help by running it",
    )


def _listed(seeds: list[str]) -> str:
    return seeds[0] if len(seeds) == 1 else f"{', '.join(seeds[:-1])} or {seeds[-1]}"


def last_exception(done: "Finished") -> str:
    """Return the bare name of the last exception that a run printed; an empty text where there is none."""
    names = _LAST_EXCEPTION.findall(done.stderr[-20_000:]) or _LAST_EXCEPTION.findall(done.stdout[-20_000:])
    return names[-1].rpartition(".")[2] if names else ""
