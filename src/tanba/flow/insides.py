"""What a file says of training in itself: the page, its metadata, its manifest."""

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tanba.flow.sites import told
from tanba.kernel import Faults, Refused
from tanba.works import Embedded, Look, Signal, embedded_signals, page_signals

if TYPE_CHECKING:
    from tanba.marks import Inspector, Verified

_UNKNOWN: Final = "MK01"
"""A file of no kind whose inside we know."""

Seen = tuple[tuple[Signal, ...], Look]


def look_at_page(data: bytes, where: str) -> Seen:
    """Return what the `meta` elements of a page say."""
    try:
        signals = page_signals(data, where)
    except Refused as refused:
        return (), Look(source="html", where=where, state="failed", why=told(refused))
    digest = sha256(data).hexdigest()
    return signals, Look(source="html", where=where, state="read", sha256=digest, size=len(data))


def look_inside(file: Path, where: str, inspector: "Inspector") -> Seen:
    """
    Return what the metadata and the manifest of a file say; nothing in a file makes this raise.

    Where a part could not be read the look has failed, whatever the other parts say.
    """
    from tanba.marks import verify

    try:
        seen = verify(file, inspector)
    except Faults as faults:
        first = faults.faults[0]
        digest, size = _digest(file)
        return (), Look(
            source="file", where=where, state="unknown" if first.code == _UNKNOWN else "failed",
            why=f"{first.code} {first.what}", sha256=digest, size=size,
        )  # fmt: skip
    except OSError as error:
        why = (error.strerror or str(error)).lower()
        return (), Look(source="file", where=where, state="failed", why=why)
    flaws = tuple(_flaws(seen))
    return embedded_signals(tuple(_embedded(seen)), where), Look(
        source="file", where=where, state="failed" if flaws else "read", why="; ".join(flaws)[:500],
        sha256=seen.sha256, size=seen.size,
    )  # fmt: skip


def _embedded(seen: "Verified") -> Iterator[Embedded]:
    book = seen.container == "epub"
    for said in seen.metadata:
        for text in said.mining:
            yield Embedded(kind="mining", part=f"plus:DataMining, {said.where}", said=text)
        for text in said.reservation:
            part = f"tdm:reservation, {said.where}"
            yield Embedded(kind="reservation", part=part, said=text, book=book)
    credentials = seen.credentials
    for use in credentials.uses:
        yield Embedded(
            kind="use", part=f"{use.assertion}, {credentials.where}", said=use.use, name=use.entry,
            note=use.constraint,
            holds=credentials.state in ("trusted", "valid") and not use.earlier,
        )  # fmt: skip


def _flaws(seen: "Verified") -> Iterator[str]:
    """Yield why a wish may stand in the file that was not seen."""
    yield from seen.flaws
    credentials = seen.credentials
    if credentials.remote:
        yield f"its manifest is kept elsewhere, and was not fetched: {credentials.remote[:200]}"
    if credentials.state == "invalid" and not credentials.manifests:
        yield "; ".join(f"{each.code} {each.what}" for each in credentials.reasons[:3])


def _digest(file: Path) -> tuple[str, int]:
    found, size = sha256(), 0
    try:
        with file.open("rb") as source:
            while piece := source.read(1024 * 1024):
                found.update(piece)
                size += len(piece)
    except OSError:
        return "", 0
    return found.hexdigest(), size
