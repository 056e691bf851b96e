"""
The works room: what a human made of a machine's draft, recorded as it happens.

    folder, clock = Path("dawn.work"), lambda: datetime.now(UTC)
    make_work(folder, "Таң", "А. Сейіт", language="kk", now=clock())
    with Recorder.start(folder, clock, tool="an editor 1.0") as recorder:
        recorder.open("text", "dawn.md", "text", b"")
        draft = recorder.generated(["Таң атты. "], model="a model", prompt=recorder.prompt("Таң туралы"))
        recorder.insert("text", 0, "Таң атты. ", "ai", (draft, 0, 0))
        recorder.insert("text", 10, "Мен терезені аштым.", "typed")
        recorder.stop()
    found = contribution_of(replay(folder))
    [(one.kind.value, one.points) for one in found.counts]           # [('ai', 10), ('human', 19)]

A record says what was done, in which order; only seals in a log, and times by others, say when. What nobody
saw coming in is unknown, never human. Moments come in as arguments; the door opens lazily.
"""

from typing import TYPE_CHECKING

from tanba.kernel import lazy_door

if TYPE_CHECKING:
    from tanba.works.capture.files import Folder, Save, medium_of
    from tanba.works.capture.following import Followed, Following
    from tanba.works.capture.history import Step, read_history
    from tanba.works.capture.incoming import read_act, take_act
    from tanba.works.capture.origin import Belief, EnteredAs
    from tanba.works.capture.repository import Commit, Repository
    from tanba.works.comparison.indication import compare
    from tanba.works.comparison.values import Indication, Likeness, Measured, Reading, Resemblance, Rule
    from tanba.works.contribution.account import contribution_of
    from tanba.works.contribution.values import (
        Amount,
        Area,
        Contribution,
        Count,
        Element,
        GenerationLine,
        Interval,
        Layer,
        LongestRun,
        Passage,
        PicturePart,
        PromptLine,
        Raster,
        SessionLine,
        SoundPart,
        Stance,
        Stretch,
        TextPart,
        Unit,
    )
    from tanba.works.deposits import DEPOSIT, Deposit, Shown, check_prompt
    from tanba.works.enclosure import lay_out, record_files
    from tanba.works.optout import (
        GATHERERS,
        SERVERS,
        Check,
        Embedded,
        Look,
        Robots,
        Signal,
        Wish,
        crawl_signals,
        decide,
        embedded_signals,
        header_lines,
        header_signals,
        may_crawl,
        page_signals,
        page_with,
        path_of,
        read_robots,
        read_tdmrep,
        robots_with,
        tdmrep_signals,
        tdmrep_with,
        usage_signals,
    )
    from tanba.works.playback.replaying import replay
    from tanba.works.provenance import to_prov
    from tanba.works.record import BlobFolder, Recorder, make_work, read_card
    from tanba.works.record.values import (
        ActAt,
        Anchor,
        Blobs,
        Gap,
        GapKind,
        Generation,
        Grade,
        Head,
        How,
        Media,
        Minute,
        Piece,
        Replayed,
        Seal,
        Span,
        SpanKind,
        Work,
    )
    from tanba.works.register import PROGRAM_ONLY, Register, register_of

_MODULES = {
    "capture.files": (
        "Folder",
        "Save",
        "medium_of",
    ),
    "capture.following": (
        "Followed",
        "Following",
    ),
    "capture.history": (
        "Step",
        "read_history",
    ),
    "capture.incoming": (
        "read_act",
        "take_act",
    ),
    "capture.origin": (
        "Belief",
        "EnteredAs",
    ),
    "capture.repository": (
        "Commit",
        "Repository",
    ),
    "comparison.indication": ("compare",),
    "comparison.values": (
        "Indication",
        "Likeness",
        "Measured",
        "Reading",
        "Resemblance",
        "Rule",
    ),
    "contribution.account": ("contribution_of",),
    "contribution.values": (
        "Amount",
        "Area",
        "Contribution",
        "Count",
        "Element",
        "GenerationLine",
        "Interval",
        "Layer",
        "LongestRun",
        "Passage",
        "PicturePart",
        "PromptLine",
        "Raster",
        "SessionLine",
        "SoundPart",
        "Stance",
        "Stretch",
        "TextPart",
        "Unit",
    ),
    "deposits": (
        "DEPOSIT",
        "Deposit",
        "Shown",
        "check_prompt",
    ),
    "enclosure": (
        "lay_out",
        "record_files",
    ),
    "optout": (
        "GATHERERS",
        "SERVERS",
        "Check",
        "Embedded",
        "Look",
        "Robots",
        "Signal",
        "Wish",
        "crawl_signals",
        "decide",
        "embedded_signals",
        "header_lines",
        "header_signals",
        "may_crawl",
        "page_signals",
        "page_with",
        "path_of",
        "read_robots",
        "read_tdmrep",
        "robots_with",
        "tdmrep_signals",
        "tdmrep_with",
        "usage_signals",
    ),
    "provenance": ("to_prov",),
    "record": (
        "BlobFolder",
        "Recorder",
        "make_work",
        "read_card",
    ),
    "record.values": (
        "ActAt",
        "Anchor",
        "Blobs",
        "Gap",
        "GapKind",
        "Generation",
        "Grade",
        "Head",
        "How",
        "Media",
        "Minute",
        "Piece",
        "Replayed",
        "Seal",
        "Span",
        "SpanKind",
        "Work",
    ),
    "register": (
        "PROGRAM_ONLY",
        "Register",
        "register_of",
    ),
    "playback.replaying": ("replay",),
}
_ROOMS = {name: module for module, names in _MODULES.items() for name in names}

__all__ = [
    "DEPOSIT",
    "GATHERERS",
    "PROGRAM_ONLY",
    "SERVERS",
    "ActAt",
    "Amount",
    "Anchor",
    "Area",
    "Belief",
    "BlobFolder",
    "Blobs",
    "Check",
    "Commit",
    "Contribution",
    "Count",
    "Deposit",
    "Element",
    "Embedded",
    "EnteredAs",
    "Folder",
    "Followed",
    "Following",
    "Gap",
    "GapKind",
    "Generation",
    "GenerationLine",
    "Grade",
    "Head",
    "How",
    "Indication",
    "Interval",
    "Layer",
    "Likeness",
    "LongestRun",
    "Look",
    "Measured",
    "Media",
    "Minute",
    "Passage",
    "PicturePart",
    "Piece",
    "PromptLine",
    "Raster",
    "Reading",
    "Recorder",
    "Register",
    "Replayed",
    "Repository",
    "Resemblance",
    "Robots",
    "Rule",
    "Save",
    "Seal",
    "SessionLine",
    "Shown",
    "Signal",
    "SoundPart",
    "Span",
    "SpanKind",
    "Stance",
    "Step",
    "Stretch",
    "TextPart",
    "Unit",
    "Wish",
    "Work",
    "check_prompt",
    "compare",
    "contribution_of",
    "crawl_signals",
    "decide",
    "embedded_signals",
    "header_lines",
    "header_signals",
    "lay_out",
    "make_work",
    "may_crawl",
    "medium_of",
    "page_signals",
    "page_with",
    "path_of",
    "read_act",
    "read_card",
    "read_history",
    "read_robots",
    "read_tdmrep",
    "record_files",
    "register_of",
    "replay",
    "robots_with",
    "take_act",
    "tdmrep_signals",
    "tdmrep_with",
    "to_prov",
    "usage_signals",
]

__getattr__ = lazy_door(__name__, _ROOMS)
