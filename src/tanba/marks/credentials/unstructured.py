"""
Plain text: the manifest in characters that nobody sees, behind the last letter (C2PA 2.4, A.8).

U+FEFF, then one variation selector for each byte of `C2PATXT\\0`, version 1, the length, the manifest,
and padding that makes the length of it all depend on that of the manifest alone.
"""

import re
import unicodedata
from contextlib import suppress
from functools import cache
from typing import Final, NamedTuple

from tanba.kernel import Refused
from tanba.marks.credentials.found import STORE_AT_MOST, Found, Place
from tanba.marks.media.matter import utf8
from tanba.marks.results import Reason

WHERE: Final = "hidden characters"
_MAGIC: Final = b"C2PATXT\0"
_VERSION: Final = 1
_HEADER: Final = len(_MAGIC) + 1 + 4
_MARKER: Final = b"\xef\xbb\xbf"

_SELECTORS: Final = {byte: 0xFE00 + byte if byte < 16 else 0xE0100 + byte - 16 for byte in range(256)}
_BYTES: Final = {selector: byte for byte, selector in _SELECTORS.items()}
_MOST_MARKS: Final = 256
"""UAX #15 takes 30 for more than any language has."""
_MARK: Final = "\U0010ffff"
"""Stands for any mark while they are counted; no text has it, for it is no character."""
_PADDING: Final = re.compile(rb"\x00*\x10{0,2}")


class _Wrapper(NamedTuple):
    start: int
    end: int
    manifest: bytes
    flaw: str


def find(data: bytes) -> Found | None:
    """Return the manifest of the text: A.8.4.2 and 15.12.1.3."""
    wrappers = _wrappers(data)
    whole = [each for each in wrappers if not each.flaw]
    if len(whole) > 1:
        code = "manifest.text.multipleWrappers"
        return Found(
            where=WHERE, reasons=(Reason(code=code, what=f"{len(whole)} manifests in one text"),)
        )
    if whole:
        (one,) = whole
        return Found(where=WHERE, manifest=one.manifest, places=_places(data, one))
    if wrappers:
        flaw = Reason(code="manifest.text.corruptedWrapper", what=wrappers[0].flaw)
        return Found(where=WHERE, reasons=(flaw,))
    return None


def stripped(data: bytes) -> bytes:
    """Return the text without its wrappers, whole or broken."""
    kept, at = [], 0
    for each in _wrappers(data):
        kept.append(data[at : each.start])
        at = each.end
    return b"".join([*kept, data[at:]])


def opening(data: bytes) -> int:
    """Return the end of the last line, before its line end, where editors add and trim nothing."""
    return len(data.rstrip(b"\r\n"))


def block(manifest: bytes, data: bytes, at: int) -> bytes:
    """Return the wrapper, padded to the length that goes with that of the manifest."""
    frame = _MAGIC + bytes([_VERSION]) + len(manifest).to_bytes(4, "big") + manifest
    bare = _spelled(frame)
    gap = len(_MARKER) + 4 * len(frame) + 6 - len(_MARKER) - len(bare)
    # 3a + 4b bytes of UTF-8, the fewest b: a zero takes three, a 0x10 four. The gap is never 1, 2 or 5.
    long = gap % 3
    return _MARKER + bare + _spelled(bytes((gap - 4 * long) // 3) + b"\x10" * long)


def hashed(rest: bytes) -> bytes:
    """
    Return the text in NFC; 15.12.1.3.1 takes the wrapper out first.

    Raises
    ------
    Refused
        MK40 for another encoding; MK86 for a letter with so many marks on it that to put them in order
        would take the square of their number.
    """
    text = utf8(rest)
    # That question costs little even where the answer would cost much.
    if unicodedata.is_normalized("NFC", text):
        return rest
    if _MARK * (_MOST_MARKS + 1) in text.translate(_marks()):
        raise Refused("MK86", f"a letter with more than {_MOST_MARKS} marks on it")
    return unicodedata.normalize("NFC", text).encode()


@cache
def _marks() -> dict[int, str]:
    return {code: _MARK for code in range(0x300, 0x20000) if unicodedata.combining(chr(code))}


def _wrappers(data: bytes) -> list[_Wrapper]:
    found = []
    for run in _RUN.finditer(data):
        if run.end() - run.start() > STORE_AT_MOST * 4:
            found.append(_Wrapper(run.start(), run.end(), b"", "longer than we read"))
            continue
        found.append(_wrapper(run.start(), run.end(), run.group(1).decode().translate(_BYTES)))
    return found


def _places(data: bytes, one: _Wrapper) -> tuple[Place, ...]:
    """
    Return where the wrapper may be said to stand: in the text as it is, and in the same text in NFC.

    15.12.1.3.1 looks for it in the text as stored, A.8.7.3 counts in the normalised text. They differ
    where a system has stored the text in another form; either way the wrapper alone is left out.
    """
    starts = [one.start]
    with suppress(Refused):
        starts.append(len(hashed(data[: one.start])))
    length = one.end - one.start
    return tuple(Place(start=start, length=length, at=one.start) for start in dict.fromkeys(starts))


def _wrapper(start: int, end: int, selectors: str) -> _Wrapper:
    try:
        frame = selectors.encode("latin-1")
    except UnicodeEncodeError:
        return _Wrapper(start, end, b"", "a character that is no selector")
    if len(frame) < _HEADER:
        return _Wrapper(start, end, b"", "cut off in its header")
    if frame[len(_MAGIC)] != _VERSION:
        return _Wrapper(start, end, b"", f"version {frame[len(_MAGIC)]}")
    size = int.from_bytes(frame[len(_MAGIC) + 1 : _HEADER], "big")
    if not 0 < size <= len(frame) - _HEADER:
        return _Wrapper(start, end, b"", f"says {size} bytes and has {len(frame) - _HEADER}")
    if _PADDING.fullmatch(frame, _HEADER + size) is None:
        return _Wrapper(start, end, b"", "padding that holds something")
    return _Wrapper(start, end, frame[_HEADER : _HEADER + size], "")


def _spelled(frame: bytes) -> bytes:
    return frame.decode("latin-1").translate(_SELECTORS).encode()


_RUN: Final = re.compile(
    re.escape(_MARKER)
    + rb"("
    + re.escape(_spelled(_MAGIC))
    + rb"(?:\xef\xb8[\x80-\x8f]|\xf3\xa0[\x84-\x87][\x80-\xbf])*)"
)
"""The marker, the magic, and selectors. It takes in U+E01F0 to U+E01FF too, which mean nothing."""
