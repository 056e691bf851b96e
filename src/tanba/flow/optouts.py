"""
Checking one work for wishes about training: its site, the header of its answer, the page, the file itself.

    with Checker(Checking(agent="my-crawler")) as checker:
        check = checker.check("https://qazlib.kz/a.png", at=datetime.now(UTC))
    check.decided.decision                                # "prohibited" | "allowed" | "not found" | "not checked"

robots.txt is obeyed: what it closes to the crawler named is not fetched. Where robots.txt cannot be read
nothing else is fetched there either (RFC 9309, 2.3.1.4).
"""

import re
import tempfile
from collections import OrderedDict
from collections.abc import Callable, Iterator
from datetime import datetime
from hashlib import sha256
from pathlib import Path, PurePosixPath
from types import TracebackType
from typing import TYPE_CHECKING, Final, Literal, Self
from urllib.parse import quote, urlsplit, urlunsplit

from tanba.flow.network import Answer, Bounds, Web, checked_address
from tanba.kernel import VERSION, Faults, Refused, value
from tanba.keys import Trust
from tanba.works.optout import (
    Check,
    Embedded,
    Look,
    Robots,
    Signal,
    crawl_signals,
    decide,
    embedded_signals,
    header_signals,
    may_crawl,
    page_signals,
    read_robots,
    read_tdmrep,
    tdmrep_signals,
    usage_signals,
)
from tanba.works.optout.patterns import path_of

if TYPE_CHECKING:
    from tanba.marks import Inspector, Verified

LARGEST: Final = 64 * 1024 * 1024
"""Bytes of a work that are fetched; of a larger one only its site and its header are read."""
SITE_FILE: Final = 500 * 1024
WELL_KNOWN: Final = "/.well-known/tdmrep.json"

_SITES: Final = 64
_PAGES: Final = ("text/html", "application/xhtml+xml")
_PAGE_NAMES: Final = (".html", ".htm", ".xhtml")
_NOT_THERE: Final = (404, 410)
_IS_ADDRESS: Final = re.compile(r"https?://", re.IGNORECASE)


@value
class Checking:
    """How works are checked."""

    agent: str = "tanba"
    """The crawler in whose name robots.txt is read, and which the servers are told."""
    seconds: float = 20.0
    """For each question."""
    private: bool = False
    """Whether machines of a private network are asked."""
    trust: Trust = Trust()


@value
class Site:
    """What a site says of all its works, as it was read."""

    robots: Robots | None
    """None where it cannot be read."""
    rules: tuple[dict[str, object], ...]
    places: tuple[str, str]
    looks: tuple[Look, ...]


