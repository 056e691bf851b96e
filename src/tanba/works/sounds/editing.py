"""
A sound's record replayed: clips on tracks, as an edit list of the project would have them.

    {"do": "clip", "piece": "p1", "edit": "place", "clip": "c1", "track": 0, "at": 0,
     "sha256": …, "start": 0, "stop": 4000, "as": "ai", "from": ["g1", 0], "rate": 1000}

`edit` is one of: `place`; `trim` to `start` and `stop` of the material, what stays is heard where it
was; `move` to `track` and `at`; `split` at the tick `at` of the track, the rest being clip `into`;
`treat` with `as` (gain, filters: mechanical; a hand's work on machine material makes it edited machine
material); `delete`. All numbers are whole ticks; `rate` is ticks in a second, 1,000 unless the first
clip says otherwise.
"""

from collections.abc import Mapping
from dataclasses import replace
from heapq import heappop, heappush
from itertools import pairwise
from typing import Any, Final

from tanba.kernel import Refused, value
from tanba.works.record.values import Act, ActAt, Blobs, How, Piece, SpanKind
from tanba.works.sounds.stretches import SoundMap, Stretch

CLIPS: Final = 100_000
TRACKS: Final = 1_000
LATEST: Final = 1 << 53
"""Ticks; larger numbers are not the same in every JSON reader (RFC 8259, section 6)."""
RATE: Final = 1_000

_KINDS: Final = {
    "typed": SpanKind.HUMAN,
    "ai": SpanKind.AI,
    "source": SpanKind.SOURCE,
    "mechanical": SpanKind.MECHANICAL,
}


@value
class _Clip:
    """Material `start` to `stop`, heard from `at` on."""

    name: str
    track: int
    at: int
    start: int
    stop: int
    sha256: str
    kind: SpanKind
    how: How
    act: ActAt
    origin: str
    order: int

    @property
    def end(self) -> int:
        return self.at + self.stop - self.start


def replayer(name: str, blobs: Blobs) -> "EditList":
    """
    Return what follows the acts `open`, `clip` and `save` on the sound called `name`.

    It never raises for what stands in the acts: what does not fit is told in `SoundMap.troubles`, and
    everything is unknown from there on. The material is not decoded: a file that was opened has no
    length here until a clip places it, and a mixed file saved at the end is not compared with the list.
    """
    return EditList(name)


