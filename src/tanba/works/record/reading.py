"""
A record read from its first line to its last, every link of the chain checked on the way.

    record = Reading(folder)
    for session, n, ms, how, do, fields in record.acts(): ...
    record.head()                       # what a seal would commit to

What is read is held to one form (`shapes`), bounded in all it has, and told with file and line where it
is not so. One thing is forgiven and told as a gap: half a line at the very end, which a crash leaves.
"""

import os
import re
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any, BinaryIO, Final

from tanba.kernel import Faults, Refused
from tanba.works.record.card import moment, read_card
from tanba.works.record.chain import Chain
from tanba.works.record.folder import BESIDE, CARD, SESSIONS, opened, told
from tanba.works.record.shapes import LONGEST_LINE, check_act, check_head, line_object
from tanba.works.record.values import ActAt, Gap, GapKind, Head, SessionHead

ACTS: Final = 20_000_000
"""Most acts of a work: some forty times what a person types in a novel of 80,000 words."""

Line = tuple[int, int, int, str, str, dict[str, Any]]
"""
Session, number, milliseconds, how, do, and all keys of the line or only those of its `do`.

`typing` stands for a row of insertions: one code point each, none a line feed, each after the one
before, in one minute; number and milliseconds are those of the first, and `at` is its place.
"""
MINUTE: Final = 60_000
_ROW: Final = 4_096  # code points of typing that are yielded together, at most

_BLOCK = 1 << 20
_NAME = re.compile(r"[0-9]{6}\.jsonl")
_ALTERED = "a line was altered, removed, added or moved, here or before"

# Nine lines of ten are typing. Read so, without JSON, they cost a third; what this does not match goes
# the long way and may be right all the same. A test holds both ways to the same answers.
_FRAME = r'(0|[1-9][0-9]{0,8}),"how":"(recorded|declared|received)","do":"'
_PLACE = r'"piece":"([^"\\\x00-\x1f\x7f]{1,200})","at":(0|[1-9][0-9]{0,9}),'
_ENTRY = r',"as":"(typed|pasted|ai|source|mechanical)"\}'
_PLAIN = r'[^"\\\x00-\x1f]'
_INSERT = re.compile(
    rf'{_FRAME}insert",{_PLACE}"text":"((?={_PLAIN}|\\n){_PLAIN}*+(?:\\n{_PLAIN}*+)*+)"{_ENTRY}'
)
_DELETE = re.compile(rf'{_FRAME}delete",{_PLACE}"count":([1-9][0-9]{{0,9}}){_ENTRY}')


