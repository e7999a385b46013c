"""A browser on this machine gets the app; nobody gets it without the token, nor a page from elsewhere."""

import asyncio
import json
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from time import monotonic

import aiohttp
import pytest

ROOT = Path(__file__).resolve().parents[2]
LIMIT = 90.0


@asynccontextmanager
async def served(folder: Path) -> AsyncIterator[str]:
    """The printed address of a server on a free port."""
    server = await asyncio.create_subprocess_exec(
        sys.executable,
        str(ROOT / "debugassist.py"),
        "serve",
        "--port",
        "0",
        cwd=folder,
        env=os.environ | {"TEXTUAL_ANIMATIONS": "none"},
        stderr=asyncio.subprocess.PIPE,
    )
    assert server.stderr is not None
    try:
        said = (await asyncio.wait_for(server.stderr.readline(), LIMIT)).decode().split()
        port = int(said[1].partition("127.0.0.1:")[2].partition("/")[0])
        for _ in range(600):  # it says where it will be just before it is there
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", port)
                writer.close()
                break
            except ConnectionError:
                await asyncio.sleep(0.1)
        yield said[1]
    finally:
        server.send_signal(signal.SIGINT)
        await asyncio.wait_for(server.wait(), LIMIT)


async def test_the_page_opens_an_app_that_can_be_typed_into(tmp_path: Path) -> None:
    async with served(tmp_path) as address:
        jar = aiohttp.CookieJar(unsafe=True)  # of an address without a name
        async with aiohttp.ClientSession(cookie_jar=jar) as browser:
            page = await browser.get(address)
            assert page.status == 200
            assert "token" not in str(page.url)
            assert ".focus()" in await page.text()
            assert page.headers["Content-Security-Policy"].startswith(
                "default-src 'self'"
            )  # no font from elsewhere
            base = str(page.url).rstrip("/")
            socket = await browser.ws_connect(f"{base}/ws?width=100&height=30", origin=base)
            seen = b""
            async with asyncio.timeout(LIMIT):
                while b"debugassist" not in seen:
                    message = await socket.receive()
                    seen += message.data if isinstance(message.data, bytes) else str(message.data).encode()
                while not socket.closed:  # ctrl+q quits, and the page is told
                    await socket.send_str(json.dumps(["stdin", "\x11"]))
                    await socket.receive()
            await socket.close()


async def test_ctrl_c_ends_the_apps_of_open_pages_too(tmp_path: Path) -> None:
    """Whoever ends the server in a terminal gets the prompt back, though a page is still open."""
    jar = aiohttp.CookieJar(unsafe=True)
    async with aiohttp.ClientSession(cookie_jar=jar) as browser:
        async with served(tmp_path) as address:
            page = await browser.get(address)
            base = str(page.url).rstrip("/")
            socket = await browser.ws_connect(f"{base}/ws?width=100&height=30", origin=base)
            await asyncio.wait_for(socket.receive(), LIMIT)
            reading = asyncio.ensure_future(_read(socket))  # as a page does, which so answers a farewell
            asked = monotonic()
        taken = monotonic() - asked
        assert taken < 10.0  # without a farewell the server waits for the page, and the page for it
        await asyncio.wait_for(reading, LIMIT)


async def _read(socket: aiohttp.ClientWebSocketResponse) -> None:
    async for _ in socket:
        pass


@pytest.mark.parametrize("path", ["/", "/?token=wrong", "/ws", "/static/js/textual.js"])
async def test_without_the_token_there_is_nothing(tmp_path: Path, path: str) -> None:
    async with served(tmp_path) as address, aiohttp.ClientSession() as browser:
        answer = await browser.get(address.partition("/?")[0] + path)

        assert answer.status == 403


async def test_a_page_from_elsewhere_may_not_connect(tmp_path: Path) -> None:
    """A browser sends its cookies along with whatever page makes it connect."""
    async with served(tmp_path) as address:
        async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as browser:
            page = await browser.get(address)
            base = str(page.url).rstrip("/")

            with pytest.raises(aiohttp.WSServerHandshakeError):
                await browser.ws_connect(f"{base}/ws", origin="http://evil.example")
            other_name = await browser.get(f"{base}/", headers={"Host": "evil.example"})

        assert other_name.status == 403
