"""Why did the program that is debugged step by step fail? The runtime path's answer, asked of the program as it stands."""

from pathlib import Path

from analyzers.facts import Decision, Diagnosis, Problem, Route, Signal, Stage, Traceback
from analyzers.runtime.crash import Unknown
from analyzers.runtime.explain import explain
from analyzers.runtime.rank import rank
from analyzers.traceback import Reading
from assistant.diagnose import Task
from assistant.paths.live import drive
from assistant.paths.runtime import codes, crash_of, is_compile_error, usable
from tools.debugger.interactive import Debugger
from tools.debugger.protocol import Stopped
from tools.workspace import Workspace


async def why(debugger: Debugger, root: Path) -> Diagnosis | Unknown:
    """Return the cause of the failure that the program stands at.

    Fixes are proposed, not checked: that would take another run. Another frame than before may be looked at then.
    """
    stop = debugger.state
    if not isinstance(stop, Stopped) or stop.traceback is None:
        return Unknown("nothing has failed yet")
    traceback = stop.traceback
    if is_compile_error(traceback):
        return Unknown("a file does not compile: `debugassist fix` repairs it")
    task = Task(
        problem=Problem(workspace=str(root)),
        decision=_decided(traceback),
        reading=Reading((traceback,)),
        workspace=Workspace.at(root),
    )
    crash = crash_of(task, traceback, live=True)
    finding = await drive(explain(crash), crash, debugger.session)
    return Diagnosis(
        cause=finding.cause,
        decision=task.decision,
        diagnostics=(finding.diagnostic,),
        hypotheses=finding.hypotheses,
        suspects=rank(crash, finding),
        fixes=usable(crash, finding.fixes),
        code=codes(crash),
    )


def _decided(traceback: Traceback) -> Decision:
    what = f"`{traceback.final.type}` stopped it"
    return Decision(
        route=Route.RUNTIME,
        confidence=0.99,
        stage=Stage.STRUCTURE,
        signals=(Signal(Stage.STRUCTURE, Route.RUNTIME, what, 0.99),),
        kind="exception",
    )