class Reading:
    """
    One work's record while it is read.

    Raises
    ------
    Faults
        WK01 the disk, WK02 not a work, WK05–07 a line, WK08 the chain, WK09 the sessions, WK10 half a
        line inside, WK18 a seal of another record, WK20 too much; all with file and line.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        with told(folder / CARD):
            self.work, self.card = read_card(folder)
        self.sessions: list[SessionHead] = []
        self.gaps: list[Gap] = []
        self.torn = 0
        """Bytes of half a line at the very end."""
        self.chain = Chain()
        self._path, self._line = folder / SESSIONS, 0

    def acts(self) -> Iterator[Line]:
        """Yield every act of every session in order; once."""
        with told(self._path):
            names = _names(self._path)
        for number, name in enumerate(names, 1):
            self._path, self._line = self.folder / SESSIONS / name, 0
            with told(self._path), opened(self._path) as file:
                try:
                    yield from self._session(number, file, last=number == len(names))
                except Refused as refused:
                    raise self.at(refused) from None
        end = self.head()
        if self.torn:
            self._gap(GapKind.TORN, (end.session, end.n), (end.session, end.n))

    def check_card(self) -> None:
        """Compare the card with the one that the last session began with; raises Faults (WK09)."""
        if self.sessions and self.sessions[-1].card != self.card:
            what = "was changed after the last session began"
            hint = "put it back, or begin a session with it as it is now"
            raise Refused("WK09", what, hint).at(str(self.folder / CARD))

    def head(self) -> Head:
        """Return the last line of the last session that was read to its end."""
        last = self.sessions[-1] if self.sessions else None
        number, acts, digest = (last.number, last.acts, last.last) if last else (0, 0, "")
        return Head(work=self.work.id, session=number, n=acts, sha256=digest)

    def at(self, refused: Refused) -> Faults:
        """Return what was refused as a fault of the line that is being read."""
        return refused.at(str(self._path), self._line)

    def _session(self, number: int, file: BinaryIO, *, last: bool) -> Iterator[Line]:
        lines = self._split(file, last=last)
        head, prev = self._head(number, lines)
        chain, digests, before = self.chain, self.chain.digests, self.chain.lines
        n = latest = 0
        stopped = False
        row: list[str] = []  # of typing that has not been yielded yet
        first, begun, by, name, end, until, full = 0, 0, "", "", 0, 0, 0
        for n, line in enumerate(lines, 1):
            try:
                text = line.decode()
            except UnicodeDecodeError as error:
                self._line = n + 1
                raise Refused("WK05", f"not UTF-8 at byte {error.start:,}") from None
            start = f'{{"n":{n},"prev":"{prev}","ms":'
            typing = _INSERT.fullmatch(text, len(start)) if text.startswith(start) else None
            if typing is not None:
                time, how, piece, place, added, entry = typing.groups()
                ms, at = int(time), int(place)
                one = len(added) == 1 and entry == "typed"
                if (
                    one
                    and at == end < full
                    and row
                    and latest <= ms < until
                    and piece == name
                    and how == by
                ):
                    row.append(added)
                    end, latest = end + 1, ms
                    prev = sha256(line).hexdigest()
                    digests.append(prev)
                    continue
            if row:
                self._line = first + 1
                yield number, first, begun, by, "typing", _row(name, end, row)
                row = []
            self._line = n + 1
            if stopped:
                raise Refused("WK09", "an act after the session was stopped")
            if before + n > ACTS:
                raise Refused("WK20", f"more than {ACTS:,} acts in one work")
            if typing is not None:
                do = "insert"
                if "\\" in added:
                    added = added.replace("\\n", "\n")
                fields = {"piece": piece, "at": at, "text": added, "as": entry}
                if one:
                    row, first, begun, by, name = [added], n, ms, how, piece
                    end, until, full = at + 1, ms - ms % MINUTE + MINUTE, at + _ROW
            elif text.startswith(start) and (found := _DELETE.fullmatch(text, len(start))):
                time, how, piece, place, number_, entry = found.groups()
                ms, do = int(time), "delete"
                fields = {"piece": piece, "at": int(place), "count": int(number_), "as": entry}
            else:
                fields = self._special(number, n, prev, line)
                ms, how, do = fields["ms"], fields["how"], fields["do"]
                stopped = do == "stop"
                if do == "sealed":
                    chain.lines = before + n - 1
                    chain.check(fields["of"][0], fields["of"][1], fields["head"])
            if ms < latest:
                self._gap(GapKind.CLOCK, (number, n - 1), (number, n))
            latest = ms
            prev = sha256(line).hexdigest()
            digests.append(prev)
            if not row:
                yield number, n, ms, how, do, fields
        if row:
            self._line = first + 1
            yield number, first, begun, by, "typing", _row(name, end, row)
        chain.lines = before + n
        self.sessions.append(
            SessionHead(
                number=number,
                tool=head["tool"],
                at=moment(head["at"]),
                prev=head["prev"],
                checkpoint=head.get("checkpoint", ""),
                card=head["card"],
                acts=n,
                ms=latest,
                stopped=stopped,
                last=prev,
            )
        )

    def _special(self, number: int, n: int, prev: str, line: bytes) -> dict[str, Any]:
        """Return a line that is read the long way; it follows the line before it."""
        fields = line_object(line)
        check_act(fields)
        if fields["n"] != n:
            raise Refused("WK08", f"act {fields['n']:,} stands where act {n:,} should", _ALTERED)
        if fields["prev"] != prev:
            raise Refused("WK08", "does not follow the line before it", _ALTERED)
        if fields["do"] == "torn":
            self._gap(GapKind.TORN, (number, n - 1), (number, n))
        return fields

    def _head(self, number: int, lines: Iterator[bytes]) -> tuple[dict[str, Any], str]:
        self._line = 1
        line = next(lines, None)
        if line is None:
            raise Refused("WK09", "a session without its first line")
        head = line_object(line)
        check_head(head)
        if head["work"] != self.work.id:
            raise Refused("WK09", "a session of another work")
        if head["session"] != number:
            raise Refused("WK09", f"session {head['session']:,} stands where session {number:,} should")
        if head["prev"] != self.chain.last:
            raise Refused("WK08", "does not follow the last line of the session before", _ALTERED)
        if self.sessions:
            self._between(
                self.sessions[-1], (moment(head["at"]) - self.sessions[-1].at).total_seconds()
            )
        digest = sha256(line).hexdigest()
        self.chain.begin(number, digest)
        return head, digest

    def _between(self, before: SessionHead, begun: float) -> None:
        seconds = begun - before.ms // 1000  # a session's beginning has whole seconds
        kind = GapKind.BETWEEN if before.stopped else GapKind.BROKEN
        after, until = (before.number, before.acts), (before.number + 1, 0)
        self._gap(kind, after, until, max(seconds, 0.0))
        if seconds < 0:
            self._gap(GapKind.CLOCK, after, until)

    def _gap(self, kind: GapKind, after: ActAt, until: ActAt, seconds: float | None = None) -> None:
        self.gaps.append(Gap(kind=kind, after=after, until=until, seconds=seconds))

    def _split(self, file: BinaryIO, *, last: bool) -> Iterator[bytes]:
        rest = b""
        while block := file.read(_BLOCK):
            *lines, rest = (rest + block).split(b"\n")
            if len(lines[0] if lines else rest) > LONGEST_LINE:  # no other one can be
                self._line += 1
                raise Refused("WK06", f"a line of more than {LONGEST_LINE:,} bytes")
            yield from lines
        if rest:
            if not last:
                self._line += 1
                raise Refused("WK10", "ends in half a line, and another session follows")
            self.torn = len(rest)


def _row(piece: str, end: int, row: list[str]) -> dict[str, Any]:
    return {"piece": piece, "at": end - len(row), "text": "".join(row), "as": "typed"}


def _names(folder: Path) -> list[str]:
    if not folder.exists():
        return []
    found = sorted(name for name in os.listdir(folder) if not name.startswith(BESIDE))
    for number, name in enumerate(found, 1):
        if not _NAME.fullmatch(name):
            raise Refused("WK09", f"{name[:80]!r} is no session")
        if int(name[:6]) != number:
            raise Refused("WK09", f"session {number:,} is missing")
    return found
