"""Labels on pages, in documents, sheets, slides and books: where they stand; the rest stays."""

import itertools
import re
import shutil
import subprocess
import zipfile
from contextlib import suppress
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from docx import Document
from lxml import etree
from openpyxl import Workbook, load_workbook
from PIL import Image
from pptx import Presentation
from pptx.util import Emu

from marks.samples import sample, zipped
from marks.signed_pdf import signed
from tanba.kernel import Refused
from tanba.marks.media import container
from tanba.marks.refusal import CannotHold
from tanba.marks.results import Corner, Drawn, Label
from tanba.marks.visible.labeller import labeller

TEXTS = (
    ("kk", "Жасанды интеллект көмегімен жасалған"),
    ("ru", "Создано с использованием искусственного интеллекта"),
    ("en", "Made with AI"),
)
LABEL = Label(texts=TEXTS, share=0.02)  # type: ignore[arg-type]
ALL_TEXT = "\n".join(text for _, text in TEXTS)
KINDS = ("pdf", "docx", "xlsx", "pptx", "odt", "epub")


def drawn(kind: str, data: bytes, label: Label = LABEL) -> tuple[bytes, Drawn]:
    out = BytesIO()
    told = labeller(str(container(kind).label)).draw(BytesIO(data), out, label, container(kind))
    return out.getvalue(), told


def read(kind: str, data: bytes, wordings: Any = TEXTS) -> Drawn | None:
    return labeller(str(container(kind).label)).read(BytesIO(data), container(kind), wordings)


def parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.mark.parametrize("kind", KINDS)
def test_a_label_is_read_back_and_was_not_there_before(kind: str) -> None:
    assert read(kind, sample(kind)) is None
    after, told = drawn(kind, sample(kind))
    assert (told.text, told.languages) == (ALL_TEXT, ("kk", "ru", "en"))
    assert (told.contrast or 0) > 7
    seen = read(kind, after)
    assert seen is not None
    assert (seen.text, seen.languages) == (ALL_TEXT, ("kk", "ru", "en"))


@pytest.mark.parametrize("kind", KINDS)
def test_labelling_twice_gives_one_label_the_second_one(kind: str) -> None:
    once, _ = drawn(kind, sample(kind))
    other = replace(LABEL, texts=(("en", "Changed with AI"),))
    assert drawn(kind, drawn(kind, once, other)[0])[0] == drawn(kind, once)[0]
    after, _ = drawn(kind, once, other)
    assert read(kind, after) is None
    assert (
        read(kind, after, (("en", "changed with ai"),)) or Drawn(how="", text="", languages=())
    ).languages == ("en",)


@pytest.mark.parametrize("kind", KINDS)
def test_letters_are_as_high_as_asked(kind: str) -> None:
    for share in (0.02, 0.05):
        _, told = drawn(kind, sample(kind), replace(LABEL, share=share))
        assert told.share is None or told.share >= share - 1e-6
        assert (told.share is None) == (kind == "epub")


@pytest.mark.parametrize("kind", KINDS)
def test_a_label_that_says_nothing_or_steers_the_text_is_refused(kind: str) -> None:
    for text in (" ", "Made \u202ewith AI", "Made\x00 with AI"):
        with pytest.raises(Refused) as caught:
            drawn(kind, sample(kind), replace(LABEL, texts=(("en", text),)))
        assert caught.value.code == "MK45"


@pytest.mark.parametrize("kind", KINDS)
def test_words_that_look_like_markup_stay_words(kind: str) -> None:
    text = "A & B <i>\"with\"</i> 'AI' ]]> &L&C"
    after, _ = drawn(kind, sample(kind), replace(LABEL, texts=(("en", text),)))
    assert read(kind, after, (("en", text),)) is not None


