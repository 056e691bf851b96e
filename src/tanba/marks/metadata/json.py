"""
JSON: one member `_tanba` at the start of the top-level object; every other byte stays where it was.

A JSON-LD document of others is read for its `digitalSourceType`.
"""

import json
import re
from collections.abc import Callable, Iterator
from json.decoder import JSONDecoder
from typing import Any, BinaryIO, Final, NamedTuple, NoReturn

from tanba.kernel import Refused
from tanba.marks.disclosure import Disclosure, is_ai, to_record
from tanba.marks.media import size_of, whole
from tanba.marks.media.hypertext import LARGEST
from tanba.marks.media.matter import utf8
from tanba.marks.metadata.fields import AIGC, RECORD, SOURCE_TYPE, fields, told
from tanba.marks.metadata.html import source_types
from tanba.marks.metadata.packet import TOOL
from tanba.marks.refusal import CannotHold
from tanba.marks.results import Said

KEY: Final = "_tanba"
_LONGEST: Final = 16 * 1024 * 1024
"""Bytes of a document that we take apart, at some twenty times as much memory."""
_SIDECAR: Final = "mark it with a sidecar"
_SPACE: Final = re.compile(r"[ \t\n\r]*")


class _Member(NamedTuple):
    key: str
    start: int
    end: int
    """One after its value."""


class _Top(NamedTuple):
    inside: int
    """The place after `{`."""
    first: int
    """Where its first member begins, or `}`."""
    value: dict[str, Any]
    members: tuple[_Member, ...]
    """Their places, only where one of them is ours."""


def write(source: BinaryIO, target: BinaryIO, said: Disclosure) -> tuple[str, bytes]:
    """
    Write the document with the disclosure as the first member of its object.

    Raises
    ------
    Refused
        MK40 for another encoding, MK42 for what is not JSON, MK43 where the top is no object or a key
        stands twice.
    """
    if size_of(source) > _LONGEST:
        raise CannotHold("MK42", f"a document of more than {_LONGEST} bytes", _SIDECAR)
    text = utf8(whole(source))
    top = _top(text)
    texts = fields(said, _texts(top.value.get(KEY)))
    if KEY in top.value:
        text = _without_ours(text, top)
        top = _top(text)
    mine = {
        "digitalSourceType": texts[SOURCE_TYPE],
        "AIGC": json.loads(texts[AIGC]),
        "tool": TOOL,
        "record": to_record(said),
    }
    # JSON is often put into pages: nothing of ours may end a script there.
    member = f'"{KEY}": {json.dumps(mine, ensure_ascii=False)}'.replace("<", "\\u003c")
    gap = ""
    if text[top.first] != "}":
        gap, member = text[top.inside : top.first], f"{member},"
    target.write(f"{text[: top.inside]}{gap}{member}{text[top.inside :]}".encode())
    return f"member {KEY}", member.rstrip(",").encode()


def read(source: BinaryIO) -> tuple[Said, ...]:
    """Return what our member says, and the digital source types that others name."""
    data = whole(source, LARGEST)
    if f'"{KEY}"'.encode() not in data and b"digitalSourceType" not in data:
        return ()
    try:
        if len(data) > _LONGEST:
            raise Refused("MK42", f"a document of more than {_LONGEST} bytes")
        top = _top(utf8(data))
    except Refused as refused:
        return (Said(where="JSON", flaw=refused.what),)
    found = [_ours(top.value[KEY])] if KEY in top.value else []
    rest = {key: value for key, value in top.value.items() if key != KEY}
    types = list(source_types(rest))
    if best := next((each for each in types if is_ai(each)), types[0] if types else ""):
        found.append(told({SOURCE_TYPE: best}, "digitalSourceType"))
    return tuple(said for said in found if said is not None)


def _ours(value: object) -> Said | None:
    where = f"member {KEY}"
    tool = value.get("tool") if isinstance(value, dict) else None
    said = told(_texts(value), where, tool if isinstance(tool, str) else "")
    return said or Said(where=where, flaw="not what Tanba writes there")


def _texts(value: object) -> dict[str, str]:
    if not isinstance(value, dict):
        return {}
    texts = {
        RECORD: value.get("record"),
        AIGC: value.get("AIGC"),
        SOURCE_TYPE: value.get("digitalSourceType"),
    }
    return {
        name: part if isinstance(part, str) else json.dumps(part, ensure_ascii=False)
        for name, part in texts.items()
        if part is not None
    }


def _without_ours(text: str, top: _Top) -> str:
    for number, mine in enumerate(top.members):
        if mine.key != KEY:
            continue
        if number + 1 < len(top.members):
            if number == 0:  # what came after `{` before us comes after our comma
                return text[: top.inside] + text[text.index(",", mine.end) + 1 :]
            return text[: mine.start] + text[top.members[number + 1].start :]
        return text[: top.members[number - 1].end if number else top.inside] + text[mine.end :]
    return text


def _top(text: str) -> _Top:
    """Return the top-level object, and the places of its members if ours is one; raises as `write`."""
    at = _after_space(text, 1 if text.startswith("\ufeff") else 0)
    last: list[tuple[str, Any]] = []

    def noted(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        nonlocal last  # the object that closes last is the outermost
        last = pairs
        return dict(pairs)

    value, end = _parsed(text, at, _decoder(noted))
    if not isinstance(value, dict):
        raise CannotHold("MK43", "the document is not an object, so it has no members", _SIDECAR)
    if _after_space(text, end) != len(text):
        raise CannotHold("MK43", "more than one document", _SIDECAR)
    if len(value) != len(last):
        raise Refused("MK43", "a key stands twice at the top", "keep one of them")
    first = _after_space(text, at + 1)
    return _Top(at + 1, first, value, tuple(_members(text, first)) if KEY in value else ())


def _members(text: str, at: int) -> Iterator[_Member]:
    """Give the members of an object that has been read before, each with its place."""
    decoder = _decoder(None)
    while text[at] == '"':
        start = at
        key, at = decoder.raw_decode(text, at)
        _, at = decoder.raw_decode(text, _after_space(text, _after_space(text, at) + 1))
        yield _Member(key, start, at)
        at = _after_space(text, at)
        at = _after_space(text, at + 1) if text[at] == "," else at


def _parsed(text: str, at: int, decoder: JSONDecoder) -> tuple[Any, int]:
    try:
        return decoder.raw_decode(text, at)
    except RecursionError:
        raise Refused("MK42", "nested too deeply") from None
    except ValueError as error:
        raise _not_json(text, getattr(error, "pos", at)) from None


def _not_json(text: str, at: int) -> Refused:
    return Refused("MK42", f"not JSON in line {text.count(chr(10), 0, at) + 1}")


def _after_space(text: str, at: int) -> int:
    gap = _SPACE.match(text, at)
    return gap.end() if gap else at


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number of JSON")


def _decoder(noted: Callable[[list[tuple[str, Any]]], Any] | None) -> JSONDecoder:
    """Return a reader to which numbers are words: nobody counts here, and long ones cost nothing."""
    return JSONDecoder(
        object_pairs_hook=noted, parse_float=str, parse_int=str, parse_constant=_no_constant
    )
