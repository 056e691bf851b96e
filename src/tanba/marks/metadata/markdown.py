"""
Markdown: keys in the front matter, YAML (`---`) or TOML (`+++`), which is made where there is none.

Only front matter that we understand is touched: it is read before and after, and nothing but our keys
may differ. Every other byte stays.
"""

import json
import re
import tomllib
from typing import Any, BinaryIO, Final

from tanba.kernel import Faults, Refused, parse_document
from tanba.marks.disclosure import Disclosure, to_record
from tanba.marks.media import whole
from tanba.marks.media.hypertext import LARGEST
from tanba.marks.media.matter import Matter, matter, utf8
from tanba.marks.metadata.fields import AIGC, RECORD, SOURCE_TYPE, fields, told
from tanba.marks.metadata.html import iptc
from tanba.marks.metadata.packet import TOOL
from tanba.marks.refusal import CannotHold
from tanba.marks.results import Said

KEY: Final = "tanba"
SOURCE_TYPE_KEY: Final = "digital_source_type"
_LONGEST: Final = 64 * 1024
"""Bytes of front matter that we read."""
_LINE: Final = re.compile(r"[^\n]*\n|[^\n]+")
_SIDECAR: Final = "put it right, or mark the file with a sidecar"


def write(source: BinaryIO, target: BinaryIO, said: Disclosure) -> tuple[str, bytes]:
    """
    Write the file with the disclosure in its front matter.

    Raises
    ------
    Refused
        MK40 for another encoding, MK41 for front matter that we cannot read or safely add to, MK46 when
        its key `tanba` is not ours.
    """
    data = whole(source, LARGEST)
    utf8(data)
    place = matter(data)
    inner = data[place.start : place.end].decode()
    before = _tree(inner, place)
    _allowed(before)
    aigc = fields(said, _texts(before))[AIGC]
    lines = _yaml(said, aigc) if place.form != "toml" else _toml(said, aigc)
    mark = lines.replace("\n", place.newline.decode())
    rest = _without_ours(inner, place)
    if rest and not rest.endswith("\n"):  # the closing fence stood on the last line's end
        raise _unreadable("its last line has no end")
    after = _joined(rest, mark, place)
    expected = {key: part for key, part in before.items() if key not in (KEY, SOURCE_TYPE_KEY)}
    found = _tree(after, place)
    if {
        key: part for key, part in found.items() if key not in (KEY, SOURCE_TYPE_KEY)
    } != expected or KEY not in found:
        raise _unreadable("nothing can be added to it safely")
    block = after.encode()
    if not place.form:
        fence = b"---" + place.newline
        block = fence + block + fence
    target.write(data[: place.start] + block + data[place.end :])
    return f"front matter ({(place.form or 'yaml').upper()})", mark.encode()


def read(source: BinaryIO) -> tuple[Said, ...]:
    """Return what the front matter says about the making of the text."""
    data = whole(source, LARGEST)
    place = matter(data)
    inner = data[place.start : place.end]
    if not place.form or (KEY.encode() not in inner and SOURCE_TYPE_KEY.encode() not in inner):
        return ()
    where = f"front matter ({place.form.upper()})"
    try:
        tree = _tree(utf8(inner), place)
    except Refused as refused:
        return (Said(where=where, flaw=refused.what),)
    said = told(_texts(tree), where, _tool(tree))
    return () if said is None else (said,)


def _texts(tree: dict[str, Any]) -> dict[str, str]:
    texts: dict[str, str] = {}
    ours = tree.get(KEY)
    if isinstance(ours, dict):
        record = {key: part for key, part in ours.items() if key not in ("aigc", "tool")}
        texts[RECORD] = json.dumps(record, ensure_ascii=False, default=str)
        texts[AIGC] = str(ours.get("aigc", ""))
    texts[SOURCE_TYPE] = iptc(str(tree.get(SOURCE_TYPE_KEY, "")))
    return texts


def _tool(tree: dict[str, Any]) -> str:
    ours = tree.get(KEY)
    return str(ours.get("tool", "")) if isinstance(ours, dict) else ""


def _yaml(said: Disclosure, aigc: str) -> str:
    lines = [f"{SOURCE_TYPE_KEY}: {_quoted(said.source_type)}", f"{KEY}:"]
    for key, part in _parts(said, aigc).items():
        if isinstance(part, dict):
            lines += [f"  {key}:", *(f"    {name}: {_quoted(text)}" for name, text in part.items())]
        else:
            lines.append(f"  {key}: {_quoted(part)}")
    return "\n".join(lines) + "\n"


def _toml(said: Disclosure, aigc: str) -> str:
    lines = [f"[{KEY}]"]
    tables = []
    for key, part in _parts(said, aigc).items():
        if isinstance(part, dict):
            tables += [f"[{KEY}.{key}]", *(f"{name} = {_quoted(text)}" for name, text in part.items())]
        else:
            lines.append(f"{key} = {_quoted(part)}")
    return "\n".join([f"{SOURCE_TYPE_KEY} = {_quoted(said.source_type)}", *lines, *tables]) + "\n"


def _parts(said: Disclosure, aigc: str) -> dict[str, Any]:
    return to_record(said) | {"aigc": aigc, "tool": TOOL}


def _quoted(text: str) -> str:
    """Return text in double quotes as JSON, YAML 1.2 and TOML 1.0 all read it."""
    quoted = json.dumps(text, ensure_ascii=False)
    return "".join(
        c if c.isprintable() else json.dumps(c)[1:-1].replace("\x7f", "\\u007f") for c in quoted
    )


def _joined(rest: str, mark: str, place: Matter) -> str:
    if place.form != "toml":
        return rest + mark
    first, _, tables = mark.partition("[")  # a key of the top must stand before any table
    return f"{first}{rest}[{tables}"


def _without_ours(inner: str, place: Matter) -> str:
    """Return front matter without our two keys: the lines from each to the next key, gap or comment."""
    kept, ours = [], False
    for line in _LINE.findall(inner):
        start = line.rstrip()
        if place.form == "toml":
            own = start == f"[{KEY}]" or start.startswith(f"[{KEY}.")
            ours = own or (ours and bool(start) and not start.startswith(("[", "#")))
            mine = ours or start.startswith(f"{SOURCE_TYPE_KEY} =")
        else:
            inside = start.startswith((" ", "\t"))
            ours = (ours and inside) or start.startswith((f"{KEY}:", f"{SOURCE_TYPE_KEY}:"))
            mine = ours
        if not mine:
            kept.append(line)
    return "".join(kept)


def _allowed(tree: dict[str, Any]) -> None:
    ours = tree.get(KEY)
    if ours is not None and not (
        isinstance(ours, dict) and "tanba.kz/ns/marks/" in str(ours.get("profile"))
    ):
        raise CannotHold(
            "MK46", f"the front matter has a key {KEY} that says something else", "rename that key"
        )


def _tree(inner: str, place: Matter) -> dict[str, Any]:
    """Return front matter as plain data; raises Refused MK41."""
    if len(inner.encode()) > _LONGEST:
        raise _unreadable(f"longer than {_LONGEST} bytes")
    try:
        if place.form == "toml":
            return tomllib.loads(inner)
        tree = parse_document(inner, "front matter", _LONGEST).tree
    except Faults as faults:
        raise _unreadable(faults.faults[0].what) from None
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise _unreadable(str(error).lower()[:200]) from None
    if tree is None:
        return {}
    if not isinstance(tree, dict):
        raise _unreadable("no keys with values")
    return tree


def _unreadable(what: str) -> CannotHold:
    return CannotHold("MK41", f"front matter: {what}", _SIDECAR)
