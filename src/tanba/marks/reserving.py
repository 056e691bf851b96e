"""Writing into a file whether it may be learned from; nothing is said of AI in its making."""

from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from tanba.kernel import Refused, Text
from tanba.marks.marking import Order, Passage, link_refused
from tanba.marks.reservation import Reservation
from tanba.marks.results import Layer, Reserved

if TYPE_CHECKING:
    from tanba.marks.credentials import Stamp


def reserve(
    source: Path,
    target: Path,
    wish: Reservation,
    stamp: "Stamp | None",
    *,
    time: str,
    sidecar: bool = False,
) -> Reserved:
    """
    Write a copy of `source` with the wish in it, whole or not at all; the same path writes in place.

    Parameters
    ----------
    stamp
        The open key that signs a manifest with the wish; None writes metadata alone.
    time
        When, as the profile writes it: a claim.
    sidecar
        The manifest beside the file, even where it could be inside.

    Returns
    -------
    Reserved
        What was written, and what this kind of file cannot hold.

    Raises
    ------
    Faults
        MK… as `mark`; MK17 for a signed file without a key, since metadata would break its manifest.
    """
    layers: tuple[Layer, ...] = ("metadata", "c2pa") if stamp else ("metadata",)
    nothing = Text(kk="", ru="", en="")
    order = Order(law="", notice=nothing, layers=layers, sidecar=sidecar, training=wish.allowed)
    if source.is_symlink() and source == target:
        raise link_refused().at(str(source))
    try:
        with ExitStack() as stack:
            return Passage(source, target, order, stamp, stack).reserve(wish, time)
    except Refused as refused:
        raise refused.at(str(source)) from None
