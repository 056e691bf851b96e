"""Files that somebody made to hurt: small to look at, large, deep or endless to work on."""

import struct
import zipfile
import zlib
from collections.abc import Callable
from io import BytesIO
from typing import Final

from marks.samples import sample, zipped

_MEGABYTE: Final = 1024 * 1024


def zeros_packed(megabytes: int, wbits: int) -> bytes:
    """Return a deflate stream of so many megabytes of zeros, made in no time: one block, repeated."""
    packer = zlib.compressobj(9, zlib.DEFLATED, wbits)
    head = packer.compress(bytes(_MEGABYTE)) + packer.flush(zlib.Z_FULL_FLUSH)
    again = packer.compress(bytes(_MEGABYTE)) + packer.flush(zlib.Z_FULL_FLUSH)
    return head + again * (megabytes - 1) + packer.flush()


# --- zips --------------------------------------------------------------------------------------------


def zip_bomb(kind: str, part: str, megabytes: int, told: int | None = None) -> bytes:
    """Return an office file, one part of which unpacks to gigabytes; its header claims `told`."""
    packed = zeros_packed(megabytes, -15)
    size = min(megabytes * _MEGABYTE if told is None else told, 0xFFFFFFFE)
    with zipfile.ZipFile(BytesIO(sample(kind))) as archive:
        parts = {name: archive.read(name) for name in archive.namelist() if name != part}
    data = zipped(parts)  # type: ignore[arg-type]
    with zipfile.ZipFile(BytesIO(data)) as archive:
        at = archive.start_dir
    old, end = data[at:-22], data[-22:]
    name = part.encode()
    fields = struct.pack("<5H3I2H", 20, 0, 8, 0, 0x21, 0, len(packed), size, len(name), 0)[:-2]
    local = b"PK\x03\x04" + fields + b"\0\0" + name + packed
    entry = b"PK\x01\x02" + struct.pack("<H", 20) + fields + struct.pack("<3H", 0, 0, 0)
    entry += struct.pack("<HII", 0, 0, at) + name
    count = struct.unpack("<H", end[10:12])[0] + 1
    whole = struct.pack("<2H2I", count, count, len(old) + len(entry), at + len(local))
    return data[:at] + local + old + entry + end[:8] + whole + end[20:]


def many_parts() -> bytes:
    """Return an office file of twenty thousand parts."""
    out = BytesIO(sample("docx"))
    with zipfile.ZipFile(out, "a") as archive:
        for n in range(20_000):
            archive.writestr(f"word/p{n}.xml", b"")
    return out.getvalue()


def office_with(kind: str, part: str, body: bytes) -> bytes:
    """Return an office file with one part replaced."""
    with zipfile.ZipFile(BytesIO(sample(kind))) as archive:
        parts: dict[str, str | bytes] = {name: archive.read(name) for name in archive.namelist()}
    return zipped(parts | {part: body})


# --- markup ------------------------------------------------------------------------------------------

LAUGHS: Final = (
    '<!DOCTYPE x [<!ENTITY a0 "ha">'
    + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 20))
    + "]>"
)
_RDF: Final = 'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'


def packets() -> dict[str, bytes]:
    """Return XMP packets that grow, nest or weigh too much."""
    head, foot = f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF {_RDF}>', "</rdf:RDF></x:xmpmeta>"
    begin = '<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?>'
    of = 'rdf:about="" xmlns:xmp="http://ns.adobe.com/xap/1.0/"'
    bodies = {
        "laughs": LAUGHS + head
        + f"<rdf:Description {of}><xmp:CreatorTool>&a19;</xmp:CreatorTool></rdf:Description>" + foot,
        "a long attribute": head + f'<rdf:Description {of} xmp:CreatorTool="{"A" * 10_000_000}"/>' + foot,
        "deep": head + "<rdf:Description>" * 100_000 + "</rdf:Description>" * 100_000 + foot,
        "wide": head + f"<rdf:Description {of}/>" * 30_000 + foot,
        "an outside file": '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>' + head
        + f"<rdf:Description {of}><xmp:CreatorTool>&a;</xmp:CreatorTool></rdf:Description>" + foot,
        "no end": head + "<rdf:Description",
        "another encoding": "",
    }  # fmt: skip
    made = {name: (begin + body + '<?xpacket end="w"?>').encode() for name, body in bodies.items()}
    made["another encoding"] = (begin + head + foot).encode("utf-16")
    return made


