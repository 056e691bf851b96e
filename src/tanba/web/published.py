"""A published log over HTTP (C2SP tlog-tiles): its files as they lie there, proofs, and a page for people."""

import re
from pathlib import Path
from typing import Final

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from tanba.evidence.log.published import files_in
from tanba.evidence.log.reader import Reader
from tanba.evidence.notes.checkpoint import read_number
from tanba.evidence.notes.proof_file import ProofFile
from tanba.kernel import Refused
from tanba.web.front import STYLES, front_page, wanted
from tanba.web.headers import ALWAYS_ASK, NEVER_CHANGES, TEXT, Guarded
from tanba.web.standing import keys_beside, read_standing

_BINARY: Final = "application/octet-stream"
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
        return JSONResponse(read_standing(public).plain())

    def proof(request: Request) -> Response:
        index = read_number(request.path_params["index"])
        reader = Reader(files_in(public), keys_beside(public))
        if index is None or index >= reader.size:
            raise HTTPException(404, f"the log has no such entry; it has {reader.size}")
        path = reader.inclusion(index, reader.size)
        made = ProofFile(index=index, proof=path, checkpoint=reader.checkpoint)
        named = {"content-disposition": f'attachment; filename="{index}.tlog-proof"'}
        return Response(str(made), media_type=TEXT, headers=named)

    def file(request: Request) -> Response:
        return _sent(public, request.path_params["path"])

    def entries(request: Request) -> Response:
        return _sent(public, f"tile/entries/{request.path_params['path']}")

    app = Starlette(
        routes=[
            Route("/", front),
            Route("/index.json", twin),
            Route("/proof/{index}", proof),
            # Entries get smaller; hashes do not.
            Route("/tile/entries/{path:path}", entries, middleware=[Middleware(GZipMiddleware)]),
            Route("/{path:path}", file),
        ],
        exception_handlers={Refused: _broken},
    )
    app.add_middleware(Guarded, styles=STYLES)
    return app


def _sent(public: Path, path: str) -> Response:
    for pattern, kind, keep in _FILES:
        if pattern.fullmatch(path):
            break
    else:
        raise HTTPException(404)
    place = public / path
    # A link that leads out of the folder is not published.
    if not place.is_file() or not place.resolve().is_relative_to(public.resolve()):
        raise HTTPException(404)
    try:
        handle = place.open("rb")
    except OSError:  # a partial tile goes when the full one is there
        raise HTTPException(404) from None
    size = os.fstat(handle.fileno()).st_size
    headers = {"cache-control": keep, "content-length": str(size)}
    return StreamingResponse(_chunks(handle, size), media_type=kind, headers=headers)


def _chunks(handle: BinaryIO, left: int) -> Iterator[bytes]:
    with handle:
        while left and (chunk := handle.read(min(_CHUNK, left))):
            left -= len(chunk)
            yield chunk


def _broken(_: Request, error: Exception) -> Response:
    return Response(f"{error}\n", 503, media_type=TEXT)
