"""What a website says of all its works: robots.txt and tdmrep.json, fetched or lying in its folder."""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any, Final, Literal
from urllib.parse import urlsplit, urlunsplit

from tanba.flow.network import Answer, Web
from tanba.kernel import Refused, value
from tanba.works import (
    Look,
    Robots,
    Signal,
    crawl_signals,
    may_crawl,
    read_robots,
    read_tdmrep,
    tdmrep_signals,
    usage_signals,
)

LARGEST: Final = 500 * 1024
"""Bytes of one such file that are read (RFC 9309, 2.5)."""
WELL_KNOWN: Final = "/.well-known/tdmrep.json"

_KEPT: Final = 64
_PAGES: Final = ("text/html", "application/xhtml+xml")
_NOT_THERE: Final = (404, 410)

Named = Literal["robots.txt", "tdmrep.json"]
Read = Callable[[Named, str], tuple[Look, bytes]]


@value
class Site:
    """What a site says, as it was read."""

    robots: Robots | None
    """None where it could not be read; of a site without one, a file without rules."""
    rules: tuple[dict[str, Any], ...]
    looks: tuple[Look, Look]

    def said(self, agent: str, path: str) -> tuple[Signal, ...]:
        """Return what it says of one path."""
        first, second = (look.final or look.where for look in self.looks)
        found = tdmrep_signals(self.rules, path, second)
        if self.robots is None:
            return found
        usage = usage_signals(self.robots, agent, path, first)
        return usage + found + crawl_signals(self.robots, agent, path, first)

    def closed(self, agent: str, path: str) -> str:
        """Return why a path may not be fetched, in the words of robots.txt; empty when it may."""
        if self.robots is None:
            return "robots.txt could not be read"
        rule = may_crawl(self.robots, agent, path)
        return f"robots.txt, line {rule.line}: {rule.text[:200]}" if rule else ""


class Sites:
    """Sites, each read once; the last few are kept."""

    def __init__(self, web: Web) -> None:
        self._web = web
        self._kept: OrderedDict[str, Site] = OrderedDict()

    def at(self, origin: str) -> Site:
        """Return the site of a server."""
        return self._site(origin, self._fetched)

    def beside(self, folder: Path) -> Site:
        """Return the site that a folder holds."""
        return self._site(str(folder), _opened)

    def _site(self, origin: str, read: Read) -> Site:
        if origin not in self._kept:
            self._kept[origin] = _site(origin, read)
            if len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        self._kept.move_to_end(origin)
        return self._kept[origin]

    def _fetched(self, source: Named, url: str) -> tuple[Look, bytes]:
        try:
            # One byte more than is read, so that what is cut is told as that.
            answer = self._web.get(url, size=LARGEST + 1, cut=True)
        except Refused as refused:
            return Look(source=source, where=url, state="failed", why=told(refused)), b""
        look = look_of(source, answer)
        if answer.status in _NOT_THERE:
            return replace(look, state="none", why=""), b""
        if answer.status == 200 and is_page(answer):  # what many servers send for what they do not have
            return replace(look, state="none", why="a page came in its place"), b""
        return look, answer.body if look.state != "failed" else b""


def _site(origin: str, read: Read) -> Site:
    first, robots = read("robots.txt", f"{origin}/robots.txt")
    second, file = read("tdmrep.json", origin + WELL_KNOWN)
    rules: tuple[dict[str, Any], ...] = ()
    if second.state == "read":
        try:
            rules = read_tdmrep(file)
        except Refused as refused:
            second = replace(second, state="failed", why=told(refused))
    return Site(
        robots=None if first.state == "failed" else read_robots(robots),
        rules=rules,
        looks=(first, second),
    )


def _opened(source: Named, name: str) -> tuple[Look, bytes]:
    try:
        with Path(name).open("rb") as file:
            data = file.read(LARGEST + 1)
    except FileNotFoundError:
        return Look(source=source, where=name, state="none"), b""
    except OSError as error:
        why = (error.strerror or str(error)).lower()
        return Look(source=source, where=name, state="failed", why=why), b""
    state: Literal["cut", "read"] = "cut" if len(data) > LARGEST else "read"
    digest = sha256(data).hexdigest()
    return Look(source=source, where=name, state=state, sha256=digest, size=len(data)), data


def look_of(source: Literal["robots.txt", "tdmrep.json", "address"], answer: Answer) -> Look:
    """Return what is kept of an answer: a 200 was read, or cut, and any other status has failed."""
    failed = answer.status != 200
    cut = answer.cut or (source != "address" and len(answer.body) > LARGEST)
    return Look(
        source=source, where=answer.url, state="failed" if failed else "cut" if cut else "read",
        status=answer.status, final=answer.final if answer.hops else "", hops=answer.hops,
        why=f"status {answer.status}" if failed else "",
        sha256=sha256(answer.body).hexdigest(), size=len(answer.body),
    )  # fmt: skip


def is_page(answer: Answer) -> bool:
    """Say whether an answer is HTML: by its type, and without one by how it begins."""
    if kind := answer.header("content-type").partition(";")[0].strip().lower():
        return kind in _PAGES
    start = answer.body[:1_024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return start.startswith((b"<!doctype html", b"<html"))


def origin_of(url: str) -> str:
    """Return scheme, host and port of an address."""
    parts = urlsplit(url)
    return urlunsplit((parts.scheme.lower(), parts.netloc.lower(), "", "", ""))


def told(refused: Refused) -> str:
    """Return a refusal as the reason of a look."""
    return f"{refused.code} {refused.what}"
