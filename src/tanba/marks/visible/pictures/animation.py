"""Moving pictures: the label on every frame, one in memory at a time, pace and loops as they were."""

import struct
from typing import Any

from PIL import Image, ImageChops, ImageFile

from tanba.kernel import Refused
from tanba.marks.results import Label
from tanba.marks.visible.letters.lettering import Plate
from tanba.marks.visible.pictures.overlay import Box, Labelled, labelled
from tanba.marks.visible.pictures.splicing import chunks, png_with


class Reel(Image.Image):
    """A moving picture whose frames get their label when an encoder of Pillow's looks at them."""

    is_animated = True

    def __init__(self, film: ImageFile.ImageFile, label: Label, orientation: int) -> None:
        super().__init__()
        self.film, self.label, self.orientation = film, label, orientation
        self.n_frames = int(getattr(film, "n_frames", 1))
        self.durations: list[int] = []
        """Milliseconds of each frame seen so far: complete for who has walked to the end."""
        self.at = -1
        self.first: Labelled | None = None
        self.seek(0)

    def seek(self, frame: int) -> None:
        """Go to a frame, from 0; raise EOFError after the last."""
        if frame >= self.n_frames:
            raise EOFError("no more frames")
        if frame == self.at:
            return
        self.film.seek(frame)
        self.film.load()
        if frame == len(self.durations):
            self.durations.append(int(self.film.info.get("duration", 0)))
        drawn = labelled(self.film.copy(), self.label, self.orientation)
        self.first = self.first or drawn
        self.at = frame
        self.im, self._mode, self._size = drawn.image.im, drawn.image.mode, drawn.image.size

    def tell(self) -> int:
        """Return which frame this is, from 0."""
        return self.at

    def finished(self, made: bytes) -> tuple[bytes, Plate, Box, int]:
        """Return what was made of the reel, the plate, its box on the first frame, and their number."""
        if self.first is None:
            raise Refused("MK66", "a damaged picture: no frame")
        return made, self.first.plate, self.first.box, self.n_frames


def reel(film: ImageFile.ImageFile, label: Label, orientation: int) -> Reel:
    """Return a moving picture as one with the label on each of its frames."""
    return Reel(film, label, orientation)


def as_moving_png(
    film: ImageFile.ImageFile, original: bytes, label: Label, orientation: int
) -> tuple[bytes, Plate, Box, int]:
    """
    Return an APNG (PNG third edition, 11.3.6) with the label on each frame, and on a still apart.

    Each frame holds what has changed since the one before; delays and plays are kept.
    """
    controls = [content for name, content in chunks(original) if name == b"fcTL" and len(content) == 26]
    plays = next(
        content[4:8] for name, content in chunks(original) if name == b"acTL" and len(content) == 8
    )
    apart = bool(film.info.get("default_image"))
    reeled = Reel(film, label, orientation)
    frames = reeled.n_frames - apart
    if frames != len(controls):
        raise Refused("MK66", "a damaged picture: not as many frames as it says")
    form = "RGBA" if any(data for data in _alphas(original)) else "RGB"
    pixels: list[tuple[bytes, bytes]] = []
    before: Image.Image | None = None
    number = 0
    for index in range(reeled.n_frames):
        reeled.seek(index)
        now = Image.Image.copy(reeled).convert(form)
        still = apart and index == 0
        box = (0, 0, *now.size) if before is None else _changed(before, now)
        header, data = _packed(now.crop(box))
        if not pixels:
            pixels += [(b"IHDR", header), (b"acTL", struct.pack(">I", frames) + plays)]
        if not still:
            delay = controls[index - apart][20:24]
            place = struct.pack(">4I", box[2] - box[0], box[3] - box[1], box[0], box[1])
            pixels.append((b"fcTL", struct.pack(">I", number) + place + delay + b"\0\0"))
            number += 1
            before = now
        if index == 0:
            pixels.append((b"IDAT", data))
        else:
            pixels.append((b"fdAT", struct.pack(">I", number) + data))
            number += 1
    made, sign, where, _ = reeled.finished(png_with(pixels, original))
    return made, sign, where, frames


def _alphas(original: bytes) -> list[Any]:
    header = next(content for name, content in chunks(original) if name == b"IHDR")
    return [header[9] in (4, 6), any(name == b"tRNS" for name, _ in chunks(original))]


def _changed(before: Image.Image, now: Image.Image) -> tuple[int, int, int, int]:
    # RGBA differences count colours under full transparency too: so nothing that changes is left out.
    box = ImageChops.difference(before, now).getbbox(alpha_only=False)
    return box or (0, 0, 1, 1)


def _packed(frame: Image.Image) -> tuple[bytes, bytes]:
    from tanba.marks.visible.pictures.recompression import png_of

    parts = list(chunks(png_of(frame)))
    return parts[0][1], b"".join(content for name, content in parts if name == b"IDAT")
