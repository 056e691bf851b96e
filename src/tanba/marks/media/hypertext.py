"""
The tags of an HTML file as bytes, by the rules of the HTML standard (13.2.5) as far as finding needs.

Bytes and not text: places must be exact, and an old page in windows-1251 is as good as one in UTF-8.
One pass from left to right; a tag or comment that never closes ends the file, as it does in a browser.
"""

import re
from collections.abc import Iterator
from html import unescape
from typing import Final, NamedTuple

from tanba.kernel import Refused

LARGEST: Final = 64 * 1024 * 1024
"""Bytes of a text file that we read: a page of more is no page."""

RAW: Final = frozenset(
    b"script style title textarea iframe noembed noframes noscript xmp plaintext".split()
)
"""Elements with text up to their own end tag; `noscript` as a browser with scripts sees it."""

_HEAD: Final = frozenset(b"title meta link script style base noscript basefont bgsound".split())
_OPENING: Final = re.compile(rb"<(?=[A-Za-z/!?])")
_PLAIN: Final = re.compile(rb"<(/?)([A-Za-z][A-Za-z0-9]*)>")
"""A tag without attributes: half of all."""
_NONE: Final[dict[bytes, bytes]] = {}
_NAME: Final = re.compile(rb"[^\s/>]+")
_GAP: Final = re.compile(rb"[\s/]*")
_ATTRIBUTE: Final = re.compile(rb"=?[^\s/>=]*")
_EQUALS: Final = re.compile(rb"\s*=\s*")
_BARE: Final = re.compile(rb"[^\s>]+")
_SPACE: Final = re.compile(rb"\s+")
_COMMENT_END: Final = re.compile(rb"--!?>")
_SCRIPT: Final = re.compile(rb"<!--|-->|<(/?)script(?=[\s/>])", re.IGNORECASE)
_MOST_ATTRIBUTES: Final = 200
"""A tag with more is taken for one that never ends."""
_MOST_COMMENTS: Final = 100_000
_MOST_IN_HEAD: Final = 20_000
"""Tags and comments; the heads of pages have some fifty."""


class Tag(NamedTuple):
    """One tag: where it stands, and for an element of raw text where that ends."""

    name: bytes
    start: int
    end: int
    closing: bool
    attributes: dict[bytes, bytes]
    """Names in small letters; the first of two alike counts, as in a browser."""
    inner_end: int
    """One after the raw text that follows; `end` for all other elements."""
    after: int
    """One after the end tag of raw text; `end` for all other elements."""

    def get(self, name: bytes) -> str:
        """Return an attribute as text, its character references resolved; empty without one."""
        return unescape(self.attributes.get(name, b"").decode("utf-8", "replace"))


class Head(NamedTuple):
    """The head of a page, whether its tags are written or understood."""

    tags: tuple[Tag, ...]
    end: int
    """Where more may be put into it: at `</head>`, or before the first thing that is none of it."""
    body: int
    """Where the body begins: after `<body …>` if there is one."""


def tags(data: bytes, at: int = 0) -> Iterator[Tag]:
    """Give the tags of a page in order, without those in comments and raw text; raises Refused MK89."""
    xml, comments = is_xml(data), 0
    while opening := _OPENING.search(data, at):
        at = opening.start()
        plain = _PLAIN.match(data, at)
        if plain is None and (other := _after_comment(data, at, xml)) > at:
            at, comments = other, comments + 1
            if comments > _MOST_COMMENTS:
                raise Refused("MK89", f"more than {_MOST_COMMENTS} comments in a page")
            continue
        if plain is not None:
            name = plain.group(2).lower()
            if name not in RAW:
                at = plain.end()
                yield Tag(name, plain.start(), at, bool(plain.group(1)), _NONE, at, at)
                continue
        tag = _tag(data, at, xml)
        if tag is None:
            return
        yield tag
        at = tag.after


def head(data: bytes) -> Head:
    """
    Return the head of a page; a fragment has an empty one at its start.

    Raises
    ------
    Refused
        MK89 when there are more elements in it than anybody writes.
    """
    found: list[Tag] = []
    last = 3 if data.startswith(b"\xef\xbb\xbf") else 0
    template, outer = 0, 0
    for number, tag in enumerate(tags(data, last)):
        name = tag.name
        if number > _MOST_IN_HEAD:
            raise _crowded()
        if name == b"template":
            outer = outer if template else last
            template = max(0, template + (-1 if tag.closing else 1))
        elif template:
            pass
        elif (text := _first_text(data, last, tag.start)) < tag.start:
            return Head(tuple(found), text, text)
        elif name == b"head" and tag.closing:
            return Head(tuple(found), tag.start, _body(data, tag.end))
        elif name == b"body" and not tag.closing:
            return Head(tuple(found), tag.start, tag.end)
        elif name not in _HEAD and name not in (b"html", b"head"):
            return Head(tuple(found), tag.start, tag.start)
        elif name in RAW and tag.inner_end == len(data):
            return Head(tuple(found), tag.start, tag.start)  # it never ends: nothing can stand after it
        elif name in _HEAD and not tag.closing:
            found.append(tag)
        last = tag.after
    end = outer if template else _first_text(data, last, len(data))
    return Head(tuple(found), end, end)


