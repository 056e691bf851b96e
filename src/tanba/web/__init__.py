"""
The web face: a published log for anybody to read, and a witness that logs can ask.

    serve(log_app(Path("log")), 8080)                       # checkpoint, tiles, proofs, a page for people
    serve(witness_app(Witness.open(folder, keys)), 8081)    # POST /add-checkpoint

Both answer on this machine only, unless another host is named; a web server in front speaks TLS.
"""

from typing import TYPE_CHECKING

from tanba.kernel import lazy_door

if TYPE_CHECKING:
    from tanba.web.published import log_app
    from tanba.web.server import serve, serving
    from tanba.web.witness import witness_app

__all__ = ["log_app", "serve", "serving", "witness_app"]

_ROOMS = {
    "log_app": "published",
    "serve": "server",
    "serving": "server",
    "witness_app": "witness",
}

__getattr__ = lazy_door(__name__, _ROOMS)
