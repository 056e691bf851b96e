"""Real servers on this machine: one that serves what it is given, and some that answer with malice."""

import gzip
import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

Page = tuple[int, Mapping[str, str], bytes]


@contextmanager
def served(pages: Mapping[str, Page], asked: list[tuple[str, str]] | None = None) -> Iterator[str]:
    """Serve pages by their path, 404 for all others; `asked` gets each path and the crawler's name."""

    class Answer(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = 1 << 16  # header and body in one go

        def do_GET(self) -> None:
            if asked is not None:
                asked.append((self.path, self.headers["User-Agent"]))
            status, fields, body = pages.get(self.path, (404, {}, b"nothing"))
            self.send_response(status)
            for name, said in fields.items():
                self.send_header(name, said)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            with suppress(OSError):
                self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def raw(answer: Callable[[socket.socket], None]) -> Iterator[str]:
    """Answer every question with what `answer` sends, byte for byte."""
    listener = socket.create_server(("127.0.0.1", 0))
    over = threading.Event()
    threads: list[threading.Thread] = []

    def one(connection: socket.socket) -> None:
        with connection, suppress(OSError):
            connection.settimeout(10)
            connection.recv(65536)
            answer(connection)

    def loop() -> None:
        while not over.is_set():
            with suppress(OSError):
                connection, _ = listener.accept()
                threads.append(threading.Thread(target=one, args=(connection,), daemon=True))
                threads[-1].start()

    thread = threading.Thread(target=loop, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        over.set()
        with suppress(OSError):
            socket.create_connection(listener.getsockname()[:2], 1).close()
        thread.join()
        listener.close()
        for each in threads:
            each.join(5)


def _drip(first: bytes) -> Callable[[socket.socket], None]:
    def answer(connection: socket.socket) -> None:
        connection.sendall(first)
        while True:
            connection.sendall(b"a")
            time.sleep(0.1)

    return answer


def _flood(first: bytes, piece: bytes) -> Callable[[socket.socket], None]:
    def answer(connection: socket.socket) -> None:
        connection.sendall(first)
        while True:
            connection.sendall(piece)

    return answer


def _once(whole: bytes) -> Callable[[socket.socket], None]:
    return lambda connection: connection.sendall(whole)


BOMB = gzip.compress(bytes(80_000_000))
OK = b"HTTP/1.1 200 OK\r\n"
MALICE: dict[str, tuple[Callable[[socket.socket], None], str]] = {
    "a header that drips": (_drip(OK + b"X: "), "OP03"),
    "a body that drips": (_drip(OK + b"\r\n"), "OP03"),
    "silence": (lambda connection: connection.recv(1), "OP03"),
    "endless continues": (_flood(b"", b"HTTP/1.1 100 Continue\r\n\r\n"), "OP03"),
    "an endless body": (_flood(OK + b"\r\n", b"a" * 65536), "OP05"),
    "endless chunks": (
        _flood(OK + b"Transfer-Encoding: chunked\r\n\r\n", b"10000\r\n" + b"a" * 65536 + b"\r\n"), "OP05",
    ),
    "a gzip bomb": (
        _once(OK + b"Content-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(BOMB) + BOMB), "OP05",
    ),
    "a length that is too long": (_once(OK + b"Content-Length: 100\r\n\r\nabc"), "OP07"),
    "gzip that is none": (_once(OK + b"Content-Encoding: gzip\r\nContent-Length: 3\r\n\r\nabc"), "OP07"),
    "half of gzip": (
        _once(OK + b"Content-Encoding: gzip\r\nContent-Length: 20\r\n\r\n" + BOMB[:20]), "OP07",
    ),
    "a coding nobody asked for": (_once(OK + b"Content-Encoding: br\r\nContent-Length: 1\r\n\r\na"), "OP07"),
    "a circle": (_once(b"HTTP/1.1 302 F\r\nLocation: /\r\nContent-Length: 0\r\n\r\n"), "OP04"),
    "a circle with an endless body": (
        _flood(b"HTTP/1.1 302 F\r\nLocation: /\r\n\r\n", b"a" * 65536),
        "OP04",
    ),
    "a file": (
        _once(b"HTTP/1.1 302 F\r\nLocation: file:///etc/passwd\r\nContent-Length: 0\r\n\r\n"), "OP01",
    ),
    "no HTTP": (_once(b"\0\xff\xfe\r\n\r\n"), "OP02"),
    "nothing": (_once(b""), "OP02"),
    "too many fields": (_once(OK + b"A: b\r\n" * 5_000 + b"\r\n"), "OP02"),
    "a field without end": (_once(OK + b"A: " + b"b" * 1_000_000), "OP02"),
    "a chunk of no size": (_once(OK + b"Transfer-Encoding: chunked\r\n\r\nZZ\r\n"), "OP02"),
}  # fmt: skip