class Checker:
    """Checks works, one after the other; one for each thread. What sites say is kept while it lives."""

    def __init__(self, how: Checking) -> None:
        self.how = how
        agent = how.agent if how.agent != "tanba" else f"tanba/{VERSION}"
        self._web = Web(Bounds(seconds=how.seconds, private=how.private, size=LARGEST, agent=agent))
        self._inspector: Inspector | None = None
        self._sites: OrderedDict[str, Site] = OrderedDict()

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
        gather = self._address if is_address(target) else self._file
        signals: list[Signal] = []
        looks: list[Look] = []
        gather(target, root, signals, looks)
        found = tuple(dict.fromkeys(signals))
        return Check(
            target=target, at=at.isoformat(timespec="seconds"), agent=self.how.agent,
            decided=decide(found, looks), signals=found, looks=tuple(looks),
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

    # --- an address ---

    def _address(
        self, target: str, root: Path | None, signals: list[Signal], looks: list[Look]
    ) -> None:
        try:
            url = checked_address(target)
        except Refused as refused:
            looks.append(_failed("address", target, refused))
            return
        if not self._of_site(url, signals, looks):
            return
        try:
            answer = self._web.get(url, size=LARGEST, cut=True)
        except Refused as refused:
            looks.append(_failed("address", url, refused))
            return
        looks.append(_look("address", answer, "read" if answer.status == 200 else "failed"))
        if answer.status != 200:
            return
        signals += header_signals(answer.headers, answer.final)
        if _origin(answer.final) != _origin(url):
            self._of_site(answer.final, signals, looks)
        self._inside_answer(answer, signals, looks)

    def _of_site(self, url: str, signals: list[Signal], looks: list[Look]) -> bool:
        """Add what the site says; return whether the work may be fetched."""
        site = self._site(_origin(url), self._fetched)
        return self._of_path(site, path_of(url), url, signals, looks)

    def _of_path(
        self, site: Site, path: str, where: str, signals: list[Signal], looks: list[Look]
    ) -> bool:
        looks += site.looks
        if site.robots is not None:
            signals += usage_signals(site.robots, self.how.agent, path, site.places[0])
            signals += crawl_signals(site.robots, self.how.agent, path, site.places[0])
        signals += tdmrep_signals(site.rules, path, site.places[1])
        closed = may_crawl(site.robots, self.how.agent, path) if site.robots else None
        if closed is not None:
            why = f"robots.txt, line {closed.line}: {closed.text[:200]}"
            looks.append(Look(source="address", where=where, state="closed", why=why))
        return site.robots is not None and closed is None

    def _site(self, origin: str, fetch: Callable[[str, str], tuple[Look, bytes]]) -> Site:
        if origin in self._sites:
            self._sites.move_to_end(origin)
            return self._sites[origin]
        first, robots = fetch("robots.txt", f"{origin}/robots.txt")
        second, file = fetch("tdmrep.json", origin + WELL_KNOWN)
        rules: tuple[dict[str, object], ...] = ()
        if second.state == "read":
            try:
                rules = read_tdmrep(file)
            except Refused as refused:
                second = _with(second, "failed", f"{refused.code} {refused.what}")
        read = read_robots(robots) if first.state in ("read", "cut", "none") else None
        site = Site(
            robots=read, rules=rules, looks=(first, second), places=(_place(first), _place(second))
        )
        self._sites[origin] = site
        if len(self._sites) > _SITES:
            self._sites.popitem(last=False)
        return site

    def _fetched(self, source: str, url: str) -> tuple[Look, bytes]:
        named: Literal["robots.txt", "tdmrep.json"] = (
            "robots.txt" if source == "robots.txt" else "tdmrep.json"
        )
        try:
            # One byte more than is read, so that what is cut is told as that.
            answer = self._web.get(url, size=SITE_FILE + 1, cut=True)
        except Refused as refused:
            return _failed(named, url, refused), b""
        if answer.status in _NOT_THERE:
            return _look(named, answer, "none"), b""
        if answer.status != 200:
            return _look(named, answer, "failed"), b""
        if _is_page(answer):  # many servers send a page for whatever they do not have
            return _with(_look(named, answer, "none"), "none", "a page came in its place"), b""
        cut = len(answer.body) > SITE_FILE
        return _look(named, answer, "cut" if cut else "read"), answer.body

    def _inside_answer(self, answer: Answer, signals: list[Signal], looks: list[Look]) -> None:
        if answer.cut:
            looks[-1] = _with(looks[-1], "cut", f"more than {LARGEST} bytes") if looks else looks[-1]
            return
        if _is_page(answer):
            self._page(answer.body, answer.final, signals, looks)
        suffix = ".html" if _is_page(answer) else PurePosixPath(urlsplit(answer.final).path).suffix[:10]
        with tempfile.TemporaryDirectory(prefix="tanba-") as folder:
            file = Path(folder, "work" + (suffix if suffix.isascii() and "/" not in suffix else ""))
            file.write_bytes(answer.body)
            self._embedded(file, answer.final, signals, looks, answer.body)

    # --- a file ---

    def _file(self, target: str, root: Path | None, signals: list[Signal], looks: list[Look]) -> None:
        path = Path(target)
        if root is not None:
            relative = quote(path.relative_to(root).as_posix())
            site = self._site(str(root), self._beside)
            self._of_path(site, f"/{relative}", target, signals, looks)
            looks[:] = [look for look in looks if look.state != "closed"]  # it lies here already
        try:
            if path.suffix.lower() in _PAGE_NAMES and path.stat().st_size <= LARGEST:
                self._page(path.read_bytes(), target, signals, looks)
        except OSError as error:
            looks.append(_unread("file", target, error))
            return
        self._embedded(path, target, signals, looks, None)

    def _beside(self, source: str, name: str) -> tuple[Look, bytes]:
        named: Literal["robots.txt", "tdmrep.json"] = (
            "robots.txt" if source == "robots.txt" else "tdmrep.json"
        )
        try:
            with Path(name).open("rb") as file:
                data = file.read(SITE_FILE + 1)
        except FileNotFoundError:
            return Look(source=named, where=name, state="none"), b""
        except OSError as error:
            return _unread(named, name, error), b""
        digest = sha256(data).hexdigest()
        state: Literal["cut", "read"] = "cut" if len(data) > SITE_FILE else "read"
        return Look(source=named, where=name, state=state, sha256=digest, size=len(data)), data

    # --- the inside of a work ---

    def _page(self, data: bytes, where: str, signals: list[Signal], looks: list[Look]) -> None:
        try:
            signals += page_signals(data, where)
        except Refused as refused:
            looks.append(_failed("html", where, refused))
            return
        digest = sha256(data).hexdigest()
        looks.append(Look(source="html", where=where, state="read", sha256=digest, size=len(data)))

    def _embedded(
        self, file: Path, where: str, signals: list[Signal], looks: list[Look], data: bytes | None
    ) -> None:
        from tanba.marks import Inspector, verify

        if self._inspector is None:
            self._inspector = Inspector(self.how.trust)
        digest, size = (sha256(data).hexdigest(), len(data)) if data is not None else ("", 0)
        try:
            seen = verify(file, self._inspector)
        except Faults as faults:
            first = faults.faults[0]
            unknown = first.code == "MK01"
            if not digest:
                digest, size = _digest(file)
            why = f"{first.code} {first.what}"
            state: Literal["unknown", "failed"] = "unknown" if unknown else "failed"
            looks.append(
                Look(source="file", where=where, state=state, why=why, sha256=digest, size=size)
            )
            return
        except OSError as error:
            looks.append(_unread("file", where, error))
            return
        signals += embedded_signals(tuple(_found(seen)), where)
        flaws = tuple(_flaws(seen))
        looks.append(Look(
            source="file", where=where, state="failed" if flaws else "read", why="; ".join(flaws)[:500],
            sha256=seen.sha256, size=seen.size,
        ))  # fmt: skip


def is_address(target: str) -> bool:
    """Say whether a work is named by an address, not by a path."""
    return _IS_ADDRESS.match(target) is not None


def origin_of(target: str) -> str:
    """Return the server that a work is fetched from; empty for a file, or where that cannot be told."""
    try:
        return _origin(checked_address(target)) if is_address(target) else ""
    except Refused:
        return ""


def _found(seen: "Verified") -> Iterator[Embedded]:
    book = seen.container == "epub"
    for said in seen.metadata:
        for text in said.mining:
            yield Embedded(kind="mining", part=f"plus:DataMining, {said.where}", said=text)
        for text in said.reservation:
            part = f"tdm:reservation, {said.where}"
            yield Embedded(kind="reservation", part=part, said=text, book=book)
    credentials = seen.credentials
    for use in credentials.uses:
        holds = credentials.state in ("trusted", "valid") and not use.earlier
        yield Embedded(
            kind="use", part=f"{use.assertion}, {credentials.where}", said=use.use, name=use.entry,
            note=use.constraint, holds=holds,
        )  # fmt: skip


def _flaws(seen: "Verified") -> Iterator[str]:
    """Yield why a wish may stand in the file that was not seen."""
    yield from (flaw for flaw in seen.flaws if flaw)
    if seen.credentials.remote:
        yield f"its manifest is kept elsewhere, and was not fetched: {seen.credentials.remote[:200]}"
    if seen.credentials.state == "invalid" and not seen.credentials.manifests:
        yield "; ".join(f"{each.code} {each.what}" for each in seen.credentials.reasons[:3])


def _digest(file: Path) -> tuple[str, int]:
    found, size = sha256(), 0
    try:
        with file.open("rb") as source:
            while piece := source.read(1024 * 1024):
                found.update(piece)
                size += len(piece)
    except OSError:
        return "", 0
    return found.hexdigest(), size


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return urlunsplit((parts.scheme.lower(), parts.netloc.lower(), "", "", ""))


def _is_page(answer: Answer) -> bool:
    kind = answer.header("content-type").partition(";")[0].strip().lower()
    if kind:
        return kind in _PAGES
    return (
        answer.body[:1_024]
        .lstrip(b"\xef\xbb\xbf \t\r\n")
        .lower()
        .startswith((b"<!doctype html", b"<html"))
    )


def _look(
    source: Literal["robots.txt", "tdmrep.json", "address"], answer: Answer,
    state: Literal["read", "none", "failed", "cut"],
) -> Look:  # fmt: skip
    return Look(
        source=source, where=answer.url, state=state, status=answer.status,
        final=answer.final if answer.hops else "", hops=answer.hops,
        why=f"status {answer.status}" if state == "failed" else "",
        sha256=sha256(answer.body).hexdigest(), size=len(answer.body),
    )  # fmt: skip


def _with(look: Look, state: Literal["failed", "none", "cut"], why: str) -> Look:
    from dataclasses import replace

    return replace(look, state=state, why=why)


def _failed(
    source: Literal["robots.txt", "tdmrep.json", "address", "html"], where: str, refused: Refused
) -> Look:
    return Look(source=source, where=where, state="failed", why=f"{refused.code} {refused.what}")


def _unread(source: Literal["robots.txt", "tdmrep.json", "file"], where: str, error: OSError) -> Look:
    return Look(source=source, where=where, state="failed", why=(error.strerror or str(error)).lower())


def _place(look: Look) -> str:
    return look.final or look.where
