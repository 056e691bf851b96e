"""
What a file was and what it is now, written into the record as acts.

    with Recorder.resume(folder, clock) as recorder:
        Following(recorder).save(Save(name="essay.md", medium="text", content=b"..."))

Of what a save brought in, the record knows the origin of what repeats a recorded generation or source.
The rest is of unknown origin, unless the person declares otherwise; then it is declared, not recorded.
"""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from tanba.kernel import Refused, value
from tanba.works.capture.files import Save
from tanba.works.capture.origin import KNOWN, Belief, Known
from tanba.works.capture.saving import Do, follow, readable
from tanba.works.pictures import difference, measured
from tanba.works.record.reading import Reading
from tanba.works.record.recorder import Recorder
from tanba.works.record.values import How
from tanba.works.sounds import milliseconds

UNSEEN: Final = Belief()
"""Nobody says where it comes from."""


@value
class Followed:
    """What one save became."""

    piece: str
    acts: int
    """0 when nothing had changed."""
    why: str = ""
    """Why it was not followed; empty when it was."""


class Following:
    """
    The files of a work, followed into an open recorder.

    Raises what the recorder raises; everything that a method recorded is durable when it returns.
    """

    def __init__(self, recorder: Recorder) -> None:
        self.recorder = recorder
        self._known: list[Known] | None = None
        self._states: dict[str, str] | None = None
        self._clips: dict[str, str] = {}

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
            return Followed(piece=save.name, acts=0, why=save.why)
        begun, before = save.name in self.recorder.ledger.media, self.recorder.at
        if begun and self.recorder.ledger.media[save.name] != save.medium:
            return Followed(piece=save.name, acts=0, why="it was another kind of file before")
        said = belief if begun else first
        try:
            if save.medium == "text":
                self._text(save, said, begun)
            elif save.medium == "picture":
                self._picture(save, said, begun)
            else:
                self._sound(save, said, begun)
        except Refused as refused:
            if refused.code not in _PASSED:
                raise
            return Followed(piece=save.name, acts=0, why=f"{refused.code} {refused.what}")
        self.recorder.flush()
        return Followed(piece=save.name, acts=self.recorder.at[1] - before[1])

    def rename(self, piece: str, file: str) -> None:
        """Record that the text of a piece has another file name now."""
        content = self.recorder.text(piece).encode()
        self.recorder.open(piece, file, "text", content)
        self.recorder.flush()

    def _text(self, save: Save, belief: Belief, begun: bool) -> None:
        new = readable(save.content)
        assert new is not None  # noqa: S101  a folder passes over what is not readable
        if not begun:
            self.recorder.open(save.name, save.name, "text", b"")
        old = self.recorder.text(save.name)
        if old == new and begun:
            return
        write(self.recorder, follow(save.name, old, new, self.known(), belief), belief)
        self.recorder.save(save.name, save.content)

    def _picture(self, save: Save, belief: Belief, begun: bool) -> None:
        width, height = measured(save.content)
        how = how_of(belief)
        origin = {"as_": belief.as_, "from_": self._whole(belief, save.content)}
        if not begun:
            self.recorder.open(save.name, save.name, "picture", save.content, **origin, how=how)
            self._note(save.name)
            return
        before, after = self.states()[save.name], self.recorder.blobs.put(save.content)
        if before == after:
            return
        seen = difference(self.recorder.blobs.read(before), save.content)
        if not seen.comparable:  # of another size: no act accounts for it
            self.recorder.save(save.name, save.content)
        else:
            box = list(seen.box or (0, 0, width, height))
            states = {"before": before, "after": after, "box": box}
            tool = "difference of two saves"
            self.recorder.add("region", how, piece=save.name, **states, **origin, tool=tool)
        self._note(save.name)

    def _sound(self, save: Save, belief: Belief, begun: bool) -> None:
        how, name = how_of(belief), save.name
        origin = {"as_": belief.as_, "from_": self._whole(belief, save.content)}
        if not begun:
            self.recorder.open(name, name, "sound", save.content, **origin, how=how)
        elif self.states()[name] == (after := self.recorder.blobs.put(save.content)):
            return
        else:
            self.recorder.save(name, save.content)
        self._note(name)
        after = self.states()[name]
        if clip := self._clips.pop(name, ""):
            self.recorder.add("clip", How.RECORDED, piece=name, edit="delete", clip=clip)
        length = milliseconds(save.content)
        if length:
            clip = f"c{self.recorder.at[0]}.{self.recorder.at[1]}"  # a name that no other act has
            where = {"track": 0, "at": 0, "sha256": after, "start": 0, "stop": length}
            self.recorder.add(
                "clip", how, piece=name, edit="place", clip=clip, **where, **origin, rate=1_000
            )
            self._clips[name] = clip

    def _whole(self, belief: Belief, content: bytes) -> Any:
        """Return where a whole picture or sound comes from, as the record writes it."""
        if belief.as_ == "source":
            return belief.of or None
        made = self.recorder.ledger.generations.get(belief.of)
        if made is None:
            return None
        name = self.recorder.blobs.put(content)
        return [made.id, made.outputs.index(name)] if name in made.outputs else None

    def known(self) -> list[Known]:
        """Return the texts of generations and sources that the record has, the latest first."""
        if self._known is None:
            self._known = list(_bounded(self.recorder))
        return self._known

    def states(self) -> dict[str, str]:
        """Return the SHA-256 of what each picture and sound is now."""
        if self._states is None:
            self._states = {}
            self.recorder.flush()
            for _, _, _, _, do, fields in Reading(self.recorder.folder).acts():
                if do in ("open", "save", "region", "crop", "clip"):
                    self._state(do, fields)
        return self._states

    def _note(self, name: str) -> None:
        """Take note of the act that was just written."""
        self._states = None

    def _state(self, do: str, fields: Mapping[str, Any]) -> None:
        assert self._states is not None  # noqa: S101
        name = fields["piece"]
        if do != "clip":
            self._states[name] = fields.get("after") or fields["sha256"]
        elif fields["edit"] == "place":
            self._clips[name] = fields["clip"]
        elif fields["edit"] == "delete":
            self._clips.pop(name, None)


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
