"""X.509 certificates (RFC 5280), as much of them as a signature needs; nothing is checked by reading."""

import re
from base64 import b64decode
from binascii import Error
from datetime import datetime
from typing import Any, Final

from tanba.evidence.certificates.algorithms import Algorithm, PublicKey, read_algorithm
from tanba.evidence.certificates.der import (
    BITS,
    BOOLEAN,
    GENERALIZED_TIME,
    INTEGER,
    LARGEST,
    OCTETS,
    OID,
    SEQUENCE,
    UTC_TIME,
    Node,
    inner,
    read,
    sequence,
)
from tanba.evidence.certificates.names import Person, read_name
from tanba.kernel import Refused, value

MOST: Final = 64
"""Certificates in one file."""
_MOST_EXTENSIONS: Final = 64
_PEM: Final = re.compile(rb"-----BEGIN ([A-Z0-9 ]+)-----([A-Za-z0-9+/=\s]*?)-----END \1-----")
_USAGES: Final = (
    "digital_signature", "content_commitment", "key_encipherment", "data_encipherment",
    "key_agreement", "certificates", "revocations",
)  # fmt: skip


@value
class Certificate:
    """
    What one certificate says; `der` is all of it, `signed` the part over which the issuer signed.

    `usages` is None when the certificate does not limit them; `path` is how many authorities may
    stand below this one, None: any number. `critical` lists extensions that must be understood and
    are not. `serial` is in hexadecimal digits, times are in UTC.
    """

    der: bytes
    signed: bytes
    serial: str
    issuer: bytes
    subject: bytes
    person: Person
    authority: Person
    not_before: datetime
    not_after: datetime
    key: PublicKey
    algorithm: Algorithm
    signature: bytes
    usages: frozenset[str] | None = None
    issues: bool = False
    path: int | None = None
    key_id: bytes = b""
    issuer_key_id: bytes = b""
    purposes: tuple[str, ...] = ()
    critical: tuple[str, ...] = ()


def read_certificate(der: bytes) -> Certificate:
    """Return the certificate that these bytes are; raises Refused: EV50 no DER, EV51 no certificate."""
    outer = sequence(read(der))
    signed = outer.take(SEQUENCE)
    algorithm = read_algorithm(outer.take(SEQUENCE))
    signature = outer.take(BITS).octets()
    outer.end()
    parts = sequence(signed)
    version = parts.maybe(0xA0)
    serial = parts.take(INTEGER)
    named = read_algorithm(parts.take(SEQUENCE))
    issuer = parts.take(SEQUENCE)
    validity = sequence(parts.take(SEQUENCE))
    subject = parts.take(SEQUENCE)
    key = _key(parts.take(SEQUENCE))
    parts.maybe(0x81), parts.maybe(0x82)
    extensions = parts.maybe(0xA3)
    parts.end()
    if named != algorithm:
        raise Refused("EV51", "a certificate that names two algorithms for one signature")
    if extensions is not None and (version is None or inner(version).whole() != 2):
        raise Refused("EV51", "a certificate with extensions that is not of version 3")
    not_before, not_after = (validity.take(UTC_TIME, GENERALIZED_TIME).moment() for _ in range(2))
    return Certificate(
        der=der,
        signed=signed.der,
        serial=serial_of(serial),
        issuer=issuer.der,
        subject=subject.der,
        person=read_name(subject),
        authority=read_name(issuer),
        not_before=not_before,
        not_after=not_after,
        key=key,
        algorithm=algorithm,
        signature=signature,
        **_extended(extensions),
    )


def read_certificates(data: bytes) -> tuple[Certificate, ...]:
    """Return the certificates of a file: one in DER or base64, or several in PEM; raises Refused."""
    return tuple(map(read_certificate, ders(data, "CERTIFICATE")))


def ders(data: bytes, label: str) -> tuple[bytes, ...]:
    """
    Return the values of a file in DER: one as it is or in base64, or those of a label in PEM.

    Raises
    ------
    Refused
        EV51 when there is nothing of the kind, or too much of it.
    """
    if len(data) > 2 * LARGEST:
        raise Refused("EV51", f"more than {2 * LARGEST:,} bytes")
    if data[:1] == b"\x30":
        return (data,)
    if b"-----BEGIN " in data:
        found = [body for name, body in _PEM.findall(data) if name == label.encode()]
    else:
        found = [data]
    if not 0 < len(found) <= MOST:
        raise Refused("EV51", f"no {label.lower()} in it, or more than {MOST}")
    try:
        return tuple(b64decode(b"".join(body.split()), validate=True) for body in found)
    except (ValueError, Error):
        raise Refused("EV51", f"neither DER nor PEM nor base64 of a {label.lower()}") from None


def serial_of(node: Node) -> str:
    """Return the number of a certificate in hexadecimal digits."""
    if not 1 <= len(node.content) <= 64:
        raise Refused("EV51", "a certificate whose number has more than 64 bytes")
    return node.content.hex()


def _key(node: Node) -> PublicKey:
    parts = sequence(node)
    algorithm = read_algorithm(parts.take(SEQUENCE))
    bits = parts.take(BITS).octets()
    parts.end()
    return PublicKey(algorithm=algorithm, bits=bits, der=node.der)


def extensions_of(node: Node | None) -> dict[str, tuple[bool, Node]]:
    """Return extensions by their identifier: whether they are critical, and what they say."""
    found: dict[str, tuple[bool, Node]] = {}
    if node is None:
        return found
    for each in sequence(inner(node)).rest(_MOST_EXTENSIONS):
        parts = sequence(each)
        oid = parts.take(OID).oid()
        critical = parts.maybe(BOOLEAN)
        said = parts.take(OCTETS)
        parts.end()
        if oid in found:
            raise Refused("EV51", "an extension that comes twice")
        found[oid] = (critical is not None and critical.content != b"\x00", said)
    return found


def _extended(node: Node | None) -> dict[str, Any]:
    said: dict[str, Any] = {}
    critical = []
    for oid, (must, octets) in extensions_of(node).items():
        match oid:
            case "2.5.29.15":
                said["usages"] = _usages(read(octets.content))
            case "2.5.29.19":
                parts = sequence(read(octets.content))
                issues, path = parts.maybe(BOOLEAN), parts.maybe(INTEGER)
                said["issues"] = issues is not None and issues.content != b"\x00"
                said["path"] = path.whole() if path else None
            case "2.5.29.14":
                said["key_id"] = read(octets.content).octets()
            case "2.5.29.35":
                key_id = sequence(read(octets.content)).maybe(0x80)
                said["issuer_key_id"] = key_id.content if key_id else b""
            case "2.5.29.37":
                said["purposes"] = tuple(one.oid() for one in sequence(read(octets.content)).rest())
            case "2.5.29.32":
                pass  # under which rules it was issued limits nothing here
            case _ if must:
                critical.append(oid)
    said["critical"] = tuple(critical)
    return said


def _usages(node: Node) -> frozenset[str]:
    content = node.content
    if node.tag != BITS or not 2 <= len(content) <= 3 or content[0] > 7:
        raise Refused("EV51", "a certificate whose usages cannot be read")
    return frozenset(name for n, name in enumerate(_USAGES) if content[1] & 0x80 >> n)
