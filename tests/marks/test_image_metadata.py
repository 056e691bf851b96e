"""Metadata of pictures and of RIFF: the law of carriers, proved by readers that are not ours."""

import json
import shutil
import subprocess
from dataclasses import replace
from functools import lru_cache
from io import BytesIO
from pathlib import Path

import av
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms, ImageSequence

from marks.samples import pixels, sample
from tanba.kernel import Refused
from tanba.marks.media import container
from tanba.marks.metadata.carrier import carrier

PICTURES = ("jpeg", "png", "gif", "webp", "tiff", "dng", "avif", "heic", "jxl")
KINDS = (*PICTURES, "svg", "wav", "avi")
OTHERS = (
    b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    b'<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" dc:source="lake" '
    b'xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmp:CreatorTool="Qylqalam"/></rdf:RDF></x:xmpmeta>'
)
EXIF = Image.Exif()
EXIF[0x013B] = "Aidana"
ICC = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def write(kind, data, said):
    target = BytesIO()
    where, packet = carrier(container(kind).metadata).write(BytesIO(data), target, said)
    assert where
    assert packet
    return target.getvalue()


def read(kind, data):
    return carrier(container(kind).metadata).read(BytesIO(data))


def opened(data):
    import pillow_heif
    import pillow_jxl  # noqa: F401

    pillow_heif.register_heif_opener()
    return Image.open(BytesIO(data))


def frames(data):
    with opened(data) as picture:
        return [np.asarray(frame.convert("RGBA")).copy() for frame in ImageSequence.Iterator(picture)]


def content(kind, data):
    """Return what must not change: pixels, samples, packets of film."""
    if kind == "svg":
        return data.partition(b"<title>")[2]
    if kind in PICTURES:
        return [frame.tobytes() for frame in frames(data)]
    with av.open(BytesIO(data)) as film:
        return [bytes(packet) for packet in film.demux() if packet.size]


@lru_cache
def rich(name):
    """Return a picture with Exif, a colour profile and the XMP of others, or of a seldom shape."""
    out, more = BytesIO(), {}
    picture = pixels(48, 32)
    second = Image.fromarray(np.asarray(picture)[::-1])
    kind, _, shape = name.partition(" ")
    form = {"heic": "HEIF"}.get(kind, kind.upper())
    opened(sample("png"))
    if shape == "full":
        more = {"exif": EXIF.tobytes(), "icc_profile": ICC, "xmp": OTHERS}
        if kind == "png":
            from PIL.PngImagePlugin import PngInfo

            more["pnginfo"] = PngInfo()
            more["pnginfo"].add_itxt("XML:com.adobe.xmp", OTHERS.decode(), zip=True)
        if kind == "tiff":
            more = {"tiffinfo": {0x013B: "Aidana", 700: OTHERS}, "icc_profile": ICC}
        if kind == "gif":
            picture, more = picture.quantize(32), {"comment": b"lake"}
    elif shape == "moving":
        more = {"save_all": True, "append_images": [second, picture], "duration": 80, "loop": 3}
    elif shape == "lossless":
        picture, more = picture.convert("RGBA"), {"lossless": True}
        picture.putalpha(90)
    elif shape == "pages":
        more = {"save_all": True, "append_images": [second, picture]}
    elif shape == "big":
        more = {"big_tiff": True, "compression": "tiff_lzw"}
    elif shape == "many":
        form, more = "MPO", {"save_all": True, "append_images": [second]}
    elif shape == "several":
        import pillow_heif

        heif = pillow_heif.from_pillow(picture)
        heif.add_from_pillow(second)
        heif.save(out, quality=80, primary_index=1)
        return out.getvalue()
    elif shape == "boxes":
        more = {"use_container": True, "exif": EXIF.tobytes(), "xmp": OTHERS}
    picture.save(out, form, **more)
    return out.getvalue()


RICH = (
    "jpeg full", "png full", "webp full", "tiff full", "gif full", "avif full", "heic full",
    "jxl boxes", "png moving", "gif moving", "webp moving", "avif moving", "webp lossless",
    "tiff pages", "tiff big", "jpeg many", "heic several",
)  # fmt: skip
FILES = {**{kind: (kind, lambda kind=kind: sample(kind)) for kind in KINDS},
         **{name: (name.split()[0], lambda name=name: rich(name)) for name in RICH}}  # fmt: skip


@pytest.mark.parametrize("name", FILES)
def test_the_law_of_carriers(name, said):
    kind, make = FILES[name]
    before = make()
    after = write(kind, before, said)
    assert [seen.profile for seen in read(kind, after)] == [said]
    assert [seen.flaw for seen in read(kind, after)] == [""]
    assert content(kind, after) == content(kind, before)


@pytest.mark.parametrize("name", FILES)
def test_marking_twice_leaves_one_mark(name, said):
    kind, make = FILES[name]
    once = write(kind, make(), replace(said, system="жұлдыз"))
    twice = write(kind, once, said)
    assert [seen.profile for seen in read(kind, twice)] == [said]
    assert content(kind, twice) == content(kind, make())
    assert write(kind, twice, said) == twice


