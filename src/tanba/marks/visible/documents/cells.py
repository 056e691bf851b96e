"""The rows of a sheet: kept apart as bytes while the rest changes, or its first cells as text."""

import re
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Final

from lxml import etree

from tanba.kernel import Refused
from tanba.marks.media import package
from tanba.marks.media.archive import Archive
from tanba.marks.media.markup import local, refuse_doctype

_ROWS: Final = re.compile(rb"<((?:[A-Za-z_][\w.-]*:)?sheetData)(?:\s[^<>]*)?(?<!/)>")
_ENCODING: Final = re.compile(rb"<\?xml[^>]*encoding\s*=\s*[\"']([^\"']*)[\"']")
_PLACE: Final = b"tanba-rows"
_START: Final = 1024 * 1024
"""Bytes of a sheet, and of the shared texts, in which a label is looked for."""
_CELLS: Final = 200
_TEXTS: Final = 20_000


def without_rows(data: bytes) -> tuple[bytes, Callable[[bytes], bytes]]:
    """
    Return a sheet without its rows, and what puts them back, byte for byte, into the changed sheet.

    Rows are nearly all of a sheet, and are never a tree here; a sheet in another encoding than UTF-8
    stays whole.
    """
    declared = _ENCODING.match(data[:200].removeprefix(b"\xef\xbb\xbf"))
    utf8 = declared is None or declared[1].lower() in (b"utf-8", b"us-ascii")
    start = _ROWS.search(data) if utf8 and not data.startswith((b"\xff\xfe", b"\xfe\xff")) else None
    end = data.rfind(b"</" + start[1]) if start else -1
    if start is None or end < start.end():
        return data, lambda changed: changed
    head, rows, tail = data[: start.end()], data[start.end() : end], data[end:]

    def finish(changed: bytes) -> bytes:
        before, found, after = changed.partition(b">" + _PLACE + b"<")
        if not found:
            raise Refused("MK34", "the rows of a sheet stand where none should")
        return b"".join((before, b">", rows, b"<", after))

    return b"".join((head, _PLACE, tail)), finish


def cells(archive: Archive, book: str, part: str) -> Iterator[str]:
    """Give the texts of the first cells of a sheet, in rows; empty for a number or a formula."""
    found = list(islice(_elements(archive, part, "c"), _CELLS))
    numbers = [_number(cell) for cell in found]
    shared = _shared(archive, book, max((n for n in numbers if n is not None), default=-1))
    for cell, number in zip(found, numbers, strict=True):
        if number is not None:
            yield shared[number] if number < len(shared) else ""
        else:
            yield _text(cell) if cell.get("t") in ("inlineStr", "str") else ""


def _number(cell: "etree._Element") -> int | None:
    value = next((e.text or "" for e in cell if local(e) == "v"), "") if cell.get("t") == "s" else ""
    return int(value) if value.isascii() and value.isdigit() and len(value) < 9 else None


def _shared(archive: Archive, book: str, last: int) -> list[str]:
    """Return the shared texts up to number `last`, as far as our bounds go."""
    part = next((r.part for r in package.relations(archive, book) if r.kind == "sharedstrings"), "")
    if last < 0 or part not in archive:
        return []
    return [_text(e) for e in islice(_elements(archive, part, "si"), min(last + 1, _TEXTS))]


def _text(element: "etree._Element") -> str:
    """Return the text of a cell or a shared text, without the reading aids of East Asian scripts."""
    kept = (e for e in element.iter() if local(e) in ("t", "v"))
    return "".join(e.text or "" for e in kept if not any(local(a) == "rPh" for a in e.iterancestors()))


def _elements(archive: Archive, part: str, name: str) -> Iterator["etree._Element"]:
    """Give the elements of a name at the start of a part, one by one."""
    data = archive.start(part, _START)
    refuse_doctype(data, part)
    parser = etree.XMLPullParser(("end",), resolve_entities=False, no_network=True, load_dtd=False)
    try:
        for here in range(0, len(data), 65_536):
            parser.feed(data[here : here + 65_536])
            for _, element in parser.read_events():
                if isinstance(element, etree._Element) and local(element) == name:
                    yield element
    except etree.XMLSyntaxError as error:
        raise Refused(
            "MK34", f"{part} is not well-formed XML: {' '.join(str(error).split())[:120]}"
        ) from None
