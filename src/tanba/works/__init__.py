"""
The works room: what a human made of a machine's draft, recorded as it happens.

    with Recorder.create(Path("story.work"), "Таң", "Айгүл", "kk", "text", now=NOW) as recorder:
        pass
"""

from typing import TYPE_CHECKING

from tanba.kernel import lazy_door

if TYPE_CHECKING:
    from tanba.works.capture.files import (
        Folder,
        Save,
        medium_of,
    )
    from tanba.works.capture.following import (
        Followed,
        Following,
    )
    from tanba.works.capture.history import (
        Step,
        read_history,
    )
    from tanba.works.capture.incoming import (
        read_act,
        take_act,
    )
    from tanba.works.capture.origin import (
        Belief,
        EnteredAs,
    )
    from tanba.works.capture.repository import (
        Commit,
        Repository,
    )
    from tanba.works.comparison.indication import (
        compare,
    )
    from tanba.works.comparison.values import (
        Indication,
        Likeness,
        Measured,
        Reading,
        Resemblance,
        Rule,
    )
    from tanba.works.contribution.account import (
        contribution_of,
    )
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
    from tanba.works.deposits import (
        DEPOSIT,
        Deposit,
        Shown,
        check_prompt,
    )
    from tanba.works.enclosure import (
        lay_out,
        record_files,
    )
    from tanba.works.provenance import (
        to_prov,
    )
    from tanba.works.record import (
        BlobFolder,
        Recorder,
        make_work,
        read_card,
    )
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
    from tanba.works.register import (
        PROGRAM_ONLY,
        Register,
        register_of,
    )
    from tanba.works.replay.replaying import (
        replay,
    )

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
    "replay.replaying": ("replay",),
}
_ROOMS = {name: module for module, names in _MODULES.items() for name in names}

__all__ = [
    "DEPOSIT",
    "PROGRAM_ONLY",
    "ActAt",
    "Amount",
    "Anchor",
    "Area",
    "Belief",
    "BlobFolder",
    "Blobs",
    "Commit",
    "Contribution",
    "Count",
    "Deposit",
    "Element",
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
    "Rule",
    "Save",
    "Seal",
    "SessionLine",
    "Shown",
    "SoundPart",
    "Span",
    "SpanKind",
    "Stance",
    "Step",
    "Stretch",
    "TextPart",
    "Unit",
    "Work",
    "check_prompt",
    "compare",
    "contribution_of",
    "lay_out",
    "make_work",
    "medium_of",
    "read_act",
    "read_card",
    "read_history",
    "record_files",
    "register_of",
    "replay",
    "take_act",
    "to_prov",
]

__getattr__ = lazy_door(__name__, _ROOMS)
