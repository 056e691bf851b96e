"""What a record of a work says, as values: who, when, with what, and what every code point is."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any, Literal, Protocol

from tanba.kernel import value

ActAt = tuple[int, int]
"""Session number and act number in it, both from 1; `(2, 0)` is the head of the second session."""

Media = Literal["text", "picture", "sound"]


class SpanKind(StrEnum):
    """What a stretch of a work is. Unknown is never counted as human."""

    AI = "ai"
    """Machine output as it came."""
    AI_EDITED = "ai_edited"
    """Typed by a person inside machine material."""
    HUMAN = "human"
    SOURCE = "source"
    """Brought in from a named source: somebody else's, or earlier work."""
    MECHANICAL = "mechanical"
    """Made by a formatter, a spelling check or the like."""
    UNKNOWN = "unknown"


class How(StrEnum):
    """How an act came into the record."""

    RECORDED = "recorded"
    DECLARED = "declared"
    """Said afterwards by whoever keeps the record."""
    RECEIVED = "received"
    """Said to come from a second party, such as a gateway; only its receipt shows it."""


class Grade(StrEnum):
    """How well a fact is evidenced, E0 the least; compare with `<`."""

    E0 = "E0"
    E1 = "E1"
    E2 = "E2"
    E3 = "E3"
    E4 = "E4"


@value
class Work:
    """What a work is called and who makes it: `work.json`."""

    id: str
    """32 hexadecimal digits, by chance."""
    title: str
    author: str
    language: str
    """A tag such as `kk`, `ru`, `en`; empty when it was not said."""
    media: Media
    made: datetime
    """By the clock of the machine, in UTC: never proof of time."""


@value
class SessionHead:
    """One session: its first line, and what reading all of it gave."""

    number: int
    tool: str
    at: datetime
    """By the clock of the machine, in UTC: never proof of time."""
    prev: str
    """SHA-256 of the last line of the session before; empty for the first."""
    checkpoint: str
    """The signed checkpoint that was the newest known at the start, as text; empty for none."""
    card: str
    """SHA-256 of `work.json` as it was at the start."""
    acts: int
    ms: int
    """Milliseconds from `at` to the latest act, by the clock of the machine."""
    stopped: bool
    """False when it has not ended, or was broken off."""
    last: str
    """SHA-256 of its last line."""


@value
class Act:
    """One line of a session below its head."""

    session: int
    n: int
    ms: int
    how: How
    do: str
    fields: Mapping[str, Any]
    """The keys that belong to `do`, as JSON types."""

    @property
    def at(self) -> ActAt:
        """Its place in the record."""
        return self.session, self.n


@value
class Span:
    """
    A stretch of a text of one kind, in code points: `start` up to, not including, `end`.

    `act` made its first code point. When `last` is another, its code points were made by one act
    each, numbered in a row; otherwise one act made all of them.
    """

    start: int
    end: int
    kind: SpanKind
    how: How
    act: ActAt
    last: ActAt
    origin: str = ""
    """`g1#0` output 0 of generation g1, `s1` a source, empty for none."""
    before: str = ""
    """Machine text that was removed here, for `ai_edited`."""
    retyped: bool = False
    """Typed or pasted, and found to repeat a generation that the record has: hence `ai`."""


@value
class Piece:
    """One text, picture or sound of the work, as the record leaves it."""

    name: str
    file: str
    media: Media
    sha256: str
    """Of the bytes of the file."""
    text: str | None = None
    spans: tuple[Span, ...] = ()
    """They cover the text without gap, in order; empty for an empty text and for other media."""
    body: Any = None
    """A map of regions of a picture, stretches of a sound; None for text."""


@value
class Prompt:
    """A prompt; its text is the blob."""

    id: str
    sha256: str
    how: How
    act: ActAt
    ms: int


