"""What is done can be followed, in the words of OpenTelemetry's conventions; unless asked for, it costs and writes nothing."""

import asyncio
import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from analyzers.facts import Done, Problem, Route
from assistant.diagnose import Assistant, Settings
from tests.integration.command import debugassist, modules
from tests.integration.model_servers import server
from tests.integration.test_advice import PLAN, advice_on, propose, script, settings, wrong_program
from tools.observing import NOTHING, span, tool, watched, watching
from tools.observing.files import LogFile, TraceFile
from tools.observing.otel import Collector, readable
from tools.observing.spans import Span

REPORT = 'Traceback (most recent call last):\n  File "app.py", line 3, in f\n    x["colour"]\nKeyError: \'colour\'\n'


class Kept:
    """A watcher that keeps what it is told."""

    def __init__(self) -> None:
        self.spans: list[Span] = []

    def ended(self, span: Span) -> None:
        self.spans.append(span)

    def close(self) -> None:
        pass

    def named(self, name: str) -> list[Span]:
        return [one for one in self.spans if one.name == name]


def _break(secret: int) -> int:
    return 1 // secret


def records(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text().splitlines()]


def test_without_being_asked_nothing_is_imported_or_written(tmp_path: Path) -> None:
    imported, _ = modules("route", "--text", "KeyError: 1", folder=tmp_path)

    assert "tools.observing" in imported
    assert not {
        name for name in imported if name.startswith("opentelemetry") or name == "tools.observing.spans"
    }
    assert list(tmp_path.iterdir()) == []
    assert not watched()
    assert span("a") is tool("b") is NOTHING


def test_a_trace_nests_command_problem_step_and_stage_and_holds_no_text(tmp_path: Path) -> None:
    done = debugassist("--trace", "t.jsonl", folder=tmp_path, stdin=REPORT)

    assert done.returncode == 1
    spans = {one["name"]: one for one in records(tmp_path / "t.jsonl")}
    ids = {one["context"]["span_id"]: one["name"] for one in spans.values()}
    parents = {name: ids.get(one["parent_id"]) for name, one in spans.items()}
    assert parents["debugassist explain"] is None
    assert parents["invoke_agent debugassist"] == "debugassist explain"
    assert parents["step route"] == "invoke_agent debugassist"
    assert parents["route structure"] == "step route"
    assert parents["step explain"] == "invoke_agent debugassist"
    agent = spans["invoke_agent debugassist"]["attributes"]
    assert agent["gen_ai.operation.name"] == "invoke_agent"
    assert agent["debugassist.route"] == "runtime"
    assert spans["debugassist explain"]["attributes"]["process.exit.code"] == 1
    assert len({one["context"]["trace_id"] for one in spans.values()}) == 1
    assert "colour" not in (tmp_path / "t.jsonl").read_text()


def test_the_trace_goes_on_from_whoever_started_us(tmp_path: Path) -> None:
    outer = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    debugassist("--trace", "t.jsonl", folder=tmp_path, stdin=REPORT, env={"TRACEPARENT": outer})

    last = records(tmp_path / "t.jsonl")[-1]
    assert last["context"]["trace_id"] == "0x0af7651916cd43dd8448eb211c80319c"
    assert last["parent_id"] == "0xb7ad6b7169203331"