@pytest.mark.parametrize("kind", KINDS)
def test_a_damaged_document_is_refused_by_us_and_by_nobody_else(kind: str) -> None:
    whole = sample(kind)
    for step in range(1, 15):
        cut = whole[: len(whole) * step // 15]
        wrong = bytearray(whole)
        wrong[len(whole) * step // 16] ^= 0xFF
        for data in (cut, bytes(wrong)):
            with suppress(Refused):  # any other error fails
                read(kind, data)
            with suppress(Refused):
                drawn(kind, data)


# --- PDF --------------------------------------------------------------------------------------------

SHAPES: dict[str, dict[str, Any]] = {
    "plain": {},
    "on its right side": {"Rotate": 90},
    "upside down": {"Rotate": 180},
    "on its left side": {"Rotate": -90},
    "cropped": {"CropBox": [100, 120, 400, 560]},
    "cropped and turned": {"CropBox": [100, 120, 400, 560], "Rotate": 90},
    "not from nought": {"MediaBox": [-300, -200, 120, 395]},
    "corners swapped": {"MediaBox": [420, 595, 0, 0]},
    "in other units": {"UserUnit": 4.0},
    "cropped beyond the page": {"CropBox": [-900, -900, 900, 900]},
}


def page(
    content: bytes = b"0.8 1 0.8 rg -999 -999 2999 2999 re f 3 0 0 3 77 88 cm", **keys: Any
) -> bytes:
    """Return a PDF of one page that fills itself with green and leaves the matrix changed."""
    with pikepdf.new() as pdf:
        pdf.add_blank_page(page_size=(420, 595))
        pdf.pages[0].Contents = pdf.make_stream(content)
        for name, key in keys.items():
            pdf.pages[0].obj[f"/{name}"] = pikepdf.Array(key) if isinstance(key, list) else key
        out = BytesIO()
        pdf.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("shape", "corner"),
    list(zip(SHAPES, itertools.cycle(("bottom-left", "top-right", "below", "top-left")))),
)
def test_a_label_stands_upright_in_its_corner_of_what_is_seen(
    shape: str, corner: Any, tmp_path: Path
) -> None:
    painter, extractor = shutil.which("pdftoppm"), shutil.which("pdftotext")
    if painter is None or extractor is None:
        pytest.skip("poppler-utils are not here: nobody but us has looked at the pages")
    after, told = drawn("pdf", page(**SHAPES[shape]), replace(LABEL, corner=corner))
    (tmp_path / "a.pdf").write_bytes(after)
    unit = SHAPES[shape].get("UserUnit", 1.0)
    paint = [painter, "-r", "72", "-cropbox", "-gray", "a.pdf", "a"]
    subprocess.run(paint, cwd=tmp_path, check=True)
    with Image.open(next(tmp_path.glob("a-*.pgm"))) as seen:
        dark = seen.point(lambda level: 255 if level < 60 else 0).getbbox()
        scale = 1.0 if unit == 1 else seen.width / (420 * unit)  # not every poppler knows other units
    assert dark is not None
    assert told.box is not None
    left, top, width, height = (n * scale for n in told.box)
    for edge, wanted in zip(dark, (left, top, left + width, top + height), strict=True):
        assert abs(edge - wanted) <= 3
    extract = [extractor, "a.pdf", "-"]
    text = subprocess.run(extract, cwd=tmp_path, capture_output=True, check=True).stdout.decode()
    assert "".join(ALL_TEXT.split()) in "".join(text.split()).replace("·", "")


def test_every_kazakh_letter_survives_extraction() -> None:
    letters = "Әә Ғғ Ққ Ңң Өө Ұұ Үү Һһ Іі Ёё Йй Щщ Ъъ Ыы Ээ"
    after, _ = drawn("pdf", sample("pdf"), replace(LABEL, texts=(("kk", letters),)))
    assert read("pdf", after, (("kk", letters),)) is not None
    with pikepdf.open(BytesIO(after)) as pdf:
        fonts = pdf.pages[0].Resources.XObject["/TanbaLabel"].Resources.Font
        assert all("/FontFile2" in font.FontDescriptor for font in fonts.values())


def test_many_pages_share_one_typeface_and_keep_their_content() -> None:
    with pikepdf.new() as pdf:
        for n in range(200):
            pdf.add_blank_page(page_size=(595, 842) if n % 2 else (842, 595))
            pdf.pages[-1].Contents = pikepdf.Array(
                [pdf.make_stream(b"%d 0 m" % n), pdf.make_stream(b"S")]
            )
        out = BytesIO()
        pdf.save(out)
    after, told = drawn("pdf", out.getvalue())
    assert told.count == 200
    assert len(after) < len(out.getvalue()) + 60_000
    with pikepdf.open(BytesIO(after)) as pdf:
        for n, one in enumerate(pdf.pages):
            middle = list(one.Contents)[1:-1]
            assert [stream.read_bytes() for stream in middle] == [b"%d 0 m" % n, b"S"]


def test_pages_that_share_resources_keep_their_own() -> None:
    with pikepdf.new() as pdf:
        shared = pdf.make_indirect(
            pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im=pdf.make_stream(b"x")))
        )
        for _ in range(2):
            pdf.add_blank_page(page_size=(300, 300))
            pdf.pages[-1].Resources = shared
        pdf.pages[1].obj.MediaBox = pikepdf.Array([0, 0, 900, 900])
        out = BytesIO()
        pdf.save(out)
    with pikepdf.open(BytesIO(drawn("pdf", out.getvalue())[0])) as pdf:
        one, two = (p.Resources.XObject for p in pdf.pages)
        assert "/Im" in one
        assert "/Im" in two
        assert one["/TanbaLabel"].objgen != two["/TanbaLabel"].objgen


