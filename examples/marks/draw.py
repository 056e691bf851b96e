"""Draw `steppe.jpg` of the marking examples: a steppe at sunset, computed, so that it is nobody's."""

from pathlib import Path

import numpy as np
from PIL import Image

WIDTH, HEIGHT = 1200, 800


def draw() -> Image.Image:
    """Return the picture; the same each time."""
    chance = np.random.default_rng(230)
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH] / HEIGHT
    sky = np.stack([0.98 - 0.35 * y, 0.45 + 0.45 * y, 0.55 + 0.1 * np.cos(3 * y)], axis=-1)
    glow = np.exp(-(((x - 1.0) ** 2 + (y - 0.5) ** 2) / 0.03))[..., None]
    picture = np.clip(sky + glow * [0.4, 0.35, 0.1], 0, 1)
    picture = np.where(
        (((x - 1.0) ** 2 + (y - 0.5) ** 2) < 0.006)[..., None], [1.0, 0.95, 0.7], picture
    )
    for far, (height, roughness) in enumerate(((0.55, 0.10), (0.66, 0.07), (0.78, 0.05))):
        waves = sum(np.sin(x * (2 + k * 3.1) + chance.random() * 6) / (k + 1) for k in range(5))
        hill = y > height + roughness * waves / 3
        shade = np.array([0.36, 0.30, 0.34]) * (1 - far * 0.28)
        picture = np.where(hill[..., None], shade + 0.06 * (1 - y)[..., None], picture)
    grain = chance.normal(0, 0.008, picture.shape)
    return Image.fromarray((np.clip(picture + grain, 0, 1) * 255).astype(np.uint8))


if __name__ == "__main__":
    draw().save(Path(__file__).with_name("steppe.jpg"), quality=82)
