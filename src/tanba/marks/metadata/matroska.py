"""
Tags of Matroska and WebM (RFC 9559, 5.1.8): the disclosure as simple tags of the whole file.

Positions in a segment count from its start (16), so nothing before the clusters may move. The tags,
ours and those of others, go together into one `Tags` element at the end; what stood in the old place
becomes `Void`, and the `SeekHead` is told. A live recording has no index that could break: there they
stand before the clusters.
"""

from collections.abc import Iterator
from typing import BinaryIO, Final

from tanba.marks.disclosure import Disclosure
from tanba.marks.media.ebml import (
    CRC,
    VOID,
    Element,
    body,
    inside,
    packed,
    size_field,
    void,
    whole_number,
)
from tanba.marks.media.segment import (
    CLUSTER,
    CUES,
    INFO,
    SEEK_HEAD,
    TAGS,
    Segment,
    held,
    segment_of,
    text_in,
)
from tanba.marks.media.splice import Cut, spliced
from tanba.marks.metadata.fields import LONGEST, NAMES, fields, spelled, told
from tanba.marks.results import Said

_SEEK, _SEEK_ID, _SEEK_POSITION = 0x4DBB, 0x53AB, 0x53AC
_MUXING_APP, _WRITING_APP = 0x4D80, 0x5741
_TAG, _TARGETS, _SIMPLE, _NAME, _STRING = 0x7373, 0x63C0, 0x67C8, 0x45A3, 0x4487
_UIDS: Final = frozenset({0x63C5, 0x63C9, 0x63C4, 0x63C6})
"""Track, edition, chapter, attachment: a tag with one of these is not about the whole file."""
_WHERE: Final = "Matroska tags"


def write(source: BinaryIO, target: BinaryIO, said: Disclosure) -> tuple[str, bytes]:
    """
    Write the file with the disclosure in its tags; return where it stands, and the texts as lines.
    """
    segment = segment_of(source)
    old = segment.of(TAGS)
    texts = fields(said, _texts(source, old))
    tags = packed(TAGS, *_kept(source, old), _tag(texts))
    live = not segment.of(SEEK_HEAD) and not segment.of(CUES) and segment.of(CLUSTER)
    if live:
        start = live[0].start
        cuts = [Cut(start=each.start, end=each.end) for each in old]
        cuts.append(Cut(start=start, end=start, new=tags))
    else:
        last = [each for each in old if each.end == segment.itself.end]
        start = last[0].start if last else segment.itself.end
        cuts = [
            Cut(start=each.start, end=each.end, new=void(each.end - each.start))
            for each in old
            if each not in last
        ]
        heads, more = _seek_heads(source, segment, start, len(tags))
        cuts += [*heads, Cut(start=start, end=segment.itself.end, new=tags + more)]
    cuts += _segment_start(segment, sum(cut.grows for cut in cuts))
    spliced(source, target, cuts)
    return _WHERE, spelled(texts)


def read(source: BinaryIO) -> tuple[Said, ...]:
    """Return what the tags of the whole file say, and which program wrote the file."""
    segment = segment_of(source)
    texts = _texts(source, segment.of(TAGS))
    tool = ""
    for info in segment.of(INFO):
        tool = (
            tool
            or text_in(source, held(info), _WRITING_APP, 1000)
            or text_in(source, info, _MUXING_APP, 1000)
        )
    seen = told(texts, _WHERE, tool or texts.get("ENCODER", ""))
    return (seen,) if seen else ()


# --- the segment --------------------------------------------------------------------------------------


def _segment_start(segment: Segment, grows: int) -> Iterator[Cut]:
    """Yield what tells the segment its new size, and takes away a checksum over all of it."""
    itself = segment.itself
    if not itself.open and grows:
        wide = itself.header - 4
        size = itself.size + grows
        field = size_field(size, wide if size < (1 << 7 * wide) - 1 else 8)
        yield Cut(start=itself.start + 4, end=itself.body, new=field)
    if segment.parts and segment.parts[0].id == CRC:
        crc = segment.parts[0]
        yield Cut(start=crc.start, end=crc.end, new=void(crc.end - crc.start))


# --- the index ----------------------------------------------------------------------------------------


