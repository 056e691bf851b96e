"""
DER (X.690), read within bounds: no recursion, no indefinite length, one way to write each length.

    parts = sequence(read(data))
    parts.take(INTEGER).whole()

The libraries that could do this stop at the object identifiers of Kazakhstan's keys.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Final

from tanba.kernel import Refused

LARGEST: Final = 64 * 1024 * 1024
MOST_PARTS: Final = 1_000_000

BOOLEAN: Final = 0x01
INTEGER: Final = 0x02
BITS: Final = 0x03
OCTETS: Final = 0x04
OID: Final = 0x06
SEQUENCE: Final = 0x30
SET: Final = 0x31
UTC_TIME: Final = 0x17
GENERALIZED_TIME: Final = 0x18

_TEXTS: Final = {
    0x0C: "utf-8",
    0x12: "ascii",
    0x13: "ascii",
    0x14: "latin-1",
    0x16: "ascii",
    0x1E: "utf-16-be",
    0x1C: "utf-32-be",
}


class Node:
    """One value: its tag, and where it lies in `data` with its head and without."""

    __slots__ = ("body", "data", "end", "start", "tag")

    def __init__(self, data: bytes, start: int, limit: int) -> None:
        self.data, self.start = data, start
        if limit - start < 2:
            raise _broken("ends in the middle")
        self.tag = data[start]
        if self.tag & 0x1F == 0x1F:
            raise _broken("has a tag of more than one byte")
        size, self.body = data[start + 1], start + 2
        if size >= 0x80:
            count = size & 0x7F
            self.body += count
            spelled = data[start + 2 : self.body]
            if not 1 <= count <= 4 or len(spelled) != count or spelled[0] == 0:
                raise _broken("has a length that DER does not allow")
            size = int.from_bytes(spelled, "big")
            if size < 0x80:
                raise _broken("has a length that DER does not allow")
        self.end = self.body + size
        if self.end > limit:
            raise _broken("ends in the middle")

    @property
    def content(self) -> bytes:
        """The value without its head."""
        return self.data[self.body : self.end]

    @property
    def der(self) -> bytes:
        """The value with its head."""
        return self.data[self.start : self.end]

    def __iter__(self) -> Iterator["Node"]:
        """Yield the parts of a sequence, a set, or a tagged value."""
        at, count = self.body, 0
        while at < self.end:
            part = Node(self.data, at, self.end)
            yield part
            at, count = part.end, count + 1
            if count > MOST_PARTS:
                raise _broken(f"has more than {MOST_PARTS:,} parts")

    def whole(self) -> int:
        """Return a whole number."""
        content = self.content
        if self.tag != INTEGER or not content or len(content) > 1024:
            raise _broken("has something else for a number")
        return int.from_bytes(content, "big", signed=True)

    def oid(self) -> str:
        """Return an object identifier with dots."""
        content = self.content
        if self.tag != OID or not 1 <= len(content) <= 40 or content[-1] & 0x80:
            raise _broken("has something else for an object identifier")
        numbers, number = [], 0
        for byte in content:
            number = number << 7 | byte & 0x7F
            if not byte & 0x80:
                numbers.append(number)
                number = 0
        first = min(numbers[0] // 40, 2)
        return ".".join(map(str, (first, numbers[0] - 40 * first, *numbers[1:])))

    def octets(self) -> bytes:
        """Return the bytes of an octet string, or those of a string of whole bytes of bits."""
        if self.tag == OCTETS:
            return self.content
        if self.tag == BITS and self.end > self.body and self.data[self.body] == 0:
            return self.data[self.body + 1 : self.end]
        raise _broken("has something else for a string of bytes")

    def text(self) -> str:
        """Return a text as people may read it: what does not show is replaced."""
        encoding = _TEXTS.get(self.tag)
        if encoding is None or self.end - self.body > 4096:
            raise _broken("has something else for a text")
        text = self.content.decode(encoding, "replace")
        return "".join(one if one.isprintable() else "\N{REPLACEMENT CHARACTER}" for one in text)

    def moment(self) -> datetime:
        """Return a time, in UTC."""
        text = self.content.decode("ascii", "replace")
        try:
            if (
                self.tag == UTC_TIME and len(text) == 13
            ):  # of two digits: 1950 to 2049 (RFC 5280, 4.1.2.5.1)
                text = f"{'19' if text[:2] >= '50' else '20'}{text}"
            elif self.tag != GENERALIZED_TIME or len(text) != 15:
                raise _broken("has something else for a time")
            if not text[:-1].isdigit():
                raise _broken("has something else for a time")
            return datetime.strptime(text, "%Y%m%d%H%M%SZ").replace(tzinfo=UTC)
        except ValueError:
            raise _broken("has something else for a time") from None


class Parts:
    """The parts of a value, taken one after another."""

    def __init__(self, node: Node) -> None:
        self._parts = iter(node)
        self._next = next(self._parts, None)

    def first(self) -> Node:
        """Return the next part, whatever its tag."""
        if self._next is None:
            raise _broken("lacks a part")
        return self.take(self._next.tag)

    def take(self, *tags: int) -> Node:
        """Return the next part, which has one of these tags."""
        node = self.maybe(*tags)
        if node is None:
            raise _broken("lacks a part")
        return node

    def maybe(self, *tags: int) -> Node | None:
        """Return the next part if it has one of these tags; else None, and it stays the next."""
        node = self._next
        if node is None or node.tag not in tags:
            return None
        self._next = next(self._parts, None)
        return node

    def rest(self, most: int = 1_000) -> list[Node]:
        """Return what is left, in order; raises Refused (EV50) when there are more than `most`."""
        left: list[Node] = []
        while self._next is not None:
            if len(left) >= most:
                raise _broken(f"has more than {most:,} parts where that is too many")
            left.append(self.first())
        return left

    def end(self) -> None:
        """Raise Refused (EV50) when there is more."""
        if self._next is not None:
            raise _broken("has one part too many")


def read(data: bytes) -> Node:
    """Return the value that these bytes are; raises Refused (EV50)."""
    if len(data) > LARGEST:
        raise Refused("EV50", f"more than {LARGEST:,} bytes")
    node = Node(data, 0, len(data))
    if node.end != len(data):
        raise _broken("is followed by something")
    return node


def inner(node: Node) -> Node:
    """Return the one value inside a tagged one."""
    parts = Parts(node)
    only = parts.first()
    parts.end()
    return only


def sequence(node: Node) -> Parts:
    """Return the parts of a sequence."""
    if node.tag != SEQUENCE:
        raise _broken("has something else for a sequence")
    return Parts(node)


def _broken(what: str) -> Refused:
    return Refused("EV50", f"not DER as it should be: it {what}", "X.690; give it as it was issued")
