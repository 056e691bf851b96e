"""
A picture's record replayed: act by act, whose each pixel is.

The recorded extent (a mask) is the fact. Where none was recorded, the pixels that differ inside the box
are an indication and stay apart from facts. What changed outside of an extent has no act that accounts
for it and is unknown; so is the whole picture when an act does not begin where the last one ended.
"""

import zlib
from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from tanba.kernel import Refused
from tanba.works.pictures import opening
from tanba.works.pictures.difference import NOISE, changed
from tanba.works.pictures.map import PictureMap, Region, Seen, extents, origin_of
from tanba.works.pictures.repetition import SAME, Outputs
from tanba.works.record.values import Act, ActAt, Blobs, Generation, Piece, SpanKind

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

WORK: Final = 4_000_000_000
"""Most pixels that the replay of one picture decodes: half a minute."""
_MOST: Final = 65_000
"""Regions of one picture: their numbers have sixteen bits."""
_KINDS: Final = {
    "typed": SpanKind.HUMAN,
    "ai": SpanKind.AI,
    "source": SpanKind.SOURCE,
    "mechanical": SpanKind.MECHANICAL,
}
_TYPED: Final = (SpanKind.HUMAN, SpanKind.AI_EDITED)


def replayer(
    name: str, blobs: Blobs, generations: Mapping[str, Generation] = MappingProxyType({})
) -> "Canvas":
    """
    Return what follows the acts `open`, `region`, `crop` and `save` on the picture called `name`.

    `generations` grow as the record goes on: what repeats an output of theirs is the machine's.

    It never raises for what stands in the acts or the pictures: what cannot be read is told in
    `PictureMap.troubles`, and the map is unknown from there on. A picture of which not even the size
    is known has width 0.
    """
    return Canvas(name, blobs, Outputs(blobs, generations))


