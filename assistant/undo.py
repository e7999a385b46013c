"""Which slips, once undone, let a crashing program run to its end?

Each candidate edit runs in a forked child with the failing command as its check. What survives is evidence for its
line, and may become a fix; whether it is the right one is for `analyzers.runtime.choice` to say.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, islice
from math import sqrt
from time import monotonic
from typing import TypedDict

from analyzers.deferred import dataclass, replace
from analyzers.errors import AssistantError
from analyzers.facts import Fix, Status
from analyzers.logic.edits import Candidate
from analyzers.logic.program import Program
from analyzers.runtime.choice import Chosen, Survivor, Undone, one_each
from analyzers.runtime.crash import Crash, Finding
from analyzers.runtime.families import HIDING
from analyzers.runtime.names import never_meant
from analyzers.runtime.padding import OTHER_FORM
from analyzers.runtime.slips import about_of, slips
from assistant.changed import change_of
from assistant.diagnose import Task
from assistant.editable import foreign, programs_of
from assistant.fixes import fix_of
from assistant.named_in_data import names_in_data
from assistant.proposed_edits import EXPLAINED, proposed_edits
from tools.testing.outcomes import Variant
from tools.testing.plan import Runner, plan_of
from tools.testing.server import Server, serve, whole_checks

_OWN_EXIT = "the program's own exit"
_BATCH = 24
_MOST = 4_000  # candidates
_MOST_LINES = 250  # whose statements are edited
_CONFIRMED = 60  # survivors that are run once more, each by itself
_FAINT = 0.03  # added to each line's likelihood: a common slip elsewhere comes before odd ones there
_NOT_FAR_BEHIND = 0.4  # of the likelihood of an edit, for an explained one to stand for it
_BORNE_OUT = 0.5  # likelihood from which an explained edit is offered that leads
_WORTH_SHOWING = 0.4  # likelihood from which an edit is shown that is not sure
_SOON = 5.0  # seconds after which a program that fails is run too often by a search
_NOT_OF_THE_CODE = frozenset({"KeyboardInterrupt", "MemoryError", "ModuleNotFoundError"})
_NO_INPUT = "EOF when reading a line"
_STARTS = frozenset(  # named by any module or object: what is started is not watched over as the copy is
    ["Popen", "check_call", "check_output", "execv", "execvp", "spawnv", "startfile", "sendmail",
     "create_subprocess_exec", "create_subprocess_shell"]
)  # fmt: skip
_STARTS_OF = frozenset(["os.system", "subprocess.run", "subprocess.call"])
_PATIENCE = 0.1  # seconds of the processor for one candidate, beyond what the program takes


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """How long the search may take."""

    cpu: float = 3.0  # seconds of the processors
    clock: float = 20.0  # of a busy machine


def searchable(task: Task, crash: Crash, seconds: float) -> bool:
    """Whether a program fails soon, in its own code, and in a way that running it again and again shows."""
    mine = bool(crash.sites) and crash.type not in _NOT_OF_THE_CODE and _NO_INPUT not in crash.message
    return mine and bool(task.problem.command) and seconds <= _SOON and _harmless(crash)


def _harmless(crash: Crash) -> bool:
    """Whether no changed program could start or send the wrong thing; what it deletes or moves is kept to its copy."""
    import ast

    return not any(
        isinstance(node, ast.Attribute | ast.Name)
        and (getattr(node, "attr", getattr(node, "id", "")) in _STARTS or ast.unparse(node) in _STARTS_OF)
        for source in crash.sources.values()
        for node in source.nodes
    )


def offered(chosen: Sequence[Chosen], explained: Sequence[Fix]) -> tuple[Fix, ...]:
    """Return the fixes worth verifying: what is likely the author's own edit, and what no single file could try."""
    known = {
        tuple(sorted((edit.span.start, edit.span.end, edit.text) for edit in fix.edits)): fix
        for fix in explained
    }
    sure = list(
        {id(one): one for one in (_same_explained(one, chosen) for one in chosen if one.sure)}.values()
    )
    likely = [
        known.get(one.survivor.candidate.edits)
        or replace(fix_of(one.survivor.candidate, one.survivor.program), code="runtime/slip")
        for one in sure or _borne_out(chosen)
    ]
    wide = [fix for fix in explained if len({edit.span.path for edit in fix.edits}) > 1]
    return (*likely, *wide)


def _same_explained(one: Chosen, chosen: Sequence[Chosen]) -> Chosen:
    """The edit of an explainer with which the program prints the same, else the edit itself."""
    output = one.survivor.output
    same = (
        other
        for other in chosen
        if other.survivor.explained
        and other.survivor.output == output
        and other.chance >= _NOT_FAR_BEHIND * one.chance
    )
    return one if output is None else next(same, one)


