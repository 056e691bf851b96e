"""A label on pictures of every kind: seen upright, and nothing else changed."""

import io
import json
import shutil
import struct
import subprocess
import warnings
import zlib
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms, ImageOps, PngImagePlugin, TiffImagePlugin

from marks.scenes import (
    EN,
    KK,
    RU,
    deep,
    drawn,
    inside,
    legible,
    outside,
    pixels,
    saved,
    scene,
    with_alpha,
)
from tanba.kernel import Refused
from tanba.marks.media import container, recognise
from tanba.marks.results import CORNERS, Corner, Label
from tanba.marks.visible.pictures.picture import draw, read

PHOTO = scene(320, 240)
GREY = PHOTO.convert("L")

LOSSLESS: dict[str, bytes] = {
    "png 1": saved(PHOTO.convert("1"), "PNG"),
    "png L": saved(GREY, "PNG"),
    "png L with a transparent grey": saved(GREY, "PNG", transparency=20),
    "png LA": saved(with_alpha(PHOTO).convert("LA"), "PNG"),
    "png RGB": saved(PHOTO, "PNG"),
    "png RGB with transparent white": saved(PHOTO, "PNG", transparency=(255, 255, 255)),
    "png RGBA": saved(with_alpha(PHOTO), "PNG"),
    "png 16 colours": saved(PHOTO.quantize(16), "PNG"),
    "png 256 colours, one transparent": saved(PHOTO.quantize(256), "PNG", transparency=7),
    "png 16-bit grey": saved(deep(PHOTO), "PNG"),
    "webp": saved(PHOTO, "WEBP", lossless=True, exact=True),
    "webp RGBA": saved(with_alpha(PHOTO), "WEBP", lossless=True, exact=True),
    "jxl": saved(PHOTO, "JXL", lossless=True, effort=1),
    "jxl L": saved(GREY, "JXL", lossless=True, effort=1),
    "jxl RGBA": saved(with_alpha(PHOTO), "JXL", lossless=True, effort=1),
    "jxl 16-bit grey": saved(deep(PHOTO), "JXL", lossless=True, effort=1),
    "tiff 1": saved(PHOTO.convert("1"), "TIFF", compression="group4"),
    "tiff L": saved(GREY, "TIFF"),
    "tiff RGB": saved(PHOTO, "TIFF", compression="tiff_lzw"),
    "tiff RGBA": saved(with_alpha(PHOTO), "TIFF", compression="tiff_adobe_deflate"),
    "tiff CMYK": saved(PHOTO.convert("CMYK"), "TIFF"),
    "tiff palette": saved(PHOTO.quantize(32), "TIFF"),
    "tiff 16-bit grey": saved(deep(PHOTO), "TIFF"),
    "tiff 32-bit": saved(deep(PHOTO).convert("I"), "TIFF"),
    "tiff floats": saved(deep(PHOTO).convert("F"), "TIFF"),
    "gif": saved(PHOTO.quantize(256), "GIF"),
    "gif 16 colours": saved(PHOTO.quantize(16), "GIF"),
    "gif L": saved(GREY, "GIF"),
}


@pytest.mark.parametrize("name", LOSSLESS)
@pytest.mark.parametrize("corner", ["bottom-left", "below"])
def test_no_pixel_outside_the_label_changes_where_nothing_is_lost(name: str, corner: Corner) -> None:
    made, said = drawn(LOSSLESS[name], corner)
    assert said.box is not None
    before, after = pixels(LOSSLESS[name]), pixels(made)
    assert outside(before, after, said.box).max() == 0
    label = inside(after, said.box)
    assert label.shape[:2] == (said.box[3], said.box[2])
    if before.shape[-1] == 4:
        # A GIF whose 256 colours are all in use lends its own darkest and lightest.
        assert legible(label) >= (4.5 if name == "gif" else 7)
    else:  # numbers without a white of their own: the label takes the ends
        assert label.max() - label.min() > 0.7 * (before.max() - before.min())


