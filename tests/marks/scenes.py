"""Pictures for the tests of visible labels, and how to compare them."""

import io
from typing import Any

import numpy as np
import pillow_heif
import pillow_jxl  # noqa: F401  # registers JPEG XL with Pillow, which reads as a stranger would
from PIL import Image

from tanba.kernel import Lang
from tanba.marks.media import recognise
from tanba.marks.results import Corner, Drawn, Label
from tanba.marks.visible.pictures.picture import draw

pillow_heif.register_heif_opener()

KK: tuple[Lang, str] = ("kk", "Жасанды интеллект көмегімен жасалған")
RU: tuple[Lang, str] = ("ru", "Создано с использованием искусственного интеллекта")
EN: tuple[Lang, str] = ("en", "Made with AI")


def scene(width: int, height: int, seed: int = 1) -> Image.Image:
    """Return colours that flow, with grain, from very dark to very light."""
    chance = np.random.default_rng(seed)
    y, x = np.mgrid[0:height, 0:width]
    flow = np.stack([x * 255 / width, y * 255 / height, 128 + 100 * np.sin(x / 37 + y / 53)], -1)
    return Image.fromarray((flow + chance.normal(0, 12, flow.shape)).clip(0, 255).astype("u1"))


def with_alpha(image: Image.Image) -> Image.Image:
    """Return the picture fading out from its bottom up, under the label too."""
    fading = image.convert("RGBA")
    fading.putalpha(Image.linear_gradient("L").rotate(180).resize(image.size))
    return fading


def deep(image: Image.Image) -> Image.Image:
    """Return it in 16-bit grey."""
    return Image.fromarray(np.asarray(image.convert("L")).astype("u2") * 251 + 17)


def saved(image: Image.Image, form: str, **options: Any) -> bytes:
    """Return the picture as a file of a form that Pillow writes."""
    out = io.BytesIO()
    image.save(out, form, **options)
    return out.getvalue()


def drawn(data: bytes, corner: Corner = "bottom-left", *texts: tuple[Lang, str]) -> tuple[bytes, Drawn]:
    """Return the file with a label on it, and what was said to be drawn."""
    source, target = io.BytesIO(data), io.BytesIO()
    said = draw(source, target, Label(texts=texts or (KK,), corner=corner), recognise(source))
    return target.getvalue(), said


def pixels(data: bytes | Image.Image) -> Any:
    """Return what a viewer shows, as numbers: transparent pixels all alike."""
    image = Image.open(io.BytesIO(data)) if isinstance(data, bytes) else data
    if image.mode in ("I", "F", "I;16", "I;16B"):
        return np.asarray(image).astype(float)[..., None]
    shown = np.asarray(image.convert("RGBA")).astype(float)
    return np.where(shown[..., 3:] == 0, 0, shown)


def outside(before: Any, after: Any, box: tuple[int, int, int, int]) -> Any:
    """Return by how much each pixel outside the box has changed; a band below is not counted."""
    left, top, width, height = box
    change = np.abs(before - after[: before.shape[0], : before.shape[1]])
    change[top : top + height, left : left + width] = 0
    return change


def inside(after: Any, box: tuple[int, int, int, int]) -> Any:
    """Return the pixels in the box."""
    left, top, width, height = box
    return after[top : top + height, left : left + width]


def legible(part: Any) -> float:
    """Measure the contrast of the letters, lighter than the rest, among sRGB pixels (WCAG 2.2)."""
    level = part[..., :3] / 255
    linear = np.where(level <= 0.04045, level / 12.92, ((level + 0.055) / 1.055) ** 2.4)
    light = linear @ [0.2126, 0.7152, 0.0722]
    # Letters take a tenth to a third of a plate; the middle pixel is plate.
    return float((np.quantile(light, 0.97) + 0.05) / (np.median(light) + 0.05))