def test_a_tagged_pdf_has_the_label_as_an_artifact() -> None:
    with pikepdf.open(BytesIO(sample("pdf"))) as pdf:
        pdf.Root.StructTreeRoot = pikepdf.Dictionary(Type=pikepdf.Name.StructTreeRoot)
        out = BytesIO()
        pdf.save(out)
    with pikepdf.open(BytesIO(drawn("pdf", out.getvalue())[0])) as pdf:
        assert b"/Artifact <</Type /Pagination>> BDC" in list(pdf.pages[0].Contents)[-1].read_bytes()


def test_a_page_without_content_or_resources_is_labelled() -> None:
    with pikepdf.new() as pdf:
        pdf.add_blank_page(page_size=(300, 300))
        del pdf.pages[0].obj["/Resources"]
        out = BytesIO()
        pdf.save(out)
    assert read("pdf", drawn("pdf", out.getvalue())[0]) is not None


@pytest.mark.parametrize(
    ("data", "code"),
    [
        pytest.param(lambda: page(MediaBox=[0, 0, 0, 0]), "MK80", id="no size"),
        pytest.param(lambda: page(Rotate=45), "MK80", id="askew"),
        pytest.param(lambda: page(UserUnit=0), "MK80", id="no unit"),
        pytest.param(lambda: page(MediaBox=[0, 0, 8, 8]), "MK60", id="a stamp"),
        pytest.param(lambda: page(CropBox=[500, 700, 600, 800]), "MK80", id="cropped away"),
        pytest.param(lambda: signed(sample("pdf")), "MK30", id="signed"),
    ],
)
def test_pages_without_room_are_refused(data: Any, code: str) -> None:
    with pytest.raises(Refused) as caught:
        drawn("pdf", data())
    assert caught.value.code == code


def test_a_label_that_covers_more_than_asked_is_refused() -> None:
    with pytest.raises(Refused) as caught:
        drawn("pdf", sample("pdf"), replace(LABEL, cover=0.001))
    assert caught.value.code == "MK61"


TEXT_PAGE = "BT /F1 12 Tf 9 9 Td {} ET"
HELVETICA = pikepdf.Dictionary(
    Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
)


@pytest.mark.parametrize(
    ("show", "found"),
    [
        ("(Made with AI) Tj", True),
        ("[(Made) -250 (with) -250 (AI.)] TJ", True),
        ("(Made with) Tj T* (AI) Tj", True),
        ("(made) Tj 30 0 Td ( WITH AI) Tj", True),
        ("3 Tr (Made with AI) Tj", False),
        ("7 Tr (Made with AI) Tj", False),
        ("(This was not made with AI) Tj", False),
        ("(Made with AIoli) Tj", False),
        ("/F9 12 Tf (Made with AI) Tj", False),
        ("/OC /Layer BDC (Made with AI) Tj EMC", False),
        ("/OC /Layer BDC (x) Tj EMC 0 -20 Td /P BMC (Made with AI) Tj EMC", True),
    ],
)
def test_text_of_others_counts_when_it_is_shown_and_stands_alone(show: str, found: bool) -> None:
    resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=HELVETICA))
    data = page(TEXT_PAGE.format(show).encode(), Resources=resources)
    assert (read("pdf", data) is not None) == found


