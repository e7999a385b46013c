"""Does everything hold with a real Ollama server and a real small model? Shapes and facts, never wording."""

import asyncio
from contextlib import aclosing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from analyzers.facts import Diagnosis, Done, Problem
from assistant.diagnose import Assistant, Settings
from assistant.models.asking import Asker
from assistant.models.desk import Desk, Role
from assistant.models.errors import ModelAbsent, ModelError, ModelRefused
from assistant.models.ollama_chat import OllamaProvider, create, embed, installed
from assistant.models.provider import Message, Provider, Request, Speaker, Tool
from assistant.models.replay import Recorder, Replay
from tests.live.ollama_server import MODEL
from tools.configuration import Configuration, ModelsConfiguration, Use, load
from tui.cli import main

SCHEMA = {
    "type": "object",
    "properties": {"route": {"type": "string", "enum": ["syntax", "runtime", "logic"]}},
    "required": ["route"],
}
CRASH = "def last(xs, i):\n    return xs[i]\n\n\nprint(last([1, 2, 3], 3))\n"


def question(text: str = "Name a colour in one word.", **more: Any) -> Request:
    settings = {"max_tokens": 16, "seconds": 300.0} | more
    return Request(
        system="You answer briefly.", messages=(Message(speaker=Speaker.USER, text=text),), **settings
    )


def provider(host: str) -> Provider:
    return OllamaProvider(MODEL, host, threads=1)


def configuration(host: str, **more: Any) -> ModelsConfiguration:
    ladder = (f"ollama:{MODEL}",)
    given: dict[str, Any] = {"seconds": 120.0, "problem_seconds": 150.0, "steps": 1} | more
    return ModelsConfiguration(
        use=Use.LOCAL, ollama=host, router=MODEL, writer=ladder, reasoner=ladder, **given
    )


async def test_an_answer_streams_and_says_what_it_took(host: str) -> None:
    texts = [chunk.text async for chunk in provider(host).stream(question()) if chunk.text]
    reply = await Asker(provider(host), kept=False).ask(question())
    assert "".join(texts) == reply.text
    assert len(texts) > 0
    assert len(set("".join(texts))) > 2, "a server that computes nonsense says one letter over and over"
    assert reply.usage.read > 5
    assert reply.usage.written > 0


async def test_an_answer_under_a_schema_has_its_form(host: str) -> None:
    reply = await Asker(provider(host), kept=False).ask(
        question(
            "Which route, in JSON: TypeError: 'NoneType' object is not subscriptable",
            schema=SCHEMA,
            max_tokens=80,
        )
    )
    assert reply.value["route"] in ("syntax", "runtime", "logic")


async def test_a_model_without_tools_says_so(host: str) -> None:
    tool = Tool(name="eval", description="Evaluate.", parameters={"type": "object", "properties": {}})
    with pytest.raises(ModelRefused, match="tools"):
        await Asker(provider(host), kept=False).ask(question(tools=(tool,)))


async def test_a_model_that_is_not_there_is_said_with_the_way_to_get_it(host: str) -> None:
    with pytest.raises(ModelAbsent) as caught:
        await Asker(OllamaProvider("no-such-model", host), kept=False).ask(question())
    assert caught.value.hint == "get it: `ollama pull no-such-model`"


async def test_models_are_listed(host: str) -> None:
    found = next(model for model in await installed(host) if model.name == MODEL)
    assert found.bytes > 100_000_000
    assert "completion" in found.able


async def test_texts_become_vectors_of_one_length(host: str) -> None:
    first, second = await embed(["a", "b c"], MODEL, host, seconds=300)
    assert len(first) == len(second) > 100


async def test_a_stream_that_is_closed_leaves_the_server_answering(host: str) -> None:
    async with aclosing(provider(host).stream(question(max_tokens=200))) as stream:
        async for _ in stream:
            break
    assert (await Asker(provider(host), kept=False).ask(question())).text


async def test_cancelling_ends_a_long_answer(host: str) -> None:
    asking = asyncio.ensure_future(
        Asker(provider(host), kept=False).ask(
            question("Write a very long story in twenty chapters about a lighthouse.", max_tokens=2_000)
        )
    )
    await asyncio.sleep(1)
    assert not asking.done()
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asyncio.wait_for(asking, 30)


async def test_a_model_with_instructions_of_its_own_is_made(host: str) -> None:
    assert await create("debugassist-test", MODEL, host, "You answer `yes`.") == "success"
    assert any(model.name.startswith("debugassist-test") for model in await installed(host))


def test_setup_makes_the_writer(host: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own = tmp_path / "own.toml"
    own.write_text(f'[models]\nollama = "{host}"\n')
    monkeypatch.setenv("DEBUGASSIST_CONFIG", str(own))
    monkeypatch.chdir(tmp_path)
    main(["setup", "--models", "local", "--writer", MODEL])
    assert "debugassist-writer:0.5b" in [model.name for model in asyncio.run(installed(host))]
    assert load().models.writer[0] == "ollama:debugassist-writer:0.5b"


async def test_a_conversation_is_recorded_and_played(host: str, tmp_path: Path) -> None:
    path = str(tmp_path / "talk.jsonl")
    first = await Asker(Recorder(provider(host), path), kept=False).ask(question())
    assert (await Asker(Replay(path), kept=False).ask(question())).text == first.text


async def test_a_server_that_is_not_there_is_passed(host: str) -> None:
    given = replace(
        configuration(host, seconds=500.0, problem_seconds=500.0),
        reasoner=("ollama:absent", f"ollama:{MODEL}"),
    )
    desk = Desk(given)

    async def attempt(rung: Any) -> str | None:
        return (await desk.ask(rung, Role.REASONER, question())).text

    assert await desk.climb(Role.REASONER, attempt)
    assert "no model `absent`" in desk.notes[0]


def test_errors_have_one_base() -> None:
    assert issubclass(ModelRefused, ModelError)


def diagnosed(folder: Path, given: ModelsConfiguration) -> Diagnosis:
    (folder / "main.py").write_text(CRASH)
    settings = Settings(configuration=Configuration(models=given), capture=True, time_limit=20.0)
    events = list(Assistant(settings).run(Problem(command=("python", "main.py"), workspace=str(folder))))
    assert isinstance(events[-1], Done), events[-1]
    return events[-1].diagnosis


def test_a_crash_is_explained_as_without_a_model_and_what_it_cost_is_said(host: str, tmp_path: Path) -> None:
    """So small a model adds nothing to rely on; it must take nothing away, however slow it is.

    The last test of the file: the server goes on for minutes with a long question that nobody waits for any more.
    """
    plain = diagnosed(tmp_path, ModelsConfiguration())
    helped = diagnosed(tmp_path, configuration(host, seconds=20.0, problem_seconds=25.0))
    assert helped.cause == plain.cause
    assert helped.explanation is None
    assert all(fix.proposer in ("rules", "search", MODEL) for fix in helped.fixes)
    # a model that had not answered one question in time is not asked another, so it is not found too small for it
    assert any("too small" in note or "had not answered after" in note for note in helped.notes)
    if helped.cost is not None:
        assert helped.cost.models == (MODEL,)
        assert helped.cost.money == 0
