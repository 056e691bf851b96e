"""What a person would see, hear or read in a file, by the libraries of others: equal is unchanged."""

import json
import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from hashlib import sha256
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path
from typing import Any, Final

import pytest

from tanba.marks.media import container

_SVG: Final = "{http://www.w3.org/2000/svg}"


def content(kind: str, data: bytes) -> Any:
    """Return the content of a file without what is said about it, in a form that can be compared."""
    family = container(kind).family
    if kind == "svg":
        return _drawing(data)
    if family == "image":
        return _pictures(kind, data)
    if family in ("video", "audio"):
        return _streams(data)
    return _READERS[kind](data)


def _pictures(kind: str, data: bytes) -> Any:
    from PIL import Image, ImageSequence

    if kind == "heic":
        import pillow_heif

        pillow_heif.register_heif_opener()
    if kind == "jxl":
        import pillow_jxl  # noqa: F401
    with Image.open(BytesIO(data)) as picture:
        frames = [
            sha256(frame.convert("RGBA").tobytes()).digest()
            for frame in ImageSequence.Iterator(picture)
        ]
        return picture.size, frames


def _drawing(data: bytes) -> Any:
    from lxml import etree

    root = etree.fromstring(data)
    for metadata in root.findall(f"{_SVG}metadata"):
        metadata.getparent().remove(metadata)
    return [(one.tag, dict(one.attrib), (one.text or "").strip()) for one in root.iter()]


def _streams(data: bytes) -> Any:
    import av

    seen = []
    with av.open(BytesIO(data)) as opened:
        streams = [stream for stream in opened.streams if stream.type in ("video", "audio")]
        for packet in opened.demux(streams):
            for frame in packet.decode():
                array = frame.to_ndarray()
                seen.append(
                    (packet.stream.type, frame.time, array.shape, sha256(array.tobytes()).digest())
                )
    assert seen
    return seen


def _pages(data: bytes) -> Any:
    import pikepdf

    seen = []
    with pikepdf.open(BytesIO(data)) as pdf:
        for page in pdf.pages:
            page.contents_coalesce()
            seen.append(([float(side) for side in page.mediabox], page.Contents.read_bytes()))
    return seen


def _word(data: bytes) -> Any:
    from docx import Document

    return [(one.style.name, one.text) for one in Document(BytesIO(data)).paragraphs], _parts(
        data, "word/"
    )


def _excel(data: bytes) -> Any:
    from openpyxl import load_workbook

    book = load_workbook(BytesIO(data))
    cells = [(sheet.title, list(sheet.iter_rows(values_only=True))) for sheet in book]
    book.close()
    return cells, _parts(data, "xl/")


def _slides(data: bytes) -> Any:
    from pptx import Presentation

    deck = Presentation(BytesIO(data))
    shapes = [(shape.name, shape.text_frame.text) for slide in deck.slides for shape in slide.shapes]
    return shapes, _parts(data, "ppt/")


def _open_document(data: bytes) -> Any:
    return _texts(data, "content.xml")


def _book(data: bytes) -> Any:
    return _texts(data, "OEBPS/one.xhtml"), _texts(data, "OEBPS/nav.xhtml")


def _texts(data: bytes, part: str) -> list[str]:
    from lxml import etree

    with zipfile.ZipFile(BytesIO(data)) as archive:
        assert archive.testzip() is None
        assert archive.infolist()[0].filename == "mimetype"
        assert archive.infolist()[0].compress_type == zipfile.ZIP_STORED
        return [text for text in etree.fromstring(archive.read(part)).itertext() if text.strip()]


def _parts(data: bytes, under: str) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(data)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist() if name.startswith(under)}


class _Page(HTMLParser):
    """The text of a page and the elements of its body, as a browser would find them."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "script":
            self._hidden += 1
        elif tag not in ("meta", "link"):
            self.found.append(f"<{tag} {attrs}>")

    def handle_endtag(self, tag: str) -> None:
        if tag == "script":
            self._hidden -= 1
        elif tag not in ("meta", "link"):
            self.found.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        if not self._hidden and data.strip():
            self.found.append(data.strip())


def _hypertext(data: bytes) -> Any:
    page = _Page()
    page.feed(data.decode())
    page.close()
    return page.found


def _markdown(data: bytes) -> Any:
    text = data.decode()
    if text.startswith("---\n"):
        text = text[text.index("\n---\n", 4) + 5 :]
    return re.sub(r"<!--.*?-->|\[//\]: # \(.*?\)", "", text, flags=re.DOTALL).strip()


def _object(data: bytes) -> Any:
    said = json.loads(data)
    return {name: value for name, value in said.items() if name != "_tanba"}


_READERS: Final[dict[str, Callable[[bytes], Any]]] = {
    "pdf": _pages, "docx": _word, "xlsx": _excel, "pptx": _slides, "odt": _open_document, "epub": _book,
    "html": _hypertext, "md": _markdown, "json": _object, "txt": bytes.decode, "srt": bytes.decode,
    "vtt": bytes.decode,
}  # fmt: skip


# --- programs of others ------------------------------------------------------------------------------


def probe(path: Path) -> dict[str, Any]:
    """Return what ffprobe says of a video or a sound; the test is skipped where there is none."""
    said = _said(["ffprobe", "-v", "error", "-show_streams", "-of", "json", str(path)])
    streams: dict[str, Any] = json.loads(said)
    return streams


def exif(paths: list[Path]) -> list[dict[str, Any]]:
    """Return what exiftool says of some files; the test is skipped where there is none."""
    found: list[dict[str, Any]] = json.loads(
        _said(["exiftool", "-q", "-j", "-a", "-G1", *map(str, paths)])
    )
    return found


def _said(command: list[str]) -> str:
    if shutil.which(command[0]) is None:
        pytest.skip(f"no {command[0]} on this machine: nobody but us has read these files here")
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    assert run.stderr == ""
    return run.stdout
