"""Marking one file: the layers in their order, each on the result of the one before."""

import os
from contextlib import ExitStack
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final

from tanba.kernel import Lang, Refused, Text, value
from tanba.marks.disclosure import Disclosure, Made, Scope
from tanba.marks.media import (
    Container,
    beside,
    deliver,
    digest_of,
    manifest_of,
    recognise,
    sidecar_of,
    size_of,
    spool,
    taken,
)
from tanba.marks.metadata.carrier import wish_carrier
from tanba.marks.refusal import CannotHold
from tanba.marks.reservation import Reservation
from tanba.marks.results import Corner, Drawn, Label, Layer, LeftOut, Marked, Reserved, Written

if TYPE_CHECKING:
    from tanba.marks.credentials import Stamp

PAPER: Final = 0.02
"""Height of letters over the shortest side of a page: 5 %, right for a picture, would be 1 cm on A4."""


@value
class Order:
    """What is asked for, the same for every file of a run."""

    scope: Scope = "synthetic"
    made: Made = "generated"
    system: str = ""
    version: str = ""
    maker: str = ""
    law: str
    notice: Text
    """What people are told; the pack of the law has the wording."""
    languages: tuple[Lang, ...] = ("kk", "ru")
    """Of the visible label, in this order."""
    page: str = ""
    layers: tuple[Layer, ...] = ("label", "metadata", "c2pa")
    share: float | None = None
    """Height of the label's letters over the shortest side; None: 0.05, and 0.02 on pages of text."""
    corner: Corner = "bottom-left"
    cover: float = 0.3
    opening: float | None = None
    voice: Path | None = None
    sidecar: bool = False
    """The manifest beside the file, even where it could be inside."""
    rezip: bool = False
    """Store Office files again without compression, so that they can hold their manifest."""
    prose: bool = False
    """Hide the manifest of plain text in characters that nobody sees (C2PA 2.4, A.8)."""
    training: bool | None = None
    """Say in XMP and manifest whether the content may be used for training; None says nothing."""

    def disclosure(self, id_: str, time: str) -> Disclosure:
        """Return the statement about one file."""
        return Disclosure(
            id=id_, scope=self.scope, made=self.made, system=self.system, version=self.version,
            maker=self.maker, law=self.law, time=time, notice=self.notice, page=self.page,
        )  # fmt: skip

    def label(self, kind: Container) -> Label:
        """Return the label for one kind of file."""
        share = self.share or (PAPER if kind.family in ("page", "office") else 0.05)
        return Label(
            texts=tuple((lang, self.notice.in_(lang)) for lang in self.languages),
            share=share, corner=self.corner, cover=self.cover, opening=self.opening, voice=self.voice,
        )  # fmt: skip


def mark(
    source: Path, target: Path, order: Order, stamp: "Stamp | None", *, id_: str, time: str
) -> Marked:
    """
    Write a marked copy of `source` to `target`, whole or not at all; the same path marks in place.

    Parameters
    ----------
    stamp
        The open key that signs; None only when `order.layers` leaves C2PA out.
    id_, time
        The name and the time of this marking, as the profile writes them.

    Returns
    -------
    Marked
        What each layer wrote, and which layers this kind of file cannot hold.

    Raises
    ------
    Faults
        MK… when the file cannot be marked; nothing was written then.
    """
    if source.is_symlink() and source == target:
        raise link_refused().at(str(source))
    try:
        with ExitStack() as stack:
            passage = Passage(source, target, order, stamp, stack)
            return passage.run(order.disclosure(id_, time))
    except Refused as refused:
        raise refused.at(str(source)) from None


def link_refused() -> Refused:
    """Return why a link is not marked in place."""
    return Refused("MK06", "a link cannot be marked in place", "name the file it leads to")


