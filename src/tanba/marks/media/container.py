"""Kinds of files: what each is called, how it is told from its first bytes, and which layers it can hold."""

import zipfile
from codecs import getincrementaldecoder
from pathlib import PurePath
from typing import BinaryIO, Final, Literal

from tanba.kernel import Refused, value

Family = Literal["image", "video", "audio", "page", "office", "text"]
Holds = Literal["embed", "zip", "html", "comment", "prose", "sidecar"]
"""How C2PA enters: embedded, a stored zip on request, A.7, A.9, A.8 on request, or only beside the file."""


@value
class Container:
    """One kind of file."""

    name: str
    title: str
    mime: str
    suffixes: tuple[str, ...]
    family: Family
    c2pa: Holds
    metadata: str | None
    """The module of `tanba.marks.metadata` that writes and reads it."""
    label: str | None
    """The module of `tanba.marks.visible` that draws on it."""


def _kind(
    name: str, title: str, mime: str, suffixes: str, family: Family, c2pa: Holds,
    metadata: str | None, label: str | None,
) -> Container:  # fmt: skip
    return Container(name=name, title=title, mime=mime, suffixes=tuple(suffixes.split()), family=family,
                     c2pa=c2pa, metadata=metadata, label=label)  # fmt: skip


_OOXML: Final = "application/vnd.openxmlformats-officedocument."
_PARTS: Final = "documents.office"
_ODF: Final = "application/vnd.oasis.opendocument."

CONTAINERS: Final[tuple[Container, ...]] = (
    _kind("jpeg", "JPEG", "image/jpeg", ".jpg .jpeg .jpe", "image", "embed", "jpeg", "pictures.picture"),
    _kind("png", "PNG", "image/png", ".png .apng", "image", "embed", "png", "pictures.picture"),
    _kind("webp", "WebP", "image/webp", ".webp", "image", "embed", "riff", "pictures.picture"),
    _kind("avif", "AVIF", "image/avif", ".avif", "image", "embed", "heif", "pictures.picture"),
    _kind("heic", "HEIC", "image/heic", ".heic .heif", "image", "embed", "heif", "pictures.picture"),
    _kind("jxl", "JPEG XL", "image/jxl", ".jxl", "image", "embed", "jxl", "pictures.picture"),
    _kind("tiff", "TIFF", "image/tiff", ".tif .tiff", "image", "embed", "tiff", "pictures.picture"),
    _kind("dng", "DNG", "image/x-adobe-dng", ".dng", "image", "embed", "tiff", None),
    _kind("gif", "GIF", "image/gif", ".gif", "image", "embed", "gif", "pictures.picture"),
    _kind("svg", "SVG", "image/svg+xml", ".svg", "image", "embed", "svg", "pictures.vector"),
    _kind("mp4", "MP4", "video/mp4", ".mp4 .m4v", "video", "embed", "bmff", "videos.video"),
    _kind("mov", "QuickTime", "video/quicktime", ".mov .qt", "video", "embed", "bmff", "videos.video"),
    _kind("mkv", "Matroska", "video/x-matroska", ".mkv .mka", "video", "sidecar", "matroska", "videos.video"),
    _kind("webm", "WebM", "video/webm", ".webm", "video", "sidecar", "matroska", "videos.video"),
    _kind("avi", "AVI", "video/x-msvideo", ".avi", "video", "embed", "riff", "videos.video"),
    _kind("m4a", "M4A", "audio/mp4", ".m4a .m4b", "audio", "embed", "bmff", "sounds.sound"),
    _kind("mp3", "MP3", "audio/mpeg", ".mp3", "audio", "embed", "tags", "sounds.sound"),
    _kind("wav", "WAV", "audio/wav", ".wav .wave", "audio", "embed", "riff", "sounds.sound"),
    _kind("flac", "FLAC", "audio/flac", ".flac", "audio", "embed", "tags", "sounds.sound"),
    _kind("ogg", "Ogg", "audio/ogg", ".ogg .oga .opus", "audio", "sidecar", "tags", "sounds.sound"),
    _kind("pdf", "PDF", "application/pdf", ".pdf", "page", "embed", "pdf", "documents.page"),
    _kind("docx", "Word", _OOXML + "wordprocessingml.document", ".docx", "office", "zip", "office", _PARTS),
    _kind("xlsx", "Excel", _OOXML + "spreadsheetml.sheet", ".xlsx", "office", "zip", "office", _PARTS),
    _kind("pptx", "PowerPoint", _OOXML + "presentationml.presentation", ".pptx", "office", "zip",
          "office", _PARTS),
    _kind("odt", "OpenDocument text", _ODF + "text", ".odt", "office", "zip", "office", _PARTS),
    _kind("epub", "EPUB", "application/epub+zip", ".epub", "office", "zip", "office", _PARTS),
    _kind("html", "HTML", "text/html", ".html .htm .xhtml", "text", "html", "html", "texts.hypertext"),
    _kind("md", "Markdown", "text/markdown", ".md .markdown", "text", "comment", "markdown", "texts.prose"),
    _kind("txt", "plain text", "text/plain", ".txt .text", "text", "prose", None, "texts.prose"),
    _kind("json", "JSON", "application/json", ".json", "text", "sidecar", "json", None),
    _kind("srt", "SubRip", "application/x-subrip", ".srt", "text", "sidecar", None, "texts.subtitles"),
    _kind("vtt", "WebVTT", "text/vtt", ".vtt", "text", "sidecar", None, "texts.subtitles"),
)  # fmt: skip

