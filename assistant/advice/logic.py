"""What does a team of models find, where no small edit makes the failing checks pass?

Each member is asked once or for a few steps, and none asks another: the planner says what is expected and where to
look, the analyst looks and proposes, the critic - no model, but the command itself, with the change and without it -
judges. What others have solved is on the sheet already, where the researcher found anything.
"""

from dataclasses import replace
from pathlib import Path

from analyzers.facts import Code, Diagnosis, Fix, Status
from analyzers.logic.expectation import CHECK, check_of
from analyzers.logic.subject import is_test_file
from analyzers.proposal import applied
from assistant.advice.conversation import Emit, Matter, converse
from assistant.advice.outside import outside
from assistant.advice.sheet import sheet, sources
from assistant.advice.tools import reading
from assistant.critic import Critic
from assistant.diagnose import Task
from assistant.models.data import RULE, block, numbered
from assistant.models.desk import Desk, Role, Rung
from assistant.models.errors import ModelError
from assistant.models.provider import Message, Request, Speaker
from tools.testing.plan import plan_of

_ANALYST = (
    "A Python program gives a wrong result, which a check shows. Find the cause in the program - the check is right - and "
    "propose the smallest change that makes it do what was meant for every input, not only for the ones that are checked. "
    "Read what you need with the tools before you propose."
)
_PLANNER = (
    "A check of a Python program fails. Say in one sentence each what is expected, what happens instead, and which "
    "function to look at first. Do not propose a change."
)
_PLAN = {
    "type": "object",
    "properties": {
        "expected": {"type": "string"},
        "instead": {"type": "string"},
        "look_at": {"type": "string"},
    },
    "required": ["expected", "instead", "look_at"],
    "additionalProperties": False,
}
_MOST_FILES = 12


async def mended(task: Task, diagnosis: Diagnosis, desk: Desk, emit: Emit) -> Diagnosis:
    """Return the diagnosis with a change that the command itself has verified; unchanged where there is none."""
    folder = Path(task.problem.folder or task.workspace.root)
    plan = plan_of(task.problem.command, task.workspace.root, task.settings.interpreter, folder)
    if plan is None or not desk.rungs(Role.REASONER):
        return diagnosis
    stated = task.problem.expects or task.problem.output is not None
    added = {}
    if stated:
        added = {CHECK: check_of(task.problem.paths[0], task.problem.expects, task.problem.output)}
    texts = _texts(task, diagnosis)
    critic = Critic(task.workspace.root, plan, task.problem.folder, added)

    async def check(fix: Fix) -> Fix:
        paths = {edit.span.path for edit in fix.edits}
        changed = {
            path: applied(texts[path], [edit for edit in fix.edits if edit.span.path == path])
            for path in paths
        }
        return await critic.check(fix, changed)

    facts = "\n".join(
        (
            sheet(diagnosis),
            sources(diagnosis),
            *(block(f"the check {name}", numbered(text), 3_000) for name, text in added.items()),
            *_solved(diagnosis),
        )
    )

    async with outside(task, desk) as others:

        async def attempt(rung: Rung) -> tuple[Fix, ...] | None:
            matter = Matter(
                instructions=_ANALYST,
                opening=f"{facts}\n{await _planned(desk, rung, facts)}",
                texts=texts,
                toolbox=reading(task.workspace) | others,
                check=check,
                code="logic/failing-check",
            )
            return await converse(desk, rung, matter, desk.configuration.steps, emit)

        fixes = await desk.climb(Role.REASONER, attempt)
    if not fixes:
        return diagnosis
    known = {code.path for code in diagnosis.code}
    more = tuple(
        Code(text=text, path=path, language="python") for path, text in texts.items() if path not in known
    )
    found = tuple(fix for fix in fixes if fix.status is Status.VERIFIED)
    rest = tuple(fix for fix in fixes if fix.status is not Status.VERIFIED)
    return replace(diagnosis, fixes=(*found, *diagnosis.fixes, *rest), code=(*diagnosis.code, *more))


async def _planned(desk: Desk, rung: Rung, facts: str) -> str:
    """The planner's word for the analyst; nothing where it has none."""
    request = Request(
        system=f"{_PLANNER}\n{RULE}",
        messages=(Message(speaker=Speaker.USER, text=facts),),
        schema=_PLAN,
        max_tokens=300,
    )
    try:
        plan = (await desk.ask(rung, Role.REASONER, request)).value
    except ModelError as error:
        desk.notes.append(f"planner: {error.message}")
        return ""
    told = f"expected: {plan['expected']}\ninstead: {plan['instead']}\nlook at: {plan['look_at']}"
    return block("plan, to be checked", told, 1_000)


def _texts(task: Task, diagnosis: Diagnosis) -> dict[str, str]:
    """The program's files that may be changed: those that the failing checks execute."""
    found: dict[str, str] = {}
    for path in (*(one.path for one in diagnosis.suspects), *(code.path for code in diagnosis.code)):
        text = task.workspace.read(path) if path and path not in found else None
        if text is not None and path.endswith(".py") and not is_test_file(path) and len(found) < _MOST_FILES:
            found[path] = text
    return found


def _solved(diagnosis: Diagnosis) -> list[str]:
    return [block(f"page {source.url}", source.excerpt, 1_000) for source in diagnosis.sources[:2]]
