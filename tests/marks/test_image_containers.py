"""Seldom shapes of files, container by container, built by hand after their specifications."""

import zlib
from dataclasses import replace
from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from marks.samples import pixels, sample
from marks.test_image_metadata import OTHERS, content, frames, opened, read, rich, write
from tanba.kernel import Refused
from tanba.marks.media.boxes import body, boxes, inside, packed
from tanba.marks.metadata.gif import NAME as GIF_NAME
from tanba.marks.metadata.items import located, locations
from tanba.marks.metadata.packet import LARGEST
from tanba.marks.refusal import CannotHold


def one(kind, data, said):
    """Mark a file and return it; exactly one place says it, and the content is as before."""
    after = write(kind, data, said)
    assert [seen.profile for seen in read(kind, after)] == [said]
    assert content(kind, after) == content(kind, data)
    assert write(kind, after, said) == after
    return after


# --- JPEG -------------------------------------------------------------------------------------------


def test_a_jpeg_keeps_the_extended_xmp_of_others(said):
    extended = b"http://ns.adobe.com/xmp/extension/\0" + b"0" * 32 + bytes(8) + b"<rest/>"
    segment = b"\xff\xe1" + (len(extended) + 2).to_bytes(2, "big") + extended
    plain = sample("jpeg")
    assert segment in one("jpeg", plain[:2] + segment + plain[2:], said)


def test_a_jpeg_keeps_jfif_and_exif_in_front(said):
    after = one("jpeg", rich("jpeg full"), said)
    assert after.index(b"Exif\0\0") < after.index(b"http://ns.adobe.com/xap/1.0/\0")


def test_pictures_behind_the_first_are_found_again(said):
    several = rich("jpeg many")
    after = one("jpeg", several, said)
    assert len(frames(after)) == 2
    # Now the packet stands behind the index, so that later offsets shift against it.
    start, end = after.index(b"\xff\xe1", 20), 0
    end = start + 2 + int.from_bytes(after[start + 2 : start + 4], "big")
    index = after.index(b"MPF\0") - 4
    behind = index + 2 + int.from_bytes(after[index + 2 : index + 4], "big")
    moved = bytearray(after[:start] + after[end:behind] + after[start:end] + after[behind:])
    offset = moved.index(b"MPF\0") + 4
    order = "little" if moved[offset : offset + 2] == b"II" else "big"
    entries = offset + int.from_bytes(moved[offset + 4 : offset + 8], order)
    tag = next(
        at
        for at in range(entries + 2, entries + 50, 12)
        if int.from_bytes(moved[at : at + 2], order) == 0xB002
    )
    second = offset + int.from_bytes(moved[tag + 8 : tag + 12], order) + 24
    place = int.from_bytes(moved[second : second + 4], order) + end - start
    moved[second : second + 4] = place.to_bytes(4, order)
    assert np.array_equal(frames(bytes(moved))[1], frames(several)[1])
    assert np.array_equal(
        frames(one("jpeg", bytes(moved), replace(said, system="ұзынырақ атау")))[1], frames(several)[1]
    )


def test_a_packet_that_no_segment_holds_is_left_out(said):
    big = OTHERS.replace(b"lake", b"l" * 65_000)
    segment = b"http://ns.adobe.com/xap/1.0/\0" + big
    plain = sample("jpeg")
    full = plain[:2] + b"\xff\xe1" + (len(segment) + 2).to_bytes(2, "big") + segment + plain[2:]
    with pytest.raises(CannotHold, match="MK11"):
        write("jpeg", full, said)


# --- PNG --------------------------------------------------------------------------------------------


def chunk(kind, data):
    return len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big")


def with_chunk(new):
    plain = sample("png")
    return plain[:33] + new + plain[33:]


def test_compressed_xmp_of_others_is_kept_in_a_png(said):
    data = with_chunk(chunk(b"iTXt", b"XML:com.adobe.xmp\0\1\0en\0x\0" + zlib.compress(OTHERS)))
    assert b"lake" in one("png", data, said)


@pytest.mark.parametrize(
    "rest",
    [
        b"\1\0\0\0" + zlib.compress(bytes(100 * LARGEST)),
        b"\1\0\0\0" + zlib.compress(OTHERS)[:-9],
        b"\1\0\0\0nothing packed",
        b"\7\7\0\0" + OTHERS,
        b"\0\0",
    ],
    ids=["bomb", "cut off", "not packed", "unknown packing", "no texts"],
)
def test_a_bad_text_chunk_is_a_flaw(rest, said):
    data = with_chunk(chunk(b"iTXt", b"XML:com.adobe.xmp\0" + rest))
    assert read("png", data)[0].flaw
    with pytest.raises(Refused, match="MK14"):
        write("png", data, said)