def attribute(text: str) -> str:
    """Return text for between double quotes of an attribute, in ASCII, so for any encoding."""
    plain = (c.isascii() and c.isprintable() and c not in "&<>\"'" for c in text)
    return "".join(c if ok else f"&#{ord(c)};" for c, ok in zip(text, plain, strict=True))


def checked(data: bytes) -> bytes:
    """
    Return a page in whose bytes ASCII stands for itself.

    Raises
    ------
    Refused
        MK44 for UTF-16 and UTF-32, where it does not.
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in data[:4096]:
        raise Refused("MK44", "a page in UTF-16 or with null characters", "save it as UTF-8")
    return data


def is_xml(data: bytes) -> bool:
    """Say whether a page declares itself as XML: then `<script/>` is empty."""
    return data[:200].removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<?xml")


def _tag(data: bytes, start: int, xml: bool) -> Tag | None:
    closing = data.startswith(b"/", start + 1)
    named = _NAME.match(data, start + 1 + closing)
    if named is None:
        return None
    name, at = named.group().lower(), named.end()
    attributes: dict[bytes, bytes] = {}
    for _ in range(_MOST_ATTRIBUTES):
        at = _end(_GAP.match(data, at), at)
        if at >= len(data):
            return None
        if data[at] == 0x3E:  # >
            at += 1
            break
        key_end = _end(_ATTRIBUTE.match(data, at), at)
        key, value = data[at:key_end].lower(), b""
        at = key_end
        if equals := _EQUALS.match(data, at):
            at = equals.end()
            quote = data[at : at + 1]
            if quote in (b'"', b"'"):
                close = data.find(quote, at + 1)
                if close < 0:
                    return None
                value, at = data[at + 1 : close], close + 1
            elif bare := _BARE.match(data, at):
                value, at = bare.group(), bare.end()
        attributes.setdefault(key, value)
    else:
        return None
    if name not in RAW or closing or (xml and data[at - 2 : at - 1] == b"/"):
        return Tag(name, start, at, closing, attributes, at, at)
    inner = _raw_end(data, name, at)
    return Tag(name, start, at, closing, attributes, inner, min(_after(data, b">", inner), len(data)))


def _raw_end(data: bytes, name: bytes, at: int) -> int:
    if name == b"plaintext":
        return len(data)
    if name != b"script":
        close = re.compile(rb"</" + name + rb"(?=[\s/>])", re.IGNORECASE).search(data, at)
        return close.start() if close else len(data)
    # `<!-- <script> </script> -->` inside a script does not end it (13.2.5.20, double escaped).
    escaped = doubled = False
    for mark in _SCRIPT.finditer(data, at):
        if mark.group() == b"<!--":
            escaped = True
        elif mark.group() == b"-->":
            escaped = doubled = False
        elif not mark.group(1):
            doubled = doubled or escaped
        elif doubled:
            doubled = False
        else:
            return mark.start()
    return len(data)


def _after_comment(data: bytes, at: int, xml: bool) -> int:
    """Return where a comment at `at` ends, after the file if it never does; `at` if it is none."""
    if data.startswith(b"<!--", at):
        for short in (b"<!-->", b"<!--->"):
            if data.startswith(short, at):
                return at + len(short)
        return _end(_COMMENT_END.search(data, at + 4), len(data) + 1)
    if xml and data.startswith(b"<![CDATA[", at):
        return _after(data, b"]]>", at)
    bogus = data.startswith(b"</", at) and not data[at + 2 : at + 3].isalpha()
    return _after(data, b">", at) if bogus or data.startswith((b"<!", b"<?"), at) else at


def _first_text(data: bytes, start: int, end: int) -> int:
    """Return where text begins between two places, comments and declarations apart; `end` if none."""
    for _ in range(_MOST_IN_HEAD):
        if start >= end:
            return end
        if (other := _after_comment(data, start, False)) > start:
            if other > len(data):
                return start
            start = other
        elif gap := _SPACE.match(data, start):
            start = gap.end()
        else:
            return start
    raise _crowded()


def _crowded() -> Refused:
    return Refused("MK89", f"more than {_MOST_IN_HEAD} elements in the head of a page")


def _body(data: bytes, at: int) -> int:
    """Return where the body begins that comes after `</head>` at `at`."""
    tag = next(tags(data, at), None)
    if (
        tag is None
        or tag.name != b"body"
        or tag.closing
        or _first_text(data, at, tag.start) < tag.start
    ):
        return at
    return tag.end


def _after(data: bytes, mark: bytes, at: int) -> int:
    found = data.find(mark, at)
    return len(data) + 1 if found < 0 else found + len(mark)


def _end(match: re.Match[bytes] | None, at: int) -> int:
    return match.end() if match else at