@pytest.mark.parametrize("name", LOSSLESS)
def test_the_form_of_the_pixels_stays(name: str) -> None:
    made, _ = drawn(LOSSLESS[name])
    with Image.open(io.BytesIO(LOSSLESS[name])) as before, Image.open(io.BytesIO(made)) as after:
        full = name == "png 256 colours, one transparent"  # no colour is free for the label
        assert after.mode == ("RGBA" if full else before.mode)
        assert after.format == before.format


LOSSY: dict[str, bytes] = {
    "jpeg 4:2:0": saved(PHOTO, "JPEG", quality=80),
    "jpeg 4:4:4": saved(PHOTO, "JPEG", quality=92, subsampling=0),
    "jpeg 4:2:2 progressive": saved(PHOTO, "JPEG", quality=60, subsampling=1, progressive=True),
    "jpeg grey": saved(GREY, "JPEG", quality=80),
    "jpeg CMYK": saved(PHOTO.convert("CMYK"), "JPEG", quality=90),
    "jpeg RGB": saved(PHOTO, "JPEG", quality=90, keep_rgb=True),
    "webp": saved(PHOTO, "WEBP", quality=80),
    "webp alpha": saved(with_alpha(PHOTO), "WEBP", quality=80),
    "avif": saved(PHOTO, "AVIF", speed=9),
    "avif 4:4:4 alpha": saved(with_alpha(PHOTO), "AVIF", speed=9, subsampling="4:4:4"),
    "avif grey": saved(GREY, "AVIF", speed=9),
    "heic": saved(PHOTO, "HEIF"),
    "heic alpha": saved(with_alpha(PHOTO), "HEIF"),
    "jxl": saved(PHOTO, "JXL", effort=1),
}


@pytest.mark.parametrize("name", LOSSY)
@pytest.mark.parametrize("corner", ["top-right"])
def test_lossy_kinds_stay_close_outside_the_label_and_legible_inside(name: str, corner: Corner) -> None:
    made, said = drawn(LOSSY[name], corner)
    assert said.box is not None
    after = pixels(made)
    assert outside(pixels(LOSSY[name]), after, said.box).mean() < 3.5  # the grain itself is 12
    assert legible(inside(after, said.box)) >= 7
    with Image.open(io.BytesIO(LOSSY[name])) as before, Image.open(io.BytesIO(made)) as again:
        assert again.mode == before.mode


@pytest.mark.parametrize("name", [name for name in LOSSY if name.startswith("jpeg")])
def test_a_jpeg_keeps_its_tables_its_sampling_and_its_progression(name: str) -> None:
    made, _ = drawn(LOSSY[name])
    with Image.open(io.BytesIO(LOSSY[name])) as before, Image.open(io.BytesIO(made)) as after:
        assert after.quantization == before.quantization  # type: ignore[attr-defined]
        assert [part[1:3] for part in after.layer] == [part[1:3] for part in before.layer]  # type: ignore[attr-defined]
        assert after.info.get("progressive") == before.info.get("progressive")


def test_a_jpeg_changes_hardly_at_all_away_from_the_label() -> None:
    made, said = drawn(LOSSY["jpeg 4:2:0"])
    assert said.box is not None
    change = outside(pixels(LOSSY["jpeg 4:2:0"]), pixels(made), said.box)
    far = change[: said.box[1] - 16]  # farther than a block of coefficients
    assert far.mean() < 0.2


PROFILE = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
XMP = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"/></x:xmpmeta>'


def exif(orientation: int = 1) -> bytes:
    tags = Image.Exif()
    tags[0x0112] = orientation
    tags[0x010F] = "Qamera"
    tags.get_ifd(0x8769)[0x9003] = "2026:11:23 09:00:00"
    return tags.tobytes()


