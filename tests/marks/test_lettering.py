"""The label as letters: all Kazakh and Russian ones, large enough, and legible on anything."""

import numpy as np
import pytest
from fontTools.ttLib import TTFont
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from marks.scenes import EN, KK, RU, legible, scene
from tanba.kernel import Refused
from tanba.marks.results import CORNERS, Corner, Label
from tanba.marks.visible.letters.lettering import FONT, PLATE, contrast, font, missing_letters, plate
from tanba.marks.visible.letters.typeface import run

KAZAKH = "аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя"
LATIN = "abcdefghijklmnopqrstuvwxyz"
SIGNS = "0123456789 .,:;!?%()[]/\\&@#№₸«»„“”‘’—–-·…•©®°+="


@pytest.mark.parametrize("letters", [KAZAKH, KAZAKH.upper(), LATIN, LATIN.upper(), SIGNS])
def test_every_letter_of_the_three_languages_is_in_the_typeface(letters: str) -> None:
    with TTFont(FONT) as face:
        mapped = face.getBestCmap()
    assert [letter for letter in letters if ord(letter) not in mapped] == []
    assert missing_letters(letters) == ""


def test_each_kazakh_letter_looks_like_no_other() -> None:
    shapes = {letter: bytes(font(64).getmask(letter)) for letter in KAZAKH + KAZAKH.upper()}
    assert len(set(shapes.values())) == len(shapes)


@pytest.mark.parametrize(
    ("text", "gone"),
    [("Жасалған 生成", "生成"), ("ا", "ا"), ("a\x07b", "\x07"), ("a\u202eb", "\u202e")],
)
def test_letters_that_it_lacks_are_named(text: str, gone: str) -> None:
    assert missing_letters(text) == gone
    with pytest.raises(Refused, match="MK62") as refusal:
        plate(Label(texts=(("kk", text),)), 1000, 1000)
    assert (gone[0] if gone.isprintable() else f"U+{ord(gone):04X}") in refusal.value.what


BACKGROUNDS = {
    "white": Image.new("RGB", (640, 480), "white"),
    "black": Image.new("RGB", (640, 480), "black"),
    "middle grey": Image.new("RGB", (640, 480), (119, 119, 119)),
    "noise": Image.fromarray(np.random.default_rng(1).integers(0, 256, (480, 640, 3)).astype("u1")),
    "colours": scene(640, 480),
    "stripes": Image.fromarray(np.tile(np.uint8([[[0] * 3], [[255] * 3]]), (240, 640, 1))),
}


@pytest.mark.parametrize("background", BACKGROUNDS)
@pytest.mark.parametrize("corner", CORNERS)
def test_letters_stand_out_from_any_background(background: str, corner: Corner) -> None:
    sign = plate(Label(texts=(KK, RU), corner=corner), 640, 480)
    canvas = Image.new("RGB", sign.frame)
    canvas.paste(BACKGROUNDS[background])
    canvas.paste(sign.picture, sign.box[:2], sign.picture)
    left, top, width, height = sign.box
    measured = legible(np.asarray(canvas.crop((left, top, left + width, top + height))).astype(float))
    assert measured >= 7
    assert sign.contrast == pytest.approx(measured, rel=0.1)


def test_contrast_is_that_of_wcag() -> None:
    assert contrast(0, 255) == pytest.approx(21)
    assert contrast(119, 255) == pytest.approx(4.48, abs=0.01)  # #777 on white, the textbook near miss
    assert contrast(255, 119) == contrast(119, 255)


SHAPES = [(1080, 1080), (1080, 1920), (1920, 1080), (4000, 500), (6000, 4000), (320, 240), (200, 200)]


@pytest.mark.parametrize(("width", "height"), SHAPES)
@pytest.mark.parametrize("corner", CORNERS)
def test_letters_are_as_high_as_asked_and_the_plate_stays_within_its_cover(
    width: int, height: int, corner: Corner
) -> None:
    label = Label(texts=(KK, RU), corner=corner)
    sign = plate(label, width, height)
    assert sign.share >= 0.05
    assert sign.cover <= label.cover
    left, top, wide, high = sign.box
    assert 0 <= left <= sign.frame[0] - wide
    assert 0 <= top <= sign.frame[1] - high
    assert (sign.cover == 0) == (corner == "below")
    assert sign.text == f"{KK[1]} · {RU[1]}"