def test_models_and_tools_are_told_by_the_conventions(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ANTHROPIC_API_KEY", "k")
    monkeypatch.setattr("assistant.models.desk._breakers", {})
    kept = Kept()
    change = propose("return bool(year)", "return year % 4 == 0")
    with (
        server(script(("definition", {"name": "is_leap"}), change, value=PLAN)) as (host, _),
        watching(kept),
    ):
        advice_on(wrong_program(tmp_path), settings(host), Route.LOGIC)

    [used] = kept.named("execute_tool definition")
    assert used.attributes["gen_ai.tool.name"] == "definition"
    chats = kept.named("chat claude-haiku-5-5")
    assert len(chats) >= 3  # the plan, the tool, the proposal
    for one in chats:
        assert one.client
        assert not one.error
        assert one.attributes["gen_ai.operation.name"] == "chat"
        assert one.attributes["gen_ai.provider.name"] == "anthropic"
        assert one.attributes["server.address"] == host
        assert one.attributes["gen_ai.request.max_tokens"]
        assert one.attributes["gen_ai.usage.output_tokens"]
        assert one.attributes["gen_ai.response.finish_reasons"]
    assert kept.named("execute_tool process")
    told = json.dumps([one.attributes for one in kept.spans])
    assert "bool(year)" not in told  # neither a source nor a proposal


async def test_problems_at_the_same_time_do_not_mix() -> None:
    async def one(number: int) -> None:
        with span(f"client {number}"):
            async for event in Assistant(Settings()).diagnose(Problem(text=REPORT)):
                await asyncio.sleep(0)
                if isinstance(event, Done):
                    return

    kept = Kept()
    with watching(kept):
        await asyncio.gather(*(one(number) for number in range(8)))

    outer = {one.id: one.name for one in kept.spans if one.name.startswith("client")}
    agents = kept.named("invoke_agent debugassist")
    assert sorted(outer[one.parent] for one in agents) == sorted(outer.values())
    assert len({one.trace for one in kept.spans}) == 8


def test_a_line_is_what_the_sdk_itself_would_write(tmp_path: Path) -> None:
    from opentelemetry.sdk.resources import Resource

    kept = Kept()
    with (
        watching(kept, TraceFile(str(tmp_path / "t.jsonl"), "1.2")),
        span("outer", {"a": 1, "b": ("x", "y")}),
        span("inner", client=True) as inner,
    ):
        inner.fail("ValueError")

    whose = Resource({"service.name": "debugassist", "service.version": "1.2"})
    assert records(tmp_path / "t.jsonl") == [json.loads(readable(one, whose).to_json()) for one in kept.spans]


def test_a_collector_is_sent_every_span(monkeypatch: pytest.MonkeyPatch) -> None:
    import grpc
    from opentelemetry.proto.collector.trace.v1 import trace_service_pb2, trace_service_pb2_grpc

    arrived: list[Any] = []

    class Service(trace_service_pb2_grpc.TraceServiceServicer):
        def Export(self, request: Any, context: Any) -> Any:  # noqa: N802  # its name in the protocol
            arrived.extend(
                each for some in request.resource_spans for part in some.scope_spans for each in part.spans
            )
            return trace_service_pb2.ExportTraceServiceResponse()

    listening = grpc.server(ThreadPoolExecutor(2))
    trace_service_pb2_grpc.add_TraceServiceServicer_to_server(Service(), listening)  # type: ignore[no-untyped-call]  # generated
    port = listening.add_insecure_port("127.0.0.1:0")
    listening.start()
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", f"http://127.0.0.1:{port}")
    try:
        with watching(Collector("1", offline=True)), span("outer"), span("inner"):
            pass
    finally:
        listening.stop(None).wait()

    assert sorted(one.name for one in arrived) == ["inner", "outer"]
    inner, outer = sorted(arrived, key=lambda one: str(one.name))
    assert inner.parent_span_id == outer.span_id


def test_offline_sends_no_span_elsewhere(tmp_path: Path) -> None:
    away = {"OTEL_EXPORTER_OTLP_ENDPOINT": "https://collector.example:4317"}
    done = debugassist("--offline", "--trace", "otlp", folder=tmp_path, stdin=REPORT, env=away)

    assert done.returncode == 2
    assert "no span" in done.stderr


def test_a_log_says_what_was_done_and_where_we_failed(tmp_path: Path) -> None:
    log = tmp_path / "log.jsonl"
    with watching(LogFile(str(log))):
        with span("fine", {"n": 1}):
            pass
        with pytest.raises(ZeroDivisionError), span("broken"):
            _break(secret=0)

    fine, broken = records(log)
    assert (fine["level"], fine["event"], fine["n"]) == ("info", "fine", 1)
    assert (broken["level"], broken["error.type"]) == ("error", "ZeroDivisionError")
    assert "test_observing.py" in broken["places"][0]
    assert "by zero" not in log.read_text()


def test_a_log_that_has_grown_is_put_aside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tools.observing.files._LARGEST", 10)
    log = tmp_path / "log.jsonl"
    for _ in range(2):
        with watching(LogFile(str(log))), span("a"):
            pass

    assert len(records(log)) == 1
    assert len(records(tmp_path / "log.jsonl.1")) == 1


def test_the_environment_may_name_the_files_and_only_their_owner_reads_them(tmp_path: Path) -> None:
    env = {"DEBUGASSIST_LOG": str(tmp_path / "l"), "DEBUGASSIST_TRACE": str(tmp_path / "t")}
    debugassist("route", "--text", "KeyError: 1", folder=tmp_path, env=env)

    assert records(tmp_path / "l")[-1]["event"] == "debugassist route"
    assert (tmp_path / "t").stat().st_mode & 0o777 == 0o600


def test_a_file_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    done = debugassist("route", "--text", "x", "--trace", "no/such/folder", folder=tmp_path)

    assert done.returncode == 2
    assert "cannot be written" in done.stderr
