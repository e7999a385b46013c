"""Is a small model asked only when it is needed, and is everything it can do wrong survived? Real HTTP on loopback."""

import gc
import json
import math
import threading
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from analyzers.facts import Problem, Route, Stage
from analyzers.traceback import read
from assistant.router.cascade import Cascade, configured, decide_with
from assistant.router.model import ModelStage
from assistant.router.view import view
from tools.configuration import parse

VAGUE = "script stops somewhere in the loop"
CRASH = "Traceback (most recent call last):\n  File 'a.py', line 1, in <module>\nZeroDivisionError: division by zero"
Answer = Callable[[str, dict[str, Any]], tuple[int, Any]]


def chat(content: str) -> dict[str, Any]:
    return {"model": "m", "created_at": "2026-01-01T00:00:00Z", "done": True} | {
        "message": {"role": "assistant", "content": content}
    }


def decision_model(choice: str, **chances: float) -> dict[str, Any]:
    answer = {
        "type": "choice",
        "choice": choice,
        "probabilities": chances,
        "confidence": max(chances.values()),
    }
    usage = {"input_tokens": 9, "output_tokens": 1}
    return {"model": "m", "answers": {"route": answer}, "usage": usage}


@contextmanager
def server(answer: Answer, pace: float = 0.0) -> Iterator[tuple[str, list[tuple[str, dict[str, Any]]]]]:
    """Serve what `answer` says to a path and a body; `pace` drips the bytes out, so many seconds each."""
    asked: list[tuple[str, dict[str, Any]]] = []

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            asked.append((self.path, body))
            status, value = answer(self.path, body)
            data = value if isinstance(value, bytes) else json.dumps(value).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            for byte in data if pace else [data]:
                try:
                    self.wfile.write(bytes([byte]) if isinstance(byte, int) else byte)
                    self.wfile.flush()
                except OSError:
                    return
                time.sleep(pace)

        def log_message(self, *_: object) -> None:
            pass

    httpd = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    httpd.daemon_threads = True
    thread = threading.Thread(target=httpd.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{httpd.server_port}", asked
    finally:
        httpd.shutdown()
        httpd.server_close()


def ask(host: str, text: str = VAGUE, seconds: float = 4.0) -> Any:
    cascade = Cascade(model=ModelStage("m", host, seconds, tie=1.0))  # whatever the stages before think
    return decide_with(cascade, Problem(text=text), read(text))


def only_chat(content: str) -> Answer:
    return lambda path, _: (200, chat(content)) if path == "/api/chat" else (404, {"error": "not found"})


def test_a_decision_model_is_asked_first_and_its_chances_count() -> None:
    with server(lambda *_: (200, decision_model("logic", logic=0.9, runtime=0.1))) as (host, asked):
        decision = ask(host)
    assert [path for path, _ in asked] == ["/v1/systemone"]
    assert (decision.route, decision.stage) == (Route.LOGIC, Stage.MODEL)


def test_without_one_a_language_model_answers_under_a_schema() -> None:
    with server(only_chat('{"route": "runtime"}')) as (host, asked):
        decision = ask(host)
    path, body = asked[-1]
    assert path == "/api/chat"
    assert body["format"]["properties"]["route"]["enum"] == ["runtime", "logic"]  # the two likeliest
    opinion = next(each for each in decision.opinions if each.stage is Stage.MODEL)
    assert opinion.route is Route.RUNTIME


def test_what_is_sure_is_not_asked() -> None:
    with server(only_chat('{"route": "logic"}')) as (host, asked):
        decision = ask(host, CRASH)
    assert (asked, decision.route, decision.notes) == ([], Route.RUNTIME, ())


def test_it_is_asked_where_two_routes_are_near_each_other() -> None:
    """Of all texts in doubt it is right less often than the stages before."""
    with server(only_chat('{"route": "runtime"}')) as (host, asked):
        stage = ModelStage("m", host)
        seen = view(Problem(text=VAGUE), read(VAGUE))
        assert stage.look(seen, (0.05, 0.30, 0.56, 0.09)) is None
        opinion = stage.look(seen, (0.05, 0.32, 0.54, 0.09))
    assert len(asked) == 2  # a decision model, then a language model
    assert opinion is not None
    assert opinion.route is Route.RUNTIME


@pytest.mark.parametrize(
    "text",
    [
        "fn is_even(n: i32) -> bool {\n    n % 2 == 1\n}",
        "public boolean same(String a, String b) {\n    return a == b;\n}",
        "def is_leap(y):\n    return y % 4 == 0 or y % 100 != 0",
    ],
)
def test_code_without_a_word_is_not_asked_about(text: str) -> None:
    with server(lambda *_: (200, decision_model("logic", logic=0.9, unclear=0.1))) as (host, asked):
        assert ask(host, text).stage is not Stage.MODEL
        assert asked == []
        ask(host, f"why does this give the wrong answer sometimes\n{text}")
        assert asked


def test_the_same_text_is_asked_once() -> None:
    with server(only_chat('{"route": "runtime"}')) as (host, asked):
        first, second = ask(host), ask(host)
    assert len(asked) == 2  # both ways, once
    assert first == second


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (only_chat('{"route": "banana"}'), "something else"),
        (only_chat("certainly! the route is"), "something else"),
        (lambda *_: (404, {"error": "model 'm' not found"}), "has no model `m`"),
        (lambda *_: (500, {"error": "out of memory"}), "out of memory"),
        (lambda *_: (200, b"<html>"), "nonsense"),
        (lambda *_: (200, {"answers": {}}), "nonsense"),
        (lambda *_: (200, decision_model("banana", banana=1.0)), "not to be chosen"),
    ],
)
def test_a_useless_answer_leaves_the_decision_to_the_others_and_is_said(answer: Answer, said: str) -> None:
    without = decide_with(Cascade(), Problem(text=VAGUE), read(VAGUE))
    with server(answer) as (host, _):
        decision = ask(host)
    assert decision.route is without.route
    assert said in decision.notes[0]


