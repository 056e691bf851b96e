"""A tiny valid file of every kind that Tanba marks: made here, of a few kilobytes, always the same."""

import zipfile
from functools import lru_cache
from io import BytesIO
from typing import Final

import numpy as np
from PIL import Image

from tanba.marks.media import CONTAINERS

KINDS: Final = tuple(kind.name for kind in CONTAINERS)
_WHEN: Final = (2026, 1, 18, 0, 0, 0)


@lru_cache(maxsize=256)
def sample(kind: str, width: int = 160, height: int = 120) -> bytes:
    """Return a small file of a kind; width and height are those of pictures and video."""
    if kind in _PICTURES:
        return _picture(kind, width, height)
    if kind in _VIDEOS:
        return _video(kind, width, height)
    if kind in _SOUNDS:
        return _sound(kind)
    if kind == "pdf":
        return _pdf()
    if kind == "svg":
        return _svg(width, height)
    if kind in _OFFICE:
        return _OFFICE[kind]()
    return _TEXTS[kind].encode()


def pixels(width: int, height: int) -> Image.Image:
    """Return a picture with edges, flat areas and a little noise."""
    y, x = np.mgrid[0:height, 0:width]
    noise = np.random.default_rng(21).integers(0, 24, (height, width, 3))
    parts = (x * 200 // width, y * 200 // height, ((x // 16 + y // 16) % 2) * 160)
    return Image.fromarray((np.stack(parts, axis=-1) + noise).astype(np.uint8))


# --- pictures ---------------------------------------------------------------------------------------

_PICTURES: Final = {
    "jpeg": "JPEG",
    "png": "PNG",
    "webp": "WEBP",
    "avif": "AVIF",
    "heic": "HEIF",
    "jxl": "JXL",
    "tiff": "TIFF",
    "dng": "TIFF",
    "gif": "GIF",
}


def _picture(kind: str, width: int, height: int) -> bytes:
    if kind == "heic":
        import pillow_heif

        pillow_heif.register_heif_opener()
    if kind == "jxl":
        import pillow_jxl  # noqa: F401
    out = BytesIO()
    picture = pixels(width, height)
    if kind == "gif":
        picture = picture.quantize(64)
    more: dict[str, object] = {"tiffinfo": {50706: bytes((1, 4, 0, 0))}} if kind == "dng" else {}
    picture.save(out, _PICTURES[kind], **more)
    return out.getvalue()


def _svg(width: int, height: int) -> bytes:
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<svg xmlns="http://www.w3.org/2000/svg" '
        f'width="{width}" height="{height}" viewBox="0 0 {width} {height}">\n'
        f'  <title>Дала</title>\n  <rect width="{width}" height="{height}" fill="#2a6"/>\n'
        f'  <circle cx="{width // 2}" cy="{height // 2}" r="{height // 4}" fill="#fc3"/>\n</svg>\n'
    ).encode()


# --- video and sound --------------------------------------------------------------------------------

_VIDEOS: Final = {
    "mp4": ("mp4", "libx264"), "mov": ("mov", "libx264"), "mkv": ("matroska", "libx264"),
    "webm": ("webm", "libvpx"), "avi": ("avi", "mpeg4"),
}  # fmt: skip
_SOUNDS: Final = {
    "m4a": ("ipod", "aac", "fltp"),
    "mp3": ("mp3", "libmp3lame", "fltp"),
    "wav": ("wav", "pcm_s16le", "s16"),
    "flac": ("flac", "flac", "s16"),
    "ogg": ("ogg", "libopus", "flt"),
}
FRAMES: Final = 12
RATE: Final = 48_000


def _video(kind: str, width: int, height: int) -> bytes:
    import av

    muxer, codec = _VIDEOS[kind]
    out = BytesIO()
    with av.open(out, "w", format=muxer, options={"fflags": "+bitexact"}) as container:
        stream = container.add_stream(codec, rate=12)
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        stream.bit_rate = 200_000
        scene = np.asarray(pixels(width, height))
        for n in range(FRAMES):
            frame = av.VideoFrame.from_ndarray(
                np.ascontiguousarray(np.roll(scene, 4 * n, axis=1)), format="rgb24"
            )
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return out.getvalue()


def _sound(kind: str, seconds: float = 1.0) -> bytes:
    import av

    muxer, codec, layout = _SOUNDS[kind]
    out = BytesIO()
    with av.open(out, "w", format=muxer, options={"fflags": "+bitexact"}) as container:
        stream = container.add_stream(codec, rate=RATE)
        stream.layout = "mono"
        stream.format = layout
        time = np.arange(int(RATE * seconds)) / RATE
        wave = (np.sin(2 * np.pi * 440 * time) * 8_000).astype(np.int16)
        for start in range(0, len(wave), 960):
            frame = av.AudioFrame.from_ndarray(
                wave[None, start : start + 960], format="s16", layout="mono"
            )
            frame.sample_rate, frame.pts = RATE, start
            for shaped in av.AudioResampler(format=layout, layout="mono", rate=RATE).resample(frame):
                container.mux(stream.encode(shaped))
        container.mux(stream.encode(None))
    return out.getvalue()


# --- pages, office, text ----------------------------------------------------------------------------


def _pdf() -> bytes:
    import pikepdf

    out = BytesIO()
    with pikepdf.new() as pdf:
        for _ in range(2):
            pdf.add_blank_page(page_size=(420, 595))
            pdf.pages[-1].Contents = pdf.make_stream(b"0.2 0.6 0.4 rg 60 60 200 300 re f")
        pdf.save(out, deterministic_id=True)
    return out.getvalue()


