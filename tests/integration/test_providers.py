"""Does every provider answer through the same door, and is everything that can go wrong one of our errors?"""

import asyncio
import json
from collections.abc import Callable
from contextlib import aclosing
from pathlib import Path
from time import monotonic
from typing import Any

import pytest

from assistant.models.anthropic import AnthropicProvider
from assistant.models.asking import Asker, Breaker, mismatch, unfenced
from assistant.models.errors import (
    ModelAbsent,
    ModelBroken,
    ModelBusy,
    ModelError,
    ModelForbidden,
    ModelRefused,
    ModelTimeout,
)
from assistant.models.ollama_chat import OllamaProvider, embed, installed, pull
from assistant.models.provider import Message, Provider, Request, Speaker, Tool
from assistant.models.replay import Recorder, Replay
from tests.integration.model_servers import Said, chat, in_turn, message, refused, server

SCHEMA = {"type": "object", "properties": {"line": {"type": "integer"}}, "required": ["line"]}
EVAL = Tool(
    name="eval",
    description="Evaluate.",
    parameters={"type": "object", "properties": {"expression": {"type": "string"}}},
)


def question(**more: Any) -> Request:
    return Request(system="You debug.", messages=(Message(speaker=Speaker.USER, text="which line?"),), **more)


@pytest.fixture(autouse=True)
def key(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("ANTHROPIC_AUTH_TOKEN", "ANTHROPIC_BASE_URL", "ANTHROPIC_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("ANTHROPIC_API_KEY", "k")


def ollama(host: str) -> Provider:
    return OllamaProvider("m", host)


def claude(host: str) -> Provider:
    return AnthropicProvider("m", host)


Made = Callable[[str], Provider]
BOTH = [pytest.param(ollama, chat, id="ollama"), pytest.param(claude, message, id="anthropic")]


async def ask(provider: Provider, request: Request | None = None) -> Any:
    return await Asker(provider, kept=False).ask(request or question(seconds=30.0))


@pytest.mark.parametrize(("made", "said"), BOTH)
async def test_an_answer_is_put_together_with_what_it_took(made: Made, said: Callable[..., Said]) -> None:
    with server(in_turn(said("line", " four"))) as (host, _):
        reply = await ask(made(host))
    assert (reply.text, reply.ended, reply.model) == ("line four", "stop", "m")
    assert reply.usage.read > 0
    assert reply.usage.written > 0


@pytest.mark.parametrize(("made", "said"), BOTH)
async def test_json_is_asked_for_and_read(made: Made, said: Callable[..., Said]) -> None:
    with server(in_turn(said('{"li', 'ne": 4}'))) as (host, asked):
        reply = await ask(made(host), question(schema=SCHEMA))
    assert reply.value == {"line": 4}
    body = asked[0][1]
    assert SCHEMA in (body.get("format"), body.get("output_config", {}).get("format", {}).get("schema"))


@pytest.mark.parametrize(("made", "said"), BOTH)
async def test_a_tool_is_called(made: Made, said: Callable[..., Said]) -> None:
    with server(in_turn(said(calls=(("eval", {"expression": "x"}),)))) as (host, asked):
        reply = await ask(made(host), question(tools=(EVAL,)))
    assert [(call.name, call.arguments) for call in reply.calls] == [("eval", {"expression": "x"})]
    assert reply.ended == "tools"
    assert "eval" in json.dumps(asked[0][1]["tools"])


@pytest.mark.parametrize(("made", "said"), BOTH)
@pytest.mark.parametrize("text", ["I think line 4", '{"line": "four"}', "{}", "[1", '{"line": true}'])
async def test_an_answer_of_another_form_is_broken(made: Made, said: Callable[..., Said], text: str) -> None:
    with (
        server(in_turn(said(text))) as (host, _),
        pytest.raises(ModelBroken) as caught,
    ):
        await ask(made(host), question(schema=SCHEMA))
    assert caught.value.spent is not None
    assert caught.value.spent.written > 0


@pytest.mark.parametrize(("made", "said"), BOTH)
async def test_a_tool_that_was_not_offered_is_refused(made: Made, said: Callable[..., Said]) -> None:
    with (
        server(in_turn(said(calls=(("shell", {"command": "id"}),)))) as (host, _),
        pytest.raises(ModelBroken, match="`shell`, which there is not"),
    ):
        await ask(made(host), question(tools=(EVAL,)))


@pytest.mark.parametrize("made", [ollama, claude])
async def test_an_absent_server_is_said(made: Made) -> None:
    with pytest.raises(ModelAbsent):
        await ask(made("http://127.0.0.1:9"))


@pytest.mark.parametrize(("made", "said"), BOTH)
async def test_a_slow_drip_ends_with_the_time(made: Made, said: Callable[..., Said]) -> None:
    started = monotonic()
    with (
        server(in_turn(said(*"abcdefghijklmnopqrstuvwxyz" * 20, pause=0.05))) as (host, _),
        pytest.raises(ModelTimeout),
    ):
        await ask(made(host), question(seconds=2.0))
    assert monotonic() - started < 20


@pytest.mark.parametrize("cut", [False, True])
async def test_what_breaks_off_is_paid_for(cut: bool) -> None:
    """The server bills what it had read and written; a budget that forgets it is none."""
    with (
        server(in_turn(message("word " * 30, stop=None, cut=cut))) as (host, _),
        pytest.raises(ModelBroken) as caught,
    ):
        await ask(claude(host))
    assert caught.value.spent is not None
    assert (caught.value.spent.read, caught.value.spent.written) == (20, 50)


async def test_what_came_too_slowly_is_paid_for() -> None:
    with (
        server(in_turn(message(*["word "] * 100, pause=0.1))) as (host, _),
        pytest.raises(ModelTimeout) as caught,
    ):
        await ask(claude(host), question(seconds=2.0))
    assert caught.value.spent is not None
    assert caught.value.spent.read == 20


async def test_cut_streams_are_broken_answers() -> None:
    with (
        server(in_turn(chat("li", done=False))) as (host, _),
        pytest.raises(ModelBroken, match="broke off"),
    ):
        await ask(ollama(host))
    with (
        server(in_turn(message("li", stop=None))) as (host, _),
        pytest.raises(ModelBroken, match="broke off"),
    ):
        await ask(claude(host))


@pytest.mark.parametrize(("made", "said"), BOTH)
async def test_a_connection_that_dies_is_a_broken_answer(made: Made, said: Callable[..., Said]) -> None:
    whole = said("line", " four")
    cut = Said(pieces=whole.pieces[:2], kind=whole.kind, cut=True)
    with (
        server(in_turn(cut)) as (host, _),
        pytest.raises(ModelError),
    ):
        await ask(made(host))


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (refused(401, "authentication_error"), ModelForbidden),
        (refused(403, "permission_error"), ModelForbidden),
        (refused(400, "invalid_request_error"), ModelRefused),
        (refused(413, "request_too_large"), ModelRefused),
        (refused(404, "not_found_error"), ModelAbsent),
        (refused(429, "rate_limit_error", retry_after="600"), ModelBusy),
        (refused(529, "overloaded_error", retry_after="600"), ModelBusy),
        (Said(pieces=(b"<html>",), kind="text/html"), ModelBroken),
        (Said(pieces=(b"event: message_start\ndata: {\n\n",), kind="text/event-stream"), ModelBroken),
        (
            Said(
                pieces=(
                    b'event: error\ndata: {"type": "error", "error": {"type": "overloaded_error", "message": "x"}}\n\n',
                ),
                kind="text/event-stream",
            ),
            ModelBusy,
        ),
        (message("no", stop="refusal"), ModelBroken),
    ],
)
async def test_what_anthropic_refuses_is_one_of_our_errors(said: Said, expected: type[ModelError]) -> None:
    with (
        server(in_turn(said)) as (host, _),
        pytest.raises(ModelError) as caught,
    ):
        await ask(claude(host))
    assert type(caught.value) is expected
    assert not caught.value.message.endswith(": "), "there is a reason"


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (Said(status=404, pieces=(b'{"error": "model not found"}',)), ModelAbsent),
        (Said(status=400, pieces=(b'{"error": "m does not support tools"}',)), ModelRefused),
        (Said(status=500, pieces=(b'{"error": "out of memory"}',)), ModelRefused),
        (Said(pieces=(b"<html>\n",)), ModelBroken),
        (Said(pieces=(b'{"error": "unexpected EOF"}\n',)), ModelBroken),
    ],
)
async def test_what_ollama_refuses_is_one_of_our_errors(said: Said, expected: type[ModelError]) -> None:
    with (
        server(in_turn(said)) as (host, _),
        pytest.raises(ModelError) as caught,
    ):
        await ask(ollama(host))
    assert type(caught.value) is expected