@pytest.mark.parametrize(("width", "height"), SHAPES)
def test_the_share_is_that_of_the_ink(width: int, height: int) -> None:
    # "b" rises as high as letters do and "р" hangs as low: their ink is the height of the letters.
    sign = plate(Label(texts=(("ru", "bр"),)), width, height)
    rows = np.flatnonzero((np.asarray(sign.picture.getchannel("R")) > 128).any(1))
    ink = rows[-1] - rows[0] + 1
    assert ink / min(width, height) >= 0.05 - 0.5 / min(width, height)
    assert sign.share == pytest.approx(ink / min(width, height), abs=1.5 / min(width, height))


def test_nothing_is_cut_off_at_the_edge_of_the_plate() -> None:
    for texts in [(KK,), (RU,), (EN,), (("kk", "ЙЁ ұүғ ЙЁ"),), (KK, RU, EN)]:
        for width, height in [(1280, 720), (800, 800), (300, 900)]:
            grey = np.asarray(plate(Label(texts=texts), width, height).picture.getchannel("R"))
            edge = np.concatenate([grey[0], grey[-1], grey[:, 0], grey[:, -1]])
            assert (edge == edge[0]).all()


def test_padding_is_even() -> None:
    grey = np.asarray(plate(Label(texts=(("kk", "НЖН"),)), 2000, 2000).picture.getchannel("R")) > 128
    rows, columns = np.flatnonzero(grey.any(1)), np.flatnonzero(grey.any(0))
    above, left, right = rows[0], columns[0], grey.shape[1] - 1 - columns[-1]
    below = grey.shape[0] - 1 - rows[-1]
    assert max(above, left, right) - min(above, left, right) <= 0.08 * above + 10
    assert above <= below <= 1.4 * above  # descenders, where there are any, hang into it


def test_a_short_word_does_not_end_a_line() -> None:
    from tanba.marks.visible.letters.lines import settings as set_in_lines

    for setting in set_in_lines(RU[1])[:3]:
        assert not any(line.endswith(" с") or line == "с" for line in setting.lines)
    assert set_in_lines(EN[1])[1].lines == ("Made", "with AI")


def test_a_small_picture_has_letters_of_nine_pixels_or_no_label() -> None:
    sign = plate(Label(texts=(EN,)), 100, 100)
    assert sign.share * 100 >= 9
    with pytest.raises(Refused, match="MK60"):
        plate(Label(texts=(RU,)), 40, 40)
    with pytest.raises(Refused, match="MK61") as refusal:
        plate(Label(texts=(RU,)), 100, 100)
    assert "one language" in refusal.value.hint


def test_a_label_covers_no_more_than_asked_or_is_refused() -> None:
    with pytest.raises(Refused, match="MK61"):
        plate(Label(texts=(KK, RU), cover=0.05), 1000, 1000)
    assert plate(Label(texts=(KK, RU), cover=0.0, corner="below"), 1000, 1000).cover == 0


@pytest.mark.parametrize("texts", [(), (("kk", "  \n"),), (("kk", "а " * 400),)])
def test_a_label_without_words_or_with_too_many_is_refused(texts: tuple[tuple[str, str], ...]) -> None:
    with pytest.raises(Refused, match="MK64"):
        plate(Label(texts=texts), 1000, 1000)


@settings(max_examples=60, deadline=None)
@given(
    width=st.integers(1, 3000), height=st.integers(1, 3000), corner=st.sampled_from(CORNERS),
    texts=st.sampled_from([(KK,), (RU,), (EN,), (KK, RU), (KK, RU, EN)]), cover=st.floats(0, 1),
)  # fmt: skip
def test_what_is_returned_is_what_was_asked_whatever_the_size(
    width, height, corner, texts, cover
) -> None:
    try:
        sign = plate(Label(texts=texts, corner=corner, cover=cover), width, height)
    except Refused as refusal:
        if refusal.code in ("MK60", "MK61"):
            return
        raise
    assert sign.share >= 0.05
    assert sign.share * min(sign.frame) >= 9 - 1e-6
    assert sign.cover <= cover
    assert sign.contrast >= 7
    assert sign.box[0] >= 0
    assert sign.box[0] + sign.box[2] <= sign.frame[0]
    assert sign.box[1] >= 0
    assert sign.box[1] + sign.box[3] <= sign.frame[1]


def test_the_smallest_words_stand_apart() -> None:
    text = "Жасанды интеллект көмегімен жасалған"
    stands = plate(Label(texts=(("kk", text),), corner="bottom"), 1500, 180)
    ink = np.asarray(stands.picture.convert("L")).astype(int) - PLATE
    drawn = np.flatnonzero(ink.sum(axis=0) > 60)
    em = (drawn[-1] - drawn[0] + 1) / run(text)
    for n in (i for i, letter in enumerate(text) if letter == " "):
        middle = (run(text[:n]) + run(text[: n + 1])) / 2
        assert ink[:, round(drawn[0] + middle * em)].max() == 0
