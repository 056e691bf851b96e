"""What was written into a file, layer by layer, and what was seen in one."""

from pathlib import Path
from typing import Final, Literal, get_args

from tanba.kernel import Lang, value
from tanba.marks.disclosure import Disclosure

Layer = Literal["label", "watermark", "metadata", "c2pa"]
LAYERS: Final[tuple[Layer, ...]] = get_args(Layer)
"""In the order in which they are written: each may cover those before it, never those after."""

Corner = Literal["bottom-left", "bottom-right", "top-left", "top-right", "bottom", "top", "below"]
CORNERS: Final[tuple[Corner, ...]] = get_args(Corner)
"""Where a label may stand; `bottom` and `top` are bands as wide as the picture, `below` one under it."""


@value
class Label:
    """A label as it is asked for."""

    texts: tuple[tuple[Lang, str], ...]
    """What it says, one language after the other."""
    share: float = 0.05
    """Least height of its letters, ascender to descender, over the shortest side (GB 45438: 0.05)."""
    corner: Corner = "bottom-left"
    cover: float = 0.3
    """Most of the picture's area that it may cover, 0 to 1."""
    opening: float | None = None
    """Seconds of video that carry it, at least 2; None for the whole length."""
    voice: Path | None = None
    """A clip with a spoken notice for sound; without one, the rhythm tone of GB 45438."""


@value
class Drawn:
    """A label as it was drawn; None where a figure has no meaning in that medium."""

    how: str
    """In plain English: pixels, opening line, page text, tone, spoken clip …"""
    text: str
    languages: tuple[Lang, ...]
    box: tuple[int, int, int, int] | None = None
    """Left, top, width, height in pixels of the first frame or points of the first page."""
    share: float | None = None
    """Height of the letters over the shortest side."""
    cover: float | None = None
    """Area of the box over the area of the picture."""
    contrast: float | None = None
    """Least contrast between letters and what lies right behind them, 1 to 21 (WCAG 2.2)."""
    seconds: float | None = None
    """How long it is seen or heard, from the start."""
    count: int = 1
    """Frames, pages or parts that carry it."""


@value
class Written:
    """One layer, as it was written."""

    layer: Layer
    where: str
    """Where in the file, in the format's own words: `XMP in APP1`, `tEXt`, `sidecar name.c2pa` …"""
    sha256: str
    """Of the bytes that this layer added: the packet, the manifest; of the label, its text."""
    size: int
    drawn: Drawn | None = None


@value
class LeftOut:
    """A layer that was asked for and that this kind of file cannot hold, and why."""

    layer: Layer
    code: str
    why: str


@value
class Marked:
    """One file, marked."""

    source: Path
    target: Path
    sidecar: Path | None
    container: str
    size: int
    """Bytes of the source."""
    source_sha256: str
    sha256: str
    disclosure: Disclosure
    written: tuple[Written, ...]
    left_out: tuple[LeftOut, ...] = ()


@value
class Reserved:
    """One file, with a wish about training in it."""

    source: Path
    target: Path
    sidecar: Path | None
    container: str
    source_sha256: str
    sha256: str
    written: tuple[Written, ...]
    left_out: tuple[LeftOut, ...] = ()


# --- what is seen -----------------------------------------------------------------------------------


@value
class Said:
    """What one place of metadata says. Anybody can write it."""

    where: str
    profile: Disclosure | None = None
    source_type: str = ""
    aigc: str = ""
    """The JSON text of GB 45438's AIGC property, as found, at most 4,000 characters."""
    tool: str = ""
    """Creator tool or software."""
    ai: bool = False
    """Whether it says, in a standard way, that AI made or changed the content."""
    mining: tuple[str, ...] = ()
    """Every value of PLUS Data Mining, as found: one file may contradict itself."""
    reservation: tuple[str, ...] = ()
    """Every value of TDMRep's reservation: 1 reserved, 0 not."""
    policy: tuple[str, ...] = ()
    """Where the terms for mining stand (TDMRep)."""
    flaw: str = ""
    """What is wrong with it, if it could not be read whole."""


