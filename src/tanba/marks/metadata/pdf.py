"""
PDF: an XMP packet as the catalogue's metadata stream (ISO 32000-2, 14.3.2).

A signature covers the bytes of a file, and any rewriting breaks it: a signed PDF is never written. The
document information dictionary is read, and left as it is.
"""

import logging
import re
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any, BinaryIO, Final

import pikepdf

from tanba.kernel import Refused
from tanba.marks.media import size_of
from tanba.marks.metadata import packet
from tanba.marks.metadata.fields import AIGC, told
from tanba.marks.refusal import CannotHold
from tanba.marks.reservation import Statement
from tanba.marks.results import Said

WHERE: Final = "XMP in the catalogue"
LARGEST: Final = 1024 * 1024 * 1024
_STREAM_AT_MOST: Final = 64 * 1024 * 1024
"""Bytes that one stream may unpack to while a file is read: qpdf itself has no limit."""
_BYTE_RANGE: Final = re.compile(rb"/ByteRange\s*\[")
_FIELDS_AT_MOST: Final = 100_000


def write(source: BinaryIO, target: BinaryIO, said: Statement) -> tuple[str, bytes]:
    """Write a PDF with the disclosure in its XMP; pages, fonts, pictures and everything else stay."""
    with unsigned(source) as pdf:
        new = packet.merged(_packet(pdf), said)
        stream = pdf.make_stream(new, {"/Type": pikepdf.Name.Metadata, "/Subtype": pikepdf.Name.XML})
        pdf.Root.Metadata = pdf.make_indirect(stream)
        save(pdf, target)
    return WHERE, new


def read(source: BinaryIO) -> tuple[Said, ...]:
    """Return what the XMP and the document information say."""
    with opened(source) as pdf:
        said = []
        try:
            found = _packet(pdf)
        except Refused as refused:
            said.append(Said(where=WHERE, flaw=refused.what))
        else:
            if found:
                said.append(packet.parsed(found, WHERE))
        info = _info(pdf)
        if one := told(
            {AIGC: info.get("/AIGC", "")},
            "document information",
            info.get("/Creator") or info.get("/Producer", ""),
        ):
            said.append(one)
    return tuple(said)


def is_signed(source: BinaryIO) -> bool:
    """
    Say whether a PDF bears a digital signature or a document time-stamp.

    Raises Refused as reading does.
    """
    if _has_byte_range(source):
        return True
    with opened(source) as pdf:
        return _signed(pdf)


@contextmanager
def opened(source: BinaryIO) -> Iterator[pikepdf.Pdf]:
    """
    Open a PDF within bounds; while it is open, its faults become ours.

    Raises
    ------
    Refused
        MK31 when a password is needed, MK35 when it is damaged, MK03 when it is larger than `LARGEST`
        bytes.
    """
    _limit()
    if size_of(source) > LARGEST:
        raise Refused("MK03", f"larger than {LARGEST} bytes, which is as much as we read of a PDF")
    source.seek(0)
    try:
        with pikepdf.open(source) as pdf:
            if not isinstance(pdf.Root.get("/Pages"), pikepdf.Dictionary):
                raise Refused("MK35", "a damaged PDF: it has no pages")
            yield pdf
    except pikepdf.PasswordError:
        raise _encrypted() from None
    except (
        pikepdf.PdfError,
        RuntimeError,
        ValueError,
        TypeError,
        KeyError,
        IndexError,
        AttributeError,
    ) as error:
        # qpdf begins with what it calls the stream, which holds the name of the file.
        what = " ".join(str(error).rpartition(">: ")[2].split())[:120]
        raise Refused("MK35", f"a damaged PDF: {what}") from None


@contextmanager
def unsigned(source: BinaryIO) -> Iterator[pikepdf.Pdf]:
    """
    Open a PDF that may be written.

    Raises
    ------
    CannotHold
        MK30 when it is signed, MK31 when it is encrypted.
    Refused
        As `opened` does.
    """
    signed = _has_byte_range(source)
    with opened(source) as pdf:
        if signed or _signed(pdf):
            what = "a digital signature stands in it, and writing would break it"
            hint = "its mark goes into a manifest beside it; mark before you sign to have it inside"
            raise CannotHold("MK30", what, hint)
        if pdf.is_encrypted:
            raise _encrypted()
        yield pdf