def png_with(chunk: bytes, body: bytes) -> bytes:
    """Return a PNG with a chunk of its own before the pixels."""
    data = sample("png")
    made = struct.pack(">I", len(body)) + chunk + body + struct.pack(">I", zlib.crc32(chunk + body))
    return data[:33] + made + data[33:]


def png_with_packet(packet: bytes) -> bytes:
    """Return a PNG with an XMP packet."""
    return png_with(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + packet)


def svg_with(inside: bytes, before: bytes = b"") -> bytes:
    """Return a drawing with something in it, and something before it."""
    return (
        before + b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">' + inside + b"</svg>"
    )


# --- boxes in boxes ----------------------------------------------------------------------------------


def nested_riff(levels: int) -> bytes:
    """Return a sound whose lists hold lists."""
    data, size = sample("wav"), 12 * levels
    lists = b"".join(b"LIST" + struct.pack("<I", size - 12 * n - 8) + b"INFO" for n in range(levels))
    return data[:4] + struct.pack("<I", len(data) - 8 + size) + data[8:] + lists


def nested_boxes(kind: str, name: bytes, levels: int) -> bytes:
    """Return a file of ISO boxes with boxes in boxes behind what it holds."""
    return sample(kind) + b"".join(struct.pack(">I", 8 * (levels - n)) + name for n in range(levels))


def nested_ebml(levels: int) -> bytes:
    """Return a Matroska file with tags in tags of unknown length behind the rest."""
    return (
        sample("mkv")
        + b"\x12\x54\xc3\x67\x01"
        + b"\xff" * 7
        + b"\x67\xc8\x01" * 1
        + b"\xff" * 7 * levels
    )


def odd_sizes(kind: str) -> dict[str, bytes]:
    """Return files of ISO boxes whose first box after the type has a length that makes no sense."""
    data = sample(kind)
    at = int.from_bytes(data[:4], "big")
    sizes = (b"\0\0\0\0", b"\0\0\0\1", b"\0\0\0\7", b"\xff\xff\xff\xff")
    return {f"{kind} of size {size.hex()}": data[:at] + size + data[at + 4 :] for size in sizes}


# --- pictures far larger than they are ---------------------------------------------------------------


def vast() -> dict[str, bytes]:
    """Return pictures that claim as many pixels as their kind can, up to 100,000 a side."""
    side = 100_000
    png = bytearray(sample("png"))
    png[16:24] = struct.pack(">2I", side, side)
    png[29:33] = struct.pack(">I", zlib.crc32(png[12:29]))
    jpeg = bytearray(sample("jpeg"))
    at = jpeg.index(b"\xff\xc0") + 5
    jpeg[at : at + 4] = b"\xff\xff\xff\xff"
    gif = bytearray(sample("gif"))
    gif[6:10] = b"\xff\xff\xff\xff"
    webp = bytearray(sample("webp"))
    extended = b"VP8X" + struct.pack("<I", 10) + b"\0\0\0\0" + (side - 1).to_bytes(3, "little") * 2
    webp = webp[:4] + struct.pack("<I", len(webp) - 8 + 18) + b"WEBP" + extended + webp[12:]
    entries = ((256, 4, side), (257, 4, side), (258, 3, 8), (259, 3, 1), (262, 3, 1), (273, 4, 8),
               (277, 3, 1), (278, 4, side), (279, 4, 64))  # fmt: skip
    table = b"".join(struct.pack("<2H2I", tag, kind, 1, value) for tag, kind, value in entries)
    tiff = b"II*\0" + struct.pack("<IH", 8, len(entries)) + table + bytes(4)
    svg = b'<svg xmlns="http://www.w3.org/2000/svg" width="1e99" height="-1" viewBox="0 0 NaN 1e400"/>'
    return {
        "png": bytes(png), "jpg": bytes(jpeg), "gif": bytes(gif), "webp": bytes(webp), "tif": tiff, "svg": svg,
    }  # fmt: skip


