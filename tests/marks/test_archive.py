"""Zips of documents: what is refused, and that what is not changed is copied as it is packed."""

import struct
import zipfile
import zlib
from contextlib import suppress
from io import BytesIO

import pytest

from marks.samples import sample, zipped
from tanba.kernel import Refused
from tanba.marks.media.archive import opened, rewritten, stored
from tanba.marks.media.directory import LARGEST, MOST_PARTS
from tanba.marks.media.markup import parsed

PARTS: dict[str, str | bytes] = {
    "mimetype": "application/epub+zip", "a.txt": b"a" * 5_000, "қ/ә.xml": "<ә/>",
    "b.bin": bytes(range(256)) * 20,
}  # fmt: skip
ZIPS = ("docx", "xlsx", "pptx", "odt", "epub")


def packed(data: bytes) -> dict[str, bytes]:
    """Return the bytes of each part as they are packed, found without our reader."""
    found = {}
    with zipfile.ZipFile(BytesIO(data)) as archive:
        for entry in archive.infolist():
            names, extras = struct.unpack_from("<2H", data, entry.header_offset + 26)
            start = entry.header_offset + 30 + names + extras
            found[entry.filename] = data[start : start + entry.compress_size]
    return found


def changed(data: bytes, changes: dict[str, bytes]) -> bytes:
    out = BytesIO()
    rewritten(BytesIO(data), out, changes)
    return out.getvalue()


def refused(data: bytes) -> str:
    with pytest.raises(Refused) as caught:
        unpacked(data)
    return caught.value.code


def unpacked(data: bytes) -> dict[str, bytes]:
    archive = opened(BytesIO(data))
    return {part.name: archive.read(part.name) for part in archive.parts}


@pytest.mark.parametrize("kind", ZIPS)
def test_parts_that_do_not_change_are_copied_byte_for_byte(kind: str) -> None:
    before = sample(kind)
    name = sorted(packed(before))[-1]
    after = changed(before, {name: b"<new/>", "new/part.xml": b"<more/>" * 50})
    old, new = packed(before), packed(after)
    assert list(new) == [*old, "new/part.xml"]
    assert {n: new[n] for n in old if n != name} == {n: old[n] for n in old if n != name}
    with zipfile.ZipFile(BytesIO(after)) as archive:
        assert archive.testzip() is None
        assert archive.read(name) == b"<new/>"
        assert archive.read("new/part.xml") == b"<more/>" * 50


def test_a_change_of_nothing_gives_the_same_parts_with_the_same_dates_and_comments() -> None:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        entry = zipfile.ZipInfo("a.txt", (2024, 5, 6, 7, 8, 10))
        entry.comment, entry.external_attr, entry.compress_type = (
            b"note",
            0o644 << 16,
            zipfile.ZIP_DEFLATED,
        )
        entry.extra = struct.pack("<2H4s", 0x4242, 4, b"keep")
        archive.writestr(entry, b"a" * 999)
        archive.comment = b"whole"
    with zipfile.ZipFile(BytesIO(changed(out.getvalue(), {}))) as archive:
        entry = archive.getinfo("a.txt")
        assert entry.date_time == (2024, 5, 6, 7, 8, 10)
        assert (entry.comment, archive.comment, entry.external_attr) == (b"note", b"whole", 0o644 << 16)
        assert b"keep" in entry.extra


def test_a_part_that_was_written_as_a_stream_is_copied_with_its_length_in_front() -> None:
    class Pipe(BytesIO):
        def tell(self) -> int:
            raise OSError("a pipe has no places")

    out = Pipe()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        with archive.open("a.txt", "w", force_zip64=True) as part:
            part.write(b"abc" * 1_000)
        archive.writestr("b.txt", b"b")
    assert out.getvalue()[6] & 8
    after = changed(out.getvalue(), {"b.txt": b"B"})
    assert not after[6] & 8
    with zipfile.ZipFile(BytesIO(after)) as archive:
        assert archive.testzip() is None
        assert (archive.read("a.txt"), archive.read("b.txt")) == (b"abc" * 1_000, b"B")


