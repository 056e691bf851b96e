"""
What a file was and what it is now, written into the record as acts.

    with Recorder.resume(folder, clock) as recorder:
        Following(recorder, folder).save(Save(name="essay.md", medium="text", content=b"..."))
        recorder.flush()

Of what a save brought in, the record knows the origin of what repeats a recorded generation or source.
The rest is of unknown origin, unless the person declares otherwise; then it is declared, not recorded.
"""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

from tanba.kernel import Refused, value
from tanba.works.capture.files import Save
from tanba.works.capture.origin import KNOWN, Belief, Known
from tanba.works.capture.saving import Do, follow, readable
from tanba.works.record.reading import Reading
from tanba.works.record.recorder import Recorder
from tanba.works.record.values import How, Media

UNSEEN: Final = Belief()
"""Nobody says where it comes from."""


@value
class Followed:
    """What one save became."""

    file: str
    acts: int
    """0 when nothing had changed."""
    moves: int = 0
    """Acts of these that moved a passage."""
    why: str = ""
    """Why it was not followed; empty when it was."""


class Following:
    """
    The files of a work, followed into an open recorder.

    Raises what the recorder raises. What was recorded is durable after the recorder's next `flush`.
    """

    def __init__(self, recorder: Recorder, folder: Path) -> None:
        self.recorder = recorder
        self.pieces: dict[str, str] = {}
        """The piece of each file."""
        self._states: dict[str, str] = {}
        self._clips: dict[str, str] = {}
        self._known: list[Known] | None = None
        self._moves = 0
        recorder.flush()
        for _, _, _, _, do, fields in Reading(folder).acts():
            if do in ("open", "save", "region", "crop", "clip"):
                self._note(do, fields)

    def save(self, save: Save, belief: Belief = UNSEEN, first: Belief = UNSEEN) -> Followed:
        """
        Record what a file holds now.

        Parameters
        ----------
        belief
            What the person says of what the save brought in.
        first
            What the person says of all that a file held before it was followed.
        """
        if save.why:
            return Followed(file=save.name, acts=0, why=save.why)
        begun, before = save.name in self.pieces, self.recorder.at
        piece = self.pieces.get(save.name, save.name)
        media = self.recorder.ledger.media.get(piece)
        if media is not None and media != save.medium:
            return Followed(file=save.name, acts=0, why="it was another kind of file before")
        said = belief if begun else first
        self._moves = 0
        try:
            if save.medium == "text":
                self._text(piece, save, said, begun)
            elif save.medium == "picture":
                self._picture(piece, save, said, begun)
            else:
                self._sound(piece, save, said, begun)
        except Refused as refused:
            if refused.code not in _PASSED:
                raise
            return Followed(file=save.name, acts=0, why=f"{refused.code} {refused.what}")
        return Followed(file=save.name, acts=self.recorder.at[1] - before[1], moves=self._moves)

    def same(self, gone: str, save: Save) -> bool:
        """Say whether a file that appeared is one that went, under another name."""
        piece = self.pieces.get(gone)
        if piece is None or save.why or save.name in self.pieces or save.medium != "text":
            return False
        text = self.recorder.ledger.media[piece] == "text"
        return text and bool(save.content) and self.recorder.text(piece).encode() == save.content

    def rename(self, old: str, new: str) -> Followed:
        """Record that a text has another file name now."""
        piece = self.pieces[old]
        self._open(piece, new, "text", self.recorder.text(piece).encode(), UNSEEN)
        del self.pieces[old]
        return Followed(file=new, acts=1)

    def remove(self, file: str) -> Followed:
        """Record that a file is no more; a text of it is empty from now on."""
        piece = self.pieces.get(file)
        if piece is None or self.recorder.ledger.media[piece] != "text":
            return Followed(file=file, acts=0)
        length = len(self.recorder.text(piece))
        if length:
            self.recorder.delete(piece, 0, length)
            self.recorder.save(piece, b"")
        return Followed(file=file, acts=2 if length else 0)

    def mask(self, save: Save, mask: bytes, belief: Belief, tool: str) -> Followed:
        """
        Record that a picture was changed where `mask` is white: the extent is a fact, not a comparison.

        Raises Refused: WK41 for what is no picture, WK42 for a mask of another size, WK47 for a picture
        that is not followed yet.
        """
        from tanba.works.pictures import bounds, measured, stencil

        piece, before = self._begun(save), self.recorder.at
        extent = stencil(mask)
        width, height = measured(save.content)
        box = bounds(extent)
        if extent.shape != (height, width) or box is None:
            what = f"a mask should have {width} × {height} pixels, some of them white"
            raise Refused("WK42", what, "white is what was changed")
        blobs = self.recorder.blobs
        states = {"before": self._states[piece], "after": blobs.put(save.content), "box": list(box)}
        rest = {**self._origin(belief, save.content), "tool": tool or None}
        self._add("region", how_of(belief), piece=piece, **states, mask=blobs.put(mask), **rest)
        return Followed(file=save.name, acts=self.recorder.at[1] - before[1])

    def crop(self, save: Save, box: tuple[int, int, int, int]) -> Followed:
        """Record that a picture was cut down to `box` of what it was; raises Refused WK41, WK42, WK47."""
        from tanba.works.pictures import measured

        piece = self._begun(save)
        if measured(save.content) != box[2:]:
            raise Refused("WK42", f"the picture is not {box[2]} × {box[3]}, as the box is")
        after = self.recorder.blobs.put(save.content)
        self._add(
            "crop", How.DECLARED, piece=piece, before=self._states[piece], after=after, box=list(box)
        )
        return Followed(file=save.name, acts=1)

    def known(self) -> list[Known]:
        """Return the texts of generations and sources that the record has, the latest first."""
        if self._known is None:
            self._known = list(_bounded(self.recorder))
        return self._known

    def _text(self, piece: str, save: Save, belief: Belief, begun: bool) -> None:
        new = readable(save.content)
        assert new is not None  # noqa: S101  a folder passes over what is not readable
        if not begun:
            self._open(piece, save.name, "text", b"", UNSEEN)
        old = self.recorder.text(piece)
        if old != new:
            acts = list(follow(piece, old, new, self.known(), belief))
            self._moves = sum(act["do"] == "move" for act in acts)
            write(self.recorder, acts, belief)
            self.recorder.save(piece, save.content)

    def _picture(self, piece: str, save: Save, belief: Belief, begun: bool) -> None:
        from tanba.works.pictures import difference, measured

        width, height = measured(save.content)
        if not begun:
            self._open(piece, save.name, "picture", save.content, belief)
            return
        before, after = self._states[piece], self.recorder.blobs.put(save.content)
        if before == after:
            return
        seen = difference(self.recorder.blobs.read(before), save.content)
        if not seen.comparable:  # of another size: no act accounts for it
            self._add("save", How.RECORDED, piece=piece, sha256=after)
            return
        states = {"before": before, "after": after, "box": list(seen.box or (0, 0, width, height))}
        rest = {**self._origin(belief, save.content), "tool": "difference of two saves"}
        self._add("region", how_of(belief), piece=piece, **states, **rest)

    def _sound(self, piece: str, save: Save, belief: Belief, begun: bool) -> None:
        from tanba.works.sounds import milliseconds

        after = self.recorder.blobs.put(save.content)
        if not begun:
            self._open(piece, save.name, "sound", save.content, belief)
        elif self._states[piece] == after:
            return
        else:
            self._add("save", How.RECORDED, piece=piece, sha256=after)
        if old := self._clips.get(piece):
            self._add("clip", How.RECORDED, piece=piece, edit="delete", clip=old)
        length = milliseconds(save.content)
        if length:
            session, n = self.recorder.at
            where = {"track": 0, "at": 0, "sha256": after, "start": 0, "stop": length}
            given = {
                "edit": "place",
                "clip": f"c{session}.{n}",
                **where,
            }  # a name that no other act gave
            rest = {**self._origin(belief, save.content), "rate": 1_000}
            self._add("clip", how_of(belief), piece=piece, **given, **rest)

    def _begun(self, save: Save) -> str:
        piece = self.pieces.get(save.name)
        if save.why:
            raise Refused("WK47", save.why)
        if piece is None or self.recorder.ledger.media[piece] != "picture":
            hint = "record what it was first: `tanba work edit` without a mask"
            raise Refused("WK47", "not a picture that the record has", hint)
        return piece

    def _origin(self, belief: Belief, content: bytes) -> dict[str, Any]:
        return {"as_": belief.as_, "from_": self._whole(belief, content)}

    def _open(self, piece: str, file: str, media: Media, content: bytes, belief: Belief) -> None:
        digest = self.recorder.blobs.put(content)
        given = {"piece": piece, "file": file, "media": media, "sha256": digest}
        self._add("open", how_of(belief), **given, **self._origin(belief, content))

    def _add(self, do: str, how: How, **fields: Any) -> None:
        self.recorder.add(do, how, **fields)
        self._note(do, fields)

    def _note(self, do: str, fields: Mapping[str, Any]) -> None:
        piece = fields["piece"]
        if do == "open":
            self.pieces[fields["file"]] = piece
        if do != "clip":
            self._states[piece] = fields.get("after") or fields["sha256"]
        elif fields["edit"] == "place":
            self._clips[piece] = fields["clip"]
        elif fields["edit"] == "delete":
            self._clips.pop(piece, None)

    def _whole(self, belief: Belief, content: bytes) -> Any:
        """Return where a whole picture or sound comes from, as the record writes it."""
        if belief.as_ == "source":
            return belief.of or None
        made = self.recorder.ledger.generations.get(belief.of)
        if made is None:
            return None
        name = self.recorder.blobs.put(content)
        return [made.id, made.outputs.index(name)] if name in made.outputs else None


