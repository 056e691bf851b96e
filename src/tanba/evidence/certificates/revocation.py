"""Lists of revoked certificates (RFC 5280, section 5): read within bounds, searched, signed by whom."""

from datetime import datetime
from typing import Final

from tanba.evidence.certificates.algorithms import Algorithm, read_algorithm
from tanba.evidence.certificates.certificate import ders, extensions_of, serial_of
from tanba.evidence.certificates.der import (
    BITS,
    GENERALIZED_TIME,
    INTEGER,
    SEQUENCE,
    UTC_TIME,
    Node,
    read,
    sequence,
)
from tanba.kernel import Refused, value

_NUMBER: Final = "2.5.29.20"
_KEY_ID: Final = "2.5.29.35"


@value
class RevocationList:
    """
    What an authority revoked, by its own word: until when it stood and when the next one is due.

    `partial`: it is a list of changes, or of some certificates only; it settles nothing here.
    """

    signed: bytes
    issuer: bytes
    made: datetime
    due: datetime | None
    entries: Node | None
    algorithm: Algorithm
    signature: bytes
    partial: bool = False

    def revoked(self, serial: str) -> datetime | None:
        """Return when a certificate was revoked, or None; raises Refused (EV50, EV51)."""
        for each in self.entries or ():
            parts = sequence(each)
            if serial_of(parts.take(INTEGER)) == serial:
                return parts.take(UTC_TIME, GENERALIZED_TIME).moment()
        return None


def read_lists(data: bytes) -> tuple[RevocationList, ...]:
    """Return the lists of a file: one in DER or base64, or several in PEM; raises Refused."""
    return tuple(map(read_list, ders(data, "X509 CRL")))


def read_list(der: bytes) -> RevocationList:
    """Return the list that these bytes are; raises Refused: EV50 no DER, EV53 no list."""
    outer = sequence(read(der))
    signed = outer.take(SEQUENCE)
    algorithm = read_algorithm(outer.take(SEQUENCE))
    signature = outer.take(BITS).octets()
    outer.end()
    parts = sequence(signed)
    parts.maybe(INTEGER)
    named = read_algorithm(parts.take(SEQUENCE))
    issuer = parts.take(SEQUENCE)
    made = parts.take(UTC_TIME, GENERALIZED_TIME).moment()
    due = parts.maybe(UTC_TIME, GENERALIZED_TIME)
    entries = parts.maybe(SEQUENCE)
    extensions = extensions_of(parts.maybe(0xA0))
    parts.end()
    if named != algorithm:
        raise Refused("EV53", "a list of revocations that names two algorithms for one signature")
    partial = any(
        critical for oid, (critical, _) in extensions.items() if oid not in (_NUMBER, _KEY_ID)
    )
    return RevocationList(
        signed=signed.der,
        issuer=issuer.der,
        made=made,
        due=due.moment() if due else None,
        entries=entries,
        algorithm=algorithm,
        signature=signature,
        partial=partial,
    )
