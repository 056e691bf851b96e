"""
The lines of a session: which acts there are, which keys each has and in which order.

A line is one JSON object in UTF-8, written in one way only: the keys in the order of `SHAPES`, no
spaces, no escapes but those that JSON asks for. Hence no key stands twice and no two lines say the same.

    {"n":1,"prev":"…","ms":1234,"how":"recorded","do":"insert","piece":"a","at":0,"text":"Сәлем","as":"typed"}

`as` says how something came in: typed, pasted (its origin was not seen), ai, source, mechanical.
`from` is `["g1",0,12]` for output 0 of generation g1 from its code point 12 on (`["g1",0]` for pictures
and sounds) or `"s1"` for a source. Positions and counts are code points of the text before the act;
`to` of a move is a place in the text without what is moved. Numbers are whole, below 2**53.
"""

import json
import re
from collections.abc import Callable, Mapping
from itertools import pairwise
from typing import Any, Final

from tanba.kernel import Refused

LONGEST_LINE: Final = 8 * 1024 * 1024
"""Bytes of a line; only text that comes in at once makes it long."""
SHORT_LINE: Final = 64 * 1024
"""Bytes that a line may have beside the texts in it: a long one of brackets would fill the memory."""
LONGEST_SESSION: Final = 31 * 24 * 3600 * 1000
"""Milliseconds that a session may last."""
ENTRIES: Final = ("typed", "pasted", "ai", "source", "mechanical")
HOWS: Final = ("recorded", "declared", "received")
MEDIA: Final = ("text", "picture", "sound")

_STRINGS: Final = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"')
_HASH: Final = re.compile(r"[0-9a-f]{64}")
_WORD: Final = re.compile(r"[a-z]{1,20}")
_NUMBER: Final = 1 << 53  # larger ones are not the same in every JSON reader (RFC 8259, section 6)

Check = Callable[[Any], bool]


def _natural(thing: Any) -> bool:
    return type(thing) is int and 0 <= thing < _NUMBER


def _positive(thing: Any) -> bool:
    return type(thing) is int and 1 <= thing < _NUMBER


def _naturals(count: int) -> Check:
    return lambda thing: type(thing) is list and len(thing) == count and all(map(_natural, thing))


def _hash(thing: Any) -> bool:
    return type(thing) is str and _HASH.fullmatch(thing) is not None


def _hashes(most: int) -> Check:
    return lambda thing: type(thing) is list and len(thing) <= most and all(map(_hash, thing))


def _line(most: int, least: int = 0) -> Check:
    """Text on one line; what a person could not see on it, he could not have meant."""
    return lambda thing: (
        type(thing) is str
        and least <= len(thing) <= most
        and not any(c < " " or c == "\x7f" for c in thing)
    )


def _text(most: int) -> Check:
    return lambda thing: type(thing) is str and 1 <= len(thing) <= most


def _numbered(letter: str) -> Check:
    form = re.compile(rf"{letter}[1-9][0-9]{{0,8}}")
    return lambda thing: type(thing) is str and form.fullmatch(thing) is not None


def _one_of(*words: str) -> Check:
    return lambda thing: type(thing) is str and thing in words


def _word(thing: Any) -> bool:
    return type(thing) is str and _WORD.fullmatch(thing) is not None


def _ascending(thing: Any) -> bool:
    if not (type(thing) is list and len(thing) <= OUTPUTS and all(map(_natural, thing))):
        return False
    return all(a < b for a, b in pairwise(thing))


def _settings(thing: Any) -> bool:
    return type(thing) is dict and _shallow(thing, DEPTH)


def _shallow(thing: Any, depth: int) -> bool:
    if type(thing) is dict or type(thing) is list:
        parts = thing.values() if type(thing) is dict else thing
        return depth > 0 and all(_shallow(part, depth - 1) for part in parts)
    return True


def _origin(thing: Any) -> bool:
    match thing:
        case str():
            return _source(thing)
        case [made, output] | [made, output, _]:
            return _generation(made) and _natural(output) and _natural(thing[-1])
    return False


