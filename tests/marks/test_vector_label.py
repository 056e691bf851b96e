"""A label on SVG: shapes and text at the end, the rest byte for byte."""

import io
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from marks.scenes import EN, KK, RU
from tanba.kernel import Lang, Refused
from tanba.marks.media import container
from tanba.marks.results import CORNERS, Corner, Drawn, Label
from tanba.marks.visible.pictures.vector import SVG, draw, read

KIND = container("svg")
PLAIN = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<!-- сурет > > -->\n'
    f'<svg xmlns="{SVG}" viewBox="-10 -20 400 300" data-x="a > b">\n'
    "  <style>text { display: none } rect { fill: none }</style>\n"
    '  <rect x="-10" y="-20" width="400" height="300" fill="teal"/>\n</svg>\n<!-- </svg> the end -->\n'
)


def drawn(
    data: bytes, corner: Corner = "bottom-right", *texts: tuple[Lang, str]
) -> tuple[bytes, Drawn]:
    target = io.BytesIO()
    said = draw(io.BytesIO(data), target, Label(texts=texts or (KK, RU), corner=corner), KIND)
    return target.getvalue(), said


@pytest.mark.parametrize("corner", [corner for corner in CORNERS if corner != "below"])
def test_the_markup_stays_byte_for_byte_around_one_more_group(corner: Corner) -> None:
    made, said = drawn(PLAIN.encode(), corner)
    group = re.search(rb'<g xmlns="[^"]+" id="tanba-label".*?</g>', made)
    assert group is not None
    assert made.replace(group[0], b"") == PLAIN.encode()
    root = etree.fromstring(made)
    assert root[-1].get("id") == "tanba-label"
    plate = root[-1].find(f"{{{SVG}}}rect")
    assert plate is not None
    left, top, width, height = (
        float(plate.get(name) or "nan") for name in ("x", "y", "width", "height")
    )
    assert -10 <= left <= left + width <= 390.001
    assert -20 <= top <= top + height <= 280.001
    assert said.cover == pytest.approx(width * height / (400 * 300), abs=1e-3)
    assert said.share is not None
    assert said.share >= 0.05
    assert said.contrast is not None
    assert said.contrast >= 7


def test_every_line_lies_on_the_plate_with_a_stated_length() -> None:
    group = etree.fromstring(drawn(PLAIN.encode())[0])[-1]
    plate = group.find(f"{{{SVG}}}rect")
    assert plate is not None
    left, top, width, height = (
        float(plate.get(name) or "nan") for name in ("x", "y", "width", "height")
    )
    lines = group.findall(f"{{{SVG}}}text")
    assert " ".join(line.text or "" for line in lines) == f"{KK[1]} {RU[1]}"
    for line in lines:
        start, baseline, long = (float(line.get(name) or "nan") for name in ("x", "y", "textLength"))
        assert left < start < start + long < left + width
        assert top < baseline < top + height


def test_a_label_below_makes_the_picture_higher() -> None:
    data = f'<svg xmlns="{SVG}" width="100mm" height="50mm" viewBox="0 0 200 100"><g/></svg>'.encode()
    made, said = drawn(data, "below")
    root = etree.fromstring(made)
    *_, wide, high = (float(number) for number in (root.get("viewBox") or "").split())
    assert wide == 200
    assert said.box is not None
    assert high == pytest.approx(100 + said.box[3], abs=0.6)
    assert float((root.get("height") or "").removesuffix("mm")) == pytest.approx(
        50 * high / 100, rel=1e-4
    )
    assert root.get("width") == "100mm"
    assert said.cover == 0


WAYS = [
    (f'<svg xmlns="{SVG}" width="10cm" height="5cm"/>', "utf-8"),
    (f'<s:svg xmlns:s="{SVG}" viewBox="0,0,90,60"></s:svg>', "utf-8"),
    (
        f'<?xml version="1.0" encoding="windows-1251"?><svg xmlns="{SVG}" viewBox="0 0 9 6"><g/></svg>',
        "cp1251",
    ),
    (f'<?xml version="1.0" encoding="utf-16"?><svg xmlns="{SVG}" viewBox="0 0 90 60"/>', "utf-16"),
    (f'<!DOCTYPE svg [<!ENTITY e "x">]><svg xmlns="{SVG}" viewBox="0 0 90 60">&e;</svg>', "utf-8"),
    (f"\ufeff<svg xmlns='{SVG}' viewBox='0 0 90 60'></svg >", "utf-8"),
]