def test_a_form_inside_itself_is_read_in_bounded_time() -> None:
    with pikepdf.open(BytesIO(page(b"/X Do"))) as pdf:
        form = pdf.make_stream(b"/X Do " * 1_000)
        form.update(
            {"/Type": pikepdf.Name.XObject, "/Subtype": pikepdf.Name.Form, "/BBox": [0, 0, 9, 9]}
        )
        form.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(X=form))
        pdf.pages[0].Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(X=form))
        out = BytesIO()
        pdf.save(out)
    assert read("pdf", out.getvalue()) is None


def test_a_long_page_with_a_label_at_its_end_is_read() -> None:
    data, _ = drawn("pdf", page(b"0 0 m 1 1 l S\n" * 200_000))
    assert read("pdf", data) is not None


# --- DOCX -------------------------------------------------------------------------------------------


def test_a_word_document_opens_with_the_label() -> None:
    document = Document(BytesIO(drawn("docx", sample("docx"))[0]))
    first = document.paragraphs[0]
    assert first.text == ALL_TEXT
    assert [p.text for p in document.paragraphs[1:]] == [
        p.text for p in Document(BytesIO(sample("docx"))).paragraphs
    ]
    assert [r.font.bold for r in first.runs] == [True, True, True]
    langs = [
        r._r.rPr.find("{*}lang").get("{*}val") or r._r.rPr.find("{*}lang").values()[0]
        for r in first.runs
    ]
    assert langs == ["kk-KZ", "ru-RU", "en-US"]


def test_the_bookmark_of_the_label_has_a_number_of_its_own() -> None:
    document = parts(sample("docx"))["word/document.xml"].decode()
    document = document.replace(
        "<w:p>", '<w:p><w:bookmarkStart w:id="41" w:name="a"/><w:bookmarkEnd w:id="41"/>', 1
    )
    after = parts(drawn("docx", zipped(parts(sample("docx")) | {"word/document.xml": document}))[0])
    numbers = re.findall(rb'bookmarkStart w:id="(\d+)"', after["word/document.xml"])
    assert sorted(map(int, numbers)) == [41, 42]


def test_what_somebody_wrote_into_the_same_paragraph_stays() -> None:
    document = Document(BytesIO(drawn("docx", sample("docx"))[0]))
    document.paragraphs[0].add_run("А это моё.")
    out = BytesIO()
    document.save(out)
    again = Document(BytesIO(drawn("docx", out.getvalue())[0]))
    assert [p.text for p in again.paragraphs[:2]] == [ALL_TEXT, "А это моё."]


def test_hidden_words_are_no_label() -> None:
    document = Document(BytesIO(sample("docx")))
    document.paragraphs[0].insert_paragraph_before("Made with AI").runs[0].font.hidden = True
    out = BytesIO()
    document.save(out)
    assert read("docx", out.getvalue()) is None


@pytest.mark.parametrize(
    ("before", "look", "after"),
    [
        ("", "<w:strike/>", ""),
        ("", '<w:color w:val="FFFFFF"/>', ""),
        ("", '<w:sz w:val="2"/>', ""),
        ("<w:moveFrom>", "", "</w:moveFrom>"),
    ],
)
def test_words_struck_out_pale_tiny_or_moved_away_are_no_label(
    before: str, look: str, after: str
) -> None:
    inside = parts(sample("docx"))
    run = f"<w:p>{before}<w:r><w:rPr>{look}</w:rPr><w:t>Made with AI</w:t></w:r>{after}</w:p>"
    content = inside["word/document.xml"].replace(b"<w:body>", b"<w:body>" + run.encode(), 1)
    assert content != inside["word/document.xml"]
    assert read("docx", zipped(inside | {"word/document.xml": content})) is None


# --- XLSX -------------------------------------------------------------------------------------------


def book() -> bytes:
    """Return a workbook with formulas, local names, a print header and the second sheet in front."""
    made = Workbook()
    one = made.active
    one.title = "Деректер"
    for n in range(1, 30):
        one.append([n, f"=A{n}*2", "жол & <мәтін>"])
    one.print_title_rows = "1:2"
    one.oddHeader.left.text = "Банк & есеп"
    one.oddHeader.center.text = "Page &P"
    two = made.create_sheet("Екінші")
    two["A1"] = "=SUM(Деректер!A1:A29)"
    two.HeaderFooter.differentFirst = True
    made.active = 1
    out = BytesIO()
    made.save(out)
    return out.getvalue()


