"""
The directory of a zip, read strictly (PKWARE APPNOTE 6.3.10, 4.3 and 4.4).

`zipfile` is lenient, and two readers that see different parts in one file are how a document shows one
thing to a checker and another to a person. Here there is one directory, at the end, that agrees with
the header of every part.
"""

import re
from struct import Struct
from typing import BinaryIO, Final

from tanba.kernel import Refused, value
from tanba.marks.media.spool import size_of

MOST_PARTS: Final = 10_000
LARGEST: Final = 1024 * 1024 * 1024
"""Bytes that all parts together may unpack to."""
_DIRECTORY_AT_MOST: Final = 16 * 1024 * 1024
_RATIO: Final = 200
_SLACK: Final = 32 * 1024 * 1024
"""A zip may unpack to this much, and beyond it to `_RATIO` times its own size."""

END: Final = Struct("<4s4H2IH")
CENTRAL: Final = Struct("<4s6H3I5H2I")
LOCAL: Final = Struct("<4s5H3I2H")
STORED: Final = 0
DEFLATED: Final = 8
UTF8: Final = 0x800
_SECRET: Final = 0x2041
"""Flag bits 0, 6 and 13: encrypted, strongly encrypted, directory hidden."""
_ODD: Final = re.compile(r"[\x00-\x1f\x7f\\]|^[A-Za-z]:")
"""What a name may not hold: controls, and the separators and drives of another system."""


@value
class Part:
    """One entry, as the directory and its own header agree on it."""

    name: str
    raw: bytes
    """The name as it is written."""
    flags: int
    method: int
    time: int
    crc: int
    packed: int
    size: int
    start: int
    """Where the packed bytes begin."""
    made: int = 20
    extra: bytes = b""
    local_extra: bytes = b""
    comment: bytes = b""
    inner: int = 0
    outer: int = 0


def listed(source: BinaryIO) -> tuple[tuple[Part, ...], bytes]:
    """
    Return the parts of a zip in the order in which they lie in the file, and its comment.

    Raises
    ------
    Refused
        MK31 when it is encrypted; MK32 when it is damaged, has a name twice, a name that leads out of
        it, parts that overlap, or a packing other than stored and deflated; MK33 when it unpacks to
        too much.
    """
    total = size_of(source)
    count, length, offset, comment = _end(source, total)
    source.seek(offset)
    directory = source.read(length)
    parts: dict[str, Part] = {}
    here = 0
    for _ in range(count):
        part, here = _entry(source, directory, here, offset)
        if part.name in parts:
            raise damaged(f"{shown(part.name)} is in it twice")
        parts[part.name] = part
    if here != length:
        raise damaged("its directory has more in it than it says")
    unpacked = sum(part.size for part in parts.values())
    if unpacked > min(LARGEST, _SLACK + _RATIO * total):
        raise Refused("MK33", f"a zip of {total} bytes that unpacks to {unpacked}")
    ordered = sorted(parts.values(), key=lambda part: part.start)
    _refuse_overlap(ordered, offset)
    return tuple(ordered), comment


def _refuse_overlap(parts: list[Part], offset: int) -> None:
    end = 0
    for part in parts:
        if part.start - LOCAL.size - len(part.raw) - len(part.local_extra) < end:
            raise damaged(f"{shown(part.name)} lies over another part")
        end = part.start + part.packed
    if end > offset:
        raise damaged("a part lies over its directory")


def _end(source: BinaryIO, total: int) -> tuple[int, int, int, bytes]:
    """Return how many parts, length and place of the directory, and the comment (APPNOTE 4.3.16)."""
    source.seek(max(0, total - END.size - 0xFFFF))
    tail = source.read(END.size + 0xFFFF)
    here = tail.rfind(b"PK\5\6")
    while here >= 0:
        if here + END.size <= len(tail):
            _, disk, first, here_count, count, length, offset, comment = END.unpack_from(tail, here)
            if here + END.size + comment == len(tail):
                break
        here = tail.rfind(b"PK\5\6", 0, here)
    else:
        raise damaged("its end is missing", "it may not have been copied whole")
    if tail[max(0, here - 20) :].startswith(b"PK\6\7") or 0xFFFF in (count, here_count):
        raise damaged("it is a zip64, which no document needs")
    if disk or first or here_count != count:
        raise damaged("it is one of several volumes")
    if count > MOST_PARTS or length > _DIRECTORY_AT_MOST:
        raise Refused("MK33", f"a zip of {count} parts in {length} bytes, more than {MOST_PARTS}")
    if offset + length != total - len(tail) + here:
        raise damaged("its directory is not where it says, or something stands before the zip")
    return count, length, offset, tail[here + END.size :]


