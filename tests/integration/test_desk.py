"""Is the right model asked, for no more than it may cost, with nothing in it that must not leave?"""

import json
from pathlib import Path
from typing import Any

import pytest

from analyzers.errors import UsageError
from assistant.models import ledger
from assistant.models.desk import Desk, Role, Rung
from assistant.models.errors import ModelError
from assistant.models.prices import TABLE, price_of
from assistant.models.provider import Message, Reply, Request, Speaker, Usage
from tests.integration.model_servers import Said, chat, in_turn, message, refused, server
from tools.configuration import ModelsConfiguration, Use, parse

NOBODY = "http://127.0.0.1:9"


@pytest.fixture(autouse=True)
def key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANTHROPIC_API_KEY", "k")


@pytest.fixture(autouse=True)
def closed_breakers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assistant.models.desk._breakers", {})


def configuration(**more: Any) -> ModelsConfiguration:
    settings: dict[str, Any] = {
        "use": Use.CLOUD,
        "ollama": NOBODY,
        "anthropic": NOBODY,
        "reasoner": ("ollama:small", "anthropic:claude-haiku-5-5", "anthropic:claude-sonnet-5-5"),
    }
    return ModelsConfiguration(**(settings | more))


def request(text: str = "why?", **more: Any) -> Request:
    return Request(system="You debug.", messages=(Message(speaker=Speaker.USER, text=text),), **more)


async def asked(desk: Desk, what: Request | None = None, sure_from: str = "") -> Reply | None:
    """What the first rung says whose name is at or after `sure_from` on the ladder."""
    unsure = bool(sure_from)

    async def attempt(rung: Rung) -> Reply | None:
        nonlocal unsure
        reply = await desk.ask(rung, Role.REASONER, what or request())
        unsure = unsure and rung.name != sure_from
        return None if unsure else reply

    return await desk.climb(Role.REASONER, attempt)


async def test_the_cheapest_rung_is_asked_and_no_other() -> None:
    with server(in_turn(chat("local"))) as (here, _), server(in_turn(message("cloud"))) as (there, far):
        reply = await asked(Desk(configuration(ollama=here, anthropic=there), offline=False))
    assert reply is not None
    assert (reply.text, far) == ("local", [])


async def test_up_when_the_cheap_rung_is_unsure() -> None:
    with server(in_turn(chat("maybe"))) as (here, _), server(in_turn(message("surely"))) as (there, far):
        desk = Desk(configuration(ollama=here, anthropic=there), offline=False)
        reply = await asked(desk, sure_from="claude-sonnet-5-5")
    assert reply is not None
    assert [body["model"] for _, body in far] == ["claude-haiku-5-5", "claude-sonnet-5-5"]
    cost = desk.cost()
    assert cost is not None
    assert (cost.models, cost.questions) == (("small", "claude-haiku-5-5", "claude-sonnet-5-5"), 3)


async def test_past_a_rung_that_is_absent_and_it_is_said_once() -> None:
    with server(in_turn(message("cloud"))) as (there, _):
        desk = Desk(configuration(anthropic=there), offline=False)
        first, _ = await asked(desk), await asked(desk)
    assert first is not None
    assert first.text == "cloud"
    assert len(desk.notes) == 1
    assert "no Ollama server answers" in desk.notes[0]


@pytest.mark.parametrize(
    ("use", "offline", "reached"),
    [
        (Use.CLOUD, False, True),
        (Use.CLOUD, True, False),
        (Use.LOCAL, False, False),
        (Use.NONE, False, False),
    ],
)
async def test_nothing_leaves_unless_the_user_says_so(use: Use, offline: bool, reached: bool) -> None:
    with server(in_turn(message("cloud"))) as (there, far):
        await asked(Desk(configuration(use=use, anthropic=there), offline=offline))
    assert bool(far) is reached


def test_an_ollama_server_elsewhere_counts_as_leaving() -> None:
    elsewhere = configuration(ollama="http://models.example:11434", use=Use.LOCAL, reasoner=("ollama:m",))
    assert Desk(elsewhere, offline=False).rungs(Role.REASONER) == []