def save(pdf: pikepdf.Pdf, target: BinaryIO) -> None:
    """
    Write a PDF, the same every time for the same content.

    What is packed stays as it is packed. Plain streams stay plain, except in a file that packs its
    objects: qpdf would unpack those otherwise.
    """
    pdf.save(
        target, fix_metadata_version=False, stream_decode_level=pikepdf.StreamDecodeLevel.none,
        compress_streams=pdf.trailer.get("/Type") == "/XRef", deterministic_id=True,
        linearize=pdf.is_linearized,
    )  # fmt: skip


@cache
def _limit() -> None:
    """Bound what qpdf unpacks, once for this process: a megabyte of a bomb would become a gigabyte."""
    logging.getLogger("pikepdf").addHandler(logging.NullHandler())  # what it mends is no news to people
    most = _STREAM_AT_MOST
    pikepdf.settings.set_qpdf_limits(
        flate_max_memory=most, png_max_memory=most, run_length_max_memory=most, tiff_max_memory=most,
        dct_max_memory=most, max_stream_filters=4, doc_max_warnings=1_000,
    )  # fmt: skip


def _packet(pdf: pikepdf.Pdf) -> bytes | None:
    stream = pdf.Root.get("/Metadata")
    if not isinstance(stream, pikepdf.Stream):
        return None
    try:
        found = stream.read_bytes()
    except (pikepdf.PdfError, zlib.error):
        raise Refused("MK35", "the XMP packet cannot be unpacked") from None
    if len(found) > packet.LARGEST:
        raise Refused("MK33", f"an XMP packet of {len(found)} bytes, more than {packet.LARGEST}")
    return found


def _info(pdf: pikepdf.Pdf) -> dict[str, str]:
    """Return texts of the document information dictionary (ISO 32000-2, 14.3.3), without making one."""
    info = pdf.trailer.get("/Info")
    if not isinstance(info, pikepdf.Dictionary):
        return {}
    names = ("/AIGC", "/Creator", "/Producer")
    return {name: str(info[name]) for name in names if isinstance(info.get(name), pikepdf.String)}


def _has_byte_range(source: BinaryIO) -> bool:
    """Look for the range of bytes that a signature covers: the object that names it is never packed."""
    source.seek(0)
    before = b""
    while piece := source.read(1024 * 1024):
        if _BYTE_RANGE.search(before + piece):
            return True
        before = piece[-64:]
    return False


def _signed(pdf: pikepdf.Pdf) -> bool:
    """Look for a filled signature field, a usage right, or a wish that the file be only appended to."""
    if isinstance(rights := pdf.Root.get("/Perms"), pikepdf.Dictionary) and len(rights):
        return True
    form = pdf.Root.get("/AcroForm")
    if not isinstance(form, pikepdf.Dictionary):
        return False
    flags: Any = form.get("/SigFlags")
    if isinstance(flags, int) and flags & 2:  # AppendOnly (12.7.3, table 225)
        return True
    return any(field.get("/FT") == "/Sig" and "/V" in field for field in _fields(form))


def _fields(form: pikepdf.Dictionary) -> Iterator[pikepdf.Dictionary]:
    waiting: list[Any] = [form.get("/Fields")]
    for _ in range(_FIELDS_AT_MOST):
        if not waiting:
            return
        thing = waiting.pop()
        if isinstance(thing, pikepdf.Array):
            waiting.extend(thing)
        elif isinstance(thing, pikepdf.Dictionary):
            yield thing
            waiting.append(thing.get("/Kids"))
    raise Refused(
        "MK35", f"a damaged PDF: a form with more than {_FIELDS_AT_MOST} fields, or one inside itself"
    )


def _encrypted() -> CannotHold:
    return CannotHold("MK31", "an encrypted PDF", "save it without a password first")
