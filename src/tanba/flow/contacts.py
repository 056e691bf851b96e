"""The network as the evidence room wants it: authorities of time, witnesses, published logs of others."""

from typing import Final

from tanba.evidence import Ask, Fetch, Post, Reply
from tanba.flow.network import Bounds, Web
from tanba.kernel import Refused

# Whom a house asks, it has named itself: its own machines among them.
_OWN: Final = Bounds(private=True)
_TOKEN: Final = 256 * 1024
_REPLY: Final = 1 << 16
_FILE: Final = 256 * (2 + 65_535) + 1


def posts() -> Post:
    """Return what asks an authority of time (RFC 3161, section 3.4)."""

    def post(address: str, query: bytes) -> bytes:
        reply = _posted(address, query, "application/timestamp-query", _TOKEN)
        if reply.status != 200:
            raise OSError(f"it answered with the status {reply.status}")
        return reply.body

    return post


def asks() -> Ask:
    """Return what asks a witness (C2SP tlog-witness)."""

    def ask(address: str, body: bytes) -> Reply:
        return _posted(address, body, "text/plain; charset=utf-8", _REPLY)

    return ask


def fetches(base: str) -> Fetch:
    """Return what reads the files of a log that is published at an address."""
    web = Web(_OWN)  # one connection for thousands of tiles

    def fetch(path: str) -> bytes:
        answer = web.get(f"{base.rstrip('/')}/{path}", size=_FILE)
        if answer.status != 200:
            raise FileNotFoundError(path)
        return answer.body

    return fetch


def _posted(address: str, body: bytes, kind: str, size: int) -> Reply:
    try:
        with Web(_OWN) as web:
            answer = web.post(address, body, kind, size=size)
    except Refused as refused:
        raise OSError(refused.what) from None
    return Reply(status=answer.status, content_type=answer.header("content-type"), body=answer.body)
