"""Signed messages (CMS, RFC 5652, section 5), as NCALayer and others write them; nothing is checked here."""

from datetime import datetime
from typing import Final

from tanba.evidence.certificates.algorithms import Algorithm, read_algorithm
from tanba.evidence.certificates.certificate import ders, serial_of
from tanba.evidence.certificates.der import (
    GENERALIZED_TIME,
    INTEGER,
    OCTETS,
    OID,
    SEQUENCE,
    SET,
    UTC_TIME,
    Node,
    Parts,
    inner,
    read,
    sequence,
)
from tanba.kernel import Refused, value

MOST_SIGNERS: Final = 8
MOST_CERTIFICATES: Final = 32
MOST_LISTS: Final = 8
_LARGEST_CERTIFICATE: Final = 64 * 1024
_LARGEST_LIST: Final = 256 * 1024
"""Bytes: a hash over them may be the slow one. A longer list can be given by itself."""
_MOST_ATTRIBUTES: Final = 40

_SIGNED_DATA: Final = "1.2.840.113549.1.7.2"
_DATA: Final = "1.2.840.113549.1.7.1"
_CONTENT_TYPE: Final = "1.2.840.113549.1.9.3"
_DIGEST: Final = "1.2.840.113549.1.9.4"
_TIME: Final = "1.2.840.113549.1.9.5"


@value
class SignerInfo:
    """
    One signature of a message, and whose it says it is: issuer and serial, or the id of a key.

    `signed` are the attributes over which it was made, empty when it was made over the content;
    `claimed` is the time by the signer's clock.
    """

    issuer: bytes
    serial: str
    key_id: bytes
    hashed: str
    algorithm: Algorithm
    signature: bytes
    signed: bytes = b""
    content_type: str = ""
    digest: bytes = b""
    claimed: datetime | None = None


@value
class Message:
    """A signed message; `content` is None when it is detached. Certificates and lists are in DER."""

    content_type: str
    content: bytes | None
    certificates: tuple[bytes, ...]
    lists: tuple[bytes, ...]
    signers: tuple[SignerInfo, ...]


def read_message(data: bytes) -> Message:
    """
    Return the signed message of a file in DER, PEM or base64.

    Raises
    ------
    Refused
        EV50 when it is no DER, EV51 when it is no file of this kind, EV52 when it is no signed message,
        or has more than 8 signatures or 32 certificates.
    """
    (der, *more) = ders(data, "CMS") if b"-----BEGIN CMS-----" in data else ders(data, "PKCS7")
    if more:
        raise Refused("EV52", "more than one message in a file")
    outer = sequence(read(der))
    if outer.take(OID).oid() != _SIGNED_DATA:
        raise Refused("EV52", "a message that is not signed data")
    parts = sequence(inner(outer.take(0xA0)))
    outer.end()
    if parts.take(INTEGER).whole() not in (1, 3, 4, 5):
        raise Refused("EV52", "signed data of another version")
    hashes = {_hash(one) for one in Parts(parts.take(SET)).rest(MOST_SIGNERS)}
    content_type, content = _content(parts.take(SEQUENCE))
    certificates = _ders(parts.maybe(0xA0), MOST_CERTIFICATES, _LARGEST_CERTIFICATE)
    lists = _ders(parts.maybe(0xA1), MOST_LISTS, _LARGEST_LIST)
    infos = parts.take(SET)
    parts.end()
    signers = tuple(map(_signer, Parts(infos).rest(MOST_SIGNERS)))
    if not signers:
        raise Refused("EV52", "a message that nobody signed")
    if any(one.hashed not in hashes for one in signers):
        raise Refused("EV52", "a signature by a hash that the message does not name")
    return Message(
        content_type=content_type,
        content=content,
        certificates=certificates,
        lists=lists,
        signers=signers,
    )


def _content(node: Node) -> tuple[str, bytes | None]:
    parts = sequence(node)
    kind = parts.take(OID).oid()
    held = parts.maybe(0xA0)
    parts.end()
    return kind, inner(held).octets() if held is not None else None


def _hash(node: Node) -> str:
    algorithm = read_algorithm(node)
    if not algorithm.plain:
        raise Refused("EV52", "a hash with parameters")
    return algorithm.oid


def _ders(node: Node | None, most: int, largest: int) -> tuple[bytes, ...]:
    """Return what is plainly a certificate or a list, and not too large; other kinds are of no use here."""
    if node is None:
        return ()
    found = (one for one in Parts(node).rest(most) if one.tag == SEQUENCE)
    return tuple(one.der for one in found if one.end - one.start <= largest)


def _signer(node: Node) -> SignerInfo:
    parts = sequence(node)
    version = parts.take(INTEGER).whole()
    who = parts.take(SEQUENCE, 0x80)
    if version != (1 if who.tag == SEQUENCE else 3):
        raise Refused("EV52", "a signature of another version")
    issuer, serial, key_id = b"", "", b""
    if who.tag == SEQUENCE:
        pair = sequence(who)
        issuer, serial = pair.take(SEQUENCE).der, serial_of(pair.take(INTEGER))
        pair.end()
    else:
        key_id = who.content
    hashed = _hash(parts.take(SEQUENCE))
    attributes = parts.maybe(0xA0)
    algorithm = read_algorithm(parts.take(SEQUENCE))
    signature = parts.take(OCTETS).octets()
    parts.maybe(0xA1)
    parts.end()
    said = _attributes(attributes)
    content_type, digest, time = said.get(_CONTENT_TYPE), said.get(_DIGEST), said.get(_TIME)
    return SignerInfo(
        issuer=issuer,
        serial=serial,
        key_id=key_id,
        hashed=hashed,
        algorithm=algorithm,
        signature=signature,
        # They are signed under the tag of a set, not under the one by which they are found (5.4).
        signed=bytes((SET,)) + attributes.der[1:] if attributes is not None else b"",
        content_type=content_type.oid() if content_type else "",
        digest=digest.octets() if digest else b"",
        claimed=time.moment() if time and time.tag in (UTC_TIME, GENERALIZED_TIME) else None,
    )


def _attributes(node: Node | None) -> dict[str, Node]:
    """Return the signed attributes of which there is one value, by their identifier."""
    found: dict[str, Node] = {}
    seen = set()
    for each in Parts(node).rest(_MOST_ATTRIBUTES) if node is not None else ():
        parts = sequence(each)
        oid = parts.take(OID).oid()
        values = Parts(parts.take(SET)).rest(_MOST_ATTRIBUTES)
        parts.end()
        if oid in seen:
            raise Refused("EV52", "a signed attribute that comes twice")
        seen.add(oid)
        if len(values) == 1:
            found[oid] = values[0]
    return found