def rows(data: bytes, part: str) -> bytes:
    (found,) = re.findall(rb"<sheetData>.*</sheetData>", parts(data)[part], re.DOTALL)
    return bytes(found)


def test_no_cell_of_a_workbook_changes_and_the_notice_comes_first() -> None:
    before = book()
    after, told = drawn("xlsx", before)
    for part in ("xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml"):
        assert rows(after, part) == rows(before, part)
    there = load_workbook(BytesIO(after))
    assert there.sheetnames[1:] == ["Деректер", "Екінші"]
    assert there.active == there.worksheets[0]
    assert [cell.value for cell in there.worksheets[0]["A"]] == ALL_TEXT.split("\n")
    assert there["Екінші"]["A1"].value == "=SUM(Деректер!A1:A29)"
    assert told.count == 3


def test_what_counts_sheets_by_their_place_is_moved_with_them() -> None:
    there = load_workbook(BytesIO(drawn("xlsx", book())[0]))
    assert there["Деректер"].print_title_rows == "$1:$2"
    assert there["Екінші"].print_title_rows is None
    assert [sheet.sheet_view.tabSelected for sheet in there.worksheets] == [True, None, None]


def test_print_headers_carry_the_label_beside_what_was_there() -> None:
    there = load_workbook(BytesIO(drawn("xlsx", drawn("xlsx", book())[0])[0]))
    one, two = there["Деректер"], there["Екінші"]
    assert (one.oddHeader.left.text, one.oddHeader.center.text) == ("Банк & есеп", "Page &P")
    assert one.oddHeader.right.text == " · ".join(ALL_TEXT.split("\n"))
    assert two.oddHeader.center.text == " · ".join(ALL_TEXT.split("\n"))
    assert two.firstHeader.center.text == " · ".join(ALL_TEXT.split("\n"))


def test_a_full_print_header_is_left_alone() -> None:
    made = Workbook()
    made.active.oddHeader.left.text = "ұзақ " * 48
    out = BytesIO()
    made.save(out)
    after, told = drawn("xlsx", out.getvalue())
    assert told.count == 1
    header = load_workbook(BytesIO(after)).worksheets[1].oddHeader
    assert header.left.text == made.active.oddHeader.left.text
    assert header.right.text is None


def test_a_second_label_leaves_one_sheet_even_after_another_program_saved_the_book() -> None:
    there = load_workbook(BytesIO(drawn("xlsx", book())[0]))
    out = BytesIO()
    there.save(out)
    again = load_workbook(
        BytesIO(drawn("xlsx", out.getvalue(), replace(LABEL, texts=(("en", "Changed with AI"),)))[0])
    )
    assert len(again.sheetnames) == 3
    assert [cell.value for cell in again.worksheets[0]["A"]] == ["Changed with AI"]
    assert again["Екінші"].oddHeader.center.text == "Changed with AI"
    assert again["Деректер"].oddHeader.right.text == "Changed with AI"


def test_a_name_of_the_sheet_that_is_taken_gets_a_number() -> None:
    made = Workbook()
    made.active.title = "Made with AI"
    out = BytesIO()
    made.save(out)
    label = replace(LABEL, texts=(("en", "Made with AI"),))
    assert load_workbook(BytesIO(drawn("xlsx", out.getvalue(), label)[0])).sheetnames == [
        "Made with AI 2",
        "Made with AI",
    ]


def test_a_hidden_sheet_shows_nothing() -> None:
    made = Workbook()
    made.active["A1"] = "жай"
    made.create_sheet("x").sheet_state = "hidden"
    made["x"]["A1"] = "Made with AI"
    out = BytesIO()
    made.save(out)
    assert read("xlsx", out.getvalue()) is None


# --- PPTX -------------------------------------------------------------------------------------------


