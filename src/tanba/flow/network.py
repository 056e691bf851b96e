"""
The network, within bounds: every question ends in time, and no answer is larger than was asked for.

    with Web(Bounds(seconds=10)) as web:
        answer = web.get("https://qazlib.kz/robots.txt")
    answer.status, answer.body

Proxies, cookies and passwords of the environment are not used, compressed answers are unpacked within the
same bound, and machines of a private network are not asked unless it is wished.
"""

import socket
import threading
import time
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from types import TracebackType
from typing import Any, Final, Self
from urllib.parse import urljoin, urlsplit, urlunsplit

import requests
import urllib3
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

from tanba.kernel import VERSION, Refused, value

_PIECE: Final = 64 * 1024
_REDIRECTS: Final = (301, 302, 303, 307, 308)
_LONGEST: Final = 8_000
"""Characters of an address."""
_FIELDS: Final = 200
"""Fields of a header that are passed on."""


@value
class Bounds:
    """What a question may cost."""

    seconds: float = 20.0
    """For one question and its redirects, from the first name looked up to the last byte."""
    size: int = 16 * 1024 * 1024
    """Bytes of an answer, unpacked."""
    redirects: int = 5
    private: bool = False
    """Whether machines of a private network, this one among them, may be asked."""
    agent: str = f"tanba/{VERSION}"


@value
class Answer:
    """An answer of any status."""

    url: str
    """What was asked for."""
    final: str
    """Where it came from, after redirects."""
    status: int
    headers: tuple[tuple[str, str], ...]
    """As they came, at most two hundred."""
    body: bytes
    """With its content coding undone."""
    cut: bool = False
    """There is more than the bound; only with `cut=True`."""
    hops: tuple[str, ...] = ()
    """Every address that was asked, the first one first; empty without redirects."""

    def header(self, name: str) -> str:
        """Return a field of the header, in any case; empty without one."""
        return next((said for key, said in self.headers if key.lower() == name.lower()), "")