@value
class Generation:
    """What a machine gave in answer, all of it, and what was taken."""

    id: str
    model: str
    version: str
    settings: Mapping[str, Any]
    prompt: str
    """Id of the prompt; empty for none recorded."""
    outputs: tuple[str, ...]
    """SHA-256 of each output, a blob."""
    media: Media
    chosen: tuple[int, ...]
    """Numbers of the outputs that were chosen, ascending; empty for none."""
    how: How
    act: ActAt
    ms: int
    receipt: str = ""
    """SHA-256 of a second party's receipt, a blob that no record has checked; empty for none."""

    @property
    def shown(self) -> int:
        """How many outputs there were to choose from."""
        return len(self.outputs)


@value
class Source:
    """Material that was brought in, and whose it is."""

    id: str
    title: str
    holder: str
    rights: str
    sha256: str
    """Empty when the material itself was not kept."""
    how: How
    act: ActAt
    ms: int


@value
class Seal:
    """An entry of the log that commits to the record up to `upto`."""

    upto: ActAt
    head: str
    """SHA-256 of the line of that act; reading has compared it with the line."""
    entry: int
    """Index in the log."""
    checkpoint: str
    proof: str
    """SHA-256 of blobs; empty when there is none."""
    stamps: tuple[str, ...]
    act: ActAt
    ms: int


@value
class Head:
    """What a seal commits to: all lines up to and including this one."""

    work: str
    session: int
    n: int
    sha256: str


class GapKind(StrEnum):
    """Why a time is not covered, or why less is known of it."""

    BETWEEN = "between"
    """No session was open."""
    BROKEN = "broken"
    """A session ended without `stop`: what came after its last act is not known."""
    TORN = "torn"
    """A half-written line was cut off."""
    CLOCK = "clock"
    """The clock of the machine went backwards."""
    CHANGED = "changed"
    """A piece was not what the record left when it was opened again."""
    UNSEALED = "unsealed"
    """Acts after the last seal, or of a record without any."""


@value
class Gap:
    """Where the record does not cover the making, and for how long by the clock of the machine."""

    kind: GapKind
    after: ActAt
    until: ActAt
    """The next act that is covered; for `unsealed`, the last act."""
    seconds: float | None = None
    """None where the clock cannot tell."""


@value
class Minute:
    """How much was done in one minute of a session, counted from its start: 0, 1, 2 …"""

    session: int
    minute: int
    acts: int


@value
class Replayed:
    """All that a record says, after every line, blob and save in it was checked."""

    work: Work
    sessions: tuple[SessionHead, ...]
    pieces: tuple[Piece, ...]
    prompts: tuple[Prompt, ...]
    generations: tuple[Generation, ...]
    sources: tuple[Source, ...]
    seals: tuple[Seal, ...]
    acts: Mapping[str, int]
    """How many acts there are of each `do`."""
    entered: Mapping[str, int]
    """Code points of text that ever came in, by `as`: typed, pasted, ai, source, mechanical."""
    removed: Mapping[SpanKind, int]
    """Code points of text that went out again, by what they were."""
    minutes: tuple[Minute, ...]
    gaps: tuple[Gap, ...]
    head: Head


@value
class Anchor:
    """
    What others say of the acts `first` … `last`: the caller has verified it, we only weigh it.

    The acts were made after `not_before` and existed at `not_after`, both by outside clocks.
    """

    first: ActAt
    last: ActAt
    not_before: datetime | None = None
    not_after: datetime | None = None
    witnessed: int = 0
    """Independent witnesses that cosigned the checkpoint."""
    signed: bool = False
    """Signed with the author's qualified electronic signature."""
    receipt: str = ""
    """The second party whose signed receipt for the acts was verified; empty for none."""


class Blobs(Protocol):
    """The bytes that a record refers to by their SHA-256; what is not as its name says is refused."""

    def read(self, sha256: str, at_most: int = ...) -> bytes:
        """Return the bytes; raises Refused when they are missing, altered or too many."""


class Replayer(Protocol):
    """
    What the pieces of one medium other than text are replayed by: one for each piece.

    `tanba.works.pictures.replayer(name, blobs)` and `tanba.works.sounds.replayer(name, blobs)` make one.
    """

    def take(self, act: Act) -> None:
        """Follow an act on this piece (open, region, crop, clip, save); raises Refused if it does not fit."""

    def piece(self) -> Piece:
        """Return what the acts made."""