WRITERS: dict[str, dict[str, Any]] = {
    "JPEG": {"xmp": XMP, "dpi": (300, 300), "comment": "пікір"},
    "PNG": {"dpi": (300, 300)},
    "WEBP": {"xmp": XMP},
    "AVIF": {"xmp": XMP, "speed": 9},
    "HEIF": {"xmp": XMP},
    "JXL": {"xmp": XMP, "effort": 1, "use_container": True},
}


@pytest.mark.parametrize("form", WRITERS)
def test_what_the_file_says_about_itself_stays(form: str) -> None:
    data = saved(
        PHOTO, form, exif=exif(), **({} if form == "JXL" else {"icc_profile": PROFILE}), **WRITERS[form]
    )
    made, _ = drawn(data)
    with Image.open(io.BytesIO(data)) as before, Image.open(io.BytesIO(made)) as after:
        for name in ("icc_profile", "xmp", "dpi", "comment", "exif"):
            if name in before.info and not (name == "exif" and form in ("AVIF", "HEIF")):
                assert after.info.get(name) == before.info[name], name
        assert after.getexif()[0x010F] == "Qamera"
        assert after.getexif().get_ifd(0x8769)[0x9003] == "2026:11:23 09:00:00"


def test_a_stranger_reads_the_same_metadata_before_and_after(tmp_path: Path) -> None:
    if not (program := shutil.which("exiftool")):
        pytest.skip(
            "exiftool is not installed: nobody independent has read the metadata of labelled pictures"
        )
    told = []
    for form, suffix in [("JPEG", "jpg"), ("PNG", "png"), ("WEBP", "webp"), ("TIFF", "tif")]:
        data = saved(PHOTO, form, exif=exif(), icc_profile=PROFILE, **WRITERS.get(form, {}))
        for name, content in ("before", data), ("after", drawn(data)[0]):
            (tmp_path / f"{name}.{suffix}").write_bytes(content)
    for name in ("before", "after"):
        files = sorted(map(str, tmp_path.glob(f"{name}.*")))
        fields = [
            "-Make",
            "-DateTimeOriginal",
            "-ProfileDescription",
            "-XResolution",
            "-Comment",
            "-Orientation",
        ]
        out = subprocess.run([program, "-j", *fields, *files], capture_output=True, check=True).stdout
        told.append(
            [{key: said for key, said in one.items() if key != "SourceFile"} for one in json.loads(out)]
        )
    assert told[0] == told[1]
    assert all(one["Make"] == "Qamera" for one in told[0])


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize(
    ("form", "corner"),
    [("PNG", "bottom-left"), ("PNG", "below"), ("TIFF", "top-right"), ("JPEG", "below")],
)
def test_the_label_is_upright_as_people_see_the_picture(
    orientation: int, corner: Corner, form: str
) -> None:
    data = saved(
        scene(300, 420), form, exif=exif(orientation), **({"quality": 98} if form == "JPEG" else {})
    )
    made, said = drawn(data, corner)
    with Image.open(io.BytesIO(data)) as stored, Image.open(io.BytesIO(made)) as labelled:
        before, after = (
            ImageOps.exif_transpose(stored).convert("RGB"),
            ImageOps.exif_transpose(labelled).convert("RGB"),
        )
    straight = drawn(saved(before, "PNG"), corner)
    expected, seen = pixels(straight[0]), pixels(after)
    assert seen.shape == expected.shape
    box = straight[1].box
    assert box is not None
    assert np.abs(inside(seen, box) - inside(expected, box)).mean() < (4 if form == "JPEG" else 1e-9)
    assert (
        legible(inside(pixels(made), said.box)) >= 7
    )  # the box that is told lies in the file as stored


@pytest.mark.parametrize("corner", CORNERS)
def test_what_is_told_is_what_was_drawn(corner: Corner) -> None:
    made, said = drawn(saved(PHOTO, "PNG"), corner, KK, RU)
    assert said.languages == ("kk", "ru")
    assert said.text == f"{KK[1]} · {RU[1]}"
    assert said.share is not None
    assert said.share >= 0.05
    assert said.contrast is not None
    assert legible(inside(pixels(made), said.box)) == pytest.approx(said.contrast, rel=0.1)
    assert read(io.BytesIO(made), container("png"), (KK,)) is None


