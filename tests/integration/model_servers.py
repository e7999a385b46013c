"""Servers on loopback that speak as Ollama and Anthropic do, and fail in the ways that those can fail."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Body = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Said:
    """One response: a status, headers, and pieces sent with pauses between them."""

    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    pieces: tuple[bytes, ...] = ()
    pause: float = 0.0
    cut: bool = False  # the connection is closed without an end
    kind: str = "application/json"


Answer = Callable[[str, Body], Said]


@contextmanager
def server(answer: Answer) -> Iterator[tuple[str, list[tuple[str, Body]]]]:
    """Serve what `answer` says to a path and a body; yield the address and what was asked."""
    asked: list[tuple[str, Body]] = []

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])) or b"{}")
            asked.append((self.path, body))
            self._send(answer(self.path, body))

        def do_GET(self) -> None:
            asked.append((self.path, {}))
            self._send(answer(self.path, {}))

        def _send(self, said: Said) -> None:
            with suppress(OSError):
                self.send_response(said.status)
                self.send_header("Content-Type", said.kind)
                self.send_header("Transfer-Encoding", "chunked")
                for name, value in said.headers.items():
                    self.send_header(name, value)
                self.end_headers()
                for piece in said.pieces:
                    self.wfile.write(f"{len(piece):x}\r\n".encode() + piece + b"\r\n")
                    self.wfile.flush()
                    time.sleep(said.pause)
                if said.cut:
                    self.close_connection = True
                    return
                self.wfile.write(b"0\r\n\r\n")

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
        thread.join()


def in_turn(*answers: Said) -> Answer:
    """Give one answer after another, the last one for ever."""
    left = list(answers)
    return lambda *_: left.pop(0) if len(left) > 1 else left[0]


# --- Ollama: one JSON object a line ---------------------------------------------------------------


def chat(*texts: str, calls: tuple[tuple[str, Body], ...] = (), done: bool = True, **more: Any) -> Said:
    """An answer of `/api/chat` in as many pieces as there are texts."""
    head = {"model": "m", "created_at": "2026-01-01T00:00:00Z"}
    parts: list[Body] = [
        head | {"message": {"role": "assistant", "content": text}, "done": False} for text in texts
    ]
    for name, arguments in calls:
        call = {"function": {"name": name, "arguments": arguments}}
        message = {"role": "assistant", "content": "", "tool_calls": [call]}
        parts.append(head | {"message": message, "done": False})
    if done:
        end = {"done": True, "done_reason": "stop", "prompt_eval_count": 11, "eval_count": 3}
        parts.append(head | {"message": {"role": "assistant", "content": ""}} | end)
    pieces = tuple(json.dumps(part).encode() + b"\n" for part in parts)
    return Said(pieces=pieces, kind="application/x-ndjson", **more)


# --- Anthropic: server-sent events ----------------------------------------------------------------


def event(name: str, **data: Any) -> bytes:
    return f"event: {name}\ndata: {json.dumps({'type': name, **data})}\n\n".encode()


def message(
    *texts: str,
    calls: tuple[tuple[str, Body], ...] = (),
    stop: str | None = "end_turn",
    cached: int = 0,
    **more: Any,
) -> Said:
    """A streamed message; `stop=None` leaves out how it ended, as a connection that dies does."""
    usage = {
        "input_tokens": 20,
        "output_tokens": 1,
        "cache_read_input_tokens": cached,
        "cache_creation_input_tokens": 0,
    }
    start = {"id": "msg_1", "type": "message", "role": "assistant", "model": "m", "content": []}
    pieces = [
        event("message_start", message=start | {"stop_reason": None, "stop_sequence": None, "usage": usage})
    ]
    index = 0
    if texts:
        pieces.append(event("content_block_start", index=0, content_block={"type": "text", "text": ""}))
        pieces += [
            event("content_block_delta", index=0, delta={"type": "text_delta", "text": text})
            for text in texts
        ]
        pieces.append(event("content_block_stop", index=0))
        index = 1
    for name, arguments in calls:
        block = {"type": "tool_use", "id": f"toolu_{index}", "name": name, "input": {}}
        delta = {"type": "input_json_delta", "partial_json": json.dumps(arguments)}
        pieces.append(event("content_block_start", index=index, content_block=block))
        pieces.append(event("content_block_delta", index=index, delta=delta))
        pieces.append(event("content_block_stop", index=index))
        index += 1
    if stop is not None:
        ended = {"stop_reason": "tool_use" if calls and stop == "end_turn" else stop, "stop_sequence": None}
        pieces.append(event("message_delta", delta=ended, usage={"output_tokens": 7}))
        pieces.append(event("message_stop"))
    return Said(pieces=tuple(pieces), kind="text/event-stream", **more)


def refused(status: int, kind: str, said: str = "no", **headers: str) -> Said:
    """An error as Anthropic words it."""
    body = {"type": "error", "error": {"type": kind, "message": said}, "request_id": "req_1"}
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Said(status=status, headers=named, pieces=(json.dumps(body).encode(),))
