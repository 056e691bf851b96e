"""A witness over HTTP (C2SP tlog-witness): logs ask it to cosign, and anybody reads what it cosigned last."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final

from anyio import fail_after
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from tanba.evidence import Reply, Witness
from tanba.web.headers import TEXT, Guarded

_SECONDS: Final = 10
"""In which a request has come whole."""


def _now() -> datetime:
    return datetime.now(UTC)


def witness_app(witness: Witness, clock: Callable[[], datetime] = _now) -> Starlette:
    """
    Return the application of a witness.

    `POST /add-checkpoint` as the protocol has it; `GET /{SHA-256 of a log's name}/checkpoint` is the last
    one that was cosigned; `/vkey` are the keys by which others check it.
    """

    async def add_checkpoint(request: Request) -> Response:
        body = await _body(request)
        return _answered(await run_in_threadpool(witness.add_checkpoint, body, clock()))

    def latest(request: Request) -> Response:
        return _answered(witness.latest(request.path_params["place"]))

    def vkey(_: Request) -> Response:
        return Response("".join(f"{key}\n" for key in witness.keys), media_type=TEXT)

    app = Starlette(
        routes=[
            Route("/add-checkpoint", add_checkpoint, methods=["POST"]),
            Route("/vkey", vkey),
            Route("/{place}/checkpoint", latest),
        ]
    )
    app.add_middleware(Guarded)
    return app


async def _body(request: Request) -> bytes:
    """Return what was sent, one byte more than is read at most; what is slower than ten seconds is left."""
    body = bytearray()
    try:
        with fail_after(_SECONDS):
            async for chunk in request.stream():
                body += chunk
                if len(body) > Witness.LARGEST_REQUEST:
                    raise HTTPException(413, headers={"connection": "close"})
    except TimeoutError:
        raise HTTPException(408, headers={"connection": "close"}) from None
    except ClientDisconnect:
        raise HTTPException(400) from None
    return bytes(body)


def _answered(reply: Reply) -> Response:
    return Response(reply.body, reply.status, {"content-type": reply.content_type})
