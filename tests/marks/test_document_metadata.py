"""PDF, Office and publications: what we say is read back, by us and by others; all else stays."""

import json
import shutil
import struct
import subprocess
import zipfile
import zlib
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from docx import Document
from lxml import etree
from openpyxl import load_workbook
from openpyxl.packaging.custom import StringProperty
from pptx import Presentation

from marks.samples import sample, zipped
from marks.signed_pdf import signed, timestamped
from tanba.kernel import Refused
from tanba.marks.disclosure import Disclosure, to_record
from tanba.marks.media import container
from tanba.marks.metadata import office
from tanba.marks.metadata.carrier import carrier
from tanba.marks.metadata.packet import TOOL
from tanba.marks.metadata.pdf import is_signed
from tanba.marks.refusal import CannotHold
from tanba.marks.results import Said

KINDS = ("pdf", "docx", "xlsx", "pptx", "odt", "epub")
ZIPS = KINDS[1:]


def written(kind: str, data: bytes, said: Disclosure) -> bytes:
    out = BytesIO()
    where, payload = carrier(str(container(kind).metadata)).write(BytesIO(data), out, said)
    assert where
    assert said.id.encode() in payload
    return out.getvalue()


def read(kind: str, data: bytes) -> tuple[Said, ...]:
    return carrier(str(container(kind).metadata)).read(BytesIO(data))


def parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def with_part(kind: str, name: str, content: str) -> bytes:
    return zipped(parts(sample(kind)) | {name: content.encode()})


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_written_is_read_back(kind: str, said: Disclosure) -> None:
    found = [one for one in read(kind, written(kind, sample(kind), said)) if one.profile]
    assert [one.profile for one in found] == [said]
    assert found[0].source_type == said.source_type
    assert found[0].ai
    assert not found[0].flaw
    assert json.loads(found[0].aigc)["ProduceID"] == said.id


@pytest.mark.parametrize("kind", KINDS)
def test_a_file_without_a_mark_says_nothing_about_ai(kind: str) -> None:
    assert not [one for one in read(kind, sample(kind)) if one.ai or one.profile or one.flaw]


@pytest.mark.parametrize("kind", KINDS)
def test_writing_twice_gives_one_mark_and_the_same_bytes(kind: str, said: Disclosure) -> None:
    once = written(kind, sample(kind), said)
    twice = written(kind, once, said)
    assert len([one for one in read(kind, twice) if one.profile]) == 1
    if kind != "pdf":  # a packet that was there is parsed and put down again, with other line breaks
        assert once == twice
    assert written(kind, twice, said) == twice


@pytest.mark.parametrize("kind", KINDS)
def test_exiftool_reads_it(kind: str, said: Disclosure, tmp_path: Path) -> None:
    program = shutil.which("exiftool")
    if program is None:
        pytest.skip("exiftool is not here: nobody but us has read these documents")
    file = tmp_path / f"a.{kind}"
    file.write_bytes(written(kind, sample(kind), said))
    told = subprocess.run(
        [program, "-a", "-s", str(file)], capture_output=True, text=True, check=True
    ).stdout
    assert said.source_type in told
    assert f'"ProduceID":"{said.id}"' in told
    assert f'"id":"{said.id}"' in told


# --- PDF --------------------------------------------------------------------------------------------


def streams(data: bytes) -> list[bytes]:
    with pikepdf.open(BytesIO(data)) as pdf:
        return [page.Contents.read_raw_bytes() for page in pdf.pages]


def made_pdf(**options: Any) -> bytes:
    """Return a PDF with document information, an XMP packet of somebody else and packed content."""
    with pikepdf.open(BytesIO(sample("pdf"))) as pdf:
        pdf.docinfo["/Title"] = "Есеп"
        pdf.docinfo["/Creator"] = "Writer 1"
        with pdf.open_metadata() as xmp:
            xmp["dc:title"] = "Есеп"
            xmp["xmp:CreatorTool"] = "Writer 1"
        out = BytesIO()
        pdf.save(out, **options)
    return out.getvalue()