class Passage:
    """One file on its way through the layers."""

    def __init__(
        self, source: Path, target: Path, order: Order, stamp: "Stamp | None", stack: ExitStack
    ) -> None:
        self.source, self.target, self.order = source, target, order
        self.stamp, self.stack = stamp, stack
        self.original = taken(stack.enter_context(source.open("rb")))
        self.size = size_of(self.original)
        self.now = self.original
        self.kind = recognise(self.original, source.name)
        self.written: list[Written] = []
        self.left_out: list[LeftOut] = []
        self.sidecar: bytes | None = None

    def run(self, said: Disclosure) -> Marked:
        """Write every layer that was ordered."""
        self.target.parent.mkdir(parents=True, exist_ok=True)
        if "c2pa" not in self.order.layers:
            self._spare_the_manifest()
        source_digest = digest_of(self.original)
        drawn = self._label() if "label" in self.order.layers else None
        if "metadata" in self.order.layers:
            self._metadata(said)
            if self.order.training is not None:
                left_out = len(self.left_out)
                self._wish(Reservation(allowed=self.order.training))
                del self.left_out[left_out:]  # the manifest says it too, and metadata were written
        if "c2pa" in self.order.layers:
            self._credentials(said, said.time, drawn)
        sidecar = self._delivered()
        return Marked(
            source=self.source, target=self.target, sidecar=sidecar, container=self.kind.name,
            size=self.size, source_sha256=source_digest, sha256=digest_of(self.now), disclosure=said,
            written=tuple(self.written), left_out=tuple(self.left_out),
        )  # fmt: skip

    def reserve(self, wish: Reservation, time: str) -> Reserved:
        """Write a wish about training, and nothing else."""
        self.target.parent.mkdir(parents=True, exist_ok=True)
        if self.stamp is None:
            self._spare_the_manifest()
        source_digest = digest_of(self.original)
        self._wish(wish)
        if self.stamp is not None:
            self._credentials(None, time, None)
        sidecar = self._delivered()
        return Reserved(
            source=self.source, target=self.target, sidecar=sidecar, container=self.kind.name,
            source_sha256=source_digest, sha256=digest_of(self.now),
            written=tuple(self.written), left_out=tuple(self.left_out),
        )  # fmt: skip

    def _delivered(self) -> Path | None:
        if not self.written:
            why = self.left_out[0].why if self.left_out else "no layer was asked for"
            raise Refused("MK07", f"nothing to write: {why}", "`tanba mark --help` names the layers")
        sidecar = sidecar_of(self.target) if self.sidecar else None
        self._deliver(sidecar)
        return sidecar

    def _spare_the_manifest(self) -> None:
        from tanba.marks.credentials import is_signed

        if is_signed(self.original, self.kind):
            what = "a signed manifest stands in it, and these layers alone would break it"
            raise Refused("MK17", what, "add c2pa to the layers: the old one is kept as an ingredient")

    def _label(self) -> Drawn | None:
        from tanba.marks.visible.labeller import labeller

        if self.kind.label is None:
            self._leave_out("label", "MK04", f"no label can be put into {self.kind.title}")
            return None
        target = self._next()
        label = self.order.label(self.kind)
        try:
            drawn = labeller(self.kind.label).draw(self.now, target, label, self.kind)
        except CannotHold as refused:
            self._leave_out("label", refused.code, refused.what)
            return None
        self.now = target
        self._wrote("label", drawn.how, drawn.text.encode(), drawn)
        return drawn

    def _metadata(self, said: Disclosure) -> None:
        from tanba.marks.metadata.carrier import carrier

        if self.kind.metadata is None:
            self._leave_out("metadata", "MK04", f"{self.kind.title} has no place for metadata")
            return
        target = self._next()
        try:
            where, payload = carrier(self.kind.metadata).write(self.now, target, said)
        except CannotHold as refused:
            self._leave_out("metadata", refused.code, refused.what)
            return
        self.now = target
        self._wrote("metadata", where, payload)

    def _wish(self, wish: Reservation) -> None:
        holder = wish_carrier(self.kind.metadata)
        if holder is None:
            why = f"{self.kind.title} has no agreed place for a wish about training"
            self._leave_out("metadata", "MK04", why)
            return
        target = self._next()
        try:
            where, payload = holder.write(self.now, target, wish)
        except CannotHold as refused:
            self._leave_out("metadata", refused.code, refused.what)
            return
        self.now = target
        self._wrote("metadata", where, payload)

    def _credentials(self, said: Disclosure | None, time: str, drawn: Drawn | None) -> None:
        from tanba.marks.credentials import Claim

        if self.stamp is None:
            hint = "make one with `tanba keys new`, or leave c2pa out of --layers"
            raise Refused("MK08", "no key to sign with", hint)
        claim = Claim(
            disclosure=said, time=time, title=_as_text(self.target.name), drawn=drawn,
            languages=self.order.languages, training=self.order.training,
            described=any(one.layer == "metadata" for one in self.written),
        )  # fmt: skip
        target = self._next()
        signed = self.stamp.sign(
            self.now, target, self.kind, claim, self.original, before=self._before(),
            beside=self.order.sidecar, rezip=self.order.rezip, prose=self.order.prose,
        )  # fmt: skip
        self.sidecar = signed.sidecar
        if signed.sidecar is None:
            self.now = target
        self.written.append(
            Written(layer="c2pa", where=signed.where, sha256=signed.sha256, size=signed.size)
        )

    def _before(self) -> bytes | None:
        """Return the manifest that lies beside the source; one that nobody can use is no hindrance."""
        path = beside(self.source)
        try:
            return manifest_of(path) if path else None
        except Refused:
            return None

    def _wrote(self, layer: Layer, where: str, payload: bytes, drawn: Drawn | None = None) -> None:
        digest = sha256(payload).hexdigest()
        self.written.append(
            Written(layer=layer, where=where, sha256=digest, size=len(payload), drawn=drawn)
        )

    def _leave_out(self, layer: Layer, code: str, why: str) -> None:
        self.left_out.append(LeftOut(layer=layer, code=code, why=why))

    def _next(self) -> BinaryIO:
        return self.stack.enter_context(spool(self.size, self.target.parent))

    def _deliver(self, sidecar: Path | None) -> None:
        """Put the result in its place, and the manifest beside it at once."""
        files = [(self.target, self.now)]
        if sidecar is not None and self.sidecar is not None:
            files.append((sidecar, BytesIO(self.sidecar)))
        deliver(files, self.source.stat().st_mode & 0o777)


def _as_text(name: str) -> str:
    """Return a file's name as text; bytes that are none, which the system may hold, become marks of that."""
    return os.fsencode(name).decode("utf-8", "replace")