def test_a_wrong_checksum_is_a_flaw(said):
    marked = bytearray(write("png", sample("png"), said))
    marked[marked.index(b"trainedAlgorithmicMedia")] ^= 0x20
    (seen,) = read("png", bytes(marked))
    assert "checksum" in seen.flaw
    assert not seen.ai


def test_a_text_chunk_called_aigc_is_read():
    data = with_chunk(chunk(b"tEXt", b'AIGC\0{"Label":"1"}'))
    assert [(seen.where, seen.ai) for seen in read("png", data)] == [("tEXt", True)]


# --- GIF --------------------------------------------------------------------------------------------


def test_an_old_gif_becomes_one_that_has_extensions(said):
    out = BytesIO()
    pixels(16, 16).quantize(8).save(out, "GIF")
    assert out.getvalue()[:6] == b"GIF87a"
    assert one("gif", out.getvalue(), said)[:6] == b"GIF89a"


def test_a_gif_keeps_its_loop_count_first(said):
    after = one("gif", rich("gif moving"), said)
    assert after.index(b"NETSCAPE2.0") < after.index(b"XMP DataXMP")
    assert opened(after).info["loop"] == 3


def test_xmp_in_plain_sub_blocks_is_understood_too(said):
    pieces = b"".join(
        bytes([len(OTHERS[at : at + 255])]) + OTHERS[at : at + 255] for at in range(0, len(OTHERS), 255)
    )
    plain = sample("gif")
    place = plain.index(b"\x2c", 13 + 3 * 64)
    data = plain[:place] + GIF_NAME + pieces + b"\0" + plain[place:]
    assert read("gif", data)[0].tool == "Qylqalam"
    assert b"lake" in one("gif", data, said)


# --- RIFF -------------------------------------------------------------------------------------------


def riff(kind, *chunks):
    rest = kind + b"".join(name + len(data).to_bytes(4, "little") + data for name, data in chunks)
    return b"RIFF" + len(rest).to_bytes(4, "little") + rest


def test_a_simple_webp_gets_the_header_that_tells_of_xmp(said):
    after = one("webp", sample("webp"), said)
    assert after[12:16] == b"VP8X"
    assert after[20] == 0x04
    with opened(after) as picture:
        assert picture.size == (160, 120)
    assert one("webp", rich("webp lossless"), said)[20] & 0x14 == 0x14  # and of transparency


def test_the_even_byte_may_be_missing_or_uncounted(said):
    head = (b"fmt ", bytes.fromhex("0100010044ac000044ac000001000800"))
    missing = riff(b"WAVE", head, (b"data", b"\x80" * 101))
    for data in (missing, missing + b"\0"):
        after = one("wav", data, said)
        assert int.from_bytes(after[4:8], "little") + 8 == len(after)
        assert after.index(b"_PMX") % 2 == 0


def test_nothing_in_front_of_a_film_moves(said):
    film = sample("avi")
    old = b"_PMX" + len(OTHERS).to_bytes(4, "little") + OTHERS + b"\0" * (len(OTHERS) % 2)
    data = bytearray(film[:12] + old + film[12:])
    data[4:8] = (len(data) - 8).to_bytes(4, "little")
    after = write("avi", bytes(data), said)
    assert after.index(b"movi") == data.index(b"movi")
    assert after[12:16] == b"JUNK"
    assert [seen.profile for seen in read("avi", after)] == [said]
    with pytest.raises(CannotHold, match="MK12"):
        write("avi", film + b"RIFF\4\0\0\0AVIX", said)


# --- AVIF and HEIC ----------------------------------------------------------------------------------


def top(data):
    return {box.kind: box for box in boxes(BytesIO(data), 0, len(data))}


@pytest.mark.parametrize("kind", ["avif", "heic"])
def test_a_last_box_without_a_size_is_closed_first(kind, said):
    data = bytearray(sample(kind))
    last = list(boxes(BytesIO(data), 0, len(data)))[-1]
    data[last.start : last.start + 4] = bytes(4)
    after = one(kind, bytes(data), said)
    assert [box.kind for box in boxes(BytesIO(after), 0, len(after))][-2:] == [last.kind, b"mdat"]


def test_xmp_of_others_inside_a_heic_is_replaced_in_the_table_only(said):
    before = rich("heic full")
    after = one("heic", before, said)
    items = [
        [box.kind for box in inside(BytesIO(data), part, 6)]
        for data in (before, after)
        for part in inside(BytesIO(data), top(data)[b"meta"], 4)
        if part.kind == b"iinf"
    ]
    assert items[0] == items[1]