@pytest.mark.parametrize("mode", list(pikepdf.ObjectStreamMode.__members__.values()), ids=str)
def test_pages_of_a_pdf_and_what_it_said_before_stay(
    said: Disclosure, mode: pikepdf.ObjectStreamMode
) -> None:
    before = made_pdf(object_stream_mode=mode)
    after = written("pdf", before, said)
    assert streams(after) == streams(before)
    assert len(after) < len(before) + 4_000
    with pikepdf.open(BytesIO(after)) as pdf:
        assert (pdf.docinfo["/Title"], pdf.docinfo["/Creator"]) == ("Есеп", "Writer 1")
        with pdf.open_metadata() as xmp:
            assert (xmp["dc:title"], xmp["xmp:CreatorTool"]) == ("Есеп", "Writer 1")
            assert (
                xmp["{http://iptc.org/std/Iptc4xmpExt/2008-02-29/}DigitalSourceType"]
                == said.source_type
            )
        assert pdf.Root.Metadata.Type == "/Metadata"
        assert pdf.Root.Metadata.Subtype == "/XML"
        assert "/Filter" not in pdf.Root.Metadata


def test_the_packet_of_a_pdf_can_be_found_without_a_pdf_reader(said: Disclosure) -> None:
    after = written("pdf", made_pdf(object_stream_mode=pikepdf.ObjectStreamMode.generate), said)
    assert b"<?xpacket begin" in after
    assert said.source_type.encode() in after


def test_a_linearised_pdf_stays_linearised(said: Disclosure) -> None:
    with pikepdf.open(BytesIO(written("pdf", made_pdf(linearize=True), said))) as pdf:
        assert pdf.is_linearized


def test_document_information_is_read() -> None:
    with pikepdf.open(BytesIO(sample("pdf"))) as pdf:
        pdf.docinfo["/Creator"] = "Somebody"
        pdf.docinfo["/AIGC"] = '{"Label":"1","ContentProducer":"x"}'
        out = BytesIO()
        pdf.save(out)
    (found,) = read("pdf", out.getvalue())
    assert (found.where, found.tool, found.ai) == ("document information", "Somebody", True)


@pytest.mark.parametrize("make", [signed, timestamped])
def test_a_signed_pdf_is_never_written(said: Disclosure, make: Any) -> None:
    data = make(sample("pdf"))
    assert is_signed(BytesIO(data))
    with pytest.raises(CannotHold) as caught:
        written("pdf", data, said)
    assert caught.value.code == "MK30"
    assert "beside" in caught.value.hint


@pytest.mark.parametrize("how", ["field in the structure", "usage rights", "append only"])
def test_a_signature_is_seen_however_it_is_kept(how: str) -> None:
    with pikepdf.open(BytesIO(sample("pdf"))) as pdf:
        value = pdf.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.Sig))
        parent = pikepdf.Dictionary(T="a", Kids=[pikepdf.Dictionary(FT=pikepdf.Name.Sig, V=value)])
        if how == "usage rights":
            pdf.Root.Perms = pikepdf.Dictionary(UR3=value)
        elif how == "append only":
            pdf.Root.AcroForm = pikepdf.Dictionary(Fields=[], SigFlags=3)
        else:
            pdf.Root.AcroForm = pikepdf.Dictionary(Fields=[pdf.make_indirect(parent)], SigFlags=1)
        out = BytesIO()
        pdf.save(out)
    assert is_signed(out)


def test_an_empty_signature_field_is_no_signature(said: Disclosure) -> None:
    with pikepdf.open(BytesIO(sample("pdf"))) as pdf:
        field = pikepdf.Dictionary(FT=pikepdf.Name.Sig, T="sign here")
        pdf.Root.AcroForm = pikepdf.Dictionary(Fields=[pdf.make_indirect(field)], SigFlags=1)
        out = BytesIO()
        pdf.save(out)
    assert not is_signed(out)
    assert read("pdf", written("pdf", out.getvalue(), said))


