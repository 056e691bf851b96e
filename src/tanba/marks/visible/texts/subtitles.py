"""
Subtitles, SubRip and WebVTT: the label is the first cue, from the first moment on.

Words, times and settings of all other cues stay as they are; SubRip counts its cues, so their numbers
move by one.
"""

import html
import re
from typing import BinaryIO, Final

from tanba.kernel import Lang, Refused, value
from tanba.marks.media import Container, whole
from tanba.marks.media.hypertext import LARGEST
from tanba.marks.media.matter import utf8
from tanba.marks.results import Drawn, Label
from tanba.marks.visible.letters.wording import Wordings, shown, words

HOW: Final = "first cue"
SHORTEST: Final = 2.0
"""Seconds that a label at the opening stays (GB 45438-2025)."""
_PACE: Final = 15.0
"""Characters that people read in a second."""
_LONGEST: Final = 10.0
"""Seconds after which everybody has read it."""
_FIRST: Final = 1.0
"""Seconds within which a cue that is the label has begun."""
_SEEN: Final = 1.0
"""Seconds below which nobody reads a cue."""
_CUES: Final = 200_000

_TIME: Final = rb"(\d{1,4}:)?(\d{2}):(\d{2})[.,](\d{3})"
_CUE: Final = re.compile(
    rb"(?m)(?:^|(?<=\A\xef\xbb\xbf))(?:(\d{1,9})[ \t]*\r?\n)?"
    + _TIME
    + rb"[ \t]+-->[ \t]+"
    + _TIME
    + rb"[^\r\n]*(?:\r?\n|\Z)"
)
_BLANK: Final = re.compile(rb"\r?\n[ \t]*(?:\r?\n|\Z)|\Z")
_TAG: Final = re.compile(r"<[^<>]{0,200}>|\{\\[^{}]{0,200}\}")
_STYLE: Final = re.compile(rb"(?m)^STYLE[ \t]*\r?$")
_HEAD: Final = re.compile(rb"(?:\xef\xbb\xbf)?WEBVTT(?:[ \t][^\r\n]*)?(?:\r?\n|\Z)")
_NAME: Final = b"tanba-label"


@value
class Cue:
    """One cue: where it stands in bytes, and when it is seen in seconds."""

    start: int
    text: int
    """Where its words begin."""
    end: int
    """After its last word, before the line that is empty."""
    number: tuple[int, int] | None
    """Where its number stands, in SubRip."""
    since: float
    until: float


def draw(source: BinaryIO, target: BinaryIO, label: Label, kind: Container) -> Drawn:
    """
    Write the subtitles with the label as their first cue.

    The label of an earlier time is replaced. Without `label.opening` it stays as long as it takes to
    read, 2 to 10 seconds, and makes way for the first words that are spoken after 2 seconds.

    Raises
    ------
    Refused
        MK40 for another encoding than UTF-8, MK45 for words that cannot stand in a text, MK71 for an
        opening that is too short, MK79 for a file without any cue.
    """
    if label.opening is not None and not label.opening >= SHORTEST:
        raise Refused(
            "MK71",
            f"a label for {label.opening:g} seconds is too short to be read",
            "2 seconds or more",
        )
    said = words(label)
    data = whole(source, LARGEST)
    utf8(data)
    data = _without(data, said, kind)
    cues = _cues(data, kind)
    newline = b"\r\n" if b"\r\n" in data[:4096] else b"\n"
    seconds = label.opening or _seconds(said, cues)
    at = _before(data, cues[0], kind)
    block = _block(said, seconds, kind, newline)
    target.write(data[:at] + block + (_moved(data, cues, at) if kind.name == "srt" else data[at:]))
    return Drawn(
        how=HOW,
        text="\n".join(text for _, text in said),
        languages=tuple(lang for lang, _ in said),
        seconds=round(seconds, 2),
    )


def read(source: BinaryIO, kind: Container, wordings: tuple[tuple[Lang, str], ...]) -> Drawn | None:
    """
    Return the label if a cue of the first second shows one of `wordings`.

    None where a style sheet of its own (WebVTT) may hide it.
    """
    data = whole(source, LARGEST)
    utf8(data)
    if kind.name == "vtt" and _STYLE.search(data):
        return None
    for cue in _cues(data, kind):
        if cue.since > _FIRST:
            break
        if cue.until - cue.since < _SEEN:
            continue
        if found := shown(_lines(data, cue, kind), wordings):
            return Drawn(
                how=HOW,
                text="\n".join(text for _, text in found),
                languages=tuple(lang for lang, _ in found),
                seconds=cue.until - cue.since,
            )
    return None


