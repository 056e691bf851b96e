"""A record replayed: the works it leaves, byte for byte, and what every part of them is."""

from collections import Counter
from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any, Final

from tanba.kernel import Refused
from tanba.works.playback.texts import HOWS, Texts
from tanba.works.record.blobs import BlobFolder
from tanba.works.record.ledger import Ledger
from tanba.works.record.reading import MINUTE, Reading
from tanba.works.record.shapes import FRAME
from tanba.works.record.values import Act, ActAt, Gap, GapKind, How, Minute, Piece, Replayed, Replayer

MINUTES: Final = 1_000_000
"""Most minutes in which something was done, in all sessions: two years without sleep."""
STEP: Final = 65_536
"""Acts between two calls of `progress`."""

_EDITS = frozenset(("insert", "delete", "replace", "move"))
_SEALING = frozenset(("sealed", "stop"))
_OTHERS: Final = {"picture": "tanba.works.pictures", "sound": "tanba.works.sounds"}


def replay(folder: Path, progress: Callable[[int], None] | None = None) -> Replayed:
    """
    Follow a record from its first act to its last and return what it leaves.

    A work without sessions gives no pieces and a head of session 0. `progress` is told now and then
    how many acts were followed.

    Raises
    ------
    Faults
        What `Reading` finds; WK11 a blob is missing or altered, WK12 or WK20 too large, WK13 an act
        refers to what is not there, WK14 a place outside the text, WK15 a save differs from what the
        acts make, WK16 not UTF-8; with file and line.
    """
    return _Replay(folder).run(progress)


class _Replay:
    def __init__(self, folder: Path) -> None:
        self.record = Reading(folder)
        self.blobs = BlobFolder(folder)
        self.ledger = Ledger()
        self.texts = Texts(self.blobs, self.ledger)
        self.others: dict[str, Replayer] = {}
        self.changed: list[Gap] = []
        self.made: dict[str, list[str | int]] = {}
        """Pictures and sounds that machines gave, by their hash, as `from` names them."""

    def run(self, progress: Callable[[int], None] | None) -> Replayed:
        acts: Counter[str] = Counter()
        minutes: Counter[tuple[int, int]] = Counter()
        edit, record = self.texts.take, self.record
        latest, inside, after = (0, 0), 0, (0, 0)  # the minute, its acts; the last act but of seals
        count, next_ = 0, STEP
        for session, n, ms, how, do, fields in record.acts():
            many = 1
            try:
                if do == "typing":
                    edit(session, n, how, do, fields)
                    do, many = "insert", len(fields["text"])
                elif do in _EDITS:
                    edit(session, n, how, do, fields)
                else:
                    self._take(session, n, ms, how, do, fields)
                if latest != (session, ms // MINUTE):
                    minutes[latest] += inside
                    latest, inside = (session, ms // MINUTE), 0
                    if len(minutes) > MINUTES:
                        raise Refused("WK20", f"acts in more than {MINUTES:,} minutes")
            except Refused as refused:
                raise record.at(refused) from None
            inside += many
            acts[do] += many
            count += many
            if do not in _SEALING:
                after = session, n + many - 1
            if progress and count >= next_:
                progress(count)
                next_ += STEP
        minutes[latest] += inside
        record.check_card()
        removed = self.texts.removed()
        return Replayed(
            work=record.work,
            sessions=tuple(record.sessions),
            pieces=self._pieces(),
            prompts=tuple(self.ledger.prompts.values()),
            generations=tuple(self.ledger.generations.values()),
            sources=tuple(self.ledger.sources.values()),
            seals=tuple(self.ledger.seals),
            acts=dict(acts),
            entered=self.texts.entered,
            removed=removed,
            minutes=tuple(
                Minute(session=session, minute=minute, acts=number)
                for (session, minute), number in sorted(minutes.items())
                if number
            ),
            gaps=self._gaps(after),
            head=record.head(),
        )

    def _take(
        self, session: int, n: int, ms: int, how: str, do: str, fields: Mapping[str, Any]
    ) -> None:
        self.ledger.take(session, n, ms, how, do, fields)
        if "receipt" in fields:
            self.blobs.checked(fields["receipt"])
        if "piece" in fields and (media := self.ledger.media[fields["piece"]]) != "text":
            self._check_blobs(fields)
            self._follow(media, session, n, ms, how, do, fields)
        elif do == "open":
            if self.texts.open(session, n, how, fields):
                gap = Gap(kind=GapKind.CHANGED, after=(session, n - 1), until=(session, n))
                self.changed.append(gap)
        elif do == "save":
            self.texts.check(fields)
        elif do == "prompt" or (do == "generated" and fields["media"] == "text"):
            for digest in fields.get("outputs") or [fields["sha256"]]:
                self.texts.read(digest)
        else:
            self._check_blobs(fields)
            for number, digest in enumerate(fields.get("outputs", ())):
                self.made.setdefault(digest, [fields["id"], number])

    def _check_blobs(self, fields: Mapping[str, Any]) -> None:
        for key in ("sha256", "before", "after", "mask", "checkpoint", "proof"):
            if key in fields:
                self.blobs.checked(fields[key])
        for key in ("outputs", "stamps"):
            for digest in fields.get(key, ()):
                self.blobs.checked(digest)

    def _follow(
        self, media: str, session: int, n: int, ms: int, how: str, do: str, fields: Mapping[str, Any]
    ) -> None:
        name = fields["piece"]
        if name not in self.others:
            given = (self.ledger.generations,) if media == "picture" else ()
            self.others[name] = import_module(_OTHERS[media]).replayer(name, self.blobs, *given)
        own = {key: part for key, part in fields.items() if key not in FRAME}
        if do == "open" and own["as"] == "typed" and how != How.DECLARED:
            own["as"] = "pasted"  # nobody saw it; only a declaration can say that a person made it
        made = self.made.get(own.get("after", own.get("sha256", "")))
        if made and own.get("as") in ("typed", "mechanical"):  # what a machine gave, whoever brings it
            own |= {"as": "ai", "from": made}
        self.others[name].take(Act(session=session, n=n, ms=ms, how=HOWS[how], do=do, fields=own))

    def _pieces(self) -> tuple[Piece, ...]:
        texts = {piece.name: piece for piece in self.texts.pieces()}
        return tuple(
            texts[name] if media == "text" else self.others[name].piece()
            for name, media in self.ledger.media.items()
        )

    def _gaps(self, last: ActAt) -> tuple[Gap, ...]:
        gaps = [*self.record.gaps, *self.changed]
        sealed = max((seal.upto for seal in self.ledger.seals), default=(0, 0))
        if last > sealed:
            gaps.append(Gap(kind=GapKind.UNSEALED, after=sealed, until=last))
        return tuple(sorted(gaps, key=lambda gap: (gap.until, gap.after, gap.kind)))