@pytest.mark.parametrize("kind", [b"mvex", b"saio", b"iloc"])
def test_a_sequence_found_by_other_places_is_left_alone(kind, said):
    data = rich("avif moving") + packed(b"moov", packed(kind, bytes(8)))
    with pytest.raises(CannotHold, match="MK12"):
        write("avif", data, said)


@pytest.mark.parametrize("extra", [packed(b"moof"), packed(b"mfra"), packed(b"meta", bytes(4))])
def test_fragments_and_second_tables_are_left_alone(extra, said):
    with pytest.raises(CannotHold, match="MK12"):
        write("avif", sample("avif") + extra, said)


def test_a_table_with_locked_or_packed_xmp_is_left_alone(said):
    marked = write("heic", sample("heic"), said)
    at = marked.index(b"application/rdf+xml\0") - 7
    locked = marked[: at + 1] + b"\1" + marked[at + 2 :]
    with pytest.raises(CannotHold, match="MK12"):
        write("heic", locked, said)
    assert read("heic", locked)[0].flaw


def test_an_entry_that_would_take_in_ours_is_refused(said):
    data = bytearray(rich("heic several"))
    first = data.index(b"infe") - 4
    data[first : first + 4] = bytes(4)
    with pytest.raises(Refused, match="MK10"):
        write("heic", bytes(data), said)


def test_an_xmp_item_without_bytes_is_filled(said):
    source = BytesIO(rich("heic full"))
    iloc = next(
        part for part in inside(source, top(source.getvalue())[b"meta"], 4) if part.kind == b"iloc"
    )
    table = locations(body(source, iloc))
    emptied = [
        item._replace(extents=()) if item.id == table.items[-1].id else item for item in table.items
    ]
    data = bytearray(source.getvalue())
    new = located(table._replace(items=tuple(emptied)))
    data[iloc.start : iloc.end] = new + packed(b"free", bytes(iloc.size - len(new) - 8))
    assert [seen.profile for seen in read("heic", write("heic", bytes(data), said))] == [said]


# --- JPEG XL ----------------------------------------------------------------------------------------


def test_a_bare_codestream_gets_its_boxes(said):
    bare = sample("jxl")
    assert bare[:2] == b"\xff\x0a"
    after = one("jxl", bare, said)
    assert [box.kind for box in boxes(BytesIO(after), 0, len(after))] == [
        b"JXL ",
        b"ftyp",
        b"xml ",
        b"jxlc",
    ]
    assert after.endswith(bare)


def test_compressed_xmp_of_others_stays_in_a_jxl(said):
    boxed = rich("jxl boxes")
    packed_box = packed(b"brob", b"xml ", b"\x0b\x02\x80abc\x03")
    xml = next(box for box in boxes(BytesIO(boxed), 0, len(boxed)) if box.kind == b"xml ")
    data = boxed[: xml.start] + packed_box + boxed[xml.end :]
    after = write("jxl", data, said)
    assert packed_box in after
    assert [(seen.profile, bool(seen.flaw)) for seen in read("jxl", after)] == [
        (said, False),
        (None, True),
    ]


def test_a_recompressed_jpeg_can_still_be_rebuilt(said, tmp_path):
    path = tmp_path / "lake.jpg"
    path.write_bytes(rich("jpeg full"))
    out = BytesIO()
    with opened(sample("jxl")), Image.open(path) as picture:
        picture.save(out, "JXL", lossless_jpeg=True)
    first = list(boxes(BytesIO(out.getvalue()), 0, len(out.getvalue())))
    assert b"jbrd" in [box.kind for box in first]
    after = write("jxl", out.getvalue(), said)
    assert said in [seen.profile for seen in read("jxl", after)]
    second = list(boxes(BytesIO(after), 0, len(after)))
    old = [body(BytesIO(out.getvalue()), box) for box in first]
    assert [text for text in (body(BytesIO(after), box) for box in second) if text in old] == old
    assert np.array_equal(frames(after)[0], frames(out.getvalue())[0])
    assert write("jxl", after, said) == after


# --- TIFF -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["tiff full", "tiff pages", "tiff big"])
def test_a_tiff_only_grows_and_turns_its_header(name, said):
    before = rich(name)
    after = write("tiff", before, said)
    head = 16 if name.endswith("big") else 8
    assert after[head : len(before)] == before[head:]
    longer = write("tiff", after, replace(said, system="ұзынырақ атау"))
    assert longer[head : len(before)] == before[head:]
    assert len(longer) - len(after) < 300


