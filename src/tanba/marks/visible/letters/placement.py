"""How large a label is and where it stands: lines, size, padding and box, for any picture or page."""

import math
from collections.abc import Iterator
from itertools import chain
from typing import Final

from tanba.kernel import Lang, Refused, value
from tanba.marks.results import Corner, Label
from tanba.marks.visible.letters.lines import Setting, settings
from tanba.marks.visible.letters.typeface import fall, missing_letters, rise, run


@value
class Manner:
    """How much room the letters have; all in ems."""

    padding: float
    """Between the letters and the edge of the plate."""
    margin: float
    """Between the plate and the edge of the picture."""
    pitch: float
    """From one line to the next."""
    between: float
    """More than that from one language to the next."""


LOOSE: Final = Manner(padding=0.5, margin=0.5, pitch=1.2, between=0.22)
TIGHT: Final = Manner(padding=0.28, margin=0.1, pitch=1.14, between=0.15)
"""For pictures that are too small for the first."""
BROKEN: Final = 1.06
"""What one more line costs, as a factor on the area: a label of whole lines reads more easily."""
SEPARATOR: Final = "  ·  "
LONGEST: Final = 600
"""Characters of a label in all its languages; a label is read at a glance."""


@value
class Line:
    """One line of letters."""

    text: str
    lang: Lang
    left: float
    """Of its first letter, from the left edge of the plate, in pixels (or units of the page)."""
    baseline: float
    """From the top edge of the plate."""
    width: float


@value
class Placement:
    """A label as it will stand; `frame` is the finished picture, higher than it was for `below`."""

    frame: tuple[float, float]
    left: float
    top: float
    width: float
    height: float
    size: float
    """Pixels per em."""
    radius: float
    lines: tuple[Line, ...]
    text: str
    share: float
    """Letters, ascender to descender, over the shortest side of `frame`."""
    cover: float
    """Area of the plate over that of the picture; 0 when it stands below."""


def placed(
    label: Label, width: float, height: float, *, least: float = 0.0, whole: bool = False
) -> Placement:
    """
    Return the smallest label that has what was asked for.

    Parameters
    ----------
    width, height : above 0
        Of the picture, as people see it.
    least : pixels
        Letters are never lower than this, ascender to descender, however small the picture.
    whole : bool
        Whether sizes and places are whole pixels.

    Raises
    ------
    Refused
        MK60 where the words do not fit at all, MK61 where the label would cover more than asked, MK62
        for letters that the typeface lacks, MK64 for a label without words or with too many.
    """
    texts = _texts(label)
    smallest = math.inf
    for manner in (LOOSE, TIGHT):
        for found in _candidates(label, texts, width, height, manner, least, whole):
            if found.cover <= label.cover:
                return found
            smallest = min(smallest, found.cover)
    if smallest is math.inf:
        what = f"a picture of {width:g} × {height:g} is too small for the words of the label"
        raise Refused("MK60", what, "a shorter wording, or one language, may fit")
    what = f"the label would cover {smallest:.0%} of the picture, and {label.cover:.0%} is the most"
    raise Refused(
        "MK61", what, "a shorter wording, one language, or a band below the picture covers less"
    )


def _texts(label: Label) -> tuple[tuple[Lang, str], ...]:
    texts = tuple((lang, " ".join(text.split())) for lang, text in label.texts if text.strip())
    if not texts:
        raise Refused("MK64", "a label without words")
    if sum(len(text) for _, text in texts) > LONGEST:
        what = f"a label of more than {LONGEST} characters"
        raise Refused("MK64", what, "a label is read at a glance")
    if gone := missing_letters("".join(text for _, text in texts)):
        named = ", ".join(_named(letter) for letter in gone[:20])
        what = f"the typeface of the label has no letters {named}"
        raise Refused("MK62", what, "it has those of Kazakh, Russian and English")
    return texts


def _named(letter: str) -> str:
    return letter if letter.isprintable() else f"U+{ord(letter):04X}"