async def test_a_missing_key_is_said_before_anything_is_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ANTHROPIC_API_KEY")
    with (
        server(in_turn(message("x"))) as (host, asked),
        pytest.raises(ModelAbsent, match="no key"),
    ):
        await ask(claude(host))
    assert not asked


async def test_a_busy_server_is_told_in_its_own_words() -> None:
    with (
        server(in_turn(refused(429, "rate_limit_error", retry_after="3600"))) as (host, _),
        pytest.raises(ModelBusy) as caught,
    ):
        await ask(claude(host))
    assert "{" not in caught.value.message


async def test_a_busy_server_is_asked_again_after_what_it_asks_for() -> None:
    busy = refused(429, "rate_limit_error", retry_after="1")
    started = monotonic()
    with server(in_turn(busy, refused(529, "overloaded_error"), message("at last"))) as (host, asked):
        reply = await ask(claude(host))
    assert (reply.text, len(asked)) == ("at last", 3)
    assert monotonic() - started >= 1.0


async def test_a_server_that_asks_for_too_long_a_pause_is_not_waited_for() -> None:
    with (
        server(in_turn(refused(429, "rate_limit_error", retry_after="3600"))) as (host, asked),
        pytest.raises(ModelBusy),
    ):
        await ask(claude(host))
    assert len(asked) == 1


