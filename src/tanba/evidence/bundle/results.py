"""What a reader sees of a bundle: each part apart, with what was not shown beside what holds."""

from datetime import datetime

from tanba.evidence.stamps.opinions import State
from tanba.evidence.stamps.verification import StampSeen
from tanba.kernel import value


@value
class StampEnclosed:
    """One time-stamp of a bundle."""

    size: int
    """Over the checkpoint of so many entries."""
    seen: StampSeen
    """By the roots that the reader trusts: the only time that counts."""
    by_enclosed: State
    """By the root that was sent along: shows that nothing is damaged, but anybody can make a root."""
    root: str
    """SHA-256 of that root's certificate, to compare; empty when it is not exactly one."""


@value
class HeadSeen:
    """
    One checkpoint.

    `signed` is `valid` when a key of the log signed it that was good for its size, and `not shown` when
    none did that the reader knows of, but a later one that counts grew from it: the log had other keys.
    """

    size: int
    root: str
    """64 hexadecimal digits; empty when the checkpoint cannot be read."""
    signed: State
    grown: State
    """`valid` also for the smallest, which has none before it."""
    cosigned: tuple[str, ...]
    """Names of the witnesses asked for whose cosignature verifies."""


@value
class EntrySeen:
    """One entry; of what cannot be read, only its index."""

    index: int
    included: State
    size: int = 0
    """Of the checkpoint it was proven in."""
    kind: str = ""
    subject: str = ""
    seq: int = 0
    opened: tuple[str, ...] = ()
    """Fields that are disclosed, and are what the entry committed to."""
    mismatched: tuple[str, ...] = ()
    """Fields that are disclosed, and are not."""
    closed: tuple[str, ...] = ()
    """Fields that are not disclosed."""
    not_after: datetime | None = None
    """It existed then at the latest, by an authority that the reader trusts; None when not shown."""


@value
class Failing:
    """One thing that does not hold, and where; `why` is one of some twenty sentences."""

    file: str
    why: str
    detail: str = ""
    """What was wrong with the file, for whoever looks closer."""


@value
class BundleSeen:
    """A bundle as one reader sees it, with the keys and the roots that this reader trusts."""

    key: str
    """The key of the log, as a line; empty when it cannot be read."""
    known: bool
    """The reader named this key, or one that brought it in. Otherwise nothing says whose log it is."""
    heads: tuple[HeadSeen, ...]
    entries: tuple[EntrySeen, ...]
    stamps: tuple[StampEnclosed, ...]
    quorum: State
    """`not shown` when no witnesses were asked for."""
    files: tuple[str, ...]
    """What else is enclosed; signatures in documents are not looked at here."""
    program: bool
    """The program in it is the one that we ship now; another is not run without reading it."""
    failing: tuple[Failing, ...]

    @property
    def state(self) -> State:
        """
        Say `invalid` when anything fails, and `valid` when all that was checked holds for a known log.

        Time is apart, in each entry: a bundle without any may be valid.
        """
        if self.failing:
            return "invalid"
        last = self.heads[-1].signed if self.heads else "not shown"
        return "valid" if self.known and self.entries and last == "valid" else "not shown"