def test_mimetype_stays_first_and_stored() -> None:
    with zipfile.ZipFile(
        BytesIO(changed(zipped(PARTS), {"mimetype": b"application/vnd.oasis" * 9}))
    ) as archive:
        first = archive.infolist()[0]
        assert (first.filename, first.compress_type, first.header_offset) == (
            "mimetype",
            zipfile.ZIP_STORED,
            0,
        )


@pytest.mark.parametrize("kind", ZIPS)
def test_a_stored_copy_holds_the_same_unpacked(kind: str) -> None:
    out = BytesIO()
    stored(BytesIO(sample(kind)), out)
    with zipfile.ZipFile(out) as flat, zipfile.ZipFile(BytesIO(sample(kind))) as before:
        assert {entry.compress_type for entry in flat.infolist()} == {zipfile.ZIP_STORED}
        assert [(n, flat.read(n)) for n in flat.namelist()] == [
            (n, before.read(n)) for n in before.namelist()
        ]


def test_a_stored_zip_takes_new_content_unpacked() -> None:
    out = BytesIO()
    stored(BytesIO(zipped(PARTS)), out)
    with zipfile.ZipFile(BytesIO(changed(out.getvalue(), {"a.txt": b"x" * 900}))) as archive:
        assert archive.getinfo("a.txt").compress_type == zipfile.ZIP_STORED


@pytest.mark.parametrize(
    "name", ["../a", "a/../../b", "/etc/passwd", "a//b", "C:/x", "a\\b", "a\nb", ".", ""]
)
def test_names_that_lead_out_are_refused(name: str) -> None:
    assert refused(renamed(zipped({"x" * len(name.encode()): b"1"}), name.encode())) == "MK32"


def renamed(data: bytes, name: bytes) -> bytes:
    return data.replace(b"x" * len(name), name) if name else data


def test_an_empty_zip_is_read_and_a_text_is_refused() -> None:
    assert opened(BytesIO(zipped({}))).parts == ()
    assert refused(b"PK\3\4 no zip at all") == "MK32"


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_name_twice_is_refused() -> None:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("word/document.xml", b"one")
        archive.writestr("word/document.xml", b"two")
    assert refused(out.getvalue()) == "MK32"


def test_a_name_that_differs_between_header_and_directory_is_refused() -> None:
    data = zipped({"aaaa.xml": b"1"})
    assert refused(data.replace(b"aaaa.xml", b"bbbb.xml", 1)) == "MK32"


def test_bytes_before_or_after_a_zip_are_refused() -> None:
    data = zipped(PARTS)
    assert refused(b"#!/bin/sh\n" + data) == "MK32"
    assert refused(data + b"more") == "MK32"


@pytest.mark.parametrize("cut", [1, 20, 60, 300])
def test_a_zip_that_is_cut_off_is_refused(cut: int) -> None:
    assert refused(zipped(PARTS)[:-cut]) == "MK32"


def test_an_encrypted_zip_is_refused() -> None:
    data = bytearray(zipped({"a.txt": b"secret"}))
    data[6] |= 1
    data[data.index(b"PK\1\2") + 8] |= 1
    assert refused(bytes(data)) == "MK31"


def test_another_packing_is_refused() -> None:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_BZIP2) as archive:
        archive.writestr("a.txt", b"a" * 999)
    assert refused(out.getvalue()) == "MK32"


def test_a_bomb_is_refused_before_anything_is_unpacked() -> None:
    squeeze = zlib.compressobj(9, wbits=-15)
    body = b"".join(squeeze.compress(bytes(1 << 20)) for _ in range(64)) + squeeze.flush()
    assert refused(one("bomb.xml", body, 64 << 20, 0)) == "MK33"
    assert refused(one("bomb.xml", b"", LARGEST + 1, 0)) == "MK33"


def test_a_part_that_unpacks_to_more_than_it_says_is_refused() -> None:
    squeeze = zlib.compressobj(9, wbits=-15)
    body = squeeze.compress(bytes(1 << 20)) + squeeze.flush()
    assert refused(one("liar.xml", body, 10, zlib.crc32(bytes(10)))) == "MK32"
    assert refused(one("liar.xml", body, 2 << 20, 0)) == "MK32"


