"""Files made ready to hold a manifest, without a change to what people see or hear."""

from contextlib import AbstractContextManager, nullcontext
from typing import BinaryIO, Final

from tanba.marks.media import Container, copied, size_of, spool
from tanba.marks.media.archive import Archive, opened, rewritten, stored
from tanba.marks.media.spool import WHOLE_AT_MOST
from tanba.marks.refusal import CannotHold

PART: Final = "META-INF/content_credential.c2pa"
"""Where the manifest store lies in a zip (C2PA 2.4, A.6)."""

WHERE: Final = {
    "jpeg": "JUMBF in APP11", "png": "caBX chunk",
    "webp": "C2PA chunk", "avi": "C2PA chunk", "wav": "C2PA chunk",
    "avif": "uuid box", "heic": "uuid box", "mp4": "uuid box", "mov": "uuid box", "m4a": "uuid box",
    "jxl": "jumb box", "tiff": "tag 52545", "dng": "tag 52545", "gif": "application extension C2PA_GIF",
    "svg": "c2pa:manifest in metadata", "pdf": "embedded file",
    "mp3": "GEOB frame", "flac": "GEOB frame",
}  # fmt: skip
"""Where the manifest store lies in each container (C2PA 2.4, appendix A)."""

_TYPES: Final = "[Content_Types].xml"
_TYPE: Final = b'<Default Extension="c2pa" ContentType="application/c2pa"/>'


def readied(
    source: BinaryIO, kind: Container, *, rezip: bool
) -> AbstractContextManager[BinaryIO] | None:
    """
    Return the file, or a copy in a form that can hold a manifest; None where that has to go beside it.

    Parameters
    ----------
    rezip
        Whether a zip may be written anew with nothing compressed, as the library asks for: it grows.

    Raises
    ------
    Refused
        When a zip or a PDF is damaged.
    """
    match kind.c2pa:
        case "zip":
            archive = opened(source)
            if _is_flat(archive):
                return nullcontext(source)
            return _flattened(source, archive) if rezip else None
        case "embed" if size_of(source) > WHOLE_AT_MOST:
            return None  # the library holds what it signs in memory, once or twice
        case "embed" if kind.name == "pdf":
            return nullcontext(source) if _may_be_rewritten(source) else None
        case "embed" if kind.name in ("tiff", "dng"):
            from tanba.marks.metadata.tiff import has_more_pages

            # The library moves the first page and leaves the others pointing nowhere (c2pa-rs 0.91.3).
            return None if has_more_pages(source) else nullcontext(source)
        case "embed" if kind.name == "jxl":
            return _boxed(source)
        case "embed":
            return nullcontext(source)
        case _:
            return None


def _is_flat(archive: Archive) -> bool:
    return all(part.method == 0 for part in archive.parts)


def _flattened(source: BinaryIO, archive: Archive) -> BinaryIO:
    """Return the zip with every part stored, and the manifest's type declared (OPC, 10.1.2.2)."""
    changes = {}
    if _TYPES in archive:
        types = archive.read(_TYPES)
        at = types.rfind(b"</")
        if at > 0 and b'Extension="c2pa"' not in types:
            changes[_TYPES] = types[:at] + _TYPE + types[at:]
    flat = spool(sum(part.size for part in archive.parts))
    with spool(size_of(source)) as declared:
        rewritten(source, declared, changes)
        stored(declared, flat)
    return flat


def _may_be_rewritten(source: BinaryIO) -> bool:
    """Say whether a PDF has no signature that a rewrite would break, and no lock on it."""
    from tanba.marks.metadata.pdf import is_signed

    try:
        return not is_signed(source)
    except CannotHold:
        return False


def _boxed(source: BinaryIO) -> AbstractContextManager[BinaryIO]:
    """Return a JPEG XL picture in its container: a bare codestream has no room (18181-2, 9)."""
    from tanba.marks.metadata.jxl import SIGNATURE, TYPE

    source.seek(0)
    if source.read(2) != b"\xff\x0a":
        return nullcontext(source)
    size = size_of(source)
    boxed = spool(size)
    boxed.write(SIGNATURE + TYPE + (1).to_bytes(4, "big") + b"jxlc" + (size + 16).to_bytes(8, "big"))
    copied(source, boxed)
    return boxed