def test_a_form_inside_itself_is_refused() -> None:
    with pikepdf.open(BytesIO(sample("pdf"))) as pdf:
        field = pdf.make_indirect(pikepdf.Dictionary(T="a"))
        field.Kids = pikepdf.Array([field, field])
        pdf.Root.AcroForm = pikepdf.Dictionary(Fields=[field])
        out = BytesIO()
        pdf.save(out)
    with pytest.raises(Refused):
        is_signed(out)


@pytest.mark.parametrize("password", ["", "secret"])
def test_an_encrypted_pdf_is_not_written(said: Disclosure, password: str) -> None:
    data = made_pdf(encryption=pikepdf.Encryption(owner="owner", user=password))
    with pytest.raises(CannotHold) as caught:
        written("pdf", data, said)
    assert caught.value.code == "MK31"


def test_a_bomb_in_a_pdf_is_refused_without_unpacking_it() -> None:
    squeeze = zlib.compressobj(9)
    body = b"".join(squeeze.compress(b" " * (1 << 20)) for _ in range(80)) + squeeze.flush()
    out = BytesIO(b"%PDF-1.5\n")
    out.seek(0, 2)
    first = out.tell()
    out.write(
        b"1 0 obj\n<</Type/ObjStm/N 1/First 10/Filter/FlateDecode/Length %d>>stream\n" % len(body)
    )
    out.write(body + b"\nendstream\nendobj\n")
    table = out.tell()
    entries = b"".join(
        struct.pack(">BIH", *e) for e in ((0, 0, 65535), (1, first, 0), (2, 1, 0), (1, table, 0))
    )
    out.write(b"3 0 obj\n<</Type/XRef/Size 4/W[1 4 2]/Root 2 0 R/Length %d>>stream\n" % len(entries))
    out.write(entries + b"\nendstream\nendobj\nstartxref\n%d\n%%%%EOF" % table)
    with pytest.raises(Refused) as caught:
        read("pdf", out.getvalue())
    assert caught.value.code == "MK35"


def test_a_packet_that_is_a_bomb_or_damaged_is_a_flaw_not_an_error() -> None:
    for body in (b" " * (65 << 20), b"<x:xmpmeta"):
        with pikepdf.open(BytesIO(sample("pdf"))) as pdf:
            packet = {"/Type": pikepdf.Name.Metadata, "/Filter": pikepdf.Name.FlateDecode}
            pdf.Root.Metadata = pdf.make_stream(zlib.compress(body), packet)
            out = BytesIO()
            pdf.save(
                out, fix_metadata_version=False, stream_decode_level=pikepdf.StreamDecodeLevel.none
            )
        (found,) = read("pdf", out.getvalue())
        assert found.flaw
        assert not found.ai