def _candidates(
    label: Label, texts: tuple[tuple[Lang, str], ...], width: float, height: float,
    manner: Manner, least: float, whole: bool,
) -> Iterator[Placement]:  # fmt: skip
    """Give the best placement in this manner, if the words fit at all, then the smallest."""
    band = label.corner in ("bottom", "top", "below")
    frame = (width, height)
    # A band below makes the picture higher and, if it was wider than high, the letters larger: a few
    # rounds settle it.
    for _ in range(40 if label.corner == "below" else 1):
        letters = max(label.share * min(frame), least)
        size = letters / (rise() + fall())
        size = math.ceil(size - 1e-9) if whole else size
        room = width / size - 2 * manner.padding - (0 if band else 2 * manner.margin)
        columns = sorted(_columns(texts, room, band), key=lambda lines: _cost(lines, manner, band))
        if not columns:
            return
        tall = _height(columns[0], manner) * size
        enough = (width, height + (math.ceil(tall) if whole else tall))
        if label.corner != "below" or min(enough) <= min(frame) + 1e-6:
            break
        frame = enough
    for lines in (columns[0], min(columns, key=lambda lines: _area(lines, manner))):
        found = _stood(label.corner, texts, lines, (width, height), size, manner, whole)
        if found is not None:
            yield found


_Column = tuple[tuple[tuple[Lang, str], ...], ...]
"""Lines of one language after those of another."""


def _columns(texts: tuple[tuple[Lang, str], ...], room: float, band: bool) -> Iterator[_Column]:
    if band:
        joined = SEPARATOR.join(text for _, text in texts)
        if run(joined) <= room:
            yield (((texts[0][0], joined),),)
            return
    ways = [settings(text) for _, text in texts]
    for width in sorted({way.width for way in chain(*ways) if way.width <= room}):
        fitting = [_first(way, width) for way in ways]
        chosen = [way for way in fitting if way is not None]
        if len(chosen) == len(texts):
            yield tuple(tuple((lang, line) for line in way.lines)
                        for (lang, _), way in zip(texts, chosen, strict=True))  # fmt: skip


def _first(ways: tuple[Setting, ...], width: float) -> Setting | None:
    return next((way for way in ways if way.width <= width), None)


def _width(column: _Column, manner: Manner) -> float:
    return max(run(line) for part in column for _, line in part) + 2 * manner.padding


def _height(column: _Column, manner: Manner) -> float:
    rows = sum(len(part) for part in column)
    # Capitals stand `rise` above the line; descenders hang into the padding by half: so it looks even.
    gaps = (rows - 1) * manner.pitch + (len(column) - 1) * manner.between
    return 2 * manner.padding + rise() + fall() / 2 + gaps


def _area(column: _Column, manner: Manner) -> float:
    return _width(column, manner) * _height(column, manner)


def _cost(column: _Column, manner: Manner, band: bool) -> float:
    if band:
        return _height(column, manner)
    breaks = sum(len(part) - 1 for part in column)
    return float(_area(column, manner) * BROKEN**breaks)


def _stood(
    corner: Corner, texts: tuple[tuple[Lang, str], ...], column: _Column, picture: tuple[float, float],
    size: float, manner: Manner, whole: bool,
) -> Placement | None:  # fmt: skip
    up = math.ceil if whole else float
    wide, high = picture
    band = corner in ("bottom", "top", "below")
    width = wide if band else up(_width(column, manner) * size)
    height = up(_height(column, manner) * size)
    gap = 0 if band else up(manner.margin * size)
    if width + 2 * gap > wide or (height + 2 * gap > high and corner != "below"):
        return None
    frame = (wide, high + height) if corner == "below" else picture
    left = gap if "left" in corner or band else wide - width - gap
    top = high if corner == "below" else gap if corner.startswith("top") else high - height - gap
    lines: list[Line] = []
    baseline = (manner.padding + rise()) * size
    for number, part in enumerate(column):
        for lang, text in part:
            length = run(text) * size
            start = (width - length) / 2 if band else manner.padding * size
            lines.append(Line(text=text, lang=lang, left=start, baseline=baseline, width=length))
            baseline += manner.pitch * size
        baseline += manner.between * size if number + 1 < len(column) else 0
    return Placement(
        frame=frame, left=left, top=top, width=width, height=height, size=size,
        radius=0 if band else 0.34 * size, lines=tuple(lines),
        text=" · ".join(text for _, text in texts),
        share=round((rise() + fall()) * size / min(frame), 9),
        cover=0.0 if corner == "below" else width * height / (wide * high),
    )  # fmt: skip
