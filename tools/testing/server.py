"""How are tests run in the user's interpreter, thousands of times, without starting it anew?

`serve` starts one child process in a sandbox; it forks lanes (see `debugassist_child.lanes`), and each request
is answered in a child forked from a lane. A request is lost with its child, never with the server.
"""

import json
import os
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analyzers.deferred import dataclass
from analyzers.errors import ToolError
from tools.process import Limits, start
from tools.sandbox import Sandbox
from tools.testing.outcomes import Call, Change, Ended, Failure, Outcome, Probe, Tracing, Trial, Variant
from tools.testing.pipes import Lane, Pair, explained, ready_of
from tools.testing.plan import Plan, Runner

if TYPE_CHECKING:
    import asyncio

_CHILD = Path(__file__).parent / "debugassist_child" / "__main__.py"
EXIT = "the program's own exit"  # names that `debugassist_child.scripts` gives
_ASSERT = "assert at line "


def whole_checks(outcomes: Sequence[Outcome]) -> list[str]:
    """Return the names under which the checks end in an untraced run, where a script's asserts are one check."""
    names = [EXIT if outcome.name.startswith(_ASSERT) else outcome.name for outcome in outcomes]
    return list(dict.fromkeys(names))


@dataclass(slots=True)
class Server:
    """A running test server. Comes from `serve`."""

    sandbox: Sandbox
    tests: tuple[str, ...]  # as collected; empty where only running shows them
    at_import: frozenset[tuple[str, int, str]]  # functions that ran while the program was loaded
    warm: "asyncio.Queue[Lane]"
    cold: "asyncio.Queue[Lane]"
    has_warm: bool
    _number: int = 0

    async def trace(
        self,
        shares: Sequence[Sequence[str]] = ((),),
        *,
        lines: bool = True,
        limits: Mapping[str, float] | None = None,
        soon: float | None = None,
        wall: float = 60.0,
    ) -> Tracing:
        """Run tests with their lines recorded, unless `lines` are not wanted; each share of them in a lane of its own.

        An empty share is all tests. `limits` are seconds by test, "" for all others. After `soon` seconds no further
        test is begun; without their lines only once one has failed.
        """
        import asyncio

        lanes = self.warm if self.has_warm else self.cold
        request: dict[str, Any] = {"limits": dict(limits or {"": 5.0}), "wall": wall, "soon": soon}
        request |= {"trace": lines}
        replies = await asyncio.gather(
            *(self._ask(lanes, {**request, "tests": list(share)}) for share in shares)
        )
        outcomes = [outcome for reply in replies for outcome in self._outcomes(reply)]
        modules = [
            name for reply in replies for record in reply["records"] for name in record.get("modules", ())
        ]
        return Tracing(
            outcomes=tuple(outcomes),
            modules=tuple(dict.fromkeys(modules)),
            broken=next(filter(None, map(_broken, replies)), ""),
        )

    def _outcomes(self, reply: dict[str, Any]) -> list[Outcome]:
        """How the tests of a run ended, the one that ended the run included."""
        outcomes = [self._outcome(record) for record in reply["records"] if "test" in record]
        begun = [record["begin"] for record in reply["records"] if "begin" in record]
        if reply["end"] != "done" and begun and begun[-1] not in {outcome.name for outcome in outcomes}:
            status = Ended.HUNG if reply["end"] == "hung" else Ended.ERROR
            outcomes.append(Outcome(name=begun[-1], status=status))
        return outcomes

    async def attempt(
        self,
        files: Mapping[str, str],
        change: Change | None,
        *,
        failing: Sequence[str],
        passing: Sequence[str],
        cpu: float,
        wall: float,
        spared: Sequence[str] = (),
        observe: bool = False,
    ) -> Trial:
        """Run the tests on a changed program: what failed first, then, if all of that passes, the rest.

        `files` are whole sources by path; `change` is the same as one function where it can be, which is ten
        times faster with pytest. `spared` are tests that may go on failing, which a script runs with the others.
        `observe`: also say what a script prints, and which lines run how often.
        """
        first = failing if self.has_warm else [*failing, *spared]
        request: dict[str, Any] = {"failing": first, "passing": passing, "cpu": cpu, "wall": wall}
        if observe:
            request["observe"] = True
        if self.has_warm and not files:  # the program as it is
            return self._trial(await self._ask(self.warm, request), failing, passing, spared)
        if self.has_warm and change is not None:
            reply = await self._ask(self.warm, {**request, "function": _function(change)})
            if not any(record.get("refused") for record in reply["records"]):
                return self._trial(reply, failing, passing, spared)
        if self.has_warm:  # pytest collects anew
            request |= {"cpu": cpu + 1.0, "wall": wall + 2.0}
        reply = await self._ask(self.cold, {**request, "files": dict(files)})
        return self._trial(reply, failing, passing, spared)

    async def attempt_many(
        self,
        variants: Sequence[Variant],
        *,
        failing: Sequence[str],
        passing: Sequence[str],
        cpu: float,
        wall: float,
    ) -> list[Trial]:
        """Run the tests on changed programs, many of them in one child; answer in the same order.

        Each has `cpu` and `wall` seconds. What passes here is to be tried once more by itself with `attempt`, and
        so is what is refused here, which takes a hundred times longer.
        """
        trials: dict[int, Trial] = {}
        together = list(range(len(variants)))
        request = {"failing": failing, "passing": passing, "cpu": cpu, "wall": wall}
        while together:
            changes = [self._changed(variants[number]) for number in together]
            reply = await self._ask(
                self.warm if self.has_warm else self.cold, {**request, "changes": changes}
            )
            told = [record for record in reply["records"] if "n" in record]
            wrote = any(record.get("wrote") for record in reply["records"])
            share = reply["cpu"] / max(1, len(told))
            for record in told:
                trials[together[record["n"]]] = Trial(
                    passed=record["passed"],
                    fixed=frozenset(record["fixed"]),
                    refused=record["refused"],
                    hung=record["hung"],
                    cpu=share,
                    wrote=wrote,
                )
            done = len(told)
            if done < len(together) and not any(record.get("stop") for record in reply["records"]):
                trials[together[done]] = Trial(passed=False, fixed=frozenset(), hung=True, cpu=share)
                done += 1
            if not done:  # what the first came to is too long to be told: each is tried by itself
                break
            together = together[done:]
        for number, variant in enumerate(variants):
            if number not in trials:
                trials[number] = await self.attempt(
                    variant.files, None, failing=failing, passing=passing, cpu=cpu, wall=wall
                )
        return [trials[number] for number in range(len(variants))]

    async def ask(
        self, variant: Variant, probes: Sequence[Probe], *, failing: Sequence[str], cpu: float, wall: float
    ) -> tuple[str, ...]:
        """Return what a changed program answers to each probe; an empty text where there is no answer.

        A variant without files is the program as it is.
        """
        asked = [{"file": str(self.sandbox.path(probe.file)), "source": probe.source} for probe in probes]
        request = {"probes": asked, "cpu": cpu, "wall": wall, "failing": list(failing), "load": 1.0 + cpu}
        reply: dict[str, Any] | None = None
        if self.has_warm and (variant.change is not None or not variant.files):
            change = {"function": _function(variant.change)} if variant.change is not None else {}
            reply = await self._ask(self.warm, {**request, **change})
            if any(record.get("refused") for record in reply["records"]):
                reply = None
        if reply is None:
            request["wall"] = wall + 3.0
            reply = await self._ask(self.cold, {**request, "files": dict(variant.files)})
        answers = {record["probe"]: record["answer"] for record in reply["records"] if "probe" in record}
        return tuple(answers.get(number, "") for number in range(len(probes)))

    def _changed(self, variant: Variant) -> dict[str, Any]:
        if self.has_warm and variant.change is not None:
            return _function(variant.change)
        if self.has_warm:
            [(path, text)] = variant.files.items()
            return {"path": path, "text": text}
        return {"files": dict(variant.files)}

    async def _ask(self, lanes: "asyncio.Queue[Lane]", request: dict[str, Any]) -> dict[str, Any]:
        lane = await lanes.get()
        self._number += 1
        data = memoryview((json.dumps({"id": self._number, **request}) + "\n").encode())
        try:
            while data:
                data = data[os.write(lane.writer, data) :]
            line = await lane.reader.readline()
        except (OSError, ValueError) as error:
            raise ToolError(f"the test server stopped answering: {error}") from error
        if not line.endswith(b"\n"):
            raise ToolError("the test server ended")
        lanes.put_nowait(lane)
        reply: dict[str, Any] = json.loads(line)
        return reply

    def _outcome(self, record: dict[str, Any]) -> Outcome:
        found = record.get("failure")
        failure = None
        if found:
            frames = tuple((self._named(file), line, function) for file, line, function in found["frames"])
            failure = Failure(type=found["type"], message=found["message"], frames=frames)
        return Outcome(
            name=record["test"],
            status=Ended(record["status"]),
            seconds=record.get("seconds", 0.0),
            lines=self._lines(record.get("lines", {})),
            failure=failure,
            anew=bool(record.get("anew")),
            calls=tuple(
                Call(
                    file=self._named(file),
                    first=first,
                    function=function,
                    arguments=tuple((name, text) for name, text in arguments),
                )
                for file, first, function, arguments in record.get("calls", ())
            ),
        )

    def _trial(
        self, reply: dict[str, Any], failing: Sequence[str], passing: Sequence[str], spared: Sequence[str]
    ) -> Trial:
        records = reply["records"]
        good = {record["test"] for record in records if record.get("status") in ("passed", "skipped")}
        bad = {record["test"] for record in records if "test" in record} - good - set(spared)
        whole = any(record.get("all") for record in records)
        return Trial(
            passed=reply["end"] == "done" and not bad and (whole or good.issuperset((*failing, *passing))),
            fixed=frozenset(good.intersection(failing)) - bad,
            refused=any(record.get("refused") for record in records),
            hung=reply["end"] == "hung",
            broken=_broken(reply),
            output="".join(record["output"] for record in records if "output" in record),
            lines=self._lines(next((one["lines"] for one in records if "lines" in one), {})),
            cpu=reply["cpu"],
        )

    def _lines(self, counted: Mapping[str, Mapping[str, int]]) -> dict[str, dict[int, int]]:
        """How often which lines of which files of the workspace ran."""
        return {
            self._named(file): {int(line): count for line, count in lines.items()}
            for file, lines in counted.items()
        }

    def _named(self, file: str) -> str:
        """The file as a path relative to the workspace."""
        path = Path(file) if file.startswith("/") else self.sandbox.root / file
        try:
            return str(path.relative_to(self.sandbox.root))
        except ValueError:
            return file