def test_a_tiff_in_the_other_order_of_bytes(said):
    entries = [
        (256, 1),
        (257, 1),
        (258, 8),
        (259, 1),
        (262, 1),
        (273, 8 + 2 + 9 * 12 + 4),
        (277, 1),
        (278, 1),
        (279, 1),
    ]
    rest = b"".join(
        tag.to_bytes(2, "big") + b"\0\4\0\0\0\1" + value.to_bytes(4, "big") for tag, value in entries
    )
    data = b"MM\0*\0\0\0\x08" + len(entries).to_bytes(2, "big") + rest + bytes(4) + b"\x7f"
    assert frames(data)[0].shape == (1, 1, 4)
    assert one("tiff", data, said)[4:8] != data[4:8]


# --- SVG --------------------------------------------------------------------------------------------

SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="9">{}<title>Көл, озеро</title></svg>'
RDF = '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">{}</rdf:RDF>'
DECLARED = '<?xml version="1.0" encoding="{}"?>\n'
DRAWN = SVG.replace("{}", f"<metadata id='m'>{RDF}</metadata>").replace(
    "{}",
    '<cc:Work xmlns:cc="https://example.org/cc#" rdf:about=""><cc:x>&lt;lake&gt;</cc:x></cc:Work>',
)


@pytest.mark.parametrize(
    "data",
    [
        SVG.format("").encode(),
        SVG.format("").encode("utf-8-sig"),
        (DECLARED.format("UTF-16") + SVG.format("")).encode("utf-16"),
        (DECLARED.format("windows-1251") + SVG.format("").replace("ө", "о")).encode("cp1251"),
        (
            DECLARED.format("iso-8859-1") + "<!-- é -->" + SVG.format("").replace("Көл, озеро", "é")
        ).encode("latin-1"),
        b'<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "https://example.org/svg11.dtd">\n'
        + DRAWN.encode(),
        DRAWN.encode(),
        SVG.format("<metadata/>").encode(),
        SVG.format(f"<metadata>{RDF.format('')}</metadata>").encode(),
        b'<s:svg xmlns:s="http://www.w3.org/2000/svg" a="/>" b=\'>"\'><s:g/></s:svg>',
    ],
)
def test_every_byte_of_an_svg_but_ours_stays(data, said):
    after = write("svg", data, said)
    assert [seen.profile for seen in read("svg", after)] == [said]
    assert write("svg", after, said) == after
    same = next(at for at in range(len(data) + 1) if data[:at] != after[:at] or at == len(data))
    assert after.endswith(data[same - 1 :])


def test_properties_of_others_in_an_svg_give_way_one_by_one(said):
    old = (
        '<rdf:Description xmlns:i="http://iptc.org/std/Iptc4xmpExt/2008-02-29/" xmlns:d="urn:d" '
        'rdf:about="q" d:source="lake" i:DigitalSourceType = "x">'
        "<i:DigitalSourceType>y</i:DigitalSourceType><d:b/></rdf:Description>"
    )
    after = write("svg", SVG.format(f"<metadata>{RDF.format(old)}</metadata>").encode(), said)
    assert b'd:source="lake"><d:b/></rdf:Description>' in after
    assert after.count(b"DigitalSourceType>") == 2
    assert after.count(b'rdf:about="q"') == 2


@pytest.mark.parametrize(
    ("data", "code"),
    [
        ('<!DOCTYPE svg [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]>' + SVG.format("&b;"), "MK16"),
        ('<!DOCTYPE svg [<!ENTITY % x SYSTEM "file:///etc/hostname"> %x;]>' + SVG.format(""), "MK16"),
        (SVG.format("<metadata>" + "<a>" * 100 + "</a>" * 100 + "</metadata>"), "MK13"),
        (SVG.format("<metadata " + " ".join(f'xmlns:n{n}="u"' for n in range(2_000)) + "/>"), "MK13"),
        (SVG.format("<metadata>"), "MK10"),
        ("<html/>", "MK10"),
        ("", "MK10"),
        ('<svg xmlns="http://www.w3.org/2000/svg"/>', "MK12"),
        (DECLARED.format("utf-7") + SVG.format(""), "MK12"),
        (SVG.format(f"<metadata xmlns:a='a|b'>{RDF.format('<a:b/>')}</metadata>"), "MK14"),
    ],
)
def test_hostile_svgs_are_refused(data, code, said):
    with pytest.raises(Refused, match=code):
        write("svg", data.encode(), said)


def test_an_svg_in_no_encoding_is_refused(said):
    with pytest.raises(Refused, match="MK10"):
        write("svg", b'<svg xmlns="http://www.w3.org/2000/svg"><title>\xff</title></svg>', said)