def _seek_heads(source: BinaryIO, segment: Segment, start: int, size: int) -> tuple[list[Cut], bytes]:
    """
    Return how the indexes change so that the first leads to tags at `start`, and what must stand after
    the tags.

    The first grows into the `Void` after it. Where that is too small, all entries move into a second
    index behind the tags, and the first leads there (RFC 9559, 6.3).
    """
    heads = segment.of(SEEK_HEAD)
    if not heads:
        return [], b""
    entries = [_entries(source, head) for head in heads]
    to_tags = _entry(TAGS, start - segment.itself.body)
    first, room = heads[0], _room(segment, heads[0])
    if fitted := _fitted(packed(SEEK_HEAD, *(raw for _, raw in entries[0]), to_tags), room):
        cuts = [Cut(start=first.start, end=first.start + room, new=fitted)]
        for head, kept in zip(heads[1:], entries[1:], strict=True):
            new = _fitted(packed(SEEK_HEAD, *(raw for _, raw in kept)), head.end - head.start)
            if new:
                cuts.append(Cut(start=head.start, end=head.end, new=new))
        return cuts, b""
    listed = [raw for kept in entries for identifier, raw in kept if identifier != SEEK_HEAD]
    second = packed(SEEK_HEAD, *listed, to_tags)
    fitted = _fitted(packed(SEEK_HEAD, _entry(SEEK_HEAD, start + size - segment.itself.body)), room)
    if not fitted:
        return [], b""
    cuts = [Cut(start=head.start, end=head.end, new=void(head.end - head.start)) for head in heads[1:]]
    return [Cut(start=first.start, end=first.start + room, new=fitted), *cuts], second


def _entries(source: BinaryIO, head: Element) -> list[tuple[int, bytes]]:
    """Return the entries of an index with what they name, but for tags."""
    entries = []
    for seek in inside(source, held(head)):
        if seek.id == _SEEK:
            named = next(
                (body(source, part, 8) for part in inside(source, seek) if part.id == _SEEK_ID), b""
            )
            if (identifier := int.from_bytes(named, "big")) != TAGS:
                entries.append((identifier, packed(_SEEK, body(source, seek, 1000))))
    return entries


def _entry(identifier: int, position: int) -> bytes:
    named = packed(_SEEK_ID, identifier.to_bytes(4, "big"))
    return packed(_SEEK, named, packed(_SEEK_POSITION, whole_number(position)))


def _room(segment: Segment, head: Element) -> int:
    """Return how many bytes an index and the `Void` right after it take."""
    after = next((part for part in segment.parts if part.id == VOID and part.start == head.end), None)
    return (after.end if after else head.end) - head.start


def _fitted(new: bytes, room: int) -> bytes | None:
    """
    Return an element filled up with `Void` to `room` bytes; None when it is too long, by even one
    byte.
    """
    left = room - len(new)
    return None if left < 0 or left == 1 else new + void(left)


# --- tags ---------------------------------------------------------------------------------------------


def _texts(source: BinaryIO, old: list[Element]) -> dict[str, str]:
    """Return the simple tags of the whole file by their names in upper case; of twins, the first."""
    texts: dict[str, str] = {}
    for tags in old:
        for tag in inside(source, held(tags)):
            if tag.id == _TAG and _of_whole_file(source, tag):
                for simple in inside(source, tag):
                    if simple.id == _SIMPLE:
                        name = text_in(source, simple, _NAME, LONGEST)
                        texts.setdefault(name.upper(), text_in(source, simple, _STRING, LONGEST))
    return texts


def _kept(source: BinaryIO, old: list[Element]) -> Iterator[bytes]:
    """Yield every tag of others, as it is; of a tag that holds ours too, what is left without ours."""
    for tags in old:
        for tag in inside(source, held(tags)):
            if tag.id != _TAG:
                continue
            parts = list(inside(source, tag))
            simple = [part for part in parts if part.id == _SIMPLE]
            ours = [part for part in simple if text_in(source, part, _NAME, LONGEST).upper() in NAMES]
            if not ours or not _of_whole_file(source, tag):
                yield packed(_TAG, body(source, tag))
            elif len(ours) < len(simple):
                rest = [part for part in parts if part not in ours and part.id != CRC]
                yield packed(_TAG, *(packed(part.id, body(source, part)) for part in rest))


def _tag(texts: dict[str, str]) -> bytes:
    simple = [
        packed(_SIMPLE, packed(_NAME, name.encode()), packed(_STRING, text.encode()))
        for name, text in texts.items()
    ]
    return packed(_TAG, packed(_TARGETS), *simple)


def _of_whole_file(source: BinaryIO, tag: Element) -> bool:
    for part in inside(source, tag):
        if part.id == _TARGETS and any(
            each.id in _UIDS and any(body(source, each, 8)) for each in inside(source, part)
        ):
            return False
    return True
