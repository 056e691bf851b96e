"""A published log over HTTP (C2SP tlog-tiles): its files as they lie there, proofs, and a page for people."""

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Final

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from tanba.evidence import ProofFile, Reader, files_in
from tanba.kernel import Refused
from tanba.report import write_json
from tanba.web.front import STYLES, front_page, wanted
from tanba.web.headers import ALWAYS_ASK, NEVER_CHANGES, TEXT, Guarded
from tanba.web.standing import keys_beside, read_standing

_BINARY: Final = "application/octet-stream"
_INDEX: Final = re.compile(r"0|[1-9][0-9]{0,18}")
_NUMBER: Final = r"(?:x[0-9]{3}/){0,6}[0-9]{3}(?:\.p/(?:[1-9][0-9]?|1[0-9]{2}|2[0-4][0-9]|25[0-5]))?"
_FILES: Final = (
    (re.compile(r"checkpoint|vkey"), TEXT, ALWAYS_ASK),
    (re.compile(rf"tile/(?:entries|[0-9]|[1-5][0-9]|6[0-3])/{_NUMBER}"), _BINARY, NEVER_CHANGES),
    (re.compile(r"stamps/[0-9]{1,19}-[0-9]{1,3}\.tsr"), "application/timestamp-reply", NEVER_CHANGES),
)
"""All that can be asked for: the path, what it is, how long it may be kept."""
_CHUNK: Final = 1 << 16


def log_app(folder: Path) -> Starlette:
    """
    Return the application that serves the log in a folder: its `public` part, and nothing beside it.

    `/checkpoint`, `/tile/…`, `/stamps/…`, `/vkey` are the files themselves; `/proof/{index}` is the
    `.tlog-proof` of an entry in the tree of the checkpoint; `/` is for people, `/index.json` the same for
    programs. What is not there is 404; a log whose files do not fit together is 503, and says so.
    """
    public = folder / "public"

    def front(request: Request) -> Response:
        asked = request.query_params.get("lang", "")
        lang = wanted(asked, request.headers.get("accept-language", ""))
        page = front_page(read_standing(public), lang)
        return HTMLResponse(page, headers={"content-language": lang, "vary": "accept-language"})

    def twin(request: Request) -> Response:
        return Response(write_json(read_standing(public).plain()), media_type="application/json")

    def proof(request: Request) -> Response:
        asked = request.path_params["index"]
        index = int(asked) if _INDEX.fullmatch(asked) else -1
        reader = Reader(files_in(public), keys_beside(public))
        if not 0 <= index < reader.size:
            raise HTTPException(404, f"the log has no such entry; it has {reader.size}")
        path = reader.inclusion(index, reader.size)
        made = ProofFile(index=index, proof=path, checkpoint=reader.checkpoint)
        named = {"content-disposition": f'attachment; filename="{index}.tlog-proof"'}
        return Response(str(made), media_type=TEXT, headers=named)

    def file(request: Request) -> Response:
        return _sent(public, request.scope["path"].removeprefix("/"))

    app = Starlette(
        routes=[
            Route("/", front),
            Route("/index.json", twin),
            Route("/proof/{index}", proof),
            # Entries get smaller; hashes do not.
            Route(
                "/tile/entries/{path:path}",
                file,
                middleware=[Middleware(GZipMiddleware, compresslevel=6)],
            ),
            Route("/{path:path}", file),
        ],
        exception_handlers={Refused: _broken},
    )
    app.add_middleware(Guarded, styles=STYLES)
    return app


def _sent(public: Path, path: str) -> Response:
    known = next(((kind, keep) for one, kind, keep in _FILES if one.fullmatch(path)), None)
    place = public / path
    # A link that leads out of the folder is not published.
    if not known or not place.is_file() or not place.resolve().is_relative_to(public.resolve()):
        raise HTTPException(404)
    kind, keep = known
    try:
        handle = place.open("rb")
    except OSError:  # a partial tile goes when the full one is there
        raise HTTPException(404) from None
    return _File(handle, kind, keep)


class _File(StreamingResponse):
    """An open file as an answer: what it was when it was opened, closed however the answer ends."""

    def __init__(self, handle: BinaryIO, kind: str, keep: str) -> None:
        self._handle = handle
        size = os.fstat(handle.fileno()).st_size
        headers = {"cache-control": keep, "content-length": str(size)}
        super().__init__(_chunks(handle, size), media_type=kind, headers=headers)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        with self._handle:
            await super().__call__(scope, receive, send)


def _chunks(handle: BinaryIO, left: int) -> Iterator[bytes]:
    while left and (chunk := handle.read(min(_CHUNK, left))):
        left -= len(chunk)
        yield chunk


def _broken(_: Request, error: Exception) -> Response:
    return Response(f"{error}\n", 503, media_type=TEXT)