def zipped(parts: dict[str, str | bytes], stored: bool = False) -> bytes:
    """Return a zip; a part called mimetype stands first and stored, as OpenDocument and EPUB ask."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, body in sorted(parts.items(), key=lambda part: part[0] != "mimetype"):
            entry = zipfile.ZipInfo(name, _WHEN)
            entry.compress_type = (
                zipfile.ZIP_STORED if stored or name == "mimetype" else zipfile.ZIP_DEFLATED
            )
            archive.writestr(entry, body)
    return out.getvalue()


def _docx() -> bytes:
    from docx import Document

    document = Document()
    document.add_heading("Есеп", 1)
    document.add_paragraph("Қазақстан Республикасының заңы туралы қысқаша мәтін.")
    return _saved(document)


def _xlsx() -> bytes:
    from openpyxl import Workbook

    book = Workbook()
    book.active.append(["Қала", "Тұрғындар"])
    book.active.append(["Астана", 1_500_000])
    return _saved(book)


def _pptx() -> bytes:
    from pptx import Presentation

    deck = Presentation()
    deck.slides.add_slide(deck.slide_layouts[0]).shapes.title.text = "Жоспар"
    return _saved(deck)


def _saved(document) -> bytes:  # type: ignore[no-untyped-def]
    """Return a document as saved, with the clock taken out of its zip."""
    out = BytesIO()
    document.save(out)
    with zipfile.ZipFile(out) as archive:
        return zipped({name: archive.read(name) for name in archive.namelist()})


_XML: Final = '<?xml version="1.0" encoding="UTF-8"?>'
_ODF: Final = "urn:oasis:names:tc:opendocument:xmlns:"
_XHTML: Final = f'{_XML}<html xmlns="http://www.w3.org/1999/xhtml"'


def _odt() -> bytes:
    mime = "application/vnd.oasis.opendocument.text"
    return zipped(
        {
            "mimetype": mime,
            "META-INF/manifest.xml": f'{_XML}<m:manifest xmlns:m="{_ODF}manifest:1.0" m:version="1.3">'
            f'<m:file-entry m:full-path="/" m:media-type="{mime}"/>'
            '<m:file-entry m:full-path="content.xml" m:media-type="text/xml"/></m:manifest>',
            "content.xml": f'{_XML}<o:document-content xmlns:o="{_ODF}office:1.0" xmlns:t="{_ODF}text:1.0" '
            'o:version="1.3"><o:body><o:text><t:p>Қысқаша мәтін.</t:p></o:text></o:body></o:document-content>',
        }
    )


def _epub() -> bytes:
    return zipped(
        {
            "mimetype": "application/epub+zip",
            "META-INF/container.xml": f'{_XML}<container version="1.0" xmlns="{_ODF}container"><rootfiles>'
            '<rootfile full-path="OEBPS/content.opf" media-type="application/oebps-package+xml"/>'
            "</rootfiles></container>",
            "OEBPS/content.opf": f'{_XML}<package xmlns="http://www.idpf.org/2007/opf" version="3.0" '
            'unique-identifier="id"><metadata xmlns:dc="http://purl.org/dc/elements/1.1/">'
            '<dc:identifier id="id">urn:uuid:0b1d9a0e-2f0b-4a7e-9d1a-6a3f6a3b2c1d</dc:identifier>'
            "<dc:title>Ертегі</dc:title><dc:language>kk</dc:language>"
            '<meta property="dcterms:modified">2026-01-18T00:00:00Z</meta></metadata><manifest>'
            '<item id="one" href="one.xhtml" media-type="application/xhtml+xml"/>'
            '<item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>'
            '</manifest><spine><itemref idref="one"/></spine></package>',
            "OEBPS/one.xhtml": f"{_XHTML}><head><title>Ертегі</title></head>"
            "<body><p>Ерте, ерте, ертеде.</p></body></html>",
            "OEBPS/nav.xhtml": f'{_XHTML} xmlns:epub="http://www.idpf.org/2007/ops"><head>'
            '<title>Ертегі</title></head><body><nav epub:type="toc"><ol><li>'
            '<a href="one.xhtml">Ертегі</a></li></ol></nav></body></html>',
        }
    )


_OFFICE: Final = {"docx": _docx, "xlsx": _xlsx, "pptx": _pptx, "odt": _odt, "epub": _epub}

_TEXTS: Final = {
    "html": '<!DOCTYPE html>\n<html lang="kk">\n<head>\n<meta charset="utf-8">\n'
    "<title>Жаңалық</title>\n</head>\n<body>\n<h1>Жаңалық</h1>\n"
    "<p>Бүгін Алматыда жаңбыр жауды.</p>\n</body>\n</html>\n",
    "md": "# Жаңалық\n\nБүгін Алматыда жаңбыр жауды.\n\n- бір\n- екі\n",
    "txt": "Бүгін Алматыда жаңбыр жауды.\nЕртең күн ашық болады.\n",
    "json": '{\n  "title": "Жаңалық",\n  "pages": [1, 2]\n}\n',
    "srt": "1\n00:00:01,000 --> 00:00:03,000\nСәлем!\n\n2\n00:00:04,000 --> 00:00:06,000\nҚалайсың?\n",
    "vtt": "WEBVTT\n\n00:01.000 --> 00:03.000\nСәлем!\n\n00:04.000 --> 00:06.000\nҚалайсың?\n",
}
