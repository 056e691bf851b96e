"""
A person's part in a work as a record shows it. Facts with their grades; no score, and no verdict.

What an office or a court makes of them is not ours to say: `Element` lists what a claim could rest on
and what it could not, for a lawyer to weigh.
"""

from collections.abc import Mapping
from typing import Literal

from tanba.kernel import value
from tanba.works.record.values import (
    ActAt,
    Anchor,
    Gap,
    Generation,
    Grade,
    How,
    Minute,
    SessionHead,
    Source,
    SpanKind,
    Work,
)

Unit = Literal["character", "word", "sentence", "paragraph"]
Stance = Literal["proposed", "others", "disclaimed"]
Layer = Literal[
    "prompts", "own", "edits", "selection", "arrangement", "sources", "machine", "mechanical", "unknown"
]


@value
class Stretch:
    """A stretch of a text of one class and one grade, in code points."""

    start: int
    end: int
    kind: SpanKind
    grade: Grade
    how: How
    act: ActAt
    """The act that made its first code point, and the one that made its last."""
    last: ActAt
    origin: str
    before: str
    retyped: bool


@value
class Count:
    """How much of a class there is with a grade. Words and paragraphs of two classes are not in it."""

    kind: SpanKind
    grade: Grade
    points: int
    words: int
    paragraphs: int
    """Of two grades the lower one counts."""


@value
class Interval:
    """
    How many units of a text a person or a machine made, read in both ways.

    The low figure counts units that are wholly so, the high one those that are so in any part. Human
    never holds `unknown`; the high figure of the machine does, as nobody knows that it is not.
    """

    unit: Unit
    total: int
    human: tuple[int, int]
    """Wholly `human`; touched by a person, which takes in what was typed inside machine material."""
    machine: tuple[int, int]
    """Wholly `ai`; possibly the machine's: `ai`, `ai_edited` or `unknown` in any part."""


@value
class LongestRun:
    """The longest stretch of machine output without a break, as it stands in the work."""

    piece: str
    start: int
    end: int
    words: int
    origins: tuple[str, ...]
    """The outputs it is from, `g1#0`, in order, each once; empty for machine text of unnamed origin."""


@value
class TextPart:
    """A text of the work."""

    name: str
    file: str
    sha256: str
    text: str
    stretches: tuple[Stretch, ...]
    """They cover the text without gap, in order."""
    counts: tuple[Count, ...]
    """Every class and grade that occurs, in the order of `SpanKind` and `Grade`."""
    mixed: tuple[int, int]
    """Words and paragraphs that hold more than one class."""
    intervals: tuple[Interval, ...]
    """One for each `Unit`, in order."""
    longest: LongestRun | None
    retyped: int
    """Code points that were typed or pasted and repeat a generation: counted as machine output."""


@value
class Raster:
    """A picture's classes at a lower resolution."""

    width: int
    height: int
    step: int
    """Pixels of the picture to one of these."""
    kinds: bytes
    """Row by row: for each pixel the place of its class in `SpanKind`."""


@value
class Area:
    """What one act left in a picture."""

    kind: SpanKind
    grade: Grade
    how: How
    recorded: bool
    """False when its extent was found by comparing pixels: an indication, not a fact."""
    pixels: int
    act: ActAt
    origin: str
    tool: str


@value
class PicturePart:
    """A picture of the work."""

    name: str
    file: str
    sha256: str
    width: int
    height: int
    areas: tuple[Area, ...]
    """Those still seen, by act."""
    raster: Raster
    preview: bytes
    """A PNG as large as the raster; empty when the picture was not given or cannot be shown."""
    troubles: tuple[str, ...]


@value
class Passage:
    """A stretch of one track of a sound, in seconds."""

    track: int
    start: float
    end: float
    kind: SpanKind
    grade: Grade
    how: How
    act: ActAt
    origin: str


@value
class SoundPart:
    """A sound of the work. Tracks sound together, so their lengths do not add up to its length."""

    name: str
    file: str
    sha256: str
    seconds: float
    passages: tuple[Passage, ...]
    """By track, then in order."""
    troubles: tuple[str, ...]


Part = TextPart | PicturePart | SoundPart


@value
class PromptLine:
    """A prompt, by its size: its words are opened elsewhere, one at a time."""

    id: str
    grade: Grade
    how: How
    act: ActAt
    points: int
    words: int


@value
class GenerationLine:
    """A generation, and how well it is evidenced."""

    generation: Generation
    grade: Grade


@value
class SourceLine:
    """Material of others, or earlier work, and how well bringing it in is evidenced."""

    source: Source
    grade: Grade


@value
class SessionLine:
    """A session, and how many of its acts, from the first, a seal covers."""

    head: SessionHead
    sealed: int


@value
class Amount:
    """How much there is of a layer; zero where it is not measured so."""

    items: int = 0
    """Prompts, choices, sources, moves: whatever the layer counts."""
    points: int = 0
    """Code points of text."""
    words: int = 0
    pixels: int = 0
    seconds: float = 0.0


@value
class Element:
    """One layer of the work: what it holds, what a claim would do with it, how it is evidenced."""

    layer: Layer
    stance: Stance
    """Proposed for a claim; others' rights; disclaimed."""
    amount: Amount
    grades: Mapping[Grade, int]
    """
    The same by grade, in items, or in code points, pixels and milliseconds added together.

    Empty for selection and arrangement: what is replayed tells that they were done, not how each came in.
    """


@value
class Contribution:
    """
    All of it. `elements` has every layer, in order, with nothing in it where the record has nothing.

    `counts`, `mixed`, `intervals`, `longest` and `retyped` are of all texts together.
    """

    work: Work
    parts: tuple[Part, ...]
    counts: tuple[Count, ...]
    mixed: tuple[int, int]
    intervals: tuple[Interval, ...]
    """Empty for a work without text."""
    longest: LongestRun | None
    retyped: int
    elements: tuple[Element, ...]
    prompts: tuple[PromptLine, ...]
    generations: tuple[GenerationLine, ...]
    sources: tuple[SourceLine, ...]
    sessions: tuple[SessionLine, ...]
    minutes: tuple[Minute, ...]
    anchors: tuple[Anchor, ...]
    """Times and witnesses from outside, as they were given and verified by the caller."""
    gaps: tuple[Gap, ...]
    acts: Mapping[str, int]
    entered: Mapping[str, int]
    removed: Mapping[SpanKind, int]

    @property
    def shown(self) -> int:
        """How many outputs the machine gave in all."""
        return sum(line.generation.shown for line in self.generations)

    @property
    def chosen(self) -> int:
        """How many of them were chosen."""
        return sum(len(line.generation.chosen) for line in self.generations)
