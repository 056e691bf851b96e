"""
XMP in TIFF, BigTIFF and DNG: tag 700 of the first directory (XMP part 3, 1.1.7).

Nothing that is there moves: the packet and a copy of the first directory that points to it go to the
end, and the header is turned to the copy. Our own earlier ones at the end give way to the new ones.
"""

from typing import BinaryIO, Final, Literal, NamedTuple

from tanba.kernel import Refused
from tanba.marks.disclosure import PROFILE
from tanba.marks.media import size_of
from tanba.marks.media.splice import Cut, spliced
from tanba.marks.metadata.packet import LARGEST, merged, parsed
from tanba.marks.refusal import CannotHold
from tanba.marks.reservation import Statement
from tanba.marks.results import Said

WHERE: Final = "XMP in tag 700"
TAG: Final = 700

_MANY: Final = 20_000
_BYTES: Final = (1, 2, 6, 7)
"""Types of one byte a piece: BYTE, as the standard wants it, and those that others write."""


class _Form(NamedTuple):
    """How numbers are written: classic TIFF 6.0, or BigTIFF with eight bytes for every place."""

    order: Literal["little", "big"]
    big: bool

    @property
    def place(self) -> int:
        return 8 if self.big else 4

    @property
    def entry(self) -> int:
        return 20 if self.big else 12

    def number(self, data: bytes) -> int:
        return int.from_bytes(data, self.order)

    def written(self, number: int, size: int) -> bytes:
        return number.to_bytes(size, self.order)


class _Directory(NamedTuple):
    start: int
    entries: list[bytes]
    following: bytes
    """The place of the next directory, as it is written."""
    end: int


class _Packet(NamedTuple):
    start: int
    """0 when it lies in the entry itself."""
    data: bytes


def write(source: BinaryIO, target: BinaryIO, said: Statement) -> tuple[str, bytes]:
    """
    Write the picture with its XMP tag, replaced or added; return its place and packet.

    Raises
    ------
    Refused
        MK10 for a damaged file, MK12 when it would be too large for its form, MK14 for damaged XMP.
    """
    form, first = _form(source)
    directory = _directory(source, form, first)
    old = _packet(source, form, directory)
    packet = merged(old.data if old else None, said)
    total = size_of(source)
    start = total
    if old and _at_the_end(old, directory, total):
        start = old.start
    pad = bytes(-start % 8)
    place = start + len(pad)
    gap = bytes(-len(packet) % 8)
    entry = b"".join((
        form.written(TAG, 2), form.written(1, 2), form.written(len(packet), form.place),
        form.written(place, form.place) if not place >> 8 * form.place else b"",
    ))  # fmt: skip
    entries = [entry for entry in directory.entries if form.number(entry[:2]) != TAG]
    entries = sorted([*entries, entry], key=lambda entry: form.number(entry[:2]))
    count = form.written(len(entries), 8 if form.big else 2)
    new = b"".join((pad, packet, gap, count, *entries, directory.following))
    if start + len(new) >> 8 * form.place:
        raise CannotHold(
            "MK12", "with its metadata the file would have more than 4 GiB, where TIFF ends"
        )
    head = form.written(place + len(packet) + len(gap), form.place)
    at = 8 if form.big else 4
    cuts = [Cut(start=at, end=at + form.place, new=head), Cut(start=start, end=total, new=new)]
    spliced(source, target, cuts)
    return WHERE, packet


def read(source: BinaryIO) -> tuple[Said, ...]:
    """Return what the XMP tag says; raises Refused MK10 for a damaged file."""
    form, first = _form(source)
    try:
        old = _packet(source, form, _directory(source, form, first))
    except Refused as refused:
        if refused.code != "MK14":
            raise
        return (Said(where=WHERE, flaw=refused.what),)
    return (parsed(old.data, WHERE),) if old else ()


def has_more_pages(source: BinaryIO) -> bool:
    """Say whether another directory follows the first; raises Refused MK10 for a damaged file."""
    form, first = _form(source)
    return form.number(_directory(source, form, first).following) != 0


def _form(source: BinaryIO) -> tuple[_Form, int]:
    """Return how the file writes its numbers, and the place of its first directory."""
    source.seek(0)
    head = source.read(16)
    kinds: dict[bytes, _Form] = {
        b"II*\0": _Form("little", False), b"MM\0*": _Form("big", False),
        b"II+\0": _Form("little", True), b"MM\0+": _Form("big", True),
    }  # fmt: skip
    form = kinds.get(head[:4])
    if form is None or len(head) < 16:
        raise _damaged("it does not start as one")
    if form.big and (form.number(head[4:6]), form.number(head[6:8])) != (8, 0):
        raise _damaged("a BigTIFF with places of another size than eight bytes")
    return form, form.number(head[8:16] if form.big else head[4:8])


def _directory(source: BinaryIO, form: _Form, start: int) -> _Directory:
    total = size_of(source)
    wide = 8 if form.big else 2
    if not 8 <= start <= total - wide:
        raise _damaged("its first directory lies behind its end")
    source.seek(start)
    count = form.number(source.read(wide))
    if not 1 <= count <= _MANY:
        raise _damaged(f"a directory of {count} entries")
    data = source.read(count * form.entry + form.place)
    if len(data) < count * form.entry + form.place:
        raise _damaged("its first directory is cut off")
    entries = [data[at : at + form.entry] for at in range(0, count * form.entry, form.entry)]
    return _Directory(start, entries, data[count * form.entry :], start + wide + len(data))


def _packet(source: BinaryIO, form: _Form, directory: _Directory) -> _Packet | None:
    entry = next((entry for entry in directory.entries if form.number(entry[:2]) == TAG), None)
    if entry is None:
        return None
    size = form.number(entry[4 : 4 + form.place])
    if form.number(entry[2:4]) not in _BYTES or size > LARGEST:
        raise Refused("MK14", f"the XMP is not made of bytes, or has more than {LARGEST} of them")
    value = entry[4 + form.place :]
    if size <= form.place:
        return _Packet(0, value[:size])
    place = form.number(value)
    source.seek(min(place, size_of(source)))
    data = source.read(size)
    if len(data) < size:
        raise Refused("MK14", "the XMP lies behind the end of the file")
    return _Packet(place, data)


def _at_the_end(old: _Packet, directory: _Directory, total: int) -> bool:
    """Say whether the file ends with a packet of ours, then its directory: as we write it."""
    after = old.start + len(old.data)
    return (
        bool(old.start)
        and directory.end == total
        and directory.start == after + -after % 8
        and PROFILE.encode() in old.data
    )


def _damaged(what: str) -> Refused:
    return Refused("MK10", f"a damaged TIFF: {what}")