def test_every_page_of_a_tiff_is_labelled_and_keeps_its_tags() -> None:
    tags = TiffImagePlugin.ImageFileDirectory_v2()
    tags[270], tags[305], tags[65000] = "suretteme", "Soft", "own"
    pages = [scene(400, 300, 1), scene(300, 500, 2).convert("L"), scene(400, 300, 3).convert("1")]
    data = saved(
        pages[0],
        "TIFF",
        save_all=True,
        append_images=pages[1:],
        tiffinfo=tags,
        compression="tiff_lzw",
        dpi=(200, 200),
    )
    made, said = drawn(data)
    assert said.count == 3
    with Image.open(io.BytesIO(data)) as before, Image.open(io.BytesIO(made)) as after:
        assert after.n_frames == 3  # type: ignore[attr-defined]
        for number in range(3):
            before.seek(number)
            after.seek(number)
            assert after.mode == before.mode
            assert after.info["compression"] == before.info["compression"]
            assert np.abs(pixels(after)[:100] - pixels(before)[:100]).max() == 0
            assert (pixels(after) != pixels(before)).any()
        after.seek(0)
        assert after.tag_v2[270] == "suretteme"  # type: ignore[attr-defined]
        assert after.tag_v2[65000] == "own"  # type: ignore[attr-defined]
        assert after.info["dpi"] == (200, 200)


def test_text_and_unknown_chunks_of_a_png_stay_in_their_place() -> None:
    texts = PngImagePlugin.PngInfo()
    texts.add_text("Prompt", "a fox")
    texts.add_itxt("Sipattama", "түлкі", lang="kk")
    texts.add(b"prVt", b"anything")
    made, _ = drawn(saved(PHOTO, "PNG", pnginfo=texts))
    with Image.open(io.BytesIO(made)) as after:
        after.load()
        assert after.text == {"Prompt": "a fox", "Sipattama": "түлкі"}  # type: ignore[attr-defined]
    assert struct.pack(">I", 8) + b"prVtanything" in made
    assert made.index(b"prVt") < made.index(b"IDAT")


def deep_png(numbers: Any) -> bytes:
    """Write a PNG of 16 bits in each of 2, 3 or 4 channels, row by row without a filter."""
    height, width, channels = numbers.shape
    rows = b"".join(b"\0" + row.tobytes() for row in numbers.astype(">u2"))

    def chunk(name: bytes, content: bytes) -> bytes:
        return (
            struct.pack(">I", len(content))
            + name
            + content
            + struct.pack(">I", zlib.crc32(name + content))
        )

    head = struct.pack(">2I5B", width, height, 16, {2: 4, 3: 2, 4: 6}[channels], 0, 0, 0)
    parts = (
        chunk(b"IHDR", head),
        chunk(b"tEXt", b"Software\0x"),
        chunk(b"IDAT", zlib.compress(rows)),
        chunk(b"IEND", b""),
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


@pytest.mark.parametrize("channels", [2, 3, 4])
@pytest.mark.parametrize("corner", ["bottom-right", "below"])
def test_sixteen_bits_a_channel_stay_sixteen(channels: int, corner: Corner) -> None:
    numbers = np.random.default_rng(1).integers(0, 65536, (240, 320, channels)).astype("u2")
    made, said = drawn(deep_png(numbers), corner)
    assert b"tEXtSoftware\0x" in made
    with av.open(io.BytesIO(made), "r", format="png_pipe") as file:
        plane = next(file.decode(video=0)).planes[0]
        rows = np.frombuffer(memoryview(plane), ">u2").reshape(-1, plane.line_size // 2)[
            :, : 320 * channels
        ]
    after = rows.reshape(-1, 320, channels).astype(float)
    assert said.box is not None
    assert outside(numbers.astype(float), after, said.box).max() == 0
    label = inside(after, said.box)
    assert legible(np.repeat(label[..., :1], 3, 2) / 257) >= 7
    if channels in (2, 4):
        middle = label[2:-2, label.shape[1] // 3 : -label.shape[1] // 3, -1]
        assert (middle == 65535).all()


def test_more_than_eight_bits_are_refused_where_they_would_be_lost() -> None:
    with av.open(out := io.BytesIO(), "w", format="image2pipe") as file:
        stream = file.add_stream("tiff")
        stream.width, stream.height, stream.pix_fmt = 64, 64, "rgb48le"  # type: ignore[attr-defined]
        frame = av.VideoFrame.from_ndarray(np.zeros((64, 64, 3), "u2"), format="rgb48le")
        file.mux([*stream.encode(frame), *stream.encode(None)])  # type: ignore[attr-defined]
    with pytest.raises(Refused, match="MK65"):
        drawn(out.getvalue(), "bottom", EN)


def png_head(width: int, height: int) -> bytes:
    head = b"IHDR" + struct.pack(">2I5B", width, height, 8, 2, 0, 0, 0)
    body = b"IDAT" + zlib.compress(b"\0" * 100)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(c) - 4) + c + struct.pack(">I", zlib.crc32(c)) for c in (head, body)
    )