def test_an_absent_server_is_said() -> None:
    decision = ask("http://127.0.0.1:9")
    assert "no Ollama server answers" in decision.notes[0]


def test_an_answer_that_drips_is_not_waited_for() -> None:
    with server(only_chat('{"route": "runtime"}'), pace=0.05) as (host, _):
        decision = ask(host, seconds=0.5)
    assert "0.5 s" in decision.notes[0]


def test_a_server_that_failed_is_left_alone_for_a_while() -> None:
    stage = ModelStage("m", "http://127.0.0.1:9", tie=1.0)
    for text in (VAGUE, f"{VAGUE} again"):
        decision = decide_with(Cascade(model=stage), Problem(text=text), read(text))
    assert "a moment ago" in decision.notes[0]


def test_no_model_is_asked_unless_the_user_said_so() -> None:
    assert configured(parse("")).model is None
    assert configured(parse('[models]\nuse = "local"\n')).model is not None


def test_offline_asks_no_server_elsewhere() -> None:
    elsewhere = parse('[models]\nuse = "local"\nollama = "http://models.example:11434"\n')
    assert configured(elsewhere, offline=True).model is None


def test_the_configuration_orders_and_switches_off() -> None:
    cascade = configured(
        parse('[router]\norder = ["keyword", "structure"]\noff = ["structure"]\nfloor = 0.9\n')
    )
    assert (cascade.order, cascade.floor) == ((Stage.KEYWORD,), 0.9)


def spoken(route: str, **chances: float) -> dict[str, Any]:
    """An answer with the chances of its tokens, as servers give them that know of such."""
    tops = [{"token": name[:3], "logprob": math.log(chance)} for name, chance in chances.items()]
    tokens = [
        {"token": '{"', "logprob": 0.0, "top_logprobs": []},
        {"token": route[:3], "logprob": math.log(chances[route]), "top_logprobs": tops},
        {"token": route[3:], "logprob": 0.0, "top_logprobs": [{"token": "logic", "logprob": 0.0}]},
    ]
    return {**chat(json.dumps({"route": route})), "logprobs": tokens}


def test_a_language_models_chances_are_held_against_what_it_says_of_nothing() -> None:
    """This one says `logic` whatever it reads: less often than of nothing speaks against it."""

    def answer(path: str, body: dict[str, Any]) -> tuple[int, Any]:
        if path != "/api/chat":
            return 404, {"error": "no such thing"}
        if body["messages"][-1]["content"] == "<<<\n...\n>>>":
            return 200, spoken("logic", logic=0.9, runtime=0.02, syntax=0.06, unclear=0.02)
        return 200, spoken("logic", logic=0.6, runtime=0.3, syntax=0.06, unclear=0.04)

    with server(answer) as (host, asked):
        opinion = next(each for each in ask(host).opinions if each.stage is Stage.MODEL)
        ask(host, f"{VAGUE} now")
    assert opinion.route is Route.RUNTIME
    assert opinion.confidence < 0.7  # it never decides alone
    assert len([path for path, _ in asked if path == "/api/chat"]) == 3  # the text without content only once


@pytest.mark.parametrize(
    "tokens", [[], [{"token": "x", "logprob": -1.0}], [{"token": "log", "logprob": 0.0}]]
)
def test_without_such_chances_an_answer_counts_little(tokens: list[Any]) -> None:
    def answer(path: str, _: dict[str, Any]) -> tuple[int, Any]:
        return (200, {**chat('{"route": "logic"}'), "logprobs": tokens}) if path == "/api/chat" else (404, {})

    with server(answer) as (host, _):
        opinion = next(each for each in ask(host).opinions if each.stage is Stage.MODEL)
    assert (opinion.route, opinion.confidence) == (Route.LOGIC, 0.5)


def test_a_question_leaves_no_connection_open() -> None:
    """The app routes for hours; what is left open warns when it is collected, and warnings are errors."""
    with (
        server(only_chat('{"route": "runtime"}')) as (host, _),
        warnings.catch_warnings(record=True) as caught,
    ):
        warnings.simplefilter("always")
        ask(host)
        gc.collect()
    assert [str(one.message) for one in caught if one.category is ResourceWarning] == []
