"""Serving an application on a port, within bounds."""

from collections.abc import Callable
from contextlib import suppress
from socket import AF_INET, AF_INET6, create_server
from typing import TYPE_CHECKING, Final

from starlette.types import ASGIApp

from tanba.kernel import Refused

if TYPE_CHECKING:
    from uvicorn import Server

_AT_ONCE: Final = 64
"""Requests; one more is told to come later (503)."""


def serve(
    app: ASGIApp,
    port: int,
    host: str = "127.0.0.1",
    begun: Callable[[str], object] = lambda address: None,
) -> None:
    """
    Answer until the process is told to stop; on this machine only, unless a host is named.

    `begun` is told the address once it answers; of port 0, with the port that was free.

    Raises Refused (WB02) when the port is somebody else's, or the host is none of this machine.
    """
    family = AF_INET6 if ":" in host else AF_INET
    try:
        bound = create_server((host, port), family=family)
    except OSError as error:
        why = (error.strerror or "no reason given").lower()
        raise Refused(
            "WB02", f"cannot listen on {host} port {port}: {why}", "name another port"
        ) from None
    with bound, suppress(KeyboardInterrupt):  # how the server passes on that it was stopped by Ctrl-C
        named = f"[{host}]" if family == AF_INET6 else host
        begun(f"http://{named}:{bound.getsockname()[1]}/")
        serving(app, port, host).run([bound])


def serving(app: ASGIApp, port: int, host: str = "127.0.0.1") -> "Server":
    """Return a server that `run` starts; port 0 is any that is free."""
    from uvicorn import Config, Server

    config = Config(
        app,
        host=host,
        port=port,
        access_log=False,  # nobody's address is written down
        date_header=False,
        limit_concurrency=_AT_ONCE,
        lifespan="off",
        log_level="warning",
        server_header=False,
        timeout_graceful_shutdown=5,
        timeout_keep_alive=5,
        ws="none",
    )
    return Server(config)
