"""Keys and certificates that others made: PEM (RFC 7468), PKCS#8, PKCS#12 (RFC 7292)."""

import warnings
from collections.abc import Iterator
from typing import Final

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import Encoding, load_pem_private_key
from cryptography.hazmat.primitives.serialization.pkcs12 import load_key_and_certificates
from cryptography.utils import CryptographyDeprecationWarning

from tanba.kernel import Refused, value
from tanba.keys.authority import PrivateKey
from tanba.keys.profile import LONGEST_CHAIN, algorithm_of
from tanba.keys.seal import secret_bytes

_CERTIFICATES: Final = (b"CERTIFICATE", b"X509 CERTIFICATE")


@value
class Imported:
    """A private key and certificates, found together; the `repr` of the key shows nothing of it."""

    key: PrivateKey
    certificates: tuple[x509.Certificate, ...]


def locked(data: bytes) -> bool:
    """Say whether a file asks for a passphrase of its own: a PKCS#12 file, or PEM that is encrypted."""
    found = _key_block(data)
    return b"ENCRYPTED" in found if found else data[:1] == b"\x30"


def read_key(data: bytes, passphrase: str = "") -> Imported:
    """
    Return what a PEM or PKCS#12 file holds; the passphrase is the file's own, empty for none.

    Raises
    ------
    Refused
        KY05 when the passphrase does not open it; KY06 when there is no private key in it that signs;
        KY07 when a certificate in it cannot be read; KY10 when the key is too weak.
    """
    found = _key_block(data)
    if not found and data[:1] == b"\x30":
        return _from_pkcs12(data, passphrase)
    if not found:
        raise Refused(
            "KY06", "no private key in it", "a key comes as PEM or PKCS#12, or lies on a token"
        )
    try:
        key = load_pem_private_key(found, secret_bytes(passphrase) if locked(data) else None)
    except UnsupportedAlgorithm:
        raise _no_signing_key() from None
    except (ValueError, TypeError) as error:
        raise _not_opened(error) from None
    return Imported(key=_checked(key), certificates=read_certificates(data, at_least=0))


def read_certificates(
    data: bytes, at_least: int = 1, at_most: int = LONGEST_CHAIN
) -> tuple[x509.Certificate, ...]:
    """
    Return the certificates of a PEM or DER file, in its order, without what is written between.

    Raises
    ------
    Refused
        KY07 when one cannot be read, or there are fewer or more than asked for.
    """
    found = [block for label, block in _blocks(data) if label in _CERTIFICATES]
    if len(found) > at_most:
        raise Refused("KY07", f"more than {at_most} certificates")
    read = tuple(_certificate(pem) for pem in found)
    if not found and data[:1] == b"\x30":
        read = (_certificate(data),)
    if len(read) < at_least:
        raise Refused(
            "KY07", "no certificate in it", "a chain comes as PEM, the certificate of the key first"
        )
    return read


def written_pem(certificates: tuple[x509.Certificate, ...]) -> bytes:
    """Return certificates as PEM, one after the other."""
    return b"".join(one.public_bytes(Encoding.PEM) for one in certificates)


def _blocks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield the label and the text of each PEM block, in one pass: a hostile file costs no more."""
    label, lines = b"", []
    for line in (each.strip() for each in data.splitlines()):
        if line.startswith(b"-----BEGIN ") and line.endswith(b"-----"):
            label, lines = line[11:-5], [line]
        elif label:
            lines.append(line)
            if line == b"-----END " + label + b"-----":
                yield label, b"\n".join((*lines, b""))
                label = b""


def _key_block(data: bytes) -> bytes:
    """Return the first private key of a PEM file, or nothing."""
    return next((block for label, block in _blocks(data) if label.endswith(b"PRIVATE KEY")), b"")


def _certificate(data: bytes) -> x509.Certificate:
    try:
        with warnings.catch_warnings():
            # What old authorities did wrong is no reason to talk on somebody's terminal.
            warnings.simplefilter("ignore", CryptographyDeprecationWarning)
            pem = data.replace(b"X509 CERT", b"CERT")
            certificate = (
                x509.load_der_x509_certificate(data)
                if data[:1] == b"\x30"
                else x509.load_pem_x509_certificate(pem)
            )
            _ = (
                certificate.extensions,
                certificate.subject,
                certificate.issuer,
                certificate.signature_algorithm_oid,
            )
    except (ValueError, TypeError, x509.DuplicateExtension, UnsupportedAlgorithm):
        raise Refused("KY07", "a certificate that cannot be read") from None
    return certificate


def _from_pkcs12(data: bytes, passphrase: str) -> Imported:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", CryptographyDeprecationWarning)
            key, certificate, others = load_key_and_certificates(data, secret_bytes(passphrase) or None)
    except UnsupportedAlgorithm:
        raise _no_signing_key() from None
    except (ValueError, TypeError) as error:
        raise _not_opened(error) from None
    if key is None:
        raise Refused("KY06", "no private key in it")
    certificates = (*((certificate,) if certificate else ()), *others)
    if len(certificates) > LONGEST_CHAIN:
        raise Refused("KY07", f"more than {LONGEST_CHAIN} certificates")
    return Imported(key=_checked(key), certificates=certificates)


def _checked(key: object) -> PrivateKey:
    """Return a private key if it is of a kind that signs."""
    if not isinstance(key, PrivateKey):
        raise _no_signing_key()
    algorithm_of(key.public_key())
    return key


def _no_signing_key() -> Refused:
    return Refused(
        "KY06", "not a kind of private key that C2PA takes", "it takes EC, RSA and Ed25519, not GOST"
    )


def _not_opened(error: Exception) -> Refused:
    """Return what is wrong, without the words of the library: they may hold what was read."""
    if "assword" in str(error):
        hint = "this is the passphrase of the file"
        return Refused("KY05", "the passphrase does not open it, or it is damaged", hint)
    return Refused(
        "KY06", "a private key that cannot be read", "it takes EC, RSA and Ed25519, not GOST"
    )
