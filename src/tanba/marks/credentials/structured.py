"""
Markdown and other text with comments: the manifest between armour lines (C2PA 2.4, A.9).

In front matter we write a line that YAML and TOML take for a comment, for the bare lines of A.9.3.2 are
neither; without front matter an HTML comment, as A.9.3.3.1 shows for Markdown. Both forms are read.
"""

import binascii
import re
from base64 import b64decode, b64encode
from typing import Final, NamedTuple

from tanba.marks.credentials.found import STORE_AT_MOST, Found, Place
from tanba.marks.media.matter import matter
from tanba.marks.refusal import CannotHold
from tanba.marks.results import Reason

WHERE: Final = "comment"
_BEGIN: Final = b"-----BEGIN C2PA MANIFEST-----"
_END: Final = b"-----END C2PA MANIFEST-----"
_DATA: Final = b"data:application/c2pa;base64,"
_URL: Final = re.compile(rb"https?://[\x21-\x7e]{1,2000}")
_COMMENTS: Final = {
    b"": b"", b"#": b"", b"//": b"", b"--": b"", b";": b"", b"%": b"",
    b"/*": b"*/", b"/*!": b"*/", b"<!--": b"-->",
}  # fmt: skip
"""How comments begin and end; other words on the line would be content that nobody has signed."""
_GAP: Final = re.compile(rb"[ \t]{0,4}")
_MOST_MENTIONS: Final = 1_000
_LONGEST: Final = STORE_AT_MOST * 4 // 3 + 200


class _Block(NamedTuple):
    start: int
    end: int
    """One after the last letter of its last line."""
    after: int
    """The next line."""
    reference: bytes
    pure: bool
    """Nothing but the manifest and the signs of a comment stands on its lines."""


def find(data: bytes) -> Found | None:
    """
    Return the manifest of the text: A.9.5.

    A text that only mentions the armour has none: in a block stands an address or `data:`.
    """
    blocks = _blocks(data)
    if not blocks:
        return None
    if len(blocks) > 1:
        code = "manifest.structuredText.multipleReferences"
        return Found(where=WHERE, reasons=(Reason(code=code, what=f"{len(blocks)} blocks"),))
    (block,) = blocks
    if not block.reference.startswith(_DATA):
        return Found(where=WHERE, remote=block.reference.decode("ascii", "replace"))
    try:
        manifest = b64decode(block.reference[len(_DATA) :], validate=True)
        if not manifest:
            raise ValueError("empty")
    except (binascii.Error, ValueError) as error:
        reason = Reason(code="MK85", what=f"the block is not in Base64: {error}".lower())
        return Found(where=WHERE, reasons=(reason,))
    return Found(where=WHERE, manifest=manifest, places=_places(data, block) if block.pure else ())


def stripped(data: bytes) -> bytes:
    """Return the text without the blocks that hold manifests."""
    kept, at = [], 0
    for block in _blocks(data):
        if block.pure and block.reference.startswith(_DATA):
            kept.append(data[at : block.start])
            at = block.after
    return b"".join([*kept, data[at:]])


def opening(data: bytes) -> int:
    """
    Return the end of the front matter, else the start of the text.

    Raises
    ------
    CannotHold
        MK48 where lines end with CR alone, which A.9.4 rules out.
    """
    if re.search(rb"\r(?!\n)", data):
        hint = "convert its line ends, or mark it with a sidecar"
        raise CannotHold("MK48", "lines that end with a carriage return alone", hint)
    return matter(data).end


def block(manifest: bytes, data: bytes, at: int) -> bytes:
    """Return the comment line that holds a manifest, with its line end."""
    place = matter(data)
    first, last = (b"# ", b"") if place.form else (b"<!-- ", b" -->")
    return b"".join((first, _BEGIN, b" ", _DATA, b64encode(manifest), b" ", _END, last, place.newline))


def hashed(rest: bytes) -> bytes:
    """Return the text as it is stored: A.9.4 knows no normalisation."""
    return rest


def _blocks(data: bytes) -> list[_Block]:
    found: list[_Block] = []
    at = 0
    for _ in range(_MOST_MENTIONS):
        end = data.find(_END, at)
        if end < 0:
            break
        begin = data.rfind(_BEGIN, at, end)
        if begin >= 0 and end - begin <= _LONGEST and (block := _block(data, begin, end)):
            found.append(block)
        at = end + len(_END)
    return found


def _block(data: bytes, begin: int, end: int) -> _Block | None:
    between = data[begin + len(_BEGIN) : end]
    reference = between.strip()
    if not (reference.startswith(_DATA) or _URL.fullmatch(reference)):
        return None
    start = data.rfind(b"\n", 0, begin) + 1
    if start == 0 and data.startswith(b"\xef\xbb\xbf"):
        start = 3
    newline = data.find(b"\n", end)
    after = len(data) if newline < 0 else newline + 1
    last = data[end + len(_END) : after].rstrip(b"\r\n")
    stop = end + len(_END) + len(last)
    pure = _pure(data[start:begin], between, last)
    return _Block(start, stop, after, reference, pure)


def _pure(first: bytes, between: bytes, last: bytes) -> bool:
    """Say whether a block is a comment line of A.9.3.1 or three lines of A.9.3.2, and no more."""
    if between.count(b"\n") == 0:
        words = first.strip(b" \t")
        tight = len(first) - len(words) <= 4 and len(between) - len(between.strip()) <= 4
        return (
            tight and words in _COMMENTS and _COMMENTS[words] == last.strip(b" \t") and len(last) <= 8
        )
    lines = re.fullmatch(rb"[ \t]{0,4}\r?\n[ \t]{0,4}\S+[ \t]{0,4}\r?\n[ \t]{0,4}", between)
    return lines is not None and _GAP.fullmatch(first) is not None and _GAP.fullmatch(last) is not None


def _places(data: bytes, block: _Block) -> tuple[Place, ...]:
    """Return the ranges of A.9.4: with the line end after the block; at the end, the one before it."""
    ranges = [(block.start, block.after), (block.start, block.end)]
    if block.after == len(data) and data[block.start - 1 : block.start] == b"\n":
        before = block.start - 1
        ranges.append((before, len(data)))
        if data[before - 1 : before] == b"\r":
            ranges.append((before - 1, len(data)))
    unique = dict.fromkeys(ranges)
    return tuple(Place(start=start, length=end - start, at=start) for start, end in unique)