def write(recorder: Recorder, acts: Iterable[Do], belief: Belief) -> None:
    """Write acts of a text; what only the person says is declared."""
    for act in acts:
        said = act.get("as") == belief.as_ and act.get("from", belief.of or None) == (belief.of or None)
        how = how_of(belief) if said and act["do"] != "delete" else How.RECORDED
        fields = {_KEYS.get(key, key): part for key, part in act.items() if key != "do"}
        recorder.add(act["do"], how, **fields)


def how_of(belief: Belief) -> How:
    """Return how something that rests on the person's word comes into the record."""
    return How.RECORDED if belief.as_ == "pasted" else How.DECLARED


def _bounded(recorder: Recorder) -> Iterable[Known]:
    left = KNOWN
    ledger = recorder.ledger
    texts = [
        (made.act, digest, made.id, number, False)
        for made in ledger.generations.values()
        if made.media == "text"
        for number, digest in enumerate(made.outputs)
    ]
    texts += [(one.act, one.sha256, one.id, 0, True) for one in ledger.sources.values() if one.sha256]
    for _, digest, of, output, source in sorted(texts, reverse=True):
        try:
            text = readable(recorder.blobs.read(digest, left))
        except Refused:
            continue  # too large to compare with
        if text:
            left -= len(text)
            yield Known(text=text, of=of, output=output, source=source)


_KEYS: Final = {"as": "as_", "from": "from_"}
_PASSED: Final = ("WK12", "WK40", "WK41")
"""Too large, or not a picture: told, and the other files go on."""