_BY_NAME: Final = {kind.name: kind for kind in CONTAINERS}
_BY_SUFFIX: Final = {suffix: kind for kind in CONTAINERS for suffix in kind.suffixes}

HEAD: Final = 4_096
"""Bytes from the start that tell a kind."""


def container(name: str) -> Container:
    """Return a kind by its name."""
    return _BY_NAME[name]


def recognise(source: BinaryIO, file: str = "") -> Container:
    """
    Return what kind a file is: by its first bytes, and only where those are plain text by its name.

    Raises
    ------
    Refused
        MK01 when it is none of ours, or is empty.
    """
    source.seek(0)
    head = source.read(HEAD)
    source.seek(0)
    if not head:
        raise Refused("MK01", "an empty file")
    suffix = PurePath(file).suffix.lower()
    name = _by_text(head, suffix) if _is_text(head, suffix) else _by_magic(head, suffix, source)
    source.seek(0)
    if name is None:
        raise Refused(
            "MK01",
            "not a kind of file that Tanba marks",
            "pictures, video, sound, PDF, Office, books, text",
        )
    return _BY_NAME[name]


def _by_magic(head: bytes, suffix: str, source: BinaryIO) -> str | None:
    if head[:3] == b"\xff\xd8\xff":
        return "jpeg"
    if head[:8] == b"\x89PNG\r\n\x1a\n":
        return "png"
    if head[:4] in (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+"):
        return "dng" if suffix == ".dng" else "tiff"
    if head[:6] in (b"GIF87a", b"GIF89a"):
        return "gif"
    if head[:4] == b"RIFF":
        return {b"WEBP": "webp", b"WAVE": "wav", b"AVI ": "avi"}.get(head[8:12])
    if head[:2] == b"\xff\x0a" or head[:12] == b"\0\0\0\x0cJXL \r\n\x87\n":
        return "jxl"
    if head[4:8] == b"ftyp":
        return _by_brand(head, suffix)
    if head[:4] == b"\x1aE\xdf\xa3":
        return "webm" if b"webm" in head[:64] else "mkv"
    if head[:4] == b"fLaC":
        return "flac"
    if head[:4] == b"OggS":
        return "ogg"
    if b"%PDF-" in head[:1024]:
        return "pdf"
    if head[:4] == b"PK\x03\x04":
        return _by_parts(source)
    if head[:3] == b"ID3":
        return "flac" if _behind_tag(head, source) == b"fLaC" else "mp3"
    if head[0] == 0xFF and head[1:2] >= b"\xe0" and suffix == ".mp3":
        return "mp3"
    return _by_text(head, suffix)


def _is_text(head: bytes, suffix: str) -> bool:
    """Say whether a file named as text is one that only mentions "%PDF-" or begins with "ID3"."""
    kind = _BY_SUFFIX.get(suffix)
    if kind is None or kind.family != "text" or b"\0" in head or head.startswith(b"%PDF-"):
        return False
    try:
        getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return False
    return True


def _behind_tag(head: bytes, source: BinaryIO) -> bytes:
    """Return the first bytes behind an ID3 tag; its length is four times seven bits (ID3v2.4, 3.1)."""
    size = sum((byte & 0x7F) << shift for byte, shift in zip(head[6:10], (21, 14, 7, 0), strict=False))
    source.seek(10 + size)
    return source.read(4)


def _by_brand(head: bytes, suffix: str) -> str:
    size = min(int.from_bytes(head[:4], "big"), len(head))
    brands = {head[8:12], *(head[i : i + 4] for i in range(16, size - 3, 4))}
    if brands & {b"avif", b"avis"}:
        return "avif"
    if brands & {b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis"} or head[8:12] in (
        b"mif1",
        b"msf1",
    ):
        return "heic"
    if head[8:12] == b"qt  ":
        return "mov"
    return "m4a" if head[8:12] in (b"M4A ", b"M4B ") or suffix in (".m4a", ".m4b") else "mp4"


def _by_parts(source: BinaryIO) -> str | None:
    try:
        with zipfile.ZipFile(source) as archive:
            names = set(archive.namelist())
            if "mimetype" in names and archive.getinfo("mimetype").file_size < 200:
                mime = archive.read("mimetype").decode("ascii", "replace").strip()
                return next((kind.name for kind in CONTAINERS if kind.mime == mime), None)
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, RuntimeError) as error:
        raise Refused("MK02", f"a damaged zip: {error}") from None
    finally:
        source.seek(0)
    for part, name in (
        ("word/document.xml", "docx"),
        ("xl/workbook.xml", "xlsx"),
        ("ppt/presentation.xml", "pptx"),
    ):
        if part in names:
            return name
    return None


def _by_text(head: bytes, suffix: str) -> str | None:
    if b"\0" in head:
        return None
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()[:512].lower()
    kind = _BY_SUFFIX.get(suffix)
    if start.startswith(b"<svg") or (
        start.startswith((b"<?xml", b"<!--", b"<!doctype svg")) and b"<svg" in head
    ):
        return "svg"
    if kind is not None and kind.family == "text":
        return kind.name
    return "html" if start.startswith((b"<!doctype html", b"<html")) else None
