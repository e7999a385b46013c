"""Is a Stack Exchange site asked as its rules want it, and believed as it speaks? A loopback server, the real wire format."""

import gzip
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from analyzers.errors import ToolError
from tools.sources.exchange import Exchange

QUESTION = {
    "tags": ["python", "pandas"],
    "owner": {"display_name": "Ada &amp; Co", "user_id": 1},
    "is_answered": True,
    "answer_count": 2,
    "score": 17,
    "question_id": 42,
    "content_license": "CC BY-SA 4.0",
    "link": "https://stackoverflow.com/questions/42/key-error",
    "title": "KeyError: &#39;price&#39; in pandas",
    "body": "<p>The column is there:</p>\n<pre><code>df['price']\n</code></pre>",
}
ANSWERS = [
    {"question_id": 42, "answer_id": 1, "score": 50, "is_accepted": False, "body": "<p>loud</p>"},
    {
        "question_id": 42,
        "answer_id": 2,
        "score": 4,
        "is_accepted": True,
        "owner": {"display_name": "Bo"},
        "content_license": "CC BY-SA 4.0",
        "body": "<p>strip the <code>columns</code></p>",
    },
]


class Site:
    """What the server answers, and what it was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.wrapper: dict[str, object] = {"has_more": False, "quota_max": 300, "quota_remaining": 299}
        self.refusal: dict[str, object] | None = None
        self.raw: bytes | None = None
        self.packed = True
        self.header = True
        self.url = ""
        self.now = 1_000.0
        self.waited: list[float] = []

    def exchange(self, folder: Path, key: str = "") -> Exchange:
        return Exchange(folder, key=key, url=self.url, clock=lambda: self.now, wait=self.waited.append)


@pytest.fixture
def site() -> Iterator[Site]:
    state = Site()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:  # the library's name
            parts = urlsplit(self.path)
            state.asked.append(
                (parts.path, {name: value[0] for name, value in parse_qs(parts.query).items()})
            )
            items = ANSWERS if parts.path.endswith("/answers") else [QUESTION]
            answer = state.refusal or {"items": items, **state.wrapper}
            body = json.dumps(answer).encode() if state.raw is None else state.raw
            self.send_response(400 if state.refusal else 200)
            self.send_header("Content-Type", "application/json; charset=utf-8")
            if state.packed and state.raw is None:
                body = gzip.compress(body)
                if state.header:
                    self.send_header("Content-Encoding", "gzip")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    state.url = f"http://127.0.0.1:{server.server_port}/2.3"
    yield state
    server.shutdown()
    server.server_close()


def test_a_question_comes_with_its_accepted_answer_its_link_and_its_authors(
    site: Site, tmp_path: Path
) -> None:
    [found] = site.exchange(tmp_path, key="k").search("KeyError: 'price'", ["python"])
    assert found.title == "KeyError: 'price' in pandas"
    assert "df['price']" in found.body
    assert (found.answer, found.votes, found.tags) == ("strip the columns", 17, ("python", "pandas"))
    assert found.url == "https://stackoverflow.com/questions/42/key-error"
    assert found.licence == "CC BY-SA 4.0, by Ada & Co and Bo"
    (first, words), (second, _) = site.asked
    assert (first, second) == ("/2.3/search/advanced", "/2.3/questions/42/answers")
    assert words["site"] == "stackoverflow"
    assert (words["tagged"], words["filter"], words["key"]) == ("python", "withbody", "k")


def test_the_same_is_not_asked_twice_a_day(site: Site, tmp_path: Path) -> None:
    first = site.exchange(tmp_path).search("x y z")
    assert site.exchange(tmp_path).search("x y z") == first
    assert len(site.asked) == 2
    site.now += 90_000
    site.exchange(tmp_path).search("x y z")
    assert len(site.asked) == 4


def test_like_titles_can_be_asked_for(site: Site, tmp_path: Path) -> None:
    assert site.exchange(tmp_path).similar("KeyError in pandas")[0].id == "stackoverflow.com/42"
    assert site.asked[0][1]["title"] == "KeyError in pandas"


@pytest.mark.parametrize(("packed", "header"), [(False, False), (True, False)])
def test_bodies_that_are_not_packed_or_do_not_say_so_are_read(
    site: Site, tmp_path: Path, packed: bool, header: bool
) -> None:
    site.packed, site.header = packed, header
    assert site.exchange(tmp_path).search("x")[0].id == "stackoverflow.com/42"


def test_a_short_backoff_is_waited_for_and_a_long_one_is_said(site: Site, tmp_path: Path) -> None:
    site.wrapper["backoff"] = 1
    site.exchange(tmp_path).search("one")
    site.wrapper["backoff"] = 30
    site.exchange(tmp_path).search("two")
    assert site.waited == [1.0]  # the answers are known from before
    with pytest.raises(ToolError, match="left alone for 30 s"):
        site.exchange(tmp_path).search("three")
    assert len(site.asked) == 3


def test_a_throttled_address_asks_nothing_more_until_it_may(site: Site, tmp_path: Path) -> None:
    site.refusal = {
        "error_id": 502,
        "error_name": "throttle_violation",
        "error_message": "too many requests from this IP, more requests available in 77 seconds",
    }
    with pytest.raises(ToolError, match="throttle violation"):
        site.exchange(tmp_path).search("one")
    site.refusal = None
    with pytest.raises(ToolError, match="left alone for 77 s"):
        site.exchange(tmp_path).similar("two")
    site.now += 80
    assert site.exchange(tmp_path).search("one")


def test_a_used_up_quota_is_one_clear_line(site: Site, tmp_path: Path) -> None:
    site.wrapper["quota_remaining"] = 0
    with pytest.raises(ToolError, match="quota") as caught:
        site.exchange(tmp_path).search("one")  # the answers are the second request
    assert "STACKEXCHANGE_KEY" in caught.value.hint


def test_a_page_of_a_proxy_is_no_answer(site: Site, tmp_path: Path) -> None:
    site.raw = b"<html>log in</html>"
    with pytest.raises(ToolError, match="no JSON"):
        site.exchange(tmp_path).search("one")


def test_without_a_network_it_is_said(tmp_path: Path) -> None:
    with pytest.raises(ToolError, match="cannot be reached: "):
        Exchange(tmp_path, url="http://127.0.0.1:9/2.3").search("one")


def test_a_folder_that_cannot_be_written_does_not_cost_the_answer(site: Site, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert site.exchange(tmp_path / "file" / "below").search("one")