class Canvas:
    """One picture while its record is replayed."""

    def __init__(self, name: str, blobs: Blobs, outputs: Outputs) -> None:
        self.name, self.blobs, self.outputs = name, blobs, outputs
        self.file = self.sha256 = ""
        self.regions: list[dict[str, Any]] = []
        self.owners: NDArray[np.uint16] = _raster((0, 0))
        self.troubles: list[str] = []
        self.left = WORK
        self.last: tuple[str, NDArray[np.uint8], bool] | None = None

    def take(self, act: Act) -> None:
        """Follow one act."""
        self.act, do = act, act.fields
        self.file = str(do.get("file", self.file))
        after = str(do.get("after", do.get("sha256", "")))
        first = act.do == "open" and not self.sha256
        try:
            if len(self.regions) > _MOST:
                raise Refused("WK43", f"more than {_MOST:,} regions in one picture")
            before = "" if first else str(do.get("before", after))
            if before != self.sha256:
                what = "an act begins with another picture than the one that was left"
                self._tell(Refused("WK44", what))
                self._unknown(before)
            if first:
                self._whole(after, do, self._kind(do))
            elif act.do == "region":
                self._edit(do)
            elif act.do == "crop":
                self._crop(do)
            if do.get("as") == "typed":
                self._return(after)
        except Refused as refused:
            self._tell(refused)
            self._unknown(after)
        self.sha256 = after

    def piece(self) -> Piece:
        """Return the picture as the acts left it, with its `PictureMap` as body."""
        return Piece(
            name=self.name, file=self.file, media="picture", sha256=self.sha256, body=self.map()
        )

    def _crop(self, do: Mapping[str, Any]) -> None:
        x, y, w, h = self._box(do)
        if opening.measured(self.blobs.read(do["after"])) != (w, h):
            raise Refused("WK42", "a picture that was cropped has another size than its box")
        old, one = self._decoded(str(do["before"]))
        new, other = self._decoded(str(do["after"]))
        stray = changed(old[y : y + h, x : x + w], new, exact=one and other)
        self.owners = self.owners[y : y + h, x : x + w].copy()
        self._fill(stray, {"before": do["before"]}, SpanKind.UNKNOWN, "recorded")

    def _edit(self, do: Mapping[str, Any]) -> None:
        x, y, w, h = self._box(do)
        found = self._found(str(do["before"]), str(do["after"]))
        extent = found & False
        inner = extent[y : y + h, x : x + w]
        seen: Seen = "indicated"
        if do.get("mask"):
            seen, mask = "recorded", opening.stencil(self.blobs.read(str(do["mask"])))
            if mask.shape == extent.shape:
                mask = mask[y : y + h, x : x + w]
            if mask.shape != inner.shape:
                raise Refused("WK42", "a mask has neither the size of the picture nor that of its box")
            inner |= mask
        else:
            inner |= found[y : y + h, x : x + w]
        stray = found & ~extent
        kind = self._kind(do)
        if kind in (SpanKind.HUMAN, SpanKind.MECHANICAL):
            extent &= found  # what somebody masked and left as it was is nobody's new work
            machine = extent & self._of(SpanKind.AI, SpanKind.AI_EDITED)
            if kind is SpanKind.HUMAN:
                self._fill(machine, do, SpanKind.AI_EDITED, seen)
                extent &= ~machine
            else:  # a filter makes nothing anybody's: only a person's pixels are no longer as they left them
                extent &= self._of(SpanKind.HUMAN)
        self._fill(extent, do, kind, seen)
        self._fill(stray, {"before": do["before"]}, SpanKind.UNKNOWN, "recorded")

    def _return(self, sha256: str) -> None:
        """Give back to a machine what was said to be a person's after the machine had made it."""
        import numpy as np

        height, width = self.owners.shape
        if not self._of(*_TYPED).any() or not self.outputs.of_size((width, height)):
            return
        for found in self.outputs.repeated(self._decoded(sha256)[0]):
            later = self._of(*_TYPED, since=found.act)
            same = later & (found.apart <= SAME)
            if not same.any():
                continue
            rest = later & False
            if 2 * same.sum() > later.sum():  # the output saved anew, and what else was done to it
                same = later & (found.apart <= NOISE)
                rest = later & ~same & self._of(SpanKind.HUMAN)
            do = {"from": list(found.from_), "before": self.sha256}
            shown = np.array([one["seen"] == "recorded" for one in self.regions])[self.owners]
            for part, kind in ((rest, SpanKind.AI_EDITED), (same, SpanKind.AI)):
                self._fill(part & shown, do, kind, "recorded")
                self._fill(part & ~shown, do, kind, "indicated")
            return

    def _found(self, before: str, after: str) -> "NDArray[np.bool_]":
        old, one = self._decoded(before)
        new, other = self._decoded(after)
        if old.shape != new.shape:
            raise Refused("WK42", "the picture has another size after the act than before it")
        return changed(old, new, exact=one and other)

    def _decoded(self, sha256: str) -> "tuple[NDArray[np.uint8], bool]":
        """What one act left is what the next one begins with: it is decoded once."""
        if self.last is None or self.last[0] != sha256:
            data = self.blobs.read(sha256)
            width, height = opening.measured(data)
            self.left -= width * height
            if self.left < 0:
                raise Refused("WK43", f"more than {WORK:,} pixels to decode in one picture's record")
            self.last = sha256, *opening.decoded(data)
        return self.last[1:]

    def _box(self, do: Mapping[str, Any]) -> tuple[int, int, int, int]:
        box = do.get("box")
        height, width = self.owners.shape
        if not (isinstance(box, list | tuple) and len(box) == 4 and all(type(n) is int for n in box)):
            raise Refused("WK42", "a box is four whole numbers: left, top, width, height")
        x, y, w, h = box
        if min(x, y) < 0 or min(w, h) < 1 or x + w > width or y + h > height:
            raise Refused("WK42", f"a box of {w} × {h} at {x}, {y} is not inside {width} × {height}")
        return x, y, w, h

    def _of(self, *kinds: SpanKind, since: ActAt = (-1, 0)) -> "NDArray[np.bool_]":
        import numpy as np

        chosen = np.array([one["kind"] in kinds and one["act"] > since for one in self.regions], bool)
        of: NDArray[np.bool_] = chosen[self.owners]
        return of

    def _kind(self, do: Mapping[str, Any]) -> SpanKind:
        kind = _KINDS.get(str(do.get("as")), SpanKind.UNKNOWN)
        nameless = kind is SpanKind.SOURCE and not do.get("from")
        return SpanKind.UNKNOWN if nameless else kind

    def _fill(
        self, extent: "NDArray[np.bool_]", do: Mapping[str, Any], kind: SpanKind, seen: Seen
    ) -> None:
        if extent.any():
            self.owners[extent] = self._region(do, kind, seen)

    def _whole(self, sha256: str, do: Mapping[str, Any], kind: SpanKind) -> None:
        width, height = opening.measured(self.blobs.read(sha256))
        self.owners = _raster((height, width), self._region(do, kind, "recorded"))

    def _unknown(self, sha256: str) -> None:
        """Nothing is known of this picture but its size, if that."""
        try:
            self._whole(sha256, {}, SpanKind.UNKNOWN)
        except Refused:
            self.owners = _raster((0, 0))

    def _region(self, do: Mapping[str, Any], kind: SpanKind, seen: Seen) -> int:
        said = {"origin": origin_of(do.get("from")), "tool": do.get("tool"), "before": do.get("before")}
        given = {name: str(text or "") for name, text in said.items()}
        self.regions.append(
            {"act": self.act.at, "how": self.act.how, "kind": kind, "seen": seen, **given}
        )
        return len(self.regions) - 1

    def _tell(self, refused: Refused) -> None:
        if len(self.troubles) < 100:
            self.troubles.append(f"{refused.code} {refused.what}")

    def map(self) -> PictureMap:
        """Return the pixels and regions as they are now."""
        import numpy as np

        height, width = self.owners.shape
        found = extents(self.owners, len(self.regions))
        kept = [i for i, (pixels, _) in enumerate(found) if pixels]
        places = np.zeros(max(len(self.regions), 1), dtype="<u2")
        places[kept] = range(len(kept))
        return PictureMap(
            width=width,
            height=height,
            regions=tuple(Region(**self.regions[i], pixels=found[i][0], box=found[i][1]) for i in kept),
            owners=zlib.compress(places[self.owners].tobytes(), 1),
            troubles=tuple(self.troubles),
        )


def _raster(shape: tuple[int, int], owner: int = 0) -> "NDArray[np.uint16]":
    import numpy as np

    return np.full(shape, owner, dtype="<u2")
