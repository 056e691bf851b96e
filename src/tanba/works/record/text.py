"""A long text that changes in small places: code points in short strings, found from a cursor."""

from collections.abc import Iterator, Mapping
from hashlib import sha256
from typing import Any, Final

from tanba.kernel import Refused

_PART = 2048  # code points of a string when it is cut; one is never longer than twice this
_FEW = 256  # a shorter string joins its neighbour


class LongText:
    """
    A text under edits. Positions and counts are code points; any code point is one.

    An edit near the one before costs about a microsecond, one elsewhere a walk over the strings
    between: 4,096 of them in the longest text that a record may hold.
    """

    __slots__ = ("_coded", "_index", "_length", "_parts", "_start")

    def __init__(self, text: str = "") -> None:
        self._parts = [text[i : i + _PART] for i in range(0, len(text), _PART)] or [""]
        self._coded: list[bytes | None] = [None] * len(
            self._parts
        )  # each string in UTF-8, once asked for
        self._length = len(text)
        self._index = self._start = 0  # the string that was touched last, and where it begins

    def __len__(self) -> int:
        return self._length

    def __str__(self) -> str:
        return "".join(self._parts)

    def insert(self, at: int, text: str) -> None:
        """Put `text` before the code point `at`; raises Refused (WK14) when there is no such place."""
        offset = self._sought(at)
        parts, index = self._parts, self._index
        old = parts[index]
        new = f"{old[:offset]}{text}{old[offset:]}"
        if len(new) <= 2 * _PART:
            parts[index] = new
            self._coded[index] = None
        else:
            self._put(index, index + 1, [new[i : i + _PART] for i in range(0, len(new), _PART)])
        self._length += len(text)

    def cut(self, at: int, count: int) -> str:
        """Take out `count` code points from `at` on and return them; raises Refused (WK14)."""
        self.check(at, count)
        offset = self._sought(at)
        parts, index = self._parts, self._index
        old = parts[index]
        if offset + count <= len(old):
            gone = old[offset : offset + count]
            parts[index] = old[:offset] + old[offset + count :]
            self._coded[index] = None
        else:
            taken, missing, until = [old[offset:]], count - len(old) + offset, index + 1
            while missing >= len(parts[until]):
                taken.append(parts[until])
                missing -= len(parts[until])
                until += 1
                if not missing:
                    break
            tail = ""
            if missing:
                taken.append(parts[until][:missing])
                tail = parts[until][missing:]
                until += 1
            gone = "".join(taken)
            self._put(index, until, [old[:offset], tail] if tail else [old[:offset]])
        self._length -= count
        self._joined()
        return gone

    def part(self, at: int, until: int) -> str:
        """Return the code points from `at` up to `until`, fewer where the text ends before."""
        at = max(0, at)
        until = min(until, self._length)
        if at >= until:
            return ""
        offset = self._sought(at)
        index, found, missing = self._index, [], until - at
        while missing > 0:
            piece = self._parts[index][offset : offset + missing]
            found.append(piece)
            missing -= len(piece)
            index, offset = index + 1, 0
        return "".join(found)

    def sha256(self) -> str:
        """Return the SHA-256 of the text in UTF-8, in hexadecimal."""
        hashed = sha256()
        for part in self._encoded():
            hashed.update(part)
        return hashed.hexdigest()

    def equals(self, content: bytes) -> bool:
        """Say whether the text in UTF-8 is these bytes."""
        return content == b"".join(self._encoded())

    def _encoded(self) -> Iterator[bytes]:
        for index, coded in enumerate(self._coded):
            if coded is None:
                coded = self._coded[index] = self._parts[index].encode()
            yield coded

    def _put(self, index: int, until: int, parts: list[str]) -> None:
        """Put strings in the place of others."""
        self._parts[index:until] = parts
        self._coded[index:until] = [None] * len(parts)

    def _sought(self, at: int) -> int:
        """Move the cursor to the string with the place `at`; return the offset in it."""
        if not 0 <= at <= self._length:
            raise self.outside(at)
        parts, index, start = self._parts, self._index, self._start
        if at < start >> 1:
            index = start = 0
        while at < start:
            index -= 1
            start -= len(parts[index])
        while at > start + len(parts[index]):
            start += len(parts[index])
            index += 1
        self._index, self._start = index, start
        return at - start

    def _joined(self) -> None:
        """Join a string that has become short to the one after it, or before it, if that stays short."""
        parts, index = self._parts, self._index
        if len(parts[index]) >= _FEW or len(parts) == 1:
            return
        if index + 1 == len(parts):
            index -= 1
            self._start -= len(parts[index])
            self._index = index
        both = parts[index] + parts[index + 1]
        if len(both) <= 2 * _PART:
            self._put(index, index + 2, [both])

    def check(self, at: int, count: int) -> None:
        """Raise Refused (WK14) when there are not `count` code points from `at` on."""
        if not 0 <= at <= at + count <= self._length:
            raise self.outside(at + count)

    def outside(self, at: int) -> Refused:
        """Return the refusal of a place that is not in the text."""
        return Refused(
            "WK14", f"place {at:,} is outside the text, which has {self._length:,} code points"
        )


LONGEST: Final = 16 * 1024 * 1024
"""Code points of all texts of a work together: some four times War and Peace."""


class TextShelf:
    """The texts of a work by the names of their pieces, as a recorder keeps them."""

    def __init__(self) -> None:
        self._texts: dict[str, LongText] = {}
        self._length = 0

    def __getitem__(self, piece: str) -> LongText:
        return self._texts[piece]

    def open(self, piece: str, text: str) -> None:
        """Put a text in the place of what was there; raises Refused (WK20) when all are too long."""
        before = len(self._texts[piece]) if piece in self._texts else 0
        self._grow(len(text) - before)
        self._texts[piece] = LongText(text)

    def edit(self, do: str, fields: Mapping[str, Any]) -> None:
        """Follow insert, delete, replace or move; nothing is changed when it is refused (WK14, WK20)."""
        text, at, count = self._texts[fields["piece"]], fields["at"], fields.get("count", 0)
        added = fields.get("text", "")
        text.check(at, count)
        if do == "move":
            if fields["to"] > len(text) - count:
                raise text.outside(fields["to"] + count)
            text.insert(fields["to"], text.cut(at, count))
            return
        self._grow(len(added) - count)
        if count:
            text.cut(at, count)
        if added:
            text.insert(at, added)

    def _grow(self, by: int) -> None:
        if self._length + by > LONGEST:
            raise Refused("WK20", f"more than {LONGEST:,} code points of text in one work")
        self._length += by
