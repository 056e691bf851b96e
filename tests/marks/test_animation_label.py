"""A label on moving pictures: on every frame, with their pace, loops and pixels as they were."""

import io
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageDraw

from marks.scenes import KK, drawn, inside, legible, outside, pixels, saved, scene
from tanba.kernel import Refused
from tanba.marks.results import Corner

SIZE = 240, 180
PACE = [100, 200, 50, 40, 500]


def ball(frame: Image.Image, number: int) -> Image.Image:
    """Draw a ball on a copy of a frame, farther right on each: it rolls through the label's place."""
    frame = frame.copy()
    left = 5 + 40 * number
    ImageDraw.Draw(frame).ellipse((left, 110, left + 50, 170), fill=(250, 40 * number, 0, 255))
    return frame


OPAQUE = [ball(scene(*SIZE), number) for number in range(5)]
CLEAR = [ball(Image.new("RGBA", SIZE, (0, 0, 0, 0)), number) for number in range(5)]
FEW = [frame.quantize(16, dither=Image.Dither.NONE) for frame in OPAQUE]


def film(form: str, frames: list[Image.Image], **options: Any) -> bytes:
    return saved(frames[0], form, save_all=True, append_images=frames[1:], **options)


EXACT: dict[str, bytes] = {
    "gif": film("GIF", OPAQUE, duration=PACE, loop=3),
    "gif of few colours": film("GIF", FEW, duration=PACE, loop=0),
    "gif on a clear ground": film("GIF", CLEAR, duration=PACE, loop=0),
    "gif that clears behind each frame": film("GIF", CLEAR, duration=PACE, loop=0, disposal=2),
    "gif that goes back after each frame": film("GIF", FEW, duration=PACE, loop=0, disposal=3),
    "apng": film("PNG", OPAQUE, duration=PACE, loop=3),
    "apng on a clear ground": film("PNG", CLEAR, duration=PACE, disposal=1, blend=0),
    "apng laid over each other": film("PNG", CLEAR, duration=PACE, disposal=0, blend=1),
    "webp": film("WEBP", CLEAR, duration=PACE, loop=2, lossless=True, exact=True, method=0),
}
LOSSY: dict[str, bytes] = {
    "webp": film("WEBP", OPAQUE, duration=PACE, loop=3, method=0),
    "avif": film("AVIF", OPAQUE, duration=PACE, speed=10),
}


def seen(data: bytes) -> tuple[list[Any], list[Any], Any]:
    """Return every frame as it is shown, how long each stays, and how often the film plays."""
    shown, pace = [], []
    with Image.open(io.BytesIO(data)) as file:
        for number in range(file.n_frames):  # type: ignore[attr-defined]
            file.seek(number)
            file.load()
            shown.append(pixels(file))
            pace.append(file.info.get("duration"))
        return shown, pace, file.info.get("loop")


@pytest.mark.parametrize("name", EXACT)
@pytest.mark.parametrize("corner", ["bottom-left", "top-right", "below"])
def test_every_frame_has_the_label_and_is_otherwise_the_same(name: str, corner: Corner) -> None:
    made, said = drawn(EXACT[name], corner)
    (before, pace, loop), (after, again, looped) = seen(EXACT[name]), seen(made)
    assert said.box is not None
    assert said.count == len(before) == len(after) == 5
    assert (again, looped) == (pace, loop)
    for one, other in zip(before, after, strict=True):
        assert outside(one, other, said.box).max() == 0
        # A GIF whose 256 colours are all in use lends its own darkest and lightest.
        assert legible(inside(other, said.box)) >= (4.5 if name == "gif" else 7)
        assert (inside(other, said.box)[5:-5, 5:-5, 3] == 255).all()


@pytest.mark.parametrize("name", LOSSY)
def test_lossy_films_stay_close_and_keep_their_pace(name: str) -> None:
    made, said = drawn(LOSSY[name])
    (before, pace, loop), (after, again, looped) = seen(LOSSY[name]), seen(made)
    assert said.box is not None
    assert (again, looped) == (pace, loop)
    for one, other in zip(before, after, strict=True):
        assert outside(one, other, said.box).mean() < 4
        assert legible(inside(other, said.box)) >= 7


def test_the_still_picture_before_an_apng_is_labelled_too() -> None:
    data = film("PNG", OPAQUE, duration=100, default_image=True)
    made, said = drawn(data)
    assert said.count == 4
    assert said.box is not None
    before, after = seen(data)[0], seen(made)[0]
    assert len(after) == len(before) == 5
    for one, other in zip(before, after, strict=True):
        assert outside(one, other, said.box).max() == 0
        assert legible(inside(other, said.box)) >= 7


def test_an_untouched_frame_of_a_gif_keeps_its_bytes() -> None:
    frames = [Image.new("RGB", SIZE, (40, 90, 160)) for _ in range(3)]
    for number, frame in enumerate(frames):
        ImageDraw.Draw(frame).rectangle((180, 5 + 4 * number, 220, 40), fill=(200, 60 * number, 0))
    data = film("GIF", frames, duration=100)
    made, said = drawn(data, "bottom-left")
    assert said.count == 3
    last = data[data.rindex(b"!\xf9\x04") :]
    assert made.endswith(last)


def test_comments_and_application_blocks_of_a_gif_stay() -> None:
    data = film("GIF", FEW, duration=100, loop=7, comment=b"made by hand")
    made, _ = drawn(data)
    with Image.open(io.BytesIO(made)) as file:
        assert file.info["comment"] == b"made by hand"
        assert file.info["loop"] == 7


def test_colours_that_the_label_needs_come_from_under_it_or_from_the_palette_itself() -> None:
    # 256 colours, all of them in use outside the label, dark and light ones among them.
    rows = np.arange(256, dtype="u1").repeat(120).reshape(256, 120)
    full = Image.fromarray(np.concatenate([rows, rows], 1))
    full.putpalette(np.random.default_rng(2).integers(0, 256, 768).astype("u1").tobytes())
    data = saved(full, "GIF")
    made, said = drawn(data, "bottom")
    assert said.box is not None
    assert said.contrast is not None
    assert said.contrast >= 7
    assert outside(pixels(data), pixels(made), said.box).max() == 0
    assert legible(inside(pixels(made), said.box)) >= 4.5


def test_a_palette_without_dark_and_light_gives_two_colours_for_the_label() -> None:
    chance = np.random.default_rng(3)
    muddy = Image.fromarray(chance.integers(0, 256, (180, 240)).astype("u1"))
    muddy.putpalette(chance.integers(100, 150, 768).astype("u1").tobytes())
    data = saved(muddy, "GIF")
    made, said = drawn(data, "bottom-left", KK)
    assert said.box is not None
    assert legible(inside(pixels(made), said.box)) >= 7
    assert (
        outside(pixels(data), pixels(made), said.box).max() <= 30
    )  # two rare colours became their neighbours


@pytest.mark.parametrize("name", [*EXACT, *LOSSY])
def test_a_truncated_film_is_refused(name: str) -> None:
    data = {**EXACT, **LOSSY}[name]
    for part in (0.05, 0.6):
        with pytest.raises(Refused, match="MK6"):
            drawn(data[: int(len(data) * part)])


def test_too_many_frames_for_their_size_are_refused() -> None:
    frame = b",\0\0\0\0\x10\x27\x10\x27\0\x08\x01\0\0"  # 10,000 × 10,000, and nothing in it
    with pytest.raises(Refused, match="MK63"):
        drawn(b"GIF89a\x10\x27\x10\x27\0\0\0" + frame * 30 + b";")
