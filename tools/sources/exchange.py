"""What do the questions of a Stack Exchange site say, live?

The API 2.3 over httpx. It is asked only with leave, at most once a minute for the same thing (answers are kept on
disk for a day), waits as long as the site asks for, and never asks again what it was refused.
"""

import gzip
import hashlib
import json
import os
import time
import zlib
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analyzers.errors import ToolError, ToolMissing
from tools.knowledge.document import Document, Origin
from tools.sources.html import text_of

if TYPE_CHECKING:
    import httpx

URL = "https://api.stackexchange.com/2.3"
_DAY = 86_400.0
_PATIENCE = 2.0  # seconds that a `backoff` is waited for; longer ones are said
_TIMEOUT = 10.0
_MAX_QUERY = 240  # characters
_REFUSED = {502: "throttle violation", 503: "temporarily unavailable", 500: "internal error"}


class Exchange:
    """One site of Stack Exchange."""

    def __init__(
        self,
        folder: Path,
        *,
        site: str = "stackoverflow",
        key: str = "",
        url: str = URL,
        clock: Callable[[], float] = time.time,
        wait: Callable[[float], None] = time.sleep,
    ) -> None:
        """`folder` keeps answers and what the site asked for; `key` raises the daily quota."""
        self.folder = folder
        self.site = site
        self.key = key or os.environ.get("STACKEXCHANGE_KEY", "")
        self.url = url.rstrip("/")
        self._clock = clock
        self._wait = wait
        self._client: httpx.Client | None = None

    def close(self) -> None:
        """Close the connection."""
        if self._client is not None:
            self._client.close()
            self._client = None

    def search(self, text: str, tags: Sequence[str] = (), limit: int = 5) -> list[Document]:
        """Return the best answered questions for a text, with their best answers. Raises ToolError."""
        words = {"q": text[:_MAX_QUERY], "answers": "1", "sort": "relevance", "order": "desc"}
        if tags:
            words["tagged"] = ";".join(tags)
        return self._documents("search/advanced", words, limit)

    def similar(self, title: str, tags: Sequence[str] = (), limit: int = 5) -> list[Document]:
        """Return the questions whose titles are like this one, with their best answers. Raises ToolError."""
        words = {"title": title[:_MAX_QUERY], "sort": "relevance", "order": "desc"}
        if tags:
            words["tagged"] = ";".join(tags)
        return self._documents("similar", words, limit)

    def quota(self) -> int | None:
        """Return how many requests are left today, as last said by the site; None when it never said."""
        value = self._state().get("quota_remaining")
        return int(value) if isinstance(value, int) else None

    def _documents(self, method: str, words: dict[str, str], limit: int) -> list[Document]:
        asked = self._get(method, {**words, "pagesize": str(limit), "filter": "withbody"})
        questions = [each for each in asked if isinstance(each.get("question_id"), int)]
        answered = [str(each["question_id"]) for each in questions if each.get("answer_count", 1)]
        answers: dict[int, dict[str, Any]] = {}
        if answered:
            path = f"questions/{';'.join(answered[:100])}/answers"
            rows = self._get(
                path, {"pagesize": "100", "filter": "withbody", "sort": "votes", "order": "desc"}
            )
            for row in rows:
                if not isinstance(row.get("question_id"), int):
                    continue
                best = answers.setdefault(row["question_id"], row)
                if row.get("is_accepted") and not best.get("is_accepted"):
                    answers[row["question_id"]] = row
        found = []
        for each in questions:
            with suppress(AttributeError, TypeError, ValueError, OverflowError):  # one row of another form
                found.append(self._document(each, answers.get(each["question_id"], {})))
        return found

    def _document(self, question: Mapping[str, Any], answer: Mapping[str, Any]) -> Document:
        number = question["question_id"]
        link = str(question.get("link") or f"https://{self.site}.com/q/{number}")
        people = [unescape(str(post.get("owner", {}).get("display_name", ""))) for post in (question, answer)]
        by = " and ".join(dict.fromkeys(name for name in people if name))
        licence = str(answer.get("content_license") or question.get("content_license") or "CC BY-SA")
        return Document(
            id=f"{link.partition('//')[2].partition('/')[0]}/{number}",
            title=unescape(str(question.get("title", ""))),
            body=text_of(str(question.get("body", ""))),
            answer=text_of(str(answer.get("body", ""))),
            url=link,
            licence=f"{licence}, by {by}" if by else licence,
            origin=Origin.STACK_EXCHANGE,
            votes=int(question.get("score", 0)),
            tags=tuple(map(str, question.get("tags", ()))),
        )

    def _get(self, path: str, words: dict[str, str]) -> list[dict[str, Any]]:
        words = {**words, "site": self.site}
        kept = (
            self.folder
            / f"{hashlib.sha256(json.dumps([self.url, path, words]).encode()).hexdigest()[:32]}.json"
        )
        if (known := self._kept(kept)) is not None:
            return known
        method = "questions/answers" if path.startswith("questions/") else path
        self._heed(method)
        answer = self._ask(path, words | ({"key": self.key} if self.key else {}))
        self._note(method, answer)
        if "error_id" in answer:
            raise _refusal(answer)
        told = answer.get("items")
        items = [each for each in told if isinstance(each, dict)] if isinstance(told, list) else []
        self._keep(kept, items)
        return items

    def _heed(self, method: str) -> None:
        """Wait for what the site asked for, or say that it is too long."""
        state = self._state()
        now = self._clock()
        left = max(state["wait"].get(name, 0.0) for name in (method, "*")) - now
        if left > _PATIENCE:
            raise ToolError(f"{self.site} asks to be left alone for {left:.0f} s", "try again then")
        if left > 0:
            self._wait(left)
        if state.get("quota_remaining") == 0 and now - state["at"] < _DAY:
            raise ToolError(
                f"today's quota of {self.site} is used up", "a key raises it: `STACKEXCHANGE_KEY`"
            )

    def _ask(self, path: str, words: Mapping[str, str]) -> dict[str, Any]:
        try:
            import httpx
        except ImportError as error:
            raise ToolMissing(
                "searching the network needs httpx", "install it with `pip install 'debugassist[knowledge]'`"
            ) from error
        if self._client is None:
            self._client = httpx.Client(timeout=_TIMEOUT, headers={"Accept-Encoding": "gzip, deflate"})
        try:
            response = self._client.get(f"{self.url}/{path}", params=dict(words))
            answer = json.loads(_plain(response.content))
        except httpx.HTTPError as error:
            self._note("*", {"backoff": 0})
            raise ToolError(
                f"{self.site} cannot be reached: {str(error) or type(error).__name__}", "is there a network?"
            ) from error
        except (ValueError, RecursionError, OSError, EOFError, zlib.error) as error:
            raise ToolError(
                f"{self.site} answered {response.status_code} with something that is no JSON",
                "a proxy may have answered in its place; try again later",
            ) from error
        if not isinstance(answer, dict):
            raise ToolError(f"{self.site} answered with something unexpected", "try again later")
        if response.status_code >= 400 and "error_id" not in answer:
            answer = {"error_id": response.status_code, "error_message": "", **answer}
        return answer

    def _note(self, method: str, answer: Mapping[str, Any]) -> None:
        """Keep what the site said about quota and waiting, for the next process too."""
        state = self._state()
        now = self._clock()
        waits = {name: until for name, until in state["wait"].items() if until > now}
        backoff = answer.get("backoff", 0)
        if isinstance(backoff, int | float) and backoff > 0:
            waits[method] = now + float(backoff)
        if answer.get("error_id") == 502:  # throttled: the address is shut out for a while
            waits["*"] = now + _seconds(str(answer.get("error_message", "")))
        state["wait"] = waits
        if isinstance(answer.get("quota_remaining"), int):
            state["quota_remaining"], state["at"] = answer["quota_remaining"], now
        self._write(self.folder / "state.json", state)

    def _state(self) -> dict[str, Any]:
        """What was noted; what is missing or makes no sense was not."""
        try:
            state = dict(json.loads((self.folder / "state.json").read_text(encoding="utf-8")))
            state["wait"] = {str(name): float(until) for name, until in dict(state.get("wait", {})).items()}
            state["at"] = float(state.get("at", 0.0))
        except (OSError, ValueError, TypeError, RecursionError):
            return {"wait": {}, "at": 0.0}
        return state

    def _kept(self, path: Path) -> list[dict[str, Any]] | None:
        try:
            record = json.loads(path.read_text(encoding="utf-8"))
            if self._clock() - float(record["at"]) < _DAY:
                return list(record["items"])
        except (OSError, ValueError, TypeError, KeyError, RecursionError):
            return None
        return None

    def _keep(self, path: Path, items: list[dict[str, Any]]) -> None:
        self._write(path, {"at": self._clock(), "items": items})

    def _write(self, path: Path, record: object) -> None:
        draft = path.with_name(f"{path.name}.{os.getpid()}")
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            draft.write_text(json.dumps(record), encoding="utf-8")
            draft.replace(path)
        except OSError:  # what cannot be kept is asked again: a full disk must not cost the answer
            with suppress(OSError):
                draft.unlink()


def _plain(content: bytes) -> bytes:
    """Return a body that httpx has already unpacked, or that came packed without a header that says so."""
    return gzip.decompress(content) if content[:2] == b"\x1f\x8b" else content


def _seconds(message: str) -> float:
    """Return how long a throttled address is to wait: the message says `available in N seconds`."""
    words = message.split()
    return next((float(word) for word in words if word.isdigit()), 60.0)


def _refusal(answer: Mapping[str, Any]) -> ToolError:
    number = answer.get("error_id")
    name = str(answer.get("error_name") or _REFUSED.get(number if isinstance(number, int) else 0, "error"))
    said = str(answer.get("error_message", ""))[:200]
    return ToolError(
        f"the site refuses ({number} {name.replace('_', ' ')}){f': {said}' if said else ''}",
        "try again later",
    )