@pytest.mark.parametrize("name", [name for name in RICH if name.endswith(("full", "boxes"))])
def test_what_was_said_before_survives(name, said):
    kind = name.split()[0]
    after = write(kind, rich(name), said)
    with opened(after) as picture:
        if kind == "gif":
            assert picture.info["comment"] == b"lake"
            return
        assert picture.getexif()[0x013B] == "Aidana"
        if kind != "jxl":
            assert picture.info["icc_profile"] == ICC
    assert b"lake" in after
    assert read(kind, after)[0].tool == "Qylqalam"


@pytest.fixture(scope="module")
def by_exiftool(tmp_path_factory, said):
    if not shutil.which("exiftool"):
        pytest.skip("exiftool is not installed: nobody else has read our metadata")
    folder = tmp_path_factory.mktemp("files")
    for name, (kind, make) in FILES.items():
        path = folder / (name.replace(" ", "-") + container(kind).suffixes[0])
        path.write_bytes(write(kind, make(), said))
    words = ["exiftool", "-j", "-s", "-XMP:all", "-Error", "-Warning", folder]
    run = subprocess.run(words, capture_output=True, check=False)
    return {Path(entry["SourceFile"]).stem: entry for entry in json.loads(run.stdout)}


@pytest.mark.parametrize("name", FILES)
def test_exiftool_reads_our_words(name, by_exiftool, said):
    entry = by_exiftool[name.replace(" ", "-")]
    assert entry["DigitalSourceType"] == said.source_type
    aigc = entry.get("AIGC") or entry["Aigc"]
    assert said.id in json.dumps(aigc)
    assert entry["Maker"] == said.maker
    assert "Error" not in entry
    assert "Warning" not in entry


@pytest.mark.parametrize("kind", ["jpeg", "png", "webp", "tiff", "dng"])
def test_exiv2_reads_our_words(kind, said):
    pyexiv2 = pytest.importorskip("pyexiv2", reason="pyexiv2 is not installed: exiv2 has not read it")
    with pyexiv2.ImageData(write(kind, sample(kind), said)) as picture:
        assert picture.read_xmp()["Xmp.iptcExt.DigitalSourceType"] == said.source_type


# --- hostile files ----------------------------------------------------------------------------------


NASTY = [b"\0", b"\xff\xff", b"\xff\xff\xff\xff", b"\0\0\0\1"]


def harmless(kind, data, said):
    """Read and write; anything but our own refusal goes through to the test."""
    try:
        read(kind, data)
        after = write(kind, data, said)
        assert said in [seen.profile for seen in read(kind, after)]
    except Refused as refused:
        assert refused.code[:3] == "MK1"  # noqa: PT017


@pytest.mark.parametrize("kind", KINDS)
def test_a_cut_off_file_is_refused_or_still_marked(kind, said):
    whole = write(kind, sample(kind), said)
    for size in {*range(64), *range(64, len(whole), max(1, len(whole) // 60)), len(whole) - 1}:
        harmless(kind, whole[:size], said)


@pytest.mark.parametrize("kind", KINDS)
def test_one_other_byte_in_the_mark_never_passes_unseen(kind, said):
    """A turned byte of the record gives another answer: a flaw, another record, or a refusal."""
    target = BytesIO()
    _, packet = carrier(container(kind).metadata).write(BytesIO(sample(kind)), target, said)
    whole = target.getvalue()
    start = whole.index(b"<tanba:Record>") + 14
    assert packet[-40:] in whole
    for at in range(start, whole.index(b"</tanba:Record>"), 7):
        altered = bytearray(whole)
        altered[at] ^= 0x02
        try:
            assert [seen.profile for seen in read(kind, bytes(altered))] != [said]
        except Refused as refused:
            assert refused.code[:3] == "MK1"  # noqa: PT017


@pytest.mark.parametrize("name", FILES)
@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_altered_files_never_raise_anything_of_their_own(name, data, said):
    kind, make = FILES[name]
    whole = bytearray(make())
    if data.draw(st.booleans()):
        whole = bytearray(write(kind, bytes(whole), said))
    near = st.integers(0, min(len(whole) - 1, 600)) | st.integers(0, len(whole) - 1)
    for _ in range(data.draw(st.integers(1, 4))):
        at = min(data.draw(near), len(whole) - 1)
        new = data.draw(st.sampled_from(NASTY) | st.binary(max_size=4))
        whole[at : at + data.draw(st.sampled_from([0, len(new)]))] = new
    harmless(kind, bytes(whole), said)


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=30, deadline=None)
@given(rest=st.binary(max_size=200), keep=st.integers(0, 64))
def test_rubbish_after_a_true_start_is_refused(kind, rest, keep, said):
    harmless(kind, sample(kind)[:keep] + rest, said)