CredentialState = Literal["trusted", "valid", "invalid", "absent"]


@value
class Reason:
    """A finding of a validator: its code and its words."""

    code: str
    what: str = ""


@value
class Action:
    """One step that a manifest reports."""

    name: str
    source_type: str = ""
    software: str = ""
    when: str = ""


@value
class Ingredient:
    """What a manifest says that the file was made from."""

    title: str
    relation: str
    state: str = ""
    ai: bool = False
    """Its own manifest, kept inside, says that AI made or changed it or what it was made from."""


@value
class Use:
    """What a manifest says about one use in training and mining (CAWG, C2PA up to 1.4)."""

    assertion: str
    """cawg.training-mining or c2pa.training-mining."""
    entry: str
    """Such as cawg.ai_training."""
    use: str
    """allowed, notAllowed, constrained; or what else stands there."""
    constraint: str = ""
    earlier: bool = False
    """It is said by the manifest of what the file was made from, not by the file's own."""


@value
class Credentials:
    """What the C2PA layer says. `trusted`: by somebody our anchors vouch for; never that it is true."""

    state: CredentialState
    where: str = ""
    """embedded, sidecar NAME, or a place in the text."""
    reasons: tuple[Reason, ...] = ()
    """Failures when invalid; why no more than valid; empty when trusted."""
    signer: str = ""
    issuer: str = ""
    local: bool = False
    """Signed by an authority that Tanba made on somebody's machine: it vouches for nobody."""
    time: str = ""
    """RFC 3339; of the time-stamp if `time_proven`, else what the signer claims, else empty."""
    time_proven: bool = False
    """A trusted time-stamp authority vouches for the time (RFC 3161)."""
    tool: str = ""
    actions: tuple[Action, ...] = ()
    ingredients: tuple[Ingredient, ...] = ()
    disclosure: Disclosure | None = None
    drawn: Drawn | None = None
    """The label that the manifest claims was drawn."""
    uses: tuple[Use, ...] = ()
    """What it says about training and mining, with what the file was made from."""
    manifests: int = 0
    remote: str = ""
    """A manifest kept elsewhere, which we do not fetch."""


Shown = Literal["met", "missing", "not shown"]
Why = Literal[
    "manifest-trusted",  # signed by somebody our anchors vouch for, unchanged since, and says AI
    "manifest-valid",  # the same, by somebody nobody vouches for
    "manifest-invalid",  # there is a manifest, and it does not fit the file
    "manifest-expired",  # nothing is wrong but the day: its certificate has ended
    "ingredient-says-ai",  # it says nothing of AI, and keeps the manifest of a part that does
    "manifest-silent",  # a sound manifest that says nothing of AI
    "manifest-elsewhere",  # a manifest kept on a server, which we do not ask
    "metadata-says-ai",
    "metadata-silent",
    "metadata-unread",
    "nothing-found",
    "label-read",  # found in the file's own text
    "label-claimed",  # by a signer our anchors vouch for
    "label-claimed-by-anybody",
    "label-denied",  # the signer says that none was drawn
    "label-not-read",  # pixels and sound cannot be read by a program like this one
]
"""What an answer rests on; the report says it in three languages."""


@value
class Condition:
    """One half of the duty to mark, and what it rests on."""

    shown: Shown
    why: tuple[Why, ...]


@value
class Verified:
    """Everything that was seen in one file, each layer apart."""

    file: Path
    container: str
    sha256: str
    size: int
    credentials: Credentials
    metadata: tuple[Said, ...]
    label: Drawn | None
    """The label: read in the file itself where `label_read`, else as the manifest claims it."""
    label_read: bool
    machine: Condition
    """Is there a mark that a machine can read?"""
    people: Condition
    """Is there a warning that a person can perceive?"""
    sidecar: Path | None = None
    flaws: tuple[str, ...] = ()