def _cues(data: bytes, kind: Container) -> list[Cue]:
    """Return all cues, in their order in the file; at least one."""
    if kind.name == "vtt" and not _HEAD.match(data):
        raise Refused("MK79", "not WebVTT: it does not begin with WEBVTT")
    found: list[Cue] = []
    at = 3 if data.startswith(b"\xef\xbb\xbf") else 0
    while (match := _CUE.search(data, at)) is not None:
        end = _BLANK.search(data, max(match.end() - 1, match.start()))
        stop = end.start() if end else len(data)
        number = match.span(1) if match.group(1) is not None else None
        found.append(
            Cue(
                start=match.start(), text=match.end(), end=max(stop, match.end()), number=number,
                since=_moment(match, 2), until=_moment(match, 6),
            )
        )  # fmt: skip
        if len(found) > _CUES:
            raise Refused("MK79", f"more than {_CUES} cues")
        at = max(stop, match.end())
    if not found:
        raise Refused(
            "MK79", "subtitles without a single cue", "add the words that are spoken, then the label"
        )
    return found


def _moment(match: re.Match[bytes], first: int) -> float:
    hours, minutes, seconds, thousandths = (match.group(first + n) for n in range(4))
    whole_hours = int(hours[:-1]) if hours else 0
    return whole_hours * 3600 + int(minutes) * 60 + int(seconds) + int(thousandths) / 1000


def _lines(data: bytes, cue: Cue, kind: Container) -> list[str]:
    """Return the words of a cue as people see them."""
    text = _TAG.sub("", data[cue.text : cue.end].decode("utf-8", "replace"))
    return [html.unescape(line) if kind.name == "vtt" else line for line in text.splitlines()]


def _without(data: bytes, said: Wordings, kind: Container) -> bytes:
    """
    Return the subtitles without a first cue that is a label of these words, in any of their
    languages.
    """
    cues = _cues(data, kind)
    first = cues[0]
    lines = [line.strip() for line in _lines(data, first, kind)]
    if first.since > 0 or not lines or not set(lines) <= {text for _, text in said} or len(cues) == 1:
        return data
    at, after = _before(data, first, kind), _before(data, cues[1], kind)
    return data[:at] + (_moved(data, cues[1:], after, by=-1) if kind.name == "srt" else data[after:])


def _before(data: bytes, cue: Cue, kind: Container) -> int:
    """
    Return where the block of a cue begins; in WebVTT a line with its name may stand above its
    times.
    """
    if kind.name != "vtt" or cue.number is not None:
        return cue.start
    above = data.rfind(b"\n", 0, max(cue.start - 1, 0)) + 1
    line = data[above : cue.start].strip()
    return above if line and not _HEAD.match(data[above : cue.start]) else cue.start


def _seconds(said: Wordings, cues: list[Cue]) -> float:
    wanted = min(max(sum(len(text) for _, text in said) / _PACE, SHORTEST), _LONGEST)
    spoken = min(cue.since for cue in cues)
    return round(min(wanted, spoken) if spoken >= SHORTEST else wanted, 3)


def _block(said: Wordings, seconds: float, kind: Container, newline: bytes) -> bytes:
    texts = [html.escape(text, quote=False) if kind.name == "vtt" else text for _, text in said]
    mark = "." if kind.name == "vtt" else ","
    times = f"00:00:00{mark}000 --> {_spelled(seconds, mark)}"
    name = _NAME if kind.name == "vtt" else b"1"
    return newline.join((name, times.encode(), *(text.encode() for text in texts), b"", b""))


def _spelled(seconds: float, mark: str) -> str:
    rest = round(seconds * 1000)
    hours, rest = divmod(rest, 3_600_000)
    minutes, rest = divmod(rest, 60_000)
    return f"{hours:02}:{minutes:02}:{rest // 1000:02}{mark}{rest % 1000:03}"


def _moved(data: bytes, cues: list[Cue], start: int, by: int = 1) -> bytes:
    """
    Return the rest of SubRip from `start`, its cues counted `by` more; numbers in disorder stay as
    they are.
    """
    first = 1 if by > 0 else 2
    numbers = [cue.number for cue in cues if cue.number is not None]
    counted = [int(data[begin:end]) for begin, end in numbers]
    if counted != list(range(first, first + len(cues))):
        return data[start:]
    parts, here = [], start
    for n, (begin, end) in enumerate(numbers, first + by):
        parts += [data[here:begin], str(n).encode()]
        here = end
    return b"".join((*parts, data[here:]))
