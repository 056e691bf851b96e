"""
Which key may sign which checkpoint of a log, by what the log itself says of its keys.

    ring = Keyring([first], enumerate(entries))
    ring.judge(checkpoint)                    # Standing(verdict="good", key=…, why="")

The entries are those of a log that was verified up to its end, for who leaves out a revocation makes
a revoked key good again: this is where witnesses come in. Who may append is the log's to decide; of
two good keys that revoke each other, the first one wins. A key that another brought in at entry n
signs checkpoints of more than n entries, and only while the key that brought it in was good there.

Of a key that was lost or stolen even a small checkpoint proves nothing by itself, as whoever has the
key can make one up today. It counts when it is anchored: when a witness or a time-stamp shows that it
stood before, or when a good, later checkpoint is consistent with it. The caller looks and says so.
"""

from collections.abc import Iterable, Sequence
from typing import Final, Literal

from tanba.evidence.entries.entry import Entry
from tanba.evidence.entries.lifecycle import REASONS, Revocation, Rotation, read_event
from tanba.evidence.notes.checkpoint import SignedCheckpoint
from tanba.evidence.notes.note import VerifierKey
from tanba.kernel import Refused, value

Verdict = Literal["good", "revoked", "not shown"]

Why = Literal[
    "",
    "stranger",  # not a key of this log
    "unsigned",  # no key of this log signed it
    "too-early",  # it signs checkpoints of `about` entries or more
    "superseded",  # and revoked for `about` entries and more; so are these two:
    "lost",
    "compromised",
    "brought-in-late",  # by a key that was revoked before
    "unanchored",  # lost or stolen later: only a witness or a time-stamp shows that this stood before
    "unreadable",  # an entry that is not written as it should be, or that nobody signed; `about` says what
    "known",  # the key is in already, or revoked already
]

_ORDER: Final[tuple[Verdict, ...]] = ("good", "not shown", "revoked")


@value
class Standing:
    """Whether a key may sign a checkpoint of a size; `why` is empty when it may, `about` goes with it."""

    verdict: Verdict
    key: VerifierKey | None = None
    why: Why = ""
    about: str = ""


@value
class Ignored:
    """An entry about keys that has no effect: its place in the log, and why."""

    index: int
    why: Why
    about: str = ""


@value
class _Member:
    since: int
    """The smallest checkpoint that it signs."""
    by: VerifierKey | None


class Keyring:
    """
    The keys of a log: those that a reader was given, and those that its entries bring in.

    Entries come with their index, in order; of other kinds they are passed over. `ignored` lists
    those about keys that count for nothing: unsigned, by a key that was not good, or told twice.
    """

    def __init__(self, first: Sequence[VerifierKey], entries: Iterable[tuple[int, Entry]] = ()) -> None:
        self._members = {key: _Member(since=0, by=None) for key in first}
        self._revoked: dict[VerifierKey, Revocation] = {}
        ignored = []
        for index, entry in entries:
            why, about = self._take(index, entry)
            if why:
                ignored.append(Ignored(index=index, why=why, about=about))
        self.ignored = tuple(ignored)

    def keys(self, size: int) -> tuple[VerifierKey, ...]:
        """Return the keys that may sign a checkpoint of a size, were it made today."""
        return tuple(key for key in self._members if self.standing(key, size).verdict == "good")

    def standing(self, key: VerifierKey, size: int, *, anchored: bool = False) -> Standing:
        """
        Say whether a key may sign a checkpoint of `size` entries; whether it did is not looked at.

        `anchored`: it is known from others than this key that this checkpoint stood before.
        """
        member, revocation = self._members.get(key), self._revoked.get(key)
        if member is None:
            return Standing(verdict="not shown", key=key, why="stranger")
        if size < member.since:
            return Standing(verdict="not shown", key=key, why="too-early", about=str(member.since))
        if revocation and size >= revocation.from_size:
            about = str(revocation.from_size)
            return Standing(verdict="revoked", key=key, why=revocation.reason, about=about)
        if not self._brought_in(member):
            return Standing(verdict="revoked", key=key, why="brought-in-late")
        if revocation and revocation.reason != "superseded" and not anchored:
            return Standing(verdict="not shown", key=key, why="unanchored")
        return Standing(verdict="good", key=key)

    def judge(self, checkpoint: SignedCheckpoint, *, anchored: bool = False) -> Standing:
        """Return the best standing among the keys of the log that signed a checkpoint."""
        size = checkpoint.head.size
        found = [
            self.standing(key, size, anchored=anchored)
            for key in self._members
            if key.name == checkpoint.head.origin and checkpoint.note.signed_by(key)
        ]
        nobody = Standing(verdict="not shown", why="unsigned")
        return min(found, key=lambda one: _ORDER.index(one.verdict), default=nobody)

    def _take(self, index: int, entry: Entry) -> tuple[Why, str]:
        """Let an entry change the ring; say why it does not, and of what."""
        try:
            event = read_event(entry)
        except Refused as refused:
            return "unreadable", refused.what
        match event:
            case Rotation(old=by, new=new):
                if new in self._members:
                    return "known", new.name
                if why := self._unfit(by, index):
                    return why, by.name
                self._members[new] = _Member(since=index + 1, by=by)
            case Revocation(key=key, by=by):
                if key not in self._members:
                    return "stranger", key.name
                if why := self._unfit(by, index):
                    return why, by.name
                before = self._revoked.get(key)
                now = _worse(before, event) if before else event
                if now == before:
                    return "known", key.name
                self._revoked[key] = now
        return "", ""

    def _unfit(self, key: VerifierKey, index: int) -> Why:
        """Say why a key cannot act in the entry at an index: the next checkpoint is the first over it."""
        return self.standing(key, index + 1, anchored=True).why

    def _brought_in(self, member: _Member) -> bool:
        """Say whether every key on the way from the first one was good when it brought in the next."""
        while member.by is not None:
            revocation = self._revoked.get(member.by)
            if revocation and revocation.from_size <= member.since:
                return False
            member = self._members[member.by]
        return True


def _worse(before: Revocation, event: Revocation) -> Revocation:
    """Return what two revocations of a key come to: the smaller size, and the worse of the reasons."""
    earlier = min(before, event, key=lambda one: one.from_size)
    reason = max(before.reason, event.reason, key=REASONS.index)
    return Revocation(key=before.key, reason=reason, from_size=earlier.from_size, by=earlier.by)