def _entry(source: BinaryIO, directory: bytes, here: int, before: int) -> tuple[Part, int]:
    """Return the part whose directory record begins at `here`, and where the next one does."""
    if here + CENTRAL.size > len(directory):
        raise damaged("its directory is cut off")
    (sign, made, _, flags, method, time, day, crc, packed, size, names, extras, comments,
     disk, inner, outer, offset) = CENTRAL.unpack_from(directory, here)  # fmt: skip
    ends = [here + CENTRAL.size, names, extras, comments]
    for n in (1, 2, 3):
        ends[n] += ends[n - 1]
    if sign != b"PK\1\2" or ends[3] > len(directory):
        raise damaged("its directory makes no sense")
    raw, extra, comment = (directory[ends[n] : ends[n + 1]] for n in range(3))
    name = _name(raw, flags)
    if flags & _SECRET:
        raise Refused("MK31", "an encrypted document", "save it without a password first")
    if method not in (STORED, DEFLATED) or disk or 0xFFFFFFFF in (packed, size, offset):
        raise damaged(f"{shown(name)} is packed in a way that documents do not use")
    if offset + LOCAL.size > before:
        raise damaged(f"{shown(name)} begins past the directory")
    source.seek(offset)
    head = source.read(LOCAL.size + names)
    if len(head) < LOCAL.size + names:
        raise damaged(f"{shown(name)} is cut off")
    sign, _, local_flags, local_method, *_, local_names, local_extras = LOCAL.unpack_from(head)
    if (sign, head[LOCAL.size :], local_names, local_method) != (b"PK\3\4", raw, names, method):
        raise damaged(f"{shown(name)} is called otherwise in the directory")
    if (flags ^ local_flags) & _SECRET or (method == STORED and packed != size):
        raise damaged(f"{shown(name)} is described in two ways")
    local_extra = source.read(local_extras)
    part = Part(
        name=name, raw=raw, flags=flags, method=method, time=time | day << 16, crc=crc,
        packed=packed, size=size, start=offset + len(head) + local_extras, made=made,
        extra=lasting(extra), local_extra=local_extra, comment=comment, inner=inner, outer=outer,
    )  # fmt: skip
    return part, ends[3]


def _name(raw: bytes, flags: int) -> str:
    try:
        name = raw.decode("utf-8" if flags & UTF8 else "cp437")
    except UnicodeDecodeError:
        raise damaged("a part has a name that is not text") from None
    steps = name.removesuffix("/").split("/")
    if any(step in ("", ".", "..") for step in steps) or _ODD.search(name):
        raise damaged(f"a part has the name {shown(name)}, which leads out of it")
    return name


def lasting(extra: bytes) -> bytes:
    """Return extra fields without those of zip64 (0x0001), which tell places and lengths."""
    kept, here = b"", 0
    while here + 4 <= len(extra):
        kind = int.from_bytes(extra[here : here + 2], "little")
        end = here + 4 + int.from_bytes(extra[here + 2 : here + 4], "little")
        if end > len(extra):
            break
        if kind != 1:
            kept += extra[here:end]
        here = end
    return kept


def shown(name: str) -> str:
    """Return a name for an error: quoted, and not too long."""
    return repr(name if len(name) <= 60 else name[:59] + "…")


def damaged(what: str, hint: str = "") -> Refused:
    """Return what is raised for a zip that is not as it should be."""
    return Refused("MK32", f"a damaged document: {what}", hint)