@pytest.mark.parametrize("kind", KINDS)
def test_a_damaged_document_is_refused_by_us_and_by_nobody_else(kind: str, said: Disclosure) -> None:
    whole = sample(kind)
    for step in range(1, 20):
        cut = whole[: len(whole) * step // 20]
        wrong = bytearray(whole)
        wrong[len(whole) * step // 21] ^= 0xFF
        for data in (cut, bytes(wrong)):
            with suppress(Refused):  # any other error fails
                read(kind, data)
            with suppress(Refused):
                written(kind, data, said)


# --- Office -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ZIPS)
def test_only_the_parts_of_metadata_change(kind: str, said: Disclosure) -> None:
    before, after = parts(sample(kind)), parts(written(kind, sample(kind), said))
    changed = {name for name in after if before.get(name) != after[name]}
    expected = {
        "odt": {"meta.xml", "META-INF/manifest.xml"},
        "epub": {"OEBPS/content.opf"},
    }.get(kind, {"docProps/custom.xml", "[Content_Types].xml", "_rels/.rels"})
    assert changed == expected


def test_others_open_the_documents_and_see_the_properties(said: Disclosure) -> None:
    assert Document(BytesIO(written("docx", sample("docx"), said))).paragraphs[0].text == "Есеп"
    assert (
        Presentation(BytesIO(written("pptx", sample("pptx"), said))).slides[0].shapes.title.text
        == "Жоспар"
    )
    book = load_workbook(BytesIO(written("xlsx", sample("xlsx"), said)))
    assert book.active["B2"].value == 1_500_000
    said_there = {one.name: one.value for one in book.custom_doc_props.props}
    assert json.loads(said_there["TanbaRecord"]) == to_record(said)
    assert said_there["DigitalSourceType"] == said.source_type


def test_properties_of_others_are_kept(said: Disclosure) -> None:
    book = load_workbook(BytesIO(sample("xlsx")))
    book.custom_doc_props.append(StringProperty(name="Бөлім", value="Қаржы & есеп"))
    book.custom_doc_props.append(
        StringProperty(name="aigc", value='{"Label":"2","ProduceID":"x","ContentProducer":"y"}')
    )
    out = BytesIO()
    book.save(out)
    after = load_workbook(BytesIO(written("xlsx", out.getvalue(), said)))
    properties = {one.name: one.value for one in after.custom_doc_props.props}
    assert properties["Бөлім"] == "Қаржы & есеп"
    assert len(properties) == 4
    aigc = json.loads(properties["AIGC"])
    assert (aigc["ContentProducer"], aigc["Label"], aigc["PropagateID"]) == ("y", "1", said.id)
    custom = etree.fromstring(parts(written("xlsx", out.getvalue(), said))["docProps/custom.xml"])
    numbers = [element.get("pid") for element in custom]
    assert len(set(numbers)) == len(numbers)


def test_a_strict_document_gets_strict_properties(said: Disclosure) -> None:
    before = parts(sample("docx"))
    rels = before["_rels/.rels"].replace(
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships/",
        b"http://purl.oclc.org/ooxml/officeDocument/relationships/",
    )
    data = written("docx", zipped(before | {"_rels/.rels": rels}), said)
    after = parts(data)
    assert b"http://purl.oclc.org/ooxml/officeDocument/customProperties" in after["docProps/custom.xml"]
    assert (
        b"http://purl.oclc.org/ooxml/officeDocument/relationships/customProperties"
        in after["_rels/.rels"]
    )
    assert [one.profile for one in read("docx", data) if one.profile] == [said]


def test_fields_of_others_in_opendocument_are_kept(said: Disclosure) -> None:
    meta = (
        '<office:document-meta xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:meta="urn:oasis:names:tc:opendocument:xmlns:meta:1.0"><office:meta>'
        "<meta:generator>Writer 7</meta:generator>"
        '<meta:user-defined meta:name="Бөлім">Қаржы</meta:user-defined>'
        "</office:meta></office:document-meta>"
    )
    after = written("odt", with_part("odt", "meta.xml", meta), said)
    root = etree.fromstring(parts(after)["meta.xml"])
    named = {
        e.get(f"{{{e.nsmap['meta']}}}name"): e.text for e in root[0] if "user-defined" in str(e.tag)
    }
    assert named["Бөлім"] == "Қаржы"
    assert json.loads(str(named["TanbaRecord"])) == to_record(said)
    assert read("odt", after)[0].tool == "Writer 7"


@pytest.mark.parametrize("kind", ["odt", "epub"])
def test_a_document_that_names_no_program_names_ours(kind: str, said: Disclosure) -> None:
    once = read(kind, written(kind, sample(kind), said))
    assert [one.tool for one in once] == [TOOL]


def test_a_new_part_of_opendocument_is_listed(said: Disclosure) -> None:
    after = parts(written("odt", sample("odt"), said))
    assert b'full-path="meta.xml"' in after["META-INF/manifest.xml"]
    assert next(iter(after)) == "mimetype"


def test_a_publication_declares_its_prefixes_and_keeps_its_metadata(said: Disclosure) -> None:
    root = etree.fromstring(parts(written("epub", sample("epub"), said))["OEBPS/content.opf"])
    assert "tanba: https://tanba.kz/ns/marks/1.0/" in str(root.get("prefix"))
    assert [e.text for e in root[0] if e.get("property") == "dcterms:modified"] == [
        "2026-01-18T00:00:00Z"
    ]
    assert [e.text for e in root[0] if "title" in str(e.tag)] == ["Ертегі"]


def test_a_publication_with_another_prefix_for_the_same_thing_is_understood(said: Disclosure) -> None:
    opf = parts(sample("epub"))["OEBPS/content.opf"].decode()
    opf = opf.replace(
        "<package ", '<package prefix="ext: http://iptc.org/std/Iptc4xmpExt/2008-02-29/" '
    )
    opf = opf.replace(
        "</metadata>", f'<meta property="ext:DigitalSourceType">{said.source_type}</meta></metadata>'
    )
    data = with_part("epub", "OEBPS/content.opf", opf)
    (found,) = read("epub", data)
    assert (found.source_type, found.ai) == (said.source_type, True)
    assert parts(written("epub", data, said))["OEBPS/content.opf"].count(said.source_type.encode()) == 1


def test_a_prefix_that_means_something_else_is_not_taken_over(said: Disclosure) -> None:
    opf = parts(sample("epub"))["OEBPS/content.opf"].decode()
    opf = opf.replace("<package ", '<package prefix="tanba: http://tanba.example/other/" ')
    with pytest.raises(Refused) as caught:
        written("epub", with_part("epub", "OEBPS/content.opf", opf), said)
    assert caught.value.code == "MK37"


def test_epub_2_gets_named_pairs(said: Disclosure) -> None:
    opf = parts(sample("epub"))["OEBPS/content.opf"].decode().replace('version="3.0"', 'version="2.0"')
    data = written("epub", with_part("epub", "OEBPS/content.opf", opf), said)
    assert b'name="tanba:Record"' in parts(data)["OEBPS/content.opf"]
    assert [one.profile for one in read("epub", data)] == [said]


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("docx", "_xmlsignatures/origin.sigs"),
        ("odt", "META-INF/documentsignatures.xml"),
        ("epub", "META-INF/signatures.xml"),
    ],
)
def test_a_signed_document_is_never_written(kind: str, name: str, said: Disclosure) -> None:
    data = with_part(kind, name, "<signatures/>")
    assert office.is_signed(BytesIO(data))
    with pytest.raises(CannotHold) as caught:
        written(kind, data, said)
    assert caught.value.code == "MK30"