def _borne_out(chosen: Sequence[Chosen]) -> list[Chosen]:
    """The likeliest edit of an explainer, if what it makes of the program is likelier than anything else.

    An explainer has tested its hypothesis on the live values, which the weights of the edits know nothing of.
    """
    best = max(chosen, key=lambda one: one.chance + one.shared, default=None)
    explained = next((one for one in chosen if one.survivor.explained), None)
    if best is None or explained is None or best.survivor.output != explained.survivor.output:
        return []
    return [explained] if explained.chance + explained.shared >= _BORNE_OUT else []


def doubted(chosen: Sequence[Chosen]) -> tuple[Fix, ...]:
    """Return the likeliest edit where none is likely enough, as what it is: it was run, and may not be what was meant."""
    if not chosen or chosen[0].chance + chosen[0].shared < _WORTH_SHOWING:
        return ()
    one, others = chosen[0].survivor, len(chosen) - 1
    fix = replace(fix_of(one.candidate, one.program), code="runtime/slip")
    check = "the program runs to its end with it"
    check += f", and with {others} other edits: which one was meant is not known" if others else ""
    return (replace(fix, status=Status.UNVERIFIED, check=check),)


async def undo(
    task: Task,
    crash: Crash,
    finding: Finding,
    suspicion: Mapping[tuple[str, int], float],
    ran: frozenset[tuple[str, int]],
    proposed: Sequence[Fix] = (),
    lines: Mapping[tuple[str, int], float] | None = None,
    budget: Budget | None = None,
) -> Undone:
    """Try the fixes that are proposed, then edits of suspicious lines; nothing survives where the program cannot be run so.

    `lines` says how likely each is at fault: with how common a slip is, that decides what is tried first.
    """
    try:
        return await _search(task, crash, finding, suspicion, ran, proposed, lines or {}, budget or Budget())
    except AssistantError:
        return Undone()


async def _search(
    task: Task,
    crash: Crash,
    finding: Finding,
    suspicion: Mapping[tuple[str, int], float],
    ran: frozenset[tuple[str, int]],
    proposed: Sequence[Fix],
    likely: Mapping[tuple[str, int], float],
    budget: Budget,
) -> Undone:
    import asyncio

    from tools.sandbox import sandbox

    root = task.workspace.root
    plan = plan_of(task.problem.command, root, task.settings.interpreter, task.problem.folder or root)
    programs = programs_of(crash)
    if plan is None or not programs:
        return Undone()
    explained = {
        (one.path, one.apply(programs[one.path].text)): one
        for one in proposed_edits(programs, proposed, crash)
    }
    queue = []
    # What is there in another form is not missing.
    known = any(one.code == f"runtime/{OTHER_FORM}" for one in finding.hypotheses)
    data = names_in_data(root, programs.values()) if crash.type in ("KeyError", "AttributeError") else ()
    for one in await asyncio.to_thread(_queue, programs, crash, finding, suspicion, likely, ran, data):
        same = explained.get((one.path, one.apply(programs[one.path].text)))
        if same is not None and same.kind == EXPLAINED:  # a well-known slip: say so, and keep the fix's edit
            explained[one.path, one.apply(programs[one.path].text)] = replace(
                same, kind=one.kind, weight=max(same.weight, one.weight)
            )
        elif same is None and not (known and one.kind in HIDING):
            queue.append(one)
    queue = [*explained.values(), *queue]
    own = frozenset(one.edits for one in explained.values())
    with sandbox(root, seed=task.seed) as box:
        failing, passing = [_OWN_EXIT], list[str]()
        modules: Sequence[str] = foreign(programs, root)
        if plan.runner is not Runner.SCRIPT:
            async with serve(box, plan, cwd=task.problem.folder, lanes=1) as server:
                tracing = await server.trace(limits={"": 5.0}, wall=task.settings.time_limit)
            failing = whole_checks([one for one in tracing.outcomes if one.status.bad])
            passing = [
                name
                for name in whole_checks([one for one in tracing.outcomes if not one.status.bad])
                if name not in failing
            ]
            modules = tracing.modules
            box.restore(added=True)
        sources = [str(box.path(path)) for path in programs]
        async with serve(
            box,
            plan,
            cwd=task.problem.folder,
            lanes=1,
            rewrite=False,
            preload=modules,
            sources=sources,
        ) as server:
            return await _tried(server, programs, queue, own, failing, passing, budget)


def _queue(
    programs: Mapping[str, Program],
    crash: Crash,
    finding: Finding,
    suspicion: Mapping[tuple[str, int], float],
    likely: Mapping[tuple[str, int], float],
    ran: frozenset[tuple[str, int]],
    data: Sequence[str],
) -> list[Candidate]:
    """The edits of each line once, likeliest first."""
    about = about_of(crash, finding, programs, data)
    scored: dict[tuple[str, tuple[tuple[int, int, str], ...]], tuple[float, Candidate]] = {}
    chosen = _lines(programs, crash, suspicion, ran)
    for path, program in programs.items():
        lines = frozenset(line for file, line in chosen if file == path)
        for candidate in slips(program, lines, about):
            if never_meant(crash, path, candidate.edits):
                continue
            score = candidate.weight * sqrt(_FAINT + likely.get((path, candidate.line), 0.0))
            key = path, candidate.edits
            if key not in scored or scored[key][0] < score:
                scored[key] = score, candidate
    ordered = sorted(scored.values(), key=lambda pair: -pair[0])
    return [candidate for _, candidate in ordered[:_MOST]]