class Web:
    """Connections to any servers; one for each thread."""

    def __init__(self, bounds: Bounds | None = None) -> None:
        self.bounds = bounds or Bounds()
        self._adapter = _Adapter(self.bounds.private)
        self._stopped = False

    def get(
        self, url: str, *, size: int | None = None, cut: bool = False, accept: str = "*/*"
    ) -> Answer:
        """
        Return the answer to a GET, whatever its status; redirects are followed.

        Parameters
        ----------
        size
            Bytes at most, unpacked; without it, those of the bounds.
        cut
            Return the first `size` bytes of a larger answer, instead of refusing it.

        Raises
        ------
        Refused
            OP01 not an address of the web; OP02 nobody answers; OP03 too slow; OP04 too many redirects;
            OP05 too large; OP06 a private network; OP07 a damaged answer.
        """
        ends = time.monotonic() + self.bounds.seconds
        hops = [checked_address(url)]
        headers = {"Accept": accept}
        while True:
            with self._asked("GET", hops[-1], ends, headers) as response:
                place = response.headers.get("location", "")
                if response.status_code not in _REDIRECTS or not place:
                    return self._answer(response, url, hops, ends, size, cut)
            hops.append(_next(hops, place, self.bounds.redirects))

    def post(
        self,
        url: str,
        data: bytes,
        kind: str,
        *,
        size: int | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """Return the answer to a POST of `data` of a media type; redirects are answers. Raises as `get`."""
        ends = time.monotonic() + self.bounds.seconds
        hops = [checked_address(url)]
        told = {**(headers or {}), "Content-Type": kind}
        with self._asked("POST", hops[0], ends, told, data) as response:
            return self._answer(response, url, hops, ends, size, cut=False)

    def stop(self) -> None:
        """End what is being asked, from another thread: that question fails, and so do all further ones."""
        self._stopped = True
        self._adapter.watched.end()

    def close(self) -> None:
        """Close every connection."""
        self._adapter.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @contextmanager
    def _asked(
        self, method: str, url: str, ends: float, headers: dict[str, str], data: bytes | None = None
    ) -> Iterator[requests.Response]:
        left = ends - time.monotonic()
        if self._stopped:
            raise Refused("OP02", "cannot be reached: it was stopped")
        if left <= 0:
            raise _slow(self.bounds.seconds)
        ours = {"User-Agent": self.bounds.agent, "Accept-Encoding": "identity"}
        with _watch(self._adapter.watched, ends) as watch, _told(self.bounds.seconds, watch):
            # Not through a session: it reads the whole body of every redirect, however long, and asks
            # the environment for proxies and passwords.
            question = requests.Request(method, url, headers=ours | headers, data=data).prepare()
            response = self._adapter.send(question, stream=True, timeout=min(left, 10.0))
            try:
                yield response
            finally:
                response.close()

    def _answer(
        self,
        response: requests.Response,
        url: str,
        hops: list[str],
        ends: float,
        size: int | None,
        cut: bool,
    ) -> Answer:
        most = self.bounds.size if size is None else size
        body, more = _body(response, most, ends, self.bounds.seconds)
        if more and not cut:
            raise Refused("OP05", f"an answer of more than {most} bytes")
        return Answer(
            url=url, final=hops[-1], status=response.status_code, body=body, cut=more,
            headers=tuple((k, v[:_LONGEST]) for k, v in _headers(response)[:_FIELDS]),
            hops=tuple(hops) if len(hops) > 1 else (),
        )  # fmt: skip


def checked_address(url: str) -> str:
    """Return an address without its fragment; raises Refused OP01 for what is none of http or https."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        raise _no_address(url) from None
    if parts.scheme.lower() not in ("http", "https") or not host or len(url) > _LONGEST or port == 0:
        raise _no_address(url)
    if parts.username or parts.password or not url.isprintable() or " " in url:
        raise _no_address(url)
    return urlunsplit(parts._replace(fragment=""))


def _next(hops: list[str], place: str, most: int) -> str:
    """Return where a redirect leads."""
    # Servers send UTF-8 where only ASCII may stand; http.client reads it as Latin-1.
    with suppress(UnicodeError):
        place = place.encode("latin-1").decode("utf-8")
    to = checked_address(urljoin(hops[-1], place.strip()))
    if to in hops:
        raise Refused("OP04", "its redirects lead in a circle")
    if len(hops) > most:
        raise Refused("OP04", f"more than {most} redirects")
    return to


def _headers(response: requests.Response) -> list[tuple[str, str]]:
    """Return every field, those of one name apart."""
    return [(str(name), str(said)) for name, said in response.raw.headers.items()]


def _body(response: requests.Response, most: int, ends: float, seconds: float) -> tuple[bytes, bool]:
    """Return the content, at most `most` bytes of it, and whether there is more."""
    coding = response.headers.get("content-encoding", "identity").strip().lower()
    if coding not in ("identity", "", "gzip", "x-gzip", "deflate"):
        raise Refused("OP07", f"an answer in the coding {coding[:40]!r}, which was not asked for")
    unpack = zlib.decompressobj(wbits=47) if coding not in ("identity", "") else None
    body, came = bytearray(), False
    while piece := response.raw.read(_PIECE, decode_content=False):
        came = True
        if time.monotonic() > ends:
            raise _slow(seconds)
        if unpack is not None:
            try:
                piece = unpack.decompress(piece, most + 1 - len(body))
            except zlib.error:
                raise Refused("OP07", "a damaged answer: it cannot be unpacked") from None
        body += piece
        if len(body) > most:
            return bytes(body[:most]), True
    if unpack is not None and not unpack.eof and came:
        raise Refused("OP07", "a damaged answer: what was packed ends too early")
    return bytes(body), False


# --- what a connection may do -----------------------------------------------------------------------


_CARRIERS: Final = (IPv6Network("64:ff9b::/96"), IPv6Network("64:ff9b:1::/48"), IPv6Network("::/96"))
"""Of IPv4 in the last four bytes: NAT64 (RFC 6052, RFC 8215) and the form that RFC 4291 gave up."""


def is_public(there: IPv4Address | IPv6Address) -> bool:
    """Say whether an address is one of the public network, and so is the IPv4 address that it carries."""
    if isinstance(there, IPv4Address):
        return there.is_global
    carried = there.ipv4_mapped or there.sixtofour
    if carried is None and any(there in net for net in _CARRIERS):
        carried = IPv4Address(there.packed[-4:])
    if carried is not None:
        return carried.is_global
    return there.is_global and not there.is_site_local


class _Watched:
    """The sockets that are open now, so that a watch can end them."""

    def __init__(self, private: bool) -> None:
        self.private = private
        self.sockets: list[Any] = []

    def allow(self, opened: socket.socket) -> socket.socket:
        """Return a socket that may be used: what was connected to is looked at, and not only its name."""
        try:
            there = ip_address(opened.getpeername()[0].partition("%")[0])
            there = getattr(there, "ipv4_mapped", None) or there
        except (OSError, ValueError):
            opened.close()
            raise _Private("an address that cannot be told") from None
        if not self.private and not is_public(there):
            opened.close()
            raise _Private(f"{there} is no address of the public network")
        return opened

    def opened(self, sock: Any) -> None:
        """Remember a socket; those that were closed are forgotten."""
        self.sockets = [each for each in self.sockets if each.fileno() >= 0] + [sock]

    def end(self) -> None:
        """End everything that is open."""
        for each in self.sockets:
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)


class _Private(Exception):
    """A machine that is not to be asked."""


class _Adapter(HTTPAdapter):
    """Connections that are looked at before anything is sent, and that a watch can end."""

    def __init__(self, private: bool) -> None:
        self.watched = watched = _Watched(private)

        class Plain(HTTPConnection):
            def _new_conn(self) -> socket.socket:
                return watched.allow(super()._new_conn())

            def connect(self) -> None:
                super().connect()
                watched.opened(self.sock)

        class Sealed(HTTPSConnection):
            def _new_conn(self) -> socket.socket:
                return watched.allow(super()._new_conn())

            def connect(self) -> None:
                super().connect()
                watched.opened(self.sock)

        class PlainPool(HTTPConnectionPool):
            ConnectionCls = Plain

        class SealedPool(HTTPSConnectionPool):
            ConnectionCls = Sealed

        self._pools = {"http": PlainPool, "https": SealedPool}
        super().__init__(pool_connections=4, pool_maxsize=1, max_retries=0)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        """Make the pools with our connections."""
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = self._pools


class _Watch:
    """Ends what is open when the time is over: a server may else send one byte every few seconds."""

    def __init__(self, watched: _Watched) -> None:
        self.watched, self.over = watched, False

    def __call__(self) -> None:
        self.over = True
        self.watched.end()


@contextmanager
def _watch(watched: _Watched, ends: float) -> Iterator[_Watch]:
    watch = _Watch(watched)
    timer = threading.Timer(max(0.0, ends - time.monotonic()), watch)
    timer.daemon = True
    timer.start()
    try:
        yield watch
    finally:
        timer.cancel()


@contextmanager
def _told(seconds: float, watch: _Watch) -> Iterator[None]:
    """Tell what goes wrong on the way in our words."""
    try:
        yield
    except (
        requests.RequestException,
        urllib3.exceptions.HTTPError,
        OSError,
        ValueError,
        _Private,
    ) as error:
        if watch.over:
            raise _slow(seconds) from None
        raise _refusal(error, seconds) from None
    if watch.over:  # what was ended looks like the end of an answer
        raise _slow(seconds)


def _refusal(error: BaseException, seconds: float) -> Refused:
    cause: BaseException | None = error
    for _ in range(10):
        if isinstance(cause, _Private):
            return Refused("OP06", f"not asked: {cause}", "--private asks machines of your own network")
        if isinstance(cause, urllib3.exceptions.IncompleteRead | urllib3.exceptions.InvalidChunkLength):
            return Refused("OP07", "a damaged answer: it ends too early")
        reason = getattr(cause, "reason", None)
        context = (cause.__cause__ or cause.__context__) if cause else None
        cause = reason if isinstance(reason, BaseException) else context
    if isinstance(error, requests.Timeout | TimeoutError | urllib3.exceptions.TimeoutError):
        return _slow(seconds)
    if isinstance(
        error, requests.exceptions.InvalidURL | requests.exceptions.InvalidSchema | UnicodeError
    ):
        return _no_address("it")
    what = " ".join(str(error).split())
    return Refused("OP02", f"cannot be reached: {type(error).__name__}: {what[:200]}")


def _slow(seconds: float) -> Refused:
    return Refused("OP03", f"no whole answer within {seconds:g} seconds")


def _no_address(url: str) -> Refused:
    return Refused("OP01", f"not an address of the web: {url[:200]!r}", "name one as https://…")