class EditList:
    """One sound while its record is replayed."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.file = self.sha256 = ""
        self.rate = 0
        self.clips: dict[str, _Clip] = {}
        self.troubles: list[str] = []
        self.orders = 0

    def take(self, act: Act) -> None:
        """Follow one act."""
        do = act.fields
        self.file = str(do.get("file", self.file))
        if act.do in ("open", "save"):
            self.sha256 = str(do.get("sha256", ""))
            return
        try:
            self._clip(act, do)
        except Refused as refused:
            if len(self.troubles) < 100:
                self.troubles.append(f"{refused.code} {refused.what}")
            for name, one in self.clips.items():
                lost = replace(one, kind=SpanKind.UNKNOWN, how=act.how, act=act.at, origin="")
                self.clips[name] = lost

    def piece(self) -> Piece:
        """Return the sound as the acts left it, with its `SoundMap` as body."""
        return Piece(name=self.name, file=self.file, media="sound", sha256=self.sha256, body=self.map())

    def map(self) -> SoundMap:
        """Return the stretches that are heard now."""
        tracks: dict[int, list[_Clip]] = {}
        for one in self.clips.values():
            tracks.setdefault(one.track, []).append(one)
        stretches = tuple(stretch for track in sorted(tracks) for stretch in _heard(tracks[track]))
        return SoundMap(
            rate=self.rate or RATE,
            length=max((one.end for one in stretches), default=0),
            stretches=stretches,
            troubles=tuple(self.troubles),
        )

    def _clip(self, act: Act, do: Mapping[str, Any]) -> None:
        name = _name(do, "clip")
        self.orders += 1
        if do.get("edit") == "place":
            self.clips[name] = self._placed(name, act, do)
            return
        clip = self.clips.get(name)
        if clip is None:
            raise Refused("WK46", f"there is no clip {name!r} to edit")
        match do.get("edit"):
            case "trim":
                start, stop = _stretch(do)
                at = clip.at + start - clip.start
                if at < 0:
                    raise Refused("WK45", "a trimmed clip would begin before the track does")
                self.clips[name] = replace(clip, at=at, start=start, stop=stop)
            case "move":
                track, at = _number(do, "track", TRACKS), _number(do, "at")
                self.clips[name] = replace(clip, track=track, at=at, order=self.orders)
            case "split":
                self._split(clip, _number(do, "at"), _name(do, "into"))
            case "treat":
                self.clips[name] = _treated(clip, act)
            case "delete":
                del self.clips[name]
            case other:
                raise Refused("WK45", f"no way to edit a clip is called {str(other)[:40]!r}")

    def _placed(self, name: str, act: Act, do: Mapping[str, Any]) -> _Clip:
        rate = _number(do, "rate", 10_000_000) if "rate" in do else self.rate or RATE
        if rate < 1 or rate != (self.rate or rate):
            raise Refused("WK45", "one sound is measured in ticks of one length")
        if name in self.clips:
            raise Refused("WK46", f"there is a clip {name!r} already")
        if len(self.clips) >= CLIPS:
            raise Refused("WK45", f"more than {CLIPS:,} clips in one sound")
        self.rate = rate
        start, stop = _stretch(do)
        kind = _KINDS.get(str(do.get("as")), SpanKind.UNKNOWN)
        if kind is SpanKind.SOURCE and not do.get("from"):
            kind = SpanKind.UNKNOWN
        return _Clip(
            name=name,
            track=_number(do, "track", TRACKS),
            at=_number(do, "at"),
            start=start,
            stop=stop,
            sha256=str(do.get("sha256", "")),
            kind=kind,
            how=act.how,
            act=act.at,
            origin=_origin(do.get("from")),
            order=self.orders,
        )

    def _split(self, clip: _Clip, at: int, into: str) -> None:
        if into in self.clips or not clip.at < at < clip.end:
            raise Refused("WK45", "a clip is split inside itself, into a clip that is not there yet")
        if len(self.clips) >= CLIPS:
            raise Refused("WK45", f"more than {CLIPS:,} clips in one sound")
        middle = clip.start + at - clip.at
        self.clips[clip.name] = replace(clip, stop=middle)
        self.clips[into] = replace(clip, name=into, at=at, start=middle)


def _treated(clip: _Clip, act: Act) -> _Clip:
    """A hand's work inside machine material edits it; a filter takes from a person, and gives nobody."""
    machine = clip.kind in (SpanKind.AI, SpanKind.AI_EDITED)
    match str(act.fields.get("as")):
        case "typed":
            kind = SpanKind.AI_EDITED if machine else clip.kind
        case "mechanical":
            kind = SpanKind.MECHANICAL if clip.kind is SpanKind.HUMAN else clip.kind
        case "ai":
            kind = SpanKind.AI
        case _:
            kind = SpanKind.UNKNOWN
    if kind is clip.kind:
        return clip
    return replace(clip, kind=kind, how=act.how, act=act.at)


def _heard(clips: list[_Clip]) -> list[Stretch]:
    """What is heard of clips on one track, of two at once the later order: a sweep along the track."""
    edges = sorted({edge for one in clips for edge in (one.at, one.end)})
    waiting = sorted(clips, key=lambda one: -one.at)
    open_: list[tuple[int, str, _Clip]] = []
    heard: list[Stretch] = []
    for start, end in pairwise(edges):
        while waiting and waiting[-1].at <= start:
            one = waiting.pop()
            heappush(open_, (-one.order, one.name, one))
        while open_ and open_[0][2].end <= start:
            heappop(open_)
        if not open_:
            continue
        top = open_[0][2]
        last = heard[-1] if heard else None
        if last and last.clip == top.name and last.end == start:
            heard[-1] = replace(last, end=end)
        else:
            heard.append(
                Stretch(
                    track=top.track,
                    start=start,
                    end=end,
                    kind=top.kind,
                    how=top.how,
                    act=top.act,
                    origin=top.origin,
                    clip=top.name,
                    sha256=top.sha256,
                    inside=top.start + start - top.at,
                )
            )
    return heard


def _stretch(do: Mapping[str, Any]) -> tuple[int, int]:
    start, stop = _number(do, "start"), _number(do, "stop")
    if start >= stop:
        raise Refused("WK45", "a stretch of material ends before it begins")
    return start, stop


def _number(do: Mapping[str, Any], key: str, most: int = LATEST) -> int:
    number = do.get(key)
    if type(number) is not int or not 0 <= number <= most:
        raise Refused("WK45", f"{key} should be a whole number from 0 to {most:,}")
    return number


def _name(do: Mapping[str, Any], key: str) -> str:
    name = do.get(key)
    if not isinstance(name, str) or not 0 < len(name) <= 64:
        raise Refused("WK45", f"{key} should be the name of a clip, 1 to 64 characters")
    return name


def _origin(from_: object) -> str:
    match from_:
        case str():
            return from_
        case [str(made), int(which), *_]:
            return f"{made}#{which}"
    return ""
