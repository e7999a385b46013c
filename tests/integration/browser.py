"""A real browser without a window, spoken to in its own protocol (Chrome DevTools); no package drives it."""

import asyncio
import os
import re
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp

LIMIT = 90.0
_NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome-headless-shell", "chrome")


def program() -> str:
    """Return the browser: what DEBUGASSIST_CHROMIUM names, else what is on PATH, else an empty string."""
    named = os.environ.get("DEBUGASSIST_CHROMIUM")
    return named or next((found for name in _NAMES if (found := shutil.which(name))), "")


class Page:
    """One page: it goes somewhere, is typed into, and tells what it holds."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket = socket
        self._number = 0

    async def call(self, method: str, **parameters: object) -> dict[str, Any]:
        """Ask the browser for something and return its answer."""
        self._number += 1
        await self._socket.send_json({"id": self._number, "method": method, "params": parameters})
        async with asyncio.timeout(LIMIT):
            while (answer := await self._socket.receive_json()).get("id") != self._number:
                pass
        assert "error" not in answer, answer
        result: dict[str, Any] = answer["result"]
        return result

    async def evaluate(self, script: str) -> Any:
        """Return what a piece of JavaScript is."""
        return (await self.call("Runtime.evaluate", expression=script, returnByValue=True))["result"].get(
            "value"
        )

    async def until(self, script: str) -> None:
        """Wait until a piece of JavaScript is true."""
        async with asyncio.timeout(LIMIT):
            while not await self.evaluate(script):
                await asyncio.sleep(0.1)

    async def shows(self, *texts: str) -> None:
        """Wait until texts are to be read on the page."""
        async with asyncio.timeout(LIMIT):
            shown = ""
            while not all(text in shown for text in texts):
                await asyncio.sleep(0.1)
                shown = await self._text()

    async def _text(self) -> str:
        return str(
            await self.evaluate("document.body ? document.body.innerText.replaceAll('\\u00a0', ' ') : ''")
        )

    async def type(self, text: str) -> None:
        """Press the keys of a text one after the other; a line end is the enter key."""
        for character in text:
            enter = character == "\n"
            key = (
                {"key": "Enter", "code": "Enter", "windowsVirtualKeyCode": 13, "text": "\r"}
                if enter
                else {"key": character, "text": character}
            )
            await self.call("Input.dispatchKeyEvent", type="keyDown", **key)
            await self.call("Input.dispatchKeyEvent", type="keyUp", key=key["key"])


@asynccontextmanager
async def browser(folder: Path) -> AsyncIterator[Page]:
    """An empty page in a browser that keeps its files in a folder."""
    process = await asyncio.create_subprocess_exec(
        program(), "--headless", "--no-sandbox", "--disable-gpu", "--in-process-gpu", "--no-zygote", "--window-size=1400,900",
        "--disable-dev-shm-usage", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1", "--remote-debugging-port=0", "--remote-allow-origins=*",
        f"--user-data-dir={folder}", "about:blank",
        stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    assert process.stderr is not None
    try:
        async with asyncio.timeout(LIMIT):
            while not (found := re.search(rb"ws(://[^/]+)/", line := await process.stderr.readline())):
                assert line, "the browser has ended"
        base = f"http{found[1].decode()}"
        async with aiohttp.ClientSession() as session:
            [page, *_] = await (await session.get(f"{base}/json/list")).json()
            async with session.ws_connect(page["webSocketDebuggerUrl"], max_msg_size=0) as socket:
                yield Page(socket)
    finally:
        process.kill()
        await process.wait()
