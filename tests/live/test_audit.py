"""Does `make audit` ask about every pinned package, and fail where an advisory names one? No advisory is asked outside."""

import json
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]


class _Advisories(ThreadingHTTPServer):
    """Answers as OSV does (POST /v1/query): one advisory for a package, none for the others."""

    daemon_threads = True
    about = ""  # the package that has one
    asked: set[str]


class _Answer(BaseHTTPRequestHandler):
    server: _Advisories

    def do_POST(self) -> None:
        question = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        name, version = question["package"]["name"], question["version"]
        self.server.asked.add(name)
        found: dict[str, Any] = {} if name != self.server.about else {"vulns": [_advisory(name, version)]}
        body = json.dumps(found).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def _advisory(name: str, version: str) -> dict[str, Any]:
    events = [{"introduced": "0"}, {"fixed": "999"}]
    return {
        "id": "PYSEC-2026-1",
        "summary": "made for a test",
        "details": "made for a test",
        "modified": "2026-01-01T00:00:00Z",
        "published": "2026-01-01T00:00:00Z",
        "affected": [
            {
                "package": {"name": name, "ecosystem": "PyPI"},
                "ranges": [{"type": "ECOSYSTEM", "events": events}],
                "versions": [version],
            }
        ],
    }


@contextmanager
def advisories(about: str) -> Iterator[_Advisories]:
    server = _Advisories(("127.0.0.1", 0), _Answer)
    server.about, server.asked = about, set()
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _audit(server: _Advisories) -> "subprocess.CompletedProcess[str]":
    where = f"-s osv --osv-url http://127.0.0.1:{server.server_port}/v1/query"
    return subprocess.run(
        ["make", "-s", "audit", f"ADVISORIES={where}"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


@pytest.fixture(scope="module", autouse=True)
def auditor() -> None:
    """The audit's own environment, made as `make audit` makes it."""
    made = subprocess.run(
        ["make", "-s", "build/audit/bin/pip-audit"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if made.returncode:
        pytest.skip(f"pip-audit cannot be fetched: {made.stderr.strip().splitlines()[-1:]}")


def test_every_pinned_package_is_asked_about_and_the_one_with_an_advisory_is_named() -> None:
    with advisories("httpx") as server:
        done = _audit(server)

    assert done.returncode != 0
    assert "PYSEC-2026-1" in done.stdout
    assert "in 1 package" in done.stderr
    assert {"textual", "anthropic", "chromadb", "httpx"} <= server.asked
