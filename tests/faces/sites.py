"""Our web applications served on this machine for as long as a block lasts, and a plain way to ask them."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection

from starlette.types import ASGIApp

from tanba.web import serving

Answer = tuple[int, dict[str, str], bytes]


class Site:
    """A server on this machine, and how to ask it."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.address = f"http://127.0.0.1:{port}"

    def ask(self, path: str, method: str = "GET", body: bytes | None = None, **headers: str) -> Answer:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=20)
        sent = {name.replace("_", "-"): said for name, said in headers.items()}
        connection.request(method, path, body, sent)
        answer = connection.getresponse()
        found = {name.lower(): said for name, said in answer.getheaders()}
        data = answer.read()
        connection.close()
        return answer.status, found, data

    def fetch(self, path: str) -> bytes:
        status, _, data = self.ask(f"/{path}")
        if status != 200:
            raise FileNotFoundError(path)
        return data


@contextmanager
def served(app: ASGIApp) -> Iterator[Site]:
    running = serving(app, 0)
    thread = threading.Thread(target=running.run)
    thread.start()
    try:
        while not running.started:
            time.sleep(0.005)
        yield Site(running.servers[0].sockets[0].getsockname()[1])
    finally:
        running.should_exit = True
        thread.join()
