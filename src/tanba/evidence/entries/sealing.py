"""
Keys of the vault and what lies under them: AES-256-GCM (NIST SP 800-38D), scrypt (RFC 7914).

    passphrase → scrypt → master key → one key for each subject → one sealed box for each field

Whatever is sealed is bound to its place: a box that was moved to another row does not open there.
"""

import unicodedata
from os import urandom
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from tanba.evidence.entries.commitment import SALT_SIZE, Opening
from tanba.kernel import Refused

KEY_SIZE: Final = 32
SALT: Final = 16
BOX: Final = 12 + 16
"""Bytes that a box adds: its nonce, and the tag by which a change is seen."""
WRAPPED: Final = KEY_SIZE + BOX
SHORTEST: Final = 8
"""Letters of a passphrase (NIST SP 800-63B)."""
SMALLEST: Final = 512
"""Bytes of the smallest box: most prompts are in it, and look alike."""

# 16 MiB, five times over: among OWASP's settings; the format fixes them, so that no file can ask for more.
_COST, _BLOCK, _LANES = 2**14, 8, 5
_DOMAIN: Final = b"tanba-vault-v1\x00"


def master_lock(passphrase: str, salt: bytes) -> bytes:
    """Return the key under which the master key lies; raises Refused (EV44) for a short passphrase."""
    if len(passphrase) < SHORTEST:
        hint = "several words are easy to keep in mind"
        raise Refused("EV44", f"a passphrase of fewer than {SHORTEST} letters", hint)
    try:
        secret = unicodedata.normalize("NFC", passphrase).encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        raise Refused("EV44", "a passphrase with a broken letter in it") from None
    return Scrypt(salt=salt, length=KEY_SIZE, n=_COST, r=_BLOCK, p=_LANES).derive(secret)


def wrapped(key: bytes, under: bytes, place: bytes) -> bytes:
    """Return a key under another, 60 bytes that open in this place only."""
    nonce = urandom(12)
    return nonce + AESGCM(under).encrypt(nonce, key, _DOMAIN + place)


def unwrapped(box: object, under: bytes, place: bytes) -> bytes | None:
    """Return the key in a box, or None when it does not open here."""
    key = _opened(box, under, _DOMAIN + place)
    return key if key is not None and len(key) == KEY_SIZE else None


def sealed(opening: Opening, key: bytes, subject: str, index: int) -> bytes:
    """Return an opening under a subject's key, padded with zeros to 512, 1,024, 2,048 … bytes."""
    kind = opening.kind.encode()
    parts = (
        len(kind).to_bytes(1, "big"),
        kind,
        opening.salt,
        len(opening.payload).to_bytes(8, "big"),
        opening.payload,
    )
    plain = b"".join(parts)
    padded = plain.ljust(bucket(len(plain)), b"\x00")
    nonce = urandom(12)
    return nonce + AESGCM(key).encrypt(nonce, padded, _place(subject, index, opening.field))


def unsealed(box: object, key: bytes, subject: str, index: int, field: str) -> Opening | None:
    """Return the opening in a box, or None when it was altered or belongs elsewhere."""
    plain = _opened(box, key, _place(subject, index, field))
    if plain is None:
        return None
    start = 1 + plain[0] + SALT_SIZE
    size = int.from_bytes(plain[start : start + 8], "big")
    return Opening(
        kind=plain[1 : 1 + plain[0]].decode(),
        field=field,
        payload=plain[start + 8 : start + 8 + size],
        salt=plain[1 + plain[0] : start],
    )


def bucket(size: int) -> int:
    """Return the size to which so many bytes are padded: a power of two, at least 512."""
    return max(SMALLEST, 1 << (size - 1).bit_length())


def _place(subject: str, index: int, field: str) -> bytes:
    return b"%sopening\x00%s%s%s" % (
        _DOMAIN,
        bytes.fromhex(subject),
        index.to_bytes(8, "big"),
        field.encode(),
    )


def _opened(box: object, key: bytes, place: bytes) -> bytes | None:
    if not isinstance(box, bytes) or len(box) < BOX:
        return None
    try:
        return AESGCM(key).decrypt(box[:12], box[12:], place)
    except InvalidTag:
        return None
