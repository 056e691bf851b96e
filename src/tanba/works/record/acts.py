"""The acts of a record, each as a method: what editors, watchers, gateways and people call."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any

from tanba.kernel import Refused
from tanba.works.record.blobs import BlobFolder, decoded
from tanba.works.record.ledger import Ledger
from tanba.works.record.text import TextShelf
from tanba.works.record.values import ActAt, How, Media

Entry = str
"""How something came in: typed, pasted (its origin was not seen), ai, source, mechanical."""
Origin = Sequence[Any] | str | None
"""`("g1", 0, 12)`: output 0 of g1 from its code point 12 on; `"s1"`: a source; None: nobody knows."""


class Acts(ABC):
    """
    Acts on one work. Positions and counts are code points of the text before the act.

    Raises
    ------
    Refused
        When the record could not be replayed with the act (see `Recorder`); nothing is written then.
    """

    ledger: Ledger
    """What may be referred to; `ledger.next("g")` is the name of the next generation."""
    blobs: BlobFolder
    texts: TextShelf

    @abstractmethod
    def add(self, do: str, how: How, **fields: Any) -> ActAt:
        """Write one act of any kind and return where it stands."""

    def text(self, piece: str) -> str:
        """Return the text of a piece as the record leaves it."""
        self.ledger.check_piece(piece, "insert")
        return str(self.texts[piece])

    def open(
        self,
        piece: str,
        file: str,
        media: Media,
        content: bytes,
        as_: Entry = "pasted",
        from_: Origin = None,
        how: How = How.RECORDED,
    ) -> ActAt:
        """
        Begin a piece with what is there, or take up one that may have changed meanwhile.

        Nobody saw how that came about: it is unknown, unless it is said to be `ai` or `source`, or is
        declared to be `typed`.
        """
        if media == "text":
            decoded(content)
        kept = self.blobs.put(content)
        return self.add(
            "open", how, piece=piece, file=file, media=media, sha256=kept, as_=as_, from_=from_
        )

    def prompt(self, text: str, how: How = How.RECORDED) -> str:
        """Record a prompt and return its name."""
        name = self.ledger.next("p")
        self.add("prompt", how, id=name, sha256=self.blobs.put(_encoded(text)))
        return name

    def generated(
        self,
        outputs: Sequence[str | bytes],
        model: str,
        version: str = "",
        settings: Mapping[str, Any] | None = None,
        prompt: str | None = None,
        media: Media = "text",
        how: How = How.RECORDED,
        receipt: bytes | None = None,
    ) -> str:
        """
        Record all that a machine gave in answer, and return the name of the generation.

        `receipt` is what a second party signed for it: kept as it is, and judged by whoever reads it.
        """
        contents = [_encoded(one) if isinstance(one, str) else one for one in outputs]
        if media == "text":
            for content in contents:
                decoded(content)
        name = self.ledger.next("g")
        self.add(
            "generated",
            how,
            id=name,
            prompt=prompt,
            model=model,
            version=version,
            settings=dict(settings or {}),
            outputs=[self.blobs.put(content) for content in contents],
            media=media,
            receipt=None if receipt is None else self.blobs.put(receipt),
        )
        return name

    def choose(self, of: str, chosen: Sequence[int], how: How = How.RECORDED) -> ActAt:
        """Record which outputs were taken, by number; none when all were rejected."""
        return self.add("choose", how, of=of, chosen=sorted(set(chosen)))

    def source(
        self,
        title: str,
        holder: str = "",
        rights: str = "",
        content: bytes | None = None,
        how: How = How.RECORDED,
    ) -> str:
        """Record material that is brought in, and whose it is; return its name."""
        name = self.ledger.next("s")
        kept = None if content is None else self.blobs.put(content)
        self.add("source", how, id=name, title=title, holder=holder, rights=rights, sha256=kept)
        return name

    def insert(
        self, piece: str, at: int, text: str, as_: Entry, from_: Origin = None, how: How = How.RECORDED
    ) -> ActAt:
        """Record text that came in before the code point `at`."""
        return self.add("insert", how, piece=piece, at=at, text=text, as_=as_, from_=from_)

    def delete(
        self, piece: str, at: int, count: int, as_: Entry = "typed", how: How = How.RECORDED
    ) -> ActAt:
        """Record that `count` code points from `at` on went out."""
        return self.add("delete", how, piece=piece, at=at, count=count, as_=as_)

    def replace(
        self,
        piece: str,
        at: int,
        count: int,
        text: str,
        as_: Entry,
        from_: Origin = None,
        how: How = How.RECORDED,
    ) -> ActAt:
        """Record that `text` took the place of `count` code points from `at` on."""
        return self.add(
            "replace", how, piece=piece, at=at, count=count, text=text, as_=as_, from_=from_
        )

    def move(self, piece: str, at: int, count: int, to: int, how: How = How.RECORDED) -> ActAt:
        """Record that code points went elsewhere; `to` is a place in the text without them."""
        return self.add("move", how, piece=piece, at=at, count=count, to=to)

    def save(self, piece: str, content: bytes) -> ActAt:
        """Record what the file now is; a text must be what the record leaves (WK15)."""
        self.ledger.check_piece(piece, "save")
        if self.ledger.media[piece] == "text":
            if not self.texts[piece].equals(content):
                raise Refused("WK15", f"piece {piece!r} is not what its recorded acts make of it")
            kept = sha256(content).hexdigest()  # the acts make it: its bytes need not be kept
        else:
            kept = self.blobs.put(content)
        return self.add("save", How.RECORDED, piece=piece, sha256=kept)

    def note(self, text: str, how: How = How.RECORDED) -> ActAt:
        """Record a remark."""
        return self.add("note", how, text=text)


def _encoded(text: str) -> bytes:
    try:
        return text.encode()
    except UnicodeEncodeError:
        raise Refused("WK19", "text with half a surrogate pair, which is no character") from None