def _lines(
    programs: Mapping[str, Program],
    crash: Crash,
    suspicion: Mapping[tuple[str, int], float],
    ran: frozenset[tuple[str, int]],
) -> list[tuple[str, int]]:
    """The lines whose statements are edited: suspicious ones, then what ran in the files of the stack, then the rest."""
    files = {site.source.path for site in crash.sites} | {path for path, _ in suspicion}
    lines = [
        (path, statement.lineno) for path, program in programs.items() for statement in program.statements()
    ]
    lines = [line for line in dict.fromkeys(lines) if not ran or line in ran or line in suspicion]
    lines.sort(key=lambda line: (-suspicion.get(line, 0.0), line[0] not in files))
    return lines[:_MOST_LINES]


async def _tried(
    server: Server,
    programs: Mapping[str, Program],
    queue: Sequence[Candidate],
    explained: frozenset[tuple[tuple[int, int, str], ...]],
    failing: Sequence[str],
    passing: Sequence[str],
    budget: Budget,
) -> Undone:
    began, writes = monotonic(), False  # where a run leaves files, each begins without those of the last
    usual = await server.attempt(
        {}, None, failing=failing, passing=passing, cpu=10.0, wall=20.0, observe=True
    )
    if usual.passed:  # it does not fail each time: what survives proves nothing
        return Undone()
    server.sandbox.restore(added=not server.has_warm)
    # A busy machine takes many times as long by the clock as by the processor.
    cpu, wall = _PATIENCE + 4 * usual.cpu, 2.0 + 8 * (monotonic() - began)
    limits: _Limits = {"failing": failing, "passing": passing, "cpu": cpu, "wall": wall}
    started, spent, tried = monotonic(), 0.0, 0
    survivors: list[Survivor] = []
    pending: Iterator[Candidate] = iter(queue)
    anew: list[Candidate] = []  # what can only be tried by loading everything anew, which takes longer

    def over() -> bool:
        return spent >= budget.cpu or monotonic() - started >= budget.clock

    async def alone(candidate: Candidate, *, whole: bool) -> float:
        variant = _variant(server, programs[candidate.path], candidate)
        change = None if whole else variant.change
        trial = await server.attempt(variant.files, change, observe=True, **limits)
        if writes:
            server.sandbox.restore(added=True)
        if trial.passed:
            survivors.append(
                Survivor(
                    candidate=candidate,
                    program=programs[candidate.path],
                    explained=candidate.edits in explained,
                    output=None if server.has_warm else trial.output,
                    lines=trial.lines,
                )
            )
        return trial.cpu

    while not over():
        if not (batch := list(islice(pending, 1 if writes else _BATCH))):
            break
        if server.has_warm:  # what is no Python would be tried once more, by loading everything anew
            batch = [one for one in batch if _parses(programs[one.path], one)]
        variants = [_variant(server, programs[one.path], one) for one in batch]
        trials = await server.attempt_many(variants, **limits)
        if any(trial.wrote for trial in trials):
            server.sandbox.restore(added=not server.has_warm)
            if not (writes or server.has_warm):
                writes, pending = True, chain(batch, pending)
                continue
        for candidate, trial in zip(batch, trials, strict=True):
            tried += 1
            spent += trial.cpu
            if (
                trial.refused and candidate.edits in explained
            ):  # few, and the likeliest: they do not wait for the rest
                spent += await alone(candidate, whole=True)
            elif trial.refused:
                anew.append(candidate)
            elif trial.passed and len(survivors) < _CONFIRMED:
                spent += await alone(candidate, whole=False)
    while anew and not over():
        spent += await alone(anew.pop(0), whole=True)
    before = None if server.has_warm else usual.output
    return Undone(
        survivors=one_each(survivors), before=before, lines=usual.lines, tried=tried, total=len(queue)
    )


class _Limits(TypedDict):
    failing: Sequence[str]
    passing: Sequence[str]
    cpu: float
    wall: float


def _parses(program: Program, candidate: Candidate) -> bool:
    import ast
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            ast.parse(candidate.apply(program.text))
        except (SyntaxError, ValueError, RecursionError):
            return False
    return True


def _variant(server: Server, program: Program, candidate: Candidate) -> Variant:
    path = str(server.sandbox.root / candidate.path)
    text = candidate.apply(program.text)
    change = change_of(program, candidate, text, path, server.at_import) if server.has_warm else None
    return Variant(files={path: text}, change=change)