def test_a_picture_too_large_to_decode_is_refused_by_its_header() -> None:
    gif = b"GIF89a\xff\xff\xff\xff\x00\x00\x00,\0\0\0\0\xff\xff\xff\xff\0\x08\x01\0\0;"
    jpeg = saved(PHOTO, "JPEG")
    at = jpeg.index(b"\xff\xc0") + 5
    jxl = b"\xff\x0a" + (3 << 1 | (99_999 << 3) | (0 << 33) | 3 << 36 | 99_999 << 38).to_bytes(
        10, "little"
    )
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for data in (
            png_head(100_000, 100_000),
            gif,
            jpeg[:at] + b"\xff\xff\xff\xff" + jpeg[at + 4 :],
            jxl,
        ):
            with pytest.raises(Refused, match="MK63"):
                drawn(data)


def test_a_large_picture_within_the_bound_gives_no_warning() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        data = saved(
            Image.new("1", (10_000, 9_500)), "TIFF", compression="group4"
        )  # more than Pillow itself warns of
        _, said = drawn(data, "bottom-left", EN)
    assert said.box is not None


@pytest.mark.parametrize("name", [*LOSSLESS, *LOSSY])
def test_a_truncated_picture_is_refused(name: str) -> None:
    data = {**LOSSLESS, **LOSSY}[name]
    for part in (0.02, 0.5):
        with pytest.raises(Refused, match=r"MK0|MK6"):
            drawn(data[: int(len(data) * part)])


FORMS: list[tuple[str, dict[str, Any]]] = [
    ("JPEG", {}), ("PNG", {}), ("WEBP", {}), ("TIFF", {"compression": "tiff_lzw"}), ("GIF", {}),
    ("AVIF", {"speed": 10}), ("JXL", {"effort": 1}),
]  # fmt: skip
SMALL = [saved(scene(120, 90), form, **options) for form, options in FORMS]


@settings(max_examples=80, deadline=None)
@given(st.sampled_from(SMALL), st.data())
def test_altered_bytes_give_a_picture_or_a_refusal(data: bytes, chance: st.DataObject) -> None:
    broken = bytearray(data)
    for _ in range(chance.draw(st.integers(1, 4))):
        broken[chance.draw(st.integers(0, len(broken) - 1))] = chance.draw(st.integers(0, 255))
    out = io.BytesIO()
    try:
        kind = recognise(io.BytesIO(bytes(broken)))
        if kind.label != "pictures.picture":
            return
        said = draw(io.BytesIO(bytes(broken)), out, Label(texts=(EN,)), kind)
    except Refused:
        assert out.getvalue() == b""
        return
    assert said.text == EN[1]
    assert out.getvalue()
