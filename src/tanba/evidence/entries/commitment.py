"""
Commitments: what is promised in the log without being said, and what opens one later.

    entry, openings = composed("work.deposit", subject, 1, {"prompt": "Qala at dawn".encode()})
    opens(entry, openings[0])                                                # True

A commitment is SHA-256 over these bytes, one after another; every length is 8 bytes, big-endian:

    "tanba-commit-v1" 0x00                       16 bytes: what this is, so that it is nothing else
    length of kind    kind                       UTF-8
    length of field   field                      UTF-8
    length of payload payload
    salt                                         32 random bytes, fresh for each field

With the lengths no two of (kind, field, payload, salt) share a message. Without the salt a short
payload cannot be guessed; who loses the salt has lost the proof, and nobody can make another.
"""

import hmac
from base64 import b64decode, b64encode
from binascii import Error
from collections.abc import Mapping
from hashlib import sha256
from os import urandom
from typing import Final

from tanba.evidence.entries.entry import Entry, check_field, check_kind
from tanba.kernel import Refused, value

SALT_SIZE: Final = 32
LARGEST_PAYLOAD: Final = 16 * 1024 * 1024
"""Bytes that one field opens to. Of what is larger, commit to its SHA-256 and keep the file."""

_DOMAIN: Final = b"tanba-commit-v1\x00"
_PARTS: Final = frozenset(("kind", "field", "payload", "salt"))


@value
class Opening:
    """What one commitment was made of; whoever has it can show that field, and only that one."""

    kind: str
    field: str
    payload: bytes
    salt: bytes

    def to_json(self) -> dict[str, str]:
        """Return it as a JSON object; payload and salt are in base64."""
        return {
            "kind": self.kind,
            "field": self.field,
            "payload": b64encode(self.payload).decode(),
            "salt": b64encode(self.salt).decode(),
        }


def opening_from(said: object) -> Opening:
    """Return the opening that a JSON object is; raises Refused (EV42), EV41 for its kind or field."""
    if not isinstance(said, dict) or said.keys() != _PARTS:
        raise Refused("EV42", "an opening has kind, field, payload and salt")
    check_kind(said["kind"])
    check_field(said["field"])
    payload, salt = _decoded(said["payload"], LARGEST_PAYLOAD), _decoded(said["salt"], SALT_SIZE)
    if len(salt) != SALT_SIZE:
        raise Refused("EV42", f"the salt of an opening is {SALT_SIZE} bytes")
    return Opening(kind=said["kind"], field=said["field"], payload=payload, salt=salt)


def commitment(kind: str, field: str, payload: bytes, salt: bytes) -> bytes:
    """
    Return the 32 bytes that commit to a payload; the layout is in the docstring of this module.

    Raises
    ------
    Refused
        EV42 when the salt is not 32 bytes long, or the payload has more than 16 MiB.
    """
    if len(salt) != SALT_SIZE:
        raise Refused("EV42", f"the salt of a commitment is {SALT_SIZE} bytes")
    if len(payload) > LARGEST_PAYLOAD:
        hint = "commit to its SHA-256 and keep the file"
        raise Refused("EV42", f"the field {field} has more than {LARGEST_PAYLOAD:,} bytes", hint)
    digest = sha256(_DOMAIN)
    for measured in (kind.encode(), field.encode(), payload):
        digest.update(len(measured).to_bytes(8, "big"))
        digest.update(measured)
    digest.update(salt)
    return digest.digest()


def composed(
    kind: str,
    subject: str,
    seq: int,
    fields: Mapping[str, bytes],
    clear: Mapping[str, str] | None = None,
) -> tuple[Entry, tuple[Opening, ...]]:
    """
    Return an entry that commits to these fields, each under a salt of its own, and what opens them.

    Raises
    ------
    Refused
        EV41 when a part of the entry is not allowed; EV42 when a payload is too large.
    """
    check_kind(kind)
    for name in fields:
        check_field(name)
    openings = tuple(
        Opening(kind=kind, field=name, payload=bytes(payload), salt=urandom(SALT_SIZE))
        for name, payload in fields.items()
    )
    commits = {one.field: commitment(kind, one.field, one.payload, one.salt).hex() for one in openings}
    entry = Entry(kind=kind, subject=subject, seq=seq, commits=commits, clear=dict(clear or {}))
    entry.to_bytes()
    return entry, openings


def opens(entry: Entry, opening: Opening) -> bool:
    """Say whether an opening is what a field of this entry committed to."""
    stands = entry.commits.get(opening.field, "")
    if entry.kind != opening.kind or len(opening.salt) != SALT_SIZE:
        return False
    if len(opening.payload) > LARGEST_PAYLOAD:
        return False
    made = commitment(opening.kind, opening.field, opening.payload, opening.salt)
    return hmac.compare_digest(stands.encode(), made.hex().encode())


def _decoded(text: object, most: int) -> bytes:
    if not isinstance(text, str) or len(text) > (most + 2) // 3 * 4:
        raise Refused("EV42", f"an opening's payload and salt are base64 of up to {most:,} bytes")
    try:
        data = b64decode(text, validate=True)
    except (ValueError, Error):
        data = None
    if data is None or b64encode(data).decode() != text or len(data) > most:
        raise Refused("EV42", "an opening's payload and salt are base64")
    return data