async def test_what_leaves_is_redacted_and_what_comes_back_is_whole() -> None:
    text = "DB_PASSWORD = 'hunter2!' at https://a.acme.com"
    with server(in_turn(message("use '<SECRET_1>' at <HOST_1>"))) as (there, far):
        desk = Desk(configuration(anthropic=there), offline=False)
        reply = await asked(desk, request(text))
    sent = json.dumps(far[0][1])
    assert "hunter2" not in sent
    assert "acme" not in sent
    assert reply is not None
    assert reply.text == "use 'hunter2!' at a.acme.com"


async def test_what_stays_here_is_not_redacted() -> None:
    with server(in_turn(chat("ok"))) as (here, near):
        await asked(Desk(configuration(ollama=here)), request("DB_PASSWORD = 'hunter2!'"))
    assert "hunter2!" in json.dumps(near[0][1])


async def test_without_detectors_nothing_leaves(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tools.redaction._detectors", lambda: ())
    with server(in_turn(message("cloud"))) as (there, far):
        desk = Desk(configuration(anthropic=there), offline=False)
        assert await asked(desk) is None
    assert far == []
    assert "unredacted" in desk.notes[1]


async def test_what_is_shown_is_what_would_be_sent_and_nothing_is() -> None:
    what = request("mail bob@acme.com")
    with server(in_turn(message("ok"))) as (there, far):
        shown = Desk(
            configuration(anthropic=there, reasoner=("anthropic:claude-haiku-5-5",)), offline=False, show=True
        )
        assert await asked(shown, what) is None
        assert far == []
        await asked(Desk(shown.configuration, offline=False), what)
    [prompt] = shown.prompts
    head, _, body = prompt.partition("\n")
    assert head == "to anthropic:claude-haiku-5-5"
    assert json.loads(body) == far[0][1]
    assert shown.cost() is None


async def test_a_question_that_could_cost_more_than_is_left_is_not_asked() -> None:
    with server(in_turn(message("cloud"))) as (there, far):
        desk = Desk(configuration(anthropic=there, budget=0.000001), offline=False)
        assert await asked(desk) is None
        told = list(desk.notes)
        assert await asked(desk, request(max_tokens=999)) is None
    assert far == []
    assert "left of the budget" in told[1]
    assert desk.notes == told  # another sum, and nothing else


async def test_what_one_answer_cost_is_no_longer_left_for_the_next() -> None:
    with server(in_turn(message("cloud"))) as (there, far):
        settings = configuration(anthropic=there, reasoner=("anthropic:claude-sonnet-5-5",), budget=0.0063)
        desk = Desk(settings, offline=False)
        for number in range(9):
            await asked(desk, request(f"question {number}"))
    assert 1 <= len(far) < 9
    cost = desk.cost()
    assert cost is not None
    assert 0 < cost.money <= 0.0063
    assert cost.today == pytest.approx(cost.money)


async def test_the_day_has_a_limit_over_all_problems() -> None:
    ledger.Ledger(1, 1).enter(ledger.Entry(model="m", role="writer", usage=Usage(read=1), money=1.99999))
    with server(in_turn(message("cloud"))) as (there, far):
        assert await asked(Desk(configuration(anthropic=there, day_budget=2.0), offline=False)) is None
    assert far == []


async def test_an_answer_that_is_useless_is_paid_for() -> None:
    schema = {"type": "object", "required": ["line"]}
    with server(in_turn(message("certainly!"))) as (there, _):
        settings = configuration(anthropic=there, reasoner=("anthropic:claude-sonnet-5-5",))
        desk = Desk(settings, offline=False)
        assert await asked(desk, request(schema=schema)) is None
    cost = desk.cost()
    assert cost is not None
    assert cost.money > 0


async def test_a_model_without_a_price_is_not_asked() -> None:
    with server(in_turn(message("cloud"))) as (there, far):
        settings = configuration(anthropic=there, reasoner=("anthropic:brand-new",))
        desk = Desk(settings, offline=False)
        assert await asked(desk) is None
        assert "price" in desk.notes[0]
        priced = configuration(
            anthropic=there, reasoner=("anthropic:brand-new",), prices=(("brand-new", 1.0, 2.0),)
        )
        assert await asked(Desk(priced, offline=False)) is not None
    assert len(far) == 1


async def test_the_second_time_costs_nothing() -> None:
    with server(in_turn(message("cloud"))) as (there, far):
        settings = configuration(anthropic=there, reasoner=("anthropic:claude-haiku-5-5",))
        await asked(Desk(settings, offline=False))
        desk = Desk(settings, offline=False)
        await asked(desk)
    assert len(far) == 1
    cost = desk.cost()
    assert cost is not None
    assert (cost.again, cost.money) == (1, 0.0)


async def test_all_answers_together_have_a_time_limit() -> None:
    slow: Said = chat(*["word "] * 100, pause=0.05)
    with server(in_turn(slow)) as (here, _):
        desk = Desk(configuration(ollama=here, reasoner=("ollama:m",), problem_seconds=1.0))
        assert await asked(desk) is None
    assert "had not answered" in desk.notes[0]


async def test_a_rung_that_was_too_slow_is_not_waited_for_again() -> None:
    """A slow machine would spend the time of all questions on waiting, and then its user's."""
    slow: Said = chat(*["word "] * 100, pause=0.05)
    with server(in_turn(slow)) as (here, asked_of):
        desk = Desk(configuration(ollama=here, reasoner=("ollama:m",), seconds=2.0))
        assert [await asked(desk), await asked(desk)] == [None, None]
    assert (len(asked_of), len(desk.notes)) == (1, 1)


async def test_a_provider_that_does_not_exist_is_named_with_those_that_do() -> None:
    with pytest.raises(UsageError, match="`oracle`") as caught:
        Desk(configuration(reasoner=("oracle:x",))).rungs(Role.REASONER)
    assert "`anthropic`, `ollama`, `replay`" in caught.value.hint


async def test_conversations_are_recorded_on_request(tmp_path: Path) -> None:
    path = str(tmp_path / "talk.jsonl")
    with server(in_turn(chat("local"))) as (here, _):
        await asked(Desk(configuration(ollama=here, record=path)))
    replayed = await asked(Desk(configuration(reasoner=(f"replay:{path}",))))
    assert replayed is not None
    assert replayed.text == "local"


async def test_a_refused_key_is_said_once_and_no_other_model_of_it_asked() -> None:
    names = ("anthropic:claude-haiku-5-5", "anthropic:claude-sonnet-5-5")
    with server(in_turn(refused(401, "authentication_error", "invalid x-api-key"))) as (there, told):
        desk = Desk(configuration(anthropic=there, reasoner=names), offline=False)
        assert await asked(desk) is None
    assert desk.notes == ["Anthropic refused (401): invalid x-api-key; is ANTHROPIC_API_KEY right?"]
    assert len(told) == 1


async def test_a_rung_that_stayed_busy_is_not_asked_again_for_the_same_problem() -> None:
    busy = refused(529, "overloaded_error", retry_after="600")
    with server(in_turn(busy)) as (there, told):
        desk = Desk(configuration(anthropic=there, reasoner=("anthropic:claude-haiku-5-5",)), offline=False)
        assert await asked(desk) is None
        assert await asked(desk) is None
    assert len(told) == 1


def test_the_configuration_file_names_ladders_limits_and_prices() -> None:
    text = (
        '[models]\nuse = "cloud"\nreasoner = ["ollama:a", "anthropic:b"]\nbudget = 0.5\nsteps = 3\n'
        "[models.prices]\nb = [1, 2.5]\n"
    )
    models = parse(text).models
    assert (models.reasoner, models.budget, models.steps) == (("ollama:a", "anthropic:b"), 0.5, 3)
    assert models.prices == (("b", 1.0, 2.5),)


def test_prices() -> None:
    assert price_of("anything", leaves=False) is not None
    assert price_of("anything", leaves=True) is None
    sonnet = TABLE["claude-sonnet-5-5"]
    assert sonnet.of(Usage(read=1_000_000, written=100_000)) == pytest.approx(3.0)


def test_errors_are_tool_errors() -> None:
    from analyzers.errors import ToolError

    assert issubclass(ModelError, ToolError)
