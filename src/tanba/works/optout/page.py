"""
Wishes in the `meta` elements of a page: TDMRep, and the robots directives `noai`, `noimageai`, `noml`.

Bytes and not text: a page in any encoding that holds ASCII is read, and keeps every byte but those put in.
"""

import re
from collections.abc import Iterator
from html import escape, unescape
from typing import Final, NamedTuple

from tanba.kernel import Refused
from tanba.works.optout.headers import CONVENTION, REFUSALS, refuses
from tanba.works.optout.signal import Signal, bounded
from tanba.works.optout.tdmrep import STANDARD, reserved
from tanba.works.optout.wish import Wish

LARGEST: Final = 16 * 1024 * 1024
"""Bytes of a page that are read."""
_MOST: Final = 1_000
"""Elements `meta` that are looked at."""

_OPENING: Final = re.compile(
    rb"<!--|</head\s*>"
    rb"|<(?:meta|script|style|title|textarea|noscript|template|xmp|iframe)(?=[\s/>])",
    re.IGNORECASE,
)
_HEAD: Final = re.compile(
    rb"<head(?:\s[^>]{0,2000})?>|<html(?:\s[^>]{0,2000})?>|<!doctype[^>]{0,500}>", re.IGNORECASE
)
_ATTRIBUTE: Final = re.compile(
    rb"""[\s/]*([^\s=/>"']{1,100})(?:\s{0,100}=\s{0,100}(?:"([^"]*)"|'([^']*)'|([^\s>"']+)))?"""
)
_COMMENT_END: Final = re.compile(rb"--!?>")
_SIGNED: Final = (b"application/c2pa", b"c2pa-manifest")


class Meta(NamedTuple):
    """One `meta` element."""

    start: int
    end: int
    name: str
    """In small letters."""
    content: str


def metas(data: bytes) -> Iterator[Meta]:
    """Yield the `meta` elements that have a name, without those in comments, scripts and the like."""
    at = seen = 0
    while seen < _MOST and (found := _OPENING.search(data, at)):
        at = found.end()
        word = found.group().lower()
        if word == b"<!--":
            end = _COMMENT_END.search(data, at)
            if end is None:
                return
            at = end.end()
        elif word == b"<meta":
            seen += 1
            attributes, at = _attributes(data, at)
            if name := attributes.get("name", "").strip().lower():
                yield Meta(found.start(), at, name, attributes.get("content", ""))
        elif not word.startswith(b"</"):
            end = re.compile(rb"</" + re.escape(word[1:]) + rb"(?=[\s/>])", re.IGNORECASE).search(
                data, at
            )
            if end is None:
                return
            at = end.end()


def page_signals(data: bytes, where: str) -> tuple[Signal, ...]:
    """
    Return what the `meta` elements of a page say of training.

    Raises
    ------
    Refused
        OP12 when it is larger than `LARGEST`, or in UTF-16 that cannot be read.
    """
    found = []
    for meta in metas(_readable(data)):
        text = bounded(f'<meta name="{meta.name}" content="{meta.content}">')
        part = f"meta {meta.name}"
        if meta.name == "tdm-reservation":
            says = reserved(meta.content)
            found.append(
                Signal(source="html", where=where, part=part, rule=text, says=says, standard=STANDARD)
            )
        elif meta.name == "robots" and refuses(meta.content):
            found.append(
                Signal(source="html", where=where, part=part, rule=text, says="forbids", standard=CONVENTION)
            )  # fmt: skip
    return tuple(dict.fromkeys(found))[:50]


