"""
Checking one work for wishes about training: its site, the header of its answer, the page, the file itself.

    with Checker(Checking(agent="my-crawler")) as checker:
        check = checker.check("https://qazlib.kz/a.png", at=datetime.now(UTC))
    check.decided.decision               # "prohibited", "allowed", "not found" or "not checked"

robots.txt is obeyed: what it closes to the crawler named is not fetched. Where robots.txt cannot be read
nothing else is fetched there either (RFC 9309, 2.3.1.4).
"""

import re
import tempfile
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from types import TracebackType
from typing import TYPE_CHECKING, Final, Self
from urllib.parse import quote, urlsplit

from tanba.flow.insides import Seen, look_at_page, look_inside
from tanba.flow.network import Answer, Bounds, Web, checked_address
from tanba.flow.sites import Sites, is_page, look_of, origin_of, told
from tanba.kernel import VERSION, Refused, value
from tanba.keys import Trust
from tanba.works import Check, Look, Signal, decide, header_signals, path_of

if TYPE_CHECKING:
    from tanba.marks import Inspector

LARGEST: Final = 64 * 1024 * 1024
"""Bytes of a work that are fetched; of a larger one only its site and its header are read."""
OURS: Final = "tanba"

_PAGE_AT_MOST: Final = 16 * 1024 * 1024 + 1
"""Bytes of a page that are looked at, and one more, with which it is told as too large."""
_PAGE_NAMES: Final = (".html", ".htm", ".xhtml")
_SUFFIX: Final = re.compile(r"\.[A-Za-z0-9]{1,9}")
_IS_ADDRESS: Final = re.compile(r"https?://", re.IGNORECASE)


@value
class Checking:
    """How works are checked."""

    agent: str = OURS
    """The crawler in whose name robots.txt is read, and which the servers are told."""
    seconds: float = 20.0
    """For each question."""
    private: bool = False
    """Whether machines of a private network are asked."""
    trust: Trust = Trust()


class Checker:
    """Checks works, one after the other; one for each thread. What sites say is kept while it lives."""

    def __init__(self, how: Checking) -> None:
        self.how = how
        agent = f"{OURS}/{VERSION}" if how.agent == OURS else how.agent
        bounds = Bounds(seconds=how.seconds, private=how.private, size=LARGEST, agent=agent)
        self._web = Web(bounds)
        self._sites = Sites(self._web)
        self._inspector: Inspector | None = None

    def check(self, target: str, at: datetime, root: Path | None = None) -> Check:
        """
        Return what is said of training of one work, and what that comes to; never raises for a work.

        Parameters
        ----------
        target
            An address of http or https, or the path of a file.
        at
            The moment, with its time zone.
        root
            Folder of a website in which the file lies: its robots.txt and tdmrep.json speak of it too.
        """
        found = _Found()
        if is_address(target):
            self._address(target, found)
        else:
            self._file(target, root, found)
        signals = tuple(dict.fromkeys(found.signals))
        return Check(
            target=target, at=f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}", agent=self.how.agent,
            decided=decide(signals, found.looks), signals=signals, looks=tuple(found.looks),
        )  # fmt: skip

    def stop(self) -> None:
        """End what is being fetched, from another thread."""
        self._web.stop()

    def close(self) -> None:
        """Close connections, and let go of the reader of manifests."""
        self._web.close()
        if self._inspector is not None:
            self._inspector.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _address(self, target: str, found: "_Found") -> None:
        try:
            url = checked_address(target)
        except Refused as refused:
            found.failed(target, refused)
            return
        if closed := self._of_site(url, found):
            found.looks.append(Look(source="address", where=url, state="closed", why=closed))
            return
        try:
            answer = self._web.get(url, cut=True)
        except Refused as refused:
            found.failed(url, refused)
            return
        look = look_of("address", answer)
        if answer.status == 200 and answer.cut:
            look = replace(look, why=f"more than {LARGEST} bytes")
        found.looks.append(look)
        if answer.status != 200:
            return
        found.signals += header_signals(answer.headers, answer.final)
        if origin_of(answer.final) != origin_of(url):
            self._of_site(answer.final, found)
        if not answer.cut:
            self._inside(answer, found)

    def _of_site(self, url: str, found: "_Found") -> str:
        """Add what the site says; return why the work may not be fetched, empty when it may."""
        site, path = self._sites.at(origin_of(url)), path_of(url)
        found.signals += site.said(self.how.agent, path)
        found.looks += site.looks
        return site.closed(self.how.agent, path)

    def _inside(self, answer: Answer, found: "_Found") -> None:
        page = is_page(answer)
        if page:
            found.add(look_at_page(answer.body, answer.final))
        suffix = ".html" if page else PurePosixPath(urlsplit(answer.final).path).suffix
        with tempfile.TemporaryDirectory(prefix="tanba-") as folder:
            file = Path(folder, "work" + (suffix if _SUFFIX.fullmatch(suffix) else ""))
            file.write_bytes(answer.body)
            found.add(look_inside(file, answer.final, self._reader()))

    def _file(self, target: str, root: Path | None, found: "_Found") -> None:
        path = Path(target)
        if root is not None:
            site = self._sites.beside(root)
            relative = quote(path.relative_to(root).as_posix(), errors="surrogateescape")
            found.signals += site.said(self.how.agent, path_of(f"/{relative}"))
            found.looks += site.looks
        if not path.is_file():  # a pipe would keep us for ever
            why = "not a plain file" if path.exists() else "it is not there"
            found.looks.append(Look(source="file", where=target, state="failed", why=why))
            return
        if path.suffix.lower() in _PAGE_NAMES:
            try:
                with path.open("rb") as file:
                    found.add(look_at_page(file.read(_PAGE_AT_MOST), target))
            except OSError as error:
                why = (error.strerror or str(error)).lower()
                found.looks.append(Look(source="html", where=target, state="failed", why=why))
        found.add(look_inside(path, target, self._reader()))

    def _reader(self) -> "Inspector":
        from tanba.marks import Inspector

        if self._inspector is None:
            self._inspector = Inspector(self.how.trust)
        return self._inspector


class _Found:
    """What has been seen so far of one work."""

    def __init__(self) -> None:
        self.signals: list[Signal] = []
        self.looks: list[Look] = []

    def add(self, seen: Seen) -> None:
        self.signals += seen[0]
        self.looks.append(seen[1])

    def failed(self, where: str, refused: Refused) -> None:
        self.looks.append(Look(source="address", where=where, state="failed", why=told(refused)))


def is_address(target: str) -> bool:
    """Say whether a work is named by an address, not by a path."""
    return _IS_ADDRESS.match(target) is not None
