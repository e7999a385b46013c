"""Which tools and resources does the server offer, and how is it reached?"""

import hmac
from collections.abc import Awaitable, Callable
from typing import Annotated, Any, TypeVar

from mcp.server.mcpserver import Context, MCPServer
from mcp.server.mcpserver.exceptions import ResourceNotFoundError
from mcp.server.mcpserver.exceptions import ToolError as Refused
from pydantic import Field, RootModel
from starlette.types import ASGIApp, Receive, Scope, Send

from analyzers.errors import AssistantError
from analyzers.facts import Decision, Diagnosis, Source, Traceback
from tui.mcp.work import Checked, Evaluated, Localised, Progress, Repaired, Work, plain

_INSTRUCTIONS = """\
Tools that establish facts about broken code: they parse, run, trace and test. A language model has a part only in what
`diagnose`, `run_and_inspect` and `localise_fault` say, only where the user has switched models on, and what it adds is marked
with its name. Give `diagnose` whatever was printed, verbatim. What a fix's `status` says is what was checked: only
`verified` was seen to work.
"""

T = TypeVar("T")


# The SDK reads the fields of a plain class off its defaults, which a slotted dataclass does not have; wrapped in
# a model they come from the annotations, with a schema.
class _Decision(RootModel[Decision]): ...


class _Diagnosis(RootModel[Diagnosis]): ...


class _Repaired(RootModel[Repaired]): ...


class _Localised(RootModel[Localised]): ...


class _Checked(RootModel[Checked]): ...


Command = Annotated[
    list[str],
    Field(description="the program and its arguments; `python` stands for the workspace's own interpreter"),
]
Seconds = Annotated[float, Field(description="the limit for one run", gt=0, le=600)]


def build(work: Work, version: str) -> MCPServer[Any]:
    """Return the server for one workspace."""
    server: MCPServer[Any] = MCPServer(
        "debugassist", instructions=_INSTRUCTIONS, version=version, log_level="WARNING"
    )
    _reading(server, work)
    _running(server, work)
    _resources(server, work)
    return server


def _reading(server: MCPServer[Any], work: Work) -> None:
    """Tools that run nothing."""

    @server.tool()
    async def diagnose(
        context: Context[Any, Any],
        text: Annotated[
            str, Field(description="a traceback, log, test or compiler output, or a question")
        ] = "",
        code: Annotated[str, Field(description="source code, where that is the problem")] = "",
    ) -> _Diagnosis:
        """Say what is wrong, with the evidence and checked fixes. Runs nothing."""
        return _Diagnosis(await _answer(work.diagnose(text, code, _progress(context))))

    @server.tool()
    async def route(text: str) -> _Decision:
        """Decide whether a problem is one of syntax, runtime or logic, with the confidence and the reasons."""
        return _Decision(await _answer(work.route(text)))

    @server.tool()
    async def parse_traceback(text: str) -> tuple[Traceback, ...]:
        """Read every traceback in a text, in any style and many languages: chains, frames, places."""
        return await _answer(work.parse(text))

    @server.tool()
    async def repair_syntax(
        code: str, language: Annotated[str, Field(description="`python`, `javascript`, `json`, …")] = "python"
    ) -> _Repaired:
        """Repair code that does not parse; what comes back parses, and for Python compiles."""
        return _Repaired(await _answer(work.repair(code, language)))

    @server.tool()
    async def search_knowledge(
        text: str, limit: Annotated[int, Field(ge=1, le=20)] = 5
    ) -> tuple[Source, ...]:
        """Search the local store of solved problems; each result has its link and licence."""
        return await _answer(work.search(text, limit))


def _running(server: MCPServer[Any], work: Work) -> None:
    """Tools that run programs of the workspace; refused unless the server was started with leave to."""

    @server.tool()
    async def run_and_inspect(
        context: Context[Any, Any], command: Command, seconds: Seconds = 60.0
    ) -> _Diagnosis:
        """Run a program and, where it fails, look at its values and follow the bad one to its origin.

        Where the user has switched models on they are asked too, as far as the user's file says.
        """
        return _Diagnosis(await _answer(work.run(command, seconds, _progress(context))))

    @server.tool()
    async def evaluate_in_frame(
        command: Command,
        expressions: list[str],
        frame: Annotated[int, Field(description="from the outermost, 0; or from the deepest, -1")] = -1,
        seconds: Seconds = 60.0,
    ) -> tuple[Evaluated, ...]:
        """Run a program to its failure and evaluate expressions in a frame there; calls no code of the program."""
        return await _answer(work.evaluate(command, expressions, frame, seconds))

    @server.tool()
    async def localise_fault(
        context: Context[Any, Any], command: Command, seconds: Seconds = 60.0
    ) -> _Localised:
        """Run failing tests under coverage, rank the suspicious lines, and search for a change that passes."""
        return _Localised(await _answer(work.localise(command, seconds, _progress(context))))

    @server.tool()
    async def verify_fix(
        command: Command,
        files: Annotated[dict[str, str], Field(description="path in the workspace to its whole new text")],
        seconds: Seconds = 60.0,
    ) -> _Checked:
        """Check a change on a copy of the workspace: the command must fail without it and pass with it."""
        return _Checked(await _answer(work.verify(command, files, seconds)))


def _resources(server: MCPServer[Any], work: Work) -> None:
    """What was diagnosed in this session can be read again."""

    @server.resource("diagnoses://all", mime_type="application/json")
    def diagnoses() -> list[dict[str, Any]]:
        """The diagnoses of this session, oldest first: number, route and cause."""
        return [
            {"number": number, "route": str(one.decision.route), "cause": one.cause}
            for number, one in work.diagnoses.items()
        ]

    @server.resource("diagnoses://{number}", mime_type="application/json")
    def diagnosis(number: str) -> Any:
        """One diagnosis, whole."""
        for known, one in work.diagnoses.items():
            if number == str(known):
                return plain(one)
        raise ResourceNotFoundError(f"there is no diagnosis {number[:20]}")


def _progress(context: Context[Any, Any]) -> Progress:
    async def tell(step: int, words: str) -> None:
        await context.report_progress(step, None, words)

    return tell


async def _answer(work: Awaitable[T]) -> T:
    """What the work gives; what it raises for people becomes the tool's error, with the next step."""
    try:
        return await work
    except AssistantError as error:
        raise Refused(f"{error.message}; {error.hint}" if error.hint else error.message) from error


def guarded(app: ASGIApp, token: str) -> ASGIApp:
    """Return the application behind a bearer token, compared in constant time."""
    expected = f"Bearer {token}".encode()

    async def checked(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            given = dict(scope["headers"]).get(b"authorization", b"")
            if not hmac.compare_digest(given, expected):
                await _refuse(send)
                return
        await app(scope, receive, send)

    return checked


async def _refuse(send: Callable[[dict[str, Any]], Awaitable[None]]) -> None:
    headers = [(b"www-authenticate", b"Bearer"), (b"content-type", b"text/plain")]
    await send({"type": "http.response.start", "status": 401, "headers": headers})
    await send({"type": "http.response.body", "body": b"a bearer token is needed\n"})