def page_with(data: bytes, wish: Wish) -> bytes:
    """
    Return a page whose head states `wish`; nothing else in it changes.

    Raises
    ------
    Refused
        OP12 as `page_signals`; OP14 when a signed manifest stands in it, which any change would break.
    """
    if len(data) > LARGEST or _is_wide(data):
        raise Refused("OP12", "a page in UTF-16, or of too many bytes", "save it as UTF-8")
    if any(mark in data for mark in _SIGNED):
        hint = "write the wish before the page is signed, or state it in robots.txt and in the header"
        raise Refused("OP14", "a signed manifest stands in the page, and writing would break it", hint)
    stated = list(metas(data))
    cuts: list[tuple[int, int, bytes]] = []
    wanted = {"tdm-reservation": str(wish.reservation)}
    if wish.policy:
        wanted["tdm-policy"] = wish.policy
    for name, said in wanted.items():
        theirs = [meta for meta in stated if meta.name == name]
        cuts += [(m.start, m.end, _meta(name, said)) for m in theirs if m.content.strip() != said]
        if not theirs:
            cuts.append(_inserted(data, name, said))
    cuts += _directives(data, [meta for meta in stated if meta.name == "robots"], wish)
    for start, end, new in sorted(cuts, key=lambda cut: cut[0], reverse=True):
        data = data[:start] + new + data[end:]
    return data


def _directives(data: bytes, stated: list[Meta], wish: Wish) -> list[tuple[int, int, bytes]]:
    """Return the cuts that put `noai` in, or take such words out where training is allowed."""
    refusing = [meta for meta in stated if refuses(meta.content)]
    if not wish.allowed:
        return [] if refusing else [_inserted(data, "robots", "noai, noimageai")]
    cuts = []
    for meta in refusing:
        words = [word.strip() for word in meta.content.split(",")]
        kept = ", ".join(word for word in words if word and word.lower() not in REFUSALS)
        end = meta.end + (not kept and data.startswith(b"\n", meta.end))
        cuts.append((meta.start, end, _meta("robots", kept) if kept else b""))
    return cuts


def _inserted(data: bytes, name: str, said: str) -> tuple[int, int, bytes]:
    at = _place(data)
    return at, at, _meta(name, said) + b"\n"


def _meta(name: str, said: str) -> bytes:
    return f'<meta name="{name}" content="{escape(said)}" />'.encode("ascii", "xmlcharrefreplace")


def _place(data: bytes) -> int:
    """Return where a head takes one more element: at its end, else after the first tag that opens it."""
    at = 0
    while found := _OPENING.search(data, at):
        word, at = found.group().lower(), found.end()
        if word.startswith(b"</"):
            return found.start()
        if word == b"<!--":
            end = _COMMENT_END.search(data, at)
        elif word == b"<meta":
            continue
        else:
            end = re.compile(rb"</" + re.escape(word[1:]) + rb"(?=[\s/>])", re.IGNORECASE).search(
                data, at
            )
        if end is None:
            break
        at = end.end()
    opened = 3 if data.startswith(b"\xef\xbb\xbf") else 0
    for found in _HEAD.finditer(data[:65_536]):
        opened = found.end()
        if found.group().lower().startswith(b"<head"):
            break
    return opened


def _attributes(data: bytes, at: int) -> tuple[dict[str, str], int]:
    """Return the attributes of a tag and where it ends; of two alike the first counts."""
    attributes: dict[str, str] = {}
    for _ in range(100):
        found = _ATTRIBUTE.match(data, at)
        if found is None:
            break
        said = found[2] or found[3] or found[4] or b""
        name = found[1].decode("latin-1").lower()
        attributes.setdefault(name, unescape(said[:4_000].decode("utf-8", "replace")))
        at = found.end()
    end = data.find(b">", at)
    return attributes, len(data) if end < 0 else end + 1


def _is_wide(data: bytes) -> bool:
    return data.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in data[:1_024]


def _readable(data: bytes) -> bytes:
    if len(data) > LARGEST:
        raise Refused("OP12", f"a page of {len(data)} bytes, more than {LARGEST}")
    if not _is_wide(data):
        return data
    try:
        return data.decode("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8").encode()
    except UnicodeError:
        raise Refused("OP12", "a page in UTF-16 that is damaged") from None
