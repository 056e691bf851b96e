"""
Documents that are zips (OOXML, OpenDocument, EPUB): opened within bounds, rewritten part by part.

A part that does not change is copied as it is packed; `mimetype` stays first and stored (OCF 3.3, 4.2).
"""

import zlib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import BinaryIO, Final

from tanba.kernel import Refused
from tanba.marks.media.directory import (
    CENTRAL,
    DEFLATED,
    END,
    LOCAL,
    STORED,
    UTF8,
    Part,
    damaged,
    lasting,
    listed,
    shown,
)

PART_AT_MOST: Final = 64 * 1024 * 1024
"""Bytes of one part that is read into memory."""
_PIECE: Final = 1024 * 1024
_EPOCH: Final = 0x21_0000
"""1 January 1980, the date of a part that we add: the same document is the same bytes."""


class Archive:
    """An opened zip; its parts in the order in which they lie in the file."""

    def __init__(self, source: BinaryIO, parts: tuple[Part, ...], comment: bytes) -> None:
        self.source, self.parts, self.comment = source, parts, comment
        self._by_name = {part.name: part for part in parts}

    def __contains__(self, name: str) -> bool:
        return name in self._by_name

    def read(self, name: str, at_most: int = PART_AT_MOST) -> bytes:
        """
        Return one part, unpacked.

        Raises
        ------
        Refused
            MK32 when it is damaged or not there, MK33 when it has more than `at_most` bytes.
        """
        part = self._by_name.get(name)
        if part is None:
            raise damaged(f"{shown(name)} is not in it")
        if part.size > at_most:
            raise Refused("MK33", f"{shown(name)} unpacks to {part.size} bytes, more than {at_most}")
        return b"".join(self.unpacked(part))

    def start(self, name: str, size: int) -> bytes:
        """Return the first `size` bytes of one part, unpacked; raises Refused MK32 as `read` does."""
        if name not in self._by_name:
            raise damaged(f"{shown(name)} is not in it")
        found = b""
        for piece in self.unpacked(self._by_name[name]):
            found += piece
            if len(found) >= size:
                break
        return found[:size]

    def packed(self, part: Part) -> Iterator[bytes]:
        """Return the bytes of a part as they lie in the file, in pieces."""
        self.source.seek(part.start)
        left = part.packed
        while left:
            piece = self.source.read(min(left, _PIECE))
            if not piece:
                raise damaged(f"{shown(part.name)} is cut off")
            left -= len(piece)
            yield piece

    def unpacked(self, part: Part) -> Iterator[bytes]:
        """
        Return the content of a part in pieces.

        Raises Refused MK32 where length or checksum is another.
        """
        crc, size = 0, 0
        for piece in self._inflated(part) if part.method == DEFLATED else self.packed(part):
            crc, size = zlib.crc32(piece, crc), size + len(piece)
            if size > part.size:
                break
            yield piece
        if size != part.size or crc != part.crc:
            raise damaged(f"{shown(part.name)} is not as long as it says, or its checksum is wrong")

    def _inflated(self, part: Part) -> Iterator[bytes]:
        inflate = zlib.decompressobj(-zlib.MAX_WBITS)
        try:
            for piece in self.packed(part):
                while piece:
                    yield inflate.decompress(piece, _PIECE)
                    piece = inflate.unconsumed_tail
            yield inflate.flush()
        except zlib.error:
            raise damaged(f"{shown(part.name)} does not unpack") from None
        if not inflate.eof:
            raise damaged(f"{shown(part.name)} does not unpack")


def opened(source: BinaryIO) -> Archive:
    """Return the zip in a stream, which must stay open; raises Refused as `directory.listed` does."""
    parts, comment = listed(source)
    return Archive(source, parts, comment)


def rewritten(source: BinaryIO, target: BinaryIO, changes: Mapping[str, bytes]) -> None:
    """
    Copy a zip with some parts changed or added; every other part is copied as it is packed.

    Parts keep their places, new ones follow in the order of `changes`, and `mimetype` stays first and
    stored. Raises Refused as `opened` does.
    """
    archive = opened(source)
    writer = _Writer(target)
    for part in archive.parts:
        if (new := changes.get(part.name)) is None:
            writer.add(part, archive.packed(part))
        else:
            writer.add(*_deflated(part, new))
    for name, new in changes.items():
        if name not in archive:
            raw = name.encode()
            part = Part(name=name, raw=raw, flags=0 if name.isascii() else UTF8, method=DEFLATED,
                        time=_EPOCH, crc=0, packed=0, size=0, start=0)  # fmt: skip
            writer.add(*_deflated(part, new))
    writer.close(archive.comment)


def stored(source: BinaryIO, target: BinaryIO) -> None:
    """Copy a zip with every part unpacked, which c2pa-rs asks for; raises Refused as `opened` does."""
    archive = opened(source)
    writer = _Writer(target)
    for part in archive.parts:
        writer.add(replace(part, method=STORED, packed=part.size), archive.unpacked(part))
    writer.close(archive.comment)


class _Writer:
    """Headers before each part, the directory after all."""

    def __init__(self, target: BinaryIO) -> None:
        self.target, self.at, self.count = target, 0, 0
        self.directory: list[bytes] = []

    def add(self, part: Part, pieces: Iterator[bytes]) -> None:
        # Lengths stand in the header, so there is no data descriptor after the part (bit 3); bits 1
        # and 2 tell how it was deflated, and mean nothing once it is stored.
        flags = part.flags & ~(0x8 if part.method == DEFLATED else 0xE)
        need = 20 if part.method == DEFLATED or "/" in part.name else 10
        shared = (
            flags,
            part.method,
            part.time & 0xFFFF,
            part.time >> 16,
            part.crc,
            part.packed,
            part.size,
        )
        local = lasting(part.local_extra)
        header = LOCAL.pack(b"PK\3\4", need, *shared, len(part.raw), len(local))
        self.directory.append(
            CENTRAL.pack(b"PK\1\2", part.made, need, *shared, len(part.raw), len(part.extra),
                          len(part.comment), 0, part.inner, part.outer, self.at)
            + part.raw + part.extra + part.comment
        )  # fmt: skip
        header += part.raw + local
        self.target.write(header)
        for piece in pieces:
            self.target.write(piece)
        self.at += len(header) + part.packed
        self.count += 1

    def close(self, comment: bytes) -> None:
        directory = b"".join(self.directory)
        self.target.write(directory)
        self.target.write(
            END.pack(b"PK\5\6", 0, 0, self.count, self.count, len(directory), self.at, len(comment))
            + comment
        )


def _deflated(part: Part, new: bytes) -> tuple[Part, Iterator[bytes]]:
    deflate = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    packed = deflate.compress(new) + deflate.flush()
    keep = part.method == STORED or len(packed) >= len(new)
    body = new if keep else packed
    method = STORED if keep else DEFLATED
    flags = part.flags & ~0x6
    changed = replace(
        part, flags=flags, method=method, crc=zlib.crc32(new), packed=len(body), size=len(new)
    )
    return changed, iter((body,))