OUTPUTS: Final = 1_000
"""Most outputs of one generation."""
DEPTH: Final = 16
"""How deep settings may be nested."""

_prompt, _generation, _source = _numbered("p"), _numbered("g"), _numbered("s")
_piece, _short, _long = _line(200, 1), _line(200), _line(4_000)
_media, _entry = _one_of(*MEDIA), _one_of(*ENTRIES)
_added = _text(LONGEST_LINE)

Shape = Mapping[str, tuple[Check, bool]]
"""Key → its check, and whether it may be absent; in the order in which the keys stand."""


def _shape(**keys: Check | tuple[Check, None]) -> Shape:
    return {
        name.strip("_"): (check[0], True) if isinstance(check, tuple) else (check, False)
        for name, check in keys.items()
    }


SHAPES: Final[Mapping[str, Shape]] = {
    "open": _shape(
        piece=_piece, file=_long, media=_media, sha256=_hash, as_=_entry, from_=(_origin, None)
    ),
    "prompt": _shape(id=_prompt, sha256=_hash),
    "generated": _shape(
        id=_generation,
        prompt=(_prompt, None),
        model=_short,
        version=_short,
        settings=_settings,
        outputs=_hashes(OUTPUTS),
        media=_media,
        receipt=(_hash, None),
    ),
    "choose": _shape(of=_generation, chosen=_ascending),
    "source": _shape(id=_source, title=_long, holder=_long, rights=_long, sha256=(_hash, None)),
    "insert": _shape(piece=_piece, at=_natural, text=_added, as_=_entry, from_=(_origin, None)),
    "delete": _shape(piece=_piece, at=_natural, count=_positive, as_=_entry),
    "replace": _shape(
        piece=_piece, at=_natural, count=_positive, text=_added, as_=_entry, from_=(_origin, None)
    ),
    "move": _shape(piece=_piece, at=_natural, count=_positive, to=_natural),
    "save": _shape(piece=_piece, sha256=_hash),
    "region": _shape(
        piece=_piece,
        before=_hash,
        after=_hash,
        box=_naturals(4),
        mask=(_hash, None),
        as_=_entry,
        from_=(_origin, None),
        tool=(_short, None),
    ),
    "crop": _shape(piece=_piece, before=_hash, after=_hash, box=_naturals(4)),
    "clip": _shape(
        piece=_piece,
        edit=_word,
        clip=_piece,
        into=(_piece, None),
        track=(_natural, None),
        at=(_natural, None),
        sha256=(_hash, None),
        start=(_natural, None),
        stop=(_natural, None),
        as_=(_entry, None),
        from_=(_origin, None),
        rate=(_natural, None),
    ),
    "note": _shape(text=_text(SHORT_LINE)),
    "sealed": _shape(
        of=_naturals(2),
        head=_hash,
        entry=_natural,
        checkpoint=(_hash, None),
        proof=(_hash, None),
        stamps=_hashes(100),
    ),
    "torn": _shape(bytes=_positive),
    "stop": _shape(),
}

FRAME: Final = _shape(
    n=_positive,
    prev=_hash,
    ms=lambda thing: _natural(thing) and thing <= LONGEST_SESSION,
    how=_one_of(*HOWS),
    do=_one_of(*SHAPES),
)
HEAD: Final = _shape(
    tanba=_one_of("work-record/1"),
    work=lambda thing: type(thing) is str and re.fullmatch(r"[0-9a-f]{32}", thing) is not None,
    session=_positive,
    tool=_short,
    at=lambda thing: (
        type(thing) is str and re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", thing) is not None
    ),
    prev=lambda thing: thing == "" or _hash(thing),
    card=_hash,
    checkpoint=(_text(SHORT_LINE), None),
)
"""`card` is the SHA-256 of `work.json` as it was at the start: names cannot be exchanged later."""