# --- pages and texts ---------------------------------------------------------------------------------


def pdf(*objects: bytes) -> bytes:
    """Return a PDF of some objects, numbered from 1; the first is its catalogue."""
    out, places = bytearray(b"%PDF-1.7\n"), []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    table = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(places) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(places) + 1, table)
    return bytes(out)


def stream(body: bytes, more: bytes = b"") -> bytes:
    """Return a stream of a PDF."""
    return b"<<%s/Length %d>>\nstream\n" % (more, len(body)) + body + b"\nendstream"


_PAGE: Final = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 400 500]>>"
_PAGES: Final = b"<</Type/Pages/Kids[3 0 R]/Count 1>>"


def pdfs() -> dict[str, bytes]:
    """Return pages that unpack to too much, or go round in a circle."""
    bomb = stream(zeros_packed(2_000, 15), b"/Filter/FlateDecode")
    catalogue = b"<</Type/Catalog/Pages 2 0 R%s>>"
    return {
        "metadata bomb.pdf": pdf(catalogue % b"/Metadata 4 0 R", _PAGES, _PAGE, bomb),
        "content bomb.pdf": pdf(catalogue % b"", _PAGES, _PAGE[:-2] + b"/Contents 4 0 R>>", bomb),
        "circle.pdf": pdf(catalogue % b"", b"<</Type/Pages/Kids[2 0 R]/Count 1>>"),
        "deep.pdf": pdf(catalogue % (b"/X" + b"[" * 100_000 + b"]" * 100_000), _PAGES, _PAGE),
        "no pages.pdf": pdf(b"<</Type/Catalog>>"),
        "odd page.pdf": pdf(catalogue % b"", _PAGES, _PAGE.replace(b"[0 0 400 500]", b"[0 0 1e30 -5]")),
        "only a name.pdf": b"%PDF-1.7\n",
    }  # fmt: skip


def texts() -> dict[str, bytes]:
    """Return texts that nest, repeat or never end."""
    anchors = "---\na0: &a0 [x]\n" + "".join(
        f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 30)
    )
    return {
        "deep.json": b"[" * 500_000 + b"]" * 500_000,
        "digits.json": b'{"a": ' + b"9" * 1_000_000 + b"}",
        "heavy.json": b'{"_tanba": "' + b"x" * 10_000_000 + b'"}',
        "twins.json": b'{"_tanba": 1, "_tanba": {"record": []}}',
        "half.json": b'{"a": "\\ud800',
        "anchors.md": (anchors + "---\ntext\n").encode(),
        "deep.md": b"---\na: " + b"[" * 200_000 + b"\n---\n",
        "no end.md": b"---\n" + b"a: b\n" * 100_000,
        "deep.html": b"<html><body>" + b"<div>" * 200_000,
        "comment.html": b"<html><!--" + b"<" * 1_000_000,
        "attributes.html": b"<html><meta " + b"a=b " * 300_000 + b"><body>x",
        "letters.txt": b"\xff\xfe\x00\xd8" + b"\xc3(" * 1000,
        "no times.srt": b"1\n00:00:00,000 -->\n\n" * 50_000,
        "times.srt": b"1\n99999999999999999999:00:00,000 --> -1:0:0\nx\n",
        "head.vtt": b"WEBVTT\n" + b"NOTE x\n" * 200_000,
        "laughs.svg": svg_with(b"<text>&a19;</text>", LAUGHS.replace("x [", "svg [").encode()),
        "deep.svg": svg_with(b"<g>" * 100_000 + b"</g>" * 100_000),
        "wide.svg": svg_with(b"<g/>" * 150_000),
    }  # fmt: skip


