"""
The label on video: upright and legible on every frame that should have it, everything else as it
was.
"""

from fractions import Fraction
from functools import partial
from io import BytesIO

import av
import numpy as np
import pytest

from marks.clips import code_of, decoded, ffprobe, film, packets, pictures, ran
from tanba.kernel import Refused
from tanba.marks.disclosure import Disclosure
from tanba.marks.media import recognise
from tanba.marks.metadata.carrier import carrier
from tanba.marks.results import Drawn, Label
from tanba.marks.visible.videos import video

LABEL = Label(texts=(("kk", "ЖИ жасаған"), ("en", "Made with AI")), cover=0.6)
CASES = {
    "mp4": ("mp4", "libx264", "aac"),
    "mov": ("mov", "libx264", "aac"),
    "mkv": ("matroska", "libx265", "flac"),
    "webm": ("webm", "libvpx", "libopus"),
    "vp9": ("webm", "libvpx-vp9", "libopus"),
    "avi": ("avi", "mpeg4", "libmp3lame"),
}


def draw(data: bytes, label: Label = LABEL) -> tuple[bytes, Drawn]:
    source, target = BytesIO(data), BytesIO()
    drawn = video.draw(source, target, label, recognise(source))
    return target.getvalue(), drawn


def levels(picture: np.ndarray, box: tuple[int, int, int, int]) -> tuple[float, float]:
    """Return how dark the darkest tenth and how light the lightest hundredth of a box is."""
    left, top, width, height = box
    part = picture[top : top + height, left : left + width].mean(axis=2)
    return float(np.quantile(part, 0.1)), float(np.quantile(part, 0.99))


@pytest.mark.parametrize("name", CASES)
def test_every_frame_carries_the_label_and_sound_is_copied(name, tmp_path):
    muxer, codec, sound = CASES[name]
    data = film(muxer, codec, sound, grey=128, tags={"title": "Дала"})
    marked, drawn = draw(data)
    frames = pictures(marked)
    assert drawn.how == "pixels of every frame"
    assert drawn.count == len(frames) == 10
    assert drawn.box
    assert drawn.share
    assert drawn.share >= 0.05
    assert drawn.contrast
    assert drawn.contrast > 7
    left, top, width, height = drawn.box
    for frame in frames:
        dark, light = levels(frame, drawn.box)
        assert dark < 50
        assert light > 200
        outside = frame.astype(int).copy()
        outside[max(top - 4, 0) : top + height + 4, max(left - 4, 0) : left + width + 4] = 128
        assert np.abs(outside - 128).max() <= 12, "nothing is drawn outside the box"
    assert packets(marked, "audio") == packets(data, "audio")
    was, now = (ffprobe(each, tmp_path, f"a.{muxer}") for each in (data, marked))
    for field in (
        "codec_name",
        "width",
        "height",
        "pix_fmt",
        "r_frame_rate",
        "time_base",
        "start_time",
    ):
        assert was["streams"][0][field] == now["streams"][0][field]
    assert abs(float(was["format"]["duration"]) - float(now["format"]["duration"])) <= 0.03
    assert now["format"]["tags"].get("title", now["format"]["tags"].get("TITLE")) == "Дала"


def test_only_the_opening_seconds_carry_it() -> None:
    marked, drawn = draw(
        film("mp4", "libx264", seconds=4, grey=128), Label(texts=LABEL.texts, opening=2.5, cover=0.6)
    )
    assert (drawn.count, drawn.seconds, drawn.how) == (25, 2.5, "pixels of the first 25 frames")
    assert drawn.box
    seen = [levels(frame, drawn.box)[0] < 50 for frame in pictures(marked)]
    assert seen == [True] * 25 + [False] * 15


@pytest.mark.parametrize("rotation", [90, 180, -90])
def test_it_stands_upright_in_the_lower_corner_however_the_player_turns_the_frames(rotation, tmp_path):
    # type: ignore[no-untyped-def]
    data = film("mp4", "libx264", rotation=rotation, grey=128, seconds=0.3)
    marked, drawn = draw(data)
    assert drawn.box
    upright, plain = draw(film("mp4", "libx264", grey=128, seconds=0.3, **_size(rotation)))
    (tmp_path / "turned.mp4").write_bytes(marked)
    ran(
        "ffmpeg",
        "-v",
        "error",
        "-i",
        str(tmp_path / "turned.mp4"),
        "-frames:v",
        "1",
        str(tmp_path / "a.png"),
    )
    from PIL import Image

    with Image.open(tmp_path / "a.png") as image:
        shown = np.asarray(image.convert("RGB")).astype(int)
    assert plain.box == drawn.box
    assert np.abs(shown - pictures(upright)[0].astype(int)).mean() < 2, (
        "as if it had been filmed upright"
    )
    with av.open(BytesIO(marked)) as file:
        assert next(file.decode(video=0)).rotation % 360 == rotation % 360


def _size(rotation: int) -> dict[str, int]:
    return {"width": 160, "height": 120} if rotation == 180 else {"width": 120, "height": 160}


def test_frames_that_come_at_any_time_keep_their_times() -> None:
    times = [0, 40, 500, 510, 1500, 1533]
    for muxer in ("mp4", "matroska"):
        data = film(muxer, "libx264", times=times)
        marked, drawn = draw(data)
        with av.open(BytesIO(marked)) as file:
            assert [round(Fraction(f.pts) * f.time_base * 1000) for f in file.decode(video=0)] == times
        assert drawn.count == 6


