"""Headers that every answer carries: nothing runs, nothing is framed, nothing is guessed."""

from typing import Final

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

NEVER_CHANGES: Final = "public, max-age=31536000, immutable"
ALWAYS_ASK: Final = "no-cache"
TEXT: Final = "text/plain; charset=utf-8"
_HEADERS: Final = {
    "content-security-policy": "default-src 'none'; style-src {styles}; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'",
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
}


class Guarded:
    """An application whose answers all carry these headers; `styles` is what a page may be styled with."""

    def __init__(self, app: ASGIApp, styles: str = "'none'") -> None:
        self._app = app
        self._headers = {name: said.format(styles=styles) for name, said in _HEADERS.items()}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, said in self._headers.items():
                    headers[name] = said
                headers.setdefault("cache-control", ALWAYS_ASK)
            await send(message)

        await self._app(scope, receive, guarded)
