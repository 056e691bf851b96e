"""
Signed notes (C2SP signed-note): a text, an empty line, and a line for each signature.

    note = sign_note("example.kz/log\\n1\\n…\\n", [(key, sign)])
    opened(note, [key])                         # the text, and which of the keys signed it
"""

import re
from base64 import b64decode, b64encode
from binascii import Error
from collections.abc import Callable, Iterable, Sequence
from hashlib import sha256
from typing import Final

from tanba.kernel import Refused, value

ED25519: Final = 0x01
COSIGNATURE: Final = 0x04
"""Ed25519 over a checkpoint and a time (C2SP tlog-cosignature)."""
ML_DSA_44: Final = 0x06
"""ML-DSA-44 over a checkpoint and a time."""

LARGEST: Final = 1 << 20
MOST_SIGNATURES: Final = 100
_PUBLIC: Final = {ED25519: 32, COSIGNATURE: 32, ML_DSA_44: 1312}
"""Bytes of a public key, by its kind."""
_LONGEST_KEY: Final = 4096
_NAME: Final = re.compile(r"[^\s+\u0000-\u001f\u007f]+")
_LINE: Final = re.compile(r"— ([^\s+]+) ([A-Za-z0-9+/]+={0,2})")
_MARK: Final = "\n\n"
_FIELD: Final = 2**255 - 19
_SMALL: Final = frozenset(
    int.from_bytes(bytes.fromhex(y), "little")
    for y in (
        "00" * 32,
        "01" + "00" * 31,
        "ec" + "ff" * 30 + "7f",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    )
)
"""The y of Ed25519's points of small order: under such a key anybody can sign."""


@value
class VerifierKey:
    """A public key with its name, as others configure it: `name+hash+base64(type || key)`."""

    name: str
    kind: int
    public: bytes

    @property
    def id(self) -> bytes:
        """The four bytes by which a signature line names its key."""
        return sha256(self.name.encode() + b"\n" + bytes((self.kind,)) + self.public).digest()[:4]

    def __str__(self) -> str:
        spelled = b64encode(bytes((self.kind,)) + self.public).decode()
        return f"{self.name}+{self.id.hex()}+{spelled}"


@value
class Signature:
    """One line under a note: who says they signed, the key's id, and what they signed with it."""

    name: str
    id: bytes
    data: bytes

    def __str__(self) -> str:
        return f"— {self.name} {b64encode(self.id + self.data).decode()}\n"


@value
class Note:
    """A text that ends in a new line, and the signatures under it; none of them is checked yet."""

    text: str
    signatures: tuple[Signature, ...]

    def __str__(self) -> str:
        return f"{self.text}\n{''.join(map(str, self.signatures))}"

    def by(self, key: VerifierKey) -> tuple[bytes, ...]:
        """Return what stands here under the name and the id of a key."""
        name, id_ = key.name, key.id
        return tuple(s.data for s in self.signatures if (s.name, s.id) == (name, id_))

    def signed_by(self, key: VerifierKey) -> bool:
        """
        Say whether a plain Ed25519 key signed this text.

        It did not when any line under its name and id fails, as a stranger may have added one.
        """
        found = self.by(key) if key.kind == ED25519 else ()
        text = self.text.encode()
        return bool(found) and all(verifies(key.public, data, text) for data in found)

    def under(self, more: Iterable[Signature]) -> "Note":
        """Return the same text with more signatures; one of the same name and id takes the old place."""
        lines = {(s.name, s.id): s for s in (*self.signatures, *more)}
        return self.only(lines.values())

    def only(self, these: Iterable[Signature]) -> "Note":
        """Return the same text under these signatures and no others."""
        return Note(text=self.text, signatures=tuple(these))


Sign = Callable[[bytes], bytes]
"""What a private key does: some bytes to their signature."""