async def test_a_server_that_keeps_failing_is_left_alone() -> None:
    asker = Asker(ollama("http://127.0.0.1:9"), Breaker(), kept=False)
    for _ in range(3):
        with pytest.raises(ModelAbsent):
            await asker.ask(question())
    with pytest.raises(ModelBusy, match="left alone"):
        await asker.ask(question())


async def test_the_same_question_is_asked_once() -> None:
    with server(in_turn(chat("line four"))) as (host, asked):
        first = await Asker(ollama(host)).ask(question())
        second = await Asker(ollama(host)).ask(question())
        await Asker(ollama(host)).ask(question(max_tokens=7))
    assert (first.text, second.text, second.again) == ("line four", "line four", True)
    assert second.usage.tokens == 0
    assert len(asked) == 2


@pytest.mark.parametrize(("made", "said"), BOTH)
async def test_cancelling_ends_the_request(made: Made, said: Callable[..., Said]) -> None:
    with server(in_turn(said(*["word "] * 200, pause=0.05))) as (host, _):
        task = asyncio.ensure_future(ask(made(host), question(seconds=60.0)))
        await asyncio.sleep(1.0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asyncio.wait_for(task, 5)


@pytest.mark.parametrize(("made", "said"), BOTH)
async def test_the_stream_can_be_closed_in_the_middle(made: Made, said: Callable[..., Said]) -> None:
    with server(in_turn(said("one", "two", "three"))) as (host, _):
        async with aclosing(made(host).stream(question())) as stream:
            texts = (chunk.text async for chunk in stream if chunk.text)
            assert await anext(texts) == "one"


@pytest.mark.parametrize(("made", "said"), BOTH)
async def test_what_is_sent_is_what_is_said_to_be_sent(made: Made, said: Callable[..., Said]) -> None:
    request = question(tools=(EVAL,))
    with server(in_turn(said("x"))) as (host, asked):
        provider = made(host)
        await ask(provider, request)
    assert {name: value for name, value in asked[0][1].items() if name != "stream"} == provider.body(request)


async def test_long_instructions_are_kept_by_the_server_and_counted_apart() -> None:
    request = Request(system="x" * 5000, messages=question().messages)
    with server(in_turn(message("y", cached=900))) as (host, asked):
        reply = await ask(claude(host), request)
    assert asked[0][1]["system"][0]["cache_control"] == {"type": "ephemeral"}
    assert reply.usage.cached == 900


async def test_tokens_are_counted_by_the_server() -> None:
    with server(in_turn(Said(pieces=(b'{"input_tokens": 42}',)))) as (host, asked):
        assert await AnthropicProvider("m", host).count(question()) == 42
    assert asked[0][0].startswith("/v1/messages/count_tokens")


async def test_models_are_listed_with_what_they_can() -> None:
    def answer(path: str, _: object) -> Said:
        if path == "/api/tags":
            return Said(
                pieces=(b'{"models": [{"model": "m", "size": 5, "details": {"parameter_size": "7B"}}]}',)
            )
        return Said(pieces=(b'{"capabilities": ["completion", "tools"], "model_info": {}}',))

    with server(answer) as (host, _):
        [found] = await installed(host)
    assert (found.name, found.parameters, found.able) == ("m", "7B", ("completion", "tools"))


async def test_a_download_says_how_far_it_is() -> None:
    lines = (b'{"status": "pulling", "completed": 1, "total": 4}\n', b'{"status": "success"}\n')
    with server(in_turn(Said(pieces=lines, kind="application/x-ndjson"))) as (host, _):
        said = [(one.status, one.done, one.total) async for one in pull("m", host)]
    assert said == [("pulling", 1, 4), ("success", 0, 0)]


async def test_a_download_that_fails_is_said() -> None:
    with (
        server(in_turn(Said(pieces=(b'{"error": "no space left on device"}\n',)))) as (host, _),
        pytest.raises(ModelBroken, match="no space left"),
    ):
        [_ async for _ in pull("m", host)]


async def test_texts_become_vectors() -> None:
    with server(in_turn(Said(pieces=(b'{"embeddings": [[1, 2], [3, 4]]}',)))) as (host, _):
        assert await embed(["a", "b"], "m", host) == [[1.0, 2.0], [3.0, 4.0]]


async def test_what_was_recorded_is_played_again(tmp_path: Path) -> None:
    path = str(tmp_path / "talk.jsonl")
    request = question(tools=(EVAL,))
    with server(in_turn(message("see", calls=(("eval", {"expression": "x"}),)))) as (host, _):
        first = await ask(Recorder(claude(host), path), request)
    again = await ask(Replay(path), request)
    assert (again.text, again.calls, again.ended) == (first.text, first.calls, first.ended)
    with pytest.raises(ModelAbsent):
        await ask(Replay(path), question())


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ('{"a": 1}', '{"a": 1}'),
        ('```json\n{"a": 1}\n```', '{"a": 1}'),
        ('Here it is: {"a": 1} I hope', '{"a": 1}'),
        ("nothing", "nothing"),
    ],
)
def test_json_is_found_in_its_wrapping(text: str, plain: str) -> None:
    assert unfenced(text) == plain