@pytest.mark.parametrize(("text", "encoding"), WAYS)
@pytest.mark.parametrize("corner", ["top-left", "below"])
def test_every_way_of_writing_an_svg_can_be_labelled_and_read(
    text: str, encoding: str, corner: Corner
) -> None:
    made, _ = drawn(text.encode(encoding), corner, KK)
    root = etree.fromstring(made)
    assert " ".join(root[-1].itertext()) in (KK[1], " ".join(KK[1].split()))
    found = read(io.BytesIO(made), KIND, (KK, RU))
    assert found is not None
    assert (found.text, found.languages) == (KK[1], ("kk",))


def test_a_second_marking_replaces_the_first() -> None:
    once, _ = drawn(PLAIN.encode(), "top-left", EN)
    assert drawn(once)[0] == drawn(PLAIN.encode())[0]
    below, _ = drawn(PLAIN.encode(), "below")
    with pytest.raises(Refused, match="MK67"):
        drawn(below, "below")


def test_only_a_label_that_is_text_of_ours_is_read() -> None:
    assert read(io.BytesIO(PLAIN.encode()), KIND, (KK,)) is None
    hidden = PLAIN.replace("data-x", f'aria-label="{KK[1]}" data-x')
    assert read(io.BytesIO(hidden.encode()), KIND, (KK,)) is None
    assert read(io.BytesIO(drawn(PLAIN.encode(), "top", EN)[0]), KIND, (KK, RU)) is None
    assert read(io.BytesIO(b"<svg"), KIND, (KK,)) is None


def test_words_cannot_become_markup() -> None:
    made, _ = drawn(PLAIN.encode(), "top", ("en", "AI </text><script>\"&'alert()"))
    root = etree.fromstring(made)
    assert not root.findall(f".//{{{SVG}}}script")
    assert "".join(root[-1].itertext()) == "AI </text><script>\"&'alert()"


BOMB = '<!DOCTYPE svg [<!ENTITY a "' + "x" * 1000 + '">' + "".join(
    f'<!ENTITY {b} "{f"&{a};" * 30}">' for a, b in zip("abcdef", "bcdefg", strict=True)
) + f']><svg xmlns="{SVG}" viewBox="0 0 9 9"><desc>&g;</desc></svg>'  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "", "<svg", "<html/>", f'<svg xmlns="{SVG}"/>',
        f'<svg xmlns="{SVG}" width="100%" height="100%"/>',
        f'<svg xmlns="{SVG}" viewBox="0 0 0 10"/>', f'<svg xmlns="{SVG}" viewBox="0 0 a 10"/>',
        f'<svg xmlns="{SVG}" viewBox="0 0 nan 10"/>', f'<svg xmlns="{SVG}" viewBox="0 0 1e300 inf"/>',
        f'<svg xmlns="{SVG}" viewBox="0 0 9 9">' + "<g>" * 5000 + "</g>" * 5000 + "</svg>",
        '<?xml version="1.0" encoding="no-such"?><svg/>', BOMB,
    ],
)  # fmt: skip
def test_what_cannot_be_labelled_is_refused(text: str) -> None:
    with pytest.raises(Refused, match="MK67"):
        drawn(text.encode(), "bottom-left", EN)


@settings(max_examples=80, deadline=None)
@given(st.lists(st.tuples(st.integers(0, len(PLAIN.encode()) - 1), st.integers(0, 255)), max_size=4))
def test_altered_bytes_give_an_svg_or_a_refusal(changes: list[tuple[int, int]]) -> None:
    data = bytearray(PLAIN.encode())
    for place, byte in changes:
        data[place] = byte
    try:
        made, _ = drawn(bytes(data), "bottom-left", EN)
        etree.fromstring(bytes(data))
    except (Refused, etree.XMLSyntaxError):  # expat lets a few declarations pass that others do not
        return
    assert EN[1] in "".join(etree.fromstring(made).itertext())


@pytest.mark.parametrize(
    "group",
    [
        '<g id="tanba-label"><text>This is not {}</text></g>',
        '<g id="tanba-label" style="display:none"><text>{}</text></g>',
        '<g id="tanba-label" visibility="hidden"><text>{}</text></g>',
        '<g id="tanba-label"><desc>{}</desc></g>',
    ],
)
def test_a_group_named_as_ours_that_hides_or_denies_is_no_label(group: str) -> None:
    data = PLAIN.replace("</svg>\n<!--", group.format(EN[1]) + "</svg>\n<!--")
    assert read(io.BytesIO(data.encode()), KIND, (EN,)) is None