def read_key(text: str) -> VerifierKey:
    """Return a key from its one line; raises Refused (EV30) when it is none, or one that anybody can use."""
    parts = text.strip().split("+", 2) if len(text) <= _LONGEST_KEY else []
    try:
        name, id_, spelled = parts
        data = b64decode(spelled, validate=True)
        key = VerifierKey(name=name, kind=data[0], public=data[1:])
        good = _NAME.fullmatch(name) and key.id.hex() == id_ and b64encode(data).decode() == spelled
    except (ValueError, Error, IndexError):
        good = None
    if not good:
        raise Refused("EV30", "not the line of a verifier's key", "it reads name+hash+base64")
    if len(key.public) != _PUBLIC.get(key.kind):
        kinds = "1 is Ed25519, 4 a witness with Ed25519, 6 a witness with ML-DSA-44"
        raise Refused(
            "EV30", f"a verifier's key of kind {key.kind} with {len(key.public)} bytes", kinds
        )
    if key.kind != ML_DSA_44 and is_weak(key.public):
        raise Refused("EV30", "a verifier's key under which anybody can sign")
    return key


def check_name(name: str) -> None:
    """Raise Refused (EV31) when a key, and the log that it signs, cannot have this name."""
    fits = _NAME.fullmatch(name) and name.isprintable() and len(name.encode()) <= 255
    if not fits:
        hint = "such as example.kz/log, 255 bytes at most"
        raise Refused("EV31", "a key has a name without spaces and plus signs", hint)


def sign_note(text: str, keys: Iterable[tuple[VerifierKey, Sign]]) -> Note:
    """Return `text` under the signatures of Ed25519 keys; raises Refused (EV32) when no note can hold it."""
    if not text.endswith("\n") or _controls(text):
        raise Refused("EV32", "a text that is signed is of whole lines without control characters")
    data = text.encode()
    made = tuple(Signature(name=key.name, id=key.id, data=sign(data)) for key, sign in keys)
    return Note(text=text, signatures=made)


def read_note(data: bytes) -> Note:
    """Return a note; raises Refused (EV32) when it is not written exactly as the specification says."""
    if len(data) > LARGEST:
        raise Refused("EV32", f"a note of more than {LARGEST} bytes")
    try:
        whole = data.decode("utf-8")
    except UnicodeDecodeError:
        raise Refused("EV32", "a note that is not UTF-8") from None
    if _controls(whole):
        raise Refused("EV32", "a note with control characters")
    head, mark, tail = whole.rpartition(_MARK)
    if not mark or not tail.endswith("\n"):
        raise Refused("EV32", "a note has a text, an empty line and signatures")
    lines = tail[:-1].split("\n")
    if len(lines) > MOST_SIGNATURES:
        raise Refused("EV32", f"more than {MOST_SIGNATURES} signatures")
    return Note(text=f"{head}\n", signatures=tuple(map(read_signature, lines)))


def read_signatures(data: bytes) -> tuple[Signature, ...]:
    """Return signature lines that stand alone, as a witness answers; raises Refused (EV32)."""
    note = read_note(b"-\n\n" + data)
    if note.text != "-\n":
        raise Refused("EV32", "signature lines stand together")
    return note.signatures


def read_signature(line: str) -> Signature:
    """Return one signature line, without its new line; raises Refused (EV32)."""
    match = _LINE.fullmatch(line)
    try:
        data = b64decode(match[2], validate=True) if match else b""
    except (ValueError, Error):
        data = b""
    if match is None or len(data) < 5 or b64encode(data).decode() != match[2]:
        raise Refused("EV32", "a line that is no signature")
    return Signature(name=match[1], id=data[:4], data=data[4:])


def opened(note: Note, keys: Sequence[VerifierKey]) -> tuple[VerifierKey, ...]:
    """Return those of the plain keys whose signature is on the note and verifies."""
    return tuple(key for key in keys if key.kind == ED25519 and note.signed_by(key))


def verifies(public: bytes, signature: bytes, data: bytes) -> bool:
    """Say whether an Ed25519 signature is by a public key over `data`."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    if is_weak(public):
        return False
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, data)
    except (InvalidSignature, ValueError):
        return False
    return True


def is_weak(public: bytes) -> bool:
    """Say whether 32 bytes are no Ed25519 key to trust: spelled otherwise than RFC 8032, or of small order."""
    y = int.from_bytes(public, "little") & (1 << 255) - 1
    return len(public) != 32 or y >= _FIELD or y in _SMALL


def _controls(text: str) -> bool:
    return any(c < " " and c != "\n" for c in set(text))
