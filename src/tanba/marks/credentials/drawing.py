"""The label that was drawn, as a manifest tells of it."""

from collections.abc import Mapping
from typing import Any, Final

from tanba.kernel import LANGS, Refused
from tanba.marks.results import Drawn

LONGEST: Final = 1_000
"""Characters of one text that are read."""

_SIDES: Final = ("left", "top", "width", "height")
_FIGURES: Final = {"share": 1.0, "cover": 1.0, "contrast": 21.0, "seconds": 1e9}
"""Figures that may have no meaning in a medium, and the most that each can be."""


def recorded(drawn: Drawn) -> dict[str, Any]:
    """Return a drawn label as a JSON object; figures without a meaning are left out."""
    record: dict[str, Any] = {"how": drawn.how, "text": drawn.text, "languages": list(drawn.languages)}
    if drawn.box is not None:
        # Named, not in a row: the library takes a row of small numbers for bytes and shows Base64.
        record["box"] = dict(zip(_SIDES, drawn.box, strict=True))
    for name in _FIGURES:
        if (figure := getattr(drawn, name)) is not None:
            record[name] = round(figure, 4)
    record["count"] = drawn.count
    return record


def read(label: object) -> Drawn | None:
    """
    Return the label that a disclosure claims was drawn; None without one.

    Raises
    ------
    Refused
        MK57 when it is there and is not one.
    """
    if label is None:
        return None
    if not isinstance(label, Mapping):
        raise _none("not an object")
    languages = label.get("languages", [])
    if not isinstance(languages, list):
        raise _none("its languages are not a list")
    how = _text(label.get("how"))
    if not how:
        raise _none("it does not say how it was drawn")
    return Drawn(
        how=how,
        text=_text(label.get("text")),
        languages=tuple(lang for lang in LANGS if lang in languages),
        box=_box(label.get("box")),
        count=int(_number(label, "count", 1e9) or 1),
        **{name: _number(label, name, most) for name, most in _FIGURES.items()},
    )


def _box(box: object) -> tuple[int, int, int, int] | None:
    if box is None:
        return None
    if not isinstance(box, Mapping):
        raise _none("its box is not an object")
    left, top, width, height = (int(_number(box, side, 1e9) or 0) for side in _SIDES)
    return left, top, width, height


def _number(label: Mapping[Any, Any], name: str, most: float) -> float | None:
    figure = label.get(name)
    if figure is None:
        return None
    if isinstance(figure, bool) or not isinstance(figure, int | float) or not -most <= figure <= most:
        raise _none(f"{name} is not a number that it can be")
    return figure


def _text(thing: object) -> str:
    return thing[:LONGEST] if isinstance(thing, str) else ""


def _none(what: str) -> Refused:
    return Refused("MK57", f"the label that the manifest claims cannot be read: {what}")