def files() -> dict[str, Callable[[], bytes]]:
    """Return every hostile file by its name; each is made when it is called for."""
    made: dict[str, Callable[[], bytes]] = {
        "bomb.docx": lambda: zip_bomb("docx", "word/document.xml", 4_000),
        "lie.docx": lambda: zip_bomb("docx", "word/document.xml", 4_000, told=100),
        "bomb.odt": lambda: zip_bomb("odt", "content.xml", 4_000),
        "lie.xlsx": lambda: zip_bomb("xlsx", "xl/workbook.xml", 4_000, told=5_000),
        "properties.docx": lambda: zip_bomb("docx", "docProps/custom.xml", 200),
        "many.docx": many_parts,
        "laughs.docx": lambda: office_with("docx", "word/document.xml", (LAUGHS + "<x>&a19;</x>").encode()),
        "laughs.epub": lambda: office_with("epub", "OEBPS/content.opf", (LAUGHS + "<x>&a19;</x>").encode()),
        "deep.docx": lambda: office_with("docx", "word/document.xml", b"<x>" * 100_000 + b"</x>" * 100_000),
        "nested.wav": lambda: nested_riff(50_000),
        "nested.mp4": lambda: nested_boxes("mp4", b"moov", 50_000),
        "nested.mov": lambda: nested_boxes("mov", b"udta", 50_000),
        "nested.heic": lambda: nested_boxes("heic", b"meta", 50_000),
        "nested.avif": lambda: nested_boxes("avif", b"uuid", 50_000),
        "nested.mkv": lambda: nested_ebml(50_000),
        "text bomb.png": lambda: png_with(
            b"iTXt", b"XML:com.adobe.xmp\0\1\0\0\0" + zeros_packed(4_000, 15)
        ),
        "profile bomb.png": lambda: png_with(b"iCCP", b"x\0\0" + zeros_packed(500, 15)),
        "picture and zip.png": lambda: sample("png") + sample("docx"),
        "pdf in html.html": lambda: b"<!doctype html><!-- %PDF-1.7 -->" + sample("html"),
        "html and zip.docx": lambda: sample("html") + sample("docx"),
        "png in name.jpg": lambda: sample("png"),
        "text in name.docx": lambda: sample("txt"),
        "zip in name.png": lambda: sample("docx"),
        "plain.zip": lambda: zipped({"a.txt": "a"}),
        "empty.jpg": lambda: b"",
        "empty.txt": lambda: b"",
        "one byte.txt": lambda: b"\n",
        "zeros.mp4": lambda: bytes(100_000),
        "id3 only.mp3": lambda: b"ID3\x04\0\0\x7f\x7f\x7f\x7f",
        "sync.mp3": lambda: b"\xff\xfb" * 50_000,
    }  # fmt: skip
    for name, packet in packets().items():
        made[f"xmp {name}.png"] = lambda packet=packet: png_with_packet(packet)  # type: ignore[misc]
        made[f"xmp {name}.svg"] = lambda packet=packet: svg_with(
            b"<metadata>" + packet + b"</metadata>"
        )  # type: ignore[misc]
    for kind in ("mp4", "heic", "avif", "m4a"):
        for name, data in odd_sizes(kind).items():
            made[f"{name}.{kind}"] = lambda data=data: data  # type: ignore[misc]
    for suffix, data in vast().items():
        made[f"vast.{suffix}"] = lambda data=data: data  # type: ignore[misc]
    for name, data in (pdfs() | texts()).items():
        made[name] = lambda data=data: data  # type: ignore[misc]
    return made
