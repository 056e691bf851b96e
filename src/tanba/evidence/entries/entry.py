"""
Entries: one line of the log, as canonical JSON (RFC 8785), that says nothing about anybody.

    {"clear":{},"commits":{"prompt":"5d0c…"},"kind":"work.deposit","seq":1,"subject":"9f…","tanba":"entry/1"}

What was done is in there as commitments only; who keeps their openings can show each alone, later.
There is one way to write an entry: what reads otherwise is refused, so that no two programs differ.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import field
from typing import Any, Final

import rfc8785

from tanba.kernel import Refused, value

FORM: Final = "entry/1"
LARGEST: Final = 65_535
"""Bytes of an entry (C2SP tlog-tiles: the length of one is a uint16)."""
MOST_FIELDS: Final = 64
LONGEST_NAME: Final = 64
LONGEST_TEXT: Final = 200
LAST: Final = 2**53 - 1
"""The largest whole number that every reader of JSON reads alike (RFC 8785, appendix D)."""

_KIND: Final = re.compile(r"[a-z]+(?:\.[a-z]+)*")
_FIELD: Final = re.compile(r"[a-z][a-z0-9_]*")
_SUBJECT: Final = re.compile(r"[0-9a-f]{32}")
_COMMITMENT: Final = re.compile(r"[0-9a-f]{64}")
# Not by Unicode's categories: they change with its edition, and what an entry is must not.
_HIDDEN: Final = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u2028-\u202e"
    "\u2060-\u206f\u3164\ud800-\udfff\ufdd0-\ufdef\ufeff\uffa0\ufff0-\uffff\U000e0000-\U000e0fff]"
)
_KEYS: Final = frozenset(("tanba", "kind", "subject", "seq", "commits", "clear"))


@value
class Entry:
    """
    One line of the log.

    `kind` is namespaced (`work.seal`); `subject` is a random id of 32 hexadecimal digits, never a
    name; `seq` counts the entries of this subject and kind from 1, so that gaps and siblings show.
    `commits` has up to 64 commitments, 64 hexadecimal digits each, by the name of their field;
    `clear` a few short facts that anybody may read: ids of keys, numbers, nothing personal.
    """

    kind: str
    subject: str
    seq: int
    commits: Mapping[str, str]
    clear: Mapping[str, str] = field(default_factory=dict)

    def to_bytes(self) -> bytes:
        """Return the entry as it stands in the log; raises Refused (EV41) for a part."""
        _check(self)
        said: dict[str, Any] = {
            "tanba": FORM,
            "kind": self.kind,
            "subject": self.subject,
            "seq": self.seq,
            "commits": dict(self.commits),
            "clear": dict(self.clear),
        }
        return rfc8785.dumps(said)  # with such parts it cannot be larger than 65,535 bytes


def entry_from(data: bytes) -> Entry:
    """
    Return the entry that these bytes of the log are.

    Raises
    ------
    Refused
        EV40 when they are not the canonical form of an entry, EV41 when a part of it is not allowed.
    """
    if len(data) > LARGEST:
        raise Refused("EV40", f"an entry of more than {LARGEST:,} bytes")
    try:
        said = json.loads(data.decode("utf-8"))
    except (ValueError, RecursionError):
        raise Refused("EV40", "an entry that is not JSON") from None
    if not isinstance(said, dict) or said.keys() != _KEYS or said["tanba"] != FORM:
        raise Refused("EV40", f"not an entry of the form {FORM}", f"it has {', '.join(sorted(_KEYS))}")
    del said["tanba"]
    entry = Entry(**said)
    if entry.to_bytes() != data:
        raise Refused("EV40", "an entry that is not in canonical form", "RFC 8785, no spaces")
    return entry


def check_kind(kind: object) -> None:
    """Raise Refused (EV41) when a kind is not lower-case words of a to z with dots between them."""
    if not _matches(_KIND, kind) or len(str(kind)) > LONGEST_NAME:
        what = "the kind of an entry is words of a to z with dots between them"
        raise Refused("EV41", what, "such as measure or work.seal")


def check_field(name: object) -> None:
    """Raise Refused (EV41) when a field cannot have this name."""
    if not _matches(_FIELD, name) or len(str(name)) > LONGEST_NAME:
        raise Refused("EV41", "a field is named by a letter of a to z, then letters, digits and _")


def check_subject(subject: object) -> None:
    """Raise Refused (EV41) when a subject is not 32 hexadecimal digits."""
    if not _matches(_SUBJECT, subject):
        raise Refused("EV41", "a subject is 32 hexadecimal digits, never a name")


def _check(entry: Entry) -> None:
    check_kind(entry.kind)
    check_subject(entry.subject)
    if type(entry.seq) is not int or not 1 <= entry.seq <= LAST:
        raise Refused("EV41", f"the number of an entry is from 1 to {LAST}")
    for name, commitment in _fields(entry.commits):
        if not _matches(_COMMITMENT, commitment):
            raise Refused("EV41", f"the commitment {name} is not 64 hexadecimal digits")
    for name, text in _fields(entry.clear):
        if not isinstance(text, str) or not 0 < len(text) <= LONGEST_TEXT or _HIDDEN.search(text):
            raise Refused(
                "EV41", f"what is clear, {name}, is not 1 to {LONGEST_TEXT} letters that show"
            )


def _fields(part: Any) -> list[tuple[str, Any]]:
    if not isinstance(part, Mapping) or len(part) > MOST_FIELDS:
        raise Refused("EV41", f"an entry has up to {MOST_FIELDS} fields")
    for name in part:
        check_field(name)
    return list(part.items())


def _matches(pattern: re.Pattern[str], thing: object) -> bool:
    return isinstance(thing, str) and pattern.fullmatch(thing) is not None