def test_every_slide_has_its_box_inside_the_slide() -> None:
    deck = Presentation(BytesIO(sample("pptx")))
    deck.slides.add_slide(deck.slide_layouts[6])
    deck.slide_width = Emu(12_192_000)
    out = BytesIO()
    deck.save(out)
    corners: tuple[Corner, ...] = ("bottom-left", "bottom-right", "top-left", "bottom", "below")
    for corner in corners:
        after, told = drawn("pptx", out.getvalue(), replace(LABEL, corner=corner))
        slides = list(Presentation(BytesIO(after)).slides)
        assert told.count == len(slides) == 2
        for slide in slides:
            box = slide.shapes[len(slide.shapes) - 1]
            assert box.text_frame.text == ALL_TEXT
            assert 0 <= box.left <= box.left + box.width <= 12_192_000
            assert 0 <= box.top <= box.top + box.height <= 6_858_000
            numbers = [shape.shape_id for shape in slide.shapes]
            assert len(set(numbers)) == len(numbers)
    assert slides[0].shapes.title.text == "Жоспар"


# --- ODT and EPUB -----------------------------------------------------------------------------------


def test_an_opendocument_text_opens_with_the_label_after_its_declarations() -> None:
    before = parts(sample("odt"))
    content = before["content.xml"].replace(b"<o:text>", b"<o:text><t:sequence-decls/>")
    after = parts(drawn("odt", zipped(before | {"content.xml": content}))[0])
    assert {name for name in after if before[name] != after[name]} == {"content.xml"}
    root = etree.fromstring(after["content.xml"])
    names = [etree.QName(child).localname for child in root.find("{*}body")[0]]
    assert names == ["sequence-decls", "p", "p"]
    assert [etree.QName(child).localname for child in root] == ["automatic-styles", "body"]
    assert "".join(root.find("{*}body")[0][1].itertext()) == ALL_TEXT.replace("\n", "")


@pytest.mark.parametrize(
    "away",
    [
        "<t:tracked-changes><t:changed-region><t:deletion>{}</t:deletion></t:changed-region></t:tracked-changes>",
        "<t:p>x<o:annotation>{}</o:annotation></t:p>",
        '<t:section t:display="none">{}</t:section>',
        "<t:p><t:hidden-text>Made with AI</t:hidden-text></t:p>",
    ],
)
def test_words_deleted_remarked_or_put_away_in_an_opendocument_text_are_no_label(away: str) -> None:
    inside = parts(sample("odt"))
    there = away.replace("{}", "<t:p>Made with AI</t:p>").encode()
    content = inside["content.xml"].replace(b"<o:text>", b"<o:text>" + there)
    assert read("odt", zipped(inside | {"content.xml": content})) is None


def test_a_publication_opens_with_the_label_and_stays_well_formed() -> None:
    before = parts(sample("epub"))
    after = parts(drawn("epub", sample("epub"))[0])
    assert {name for name in after if before[name] != after[name]} == {"OEBPS/one.xhtml"}
    root = etree.fromstring(after["OEBPS/one.xhtml"])
    first = root.find("{*}body")[0]
    assert [p.text for p in first] == ALL_TEXT.split("\n")
    assert [p.get("lang") for p in first] == ["kk", "ru", "en"]


def test_an_encrypted_chapter_is_not_written_and_an_encrypted_font_does_not_matter() -> None:
    listed = '<encryption xmlns:e="urn:e"><e:CipherReference URI="{}"/></encryption>'
    for uri, refused in (("OEBPS/one.xhtml", True), ("OEBPS/font.otf", False)):
        data = zipped(parts(sample("epub")) | {"META-INF/encryption.xml": listed.format(uri)})
        if refused:
            with pytest.raises(CannotHold) as caught:
                drawn("epub", data)
            assert caught.value.code == "MK31"
        else:
            assert read("epub", drawn("epub", data)[0]) is not None


@pytest.mark.parametrize(
    ("kind", "name", "content"),
    [
        ("docx", "word/document.xml", '<w:document xmlns:w="w"/>'),
        ("xlsx", "xl/workbook.xml", "<workbook/>"),
        ("pptx", "ppt/presentation.xml", "<presentation/>"),
        ("odt", "content.xml", "<content/>"),
        ("epub", "OEBPS/content.opf", "<package/>"),
    ],
)
def test_a_document_without_a_place_for_a_label_is_refused(kind: str, name: str, content: str) -> None:
    data = zipped(parts(sample(kind)) | {name: content})
    with pytest.raises(Refused) as caught:
        drawn(kind, data)
    assert caught.value.code == "MK82"