def _function(change: Change) -> dict[str, Any]:
    return {"path": change.file, "first": change.first, "name": change.name, "source": change.source}


def _broken(reply: dict[str, Any]) -> str:
    return next((str(record["broken"]) for record in reply["records"] if "broken" in record), "")


@asynccontextmanager
async def serve(
    box: Sandbox,
    plan: Plan,
    *,
    cwd: str = "",
    lanes: int = 2,
    rewrite: bool = True,
    preload: Sequence[str] = (),
    sources: Sequence[str] = (),
    apart: bool = False,
    changing: bool = True,
) -> AsyncIterator[Server]:
    """Start a server for a plan in a sandbox, wait until it is ready, and end it when the block is left.

    `rewrite` keeps pytest's rewriting of asserts, which is slower and says more; `apart` makes every assert of a
    script a check of its own, as a traced run does, which needs a script that no candidate edits. Without `changing`
    it is sooner ready, and good for the program as it is. Raises ToolError with what the runner said when nothing could
    be collected, ToolTimeout when loading never ends.
    """
    import asyncio

    pairs = {kind: [Pair() for _ in range(lanes)] for kind in ("warm", "cold")}
    warm = plan.runner is Runner.PYTEST
    if not warm:
        for pair in pairs["warm"]:
            pair.close()
        pairs["warm"] = []
    config = {
        "root": str(box.root),
        "folders": [str(box.root), str(box.scratch)],
        "cwd": str(box.path(cwd)),
        "plan": {
            "runner": plan.runner,
            "script": plan.script,
            "module": plan.module,
            "args": list(plan.args),
            "apart": apart,
        },
        "rewrite": rewrite,
        "changing": changing,
        "preload": list(preload),
        "sources": [str(box.path(source)) for source in sources],
        **{kind: [pair.theirs for pair in of_kind] for kind, of_kind in pairs.items()},
    }
    every = [pair for of_kind in pairs.values() for pair in of_kind]
    command = box.words([*plan.interpreter, str(_CHILD), json.dumps(config)])
    try:
        async with start(
            command,
            cwd=box.path(cwd),
            env=box.environment(),
            limits=Limits(),
            stdin=b"",
            pass_fds=[descriptor for pair in every for descriptor in pair.theirs],
        ) as child:
            for pair in every:
                pair.give_away()
            queues: dict[str, asyncio.Queue[Lane]] = {"warm": asyncio.Queue(), "cold": asyncio.Queue()}
            opened = {kind: [await pair.open() for pair in of_kind] for kind, of_kind in pairs.items()}
            try:
                ready: dict[str, Any] = {}
                for kind, of_kind in opened.items():
                    for lane in of_kind:
                        if kind == "warm":
                            ready = await ready_of(lane)
                        queues[kind].put_nowait(lane)
                yield Server(
                    sandbox=box,
                    tests=tuple(ready.get("tests", ())),
                    at_import=frozenset(
                        (file, first, name) for file, first, name in ready.get("at_import", ())
                    ),
                    warm=queues["warm"],
                    cold=queues["cold"],
                    has_warm=warm,
                )
            except ToolError as error:
                raise await explained(error, child) from error
            finally:
                for of_kind in opened.values():
                    for lane in of_kind:
                        lane.transport.close()
    finally:
        for pair in every:
            pair.close()