@pytest.mark.parametrize(
    ("codec", "pixels"),
    [("libx264", "yuv444p"), ("libx264", "yuvj420p"), ("libx264", "yuv420p10le"),
     ("libx265", "yuv422p10le"), ("libx265", "gbrp"), ("ffv1", "yuva420p")],
)  # fmt: skip
def test_the_plate_is_grey_in_every_form_of_pixels(codec: str, pixels: str) -> None:
    data = film("matroska", codec, pixels=pixels, grey=200, seconds=0.3)
    marked, drawn = draw(data)
    with av.open(BytesIO(marked)) as file:
        assert file.streams.video[0].codec_context.pix_fmt.replace("yuvj", "yuv") == pixels.replace(
            "yuvj", "yuv"
        )
    assert drawn.box
    frame = pictures(marked)[0]
    dark, light = levels(frame, drawn.box)
    assert 10 < dark < 32
    assert light > 235
    left, top, width, height = drawn.box
    part = frame[top + 4 : top + height - 4, left + 4 : left + width - 4].astype(int)
    assert np.abs(part - part.mean(axis=2, keepdims=True)).mean() < 2, "no colour"


def test_odd_sizes_and_a_label_in_each_corner() -> None:
    for corner in ("top-left", "top-right", "bottom-right", "bottom", "top"):
        data = film("matroska", "ffv1", width=161, height=121, pixels="yuv420p", grey=128, seconds=0.1)
        marked, drawn = draw(data, Label(texts=LABEL.texts, corner=corner, cover=0.6))
        assert drawn.box
        assert levels(pictures(marked)[0], drawn.box)[0] < 50


def test_outside_the_box_lossless_video_stays_exactly_as_it_was() -> None:
    data = film("matroska", "ffv1", seconds=0.5)
    marked, drawn = draw(data)
    assert drawn.box
    left, top, width, height = drawn.box
    for was, now in zip(pictures(data), pictures(marked), strict=True):
        changed = np.argwhere((was != now).any(axis=2))
        assert changed[:, 0].min() >= top - 2
        assert changed[:, 0].max() <= top + height + 1
        assert changed[:, 1].min() >= left - 2
        assert changed[:, 1].max() <= left + width + 1


def test_subtitles_are_copied_and_xmp_of_the_file_stays(said: Disclosure, tmp_path) -> None:
    (tmp_path / "a.srt").write_text("1\n00:00:00,200 --> 00:00:00,800\nСәлем\n\n", "utf-8")
    target = BytesIO()
    carrier("bmff").write(BytesIO(film("mp4", "libx264", "aac")), target, said)
    (tmp_path / "a.mp4").write_bytes(target.getvalue())
    ran(
        "ffmpeg",
        "-v",
        "error",
        "-i",
        str(tmp_path / "a.mp4"),
        "-i",
        str(tmp_path / "a.srt"),
        "-map",
        "0",
        "-map",
        "1",
        "-c",
        "copy",
        "-c:s",
        "mov_text",
        str(tmp_path / "b.mp4"),
    )
    again = BytesIO()
    carrier("bmff").write(BytesIO((tmp_path / "b.mp4").read_bytes()), again, said)
    marked, _ = draw(again.getvalue())
    assert packets(marked, "subtitles") == packets(again.getvalue(), "subtitles")
    assert carrier("bmff").read(BytesIO(marked))[-1].profile == said


def test_what_cannot_be_drawn_as_asked_is_refused() -> None:
    data = film("mp4", "libx264", seconds=0.3)
    for label, code in (
        (Label(texts=LABEL.texts, corner="below"), "MK70"),
        (Label(texts=LABEL.texts, opening=1.9), "MK71"),
        (Label(texts=LABEL.texts, opening=float("nan")), "MK71"),
    ):
        with pytest.raises(Refused, match=code):
            draw(data, label)
    with pytest.raises(Refused, match="MK73"):
        draw(film("avi", "huffyuv", pixels="yuv422p", seconds=0.3))
    with pytest.raises(Refused, match="MK75"):
        draw(_without_picture())


def test_a_damaged_video_is_refused_and_never_breaks_us() -> None:
    data = film("mp4", "libx264", "aac", options={"movflags": "frag_keyframe+empty_moov"})
    for cut in range(40, len(data), max(1, len(data) // 12)):
        assert code_of(partial(draw, data[:cut])).startswith("MK")
    noise = bytes(np.random.default_rng(3).integers(0, 256, 3000, np.uint8))
    with pytest.raises(Refused, match="MK7"):
        draw(data[:32] + noise)


def _without_picture() -> bytes:
    from marks.clips import sound

    return sound("matroska", "flac")


def test_the_frames_of_a_decoder_are_not_drawn_on_twice() -> None:
    """A decoder predicts frames from those before: drawing into its memory would smear the label."""
    data = film("mp4", "libx264", grey=128, seconds=3)
    marked, _ = draw(data, Label(texts=LABEL.texts, opening=2.0, cover=0.6))
    assert np.abs(pictures(marked)[-1].astype(int) - 128).max() <= 12
    assert len(decoded(marked)) == 30


def test_a_film_that_starts_at_once_still_does(tmp_path) -> None:
    (tmp_path / "a.mp4").write_bytes(film("mp4", "libx264", "aac", seconds=2))
    ran("ffmpeg", "-v", "error", "-i", str(tmp_path / "a.mp4"), "-c", "copy", "-movflags", "faststart",
        str(tmp_path / "b.mp4"))  # fmt: skip
    plain, fast = (draw((tmp_path / name).read_bytes())[0] for name in ("a.mp4", "b.mp4"))
    assert plain.index(b"mdat") < plain.index(b"moov")
    assert fast.index(b"moov") < fast.index(b"mdat")
    assert decoded(fast) == decoded(plain)
    assert packets(fast, "audio") == packets(plain, "audio")
