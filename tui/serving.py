"""Who may use the app through a browser? The page of textual-serve, behind a token, for its own page alone.

A web page that somebody else wrote may open connections to this machine too: the token keeps it out, and so does the
check of where a connection comes from. The page asks nobody but this server for anything, its letters included, and has
the keyboard as soon as the app is there.
"""

import asyncio
import hmac
import secrets
import socket
from collections.abc import Awaitable, Callable
from urllib.parse import quote

from aiohttp import web
from textual_serve.server import Server

from tui.console import narrate

_COOKIE = "debugassist"
_LEAVING = 10.0  # seconds that the apps of open pages have to end in
_OWN = """\
<style>
  @font-face {
    font-family: "Roboto Mono";
    font-weight: 100 700;
    src: url("/static/fonts/RobotoMono-VariableFont_wght.ttf");
  }
</style>
<script>
  const waiting = setInterval(() => {
    const keyboard = document.querySelector("body.-first-byte .xterm-helper-textarea");
    if (keyboard) {
      clearInterval(waiting);
      keyboard.focus();
    }
  }, 20);
</script>
"""
_POLICY = "default-src 'self' 'unsafe-inline' data: blob:; connect-src 'self' {}"  # textual's page names a font elsewhere

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Guarded(Server):
    """The server, with everything refused that does not bring the token."""

    def __init__(self, command: str, port: int, token: str) -> None:
        super().__init__(command, host="127.0.0.1", port=port, title="debugassist")
        self._token = token
        self._shown: set[asyncio.Task[object]] = set()  # one for each open page

    async def _make_app(self) -> web.Application:
        app = await super()._make_app()
        app.middlewares.append(self._guard)
        return app

    @web.middleware
    async def _guard(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        origin = request.headers.get("Origin", self.public_url)
        if request.host != self.public_url.removeprefix("http://") or origin != self.public_url:
            raise web.HTTPForbidden(text="this address is not served\n")
        if request.path == "/" and (given := request.query.get("token")):
            if not hmac.compare_digest(given.encode(), self._token.encode()):
                raise web.HTTPForbidden(text="the token is wrong: open the address that was printed\n")
            answer = web.HTTPFound("/")  # so that the token stays out of the history
            answer.set_cookie(_COOKIE, self._token, httponly=True, samesite="Strict")
            return answer
        cookie = request.cookies.get(_COOKIE, "")
        if not hmac.compare_digest(cookie.encode(), self._token.encode()):
            raise web.HTTPForbidden(text="a token is needed: open the address that was printed\n")
        page = await handler(request)
        if request.path == "/" and isinstance(page, web.Response) and page.text is not None:
            page.text = page.text.replace("</head>", f"{_OWN}</head>", 1)
            page.headers["Content-Security-Policy"] = _POLICY.format(f"ws://{request.host}")
        return page

    async def on_startup(self, app: web.Application) -> None:
        """Say where it is."""
        narrate(f"open {self.public_url}/?token={quote(self._token)}")
        narrate("Ctrl-C ends it")

    async def handle_websocket(self, request: web.Request) -> web.WebSocketResponse:
        """Show an app on a page until one of them ends."""
        task = asyncio.current_task()
        assert task is not None
        self._shown.add(task)
        try:
            return await super().handle_websocket(request)
        finally:
            self._shown.discard(task)

    async def on_shutdown(self, app: web.Application) -> None:
        """End the apps of the pages that are open: the server would wait for them, and they for their pages."""
        for task in self._shown:
            task.cancel()
        if self._shown:
            await asyncio.wait(self._shown, timeout=_LEAVING)

    def initialize_logging(self) -> None:
        """Leave the terminal alone: what is worth saying is said above."""


def serve(command: str, port: int) -> None:
    """Serve the app that a command opens until interrupted. Raises OSError when the port is taken."""
    with socket.socket() as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        trial.bind(("127.0.0.1", port))
        port = trial.getsockname()[1]
    Guarded(command, port, secrets.token_urlsafe(24)).serve()
