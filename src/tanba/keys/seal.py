"""
Private keys under a passphrase: PKCS#8 with PBES2, scrypt and AES-256 (RFC 8018, RFC 7914).

OpenSSL and every other reader of PKCS#8 open it. The library's own encryption takes 2,048 rounds of
PBKDF2, which today's graphic cards go through at some million guesses a second; hence ours.
"""

import os
import unicodedata
from base64 import b64encode
from typing import Final

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import padding
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from tanba.kernel import Refused
from tanba.keys.authority import PrivateKey

SHORTEST: Final = 8
"""Letters of a passphrase (NIST SP 800-63B)."""

# 16 MiB, five times over: among OWASP's settings the one that OpenSSL opens within its 32 MiB.
_COST, _BLOCK, _LANES = 2**14, 8, 5

_PBES2: Final = bytes.fromhex("06092a864886f70d01050d")
_SCRYPT: Final = bytes.fromhex("06092b06010401da47040b")
_AES_256_CBC: Final = bytes.fromhex("060960864801650304012a")


def check_passphrase(passphrase: str) -> None:
    """Raise Refused (KY04) when a passphrase is too short to keep a key."""
    if len(passphrase) < SHORTEST:
        raise Refused(
            "KY04",
            f"a passphrase of fewer than {SHORTEST} letters",
            "several words are easy to keep in mind",
        )


def sealed(key: PrivateKey, passphrase: str) -> bytes:
    """Return a private key as PEM that only the passphrase opens."""
    check_passphrase(passphrase)
    salt, start = os.urandom(16), os.urandom(16)
    secret = Scrypt(salt=salt, length=32, n=_COST, r=_BLOCK, p=_LANES).derive(secret_bytes(passphrase))
    pad = padding.PKCS7(128).padder()
    open_form = key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    cipher = Cipher(algorithms.AES(secret), modes.CBC(start)).encryptor()
    hidden = cipher.update(pad.update(open_form) + pad.finalize()) + cipher.finalize()
    derivation = _sequence(
        _SCRYPT, _sequence(_octets(salt), *map(_number, (_COST, _BLOCK, _LANES, 32)))
    )
    scheme = _sequence(_PBES2, _sequence(derivation, _sequence(_AES_256_CBC, _octets(start))))
    return _pem(_sequence(scheme, _octets(hidden)))


def unsealed(pem: bytes, passphrase: str) -> PrivateKey:
    """
    Return the private key that `sealed` wrote.

    Raises
    ------
    Refused
        KY05 when the passphrase does not open it; KY06 when it is no private key.
    """
    try:
        key = load_pem_private_key(pem, secret_bytes(passphrase))
    except UnsupportedAlgorithm:
        raise Refused("KY06", "not a kind of private key that signs") from None
    except (ValueError, TypeError) as error:
        if "assword" not in str(error):
            raise Refused("KY06", "not a private key under a passphrase") from None
        hint = "without it the key is lost; make another with `tanba keys new --name`"
        raise Refused("KY05", "this passphrase does not open the key", hint) from None
    if not isinstance(key, PrivateKey):
        raise Refused("KY06", "not a kind of private key that signs")
    return key


def opened(key: PrivateKey) -> bytes:
    """Return a private key as open PKCS#8 PEM."""
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def secret_bytes(passphrase: str) -> bytes:
    """Return a passphrase as bytes: the same ones on every keyboard (NFC, UTF-8; RFC 8265, 4.2)."""
    try:
        return unicodedata.normalize("NFC", passphrase).encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        raise Refused("KY04", "a passphrase with a broken letter in it") from None


# --- DER (X.690), as much of it as this takes --------------------------------------------------------


def _tagged(tag: int, content: bytes) -> bytes:
    size = len(content)
    if size < 0x80:
        return bytes((tag, size)) + content
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes((tag, 0x80 | len(length))) + length + content


def _sequence(*parts: bytes) -> bytes:
    return _tagged(0x30, b"".join(parts))


def _octets(content: bytes) -> bytes:
    return _tagged(0x04, content)


def _number(number: int) -> bytes:
    return _tagged(0x02, number.to_bytes(number.bit_length() // 8 + 1, "big"))


def _pem(der: bytes) -> bytes:
    text = b64encode(der)
    lines = [text[i : i + 64] for i in range(0, len(text), 64)]
    head, tail = b"-----BEGIN ENCRYPTED PRIVATE KEY-----", b"-----END ENCRYPTED PRIVATE KEY-----"
    return b"\n".join((head, *lines, tail, b""))