def test_a_wrong_checksum_is_refused() -> None:
    data = bytearray(zipped({"a.txt": b"a" * 40}, stored=True))
    data[data.index(b"aaaa")] ^= 1
    assert refused(bytes(data)) == "MK32"


def test_parts_over_each_other_are_refused() -> None:
    """An overlap bomb: many directory entries that share one kernel of packed bytes."""
    body = zlib.compress(bytes(1 << 16), 9)[2:-4]
    head = header(b"PK\3\4", b"a", body, 1 << 16)
    entries = b"".join(
        header(b"PK\1\2", name, body, 1 << 16, offset=0) for name in (b"a", b"a2", b"a3")
    )
    data = head + body
    end = struct.pack("<4s4H2IH", b"PK\5\6", 0, 0, 3, 3, len(entries), len(data), 0)
    assert refused(data + entries + end) == "MK32"


def test_too_many_parts_are_refused_at_the_directory() -> None:
    end = struct.pack("<4s4H2IH", b"PK\5\6", 0, 0, MOST_PARTS + 1, MOST_PARTS + 1, 0, 0, 0)
    assert refused(end) == "MK33"


def test_a_zip64_end_is_refused() -> None:
    data = zipped({"a": b"1"})
    here = data.index(b"PK\5\6")
    locator = struct.pack("<4sIQI", b"PK\6\7", 0, 0, 1)
    assert refused(data[:here] + locator + data[here:]) == "MK32"


@pytest.mark.parametrize("at", range(0, 700, 7))
def test_one_wrong_byte_gives_an_answer_or_a_refusal(at: int) -> None:
    data = bytearray(zipped(PARTS))
    data[-1 - at % len(data)] ^= 0x5A
    with suppress(Refused):  # any other error fails
        assert len(unpacked(bytes(data))) == len(PARTS)


def header(
    sign: bytes, name: bytes, body: bytes, size: int, crc: int = 0, offset: int | None = None
) -> bytes:
    """Return a local header, or a directory record where `offset` is given."""
    shared = (0, 8, 0, 0x21, crc, len(body), size)
    if offset is None:
        return struct.pack("<4s5H3I2H", sign, 20, *shared, len(name), 0) + name
    return struct.pack("<4s6H3I5H2I", sign, 20, 20, *shared, len(name), 0, 0, 0, 0, 0, offset) + name


def one(name: str, body: bytes, size: int, crc: int) -> bytes:
    """Return a zip of one part that may lie about its length."""
    raw = name.encode()
    data = header(b"PK\3\4", raw, body, size, crc) + body
    entry = header(b"PK\1\2", raw, body, size, crc, offset=0)
    return data + entry + struct.pack("<4s4H2IH", b"PK\5\6", 0, 0, 1, 1, len(entry), len(data), 0)


# --- XML inside -------------------------------------------------------------------------------------

LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "lol">'
    + b"".join(b'<!ENTITY a%d "&a%d;&a%d;">' % (n + 1, n, n) for n in range(1, 30))
    + b"]><a>&a30;</a>"
)


@pytest.mark.parametrize(
    "xml",
    [
        pytest.param(LAUGHS, id="a billion laughs"),
        pytest.param(b'<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>', id="an outside document type"),
        pytest.param(
            '<!DOCTYPE a [<!ENTITY x SYSTEM "http://tanba.example/x">]><a>&x;</a>'.encode("utf-16"),
            id="UTF-16",
        ),
        pytest.param(b"<a>" * 100_000 + b"</a>" * 100_000, id="deep"),
        pytest.param(b"<a><b></a>", id="not well formed"),
        pytest.param(b"", id="empty"),
        pytest.param(b"<a x='&#0;'/>", id="a null character"),
        pytest.param(b'<?xml version="1.0" encoding="nonsense"?><a/>', id="an unknown encoding"),
    ],
)
def test_hostile_xml_is_refused(xml: bytes) -> None:
    with pytest.raises(Refused) as caught:
        parsed(xml, "word/document.xml")
    assert caught.value.code == "MK34"