def line_bytes(thing: Mapping[str, Any]) -> bytes:
    """
    Return an object as the bytes of its line, without the line feed.

    Raises
    ------
    Refused
        WK19 for half a surrogate pair or a number that JSON has not; WK06 for a line that is too long.
    """
    try:
        data = json.dumps(thing, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()
    except UnicodeEncodeError:
        raise Refused("WK19", "text with half a surrogate pair, which is no character") from None
    except (TypeError, ValueError, RecursionError):
        raise Refused("WK19", "not a thing that JSON can hold") from None
    _bounded(data)
    return data


def line_object(line: bytes) -> dict[str, Any]:
    """
    Return the object of a line; only its form as JSON has been checked.

    Raises
    ------
    Refused
        WK05 not one JSON object, or written another way; WK06 too long.
    """
    _bounded(line)
    try:
        thing = json.loads(line.decode())
        same = type(thing) is dict and line_bytes(thing) == line
    except (ValueError, RecursionError):  # JSON, UTF-8, numbers of thousands of digits, depth
        raise Refused("WK05", "not a JSON object") from None
    except Refused:
        same = False
    if not same:
        raise Refused("WK05", "not a JSON object in the one way in which a record writes it")
    return thing  # type: ignore[no-any-return]


def act_line(
    n: int, prev: str, ms: int, how: str, do: str, fields: Mapping[str, Any]
) -> tuple[bytes, dict[str, Any]]:
    """
    Return an act as its line, and as its object; the order of `fields` does not matter, None is absent.

    Raises
    ------
    Refused
        WK06, WK07, WK19.
    """
    given = {key.strip("_"): part for key, part in fields.items() if part is not None}
    thing: dict[str, Any] = {"n": n, "prev": prev, "ms": ms, "how": how, "do": do}
    thing |= {key: given.pop(key) for key in SHAPES.get(do, ()) if key in given}
    thing = {
        key: list(part) if isinstance(part, tuple) else part for key, part in (thing | given).items()
    }
    check_act(thing)
    return line_bytes(thing), thing


def head_line(**fields: Any) -> bytes:
    """Return the first line of a session; raises Refused: WK06, WK07, WK19."""
    thing = {key: fields[key] for key in HEAD if fields.get(key) is not None}
    check_head(thing)
    return line_bytes(thing)


def check_act(thing: Mapping[str, Any]) -> None:
    """Check keys, their order and values of an act; raises Refused (WK07)."""
    shape = SHAPES.get(do) if isinstance(do := thing.get("do"), str) else None
    _check(thing, FRAME if shape is None else {**FRAME, **shape})
    match thing.get("as"), thing.get("from"):
        case (_, None) | ("pasted", _) | ("ai", [*_]) | ("source", str()):
            return
    raise Refused("WK07", f"what is {thing.get('as', 'so')} does not come from {_told(thing['from'])}")


def check_head(thing: Mapping[str, Any]) -> None:
    """Check keys, their order and values of the first line of a session; raises Refused (WK07)."""
    _check(thing, HEAD)


def _check(thing: Mapping[str, Any], shape: Shape) -> None:
    for key in thing:
        if key not in shape:
            raise Refused("WK07", f"unknown key {key[:40]!r}")
    for key, (check, may_be_absent) in shape.items():
        if key not in thing:
            if not may_be_absent:
                raise Refused("WK07", f"{key} is missing")
        elif not check(thing[key]):
            raise Refused("WK07", f"{key} is not of its form: {_told(thing[key])}")
    expected = [key for key in shape if key in thing]
    if list(thing) != expected:
        raise Refused("WK07", f"keys should stand in this order: {', '.join(expected)}")


def _told(thing: Any) -> str:
    text = repr(thing) if isinstance(thing, str | int | float | None) else type(thing).__name__
    return text if len(text) <= 60 else f"{text[:60]}…"


def _bounded(line: bytes) -> None:
    if len(line) > LONGEST_LINE:
        raise Refused(
            "WK06",
            f"a line of more than {LONGEST_LINE:,} bytes",
            "bring a long text in with open, as a file",
        )
    if len(line) > SHORT_LINE and len(_STRINGS.sub(b"", line)) > SHORT_LINE:
        raise Refused("WK06", f"more than {SHORT_LINE:,} bytes in a line beside its texts")