def test_a_value_is_held_against_its_schema() -> None:
    schema = {"type": "array", "items": {"type": "string", "enum": ["a", "b"]}}
    assert mismatch(["a"], schema) == ""
    assert "choices" in mismatch(["c"], schema)


async def test_a_server_on_this_machine_is_reached_through_no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    """Else what stays here by intent would pass through a machine elsewhere."""
    with server(in_turn(chat("direct"))) as (host, _), server(in_turn(chat("proxy"))) as (proxy, seen):
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, proxy)
        assert (await ask(ollama(host))).text == "direct"
    assert seen == []


async def test_a_redirection_elsewhere_is_not_followed() -> None:
    with server(in_turn(chat("elsewhere"))) as (there, seen):
        moved = Said(status=307, headers={"Location": f"{there}/api/chat"})
        with server(in_turn(moved)) as (host, _), pytest.raises(ModelError):
            await ask(ollama(host))
    assert seen == []


async def test_a_call_that_was_cut_off_is_not_made() -> None:
    """Half of its fields may be missing, and what is there may be half a word."""
    cut = message(calls=(("eval", {"expression": "x"}),), stop="max_tokens")
    with server(in_turn(cut)) as (host, _), pytest.raises(ModelBroken, match="did not come to an end"):
        await ask(claude(host), question(tools=(EVAL,)))