def test_an_encrypted_opendocument_is_not_written(said: Disclosure) -> None:
    listed = parts(sample("odt"))["META-INF/manifest.xml"].decode()
    listed = listed.replace(
        'media-type="text/xml"/>',
        'media-type="text/xml"><m:encryption-data/></m:file-entry>',
    )
    with pytest.raises(CannotHold) as caught:
        written("odt", with_part("odt", "META-INF/manifest.xml", listed), said)
    assert caught.value.code == "MK31"


@pytest.mark.parametrize(
    ("kind", "name"),
    [("docx", "_rels/.rels"), ("docx", "[Content_Types].xml"), ("odt", "META-INF/manifest.xml"),
     ("epub", "META-INF/container.xml"), ("epub", "OEBPS/content.opf")],
)  # fmt: skip
@pytest.mark.parametrize(
    "content", ["", "<!DOCTYPE a [<!ENTITY a 'b'>]><a>&a;</a>", "<a>" * 5_000, "no markup"]
)
def test_hostile_parts_are_refused(kind: str, name: str, content: str, said: Disclosure) -> None:
    data = with_part(kind, name, content)
    with pytest.raises(Refused) as caught:
        written(kind, data, said)
    assert caught.value.code in ("MK34", "MK37")


def test_a_record_that_somebody_broke_is_a_flaw(said: Disclosure) -> None:
    after = parts(written("docx", sample("docx"), said))
    custom = after["docProps/custom.xml"].replace(b'"scope":"synthetic"', b'"scope":"something"')
    (found,) = (
        one for one in read("docx", zipped(after | {"docProps/custom.xml": custom})) if one.flaw
    )
    assert found.profile is None
    assert "scope" in found.flaw
    assert found.source_type == said.source_type


def test_half_a_letter_is_refused(said: Disclosure) -> None:
    from dataclasses import replace

    for kind in KINDS:
        with pytest.raises(Refused) as caught:
            written(kind, sample(kind), replace(said, system="half \ud83d"))
        assert caught.value.code == "MK15"
